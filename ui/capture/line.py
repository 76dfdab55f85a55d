"""The capture line: the field, where the step goes, and below it what is understood or the keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from mopsmap import edits
from mopsmap.capture import Completion, Token
from mopsmap.language import counted
from mopsmap.language import translated as _
from ui.canvas.naming import belongs_to_line, left_for_good
from ui.capture.choices import Choices
from ui.capture.draft import Draft, lines_in
from ui.capture.field import CaptureField, needs_pane
from ui.capture.hints import HintPainter
from ui.capture.words import (
    CHOOSING,
    LEAVE,
    LEAVE_UNCHANGED,
    PLACED,
    PLACEHOLDER,
    meaning,
    place_words,
)
from ui.look.lettering import LEFT, draw_text, strong, text_width
from ui.look.theme import Appearance, font, paint_icon, token
from ui.session import Session

HELD_MS = 220
"""How long Shift or Ctrl is held before the line shows what Enter would do with it: capitals and
signs are typed quicker."""
_PLACES: dict[int, edits.Place] = {Qt.Key.Key_Shift: "beside", Qt.Key.Key_Control: "before"}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WAYS = {
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Left: "before",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of the line in pixels, and its fonts as (style, scale)."""

    bar: int
    field: int
    side: int
    top: int
    radius: float
    text: tuple[str, float]
    hint: tuple[str, float]
    said: tuple[str, float]
    """Of where the line goes and what it means."""


NORMAL = Size(
    56, 32, 8, 4, token("radius.field"), ("body", 15 / 13), ("caption", 1.0), ("label", 1.0)
)
WORKSHOP = Size(
    token("workshop.captureBar"),
    token("workshop.captureField"),
    24,
    22,
    token("radius.workshopInput"),
    ("workshopInput", 1.0),
    ("workshopHint", 1.0),
    ("workshopHint", 20 / 17),
)


