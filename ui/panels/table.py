"""The step table: every attribute of every step, edited in place, copied and pasted as cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from mopsmap.diff import MapDiff
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.units import UnitError
from ui.clipboard import cells_refusal, copied_cells, copy_cells
from ui.look.theme import Appearance
from ui.panels.cell_editing import (
    CellDelegate,
    Typed,
    is_sign,
    left_as_it_was,
    typed_in,
)
from ui.panels.cell_places import places
from ui.panels.fill_handle import FillHandle, fill_down
from ui.panels.step_model import LISTS, Index, StepModel, Values
from ui.panels.table_columns import TableColumns
from ui.session import Session


class StepTable(QTableView):
    """The steps of the map shown, one a row; its selection is the session's."""

    find_asked = Signal()

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
        self.cells.everywhere.connect(self.fill_everywhere)
        self._appearance = appearance
        self.handle = FillHandle(self, appearance)
        self.setAccessibleName(_("Step table"))
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
        self.columns = TableColumns(self, self.steps)
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
            typed, were = typed_in(self), places(self)
            keyboard = typed is not None and typed.line.hasFocus()
            self.steps.refresh()
            if typed is not None and typed_in(self) is None and not self.cells.entering:
                self._type_on(typed)
            else:
                were.restore(self, keyboard)
            if not self.columns.fitted and self.steps.rowCount():
                self.columns.fit()

    def _follow(self, touched: MapDiff | None) -> None:
        if touched is not None:
            return
        self.columns.fitted, typed = False, typed_in(self)
        if typed is not None:
            super().closeEditor(typed.line, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            self._lose(typed)

    def _type_on(self, typed: Typed) -> None:
        """The rows are others now: go on typing in the cell, where there still is one."""
        if typed.step not in self.steps.rows:
            self._lose(typed)
            return
        names = [a.name for a in self.steps.attributes]
        at = self.steps.index(self.steps.rows[typed.step], names.index(typed.name) + 1)
        self.setCurrentIndex(at)
        self.cells.typing = True
        self.edit(at)
        self.cells.typing = False
        again = typed_in(self)
        if again is not None:
            again.line.setText(typed.text)
            again.line.setModified(True)

    def _lose(self, typed: Typed) -> None:
        self.setFocus()
        if typed.text != typed.before:
            said = _("'{text}' was not entered, because its step is no longer shown.")
            self.session.said.emit(said.format(text=typed.text[:40]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selected cells."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, icon, key, act in (
            (_("Copy"), "copy", "Ctrl+C", self.copy_cells),
            (_("Paste"), "clipboard", "Ctrl+V", self.paste_cells),
            (_("Fill down"), "arrow-bar-to-down", "Ctrl+D", self.fill_down),
            (_("Clear"), "x", "Del", self.clear_cells),
        ):
            action = menu.addAction(self._appearance.theme.icon(icon), words)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(act)
        menu.addSeparator()
        columns = self._appearance.theme.icon("layout-columns")
        self.columns.fill(menu.addMenu(columns, _("Columns")))
        at = self.visualRect(self.currentIndex()).bottomLeft()
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        menu.popup(event.globalPos() if mouse else self.viewport().mapToGlobal(at))

    def showEvent(self, event: QShowEvent) -> None:
        self.columns.fitted = False
        self.refresh()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        key, mods = event.key(), event.modifiers()
        control = bool(mods & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_cells()
        elif control and key == Qt.Key.Key_D:
            self.fill_down()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.find_asked.emit()
        elif key == Qt.Key.Key_Escape and self.handle.give_up():
            pass
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cells()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not editing and not control:
                self._step(-1 if mods & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_Down and mods & Qt.KeyboardModifier.AltModifier:
            self.edit(self.currentIndex())
        else:
            self.cells.typing = is_sign(event)
            super().keyPressEvent(event)
            self.cells.typing = False

    def _step(self, by: int) -> None:
        """Go to the cell below or above."""
        current = self.currentIndex()
        there = current.siblingAtRow(current.row() + by)
        if there.isValid():
            self.setCurrentIndex(there)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = QKeySequence.StandardKey
            standard = (key.Copy, key.Paste, key.Find)
            own = (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            down = control and event.key() == Qt.Key.Key_D
            known = down or event.key() in own or any(event.matches(s) for s in standard)
            if known or is_sign(event):
                event.accept()
                return True
        return super().event(event)

    def commitData(self, editor: QWidget) -> None:
        """Of a line that is gone, because the rows are others, nothing is entered again."""
        if not editor.isHidden():
            super().commitData(editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """What cannot be read is not lost by going elsewhere: its line stays open."""
        given_up = hint == QAbstractItemDelegate.EndEditHint.RevertModelCache
        if not given_up and isinstance(editor, QLineEdit) and self.cells.refusal(editor):
            QTimer.singleShot(0, self, lambda: self._go_back_to(editor))
            return
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._step(1)

    def _go_back_to(self, editor: QLineEdit) -> None:
        if not isValid(editor) or editor.isHidden():
            return
        column = [a.name for a in self.steps.attributes].index(editor.property("name")) + 1
        at = self.steps.index(editor.property("row"), column)
        if at != self.currentIndex():
            model = self.selectionModel()
            model.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        editor.setFocus()

    def chosen(self) -> list[Index]:
        """The selected cells of steps, as they stand on the screen: by rows, then columns."""
        header, selected = self.horizontalHeader(), self.selectionModel().selectedIndexes()
        shown = [i for i in selected if not self.steps.is_new(i.row())]
        shown = [i for i in shown if not self.isColumnHidden(i.column())]
        return sorted(shown, key=lambda i: (i.row(), header.visualIndex(i.column())))

    def copy_cells(self) -> None:
        """Copy the selected cells for spreadsheets; whole rows take their titles along."""
        chosen = self.chosen()
        if not chosen:
            return
        header = self.horizontalHeader()
        rows = sorted({i.row() for i in chosen})
        order = sorted({i.column() for i in chosen}, key=header.visualIndex)
        taken = {(i.row(), i.column()) for i in chosen}
        shown = self.steps.columnCount() - header.hiddenSectionCount()
        whole = len(order) == shown and len(taken) == len(rows) * shown
        lines = [[self.steps.title(c) for c in order]] if whole else []
        lines += [[self.steps.copied(r, c) if (r, c) in taken else "" for c in order] for r in rows]
        copy_cells(lines, titled=whole)

    def paste_cells(self) -> None:
        """Put what was copied into cells, from the first selected one on; one value into all of
        them.

        Cells that cannot be read are named and left as they were.
        """
        if reason := cells_refusal():
            self.session.said.emit(reason)
            return
        start = self._first()
        lines, more = copied_cells(self.steps.rowCount() - max(0, start.row()) + 1)
        if not lines or not start.isValid() or self.session.refuses():
            return
        chosen = self.chosen()
        if len(lines) == 1 and len(lines[0]) == 1 and len(chosen) > 1:
            cells = [(i.row(), i.column(), lines[0][0]) for i in chosen]
        else:
            titled = self._titled(lines[0])
            lines = lines[1:] if titled else lines
            room = self.steps.total - start.row()
            more = more or len(lines) > room
            cells = self._spread(start, lines[: max(0, room)], titled)
        self._change(cells, lambda n: counted(n, "Paste {n} cell", "Paste {n} cells"))
        if more and self.session.map.steps:
            self.session.said.emit(
                _("More rows were copied than there are below; Ctrl+Shift+V makes steps of them.")
            )

    def _first(self) -> Index:
        """The top left of the selected cells; of whole rows the first, in the current column."""
        current, chosen = self.currentIndex(), self.chosen()
        if current not in chosen:
            return current
        header = self.horizontalHeader()
        columns = {i.column() for i in chosen}
        whole = len(columns) == header.count() - header.hiddenSectionCount()
        column = current.column() if whole else min(columns, key=header.visualIndex)
        return self.steps.index(chosen[0].row(), column)

    def _titled(self, line: list[str]) -> list[int]:
        """The columns that a row of titles names; none where it is a row of cells."""
        titles = {self.steps.title(c): c for c in range(self.steps.columnCount())}
        known = len(line) > 1 and all(cell in titles for cell in line)
        return [titles[cell] for cell in line] if known else []

    def _spread(
        self, start: Index, lines: list[list[str]], titled: Sequence[int]
    ) -> list[tuple[int, int, str]]:
        """The cells that lines of text fall on, by rows and columns as they are shown."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(v) for v in range(header.count())]
        order = [c for c in order if not self.isColumnHidden(c)]
        onward = list(titled) or order[order.index(start.column()) :]
        return [
            (start.row() + down, column, text)
            for down, line in enumerate(lines)
            if start.row() + down < len(self.steps.ids)
            for column, text in zip(onward, line, strict=False)
        ]

    def fill_everywhere(self, text: str) -> None:
        """Put a text into all selected cells; a choice only into those of its column."""
        current = self.currentIndex()
        attribute = self.steps.attribute(current.column())
        alone = attribute is not None and attribute.kind in LISTS
        chosen = [i for i in self.chosen() if not alone or i.column() == current.column()]
        cells = [(i.row(), i.column(), text) for i in chosen]
        self._change(cells, lambda n: counted(n, "Fill {n} cell", "Fill {n} cells"))

    def fill_down(self) -> None:
        """Put the first of the selected cells of each column into those below it."""
        fill_down(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.handle.paint(painter)
        painter.end()

    def _change(self, cells: list[tuple[int, int, str]], label: Callable[[int], str]) -> None:
        """Read texts into cells, as one undo entry."""
        values: Values = {}
        refused: list[str] = []
        for row, column, text in cells:
            attribute = self.steps.attribute(column)
            if attribute is None or text in (
                self.steps.text(row, column),
                self.steps.copied(row, column),
            ):
                continue
            step = self.steps.step(row)
            try:
                value = self.steps.read_cell(row, attribute, text)
            except UnitError as error:
                refused.append(left_as_it_was(attribute, step, error))
            else:
                if value != self.steps.value(step, attribute):
                    values.setdefault(step.id, {})[attribute.name] = value
        self.put(values, label, refused)

    def put(self, values: Values, label: Callable[[int], str], refused: list[str]) -> None:
        """Change cells as one undo entry; `refused` says which ones were not."""
        number = sum(map(len, values.values()))
        if number:
            self.steps.put(label(number), values)
        if refused:
            left = counted(
                len(refused),
                "{n} cell was left as it was.",
                "{n} cells were left as they were.",
            )
            self.session.said.emit(" ".join((left, *refused[:2])))

    def clear_cells(self) -> None:
        """Empty the selected cells that may be empty."""
        values: Values = {}
        chosen = self.chosen()
        whole = {index.row() for index in chosen if index.column() == 0}
        for index in chosen:
            attribute = self.steps.attribute(index.column())
            if attribute and self.steps.may_empty(attribute, whole=index.row() in whole):
                step = self.steps.step(index.row())
                if self.steps.value(step, attribute) != attribute.default:
                    values.setdefault(step.id, {})[attribute.name] = attribute.default
        self.put(values, lambda n: counted(n, "Clear {n} cell", "Clear {n} cells"), [])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.handle.takes(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.handle.takes(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self.handle.takes(event):
            super().mouseReleaseEvent(event)

    def _select(self) -> None:
        self.viewport().update()  # the square reaches into cells beside those selected
        if not self._syncing:
            rows = sorted({i.row() for i in self.selectionModel().selectedIndexes()})
            self._syncing = True
            self.session.select(self.steps.ids[r] for r in rows if not self.steps.is_new(r))
            self._syncing = False

    def _show_selection(self) -> None:
        if self._syncing:
            return
        wanted = {self.steps.rows[s] for s in self.session.selection.steps if s in self.steps.rows}
        model = self.selectionModel()
        rows = {i.row() for i in model.selectedIndexes()}
        if wanted == {row for row in rows if not self.steps.is_new(row)}:
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
