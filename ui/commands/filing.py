"""Commands about files: new, open, save, import, export, and asking before work is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from mopsmap.complaints import system_reason
from mopsmap.language import translated as _
from mopsmap.model import Project, new_project
from mopsmap.numerals import PLAIN, Numerals, in_use, using
from mopsmap.storage import ChangedError
from ui.documents.files import Files
from ui.remembering import keep_look
from ui.session import Session

if TYPE_CHECKING:
    from ui.main_window import MainWindow

# Translators: what stands between parentheses stays as it is, here and in other kinds of files.
FILTER = _("MOPsMap value stream (*.mopsmap)")


class Filing(QObject):
    """The file commands of one window, by the names in the table of commands."""

    def __init__(self, session: Session, files: Files, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._files = files
        self._window = window
        self.overlay: str | None = None
        """The overlay that pictures of the map show, as the window does."""
        files.failed.connect(self.complain)
        files.not_saved.connect(self._offer_elsewhere)

    def complain(self, sentence: str) -> None:
        """Say in a message what could not be done."""
        self._message(sentence).open()

    def _message(self, sentence: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, "MOPsMap", sentence, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    def _offer_elsewhere(self, sentence: str) -> None:
        box = self._message(sentence)
        elsewhere = box.addButton(_("Save elsewhere\u2026"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Close)
        box.setDefaultButton(elsewhere)
        box.finished.connect(lambda _answer: box.clickedButton() is elsewhere and self.save_as())
        box.open()

    def new_file(self) -> None:
        """Start an empty value stream."""
        self._taking().files.new(new_project())

    def _taking(self) -> MainWindow:
        """The window for another document, brought to the front."""
        window = self._window.windows.taking(self._window)
        window.come_forward()
        return window

    def open_file(self) -> None:
        """Ask for a file and open it."""
        name, _kind = QFileDialog.getOpenFileName(
            self._window, _("Open"), self._folder(), ";;".join((FILTER, _("All files (*)")))
        )
        if name:
            QSettings().setValue("folder", str(Path(name).parent))
            self.open_path(Path(name))

    def open_path(self, path: Path, as_copy: bool = False) -> None:
        """Open a file, or show the window where it is open already."""
        there = None if as_copy else self._window.windows.holding(path)
        if there is not None:
            there.come_forward()
            return
        loaded = self._files.read(path)
        if loaded is not None:
            self._taking().files.take(loaded, as_copy)

    def save(self) -> bool:
        """Save, asking for a name where there is none."""
        if self._session.path is None or self._session.read_only:
            return self.save_as()
        return self._save_to(Path(self._session.path))

    def save_as(self) -> bool:
        """Ask for a name and save."""
        path = self._ask_target(_("Save as"), FILTER)
        if path is None:
            return False
        QSettings().setValue("folder", str(path.parent))
        there = self._window.windows.holding(path)
        if there not in (None, self._window):
            self.complain(_("{name} is open in another window.").format(name=path.name))
            return False
        return self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        try:
            return self._files.save(path)
        except ChangedError as error:
            return self._settle_change(path, str(error))

    def _settle_change(self, path: Path, sentence: str) -> bool:
        """Ask what to do with a file that others changed; True where the document got saved."""
        box = QMessageBox(QMessageBox.Icon.Warning, "MOPsMap", sentence, parent=self._window)
        box.setInformativeText(
            _(
                "Overwrite keeps the other version beside it as a .bak file. "
                "Reload shows the other version and gives up your changes."
            )
        )
        role = QMessageBox.ButtonRole
        elsewhere = box.addButton(_("Save as\u2026"), role.AcceptRole)
        over = box.addButton(_("Overwrite"), role.DestructiveRole)
        again = box.addButton(_("Reload"), role.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(elsewhere)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is again:
            keep_look(self._window)
            self._files.open(path)
        if chosen is elsewhere:
            return self.save_as()
        return chosen is over and self._files.save(path, over=True)

    def may_leave(self) -> bool:
        """Whether the document may be left: saved, unchanged, or given up on purpose."""
        if not self._session.modified:
            return True
        title = self._session.project.title or _("this value stream")
        answer = QMessageBox.question(
            self._window,
            "MOPsMap",
            _("Save the changes to {title}?").format(title=title),
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
        name, _kind = QFileDialog.getOpenFileName(
            self._window, _("Import steps"), self._folder(), _("Tables (*.xlsx *.xlsm *.csv *.tsv)")
        )
        if name:
            self.import_path(Path(name))

    def import_path(self, path: Path) -> None:
        """Read a table and show what it says."""
        from mopsmap.exchange import ExchangeError, format_of

        try:
            chosen = format_of(path)
            if chosen.read is None:
                self.complain(
                    _("{name}: this kind of file can only be written.").format(name=path.name)
                )
                return
            found = chosen.read(path)
        except (ExchangeError, OSError) as error:
            self.complain(str(error))
            return
        files = self._taking().files
        files.show(found.project)
        files.remark(*found.remarks)

    def export_workbook(self) -> None:
        """Ask for a name and write the workbook."""
        path = self._ask_target(_("Excel workbook"), _("Excel workbook (*.xlsx)"))
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the workbook of the map shown and the map it is compared with."""
        project = self._session.committed
        before, after = self._pair()

        def write() -> Any:
            from mopsmap.report import write_report
            from ui.canvas.picture import make_picture

            self._complete(PLAIN, project, before, after)
            return write_report(project, before, after, path, make_picture)

        self._write(write, path)

    def _complete(self, numerals: Numerals, project: Project, *map_ids: str | None) -> None:
        """Have the slow figures of maps made in a thread, before they are written so."""
        from mopsmap.analysis import analyze

        for map_id in filter(None, map_ids):
            with using(numerals):
                results = analyze(project, map_id).results
            self._session.making.complete(results)

    def export_picture(self) -> None:
        """Ask for a name and write the map shown as a picture."""
        kinds = ";;".join((_("PNG picture (*.png)"), _("SVG drawing (*.svg)"), _("PDF (*.pdf)")))
        path = self._ask_target(_("Picture of this map"), kinds)
        if path is not None:
            self.picture_to(path)

    def picture_to(self, path: Path) -> None:
        """Write the map shown as a picture of the kind its suffix names."""
        project, map_id, overlay = self._session.committed, self._session.map_id, self.overlay

        def write() -> None:
            from mopsmap.picture import PICTURE_SUFFIXES, PictureError
            from ui.canvas.picture import make_picture

            if path.suffix.lower() not in PICTURE_SUFFIXES:
                said = _("{name}: a picture is a .png, .svg or .pdf file.")
                raise PictureError(said.format(name=path.name))
            if overlay is not None:
                self._complete(in_use(), project, map_id)
            make_picture(project, map_id, path, overlay=overlay)

        self._write(write, path)

    def _write(self, write: Callable[[], Any], path: Path) -> None:
        from mopsmap.picture import PictureError

        self._window.setCursor(Qt.CursorShape.WaitCursor)
        try:
            write()
        except (PictureError, ValueError) as error:
            self.complain(str(error))
        except OSError as error:
            said = _("{name} could not be written: {reason}. Choose another folder.")
            self.complain(said.format(name=path.name, reason=system_reason(error)))
        else:
            hides = self._session.veil.on
            said = _("Wrote {path}, with rates and costs.") if hides else _("Wrote {path}.")
            self._files.remark(said.format(path=path))
        finally:
            self._window.unsetCursor()

    def _pair(self) -> tuple[str, str | None]:
        session = self._session
        base = session.compared_with()
        if base is not None:
            return base, session.map_id
        to_be = session.project.first_map("to_be")
        return session.map_id, to_be.id if to_be is not None else None

    def _ask_target(self, title: str, kinds: str) -> Path | None:
        """Ask for a file to write; its name ends as the kinds say, such as "PDF (*.pdf)"."""
        endings = re.findall(r"\*(\.\w+)", kinds)
        suggested = str(self._suggested(endings[0]))
        name, kind = QFileDialog.getSaveFileName(self._window, title, suggested, kinds)
        if not name:
            return None
        path = Path(name)
        if path.suffix.lower() in endings:
            return path
        path = path.with_name(path.name + (re.findall(r"\*(\.\w+)", kind) or endings)[0])
        return path if not path.exists() or self._may_replace(path) else None

    def _may_replace(self, path: Path) -> bool:
        """The dialog asked for the name as typed, not for the name with its ending."""
        answer = QMessageBox.question(
            self._window, "MOPsMap", _("Replace {name}?").format(name=path.name)
        )
        return answer == QMessageBox.StandardButton.Yes

    def _folder(self) -> str:
        """Where files are looked for: beside the document, else where the last one was."""
        if self._session.path:
            return str(Path(self._session.path).parent)
        last = str(QSettings().value("folder", ""))
        return last if last and Path(last).is_dir() else ""

    def _suggested(self, suffix: str) -> Path:
        if self._session.path:
            return Path(self._session.path).with_suffix(suffix)
        title = self._session.project.title or _("value stream")
        safe = "".join(c if c.isalnum() or c in " -_" else " " for c in title)
        return Path(self._folder()) / f"{' '.join(safe.split()) or _('value stream')}{suffix}"
