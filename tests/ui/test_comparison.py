"""The comparison of two maps: figures with their change, steps changed and how."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap import edits
from mopsmap.model import Countermeasure, Flow, Project, Role, Step, ValueStreamMap
from mopsmap.storage import load
from mopsmap.units import Duration
from tests.ui.hand import SAMPLES, Hand
from ui.compare.page import ComparePage
from ui.look.theme import Appearance
from ui.panels.figures import arrow, compared_texts
from ui.panels.key_figures import key_figures
from ui.panels.rows import RowList
from ui.session import Session

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


def _chain(*steps: Step) -> dict[str, object]:
    pairs = itertools.pairwise(steps)
    flows = tuple(Flow(id=f"{a.id}-{b.id}", source=a.id, target=b.id) for a, b in pairs)
    return {"steps": steps, "flows": flows}


def _project() -> Project:
    roles = (
        Role(id="mo", name="Marketing operations", headcount=1.0, hourly_cost=60.0),
        Role(id="ag", name="Agency", hourly_cost=100.0),
    )
    days = {n: Duration(n, "d") for n in (1, 2, 3, 6)}
    brief = Step(id="brief", name="Write brief", role="mo", wait_time=days[1])
    build = Step(
        id="build",
        name="Build e-mail",
        role="ag",
        process_time=Duration(8, "h"),
        wait_time=days[6],
        complete_accurate=0.7,
        value_class="value_adding",
    )
    sign = Step(id="sign", name="Sign off", role="mo", wait_time=days[3])
    kit = Step(id="kit", name="Pick template", role="mo", process_time=Duration(1, "h"))
    better = build.replace(role="mo", wait_time=days[2], complete_accurate=0.9, lever="automate")
    drop = Countermeasure(id="c", name="Trust the team", removes=("sign",))
    return Project(
        maps=(
            ValueStreamMap(id="as-is", name="Today", roles=roles, **_chain(brief, build, sign)),
            ValueStreamMap(
                id="to-be",
                name="Next year",
                kind="to_be",
                based_on="as-is",
                roles=roles,
                countermeasures=(drop,),
                **_chain(brief, kit, better),
            ),
        )
    )


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    found = Session()
    found.load(_project())
    found.show_map("to-be")
    found.wait()
    return found


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ComparePage:
    made = ComparePage(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(1000, 560)
    made.as_table.setChecked(True)
    made.show()
    QApplication.processEvents()
    return made


def _figures(panel: ComparePage) -> dict[str, list[str]]:
    return {
        row[0].text: [cell.text.replace("\u202f", " ") for cell in row[1:]]
        for row in panel.tables.table.contents.rows
    }


def _click(rows: RowList, text: str) -> None:
    number = next(i for i, row in enumerate(rows.rows) if text in row.text and not row.heading)
    rect = rows.visualRect(rows.model().index(number, 0))
    QTest.mouseClick(rows.viewport(), Left, Qt.KeyboardModifier(0), rect.center())


def test_figures_stand_beside_each_other_with_their_change(panel: ComparePage) -> None:
    # 1 + 6 + 3 d wait and 8 h work; 1 + 2 d wait and 9 h work.
    figures = _figures(panel)
    assert figures["Lead time, expected"] == ["11.0 d", "4.1 d", "↓ 6.9 d"]
    assert figures["Process time"] == ["8 h", "9 h", "↑ 1 h"]
    assert figures["Rolled %C&A"] == ["70.0 %", "90.0 %", "↑ 20.0 pp"]
    assert [h.text for h in panel.tables.table.contents.headings] == [
        "Figure, typical case unless said",
        "Today",
        "Next year",
        "Change",
    ]


def test_better_and_worse_differ_in_tone_and_arrow(panel: ComparePage) -> None:
    tones = {row[0].text: row[3].tone for row in panel.tables.table.contents.rows}
    assert tones["Lead time, expected"] == "positive.text"
    assert tones["Process time"] == "negative.text"
    assert tones["Critical paths"] == "text.tertiary"


def test_changes_read_in_words(panel: ComparePage) -> None:
    rows = panel.tables.changes.rows
    assert [(row.text, row.value) for row in rows if row.heading] == [
        ("Added", "1"),
        ("Removed", "1"),
        ("Changed", "1"),
        ("Lead time by change", ""),
        ("Business case", ""),
    ]
    assert panel.counts.text() == "1 added, 1 removed, 1 changed"
    assert [row.text for row in rows if not row.heading][:3] == [
        "2 Pick template",
        "3 Sign off",
        "3 Build e-mail",
    ]
    assert rows[3].details == ("Dropped by: Trust the team",)
    assert [text.replace("\u202f", " ") for text in rows[5].details] == [
        "Role: Agency → Marketing operations",
        "Wait before: 6 d → 2 d",
        "%C&A: 70 % → 90 %",
        "Lever: not set → automate",
    ]


def test_a_click_selects_the_step_on_the_map(
    panel: ComparePage, session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.step_activated) as opened:
        _click(panel.tables.changes, "Pick template")
    assert opened.args == ["kit"]
    assert session.selection.steps == ("kit",)
    assert session.map_id == "to-be"


def test_a_removed_step_is_shown_where_it_is(panel: ComparePage, session: Session) -> None:
    _click(panel.tables.changes, "Sign off")
    assert session.map_id == "as-is"
    assert session.selection.steps == ("sign",)


def test_any_two_maps_can_be_chosen(panel: ComparePage, session: Session) -> None:
    session.edit("Copy", lambda p: edits.copy_map(p, "to-be", "other", "Other", "variant"))
    session.show_map("to-be")
    session.wait()
    QApplication.processEvents()
    panel.after.setFocus()
    QTest.keyClick(panel.after, Key.Key_Down)
    QApplication.processEvents()
    assert panel.pair == ("as-is", "other")
    assert panel.found is not None
    assert panel.found["to"] == "other"
    QTest.keyClick(panel.before, Key.Key_End)
    assert panel.pair == ("other", "other")
    kinds = [row.text for row in panel.tables.changes.rows if row.heading]
    assert kinds == ["Lead time by change", "Business case"]


def test_the_comparison_follows_an_edit(panel: ComparePage, session: Session) -> None:
    day = Duration(1, "d")
    session.edit("Wait", lambda p: edits.set_steps(p, "to-be", ["build"], wait_time=day))
    session.wait()
    QApplication.processEvents()
    assert _figures(panel)["Lead time, expected"][2] == "↓ 7.9 d"


def test_without_a_to_be_map_it_offers_to_make_one(
    panel: ComparePage, session: Session, qtbot: QtBot
) -> None:
    session.load(_project().replace(maps=_project().maps[:1]))
    session.wait()
    QApplication.processEvents()
    assert panel.pair is None
    assert panel.create_button.isVisible()
    with qtbot.waitSignal(panel.create_to_be):
        QTest.mouseClick(panel.create_button, Left)


def test_two_shares_have_the_digits_of_their_change(panel: ComparePage, session: Session) -> None:
    rate = 0.125
    session.edit("x", lambda p: edits.set_steps(p, "as-is", ["build"], complete_accurate=rate))
    session.wait()
    QApplication.processEvents()
    assert _figures(panel)["Rolled %C&A"] == ["12.5 %", "90.0 %", "↑ 77.5 pp"]


def test_a_figure_that_rests_on_nothing_is_not_compared(
    panel: ComparePage, session: Session
) -> None:
    session.edit("x", lambda p: edits.set_steps(p, "as-is", ["build"], value_class=None))
    session.wait()
    QApplication.processEvents()
    before, after, change = _figures(panel)["Process cycle efficiency"]
    assert (before, change) == ("–", "–")
    assert "%" in after


def test_hours_below_ten_keep_the_digits_of_the_key_figures(
    panel: ComparePage, session: Session
) -> None:
    short = Duration(1.96, "h")
    session.edit("x", lambda p: edits.set_steps(p, "as-is", ["build"], process_time=short))
    session.wait()
    QApplication.processEvents()
    assert _figures(panel)["Process time"][:2] == ["1.96 h", "9.00 h"]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (1.96, 1.01, ("1.96 h", "1.01 h", "0.95 h")),
        (0.5, 0.75, ("30 min", "45 min", "15 min")),
        (0.25, 2.0, ("15 min", "2 h", "1.8 h")),
        (2.0, 0.0, ("2 h", "0 h", "2 h")),
        (8.0, 8.001, ("8 h", "8 h", "<0.01 h")),
        (3.0, 3.0 + 1e-12, ("3 h", "3 h", "")),
    ],
)
def test_a_change_is_in_the_unit_of_the_value_it_leads_to(
    before: float, after: float, shown: tuple[str, str, str]
) -> None:
    texts = compared_texts(before, after, "hours", Project())
    assert tuple(text.replace("\u202f", " ") for text in texts) == shown


@pytest.mark.parametrize("sample", ["campaign", "lead", "nurture", "webinar", "whitepaper"])
def test_key_figures_and_comparison_give_a_change_alike(
    session: Session, panel: ComparePage, sample: str
) -> None:
    session.load(load(SAMPLES / f"{sample}.mopsmap").project)
    session.show_map("to-be")
    session.wait()
    QApplication.processEvents()
    changes = {row[0].text: row[3].text for row in panel.tables.table.contents.rows}
    base = session.analysis_of("as-is")
    kpis = key_figures(session.project, session.map, session.analysis, base, "As-is")
    told = {k.label: f"{arrow(k.direction)} {k.change}".strip() for k in kpis if k.label in changes}
    assert told == {label: changes[label] for label in told}
    assert {"Process time", "Rolled %C&A", f"Cost per {session.project.item}"} <= told.keys()


def test_figures_are_named_after_what_flows(panel: ComparePage, session: Session) -> None:
    session.edit("x", lambda p: edits.set_project(p, item="mailing"))
    session.wait()
    QApplication.processEvents()
    names = [row[0] for row in panel.tables.table.contents.rows]
    assert "Cost per mailing" in [name.text for name in names]
    assert not [name for name in names if "per item" in name.text + name.tip]


def test_a_comparison_seen_before_the_figures_are_known_reads_right_after_them(hand: Hand) -> None:
    hand.open("campaign")
    hand.session.wait()
    hand.window.actions_by_name["view_compare"].trigger()
    hand.open("lead")
    hand.session.wait()
    hand.settle()
    rows = hand.window.comparison.tables.table.contents.rows
    assert {row[0].text: row[1].text for row in rows}["Activity ratio"].endswith("%")
