"""Small windows: docks give their room to the map until a person asks for them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QDockWidget, QMainWindow

from ui.look.theme import token

NARROW, LOW = 1280, 640
"""Below this width the inspector gives way, below this height the panel below the map."""
FRAME = QSize(16, 48)
"""Room for the frame that the window system draws; it is known only once the window is shown."""


def least_size(window: QMainWindow) -> QSize:
    """The smallest size of a window, which fits its screen also where everything is large."""
    wanted = QSize(token("layout.window.minWidth"), token("layout.window.minHeight"))
    return wanted.boundedTo(window.screen().availableSize() - FRAME)


class Room(QObject):
    """The docks of a window that give way, and which of them did."""

    def __init__(self, window: QMainWindow, beside: QDockWidget, below: QDockWidget) -> None:
        super().__init__(window)
        self._window, self._beside, self._below = window, beside, below
        self._small = {beside: False, below: False}
        self._gone: set[QDockWidget] = set()

    def fit(self) -> None:
        """Hide docks in a window that has become small, show them in one that has grown."""
        size = self._window.size()
        for dock, small in (
            (self._beside, size.width() < NARROW),
            (self._below, size.height() < LOW),
        ):
            if small == self._small[dock]:
                continue
            self._small[dock] = small
            if small and not dock.isHidden():
                self._gone.add(dock)
                dock.hide()
            elif not small and dock in self._gone:
                self._gone.discard(dock)
                dock.show()

    def show(self, dock: QDockWidget, on: bool) -> None:
        """Show or hide a dock as a person wants it, also where it had given way."""
        self._gone.discard(dock)
        dock.setVisible(on)

    def give_back(self) -> None:
        """Show all that only gave way."""
        for dock in self._gone:
            dock.show()
        self._gone.clear()
