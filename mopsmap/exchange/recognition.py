"""What the columns of copied cells are: by their titles, else by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mopsmap.exchange.cells import CellError, choice_of, estimate_of, is_unknown, text_of
from mopsmap.exchange.headers import (
    Columns,
    Title,
    columns_of_row,
    header_score,
    key_of,
    read_title,
    step_columns,
)
from mopsmap.exchange.sheet import Cell, Sheet
from mopsmap.model import Step, ValueStreamMap
from mopsmap.units import Calendar, Unit

TIMES: dict[str, Unit] = {"process_time": "h", "wait_time": "d", "lead_time": "d"}
"""Fields of times, with the unit that a bare number has where nobody says another."""
FIELDS = (
    *("name", "role", "phase", "process_time", "wait_time", "lead_time", "complete_accurate"),
    *("value_class", "people", "helpers", "fixed_cost", "hourly_cost", "tools", "wastes", "lever"),
    *("kind", "wait_reason", "evidence", "description", "next", "previous", "probability"),
    *("number", "id"),
)
"""What a column can be."""
_SAME = {"cycle_time": "process_time", "cost": "fixed_cost", "process_entered": "process_time"}
_SAME |= {"wait_entered": "wait_time"}
_LOOKED_AT = 200
_MOST = 0.6
"""The share of a column's cells that must agree on what it is."""
_SHORT, _LONG = 25, 40

_BARE = re.compile(r"[-+]?\d[\d.,'’ ]*")
_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_MONEY = re.compile(r"[€$£¥]\s*\d[\d.,'’ ]*k?|\d[\d.,'’ ]*k?\s*(?:[€$£¥]|EUR|USD|GBP|CHF)", re.I)


@dataclass(frozen=True, slots=True)
class Choice:
    """What each column is, "" where it is left out, with the units of bare times.

    `titles` is the row that holds the titles, -1 where none does.
    """

    fields: tuple[str, ...]
    units: tuple[Unit | None, ...]
    titles: int = -1

    def with_field(self, column: int, field: str) -> Choice:
        """Another meaning of a column; another column of that meaning is left out."""
        fields = ["" if known == field else known for known in self.fields]
        fields[column] = field
        return replace(self, fields=tuple(fields))

    def with_unit(self, column: int, unit: Unit) -> Choice:
        """Another unit of the bare times of a column."""
        units = list(self.units)
        units[column] = unit
        return replace(self, units=tuple(units))

    def columns(self) -> Columns:
        """The columns as the readers of step tables take them."""
        index = {field: at for at, field in enumerate(self.fields) if field}
        titles = {field: Title(field, self.units[at]) for field, at in index.items()}
        return Columns(self.titles, index, titles, ())


def recognize(sheet: Sheet, one: ValueStreamMap) -> Choice:
    """What the columns most likely are, for steps that come to the map `one`."""
    width = max((len(row) for row in sheet.rows), default=0)
    titles = _title_row(sheet, width)
    fields = [""] * width
    units: list[Unit | None] = [None] * width
    if titles >= 0:
        found = columns_of_row(sheet.rows[titles], titles)
        for field, at in found.index.items():
            same = _SAME.get(field, field)
            if same in FIELDS and same not in fields:
                fields[at], units[at] = same, found.titles[field].unit
    columns = {at: _cells(sheet, at, titles) for at in range(width) if not fields[at]}
    columns = {at: cells for at, cells in columns.items() if cells}
    by_title = {f for f in fields if f}
    if "name" not in by_title or len(by_title) < 2 or titles < 0:
        _guess(fields, columns, one, numbers=titles < 0)
    return Choice(tuple(fields), tuple(units), titles)


def outline_columns(sheet: Sheet) -> tuple[Sheet, Choice]:
    """The columns of an outline that hold anything, and what they are."""
    fields = ("phase", "name", "description")
    there = [at for at in range(len(fields)) if any(row[at] for row in sheet.rows)]
    rows = tuple(tuple(row[at] for at in there) for row in sheet.rows)
    choice = Choice(tuple(fields[at] for at in there), (None,) * len(there))
    return replace(sheet, rows=rows), choice


def _title_row(sheet: Sheet, width: int) -> int:
    known = step_columns(sheet)
    if known is not None:
        return known.row
    scores = [header_score(row) for row in sheet.rows[:10]]
    best = max(range(len(scores)), key=lambda n: scores[n], default=-1)
    if best >= 0 and scores[best] > 1:
        return best
    if len(sheet.rows) < 2:
        return -1
    first = sheet.rows[0]
    for at in range(width):
        cells = _cells(sheet, at, 0)
        said = text_of(first[at]) if at < len(first) else ""
        if said and not _is_value(said) and cells and _share(cells, _is_value) >= _MOST:
            return 0
    return -1


def bare_times(sheet: Sheet, choice: Choice) -> tuple[int, ...]:
    """The columns of times with bare numbers whose title names no unit."""
    named = dict(enumerate(sheet.rows[choice.titles])) if choice.titles >= 0 else {}
    return tuple(
        at
        for at, field in enumerate(choice.fields)
        if field in TIMES
        and read_title(named.get(at)).unit is None
        and any(_BARE.fullmatch(cell) for cell in _cells(sheet, at, choice.titles))
    )


