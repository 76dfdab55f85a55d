"""Which cells of a step table are selected, by step: kept where the rows stand in another order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel

if TYPE_CHECKING:
    from ui.panels.table import StepTable

MOST = 2_000
"""Selected cells that are kept; of more the rows are, which are the steps selected."""


@dataclass(frozen=True, slots=True)
class Places:
    """The rows as they were, the current cell and the selected ones, by step and column."""

    ids: list[str]
    current: tuple[str, int] | None
    cells: tuple[tuple[str, int], ...]

    def restore(self, table: StepTable, keyboard: bool) -> None:
        """Select the cells again if the rows are others now; give the table the `keyboard`."""
        model, rows = table.steps, table.steps.rows
        if model.ids == self.ids or self.current is None or self.current[0] not in rows:
            return
        if keyboard:
            table.setFocus()  # the line that had it is gone with its row
        flag, chosen = QItemSelectionModel.SelectionFlag, QItemSelection()
        for step, column in self.cells:
            if step in rows:
                at = model.index(rows[step], column)
                chosen.select(at, at)
        step, column = self.current
        selected = table.selectionModel()
        if self.cells:
            selected.select(chosen, flag.ClearAndSelect)
        selected.setCurrentIndex(model.index(rows[step], column), flag.NoUpdate)
        table.scrollTo(model.index(rows[step], column))


def places(table: StepTable) -> Places:
    """The cells selected now."""
    ids, current = table.steps.ids, table.currentIndex()
    ranges = table.selectionModel().selection().toList()
    if sum(r.height() * r.width() for r in ranges) > MOST:
        ranges = []
    cells = tuple(
        (ids[row], column)
        for r in ranges
        for row in range(r.top(), min(r.bottom() + 1, len(ids)))
        for column in range(r.left(), r.right() + 1)
    )
    known = current.isValid() and current.row() < len(ids)
    return Places(ids, (ids[current.row()], current.column()) if known else None, cells)
