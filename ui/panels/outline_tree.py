"""The tree of steps in the outline: rows that stay keep their items, so that an edit is quick."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from ui.panels.outline_rows import ROW, GroupRow, StepRow, only_come_or_gone


class StepTree(QTreeWidget):
    """The steps under their phases or lanes; `groups` as shown, `items` by step in their order."""

    deleted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.groups: tuple[GroupRow, ...] = ()
        self.items: dict[str, QTreeWidgetItem] = {}

    def show_groups(self, groups: tuple[GroupRow, ...]) -> bool:
        """Show these rows; False where all had to be made anew, true where the others stayed."""
        settled = only_come_or_gone(self.groups, groups)
        self.groups = groups
        if settled:
            self._exchange()
        else:
            self._rebuild()
        for number, group in enumerate(groups):
            _fill(self.topLevelItem(number), group, f"{group.name}, wait {group.wait}")
            for row in group.steps:
                _fill(self.items[row.step], row, row.spoken)
        return settled

    def _exchange(self) -> None:
        """Drop the rows of steps that are gone and insert those that have come."""
        rows = [row.step for group in self.groups for row in group.steps]
        for step in self.items.keys() - set(rows):
            item = self.items.pop(step)
            if (top := item.parent()) is not None:
                top.removeChild(item)
        for number, group in enumerate(self.groups):
            for at, row in enumerate(group.steps):
                top = self.topLevelItem(number)
                if row.step not in self.items and top is not None:
                    self.items[row.step] = item = _step_item()
                    top.insertChild(at, item)
        self.items = {step: self.items[step] for step in rows}

    def _rebuild(self) -> None:
        tops = [self.topLevelItem(i) for i in range(self.topLevelItemCount())]
        closed = {t.data(0, ROW).name for t in tops if t is not None and not t.isExpanded()}
        at = self.verticalScrollBar().value()
        self.clear()
        self.items = {}
        for group in self.groups:
            top = QTreeWidgetItem(self)
            top.setData(0, ROW, group)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for row in group.steps:
                self.items[row.step] = item = _step_item()
                top.addChild(item)
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


def _step_item() -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
    )
    return item


def _fill(item: QTreeWidgetItem | None, row: GroupRow | StepRow, said: str) -> None:
    if item is not None and item.data(0, ROW) != row:
        item.setData(0, ROW, row)
        item.setToolTip(0, row.name)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
