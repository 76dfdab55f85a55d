"""How large the interface is: chosen, remembered, used at the next start; and small windows."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QAbstractButton, QWidget

from tests.ui.hand import Hand, Key, Mod
from ui.look.theme import icon_pixmap
from ui.settings import SIZES, interface_size, scaled


@pytest.mark.parametrize("percent", SIZES)
def test_the_size_is_remembered_for_the_next_start(hand: Hand, percent: int) -> None:
    action = hand.window.actions_by_name[f"size_{percent}"]
    action.trigger()
    assert action.isChecked()
    assert f"{percent} %" in hand.window.status.said
    assert interface_size() == percent


def test_a_size_that_nobody_offers_is_none(hand: Hand) -> None:
    for stored in ("1000", "huge", "-1"):
        QSettings().setValue("interface/size", stored)
        assert interface_size() == 100


def test_qt_takes_the_size_on_top_of_that_of_the_system(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    with scaled():
        assert "QT_SCALE_FACTOR" not in os.environ
    QSettings().setValue("interface/size", 150)
    with scaled():
        assert os.environ["QT_SCALE_FACTOR"] == "1.5"
    assert "QT_SCALE_FACTOR" not in os.environ
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    with scaled():
        assert os.environ["QT_SCALE_FACTOR"] == "3.0"
    assert os.environ["QT_SCALE_FACTOR"] == "2"


@pytest.fixture
def tiny(open_window: Callable[[], Hand]) -> Hand:
    """A window as large as a full-HD screen has room for where everything is twice as large."""
    hand = open_window()
    hand.open("campaign")
    hand.window.setMinimumSize(944, 492)
    hand.window.resize(944, 492)
    hand.settle()
    return hand


def test_nothing_lies_over_anything_else_in_a_tiny_window(tiny: Hand) -> None:
    window = tiny.window
    assert window.size() == QSize(944, 492)
    for bar in (window.toolbar, window.status, window.menu_row):
        parts = [p for p in bar.children() if isinstance(p, QWidget) and p.isVisible()]
        places = sorted((p.geometry() for p in parts), key=lambda place: place.left())
        assert len(places) > 2
        assert places[0].left() >= 0
        assert places[-1].right() <= bar.width()
        for one, other in pairwise(places):
            assert one.right() < other.left(), bar


def test_the_welcome_screen_fits_a_tiny_window(tiny: Hand) -> None:
    tiny.window.helping.welcome()
    tiny.settle()
    column = tiny.window.helping.screen.beginnings
    buttons = [b for b in column.findChildren(QAbstractButton) if b.isVisible()]
    places = sorted((b.geometry() for b in buttons), key=lambda place: place.top())
    assert len(places) >= 8
    assert places[-1].bottom() <= column.height()
    for one, other in pairwise(places):
        assert one.bottom() < other.top() or one.right() < other.left()


def test_a_low_window_gives_the_room_below_the_map_to_it_until_asked(tiny: Hand) -> None:
    window, dock = tiny.window, tiny.window.bottom_dock
    assert not dock.isVisible()
    assert tiny.view.viewport().height() > 150
    tiny.key(Key.Key_J, Mod.ControlModifier)
    assert dock.isVisible()
    tiny.key(Key.Key_J, Mod.ControlModifier)
    window.resize(1300, 800)
    tiny.settle()
    assert not dock.isVisible()  # put away by hand
    assert window.inspector_dock.isVisible()  # only gave way


def test_icons_are_as_sharp_as_the_sharpest_screen(hand: Hand) -> None:
    made = icon_pixmap("search", hand.window.appearance.theme.color("text.primary"), 16)
    screens = max(screen.devicePixelRatio() for screen in hand.window.screen().virtualSiblings())
    assert made.devicePixelRatio() >= max(2.0, screens)
    assert made.deviceIndependentSize().toSize() == QSize(16, 16)
