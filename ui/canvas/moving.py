"""What moves on the canvas to explain a change: cards to their new places, the view to another
part of the map. Each is there at once where nothing may move."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView, QWidget

from ui.canvas.items import StepItem
from ui.look.motion import Move, motion

if TYPE_CHECKING:
    from ui.canvas.scene import MapScene
    from ui.session import Session

Way = tuple[StepItem, QPointF, QPointF]
"""A card, from where and to where it goes, in scene coordinates."""


class Cards(QObject):
    """Cards on their way to where the layout says; `arrived` when all are there."""

    arrived = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._move: Move | None = None
        self._ways: list[Way] = []

    @property
    def under_way(self) -> bool:
        """Whether any card is not yet where it belongs."""
        return self._move is not None

    def go(self, ways: list[Way], sights: list[QRectF]) -> bool:
        """Let cards that stand at the ends of their ways come there, if one end is in sight; False
        where none moves."""
        if not ways or not sights or not motion.duration("layout"):
            return False
        self._ways = [way for way in ways if _seen(way, sights)]
        if not self._ways:
            return False
        self._move = Move("layout", self._show, self._end, self)
        self._show(0.0)
        self._move.start()
        return True

    def finish(self) -> None:
        """Be there now."""
        if self._move is not None:
            self._move.finish()

    def drop(self) -> None:
        """Be there now, as everything is about to be shown anew."""
        move, self._move = self._move, None
        if move is not None:
            move.drop()
            self._show(1.0)

    def _show(self, share: float) -> None:
        for item, start, end in self._ways:
            item.setPos(start + (end - start) * share)

    def _end(self) -> None:
        self._show(1.0)
        self._move, self._ways = None, []
        self.arrived.emit()


class SightView(QGraphicsView):
    """A view of a map that can glide to another part of it; `headers` stand beside it."""

    session: Session
    map_scene: MapScene
    headers: QWidget

    def sight(self) -> QRectF:
        """What is seen, in scene coordinates."""
        area = QRectF(self.viewport().rect())
        return self.viewportTransform().inverted()[0].mapRect(area)

    def tell_zoom(self) -> None:
        """Everything that stands beside or above the map follows it."""


class Glide(QObject):
    """The view on its way to another part of the map."""

    def __init__(self, view: SightView) -> None:
        super().__init__(view)
        self._view = view
        self._move: Move | None = None

    def to(self, jump: Callable[[], object]) -> None:
        """Come to what `jump` shows at once."""
        self.finish()
        view, before = self._view, self._view.sight()
        transform, corner = view.transform(), scrolled(view)
        if not motion.duration("zoom") or not view.isVisible():
            jump()
            return
        view.viewport().setUpdatesEnabled(False)
        jump()
        after, there = view.sight(), (view.transform(), *scrolled(view))
        if after == before:
            view.viewport().setUpdatesEnabled(True)
            return

        begun = (transform, *corner)

        def show(share: float) -> None:
            if transform == there[0]:  # what is seen is shifted, and not painted all anew
                ways = zip(begun[1:], there[1:], strict=True)
                self._scroll(*(round(start + (end - start) * share) for start, end in ways))
            else:
                self._look_at(_between(before, after, share))

        def arrive() -> None:
            self._move = None
            self._put(*there)

        show(0.0)
        view.viewport().setUpdatesEnabled(True)
        self._move = Move("zoom", show, arrive, self)
        self._move.start()

    def finish(self) -> None:
        """Be there now."""
        if self._move is not None:
            self._move.finish()

    def _look_at(self, part: QRectF) -> None:
        zoom = self._view.viewport().width() / part.width()
        moved = QTransform.fromScale(zoom, zoom).map(part.topLeft())
        self._put(QTransform.fromScale(zoom, zoom), round(moved.x()), round(moved.y()))

    def _put(self, transform: QTransform, x: int, y: int) -> None:
        self._view.setTransform(transform)
        self._scroll(x, y)
        self._view.tell_zoom()

    def _scroll(self, x: int, y: int) -> None:
        self._view.horizontalScrollBar().setValue(x)
        self._view.verticalScrollBar().setValue(y)


def _seen(way: Way, sights: list[QRectF]) -> bool:
    item, *ends = way
    return any(sight.intersects(item.rect.translated(end)) for sight in sights for end in ends)


def scrolled(view: SightView) -> tuple[int, int]:
    """How far a view is scrolled to the right and down."""
    return view.horizontalScrollBar().value(), view.verticalScrollBar().value()


def _between(start: QRectF, end: QRectF, share: float) -> QRectF:
    corner = start.topLeft() + (end.topLeft() - start.topLeft()) * share
    return QRectF(corner, start.size() + (end.size() - start.size()) * share)
