"""How a card, a diamond, a flow and a value-class mark are drawn. Painting only, no state."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from mopsmap.model import ValueClass
from ui.canvas.lines import DASH_LEAST, Points
from ui.canvas.marks import FlowLook, StepLook
from ui.look.lettering import elided, strong, text_width, write, write_centered
from ui.look.theme import Theme, font, paint_icon

CLASS_TOKEN: dict[ValueClass | None, str] = {
    "value_adding": "valueClass.VA",
    "necessary": "valueClass.BNVA",
    "waste": "valueClass.NVA",
    None: "valueClass.unset",
}
_CLASS_RHYTHM: dict[ValueClass | None, tuple[float, float] | None] = {
    "value_adding": None,
    "necessary": (12.0, 4.0),
    "waste": (5.0, 5.0),
    None: (2.0, 2.0),
}
ELLIPSIS = "\u2026"

HEAD_LEAST, HEAD_LONGEST = 5.0, 14.0
"""An arrow head is at least so long on screen, unless it would be longer than so in the scene."""
READABLE = 10.5
"""The smallest text on screen, in pixels."""
TITLES_FROM, FIGURES_FROM, NORMAL_FROM, DETAIL_FROM = 0.595, 0.745, 0.955, 1.75
SMALL_IN_DETAIL = 0.7
"""Size of pills and captions among cards that say everything: no larger than their titles."""
PROPOSED_DASHES = (3.5, 2.5)
"""Dashes of the edge of a step that is said but not yet entered, in widths of the line."""
FAR = 0.25
"""Screen pixels per scene pixel below which cards are rectangles and lines have no heads."""
"""From these zooms on a card shows its title, its times, everything, and everything in words.

