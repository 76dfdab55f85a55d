"""What the rows of a step table say: steps, roles and flows, wherever the cells come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mopsmap.exchange.cells import (
    CellError,
    choice_of,
    estimate_of,
    is_one,
    is_tiny,
    is_unknown,
    lead_minus_process,
    names_of,
    number_of,
    share_of,
    text_of,
    writes_percents,
)
from mopsmap.exchange.format import ExchangeError, at_place
from mopsmap.exchange.headers import Columns, key_of, plain
from mopsmap.exchange.sheet import Cell, Sheet, column_letter
from mopsmap.exchange.signs import NUMBERS, Signs, decided, two_ways
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Helper, Role, Step
from mopsmap.numerals import shown
from mopsmap.units import Calendar, Duration, Estimate, Unit

T = TypeVar("T")

MAX_STEPS = 10_000
_TOTALS = {"total", "totals", "sum", "summe", "gesamt", "somme", "suma", "totale"}
_ROUNDED = 0.05
"""How far apart times may be that somebody rounded, as a share."""
_HELPER = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)?)\s+(?P<role>.+)|(?P<other>.+?)\s*[x×]\s*(?P<people>\d+(?:[.,]\d+)?)"
)
_COMMA = re.compile(r"(?<!\d)(\d+),(\d+)(?= )")
"""Before decimals of people: "1,5 Agency"."""
_MERGEABLE = ("map", "phase", "role", "tools")


@dataclass
class TableReading:
    """One step table being read: reads cells by field name and collects the remarks.

    Steps stand below row `columns.row`, which holds the titles; -1 where there are none.
    `own`: the table comes with settings, so it was written here and its totals are known.
    """

    file: str
    sheet: Sheet
    columns: Columns
    calendar: Calendar = field(default_factory=Calendar)
    remarks: list[str] = field(default_factory=list)
    own: bool = False
    _signs: dict[str, Signs] = field(default_factory=dict)

    @property
    def place(self) -> str:
        if not self.sheet.name:
            return self.file
        return _("{file}, sheet '{sheet}'").format(file=self.file, sheet=self.sheet.name)

    def has(self, name: str) -> bool:
        return name in self.columns.index

    def cell(self, number: int, name: str) -> Cell:
        """The cell of a field in row `number`, reaching into vertical merges of text columns."""
        index = self.columns.index.get(name)
        if index is None:
            return None
        if name in _MERGEABLE:
            for column, first, last in self.sheet.merged:
                if column == index and first < number <= last:
                    number = first
        row = self.sheet.rows[number]
        cell = row[index] if index < len(row) else None
        if name in NUMBERS and not self.own and isinstance(cell, str) and two_ways(cell):
            return self._signs_of(name).read(cell)
        return cell

    def _signs_of(self, name: str) -> Signs:
        """How the numbers of a column are read that can be read two ways; it is remarked once."""
        if name not in self._signs:
            index, first = self.columns.index, self.columns.row + 1
            rows = [*enumerate(self.sheet.rows)][first:]
            of = {
                one: [(n, row[at]) for n, row in rows if at < len(row)]
                for one, at in index.items()
                if one in NUMBERS
            }
            table = [cell for cells in of.values() for _n, cell in cells]
            signs = decided([cell for _n, cell in of[name]], table, self.sheet.divided)
            row, cell = next((n, cell) for n, cell in of[name] if two_ways(cell))
            titles = self.sheet.rows[self.columns.row] if self.columns.row >= 0 else ()
            title = text_of(titles[index[name]]) if titles else column_letter(index[name])
            self.remarks.append(signs.remark(title, row, cell))
            self._signs[name] = signs
        return self._signs[name]

    def read(self, number: int, name: str, reader: Callable[[Cell], T]) -> T:
        """What `reader` makes of a cell; a CellError becomes one naming the place."""
        try:
            return reader(self.cell(number, name))
        except CellError as error:
            index = self.columns.index[name]
            title = text_of(self.sheet.rows[self.columns.row][index]).replace("\n", " ")
            place = _("{place}, row {row}, column {column} ('{title}')").format(
                place=self.place, row=number + 1, column=column_letter(index), title=title
            )
            raise ExchangeError(at_place(place, error)) from None

    def step_rows(self) -> list[int]:
        """The rows that hold a step: no blank rows, totals, repeated headers or remarks below."""
        found: list[int] = []
        left_out: list[str] = []
        header = self.sheet.rows[self.columns.row] if self.columns.row >= 0 else None
        after_blank = False
        for number in range(self.columns.row + 1, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            name = text_of(self.cell(number, "name"))
            if not any(cell is not None and text_of(cell) for cell in row):
                after_blank = True
                continue
            alone = sum(bool(text_of(self.cell(number, f))) for f in self.columns.index) <= 1
            remark = after_blank and alone and len(self.columns.index) > 1
            if row == header:
                continue
            if self.own and plain(name) == "total" and not text_of(self.cell(number, "id")):
                continue
            if self.own and text_of(self.cell(number, "id")):
                found.append(number)
                continue
            if not name or plain(name) in _TOTALS or plain(name).startswith("total ") or remark:
                left_out.append(str(number + 1))
                continue
            found.append(number)
            after_blank = False
        if len(found) > MAX_STEPS:
            raise ExchangeError(
                _(
                    "{place} has {number} steps; a map holds up to {most}. Keep one value stream."
                ).format(
                    place=self.place, number=shown(f"{len(found):,}"), most=shown(f"{MAX_STEPS:,}")
                )
            )
        if left_out:
            said = counted(
                len(left_out),
                "Not read as steps (no name, a total or a note): row {rows}.",
                "Not read as steps (no name, a total or a note): rows {rows}.",
                rows=", ".join(left_out[:8]) + (", …" if len(left_out) > 8 else ""),
            )
            self.remarks.append(said)
        return found

    def note_table(self, sheets: tuple[Sheet, ...]) -> None:
        """Remark on what was read and what was not."""
        if len(sheets) > 1:
            said = _("The steps were read from the sheet '{sheet}'.")
            self.remarks.insert(0, said.format(sheet=self.sheet.name))
        if self.columns.unused:
            names = ", ".join(f"'{name}'" for name in self.columns.unused[:12])
            self.remarks.append(_("Columns not used: {names}.").format(names=names))
        if self.sheet.unknown_formulas:
            self.remarks.append(
                counted(
                    self.sheet.unknown_formulas,
                    "{n} formula was saved without its value and read as unknown. Open and "
                    "save the file in your spreadsheet to fill it in.",
                    "{n} formulas were saved without their values and read as unknown. Open and "
                    "save the file in your spreadsheet to fill them in.",
                )
            )


def slug(text: str) -> str:
    """The part of an id that a name gives: lower case, dashes."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")[:60]


