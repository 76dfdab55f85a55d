"""Edits of flows: their fields, drawn ones, a step put into one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mopsmap.capture.ways import Reference
from mopsmap.edits.ground import EditError, change_map, fresh_id, fresh_ids, put
from mopsmap.edits.places import make_room_since
from mopsmap.language import translated as _
from mopsmap.model import Flow, Project, ValueStreamMap
from mopsmap.rules import kind_between, leads_to, may_connect, reaches

NEW = "new"
"""Stands for the id of a flow that is made."""
_ROUNDED = 1e-6
"""How far a share that is written in a cell may be from the one it was written for."""


def set_flows(project: Project, map_id: str, ids: Collection[str], **changes: Any) -> Project:
    """Change fields of one or many flows; labels that grow push aside what is in their way."""
    one = project.map_by_id[map_id]
    changed = change_map(
        project, map_id, flows=put(one.flows, set(ids), lambda f: f.replace(**changes))
    )
    return make_room_since(changed, map_id, one)


def split_flow(project: Project, map_id: str, flow_id: str, step_id: str) -> Project:
    """Lead a flow through an existing step; the first part keeps probability, label and kind.

    A rework flow becomes two rework flows with the step as a return step between them. Raises
    EditError where the step is a start or an end or where the work would go in a circle.
    """
    one = project.map_by_id[map_id]
    flow = one.flow_by_id[flow_id]
    if step_id in (flow.source, flow.target):
        raise EditError(_("A step cannot be put into its own flow."))
    step = one.step_by_id[step_id]
    if step.kind in ("start", "end"):
        raise EditError(
            _("Nothing flows through a start.")
            if step.kind == "start"
            else _("Nothing flows through an end.")
        )
    circle = leads_to(one, step_id, flow.source) or leads_to(one, flow.target, step_id)
    if flow.kind == "forward" and circle:
        raise EditError(_("Put into this flow, the step would send the work in a circle."))
    pairs = {(f.source, f.target) for f in one.flows if f.id != flow_id and f.kind == flow.kind}
    parts: list[Flow] = []
    if (flow.source, step_id) not in pairs:
        parts.append(flow.replace(target=step_id))
    if (step_id, flow.target) not in pairs:
        new_id = fresh_id(project, "flow")
        parts.append(Flow(id=new_id, source=step_id, target=flow.target, kind=flow.kind))
    at = [f.id for f in one.flows].index(flow_id)
    return change_map(project, map_id, flows=(*one.flows[:at], *parts, *one.flows[at + 1 :]))


def connect(project: Project, map_id: str, source: str, target: str) -> Project:
    """Draw a flow; one that leads back becomes rework. Raises EditError where it may not be."""
    one = project.map_by_id[map_id]
    reason = may_connect(one, source, target)
    if reason:
        raise EditError(reason)
    new = Flow(
        id=fresh_id(project, "flow"),
        source=source,
        target=target,
        kind=kind_between(one, source, target),
    )
    drawn = change_map(project, map_id, flows=(*one.flows, new))
    return make_room_since(drawn, map_id, one)


def ways_of(one: ValueStreamMap, step: str) -> tuple[Reference, ...]:
    """Where the flows that leave a step lead, by step id, in file order."""
    found = one.flows_by_source.get(step, ())
    return tuple(Reference(f.target, f.kind, f.probability, f.label) for f in found)


def set_ways(project: Project, map_id: str, ways: Mapping[str, Sequence[Reference]]) -> Project:
    """Let flows leave steps for the steps that `ways` name by id, and no other ones.

    A flow that was there stays the same one. Of new ways that are forward, those that lead back
    become rework.
    """
    one = project.map_by_id[map_id]
    new = fresh_ids(project, "flow")
    following = {s: list(fs) for s, fs in one.forward_by_source.items() if s not in ways}
    made: dict[str, list[Flow]] = {}
    for source, wanted in ways.items():
        there = list(one.flows_by_source.get(source, ()))
        for way in wanted:
            flow = _flow_of(way, source, there, following)
            made.setdefault(source, []).append(
                flow if flow.id != NEW else flow.replace(id=next(new))
            )
            if flow.kind == "forward":
                following.setdefault(source, []).append(flow)
    changed = change_map(project, map_id, flows=tuple(_put_ways(one, ways, made)))
    return make_room_since(changed, map_id, one)


def _flow_of(
    way: Reference, source: str, there: list[Flow], following: Mapping[str, Sequence[Flow]]
) -> Flow:
    """The flow of a way: the one that was there, changed where it has to be, or a new one."""
    same = [f for f in there if f.target == way.to]
    found = next((f for f in same if f.kind == way.kind), same[0] if same else None)
    kind = way.kind
    if kind == "forward" and (found is None or found.kind != kind):
        kind = "rework" if reaches(following, way.to, source) else kind
    if found is None:
        return Flow(
            id=NEW, source=source, target=way.to, kind=kind, probability=way.share, label=way.label
        )
    there.remove(found)
    was, share = found.probability, way.share
    if was is not None and share is not None and abs(was - share) < _ROUNDED:
        share = was
    return found.replace(kind=kind, probability=share, label=way.label)


def _put_ways(
    one: ValueStreamMap, ways: Collection[str], made: Mapping[str, Sequence[Flow]]
) -> Iterator[Flow]:
    """The flows of a map with those that leave some steps in the place of the first of them."""
    put_in: set[str] = set()
    for flow in one.flows:
        if flow.source not in ways:
            yield flow
        elif flow.source not in put_in:
            put_in.add(flow.source)
            yield from made.get(flow.source, ())
    for source, flows in made.items():
        if source not in put_in:
            yield from flows