Each is the smallest at which the texts are readable and fit.
"""


def level_of_detail(painter: QPainter) -> float:
    """Screen pixels per scene pixel."""
    return QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())


def readable(size: float, zoom: float) -> float:
    """What text of `size` scene pixels is enlarged by to stay readable at `zoom`.

    Fonts come in whole pixels.

    >>> readable(12.0, 0.75) * 12
    14.0
    """
    return max(1.0, math.ceil(READABLE / zoom - 0.01) / size)


def class_mark(
    painter: QPainter, theme: Theme, value_class: ValueClass | None, rect: QRectF
) -> None:
    """The bar of a value class along the longer side of `rect`: solid, dashes or dots."""
    color = theme.color(CLASS_TOKEN[value_class] + ".mark")
    for piece in mark_pieces(value_class, rect):
        painter.fillRect(piece, color)


def mark_pieces(value_class: ValueClass | None, rect: QRectF) -> list[QRectF]:
    """What the bar of a value class in `rect` is made of."""
    rhythm = _CLASS_RHYTHM[value_class]
    if rhythm is None:
        return [rect]
    on, off = rhythm
    upright = rect.height() >= rect.width()
    length = rect.height() if upright else rect.width()
    found, at = [], 0.0
    while at < length:
        size = min(on, length - at)
        if upright:
            found.append(QRectF(rect.x(), rect.y() + at, rect.width(), size))
        else:
            found.append(QRectF(rect.x() + at, rect.y(), size, rect.height()))
        at += on + off
    return found


@lru_cache(maxsize=20_000)
def wrapped(
    text: str,
    style: str,
    scale: float,
    width: float,
    lines: int,
    taken: tuple[float, ...] = (),
) -> tuple[str, ...]:
    """`text` broken at spaces into at most `lines` lines of `width`.

    What is left over is cut off after a whole word, where there is one, and marked by an ellipsis.
    `taken` is what something else needs of the first lines.
    """
    made = font(style, scale)
    rows: list[str] = []
    words = text.split()
    while words and len(rows) < lines:
        room = width - (taken[len(rows)] if len(rows) < len(taken) else 0.0)
        count = 1
        while count < len(words) and _advance(made, words[: count + 1]) <= room:
            count += 1
        end = ""
        if len(rows) == lines - 1 and count < len(words):
            end = ELLIPSIS
            while count > 1 and _advance(made, words[:count], end) > room:
                count -= 1
        row = " ".join(words[:count])
        row = row.rstrip(",;:.-\u2013 ") + end if end else row
        rows.append(elided(made, row, room))
        words = words[count:]
    return tuple(rows)


def _advance(made: QFont, words: list[str], end: str = "") -> float:
    return text_width(made, " ".join(words) + end)


def draw_text(
    painter: QPainter, at: QPointF, text: str, style: str, color: QColor, scale: float = 1.0
) -> None:
    """Draw `text` in a style of the type scale from the base point `at`."""
    write(painter, at, text, font(style, scale), color)


def draw_diamond(painter: QPainter, center: QPointF, half: float, fill: QColor, pen: QPen) -> None:
    """A diamond reaching `half` from its center."""
    painter.setPen(pen)
    painter.setBrush(fill)
    outline_diamond(painter, center, half)


def outline_diamond(painter: QPainter, center: QPointF, half: float) -> None:
    """The same with the pen and brush of the painter."""
    painter.drawPolygon(
        QPolygonF(
            [
                center + QPointF(0, -half),
                center + QPointF(half, 0),
                center + QPointF(0, half),
                center + QPointF(-half, 0),
            ]
        )
    )


def diamond(
    painter: QPainter,
    theme: Theme,
    look: StepLook,
    rect: QRectF,
    zoom: float,
) -> None:
    """A bare decision."""
    color, ground = _shape_colors(theme, look)
    center = rect.center()
    pen = QPen(color, max(2 if look.critical else 1.5, 1 / zoom))
    if look.state == "proposed":
        pen.setDashPattern(PROPOSED_DASHES)
    draw_diamond(painter, center, rect.width() / 2 - 1, ground, pen)
    if zoom < TITLES_FROM:
        return
    ink = theme.color("critical.text" if look.critical else "text.primary")
    write_centered(painter, rect, "?", font("section", readable(12.5, zoom)), ink)


def event(
    painter: QPainter,
    theme: Theme,
    look: StepLook,
    rect: QRectF,
    zoom: float,
) -> None:
    """A start or an end: a circle, thin for a start, thick for an end."""
    color, ground = _shape_colors(theme, look)
    width = max(1.5, 1 / zoom) if look.kind == "start" else max(3.0, 2 / zoom)
    size = min(rect.width(), rect.height())
    box = QRectF(0, 0, size, size)
    box.moveCenter(rect.center())
    pen = QPen(color, width)
    if look.state == "proposed":
        pen.setDashPattern(PROPOSED_DASHES)
    painter.setPen(pen)
    painter.setBrush(ground)
    painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))


def _shape_colors(theme: Theme, look: StepLook) -> tuple[QColor, QColor]:
    """Line and ground of a bare decision, a start or an end."""
    if look.state == "proposed":
        return theme.color("accent.base"), theme.color("accent.soft")
    line = "critical.line" if look.critical else "border.strong"
    return theme.color(line), theme.color("surface.card")


def junction(
    painter: QPainter, theme: Theme, center: QPointF, critical: bool, zoom: float = 1.0
) -> None:
    """The circle with a plus where flows fork or join in parallel."""
    color = theme.color("critical.line" if critical else "border.strong")
    painter.setPen(QPen(color, max(2 if critical else 1.5, 1 / zoom)))
    painter.setBrush(theme.color("surface.card"))
    painter.drawEllipse(center, 11, 11)
    painter.drawLine(QLineF(center.x() - 5, center.y(), center.x() + 5, center.y()))
    painter.drawLine(QLineF(center.x(), center.y() - 5, center.x(), center.y() + 5))


def line_width(look: FlowLook, zoom: float, highlighted: bool = False) -> float:
    """Width of a flow's line in scene pixels: at least one pixel on screen, two if critical."""
    highlighted |= look.proposed
    width = 3.0 if look.critical else 2.5 if highlighted or look.tone else 1.5
    return max(width, (2.0 if look.critical or highlighted else 1.0) / zoom)


def flow(
    painter: QPainter,
    theme: Theme,
    look: FlowLook,
    path: QPainterPath,
    highlighted: bool,
    zoom: float = 1.0,
) -> None:
    """A flow's line, without its arrow head; the path of a rework flow is dashed already."""
    width = line_width(look, zoom, highlighted)
    pen = QPen(flow_color(theme, look, highlighted), width)
    if look.kind == "information":
        size = max(1.0, DASH_LEAST / zoom) / width
        pen.setDashPattern([1.5 * size, 3.5 * size])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(path)


