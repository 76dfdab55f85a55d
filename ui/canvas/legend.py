"""What the colors of an overlay mean: a card over a corner of the canvas, readable from afar, or a
strip along the edge of a narrow one.

It lets the pointer through and gives way to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mopsmap.language import translated as _
from ui.canvas.overlay import Scale
from ui.look.lettering import draw_text, elided, text_width, write
from ui.look.theme import font

if TYPE_CHECKING:
    from ui.canvas.view import MapView

WIDTH, PAD, OUTSIDE = 312, 12, 12
TITLE, SWATCH, ROW = 22, 12, 20
CELL, NEAR, APART = 22, 5, 10
"""In a strip: a color with the gap to the next, words from their color, a range from the next."""
BESIDE = 34
"""From the left of a color to the words beside it."""
LEAST_CANVAS, LEAST_HEIGHT = 2 * WIDTH, 200
"""On a canvas less wide or high than this the card would cover too much: a strip stands there."""
LEAST_STRIP = 160
"""On a canvas less wide than this nothing can be explained."""
FEW = 300
"""In a map of more steps the card looks for no other corner."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of the strip: bins by number or tones by name, with words before and after them."""

    before: str
    swatches: tuple[int | str, ...]
    after: str
    style: str = "caption"


Row = tuple[Entry, ...]


def strip_of(scale: Scale, room: float) -> tuple[Row, ...]:
    """The strip in rows that fit into a width; where it is more than one, only the ends of a scale
    are named."""
    title = Entry(scale.label, (), scale.unit, "section")
    tones = [Entry("", (tone,), text) for tone, text in scale.tones]
    every = [Entry("", (number,), text) for number, text in scale.ranges]
    if scale.ranges and row_width((title, *every, *tones)) > room:
        bins = tuple(number for number, _text in scale.ranges)
        every = [Entry(scale.ranges[0][1], bins, scale.ranges[-1][1])]
    rows: list[Row] = [()]
    for entry in (title, *every, *tones):
        if rows[-1] and row_width((*rows[-1], entry)) > room:
            rows.append(())
        rows[-1] += (entry,)
    return tuple(rows)


def row_width(row: Row) -> float:
    """How wide a row of the strip is."""
    return sum(map(_entry_width, row)) + APART * (len(row) - 1)


def _entry_width(entry: Entry) -> float:
    words = _width_of(font(entry.style), entry.before) + _width_of(font("caption"), entry.after)
    return words + CELL * len(entry.swatches)


def _width_of(name: QFont, text: str) -> float:
    """Of words, with the gap between them and what stands beside them."""
    return text_width(name, text) + NEAR if text else 0.0


