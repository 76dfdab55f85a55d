"""Results and problems: any analysis shows itself, rows lead to steps, problems to their place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap import analysis, edits
from mopsmap.analysis.result import (
    Analyzed,
    Column,
    Input,
    Mark,
    Metric,
    Overlay,
    Result,
    Table,
)
from mopsmap.analysis.study import Study
from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.storage import load
from mopsmap.units import MINUS, Duration
from tests.ui.hand import Hand
from ui.look.theme import Appearance
from ui.making import PAUSE_MS
from ui.panels.charts import ParetoChart, pareto
from ui.panels.figures import column_texts
from ui.panels.problems import NO_PROBLEMS, ProblemsPanel
from ui.panels.results import ResultsPanel
from ui.panels.rows import RowList
from ui.session import Session

SAMPLE = Path(__file__).parents[2] / "samples" / "campaign.mopsmap"
Key, Left = Qt.Key, Qt.MouseButton.LeftButton


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    found = Session()
    found.load(load(SAMPLE).project)
    found.wait()
    return found


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ResultsPanel:
    made = ResultsPanel(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(1200, 260)
    made.show()
    QApplication.processEvents()
    return made


@pytest.fixture
def problems(session: Session, qtbot: QtBot) -> ProblemsPanel:
    made = ProblemsPanel(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    QApplication.processEvents()
    return made


def _click(rows: RowList, number: int) -> None:
    rect = rows.visualRect(rows.model().index(number, 0))
    QTest.mouseClick(rows.viewport(), Left, Qt.KeyboardModifier(0), rect.center())


def test_every_analysis_is_listed_and_shows_its_figures(
    panel: ResultsPanel, session: Session, qtbot: QtBot
) -> None:
    assert session.analysis is not None
    for number, result in enumerate(session.analysis.results):
        _click(panel.subjects, number)
        qtbot.waitUntil(panel.metrics.isVisible)
        assert panel.result is result
        named = session.project.per_item
        assert [row.text for row in panel.metrics.rows] == [named(m.label) for m in result.metrics]
        assert [row.tip for row in panel.metrics.rows] == [
            named(m.definition) for m in result.metrics
        ]


def test_an_analysis_nobody_knew_appears_by_itself(
    panel: ResultsPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Result("moons", "Moons", lambda: (Metric("full", "Full moons", 3.0, "count", "Moons."),))
    old = session.analysis
    assert old is not None
    parts = {name: getattr(old, name) for name in Analyzed.__dataclass_fields__}
    session.figures.put("as-is", Analyzed(**{**parts, "results": (new,)}))
    session.analyzed.emit()
    QApplication.processEvents()
    assert [row.text for row in panel.subjects.rows] == ["Moons"]
    _click(panel.subjects, 0)
    assert [(row.text, row.value) for row in panel.metrics.rows] == [("Full moons", "3")]


def test_the_chart_says_who_makes_half(panel: ResultsPanel) -> None:
    found = panel.chart.pareto
    assert found is not None
    half = found.bars[: found.half]
    total = sum(bar.value for bar in found.bars)
    assert sum(bar.value for bar in half) >= total / 2 > sum(bar.value for bar in half[:-1])
    assert half[0].name in panel.finding.text
    assert f"({found.half} of {len(found.bars)})" in panel.finding.text


def test_a_finding_without_room_names_fewer_and_keeps_its_end(panel: ResultsPanel) -> None:
    panel.resize(780, 260)
    panel.grab()
    lines = panel.finding.lines
    assert len(lines) <= 2
    assert lines[-1].endswith(").")
    assert len(" ".join(lines)) < len(panel.finding.text)


def _chart(session: Session, qtbot: QtBot, appearance: str, *values: float) -> ParetoChart:
    """A chart of steps with these values; the line above the bars adds them up."""
    columns = (Column("name", "Step", "text"), Column("wait", "Wait per {item}", "days"))
    rows = tuple((f"S{i}", value) for i, value in enumerate(values))
    chart = ParetoChart(Appearance(appearance))
    qtbot.addWidget(chart)
    chart.resize(500, 160)
    found = pareto(Table("t", "T", columns, rows, chart="pareto"), {})
    chart.show_pareto(found, session.project, ())
    return chart


@pytest.mark.parametrize(
    ("values", "labels"),
    [((400, 300, 200), ["50", "37.5", "25"]), ((400, 300, 200, 4), []), ((400,) * 30, [])],
)
def test_all_bars_say_their_value_at_their_foot_or_none(
    session: Session, qtbot: QtBot, values: tuple[float, ...], labels: list[str]
) -> None:
    shown = _chart(session, qtbot, "light", *values).values()
    assert [text for _, text in shown] == labels
    assert len({area.top() for area, _ in shown}) <= 1


def _contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colors as WCAG 2 defines it."""

    def light(color: QColor) -> float:
        parts = (color.redF(), color.greenF(), color.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_line_and_point_stand_out_from_the_bars_they_run_over(
    session: Session, qtbot: QtBot, appearance: str
) -> None:
    chart = _chart(session, qtbot, appearance, 500, 300, 100)
    theme, seen, bar = Appearance(appearance).theme, chart.grab().toImage(), chart.bars()[0]
    middle = bar.center().x()
    for x, color in ((middle, "accent.base"), (middle + 14, "chart.line")):
        known = theme.color(color)
        column = [
            seen.pixelColor(round(x), y) for y in range(round(bar.top()), round(bar.bottom()))
        ]
        at = max(range(len(column)), key=lambda y: -_contrast(column[y], known))
        around = column[max(0, at - 8) : at + 9]
        assert max(_contrast(each, known) for each in around) >= 3


@given(st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_the_half_is_the_fewest_bars_that_make_half(values: list[float]) -> None:
    columns = (Column("name", "Step", "text"), Column("wait", "Wait", "days"))
    rows = tuple((f"s{i}", value) for i, value in enumerate(values))
    found = pareto(Table("t", "T", columns, rows, chart="pareto"), {})
    sizes = sorted((v for v in values if v > 0), reverse=True)
    assert [bar.value for bar in found.bars] == sizes
    if sizes:
        assert found.bars[-1].share == pytest.approx(1)
        assert sum(sizes[: found.half]) >= sum(sizes) / 2 * (1 - 1e-6)
        assert sum(sizes[: found.half - 1]) < sum(sizes) / 2
    else:
        assert found.half == 0


def test_a_click_on_a_bar_selects_its_step(
    panel: ResultsPanel, session: Session, qtbot: QtBot
) -> None:
    found = panel.chart.pareto
    assert found is not None
    with qtbot.waitSignal(panel.step_activated) as opened:
        point = panel.chart.bar_rect(2).center().toPoint()
        QTest.mouseClick(panel.chart, Left, Qt.KeyboardModifier(0), point)
    assert opened.args == [found.bars[2].record]
    assert session.selection.steps == (found.bars[2].record,)


def test_bars_are_reached_by_key(panel: ResultsPanel, session: Session) -> None:
    found = panel.chart.pareto
    assert found is not None
    QTest.keyClick(panel.chart, Key.Key_Right)
    QTest.keyClick(panel.chart, Key.Key_Return)
    assert session.selection.steps == (found.bars[1].record,)


def test_the_chart_can_be_shown_as_table_and_sorted(panel: ResultsPanel, session: Session) -> None:
    QTest.mouseClick(panel.as_table, Left)
    assert panel.table.isVisible()
    header = panel.table.horizontalHeader()
    point = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Left, Qt.KeyboardModifier(0), point)
    shown = [panel.table.model().index(row, 1) for row in range(3)]
    waits = [index.data(Qt.ItemDataRole.UserRole + 1) for index in shown]
    assert waits == sorted(waits)
    first = panel.table.model().index(0, 0)
    name = first.data()
    center = panel.table.visualRect(first).center()
    QTest.mouseClick(panel.table.viewport(), Left, Qt.KeyboardModifier(0), center)
    assert [session.map.step_by_id[i].name for i in session.selection.steps] == [name]


def test_numbers_of_a_column_share_unit_and_digits() -> None:
    project = Project()
    plain = [text.replace("\u202f", " ") for text in column_texts([4.0, 12.0], "days", project)]
    assert plain == ["0.5 d", "1.5 d"]
    plain = [text.replace("\u202f", " ") for text in column_texts([0.25, 1.0], "fraction", project)]
    assert plain == ["25.0 %", "100.0 %"]
    assert column_texts([None, "x"], "hours", project) == ["–", "x"]


def test_problems_stand_under_their_severity(problems: ProblemsPanel, session: Session) -> None:
    assert session.analysis is not None
    rows = [row for row in problems.list.rows if not row.heading]
    assert [row.text for row in rows] == [p.text for p in session.analysis.problems]
    assert [row.text for row in problems.list.rows if row.heading] == ["Warnings"]


def test_a_click_on_a_problem_selects_what_it_is_about(
    problems: ProblemsPanel, session: Session, qtbot: QtBot
) -> None:
    number = next(i for i, row in enumerate(problems.list.rows) if row.ids == ("mo",))
    with qtbot.waitSignal(problems.record_activated) as opened:
        _click(problems.list, number)
    assert opened.args == ["mo"]
    assert session.selection.role == "mo"


def test_next_and_previous_go_round(problems: ProblemsPanel) -> None:
    rows = [row for row in problems.list.rows if not row.heading]
    seen = []
    for _ in range(len(rows) + 1):
        problems.next()
        seen.append(problems.list.current)
    assert seen == [*rows, rows[0]]
    problems.previous()
    assert problems.list.current == rows[-1]


def test_the_tab_learns_the_count_even_while_hidden(session: Session, qtbot: QtBot) -> None:
    panel = ProblemsPanel(session, Appearance("light"))
    qtbot.addWidget(panel)
    counts: list[tuple[int, int]] = []
    panel.count_changed.connect(lambda *both: counts.append(both))
    session.analyzed.emit()
    assert session.analysis is not None
    severities = [p.severity for p in session.analysis.problems]
    hints = severities.count("info")
    assert counts == [(len(severities) - hints, hints)]
    assert severities
    assert panel.count == counts[0][0]


def test_a_sound_map_has_no_problems(problems: ProblemsPanel, session: Session) -> None:
    step = Step(
        id="a",
        name="A",
        role="r",
        value_class="waste",
        process_time=Duration(1, "h"),
        wait_time=Duration(1, "h"),
        complete_accurate=1.0,
    )
    role = Role(id="r", name="R", headcount=1.0, hourly_cost=1.0)
    steps = (step, step.replace(id="b"))
    flows = (Flow(id="f", source="a", target="b"),)
    one = ValueStreamMap(id="m", demand_per_year=1.0, roles=(role,), steps=steps, flows=flows)
    session.load(Project(maps=(one,)))
    session.wait()
    QApplication.processEvents()
    assert problems.list.rows == ()
    assert problems._empty.isVisible()
    assert problems._empty.text() == NO_PROBLEMS
    problems.next()


def test_a_map_without_steps_says_what_will_stand_here(
    panel: ResultsPanel, session: Session
) -> None:
    session.load(Project(maps=(ValueStreamMap(id="m"),)))
    session.wait()
    QApplication.processEvents()
    assert panel._empty.isVisible()
    assert not panel.metrics.isVisible()
    assert not panel.subjects.isVisible()


INPUTS = (Input("Wait time per {item}", 48.0, "days"), Input("Half", None, "hours"))


def _slow(gate: threading.Event, asked_on: list[str], key: str = "sampled") -> Result:
    """A made-up result whose figures are there when the gate is opened; it notes who asked."""

    def numbers() -> tuple[Metric, ...]:
        asked_on.append(threading.current_thread().name)
        assert gate.wait(10)
        return (Metric("p85", "P85", 99.0, "count", "Of 20,000 runs"),)

    marks = Overlay("sampled", "Sampled", "count", lambda: (Mark("s1", "scale", value=2.0),))
    return Result(key, "Sampled", numbers, overlays=(marks,), slow=True)


@pytest.fixture
def analyses(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[Study], Result]]:
    """Further analyses, beside those that there are."""
    more: list[Callable[[Study], Result]] = []
    real = analysis._analyzed

    def analyzed(study: Study, results: tuple[Result, ...]) -> Analyzed:
        return real(study, (*results, *(run(study) for run in more)))

    monkeypatch.setattr(analysis, "_analyzed", analyzed)
    monkeypatch.setattr(analysis, "_kept", ())
    return more


