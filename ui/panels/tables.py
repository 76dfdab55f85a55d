"""A table of figures: right-aligned numbers on one decimal point, sortable, quiet lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mopsmap.language import translated as _
from ui.look.lettering import CENTER, LEFT, RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, font
from ui.panels.look import paint_focus

AnyIndex = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
SORT = Qt.ItemDataRole.UserRole + 1
PAD = 12
EMPTY = _("Nothing to list.")
MEASURED, LONG = 24, 120
"""How many cells of a column are measured, and how many signs of each."""
LEAST_WORDS, MANY_WORDS = 120, 200
"""Pixels that a column of words has at least, and those from which on it is wide enough."""
FIRST_WORDS, LAST_WORDS = 150, 640
"""Pixels that the first and the last column have at most where a table is wider than its view."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows; `sort` orders its column, `tone` is a path of the theme."""

    text: str
    sort: float | str | None = None
    tone: str = "text.primary"
    strong: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its title and whether it holds numbers."""

    text: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a table shows; `ids[i]` is the record that row i is about."""

    headings: tuple[Heading, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    ids: tuple[str | None, ...] = ()


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.contents = Contents()
        self.broken: frozenset[int] = frozenset()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.contents.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.contents.headings)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.contents.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == SORT:
            return cell.sort if cell.sort is not None else float("-inf")
        return cell if role == CELL else None

    def headerData(
        self, section: int, direction: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if direction != Qt.Orientation.Horizontal:
            return None
        heading = self.contents.headings[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return two_lines(heading.text) if section in self.broken else heading.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if heading.number else LEFT
        return None

    def replace(self, contents: Contents) -> None:
        self.beginResetModel()
        self.contents, self.broken = contents, frozenset()
        self.endResetModel()

    def break_headings(self, columns: Iterable[int]) -> None:
        """Say the titles of these columns in two lines, all others in one."""
        before, self.broken = self.broken, frozenset(columns)
        for column in before ^ self.broken:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)


def two_lines(text: str) -> str:
    """A title in two lines that are as short as they can be.

    >>> two_lines("Executions per campaign")
    'Executions\\nper campaign'
    """
    places = [at for at, sign in enumerate(text) if sign == " "]
    if not places:
        return text
    at = min(places, key=lambda at: max(at, len(text) - at - 1))
    return f"{text[:at]}\n{text[at + 1 :]}"


class _Painter(QStyledItemDelegate):
    def __init__(self, view: FigureTable, appearance: Appearance) -> None:
        super().__init__(view)
        self._view, self._appearance = view, appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        cell: Cell = index.data(CELL)
        theme = self._appearance.theme
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = index.row() == self._view.hovered
        if chosen or hovered:
            painter.fillRect(rect, theme.color("surface.selected" if chosen else "surface.hover"))
        line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(line, theme.color("border.subtle"))
        made = strong("label") if cell.strong else font("label")
        align = RIGHT if self._view.is_number(index.column()) else LEFT
        area = rect.adjusted(PAD, 0, -PAD, -1)
        draw_text(painter, area, cell.text, made, theme.color(cell.tone), align)


class FigureTable(QTableView):
    """The table. A click or Enter on a row that is about a record emits `opened(id)`."""

    opened = Signal(str)

    def __init__(
        self, appearance: Appearance, parent: QWidget | None = None, sortable: bool = True
    ) -> None:
        super().__init__(parent)
        self.hovered = -1
        self._model = _Model(self)
        self._order = QSortFilterProxyModel(self)
        self._order.setSourceModel(self._model)
        self._order.setSortRole(SORT)
        self.setModel(self._order)
        self.setItemDelegate(_Painter(self, appearance))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.verticalHeader().setMinimumSectionSize(24)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(48)
        header.setStyleSheet(f"QHeaderView::section {{ padding: 4px {PAD}px; }}")
        if sortable:
            self.setSortingEnabled(True)
            header.setSortIndicatorClearable(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._appearance = appearance
        self.clicked.connect(lambda index: self._open(index.row()))
        self.entered.connect(self._enter)
        appearance.changed.connect(self.viewport().update)

    @property
    def contents(self) -> Contents:
        """What the table shows, in the order it was given."""
        return self._model.contents

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.contents.headings)

    def is_number(self, column: int) -> bool:
        """Whether a column is aligned to the right."""
        return self.contents.headings[column].number

    def set_contents(self, contents: Contents) -> None:
        """Show other rows."""
        if contents == self.contents:
            return
        self._model.replace(contents)
        self._fit()

    def select_ids(self, ids: Sequence[str]) -> None:
        """Mark the row of the first of these records."""
        wanted = set(ids)
        for number, record in enumerate(self.contents.ids):
            if record in wanted:
                index = self._order.mapFromSource(self._model.index(number, 0))
                if not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
                    self.selectRow(index.row())
                return
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        area, tone = QRectF(self.viewport().rect()), self._appearance.theme
        painter = QPainter(self.viewport())
        if self.hasFocus():
            paint_focus(painter, tone, area)
        if self.contents.headings and not self.contents.rows:
            draw_text(painter, area, EMPTY, font("label"), tone.color("text.secondary"), CENTER)

    def leaveEvent(self, event) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _enter(self, index: QModelIndex) -> None:
        self._hover(index.row())

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def _open(self, row: int) -> None:
        at = self._order.mapToSource(self._order.index(row, 0)).row()
        record = self.contents.ids[at] if 0 <= at < len(self.contents.ids) else None
        if record is not None:
            self.opened.emit(record)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Numbers have the room they need, words share the rest of the width, as long as there is
        enough of it to read them; else the table is wider than its view. Long titles of numbers
        take two lines where words need the room."""
        header, room = self.horizontalHeader(), self.viewport().width()
        headings = self.contents.headings
        words = [i for i, heading in enumerate(headings) if not heading.number]
        numbers = [i for i, heading in enumerate(headings) if heading.number]
        wide = {i: max(self._cell_width(i), LEAST_WORDS) for i in words}
        self._model.break_headings(())
        wanted = sum(min(width, MANY_WORDS) for width in wide.values())
        if sum(map(self._number_width, numbers)) + wanted > room:
            self._model.break_headings(numbers)
        for column in numbers:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, self._number_width(column))
        fits = room - sum(map(header.sectionSize, numbers)) >= LEAST_WORDS * len(words)
        for column in words:
            if fits:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                most = {0: FIRST_WORDS, len(headings) - 1: LAST_WORDS}.get(column, LEAST_WORDS)
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, min(wide[column], most))

    def _number_width(self, column: int) -> int:
        title = self.horizontalHeader().sectionSizeHint(column)
        return max(title, self._cell_width(column))

    def _cell_width(self, column: int) -> int:
        """What the widest cell of a column needs, found among those with most signs: thousands of
        rows are not all measured."""
        cells = sorted(
            {(len(r[column].text), r[column].text, r[column].strong) for r in self.contents.rows}
        )[-MEASURED:]
        widths = [
            text_width(strong("label") if bold else font("label"), text[:LONG])
            for _, text, bold in cells
        ]
        return round(max(widths, default=0)) + 2 * PAD + 2