def fresh(wanted: str, taken: set[str]) -> str:
    """`wanted`, else it with the first number that makes it another one."""
    number, identity = 2, wanted
    while identity in taken:
        identity, number = f"{wanted}-{number}", number + 1
    return identity


def roles_of(
    reading: TableReading,
    numbers: list[int],
    map_name: str,
    facts: Mapping[tuple[str, str], dict[str, Any]],
) -> tuple[Role, ...]:
    """The roles that `facts` know and the rows name, in this order."""
    mine = {key: known for (one, key), known in facts.items() if one in (key_of(map_name), "")}
    found: dict[str, dict[str, Any]] = {key: dict(known) for key, known in mine.items()}
    for number in numbers:
        names = [text_of(reading.cell(number, "role"))]
        names += [name for name, _people in _helpers(reading, number)]
        for name in names:
            if name and not is_unknown(name):
                found.setdefault(key_of(name), {"name": name})
        rate = reading.read(number, "hourly_cost", amount_of)
        if rate is not None and key_of(names[0]) in found:
            found[key_of(names[0])].setdefault("hourly_cost", rate)
    roles: list[Role] = []
    taken: set[str] = set()
    for values in found.values():
        identity = fresh(values.get("id") or slug(values["name"]) or "role", taken)
        taken.add(identity)
        roles.append(Role(**{**values, "id": identity}))
    return tuple(roles)


