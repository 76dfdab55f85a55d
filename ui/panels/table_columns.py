"""The columns of the step table: which are shown, and how wide they are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, QSettings, Qt
from PySide6.QtWidgets import QMenu, QTableView

from ui.look.lettering import text_width
from ui.look.theme import font
from ui.panels.cell_editing import MARK_ROOM
from ui.panels.step_model import StepModel

LEAST, MOST, BESIDE = 72, 320, 22
"""Pixels: the least and the most width of a column, and what a cell has beside its text."""
HIDDEN = "table/hidden"
"""The setting that names the columns which are not shown."""
MEASURED = 100
"""Rows that are measured for the width of a column: more would be felt in a large map."""


class TableColumns(QObject):
    """Fits the columns to what they hold, but for those that a person made so wide."""

    def __init__(self, table: QTableView, steps: StepModel) -> None:
        super().__init__(table)
        self._table, self._steps = table, steps
        self.fitted = self._fitting = False
        self._by_hand: set[int] = set()
        header = table.horizontalHeader()
        header.sectionResized.connect(self._resized)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu)
        self._hide()

    def fit(self) -> None:
        """Make every column as wide as what it holds."""
        header, steps, made = self._table.horizontalHeader(), self._steps, font("control")
        self._fitting = True
        for column in range(1, steps.columnCount()):
            if column in self._by_hand:
                continue
            cells = (steps.index(row, column) for row in range(min(MEASURED, len(steps.ids))))
            marked = MARK_ROOM if steps.attributes[column - 1].name == "value_class" else ""
            texts = (text_width(made, f"{marked}{cell.data()}") for cell in cells)
            widest = max(texts, default=0) + BESIDE
            wide = max(LEAST, min(MOST, round(widest)), header.sectionSizeHint(column))
            self._table.setColumnWidth(column, wide)
        self._fitting, self.fitted = False, True

    def widths(self) -> dict[str, int]:
        """The widths that a person gave to columns, by attribute."""
        attributes, given = self._steps.attributes, sorted(self._by_hand)
        return {attributes[c - 1].name: self._table.columnWidth(c) for c in given if c}

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Give columns the widths that a person gave them before."""
        for column, attribute in enumerate(self._steps.attributes, 1):
            if attribute.name in widths:
                self._table.setColumnWidth(column, widths[attribute.name])

    def show(self, name: str, on: bool) -> None:
        """Show a column or not, from now on."""
        names = [a.name for a in self._steps.attributes]
        self._table.setColumnHidden(names.index(name) + 1, not on)
        hidden = [n for at, n in enumerate(names, 1) if self._table.isColumnHidden(at)]
        QSettings().setValue(HIDDEN, hidden)

    def fill(self, menu: QMenu) -> None:
        """Every column as a line of a menu, marked where it is shown."""
        for column, attribute in enumerate(self._steps.attributes, 1):
            action = menu.addAction(attribute.label.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not self._table.isColumnHidden(column))
            action.setEnabled(attribute.name != "name")
            action.toggled.connect(lambda on, n=attribute.name: self.show(n, on))

    def _resized(self, column: int, _old: int, _new: int) -> None:
        if not self._fitting:
            self._by_hand.add(column)

    def _hide(self) -> None:
        """Show the columns that were shown last."""
        found = QSettings().value(HIDDEN, [])
        hidden = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        for column, attribute in enumerate(self._steps.attributes, 1):
            self._table.setColumnHidden(
                column, attribute.name in hidden and attribute.name != "name"
            )

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._table.horizontalHeader().mapToGlobal(at))
