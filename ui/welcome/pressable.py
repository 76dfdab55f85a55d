"""A painted button: pressed by click, Space and Enter; arrow keys are left to what holds it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.look.theme import Appearance, Theme, token

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Pressable(QAbstractButton):
    """What all buttons of the welcome screen have in common; they paint themselves."""

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        appearance.changed.connect(self.update)

    @property
    def theme(self) -> Theme:
        """The theme to paint in."""
        return self._appearance.theme

    def ground(self, plain: str = "surface.panel") -> str:
        """The token of its ground: pressed, under the pointer, or `plain`."""
        if self.isDown():
            return "surface.pressed"
        return "surface.hover" if self.underMouse() else plain

    def ring(self, painter: QPainter, rect: QRectF, radius: float) -> None:
        """The ring of whatever has the keyboard."""
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.theme.color("border.focus"), token("stroke.selectionRing")))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses; arrows go to the parent."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)
