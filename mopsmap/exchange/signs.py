"""Numbers of a table that can be read two ways, as "1,200" can: by the numbers beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mopsmap.exchange.sheet import Cell, Copied
from mopsmap.language import translated as _
from mopsmap.numerals import NARROW_SPACE, Numerals, in_use, shown_number, typed, using

NUMBERS = frozenset(
    (
        *("process_time", "process_entered", "cycle_time", "wait_time", "wait_entered"),
        *("lead_time", "complete_accurate", "people", "fixed_cost", "cost", "hourly_cost"),
        *("headcount", "availability", "other_hours_per_year"),
    )
)
"""Fields whose cells hold numbers."""
_TWO_WAYS = re.compile(r"(?<![\d.,'’])[1-9]\d{0,2}[.,]\d{3}(?![.,'’]?\d)")
_NUMBER = re.compile(r"\d[\d.,]*\d")
_POINT, _COMMA = Numerals(".", ","), Numerals(",", ".")


def two_ways(cell: Cell) -> str:
    """The number of a cell that can be read two ways; "" where none can."""
    found = _TWO_WAYS.search(cell) if isinstance(cell, str) else None
    return found[0] if found else ""


def _decimal(number: str) -> str:
    """The sign before the decimals of a number; "" where it does not tell."""
    marks = [sign for sign in number if sign in ".,"]
    if not marks or _TWO_WAYS.fullmatch(number):
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    return marks[0] if len(marks) == 1 else "." if marks[0] == "," else ","


def signs_of(cells: Iterable[Cell]) -> Numerals | None:
    """How numbers are written here, by those that can be read one way only; None where they do
    not tell, or not the same.

    >>> signs_of(["1,200", "950.5"]), signs_of(["1,200", "7"]), signs_of(["1,200", "0,5"])
    (Numerals(point='.', group=','), None, Numerals(point=',', group='.'))
    """
    numbers = (n for cell in cells if isinstance(cell, str) for n in _NUMBER.findall(cell))
    found = {_decimal(number) for number in numbers} - {""}
    return None if len(found) != 1 else _POINT if found == {"."} else _COMMA


@dataclass(frozen=True, slots=True)
class Signs:
    """How a column's numbers with two meanings are read, and whether other numbers say so."""

    numerals: Numerals
    sure: bool

    def read(self, cell: str) -> str:
        """The cell with numbers that mean the same everywhere."""
        with using(self.numerals):
            return str(typed(cell))

    def remark(self, column: str, row: int, cell: Cell) -> str:
        """How a cell of a row (from 0) was read that can be read two ways, in one sentence."""
        said = two_ways(cell)
        value = shown_number(float(self.read(said).replace(",", ".")))
        text = _("'{said}' in '{column}' (row {row}) can be read two ways; it was read as {value}.")
        if self.sure:
            text = _(
                "'{said}' in '{column}' (row {row}) was read as {value}, like the other numbers of "
                "the table."
            )
        return text.format(said=said, column=column, row=row + 1, value=value)


def decided(column: list[Cell], table: list[Cell], divided: str) -> Signs:
    """How the numbers of a column are read: as its other numbers say, else those of the table, else
    by what divides the cells of its file, else as numbers are written here."""
    known = signs_of(column) or signs_of(table)
    if known is not None:
        return Signs(known, sure=True)
    here, copied = in_use(), any(isinstance(cell, Copied) for cell in column)
    if divided == ";":
        return Signs(_COMMA, sure=False)
    if here.point != ",":
        return Signs(_POINT, sure=False)
    return Signs(here if copied else Numerals(",", NARROW_SPACE), sure=False)
