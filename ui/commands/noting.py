"""Commands of notes: writing them, and the dots that people give them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF

from mopsmap import edits
from mopsmap.language import translated as _
from ui.canvas.spots import clear_spot
from ui.canvas.view import MapView
from ui.session import Session


def vote(session: Session, notes: tuple[str, ...], by: int) -> None:
    """Give notes dots or take them away; a visit of the same notes is one undo entry."""
    map_id = session.map_id
    session.edit(
        _("Vote"),
        lambda p: edits.vote(p, map_id, notes, by),
        merge_key=f"vote:{map_id}:{','.join(notes)}",
    )


class Noting(QObject):
    """The commands of notes of one window, by the names in the table of commands."""

    def __init__(self, session: Session, view: MapView) -> None:
        super().__init__(view)
        self._session = session
        self._view = view

    def add_note(self) -> None:
        """A note on the selected step, else on the map: near the pointer, or in sight."""
        session, view = self._session, self._view
        if session.refuses():
            return
        view.settle()
        view.needed.emit()
        chosen = session.selection.steps
        if chosen:
            view.map_scene.folding.reveal(chosen[-1:])
            view.show_step(chosen[-1])
            view.note_typing.begin("issue", chosen[-1], QPointF())
            return
        wish = view.spot or view.mapToScene(view.viewport().rect().center())
        view.note_typing.begin("parking_lot", None, clear_spot(view, wish))

    def vote_up(self) -> None:
        """One dot more for the selected notes."""
        vote(self._session, self._session.selection.notes, 1)

    def vote_down(self) -> None:
        """One dot less for the selected notes."""
        vote(self._session, self._session.selection.notes, -1)
