"""The frame around a map that has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look.theme import Appearance, token

BY_KEY = Qt.FocusReason.ShortcutFocusReason
"""Qt itself gives it that of Tab where what had the keyboard goes."""


class FocusRing(QWidget):
    """Lies over a map while that has the keyboard. Where it came `by_key` only, the map shows by
    its selection what the keyboard is at, and the frame is for who went round the window."""

    def __init__(self, around: QWidget, appearance: Appearance, by_key: bool = False) -> None:
        super().__init__(around)
        self._around, self._appearance, self._by_key = around, appearance, by_key
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        around.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the keyboard, and be as large as the map."""
        if event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self.setGeometry(self._around.rect())
            self.setVisible(not self._by_key or event.reason() == BY_KEY)
            self.raise_()
        elif event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() == QEvent.Type.Resize:
            self.setGeometry(self._around.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but the frame."""
        wide = token("stroke.selectionRing")
        painter = QPainter(self)
        painter.setPen(QPen(self._appearance.theme.color("border.focus"), wide))
        painter.drawRect(QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2))
