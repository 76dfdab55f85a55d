"""Where everything stands on the canvas: lanes, steps, flow routes and label places, points only.

Automatic steps are placed left to right in the lane of their role; steps with a position of their
own stay where the user put them. All numbers are scene pixels, y grows downwards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import Literal

from mopsmap.layout.carrying import carried
from mopsmap.layout.hops import Crossing, crossings
from mopsmap.layout.hops import hops as hops
from mopsmap.layout.labeling import label_places
from mopsmap.layout.lines import Box, Stretches, Wish, elbow, runs_through, straight
from mopsmap.layout.marking import PILL_HEIGHT, RADIUS, Marks, longest
from mopsmap.layout.placement import MANY, Board, place
from mopsmap.layout.plan import CARD_HEIGHT as CARD_HEIGHT
from mopsmap.layout.plan import CARD_WIDTH as CARD_WIDTH
from mopsmap.layout.plan import Plan, Shape, cards_of, label_widths, plan_of
from mopsmap.layout.plan import footing as footing
from mopsmap.layout.plan import label_text as label_text
from mopsmap.layout.plan import label_width as label_width
from mopsmap.layout.plan import shape_of as shape_of
from mopsmap.layout.plan import share_text as share_text
from mopsmap.layout.pushing import pushed
from mopsmap.layout.routing import Router
from mopsmap.layout.swimlanes import Frame
from mopsmap.model import Position, ValueStreamMap
from mopsmap.reading import read_map

Point = tuple[float, float]

LANE_HEIGHT, LANE_PADDING, EMPTY_LANE = 96.0, 8.0, 28.0
FEW_LANES = 6
"""Up to this many lanes an empty one keeps its height: a map being drawn does not jump."""
MARGIN = 24.0
GRID = 4.0
FRAME = Frame(CARD_WIDTH, CARD_HEIGHT, LANE_PADDING, MARGIN)
SECOND_LOOK = 150
NEARBY = 400.0
FEW = 4
"""Up to one in so many lines that run elsewhere, crossings are looked for beside them."""


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
    """The orthogonal line of a flow from border to border, and the center of its label if any.

    `left` and `right` say how far the line goes sideways.
    """

    flow: str
    points: tuple[Point, ...]
    label: Point | None
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole map in scene coordinates; `steps` and `routes` by id. It is `rough` where lines were
    only taken along with steps that are dragged."""

    lanes: tuple[Lane, ...]
    steps: Mapping[str, Placed]
    junctions: tuple[Junction, ...]
    routes: Mapping[str, Route]
    width: float
    height: float
    crossings: tuple[Crossing, ...] = ()
    plan: Plan | None = field(default=None, compare=False, repr=False)
    rough: bool = field(default=False, compare=False)


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


def row_top(layout: Layout, role: str | None, height: float) -> float:
    """Where a step so high stands in line with the first row of a lane, from the lane's top."""
    top = next((lane.top for lane in layout.lanes if lane.role == role), 0.0)
    bottom = next((lane.top + lane.height for lane in layout.lanes if lane.role == role), top)
    middles = [p.center[1] - top for p in layout.steps.values() if top <= p.center[1] < bottom]
    usual = LANE_PADDING + CARD_HEIGHT / 2
    first = min(middles, default=usual)
    return (first if first < usual + CARD_HEIGHT / 2 else usual) - height / 2


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


def pushed_by(
    one: ValueStreamMap, new: str | None, before: ValueStreamMap | None = None
) -> dict[str, float]:
    """Where the left edges of steps have to go, so that the new step `new` stands before those it
    leads to, and labels wider than in the map `before` have room; empty where there is room
    already. Steps without a position give way by themselves.
    """
    grown = frozenset[str]()
    if before is not None:
        old, now = (label_widths(each, read_map(each)) for each in (before, one))
        grown = frozenset(flow for flow, width in now.items() if width > old.get(flow, 0.0))
    if all(step.position is None for step in one.steps) or (new is None and not grown):
        return {}
    reading = read_map(one)
    board = Board(one, reading, cards_of(one), label_widths(one, reading), FRAME)
    return pushed(board, new, grown)


