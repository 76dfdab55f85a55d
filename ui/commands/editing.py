"""Commands that change the map: from menus, keys and context menus to edits."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError
from PySide6.QtCore import QByteArray, QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from mopsmap import edits
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.layout import row_top
from mopsmap.model import FlowKind, Position, Project, Step, StepKind, ValueClass, ValueStreamMap
from mopsmap.reading import read_map
from mopsmap.record import attribute_of
from ui.canvas.view import MapView
from ui.clipboard import STEPS
from ui.panels.entry import act
from ui.session import Selection, Session


class Editing(QObject):
    """The editing commands of one window, by the names in the table of commands."""

    def __init__(self, session: Session, view: MapView) -> None:
        super().__init__(view)
        self._session = session
        self._view = view

    def undo(self) -> None:
        """Take the last change back."""
        self._session.undo()

    def redo(self) -> None:
        """Make the change again."""
        self._session.redo()

    def copy(self) -> None:
        """Copy the selected steps and notes, as such and as text."""
        chosen = self._session.selection
        if not (chosen.steps or chosen.notes):
            return
        fragment = self._chosen()
        data = QMimeData()
        data.setData(STEPS, QByteArray(fragment.model_dump_json(exclude_defaults=True).encode()))
        words = [step.name for step in fragment.steps] + [note.text for note in fragment.notes]
        data.setText("\n".join(words))
        QGuiApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        """Copy the selected steps and notes and delete them."""
        self.copy()
        self._delete(_cut)

    def paste_steps(self, data: QMimeData) -> None:
        """Paste steps, also from another map or window."""
        try:
            fragment = edits.Fragment.model_validate_json(bytes(data.data(STEPS).data()))
        except ValidationError:
            self._session.said.emit(_("What was copied is no longer readable."))
            return
        if self._insert(fragment, _("Paste steps")):
            number = len(fragment.steps)
            said = counted(number, "{n} step was pasted.", "{n} steps were pasted.")
            if not number:
                notes = len(fragment.notes)
                said = counted(notes, "{n} note was pasted.", "{n} notes were pasted.")
            self._session.done.emit(said)

    def duplicate(self) -> None:
        """Copy the selected steps and notes beside them."""
        chosen = self._session.selection
        if chosen.steps or chosen.notes:
            label = _("Duplicate steps") if chosen.steps else _("Duplicate notes")
            self._insert(self._chosen(), label)

    def _chosen(self) -> edits.Fragment:
        session = self._session
        chosen = session.selection
        return edits.copy(self._placed(), session.map_id, chosen.steps, chosen.notes)

    def _placed(self) -> Project:
        session = self._session
        return edits.freeze(session.committed, session.map_id, session.positions())

    def _insert(self, fragment: edits.Fragment, label: str) -> bool:
        session = self._session
        steps: list[str] = []
        notes: list[str] = []

        def change(project: Project) -> Project:
            found = edits.paste(project, session.map_id, fragment)
            steps[:], notes[:] = found.steps, found.notes
            return found.project

        done = session.edit(label, change, structural=bool(fragment.steps))
        if done:
            session.select(steps, notes=notes)
            if steps:
                self._view.show_step(steps[0])
            elif notes:
                self._view.show_note(notes[0])
        return done

    def delete(self) -> None:
        """Delete the selection; neighbors of a step in a chain are connected."""
        self._delete(_deletion)

    def _delete(self, named: Callable[[Selection], str]) -> None:
        session, chosen = self._session, self._session.selection
        if chosen.role is not None and not (chosen.steps or chosen.flows or chosen.notes):
            self._view.headers.delete(chosen.role)
            return
        if not (chosen.steps or chosen.flows or chosen.notes):
            return
        map_id, before, back = session.map_id, session.map, self._rework_beside()
        if session.edit(
            named(chosen),
            lambda p: edits.delete(p, map_id, chosen.steps, chosen.flows, chosen.notes),
            structural=bool(chosen.steps or chosen.flows),
        ):
            self._view.let_go.emit(_stays(before, chosen))
            lost = len(back - {*session.map.flow_by_id})
            session.done.emit(_gone(before, chosen, lost))

    def _rework_beside(self) -> set[str]:
        """Rework between the selected steps and others, which nothing replaces."""
        session = self._session
        steps, flows = set(session.selection.steps), session.selection.flows
        return {
            flow.id
            for flow in read_map(session.map).rework
            if flow.id not in flows and (flow.source in steps) != (flow.target in steps)
        }

    def select_all(self) -> None:
        """Select every step."""
        self._session.select(self._session.map.step_by_id)

    def rename(self) -> None:
        """Open the selected name for typing."""
        self._view.rename()

    def add_step(self) -> None:
        """A step where the pointer is over the canvas, else behind the selection."""
        self._add("step")

    def add_decision(self) -> None:
        """A decision, behind the selected step where there is one."""
        chosen = self._session.selection.steps
        if chosen:
            self._view.add_step("decision", after=chosen[-1])
        else:
            self._add("decision")

    def add_flow(self) -> None:
        """A flow from the selected step to one that is chosen by number, name or arrows."""
        self._view.needed.emit()
        self._view.linking.begin(self._session.selection.steps[-1])

    def add_start(self) -> None:
        """A start."""
        self._view.add_step("start")

    def add_end(self) -> None:
        """An end, behind the selected step where there is one."""
        chosen = self._session.selection.steps
        self._view.add_step("end", after=chosen[-1] if chosen else None)

    def _add(self, kind: StepKind) -> None:
        chosen = self._session.selection
        if chosen.role is not None or chosen.steps:
            self._view.add_step(kind)
            return
        if self._view.spot is not None:
            self._view.add_step_at(self._view.spot, kind=kind)
        else:
            self._view.add_step(kind)

    def add_lane(self) -> None:
        """A lane below the selected one, by default at the bottom."""
        self._view.headers.add_lane(self._session.selection.role)

    def class_value_adding(self) -> None:
        """The selected steps add value."""
        self._classify("value_adding")

    def class_necessary(self) -> None:
        """The selected steps are necessary."""
        self._classify("necessary")

    def class_waste(self) -> None:
        """The selected steps are waste."""
        self._classify("waste")

    def _classify(self, value_class: ValueClass) -> None:
        session = self._session
        steps, map_id = session.map.step_by_id, session.map_id
        ids = tuple(s for s in session.selection.steps if steps[s].kind not in ("start", "end"))
        if not ids:
            session.said.emit(_("A start or an end has no value class."))
            return
        same = all(steps[s].value_class == value_class for s in ids)
        new = None if same else value_class
        label = act(attribute_of(Step, "value_class"), [steps[s] for s in ids])
        session.edit(label, lambda p: edits.set_steps(p, map_id, ids, value_class=new))

    def lane_up(self) -> None:
        """Move the selected steps to the lane above, or the selected lane up."""
        self._change_lane(-1)

    def lane_down(self) -> None:
        """Move the selected steps to the lane below, or the selected lane down."""
        self._change_lane(1)

    def shift_left(self) -> None:
        """Move the selected steps one place to the left along their lanes."""
        self._shift(-1)

    def shift_right(self) -> None:
        """Move the selected steps one place to the right along their lanes."""
        self._shift(1)

    def _shift(self, by: int) -> None:
        session = self._session
        ids, map_id = session.selection.steps, session.map_id
        label = _("Move step") if len(ids) == 1 else _("Move steps")
        if session.edit(label, lambda p: edits.shift(p, map_id, ids, by), structural=True):
            self._view.show_step(ids[-1])

    def _change_lane(self, by: int) -> None:
        session = self._session
        role = session.selection.role
        if role is not None and not session.selection.steps:
            self._view.headers.shift(role, by)
            self._view.headers.show_lane(role)
            return
        one, layout = session.map, session.layout
        lanes = [role.id for role in one.roles]
        placements: dict[str, tuple[str | None, Position]] = {}
        for step_id in session.selection.steps:
            role = one.step_by_id[step_id].role
            at = lanes.index(role) + by if role in lanes else (0 if by > 0 else len(lanes) - 1)
            if 0 <= at < len(lanes):
                placed = layout.steps[step_id]
                y = max(0.0, row_top(layout, lanes[at], placed.height))
                placements[step_id] = (lanes[at], Position(x=placed.x, y=y))
        if placements:
            map_id = session.map_id
            session.edit(
                _("Move to another lane"),
                lambda p: edits.place_beside(p, map_id, placements),
                structural=True,
            )
            self._view.show_step(next(iter(placements)))

    def tidy(self) -> None:
        """Place all steps by themselves again; one undo brings the old places back."""
        map_id = self._session.map_id
        if self._session.edit(_("Tidy up"), lambda p: edits.tidy(p, map_id)):
            self._session.done.emit(_("All steps were placed anew."))

    def insert_here(self) -> None:
        """Put a step into the selected flow."""
        if self._session.selection.flows:
            self._view.insert_step(self._session.selection.flows[0])

    def flow_forward(self) -> None:
        """The selected flows go forward."""
        self._set_flow("forward")

    def flow_rework(self) -> None:
        """The selected flows send the item back."""
        self._set_flow("rework")

    def flow_information(self) -> None:
        """The selected flows carry information only."""
        self._set_flow("information")

    def _set_flow(self, kind: FlowKind) -> None:
        session = self._session
        ids, map_id = session.selection.flows, session.map_id
        label = _("Change kind of flow")
        session.edit(label, lambda p: edits.set_flows(p, map_id, ids, kind=kind))


def _stays(before: ValueStreamMap, gone: Selection) -> str | None:
    """The step to go on from: where the deleted flow began, or before the deleted step, else
    behind it."""
    flows = before.flow_by_id
    near = [flows[flow].source for flow in gone.flows]
    near += [f.source for f in before.flows if f.target in gone.steps and f.kind == "forward"]
    near += [f.target for f in before.flows if f.source in gone.steps and f.kind == "forward"]
    return next((step for step in near if step not in gone.steps), None)


def _deletion(chosen: Selection) -> str:
    """What deleting these is called in the undo menu."""
    if chosen.steps:
        return counted(len(chosen.steps), "Delete step", "Delete {n} steps")
    if chosen.flows:
        return counted(len(chosen.flows), "Delete flow", "Delete {n} flows")
    return counted(len(chosen.notes), "Delete note", "Delete {n} notes")


def _cut(chosen: Selection) -> str:
    """What cutting these is called in the undo menu."""
    if chosen.steps:
        return counted(len(chosen.steps), "Cut step", "Cut {n} steps")
    if chosen.flows:
        return counted(len(chosen.flows), "Cut flow", "Cut {n} flows")
    return counted(len(chosen.notes), "Cut note", "Cut {n} notes")


def _gone(before: ValueStreamMap, chosen: Selection, lost: int) -> str:
    """What was deleted, in one sentence; `lost` rework flows went with it."""
    steps, flows = len(chosen.steps), len(chosen.flows)
    if steps == 1 and before.step_by_id[chosen.steps[0]].name:
        name = before.step_by_id[chosen.steps[0]].name
        said = _("'{name}' was deleted.").format(name=name)
    elif steps:
        said = counted(steps, "{n} step was deleted.", "{n} steps were deleted.")
    elif flows:
        said = counted(flows, "{n} flow was deleted.", "{n} flows were deleted.")
    else:
        said = counted(len(chosen.notes), "{n} note was deleted.", "{n} notes were deleted.")
    with_it = counted(lost, "{n} rework flow went with it.", "{n} rework flows went with it.")
    return f"{said} {with_it}" if lost else said
