"""Phases collapse and expand: the cards of a phase go into its block and come out of it, what else
stands on the map goes to its new place, and the new lines come when all have arrived.

Nothing is laid out or painted anew on the way: pictures of before and after are put together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from ui.canvas.items import StepItem

if TYPE_CHECKING:
    from ui.canvas.view import MapView

AROUND = 8.0
"""How far badges stick out of a card or a block, scene pixels."""
LANES_BY, LINES_FROM, BLOCKS_IN = 0.5, 0.6, 0.4
"""The shares of the way at which the lanes have changed, from which on the new lines come, and that
a block takes to come or go: below a pale one two texts would be read at once."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a step is shown, in pixels of the viewport, and the phase it is collapsed in or ""."""

    rect: QRectF
    phase: str


class Prospect:
    """What a view shows now: its cards and blocks as one picture, all else as another."""

    def __init__(self, view: MapView) -> None:
        scene, area = view.map_scene, view.viewport()
        self.corner, self.area, self.zoom = area.pos(), QRectF(area.rect()), view.zoom
        self.pixels = view.viewportTransform()
        self.spots = _spots(view)
        items = [
            item
            for item in (*scene.steps.values(), *scene.blocks.items.values())
            if self.sees(self.pixels.mapRect(item.rect.translated(item.pos())))
        ]
        for item in items:
            item.setOpacity(0.0)
        self.bare = area.grab()
        for item in items:
            item.setOpacity(1.0)
        self.cards = QPixmap(self.bare.size())
        self.cards.setDevicePixelRatio(self.bare.devicePixelRatio())
        self.cards.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.cards)
        for item in items:
            corner = QTransform.fromTranslate(item.pos().x(), item.pos().y())
            painter.setTransform(corner * self.pixels)
            if isinstance(item, StepItem):
                item.draw(painter, self.zoom)
            else:
                item.paint(painter, QStyleOptionGraphicsItem())
        painter.end()

    def sees(self, rect: QRectF) -> bool:
        """Whether anything in a rectangle of pixels is in sight."""
        return self.area.intersects(rect)

    def draw(self, painter: QPainter, rect: QRectF, now: QRectF) -> None:
        """The card that stood in `rect` where it is now, with what sticks out of it."""
        ratio, out = self.cards.devicePixelRatio(), AROUND * self.zoom
        grown = out * now.width() / rect.width()
        cut = rect.adjusted(-out, -out, out, out)
        source = QRectF(cut.topLeft() * ratio, cut.size() * ratio)
        painter.drawPixmap(now.adjusted(-grown, -grown, grown, grown), self.cards, source)


def _spots(view: MapView) -> dict[str, Spot]:
    """Where each step of the map is shown."""
    folding, pixels = view.map_scene.folding, view.viewportTransform()
    named = folding.folded.blocks if folding.folded is not None else {}
    found: dict[str, Spot] = {}
    for shown, placed in folding.layout.steps.items():
        box = QRectF(placed.x, placed.y, placed.width, placed.height)
        spot = Spot(pixels.mapRect(box), named.get(shown, ""))
        found |= dict.fromkeys(folding.members(shown), spot)
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """What goes from one rectangle to another, in pixels of the viewport after the change. It was
    at `was` before and is at `now` after it, each None where it has no picture then."""

    start: QRectF
    end: QRectF
    was: QRectF | None
    now: QRectF | None
    fades: bool = False
    """Whether it comes or goes by itself; else what it goes into or comes out of lies above it."""


class Travel:
    """The way from what a view showed to what it shows."""

    def __init__(self, view: MapView, before: Prospect, after: Prospect) -> None:
        self._view, self._before, self._after = view, before, after
        self._shift = QPointF(before.corner - after.corner)
        cards, blocks = list[Way](), dict[str, Way]()
        for step, here in before.spots.items():
            there = after.spots[step]
            was = here.rect if before.sees(here.rect) else None
            now = there.rect if after.sees(there.rect) else None
            start, end = here.rect.translated(self._shift), there.rect
            if here.phase and there.phase:
                blocks[here.phase] = Way(start, end, was, now)
            elif here.phase:
                blocks[here.phase] = Way(start, start, was, None, fades=True)
                cards.append(Way(_within(start, end), end, None, now))
            elif there.phase:
                blocks[there.phase] = Way(end, end, None, now, fades=True)
                cards.append(Way(start, _within(end, start), was, None))
            else:
                cards.append(Way(start, end, was, now))
        self.ways = [way for way in (*cards, *blocks.values()) if way.was or way.now]

    def paint(self, painter: QPainter, share: float) -> None:
        """What is to be seen at a share of the way."""
        before, after = self._before, self._after
        self._paint_lanes(painter, 1.0)  # seen where the map was not seen before
        painter.drawPixmap(self._shift, before.bare)
        self._paint_lanes(painter, min(1.0, share / LANES_BY))
        painter.setOpacity(max(0.0, (share - LINES_FROM) / (1 - LINES_FROM)))
        painter.drawPixmap(0, 0, after.bare)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for way in self.ways:
            rect = _between(way.start, way.end, share)
            if way.was is not None:
                painter.setOpacity(min(1.0, (1 - share) / BLOCKS_IN) if way.fades else 1.0)
                before.draw(painter, way.was, rect)
            if way.now is not None:
                comes = min(1.0, share / BLOCKS_IN) if way.fades else 1.0
                painter.setOpacity(share if way.was is not None else comes)
                after.draw(painter, way.now, rect)

    def _paint_lanes(self, painter: QPainter, opacity: float) -> None:
        painter.save()
        painter.setOpacity(opacity)
        painter.setTransform(self._after.pixels, combine=True)
        self._view.map_scene.drawBackground(painter, self._view.sight())
        painter.restore()


def _within(block: QRectF, card: QRectF) -> QRectF:
    """A card in the middle of a block, so small that its badges stay within that."""
    size = card.size().scaled(block.size() * 0.8, Qt.AspectRatioMode.KeepAspectRatio)
    size = size.boundedTo(card.size())
    return QRectF(block.center() - QPointF(size.width(), size.height()) / 2, size)


def _between(start: QRectF, end: QRectF, share: float) -> QRectF:
    corner = start.topLeft() + (end.topLeft() - start.topLeft()) * share
    return QRectF(corner, start.size() + (end.size() - start.size()) * share)