def amount_of(cell: Cell) -> float | None:
    """A number of 0 or more; None where it is unknown."""
    value = number_of(cell)
    if value is not None and not 0 <= value <= 1e12:
        raise CellError(
            _("holds {value}, which is not between 0 and a trillion").format(
                value=shown(f"{value:,.15g}")
            )
        )
    return value


def choice_or_none(cell: Cell, record: Any, name: str) -> Any:
    """The stored choice of a field; None where the cell says nothing."""
    return None if is_unknown(cell) else choice_of(cell, record, name)


def _helpers(reading: TableReading, number: int) -> list[tuple[str, float]]:
    """Roles and people: "Agency", "Agency x 2" or "2 Agency"."""
    found = []
    for part in names_of(_COMMA.sub(r"\1.\2", text_of(reading.cell(number, "helpers")))):
        match = _HELPER.fullmatch(part)
        if match:
            people = match["n"] or match["people"]
            found.append((match["role"] or match["other"], float(people.replace(",", "."))))
        else:
            found.append((part, 1.0))
    return found


def steps_of(
    reading: TableReading, numbers: list[int], role_ids: Mapping[str, str]
) -> tuple[Step, ...]:
    """The steps of the rows; ids given twice, or too long, are made anew."""
    given = [text_of(reading.cell(number, "id")) for number in numbers]
    known = [one for one in given if one]
    usable = all(len(one) <= 200 for one in known) and len(set(known)) == len(known)
    percents = writes_percents([reading.cell(n, "complete_accurate") for n in numbers])
    if percents:
        _note_tiny_shares(reading, numbers)
    return tuple(
        _step(
            reading,
            number,
            (usable and given[i]) or fresh(f"step-{i + 1}", set(known)),
            role_ids,
            percents,
        )
        for i, number in enumerate(numbers)
    )


def _step(
    reading: TableReading, number: int, identity: str, role_ids: Mapping[str, str], percents: bool
) -> Step:
    role = text_of(reading.cell(number, "role"))
    process, wait = _times(reading, number)
    cost = "fixed_cost" if reading.has("fixed_cost") else "cost"
    people = reading.read(number, "people", amount_of)
    optional = {
        name: reading.read(number, name, lambda c, name=name: choice_or_none(c, Step, name))  # type: ignore[misc]
        for name in ("kind", "wait_reason", "evidence")
    }
    return Step(
        id=identity,
        name=text_of(reading.cell(number, "name")),
        phase=text_of(reading.cell(number, "phase")),
        role=role_ids.get(key_of(role)),
        people=1.0 if people is None else people,
        helpers=tuple(
            Helper(role=role_ids[key_of(name)], people=count)
            for name, count in _helpers(reading, number)
        ),
        process_time=process,
        wait_time=wait,
        value_class=reading.read(
            number, "value_class", lambda c: choice_or_none(c, Step, "value_class")
        ),
        complete_accurate=reading.read(
            number, "complete_accurate", lambda c: share_of(c, percents)
        ),
        fixed_cost=reading.read(number, cost, amount_of) or 0.0,
        tools=names_of(reading.cell(number, "tools")),
        wastes=_wastes(reading, number),
        replaces=tuple(name[:200] for name in names_of(reading.cell(number, "replaces"))),
        lever=reading.read(number, "lever", lambda c: choice_or_none(c, Step, "lever")),
        description=text_of(reading.cell(number, "description")),
        **{name: value for name, value in optional.items() if value is not None},
    )


def _wastes(reading: TableReading, number: int) -> tuple[Any, ...]:
    return reading.read(
        number,
        "wastes",
        lambda cell: tuple(choice_of(name, Step, "wastes") for name in names_of(cell)),
    )


def _time(reading: TableReading, number: int, name: str, unit: Unit) -> Estimate | None:
    title = reading.columns.titles.get(name)
    written = unit if title is None or title.unit is None else title.unit
    return reading.read(number, name, lambda c: estimate_of(c, written, reading.calendar))


