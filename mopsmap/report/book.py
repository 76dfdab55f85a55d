"""How our workbooks look and hold together: cells, formulas with their values, tables, names.

It works on the sheet objects that `excel` makes and knows nothing of value streams.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any, Generic, Literal, TypeVar

from mopsmap.language import translated
from mopsmap.language import translated as _

R = TypeVar("R")

INK, SECONDARY, TERTIARY = "#151920", "#475060", "#626C7C"
LINE, STRONG_LINE, PANEL = "#E6E9ED", "#151920", "#F7F8FA"
GOOD, BAD, ALARM_SOFT = "#00704F", "#B02C07", "#FDECE5"
CRITICAL, CRITICAL_SOFT, WAIT_BAR = "#A8286F", "#FAEAF2", "#FBC468"
AS_IS, TO_BE, CHART_LINE, GRID = "#626C7C", "#0B63C5", "#151920", "#E6E9ED"
VALUE_COLORS = {
    "value_adding": "#00986F",
    "necessary": "#7588A8",
    "waste": "#C46F00",
    "unclassified": "#BFC5CE",
}
UNKNOWN = "–"

Kind = Literal[
    "text", "wrap", "mark", "hours", "days", "percent", "money", "count", "times", "share", "people"
]
NUMBER_FORMATS: Mapping[Kind, str] = {
    "hours": "#,##0.0",
    "days": "#,##0.0",
    "percent": "0 %",
    "share": "0.0 %",
    "money": "#,##0",
    "count": "#,##0",
    "times": "0.00",
}

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the value it has; None is shown as a dash, which the formula must give too."""

    text: str
    value: float | str | None


Value = str | float | int | bool | None | Formula


def clean(text: str) -> str:
    """Text as a cell can hold it: no control characters, at most 32,000 characters."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))[:32_000]


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def letter(column: int) -> str:
    """The letter of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def at(row: int, column: int, absolute: bool = False) -> str:
    """A cell's address; row and column count from 0."""
    return f"${letter(column)}${row + 1}" if absolute else f"{letter(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column of a table. `formula` may name other columns in braces, as in "={wait}+{process}";
    it is written where `value` is known, and must give that value."""

    key: str
    title: str
    width: float
    kind: Kind
    value: Callable[[R], Value]
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands: 0-based rows of header, first and last body row; columns by key."""

    sheet: str
    header: int
    first: int
    last: int
    columns: Mapping[str, int]

    def cells(self, key: str, elsewhere: bool = True) -> str:
        """The range of a column's body, as $H$6:$H$34, with the sheet's name from `elsewhere`."""
        column = self.columns[key]
        cells = f"{at(self.first, column, True)}:{at(self.last, column, True)}"
        return f"{quoted(self.sheet)}!{cells}" if elsewhere else cells

    def series(self, key: str) -> list[str | int]:
        """The range of a column's body as charts take it."""
        column = self.columns[key]
        return [self.sheet, self.first, column, self.last, column]


def decimals(kind: str, size: float, cents: int = 2) -> str:
    """The decimals of a time or an amount, as a format writes them, by the largest of its column.

    `cents` are the decimals of the currency.

    >>> decimals("hours", 4.0), decimals("money", 21000.0)
    ('.0', '')
    """
    if kind == "money":
        return "." + "0" * cents if cents and 0 < size < 100 else ""
    return ".00" if 0 < size < 2 else ".0" if size < 1000 else ""


