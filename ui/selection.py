"""What is selected on the map shown, and which map is shown where that one goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mopsmap.diff import diff_maps
from mopsmap.model import Position, Project, ValueStreamMap


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected on the map shown: steps, flows and notes, or one role, or nothing (the map).

    Notes of a step are selected with their step, not by themselves.
    """

    steps: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    role: str | None = None
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps or self.flows or self.role or self.notes)

    def within(self, one: ValueStreamMap) -> Selection:
        """What of it a map has, each once."""
        return Selection(
            tuple(s for s in dict.fromkeys(self.steps) if s in one.step_by_id),
            tuple(f for f in dict.fromkeys(self.flows) if f in one.flow_by_id),
            self.role if self.role in one.role_by_id else None,
            tuple(n for n in dict.fromkeys(self.notes) if n in one.note_by_id),
        )


def neighbor(before: Project, after: Project, map_id: str) -> str:
    """The map that stayed and stands nearest to one that goes, rather before than behind it."""
    order = [one.id for one in before.maps]
    here = order.index(map_id)
    stayed = [i for i in order if i in after.map_by_id]
    return min(stayed, key=lambda i: (abs(order.index(i) - here), order.index(i)), default="")


def changed_between(
    old: ValueStreamMap,
    new: ValueStreamMap,
    before: Mapping[str, Position],
    after: Mapping[str, Position],
) -> Selection:
    """What to select of a map that another state of it took the place of: the steps that differ,
    else those that stand elsewhere, unless most of the map does; else the flows, else the notes."""
    touched = diff_maps(old, new)
    steps = touched.steps.added + touched.steps.changed
    differ = [
        i
        for i in steps
        if i in touched.steps.added
        or old.step_by_id[i].replace(position=None) != new.step_by_id[i].replace(position=None)
    ]
    moved = [i for i in steps if i not in differ and before[i] != after[i]]
    if differ:
        return Selection(tuple(differ))
    if moved and len(moved) <= max(1, len(new.steps) // 2):
        return Selection(tuple(moved))
    if flows := touched.flows.added + touched.flows.changed:
        return Selection(flows=flows)
    notes = touched.notes.added + touched.notes.changed
    own = tuple(i for i in notes if new.note_by_id[i].step is None)
    holders = [new.note_by_id[i].step for i in notes]
    return Selection(notes=own) if own else Selection(tuple(i for i in holders if i is not None))
