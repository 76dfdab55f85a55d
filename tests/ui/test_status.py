"""The status bar: its signs, its distances, its legend."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.hand import Hand
from ui.bars import StatusBar
from ui.legend import Legend
from ui.look.theme import Appearance


def _status(hand: Hand) -> StatusBar:
    return hand.window.status


@pytest.mark.parametrize(
    ("problems", "hints", "said", "sign"),
    [
        (2, 1, "2 problems, 1 hint", "alert-triangle"),
        (0, 3, "No problems, 3 hints", "info-circle"),
        (0, 0, "No problems", "circle-check"),
    ],
)
def test_only_problems_have_the_sign_of_a_warning(
    hand: Hand, problems: int, hints: int, said: str, sign: str
) -> None:
    status = _status(hand)
    status.count_problems(problems, hints)
    assert status._problems.text() == said
    shown = status._problems.icon().pixmap(14).toImage()
    assert shown == Appearance("light").theme.icon(sign, "text.secondary", 14).pixmap(14).toImage()


def test_what_is_said_of_the_file_and_of_the_map_stand_apart(hand: Hand) -> None:
    QApplication.processEvents()
    status = _status(hand)
    saved = next(w for w in status.findChildren(QLabel) if w.text() == "Not saved yet")
    end = saved.x() + QFontMetrics(saved.font()).horizontalAdvance(saved.text())
    assert status.facts.x() - end >= 16


@pytest.mark.parametrize("value_class", ["BNVA", "NVA"])
def test_the_dashes_of_the_legend_are_of_one_length(hand: Hand, value_class: str) -> None:
    legend = _status(hand).findChildren(Legend)[0]
    seen = legend.grab().toImage()
    mark = Appearance("light").theme.color(f"valueClass.{value_class}.mark")
    columns = [
        [seen.pixelColor(x, y) == mark for y in range(seen.height())] for x in range(seen.width())
    ]
    column = next(each for each in columns if any(each))
    dashes = [len(list(run)) for marked, run in itertools.groupby(column) if marked]
    assert len(dashes) > 1
    assert len(set(dashes)) == 1
