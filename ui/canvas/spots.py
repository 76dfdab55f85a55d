"""Where things that belong to the selection stand in the viewport, such as its menu."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF

from ui.canvas.notes import note_size

if TYPE_CHECKING:
    from ui.canvas.view import MapView


PACE, AROUND = 24.0, 15
"""In what paces a place for a note is looked for, and how many of them to each side."""


def clear_spot(view: MapView, wish: QPointF) -> QPointF:
    """The place in sight nearest to one at which a new note covers no card and no other note; that
    one where there is none."""
    scene, sight = view.map_scene, view.sight()
    size = QRectF(0, 0, *note_size(""))
    cards = [QRectF(p.x, p.y, p.width, p.height) for p in scene.folding.layout.steps.values()]
    notes = [note.mapRectToScene(note.rect) for note in scene.notes.values()]
    taken = [box for box in (*cards, *notes) if box.intersects(sight)]
    paces = [PACE * n for n in range(-AROUND, AROUND + 1)]
    ways = sorted(product(paces, paces), key=lambda way: way[0] ** 2 + way[1] ** 2)
    for dx, dy in ways:
        box = size.translated(wish + QPointF(dx, dy))
        wished = not dx and not dy
        if (wished or sight.contains(box)) and not any(box.intersects(one) for one in taken):
            return box.topLeft()
    return wish


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
