"""Lines of text: measured, cut and shaped once, then painted again and again.

Finding the shapes of the letters takes longer than painting them, and an edit repaints many texts
of which few are new. Fonts come from the theme's cache and live for ever. Figures are set in equal
widths, so that they line up below each other and stand still while they change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from ui.look.theme import font, in_columns

KEPT = 4_096
"""Texts of which measures and shapes are kept: several times what a screen shows."""

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True, eq=False)
class _Face:
    """A font with its measures; `top` and `middle` are how far above the base they lie."""

    font: QFont
    metrics: QFontMetricsF
    top: QPointF
    middle: float


_FACES: dict[int, _Face] = {}
_COLUMNS: dict[int, _Face] = {}
"""Faces of fonts by the id of the font; `_COLUMNS` those with figures of equal width."""


@cache
def strong(style: str, scale: float = 1.0) -> QFont:
    """A style of the type scale in semibold."""
    made = QFont(font(style, scale))
    made.setWeight(QFont.Weight.DemiBold)
    return made


def metrics(made: QFont) -> QFontMetricsF:
    """The measures of a font of the theme."""
    return _face(made).metrics


def text_width(made: QFont, text: str) -> float:
    """Width of a text in pixels."""
    return _width(_face_for(made, text), text)


def elided(made: QFont, text: str, room: float) -> str:
    """The text, or its beginning and an ellipsis where it is wider than `room` pixels."""
    if text_width(made, text) <= room:
        return text
    return _cut(_face_for(made, text), text, room)


def write(painter: QPainter, at: QPointF, text: str, made: QFont, color: QColor) -> None:
    """Draw one line of plain text from the base point `at`."""
    face = _face_for(made, text)
    painter.setFont(face.font)
    painter.setPen(color)
    painter.drawStaticText(at - face.top, _shaped(face, text))


def write_centered(
    painter: QPainter, around: QRectF | QPointF, text: str, made: QFont, color: QColor
) -> None:
    """Draw one line around a point, or the middle of a rectangle that it may be wider than."""
    middle = around.center() if isinstance(around, QRectF) else around
    x = middle.x() - text_width(made, text) / 2
    write(painter, QPointF(x, middle.y() + _face(made).middle), text, made, color)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    made: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Draw one line into a rectangle, with an ellipsis where it is too long; its width.

    `align` is LEFT, RIGHT or CENTER.
    """
    width, room = text_width(made, text), rect.width()
    if width > room + 0.5:
        text = elided(made, text, room)
        width = text_width(made, text)
    x = rect.left()
    if align is not LEFT:
        x += (room - width) / (2 if align is CENTER else 1)
    y = rect.center().y() + _face(made).middle
    write(painter, QPointF(x, y), text, made, color)
    return width


def _face(made: QFont) -> _Face:
    found = _FACES.get(id(made))
    if found is None:
        metrics = QFontMetricsF(made)
        up, down = metrics.ascent(), metrics.descent()
        found = _FACES[id(made)] = _Face(made, metrics, QPointF(0, up), (up - down) / 2)
    return found


def _face_for(made: QFont, text: str) -> _Face:
    """The face of a text: with equal figures, unless a hyphen would become as wide as they are."""
    if not _has_figures(text):
        return _face(made)
    found = _COLUMNS.get(id(made))
    if found is None:
        found = _COLUMNS[id(made)] = _face(in_columns(made))
    return found


@lru_cache(maxsize=KEPT)
def _has_figures(text: str) -> bool:
    return "-" not in text and not set(text).isdisjoint("0123456789")


@lru_cache(maxsize=KEPT)
def _width(face: _Face, text: str) -> float:
    return face.metrics.horizontalAdvance(text)


@lru_cache(maxsize=KEPT)
def _cut(face: _Face, text: str, room: float) -> str:
    return face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=KEPT)
def _shaped(_face: _Face, text: str) -> QStaticText:
    """A text of its own for each font: one that changes its font is shaped anew."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
