"""Steps copied from a map and pasted into one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from mopsmap.edits.ground import change_map, fresh_ids
from mopsmap.edits.places import COLUMN, NUDGE, moved_free
from mopsmap.model import Flow, Project, Role, Step
from mopsmap.record import Record


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
    names = dict(zip(steps, fresh_ids(project, "step"), strict=False))
    inner = (f for f in fragment.flows if f.source in names and f.target in names)
    flows = tuple(
        flow.replace(id=new_id, source=names[flow.source], target=names[flow.target])
        for flow, new_id in zip(inner, fresh_ids(project, "flow"), strict=False)
    )
    one = project.map_by_id[map_id]
    copies = [_pasted(step, names[step.id], role_ids) for step in steps.values()]
    grown = change_map(
        project,
        map_id,
        roles=roles,
        steps=(*one.steps, *moved_free(copies, one.steps, NUDGE, COLUMN)),
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
