"""What may be drawn: the same answers give the hint while dragging and guard the edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mopsmap.language import translated as _
from mopsmap.model import Flow, FlowKind, ValueStreamMap


def leads_to(one: ValueStreamMap, start: str, goal: str) -> bool:
    """Whether forward flows lead from step `start` to step `goal` (a step leads to itself)."""
    return reaches(one.forward_by_source, start, goal)


def reaches(following: Mapping[str, Iterable[Flow]], start: str, goal: str) -> bool:
    """Whether flows, by the step they leave, lead from step `start` to step `goal`."""
    seen, waiting = {start}, [start]
    while waiting:
        step = waiting.pop()
        if step == goal:
            return True
        for flow in following.get(step, ()):
            if flow.target not in seen:
                seen.add(flow.target)
                waiting.append(flow.target)
    return False


def kind_between(one: ValueStreamMap, source: str, target: str) -> FlowKind:
    """The kind a new flow gets: rework where it leads back, else forward."""
    return "rework" if leads_to(one, target, source) else "forward"


def may_leave(one: ValueStreamMap, source: str) -> str | None:
    """Why no flow may be drawn from `source` to wherever; None where it may."""
    return _("Nothing flows on from an end.") if one.step_by_id[source].kind == "end" else None


def may_lead(one: ValueStreamMap, source: str, target: str) -> str | None:
    """Why no flow may lead from `source` to `target`, whatever flows there are; None where it may.

    Both are steps of the map.
    """
    if source == target:
        return _("A flow needs two different steps.")
    if reason := may_leave(one, source):
        return reason
    if one.step_by_id[target].kind == "start":
        return _("Nothing flows into a start.")
    return None


def may_connect(one: ValueStreamMap, source: str, target: str) -> str | None:
    """Why no flow may be drawn from `source` to `target`; None where it may."""
    steps = one.step_by_id
    if source not in steps or target not in steps:
        return _("Drop the flow on a step.")
    if reason := may_lead(one, source, target):
        return reason
    if any(flow.source == source and flow.target == target for flow in one.flows):
        return _("These steps are already connected.")
    return None
