"""A grid of the channels between cards and the cheapest way through it.

The last resort of the router: slower than its candidates, but it finds a way where there is one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Piece = tuple[int, int, bool]
Port = tuple[Point, tuple[int, int]]

EXPANDED = 20_000


class Maze:
    """Lines beside and between the boxes; a piece (i, j, down) starts at crossing (i, j)."""

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
        self.closed: set[Piece] = set()
        for box in boxes:
            self._close(box)

    def _close(self, box: Box) -> None:
        """Forbid the pieces that run through a box or nearer to it than `clear`."""
        xs, ys = self.xs, self.ys
        x0, y0, x1, y1 = self._wide(box)
        rows = range(bisect_right(ys, y0), bisect_left(ys, y1))
        columns = range(bisect_right(xs, x0), bisect_left(xs, x1))
        across = range(max(0, bisect_right(xs, x0) - 1), bisect_left(xs, x1))
        down = range(max(0, bisect_right(ys, y0) - 1), bisect_left(ys, y1))
        self.closed.update((i, j, False) for j in rows for i in across)
        self.closed.update((i, j, True) for i in columns for j in down)

    def _wide(self, box: Box) -> Box:
        clear = self.clear
        return box[0] - clear, box[1] - clear, box[2] + clear, box[3] + clear

    def extent(self) -> Box:
        """What the grid covers."""
        if not self.xs or not self.ys:
            return 0.0, 0.0, 0.0, 0.0
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def along(self, at: float, low: float, high: float, down: bool) -> Iterator[Piece]:
        """The pieces that a line covers."""
        over, lengthwise = (self.xs, self.ys) if down else (self.ys, self.xs)
        fixed = bisect_left(over, at)
        if fixed < len(over) and over[fixed] == at:
            first = max(0, bisect_right(lengthwise, low) - 1)
            for moving in range(first, bisect_left(lengthwise, high)):
                yield (fixed, moving, True) if down else (moving, fixed, False)

    def across(self, at: float, low: float, high: float, down: bool) -> Iterator[Piece]:
        """The pieces that a line crosses or touches, each once."""
        over, lengthwise = (self.xs, self.ys) if down else (self.ys, self.xs)
        between = bisect_left(over, at) - 1
        if 0 <= between < len(over) - 1:
            for moving in range(bisect_left(lengthwise, low), bisect_right(lengthwise, high)):
                yield (between, moving, False) if down else (moving, between, True)

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
        targets = {node: port for port, way in goals if (node := self._out(port, way))}
        if not targets:
            return None
        xs, ys = self.xs, self.ys
        ends = [(xs[i], ys[j]) for i, j, _ in targets]
        came: dict[tuple[int, int, bool], tuple[int, int, bool] | Point] = {}
        best: dict[tuple[int, int, bool], float] = {}
        heap: list[tuple[float, float, tuple[int, int, bool]]] = []
        for port, way in starts:
            node = self._out(port, way)
            if node is not None:
                best[node], came[node] = 0.0, port
                heappush(heap, (0.0, 0.0, node))
        done: set[tuple[int, int, bool]] = set()
        while heap and len(done) < EXPANDED:
            _, cost, node = heappop(heap)
            if node in done:
                continue
            if node in targets:
                return self._corners(came, node, targets[node])
            done.add(node)
            i, j, went = node
            for down, step in ((False, -1), (False, 1), (True, -1), (True, 1)):
                ni, nj = (i, j + step) if down else (i + step, j)
                if not (0 <= ni < len(xs) and 0 <= nj < len(ys)):
                    continue
                piece = (min(i, ni), min(j, nj), down)
                then = (ni, nj, down)
                if piece in self.closed or then in done:
                    continue
                length = abs(xs[ni] - xs[i]) + abs(ys[nj] - ys[j])
                total = cost + length + extra.get(piece, 0.0) + (bend if down != went else 0.0)
                if total < best.get(then, total + 1):
                    best[then], came[then] = total, node
                    left = min(abs(xs[ni] - x) + abs(ys[nj] - y) for x, y in ends)
                    heappush(heap, (total + left, total, then))
        return None

    def _out(self, port: Point, way: tuple[int, int]) -> tuple[int, int, bool] | None:
        """The crossing just outside a port, unless another box is in the way."""
        x, y = port[0] + way[0] * self.clear, port[1] + way[1] * self.clear
        i, j = bisect_left(self.xs, x), bisect_left(self.ys, y)
        if i == len(self.xs) or j == len(self.ys) or (self.xs[i], self.ys[j]) != (x, y):
            return None
        for box in self.boxes:
            x0, y0, x1, y1 = self._wide(box)
            if x0 < x < x1 and y0 < y < y1:
                return None
        return i, j, way[1] != 0

    def _corners(
        self,
        came: Mapping[tuple[int, int, bool], tuple[int, int, bool] | Point],
        node: tuple[int, int, bool],
        goal: Point,
    ) -> list[Point]:
        found = [goal]
        at: tuple[int, int, bool] | Point = node
        while len(at) == 3:
            found.append((self.xs[at[0]], self.ys[at[1]]))
            at = came[at]
        return [at, *reversed(found)]
