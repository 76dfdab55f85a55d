"""Lanes as bands: what is taken along the x axis, and how high lanes must be.

A row of a lane gets room above or below where flows loop over or under its own cards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mopsmap.model import Flow

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
        below = rooms[bands[step]][1] if bands[step] in rooms else 0.0
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
    if not inner:
        return {}
    ends = {step for flow in inner for step in (flow.source, flow.target)}
    rows: dict[RowKey, list[float]] = {bands[flow.source]: [] for flow in inner}
    for step, band in bands.items():
        if band in rows:
            insort(rows[band], x[step])
    busy: dict[tuple[str, bool], int] = {}
    for flow in flows:
        a, b = bands[flow.source], bands[flow.target]
        if a != b and flow.source in ends:
            busy[flow.source, b < a] = busy.get((flow.source, b < a), 0) + 1
        if a != b and flow.target in ends and flow.kind == "rework":
            busy[flow.target, a < b] = busy.get((flow.target, a < b), 0) + 1
    loops: dict[tuple[RowKey, bool], list[tuple[float, float]]] = {}
    for flow in inner:
        band, ax, bx = bands[flow.source], x[flow.source], x[flow.target]
        row = rows[band]
        if ax < bx and bisect_left(row, bx) == bisect_right(row, ax):
            continue
        pair = (flow.source, flow.target)
        above, below = (sum(busy.get((s, up), 0) for s in pair) for up in (True, False))
        insort(loops.setdefault((band, above <= below), []), (min(ax, bx), max(ax, bx)))
    room = {key: LOOP_ROOM + LOOP_STEP * min(2, _depth(spans) - 1) for key, spans in loops.items()}
    return {band: (room.get((band, True), 0.0), room.get((band, False), 0.0)) for band, _ in loops}


def _depth(spans: Sequence[tuple[float, float]]) -> int:
    """How many of the stretches overlap at most."""
    events = sorted([(a, 1) for a, _ in spans] + [(b, -1) for _, b in spans])
    depth = most = 0
    for _, change in events:
        depth += change
        most = max(most, depth)
    return most
