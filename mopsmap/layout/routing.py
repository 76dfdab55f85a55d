"""Orthogonal lines between cards: short, with few bends and crossings, never through a card.

Flows leave at the middle of the right, top or bottom side and enter at the left one (those that go
back also elsewhere). With the same source or target they may share a line, else they keep apart.
Candidates of few bends are weighed first; a search over the free channels finds the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import inf

from mopsmap.layout.lines import (
    APART,
    BEND,
    CLEAR,
    CROSSING,
    SHARED,
    SLACK,
    Box,
    Line,
    Point,
    Wish,
    elbow,
    meeting,
    piece,
    pieces,
    straight,
)
from mopsmap.layout.maze import Maze, Piece
from mopsmap.layout.shapes import Costed, Ends, Shape, bent, cheapest, direct, loops

CELL = 256.0
FAR = 150.0
"""No shape goes further from both its ends."""
KIN_FLOOR = 0.6
LONG, ANYWHERE = 64, -(10**9)
PORT, ROOM = 60.0, 12.0
TRIES = 250
WHOLE, AROUND = 80, 300.0
ALONG = 3_000.0
ENTRIES = ("left", "top", "bottom", "right")
EXITS = ("right", "top", "bottom")
OUT = {"right": (1, 0), "left": (-1, 0), "top": (0, -1), "bottom": (0, 1)}


@dataclass(slots=True)
class Weight:
    """What a piece costs beside its length, infinite where it is not allowed.

    As long as it is not `known`, the piece costs so much at least.
    """

    cost: float
    known: bool = False


class Weighed:
    """The pieces of a flow's lines while they are weighed, and what is beside them.

    Nothing is drawn so long, so that cards and lines beside a column or row are looked up once.
    `gain` says how much less than its plain cost a line may cost.
    """

    def __init__(self, router: Router, wish: Wish, kin: Sequence[tuple[Line, bool]]) -> None:
        self.router, self.wish = router, wish
        a, b = router.boxes[wish.source], router.boxes[wish.target]
        self.right = max(a[2], b[2]) + FAR
        left, low, high = min(a[0], b[0]) - FAR, min(a[1], b[1]) - FAR, max(a[3], b[3]) + FAR
        self.cards = dict(router.cards_near(left, low, self.right, high))
        self.pieces: dict[tuple[Point, Point], Weight] = {}
        self._walls: dict[tuple[float, bool], list[tuple[float, float, str]]] = {}
        self._lines: dict[tuple[float, bool, int], list[tuple[Line, bool]]] = {}
        labeled = wish.label > 0 and not wish.parallel
        # a line with a label of its own gains nothing from running along its kin
        alike = () if labeled else tuple((x, down) for x, down in kin if x.back == wish.back)
        self._beside = [(line.at, line.low, line.high) for line, down in alike if not down]
        self._upright = [(line.at, line.low, line.high) for line, down in alike if down]
        # the room before a label may still take a tenth of a pixel off
        self.gain = inf if alike else 1.0

    def at_least(self, a: Point, b: Point) -> float:
        """What a piece costs at least: it gains from no line but the kin it runs along."""
        if self.gain < inf:
            return 0.0
        (x0, y0), (x1, y1) = a, b
        down = x0 == x1
        at, start, end = (x0, y0, y1) if down else (y0, x0, x1)
        gain = 0.0
        for other, low, high in self._upright if down else self._beside:
            if -0.5 < other - at < 0.5:
                shared = min(high, max(start, end)) - max(low, min(start, end))
                gain += max(0.0, shared)
        return -(1 - SHARED) * gain

    def hits(self, line: Line, down: bool, skip: tuple[str, str]) -> bool:
        """Whether a piece runs into a card that it does not leave or enter."""
        walls = self._walls.get((line.at, down))
        if walls is None:
            low, high = line.at - CLEAR, line.at + CLEAR
            side = 0 if down else 1
            walls = self._walls[line.at, down] = [
                (box[1 - side], box[3 - side], name)
                for name, box in self.cards.items()
                if box[side] < high and box[side + 2] > low
            ]
        low, high = line.low - CLEAR, line.high + CLEAR
        near = [name for start, end, name in walls if start < high and end > low]
        return any(name not in skip for name in near)

    def meets(self, line: Line, down: bool) -> float | None:
        """What meeting the drawn lines costs a piece; None where that is not allowed."""
        column = 0 if down else int(line.low // CELL)
        others = self._lines.get((line.at, down, column))
        if others is None:
            low, high = line.at - APART, line.at + APART
            area = (low, -inf, high, inf) if down else (column * CELL, low, self.right, high)
            others = self._lines[line.at, down, column] = self.router.lines_near(area)
        return meeting(line, down, others)


class Router:
    """The cards and the lines drawn so far."""

    def __init__(self, boxes: Mapping[str, Box], height: float) -> None:
        self.boxes: dict[str, Box] = {}
        self.height = height
        self._cards: dict[tuple[int, int], list[tuple[str, Box]]] = {}
        self._across: dict[int, list[Line]] = {}
        self._down: dict[int, list[Line]] = {}
        self.wanted: set[tuple[str, bool]] = set()
        self._mazes: dict[float, Maze] = {}
        self._out: dict[str, list[tuple[Line, bool]]] = {}
        self._in: dict[str, list[tuple[Line, bool]]] = {}
        self.drawn: dict[str, Shape] = {}
        self.heeded: set[str] = set()
        self.stand(boxes)

    def stand(self, boxes: Mapping[str, Box]) -> None:
        """Take cards into account."""
        self.boxes.update(boxes)
        for name, box in boxes.items():
            for cell in _cells(box[0] - CLEAR, box[1] - CLEAR, box[2] + CLEAR, box[3] + CLEAR):
                self._cards.setdefault(cell, []).append((name, box))

    def add(self, wish: Wish, points: Sequence[Point]) -> None:
        """Take a drawn line into account."""
        self.drawn[wish.flow] = tuple(points)
        self.heeded.add(wish.flow)
        for line, down in pieces(wish, points):
            self._out.setdefault(wish.source, []).append((line, down))
            self._in.setdefault(wish.target, []).append((line, down))
            for cell in self._line_cells(line, down):
                (self._down if down else self._across).setdefault(cell, []).append(line)

    def remove(self, wish: Wish) -> None:
        """Forget a drawn line."""
        for line, down in pieces(wish, self.drawn.pop(wish.flow)):
            self._out[wish.source].remove((line, down))
            self._in[wish.target].remove((line, down))
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
        for name, (bx0, by0, bx1, by1) in self.cards_near(x0, y0, x1, y1):
            if bx0 < right and bx1 > left and by0 < high and by1 > low and name not in skip:
                return True
        return False

    def boxes_near(self, box: Box) -> list[Box]:
        """The cards of an area and some beside it."""
        return [card for _, card in self.cards_near(*box)]

    def cards_near(self, x0: float, y0: float, x1: float, y1: float) -> Iterable[tuple[str, Box]]:
        """The cards of an area, some more than once; all where looking closer costs more."""
        if (x1 - x0 + CELL) * (y1 - y0 + CELL) > CELL * CELL * (len(self.boxes) + 9):
            return self.boxes.items()
        first = int(x0 // CELL), int(y0 // CELL)
        if first == (x1 // CELL, y1 // CELL):
            return self._cards.get(first, ())
        found: list[tuple[str, Box]] = []
        for cell in _cells(x0, y0, x1, y1):
            if cell in self._cards:
                found += self._cards[cell]
        return found

    def lines_near(self, box: Box) -> list[tuple[Line, bool]]:
        """Drawn lines that touch the box, and whether each runs down."""
        x0, y0, x1, y1 = box
        found: list[tuple[Line, bool]] = []
        for cell in (ANYWHERE, *self._columns(x0, x1)):
            if cell in self._down:
                found += [
                    (line, True)
                    for line in self._down[cell]
                    if x0 <= line.at <= x1 and line.low <= y1 and line.high >= y0
                ]
            if cell in self._across:
                # a line of several columns is met in the first of them
                begin = cell * CELL if cell > x0 // CELL else -inf
                found += [
                    (line, False)
                    for line in self._across[cell]
                    if y0 <= line.at <= y1 and begin <= line.low <= x1 and line.high >= x0
                ]
        return found

    def route(self, wish: Wish) -> Shape:
        """The best line found for a flow, from border to border."""
        if wish.source == wish.target:
            return self._loop(wish)
        found = self._costed(wish)
        if found:
            return straight(found[-1][1])
        return self._detour(wish) or elbow(self.boxes[wish.source], self.boxes[wish.target])

    def ways(self, wish: Wish, more: float) -> list[Shape]:
        """Lines that a flow that is not drawn may take, the best first: those that cost up to so
        much `more` than the best."""
        if wish.source == wish.target:
            return []
        found = sorted(self._costed(wish, more))
        return [straight(points) for cost, points in found if cost < found[0][0] + more]

    def _costed(self, wish: Wish, more: float = 0.0) -> list[Costed]:
        """Lines for a flow with their costs, each cheaper than the one before or, in the end, not
        `more` than the best; without `more` the last one is the best."""
        kin = self._kin(wish)
        ends, weighed = self._ends(wish, kin), Weighed(self, wish, kin)
        found: list[Costed] = []
        limit, floor = inf, KIN_FLOOR if kin else 1.0
        for stage in (direct, bent):
            for plain, points in islice(cheapest(stage(ends)), TRIES + 1):
                if max(plain * floor, plain - weighed.gain) >= limit:
                    break
                cost = self._cost(weighed, points, plain, limit)
                if cost < limit:
                    found.append((cost, points))
                    limit = min(limit, cost + more)
            if not more and limit < 3.4 * BEND + self._crow(wish):
                break
        return found

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
        near = {box for _, box in self.cards_near(left, low, right, high)}
        return Maze(sorted(near | {a, b}), clear, 3.0, self.height - 3.0)

    def _obstacles(self, wish: Wish, maze: Maze) -> dict[Piece, float]:
        """Extra cost of the maze's pieces that other flows run along or across."""
        cost: dict[Piece, float] = {}
        for line, down in self.lines_near(maze.extent()):
            kin = line.source == wish.source or line.target == wish.target
            for part in maze.along(line.at, line.low, line.high, down):
                cost[part] = cost.get(part, 0.0) + (0.0 if kin else ALONG)
            for part in maze.across(line.at, line.low, line.high, down):
                cost[part] = cost.get(part, 0.0) + CROSSING
        return cost

    def _kin(self, wish: Wish) -> list[tuple[Line, bool]]:
        """The drawn lines of the same source or target, and whether each runs down."""
        return [*self._out.get(wish.source, ()), *self._in.get(wish.target, ())]

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

    def _ends(self, wish: Wish, kin: Sequence[tuple[Line, bool]]) -> Ends:
        """What the shapes of a flow are made from."""
        a, b = self.boxes[wish.source], self.boxes[wish.target]
        left, right = min(a[0], b[0]) - 90, max(a[2], b[2]) + 40
        low, high = min(a[1], b[1]) - 110, max(a[3], b[3]) + 110
        cards = [
            box
            for _, box in self.cards_near(left, low, right, high)
            if box[2] > left and box[0] < right
        ]
        return Ends(wish, a, b, self.height, [line.at for line, down in kin if down], cards)

    def _cost(self, weighed: Weighed, points: Shape, plain: float, limit: float) -> float:
        """What a line costs; infinite where it would be over `limit` or is not allowed.

        A line must not run through a card or along another flow. Meetings are weighed only as
        long as those that are not weighed yet may leave the line under the limit.
        """
        wish, pieces = weighed.wish, weighed.pieces
        cost = hoped = plain + self._port_cost(wish, points)
        weights: list[Weight] = []
        for part in pairwise(points):
            weight = pieces.get(part)
            if weight is None:
                weight = pieces[part] = Weight(weighed.at_least(*part))
            elif weight.cost == inf:
                return inf
            weights.append(weight)
            hoped += weight.cost
        if hoped >= limit + SLACK:
            return inf
        new: list[tuple[Weight, Line, bool]] = []
        last = len(weights) - 1
        for i, weight in enumerate(weights):
            if not weight.known:
                line, down = piece(wish, points[i], points[i + 1])
                skip = wish.source if i == 0 else "", wish.target if i == last else ""
                if weighed.hits(line, down, skip):
                    weight.cost, weight.known = inf, True
                    return inf
                new.append((weight, line, down))
        for weight, line, down in new:
            extra = weighed.meets(line, down)
            hoped -= weight.cost
            weight.cost, weight.known = inf if extra is None else extra, True
            hoped += weight.cost
            if hoped >= limit + SLACK:
                return inf
        for weight in weights:
            cost += weight.cost
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