def lay_out(
    one: ValueStreamMap,
    previous: Layout | None = None,
    changed: frozenset[str] | None = None,
    blocks: frozenset[str] = frozenset(),
    dragged: bool = False,
) -> Layout:
    """Lanes, places and routes of a map; the steps `blocks` are as large as what stands for many.

    With `previous` and the ids of the steps and flows that `changed` since, only flows that touch
    them are routed again: what a drag needs. Lines between steps that move alike are taken along
    where nothing is in their way; as long as several steps are `dragged`, everywhere.
    """
    plan = plan_of(one, previous.plan if previous else None, blocks)
    lanes, steps = _place(one, plan, previous, blocks)
    return with_lines(one, plan, lanes, steps, previous, changed, dragged)


def with_lines(
    one: ValueStreamMap,
    plan: Plan,
    lanes: tuple[Lane, ...],
    steps: Mapping[str, Placed],
    previous: Layout | None = None,
    changed: frozenset[str] | None = None,
    dragged: bool = False,
) -> Layout:
    """The layout of a map whose steps stand so: see `lay_out`."""
    height = lanes[-1].top + lanes[-1].height if lanes else 0.0
    if len(steps) > MANY:
        routes = {f.id: _plain_route(plan.wishes[f.id], steps) for f in one.flows}
        return Layout(lanes, steps, (), routes, _width(steps, routes), height, (), plan)
    before, apart = previous, frozenset[str]()
    if previous is not None and _level(previous.lanes, lanes):
        before, apart = carried(previous, plan, steps, dragged)
    kept = _kept(plan, steps, lanes, before, (changed or frozenset()) | apart)
    fresh = [wish for flow, wish in plan.wishes.items() if flow not in kept.routes]
    router = _draw(plan, steps, kept, fresh, height)
    junctions, places = _mark(plan, router, steps, kept, before)
    routes = {}
    for flow in plan.wishes:
        route, label = kept.routes.get(flow), places.get(flow)
        points = router.drawn[flow]
        if route is None or (route.points, route.label) != (points, label):
            route = _route(flow, points, label)
        routes[flow] = route
    width, crossed = _width(steps, routes), _crossed(plan, routes, before, apart)
    rough = previous is not None and dragged and (previous.rough or before is not previous)
    return Layout(lanes, steps, junctions, routes, width, height, crossed, plan, rough)


def _crossed(
    plan: Plan, routes: Mapping[str, Route], previous: Layout | None, apart: Set[str]
) -> tuple[Crossing, ...]:
    """Where lines cross, looked for only at those that run elsewhere than before or are `apart`."""
    lines = {flow: route.points for flow, route in routes.items()}
    if previous is None or previous.plan is None:
        return crossings(lines, plan.wishes)
    old, same = previous.routes, previous.plan.wishes is plan.wishes
    fresh = {f for f, points in lines.items() if f not in old or old[f].points != points}
    fresh.update(apart, old.keys() - lines.keys())
    if not same:
        before = previous.plan.wishes
        fresh.update(f for f, wish in plan.wishes.items() if before.get(f) != wish)
    if len(fresh) * FEW > len(lines):
        return crossings(lines, plan.wishes)
    spans = Stretches((routes[f].left, routes[f].right) for f in fresh if f in routes)
    first, last = spans.first, spans.last
    near = {
        flow: route.points
        for flow, route in routes.items()
        if route.left <= last and route.right >= first and spans.touch(route.left, route.right)
    }
    return crossings(near, plan.wishes, previous.crossings, fresh)


@dataclass(frozen=True, slots=True)
class Kept:
    """What still fits of the previous layout: lines, and where cards moved to."""

    routes: dict[str, Route]
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
    if previous is None or not _in_order(previous.lanes, lanes):
        return Kept({}, [], False)
    same, shift = _level(previous.lanes, lanes), _shift(previous.lanes, lanes)
    roles = {lane.role for lane in lanes}
    gone = [(x.top, x.top + x.height) for x in previous.lanes if x.role not in roles]
    moved = set()
    for step, now in steps.items():
        old = previous.steps.get(step)
        if old is now or old == now:
            continue
        if old is None or same or (old.x, shift(old.y), old.shape) != (now.x, now.y, now.shape):
            moved.add(step)
    around = (steps[step] for step in moved)
    walls = [(p.x - 8, p.y - 8, p.right + 8, p.bottom + 8) for p in around]
    left, right = min((w[0] for w in walls), default=inf), max((w[2] for w in walls), default=-inf)
    found: dict[str, Route] = {}
    for flow, wish in plan.wishes.items():
        route = previous.routes.get(flow)
        if route is None or flow in changed or wish.source in moved or wish.target in moved:
            continue
        if gone and any(low <= y <= high for low, high in gone for _, y in route.points):
            continue
        if not same:
            points = [(x, there) for x, y in route.points if (there := shift(y)) is not None]
            if len(points) < len(route.points):
                continue
            route = _route(flow, straight(points), None)
        near = route.left < right and route.right > left
        if not near or not any(runs_through(route.points, wall) for wall in walls):
            found[flow] = route
    return Kept(found, walls, same)


