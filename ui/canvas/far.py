"""The map from far away: all its cards and lines painted in a few strokes.

Thousands may be in sight there, and asking each item to paint itself would take longer than a
frame.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.canvas.bodies import speck_color
from ui.canvas.ghosts import GhostItem
from ui.canvas.items import FlowItem, StepItem
from ui.canvas.marks import NOTE_TONES
from ui.canvas.notes import NoteItem
from ui.canvas.paint import flow_color
from ui.look.theme import Theme


class FarPicture:
    """Cards and lines by color, made once for a state of the scene and painted at any far zoom."""

    def __init__(
        self,
        steps: Iterable[StepItem],
        flows: Iterable[FlowItem],
        ghosts: Iterable[GhostItem],
        notes: Iterable[NoteItem],
        theme: Theme,
    ) -> None:
        self._theme = theme
        self._cards: dict[str, tuple[QColor, list[QRectF]]] = {}
        self._rings: list[QRectF] = []
        self._lines: dict[tuple[bool, str], tuple[QColor, QPainterPath]] = {}
        self._ghosts = [ghost.sceneRect() for ghost in ghosts]
        for step in steps:
            rect = step.rect.translated(step.pos())
            self._add_card(speck_color(theme, step.look), rect)
            if step.ringed:
                self._rings.append(rect)
        for note in notes:
            tone = NOTE_TONES[note.look.kind]
            self._add_card(theme.color(f"{tone}.mark"), note.rect.translated(note.pos()))
        for flow in flows:
            self._add_line(flow)

    def _add_card(self, color: QColor, rect: QRectF) -> None:
        self._cards.setdefault(color.name(), (color, []))[1].append(rect)

    def _add_line(self, flow: FlowItem) -> None:
        marked = flow.chosen or flow.hovered
        color = flow_color(self._theme, flow.look, marked)
        key = (marked or flow.look.critical, color.name())
        path = self._lines.setdefault(key, (color, QPainterPath()))[1]
        points = iter(flow.route.points)
        first = next(points, None)
        if first is not None:
            path.moveTo(*first)
            for point in points:
                path.lineTo(*point)

    def paint(self, painter: QPainter, zoom: float) -> None:
        """Draw lines, thick ones last, then cards, in scene coordinates."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for (thick, _), (color, path) in sorted(self._lines.items(), key=lambda one: one[0]):
            painter.setPen(QPen(color, 0))
            painter.drawPath(path)
            if thick:  # a second stroke a pixel aside: stroking wide lines takes ten times as long
                painter.drawPath(path.translated(1 / zoom, 1 / zoom))
        painter.setPen(QPen(self._theme.color("border.strong"), 0, Qt.PenStyle.DashLine))
        painter.drawRects(self._ghosts)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._rings:
            around = 3 / zoom
            painter.setBrush(self._theme.color("accent.base"))
            painter.drawRects([r.adjusted(-around, -around, around, around) for r in self._rings])
        for color, rects in self._cards.values():
            painter.setBrush(color)
            painter.drawRects(rects)
