"""Edits of remarks on steps and on the map, and of the dots that people give them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mopsmap.edits.ground import change_map, fresh_id, put
from mopsmap.model import MOST_VOTES, Note, NoteKind, Position, Project


def add_note(
    project: Project,
    map_id: str,
    text: str,
    kind: NoteKind = "issue",
    step: str | None = None,
    position: Position | None = None,
) -> Project:
    """Add a remark on a step, at a place of the map, or, with neither, to its list alone."""
    notes = project.map_by_id[map_id].notes
    place = None if step is not None else position
    new = Note(id=fresh_id(project, "note"), kind=kind, step=step, text=text, position=place)
    return change_map(project, map_id, notes=(*notes, new))


def set_notes(project: Project, map_id: str, ids: Collection[str], **changes: Any) -> Project:
    """Change fields of notes; one that comes to a step stands nowhere else."""
    if changes.get("step") is not None:
        changes["position"] = None
    one = project.map_by_id[map_id]
    return change_map(
        project, map_id, notes=put(one.notes, set(ids), lambda n: n.replace(**changes))
    )


def vote(project: Project, map_id: str, ids: Collection[str], by: int) -> Project:
    """Give notes so many dots, or take them away; a note has never less than none."""

    def voted(note: Note) -> Note:
        return note.replace(votes=min(MOST_VOTES, max(0, note.votes + by)))

    return change_map(project, map_id, notes=put(project.map_by_id[map_id].notes, set(ids), voted))


def move_notes(project: Project, map_id: str, places: Mapping[str, Position | None]) -> Project:
    """Let notes stand freely at places, measured from the corner of the map, off any step; None
    keeps a note in the list of the map alone."""

    def moved(note: Note) -> Note:
        return note.replace(step=None, position=places[note.id])

    return change_map(
        project, map_id, notes=put(project.map_by_id[map_id].notes, places.keys(), moved)
    )
