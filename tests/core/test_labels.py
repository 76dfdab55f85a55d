"""What stands on the lines: clear of cards, circles and each other, and on its own line."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis.comparison import match_steps
from mopsmap.layout import Layout, lay_out
from mopsmap.layout.beside import lay_out_beside
from mopsmap.layout.lines import Box, Wish
from mopsmap.layout.marking import CORNER, GAP, PILL_HEIGHT, RADIUS, SINK, Marks
from mopsmap.layout.routing import Router
from mopsmap.model import Flow, Position, Role, Step, ValueStreamMap
from mopsmap.phases import fold, phases_in
from mopsmap.units import Duration
from tests.core.test_layout import SAMPLE_MAPS, box, cut, move
from tests.screens.states import states

MAPS = SAMPLE_MAPS | {f"states {one.id}": one for one in states().maps}


def labels(found: Layout) -> dict[str, Box]:
    assert found.plan is not None
    sizes, boxes = found.plan.widths, {}
    for flow, route in found.routes.items():
        if route.label is not None:
            (x, y), half = route.label, sizes[flow] / 2
            boxes[flow] = (x - half, y - PILL_HEIGHT / 2, x + half, y + PILL_HEIGHT / 2)
    return boxes


def check(found: Layout) -> None:
    """Labels keep their distance from cards, circles and each other, and lie on their lines."""
    boxes = labels(found)
    around = {f: (b[0] - GAP, b[1] - GAP, b[2] + GAP, b[3] + GAP) for f, b in boxes.items()}
    cards = [box(placed) for placed in found.steps.values()]
    circles = [(j.x - RADIUS, j.y - RADIUS, j.x + RADIUS, j.y + RADIUS) for j in found.junctions]
    for flow, room in around.items():
        assert not any(cut(room, other) for other in (*cards, *circles)), flow
    for a, b in combinations(boxes, 2):
        assert not cut(around[a], boxes[b]), (a, b)
    for flow in boxes:
        assert any(_on(found.routes[flow].label, boxes[flow], *p) for p in _pieces(found, flow))


def _pieces(found: Layout, flow: str) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [*pairwise(found.routes[flow].points)]


def _on(
    label: tuple[float, float] | None, pill: Box, a: tuple[float, float], b: tuple[float, float]
) -> bool:
    assert label is not None
    (ax, ay), (bx, by) = a, b
    if ax == bx:
        return pill[0] < ax < pill[2] and min(ay, by) <= label[1] <= max(ay, by)
    return abs(label[1] - ay) <= SINK and min(ax, bx) <= label[0] <= max(ax, bx)


def crossed(found: Layout) -> list[tuple[str, str]]:
    """Labels and the lines below them of flows that do not share the label."""
    assert found.plan is not None
    wishes, forks = found.plan.wishes, found.plan.forks
    return [
        (flow, other)
        for flow, pill in labels(found).items()
        for other in found.routes
        if other != flow
        and not {flow, other} <= set(forks.get(wishes[flow].source, ()))
        and any(
            cut((min(ax, bx) - 1, min(ay, by) - 1, max(ax, bx) + 1, max(ay, by) + 1), pill)
            for (ax, ay), (bx, by) in _pieces(found, other)
        )
    ]


@pytest.mark.parametrize("name", MAPS)
def test_on_the_samples_every_label_is_clear_of_everything(name: str) -> None:
    found = lay_out(MAPS[name])
    check(found)
    assert not crossed(found)


@pytest.mark.parametrize("name", MAPS)
def test_labels_between_blocks_touch_nothing(name: str) -> None:
    one = MAPS[name]
    for collapsed in ({*phases_in(one)}, {phases_in(one)[0]}):
        folded = fold(one, collapsed)
        check(lay_out(folded.map, blocks=frozenset(folded.blocks)))


@pytest.mark.parametrize("name", sorted({name.split()[0] for name in MAPS}))
def test_labels_of_two_maps_beside_each_other_touch_nothing(name: str) -> None:
    before, after = MAPS[f"{name} as-is"], MAPS[f"{name} to-be"]
    for found in lay_out_beside(before, after, match_steps(before, after).places()):
        check(found)
        assert not crossed(found)


@st.composite
def maps(draw: st.DrawFn) -> ValueStreamMap:
    """Maps with many answers; some steps stand where a person put them."""
    count, roles = draw(st.integers(2, 9)), draw(st.integers(1, 3))
    spots = st.none() | st.builds(Position, x=st.integers(0, 900), y=st.integers(0, 200))
    steps = tuple(
        Step(
            id=str(i),
            role=f"r{draw(st.integers(0, roles - 1))}",
            kind=draw(st.sampled_from(["step", "decision"])),
            process_time=draw(st.sampled_from([None, Duration(1, "h")])),
            position=draw(spots),
        )
        for i in range(count)
    )
    step = st.integers(0, count - 1).map(str)
    said = st.sampled_from(["", "yes", "no", "needs another look"])
    kinds = st.sampled_from(["forward", "forward", "rework", "information"])
    ends = draw(st.lists(st.tuples(step, step, kinds, said), max_size=12))
    flows = tuple(
        Flow(id=f"f{n}", source=a, target=b, kind=kind, label=text, probability=0.5)
        for n, (a, b, kind, text) in enumerate(ends)
    )
    return ValueStreamMap(
        id="m", roles=tuple(Role(id=f"r{i}") for i in range(roles)), steps=steps, flows=flows
    )


@settings(max_examples=30, deadline=None)
@given(maps(), st.integers(0, 8), st.integers(0, 900), st.integers(0, 200))
def test_labels_never_touch_cards_circles_or_each_other(
    one: ValueStreamMap, number: int, x: int, y: int
) -> None:
    found = lay_out(one)
    check(found)
    assert lay_out(one) == found
    step = one.steps[number % len(one.steps)]
    after = move(one, step.id, step.role, x, y)
    check(lay_out(after, found, frozenset({step.id})))


@settings(deadline=None)
@given(st.integers(20, 120), st.integers(0, 60), st.integers(0, 60))
def test_labels_keep_from_corners_where_there_is_room(width: int, more: int, down: int) -> None:
    across = 200.0 + width + 2 * CORNER + more
    points = ((112.0, 40.0), (200.0, 40.0), (200.0, 60.0 + down), (across, 60.0 + down))
    points = (*points, (across, 300.0))
    router = Router({"a": (0.0, 0.0, 112.0, 80.0), "b": (500.0, 300.0, 612.0, 380.0)}, 600.0)
    wish = Wish("ab", "a", "b", back=False, joins=False, parallel=False, label=float(width))
    router.add(wish, points)
    spot = Marks(router).label(wish, points)
    assert spot is not None
    x, y = spot
    for cx, cy in points[1:-1]:
        if y == cy:
            assert abs(x - cx) >= width / 2 + CORNER
        if x == cx:
            assert abs(y - cy) >= PILL_HEIGHT / 2 + CORNER


def _asked(*flows: Flow) -> ValueStreamMap:
    """A bare decision below two cards, with a line that comes down close beside it."""
    at = {"in": (100, 8), "ask": (160, 232), "yes": (220, 136), "no": (260, 8)}
    steps = tuple(
        Step(
            id=i,
            role="a",
            kind="decision" if i == "ask" else "step",
            position=Position(x=x, y=y),
        )
        for i, (x, y) in at.items()
    )
    return ValueStreamMap(id="m", roles=(Role(id="a"),), steps=steps, flows=flows)


def test_lines_make_way_for_a_label_that_has_no_place() -> None:
    said = {"label": "yes", "probability": 0.9}
    one = _asked(
        Flow(id="in-ask", source="in", target="ask"),
        Flow(id="yes", source="ask", target="yes", **said),
        Flow(id="no", source="ask", target="no", label="no", probability=0.1),
    )
    found = lay_out(one)
    assert labels(found).keys() >= {"yes", "no"}
    assert not crossed(found)
    check(found)
