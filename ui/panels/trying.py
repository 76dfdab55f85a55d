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
            tried = change(session.committed)
            found = edits.Captured(tried, (), self._drawn(tried), None)
            self._shown = session.propose(lambda _still: found)
        except (edits.EditError, ValidationError):
            self.end()

    def _drawn(self, tried: Project) -> tuple[str, ...]:
        """The flows that are new or others than before."""
        map_id, before = self._session.map_id, self._session.committed.map_by_id
        one, old = tried.map_by_id[map_id], before[map_id]
        if one.flows == old.flows:
            return ()
        return tuple(f.id for f in one.flows if old.flow_by_id.get(f.id) != f)

    def end(self) -> bool:
        """Show the map without it; False where nothing was tried, or it is entered."""
        shown, self._shown = self._shown, None
        if shown is not None and self._session.proposal is shown:
            self._session.cancel()
        return shown is not None
