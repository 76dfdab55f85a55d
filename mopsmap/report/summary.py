"""The first sheet: one page with key figures, what changes, both maps and where the time goes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mopsmap.analysis.result import Quantity
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.report.book import (
    GRID,
    INK,
    PANEL,
    SECONDARY,
    TERTIARY,
    UNKNOWN,
    VALUE_COLORS,
    WAIT_BAR,
    Formula,
    Sheet,
    at,
    decimals,
    largest,
    quoted,
)
from mopsmap.report.business import case_format, case_name
from mopsmap.report.charts import dress_bars
from mopsmap.report.content import Report, Side
from mopsmap.report.figures import (
    Figure,
    Figures,
    change_format,
    change_formula,
    change_of,
    color_change,
    format_of,
    number_format,
    percent_change,
)
from mopsmap.report.pareto import cell_of

LEFT, RIGHT = (1, 6), (8, 13)
LEFT_WIDTH, RIGHT_WIDTH = 15.5, 27.0
ROW_PIXELS = 20
MAP_PIXELS = 620
CHART_PIXELS = 250
TILES = (
    "lead_time_expected",
    "process_time_hours",
    "process_cycle_efficiency",
    "rolled_complete_accurate",
    "cost_per_item",
    "highest_load",
)
TABLE = (
    "lead_time_expected",
    "lead_time_typical",
    "lead_time_best",
    "lead_time_worst",
    "process_time_hours",
    "wait_time_hours",
    "activity_ratio",
    "process_cycle_efficiency",
    "rolled_complete_accurate",
    "first_time_right",
    "effort_hours_per_item",
    "cost_per_item",
    "cost_per_year",
    "rework_cost_per_item",
    "capacity_per_year",
    "highest_load",
    "handoffs",
    "tool_switches",
)
BUSINESS = (
    "savings_per_year",
    "cash_savings_per_year",
    "freed_hours_per_year",
    "investment",
    "payback_months",
    "npv_3_years",
)
CLASSES = ("value_adding", "necessary", "waste", "unclassified")


def summary_sheet(sheet: Sheet, report: Report, figures: Figures) -> None:
    """Lay out the page; every figure refers to the sheet that explains it."""
    sheet.width(0, 2)
    for first, last, width in (
        (*LEFT, LEFT_WIDTH),
        (LEFT[1] + 1, LEFT[1] + 1, 2.0),
        (*RIGHT, RIGHT_WIDTH),
    ):
        for column in range(int(first), int(last) + 1):
            sheet.width(column, width)
    _title(sheet, report)
    tiles = [figures[key] for key in TILES if key in figures]
    for number, figure in enumerate(tiles):
        column = (LEFT if number < 3 else RIGHT)[0] + 2 * (number % 3)
        _tile(sheet, report, figure, column)
    row = _key_figures(sheet, report, figures, 8)
    row = _value_classes(sheet, report, figures, row + 2)
    row = _greatest(sheet, report, row + 2)
    end = _charts(sheet, report, figures, row + 1)
    end = max(end, _business(sheet, report, _maps(sheet, report, 8)))
    sheet.raw.print_area(0, 0, end, RIGHT[1])
    _page(sheet)


def _page(sheet: Sheet) -> None:
    sheet.finish(None)
    sheet.raw.set_paper(8)
    sheet.raw.fit_to_pages(1, 1)
    sheet.raw.center_horizontally()
    sheet.raw.freeze_panes(3, 0)
    sheet.raw.set_zoom(85)


def _title(sheet: Sheet, report: Report) -> None:
    project = report.project
    sheet.raw.set_row(0, 8)
    sheet.raw.set_row(1, 28)
    sheet.put(
        1,
        1,
        project.title or _("Untitled"),
        bold=True,
        font_size=20,
        font_color=INK,
        valign="vcenter",
    )
    names = [side.label for side in report.sides]
    said = _("{old} compared with {new}.") if len(names) > 1 else "{old}."
    about = [said.format(old=names[0], new=names[-1])]
    if report.exported:
        about.append(_("Exported {date}.").format(date=f"{report.exported:%Y-%m-%d}"))
    about.append(
        _(
            "Working days of {hours} h. Figures refer to the other sheets; "
            "what they rest on stands on {sheet}."
        ).format(
            hours=f"{report.hours_per_day:g}", sheet=sheet.book.names["Definitions and assumptions"]
        )
    )
    sheet.put(2, 1, " ".join(about), font_color=SECONDARY)


def _tile(sheet: Sheet, report: Report, figure: Figure, column: int) -> None:
    """Label, figure and change of one key figure over two columns."""
    metric, sides = figure.metric, report.sides
    panel = {"bg_color": PANEL, "right": 5, "right_color": "#FFFFFF"}
    label = report.project.per_item(metric.label)
    sheet.raw.set_row(4, 20)
    sheet.raw.set_row(5, 30)
    sheet.merge(
        4, column, column + 1, "  " + label, font_color=SECONDARY, top=2, top_color=INK, **panel
    )
    shape = format_of(figure, report.project.currency)
    value = figure.values.get(sides[-1].key)
    cell = Formula(f"={figure.reference(sides[-1])}", value)
    sheet.merge(5, column, column + 1, cell, bold=True, font_size=20, font_color=INK,
                num_format=shape, align="left", indent=1, valign="vcenter", **panel)  # fmt: skip
    if len(sides) == 1:
        sheet.merge(
            6, column, column + 1, "  " + _note(sides[0], metric.key), font_color=TERTIARY, **panel
        )
        return
    before, after = (figure.reference(side) for side in sides)
    text = change_formula(before, after, metric.quantity)
    arrows = change_format(figure, report.project.currency)
    change = Formula(text, change_of(figure, sides))
    sheet.put(6, column, change, bg_color=PANEL, align="left", indent=1, num_format=arrows)
    color_change(sheet, 6, column, metric.better)
    since = _("from").replace('"', "")
    old = Formula(f"={before}", figure.values.get(sides[0].key))
    sheet.put(
        6,
        column + 1,
        old,
        num_format=f'"{since} "{shape}',
        font_color=SECONDARY,
        align="left",
        shrink=True,
        **panel,
    )


def _note(side: Side, key: str) -> str:
    if key == "highest_load":
        return side.found.metric(key).note
    return ""


def _key_figures(sheet: Sheet, report: Report, figures: Figures, row: int) -> int:
    """The table of key figures; returns its last row."""
    named = [side.label for side in report.sides]
    note = named[0]
    if len(named) > 1:
        note = _("{old} to {new}").format(old=named[0], new=named[1])
    sheet.heading(row, *LEFT, _("Key figures"), note)
    titles = [*(side.label for side in report.sides)]
    titles += [_("Change"), _("Change %")] if len(report.sides) > 1 else []
    for column in range(LEFT[0], LEFT[1] + 1):
        sheet.put(row + 1, column, None, bottom=1, bottom_color="#7C8697")
    first = LEFT[1] + 1 - len(titles)
    for column, title in enumerate(titles, first):
        sheet.put(row + 1, column, title, bold=True, font_color=SECONDARY, align="right",
                  bottom=1, bottom_color="#7C8697")  # fmt: skip
    number = row + 1
    for key in TABLE:
        if key in figures:
            number += 1
            label = report.project.per_item(figures[key].metric.label)
            _figure_line(sheet, report, figures[key], number, first, label)
    return number


def _figure_line(
    sheet: Sheet, report: Report, figure: Figure, row: int, first: int, label: str
) -> None:
    metric = figure.metric
    line: dict[str, Any] = {"bottom": 1, "bottom_color": GRID}
    shape = format_of(figure, report.project.currency)
    sheet.merge(row, LEFT[0], first - 1, label, **line)
    for column, side in enumerate(report.sides, first):
        cell = Formula(f"={figure.reference(side)}", figure.values.get(side.key))
        bold = side is report.sides[-1]
        sheet.put(
            row, column, cell, **line, num_format=shape, align="right", bold=bold, shrink=True
        )
    if len(report.sides) < 2:
        return
    before, after = at(row, first), at(row, first + 1)
    change = Formula(
        change_formula(before, after, metric.quantity), change_of(figure, report.sides)
    )
    sheet.put(row, first + 2, change, **line, align="right", shrink=True,
              num_format=change_format(figure, report.project.currency))  # fmt: skip
    color_change(sheet, row, first + 2, metric.better)
    old, new = (figure.values.get(side.key) for side in report.sides)
    share = percent_change(before, after, old, new)
    look = {**line, "align": "right", "font_color": SECONDARY}
    sheet.put(row, first + 3, share, **look, num_format='+#,##0 %;"\u2212"#,##0 %;0 %')


def _value_classes(sheet: Sheet, report: Report, figures: Figures, row: int) -> int:
    """Cost by value class and its total; the source of a chart."""
    sheet.heading(row, *LEFT, report.project.per_item(_("Cost per {item} by value class")))
    currency = report.project.currency
    first = LEFT[1] + 1 - (4 if len(report.sides) > 1 else 1)
    names = {"value_adding": _("■ Value-adding (VA)"), "necessary": _("◫ Necessary (BNVA)"),
             "waste": _("▨ Waste (NVA)"), "unclassified": _("Not classified")}  # fmt: skip
    start = row + 1
    number = row
    for value_class in CLASSES:
        figure = figures.get(f"cost_{value_class}")
        if figure is not None:
            number += 1
            _figure_line(sheet, report, figure, number, first, names[value_class])
    number += 1
    bold: dict[str, Any] = {"bold": True, "top": 1}
    sheet.merge(number, LEFT[0], first - 1, _("Total"), **bold)
    for column in range(first, LEFT[1] + 1):
        sheet.put(number, column, None, **bold)
    for column, side in enumerate(report.sides, first):
        values = [
            figures[f"cost_{c}"].values.get(side.key) for c in CLASSES if f"cost_{c}" in figures
        ]
        text = f"=SUM({at(start, column)}:{at(number - 1, column)})"
        total = sum(v or 0.0 for v in values)
        shape = number_format("money", currency, total)
        sheet.put(number, column, Formula(text, total), **bold, num_format=shape, align="right")
    return number


def _greatest(sheet: Sheet, report: Report, row: int) -> int:
    """The steps that wait longest and cost most on the first map."""
    side = report.sides[0]
    pareto = quoted(sheet.book.names["Waste and cost Pareto"])
    tables = {t.key: t for r in side.found.results for t in r.tables}
    lists: tuple[tuple[str, str, Quantity], ...] = (
        ("wait_pareto", _("Longest waits"), "days"),
        ("cost_pareto", _("Most costly steps"), "money"),
    )
    for key, title, quantity in lists:
        table = tables.get(key)
        if table is None or not table.rows:
            continue
        sheet.heading(
            row,
            *LEFT,
            title,
            _("{map}, expected per {item}").format(map=side.label, item=report.project.one_item),
        )
        factor = report.hours_per_day if quantity == "days" else 1.0
        shown = [float(line[1] or 0.0) / factor for line in table.rows[:5]]
        shape = number_format(quantity, report.project.currency, largest(shown))
        for number, line in enumerate(table.rows[:5], row + 1):
            sheet.merge(number, LEFT[0], LEFT[1] - 1, str(line[0]), bottom=1, bottom_color=GRID)
            value = shown[number - row - 1]
            source = f"={pareto}!{cell_of(key, number - row - 1)}"
            sheet.put(number, LEFT[1], Formula(source, value), bottom=1, bottom_color=GRID,
                      align="right", num_format=shape)  # fmt: skip
        row += len(table.rows[:5]) + 2
    return row


def _maps(sheet: Sheet, report: Report, row: int) -> int:
    """Pictures of the maps on the right; returns the row after them."""
    for side in report.sides:
        if side.picture is None:
            continue
        sheet.heading(row, *RIGHT, _("Value stream map"), side.label)
        width = _pixels(RIGHT_WIDTH) * (RIGHT[1] - RIGHT[0] + 1)
        height = _insert_picture(sheet, side, row + 1, RIGHT[0], width - 8)
        row += 2 + -(-height // ROW_PIXELS) + 1
    return row


def _business(sheet: Sheet, report: Report, row: int) -> int:
    """What it gives to go to the second map, and what that costs; returns the row after."""
    known = {metric.key: metric for metric in report.business}
    if not known:
        return row
    sheet.heading(row, *RIGHT, _("Business case"), _("the sheet of that name shows how it follows"))
    line: dict[str, Any] = {"bottom": 1, "bottom_color": GRID}
    for place, key in enumerate(BUSINESS, row + 1):
        metric = known[key]
        cell = Formula(f"={case_name(key)}", metric.value)
        label = report.project.per_item(metric.label)
        sheet.merge(place, RIGHT[0], RIGHT[0] + 1, label, **line)
        look = {**line, "bold": True, "align": "right", "num_format": case_format(metric, report)}
        sheet.put(place, RIGHT[0] + 2, cell, **look)
    return row + 1 + len(BUSINESS)


def _pixels(characters: float) -> int:
    """The width of a column in pixels, Calibri 11."""
    return int(characters * 7 + 5)


def _insert_picture(sheet: Sheet, side: Side, row: int, column: int, width: int) -> int:
    """Insert the picture `width` pixels wide (or less if it is high); returns its height."""
    assert side.picture is not None
    size = png_size(side.picture)
    if size is None:
        return 0
    wide, high, per_inch = size
    scale = min(width / wide, MAP_PIXELS / high)
    factor = scale * per_inch / 96
    steps = counted(len(side.map.steps), "{n} step", "{n} steps")
    lanes = counted(len(side.map.roles), "{n} lane", "{n} lanes")
    sheet.raw.insert_image(row, column, str(side.picture), {
        "x_scale": factor, "y_scale": factor, "x_offset": 2, "y_offset": 8, "object_position": 2,
        "description": _("Value stream map {map}: {steps}, {lanes}").format(
            map=side.label, steps=steps, lanes=lanes
        ),
    })  # fmt: skip
    return int(high * scale) + 8


def png_size(path: Path) -> tuple[int, int, float] | None:
    """(width, height, pixels per inch) of a PNG file; None where it is none."""
    content = path.read_bytes()[:4096]
    if content[:8] != b"\x89PNG\r\n\x1a\n" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    place = content.find(b"pHYs")
    per_inch = 96.0
    if place > 0 and content[place + 12] == 1:
        per_inch = struct.unpack(">I", content[place + 4 : place + 8])[0] * 0.0254
    return (width, height, per_inch or 96.0) if width and height else None


def _charts(sheet: Sheet, report: Report, figures: Figures, row: int) -> int:
    """Wait and process on the timeline, and cost by value class, one bar for each map."""
    source = _chart_source(sheet, report, figures)
    width = _pixels(LEFT_WIDTH) * (LEFT[1] - LEFT[0] + 1)
    sheet.heading(row, *LEFT, _("Where time and money go"), _("per item, rework included"))
    row += 1
    classes = ("VA", "BNVA", "NVA", _("Not classified"))
    specs: Sequence[tuple[str, list[tuple[str, str, int]]]] = (
        (_("Timeline, working days"), [(_("Wait"), WAIT_BAR, 1), (_("Process"), "#0F8162", 2)]),
        (
            _("Cost by value class, {currency}").format(currency=report.project.currency),
            [
                (name, VALUE_COLORS[c], i)
                for i, (name, c) in enumerate(zip(classes, CLASSES, strict=True), 3)
            ],
        ),
    )
    for title, series in specs:
        chart = sheet.book.raw.add_chart({"type": "bar", "subtype": "stacked"})
        for name, color, place in series:
            if source[place] is not None:
                chart.add_series({"name": name, "categories": source[0], "values": source[place],
                                  "gap": 60, "fill": {"color": color}})  # fmt: skip
        dress_bars(chart, title)
        chart.set_size({"width": width - 8, "height": CHART_PIXELS})
        offset = {"x_offset": 2, "y_offset": 8, "object_position": 2}
        sheet.raw.insert_chart(row, LEFT[0], chart, offset)
        row += -(-CHART_PIXELS // ROW_PIXELS) + 1
    return row


def _chart_source(sheet: Sheet, report: Report, figures: Figures) -> list[Any]:
    """Ranges for the charts in a block right of the page: labels, wait, process, classes."""
    first = RIGHT[1] + 3
    keys = ("wait_time_hours", "process_time_hours", *(f"cost_{c}" for c in CLASSES))
    titles = (_("Wait (d)"), _("Process (d)"), "VA", "BNVA", "NVA", _("Not classified"))
    sheet.put(3, first, _("Data of the charts"), font_color=TERTIARY, font_size=9)
    look: dict[str, Any] = {"font_color": TERTIARY, "font_size": 9}
    ranges: list[Any] = [[sheet.name, 5, first, 4 + len(report.sides), first]]
    for number, side in enumerate(report.sides):
        sheet.put(5 + number, first, side.label, **look)
    for place, (key, title) in enumerate(zip(keys, titles, strict=True), first + 1):
        figure = figures.get(key)
        if figure is None:
            ranges.append(None)
            continue
        sheet.put(4, place, title, **look)
        shape = "#,##0.0"
        if figure.metric.quantity == "money":
            size = largest(figure.values.values())
            shape = "#,##0" + decimals("money", size, sheet.book.cents)
        for number, side in enumerate(report.sides):
            value = figure.values.get(side.key)
            text = f"={figure.reference(side)}"
            if key == "process_time_hours":
                text = f'=IFERROR({figure.reference(side)}/HoursPerDay,"{UNKNOWN}")'
                value = None if value is None else value / report.hours_per_day
            sheet.put(5 + number, place, Formula(text, value), **look, num_format=shape)
        ranges.append([sheet.name, 5, place, 4 + len(report.sides), place])
    return ranges
