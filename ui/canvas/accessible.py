"""What a screen reader is told of the map: steps in order of work, then flows, lanes, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from mopsmap import units
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED
from mopsmap.record import choice_label
from ui.accessible import Part, tell_focus, tell_names
from ui.canvas.overlay import identical
from ui.spoken import in_words

if TYPE_CHECKING:
    from ui.canvas.moving import SightView
    from ui.canvas.view import MapView

NOBODY = ""
"""The id of the lane of steps without role."""


def listen(view: MapView) -> None:
    """Tell screen readers where the keyboard is and how the map changes."""
    view.session.selection_changed.connect(lambda: tell_focus(view))
    view.session.analyzed.connect(lambda: tell_names(view))


class MapParts:
    """The parts of the canvas; collapsed phases stand for their steps."""

    role = QAccessible.Role.List

    def __init__(self, view: SightView) -> None:
        self._view = view
        self._scene = view.map_scene
        self._shown: tuple[object, ...] = ()
        self._order: tuple[Part, ...] = ()

    def order(self) -> tuple[Part, ...]:
        """Steps, flows, lanes, notes."""
        scene = self._scene
        folding = scene.folding
        shown = (scene.drawn, folding.map, folding.layout, self._view.session.map.notes)
        if not identical(shown, self._shown):
            steps = [*scene.drawn.order, *scene.steps, *scene.blocks.items]
            found = [Part("step", i) for i in dict.fromkeys(steps)]
            found += [Part("flow", flow.id) for flow in folding.map.flows]
            found += [Part("lane", lane.role or NOBODY) for lane in folding.layout.lanes]
            found += [Part("note", i) for i in scene.notes]
            self._shown, self._order = shown, tuple(found)
        return self._order

    def name(self, part: Part) -> str:
        """All that the part shows, in words."""
        return in_words(getattr(self, f"_name_of_{part.kind}")(part.id))

    def _name_of_step(self, step: str) -> str:
        item = self._scene.steps.get(step)
        if item is not None:
            return item.look.spoken
        block = self._scene.blocks.items.get(step)
        if block is None:
            return ""
        look = block.look
        parts = [_("Phase {name}").format(name=look.title)]
        parts += [counted(look.steps, "{n} step", "{n} steps")]
        parts += [_("process {time}").format(time=look.process)]
        parts += [_("wait {time}").format(time=look.wait)]
        parts += [_("on the critical path")] if look.critical else []
        parts += [_("collapsed")]
        return ", ".join(parts)

    def _name_of_flow(self, flow_id: str) -> str:
        one, line = self._scene.folding.map, self._scene.flows.get(flow_id)
        flow = one.flow_by_id.get(flow_id)
        if flow is None or line is None:
            return ""
        names = [
            one.step_by_id[i].name if i in one.step_by_id else UNNAMED
            for i in (flow.source, flow.target)
        ]
        said = _("Flow from {source} to {target}").format(
            source=names[0] or UNNAMED, target=names[1] or UNNAMED
        )
        parts = [said, within(choice_label(flow.kind)), line.look.text]
        parts += [_("on the critical path")] if line.look.critical else []
        return ", ".join(filter(None, parts))

    def _name_of_lane(self, role: str) -> str:
        beside = getattr(self._scene, "other_lanes", {})  # where two maps stand side by side
        look = self._scene.lanes.get(role or None) or beside.get(role or None)
        if look is None:
            return ""
        steps = sum(step.role == look.role for step in self._scene.folding.map.steps)
        parts = [_("Lane {name}").format(name=look.name)]
        parts += [counted(steps, "{n} step", "{n} steps")]
        if look.load is not None:
            parts += [_("load {percent}").format(percent=units.format_percent(look.load))]
        parts += [_("bottleneck")] if look.bottleneck else []
        return ", ".join(parts)

    def _name_of_note(self, note: str) -> str:
        item = self._scene.notes.get(note)
        return _("Note, {words}").format(words=item.look.spoken) if item is not None else ""

    def role_of(self, part: Part) -> QAccessible.Role:
        """Steps are the items of the list."""
        roles = {
            "flow": QAccessible.Role.Link,
            "lane": QAccessible.Role.RowHeader,
            "note": QAccessible.Role.Note,
        }
        return roles.get(part.kind, QAccessible.Role.ListItem)

    def place(self, part: Part) -> QRect:
        """Where it is drawn, also where that is out of sight."""
        scene, view = self._scene, self._view
        if part.kind == "lane":
            lane = next((n for n in scene.folding.layout.lanes if (n.role or "") == part.id), None)
            box = QRectF(0, lane.top, 0, lane.height) if lane is not None else QRectF()
            strip = view.mapFromScene(box).boundingRect()
            head = QRect(0, strip.top(), view.headers.width(), strip.height())
            return _on_screen(view.headers, head)
        line = scene.flows.get(part.id) if part.kind == "flow" else None
        item = scene.notes.get(part.id) if part.kind == "note" else scene.steps.get(part.id)
        card = item or scene.blocks.items.get(part.id)
        if line is not None:
            box = line.mapRectToScene(line.path.boundingRect())
        elif card is not None:
            box = card.mapRectToScene(card.rect)
        else:
            return QRect()
        return _on_screen(view.viewport(), view.mapFromScene(box).boundingRect())

    def chosen(self, part: Part) -> bool:
        """Whether it is selected."""
        selection, shown = self._view.session.selection, self._scene.folding.shown
        match part.kind:
            case "step":
                return any(shown(step) == part.id for step in selection.steps)
            case "flow":
                return part.id in selection.flows
            case "lane":
                return selection.role is not None and selection.role == part.id
        return part.id in selection.notes

    def current(self) -> Part | None:
        """The last of what is selected."""
        selection = self._view.session.selection
        if selection.steps:
            return Part("step", self._scene.folding.shown(selection.steps[-1]))
        if selection.flows:
            return Part("flow", selection.flows[-1])
        if selection.notes:
            note = Part("note", selection.notes[-1])
            return note if note.id in self._scene.notes else None
        return Part("lane", selection.role) if selection.role is not None else None

    def at(self, point: QPoint) -> Part | None:
        """What is drawn on top at a pixel of the screen."""
        view, scene = self._view, self._scene
        pixel = view.viewport().mapFromGlobal(point)
        if not view.viewport().rect().contains(pixel):
            return None
        spot = QPointF(view.mapToScene(pixel))
        if (step := scene.step_at(spot)) is not None:
            return Part("step", step.step_id)
        if (block := scene.blocks.at(spot)) is not None:
            return Part("step", block.block_id)
        if (note := scene.note_at(spot)) is not None:
            return Part("note", note.note_id)
        flow = scene.flow_at(spot)
        return Part("flow", flow.flow_id) if flow is not None else None


def _on_screen(widget: QWidget, rect: QRect) -> QRect:
    return QRect(widget.mapToGlobal(rect.topLeft()), rect.size())