def _times(reading: TableReading, number: int) -> tuple[Estimate | None, Estimate | None]:
    """(process time, wait time); a time as entered counts before its mean."""
    process_name = "process_time" if reading.has("process_time") else "cycle_time"
    process = _time(reading, number, "process_entered", "h")
    if process is None:
        process = _time(reading, number, process_name, "h")
    wait = _time(reading, number, "wait_entered", "d")
    if wait is None:
        wait = _time(reading, number, "wait_time", "d")
    if not reading.has("wait_time") and not reading.has("wait_entered"):
        lead = _time(reading, number, "lead_time", "d")
        if lead is not None:
            wait = lead_minus_process(lead, process, reading.calendar)
    return process, wait


def _note_tiny_shares(reading: TableReading, rows: list[int]) -> None:
    """Among percents numbers up to 1 with decimals are shares of 1, and 1 is one percent."""
    cells = [(n, reading.cell(n, "complete_accurate")) for n in rows]
    tiny, ones = [n for n, cell in cells if is_tiny(cell)], [n for n, cell in cells if is_one(cell)]
    if tiny:
        said = _("%C&A with decimals up to 1 (row {rows}) is a share of 1: 0.9 is 90 %.")
        reading.remarks.append(said.format(rows=_listed(tiny)))
    if ones:
        said = _("%C&A is in percent, also where it is 1 (row {rows}): write 100 for 100 %.")
        reading.remarks.append(said.format(rows=_listed(ones)))


def note_lead_times(reading: TableReading, rows: list[int]) -> None:
    """A lead time follows from wait and process time; one that does not is not believed."""
    if not reading.has("lead_time"):
        return
    given = reading.has("wait_time") or reading.has("wait_entered")
    odd = [n for n in rows if _lead_is_odd(reading, n, given)]
    if not odd:
        return
    said = _("The lead time is shorter than the process time (row {rows}); no wait was read.")
    if given:
        said = _("The lead time is not wait + process time (row {rows}); it was left aside.")
    reading.remarks.append(said.format(rows=_listed(odd)))


def _listed(rows: list[int]) -> str:
    first = ", ".join(str(row + 1) for row in rows[:5])
    return _("{rows} and more").format(rows=first) if len(rows) > 5 else first


def _lead_is_odd(reading: TableReading, number: int, given: bool) -> bool:
    lead = _time(reading, number, "lead_time", "d")
    process, wait = _times(reading, number)
    if not isinstance(lead, Duration) or not isinstance(process, Duration):
        return False
    says, worked = lead.hours(reading.calendar), process.hours(reading.calendar)
    if not given:
        return says < worked
    if not isinstance(wait, Duration):
        return False
    whole = worked + wait.hours(reading.calendar)
    return abs(says - whole) > _ROUNDED * max(says, whole)


def note_times(reading: TableReading, rows: list[int]) -> None:
    """Remark on how times and costs without a unit or with two meanings were read."""
    remarks, titles = reading.remarks, reading.columns.titles
    for name, said in (
        ("process_time", _("The column of process times names no unit: its numbers are hours.")),
        ("wait_time", _("The column of wait times names no unit: its numbers are days.")),
    ):
        bare = [n for n in rows if isinstance(reading.cell(n, name), int | float)]
        if name in titles and titles[name].unit is None and bare:
            remarks.append(said)
    if reading.has("cycle_time") and not reading.has("process_time"):
        remarks.append(_("'Cycle time' has several meanings; it was read as process time."))
    if not reading.has("wait_time") and reading.has("lead_time"):
        remarks.append(_("Wait time = lead time - process time, not below 0."))
    if reading.has("cost") and not reading.has("fixed_cost"):
        remarks.append(_("'Cost' was read as fixed cost of each execution."))
    clocks = Counter(
        name
        for n in rows
        for name in ("process_time", "wait_time", "lead_time")
        if type(reading.cell(n, name)).__name__ in ("time", "timedelta")
    )
    if clocks:
        remarks.append(
            counted(
                sum(clocks.values()),
                "{n} clock time was read as hours and minutes.",
                "{n} clock times were read as hours and minutes.",
            )
        )
