"""Edits of the project, its calendar, and whole maps."""

from __future__ import annotations

from typing import Any

from mopsmap.edits.ground import EditError, change_map
from mopsmap.language import translated as _
from mopsmap.model import Charter, MapKind, Project, ValueStreamMap
from mopsmap.units import Calendar


def set_project(project: Project, **changes: Any) -> Project:
    """Change fields of the project itself."""
    return project.replace(**changes)


def set_calendar(project: Project, **changes: Any) -> Project:
    """Change the working calendar."""
    calendar: Calendar = project.calendar.replace(**changes)
    return project.replace(calendar=calendar)


def set_map(project: Project, map_id: str, **changes: Any) -> Project:
    """Change fields of a map."""
    return change_map(project, map_id, **changes)


def set_charter(project: Project, map_id: str, **changes: Any) -> Project:
    """Change fields of a map's charter."""
    charter: Charter = project.map_by_id[map_id].charter.replace(**changes)
    return change_map(project, map_id, charter=charter)


def free_name(project: Project, wanted: str) -> str:
    """A name that no map has: the wanted one, with a number where that is taken."""
    taken = {one.name for one in project.maps}
    number, name = 2, wanted
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


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
        raise EditError(_("A project needs at least one map."))
    return project.replace(
        maps=tuple(
            m.replace(based_on=None) if m.based_on == map_id else m
            for m in project.maps
            if m.id != map_id
        )
    )
