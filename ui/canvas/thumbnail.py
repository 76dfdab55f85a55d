"""A whole map at the size of a stamp: lanes, cards with the mark of their value class, flows."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from mopsmap.layout import Layout, Placed
from mopsmap.model import ValueClass, ValueStreamMap
from ui.look.theme import Theme

LARGEST = 0.26
"""Scale beyond which a small map is not drawn larger: it stays a picture of a map."""
STRETCH = 1.7
"""How much wider apart than side by side things may stand one above the other."""
FLATNESS = 0.72
"""Height of a card as a share of its width, at most."""
LINE, CRITICAL = 1.0, 1.75
MARKS: dict[ValueClass | None, str] = {
    "value_adding": "valueClass.VA.mark",
    "necessary": "valueClass.BNVA.mark",
    "waste": "valueClass.NVA.mark",
    None: "valueClass.unset.mark",
}


def paint_thumbnail(
    painter: QPainter,
    rect: QRectF,
    theme: Theme,
    one: ValueStreamMap,
    layout: Layout,
    critical: Collection[str] = (),
) -> None:
    """Draw a map into a rectangle; `critical` are the flows of the critical path."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(rect, theme.color("surface.canvas"))
    to = _Scale(rect.adjusted(14, 10, -14, -10), layout)
    for number, lane in enumerate(layout.lanes):
        top, bottom = to.y(lane.top), to.y(lane.top + lane.height)
        tone = "surface.laneB" if number % 2 else "surface.laneA"
        painter.fillRect(QRectF(rect.left(), top, rect.width(), bottom - top), theme.color(tone))
    flows = sorted(one.flows, key=lambda flow: flow.id in critical)
    for flow in flows:
        route = layout.routes.get(flow.id)
        if route is None:
            continue
        here = flow.id in critical
        pen = QPen(
            theme.color("critical.line" if here else "flow.line"), CRITICAL if here else LINE
        )
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if flow.kind != "forward":
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([to.point(x, y) for x, y in route.points])
    classes = {step.id: step.value_class for step in one.steps}
    for placed in layout.steps.values():
        _draw_step(painter, theme, to.rect(placed), placed, classes)


class _Scale:
    """From the scene to a rectangle, the whole map in its middle."""

    def __init__(self, rect: QRectF, layout: Layout) -> None:
        wide, high = max(1.0, layout.width), max(1.0, layout.height)
        self._x = min(rect.width() / wide, LARGEST)
        self._y = min(rect.height() / high, self._x * STRETCH, LARGEST * 1.2)
        self._x = min(self._x, self._y * STRETCH)
        self._left = rect.center().x() - wide * self._x / 2
        self._top = rect.center().y() - high * self._y / 2

    def y(self, y: float) -> float:
        return self._top + y * self._y

    def point(self, x: float, y: float) -> QPointF:
        return QPointF(self._left + x * self._x, self.y(y))

    def rect(self, placed: Placed) -> QRectF:
        """Where a step stands, never too small to be seen."""
        wide = max(6.0, placed.width * self._x)
        high = max(5.0, min(placed.height * self._y, wide * FLATNESS))
        middle = self.point(*placed.center)
        if placed.shape != "card":
            wide = high = min(wide, high)
        return QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)


def _draw_step(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    placed: Placed,
    classes: dict[str, ValueClass | None],
) -> None:
    painter.setPen(QPen(theme.color("border.strong"), 1))
    painter.setBrush(theme.color("surface.card"))
    middle, half = rect.center(), rect.width() / 2
    if placed.shape == "diamond":
        across = ((0, -half), (half, 0), (0, half), (-half, 0))
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in across]))
    elif placed.shape == "event":
        painter.drawEllipse(rect)
    else:
        painter.drawRoundedRect(rect, 1.5, 1.5)
        mark = QRectF(rect.left(), rect.top(), max(2.0, rect.width() / 6), rect.height())
        painter.fillRect(mark, theme.color(MARKS[classes[placed.step]]))
