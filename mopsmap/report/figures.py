"""The sheets of figures: as-is against to-be with named key figures, cases, definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mopsmap import __version__
from mopsmap.analysis.result import Metric, Quantity
from mopsmap.currency import currency_decimals, currency_sign
from mopsmap.exchange.settings import HEADING, settings_of
from mopsmap.language import to_translate, within
from mopsmap.language import translated as _
from mopsmap.record import choice_label
from mopsmap.report.book import (
    BAD,
    GOOD,
    LINE,
    UNKNOWN,
    Book,
    Column,
    Formula,
    Sheet,
    Value,
    all_whole,
    at,
    decimals,
    label_width,
    largest,
    lines_of,
)
from mopsmap.report.content import Report, Side
from mopsmap.report.sheets import VALUE_SIGNS, Links, close
from mopsmap.units import SHARES

MOST_CASES = 1_000
FIGURES = "Figures"
"""The sheet of figures in the names of a book, however it is called."""
_MEANING_WIDTH = 95.0
_SHORT_NAMES = {"lead_time_expected": "LeadTime"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: its metric on each side (by side key), in the unit in which it is shown;
    `meaning` is its definition with the notes of all sides."""

    metric: Metric
    meaning: str
    values: Mapping[str, float | None]
    name: str | None
    row: int

    def reference(self, side: Side) -> str:
        """The name of the figure's cell."""
        return f"{self.name}_{side.key}"


Figures = Mapping[str, Figure]


def number_format(
    quantity: Quantity, currency: str, size: float = 100.0, whole: bool = True
) -> str:
    """The number format of a figure with its unit; `size` is the largest number it must suit,
    `whole` says that counts are whole numbers."""
    sign = currency_sign(currency).replace('"', "")
    per_year = _("a year").replace('"', "")
    digits = "#,##0" + decimals(quantity, size, currency_decimals(currency))
    return {
        "hours": f'{digits}" h"',
        "days": f'{digits}" d"',
        "fraction": "0.0 %",
        "percent": "0.0 %",
        "money": f'"{sign} "{digits}',
        "per_year": f'{digits}" {per_year}"',
        "count": "#,##0" if whole else "#,##0.00",
        "text": "@",
    }[quantity]


def format_of(figure: Figure, currency: str) -> str:
    """The number format of a key figure on every side."""
    values = figure.values.values()
    return number_format(figure.metric.quantity, currency, largest(values), all_whole(values))


def change_format(figure: Figure, currency: str) -> str:
    """The number format of a change, with an arrow instead of a sign; shares are in points."""
    points = _("pp").replace('"', "")
    unit = f'0.0" {points}"' if figure.metric.quantity in SHARES else format_of(figure, currency)
    return f'"▲ "{unit};"▼ "{unit};{unit}'


def scaled(value: float | None, quantity: Quantity, report: Report) -> float | None:
    """A figure in the unit in which it is shown: lead times in days."""
    return value / report.hours_per_day if value is not None and quantity == "days" else value


def change_of(figure: Figure, sides: Sequence[Side]) -> float | None:
    """To-be minus as-is, for shares in percentage points."""
    before, after = (figure.values.get(side.key) for side in sides)
    if before is None or after is None:
        return None
    factor = 100.0 if figure.metric.quantity in SHARES else 1.0
    return (after - before) * factor


def change_formula(before: str, after: str, quantity: Quantity) -> str:
    """The formula of a change; a dash where one of the two is unknown."""
    factor = "*100" if quantity in SHARES else ""
    return f'=IF(COUNT({before},{after})=2,({after}-{before}){factor},"{UNKNOWN}")'


def percent_change(before: str, after: str, old: float | None, new: float | None) -> Formula:
    """The relative change of the cells `before` and `after`; a dash where it means nothing."""
    share = None if old is None or new is None or old == 0 else new / old - 1
    known = f'IF({before}=0,"{UNKNOWN}",{after}/{before}-1)'
    return Formula(f'=IF(COUNT({before},{after})<2,"{UNKNOWN}",{known})', share)


def is_map(cells: str, side: Side) -> str:
    """A factor for SUMPRODUCT: 1 where a cell of `cells` names the map of `side`."""
    label = side.label.replace('"', '""')
    return f'--({cells}="{label}")'


def _name(key: str) -> str | None:
    if not re.fullmatch(r"[a-z_]+", key):
        return None
    short = _SHORT_NAMES.get(key) or "".join(
        part.capitalize() for part in key.removesuffix("_hours").split("_")
    )
    return f"KPI_{short}"


