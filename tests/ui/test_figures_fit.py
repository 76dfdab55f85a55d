"""Tables, charts and rows of figures have room for what they say, also in a window of 1440."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap.analysis.result import Column, Table
from mopsmap.model import Project
from mopsmap.storage import load
from ui.look.lettering import strong, text_width
from ui.look.theme import Appearance, font
from ui.panels.charts import ParetoChart, pareto
from ui.panels.kpis import fitted
from ui.panels.result_rows import table_contents
from ui.panels.results import ResultsPanel
from ui.panels.rows import Row, RowList
from ui.panels.tables import EMPTY, FigureTable
from ui.session import Session

SAMPLE = Path(__file__).parents[2] / "samples" / "campaign.mopsmap"
HEAD, SAID = Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole


@pytest.fixture
def panel(qtbot: QtBot) -> ResultsPanel:
    session = Session()
    session.load(load(SAMPLE).project)
    session.wait()
    made = ResultsPanel(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(960, 200)
    made.show()
    QApplication.processEvents()
    return made


def _show(panel: ResultsPanel, subject: str, table: str) -> None:
    at = next(i for i, row in enumerate(panel.subjects.rows) if row.text == subject)
    panel.subjects.choose(at)
    panel._session.making.finish()
    panel.tables.setCurrentText(table)
    panel.as_table.setChecked(True)
    QApplication.processEvents()


def _titles(table: FigureTable) -> list[str]:
    return [table.model().headerData(i, HEAD, SAID) for i in range(table.columns)]


def test_long_titles_of_numbers_take_two_lines_where_names_need_the_room(
    panel: ResultsPanel,
) -> None:
    _show(panel, "Cost and effort", "Cost by step")
    assert _titles(panel.table)[:3] == ["Step", "Cost per\ncampaign", "Effort per\ncampaign"]
    panel.resize(1900, 260)
    QApplication.processEvents()
    assert _titles(panel.table)[:3] == ["Step", "Cost per campaign", "Effort per campaign"]


def test_a_path_in_words_can_be_read_though_its_table_is_wide(panel: ResultsPanel) -> None:
    _show(panel, "Critical path", "Critical paths")
    header = panel.table.horizontalHeader()
    assert _titles(panel.table)[-1] == "Path"
    assert header.sectionSize(header.count() - 1) > 400


def test_a_table_without_rows_says_so(qtbot: QtBot) -> None:
    table = FigureTable(Appearance("light"))
    qtbot.addWidget(table)
    table.resize(400, 120)
    empty = Table("ties", "Ties", (Column("a", "Steps", "text"), Column("b", "No.", "count")), ())
    blank = table.grab().toImage()
    table.set_contents(table_contents(empty, Project()))
    assert EMPTY == "Nothing to list."
    body = table.viewport().geometry()
    assert table.grab(body).toImage() != blank.copy(body)


def test_shares_of_cases_that_steps_decide_do_not_add_up(panel: ResultsPanel) -> None:
    analyzed = panel._session.analysis
    assert analyzed is not None
    table = next(t for r in analyzed.results for t in r.tables if t.key == "criticality")
    found = pareto(table, {})
    assert not found.cumulative
    assert not found.is_load
    assert "half" not in found.finding(Project())
    assert "others, 100.0" in found.finding(Project())


def test_a_chart_says_how_many_bars_it_has_no_room_for(qtbot: QtBot) -> None:
    columns = (Column("who", "Role", "text"), Column("cost", "Cost", "money"))
    rows = tuple((f"Regional marketing {i}", 10.0 - i) for i in range(9))
    chart = ParetoChart(Appearance("light"))
    qtbot.addWidget(chart)
    chart.resize(440, 160)
    chart.show_pareto(pareto(Table("c", "Cost", columns, rows), {}), Project(), ())
    assert chart.left_out > 0
    assert len(chart.bars()) + chart.left_out == 9


def test_a_long_value_has_a_line_of_its_own(qtbot: QtBot) -> None:
    rows = RowList(Appearance("light"))
    qtbot.addWidget(rows)
    rows.resize(200, 120)
    rows.set_rows((Row("Step", "Design"), Row("Step", "Test rendering, links and logic")))
    rows.show()
    QApplication.processEvents()
    short, long = (rows.visualRect(rows.model().index(i, 0)).height() for i in range(2))
    assert long > short


def test_the_widest_number_of_thousands_of_rows_fits(qtbot: QtBot) -> None:
    columns = (Column("step", "Step", "text"), Column("start", "Start", "days"))
    table = FigureTable(Appearance("light"))
    qtbot.addWidget(table)
    table.resize(400, 120)
    widths = []
    for last in (8.0, 8e9):
        rows = (*((f"Step {i}", 8.0) for i in range(3000)), ("Last", last))
        table.set_contents(table_contents(Table("t", "T", columns, rows), Project()))
        widths.append(table.horizontalHeader().sectionSize(1))
    assert widths[1] > widths[0]


def test_numbers_of_a_thousand_steps_stand_whole_below_their_bars(qtbot: QtBot) -> None:
    columns = (Column("step", "Step", "text"), Column("drag", "Drag", "days"))
    ids = tuple(f"step-{i}" for i in range(1000))
    drags = Table("d", "Drag", columns, tuple((i, 8.0) for i in ids), ids, chart="pareto")
    chart = ParetoChart(Appearance("light"))
    qtbot.addWidget(chart)
    chart.resize(600, 160)
    chart.show_pareto(pareto(drags, {each: i + 1 for i, each in enumerate(ids)}), Project(), ())
    assert chart.bar_rect(0).width() > text_width(strong("caption"), "1000")


def test_several_changes_of_one_step_that_share_the_first_place_name_it_once() -> None:
    columns = (Column("step", "Step", "text"), Column("first", "Chance", "fraction"))
    rows = (("Find speaker", 0.4), ("Find speaker", 0.4), ("Approve", 0.2))
    found = pareto(Table("r", "Ranking", columns, rows, ("a", "a", "b"), chart="bars"), {})
    assert found.finding(Project(), 1) == "Most for Find speaker, 40.0\u202f%."


@pytest.mark.parametrize("room", [400, 150, 110, 90])
def test_a_key_figure_gets_smaller_before_it_would_be_cut(qapp: QApplication, room: int) -> None:
    shown = fitted("workshopKpi", "€ 21 000", room)
    assert text_width(shown, "€ 21 000") <= room
    assert (shown.pixelSize() == font("workshopKpi").pixelSize()) == (room == 400)
