"""Steps copied from a map and pasted into one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from mopsmap.edits.flows import NEW
from mopsmap.edits.ground import change_map, fresh_ids
from mopsmap.edits.places import COLUMN, EDGE, NUDGE, PITCH, make_room, moved_free
from mopsmap.model import Flow, Note, Project, Role, Step, ValueStreamMap
from mopsmap.record import Record


class Fragment(Record):
    """Steps cut from a map with the flows among them and the roles they name, and notes."""

    steps: tuple[Step, ...]
    flows: tuple[Flow, ...] = ()
    roles: tuple[Role, ...] = ()
    notes: tuple[Note, ...] = ()


def copy(
    project: Project, map_id: str, ids: Collection[str], notes: Collection[str] = ()
) -> Fragment:
    """The selected steps, the flows among them and the roles they name, and notes without votes."""
    one = project.map_by_id[map_id]
    wanted = set(ids)
    steps = tuple(s for s in one.steps if s.id in wanted)
    named = {role for step in steps for role, _people in step.crew}
    return Fragment(
        steps=steps,
        flows=tuple(f for f in one.flows if f.source in wanted and f.target in wanted),
        roles=tuple(r for r in one.roles if r.id in named),
        notes=tuple(n.replace(votes=0, step=None) for n in one.notes if n.id in notes),
    )


@dataclass(frozen=True, slots=True)
class Pasted:
    """The project after pasting and the ids of the steps and notes that came."""

    project: Project
    steps: tuple[str, ...]
    notes: tuple[str, ...] = ()


def paste(project: Project, map_id: str, fragment: Fragment) -> Pasted:
    """Add copies of a fragment's steps, with new ids, together at the nearest free place.

    Roles are found by id and name, else by name, else added. What refers to other maps
    (replaces, countermeasures) stays behind. Steps without a position are in nobody's way.
    """
    one = project.map_by_id[map_id]
    roles, copies, flows = _copies(project, map_id, fragment)
    ids = fresh_ids(project, "note")
    notes = [_note_beside(note, new) for note, new in zip(fragment.notes, ids, strict=False)]
    grown = change_map(
        project,
        map_id,
        roles=roles,
        steps=(*one.steps, *moved_free(copies, one.steps, NUDGE, COLUMN)),
        flows=(*one.flows, *flows),
        notes=(*one.notes, *notes),
    )
    return Pasted(grown, tuple(step.id for step in copies), tuple(note.id for note in notes))


def _note_beside(note: Note, new_id: str) -> Note:
    at = note.position
    moved = at.replace(x=at.x + NUDGE, y=at.y + NUDGE) if at is not None else None
    return note.replace(id=new_id, position=moved)


def paste_behind(
    project: Project, map_id: str, fragment: Fragment, after: str | None = None
) -> Pasted:
    """Add copies of a fragment's steps as `paste` does, but behind a step and led to from there.

    Where exactly one forward flow leaves `after`, the work goes on from the last of them to where
    it led; where several do, they are one more branch. Positions keep their distances; what stands
    further right makes room. Without `after` they stand right of everything, led to from nowhere.
    """
    one = project.map_by_id[map_id]
    roles, copies, flows = _copies(project, map_id, fragment)
    copies, right, by = _moved_behind(copies, one, one.step_by_id[after] if after else None)
    if by:
        one = make_room(project, map_id, right, by).map_by_id[map_id]
    at = [step.id for step in one.steps].index(after) + 1 if after else len(one.steps)
    kept, joined = _joined(one, after, copies, flows) if after else (one.flows, [])
    taken = {flow.id for flow in (*kept, *flows)}
    ids = (i for i in fresh_ids(project, "flow") if i not in taken)
    grown = change_map(
        project,
        map_id,
        roles=roles,
        steps=(*one.steps[:at], *copies, *one.steps[at:]),
        flows=(*kept, *flows, *(f.replace(id=next(ids)) if f.id == NEW else f for f in joined)),
    )
    return Pasted(grown, tuple(step.id for step in copies))


def _joined(
    one: ValueStreamMap, after: str, copies: Iterable[Step], flows: Iterable[Flow]
) -> tuple[tuple[Flow, ...], list[Flow]]:
    """The flows of the map that stay, and those that lead to the copies and on from them."""
    forward = [flow for flow in flows if flow.kind == "forward"]
    reached, left = {flow.target for flow in forward}, {flow.source for flow in forward}
    firsts = [s.id for s in copies if s.id not in reached and s.kind != "start"]
    lasts = [s.id for s in copies if s.id not in left and s.kind != "end"]
    ways = one.forward_by_source.get(after, ())
    if one.step_by_id[after].kind == "end" or not firsts:
        return one.flows, []
    links = [Flow(id=NEW, source=after, target=first) for first in firsts]
    if len(ways) != 1 or not lasts:
        return one.flows, links
    (way,) = ways
    links[0] = way.replace(target=firsts[0])
    links += [Flow(id=NEW, source=last, target=way.target) for last in lasts]
    return tuple(flow for flow in one.flows if flow is not way), links


def _moved_behind(
    copies: list[Step], one: ValueStreamMap, after: Step | None
) -> tuple[list[Step], float, float]:
    """The copies where they belong, from where on others make room for them, and how much."""
    mine = [step.position.x for step in copies if step.position is not None]
    there = [step.position.x for step in one.steps if step.position is not None]
    start = after.position.x if after and after.position else max(there, default=None)
    if start is None or not mine:
        return copies, 0.0, 0.0
    by = start + PITCH - min(mine)
    moved = [
        step.replace(position=at.replace(x=at.x + by)) if (at := step.position) else step
        for step in copies
    ]
    right = min((x for x in there if x > start + EDGE), default=None)
    if right is None:
        return moved, 0.0, 0.0
    return moved, right, max(0.0, max(mine) + by + PITCH - right)


def _copies(
    project: Project, map_id: str, fragment: Fragment
) -> tuple[tuple[Role, ...], list[Step], tuple[Flow, ...]]:
    """The map's roles with those that were missing, and the steps and flows with new ids."""
    roles, role_ids = _roles_for(project, map_id, fragment.roles)
    steps = {step.id: step for step in fragment.steps}
    names = dict(zip(steps, fresh_ids(project, "step"), strict=False))
    inner = (f for f in fragment.flows if f.source in names and f.target in names)
    flows = tuple(
        flow.replace(id=new_id, source=names[flow.source], target=names[flow.target])
        for flow, new_id in zip(inner, fresh_ids(project, "flow"), strict=False)
    )
    return roles, [_pasted(step, names[step.id], role_ids) for step in steps.values()], flows


