"""Steps that move alike take the lines between them along, with all that stands on these.

As long as they are dragged, most of them do so wherever they come; else each group does as far as
its lines and labels stay clear of all that moves otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mopsmap.layout.lines import APART, CLEAR, Box, Point, Stretches
from mopsmap.layout.marking import GAP, PILL_HEIGHT, RADIUS

if TYPE_CHECKING:
    from mopsmap.layout import Junction, Layout, Placed, Route
    from mopsmap.layout.plan import Plan

STILL = (0.0, 0.0)
REACH = 80.0
"""Nothing further beside than this is in the way of anything, scene pixels."""
Way = tuple[float, float]
"""How far something moves to the right and down."""


def carried(
    previous: Layout, plan: Plan, steps: Mapping[str, Placed], dragged: bool
) -> tuple[Layout, frozenset[str]]:
    """The previous layout with all that is taken along where it stands now; and the flows to be
    drawn anew, though nothing else may have come in their way."""
    ways = _ways(previous.steps, steps)
    numbers = Counter(way for way in ways.values() if way != STILL)
    if sum(numbers.values()) < 2:
        return previous, frozenset()
    alike = dict(numbers.most_common(1) if dragged else (n for n in numbers.items() if n[1] > 1))
    ways = {step: way for step, way in ways.items() if way == STILL or way in alike}
    flows: dict[str, Way] = {}
    apart: set[str] = set()
    for flow, wish in plan.wishes.items():
        way = ways.get(wish.source)
        if way is None or way != ways.get(wish.target):
            apart.add(flow)
        elif way != STILL and flow in previous.routes:
            flows[flow] = way
    found = _taken(previous, plan, {s: steps[s] for s, way in ways.items() if way != STILL}, flows)
    if not dragged:
        apart |= _in_the_way(_things(found, plan, ways, flows, apart))
    return found, frozenset(apart)


def _ways(before: Mapping[str, Placed], steps: Mapping[str, Placed]) -> dict[str, Way]:
    """How far those steps moved that are there as before."""
    return {
        step: STILL if now is old else (now.x - old.x, now.y - old.y)
        for step, now in steps.items()
        if (old := before.get(step)) is not None and (now is old or now.shape == old.shape)
    }


def _taken(
    previous: Layout, plan: Plan, steps: Mapping[str, Placed], flows: Mapping[str, Way]
) -> Layout:
    """The layout with these steps, and these flows with the marks on them, where they are now."""

    def circle(old: Junction) -> Junction:
        dx, dy = _way(flows, _members(plan, old))
        return replace(old, x=old.x + dx, y=old.y + dy) if dx or dy else old

    crossings = []
    for crossing in previous.crossings:
        (dx, dy), other = flows.get(crossing.level, STILL), flows.get(crossing.upright, STILL)
        if (dx, dy) == other:
            old = crossing
            crossings.append(old._replace(x=old.x + dx, y=old.y + dy) if dx or dy else old)
    return replace(
        previous,
        steps={**previous.steps, **steps},
        routes={**previous.routes, **{f: _route(previous.routes[f], w) for f, w in flows.items()}},
        junctions=tuple(circle(old) for old in previous.junctions),
        crossings=tuple(crossings),
    )


def _way(flows: Mapping[str, Way], names: Iterable[str]) -> Way:
    """The way that all of these flows go, if they go one."""
    ways = {flows.get(name, STILL) for name in names}
    return ways.pop() if len(ways) == 1 else STILL


def _members(plan: Plan, junction: Junction) -> tuple[str, ...]:
    return (plan.forks if junction.kind == "fork" else plan.joins).get(junction.step, ())


def _route(old: Route, way: Way) -> Route:
    dx, dy = way
    label = old.label and (old.label[0] + dx, old.label[1] + dy)
    points = tuple((x + dx, y + dy) for x, y in old.points)
    return replace(old, points=points, label=label, left=old.left + dx, right=old.right + dx)


class _Thing(NamedTuple):
    """A place that is taken: by a card, or by a piece, the label or a circle of `flows`."""

    left: float
    top: float
    right: float
    bottom: float
    way: Way
    flows: tuple[str, ...] = ()


def _in_the_way(things: Iterable[_Thing]) -> set[str]:
    """The flows that meet what moves otherwise: of two of them those that move."""
    wrong: set[str] = set()
    beside: list[_Thing] = []
    for thing in sorted(things):
        beside = [other for other in beside if other.right > thing.left]
        for other in beside:
            if other.way == thing.way or other.top >= thing.bottom or other.bottom <= thing.top:
                continue
            both = [one for one in (thing, other) if one.flows]
            for one in both:
                if one.way != STILL or len(both) == 1:
                    wrong.update(one.flows)
        beside.append(thing)
    return wrong


def _things(
    found: Layout,
    plan: Plan,
    ways: Mapping[str, Way],
    flows: Mapping[str, Way],
    apart: Set[str],
) -> Iterator[_Thing]:
    """All places taken, with half of the distance to be kept, over the width of what moves; but
    for what moves by itself."""
    spans = [(p.x, p.right) for s, p in found.steps.items() if ways.get(s, STILL) != STILL]
    spans += [(found.routes[flow].left, found.routes[flow].right) for flow in flows]
    moving = Stretches((low - REACH, high + REACH) for low, high in spans)
    for step, way in ways.items():
        placed = found.steps[step]
        if moving.touch(placed.x, placed.right):
            yield _Thing(*_wider((placed.x, placed.y, placed.right, placed.bottom), CLEAR), way)
    for flow, route in found.routes.items():
        if flow in apart or flow not in plan.wishes or not moving.touch(route.left, route.right):
            continue
        way = flows.get(flow, STILL)
        for (ax, ay), (bx, by) in pairwise(route.points):
            box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            yield _Thing(*_wider(box, APART / 2), way, (flow,))
        if route.label:
            size = plan.widths.get(flow, 0.0), PILL_HEIGHT
            yield _Thing(*_around(route.label, *size), way, (flow,))
    for junction in found.junctions:
        names = _members(plan, junction)
        if names and apart.isdisjoint(names) and moving.touch(junction.x, junction.x):
            place = _around((junction.x, junction.y), 2 * RADIUS, 2 * RADIUS)
            yield _Thing(*place, _way(flows, names), names)


def _wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _around(center: Point, width: float, height: float) -> Box:
    x, y = center
    return _wider((x - width / 2, y - height / 2, x + width / 2, y + height / 2), GAP)
