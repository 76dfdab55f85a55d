"""The step table: every attribute of every step, edited in place, copied and pasted as cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
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

from mopsmap import edits, units
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.reading import step_numbers
from mopsmap.record import Attribute, attributes
from mopsmap.units import UnitError
from ui.panels.attribute_fields import options_for, phases_of, tools_of
from ui.panels.entry import act, checked, read, unit_of, written
from ui.panels.fields import word_completer
from ui.panels.look import paint_class_mark, restyle
from ui.session import Session
from ui.theme import Appearance, font

Index = QModelIndex | QPersistentModelIndex
Values = dict[str, dict[str, Any]]
"""New values by step and attribute."""

LEFT_OUT = ("hidden",)
RIGHT = ("estimate", "fraction", "number", "whole", "money")
LISTS = ("choice", "role")
KEPT = ("name", "kind")
"""Attributes that Delete leaves alone."""

FIRST = (
    *("name", "role", "phase", "value_class", "process_time", "wait_time", "wait_reason"),
    *("complete_accurate", "people", "helpers", "fixed_cost", "tools", "wastes", "lever"),
)
WIDTHS = {
    "estimate": 136,
    "names": 160,
    "choices": 160,
    "long_text": 220,
    "records": 160,
    "fraction": 76,
    "number": 76,
    "money": 100,
    "role": 150,
}
STEP, ATTRIBUTE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


def columns() -> tuple[Attribute, ...]:
    """The attributes of a step that have a column: those people look for first, then the rest."""
    shown = [a for a in attributes(Step) if a.kind not in LEFT_OUT]
    first = [a for name in FIRST for a in shown if a.name == name]
    return (*first, *(a for a in shown if a not in first))


class StepModel(QAbstractTableModel):
    """The steps of the map shown as rows. Sorting orders the rows and never touches the map."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.attributes = columns()
        self.ids: list[str] = []
        self.rows: dict[str, int] = {}
        self._steps: dict[str, Step] = {}
        self._numbers: dict[str, int] = {}
        self._one: ValueStreamMap | None = None
        self._map_id = ""
        self._settings: tuple[Any, ...] = ()
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def refresh(self) -> None:
        """Show the map as it is now, with as few changes as possible."""
        project, one = self.session.project, self.session.map
        settings = (project.calendar, project.distribution, project.currency)
        if one is self._one and settings == self._settings:
            return
        numbers = step_numbers(one)
        ids = list(numbers)
        if self._sorted is not None and self._map_id == one.id:
            known = set(self.ids)
            ids = [i for i in self.ids if i in numbers] + [i for i in ids if i not in known]
        old = self._one
        headers = settings != self._settings
        self._one, self._map_id, self._settings = one, one.id, settings
        if ids != self.ids:
            self.beginResetModel()
            self._take(ids, numbers, one)
            self.endResetModel()
            return
        names_differ = old is None or old.roles != one.roles or headers or numbers != self._numbers
        changed = [
            row
            for row, step in enumerate(ids)
            if names_differ or self._steps.get(step) is not one.step_by_id[step]
        ]
        self._take(ids, numbers, one)
        if changed:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))
        if headers:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def _take(self, ids: list[str], numbers: dict[str, int], one: ValueStreamMap) -> None:
        self.ids, self._numbers, self._steps = ids, numbers, one.step_by_id
        self.rows = {step: row for row, step in enumerate(ids)}

    def step(self, row: int) -> Step:
        """The step of a row."""
        return self._steps[self.ids[row]]

    def attribute(self, column: int) -> Attribute | None:
        """The attribute of a column; None for the number."""
        return self.attributes[column - 1] if column else None

    def text(self, row: int, column: int) -> str:
        """What a cell shows, as it would be typed."""
        attribute = self.attribute(column)
        if attribute is None:
            return str(self._numbers.get(self.ids[row], ""))
        value = getattr(self.step(row), attribute.name)
        return written(attribute, value, self.session.project, self.session.map)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.attributes) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        attribute = self.attribute(column)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = self.text(row, column)
                unknown = attribute is not None and not text and attribute.optional
                return units.DASH if unknown else text.replace("\n", " ")
            case Qt.ItemDataRole.EditRole:
                return self.text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                text = self.text(row, column)
                return text if len(text) > 14 else attribute.help if attribute else None
            case Qt.ItemDataRole.TextAlignmentRole:
                right = attribute is None or attribute.kind in RIGHT
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole:
                label = attribute.label if attribute else "Number"
                return f"{label}: {self.text(row, column) or 'not set'}"
        if role == STEP:
            return self.step(row)
        return attribute if role == ATTRIBUTE else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        attribute = self.attribute(section)
        if role == Qt.ItemDataRole.DisplayRole:
            if attribute is None:
                return "#"
            unit = unit_of(attribute, self.session.project)
            own = attribute.kind == "estimate" or unit in attribute.label
            return f"{attribute.label}, {unit}" if unit and not own else attribute.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return attribute.help if attribute else "Place in the order of the work."
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = attribute is None or attribute.kind in RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; unknown values come last; -1 is the order of the work."""
        self._sorted = (column, order) if column > 0 else None
        self.layoutAboutToBeChanged.emit()
        before = [self.ids[i.row()] for i in self.persistentIndexList()]
        old = self.persistentIndexList()
        down = order == Qt.SortOrder.DescendingOrder
        ids = sorted(self._numbers, key=self._numbers.__getitem__, reverse=down and column == 0)
        if column > 0:
            keys = {i: self._key(self._steps[i], column) for i in ids}
            known = sorted((i for i in ids if keys[i] is not None), key=keys.__getitem__)
            rest = [i for i in ids if keys[i] is None]
            ids = [*(reversed(known) if down else known), *rest]
        self._take(ids, self._numbers, self.session.map)
        moved = [self.index(self.rows[s], i.column()) for s, i in zip(before, old, strict=True)]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _key(self, step: Step, column: int) -> Any:
        attribute = self.attributes[column - 1]
        value = getattr(step, attribute.name)
        project = self.session.project
        if value is None or value in ("", ()):
            return None
        if attribute.kind == "estimate":
            return units.mean_hours(value, project.calendar, project.distribution)
        if attribute.kind in RIGHT:
            return value
        if attribute.kind == "choice":
            return [known for known, _ in attribute.choices].index(value)
        return written(attribute, value, project, self.session.map).casefold()

    def read_cell(self, row: int, attribute: Attribute, text: str) -> Any:
        """The value a text gives to a cell; raises UnitError with one sentence."""
        value = read(attribute, text, self.session.project, self.session.map)
        return checked(self.step(row), attribute, value)

    def put(self, label: str, values: Values) -> bool:
        """Change cells as one undo entry; False where nothing changed."""
        map_id = self.session.map_id
        lanes = any("role" in changes for changes in values.values())
        return self.session.edit(label, lambda p: _changed(p, map_id, values), structural=lanes)


def _changed(project: Project, map_id: str, values: Values) -> Project:
    one = project.map_by_id[map_id]
    steps = tuple(s.replace(**values[s.id]) if s.id in values else s for s in one.steps)
    return edits.set_map(project, map_id, steps=steps)


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
            option.text = f"   {option.text}"


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
        for number, attribute in enumerate(self.steps.attributes, 1):
            wide = 220 if attribute.name == "name" else WIDTHS.get(attribute.kind, 112)
            self.setColumnWidth(number, wide)
        session.project_changed.connect(self.refresh)
        session.selection_changed.connect(self._show_selection)
        appearance.changed.connect(self.viewport().update)
        self.selectionModel().selectionChanged.connect(self._select)
        self.steps.modelReset.connect(self._show_selection)
        self.refresh()

    def refresh(self) -> None:
        """Show the map as it is now."""
        if not self.session.previewing:
            self.steps.refresh()

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
