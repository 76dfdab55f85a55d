"""The tree of steps in the outline: rows that stay keep their items, so that an edit is quick."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from ui.panels.outline_rows import ROW, GroupRow, StepRow, only_come_or_gone

FEW = 8
"""So many rows are painted one by one; with more the whole tree is, which takes less time."""

Row = GroupRow | StepRow


class RowItem(QTreeWidgetItem):
    """A phase, lane or step in the tree."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        flags = Qt.ItemFlag.ItemIsEnabled
        if isinstance(row, StepRow):
            flags |= Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
        self.setFlags(flags)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Say something else."""
        self.row = row
        self.setData(0, ROW, row)
        self.setToolTip(0, row.name)
        self.setData(0, Qt.ItemDataRole.AccessibleTextRole, row.spoken)


class StepTree(QTreeWidget):
    """The steps under their phases or lanes; `groups` as shown, `items` by step in their order."""

    deleted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.groups: tuple[GroupRow, ...] = ()
        self.tops: list[RowItem] = []
        self.items: dict[str, RowItem] = {}

    def show_groups(self, groups: tuple[GroupRow, ...]) -> bool:
        """Show these rows; False where all had to be made anew, true where the others stayed."""
        settled = only_come_or_gone(self.groups, groups)
        self.groups = groups
        if settled:
            self._exchange()
        else:
            self._rebuild()
        self._show_rows()
        return settled

    def _show_rows(self) -> None:
        """Tell the items that say something else, in one go where they are many."""
        rows: list[tuple[RowItem, Row]] = [*zip(self.tops, self.groups, strict=True)]
        rows += [(self.items[row.step], row) for group in self.groups for row in group.steps]
        changed = [(item, row) for item, row in rows if item.row != row]
        many = len(changed) > FEW
        self.model().blockSignals(many)
        for item, row in changed:
            item.show_row(row)
        self.model().blockSignals(False)
        if many:
            self.scheduleDelayedItemsLayout()

    def _exchange(self) -> None:
        """Drop the rows that are gone and insert those that have come."""
        rows = [row.step for group in self.groups for row in group.steps]
        for step in self.items.keys() - set(rows):
            item = self.items.pop(step)
            if (top := item.parent()) is not None:
                top.removeChild(item)
        names = {group.name for group in self.groups}
        for top in [top for top in self.tops if top.row.name not in names]:
            self.takeTopLevelItem(self.tops.index(top))
            self.tops.remove(top)
        for number, group in enumerate(self.groups):
            come = number >= len(self.tops) or self.tops[number].row.name != group.name
            if come:
                self.tops.insert(number, RowItem(group))
                self.insertTopLevelItem(number, self.tops[number])
            for at, row in enumerate(group.steps):
                if row.step not in self.items:
                    self.items[row.step] = item = RowItem(row)
                    self.tops[number].insertChild(at, item)
            if come:
                self.tops[number].setExpanded(True)
        self.items = {step: self.items[step] for step in rows}

    def _rebuild(self) -> None:
        closed = {top.row.name for top in self.tops if not top.isExpanded()}
        at = self.verticalScrollBar().value()
        self.clear()
        self.items = {}
        self.tops = [RowItem(group) for group in self.groups]
        self.addTopLevelItems(self.tops)
        for top, group in zip(self.tops, self.groups, strict=True):
            items = [RowItem(row) for row in group.steps]
            self.items |= {row.step: item for row, item in zip(group.steps, items, strict=True)}
            top.addChildren(items)
            top.setExpanded(group.name not in closed)
        self.verticalScrollBar().setValue(at)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() in own:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.itemActivated.emit(item, 0)
        else:
            super().keyPressEvent(event)
