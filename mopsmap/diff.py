"""What changed between two projects or maps, by record id: repaints the canvas, compares maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import is_not
from typing import Any

from mopsmap.model import Countermeasure, Flow, Note, Project, Role, Step, ValueStreamMap
from mopsmap.record import Record

Identified = Step | Flow | Role | Countermeasure | Note


@dataclass(frozen=True, slots=True)
class RecordsDiff:
    """Ids of one kind of record: added and changed in the later order, removed in the earlier.

    `moved` is true when records that stayed stand in another order.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id touched."""
        return self.added + self.changed + self.removed

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


@dataclass(frozen=True, slots=True)
class MapDiff:
    """What changed within one map; `fields` names the map's own fields that differ."""

    steps: RecordsDiff = RecordsDiff()
    flows: RecordsDiff = RecordsDiff()
    roles: RecordsDiff = RecordsDiff()
    countermeasures: RecordsDiff = RecordsDiff()
    notes: RecordsDiff = RecordsDiff()
    fields: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.steps
            or self.flows
            or self.roles
            or self.countermeasures
            or self.notes
            or self.fields
        )

    @property
    def redraws(self) -> bool:
        """Whether there are other flows or roles, or steps came or went."""
        return bool(self.flows or self.roles or self.steps.added or self.steps.removed)


@dataclass(frozen=True, slots=True)
class ProjectDiff:
    """What changed within a project; `maps` holds a MapDiff for each map that stayed and changed.

    `moved` is true when maps that stayed stand in another order.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    maps: Mapping[str, MapDiff] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    moved: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.maps or self.fields or self.moved)


_COLLECTIONS = ("roles", "steps", "flows", "countermeasures", "notes")


def changed_fields(
    before: Record, after: Record, leave_out: Iterable[str] = ()
) -> dict[str, tuple[Any, Any]]:
    """(old, new) of every field that differs, in file order."""
    skipped = set(leave_out)
    return {
        name: (old, new)
        for name in type(after).model_fields
        if name not in skipped
        for old, new in ((getattr(before, name), getattr(after, name)),)
        if old is not new and old != new
    }


def diff_records(before: Sequence[Identified], after: Sequence[Identified]) -> RecordsDiff:
    """Compare two lists of records by id; what is the same at both ends is not looked at."""
    if before is after:
        return RecordsDiff()
    head = _alike(before, after)
    before, after = before[head:], after[head:]
    tail = _alike(before[::-1], after[::-1])
    old = {record.id: record for record in before[: len(before) - tail]}
    new = {record.id: record for record in after[: len(after) - tail]}
    stayed = [i for i in new if i in old]
    return RecordsDiff(
        added=tuple(i for i in new if i not in old),
        removed=tuple(i for i in old if i not in new),
        changed=tuple(i for i in stayed if new[i] is not old[i] and new[i] != old[i]),
        moved=stayed != [i for i in old if i in new],
    )


def _alike(before: Sequence[Identified], after: Sequence[Identified]) -> int:
    """How many records at the beginning are the very same."""
    differs = map(is_not, before, after)
    return next(compress(count(), differs), min(len(before), len(after)))


def diff_maps(before: ValueStreamMap, after: ValueStreamMap) -> MapDiff:
    """Compare two maps by record id."""
    if before is after:
        return MapDiff()
    return MapDiff(
        **{
            name: diff_records(getattr(before, name), getattr(after, name)) for name in _COLLECTIONS
        },
        fields=tuple(changed_fields(before, after, (*_COLLECTIONS, "id"))),
    )


def only_moved(before: ValueStreamMap, after: ValueStreamMap, found: MapDiff | None = None) -> bool:
    """Whether two states of a map differ in nothing but the places of steps in their lanes; `found`
    is their difference where it is known."""
    found = diff_maps(before, after) if found is None else found
    if found != MapDiff(steps=RecordsDiff(changed=found.steps.changed)):
        return False
    old, new = before.step_by_id, after.step_by_id
    return not any(changed_fields(old[i], new[i], ("position",)) for i in found.steps.changed)


def diff(before: Project, after: Project) -> ProjectDiff:
    """Compare two states of a project; unchanged maps are left out."""
    if before is after:
        return ProjectDiff()
    old, new = before.map_by_id, after.map_by_id
    both = {i: diff_maps(old[i], new[i]) for i in new if i in old and old[i] is not new[i]}
    return ProjectDiff(
        added=tuple(i for i in new if i not in old),
        removed=tuple(i for i in old if i not in new),
        maps={i: found for i, found in both.items() if found},
        fields=tuple(changed_fields(before, after, ("maps",))),
        moved=[i for i in new if i in old] != [i for i in old if i in new],
    )
