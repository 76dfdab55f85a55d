"""Numbers as people of other places write them: what is shown is read back as the same, and what
is written to files is the same everywhere."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import analyze
from mopsmap.capture import line_of, read
from mopsmap.exchange import write_csv
from mopsmap.exchange.cells import number_of
from mopsmap.model import Project, Role, Step, ValueStreamMap
from mopsmap.numerals import (
    NARROW_SPACE,
    PLAIN,
    Numerals,
    exact_number,
    grouped,
    in_use,
    numerals_of,
    plain_number,
    shown,
    shown_number,
    thousands_apart,
    trimmed,
    typed,
    use,
    using,
)
from mopsmap.report import write_report
from mopsmap.storage import load, save
from mopsmap.targets import Target, read_limit, write_limit, write_target
from mopsmap.units import (
    Calendar,
    Duration,
    ThreePoint,
    UnitError,
    format_days,
    format_money,
    format_percent,
    read_duration,
    read_estimate,
)

SAMPLES = Path(__file__).parents[2] / "samples"
GERMAN, FRENCH, ENGLISH = Numerals(",", "."), Numerals(",", NARROW_SPACE), Numerals(".", ",")
SWISS = Numerals(".", "\u2019")
EVERYWHERE = (PLAIN, GERMAN, FRENCH, ENGLISH, SWISS)
quick = settings(max_examples=60, deadline=None)
places = st.sampled_from(EVERYWHERE)
amounts = st.one_of(
    st.integers(0, 10**7).map(float),
    st.integers(0, 10**9).map(lambda n: n / 1000),
    st.floats(1e-6, 1e9).map(lambda x: round(x, 4)),
)
times = st.builds(
    Duration,
    st.one_of(
        st.integers(0, 9_999_999).map(lambda n: n / 1000),
        st.floats(0.001, 9_999).map(lambda x: round(x, 6)),
    ),
    st.sampled_from(["min", "h", "d", "w"]),
)


@pytest.fixture(params=EVERYWHERE, ids=["plain", "de", "fr", "en", "ch"])
def place(request: pytest.FixtureRequest) -> Iterator[Numerals]:
    with using(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("point", "group", "expected"),
    [
        (",", ".", GERMAN),
        (".", ",", ENGLISH),
        (",", "\u202f", FRENCH),
        (",", "\u00a0", FRENCH),
        (".", "\u2019", SWISS),
        (",", "", FRENCH),
        (".", ".", PLAIN),
        (",", ",", FRENCH),
        ("\u066b", "\u066c", PLAIN),
        ("", "", PLAIN),
    ],
)
def test_the_signs_of_any_system_can_be_written_and_read(
    point: str, group: str, expected: Numerals
) -> None:
    assert numerals_of(point, group) == expected


@pytest.mark.parametrize(
    ("numerals", "expected"),
    [
        (PLAIN, "1_234.5|\u22121_000|2|12.5_%|1.5_d|€_18.30|€_1.9k"),
        (GERMAN, "1.234,5|\u22121.000|2|12,5_%|1,5_d|€_18,30|€_1,9k"),
        (FRENCH, "1_234,5|\u22121_000|2|12,5_%|1,5_d|€_18,30|€_1,9k"),
        (ENGLISH, "1,234.5|\u22121,000|2|12.5_%|1.5_d|€_18.30|€_1.9k"),
        (SWISS, "1\u2019234.5|\u22121\u2019000|2|12.5_%|1.5_d|€_18.30|€_1.9k"),
    ],
)
def test_what_a_person_sees_has_the_signs_of_the_place(numerals: Numerals, expected: str) -> None:
    with using(numerals):
        texts = (
            grouped(1234.5, 1),
            grouped(-1000),
            trimmed(2.0, 2),
            format_percent(0.125, 1),
            format_days(12.0, Calendar()),
            format_money(18.3, "EUR"),
            format_money(1_900, "EUR", short=True),
        )
        assert "|".join(texts).replace(NARROW_SPACE, "_") == expected
    assert in_use() == PLAIN


@pytest.mark.parametrize(
    ("numerals", "said", "value"),
    [
        (GERMAN, "1.000", 1000.0),
        (GERMAN, "1.234.567", 1_234_567.0),
        (GERMAN, "1.234,5", 1234.5),
        (GERMAN, "1,000", 1.0),
        (GERMAN, "12,345", 12.345),
        (ENGLISH, "1,000", 1000.0),
        (ENGLISH, "12,345.5", 12_345.5),
        (ENGLISH, "1.000", 1.0),
        (FRENCH, "1,000", 1.0),
        (FRENCH, "1.000", 1.0),
        (FRENCH, f"1{NARROW_SPACE}000,5", 1000.5),
        (SWISS, "1\u2019000", 1000.0),
        (SWISS, "1'234.5", 1234.5),
        (PLAIN, "1.000", 1.0),
        (PLAIN, "1,000.5", 1000.5),
        (ENGLISH, "1.000,5", 1000.5),
        (GERMAN, "1,000,000", 1_000_000.0),
    ],
)
def test_three_digits_are_thousands_behind_the_sign_between_thousands(
    numerals: Numerals, said: str, value: float
) -> None:
    with using(numerals):
        assert read_duration(typed(f"{said} min")) == Duration(value, "min")


def test_one_and_a_half_is_written_both_ways_everywhere(place: Numerals) -> None:
    for said in ("1,5 d", "1.5 d", "0,5 d", ".5 d", "0.125 d"):
        assert read_estimate(typed(said)) == read_estimate(said)


def test_a_comma_that_nobody_writes_in_numbers_is_asked_about() -> None:
    for numerals in (PLAIN, SWISS):
        with using(numerals), pytest.raises(UnitError, match=r"can mean 1000 h or 1\.0 h"):
            read_duration(typed("1,000 h"))


def test_what_is_no_number_stays_as_it_is(place: Numerals) -> None:
    for said in (
        "",
        "v1.000.1",
        "1.0000",
        "0.000",
        "1.00",
        "a.b,c",
        "12.34.56",
        "2024.001.1",
        "0.000,5",
    ):
        assert typed(said) == said


@quick
@given(st.floats(0, 1e12) | amounts, places)
def test_a_number_in_a_field_is_read_back_as_the_same(value: float, numerals: Numerals) -> None:
    with using(numerals):
        text, still = shown_number(value, 4), thousands_apart(shown_number(value, 4))
        for said in (text, still.replace(NARROW_SPACE, "")):
            plain = typed(said).replace(",", ".")
            assert float(plain) == round(value, 4)
        assert numerals.point == "." or "." not in text


@quick
@given(times, st.lists(times, min_size=3, max_size=3), places)
def test_a_time_that_is_shown_is_read_back_as_the_same(
    one: Duration, three: list[Duration], numerals: Numerals
) -> None:
    points = ThreePoint(min=three[0], likely=three[1], max=three[2])
    ordered = read_estimate(str(points))
    with using(numerals):
        assert read_estimate(typed(shown(one))) == one
        assert read_estimate(typed(shown(points))) == ordered


@quick
@given(times, times, amounts, st.integers(0, 100_000), places)
def test_a_line_of_a_step_is_read_back_as_the_same(
    process: Duration, wait: Duration, cost: float, share: int, numerals: Numerals
) -> None:
    step = Step(
        id="a",
        name="Write copy",
        role="c",
        process_time=process,
        wait_time=wait,
        fixed_cost=cost,
        people=1.5,
        complete_accurate=share / 100_000,
    )
    one = ValueStreamMap(id="m", roles=(Role(id="c", name="Content"),), steps=(step,))
    project = Project(maps=(one,))
    with using(numerals):
        said = read(line_of(step, one, project), one, project)
    assert (said.process_time, said.wait_time) == (process, wait)
    assert (said.fixed_cost or 0.0, said.people) == (cost, 1.5)
    assert said.complete_accurate == step.complete_accurate


def test_a_captured_line_means_what_it_means_where_one_lives() -> None:
    one = ValueStreamMap(id="m")
    meanings = {}
    for numerals in (GERMAN, ENGLISH, FRENCH):
        with using(numerals):
            said = read("Translate 1.000h w1,000d x1,5 €1.234,5", one, Project(maps=(one,)))
        assert said.problems == ()
        assert (said.people, said.fixed_cost) == (1.5, 1234.5)
        meanings[numerals] = (said.process_time, said.wait_time)
    assert meanings == {
        GERMAN: (Duration(1000, "h"), Duration(1, "d")),
        ENGLISH: (Duration(1, "h"), Duration(1000, "d")),
        FRENCH: (Duration(1, "h"), Duration(1, "d")),
    }


def test_what_a_line_means_is_told_with_the_signs_of_the_place() -> None:
    one = ValueStreamMap(id="m")
    with using(GERMAN):
        said = read("Build 1.5-2h 2,5% €1200 2h 30000w", one, Project(maps=(one,)))
        told = [token.meaning for token in said.tokens]
        assert f"fixed cost €{NARROW_SPACE}1.200" in told
        assert f"2,5{NARROW_SPACE}% complete and accurate" in told
    assert any(problem.endswith("is over 1.000.000 h.") for problem in said.problems)


@quick
@given(amounts, times, places)
def test_a_target_is_read_back_as_the_same(
    amount: float, time: Duration, numerals: Numerals
) -> None:
    project = Project(currency="KWD")
    targets = (
        Target("lead_time_expected", "at_most", time),
        Target("cost_per_item", "at_most", round(amount, 3)),
    )
    stored = [write_target(target, project) for target in targets]
    with using(numerals):
        for target, text in zip(targets, stored, strict=True):
            assert read_limit(typed(write_limit(target, project)), target.metric, project) == target
            assert write_target(target, project) == text


def test_files_and_tables_hold_the_same_numbers_everywhere(place: Numerals, tmp_path: Path) -> None:
    project = load(SAMPLES / "campaign.mopsmap").project
    save(project, tmp_path / "here.mopsmap")
    write_csv(project, tmp_path / "here.csv")
    use(PLAIN)
    save(project, tmp_path / "plain.mopsmap")
    write_csv(project, tmp_path / "plain.csv")
    for kind in ("mopsmap", "csv"):
        here, plain = (tmp_path / f"{name}.{kind}" for name in ("here", "plain"))
        assert here.read_bytes() == plain.read_bytes()
    with using(place):
        assert load(tmp_path / "here.mopsmap").project == project
        assert exact_number(1234.5) == plain_number(1234.5) == str(Duration(1234.5))[:-2]
        assert number_of("1.234") == 1.234  # cells say themselves what they mean


def test_the_workbook_is_the_same_everywhere(tmp_path: Path) -> None:
    project = load(SAMPLES / "campaign.mopsmap").project
    ids = [one.id for one in project.maps[:2]]
    plain, here = tmp_path / "plain.xlsx", tmp_path / "here.xlsx"
    write_report(project, ids[0], ids[-1], plain, exported=date(2026, 1, 1))
    with using(GERMAN):
        for result in analyze(project, ids[0]).results:
            result.make()  # as a window has them, with its numbers in their texts
        write_report(project, ids[0], ids[-1], here, exported=date(2026, 1, 1))
    with zipfile.ZipFile(plain) as one, zipfile.ZipFile(here) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())
