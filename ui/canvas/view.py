"""The canvas: pointer and keys become gestures and edits; zooming, panning, naming in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf

from PySide6.QtCore import QEvent, QMargins, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsView, QToolTip, QWidget

from mopsmap import edits
from mopsmap.diff import MapDiff
from mopsmap.language import translated as _
from mopsmap.layout import CARD_HEIGHT, CARD_WIDTH, lane_at, snap
from mopsmap.model import Position, Project, StepKind
from mopsmap.phases import phases_in
from ui.canvas.accessible import MapParts, listen
from ui.canvas.fading import Fade
from ui.canvas.focus_ring import FocusRing
from ui.canvas.headers import ADD_HEIGHT, TAG_ROOM, LaneHeaders
from ui.canvas.items import StepItem
from ui.canvas.legend import LegendCard
from ui.canvas.linking import LinkLine
from ui.canvas.moving import Glide
from ui.canvas.naming import Making, NameEditor
from ui.canvas.note_typing import NoteEditor
from ui.canvas.notes import NoteItem
from ui.canvas.paint import FAR
from ui.canvas.phase_heads import PhaseHeaders, tip_of
from ui.canvas.scene import MapScene
from ui.canvas.spots import menu_point
from ui.canvas.tools import START_DISTANCE, Connect, Gesture, MoveSteps, Pan, RubberBand, paint_hint
from ui.canvas.zooming import ZoomView
from ui.look.theme import Appearance, font
from ui.session import Selection, Session

NUDGE = 8.0
"""How far an arrow key moves a sticky note, scene pixels."""
FIRST_ZOOM = 0.75
"""The smallest zoom at which cards show their times."""
ARROW = 12.0
"""What of a flow is seen with the step that it leads to, scene pixels."""
WELCOME = _("Type the first step and press Enter.")


class MapView(ZoomView):
    """Shows the map of the session and turns pointer and keys into edits.

    zoomed(factor) tells the zoom; menu_asked(global position) asks for the context menu;
    needed asks to be shown where another view stands, because a name is to be typed.
    line_asked(place) asks for the capture line, to say a step "after" the selected one.
    field_asked(attribute) asks for a field of what is selected to be typed next.
    let_go comes where nothing is selected any more: with the step to go on from, or with None where
    Esc is about to deselect it.
    painted comes once, after the first painting; moved whenever another part of the map is shown.
    """

    headers: LaneHeaders
    zoomed = Signal(float)
    moved = Signal()
    menu_asked = Signal(QPoint)
    needed = Signal()
    field_asked = Signal(str)
    line_asked = Signal(str)
    let_go = Signal(object)
    painted = Signal()

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.appearance = appearance
        self.map_scene = MapScene(session, appearance)
        self.setScene(self.map_scene)
        self.gesture: Gesture | None = None
        self.pointer = QPoint()
        self._pointed = False
        self.shift_down = False
        self._button = Qt.MouseButton.NoButton
        self._chosen_before = Selection()
        self._pressed: tuple[QPoint, QPointF] | None = None
        self._space = self._hand = False
        self._fitted = False
        self._seen: tuple[float, QPointF] | None = None
        self._painted = self._greeted = False
        self._hovered: StepItem | NoteItem | None = None
        self.setObjectName("canvas")
        self.setAccessibleName(_("Value-stream map"))
        self.viewport().setAccessibleName(self.accessibleName())
        FocusRing(self, appearance, by_key=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.headers = LaneHeaders(self)
        self.phases = PhaseHeaders(self)
        self.naming = NameEditor(self)
        self.note_typing = NoteEditor(self)
        self.glide = Glide(self)
        self.legend = LegendCard(self)
        self.fade = Fade(self)
        self.linking = LinkLine(self)
        self.setViewportMargins(self.headers.WIDTH, 0, 0, 0)
        session.changed.connect(self._on_changed)
        self.map_scene.sceneRectChanged.connect(self.spread)
        self.map_scene.folding.changed.connect(self._on_folded)
        self.map_scene.cards.arrived.connect(self._follow)
        session.analyzed.connect(self.headers.renew)
        session.analyzed.connect(self.phases.renew)
        session.selection_changed.connect(self.headers.renew)
        appearance.changed.connect(self.viewport().update)
        appearance.changed.connect(self.phases.update)
        listen(self)
        self._on_changed(None)

    def accessible_parts(self) -> MapParts:
        """Cards, flows, lanes and notes, for screen readers."""
        return MapParts(self)

    @property
    def spot(self) -> QPointF | None:
        """The scene point where the pointer rests on the map, None where it is elsewhere or where
        phases are collapsed."""
        here = self._pointed and self.viewport().rect().contains(self.pointer)
        here = here and not self.map_scene.folding.collapsed
        return self.mapToScene(self.pointer) if here else None

    def tell_zoom(self) -> None:
        """Everything that stands beside or above the map follows it."""
        self._follow()
        self.legend.follow()
        self.zoomed.emit(self.zoom)

    def _follow(self) -> None:
        self.headers.follow()
        self.phases.update()
        self.naming.follow()
        self.note_typing.follow()
        self.moved.emit()

    def return_to(self, zoom: float, middle: QPointF) -> None:
        """Show the map as it was seen before; at the start, once the view has its size."""
        self._seen = zoom, middle
        if self._fitted:
            self.first_view()

    def first_view(self) -> None:
        """The view of a map just opened: its height fits if times are shown, at the first step."""
        if self._seen is not None and self._begun:
            (zoom, middle), self._seen = self._seen, None
            self.set_zoom(zoom)
            self.centerOn(middle)
            self.headers.update()
            return
        height = max(1.0, self.map_scene.sceneRect().height())
        room = self.viewport().height() - ADD_HEIGHT - TAG_ROOM
        zoom = min(1.0, max(FIRST_ZOOM, room / height))
        self.set_zoom(zoom)
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().minimum())
        order = self.map_scene.drawn.order
        placed = self.map_scene.folding.layout.steps.get(order[0]) if order else None
        if placed is None or placed.bottom * zoom + TAG_ROOM <= self.viewport().height():
            self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())
        else:
            self.show_step(order[0])

        self.begin()

    def begin(self) -> None:
        """Open the name of the first step on a map without any, once one can type there."""
        typing = self.naming.step is not None
        if not (self._begun or typing or self.session.read_only) and self.isEnabled():
            self.line_asked.emit("after")

    @property
    def _begun(self) -> bool:
        """Whether the map shown has any step that is there to stay."""
        return bool(self.session.committed.map_by_id[self.session.map_id].steps)

    def show_step(self, step_id: str) -> None:
        """Scroll just enough to see a step, its name and the arrows to it; nowhere where they are
        in sight."""
        box = self._hidden(step_id)
        if box is not None:
            self.ensureVisible(box, 40, 16)
            self.headers.update()

    def bring(self, *steps: str) -> None:
        """Come to where these steps are seen, the last one at least, no further than needed."""
        if any(map(self.hides, steps)):
            self.glide.to(lambda: [*map(self.show_step, steps)])

    def hides(self, step_id: str) -> bool:
        """Whether a step or its name is not all in sight."""
        return self._hidden(step_id) is not None

    def _hidden(self, step_id: str) -> QRectF | None:
        """Where a step stands or will stand, with its name, if not all of it is in sight."""
        scene = self.map_scene
        item = scene.steps.get(step_id) or scene.blocks.items.get(scene.folding.shown(step_id))
        if item is None:
            return None
        box = item.with_name if isinstance(item, StepItem) else item.rect
        box = box.translated(item.placed.x, item.placed.y)
        return None if self.sight().contains(box.adjusted(-ARROW, 0, 0, 0)) else box

    def rename(self, step_id: str | None = None) -> None:
        """Open the name of a step, by default the selected one, for typing."""
        chosen = self.session.selection
        if step_id is None and chosen.role is not None and not chosen.steps:
            self.headers.rename(chosen.role)
            return
        if step_id is None and chosen.notes and not chosen.steps:
            self._retype(chosen.notes[0])
            return
        target = step_id or (chosen.steps[0] if chosen.steps else None)
        self.map_scene.folding.reveal((target,) if target else ())
        if target in self.map_scene.steps and not self.session.refuses():
            self.needed.emit()
            self.show_step(target)
            self.naming.open(target)

    def _retype(self, note_id: str) -> None:
        if not self.session.refuses():
            self.needed.emit()
            self.show_note(note_id)
            self.note_typing.open(note_id)

    def show_note(self, note_id: str) -> None:
        """Scroll just enough to see a sticky note."""
        item = self.map_scene.notes.get(note_id)
        if item is not None:
            self.ensureVisible(item.mapRectToScene(item.rect), 40, 16)
            self.headers.update()

    def settle(self) -> bool:
        """Keep what is being typed; True where a new step, lane or note was given up for lack of
        words."""
        self.linking.end()
        editors = (self.naming, self.headers, self.note_typing)
        given_up = [editor.close_editor(keep=True) for editor in editors]
        return any(given_up)

    def add_step_at(
        self, point: QPointF, source: str | None = None, kind: StepKind = "step"
    ) -> None:
        """Add a step around a point, in the lane there, clear of others, and open its name.

        `source` gets one more flow, to the new step.
        """
        self.settle()
        if not self._sees_steps():
            return
        layout = self.session.layout
        role = lane_at(layout, point.y())
        top = next((lane.top for lane in layout.lanes if lane.role == role), 0.0)
        height = next((lane.height for lane in layout.lanes if lane.role == role), 96.0)
        x, _top = snap(point.x() - CARD_WIDTH / 2, 0)
        low = max(8.0, height - CARD_HEIGHT - 8.0)
        y = min(max(8.0, point.y() - top - CARD_HEIGHT / 2), low)
        position = Position(x=max(8.0, x), y=round(y / 4) * 4)
        new_id, map_id = edits.fresh_id(self.session.project, "step"), self.session.map_id

        def change(project: Project) -> Project:
            grown = edits.add_step(project, map_id, new_id, kind=kind, role=role, position=position)
            return edits.connect(grown, map_id, source, new_id) if source is not None else grown

        self._make(_("Add step"), new_id, change)

    def add_step(self, kind: StepKind = "step", after: str | None = None) -> None:
        """Add a step to the lane of the selected one; `after` connects it behind that step."""
        self.settle()
        chosen = self.session.selection
        one = self.session.map
        near = after or (chosen.steps[-1] if chosen.steps else None)
        if near is not None:
            role = one.step_by_id[near].role
        else:
            role = chosen.role or (one.roles[0].id if one.roles else None)
        new_id, map_id = edits.fresh_id(self.session.project, "step"), self.session.map_id

        def change(project: Project) -> Project:
            grown = edits.add_step(project, map_id, new_id, kind=kind, role=role, after=after)
            return edits.make_room_for(grown, map_id, new_id)

        self._make(_("Add step"), new_id, change)

    def expand_chosen(self) -> bool:
        """Expand the collapsed phase that is selected; False where none is."""
        chosen, folding = self.session.selection.steps, self.map_scene.folding
        block = self.map_scene.blocks.items.get(folding.shown(chosen[-1])) if chosen else None
        if block is not None:
            self.phases.toggle(block.look.title)
        return block is not None

    def _make(self, label: str, new_id: str, change: Callable[[Project], Project]) -> None:
        """Show a new step and open its name, which decides whether it is made."""
        session = self.session
        making = Making(label, change, session.selection)
        if session.preview(change, structural=True):
            self.needed.emit()
            session.select((new_id,))
            self.show_step(new_id)
            self.naming.open(new_id, making)

    def ask_how_often(self, source: str, target: str) -> None:
        """How often items go back is the next thing to say of a new flow that leads back."""
        flows = self.session.map.flows
        back = [f.id for f in flows if (f.source, f.target, f.kind) == (source, target, "rework")]
        if back:
            self.session.select(flows=back)
            self.field_asked.emit("probability")

    def highlight_flow(self, flow_id: str | None) -> None:
        """Mark the flow that a dragged step would go into."""
        for item in self.map_scene.flows.values():
            if item.hovered != (item.flow_id == flow_id):
                item.hovered = item.flow_id == flow_id
                item.update()

    def highlight_target(self, step_id: str | None, allowed: bool) -> None:
        """Mark the step that a dragged flow would reach."""
        for item in self.map_scene.steps.values():
            state = ("yes" if allowed else "no") if item.step_id == step_id else ""
            if item.target != state:
                item.target = state  # type: ignore[assignment]
                item.update()

    def _on_changed(self, touched: MapDiff | None) -> None:
        self.headers.renew()
        self.phases.renew()
        if touched is None:
            self.gesture = self._pressed = None
            self._pointed = self._pointed and self.viewport().underMouse()
            self.naming.forget()
            self.note_typing.forget()
            self.headers.forget()
            if self._fitted:
                self.first_view()
        self.naming.follow()
        self.note_typing.follow()
        greets = not self.session.map.steps
        if touched is None or self.gesture is not None or self._greeted is not greets:
            self.viewport().update()

    def toggle_phases(self) -> None:
        """Collapse all phases to blocks, or show all steps again."""
        if not phases_in(self.session.map):
            self.session.said.emit(_("No step of this map has a phase."))
        self.phases.toggle_all()

    def _on_folded(self) -> None:
        self.cancel_gesture()
        self.headers.renew()
        self.phases.renew()
        self.naming.follow()
        self.viewport().update()

    def _sees_steps(self) -> bool:
        """Whether all steps are shown, as drawing needs it; else it is said."""
        if self.map_scene.folding.collapsed:
            self.session.said.emit(_("Phases are collapsed. Press G to see the steps and draw on."))
            return False
        return True

    def leave_room(self, above: int) -> None:
        """Keep `above` pixels free for the phases, and the lane headers beside the map."""
        wanted = QMargins(self.headers.WIDTH, above, 0, 0)
        if wanted != self.viewportMargins():
            self.setViewportMargins(wanted)
        self._arrange()

    def draw_coarsely(self, finest: float | None) -> None:
        """Draw cards with no more detail than at a zoom of `finest`, None with all."""
        self.map_scene.manner.finest = finest or inf
        self.viewport().update()

    def tell_of(self, records: Iterable[str]) -> None:
        """Let all but these steps and flows stand back; none: all are drawn alike."""
        self.map_scene.manner.told = frozenset(records)
        self.map_scene.update()

    def glide_to(self, step_id: str) -> None:
        """Bring a step, or the phase it is collapsed in, into the middle."""
        folding = self.map_scene.folding
        placed = folding.layout.steps.get(folding.shown(step_id))
        if placed is not None:
            self.glide.to(lambda: self.centerOn(*placed.center))

    def _arrange(self) -> None:
        above = self.viewportMargins().top()
        self.headers.setGeometry(0, above, self.headers.WIDTH, self.viewport().height())
        self.phases.setGeometry(0, 0, self.width(), above)

    @property
    def hand(self) -> bool:
        """Whether a drag moves the paper whatever it begins on."""
        return self._hand

    def take_hand(self, on: bool) -> None:
        """Drags move the paper from now on, or select and move steps again."""
        self._hand = on
        self._show_cursor()

    @property
    def pressed(self) -> bool:
        """Whether the pointer holds something of the map."""
        return self.gesture is not None or self._pressed is not None

    def cancel_gesture(self) -> bool:
        """End what goes on with the pointer, without trace; False where nothing does."""
        if self.headers.cancel_drag():
            return True
        if self.gesture is None and self._pressed is None:
            return False
        gesture, self.gesture, self._pressed = self.gesture, None, None
        if gesture is not None:
            gesture.cancel()
        chosen = self._chosen_before
        self.session.choose(chosen)
        self._show_cursor()
        self.viewport().update()
        return True

    def _show_cursor(self) -> None:
        shape = self.gesture.cursor if self.gesture else None
        if shape is None and (self._space or self._hand):
            shape = Qt.CursorShape.OpenHandCursor
        self.viewport().setCursor(shape or Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture or a selection; a second button means nothing meanwhile."""
        if self.gesture is not None or self._pressed is not None:
            if event.button() != self._button and event.buttons() & self._button:
                return
            self.cancel_gesture()
        self.setFocus()
        self.settle()
        self.glide.finish()
        self.fade.finish()
        self.map_scene.cards.finish()
        self.pointer, self._pointed = event.position().toPoint(), True
        point = self.mapToScene(self.pointer)
        self._button, self._chosen_before = event.button(), self.session.selection
        if event.button() == Qt.MouseButton.MiddleButton or (
            (self._space or self._hand) and event.button() == Qt.MouseButton.LeftButton
        ):
            self._begin(Pan(self, point))
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        more = self._adding(event)
        note = self.map_scene.note_at(point)
        if note is not None:
            self._press_note(note.note_id, more)
            self._pressed = (self.pointer, point)
            return
        item = self.map_scene.step_at(point)
        if item is not None:
            port = item.port_at(point, 9 / max(self.zoom, 0.4)) if item.hovered else None
            whole = not self.map_scene.folding.collapsed
            if port is not None and whole and not self.session.read_only:
                self._begin(Connect(self, point, item.step_id, port))
                return
            self._press_step(item.step_id, more)
            self._pressed = (self.pointer, point)
            return
        block = self.map_scene.blocks.at(point)
        if block is not None:
            self._press_block(block.block_id, more)
            return
        flow = self.map_scene.flow_at(point)
        if flow is not None:
            self._press_flow(flow.flow_id, more)
            return
        if not more:
            self.session.select()
        self._pressed = (self.pointer, point)

    def _press_note(self, note_id: str, more: bool) -> None:
        chosen = self.session.selection
        if more:
            kept = _toggled(chosen.notes, note_id)
            self.session.select(chosen.steps, chosen.flows, notes=kept)
        elif note_id not in chosen.notes:
            self.session.select(notes=(note_id,))

    def _press_flow(self, flow_id: str, more: bool) -> None:
        chosen, flows = self.session.selection, self.map_scene.folding.flows_of(flow_id)
        if more:
            kept = _toggled(chosen.flows, *flows)
            self.session.select(chosen.steps, kept, notes=chosen.notes)
        elif flow_id not in chosen.flows:
            self.session.select(flows=flows)

    def _press_block(self, block_id: str, more: bool) -> None:
        chosen, steps = self.session.selection, self.map_scene.folding.members(block_id)
        if more:
            kept = _toggled(chosen.steps, *steps)
            self.session.select(kept, chosen.flows, notes=chosen.notes)
        else:
            self.session.select(steps)

    def _press_step(self, step_id: str, more: bool) -> None:
        chosen = self.session.selection
        if more:
            kept = _toggled(chosen.steps, step_id)
            self.session.select(kept, chosen.flows, notes=chosen.notes)
        elif step_id not in chosen.steps:
            self.session.select((step_id,))

    def _begin(self, gesture: Gesture) -> None:
        if not isinstance(gesture, Connect):
            self._hover(None)
        self.gesture = gesture
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or show what is under the pointer."""
        self.pointer, self._pointed = event.position().toPoint(), True
        self.legend.give_way(self.pointer)
        point = self.mapToScene(self.pointer)
        self.shift_down = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not event.buttons() & self._button:
            self.cancel_gesture()
        if self.gesture is None and self._pressed is not None:
            press, start = self._pressed
            if (self.pointer - press).manhattanLength() >= START_DISTANCE:
                self._pressed = None
                held = self._item_at(start)
                if held is None:
                    self._begin(RubberBand(self, start, self._adding(event)))
                elif held.chosen and self._sees_steps() and not self.session.refuses():
                    self._begin(MoveSteps(self, start))
        if self.gesture is not None:
            self.gesture.move(point, event.modifiers())
            self.viewport().update()
        elif not event.buttons():
            self._hover(self._item_at(point))

    def _item_at(self, point: QPointF) -> StepItem | NoteItem | None:
        return self.map_scene.note_at(point) or self.map_scene.step_at(point)

    @staticmethod
    def _adding(event: QMouseEvent) -> bool:
        return bool(
            event.modifiers()
            & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        )

    def _hover(self, item: StepItem | NoteItem | None) -> None:
        if item is self._hovered:
            return
        for one, on in ((self._hovered, False), (item, True)):
            if one is not None and one.scene() is self.map_scene:
                one.hovered = on
                one.update()
        self._hovered = item

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        if event.button() != self._button:
            return
        self.pointer = event.position().toPoint()
        point = self.mapToScene(self.pointer)
        pressed, self._pressed = self._pressed, None
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.finish(point, event.modifiers())
            self.viewport().update()
        elif pressed is not None and not self._adding(event):
            item, chosen = self._item_at(point), self.session.selection
            if item is not None and len(chosen.steps) + len(chosen.notes) > 1:
                if isinstance(item, NoteItem):
                    self.session.select(notes=(item.note_id,))
                else:
                    self.session.select((item.step_id,))
        self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename a step, insert into a flow, or add a step on empty ground."""
        if event.button() != Qt.MouseButton.LeftButton or self._space or self._hand:
            self.mousePressEvent(event)
            return
        self.cancel_gesture()
        point = self.mapToScene(event.position().toPoint())
        note, item = self.map_scene.note_at(point), self.map_scene.step_at(point)
        if note is not None:
            self._retype(note.note_id)
            return
        if item is not None:
            self.rename(item.step_id)
            return
        block = self.map_scene.blocks.at(point)
        if block is not None:
            self.phases.toggle(block.look.title)
            return
        chosen = self._chosen_before
        self.session.choose(chosen)
        flow = self.map_scene.flow_at(point)
        if flow is not None:
            self.insert_step(flow.flow_id)
        else:
            self.add_step_at(point)

    def insert_step(self, flow_id: str) -> None:
        """Put a new step into a flow and open its name."""
        self.settle()
        if not self._sees_steps():
            return
        session = self.session
        flow = session.map.flow_by_id[flow_id]
        new_id, map_id = edits.fresh_id(session.project, "step"), session.map_id
        role = session.map.step_by_id[flow.source].role

        def change(project: Project) -> Project:
            grown = edits.add_step(project, map_id, new_id, role=role)
            grown = edits.split_flow(grown, map_id, flow_id, new_id)
            return edits.make_room_for(grown, map_id, new_id)

        self._make(_("Insert step into flow"), new_id, change)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms to the pointer, else scroll; Shift scrolls sideways."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * 1.0015 ** event.angleDelta().y(), event.position())
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not event.angleDelta().x():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - event.angleDelta().y())
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinching on a trackpad zooms to the pointer; tips of cards stand below them."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_zoom(self.zoom * (1 + event.value()), event.position())
            return True
        if isinstance(event, QHelpEvent):
            item = self._item_at(self.mapToScene(event.pos()))
            if item is not None:
                card = self.mapFromScene(item.mapRectToScene(item.rect)).boundingRect()
                below = self.viewport().mapToGlobal(card.bottomLeft())  # clear of the lower port
                QToolTip.showText(below, item.tip, self.viewport(), card)
                return True
            block = self.map_scene.blocks.at(self.mapToScene(event.pos()))
            if block is not None:
                QToolTip.showText(event.globalPos(), tip_of(block.look), self.viewport())
                return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
            self.legend.give_way(None)
            if QApplication.activePopupWidget() is None:
                self._pointed = False
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends a gesture, Space pans."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if not self.cancel_gesture():
                self.let_go.emit(None)
                self.session.select()
        elif key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self._show_cursor()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space no longer pans."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key held while leaving is no longer held."""
        self._space = False
        super().focusOutEvent(event)

    def nudge_notes(self, notes: tuple[str, ...], way: QPointF) -> None:
        """Move sticky notes a little; a row of keys is one undo entry."""
        session, map_id = self.session, self.session.map_id
        known = session.map.note_by_id
        places = {
            i: Position(x=at.x + way.x() * NUDGE, y=max(0.0, at.y + way.y() * NUDGE))
            for i in notes
            if known[i].loose and (at := known[i].position) is not None
        }
        if places:
            session.edit(
                _("Move note"),
                lambda p: edits.move_notes(p, map_id, places),
                merge_key=f"nudge:{','.join(places)}",
            )
            self.show_note(next(iter(places)))

    def tip_of_selection(self) -> str:
        """What the tip of the step selected says."""
        chosen = self.session.selection.steps
        item = self.map_scene.steps.get(chosen[-1]) if chosen else None
        return item.tip if item is not None else ""

    def menu_place(self) -> QPoint:
        """Where the menu of what is selected opens when a key asks for it, on the screen."""
        return self.viewport().mapToGlobal(menu_point(self))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the pointer, or for a key of what is selected."""
        if self.gesture is not None or self._pressed is not None:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_asked.emit(self.menu_place())
            return
        self.pointer, self._pointed = event.pos(), True
        point = self.mapToScene(self.pointer)
        item, flow = self._item_at(point), self.map_scene.flow_at(point)
        if isinstance(item, NoteItem):
            self._press_note(item.note_id, False)
        elif item is not None:
            self._press_step(item.step_id, False)
        elif flow is not None:
            self.session.select(flows=self.map_scene.folding.flows_of(flow.flow_id))
        elif (block := self.map_scene.blocks.at(point)) is not None:
            self._press_block(block.block_id, False)
        else:
            self.session.select()
        self.menu_asked.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first time, show the map's first view."""
        super().resizeEvent(event)
        self._arrange()
        self.legend.place()
        if not self._fitted and self.isVisible():
            self._fitted = True
            QTimer.singleShot(0, self.first_view)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Headers and the name being typed move along."""
        super().scrollContentsBy(dx, dy)
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The scene, then gesture, hint and greeting above it."""
        if self.zoom < FAR and not self.map_scene.blocks.items:
            self._paint_far(event)
        else:
            super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()
        self._greeted = not self.session.map.steps
        if self.gesture is None and not self._greeted:
            return
        painter = QPainter(self.viewport())
        if self._greeted:
            self._greet(painter)
        if self.gesture is not None:
            painter.save()
            painter.setTransform(self.viewportTransform())
            self.gesture.paint(painter)
            painter.restore()
            if self.gesture.hint:
                paint_hint(painter, self, self.gesture.hint, QPointF(self.pointer))
        painter.end()

    def _paint_far(self, event: QPaintEvent) -> None:
        """The map in a few strokes; of its items only a pixel that nobody sees, for Qt's books."""
        super().paintEvent(QPaintEvent(QRect(-9, -9, 1, 1)))
        painter = QPainter(self.viewport())
        painter.setClipRegion(event.region())
        painter.setTransform(self.viewportTransform())
        seen = self.mapToScene(event.rect()).boundingRect()
        self.map_scene.drawBackground(painter, seen)
        self.map_scene.far_picture().paint(painter, self.zoom)
        painter.end()

    def _greet(self, painter: QPainter) -> None:
        theme = self.appearance.theme
        area, scale = self._middle_lane(), self.headers.scale
        down = 14 * scale
        painter.setFont(font("stepTitle", scale))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(area.translated(0, -down), Qt.AlignmentFlag.AlignCenter, WELCOME)
        painter.setFont(font("body", scale))
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(
            area.translated(0, down),
            Qt.AlignmentFlag.AlignCenter,
            _("Or double-click in a lane. Lanes are named at the left."),
        )

    def _middle_lane(self) -> QRectF:
        """The lane nearest to the middle of the view: text in it touches no line."""
        area = QRectF(self.viewport().rect())
        layout = self.map_scene.folding.layout
        seen = [
            QRectF(
                area.x(), self.mapFromScene(0, lane.top).y(), area.width(), lane.height * self.zoom
            )
            for lane in layout.lanes
        ]
        inside = [lane for lane in seen if area.contains(lane)]
        return min(inside, key=lambda one: abs(one.center().y() - area.center().y()), default=area)


def _toggled(ids: tuple[str, ...], *some: str) -> tuple[str, ...]:
    """Without `some` where all of them are there, else with them."""
    if set(some) <= set(ids):
        return tuple(i for i in ids if i not in some)
    return (*ids, *(i for i in some if i not in ids))
