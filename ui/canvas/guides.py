"""Guides while something is dragged: in line with edges and middles near by, or at equal gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF

PULL = 6.0
"""So near, in screen pixels, a guide takes what is dragged."""
MOST = 200
"""Of what stands near, the nearest so many count."""
TICK = 4.0
SAME = 0.01

Span = tuple[float, float]
"""Where something begins and ends along an axis."""
Piece = tuple[float, float, float]
"""A line across an axis: where it stands on it, and its begin and end across."""


@dataclass(frozen=True, slots=True)
class Guided:
    """How far a guide moves what is dragged, None where there is none, and the lines to show."""

    x: float | None = None
    y: float | None = None
    lines: tuple[QLineF, ...] = ()


class Guides:
    """What stands near and gives guides."""

    def __init__(self, others: Iterable[QRectF], near: QRectF) -> None:
        here = near.center()
        found = [box for box in others if box.intersects(near)]
        found.sort(key=lambda box: (box.center() - here).manhattanLength())
        self._others = found[:MOST]

    def at(self, box: QRectF, zoom: float) -> Guided:
        """The guides that take a box dragged to where it is, at a zoom."""
        if not self._others:
            return Guided()
        reach = PULL / zoom
        x = _pull(_across(box), [_across(other) for other in self._others], reach)
        y = _pull(_down(box), [_down(other) for other in self._others], reach)
        moved = box.translated(x or 0.0, y or 0.0)
        lines = self._lines(moved, x is not None, y is not None)
        boxes = (moved, *self._others)
        return Guided(x, y, tuple(piece for line in lines for piece in _outside(line, boxes)))

    def _lines(self, box: QRectF, across: bool, down: bool) -> Iterable[QLineF]:
        if across:
            pairs = [_across(other) for other in self._others]
            for at, low, high in _in_line(_across(box), pairs):
                yield QLineF(at, low, at, high)
            for middle, low, high in _gaps(_across(box), pairs):
                yield from _measure(QPointF(low, middle), QPointF(high, middle))
        if down:
            pairs = [_down(other) for other in self._others]
            for at, low, high in _in_line(_down(box), pairs):
                yield QLineF(low, at, high, at)
            for middle, low, high in _gaps(_down(box), pairs):
                yield from _measure(QPointF(middle, low), QPointF(middle, high))


def _outside(line: QLineF, boxes: Iterable[QRectF]) -> Iterable[QLineF]:
    """What of an upright or level line runs through no box: nobody reads through a line."""
    level = abs(line.dy()) < SAME
    begin, end = (line.x1(), line.x2()) if level else (line.y1(), line.y2())
    at, stop = line.y1() if level else line.x1(), end
    inside = [(_across if level else _down)(box) for box in boxes]
    for (low, high), (near, far) in sorted(inside):
        if near + SAME < at < far - SAME and low < stop and high > begin:
            if low > begin:
                yield _piece(level, at, begin, low)
            begin = max(begin, high)
    if begin < stop:
        yield _piece(level, at, begin, stop)


def _piece(level: bool, at: float, begin: float, end: float) -> QLineF:
    return QLineF(begin, at, end, at) if level else QLineF(at, begin, at, end)


def _across(box: QRectF) -> tuple[Span, Span]:
    return (box.left(), box.right()), (box.top(), box.bottom())


def _down(box: QRectF) -> tuple[Span, Span]:
    return (box.top(), box.bottom()), (box.left(), box.right())


def _marks(span: Span) -> tuple[float, float, float]:
    """Begin, middle and end."""
    return span[0], (span[0] + span[1]) / 2, span[1]


def _pull(box: tuple[Span, Span], others: list[tuple[Span, Span]], reach: float) -> float | None:
    """The least way along an axis to stand in line with another, or at equal gaps."""
    own = _marks(box[0])
    ways = [mark - mine for span, _ in others for mark, mine in zip(_marks(span), own, strict=True)]
    ways += [low - box[0][0] for low in _even(box, others)]
    best = min(ways, key=abs, default=reach + 1)
    return best if abs(best) <= reach else None


def _row(box: tuple[Span, Span], others: list[tuple[Span, Span]]) -> tuple[list[Span], list[Span]]:
    """What stands beside the box, before and behind it along the axis, the nearest first."""
    (low, high), (top, bottom) = box
    middle = (low + high) / 2
    beside = [span for span, (a, b) in others if a < bottom and b > top]
    before = sorted((s for s in beside if (s[0] + s[1]) / 2 < middle), key=lambda s: -s[1])
    behind = sorted(s for s in beside if (s[0] + s[1]) / 2 >= middle)
    return before, behind


def _even(box: tuple[Span, Span], others: list[tuple[Span, Span]]) -> Iterable[float]:
    """Where the box would have to begin to keep equal gaps to its neighbors."""
    before, behind = _row(box, others)
    size = box[0][1] - box[0][0]
    if before and behind:
        yield (before[0][1] + behind[0][0] - size) / 2
    if len(before) > 1 and (gap := before[0][0] - before[1][1]) > 0:
        yield before[0][1] + gap
    if len(behind) > 1 and (gap := behind[1][0] - behind[0][1]) > 0:
        yield behind[0][0] - gap - size


def _in_line(box: tuple[Span, Span], others: list[tuple[Span, Span]]) -> list[Piece]:
    """The lines on which the box stands with others, from the first of them to the last."""
    found: dict[float, Span] = {}
    for number, mine in enumerate(_marks(box[0])):
        level = [across for span, across in others if abs(_marks(span)[number] - mine) < SAME]
        if level:
            low = min(box[1][0], *(a for a, _ in level))
            found[mine] = low, max(box[1][1], *(b for _, b in level))
    if len(found) == 3:  # boxes of one size: their middle says it all
        found = {mark: found[mark] for mark in _marks(box[0])[1:2]}
    return [(mark, low, high) for mark, (low, high) in found.items()]


def _gaps(box: tuple[Span, Span], others: list[tuple[Span, Span]]) -> list[Piece]:
    """The equal gaps beside the box, in the middle of its other side."""
    before, behind = _row(box, others)
    low, high = box[0]
    middle = (box[1][0] + box[1][1]) / 2
    for first, second in (
        ((before[0][1], low), (high, behind[0][0])) if before and behind else _NONE,
        ((before[1][1], before[0][0]), (before[0][1], low)) if len(before) > 1 else _NONE,
        ((high, behind[0][0]), (behind[0][1], behind[1][0])) if len(behind) > 1 else _NONE,
    ):
        size = first[1] - first[0]
        if size > SAME and abs(size - (second[1] - second[0])) < SAME:
            return [(middle, *first), (middle, *second)]
    return []


_NONE: tuple[Span, Span] = ((0.0, 0.0), (0.0, 0.0))


def _measure(start: QPointF, end: QPointF) -> Iterable[QLineF]:
    """A line between two points with a tick at each."""
    line = QLineF(start, end)
    yield line
    tick = QPointF(0, TICK) if abs(line.dy()) < SAME else QPointF(TICK, 0)
    for point in (start, end):
        yield QLineF(point - tick, point + tick)
