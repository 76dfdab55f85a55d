"""What charts of bars have in common: the bar under the pointer stands out, and a tip says it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui.look.theme import Appearance


class BarChart(QWidget):
    """A chart whose bars the pointer and the arrow keys go to. `pointed`: the pointer is at another
    bar, or at none."""

    pointed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.hovered = -1
        """The number of the bar under the pointer, -1 for none."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        appearance.changed.connect(self.update)

    def bar_at(self, point: QPointF) -> int:
        """The number of the bar at a point, -1 for none."""
        raise NotImplementedError

    def describe(self, number: int) -> str:
        """A bar in words."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """A tip says a bar in words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.bar_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.describe(at) if at >= 0 else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What the pointer is at stands out."""
        self._hover(self.bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing does."""
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self.hovered:
            self.hovered = number
            self.pointed.emit()
            self.update()
