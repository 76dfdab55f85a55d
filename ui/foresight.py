"""What a proposed change would do to the figures: computed while nobody types."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.background import Job

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed
    from mopsmap.model import Project
    from ui.session import Session

PAUSE_MS = 120
"""How long nobody types before the figures of what is proposed are computed."""


class Foresight(QObject):
    """The figures of the map shown as they would be with what is proposed.

    Maps of up to `small` steps are computed at once, larger ones in a thread.
    changed: they are there, or there is nothing proposed any more.
    """

    changed = Signal()

    def __init__(self, session: Session, small: int) -> None:
        super().__init__(session)
        self._session, self._small = session, small
        self._found: tuple[Project, Analyzed] | None = None
        self._job: Job | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._compute)
        session.project_changed.connect(self._follow)

    @property
    def analysis(self) -> Analyzed | None:
        """The figures with what is proposed, older ones while new ones are computed; None where
        nothing is proposed."""
        return self._found[1] if self._found is not None else None

    def finish(self) -> None:
        """Compute now what waits."""
        if self._job is not None:
            self._job.wait()
            self._job = None
            self._pause.start()
        if self._pause.isActive():
            self._pause.stop()
            self._compute(in_thread=False)

    def close(self) -> None:
        """End all computing."""
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
            self._job.wait()
            self._job = None

    def _follow(self) -> None:
        proposal = self._session.proposal
        if proposal is None:
            self._pause.stop()
            if self._found is not None:
                self._found = None
                self.changed.emit()
        elif self._found is None or self._found[0] is not proposal.project:
            self._pause.start()

    def _compute(self, in_thread: bool = True) -> None:
        session, proposal = self._session, self._session.proposal
        if proposal is None or self._job is not None:
            return
        project, map_id, case = proposal.project, session.map_id, session.figures.case
        if not in_thread or len(project.map_by_id[map_id].steps) <= self._small:
            from mopsmap.analysis import analyze

            self._take((project, analyze(project, map_id, case)))
            return

        def work() -> Generator[float, None, tuple[Project, Analyzed]]:
            from mopsmap.analysis import analyze

            yield 0.0
            return project, analyze(project, map_id, case)

        self._job = Job(work, self)
        self._job.succeeded.connect(self._end)
        self._job.failed.connect(lambda _error: self._end(None))
        self._job.start()

    def _end(self, found: tuple[Project, Analyzed] | None) -> None:
        if self._job is None:
            return  # closed meanwhile
        self._job = None
        if found is not None:
            self._take(found)
        self._follow()

    def _take(self, found: tuple[Project, Analyzed]) -> None:
        if self._session.proposal is not None:
            self._found = found
            self.changed.emit()