def _lead_time(study: Study) -> Result:
    columns = (Column("flow", "Flow", "text"), Column("wait", "Wait per {item}", "days"))
    rows = (("there", 8.0), ("back", 16.0))
    other = Table("other", "Other", columns, rows, (None, None), chart="pareto")
    flows = Table("flows", "Flows", columns, rows, (study.map.flows[0].id, None), chart="bars")
    return Result(
        "made-up",
        "Made up",
        lambda: (
            Metric("a", "A", 48.0, "days", "Wait per {item} + half", inputs=INPUTS, table="flows"),
            Metric("b", "B", 1.0, "count", "One", inputs=INPUTS[:1]),
            Metric("c", "C", None, "count", "Unknown"),
        ),
        lambda: (other, flows),
    )


def _reanalyze(session: Session, panel: ResultsPanel, key: str) -> None:
    """Analyze anew and choose a subject."""
    session.figures.forget()
    session.figures.ask()
    QApplication.processEvents()
    QApplication.processEvents()
    number = next(i for i, row in enumerate(panel.subjects.rows) if row.ids == (key,))
    panel.subjects.scrollTo(panel.subjects.model().index(number, 0))
    _click(panel.subjects, number)


def _said(rows: RowList) -> list[tuple[str, str]]:
    return [(row.text, row.value.replace("\u202f", " ")) for row in rows.rows]


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_figure_shows_the_numbers_and_the_table_it_comes_from(
    panel: ResultsPanel, session: Session, analyses: list[Callable[[Study], Result]], by: str
) -> None:
    analyses.append(_lead_time)
    _reanalyze(session, panel, "made-up")
    assert panel.tables.currentText() == "Other"
    assert panel.chart.isVisible()
    assert not panel.origin.isVisible()

    def act() -> None:
        if by == "click":
            _click(panel.metrics, 0)
        else:
            panel.metrics.setCurrentIndex(panel.metrics.model().index(0, 0))
            QTest.keyClick(panel.metrics, Key.Key_Return)

    act()
    assert _said(panel.origin) == [
        ("Wait per campaign + half.", ""),
        ("Wait time per campaign", "6 d"),
        ("Half", "–"),
    ]
    assert panel.tables.currentText() == "Flows"
    assert panel.table.isVisible()
    assert panel.origin.accessibleName() == "What A is made of"
    act()
    assert not panel.origin.isVisible()
    assert panel.tables.currentText() == "Other"
    assert panel.chart.isVisible()


