"""The sheet of shortcuts: every key and gesture by area, found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.ranking import folded
from ui.commands.actions import COMMANDS
from ui.commands.command import keys_shown, plain
from ui.commands.menus import MENUS, SUBMENUS
from ui.settings import LOOK_KEY, NUMERAL_KEYS, SIZE_KEYS

COLUMNS = 4
"""At most; fewer where the screen is narrower."""
SCROLL_BAR = 12
ROW, HEAD, BETWEEN = 18, 20, 8
"""Pixels of a row, of a title and between two groups."""
FEW_KEYS = 2
"""So many of the keys of a command are shown; others say the same in another way."""

_SCROLLS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys as they are written on them, and what they do."""

    keys: tuple[str, ...]
    words: str


Group = tuple[str, Sequence[Shortcut]]

CAPTURE: Group = (
    _("Line that says a step"),
    (
        Shortcut((_("Enter"),), _("Keep it and go on")),
        Shortcut((_("Shift+Enter"),), _("As a parallel branch")),
        Shortcut((_("Ctrl+Enter"),), _("Before the selected step")),
        Shortcut((_("Tab"),), _("Complete the word")),
        Shortcut((_("Up"), _("Down")), _("Lines said before, or choices")),
        Shortcut((_("Alt+arrows"),), _("Go to another step meanwhile")),
    ),
)
FIELDS: Group = (
    _("Field of a step"),
    (
        Shortcut((_("Enter"),), _("Keep it, back to the canvas")),
        Shortcut((_("Tab"),), _("Keep it, to the next field")),
        Shortcut((_("Up"), _("Down")), _("One more or less; Shift ten")),
        Shortcut((_("Esc"),), _("Give it up, back to the canvas")),
    ),
)
GESTURES: Group = (
    _("Mouse"),
    (
        Shortcut((_("Double-click"),), _("Add a step; insert into a flow")),
        Shortcut((_("Drag a port"),), _("Draw a flow, also to a new step")),
        Shortcut((_("Drag a step"),), _("Move it; onto a flow, into it")),
        Shortcut((_("Drag the ground"),), _("Select what lies inside")),
        Shortcut((_("Space + drag"),), _("Move the paper")),
        Shortcut((_("Ctrl + wheel"),), _("Zoom to the pointer")),
        Shortcut((_("Esc"),), _("End any gesture without trace")),
        Shortcut((_("Menu key"), "Shift+F10"), _("Menu of what is selected")),
    ),
)


FAMILIES: dict[str, tuple[str, ...]] = {
    "@extend": (_("Shift+arrows"),),
    "@size": (LOOK_KEY, f"{SIZE_KEYS[0]} \u2013 {SIZE_KEYS[-1]}"),
    "@numerals": (LOOK_KEY, f"{NUMERAL_KEYS[0]} \u2013 {NUMERAL_KEYS[-1]}"),
}
"""Submenus that are one row, and the keys of all that is in them."""


def shortcuts_by_area() -> list[Group]:
    """The keys of every menu, while typing, and with the mouse."""
    menus = [
        (plain(title), [row for name in names for row in _rows(name)]) for title, names in MENUS
    ]
    return [*menus, CAPTURE, FIELDS, GESTURES]


def _rows(name: str) -> list[Shortcut]:
    """What a place in a menu is on the sheet."""
    title, inside = SUBMENUS.get(name, ("", (name,)))
    if name in FAMILIES:
        return [Shortcut(FAMILIES[name], title)]
    return [
        Shortcut(keys_shown(command)[:FEW_KEYS], command.words)
        for one in inside
        for command in COMMANDS
        if command.name == one
    ]


