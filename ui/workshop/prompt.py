"""One line asked for at the foot of the workshop: a remark, minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.capture.words import Hint
from ui.look.theme import Appearance, font
from ui.workshop.stage import Stage

LONGEST = 2_000


@dataclass(frozen=True)
class Question:
    """What is asked for. `enter` takes the line, or raises ValueError with one sentence; `at_once`
    says whether it has taken a sign typed into the empty line; `turn` is what Tab does."""

    icon: str
    words: str
    hint: str
    hints: Sequence[Hint]
    enter: Callable[[str], None]
    at_once: Callable[[str], bool] = lambda _sign: False
    turn: Callable[[], Question] | None = None
    text: str = ""


class Prompt(Stage):
    """The line; Enter takes it, Esc gives it up."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self._question: Question | None = None
        self.entry = line_edit("workshopInput", self)
        self.entry.setMaxLength(LONGEST)
        self.entry.textEdited.connect(lambda _text: self.say(""))
        self.entry.installEventFilter(self)
        self.setFocusProxy(self.entry)

    @property
    def active(self) -> bool:
        return self.entry.hasFocus()

    def ask(self, question: Question) -> None:
        """Take the keyboard for another line."""
        self._show(question)
        self.entry.setText(question.text)
        self.entry.selectAll()
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, question: Question) -> None:
        self._question = question
        self.icon, self.words, self.hints = question.icon, question.words, question.hints
        self.refusal = ""
        self.entry.setPlaceholderText(question.hint)
        self.entry.setAccessibleName(question.words)
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        self.entry.setGeometry(self.inside.toRect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Esc, Tab, and signs that are enough by themselves."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        question, pressed = self._question, event.key()
        if question is None:
            return False
        if pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(question)
        elif pressed == Qt.Key.Key_Escape:
            self.left.emit()
        elif pressed in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if question.turn is not None:
                self._show(question.turn())
        elif self.entry.text() or not event.text() or not question.at_once(event.text()):
            return False
        return True

    def _enter(self, question: Question) -> None:
        text = " ".join(self.entry.text().split())
        try:
            if text:
                question.enter(text)
        except ValueError as error:
            self.say(str(error))
            return
        self.left.emit()


def line_edit(style: str, parent: QWidget) -> QLineEdit:
    """A line without a frame, in a style of the type scale."""
    entry, made = QLineEdit(parent), font(style)
    entry.setFont(made)
    entry.setStyleSheet(
        f"QLineEdit, QLineEdit:focus {{ font-size: {made.pixelSize()}px; font-weight: "
        f"{made.weight()}; border: none; background: transparent; padding: 0; }}"
    )
    return entry
