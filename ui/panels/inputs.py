"""What people type and choose with: a line, lines, a list, a slider; each says when it is left.

Undo goes to the document unless something is being typed; the wheel changes only what has the
keyboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from mopsmap.capture.names import abbreviates
from ui.panels.look import restyle


class TextEntry(QLineEdit):
    """A line to type in: Enter submits, Esc takes back, Up and Down step, focus-out submits.

    Undo goes to the document unless something is being typed.
    """

    submitted = Signal()
    cancelled = Signal()
    mended = Signal()
    left = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None, steps: bool = False) -> None:
        super().__init__(parent)
        self._steps = steps
        self._mark = ""
        self._after = ""
        self._after_shown = ""
        self.model_text = ""
        self._short = ""
        self._base = ""
        self.textChanged.connect(self._look_again)

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

    def _look_again(self) -> None:
        """A refused text that is taken back leaves no mark."""
        if not self.dirty and self.property("invalid"):
            self.say_invalid("")
            self.mended.emit()

    def say_invalid(self, sentence: str) -> None:
        """Mark the text as unreadable; "" takes the mark away."""
        restyle(self, "invalid", bool(sentence))
        if sentence:
            self.setToolTip(sentence)
        elif self.property("help") is not None:
            self.setToolTip(str(self.property("help")))

    @property
    def unit(self) -> str:
        """What stands after the text."""
        return self._after

    def set_marks(self, before: str, after: str) -> None:
        """Show a currency sign before or a unit after the text."""
        if (before, after) != (self._mark, self._after):
            self._mark, self._after = before, after
            self._fit_marks()

    def _fit_marks(self) -> None:
        """Give the marks their room; of a unit too long for its field only "/year" is left."""
        metrics = self.fontMetrics()
        whole, slash, last = self._after.rpartition("/")
        fits = metrics.horizontalAdvance(self._after) <= max(24, self.width() * 0.6)
        self._after_shown = self._after if fits or not whole else slash + last
        left = metrics.horizontalAdvance(self._mark) + 4 if self._mark else 0
        right = metrics.horizontalAdvance(self._after_shown) + 4 if self._after else 0
        self.setTextMargins(left, 0, right, 0)
        self.update()

    def minimumSizeHint(self) -> QSize:
        marks = self.textMargins()
        return super().minimumSizeHint() - QSize(marks.left() + marks.right(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._after:
            self._fit_marks()

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
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, self._after_shown)
            painter.end()


class Lines(QPlainTextEdit):
    """Lines to type in; where `single`, Enter submits, else Ctrl+Enter does."""

    submitted = Signal()
    cancelled = Signal()
    resized = Signal()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

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


class _Search(QObject):
    """Letters typed over an open list find what they are short for where no choice begins so."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view, self._typed, self._since = view, "", QElapsedTimer()
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of letters typed in one go all count."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not event.text().isprintable() or not event.text():
            return False
        pause = QApplication.keyboardInputInterval()
        again = self._since.isValid() and self._since.elapsed() < pause
        self._typed = (self._typed if again else "") + event.text().casefold()
        self._since.start()
        model = self._view.model()
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        if any(row.data().casefold().startswith(self._typed) for row in rows):
            return False
        meant = [row for row in rows if abbreviates(self._typed, row.data())]
        if meant:
            self._view.setCurrentIndex(meant[0])
        return bool(meant)


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
        self._search: _Search | None = None

    def showPopup(self) -> None:
        """Open the list."""
        self._search = self._search or _Search(self.view())
        super().showPopup()

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


class QuietSlider(QSlider):
    """A slider that the wheel moves only while it has the keyboard; Esc ends a drag (`dropped`).

    Where its value is not known it is an empty groove without a handle, which a press puts there.
    """

    left = Signal()
    dropped = Signal()

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._known = True
        self._given_up = False

    @property
    def known(self) -> bool:
        """Whether there is a value to show."""
        return self._known

    def show_share(self, percent: int | None) -> None:
        """Show a value without telling anybody; None is not known."""
        self.blockSignals(True)
        self.setValue(self.maximum() if percent is None else percent)
        self.blockSignals(False)
        self._known = percent is not None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._known:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove = QRectF(0, 0, self.width(), 4)
        groove.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().mid())
        painter.drawRoundedRect(groove, 2, 2)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(groove.adjusted(1, -4, -1, 4), 5, 5)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        placed = not self._known and event.button() == Qt.MouseButton.LeftButton
        if placed:
            handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)
            at, room = round(event.position().x()) - handle // 2, self.width() - handle
            self.show_share(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room)
            )
        self._given_up = False
        super().mousePressEvent(event)
        if placed and self.isSliderDown():
            self.sliderMoved.emit(self.value())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._given_up:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.blockSignals(self._given_up)
        super().mouseReleaseEvent(event)
        self.blockSignals(False)

    def event(self, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and self.isSliderDown():
            if event.type() == QEvent.Type.KeyPress:
                self._give_up()
            event.accept()
            return True
        return super().event(event)

    def _give_up(self) -> None:
        self._given_up = True
        self.blockSignals(True)
        self.setSliderDown(False)
        self.blockSignals(False)
        self.dropped.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def word_completer(words: Sequence[str], parent: QWidget) -> QCompleter:
    """Completes from anywhere in a word, whatever the case."""
    completer = QCompleter(list(words), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer
