"""The overview below the outline, by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings
from pytestqt.qtbot import QtBot

from benchmarks.maps import large_project
from mopsmap import edits
from tests.ui.hand import Button, Hand, Key
from ui.canvas.overview import Overview


@pytest.fixture
def wide(hand: Hand) -> Hand:
    """A sample much wider than the canvas."""
    hand.open("campaign")
    hand.settle()
    return hand


def overview(hand: Hand) -> Overview:
    return hand.window.overview


def test_it_is_there_only_while_the_canvas_does_not_show_all(wide: Hand) -> None:
    assert overview(wide).isVisible()
    wide.view.fit()
    assert wide.view.sight().contains(wide.point("c02"))
    assert not overview(wide).isVisible()
    wide.view.set_zoom(1.0)
    assert overview(wide).isVisible()


def test_a_click_and_a_drag_move_the_view(wide: Hand) -> None:
    picture = overview(wide).picture
    last = max(wide.session.layout.steps.values(), key=lambda placed: placed.x)
    at = picture.pixel(wide.point(last.step)).toPoint()
    wide.click(wide.on(picture, at))
    assert wide.view.sight().contains(wide.point(last.step))
    before = wide.view.horizontalScrollBar().value()
    middle = picture.frame().center().toPoint()
    wide.press(wide.on(picture, middle))
    assert wide.view.horizontalScrollBar().value() == pytest.approx(before, abs=30)
    wide.move(wide.on(picture, middle - QPoint(60, 0)))
    wide.release(button=Button.LeftButton)
    moved = before - wide.view.horizontalScrollBar().value()
    assert moved == pytest.approx(60 / picture.scale, rel=0.1)
    wide.move(wide.on(picture, middle))
    assert before - wide.view.horizontalScrollBar().value() == moved


def test_esc_puts_a_frame_that_is_dragged_back(wide: Hand) -> None:
    picture = overview(wide).picture
    bars = wide.view.horizontalScrollBar(), wide.view.verticalScrollBar()
    bars[0].setValue(200)
    before = [bar.value() for bar in bars]
    wide.session.select(("c02",))
    middle = picture.frame().center().toPoint()
    wide.press(wide.on(picture, middle))
    wide.move(wide.on(picture, middle + QPoint(50, 20)))
    assert [bar.value() for bar in bars] != before
    wide.esc()
    assert [bar.value() for bar in bars] == before
    assert wide.session.selection.steps == ("c02",)
    wide.move(wide.on(picture, middle + QPoint(20, 0)))
    wide.release()
    assert [bar.value() for bar in bars] == before


def test_of_collapsed_phases_it_shows_the_blocks(wide: Hand) -> None:
    picture, scene = overview(wide).picture, wide.view.map_scene
    wide.key(Key.Key_G)
    wide.view.set_zoom(3.0)
    wide.settle()
    assert overview(wide).isVisible()
    last = max(scene.blocks.items.values(), key=lambda item: item.x())
    at = picture.pixel(last.sceneBoundingRect().center()).toPoint()
    wide.click(wide.on(picture, at))
    assert wide.view.sight().contains(last.sceneBoundingRect().center())


def test_f6_reaches_it_and_arrow_keys_move_the_view(wide: Hand) -> None:
    picture, bar = overview(wide).picture, wide.view.horizontalScrollBar()
    for _ in range(12):
        if overview(wide).isAncestorOf(wide.window.focusWidget()):
            break
        wide.key(Key.Key_F6)
    seen = [wide.window.focusWidget()]
    while wide.window.focusWidget() is not picture and len(seen) < 40:
        wide.key(Key.Key_Tab)
        seen.append(wide.window.focusWidget())
    assert wide.window.focusWidget() is picture
    before = bar.value()
    wide.key(Key.Key_Right)
    assert bar.value() > before


def test_the_frame_is_where_the_view_is(wide: Hand) -> None:
    picture = overview(wide).picture
    sight = wide.view.sight()
    frame = picture.frame()
    assert frame.width() == pytest.approx(sight.width() * picture.scale, rel=0.05)
    wide.view.horizontalScrollBar().setValue(wide.view.horizontalScrollBar().maximum())
    assert picture.frame().left() > frame.left()


def test_on_a_very_wide_map_the_frame_can_still_be_taken(hand: Hand) -> None:
    hand.show(large_project(1_000))
    picture, bar = overview(hand).picture, hand.view.horizontalScrollBar()
    hand.view.set_zoom(4.0)
    bar.setValue(bar.maximum() // 2)
    assert hand.view.sight().width() * picture.scale < 3
    frame = picture.frame()
    assert frame.width() >= 8
    assert frame.height() >= 6
    before = bar.value()
    hand.press(hand.on(picture, frame.center().toPoint()))
    hand.move(hand.on(picture, frame.center().toPoint() + QPoint(40, 0)))
    hand.release()
    assert bar.value() - before == pytest.approx(40 / picture.scale * 4, rel=0.05)


def test_arrow_keys_move_the_view(wide: Hand) -> None:
    picture = overview(wide).picture
    picture.setFocus()
    bars = wide.view.horizontalScrollBar(), wide.view.verticalScrollBar()
    before = [bar.value() for bar in bars]
    wide.key(Key.Key_Right)
    wide.key(Key.Key_Down)
    assert [bar.value() > old for bar, old in zip(bars, before, strict=True)] == [True, True]
    wide.key(Key.Key_Left)
    wide.key(Key.Key_Up)
    assert [bar.value() for bar in bars] == pytest.approx(before, abs=1)


def test_the_picture_is_drawn_again_only_for_another_map(wide: Hand, qtbot: QtBot) -> None:
    picture = overview(wide).picture
    qtbot.waitUntil(lambda: not picture._rest.isActive())
    drawn = picture._map()
    wide.view.horizontalScrollBar().setValue(300)
    wide.session.select(("c03",))
    picture.repaint()
    assert picture._map() is drawn
    wide.session.edit("Retime", lambda p: edits.set_steps(p, "as-is", ["c02"], wait_time=None))
    assert picture._map() is drawn
    qtbot.waitUntil(lambda: picture._map() is not drawn)


def test_it_closes_and_that_is_remembered(wide: Hand) -> None:
    title = overview(wide).title
    wide.click(wide.on(title))
    assert not overview(wide).picture.isVisible()
    assert QSettings().value("overview/open", type=bool) is False
    wide.settle()
    wide.click(wide.on(title))
    assert overview(wide).picture.isVisible()


def test_a_map_that_lost_its_times_has_no_critical_path_anywhere(hand: Hand) -> None:
    hand.open("webinar")
    scene, map_id = hand.view.map_scene, hand.session.map_id
    assert any(item.look.critical for item in scene.steps.values())
    steps = [step.id for step in hand.map.steps]
    hand.session.edit(
        "x", lambda p: edits.set_steps(p, map_id, steps, process_time=None, wait_time=None)
    )
    hand.settle()
    assert not hand.session.analysis.critical_steps
    assert not any(item.look.critical for item in scene.steps.values())
    assert not any(item.look.critical for item in scene.flows.values())
    theme = hand.window.appearance.theme
    line = theme.color("critical.line").name()
    hand.view.set_zoom(0.2)
    picture = scene.far_picture()
    assert line not in picture._cards
    assert line not in {color for _thick, color in picture._lines}