def test_esc_ends_what_shows_where_a_figure_comes_from_and_arrows_go_to_the_next(
    panel: ResultsPanel, session: Session, analyses: list[Callable[[Study], Result]]
) -> None:
    analyses.append(_lead_time)
    _reanalyze(session, panel, "made-up")
    _click(panel.metrics, 0)
    QTest.keyClick(panel.metrics, Key.Key_Down)
    assert panel.opened is not None
    assert panel.opened.key == "b"
    QApplication.processEvents()
    assert not panel.table.isVisible()
    assert panel.origin.width() > 400
    QTest.keyClick(panel.metrics, Key.Key_Down)
    assert _said(panel.origin) == [("Unknown.", "")]
    panel.activateWindow()
    panel.metrics.setFocus()
    QTest.keyClick(panel.metrics, Key.Key_Escape)
    assert panel.opened is None
    assert panel.chart.isVisible()


def test_a_figure_stays_open_while_its_numbers_change(
    panel: ResultsPanel, session: Session, analyses: list[Callable[[Study], Result]]
) -> None:
    analyses.append(_lead_time)
    _reanalyze(session, panel, "made-up")
    _click(panel.metrics, 0)
    step = session.map.steps[1].id
    session.edit("Rename", lambda p: edits.set_steps(p, "as-is", [step], name="Else"))
    QApplication.processEvents()
    assert panel.opened is not None
    assert panel.metrics.current is not None
    assert panel.metrics.current.ids == ("a",)
    _click(panel.subjects, 0)
    assert panel.opened is None


