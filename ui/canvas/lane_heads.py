"""How the headers of the lanes are drawn: in one style per view, so that loads can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from mopsmap import units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.layout import Lane
from ui.canvas.marks import LaneLook
from ui.canvas.overlay import LaneSum
from ui.canvas.paint import draw_text, wrapped
from ui.look.lettering import RIGHT, elided
from ui.look.lettering import draw_text as draw_line
from ui.look.theme import Theme, font, paint_icon

LEFT_EDGE, RIGHT_EDGE = 10.0, 8.0
LINE = 14.0
"""The lowest header that can carry a line of text, screen pixels."""
PITCH = 14.0
"""From line to line of a name."""
LOAD_SCALE_TOP = 1.2
"""A load bar ends at 120 %, with a tick at 100 %."""
ICON = 12.0
UNNAMED_ROLE = _("Unnamed role")
PERCENT_ROOM = 53.0
"""Of a load beside its bar, with the triangle of one that is too high."""


@dataclass(frozen=True, slots=True)
class Head:
    """A lane's header on screen; `busy` where steps stand in the lane."""

    look: LaneLook
    rect: QRectF
    busy: bool


def heads_of(
    lanes: Sequence[tuple[Lane, QRectF]],
    looks: Mapping[str | None, LaneLook],
    busy: Collection[str | None],
) -> list[Head]:
    """The headers of lanes with their rectangles; `busy` are the roles that have steps."""
    return [
        Head(looks.get(lane.role) or LaneLook(lane.role, "", None, False), rect, lane.role in busy)
        for lane, rect in lanes
    ]


@dataclass(frozen=True, slots=True)
class HeadStyle:
    """What headers of at least `height` show: lines of the name, their font, where the load is."""

    height: float
    lines: int
    font: str
    load: Literal["", "beside", "above"] = ""
    """Beside or above its bar, which stands at the bottom; a triangle alone where there is none."""
    first: float = 0.0
    """Base of the first line from the top; 0 where the name stands in the middle."""


_STYLES = (
    HeadStyle(76, 3, "laneName", "above"),
    HeadStyle(46, 2, "laneName", "beside"),
    HeadStyle(2 * PITCH + 3, 2, "laneName"),
    HeadStyle(LINE, 1, "caption"),
    HeadStyle(0, 0, "caption"),
)


def head_style(lowest: float) -> HeadStyle:
    """The style of a view whose lowest lane with steps has this height, screen pixels.

    >>> [head_style(height).load for height in (96.0, 58.0, 40.0)]
    ['above', 'beside', '']
    """
    style = next(style for style in _STYLES if lowest >= style.height)
    return replace(style, first=min(16.0, lowest - 33)) if style.load else style


def style_of(heads: Sequence[Head]) -> HeadStyle:
    """The one style that all headers of a view are drawn in."""
    counted = [h for h in heads if h.busy] or heads
    return head_style(min((h.rect.height() for h in counted), default=0.0))


def draw_heads(
    painter: QPainter,
    theme: Theme,
    heads: Sequence[Head],
    chosen: str | None = None,
    seen: float = inf,
) -> None:
    """Names and loads of lanes, as far down as is `seen`; `chosen` is the role selected.

    A lane too flat for the style of the view has its name alone, in a quiet line. Where that does
    not fit either, neighbors say together how many they are.
    """
    style = style_of(heads)
    for run in _runs(heads):
        if run[-1].rect.bottom() < 0 or run[0].rect.y() > seen:
            continue
        for head in run:
            _ground(painter, theme, head, head.look.role is not None and head.look.role == chosen)
        box = run[0].rect.united(run[-1].rect)
        painter.fillRect(
            QRectF(box.x(), box.bottom(), box.width(), 1), theme.color("border.subtle")
        )
        if not style.lines or box.height() < LINE:
            continue
        if len(run) > 1:
            _quiet(painter, theme, counted(len(run), "{n} empty lane", "{n} empty lanes"), box)
        elif run[0].rect.height() < style.height:
            _quiet(painter, theme, _name(run[0].look), box)
        else:
            _draw_head(painter, theme, style, run[0])


def _runs(heads: Sequence[Head]) -> Iterator[list[Head]]:
    """Each header by itself; neighbors without steps that are too low for text together."""
    run: list[Head] = []
    for head in heads:
        low = not head.busy and head.rect.height() < LINE
        if run and not low:
            yield run
            run = []
        run.append(head)
        if not low:
            yield run
            run = []
    if run:
        yield run


def _name(look: LaneLook) -> str:
    return look.name or UNNAMED_ROLE


def _over(look: LaneLook) -> bool:
    return look.load is not None and look.load >= 1


