"""The step table: every attribute of every step, edited in place, copied and pasted as cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QObject,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QFrame,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mopsmap.diff import MapDiff
from mopsmap.record import Attribute
from mopsmap.units import UnitError
from ui.lettering import text_width
from ui.panels.attribute_fields import options_for, phases_of, tools_of
from ui.panels.entry import act
from ui.panels.inputs import word_completer
from ui.panels.look import paint_class_mark, restyle
from ui.panels.step_model import ATTRIBUTE, KEPT, LISTS, RIGHT, STEP, Index, StepModel, Values
from ui.session import Session
from ui.theme import Appearance, font

NO_STEPS = "No steps yet. Add one with Step in the toolbar, or import a table."
LEAST, MOST, BESIDE = 72, 320, 22
"""Pixels: the least and the most width of a column, and what a cell has beside its text."""
MARK_ROOM = "   "
"""What keeps the mark of a value class free of its text."""
MEASURED = 100
"""Rows that are measured for the width of a column: more would be felt in a large map."""


class CellDelegate(QStyledItemDelegate):
    """Edits cells: lists for choices, else a line; what cannot be read keeps the line open."""

    def __init__(
        self, session: Session, look: Appearance, model: StepModel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance, self._model = session, look, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, 28)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        attribute: Attribute = index.data(ATTRIBUTE)
        if attribute.kind in LISTS:
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
        words = self._words(attribute)
        if words:
            line.setCompleter(word_completer(words, line))
        line.setProperty("row", index.row())
        line.setProperty("name", attribute.name)
        line.textEdited.connect(lambda: restyle(line, "invalid", False))
        return line

    def _words(self, attribute: Attribute) -> Sequence[str]:
        if attribute.name == "phase":
            return phases_of(self._session.map)
        return tools_of(self._session.project) if attribute.name == "tools" else ()

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            attribute: Attribute = index.data(ATTRIBUTE)
            value = getattr(index.data(STEP), attribute.name)
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def refusal(self, editor: QLineEdit) -> str:
        """Why what is typed cannot be read; "" where it can."""
        model, row = self._model, editor.property("row")
        if row >= model.rowCount():
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
        step = model.step(index.row())
        if isinstance(editor, QComboBox):
            value = editor.currentData()
        elif isinstance(editor, QLineEdit):
            if editor.text() == model.text(index.row(), index.column()) or self.refusal(editor):
                return
            value = model.read_cell(index.row(), attribute, editor.text())
        if value != getattr(step, attribute.name):
            model.put(act(attribute), {step.id: {attribute.name: value}})

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        leaving = event.type() == QEvent.Type.FocusOut
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            leaving = event.key() in keys
        if leaving and isinstance(editor, QLineEdit) and editor.isVisible():
            sentence = self.refusal(editor)
            restyle(editor, "invalid", bool(sentence))
            editor.setToolTip(sentence)
            if sentence:
                self._session.said.emit(sentence)
                return True
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
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
        option.font = font("control")
        if attribute is not None and attribute.name == "value_class":
            option.text = f"{MARK_ROOM}{option.text}"


class StepTable(QTableView):
    """The steps of the map shown, one a row; its selection is the session's."""

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._syncing = False
        self.steps = StepModel(session, self)
        self.setModel(self.steps)
        self.cells = CellDelegate(session, appearance, self.steps, self)
        self.setItemDelegate(self.cells)
        self.setAccessibleName("Step table")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setStyleSheet("QHeaderView::section { padding: 4px 9px; }")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.sortIndicatorChanged.connect(self.steps.sort)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        self.setColumnWidth(0, 44)
        self._fitted = self._fitting = False
        self._by_hand: set[int] = set()
        header.sectionResized.connect(self._resized)
        session.changed.connect(self._follow)
        session.project_changed.connect(self.refresh)
        session.selection_changed.connect(self._show_selection)
        appearance.changed.connect(self.viewport().update)
        self.selectionModel().selectionChanged.connect(self._select)
        self.steps.modelReset.connect(self._show_selection)
        self.refresh()

    def refresh(self) -> None:
        """Show the map as it is now, or as soon as somebody can see it."""
        if self.isVisible() and not self.session.previewing:
            self.steps.refresh()
            if not self._fitted and self.steps.rowCount():
                self._fit()

    def _follow(self, touched: MapDiff | None) -> None:
        if touched is None:
            self._fitted = False

    def _fit(self) -> None:
        """Make every column as wide as what it holds, but for those that a person made so wide."""
        header, steps, made = self.horizontalHeader(), self.steps, font("control")
        self._fitting = True
        for column in range(1, steps.columnCount()):
            if column in self._by_hand:
                continue
            cells = (steps.index(row, column) for row in range(min(MEASURED, steps.rowCount())))
            marked = MARK_ROOM if steps.attributes[column - 1].name == "value_class" else ""
            widest = max(text_width(made, f"{marked}{cell.data()}") for cell in cells) + BESIDE
            wide = max(LEAST, min(MOST, round(widest)), header.sectionSizeHint(column))
            self.setColumnWidth(column, wide)
        self._fitting, self._fitted = False, True

    def widths(self) -> dict[str, int]:
        """The widths that a person gave to columns, by attribute."""
        attributes = self.steps.attributes
        return {attributes[c - 1].name: self.columnWidth(c) for c in sorted(self._by_hand) if c}

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Give columns the widths that a person gave them before."""
        for column, attribute in enumerate(self.steps.attributes, 1):
            if attribute.name in widths:
                self.setColumnWidth(column, widths[attribute.name])

    def _resized(self, column: int, _old: int, _new: int) -> None:
        if not self._fitting:
            self._by_hand.add(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.steps.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().placeholderText().color())
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, NO_STEPS)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        self._fitted = False
        self.refresh()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_cells()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cells()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not editing and self.currentIndex().isValid():
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            standard = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Paste)
            own = (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
            )
            typed = plain and bool(event.text()) and event.text().isprintable()
            if typed or event.key() in own or any(event.matches(s) for s in standard):
                event.accept()
                return True
        return super().event(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)

    def copy_cells(self) -> None:
        """Put the selected cells on the clipboard, columns apart by tabs."""
        chosen = self.selectionModel().selectedIndexes()
        if not chosen:
            return
        rows = sorted({i.row() for i in chosen})
        shown = self.horizontalHeader()
        order = sorted({i.column() for i in chosen}, key=shown.visualIndex)
        taken = {(i.row(), i.column()) for i in chosen}
        lines = [
            "\t".join(
                self.steps.text(r, c).replace("\t", " ").replace("\n", " ")
                if (r, c) in taken
                else ""
                for c in order
            )
            for r in rows
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste_cells(self) -> None:
        """Put the clipboard's cells from the current cell on, all of them or none."""
        text = QGuiApplication.clipboard().text()
        start = self.currentIndex()
        if not text or not start.isValid():
            return
        lines = [line.split("\t") for line in text.removesuffix("\n").splitlines()]
        single = len(lines) == 1 and len(lines[0]) == 1
        chosen = self.selectionModel().selectedIndexes() if single else []
        try:
            if len(chosen) > 1:
                cells = [(i.row(), i.column(), lines[0][0]) for i in chosen]
                values = self._read(cells)
            else:
                values = self._read(self._spread(start, lines))
        except UnitError as error:
            self.session.said.emit(f"Nothing was pasted. {error}")
            return
        count = sum(map(len, values.values()))
        self.steps.put(f"Paste {count} cell{'s' if count != 1 else ''}", values)

    def _spread(self, start: Index, lines: list[list[str]]) -> list[tuple[int, int, str]]:
        header = self.horizontalHeader()
        first = header.visualIndex(start.column())
        return [
            (start.row() + down, header.logicalIndex(first + right), text)
            for down, line in enumerate(lines)
            for right, text in enumerate(line)
            if start.row() + down < self.steps.rowCount() and first + right < header.count()
        ]

    def _read(self, cells: list[tuple[int, int, str]]) -> Values:
        values: Values = {}
        for row, column, text in cells:
            attribute = self.steps.attribute(column)
            if attribute is None or text == self.steps.text(row, column):
                continue
            try:
                value = self.steps.read_cell(row, attribute, text)
            except UnitError as error:
                place = f"{attribute.label} of '{self.steps.step(row).name}'"
                raise UnitError(f"{place}: {error}") from error
            values.setdefault(self.steps.ids[row], {})[attribute.name] = value
        return values

    def clear_cells(self) -> None:
        """Empty the selected cells that may be empty."""
        values: Values = {}
        for index in self.selectionModel().selectedIndexes():
            attribute = self.steps.attribute(index.column())
            if attribute is None or attribute.name in KEPT:
                continue
            if attribute.optional or attribute.default in ("", (), 0.0):
                step = self.steps.step(index.row())
                if getattr(step, attribute.name) != attribute.default:
                    values.setdefault(step.id, {})[attribute.name] = attribute.default
        if values:
            count = sum(map(len, values.values()))
            self.steps.put(f"Clear {count} cell{'s' if count != 1 else ''}", values)

    def _select(self) -> None:
        if not self._syncing:
            rows = sorted({i.row() for i in self.selectionModel().selectedIndexes()})
            self._syncing = True
            self.session.select(self.steps.ids[row] for row in rows)
            self._syncing = False

    def _show_selection(self) -> None:
        if self._syncing:
            return
        wanted = {self.steps.rows[s] for s in self.session.selection.steps if s in self.steps.rows}
        model = self.selectionModel()
        if wanted == {i.row() for i in model.selectedIndexes()}:
            return
        self._syncing = True
        chosen = QItemSelection()
        last = self.steps.columnCount() - 1
        for row in sorted(wanted):
            chosen.select(self.steps.index(row, 0), self.steps.index(row, last))
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if wanted:
            column = max(1, self.currentIndex().column())
            at = self.steps.index(min(wanted), column)
            model.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(at)
        self._syncing = False