def test_a_row_about_a_flow_selects_the_flow(
    panel: ResultsPanel, session: Session, analyses: list[Callable[[Study], Result]]
) -> None:
    analyses.append(_lead_time)
    _reanalyze(session, panel, "made-up")
    _click(panel.metrics, 0)
    center = panel.table.visualRect(panel.table.model().index(0, 0)).center()
    QTest.mouseClick(panel.table.viewport(), Left, Qt.KeyboardModifier(0), center)
    assert session.selection.flows == (session.map.flows[0].id,)


def test_only_the_subject_shown_is_asked_for_its_tables(
    panel: ResultsPanel, session: Session, analyses: list[Callable[[Study], Result]]
) -> None:
    asked: list[str] = []

    def run(_study: Study) -> Result:
        def tables() -> tuple[Table, ...]:
            asked.append("tables")
            return ()

        return Result("dear", "Dear", make_tables=tables)

    analyses.append(run)
    _reanalyze(session, panel, "timeline")
    session.edit("Rename", lambda p: edits.set_project(p, title="Else"))
    step = session.map.steps[1].id
    session.edit("Rename", lambda p: edits.set_steps(p, "as-is", [step], name="Else"))
    QApplication.processEvents()
    assert asked == []
    _click(panel.subjects, len(panel.subjects.rows) - 1)
    assert asked == ["tables"]


