"""The project as a window shows it while rates and costs are hidden: its amounts say so."""

from __future__ import annotations

from collections.abc import Callable

from mopsmap.currency import HIDDEN
from mopsmap.diff import ProjectDiff
from mopsmap.model import Project


class Veil:
    """Hides the money of a project from whoever reads it to show it; edits, files and exports go
    by the project itself. `tell` hears that the figures read otherwise now."""

    def __init__(self, tell: Callable[[ProjectDiff], object]) -> None:
        self._tell = tell
        self._made: list[tuple[Project, Project]] = []
        self.on = False

    def hide(self, on: bool) -> None:
        """Hide all money, or show it again."""
        if on != self.on:
            self.on = on
            self.show_anew()

    def show_anew(self) -> None:
        """Numbers are written otherwise now."""
        self._tell(ProjectDiff(fields=("currency",)))

    def over(self, project: Project) -> Project:
        """The project as it is to be shown; the same one for the same project."""
        if not self.on:
            return project
        found = next((veiled for known, veiled in self._made if known is project), None)
        if found is None:
            found = project.replace(currency=HIDDEN)
            self._made = [*self._made[-1:], (project, found)]
        return found
