"""One of two maps beside each other: lanes and cards to look at, walked by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip

from ui.accessible import tell_focus
from ui.canvas.accessible import MapParts
from ui.canvas.focus_ring import FocusRing
from ui.canvas.moving import Glide, SightView
from ui.canvas.walking import Way, step_from
from ui.compare.heads import LaneColumn
from ui.compare.side import Side, SideScene
from ui.look.theme import Appearance

ZOOM_MIN, ZOOM_MAX = 0.25, 3.0
LEAST_FIRST = 1.0
"""The smallest zoom that a pane begins with: titles and figures are readable."""
WAYS: dict[Qt.Key, Way] = {
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Left: "before",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
}


class Pane(SightView):
    """A map to look at. `zoomed(factor)` tells the zoom, `moved` that another part is shown,
    `opened(step)` that a step is to be seen on the canvas."""

    session: Side
    map_scene: SideScene
    zoomed = Signal(float)
    moved = Signal()
    opened = Signal(str)

    def __init__(self, session: Side, appearance: Appearance) -> None:
        super().__init__()
        self.session, self.appearance = session, appearance
        self.map_scene = SideScene(session, appearance)
        self.setScene(self.map_scene)
        self.setObjectName("canvas")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.glide = Glide(self)
        self.headers = LaneColumn(self)
        self.setViewportMargins(LaneColumn.WIDTH, 0, 0, 0)
        FocusRing(self, appearance)
        self._grabbed: tuple[QPointF, int, int] | None = None
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._tell)
        self.map_scene.shown.connect(self.headers.update)
        session.selection_changed.connect(lambda: tell_focus(self))
        appearance.changed.connect(self.viewport().update)

    def accessible_parts(self) -> MapParts:
        """Cards, flows and lanes, for screen readers."""
        return MapParts(self)

    @property
    def zoom(self) -> float:
        """Screen pixels per scene pixel."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, keeping what is `at` a pixel where it is, by default the middle."""
        self.glide.finish()
        wanted = min(ZOOM_MAX, max(ZOOM_MIN, zoom))
        pixel = at if at is not None else QPointF(self.viewport().rect().center())
        point = self.mapToScene(pixel.toPoint())
        factor = wanted / self.zoom
        self.scale(factor, factor)
        moved = self.mapFromScene(point) - pixel.toPoint()
        for bar, by in (
            (self.horizontalScrollBar(), moved.x()),
            (self.verticalScrollBar(), moved.y()),
        ):
            bar.setValue(bar.value() + by)
        self.tell_zoom()

    def fit(self) -> None:
        """Show the whole map."""
        self._fit(self.sceneRect(), 1.0)

    def fit_selection(self) -> None:
        """Show the selected steps as large as reasonable."""
        box = QRectF()
        for step in self.session.selection.steps:
            at = self.map_scene.steps[step]
            box = box.united(at.mapRectToScene(at.rect))
        self._fit(box.adjusted(-40, -20, 40, 20) if not box.isEmpty() else self.sceneRect(), 1.5)

    def _fit(self, box: QRectF, largest: float) -> None:
        area = self.maximumViewportSize()
        wide, high = area.width() - 4, area.height() - 4
        self.set_zoom(min(wide / box.width(), high / box.height(), largest))
        self.centerOn(box.center())

    def first_view(self) -> None:
        """The beginning of the map, its height fitting where it then can be read."""
        height = max(1.0, self.sceneRect().height())
        self.set_zoom(min(1.0, max(LEAST_FIRST, self.viewport().height() / height)))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setValue(bar.minimum())

    def follow(self, other: Pane) -> None:
        """Show the same part as the other map."""
        zooms = other.zoom != self.zoom
        if zooms:
            self.setTransform(other.transform())
        for mine, wanted in (
            (self.horizontalScrollBar(), other.horizontalScrollBar()),
            (self.verticalScrollBar(), other.verticalScrollBar()),
        ):
            mine.setValue(wanted.value())
        if zooms:
            self.tell_zoom()

    def show_step(self, step: str) -> None:
        """Scroll just enough to see a step."""
        item = self.map_scene.steps.get(step)
        if item is not None:
            self.ensureVisible(item.mapRectToScene(item.rect), 40, 8)

    def tell_zoom(self) -> None:
        """The lanes beside it and the other map follow."""
        self._tell()
        self.zoomed.emit(self.zoom)

    def _tell(self) -> None:
        self.headers.update()
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the steps, Enter shows the step on the canvas, Esc selects nothing."""
        key, chosen = Qt.Key(event.key()), self.session.selection.steps
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in WAYS:
            found = step_from(self.map_scene, chosen[-1] if chosen else None, WAYS[key])
            if found is not None:
                self.session.select((found,))
                self.show_step(found)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen:
            self.opened.emit(chosen[-1])
        elif key == Qt.Key.Key_Escape:
            self.session.select()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a step or a flow; the paper is dragged."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        point = self.mapToScene(event.position().toPoint())
        step, flow = self.map_scene.step_at(point), self.map_scene.flow_at(point)
        if event.button() == Qt.MouseButton.LeftButton and step is not None:
            self.session.select((step.step_id,))
        elif event.button() == Qt.MouseButton.LeftButton and flow is not None:
            self.session.select(flows=(flow.flow_id,))
        else:
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            self._grabbed = event.position(), across.value(), down.value()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the paper."""
        if self._grabbed is not None:
            start, across, down = self._grabbed
            way = (event.position() - start).toPoint()
            self.horizontalScrollBar().setValue(across - way.x())
            self.verticalScrollBar().setValue(down - way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the paper selects nothing."""
        grabbed, self._grabbed = self._grabbed, None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        if grabbed is not None and (event.position() - grabbed[0]).manhattanLength() < 4:
            self.session.select()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show a step on the canvas."""
        item = self.map_scene.step_at(self.mapToScene(event.position().toPoint()))
        if item is not None:
            self.opened.emit(item.step_id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms to the pointer, else scroll; Shift scrolls sideways."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * 1.0015 ** event.angleDelta().y(), event.position())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not event.angleDelta().x():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - event.angleDelta().y())
        else:
            super().wheelEvent(event)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole name of a step, and what it shows."""
        if isinstance(event, QHelpEvent):
            item = self.map_scene.step_at(self.mapToScene(event.pos()))
            if item is not None:
                QToolTip.showText(event.globalPos(), item.tip, self.viewport())
                return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The headers are as high as the map."""
        super().resizeEvent(event)
        self.headers.setGeometry(0, 0, LaneColumn.WIDTH, self.viewport().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is here."""
        super().focusInEvent(event)
        tell_focus(self)