def _metrics(report: Report) -> list[dict[str, Metric]]:
    """Every metric once, on each side that has it, by the side's key."""
    found: dict[str, dict[str, Metric]] = {}
    for side in report.sides:
        for metric in side.metrics:
            found.setdefault(metric.key, {})[side.key] = metric
    return list(found.values())


def _meaning(metrics: Mapping[str, Metric], report: Report) -> str:
    """The definition of a figure and its notes, which say their map where they differ."""
    sides = report.sides
    definition = report.project.per_item(next(iter(metrics.values())).definition)
    notes = {side.label: metrics[side.key].note for side in sides if side.key in metrics}
    if len(set(notes.values())) == 1:
        told = next(iter(notes.values()))
    else:
        told = "; ".join(f"{label}: {note}" for label, note in notes.items() if note)
    return f"{definition} ({told})" if told else definition


def _figure(report: Report, metrics: Mapping[str, Metric], row: int) -> Figure:
    first = next(iter(metrics.values()))
    values = {key: scaled(m.value, m.quantity, report) for key, m in metrics.items()}
    return Figure(first, _meaning(metrics, report), values, _name(first.key), row)


def figures_sheet(book: Book, report: Report, links: Links) -> Figures:
    """Every figure with its definition, as-is against to-be; the named cells live here."""
    sheet = book.sheet(_("Compare") if len(report.sides) > 1 else _("Figures"))
    book.names[FIGURES] = sheet.name
    named = [side.label for side in report.sides]
    said = _("Figures, {map}") if len(named) == 1 else _("Figures, {new} against {old}")
    sheet.title(
        said.format(map=named[0], old=named[0], new=named[-1]),
        _("Change = to-be minus as-is; pp = percentage points."),
    )
    titles = [_("Figure"), *(side.label for side in report.sides)]
    titles += [_("Change"), _("Change %")] if len(report.sides) > 1 else []
    titles += [_("Definition")]
    kinds = ["text", *["hours"] * (len(titles) - 2), "text"]
    columns: list[Column[Any]] = [
        Column(title, title, 30 if i == 0 else 14, kind, lambda _r: None)  # type: ignore[arg-type]
        for i, (title, kind) in enumerate(zip(titles, kinds, strict=True))
    ]
    sheet.table(3, 0, columns, [])
    sheet.width(len(titles) - 1, _MEANING_WIDTH)
    figures = {}
    for row, metrics in enumerate(_metrics(report), 4):
        figure = _figure(report, metrics, row)
        figures[figure.metric.key] = figure
        _figure_row(sheet, report, links, figure)
    labels = (report.project.per_item(one.metric.label) for one in figures.values())
    sheet.width(0, label_width(labels, 30))
    if len(report.sides) > 1:
        _color_changes(sheet, figures.values(), 3)
    sheet.finish(3)
    return figures


def _figure_row(sheet: Sheet, report: Report, links: Links, figure: Figure) -> None:
    metric, row = figure.metric, figure.row
    shape = format_of(figure, report.project.currency)
    look: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "align": "right", "valign": "top"}
    fit = {"shrink": True}
    sheet.put(
        row, 0, report.project.per_item(metric.label), **{**look, "align": "left", "indent": 1}
    )
    for column, side in enumerate(report.sides, 1):
        value = figure.values.get(side.key)
        cell: Value = UNKNOWN if value is None else _sourced(report, links, side, metric.key, value)
        sheet.put(row, column, cell, **look, **fit, num_format=shape)
        if figure.name:
            sheet.book.name(figure.reference(side), sheet.name, row, column)
    column = len(report.sides) + 1
    if len(report.sides) > 1:
        before, after = at(row, 1), at(row, 2)
        change = change_of(figure, report.sides)
        text = change_formula(before, after, metric.quantity)
        sheet.put(row, 3, Formula(text, change), **look, **fit,
                  num_format=change_format(figure, report.project.currency))  # fmt: skip
        old, new = (figure.values.get(side.key) for side in report.sides)
        share = percent_change(before, after, old, new)
        sheet.put(row, 4, share, **look, num_format='+#,##0.0 %;"\u2212"#,##0.0 %;0.0 %')
        column = 5
    told = {**look, "align": "left", "indent": 1, "text_wrap": True}
    sheet.put(row, column, figure.meaning, **told)
    sheet.raw.set_row(row, 15 * lines_of(figure.meaning, _MEANING_WIDTH * 1.15) + 2)


