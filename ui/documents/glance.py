"""What a file holds at a glance: title, size, lead time and drawing, read in a thread with limits.

Whatever is wrong with a file, or how large it is, the window goes on.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from mopsmap import storage, units
from mopsmap.layout import Layout, lay_out
from mopsmap.model import Project, ValueStreamMap
from mopsmap.numerals import Numerals, in_use
from ui.background import Job

MOST_BYTES = 4_000_000
"""Files larger than this are not read for a glance; opening them takes a moment, too."""
MOST_STEPS = 400
"""Maps of more steps are counted, not drawn or analyzed."""

State = Literal["", "missing", "unreadable", "large"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map and where everything on it stands; `critical` are the flows of its critical path."""

    one: ValueStreamMap
    layout: Layout
    critical: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Glance:
    """What is known of a file without opening it. `lead` is "" until it is computed."""

    state: State = ""
    title: str = ""
    steps: int = 0
    roles: int = 0
    lead: str = ""
    drawing: Drawing | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing more is to be found out."""
        return bool(self.lead or self.state)


Key = tuple[Path, int, int, Numerals]
Known = dict[Key, Glance]
"""Glances by file, its size, the time of its last change and how numbers are written."""


class Glances(QObject):
    """Looks into files, one after the other: first all of them, then what takes longer.

    seen(path, Glance): what is known of a file, again when its lead time is there.
    """

    seen = Signal(object, object)

    def __init__(self, known: Known, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self._job: Job | None = None

    def ask(self, paths: Sequence[Path]) -> None:
        """Look into these files, in this order, and into no others any more."""
        self.stop()
        job = self._job = Job(lambda: self._look(paths), self)
        job.start()

    def stop(self, wait: bool = False) -> None:
        """Look into nothing any more; `wait` until that is so, where this object will be gone.

        A file on a drive that does not answer must not hold up whoever opens another one.
        """
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
            if wait:
                job.wait(2.0)

    def _look(self, paths: Sequence[Path]) -> Generator[float, None, None]:
        projects: dict[Path, tuple[Key, Project]] = {}
        for path in paths:
            key = _key(path)
            found = Glance("missing") if key is None else self._known.get(key)
            if found is None and key is not None:
                project, found = _first_look(path, key[1])
                if project is not None:
                    projects[path] = (key, project)
                if found.complete:
                    self._known[key] = found
            self.seen.emit(path, found)
            yield 0.0
        for path, (key, project) in projects.items():
            glance = self._known.get(key) or _first_look(path, key[1])[1]
            if not glance.complete:
                glance = self._known[key] = _second_look(project, glance)
                self.seen.emit(path, glance)
            yield 0.5


def _key(path: Path) -> Key | None:
    try:
        kind = path.stat()
    except (OSError, ValueError):
        return None
    return path, kind.st_size, kind.st_mtime_ns, in_use()


def _first_look(path: Path, size: int) -> tuple[Project | None, Glance]:
    if size > MOST_BYTES:
        return None, Glance("large", path.stem)
    try:
        project = storage.load(path).project
    except storage.StorageError:
        return None, Glance("unreadable", path.stem)
    title = project.title or path.stem
    if not project.maps:
        return None, Glance("", title, lead=units.DASH)
    one = project.maps[0]
    small = len(one.steps) <= MOST_STEPS
    found = Glance(
        "",
        title,
        len(one.steps),
        len(one.roles),
        "" if small else units.DASH,
        Drawing(one, lay_out(one)) if small else None,
    )
    return project, found


def _second_look(project: Project, glance: Glance) -> Glance:
    """With the expected lead time of the first map, and its critical path."""
    from mopsmap.analysis import analyze
    from mopsmap.analysis.unknown import unknown_figures

    one = project.maps[0]
    try:
        found = analyze(project, one.id)
    except Exception:  # noqa: BLE001 - a figure of a start screen is worth no complaint
        return replace(glance, lead=units.DASH)
    hours = (found.headline.get("lead_time_hours") or {}).get("expected")
    known = "lead_time_expected" not in unknown_figures(one)
    lead = units.format_days(hours if known else None, project.calendar)
    drawing = glance.drawing and replace(glance.drawing, critical=found.critical_flows)
    return replace(glance, lead=lead, drawing=drawing)
