"""What the analyses found: figures, where each comes from, tables and Pareto charts of any of them.

Only what is shown is asked of its analysis, and a slow one never before its figures are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
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
    from mopsmap.analysis.result import Metric, Result, Table

NARROW = 740
"""Below this width the list of analyses gives its room to where a figure comes from."""


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
            ids=(metric.key,),
            tip=". ".join(
                filter(None, (project.per_item(metric.definition), missing.get(metric.key)))
            ),
        )
        for metric in result.metrics
    )


def origin_rows(metric: Metric, project: Project, missing: str = "") -> tuple[Row, ...]:
    """Where a metric comes from: its definition, what is `missing`, the numbers it is made of."""
    said = [project.per_item(metric.definition), *filter(None, (missing,))]
    prose = [Row(f"{text.rstrip('.')}.", prose=True) for text in said]
    inputs = [
        Row(project.per_item(each.label), value_text(each.value, each.quantity, project))
        for each in metric.inputs
    ]
    return (*prose, *inputs)


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
    """Any analysis that there is appears here by itself: its figures, its tables, its charts.

    A click or Enter on a figure shows where it comes from; again, or Esc, ends that.
    """

    step_activated = Signal(str)

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._numbers: Mapping[str, int] = {}
        self._made: dict[str, Result] = {}
        self._opened = ""
        self._before: tuple[int, bool] | None = None
        self.setObjectName("panel")
        self.subjects, self.metrics, self.origin = (RowList(appearance) for _ in range(3))
        self.subjects.setAccessibleName("Analyses")
        self.subjects.setFixedWidth(148)
        self.metrics.setAccessibleName("Figures")
        self.table = FigureTable(appearance)
        self.chart = ParetoChart(appearance)
        self.finding = Sentence(appearance)
        self.tables = QComboBox()
        self.tables.setAccessibleName("Table")
        self.tables.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        self._empty = QLabel()
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
        whole = self._whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._lines = [Line(self._appearance) for _ in range(3)]
        for widget, share in (
            (self.subjects, 0),
            (self._lines[0], 0),
            (self.metrics, 0),
            (self._lines[1], 0),
            (self.origin, 2),
            (self._lines[2], 0),
            (self._right, 5),
            (self._empty, 1),
        ):
            whole.addWidget(widget, share)

    def _connect(self) -> None:
        session, appearance = self._session, self._appearance
        self.subjects.chosen.connect(lambda _row: self._choose())
        self.metrics.opened.connect(self._toggle)
        self.metrics.moved.connect(lambda row: self._open_metric(row) if self._opened else None)
        self.tables.currentIndexChanged.connect(lambda _at: self._show_table())
        self.as_table.toggled.connect(lambda _on: self._show_table())
        self.table.opened.connect(self._open)
        self.chart.opened.connect(self._open)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.close_metric)
        self._show_origin(None)
        session.changed.connect(self._forget)
        self._refresh = Refresh(
            self,
            self._show,
            session.analyzed,
            session.selection_changed,
            session.making.made,
            appearance.changed,
        )

    def sizeHint(self) -> QSize:
        return QSize(960, 164)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 116)

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh.catch_up()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self._whole.activate()

    @property
    def result(self) -> Result | None:
        """The analysis chosen."""
        analyzed, row = self._session.analysis, self.subjects.current
        if analyzed is None or row is None:
            return None
        return next((r for r in analyzed.results if (r.key,) == row.ids), None)

    @property
    def shown(self) -> Result | None:
        """The result whose figures are shown: an older one while those of a slow one are made."""
        result = self.result
        if result is None or result.made:
            return result
        return None if self._session.making.failed(result) else self._made.get(result.key)

    @property
    def opened(self) -> Metric | None:
        """The figure whose origin is shown."""
        result = self.shown if self._opened else None
        found = result.metrics if result is not None else ()
        return next((m for m in found if m.key == self._opened), None)

    def close_metric(self) -> None:
        """Show the tables as before a figure was opened."""
        if self._opened:
            self._opened = ""
            self.metrics.clearSelection()
            self._return()
            self._show_subject()

    def _forget(self, touched: object) -> None:
        """Of another map no older figures are shown."""
        if touched is None:
            self._made.clear()

    def _show(self) -> None:
        analyzed = self._session.analysis
        results = analyzed.results if analyzed is not None and self._session.map.steps else ()
        self._numbers = step_numbers(self._session.map)
        self.subjects.set_rows(tuple(Row(r.title, ids=(r.key,)) for r in results))
        if results and self.subjects.current is None:
            self.subjects.setCurrentIndex(self.subjects.model().index(0, 0))
        self._show_subject()

    def _choose(self) -> None:
        """Another analysis is chosen."""
        self._opened, self._before = "", None
        self.metrics.clearSelection()
        self._show_subject()

    def _show_subject(self) -> None:
        result, shown = self.result, self.shown
        if result is not None and shown is not result:
            self._session.making.ask(result)
        if result is not None and result is shown:
            self._made[result.key] = result
        self.subjects.setVisible(result is not None)
        self._lines[0].setVisible(result is not None)
        self._empty.setVisible(shown is None)
        for widget in (self.metrics, self._lines[1], self._right):
            widget.setVisible(shown is not None)
        if shown is None:
            self._empty.setText(self._why_empty(result))
            self._show_origin(None)
            return
        from mopsmap.analysis.unknown import unknown_figures

        unknown = unknown_figures(self._session.map)
        self.metrics.pale = shown is not result
        self.metrics.set_rows(metric_rows(shown, self._session.project, unknown))
        self.metrics.setVisible(bool(shown.metrics))
        self._offer_tables(shown)
        self._show_origin(self.opened, unknown.get(self._opened, ""))
        self._show_table()

    def _why_empty(self, result: Result | None) -> str:
        if result is None:
            return "Figures appear here as soon as steps have times."
        if self._session.making.failed(result):
            return f"'{result.title}' could not be computed. The map itself is safe."
        return f"Computing \u201c{result.title}\u201d\u2026"

    def _offer_tables(self, result: Result) -> None:
        titles = [self._session.project.per_item(table.title) for table in result.tables]
        if titles != [self.tables.itemText(i) for i in range(self.tables.count())]:
            kept = self.tables.currentText()
            self.tables.blockSignals(True)
            self.tables.clear()
            self.tables.addItems(titles)
            first = next((i for i, t in enumerate(result.tables) if t.chart), 0)
            first = titles.index(kept) if kept in titles else first
            self.tables.setCurrentIndex(first if titles else -1)
            self.tables.blockSignals(False)
        self.tables.setVisible(len(titles) > 1)
        self._stack.setVisible(bool(titles))

    def _toggle(self, row: Row) -> None:
        if (self._opened,) == row.ids:
            self.close_metric()
        else:
            self._open_metric(row)

    def _open_metric(self, row: Row) -> None:
        """Show where a figure comes from, and the table of its rows."""
        if self._before is None:
            self._before = self.tables.currentIndex(), self.as_table.isChecked()
        self._opened = row.ids[0]
        metric, result = self.opened, self.shown
        if metric is None or result is None:
            return
        at = next((i for i, t in enumerate(result.tables) if t.key == metric.table), -1)
        with QSignalBlocker(self.tables), QSignalBlocker(self.as_table):
            self.tables.setCurrentIndex(at if at >= 0 else self._before[0])
            self.as_table.setChecked(True)
        self._show_subject()

    def _return(self) -> None:
        """Back to the table that was shown before a figure was opened."""
        if self._before is not None:
            with QSignalBlocker(self.tables), QSignalBlocker(self.as_table):
                self.tables.setCurrentIndex(self._before[0])
                self.as_table.setChecked(self._before[1])
            self._before = None

    def _show_origin(self, metric: Metric | None, missing: str = "") -> None:
        there = metric is not None
        project = self._session.project
        self.origin.setVisible(there)
        self._lines[2].setVisible(there)
        self._escape.setEnabled(there)
        if metric is not None:
            self.origin.pale = self.metrics.pale
            self.origin.set_rows(origin_rows(metric, project, missing))
            self.origin.setAccessibleName(f"What {project.per_item(metric.label)} is made of")
            self._right.setVisible(bool(metric.table))
            self._lines[2].setVisible(bool(metric.table))
        self._make_room()

    def _make_room(self) -> None:
        """Where a figure comes from has a column of its own; alone it has all the room."""
        self.metrics.setFixedWidth(max(180, min(248, (self.width() - 150) * 2 // 7)))
        alone = self._right.isHidden()
        self.origin.setMinimumWidth(200)
        self.origin.setMaximumWidth(16777215 if alone else 280)
        narrow = self.width() < NARROW and not self.origin.isHidden()
        for widget in (self.subjects, self._lines[0]):
            widget.setVisible(self.result is not None and not narrow)

    def _show_table(self) -> None:
        result, project = self.shown, self._session.project
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
        if result is not self.result:
            self.finding.set_text("Out of date, computing\u2026")
        if charted and not self.as_table.isChecked():
            self._stack.setCurrentWidget(self.chart)
            return
        self.table.set_contents(table_contents(table, project))
        self.table.select_ids((*selected, *self._session.selection.flows))
        self._stack.setCurrentWidget(self.table)

    def _open(self, record: str) -> None:
        select_records(self._session, (record,))
        if record in self._session.map.step_by_id:
            self.step_activated.emit(record)


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
