"""The shapes a line may take: where it leaves, turns and enters, before anything is weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf
from operator import itemgetter

from mopsmap.layout.lines import (
    APART,
    ARROW,
    BEND,
    CLEAR,
    SHORT,
    SLACK,
    Box,
    Point,
    Wish,
    length,
    plain_cost,
)

Shape = tuple[Point, ...]
Costed = tuple[float, Shape]
"""A shape and its plain cost."""
Group = tuple[float, Iterator[Costed]]
"""Shapes still to be made, and a plain cost that none of them is below."""


@dataclass(frozen=True, slots=True)
class Ends:
    """A flow to draw from box `a` to box `b` on a map so high, and what is found around it.

    `kin` are columns where flows of the same source or target run down, `cards` boxes nearby.
    """

    wish: Wish
    a: Box
    b: Box
    height: float
    kin: Sequence[float]
    cards: Sequence[Box]

    def inside(self, y: float) -> bool:
        """Whether a line may run at this height."""
        return 6.0 <= y <= self.height - 6.0

    def columns(self, low: float, high: float) -> list[float]:
        """Where a line may run down between `low` and `high`: near either end, or with kin."""
        a, b, wish = self.a, self.b, self.wish
        first = b[0] - (30.0 if wish.joins else 18.0)
        found = [first, b[0] - 18.0, b[0] - 9.0, a[2] + 9.0, a[2] + 18.0, (a[2] + b[0]) / 2]
        found += [b[0] - wish.label / 2 - 5] if wish.label and not wish.parallel else []
        found += [first - APART * k for k in range(1, 6)]
        found += [a[2] + 18.0 + APART * k for k in range(1, 4)]
        found += self.kin
        return [x for x in dict.fromkeys(found) if low <= x <= high]

    def rows(self, edge: float, way: int) -> list[float]:
        """Where a line that leaves `edge` up or down may run across to enter top or bottom."""
        b = self.b
        found = [edge + way * d for d in (20.0, 8.0, 32.0, 44.0, 56.0)]
        found += [b[1] - 20.0, b[1] - 32.0, b[3] + 20.0, b[3] + 32.0]
        found += [b[1] - 8.0, b[3] + 8.0]
        return [y for y in dict.fromkeys(found) if (y - edge) * way >= CLEAR and self.inside(y)]

    def detours(self) -> list[float]:
        """Heights to run across, along the edges of the cards there; the nearest come first."""
        a, b = self.a, self.b
        low, high = min(a[1], b[1]) - 110, max(a[3], b[3]) + 110
        found: set[float] = set()
        for box in (a, b):
            found.update((box[1] - 32, box[3] + 32))
        for box in (a, b, *self.cards):
            if low <= box[1] and box[3] <= high:
                found.update((box[1] - 8, box[3] + 8, box[1] - 20, box[3] + 20))
        middle = (a[1] + a[3] + b[1] + b[3]) / 4
        rows = sorted((abs(y - middle), y) for y in found if self.inside(y))
        return [y for _, y in rows[:ROWS]]


ROWS = 24


def direct(ends: Ends) -> Iterator[Group]:
    """Lines with at most two bends."""
    yield 0.0, ((plain_cost(shape), shape) for shape in _direct(ends))


def _direct(ends: Ends) -> Iterator[Shape]:
    a, b = ends.a, ends.b
    ax, ay, bx, by = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2, (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
    tops = ((a[1], -1), (a[3], 1))
    if b[0] >= a[2] + 4:
        if ay == by:
            yield ((a[2], ay), (b[0], by))
        else:
            for x in ends.columns(a[2] + CLEAR, b[0] - CLEAR):
                yield ((a[2], ay), (x, ay), (x, by), (b[0], by))
    for edge, way in tops:
        if (by - edge) * way >= CLEAR and b[0] >= ax + CLEAR:
            yield ((ax, edge), (ax, by), (b[0], by))
    if not ends.wish.back:
        return
    for edge, way in tops:
        if (by - edge) * way >= CLEAR and ax >= b[2] + CLEAR:
            yield ((ax, edge), (ax, by), (b[2], by))
        for y in ends.rows(edge, way):
            into = b[1] if y < b[1] else b[3] if y > b[3] else None
            if into is None:
                continue
            if ax == bx:  # one above the other: to the side that faces, never through the target
                if into == (b[1] if way > 0 else b[3]):
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


def bent(ends: Ends) -> Iterator[Group]:
    """Lines with three or four bends, round what stands in the way."""
    a, b = ends.a, ends.b
    ax, ay, by = (a[0] + a[2]) / 2, (a[1] + a[3]) / 2, (b[1] + b[3]) / 2
    columns = ends.columns(b[0] - 90, b[0] - CLEAR)
    last = max(columns, default=b[0])
    for y in ends.detours():
        starts: list[tuple[float, Shape]] = []
        if y <= a[1] - CLEAR:
            starts.append((a[1] - y, ((ax, a[1]), (ax, y))))
        if y >= a[3] + CLEAR:
            starts.append((y - a[3], ((ax, a[3]), (ax, y))))
        for k in (9.0, 18.0):
            x = a[2] + k
            starts.append((k + abs(y - ay), ((a[2], ay), (x, ay), (x, y))))
        for long, start in starts:
            x, least = start[-1][0], long + BEND * len(start)
            left = BEND + abs(x - last) + abs(y - by) + b[0] - last
            yield least + left, _from_left(ends, start, columns)
            if ends.wish.back:
                other = max(0.0, b[0] - x, x - b[2]) + max(0.0, b[1] - y, y - b[3])
                yield least + other, _from_elsewhere(ends, start)


def _from_left(ends: Ends, start: Shape, columns: Sequence[float]) -> Iterator[Costed]:
    """The lines that begin so and enter the target from the left, one for each column."""
    b, (x0, y) = ends.b, start[-1]
    by = (b[1] + b[3]) / 2
    if abs(y - by) < 1:
        return
    # plain_cost, without measuring again and again what all these lines have in common
    begun, down, goal = length(start), abs(by - y), (b[0], by)
    bends = BEND * (len(start) + 1)
    for x in columns:
        last = abs(b[0] - x)
        short = SHORT if last < ARROW else 0.0
        plain = begun + abs(x - x0) + down + last + bends + short
        yield plain, (*start, (x, y), (x, by), goal)


def _from_elsewhere(ends: Ends, start: Shape) -> Iterator[Costed]:
    """The lines that begin so and enter the target from the right, above or below."""
    b, y = ends.b, start[-1][1]
    bx, by = (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
    ways: list[Shape] = [((b[2] + k, y), (b[2] + k, by), (b[2], by)) for k in (18.0, 9.0, 30.0)]
    if y <= b[1] - CLEAR:
        ways.append(((bx, y), (bx, b[1])))
    elif y >= b[3] + CLEAR:
        ways.append(((bx, y), (bx, b[3])))
    for way in ways:
        shape = (*start, *way)
        yield plain_cost(shape), shape


def cheapest(groups: Iterable[Group]) -> Iterator[Costed]:
    """Shapes and their plain costs, each once and the cheapest first, made when it is their turn.

    There are hundreds round a few cards, and mostly one of the first is taken.
    """
    made: list[Costed] = []
    before: Shape | None = None
    for least, shapes in sorted([*groups, (inf, iter(()))], key=itemgetter(0)):
        while made and made[0][0] < least - SLACK:
            plain, shape = heappop(made)
            if shape != before:
                yield plain, shape
            before = shape
        for costed in shapes:
            heappush(made, costed)


def loops(box: Box) -> list[Shape]:
    """Lines from a card to itself, round its right corners."""
    x, y, out = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] + CLEAR + 1
    return [
        ((box[2], y), (out, y), (out, edge + way * d), (x, edge + way * d), (x, edge))
        for d in (20.0, CLEAR)
        for edge, way in ((box[1], -1), (box[3], 1))
    ]
