"""The items of the scene: they paint what they are told and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import Literal

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QStyleOptionGraphicsItem,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.layout import Junction, Placed, Route
from mopsmap.model import UNNAMED
from ui.canvas import captions, paint
from ui.canvas.cards import card
from ui.canvas.lines import Points, dashed_path, rounded_path
from ui.canvas.marks import FlowLook, StepLook
from ui.canvas.quiet import quiet
from ui.look.theme import Theme

Z_GHOST, Z_FLOW, Z_CRITICAL_FLOW, Z_HEADS, Z_JUNCTION, Z_STEP, Z_PILL, Z_SELECTED = range(8)
Z_CARDS = Z_STEP + 0.1
ALL_OVER = 1e6
"""Further than any map reaches."""
NO_HOPS: Points = ()
WIDEST_RING = 5.0
PORT_RADIUS = 5.0
PORT_REACH = 10.0


@dataclass(slots=True)
class Manner:
    """How all cards and lines of a map are drawn: with no more detail than at a zoom of `finest`,
    cards by `draw`; where something is `told` of, all but these steps and flows stand back."""

    finest: float = inf
    told: frozenset[str] = frozenset()
    draw: Callable[..., None] = card
    flows: list[FlowItem] = field(default_factory=list)
    cards: list[StepItem] = field(default_factory=list)
    """What is in sight and still to be drawn, together with others of its kind."""

    def zoom_of(self, painter: QPainter) -> float:
        """The zoom whose detail is drawn."""
        return min(paint.level_of_detail(painter), self.finest)

    def theme_of(self, record: str, theme: Theme) -> Theme:
        """The theme that a step or flow is drawn in."""
        return theme if not self.told or record in self.told else quiet(theme)


class PlacedItem(QGraphicsItem):
    """What the layout gives a rectangle: a step, or the block of a phase."""

    placed: Placed
    rect: QRectF

    def place(self, placed: Placed) -> None:
        """Stand where the layout says."""
        self.prepareGeometryChange()
        self.placed = placed
        self.setPos(placed.x, placed.y)
        self.rect = QRectF(0, 0, placed.width, placed.height)
        self.update()


class StepItem(PlacedItem):
    """A step: card, diamond or event. `look_of` gives its look once somebody sees it."""

    def __init__(
        self,
        placed: Placed,
        theme: Theme,
        look_of: Callable[[str], StepLook],
        manner: Manner | None = None,
    ) -> None:
        super().__init__()
        self.step_id = placed.step
        self._manner = manner or Manner()
        self.theme = theme
        self._look_of = look_of
        self._look: StepLook | None = None
        self._beside = captions.FREE
        self.hovered = False
        self.chosen = False
        self.focused = False
        self.target: Literal["", "yes", "no"] = ""
        self.fill: tuple[QColor, QColor] | None = None
        self.place(placed)
        self.setZValue(Z_STEP)
        self.setAcceptHoverEvents(True)

    def leave_room(self, items: Iterable[QGraphicsItem]) -> None:
        """Keep the name of a shape clear of what stands near."""
        solid: list[QRectF] = []
        pills: list[tuple[float, float, FlowLook]] = []
        for item in items:
            if isinstance(item, PlacedItem) and item is not self:
                ring = QMarginsF(WIDEST_RING, WIDEST_RING, WIDEST_RING, WIDEST_RING)
                solid.append((item.rect + ring).translated(item.pos() - self.pos()))
            elif isinstance(item, JunctionItem):
                solid.append(item.boundingRect().translated(item.pos() - self.pos()))
            elif isinstance(item, FlowItem):
                solid += item.pieces(self.sceneBoundingRect(), -self.pos())
            elif isinstance(item, PillItem):
                at = item.pos() - self.pos()
                pills.append((at.x(), at.y(), item.look))
        beside = captions.Beside(tuple(solid), tuple(pills))
        if beside != self._beside:
            self._beside = beside
            self.update()

    @property
    def with_name(self) -> QRectF:
        """The shape with a name below it, in item coordinates."""
        if self.placed.shape == "card":
            return self.rect
        return self.rect.adjusted(-captions.REACH, -12, captions.REACH, 54)

    @property
    def look(self) -> StepLook:
        """What it shows."""
        if self._look is None:
            self._look = self._look_of(self.step_id)
        return self._look

    @property
    def tip(self) -> str:
        """Number, name and times in words, for whoever points at it."""
        look = self.look
        rows = [f"<b>{look.number} {look.title or UNNAMED}</b>"]
        rows += [look.role] if look.role else []
        times = _("Process {process}, wait {wait}")
        rows += [times.format(process=look.process, wait=look.wait)] if look.kind == "step" else []
        rows += [look.problem] if look.problem else []
        return "<br>".join(rows)

    def renew(self, theme: Theme, seen: bool) -> None:
        """Ask for its look again: now where it is `seen`, else when it comes into sight."""
        before, self._look = self._look, None
        if seen and (self.look != before or theme is not self.theme):
            self.update()
        self.theme = theme

    def set_state(self, *, chosen: bool | None = None, focused: bool | None = None) -> None:
        """Be selected or focused."""
        chosen = self.chosen if chosen is None else chosen
        focused = self.focused if focused is None else focused
        if (chosen, focused) != (self.chosen, self.focused):
            self.chosen, self.focused = chosen, focused
            self.setZValue(Z_SELECTED if chosen else Z_STEP)
            self.update()

    def ports(self) -> tuple[QPointF, ...]:
        """The middles of the four edges, in item coordinates."""
        rect = self.rect
        return (
            QPointF(rect.right(), rect.center().y()),
            QPointF(rect.center().x(), rect.bottom()),
            QPointF(rect.center().x(), rect.top()),
            QPointF(rect.left(), rect.center().y()),
        )

    def port_at(self, point: QPointF, reach: float = PORT_REACH) -> QPointF | None:
        """The port near `point` (scene coordinates), in scene coordinates."""
        for port in self.ports():
            at = self.mapToScene(port)
            if (at - point).manhattanLength() <= reach:
                return at
        return None

    def boundingRect(self) -> QRectF:
        """The shape with its badges, ports and caption."""
        if self.placed.shape == "card":
            return self.rect.adjusted(-12, -24, 16, 22)
        return captions.ground(self.rect)

    def shape(self) -> QPainterPath:
        """Where the pointer meets the step: the card and its ports."""
        path = QPainterPath()
        path.addRect(self.rect.adjusted(-PORT_RADIUS, -PORT_RADIUS, PORT_RADIUS, PORT_RADIUS))
        return path

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the step at the level of detail of the painter; small cards wait for others."""
        zoom = self._manner.zoom_of(painter)
        if zoom < paint.TITLES_FROM and self.placed.shape == "card" and not self.chosen:
            self._manner.cards.append(self)
            return
        self.draw(painter, zoom, widget is not None)

    def draw(self, painter: QPainter, zoom: float, on_screen: bool = False) -> None:
        """Draw the step in the detail of `zoom`."""
        theme = self.drawn_in
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= paint.FAR)
        if self.placed.shape == "card":
            self._manner.draw(painter, theme, self.look, self.rect, zoom, self.hovered, on_screen)
        else:
            draw = paint.diamond if self.placed.shape == "diamond" else paint.event
            draw(painter, theme, self.look, self.rect, zoom)
            if zoom >= paint.TITLES_FROM:
                captions.caption(painter, theme, self.look, self.rect, zoom, self._beside)
        if self.hovered and zoom >= 0.4 and self.look.state != "removed":
            painter.setPen(QPen(self.theme.color("accent.base"), 1.5))
            painter.setBrush(self.theme.color("surface.card"))
            radius = (PORT_RADIUS - 0.5) * (
                paint.SMALL_IN_DETAIL if zoom > paint.DETAIL_FROM else 1
            )
            for port in self.ports():
                painter.drawEllipse(port, radius, radius)

    @property
    def drawn_in(self) -> Theme:
        """The theme of it now: in grays where something else is told of."""
        return self._manner.theme_of(self.step_id, self.theme)

    @property
    def ringed(self) -> bool:
        """Whether a ring marks it as selected, focused or the target of a gesture."""
        return self.chosen or self.focused or bool(self.target)

    def paint_ring(self, painter: QPainter, zoom: float) -> None:
        """Draw the ring around it, in scene coordinates: of two pixels on screen at least."""
        tone = "alarm.mark" if self.target == "no" else "accent.base"
        width = min(max(2.0, 2 / zoom), WIDEST_RING)
        pen = QPen(self.theme.color(tone), width)
        if not self.chosen and not self.target:
            pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(self.theme.color("surface.laneA"))
        out = 2 + width / 2
        around = self.rect.translated(self.pos()).adjusted(-out, -out, out, out)
        if self.placed.shape == "diamond":
            paint.outline_diamond(
                painter, around.center(), self.rect.width() / 2 - 1 + out * 2**0.5
            )
        elif self.placed.shape == "event":
            painter.drawEllipse(around)
        else:
            painter.drawRoundedRect(around, 6 + out, 6 + out)


