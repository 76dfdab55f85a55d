"""Durations, estimates, the working calendar and money: read, convert, average, write.

This module alone knows how people write times ("4h", "2-4 d", "1,5 d", "?") and which unit a time
is shown in. All arithmetic elsewhere is in working hours.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    Discriminator,
    PlainSerializer,
    PlainValidator,
    Tag,
    TypeAdapter,
    model_validator,
)

from mopsmap.currency import currency_decimals, currency_sign, hidden_amount
from mopsmap.language import Sentence
from mopsmap.language import translated as _
from mopsmap.numerals import MINUS as MINUS
from mopsmap.numerals import NARROW_SPACE as NARROW_SPACE
from mopsmap.numerals import exact_number as exact_number
from mopsmap.numerals import grouped as grouped
from mopsmap.numerals import plain_number as plain_number
from mopsmap.numerals import shown, trimmed
from mopsmap.record import Record, attribute

Unit = Literal["s", "min", "h", "d", "w"]
UNITS: tuple[Unit, ...] = get_args(Unit)
EstimateShape = Literal["pert", "triangular"]
SpreadShape = Literal["exponential", "uniform", "normal", "lognormal", "gamma"]

Quantity = Literal["hours", "days", "fraction", "percent", "money", "count", "per_year", "text"]
"""How a number is shown: "hours" and "days" both hold working hours, shown as process time or as
lead time; `SHARES` hold 0..1 and are shown in percent; "per_year" is a count of items a year."""
SHARES = ("fraction", "percent")
"""A "fraction" is shown with one digit; a "percent", such as a load, is whole from 10 % on."""

MAX_HOURS = 1_000_000.0
DASH = "\u2013"

_UNIT_SPELLINGS: dict[Unit, str] = {
    "s": "s sec secs second seconds",
    "min": "m min mins minute minutes",
    "h": "h hr hrs hour hours",
    "d": "d day days",
    "w": "w wk wks week weeks",
}
_UNIT_OF_WORD: dict[str, Unit] = {
    word: unit for unit, words in _UNIT_SPELLINGS.items() for word in words.split()
}
_NUMBER = r"\d+(?:[.,]\d+)?|(?<!\S)[.,]\d+"
_PART = re.compile(rf"({_NUMBER})\s*([a-z]*)\s*", re.IGNORECASE)
_RANGE_DASH = re.compile(r"\s*(?:[-\u2010-\u2014\u2212]|\bto\b|\.\.)\s*", re.IGNORECASE)
_TWO_MEANINGS = re.compile(r"(?<![\d.,])[1-9]\d{0,2},\d{3}(?![\d.,])\s*([a-z%]*)", re.IGNORECASE)
_BETWEEN_THOUSANDS = re.compile(rf"(?<=\d)[ \u00a0{NARROW_SPACE}](?=\d{{3}}(?!\d))")


class UnitError(Sentence, ValueError):
    """A time or number that cannot be read, with one sentence for the person who typed it."""


class Calendar(Record):
    """The working calendar: turns days and weeks into working hours."""

    hours_per_day: float = attribute(
        "Hours per day", "Working hours of one person a day.", "number", 8.0, "h", gt=0, le=24
    )
    days_per_week: float = attribute(
        "Days per week", "Working days a week.", "number", 5.0, "d", gt=0, le=7
    )
    days_per_year: float = attribute(
        "Days per year", "Working days a year after holidays.", "number", 220.0, "d", gt=0, le=366
    )

    @property
    def hours_per_year(self) -> float:
        """Working hours of one person a year."""
        return self.hours_per_day * self.days_per_year

    def unit_hours(self, unit: Unit) -> float:
        """Working hours in one `unit`: 1 d = hours per day, 1 w = days per week."""
        match unit:
            case "s":
                return 1 / 3600
            case "min":
                return 1 / 60
            case "h":
                return 1.0
            case "d":
                return self.hours_per_day
            case "w":
                return self.hours_per_day * self.days_per_week


@dataclass(frozen=True, slots=True)
class Duration:
    """A working time in the unit in which somebody typed it. Not negative, finite."""

    value: float
    unit: Unit = "h"

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            text = _("'{unit}' is not a unit of time. Use one of {units}.")
            raise UnitError(text, unit=self.unit, units=", ".join(UNITS))
        if not math.isfinite(self.value):
            raise UnitError(_("A time must be a finite number."))
        if self.value < 0:
            raise UnitError(_("A time cannot be negative ({time})."), time=shown(self))
        if self.value * {"s": 1 / 3600, "min": 1 / 60}.get(self.unit, 1.0) > MAX_HOURS:
            text = _("A time of {time} is over {most} h.")
            time = shown(f"{self.value:,.15g} {self.unit}")
            raise UnitError(text, time=time, most=shown(f"{MAX_HOURS:,.0f}"))

    def hours(self, calendar: Calendar) -> float:
        """This time in working hours."""
        return self.value * calendar.unit_hours(self.unit)

    def __str__(self) -> str:
        return f"{exact_number(self.value)} {self.unit}"


TypedDuration = Annotated[
    Duration,
    PlainValidator(lambda value: value if isinstance(value, Duration) else read_stored(value)),
    PlainSerializer(str, return_type=str),
]


class ThreePoint(Record):
    """A three-point estimate: the least, the most likely and the most time."""

    min: TypedDuration
    likely: TypedDuration
    max: TypedDuration

    def hours(self, calendar: Calendar) -> tuple[float, float, float]:
        """(min, likely, max) in hours, in rising order whatever was typed."""
        low, mid, high = sorted(d.hours(calendar) for d in (self.min, self.likely, self.max))
        return low, mid, high

    def __str__(self) -> str:
        parts = (self.min, self.likely, self.max)
        if len({p.unit for p in parts}) == 1:
            return "-".join(exact_number(p.value) for p in parts) + f" {self.min.unit}"
        return " - ".join(str(p) for p in parts)


class Spread(Record):
    """A measured or imported distribution with its mean and standard deviation.

    `mean` is the mean that every analysis uses. `sd` is None for the exponential distribution,
    whose standard deviation is its mean.
    """

    distribution: SpreadShape
    mean: TypedDuration
    sd: TypedDuration | None = None

    @model_validator(mode="after")
    def _check_sd(self) -> Self:
        if self.distribution == "exponential" and self.sd is not None:
            raise UnitError(_("An exponential distribution has no sd of its own; leave it out."))
        if self.distribution != "exponential" and self.sd is None:
            raise UnitError(_("A {shape} distribution needs an sd."), shape=self.distribution)
        return self

    def __str__(self) -> str:
        sd = "" if self.sd is None else f" \u00b1 {self.sd}"
        return f"{self.mean}{sd} ({self.distribution})"


def _estimate_form(value: object) -> str:
    if isinstance(value, Duration):
        return "Duration"
    if isinstance(value, dict):
        return "Spread" if "distribution" in value else "ThreePoint"
    return type(value).__name__ if isinstance(value, ThreePoint | Spread) else "Duration"


Estimate = Annotated[
    Annotated[TypedDuration, Tag("Duration")]
    | Annotated[ThreePoint, Tag("ThreePoint")]
    | Annotated[Spread, Tag("Spread")],
    Discriminator(_estimate_form),
]


_ESTIMATE: TypeAdapter[Estimate] = TypeAdapter(Estimate)


def mean_hours(
    estimate: Estimate | None, calendar: Calendar, shape: EstimateShape = "pert"
) -> float:
    """Mean of an estimate in hours; an unknown time counts 0.

    PERT (a + 4m + b) / 6 (Malcolm et al. 1959), triangular (a + m + b) / 3.

    >>> mean_hours(read_estimate("2-4-12h"), Calendar(), "pert")
    5.0
    """
    match estimate:
        case None:
            return 0.0
        case Duration():
            return estimate.hours(calendar)
        case ThreePoint():
            low, mid, high = estimate.hours(calendar)
            return (low + 4 * mid + high) / 6 if shape == "pert" else (low + mid + high) / 3
        case Spread():
            return estimate.mean.hours(calendar)


def durations_of(estimate: Estimate | None) -> tuple[Duration, ...]:
    """Every duration an estimate holds."""
    match estimate:
        case None:
            return ()
        case Duration():
            return (estimate,)
        case ThreePoint():
            return (estimate.min, estimate.likely, estimate.max)
        case Spread():
            return (estimate.mean,) if estimate.sd is None else (estimate.mean, estimate.sd)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except (ValueError, OverflowError) as error:
        raise UnitError(_("'{text}' is not a number."), text=text) from error


def refuse_two_meanings(text: str) -> None:
    """Raise UnitError where a number is 1000 here and 1 there, as "1,000" is, offering both."""
    if (match := _TWO_MEANINGS.search(text)) is None:
        return
    number, unit = match[0].removesuffix(match[1]).strip(), f" {match[1]}".rstrip()
    large, small = number.replace(",", ""), plain_number(float(number.replace(",", ".")))
    small = f"{small}{'' if '.' in small else '.0'}{unit}"
    text = _("'{said}' can mean {large} or {small}. Write one of these.")
    raise UnitError(text, said=number + unit, large=large + unit, small=small)


def _cannot_read(text: str) -> UnitError:
    said = _("'{text}' is not a time. Write for example 30m, 4h, 2-4 d, 1h 30m or ?.")
    return UnitError(said, text=text if len(text) <= 40 else text[:40] + "\u2026")


def read_duration(
    text: str,
    unit: Unit | None = None,
    calendar: Calendar | None = None,
    decimal_comma: bool = False,
) -> Duration:
    """One time as people write it. A bare number takes `unit`; "1h 30m" becomes 1.5 h.

    Of several parts each needs its unit. "1,000 h" has two meanings and is refused unless
    `decimal_comma` says that no comma stands between thousands. Raises UnitError with one sentence.

    >>> str(read_duration("1,5 d"))
    '1.5 d'
    """
    if not decimal_comma:
        refuse_two_meanings(text)
    cleaned = _BETWEEN_THOUSANDS.sub("", text.strip())
    parts: list[Duration] = []
    at = 0
    while at < len(cleaned):
        match = _PART.match(cleaned, at)
        if match is None:
            raise _cannot_read(text)
        word = match[2].lower()
        alone = match[0] == cleaned
        chosen = _UNIT_OF_WORD.get(word) if word else unit if alone else None
        if chosen is None:
            raise _cannot_read(text)
        parts.append(Duration(_number(match[1]), chosen))
        at = match.end()
    if not parts:
        raise _cannot_read(text)
    if len(parts) == 1:
        return parts[0]
    days = calendar or Calendar()
    first = parts[0]
    total = sum(p.hours(days) for p in parts)
    return Duration(_neat(total / days.unit_hours(first.unit)), first.unit)


def read_stored(value: object) -> Duration:
    """A duration as files hold it: text of a number and a unit. Raises UnitError."""
    if not isinstance(value, str):
        raise UnitError(_('a time is written as text with its unit, such as "4 h"'))
    return read_duration(value, decimal_comma=True)


def stored_estimate(value: object) -> Estimate | None:
    """An estimate as files hold it: text, {"min", "likely", "max"} or a distribution."""
    return None if value is None else _ESTIMATE.validate_python(value)


def read_estimate(
    text: str,
    unit: Unit | None = None,
    calendar: Calendar | None = None,
    decimal_comma: bool = False,
) -> Estimate | None:
    """A time, a range or three points as people type them; "?" and "" are None (unknown).

    "2-4 d" is min 2, likely 3, max 4; "2-4-8h" gives all three. A part without a unit takes the
    unit of the next part that has one, else `unit`; `decimal_comma` as in `read_duration`.
    Raises UnitError with one sentence.

    >>> str(read_estimate("2-4 d"))
    '2-3-4 d'
    """
    cleaned = text.strip()
    if cleaned in {"", "?", DASH, "-"}:
        return None
    texts = _RANGE_DASH.split(cleaned)
    if len(texts) == 1:
        return read_duration(cleaned, unit, calendar, decimal_comma=decimal_comma)
    if len(texts) > 3 or not all(texts):
        raise _cannot_read(text)
    found: list[Duration] = []
    following = unit
    for part in reversed(texts):
        found.insert(0, read_duration(part, following, calendar, decimal_comma=decimal_comma))
        following = found[0].unit
    days = calendar or Calendar()
    found.sort(key=lambda d: d.hours(days))
    if len(found) == 3:
        return ThreePoint(min=found[0], likely=found[1], max=found[2])
    low, high = found
    factor = days.unit_hours(low.unit) / days.unit_hours(high.unit)
    middle = (low.value * factor + high.value) / 2
    neat = _neat(middle)
    between = low.value * factor <= neat <= high.value
    return ThreePoint(min=low, likely=Duration(neat if between else middle, high.unit), max=high)


def _neat(value: float) -> float:
    """A computed time with six digits, as somebody would have typed it."""
    return round(value, 6) if value >= 1 else float(f"{value:.6g}")


def _significant(value: float, short: bool = False) -> str:
    size = abs(value)
    digits = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2
    return trimmed(value, max(0, digits - 1) if short else digits)


def format_hours(hours: float | None, short: bool = False) -> str:
    """Process time and effort: hours, minutes below 1 h, seconds below 1 min; None is a dash.

    `short` gives one digit less and whole minutes and seconds, as the step cards do.
    """
    if hours is None:
        return DASH
    size = abs(hours)
    rounds_to_60 = 59.5 if short else 59.95
    if size == 0 or size * 60 >= rounds_to_60:
        return f"{_significant(hours, short)}{NARROW_SPACE}h"
    if size * 3600 >= rounds_to_60:
        return f"{grouped(hours * 60) if short else _significant(hours * 60)}{NARROW_SPACE}min"
    return f"{grouped(hours * 3600) if short else _significant(hours * 3600)}{NARROW_SPACE}s"


def format_days(
    hours: float | None, calendar: Calendar, digits: int = 1, short: bool = False
) -> str:
    """Wait and lead time: working days, hours below 1 d; None is a dash."""
    if hours is None:
        return DASH
    days = hours / calendar.hours_per_day
    if hours != 0 and abs(days) < 1:
        return format_hours(hours, short)
    return f"{trimmed(days, digits)}{NARROW_SPACE}d"


def format_percent(fraction: float | None, digits: int | None = None) -> str:
    """A fraction as percent: one digit below 10 %, none above unless `digits` says so."""
    if fraction is None:
        return DASH
    percent = fraction * 100
    places = digits if digits is not None else (1 if abs(percent) < 9.95 else 0)
    text = trimmed(percent, places) if digits is None else grouped(percent, places)
    return f"{text}{NARROW_SPACE}%"


def format_change(percent: float | None) -> str:
    """A change in percent with its sign: a true minus, and no sign where it rounds to 0.

    >>> [format_change(p).replace(NARROW_SPACE, "_") for p in (-12.4, 0.2, 30.0)]
    ['\u221212_%', '0_%', '+30_%']
    """
    if percent is None:
        return DASH
    text = grouped(percent)
    return f"{'' if percent < 0 or text == '0' else '+'}{text}{NARROW_SPACE}%"


def format_money(amount: float | None, currency: str, short: bool = False) -> str:
    """An amount, with its decimals below 100; `short`, as on cards: below 10, and 1900 as 1.9k.

    >>> [format_money(18.32, code).replace(NARROW_SPACE, "_") for code in ("EUR", "JPY")]
    ['€_18.32', '¥_18']
    """
    if amount is None or hidden_amount(currency):
        return DASH if amount is None else hidden_amount(currency)
    sign, digits = currency_sign(currency) + NARROW_SPACE, currency_decimals(currency)
    least = 0.5 * 10**-digits
    lead, size = MINUS if amount <= -least else "", abs(amount)
    if short and size >= 999.5:
        if size >= 999_500:
            return f"{lead}{sign}{_significant(size / 1e6)}M"
        thousands = size / 1000
        return f"{lead}{sign}{trimmed(thousands, 1 if thousands < 9.95 else 0)}k"
    whole = size >= (10 if short else 100) - least or size == round(size)
    return f"{lead}{sign}{grouped(size, 0 if whole else digits)}"


def format_count(value: float) -> str:
    """A count: whole where it is whole, else one digit."""
    return grouped(value, 0 if abs(value) >= 100 or value == round(value) else 1)


def format_value(
    value: float | str | None, quantity: Quantity, calendar: Calendar, currency: str
) -> str:
    """A figure of an analysis with its unit; text as it is, None as a dash."""
    if value is None or isinstance(value, str):
        return DASH if value is None else value
    match quantity:
        case "hours":
            return format_hours(value)
        case "days":
            return format_days(value, calendar)
        case "fraction" | "percent":
            return format_percent(value, 1 if quantity == "fraction" else None)
        case "money":
            return format_money(value, currency)
        case "per_year":
            return _("{count}\u202f/\u202fyear").format(count=format_count(value))
        case _:
            return format_count(value)
