"""Where steps stand: moved, kept, given back to automatic placement, or kept clear of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count

from mopsmap.edits.ground import change_map, put
from mopsmap.layout import Placed, lay_out, pushed_by
from mopsmap.layout.plan import CARD_HEIGHT, CARD_WIDTH, shape_of, size_of
from mopsmap.model import Position, Project, Step, ValueStreamMap

PITCH = 130.0
"""Distance from one step to the next in a lane, scene pixels."""
COLUMN, ROW = 120.0, 88.0
"""How far steps of a lane stand apart at least, sideways or downwards, scene pixels."""
NUDGE, GRID = 32.0, 4.0
"""In what paces copies, or a new step, look for a free place, scene pixels."""
EDGE = 8.0
"""How far from the left end of its lane a new step stands at least, scene pixels."""


def place(
    project: Project, map_id: str, placements: Mapping[str, tuple[str | None, Position | None]]
) -> Project:
    """Give steps a role (lane) and a position; a None position is automatic."""
    one = project.map_by_id[map_id]

    def moved(step: Step) -> Step:
        role, position = placements[step.id]
        helpers = tuple(h for h in step.helpers if h.role != role)
        return step.replace(role=role, position=position, helpers=helpers)

    return change_map(project, map_id, steps=put(one.steps, placements.keys(), moved))


def place_beside(
    project: Project, map_id: str, placements: Mapping[str, tuple[str | None, Position]]
) -> Project:
    """Give steps a role (lane) and the free position nearest to the one wanted there: a little
    aside, else in a row below."""
    one = project.map_by_id[map_id]
    taken: dict[str | None, list[Position]] = {}
    for step in one.steps:
        if step.id not in placements and step.position is not None:
            taken.setdefault(step.role, []).append(step.position)
    found: dict[str, tuple[str | None, Position | None]] = {}
    for step_id, (role, wanted) in placements.items():
        there = taken.setdefault(role, [])
        spot = next(at for at in _around(wanted) if _free(at, there))
        there.append(spot)
        found[step_id] = role, spot
    return place(project, map_id, found)


def keep_clear(project: Project, map_id: str, ids: Collection[str]) -> Project:
    """Move steps together to the nearest place where they cover no other step, if they cover one:
    a little aside, else in a row below."""
    one = project.map_by_id[map_id]
    moved = [s for s in one.steps if s.id in ids and s.position is not None]
    others = [s for s in one.steps if s.id not in ids and s.position is not None]
    if not any(_overlap(a, b) for a in moved for b in others if a.role == b.role):
        return project
    room = min(s.position.x for s in moved if s.position is not None) - EDGE
    free = moved_free(moved, others, GRID, COLUMN, max(0.0, room))
    return place(project, map_id, {s.id: (s.role, s.position) for s in free})


def _overlap(one: Step, other: Step) -> bool:
    """Whether two steps of a lane cover each other."""
    a, b = one.position, other.position
    if a is None or b is None:
        return False
    (width, height), (wide, high) = size_of(shape_of(one)), size_of(shape_of(other))
    beside = a.x + width <= b.x or b.x + wide <= a.x
    return not (beside or a.y + height <= b.y or b.y + high <= a.y)


def _around(wanted: Position) -> Iterator[Position]:
    """Places near one, the nearest first; a row further down is as far as three quarters of a step
    aside."""
    asides = [side * GRID * n for n in range(int(PITCH / GRID) + 1) for side in (1, -1)]
    for down in count():
        near = [x for x in asides if abs(x) <= PITCH * 0.75] if not down else [0.0, *asides]
        for x in near:
            if wanted.x + x >= EDGE:
                yield wanted.replace(x=wanted.x + x, y=wanted.y + down * ROW)


def _free(at: Position, taken: Iterable[Position]) -> bool:
    return not any(abs(at.x - o.x) < COLUMN and abs(at.y - o.y) < ROW for o in taken)


def freeze(project: Project, map_id: str, positions: Mapping[str, Position]) -> Project:
    """Keep every step that has no position where it stands now."""
    one = project.map_by_id[map_id]
    free = {s.id for s in one.steps if s.position is None and s.id in positions}
    if not free:
        return project
    return change_map(
        project,
        map_id,
        steps=put(one.steps, free, lambda s: s.replace(position=positions[s.id])),
    )


def make_room(project: Project, map_id: str, x: float, by: float = PITCH) -> Project:
    """Move every positioned step whose left edge is at `x` or further right by `by` pixels."""
    one = project.map_by_id[map_id]
    right = {s.id for s in one.steps if s.position is not None and s.position.x >= x}

    def moved(step: Step) -> Step:
        position = step.position
        assert position is not None
        return step.replace(position=position.replace(x=position.x + by))

    return change_map(project, map_id, steps=put(one.steps, right, moved))


def stand(project: Project, map_id: str, step_id: str, near: str, beside: bool = False) -> Project:
    """Give a new step its place among placed ones: behind what leads to it, before what follows.

    What follows makes room. `beside` is under the step `near`, whose row is kept to in its lane; a
    place that is taken moves the step a row down. Where `near` has no position nothing is done.
    """
    one = project.map_by_id[map_id]
    step, origin = one.step_by_id[step_id], one.step_by_id[near]
    if origin.position is None or step.position is not None:
        return project
    flows = [f for f in one.flows if f.kind == "forward" and step_id in (f.source, f.target)]
    before = _places(one, (f.source for f in flows if f.target == step_id))
    rights = [at.x for _s, at in _places(one, (f.target for f in flows if f.source == step_id))]
    x = origin.position.x
    if not beside and before:
        x = max(at.x + _pace(source) for source, at in before)
    elif not beside:
        x = min(rights) - _pace(step) if rights else x + _pace(origin)
    x = x if x >= EDGE else min(rights, default=EDGE)
    rows = [_middle(s, at) for s, at in before if s.role == step.role and not beside]
    same_lane = step.role == origin.role
    middle = min(rows, default=_middle(origin, origin.position) if same_lane else _TOP_ROW)
    half = size_of(shape_of(step))[1] / 2
    if max((at.x for _s, at in before), default=-1.0) < min(rights, default=-1.0):
        here = {step_id: (step.role, Position(x=x, y=middle - half))}
        project = make_room_for(place(project, map_id, here), map_id, step_id)
    lane = [s for s in project.map_by_id[map_id].steps if s.role == step.role and s.id != step_id]
    while any(_covers(step, x, middle, s) for s in lane):
        middle += ROW
    return place(project, map_id, {step_id: (step.role, Position(x=x, y=middle - half))})


_TOP_ROW = EDGE + CARD_HEIGHT / 2


def _pace(step: Step) -> float:
    """How far behind a step the next one stands, from left edge to left edge.

    A diamond needs as much as a card, because of the answers behind it.
    """
    gap = PITCH - CARD_WIDTH
    return size_of("event")[0] + gap if shape_of(step) == "event" else PITCH


def _middle(step: Step, at: Position) -> float:
    return at.y + size_of(shape_of(step))[1] / 2


def _covers(step: Step, x: float, middle: float, other: Step) -> bool:
    """Whether a step would come too near to another one of its lane."""
    at = other.position
    if at is None:
        return False
    (width, height), (wide, high) = size_of(shape_of(step)), size_of(shape_of(other))
    free = ROW - CARD_HEIGHT
    aside = x + width + free <= at.x or at.x + wide + free <= x
    return not aside and abs(_middle(other, at) - middle) < (height + high) / 2 + free


def _places(one: ValueStreamMap, steps: Iterable[str]) -> list[tuple[Step, Position]]:
    """Those steps that have a position, with it."""
    found = (one.step_by_id[step] for step in steps)
    return [(step, step.position) for step in found if step.position is not None]


def shift(project: Project, map_id: str, ids: Collection[str], by: int) -> Project:
    """Move steps one place along their lanes, `by` 1 to the right or -1 to the left.

    One step that meets a neighbor changes places with it; several go past what stands in their
    way. Steps without a position stay.
    """
    one = project.map_by_id[map_id]
    chosen = [s for s in one.steps if s.id in ids and s.position is not None]
    others = [s for s in one.steps if s.id not in ids and s.position is not None]
    if not chosen:
        return project
    edge = min((s.position.x for s in chosen if s.position is not None), default=0.0)
    near = _met(chosen[0], others, by) if len(chosen) == 1 else None
    places: dict[str, tuple[str | None, Position | None]]
    if near is not None:
        first = chosen[0]
        places = {first.id: (first.role, near.position), near.id: (near.role, first.position)}
    else:
        dx = _clear_way(chosen, others, by, EDGE - edge)
        if not dx:
            return project
        places = {
            s.id: (s.role, s.position.replace(x=s.position.x + dx))
            for s in chosen
            if s.position is not None
        }
    return place(project, map_id, places)


def _met(step: Step, others: Iterable[Step], by: int) -> Step | None:
    """The neighbor in the step's lane that it would cover one place further on."""
    assert step.position is not None
    at = step.position
    met = [
        (abs(s.position.x - at.x), s.id, s)
        for s in others
        if s.position is not None
        and s.role == step.role
        and abs(s.position.y - at.y) < ROW
        and 0 < (s.position.x - at.x) * by < PITCH + COLUMN
    ]
    return min(met)[2] if met else None


