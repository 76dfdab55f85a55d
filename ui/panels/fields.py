"""The fields of a panel: each shows one value and says when a person has entered another.

What is being typed is never overwritten: until it is entered or taken back, a newer value waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from mopsmap.units import UnitError, plain_number
from ui.panels.entry import read_number
from ui.panels.look import LEVER_ICONS, restyle
from ui.theme import Appearance, font

Reader = Callable[[str], Any]
Writer = Callable[[Any], str]
Options = Callable[[], Sequence[tuple[Any, str]]]

MIXED = "mixed"


class Field(QWidget):
    """One value. `entered` carries it, or a function from old to new where records keep the rest.

    left: the keyboard went elsewhere. refused: the sentence that says why a text cannot be read,
    "" when it can.
    """

    entered = Signal(object)
    left = Signal()
    refused = Signal(str)
    wide = False

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show a value, or that several records differ."""
        raise NotImplementedError

    def settle(self) -> None:
        """Enter what is being typed."""

    def drop(self) -> None:
        """Forget what is being typed."""


class TextEntry(QLineEdit):
    """A line to type in: Enter submits, Esc takes back, Up and Down step, focus-out submits.

    Undo goes to the document unless something is being typed.
    """

    submitted = Signal()
    cancelled = Signal()
    left = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None, steps: bool = False) -> None:
        super().__init__(parent)
        self._steps = steps
        self._mark = ""
        self._after = ""
        self.model_text = ""
        self._short = ""
        self._base = ""

    @property
    def dirty(self) -> bool:
        """Whether something is typed that has not been entered."""
        return self.text() != self._base

    def show_text(self, text: str, short: str | None = None) -> None:
        """Show the model's text, unless something is being typed; `short` while elsewhere."""
        self.model_text, self._short = text, text if short is None else short
        if not self.dirty:
            self._put(self.model_text if self.hasFocus() else self._short)
            self.say_invalid("")

    def _put(self, text: str) -> None:
        self._base = text
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def take(self) -> None:
        """What is typed counts as shown from now on."""
        self._base = self.text()

    def revert(self) -> None:
        """Show the model's text whatever was typed."""
        self._put(self.model_text if self.hasFocus() else self._short)
        self.say_invalid("")

    def say_invalid(self, sentence: str) -> None:
        """Mark the text as unreadable; "" takes the mark away."""
        restyle(self, "invalid", bool(sentence))
        if sentence:
            self.setToolTip(sentence)
        elif self.property("help") is not None:
            self.setToolTip(str(self.property("help")))

    def set_marks(self, before: str, after: str) -> None:
        """Show a currency sign before or a unit after the text."""
        if (before, after) != (self._mark, self._after):
            self._mark, self._after = before, after
            metrics = self.fontMetrics()
            left = metrics.horizontalAdvance(before) + 4 if before else 0
            right = metrics.horizontalAdvance(after) + 4 if after else 0
            self.setTextMargins(left, 0, right, 0)
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_history(event):
                event.ignore()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def _is_history(self, event: QKeyEvent) -> bool:
        undo = event.matches(QKeySequence.StandardKey.Undo)
        return not self.dirty and (undo or event.matches(QKeySequence.StandardKey.Redo))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        elif key == Qt.Key.Key_Escape:
            self.revert()
            self.cancelled.emit()
            self.clearFocus()
        elif self._steps and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit((1 if key == Qt.Key.Key_Up else -1) * (10 if far else 1))
        elif self._is_history(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.dirty and self.text() != self.model_text:
            self._put(self.model_text)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.submitted.emit()
            if not self.dirty:
                self._put(self._short)
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._mark or self._after:
            painter = QPainter(self)
            painter.setFont(self.font())
            painter.setPen(self.palette().placeholderText().color())
            inside = self.rect().adjusted(8, 0, -8, 0)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, self._mark)
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, self._after)
            painter.end()


