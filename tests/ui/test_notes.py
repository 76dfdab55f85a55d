"""Notes by hand: written on steps and on the map, moved, voted on, listed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from mopsmap import edits
from mopsmap.model import Note, Position
from tests.ui.hand import Hand, Key, Mod, small_project
from ui.canvas.notes import NoteItem, tag_of
from ui.panels.notes import NotesPanel
from ui.panels.step_notes import StepNotes

STICKY = Note(id="s", kind="idea", text="One form", position=Position(x=200.0, y=240.0))
ASKED = Note(id="q", kind="question", text="Who signs?", step="check", votes=2)
LATE = Note(id="i", kind="issue", text="Late", step="check", votes=5)
PARKED = Note(id="p", kind="parking_lot", text="Budget")


@pytest.fixture
def noted(hand: Hand) -> Hand:
    """The small map with a sticky note, two notes on a step, and one in the list alone."""
    project = small_project()
    hand.show(edits.set_map(project, "as-is", notes=(STICKY, ASKED, LATE, PARKED)))
    return hand


def sticky(hand: Hand, note: str = "s") -> NoteItem:
    return hand.view.map_scene.notes[note]


def middle(item: NoteItem) -> QPointF:
    return item.mapToScene(item.rect.center())


def panel(hand: Hand) -> NotesPanel:
    hand.window.show_bottom("notes")
    hand.settle()
    return hand.window.notes


def texts(notes: NotesPanel) -> list[str]:
    return [row.text for row in notes.list.rows]


def section(hand: Hand) -> StepNotes:
    found = hand.window.inspector.page.notes
    assert found is not None
    return found


def test_one_key_writes_an_issue_on_the_selected_step(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_N)
    assert small.view.note_typing.line.hasFocus()
    small.type("Waits for data n 1")
    small.key(Key.Key_Return)
    assert small.map.notes == (Note(id="note-1", step="write", text="Waits for data n 1"),)
    assert small.session.selection.steps == ("write",)
    assert small.view.hasFocus()
    assert small.view.map_scene.steps["write"].look.bursts == 1
    small.undo()
    assert small.project == small_project()


def test_without_a_step_it_goes_where_the_pointer_is_and_tab_takes_the_kind(small: Hand) -> None:
    small.click(small.in_lane("web", 300))
    small.key(Key.Key_N)
    assert small.view.note_typing.kind == "parking_lot"
    small.key(Key.Key_Tab)
    small.key(Key.Key_Tab)
    small.key(Key.Key_Backtab)
    small.type("Seen before")
    small.key(Key.Key_Return)
    (note,) = small.map.notes
    assert (note.kind, note.step, note.text) == ("comment", None, "Seen before")
    assert note.position is not None
    assert abs(note.position.x - 300) <= 4
    assert small.session.selection.notes == (note.id,)
    assert sticky(small, note.id).chosen


def test_a_new_note_covers_no_card_and_no_note(small: Hand) -> None:
    for text in ("First", "Second"):
        small.click("check")
        small.esc()
        small.key(Key.Key_N)
        small.type(text)
        small.key(Key.Key_Return)
        assert small.map.notes[-1].step is None
    notes = [item.mapRectToScene(item.rect) for item in small.view.map_scene.notes.values()]
    placed = small.session.layout.steps.values()
    cards = [QRectF(p.x, p.y, p.width, p.height) for p in placed]
    assert not any(note.intersects(card) for note in notes for card in cards)
    assert not notes[0].intersects(notes[1])
    assert all(small.view.sight().contains(note) for note in notes)


def test_esc_and_a_note_without_words_leave_no_trace(noted: Hand) -> None:
    noted.click("write")
    before = noted.state()
    noted.key(Key.Key_N)
    noted.type("Half a th")
    noted.esc()
    assert noted.state() == before
    noted.key(Key.Key_N)
    noted.key(Key.Key_Return)
    assert noted.state() == before
    assert not noted.view.note_typing.typing
    noted.double_click(middle(sticky(noted)))
    noted.key(Key.Key_Delete)
    noted.key(Key.Key_Return)
    assert noted.map.notes == (STICKY, ASKED, LATE, PARKED)
    assert "stays as it was" in noted.window.status.said


def test_saving_keeps_the_note_being_typed(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_N)
    small.type("Late")
    small.key(Key.Key_1, Mod.ControlModifier)
    assert [note.text for note in small.map.notes] == ["Late"]


def test_notes_are_gone_to_edited_voted_for_and_deleted_by_keys(noted: Hand) -> None:
    far = STICKY.replace(id="t", text="Far", position=Position(x=700.0, y=240.0))
    map_id = noted.session.map_id
    noted.session.edit("Notes", lambda p: edits.set_map(p, map_id, notes=(far, STICKY, ASKED)))
    noted.click("write")
    noted.key(Key.Key_End)
    last = noted.session.selection.steps
    noted.key(Key.Key_Tab)
    assert noted.session.selection.notes == ("s",)
    assert sticky(noted).chosen
    parts = noted.view.accessible_parts()
    here = parts.current()
    assert here is not None
    assert parts.name(here) == "Note, Idea: One form, 0 votes"
    noted.key(Key.Key_Tab)
    assert noted.session.selection.notes == ("t",)
    noted.key(Key.Key_Tab)
    assert "last note" in noted.window.status.said
    assert noted.session.selection.notes == ("t",)
    noted.key(Key.Key_Plus)
    noted.key(Key.Key_Return)
    assert noted.view.note_typing.typing
    noted.type("Farther")
    noted.key(Key.Key_Return)
    assert (noted.map.note_by_id["t"].text, noted.map.note_by_id["t"].votes) == ("Farther", 1)
    noted.key(Key.Key_Backtab, Mod.ShiftModifier)
    assert noted.session.selection.notes == ("s",)
    noted.key(Key.Key_Backtab, Mod.ShiftModifier)
    assert noted.session.selection.steps == last
    noted.key(Key.Key_N, Mod.ShiftModifier)
    noted.key(Key.Key_Delete)
    assert "s" not in noted.map.note_by_id
    noted.undo()
    assert noted.session.selection.notes == ("s",)
    noted.key(Key.Key_N, Mod.ShiftModifier)
    noted.key(Key.Key_N, Mod.ShiftModifier)
    assert noted.session.selection.notes == ("s",)


def test_a_map_without_notes_says_how_to_write_one(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_N, Mod.ShiftModifier)
    assert "N writes one" in small.window.status.said
    assert small.session.selection.steps == ("write",)


def test_a_note_is_selected_typed_anew_nudged_voted_for_and_deleted(noted: Hand) -> None:
    noted.click(middle(sticky(noted)))
    assert noted.session.selection.notes == ("s",)
    noted.key(Key.Key_F2)
    noted.type("One intake form")
    noted.key(Key.Key_Return)
    noted.key(Key.Key_Right)
    noted.key(Key.Key_Right)
    noted.key(Key.Key_Up)
    noted.key(Key.Key_Plus)
    noted.key(Key.Key_Plus)
    noted.key(Key.Key_Minus)
    note = noted.map.note_by_id["s"]
    assert (note.text, note.votes) == ("One intake form", 1)
    assert note.position == Position(x=216.0, y=232.0)
    assert (sticky(noted).x(), sticky(noted).y()) == (216.0, 232.0)
    noted.undo()
    assert noted.map.note_by_id["s"].votes == 0
    noted.undo()
    assert noted.map.note_by_id["s"].position == STICKY.position
    assert noted.session.selection.notes == ("s",)
    noted.key(Key.Key_Delete)
    assert "s" not in noted.map.note_by_id
    assert "s" not in noted.view.map_scene.notes
    noted.undo()
    assert sticky(noted).chosen


def test_notes_are_copied_without_their_votes(noted: Hand) -> None:
    noted.click(middle(sticky(noted)))
    noted.key(Key.Key_Plus)
    noted.key(Key.Key_C, Mod.ControlModifier)
    noted.key(Key.Key_V, Mod.ControlModifier)
    new = noted.map.notes[-1]
    assert (new.kind, new.text, new.votes) == (STICKY.kind, STICKY.text, 0)
    assert new.position == Position(x=232.0, y=272.0)
    assert noted.session.selection.notes == (new.id,)
    noted.click("brief")
    noted.click(middle(sticky(noted)), Mod.ShiftModifier)
    noted.key(Key.Key_D, Mod.ControlModifier)
    chosen = noted.session.selection
    assert (len(chosen.steps), len(chosen.notes)) == (1, 1)
    noted.key(Key.Key_X, Mod.ControlModifier)
    assert [note.id for note in noted.map.notes] == ["s", "q", "i", "p", new.id]


def test_a_note_is_dragged_and_esc_puts_it_back(noted: Hand) -> None:
    at = middle(sticky(noted))
    noted.drag(at, at + QPointF(200, 40))
    assert noted.map.note_by_id["s"].position == Position(x=400.0, y=280.0)
    assert all(step.position == old.position for step, old in both(noted))
    assert noted.session.undo_label == "Move note"
    noted.undo()
    before = noted.state()
    noted.press(at)
    noted.move(at + QPointF(80, 0))
    noted.esc()
    noted.release()
    assert noted.state()[0] == before[0]
    assert sticky(noted).pos() == QPointF(200, 240)


def both(hand: Hand) -> zip:  # type: ignore[type-arg]
    return zip(hand.map.steps, small_project().maps[0].steps, strict=True)


def test_a_note_dropped_on_a_step_belongs_to_it(noted: Hand) -> None:
    noted.drag(middle(sticky(noted)), "write")
    note = noted.map.note_by_id["s"]
    assert (note.step, note.position) == ("write", None)
    assert "s" not in noted.view.map_scene.notes
    assert noted.session.selection.steps == ("write",)
    assert not noted.view.map_scene.steps["write"].target
    noted.undo()
    assert noted.map.note_by_id["s"] == STICKY


def test_notes_and_steps_are_selected_and_moved_together(noted: Hand) -> None:
    noted.click("brief")
    noted.click(middle(sticky(noted)), Mod.ShiftModifier)
    chosen = noted.session.selection
    assert (chosen.steps, chosen.notes) == (("brief",), ("s",))
    start = noted.point("brief")
    noted.drag(start, start + QPointF(40, 0))
    assert noted.map.note_by_id["s"].position == Position(x=240.0, y=240.0)
    assert noted.session.layout.steps["brief"].x == 80.0
    noted.esc()
    corner = QPointF(180, 230)
    noted.drag(corner, QPointF(400, 300))
    assert noted.session.selection.notes == ("s",)


def test_the_card_tells_what_its_burst_does_not_count(noted: Hand) -> None:
    look = noted.view.map_scene.steps["check"].look
    assert (look.bursts, look.remarks, look.remark, look.votes) == (1, 1, "question", 7)
    assert "question, 1" in look.spoken
    assert "7 votes" in look.spoken


@pytest.mark.parametrize("zoom", [0.6, 0.8, 1.0, 2.0])
def test_the_tag_keeps_within_what_its_card_repaints(noted: Hand, zoom: float) -> None:
    item = noted.view.map_scene.steps["check"]
    tag = tag_of(item.look, item.rect, zoom)
    assert tag is not None
    assert item.boundingRect().contains(tag)
    assert tag.bottom() <= item.rect.top() + 3


@pytest.mark.parametrize("zoom", [0.6, 0.75, 1.0])
def test_tags_of_the_first_lane_are_seen_whole(small: Hand, zoom: float) -> None:
    small.show(edits.set_map(small.project, "as-is", notes=(ASKED.replace(step="brief"),)))
    small.view.set_zoom(zoom)
    small.key(Key.Key_Home)
    small.view.verticalScrollBar().setValue(small.view.verticalScrollBar().minimum())
    item = small.view.map_scene.steps["brief"]
    tag = tag_of(item.look, item.rect, zoom)
    assert tag is not None
    assert small.view.mapFromScene(item.mapToScene(tag.topLeft())).y() >= 0


def test_the_list_has_most_votes_first_and_shows_one_kind(noted: Hand) -> None:
    notes = panel(noted)
    assert texts(notes) == ["Late", "Who signs?", "One form", "Budget"]
    assert noted.window.tabs.tabText(noted.window.tabs.currentIndex()) == "Notes 4"
    noted.click(noted.on(notes.buttons["parking_lot"]))
    assert texts(notes) == ["Budget"]
    noted.click(noted.on(notes.buttons["comment"]))
    assert texts(notes) == []
    assert notes._empty.isVisible()
    noted.click(noted.on(notes.buttons[None]))
    assert len(texts(notes)) == 4


def test_the_list_selects_votes_and_deletes_by_keys(noted: Hand) -> None:
    notes = panel(noted)
    notes.list.setFocus()
    noted.key(Key.Key_Down)
    assert noted.session.selection.steps == ("check",)
    noted.key(Key.Key_Down)
    assert noted.session.selection.notes == ("s",)
    for _dot in range(6):
        noted.key(Key.Key_Plus)
    QApplication.processEvents()
    assert texts(notes) == ["One form", "Late", "Who signs?", "Budget"]
    noted.key(Key.Key_Minus)
    assert noted.map.note_by_id["s"].votes == 5
    noted.key(Key.Key_Delete)
    assert [note.id for note in noted.map.notes] == ["q", "i", "p"]


def test_the_inspector_lists_the_notes_of_a_step_and_changes_them(noted: Hand) -> None:
    noted.click("check")
    notes = section(noted)
    assert list(notes.rows) == ["q", "i"]
    row = notes.rows["q"]
    row.more.click()
    row.kind.menu().actions()[1].trigger()
    assert noted.map.note_by_id["q"].kind == "idea"
    assert noted.map.note_by_id["q"].votes == 3
    row.text.edit.setFocus()
    row.text.edit.selectAll()
    noted.type("Legal signs")
    noted.key(Key.Key_Return)
    assert noted.map.note_by_id["q"].text == "Legal signs"
    notes.new_text.edit.setFocus()
    noted.type("One more")
    noted.key(Key.Key_Return)
    assert [n.text for n in noted.map.notes if n.step == "check"] == [
        "Legal signs",
        "Late",
        "One more",
    ]
    assert notes.new_text.edit.toPlainText() == ""
    notes.rows["i"].cross.click()
    assert list(section(noted).rows) == ["q", "note-1"]


def test_the_inspector_shows_a_note_by_itself(noted: Hand) -> None:
    panel(noted)
    noted.session.select(notes=("p",))
    page = noted.window.inspector.page
    assert page.kind == "notes"
    noted.window.inspector.enter("notes", attribute(page, "step"), "write")
    assert noted.map.note_by_id["p"].step == "write"


def attribute(page: object, name: str) -> object:
    return next(b.attribute for b in page.bindings if b.attribute.name == name)  # type: ignore[attr-defined]
