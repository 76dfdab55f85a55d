"""How figures read in a terminal: tables that survive a pipe, and terminals without Unicode."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Literal, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 400
GAP = 3
SHORTEST = 20
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
        sides: str,
        styles: Sequence[str] = (),
        spare: Sequence[str] = (),
    ) -> None:
        """A table; `sides` has a letter for each column: r right-aligned, l left, w left and wide.

        Where the terminal is too narrow the `spare` columns are left out, the first one first, and
        then the wide columns shortened; numbers are never cut.
        """
        lines = [tuple(clean(cell) for cell in row) for row in rows]
        widths = [
            max(cell_len(text) for text in column) for column in zip(titles, *lines, strict=True)
        ]
        shown = list(range(len(titles)))

        def excess() -> int:
            return sum(widths[c] + GAP for c in shown) - GAP - self._console.width

        wide = [c for c in shown if sides[c] == "w"]
        for title in spare:
            room = sum(max(0, widths[c] - SHORTEST) for c in wide if c in shown)
            if excess() > room:
                shown.remove(titles.index(title))
        while excess() > 0:
            widest = max((c for c in wide if c in shown), key=lambda c: widths[c], default=None)
            if widest is None or widths[widest] <= SHORTEST:
                break
            widths[widest] -= 1
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
        for c in shown:
            side: Literal["left", "right"] = "right" if sides[c] == "r" else "left"
            table.add_column(
                Text(titles[c]), justify=side, no_wrap=True, overflow="ellipsis", width=widths[c]
            )
        for number, row in enumerate(lines):
            style = styles[number] if number < len(styles) else ""
            table.add_row(*(Text(row[c]) for c in shown), style=style)
        room = self._console.width + max(0, excess())
        self._console.print(table, width=room, crop=False)

    def show(self) -> None:
        """Print the page."""
        lines = (line.rstrip() for line in self._text.getvalue().strip("\n").split("\n"))
        say("\n".join(lines), self._out)
