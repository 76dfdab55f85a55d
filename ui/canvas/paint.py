"""How a card, a diamond, a flow and a value-class mark are drawn. Painting only, no state."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from mopsmap import units
from mopsmap.model import ValueClass
from ui.canvas.marks import FlowLook, Heat, LaneLook, StepLook
from ui.theme import Theme, font, paint_icon

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
RADIUS = 6.0
LOAD_SCALE_TOP = 1.2
"""A load bar ends at 120 %, with a tick at 100 %."""


def class_mark(
    painter: QPainter, theme: Theme, value_class: ValueClass | None, rect: QRectF
) -> None:
    """The bar of a value class along the longer side of `rect`: solid, dashes or dots."""
    color = theme.color(CLASS_TOKEN[value_class] + ".mark")
    rhythm = _CLASS_RHYTHM[value_class]
    if rhythm is None:
        painter.fillRect(rect, color)
        return
    on, off = rhythm
    upright = rect.height() >= rect.width()
    length = rect.height() if upright else rect.width()
    at = 0.0
    while at < length:
        size = min(on, length - at)
        if upright:
            painter.fillRect(QRectF(rect.x(), rect.y() + at, rect.width(), size), color)
        else:
            painter.fillRect(QRectF(rect.x() + at, rect.y(), size, rect.height()), color)
        at += on + off


@lru_cache(maxsize=20_000)
def wrapped(
    text: str, style: str, scale: float, width: float, lines: int, taken: float = 0.0
) -> tuple[str, ...]:
    """`text` broken at spaces into at most `lines` lines of `width`, the last one elided.

    `taken` is what something else needs of the first line.
    """
    metrics = QFontMetricsF(font(style, scale))
    rows: list[str] = []
    words = text.split()
    while words and len(rows) < lines:
        room = width - (0.0 if rows else taken)
        row = words.pop(0)
        while words and metrics.horizontalAdvance(f"{row} {words[0]}") <= room:
            row += f" {words.pop(0)}"
        if len(rows) == lines - 1 and words:
            row += " " + " ".join(words)
        rows.append(metrics.elidedText(row, Qt.TextElideMode.ElideRight, room))
    return tuple(rows)


@lru_cache(maxsize=64)
def _metrics(style: str, scale: float) -> QFontMetricsF:
    return QFontMetricsF(font(style, scale))


def _text(
    painter: QPainter, at: QPointF, text: str, style: str, color: QColor, scale: float = 1.0
) -> None:
    painter.setFont(font(style, scale))
    painter.setPen(color)
    painter.drawText(at, text)


def card(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """A step card with as much detail as its size on screen (`zoom`) can carry."""
    if zoom < 0.25:
        _speck(painter, theme, look, rect)
        return
    _card_body(painter, theme, look, rect, zoom)
    removed = look.state == "removed"
    if look.heat is not None:
        _card_heat(painter, theme, look, look.heat, rect, zoom)
    elif zoom < 0.5 and not look.number:
        return
    elif zoom < 0.5:
        scale = min(2.2, 0.5 / zoom)
        painter.setFont(font("kpi", scale * 0.9))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(rect.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, str(look.number))
    elif zoom < 0.89:
        _title_only(painter, theme, look, rect, zoom)
    elif zoom <= 1.5 or removed:
        _card_normal(painter, theme, look, rect)
    else:
        _card_detail(painter, theme, look, rect)
    if not removed and zoom >= 0.5:
        _card_badges(painter, theme, look, rect, zoom)


def _speck(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF) -> None:
    tone = "critical.line" if look.critical else CLASS_TOKEN[look.value_class] + ".mark"
    painter.fillRect(rect, theme.color(tone))


def _card_body(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    if look.state == "removed":
        pen = QPen(theme.color("border.strong"), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    width = 1.0
    border = theme.color("border.default")
    if look.problem:
        border = theme.color("alarm.mark")
    elif look.state == "new":
        border, width = theme.color("positive.text"), 2.0
    elif look.critical:
        border, width = theme.color("critical.line"), 2.0 if zoom < 0.6 else 1.25
    elif theme.name == "light":
        border = QColor("#C6CDD6")
    painter.setPen(Qt.PenStyle.NoPen)
    if look.heat is not None:
        painter.setBrush(theme.ramp(look.heat.ramp)[look.heat.bin][0])
        painter.setPen(QPen(border, 2 if look.critical else 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        return
    painter.setBrush(theme.color("surface.card"))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    marker = 5.0 if zoom >= 0.5 else 5.0 / max(zoom, 0.25) * 0.5
    clip = QPainterPath()
    clip.addRoundedRect(rect, RADIUS, RADIUS)
    painter.save()
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    class_mark(painter, theme, look.value_class, QRectF(rect.x(), rect.y(), marker, rect.height()))
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, width))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS - 0.5, RADIUS - 0.5)


def _title_only(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    scale = readable(12, zoom)
    line = 14.5 * scale
    rows = wrapped(look.title or "Unnamed step", "cardTitle", scale, rect.width() - 15, 3)
    color = theme.color("text.primary" if look.title else "text.tertiary")
    top = rect.center().y() - line * len(rows) / 2 + line * 0.76
    for number, row in enumerate(rows):
        at = QPointF(rect.x() + 10, top + number * line)
        _text(painter, at, row, "cardTitle", color, scale)


def _card_heat(
    painter: QPainter, theme: Theme, look: StepLook, heat: Heat, rect: QRectF, zoom: float
) -> None:
    ink = theme.ramp(heat.ramp)[heat.bin][1]
    scale = readable(12, zoom)
    if zoom >= 0.5:
        rows = wrapped(look.title or "Unnamed step", "cardTitle", scale, rect.width() - 16, 2)
        for number, row in enumerate(rows):
            at = QPointF(rect.x() + 9, rect.y() + 7 + 11 * scale + number * 14 * scale)
            _text(painter, at, row, "cardTitle", ink, scale)
    size = min(2.4, max(0.85, 0.85 * 0.6 / zoom)) if zoom < 0.5 else 0.85
    painter.setFont(font("kpi", size))
    painter.setPen(ink)
    box = rect.adjusted(9, 0, -6, -5)
    place = Qt.AlignmentFlag.AlignCenter
    if zoom >= 0.5:
        place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(box, place, heat.text)


def _card_normal(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF) -> None:
    removed = look.state == "removed"
    color = theme.color("text.tertiary" if removed or not look.title else "text.primary")
    taken = _crew_width(look.crew) + 3 if look.crew and not removed else 0.0
    rows = wrapped(look.title or "Unnamed step", "cardTitle", 1.0, rect.width() - 15, 2, taken)
    for number, row in enumerate(rows):
        base = QPointF(rect.x() + 10, rect.y() + 7 + 11.5 + number * 15)
        _text(painter, base, row, "cardTitle", color)
        if removed:
            width = _metrics("cardTitle", 1.0).horizontalAdvance(row)
            painter.drawLine(QLineF(base.x(), base.y() - 4, base.x() + width, base.y() - 4))
    second = rect.bottom() - 6 - 7.5
    if removed:
        _text(painter, QPointF(rect.x() + 10, second + 4), look.tools, "cardMetric", color)
        return
    if look.kind in ("start", "end"):
        return
    first = second - 15
    left, right = rect.x() + 10, rect.x() + 61
    alarm = "alarm.text" if look.missing else "text.secondary"
    _metric(painter, theme, "clock", look.process, left, first, alarm)
    _metric(painter, theme, "hourglass-low", look.wait, right, first)
    _metric(painter, theme, "circle-check", look.quality, left, second)
    _text(
        painter, QPointF(right, second + 4), look.cost, "cardMetric", theme.color("text.secondary")
    )
    if look.crew:
        _crew_chip(painter, theme, look.crew, rect)


def _metric(
    painter: QPainter,
    theme: Theme,
    icon: str,
    text: str,
    x: float,
    middle: float,
    color: str = "text.secondary",
) -> None:
    paint_icon(painter, icon, QRectF(x, middle - 5.5, 11, 11), theme.color("text.secondary"))
    _text(painter, QPointF(x + 13.5, middle + 4), text, "cardMetric", theme.color(color))


def _crew_width(crew: str) -> float:
    return max(19.0, _metrics("roleChip", 1.0).horizontalAdvance(crew) + 8)


def _crew_chip(painter: QPainter, theme: Theme, crew: str, rect: QRectF) -> None:
    width = _crew_width(crew)
    box = QRectF(rect.right() - 4 - width, rect.y() + 6, width, 15)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("surface.hover"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(font("roleChip"))
    painter.setPen(theme.color("text.secondary"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, crew)


def _card_detail(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF) -> None:
    half = 0.5
    left, width = rect.x() + 10, rect.width() - 16
    ink, pale = theme.color("text.primary"), theme.color("text.secondary")
    _text(painter, QPointF(left, rect.y() + 11), str(look.number), "label", pale, half)
    role = wrapped(look.role, "label", half, width - 16, 1)
    if role:
        x = rect.right() - 6 - _metrics("label", half).horizontalAdvance(role[0])
        _text(painter, QPointF(x, rect.y() + 11), role[0], "label", pale, half)
    rows = wrapped(look.title or "Unnamed step", "stepTitle", half, width, 2)
    for number, row in enumerate(rows):
        _text(painter, QPointF(left, rect.y() + 22 + number * 10), row, "stepTitle", ink, half)
    if look.kind in ("start", "end"):
        return
    values = (
        ("Process time", look.process),
        ("Wait before", look.wait),
        ("%C&A", look.quality or "\u2013"),
        ("Cost", look.cost or "\u2013"),
    )
    top, pitch = (38.0, 17.0) if len(rows) == 1 else (42.5, 15.5)
    for number, (label, value) in enumerate(values):
        x = left + (number % 2) * 46
        y = rect.y() + top + (number // 2) * pitch
        _text(painter, QPointF(x, y), label, "caption", pale, half)
        _text(painter, QPointF(x, y + 7.8), value, "panelTitle", ink, half)
    last = "   ".join(p for p in (f"{look.crew} people" if look.crew else "", look.tools) if p)
    for row in wrapped(last, "caption", half, width, 1):
        _text(painter, QPointF(left, rect.bottom() - 4.5), row, "caption", pale, half)


def _card_badges(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float
) -> None:
    corner = QPointF(rect.right() - 3, rect.bottom() - 3)
    if look.bursts:
        burst(painter, theme, look.bursts if zoom >= 0.89 else None, corner)
    top = QPointF(rect.right() - 2, rect.y() + 2)
    if look.kind == "decision":
        _diamond_badge(painter, theme, QPointF(rect.right() - 14, rect.y()))
    if look.problem:
        box = QRectF(top.x() - 8, top.y() - 8, 16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface.card"))
        painter.drawEllipse(box)
        paint_icon(painter, "alert-triangle", box.adjusted(1, 1, -1, -1), theme.color("alarm.mark"))
    elif look.state == "new":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("positive.text"))
        painter.drawEllipse(top, 8.5, 8.5)
        paint_icon(
            painter, "plus", QRectF(top.x() - 6, top.y() - 6, 12, 12), theme.color("surface.card")
        )
    if look.chips:
        _delta_chips(painter, theme, look, rect, zoom)


def _diamond_badge(painter: QPainter, theme: Theme, center: QPointF) -> None:
    color = theme.color("border.strong")
    _diamond(painter, center, 8, theme.color("surface.card"), QPen(color, 1.25))


def _delta_chips(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float
) -> None:
    scale = readable(11, zoom)
    metrics = _metrics("caption", 1.0)
    painter.save()
    painter.translate(rect.right() - (20 if look.bursts else 4), rect.bottom() - 6)
    painter.scale(scale, scale)
    right = 0.0
    for text, good in reversed(look.chips if zoom >= 0.89 else look.chips[:1]):
        tone = "positive" if good else "negative"
        width = metrics.horizontalAdvance(text) + 10
        box = QRectF(right - width, 0, width, 15)
        painter.setPen(QPen(theme.color(f"{tone}.text"), 1))
        painter.setBrush(theme.color(f"{tone}.soft"))
        painter.drawRoundedRect(box, 7.5, 7.5)
        painter.setFont(font("caption"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        right -= width + 3
    painter.restore()


@cache
def _star() -> QPolygonF:
    radii = [10.0 if point % 2 == 0 else 7.8 for point in range(24)]
    angles = [math.pi * point / 12 for point in range(24)]
    return QPolygonF(
        [QPointF(r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
    )


def burst(painter: QPainter, theme: Theme, count: int | None, center: QPointF) -> None:
    """The waste burst: a star of twelve points with the number of wastes and ideas, if any."""
    painter.setPen(QPen(theme.color("valueClass.NVA.mark"), 1))
    painter.setBrush(theme.color("valueClass.NVA.soft"))
    painter.drawPolygon(_star().translated(center))
    if count is None:
        return
    painter.setFont(font("roleChip"))
    painter.setPen(theme.color("valueClass.NVA.text"))
    painter.drawText(
        QRectF(center.x() - 10, center.y() - 10, 20, 20), Qt.AlignmentFlag.AlignCenter, str(count)
    )


def _diamond(painter: QPainter, center: QPointF, half: float, fill: QColor, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(fill)
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


def diamond(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """A bare decision: the diamond with its question at the lower left."""
    color = theme.color("critical.line" if look.critical else "border.strong")
    center = rect.center()
    pen = QPen(color, 2 if look.critical else 1.5)
    _diamond(painter, center, rect.width() / 2 - 1, theme.color("surface.card"), pen)
    if zoom < 0.4:
        return
    painter.setFont(font("section"))
    painter.setPen(theme.color("critical.text" if look.critical else "text.primary"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "?")
    _caption_below(painter, theme, look.title, rect)


def event(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """A start or an end: a circle, thin for a start, thick for an end, with its name below."""
    color = theme.color("critical.line" if look.critical else "border.strong")
    width = 1.5 if look.kind == "start" else 3.0
    size = min(rect.width(), rect.height())
    box = QRectF(0, 0, size, size)
    box.moveCenter(rect.center())
    painter.setPen(QPen(color, width))
    painter.setBrush(theme.color("surface.card"))
    painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    if zoom >= 0.4:
        _caption_below(painter, theme, look.title, rect)


def _caption_below(painter: QPainter, theme: Theme, title: str, rect: QRectF) -> None:
    rows = wrapped(title, "caption", 1.0, 108, 2)
    metrics = _metrics("caption", 1.0)
    for number, row in enumerate(rows):
        x = rect.center().x() - metrics.horizontalAdvance(row) / 2
        at = QPointF(x, rect.bottom() + 11 + number * 13)
        _text(painter, at, row, "caption", theme.color("text.primary"))


def junction(painter: QPainter, theme: Theme, center: QPointF, critical: bool) -> None:
    """The circle with a plus where flows fork or join in parallel."""
    color = theme.color("critical.line" if critical else "border.strong")
    painter.setPen(QPen(color, 2 if critical else 1.5))
    painter.setBrush(theme.color("surface.card"))
    painter.drawEllipse(center, 11, 11)
    painter.drawLine(QLineF(center.x() - 5, center.y(), center.x() + 5, center.y()))
    painter.drawLine(QLineF(center.x(), center.y() - 5, center.x(), center.y() + 5))


def rounded_path(points: tuple[tuple[float, float], ...], radius: float = 8.0) -> QPainterPath:
    """An orthogonal line with rounded corners."""
    path = QPainterPath()
    if not points:
        return path
    path.moveTo(*points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into = QLineF(QPointF(*corner), QPointF(*before))
        out = QLineF(QPointF(*corner), QPointF(*after))
        reach = min(radius, into.length() / 2, out.length() / 2)
        if reach < 0.5:
            path.lineTo(*corner)
            continue
        path.lineTo(into.pointAt(reach / into.length()))
        path.quadTo(QPointF(*corner), out.pointAt(reach / out.length()))
    path.lineTo(*points[-1])
    return path


def flow(
    painter: QPainter,
    theme: Theme,
    look: FlowLook,
    path: QPainterPath,
    points: tuple[tuple[float, float], ...],
    highlighted: bool,
) -> None:
    """A flow's line and arrow head."""
    if len(points) < 2:
        return
    color = theme.color("critical.line" if look.critical else "flow.line")
    width = 3.0 if look.critical else 1.5
    if highlighted:
        color, width = theme.color("accent.base"), max(width, 2.5)
    pen = QPen(color, width)
    if look.kind == "rework":
        pen.setDashPattern([5 / width, 4 / width])
    elif look.kind == "information":
        pen.setDashPattern([1.5 / width, 3.5 / width])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(path)
    length, half = (9.0, 5.0) if look.critical else (7.0, 3.5)
    arrow(painter, QPointF(*points[-2]), QPointF(*points[-1]), length, half, color)