def _clear_way(chosen: Sequence[Step], others: Iterable[Step], by: int, leftmost: float) -> float:
    """How far steps go along to stand on none of the others, to the left at most to `leftmost`;
    0 where there is no such place."""
    taken = [(s.role, s.position) for s in others if s.position is not None]
    own = [(s.role, s.position) for s in chosen if s.position is not None]

    def free(dx: float) -> bool:
        return not any(
            role == lane and abs(at.x - mine.x - dx) < COLUMN and abs(at.y - mine.y) < ROW
            for lane, mine in own
            for role, at in taken
        )

    for far in count(1):
        dx = max(far * by * PITCH, leftmost) if by < 0 else far * PITCH
        if dx * by <= 0:
            return 0.0
        if free(dx):
            return dx
        if dx == leftmost:
            return 0.0
    raise AssertionError("some place is free")


def make_room_for(project: Project, map_id: str, step_id: str) -> Project:
    """Push aside what a new step leads to, and nothing else or further than it has to be: what
    stands behind that in its lane or is led to, in the order people have seen."""
    return _moved(project, map_id, pushed_by(project.map_by_id[map_id], step_id))


def make_room_since(project: Project, map_id: str, before: ValueStreamMap) -> Project:
    """Push aside what is in the way of what flows say more than in the map `before`."""
    return _moved(project, map_id, pushed_by(project.map_by_id[map_id], None, before))


