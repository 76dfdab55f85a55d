"""Commands about states of the work: the list of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

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
