"""Steps drafted from copied cells: what can be read is taken, what cannot is named."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TypeVar

from mopsmap.exchange.cells import CellError, is_error
from mopsmap.exchange.headers import key_of
from mopsmap.exchange.recognition import Choice
from mopsmap.exchange.references import flows_of
from mopsmap.exchange.rows import TableReading, note_lead_times, roles_of, steps_of
from mopsmap.exchange.sheet import Sheet
from mopsmap.language import translated as _
from mopsmap.model import Flow, Role, Step, ValueStreamMap
from mopsmap.units import Calendar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read, by row and column from 0, and why: "holds 'soon', not ..."."""

    row: int
    column: int
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Steps, flows and roles read from cells; `rows` are the rows of the steps.

    `new_roles` counts the roles that the map has not; the others are called as they are there.
    """

    steps: tuple[Step, ...] = ()
    flows: tuple[Flow, ...] = ()
    roles: tuple[Role, ...] = ()
    rows: tuple[int, ...] = ()
    new_roles: int = 0
    unread: tuple[Unread, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class _Lenient(TableReading):
    """Takes a cell that cannot be read for unknown and keeps why."""

    unread: dict[tuple[int, int], Unread] = field(default_factory=dict)

    def read(self, number: int, name: str, reader: Callable[..., T]) -> T:
        try:
            return reader(self.cell(number, name))
        except CellError as error:
            column = self.columns.index[name]
            self.unread.setdefault((number, column), Unread(number, column, str(error)))
            return reader(None)

    def name_errors(self, numbers: list[int]) -> None:
        """Cells that hold an error of their spreadsheet are none that were understood."""
        for number in numbers:
            for name, column in self.columns.index.items():
                cell = self.cell(number, name)
                if is_error(cell):
                    reason = _("holds an error of its spreadsheet, {cell}").format(cell=cell)
                    self.unread.setdefault((number, column), Unread(number, column, reason))


def read_draft(
    sheet: Sheet, choice: Choice, calendar: Calendar, one: ValueStreamMap
) -> Generator[float, None, Draft]:
    """Read the cells as steps for the map `one`; yields progress 0..1 and returns a Draft.

    Rows without a step's name are left out and named in the remarks. Without a column that says
    which step follows, the steps follow one another. Nothing is raised, whatever the cells hold.
    """
    columns = choice.columns()
    if "name" not in columns.index:
        return Draft()
    reading = _Lenient("", sheet, columns, calendar)
    numbers = reading.step_rows()
    yield 0.1
    known = {key_of(role.name): role for role in one.roles if role.name}
    roles = tuple(
        role.replace(name=known.get(key_of(role.name), role).name)
        for role in roles_of(reading, numbers, "", {})
    )
    yield 0.3
    steps = steps_of(reading, numbers, {key_of(role.name): role.id for role in roles})
    yield 0.8
    flows = flows_of(reading, numbers, steps)
    note_lead_times(reading, numbers)
    reading.name_errors(numbers)
    new = sum(key_of(role.name) not in known for role in roles)
    unread = tuple(reading.unread[place] for place in sorted(reading.unread))
    return Draft(steps, flows, roles, tuple(numbers), new, unread, tuple(reading.remarks))
