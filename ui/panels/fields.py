"""The fields of a panel: each shows one value and says when a person has entered another.

What is being typed is never overwritten: until it is entered or taken back, a newer value waits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.numerals import shown_number, thousands_apart
from mopsmap.units import UnitError
from ui.look.theme import Appearance, figures, font
from ui.panels.entry import read_number
from ui.panels.inputs import Combo, Lines, QuietSlider, TextEntry, word_completer
from ui.panels.look import LEVER_ICONS, restyle

Reader = Callable[[str], Any]
Writer = Callable[[Any], str]
Options = Callable[[], Sequence[tuple[Any, str]]]

MIXED = _("mixed")
UNKNOWN = "?"


class Field(QWidget):
    """One value. `entered` carries it, or a function from old to new where records keep the rest.

    tried: the same of what is being typed or dragged; dropped: it will not be entered.
    left: the keyboard went elsewhere. refused: the sentence that says why a text cannot be read,
    "" when it can.
    """

    entered = Signal(object)
    tried = Signal(object)
    dropped = Signal()
    left = Signal()
    refused = Signal(str)
    wide = False

    @property
    def offered(self) -> Sequence[tuple[Any, str]]:
        """(value, label) of what it offers, where what it shows depends on that."""
        return ()

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show a value, or that several records differ."""
        raise NotImplementedError

    def settle(self) -> None:
        """Enter what is being typed."""

    def drop(self) -> None:
        """Forget what is being typed."""


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
        self._words: Sequence[str] = ()
        self._number = number
        self.entry = TextEntry(self, steps=number)
        self.entry.setAccessibleName(label)
        self.entry.setFixedHeight(28)
        if number:
            self.entry.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.entry.setFont(figures("control"))
        self.setFocusProxy(self.entry)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.entry)
        self.entry.submitted.connect(self.settle)
        self.entry.cancelled.connect(self._give_up)
        if number:
            self.entry.textEdited.connect(self._try)
        self.entry.mended.connect(lambda: self.refused.emit(""))
        self.entry.left.connect(self.left)
        self.entry.stepped.connect(self._step)

    def complete_from(self, words: Sequence[str]) -> None:
        """Offer words while typing."""
        if words != self._words:
            self._words = words
            self.entry.setCompleter(word_completer(words, self.entry))

    def show_value(self, value: Any, mixed: bool = False) -> None:
        self._mixed = mixed
        self.entry.setPlaceholderText(MIXED if mixed else "")
        text = "" if mixed else self._write(value)
        self.entry.show_text(text, thousands_apart(text) if self._number else text)

    def settle(self) -> None:
        if not self.entry.dirty:
            return
        self._enter(self.entry.text())

    def drop(self) -> None:
        self.entry.revert()
        self.refused.emit("")

    def _give_up(self) -> None:
        self.refused.emit("")
        self.dropped.emit()

    def _try(self, text: str) -> None:
        """Say what is typed so far; what cannot be read yet changes nothing."""
        if not self.entry.dirty:
            self._give_up()
            return
        try:
            value = self._read(text)
        except UnitError:
            return
        self.tried.emit(value)

    def _enter(self, text: str) -> None:
        try:
            value = self._read(text)
        except UnitError as error:
            self.entry.say_invalid(str(error))
            self.refused.emit(str(error))
            self.dropped.emit()
            return
        self.entry.say_invalid("")
        self.refused.emit("")
        self.entry.take()
        self.entered.emit(value)

    def _step(self, by: int) -> None:
        if self._mixed:
            return
        try:
            now = read_number(self.entry.text().removesuffix("%") or "0")
        except UnitError:
            return
        changed = max(0.0, now + by)
        if self._limit is not None:
            changed = min(changed, self._limit)
        percent = "%" if self._limit is not None else ""
        self.entry.setText(f"{shown_number(changed, 4)}{percent}")
        self.settle()


