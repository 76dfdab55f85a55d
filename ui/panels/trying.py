"""A value shown on the map and in the figures while it is typed, and taken back without trace."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from mopsmap import edits
from mopsmap.model import Project
from ui.session import Session


class Trial:
    """What one place of the window tries and has not entered."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown: edits.Captured | None = None

    def show(self, change: Callable[[Project], Project]) -> None:
        """Show what a change would do; one that cannot be made shows the map without it."""
        session = self._session
        if session.read_only:
            return  # said once it is entered
        try:
            found = edits.Captured(change(session.committed), (), (), None)
            self._shown = session.propose(lambda _still: found)
        except (edits.EditError, ValidationError):
            self.end()

    def end(self) -> bool:
        """Show the map without it; False where nothing was tried, or it is entered."""
        shown, self._shown = self._shown, None
        if shown is not None and self._session.proposal is shown:
            self._session.cancel()
        return shown is not None
