"""The foot of the workshop while remarks are gone through: the one chosen, and the dots given."""

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

ALONG = (key("\u2191", _("before")), key("\u2193", _("next")))
PARKED: tuple[Hint, ...] = (*ALONG, key("F7", _("park")), key("Del", _("delete")))
KEYS: tuple[Hint, ...] = (
    *ALONG,
    Hint(("+",), _("give a dot")),
    Hint(("\u2212",), _("take it back")),
    Hint(("0\u20269",), _("dots each")),
)


class Ballot(Stage):
    """The note in large type, and the dots given of those that people have, if it is about dots."""

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, parent)
        self._session = session
        self.note: Note | None = None
        self.each = 3
        """Dots that each person of the team has; 0 for as many as they like."""
        self.parked = False
        session.changed.connect(self.renew)
        self.renew()

    def gather(self, parked: bool) -> None:
        """Go through what is parked, or through the remarks that get dots."""
        self.parked, self.note = parked, None
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
        """Count anew."""
        one = self._session.map
        self.note = one.note_by_id.get(self.note.id) if self.note is not None else None
        self.icon = "parking" if self.parked else "thumb-up"
        self.hints = PARKED if self.parked else KEYS
        if self.parked:
            parked = sum(note.kind == "parking_lot" for note in one.notes)
            self.words, self.beside = "", _("{n} parked").format(n=parked)
            self.update()
            return
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
        empty = _("Nothing is parked.") if self.parked else _("No issue yet. I writes one.")
        text = self.note.text if self.note is not None else empty
        draw_text(painter, room, text, font("workshopInput"), ink)
