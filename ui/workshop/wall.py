"""Remarks in large type beside the map: what is parked, or all of them by their votes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mopsmap import edits
from mopsmap.language import translated as _
from mopsmap.model import Note, NoteKind
from ui.commands.noting import vote
from ui.look.lettering import RIGHT, draw_text, strong
from ui.look.theme import Appearance, font
from ui.panels.notes import NoteList, note_rows
from ui.panels.refresh import Refresh
from ui.panels.rows import Row
from ui.session import Session

WIDTH, HEAD = 432, 64
SCALE = 1.55


class Wall(QWidget):
    """A list of notes with its title. Arrows walk it, + and - give dots, Delete deletes.

    left: Esc was pressed. chosen: another note is the current one.
    """

    left = Signal()
    chosen = Signal()

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self.kind: NoteKind | None = "parking_lot"
        self.setFixedWidth(WIDTH)
        self.list = NoteList(appearance)
        self.list.setAccessibleName(_("Notes"))
        self.list.setAccessibleDescription(_("+ and \u2212 vote, Delete deletes"))
        self.list.enlarge(SCALE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, HEAD, 0, 0)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.list.chosen.connect(self._choose)
        self.list.voted.connect(self.vote)
        self.list.deleted.connect(self.delete)
        for widget in (self, self.list):
            widget.installEventFilter(self)
        self._refresh = Refresh(self, self._show, session.changed, appearance.changed)

    @property
    def note(self) -> Note | None:
        """The note chosen."""
        row = self.list.current
        return self._session.map.note_by_id.get(row.ids[0]) if row is not None else None

    @property
    def title(self) -> str:
        """What the list holds."""
        return _("Parking lot") if self.kind else _("Issues and ideas")

    def show_kind(self, kind: NoteKind | None) -> None:
        """Show the notes of one kind, or all, with most votes first."""
        self.kind = kind
        self._show()

    def take_focus(self) -> None:
        """Put the keyboard into the list, on a note."""
        self._show()
        if self.list.current is None and self.list.rows:
            self.list.choose(0)
        (self.list if self.list.rows else self).setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit()

    def vote(self, by: int) -> None:
        """Give the note chosen a dot, or take one back."""
        if self.note is not None:
            vote(self._session, (self.note.id,), by)
            self._show()
            self.chosen.emit()

    def delete(self) -> None:
        """Delete the note chosen; undo brings it back."""
        note, map_id = self.note, self._session.map_id
        if note is not None:
            self._session.edit(
                _("Delete note"), lambda p: edits.delete(p, map_id, notes=(note.id,))
            )

    def _show(self) -> None:
        one = self._session.map
        rows = note_rows(one, self.kind)
        if self.kind is None:
            parked = {note.id for note in one.notes if note.kind == "parking_lot"}
            rows = tuple(row for row in rows if row.ids[0] not in parked)
        if self.kind is not None:  # nothing that all of them have in common
            rows = tuple(replace(row, details=()) for row in rows)
        self.list.set_rows(rows)
        if not rows and self.list.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.setVisible(bool(rows))
        self.update()

    def _choose(self, row: Row) -> None:
        note = self._session.map.note_by_id.get(row.ids[0])
        if note is not None and note.step is not None:
            self._session.select((note.step,))
        elif note is not None:
            self._session.select(notes=(note.id,))
        self.chosen.emit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Esc leaves the list."""
        escapes = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if escapes and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return False

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 400)

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh.catch_up()
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        painter.fillRect(QRectF(0, 0, 1, self.height()), theme.color("border.default"))
        head = QRectF(20, 8, self.width() - 40, HEAD - 12)
        number = str(len(self.list.rows))
        draw_text(painter, head, number, font("workshopHint"), theme.color("text.secondary"), RIGHT)
        draw_text(painter, head, self.title, strong("workshopLane"), theme.color("text.primary"))
        if not self.list.rows:
            words = _("Nothing is parked. F7 parks a remark.")
            if self.kind is None:
                words = _("No issue yet. I writes one at a step.")
            below = head.translated(0, HEAD - 8)
            draw_text(painter, below, words, font("workshopHint"), theme.color("text.tertiary"))
