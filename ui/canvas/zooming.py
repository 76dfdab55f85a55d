"""How large a map is seen, and how far the view of it reaches: zooming, and fitting into the view
what is to be seen whole."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QWidget

from ui.canvas.headers import ADD_HEIGHT, TAG_ROOM
from ui.canvas.legend import LegendCard
from ui.canvas.moving import Glide, SightView

ZOOM_MIN, ZOOM_MAX = 0.1, 4.0


class ZoomView(SightView):
    """A view that zooms to a pixel or to what it is to show. It reaches beyond the paper: to the
    row that adds a lane, to the tags of cards at the top, and to what a zoom shows beside."""

    glide: Glide
    legend: LegendCard

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._anchor = QPointF()
        self._beside = QRectF()

    @property
    def zoom(self) -> float:
        """Screen pixels per scene pixel."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, keeping what is `at` a pixel where it is, by default the middle.

        For a pixel the view may leave the paper, for the middle it stays on it.
        """
        self.glide.finish()
        zoom = min(ZOOM_MAX, max(ZOOM_MIN, zoom))
        area = QRectF(self.viewport().rect())
        pixel = at if at is not None else area.center()
        point = self._anchor_at(pixel)
        self.setTransform(QTransform.fromScale(zoom, zoom))
        size = area.size() / self.zoom
        beside = QRectF(point - pixel / self.zoom, size)
        self._beside = beside if at is not None else QRectF()
        self.spread()
        moved = self.viewportTransform().map(point) - pixel
        for bar, by in (
            (self.horizontalScrollBar(), moved.x()),
            (self.verticalScrollBar(), moved.y()),
        ):
            bar.setValue(round(bar.value() + by))
        self.tell_zoom()

    def spread(self) -> None:
        """Let the view reach the paper, the row that adds a lane, and what a zoom shows beside."""
        above, below = TAG_ROOM / self.zoom, ADD_HEIGHT / self.zoom
        paper = self.map_scene.sceneRect().adjusted(0, -above, 0, below)
        self.setSceneRect(paper.united(self._beside))

    def _anchor_at(self, at: QPointF) -> QPointF:
        """The scene point at a pixel: the one of the zoom before, as long as it is still there."""
        moved = self.viewportTransform().map(self._anchor) - at
        if moved.manhattanLength() > 1:
            self._anchor = self.viewportTransform().inverted()[0].map(at)
        return self._anchor

    def fit(self) -> None:
        """Show the whole map."""
        self._fit_rect(self.map_scene.whole(), 1.0, ADD_HEIGHT)

    def fit_selection(self) -> None:
        """Show the selected steps as large as reasonable."""
        folding = self.map_scene.folding
        placed = folding.layout.steps
        box = QRectF()
        for step in map(folding.shown, self.session.selection.steps):
            if step in placed:
                at = placed[step]
                box = box.united(QRectF(at.x, at.y, at.width, at.height))
        if box.isEmpty():
            self.fit()
        else:
            self._fit_rect(box.adjusted(-60, -60, 60, 60), 1.5)

    def _fit_rect(self, box: QRectF, largest: float, below: float = 0.0) -> None:
        """Show a rectangle with `below` screen pixels under it, as if there were no scroll bars."""
        if box.isEmpty():
            return
        area, margin = self.maximumViewportSize(), 16.0
        wide, high = area.width() - margin, area.height() - margin - below
        zoom = min(wide / box.width(), high / box.height(), largest)
        self.set_zoom(zoom)
        self.centerOn(box.center())
        self.headers.update()
        self.legend.follow()
