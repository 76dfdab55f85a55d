"""A map told step by step in the order of the work: what is next, where ways part and go back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mopsmap.model import Flow, ValueStreamMap
from mopsmap.reading import read_map, step_numbers


@dataclass(frozen=True, slots=True)
class Way:
    """A flow on or back to a step, or one that leads here from it; `share` of the items that take
    it, None where all do."""

    flow: str
    step: str
    label: str
    share: float | None
    back: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A step to be told of.

    `parts` says how its ways part: the item takes "one" of them or "all" of them side by side; ""
    where there is one way on at most. `ways` are those that part, and those that lead back, with
    the way on beside them. `waits_for` are the steps before it that all have to be done first.
    `comes_from` are the ways here from steps told before; empty where the step told just before is
    one of them, and where it waits.
    """

    step: str
    parts: Literal["", "one", "all"]
    ways: tuple[Way, ...]
    waits_for: tuple[str, ...]
    comes_from: tuple[Way, ...] = ()


def walkthrough(one: ValueStreamMap) -> tuple[Stop, ...]:
    """All steps of a map in the order of the work."""
    reading, numbers = read_map(one), step_numbers(one)
    onward, into = defaultdict[str, list[Flow]](list), defaultdict[str, list[Flow]](list)
    back = defaultdict[str, list[Flow]](list)
    for flow in reading.drawn_forward:
        onward[flow.source].append(flow)
        into[flow.target].append(flow)
    for flow in reading.rework:
        back[flow.source].append(flow)
        into[flow.target].append(flow)
    again = {flow.id for flow in reading.rework}

    def way(flow: Flow, chosen: bool, there: str) -> Way:
        share = reading.shares.get(flow.id) if chosen else None
        return Way(flow.id, there, flow.label, share, flow.id in again)

    def comes(step: str, before: str | None) -> tuple[Way, ...]:
        told = [f for f in into[step] if numbers.get(f.source, 0) < numbers.get(step, 0)]
        if before is None or any(flow.source == before for flow in told):
            return ()
        return tuple(way(f, f.id in again or f.source in reading.chooses, f.source) for f in told)

    def stop(step: str, before: str | None) -> Stop:
        on, returns, chooses = onward[step], back[step], step in reading.chooses
        parts: Literal["", "one", "all"] = ""
        if len(on) > 1:
            parts = "one" if chooses else "all"
        ways = [way(f, parts != "all", f.target) for f in on if parts or returns]
        ways += [way(flow, True, flow.target) for flow in returns]
        waits = step in reading.joins
        before_it = tuple(f.source for f in into[step] if f.id not in again)
        return Stop(
            step,
            parts,
            tuple(ways),
            before_it if waits else (),
            () if waits else comes(step, before),
        )

    order = sorted(one.step_by_id, key=lambda step: numbers.get(step, 0))
    return tuple(stop(*pair) for pair in zip(order, (None, *order), strict=False))


def chapters(one: ValueStreamMap, stops: Sequence[Stop]) -> tuple[int, ...]:
    """The stops that a hurried story jumps to: where each phase begins; in a map without phases,
    where ways part."""
    phases = [one.step_by_id[stop.step].phase.strip() for stop in stops]
    named = {phases.index(phase) for phase in phases if phase}
    parting = {at for at, stop in enumerate(stops) if stop.ways}
    return tuple(sorted({*range(min(1, len(stops))), *(named or parting)}))