def _route(flow: str, points: tuple[Point, ...], label: Point | None) -> Route:
    xs = [x for x, _ in points]
    return Route(flow, points, label, min(xs), max(xs))


def _in_order(before: Sequence[Lane], after: Sequence[Lane]) -> bool:
    """Whether lanes that are in both come in the same order."""
    old, new = [lane.role for lane in before], [lane.role for lane in after]
    return old == new or [r for r in old if r in new] == [r for r in new if r in old]


def _level(before: Sequence[Lane], after: Sequence[Lane]) -> bool:
    """Whether all lanes that are in both are where they were."""
    now = {lane.role: lane for lane in after}
    return all(now.get(lane.role, lane) == lane for lane in before)


def _shift(before: Sequence[Lane], after: Sequence[Lane]) -> Callable[[float], float | None]:
    """Heights in the lanes `before` as heights in the same lanes `after`; those in lanes that are
    gone stay, and there is None for those beyond what is left of a lane."""
    tops = [lane.top for lane in before]
    now = {lane.role: lane for lane in after}

    def shifted(y: float) -> float | None:
        lane = before[max(0, bisect_right(tops, y) - 1)]
        there, down = now.get(lane.role, lane), y - lane.top
        lower = there.height < lane.height
        return None if lower and down > there.height - LANE_PADDING else there.top + down

    return shifted if tops else lambda y: y


def _draw(
    plan: Plan, steps: Mapping[str, Placed], kept: Kept, fresh: Sequence[Wish], height: float
) -> Router:
    """Route flows, forward and short ones first; a second look improves the crowded ones."""

    def reach(wish: Wish) -> tuple[bool, float]:
        (ax, ay), (bx, by) = steps[wish.source].center, steps[wish.target].center
        return wish.back, abs(ax - bx) + abs(ay - by)

    window = _window(fresh, steps, kept) if kept.same_lanes else Stretches([(-inf, inf)])
    router = Router(_cards(steps, window), height)
    router.claim(fresh)
    router.drawn.update((flow, route.points) for flow, route in kept.routes.items())
    _heed(router, plan, {}, kept, window)
    ordered = sorted(fresh, key=reach)
    for wish in ordered:
        router.add(wish, router.route(wish))
    for wish in ordered if len(ordered) <= SECOND_LOOK and not kept.routes else ():
        router.remove(wish)
        router.add(wish, router.route(wish))
    return router


def _cards(steps: Mapping[str, Placed], window: Stretches) -> dict[str, Box]:
    first, last = window.first, window.last
    return {
        i: (p.x, p.y, p.right, p.bottom)
        for i, p in steps.items()
        if p.x <= last and p.right >= first and window.touch(p.x, p.right)
    }


def _heed(
    router: Router, plan: Plan, steps: Mapping[str, Placed], kept: Kept, window: Stretches
) -> None:
    """Let the router know the kept lines and the cards of these stretches of the map."""
    router.stand({i: box for i, box in _cards(steps, window).items() if i not in router.boxes})
    first, last = window.first, window.last
    for flow, route in kept.routes.items():
        if route.left > last or route.right < first or flow in router.heeded:
            continue
        if window.touch(route.left, route.right):
            router.add(plan.wishes[flow], route.points)


def _window(wishes: Sequence[Wish], steps: Mapping[str, Placed], kept: Kept) -> Stretches:
    """The stretches of the map where anything has to be drawn, and some room beside them."""
    ends = [(steps[wish.source], steps[wish.target]) for wish in wishes]
    spans = [(min(a.x, b.x), max(a.right, b.right)) for a, b in ends]
    spans += [(wall[0], wall[2]) for wall in kept.walls]
    return Stretches((low - NEARBY, high + NEARBY) for low, high in spans)


