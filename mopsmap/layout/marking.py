"""Where labels and junction circles stand: on free stretches of the lines, clear of cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor

from mopsmap.layout.lines import Box, Line, Point, Wish
from mopsmap.layout.routing import CELL, Router

PILL_HEIGHT = 18.0
CORNER = 8.0
ARROW = 9.0
RADIUS = 12.0
STEP = 12.0
TIGHT = 3.0
NUDGE = 1.0
REACH = 480.0
GAP, NARROW = 3.0, 2.0
EASE = 8.0
"""How far a label keeps from everything else where its stretch has such a place: cards carry more
on their edges than is known here."""
FAR = 92.0
"""So wide is a share at the smallest zoom at which it is told: there its letters are enlarged."""
ASIDE = 8.0
"""What of a label that stands beside the middle of its line still lies beyond the line."""
SINK = 4.0
"""How far a label may stand above or below the middle of its line."""
LINE = 0.01
"""Lines must not even touch a place."""


class Marks:
    """The router's lines with the labels and circles that already stand on them."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.taken: list[Box] = []
        self.circles: list[Box] = []

    def take(self, center: Point, width: float, height: float) -> None:
        """Keep a place."""
        self.taken.append(_box(center, width, height))

    def circle(self, center: Point) -> None:
        """Keep the place of a circle."""
        self.take(center, 2 * RADIUS, 2 * RADIUS)
        self.circles.append(self.taken[-1])

    def junction(
        self, routes: Sequence[tuple[Point, ...]], members: frozenset[str]
    ) -> Point | None:
        """The circle where routes that begin together part (give them reversed where they meet).

        `members` are the flows that may touch the circle. None where there is no room.
        """
        best: Point | None = None
        groups: dict[Point, list[tuple[Point, ...]]] = {}
        for points in routes:
            groups.setdefault(points[0], []).append(points)
        for group in sorted(groups.values(), key=len, reverse=True):
            if len(group) < 2:
                break
            trunk = group[0]
            for points in group[1:]:
                trunk = _common(trunk, points)
            if len(trunk) < 2:
                continue
            for center in _along(trunk):
                size = (2 * RADIUS, 2 * RADIUS)
                if self._room(center, *size) and not self._others(center, *size, members):
                    best = center
                    break
            if best:
                break
        if best:
            self.circle(best)
        return best

    def label(
        self, wish: Wish, points: Sequence[Point], members: frozenset[str] = frozenset()
    ) -> Point | None:
        """The center of a flow's pill, which it then keeps: on its longest stretch that is free
        of everything, else aside from its line where that is free; None where nothing is.

        `members` are flows for which the label stands too: it may stand where they run together.
        """
        own = _own(wish, members)
        return self._take(self._clear(wish, points, own) or self._aside(wish, points, own), wish)

    def squeezed(
        self, wish: Wish, points: Sequence[Point], members: frozenset[str] = frozenset()
    ) -> Point | None:
        """The same where nothing is free: close beside other flows, or where it covers least of
        them. None where cards and other marks are everywhere."""
        own = _own(wish, members)
        best = self._aside(wish, points, own, NARROW - GAP)
        return self._take(best or self._least_covered(wish, points, own), wish)

    def release(self, center: Point, wish: Wish) -> Box:
        """Give a label's place back; returns the box that was kept."""
        box = _box(center, wish.label, PILL_HEIGHT)
        self.taken.remove(box)
        return box

    def _take(self, center: Point | None, wish: Wish) -> Point | None:
        if center is not None:
            self.take(center, wish.label, PILL_HEIGHT)
        return center

    def _clear(self, wish: Wish, points: Sequence[Point], own: frozenset[str]) -> Point | None:
        """A place in the middle of its line."""
        for corner, step in ((CORNER, STEP), (TIGHT, TIGHT)):
            for stretch in _stretches(points, wish.label, corner):
                near = self._near(stretch, own, wish.label, PILL_HEIGHT)
                places = [center for center in stretch.places(step) if not near.full(center)]
                for wide, high in ((_far(wish.label), EASE - GAP), (EASE - GAP,) * 2, (0.0, 0.0)):
                    width, height = near.width + 2 * wide, near.height + 2 * high
                    roomy = replace(near, width=width, height=height)
                    for center in places:
                        if not (roomy.crossed(center) or (high and roomy.full(center))):
                            return center
        return None

    def _aside(
        self, wish: Wish, points: Sequence[Point], own: frozenset[str], ease: float = 0.0
    ) -> Point | None:
        """A place beside the middle of a line, which still runs through the label."""
        for stretch in _stretches(points, wish.label, TIGHT):
            down = stretch.a[0] == stretch.b[0]
            most = wish.label / 2 - ASIDE if down else SINK
            if most <= 0:
                continue
            wide, high = (2 * most, 0.0) if down else (0.0, 2 * most)
            near = self._near(stretch, own, wish.label + wide, PILL_HEIGHT + high)
            near = replace(near, width=near.width - wide, height=near.height - high)
            for x, y in stretch.places(TIGHT):
                way = near.way((x, y), down, most, ease)
                if way is not None:
                    return (x + way, y) if down else (x, y + way)
        return None

    def _room(self, center: Point, width: float, height: float) -> bool:
        """Whether the place is clear of cards and marks."""
        x0, y0, x1, y1 = _box(center, width + 2 * GAP, height + 2 * GAP)
        if x0 < 0 or y0 < 0 or y1 > self.router.height:
            return False
        for left, top, right, bottom in self.taken:
            if x0 < right and x1 > left and y0 < bottom and y1 > top:
                return False
        return not self.router.blocked((x0, y0), (x1, y1), clear=0.0)

    def _near(self, stretch: Stretch, own: frozenset[str], width: float, height: float) -> Near:
        """What places on a stretch may touch."""
        far = max(EASE, _far(width))
        width, height = width + 2 * GAP, height + 2 * GAP
        wide, high = width + 2 * far, height + 2 * EASE
        a, b = _box(stretch.a, wide, high), _box(stretch.b, wide, high)
        x0, y0, x1, y1 = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
        boxes = [*self.taken, *self.router.boxes_near((x0, y0, x1, y1))]
        return Near(
            width,
            height,
            self.router.height,
            [w for w in boxes if x0 < w[2] and x1 > w[0] and y0 < w[3] and y1 > w[1]],
            [
                (line.at, line.low, line.at, line.high)
                if down
                else (line.low, line.at, line.high, line.at)
                for line, down in self.router.lines_near((x0, y0, x1, y1))
                if line.flow not in own
            ],
        )

    def _others(self, center: Point, width: float, height: float, members: frozenset[str]) -> bool:
        """Whether flows other than `members` run through the place."""
        near = self.router.lines_near(_box(center, width + 2 * GAP, height + 2 * GAP))
        return any(line.flow not in members for line, _ in near)

    def _least_covered(
        self, wish: Wish, points: Sequence[Point], members: frozenset[str]
    ) -> Point | None:
        """The first place into which flows other than `members`, summed up, run least deep."""
        width, height = wish.label, PILL_HEIGHT
        places: list[Point] = []
        for stretch in _stretches(points, width, TIGHT):
            full = self._near(stretch, members, width, height).full
            places += [center for center in stretch.places(TIGHT) if not full(center)]
        if not places:
            return None
        boxes = [_box(center, width, height) for center in places]
        top, right, bottom = (f(b[i] for b in boxes) for f, i in ((min, 1), (max, 2), (max, 3)))
        beside: dict[int, list[tuple[Line, bool]]] = {}

        def covered(center: Point) -> float:
            (x, y), (x0, y0, x1, y1) = center, _box(center, width, height)
            column = int(x0 // CELL)
            if column not in beside:
                near = self.router.lines_near((column * CELL, top, right, bottom))
                beside[column] = [found for found in near if found[0].flow not in members]
            depths = 0.0
            for line, down in beside[column]:
                if down:
                    if x0 <= line.at <= x1 and line.low <= y1 and line.high >= y0:
                        depths += width / 2 - abs(line.at - x)
                elif y0 <= line.at <= y1 and line.low <= x1 and line.high >= x0:
                    depths += height / 2 - abs(line.at - y)
            return depths

        return min(places, key=covered)


def _far(width: float) -> float:
    """What a label so wide needs more at either side to be free at every zoom."""
    return max(EASE - GAP, (FAR - width) / 2 - GAP)


def _own(wish: Wish, members: frozenset[str]) -> frozenset[str]:
    """The flows that a label may touch."""
    return members | {wish.flow} if wish.flow in members else frozenset((wish.flow,))


def _box(center: Point, width: float, height: float) -> Box:
    x, y = center
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a line from `a` to `b`, where a pill has room between `start` and `end`."""

    a: Point
    b: Point
    length: float
    start: float
    end: float

    def places(self, step: float) -> Iterator[Point]:
        """Places for the pill, from the middle outwards by `step`."""
        (x0, y0), (x1, y1) = self.a, self.b
        middle, half = (self.start + self.end) / 2, (self.end - self.start) / 2
        offsets = [0.0]
        steps = (k * step for k in range(1, int(min(half, REACH) / step) + 1))
        offsets += [d * s for d in steps for s in (1, -1)]
        for offset in (*offsets, half, -half):
            t = (middle + offset) / self.length
            yield x0 + (x1 - x0) * t, y0 + (y1 - y0) * t


def _stretches(points: Sequence[Point], width: float, corner: float) -> list[Stretch]:
    """The pieces of a line with room for a pill, those with most of it first."""
    last = len(points) - 2
    found = []
    for i, (a, b) in enumerate(pairwise(points)):
        half = width / 2 if a[1] == b[1] else PILL_HEIGHT / 2
        length = abs(a[0] - b[0]) + abs(a[1] - b[1])
        start = half + (corner if i else 4.0)
        end = length - half - (ARROW + 2 if i == last else corner)
        if end >= start:
            found.append(Stretch(a, b, length, start, end))
    return sorted(found, key=lambda s: s.start - s.end)


@dataclass(frozen=True, slots=True)
class Near:
    """What pills of a size may touch on a stretch: boxes of cards and marks, and other lines."""

    width: float
    height: float
    bottom: float
    boxes: list[Box]
    lines: list[Box]

    def full(self, center: Point) -> bool:
        """Whether a card or mark stands there, or the map ends."""
        x0, y0, x1, y1 = _box(center, self.width, self.height)
        if x0 < 0 or y0 < 0 or y1 > self.bottom:
            return True
        for left, top, right, bottom in self.boxes:
            if x0 < right and x1 > left and y0 < bottom and y1 > top:
                return True
        return False

    def way(self, center: Point, down: bool, most: float, ease: float) -> float | None:
        """How far a pill on a line that runs `down` or across has to go aside to be free, in whole
        pixels and up to `most`; None where that does not help."""
        x, y = center if down else center[::-1]
        size = self.width, self.height
        wide, high = (side / 2 for side in (size if down else size[::-1]))
        full = [(0.0, wide, high, box) for box in self.boxes]
        full += [(LINE, wide + ease, high + ease, box) for box in self.lines]
        taken: list[tuple[float, float]] = []
        for more, half, reach, box in full:
            left, top, right, bottom = box if down else (box[1], box[0], box[3], box[2])
            if top - more < y + reach and bottom + more > y - reach:
                taken.append((left - more - half - x, right + more + half - x))
        edges = [0.0, *(floor(low) for low, _ in taken), *(ceil(high) for _, high in taken)]
        for way in sorted((e for e in edges if abs(e) <= most), key=abs):
            if any(low < way < high for low, high in taken):
                continue
            at = (x + way, y) if down else (y, x + way)
            if not self.full(at):
                return way
        return None

    def crossed(self, center: Point) -> bool:
        """Whether another line runs there."""
        x0, y0, x1, y1 = _box(center, self.width, self.height)
        for left, top, right, bottom in self.lines:
            if x0 <= right and x1 >= left and y0 <= bottom and y1 >= top:
                return True
        return False


def longest(points: Sequence[Point]) -> float:
    """Length of the longest straight piece."""
    return max(abs(ax - bx) + abs(ay - by) for (ax, ay), (bx, by) in pairwise(points))


def _common(first: Sequence[Point], second: Sequence[Point]) -> tuple[Point, ...]:
    """The part that two lines have in common from their first point on."""
    found = [first[0]]
    if first[0] != second[0]:
        return tuple(found)
    i = j = 1
    at = first[0]
    while i < len(first) and j < len(second):
        a, b = first[i], second[j]
        ax, ay, bx, by = a[0] - at[0], a[1] - at[1], b[0] - at[0], b[1] - at[1]
        if ax * by != ay * bx or ax * bx + ay * by <= 0:
            break
        at = a if abs(ax) + abs(ay) <= abs(bx) + abs(by) else b
        found.append(at)
        if a != b:
            break
        i, j = i + 1, j + 1
    return tuple(found)


def _along(trunk: Sequence[Point]) -> Iterator[Point]:
    """Places for a circle on a trunk: where it parts, else back towards its beginning."""
    yield trunk[-1]
    (x0, y0), (x1, y1) = trunk[-2:]
    length = abs(x1 - x0) + abs(y1 - y0)
    for t in (0.5, 0.35, 0.65, 0.2, 0.8) if length >= 2 * RADIUS + 8 else ():
        yield x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
