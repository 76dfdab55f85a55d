"""Opening, saving, recent files and the recovery journal of one window's document."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal

from mopsmap import storage
from mopsmap.language import translated as _
from mopsmap.model import Project, new_project
from ui.background import Job
from ui.documents.recent import recent_files, remember
from ui.session import SMALL_MAP, Session
from ui.shared import shared_folder

JOURNAL_DELAY = 100
"""Milliseconds from an edit of a large map to its being written to the journal, with those that
follow it; a small one is written as soon as it is painted."""
PAINTED = 16
"""Milliseconds until an edit of a small map is painted."""


def journal_folder() -> Path:
    """Where journals are kept: beside the user's settings, never beside the user's file."""
    kind = QStandardPaths.StandardLocation.AppConfigLocation
    return Path(QStandardPaths.writableLocation(kind)) / "recovery"


def samples() -> tuple[tuple[str, Path], ...]:
    """(title, file) of the samples that come with the program."""
    titles = {
        "campaign": _("B2B integrated campaign"),
        "nurture": _("E-mail nurture program"),
        "whitepaper": _("White paper"),
        "webinar": _("Webinar"),
        "lead": _("Lead management handoff"),
    }
    folder = shared_folder("samples")
    found = ((title, folder / f"{name}.mopsmap") for name, title in titles.items())
    return tuple((title, path) for title, path in found if path.is_file())


def document_name(session: Session) -> str:
    """What to call the document of a window: its title, else its file."""
    file = Path(session.path).stem if session.path else ""
    return session.project.title or file or _("Untitled value stream")


class Files(QObject):
    """Reads and writes the session's document and keeps its journal.

    failed, not_saved and remarked carry a sentence for the person; the document is untouched by
    all three. taken: a file is shown. saved(name): the document was written to a file.
    """

    taken = Signal()
    failed = Signal(str)
    not_saved = Signal(str)
    remarked = Signal(str)
    saved = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._journal: storage.Journal | None = None
        self._job: Job | None = None
        self._written: Project | None = None
        self._known = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._write_journal)
        session.project_changed.connect(self._journal_soon)

    @property
    def untouched(self) -> bool:
        """Whether nothing was opened or made here yet."""
        session = self._session
        fresh = session.path is None and session.undo_label is None and not session.modified
        return fresh and session.committed == new_project()

    def holds(self, path: Path) -> bool:
        """Whether the document is that of a file."""
        own = self._session.path
        return own is not None and _same_file(Path(own), path.absolute())

    def open(self, path: Path, as_copy: bool = False) -> bool:
        """Show the document in a file; `as_copy` forgets where it came from, as for samples."""
        loaded = self.read(path)
        if loaded is not None:
            self.take(loaded, as_copy)
        return loaded is not None

    def read(self, path: Path) -> storage.Loaded | None:
        """What a file holds; None, with a sentence said, where it cannot be read."""
        try:
            return storage.load(path)
        except storage.StorageError as error:
            self.failed.emit(str(error))
            return None

    def take(self, loaded: storage.Loaded, as_copy: bool = False) -> None:
        """Show the document that was read from a file."""
        path = loaded.path.absolute()
        self._session.load(loaded.project, None if as_copy else str(path), loaded.read_only)
        self._known = loaded.stamp
        self._end_journal()
        if not as_copy:
            remember(path)
            storage.clear_unfinished(path)
            self.taken.emit()
        self.remark(*loaded.remarks)

    def remark(self, *sentences: str) -> None:
        """Say sentences as one, the most important first; of several only the last would stay."""
        if sentences:
            self.remarked.emit(" ".join(sentences))

    def show(self, project: Project) -> None:
        """Show a project that no file holds, such as one imported."""
        self._session.load(project)
        self._session.mark_unsaved()

    def recover(self, work: storage.Recovered) -> None:
        """Show work that a crash left behind."""
        self._session.load(work.project, str(work.path) if work.path else None)
        self._session.mark_unsaved()
        self._known = work.known
        self.keep_now()
        work.discard()

    def new(self, project: Project) -> None:
        """Show an empty document."""
        self._session.load(project)
        self._end_journal()

    def save(self, path: Path, over: bool = False) -> bool:
        """Write the document; the earlier file stays as a backup beside it.

        Raises storage.ChangedError where the document's own file was changed by others meanwhile;
        `over` saves over it.
        """
        project, own = self._session.committed, self._session.path
        own_file = own is not None and _same_file(Path(own), path)
        if self._session.read_only and own_file:
            self.not_saved.emit(
                _("{name} is open for reading only. Choose another name.").format(name=path.name)
            )
            return False
        try:
            known = storage.save(project, path, self._known if own_file and not over else None)
        except storage.ChangedError:
            raise
        except storage.StorageError as error:
            self.not_saved.emit(
                _("{reason} Your work is kept in the recovery folder.").format(reason=error)
            )
            self._write_journal()
            return False
        self._known = known
        self._session.mark_saved(project, str(path))
        remember(path)
        self._end_journal()
        self.saved.emit(path.name)
        return True

    @staticmethod
    def recent() -> list[Path]:
        """The files opened last, newest first."""
        return [one.path for one in recent_files()]

    @staticmethod
    def left_behind() -> tuple[storage.Recovered, ...]:
        """Work that a crash left behind."""
        return storage.recoverable(journal_folder())

    def keep_now(self) -> None:
        """Write the journal at once."""
        self._timer.stop()
        self._write_journal()
        if self._job is not None:
            self._job.wait()

    def close(self) -> None:
        """End the journal: the work is saved or given up."""
        self._timer.stop()
        if self._job is not None:
            self._job.wait()
            self._job = None
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def _journal_soon(self) -> None:
        if not self._timer.isActive():
            small = len(self._session.map.steps) <= SMALL_MAP
            self._timer.start(PAINTED if small else JOURNAL_DELAY)

    def _end_journal(self) -> None:
        self._timer.stop()
        self._written = None
        if self._journal is not None:
            self._journal.discard()

    def _write_journal(self) -> None:
        project, path = self._session.committed, self._session.path
        if self._job is not None or project is self._written:
            return
        if not self._session.modified:
            self._end_journal()
            return
        try:
            self._journal = self._journal or storage.Journal(journal_folder())
        except storage.StorageError as error:
            self.remarked.emit(str(error))
            return
        journal, label = self._journal, self._session.undo_label or ""

        def work() -> Generator[float, None, None]:
            journal.write(project, path, label)
            yield 1.0

        self._written = project
        self._job = Job(work, self)
        self._job.succeeded.connect(self._journal_written)
        self._job.failed.connect(self._journal_failed)
        self._job.start()

    def _journal_written(self) -> None:
        self._job = None
        if self._session.committed is not self._written:
            self._journal_soon()

    def _journal_failed(self, error: Exception) -> None:
        self._job = None
        self.remarked.emit(str(error))


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other
