"""Work in threads: one end each, and no garbage of the window collected there."""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.background import Job, Work


def _ends(job: Job) -> list[tuple[str, Any]]:
    heard: list[tuple[str, Any]] = []
    job.succeeded.connect(lambda value: heard.append(("succeeded", value)))
    job.failed.connect(lambda error: heard.append(("failed", str(error))))
    job.cancelled.connect(lambda: heard.append(("cancelled", None)))
    return heard


def _good() -> Generator[float, None, int]:
    yield 0.5
    return 42


def _bad() -> Generator[float, None, int]:
    yield 0.5
    raise ValueError("no")


@pytest.mark.parametrize(("work", "end"), [(_good, ("succeeded", 42)), (_bad, ("failed", "no"))])
def test_work_ends_once(qtbot: QtBot, work: Work, end: tuple[str, Any]) -> None:
    asker = QObject()
    job = Job(work, asker)
    heard = _ends(job)
    gone: list[bool] = []
    job.destroyed.connect(lambda: gone.append(True))
    job.start()
    assert job.wait()
    qtbot.waitUntil(lambda: bool(heard))
    del job
    qtbot.waitUntil(lambda: bool(gone))
    assert heard == [end]


def test_nobody_is_told_where_who_asked_is_gone(qtbot: QtBot) -> None:
    begun, go, ended = (threading.Event() for _ in range(3))

    def work() -> Generator[float, None, int]:
        begun.set()
        assert go.wait(5)
        yield 0.5
        ended.set()
        return 42

    asker = QObject()
    job = Job(work, asker)
    heard = _ends(job)
    job.start()
    assert begun.wait(5)
    shiboken6.delete(asker)
    go.set()
    assert job.wait()
    qtbot.wait(20)
    assert heard == []
    assert not ended.is_set(), "the work is asked to stop"


def test_cancelled_work_stops_at_its_next_sign(qtbot: QtBot) -> None:
    go = threading.Event()

    def work() -> Generator[float, None, None]:
        while True:
            go.wait(5)
            yield 0.0

    job = Job(work, QApplication.instance())
    heard = _ends(job)
    job.start()
    assert not job.wait(0.02)
    job.cancel()
    go.set()
    assert job.wait()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("cancelled", None)]


def test_widgets_die_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    """Python collects garbage wherever it allocates; a widget that dies in a thread crashes Qt."""
    died: list[str] = []

    class Ring:
        def __init__(self) -> None:
            self.widget = QWidget()
            self.own = self

        def __del__(self) -> None:
            died.append(threading.current_thread().name)

    for _ in range(50):
        Ring()

    def work() -> Generator[float, None, int]:
        kept = []
        for number in range(200_000):
            kept.append([number])
            if number % 20_000 == 0:
                yield number / 200_000
        return len(kept)

    job = Job(work, QApplication.instance())
    job.start()
    assert job.wait()
    qtbot.waitUntil(lambda: len(died) == 50 or bool(gc.collect() and False))
    assert set(died) == {threading.main_thread().name}


def test_a_listener_that_is_told_late_is_told(qtbot: QtBot) -> None:
    parent, gate = QObject(), threading.Event()
    job = Job(_good, parent)
    job.succeeded.connect(lambda _: gate.wait(5), Qt.ConnectionType.DirectConnection)
    heard = _ends(job)
    job.start()
    qtbot.wait(50)
    assert heard == []
    gate.set()
    qtbot.waitUntil(lambda: heard == [("succeeded", 42)], timeout=5000)
