"""Numbers as people write them: which sign stands before decimals and which between thousands.

What a person sees is written with the signs in use (`grouped`, `trimmed`, `shown_number`, `shown`),
what a person types is read with them (`typed`). Files, JSON and tables are the same everywhere
(`exact_number`, `plain_number`, `using(PLAIN)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from typing import NamedTuple

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
_APOSTROPHES = "'\u2019"


class Numerals(NamedTuple):
    """The sign before decimals and the sign between thousands."""

    point: str = "."
    group: str = NARROW_SPACE


PLAIN = Numerals()
_used: ContextVar[Numerals] = ContextVar("numerals", default=PLAIN)


def numerals_of(point: str, group: str) -> Numerals:
    """The signs of a system, as far as numbers can be written and read with them.

    >>> numerals_of(",", "."), numerals_of("\u066b", "\u066c") == PLAIN
    (Numerals(point=',', group='.'), True)
    """
    if point not in (".", ","):
        return PLAIN
    if group in (".", ",") and group != point:
        return Numerals(point, group)
    apart = group and group in _APOSTROPHES
    return Numerals(point, "\u2019" if apart else NARROW_SPACE)


def use(numerals: Numerals) -> None:
    """Write and read numbers with these signs from now on, in this thread and those it starts by
    a copy of its context."""
    _used.set(numerals)


def in_use() -> Numerals:
    """The signs that numbers are written with."""
    return _used.get()


@contextmanager
def using(numerals: Numerals) -> Iterator[None]:
    """In here numbers are written and read with these signs: `PLAIN` ones for what is written."""
    before = _used.set(numerals)
    try:
        yield
    finally:
        _used.reset(before)


def exact_number(value: float) -> str:
    """The shortest decimal text that gives back the same number, without an exponent.

    >>> exact_number(1e-6), exact_number(2.0)
    ('0.000001', '2')
    """
    whole = value == int(value)
    return str(int(value)) if whole else format(Decimal(repr(float(value))), "f")


def plain_number(value: float, digits: int = 6) -> str:
    """A number with up to `digits` decimals and without superfluous zeros, as tables hold it.

    >>> plain_number(1.50), plain_number(1 / 3)
    ('1.5', '0.333333')
    """
    return exact_number(round(value, digits))


def shown_number(value: float, digits: int = 6) -> str:
    """A number with up to `digits` decimals and nothing between thousands, as fields show it."""
    return shown(plain_number(value, digits))


def shown(text: object) -> str:
    """A text that is nothing but numbers as programs write them and their units, as it is shown:
    "1.5-2 d", "1,000,000".

    >>> use(Numerals(",", ".")); shown("1.5-2 d"), shown("1,000,000"); use(PLAIN)
    ('1,5-2 d', '1.000.000')
    """
    numerals = _used.get()
    return str(text) if numerals == PLAIN else str(text).translate(_signs(numerals))


@cache
def _signs(numerals: Numerals) -> dict[int, str]:
    return {ord("."): numerals.point, ord(","): numerals.group}


def grouped(value: float, digits: int = 0) -> str:
    """A number with the sign between thousands and a true minus sign.

    >>> grouped(-21000.4).replace(NARROW_SPACE, "_")
    '\u221221_000'
    """
    text = f"{value:,.{digits}f}"
    if text[0] == "-":
        text = (MINUS if text.strip("-0.") else "") + text[1:]
    point, group = _used.get()
    whole, _, rest = text.partition(".")
    return whole.replace(",", group) + (point + rest if rest else "")


def trimmed(value: float, digits: int) -> str:
    """A number as `grouped` writes it, without superfluous zeros.

    >>> trimmed(2.0, 1), trimmed(2.25, 2), trimmed(20.0, 0)
    ('2', '2.25', '20')
    """
    text = grouped(value, digits)
    return text.rstrip("0").rstrip(_used.get().point) if digits else text


def thousands_apart(text: str) -> str:
    """A number that a field shows with its thousands apart, as it reads while nobody edits it."""
    point = _used.get().point
    whole, mark, rest = text.partition(point)
    return f"{grouped(float(whole))}{mark}{rest}" if whole.isdigit() else text


def decimals(text: str) -> int:
    """How many digits stand behind the decimal sign of a shown number."""
    return len(text.partition(_used.get().point)[2])


def reads_zero(text: str) -> bool:
    """Whether a shown number is 0 to who reads it."""
    return not text.strip("0.,")


def typed(text: str) -> str:
    """What a person typed, so that its numbers mean the same to those who read plain ones.

    Both signs are read before decimals, and thousands where a number has both, or one twice. Three
    digits behind the one sign of a number are what that sign means in the place in use.

    >>> use(Numerals(",", ".")); [typed(t) for t in ("1.000 h", "1.000,5", "1,000", "1.5")]
    ['1000 h', '1000,5', '1.000', '1.5']
    >>> use(PLAIN); [typed(t) for t in ("1,000 h", "1,000.5")]
    ['1,000 h', '1000.5']
    """
    thousands, decimal = _readers(_used.get())
    text = thousands.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    return text if decimal is None else decimal.sub(r"\1.", text)


_LEAD, _END = rf"(?<![\d.,{_APOSTROPHES}])[1-9]\d{{0,2}}", rf"(?![.,{_APOSTROPHES}]?\d)"


@cache
def _readers(numerals: Numerals) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """What finds the thousands of numbers, and commas before three digits that are decimals."""
    point, group = numerals
    ways = []
    for mark, other in (".,", ",."):
        ways += [
            rf"(?:[{mark}]\d{{3}})+(?=[{other}]\d+{_END})",
            rf"(?:[{mark}]\d{{3}}){{2,}}{_END}",
        ]
    if group in ".,":
        ways.append(rf"[{group}]\d{{3}}{_END}")
    elif group != NARROW_SPACE:
        ways.append(rf"(?:[{_APOSTROPHES}]\d{{3}})+(?!{group}?\d)")
    decimal = re.compile(rf"({_LEAD}),(?=\d{{3}}{_END})") if point == "," else None
    return re.compile(rf"{_LEAD}(?:{'|'.join(ways)})"), decimal
