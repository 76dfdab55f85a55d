"""The figures of each map, computed anew when what they rest on has changed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from mopsmap.language import translated as _
from mopsmap.model import Project
from mopsmap.numerals import in_use
from ui.background import Job
from ui.making import Making

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, CaseName

Ground = tuple[Project, str, str | None]
_Inputs = tuple[Any, ...]
_Made = tuple[_Inputs, "Analyzed"]
SMALL_MAP = 150
"""Up to this many steps an analysis is quicker than a frame and needs no thread."""


class Figures(QObject):
    """The newest figures of each map of a project.

    `ground` says of what: the project that counts, the id of the map shown, and that of the map it
    is compared with or None.
    analyzed: there are newer ones. said: one sentence on what failed.
    """

    analyzed = Signal()
    said = Signal(str)

    def __init__(self, ground: Callable[[], Ground], parent: QObject) -> None:
        super().__init__(parent)
        self._ground = ground
        self.case: CaseName = "typical"
        self._known: dict[str, _Made] = {}
        self._comparison: tuple[_Inputs, dict[str, Any]] | None = None
        self._job: Job | None = None
        self._first = True
        self._held = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self._compute)
        self.making = Making(lambda: [found for _, found in self._known.values()], self)
        self.making.said.connect(self.said)

    def of(self, map_id: str) -> Analyzed | None:
        """The newest figures of a map; None before any."""
        found = self._known.get(map_id)
        return found[1] if found else None

    def stale(self, map_id: str) -> bool:
        """Whether the figures of a map belong to an earlier state of it."""
        found = self._known.get(map_id)
        return found is None or found[0] != self._inputs(map_id)

    @property
    def comparison(self) -> dict[str, Any] | None:
        """What changed on the map shown since the one it is compared with, where it is known."""
        if self._comparison is None or self._comparison[0] != self._pair():
            return None
        return self._comparison[1]

    def show_case(self, case: CaseName) -> None:
        """Take the figures of the critical path from another case."""
        if case != self.case:
            self.case = case
            self.ask()

    def ask(self) -> None:
        """Something changed: compute what is missing, once for all changes of this turn."""
        self._due.start()

    def rest(self) -> None:
        """Compute nothing of what was asked for: somebody else has it."""
        self._due.stop()

    def put(self, map_id: str, analyzed: Analyzed) -> None:
        """Take the figures of a map, as it is now, from who has them."""
        self._known[map_id] = (self._inputs(map_id), analyzed)

    def forget(self) -> None:
        """No map that there was is there any more."""
        self._known.clear()

    @property
    def held(self) -> bool:
        """Whether nothing is computed for now."""
        return self._held

    def hold(self, on: bool) -> None:
        """Compute nothing, or what was held."""
        self._held = on
        if not on:
            self.ask()

    def made_at_once(self) -> bool:
        """Compute what is missing where that is quick, so that an edit is painted only once; false
        where it is not. `analyzed` is left to who asks."""
        if self._job is not None or self._held or self._first:
            return False
        wanted, project = self._wanted(), self._ground()[0]
        if any(len(project.map_by_id[i].steps) > SMALL_MAP for i, _ in wanted):
            return False
        try:
            self._keep(dict(_computed(wanted, project, self.case)))
        except Exception as error:  # noqa: BLE001 - the edit is made and must be shown
            self._fail(error)
        return True

    def finish(self) -> None:
        """Compute all now, for pictures and at the end."""
        self._due.stop()
        if self._job is not None:
            self._job.wait()
            self._job = None
        self._first = False
        self._take(dict(_computed(self._wanted(), self._ground()[0], self.case)))
        self.making.finish()

    def close(self) -> None:
        """End all computing."""
        self._due.stop()
        if self._job is not None:
            self._job.cancel()
            self._job.wait()
            self._job = None
        self.making.close()

    def _inputs(self, map_id: str) -> _Inputs:
        project = self._ground()[0]
        setting = (project.calendar, project.distribution, project.currency, in_use())
        return (project.map_by_id[map_id], self.case, *setting)

    def _pair(self) -> _Inputs | None:
        """What a comparison rests on."""
        _project, shown, base = self._ground()
        return (self._inputs(base), self._inputs(shown)) if base is not None else None

    def _wanted(self) -> list[tuple[str, _Inputs]]:
        """The maps whose figures are missing, the one shown first."""
        project, shown, _base = self._ground()
        ids = [shown, *(i for i in project.map_by_id if i != shown)]
        return [(i, self._inputs(i)) for i in ids if self.stale(i)]

    def _compute(self) -> None:
        if self._job is not None or self._held:
            return
        if self.made_at_once():
            self.analyzed.emit()
            return
        self._first = False
        wanted, project, case = self._wanted(), self._ground()[0], self.case

        def work() -> Generator[float, None, dict[str, _Made]]:
            found = {}
            for map_id, made in _computed(wanted, project, case):
                found[map_id] = made
                yield len(found) / len(wanted)
            return found

        self._job = Job(work, self)
        self._job.succeeded.connect(self._finish)
        self._job.failed.connect(self._fail)
        self._job.start()

    def _finish(self, found: dict[str, _Made]) -> None:
        self._job = None
        self._take(found)
        if self._wanted():
            self.ask()

    def _fail(self, error: Exception) -> None:
        self._job = None
        said = _("The figures could not be computed ({error}). The map itself is safe.")
        self.said.emit(said.format(error=error))

    def _take(self, found: dict[str, _Made]) -> None:
        self._keep(found)
        self.analyzed.emit()

    def _keep(self, found: dict[str, _Made]) -> None:
        self._known.update(found)
        self.making.delay()
        project, shown, base = self._ground()
        if base is None or self._wanted() or self.comparison is not None:
            return
        pair = self._pair()
        if pair is not None:
            from mopsmap.analysis import compare_drawings

            self._comparison = (pair, compare_drawings(project, base, shown))


def _computed(
    wanted: list[tuple[str, _Inputs]], project: Project, case: CaseName
) -> Iterator[tuple[str, _Made]]:
    from mopsmap.analysis import analyze

    for map_id, inputs in wanted:
        yield map_id, (inputs, analyze(project, map_id, case))
