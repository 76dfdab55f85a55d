"""The six tiles above the map: what they say, and what a click on one explains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap import edits
from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.units import DASH, Duration
from ui.look.lettering import strong, text_width
from ui.look.theme import Appearance, font
from ui.panels.key_figures import Kpi, key_figures
from ui.panels.kpis import GAP, LARGE, NORMAL, KpiStrip
from ui.session import Session

Key = Qt.Key


def _step(step: str, process: float, wait: float, **more: object) -> Step:
    times = {"process_time": Duration(process, "h"), "wait_time": Duration(wait, "d")}
    return Step(id=step, name=step.capitalize(), role="mo", **{**times, **more})


def _map(map_id: str, *, headcount: float | None, wait: float, **more: object) -> ValueStreamMap:
    return ValueStreamMap(
        id=map_id,
        name=map_id.capitalize(),
        demand_per_year=100.0,
        roles=(Role(id="mo", name="Marketing ops", headcount=headcount, hourly_cost=50.0),),
        steps=(
            _step("brief", 4.0, 1.0, value_class="value_adding", complete_accurate=0.8),
            _step("launch", 12.0, wait, complete_accurate=0.5),
        ),
        flows=(Flow(id="f", source="brief", target="launch"),),
        **more,
    )


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    as_is = _map("as-is", headcount=0.5, wait=5.0)
    to_be = _map("to-be", headcount=2.0, wait=2.0, kind="to_be", based_on="as-is")
    found = Session()
    found.load(Project(title="Mailing", item="mailing", maps=(as_is, to_be)))
    found.wait()
    return found


@pytest.fixture
def strip(session: Session, qtbot: QtBot) -> Iterator[KpiStrip]:
    made = KpiStrip(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(1440, 64)
    made.show()
    QApplication.processEvents()
    yield made
    if made.popover is not None:
        made.popover.close()


def _kpis(strip: KpiStrip) -> dict[str, Kpi]:
    return {tile.kpi.key: tile.kpi for tile in strip.tiles if tile.kpi is not None}


def _plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_the_six_figures_read_with_their_units(strip: KpiStrip) -> None:
    # 1 d + 4 h + 5 d + 12 h = 64 h = 8 d; effort 16 h of 50 EUR; 1600 of 0.5 x 1760 h.
    kpis = _kpis(strip)
    said = {key: _plain(f"{kpi.label}: {kpi.value} {kpi.unit}") for key, kpi in kpis.items()}
    assert said == {
        "lead_time": "Lead time: 8 days, expected",
        "process_time": "Process time: 16 h, typical",
        "efficiency": "Process cycle efficiency: 6.2 %, typical case",
        "quality": "Rolled %C&A: 40.0 %, first time right 100.0 %",
        "cost": "Cost per mailing: € 800 ",
        "capacity": "Capacity vs demand: 182 % Marketing ops",
    }


def test_figures_of_one_case_name_the_case_that_the_ladder_shows(
    strip: KpiStrip, session: Session
) -> None:
    session.figures.show_case("worst")
    session.wait()
    QApplication.processEvents()
    said = {key: _plain(kpi.unit) for key, kpi in _kpis(strip).items()}
    assert said["lead_time"] == "days, expected"
    assert said["process_time"] == "h, worst"
    assert said["efficiency"] == "%, worst case"


def test_an_overloaded_role_is_an_alarm(strip: KpiStrip) -> None:
    assert [key for key, kpi in _kpis(strip).items() if kpi.alarm] == ["capacity"]
    assert "over the limit" in strip.tiles[5].accessibleName()


def test_a_map_without_times_says_what_to_add(strip: KpiStrip, session: Session) -> None:
    session.load(Project(maps=(ValueStreamMap(id="m", steps=(Step(id="a", name="A"),)),)))
    session.wait()
    QApplication.processEvents()
    kpis = _kpis(strip)
    assert {kpi.value for kpi in kpis.values()} == {DASH}
    assert kpis["lead_time"].unit == "Add a process time to see this"
    assert kpis["process_time"].unit == "Add a process time to see this"
    assert kpis["cost"].unit == "Add an hourly cost to see this"


def test_a_map_without_value_classes_has_no_efficiency_to_show_or_compare(
    strip: KpiStrip, session: Session
) -> None:
    session.edit("x", lambda p: edits.set_steps(p, "as-is", ["brief"], value_class=None))
    session.wait()
    QApplication.processEvents()
    tile = _kpis(strip)["efficiency"]
    assert (tile.value, tile.unit) == (DASH, "Choose value classes to see this")
    session.show_map("to-be")
    session.wait()
    QApplication.processEvents()
    tile = _kpis(strip)["efficiency"]
    assert tile.known
    assert tile.change == ""


def test_before_any_analysis_all_is_unknown(qtbot: QtBot) -> None:
    project = Project(maps=(ValueStreamMap(id="m"),))
    found = key_figures(project, project.maps[0], None)
    assert [kpi.known for kpi in found] == [False] * 6


def test_a_to_be_map_shows_what_changed(strip: KpiStrip, session: Session) -> None:
    session.show_map("to-be")
    session.wait()
    QApplication.processEvents()
    kpis = _kpis(strip)
    assert _plain(kpis["lead_time"].change) == "3 d"
    assert kpis["lead_time"].direction < 0
    assert kpis["lead_time"].better is True
    assert kpis["cost"].change == "no change"
    assert kpis["cost"].better is None
    assert _plain(kpis["efficiency"].change) == "3.8 pp"
    assert kpis["efficiency"].better is True
    assert "down 3 d against As-is" in strip.tiles[0].accessibleName()


def test_the_change_leaves_the_line_of_the_number_to_its_unit(
    strip: KpiStrip, session: Session
) -> None:
    session.edit(
        "x", lambda p: edits.set_roles(p, "to-be", ["mo"], name="Marketing operations and data")
    )
    session.show_map("to-be")
    session.wait()
    QApplication.processEvents()
    tile = strip.tiles[5]
    kpi = tile.kpi
    assert kpi is not None
    assert kpi.change
    room = QRectF(tile.rect()).adjusted(16, 9, -16, 0)
    above, right = tile.room(room, kpi)
    assert right == room.right()
    assert above < room.right()


def test_a_label_and_the_change_beside_it_stay_apart(strip: KpiStrip) -> None:
    tile = strip.tiles[4]
    room = QRectF(tile.rect()).adjusted(NORMAL.side, 9, -NORMAL.side, 0)
    beside = []
    for letters in range(60):
        kpi = Kpi("quality", f"Rolled {'i' * letters}", "12", change="4613", against="As-is")
        above, right = tile.room(room, kpi)
        if above < right:
            beside.append(letters)
            assert text_width(font("label"), kpi.label) <= above - room.left()
            assert above + GAP + text_width(strong("label"), kpi.change) <= room.right() + 0.01
    assert beside == list(range(len(beside)))
    assert 0 < len(beside) < 60


def test_tiles_follow_an_edit(strip: KpiStrip, session: Session) -> None:
    later = Duration(9, "d")
    session.edit("Wait", lambda p: edits.set_steps(p, "as-is", ["launch"], wait_time=later))
    session.wait()
    QApplication.processEvents()
    assert _kpis(strip)["lead_time"].value == "12"


@pytest.mark.qt_log_ignore("grabbing the keyboard")
@pytest.mark.parametrize("opened_by", ["click", "Enter", "Space"])
def test_a_tile_explains_itself(strip: KpiStrip, opened_by: str) -> None:
    tile = strip.tiles[0]
    act: dict[str, Callable[[], None]] = {
        "click": lambda: QTest.mouseClick(tile, Qt.MouseButton.LeftButton),
        "Enter": lambda: QTest.keyClick(tile, Key.Key_Return),
        "Space": lambda: QTest.keyClick(tile, Key.Key_Space),
    }
    act[opened_by]()
    assert strip.popover is not None
    text = _plain(strip.popover.text)
    assert "Lead time 8 days" in text
    assert "Best case 8 d" in text
    assert text.index("Launch 6.5 d") < text.index("Brief 1.5 d")
    QTest.keyClick(strip.popover, Key.Key_Escape)
    assert strip.popover is None


def test_tiles_are_reached_by_tab(strip: KpiStrip) -> None:
    strip.tiles[0].setFocus()
    strip.activateWindow()
    QTest.keyClick(strip.tiles[0], Key.Key_Tab)
    assert strip.focusWidget() is strip.tiles[1]


def test_figures_of_an_older_map_look_out_of_date(
    strip: KpiStrip, session: Session, qtbot: QtBot
) -> None:
    session.hold()
    session.edit("Wait", lambda p: edits.set_steps(p, "as-is", ["brief"], wait_time=None))
    qtbot.waitUntil(lambda: strip.tiles[0].pale, timeout=2000)
    assert strip.tiles[0].toolTip() == "Out of date"
    session.wait()
    QApplication.processEvents()
    assert not strip.tiles[0].pale


def test_a_number_is_never_without_its_unit(strip: KpiStrip) -> None:
    tile = strip.tiles[0]
    lead = tile.kpi
    assert lead is not None
    assert (lead.short_unit, lead.sign) == ("days", "d")
    strip.set_size(LARGE)
    QApplication.processEvents()
    taken = text_width(font(LARGE.words), "days") + 6
    numbers = (f"{'9' * digits}.9" for digits in range(1, 9))
    room = tile.inside.width()
    long = next(n for n in numbers if text_width(font(LARGE.value), n) + taken > room)
    tile.show_kpi(replace(lead, value=long), False, tile.progress)
    said = tile.grab().toImage()
    tile.show_kpi(replace(lead, value=long, sign=""), False, tile.progress)
    assert tile.grab().toImage() != said


def test_process_time_speaks_of_rework_where_there_is_some(
    strip: KpiStrip, session: Session
) -> None:
    back = Flow(id="r", source="launch", target="brief", kind="rework", probability=0.5)

    def change(project: Project) -> Project:
        one = project.maps[0]
        return project.replace(maps=(one.replace(flows=(*one.flows, back)), *project.maps[1:]))

    session.edit("Rework", change)
    session.wait()
    QApplication.processEvents()
    assert _kpis(strip)["process_time"].unit == "h, typical, with rework"
