"""Lines after steps were dragged and dropped: never through a card, from middle to middle."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import storage
from mopsmap.layout import Layout, Placed, label_text, label_width, lay_out, positions
from mopsmap.layout.hops import crossings
from mopsmap.layout.lines import CLEAR
from mopsmap.model import Flow, Position, Role, Step, ValueStreamMap
from mopsmap.reading import read_map

SAMPLES = {
    f"{path.stem} {one.id}": one
    for path in sorted((Path(__file__).parents[2] / "samples").glob("*.mopsmap"))
    for one in storage.load(path).project.maps
}
Box = tuple[float, float, float, float]


def random_map(pick: random.Random) -> ValueStreamMap:
    """A stream of up to twelve steps in up to four lanes, with branches and rework."""
    roles = [f"r{i}" for i in range(pick.randint(1, 4))]
    ids = [f"s{i}" for i in range(pick.randint(3, 12))]
    pairs = {(a, b) for a, b in pairwise(ids) if pick.random() < 0.9}
    for _ in range(pick.randint(0, 5)):
        a, b = sorted(pick.sample(range(len(ids)), 2))
        pairs.add((ids[a], ids[b]))
    flows = [Flow(id=f"{a}-{b}", source=a, target=b) for a, b in sorted(pairs)]
    for _ in range(pick.randint(0, 2)):
        a, b = sorted(pick.sample(range(len(ids)), 2))
        share = pick.choice([0.1, 0.35])
        flows.append(
            Flow(
                id=f"{b}~{a}{len(flows)}",
                source=ids[b],
                target=ids[a],
                kind="rework",
                probability=share,
            )
        )
    return ValueStreamMap(
        id="m",
        roles=tuple(Role(id=role) for role in roles),
        steps=tuple(Step(id=i, role=pick.choice(roles)) for i in ids),
        flows=tuple(flows),
    )


def dragged(
    one: ValueStreamMap, found: Layout, pick: random.Random
) -> tuple[ValueStreamMap, Layout]:
    """One step dropped somewhere where it lies on no other one; the map as it was where not."""
    step, role = pick.choice(one.steps), pick.choice(one.roles).id
    lane = next(lane for lane in found.lanes if lane.role == role)
    size = found.steps[step.id]
    low = max(8, int(lane.height - size.height - 8))
    spot = Position(x=4.0 * pick.randrange(2, 400), y=float(pick.randrange(8, low + 1, 4)))
    for other in one.steps:
        at = other.position
        beside = at is not None and other.role == role and other.id != step.id
        if beside and at and abs(at.x - spot.x) < 128 and abs(at.y - spot.y) < 96:
            return one, found
    steps = (s.replace(role=role, position=spot) if s.id == step.id else s for s in one.steps)
    moved = one.replace(steps=tuple(steps))
    return moved, lay_out(moved, found, frozenset((step.id,)))


def box(placed: Placed, clear: float = 0.0) -> Box:
    return placed.x - clear, placed.y - clear, placed.right + clear, placed.bottom + clear


def cuts(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def check(one: ValueStreamMap, found: Layout) -> None:
    assert found.plan is not None
    lines = {flow: route.points for flow, route in found.routes.items()}
    assert found.crossings == crossings(lines, found.plan.wishes)
    shares = read_map(one).shares
    for flow in one.flows:
        route = found.routes[flow.id]
        for (ax, ay), (bx, by) in pairwise(route.points):
            assert (ax == bx) != (ay == by)
            line = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            crossed = [s for s, placed in found.steps.items() if cuts(line, box(placed))]
            assert not crossed, (flow.id, crossed)
        for end, (x, y) in ((flow.source, route.points[0]), (flow.target, route.points[-1])):
            placed = found.steps[end]
            middle = placed.center
            assert (x in (placed.x, placed.right) and y == middle[1]) or (
                y in (placed.y, placed.bottom) and x == middle[0]
            ), (flow.id, end)
        if route.label is not None:
            text = label_text(flow, shares.get(flow.id))
            half = label_width(text, flow.kind == "rework") / 2
            x, y = route.label
            pill = (x - half, y - 9, x + half, y + 9)
            covered = [s for s, placed in found.steps.items() if cuts(pill, box(placed))]
            assert not covered, (flow.id, covered)


def crowded(one: ValueStreamMap, found: Layout) -> int:
    """How many pieces of lines run nearer to a card that is not theirs than they like to."""
    near = 0
    for flow in one.flows:
        pieces = list(pairwise(found.routes[flow.id].points))
        for number, ((ax, ay), (bx, by)) in enumerate(pieces):
            line = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            own = {flow.source} if number == 0 else set[str]()
            own |= {flow.target} if number == len(pieces) - 1 else set[str]()
            for step, placed in found.steps.items():
                near += step not in own and cuts(line, box(placed, CLEAR - 0.1))
    return near


def start(one: ValueStreamMap) -> tuple[ValueStreamMap, Layout]:
    found = lay_out(one)
    at = positions(found, one)
    return one.replace(steps=tuple(s.replace(position=at[s.id]) for s in one.steps)), found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_no_line_runs_through_a_card_after_drags_of_the_samples(seed: int) -> None:
    pick = random.Random(seed)
    one, found = start(SAMPLES[pick.choice(sorted(SAMPLES))])
    for _ in range(4):
        one, found = dragged(one, found, pick)
        check(one, found)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_no_line_runs_through_a_card_after_drags_of_any_map(seed: int) -> None:
    pick = random.Random(seed)
    one, found = start(random_map(pick))
    for _ in range(4):
        one, found = dragged(one, found, pick)
        check(one, found)


def together(
    one: ValueStreamMap, found: Layout, pick: random.Random
) -> tuple[ValueStreamMap, Layout]:
    """Steps of a lane moved sideways alike, where they lie on no other one; else all as it was."""
    role = pick.choice(one.steps).role
    lane = [s for s in one.steps if s.role == role]
    group = {s.id for s in pick.sample(lane, pick.randint(1, len(lane)))}
    by = 4.0 * pick.randrange(-60, 60)

    def moved(step: Step) -> Step:
        at = step.position
        if step.id not in group or at is None:
            return step
        return step.replace(position=at.replace(x=at.x + by))

    after = one.replace(steps=tuple(moved(step) for step in one.steps))
    at = [s.position for s in after.steps if s.role == role and s.position is not None]
    beside = (abs(a.x - b.x) < 128 and abs(a.y - b.y) < 96 for a, b in combinations(at, 2))
    if any(beside) or min(a.x for a in at) < 8:
        return one, found
    return after, lay_out(after, found, frozenset(group))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_no_line_runs_through_a_card_after_steps_moved_together(seed: int) -> None:
    pick = random.Random(seed)
    sample = pick.random() < 0.5
    one, found = start(SAMPLES[pick.choice(sorted(SAMPLES))] if sample else random_map(pick))
    for _ in range(5):
        one, found = together(one, found, pick)
        check(one, found)


def two_rows(between: float) -> ValueStreamMap:
    """A step leads to another over a gap, and a third one stands below at `between`."""
    at = {"1": (24.0, 8.0), "2": (624.0, 8.0), "3": (between, 108.0)}
    return ValueStreamMap(
        id="m",
        roles=(Role(id="a"),),
        steps=tuple(Step(id=i, role="a", position=Position(x=x, y=y)) for i, (x, y) in at.items()),
        flows=(Flow(id="f", source="1", target="2"),),
    )


@pytest.mark.parametrize("between", [324.0, 1000.0])
def test_steps_moved_together_take_their_line_along_unless_a_card_is_there(between: float) -> None:
    one = two_rows(between)
    before = lay_out(one)
    lower = {i: one.step_by_id[i].position for i in "12"}
    steps = tuple(
        s.replace(position=at.replace(y=108.0)) if (at := lower.get(s.id)) else s for s in one.steps
    )
    moved = one.replace(steps=steps)
    now = lay_out(moved, before, frozenset("12"))
    check(moved, now)
    straight = len(now.routes["f"].points) == 2
    assert straight == (between == 1000.0)


def test_rework_between_cards_one_above_the_other_runs_through_neither() -> None:
    for below, above in (("1", "2"), ("2", "1")):
        one = ValueStreamMap(
            id="m",
            roles=(Role(id="a"),),
            steps=(
                Step(id=above, role="a", position=Position(x=24, y=8)),
                Step(id=below, role="a", position=Position(x=24, y=96)),
            ),
            flows=(
                Flow(id="f", source="1", target="2"),
                Flow(id="r", source="2", target="1", kind="rework", probability=0.3),
            ),
        )
        check(one, lay_out(one))


def test_lines_keep_clear_of_cards_nearly_everywhere() -> None:
    pieces = near = 0
    for seed in range(40):
        pick = random.Random(seed)
        one, found = start(SAMPLES[pick.choice(sorted(SAMPLES))])
        for _ in range(3):
            one, found = dragged(one, found, pick)
        pieces += sum(len(route.points) - 1 for route in found.routes.values())
        near += crowded(one, found)
    assert near / pieces < 0.01
