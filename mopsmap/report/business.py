"""The business case: what it gives to go from the first map to the second, and what that costs."""

from __future__ import annotations

from typing import Any

from mopsmap.analysis.business_case import DISCOUNT_RATE, HORIZON
from mopsmap.analysis.result import Metric
from mopsmap.currency import currency_sign
from mopsmap.language import to_translate
from mopsmap.language import translated as _
from mopsmap.model import Countermeasure
from mopsmap.record import choice_label
from mopsmap.report.book import (
    LINE,
    SECONDARY,
    UNKNOWN,
    Book,
    Column,
    Formula,
    Sheet,
    Value,
    label_width,
    lines_of,
)
from mopsmap.report.content import Report
from mopsmap.report.figures import number_format

_LABEL, _VALUE, _MEANING = 0, 1, 2
_ROOM = 98.0
"""Characters that stand beside each other below a meaning."""
_SAVED = "(KPI_{0}_AsIs-KPI_{0}_ToBe)*Case_ItemsPerYear"
_MONTHS = f'IF(Case_{{0}}>0,Case_Investment/Case_{{0}}*12,"{UNKNOWN}")'
_PRESENT = f"PV(Case_DiscountRate,{HORIZON},-Case_{{0}})-Case_Investment"
_FORMULAS = {
    "savings_per_year": _SAVED.format("CostPerItem"),
    "cash_savings_per_year": _SAVED.format("ExternalSpendPerItem"),
    "capacity_savings_per_year": "Case_SavingsPerYear-Case_CashSavingsPerYear",
    "freed_hours_per_year": _SAVED.format("EffortHoursPerItem"),
    "freed_people": "Case_FreedHoursPerYear/(HoursPerDay*DaysPerYear)",
    "payback_months": _MONTHS.format("SavingsPerYear"),
    "roi_3_years": f"({HORIZON}*Case_SavingsPerYear-Case_Investment)/Case_Investment",
    "npv_3_years": _PRESENT.format("SavingsPerYear"),
    "cash_payback_months": _MONTHS.format("CashSavingsPerYear"),
    "cash_npv_3_years": _PRESENT.format("CashSavingsPerYear"),
}


def case_name(key: str) -> str:
    """The name of the cell that holds a figure of the business case."""
    return "Case_" + "".join(part.capitalize() for part in key.split("_"))


def case_format(metric: Metric, report: Report) -> str:
    """The number format of a figure of the business case."""
    value = metric.value or 0.0
    currency = report.project.currency
    return number_format(metric.quantity, currency, abs(value), float(value).is_integer())


def business_sheet(book: Book, report: Report) -> None:
    """Savings, investment and return with what they rest on; none without a to-be map."""
    if not report.business:
        return
    sheet = book.fixed(to_translate("Business case"))
    before, after = report.sides
    sheet.title(
        _("Business case"),
        _(
            "From {old} to {new}. Investment now, savings at the end of each year. "
            "Hours set free are money only where spending falls or they are used."
        ).format(old=before.label, new=after.label),
    )
    labels = (report.project.per_item(metric.label) for metric in report.business)
    for column, width in (
        (_LABEL, label_width(labels, 44.0)),
        (_VALUE, 18.0),
        (_MEANING, 18.0),
        (3, _ROOM - 18.0),
    ):
        sheet.width(column, width)
    row = _ground(sheet, report, 3)
    row, sums = _measures(sheet, report, row + 1)
    _figures(sheet, report, row + 1, sums)
    sheet.finish(None)
    sheet.raw.freeze_panes(3, 0)


def _ground(sheet: Sheet, report: Report, row: int) -> int:
    """Demand, hours of a year and discount rate; returns the row after them."""
    sheet.heading(row, 0, 3, _("What it rests on"))
    source = next((s for s in reversed(report.sides) if s.map.demand_per_year is not None), None)
    items: Value = UNKNOWN
    told = _("Add a demand to see this")
    if source is not None:
        items = Formula(f"=Demand_{source.key}", source.map.demand_per_year)
        told = _("{items} a year, the demand of {map}").format(
            items=report.project.many_items, map=source.label
        )
    hours = Formula("=HoursPerDay*DaysPerYear", report.project.calendar.hours_per_year)
    lines = (
        ("items_per_year", _("Items per year, both maps"), items, "#,##0.##", told),
        ("hours_per_year", _("Working hours per year"), hours, '#,##0" h"', _("Of one person")),
        ("discount_rate", _("Discount rate per year"), DISCOUNT_RATE, "0.0 %", _("Change it here")),
    )
    for place, (key, label, value, shape, note) in enumerate(lines, row + 1):
        _line(sheet, place, label, value, shape, note)
        sheet.book.name(case_name(key), sheet.name, place, _VALUE)
    return row + 1 + len(lines)


def _measures(sheet: Sheet, report: Report, row: int) -> tuple[int, dict[str, Formula]]:
    """The countermeasures; returns the row after them, and their cost and time in all."""
    after = report.sides[-1]
    measures = after.map.countermeasures
    sheet.heading(row, 0, 3, _("Countermeasures"), after.label)
    if not measures:
        sheet.put(row + 1, 0, _("No countermeasures: nothing is invested."), font_color=SECONDARY)
        return row + 2, {}
    sign = currency_sign(report.project.currency)
    columns: list[Column[Countermeasure]] = [
        Column("name", _("Countermeasure"), 44, "text", lambda one: one.name or one.id),
        Column(
            "cost",
            _("One-off cost ({sign})").format(sign=sign),
            18,
            "money",
            lambda one: one.one_off_cost,
        ),
        Column("weeks", _("Weeks"), 18, "people", lambda one: one.weeks),
        Column("lever", _("Lever"), 80, "text", lambda o: choice_label(o.lever) if o.lever else ""),
    ]
    table = sheet.table(row + 1, 0, columns, measures)
    sums = {
        key: Formula(f"={function}({table.cells(column, elsewhere=False)})", value)
        for key, function, column, value in (
            ("investment", "SUM", "cost", sum(m.one_off_cost for m in measures)),
            ("implementation_weeks", "MAX", "weeks", max(m.weeks for m in measures)),
        )
    }
    return table.last + 1, sums


def _figures(sheet: Sheet, report: Report, row: int, sums: dict[str, Formula]) -> None:
    sheet.heading(row, 0, 3, _("What it gives"))
    for place, metric in enumerate(report.business, row + 1):
        text = _FORMULAS.get(metric.key)
        value: Value = metric.value
        if metric.value is None:
            value = UNKNOWN
        elif metric.key in sums:
            value = Formula(sums[metric.key].text, metric.value)
        elif text is not None:
            value = Formula("=" + text, metric.value)
        label, note = map(report.project.per_item, (metric.label, metric.definition))
        _line(sheet, place, label, value, case_format(metric, report), note)
        sheet.book.name(case_name(metric.key), sheet.name, place, _VALUE)


def _line(sheet: Sheet, row: int, label: str, value: Value, shape: str, note: str) -> None:
    look: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "valign": "top"}
    sheet.put(row, _LABEL, label, **look)
    sheet.put(row, _VALUE, value, **look, align="right", num_format=shape)
    fit: dict[str, Any] = {"font_color": SECONDARY, "indent": 2, "align": "left", "text_wrap": True}
    sheet.merge(row, _MEANING, 3, note, **look, **fit)
    sheet.raw.set_row(row, 15 * lines_of(note, 1.1 * _ROOM) + 2)
