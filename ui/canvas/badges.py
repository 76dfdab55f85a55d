"""What a card carries on its edge: change chips, waste burst, signs of kind, problem and news."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.canvas.marks import Chip, StepLook
from ui.canvas.paint import (
    DETAIL_FROM,
    FIGURES_FROM,
    NORMAL_FROM,
    READABLE,
    TITLES_FROM,
    draw_diamond,
    readable,
)
from ui.look.lettering import text_width, write, write_centered
from ui.look.theme import Theme, font, paint_icon

CHIP_HEIGHT, CHIP_ICON, CHIP_PAD, CHIP_GAP = 14.0, 9.0, 3.5, 2.0
"""Of a chip at 100 %."""
MARK_ROOM = 8.0
"""What the mark of the value class takes of a card's width."""
ONE_LARGER = 11 / 10.5
"""Fonts come in whole pixels, and ten would be too small."""
ON_CORNER = 3.0
"""The waste burst stands so far left of and above the bottom right corner."""
BADGE_CLEAR = 7.0
"""How far badges may hang over the edge: the next lane begins there, and labels keep from it."""
DETAIL_SIZE = 0.62
"""Of chips and bursts on cards that say everything in words."""


@dataclass(frozen=True, slots=True)
class PlacedChip:
    """A chip, the rectangle it takes, and which parts of it fit."""

    chip: Chip
    box: QRectF
    icon: bool = True
    words: bool = True


@dataclass(frozen=True, slots=True)
class Burst:
    """Where the waste burst stands and its size, 1 at 100 %."""

    center: QPointF
    size: float

    @property
    def box(self) -> QRectF:
        """The ground it covers."""
        reach = 10 * self.size
        return QRectF(self.center.x() - reach, self.center.y() - reach, 2 * reach, 2 * reach)


def chip_scale(zoom: float) -> float:
    """Size of the chips at a zoom, 1 at 100 %."""
    return DETAIL_SIZE if zoom >= DETAIL_FROM else readable(11, zoom)


def chip_rise(zoom: float) -> float:
    """How far above the bottom edge of their card the chips begin, scene pixels.

    They hang over the edge, below the figures. Cards without figures keep them inside, where lines
    and labels beside the card are no closer than to any other.
    """
    if zoom >= NORMAL_FROM:
        return 6.0 if zoom < DETAIL_FROM else 2.0
    return 9.0 if zoom >= FIGURES_FROM else CHIP_HEIGHT * chip_scale(zoom) + 4


def chips_shown(look: StepLook, zoom: float) -> bool:
    """Whether a card says what changed: not under an overlay, nor where it says only a number."""
    return bool(look.chips) and look.heat is None and zoom >= TITLES_FROM


def burst_of(look: StepLook, rect: QRectF, zoom: float) -> Burst | None:
    """The waste burst on the bottom right corner."""
    if not look.bursts or zoom < TITLES_FROM or look.heat is not None:
        return None
    # Far away the number stays readable, and the star grows inwards as much as it needs: beside the
    # card lines join at half of a usual gap.
    size = DETAIL_SIZE if zoom >= DETAIL_FROM else max(1.0, READABLE / zoom / 13)
    aside = max(ON_CORNER, 10 * size - BADGE_CLEAR)
    return Burst(rect.bottomRight() - QPointF(aside, aside), size)


def chips_of(look: StepLook, rect: QRectF, zoom: float) -> tuple[PlacedChip, ...]:
    """The chips that fit on a card, right of its value mark and clear of its burst.

    Both where there is room for both, else the first, which has the larger effect; shortened to
    its words or its icon where the card is too small for it.
    """
    if not chips_shown(look, zoom):
        return ()
    scale, left, right = chip_scale(zoom), rect.x() + MARK_ROOM, rect.right() - 1
    top, inside = rect.bottom() - chip_rise(zoom), zoom < FIGURES_FROM
    burst = burst_of(look, rect, zoom)
    if burst is not None:
        right = burst.box.left() - 1
    chips = look.chips[:1] if inside else look.chips[:2]
    sizes = [chip_width(chip) * scale for chip in chips]
    while len(sizes) > 1 and sum(sizes) + CHIP_GAP * scale > right - left:
        sizes.pop()
    icon = words = True
    if sizes[0] > right - left:
        words = chip_width(chips[0], icon=False) * scale <= right - left
        icon = not words
        sizes[0] = chip_width(chips[0], icon, words) * scale
    x, found = left, []
    for chip, size in zip(chips, sizes, strict=False):
        found.append(PlacedChip(chip, QRectF(x, top, size, CHIP_HEIGHT * scale), icon, words))
        x += size + CHIP_GAP * scale
    return tuple(found)


