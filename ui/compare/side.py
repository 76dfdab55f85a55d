"""One of two maps that are compared, as a session that only shows it: flat, with what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF

from mopsmap.capture.names import initials
from mopsmap.language import translated as _
from mopsmap.layout import Layout
from mopsmap.layout.beside import lay_out_beside
from mopsmap.model import Project, ValueStreamMap
from mopsmap.reading import step_numbers
from ui.canvas.flat_cards import flat_card
from ui.canvas.marks import ORIGINS, LaneLook, StepLook, ghost_looks
from ui.canvas.scene import MapScene
from ui.look.theme import Appearance
from ui.session import Selection, Session

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed

Ghosts = tuple[tuple[StepLook, QRectF], ...]


@dataclass(frozen=True)
class Pair:
    """Two maps laid out beside each other. `places` names, by step of the later map, the step of
    the earlier one at the same place; `changes` is their `compare_drawings`."""

    before: ValueStreamMap
    after: ValueStreamMap
    layouts: tuple[Layout, Layout]
    places: dict[str, str]
    changes: dict[str, Any]

    def across(self, steps: tuple[str, ...], onward: bool) -> tuple[str, ...]:
        """What became of steps of the earlier map, or what those of the later one were."""
        found = [
            new if onward else old
            for new, olds in self.origins.items()
            for old in olds
            if (old if onward else new) in steps
        ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def origins(self) -> dict[str, list[str]]:
        """By step of the later map, the steps of the earlier one that it is or came from."""
        steps = self.changes["steps"]
        found = {new: [old] for new, old in self.places.items()}
        for new, olds in steps["merged"].items():
            found[new] = [*dict.fromkeys((*found.get(new, ()), *olds))]
        for old, news in steps["split"].items():
            for new in news:
                found[new] = [*dict.fromkeys((*found.get(new, ()), old))]
        return found

    @property
    def ghosts(self) -> Ghosts:
        """A look, and its place, for every earlier step that has none in the later map."""
        one, layout = self.before, self.layouts[0]
        kept, numbers = {*self.places.values()}, step_numbers(self.after)
        gone = [step.id for step in one.steps if step.id not in kept]
        looks = ghost_looks(one, self.after, {"steps": {"removed": gone}})
        found = []
        for step, look in looks.items():
            into = self.across((step,), onward=True)
            if into:
                words = _("merged into {number}").format(number=numbers.get(into[0], ""))
                look = replace(look, tools=words)
            at = layout.steps[step]
            found.append((look, QRectF(at.x, at.y, at.width, at.height)))
        return tuple(found)


def pair_of(project: Project, from_id: str, to_id: str) -> Pair:
    """Two maps of a project beside each other."""
    from mopsmap.analysis.comparison import compare_drawings, match_steps

    before, after = project.map_by_id[from_id], project.map_by_id[to_id]
    places = match_steps(before, after).places()
    layouts = lay_out_beside(before, after, places)
    return Pair(before, after, layouts, places, compare_drawings(project, from_id, to_id))


class Side(Session):
    """One side of a pair."""

    def __init__(self, parent: QObject | None = None) -> None:
        self._placed: Layout | None = None
        self._given: dict[str, Any] | None = None
        self.ghosts: Ghosts = ()
        super().__init__(parent)
        self.read_only = True

    def take(
        self,
        project: Project,
        one: ValueStreamMap,
        layout: Layout,
        changes: dict[str, Any] | None = None,
        ghosts: Ghosts = (),
    ) -> None:
        """Show a map of a project, without its notes."""
        self._placed, self._given, self.ghosts = layout, changes, ghosts
        bare = one.replace(notes=(), based_on=None)
        self.load(project.replace(maps=(bare,)), read_only=True)

    def show_figures(self, analyzed: Analyzed | None) -> None:
        """Take the figures of the map from who has them."""
        self.figures.rest()
        if analyzed is not None:
            self.figures.put(self.map_id, analyzed)
        self.analyzed.emit()

    def _show_only(self, map_id: str) -> None:
        """The layout is given."""
        self._map_id, self.selection = map_id, Selection()
        if self._placed is None:
            super()._show_only(map_id)
        else:
            self._tell_everything()
            self.figures.rest()

    @property
    def layout(self) -> Layout:
        """Where everything stands in both maps."""
        return self._placed if self._placed is not None else super().layout

    @property
    def comparison(self) -> dict[str, Any] | None:
        """What changed from the other map, where this is the later one."""
        return self._given


class SideScene(MapScene):
    """A map in flat lanes; the names of lanes that only the other map has are given."""

    session: Side

    def __init__(self, session: Side, appearance: Appearance) -> None:
        self.other_lanes: dict[str | None, LaneLook] = {}
        super().__init__(session, appearance)
        self.manner.draw = flat_card

    def _look_of(self, step_id: str) -> StepLook:
        """With how it came from several steps, or is one of several."""
        look = super()._look_of(step_id)
        steps = (self.session.comparison or {}).get("steps", {})
        origin = ORIGINS["merged"] if step_id in steps.get("merged", ()) else ""
        if not origin and any(step_id in news for news in steps.get("split", {}).values()):
            origin = ORIGINS["split"]
        return replace(look, origin=origin, away=self._away(step_id))

    def _away(self, step_id: str) -> str:
        """The same place in both maps is the lane of one: a step whose role is another says so."""
        layout, step = self.session.layout, self.session.map.step_by_id[step_id]
        y = layout.steps[step_id].center[1]
        lane = next((one for one in layout.lanes if one.top <= y < one.top + one.height), None)
        if lane is None or lane.role == step.role or step.role is None:
            return ""
        name = self.session.map.role_by_id[step.role].name or step.role
        return next(reversed(initials(name)), name[:2]).upper()

    def ghosts(self, comparison: dict[str, Any] | None) -> list[tuple[StepLook, QRectF]]:
        """Where they stand in the other map."""
        return [] if comparison is None else [*self.session.ghosts]
