"""A map told step by step in the order of the work: what is next, where ways part and go back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mopsmap.model import Flow, ValueStreamMap
from mopsmap.reading import read_map, step_numbers


@dataclass(frozen=True, slots=True)
class Way:
    """A flow on or back to a step; `share` of the items that take it, None where all do."""

    flow: str
    step: str
    label: str
    share: float | None
    back: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A step to be told of.

    `parts` says how its ways part: the item takes "one" of them or "all" of them side by side; ""
    where there is one way on at most. `ways` are those that part, and those that lead back.
    `waits_for` are the steps before it that all have to be done first.
    """

    step: str
    parts: Literal["", "one", "all"]
    ways: tuple[Way, ...]
    waits_for: tuple[str, ...]


def walkthrough(one: ValueStreamMap) -> tuple[Stop, ...]:
    """All steps of a map in the order of the work."""
    reading, numbers = read_map(one), step_numbers(one)
    onward: dict[str, list[Flow]] = {}
    before: dict[str, list[str]] = {}
    for flow in reading.drawn_forward:
        onward.setdefault(flow.source, []).append(flow)
        before.setdefault(flow.target, []).append(flow.source)
    back: dict[str, list[Flow]] = {}
    for flow in reading.rework:
        back.setdefault(flow.source, []).append(flow)

    def way(flow: Flow, chosen: bool, leads_back: bool) -> Way:
        share = reading.shares.get(flow.id) if chosen else None
        return Way(flow.id, flow.target, flow.label, share, leads_back)

    def stop(step: str) -> Stop:
        on, returns = onward.get(step, []), back.get(step, [])
        chooses = step in reading.chooses
        parts: Literal["", "one", "all"] = ""
        if len(on) > 1:
            parts = "one" if chooses else "all"
        ways = [way(flow, chooses, leads_back=False) for flow in (on if len(on) > 1 else ())]
        ways += [way(flow, True, leads_back=True) for flow in returns]
        waits = tuple(before.get(step, ())) if step in reading.joins else ()
        return Stop(step, parts, tuple(ways), waits)

    return tuple(stop(step) for step in sorted(one.step_by_id, key=lambda s: numbers.get(s, 0)))
