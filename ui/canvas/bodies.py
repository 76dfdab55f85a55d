"""What a card stands on: its ground, border and mark of the value class.

Most cards of a map stand on the same, and drawing it takes longer than all that is written on it:
a screen gets it as a picture that is made once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QLineF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from mopsmap.model import ValueClass
from ui.canvas.marks import Heat, StepLook
from ui.canvas.paint import (
    CLASS_TOKEN,
    DETAIL_FROM,
    NORMAL_FROM,
    PROPOSED_DASHES,
    TITLES_FROM,
    class_mark,
    mark_pieces,
)
from ui.look.theme import Theme

RADIUS = 6.0
SHARES = 4
"""A picture is made for each quarter of a pixel that a card may begin at."""
EDGE = 1
"""Pixels around a card in its picture."""
LARGEST = 6_500
"""Pixels of a picture: larger cards are so few that they are drawn."""
KEPT = 200
"""So many pictures at most, or a few megabytes, all of one scale."""


def draw_body(
    painter: QPainter,
    theme: Theme,
    look: StepLook,
    rect: QRectF,
    zoom: float,
    hovered: bool,
    on_screen: bool,
) -> None:
    """Draw the body of a card in the detail of `zoom`."""
    scene, device = painter.worldTransform(), painter.deviceTransform()
    scale, size = device.m11(), rect.size()
    if not on_screen or size.width() * size.height() * scale * scale > LARGEST:
        _draw_body(painter, theme, look, rect, zoom, hovered)
        return
    corner = device.map(rect.topLeft())
    painter.setWorldTransform(device.inverted()[0] * scene)
    stamp_body(painter, theme, look, (corner.x(), corner.y()), size, zoom, scale, hovered)
    painter.setWorldTransform(scene)


def stamp_body(
    painter: QPainter,
    theme: Theme,
    look: StepLook,
    at: tuple[float, float],
    size: QSizeF,
    zoom: float,
    scale: float,
    hovered: bool = False,
) -> None:
    """The same from a picture, with a painter of pixels of which `scale` are one scene pixel."""
    x, right = divmod(round(at[0] * SHARES), SHARES)
    y, down = divmod(round(at[1] * SHARES), SHARES)
    heat, width, height = look.heat, size.width(), size.height()
    key = (
        *(theme, look.state, look.value_class, bool(look.problem), look.critical, hovered),
        heat and (heat.counted, heat.tone, heat.ramp, heat.bin),
        *(width, height, zoom, right, down),
    )
    picture = _pictures_at(scale).get(key)
    if picture is None:
        picture = QPixmap(*(ceil(side * scale) + 2 * EDGE + 1 for side in (width, height)))
        picture.fill(Qt.GlobalColor.transparent)
        inner = QPainter(picture)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner.translate(EDGE + right / SHARES, EDGE + down / SHARES)
        inner.scale(scale, scale)
        _draw_body(inner, theme, look, QRectF(0, 0, width, height), zoom, hovered)
        inner.end()
        _pictures_at(scale)[key] = picture
    painter.drawPixmap(x - EDGE, y - EDGE, picture)


_PICTURES: dict[float, dict[tuple[object, ...], QPixmap]] = {}
"""By scale, of which there is one."""


def _pictures_at(scale: float) -> dict[tuple[object, ...], QPixmap]:
    found = _PICTURES.get(scale)
    if found is None or len(found) >= KEPT:
        _PICTURES.clear()
        found = _PICTURES[scale] = {}
    return found


def speck_color(theme: Theme, look: StepLook) -> QColor:
    """The color of a card so far away that it is a rectangle."""
    if look.heat is not None:
        return heat_colors(theme, look.heat)[0]
    tone = "critical.line" if look.critical else CLASS_TOKEN[look.value_class] + ".mark"
    return theme.color(tone)


def _draw_body(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float, hovered: bool
) -> None:
    if look.state == "removed":
        pen = QPen(theme.color("border.strong"), max(1.0, 1 / zoom))
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        return
    if zoom < TITLES_FROM and look.heat is None and look.state != "proposed":
        _small_body(painter, theme, look, rect, zoom, hovered)
        return
    border, width = _border(theme, look, zoom, hovered)
    inset = width / 2
    edge = rect.adjusted(inset, inset, -inset, -inset)
    if look.heat is not None:
        pen = QPen(border, width)
        if not look.heat.counted:
            pen.setDashPattern([3, 3])
        fill, ink = heat_colors(theme, look.heat)
        painter.setBrush(fill)
        painter.setPen(pen)
        painter.drawRoundedRect(edge, RADIUS, RADIUS)
        if look.heat.tone and zoom >= TITLES_FROM:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(rect.x() + 3, rect.y() + 8, 3, rect.height() - 16), 1, 1)
        return
    if look.state == "proposed":
        pen = QPen(theme.color("accent.base"), max(1.5, 1.5 / zoom))
        pen.setDashPattern(PROPOSED_DASHES)
        painter.setBrush(theme.color("accent.soft"))
        painter.setPen(pen)
        painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), RADIUS, RADIUS)
        return
    ground = theme.color("surface.hover" if hovered else "surface.card")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    marker = 4.0 if zoom >= DETAIL_FROM else 5.0
    clip = QPainterPath()
    clip.addRoundedRect(rect, RADIUS, RADIUS)
    painter.save()
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    class_mark(painter, theme, look.value_class, QRectF(rect.x(), rect.y(), marker, rect.height()))
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, width))
    painter.drawRoundedRect(edge, RADIUS - 0.5, RADIUS - 0.5)
    if zoom >= NORMAL_FROM and not theme.dark and width == 1.0 and not hovered:
        painter.setPen(QPen(theme.color("border.strong"), 1))
        base = edge.bottom()
        painter.drawLine(QLineF(edge.left() + RADIUS, base, edge.right() - RADIUS, base))


def _small_body(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float, hovered: bool
) -> None:
    """Of many cards each says less: one shape, no clipping."""
    kind = look.state == "new", bool(look.problem), look.critical, hovered
    small = _small(theme, look.value_class, kind, rect.width(), rect.height(), zoom)
    painter.translate(rect.topLeft())
    painter.setBrush(small.ground)
    painter.setPen(small.pen)
    painter.drawRoundedRect(small.edge, RADIUS - 0.5, RADIUS - 0.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(small.ink)
    painter.drawRects(small.mark)
    painter.translate(-rect.topLeft())


@dataclass(frozen=True, slots=True)
class Small:
    """A card at the origin too small for words: its shape, and the mark within its border."""

    edge: QRectF
    pen: QPen
    ground: QColor
    mark: list[QRectF]
    ink: QColor


Kind = tuple[bool, bool, bool, bool]
"""Whether a card is new, has a problem, is critical, and is below the pointer."""


@lru_cache(maxsize=500)
def _small(
    theme: Theme,
    value_class: ValueClass | None,
    kind: Kind,
    across: float,
    height: float,
    zoom: float,
) -> Small:
    border, width = _border_of(theme, kind, zoom)
    inset = width / 2
    inside = QRectF(width, width, max(5.0, 2.5 / zoom), height - 2 * width)
    bar = QRectF(0, 0, inside.right(), height)
    return Small(
        QRectF(inset, inset, across - width, height - width),
        QPen(border, width),
        theme.color("surface.hover" if kind[3] else "surface.card"),
        [piece & inside for piece in mark_pieces(value_class, bar) if piece.intersects(inside)],
        theme.color(CLASS_TOKEN[value_class] + ".mark"),
    )


def _border(theme: Theme, look: StepLook, zoom: float, hovered: bool) -> tuple[QColor, float]:
    """Color and width of a card's border."""
    kind = look.state == "new", bool(look.problem), look.critical, hovered
    border, width = _border_of(theme, kind, zoom)
    return border, max(2.0, width) if look.critical and look.heat is not None else width


def _border_of(theme: Theme, kind: Kind, zoom: float) -> tuple[QColor, float]:
    """On screen at least one pixel, two where it says much."""
    new, problem, critical, hovered = kind
    width, least = 1.0, 1.0
    border = theme.color("text.secondary" if hovered else "border.default")
    if new:
        border, width, least = theme.color("positive.text"), 2.0, 2.0
    elif problem:
        border = theme.color("alarm.mark")
    elif critical:
        border, width = theme.color("critical.line"), 1.25
        least = 2.0 if zoom < TITLES_FROM else 1.0
    return border, max(width, least / zoom)


def heat_colors(theme: Theme, heat: Heat) -> tuple[QColor, QColor]:
    """Fill and ink; what has no value has no color either."""
    if heat.tone:
        return theme.color(f"{heat.tone}.soft"), theme.color(f"{heat.tone}.text")
    if heat.bin is None:
        ground = "surface.card" if heat.counted else "surface.canvas"
        return theme.color(ground), theme.color("text.secondary")
    return theme.ramp(heat.ramp)[heat.bin]
