"""A line of text that gives way to its neighbors: what does not fit ends with an ellipsis."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """A label of one line of plain text, whole in its tooltip where it is cut.

    It keeps its text to itself: Qt arranges the whole window anew with each text of a QLabel, and a
    number that counts on with every edit needs no other room.
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def text(self) -> str:
        """What it says, also where it is cut."""
        return self._text

    def setText(self, text: str) -> None:
        """Say something else."""
        if text == self._text:
            return
        before = self.sizeHint()
        self._text = text
        self.setAccessibleName(text)
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    @property
    def shown(self) -> str:
        """As much of the text as there is room for."""
        return self.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )

    def sizeHint(self) -> QSize:
        """Wide enough for the text."""
        measures = self.fontMetrics()
        return QSize(measures.horizontalAdvance(self._text) + 2, measures.height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or its beginning."""
        shown = self.shown
        tip = self._text if shown != self._text else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        painter.drawText(self.contentsRect(), across | Qt.AlignmentFlag.AlignVCenter, shown)
