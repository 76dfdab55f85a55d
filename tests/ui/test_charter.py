"""The charter as one page: read, typed and undone with real keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollArea

from mopsmap import edits
from mopsmap.model import Charter, Project
from tests.ui.hand import Hand, Mod, small_project
from ui.panels.charter import EXAMPLES, PLACES, CharterPage

Key = Qt.Key


def _page(hand: Hand) -> CharterPage:
    hand.key(Key.Key_4, Mod.ControlModifier)
    hand.settle()
    page = hand.window.charter
    assert hand.window.views.currentWidget() is page
    return page


def _text(page: CharterPage, name: str) -> str:
    return page.fields[name].findChild(QPlainTextEdit).toPlainText()


def _write(hand: Hand, text: str) -> None:
    """Type into what has the keyboard and go on to the next field."""
    for line, words in enumerate(text.split("\n")):
        if line:
            hand.key(Key.Key_Return)
        hand.type(words)
    hand.key(Key.Key_Tab)
    hand.settle()


def test_every_field_of_the_charter_has_its_place_and_an_example() -> None:
    assert set(PLACES) == set(EXAMPLES) == set(Charter.model_fields)


def test_advice_is_for_an_empty_charter_only(open_window: Callable[[], Hand]) -> None:
    hand = open_window()
    hand.show(small_project())
    hand.session.edit("Say", lambda p: edits.set_charter(p, "as-is", problem="Slow"))
    hand.key(Key.Key_4, Mod.ControlModifier)
    assert hand.window.charter.isVisible()
    assert hand.window.charter.hint.isHidden()


def test_an_empty_charter_is_typed_from_field_to_field(small: Hand) -> None:
    page = _page(small)
    assert not page.hint.isHidden()
    stood = page.fields["team"].y()
    _write(small, "Four months to launch")
    _write(small, "A request")
    _write(small, "Mails are out")
    _write(small, "Prospects")
    _write(small, "Media")
    _write(small, "Lead time at most 3 d\n  \nCost under 6,000")
    _write(small, "CMO, sponsor\nDesigner")
    assert small.map.charter == Charter(
        problem="Four months to launch",
        trigger="A request",
        done="Mails are out",
        customer="Prospects",
        out_of_scope="Media",
        targets=("Lead time at most 3 d", "Cost under 6,000"),
        team=("CMO, sponsor", "Designer"),
    )
    assert page.fields["team"].y() == stood, "nothing moves up while it is written"
    small.window.actions_by_name["view_map"].trigger()
    small.window.actions_by_name["view_charter"].trigger()
    assert page.hint.isHidden()
    assert small.session.undo_label == "Change team"
    assert any("Lead time" in text and "reached" in text for _icon, text in page._told)
    tile = small.window.kpis.tiles[0]
    assert tile.progress.reached


def test_esc_takes_back_what_is_typed(small: Hand) -> None:
    page = _page(small)
    small.type("Half a thought")
    small.esc()
    assert _text(page, "problem") == ""
    assert small.map.charter == Charter()
    assert small.session.undo_label is None


def test_it_follows_undo_and_the_map_shown(small: Hand) -> None:
    small.window.keeping.new_to_be()
    small.session.edit(
        "x", lambda p: edits.set_charter(p, "as-is", problem="Slow", team=("A", "B"))
    )
    small.session.show_map("as-is")
    page = _page(small)
    assert (_text(page, "problem"), _text(page, "team")) == ("Slow", "A\nB")
    small.session.show_map("to-be")
    small.settle()
    assert _text(page, "problem") == ""
    assert page.map.text() == "To-be"
    small.session.show_map("as-is")
    small.settle()
    small.session.undo()
    small.settle()
    assert _text(page, "problem") == ""


def test_what_is_typed_when_another_map_is_shown_stays_with_its_own(small: Hand) -> None:
    small.session.edit("x", lambda p: edits.copy_map(p, "as-is", "b", "B", "to_be"))
    _page(small)
    small.type("Slow")
    small.session.show_map("b")
    small.settle()
    maps = small.project.map_by_id
    assert (maps["as-is"].charter.problem, maps["b"].charter.problem) == ("Slow", "")


def test_a_filled_charter_is_read_first_and_scrolled_by_keys(small: Hand) -> None:
    lines = tuple(f"Person {i}" for i in range(40))
    small.session.edit("x", lambda p: edits.set_charter(p, "as-is", team=lines))
    small.window.resize(1100, 700)
    page = _page(small)
    assert QApplication.focusWidget() is page
    assert isinstance(page, QScrollArea)
    small.key(Key.Key_PageDown)
    assert page.verticalScrollBar().value() > 0
    small.window.resize(1440, 900)


@pytest.mark.parametrize("width", [1100, 1440, 1920])
def test_every_line_of_a_list_is_seen_whole(small: Hand, width: int) -> None:
    lines = tuple(f"Person {i}" for i in range(12))
    small.session.edit("x", lambda p: edits.set_charter(p, "as-is", team=lines))
    small.window.resize(width, 1000)
    edit = _page(small).fields["team"].findChild(QPlainTextEdit)
    last = edit.blockBoundingGeometry(edit.document().lastBlock())
    assert last.translated(edit.contentOffset()).bottom() <= edit.viewport().height()
    small.window.resize(1440, 900)


def test_it_has_the_room_of_the_docks_while_it_is_shown(small: Hand) -> None:
    window = small.window
    window.bottom_dock.hide()
    _page(small)
    assert window.inspector_dock.isHidden()
    assert not window.actions_by_name["view_map"].isChecked()
    small.key(Key.Key_1, Mod.ControlModifier)
    assert not window.inspector_dock.isHidden()
    assert window.bottom_dock.isHidden()
    assert small.view.isVisible()


def test_a_document_for_reading_only_is_only_read(small: Hand) -> None:
    small.session.load(Project(maps=small.project.maps), read_only=True)
    page = _page(small)
    assert not any(field.isEnabled() for field in page.fields.values())


def test_esc_gives_the_keyboard_from_a_field_to_the_page_and_in_a_workshop_to_the_map(
    small: Hand,
) -> None:
    small.key(Key.Key_F5)
    page = _page(small)
    assert page.fields["problem"].edit.hasFocus()
    small.type("Slo")
    small.esc()
    assert page.hasFocus()
    assert _text(page, "problem") == ""
    small.esc()
    assert small.view.hasFocus()
    small.window.workshop.leave()
    small.settle()
