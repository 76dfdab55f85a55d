"""The workshop: the whole screen for the map, every key at hand, and back to what was there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QDockWidget, QWidget

from mopsmap import edits
from tests.ui.hand import Hand, Key, small_project
from ui.canvas import paint
from ui.look.theme import token
from ui.workshop.bar import HEIGHT
from ui.workshop.mode import FINEST


@pytest.fixture
def room(small: Hand) -> Iterator[Hand]:
    """A window with a small map as a workshop."""
    small.key(Key.Key_F5)
    small.settle()
    yield small
    small.view.set_zoom(token("workshop.zoom"))  # the next workshop begins with the last zoom
    small.window.workshop.leave()
    small.settle()


def chrome(hand: Hand) -> dict[str, QWidget]:
    window = hand.window
    docks = {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}
    return {"menus": window.menu_row, "toolbar": window.toolbar, "status": window.status} | docks


def shape(hand: Hand) -> tuple[object, ...]:
    """All that must be as before once the workshop is left."""
    view, window = hand.view, hand.window
    bars = (view.horizontalScrollBar(), view.verticalScrollBar())
    places = {name: (part.isVisible(), part.geometry()) for name, part in chrome(hand).items()}
    return (
        window.windowState(),
        window.geometry(),
        places,
        view.zoom,
        tuple(bar.value() for bar in bars),
        tuple(bar.isVisible() for bar in bars),
        view.headers.geometry(),
        window.kpis.height(),
        hand.session.selection,
        window.actions_by_name["view_map"].isChecked(),
    )


def test_f5_gives_the_whole_screen_to_the_map(room: Hand) -> None:
    window, view = room.window, room.view
    assert window.isFullScreen()
    assert not any(part.isVisible() for part in chrome(room).values())
    assert view.zoom == pytest.approx(token("workshop.zoom"))
    assert window.kpis.height() == token("workshop.kpiStrip")
    assert {tile.height() for tile in window.kpis.tiles} == {token("workshop.kpiStrip")}
    assert view.headers.width() == token("workshop.laneHeader")
    assert not view.horizontalScrollBar().isVisible()
    assert not view.verticalScrollBar().isVisible()
    top = view.mapTo(window, QRect(view.rect()).topLeft()).y()
    assert top == window.kpis.height() + HEIGHT
    assert window.height() - top - view.height() == token("workshop.captureBar")


@pytest.mark.parametrize("leave", [Key.Key_F5, Key.Key_Escape])
def test_leaving_brings_back_exactly_what_was_there(hand: Hand, leave: Key) -> None:
    hand.open("campaign")
    hand.window.outline_dock.hide()
    hand.view.set_zoom(0.9)
    hand.view.horizontalScrollBar().setValue(300)
    hand.settle()
    before = shape(hand)
    hand.key(Key.Key_F5)
    hand.settle()
    assert shape(hand) != before
    hand.key(leave)
    hand.settle()
    assert shape(hand) == before


def test_esc_lets_the_selection_go_before_it_leaves(room: Hand) -> None:
    room.session.select(("write",))
    room.esc()
    assert room.window.workshop.on
    assert not room.session.selection
    room.esc()
    assert not room.window.workshop.on


def test_on_an_empty_map_the_capture_line_waits(hand: Hand) -> None:
    hand.key(Key.Key_F5)
    hand.settle()
    line = hand.window.capturing.line
    assert line.isVisible()
    assert line.height() == token("workshop.captureBar")
    hand.type("Write brief")
    hand.key(Key.Key_Return)
    hand.type("Check brief")
    hand.key(Key.Key_Return)
    hand.settle()
    assert hand.names == ["Write brief", "Check brief"]
    hand.window.workshop.leave()
    assert line.height() < 100


def test_the_map_does_not_jump_when_the_line_opens_or_closes(room: Hand) -> None:
    room.session.select(("write",))
    before = room.view.geometry(), room.pixel("write")
    room.key(Key.Key_Return)
    room.settle()
    assert room.window.capturing.line.isVisible()
    assert (room.view.geometry(), room.pixel("write")) == before
    room.esc()
    room.settle()
    assert not room.window.capturing.line.isVisible()
    assert (room.view.geometry(), room.pixel("write")) == before


def test_keys_of_hidden_menus_work(room: Hand) -> None:
    room.session.select(("check",))
    room.key(Key.Key_3)
    assert room.step("Check").value_class == "waste"
    room.undo()
    assert room.step("Check").value_class is None


def test_the_workshop_comes_back_as_large_as_it_was_left(room: Hand) -> None:
    room.view.set_zoom(2.2)
    room.key(Key.Key_F5)
    room.key(Key.Key_F5)
    assert room.view.zoom == pytest.approx(2.2)


def test_closing_a_workshop_keeps_the_window_for_the_next_time(small: Hand) -> None:
    small.key(Key.Key_F5)
    small.settle()
    small.window.workshop.leave()
    assert small.window.outline_dock.isVisible()
    assert not small.window.isFullScreen()


def test_what_is_typed_stays_on_the_map_while_another_window_is_in_front(
    open_window: Callable[[], Hand],
) -> None:
    room, other = open_window(), open_window()
    room.show(small_project())
    room.activate()
    room.key(Key.Key_F5)
    room.session.select(("write",))
    room.key(Key.Key_Return)
    room.type("Set up tracking")
    assert room.session.proposal is not None
    other.activate()
    assert room.session.proposal is not None
    room.window.activateWindow()
    room.settle()
    assert room.window.capturing.line.field.hasFocus()
    room.type("s")
    assert room.window.capturing.line.field.text == "Set up trackings"
    room.window.workshop.leave()


def test_labels_of_lines_grow_with_the_cards(room: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    room.session.edit(
        "Label", lambda p: edits.set_flows(p, "as-is", ("brief-write",), label="approved")
    )
    drawn: list[float] = []
    monkeypatch.setattr(paint, "pill", lambda *words: drawn.append(words[-1]))
    room.view.grab()
    assert drawn == [FINEST]


def test_the_list_of_completions_does_not_stay_where_the_line_was(small: Hand) -> None:
    small.session.select(("write",))
    small.key(Key.Key_Return)
    small.type("Half a line @mar")
    line = small.window.capturing.line
    assert line.choices.isVisible()
    small.key(Key.Key_F5)
    small.settle()
    assert not line.choices.isVisible()
    assert (line.isVisible(), line.field.text) == (True, "Half a line @mar")
    small.type("k")
    assert line.choices.isVisible()
    assert (
        line.choices.geometry().bottom() <= line.mapTo(small.window, line.rect().topLeft()).y() + 40
    )
    small.esc()
    small.window.workshop.leave()
    small.settle()


def test_a_step_in_sight_stays_where_it_is_when_a_line_is_begun_and_left(room: Hand) -> None:
    view = room.view
    room.window.resize(1280, 720)
    room.settle()
    room.session.select(("write",))
    view.set_zoom(2.5)
    view.show_step("write")
    item = view.map_scene.steps["write"]
    view.verticalScrollBar().setValue(0)
    bottom = view.mapFromScene(item.pos()).y() + round(item.placed.height * view.zoom)
    view.verticalScrollBar().setValue(bottom - view.viewport().height() + 4)
    assert not view.hides("write")
    before = view.mapFromScene(item.pos()), view.viewport().size()
    room.key(Key.Key_Return)
    assert room.window.capturing.active
    assert (view.mapFromScene(item.pos()), view.viewport().size()) == before
    room.esc()
    assert (view.mapFromScene(item.pos()), view.viewport().size()) == before
