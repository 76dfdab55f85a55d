"""Motion explains a change, ends where it should, and is not there for who wants none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSettings
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mopsmap.model import new_project
from tests.ui.hand import Button, Hand, Key, Mod, check_mirror, small_project
from ui.canvas.travelling import Travel
from ui.look.motion import Motion, motion


@pytest.fixture
def moving(small: Hand) -> Iterator[Hand]:
    """The small map with everything free to move."""
    motion.reduce(False)
    yield small
    small.view.glide.finish()
    small.view.fade.finish()
    small.view.map_scene.cards.finish()
    motion.reduce(True)


def place(hand: Hand, step: str) -> tuple[float, float]:
    item = hand.view.map_scene.steps[step]
    return item.x(), item.y()


def untidy(hand: Hand) -> None:
    """Put a step far off, at once."""
    at = hand.point("loose")
    hand.drag("loose", at + QPointF(600, 100))


def test_cards_move_to_where_tidying_up_puts_them(moving: Hand, qtbot: QtBot) -> None:
    untidy(moving)
    check_mirror(moving)
    before = place(moving, "loose")
    moving.window.editing.tidy()
    scene = moving.view.map_scene
    assert scene.cards.under_way
    assert place(moving, "loose") == before
    qtbot.waitUntil(lambda: place(moving, "loose") != before)
    qtbot.waitUntil(lambda: not scene.cards.under_way)
    check_mirror(moving)
    moving.undo()
    assert scene.cards.under_way
    qtbot.waitUntil(lambda: not scene.cards.under_way)
    check_mirror(moving)


def test_a_press_or_another_change_ends_the_move(moving: Hand) -> None:
    untidy(moving)
    moving.window.editing.tidy()
    scene = moving.view.map_scene
    assert scene.cards.under_way
    QTest.mousePress(moving._handle, Button.LeftButton, Mod.NoModifier, moving.pixel("brief"))
    assert not scene.cards.under_way
    check_mirror(moving)
    QTest.mouseRelease(moving._handle, Button.LeftButton, Mod.NoModifier, moving.pixel("brief"))
    moving.undo()
    assert scene.cards.under_way
    moving.redo()
    moving.window.actions_by_name["add_lane"].trigger()
    moving.esc()
    scene.cards.finish()
    check_mirror(moving)


def test_another_document_ends_the_move(moving: Hand) -> None:
    untidy(moving)
    moving.window.editing.tidy()
    assert moving.view.map_scene.cards.under_way
    moving.show(new_project())
    moving.show(small_project())
    assert not moving.view.map_scene.cards.under_way
    check_mirror(moving)


def test_nothing_moves_by_itself_while_a_pointer_drags(moving: Hand) -> None:
    cards = moving.view.map_scene.cards
    moving.press("loose")
    moving.move(moving.point("loose") + QPointF(60, 0))
    assert not cards.under_way
    check_mirror(moving)
    moving.release()
    assert not cards.under_way
    check_mirror(moving)


def test_a_card_dropped_on_another_is_seen_going_to_a_free_place(moving: Hand) -> None:
    cards = moving.view.map_scene.cards
    moving.press("brief")
    moving.move(moving.point("brief") + QPointF(120, 0))
    assert not cards.under_way
    moving.release()
    assert cards.under_way
    cards.finish()
    check_mirror(moving)


def test_zooming_by_key_ends_at_its_zoom(moving: Hand, qtbot: QtBot) -> None:
    zooms: list[float] = []
    moving.view.zoomed.connect(zooms.append)
    moving.key(Key.Key_Plus, Mod.ControlModifier)
    qtbot.waitUntil(lambda: abs(moving.view.zoom - 1.25) < 1e-9)
    assert (min(zooms), zooms[-1]) == (1.0, 1.25)
    moving.key(Key.Key_Plus, Mod.ControlModifier)
    moving.key(Key.Key_Plus, Mod.ControlModifier)
    moving.view.glide.finish()
    assert moving.view.zoom == pytest.approx(1.25**3)
    moving.window.viewing.fit()
    moving.view.glide.finish()
    shown = moving.view.mapToScene(moving.view.viewport().rect()).boundingRect()
    assert shown.contains(moving.view.map_scene.whole().center())


def test_who_wants_no_motion_sees_the_end_at_once(small: Hand) -> None:
    assert motion.reduced
    untidy(small)
    small.window.editing.tidy()
    assert not small.view.map_scene.cards.under_way
    check_mirror(small)
    small.window.viewing.zoom_in()
    assert small.view.zoom == pytest.approx(1.25)


def test_the_wish_is_remembered_and_marked_in_the_menu(small: Hand) -> None:
    action = small.window.actions_by_name["reduce_motion"]
    motion.reduce(False)
    assert not action.isChecked()
    action.trigger()
    assert motion.reduced
    assert QSettings().value("motion/reduced", type=bool)
    assert Motion().reduced
    assert Motion().duration("layout") == 0


def _say_far_down(hand: Hand) -> tuple[int, int]:
    """Type a step in a lane out of sight at 100 %; how far the view was scrolled before."""
    hand.open("campaign")
    hand.session.select((hand.map.steps[0].id,))
    hand.settle()
    view = hand.view
    assert view.sight().bottom() < hand.session.layout.lanes[-1].top
    hand.key(Key.Key_Return)
    hand.settle()
    view.glide.finish()
    before = view.horizontalScrollBar().value(), view.verticalScrollBar().value()
    last = next(lane.role for lane in reversed(hand.session.layout.lanes) if lane.role)
    name = next(role.name for role in hand.map.roles if role.id == last)
    hand.type(f"Count @{name} ")
    hand.settle()
    return before


def test_a_step_said_in_a_far_lane_is_come_to_and_no_further(moving: Hand, qtbot: QtBot) -> None:
    _before, top = _say_far_down(moving)
    view = moving.view
    proposal = moving.session.proposal
    assert proposal is not None
    step = proposal.steps[-1]
    qtbot.waitUntil(lambda: view._hidden(step) is None)
    view.glide.finish()
    placed = view.map_scene.folding.layout.steps[step]
    assert view.sight().bottom() == pytest.approx(placed.bottom + 16, abs=2)
    assert view.verticalScrollBar().value() > top


def test_who_wants_no_motion_is_there_at_once(small: Hand) -> None:
    _say_far_down(small)
    proposal = small.session.proposal
    assert proposal is not None
    assert small.view._hidden(proposal.steps[-1]) is None
    assert small.view.glide._move is None


def test_a_word_half_typed_moves_nothing_and_one_taken_back_leaves_no_trace(
    small: Hand, qtbot: QtBot
) -> None:
    before, view = _say_far_down(small), small.view
    bars = view.horizontalScrollBar(), view.verticalScrollBar()
    assert tuple(bar.value() for bar in bars) != before
    while small.window.capturing.line.field.text != "Count ":
        small.key(Key.Key_Backspace)
    qtbot.waitUntil(lambda: tuple(bar.value() for bar in bars) == before)
    small.type("@l")
    proposal = small.session.proposal
    assert proposal is not None
    assert view.hides(proposal.steps[-1])
    assert tuple(bar.value() for bar in bars) == before
    qtbot.waitUntil(lambda: not view.hides(proposal.steps[-1]))
    small.esc()
    small.esc()
    qtbot.waitUntil(lambda: tuple(bar.value() for bar in bars) == before)


def test_a_lane_that_was_only_typed_leaves_no_trace_either(small: Hand, qtbot: QtBot) -> None:
    before, line = _say_far_down(small), small.window.capturing.line
    bars = small.view.horizontalScrollBar(), small.view.verticalScrollBar()
    small.key(Key.Key_A, Mod.ControlModifier)
    small.key(Key.Key_Backspace)
    qtbot.waitUntil(lambda: tuple(bar.value() for bar in bars) == before)
    small.type("Count @Nobody ")
    assert bars[1].value() > before[1]
    small.key(Key.Key_A, Mod.ControlModifier)
    small.key(Key.Key_Backspace)
    assert line.field.text == ""
    qtbot.waitUntil(lambda: tuple(bar.value() for bar in bars) == before)


def test_what_is_in_sight_is_not_scrolled_to(small: Hand) -> None:
    view = small.view
    item = view.map_scene.steps["write"]
    view.set_zoom(2.0)
    view.verticalScrollBar().setValue(0)
    left = round(item.x() * 2) - 30  # nearer to the edge than a view that scrolls would leave it
    view.horizontalScrollBar().setValue(left)
    before = view.sight()
    view.show_step("write")
    assert view.sight() == before
    view.horizontalScrollBar().setValue(left + 60)
    before = view.sight()
    view.show_step("write")
    assert view.sight() != before


def test_an_overlay_fades_in_and_lies_there_at_once(moving: Hand, qtbot: QtBot) -> None:
    fade, scene = moving.view.fade, moving.view.map_scene
    moving.window.choose_overlay("wait")
    assert fade.under_way
    assert fade.isVisible()
    assert scene.overlay == "wait"
    assert fade.geometry() == moving.view.viewport().geometry()
    qtbot.waitUntil(lambda: not fade.under_way)
    assert not fade.isVisible()
    moving.window.choose_overlay(None)
    assert fade.under_way
    moving.press("brief")
    assert not fade.under_way
    moving.release()
    assert moving.session.selection.steps == ("brief",)


def travel(hand: Hand) -> Travel:
    passage = hand.view.fade._passage
    assert isinstance(passage, Travel)
    return passage


def on_screen(hand: Hand, shown: str) -> QRectF:
    at = hand.view.map_scene.folding.layout.steps[shown]
    box = QRectF(at.x, at.y, at.width, at.height)
    return hand.view.viewportTransform().mapRect(box)


def test_the_cards_of_a_phase_travel_into_its_block_and_out_again(
    moving: Hand, qtbot: QtBot
) -> None:
    moving.open("webinar")
    view, first = moving.view, moving.map.steps[0]
    stood = on_screen(moving, first.id)
    moving.key(Key.Key_G)
    folding = view.map_scene.folding
    block = on_screen(moving, folding.shown(first.id))
    (into,) = [way for way in travel(moving).ways if way.was == stood]
    assert into.start.size() == stood.size()
    assert into.end.center() == block.center()
    assert block.contains(into.end)
    assert (into.now, into.fades) == (None, False)
    assert [way.now for way in travel(moving).ways if way.fades].count(block) == 1
    assert view.fade.isVisible()
    qtbot.waitUntil(lambda: not view.fade.under_way)
    assert not view.fade.isVisible()
    corner = QPointF(view.viewport().pos())
    moving.key(Key.Key_G)
    (out,) = [way for way in travel(moving).ways if way.now == stood]
    assert (out.end, out.was) == (stood, None)
    there = block.translated(corner - QPointF(view.viewport().pos()))
    assert there.contains(out.start)


def test_no_place_stays_unpainted_where_more_of_the_map_comes_into_sight(moving: Hand) -> None:
    moving.open("webinar")
    room = moving.view.viewport().size()
    moving.key(Key.Key_G)
    area = moving.view.fade
    assert area.under_way
    assert area.height() > room.height() or area.width() > room.width()
    for share in (0.0, 0.3):
        picture = QImage(area.size(), QImage.Format.Format_RGB32)
        picture.fill(QColor("magenta"))
        painter = QPainter(picture)
        travel(moving).paint(painter, share)
        painter.end()
        places = product(range(0, area.width(), 3), range(0, area.height(), 3))
        assert all(picture.pixelColor(x, y) != QColor("magenta") for x, y in places)


def test_what_stands_beside_a_collapsed_phase_goes_to_its_new_place(moving: Hand) -> None:
    moving.open("webinar")
    view, scene = moving.view, moving.view.map_scene
    placed = {i: on_screen(moving, i) for i in scene.steps}
    head = view.phases.heads()[0]
    moving.click(moving.on(view.phases, head.rect.center().toPoint()))
    assert head.name in scene.folding.collapsed
    area = QRectF(view.viewport().rect())
    stay = [i for i in scene.steps if area.intersects(placed[i])]
    assert stay
    for step in stay:
        (way,) = [way for way in travel(moving).ways if way.was == placed[step]]
        assert way.end == on_screen(moving, step)
    assert all(
        item.opacity() == 1.0 for item in (*scene.steps.values(), *scene.blocks.items.values())
    )


def test_a_look_elsewhere_a_press_and_another_document_end_the_travel(moving: Hand) -> None:
    moving.open("webinar")
    view = moving.view
    moving.key(Key.Key_G)
    moving.key(Key.Key_G)
    assert view.fade.under_way
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() + 8)
    assert not view.fade.under_way
    moving.key(Key.Key_G)
    assert view.fade.under_way
    moving.press(moving.on(view.viewport(), QPoint(5, 5)))
    assert not view.fade.under_way
    moving.release()
    moving.key(Key.Key_G)
    assert view.fade.under_way
    moving.show(small_project())
    assert not view.fade.under_way


def test_cards_travel_neither_for_who_wants_no_motion_nor_while_a_button_is_held(
    moving: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.open("webinar")
    view = moving.view
    moving.press(moving.on(view.viewport(), QPoint(5, 5)))
    view.phases.toggle_all()
    assert view.map_scene.folding.collapsed
    assert not view.fade.under_way
    moving.release()
    monkeypatch.setattr("ui.canvas.fading.MOST", len(moving.map.steps) - 1)
    view.phases.toggle_all()
    assert not view.fade.under_way
    monkeypatch.undo()
    motion.reduce(True)
    view.phases.toggle_all()
    assert not view.fade.under_way


def test_nothing_fades_for_who_wants_no_motion_or_on_large_maps(
    small: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.window.choose_overlay("wait")
    assert not small.view.fade.under_way
    monkeypatch.setattr("ui.canvas.fading.MOST", 1)
    motion.reduce(False)
    try:
        small.window.choose_overlay(None)
        assert not small.view.fade.under_way
    finally:
        motion.reduce(True)