def _sourced(report: Report, links: Links, side: Side, key: str, value: float) -> Value:
    """The formula that gives a figure, where one of the other sheets does so exactly."""
    key_name = side.key
    demand = side.map.demand_per_year
    calendar = report.project.calendar
    if key == "cost_per_year" and demand:
        return Formula(f"=KPI_CostPerItem_{key_name}*Demand_{key_name}", value)
    if key == "takt_hours" and demand and close(calendar.hours_per_year / demand, value):
        return Formula(f"=HoursPerDay*DaysPerYear/Demand_{key_name}", value)
    ladder = side.found.ladder
    if ladder is not None and key in ("activity_ratio", "process_cycle_efficiency"):
        part = "ProcessTime" if key == "activity_ratio" else "ValueAdding"
        lead = f"KPI_LeadTime{ladder.case.capitalize()}_{key_name}"
        return Formula(f"=KPI_{part}_{key_name}/({lead}*HoursPerDay)", value)
    source = links.sources.get((key, side.key))
    if source is not None and close(source[1], value):
        return Formula(f"={source[0]}", value)
    return value


def _color_changes(sheet: Sheet, figures: Any, column: int) -> None:
    for figure in figures:
        color_change(sheet, figure.row, column, figure.metric.better)


def color_change(sheet: Sheet, row: int, column: int, better: str | None) -> None:
    """Show a change green where it is for the better and red where it is for the worse."""
    if better is None:
        return
    good = ("<", ">") if better == "lower" else (">", "<")
    for criteria, ink in zip(good, (GOOD, BAD), strict=True):
        cell = at(row, column)
        sheet.raw.conditional_format(
            row, column, row, column,
            {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),{cell}{criteria}0)",
             "format": sheet.book.raw.add_format({"font_color": ink, "bold": True})},
        )  # fmt: skip


def cases_sheet(book: Book, report: Report, links: Links) -> None:
    """Every case with its probability; the expected lead time is their weighted mean."""
    rows = [
        (side, number, case)
        for side in report.sides
        for number, case in enumerate(side.found.figures.get("cases", ())[:MOST_CASES], 1)
    ]
    sheet = book.fixed(to_translate("Cases"))
    sheet.title(
        _("Cases"),
        _(
            "One combination of choices each. The expected lead time is the mean of "
            "those that reach the goal, weighted by probability."
        ),
    )
    day, sign = report.hours_per_day, currency_sign(report.project.currency)

    def choices(row: tuple[Side, int, Any]) -> str:
        one = row[0].map
        names = (
            f"{one.step_by_id[s].name or s} → {one.step_by_id[one.flow_by_id[f].target].name}"
            for s, f in row[2]["choices"].items()
        )
        return "; ".join(names)

    def lead(row: tuple[Side, int, Any]) -> float | None:
        hours = row[2]["lead_time_hours"]
        return None if hours is None else hours / day

    columns: list[Column[tuple[Side, int, Any]]] = [
        Column("map", _("Map"), 9, "text", lambda r: r[0].label),
        Column("number", "#", 6, "count", lambda r: r[1]),
        Column("probability", _("Probability"), 12, "share", lambda r: r[2]["probability"]),
        Column("lead", _("Lead time (d)"), 10, "days", lead),
        Column(
            "cost",
            _("Cost per item ({sign})").format(sign=sign),
            10,
            "money",
            lambda r: r[2]["cost"],
        ),
        Column("choices", _("Choices"), 110, "wrap", choices),
    ]
    table = sheet.table(3, 0, columns, rows)
    for side in report.sides:
        known = [r for r in rows if r[0] is side and lead(r) is not None]
        weight = sum(r[2]["probability"] for r in known)
        if not weight:
            continue
        mean = sum(r[2]["probability"] * (lead(r) or 0.0) for r in known) / weight
        mine = is_map(table.cells("map"), side)
        reached = f"--ISNUMBER({table.cells('lead')})"
        shares, leads = table.cells("probability"), table.cells("lead")
        weights = f"SUMPRODUCT({mine},{reached},{shares})"
        text = f"SUMPRODUCT({mine},{shares},{leads})/{weights}"
        links.add("lead_time_expected", side, text, mean)
    sheet.raw.autofilter(table.header, 0, table.last, len(columns) - 1)
    sheet.finish(table.header)


def definitions_sheet(book: Book, report: Report) -> None:
    """What the figures rest on: calendar, demand, evidence, assumptions, definitions."""
    sheet = book.fixed(to_translate("Definitions and assumptions"))
    sheet.title(
        _("Definitions and assumptions"),
        _(
            "Change the calendar or the demand here and the "
            "formulas follow; the analysis itself is made by MOPsMap."
        ),
    )
    sheet.width(0, 34)
    sheet.width(1, 16)
    sheet.width(2, 110)
    row = _setting_lines(sheet, report)
    row = _evidence(sheet, report, row + 1)
    row = _problem_lines(sheet, report, row)
    _definition_lines(sheet, report, row)
    sheet.finish(None)
    sheet.raw.freeze_panes(3, 0)