class Sheet:
    """One sheet: writes cells with styles, tables, headings."""

    def __init__(self, book: Book, name: str, raw: Any) -> None:
        self.book, self.name, self.raw = book, name, raw
        self.raw.hide_gridlines(2)
        self._widths: dict[int, float] = {}

    def put(self, row: int, column: int, value: Value, **style: Any) -> None:
        """Write one cell; text stays text whatever it starts with."""
        form = self.book.style(**style)
        match value:
            case Formula():
                known = UNKNOWN if value.value is None else value.value
                self.raw.write_formula(row, column, value.text, form, known)
            case None:
                self.raw.write_blank(row, column, None, form)
            case str():
                self.raw.write_string(row, column, clean(value), form)
            case bool():
                self.raw.write_string(row, column, _("yes") if value else "", form)
            case _:
                self.raw.write_number(row, column, value, form)

    def merge(self, row: int, first: int, last: int, value: Value, **style: Any) -> None:
        """Write one cell over several columns of a row."""
        if last > first:
            self.raw.merge_range(row, first, row, last, "", self.book.style(**style))
        self.put(row, first, value, **style)

    def title(self, text: str, subtitle: str, column: int = 0) -> None:
        """The sheet's title in row 1 and what it is about in row 2."""
        self.raw.set_row(0, 26)
        self.put(0, column, text, bold=True, font_size=18, font_color=INK, valign="vcenter")
        self.put(1, column, subtitle, font_color=SECONDARY)

    def heading(self, row: int, first: int, last: int, text: str, note: str = "") -> None:
        """A heading with a line under it."""
        edge = {"bottom": 1, "bottom_color": STRONG_LINE}
        for column in range(first, last + 1):
            self.put(row, column, None, **edge)
        bold = self.book.style(bold=True, font_size=12, font_color=INK)
        small = self.book.style(font_size=10, font_color=TERTIARY)
        cell = self.book.style(**edge)
        if note:
            self.raw.write_rich_string(
                row, first, bold, clean(text), small, "   " + clean(note), cell
            )
        else:
            self.put(row, first, text, bold=True, font_size=12, font_color=INK, **edge)

    def width(self, column: int, width: float) -> None:
        """Make a column at least this wide, in characters."""
        if width > self._widths.get(column, 0):
            self._widths[column] = width
            self.raw.set_column(column, column, width)

    def place(self, row: int, column: int) -> str:
        """A cell as formulas of other sheets cite it."""
        return f"{quoted(self.name)}!{at(row, column, True)}"

    def width_of(self, column: int) -> float:
        """How wide a column is, in characters."""
        return self._widths.get(column, 8.43)

    def table(
        self,
        row: int,
        first: int,
        columns: Sequence[Column[R]],
        rows: Sequence[R],
        row_style: Callable[[R], Mapping[str, Any]] = lambda _row: {},
        titled: bool = True,
    ) -> Placed:
        """Write a header and rows; an empty table keeps one blank row for its formulas.

        With `titled` off the row of the header stays free: `titles` above serve several tables.
        """
        where = {column.key: first + i for i, column in enumerate(columns)}
        if titled:
            self.titles(row, first, columns)
        values = {column.key: [column.value(item) for item in rows] for column in columns}
        looks = {
            column.key: _column_look(column.kind, values[column.key], self.book.cents)
            for column in columns
        }
        for number, item in enumerate(rows, row + 1):
            cells = {key: at(number, place) for key, place in where.items()}
            extra = row_style(item)
            lines = 1
            for column in columns:
                value = values[column.key][number - row - 1]
                if column.kind == "wrap" and isinstance(value, str):
                    lines = max(lines, lines_of(value, column.width * 1.1))
                if isinstance(value, Formula):
                    value = Formula(value.text.format(**cells), value.value)
                elif column.formula and isinstance(value, int | float):
                    value = Formula(column.formula.format(**cells), value)
                self.put(number, where[column.key], value, **{**looks[column.key], **extra})
            if lines > 1:
                self.raw.set_row(number, 15 * lines + 2)
        last = row + max(1, len(rows))
        return Placed(self.name, row, row + 1, last, where)

    def titles(self, row: int, first: int, columns: Sequence[Column[R]]) -> None:
        """Write the header of a table and make its columns wide enough."""
        lines = 2
        for place, column in enumerate(columns, first):
            self.width(place, max(column.width, title_width(column.title)))
            # the unit stands below, as in "Process" over "(h)"
            title = column.title.replace(" (", "\n(")
            lines = max(lines, title.count("\n") + 1)
            self.put(row, place, title, **header_style(column.kind))
        self.raw.set_row(row, 15 * lines + 2)

    def finish(self, header: int | None, repeat: tuple[int, int] | None = None) -> None:
        """Freeze below `header`, print landscape, one page wide, with page numbers."""
        if header is not None:
            self.raw.freeze_panes(header + 1, 0)
            first, last = repeat or (header, header)
            self.raw.repeat_rows(first, last)
        self.raw.set_landscape()
        self.raw.set_paper(9)
        self.raw.fit_to_pages(1, 0)
        self.raw.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        # Translators: the foot of a printed sheet
        page = _("Page {page} of {pages}").format(page="&P", pages="&N")
        self.raw.set_footer(f"&L&8&F, &A&R&8{page}")


