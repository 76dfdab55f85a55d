"""Numbers in the format of the person's place: everywhere in the window at once, and never in what
is written; what fields show they read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QLineEdit

from mopsmap import edits
from mopsmap.numerals import NARROW_SPACE, PLAIN, Numerals, in_use, use
from mopsmap.storage import dump
from mopsmap.units import Duration, ThreePoint
from tests.ui.hand import Hand, Key, small_project
from tests.ui.seen import look_everywhere, texts
from tests.ui.seen import painted as painted
from ui.panels.estimate import EstimateField
from ui.panels.results import ResultsPanel
from ui.settings import NUMERALS, _of_system, use_numerals

GERMAN = Numerals(",", ".")
PLAINLY = re.compile(r"\d\.(?!\d{3}(?!\d))\d|\d\u202f\d|\d,\d{3}(?!\d)")
"""Decimals behind a point, or thousands behind anything else."""


@pytest.fixture(autouse=True)
def _plain_again() -> Iterator[None]:
    yield
    use(PLAIN)
    QSettings().remove("interface/numerals")


def write_as(hand: Hand, name: str) -> None:
    hand.window.actions_by_name[name].trigger()
    hand.settle()


def english(words: Iterable[str]) -> set[str]:
    return {text for text in words if PLAINLY.search(text)}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("C", PLAIN),
        ("de_DE", GERMAN),
        ("fr_FR", Numerals(",", NARROW_SPACE)),
        ("en_US", Numerals(".", ",")),
        ("en_GB", Numerals(".", ",")),
        ("en_IN", Numerals(".", ",")),
        ("pt_BR", GERMAN),
        ("pt_PT", Numerals(",", NARROW_SPACE)),
        ("de_CH", Numerals(".", "\u2019")),
        ("ar_EG", PLAIN),
    ],
)
def test_the_system_says_how_numbers_are_written(code: str, expected: Numerals) -> None:
    assert _of_system(QLocale(code)) == expected


@pytest.mark.parametrize(("name", "numerals"), NUMERALS.items())
def test_the_choice_is_remembered(hand: Hand, name: str, numerals: Numerals | None) -> None:
    write_as(hand, name)
    assert hand.window.actions_by_name[name].isChecked()
    chosen = in_use()
    assert chosen == (numerals or _of_system(QLocale.system()))
    use(Numerals(",", "\u2019"))
    use_numerals()
    assert in_use() == chosen


def test_a_choice_that_nobody_offers_is_that_of_the_system(hand: Hand) -> None:
    QSettings().setValue("interface/numerals", "roman")
    use_numerals()
    assert in_use() == _of_system(QLocale.system())


def test_every_number_in_sight_is_written_so_at_once(
    open_window: Callable[[], Hand], painted: list[str]
) -> None:
    hand = open_window()
    hand.open("campaign")
    hand.session.show_map("to-be")
    assert english(look_everywhere(hand))  # everything is there, written plainly
    write_as(hand, "numerals_point")
    painted.clear()
    hand.window.grab()
    assert sorted(english(painted)) == []
    found = look_everywhere(hand)
    assert sorted(english(found)) == []
    assert len([text for text in found if re.search(r"\d,\d", text)]) > 100
    assert any(re.search(r"\d\.\d{3}", text) for text in found)


def test_every_analysis_and_its_what_if_is_written_so(hand: Hand) -> None:
    hand.open("campaign")
    assert english(go_through_analyses(hand))
    write_as(hand, "numerals_point")
    found = go_through_analyses(hand)
    assert sorted(english(found)) == []
    assert len([text for text in found if re.search(r"\d,\d", text)]) > 50


def go_through_analyses(hand: Hand) -> set[str]:
    found = set[str]()
    for name in ("results", "priorities"):
        hand.window.show_bottom(name)
        panel: ResultsPanel = getattr(hand.window, name)
        subjects = panel.subjects.model()
        for row in range(subjects.rowCount()):
            panel.subjects.setCurrentIndex(subjects.index(row, 0))
            hand.session.making.finish()
            hand.settle()
            hand.window.grab()
            found |= texts(hand.window)
    return found


def proposed(hand: Hand) -> tuple[object, object]:
    """The times of the step that is said but not yet entered."""
    proposal = hand.session.proposal
    assert proposal is not None
    step = hand.map.step_by_id[proposal.steps[0]]
    return step.process_time, step.wait_time


def test_what_is_said_in_the_capture_line_is_read_anew(hand: Hand) -> None:
    hand.open("campaign")
    hand.click(hand.view.map_scene.reading.order[3])
    hand.key(Key.Key_Return)
    hand.type("Draft 1.500h w2.5d")
    hand.settle()
    assert proposed(hand) == (Duration(1.5, "h"), Duration(2.5, "d"))
    write_as(hand, "numerals_point")
    assert proposed(hand) == (Duration(1500, "h"), Duration(2.5, "d"))
    assert hand.window.capturing.line.field.text == "Draft 1.500h w2.5d"
    hand.esc()
    hand.esc()


def test_all_windows_follow_and_come_back(open_window: Callable[[], Hand]) -> None:
    one, other = open_window(), open_window()
    other.window.windows = one.window.windows
    one.window.windows.opened.append(other.window)
    for hand in (one, other):
        hand.open("lead")
    before = {*kpis(other)}
    write_as(one, "numerals_point")
    other.settle()
    german = {*kpis(other)}
    assert english(german) == set()
    assert german != before
    write_as(one, "numerals_space")
    other.settle()
    assert {*kpis(other)} == before
    assert other.window.actions_by_name["numerals_space"].isChecked()


def kpis(hand: Hand) -> list[str]:
    return [tile.accessibleName() for tile in hand.window.kpis.tiles]


@pytest.mark.parametrize("name", [*NUMERALS][1:])
def test_going_through_all_fields_changes_nothing(hand: Hand, name: str) -> None:
    hand.open("campaign")
    step = hand.map.steps[3].id
    hand.session.edit(
        "Odd numbers",
        lambda p: edits.set_steps(
            p,
            hand.session.map_id,
            (step,),
            process_time=ThreePoint(
                min=Duration(1.125, "h"), likely=Duration(1000.5, "h"), max=Duration(12345.678, "h")
            ),
            wait_time=Duration(1.25, "d"),
            fixed_cost=1234.5,
            people=1.125,
            complete_accurate=0.12345,
        ),
    )
    write_as(hand, name)
    hand.session.select((step,))
    hand.settle()
    before = hand.project
    inspector = hand.window.inspector
    fields = [f for f in inspector.findChildren(QLineEdit) if f.isVisible() and f.isEnabled()]
    assert len(fields) > 8
    for field in fields:
        field.setFocus()
        hand.key(Key.Key_Tab)
    assert hand.project is before


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(1, 9_999_999).map(lambda n: n / 1000),
    st.sampled_from([*NUMERALS][1:]),
)
def test_a_time_typed_as_it_is_shown_is_the_same(hand: Hand, value: float, name: str) -> None:
    hand.session.load(hand.session.project)
    numerals = NUMERALS[name]
    assert numerals is not None
    use(numerals)
    field = EstimateField(attribute("process_time"), hand.session)
    changes: list[Callable[[None], object]] = []
    field.entered.connect(changes.append)
    field.show_value(Duration(value, "h"))
    entry = field.entries[1]
    entry.setFocus()
    shown = entry.model_text
    field.show_value(None)
    entry.setText(shown)
    entry.textEdited.emit(shown)
    field.settle()
    field.deleteLater()
    assert [change(None) for change in changes] == [Duration(value, "h")]


def attribute(name: str) -> object:
    from mopsmap.model import Step
    from mopsmap.record import attribute_of

    return attribute_of(Step, name)


def test_both_signs_are_typed_as_ever_and_thousands_too(hand: Hand) -> None:
    hand.open("campaign")
    write_as(hand, "numerals_point")
    step = hand.map.steps[3].id
    hand.session.select((step,))
    hand.settle()
    for said, value in (("1,5", 1.5), ("2.5", 2.5), ("1.500", 1500.0), ("1.234,5", 1234.5)):
        field = next(
            f
            for f in hand.window.inspector.findChildren(QLineEdit)
            if f.accessibleName() == "Fixed cost"
        )
        field.setFocus()
        field.selectAll()
        hand.type(said)
        hand.key(Key.Key_Return)
        hand.settle()
        assert hand.map.step_by_id[step].fixed_cost == value
    assert field.text() in ("1234,5", "1.234,5")


def test_what_is_saved_and_exported_is_the_same_everywhere(hand: Hand, tmp_path: Path) -> None:
    hand.show(small_project())
    plain, german = tmp_path / "plain.xlsx", tmp_path / "german.xlsx"
    hand.window.filing.export_to(plain)
    saved = dump(hand.session.committed)
    write_as(hand, "numerals_point")
    hand.window.filing.export_to(german)
    assert in_use() == GERMAN
    assert german.read_bytes() == plain.read_bytes()
    assert dump(hand.session.committed) == saved
