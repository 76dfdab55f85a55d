"""One frame of the canvas: panning at the zooms at which cards show different detail."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.maps import large_project
from benchmarks.timing import Figure, typical
from benchmarks.window import close_window, open_window
from ui.main_window import MainWindow

STEPS = 2_000
FRAME = 0.016
"""Seconds of one picture at 60 a second."""


def figures() -> Iterator[Figure]:
    """Times of a frame while panning over a large map."""
    window = open_window(large_project(STEPS))
    for zoom in (2.0, 1.0, 0.6, 0.3):
        window.view.set_zoom(zoom)
        yield Figure(f"pan {STEPS:,} steps by 40 px at {zoom:.0%}", _pan(window), FRAME)
    close_window(window)


def _pan(window: MainWindow) -> float:
    """The median time to scroll and paint, from the middle of the map to the right."""
    bar, viewport = window.view.horizontalScrollBar(), window.view.viewport()
    bar.setValue(bar.maximum() // 2)

    def act() -> None:
        bar.setValue(bar.value() + 40)
        viewport.repaint()
        window.view.headers.repaint()

    return typical(act, 25)
