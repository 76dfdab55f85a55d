"""The map fades from how it looked to how it looks now, where all of it changes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.look.motion import Move, motion

if TYPE_CHECKING:
    from ui.canvas.view import MapView

MOST = 400
"""Larger maps are shown at once: taking their pictures would take longer than a frame."""


class Fade(QWidget):
    """Two pictures of the canvas above it, the later one coming up; the map itself is painted once
    for each of them, and again when both are gone."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._move: Move | None = None
        self._before, self._after = QPixmap(), QPixmap()
        self._shift, self._share = QPoint(), 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()
        for signal in (view.moved, view.session.changed, view.map_scene.shown):
            signal.connect(self.finish)

    @property
    def under_way(self) -> bool:
        """Whether the pictures are shown."""
        return self._move is not None

    def over(self, what: str, change: Callable[[], object]) -> None:
        """Make a change and fade to what it shows, in the time of `what` ("overlay", "layout")."""
        self.finish()
        view, area = self._view, self._view.viewport()
        typing = view.naming.step is not None or view.note_typing.typing
        large = len(view.map_scene.folding.layout.steps) > MOST
        if large or typing or not motion.duration(what) or not view.isVisible():
            change()
            return
        self._before, corner = area.grab(), area.pos()
        change()
        self._after, self._shift = area.grab(), corner - area.pos()
        self._share = 0.0
        self.setGeometry(area.geometry())
        self.stackUnder(view.legend)
        self.show()
        self._move = Move(what, self._show, self._arrive, self)
        self._move.start()

    def finish(self) -> None:
        """Show the map itself now."""
        if self._move is not None:
            self._move.finish()

    def _show(self, share: float) -> None:
        self._share = share
        self.update()

    def _arrive(self) -> None:
        self._move = None
        self.hide()
        self._before = self._after = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The map as it was, below what it is now."""
        painter = QPainter(self)
        painter.drawPixmap(QPoint(), self._after)
        painter.setOpacity(1.0 - self._share)
        painter.drawPixmap(self._shift, self._before)
        painter.end()
