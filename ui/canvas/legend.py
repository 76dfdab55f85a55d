"""What the colors of an overlay mean: a card over a corner of the canvas, readable from afar.

It lets the pointer through and gives way to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mopsmap.language import translated as _
from ui.canvas.overlay import Scale
from ui.look.lettering import draw_text, elided, text_width, write
from ui.look.theme import font

if TYPE_CHECKING:
    from ui.canvas.view import MapView

WIDTH, PAD, OUTSIDE = 312, 12, 12
TITLE, SWATCH, ROW = 22, 12, 20
BESIDE = 34
"""From the left of a color to the words beside it."""
LEAST_CANVAS = 2 * WIDTH
"""On a canvas less wide than this the card would cover too much."""
FEW = 300
"""In a map of more steps the card looks for no other corner."""


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
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        view.map_scene.shown.connect(self.renew)
        view.appearance.changed.connect(self.update)

    def renew(self) -> None:
        """Explain the overlay that lies over the map now."""
        scale = self._view.map_scene.scale()
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
        self.fits = scale is not None and area.width() >= LEAST_CANVAS * larger
        self.placed.emit()
        if scale is None or not self.fits:
            self.hide()
            return
        rows = len(scale.tones) + (0 if self._in_a_row(scale) else len(scale.ranges))
        swatches = SWATCH + 20 if scale.ranges and self._in_a_row(scale) else 0
        height = round((PAD + TITLE + swatches + ROW * rows + PAD - 4) * larger)
        width = round(self._width(scale) * larger)
        self.resize(width, height)
        self.follow()
        self.setVisible(not self._pointed)

    def follow(self) -> None:
        """Stand top right, or where fewer cards are covered in a map that is seen whole."""
        view = self._view
        if self.scale is None or not self.fits:
            return
        inside = view.viewport().geometry().adjusted(OUTSIDE, OUTSIDE, -OUTSIDE, -OUTSIDE)
        left, top = inside.right() - self.width(), inside.bottom() - self.height()
        corners = [QPoint(x, y) for x in (left, inside.left()) for y in (inside.top(), top)]
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
        painter.end()

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