def _moved(project: Project, map_id: str, pushed: Mapping[str, float]) -> Project:
    one = project.map_by_id[map_id]
    if not pushed:
        return project

    def moved(step: Step) -> Step:
        position = step.position
        assert position is not None
        return step.replace(position=position.replace(x=pushed[step.id]))

    return change_map(project, map_id, steps=put(one.steps, pushed.keys(), moved))


def tidy(project: Project, map_id: str) -> Project:
    """Give all positions back to automatic placement.

    It puts branches that begin at the same steps below each other in the order that steps have in
    the file. They are put into the order seen where steps thereby move less.
    """
    one = project.map_by_id[map_id]
    placed = {s.id for s in one.steps if s.position is not None}
    free = put(one.steps, placed, lambda s: s.replace(position=None))
    if placed:
        now = lay_out(one).steps
        seen = _as_seen(one.replace(steps=free), now)
        if seen != free:
            free = min(free, seen, key=lambda steps: _way(now, one.replace(steps=steps)))
    return change_map(project, map_id, steps=free)


def _as_seen(one: ValueStreamMap, now: Mapping[str, Placed]) -> tuple[Step, ...]:
    """The steps, those in a lane that follow the same ones in the order in which they stand."""
    sources: dict[str, set[str]] = {}
    for flow in one.flows:
        if flow.kind == "forward":
            sources.setdefault(flow.target, set()).add(flow.source)
    branches: dict[tuple[str | None, frozenset[str]], list[int]] = {}
    for number, step in enumerate(one.steps):
        if step.id in sources:
            key = step.role, frozenset(sources[step.id])
            branches.setdefault(key, []).append(number)
    steps = list(one.steps)
    for numbers in branches.values():
        seen = sorted((one.steps[n] for n in numbers), key=lambda s: (now[s.id].y, now[s.id].x))
        for number, step in zip(numbers, seen, strict=True):
            steps[number] = step
    return tuple(steps)


def _way(before: Mapping[str, Placed], one: ValueStreamMap) -> float:
    """How far all steps of a map together are from where they were before."""
    after = lay_out(one).steps
    return sum(abs(after[s].x - at.x) + abs(after[s].y - at.y) for s, at in before.items())


def moved_free(
    copies: Sequence[Step],
    there: Iterable[Step],
    pace: float,
    apart: float,
    leftwards: float = 0.0,
) -> list[Step]:
    """Steps moved together to where they cover none of those that are there, `apart` sideways.

    The nearest place to the right is taken, or one at most `leftwards` to the left, in paces; two
    steps further on comes the next row down.
    """
    taken: dict[str | None, list[Position]] = {}
    for step in there:
        if step.position is not None:
            taken.setdefault(step.role, []).append(step.position)
    own = [(step.role, step.position) for step in copies if step.position is not None]

    def free(dx: float, dy: float) -> bool:
        return not any(
            abs(at.x - mine.x - dx) < apart and abs(at.y - mine.y - dy) < ROW
            for role, mine in own
            for at in taken.get(role, ())
        )

    sides = [side * pace for far in range(int(2 * PITCH / pace) + 1) for side in (far, -far)]
    ways = ((x, down * ROW) for down in count() for x in sides if x >= -leftwards)
    dx, dy = next(way for way in ways if free(*way))
    return [
        step.replace(position=at.replace(x=at.x + dx, y=at.y + dy)) if at is not None else step
        for step, at in ((step, step.position) for step in copies)
    ]