def _cells(sheet: Sheet, at: int, titles: int) -> list[str]:
    """What a column holds below its title, without what is unknown."""
    rows = sheet.rows[titles + 1 : titles + 1 + _LOOKED_AT]
    found = (row[at] for row in rows if at < len(row))
    return [text_of(cell) for cell in found if not is_unknown(cell) and text_of(cell)]


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(cell)) for cell in cells) / len(cells)


def _reads(reader: Callable[[Cell], object], cell: str) -> bool:
    try:
        return reader(cell) is not None
    except CellError:
        return False


def _is_time(cell: str) -> bool:
    named = any(c.isalpha() for c in cell) or ":" in cell
    digits = any(c.isdigit() for c in cell)
    calendar = Calendar()
    return (
        named
        and digits
        and len(cell) < 40
        and _reads(lambda c: estimate_of(c, "h", calendar), cell)
    )


def _is_class(cell: str) -> bool:
    return _reads(lambda c: choice_of(c, Step, "value_class"), cell)


def _is_value(cell: str) -> bool:
    """Whether a cell can be no title: a number, share, amount or time."""
    return bool(
        _BARE.fullmatch(cell)
        or _PERCENT.fullmatch(cell)
        or _MONEY.fullmatch(cell)
        or _is_time(cell)
    )


def _number(cell: str) -> float:
    try:
        return float(re.sub(r"['’ ]", "", cell).replace(",", "."))
    except ValueError:
        return float("inf")


def _guess(
    fields: list[str], columns: dict[int, list[str]], one: ValueStreamMap, numbers: bool
) -> None:
    """Say of columns without a known title what their cells look like."""
    texts: dict[int, list[str]] = {}
    bare: list[int] = []

    def take(at: int, *wanted: str) -> None:
        fields[at] = next((field for field in wanted if field not in fields), "")

    for at, cells in columns.items():
        if _are_percents(cells):
            take(at, "complete_accurate")
        elif _share(cells, _MONEY.fullmatch) >= _MOST:
            take(at, "fixed_cost")
        elif _share(cells, _BARE.fullmatch) >= _MOST:
            bare.append(at)
        elif _share(cells, _is_time) >= _MOST:
            take(at, "process_time", "wait_time")
        elif _share(cells, _is_class) >= _MOST:
            take(at, "value_class")
        else:
            texts[at] = cells
    if numbers:
        _guess_numbers(fields, {at: columns[at] for at in bare}, take)
    _guess_texts(fields, texts, one, take)


def _are_percents(cells: Sequence[str]) -> bool:
    """Most say so, or one does and the rest are bare numbers."""
    signed = _share(cells, _PERCENT.fullmatch)
    return signed >= _MOST or (signed > 0 and signed + _share(cells, _BARE.fullmatch) >= 1)


def _guess_numbers(
    fields: list[str], bare: dict[int, list[str]], take: Callable[..., None]
) -> None:
    for at, cells in bare.items():
        values = [_number(cell) for cell in cells]
        rising = values == sorted(set(values)) and all(v == int(v) for v in values if v < 1e9)
        if at == 0 and rising:
            take(at, "number")
        elif all(0 <= v <= 1 for v in values) and any(0 < v < 1 for v in values):
            take(at, "complete_accurate" if "process_time" in fields else "process_time")
        elif all(50 <= v <= 100 for v in values):
            take(at, "complete_accurate")
        else:
            share = ("complete_accurate",) if all(v <= 100 for v in values) else ()
            take(at, "process_time", "wait_time", *share)


def _guess_texts(
    fields: list[str],
    texts: dict[int, list[str]],
    one: ValueStreamMap,
    take: Callable[..., None],
) -> None:
    roles = {key_of(role.name) for role in one.roles if role.name}
    tools = {key_of(tool) for step in one.steps for tool in step.tools}
    for known, field in ((roles, "role"), (tools, "tools")):
        at = next((at for at, cells in texts.items() if _known(cells, known)), None)
        if at is not None and len(texts) > 1 and field not in fields:
            fields[at] = field
            del texts[at]
    if not texts:
        return
    if "name" not in fields:
        name = max(texts, key=lambda at: (_telling(texts[at]), -at))
        fields[name] = "name"
        del texts[name]
    name = fields.index("name")
    for at, cells in texts.items():
        size = sum(map(len, cells)) / len(cells)
        repeated = len(set(cells)) < _MOST * len(cells)
        runs = 1 + sum(a != b for a, b in pairwise(cells))
        if repeated and at < name and runs == len(set(cells)):
            take(at, "phase", "role")
        elif size <= _SHORT and (repeated or at == name + 1):
            take(at, "role")
        elif size > _LONG:
            take(at, "description")


def _known(cells: Collection[str], known: Collection[str]) -> bool:
    keys = {key_of(cell) for cell in cells}
    return len(keys & set(known)) > len(keys) / 3


def _telling(cells: Sequence[str]) -> float:
    """How much a column looks like names of steps: words that differ, not too long."""
    size = sum(map(len, cells)) / len(cells)
    return len(set(cells)) / len(cells) * min(size, _SHORT) * (0.5 if size > 2 * _LONG else 1)