class LegendCard(QWidget):
    """The ranges of an overlay under its name; `placed` when it may have found or lost its room."""

    placed = Signal()

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self.scale: Scale | None = None
        self._pointed = False
        self.fits = False
        """Whether there is room to explain the overlay here."""
        self.strip: tuple[Row, ...] = ()
        """The rows of the strip that stands for the card."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        view.map_scene.shown.connect(self.renew)
        view.appearance.changed.connect(self.update)

    def renew(self) -> None:
        """Explain the overlay that lies over the cards of the map now; it fills no blocks."""
        scene = self._view.map_scene
        blocks_alone = bool(scene.blocks.items) and not scene.steps
        scale = None if blocks_alone else scene.scale()
        if scale is self.scale:
            return
        self.scale = scale
        if scale is not None:
            self.setAccessibleName(_("Legend: {scale}").format(scale=scale.spoken))
        self.place()
        self.update()

    def place(self) -> None:
        """Stand in the corner, where there is room; hidden where there is no overlay."""
        area, scale = self._view.viewport().geometry(), self.scale
        larger = self._view.headers.scale
        wide, high = area.width() / larger, area.height() / larger
        self.fits = scale is not None and wide >= LEAST_STRIP
        self.placed.emit()
        if scale is None or not self.fits:
            self.hide()
            return
        small = wide < LEAST_CANVAS or high < LEAST_HEIGHT
        self.strip = strip_of(scale, wide - 2 * OUTSIDE - 2 * PAD) if small else ()
        width, height = self._strip_size() if self.strip else self._card_size(scale)
        self.resize(round(width * larger), round(height * larger))
        self.follow()
        self.setVisible(not self._pointed)

    def _strip_size(self) -> tuple[float, float]:
        return max(map(row_width, self.strip)) + 2 * PAD, ROW * len(self.strip) + 8

    def _card_size(self, scale: Scale) -> tuple[float, float]:
        rows = len(scale.tones) + (0 if self._in_a_row(scale) else len(scale.ranges))
        swatches = SWATCH + 20 if scale.ranges and self._in_a_row(scale) else 0
        return self._width(scale), PAD + TITLE + swatches + ROW * rows + PAD - 4

    def follow(self) -> None:
        """Stand top right, a strip bottom right; or where fewer cards are covered in a map that is
        seen whole."""
        view = self._view
        if self.scale is None or not self.fits:
            return
        inside = view.viewport().geometry().adjusted(OUTSIDE, OUTSIDE, -OUTSIDE, -OUTSIDE)
        left, top = inside.right() + 1 - self.width(), inside.bottom() + 1 - self.height()
        heights = (top, inside.top()) if self.strip else (inside.top(), top)
        corners = [QPoint(x, y) for x in (left, inside.left()) for y in heights]
        placed = list(view.map_scene.folding.layout.steps.values())
        shown = [view.mapFromScene(QPointF(*p.center)) for p in placed[: FEW + 1]]
        if len(placed) > FEW or not all(view.viewport().rect().contains(at) for at in shown):
            self.move(corners[0])
            return
        boxes = [QRectF(p.x, p.y, p.width, p.height) for p in placed]
        on = view.viewport().pos()
        cards = [view.mapFromScene(box).boundingRect().translated(on) for box in boxes]
        self.move(min(corners, key=lambda at: self._covered(at, cards)))

    def _covered(self, at: QPoint, cards: Sequence[QRect]) -> int:
        """How many cards it covers where it stands at a point."""
        box = QRect(at, self.size())
        return sum(box.intersects(card) for card in cards)

    @property
    def _room(self) -> QRectF:
        """The card before it is enlarged as the headers of the lanes are."""
        larger = self._view.headers.scale
        return QRectF(0, 0, self.width() / larger, self.height() / larger)

    def give_way(self, pointer: QPoint | None) -> None:
        """Hide while the pointer, in coordinates of the viewport, is where the card stands."""
        at = None if pointer is None else self._view.viewport().mapTo(self._view, pointer)
        pointed = at is not None and self.geometry().contains(at)
        if pointed != self._pointed:
            self._pointed = pointed
            self.place()

    def _width(self, scale: Scale) -> int:
        """As wide as its words need where they stand below each other."""
        if scale.ranges and self._in_a_row(scale):
            return WIDTH
        words = [text for _tone, text in (*scale.ranges, *scale.tones)]
        widest = max((text_width(font("caption"), text) for text in words), default=0.0)
        title = text_width(font("section"), scale.label)
        if scale.unit:
            title += text_width(font("caption"), scale.unit) + PAD
        return min(WIDTH, round(max(widest + BESIDE, title)) + 2 * PAD + 2)

    def _cell(self, scale: Scale) -> float:
        return (WIDTH - 2 * PAD) / max(1, len(scale.ranges))

    def _in_a_row(self, scale: Scale) -> bool:
        """Whether the ranges fit side by side below their colors."""
        room = self._cell(scale) - 4
        return all(text_width(font("caption"), text) <= room for _bin, text in scale.ranges)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card with the name of the overlay, its ranges and its tones."""
        scale, theme = self.scale, self._view.appearance.theme
        if scale is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._view.headers.scale, self._view.headers.scale)
        painter.setBrush(theme.color("surface.panel"))
        painter.setPen(theme.color("border.default"))
        painter.drawRoundedRect(self._room.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self.strip:
            self._paint_strip(painter, scale)
        else:
            self._paint_card(painter, scale)
        painter.end()

    def _paint_strip(self, painter: QPainter, scale: Scale) -> None:
        theme, colors = self._view.appearance.theme, self._view.appearance.theme.ramp(scale.ramp)
        pale = theme.color("text.secondary")
        for number, row in enumerate(self.strip):
            x, base = float(PAD), 4 + ROW * number + 14.0
            for entry in row:
                ink = pale if entry.swatches else theme.color("text.primary")
                name = font(entry.style)
                write(painter, QPointF(x, base), entry.before, name, ink)
                x += _width_of(name, entry.before)
                for swatch in entry.swatches:
                    fill, edge = (
                        (colors[swatch][0], theme.color("border.default"))
                        if isinstance(swatch, int)
                        else (theme.color(f"{swatch}.soft"), theme.color(f"{swatch}.text"))
                    )
                    painter.setPen(edge)
                    painter.setBrush(fill)
                    painter.drawRoundedRect(QRectF(x + 0.5, base - 9.5, CELL - 3, SWATCH - 1), 2, 2)
                    x += CELL
                write(painter, QPointF(x + NEAR - 2, base), entry.after, font("caption"), pale)
                x += _width_of(font("caption"), entry.after) + APART

    def _paint_card(self, painter: QPainter, scale: Scale) -> None:
        theme = self._view.appearance.theme
        unit = text_width(font("caption"), scale.unit)
        right, base = self._room.width() - PAD, PAD + 11
        title = elided(font("section"), scale.label, right - PAD - (unit + PAD if unit else 0))
        write(painter, QPointF(PAD, base), title, font("section"), theme.color("text.primary"))
        at, pale = QPointF(right - unit, base), theme.color("text.secondary")
        write(painter, at, scale.unit, font("caption"), pale)
        top = float(PAD + TITLE)
        colors = theme.ramp(scale.ramp)
        if self._in_a_row(scale):
            top = self._paint_row(painter, scale, top)
        else:
            for number, text in scale.ranges:
                self._paint_line(
                    painter, colors[number][0], theme.color("border.default"), text, top
                )
                top += ROW
        for tone, text in scale.tones:
            fill, edge = theme.color(f"{tone}.soft"), theme.color(f"{tone}.text")
            self._paint_line(painter, fill, edge, text, top)
            top += ROW

    def _paint_row(self, painter: QPainter, scale: Scale, top: float) -> float:
        theme, cell = self._view.appearance.theme, self._cell(scale)
        colors = theme.ramp(scale.ramp)
        for place, (number, text) in enumerate(scale.ranges):
            left = PAD + place * cell
            painter.setPen(theme.color("border.default"))
            painter.setBrush(colors[number][0])
            painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, cell - 3, SWATCH - 1), 2, 2)
            width = text_width(font("caption"), text)
            at = QPointF(left + (cell - 2 - width) / 2, top + SWATCH + 14)
            write(painter, at, text, font("caption"), theme.color("text.secondary"))
        return top + SWATCH + 20 if scale.ranges else top

    def _paint_line(
        self, painter: QPainter, fill: QColor, edge: QColor, text: str, top: float
    ) -> None:
        painter.setPen(edge)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(PAD + 0.5, top + 2.5, 24, SWATCH), 2, 2)
        room = QRectF(PAD + BESIDE, top, self._room.width() - 2 * PAD - BESIDE, 17)
        draw_text(
            painter,
            room,
            text,
            font("caption"),
            self._view.appearance.theme.color("text.secondary"),
        )
