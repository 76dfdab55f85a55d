"""Typing into the cells of the step table: lines, lists, and what cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from mopsmap.language import translated as _
from mopsmap.model import Step
from mopsmap.record import Attribute
from mopsmap.units import UnitError
from ui.look.lettering import text_width
from ui.look.theme import Appearance, figures, font
from ui.panels.attribute_fields import options_for, phases_of, tools_of
from ui.panels.entry import act
from ui.panels.inputs import word_completer
from ui.panels.look import paint_class_mark, paint_focus, restyle
from ui.panels.step_model import ATTRIBUTE, LISTS, NEXT, RIGHT, STEP, Index, StepModel, changed
from ui.panels.trying import Trial
from ui.session import Session

BESIDE = 32
"""Pixels that a line has beside its text: frame, padding and the next letter."""
MARK_ROOM = "   "
"""What keeps the mark of a value class free of its text."""


def is_fill(event: QEvent) -> bool:
    """Whether an event is Ctrl+Enter pressed."""
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.KeyPress
        and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    )


def is_sign(event: QKeyEvent) -> bool:
    """Whether a key is a sign that belongs into a cell."""
    plain = event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
    return plain and bool(event.text()) and event.text().isprintable()


def left_as_it_was(attribute: Attribute, step: Step, error: UnitError) -> str:
    """Why a cell was left as it was."""
    said = _("{field} of '{step}': {reason}")
    return said.format(field=attribute.label, step=step.called, reason=error)


def _goes(event: QFocusEvent) -> bool:
    """Whether the keyboard went elsewhere, not only to a list or menu or another program."""
    reason = Qt.FocusReason
    return event.reason() not in (reason.PopupFocusReason, reason.ActiveWindowFocusReason)


def _widen(line: QLineEdit) -> None:
    """Let a line of words reach over the cells beside it as far as it needs to be read."""
    cells, narrowest = line.parentWidget(), line.property("narrowest")
    if cells is None or narrowest is None or line.alignment() & Qt.AlignmentFlag.AlignRight:
        return
    room = cells.width() - line.x()
    needed = round(text_width(line.font(), line.text())) + BESIDE
    line.resize(max(narrowest, min(needed, room)), line.height())


@dataclass(frozen=True, slots=True)
class Typed:
    """A line that is open in a cell of a step, what it held before and what is typed now."""

    line: QLineEdit
    step: str
    name: str
    before: str
    text: str


def typed_in(view: QAbstractItemView) -> Typed | None:
    """What is being typed in a cell; None where nothing is."""
    lines = view.viewport().findChildren(QLineEdit)
    line = next((one for one in lines if one.isVisible() and one.property("step")), None)
    if line is None:
        return None
    step, name, before = (str(line.property(of) or "") for of in ("step", "name", "before"))
    return Typed(line, step, name, before, line.text())


class CellDelegate(QStyledItemDelegate):
    """Edits cells: a line for what is typed, a list for choices that are opened.

    What cannot be read keeps the line open. `everywhere` hands out the text that Ctrl+Enter puts
    into all selected cells.
    """

    everywhere = Signal(str)

    def __init__(
        self, session: Session, look: Appearance, model: StepModel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance, self._model = session, look, model
        self._fills = False
        self._trial = Trial(session)
        self.closeEditor.connect(lambda *_how: self._trial.end())
        self.typing = False
        """Whether the next editor opens because a letter was typed: then it is a line."""
        self.entering = False
        """Whether what was typed is just being entered: then its line is done with."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, 28)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        attribute: Attribute = index.data(ATTRIBUTE)
        if attribute.kind in LISTS and not self.typing:
            combo = QComboBox(parent)
            for value, label in options_for(attribute, self._session)():
                combo.addItem(label, value)
            combo.setAccessibleName(attribute.label)
            combo.activated.connect(lambda: self._finish(combo))
            return combo
        line = QLineEdit(parent)
        line.setFont(font("control"))
        line.setAccessibleName(attribute.label)
        if attribute.kind in RIGHT:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.setFont(figures("control"))
        words = self._words(attribute)
        if words:
            line.setCompleter(word_completer(words, line))
        line.setProperty("row", index.row())
        line.setProperty("name", attribute.name)
        if not self._model.is_new(index.row()):
            line.setProperty("step", index.data(STEP).id)
            line.setProperty("before", index.data(Qt.ItemDataRole.EditRole))
        line.textEdited.connect(lambda: restyle(line, "invalid", False))
        line.textChanged.connect(lambda: _widen(line))
        tried = attribute.kind in RIGHT or attribute is NEXT
        if tried and not self._model.is_new(index.row()):
            line.textEdited.connect(lambda text: self._try(line, attribute, text))
        line.returnPressed.connect(lambda: self._enter(line))
        return line

    def _try(self, line: QLineEdit, attribute: Attribute, text: str) -> None:
        """Show on the map and in the figures what a number would do, or flows; what cannot be
        read yet changes nothing."""
        row, step, map_id = line.property("row"), line.property("step"), self._session.map_id
        if text == line.property("before"):
            self._trial.end()
            return
        try:
            values = {step: {attribute.name: self._model.read_cell(row, attribute, text)}}
        except UnitError:
            if attribute is NEXT:
                self._trial.end()  # of '12' and '19' the 1 was no step that anybody meant
            return
        self._trial.show(lambda p: changed(p, map_id, values))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        super().updateEditorGeometry(editor, option, index)
        if isinstance(editor, QLineEdit):
            editor.setProperty("narrowest", editor.width())
            _widen(editor)

    def _enter(self, line: QLineEdit) -> None:
        """Enter over a list of words takes the word and the cell, once the list is through with
        it; without a list the key does not come here."""

        def finish() -> None:
            if isValid(line) and line.isVisible() and not self._refuses(line):
                self.commitData.emit(line)
                hint = QAbstractItemDelegate.EndEditHint.SubmitModelCache
                self.closeEditor.emit(line, hint)

        QTimer.singleShot(0, self, finish)

    def _words(self, attribute: Attribute) -> Sequence[str]:
        if attribute.name == "phase":
            return phases_of(self._session.map)
        if attribute.kind in LISTS:
            return [label for _value, label in options_for(attribute, self._session)()]
        return tools_of(self._session.project) if attribute.name == "tools" else ()

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _refuses(self, line: QLineEdit) -> bool:
        """Whether what is typed cannot be read; then it is marked, and said why."""
        sentence = self.refusal(line)
        restyle(line, "invalid", bool(sentence))
        line.setToolTip(sentence)
        if sentence:
            self._trial.end()
            self._session.said.emit(sentence)
        return bool(sentence)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            attribute: Attribute = index.data(ATTRIBUTE)
            value = self._model.value(index.data(STEP), attribute)
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def refusal(self, editor: QLineEdit) -> str:
        """Why what is typed cannot be read; "" where it can."""
        model, row = self._model, editor.property("row")
        if model.is_new(row):
            return ""
        attribute = next(a for a in model.attributes if a.name == editor.property("name"))
        text = editor.text()
        try:
            if text != model.text(row, model.attributes.index(attribute) + 1):
                model.read_cell(row, attribute, text)
        except UnitError as error:
            return str(error)
        return ""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(model, StepModel)
        attribute: Attribute = index.data(ATTRIBUTE)
        if self._fills:
            self._fills = False
            if isinstance(editor, QComboBox):
                self.everywhere.emit("" if editor.currentData() is None else editor.currentText())
            elif isinstance(editor, QLineEdit):
                self.everywhere.emit(editor.text())
            return
        if model.is_new(index.row()):
            if isinstance(editor, QLineEdit) and editor.text().strip():
                model.add(editor.text().strip())
            return
        step = model.step(index.row())
        if isinstance(editor, QComboBox):
            value = editor.currentData()
        elif isinstance(editor, QLineEdit):
            if editor.text() == model.text(index.row(), index.column()) or self.refusal(editor):
                return
            value = model.read_cell(index.row(), attribute, editor.text())
        if value != model.value(step, attribute):
            self.entering = True
            model.put(act(attribute, [step]), {step.id: {attribute.name: value}})
            self.entering = False

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        leaving = isinstance(event, QFocusEvent) and event.lostFocus() and _goes(event)
        if is_fill(event) and isinstance(editor, QLineEdit | QComboBox):
            self._fill(editor)
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            leaving = event.key() in keys
        line = editor if isinstance(editor, QLineEdit) and editor.isVisible() else None
        if leaving and line is not None and self._refuses(line):
            return True
        return super().eventFilter(editor, event)

    def _fill(self, editor: QLineEdit | QComboBox) -> None:
        """Ctrl+Enter: what is typed or chosen goes into all selected cells."""
        if isinstance(editor, QLineEdit) and self._refuses(editor):
            return
        self._fills = True
        self._finish(editor)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, self._appearance.theme, option.rect.toRectF(), 0)
        attribute: Attribute | None = index.data(ATTRIBUTE)
        if attribute is not None and attribute.name == "value_class":
            rect = option.rect
            mark = rect.adjusted(6, (rect.height() - 14) // 2, 0, 0)
            mark.setSize(QSize(4, 14))
            value = index.data(STEP).value_class
            paint_class_mark(painter, self._appearance.theme, value, mark.toRectF())

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        attribute: Attribute | None = index.data(ATTRIBUTE)
        number = attribute is None or attribute.kind in RIGHT
        option.font = figures("control") if number else font("control")
        if self._model.is_new(index.row()):
            faint = self._appearance.theme.color("text.tertiary")
            option.palette.setColor(QPalette.ColorRole.Text, faint)
        if attribute is not None and attribute.name == "value_class":
            option.text = f"{MARK_ROOM}{option.text}"
