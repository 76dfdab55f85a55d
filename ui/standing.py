"""Where everything of the maps of a document stands: layouts kept, steps kept in their places."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from mopsmap import edits
from mopsmap.diff import MapDiff, diff_maps
from mopsmap.layout import Layout, footing, lay_out, positions
from mopsmap.model import Project, ValueStreamMap


class Standing:
    """The layouts of one document; `layout` is that of the map `shown`."""

    layout: Layout
    shown: ValueStreamMap
    _whole: tuple[ValueStreamMap, Layout]

    def __init__(self) -> None:
        self._layouts: dict[int, tuple[weakref.ref[ValueStreamMap], Layout]] = {}
        self._still: tuple[Project, str, Project] | None = None

    def layout_of(
        self, one: ValueStreamMap, make: Callable[[ValueStreamMap], Layout] = lay_out
    ) -> Layout:
        """Where everything of a map stands; kept as long as the history holds the map, so that it
        comes back as it was."""
        layouts, key = self._layouts, id(one)
        found = layouts.get(key)
        if found is None or found[0]() is not one:
            kept = weakref.ref(one, lambda _gone: layouts.pop(key, None))
            found = layouts[key] = kept, make(one)
        return found[1]

    def show(self, one: ValueStreamMap, touched: MapDiff | None, dragged: bool = False) -> None:
        """Show the next state of the map shown, in which `touched` differs, or with None another
        map. As long as steps are `dragged`, lines between them may be rough: see `lay_out`."""

        def make(one: ValueStreamMap) -> Layout:
            if touched is None:
                return lay_out(one)
            return laid_out_after(self.shown, self.layout, one, touched, dragged)

        self.layout, self.shown = self.layout_of(one, make), one
        if not self.layout.rough:
            self._whole = one, self.layout

    def drop(self, one: ValueStreamMap) -> MapDiff:
        """Go back to before lines were rough; returns what differs since then in `one`."""
        self.shown, self.layout = self._whole
        return diff_maps(self.shown, one)

    def frozen(self, project: Project, map_id: str) -> Project:
        """The project with every step of a map kept where it stands."""
        kept = self._still
        if kept is None or kept[0] is not project or kept[1] != map_id:
            one = project.map_by_id[map_id]
            automatic = positions(self.layout_of(one), one, automatic=True)
            frozen = edits.freeze(project, map_id, automatic)
            kept = self._still = (project, map_id, frozen)
        return kept[2]


def laid_out_after(
    before: ValueStreamMap,
    layout: Layout,
    after: ValueStreamMap,
    touched: MapDiff,
    dragged: bool = False,
) -> Layout:
    """The layout of the next state of a map: only what differs is laid out again; see `lay_out`."""
    roles = touched.roles
    if roles.moved:
        return lay_out(after)
    lanes = roles.added or roles.removed
    if not lanes and (not (touched.steps or touched.flows) or _stands(before, after, touched)):
        return layout
    return lay_out(after, layout, frozenset(touched.steps.ids + touched.flows.ids), dragged=dragged)


def _stands(before: ValueStreamMap, after: ValueStreamMap, touched: MapDiff) -> bool:
    """Whether only names, times and the like changed, which leave everything in place."""
    steps = touched.steps
    if touched.flows or steps.added or steps.removed or steps.moved:
        return False
    old, new = before.step_by_id, after.step_by_id
    return all(footing(old[i]) == footing(new[i]) for i in steps.changed)
