"""Sheets of cells from workbooks and delimited text, whatever made them, within fixed limits."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from mopsmap.complaints import system_reason
from mopsmap.exchange.format import ExchangeError
from mopsmap.language import translated as _
from mopsmap.numerals import shown

Cell = str | float | int | bool | datetime | date | time | timedelta | None
Row = tuple[Cell, ...]


class Percent(float):
    """A number that its sheet shows in percent: 0.8 where one reads 80 %."""


class Copied(str):
    """A cell as a program shows it here: its numbers have the signs of the place, those of a file
    are the same everywhere."""

    __slots__ = ()


MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_SHEETS = 100
MAX_TEXT_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 300_000_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MERGE = re.compile(rb'mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')
_GUARDED = re.compile(r"'['=+\-@\t\r]")
_MAX_MERGES = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells of one sheet: `rows[i]` is row `i + 1` there. Empty rows at the end are left out.

    `merged` names vertical merges as (column index, first row index, last row index).
    `unknown_formulas` counts formulas that were saved without their value. `divided` is the sign
    between the cells of a text file.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int], ...] = ()
    unknown_formulas: int = 0
    divided: str = ""


def column_letter(index: int) -> str:
    """The letter a spreadsheet shows for a column, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def read_sheets(path: Path, header_score: Callable[[Row], int]) -> tuple[Sheet, ...]:
    """All sheets of a workbook, or the one sheet of a delimited text file.

    `header_score` says how many columns of a row are known by name; it decides the delimiter.
    Raises ExchangeError with one sentence.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except IsADirectoryError:
        raise ExchangeError(_("{name} is a folder, not a table.").format(name=path.name)) from None
    except OSError as error:
        raise ExchangeError(
            _("{name} cannot be read: {reason}.").format(
                name=path.name, reason=system_reason(error)
            )
        ) from None
    if not start:
        raise ExchangeError(
            _("{name} is empty. Save the table into it again.").format(name=path.name)
        )
    if start.startswith(b"PK"):
        return _workbook(path)
    if start == _OLE:
        raise ExchangeError(_old_office(path))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise ExchangeError(
            _(
                "{name} is not an Excel workbook although its name says so. Open it in your "
                "spreadsheet and save it as .xlsx again."
            ).format(name=path.name)
        )
    return (_delimited(path, header_score),)


def _old_office(path: Path) -> str:
    small = path.stat().st_size <= MAX_UNPACKED_BYTES
    if small and "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        said = _("{name} is protected by a password. Save a copy without one.")
    else:
        said = _("{name} is an old Excel file (.xls). Save it as .xlsx or .csv.")
    return said.format(name=path.name)


def _trimmed(cells: Row) -> Row:
    """A row without the empty cells at its end; padding makes most rows nothing else."""
    if cells.count(None) == len(cells):
        return ()
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1] == ""):
        end -= 1
    return cells[:end]


def _limited(rows: Iterator[Sequence[Any]], place: str) -> tuple[Row, ...]:
    found: list[Row] = []
    filled = 0
    for row in rows:
        cells = _trimmed(tuple(row))
        filled += bool(cells)
        if filled > MAX_ROWS or len(found) > 10 * MAX_ROWS:
            raise ExchangeError(
                _(
                    "{place} has more than {most} rows, too many for one value stream. Keep one "
                    "row for each step."
                ).format(place=place, most=shown(f"{MAX_ROWS:,}"))
            )
        found.append(cells)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _check_package(path: Path, package: zipfile.ZipFile) -> None:
    unpacked = sum(member.file_size for member in package.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise ExchangeError(
            _(
                "{name} unpacks to {size} MB, which is too much for a step table. Copy the "
                "table into a new workbook."
            ).format(name=path.name, size=shown(f"{unpacked / 1000000.0:,.0f}"))
        )
    for member in package.infolist():
        if member.filename.endswith((".xml", ".rels")):
            with package.open(member) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    raise ExchangeError(
                        _(
                            "{name} holds declarations that no spreadsheet writes; not opened."
                        ).format(name=path.name)
                    )


def _workbook(path: Path) -> tuple[Sheet, ...]:
    import warnings
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    )
    try:
        with zipfile.ZipFile(path) as package, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # unknown extensions of other programs are no concern
            _check_package(path, package)
            with (
                closing(load_workbook(path, read_only=True, data_only=True)) as book,
                closing(load_workbook(path, read_only=True)) as formulas,
            ):
                return tuple(
                    _worksheet(path, package, sheet, formulas[sheet.title])
                    for sheet in book.worksheets[:MAX_SHEETS]
                )
    except ExchangeError:
        raise
    except broken:
        # openpyxl lets whatever its parser meets escape; the person needs one sentence
        raise ExchangeError(
            _(
                "{name} is damaged or not a workbook. Open it in your spreadsheet and save it "
                "as .xlsx again."
            ).format(name=path.name)
        ) from None
    except MemoryError:
        raise ExchangeError(
            _("{name} needs more memory than there is.").format(name=path.name)
        ) from None


def _worksheet(path: Path, package: zipfile.ZipFile, sheet: Any, formulas: Any) -> Sheet:
    place = _("{file}, sheet '{sheet}'").format(file=path.name, sheet=sheet.title)
    # a declared size of a million rows is a claim, not a fact
    sheet.reset_dimensions()
    formulas.reset_dimensions()
    with closing(sheet.iter_rows(max_col=MAX_COLUMNS)) as cells:
        rows = _limited(([_value(cell) for cell in row] for row in cells), place)
    unknown = _formulas_without_value(rows, formulas)
    return Sheet(sheet.title, rows, _merges(package, sheet, len(rows)), unknown)


def _value(cell: Any) -> Any:
    value = cell.value
    if type(value) in (int, float) and "%" in (cell.number_format or ""):
        return Percent(value)
    return value


def _formulas_without_value(rows: tuple[Row, ...], formulas: Any) -> int:
    last = len(rows) or 1
    with closing(formulas.iter_rows(max_col=MAX_COLUMNS, max_row=last, values_only=True)) as cells:
        return sum(
            isinstance(text, str)
            and text.startswith("=")
            and (index >= len(values) or values[index] is None)
            for values, texts in zip(rows, cells, strict=False)
            for index, text in enumerate(texts)
        )


def _merges(package: zipfile.ZipFile, sheet: Any, last: int) -> tuple[tuple[int, int, int], ...]:
    # read-only sheets do not offer their merges, and reading them otherwise makes an object for
    # every merged cell, of which a hostile file can declare billions
    member = str(sheet._worksheet_path)  # noqa: SLF001
    found = []
    for left, top, _right, bottom in _MERGE.findall(package.read(member))[:_MAX_MERGES]:
        first, final = int(top) - 1, min(int(bottom), last) - 1
        if final > first:
            found.append((_column_index(left), first, final))
    return tuple(found)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif content[1:200:2].count(0) > len(content[1:200:2]) / 2:
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise ExchangeError(
        _("{name} is not a text table. Use .csv (UTF-8) or .xlsx.").format(name=path.name)
    )


def unguarded(text: str) -> str | None:
    """The text of a cell without the apostrophe that keeps spreadsheets from running it."""
    return (text[1:] if _GUARDED.match(text) else text) or None


def delimiter_of(lines: Sequence[str], header_score: Callable[[Row], int]) -> tuple[str, int]:
    """What divides the cells of these lines, and how many titles are known by it."""
    best: tuple[int, str] = (-1, ",")
    for delimiter in (";", ",", "\t", "|"):
        try:
            sample = list(csv.reader(lines[:60], delimiter=delimiter))
        except csv.Error:
            continue
        score = max((header_score(tuple(row)) for row in sample), default=0)
        best = max(best, (score, delimiter), key=lambda pair: pair[0])
    return best[1], best[0]


def _delimited(path: Path, header_score: Callable[[Row], int]) -> Sheet:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise ExchangeError(
            _("{name} is over {most} MB, too much for a step table.").format(
                name=path.name, most=MAX_TEXT_BYTES // 1000000
            )
        )
    lines = list(io.StringIO(_decoded(path, path.read_bytes()), newline=""))
    if lines and re.fullmatch(r"sep=.\s*", lines[0]):
        lines = ["\n", *lines[1:]]  # Excel's own hint; the row keeps its number
    delimiter, _score = delimiter_of(lines, header_score)
    try:
        reader = csv.reader(lines, delimiter=delimiter)
        rows = _limited(([unguarded(c) for c in row[:MAX_COLUMNS]] for row in reader), path.name)
    except csv.Error as error:
        raise ExchangeError(
            _("{name} is not a readable text table: {error}.").format(name=path.name, error=error)
        ) from None
    return Sheet("", rows, divided=delimiter)
