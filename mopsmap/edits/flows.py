"""Edits of flows: their fields, drawn ones, a step put into one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mopsmap.edits.ground import EditError, change_map, fresh_id, put
from mopsmap.edits.places import make_room_since
from mopsmap.language import translated as _
from mopsmap.model import Flow, Project
from mopsmap.rules import kind_between, leads_to, may_connect


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
