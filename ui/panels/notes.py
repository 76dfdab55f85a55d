"""The notes of the map: those with most votes first, of all kinds or of one."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from mopsmap import edits
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED, Note, NoteKind, ValueStreamMap
from mopsmap.record import choice_label
from ui.canvas.marks import NOTE_ICONS, NOTE_TONES
from ui.look.theme import Appearance
from ui.panels.refresh import Refresh
from ui.panels.rows import Row, RowList
from ui.session import Session

KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


def note_rows(one: ValueStreamMap, kind: NoteKind | None = None) -> tuple[Row, ...]:
    """A row for each note, of all kinds or of one; those with most votes first."""
    notes = [note for note in one.notes if kind in (None, note.kind)]
    return tuple(_row(note, one) for note in sorted(notes, key=lambda note: -note.votes))


def _row(note: Note, one: ValueStreamMap) -> Row:
    where = _("on the map") if note.loose else _("in this list only")
    if note.step is not None:
        where = one.step_by_id[note.step].name or UNNAMED
    return Row(
        note.text or _("No text"),
        counted(note.votes, "{n} vote", "{n} votes") if note.votes else "",
        (f"{choice_label(note.kind)}, {where}",),
        NOTE_ICONS[note.kind],
        f"{NOTE_TONES[note.kind]}.text",
        (note.id,),
    )


class NoteList(RowList):
    """The rows; + and - vote, Delete deletes."""

    voted = Signal(int)
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("+", "-") and self.current is not None:
            self.voted.emit(1 if event.text() == "+" else -1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current is not None:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)


class NotesPanel(QWidget):
    """All notes; a click selects the step of one, or the note itself.

    step_activated(id), note_activated(id): the canvas should show it.
    """

    step_activated = Signal(str)
    note_activated = Signal(str)

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self.kind: NoteKind | None = None
        self.setObjectName("panel")
        self.list = NoteList(appearance)
        self.list.setAccessibleName(_("Notes"))
        self.list.setAccessibleDescription(_("+ and \u2212 vote, Delete deletes"))
        self.buttons: dict[NoteKind | None, QToolButton] = {}
        self._empty = QLabel()
        self._empty.setProperty("tone", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._make_filter())
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.list.voted.connect(self.vote)
        self.list.deleted.connect(self.delete)
        self._refresh = Refresh(self, self._show, session.changed, appearance.changed)

    def _make_filter(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(2)
        group = QButtonGroup(self)
        for kind in (None, *KINDS):
            button = QToolButton()
            button.setCheckable(True)
            button.setChecked(kind is None)
            button.setIconSize(QSize(14, 14))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda *_args, kind=kind: self.show_kind(kind))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[kind] = button
        row.addStretch(1)
        return row

    def sizeHint(self) -> QSize:
        return QSize(960, 164)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 96)

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh.catch_up()
        super().showEvent(event)

    def show_kind(self, kind: NoteKind | None) -> None:
        """Show the notes of one kind, or all."""
        self.kind = kind
        self.buttons[kind].setChecked(True)
        self._show()

    def vote(self, by: int) -> None:
        """Give the note chosen a dot, or take one back."""
        map_id, ids = self._session.map_id, self._ids()
        key = f"vote:{map_id}:{','.join(ids)}"
        self._session.edit(_("Vote"), lambda p: edits.vote(p, map_id, ids, by), merge_key=key)

    def delete(self) -> None:
        """Delete the note chosen; undo brings it back."""
        map_id, ids = self._session.map_id, self._ids()
        self._session.edit(_("Delete note"), lambda p: edits.delete(p, map_id, notes=ids))

    def _ids(self) -> tuple[str, ...]:
        return self.list.current.ids if self.list.current is not None else ()

    def _show(self) -> None:
        one, theme = self._session.map, self._appearance.theme
        many = Counter(note.kind for note in one.notes)
        for kind, button in self.buttons.items():
            number = many[kind] if kind is not None else len(one.notes)
            words = choice_label(kind) if kind is not None else _("All")
            button.setText(f"{words} {number}" if number else words)
            if kind is not None:
                button.setIcon(theme.icon(NOTE_ICONS[kind], f"{NOTE_TONES[kind]}.text", 14))
        rows = note_rows(one, self.kind)
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if self.kind is None or not one.notes:
            self._empty.setText(_("No notes yet. N writes one on the selected step."))
        else:
            word = within(choice_label(self.kind))
            self._empty.setText(_("No note of the kind {kind}.").format(kind=word))

    def _note(self, row: Row) -> Note | None:
        return self._session.map.note_by_id.get(row.ids[0])

    def _choose(self, row: Row) -> None:
        note = self._note(row)
        if note is not None and note.step is not None:
            self._session.select((note.step,))
        elif note is not None:
            self._session.select(notes=(note.id,))

    def _open(self, row: Row) -> None:
        note = self._note(row)
        if note is not None and note.step is not None:
            self.step_activated.emit(note.step)
        elif note is not None and note.loose:
            self.note_activated.emit(note.id)
