"""A brief of 25 steps, said with the keyboard alone: keys per step, and each key until painted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from benchmarks.brief import BRIEF
from benchmarks.timing import Figure, no_collection
from benchmarks.window import close_window, open_window, settle
from mopsmap import storage
from mopsmap.model import new_project
from ui.main_window import MainWindow

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "campaign.mopsmap"
GOAL = 0.033


def figures() -> Iterator[Figure]:
    """Times of all keys on a new map and on the largest sample, and of the figures foreseen."""
    keys = sum(len(line) + 1 for line, _held in BRIEF)
    print(f"{keys / len(BRIEF):.1f} keys per step, {keys} in all")
    for what, project in (("new map", new_project()), ("campaign", storage.load(SAMPLE).project)):
        window = open_window(project)
        window.activateWindow()
        settle()
        if project.maps[0].steps:
            window.session.select((project.maps[0].steps[14].id,))
        window.view.line_asked.emit("after")
        settle()
        typed, foreseen = _replay(window)
        for share, name in ((0.5, "median"), (0.95, "p95"), (0.99, "p99")):
            goal = GOAL if share == 0.99 else None
            yield Figure(f"a key until painted, {what}, {name}", _quantile(typed, share), goal)
        yield Figure(f"key figures foreseen, {what}, p99", _quantile(foreseen, 0.99), GOAL)
        close_window(window)


def _replay(window: MainWindow) -> tuple[list[float], list[float]]:
    """Seconds of each key, and of the figures with each line before Enter."""
    typed, foreseen = list[float](), list[float]()
    handle = window.windowHandle()
    assert handle is not None
    shift = {"Shift": Qt.KeyboardModifier.ShiftModifier, "": Qt.KeyboardModifier.NoModifier}

    def press(key: str | Qt.Key, held: str = "") -> None:
        began = perf_counter()
        QTest.keyClick(handle, key, shift[held])  # type: ignore[call-overload]
        settle()
        typed.append(perf_counter() - began)

    with no_collection():
        for line, held in BRIEF:
            for letter in line:
                press(letter)
            began = perf_counter()
            window.session.foresight.finish()
            settle()
            foreseen.append(perf_counter() - began)
            press(Qt.Key.Key_Return, held)
    return typed, foreseen


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
