"""When a panel draws itself anew: once after many signals, and only while somebody can see it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QWidget


class Refresh(QObject):
    """Calls `act` once after any number of `signals`; a hidden widget waits until it is shown.

    The widget calls `catch_up` in its showEvent.
    """

    def __init__(self, widget: QWidget, act: Callable[[], None], *signals: SignalInstance) -> None:
        super().__init__(widget)
        self._widget = widget
        self._act = act
        self._due = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.catch_up)
        for signal in signals:
            signal.connect(self.ask)

    def ask(self, *_arguments: object) -> None:
        """Something changed."""
        self._due = True
        if self._widget.isVisible():
            self._timer.start()

    def catch_up(self) -> None:
        """Draw anew now, if anything changed since the last time."""
        if self._due:
            self._due = False
            self._timer.stop()
            self._act()
