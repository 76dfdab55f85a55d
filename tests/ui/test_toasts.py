"""Cards that tell what was done: undo by button and key, when they go and when they stay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from mopsmap import edits
from mopsmap.model import Project
from tests.ui.hand import Hand, Mod
from ui.toast import MOST, STAYS_MS, Toast

Key = Qt.Key


def _said(hand: Hand) -> list[str]:
    return [toast.sentence for toast in hand.window.toasts.shown]


def _delete(hand: Hand, *names: str) -> Toast:
    for name in names:
        hand.click(name)
        hand.key(Key.Key_Delete)
    hand.pointer_over_nothing()
    return hand.window.toasts.shown[-1]


def test_a_click_on_undo_takes_it_back_and_the_card_goes(small: Hand) -> None:
    toast = _delete(small, "loose")
    assert _said(small) == ["'Loose' was deleted."]
    assert small.window.toasts.isVisible()
    small.click(small.on(toast.button))
    assert "Loose" in small.names
    assert _said(small) == []
    assert not small.window.toasts.isVisible()


def test_the_key_of_undo_takes_it_back_too(small: Hand) -> None:
    _delete(small, "loose")
    small.undo()
    assert "Loose" in small.names
    assert _said(small) == []


def test_a_later_change_keeps_the_card_but_not_its_undo(small: Hand) -> None:
    toast = _delete(small, "loose")
    small.session.edit("x", lambda p: edits.set_steps(p, "as-is", ["brief"], name="B"))
    assert _said(small) == ["'Loose' was deleted."]
    assert not toast.button.isVisible()
    small.undo()
    assert toast.button.isVisible()


def test_two_are_shown_at_most(small: Hand) -> None:
    _delete(small, "loose", "brief", "write")
    assert MOST == 2
    assert _said(small) == ["'Brief' was deleted.", "'Write' was deleted."]
    shown = small.window.toasts.shown
    assert [toast.button.isVisible() for toast in shown] == [False, True]
    upper, lower = (toast.mapTo(small.window, QPoint()).y() for toast in shown)
    assert lower - upper >= shown[0].height()


def test_it_stays_while_the_pointer_is_on_it(small: Hand) -> None:
    toast = _delete(small, "loose")
    assert toast.timer.isActive()
    assert toast.timer.interval() == STAYS_MS
    small.move(small.on(toast))
    assert not toast.timer.isActive()
    small.pointer_over_nothing()
    assert toast.timer.isActive()
    toast.timer.timeout.emit()
    assert _said(small) == []


def test_the_keyboard_reaches_it_and_comes_back(small: Hand) -> None:
    toast = _delete(small, "loose")
    for _ in range(8):
        if toast.button.hasFocus():
            break
        small.key(Key.Key_F6)
    assert toast.button.hasFocus()
    assert not toast.timer.isActive()
    small.key(Key.Key_Return)
    assert "Loose" in small.names
    assert small.view.hasFocus()
    toast = _delete(small, "loose")
    toast.button.setFocus()
    small.esc()
    assert _said(small) == []
    assert "Loose" not in small.names
    assert small.view.hasFocus()


def test_it_stands_at_the_foot_of_the_canvas(small: Hand) -> None:
    toast = _delete(small, "loose")
    canvas = small.window.views
    for size in ((1440, 900), (1100, 700)):
        small.window.resize(*size)
        small.settle()
        middle = small.on(canvas).x()
        at = toast.mapTo(small.window, QPoint())
        assert abs(at.x() + toast.width() / 2 - middle) <= 1
        foot = small.on(canvas, canvas.rect().bottomLeft()).y()
        assert 10 < foot - (at.y() + toast.height()) < 32
    small.window.resize(1440, 900)


def test_it_stands_clear_of_the_capture_line(small: Hand) -> None:
    toast = _delete(small, "loose")
    small.click("write")
    small.key(Key.Key_Return)
    small.settle()
    line = small.window.capturing.line
    assert line.isVisible()
    foot = toast.mapTo(small.window, QPoint(0, toast.height())).y()
    assert foot < line.mapTo(small.window, QPoint()).y()


def test_tidying_and_pasting_tell_what_they_did(small: Hand) -> None:
    small.window.actions_by_name["tidy"].trigger()
    assert _said(small) == ["All steps were placed anew."]
    small.click("brief")
    small.key(Key.Key_C, Mod.ControlModifier)
    small.key(Key.Key_V, Mod.ControlModifier)
    assert _said(small)[-1] == "1 step was pasted."


def test_deleting_the_map_shown_is_taken_back_with_one_click(small: Hand) -> None:
    def two(project: Project) -> Project:
        return edits.copy_map(project, "as-is", "to-be", "To-be", "to_be")

    small.session.edit("x", two)
    small.session.show_map("to-be")
    small.window.outline.delete_map("to-be")
    assert small.session.map_id == "as-is"
    assert _said(small) == ["The map 'To-be' was deleted."]
    small.click(small.on(small.window.toasts.shown[-1].button))
    assert small.session.map_id == "to-be"


def test_another_document_takes_them_away(small: Hand) -> None:
    _delete(small, "loose")
    small.show(Project())
    assert _said(small) == []


@pytest.mark.parametrize("selected", ["flow", "note"])
def test_flows_and_notes_are_named(small: Hand, selected: str) -> None:
    if selected == "flow":
        small.session.select(flows=["brief-write"])
    else:
        small.session.edit("x", lambda p: edits.add_note(p, "as-is", "Ask", step="brief"))
        small.session.select(notes=[small.map.notes[0].id])
    small.key(Key.Key_Delete)
    assert _said(small) == [f"1 {selected} was deleted."]
