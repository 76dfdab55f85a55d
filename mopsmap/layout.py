"""Where everything stands on the canvas: lanes, steps, flow routes and label places, points only.

Automatic steps are placed left to right in the lane of their role; steps with a position of their
own stay where the user put them. All numbers are scene pixels, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from mopsmap.model import Position, Step, ValueStreamMap

Shape = Literal["card", "diamond", "event"]
Point = tuple[float, float]

CARD_WIDTH, CARD_HEIGHT = 112.0, 80.0
DIAMOND, EVENT = 32.0, 28.0
LANE_HEIGHT, LANE_PADDING, EMPTY_LANE = 96.0, 8.0, 28.0
ROW = CARD_HEIGHT + LANE_PADDING
PITCH, STAIR = 130.0, 74.0
MARGIN = 24.0
GRID = 4.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A role's strip over the whole width; `role` None is the lane of steps without a role."""

    role: str | None
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """The rectangle of a step, `x` and `y` its top left corner."""

    step: str
    x: float
    y: float
    width: float
    height: float
    shape: Shape

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Junction:
    """The circle with a plus where the flows of `step` fork or join in parallel; (x, y) its center."""

    step: str
    kind: Literal["fork", "join"]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Route:
    """The orthogonal line of a flow from border to border, and the center of its label if any."""

    flow: str
    points: tuple[Point, ...]
    label: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole map in scene coordinates; `steps` and `routes` by id."""

    lanes: tuple[Lane, ...]
    steps: Mapping[str, Placed]
    junctions: tuple[Junction, ...]
    routes: Mapping[str, Route]
    width: float
    height: float


def shape_of(step: Step) -> Shape:
    """A start or end is an event, a bare decision a diamond, everything else a card."""
    if step.kind in ("start", "end"):
        return "event"
    timed = step.process_time is not None or step.wait_time is not None
    return "diamond" if step.kind == "decision" and not timed and step.role is None else "card"


def size_of(shape: Shape) -> tuple[float, float]:
    """Width and height of a shape."""
    return {
        "card": (CARD_WIDTH, CARD_HEIGHT),
        "diamond": (DIAMOND, DIAMOND),
        "event": (EVENT, EVENT),
    }[shape]


def snap(x: float, y: float) -> Point:
    """The nearest point of the 4 px grid.

    >>> snap(13.0, 30.5)
    (12.0, 32.0)
    """
    return round(x / GRID) * GRID, round(y / GRID) * GRID


def lane_at(layout: Layout, y: float) -> str | None:
    """The role whose lane lies at height `y`, the nearest one outside; None for "Unassigned"."""
    if not layout.lanes:
        return None
    for lane in layout.lanes:
        if y < lane.top + lane.height:
            return lane.role
    return layout.lanes[-1].role


def positions(layout: Layout, one: ValueStreamMap) -> dict[str, Position]:
    """Where each step stands, relative to the top of its lane: what freezes a layout."""
    tops = {lane.role: lane.top for lane in layout.lanes}
    return {
        step.id: Position(x=placed.x, y=placed.y - tops[step.role])
        for step in one.steps
        if (placed := layout.steps.get(step.id)) is not None
    }


def lay_out(
    one: ValueStreamMap,
    previous: Layout | None = None,
    changed: frozenset[str] | None = None,
) -> Layout:
    """Lanes, places and routes of a map.

    With `previous` and the ids of the steps that `changed` since, only flows that touch them are
    routed again: what a drag needs.
    """
    column: dict[str, int] = {}
    for _ in range(len(one.steps) if len(one.steps) < 200 else 2):
        for flow in one.flows:
            if flow.kind == "forward":
                column[flow.target] = min(
                    max(column.get(flow.target, 0), column.get(flow.source, 0) + 1), len(one.steps)
                )
    taken: dict[tuple[str | None, int], int] = {}
    row: dict[str, int] = {}
    for step in one.steps:
        key = (step.role, column.get(step.id, 0))
        row[step.id] = taken.get(key, 0)
        taken[key] = row[step.id] + 1
    lanes: list[Lane] = []
    top = 0.0
    roles: list[str | None] = [role.id for role in one.roles]
    if any(step.role is None for step in one.steps):
        roles.append(None)
    for role in roles:
        rows = [row[step.id] for step in one.steps if step.role == role]
        height = LANE_HEIGHT + ROW * max(rows) if rows else EMPTY_LANE
        lanes.append(Lane(role, top, height))
        top += height
    tops = {lane.role: lane.top for lane in lanes}
    placed: dict[str, Placed] = {}
    for step in one.steps:
        shape = shape_of(step)
        width, height = size_of(shape)
        x, y = MARGIN + PITCH * column.get(step.id, 0), LANE_PADDING + ROW * row[step.id]
        x, y = x + (CARD_WIDTH - width) / 2, y + (CARD_HEIGHT - height) / 2
        if step.position is not None:
            x, y = step.position.x, step.position.y
        placed[step.id] = Placed(step.id, x, tops[step.role] + y, width, height, shape)
    routes = {
        flow.id: _elbow(flow.id, placed[flow.source], placed[flow.target]) for flow in one.flows
    }
    return Layout(tuple(lanes), placed, (), routes, _width(placed.values()), top)


def _width(placed: Iterable[Placed]) -> float:
    return max((p.right for p in placed), default=0.0) + MARGIN


def _elbow(flow: str, a: Placed, b: Placed) -> Route:
    (ax, ay), (bx, by) = (a.right, a.center[1]), (b.x, b.center[1])
    middle = (ax + bx) / 2
    points = ((ax, ay), (bx, by)) if ay == by else ((ax, ay), (middle, ay), (middle, by), (bx, by))
    return Route(flow, points, (middle, (ay + by) / 2))
