"""What is drawn together: lines with their heads, and small cards, of which thousands are in sight.

Flows and small cards only say that they are to be seen; two items above them draw them in few
strokes, and on the pixels of the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from ui.canvas import paint
from ui.canvas.blocks import BlockItem
from ui.canvas.bodies import stamp_body
from ui.canvas.cards import small_words
from ui.canvas.items import ALL_OVER, Z_CARDS, Z_HEADS, FlowItem, Manner, StepItem
from ui.look.lettering import write_centered

Antialiasing = QPainter.RenderHint.Antialiasing


class _AllOver(QGraphicsItem):
    """An item above a map of any size: one that grew with the map would repaint all of it."""

    def __init__(self, manner: Manner, z: float) -> None:
        super().__init__()
        self._manner = manner
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """More than any map."""
        return QRectF(-ALL_OVER, -ALL_OVER, 2 * ALL_OVER, 2 * ALL_OVER)

    def shape(self) -> QPainterPath:
        """Nothing that the pointer could meet."""
        return QPainterPath()


class HeadsItem(_AllOver):
    """All lines that are in sight; above them the rings of marked steps, then the heads."""

    def __init__(
        self, manner: Manner, steps: Mapping[str, StepItem], blocks: Mapping[str, BlockItem]
    ) -> None:
        super().__init__(manner, Z_HEADS)
        self._steps, self._blocks = steps, blocks

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw what is seen of them; steps and flows repaint the ground of theirs."""
        flows, self._manner.flows = self._manner.flows, []
        zoom = paint.level_of_detail(painter)
        alike = _alike(flows)
        # far away on whole pixels: smoothed, a line as thin as that would be faint
        thin = zoom < paint.TITLES_FROM
        painter.setRenderHint(Antialiasing, not thin)
        for some in alike:
            paths, one = [flow.line(zoom) for flow in some], some[0]
            known = painter, one.drawn_in, one.look
            if thin and widget is not None:
                paint.thin_flow(*known, _together(paths), one.marked, zoom)
            else:
                for path in paths:
                    paint.flow(*known, path, one.marked, zoom)
        if zoom < paint.FAR:
            return
        painter.setRenderHint(Antialiasing)
        ringed: list[BlockItem | StepItem] = [b for b in self._blocks.values() if b.chosen]
        ringed += [s for s in self._steps.values() if s.chosen or s.focused or s.target]
        for item in ringed:
            if option.exposedRect.intersects(item.sceneBoundingRect()):
                item.paint_ring(painter, zoom)
        for some in alike:
            one, ends = some[0], [flow.route.points for flow in some]
            paint.flow_heads(painter, one.drawn_in, one.look, ends, one.marked, zoom)


def lay_over(
    scene: QGraphicsScene,
    manner: Manner,
    steps: Mapping[str, StepItem],
    blocks: Mapping[str, BlockItem],
) -> tuple[QGraphicsItem, ...]:
    """Add to a scene what draws its lines and small cards."""
    items = HeadsItem(manner, steps, blocks), CardsItem(manner)
    for item in items:
        scene.addItem(item)
    return items


def _alike(flows: Iterable[FlowItem]) -> list[list[FlowItem]]:
    """Flows by how they look, those that stand out last."""
    found: dict[tuple[bool, ...], dict[object, list[FlowItem]]] = {}
    for flow in flows:
        look, marked = flow.look, flow.marked
        rank = found.setdefault((look.proposed or marked, look.critical), {})
        rank.setdefault((look.kind, look.tone, marked, flow.drawn_in), []).append(flow)
    return [
        some for _rank, kinds in sorted(found.items(), key=itemgetter(0)) for some in kinds.values()
    ]


def _together(paths: list[QPainterPath]) -> QPainterPath:
    """One path of many: a screen is drawn on much faster so."""
    whole = QPainterPath()
    for path in paths:
        whole.addPath(path)
    return whole


class CardsItem(_AllOver):
    """The small cards that are in sight."""

    def __init__(self, manner: Manner) -> None:
        super().__init__(manner, Z_CARDS)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw them, on a screen as pictures."""
        steps, self._manner.cards = self._manner.cards, []
        if not steps:
            return
        zoom = self._manner.zoom_of(painter)
        painter.setRenderHint(Antialiasing)
        if widget is not None:
            _draw_cards(painter, steps, zoom)
            return
        whole = painter.worldTransform()
        for step in steps:
            place = step.pos()
            painter.setWorldTransform(QTransform.fromTranslate(place.x(), place.y()) * whole)
            step.draw(painter, zoom)


def _draw_cards(painter: QPainter, steps: Iterable[StepItem], zoom: float) -> None:
    """Cards too small for words, each where it begins on the pixels of the painter's device."""
    scene, device = painter.worldTransform(), painter.deviceTransform()
    pixels = device.inverted()[0] * scene
    scale, left, top = device.m11(), device.dx(), device.dy()
    painter.setWorldTransform(pixels)
    for step in steps:
        place, rect = step.pos(), step.rect
        if step.hovered:
            painter.setWorldTransform(QTransform.fromTranslate(place.x(), place.y()) * scene)
            step.draw(painter, zoom)
            painter.setWorldTransform(pixels)
            continue
        look, theme, at = (
            step.look,
            step.drawn_in,
            (left + place.x() * scale, top + place.y() * scale),
        )
        stamp_body(painter, theme, look, at, rect.size(), zoom, scale)
        words = small_words(theme, look, rect.size(), zoom, scale)
        if words is not None and look.state != "removed":
            text, made, ink, aside = words
            middle = rect.center() * scale
            around = QPointF(at[0] + middle.x() + aside, at[1] + middle.y())
            write_centered(painter, around, text, made, ink)
    painter.setWorldTransform(scene)
