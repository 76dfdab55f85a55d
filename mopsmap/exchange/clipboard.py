"""Cells and outlines from the clipboard: spreadsheets, web pages, word processors, plain text.

Reads a bounded part of whatever comes, in pieces, and says what it left behind.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from mopsmap.exchange.format import ExchangeError
from mopsmap.exchange.headers import header_score, is_step_title
from mopsmap.exchange.outline import Line, lines_of
from mopsmap.exchange.sheet import Copied, Row, Sheet, delimiter_of, unguarded
from mopsmap.language import translated as _
from mopsmap.units import grouped

if TYPE_CHECKING:
    from mopsmap.exchange.page import Page

MAX_ROWS = 2_000
"""Rows taken at once: more is no map that people draw, but a file to import."""
MAX_COLUMNS = 60
MAX_CELL = 2_000
"""Characters of a cell that are kept."""
_LINE = 100_000
"""Characters of a line that are looked at."""
_PAGE, _PIECE = 20_000_000, 1 << 16
"""Characters of a page that are looked at, and how many at a time."""
_SAMPLE = 60
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Signs that nobody sees or that turn the others round."""
_MARK = re.compile(r"(?:\W{1,2}|o|[\w.]{1,7}[.)])\t")
"""Bullets and numbers of lists, as word processors copy them."""
_RULE = set(" \t\n|:=+-")

Progress = Generator[float, None, "Clip"]


@dataclass(frozen=True, slots=True)
class Clip:
    """What the clipboard holds: cells of a sheet, or the lines of an outline.

    `left_behind` says in sentences what was not taken.
    """

    sheet: Sheet
    outline: tuple[Line, ...] = ()
    left_behind: tuple[str, ...] = ()


def read_clip(text: str, html: str = "") -> Progress:
    """Read the clipboard; yields progress 0..1 and returns a Clip.

    A table of a web page counts before text, because it keeps merged cells and lines within cells.
    Raises ExchangeError with one sentence where nothing can be read.
    """
    page = _page() if html else None
    if page is not None:
        for at in range(0, min(len(html), _PAGE), _PIECE):
            yield at / len(html)
            page.read(html[at : at + _PIECE])
            if page.full:
                break
        page.end()
        if page.is_table:
            return _clip_of(page.rows, page.merged, text.count("\n"))
    if not text.strip() and page is not None:
        text = "\n".join(page.lines)
    if is_binary(text):
        raise ExchangeError(
            _("The clipboard holds no text that can be read. Copy cells or lines of text.")
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    sample = [line for line in islice(_lines(text), _SAMPLE) if line.strip()]
    if not sample:
        raise ExchangeError(_("The clipboard holds no text. Copy cells or lines of text."))
    delimiter = _delimiter(sample)
    if delimiter:
        return (yield from _read_cells(text, delimiter))
    found: list[str] = []
    for number, line in enumerate(_lines(text)):
        if number % 256 == 0:
            yield min(1.0, number / MAX_ROWS)
        if (said := _clean(line.expandtabs(4))).strip():
            found.append(said)
        if len(found) > MAX_ROWS:
            break
    left = _too_many(found, text.count("\n") + 1)
    return Clip(Sheet("", ()), lines_of(found[:MAX_ROWS]), tuple(left))


def _page() -> Page:
    from mopsmap.exchange.page import Page  # the start of the window has no need of it

    return Page(MAX_ROWS + 1, MAX_COLUMNS + 1)


def holds_cells(text: str) -> bool:
    """Whether lines of text are cells of a table; else they are names or an outline."""
    return bool(_delimiter([line for line in islice(_lines(text), _SAMPLE) if line.strip()]))


def is_binary(text: str) -> bool:
    """Whether a text is none that a person could read."""
    sample = text[:_LINE]
    return "\0" in sample or len(_UNREADABLE.findall(sample)) > max(8, len(sample) / 20)


def _lines(text: str) -> Iterator[str]:
    return (line[:_LINE] for line in io.StringIO(text))


def _clean(cell: str) -> str:
    """A cell without signs that no file or screen can hold, and of a length that can be shown."""
    said = _UNSEEN.sub("", _UNREADABLE.sub("", cell)).replace("\u00a0", " ").rstrip()
    return said if len(said) <= MAX_CELL else said[: MAX_CELL - 1] + "…"


def _delimiter(sample: Sequence[str]) -> str:
    """What divides the cells of a table; "" where the lines are an outline."""
    if not sample:
        return ""
    if any("\t" in _MARK.sub("", line.strip(), count=1) for line in sample):
        return "\t"
    if len(sample) > 1 and all(line.strip().startswith("|") for line in sample):
        return "|"
    delimiter, score = delimiter_of(sample, header_score)
    if score > 1:
        return delimiter
    if len(sample) > 1 and is_step_title(sample[0]):
        return "\t"  # a column of names
    for sign, least in ((";", 1), (",", 2)):
        counts = {line.count(sign) for line in sample}
        if len(sample) > 1 and len(counts) == 1 and counts.pop() >= least:
            return sign
    return ""


def _read_cells(text: str, delimiter: str) -> Progress:
    try:
        rows = yield from _rows(text, delimiter, quoted=delimiter != "|")
    except csv.Error:  # a quotation mark that opens and never closes is a sign like others
        rows = yield from _rows(text, delimiter, quoted=False)
    if delimiter == "|":
        rows = [row[1:-1] if row[-1].strip() == "" else row[1:] for row in rows]
    return _clip_of(rows, (), text.count("\n") + (not text.endswith("\n")))


def _rows(text: str, delimiter: str, quoted: bool) -> Generator[float, None, list[list[str]]]:
    lines = (line for line in _lines(text) if delimiter != "|" or set(line) - _RULE)
    cells = (
        csv.reader(lines, delimiter=delimiter, strict=True)
        if quoted
        else csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    )
    found: list[list[str]] = []
    filled = 0
    for number, row in enumerate(cells):
        if number % 256 == 0:
            yield min(1.0, filled / MAX_ROWS)
        found.append(row[: MAX_COLUMNS + 1])
        filled += any(cell.strip() for cell in row)
        if filled > MAX_ROWS or number > 10 * MAX_ROWS:
            break
    return found


def _clip_of(
    rows: Sequence[Sequence[str]], merged: tuple[tuple[int, int, int], ...], there: int
) -> Clip:
    """The sheet of these cells; `there` is how many rows there were."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    left = _too_many(filled, there)
    if len(filled) > MAX_ROWS:
        rows, merged = filled[:MAX_ROWS], ()
    if any(len(row) > MAX_COLUMNS for row in rows):
        left.append(_("Only the first {n} columns were taken.").format(n=MAX_COLUMNS))
    cells = [tuple(_cell(cell) for cell in row[:MAX_COLUMNS]) for row in rows]
    width = max((_width(row) for row in cells), default=0)
    sheet = Sheet("", tuple(row[:width] for row in cells), merged)
    if not width:
        raise ExchangeError(_("The cells copied are all empty."))
    return Clip(sheet, (), tuple(left))


def _cell(cell: str) -> Copied | None:
    said = unguarded(_clean(cell.strip()))
    return Copied(said) if said else None


def _width(row: Row) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell), default=0)


def _too_many(found: Sequence[object], there: int) -> list[str]:
    if len(found) <= MAX_ROWS:
        return []
    most = grouped(MAX_ROWS)
    if there > MAX_ROWS + 1:
        said = _("Only the first {most} of {there} rows were taken.")
        return [said.format(most=most, there=grouped(there))]
    return [_("Only the first {most} rows were taken.").format(most=most)]
