"""Text and value-class bars as the panels paint them: exact fonts, an ellipsis where room ends."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from mopsmap.model import ValueClass
from ui.theme import Theme, font

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter

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


@cache
def strong(style: str, scale: float = 1.0) -> QFont:
    """A style of the type scale in semibold."""
    made = QFont(font(style, scale))
    made.setWeight(QFont.Weight.DemiBold)
    return made


_METRICS: dict[int, tuple[QFont, QFontMetricsF]] = {}


def metrics(made: QFont) -> QFontMetricsF:
    """The measures of a font; fonts come from the theme's cache and live for ever."""
    found = _METRICS.get(id(made))
    if found is None:
        found = _METRICS[id(made)] = (made, QFontMetricsF(made))
    return found[1]


def text_width(made: QFont, text: str) -> float:
    """Width of a text in pixels."""
    return metrics(made).horizontalAdvance(text)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    made: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Draw one line into a rectangle, with an ellipsis where it is too long; its width."""
    measures = metrics(made)
    width = measures.horizontalAdvance(text)
    if width > rect.width() + 0.5:
        text = measures.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = measures.horizontalAdvance(text)
    painter.setFont(made)
    painter.setPen(color)
    x = rect.left()
    if align & Qt.AlignmentFlag.AlignRight:
        x = rect.right() - width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        x = rect.center().x() - width / 2
    y = rect.center().y() + (measures.ascent() - measures.descent()) / 2
    painter.drawText(QPointF(x, y), text)
    return width


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
        lines[most - 1 :] = [metrics(made).elidedText(rest, Qt.TextElideMode.ElideRight, width)]
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
    length = rect.height() if upright else rect.width()
    at = 0.0
    while at < length:
        size = min(on or length, length - at)
        piece = (
            QRectF(rect.left(), rect.top() + at, rect.width(), size)
            if upright
            else QRectF(rect.left() + at, rect.top(), size, rect.height())
        )
        painter.fillRect(piece, color)
        at += (on or length) + off


def rule(painter: QPainter, start: QPointF, end: QPointF, color: QColor) -> None:
    """A hairline."""
    painter.setPen(QPen(color, 1))
    painter.drawLine(start, end)
