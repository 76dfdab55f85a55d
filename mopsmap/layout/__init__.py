"""Where everything stands on the canvas: lanes, steps, flow routes and label places, points only.

Automatic steps are placed left to right in the lane of their role; steps with a position of their
own stay where the user put them. All numbers are scene pixels, y grows downwards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import Literal

from mopsmap.layout.lines import Box, Wish, elbow, straight
from mopsmap.layout.marking import PILL_HEIGHT, RADIUS, Marks, longest
from mopsmap.layout.placement import MANY, place
from mopsmap.layout.routing import Router
from mopsmap.layout.swimlanes import Card, Frame
from mopsmap.model import Flow, Position, Step, ValueStreamMap
from mopsmap.reading import Reading, read_map
from mopsmap.units import format_percent

Shape = Literal["card", "diamond", "event"]
Point = tuple[float, float]

CARD_WIDTH, CARD_HEIGHT = 112.0, 80.0
DIAMOND, EVENT = 32.0, 28.0
LANE_HEIGHT, LANE_PADDING, EMPTY_LANE = 96.0, 8.0, 28.0
FEW_LANES = 6
"""Up to this many lanes an empty one keeps its height: a map being drawn does not jump."""
ROW = CARD_HEIGHT + LANE_PADDING
PITCH, STAIR = 130.0, 74.0
MARGIN = 24.0
GRID = 4.0
SECOND_LOOK = 150
NEARBY = 400.0


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
class Plan:
    """What the lines need to know of a map beside places; kept from one layout to the next."""

    flows: tuple[Flow, ...]
    kinds: tuple[tuple[str, str], ...]
    reading: Reading
    widths: Mapping[str, float]
    wishes: Mapping[str, Wish]
    forks: Mapping[str, tuple[str, ...]]
    joins: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole map in scene coordinates; `steps` and `routes` by id."""

    lanes: tuple[Lane, ...]
    steps: Mapping[str, Placed]
    junctions: tuple[Junction, ...]
    routes: Mapping[str, Route]
    width: float
    height: float
    plan: Plan | None = field(default=None, compare=False, repr=False)


def shape_of(step: Step) -> Shape:
    """A start or end is an event, a decision without times a diamond, everything else a card."""
    if step.kind in ("start", "end"):
        return "event"
    timed = step.process_time is not None or step.wait_time is not None
    return "diamond" if step.kind == "decision" and not timed else "card"


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


