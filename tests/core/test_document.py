"""The open document: gestures leave no trace until they end, and every act can be taken back."""

from __future__ import annotations

import pytest

from mopsmap import document, edits
from mopsmap.diff import ProjectDiff
from mopsmap.document import Document
from mopsmap.model import Project
from tests.core.drawing import draw

BEFORE = Project(title="A", maps=(draw("a>b"),))


def titled(title: str) -> Project:
    return BEFORE.replace(title=title)


def named(name: str) -> Project:
    return edits.set_steps(BEFORE, "map", ["a"], name=name)


def told(of: Document) -> list[ProjectDiff]:
    """Everything that a listener hears from now on."""
    heard: list[ProjectDiff] = []
    of.listen(heard.append)
    return heard


def test_a_fresh_document_has_nothing_to_undo_and_nothing_to_save() -> None:
    fresh = Document(BEFORE)
    assert fresh.current is fresh.committed is BEFORE
    assert not fresh.modified
    assert not fresh.previewing
    assert (fresh.undo_label, fresh.redo_label) == (None, None)
    assert not fresh.undo()
    assert not fresh.redo()


def test_a_commit_is_one_entry_that_can_be_undone_and_redone() -> None:
    one = Document(BEFORE)
    heard = told(one)
    assert one.commit("Rename", titled("B"))
    assert (one.undo_label, one.redo_label, one.modified) == ("Rename", None, True)
    assert one.undo()
    assert one.current is BEFORE
    assert (one.undo_label, one.redo_label, one.modified) == (None, "Rename", False)
    assert one.redo()
    assert one.current == titled("B")
    assert [h.fields for h in heard] == [("title",)] * 3


def test_a_commit_of_the_same_is_no_entry() -> None:
    one = Document(BEFORE)
    one.commit("Rename", titled("B"))
    one.undo()
    assert not one.commit("Rename", titled("A"))
    assert (one.undo_label, one.redo_label) == (None, "Rename")


def test_a_commit_after_undo_forgets_what_was_undone() -> None:
    one = Document(BEFORE)
    for title in "BCD":
        one.commit(f"Rename to {title}", titled(title))
    one.undo()
    one.undo()
    one.commit("Rename to E", titled("E"))
    assert one.redo_label is None
    assert one.undo()
    assert one.current.title == "B"


def test_a_preview_is_shown_but_is_neither_saved_nor_undone() -> None:
    one = Document(BEFORE)
    heard = told(one)
    one.preview(named("x"))
    one.preview(named("y"))
    assert one.previewing
    assert one.current == named("y")
    assert one.committed is BEFORE
    assert (one.modified, one.undo_label) == (False, None)
    assert [h.maps["map"].steps.changed for h in heard] == [("a",), ("a",)]


def test_a_preview_without_change_tells_nobody() -> None:
    one = Document(BEFORE)
    heard = told(one)
    one.preview(BEFORE)
    assert heard == []


def test_a_cancelled_preview_leaves_no_trace() -> None:
    one = Document(BEFORE)
    one.preview(named("x"))
    heard = told(one)
    one.cancel()
    assert one.current is BEFORE
    assert not one.previewing
    assert (one.modified, one.undo_label) == (False, None)
    assert heard[0].maps["map"].steps.changed == ("a",)


def test_a_preview_ends_with_its_commit() -> None:
    one = Document(BEFORE)
    one.preview(named("x"))
    heard = told(one)
    assert one.commit("Move", named("y"))
    assert not one.previewing
    assert len(heard) == 1
    one.preview(named("z"))
    assert not one.commit("Move", named("y")), "the gesture came back to where it began"
    assert one.current == named("y")
    one.undo()
    assert one.current is BEFORE


@pytest.mark.parametrize("act", ["undo", "redo"])
def test_undo_and_redo_during_a_gesture_only_end_the_gesture(act: str) -> None:
    one = Document(BEFORE)
    one.commit("B", titled("B"))
    one.commit("C", titled("C"))
    one.undo()
    one.preview(titled("D"))
    assert not getattr(one, act)()
    assert (one.current, one.previewing) == (titled("B"), False)
    assert (one.undo_label, one.redo_label) == ("B", "C")


def test_typing_in_one_field_is_one_entry() -> None:
    one = Document(BEFORE)
    for text in ("P", "Pl", "Pla", "Plan"):
        one.commit("Rename step", named(text), "name:a")
    one.commit("Rename step", titled("T"), "title")
    one.undo()
    assert one.current == named("Plan")
    one.undo()
    assert one.current is BEFORE


