"""What stands beside and above a compared map: its lanes with their loads; its name, lead time and,
over the later one, what the marks of its cards mean and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mopsmap import units
from ui.canvas.marks import LaneLook
from ui.canvas.paint import draw_text as write_line
from ui.canvas.paint import wrapped
from ui.look.lettering import RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, Theme, font, paint_icon

if TYPE_CHECKING:
    from ui.compare.pane import Pane

LEFT, LOAD_ROOM, PITCH = 12.0, 44.0, 14.0
NAMES_FROM, TWO_LINES_FROM = 13.0, 31.0
"""Heights of a lane on screen that carry a line of its name, and two."""


class LaneColumn(QWidget):
    """The names and loads of the lanes at the left of a map."""

    WIDTH = 128

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One lane below the other, as far as they are seen."""
        pane, painter = self._pane, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, scene = pane.appearance.theme, pane.map_scene
        painter.fillRect(self.rect(), theme.color("surface.laneHead"))
        for lane in scene.folding.layout.lanes:
            top = pane.mapFromScene(QPointF(0, lane.top)).y()
            bottom = pane.mapFromScene(QPointF(0, lane.top + lane.height)).y()
            look = scene.lanes.get(lane.role) or scene.other_lanes.get(lane.role)
            if look is not None and bottom > 0 and top < self.height():
                rect = QRectF(0, top, self.width() - 1, bottom - top)
                _draw_lane(painter, theme, look, rect)
        edge = theme.color("border.default")
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), edge)


def _draw_lane(painter: QPainter, theme: Theme, look: LaneLook, rect: QRectF) -> None:
    line = QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1)
    painter.fillRect(line, theme.color("border.subtle"))
    if look.bottleneck:
        edge = QRectF(rect.x(), rect.y(), 3, rect.height() - 1)
        painter.fillRect(edge, theme.color("alarm.mark"))
    if rect.height() < NAMES_FROM:
        return
    two = rect.height() >= TWO_LINES_FROM
    style = "laneName" if two else "caption"
    room = rect.width() - LEFT - (LOAD_ROOM if look.load is not None else 6)
    rows = wrapped(look.name, style, 1.0, room, 2 if two else 1)
    base = rect.center().y() + 4 - PITCH / 2 * (len(rows) - 1)
    ink = theme.color("text.primary" if look.load is not None else "text.secondary")
    for number, row in enumerate(rows):
        write_line(painter, QPointF(LEFT, base + number * PITCH), row, style, ink)
    if look.load is not None:
        over = look.load >= 1
        made = strong("label") if over else font("label")
        tone = theme.color("alarm.text" if over else "text.secondary")
        box = rect.adjusted(0, 0, -8, 0)
        draw_text(painter, box, units.format_percent(look.load), made, tone, RIGHT)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a map is called, its lead time, and how that changed, with the tone of the change."""

    name: str
    figure: str = ""
    change: str = ""
    tone: str = "text.secondary"


@dataclass(frozen=True, slots=True)
class Counted:
    """One entry of the legend: a mark, and how many cards have it."""

    mark: str
    """"ghost", "new", "chip", or the name of an icon."""
    text: str


class MapHead(QWidget):
    """The row above a compared map."""

    HEIGHT = 28

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.heading, self.legend = Heading(""), tuple[Counted, ...]()
        self.setFixedHeight(self.HEIGHT)
        appearance.changed.connect(self.update)

    def show_words(self, heading: Heading, legend: tuple[Counted, ...]) -> None:
        """Say this."""
        if (heading, legend) != (self.heading, self.legend):
            self.heading, self.legend = heading, legend
            words = (heading.name, heading.figure, heading.change, *(c.text for c in legend))
            self.setAccessibleName(", ".join(filter(None, words)))
            self.setToolTip(self.accessibleName())
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(320, self.HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name and lead time at the left, the legend at the right."""
        painter, theme = QPainter(self), self._appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface.panelAlt"))
        for y in (0, self.height() - 1):
            painter.fillRect(QRectF(0, y, self.width(), 1), theme.color("border.default"))
        x = self.width() - 14.0
        for entry in reversed(self.legend):
            x = _draw_counted(painter, theme, entry, x, self.height() / 2)
        box = QRectF(LEFT, 0, max(0.0, x - LEFT - 12), self.height())
        said = self.heading
        for text, made, tone in (
            (said.name, strong("body"), "text.primary"),
            (said.figure, font("body"), "text.secondary"),
            (said.change, strong("body"), said.tone),
        ):
            if box.width() > 24:
                wide = draw_text(painter, box, text, made, theme.color(tone)) if text else -12
                box.setLeft(box.left() + wide + 12)


def _draw_counted(
    painter: QPainter, theme: Theme, entry: Counted, right: float, middle: float
) -> float:
    """Draw an entry that ends at `right`; where the next one may end."""
    made, ink = font("label"), theme.color("text.secondary")
    left = right - text_width(made, entry.text)
    draw_text(painter, QRectF(left, 0, right - left + 1, 2 * middle), entry.text, made, ink)
    mark = QRectF(left - 25, middle - 6, 18, 12)
    if entry.mark == "ghost":
        pen = QPen(theme.color("border.strong"), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(mark, 3, 3)
    elif entry.mark == "new":
        painter.setPen(QPen(theme.color("positive.text"), 2))
        painter.setBrush(theme.color("surface.card"))
        painter.drawRoundedRect(mark, 3, 3)
    elif entry.mark == "chip":
        painter.setPen(QPen(theme.color("positive.text"), 1))
        painter.setBrush(theme.color("positive.soft"))
        painter.drawRoundedRect(mark, 6, 6)
        tone = theme.color("positive.text")
        draw_text(painter, mark, "\u00b1", strong("caption"), tone, Qt.AlignmentFlag.AlignCenter)
    else:
        mark = QRectF(left - 21, middle - 7, 14, 14)
        paint_icon(painter, entry.mark, mark, ink)
    return mark.left() - 16


def lanes_of_both(
    mine: Mapping[str | None, LaneLook], other: Mapping[str | None, LaneLook]
) -> dict[str | None, LaneLook]:
    """The names of lanes that only the other map has."""
    return {
        role: LaneLook(role, look.name, None, False)
        for role, look in other.items()
        if role not in mine
    }
