"""Commands that go about the map with the keyboard: steps, flows, lanes, what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF

from mopsmap.language import translated as _
from ui.canvas.walking import Way, flows_from, note_from, step_from

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SIDES: dict[Way, QPointF] = {
    "next": QPointF(1, 0),
    "before": QPointF(-1, 0),
    "up": QPointF(0, -1),
    "down": QPointF(0, 1),
}
"""Where the arrows move notes, which have no flows to go along."""


class Walking(QObject):
    """The going commands of one window, by the names in the table of commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session, self._view = window, window.session, window.view
        self._folding = window.view.map_scene.folding

    def go_next(self) -> None:
        """The step that follows; of a flow, the step it leads to; of a lane, its first step."""
        self._go("next")

    def go_before(self) -> None:
        """The step before; of a flow, the step it leaves."""
        self._go("before")

    def go_up(self) -> None:
        """The nearest step of the lane above; the flow or the lane above."""
        self._go("up")

    def go_down(self) -> None:
        """The nearest step of the lane below; the flow or the lane below."""
        self._go("down")

    def go_first(self) -> None:
        """The first step, or lane."""
        self._go("first")

    def go_last(self) -> None:
        """The last step, or lane."""
        self._go("last")

    def go_on(self) -> None:
        """The next step in order of work; behind the last one the notes."""
        self._go("on")

    def go_back(self) -> None:
        """The step before in order of work; of a note, the one before."""
        self._go("back")

    def extend_next(self) -> None:
        """The step that follows too."""
        self._extend("next")

    def extend_before(self) -> None:
        """The step before too."""
        self._extend("before")

    def extend_up(self) -> None:
        """The nearest step of the lane above too."""
        self._extend("up")

    def extend_down(self) -> None:
        """The nearest step of the lane below too."""
        self._extend("down")

    def next_flow(self) -> None:
        """The next of the flows that leave the step selected."""
        self._go_flow(1)

    def previous_flow(self) -> None:
        """The flow before of those that leave the step selected."""
        self._go_flow(-1)

    def choose_lane(self) -> None:
        """The lane of the step selected; from a lane back to its first step."""
        chosen, one = self._session.selection, self._session.map
        if chosen.role is not None:
            self._enter_lane(chosen.role)
            return
        here = self._here()
        role = self._folding.map.step_by_id[here].role if here is not None else None
        lanes = [r.id for r in one.roles]
        if role is None and not lanes:
            self._session.said.emit(_("There is no lane yet. Shift+L adds one."))
            return
        self._choose_lane(role or lanes[0])

    def next_note(self) -> None:
        """The next sticky note, from left to right; behind the last one the first."""
        scene, chosen = self._view.map_scene, self._session.selection.notes
        if any(note.loose for note in self._session.map.notes):
            self._folding.expand_all()
        here = chosen[-1] if chosen else None
        found = note_from(scene, here, 1) or note_from(scene, None, 1)
        if found is None:
            self._session.said.emit(_("There is no note on the map yet. N writes one."))
        else:
            self._choose_note(found)

    def next_found(self) -> None:
        """The next step that the filter of the outline finds."""
        self._go_found(1)

    def previous_found(self) -> None:
        """The step before that the filter of the outline finds."""
        self._go_found(-1)

    def _here(self) -> str | None:
        """What walking starts from, as it is drawn: the step selected last, or the flow's, or where
        none is selected any more the one that is ringed."""
        chosen, one = self._session.selection, self._session.map
        steps = chosen.steps or tuple(one.flow_by_id[flow].source for flow in chosen.flows)
        place = self._window.capturing.place
        if not chosen and place in one.step_by_id:
            steps = (str(place),)
        return self._folding.shown(steps[-1]) if steps else None

    def _go(self, way: Way) -> None:
        chosen = self._session.selection
        if chosen.role is not None and not chosen.steps:
            self._go_from_lane(chosen.role, way)
            return
        if chosen.notes and not chosen.steps and way not in ("first", "last"):
            self._go_from_note(chosen.notes, way)
            return
        if chosen.flows and not chosen.steps:
            if way in ("up", "down"):
                self._go_flow(1 if way == "down" else -1)
                return
            if way in ("next", "before"):
                flow = self._session.map.flow_by_id[chosen.flows[-1]]
                self._choose(self._folding.shown(flow.target if way == "next" else flow.source))
                return
        here = self._here()
        found = step_from(self._view.map_scene, here, way) or (None if chosen else here)
        if found is not None:
            self._choose(found)
        elif here is not None and way == "on" and self._view.map_scene.notes:
            self.next_note()
        elif here is not None and way in ("on", "back"):
            end = _("This is the last step.") if way == "on" else _("This is the first step.")
            self._session.said.emit(f"{end} {_('F6 goes to the next pane.')}")

    def show(self, step: str) -> None:
        """Select a step and see it, whatever was shown."""
        self._window.actions_by_name["view_map"].trigger()
        self._folding.reveal((step,))
        self._window.capturing.look(lambda: self._choose(step))

    def _choose(self, step: str) -> None:
        self._session.select(self._folding.members(step))
        self._view.show_step(step)

    def _extend(self, way: Way) -> None:
        chosen = self._session.selection.steps
        here = self._folding.shown(chosen[-1]) if chosen else None
        found = step_from(self._view.map_scene, here, way)
        if found is None:
            return
        more = self._folding.members(found)
        left = self._folding.members(here) if here is not None else ()
        back = set(more) <= set(chosen)  # then the step left behind is let go
        gone = {*more, *left} if back else {*more}
        self._session.select((*(s for s in chosen if s not in gone), *more))
        self._view.show_step(found)

    def _go_flow(self, by: int) -> None:
        here = self._here()
        if here is None:
            return
        flows = flows_from(self._view.map_scene, here)
        if not flows:
            self._session.said.emit(_("No flow leaves this step. F draws one."))
            return
        now = set(self._session.selection.flows)
        shown = [at for at, flow in enumerate(flows) if now & {*self._folding.flows_of(flow)}]
        at = shown[-1] + by if shown else min(by, 0)
        self._session.select(flows=self._folding.flows_of(flows[at % len(flows)]))
        self._view.show_step(here)

    def _go_from_note(self, notes: tuple[str, ...], way: Way) -> None:
        if way in SIDES:
            self._view.nudge_notes(notes, SIDES[way])
            return
        scene = self._view.map_scene
        found = note_from(scene, notes[-1], 1 if way == "on" else -1)
        if found is not None:
            self._choose_note(found)
        elif way == "back":
            self._go_last_step()
        else:
            end = _("This is the last note.")
            self._session.said.emit(f"{end} {_('F6 goes to the next pane.')}")

    def _go_last_step(self) -> None:
        last = step_from(self._view.map_scene, None, "last")
        if last is not None:
            self._choose(last)

    def _choose_note(self, note: str) -> None:
        self._session.select(notes=(note,))
        self._view.show_note(note)

    def _go_from_lane(self, role: str, way: Way) -> None:
        lanes = [r.id for r in self._session.map.roles]
        at = lanes.index(role)
        if way == "next":
            self._enter_lane(role)
        elif way in ("first", "last"):
            self._choose_lane(lanes[0 if way == "first" else -1])
        elif way in ("up", "down", "on", "back"):
            at += 1 if way in ("down", "on") else -1
            self._choose_lane(lanes[max(0, min(at, len(lanes) - 1))])

    def _choose_lane(self, role: str) -> None:
        self._session.select(role=role)
        self._view.headers.show_lane(role)

    def _enter_lane(self, role: str) -> None:
        steps = self._folding.map.step_by_id
        inside = (s for s in self._view.map_scene.drawn.numbers if steps[s].role == role)
        first = next(inside, None)
        if first is None:
            self._session.said.emit(_("There is no step in this lane yet. S adds one."))
        else:
            self._choose(first)

    def _go_found(self, by: int) -> None:
        outline = self._window.outline
        found = outline.found()
        if not found:
            self._window.viewing.find_step()
            return
        chosen = self._session.selection.steps
        here = chosen[-1] if chosen else None
        at = found.index(here) + by if here in found else min(by, 0)
        step = found[at % len(found)]
        self._folding.reveal((step,))
        self._window.capturing.look(lambda: self._choose(step))
