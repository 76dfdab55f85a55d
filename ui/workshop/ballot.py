"""The foot of the workshop while people give dots: the note chosen and how many dots are given."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Note
from ui.capture.words import Hint
from ui.look.lettering import draw_text
from ui.look.theme import Appearance, font
from ui.session import Session
from ui.workshop.stage import Stage, key

KEYS: tuple[Hint, ...] = (
    key("\u2191", _("before")),
    key("\u2193", _("next")),
    Hint(("+",), _("give a dot")),
    Hint(("\u2212",), _("take it back")),
    Hint(("0\u20269",), _("dots each")),
)


class Ballot(Stage):
    """The note in large type, and the dots given of those that people have."""

    icon = "thumb-up"

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, parent)
        self._session = session
        self.note: Note | None = None
        self.each = 3
        """Dots that each person of the team has; 0 for as many as they like."""
        self.hints = KEYS
        session.changed.connect(self.renew)
        self.renew()

    def show_note(self, note: Note | None) -> None:
        """Another note is chosen."""
        self.note = note
        self.renew()

    def give_each(self, dots: int) -> None:
        """Each person has so many dots."""
        self.each = dots
        self.renew()

    def renew(self, *_touched: object) -> None:
        """Count the dots anew."""
        one = self._session.map
        self.note = one.note_by_id.get(self.note.id) if self.note is not None else None
        given = sum(note.votes for note in one.notes if note.kind != "parking_lot")
        people = len(one.charter.team)
        if self.each and people:
            self.beside = _("{given} of {all} dots given, {each} each").format(
                given=given, all=self.each * people, each=self.each
            )
        elif self.each:
            dots = counted(given, "{n} dot given", "{n} dots given")
            self.beside = _("{dots}, {each} each").format(dots=dots, each=self.each)
        else:
            self.beside = counted(given, "{n} dot given", "{n} dots given")
        self.words = counted(self.note.votes, "{n} dot", "{n} dots") if self.note else ""
        self.update()

    def draw(self, painter: QPainter, room: QRectF) -> None:
        ink = self._appearance.theme.color("text.primary")
        text = self.note.text if self.note is not None else _("No issue yet. I writes one.")
        draw_text(painter, room, text, font("workshopInput"), ink)
