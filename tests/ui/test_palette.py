"""The command palette finds commands, steps, maps, overlays and files, and does them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.hand import Hand, Key, Mod, small_project
from ui.commands.actions import COMMANDS
from ui.commands.conditions import REASONS
from ui.commands.palette import FIELD, ROWS, Palette

CTRL = Mod.ControlModifier


def opened(hand: Hand) -> Palette:
    hand.key(Key.Key_K, CTRL)
    palette = hand.window.palette_field
    assert palette.isVisible()
    assert QApplication.focusWidget() is palette.line
    return palette


def titles(palette: Palette) -> list[str]:
    return [entry.title for entry in palette.shown]


def test_it_finds_a_step_by_number_and_by_name_and_shows_it(small: Hand) -> None:
    for typed in ("3", "che"):
        small.session.select()
        palette = opened(small)
        small.type(typed)
        assert palette.shown[0].title == "3  Check"
        small.key(Key.Key_Return)
        assert not palette.isVisible()
        assert small.session.selection.steps == ("check",)
        assert small.view.hasFocus()


def test_it_finds_a_step_by_its_role(small: Hand) -> None:
    palette = opened(small)
    small.type("legal")
    assert {"3  Check", "5  Loose"} <= set(titles(palette))
    small.esc()


def test_it_shows_a_step_from_another_view(small: Hand) -> None:
    small.key(Key.Key_3, CTRL)
    opened(small)
    small.type("check")
    small.key(Key.Key_Return)
    assert small.view.isVisible()
    assert small.session.selection.steps == ("check",)


def test_it_does_a_command_on_the_selection(small: Hand) -> None:
    small.session.select(("check",))
    opened(small)
    small.type("waste")
    small.key(Key.Key_Return)
    assert small.step("Check").value_class == "waste"


def test_what_cannot_be_done_says_why_and_stays(small: Hand) -> None:
    small.session.select()
    palette = opened(small)
    small.type("duplicate")
    entry = palette.shown[0]
    assert entry.title == "Duplicate"
    assert entry.reason.startswith("Select a step")
    small.key(Key.Key_Return)
    assert palette.isVisible()
    assert small.project == small_project()
    small.esc()
    assert not palette.isVisible()
    assert small.view.hasFocus()


def test_what_can_be_done_stands_before_what_cannot(small: Hand) -> None:
    small.session.select()
    palette = opened(small)
    small.type("sel")
    reasons = [bool(entry.reason) for entry in palette.shown]
    assert reasons == sorted(reasons)
    assert not reasons[0]
    small.esc()


def test_every_need_of_a_command_has_its_reason() -> None:
    assert {command.needs for command in COMMANDS} - {""} <= set(REASONS)


def test_it_opens_maps_overlays_and_samples(small: Hand) -> None:
    small.window.actions_by_name["new_to_be"].trigger()
    opened(small)
    small.type("as-is")
    small.key(Key.Key_Return)
    assert small.session.map_id == "as-is"
    small.settle()
    key, label = small.view.map_scene.overlay_labels()[0]
    opened(small)
    small.type(label)
    small.key(Key.Key_Return)
    assert small.view.map_scene.overlay == key
    small.window.choose_overlay(None)
    palette = opened(small)
    small.type("webinar")
    assert "Sample" in [entry.group for entry in palette.shown]
    small.esc()


def test_arrows_choose_and_go_round(small: Hand) -> None:
    palette = opened(small)
    number = len(palette.shown)
    assert number > ROWS
    small.key(Key.Key_Up)
    assert palette.rows.currentIndex().row() == number - 1
    small.key(Key.Key_Down)
    small.key(Key.Key_Down)
    assert palette.rows.currentIndex().row() == 1
    small.key(Key.Key_PageDown)
    assert palette.rows.currentIndex().row() == 1 + ROWS
    assert palette.rows.height() // palette.rows.sizeHintForRow(0) == ROWS
    small.esc()
    assert small.session.selection.steps == ()


def test_nothing_found_says_so(small: Hand) -> None:
    palette = opened(small)
    small.type("xyzq")
    assert palette.shown == []
    assert palette.empty.isVisible()
    assert palette.empty.text() == "No step or command contains 'xyzq'"
    assert palette.line.height() == FIELD, "it stays as it is"
    small.key(Key.Key_Return)
    assert palette.isVisible()
    small.esc()


def test_what_was_used_is_offered_first(small: Hand) -> None:
    opened(small)
    small.type("zoom out")
    small.key(Key.Key_Return)
    palette = opened(small)
    assert titles(palette)[0] == "Zoom out"
    small.key(Key.Key_K, CTRL)
    assert not palette.isVisible()


def test_a_click_elsewhere_puts_it_away(small: Hand) -> None:
    palette = opened(small)
    small.click("done")
    assert not palette.isVisible()
    assert small.session.selection.steps == ("done",)


def test_a_click_on_a_row_does_it(small: Hand) -> None:
    palette = opened(small)
    small.type("select all")
    at = palette.rows.visualRect(palette.rows.currentIndex()).center()
    small.click(small.on(palette.rows.viewport(), at))
    assert len(small.session.selection.steps) == 5


@pytest.mark.parametrize("width", [1100, 1280, 1440, 1900])
def test_it_stands_over_the_canvas_at_any_width(small: Hand, width: int) -> None:
    window = small.window
    before = window.size()
    window.resize(width, 800)
    small.settle()
    palette = opened(small)
    left = window.views.mapTo(window, window.views.rect().topLeft())
    assert left.x() <= palette.x()
    assert palette.geometry().right() <= left.x() + window.views.width()
    assert palette.y() > left.y()
    small.esc()
    window.resize(before)
    small.settle()


def test_the_search_field_of_the_toolbar_opens_it(small: Hand) -> None:
    search = small.window.toolbar.search
    small.click(small.on(search))
    assert small.window.palette_field.isVisible()
    small.esc()
    search.setFocus()
    small.key(Key.Key_Space)
    assert small.window.palette_field.isVisible()
    small.esc()


def test_every_row_says_what_it_is(small: Hand) -> None:
    palette = opened(small)
    small.type("select all")
    model = palette.rows.model()
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Select all, Edit, Ctrl+A"
    small.esc()
