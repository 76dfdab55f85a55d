"""How a flat card is drawn, of which many lanes find room: a line of title, one of figures."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from mopsmap.model import UNNAMED
from ui.canvas.badges import (
    CHIP_GAP,
    CHIP_HEIGHT,
    MARK_ROOM,
    PlacedChip,
    chip_width,
    draw_chips,
    draw_signs,
)
from ui.canvas.bodies import draw_body, speck_color
from ui.canvas.cards import (
    METRIC_ICON,
    chip_room,
    draw_chip,
    draw_metric,
    draw_rows,
    draw_small,
    title_color,
)
from ui.canvas.marks import StepLook
from ui.canvas.paint import FAR, TITLES_FROM, draw_text, readable
from ui.look.lettering import elided, text_width
from ui.look.theme import Theme, font, paint_icon

LEFT, RIGHT = 10.0, 4.0
EDGE = 3.0
"""Above the title and below the figures."""
BETWEEN = 7.0
"""From one figure to the next."""
ORIGIN = 12.0
"""The icon of a step that came from several."""
FIGURES_FROM = 0.9
"""From this zoom on there is room for both lines."""


def flat_card(
    painter: QPainter,
    theme: Theme,
    look: StepLook,
    rect: QRectF,
    zoom: float,
    hovered: bool = False,
    on_screen: bool = False,
) -> None:
    """A flat card with as much detail as its size on screen (`zoom`) can carry."""
    if zoom < FAR:
        painter.fillRect(rect, speck_color(theme, look))
        return
    draw_body(painter, theme, look, rect, zoom, hovered, on_screen)
    if zoom < TITLES_FROM:
        if look.state != "removed":
            draw_small(painter, theme, look, rect, zoom)
        return
    figures = zoom >= FIGURES_FROM
    _title(painter, theme, look, rect, zoom, alone=not figures)
    if figures:
        _second_line(painter, theme, look, rect, zoom)
    if look.state != "removed":
        draw_signs(painter, theme, look, rect, zoom)


def _title(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float, alone: bool
) -> None:
    scale = readable(12, zoom)
    title = elided(font("cardTitle", scale), look.title or UNNAMED, title_room(look, rect))
    base = rect.center().y() + 4.2 * scale if alone else rect.y() + EDGE + 11.2 * scale
    removed = look.state == "removed"
    ink = theme.color("text.secondary") if removed else title_color(theme, look)
    painter.setPen(ink)
    draw_rows(painter, (title,), scale, QPointF(rect.x() + LEFT, base), 0, ink, struck=removed)


def title_room(look: StepLook, rect: QRectF) -> float:
    """The width of the title: the signs on the upper edge stand at its end."""
    marks = (look.state == "new") + bool(look.problem)
    if look.kind == "decision":
        return rect.width() - LEFT - (13 + 18 * marks if marks else 24)
    return rect.width() - LEFT - (12 if marks else RIGHT)


def _second_line(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float
) -> None:
    """What changed, else wait and process time; of a step that is gone, what took it away."""
    scale, left = readable(11, zoom), rect.x() + LEFT
    middle = rect.bottom() - EDGE - 7 * scale
    if look.state == "removed":
        room = rect.width() - LEFT - RIGHT
        words = elided(font("cardMetric", scale), look.tools, room)
        ink, at = theme.color("text.secondary"), QPointF(left, middle + 4 * scale)
        draw_text(painter, at, words, "cardMetric", ink, scale)
    elif look.chips:
        draw_chips(painter, theme, _chips(look, rect, middle, scale), scale)
    elif look.kind not in ("start", "end"):
        alarm = "alarm.text" if look.missing else "text.secondary"
        end = rect.right() - RIGHT
        if look.origin:
            side = ORIGIN * scale
            box = QRectF(end - side, middle - side / 2, side, side)
            paint_icon(painter, look.origin, box, theme.color("text.secondary"))
            end -= side
        if look.away:
            width = chip_room(look.away)
            draw_chip(painter, theme, look.away, QRectF(end - width, middle - 7, width, 14))
            end -= width + CHIP_GAP
        for icon, text, tone in (
            ("hourglass-low", look.wait, "text.secondary"),
            ("clock", look.process, alarm),
        ):
            width = METRIC_ICON * scale + text_width(font("cardMetric", scale), text)
            if left + width <= end:
                draw_metric(painter, theme, icon, text, left, middle, scale, tone)
                left += width + BETWEEN


def _chips(look: StepLook, rect: QRectF, middle: float, scale: float) -> list[PlacedChip]:
    """The chips that fit side by side, the first one at least by its words."""
    x = rect.x() + MARK_ROOM
    found: list[PlacedChip] = []
    height, end = CHIP_HEIGHT * scale, rect.right() - 2
    for chip in look.chips:
        icon = x + chip_width(chip) * scale <= end
        width = chip_width(chip, icon) * scale
        if found and x + width > end:
            break
        found.append(PlacedChip(chip, QRectF(x, middle - height / 2, width, height), icon))
        x += width + CHIP_GAP * scale
    return found
