"""Typing a note on the canvas: at its step, or where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from mopsmap import edits
from mopsmap.language import translated as _
from mopsmap.model import NoteKind, Position, Project
from mopsmap.record import choice_label
from ui.canvas.marks import NOTE_ICONS, NOTE_TONES
from ui.canvas.naming import belongs_to_line, left_for_good
from ui.look.theme import font, paint_icon

if TYPE_CHECKING:
    from ui.canvas.view import MapView

KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
WIDTH, HEIGHT, HEAD = 232, 104, 26
GRID = 4.0


class NoteEditor(QFrame):
    """A sheet over the canvas: Enter keeps the note, Tab takes the next kind, Esc gives it up."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._note: str | None = None
        self._step: str | None = None
        self._place: QPointF | None = None
        self.kind: NoteKind = "issue"
        self.line = QPlainTextEdit(self)
        self.line.setAccessibleName(_("Text of the note"))
        self.line.setPlaceholderText(_("Enter keeps it, Tab takes another kind"))
        self.line.setFrameShape(QFrame.Shape.NoFrame)
        self.line.setTabChangesFocus(False)
        self.line.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.line.installEventFilter(self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.line)
        self._enlarge()
        self.hide()

    def _enlarge(self) -> None:
        """Be as large as the words beside the map are."""
        scale = self._scale = self._view.headers.scale
        self.line.setFont(font("label", scale))
        self._column.setContentsMargins(6, round(HEAD * scale), 6, 6)
        self.setFixedSize(round(WIDTH * scale), round(HEIGHT * scale))

    @property
    def typing(self) -> bool:
        """Whether a note is open."""
        return not self.isHidden()

    def begin(self, kind: NoteKind, step: str | None, place: QPointF) -> None:
        """Type a new note on a step, or at a place of the map (scene coordinates)."""
        self._open(None, kind, "", step, place)

    def open(self, note_id: str) -> None:
        """Type the text of a note anew."""
        note = self._view.session.map.note_by_id[note_id]
        at = note.position
        place = QPointF(at.x, at.y) if at is not None else QPointF()
        self._open(note_id, note.kind, note.text, note.step, place)

    def _open(
        self, note: str | None, kind: NoteKind, text: str, step: str | None, place: QPointF
    ) -> None:
        self.close_editor(keep=True)
        self._note, self.kind, self._step, self._place = note, kind, step, place
        self.line.setPlainText(text)
        self.line.selectAll()
        self._enlarge()
        self.show()
        self.follow()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Stay at the step or the place."""
        if not self.typing or self._place is None:
            return
        view, item = self._view, self._view.map_scene.steps.get(self._step or "")
        if self._step is not None and item is None:
            self.close_editor(keep=False)
            return
        at = self._place
        if item is not None:
            at = item.mapToScene(item.rect.bottomLeft()) + QPointF(0, 4)
        corner = view.mapFromScene(at)
        room = view.viewport().rect().size() - self.size()
        self.move(_inside(corner, QRect(0, 0, max(0, room.width()), max(0, room.height()))))

    def close_editor(self, keep: bool) -> bool:
        """End typing; `keep` stores what was typed. True where a new note was given up."""
        if not self.typing or self._place is None:
            return False
        note, step, place, kind = self._note, self._step, self._place, self.kind
        text = self.line.toPlainText().strip()
        self.forget()
        session = self._view.session
        if note is None and not (keep and text):
            return True
        if keep and text:
            self._store(note, text, kind, step, place)
        elif keep and note is not None:
            session.said.emit(_("A note without words stays as it was. Del deletes it."))
        return False

    def _store(
        self, note: str | None, text: str, kind: NoteKind, step: str | None, place: QPointF
    ) -> None:
        session, map_id = self._view.session, self._view.session.map_id
        if note is not None:
            session.edit(
                _("Change note"),
                lambda p: edits.set_notes(p, map_id, (note,), text=text, kind=kind),
            )
            return
        new_id = edits.fresh_id(session.project, "note")
        position = Position(x=_even(place.x()), y=max(0.0, _even(place.y())))

        def change(project: Project) -> Project:
            return edits.add_note(project, map_id, text, kind, step, position)

        if session.edit(_("Add note"), change) and step is None:
            session.select(notes=(new_id,))

    def forget(self) -> None:
        """End typing without a word, as when another map is shown."""
        had = self.line.hasFocus()
        self.hide()
        self._note = self._step = self._place = None
        if had:
            self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters, Enter, Tab and Esc belong to the note; Ctrl+S and its like to the window."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and belongs_to_line(event):
                event.accept()
                return True
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        if isinstance(event, QFocusEvent) and event.lostFocus() and left_for_good(event):
            self.close_editor(keep=True)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Escape:
            self.close_editor(keep=False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.close_editor(keep=True)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            by = -1 if key == Qt.Key.Key_Backtab else 1
            self.kind = KINDS[(KINDS.index(self.kind) + by) % len(KINDS)]
            self.update()
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper of the kind, with its icon and word."""
        theme, tone = self._view.appearance.theme, NOTE_TONES[self.kind]
        ink = theme.color(f"{tone}.text")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color(f"{tone}.soft"))
        painter.setPen(theme.color("border.focus"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.scale(self._scale, self._scale)
        paint_icon(painter, NOTE_ICONS[self.kind], QRectF(9, 7, 14, 14), ink)
        painter.setFont(font("label"))
        painter.setPen(ink)
        words = QRectF(29, 5, WIDTH - 40, 18)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, choice_label(self.kind))
        painter.setPen(theme.color("text.secondary"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(words, right, _("Tab: other kind"))
        painter.end()


def _inside(at: QPoint, room: QRect) -> QPoint:
    return QPoint(
        min(max(at.x(), room.left()), room.left() + room.width()),
        min(max(at.y(), room.top()), room.top() + room.height()),
    )


def _even(value: float) -> float:
    return round(value / GRID) * GRID
