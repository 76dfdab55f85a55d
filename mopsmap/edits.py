"""Everything a person can change, as pure functions: project in, project out.

Each function goes through the validating constructors, so no edit can leave an unsound map. Ids of
new records are never used elsewhere in the project, because ids are how maps are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from mopsmap.model import (
    Charter,
    Flow,
    MapKind,
    Note,
    NoteKind,
    Position,
    Project,
    Role,
    Step,
    StepKind,
    ValueStreamMap,
)
from mopsmap.record import Record
from mopsmap.rules import kind_between, leads_to, may_connect
from mopsmap.units import Calendar

PITCH = 130.0
"""Distance from one step to the next in a lane, scene pixels."""
COLUMN, ROW = 120.0, 88.0
"""How far steps of a lane stand apart at least, sideways or downwards, scene pixels."""
NUDGE, GRID = 32.0, 4.0
"""In what paces copies, or a new step, look for a free place, scene pixels."""
EDGE = 8.0
"""How far from the left end of its lane a new step stands at least, scene pixels."""

R = TypeVar("R", Step, Flow, Role, Note)


class EditError(ValueError):
    """An edit that cannot be done; the text says why in one sentence."""


def fresh_id(project: Project, prefix: str) -> str:
    """An id such as "step-12" that no record of any map uses or still names."""
    return next(_fresh_ids(project, prefix))


def _fresh_ids(project: Project, prefix: str) -> Iterator[str]:
    used = set(project.map_by_id)
    for one in project.maps:
        for records in (one.steps, one.flows, one.roles, one.notes, one.countermeasures):
            used.update([record.id for record in records])
        for step in one.steps:
            if step.replaces:
                used.update(step.replaces)
        for measure in one.countermeasures:
            used.update(measure.removes)
    first = len([i for i in used if i.startswith(prefix)]) + 1
    return (f"{prefix}-{number}" for number in count(first) if f"{prefix}-{number}" not in used)


def _put_map(project: Project, changed: ValueStreamMap) -> Project:
    return project.replace(maps=tuple(changed if m.id == changed.id else m for m in project.maps))


def _change_map(project: Project, map_id: str, **changes: Any) -> Project:
    return _put_map(project, project.map_by_id[map_id].replace(**changes))


def _put(records: tuple[R, ...], ids: Collection[str], change: Callable[[R], R]) -> tuple[R, ...]:
    return tuple(change(record) if record.id in ids else record for record in records)


def set_project(project: Project, **changes: Any) -> Project:
    """Change fields of the project itself."""
    return project.replace(**changes)


def set_calendar(project: Project, **changes: Any) -> Project:
    """Change the working calendar."""
    calendar: Calendar = project.calendar.replace(**changes)
    return project.replace(calendar=calendar)


def set_map(project: Project, map_id: str, **changes: Any) -> Project:
    """Change fields of a map."""
    return _change_map(project, map_id, **changes)


def set_charter(project: Project, map_id: str, **changes: Any) -> Project:
    """Change fields of a map's charter."""
    charter: Charter = project.map_by_id[map_id].charter.replace(**changes)
    return _change_map(project, map_id, charter=charter)


def set_steps(project: Project, map_id: str, ids: Collection[str], **changes: Any) -> Project:
    """Change fields of one or many steps."""
    one = project.map_by_id[map_id]
    return _change_map(
        project, map_id, steps=_put(one.steps, set(ids), lambda s: s.replace(**changes))
    )


def set_flows(project: Project, map_id: str, ids: Collection[str], **changes: Any) -> Project:
    """Change fields of one or many flows."""
    one = project.map_by_id[map_id]
    return _change_map(
        project, map_id, flows=_put(one.flows, set(ids), lambda f: f.replace(**changes))
    )


def set_roles(project: Project, map_id: str, ids: Collection[str], **changes: Any) -> Project:
    """Change fields of one or many roles."""
    one = project.map_by_id[map_id]
    return _change_map(
        project, map_id, roles=_put(one.roles, set(ids), lambda r: r.replace(**changes))
    )


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
        (new,) = _moved_free([new], one.steps, GRID, PITCH, max(0.0, position.x - EDGE))
    if after is None:
        return _change_map(project, map_id, steps=(*one.steps, new))
    ways = one.forward_by_source.get(after, ())
    grown = _change_map(project, map_id, steps=_insert_after(one.steps, after, new))
    if len(ways) == 1 and kind != "end":
        return split_flow(grown, map_id, ways[0].id, step_id)
    return connect(grown, map_id, after, step_id)


def _insert_after(steps: tuple[Step, ...], after: str, new: Step) -> tuple[Step, ...]:
    at = [step.id for step in steps].index(after) + 1
    return (*steps[:at], new, *steps[at:])


