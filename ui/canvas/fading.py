"""The map passes from how it looked to how it looks now, where all of it changes at once: it fades,
or its cards travel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.canvas.travelling import Prospect, Travel
from ui.look.motion import Move, motion

if TYPE_CHECKING:
    from ui.canvas.view import MapView

MOST = 400
"""Larger maps are shown at once: taking their pictures would take longer than a frame."""


class Passage(Protocol):
    """A way from what was seen to what is seen."""

    def paint(self, painter: QPainter, share: float) -> None:
        """Draw what is seen at a share of the way."""


class Blend:
    """Two pictures, the earlier one going."""

    def __init__(self, before: QPixmap, after: QPixmap, shift: QPoint) -> None:
        self._before, self._after, self._shift = before, after, shift

    def paint(self, painter: QPainter, share: float) -> None:
        """The map as it was, above what it is now."""
        painter.drawPixmap(QPoint(), self._after)
        painter.setOpacity(1.0 - share)
        painter.drawPixmap(self._shift, self._before)


class Fade(QWidget):
    """Pictures of the canvas above it; the map itself is painted once for each of them, and again
    when they are gone."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._move: Move | None = None
        self._passage: Passage | None = None
        self._share = 0.0
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
        if not self._may(what):
            change()
            return
        area = self._view.viewport()
        before, corner = area.grab(), area.pos()
        change()
        self._pass(what, Blend(before, area.grab(), corner - area.pos()))

    def along(self, change: Callable[[], object]) -> None:
        """Make a change that collapses or expands phases, and let the cards travel."""
        if len(self._view.session.map.steps) > MOST or not self._may("layout"):
            self.finish()
            change()
            return
        before = Prospect(self._view)
        change()
        self._pass("layout", Travel(self._view, before, Prospect(self._view)))

    def _may(self, what: str) -> bool:
        """Whether anything may move now; what did so is there."""
        self.finish()
        view = self._view
        typing = view.naming.step is not None or view.note_typing.typing
        large = len(view.map_scene.folding.layout.steps) > MOST
        return not (large or typing or not motion.duration(what) or not view.isVisible())

    def _pass(self, what: str, passage: Passage) -> None:
        self._passage, self._share = passage, 0.0
        self.setGeometry(self._view.viewport().geometry())
        self.stackUnder(self._view.legend)
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
        self._move = self._passage = None
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is seen on the way."""
        if self._passage is not None:
            painter = QPainter(self)
            self._passage.paint(painter, self._share)
            painter.end()
