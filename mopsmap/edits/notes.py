"""Edits of remarks on steps and on the map."""

from __future__ import annotations

from mopsmap.edits.ground import change_map, fresh_id
from mopsmap.model import Note, NoteKind, Project


def add_note(
    project: Project, map_id: str, text: str, kind: NoteKind = "issue", step: str | None = None
) -> Project:
    """Add a remark on a step or on the map."""
    notes = project.map_by_id[map_id].notes
    new = Note(id=fresh_id(project, "note"), kind=kind, step=step, text=text)
    return change_map(project, map_id, notes=(*notes, new))
