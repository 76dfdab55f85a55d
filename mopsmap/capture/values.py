"""Times, shares, amounts and people in a line: where they stand and what they are worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from mopsmap.capture.said import TokenKind
from mopsmap.currency import currency_sign
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.numerals import shown, typed
from mopsmap.units import (
    MAX_HOURS,
    Calendar,
    Estimate,
    UnitError,
    durations_of,
    exact_number,
    format_money,
    format_percent,
    read_estimate,
    refuse_two_meanings,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line is read against."""

    one: ValueStreamMap
    project: Project | None
    calendar: Calendar
    currency: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the line: a word of the title, or something read as `kind` with its `value`.

    `firm` pieces count wherever they stand, the others only at the edges of the title. `plain` is
    the text as it stands in the title; `literal` words were quoted or escaped. A step that is named
    by the beginning of its name alone is not `sure`. `problem` says why the stretch could not be
    read.
    """

    kind: TokenKind
    start: int
    end: int
    plain: str
    value: Any = None
    meaning: str = ""
    firm: bool = False
    literal: bool = False
    sure: bool = True
    problem: str = ""


END = r"(?=[,;.:]*(?:\s|$))"
NUMBER = (
    r"(?:[1-9]\d{0,2}(?:(?:\.\d{3})+,\d{1,12}|(?:,\d{3})+\.\d{1,12}|(?:\.\d{3}){2,4}|(?:,\d{3}){2,4})"
    r"|\d{1,12}(?:[.,]\d{1,12})?|[.,]\d{1,12})"
)
"""With signs between thousands or not; "1.000" means what it means where the person lives."""
UNIT = r"(?:[smhdw]|(?i:secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|wks?|weeks?))(?![^\W_])"
GAP = r"[ \u00a0\u202f]?"
_TO = rf"(?:{GAP}(?:[-\u2010-\u2014\u2212]|\.\.){GAP}| to )"
_LEADING = rf"{NUMBER}{GAP}(?:[mhdw]|min|(?i:hours?|days?|weeks?))"
_PART = rf"{NUMBER}{GAP}{UNIT}"
_RANGE = rf"{NUMBER}(?:{GAP}{UNIT})?(?:{_TO}{NUMBER}(?:{GAP}{UNIT})?){{0,1}}{_TO}{_PART}"
_TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<time>{_RANGE}){END}",
        rf"(?P<clock>\d{{1,3}}:[0-5]\d){GAP}h{END}",
        rf"(?P<clock>\d{{1,3}}h[0-5]\d){END}",
        rf"(?P<time>(?:{_LEADING}(?P<gap>{GAP})){{1,3}}{_PART}){END}",
        rf"(?P<time>{_PART}){END}",
        rf"(?P<unknown>\?[mhdw]){END}",
    )
)
_WAIT = re.compile(r"(?:[wW](?=[\d.,?])|w ?(?=\d)|(?i:wait) (?=[\d?]))")
_WAIT_AFTER = re.compile(rf" (?:wait|waiting|w){END}")
_WAIT_UNKNOWN = re.compile(rf"\?{END}")
_WAIT_FAILED = re.compile(r"w\d\S*")
_FAILING = re.compile(rf"\S*(?: {UNIT})?")
_QUALITY = re.compile(rf"(?P<number>{NUMBER}){GAP}%(?P<ca>{GAP}(?i:c&?a|%c&a)\b)?{END}")
_PEOPLE = re.compile(rf"(?:[x\u00d7](?P<x>{NUMBER})|(?P<p>\d{{1,2}})p){END}")
_SIZES = {"s": 0, "m": 1, "h": 2, "d": 3, "w": 4}


def number_of(text: str) -> float:
    """A number as somebody typed it. Raises UnitError where a comma has two meanings."""
    plain = typed(text)
    refuse_two_meanings(plain)
    return float(plain.replace(",", "."))


def estimate_of(text: str, ground: Ground) -> Estimate | None:
    """A time within the limits. Raises UnitError with one sentence."""
    estimate = read_estimate(typed(text), None, ground.calendar)
    for duration in durations_of(estimate):
        if duration.hours(ground.calendar) > MAX_HOURS:
            said = _("A time of {time} is over {most} h.")
            raise UnitError(said, time=shown(duration), most=shown(f"{MAX_HOURS:,.0f}"))
    return estimate


def _one_time(text: str) -> bool:
    """Whether "1h 30m" counts as one time: units follow one another and are written alike."""
    parts = re.findall(rf"{NUMBER}({GAP})([a-zA-Z]+)", text)
    sizes = [_SIZES[unit[0].lower()] for _gap, unit in parts]
    alike = len({bool(gap) for gap, _unit in parts}) < 2
    return alike and all(a == b + 1 for a, b in pairwise(sizes))


def _time_at(text: str, at: int, ground: Ground, wait: bool) -> tuple[int, Estimate | None] | None:
    """Where a time that begins here ends, and the time. Raises UnitError, as its reading does.

    "1h 30m" is one time; of "w2d 4h" only the first is the wait.
    """
    for pattern in _TIMES:
        found = pattern.match(text, at)
        if found is None:
            continue
        parts = found.groupdict()
        if parts.get("unknown"):
            return found.end(), None
        if clock := parts.get("clock"):
            hours, minutes = re.split("[:h]", clock)
            return found.end(), estimate_of(f"{hours}h {minutes}min", ground)
        said = found["time"]
        if pattern is not _TIMES[0] and not _one_time(said):
            continue
        if wait and parts.get("gap"):
            continue
        return found.end(), estimate_of(said, ground)
    return None


def _said_time(estimate: Estimate | None) -> str:
    return _("unknown") if estimate is None else shown(estimate)


def time_piece(text: str, at: int, ground: Ground) -> Piece | None:
    """A process time or a wait time that begins here."""
    wait = _WAIT.match(text, at)
    begin = wait.end() if wait else at
    kind: TokenKind = "wait_time" if wait else "process_time"
    firm = wait is not None and begin == at + 1 and text[at] == "w"
    unknown = _WAIT_UNKNOWN.match(text, begin) if wait else None
    try:
        found = (
            (unknown.end(), None) if unknown else _time_at(text, begin, ground, wait is not None)
        )
    except UnitError as error:
        failing = _FAILING.match(text, begin)
        end = failing.end() if failing else len(text)
        return Piece("unread", at, end, text[at:end], problem=str(error), firm=firm)
    if found is None:
        failed = _WAIT_FAILED.match(text, at)
        if failed is None:
            return None
        problem = _("'{text}' is not a wait time. Write for example w2d.")
        return Piece("unread", at, failed.end(), failed[0], problem=problem.format(text=failed[0]))
    end, estimate = found
    after = None if wait else _WAIT_AFTER.match(text, end)
    if after:
        kind, end = "wait_time", after.end()
    words = _("wait time {time}") if kind == "wait_time" else _("process time {time}")
    meaning = words.format(time=_said_time(estimate))
    return Piece(kind, at, end, text[at:end], estimate, meaning, firm=firm)


def share_piece(text: str, at: int, _ground: Ground) -> Piece | None:
    """A percentage that begins here: %C&A, or the share of an answer where it belongs to one."""
    found = _QUALITY.match(text, at)
    if found is None:
        return None
    said = found[0]
    try:
        share = round(number_of(found["number"]) / 100, 12)
    except UnitError as error:
        return Piece("unread", at, found.end(), said, problem=str(error))
    if share > 1:
        problem = _("'{text}' is over 100 %.").format(text=said)
        return Piece("unread", at, found.end(), said, problem=problem)
    meaning = _("{share} complete and accurate").format(share=format_percent(share))
    return Piece("quality", at, found.end(), said, share, meaning, firm=bool(found["ca"]))


def _amount(name: str) -> str:
    grouped = r"\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?!\d)"
    return rf"(?P<{name}>{grouped}|{NUMBER})(?P<{name}_k>[kK])?"


@cache
def _money(currency: str) -> re.Pattern[str]:
    own = {currency.strip(), currency_sign(currency), *"€$£¥"} - {""}
    marks = "|".join(re.escape(mark) for mark in sorted(own, key=len, reverse=True))
    before = rf"(?P<before>{marks}){GAP}{_amount('first')}"
    after = rf"{_amount('last')}{GAP}(?P<after>{marks})"
    return re.compile(rf"(?:{before}|{after}){END}")


def money_piece(text: str, at: int, ground: Ground) -> Piece | None:
    """A fixed cost in the project's currency that begins here."""
    found = _money(ground.currency).match(text, at)
    if found is None:
        return None
    said, mark = found[0], found["before"] or found["after"]
    if mark not in (ground.currency.strip(), currency_sign(ground.currency)):
        problem = _("'{text}' is not in {currency}, the currency of this project.")
        problem = problem.format(text=said, currency=ground.currency)
        return Piece("unread", at, found.end(), said, problem=problem)
    digits = re.sub(r"[ \u00a0\u202f']", "", found["first"] or found["last"])
    try:
        amount = number_of(digits) * (1000 if found["first_k"] or found["last_k"] else 1)
    except UnitError as error:
        return Piece("unread", at, found.end(), said, problem=str(error))
    if amount > 1e12:
        problem = _("'{text}' is too much.").format(text=said)
        return Piece("unread", at, found.end(), said, problem=problem)
    meaning = _("fixed cost {amount}").format(amount=format_money(amount, ground.currency))
    return Piece("cost", at, found.end(), said, amount, meaning)


def people_piece(text: str, at: int, _ground: Ground) -> Piece | None:
    """People who work side by side, as in "x2" or "2p"."""
    found = _PEOPLE.match(text, at)
    if found is None:
        return None
    said = found[0]
    try:
        people = number_of(found["x"] or found["p"])
    except UnitError as error:
        return Piece("unread", at, found.end(), said, problem=str(error))
    if not 0 < people < 100:
        problem = _("'{text}' is not a number of people. Write for example x2.")
        return Piece("unread", at, found.end(), said, problem=problem.format(text=said))
    meaning = _("{people} people side by side").format(people=shown(exact_number(people)))
    if people == 1:
        meaning = _("one person")
    return Piece("people", at, found.end(), said, people, meaning)
