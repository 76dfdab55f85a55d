"""Cells as spreadsheets exchange them over the clipboard: text apart by tabs, and a page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice

from mopsmap.exchange.sheet import unguarded
from mopsmap.exchange.table_out import guarded
from mopsmap.numerals import in_use

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_QUOTED = re.compile(r'[\t\n\r"]')
_LONGEST = 100_000
"""Characters of a line that are read."""


def text_of_cells(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as text; one that a spreadsheet would run as a formula is guarded.

    A row at the end that is empty keeps its line break, because without it there would be none.

    >>> text_of_cells([["4 h", "=1"], ["", "a\\nb"]])
    '4 h\\t\\'=1\\n\\t"a\\nb"'
    """
    text = "\n".join("\t".join(_quoted(guarded(cell)) for cell in row) for row in rows)
    return text + "\n" if rows and not any(rows[-1]) and len(rows[-1]) == 1 else text


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def page_of_cells(rows: Sequence[Sequence[str]], titled: bool) -> str:
    """Rows of cells as a page; where `titled`, the first row holds titles.

    Numbers are numbers in every language of a spreadsheet, and all else is text.
    """
    lines = [
        "".join(_cell(cell, title=titled and not number) for cell in row)
        for number, row in enumerate(rows)
    ]
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
        f"</head><body><table>\n{body}</table></body></html>"
    )


def _cell(cell: str, title: bool) -> str:
    said = escape(cell).replace("\n", '<br style="mso-data-placement:same-cell">')
    if title:
        return f"<th>{said}</th>"
    number = cell.replace(in_use().point, ".")
    if _NUMBER.fullmatch(number):
        return f'<td x:num="{number}">{said}</td>'
    if number.endswith("%") and _NUMBER.fullmatch(number[:-1]):
        return f"<td>{said}</td>"
    return f"<td style=\"mso-number-format:'\\@'\">{said}</td>"


def cells_of_text(text: str, most: int) -> list[list[str]]:
    """At most `most` rows of cells, as spreadsheets and `text_of_cells` write them.

    A quotation mark that opens and never closes is a sign like others.
    """
    rows = _read(text, most, quoted=True)
    if rows is None:
        rows = _read(text, most, quoted=False) or []
    return [[unguarded(cell) or "" for cell in row] for row in rows]


def _read(text: str, most: int, quoted: bool) -> list[list[str]] | None:
    lines: Iterator[str] = (line[:_LONGEST] for line in io.StringIO(text, newline="\n"))
    if quoted:
        cells = csv.reader(lines, delimiter="\t", strict=True)
    else:
        cells = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        return [row or [""] for row in islice(cells, most)]
    except csv.Error:
        return None