class ShortcutSheet(QDialog):
    """Every key on one sheet, as large as the `room` of the screen allows; what is typed leaves
    those that contain it, and Up, Down and the page keys scroll."""

    def __init__(self, parent: QWidget, room: QSize | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keyboard shortcuts"))
        self._groups = [_GroupBox(title, rows) for title, rows in shortcuts_by_area()]
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Find a shortcut"))
        self.filter.setAccessibleName(_("Find a shortcut"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(260)
        self.filter.textChanged.connect(self._find)
        self.nothing = QLabel()
        self.nothing.setProperty("tone", "empty")
        self.nothing.hide()
        self.area = QScrollArea()
        self.area.setObjectName("panel")
        self.area.setWidgetResizable(True)
        free = (room or self.screen().availableGeometry().size()) - QSize(40, 80)
        for count in range(COLUMNS, 1, -1):
            columns = self._make_columns(count)
            if columns.sizeHint().width() + SCROLL_BAR <= free.width():
                break
        self.area.setWidget(columns)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 4)
        title = QLabel(_("Keyboard shortcuts"))
        title.setProperty("tone", "title")
        close = QPushButton(_("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.filter)
        head.addSpacing(8)
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.nothing)
        layout.addWidget(self.area)
        wanted = columns.sizeHint() + QSize(4, head.sizeHint().height() + 12)
        if wanted.height() > free.height():
            wanted += QSize(SCROLL_BAR, 0)
        self.resize(wanted.boundedTo(free))
        self.filter.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean nothing to the field scroll."""
        action = _SCROLLS.get(Qt.Key(event.key()))
        if action is not None:
            self.area.verticalScrollBar().triggerAction(action)
        else:
            super().keyPressEvent(event)

    def _make_columns(self, count: int) -> QWidget:
        holder = QWidget()
        holder.setObjectName("panel")
        columns = QHBoxLayout(holder)
        columns.setContentsMargins(24, 4, 24, 4)
        columns.setSpacing(32)
        for boxes in _columns(self._groups, count):
            column = QVBoxLayout()
            column.setSpacing(BETWEEN)
            for box in boxes:
                column.addWidget(box)
            column.addStretch(1)
            columns.addLayout(column, 1)
        return holder

    def _find(self, typed: str) -> None:
        wanted = folded(typed.strip())
        hits = [box.show_those_with(wanted) for box in self._groups]
        self.nothing.setText(_("No shortcut contains '{text}'").format(text=typed.strip()))
        self.nothing.setVisible(not any(hits))


class _GroupBox(QWidget):
    """The shortcuts of one area: what they do at the left, their keys at the right."""

    def __init__(self, title: str, rows: Sequence[Shortcut]) -> None:
        super().__init__()
        self.number = len(rows)
        self._title = folded(title)
        self._rows: list[tuple[str, QLabel, QWidget]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setHorizontalSpacing(12)
        head = QLabel(title)
        head.setProperty("tone", "section")
        head.setFixedHeight(HEAD)
        grid.addWidget(head, 0, 0, 1, 2)
        for number, row in enumerate(rows, 1):
            words, keys = QLabel(row.words), _keys(row.keys)
            words.setFixedHeight(ROW)
            words.setAccessibleDescription(", ".join(row.keys))
            grid.addWidget(words, number, 0)
            grid.addWidget(keys, number, 1, Qt.AlignmentFlag.AlignRight)
            said = folded(" ".join((row.words, *row.keys)))
            self._rows.append((said, words, keys))
        grid.setColumnStretch(0, 1)

    def show_those_with(self, wanted: str) -> bool:
        """Show the rows that contain a text; all where it is in the title. Whether any does."""
        whole, hit = wanted in self._title, False
        for said, words, keys in self._rows:
            fits = whole or wanted in said
            words.setVisible(fits)
            keys.setVisible(fits)
            hit = hit or fits
        self.setVisible(hit)
        return hit


def _keys(keys: Sequence[str]) -> QWidget:
    box = QWidget()
    box.setFixedHeight(ROW)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 1, 0, 1)
    row.setSpacing(4)
    for key in keys:
        label = QLabel(key)
        label.setProperty("tone", "key")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setFixedHeight(ROW - 3)
        row.addWidget(label)
    return box


def _columns(groups: Sequence[_GroupBox], count: int) -> list[list[_GroupBox]]:
    """Groups over columns of as equal a height as can be, in their order in each of them."""
    found: list[list[_GroupBox]] = [[] for _column in range(count)]
    for group in sorted(groups, key=lambda one: -one.number):
        min(found, key=_height).append(group)
    order = [*groups]
    for column in found:
        column.sort(key=order.index)
    return sorted(found, key=lambda column: order.index(column[0]))


def _height(groups: Sequence[_GroupBox]) -> int:
    return sum(group.number * ROW + HEAD + BETWEEN for group in groups)
