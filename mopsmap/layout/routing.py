"""Orthogonal lines between cards: short, with few bends and crossings, never through a card.

Flows leave at the middle of the right, top or bottom side and enter at the left one (those that go
back also elsewhere). With the same source or target they may share a line, else they keep apart.
Candidates of few bends are weighed first; a search over the free channels finds the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf

from mopsmap.layout.lines import (
    APART,
    BEND,
    CLEAR,
    CROSSING,
    SHARED,
    Box,
    Line,
    Point,
    Wish,
    elbow,
    meeting,
    piece,
    pieces,
    plain_cost,
    straight,
)
from mopsmap.layout.maze import Maze
from mopsmap.layout.shapes import Ends, Shape, bent, direct, loops

CELL = 256.0
KIN_FLOOR = 0.6
LONG, ANYWHERE = 64, -(10**9)
PORT, ROOM = 60.0, 12.0
TRIES = 250
WHOLE, AROUND = 80, 300.0
ALONG = 3_000.0
ENTRIES = ("left", "top", "bottom", "right")
EXITS = ("right", "top", "bottom")
OUT = {"right": (1, 0), "left": (-1, 0), "top": (0, -1), "bottom": (0, 1)}


class Router:
    """The cards and the lines drawn so far."""

    def __init__(self, boxes: dict[str, Box], height: float) -> None:
        self.boxes = boxes
        self.height = height
        self._cards: dict[tuple[int, int], list[tuple[str, Box]]] = {}
        self._across: dict[int, list[Line]] = {}
        self._down: dict[int, list[Line]] = {}
        self.wanted: set[tuple[str, bool]] = set()
        self._blocked: dict[tuple[Point, Point, tuple[str, str]], bool] = {}
        self._mazes: dict[float, Maze] = {}
        self._out: dict[str, int] = {}
        self._in: dict[str, int] = {}
        self.drawn: dict[str, Shape] = {}
        for name, box in boxes.items():
            for cell in _cells(box[0] - CLEAR, box[1] - CLEAR, box[2] + CLEAR, box[3] + CLEAR):
                self._cards.setdefault(cell, []).append((name, box))

    def add(self, wish: Wish, points: Sequence[Point]) -> None:
        """Take a drawn line into account."""
        self.drawn[wish.flow] = tuple(points)
        self._out[wish.source] = self._out.get(wish.source, 0) + 1
        self._in[wish.target] = self._in.get(wish.target, 0) + 1
        for line, down in pieces(wish, points):
            for cell in self._line_cells(line, down):
                (self._down if down else self._across).setdefault(cell, []).append(line)

    def remove(self, wish: Wish) -> None:
        """Forget a drawn line."""
        self._out[wish.source] -= 1
        self._in[wish.target] -= 1
        for line, down in pieces(wish, self.drawn.pop(wish.flow)):
            store = self._down if down else self._across
            for cell in self._line_cells(line, down):
                store[cell].remove(line)

    @staticmethod
    def _line_cells(line: Line, down: bool) -> Iterable[int]:
        if down:
            return (int(line.at // CELL),)
        if line.high - line.low > CELL * LONG:
            return (ANYWHERE,)
        return range(int(line.low // CELL), int(line.high // CELL) + 1)

    def _columns(self, x0: float, x1: float) -> Iterable[int]:
        """The columns of cells between two x, all that hold lines where those are fewer."""
        found = range(int(x0 // CELL), int(x1 // CELL) + 1)
        if len(found) < len(self._down) + len(self._across):
            return found
        return sorted(c for c in self._down.keys() | self._across.keys() if c in found)

    def blocked(self, a: Point, b: Point, skip: tuple[str, ...] = (), clear: float = CLEAR) -> bool:
        """Whether the stretch from `a` to `b` comes nearer than `clear` to a card not skipped."""
        x0, x1 = (a[0], b[0]) if a[0] < b[0] else (b[0], a[0])
        y0, y1 = (a[1], b[1]) if a[1] < b[1] else (b[1], a[1])
        left, right, low, high = x0 - clear, x1 + clear, y0 - clear, y1 + clear
        for name, (bx0, by0, bx1, by1) in self._cards_near(x0, y0, x1, y1):
            if bx0 < right and bx1 > left and by0 < high and by1 > low and name not in skip:
                return True
        return False

    def _cards_near(self, x0: float, y0: float, x1: float, y1: float) -> Iterable[tuple[str, Box]]:
        """The cards of an area, some more than once; all where looking closer costs more."""
        if (x1 - x0 + CELL) * (y1 - y0 + CELL) > CELL * CELL * (len(self.boxes) + 9):
            return self.boxes.items()
        first = int(x0 // CELL), int(y0 // CELL)
        if first == (x1 // CELL, y1 // CELL):
            return self._cards.get(first, ())
        cells = _cells(x0, y0, x1, y1)
        return [card for cell in cells for card in self._cards.get(cell, ())]

    def lines_near(self, box: Box) -> Iterator[tuple[Line, bool]]:
        """Drawn lines that touch the box, and whether each runs down."""
        x0, y0, x1, y1 = box
        seen: set[Line] = set()
        for cell in (ANYWHERE, *self._columns(x0, x1)):
            for line in self._down.get(cell, ()):
                if x0 <= line.at <= x1 and line.low <= y1 and line.high >= y0:
                    yield line, True
            for line in self._across.get(cell, ()):
                if y0 <= line.at <= y1 and line.low <= x1 and line.high >= x0 and line not in seen:
                    seen.add(line)
                    yield line, False

    def route(self, wish: Wish) -> Shape:
        """The best line found for a flow, from border to border."""
        if wish.source == wish.target:
            return self._loop(wish)
        ends = self._ends(wish)
        best: tuple[float, Shape] | None = None
        known: dict[tuple[Point, Point], float | None] = {}
        floor = KIN_FLOOR if self._has_kin(wish) else 1.0
        for stage in (direct, bent):
            found = sorted((plain_cost(points), points) for points in set(stage(ends)))
            for number, (plain, points) in enumerate(found):
                if (best is not None and plain * floor >= best[0]) or number > TRIES:
                    break
                limit = best[0] if best is not None else inf
                cost = self._cost(wish, points, plain, known, limit, floor)
                if cost is not None and cost < limit:
                    best = cost, points
            if best is not None and best[0] < 3.4 * BEND + self._crow(wish):
                break
        if best is not None:
            return straight(best[1])
        return self._detour(wish) or elbow(self.boxes[wish.source], self.boxes[wish.target])

    def _detour(self, wish: Wish) -> Shape | None:
        """Any way round the cards: with the usual distance, by any side, then close to cards."""
        for clear, sides in (
            (CLEAR, ENTRIES if wish.back else ("left",)),
            (CLEAR, ENTRIES),
            (2.0, ENTRIES),
        ):
            maze = self._maze(wish, clear)
            starts = [(_port(self.boxes[wish.source], side), OUT[side]) for side in EXITS]
            goals = [(_port(self.boxes[wish.target], side), OUT[side]) for side in sides]
            found = maze.way(starts, goals, BEND, self._obstacles(wish, maze))
            if found is not None:
                return straight(found)
        return None

    def _maze(self, wish: Wish, clear: float) -> Maze:
        """The free grid around both ends; the whole map where it is small."""
        if len(self.boxes) <= WHOLE:
            if clear not in self._mazes:
                self._mazes[clear] = Maze(list(self.boxes.values()), clear, 3.0, self.height - 3.0)
            return self._mazes[clear]
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        left, right = min(a[0], b[0]) - AROUND, max(a[2], b[2]) + AROUND
        low, high = min(a[1], b[1]) - AROUND, max(a[3], b[3]) + AROUND
        near = {box for _, box in self._cards_near(left, low, right, high)}
        return Maze(sorted(near | {a, b}), clear, 3.0, self.height - 3.0)

    def _obstacles(self, wish: Wish, maze: Maze) -> dict[tuple[int, int, bool], float]:
        """Extra cost of the maze's pieces that other flows run along or across."""
        cost: dict[tuple[int, int, bool], float] = {}
        for line, down in self.lines_near(maze.extent()):
            kin = line.source == wish.source or line.target == wish.target
            for part in maze.along(line.at, line.low, line.high, down):
                cost[part] = cost.get(part, 0.0) + (0.0 if kin else ALONG)
            for part in maze.across(line.at, line.low, line.high, down):
                cost[part] = cost.get(part, 0.0) + CROSSING
        return cost

    def _has_kin(self, wish: Wish) -> bool:
        return self._out.get(wish.source, 0) > 0 or self._in.get(wish.target, 0) > 0

    def _crow(self, wish: Wish) -> float:
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        dx = max(0.0, b[0] - a[2], a[0] - b[2])
        return dx + abs((a[1] + a[3]) - (b[1] + b[3])) / 2

    def _loop(self, wish: Wish) -> Shape:
        """A line from a card to itself."""
        found = loops(self.boxes[wish.source])
        for shape in found:
            inside = 6.0 <= shape[2][1] <= self.height - 6.0
            if inside and not any(self.blocked(a, b, (wish.source,)) for a, b in pairwise(shape)):
                return shape
        return found[0]

    def _ends(self, wish: Wish) -> Ends:
        """What the shapes of a flow are made from."""
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        left, right = min(a[0], b[0]) - 90, max(a[2], b[2]) + 40
        kin = [
            line.at
            for cell in self._columns(left, right)
            for line in self._down.get(cell, ())
            if line.source == wish.source or line.target == wish.target
        ]
        low, high = min(a[1], b[1]) - 110, max(a[3], b[3]) + 110
        cards = [
            box
            for _, box in self._cards_near(left, low, right, high)
            if box[2] > left and box[0] < right
        ]
        return Ends(wish, a, b, self.height, kin, cards)

    def _cost(
        self,
        wish: Wish,
        points: Shape,
        plain: float,
        known: dict[tuple[Point, Point], float | None],
        limit: float,
        floor: float,
    ) -> float | None:
        """What a line costs; None where it would be over `limit` or is not allowed.

        A line must not run through a card or along another flow.
        """
        cost, last = plain + self._port_cost(wish, points), len(points) - 2
        left = (1 - SHARED) * plain if floor < 1 else 0.0
        for i, (a, b) in enumerate(pairwise(points)):
            if (a, b) in known:
                extra = known[a, b]
            else:
                skip = (wish.source if i == 0 else "", wish.target if i == last else "")
                extra = None
                key = a, b, skip
                if key not in self._blocked:
                    self._blocked[key] = self.blocked(a, b, skip)
                if not self._blocked[key]:
                    extra = self._meet(*piece(wish, a, b))
                known[a, b] = extra
            if extra is None:
                return None
            cost += extra
            if floor < 1:
                left -= (1 - SHARED) * (abs(a[0] - b[0]) + abs(a[1] - b[1]))
            if cost - left >= limit:
                return None
        return cost

    def claim(self, wishes: Iterable[Wish]) -> None:
        """Let flows that go back have the top or bottom side, where others would cross them."""
        far: dict[tuple[str, bool], float] = {}
        backs: list[tuple[Wish, bool]] = []
        for wish in wishes:
            a, b = self.boxes[wish.source], self.boxes[wish.target]
            if b[3] >= a[1] and b[1] <= a[3]:
                continue
            down = b[1] > a[3]
            if wish.back:
                backs.append((wish, down))
            else:
                far[wish.source, down] = max(far.get((wish.source, down), b[0]), b[0])
        for wish, down in backs:
            a, b = self.boxes[wish.source], self.boxes[wish.target]
            inner = b[2] < far.get((wish.source, down), b[2])
            if b[2] < (a[0] + a[2]) / 2 or inner:
                self.wanted.add((wish.source, down))

    def _port_cost(self, wish: Wish, points: Sequence[Point]) -> float:
        """What leaving on a claimed side costs, or leaving no room for the label before a card."""
        (x0, y0), (x1, y1) = points[:2]
        if wish.label and not wish.parallel and len(points) == 4 and x0 != x1:
            room = abs(points[3][0] - x1) - wish.label / 2 - 5
            return ROOM if room < -1 else min(ROOM, 0.1 * room)
        if wish.back or x0 != x1 or (wish.source, y1 > y0) not in self.wanted:
            return 0.0
        return PORT

    def _meet(self, line: Line, down: bool) -> float | None:
        """What meeting the drawn lines costs a piece; None where that is not allowed."""
        across, along = (line.at - APART, line.at + APART), (line.low, line.high)
        (x0, x1), (y0, y1) = (across, along) if down else (along, across)
        return meeting(line, down, self.lines_near((x0, y0, x1, y1)))


def _cells(x0: float, y0: float, x1: float, y1: float) -> list[tuple[int, int]]:
    return [
        (i, j)
        for i in range(int(x0 // CELL), int(x1 // CELL) + 1)
        for j in range(int(y0 // CELL), int(y1 // CELL) + 1)
    ]


def _port(box: Box, side: str) -> Point:
    """The middle of a side."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    dx, dy = OUT[side]
    return x + dx * (box[2] - box[0]) / 2, y + dy * (box[3] - box[1]) / 2