def split_flow(project: Project, map_id: str, flow_id: str, step_id: str) -> Project:
    """Lead a flow through an existing step; the first part keeps probability, label and kind.

    A rework flow becomes two rework flows with the step as a return step between them. Raises
    EditError where the step is a start or an end or where the work would go in a circle.
    """
    one = project.map_by_id[map_id]
    flow = one.flow_by_id[flow_id]
    if step_id in (flow.source, flow.target):
        raise EditError("A step cannot be put into its own flow.")
    step = one.step_by_id[step_id]
    if step.kind in ("start", "end"):
        raise EditError(f"Nothing flows through {'a start' if step.kind == 'start' else 'an end'}.")
    circle = leads_to(one, step_id, flow.source) or leads_to(one, flow.target, step_id)
    if flow.kind == "forward" and circle:
        raise EditError("Put into this flow, the step would send the work in a circle.")
    pairs = {(f.source, f.target) for f in one.flows if f.id != flow_id and f.kind == flow.kind}
    parts: list[Flow] = []
    if (flow.source, step_id) not in pairs:
        parts.append(flow.replace(target=step_id))
    if (step_id, flow.target) not in pairs:
        new_id = fresh_id(project, "flow")
        parts.append(Flow(id=new_id, source=step_id, target=flow.target, kind=flow.kind))
    at = [f.id for f in one.flows].index(flow_id)
    return _change_map(project, map_id, flows=(*one.flows[:at], *parts, *one.flows[at + 1 :]))


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
    return _change_map(project, map_id, flows=(*one.flows, new))


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
    return _change_map(
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


def place(
    project: Project, map_id: str, placements: Mapping[str, tuple[str | None, Position | None]]
) -> Project:
    """Give steps a role (lane) and a position; a None position is automatic."""
    one = project.map_by_id[map_id]

    def moved(step: Step) -> Step:
        role, position = placements[step.id]
        helpers = tuple(h for h in step.helpers if h.role != role)
        return step.replace(role=role, position=position, helpers=helpers)

    return _change_map(project, map_id, steps=_put(one.steps, placements.keys(), moved))


def freeze(project: Project, map_id: str, positions: Mapping[str, Position]) -> Project:
    """Keep every step that has no position where it stands now."""
    one = project.map_by_id[map_id]
    free = {s.id for s in one.steps if s.position is None and s.id in positions}
    if not free:
        return project
    return _change_map(
        project,
        map_id,
        steps=_put(one.steps, free, lambda s: s.replace(position=positions[s.id])),
    )


def make_room(project: Project, map_id: str, x: float, by: float = PITCH) -> Project:
    """Move every positioned step whose left edge is at `x` or further right by `by` pixels."""
    one = project.map_by_id[map_id]
    right = {s.id for s in one.steps if s.position is not None and s.position.x >= x}

    def moved(step: Step) -> Step:
        position = step.position
        assert position is not None
        return step.replace(position=position.replace(x=position.x + by))

    return _change_map(project, map_id, steps=_put(one.steps, right, moved))


def tidy(project: Project, map_id: str) -> Project:
    """Give all positions back to automatic placement."""
    one = project.map_by_id[map_id]
    placed = {s.id for s in one.steps if s.position is not None}
    return _change_map(
        project, map_id, steps=_put(one.steps, placed, lambda s: s.replace(position=None))
    )


def add_role(
    project: Project, map_id: str, role_id: str, name: str, index: int | None = None
) -> Project:
    """Add a lane at `index`, by default at the bottom."""
    roles = project.map_by_id[map_id].roles
    at = len(roles) if index is None else index
    return _change_map(
        project, map_id, roles=(*roles[:at], Role(id=role_id, name=name), *roles[at:])
    )


def move_role(project: Project, map_id: str, role_id: str, index: int) -> Project:
    """Put a lane at another place from the top; `index` counts without the lane itself."""
    one = project.map_by_id[map_id]
    others = [r for r in one.roles if r.id != role_id]
    others.insert(max(0, min(index, len(others))), one.role_by_id[role_id])
    return _change_map(project, map_id, roles=tuple(others))


def delete_role(project: Project, map_id: str, role_id: str) -> Project:
    """Delete a lane; its steps stay without a role, its helpers leave their steps."""
    one = project.map_by_id[map_id]

    def released(step: Step) -> Step:
        return step.replace(
            role=None if step.role == role_id else step.role,
            helpers=tuple(h for h in step.helpers if h.role != role_id),
        )

    touched = {s.id for s in one.steps if any(role == role_id for role, _ in s.crew)}
    return _change_map(
        project,
        map_id,
        roles=tuple(r for r in one.roles if r.id != role_id),
        steps=_put(one.steps, touched, released),
    )


def add_note(
    project: Project, map_id: str, text: str, kind: NoteKind = "issue", step: str | None = None
) -> Project:
    """Add a remark on a step or on the map."""
    notes = project.map_by_id[map_id].notes
    new = Note(id=fresh_id(project, "note"), kind=kind, step=step, text=text)
    return _change_map(project, map_id, notes=(*notes, new))


def copy_map(project: Project, from_id: str, map_id: str, name: str, kind: MapKind) -> Project:
    """A new map made from another; it keeps the ids of steps and flows to be compared by."""
    source = project.map_by_id[from_id]
    new = source.replace(id=map_id, name=name, kind=kind, based_on=from_id)
    return project.replace(maps=(*project.maps, new))


def add_map(project: Project, one: ValueStreamMap) -> Project:
    """Add a map."""
    return project.replace(maps=(*project.maps, one))


def delete_map(project: Project, map_id: str) -> Project:
    """Delete a map; the last one cannot be deleted."""
    if len(project.maps) == 1:
        raise EditError("A project needs at least one map.")
    return project.replace(
        maps=tuple(
            m.replace(based_on=None) if m.based_on == map_id else m
            for m in project.maps
            if m.id != map_id
        )
    )


class Fragment(Record):
    """Steps cut from a map with the flows among them and the roles they name."""

    steps: tuple[Step, ...]
    flows: tuple[Flow, ...] = ()
    roles: tuple[Role, ...] = ()


def copy(project: Project, map_id: str, ids: Collection[str]) -> Fragment:
    """The selected steps, the flows among them and the roles they name."""
    one = project.map_by_id[map_id]
    wanted = set(ids)
    steps = tuple(s for s in one.steps if s.id in wanted)
    named = {role for step in steps for role, _people in step.crew}
    return Fragment(
        steps=steps,
        flows=tuple(f for f in one.flows if f.source in wanted and f.target in wanted),
        roles=tuple(r for r in one.roles if r.id in named),
    )


@dataclass(frozen=True, slots=True)
class Pasted:
    """The project after pasting and the ids of the steps that came."""

    project: Project
    steps: tuple[str, ...]


def paste(project: Project, map_id: str, fragment: Fragment) -> Pasted:
    """Add copies of a fragment's steps, with new ids, together at the nearest free place.

    Roles are found by id and name, else by name, else added. What refers to other maps
    (replaces, countermeasures) stays behind. Steps without a position are in nobody's way.
    """
    roles, role_ids = _roles_for(project, map_id, fragment.roles)
    steps = {step.id: step for step in fragment.steps}
    names = dict(zip(steps, _fresh_ids(project, "step"), strict=False))
    inner = (f for f in fragment.flows if f.source in names and f.target in names)
    flows = tuple(
        flow.replace(id=new_id, source=names[flow.source], target=names[flow.target])
        for flow, new_id in zip(inner, _fresh_ids(project, "flow"), strict=False)
    )
    one = project.map_by_id[map_id]
    copies = [_pasted(step, names[step.id], role_ids) for step in steps.values()]
    grown = _change_map(
        project,
        map_id,
        roles=roles,
        steps=(*one.steps, *_moved_free(copies, one.steps, NUDGE, COLUMN)),
        flows=(*one.flows, *flows),
    )
    return Pasted(grown, tuple(names.values()))


def _roles_for(
    project: Project, map_id: str, wanted: Iterable[Role]
) -> tuple[tuple[Role, ...], dict[str, str]]:
    """The map's roles with those that were missing, and the id here of each role wanted."""
    known = {(r.id, r.name) for one in project.maps for r in one.roles}
    taken = {role_id for role_id, _ in known}
    roles = {r.id: r for r in project.map_by_id[map_id].roles}
    fresh = (i for i in _fresh_ids(project, "role") if i not in roles)
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


def _moved_free(
    copies: Sequence[Step],
    there: Iterable[Step],
    pace: float,
    apart: float,
    leftwards: float = 0.0,
) -> list[Step]:
    """Steps moved together to where they cover none of those that are there, `apart` sideways.

    The nearest place to the right is taken, or one at most `leftwards` to the left, in paces; two
    steps further on comes the next row down.
    """
    taken: dict[str | None, list[Position]] = {}
    for step in there:
        if step.position is not None:
            taken.setdefault(step.role, []).append(step.position)
    own = [(step.role, step.position) for step in copies if step.position is not None]

    def free(dx: float, dy: float) -> bool:
        return not any(
            abs(at.x - mine.x - dx) < apart and abs(at.y - mine.y - dy) < ROW
            for role, mine in own
            for at in taken.get(role, ())
        )

    sides = [side * pace for far in range(int(2 * PITCH / pace) + 1) for side in (far, -far)]
    ways = ((x, down * ROW) for down in count() for x in sides if x >= -leftwards)
    dx, dy = next(way for way in ways if free(*way))
    return [
        step.replace(position=at.replace(x=at.x + dx, y=at.y + dy)) if at is not None else step
        for step, at in ((step, step.position) for step in copies)
    ]
