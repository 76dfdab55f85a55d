"""How a step card is drawn: as much of it as can be read at the size it has on screen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from mopsmap.language import translated as _
from mopsmap.model import UNNAMED
from ui.canvas.badges import ONE_LARGER, burst_of, chip_rise, chips_shown, draw_badges, sign_room
from ui.canvas.bodies import draw_body, heat_colors, speck_color
from ui.canvas.marks import Heat, StepLook
from ui.canvas.notes import draw_tag
from ui.canvas.paint import (
    DETAIL_FROM,
    ELLIPSIS,
    FAR,
    FIGURES_FROM,
    NORMAL_FROM,
    READABLE,
    SMALL_IN_DETAIL,
    TITLES_FROM,
    draw_text,
    readable,
    wrapped,
)
from ui.look.lettering import text_width, write_centered
from ui.look.theme import Theme, font, paint_icon

NUMBER_SIZE = 14.0
"""Of the number on a card too small for words, screen pixels."""


def card(
    painter: QPainter,
    theme: Theme,
    look: StepLook,
    rect: QRectF,
    zoom: float,
    hovered: bool = False,
    on_screen: bool = False,
) -> None:
    """A step card with as much detail as its size on screen (`zoom`) can carry."""
    if zoom < FAR:
        painter.fillRect(rect, speck_color(theme, look))
        return
    draw_body(painter, theme, look, rect, zoom, hovered, on_screen)
    if look.state == "removed":
        if zoom >= TITLES_FROM:
            _card_removed(painter, theme, look, rect, zoom)
        return
    if zoom < TITLES_FROM:
        draw_small(painter, theme, look, rect, zoom)
    elif look.heat is not None:
        _card_heat(painter, theme, look, look.heat, rect, zoom)
    elif zoom < FIGURES_FROM:
        _card_title(painter, theme, look, rect, zoom)
    elif zoom < NORMAL_FROM:
        _card_times(painter, theme, look, rect, zoom)
    elif zoom < DETAIL_FROM:
        _card_normal(painter, theme, look, rect)
    else:
        _card_detail(painter, theme, look, rect)
    if zoom >= TITLES_FROM:
        draw_badges(painter, theme, look, rect, zoom)
        draw_tag(painter, theme, look, rect, zoom)


def _title_rows(
    look: StepLook, width: float, lines: int, zoom: float, taken: tuple[float, ...] = ()
) -> tuple[tuple[str, ...], float]:
    """The title in at most so many lines and its scale: a little smaller where it fits only so."""
    text = look.title or UNNAMED
    scale = readable(12, zoom)
    rows = wrapped(text, "cardTitle", scale, width, lines, taken)
    smaller = readable(11, zoom) * 11 / 12
    if rows[-1].endswith(ELLIPSIS) and smaller < scale:
        tight = wrapped(text, "cardTitle", smaller, width, lines, taken)
        if not tight[-1].endswith(ELLIPSIS):
            return tight, smaller
    return rows, scale


def draw_rows(
    painter: QPainter,
    rows: tuple[str, ...],
    scale: float,
    at: QPointF,
    pitch: float,
    color: QColor,
    struck: bool = False,
) -> None:
    """Lines of a title, the first on the base point `at`."""
    for number, row in enumerate(rows):
        base = at + QPointF(0, number * pitch)
        draw_text(painter, base, row, "cardTitle", color, scale)
        if struck:
            width = text_width(font("cardTitle", scale), row)
            y = base.y() - 4 * scale
            painter.drawLine(QLineF(base.x(), y, base.x() + width, y))


def title_color(theme: Theme, look: StepLook) -> QColor:
    """The ink of a title, paler where there is none yet."""
    return theme.color("text.primary" if look.title else "text.tertiary")


def small_words(
    theme: Theme, look: StepLook, card: QSizeF, zoom: float, scale: float
) -> tuple[str, QFont, QColor, float] | None:
    """What a card too small for its title says in its middle, the font and the color of it, and how
    far to the right; None where nothing fits. In pixels of which `scale` are one scene pixel."""
    heat, width, height = look.heat, card.width(), card.height()
    if height * zoom < READABLE:
        return None
    size = round(min(NUMBER_SIZE / zoom, 0.86 * height) * scale)
    if heat is None:
        number = str(look.number) if look.number else ""
        made = _fitting(number, size, int((width - 11) * scale), True)
        ink, aside = theme.color("text.primary"), 2.5 * scale
        return (number, made, ink, aside) if made is not None else None
    if not heat.counted:
        size = round(readable(12, zoom) * 12 * scale)
    room = int((width - max(6.0, 4.0 / zoom)) * scale)  # 2 pixels of the screen at either side
    made = _fitting(heat.text, size, room, bool(heat.tone))
    return (heat.text, made, heat_colors(theme, heat)[1], 0.0) if made is not None else None


@lru_cache(maxsize=20_000)
def _fitting(text: str, size: int, room: int, smaller: bool) -> QFont | None:
    """The font of a text that is of one size on screen; for narrow cards it may be less, as long
    as it can be read, or any size that is `smaller`."""
    made = font("kpi", size / 20)
    part = room / max(1.0, text_width(made, text))
    if not text or part >= 1:
        return made if text else None
    less = max(1, int(size * part))
    return font("kpi", less / 20) if smaller or less >= READABLE else None


def draw_small(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """The words of a card too small for its title."""
    words = small_words(theme, look, rect.size(), zoom, zoom)
    if words is not None:
        text, made, ink, aside = words
        painter.save()
        painter.translate(rect.center())
        painter.scale(1 / zoom, 1 / zoom)
        write_centered(painter, QPointF(aside, 0), text, made, ink)
        painter.restore()


def _card_title(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """Three lines of title, or two over what changed."""
    changed = chips_shown(look, zoom)
    beside = 14.0 if look.bursts else 0.0
    lines, taken = (2, ()) if changed else (3, (0.0, 0.0, beside))
    rows, scale = _title_rows(look, rect.width() - 12, lines, zoom, taken)
    room = rect.adjusted(0, 0, 0, -chip_rise(zoom) if changed else 0)
    pitch = 14.5 * scale
    top = room.center().y() - pitch * len(rows) / 2 + pitch * 0.76
    at = QPointF(rect.x() + 9, top)
    draw_rows(painter, rows, scale, at, pitch, title_color(theme, look))


def _card_times(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """Two lines of title over process and wait time, each in a line of its own."""
    rows, scale = _title_rows(look, rect.width() - 12, 2, zoom)
    at = QPointF(rect.x() + 9, rect.y() + 4 + 11 * scale)
    draw_rows(painter, rows, scale, at, 14 * scale, title_color(theme, look))
    if look.kind in ("start", "end"):
        return
    size = readable(11, zoom)
    alarm = "alarm.text" if look.missing else "text.secondary"
    bottom = rect.bottom() - (16 if chips_shown(look, zoom) else 9) - 1.5 * size
    draw_metric(
        painter, theme, "clock", look.process, rect.x() + 9, bottom - 13 * size, size, alarm
    )
    draw_metric(painter, theme, "hourglass-low", look.wait, rect.x() + 9, bottom, size)


def _card_removed(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float
) -> None:
    """The title struck out and, where there is room, what removed the step."""
    ink, scale = theme.color("text.secondary"), readable(12, zoom)
    left = rect.x() + 9
    words = wrapped(look.tools, "cardMetric", readable(11, zoom), rect.width() - 12, 1)
    told = bool(words) and rect.height() > 40
    lines = max(1, int((rect.height() - 6 - (18 * scale if told else 0)) / (14 * scale)))
    if rect.height() < 12 * scale:
        return
    if zoom >= DETAIL_FROM:
        scale = SMALL_IN_DETAIL
        rows = wrapped(look.title or UNNAMED, "cardTitle", scale, rect.width() - 14, 2)
    else:
        rows, scale = _title_rows(look, rect.width() - 14, min(2, lines), zoom)
    top = rect.y() + 4 if told else rect.center().y() - 7.5 * scale * len(rows)
    at = QPointF(left, top + 11.5 * scale)
    draw_rows(painter, rows, scale, at, 14 * scale, ink, struck=True)
    if told:
        size = SMALL_IN_DETAIL if zoom >= DETAIL_FROM else readable(11, zoom)
        draw_text(painter, QPointF(left, rect.bottom() - 9), words[0], "cardMetric", ink, size)


def _card_heat(
    painter: QPainter, theme: Theme, look: StepLook, heat: Heat, rect: QRectF, zoom: float
) -> None:
    """The title over the value of the overlay."""
    ink = heat_colors(theme, heat)[1]
    rows, scale = _title_rows(look, rect.width() - 14, 2, zoom)
    at = QPointF(rect.x() + 9, rect.y() + 5 + 11 * scale)
    draw_rows(painter, rows, scale, at, 14 * scale, ink)
    scale = max(0.85, readable(20, zoom)) if heat.counted else readable(12, zoom) * 12 / 20
    box = rect.adjusted(9, 0, -6, -5)
    lines = heat.text.split(", ") if heat.tone else [heat.text]
    if len(lines) > 1:
        scale *= 0.7
    widest = max(text_width(font("kpi", scale), line) for line in lines)
    if heat.tone and widest > box.width() - 2:
        scale *= (box.width() - 2) / widest
    elif widest > box.width() - 2:
        return
    painter.setFont(font("kpi", scale))
    painter.setPen(ink)
    place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(box, place, "\n".join(lines))
    small = readable(11, zoom)
    share = text_width(font("cardMetric", small), heat.share)
    if heat.share and widest + share + 6 <= box.width():
        at = QPointF(box.right() - share, box.bottom() - 3 * small)
        draw_text(painter, at, heat.share, "cardMetric", ink, small)


def _card_normal(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF) -> None:
    signs = sign_room(look)
    taken = signs + (chip_room(look.crew) + 3 if look.crew else 0.0)
    rows, scale = _title_rows(look, rect.width() - 14, 2, 1.0, (taken,))
    at = QPointF(rect.x() + 10, rect.y() + 7 + 11.5)
    draw_rows(painter, rows, scale, at, 15, title_color(theme, look))
    if look.kind not in ("start", "end"):
        _figures(painter, theme, look, rect)
    if look.crew:
        _crew_chip(painter, theme, look.crew, rect.adjusted(0, 0, -signs, 0))


METRIC_ICON = 12.0
"""The icon before a figure and the gap behind it."""
FIGURE_GAP = 3.5
"""The least between two figures of a row, and between a figure and the edge of its card."""
DETAIL_COLUMN = 46.0
"""From the left of a figure to that of the one beside it on a card seen from near."""


def _figures(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF) -> None:
    """Process and wait time over %C&A and cost, in two columns.

    Times too long for one row stand one below the other, in place of %C&A; a cost that has no room
    left is seen from closer.
    """
    second = rect.bottom() - 13.5 - (4 if chips_shown(look, 1.0) else 0)
    first, left, end = second - 15, rect.x() + 9, rect.right() - FIGURE_GAP
    process, wait, quality, cost = (
        text_width(font("cardMetric"), text)
        for text in (look.process, look.wait, look.quality, look.cost)
    )
    least = left + METRIC_ICON + process + FIGURE_GAP
    column = max(least, min(rect.x() + 61, end - METRIC_ICON - wait))
    stacked = column + METRIC_ICON + wait > end
    below = (look.wait, wait) if stacked else (look.quality, quality)
    alarm = "alarm.text" if look.missing else "text.secondary"
    draw_metric(painter, theme, "clock", look.process, left, first, 1.0, alarm)
    if not stacked:
        draw_metric(painter, theme, "hourglass-low", look.wait, column, first)
    if below[0]:
        icon = "hourglass-low" if stacked else "circle-check"
        draw_metric(painter, theme, icon, below[0], left, second)
    burst = burst_of(look, rect, 1.0)
    if burst is not None:
        end = min(end, burst.box.left() + 1)
    free = left + (METRIC_ICON + below[1] + FIGURE_GAP if below[0] else 0.0)
    x = max(free, min(column, end - cost))
    if x + cost <= end:
        ink = theme.color("text.secondary")
        draw_text(painter, QPointF(x, second + 4), look.cost, "cardMetric", ink)


def draw_metric(
    painter: QPainter,
    theme: Theme,
    icon: str,
    text: str,
    x: float,
    middle: float,
    scale: float = 1.0,
    color: str = "text.secondary",
) -> None:
    """A figure behind its icon."""
    side = 11 * scale
    box = QRectF(x, middle - side / 2, side, side)
    paint_icon(painter, icon, box, theme.color("text.secondary"))
    at = QPointF(x + METRIC_ICON * scale, middle + 4 * scale)
    draw_text(painter, at, text, "cardMetric", theme.color(color), scale)


def chip_room(text: str) -> float:
    """The width of a gray chip with a text, in scene pixels."""
    return max(19.0, text_width(font("roleChip", ONE_LARGER), text) + 8)


def _crew_chip(painter: QPainter, theme: Theme, crew: str, rect: QRectF) -> None:
    width = chip_room(crew)
    draw_chip(painter, theme, crew, QRectF(rect.right() - 4 - width, rect.y() + 6, width, 15))


def draw_chip(painter: QPainter, theme: Theme, text: str, box: QRectF) -> None:
    """A gray chip with a text."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("surface.hover"))
    painter.drawRoundedRect(box, 3, 3)
    ink = theme.color("text.secondary")
    write_centered(painter, box, text, font("roleChip", ONE_LARGER), ink)


