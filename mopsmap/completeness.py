"""Which values of a map are still to be asked for, in which order, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mopsmap.model import Step, ValueStreamMap
from mopsmap.units import Duration

Value = Literal["process_time", "wait_time", "complete_accurate", "value_class"]
VALUES: tuple[Value, ...] = ("process_time", "wait_time", "complete_accurate", "value_class")
"""What each step is asked for, in the order of asking."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a map is filled in: `complete` of `total` steps that are asked for values; by step
    that lacks any, the values it lacks."""

    complete: int
    total: int
    missing: Mapping[str, tuple[Value, ...]]

    def lacking(self, value: Value) -> int:
        """How many steps lack one value."""
        return sum(value in values for values in self.missing.values())


def asked_of(step: Step, one: ValueStreamMap) -> tuple[Value, ...]:
    """The values that a step is asked for.

    Starts and ends do nothing, and a decision without times is only a question. Nobody receives
    what a step without a way on makes, so nobody can say how much of it is complete and accurate.
    A step of no work from which branches begin only stands for where they do.
    """
    bare = step.process_time is None and step.wait_time is None
    if step.kind in ("start", "end") or (step.kind == "decision" and bare):
        return ()
    ways = one.forward_by_source.get(step.id, ())
    if len(ways) > 1 and _without_work(step):
        return ()
    hands_on = bool(ways)
    return tuple(v for v in VALUES if hands_on or v != "complete_accurate")


def _without_work(step: Step) -> bool:
    """Whether somebody said that a step takes no time, and nothing else of it."""
    time = step.process_time
    said = any(getattr(step, value) is not None for value in VALUES[1:])
    return isinstance(time, Duration) and time.value == 0 and not said


def completeness(one: ValueStreamMap) -> Completeness:
    """How far a map is filled in."""
    asked = {step: asked_of(step, one) for step in one.steps}
    missing = {
        step.id: lacks
        for step, values in asked.items()
        if (lacks := tuple(v for v in values if getattr(step, v) is None))
    }
    total = sum(bool(values) for values in asked.values())
    return Completeness(total - len(missing), total, missing)


def next_missing(
    missing: Mapping[str, tuple[Value, ...]],
    order: Sequence[str],
    after: str | None = None,
    value: Value | None = None,
) -> tuple[str, Value] | None:
    """The step and value to ask for next, None where nothing is missing.

    `order` are the steps in the order of the work. Behind a `value` of the step `after` come the
    later values of that step, then the steps behind it, at the end those before it.

    >>> next_missing({"b": ("process_time", "wait_time")}, ["a", "b"], "b", "process_time")
    ('b', 'wait_time')
    >>> next_missing({"a": ("value_class",)}, ["a", "b"], "b")
    ('a', 'value_class')
    """
    at = order.index(after) if after in order else -1
    if at >= 0:
        begin = VALUES.index(value) + 1 if value is not None else 0
        for later in VALUES[begin:]:
            if later in missing.get(order[at], ()):
                return order[at], later
    found = next((s for s in (*order[at + 1 :], *order[: at + 1]) if missing.get(s)), None)
    return (found, missing[found][0]) if found is not None else None


def receivers(one: ValueStreamMap, step_id: str) -> tuple[str, ...]:
    """Names of the roles that work on what a step hands on, and so can say how much of it was
    complete and accurate; the customer where it leaves the stream.

    A step without a role, such as the diamond of a decision, hands it on.
    """
    steps, found, seen = one.step_by_id, dict[str, None](), {step_id}
    ahead = [flow.target for flow in one.forward_by_source.get(step_id, ())]
    while ahead:
        here = ahead.pop(0)
        if here in seen:
            continue
        seen.add(here)
        step = steps[here]
        role = one.role_by_id.get(step.role or "")
        if step.kind == "end":
            found[one.charter.customer or ""] = None
        elif role is not None and asked_of(step, one):
            found[role.name or role.id] = None
        else:
            ahead += [flow.target for flow in one.forward_by_source.get(here, ())]
    return tuple(name for name in found if name)
