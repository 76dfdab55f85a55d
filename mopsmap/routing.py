"""Orthogonal lines between cards: short, with few bends and crossings, never through a card.

A flow leaves at the middle of the right, top or bottom side and enters at the middle of the left
one (a flow that goes back also right, top or bottom). Flows with the same source or target may
share a line, all others keep apart. Candidates of few bends are weighed first; a search over the
free channels finds the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mopsmap.maze import Maze

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Side = str

CLEAR = 8.0
APART = 12.0
CELL = 256.0
BEND, CROSSING, NEAR, TOUCH, SHORT = 28.0, 45.0, 60.0, 90.0, 40.0
MIXED, PORT, ROOM = 50.0, 60.0, 12.0
SHARED, SHARED_LABELED = 0.15, 1.1
KIN_FLOOR = 0.6
TRIES = 250
WHOLE, AROUND = 80, 300.0
ALONG = 3_000.0
TIGHT = 150.0

ENTRIES = ("left", "top", "bottom", "right")
EXITS = ("right", "top", "bottom")
OUT = {"right": (1, 0), "left": (-1, 0), "top": (0, -1), "bottom": (0, 1)}


@dataclass(frozen=True, slots=True)
class Wish:
    """A flow to draw between two boxes.

    One that goes `back` may enter from any side; one that `joins` leaves room for a circle before
    its target; `parallel` ones share their label, of width `label`, on the line they share.
    """

    flow: str
    source: str
    target: str
    back: bool
    joins: bool
    parallel: bool
    label: float


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a flow: at `at` across, from `low` to `high` along.

    `written` says that the flow's label will stand on this piece and has hardly room.
    """

    at: float
    low: float
    high: float
    flow: str
    source: str
    target: str
    back: bool
    labeled: bool
    written: bool = False


