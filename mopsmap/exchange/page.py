"""Pages that other programs put on the clipboard, read as tables and lines."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dt", "dd"}
_UNSEEN = {"style", "script", "head", "title", "template"}
_LONGEST = 4_000
"""Characters of a line that are kept, about."""
_MOST = 20_000
"""Rows that a merged cell may claim, and lines that are kept."""


class Page(HTMLParser):
    """Takes a page in pieces: the largest of its tables, and its text as lines with indents.

    A table within a cell is text of that cell. Cells merged downwards stand in `merged` as
    (column, first row, last row); those merged sideways leave the cells beside them empty.
    """

    def __init__(self, most_rows: int, most_columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self._most_rows, self._most_columns = most_rows, most_columns
        self.rows: list[list[str]] = []
        self.merged: tuple[tuple[int, int, int], ...] = ()
        self.lines: list[str] = [""]
        self._table: list[list[str]] = []
        self._spans: dict[int, int] = {}
        self._merges: list[tuple[int, int, int]] = []
        self._cell: list[str] | None = None
        self._at = self._depth = self._unseen = self._lists = 0
        self._inside = self._outside = 0

    @property
    def full(self) -> bool:
        """Whether there is more than is taken of one page."""
        return len(self._table) > self._most_rows or len(self.lines) > _MOST

    @property
    def is_table(self) -> bool:
        """Whether the page is a table more than anything else."""
        cells = any(len(row) > 1 for row in self.rows) or len(self.rows) > 1
        return cells and self._inside > self._outside

    def read(self, piece: str) -> None:
        """Take the next piece."""
        self.feed(piece)

    def end(self) -> None:
        """Take what the last piece left open."""
        if not self.full:
            self.close()
        self._end_table()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
        elif tag in ("ul", "ol"):
            self._lists += 1
        if self._depth == 1 and tag == "tr":
            self._end_cell()
            self._begin_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag in _BLOCKS:
            self._break(tag)

    def _begin_row(self) -> None:
        if len(self._table) <= self._most_rows:
            self._table.append([])
        self._skip_spans()

    def _skip_spans(self) -> None:
        """Cells that a merge from above covers are empty."""
        row = self._table[-1]
        while self._spans.get(len(row), 0) > 0:
            self._spans[len(row)] -= 1
            row.append("")

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        if not self._table:
            self._table.append([])
        row = self._table[-1]
        down, across = (_count(attrs.get(name)) for name in ("rowspan", "colspan"))
        if len(row) < self._most_columns:
            if down > 1:
                first = len(self._table) - 1
                self._merges.append((len(row), first, first + down - 1))
            self._cell, self._at = [], len(row)
            for place in range(len(row), min(len(row) + across, self._most_columns)):
                self._spans[place] = down - 1
                row.append("")

    def _end_cell(self) -> None:
        if self._cell is not None and self._table:
            words = "".join(self._cell).split("\n")
            said = "\n".join(line for line in (" ".join(w.split()) for w in words) if line)
            self._table[-1][self._at] = said
            self._inside += len(said)
            self._skip_spans()
        self._cell = None

    def _end_table(self) -> None:
        self._end_cell()
        if sum(map(len, self._table)) > sum(map(len, self.rows)):
            last = len(self._table) - 1
            self.rows = self._table
            self.merged = tuple((c, a, min(b, last)) for c, a, b in self._merges if a < last)
        self._table, self._spans, self._merges = [], {}, []

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("ul", "ol"):
            self._lists = max(0, self._lists - 1)
        elif tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_table()
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        if tag in _BLOCKS and tag != "br":
            self._break("")

    def _break(self, tag: str) -> None:
        if self._cell is not None:
            self._cell.append("\n")
            return
        indent = "    " * max(0, self._lists - 1) if tag == "li" else ""
        heading = "#" * int(tag[1]) + " " if tag[1:].isdigit() else ""
        if self.lines[-1].strip("# "):
            self.lines.append(indent + heading)
        else:
            self.lines[-1] = indent + heading if tag else self.lines[-1]

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._cell is not None:
            self._cell.append(data.replace("\n", " "))
        elif not self._depth:
            said = " ".join(data.split())
            self._outside += len(said)
            if len(self.lines[-1]) > _LONGEST:
                return
            gap = " " if data[:1].isspace() and self.lines[-1].strip("# ") else ""
            self.lines[-1] += gap + said + (" " if said and data[-1:].isspace() else "")


def _count(text: str | None) -> int:
    try:
        return max(1, min(_MOST, int(text or 1)))
    except ValueError:
        return 1