def arrow(
    painter: QPainter, start: QPointF, tip: QPointF, length: float, half: float, color: QColor
) -> None:
    """A filled arrow head whose point touches `tip`."""
    line = QLineF(tip, start)
    if line.length() == 0:
        return
    line.setLength(length)
    across = line.normalVector()
    across.setLength(half)
    offset = across.p2() - across.p1()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([tip, line.p2() + offset, line.p2() - offset]))


PILL_HEIGHT = 18.0
READABLE = 10.6
"""The smallest text on screen, in pixels."""


def readable(size: float, zoom: float) -> float:
    """What text of `size` scene pixels is enlarged by to stay readable at `zoom`."""
    return max(1.0, READABLE / (size * zoom))


def pill_text(look: FlowLook, zoom: float) -> str:
    """All words of a flow where there is room, else its share alone."""
    return look.text if zoom >= 0.89 else look.share


def pill_size(look: FlowLook, zoom: float = 1.0) -> tuple[float, float]:
    """Width and height of a flow's pill, scene pixels."""
    scale = readable(11, zoom)
    icon = 14.0 if look.kind == "rework" else 0.0
    words = _metrics("caption", 1.0).horizontalAdvance(pill_text(look, zoom))
    return (words + 15 + icon) * scale, PILL_HEIGHT * scale


