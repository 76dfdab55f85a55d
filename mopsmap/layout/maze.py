"""A grid of the channels between cards and the cheapest way through it.

The last resort of the router: slower than its candidates, but it finds a way where there is one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from math import inf

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Piece = int
Port = tuple[Point, tuple[int, int]]

EXPANDED = 20_000


class Maze:
    """Lines beside and between the boxes.

    A piece that starts at crossing (i, j), and likewise a way that reached the crossing, is one
    number: twice `i * len(ys) + j`, and one more where it runs down. `closed` marks the pieces that
    nothing may run along; one column more is where those left of the grid are found.
    """

    def __init__(self, boxes: Sequence[Box], clear: float, low: float, high: float) -> None:
        xs: set[float] = set()
        ys: set[float] = set()
        for x0, y0, x1, y1 in boxes:
            xs.update((x0 - clear - 12, x0 - clear, (x0 + x1) / 2, x1 + clear, x1 + clear + 12))
            ys.update((y0 - clear - 12, y0 - clear, (y0 + y1) / 2, y1 + clear, y1 + clear + 12))
        self.xs = sorted(xs)
        self.ys = sorted(y for y in ys if low <= y <= high)
        self.clear = clear
        self.boxes = boxes
        wide, tall = len(self.xs), len(self.ys)
        self.closed = bytearray(2 * (wide + 1) * tall)
        for edge in (
            range(2 * wide * tall, 2 * (wide + 1) * tall),
            range(2 * (wide - 1) * tall, 2 * wide * tall, 2),
            range(2 * tall - 1, 2 * wide * tall, 2 * tall),
        ):
            self._shut(edge)
        for box in boxes:
            self._close(box)

    def _shut(self, pieces: range) -> None:
        self.closed[pieces.start : pieces.stop : pieces.step] = b"\1" * len(pieces)

    def _close(self, box: Box) -> None:
        """Forbid the pieces that run through a box or nearer to it than `clear`."""
        xs, ys = self.xs, self.ys
        x0, y0, x1, y1 = self._wide(box)
        rows = range(bisect_right(ys, y0), bisect_left(ys, y1))
        columns = range(bisect_right(xs, x0), bisect_left(xs, x1))
        across = range(max(0, bisect_right(xs, x0) - 1), bisect_left(xs, x1))
        down = range(max(0, bisect_right(ys, y0) - 1), bisect_left(ys, y1))
        for j in rows:
            self._shut(self._level(j, across))
        for i in columns:
            self._shut(self._upright(i, down))

    def _level(self, j: int, columns: range) -> range:
        """The pieces across that start in row `j` at these columns."""
        tall = len(self.ys)
        return range(2 * (columns.start * tall + j), 2 * (columns.stop * tall + j), 2 * tall)

    def _upright(self, i: int, rows: range) -> range:
        """The pieces down that start in column `i` at these rows."""
        start = i * len(self.ys)
        return range(2 * (start + rows.start) + 1, 2 * (start + rows.stop) + 1, 2)

    def _wide(self, box: Box) -> Box:
        clear = self.clear
        return box[0] - clear, box[1] - clear, box[2] + clear, box[3] + clear

    def extent(self) -> Box:
        """What the grid covers."""
        if not self.xs or not self.ys:
            return 0.0, 0.0, 0.0, 0.0
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def along(self, at: float, low: float, high: float, down: bool) -> Sequence[Piece]:
        """The pieces that a line covers."""
        over, lengthwise = (self.xs, self.ys) if down else (self.ys, self.xs)
        fixed = bisect_left(over, at)
        if fixed == len(over) or over[fixed] != at:
            return ()
        covered = range(max(0, bisect_right(lengthwise, low) - 1), bisect_left(lengthwise, high))
        return self._upright(fixed, covered) if down else self._level(fixed, covered)

    def across(self, at: float, low: float, high: float, down: bool) -> Sequence[Piece]:
        """The pieces that a line crosses or touches, each once."""
        over, lengthwise = (self.xs, self.ys) if down else (self.ys, self.xs)
        between = bisect_left(over, at) - 1
        if not 0 <= between < len(over) - 1:
            return ()
        touched = range(bisect_left(lengthwise, low), bisect_right(lengthwise, high))
        tall = len(self.ys)
        if down:
            first = between * tall
            return range(2 * (first + touched.start), 2 * (first + touched.stop), 2)
        return range(
            2 * (touched.start * tall + between) + 1,
            2 * (touched.stop * tall + between) + 1,
            2 * tall,
        )

    def way(
        self,
        starts: Sequence[Port],
        goals: Sequence[Port],
        bend: float,
        extra: Mapping[Piece, float],
    ) -> list[Point] | None:
        """Corners from a start port to a goal port; length, bends and `extra` cost least (A*).

        A port is a point on a border and the direction out of it.
        """
        targets = {node: port for port, way in goals if (node := self._out(port, way)) is not None}
        if not targets:
            return None
        tall, closed = len(self.ys), self.closed
        away = [self._distances(node >> 1) for node in targets]
        widths = [*(b - a for a, b in pairwise(self.xs)), 0.0]
        heights = [*(b - a for a, b in pairwise(self.ys)), 0.0]
        left: dict[int, float] = {}
        came: dict[int, int | Point] = {}
        best = [inf] * len(closed)
        done = bytearray(len(closed))
        heap: list[tuple[float, float, int]] = []
        for port, way in starts:
            node = self._out(port, way)
            if node is not None:
                best[node], came[node] = 0.0, port
                heappush(heap, (0.0, 0.0, node))
        expanded = 0
        while heap and expanded < EXPANDED:
            _, cost, node = heappop(heap)
            if done[node]:
                continue
            if node in targets:
                return self._corners(came, node, targets[node])
            done[node] = 1
            expanded += 1
            at = node & ~1
            i, j = divmod(at >> 1, tall)
            across, down = (bend, 0.0) if node & 1 else (0.0, bend)
            for piece, then, length, turn in (
                (at - 2 * tall, at - 2 * tall, widths[i - 1], across),
                (at, at + 2 * tall, widths[i], across),
                (at - 1, at - 1, heights[j - 1], down),
                (at + 1, at + 3, heights[j], down),
            ):
                if closed[piece] or done[then]:
                    continue
                total = cost + length + extra.get(piece, 0.0) + turn
                if total < best[then]:
                    best[then], came[then] = total, node
                    there = then >> 1
                    if there not in left:
                        x, y = divmod(there, tall)
                        left[there] = min([xs[x] + ys[y] for xs, ys in away])
                    heappush(heap, (total + left[there], total, then))
        return None

    def _distances(self, crossing: int) -> tuple[list[float], list[float]]:
        """How far each column and each row is from a crossing."""
        i, j = divmod(crossing, len(self.ys))
        x0, y0 = self.xs[i], self.ys[j]
        return [abs(x - x0) for x in self.xs], [abs(y - y0) for y in self.ys]

    def _out(self, port: Point, way: tuple[int, int]) -> int | None:
        """The crossing just outside a port, unless another box is in the way."""
        x, y = port[0] + way[0] * self.clear, port[1] + way[1] * self.clear
        i, j = bisect_left(self.xs, x), bisect_left(self.ys, y)
        if i == len(self.xs) or j == len(self.ys) or (self.xs[i], self.ys[j]) != (x, y):
            return None
        for box in self.boxes:
            x0, y0, x1, y1 = self._wide(box)
            if x0 < x < x1 and y0 < y < y1:
                return None
        return 2 * (i * len(self.ys) + j) + (way[1] != 0)

    def _corners(self, came: Mapping[int, int | Point], node: int, goal: Point) -> list[Point]:
        found = [goal]
        at: int | Point = node
        while isinstance(at, int):
            i, j = divmod(at >> 1, len(self.ys))
            found.append((self.xs[i], self.ys[j]))
            at = came[at]
        return [at, *reversed(found)]
