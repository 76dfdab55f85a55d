"""Commands about files: new, open, save, import, export, and asking before work is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from mopsmap.model import new_project
from ui.files import Files
from ui.session import Session

FILTER = "MOPsMap value stream (*.mopsmap)"


class Filing(QObject):
    """The file commands of one window, by the names in the table of commands."""

    def __init__(self, session: Session, files: Files, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._files = files
        self._window = window
        files.failed.connect(self.complain)

    def complain(self, sentence: str) -> None:
        """Say in a message what could not be done."""
        box = QMessageBox(QMessageBox.Icon.Warning, "MOPsMap", sentence, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def new_file(self) -> None:
        """Start an empty value stream."""
        if self.may_leave():
            self._files.new(new_project())

    def open_file(self) -> None:
        """Ask for a file and open it."""
        if not self.may_leave():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open", self._folder(), f"{FILTER};;All files (*)"
        )
        if name:
            self._files.open(Path(name))

    def open_path(self, path: Path, as_copy: bool = False) -> None:
        """Open a recent file or a sample."""
        if self.may_leave():
            self._files.open(path, as_copy)

    def save(self) -> bool:
        """Save, asking for a name where there is none."""
        if self._session.path is None or self._session.read_only:
            return self.save_as()
        return self._files.save(Path(self._session.path))

    def save_as(self) -> bool:
        """Ask for a name and save."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save as", str(self._suggested(".mopsmap")), FILTER
        )
        if not name:
            return False
        path = Path(name)
        return self._files.save(path if path.suffix else path.with_suffix(".mopsmap"))

    def may_leave(self) -> bool:
        """Whether the document may be left: saved, unchanged, or given up on purpose."""
        if not self._session.modified:
            return True
        title = self._session.project.title or "this value stream"
        answer = QMessageBox.question(
            self._window,
            "MOPsMap",
            f"Save the changes to {title}?",
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Save,
        )
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def import_table(self) -> None:
        """Read steps from an Excel or CSV table into a new value stream."""
        if not self.may_leave():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Import steps", self._folder(), "Tables (*.xlsx *.xlsm *.csv *.tsv)"
        )
        if name:
            self.import_path(Path(name))

    def import_path(self, path: Path) -> None:
        """Read a table and show what it says."""
        from mopsmap.exchange import ExchangeError, format_of

        try:
            chosen = format_of(path)
            if chosen.read is None:
                self.complain(f"{path.name}: this kind of file can only be written.")
                return
            found = chosen.read(path)
        except (ExchangeError, OSError) as error:
            self.complain(str(error))
            return
        self._files.show(found.project)
        for remark in found.remarks:
            self._files.remarked.emit(remark)

    def export_workbook(self) -> None:
        """Ask for a name and write the workbook."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Excel workbook", str(self._suggested(".xlsx")), "Excel workbook (*.xlsx)"
        )
        if name:
            path = Path(name)
            self.export_to(path if path.suffix else path.with_suffix(".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write the workbook of the map shown and the map it is compared with."""
        project = self._session.project
        before, after = self._pair()

        def write() -> Any:
            from mopsmap.report import write_report
            from ui.canvas.picture import make_picture

            return write_report(project, before, after, path, make_picture)

        self._write(write, path)

    def export_picture(self) -> None:
        """Ask for a name and write the map shown as a picture."""
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            "Picture of this map",
            str(self._suggested(".png")),
            "PNG picture (*.png);;SVG drawing (*.svg);;PDF (*.pdf)",
        )
        if name:
            path = Path(name)
            self.picture_to(path if path.suffix else path.with_suffix(".png"))

    def picture_to(self, path: Path) -> None:
        """Write the map shown as a picture of the kind its suffix names."""
        project, map_id = self._session.project, self._session.map_id

        def write() -> None:
            from mopsmap.picture import PICTURE_SUFFIXES, PictureError
            from ui.canvas.picture import make_picture

            if path.suffix.lower() not in PICTURE_SUFFIXES:
                raise PictureError(f"{path.name}: a picture is a .png, .svg or .pdf file.")
            make_picture(project, map_id, path)

        self._write(write, path)

    def _write(self, write: Callable[[], Any], path: Path) -> None:
        from mopsmap.picture import PictureError

        self._window.setCursor(Qt.CursorShape.WaitCursor)
        try:
            write()
        except (PictureError, ValueError) as error:
            self.complain(str(error))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self.complain(f"{path.name} could not be written: {reason}. Choose another folder.")
        else:
            self._files.remarked.emit(f"Wrote {path}.")
        finally:
            self._window.unsetCursor()

    def _pair(self) -> tuple[str, str | None]:
        session = self._session
        base = session.compared_with()
        if base is not None:
            return base, session.map_id
        to_be = session.project.first_map("to_be")
        return session.map_id, to_be.id if to_be is not None else None

    def _folder(self) -> str:
        return str(Path(self._session.path).parent) if self._session.path else ""

    def _suggested(self, suffix: str) -> Path:
        if self._session.path:
            return Path(self._session.path).with_suffix(suffix)
        title = self._session.project.title or "value stream"
        safe = "".join(c if c.isalnum() or c in " -_" else " " for c in title)
        return Path(self._folder()) / f"{' '.join(safe.split()) or 'value stream'}{suffix}"