def test_a_slow_subject_is_made_in_a_thread_and_says_so(
    panel: ResultsPanel,
    session: Session,
    analyses: list[Callable[[Study], Result]],
    qtbot: QtBot,
) -> None:
    gate, asked_on = threading.Event(), list[str]()
    analyses.append(lambda _study: _slow(gate, asked_on))
    _reanalyze(session, panel, "sampled")
    qtbot.waitUntil(lambda: bool(asked_on))
    assert panel._empty.text() == "Computing \u201cSampled\u201d\u2026"
    assert panel._empty.isVisible()
    assert not panel.metrics.isVisible()
    assert panel.subjects.isVisible()
    gate.set()
    qtbot.waitUntil(panel.metrics.isVisible)
    assert _said(panel.metrics) == [("P85", "99")]
    assert set(asked_on) == {"mopsmap-work"}


def test_older_slow_figures_stay_and_are_made_again_once_edits_pause(
    panel: ResultsPanel,
    session: Session,
    analyses: list[Callable[[Study], Result]],
    qtbot: QtBot,
) -> None:
    gate, asked_on = threading.Event(), list[str]()
    gate.set()
    analyses.append(lambda _study: _slow(gate, asked_on))
    _reanalyze(session, panel, "sampled")
    qtbot.waitUntil(panel.metrics.isVisible)
    gate.clear()
    step = session.map.steps[1].id
    for name in ("One", "Two", "Three"):
        session.edit("Rename", lambda p, name=name: edits.set_steps(p, "as-is", [step], name=name))
        QApplication.processEvents()
    assert len(asked_on) == 1
    assert panel.metrics.pale
    assert _said(panel.metrics) == [("P85", "99")]
    qtbot.waitUntil(lambda: len(asked_on) == 2)
    gate.set()
    qtbot.waitUntil(lambda: not panel.metrics.pale)
    qtbot.wait(2 * PAUSE_MS)
    assert len(asked_on) == 2
    assert set(asked_on) == {"mopsmap-work"}


def test_a_slow_subject_that_cannot_be_made_says_so_once(
    panel: ResultsPanel,
    session: Session,
    analyses: list[Callable[[Study], Result]],
    qtbot: QtBot,
) -> None:
    heard: list[str] = []
    session.said.connect(heard.append)

    def broken() -> tuple[Metric, ...]:
        raise ValueError("no runs")

    analyses.append(lambda _study: Result("sampled", "Sampled", broken, slow=True))
    _reanalyze(session, panel, "sampled")
    qtbot.waitUntil(lambda: "could not be computed" in panel._empty.text())
    panel.hide()
    panel.show()
    session.selection_changed.emit()
    QApplication.processEvents()
    assert heard == ["'Sampled' could not be computed (no runs). The map itself is safe."]


