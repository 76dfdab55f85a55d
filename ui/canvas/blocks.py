"""A collapsed phase on the canvas: one block with what its steps come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from mopsmap import units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.layout import Layout, Placed
from mopsmap.phases import Folded
from ui.canvas.badges import Burst, draw_burst
from ui.canvas.items import Z_SELECTED, Z_STEP, PlacedItem
from ui.canvas.marks import BlockLook
from ui.canvas.paint import (
    CLASS_TOKEN,
    FAR,
    FIGURES_FROM,
    READABLE,
    TITLES_FROM,
    class_mark,
    draw_text,
    level_of_detail,
    readable,
    wrapped,
)
from ui.look.lettering import text_width
from ui.look.theme import Theme, font, paint_icon, token

EDGE = 14.0
"""From the side of a block to what is written on it."""
BEHIND = 4.0
"""How far the card behind it, which tells a block from a step, sticks out."""
BAR = 6.0
UNDER = 17.0
"""What the shares of the value classes take of the bottom."""


class BlockItem(PlacedItem):
    """A collapsed phase; it stands for all of its steps."""

    def __init__(self, placed: Placed, look: BlockLook, theme: Theme) -> None:
        super().__init__()
        self.block_id = placed.step
        self.look, self.theme = look, theme
        self.chosen = self.focused = False
        self.place(placed)
        self.setZValue(Z_STEP)

    def show_look(self, look: BlockLook, theme: Theme) -> None:
        """Show another look."""
        if look != self.look or theme is not self.theme:
            self.look, self.theme = look, theme
            self.update()

    def set_state(self, *, chosen: bool) -> None:
        """Be selected, which is having a selected step."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.setZValue(Z_SELECTED if chosen else Z_STEP)
            self.update()

    def boundingRect(self) -> QRectF:
        """The block with its badges, and its ring."""
        return self.rect.adjusted(-8, -12, 16, 16)

    def paint_ring(self, painter: QPainter, zoom: float) -> None:
        """Draw the ring around it and the card behind it, in scene coordinates."""
        painter.setPen(QPen(self.theme.color("accent.base"), max(2.0, 1.5 / zoom)))
        painter.setBrush(self.theme.color("surface.laneA"))
        around = self.rect.translated(self.pos()).adjusted(-4, -4, BEHIND + 4, BEHIND + 4)
        painter.drawRoundedRect(around, 11, 11)

    def shape(self) -> QPainterPath:
        """Where the pointer meets the block."""
        path = QPainterPath()
        path.addRect(self.rect)
        return path

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the block at the level of detail of the painter."""
        zoom = level_of_detail(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.chosen and zoom < FAR:
            painter.translate(-self.pos())
            self.paint_ring(painter, zoom)
            painter.translate(self.pos())
        block(painter, self.theme, self.look, self.rect, zoom)


def spoken(look: BlockLook) -> str:
    """A block as a screen reader says it."""
    parts = [_("Phase {name}").format(name=look.title)]
    parts.append(counted(look.steps, "{n} step", "{n} steps"))
    parts.append(_("wait {wait}, process {process}").format(wait=look.wait, process=look.process))
    if look.critical:
        parts.append(_("on the critical path"))
    if look.problems:
        parts.append(counted(look.problems, "{n} problem", "{n} problems"))
    return ", ".join(parts)


def block(painter: QPainter, theme: Theme, look: BlockLook, rect: QRectF, zoom: float) -> None:
    """A block with as much detail as its size on screen (`zoom`) can carry."""
    tone = "critical.line" if look.critical else "border.strong"
    width = max(1.5 if look.critical else 1.0, 1 / zoom)
    radius = token("radius.panel")
    painter.setPen(QPen(theme.color("border.default"), max(1.0, 1 / zoom)))
    painter.setBrush(theme.color("surface.card"))
    painter.drawRoundedRect(rect.translated(BEHIND, BEHIND), radius, radius)
    painter.setPen(QPen(theme.color(tone), width))
    inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    _class_bar(painter, theme, look, rect)
    if zoom < FAR:
        return
    if zoom >= FIGURES_FROM:
        _in_full(painter, theme, look, rect, zoom)
    else:
        _in_short(painter, theme, look, rect, zoom)
    if zoom >= TITLES_FROM:
        _badges(painter, theme, look, rect, zoom)


def _class_bar(painter: QPainter, theme: Theme, look: BlockLook, rect: QRectF) -> None:
    """The shares of process time by value class; outlined where there is none."""
    bar = QRectF(rect.x() + EDGE, rect.bottom() - BAR - 9, rect.width() - 2 * EDGE, BAR)
    if not look.classes:
        painter.fillRect(bar, theme.color("surface.hover"))
        return
    x = bar.x()
    for value_class, share in sorted(look.classes, key=lambda pair: _ORDER.index(pair[0])):
        part = QRectF(x, bar.y(), bar.width() * share, BAR)
        painter.fillRect(part, theme.color(CLASS_TOKEN[value_class] + ".soft"))
        if part.width() >= BAR:
            class_mark(painter, theme, value_class, part)
        else:
            painter.fillRect(part, theme.color(CLASS_TOKEN[value_class] + ".mark"))
        x += part.width()


_ORDER = [*CLASS_TOKEN]


def _in_full(painter: QPainter, theme: Theme, look: BlockLook, rect: QRectF, zoom: float) -> None:
    """The name over steps and loops, times, %C&A and cost."""
    left, width = rect.x() + EDGE, rect.width() - 2 * EDGE
    ink, pale = theme.color("text.primary"), theme.color("text.secondary")
    scale = readable(11, zoom)
    count = str(look.steps)
    chips = [("stack-2", count)] + ([("repeat", str(look.loops))] if look.loops else [])
    x = rect.right() - EDGE
    for icon, text in chips:
        x -= text_width(font("caption", scale), text)
        draw_text(painter, QPointF(x, rect.y() + 23), text, "caption", pale, scale)
        x -= 12 * scale + 1
        paint_icon(painter, icon, QRectF(x, rect.y() + 14, 11 * scale, 11 * scale), pale)
        x -= 7
    taken = rect.right() - EDGE - x
    rows = wrapped(look.title, "panelTitle", 1.0, width, 2, (taken,))
    for number, row in enumerate(rows):
        at = QPointF(left, rect.y() + 25 + 18 * number)
        draw_text(painter, at, row, "panelTitle", ink)
    second = rect.bottom() - 30
    first = second - 17 * scale
    column = left + width / 2 + 2
    for icon, text, x, middle in (
        ("hourglass-low", look.wait, left, first),
        ("clock", look.process, column, first),
        ("circle-check", look.quality, left, second),
        ("", look.cost, column, second),
    ):
        _figure(painter, theme, icon, text, QPointF(x, middle), 12 / 11 * scale)


def _in_short(painter: QPainter, theme: Theme, look: BlockLook, rect: QRectF, zoom: float) -> None:
    """The name over the wait, and the process time where there is room."""
    left, width = rect.x() + 8, rect.width() - 13
    scale, figure = readable(12, zoom), readable(12, zoom) * 12 / 11
    size, side = 12 * scale, 11 * figure
    free = rect.height() - 6 - UNDER - side
    rows = wrapped(look.title, "section", scale, width, 2 if 2.3 * size <= free else 1)
    for number, row in enumerate(rows):
        at = QPointF(left, rect.y() + 6 + size * (1 + 1.15 * number))
        draw_text(painter, at, row, "section", theme.color("text.primary"), scale)
    middle, made = rect.bottom() - UNDER - side / 2, font("cardMetric", figure)
    waits = text_width(made, look.wait)
    icon = "hourglass-low" if side + 3 + waits <= width else ""
    _figure(painter, theme, icon, look.wait, QPointF(left, middle), figure)
    least, need = waits + 1.35 * side + 3, side + 3 + text_width(made, look.process)
    if least + need <= width:
        at = QPointF(left + max(least, min(width / 2, width - need)), middle)
        _figure(painter, theme, "clock", look.process, at, figure)


def _figure(
    painter: QPainter, theme: Theme, icon: str, text: str, at: QPointF, scale: float
) -> None:
    """An icon and a value, `at` the middle of their left side."""
    if not text or (text == units.DASH and not icon):
        return
    pale = theme.color("text.secondary")
    side = 11 * scale
    if icon:
        paint_icon(painter, icon, QRectF(at.x(), at.y() - side / 2, side, side), pale)
    x = at.x() + (side + 3 if icon else 0.0)
    draw_text(painter, QPointF(x, at.y() + 4 * scale), text, "cardMetric", pale, scale)


def _badges(painter: QPainter, theme: Theme, look: BlockLook, rect: QRectF, zoom: float) -> None:
    """How many wastes and ideas the steps have, and that some have problems."""
    if look.bursts:
        size = max(1.0, READABLE / zoom / 13)
        at = QPointF(rect.right() - 3, rect.bottom() + min(10 * size - 3, 5) - 10 * size)
        draw_burst(painter, theme, look.bursts, Burst(at, size), zoom)
    if look.problems:
        box = QRectF(rect.right() - 10, rect.y() - 6, 16, 16)
        painter.setPen(QPen(theme.color("surface.card"), 0))
        painter.setBrush(theme.color("surface.card"))
        painter.drawEllipse(box)
        paint_icon(painter, "alert-triangle", box.adjusted(1, 1, -1, -1), theme.color("alarm.mark"))


class Blocks:
    """The blocks of a scene, kept like what is collapsed."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.items: dict[str, BlockItem] = {}

    def show(
        self,
        folded: Folded | None,
        layout: Layout,
        looks: Mapping[str, BlockLook],
        theme: Theme,
    ) -> None:
        """Draw the blocks of `folded` where they stand; `looks` by phase."""
        named = folded.blocks if folded is not None else {}
        for gone in [i for i in self.items if i not in named]:
            self._scene.removeItem(self.items.pop(gone))
        for block_id, name in named.items():
            placed, look = layout.steps[block_id], looks[name]
            item = self.items.get(block_id)
            if item is None:
                item = self.items[block_id] = BlockItem(placed, look, theme)
                self._scene.addItem(item)
            elif item.placed != placed:
                item.place(placed)
            item.show_look(look, theme)

    def select(self, shown: Collection[str]) -> None:
        """Ring the blocks among what is selected."""
        for block_id, item in self.items.items():
            item.set_state(chosen=block_id in shown)

    def at(self, point: QPointF) -> BlockItem | None:
        """The block at a scene point."""
        found = (item for item in self._scene.items(point) if isinstance(item, BlockItem))
        return next(found, None)
