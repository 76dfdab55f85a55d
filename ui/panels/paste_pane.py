"""The pane that asks what copied columns are, before steps are made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Step
from mopsmap.record import attributes
from ui.look.lettering import text_width
from ui.look.theme import Appearance, figures, font
from ui.panels.column_heads import ColumnHeads, Options
from ui.panels.elided import ElidedLabel
from ui.panels.inputs import Combo
from ui.panels.look import panel_sheet, restyle
from ui.panels.step_model import RIGHT

Index = QModelIndex | QPersistentModelIndex
ROW, MEASURED = 25, 60
MOST_WIDE, WIDE_LINE = 280, 560
"""The most width of a column of cells, and of one of lines."""
MORE_NUMBERS = {"lead_time", "hourly_cost", "number", "probability"}
"""Fields that no step has, whose cells stand on the right like those of times and numbers."""
LEAST_HIGH = 212
"""As high as the panel below the canvas, whose place the pane takes: nothing jumps."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What the pane shows: texts of cells, what each column is taken for and what came of it.

    `fields` are by column, "" where it is left out; `units` those of the columns that have to say
    one. `steps` are the rows that become steps, `unread` why cells are not understood. `choice` is
    the words of the check box, "" for none; `manners` the ways to take an outline, with the one
    taken. Without `heads` nobody asks what the columns are. `summary` says what Insert would do,
    `notes` the rest.
    """

    rows: Sequence[Sequence[str]] = ()
    fields: Sequence[str] = ()
    units: Mapping[int, str] = field(default_factory=dict)
    steps: frozenset[int] = frozenset()
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict)
    titles: int = -1
    choice: str = ""
    chosen: bool = False
    manners: Sequence[tuple[str, str]] = ()
    manner: str = ""
    heads: bool = True
    summary: str = ""
    notes: str = ""
    ready: bool = False


class CellModel(QAbstractTableModel):
    """The copied cells, as they are; colors and signs say what is taken."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._numbers = {a.name for a in attributes(Step) if a.kind in RIGHT} | MORE_NUMBERS
        self.cells = Cells()

    def show_cells(self, cells: Cells) -> None:
        """Show other cells, or the same cells read in another way."""
        if cells.rows == self.cells.rows and len(cells.fields) == len(self.cells.fields):
            self.cells = cells
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.cells = cells
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cells.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cells.fields)

    def text(self, row: int, column: int) -> str:
        """What a cell holds."""
        cells = self.cells.rows[row]
        return cells[column] if column < len(cells) else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        theme, unread = self._appearance.theme, self.cells.unread.get((row, column))
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = self.text(row, column)
                return " ".join(text.split()) if self.cells.heads else text
            case Qt.ItemDataRole.ToolTipRole:
                return unread or self.text(row, column) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.text(row, column)}. {unread}" if unread else self.text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                right = self.cells.fields[column] in self._numbers and row != self.cells.titles
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole:
                if self.cells.fields[column] in self._numbers and row != self.cells.titles:
                    return figures("control")
                return font("section" if row == self.cells.titles else "control")
            case Qt.ItemDataRole.DecorationRole if unread:
                return theme.icon("alert-triangle", "alarm.text", 13)
            case Qt.ItemDataRole.BackgroundRole if unread:
                return theme.color("alarm.soft")
            case Qt.ItemDataRole.ForegroundRole:
                if unread:
                    return theme.color("alarm.text")
                taken = row in self.cells.steps and self.cells.fields[column]
                return theme.color("text.primary" if taken else "text.tertiary")
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = _("Column {n}") if orientation == Qt.Orientation.Horizontal else _("Row {n}")
            return said.format(n=section + 1)
        return None


