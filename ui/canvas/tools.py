"""Gestures on the canvas: each is a small state between press and release that Esc ends.

A gesture previews from the map at press and the total movement, and commits once at release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mopsmap import edits
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.layout import Placed, lane_at, snap
from mopsmap.model import Position, Project
from mopsmap.rules import may_connect, may_leave
from ui.canvas import paint
from ui.canvas.cards import card
from ui.canvas.guides import Guided, Guides
from ui.look.theme import font
from ui.session import Selection

if TYPE_CHECKING:
    from ui.canvas.view import MapView

START_DISTANCE = 4
"""Screen pixels the pointer moves before a press becomes a drag."""
PALE, MOST_PALE = 0.4, 12
"""How much is left of a card where it was, and of how many cards it is shown."""
FAR_ENOUGH = 40
"""Scene pixels from a port to where a dragged flow makes a new step."""


class Gesture:
    """What goes on between a press and its release; points are in scene coordinates."""

    cursor: Qt.CursorShape | None = None
    hint = ""

    def __init__(self, view: MapView, press: QPointF) -> None:
        self.view = view
        self.press = press
        self.at = press

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is at `point`."""
        self.at = point

    def finish(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """Esc: leave no trace; the view selects what was selected before."""
        self.view.session.cancel()

    def paint(self, painter: QPainter) -> None:
        """Draw what the gesture shows, in scene coordinates."""


class MoveSteps(Gesture):
    """Drag the selected steps, between lanes too, and notes; one step dropped on a flow goes into
    it, and notes dropped on a step belong to it."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, view: MapView, press: QPointF) -> None:
        super().__init__(view, press)
        session = view.session
        layout = session.layout
        self.chosen = [s for s in session.selection.steps if s in layout.steps]
        self.before = {s: layout.steps[s] for s in self.chosen}
        items = view.map_scene.notes
        self.notes = {n: items[n].pos() for n in session.selection.notes if n in items}
        self.holder: str | None = None
        self.layout = layout
        self.flows = view.map_scene.flow_places() if self._may_go_between() else []
        self.onto: str | None = None
        self.guided = Guided()
        self._guides: Guides | None = None

    def _delta(self) -> QPointF:
        """How far the pointer went; with Shift along one axis."""
        delta = self.at - self.press
        if not self.view.shift_down:
            return delta
        return QPointF(delta.x(), 0) if abs(delta.x()) > abs(delta.y()) else QPointF(0, delta.y())

    def _guide(self, modifiers: Qt.KeyboardModifier) -> None:
        """Be taken by the guides near, unless Alt is held."""
        if self._guides is None:
            self._guides = Guides(self._standing(), self._near())
        self.guided = Guided()
        if not modifiers & Qt.KeyboardModifier.AltModifier:
            box = self._box().translated(self._delta())
            self.guided = self._guides.at(box, self.view.zoom)

    def _near(self) -> QRectF:
        sight = self.view.sight()
        return sight.adjusted(-sight.width() / 2, -sight.height() / 2, sight.width() / 2, 0)

    def _standing(self) -> list[QRectF]:
        """What does not move along."""
        scene = self.view.map_scene
        steps = [_rect(p) for i, p in scene.folding.layout.steps.items() if i not in self.before]
        notes = [i for i in scene.notes if i not in self.notes]
        return steps + [scene.notes[i].mapRectToScene(scene.notes[i].rect) for i in notes]

    def _box(self) -> QRectF:
        """All that is dragged, where it was."""
        found = QRectF()
        for placed in self.before.values():
            found = found.united(_rect(placed))
        items = self.view.map_scene.notes
        for note, corner in self.notes.items():
            found = found.united(items[note].rect.translated(corner))
        return found

    def _to(self, x: float, y: float) -> tuple[float, float]:
        """Where something that stood there would stand now: on a guide, else on the grid."""
        delta, guided = self._delta(), self.guided
        left, top = snap(x + delta.x(), y + delta.y())
        return (
            left if guided.x is None else x + delta.x() + guided.x,
            top if guided.y is None else y + delta.y() + guided.y,
        )

    def _moved(self, project: Project) -> Project:
        map_id = self.view.session.map_id
        if self.holder is not None:
            return edits.set_notes(project, map_id, self.notes, step=self.holder)
        if self.notes:
            at = {i: self._to(p.x(), p.y()) for i, p in self.notes.items()}
            places = {i: Position(x=x, y=max(0.0, y)) for i, (x, y) in at.items()}
            project = edits.move_notes(project, map_id, places)
        tops = {lane.role: lane.top for lane in self.layout.lanes}
        heights = {lane.role: lane.height for lane in self.layout.lanes}
        placements = {}
        for step in self.chosen:
            old = self.before[step]
            x, y = self._to(old.x, old.y)
            role = lane_at(self.layout, y + old.height / 2)
            low = max(8.0, heights[role] - old.height - 8.0)
            offset = min(max(y - tops[role], 8.0), low)
            placements[step] = (role, Position(x=max(0.0, x), y=offset))
        return edits.place(project, map_id, placements) if placements else project

    def _change(self, project: Project) -> Project:
        moved, map_id = self._moved(project), self.view.session.map_id
        if self.onto is None:
            return edits.keep_clear(moved, map_id, self.chosen) if self.chosen else moved
        return edits.split_flow(moved, map_id, self.onto, self.chosen[0])

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the steps where they would be dropped."""
        self.at = point
        self.onto = self._flow_under()
        self.hint = _("Drop to insert the step into this flow") if self.onto else ""
        self.view.highlight_flow(self.onto)
        self.holder = None
        self._guide(modifiers)
        self.view.session.preview(self._moved, structural=bool(self.chosen))
        self._find_holder()

    def _find_holder(self) -> None:
        """The step that notes alone would belong to, were they dropped now."""
        item = None if self.chosen else self.view.map_scene.step_at(self.at)
        self.holder = item.step_id if item is not None else None
        self.view.highlight_target(self.holder, True)
        if self.holder is not None:
            self.hint = _("Drop to put the note on this step")

    def _may_go_between(self) -> bool:
        if len(self.chosen) != 1:
            return False
        one, (step,) = self.view.session.map, self.chosen
        connected = any(step in (f.source, f.target) for f in one.flows)
        return not connected and one.step_by_id[step].kind not in ("start", "end")

    def _flow_under(self) -> str | None:
        # Where the flows ran at press: now they give way to the step that is dragged.
        return next((flow for flow, place in self.flows if place.contains(self.at)), None)

    def finish(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Drop."""
        if point != self.at:
            self.at = point
            self._guide(modifiers)
        self._unmark()
        number = len(self.chosen)
        label = counted(number, "Move step", "Move {n} steps")
        if self.onto is not None:
            label = _("Insert step into flow")
        if not number:
            label = counted(len(self.notes), "Move note", "Move {n} notes")
        holder, session = self.holder, self.view.session
        if session.edit(label, self._change, structural=bool(number)) and holder is not None:
            session.select((holder,))

    def cancel(self) -> None:
        """Put everything back."""
        self._unmark()
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        """Where the cards came from, and the guides they stand on."""
        scene, theme = self.view.map_scene, self.view.appearance.theme
        zoom, now = self.view.zoom, scene.folding.layout.steps
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(PALE)
        for step, placed in [*self.before.items()][:MOST_PALE] if zoom >= paint.FAR else ():
            at = _rect(placed)
            if step in now and placed.shape == "card" and not _rect(now[step]).intersects(at):
                card(painter, theme, scene.steps[step].look, at, zoom)
        painter.setOpacity(1.0)
        if self.holder is None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(theme.color("accent.base"), 0))
            painter.drawLines([line for line in self.guided.lines if self._holds(line)])

    def _holds(self, line: QLineF) -> bool:
        """Whether a guide still goes: a lane keeps what is dragged within itself."""
        now = self.view.map_scene.folding.layout.steps
        if not self.chosen or line.dx() == 0:
            return True
        dragged = [now[step] for step in self.chosen if step in now]
        top, bottom = min(p.y for p in dragged), max(p.bottom for p in dragged)
        return any(abs(line.y1() - y) < 1 for y in (top, (top + bottom) / 2, bottom))

    def _unmark(self) -> None:
        self.view.highlight_flow(None)
        self.view.highlight_target(None, True)


def _rect(placed: Placed) -> QRectF:
    return QRectF(placed.x, placed.y, placed.width, placed.height)


class Connect(Gesture):
    """Drag from a port to another step; on empty ground a new step is made there."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: MapView, press: QPointF, source: str, port: QPointF) -> None:
        super().__init__(view, press)
        self.source = source
        self.port = port
        self.target: str | None = None
        self.reason: str | None = None

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Mark the step under the pointer and say why it cannot be the target."""
        self.at = point
        item = self.view.map_scene.step_at(point)
        self.target = item.step_id if item is not None else None
        self.reason = None
        one = self.view.session.map
        if self.target is not None:
            self.reason = may_connect(one, self.source, self.target)
            self.hint = self.reason or _("Release to connect")
        else:
            self.reason = may_leave(one, self.source)
            self.hint = self.reason or (_("Release to add a step here") if self._far() else "")
        self.view.highlight_target(self.target, self.reason is None)

    def finish(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Connect, or add a step."""
        self.move(point, modifiers)
        self.view.highlight_target(None, True)
        session = self.view.session
        if self.reason is not None:
            session.said.emit(self.reason)
            return
        if self.target is None:
            if self._far():
                self.view.add_step_at(point, source=self.source)
            return
        source, target, map_id = self.source, self.target, session.map_id
        if session.edit(
            _("Connect steps"), lambda p: edits.connect(p, map_id, source, target), structural=True
        ):
            self.view.ask_how_often(source, target)

    def _far(self) -> bool:
        return QLineF(self.press, self.at).length() > FAR_ENOUGH

    def cancel(self) -> None:
        """Forget the line."""
        self.view.highlight_target(None, True)
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        """The line from the port to the pointer."""
        theme = self.view.appearance.theme
        color = theme.color("alarm.mark" if self.reason else "accent.base")
        pen = QPen(color, 1.75)
        pen.setDashPattern([4, 3])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawLine(self.port, self.at)
        paint.arrow(painter, self.port, self.at, 8, 4, color)


class RubberBand(Gesture):
    """Select what lies in a rectangle; Shift or Ctrl adds to the selection."""

    def __init__(self, view: MapView, press: QPointF, add: bool) -> None:
        super().__init__(view, press)
        self.kept = view.session.selection if add else Selection()

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select live."""
        self.at = point
        box, folding = QRectF(self.press, point).normalized(), self.view.map_scene.folding
        inside = [
            step
            for shown, placed in folding.layout.steps.items()
            if box.intersects(QRectF(placed.x, placed.y, placed.width, placed.height))
            for step in folding.members(shown)
        ]
        notes = [
            note
            for note, item in self.view.map_scene.notes.items()
            if box.intersects(item.rect.translated(item.pos()))
        ]
        kept = self.kept
        self.view.session.select((*kept.steps, *inside), notes=(*kept.notes, *notes))
        self.view.viewport().update()

    def finish(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Keep the selection."""
        self.move(point, modifiers)

    def paint(self, painter: QPainter) -> None:
        """The rectangle."""
        theme = self.view.appearance.theme
        fill = theme.color("accent.base").toRgb()
        fill.setAlpha(28)
        painter.setPen(QPen(theme.color("accent.base"), 0))
        painter.setBrush(fill)
        painter.drawRect(QRectF(self.press, self.at).normalized())


class Pan(Gesture):
    """Drag the paper."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, view: MapView, press: QPointF) -> None:
        super().__init__(view, press)
        bars = (view.horizontalScrollBar(), view.verticalScrollBar())
        self.before = tuple(bar.value() for bar in bars)
        self.bars = bars
        self.start = view.pointer

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Scroll along."""
        moved = self.view.pointer - self.start
        for bar, value, by in zip(self.bars, self.before, (moved.x(), moved.y()), strict=True):
            bar.setValue(value - by)

    def cancel(self) -> None:
        """Scroll back."""
        for bar, value in zip(self.bars, self.before, strict=True):
            bar.setValue(value)


def paint_hint(painter: QPainter, view: MapView, text: str, at: QPointF) -> None:
    """A short sentence beside the pointer, in viewport coordinates."""
    theme = view.appearance.theme
    painter.setFont(font("label"))
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text) + 16
    box = QRectF(at.x() + 16, at.y() + 18, width, 24)
    area = QRectF(view.viewport().rect())
    if box.right() > area.right():
        box.moveRight(at.x() - 8)
    if box.bottom() > area.bottom():
        box.moveBottom(at.y() - 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("surface.tooltip"))
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(theme.color("text.onTooltip"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