class ShareField(LineField):
    """A share in percent, with a slider; dragging shows what it would do, releasing enters it, Esc
    gives it up."""

    def __init__(self, label: str, read: Reader, write: Writer) -> None:
        super().__init__(label, read, write, number=True, limit=100.0)
        self.entry.set_marks("", "%")
        self.entry.setFixedWidth(62)
        self.slider = QuietSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setAccessibleName(_("{field} in percent").format(field=label))
        self.slider.setMinimumWidth(40)
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(0, self.slider, 1)
        self._moved = False
        self.slider.sliderMoved.connect(self._drag)
        self.slider.sliderReleased.connect(self._release)
        self.slider.valueChanged.connect(self._changed)
        self.slider.dropped.connect(self._drop_drag)
        self.slider.left.connect(self.left)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        super().show_value(value, mixed)
        if value is None and not mixed:
            self.entry.setPlaceholderText(UNKNOWN)
        signed = mixed or self.entry.text().endswith("%")
        self.entry.set_marks("", "" if signed else "%")
        if not self.slider.isSliderDown():
            self.slider.show_share(None if mixed or value is None else round(value * 100))

    def show_assumed(self, share: float) -> None:
        """Show faintly the share that counts as long as none is given."""
        self.entry.setPlaceholderText(shown_number(share * 100, 1))

    def _drag(self, percent: int) -> None:
        self._moved = True
        self.tried.emit(percent / 100)

    def _drop_drag(self) -> None:
        self._moved = False
        self.dropped.emit()

    def _release(self) -> None:
        if self._moved:
            self._moved = False
            self.entered.emit(self.slider.value() / 100)

    def _changed(self, percent: int) -> None:
        if not self.slider.isSliderDown():
            self.entered.emit(percent / 100)


class LongTextField(Field):
    """Several lines: Enter starts a new one, Ctrl+Enter and focus-out enter the text."""

    wide = True

    lines = (3, 12)
    """The least and the most lines shown at once."""

    def __init__(self, label: str, read: Reader = str.strip) -> None:
        super().__init__()
        self._read = read
        self._hint = ""
        self.edit = Lines(self)
        self.edit.setAccessibleName(label)
        self.edit.setTabChangesFocus(True)
        self.edit.document().setDocumentMargin(3)
        self._around = 12
        self.edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit.textChanged.connect(self._fit)
        self.edit.resized.connect(self._fit)
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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        least, most = self.lines
        wanted = round(self.edit.document().size().height())
        lines = max(least, min(most, wanted))
        line = math.ceil(QFontMetricsF(self.edit.font()).lineSpacing())
        height = max(28, lines * line + self._around)
        beyond = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.edit.setVerticalScrollBarPolicy(beyond if wanted > most else off)
        if height != self.edit.height():
            self.edit.setFixedHeight(height)


class TextField(LongTextField):
    """One paragraph, as high as its lines; Enter enters it."""

    wide = False
    lines = (1, 12)

    def __init__(self, label: str, read: Reader = str.strip, hint: str = "") -> None:
        super().__init__(label, read)
        self._hint = hint
        self.edit.single = True


class TitleField(TextField):
    """The name of what is selected, as large as a heading."""

    def __init__(self, label: str, hint: str) -> None:
        super().__init__(label, hint=hint)
        self.edit.document().setDocumentMargin(0)
        self._around = 6
        self.edit.setObjectName("title")
        self.edit.setFont(font("stepTitle"))


class ChoiceField(Field):
    """One of several values, such as a wait reason or a role."""

    def __init__(self, label: str, options: Options, wide: bool = False) -> None:
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
        self.wide = wide

    @property
    def offered(self) -> Sequence[tuple[Any, str]]:
        return self._options()

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
        self._names = dict(choices)
        self.said = QLabel()
        self.said.setProperty("tone", "value")
        self.said.hide()
        row = QHBoxLayout()
        row.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.said)
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
        self.said.setText(self._names.get(self._value, ""))
        self.said.setVisible(self._value is not None)
        self._paint_icons()

    def _clicked(self, value: str) -> None:
        chosen = None if value == self._value else value
        self.buttons[value].setChecked(chosen is not None)
        self.entered.emit(chosen)
