"""Keys and what they do, painted in a row: key caps, signs to type, and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from ui.capture.words import Hint
from ui.look.lettering import draw_text, strong, text_width
from ui.look.theme import Theme, font


@dataclass(frozen=True, slots=True)
class HintPainter:
    """Paints hints in a style of the type scale."""

    theme: Theme
    style: tuple[str, float]

    @property
    def size(self) -> int:
        """Height of the letters, pixels."""
        return font(*self.style).pixelSize()

    def width(self, hint: Hint) -> float:
        """How wide a hint is."""
        made, bold = font(*self.style), strong(*self.style)
        gap = self.size * 0.4
        caps = sum(self._cap(key) + gap for key in hint.keys)
        sign = text_width(bold, hint.sign) + gap if hint.sign else 0
        return caps + sign + text_width(made, hint.words)

    def row(self, painter: QPainter, room: QRectF, hints: Sequence[Hint]) -> int:
        """Paint hints beside each other, as many as there is room for; how many."""
        x = room.left()
        for number, hint in enumerate(hints):
            wide = self.width(hint)
            if x + wide > room.right():
                return number
            self.paint(painter, QPointF(x, room.center().y()), hint)
            x += wide + 1.5 * self.size
        return len(hints)

    def paint(self, painter: QPainter, at: QPointF, hint: Hint) -> None:
        """Paint one hint; `at` is the middle of its left side."""
        theme, made, bold = self.theme, font(*self.style), strong(*self.style)
        high, gap, x = self.size * 1.5, self.size * 0.4, at.x()
        for key in hint.keys:
            cap = QRectF(x, at.y() - high / 2, self._cap(key), high)
            painter.setPen(QPen(theme.color("border.default"), 1))
            painter.setBrush(theme.color("surface.panel"))
            painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            inset = (cap.width() - text_width(made, key)) / 2
            words = theme.color("text.primary")
            draw_text(painter, cap.adjusted(inset, 0, 0, 0), key, made, words)
            x += cap.width() + gap
        for text, face, tone in (
            (hint.sign, bold, "text.primary"),
            (hint.words, made, "text.secondary"),
        ):
            if text:
                room = QRectF(x, at.y() - high / 2, 4_000, high)
                x += draw_text(painter, room, text, face, theme.color(tone)) + gap

    def _cap(self, key: str) -> float:
        return max(text_width(font(*self.style), key) + self.size, 1.5 * self.size)