class CaptureLine(QWidget):
    """The bar below the canvas.

    entered: a line became part of the map. left: Esc was pressed. walked(way): the insertion point
    is to go "next", "before", "up" or "down". pasted(text): more lines than it takes.
    """

    entered = Signal(object)
    left = Signal()
    walked = Signal(str)
    pasted = Signal(str)

    def __init__(self, session: Session, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._appearance = session, appearance
        self.draft = Draft(session)
        self.field = CaptureField(self._tokens, appearance, self)
        self.field.setAccessibleName(_("Capture line"))
        self.choices = Choices(window)
        self._base: edits.Place = "after"
        self._silent = False
        self._told: tuple[object, ...] = ()
        self._recalled = -1
        self._kept = ""
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(HELD_MS)
        self._held.timeout.connect(lambda: self.draft.put(self._holding))
        self._holding: edits.Place = "after"
        self.size_of = NORMAL
        self.field.installEventFilter(self)
        self.field.typed.connect(self._on_typed)
        self.field.lines_pasted.connect(self._on_lines)
        self.field.cells_pasted.connect(lambda: self.pasted.emit(""))
        self.field.refused.connect(session.said)
        self.choices.chosen.connect(self._complete)
        self.draft.changed.connect(self._on_draft)
        appearance.changed.connect(self.update)
        self.set_size(NORMAL)
        self.hide()

    def set_size(self, size: Size) -> None:
        """Be as large as in the window or as on a wall."""
        self.size_of = size
        self.setFixedHeight(size.bar)
        self._silent = True  # other letters are no other words
        self.field.letter(font(*size.text))
        self._silent = False
        self.choices.close_list()  # it stood where the line was
        self._arrange()
        self.update()

    def open(self, place: edits.Place = "after") -> None:
        """Take the keyboard, with what was typed before and not entered."""
        self._base = place
        self.draft.place = place
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.renew()

    def change(self, step: str) -> None:
        """Show the line of a step of the map, to be typed again."""
        if self.draft.changing is None:
            self._kept = self.field.text if not self.draft.outline else ""
        self._recalled = -1
        self.choices.close_list()
        self._write(self.draft.change(step))

    def close_line(self) -> None:
        """Keep what is typed for the next time."""
        self._held.stop()
        self.choices.close_list()
        self.draft.withdraw()
        self.draft.looked = None
        self.hide()

    def forget(self) -> None:
        """Be empty, as for another document."""
        self.draft.forget()
        self._recalled = -1
        self._wipe()

    def _wipe(self) -> None:
        self._silent = True
        self.field.clear()
        self._silent = False

    def renew(self) -> None:
        """Show the line as it means something on the map shown now."""
        locked = self._session.read_only
        self.field.setReadOnly(locked)
        self.field.hint = (
            _("This file is open for reading only. Save it under another name first.")
            if locked
            else PLACEHOLDER
        )
        if self.isVisible() and self.field.hasFocus():
            self.draft.show()
        self._on_draft()

    @property
    def stuck(self) -> bool:
        """Whether Enter was pressed in vain and would be again: that is seen while one types on."""
        return self.draft.stuck and bool(self.draft.refusal)

    def sizeHint(self) -> QSize:
        return QSize(400, self.size_of.bar)

    def _tokens(self, text: str) -> tuple[Token, ...]:
        if self.draft.outline:
            return (Token("step", 0, len(text), text, ""),)
        self.draft.text = text
        return self.draft.said.tokens

    def _on_typed(self) -> None:
        if self._silent:
            return
        if not self.draft.outline or self.field.text != _summary(self.draft.outline):
            self._recalled = -1
            self.draft.say(self.field.text)
            self._offer()

    def _offer(self) -> None:
        cursor = self.field.at
        found = () if self.field.textCursor().hasSelection() else self.draft.completions(cursor)
        made = font("body") if self.size_of is NORMAL else font(*self.size_of.said)
        corner = self.field.x_of(found[0].start) - self.field.pad if found else 0
        above = self.field.mapTo(self.window(), QPoint(round(corner), -6))
        listed = self.choices.isVisible()
        self.choices.offer(found, above, made, round(made.pixelSize() * 1.9))
        if self.choices.isVisible() != listed:
            self.update()

    def _on_lines(self, text: str) -> None:
        if needs_pane(text):
            self.pasted.emit(text)
            return
        self.choices.close_list()
        self.draft.say_lines(text)
        self._write(_summary(text))
        self.field.selectAll()

    def _write(self, text: str) -> None:
        """Show a text that nobody typed."""
        self._silent = True
        self.field.write(text)
        self._silent = False

    def _on_draft(self) -> None:
        one = self._session.committed.map_by_id[self._session.map_id]
        told = place_words(self.draft, one), meaning(self.draft), self.stuck
        words = f"{''.join(told[0])}. {told[1][0]}"
        if words != self.field.accessibleDescription():
            self.field.setAccessibleDescription(words)
        if told != self._told:
            self._told = told
            self._arrange()
            self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters, Enter, Tab and Esc belong to the line; Ctrl+S and its like to the window."""
        if isinstance(event, QKeyEvent):
            match event.type():
                case QEvent.Type.ShortcutOverride:
                    if self._owns(event):
                        event.accept()
                    else:
                        event.ignore()
                    return True
                case QEvent.Type.KeyPress:
                    return self._key(event)
                case QEvent.Type.KeyRelease if Qt.Key(event.key()) in _PLACES:
                    self._held.stop()
                    self.draft.put(self._base)
        elif isinstance(event, QFocusEvent):
            if event.gotFocus():
                self.draft.show()
            elif event.lostFocus():  # not when it is only about to go
                self._held.stop()
                self.choices.close_list()
                if left_for_good(event):
                    self.draft.withdraw()
            self.update()
        return False

    def _owns(self, event: QKeyEvent) -> bool:
        key = QKeySequence.StandardKey
        if event.matches(key.Undo):
            return self.field.document().isUndoAvailable() and bool(self.field.text)
        if event.matches(key.Redo):
            return self.field.document().isRedoAvailable() and bool(self.field.text)
        editing = (key.Copy, key.Cut, key.Paste, key.SelectAll, key.DeleteStartOfWord)
        moving = (key.MoveToNextWord, key.MoveToPreviousWord, key.DeleteEndOfWord)
        selecting = (key.SelectNextWord, key.SelectPreviousWord)
        alt = event.modifiers() & ~_PAD == Qt.KeyboardModifier.AltModifier
        return (
            (belongs_to_line(event) and not event.matches(key.HelpContents))
            or any(event.matches(one) for one in (*editing, *moving, *selecting))
            or (alt and event.key() in _WAYS)
            or event.key() in _ENTER
        )

    def _key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~_PAD
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if key in _PLACES:
            self._hold(key)
            return False
        self._held.stop()
        listed = self.choices.isVisible()
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key in _ENTER:
            self._enter(modifiers)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._tab(key)
        elif plain and listed and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.choices.go(1 if key == Qt.Key.Key_Down else -1)
            self._announce()
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._recall(1 if key == Qt.Key.Key_Up else -1)
        elif key in _WAYS and (
            modifiers == Qt.KeyboardModifier.AltModifier or (plain and self.draft.empty)
        ):
            self._walk(_WAYS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            pass
        else:
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
                self.choices.close_list()
            return False
        return True

    def _hold(self, key: Qt.Key) -> None:
        """Shift or Ctrl goes down: soon the line shows what Enter would do with it."""
        self._holding = _PLACES[key]
        self._held.start()

    def _walk(self, way: str) -> None:
        self.draft.withdraw()
        self.walked.emit(way)
        self.draft.show()

    def _escape(self) -> None:
        if self.choices.isVisible():
            self.choices.close_list()
            self.update()
        elif self.draft.changing is not None:
            self.draft.change(None)
            self._write(self._kept)
            self.draft.say(self._kept)
        elif self.draft.outline:
            self._write("")
            self.draft.say("")
        else:
            self.left.emit()

    def _tab(self, key: Qt.Key) -> bool:
        found = self.choices.current
        if found is not None and key == Qt.Key.Key_Tab:
            self._complete(found)
            return True
        if self.draft.empty or key == Qt.Key.Key_Backtab:
            self.field.focusNextPrevChild(key == Qt.Key.Key_Tab)
        return True  # where something is typed, a key pressed in vain loses no word

    def _complete(self, found: Completion) -> None:
        rest = self.field.text[found.end :]
        self.field.replace(found.start, found.end, found.text + ("" if rest[:1] == " " else " "))
        self.choices.close_list()
        self.update()

    def _announce(self) -> None:
        found = self.choices.current
        if found is not None:
            self.field.setAccessibleDescription(found.label)

    def _enter(self, modifiers: Qt.KeyboardModifier) -> None:
        found = self.choices.current
        if found is not None and self.choices.picked and not modifiers:
            self._complete(found)
            return
        self.choices.close_list()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.draft.place = "beside"
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self.draft.place = "before"
        else:
            self.draft.place = self._base
        done = self.draft.enter()
        if done is None:
            self.draft.show()
            self._on_draft()
            return
        self._base = "after"
        self._recalled = -1
        self._kept = ""
        self._wipe()
        self._on_draft()
        self.entered.emit(done)

    def _recall(self, by: int) -> None:
        lines = self.draft.lines
        if self.draft.changing is not None:
            return  # a line typed before is not that of the step to change
        if self._recalled < 0:
            self._kept = self.field.text if not self.draft.outline else ""
        at = min(self._recalled + by, len(lines) - 1)
        if at < -1 or at == self._recalled:
            return
        text = self._kept if at < 0 else lines[-1 - at]
        self._write(text)
        self._recalled = max(at, -1)
        self.draft.say(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def _frame(self) -> QRectF:
        size = self.size_of
        return QRectF(size.side, size.top, self.width() - 2 * size.side, size.field)

    def _place_width(self) -> float:
        made, bold = self._place_fonts
        one = self._session.committed.map_by_id[self._session.map_id]
        left, name, right = place_words(self.draft, one)
        wide = text_width(made, left + right) + text_width(bold, name)
        return min(wide, self._frame.width() * 0.36)

    @property
    def _place_fonts(self) -> tuple[QFont, QFont]:
        return font(*self.size_of.said), strong(*self.size_of.said)

    def _arrange(self) -> None:
        """The field between the plus and where the step goes."""
        frame, size = self._frame, self.size_of
        high = self.field.height()
        left = frame.left() + size.field * 0.94
        right = frame.right() - self._place_width() - size.field * 0.7
        top = round(frame.center().y() - high / 2)
        self.field.setGeometry(round(left), top, max(80, round(right - left)), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, size, frame = self._appearance.theme, self.size_of, self._frame
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("border.default"))
        active = self.field.hasFocus()
        edge = "alarm.mark" if self.stuck else "border.focus" if active else "border.strong"
        painter.setPen(QPen(theme.color(edge), 2 if active else 1))
        painter.setBrush(theme.color("surface.field"))
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), size.radius, size.radius)
        if self.field.geometry().contains(event.rect()):
            return  # only letters changed
        icon = size.field * 0.5
        corner = QPointF(frame.left() + size.field * 0.28, frame.center().y() - icon / 2)
        plus = theme.color("accent.base" if active else "text.tertiary")
        paint_icon(painter, "plus", QRectF(corner, QSize(round(icon), round(icon))), plus)
        self._paint_place(painter, frame)
        self._paint_below(painter)

    def _paint_place(self, painter: QPainter, frame: QRectF) -> None:
        theme = self._appearance.theme
        one = self._session.committed.map_by_id[self._session.map_id]
        made, bold = self._place_fonts
        words = place_words(self.draft, one)
        right = frame.right() - self.size_of.field * 0.35
        room = QRectF(right - self._place_width(), frame.top(), 0, frame.height())
        for text, face, tone in (
            (words[0], made, "text.secondary"),
            (words[1], bold, "text.primary"),
            (words[2], made, "text.secondary"),
        ):
            if text:
                room.setRight(right + 1)
                room.setLeft(room.left() + draw_text(painter, room, text, face, theme.color(tone)))

    def _paint_below(self, painter: QPainter) -> None:
        theme, size, frame = self._appearance.theme, self.size_of, self._frame
        made = font(*size.said)
        row = QRectF(frame.left(), frame.bottom(), frame.width(), self.height() - frame.bottom())
        row.adjust(4, 0, -4, 0)
        hints = HintPainter(theme, size.hint)
        if self.choices.isVisible():  # Esc closes the list then
            hints.row(painter, row, CHOOSING)
            return
        if self.field.hasFocus():
            leave = LEAVE if self.draft.changing is None else LEAVE_UNCHANGED
            wide = hints.width(leave)
            hints.paint(painter, QPointF(row.right() - wide, row.center().y()), leave)
            row.setRight(row.right() - wide - 2 * made.pixelSize())
        words, problem = meaning(self.draft)
        ink = theme.color("alarm.text" if self.stuck else "text.secondary")
        if words:
            if problem:
                side = made.pixelSize() * 1.2
                box = QRectF(row.left(), row.center().y() - side / 2, side, side)
                sign = "alert-triangle" if self.stuck else "info-circle"
                paint_icon(painter, sign, box, ink)
                row.setLeft(row.left() + 1.4 * side)
            draw_text(painter, row, words, made, ink, LEFT)
        elif self.field.hasFocus():  # elsewhere the keys do other things
            hints.row(painter, row, PLACED[self._base])


_PAD = Qt.KeyboardModifier.KeypadModifier


def _summary(outline: str) -> str:
    return counted(lines_in(outline), "{n} line", "{n} lines")
