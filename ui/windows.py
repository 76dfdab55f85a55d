"""The windows of the program: which are open, which one takes a document, how all are closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from mopsmap.language import translated as _
from ui.documents.files import document_name

if TYPE_CHECKING:
    from ui.documents.glance import Known
    from ui.look.theme import Appearance
    from ui.main_window import MainWindow

OFFSET = QPoint(32, 32)
"""How far a new window stands from the one it was opened from."""


class Windows(QObject):
    """All open windows of one program, in the order they were opened; they share one look."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.appearance = appearance
        self.opened: list[MainWindow] = []
        self.known: Known = {}
        """What was found out about files, for the welcome screens."""

    def another(self, beside: MainWindow) -> MainWindow:
        """A new window with an empty document, as large as `beside` and a little off it."""
        from ui.main_window import MainWindow

        window = MainWindow(self.appearance, self)
        room = beside.screen().availableGeometry()
        shape = beside.normalGeometry()
        place = shape.translated(OFFSET)
        if not room.contains(place):
            place.moveTopLeft(room.topLeft() + OFFSET)
        window.restoreState(beside.saveState())
        window.setGeometry(place.intersected(room))
        if beside.isMaximized():
            window.setWindowState(Qt.WindowState.WindowMaximized)
        window.show()
        return window

    def taking(self, window: MainWindow) -> MainWindow:
        """The window that takes a document opened from `window`: itself where nothing was made in
        it yet, else a new one."""
        return window if window.files.untouched else self.another(window)

    def holding(self, path: Path) -> MainWindow | None:
        """The window in which a file is open."""
        return next((w for w in self.opened if w.files.holds(path)), None)

    def closed(self, window: MainWindow) -> None:
        """A window is closed; what it holds goes with it, unless the program ends now."""
        if window in self.opened:
            self.opened.remove(window)
            if self.opened:
                window.deleteLater()

    def quit(self) -> None:
        """Close all windows; each with unsaved work asks first, and a no leaves all as they are."""
        windows = list(self.opened)
        for window in windows:
            if window.session.modified:
                window.come_forward()
            if not window.may_close():
                return
        self.opened.clear()  # they go with the program
        for window in windows:
            window.end()


class Windowing(QObject):
    """The commands about windows, by the names in the table of commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._windows = window.windows

    def new_window(self) -> None:
        """Another window, with the welcome screen."""
        window = self._windows.another(self._window)
        window.helping.welcome()
        window.come_forward()

    def close_window(self) -> None:
        """Close this window."""
        self._window.close()

    def quit(self) -> None:
        """Close MOPsMap."""
        self._windows.quit()

    def minimize(self) -> None:
        """Put the window into the dock or task bar."""
        self._window.showMinimized()

    def next_window(self) -> None:
        """The window opened after this one; behind the last one the first."""
        opened = self._windows.opened
        opened[(opened.index(self._window) + 1) % len(opened)].come_forward()

    def all_to_front(self) -> None:
        """Show every window, this one on top."""
        for window in self._windows.opened:
            window.raise_()
        self._window.come_forward()

    def list_in(self, menu: QMenu) -> None:
        """Have a menu end with all open windows, as they are whenever it is shown."""
        group = QActionGroup(menu)

        def show() -> None:
            for action in group.actions():
                group.removeAction(action)
                menu.removeAction(action)
                action.deleteLater()
            for number, window in enumerate(self._windows.opened, 1):
                group.addAction(_entry(menu, number, window, window is self._window))
            menu.addActions(group.actions())

        menu.aboutToShow.connect(show)
        show()


def _entry(menu: QMenu, number: int, window: MainWindow, here: bool) -> QAction:
    name = document_name(window.session).replace("&", "&&")
    text = _("{name}, not saved").format(name=name) if window.session.modified else name
    action = QAction(f"&{number} {text}" if number < 10 else text, menu)
    action.setIcon(window.appearance.theme.icon("app-window"))
    action.setCheckable(True)
    action.setChecked(here)
    action.setStatusTip(str(window.session.path or _("Show this window")))
    action.triggered.connect(window.come_forward)
    return action
