"""The lines of flows as paths: rounded corners, dashes, and hops over other lines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath

from mopsmap.layout import Layout, Placed
from mopsmap.model import Flow

REWORK_DASH = 5.0, 4.0
DASH_LEAST = 0.8
"""Of the dashes at 100 % they keep at least this on screen."""
CLEAR, HEAD = 5.0, 5.0
"""What of a label moved aside still lies beyond its line; half the size of an arrow."""
TRIED = tuple(n / 12 for n in range(1, 12))
"""Where on a piece of a line a label is tried that has no room."""
Points = tuple[tuple[float, float], ...]


def spare_place(
    layout: Layout, flow: Flow, size: tuple[float, float]
) -> tuple[float, float] | None:
    """Where a label for which the layout found no place covers least of the ends of its flow and
    of its arrow: on the line, or beside it as far as the line still runs through the label."""
    ends = layout.steps[flow.source], layout.steps[flow.target]
    return _spare(layout.routes[flow.id].points, ends, size)


@lru_cache(256)
def _spare(
    points: Points, ends: tuple[Placed, Placed], size: tuple[float, float]
) -> tuple[float, float] | None:
    """The same; kept, as these labels are asked for at every letter typed."""
    width, height = size
    walls = [QRectF(e.x, e.y, e.width, e.height).adjusted(-1, -1, 1, 1) for e in ends]
    walls.append(QRectF(points[-1][0] - HEAD, points[-1][1] - HEAD, 2 * HEAD, 2 * HEAD))
    box, best = QRectF(0, 0, width, height), (math.inf, math.inf)
    place: tuple[float, float] | None = None
    longest = max((_length(*piece) for piece in pairwise(points)), default=0.0)
    for start, end in pairwise(points):
        for share in TRIED:
            x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
            aside = width / 2 - CLEAR if start[0] == end[0] else 0.0
            for way in (0.0, aside / 2, -aside / 2, aside, -aside):
                box.moveCenter(QPointF(x + way, y))
                parts = [box & wall for wall in walls if box.intersects(wall)]
                covered = round(max((p.width() * p.height() for p in parts), default=0.0))
                off = abs(share - 0.5) * longest + abs(way) + longest - _length(start, end)
                if (covered, off) < best:
                    best, place = (covered, off), (x + way, y)
    return place


def _length(a: tuple[float, float], b: tuple[float, float]) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _pieces(points: Points, radius: float) -> Iterator[tuple[QPointF, QPointF | None, QPointF]]:
    """The straight pieces and rounded corners of a line: start, corner if it is one, end."""
    at = QPointF(*points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into = QLineF(QPointF(*corner), QPointF(*before))
        out = QLineF(QPointF(*corner), QPointF(*after))
        reach = min(radius, into.length() / 2, out.length() / 2)
        if reach < 0.5:
            yield at, None, QPointF(*corner)
            at = QPointF(*corner)
            continue
        start, end = into.pointAt(reach / into.length()), out.pointAt(reach / out.length())
        yield at, None, start
        yield start, QPointF(*corner), end
        at = end
    yield at, None, QPointF(*points[-1])


def rounded_path(points: Points, radius: float = 8.0, hops: Points = ()) -> QPainterPath:
    """An orthogonal line with rounded corners that hops over others at `hops`."""
    path = QPainterPath()
    if not points:
        return path
    path.moveTo(*points[0])
    for start, corner, end in _pieces(points, radius):
        if corner is not None:
            path.quadTo(corner, end)
            continue
        for low, high in hops_on(start, end, hops):
            path.lineTo(low)
            _hop(path, low, high)
        path.lineTo(end)
    return path


HOP = 5.0
"""Radius of a hop."""


def hops_on(start: QPointF, end: QPointF, hops: Points) -> list[tuple[QPointF, QPointF]]:
    """Where hops on a straight piece begin and end, in its direction; near ones are one.

    There is none where the piece is too short for it.
    """
    if not hops:
        return []
    line = QLineF(start, end)
    length = line.length()
    if length < 2 * HOP:
        return []
    level = abs(start.y() - end.y()) < 0.01
    ways: list[list[float]] = []
    for x, y in hops:
        if abs((y - start.y()) if level else (x - start.x())) > 0.01:
            continue
        at = abs((x - start.x()) if level else (y - start.y()))
        forward = ((x - start.x()) if level else (y - start.y())) * (
            (end.x() - start.x()) if level else (end.y() - start.y())
        )
        if forward > 0 and HOP < at < length - HOP:
            ways.append([at - HOP, at + HOP])
    joined: list[list[float]] = []
    for low, high in sorted(ways):
        if joined and low <= joined[-1][1]:
            joined[-1][1] = high
        else:
            joined.append([low, high])
    return [(line.pointAt(low / length), line.pointAt(high / length)) for low, high in joined]


def _hop(path: QPainterPath, low: QPointF, high: QPointF) -> None:
    """An arc of the radius of a hop: up over upright lines, to the right over level ones."""
    across = QLineF(low, high)
    reach = min(HOP, across.length() / 2)
    out = QPointF(0, -reach) if abs(low.y() - high.y()) < 0.01 else QPointF(reach, 0)
    round_off = 0.5523 * reach
    along = (high - low) / max(across.length(), 0.01)
    top_in, top_out = low + along * reach + out, high - along * reach + out
    lift = out * 0.5523
    path.cubicTo(low + lift, top_in - along * round_off, top_in)
    path.lineTo(top_out)
    path.cubicTo(top_out + along * round_off, high + lift, high)


def dashed_path(
    points: Points, zoom: float = 1.0, radius: float = 8.0, hops: Points = ()
) -> QPainterPath:
    """An orthogonal line in dashes, with rounded corners and hops.

    Where a dash begins depends on the place alone, so that flows that run on one line have their
    dashes in common and do not fill each other's gaps.
    """
    on, off = (length * max(1.0, DASH_LEAST / zoom) for length in REWORK_DASH)
    path = QPainterPath()
    for start, corner, end in _pieces(points, radius) if points else ():
        if corner is not None:
            path.moveTo(start)
            path.quadTo(corner, end)
            continue
        for low, high in hops_on(start, end, hops):
            _dash(path, start, low, on, off)
            path.moveTo(low)
            _hop(path, low, high)
            start = high
        _dash(path, start, end, on, off)
    return path


def _dash(path: QPainterPath, start: QPointF, end: QPointF, on: float, off: float) -> None:
    """A straight piece in dashes."""
    level = abs(start.y() - end.y()) < 0.01
    low, high = sorted((start.x(), end.x()) if level else (start.y(), end.y()))
    at = math.floor(low / (on + off)) * (on + off)
    while at < high:
        begin, stop = max(at, low), min(at + on, high)
        if stop > begin:
            path.moveTo(begin if level else start.x(), start.y() if level else begin)
            path.lineTo(stop if level else start.x(), start.y() if level else stop)
        at += on + off