def _mark(
    plan: Plan,
    router: Router,
    steps: Mapping[str, Placed],
    kept: Kept,
    previous: Layout | None,
) -> tuple[tuple[Junction, ...], dict[str, Point]]:
    """Junctions first, then labels, those with little choice before others.

    What stands well in the previous layout stays there.
    """
    marks, drawn = Marks(router), router.drawn
    stay = previous if previous and kept.same_lanes else None
    new = [points for flow, points in drawn.items() if flow not in kept.routes]
    xs = [x for points in new for x, _ in points]
    xs += [x for wall in kept.walls for x in (wall[0], wall[2])]
    left, right = min(xs, default=inf), max(xs, default=-inf)

    def free(center: Point, width: float, height: float) -> bool:
        x, y = center
        x0, x1 = x - width / 2, x + width / 2
        if x1 <= left or x0 >= right:
            return True
        box = (x0, y - height / 2, x1, y + height / 2)
        walls = (w for w in kept.walls if w[0] < box[2] and w[2] > box[0])
        if any(w[1] < box[3] and w[3] > box[1] for w in walls):
            return False
        return not any(runs_through(points, box) for points in new)

    places: dict[str, Point] = {}
    circles: dict[tuple[str, str], Junction] = {}
    for junction in stay.junctions if stay else ():
        flows = (plan.forks if junction.kind == "fork" else plan.joins).get(junction.step, ())
        center = (junction.x, junction.y)
        if flows and kept.routes.keys() >= set(flows) and free(center, 2 * RADIUS, 2 * RADIUS):
            circles[junction.step, junction.kind] = junction
            marks.circle(center)
    todo: list[Wish] = []
    for flow, width in plan.widths.items():
        route = kept.routes.get(flow) if stay else None
        if route is not None and route.label and free(route.label, width, PILL_HEIGHT):
            places[flow] = route.label
            marks.take(route.label, width, PILL_HEIGHT)
        elif route is None or route.label:
            todo.append(plan.wishes[flow])
    again = [kept.routes[wish.flow] for wish in todo if wish.flow in kept.routes]
    beside = Stretches((route.left - NEARBY, route.right + NEARBY) for route in again)
    _heed(router, plan, steps, kept, beside)  # they may reach beyond what was drawn
    untouched = kept.routes.keys() if stay else set[str]()
    sides: tuple[tuple[Literal["fork", "join"], Mapping[str, tuple[str, ...]]], ...]
    sides = (("fork", plan.forks), ("join", plan.joins))
    for kind, groups in sides:
        for step, flows in groups.items():
            if (step, kind) in circles or untouched >= set(flows):
                continue
            lines = [drawn[f] if kind == "fork" else drawn[f][::-1] for f in flows]
            place = marks.junction(lines, frozenset(flows))
            if place is not None:
                circles[step, kind] = Junction(step, kind, *place)
    return tuple(circles.values()), places | label_places(plan, marks, todo, kept.routes)


def _place(
    one: ValueStreamMap, plan: Plan, previous: Layout | None, blocks: frozenset[str]
) -> tuple[tuple[Lane, ...], dict[str, Placed]]:
    """Lanes from top to bottom and the rectangle of every step, the same where it stays."""
    roles, cards = plan.roles, plan.cards
    places = place(one, plan.reading, cards, plan.widths, FRAME)
    lanes: list[Lane] = []
    top = 0.0
    for i, role in enumerate(roles):
        empty = LANE_HEIGHT if len(roles) <= FEW_LANES else EMPTY_LANE
        lanes.append(Lane(role, top, places.heights.get(i, empty)))
        top += lanes[-1].height
    before = previous.steps if previous else {}
    were = previous.plan.cards if previous and previous.plan else {}
    steps: dict[str, Placed] = {}
    for step in one.steps:
        name, card = step.id, cards[step.id]
        x, y = places.at[name]
        y += lanes[card.lane].top
        old = before.get(name) if were.get(name) is card else None
        if old is not None and old.x == x and old.y == y:
            steps[name] = old
        else:
            shape = "block" if name in blocks else shape_of(step)
            steps[name] = Placed(name, x, y, card.width, card.height, shape)
    return tuple(lanes), steps


def _width(steps: Mapping[str, Placed], routes: Mapping[str, Route]) -> float:
    ends = [p.x + p.width for p in steps.values()]
    ends += [route.right for route in routes.values()]
    return max(ends, default=0.0) + MARGIN


def _plain_route(wish: Wish, steps: Mapping[str, Placed]) -> Route:
    """An elbow: what a map too large to be read in detail gets."""
    a, b = steps[wish.source], steps[wish.target]
    points = elbow((a.x, a.y, a.right, a.bottom), (b.x, b.y, b.right, b.bottom))
    (x0, y0), (x1, y1) = max(pairwise(points), key=longest)
    return _route(wish.flow, points, ((x0 + x1) / 2, (y0 + y1) / 2) if wish.label else None)
