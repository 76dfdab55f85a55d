"""The sheet of roles: load, capacity and cost, and a chart of the loads that are known."""

from __future__ import annotations

from collections.abc import Sequence

from mopsmap.analysis.capacity import busiest
from mopsmap.analysis.result import RoleFigures
from mopsmap.currency import currency_sign
from mopsmap.language import to_translate
from mopsmap.language import translated as _
from mopsmap.model import Role
from mopsmap.record import choice_title
from mopsmap.report.book import (
    ALARM_SOFT,
    AS_IS,
    BAD,
    SECONDARY,
    TO_BE,
    Book,
    Column,
    Formula,
    Placed,
    Sheet,
    Value,
    at,
)
from mopsmap.report.charts import dress_bars
from mopsmap.report.content import Report, Side
from mopsmap.report.sheets import Links, close

ROWS_BESIDE_CHART = 16
_RoleRow = tuple[Side, Role, RoleFigures | None]


def roles_sheet(book: Book, report: Report, links: Links) -> None:
    """Load, capacity and cost of every role."""
    sheet = book.fixed(to_translate("Roles"))
    sign = currency_sign(report.project.currency)
    sheet.title(
        _("Roles"),
        _(
            "Load = (demand + other work) / available hours. Capacity = items a year at "
            "which the role is full. Unknown headcount counts as unlimited."
        ),
    )
    rows = [(s, r, s.found.roles.get(r.id)) for s in report.sides for r in s.map.roles]
    columns: list[Column[_RoleRow]] = [
        Column("map", "Map", 9, "text", lambda r: r[0].label),
        Column("name", "Role", 26, "text", lambda r: r[1].name or r[1].id),
        Column("kind", "Kind", 10, "text", lambda r: choice_title(r[1].kind)),
        Column("headcount", "Headcount", 10, "people", lambda r: r[1].headcount),
        Column("availability", "Availability", 11, "percent", lambda r: r[1].availability),
        Column("rate", f"Hourly cost ({sign})", 9, "money", lambda r: r[1].hourly_cost),
        Column("hours", "Hours per item", 9, "hours", _hours),
        Column("demand", "Demand (h/year)", 10, "hours", _demand),
        Column("other", "Other work (h/year)", 11, "hours", lambda r: r[1].other_hours_per_year),
        Column("available", "Available (h/year)", 10, "hours", lambda r: _available(r, report)),
        Column("load", "Load", 8, "percent", _load),
        Column("capacity", "Capacity (items/year)", 11, "hours", _capacity),
        Column("cost", f"Cost per item ({sign})", 10, "money", _role_cost),
        Column("bottleneck", "Bottleneck", 11, "mark",
               lambda r: "▲" if r[0].found.headline.get("bottleneck") == r[1].id else ""),
        Column("id", "Id", 12, "text", lambda r: r[1].id),
    ]  # fmt: skip
    table = sheet.table(3, 0, columns, rows)
    for number, (side, role, found) in enumerate(rows, table.first):
        if found is None:
            continue
        cell = {key: sheet.place(number, table.columns[key]) for key in ("load", "capacity")}
        if busiest(side.found.roles) == role.id:
            links.add("highest_load", side, cell["load"], found.utilization)
        if side.found.headline.get("bottleneck") == role.id:
            links.add("capacity_per_year", side, cell["capacity"], found.capacity_per_year)
    load = table.columns["load"]
    sheet.raw.conditional_format(
        table.first, load, table.last, load,
        {"type": "cell", "criteria": ">=", "value": 1,
         "format": book.raw.add_format({"bg_color": ALARM_SOFT, "font_color": BAD, "bold": True})},
    )  # fmt: skip
    sheet.raw.autofilter(table.header, 0, table.last, len(columns) - 1)
    sheet.finish(table.header)
    _load_chart(sheet, table, rows, report)


def _hours(row: _RoleRow) -> Value:
    return None if row[2] is None else row[2].hours_per_item


