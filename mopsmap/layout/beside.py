"""Two maps in one frame: flat cards, and a step stands at the same place in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mopsmap.layout import Lane, Layout, Placed, Point, Route, with_lines
from mopsmap.layout.lines import leads_through
from mopsmap.layout.placement import place
from mopsmap.layout.plan import Shape, label_widths, plan_of, shape_of, size_of
from mopsmap.layout.swimlanes import Card, Frame
from mopsmap.model import Flow, Role, Step, ValueStreamMap
from mopsmap.reading import read_map

FLAT_WIDTH, FLAT_HEIGHT = 104.0, 36.0
FRAME = Frame(FLAT_WIDTH, FLAT_HEIGHT, 3.0, 24.0)
USUAL_FIRST = 48.0
"""Middle of the first row in a usual lane, from its top."""
FLATTER = 0.45
"""Heights in a flat lane as a share of those in a usual one."""
TRIES, MANY = 3, 300
"""How often a map of up to so many steps is made wider for what finds no room."""
LABEL_ROOM, CIRCLE_ROOM = 30.0, 40.0
"""Between two steps, beside a label, and for a circle."""
_SIZES: Mapping[Shape, tuple[float, float]] = {
    "card": (FLAT_WIDTH, FLAT_HEIGHT),
    "diamond": (26.0, 26.0),
    "event": (22.0, 22.0),
    "block": (FLAT_WIDTH, FLAT_HEIGHT),
}


def lay_out_beside(
    before: ValueStreamMap, after: ValueStreamMap, pairs: Mapping[str, str]
) -> tuple[Layout, Layout]:
    """The layouts of two maps that have all lanes of both and give a step one place.

    `pairs` names, by step of the later map, the step of the earlier one that it is; no two name
    the same. What a person placed in the later map keeps its place; what only the earlier map has
    stands where its flows want it, clear of everything else, and lines of the later one go round
    it. Lanes without steps are left out.
    """
    same = {old: new for new, old in pairs.items()}
    both = _both(before, after, same)
    lanes, middles = _placed(both)
    found = _drawn(before, after, same, lanes, middles)
    for _ in range(TRIES if len(both.steps) <= MANY else 0):
        cuts = [cut for layout in found for cut in _too_narrow(layout)]
        if not cuts:
            break
        middles = _widened(middles, cuts)
        found = _drawn(before, after, same, lanes, middles)
    return found


def _drawn(
    before: ValueStreamMap,
    after: ValueStreamMap,
    same: Mapping[str, str],
    lanes: tuple[Lane, ...],
    middles: Mapping[str, Point],
) -> tuple[Layout, Layout]:
    """The lines of both maps, with steps around these middles."""
    first = {s.id: _around(s, middles[same.get(s.id, s.id)]) for s in before.steps}
    second = {s.id: _around(s, middles[s.id]) for s in after.steps}
    gone = {step: placed for step, placed in first.items() if step not in same}
    earlier = with_lines(before, plan_of(before, None), lanes, first)
    later = with_lines(after, plan_of(after, None), lanes, second | gone)
    return earlier, replace(later, steps=second)


def _too_narrow(layout: Layout) -> Iterator[tuple[float, float]]:
    """(x, by how much) the map has to become wider from the steps with that middle on, where a
    label or a circle found no room between two steps."""
    assert layout.plan is not None
    steps, plan = layout.steps, layout.plan
    wanted = [
        (
            wish.source,
            wish.target,
            wish.label
            + LABEL_ROOM
            + CIRCLE_ROOM * ((wish.source in plan.forks) + (wish.target in plan.joins)),
        )
        for flow, wish in plan.wishes.items()
        if wish.label and not _at_ease(layout.routes[flow])
    ]
    circles = {(circle.step, circle.kind) for circle in layout.junctions}
    for kind, groups in (("fork", plan.forks), ("join", plan.joins)):
        for step, flows in groups.items():
            if (step, kind) not in circles:
                ends = [(plan.wishes[f].source, plan.wishes[f].target) for f in flows]
                wanted += [(source, target, CIRCLE_ROOM) for source, target in ends]
    for source, target, room in wanted:
        here, there = steps[source], steps[target]
        lacking = room - (there.x - here.right)
        if there.center[0] > here.center[0] and lacking > 0:
            yield there.center[0], lacking


def _at_ease(route: Route) -> bool:
    """Whether a label stands in the middle of its line."""
    return route.label is not None and leads_through(route.points, route.label)


def _widened(middles: Mapping[str, Point], cuts: Sequence[tuple[float, float]]) -> dict[str, Point]:
    """Everything right of a cut moved to the right; of cuts close to each other by the widest."""
    widest: dict[float, float] = {}
    for x, by in sorted(cuts):
        near = next((at for at in widest if x - at < FLAT_WIDTH), x)
        widest[near] = max(by, widest.get(near, 0.0))
    return {
        step: (x + sum(by for at, by in widest.items() if x > at - 1), y)
        for step, (x, y) in middles.items()
    }


def _around(step: Step, middle: Point) -> Placed:
    """A step around its middle."""
    shape = shape_of(step)
    width, height = _SIZES[shape]
    return Placed(step.id, middle[0] - width / 2, middle[1] - height / 2, width, height, shape)


def _placed(
    both: ValueStreamMap,
) -> tuple[tuple[Lane, ...], dict[str, Point]]:
    """The lanes from top to bottom and the middle of every step."""
    roles: list[str | None] = [role.id for role in both.roles]
    if any(step.role is None for step in both.steps):
        roles.append(None)
    reading = read_map(both)
    cards = {step.id: _card(step, roles.index(step.role)) for step in both.steps}
    places = place(both, reading, cards, label_widths(both, reading), FRAME)
    lanes: list[Lane] = []
    top = 0.0
    for number, role in enumerate(roles):
        lanes.append(Lane(role, top, places.heights[number]))
        top += lanes[-1].height
    middles = {
        step: (x + cards[step].width / 2, lanes[cards[step].lane].top + y + cards[step].height / 2)
        for step, (x, y) in places.at.items()
    }
    return tuple(lanes), middles


def _card(step: Step, lane: int) -> Card:
    """What a step is placed by; a place of its own becomes as flat as the lane."""
    width, height = _SIZES[shape_of(step)]
    if step.position is None:
        return Card(lane, width, height, None)
    usual = size_of(shape_of(step))
    x = step.position.x + (usual[0] - width) / 2
    above = step.position.y + usual[1] / 2 - USUAL_FIRST
    middle = FRAME.padding + FLAT_HEIGHT / 2 + above * FLATTER
    return Card(lane, width, height, (x, middle - height / 2))


def _both(before: ValueStreamMap, after: ValueStreamMap, same: Mapping[str, str]) -> ValueStreamMap:
    """One map of all steps and flows: those of the later map, and what only the earlier has."""
    gone = [
        Step(id=s.id, kind=s.kind, role=s.role, process_time=s.process_time, wait_time=s.wait_time)
        for s in before.steps
        if s.id not in same
    ]
    steps = [
        Step(
            id=s.id,
            kind=s.kind,
            role=s.role,
            process_time=s.process_time,
            wait_time=s.wait_time,
            position=s.position,
        )
        for s in after.steps
    ]
    lanes = {step.role for step in (*steps, *gone)}
    roles = tuple(role for role in _roles(before, after) if role.id in lanes)
    flows = tuple(_flows(before, after, same))
    return ValueStreamMap(id="both", roles=roles, steps=(*steps, *gone), flows=flows)


def _roles(before: ValueStreamMap, after: ValueStreamMap) -> list[Role]:
    """The lanes of the earlier map, and each new one below the lane that it stands below."""
    found = list(before.roles)
    above: Role | None = None
    for role in after.roles:
        if role.id not in before.role_by_id:
            ids = [one.id for one in found]
            found.insert(ids.index(above.id) + 1 if above is not None else 0, role)
        above = role
    return found


def _flows(
    before: ValueStreamMap, after: ValueStreamMap, same: Mapping[str, str]
) -> Iterator[Flow]:
    """The flows of the later map, then those of the earlier one between other steps."""
    known = {(flow.source, flow.target) for flow in after.flows}
    yield from after.flows
    longest = max((len(flow.id) for flow in after.flows), default=0)
    for number, flow in enumerate(before.flows):
        ends = same.get(flow.source, flow.source), same.get(flow.target, flow.target)
        if ends not in known and ends[::-1] not in known and ends[0] != ends[1]:
            known.add(ends)
            yield flow.replace(id=f"{number:0{longest + 1}}", source=ends[0], target=ends[1])
