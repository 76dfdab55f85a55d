"""Edits of steps: their fields, added ones, deleted ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from mopsmap.edits.flows import connect, split_flow
from mopsmap.edits.ground import change_map, put
from mopsmap.edits.places import EDGE, GRID, PITCH, moved_free, place_beside
from mopsmap.model import Flow, Position, Project, Step, StepKind


def set_steps(project: Project, map_id: str, ids: Collection[str], **changes: Any) -> Project:
    """Change fields of one or many steps; in another lane they stand clear of others."""
    one = project.map_by_id[map_id]
    changed = change_map(
        project, map_id, steps=put(one.steps, set(ids), lambda s: s.replace(**changes))
    )
    if "role" not in changes:
        return changed
    role, known = changes["role"], one.step_by_id
    gone = [step for i in ids if (step := known[i]).role != role and step.position is not None]
    there = {step.id: (role, step.position) for step in gone if step.position is not None}
    return place_beside(changed, map_id, there) if there else changed


def add_step(
    project: Project,
    map_id: str,
    step_id: str,
    *,
    name: str = "",
    kind: StepKind = "step",
    role: str | None = None,
    position: Position | None = None,
    after: str | None = None,
) -> Project:
    """Add a step; `after` connects it behind that step.

    At `position`, or where that is taken at the nearest free place of the same lane beside it or
    in a row below. Steps without a position are in nobody's way.

    Where exactly one forward flow leaves `after`, the new step goes into it; where several do, and
    for an end, it becomes one more branch.
    """
    one = project.map_by_id[map_id]
    new = Step(id=step_id, name=name, kind=kind, role=role, position=position)
    if position is not None:
        (new,) = moved_free([new], one.steps, GRID, PITCH, max(0.0, position.x - EDGE))
    if after is None:
        return change_map(project, map_id, steps=(*one.steps, new))
    ways = one.forward_by_source.get(after, ())
    grown = change_map(project, map_id, steps=_insert_after(one.steps, after, new))
    if len(ways) == 1 and kind != "end":
        return split_flow(grown, map_id, ways[0].id, step_id)
    return connect(grown, map_id, after, step_id)


def _insert_after(steps: tuple[Step, ...], after: str, new: Step) -> tuple[Step, ...]:
    at = [step.id for step in steps].index(after) + 1
    return (*steps[:at], new, *steps[at:])


def delete(
    project: Project,
    map_id: str,
    steps: Collection[str] = (),
    flows: Collection[str] = (),
    notes: Collection[str] = (),
) -> Project:
    """Delete steps with their flows and notes, single flows, and notes.

    The neighbors of a deleted step in a chain (one forward flow in, one out) are connected, unless
    one of these flows is deleted too; the joined flow keeps id, probability and label of the way
    in.
    """
    one = project.map_by_id[map_id]
    gone, cut, dropped = set(steps), set(flows), set(notes)
    left = (f for f in one.flows if f.id not in cut or (f.source in gone and f.target in gone))
    return change_map(
        project,
        map_id,
        steps=tuple(s for s in one.steps if s.id not in gone),
        flows=_without_steps(left, (s.id for s in one.steps if s.id in gone)),
        notes=tuple(n for n in one.notes if n.id not in dropped and n.step not in gone),
        goal=None if one.goal in gone else one.goal,
        milestones=tuple(m for m in one.milestones if m not in gone),
    )


def _without_steps(flows: Iterable[Flow], gone: Iterable[str]) -> tuple[Flow, ...]:
    left = {f.id: f for f in flows}
    touching: dict[str, list[str]] = {}
    for flow in left.values():
        for step in {flow.source, flow.target}:
            touching.setdefault(step, []).append(flow.id)
    for step in gone:
        mine = [left[i] for i in touching.get(step, ()) if i in left]
        ways = [f for f in mine if f.kind == "forward" and f.source != f.target]
        ways_in = [f for f in ways if f.target == step]
        ways_out = [f for f in ways if f.source == step]
        joined = None
        if len(ways_in) == len(ways_out) == 1:
            source, target = ways_in[0].source, ways_out[0].target
            beside = (left[i] for i in touching[target] if i in left)
            if source != target and not any(f.source == source for f in beside):
                joined = ways_in[0].replace(target=target)
                touching[target].append(joined.id)
        for flow in mine:
            if joined is not None and flow.id == joined.id:
                left[flow.id] = joined
            else:
                del left[flow.id]
    return tuple(left.values())
