"""Where everything stands on the canvas: lanes, steps, flow routes and label places, points only.

Automatic steps are placed left to right in the lane of their role; steps with a position of their
own stay where the user put them. All numbers are scene pixels, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mopsmap.marking import Marks, longest
from mopsmap.model import Flow, Position, Step, ValueStreamMap
from mopsmap.placement import Card, Frame, place
from mopsmap.reading import Reading, read_map
from mopsmap.routing import Router, Wish
from mopsmap.units import format_percent

Shape = Literal["card", "diamond", "event"]
Point = tuple[float, float]

CARD_WIDTH, CARD_HEIGHT = 112.0, 80.0
DIAMOND, EVENT = 32.0, 28.0
LANE_HEIGHT, LANE_PADDING, EMPTY_LANE = 96.0, 8.0, 28.0
ROW = CARD_HEIGHT + LANE_PADDING
PITCH, STAIR = 130.0, 74.0
MARGIN = 24.0
GRID = 4.0
SECOND_LOOK = 150


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
    """The circle with a plus where flows of `step` fork or join in parallel; (x, y) its center."""

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


def label_text(flow: Flow, share: float | None) -> str:
    """What stands on a flow: its answer and the share of items that take it, unless all do."""
    parts = [flow.label] if flow.label else []
    if share is not None and flow.kind != "information" and share < 0.9995:
        parts.append(format_percent(share))
    return " ".join(parts)


def label_width(text: str, rework: bool) -> float:
    """Estimated width of a label's pill in 11 px semibold; rework adds its icon."""
    width = sum(_WIDTHS.get(sign, 6.6) for sign in text)
    return width + 16 + (14 if rework else 0)


_WIDTHS = {
    sign: width
    for width, signs in ((3.2, "ijlI\u202f "), (4.2, "frt!'(),./:;"), (9.6, "wmMW%@"))
    for sign in signs
}


def lay_out(
    one: ValueStreamMap,
    previous: Layout | None = None,
    changed: frozenset[str] | None = None,
) -> Layout:
    """Lanes, places and routes of a map.

    With `previous` and the ids of the steps and flows that `changed` since, only flows that touch
    them are routed again: what a drag needs.
    """
    reading = read_map(one)
    widths = _label_widths(one, reading)
    lanes, steps = _place(one, reading, widths)
    height = lanes[-1].top + lanes[-1].height if lanes else 0.0
    wishes = _wishes(one, reading, widths)
    router = Router({i: (p.x, p.y, p.right, p.bottom) for i, p in steps.items()}, height)
    router.claim(wishes.values())
    kept = _kept(wishes, steps, previous, changed or frozenset())
    for flow, route in kept.items():
        router.add(wishes[flow], route.points)
    _draw(router, [w for w in wishes.values() if w.flow not in kept], steps)
    marks = Marks(router)
    junctions = tuple(_junctions(marks, reading, router.drawn))
    places = _labels(marks, wishes, reading, router.drawn)
    routes = {f.id: Route(f.id, router.drawn[f.id], places.get(f.id)) for f in one.flows}
    return Layout(lanes, steps, junctions, routes, _width(steps.values(), routes.values()), height)


def _label_widths(one: ValueStreamMap, reading: Reading) -> dict[str, float]:
    """Width of each pill; parallel flows that say the same show it once, on the first."""
    widths: dict[str, float] = {}
    said: set[tuple[str, str]] = set()
    for flow in one.flows:
        text = label_text(flow, reading.shares.get(flow.id))
        if flow.kind == "forward" and flow.source in reading.parallel_splits:
            if (flow.source, text) in said:
                continue
            said.add((flow.source, text))
        if text:
            widths[flow.id] = label_width(text, flow.kind == "rework")
    return widths


def _wishes(one: ValueStreamMap, reading: Reading, widths: Mapping[str, float]) -> dict[str, Wish]:
    back = {f.id for f in reading.rework}
    return {
        f.id: Wish(
            f.id,
            f.source,
            f.target,
            f.kind != "forward" or f.id in back,
            f.target in reading.joins,
            widths.get(f.id, 0.0),
        )
        for f in one.flows
    }


