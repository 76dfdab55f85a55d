"""Slow results, which rest on sampling, are made in a thread: one after the other, while nobody
edits."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from mopsmap.language import translated as _
from ui.background import Job

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, Result

PAUSE_MS = 300
"""How long nothing is edited before anything is made again."""


class Making(QObject):
    """Makes the slow results that are asked for, as long as `analyses` still have them.

    made: a result is there, or it cannot be made (`failed`). said: one sentence on what failed.
    """

    made = Signal(object)
    said = Signal(str)

    def __init__(self, analyses: Callable[[], Iterable[Analyzed]], parent: QObject) -> None:
        super().__init__(parent)
        self._analyses = analyses
        self._asked: list[Result] = []
        self._failed: list[Result] = []
        self._working: tuple[Job, Result] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._next)

    def ask(self, result: Result) -> None:
        """Have a result made, once edits pause; those that are there or under way are not."""
        if not (result.made or self.failed(result) or _in(result, self._asked)):
            self._asked.append(result)
            if not self._pause.isActive():
                self._next()

    def failed(self, result: Result) -> bool:
        """Whether a result could not be made."""
        return _in(result, self._failed)

    def delay(self) -> None:
        """The map changed: what belongs to its state before is given up, the rest waits."""
        self._pause.start()
        if self._working is not None and not _in(self._working[1], self._current()):
            self._working[0].cancel()

    def finish(self) -> None:
        """Make all that was asked for here and now."""
        self.close()
        current = self._current()
        asked, self._asked = self._asked, []
        for result in asked:
            if _in(result, current):
                result.make()
                self.made.emit(result)

    def complete(self, results: Iterable[Result]) -> None:
        """Make these in the thread and come back when they are there; meanwhile the window is
        painted and takes no input."""
        for result in results:
            if not result.made:
                loop = QEventLoop()
                job = Job(lambda result=result: _made(result), self)  # type: ignore[misc]
                for ended in (job.succeeded, job.failed, job.cancelled):
                    ended.connect(loop.quit)
                job.start()
                loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def close(self) -> None:
        """End what is going on; what was asked for stays asked for."""
        self._pause.stop()
        if self._working is not None:
            job, _result = self._working
            self._working = None
            job.cancel()
            job.wait()

    def _current(self) -> list[Result]:
        return [result for analyzed in self._analyses() for result in analyzed.results]

    def _next(self) -> None:
        current = self._current()
        self._asked = [r for r in self._asked if _in(r, current) and not r.made]
        self._failed = [r for r in self._failed if _in(r, current)]
        if self._working is not None or not self._asked:
            return
        result = self._asked[0]
        job = Job(lambda: _made(result), self)
        self._working = job, result
        job.succeeded.connect(lambda _none: self._end(job))
        job.cancelled.connect(lambda: self._end(job))
        job.failed.connect(lambda error: self._end(job, error))
        job.start()

    def _end(self, job: Job, error: Exception | None = None) -> None:
        if self._working is None or self._working[0] is not job:
            return  # closed meanwhile
        result = self._working[1]
        self._working = None
        self._asked = [r for r in self._asked if r is not result]
        if error is not None:
            self._failed.append(result)
            self.said.emit(
                _("'{title}' could not be computed ({error}). The map itself is safe.").format(
                    title=result.title, error=error
                )
            )
        if error is not None or result.made:
            self.made.emit(result)
        if not self._pause.isActive():
            self._next()


def _made(result: Result) -> Generator[float, None, None]:
    yield from result.making()


def _in(result: Result, results: Iterable[Result]) -> bool:
    return any(one is result for one in results)
