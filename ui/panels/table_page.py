"""The step table with what stands over it: a filter, how many steps there are, the columns."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import counted
from mopsmap.language import translated as _
from ui.look.theme import Appearance
from ui.panels.look import mark_search
from ui.panels.table import StepTable
from ui.session import Session


class TablePage(QWidget):
    """The step table under its bar."""

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = StepTable(session, appearance)
        self.setFocusProxy(self.table)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Filter steps"))
        self.filter.setAccessibleName(_("Filter steps"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedSize(240, 28)
        self.filter.textChanged.connect(self._seek)
        self.filter.installEventFilter(self)
        self.count = QLabel()
        self.count.setProperty("tone", "secondary")
        self.columns = QToolButton()
        self.columns.setText(_("Columns"))
        self.columns.setToolTip(_("Choose which columns are shown"))
        self.columns.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.columns)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.columns.setMenu(self._menu)
        self.nothing = QWidget()
        self._said = QLabel()
        self._arrange()
        self.table.find_asked.connect(self.focus_filter)
        for told in (self.table.steps.modelReset, self.table.steps.rowsInserted):
            told.connect(self._show_count)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self._show_count()

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 12, 6)
        bar.setSpacing(10)
        bar.addWidget(self.filter)
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addWidget(self.columns)
        self._clear = QPushButton(_("Clear"))
        self._clear.clicked.connect(self.filter.clear)
        empty = QHBoxLayout(self.nothing)
        empty.setContentsMargins(12, 4, 12, 10)
        empty.addWidget(self._said)
        empty.addWidget(self._clear)
        empty.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)

    def focus_filter(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _seek(self, text: str) -> None:
        self.table.steps.seek(text)
        self._show_count()

    def _show_count(self) -> None:
        shown, total = len(self.table.steps.ids), self.table.steps.total
        steps = counted(total, "{n} step", "{n} steps")
        part = _("{shown} of {steps}").format(shown=shown, steps=steps)
        self.count.setText(part if shown < total else steps)
        sought = self.filter.text().strip()
        self.nothing.setVisible(bool(sought) and not shown)
        self._said.setText(_("No step contains '{text}'.").format(text=sought))

    def _fill_menu(self) -> None:
        self._menu.clear()
        self.table.columns.fill(self._menu)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self.columns.setIcon(theme.icon("table", "text.secondary", 15))
        mark_search(self.filter, theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Down and Esc lead from the filter to the table; Esc takes the filter away."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape)
            if event.key() in keys:
                if event.key() == Qt.Key.Key_Escape:
                    self.filter.clear()
                self.table.setFocus()
                if not self.table.currentIndex().isValid():
                    self.table.setCurrentIndex(self.table.steps.index(0, 1))
                return True
        return super().eventFilter(watched, event)