def _setting_lines(sheet: Sheet, report: Report) -> int:
    """Project, calendar and maps, in the lines by which a workbook is read back; returns the row
    after them. Formulas use the cells of calendar and demand by their names."""
    maps, labels = [side.map for side in report.sides], [side.label for side in report.sides]
    keys = {side.label: side.key for side in report.sides}
    names = {"hours_per_day": "HoursPerDay", "days_per_week": "DaysPerWeek",
             "days_per_year": "DaysPerYear"}  # fmt: skip
    per_year = _("{items} a year").format(items=report.project.many_items)
    notes = {"hours_per_day": _("1 d in this workbook"), "days_per_year": _("After holidays"),
             "demand_per_year": per_year}  # fmt: skip
    sheet.heading(3, 0, 2, HEADING)
    row = 3
    for row, line in enumerate(settings_of(report.project, maps, labels), 4):
        value = UNKNOWN if line.value is None else line.value
        if isinstance(value, str) and line.field != "demand_per_year":
            _explained(sheet, row, line.label, value)
            continue
        sheet.put(row, 0, line.label)
        sheet.put(row, 1, value, align="right", num_format="#,##0.##")
        sheet.put(row, 2, notes.get(line.field, ""), font_color="#626C7C", indent=1)
        name = names.get(line.field) or f"Demand_{keys[line.map or '']}"
        sheet.book.name(name, sheet.name, row, 1)
    return row + 1


def _evidence(sheet: Sheet, report: Report, row: int) -> int:
    sheet.heading(row, 0, 2, _("What the times rest on"), _("number of steps"))
    for side in report.sides:
        for evidence in ("measured", "estimate", "guess"):
            row += 1
            count = sum(step.evidence == evidence for step in side.map.steps)
            sheet.put(row, 0, f"{side.label}: {within(choice_label(evidence))}")
            sheet.put(row, 1, count, align="right")
    return row + 2


def _problem_lines(sheet: Sheet, report: Report, row: int) -> int:
    sheet.heading(row, 0, 2, _("Problems and assumptions"))
    severity = {"error": _("error"), "warning": _("warning"), "info": _("hint")}
    row += 1
    for side in report.sides:
        lines = [(f"{side.label}: {severity[p.severity]}", p.text) for p in side.found.problems]
        for label, text in lines or [(_("{map}: no problems").format(map=side.label), "")]:
            _explained(sheet, row, label, text)
            row += 1
    return row + 1


def _definition_lines(sheet: Sheet, report: Report, row: int) -> None:
    sheet.heading(row, 0, 2, _("Definitions"))
    shape = "(a + 4m + b) / 6" if report.project.distribution == "pert" else "(a + m + b) / 3"
    signs = [VALUE_SIGNS[c] for c in ("value_adding", "necessary", "waste")]
    classes = _("{va} value-adding, {bnva} necessary for the business, {nva} waste").format(
        va=signs[0], bnva=signs[1], nva=signs[2]
    )
    mean = _("Mean = {formula} of minimum a, likely m, maximum b").format(formula=shape)
    lines = [
        (_("Value class"), classes),
        (_("Lead time"), _("Wait time + process time, in working time")),
        (
            _("%C&A"),
            _("Share of items the next step can use as received, judged by the receiver"),
        ),
        (_("Three-point estimates"), mean),
        (_("Effort"), _("Process time × people, over the role and all helpers")),
        (_("Cost"), _("Effort × hourly cost of each role + fixed cost")),
        *((metric.label, metric.definition) for metric in _defined(report)),
        (_("Made with"), f"MOPsMap {__version__}"),
    ]
    named = report.project.per_item
    for number, (label, text) in enumerate(lines, row + 1):
        _explained(sheet, number, named(label), named(text))


def _defined(report: Report) -> Iterator[Metric]:
    """Every metric once, those of the business case last."""
    for metrics in _metrics(report):
        yield next(iter(metrics.values()))
    yield from report.business


def _explained(sheet: Sheet, row: int, label: str, text: str) -> None:
    """A label and a wrapped text; merged cells do not grow by themselves."""
    lines = max(lines_of(text, 118), lines_of(label, sheet.width_of(0)))
    sheet.raw.set_row(row, 15 * lines + 2)
    sheet.put(row, 0, label, valign="top", text_wrap=True)
    sheet.merge(row, 1, 2, text, text_wrap=True, valign="top", indent=1)
