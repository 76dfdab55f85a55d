"""The square at the corner of the selected cells; dragged down, it fills the cells below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import proxy

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView

from mopsmap.language import counted
from mopsmap.units import UnitError
from ui.look.theme import Appearance
from ui.panels.cell_editing import left_as_it_was
from ui.panels.step_model import Values

if TYPE_CHECKING:
    from ui.panels.table import StepTable

SIDE, REACH = 7, 12
"""Of the square, and how near to its middle the pointer takes it, in pixels."""


@dataclass(frozen=True, slots=True)
class Block:
    """Selected cells that are one rectangle, and where they are seen."""

    rows: range
    columns: tuple[int, ...]
    rect: QRect


class FillHandle:
    """Draws the square over a step table and follows the pointer that drags it."""

    def __init__(self, table: StepTable, appearance: Appearance) -> None:
        self._table: StepTable = proxy(table)  # no ring of references: Qt deletes tables
        self._appearance = appearance
        self._dragged: Block | None = None
        self._to = -1
        table.viewport().setMouseTracking(True)

    def block(self) -> Block | None:
        """What would be filled from: one rectangle of cells above others, but no whole rows,
        which are steps."""
        table, header = self._table, self._table.horizontalHeader()
        whole = table.selectionModel().isSelected(table.currentIndex().siblingAtColumn(0))
        if whole or table.state() == QAbstractItemView.State.EditingState:
            return None
        cells = table.chosen()
        if not cells or cells[-1].row() >= self._last:
            return None
        rows = range(cells[0].row(), cells[-1].row() + 1)
        places = sorted({header.visualIndex(cell.column()) for cell in cells})
        between = (header.logicalIndex(at) for at in range(places[0], places[-1] + 1))
        columns = tuple(column for column in between if not header.isSectionHidden(column))
        if len(columns) != len(places) or len(cells) != len(rows) * len(columns):
            return None
        return Block(rows, columns, self._rect(rows, columns))

    @property
    def spot(self) -> QPoint | None:
        """The middle of the square on the viewport; None where there is none."""
        block = self.block()
        return block.rect.bottomRight() if block is not None else None

    @property
    def _last(self) -> int:
        steps = self._table.steps
        return -1 if self._table.session.read_only else len(steps.ids) - 1

    def _rect(self, rows: range, columns: tuple[int, ...]) -> QRect:
        table, model = self._table, self._table.steps
        first = table.visualRect(model.index(rows[0], columns[0]))
        return first.united(table.visualRect(model.index(rows[-1], columns[-1])))

    def paint(self, painter: QPainter) -> None:
        """The square, and while it is dragged the cells that will be filled."""
        theme, block = self._appearance.theme, self._dragged or self.block()
        if block is None:
            return
        accent = theme.color("accent.base")
        if self._dragged is not None and self._to > block.rows[-1]:
            below = self._rect(range(block.rows[-1] + 1, self._to + 1), block.columns)
            painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(below)
        square = QRectF(0, 0, SIDE, SIDE)
        square.moveCenter(block.rect.bottomRight().toPointF())
        painter.fillRect(square.adjusted(-1, -1, 1, 1), theme.color("surface.panel"))
        painter.fillRect(square, accent)

    def takes(self, event: QMouseEvent) -> bool:
        """Take what the pointer does if it drags the square."""
        at, viewport = event.position().toPoint(), self._table.viewport()
        match event.type():
            case QEvent.Type.MouseButtonPress:
                if event.button() == Qt.MouseButton.LeftButton and self._meets(at):
                    self._dragged, self._to = self.block(), -1
            case QEvent.Type.MouseMove if self._dragged is not None:
                self._drag(self._dragged, at)
            case QEvent.Type.MouseMove if not event.buttons():
                over = Qt.CursorShape.CrossCursor if self._meets(at) else Qt.CursorShape.ArrowCursor
                viewport.setCursor(over)
            case QEvent.Type.MouseButtonRelease if self._dragged is not None:
                block, to = self._dragged, self._to
                self.give_up()
                if to > block.rows[-1]:
                    fill_to(self._table, block, to)
                return True
        return self._dragged is not None

    def _meets(self, at: QPoint) -> bool:
        spot = self.spot
        return spot is not None and (at - spot).manhattanLength() <= REACH

    def _drag(self, block: Block, at: QPoint) -> None:
        """Reach to the row under the pointer; beyond the edge the table scrolls."""
        table, bottom = self._table, self._table.viewport().rect().bottom()
        row = table.rowAt(min(max(at.y(), 0), bottom))
        self._to = min(self._last, self._last if row < 0 else row + (at.y() > bottom))
        table.scrollTo(table.steps.index(self._to, table.currentIndex().column()))
        self._dragged = replace(block, rect=self._rect(block.rows, block.columns))
        table.viewport().update()

    def give_up(self) -> bool:
        """End a drag without trace; False where there is none."""
        going_on = self._dragged is not None
        self._dragged, self._to = None, -1
        self._table.viewport().update()
        return going_on


def fill_down(table: StepTable) -> None:
    """Put the first of the selected cells of each column into those below it.

    Of a single row, what stands above it.
    """
    chosen = table.chosen()
    rows = sorted({i.row() for i in chosen})
    if not rows or table.session.refuses():
        return
    first = rows[0] if len(rows) > 1 else rows[0] - 1
    _repeat(table, [(i.row(), i.column(), first) for i in chosen if i.row() != first >= 0])


def fill_to(table: StepTable, block: Block, row: int) -> None:
    """Repeat the values of a block of cells in the rows below it, down to a row."""
    if table.session.refuses():
        return
    rows, chosen = block.rows, QItemSelection()
    below = range(rows[-1] + 1, row + 1)
    source = {at: rows[(at - rows[0]) % len(rows)] for at in below}
    _repeat(table, [(at, column, source[at]) for at in below for column in block.columns])
    for column in block.columns:
        chosen.select(table.steps.index(rows[0], column), table.steps.index(row, column))
    table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _repeat(table: StepTable, cells: Sequence[tuple[int, int, int]]) -> None:
    """Give cells, by row and column, the values of other rows, as one undo entry."""
    values: Values = {}
    refused: list[str] = []
    for row, column, source in cells:
        attribute = table.steps.attribute(column)
        if attribute is None:
            continue
        model, step = table.steps, table.steps.step(row)
        value = model.value(model.step(source), attribute)
        if value == model.value(step, attribute):
            continue
        try:
            values.setdefault(step.id, {})[attribute.name] = model.checked(step, attribute, value)
        except UnitError as error:
            refused.append(left_as_it_was(attribute, step, error))
    table.put(values, lambda n: counted(n, "Fill {n} cell", "Fill {n} cells"), refused)
