"""Times as people type them and as they are shown; everything between is working hours."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mopsmap.currency import currency_sign
from mopsmap.units import (
    DASH,
    MAX_HOURS,
    MINUS,
    NARROW_SPACE,
    UNITS,
    Calendar,
    Duration,
    Spread,
    ThreePoint,
    Unit,
    UnitError,
    durations_of,
    exact_number,
    format_days,
    format_hours,
    format_money,
    format_percent,
    grouped,
    mean_hours,
    plain_number,
    read_duration,
    read_estimate,
    read_stored,
    stored_estimate,
)

DAY = Calendar()
PART_TIME = Calendar(hours_per_day=4, days_per_week=3)


def three(low: float, likely: float, high: float, unit: Unit = "h") -> ThreePoint:
    return ThreePoint(min=Duration(low, unit), likely=Duration(likely, unit),
                      max=Duration(high, unit))  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("4h", "4 h"),
        ("30m", "30 min"),
        ("30 min", "30 min"),
        ("1,5 d", "1.5 d"),
        ("1.5 d", "1.5 d"),
        (".5 h", "0.5 h"),
        ("45 s", "45 s"),
        ("2 Weeks", "2 w"),
        ("1h 30m", "1.5 h"),
        ("1h30m", "1.5 h"),
        ("1 d 2 h", "1.25 d"),
        ("30m 1h", "90 min"),
        ("0 h", "0 h"),
        ("1 w 1 d 30 min", "1.2125 w"),
        ("1h 20m", "1.333333 h"),
        ("1 000 h", "1000 h"),
        (f"10{NARROW_SPACE}000 min", "10000 min"),
        (f"4{NARROW_SPACE}h", "4 h"),
        ("4\u00a0h", "4 h"),
        ("0.000001 h", "0.000001 h"),
    ],
)
def test_a_time_is_read_as_typed_and_keeps_its_unit(typed: str, stored: str) -> None:
    assert str(read_duration(typed)) == stored
    assert str(read_estimate(f"  {typed} ")) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2-4 d", "2-3-4 d"),
        ("2 - 4 d", "2-3-4 d"),
        ("2\u20134 d", "2-3-4 d"),
        ("2\u22124 d", "2-3-4 d"),
        ("2 to 4 d", "2-3-4 d"),
        ("2..4 d", "2-3-4 d"),
        ("2d-4d", "2-3-4 d"),
        ("4-2 d", "2-3-4 d"),
        ("1,5-2 h", "1.5-1.75-2 h"),
        ("2-4-8h", "2-4-8 h"),
        ("8-2-4h", "2-4-8 h"),
        ("1h 30m - 2h", "1.5-1.75-2 h"),
        ("4h-2d", "4 h - 1.25 d - 2 d"),
        ("0-0 h", "0-0-0 h"),
    ],
)
def test_a_range_becomes_three_points_in_rising_order(typed: str, stored: str) -> None:
    assert str(read_estimate(typed)) == stored


@pytest.mark.parametrize("typed", ["", "  ", "?", " ? ", "-", DASH])
def test_unknown(typed: str) -> None:
    assert read_estimate(typed) is None


def test_a_number_without_a_unit_takes_that_of_the_field() -> None:
    assert read_estimate("4", "d") == Duration(4, "d")
    assert read_estimate("2-4", "d") == three(2, 3, 4, "d")
    assert read_estimate("4 h", "d") == Duration(4, "h")
    assert read_estimate("10 000", "min") == Duration(10_000, "min")


@pytest.mark.parametrize(
    ("typed", "large", "small"),
    [
        ("1,000 h", "1000 h", "1.0 h"),
        ("2-1,250d", "1250 d", "1.25 d"),
        ("12,345", "12345", "12.345"),
    ],
)
def test_a_comma_before_three_digits_is_not_guessed(typed: str, large: str, small: str) -> None:
    with pytest.raises(UnitError, match=f" can mean {large} or {small}[.] Write one of these[.]"):
        read_estimate(typed, "h")
    assert read_estimate(typed, "h", decimal_comma=True) is not None


@pytest.mark.parametrize("typed", ["0,125 h", "1,25 h", "1234,567 h", "1.000 h", "1 000 h"])
def test_a_comma_with_one_meaning_is_read(typed: str) -> None:
    assert read_estimate(typed) is not None


def test_parts_without_units_of_their_own_are_not_guessed() -> None:
    for typed in ("1h 30", "1 30", "1 2 3"):
        with pytest.raises(UnitError, match="is not a time"):
            read_estimate(typed, "h")


NONSENSE = [
    "four hours", "h", "4", "1,5", "-4h", "4 h -", "- 4 h", "1-2-3-4h", "1--2 h", "4 x", "4 months",
    "1e3 h", "nan h", "inf h", "1:30", "4h;", "1.2.3 h", "1.000,5 h", "1h,30m", "\u00bd d", "4 h/d",
    "d 4", "~4h", "??", "2-4 d?", "\u00b2 h", "10 00 h", "1_000 h",
]  # fmt: skip


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_gets_one_sentence_that_shows_how(typed: str) -> None:
    with pytest.raises(UnitError) as caught:
        read_estimate(typed)
    said = str(caught.value)
    assert said.endswith("is not a time. Write for example 30m, 4h, 2-4 d, 1h 30m or ?.")
    with pytest.raises(UnitError):
        read_stored(typed)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1000001 h", "A time of 1,000,001 h is over 1,000,000 h"),
        ("60000061 min", "A time of 60,000,061 min is over 1,000,000 h"),
        ("9" * 400 + " h", "finite"),
        ("9" * 5000 + " h", "finite"),
    ],
)
def test_times_beyond_reason_are_refused(typed: str, reason: str) -> None:
    with pytest.raises(UnitError, match=reason) as caught:
        read_estimate(typed)
    assert len(str(caught.value)) < 100


def test_a_long_text_is_shown_shortened() -> None:
    with pytest.raises(UnitError) as caught:
        read_estimate("wait for legal " * 50)
    assert len(str(caught.value)) < 130


scribbles = st.text(max_size=25) | st.text("0123456789.,-–hmd w?to \u202f", max_size=14)


@settings(max_examples=150, deadline=None)
@given(scribbles, st.sampled_from([None, *UNITS]))
def test_any_text_is_read_or_refused(typed: str, unit: Unit | None) -> None:
    try:
        found = read_estimate(typed, unit)
    except UnitError as error:
        said = str(error)
    else:
        said = "."
        assert found is None or 0 <= mean_hours(found, DAY) < float("inf")
    assert said.endswith(".")
    assert len(said) < 140


values = (
    st.floats(0, 1e5, allow_subnormal=False)
    | st.integers(0, 1000).map(float)
    | st.floats(0, 1e-5, allow_subnormal=False)
)
durations = st.builds(Duration, values, st.sampled_from(UNITS))


@settings(max_examples=200, deadline=None)
@given(durations)
@example(Duration(1e-6))
@example(Duration(1 / 3, "d"))
@example(Duration(5e-324))
@example(Duration(0.1 + 0.2))
@example(Duration(MAX_HOURS))
def test_what_a_duration_writes_reads_back_as_itself(duration: Duration) -> None:
    assert read_duration(str(duration)) == duration
    assert read_stored(str(duration)) == duration


@settings(max_examples=150, deadline=None)
@given(st.lists(durations, min_size=3, max_size=3), st.sampled_from([DAY, PART_TIME]))
def test_what_a_three_point_estimate_writes_reads_back_as_itself(
    points: list[Duration], calendar: Calendar
) -> None:
    low, likely, high = sorted(points, key=lambda d: d.hours(calendar))
    estimate = ThreePoint(min=low, likely=likely, max=high)
    again = read_estimate(str(estimate), None, calendar)
    assert isinstance(again, ThreePoint)
    assert again.hours(calendar) == estimate.hours(calendar)
    if len({p.unit for p in points}) == 1 or len({p.hours(calendar) for p in points}) == 3:
        assert again == estimate


@settings(max_examples=100, deadline=None)
@given(values, values, st.sampled_from(UNITS))
def test_the_likely_time_of_a_range_lies_in_its_middle(a: float, b: float, unit: Unit) -> None:
    found = read_estimate(f"{exact_number(a)} - {exact_number(b)} {unit}")
    assert isinstance(found, ThreePoint)
    low, likely, high = (d.value for d in durations_of(found))
    assert (low, high) == (min(a, b), max(a, b))
    assert low <= likely <= high
    assert likely == pytest.approx((a + b) / 2, rel=1e-5)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 400), st.integers(0, 59))
def test_hours_and_minutes_add_up(hours: int, minutes: int) -> None:
    found = read_duration(f"{hours}h {minutes}m")
    assert found.unit == "h"
    assert found.hours(DAY) == pytest.approx(hours + minutes / 60, abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(st.floats(1e-3, 9e4))
def test_what_is_shown_of_a_time_can_be_typed(hours: float) -> None:
    for shown in (format_hours(hours), format_days(hours, DAY)):
        assert read_duration(shown).hours(DAY) == pytest.approx(hours, rel=0.051)


def test_working_hours_follow_the_calendar() -> None:
    units = {unit: Duration(2, unit).hours(PART_TIME) for unit in UNITS}
    assert units == {"s": 2 / 3600, "min": 2 / 60, "h": 2, "d": 8, "w": 24}
    assert PART_TIME.hours_per_year == 4 * 220
    assert str(read_duration("1 d 2 h", calendar=PART_TIME)) == "1.5 d"
    with pytest.raises(ValidationError):
        Calendar(hours_per_day=0)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_time_is_neither_negative_nor_endless(value: float) -> None:
    with pytest.raises(UnitError):
        Duration(value)


def test_only_known_units() -> None:
    with pytest.raises(UnitError, match="Use one of s, min, h, d, w"):
        Duration(1, "month")  # type: ignore[arg-type]


def test_the_mean_of_an_estimate() -> None:
    assert mean_hours(None, DAY) == 0
    assert mean_hours(Duration(2, "d"), DAY) == 16
    assert mean_hours(three(2, 4, 12), DAY) == (2 + 16 + 12) / 6
    assert mean_hours(three(2, 4, 12), DAY, "triangular") == 6
    assert mean_hours(three(12, 2, 4), DAY) == (2 + 16 + 12) / 6, "read in rising order"
    assert mean_hours(Spread(distribution="gamma", mean="3 h", sd="1 d"), DAY) == 3


def test_estimates_as_files_hold_them() -> None:
    assert stored_estimate(None) is None
    assert stored_estimate("4 h") == Duration(4)
    assert stored_estimate({"min": "2 h", "likely": "4 h", "max": "1 d"}) == ThreePoint(
        min=Duration(2), likely=Duration(4), max=Duration(1, "d")
    )
    spread = stored_estimate({"distribution": "exponential", "mean": "2 d"})
    assert spread == Spread(distribution="exponential", mean=Duration(2, "d"))
    assert durations_of(spread) == (Duration(2, "d"),)
    assert durations_of(None) == ()


@pytest.mark.parametrize(
    "value",
    [
        4,
        True,
        "4",
        ["4 h"],
        {"min": "2 h", "likely": "4 h"},
        {"min": "2 h", "likely": 4, "max": "8 h"},
        {"distribution": "beta", "mean": "2 h"},
        {"distribution": "normal", "mean": "2 h"},
        {"distribution": "exponential", "mean": "2 h", "sd": "2 h"},
    ],
)
def test_stored_estimates_of_another_form_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        stored_estimate(value)


def test_a_spread_says_what_it_is() -> None:
    assert str(Spread(distribution="normal", mean="3 h", sd="30 min")) == "3 h ± 30 min (normal)"
    assert str(Spread(distribution="exponential", mean="3 h")) == "3 h (exponential)"


def plain(shown: str) -> str:
    """A shown figure with ordinary blanks and minus."""
    return shown.replace(NARROW_SPACE, " ").replace(MINUS, "-")


@pytest.mark.parametrize(
    ("hours", "shown", "short"),
    [
        (None, DASH, DASH),
        (0, "0 h", "0 h"),
        (4, "4 h", "4 h"),
        (1.234, "1.23 h", "1.2 h"),
        (12.34, "12.3 h", "12 h"),
        (123.4, "123 h", "123 h"),
        (12345.6, "12 346 h", "12 346 h"),
        (0.5, "30 min", "30 min"),
        (0.02, "1.2 min", "1 min"),
        (0.01, "36 s", "36 s"),
        (0.9999, "1 h", "1 h"),
        (59.99 / 3600, "1 min", "1 min"),
        (-1.5, "-1.5 h", "-1.5 h"),
        (-0.5, "-30 min", "-30 min"),
    ],
)
def test_hours_for_reading(hours: float | None, shown: str, short: str) -> None:
    assert plain(format_hours(hours)) == shown
    assert plain(format_hours(hours, short=True)) == short


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (None, DASH),
        (0, "0 d"),
        (4, "4 h"),
        (8, "1 d"),
        (12, "1.5 d"),
        (0.25, "15 min"),
        (712, "89 d"),
        (80_000, "10 000 d"),
        (-12, "-1.5 d"),
    ],
)
def test_days_for_reading(hours: float | None, shown: str) -> None:
    assert plain(format_days(hours, DAY)) == shown


def test_days_are_those_of_the_calendar() -> None:
    assert plain(format_days(12, PART_TIME)) == "3 d"


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        (None, DASH),
        (0, "0 %"),
        (0.005, "0.5 %"),
        (0.0994, "9.9 %"),
        (0.0996, "10 %"),
        (0.65, "65 %"),
        (1.084, "108 %"),
        (-0.25, "-25 %"),
        (-0.0001, "0 %"),
    ],
)
def test_percent_for_reading(fraction: float | None, shown: str) -> None:
    assert plain(format_percent(fraction)) == shown


def test_percent_with_digits_keeps_them() -> None:
    assert plain(format_percent(0.5, 1)) == "50.0 %"


@pytest.mark.parametrize(
    ("amount", "shown", "short"),
    [
        (None, DASH, DASH),
        (0, "€ 0", "€ 0"),
        (5, "€ 5", "€ 5"),
        (5.5, "€ 5.50", "€ 5.50"),
        (9.996, "€ 10.00", "€ 10"),
        (18.32, "€ 18.32", "€ 18"),
        (99.996, "€ 100", "€ 100"),
        (799.31, "€ 799", "€ 799"),
        (1234, "€ 1 234", "€ 1.2k"),
        (999.6, "€ 1 000", "€ 1k"),
        (12_340, "€ 12 340", "€ 12k"),
        (999_600, "€ 999 600", "€ 1M"),
        (2_345_678, "€ 2 345 678", "€ 2.35M"),
        (-21_000, "-€ 21 000", "-€ 21k"),
        (-0.0049, "€ 0.00", "€ 0.00"),
    ],
)
def test_money_for_reading(amount: float | None, shown: str, short: str) -> None:
    assert plain(format_money(amount, "EUR")) == shown
    assert plain(format_money(amount, "EUR", short=True)) == short


def test_currencies_without_a_sign_show_their_code() -> None:
    assert plain(format_money(5, "SEK")) == "SEK 5"
    assert plain(format_money(5.5, "points")) == "points 5.50"
    assert plain(format_money(5.5, "")) == " 5.50"
    assert currency_sign("USD") == "$"
    assert currency_sign("usd") == "$"


@pytest.mark.parametrize(
    ("currency", "amount", "shown", "short"),
    [
        ("JPY", 18.32, "¥ 18", "¥ 18"),
        ("JPY", 0.4, "¥ 0", "¥ 0"),
        ("JPY", -0.4, "¥ 0", "¥ 0"),
        ("JPY", -1.4, "-¥ 1", "-¥ 1"),
        ("KRW", 12_340.6, "₩ 12 341", "₩ 12k"),
        ("KWD", 5.5, "KWD 5.500", "KWD 5.500"),
        ("KWD", 99.9994, "KWD 99.999", "KWD 100"),
        ("KWD", 99.9996, "KWD 100", "KWD 100"),
    ],
)
def test_money_has_the_decimals_of_its_currency(
    currency: str, amount: float, shown: str, short: str
) -> None:
    assert plain(format_money(amount, currency)) == shown
    assert plain(format_money(amount, currency, short=True)) == short


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (1.5, 6, "1.5"),
        (2.0, 6, "2"),
        (1 / 3, 6, "0.333333"),
        (1e-6, 6, "0.000001"),
        (1e-9, 6, "0"),
        (-0.0, 6, "0"),
        (1.005, 2, "1"),
        (1e15, 6, "1000000000000000"),
        (1e22, 6, "10000000000000000000000"),
    ],
)
def test_plain_numbers_have_no_exponent_and_no_idle_zeros(
    value: float, digits: int, shown: str
) -> None:
    assert plain_number(value, digits) == shown


@settings(max_examples=150, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_numbers_give_the_number_back(value: float) -> None:
    shown = exact_number(value)
    assert float(shown) == value
    assert set(shown) <= set("-.0123456789")


def test_thousands_are_grouped_and_zero_has_no_sign() -> None:
    assert plain(grouped(-1234567.89, 1)) == "-1 234 567.9"
    assert grouped(-0.4) == "0"
    assert grouped(-0.04, 1) == "0.0"