def _kept(
    wishes: Mapping[str, Wish],
    steps: Mapping[str, Placed],
    previous: Layout | None,
    changed: frozenset[str],
) -> dict[str, Route]:
    """Routes of the previous layout that still fit: nothing they touch has moved."""
    if previous is None:
        return {}
    moved = {i for i, p in steps.items() if previous.steps.get(i) != p}
    walls = [(p.x - 8, p.y - 8, p.right + 8, p.bottom + 8) for i, p in steps.items() if i in moved]
    found: dict[str, Route] = {}
    for flow, wish in wishes.items():
        route = previous.routes.get(flow)
        if route is None or flow in changed or wish.source in moved or wish.target in moved:
            continue
        if not any(_runs_through(route.points, wall) for wall in walls):
            found[flow] = route
    return found


def _runs_through(points: Sequence[Point], box: tuple[float, float, float, float]) -> bool:
    return any(
        min(ax, bx) < box[2]
        and max(ax, bx) > box[0]
        and min(ay, by) < box[3]
        and max(ay, by) > box[1]
        for (ax, ay), (bx, by) in pairwise(points)
    )


def _draw(router: Router, wishes: Sequence[Wish], steps: Mapping[str, Placed]) -> None:
    """Route flows, forward and short ones first; a second look improves the crowded ones."""

    def reach(wish: Wish) -> tuple[bool, float]:
        (ax, ay), (bx, by) = steps[wish.source].center, steps[wish.target].center
        return wish.back, abs(ax - bx) + abs(ay - by)

    ordered = sorted(wishes, key=reach)
    for wish in ordered:
        router.add(wish, router.route(wish))
    if len(ordered) <= SECOND_LOOK:
        for wish in ordered:
            router.remove(wish)
            router.add(wish, router.route(wish))


def _junctions(
    marks: Marks, reading: Reading, drawn: Mapping[str, tuple[Point, ...]]
) -> Iterator[Junction]:
    out: dict[str, list[str]] = {}
    into: dict[str, list[str]] = {}
    for flow in reading.forward:
        if flow.source in reading.parallel_splits:
            out.setdefault(flow.source, []).append(flow.id)
        if flow.target in reading.joins:
            into.setdefault(flow.target, []).append(flow.id)
    for step, flows in out.items():
        place = marks.junction([drawn[f] for f in flows], frozenset(flows))
        if place:
            yield Junction(step, "fork", *place)
    for step, flows in into.items():
        place = marks.junction([drawn[f][::-1] for f in flows], frozenset(flows))
        if place:
            yield Junction(step, "join", *place)


def _labels(
    marks: Marks,
    wishes: Mapping[str, Wish],
    reading: Reading,
    drawn: Mapping[str, tuple[Point, ...]],
) -> dict[str, Point]:
    """Places of the pills; those with little choice come first."""
    found: dict[str, Point] = {}
    together: dict[str, list[str]] = {}
    for flow in reading.forward:
        if flow.source in reading.parallel_splits:
            together.setdefault(flow.source, []).append(flow.id)
    for wish in sorted(
        (w for w in wishes.values() if w.label), key=lambda w: longest(drawn[w.flow])
    ):
        members = frozenset(together.get(wish.source, ()))
        place = marks.label(wish, drawn[wish.flow], members)
        if place:
            found[wish.flow] = place
    return found


def _place(
    one: ValueStreamMap, reading: Reading, widths: Mapping[str, float]
) -> tuple[tuple[Lane, ...], dict[str, Placed]]:
    """Lanes from top to bottom and the rectangle of every step."""
    roles: list[str | None] = [role.id for role in one.roles]
    if any(step.role is None for step in one.steps):
        roles.append(None)
    number = {role: i for i, role in enumerate(roles)}
    shapes = {step.id: shape_of(step) for step in one.steps}
    cards: dict[str, Card] = {}
    for step in one.steps:
        fixed = None if step.position is None else (step.position.x, step.position.y)
        cards[step.id] = Card(number[step.role], *size_of(shapes[step.id]), fixed)
    frame = Frame(CARD_WIDTH, CARD_HEIGHT, LANE_PADDING, MARGIN)
    places = place(one, reading, cards, widths, frame)
    lanes: list[Lane] = []
    top = 0.0
    for i, role in enumerate(roles):
        lanes.append(Lane(role, top, places.heights.get(i, EMPTY_LANE)))
        top += lanes[-1].height
    steps = {
        i: Placed(i, x, lanes[cards[i].lane].top + y, cards[i].width, cards[i].height, shapes[i])
        for i, (x, y) in places.at.items()
    }
    return tuple(lanes), steps


def _width(placed: Iterable[Placed], routes: Iterable[Route]) -> float:
    ends = [p.right for p in placed]
    ends += [x for route in routes for x, _ in route.points]
    return max(ends, default=0.0) + MARGIN