def title_width(title: str) -> float:
    """The width at which a bold title of at most two lines, or in lines of its own, stands clear
    of its neighbors.

    A unit in brackets has the last line for itself.
    """
    if "\n" in title:
        return max(len(line) for line in title.split("\n")) * 1.1 + 2
    name, _, unit = title.partition(" (")
    words = name.split()
    ways = (
        [(name, unit)]
        if unit
        else [(" ".join(words[:i]), " ".join(words[i:])) for i in range(len(words))]
    )
    return min(max(len(line) for line in way) for way in ways or [("", "")]) * 1.1 + 2


def label_width(labels: Iterable[str], least: float) -> float:
    """The width at which all labels of a column are whole, its indent with it."""
    return max([least, *(len(label) + 3.0 for label in labels)])


def header_style(kind: Kind) -> dict[str, Any]:
    """How the title of a column looks."""
    return {
        "bold": True,
        "font_color": SECONDARY,
        "text_wrap": True,
        "valign": "bottom",
        **_aligned(kind),
        "bottom": 1,
        "bottom_color": STRONG_LINE,
    }


def body_style(kind: Kind) -> dict[str, Any]:
    """How a cell of a column looks."""
    style: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "font_color": INK}
    style |= {"valign": "vcenter", **_aligned(kind)}
    if kind == "wrap":
        style["text_wrap"] = True
    if kind in NUMBER_FORMATS:
        style["num_format"] = NUMBER_FORMATS[kind]
    return style


def _column_look(kind: Kind, values: Sequence[Value], cents: int) -> dict[str, Any]:
    style = body_style(kind)
    if kind in ("hours", "days", "money"):
        style["num_format"] = "#,##0" + decimals(kind, largest(values), cents)
    if kind == "people":
        style["num_format"] = "#,##0" if all_whole(values) else "#,##0.0#"
    return style


def largest(values: Iterable[Value]) -> float:
    """The greatest size among the numbers of some cells; 0 where there is none."""
    plain = (value.value if isinstance(value, Formula) else value for value in values)
    return max((abs(v) for v in plain if isinstance(v, int | float)), default=0.0)


def all_whole(values: Iterable[Value]) -> bool:
    """Whether the numbers among some cells are whole ones."""
    return all(float(value).is_integer() for value in values if isinstance(value, int | float))


def _aligned(kind: Kind) -> dict[str, Any]:
    match kind:
        case "text" | "wrap":
            return {"align": "left", "indent": 1}
        case "mark":
            return {"align": "center"}
        case _:
            return {"align": "right"}


def lines_of(text: str, width: float) -> int:
    """How many lines wrapped text needs in a column `width` characters wide."""
    return sum(max(1, len(wrap(line, max(1, int(width))))) for line in text.split("\n"))


RESERVED, LONGEST_NAME = "history", 31
"""What Excel takes for no sheet's name, and how many characters one has at most."""


def _cut(name: str, end: str = "") -> str:
    return name[: LONGEST_NAME - len(end)].strip("' ") + end


@dataclass
class Book:
    """A workbook being written: sheets, styles made once, defined names; `cents` are the decimals
    of its currency, `names` the names of its fixed sheets by the English ones."""

    raw: Any
    cents: int = 2
    names: dict[str, str] = field(default_factory=dict)
    _styles: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet:
        """A new sheet at the end; its name is made one that Excel takes and no other sheet has."""
        name = re.sub(r"[][:*?/\\\x00-\x1f]", " ", name).strip("' ") or "-"
        found, number = _cut(name), 2
        while found.casefold() in {RESERVED, *map(str.casefold, self.raw.sheetnames)}:
            found, number = _cut(name, f" {number}"), number + 1
        return Sheet(self, found, self.raw.add_worksheet(found))

    def fixed(self, name: str) -> Sheet:
        """A new sheet that others find in `names`; its name is the translation of `name`."""
        sheet = self.sheet(translated(name))
        self.names[name] = sheet.name
        return sheet

    def style(self, **properties: Any) -> Any:
        """The format with these properties, made at its first use."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.raw.add_format({"font_name": "Calibri", **properties})
        return self._styles[key]

    def name(self, defined: str, sheet: str, row: int, column: int) -> None:
        """Give a cell a name that formulas use."""
        self.raw.define_name(defined, f"={quoted(sheet)}!{at(row, column, True)}")
