"""Small windows: the sheet of shortcuts, the about box, and work found after a crash."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mopsmap.storage import Recovered
from ui.actions import COMMANDS, MENUS, key_text

GESTURES = (
    ("Double-click in a lane", "Add a step there"),
    ("Double-click on a flow", "Insert a step into it"),
    ("Drag from a port of a step", "Draw a flow; on empty ground, a new step"),
    ("Drag a step onto a flow", "Insert the step into it"),
    ("Drag on empty ground", "Select what lies inside"),
    ("Space or middle button, drag", "Move the paper"),
    ("Ctrl + wheel, pinch", "Zoom to the pointer"),
    ("Arrow keys", "Go along the flows or to the next lane"),
    ("Esc", "End any gesture without trace"),
)


class ShortcutSheet(QDialog):
    """Every key on one sheet, from the table of commands."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        grid_holder = QWidget()
        grid_holder.setObjectName("panel")
        columns = QHBoxLayout(grid_holder)
        columns.setSpacing(32)
        by_name = {command.name: command for command in COMMANDS}
        groups = [
            (
                title.replace("&", ""),
                [
                    (key_text(by_name[n]), by_name[n].text.rstrip("\u2026"))
                    for n in names
                    if n in by_name and by_name[n].keys
                ],
            )
            for title, names in MENUS
        ]
        groups.append(("Mouse and canvas", list(GESTURES)))
        for first in range(0, len(groups), 2):
            column = QVBoxLayout()
            for title, rows in groups[first : first + 2]:
                column.addWidget(_group(title, rows))
            column.addStretch(1)
            columns.addLayout(column)
        area = QScrollArea()
        area.setObjectName("panel")
        area.setWidgetResizable(True)
        area.setWidget(grid_holder)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)
        self.resize(1120, 640)


def _group(title: str, rows: Sequence[tuple[str, str]]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setVerticalSpacing(4)
    grid.setHorizontalSpacing(12)
    head = QLabel(title)
    head.setProperty("tone", "section")
    grid.addWidget(head, 0, 0, 1, 2)
    for number, (keys, words) in enumerate(rows, 1):
        left = QLabel(keys)
        left.setProperty("tone", "secondary")
        grid.addWidget(QLabel(words), number, 1)
        grid.addWidget(left, number, 0)
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


class RecoveryDialog(QDialog):
    """Lists work that a crash left behind; each can be opened or forgotten."""

    def __init__(
        self, parent: QWidget, found: Sequence[Recovered], recover: Callable[[Recovered], None]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Recovered work")
        self._found = list(found)
        self._recover = recover
        words = QLabel("MOPsMap ended before this work was saved. Open it, or forget it for good.")
        words.setWordWrap(True)
        self.list = QListWidget()
        for work in self._found:
            when = work.time.astimezone().strftime("%Y-%m-%d %H:%M")
            last = f", last edit: {work.label.lower()}" if work.label else ""
            self.list.addItem(QListWidgetItem(f"{work.title}, {when}{last}"))
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(self.open_work)
        row = QHBoxLayout()
        self.forget_button, self.open_button = QPushButton("Forget"), QPushButton("Open")
        self.open_button.setProperty("kind", "primary")
        self.open_button.setDefault(True)
        later = QPushButton("Not now")
        later.clicked.connect(self.reject)
        self.forget_button.clicked.connect(self.forget)
        self.open_button.clicked.connect(self.open_work)
        row.addWidget(self.forget_button)
        row.addStretch(1)
        row.addWidget(later)
        row.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self.list)
        layout.addLayout(row)
        self.resize(520, 260)

    def open_work(self) -> None:
        """Open the work chosen."""
        work = self._found[self.list.currentRow()]
        self.accept()
        self._recover(work)

    def forget(self) -> None:
        """Forget the work chosen."""
        at = self.list.currentRow()
        self._found.pop(at).discard()
        self.list.takeItem(at)
        if not self._found:
            self.reject()
