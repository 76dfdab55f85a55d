"""Where lines cross that have nothing to do with each other: there one hops over the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from mopsmap.layout.lines import Point, Wish

TOUCH = 2.0
"""Lines that meet nearer to an end of one of them do not cross."""
ROW, LONG, ANYWHERE = 96.0, 64, -(10**9)


class Crossing(NamedTuple):
    """The line of the flow `level` runs across that of `upright` at (x, y)."""

    level: str
    upright: str
    x: float
    y: float


Piece = tuple[float, float, float, str]
"""Where a piece is across, its low and its high end along, and its flow."""


def crossings(
    lines: Mapping[str, Sequence[Point]],
    wishes: Mapping[str, Wish],
    before: Iterable[Crossing] = (),
    fresh: Collection[str] | None = None,
) -> tuple[Crossing, ...]:
    """All crossings of flows of different sources and targets, in the order of places.

    Those that only flows beside `fresh` have are taken from `before`, where that is known; then
    `lines` need to be no more than these and all that are near them.
    """
    if fresh is not None and not fresh:
        return tuple(before)
    if fresh is None:
        kept: list[Crossing] = []
        level, upright = _pieces(lines, lines)
        found = _met(level, _rows(upright))
    else:
        gone = set(fresh)
        kept = [c for c in before if not (c.level in gone or c.upright in gone)]
        level, upright = _pieces(lines, gone & lines.keys())
        others = _pieces(lines, lines.keys() - gone)
        found = chain(_met(level, _rows(upright + others[1])), _met(others[0], _rows(upright)))
    apart = (c for c in found if _strangers(wishes[c.level], wishes[c.upright]))
    return tuple(sorted({*kept, *apart}))


def _strangers(one: Wish, other: Wish) -> bool:
    """Whether two flows may not share a line."""
    return one.source != other.source and one.target != other.target


def _pieces(
    lines: Mapping[str, Sequence[Point]], flows: Iterable[str]
) -> tuple[list[Piece], list[Piece]]:
    """The level and the upright pieces of these flows."""
    level: list[Piece] = []
    upright: list[Piece] = []
    for flow in flows:
        for (ax, ay), (bx, by) in pairwise(lines[flow]):
            if ay == by:
                level.append((ay, ax, bx, flow) if ax < bx else (ay, bx, ax, flow))
            elif ax == bx:
                upright.append((ax, ay, by, flow) if ay < by else (ax, by, ay, flow))
    return level, upright


def _rows(upright: Iterable[Piece]) -> dict[int, list[Piece]]:
    """The upright pieces by the rows they reach through, each from left to right; those through
    very many are ANYWHERE."""
    rows: dict[int, list[Piece]] = {ANYWHERE: []}
    for piece in upright:
        first, last = int(piece[1] // ROW), int(piece[2] // ROW)
        for row in range(first, last + 1) if last - first < LONG else (ANYWHERE,):
            rows.setdefault(row, []).append(piece)
    for found in rows.values():
        found.sort()
    return rows


def _met(level: Iterable[Piece], rows: Mapping[int, Sequence[Piece]]) -> Iterator[Crossing]:
    for y, left, right, flow in level:
        for row in (rows.get(int(y // ROW), ()), rows[ANYWHERE]):
            for at in range(bisect_left(row, (left + TOUCH,)), len(row)):
                x, top, bottom, other = row[at]
                if x > right - TOUCH:
                    break
                if top + TOUCH <= y <= bottom - TOUCH:
                    yield Crossing(flow, other, x, y)


def hops(found: Iterable[Crossing], important: Collection[str]) -> dict[str, tuple[Point, ...]]:
    """By flow, the places where it hops: the level line, unless it alone is `important`."""
    places: dict[str, list[Point]] = {}
    for level, upright, x, y in found:
        higher = upright if level in important and upright not in important else level
        places.setdefault(higher, []).append((x, y))
    return {flow: tuple(sorted(set(points))) for flow, points in places.items()}
