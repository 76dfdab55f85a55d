"""Reads a step table, one row a step, from a workbook or a text file into a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mopsmap.exchange.cells import share_of, text_of, writes_percents
from mopsmap.exchange.format import ExchangeError, Imported
from mopsmap.exchange.headers import header_score, key_of, plain, role_columns, step_columns
from mopsmap.exchange.references import flows_of
from mopsmap.exchange.rows import (
    TableReading,
    amount_of,
    choice_or_none,
    fresh,
    note_lead_times,
    note_times,
    roles_of,
    slug,
    steps_of,
)
from mopsmap.exchange.settings import Settings, assumed, read_settings
from mopsmap.exchange.sheet import Sheet, read_sheets
from mopsmap.language import translated as _
from mopsmap.model import MapKind, Project, Role, ValueStreamMap
from mopsmap.refusals import refusal


def read_table(path: Path) -> Imported:
    """The project in a step table; its title is the file's name where the table names none.

    The header row is found by its titles, and so are the sheet of roles and the settings.
    Raises ExchangeError naming file, sheet, row and column.
    """
    sheets = read_sheets(path, header_score)
    tables = [(sheet, columns) for sheet in sheets if (columns := step_columns(sheet))]
    if not tables:
        raise ExchangeError(_no_table(path, sheets))
    sheet, columns = max(tables, key=lambda pair: len(pair[1].index))
    settings = read_settings(path.name, sheets)
    reading = TableReading(path.name, sheet, columns, (settings or Settings()).calendar)
    reading.own = settings is not None
    rows = reading.step_rows()
    if not rows and settings is None:
        raise ExchangeError(
            _("{place} has a header row but no steps below it.").format(place=reading.place)
        )
    if settings is None:
        reading.note_table(sheets)
    roles = _role_facts(path.name, sheets, reading)
    try:
        maps = _maps(reading, rows, roles, settings or Settings())
        project = _project(path.stem, maps, settings or Settings())
    except ValidationError as error:
        where = " ".join(str(part) for part in error.errors()[0]["loc"])
        said = _("{place}: {where}: {value}")
        raise ExchangeError(
            said.format(place=reading.place, where=where, value=refusal(error))
        ) from None
    if settings is None:
        reading.remarks.append(assumed(project.maps, roles_known=bool(roles)))
    elif settings.left_behind:
        said = _("The table does not hold: {entries}.")
        reading.remarks.append(said.format(entries=settings.left_behind))
    return Imported(project, tuple(reading.remarks))


def _project(title: str, maps: tuple[ValueStreamMap, ...], settings: Settings) -> Project:
    known = {one.id for one in maps}
    maps = tuple(one if one.based_on in known else one.replace(based_on=None) for one in maps)
    values = {"title": title, **settings.project}
    return Project(**values, calendar=settings.calendar, maps=maps)


def _no_table(path: Path, sheets: tuple[Sheet, ...]) -> str:
    if not any(sheet.rows for sheet in sheets):
        said = _("{name} has no cells with text; pictures of tables cannot be read.")
    else:
        said = _(
            "{name} has no column for the step name. "
            "Name one of the columns Step, in a row above the steps."
        )
    return said.format(name=path.name)


def _maps(
    reading: TableReading,
    rows: list[int],
    facts: Mapping[tuple[str, str], dict[str, Any]],
    settings: Settings,
) -> tuple[ValueStreamMap, ...]:
    groups: dict[str, list[int]] = {name: [] for name in settings.maps}
    for number in rows:
        groups.setdefault(text_of(reading.cell(number, "map")), []).append(number)
    maps: list[ValueStreamMap] = []
    for name, numbers in groups.items():
        kind = _map_kind(name, first=not maps)
        values: dict[str, Any] = {
            "id": slug(name) or "as-is",
            "name": name or _("As-is"),
            "kind": kind,
            "based_on": maps[0].id if maps and kind != "as_is" else None,
        }
        if name in settings.maps:
            values = {**values, "based_on": None, **settings.maps[name]}
        values["id"] = fresh(values["id"] or "map", {m.id for m in maps})
        roles = roles_of(reading, numbers, name, facts)
        steps = steps_of(reading, numbers, {key_of(role.name): role.id for role in roles})
        flows = flows_of(reading, numbers, steps)
        maps.append(ValueStreamMap(**values, roles=roles, steps=steps, flows=flows))
    note_times(reading, rows)
    note_lead_times(reading, rows)
    return tuple(maps)


def _map_kind(name: str, first: bool) -> MapKind:
    said = plain(name)
    if said in {"to be", "soll", "future", "future state", "zukunft", "futur", "futuro"}:
        return "to_be"
    if said in {"as is", "ist", "current", "current state", "actuel", "actual"} or first:
        return "as_is"
    return "to_be" if said.startswith("to be") else "variant"


def _role_facts(
    file: str, sheets: tuple[Sheet, ...], steps: TableReading
) -> dict[tuple[str, str], dict[str, Any]]:
    """What a sheet of roles says, by (plain map name or "", plain role name)."""
    for sheet in sheets:
        columns = role_columns(sheet)
        if sheet is steps.sheet or columns is None:
            continue
        if not steps.own:
            said = _("Headcount and rates were read from the sheet '{sheet}'.")
            steps.remarks.append(said.format(sheet=sheet.name))
        return _role_table(TableReading(file, sheet, columns))
    return {}


def _role_table(table: TableReading) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    numbers = range(table.columns.row + 1, len(table.sheet.rows))
    percents = writes_percents([table.cell(number, "availability") for number in numbers])
    for number in numbers:
        name = text_of(table.cell(number, "name"))
        if not name:
            break
        values: dict[str, Any] = {
            "name": name,
            "id": text_of(table.cell(number, "id"))[:200] or None,
            "headcount": table.read(number, "headcount", amount_of),
            "hourly_cost": table.read(number, "hourly_cost", amount_of),
            "availability": table.read(number, "availability", lambda c: share_of(c, percents)),
            "other_hours_per_year": table.read(number, "other_hours_per_year", amount_of),
            "kind": table.read(number, "kind", lambda c: choice_or_none(c, Role, "kind")),
        }
        known = {key: value for key, value in values.items() if value is not None}
        found[key_of(text_of(table.cell(number, "map"))), key_of(name)] = known
    return found