def _roles_for(
    project: Project, map_id: str, wanted: Iterable[Role]
) -> tuple[tuple[Role, ...], dict[str, str]]:
    """The map's roles with those that were missing, and the id here of each role wanted."""
    known = {(r.id, r.name) for one in project.maps for r in one.roles}
    taken = {role_id for role_id, _ in known}
    roles = {r.id: r for r in project.map_by_id[map_id].roles}
    fresh = (i for i in fresh_ids(project, "role") if i not in roles)
    ids: dict[str, str] = {}
    for role in wanted:
        same = roles.get(role.id)
        if same is None or same.name != role.name:
            named = (r for r in roles.values() if r.name.casefold() == role.name.casefold())
            same = next(named, None) if role.name else None
        if same is None:
            other = role.id in taken and (role.id, role.name) not in known
            new_id = next(fresh) if other or role.id in roles else role.id
            same = roles[new_id] = role.replace(id=new_id)
            taken.add(new_id)
        ids[role.id] = same.id
    return tuple(roles.values()), ids


def _pasted(step: Step, new_id: str, roles: Mapping[str, str]) -> Step:
    return step.replace(
        id=new_id,
        role=roles.get(step.role) if step.role else None,
        helpers=tuple(h.replace(role=roles[h.role]) for h in step.helpers if h.role in roles),
        replaces=(),
        countermeasures=(),
    )
