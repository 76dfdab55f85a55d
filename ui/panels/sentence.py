"""A sentence in two lines, and the hairline between two parts of a panel."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.look.lettering import draw_text, strong
from ui.look.theme import Appearance
from ui.panels.drawing import wrapped


class Sentence(QWidget):
    """One sentence in two lines at most."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.texts: tuple[str, ...] = ("",)
        self.setFixedHeight(34)

    @property
    def text(self) -> str:
        """The sentence in full."""
        return self.texts[0]

    def set_text(self, *texts: str) -> None:
        """Say something else, in the first of these wordings that there is room for."""
        self.texts = texts
        self.setToolTip(self.text)
        self.setAccessibleName(self.text)
        self.update()

    @property
    def lines(self) -> list[str]:
        """The lines shown."""
        tried = [wrapped(text, strong("label"), self.width()) for text in self.texts]
        whole = next((lines for lines in tried if len(lines) <= 2), None)
        return whole or wrapped(self.texts[-1], strong("label"), self.width(), 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        lines = self.lines
        top = (self.height() - 16 * len(lines)) / 2
        for number, line in enumerate(lines):
            rect = QRectF(0, top + 16 * number, self.width(), 16)
            color = self._appearance.theme.color("text.primary")
            draw_text(painter, rect, line, strong("label"), color)


class Line(QFrame):
    """A hairline between two parts of a panel."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._appearance.theme.color("border.default"))