class Router:
    """The cards and the lines drawn so far."""

    def __init__(self, boxes: dict[str, Box], height: float) -> None:
        self.boxes = boxes
        self.height = height
        self._cards: dict[tuple[int, int], list[tuple[str, Box]]] = {}
        self._across: dict[int, list[Line]] = {}
        self._down: dict[int, list[Line]] = {}
        self.wanted: set[tuple[str, bool]] = set()
        self._mazes: dict[float, Maze] = {}
        self._out: dict[str, int] = {}
        self._in: dict[str, int] = {}
        self.drawn: dict[str, tuple[Point, ...]] = {}
        for name, box in boxes.items():
            for cell in _cells(box[0] - CLEAR, box[1] - CLEAR, box[2] + CLEAR, box[3] + CLEAR):
                self._cards.setdefault(cell, []).append((name, box))

    def add(self, wish: Wish, points: Sequence[Point]) -> None:
        """Take a drawn line into account."""
        self.drawn[wish.flow] = tuple(points)
        self._out[wish.source] = self._out.get(wish.source, 0) + 1
        self._in[wish.target] = self._in.get(wish.target, 0) + 1
        for line, down in _lines(wish, points):
            for cell in self._line_cells(line, down):
                (self._down if down else self._across).setdefault(cell, []).append(line)

    def remove(self, wish: Wish) -> None:
        """Forget a drawn line."""
        self._out[wish.source] -= 1
        self._in[wish.target] -= 1
        for line, down in _lines(wish, self.drawn.pop(wish.flow)):
            store = self._down if down else self._across
            for cell in self._line_cells(line, down):
                store[cell].remove(line)

    @staticmethod
    def _line_cells(line: Line, down: bool) -> Iterable[int]:
        if down:
            return (int(line.at // CELL),)
        return range(int(line.low // CELL), int(line.high // CELL) + 1)

    def blocked(self, a: Point, b: Point, skip: tuple[str, ...] = (), clear: float = CLEAR) -> bool:
        """Whether the stretch from `a` to `b` comes nearer than `clear` to a card not skipped."""
        x0, x1 = (a[0], b[0]) if a[0] < b[0] else (b[0], a[0])
        y0, y1 = (a[1], b[1]) if a[1] < b[1] else (b[1], a[1])
        cards = self._cards
        for cell in _cells(x0, y0, x1, y1):
            for name, box in cards.get(cell, ()):
                if (
                    box[0] - clear < x1
                    and box[2] + clear > x0
                    and box[1] - clear < y1
                    and box[3] + clear > y0
                    and name not in skip
                ):
                    return True
        return False

    def lines_near(self, box: Box) -> Iterator[tuple[Line, bool]]:
        """Drawn lines that touch the box, and whether each runs down."""
        x0, y0, x1, y1 = box
        seen: set[Line] = set()
        for cell in range(int(x0 // CELL), int(x1 // CELL) + 1):
            for line in self._down.get(cell, ()):
                if x0 <= line.at <= x1 and line.low <= y1 and line.high >= y0:
                    yield line, True
            for line in self._across.get(cell, ()):
                if y0 <= line.at <= y1 and line.low <= x1 and line.high >= x0 and line not in seen:
                    seen.add(line)
                    yield line, False

    def route(self, wish: Wish) -> tuple[Point, ...]:
        """The best line found for a flow, from border to border."""
        if wish.source == wish.target:
            return self._loop(wish)
        best: tuple[float, tuple[Point, ...]] | None = None
        known: dict[tuple[Point, Point], float | None] = {}
        floor = KIN_FLOOR if self._has_kin(wish) else 1.0
        for stage in (self._direct, self._bent):
            found = sorted((_plain_cost(points), points) for points in set(stage(wish)))
            for number, (plain, points) in enumerate(found):
                if (best is not None and plain * floor >= best[0]) or number > TRIES:
                    break
                cost = self._cost(wish, points, plain, known)
                if cost is not None and (best is None or cost < best[0]):
                    best = cost, points
            if best is not None and best[0] < 3.4 * BEND + self._crow(wish):
                break
        if best is not None:
            return straight(best[1])
        return self._detour(wish) or elbow(self.boxes[wish.source], self.boxes[wish.target])

    def _detour(self, wish: Wish) -> tuple[Point, ...] | None:
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
        near = {
            box for cell in _cells(left, low, right, high) for _, box in self._cards.get(cell, ())
        }
        return Maze(sorted(near | {a, b}), clear, 3.0, self.height - 3.0)

    def _obstacles(self, wish: Wish, maze: Maze) -> dict[tuple[int, int, bool], float]:
        """Extra cost of the maze's pieces that other flows run along or across."""
        cost: dict[tuple[int, int, bool], float] = {}
        for line, down in self.lines_near(maze.extent()):
            kin = line.source == wish.source or line.target == wish.target
            for piece in maze.along(line.at, line.low, line.high, down):
                cost[piece] = cost.get(piece, 0.0) + (0.0 if kin else ALONG)
            for piece in maze.across(line.at, line.low, line.high, down):
                cost[piece] = cost.get(piece, 0.0) + CROSSING
        return cost

    def _has_kin(self, wish: Wish) -> bool:
        return self._out.get(wish.source, 0) > 0 or self._in.get(wish.target, 0) > 0

    def _crow(self, wish: Wish) -> float:
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        dx = max(0.0, b[0] - a[2], a[0] - b[2])
        return dx + abs((a[1] + a[3]) - (b[1] + b[3])) / 2

    def _loop(self, wish: Wish) -> tuple[Point, ...]:
        """A line from a card to itself, round one of its corners."""
        box = self.boxes[wish.source]
        x, y, out = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] + CLEAR + 1
        loops = [
            ((box[2], y), (out, y), (out, edge + way * d), (x, edge + way * d), (x, edge))
            for d in (20.0, CLEAR)
            for edge, way in ((box[1], -1), (box[3], 1))
        ]
        free = [
            points
            for points in loops
            if not any(self.blocked(a, b, (wish.source,)) for a, b in pairwise(points))
            and self._inside(points[2][1])
        ]
        return (free or loops)[0]

    def _direct(self, wish: Wish) -> Iterator[tuple[Point, ...]]:
        """Lines with at most two bends."""
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        ax, ay, bx, by = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2, (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
        tops = ((a[1], -1), (a[3], 1))
        if b[0] >= a[2] + 4:
            if ay == by:
                yield ((a[2], ay), (b[0], by))
            else:
                for x in self._columns(wish, a[2] + CLEAR, b[0] - CLEAR):
                    yield ((a[2], ay), (x, ay), (x, by), (b[0], by))
        for edge, way in tops:
            if (by - edge) * way >= CLEAR and b[0] >= ax + CLEAR:
                yield ((ax, edge), (ax, by), (b[0], by))
        if not wish.back:
            return
        for edge, way in tops:
            if (by - edge) * way >= CLEAR and ax >= b[2] + CLEAR:
                yield ((ax, edge), (ax, by), (b[2], by))
            for y in self._rows(wish, edge, way):
                into = b[1] if y < b[1] else b[3] if y > b[3] else None
                if into is None:
                    continue
                if ax == bx:
                    yield ((ax, edge), (bx, into))
                else:
                    yield ((ax, edge), (ax, y), (bx, y), (bx, into))
        if bx >= a[2] + CLEAR:
            for edge in (b[1], b[3]):
                if (edge == b[1]) == (ay < edge) and abs(ay - edge) >= CLEAR:
                    yield ((a[2], ay), (bx, ay), (bx, edge))
        for k in range(4):
            x = max(a[2], b[2]) + 18 + APART * k
            if ay != by:
                yield ((a[2], ay), (x, ay), (x, by), (b[2], by))

    def _bent(self, wish: Wish) -> Iterator[tuple[Point, ...]]:
        """Lines with three or four bends, round what stands in the way."""
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        ax, ay, bx, by = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2, (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
        rows = self._detours(a, b)
        columns = list(self._columns(wish, b[0] - 90, b[0] - CLEAR))
        for y in rows:
            starts: list[tuple[Point, ...]] = []
            if y <= a[1] - CLEAR:
                starts.append(((ax, a[1]), (ax, y)))
            if y >= a[3] + CLEAR:
                starts.append(((ax, a[3]), (ax, y)))
            starts += [((a[2], ay), (a[2] + k, ay), (a[2] + k, y)) for k in (9.0, 18.0)]
            for start in starts:
                for x in columns:
                    if abs(y - by) >= 1:
                        yield (*start, (x, y), (x, by), (b[0], by))
                if wish.back:
                    for k in (18.0, 9.0, 30.0):
                        yield (*start, (b[2] + k, y), (b[2] + k, by), (b[2], by))
                    if y <= b[1] - CLEAR:
                        yield (*start, (bx, y), (bx, b[1]))
                    elif y >= b[3] + CLEAR:
                        yield (*start, (bx, y), (bx, b[3]))

    def _columns(self, wish: Wish, low: float, high: float) -> list[float]:
        """Where a line may run down between `low` and `high`: near either end, or with kin."""
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        first = b[0] - (30.0 if wish.joins else 18.0)
        found = [first, b[0] - 18.0, b[0] - 9.0, a[2] + 9.0, a[2] + 18.0, (a[2] + b[0]) / 2]
        found += [b[0] - wish.label / 2 - 5] if wish.label and not wish.parallel else []
        found += [first - APART * k for k in range(1, 6)]
        found += [a[2] + 18.0 + APART * k for k in range(1, 4)]
        found += self._kin(wish, low, high)
        return [x for x in dict.fromkeys(found) if low <= x <= high]

    def _kin(self, wish: Wish, low: float, high: float) -> list[float]:
        """Columns of lines that share a source or a target with this flow."""
        return [
            line.at
            for cell in range(int(low // CELL), int(high // CELL) + 1)
            for line in self._down.get(cell, ())
            if line.source == wish.source or line.target == wish.target
        ]

    def _rows(self, wish: Wish, edge: float, way: int) -> list[float]:
        b = self.boxes[wish.target]
        found = [edge + way * d for d in (20.0, 8.0, 32.0, 44.0, 56.0)]
        found += [b[1] - 20.0, b[1] - 32.0, b[3] + 20.0, b[3] + 32.0]
        found += [b[1] - 8.0, b[3] + 8.0]
        return [y for y in dict.fromkeys(found) if (y - edge) * way >= CLEAR and self._inside(y)]

    def _inside(self, y: float) -> bool:
        return 6.0 <= y <= self.height - 6.0

    def _detours(self, a: Box, b: Box) -> list[float]:
        """Heights free to run across between the two: along the edges of the cards there."""
        left, right = min(a[0], b[0]) - 40, max(a[2], b[2]) + 40
        low, high = min(a[1], b[1]), max(a[3], b[3])
        found: set[float] = set()
        for box in (a, b):
            found.update(
                (box[1] - 8, box[1] - 20, box[1] - 32, box[3] + 8, box[3] + 20, box[3] + 32)
            )
        for cell in _cells(left, low - 100, right, high + 100):
            for _name, box in self._cards.get(cell, ()):
                if (
                    box[2] > left
                    and box[0] < right
                    and low - 110 <= box[1]
                    and box[3] <= high + 110
                ):
                    found.update((box[1] - 8, box[3] + 8, box[1] - 20, box[3] + 20))
        middle = (a[1] + a[3] + b[1] + b[3]) / 4
        return sorted((y for y in found if self._inside(y)), key=lambda y: (abs(y - middle), y))[
            :24
        ]

    def _cost(
        self,
        wish: Wish,
        points: tuple[Point, ...],
        plain: float,
        known: dict[tuple[Point, Point], float | None],
    ) -> float | None:
        """What a line costs, None where it is not allowed: through a card or along another flow."""
        cost, last = plain + self._port_cost(wish, points), len(points) - 2
        for i, (a, b) in enumerate(pairwise(points)):
            if (a, b) in known:
                extra = known[a, b]
            else:
                skip = (wish.source if i == 0 else "", wish.target if i == last else "")
                extra = None
                if not self.blocked(a, b, skip):
                    extra = self._meet(*_line(wish, a, b))
                known[a, b] = extra
            if extra is None:
                return None
            cost += extra
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
        """What meeting other lines costs: crossings and near runs, less what is shared.

        None where the line would run along a flow that is no kin: one of another source and target.
        """
        cost = 0.0
        crossed: dict[float, float] = {}
        shared: list[tuple[float, float]] = []
        across, along = (line.at - APART, line.at + APART), (line.low, line.high)
        (x0, x1), (y0, y1) = (across, along) if down else (along, across)
        for other, other_down in self.lines_near((x0, y0, x1, y1)):
            kin = other.source == line.source or other.target == line.target
            if other_down != down:
                if line.low <= other.at <= line.high and other.low <= line.at <= other.high:
                    crossed[other.at] = max(crossed.get(other.at, 0.0), _crossing(line, other, kin))
            elif abs(other.at - line.at) < 0.5:
                overlap = min(line.high, other.high) - max(line.low, other.low)
                if overlap >= 0.5 and not kin:
                    return None
                if overlap < 0.5:
                    cost += 0.0 if kin else TOUCH
                elif other.source == line.source and other.target == line.target:
                    if overlap > SHORT:
                        return None
                    cost += overlap
                elif other.back != line.back:
                    cost += MIXED + overlap
                elif other.labeled and (line.labeled or other.written):
                    cost += APART + 0.3 * overlap
                else:
                    shared.append((max(line.low, other.low), min(line.high, other.high)))
            elif abs(other.at - line.at) < APART - 0.5:
                overlap = min(line.high, other.high) - max(line.low, other.low)
                cost += NEAR * (0.5 if kin else 1.0) + 0.2 * overlap if overlap > 1 else 0.0
        cost += sum(crossed.values())
        return cost - (1 - (SHARED_LABELED if line.labeled else SHARED)) * _union(shared)


def _crossing(line: Line, other: Line, kin: bool) -> float:
    """The cost of two lines at right angles that cross or touch."""
    inner = other.low + 1 < line.at < other.high - 1
    if inner and line.low + 1 < other.at < line.high - 1:
        cost = CROSSING * (0.6 if kin else 1.0)
    else:
        cost = 0.0 if kin else TOUCH
    if inner and other.written and other.low + 12 < line.at < other.high - 12:
        cost += 2 * CROSSING
    return cost


def _cells(x0: float, y0: float, x1: float, y1: float) -> list[tuple[int, int]]:
    return [
        (i, j)
        for i in range(int(x0 // CELL), int(x1 // CELL) + 1)
        for j in range(int(y0 // CELL), int(y1 // CELL) + 1)
    ]


def _line(wish: Wish, a: Point, b: Point, written: bool = False) -> tuple[Line, bool]:
    """A piece of a flow, and whether it runs down."""
    (x0, y0), (x1, y1) = a, b
    down = x0 == x1
    at, start, end = (x0, y0, y1) if down else (y0, x0, x1)
    low, high = (start, end) if start < end else (end, start)
    labeled = wish.label > 0 and not wish.parallel
    return Line(
        at, low, high, wish.flow, wish.source, wish.target, wish.back, labeled, written
    ), down


def _lines(wish: Wish, points: Sequence[Point]) -> Iterator[tuple[Line, bool]]:
    lengths = [abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(points)]
    longest = max(lengths)
    for length, (a, b) in zip(lengths, pairwise(points), strict=True):
        yield _line(wish, a, b, wish.label > 0 and length == longest < TIGHT)


def _port(box: Box, side: str) -> Point:
    """The middle of a side."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    dx, dy = OUT[side]
    return x + dx * (box[2] - box[0]) / 2, y + dy * (box[3] - box[1]) / 2


def _plain_cost(points: Sequence[Point]) -> float:
    """Length and bends; a last piece too short for its arrow counts extra."""
    length = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        length += abs(x1 - x0) + abs(y1 - y0)
    (x0, y0), (x1, y1) = points[-2:]
    short = SHORT if len(points) > 2 and abs(x1 - x0) + abs(y1 - y0) < 15 else 0.0
    return length + BEND * (len(points) - 2) + short


def _union(spans: list[tuple[float, float]]) -> float:
    total, end = 0.0, float("-inf")
    for low, high in sorted(spans):
        if high > end:
            total += high - max(low, end)
            end = high
    return total


def straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """A line without repeated points and without points between two others in a row."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        while len(found) >= 2 and (
            found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]
        ):
            found.pop()
        found.append(point)
    return tuple(found) if len(found) > 1 else (found[0], found[0])


def elbow(a: Box, b: Box) -> tuple[Point, ...]:
    """The plain line where nothing better is to be had."""
    (ax, ay), (bx, by) = (a[2], (a[1] + a[3]) / 2), (b[0], (b[1] + b[3]) / 2)
    if bx >= ax + CLEAR:
        x = (ax + bx) / 2
        return straight(((ax, ay), (x, ay), (x, by), (bx, by)))
    y = (ay + by) / 2 if abs(ay - by) > a[3] - a[1] else min(a[1], b[1]) - CLEAR
    return straight(((ax, ay), (ax + 9, ay), (ax + 9, y), (bx - 9, y), (bx - 9, by), (bx, by)))