def _ground(painter: QPainter, theme: Theme, head: Head, chosen: bool) -> None:
    if chosen:
        painter.fillRect(head.rect, theme.color("surface.selected"))
    if head.look.bottleneck:
        edge = QRectF(head.rect.x(), head.rect.y(), 3, head.rect.height())
        painter.fillRect(edge, theme.color("alarm.mark"))


def _quiet(painter: QPainter, theme: Theme, text: str, rect: QRectF) -> None:
    box = rect.adjusted(LEFT_EDGE, 0, -4, 0)
    draw_line(painter, box, text, font("caption"), theme.color("text.tertiary"))


def _draw_head(painter: QPainter, theme: Theme, style: HeadStyle, head: Head) -> None:
    look, rect = head.look, head.rect
    warns = _over(look) and not style.load
    width = rect.width() - LEFT_EDGE - (RIGHT_EDGE + ICON + 2 if warns else 4)
    if style.lines == 1:
        rows: tuple[str, ...] = (elided(font(style.font), _name(look), width),)
    else:
        rows = wrapped(_name(look), style.font, 1.0, width, style.lines)
    unknown = look.role is None or not look.name
    ink = theme.color("text.tertiary" if unknown else "text.primary")
    middle = rect.center().y() + 4 - PITCH / 2 * (len(rows) - 1)
    base = rect.y() + style.first if style.first else middle
    for number, row in enumerate(rows):
        at = QPointF(rect.x() + LEFT_EDGE, base + number * PITCH)
        draw_text(painter, at, row, style.font, ink)
    if warns:
        x = rect.right() - RIGHT_EDGE - ICON
        _triangle(painter, theme, QPointF(x, rect.center().y()))
    if style.load and look.total is not None:
        _draw_total(painter, theme, look.total, rect, above=style.load == "above")
    elif look.load is not None and style.load:
        _draw_load(painter, theme, look.load, rect, above=style.load == "above")


def load_bar(rect: QRectF, above: bool) -> QRectF:
    """Where the bar of a lane's load stands in its header: at the same place in all of a view."""
    room = RIGHT_EDGE + (2 if above else PERCENT_ROOM)
    width = rect.width() - LEFT_EDGE - room
    return QRectF(rect.x() + LEFT_EDGE, rect.bottom() - (10 if above else 11), width, 4)


def _draw_load(painter: QPainter, theme: Theme, load: float, rect: QRectF, above: bool) -> None:
    over = load >= 1
    bar, text = load_bar(rect, above), units.format_percent(load)
    color = theme.color("alarm.text" if over else "text.secondary")
    if above:
        row = QRectF(bar.x(), bar.y() - 17, rect.width(), 14)
        if over:
            _triangle(painter, theme, QPointF(row.x(), row.center().y()))
            row.setLeft(row.x() + ICON + 2)
        draw_line(painter, row, text, font("caption"), color)
    else:
        row = QRectF(bar.right(), bar.center().y() - 7, rect.right() - RIGHT_EDGE - bar.right(), 14)
        width = draw_line(painter, row, text, font("caption"), color, RIGHT)
        if over:
            x = row.right() - width - ICON - 2
            _triangle(painter, theme, QPointF(x, row.center().y()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("border.subtle"))
    painter.drawRoundedRect(bar, 2, 2)
    filled = QRectF(bar)
    filled.setWidth(max(2.0, bar.width() * min(load, LOAD_SCALE_TOP) / LOAD_SCALE_TOP))
    painter.setBrush(theme.color("alarm.mark" if over else "chart.bar"))
    painter.drawRoundedRect(filled, 2, 2)
    tick = bar.x() + bar.width() / LOAD_SCALE_TOP
    painter.fillRect(QRectF(tick, bar.y() - 3, 1, 10), theme.color("text.secondary"))


def _draw_total(painter: QPainter, theme: Theme, total: LaneSum, rect: QRectF, above: bool) -> None:
    """What the lane's steps come to, over a bar that is full in the largest lane."""
    bar = load_bar(rect, above=True)
    row = QRectF(bar.x(), bar.y() - (17 if above else 6), rect.width() - LEFT_EDGE, 14)
    draw_line(painter, row, total.text, font("caption"), theme.color("text.secondary"))
    if not above:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("border.subtle"))
    painter.drawRoundedRect(bar, 2, 2)
    filled = QRectF(bar)
    filled.setWidth(max(2.0, bar.width() * total.part))
    painter.setBrush(theme.ramp(total.ramp)[4][0])
    painter.drawRoundedRect(filled, 2, 2)


def _triangle(painter: QPainter, theme: Theme, middle: QPointF) -> None:
    """The sign of a load too high; `middle` is the middle of its left side."""
    box = QRectF(middle.x(), middle.y() - ICON / 2, ICON, ICON)
    paint_icon(painter, "alert-triangle", box, theme.color("alarm.mark"))