def _card_detail(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF) -> None:
    half = 0.5
    left, width = rect.x() + 10, rect.width() - 16
    ink, pale = theme.color("text.primary"), theme.color("text.secondary")
    draw_text(painter, QPointF(left, rect.y() + 11), str(look.number), "label", pale, half)
    role = wrapped(look.role, "label", half, width - 16, 1)
    if role:
        x = rect.right() - 6 - text_width(font("label", half), role[0])
        draw_text(painter, QPointF(x, rect.y() + 11), role[0], "label", pale, half)
    rows = wrapped(look.title or UNNAMED, "stepTitle", half, width, 2)
    for number, row in enumerate(rows):
        draw_text(painter, QPointF(left, rect.y() + 22 + number * 10), row, "stepTitle", ink, half)
    if look.kind in ("start", "end"):
        return
    values = (
        (_("Process time"), look.process),
        (_("Wait before"), look.wait),
        ("%C&A", look.quality or "\u2013"),
        (_("Cost"), look.cost or "\u2013"),
    )
    top, pitch, below = (35.0, 18.5, 8.8) if len(rows) == 1 else (41.5, 16.0, 8.0)
    for number, (label, value) in enumerate(values):
        x = left + (number % 2) * DETAIL_COLUMN
        y = rect.y() + top + (number // 2) * pitch
        room = width - DETAIL_COLUMN if number % 2 else DETAIL_COLUMN - FIGURE_GAP
        for said in wrapped(label, "caption", half, room, 1):
            draw_text(painter, QPointF(x, y), said, "caption", pale, half)
        tone = theme.color("alarm.text") if look.missing and number == 0 else ink
        draw_text(painter, QPointF(x, y + below), value, "panelTitle", tone, half)
    crew = _("{n} people").format(n=look.crew) if look.crew else ""
    last = ", ".join(part for part in (crew, look.tools) if part)
    for row in wrapped(last, "caption", half, width - (18 if look.bursts else 8), 1):
        icon = "users" if look.crew else "tools"
        paint_icon(painter, icon, QRectF(left, rect.bottom() - 9.5, 5.5, 5.5), pale)
        draw_text(painter, QPointF(left + 8, rect.bottom() - 4.5), row, "caption", pale, half)