def positions(layout: Layout, one: ValueStreamMap, automatic: bool = False) -> dict[str, Position]:
    """Where each step stands, relative to the top of its lane: what freezes a layout.

    With `automatic` only of the steps that have no position of their own.
    """
    tops = {lane.role: lane.top for lane in layout.lanes}
    return {
        step.id: Position(x=placed.x, y=placed.y - tops[step.role])
        for step in one.steps
        if not (automatic and step.position is not None)
        and (placed := layout.steps.get(step.id)) is not None
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
    plan = _plan(one, previous)
    lanes, steps = _place(one, plan)
    height = lanes[-1].top + lanes[-1].height if lanes else 0.0
    if len(steps) > MANY:
        routes = {f.id: _plain_route(plan.wishes[f.id], steps) for f in one.flows}
        return Layout(lanes, steps, (), routes, _width(steps, routes), height, plan)
    kept = _kept(plan, steps, lanes, previous, changed or frozenset())
    fresh = [wish for wish in plan.wishes.values() if wish.flow not in kept.points]
    drawn = _draw(plan, steps, kept, fresh, height)
    marks = _mark(plan, drawn, kept, previous)
    routes = {f.id: Route(f.id, drawn.drawn[f.id], marks.places.get(f.id)) for f in one.flows}
    return Layout(lanes, steps, marks.junctions, routes, _width(steps, routes), height, plan)


def _plan(one: ValueStreamMap, previous: Layout | None) -> Plan:
    """The plan of the previous layout where it still holds, else a new one."""
    kinds = tuple((step.id, step.kind) for step in one.steps)
    old = previous.plan if previous else None
    if old is not None and old.flows == one.flows and old.kinds == kinds:
        return old
    reading = read_map(one)
    widths = _label_widths(one, reading)
    back = {f.id for f in reading.rework}
    wishes = {
        f.id: Wish(
            f.id,
            f.source,
            f.target,
            f.kind != "forward" or f.id in back,
            f.target in reading.joins,
            f.kind == "forward" and f.source in reading.parallel_splits,
            widths.get(f.id, 0.0),
        )
        for f in one.flows
    }
    forks: dict[str, tuple[str, ...]] = {}
    joins: dict[str, tuple[str, ...]] = {}
    for flow in reading.forward:
        if flow.source in reading.parallel_splits:
            forks[flow.source] = (*forks.get(flow.source, ()), flow.id)
        if flow.target in reading.joins:
            joins[flow.target] = (*joins.get(flow.target, ()), flow.id)
    return Plan(one.flows, kinds, reading, widths, wishes, forks, joins)


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


@dataclass(frozen=True, slots=True)
class Kept:
    """What still fits of the previous layout: lines, and where cards moved to."""

    points: dict[str, tuple[Point, ...]]
    walls: list[Box]
    same_lanes: bool


def _kept(
    plan: Plan,
    steps: Mapping[str, Placed],
    lanes: tuple[Lane, ...],
    previous: Layout | None,
    changed: frozenset[str],
) -> Kept:
    """Lines of the previous layout that nothing has moved away from or into."""
    if previous is None or [x.role for x in lanes] != [x.role for x in previous.lanes]:
        return Kept({}, [], False)
    same, shift = lanes == previous.lanes, _shift(previous.lanes, lanes)
    moved = set()
    for step, now in steps.items():
        old = previous.steps.get(step)
        if old is now or old == now:
            continue
        if old is None or same or (old.x, shift(old.y), old.shape) != (now.x, now.y, now.shape):
            moved.add(step)
    around = (steps[step] for step in moved)
    walls = [(p.x - 8, p.y - 8, p.right + 8, p.bottom + 8) for p in around]
    found: dict[str, tuple[Point, ...]] = {}
    for flow, wish in plan.wishes.items():
        route = previous.routes.get(flow)
        if route is None or flow in changed or wish.source in moved or wish.target in moved:
            continue
        points = route.points if same else straight([(x, shift(y)) for x, y in route.points])
        if not any(_runs_through(points, wall) for wall in walls):
            found[flow] = points
    return Kept(found, walls, same)


def _shift(before: Sequence[Lane], after: Sequence[Lane]) -> Callable[[float], float]:
    """Heights in the lanes `before` as heights in the same lanes `after`."""
    tops = [lane.top for lane in before]

    def shifted(y: float) -> float:
        at = max(0, bisect_right(tops, y) - 1)
        inside = y - before[at].top
        return after[at].top + min(inside, max(after[at].height - 8, 0.0))

    return shifted if tops else lambda y: y


def _runs_through(points: Sequence[Point], box: Box) -> bool:
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


def _draw(
    plan: Plan, steps: Mapping[str, Placed], kept: Kept, fresh: Sequence[Wish], height: float
) -> Router:
    """Route flows, forward and short ones first; a second look improves the crowded ones."""

    def reach(wish: Wish) -> tuple[bool, float]:
        (ax, ay), (bx, by) = steps[wish.source].center, steps[wish.target].center
        return wish.back, abs(ax - bx) + abs(ay - by)

    left, right = _window(fresh, steps, kept) if kept.same_lanes else (-inf, inf)
    boxes = {
        i: (p.x, p.y, p.right, p.bottom)
        for i, p in steps.items()
        if p.x <= right and p.right >= left
    }
    router = Router(boxes, height)
    router.claim(fresh)
    for flow, points in kept.points.items():
        router.drawn[flow] = points
        xs = [x for x, _ in points]
        if min(xs) <= right and max(xs) >= left:
            router.add(plan.wishes[flow], points)
    ordered = sorted(fresh, key=reach)
    for wish in ordered:
        router.add(wish, router.route(wish))
    for wish in ordered if len(ordered) <= SECOND_LOOK and not kept.points else ():
        router.remove(wish)
        router.add(wish, router.route(wish))
    return router


def _window(wishes: Sequence[Wish], steps: Mapping[str, Placed], kept: Kept) -> tuple[float, float]:
    """The stretch of the map where anything has to be drawn, and some room beside it."""
    ends = [steps[end] for wish in wishes for end in (wish.source, wish.target)]
    spans = [(p.x, p.right) for p in ends] + [(wall[0], wall[2]) for wall in kept.walls]
    if not spans:
        return inf, -inf
    return min(low for low, _ in spans) - NEARBY, max(high for _, high in spans) + NEARBY


@dataclass(frozen=True, slots=True)
class Marked:
    """Where junctions and labels stand."""

    junctions: tuple[Junction, ...]
    places: dict[str, Point]


def _mark(plan: Plan, router: Router, kept: Kept, previous: Layout | None) -> Marked:
    """Junctions first, then labels, those with little choice before others.

    What stands well in the previous layout stays there.
    """
    marks, drawn = Marks(router), router.drawn
    stay = previous if previous and kept.same_lanes else None
    new = [points for flow, points in drawn.items() if flow not in kept.points]

    def free(center: Point, width: float, height: float) -> bool:
        x, y = center
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        walls = (w for w in kept.walls if w[0] < box[2] and w[2] > box[0])
        if any(w[1] < box[3] and w[3] > box[1] for w in walls):
            return False
        return not any(_runs_through(points, box) for points in new)

    places: dict[str, Point] = {}
    circles: dict[tuple[str, str], Junction] = {}
    for junction in stay.junctions if stay else ():
        flows = (plan.forks if junction.kind == "fork" else plan.joins).get(junction.step, ())
        center = (junction.x, junction.y)
        if all(f in kept.points for f in flows) and free(center, 2 * RADIUS, 2 * RADIUS):
            circles[junction.step, junction.kind] = junction
            marks.take(center, 2 * RADIUS, 2 * RADIUS)
    todo: list[Wish] = []
    for flow, width in plan.widths.items():
        label = stay.routes[flow].label if stay and flow in kept.points else None
        if label is not None and free(label, width, PILL_HEIGHT):
            places[flow] = label
            marks.take(label, width, PILL_HEIGHT)
        elif label is not None or not stay or flow not in kept.points:
            todo.append(plan.wishes[flow])
    untouched = kept.points.keys() if stay else ()
    sides: tuple[tuple[Literal["fork", "join"], Mapping[str, tuple[str, ...]]], ...]
    sides = (("fork", plan.forks), ("join", plan.joins))
    for kind, groups in sides:
        for step, flows in groups.items():
            if (step, kind) in circles or all(f in untouched for f in flows):
                continue
            lines = [drawn[f] if kind == "fork" else drawn[f][::-1] for f in flows]
            place = marks.junction(lines, frozenset(flows))
            if place is not None:
                circles[step, kind] = Junction(step, kind, *place)
    for wish in sorted(todo, key=lambda w: longest(drawn[w.flow])):
        together = frozenset(plan.forks.get(wish.source, ()))
        spot = marks.label(wish, drawn[wish.flow], together)
        if spot is not None:
            places[wish.flow] = spot
    return Marked(tuple(circles.values()), places)


def _place(one: ValueStreamMap, plan: Plan) -> tuple[tuple[Lane, ...], dict[str, Placed]]:
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
    places = place(one, plan.reading, cards, plan.widths, frame)
    lanes: list[Lane] = []
    top = 0.0
    for i, role in enumerate(roles):
        empty = LANE_HEIGHT if len(roles) <= FEW_LANES else EMPTY_LANE
        lanes.append(Lane(role, top, places.heights.get(i, empty)))
        top += lanes[-1].height
    steps = {
        i: Placed(i, x, lanes[cards[i].lane].top + y, cards[i].width, cards[i].height, shapes[i])
        for i, (x, y) in places.at.items()
    }
    return tuple(lanes), steps


def _width(steps: Mapping[str, Placed], routes: Mapping[str, Route]) -> float:
    ends = [p.x + p.width for p in steps.values()]
    ends += [x for route in routes.values() for x, _ in route.points]
    return max(ends, default=0.0) + MARGIN


def _plain_route(wish: Wish, steps: Mapping[str, Placed]) -> Route:
    """An elbow: what a map too large to be read in detail gets."""
    a, b = steps[wish.source], steps[wish.target]
    points = elbow((a.x, a.y, a.right, a.bottom), (b.x, b.y, b.right, b.bottom))
    (x0, y0), (x1, y1) = max(pairwise(points), key=longest)
    return Route(wish.flow, points, ((x0 + x1) / 2, (y0 + y1) / 2) if wish.label else None)