def pill(painter: QPainter, theme: Theme, look: FlowLook, zoom: float) -> None:
    """A flow's answer and probability around the origin; rework carries the repeat icon."""
    text, scale = pill_text(look, zoom), readable(11, zoom)
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
    chosen = QFont(font("caption"))
    chosen.setWeight(QFont.Weight.DemiBold)
    painter.setFont(chosen)
    painter.setPen(ink)
    painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def lane_header(
    painter: QPainter, theme: Theme, look: LaneLook, rect: QRectF, chosen: bool = False
) -> None:
    """A lane's name and load, as much as its height can carry."""
    if chosen:
        painter.fillRect(rect, theme.color("surface.selected"))
    painter.setPen(theme.color("border.subtle"))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    if look.bottleneck:
        edge = QRectF(rect.x(), rect.y(), 3, rect.height())
        painter.fillRect(edge, theme.color("alarm.mark"))
    if rect.height() < 14:
        return
    loaded = look.load is not None and rect.height() >= 46
    room = rect.height() - ((30 if rect.height() >= 76 else 18) if loaded else 4)
    lines = max(1, min(3, int(room // 15)))
    rows = wrapped(look.name or "Unnamed role", "laneName", 1.0, rect.width() - 20, lines)
    tone = "text.tertiary" if look.role is None or not look.name else "text.primary"
    middle = rect.y() + rect.height() / 2 + 4 - 7.5 * (len(rows) - 1)
    top = middle if rect.height() < 46 else rect.y() + 17
    for number, row in enumerate(rows):
        at = QPointF(rect.x() + 10, top + number * 15)
        _text(painter, at, row, "laneName", theme.color(tone))
    if look.load is not None and loaded:
        _load_bar(painter, theme, look.load, rect)


def _load_bar(painter: QPainter, theme: Theme, load: float, rect: QRectF) -> None:
    over = load >= 1
    left = rect.x() + 10
    tall = rect.height() >= 76
    size = rect.width() - (22 if tall else 72 if over else 56)
    bar = QRectF(left, rect.bottom() - (10 if tall else 12), size, 4)
    at = QPointF(left, bar.y() - 6) if tall else QPointF(bar.right() + 7, bar.y() + 6)
    if over:
        icon = QRectF(at.x(), at.y() - 10.5, 12, 12)
        paint_icon(painter, "alert-triangle", icon, theme.color("alarm.mark"))
        at.setX(at.x() + 14)
    color = theme.color("alarm.text" if over else "text.secondary")
    text = units.format_percent(load)
    _text(painter, at, text if tall else text.replace(units.NARROW_SPACE, ""), "caption", color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("border.subtle"))
    painter.drawRoundedRect(bar, 2, 2)
    filled = QRectF(bar)
    filled.setWidth(max(2.0, bar.width() * min(load, LOAD_SCALE_TOP) / LOAD_SCALE_TOP))
    painter.setBrush(theme.color("alarm.mark" if over else "chart.bar"))
    painter.drawRoundedRect(filled, 2, 2)
    tick = bar.x() + bar.width() / LOAD_SCALE_TOP
    painter.fillRect(QRectF(tick, bar.y() - 3, 1, 10), theme.color("text.secondary"))
