"""Lanes as bands: what is taken along the x axis, and how high lanes must be.

A row of a lane gets room above or below where flows loop over or under its own cards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mopsmap.model import Flow

CLEAR = 9.0
LOOP_ROOM, LOOP_STEP = 28.0, 12.0

BandKey = tuple[int, int]
"""Lane and row, by number."""
RowKey = tuple[int, float]
"""Lane by number, and anything that orders its rows: row number or height."""


@dataclass(frozen=True, slots=True)
class Card:
    """A step to place: lane by number, size, the user's position (x, y in its lane) or None."""

    lane: int
    width: float
    height: float
    fixed: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a lane: cards stand `padding` below its top, rows `row` apart."""

    width: float
    height: float
    padding: float
    margin: float

    @property
    def row(self) -> float:
        """Distance of two rows."""
        return self.height + self.padding


@dataclass(slots=True)
class Spans:
    """Disjoint stretches of the x axis that are taken."""

    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def hit(self, left: float, right: float) -> float | None:
        """Where the first stretch that overlaps (left, right) ends, or None."""
        at = bisect_right(self.ends, left)
        return self.ends[at] if at < len(self.ends) and self.starts[at] < right else None

    def add(self, left: float, right: float) -> None:
        """Take (left, right)."""
        low, high = bisect_left(self.ends, left), bisect_right(self.starts, right)
        if low < high:
            left, right = min(left, self.starts[low]), max(right, self.ends[high - 1])
        self.starts[low:high] = [left]
        self.ends[low:high] = [right]


@dataclass(slots=True)
class Band:
    """One row of a lane: where cards stand, where labels will, and where flows will run."""

    cards: Spans = field(default_factory=Spans)
    pills: Spans = field(default_factory=Spans)
    lines: Spans = field(default_factory=Spans)


class Lanes:
    """The rows of all lanes while they fill up.

    Fixed cards take their places in a lane when it is first looked at.
    """

    def __init__(self) -> None:
        self._rows: dict[int, list[Band]] = {}
        self._fixed: dict[int, list[tuple[float, float, int, int]]] = {}

    def keep(self, lane: int, left: float, right: float, rows: tuple[int, int]) -> None:
        """Have a fixed card stand there, from the first to the last of the rows it touches."""
        self._fixed.setdefault(lane, []).append((left, right, *rows))

    def rows(self, lane: int) -> list[Band]:
        """The rows of a lane, one at least."""
        if lane not in self._rows:
            rows = self._rows[lane] = [Band()]
            for left, right, first, last in sorted(self._fixed.get(lane, ())):
                while len(rows) <= last:
                    rows.append(Band())
                for row in rows[first : last + 1]:
                    row.cards.add(left, right)
        return self._rows[lane]

    def count(self, lane: int) -> int:
        """How many rows a lane has, none where nothing stands or was tried."""
        return len(self.rows(lane)) if lane in self._rows or lane in self._fixed else 0

    def band(self, key: BandKey) -> Band:
        """One row; an empty one where the lane has fewer."""
        rows = self.rows(key[0])
        return rows[key[1]] if key[1] < len(rows) else Band()

    def between(self, here: BandKey, there: BandKey) -> list[BandKey]:
        """The bands that a vertical line from one to the other crosses, nearest first."""
        low, high = min(here, there), max(here, there)
        found = [
            (lane, row)
            for lane in range(low[0], high[0] + 1)
            for row in range(self.count(lane))
            if low < (lane, row) < high
        ]
        return found if here < there else found[::-1]

    def clear(self, key: BandKey, left: float, right: float) -> bool:
        """Whether neither cards nor labels are in the way."""
        found = self.band(key)
        return found.cards.hit(left, right) is None and found.pills.hit(left, right) is None

    def open(self, crossed: Sequence[BandKey], x: float) -> bool:
        """Whether a vertical line may run at `x`."""
        return all(self.clear(key, x - CLEAR, x + CLEAR) for key in crossed)

    def blocked_until(self, crossed: Sequence[BandKey], x: float) -> float:
        """Where what is in the way of a vertical line at `x` ends."""
        bands = [self.band(key) for key in crossed]
        spans = [s for band in bands for s in (band.cards, band.pills)]
        return max((s.hit(x - CLEAR, x + CLEAR) or 0.0 for s in spans), default=0.0)


@dataclass(frozen=True, slots=True)
class Places:
    """Left edge and offset from the lane's top by step, and the height each used lane needs."""

    at: dict[str, tuple[float, float]]
    heights: dict[int, float]


