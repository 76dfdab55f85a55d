"""Small windows: the sheet of shortcuts, the about box, and work found after a crash."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.actions import COMMANDS, key_text
from ui.menus import MENUS, SUBMENUS

GESTURES = (
    ("Double-click in a lane", "Add a step there"),
    ("Double-click on a flow", "Insert a step into it"),
    ("Drag from a port", "Draw a flow; on empty ground, a new step"),
    ("Drag a step onto a flow", "Insert the step into it"),
    ("Drag on empty ground", "Select what lies inside"),
    ("Space + drag", "Move the paper"),
    ("Ctrl + wheel, pinch", "Zoom to the pointer"),
    ("Arrow keys", "Go along the flows or to the next lane"),
    ("Esc", "End any gesture without trace"),
)
COLUMNS = 4


class ShortcutSheet(QDialog):
    """Every key on one sheet, from the table of commands."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        holder = QWidget()
        holder.setObjectName("panel")
        columns = QHBoxLayout(holder)
        columns.setContentsMargins(16, 16, 16, 8)
        columns.setSpacing(12)
        for groups in _columns(_shortcuts(), COLUMNS):
            column = QVBoxLayout()
            column.setSpacing(6)
            for title, rows in groups:
                column.addWidget(_group(title, rows))
            column.addStretch(1)
            columns.addLayout(column)
        self.area = QScrollArea()
        self.area.setObjectName("panel")
        self.area.setWidgetResizable(True)
        self.area.setWidget(holder)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.setContentsMargins(12, 0, 12, 0)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.addWidget(self.area)
        layout.addWidget(buttons)
        wanted = holder.sizeHint() + QSize(4, buttons.sizeHint().height() + 24)
        free = self.screen().availableGeometry().size()
        self.resize(wanted.boundedTo(QSize(free.width() - 40, free.height() - 80)))


Group = tuple[str, Sequence[tuple[str, str]]]


def _shortcuts() -> list[Group]:
    """(title, rows of keys and words) of every menu with keys, and of the mouse."""
    by_name = {command.name: command for command in COMMANDS}
    groups: list[Group] = [
        (
            title.replace("&", ""),
            [
                (key_text(by_name[n]), by_name[n].words)
                for name in names
                for n in SUBMENUS.get(name, ("", (name,)))[1]
                if n in by_name and by_name[n].keys
            ],
        )
        for title, names in MENUS
    ]
    return [group for group in (*groups, ("Mouse and canvas", GESTURES)) if group[1]]


def _columns(groups: Sequence[Group], count: int) -> list[list[Group]]:
    """The groups in their order over columns of as equal a height as can be."""
    heights = [len(rows) + 2 for _title, rows in groups]
    most = max(heights)
    while True:
        found: list[list[Group]] = [[]]
        used = 0
        for group, height in zip(groups, heights, strict=True):
            if used and used + height > most:
                found.append([])
                used = 0
            found[-1].append(group)
            used += height
        if len(found) <= count:
            return found
        most += 1


def _group(title: str, rows: Sequence[tuple[str, str]]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setVerticalSpacing(2)
    grid.setHorizontalSpacing(8)
    head = QLabel(title)
    head.setProperty("tone", "section")
    grid.addWidget(head, 0, 0, 1, 2)
    for number, (keys, words) in enumerate(rows, 1):
        left = QLabel(keys)
        left.setProperty("tone", "secondary")
        grid.addWidget(left, number, 0)
        grid.addWidget(QLabel(words), number, 1)
    grid.setColumnMinimumWidth(0, 60)
    grid.setColumnStretch(1, 1)
    return box


def about(parent: QWidget, version: str) -> None:
    """Name, version, license."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("About MOPsMap")
    box.setText(f"MOPsMap {version}")
    box.setInformativeText(
        "Value-stream mapping for marketing operations. Your maps stay on this computer.\n\n"
        "MIT license. Icons: Tabler (MIT). Typeface: Inter (OFL)."
    )
    box.open()