class PastePane(QWidget):
    """Shows copied cells under lists of what each column is; Enter inserts, Esc cancels."""

    field_chosen = Signal(int, str)
    unit_chosen = Signal(int, str)
    choice_made = Signal(bool)
    manner_chosen = Signal(str)
    inserted = Signal()
    cancelled = Signal()

    def __init__(
        self,
        appearance: Appearance,
        fields: Options,
        units: Options,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Paste cells"))
        self.setMinimumHeight(LEAST_HIGH)
        self.model = CellModel(appearance, self)
        self.heads = ColumnHeads(fields, units, self)
        self.heads.field_chosen.connect(self.field_chosen)
        self.heads.unit_chosen.connect(self.unit_chosen)
        self.table = self._make_table()
        self.summary, self.notes = ElidedLabel(), ElidedLabel()
        self.summary.setFont(font("section"))
        self.notes.setProperty("tone", "secondary")
        self.choice = QCheckBox()
        self.choice.clicked.connect(self.choice_made)
        self.manner = Combo()
        self.manner.setAccessibleName(_("What indented lines are"))
        self.manner.setMinimumWidth(190)
        self.manner.activated.connect(lambda at: self.manner_chosen.emit(self.manner.value_at(at)))
        self.cancel = QPushButton(_("Cancel"))
        self.cancel.clicked.connect(self.cancelled)
        self.insert = QPushButton(_("Insert"))
        self.insert.setProperty("kind", "primary")
        self.insert.clicked.connect(self.inserted)
        self.unread, self.progress = QToolButton(), QProgressBar()
        self.unread.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.unread.setToolTip(_("Go to the next cell that is not understood"))
        self.unread.clicked.connect(self.go_to_unread)
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Reading what was copied"))
        self._arrange()
        self._listen_to_keys()
        appearance.changed.connect(self._restyle)
        self._restyle()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setAccessibleName(_("Copied cells"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setWordWrap(False)
        table.setCornerButtonEnabled(False)
        table.setTabKeyNavigation(False)
        table.setHorizontalHeader(self.heads)
        table.setModel(self.model)
        rows = table.verticalHeader()
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.heads.follow(table)
        return table

    def _arrange(self) -> None:
        title = QLabel(_("Paste"))
        title.setFont(font("section"))
        top = QHBoxLayout()
        top.setContentsMargins(14, 7, 12, 5)
        top.setSpacing(8)
        top.addWidget(title)
        top.addWidget(self.summary)
        top.addWidget(self.unread)
        top.addStretch(1)
        buttons: tuple[QWidget, ...] = (self.choice, self.manner, self.cancel, self.insert)
        for button in buttons:
            top.addWidget(button)
        below = QHBoxLayout()
        below.setContentsMargins(14, 0, 12, 6)
        below.addWidget(self.notes, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)

    def _listen_to_keys(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self)
            enter.setContext(within)
            enter.activated.connect(self._enter)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(within)
        escape.activated.connect(self.cancelled)

    def _enter(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and not isinstance(focus, QCheckBox):
            focus.click()
        elif self.insert.isEnabled():
            self.inserted.emit()

    def show_progress(self, share: float | None) -> None:
        """Show how far reading is; None is the end."""
        self.progress.setVisible(share is not None)
        if share is not None:
            self.progress.setValue(round(share * 100))
            self.summary.setText(_("Reading what was copied…"))
            self.insert.setEnabled(False)

    def show_cells(self, cells: Cells) -> None:
        """Show the cells and what was made of them."""
        new = cells.rows != self.model.cells.rows
        self.model.show_cells(cells)
        self.heads.show_fields(cells.fields if cells.heads else (), cells.units)
        self.heads.setVisible(cells.heads)
        if new:
            self._fit()
        self.summary.setText(cells.summary)
        self.notes.setText(cells.notes)
        self.notes.setVisible(bool(cells.notes))
        self.choice.setText(cells.choice)
        self.choice.setVisible(bool(cells.choice))
        self.choice.setChecked(cells.chosen)
        self.manner.offer(cells.manners)
        self.manner.choose(cells.manner)
        self.manner.setVisible(bool(cells.manners))
        self.insert.setEnabled(cells.ready)
        number = len(cells.unread)
        self.unread.setVisible(bool(number))
        if cells.heads:
            said = counted(number, "{n} cell not understood", "{n} cells not understood")
        else:
            said = counted(number, "{n} line not understood", "{n} lines not understood")
        self.unread.setText(said)

    def _fit(self) -> None:
        """Make columns as wide as what they hold and what stands over them."""
        rows = range(min(MEASURED, self.model.rowCount()))
        for column in range(self.model.columnCount()):
            texts = (self.model.index(row, column).data() for row in rows)
            widest = max((text_width(font("control"), text) for text in texts), default=0)
            most = MOST_WIDE if self.model.cells.heads else WIDE_LINE
            room = min(most, round(widest) + 40)
            self.table.setColumnWidth(column, max(room, self.heads.least(column)))

    def begin(self) -> None:
        """Take the keyboard: Enter inserts what is shown."""
        self.table.setFocus()

    def go_to_unread(self) -> None:
        """Select the next cell that is not understood and say why."""
        places = sorted(self.model.cells.unread)
        if not places:
            return
        at = self.table.currentIndex()
        here = (at.row(), at.column())
        row, column = next((place for place in places if place > here), places[0])
        self.table.setCurrentIndex(self.model.index(row, column))
        self.notes.setText(self.model.cells.unread[row, column])
        self.notes.setVisible(True)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        ring = (  # its room is always there: the heads would not move aside for it
            f"QTableView {{ border: 2px solid {theme.value('surface.panel')}; }}"
            f"QTableView:focus {{ border-color: {theme.value('border.focus')}; }}"
        )
        self.setStyleSheet(panel_sheet(theme) + ring)
        self.unread.setIcon(theme.icon("alert-triangle", "alarm.text", 14))
        restyle(self.unread, "alarmed", True)
        self.table.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever hides the pane gives the paste up."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.cancelled.emit()
