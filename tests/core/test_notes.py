"""Remarks on a map: where they belong, and the dots that people give them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mopsmap import edits
from mopsmap.model import MOST_VOTES, Note, Position, Project
from tests.core.drawing import draw

MAP = "map"
HERE = Position(x=120.0, y=40.0)


def noted(*notes: Note) -> Project:
    return Project(maps=(draw("a>b", notes=notes),))


def note(project: Project, note_id: str = "n") -> Note:
    return project.maps[0].note_by_id[note_id]


def test_a_note_belongs_to_a_step_stands_on_the_map_or_is_in_the_list_alone() -> None:
    project = edits.add_note(noted(), MAP, "Late", "issue", step="a", position=HERE)
    project = edits.add_note(project, MAP, "Ask legal", "parking_lot", position=HERE)
    project = edits.add_note(project, MAP, "Later", "parking_lot")
    assert project.maps[0].notes == (
        Note(id="note-1", kind="issue", step="a", text="Late"),
        Note(id="note-2", kind="parking_lot", text="Ask legal", position=HERE),
        Note(id="note-3", kind="parking_lot", text="Later"),
    )
    assert [one.loose for one in project.maps[0].notes] == [False, True, False]


def test_kind_and_text_change_and_votes_stay() -> None:
    project = noted(Note(id="n", text="Why", votes=3), Note(id="m"))
    after = edits.set_notes(project, MAP, ["n"], kind="question", text="Why so late?")
    assert note(after) == Note(id="n", kind="question", text="Why so late?", votes=3)
    assert note(after, "m") is note(project, "m")
    with pytest.raises(ValidationError):
        edits.set_notes(project, MAP, ["n"], kind="shout")
    with pytest.raises(ValidationError):
        edits.set_notes(project, MAP, ["n"], step="nowhere")


def test_a_note_comes_to_a_step_and_leaves_it() -> None:
    project = noted(Note(id="n", position=HERE))
    there = edits.set_notes(project, MAP, ["n"], step="b")
    assert (note(there).step, note(there).position) == ("b", None)
    away = edits.move_notes(there, MAP, {"n": HERE})
    assert note(away) == note(project)
    listed = edits.move_notes(there, MAP, {"n": None})
    assert (note(listed).step, note(listed).position) == (None, None)
    loose = edits.set_notes(there, MAP, ["n"], step=None)
    assert (note(loose).step, note(loose).position) == (None, None)


def test_notes_go_with_their_step_or_alone() -> None:
    project = noted(Note(id="n", step="a"), Note(id="m", step="b"), Note(id="o"))
    assert list(edits.delete(project, MAP, steps=["a"]).maps[0].note_by_id) == ["m", "o"]
    assert list(edits.delete(project, MAP, notes=["m", "o"]).maps[0].note_by_id) == ["n"]


@given(st.integers(0, MOST_VOTES), st.lists(st.integers(-9, 9), max_size=12))
@settings(max_examples=40, deadline=None)
def test_votes_add_up_and_never_fall_below_none(before: int, given_: list[int]) -> None:
    project = noted(Note(id="n", votes=before), Note(id="m", votes=1))
    expected = before
    for by in given_:
        project = edits.vote(project, MAP, ["n"], by)
        expected = min(MOST_VOTES, max(0, expected + by))
        assert note(project).votes == expected
    assert note(project, "m").votes == 1
