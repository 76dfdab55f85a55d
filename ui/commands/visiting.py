"""Commands that take the keyboard from the canvas into a field of the inspector, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from mopsmap.language import translated as _

if TYPE_CHECKING:
    from ui.main_window import MainWindow

FIELDS: dict[str, dict[str, str]] = {
    "time": {"steps": "process_time", "role": "headcount"},
    "wait": {"steps": "wait_time", "role": "availability"},
    "quality": {"steps": "complete_accurate", "flows": "probability"},
    "role": {"steps": "role", "flows": "kind"},
}
"""By command, the attribute it asks for by what is selected."""


class Visiting(QObject):
    """Asks for one field with one key: Enter enters it and returns to the canvas, Esc returns
    without, Tab goes to the next field."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._away = False
        self._opened = False  # whether the inspector stands in a workshop only for this field
        self._list: QWidget | None = None
        window.view.field_asked.connect(self.ask)

    def field_time(self) -> None:
        """The process time of the steps selected; of a lane, its people."""
        self._ask_of("time")

    def field_wait(self) -> None:
        """The wait time; of a lane, its availability."""
        self._ask_of("wait")

    def field_quality(self) -> None:
        """%C&A; of a flow, its probability."""
        self._ask_of("quality")

    def field_role(self) -> None:
        """The role; of a flow, its kind."""
        self._ask_of("role")

    def _ask_of(self, what: str) -> None:
        kind = self._window.inspector.target.kind
        name = FIELDS[what].get(kind)
        if name is not None:
            self.ask(name)
        else:
            self._window.session.said.emit(_("Select a step first."))

    def ask(self, attribute: str) -> None:
        """Put the keyboard into the field of an attribute of what is selected."""
        window = self._window
        if window.session.refuses():
            return
        if window.workshop.ask(attribute):
            return
        if window.workshop.on and window.inspector_dock.isHidden():
            self._opened = True
        window.show_inspector(True)
        field = window.inspector.ask(attribute)
        if field is None:
            return
        if not self._away:
            self._away = True
            application = QApplication.instance()
            assert application is not None
            application.installEventFilter(self)
        if isinstance(field, QComboBox):
            field.showPopup()
            self._list = field.view().window()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc in a field bring the keyboard back; so does choosing from a list."""
        if watched is self._list and event.type() == QEvent.Type.Hide:
            self._list = None
            QTimer.singleShot(0, self._return)
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        focus = QApplication.focusWidget()
        if watched is not focus or QApplication.activePopupWidget() is not None:
            return False
        if not self._window.inspector.isAncestorOf(focus):
            self._end()
            return False
        return self._leave(focus, event)

    def _leave(self, focus: QWidget, event: QKeyEvent) -> bool:
        """Go back to the canvas where a key says so."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() != Qt.Key.Key_Escape and not entered:
            return False
        if entered and not isinstance(focus, QComboBox | QLineEdit):
            return False
        if not isinstance(focus, QComboBox):
            focus.keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape or not focus.property("invalid"):
            self._return()
        return True

    def _return(self) -> None:
        if not self._away:
            return
        self._end()
        self._window.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _end(self) -> None:
        self._away = False
        if self._opened and self._window.workshop.on:
            self._window.show_inspector(False)
        self._opened = False
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
