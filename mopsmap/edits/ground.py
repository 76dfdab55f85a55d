"""What every edit stands on: new ids, changed maps, and why an edit cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import count
from typing import Any, TypeVar

from mopsmap.model import Flow, Note, Project, Role, Step, ValueStreamMap

R = TypeVar("R", Step, Flow, Role, Note)


class EditError(ValueError):
    """An edit that cannot be done; the text says why in one sentence."""


def fresh_id(project: Project, prefix: str) -> str:
    """An id such as "step-12" that no record of any map uses or still names."""
    return next(fresh_ids(project, prefix))


def fresh_ids(project: Project, prefix: str) -> Iterator[str]:
    """As many such ids as are wanted, each another one."""
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


def put_map(project: Project, changed: ValueStreamMap) -> Project:
    """The project with a map in the place of the one of its id."""
    return project.replace(maps=tuple(changed if m.id == changed.id else m for m in project.maps))


def change_map(project: Project, map_id: str, **changes: Any) -> Project:
    """Change fields of a map through its validating constructor."""
    return put_map(project, project.map_by_id[map_id].replace(**changes))


def put(records: tuple[R, ...], ids: Collection[str], change: Callable[[R], R]) -> tuple[R, ...]:
    """The records with those of `ids` changed, in their old order."""
    return tuple(change(record) if record.id in ids else record for record in records)
