"""A sheet for each analysis: its figures with what they are computed from, and all its tables.

Whatever an analysis hands out appears here by itself; nothing is said twice by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import Any, Literal, NamedTuple

from mopsmap.analysis.result import Column as Field
from mopsmap.analysis.result import Input, Metric, Quantity, Result, Table
from mopsmap.currency import currency_sign
from mopsmap.language import translated as _
from mopsmap.report.book import (
    LINE,
    LONGEST_NAME,
    SECONDARY,
    TERTIARY,
    UNKNOWN,
    Book,
    Column,
    Formula,
    Kind,
    Placed,
    Sheet,
    Value,
    all_whole,
    at,
    body_style,
    label_width,
    largest,
    letter,
    lines_of,
    quoted,
    title_width,
)
from mopsmap.report.charts import BARS_SHOWN, bar_chart, pareto_chart
from mopsmap.report.content import Report, Side
from mopsmap.report.figures import FIGURES, Figures, format_of, number_format, scaled
from mopsmap.units import SHARES

MOST_ROWS = 1_000
MOST_CHARTS = 3
LAID_OUT = {
    "ladder": "Ladder",
    "wait_pareto": "Waste and cost Pareto",
    "cases": "Cases",
    "roles": "Roles",
    "float": "Critical path",
}
"""Tables that a sheet made by hand shows in full, and the English name of that sheet."""
CHARTED = frozenset({"time_pareto", "cost_pareto", "waste_pareto"})
"""Tables whose chart stands on a sheet made by hand."""

_NAME, _FIRST_VALUE = 1, 2
_NARROW, _WIDE, _TITLE = 12.0, 40.0, 16
_RUN_ON, _PAGE_ROWS = 5, 42
_CHART_ROWS, _CHART_WIDTH = 17, 460
_COLOR, _LONG_NAME, _LYING_BARS = "#5295D2", 32, 12


class _Part(NamedTuple):
    """One table as every side has it, cut to MOST_ROWS; the first one gives title and columns."""

    table: Table
    sides: tuple[tuple[Side, Table], ...]

    @property
    def rows(self) -> list[tuple[Side, tuple[Any, ...]]]:
        """The rows listed, side by side below each other."""
        return [(side, row) for side, table in self.sides for row in table.rows[:MOST_ROWS]]

    @property
    def cut(self) -> bool:
        """Whether some rows are not listed."""
        return any(len(table.rows) > MOST_ROWS for _side, table in self.sides)

    def values(self, side: Side, place: int) -> list[Any]:
        """What one column of one side says."""
        return [row[place] for of, table in self.sides if of is side for row in table.rows]


class _Share(NamedTuple):
    """How the numbers of a column follow from another one: each by its sum, or all so far."""

    kind: Literal["each", "so far"]
    source: int


def analysis_sheets(book: Book, report: Report, figures: Figures) -> None:
    """Write one sheet for each analysis that has figures or tables."""
    for key in dict.fromkeys(r.key for side in report.sides for r in side.found.results):
        sides = [(s, r) for s in report.sides for r in s.found.results if r.key == key]
        parts = _parts(sides)
        if any(r.metrics for _side, r in sides) or parts:
            title = sides[0][1].title
            _sheet(book.sheet(_named(book, title)), report, figures, title, sides, parts)


def _named(book: Book, title: str) -> str:
    """The title, with a word more where another sheet is named so."""
    if title.casefold() not in map(str.casefold, book.raw.sheetnames):
        return title
    more = _("{title} details")
    return more.format(title=title[: LONGEST_NAME - len(more.format(title=""))].strip())


def _parts(sides: Sequence[tuple[Side, Result]]) -> list[_Part]:
    """The tables of all sides, those of the same key and columns together."""
    found: dict[object, list[tuple[Side, Table]]] = {}
    for side, result in sides:
        for table in result.tables:
            if table.key not in LAID_OUT:
                found.setdefault((table.key, table.columns), []).append((side, table))
    return [_Part(of[0][1], tuple(of)) for of in found.values() if any(t.rows for _side, t in of)]


def _sheet(
    sheet: Sheet,
    report: Report,
    figures: Figures,
    title: str,
    sides: Sequence[tuple[Side, Result]],
    parts: Sequence[_Part],
) -> None:
    named = [side.label for side, _result in sides]
    maps = named[0]
    if len(named) > 1:
        maps = _("{first} and {second}").format(first=named[0], second=named[1])
    said = _("{maps}. What is per {item} is expected over all cases, rework included.")
    sheet.title(title, said.format(maps=maps, item=report.project.one_item))
    sheet.width(0, 9)
    inputs = (one.label for _side, r in sides for m in r.metrics for one in m.inputs)
    sheet.width(_NAME, label_width(map(report.project.per_item, inputs), 34))
    needed = (len(p.table.columns) + (1 if _told(p) is None else _RUN_ON) for p in parts)
    width = max([_FIRST_VALUE + _RUN_ON + 1, *needed])
    columns = [_columns(report, part) for part in parts]
    for place in range(_FIRST_VALUE, width):
        sheet.width(place, max([_NARROW, *(of[place].width for of in columns if place < len(of))]))
    row = _figure_rows(sheet, report, figures, sides, width) + 1
    breaks, charts = [0], 0
    for part, of_part in zip(parts, columns, strict=True):
        charted = charts < MOST_CHARTS and _value_column(part) is not None
        charts += charted
        start, row = row, _table(sheet, report, part, of_part, row, width, charted)
        if row - breaks[-1] > _PAGE_ROWS:
            breaks.append(start)
    sheet.raw.set_h_pagebreaks(breaks[1:])
    sheet.finish(None)
    sheet.raw.freeze_panes(3, 0)


def _figure_rows(
    sheet: Sheet,
    report: Report,
    figures: Figures,
    sides: Sequence[tuple[Side, Result]],
    width: int,
) -> int:
    """Figures with their definitions and the numbers they come from; returns the row after."""
    row = 3
    metrics = {m.key: m for _side, result in reversed(sides) for m in result.metrics}
    if not metrics:
        return row
    sheet.heading(
        row, 0, width - 1, _("Figures"), _("below each the numbers that it is computed from")
    )
    row += 1
    for place, (side, _result) in enumerate(sides, _FIRST_VALUE):
        sheet.put(row, place, side.label, bold=True, font_color=SECONDARY, align="right")
    meaning = _FIRST_VALUE + len(sides)
    sheet.put(
        row, meaning, _("Definition"), bold=True, font_color=SECONDARY, align="left", indent=2
    )
    compare = quoted(sheet.book.names[FIGURES])
    order = dict.fromkeys(m.key for _side, result in sides for m in result.metrics)
    for key in order:
        row += 1
        own = {side.key: m for side, result in sides for m in result.metrics if m.key == key}
        figure = figures[key]
        look = {"top": 1, "top_color": LINE, "valign": "top"}
        label = report.project.per_item(metrics[key].label)
        sheet.merge(row, 0, _NAME, label, **look, indent=1)
        shape = format_of(figure, report.project.currency)
        for place, (side, _result) in enumerate(sides, _FIRST_VALUE):
            source = f"={compare}!{at(figure.row, 1 + report.sides.index(side), True)}"
            cell = Formula(source, figure.values.get(side.key))
            sheet.put(row, place, cell, **look, align="right", num_format=shape)
        listed = _listed(sheet.book, metrics[key], [result for _side, result in sides])
        text = figure.meaning + report.project.per_item(listed)
        sheet.merge(row, meaning, width - 1, text, **look, text_wrap=True, align="left", indent=2)
        room = 1.2 * sum(sheet.width_of(column) for column in range(meaning, width)) - 4
        sheet.raw.set_row(row, 15 * lines_of(text, room) + 2)
        row = _input_rows(sheet, report, [own.get(side.key) for side, _result in sides], row)
    return row + 1


def _listed(book: Book, metric: Metric, results: Sequence[Result]) -> str:
    """Where the rows stand that make a figure up."""
    if metric.table in LAID_OUT:
        return ". " + _("Sheet: {name}").format(name=book.names[LAID_OUT[metric.table]])
    titles = (t.title for result in results for t in result.tables if t.key == metric.table)
    title = next(titles, "")
    return ". " + _("Table: {name}").format(name=title) if title else ""


def _input_rows(sheet: Sheet, report: Report, metrics: Sequence[Metric | None], row: int) -> int:
    """The inputs of a figure, one row each; returns the last row written."""
    labels: dict[str, list[Input | None]] = {}
    for place, metric in enumerate(metrics):
        for one in metric.inputs if metric else ():
            labels.setdefault(one.label, [None] * len(metrics))[place] = one
    look = {"font_color": TERTIARY, "font_size": 10}
    for label, inputs in labels.items():
        row += 1
        sheet.put(row, _NAME, report.project.per_item(label), **look, indent=2)
        known = [one for one in inputs if one is not None]
        cells = [None if one is None else _shown(one.value, one.quantity, report) for one in inputs]
        size, whole = largest(cells), all_whole(cells)
        shape = number_format(known[0].quantity, report.project.currency, size, whole)
        for place, cell in enumerate(cells, _FIRST_VALUE):
            value = UNKNOWN if cell is None and inputs[place - _FIRST_VALUE] else cell
            fit = {"shrink": True} if isinstance(value, str) else {}
            sheet.put(row, place, value, **look, **fit, align="right", num_format=shape)
    return row


def _shown(value: Any, quantity: Quantity, report: Report) -> Value:
    """A value in the unit in which it is shown; what is no number that a cell can hold is None."""
    if isinstance(value, str) or value is None:
        return value
    return scaled(value, quantity, report) if math.isfinite(value) else None


def _table(
    sheet: Sheet,
    report: Report,
    part: _Part,
    columns: Sequence[Column[Any]],
    row: int,
    width: int,
    charted: bool,
) -> int:
    """A table of all sides under its heading and charts; returns the row after it."""
    note = _("the first {n} rows of each map").format(n=f"{MOST_ROWS:,}") if part.cut else ""
    sheet.raw.set_row(row, 24)
    sheet.heading(row, 0, width - 1, report.project.per_item(part.table.title), note)
    header = row + 1 + (_CHART_ROWS if charted else 0)
    rows = part.rows
    bodies = dict(_bodies(part, header + 1))
    shares = {} if part.cut else dict(_shares(part))
    live = [
        column if place - 1 not in shares else _live(column, shares[place - 1], bodies, header + 1)
        for place, column in enumerate(columns)
    ]
    placed = sheet.table(header, 0, live, list(enumerate(rows)))
    told = _told(part)
    if told is not None:
        _run_on(sheet, [str(row[told] or "") for _side, row in rows], placed, told + 1, width)
    if charted:
        _charts(sheet, report, part, placed, bodies, row + 1)
    return placed.last + 3


def _run_on(sheet: Sheet, texts: Sequence[str], placed: Placed, column: int, width: int) -> None:
    """Let the texts of a column have the columns to the right too."""
    room = sum(sheet.width_of(place) for place in range(column, width))
    for row, text in enumerate(texts, placed.first):
        sheet.merge(row, column, width - 1, text, **body_style("wrap"))
        sheet.raw.set_row(row, 15 * lines_of(text, room) + 2)


def _bodies(part: _Part, first: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """First and last row of each side's body, by the side's key."""
    for side, table in part.sides:
        count = min(MOST_ROWS, len(table.rows))
        if count:
            yield side.key, (first, first + count - 1)
        first += count


def _columns(report: Report, part: _Part) -> list[Column[Any]]:
    found: list[Column[Any]] = [Column("map", _("Map"), 9, "text", lambda entry: entry[1][0].label)]
    rows = part.rows
    for place, field in enumerate(part.table.columns):
        cells = [_shown(row[place], field.quantity, report) for _side, row in rows]
        kind, room = _kind(field.quantity, cells), _NARROW
        if field.quantity == "text" and place != _told(part):
            longest = max((len(str(cell or "")) for cell in cells), default=0)
            kind = "wrap" if longest > _WIDE else "text"
            room = min(_WIDE, max(_NARROW, longest + 2.0))
        title, value = _titled(field, report), _taken(place, field, report)
        found.append(Column(f"c{place}", title, max(room, title_width(title)), kind, value))
    return found


def _told(part: _Part) -> int | None:
    """The last column where it holds long texts: they run on over the columns to the right."""
    last = len(part.table.columns) - 1
    if part.table.columns[last].quantity != "text" or not last:
        return None
    return last if any(len(str(row[last] or "")) > _WIDE for _side, row in part.rows) else None


def _taken(place: int, field: Field, report: Report) -> Any:
    return lambda entry: _shown(entry[1][1][place], field.quantity, report)


def _titled(field: Field, report: Report) -> str:
    """The title of a column in short lines, its unit in the last one."""
    units = {"hours": "h", "days": "d", "money": currency_sign(report.project.currency)}
    lines = wrap(report.project.per_item(field.label), _TITLE) or [""]
    if field.quantity in units:
        lines.append(f"({units[field.quantity]})")
    return "\n".join(lines)


def _kind(quantity: Quantity, cells: Sequence[Value]) -> Kind:
    match quantity:
        case "hours" | "days" | "money" | "percent" | "text":
            return quantity
        case "fraction":
            return "share"
        case "per_year":
            return "hours"
        case _:
            return "count" if all_whole(cells) else "times"


def _shares(part: _Part) -> Iterator[tuple[int, _Share]]:
    """The columns that are shares of another column, in every row of every side."""
    fields = part.table.columns
    numbers = [i for i, f in enumerate(fields) if f.quantity not in (*SHARES, "text")]
    for place, field in enumerate(fields):
        if field.quantity not in SHARES:
            continue
        sources = [i for i in numbers if i < place]
        if field.key not in ("share", "together"):
            sources.reverse()
        ways = (_Share(kind, i) for i in sources for kind in ("each", "so far"))
        way = next((way for way in ways if _follows(part, place, way)), None)
        if way is not None:
            yield place, way


def _follows(part: _Part, place: int, way: _Share) -> bool:
    """Whether a column is a share of another, in tables that are long enough to tell."""
    long = False
    for side, table in part.sides:
        values, of = part.values(side, place), part.values(side, way.source)
        if not all(isinstance(v, int | float) for v in (*values, *of)):
            return False
        whole, so_far = math.fsum(of), 0.0
        if table.rows and not whole > 0:
            return False
        for value, one in zip(values, of, strict=True):
            so_far += one
            if abs(value - (one if way.kind == "each" else so_far) / whole) > 1e-9:
                return False
        long = long or len(values) > 1
    return long


def _live(
    column: Column[Any],
    share: _Share,
    bodies: Mapping[str, tuple[int, int]],
    first: int,
) -> Column[Any]:
    """The column with formulas over the one that its numbers are shares of."""
    source = letter(share.source + 1)

    def value(entry: Any) -> Value:
        number, (side, _row) = entry
        top, bottom = bodies[side.key]
        here = f"{source}{first + number + 1}"
        part_of = here if share.kind == "each" else f"SUM({source}${top + 1}:{here})"
        return Formula(f"={part_of}/SUM({source}${top + 1}:{source}${bottom + 1})", known(entry))

    def known(entry: Any) -> float | None:
        found = column.value(entry)
        return found if isinstance(found, int | float) else None

    return Column(column.key, column.title, column.width, column.kind, value)


def _value_column(part: _Part) -> int | None:
    """The column that a chart of the table shows; None where there is nothing to draw."""
    table = part.table
    if table.chart is None or table.key in CHARTED:
        return None
    numeric = [i for i, field in enumerate(table.columns) if field.quantity != "text"]
    loads = [i for i in numeric if table.columns[i].key == "utilization"]
    for place in (loads + numeric)[:1]:
        values = [row[place] for _side, row in part.rows]
        if sum(isinstance(value, int | float) and value > 0 for value in values) > 1:
            return place
    return None


def _long_names(part: _Part, place: int) -> bool:
    """Whether names are too long to stand below columns."""
    return any(len(str(row[place])) > _LONG_NAME for _side, row in part.rows)


def _charts(
    sheet: Sheet,
    report: Report,
    part: _Part,
    placed: Placed,
    bodies: Mapping[str, tuple[int, int]],
    row: int,
) -> None:
    """A chart for each side, next to each other above the table."""
    place = _value_column(part)
    assert place is not None
    fields = part.table.columns
    field, texts = fields[place], [i for i, one in enumerate(fields) if one.quantity == "text"]
    name = f"c{texts[0]}"
    together = next((f"c{i}" for i, one in enumerate(fields) if one.key == "together"), None)
    units = {"days": _("Working days"), "hours": _("Hours"), "money": report.project.currency}
    shapes = {"money": "#,##0", "fraction": "0 %", "percent": "0 %"}
    shape = shapes.get(field.quantity, "General")
    for number, (side, _table_of) in enumerate(part.sides):
        if side.key not in bodies:
            continue
        first, last = bodies[side.key]
        upright = part.table.chart == "pareto" and not _long_names(part, texts[0])
        most = BARS_SHOWN if upright else _LYING_BARS
        shown = replace(placed, first=first, last=min(last, first + most - 1))
        title = f"{report.project.per_item(field.label)}, {side.label}"
        if upright:
            look = (_COLOR, units.get(field.quantity, ""), shape)
            keys = (name, f"c{place}", together)
            chart = pareto_chart(sheet.book.raw, title, shown.series, keys, look)
        else:
            cells = (name, f"c{place}")
            chart = bar_chart(sheet.book.raw, title, shown.series, cells, (_COLOR, shape))
        chart.set_size({"width": _CHART_WIDTH - 10, "height": _CHART_ROWS * 20 - 12})
        offset = {"x_offset": 4 + _CHART_WIDTH * number, "y_offset": 6, "object_position": 2}
        sheet.raw.insert_chart(row, 0, chart, offset)
