"""The lead-time ladder: true to scale, its sums those of the analysis, worked by mouse and keys."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap.analysis.result import Rung
from mopsmap.model import Flow, Project, Step, ValueClass, ValueStreamMap
from mopsmap.units import Duration, ThreePoint, read_duration
from ui.look.theme import Appearance
from ui.panels.drawing import draw_class_bar
from ui.panels.figures import readings
from ui.panels.ladder import EMPTY, LadderPanel
from ui.panels.rungs import CLEAR, MIN_PROCESS, MOST_FIXED, Levels, places
from ui.session import Session

Key = Qt.Key
HOURS = st.floats(0, 400, allow_nan=False).map(lambda v: round(v, 2))


def _project() -> Project:
    def step(name: str, process: float, wait: float) -> Step:
        return Step(
            id=name.lower(),
            name=name,
            process_time=Duration(process, "h"),
            wait_time=Duration(wait, "d"),
        )

    guessed = ThreePoint(min=Duration(1, "h"), likely=Duration(2, "h"), max=Duration(9, "h"))
    approve = Step(id="approve", name="Approve", kind="decision", process_time=guessed)
    end = Step(id="end", name="Launch", process_time=Duration(2, "h"))
    one = ValueStreamMap(
        id="as-is",
        steps=(step("Brief", 4, 1), step("Write", 8, 2), approve, step("Polish", 8, 4), end),
        flows=(
            Flow(id="f1", source="brief", target="write"),
            Flow(id="f2", source="write", target="approve"),
            Flow(id="f3", source="approve", target="polish", probability=0.4),
            Flow(id="f4", source="approve", target="write", kind="rework", probability=0.2),
            Flow(id="f5", source="approve", target="end", probability=0.4),
            Flow(id="f6", source="polish", target="end"),
        ),
    )
    return Project(item="mailing", maps=(one,))


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    found = Session()
    found.load(_project())
    found.wait()
    return found


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> LadderPanel:
    made = LadderPanel(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(1100, 150)
    made.show()
    QApplication.processEvents()
    return made


def _center(panel: LadderPanel, step: str) -> QPoint:
    place = next(p for p in panel.rungs.places if p.step == step)
    return panel.rungs.rect_of(place).center().toPoint()


@given(st.lists(st.tuples(HOURS, HOURS, HOURS), min_size=1, max_size=25), st.floats(50, 3000))
@settings(max_examples=60, deadline=None)
def test_one_scale_fills_the_width(hours: list[tuple[float, float, float]], width: float) -> None:
    found = places([Rung(str(i), *each) for i, each in enumerate(hours)], width)
    least = max(width, MIN_PROCESS * len(hours) / MOST_FIXED)
    assert found[0].wait == 0
    assert found[-1].end == pytest.approx(least)
    scales = []
    for place, (wait, process, rework) in zip(found, hours, strict=True):
        pixels = place.rework - place.process
        assert pixels >= MIN_PROCESS - 1e-6
        if pixels > MIN_PROCESS + 1e-6 and any(sum(each) for each in hours):
            scales.append(pixels / process)
        scales += [(place.process - place.wait) / wait] if wait > 1 else []
        scales += [(place.end - place.rework) / rework] if rework > 1 else []
    assert scales == pytest.approx([scales[0]] * len(scales), rel=1e-6) if scales else True
    for one, following in itertools.pairwise(found):
        assert one.end == following.wait


@given(st.lists(st.tuples(HOURS, HOURS, HOURS), min_size=1, max_size=12), st.floats(1, 60))
@settings(max_examples=60, deadline=None)
def test_a_label_keeps_clear_of_the_next_step(
    hours: list[tuple[float, float, float]], width: float
) -> None:
    for place in places([Rung(str(i), *each) for i, each in enumerate(hours)], 600):
        middle = place.label_middle(width)
        if middle is None:
            assert width > place.end - place.wait - 2 * CLEAR - 1e-6
        else:
            assert place.wait + CLEAR <= middle - width / 2 + 1e-6
            assert middle + width / 2 <= place.end - CLEAR + 1e-6


@given(st.floats(0, 1e5))
def test_only_nothing_reads_zero(amount: float) -> None:
    for text in readings(amount):
        assert (text == "0") == (amount == 0)


def test_a_path_without_steps_has_no_places() -> None:
    assert places([], 500) == ()


def test_the_sums_are_those_of_the_analysis(panel: LadderPanel, session: Session) -> None:
    assert session.analysis is not None
    ladder = session.analysis.ladder
    assert ladder is not None
    shown = {label: value.replace("\u202f", " ") for label, value in panel.totals.rows}
    assert ladder.wait + ladder.process + ladder.rework == pytest.approx(ladder.lead_time)
    assert shown["Wait, first pass"] == f"{ladder.wait / 8:g} d"
    assert shown["Process, first pass"] == f"{ladder.process:g} h"
    assert shown["Lead time, typical"] == f"{round(ladder.lead_time / 8, 1):g} d"
    assert [p.step for p in panel.rungs.places] == [r.step for r in ladder.rungs]


def test_the_sums_have_room_for_long_numbers(panel: LadderPanel) -> None:
    usual = panel.totals.width()
    panel.totals.show_rows((("Process, first pass", "1\u202f234\u202f567\u202f890.5 h"),))
    assert panel.totals.width() > usual
    panel.totals.show_rows((("PCE", "1 %"),))
    assert panel.totals.width() == usual


def test_the_headline_names_the_case(panel: LadderPanel, session: Session) -> None:
    text = panel.headline.text().replace("\u202f", " ")
    assert text.startswith("Typical, 50 % of mailings: ")
    assert "; expected " in text


def test_a_click_selects_and_opens_the_step(
    panel: LadderPanel, session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.step_activated) as opened:
        QTest.mouseClick(
            panel.rungs, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), _center(panel, "write")
        )
    assert opened.args == ["write"]
    assert session.selection.steps == ("write",)
    QApplication.processEvents()
    assert panel.rungs.selected == {"write"}


def test_arrow_keys_go_along_the_path_and_enter_opens(
    panel: LadderPanel, session: Session, qtbot: QtBot
) -> None:
    session.select(["brief"])
    QApplication.processEvents()
    opened: list[str] = []
    panel.step_activated.connect(opened.append)
    QTest.keyClick(panel.rungs, Key.Key_Right)
    assert session.selection.steps == ("write",)
    QTest.keyClick(panel.rungs, Key.Key_Left)
    QTest.keyClick(panel.rungs, Key.Key_Left)
    assert session.selection.steps == ("brief",)
    assert opened == []
    QTest.keyClick(panel.rungs, Key.Key_End)
    QTest.keyClick(panel.rungs, Key.Key_Return)
    assert opened == ["end"]
    parts = panel.rungs.accessible_parts()
    current = parts.current()
    assert current is not None
    assert "Launch" in parts.name(current)


def test_the_hint_gives_the_three_points_and_rework(panel: LadderPanel) -> None:
    hint = panel.rungs.describe("approve").replace("\u202f", " ")
    assert "Process time: mean 3 h (min 1 h, likely 2 h, max 9 h)" in hint
    assert "Rework adds" in hint


def test_a_headline_without_room_ends_with_an_ellipsis_and_is_whole_in_its_tooltip(
    panel: LadderPanel, session: Session
) -> None:
    assert panel.headline.shown == panel.headline.text()
    panel.resize(430, 150)
    panel.grab()
    assert panel.headline.shown.endswith("\u2026")
    assert panel.headline.toolTip() == panel.headline.text()
    assert panel.headline.geometry().right() < panel.case_buttons["typical"].geometry().left()


def test_another_case_is_another_path(panel: LadderPanel, session: Session) -> None:
    QTest.mouseClick(panel.case_buttons["best"], Qt.MouseButton.LeftButton)
    session.wait()
    QApplication.processEvents()
    assert session.figures.case == "best"
    assert [p.step for p in panel.rungs.places] == ["brief", "write", "approve", "end"]
    assert panel.headline.text().startswith("Best, ")
    assert panel.case_buttons["best"].isChecked()


def test_a_long_path_scrolls(panel: LadderPanel) -> None:
    panel.resize(430, 150)
    QApplication.processEvents()
    needed = MIN_PROCESS * len(panel.rungs.places) / MOST_FIXED
    assert panel.rungs.width() >= needed
    assert panel.rungs.width() > panel.width() - panel.totals.width() - 80


def test_without_times_it_says_what_will_stand_here(panel: LadderPanel, session: Session) -> None:
    session.load(Project(maps=(ValueStreamMap(id="m", steps=(Step(id="a", name="A"),)),)))
    session.wait()
    QApplication.processEvents()
    assert panel._empty.isVisible()
    assert panel._empty.text() == EMPTY
    assert not panel.totals.isVisible()
    QTest.keyClick(panel.rungs, Key.Key_Right)
    assert not session.selection


def test_a_hidden_ladder_catches_up_when_shown(panel: LadderPanel, session: Session) -> None:
    panel.hide()
    session.select(["polish"])
    QApplication.processEvents()
    assert panel.rungs.selected == frozenset()
    panel.show()
    assert panel.rungs.selected == {"polish"}


def _chain(map_id: str, *times: tuple[str, str]) -> ValueStreamMap:
    """Steps one after another, each with its wait and process time."""
    steps = tuple(
        Step(
            id=f"s{i}",
            name=f"S{i}",
            wait_time=read_duration(wait),
            process_time=read_duration(work),
        )
        for i, (wait, work) in enumerate(times)
    )
    flows = tuple(
        Flow(id=f"f{i}", source=a.id, target=b.id)
        for i, (a, b) in enumerate(itertools.pairwise(steps))
    )
    return ValueStreamMap(id=map_id, name=map_id, steps=steps, flows=flows)


@pytest.mark.parametrize(
    ("times", "rows"),
    [
        ((("2 d", "3 h"), ("10 s", "10 s")), ("Wait, d", "Process, h", "Step")),
        ((("4 h", "24 min"), ("30 s", "10 s")), ("Wait, h", "Process, min", "Step")),
        ((("5 min", "50 s"), ("30 s", "10 s")), ("Wait, min", "Process, s", "Step")),
    ],
)
def test_a_row_is_in_the_unit_of_its_longest_time(
    panel: LadderPanel,
    session: Session,
    times: tuple[tuple[str, str], ...],
    rows: tuple[str, ...],
) -> None:
    session.load(Project(maps=(_chain("m", *times),)))
    session.wait()
    QApplication.processEvents()
    assert panel.axis.rows == rows


def test_every_wait_is_a_spike_however_short(panel: LadderPanel, session: Session) -> None:
    times = [("30 s", "10 s")] * 12 + [("0 h", "10 s"), ("40 h", "1 h")]
    session.load(Project(maps=(_chain("m", *times),)))
    session.wait()
    QApplication.processEvents()
    seen = panel.rungs.grab().toImage()
    levels = Levels.of(panel.rungs.height())
    line = Appearance("light").theme.color("ladder.line")
    strokes = [
        sum(
            seen.pixelColor(round(place.wait + 8 + beside), round(levels.top + 8)) == line
            for beside in (-3, -2, -1, 0, 1, 2, 3)
        )
        for place in panel.rungs.places[:13]
    ]
    assert strokes == [2] * 12 + [0]


@pytest.mark.parametrize("value_class", ["necessary", "waste"])
@pytest.mark.parametrize("length", [21, 34, 57, 200])
def test_a_bar_ends_with_a_whole_dash(value_class: ValueClass, length: int) -> None:
    seen = QImage(length, 5, QImage.Format.Format_RGB32)
    seen.fill(Qt.GlobalColor.white)
    painter = QPainter(seen)
    theme = Appearance("light").theme
    draw_class_bar(painter, QRectF(seen.rect()), value_class, theme)
    painter.end()
    ground = QColor(Qt.GlobalColor.white)
    runs = itertools.groupby(seen.pixelColor(x, 2) != ground for x in range(length))
    marked = [(on, len(list(run))) for on, run in runs]
    dashes = [size for on, size in marked if on]
    assert marked[0][0]
    assert marked[-1][0]
    assert max(dashes) - min(dashes) <= 1


def test_another_map_is_shown_from_its_start(panel: LadderPanel, session: Session) -> None:
    long = [("1 d", "2 h")] * 40
    session.load(Project(maps=(_chain("as-is", *long), _chain("to-be", *long))))
    session.wait()
    session.select(["s39"])
    QApplication.processEvents()
    assert panel.rungs.visibleRegion().boundingRect().left() > 0
    session.select([])
    session.show_map("to-be")
    session.wait()
    QApplication.processEvents()
    assert panel.rungs.visibleRegion().boundingRect().left() == 0
