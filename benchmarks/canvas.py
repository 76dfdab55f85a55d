"""One frame of the canvas: panning and zooming, dragging many steps, another overlay."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from benchmarks.maps import large_project, square_project
from benchmarks.timing import Figure, typical
from benchmarks.window import close_window, open_window, settle
from ui.main_window import MainWindow

FRAME = 0.016
"""Seconds of one picture at 60 a second."""
GOALS = {2_000: FRAME, 10_000: 0.033}
"""By number of steps, seconds of a frame while panning and zooming."""
OVERLAY = 0.05
DRAGGED = 50


def figures() -> Iterator[Figure]:
    """Times of a frame on large maps."""
    for steps, goal in GOALS.items():
        window = open_window(large_project(steps))
        for zoom in (2.0, 1.0, 0.75, 0.6, 0.4, 0.3, 0.2, 0.1):
            window.view.set_zoom(zoom)
            yield Figure(f"pan {steps:,} steps by 40 px at {zoom:.0%}", _pan(window), goal)
        for zoom in (1.0, 0.4, 0.11):
            yield Figure(f"zoom {steps:,} steps around {zoom:.0%}", _zoom(window, zoom), goal)
        close_window(window)
        window = open_window(square_project(steps))
        for zoom in (0.4, 0.24, 0.1):
            window.view.set_zoom(zoom)
            yield Figure(f"pan a square of {steps:,} steps at {zoom:.0%}", _pan(window), goal)
            yield Figure(
                f"zoom a square of {steps:,} steps at {zoom:.0%}", _zoom(window, zoom), goal
            )
        close_window(window)
    window = open_window(large_project(1_000))
    yield Figure(f"drag {DRAGGED} of 1,000 steps by 12 px", _drag(window), FRAME)
    for zoom in (1.0, 0.4):
        window.view.set_zoom(zoom)
        yield Figure(f"another overlay, 1,000 steps at {zoom:.0%}", _overlay(window), OVERLAY)
    close_window(window)


def _pan(window: MainWindow) -> float:
    """The median time to scroll and paint, from the middle of the map to the right."""
    bar = window.view.horizontalScrollBar()
    bar.setValue(bar.maximum() // 2)

    def act() -> None:
        bar.setValue(bar.value() + 40)
        _paint(window)

    return typical(act, 25)


def _zoom(window: MainWindow, around: float) -> float:
    """The median time of one notch of the wheel, in and out by turns."""
    window.view.set_zoom(around)
    factors = cycle((1.1, 1 / 1.1))

    def act() -> None:
        window.view.set_zoom(window.view.zoom * next(factors), QPointF(400, 300))
        _paint(window)

    return typical(act, 24)


def _drag(window: MainWindow) -> float:
    """The median time of one move of the pointer with many steps at it, all painted."""
    view, session = window.view, window.session
    view.set_zoom(0.75)
    by_place = sorted(session.layout.steps.values(), key=lambda p: p.x)
    chosen = by_place[len(by_place) // 2 :][:DRAGGED]
    session.select(placed.step for placed in chosen)
    view.centerOn(*chosen[DRAGGED // 2].center)
    at = view.mapFromScene(QPointF(*chosen[DRAGGED // 2].center))
    handle = window.windowHandle()
    assert handle is not None
    start = view.viewport().mapTo(window, at)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), start)
    moves = cycle((QPoint(12, 4), QPoint(24, 8), QPoint(36, 4), QPoint(24, 0)))

    def act() -> None:
        to = start + next(moves)
        button, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier(0)
        QTest.mouseEvent(QTest.MouseAction.MouseMove, handle, button, none, to)
        settle()

    seconds = typical(act, 24)
    assert session.previewing, "nothing was dragged"
    view.cancel_gesture()
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), start)
    settle()
    return seconds


def _overlay(window: MainWindow) -> float:
    """The median time from choosing an overlay to its painted cards, figures known."""
    window.session.wait()
    keys = cycle(("wait", "cost", None))

    def act() -> None:
        window.choose_overlay(next(keys))
        settle()

    return typical(act, 24)


def _paint(window: MainWindow) -> None:
    window.view.viewport().repaint()
    window.view.headers.repaint()
