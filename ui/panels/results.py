"""What the analyses found: figures, tables and Pareto charts of any of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap.model import Project
from mopsmap.reading import step_numbers
from ui.lettering import draw_text, strong
from ui.panels.charts import ParetoChart, pareto
from ui.panels.drawing import wrapped
from ui.panels.figures import column_texts, value_text
from ui.panels.problems import select_records
from ui.panels.refresh import Refresh
from ui.panels.rows import Row, RowList
from ui.panels.tables import Cell, Contents, FigureTable, Heading
from ui.session import Session
from ui.theme import Appearance

if TYPE_CHECKING:
    from mopsmap.analysis.result import Result, Table


def metric_rows(
    result: Result, project: Project, unknown: Mapping[str, str] | None = None
) -> tuple[Row, ...]:
    """The metrics of an analysis as label and value, the definition as tool tip.

    Those `unknown`, which rest on nothing, are a dash with what to add as tool tip.
    """
    missing = unknown or {}
    return tuple(
        Row(
            project.per_item(metric.label),
            value_text(None if metric.key in missing else metric.value, metric.quantity, project),
            (metric.note,) if metric.note else (),
            tip=". ".join(
                filter(None, (project.per_item(metric.definition), missing.get(metric.key)))
            ),
        )
        for metric in result.metrics
    )


def table_contents(table: Table, project: Project) -> Contents:
    """A table of an analysis, each column in one unit."""
    columns = [
        column_texts([row[i] for row in table.rows], column.quantity, project)
        for i, column in enumerate(table.columns)
    ]
    return Contents(
        tuple(Heading(project.per_item(c.label), c.quantity != "text") for c in table.columns),
        tuple(
            tuple(
                Cell(columns[i][at], value, tip=value if isinstance(value, str) else "")
                for i, value in enumerate(row)
            )
            for at, row in enumerate(table.rows)
        ),
        table.ids,
    )


class ResultsPanel(QWidget):
    """Any analysis that there is appears here by itself: its figures, its tables, its charts."""

    step_activated = Signal(str)

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._numbers: Mapping[str, int] = {}
        self.setObjectName("panel")
        self.subjects = RowList(appearance)
        self.subjects.setAccessibleName("Analyses")
        self.subjects.setFixedWidth(148)
        self.metrics = RowList(appearance)
        self.metrics.setAccessibleName("Figures")
        self.table = FigureTable(appearance)
        self.chart = ParetoChart(appearance)
        self.finding = Sentence(appearance)
        self.tables = QComboBox()
        self.tables.setAccessibleName("Table")
        self.tables.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.metrics.setMinimumWidth(180)
        self.metrics.setMaximumWidth(248)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        self._empty = QLabel("Figures appear here as soon as steps have times.")
        self._empty.setProperty("tone", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.as_table = QToolButton()
        self.as_table.setCheckable(True)
        self.as_table.setToolTip("Show as table")
        self.as_table.setAccessibleName("Show as table")
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 2)
        head.setSpacing(6)
        head.addWidget(self.finding, 1)
        head.addWidget(self.tables)
        head.addWidget(self.as_table)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(head)
        right.addWidget(self._stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._lines = [Line(self._appearance) for _ in range(2)]
        for widget, share in (
            (self.subjects, 0),
            (self._lines[0], 0),
            (self.metrics, 2),
            (self._lines[1], 0),
            (self._right, 5),
            (self._empty, 1),
        ):
            whole.addWidget(widget, share)

    def _connect(self) -> None:
        session, appearance = self._session, self._appearance
        self.subjects.chosen.connect(lambda _row: self._show_subject())
        self.tables.currentIndexChanged.connect(lambda _at: self._show_table())
        self.as_table.toggled.connect(lambda _on: self._show_table())
        self.table.opened.connect(self._open)
        self.chart.opened.connect(self._open)
        self._refresh = Refresh(
            self, self._show, session.analyzed, session.selection_changed, appearance.changed
        )

    def sizeHint(self) -> QSize:
        return QSize(960, 164)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 116)

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh.catch_up()
        super().showEvent(event)

    @property
    def result(self) -> Result | None:
        """The analysis shown."""
        analyzed, row = self._session.analysis, self.subjects.current
        if analyzed is None or row is None:
            return None
        return next((r for r in analyzed.results if (r.key,) == row.ids), None)

    def _show(self) -> None:
        analyzed = self._session.analysis
        results = [r for r in analyzed.results if r.metrics or r.tables] if analyzed else []
        results = results if self._session.map.steps else []
        for widget in (self.subjects, self.metrics, self._right, *self._lines):
            widget.setVisible(bool(results))
        self._empty.setVisible(not results)
        self._numbers = step_numbers(self._session.map)
        self.subjects.set_rows(tuple(Row(r.title, ids=(r.key,)) for r in results))
        if results and self.subjects.current is None:
            first = next((i for i, r in enumerate(results) if _charted(r)), 0)
            self.subjects.setCurrentIndex(self.subjects.model().index(first, 0))
        self._show_subject()

    def _show_subject(self) -> None:
        result = self.result
        if result is None:
            return
        from mopsmap.analysis.unknown import unknown_figures

        unknown = unknown_figures(self._session.map)
        self.metrics.set_rows(metric_rows(result, self._session.project, unknown))
        self.metrics.setVisible(bool(result.metrics))
        titles = [self._session.project.per_item(table.title) for table in result.tables]
        if titles != [self.tables.itemText(i) for i in range(self.tables.count())]:
            self.tables.blockSignals(True)
            self.tables.clear()
            self.tables.addItems(titles)
            first = next((i for i, t in enumerate(result.tables) if t.chart), 0)
            self.tables.setCurrentIndex(first if titles else -1)
            self.tables.blockSignals(False)
        self.tables.setVisible(len(titles) > 1)
        self._stack.setVisible(bool(titles))
        self._show_table()

    def _show_table(self) -> None:
        result, project = self.result, self._session.project
        at = self.tables.currentIndex()
        table = result.tables[at] if result is not None and 0 <= at < len(result.tables) else None
        charted = table is not None and table.chart is not None
        self.as_table.setVisible(charted)
        self.as_table.setIcon(self._appearance.theme.icon("table", size=15))
        if table is None:
            self.finding.set_text("")
            return
        selected = self._session.selection.steps
        if charted:
            found = pareto(table, self._numbers)
            self.chart.show_pareto(found, project, selected)
            self.finding.set_text(*(found.finding(project, names) for names in (2, 1)))
        else:
            self.finding.set_text(project.per_item(table.title))
        if charted and not self.as_table.isChecked():
            self._stack.setCurrentWidget(self.chart)
            return
        self.table.set_contents(table_contents(table, project))
        self.table.select_ids(selected)
        self._stack.setCurrentWidget(self.table)

    def _open(self, record: str) -> None:
        select_records(self._session, (record,))
        if record in self._session.map.step_by_id:
            self.step_activated.emit(record)


def _charted(result: Result) -> bool:
    return any(table.chart for table in result.tables)


class Sentence(QWidget):
    """One sentence in two lines at most."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.texts: tuple[str, ...] = ("",)
        self.setFixedHeight(34)

    @property
    def text(self) -> str:
        """The sentence in full."""
        return self.texts[0]

    def set_text(self, *texts: str) -> None:
        """Say something else, in the first of these wordings that there is room for."""
        self.texts = texts
        self.setToolTip(self.text)
        self.setAccessibleName(self.text)
        self.update()

    @property
    def lines(self) -> list[str]:
        """The lines shown."""
        tried = [wrapped(text, strong("label"), self.width()) for text in self.texts]
        whole = next((lines for lines in tried if len(lines) <= 2), None)
        return whole or wrapped(self.texts[-1], strong("label"), self.width(), 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        lines = self.lines
        top = (self.height() - 16 * len(lines)) / 2
        for number, line in enumerate(lines):
            rect = QRectF(0, top + 16 * number, self.width(), 16)
            color = self._appearance.theme.color("text.primary")
            draw_text(painter, rect, line, strong("label"), color)


class Line(QFrame):
    """A hairline between two parts of a panel."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._appearance.theme.color("border.default"))
