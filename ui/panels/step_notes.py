"""The notes of the selected step in the inspector: their kind, words and votes."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from mopsmap import edits
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Note, NoteKind
from mopsmap.record import choice_label
from ui.canvas.marks import NOTE_ICONS, NOTE_TONES
from ui.look.theme import Appearance
from ui.panels.fields import Field, TextField
from ui.panels.sections import Section
from ui.session import Session

KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
SIDE = 24


class KindButton(QToolButton):
    """The kind of a note by icon and word; its menu gives it another one."""

    def __init__(self, look: Appearance, choose: Callable[[NoteKind], object]) -> None:
        super().__init__()
        self._look = look
        self.kind: NoteKind = "issue"
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(14, 14))
        self.setFixedHeight(SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        for kind in KINDS:
            action = QAction(choice_label(kind), menu)
            action.triggered.connect(lambda *_args, kind=kind: choose(kind))
            menu.addAction(action)
        menu.aboutToShow.connect(self._paint_menu)
        self.setMenu(menu)
        look.changed.connect(self._restyle)

    def show_kind(self, kind: NoteKind) -> None:
        """Show a kind."""
        self.kind = kind
        self.setText(choice_label(kind))
        self.setAccessibleName(_("Kind of note: {kind}").format(kind=choice_label(kind)))
        self.setToolTip(_("Kind of note"))
        self._restyle()

    def _restyle(self) -> None:
        tone = f"{NOTE_TONES[self.kind]}.text"
        theme = self._look.theme
        self.setIcon(theme.icon(NOTE_ICONS[self.kind], tone, 14))
        ink = theme.color(tone).name()
        self.setStyleSheet(f"QToolButton {{ color: {ink}; padding: 2px 5px 2px 2px; }}")

    def _paint_menu(self) -> None:
        theme = self._look.theme
        for kind, action in zip(KINDS, self.menu().actions(), strict=True):
            action.setIcon(theme.icon(NOTE_ICONS[kind], f"{NOTE_TONES[kind]}.text", 14))


class NoteRow(QWidget):
    """One note: kind, votes and a cross over its words."""

    def __init__(self, notes: StepNotes, note: Note) -> None:
        super().__init__()
        self.note = note
        look = notes.look
        self.kind = KindButton(look, lambda kind: notes.change(self.note.id, kind=kind))
        self.votes = QLabel()
        self.votes.setFixedWidth(SIDE)
        self.votes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.votes.setProperty("tone", "value")
        self.less = _small("\u2212", _("Take a vote back"), lambda: notes.vote(self.note.id, -1))
        self.more = _small("+", _("Vote for this note"), lambda: notes.vote(self.note.id, 1))
        self.cross = _small("", _("Delete this note"), lambda: notes.delete(self.note.id))
        self.text = TextField(_("Text of the note"), hint=_("What was said"))
        self.text.entered.connect(lambda text: notes.change(self.note.id, text=text))
        self.text.left.connect(notes.session.end_merging)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.kind)
        top.addStretch(1)
        for part in (self.less, self.votes, self.more, self.cross):
            top.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.text)
        look.changed.connect(self._restyle)
        self._look = look
        self._restyle()
        self.show_note(note)

    def show_note(self, note: Note) -> None:
        """Show what the note says now."""
        self.note = note
        self.kind.show_kind(note.kind)
        self.votes.setText(str(note.votes))
        self.votes.setAccessibleName(counted(note.votes, "{n} vote", "{n} votes"))
        self.less.setEnabled(note.votes > 0)
        self.text.show_value(note.text)

    def _restyle(self) -> None:
        self.cross.setIcon(self._look.theme.icon("x", "text.secondary", 14))


class StepNotes(Section):
    """The notes of one step, and a line that adds one."""

    def __init__(self, session: Session, look: Appearance, settings: QSettings) -> None:
        super().__init__(_("Notes"), look, settings)
        self.session, self.look = session, look
        self._step: str | None = None
        self.rows: dict[str, NoteRow] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.new_kind = KindButton(look, self._take_kind)
        self.new_kind.show_kind("issue")
        self.new_text = TextField(_("New note"), hint=_("Add a note, Enter keeps it"))
        self.new_text.show_value("")
        self.new_text.entered.connect(self._add)
        self.grid.addLayout(self._column, 0, 0, 1, 2)
        new = QVBoxLayout()
        new.setSpacing(2)
        new.addWidget(self.new_kind, 0, Qt.AlignmentFlag.AlignLeft)
        new.addWidget(self.new_text)
        self.grid.addLayout(new, 1, 0, 1, 2)

    @property
    def fields(self) -> list[Field]:
        """Every field that words are typed in."""
        return [*(row.text for row in self.rows.values()), self.new_text]

    def show_notes(self, step: str | None) -> None:
        """Show the notes of a step; None hides all."""
        self.setHidden(step is None)
        if step != self._step:
            self._step = step
            self.new_text.drop()
        notes = {n.id: n for n in self.session.map.notes if step is not None and n.step == step}
        for gone in [i for i in self.rows if i not in notes]:
            row = self.rows.pop(gone)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for note in notes.values():
            if note.id not in self.rows:
                self.rows[note.id] = NoteRow(self, note)
                self._column.addWidget(self.rows[note.id])
            elif self.rows[note.id].note is not note:
                self.rows[note.id].show_note(note)
        self.header.result = str(len(notes)) if notes else ""

    def change(self, note: str, **changes: str) -> None:
        """Give a note another kind or other words."""
        map_id = self.session.map_id
        if changes.get("text") == "":
            self.delete(note)
            return
        self.session.edit(
            _("Change note"), lambda p: edits.set_notes(p, map_id, (note,), **changes)
        )

    def vote(self, note: str, by: int) -> None:
        """Give a note a dot, or take one back; a row of them is one undo entry."""
        map_id = self.session.map_id
        key = f"vote:{map_id}:{note}"
        self.session.edit(_("Vote"), lambda p: edits.vote(p, map_id, (note,), by), merge_key=key)

    def delete(self, note: str) -> None:
        """Delete a note; undo brings it back."""
        map_id = self.session.map_id
        self.session.edit(_("Delete note"), lambda p: edits.delete(p, map_id, notes=(note,)))

    def _take_kind(self, kind: NoteKind) -> None:
        self.new_kind.show_kind(kind)
        self.new_text.setFocus()

    def _add(self, text: str) -> None:
        map_id, step, kind = self.session.map_id, self._step, self.new_kind.kind
        if text and step is not None:
            self.session.edit(_("Add note"), lambda p: edits.add_note(p, map_id, text, kind, step))
        self.new_text.drop()


def _small(text: str, words: str, act: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setObjectName("bare")
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFixedSize(SIDE, SIDE)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda *_args: act())
    return button