def lane_heights(
    cards: Mapping[str, Card],
    at: Mapping[str, tuple[float, float]],
    bands: Mapping[str, RowKey],
    rooms: Mapping[RowKey, tuple[float, float]],
    frame: Frame,
) -> dict[int, float]:
    """The height that each used lane needs: its cards and the room below them."""
    heights: dict[int, float] = {}
    least = frame.height + 2 * frame.padding
    for step, card in cards.items():
        below = rooms[bands[step]][1] if rooms and bands[step] in rooms else 0.0
        height = max(at[step][1] + card.height + frame.padding, least) + below
        if height > heights.get(card.lane, 0.0):
            heights[card.lane] = height
    return heights


def loop_rooms(
    flows: Sequence[Flow], bands: Mapping[str, RowKey], x: Mapping[str, float]
) -> dict[RowKey, tuple[float, float]]:
    """Room above and below each row for flows that go back or over cards within it.

    A loop goes over the side at which fewer other flows come and go.
    """
    inner = [f for f in flows if bands[f.source] == bands[f.target] and f.source != f.target]
    over = _over_cards(inner, bands, x) if inner else []
    if not over:
        return {}
    ends = {step for flow in over for step in (flow.source, flow.target)}
    busy: dict[tuple[str, bool], int] = {}
    for flow in flows:
        a, b = bands[flow.source], bands[flow.target]
        if a != b and flow.source in ends:
            busy[flow.source, b < a] = busy.get((flow.source, b < a), 0) + 1
        if a != b and flow.target in ends and flow.kind == "rework":
            busy[flow.target, a < b] = busy.get((flow.target, a < b), 0) + 1
    loops: dict[tuple[RowKey, bool], list[tuple[float, float]]] = {}
    for flow in over:
        band, ax, bx = bands[flow.source], x[flow.source], x[flow.target]
        pair = (flow.source, flow.target)
        above, below = (sum(busy.get((s, up), 0) for s in pair) for up in (True, False))
        insort(loops.setdefault((band, above <= below), []), (min(ax, bx), max(ax, bx)))
    room = {key: LOOP_ROOM + LOOP_STEP * min(2, _depth(spans) - 1) for key, spans in loops.items()}
    return {band: (room.get((band, True), 0.0), room.get((band, False), 0.0)) for band, _ in loops}


def _over_cards(
    inner: Iterable[Flow], bands: Mapping[str, RowKey], x: Mapping[str, float]
) -> list[Flow]:
    """Those of the flows within a row that go back, or over cards between their ends."""
    rows: dict[RowKey, list[float]] = {bands[flow.source]: [] for flow in inner}
    for step, band in bands.items():
        if band in rows:
            rows[band].append(x[step])
    for row in rows.values():
        row.sort()
    found = []
    for flow in inner:
        row, ax, bx = rows[bands[flow.source]], x[flow.source], x[flow.target]
        if ax >= bx or bisect_left(row, bx) != bisect_right(row, ax):
            found.append(flow)
    return found


def _depth(spans: Sequence[tuple[float, float]]) -> int:
    """How many of the stretches overlap at most."""
    events = sorted([(a, 1) for a, _ in spans] + [(b, -1) for _, b in spans])
    depth = most = 0
    for _, change in events:
        depth += change
        most = max(most, depth)
    return most