def chip_width(chip: Chip, icon: bool = True, words: bool = True) -> float:
    """Width of a chip with its icon, its words or both, at 100 %."""
    inner = (CHIP_ICON if icon else 0.0) + (text_width(font("caption"), chip.text) if words else 0)
    return inner + 2 * CHIP_PAD + (1 if words else -1)


def draw_badges(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """All that the card carries on its edge at this zoom."""
    draw_chips(painter, theme, chips_of(look, rect, zoom), chip_scale(zoom))
    burst = burst_of(look, rect, zoom)
    if burst is not None:
        draw_burst(painter, theme, look.bursts, burst, zoom)
    draw_signs(painter, theme, look, rect, zoom)


def draw_signs(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """News, problem and kind around the top right corner."""
    painter.save()
    painter.translate(rect.topRight())
    size = DETAIL_SIZE if zoom >= DETAIL_FROM else 1.0
    painter.scale(size, size)
    _draw_signs(painter, theme, look)
    painter.restore()


def sign_room(look: StepLook) -> float:
    """What news and a problem take of the first line of the title."""
    signs = (look.state == "new") + bool(look.problem)
    return 8.0 + 18 * (signs - 1) if signs else 0.0


def _draw_signs(painter: QPainter, theme: Theme, look: StepLook) -> None:
    """The same with that corner as the origin."""
    if look.kind == "decision":
        pen = QPen(theme.color("border.strong"), 1.25)
        marks = (look.state == "new") + bool(look.problem)
        at = QPointF(-(3 + 18 * marks if marks else 14), 0)
        draw_diamond(painter, at, 8, theme.color("surface.card"), pen)
    left = -2.0
    if look.state == "new":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("positive.text"))
        painter.drawEllipse(QPointF(left, 2), 8.5, 8.5)
        sign = QRectF(left - 6, -4, 12, 12)
        paint_icon(painter, "plus", sign, theme.color("surface.card"))
        left -= 18
    if look.problem:
        box = QRectF(left - 8, -6, 16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface.card"))
        painter.drawEllipse(box)
        paint_icon(painter, "alert-triangle", box.adjusted(1, 1, -1, -1), theme.color("alarm.mark"))


def draw_chips(painter: QPainter, theme: Theme, chips: Sequence[PlacedChip], scale: float) -> None:
    """The icon of the figure and the difference with its sign."""
    for placed in chips:
        tone = "positive" if placed.chip.better else "negative"
        ink = theme.color(f"{tone}.text")
        painter.save()
        painter.translate(placed.box.topLeft())
        painter.scale(scale, scale)
        box = QRectF(0, 0, placed.box.width() / scale, CHIP_HEIGHT)
        painter.setPen(QPen(ink, 1))
        painter.setBrush(theme.color(f"{tone}.soft"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6.5, 6.5)
        x = CHIP_PAD
        if placed.icon:
            paint_icon(painter, placed.chip.icon, QRectF(x, 2.5, CHIP_ICON, CHIP_ICON), ink)
            x += CHIP_ICON
        if placed.words:
            write(painter, QPointF(x + 0.5, 11.0), placed.chip.text, font("caption"), ink)
        painter.restore()


@cache
def _star() -> QPolygonF:
    radii = [10.0 if point % 2 == 0 else 7.8 for point in range(24)]
    angles = [math.pi * point / 12 for point in range(24)]
    return QPolygonF(
        [QPointF(r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
    )


def draw_burst(painter: QPainter, theme: Theme, count: int, burst: Burst, zoom: float) -> None:
    """A star of twelve points with the number of wastes and ideas."""
    painter.save()
    painter.translate(burst.center)
    painter.scale(burst.size, burst.size)
    painter.setPen(QPen(theme.color("valueClass.NVA.mark"), 1))
    painter.setBrush(theme.color("valueClass.NVA.soft"))
    painter.drawPolygon(_star())
    made = font("roleChip", max(ONE_LARGER, READABLE / zoom / burst.size / 10.5))
    ink = theme.color("valueClass.NVA.text")
    write_centered(painter, QRectF(-10, -10, 20, 20), str(count), made, ink)
    painter.restore()