def _demand(row: _RoleRow) -> Value:
    side, _role, found = row
    if found is None or found.demand_hours_per_year is None:
        return None
    demand, hours = side.map.demand_per_year, found.hours_per_item
    if demand is None or hours is None or not close(hours * demand, found.demand_hours_per_year):
        return found.demand_hours_per_year
    return Formula(f"={{hours}}*Demand_{side.key}", found.demand_hours_per_year)


def _available(row: _RoleRow, report: Report) -> Value:
    _side, role, found = row
    if found is None or found.available_hours_per_year is None:
        return None
    year = report.project.calendar.hours_per_year
    value = (role.headcount or 0.0) * role.availability * year
    if not close(value, found.available_hours_per_year):
        return found.available_hours_per_year
    text = "={headcount}*{availability}*HoursPerDay*DaysPerYear"
    return Formula(text, found.available_hours_per_year)


def _load(row: _RoleRow) -> Value:
    _side, role, found = row
    if found is None or found.utilization is None:
        return None
    demand, available = found.demand_hours_per_year or 0.0, found.available_hours_per_year
    if not available or not close(
        (demand + role.other_hours_per_year) / available, found.utilization
    ):
        return found.utilization
    return Formula("=({demand}+{other})/{available}", found.utilization)


def _capacity(row: _RoleRow) -> Value:
    _side, role, found = row
    if found is None or found.capacity_per_year is None:
        return None
    hours, available = found.hours_per_item, found.available_hours_per_year
    if not hours or available is None:
        return found.capacity_per_year
    if not close((available - role.other_hours_per_year) / hours, found.capacity_per_year):
        return found.capacity_per_year
    return Formula("=({available}-{other})/{hours}", found.capacity_per_year)


def _role_cost(row: _RoleRow) -> Value:
    _side, role, found = row
    if found is None or found.cost_per_item is None:
        return None
    if found.hours_per_item is None or role.hourly_cost is None:
        return found.cost_per_item
    exact = close(found.hours_per_item * role.hourly_cost, found.cost_per_item)
    return Formula("={hours}*{rate}", found.cost_per_item) if exact else found.cost_per_item


def _load_chart(sheet: Sheet, table: Placed, rows: Sequence[_RoleRow], report: Report) -> None:
    """The loads that are known, side by side for both maps, and a chart of them."""
    cells: dict[str, dict[str, tuple[str, float]]] = {}
    for number, (side, role, found) in enumerate(rows, table.first):
        if found is not None and found.utilization is not None:
            place = at(number, table.columns["load"])
            cells.setdefault(role.name or role.id, {})[side.key] = (place, found.utilization)
    if not cells:
        return
    header = table.last + 3
    if len(rows) > ROWS_BESIDE_CHART:
        sheet.raw.set_h_pagebreaks([header - 1])
    sheet.heading(header, 0, len(table.columns) - 1, _("Load of the roles with known headcount"))
    for column, side in enumerate(report.sides, 2):
        sheet.put(header + 1, column, side.label, bold=True, font_color=SECONDARY, align="right")
    for number, (name, loads) in enumerate(cells.items(), header + 2):
        sheet.put(number, 1, name, indent=1)
        for column, side in enumerate(report.sides, 2):
            if side.key in loads:
                place, value = loads[side.key]
                sheet.put(number, column, Formula(f"={place}", value), num_format="0 %")
    first, last = header + 2, header + 1 + len(cells)
    chart = sheet.book.raw.add_chart({"type": "bar"})
    for column, color in list(enumerate((AS_IS, TO_BE), 2))[: len(report.sides)]:
        chart.add_series({
            "name": [sheet.name, header + 1, column],
            "categories": [sheet.name, first, 1, last, 1],
            "values": [sheet.name, first, column, last, column],
            "fill": {"color": color}, "gap": 60,
            "data_labels": {"value": True, "num_format": "0 %"},
        })  # fmt: skip
    dress_bars(chart, _("Load"), "0 %")
    chart.set_size({"width": 700, "height": 140 + 44 * len(cells)})
    sheet.raw.insert_chart(header + 1, len(report.sides) + 3, chart, {"y_offset": 6})
