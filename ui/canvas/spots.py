"""Where things that belong to the selection stand in the viewport, such as its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF

if TYPE_CHECKING:
    from ui.canvas.view import MapView


def menu_point(view: MapView) -> QPoint:
    """Below the title of the step selected, on the flow or beside the lane, within the view."""
    area = view.viewport().rect()
    chosen, folding = view.session.selection, view.map_scene.folding
    layout = folding.layout
    if chosen.steps:
        box = card_in_view(view, folding.shown(chosen.steps[-1]))
        at = QPoint(box.left() + 12, box.center().y())
    elif chosen.flows and chosen.flows[-1] in layout.routes:
        points = layout.routes[chosen.flows[-1]].points
        (ax, ay), (bx, by) = points[len(points) // 2 - 1], points[len(points) // 2]
        at = view.mapFromScene(QPointF((ax + bx) / 2, (ay + by) / 2))
    else:
        lane = next((one for one in layout.lanes if one.role == chosen.role), layout.lanes[0])
        at = QPoint(8, view.mapFromScene(QPointF(0, lane.top + lane.height / 2)).y())
    inside = area.adjusted(8, 8, -8, -8)
    return QPoint(
        min(max(at.x(), inside.left()), inside.right()),
        min(max(at.y(), inside.top()), inside.bottom()),
    )


def card_in_view(view: MapView, step: str) -> QRect:
    """The rectangle of a step or block in pixels of the viewport."""
    placed = view.map_scene.folding.layout.steps[step]
    box = QRectF(placed.x, placed.y, placed.width, placed.height)
    return view.mapFromScene(box).boundingRect()
