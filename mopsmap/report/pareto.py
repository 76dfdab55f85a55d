"""Where time and money go: Pareto tables with native charts, and the split by value class."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mopsmap.analysis.result import Table
from mopsmap.currency import currency_sign
from mopsmap.language import to_translate, translated
from mopsmap.language import translated as _
from mopsmap.report.book import (
    WAIT_BAR,
    Book,
    Column,
    Formula,
    Kind,
    Placed,
    Sheet,
    at,
    decimals,
)
from mopsmap.report.charts import BARS_SHOWN, pareto_chart
from mopsmap.report.content import Report, Side

_BLOCKS = (
    ("wait_pareto", to_translate("Waiting"), to_translate("Wait per item"), WAIT_BAR),
    ("time_pareto", to_translate("Time without value"), to_translate("Time per item"), "#C46F00"),
    ("cost_pareto", to_translate("Cost"), to_translate("Cost per item"), "#5295D2"),
    ("waste_pareto", to_translate("Wastes"), to_translate("Cost of their steps"), "#B077AD"),
)
_WIDTH = 5
_HEADER, _FIRST_ROW = 3, 4
_CHART_ROWS = 18


def _table(side: Side, key: str) -> Table | None:
    return next((t for r in side.found.results for t in r.tables if t.key == key), None)


def pareto_sheet(book: Book, report: Report) -> None:
    """Per map: waiting, time without value, cost and wastes, the greatest first."""
    sheet = book.fixed(to_translate("Waste and cost Pareto"))
    sheet.title(
        _("Waste and cost Pareto"),
        _(
            "Expected per item, rework and branches counted; the "
            "greatest first, with the share that they make together. A step counts in full for "
            "each of its wastes, so these are not added up."
        ),
    )
    row, breaks = _FIRST_ROW, []
    for side in report.sides:
        row = _side(sheet, report, side, row)
        breaks.append(row)
    sheet.raw.set_h_pagebreaks(breaks[:-1])
    sheet.finish(_HEADER)


def _side(sheet: Sheet, report: Report, side: Side, row: int) -> int:
    """Charts in one row, their tables below; returns the row after them."""
    last_column = _WIDTH * len(_BLOCKS) - 2
    sheet.raw.set_row(row, 24)
    sheet.heading(row, 0, last_column, side.label)
    first = below = row + _CHART_ROWS
    for number, (key, title, label, color) in enumerate(_BLOCKS):
        table = _table(side, key)
        if table is None:
            continue
        left = number * _WIDTH
        end = _block(sheet, report, side, table, first, left, (title, label, color))
        below = max(below, end)
        sheet.width(left + _WIDTH - 1, 2)
    return below + 3


def _block(
    sheet: Sheet, report: Report, side: Side, table: Table, row: int, left: int,
    words: tuple[str, str, str],
) -> int:  # fmt: skip
    title, label, color = translated(words[0]), translated(words[1]), words[2]
    days = table.columns[1].quantity == "days"
    factor = report.hours_per_day if days else 1.0
    unit = "d" if days else currency_sign(report.project.currency)
    values = [float(r[1] or 0.0) / factor for r in table.rows]
    total = sum(values)
    kind: Kind = "days" if days else "money"
    bottom = row + len(values)
    running = [sum(values[: i + 1]) / total if total else None for i in range(len(values))]
    rows = list(enumerate(zip((str(r[0]) for r in table.rows), values, running, strict=True)))

    def share(entry: tuple[int, Any]) -> Formula | None:
        number, (_name, _value, so_far) = entry
        if so_far is None:
            return None
        column = left + 2
        top = at(row + 1, column, absolute=True)
        here = at(row + 1 + number, column)
        end = at(bottom, column, absolute=True)
        return Formula(f"=SUM({top}:{here})/SUM({top}:{end})", so_far)

    columns: list[Column[tuple[int, Any]]] = [
        Column("rank", "#", 5, "count", lambda r: r[0] + 1),
        Column("name", _("Step") if table.ids else _("Waste"), 32, "text", lambda r: r[1][0]),
        Column("value", f"{label} ({unit})", 12, kind, lambda r: r[1][1]),
    ]
    if table.chart == "pareto":
        columns.append(Column("share", _("Together"), 10, "percent", share))
    sheet.titles(_HEADER, left, columns)
    placed = sheet.table(row, left, columns, rows, titled=False)
    total_look = {
        "bold": True,
        "top": 1,
        "num_format": "#,##0" + decimals(kind, total, sheet.book.cents),
    }
    sheet.put(placed.last + 1, left + 1, _("Sum"), bold=True, top=1, indent=1)
    text = f"=SUM({placed.cells('value', elsewhere=False)})"
    sheet.put(placed.last + 1, left + 2, Formula(text, total), **total_look)
    sheet.put(placed.last + 1, left + 3, None, top=1)
    if rows:
        chart = _chart(
            sheet,
            placed,
            f"{title}, {side.label}",
            color,
            (_("Working days"), "General") if days else (report.project.currency, "#,##0"),
        )
        sheet.raw.insert_chart(row - 17, left, chart, {"object_position": 2, "y_offset": 6})
    return placed.last + 1


def _chart(sheet: Sheet, placed: Placed, title: str, color: str, axis: tuple[str, str]) -> Any:
    """`axis` is the unit and the number format of the values."""
    shown = replace(placed, last=min(placed.last, placed.first + BARS_SHOWN - 1))
    share = "share" if "share" in placed.columns else None
    chart = pareto_chart(
        sheet.book.raw, title, shown.series, ("name", "value", share), (color, *axis)
    )
    chart.set_size({"width": 440, "height": 330})
    return chart


def cell_of(key: str, place: int) -> str:
    """The cell of the value at `place` (from 0) of a table of the first map."""
    number = [block[0] for block in _BLOCKS].index(key)
    return at(_FIRST_ROW + _CHART_ROWS + 1 + place, number * _WIDTH + 2, absolute=True)
