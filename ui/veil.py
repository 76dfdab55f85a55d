"""The project as a window shows it while rates and costs are hidden: its amounts say so."""

from __future__ import annotations

from collections.abc import Callable

from mopsmap.currency import HIDDEN
from mopsmap.diff import MapDiff, ProjectDiff, diff
from mopsmap.hiding import Masks, unmasked
from mopsmap.model import Project


class Veil:
    """Hides the money of a project from whoever reads it to show it, in figures and in texts;
    edits, files and exports go by the project itself.

    `current` is the project to be shown; `tell` hears what of it reads otherwise now.
    """

    def __init__(
        self, current: Callable[[], Project], tell: Callable[[ProjectDiff], object]
    ) -> None:
        self._current, self._tell = current, tell
        self._made: list[tuple[Project, Project]] = []
        self._masks = Masks()
        self.on = False

    def hide(self, on: bool) -> None:
        """Hide all money, or show it again."""
        if on == self.on:
            return
        project = self._current()
        self.on = True
        found = diff(project, self.over(project))
        self.on = on
        maps = {one.id: found.maps.get(one.id) or MapDiff() for one in project.maps}
        self._tell(ProjectDiff(maps=maps, fields=found.fields))

    def show_anew(self) -> None:
        """Numbers are written otherwise now."""
        self._tell(ProjectDiff(fields=("currency",)))

    def over(self, project: Project) -> Project:
        """The project as it is to be shown; the same one for the same project."""
        if not self.on:
            return project
        found = next((veiled for known, veiled in self._made if known is project), None)
        if found is None:
            found = self._masks.over(project).replace(currency=HIDDEN)
            self._made = [*self._made[-1:], (project, found)]
        return found

    def beneath(self, after: Project, before: Project) -> Project:
        """What a change of `before` made; amounts that were not seen meanwhile are still there."""
        return unmasked(after, before) if self.on else after