class LineField(Field):
    """A value written in one line: text, number, amount, share."""

    def __init__(
        self,
        label: str,
        read: Reader,
        write: Writer,
        *,
        number: bool = False,
        limit: float | None = None,
    ) -> None:
        super().__init__()
        self._read, self._write = read, write
        self._limit = limit
        self._mixed = False
        self.entry = TextEntry(self, steps=number)
        self.entry.setAccessibleName(label)
        self.entry.setFixedHeight(28)
        if number:
            self.entry.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.entry.setFont(font("control"))
        self.setFocusProxy(self.entry)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.entry)
        self.entry.submitted.connect(self.settle)
        self.entry.cancelled.connect(lambda: self.refused.emit(""))
        self.entry.left.connect(self.left)
        self.entry.stepped.connect(self._step)

    def complete_from(self, words: Sequence[str]) -> None:
        """Offer words while typing."""
        self.entry.setCompleter(word_completer(words, self.entry))

    def show_value(self, value: Any, mixed: bool = False) -> None:
        self._mixed = mixed
        self.entry.setPlaceholderText(MIXED if mixed else "")
        self.entry.show_text("" if mixed else self._write(value))

    def settle(self) -> None:
        if not self.entry.dirty:
            return
        self._enter(self.entry.text())

    def drop(self) -> None:
        self.entry.revert()
        self.refused.emit("")

    def _enter(self, text: str) -> None:
        try:
            value = self._read(text)
        except UnitError as error:
            self.entry.say_invalid(str(error))
            self.refused.emit(str(error))
            return
        self.entry.say_invalid("")
        self.refused.emit("")
        self.entry.take()
        self.entered.emit(value)

    def _step(self, by: int) -> None:
        if self._mixed:
            return
        try:
            now = read_number(self.entry.text() or "0")
        except UnitError:
            return
        changed = max(0.0, now + by)
        if self._limit is not None:
            changed = min(changed, self._limit)
        self.entry.setText(plain_number(changed, 4))
        self.settle()


class ShareField(LineField):
    """A share in percent, with a slider; dragging shows what it would do, releasing enters it."""

    dragged = Signal(float)

    def __init__(self, label: str, read: Reader, write: Writer) -> None:
        super().__init__(label, read, write, number=True, limit=100.0)
        self.entry.set_marks("", "%")
        self.entry.setFixedWidth(62)
        self.slider = QuietSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setAccessibleName(f"{label} in percent")
        self.slider.setMinimumWidth(40)
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(0, self.slider, 1)
        self.slider.sliderMoved.connect(lambda percent: self.dragged.emit(percent / 100))
        self.slider.sliderReleased.connect(lambda: self.entered.emit(self.slider.value() / 100))
        self.slider.valueChanged.connect(self._changed)
        self.slider.left.connect(self.left)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        super().show_value(value, mixed)
        self.entry.set_marks("", "" if mixed else "%")
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setValue(100 if mixed or value is None else round(value * 100))
            self.slider.blockSignals(False)

    def _changed(self, percent: int) -> None:
        if not self.slider.isSliderDown():
            self.entered.emit(percent / 100)