def thin_flow(
    painter: QPainter,
    theme: Theme,
    look: FlowLook,
    path: QPainterPath,
    highlighted: bool,
    zoom: float,
) -> None:
    """The same of a flow so far away that its line covers whole pixels of the painter's device.

    Lines of one pixel side by side take much less time than a wide one.
    """
    if look.kind == "information":
        flow(painter, theme, look, path, highlighted, zoom)
        return
    scale = painter.deviceTransform().m11()
    pixels = max(1, round(line_width(look, zoom, highlighted) * scale))
    painter.setPen(QPen(flow_color(theme, look, highlighted), 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left = top = (1 - pixels) / 2 / scale
    painter.translate(left, top)
    painter.drawPath(path)
    for number in range(1, pixels):
        aside = number / scale
        for x, y in ((aside, 0.0), (0.0, aside)):
            painter.translate(x, y)
            painter.drawPath(path)
            painter.translate(-x, -y)
    painter.translate(-left, -top)


def flow_color(theme: Theme, look: FlowLook, highlighted: bool) -> QColor:
    """The color of a flow's line and head."""
    tone = "critical.line" if look.critical else "flow.line"
    tone = f"{look.tone}.text" if look.tone else tone
    highlighted |= look.proposed
    return theme.color("accent.base" if highlighted else tone)


def flow_heads(
    painter: QPainter,
    theme: Theme,
    look: FlowLook,
    lines: Iterable[Points],
    highlighted: bool,
    zoom: float = 1.0,
) -> None:
    """The arrow heads of flows that look alike, which no other flow may cover."""
    color, heads = flow_color(theme, look, highlighted), QPainterPath()
    length, half = (9.0, 5.0) if look.critical else (7.0, 3.5)
    larger = max(1.0, min(HEAD_LEAST / zoom, HEAD_LONGEST) / length)
    for points in lines:
        if len(points) > 1:
            _add_head(heads, points[-2:], length * larger, half * larger)
    if look.kind == "information":
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        heads.setFillRule(Qt.FillRule.WindingFill)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
    painter.drawPath(heads)


def _add_head(path: QPainterPath, last: Points, length: float, half: float) -> None:
    """Add the head at the end of a piece of line, its point in the middle."""
    (x, y), (at_x, at_y) = last
    far = math.hypot(x - at_x, y - at_y)
    if far == 0:
        return
    dx, dy = (x - at_x) / far, (y - at_y) / far
    back_x, back_y = at_x + dx * length, at_y + dy * length
    path.moveTo(back_x + dy * half, back_y - dx * half)
    path.lineTo(at_x, at_y)
    path.lineTo(back_x - dy * half, back_y + dx * half)


def arrow(
    painter: QPainter, start: QPointF, tip: QPointF, length: float, half: float, color: QColor
) -> None:
    """A filled arrow head whose point touches `tip`."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    head = QPainterPath()
    _add_head(head, ((start.x(), start.y()), (tip.x(), tip.y())), length, half)
    painter.drawPath(head)


PILL_HEIGHT = 18.0


def pill_text(look: FlowLook, zoom: float) -> str:
    """All words of a flow where there is room, else its share alone."""
    return look.text if zoom >= NORMAL_FROM else look.share


def _pill_scale(zoom: float) -> float:
    return SMALL_IN_DETAIL if zoom >= DETAIL_FROM else readable(11, zoom)


def pill_size(look: FlowLook, zoom: float = 1.0) -> tuple[float, float]:
    """Width and height of a flow's pill, scene pixels."""
    scale = _pill_scale(zoom)
    icon = 14.0 if look.kind == "rework" else 0.0
    words = text_width(font("caption"), pill_text(look, zoom))
    return (words + 15 + icon) * scale, PILL_HEIGHT * scale


def pill(painter: QPainter, theme: Theme, look: FlowLook, zoom: float) -> None:
    """A flow's answer and probability around the origin; rework carries the repeat icon."""
    text, scale = pill_text(look, zoom), _pill_scale(zoom)
    if not text:
        return
    width, height = (side / scale for side in pill_size(look, zoom))
    painter.save()
    painter.scale(scale, scale)
    box = QRectF(-width / 2, -height / 2, width, height)
    tone = "critical.line" if look.critical else "border.default"
    painter.setPen(QPen(theme.color(tone), 1))
    painter.setBrush(theme.color("surface.card"))
    painter.drawRoundedRect(box, 9, 9)
    ink = theme.color("critical.text" if look.critical else "text.secondary")
    inner = box.adjusted(7, 0, -7, 0)
    if look.kind == "rework":
        paint_icon(painter, "repeat", QRectF(box.x() + 6, -5.5, 11, 11), ink)
        inner.setLeft(box.x() + 20)
    write_centered(painter, inner, text, strong("caption"), ink)
    painter.restore()