class FlowItem(QGraphicsItem):
    """A flow's line."""

    def __init__(self, route: Route, theme: Theme, manner: Manner | None = None) -> None:
        super().__init__()
        self.flow_id = route.flow
        self._manner = manner or Manner()
        self.theme = theme
        self.look = FlowLook("forward", "", False)
        self.chosen = False
        self.hovered = False
        self.route, self.hops, self.path = route, NO_HOPS, rounded_path(route.points)
        self.place(route)
        self.setAcceptHoverEvents(True)

    def place(self, route: Route, hops: Points = NO_HOPS) -> None:
        """Run where the layout says, over other lines at `hops`."""
        self.prepareGeometryChange()
        way = _way(self.route, route) if not (hops or self.hops) else None
        self.route, self.hops = route, hops
        self.tip = QPointF(*route.points[-1])
        if way is None:
            self.path = rounded_path(route.points, hops=hops)
        else:
            self.path.translate(*way)
        self._dashes = 0.0, QPainterPath()
        box = self.path.controlPointRect()
        self._bounds = box.adjusted(-12, -12, 12, 12)
        self._shape: QPainterPath | None = None
        self.update()

    def show_look(self, look: FlowLook, theme: Theme) -> None:
        """Show another look."""
        if (look is not self.look and look != self.look) or theme is not self.theme:
            self.look, self.theme = look, theme
            self._raise()
            self.update()

    def set_state(self, *, chosen: bool) -> None:
        """Be selected."""
        if chosen != self.chosen:
            self.chosen = chosen
            self._raise()
            self.update()

    def _raise(self) -> None:
        raised = self.look.critical or self.look.proposed or self.chosen
        self.setZValue(Z_CRITICAL_FLOW if raised else Z_FLOW)

    def boundingRect(self) -> QRectF:
        """The line and its arrow."""
        return self._bounds

    def pieces(self, near: QRectF, moved: QPointF) -> list[QRectF]:
        """The straight pieces of its line that come `near`, as thin rectangles, then `moved`."""
        found = []
        for start, end in pairwise(self.route.points):
            box = QRectF(QPointF(*start), QPointF(*end)).normalized().adjusted(-2, -2, 2, 2)
            if box.intersects(near):
                found.append(box.translated(moved))
        return found

    def shape(self) -> QPainterPath:
        """A band of 12 px around the line, made once the pointer comes near."""
        if self._shape is None:
            stroker = QPainterPathStroker()
            stroker.setWidth(12)
            self._shape = stroker.createStroke(self.path)
        return self._shape

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Wait to be drawn together with the others."""
        self._manner.flows.append(self)

    @property
    def marked(self) -> bool:
        """Whether it stands out, as selected or below the pointer."""
        return self.chosen or self.hovered

    @property
    def drawn_in(self) -> Theme:
        """The theme of it now: in grays where something else is told of."""
        return self._manner.theme_of(self.flow_id, self.theme)

    def line(self, zoom: float) -> QPainterPath:
        """The line as it is drawn at `zoom`."""
        if self.look.kind != "rework":
            return self.path
        if self._dashes[0] != zoom:
            self._dashes = zoom, dashed_path(self.route.points, zoom, hops=self.hops)
        return self._dashes[1]


def _way(before: Route, after: Route) -> tuple[float, float] | None:
    """How far a line was taken along as it is; None where it runs another way."""
    (x, y), (x0, y0) = after.points[0], before.points[0]
    way = dx, dy = x - x0, y - y0
    if len(after.points) != len(before.points):
        return None
    pairs = zip(before.points, after.points, strict=True)
    return way if all(a + dx == c and b + dy == d for (a, b), (c, d) in pairs) else None


def let_hop(flows: Mapping[str, FlowItem], places: Mapping[str, Points]) -> None:
    """Have flows hop over others at these places, and nowhere else."""
    for flow_id, item in flows.items():
        wanted = places.get(flow_id, ())
        if item.hops != wanted:
            item.place(item.route, wanted)


class PillItem(QGraphicsItem):
    """A flow's answer and probability, above everything but selected cards."""

    def __init__(self, flow_id: str, theme: Theme, manner: Manner) -> None:
        super().__init__()
        self.flow_id = flow_id
        self._manner = manner
        self.theme = theme
        self.look = FlowLook("forward", "", False)
        self._bounds = QRectF()
        self.setZValue(Z_PILL)

    def show_look(self, look: FlowLook, center: tuple[float, float], theme: Theme) -> None:
        """Show a look at a place."""
        self.setPos(*center)
        if look == self.look and theme is self.theme and not self._bounds.isNull():
            return
        self.prepareGeometryChange()
        self.look, self.theme = look, theme
        sizes = [paint.pill_size(look, zoom) for zoom in (1.0, paint.TITLES_FROM)]
        width, height = (max(pair) for pair in zip(*sizes, strict=True))
        self._bounds = QRectF(-width / 2 - 1, -height / 2 - 1, width + 2, height + 2)
        self.update()

    def boundingRect(self) -> QRectF:
        """The pill."""
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the pill where it can be read."""
        zoom = self._manner.zoom_of(painter)
        if zoom >= paint.TITLES_FROM:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            theme = self._manner.theme_of(self.flow_id, self.theme)
            paint.pill(painter, theme, self.look, zoom)


class JunctionItem(QGraphicsItem):
    """The circle with a plus where flows fork or join."""

    def __init__(self, junction: Junction, theme: Theme, critical: bool, manner: Manner) -> None:
        super().__init__()
        self._manner = manner
        self.setZValue(Z_JUNCTION)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.show_junction(junction, theme, critical)

    def show_junction(self, junction: Junction, theme: Theme, critical: bool) -> None:
        """Show one, where it stands now."""
        self.junction, self.theme, self.critical = junction, theme, critical
        self.setPos(junction.x, junction.y)
        self.update()

    def boundingRect(self) -> QRectF:
        """The circle."""
        return QRectF(-13, -13, 26, 26)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the circle."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zoom = paint.level_of_detail(painter)
        theme = self._manner.theme_of(self.junction.step, self.theme)
        paint.junction(painter, theme, QPointF(0, 0), self.critical, zoom)


class JunctionItems(dict[tuple[str, str], JunctionItem]):
    """The circles of a scene by step and kind."""

    def __init__(self, scene: QGraphicsScene, manner: Manner) -> None:
        super().__init__()
        self._scene, self._manner = scene, manner

    def mirror(
        self, wanted: Iterable[Junction], critical: Collection[tuple[str, str]], theme: Theme
    ) -> None:
        """Show these, those at the ends of `critical` flows as such."""
        now = {(junction.step, junction.kind): junction for junction in wanted}
        for gone in [key for key in self if key not in now]:
            self._scene.removeItem(self.pop(gone))
        for key, junction in now.items():
            item, look = self.get(key), (junction, theme, key in critical)
            if item is None:
                self[key] = item = JunctionItem(*look, self._manner)
                self._scene.addItem(item)
            elif (item.junction, item.theme, item.critical) != look:
                item.show_junction(*look)
