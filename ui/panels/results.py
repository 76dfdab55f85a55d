"""What the analyses found: figures, where each comes from, tables and Pareto charts of any of them.

Only what is shown is asked of its analysis, and a slow one never before its figures are made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.reading import step_numbers
from ui.look.theme import Appearance
from ui.panels.charts import ParetoChart, pareto
from ui.panels.inputs import Combo
from ui.panels.problems import select_records
from ui.panels.refresh import Refresh
from ui.panels.result_rows import metric_rows, origin_rows, table_contents
from ui.panels.rows import Row, RowList
from ui.panels.sentence import Line, Sentence
from ui.panels.tables import FigureTable
from ui.panels.what_if import WhatIf
from ui.session import Session

if TYPE_CHECKING:
    from mopsmap.analysis.result import Metric, Result

WIDE = 1100
"""From this width on there is room for what is tried beside where a figure comes from."""
NARROW = 740
"""Below this width the list of analyses gives its room to where a figure comes from."""


FIX_FIRST = ("priorities", "robust_rank")
"""Keys of the analyses that say what to fix first."""


class ResultsPanel(QWidget):
    """Any analysis that there is appears here by itself: its figures, its tables, its charts.

    `only` and `without` name the analyses that are listed, or left to another panel. A click or
    Enter on a figure shows where it comes from; again, or Esc, ends that.
    """

    step_activated = Signal(str)

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        only: Collection[str] = (),
        without: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._only, self._without = only, without
        self._numbers: Mapping[str, int] = {}
        self._made: dict[str, Result] = {}
        self._opened = ""
        self._before: tuple[int, bool] | None = None
        self.setObjectName("panel")
        self.subjects, self.metrics, self.origin = (RowList(appearance) for _number in range(3))
        self.subjects.setAccessibleName(_("Analyses"))
        self.subjects.setFixedWidth(148)
        self.metrics.setAccessibleName(_("Figures"))
        self.table = FigureTable(appearance)
        self.table.setAccessibleName(_("Table of figures"))
        self.chart = ParetoChart(appearance)
        self.finding = Sentence(appearance)
        self.tables = Combo()
        self.tables.setAccessibleName(_("Table"))
        self.tables.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        self.what_if = WhatIf(session, appearance)
        self._asked: tuple[Result, object, Result] | None = None
        self._empty = QLabel()
        self._empty.setProperty("tone", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.as_table = QToolButton()
        self.as_table.setCheckable(True)
        self.as_table.setToolTip(_("Show as table"))
        self.as_table.setAccessibleName(_("Show as table"))
        self.trying = QToolButton()
        self.trying.setCheckable(True)
        self.trying.setText(_("What if"))
        self.trying.setProperty("kind", "outlined")
        self.trying.setToolTip(_("Try another demand or other people; the map stays as it is"))
        self.trying.setAccessibleName(_("What if"))
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 2)
        head.setSpacing(6)
        head.addWidget(self.finding, 1)
        head.addWidget(self.trying)
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
        self._lines = [Line(self._appearance) for _number in range(4)]
        for widget, share in (
            (self.subjects, 0),
            (self._lines[0], 0),
            (self.metrics, 0),
            (self._lines[1], 0),
            (self.origin, 2),
            (self._lines[2], 0),
            (self.what_if, 0),
            (self._lines[3], 0),
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
        self.trying.toggled.connect(self._try)
        self.what_if.changed.connect(self._show_subject)
        self.what_if.closed.connect(self._stop_trying)
        self.table.opened.connect(self._open)
        self.chart.opened.connect(self._open)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self._go_back)
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
        """The result whose figures are shown: what is tried, or else that of the map."""
        known, tried = self._known, self.what_if.tried
        if known is None or known.what_if is None or tried is None:
            return known
        if self._asked is None or self._asked[0] is not known or self._asked[1] != tried:
            self._asked = known, tried, known.what_if(*tried)
        return self._asked[2]

    @property
    def _known(self) -> Result | None:
        """The analysis chosen; while a slow one is made, the one before."""
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

    def _go_back(self) -> None:
        """Esc: from a figure to its table, from what is tried to the map."""
        if self._opened:
            self.close_metric()
        else:
            self.what_if.clear()

    def _try(self, on: bool) -> None:
        if not on:
            self.what_if.clear()
        self._show_subject()
        if on:
            self.what_if.begin()

    def _stop_trying(self) -> None:
        self.trying.setChecked(False)
        self.trying.setFocus()

    def _forget(self, touched: object) -> None:
        """On another map nothing is tried and no older figures are shown."""
        if touched is None:
            self._made.clear()
            self.what_if.clear()

    def _show(self) -> None:
        analyzed = self._session.analysis
        known = analyzed.results if analyzed is not None and self._session.map.steps else ()
        results = [r for r in known if r.key not in self._without]
        results = [r for r in results if r.key in self._only] if self._only else results
        self._numbers = step_numbers(self._session.map)
        self.subjects.set_rows(tuple(Row(r.title, ids=(r.key,)) for r in results))
        if results and self.subjects.current is None:
            self.subjects.setCurrentIndex(self.subjects.model().index(0, 0))
        self._show_subject()

    def _choose(self) -> None:
        """Another analysis is chosen."""
        self._opened = ""
        self._return()
        self.metrics.clearSelection()
        self._show_subject()

    def _show_subject(self) -> None:
        result, known = self.result, self._known
        if result is not None and known is not result:
            self._session.making.ask(result)
        if result is not None and known is result:
            self._made[result.key] = result
        silent = known is None or not (known.metrics or known.tables)
        self._empty.setVisible(silent)
        for widget in (self.metrics, self._lines[1], self._right):
            widget.setVisible(not silent)
        if known is None or silent:
            self._empty.setText(self._why_empty(result))
            self._show_origin(None)
            return
        from mopsmap.analysis.unknown import unknown_figures

        if known.what_if is not None and self.trying.isChecked():
            self.what_if.show_loads((self.shown or known).roles)
        shown, mapped = self.shown or known, known if self.what_if.tried else None
        unknown = unknown_figures(self._session.map)
        self.metrics.pale = known is not result
        self.metrics.set_rows(metric_rows(shown, self._session.project, unknown, mapped))
        self.metrics.setVisible(bool(shown.metrics))
        self._offer_tables(shown)
        self._show_origin(self.opened, unknown.get(self._opened, ""))
        self._show_table()

    def _why_empty(self, result: Result | None) -> str:
        if result is None:
            return _("Figures appear here as soon as steps have times.")
        if self._session.making.failed(result):
            return _("'{analysis}' could not be computed. The map itself is safe.").format(
                analysis=result.title
            )
        if result.made:
            return _("Nothing to show for \u201c{analysis}\u201d yet.").format(
                analysis=result.title
            )
        return _("Computing \u201c{analysis}\u201d\u2026").format(analysis=result.title)

    def _offer_tables(self, result: Result) -> None:
        titles = [self._session.project.per_item(table.title) for table in result.tables]
        if titles != [self.tables.itemText(i) for i in range(self.tables.count())]:
            kept = self.tables.currentText()
            self.tables.blockSignals(True)
            self.tables.clear()
            self.tables.addItems(titles)
            first = titles.index(kept) if kept in titles else 0
            self.tables.setCurrentIndex(first if titles else -1)
            self.tables.blockSignals(False)
            listed = self.tables.view()
            listed.setMinimumWidth(listed.sizeHintForColumn(0) + 24)
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
        self._escape.setEnabled(there or self.what_if.tried is not None)
        if metric is not None:
            self.origin.pale = self.metrics.pale
            self.origin.set_rows(origin_rows(metric, project, missing))
            self.origin.setAccessibleName(
                _("What {figure} is made of").format(figure=project.per_item(metric.label))
            )
            shown = self.shown
            tabled = shown is not None and any(t.key == metric.table for t in shown.tables)
            self._right.setVisible(tabled)
            self._lines[2].setVisible(tabled)
        self._make_room()

    def _make_room(self) -> None:
        """Where a figure comes from has a column of its own, alone it has all the room; what is
        tried has one beside it where there is room for both."""
        width, known = self.width(), self._known
        self.metrics.setFixedWidth(max(180, min(248, (width - 150) * 2 // 7)))
        alone, told = self._right.isHidden(), not self.origin.isHidden()
        chosen = self.result is not None
        self.origin.setMinimumWidth(200)
        self.origin.setMaximumWidth(16777215 if alone else 280)
        able = known is not None and known.what_if is not None
        trying = able and self.trying.isChecked() and (not told or width >= WIDE)
        subjects = chosen and not (told and width < NARROW)
        for widget, there in ((self.what_if, trying), (self.subjects, subjects)):
            widget.setVisible(there)
        self.trying.setVisible(able and not trying)
        self.tables.setMaximumWidth(150 if (told or trying) and width < WIDE else 240)
        for line, there in ((self._lines[3], trying), (self._lines[0], subjects)):
            line.setVisible(there)

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
        if self._known is not self.result:
            self.finding.set_text(_("Out of date, computing\u2026"))
        elif result is not self._known:
            said = self.finding.texts
            self.finding.set_text(
                *(_("What if: {finding}").format(finding=text) for text in said), said[-1]
            )
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
