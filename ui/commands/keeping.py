"""Commands about states of the work: maps made from maps, and the list of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTime

from mopsmap import edits
from mopsmap.language import translated as _

if TYPE_CHECKING:
    from ui.history import HistoryList
    from ui.main_window import MainWindow


class Keeping(QObject):
    """These commands of one window, by the names in the table of commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.listed: HistoryList | None = None
        """The list that was opened last."""

    def history(self) -> None:
        """Offer the last states to go to."""
        from ui.history import open_history  # not needed to start

        window = self._window
        self.listed = open_history(window.session, window.appearance, window.toolbar.undo)

    def snapshot(self) -> None:
        """Keep the map shown as it is now, as a variant that has the time in its name."""
        session = self._window.session
        source, new = session.map_id, edits.fresh_id(session.project, "snapshot")
        now, taken = QTime.currentTime(), {one.name for one in session.project.maps}
        names = [_("Snapshot {time}").format(time=now.toString(f)) for f in ("HH:mm", "HH:mm:ss")]
        name = next(
            (n for n in names if n not in taken), edits.free_name(session.project, names[1])
        )
        if session.edit(_("Snapshot"), lambda p: edits.copy_map(p, source, new, name, "variant")):
            session.done.emit(_("Snapshot taken."))

    def new_to_be(self) -> None:
        """Make a to-be map from the map shown and show it."""
        session = self._window.session
        taken = {m.name for m in session.project.maps}
        names = ("To-be", *(f"To-be {letter}" for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ"))
        name = next((n for n in names if n not in taken), "To-be")
        new_id = "to-be" if "to-be" not in session.project.map_by_id else ""
        new_id = new_id or edits.fresh_id(session.project, "to-be")
        source = session.map_id
        if session.edit(_("New to-be"), lambda p: edits.copy_map(p, source, new_id, name, "to_be")):
            session.show_map(new_id)
            said = _("'{name}' was made from the map shown. Steps keep their identity.")
            session.said.emit(said.format(name=name))
