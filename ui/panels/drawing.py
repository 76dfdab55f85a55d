"""Text and value-class bars as the panels paint them: exact fonts, an ellipsis where room ends."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from mopsmap.model import ValueClass
from ui.look.lettering import elided, text_width
from ui.look.theme import Theme

CLASS_TOKEN: dict[ValueClass | None, str] = {
    "value_adding": "VA",
    "necessary": "BNVA",
    "waste": "NVA",
    None: "unset",
}
_DASHES: dict[ValueClass | None, tuple[float, float]] = {
    "value_adding": (0, 0),
    "necessary": (12, 4),
    "waste": (5, 5),
    None: (2, 2),
}


def wrapped(text: str, made: QFont, width: float, most: int = 99) -> list[str]:
    """A text in lines no wider than `width`; the last of `most` lines ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(made, longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines[most - 1 :] = [elided(made, rest, width)]
    return lines


def draw_class_bar(
    painter: QPainter, rect: QRectF, value_class: ValueClass | None, theme: Theme
) -> None:
    """A bar in color and pattern of a value class, along the longer side of `rect`."""
    color = theme.color(f"valueClass.{CLASS_TOKEN[value_class]}.mark")
    on, off = _DASHES[value_class]
    if value_class is None:
        pen = QPen(color, 1)
        pen.setDashPattern([on, off])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        return
    upright = rect.height() > rect.width()
    for start, stop in _dashes(rect.height() if upright else rect.width(), on, off):
        along = (rect.top() if upright else rect.left()) + start
        piece = (
            QRectF(rect.left(), round(along), rect.width(), round(stop - start))
            if upright
            else QRectF(round(along), rect.top(), round(stop - start), rect.height())
        )
        painter.fillRect(piece, color)


def _dashes(length: float, on: float, off: float) -> list[tuple[float, float]]:
    """Start and end of equal dashes that fill a length, as close to the rhythm as may be."""
    if not on:
        return [(0.0, length)]
    number = max(1, round((length + off) / (on + off)))
    scale = length / (number * on + (number - 1) * off)
    return [(i * (on + off) * scale, (i * (on + off) + on) * scale) for i in range(number)]


def rule(painter: QPainter, start: QPointF, end: QPointF, color: QColor) -> None:
    """A hairline."""
    painter.setPen(QPen(color, 1))
    painter.drawLine(start, end)