def test_typing_back_to_what_was_there_is_no_entry() -> None:
    one = Document(BEFORE)
    one.commit("Rename", named("P"), "name:a")
    assert one.commit("Rename", named(""), "name:a")
    assert one.undo_label is None
    assert not one.modified
    one.commit("Rename", named("Q"), "name:a")
    assert one.undo_label == "Rename"


def test_leaving_the_field_ends_the_entry() -> None:
    one = Document(BEFORE)
    one.commit("Rename", named("P"), "name:a")
    one.end_merging()
    one.commit("Rename", named("PQ"), "name:a")
    one.undo()
    assert one.current == named("P")


def test_typing_after_undo_or_redo_is_an_entry_of_its_own() -> None:
    one = Document(BEFORE)
    one.commit("Rename", named("P"), "name:a")
    one.commit("Title", titled("T"), "title")
    one.undo()
    one.commit("Rename", named("PQ"), "name:a")
    one.undo()
    assert one.current == named("P")
    one.redo()
    one.commit("Rename", named("PQR"), "name:a")
    one.undo()
    assert one.current == named("PQ")


def test_modified_is_measured_against_what_was_saved() -> None:
    one = Document(BEFORE)
    one.commit("B", titled("B"))
    one.mark_saved()
    assert not one.modified
    one.undo()
    assert one.modified
    one.commit("B again", titled("B"))
    assert not one.modified


def test_what_was_saved_may_be_older_than_what_is_shown() -> None:
    one = Document(BEFORE)
    one.commit("B", titled("B"))
    saving = one.committed
    one.commit("C", titled("C"))
    one.mark_saved(saving)
    assert one.modified
    one.undo()
    assert not one.modified


def test_recovered_work_is_unsaved_whatever_it_is() -> None:
    one = Document(BEFORE)
    one.mark_unsaved()
    assert one.modified
    one.mark_saved()
    assert not one.modified


def test_history_forgets_its_oldest_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "HISTORY_LIMIT", 4)
    one = Document(BEFORE)
    for number in range(10):
        one.commit(f"Title {number}", titled(str(number)))
    taken_back = 0
    while one.undo():
        taken_back += 1
    assert taken_back == 3
    assert one.current.title == "6"
    assert one.undo_label is None
    while one.redo():
        pass
    assert one.current.title == "9"


def test_every_listener_hears_of_every_change() -> None:
    one = Document(BEFORE)
    first, second = told(one), told(one)
    one.commit("B", titled("B"))
    one.undo()
    assert first == second
    assert len(first) == 2


def test_going_to_a_state_is_one_change_and_keeps_all_states() -> None:
    one = Document(BEFORE)
    for title in "BCD":
        one.commit(f"Rename to {title}", titled(title))
    heard = told(one)
    labels = ("As opened", "Rename to B", "Rename to C", "Rename to D")
    assert (one.labels, one.at) == (labels, 3)
    assert one.go_to(1)
    assert one.current == titled("B")
    assert (one.labels, one.at) == (labels, 1)
    assert (one.undo_label, one.redo_label) == ("Rename to B", "Rename to C")
    assert one.go_to(3)
    assert one.go_to(0)
    assert one.current is BEFORE
    assert not one.modified
    assert len(heard) == 3


@pytest.mark.parametrize("index", [-1, 1, 2])
def test_going_nowhere_changes_nothing(index: int) -> None:
    one = Document(BEFORE)
    one.commit("Rename", titled("B"))
    heard = told(one)
    assert not one.go_to(index)
    assert (one.current, one.at, heard) == (titled("B"), 1, [])


def test_going_to_a_state_ends_a_gesture() -> None:
    one = Document(BEFORE)
    one.commit("Rename", titled("B"))
    one.preview(titled("C"))
    assert one.go_to(0)
    assert not one.previewing
    assert one.current is BEFORE
    one.preview(titled("D"))
    assert not one.go_to(0)
    assert not one.previewing
    assert one.current is BEFORE
    assert one.labels == ("As opened", "Rename")


def test_after_going_back_the_next_change_drops_what_was_undone() -> None:
    one = Document(BEFORE)
    for title in "BCD":
        one.commit(title, titled(title), merge_key="title" if title == "B" else None)
    one.go_to(1)
    one.commit("E", titled("E"), merge_key="title")
    assert one.labels == ("As opened", "B", "E")
