"""How figures read in a terminal: tables that survive a pipe, and terminals without Unicode."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 400
_SPELLED = {
    "\u202f": " ",
    "\u00a0": " ",
    "\u2212": "-",
    "\u2013": "-",
    "\u2026": "...",
    "\u25cf": "*",
    "\u25b2": "^",
    "\u2192": "->",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
    "\u2500": "-",
    "\u25a0": "#",
}


def clean(text: object) -> str:
    """Text that cannot steer a terminal: control characters become a replacement mark."""
    shown = str(text).encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() or c in "\u00a0\u202f" else " " for c in shown)


def spelled(text: str, encoding: str | None) -> str:
    """`text` with signs that `encoding` lacks spelled in plain letters."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        plain = "".join(_SPELLED.get(c, c) for c in text)
        return plain.encode("ascii", "replace").decode("ascii")
    return text


def say(text: str, file: TextIO | None = None) -> None:
    """Print lines on standard output (or `file`) in whatever encoding it has."""
    out = sys.stdout if file is None else file
    out.write(spelled(text, getattr(out, "encoding", None)) + "\n")


class Page:
    """A page of headings, lines and tables, printed in one go."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = sys.stdout if out is None else out
        terminal = self._out.isatty()
        self._text = StringIO()
        self._console = Console(
            file=self._text,
            width=None if terminal else WIDE,
            force_terminal=terminal,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
        )

    def heading(self, text: str) -> None:
        """A bold line after a blank one."""
        self._console.print()
        self._console.print(Text(clean(text), style="bold"))

    def line(self, text: str, style: str = "") -> None:
        """One line of prose; a terminal wraps it between words."""
        self._console.print(Text(clean(text), style=style))

    def table(
        self,
        titles: Sequence[str],
        rows: Iterable[Sequence[str]],
        right: str,
        styles: Sequence[str] = (),
    ) -> None:
        """A table; `right` has one letter a column: r right-aligned, l left, w the widest text.

        Columns never break; where a terminal is too narrow, the "w" columns are shortened.
        """
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
        for title, side in zip(titles, right, strict=True):
            table.add_column(
                Text(title),
                justify="right" if side == "r" else "left",
                no_wrap=True,
                overflow="ellipsis",
                min_width=None if side == "w" else max(len(part) for part in [title]),
            )
        for number, row in enumerate(rows):
            style = styles[number] if number < len(styles) else ""
            table.add_row(*(Text(clean(cell)) for cell in row), style=style)
        self._console.print(table)

    def show(self) -> None:
        """Print the page."""
        lines = (line.rstrip() for line in self._text.getvalue().strip("\n").split("\n"))
        say("\n".join(lines), self._out)
