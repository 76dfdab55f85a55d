"""The one door to threads: long work is a generator that yields progress and returns a value."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Generator
from contextvars import copy_context
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance

Work = Callable[[], Generator[float, None, Any]]
"""Yields progress 0..1, returns the result."""


COLLECT_EVERY = 500
"""Milliseconds from one look for garbage to the next."""


class Collector(QObject):
    """Collects garbage on the thread of the window alone.

    Python else collects on whichever thread happens to allocate, and a widget that is destroyed
    on a thread at work takes the process down.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(COLLECT_EVERY)
        timer.timeout.connect(self.collect)
        timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, by the thresholds of Python."""
        due = zip(gc.get_count(), gc.get_threshold(), strict=True)
        full = [age for age, (count, limit) in enumerate(due) if 0 < limit < count]
        if full:
            gc.collect(full[-1])


_running: set[Job] = set()
"""Jobs live until their thread has ended, whoever asked for them: it tells its end to them."""


class Job(QObject):
    """Work in a thread; emits progress, then exactly one of succeeded, failed, cancelled.

    Signals arrive on the thread that made the job. Where `asker` is gone before the end, the work
    is asked to stop and nobody is told of it.
    """

    progressed = Signal(float)
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    _ended = Signal()

    def __init__(self, work: Work, asker: QObject | None = None) -> None:
        super().__init__()
        self._work = work
        self._asked = True
        if asker is not None:
            asker.destroyed.connect(self._leave_alone)
        self._stop = threading.Event()
        run = copy_context().run  # numbers read there as they do here
        self._thread = threading.Thread(
            target=run, args=(self._run,), daemon=True, name="mopsmap-work"
        )
        self._ended.connect(self._forget, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin."""
        _running.add(self)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop at its next sign of progress."""
        self._stop.set()

    def wait(self, seconds: float = 10.0) -> bool:
        """Wait for the end; False if the work is still going on."""
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _forget(self) -> None:
        """What the work holds is not needed any more.

        By a signal of its own, sent after the others: were this one more listener of theirs, the
        job could be gone before the listeners that follow are told.
        """
        self.deleteLater()
        QTimer.singleShot(0, lambda: _running.discard(self))  # not within its own event

    def _leave_alone(self) -> None:
        self._asked = False
        self.cancel()

    def _tell(self, signal: SignalInstance, *values: object) -> None:
        if self._asked:
            signal.emit(*values)

    def _run(self) -> None:
        time.sleep(0.001)  # whoever began this goes on first, where else Python keeps it waiting
        steps = self._work()
        try:
            while True:
                if self._stop.is_set():
                    steps.close()
                    self._tell(self.cancelled)
                    return
                try:
                    self._tell(self.progressed, next(steps))
                except StopIteration as done:
                    self._tell(self.succeeded, done.value)
                    return
        except Exception as error:  # noqa: BLE001 - the window shows it, nobody else would
            self._tell(self.failed, error)
        finally:
            self._ended.emit()
