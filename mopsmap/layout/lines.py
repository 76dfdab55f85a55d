"""What a drawn line is made of, and what its length, bends and meetings with other lines cost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[float, float, float, float]

CLEAR = 8.0
APART = 12.0
TIGHT = 150.0
ARROW = 15.0
BEND, CROSSING, NEAR, TOUCH, SHORT, MIXED = 28.0, 45.0, 60.0, 90.0, 40.0, 50.0
SHARED, SHARED_LABELED = 0.15, 1.1
SLACK = 1e-6
"""How far a cost summed up in another order may be off."""


class Wish(NamedTuple):
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


class Line(NamedTuple):
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


def piece(wish: Wish, a: Point, b: Point, written: bool = False) -> tuple[Line, bool]:
    """A piece of a flow, and whether it runs down."""
    (x0, y0), (x1, y1) = a, b
    down = x0 == x1
    at, start, end = (x0, y0, y1) if down else (y0, x0, x1)
    low, high = (start, end) if start < end else (end, start)
    labeled = wish.label > 0 and not wish.parallel
    return Line(
        at, low, high, wish.flow, wish.source, wish.target, wish.back, labeled, written
    ), down


def pieces(wish: Wish, points: Sequence[Point]) -> Iterator[tuple[Line, bool]]:
    lengths = [abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(points)]
    longest = max(lengths)
    for length, (a, b) in zip(lengths, pairwise(points), strict=True):
        yield piece(wish, a, b, wish.label > 0 and length == longest < TIGHT)


def length(points: Sequence[Point]) -> float:
    """The sum of all pieces, each upright or level."""
    found, before = 0.0, points[0]
    for after in points:
        found += abs(after[0] - before[0] or after[1] - before[1])
        before = after
    return found


def plain_cost(points: Sequence[Point]) -> float:
    """Length and bends; a last piece too short for its arrow counts extra."""
    short = SHORT if len(points) > 2 and length(points[-2:]) < ARROW else 0.0
    return length(points) + BEND * (len(points) - 2) + short


def _union(spans: list[tuple[float, float]]) -> float:
    total, end = 0.0, -inf
    for low, high in sorted(spans):
        if high > end:
            total += high - max(low, end)
            end = high
    return total


Span = tuple[float, float]


class Stretches:
    """Stretches of an axis, to ask what touches any of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._lows: list[float] = []
        self._highs: list[float] = []
        for low, high in sorted(spans):
            if self._highs and low <= self._highs[-1]:
                self._highs[-1] = max(high, self._highs[-1])
            else:
                self._lows.append(low)
                self._highs.append(high)
        self.first = self._lows[0] if self._lows else inf
        """Where the first begins; all are beyond what ends before it."""
        self.last = self._highs[-1] if self._highs else -inf

    def touch(self, low: float, high: float) -> bool:
        """Whether any of them has a place between `low` and `high`."""
        at = bisect_right(self._lows, high)
        return at > 0 and self._highs[at - 1] >= low


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


def meeting(line: Line, down: bool, others: Iterable[tuple[Line, bool]]) -> float | None:
    """What meeting `others` costs a piece: crossings and near runs, less what is shared.

    None where the line would run along a flow that is no kin: one of another source and target.
    """
    cost = 0.0
    crossed: dict[float, float] = {}
    shared: list[tuple[float, float]] = []
    for other, other_down in others:
        kin = other.source == line.source or other.target == line.target
        if other_down != down:
            if line.low <= other.at <= line.high and other.low <= line.at <= other.high:
                crossed[other.at] = max(crossed.get(other.at, 0.0), _crossing(line, other, kin))
        elif other.low > line.high or other.high < line.low:
            continue
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


def runs_through(points: Sequence[Point], box: Box) -> bool:
    """Whether a line has a piece in a box."""
    x0, y0, x1, y1 = box
    for (ax, ay), (bx, by) in pairwise(points):
        if (
            (ax < x1 or bx < x1)
            and (ax > x0 or bx > x0)
            and (ay < y1 or by < y1)
            and (ay > y0 or by > y0)
        ):
            return True
    return False


def leads_through(points: Sequence[Point], at: Point) -> bool:
    """Whether a point lies on a line."""
    x, y = at
    return any(
        min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)
        for (ax, ay), (bx, by) in pairwise(points)
    )
