"""Guides: what is dragged is taken by lines and gaps of what stands near."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF

from tests.ui.hand import Hand, Mod
from ui.canvas.guides import Guides
from ui.canvas.tools import MoveSteps

HERE = QRectF(-1000, -1000, 4000, 4000)


def box(x: float, y: float, width: float = 100.0, height: float = 80.0) -> QRectF:
    return QRectF(x, y, width, height)


@pytest.mark.parametrize(
    ("dragged", "x", "y"),
    [
        (box(3, 200), -3.0, None),
        (box(-5, 200), 5.0, None),
        (box(7, 200), None, None),
        (box(300, 4), None, -4.0),
        (box(23, 200, 60), -3.0, None),
        (box(38, 200, 60), 2.0, None),
        (box(2, 81), -2.0, None),
        (box(1, -2), -1.0, 2.0),
    ],
)
def test_edges_and_middles_take_what_is_near(dragged: QRectF, x: float, y: float) -> None:
    found = Guides([box(0, 0)], HERE).at(dragged, 1.0)
    assert (found.x, found.y) == (x, y)


def test_from_far_away_a_guide_reaches_as_many_screen_pixels() -> None:
    guides = Guides([box(0, 0)], HERE)
    assert guides.at(box(10, 300), 0.5).x == -10.0
    assert guides.at(box(13, 300), 0.5).x is None
    assert guides.at(box(4, 300), 2.0).x is None


@pytest.mark.parametrize(
    ("others", "dragged", "left"),
    [
        ((box(0, 0), box(400, 0)), box(203, 10), 200.0),
        ((box(0, 0), box(130, 0)), box(264, 10), 260.0),
        ((box(400, 0), box(530, 0)), box(266, 10), 270.0),
    ],
)
def test_equal_gaps_take_what_is_near(
    others: tuple[QRectF, ...], dragged: QRectF, left: float
) -> None:
    found = Guides(others, HERE).at(dragged, 1.0)
    assert found.x is not None
    assert dragged.x() + found.x == left
    gaps = [line for line in found.lines if line.dy() == 0 and line.y1() != 0]
    assert len({round(line.length(), 6) for line in gaps}) == 1


def test_lines_reach_from_the_first_to_the_last_that_stand_in_line() -> None:
    found = Guides([box(0, 0), box(0, 500)], HERE).at(box(2, 200), 1.0)
    assert found.lines == (QLineF(50, 80, 50, 200), QLineF(50, 280, 50, 500))


def test_no_line_runs_across_a_card() -> None:
    cards = [box(0, 0), box(0, 200), box(300, 200), box(-20, 400)]
    found = Guides(cards, HERE).at(box(2, 600), 1.0)
    assert found.lines
    for line in found.lines:
        middle = line.center()
        inner = [card.adjusted(1, 1, -1, -1) for card in (*cards, box(0, 600))]
        assert not any(card.contains(middle) for card in inner)


def test_nothing_near_is_nothing_to_hold_on_to() -> None:
    assert Guides([], HERE).at(box(0, 0), 1.0).lines == ()
    assert Guides([box(0, 0)], QRectF(2000, 0, 10, 10)).at(box(2, 0), 1.0).x is None


def gesture(hand: Hand) -> MoveSteps:
    found = hand.view.gesture
    assert isinstance(found, MoveSteps)
    return found


def test_a_dragged_step_stands_in_line_with_the_one_above(small: Hand) -> None:
    write = small.session.layout.steps["write"]
    start = small.point("loose")
    small.press("loose")
    small.move(start + QPointF(write.x - 40 + 5, 0))
    assert gesture(small).guided.lines
    small.view.viewport().repaint()
    small.release()
    assert small.session.layout.steps["loose"].x == write.x


def test_alt_lets_a_step_stand_anywhere(small: Hand) -> None:
    write = small.session.layout.steps["write"]
    start = small.point("loose")
    small.press("loose")
    small.move(start + QPointF(write.x - 40 + 4, 0), Mod.AltModifier)
    assert gesture(small).guided.lines == ()
    small.release(Mod.AltModifier)
    assert small.session.layout.steps["loose"].x == write.x + 4


def test_several_steps_are_taken_as_one_box(small: Hand) -> None:
    small.click("check")
    small.click("loose", Mod.ShiftModifier)
    layout = small.session.layout.steps
    gap = layout["check"].x - layout["loose"].x
    width, done = layout["check"].right - layout["loose"].x, layout["done"]
    assert width > 400
    start = small.point("loose")
    small.press("loose")
    small.move(start + QPointF(done.x - layout["loose"].x - 3, 0), steps=8)
    small.release()
    now = small.session.layout.steps
    assert now["loose"].x == done.x
    assert now["check"].x - now["loose"].x == gap


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    made: list[int] = []
    before = Guides.__init__

    def counted(self: Guides, others: list[QRectF], near: QRectF) -> None:
        made.append(1)
        before(self, others, near)

    monkeypatch.setattr(Guides, "__init__", counted)
    return lambda: len(made)


def test_what_stands_near_is_looked_for_once_a_drag(small: Hand, count: Callable[[], int]) -> None:
    small.drag("write", small.point("write") + QPointF(120, 40))
    assert count() == 1