class QuietSlider(QSlider):
    """A slider that the wheel moves only while it has the keyboard."""

    left = Signal()

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LongTextField(Field):
    """Several lines: Enter starts a new one, Ctrl+Enter and focus-out enter the text."""

    wide = True

    def __init__(self, label: str, read: Reader = str.strip, lines: int = 3) -> None:
        super().__init__()
        self._read = read
        self._hint = ""
        self.edit = _Lines(self)
        self.edit.setAccessibleName(label)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(lines * 18 + 14)
        self.setFocusProxy(self.edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        self._model = self._base = ""
        self.edit.submitted.connect(self.settle)
        self.edit.cancelled.connect(self.drop)
        self.edit.left.connect(self.left)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        self._model = "" if mixed else str(value or "")
        self.edit.setPlaceholderText(MIXED if mixed else self._hint)
        if self.edit.toPlainText() == self._base and self._model != self._base:
            self._base = self._model
            self.edit.setPlainText(self._model)

    def settle(self) -> None:
        text = self.edit.toPlainText()
        if text == self._base:
            return
        try:
            value = self._read(text)
        except UnitError as error:
            restyle(self.edit, "invalid", True)
            self.refused.emit(str(error))
            return
        self._accept(text)
        self.entered.emit(value)

    def drop(self) -> None:
        self._accept(self._model)
        self.edit.setPlainText(self._model)

    def _accept(self, text: str) -> None:
        restyle(self.edit, "invalid", False)
        self.refused.emit("")
        self._base = text


class TextField(LongTextField):
    """One paragraph, as high as its lines; Enter enters it."""

    wide = False

    def __init__(self, label: str, read: Reader = str.strip, hint: str = "") -> None:
        super().__init__(label, read, 1)
        self._hint = hint
        self.edit.single = True
        self.edit.document().setDocumentMargin(1)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.edit.setVerticalScrollBarPolicy(off)
        self.edit.setHorizontalScrollBarPolicy(off)
        self.edit.textChanged.connect(self._fit)
        self._least = 28
        self._fit()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        lines = max(1, round(self.edit.document().size().height()))
        height = max(self._least, lines * self.edit.fontMetrics().lineSpacing() + 10)
        if height != self.edit.height():
            self.edit.setFixedHeight(height)


class TitleField(TextField):
    """The name of what is selected, as large as a heading."""

    def __init__(self, label: str, hint: str) -> None:
        super().__init__(label, hint=hint)
        self.edit.document().setDocumentMargin(0)
        self.edit.setObjectName("title")
        self.edit.setFont(font("stepTitle"))


class _Lines(QPlainTextEdit):
    submitted = Signal()
    cancelled = Signal()
    left = Signal()
    single = False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            history = event.matches(QKeySequence.StandardKey.Undo) or event.matches(
                QKeySequence.StandardKey.Redo
            )
            if history and not self.document().isModified():
                event.ignore()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def setPlainText(self, text: str) -> None:
        super().setPlainText(text)
        self.document().setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if enter and (self.single or control):
            self._submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        self.submitted.emit()
        self.document().setModified(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._submit()
            self.left.emit()


class Combo(QComboBox):
    """A list to choose from that the wheel changes only while it has the keyboard."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(28)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(2)
        self._shown: list[tuple[Any, str]] = []

    def offer(self, options: Sequence[tuple[Any, str]]) -> None:
        """Show these (value, label) pairs."""
        wanted = list(options)
        if wanted != self._shown:
            self.blockSignals(True)
            self.clear()
            for value, label in wanted:
                self.addItem(label, value)
            self._shown = wanted
            self.blockSignals(False)

    def choose(self, value: Any) -> None:
        """Show a value without telling anybody; an unknown one shows nothing."""
        at = next((i for i, (known, _) in enumerate(self._shown) if known == value), -1)
        if at != self.currentIndex():
            self.blockSignals(True)
            self.setCurrentIndex(at)
            self.blockSignals(False)

    def value_at(self, index: int) -> Any:
        """The value of an entry."""
        return self._shown[index][0]

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        faint = self.currentIndex() < 0
        text = self.placeholderText() if faint else option.currentText
        elide = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(text, elide, room.width() - 2)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class ChoiceField(Field):
    """One of several values, such as a wait reason or a role."""

    def __init__(self, label: str, options: Options) -> None:
        super().__init__()
        self._options = options
        self.combo = Combo(self)
        self.combo.setAccessibleName(label)
        self.setFocusProxy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo)
        self.combo.activated.connect(self._activated)
        self.combo.left.connect(self.left)
        self._value: Any = None
        self._mixed = False

    def show_value(self, value: Any, mixed: bool = False) -> None:
        self._value, self._mixed = value, mixed
        self.combo.offer(self._options())
        self.combo.setPlaceholderText(MIXED if mixed else "")
        if mixed:
            self.combo.blockSignals(True)
            self.combo.setCurrentIndex(-1)
            self.combo.blockSignals(False)
        else:
            self.combo.choose(value)

    def _activated(self, index: int) -> None:
        value = self.combo.value_at(index)
        if self._mixed or value != self._value:
            self.entered.emit(value)


class LeverField(Field):
    """One of the levers as icons; choosing the chosen one again sets none."""

    wide = True

    def __init__(self, label: str, choices: Sequence[tuple[str, str]], look: Appearance) -> None:
        super().__init__()
        self._appearance = look
        self._value: Any = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.buttons: dict[str, QToolButton] = {}
        for value, name in choices:
            button = QToolButton(self)
            button.setCheckable(True)
            button.setToolTip(name)
            button.setAccessibleName(f"{label}: {name}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setProperty("lever", True)
            button.setFixedHeight(28)
            button.setMinimumWidth(24)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, v=value: self._clicked(v))
            button.installEventFilter(self)
            row.addWidget(button, 1)
            self.buttons[value] = button
        look.changed.connect(self._paint_icons)
        self._paint_icons()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def _paint_icons(self) -> None:
        theme = self._appearance.theme
        for value, button in self.buttons.items():
            color = "text.onAccent" if value == self._value else "text.secondary"
            button.setIcon(theme.icon(LEVER_ICONS.get(value, "bulb"), color, 16))
            button.setIconSize(QSize(16, 16))

    def show_value(self, value: Any, mixed: bool = False) -> None:
        self._value = None if mixed else value
        for name, button in self.buttons.items():
            button.setChecked(name == self._value)
        self._paint_icons()

    def _clicked(self, value: str) -> None:
        chosen = None if value == self._value else value
        self.buttons[value].setChecked(chosen is not None)
        self.entered.emit(chosen)


def word_completer(words: Sequence[str], parent: QWidget) -> QCompleter:
    """Completes from anywhere in a word, whatever the case."""
    completer = QCompleter(list(words), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer
