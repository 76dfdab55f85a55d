"""The toolbar fits every width; words give way before anything else."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractButton

from tests.ui.hand import Hand, Key, small_project
from ui.toolbar import WIDE_SEARCH


@pytest.mark.parametrize("width", [1100, 1280, 1440, 1920])
def test_nothing_is_cut_or_overlaps(open_window: Callable[[], Hand], width: int) -> None:
    hand = open_window()
    hand.show(small_project())
    hand.window.resize(width, 900)
    hand.window.actions_by_name["new_to_be"].trigger()
    hand.settle()
    toolbar = hand.window.toolbar
    shown = [b for b in toolbar.findChildren(QAbstractButton) if b.isVisible()]
    for button in shown:
        assert button.width() >= button.minimumSizeHint().width(), button.text()
    places = sorted((hand.on(b).x() - b.width() // 2, b.width()) for b in shown)
    for (left, wide), (following, _) in itertools.pairwise(places):
        assert left + wide <= following + 1
    assert places[-1][0] + places[-1][1] <= width


def test_it_fits_when_it_was_behind_the_welcome_screen(open_window: Callable[[], Hand]) -> None:
    hand = open_window()
    hand.window.helping.welcome()
    hand.window.resize(1100, 800)
    hand.settle()
    hand.key(Key.Key_Escape)
    hand.settle()
    toolbar = hand.window.toolbar
    assert toolbar.isVisible()
    layout = toolbar.layout()
    assert layout is not None
    assert layout.sizeHint().width() <= toolbar.width()


def test_words_come_back_with_the_room(open_window: Callable[[], Hand]) -> None:
    hand = open_window()
    toolbar, words = hand.window.toolbar, Qt.ToolButtonStyle.ToolButtonTextBesideIcon

    def worded() -> set[str]:
        return {n for n, b in toolbar.buttons.items() if b.toolButtonStyle() == words}

    hand.window.resize(1100, 800)
    hand.settle()
    few = worded()
    hand.window.resize(1920, 800)
    hand.settle()
    assert few < worded()
    assert {"add_step", "add_flow", "critical_path", "view_map"} <= worded()
    assert toolbar.search.width() == WIDE_SEARCH


def test_the_hand_moves_the_paper_and_select_comes_back(small: Hand) -> None:
    small.view.set_zoom(3.0)
    small.view.horizontalScrollBar().setValue(200)
    small.key(Key.Key_H)
    before = small.view.horizontalScrollBar().value()
    start = small.view.mapToScene(small.view.viewport().rect().center())
    small.drag(start, QPointF(start.x() + 40, start.y()))
    assert small.view.horizontalScrollBar().value() < before
    assert small.project == small_project()
    assert small.session.selection.steps == ()
    small.key(Key.Key_V)
    assert not small.view.hand
