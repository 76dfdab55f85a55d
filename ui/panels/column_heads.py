"""Heads of columns that are lists to choose from: what the column is, and in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from mopsmap.language import translated as _
from ui.panels.inputs import Combo
from ui.panels.look import restyle

Options = Sequence[tuple[str, str]]
HIGH, EDGE, UNIT, LEAST = 38, 4, 64, 136
"""Pixels: height of a head, free room around its lists, width of a unit, least width of a list."""


class ColumnHeads(QHeaderView):
    """One list over each column, and a second one over columns that have to say their unit."""

    field_chosen = Signal(int, str)
    unit_chosen = Signal(int, str)

    def __init__(self, fields: Options, units: Options, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._fields, self._units = fields, units
        self.lists: list[Combo] = []
        self.unit_lists: dict[int, Combo] = {}
        self._table: QTableView | None = None
        self.setMinimumSectionSize(LEAST)
        self.setSectionsClickable(False)
        self.sectionResized.connect(self._place)
        self.geometriesChanged.connect(self._place)

    def follow(self, table: QTableView) -> None:
        """Keep the lists over their columns of a table."""
        self._table = table
        table.horizontalScrollBar().valueChanged.connect(self._place)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HIGH)

    def least(self, column: int) -> int:
        """The least width of a column."""
        return LEAST + (UNIT if column in self.unit_lists else 0)

    def show_fields(self, fields: Sequence[str], units: Mapping[int, str]) -> None:
        """Show what each column is, and the units of those that have to say one."""
        while len(self.lists) > len(fields):
            _drop(self.lists.pop())
        while len(self.lists) < len(fields):
            self.lists.append(self._list(len(self.lists)))
        for column, field in enumerate(fields):
            self.lists[column].choose(field)
            restyle(self.lists[column], "idle", not field)
        for column in [c for c in self.unit_lists if c not in units]:
            _drop(self.unit_lists.pop(column))
        for column, unit in units.items():
            if column not in self.unit_lists:
                self.unit_lists[column] = self._unit_list(column)
            self.unit_lists[column].choose(unit)
        if self._table is not None:
            for column in self.unit_lists:
                wide = max(self.sectionSize(column), self.least(column))
                self._table.setColumnWidth(column, wide)
        self._order()
        self._place()

    def _list(self, column: int) -> Combo:
        made = self._combo(self._fields)
        made.setAccessibleName(_("Column {n} is").format(n=column + 1))
        made.activated.connect(lambda at: self.field_chosen.emit(column, made.value_at(at)))
        return made

    def _unit_list(self, column: int) -> Combo:
        made = self._combo(self._units)
        made.setAccessibleName(_("Unit of column {n}").format(n=column + 1))
        made.setToolTip(_("The numbers of this column are in this unit."))
        made.activated.connect(lambda at: self.unit_chosen.emit(column, made.value_at(at)))
        return made

    def _combo(self, options: Options) -> Combo:
        made = Combo(self)
        made.offer(options)
        made.setMaxVisibleItems(24)
        made.installEventFilter(self)
        made.show()
        return made

    def _order(self) -> None:
        """Tab goes from list to list as they stand: in the order of the tree of widgets."""
        for column, field in enumerate(self.lists):
            field.raise_()
            if column in self.unit_lists:
                self.unit_lists[column].raise_()

    def _place(self) -> None:
        for column, field in enumerate(self.lists):
            left, wide = self.sectionViewportPosition(column), self.sectionSize(column)
            unit = self.unit_lists.get(column)
            room = wide - 2 * EDGE - (UNIT if unit else 0)
            top = (self.height() - field.height()) // 2
            field.setGeometry(left + EDGE, top, room, field.height())
            if unit is not None:
                unit.setGeometry(left + wide - UNIT, top, UNIT - EDGE, unit.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A list that gets the keyboard comes into sight."""
        if event.type() == QEvent.Type.FocusIn and self._table is not None:
            column = next((n for n, one in enumerate(self.lists) if one is watched), None)
            if column is None:
                column = next((n for n, one in self.unit_lists.items() if one is watched), None)
            if column is not None:
                bar, left = self._table.horizontalScrollBar(), self.sectionPosition(column)
                right = left + self.sectionSize(column) - self.viewport().width()
                bar.setValue(min(left, max(right, bar.value())))
        return super().eventFilter(watched, event)


def _drop(made: Combo) -> None:
    """Delete a list, which the keyboard finds no more from now on."""
    made.hide()
    made.deleteLater()