def test_closing_ends_what_is_made(
    panel: ResultsPanel,
    session: Session,
    analyses: list[Callable[[Study], Result]],
    qtbot: QtBot,
) -> None:
    gate, asked_on = threading.Event(), list[str]()
    analyses.append(lambda _study: _slow(gate, asked_on))
    _reanalyze(session, panel, "sampled")
    qtbot.waitUntil(lambda: bool(asked_on))
    threading.Timer(0.05, gate.set).start()
    session.close()
    assert not [t for t in threading.enumerate() if t.name == "mopsmap-work"]


def test_no_part_of_the_window_asks_a_slow_result_before_it_is_made(
    hand: Hand, analyses: list[Callable[[Study], Result]]
) -> None:
    gate, asked_on = threading.Event(), list[str]()
    analyses.append(lambda _study: _slow(gate, asked_on))
    hand.open("webinar")
    window = hand.window
    window.show_bottom("results")
    for view in ("view_compare", "view_table", "view_map"):
        window.actions_by_name[view].trigger()
        hand.settle()
    tile = window.kpis.tiles[5]
    hand.click(hand.on(tile))
    assert window.kpis.popover is not None
    window.kpis.popover.close()
    step = hand.map.steps[1].id
    hand.session.edit("x", lambda p: edits.set_steps(p, hand.map.id, [step], name="Else"))
    hand.session.show_map("to-be")
    hand.settle()
    assert asked_on == []


def test_what_to_fix_first_has_a_page_of_its_own(hand: Hand) -> None:
    hand.open("campaign")
    window = hand.window
    QTest.mouseClick(window.tabs, Qt.MouseButton.LeftButton, pos=window.tabs.tabRect(2).center())
    hand.settle()
    panel = window.priorities
    assert panel.isVisible()
    assert [row.text for row in panel.subjects.rows] == ["Fix this first", "Robust ranking"]
    first = panel.table.contents.rows[0]
    assert first[0].text == "Design asset set"
    assert first[2].text.startswith(MINUS)
    assert first[3].text.startswith(f"{MINUS}\u20ac")
    titles = [row.text for row in window.results.subjects.rows]
    assert not {"Fix this first", "Robust ranking"} & set(titles)


def test_another_analysis_shows_its_chart_after_a_figure_was_opened(hand: Hand) -> None:
    hand.open("campaign")
    hand.window.show_bottom("results")
    panel = hand.window.results
    hand.settle()
    panel.metrics.choose(0)
    hand.settle()
    panel.metrics.setFocus()
    hand.key(Qt.Key.Key_Return)
    assert panel.opened is not None
    assert panel.as_table.isChecked()
    panel.subjects.choose(panel.subjects.currentIndex().row() + 1)
    hand.settle()
    assert panel.opened is None
    assert not panel.as_table.isChecked()


def test_an_edit_asks_for_no_figures_that_nobody_sees(
    hand: Hand, analyses: list[Callable[[Study], Result]]
) -> None:
    asked: list[str] = []

    def dear(study: Study) -> Result:
        def metrics() -> tuple[Metric, ...]:
            asked.append(study.map.id)
            return ()

        return Result("dear", "Dear", metrics)

    analyses.append(dear)
    hand.open("webinar")
    hand.window.show_bottom("ladder")
    hand.session.show_map("to-be")
    hand.settle()
    step = hand.map.steps[1].id
    hand.session.edit("x", lambda p: edits.set_steps(p, "to-be", [step], name="Else"))
    hand.settle()
    assert asked == []
    hand.window.actions_by_name["view_compare"].trigger()
    hand.settle()
    assert set(asked) == {"as-is", "to-be"}


def test_a_workbook_has_slow_figures_made_in_a_thread(
    hand: Hand, analyses: list[Callable[[Study], Result]], tmp_path: Path
) -> None:
    gate, asked_on = threading.Event(), list[str]()
    gate.set()
    analyses.append(lambda _study: _slow(gate, asked_on))
    hand.open("webinar")
    hand.window.filing.export_to(tmp_path / "all.xlsx")
    assert (tmp_path / "all.xlsx").stat().st_size > 0
    assert asked_on == ["mopsmap-work", "mopsmap-work"]
