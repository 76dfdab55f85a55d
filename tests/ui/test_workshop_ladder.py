"""The lead-time ladder stands large below the map of a workshop; figures are explained large."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mopsmap.reading import step_numbers
from tests.ui.hand import Hand, Key, Mod
from ui.look.lettering import text_width
from ui.look.theme import font
from ui.panels import rungs as panels_rungs
from ui.workshop.idle import Idle
from ui.workshop.timeline import LARGE, MAP, Timeline


@pytest.fixture
def room(hand: Hand) -> Iterator[Hand]:
    """A sample as a workshop, the ladder below it."""
    hand.open("campaign")
    hand.key(Key.Key_F5)
    hand.key(Key.Key_T, Mod.ShiftModifier)
    hand.settle()
    yield hand
    hand.session.figures.show_case("typical")
    hand.window.workshop.leave()
    hand.settle()


def timeline(hand: Hand) -> Timeline:
    found = hand.window.workshop.stage(Timeline)
    assert isinstance(found, Timeline)
    return found


def press(key: Key) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget(), key)


def test_the_whole_path_is_in_sight_however_long_it_is(room: Hand) -> None:
    rungs = timeline(room).ladder.rungs
    assert len(rungs.places) > 15
    seen = rungs.visibleRegion().boundingRect()
    assert rungs.places[-1].end <= seen.width()
    assert rungs.places[-1].end >= seen.width() - 20
    assert font("caption", LARGE).pixelSize() == 20
    box = timeline(room).ladder.totals
    made = font("label", LARGE)
    assert all(text_width(made, a + b) + 40 <= box.width() for a, b in box.rows)


def test_the_step_chosen_says_its_times_however_narrow_it_is_and_no_word_covers_another(
    room: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    rungs = timeline(room).ladder.rungs
    written: list[tuple[QRectF, str]] = []

    def write(_painter: object, rect: QRectF, text: str, *_more: object) -> None:
        written.append((QRectF(rect), text))

    monkeypatch.setattr(panels_rungs, "draw_text", write)
    press(Key.Key_Home)
    room.settle()
    for place in rungs.places:
        written.clear()
        rungs.repaint()
        assert place.step in rungs.selected
        number = str(step_numbers(room.map)[place.step])
        tops = sorted({rect.top() for rect, _text in written})
        (middle,) = (r.center().x() for r, text in written if (r.top(), text) == (tops[-1], number))
        for top in tops:
            at_it = [r for r, _t in written if r.top() == top and abs(r.center().x() - middle) < 1]
            assert len(at_it) == 1
        for at, (one, _text) in enumerate(written):
            assert not any(one.intersects(other) for other, _t in written[at + 1 :])
        press(Key.Key_Right)
        room.settle()


def test_arrows_go_along_it_and_the_map_follows(room: Hand) -> None:
    rungs = timeline(room).ladder.rungs
    assert rungs.hasFocus()
    press(Key.Key_Home)
    for place in rungs.places[1:6]:
        press(Key.Key_Right)
        assert room.session.selection.steps == (place.step,)
        assert room.view.sight().contains(QPointF(room.point(place.step)))
    press(Key.Key_End)
    last = rungs.places[-1].step
    assert room.view.sight().contains(QPointF(room.point(last)))


def test_up_and_down_show_other_cases(room: Hand) -> None:
    for key, case in ((Key.Key_Down, "best"), (Key.Key_Down, "worst"), (Key.Key_Up, "best")):
        press(key)
        room.settle()
        assert room.session.figures.case == case
        assert timeline(room).ladder.headline.text().startswith(case.capitalize())


@pytest.mark.parametrize("on_map", [False, True])
def test_esc_goes_back_to_the_map_and_stays_in_the_workshop(room: Hand, on_map: bool) -> None:
    if on_map:
        room.session.select()
        room.view.setFocus()
    room.esc()
    assert not timeline(room).isVisible()
    assert room.window.workshop.stage(Idle).isVisible()
    assert room.view.hasFocus()
    assert room.window.workshop.on


def test_its_key_again_and_any_other_work_put_it_away(room: Hand) -> None:
    room.view.setFocus()
    room.key(Key.Key_T, Mod.ShiftModifier)
    assert not timeline(room).isVisible()
    room.key(Key.Key_T, Mod.ShiftModifier)
    assert timeline(room).isVisible()
    room.key(Key.Key_F9)
    assert not timeline(room).isVisible()


def test_a_figure_is_explained_in_letters_for_the_room(room: Hand) -> None:
    kpis = room.window.kpis
    room.key(Key.Key_F6)
    assert kpis.tiles[0].hasFocus()
    press(Key.Key_Return)
    found = kpis.popover
    assert found is not None
    assert found.width() == pytest.approx(320 * 20 / 12, abs=1)
    assert found.target.entry.fontMetrics().height() >= 20
    inside = found.rect()
    assert inside.contains(found.target.geometry())
    screen = room.window.screen().availableGeometry()
    assert screen.contains(found.frameGeometry())
    press(Key.Key_Escape)
    assert kpis.popover is None
    assert timeline(room).isVisible()


def test_on_a_small_screen_the_map_keeps_its_room(room: Hand) -> None:
    room.esc()
    room.window.setWindowState(Qt.WindowState.WindowNoState)
    size = room.window.size()
    room.window.resize(1100, 560)
    room.settle()
    room.key(Key.Key_T, Mod.ShiftModifier)
    room.settle()
    try:
        assert room.view.height() >= MAP
        found = timeline(room)
        assert found.rect().contains(found.ladder.geometry())
        assert found.geometry().bottom() < room.window.workshop.page.height()
    finally:
        room.window.resize(size)
