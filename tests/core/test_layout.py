"""Where steps stand and flows run: lanes, rows, columns, fixed steps, routes, labels, drags."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import layout, storage
from mopsmap.layout import Layout, Placed, lane_at, lay_out, positions, snap
from mopsmap.layout.lines import CLEAR, Wish, plain_cost
from mopsmap.layout.marking import Marks
from mopsmap.layout.routing import FAR, Router
from mopsmap.layout.shapes import Ends, bent, cheapest, direct
from mopsmap.model import Flow, FlowKind, Position, Role, Step, ValueStreamMap
from mopsmap.reading import read_map
from mopsmap.units import Duration

SAMPLES = Path(__file__).parents[2] / "samples"


def a_map(steps: str, *flows: str, roles: str = "abc") -> ValueStreamMap:
    """`steps` such as "1a 2b 3" (id and role, or none), `flows` such as "1>2", rework "2~1"."""
    found = []
    for number, text in enumerate(flows):
        kind: FlowKind = "rework" if "~" in text else "forward"
        source, target = text.replace("~", ">").split(">")
        share = 0.2 if kind == "rework" else None
        found.append(
            Flow(id=f"f{number}", source=source, target=target, kind=kind, probability=share)
        )
    return ValueStreamMap(
        id="m",
        roles=tuple(Role(id=r, name=r) for r in roles),
        steps=tuple(
            Step(id=word[0], role=word[1] if len(word) > 1 else None) for word in steps.split()
        ),
        flows=tuple(found),
    )


def sample_maps() -> Iterator[tuple[str, ValueStreamMap]]:
    for path in sorted(SAMPLES.glob("*.mopsmap")):
        for one in storage.load(path).project.maps:
            yield f"{path.stem} {one.id}", one


SAMPLE_MAPS = dict(sample_maps())


def move(one: ValueStreamMap, step_id: str, role: str | None, x: float, y: float) -> ValueStreamMap:
    steps = tuple(
        s.replace(role=role, position=Position(x=x, y=y)) if s.id == step_id else s
        for s in one.steps
    )
    return one.replace(steps=steps)


def freeze(one: ValueStreamMap, found: Layout) -> ValueStreamMap:
    at = positions(found, one)
    return one.replace(steps=tuple(s.replace(position=at[s.id]) for s in one.steps))


def cut(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Whether two boxes (left, top, right, bottom) share more than a border."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def box(placed: Placed) -> tuple[float, float, float, float]:
    return placed.x, placed.y, placed.right, placed.bottom


def overlapping(found: Layout) -> list[tuple[str, str]]:
    return [
        (a.step, b.step) for a, b in combinations(found.steps.values(), 2) if cut(box(a), box(b))
    ]


def through(found: Layout) -> list[tuple[str, str]]:
    """Flows and the cards through which they run."""
    return [
        (route.flow, placed.step)
        for route in found.routes.values()
        for (ax, ay), (bx, by) in pairwise(route.points)
        for placed in found.steps.values()
        if cut((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), box(placed))
        or (ax == bx and placed.x < ax < placed.right and _between(ay, by, placed.y, placed.bottom))
        or (ay == by and placed.y < ay < placed.bottom and _between(ax, bx, placed.x, placed.right))
    ]


def _between(a: float, b: float, low: float, high: float) -> bool:
    return min(a, b) < high and max(a, b) > low


def pills(one: ValueStreamMap, found: Layout) -> dict[str, tuple[float, float, float, float]]:
    shares, boxes = read_map(one).shares, {}
    for flow in one.flows:
        at = found.routes[flow.id].label
        if at is not None:
            text = layout.label_text(flow, shares.get(flow.id))
            half = layout.label_width(text, flow.kind == "rework") / 2
            boxes[flow.id] = (at[0] - half, at[1] - 9, at[0] + half, at[1] + 9)
    return boxes


def covered(one: ValueStreamMap, found: Layout) -> list[tuple[str, str]]:
    """Pills and the lines of other flows below them, but for those they part from in parallel."""
    splits, flows = read_map(one).parallel_splits, one.flow_by_id
    return [
        (flow, route.flow)
        for flow, pill in pills(one, found).items()
        for route in found.routes.values()
        for (ax, ay), (bx, by) in pairwise(route.points)
        if cut((min(ax, bx) - 1, min(ay, by) - 1, max(ax, bx) + 1, max(ay, by) + 1), pill)
        and route.flow != flow
        and not (flows[flow].source == flows[route.flow].source in splits)
    ]


def check_lines(one: ValueStreamMap, found: Layout) -> None:
    """Every route is orthogonal and runs from the border of its source to that of its target."""
    for flow in one.flows:
        points = found.routes[flow.id].points
        for (ax, ay), (bx, by) in pairwise(points):
            assert (ax == bx) != (ay == by), (flow.id, points)
        for end, (x, y) in ((flow.source, points[0]), (flow.target, points[-1])):
            left, top, right, bottom = box(found.steps[end])
            middle = ((left + right) / 2, (top + bottom) / 2)
            ports = {(left, middle[1]), (right, middle[1]), (middle[0], top), (middle[0], bottom)}
            assert (x, y) in ports, (flow.id, end)


def test_empty_lanes_are_full_in_a_small_map_and_flat_in_a_large_one() -> None:
    small = lay_out(a_map("", roles="ab"))
    assert [lane.height for lane in small.lanes] == [96, 96]
    assert not small.steps
    assert small.height == 192
    large = lay_out(a_map("1a", roles="abcdefg"))
    assert [lane.height for lane in large.lanes] == [96] + 6 * [28]
    assert lay_out(a_map("", roles="")).lanes == ()


def test_a_chain_in_one_lane_runs_straight() -> None:
    found = lay_out(a_map("1a 2a 3a", "1>2", "2>3"))
    xs = [found.steps[s].x for s in "123"]
    assert [b - a for a, b in pairwise(xs)] == [130, 130]
    assert {found.steps[s].y for s in "123"} == {8}
    assert found.lanes[0].height == 96
    assert all(len(route.points) == 2 for route in found.routes.values())


def test_a_change_of_lane_goes_down_from_the_middle_and_enters_left() -> None:
    found = lay_out(a_map("1a 2b", "1>2"))
    one, two = found.steps["1"], found.steps["2"]
    assert two.x - one.x == 74
    assert found.routes["f0"].points == (
        (one.center[0], one.bottom),
        (one.center[0], two.center[1]),
        (two.x, two.center[1]),
    )


def test_branches_in_one_lane_stand_in_rows_and_share_their_beginning() -> None:
    found = lay_out(a_map("1a 2a 3a 4a 5a", "1>2", "1>3", "1>4", "2>5", "3>5", "4>5"))
    assert len({found.steps[s].y for s in "234"}) == 3
    assert found.steps["5"].x > max(found.steps[s].right for s in "234")
    assert found.lanes[0].height >= 96 + 2 * 88
    assert not overlapping(found)
    assert not through(found)


def test_parallel_forks_and_joins_get_a_circle_and_choices_none() -> None:
    fork = a_map("1a 2b 3c 4b", "1>2", "1>3", "2>4", "3>4")
    assert {(j.step, j.kind) for j in lay_out(fork).junctions} == {("1", "fork"), ("4", "join")}
    flows = (
        fork.flows[0].replace(probability=0.5),
        fork.flows[1].replace(probability=0.5),
        *fork.flows[2:],
    )
    assert lay_out(fork.replace(flows=flows)).junctions == ()


def test_steps_without_a_role_get_a_last_lane() -> None:
    found = lay_out(a_map("1a 2", "1>2"))
    assert [lane.role for lane in found.lanes] == ["a", "b", "c", None]
    assert found.steps["2"].y > found.lanes[-1].top
    assert [lane.role for lane in lay_out(a_map("1 2", "1>2", roles="")).lanes] == [None]


def test_a_decision_without_times_is_a_diamond_and_an_end_an_event() -> None:
    one = ValueStreamMap(
        id="m",
        roles=(Role(id="a"),),
        steps=(
            Step(id="bare", kind="decision"),
            Step(id="owned", kind="decision", role="a"),
            Step(id="timed", kind="decision", role="a", process_time=Duration(1.0)),
            Step(id="end", kind="end", role="a"),
        ),
    )
    shapes = {i: placed.shape for i, placed in lay_out(one).steps.items()}
    assert shapes == {"bare": "diamond", "owned": "diamond", "timed": "card", "end": "event"}


def test_a_fixed_step_stays_and_its_lane_grows() -> None:
    one = move(a_map("1a 2a 3a", "1>2", "2>3"), "2", "a", 400, 200)
    found = lay_out(one)
    assert (found.steps["2"].x, found.steps["2"].y) == (400, 200)
    assert found.lanes[0].height == 288
    assert not overlapping(found)


def test_automatic_steps_avoid_fixed_ones() -> None:
    chain = a_map("1a 2a 3a 4a", "1>2", "2>3")
    second = lay_out(chain).steps["2"]
    found = lay_out(move(chain, "4", "a", second.x + 20, second.y + 30))
    assert (found.steps["4"].x, found.steps["4"].y) == (second.x + 20, second.y + 30)
    assert not overlapping(found)
    assert not through(found)


def test_places_between_pixels_and_far_away_do_no_harm() -> None:
    chain = a_map("1a 2a 3a 4b", "1>2", "2>3", "3>4", "4~1")
    for x, y in ((100.3, 8.1), (154.7, 0.2), (1e7, 1e7), (-1e7, -1e7)):
        found = lay_out(move(chain, "2", "a", x, y))
        check_lines(chain, found)
        assert not overlapping(found)


def test_a_new_step_stands_in_line_with_the_frozen_ones() -> None:
    loops = a_map("1a 2a 3a", "1>2", "2>3", "3~1")
    frozen = freeze(loops, lay_out(loops))
    steps = (*frozen.steps, Step(id="4", role="a"))
    grown = frozen.replace(steps=steps, flows=(*frozen.flows, Flow(id="n", source="3", target="4")))
    found = lay_out(grown)
    assert found.steps["4"].y == found.steps["3"].y
    assert found.steps["4"].x > found.steps["3"].right
    assert len(found.routes["n"].points) == 2


def test_a_return_that_goes_forward_stands_at_the_end_of_its_lane() -> None:
    chain = a_map("1a 2a 3a", "1>2", "2>3")
    begins = (chain.steps[0].replace(kind="start"), *chain.steps[1:])
    frozen = freeze(chain.replace(steps=begins), lay_out(chain))
    flows = (
        Flow(id="r", source="3", target="9", kind="rework", probability=0.1),
        Flow(id="n", source="9", target="2"),
    )
    steps = (*frozen.steps, Step(id="9", role="b"))
    found = lay_out(frozen.replace(steps=steps, flows=(*frozen.flows, *flows)))
    assert found.steps["9"].x < found.steps["2"].x


def test_the_layout_before_never_tells_where_a_step_stands_now() -> None:
    chain = a_map("1a 2b 3c 4a", "1>2", "2>3", "3>4")
    frozen = freeze(chain, lay_out(chain))
    before = lay_out(frozen)
    decides = tuple(s.replace(kind="decision") if s.id == "2" else s for s in frozen.steps)
    for after in (
        frozen.replace(roles=frozen.roles[::-1]),
        frozen.replace(roles=(*frozen.roles[:1], Role(id="d"), *frozen.roles[1:])),
        frozen.replace(steps=(*frozen.steps, Step(id="5"))),
        frozen.replace(steps=decides),
        move(frozen, "1", "a", 24.0, 150.0),
        move(frozen, "1", "b", 24.0, 8.0),
    ):
        found, anew = lay_out(after, before, frozenset("1235")), lay_out(after)
        assert (found.lanes, found.steps) == (anew.lanes, anew.steps)


def test_rework_to_an_earlier_lane_enters_from_the_right() -> None:
    found = lay_out(a_map("1a 2b 3c", "1>2", "2>3", "2~1"))
    assert found.routes["f2"].points[-1] == (found.steps["1"].right, found.steps["1"].center[1])
    assert found.routes["f2"].label is not None


def test_a_return_step_stands_beside_the_step_it_goes_back_to() -> None:
    found = lay_out(a_map("1a 2a 3b 9a", "1>2", "2>3", "3~9", "9~2"))
    assert found.steps["9"].x > found.steps["2"].right
    assert found.steps["9"].x - found.steps["2"].right < 200
    assert not through(found)


def test_return_steps_that_lead_nowhere_are_placed_too() -> None:
    found = lay_out(a_map("1a 2a 7b 8b 9c", "1>2", "8~7", "7~8", "9~7", "7>9"))
    assert set(found.steps) == set("12789")
    assert not overlapping(found)


def test_unconnected_steps_stand_at_the_end_of_their_lane() -> None:
    found = lay_out(a_map("9a 1a 2a 8b", "1>2"))
    assert found.steps["9"].x > found.steps["2"].right
    assert found.steps["8"].x == found.steps["1"].x
    row = lay_out(a_map("1a 2a 3a"))
    assert [row.steps[s].x for s in "123"] == sorted(row.steps[s].x for s in "123")
    assert len({row.steps[s].y for s in "123"}) == 1


def test_a_step_that_leads_to_itself_loops_beside_its_card() -> None:
    one = a_map("1a 2a", "1>2", "1~1")
    found = lay_out(one)
    check_lines(one, found)
    assert not through(found)


def test_two_flows_between_the_same_steps_are_told_apart() -> None:
    found = lay_out(a_map("1a 2a", "1>2", "1>2"))
    assert found.routes["f0"].points != found.routes["f1"].points
    assert not through(found)


@pytest.mark.parametrize(
    "one",
    [
        a_map("1a 2a 3a", "1>2", "2>3", "3>1"),
        a_map("1a 2b 3c", "1>2", "2>1", "2>3", "3>2"),
        a_map("1a 2a 3a 4a 5a 6a", "1>2", "1>3", "2>4", "3>4", "4>5", "5>6", "5~2", "6~1", "1>6"),
        a_map("1 2 3", "1>2", "2>3", "3~1", roles=""),
    ],
)
def test_loops_and_crowded_lanes_stay_readable(one: ValueStreamMap) -> None:
    found = lay_out(one)
    check_lines(one, found)
    assert not overlapping(found)
    assert not through(found)


@pytest.mark.parametrize("name", SAMPLE_MAPS)
def test_the_samples_are_drawn_clean(name: str) -> None:
    one = SAMPLE_MAPS[name]
    found = lay_out(one)
    check_lines(one, found)
    assert not overlapping(found)
    assert not through(found)
    boxes = pills(one, found)
    for flow, pill in boxes.items():
        assert not [s for s, placed in found.steps.items() if cut(pill, box(placed))], flow
    assert not [(a, b) for a, b in combinations(boxes, 2) if cut(boxes[a], boxes[b])]
    assert not covered(one, found)
    for flow in read_map(one).forward:
        assert found.steps[flow.source].x < found.steps[flow.target].x
        assert found.routes[flow.id].points[-1][0] == found.steps[flow.target].x


@pytest.mark.parametrize("name", SAMPLE_MAPS)
def test_every_share_of_the_samples_is_shown(name: str) -> None:
    one = SAMPLE_MAPS[name]
    found, reading = lay_out(one), read_map(one)
    silent = [
        (flow.source, layout.label_text(flow, reading.shares[flow.id]))
        for flow in one.flows
        if found.routes[flow.id].label is None and layout.label_text(flow, reading.shares[flow.id])
    ]
    told = {
        (flow.source, layout.label_text(flow, reading.shares[flow.id]))
        for flow in one.flows
        if found.routes[flow.id].label is not None
    }
    assert set(silent) <= told
    assert all(source in reading.parallel_splits for source, _ in silent)


@pytest.mark.parametrize("name", SAMPLE_MAPS)
def test_freezing_a_map_moves_nothing(name: str) -> None:
    one = SAMPLE_MAPS[name]
    found = lay_out(one)
    frozen = lay_out(freeze(one, found), found, frozenset())
    assert frozen.lanes == found.lanes
    assert frozen.steps == found.steps
    assert frozen.routes == found.routes
    assert frozen.junctions == found.junctions


def test_the_same_map_is_always_drawn_the_same() -> None:
    one = SAMPLE_MAPS["campaign as-is"]
    assert lay_out(one) == lay_out(one)


@pytest.mark.parametrize("name", SAMPLE_MAPS)
def test_the_cheapest_of_all_shapes_of_a_flow_come_first(name: str) -> None:
    one = SAMPLE_MAPS[name]
    found = lay_out(one)
    boxes = {i: (p.x, p.y, p.right, p.bottom) for i, p in found.steps.items()}
    for flow in one.flows[::4]:
        for back in (False, True):
            wish = Wish(flow.id, flow.source, flow.target, back, False, False, 30.0)
            a, b = boxes[flow.source], boxes[flow.target]
            ends = Ends(wish, a, b, found.height, [b[0] - 21.0], list(boxes.values()))
            shapes = {shape for _, group in bent(ends) for _, shape in group}
            assert shapes
            made = list(cheapest(bent(ends)))
            assert made == sorted((plain_cost(shape), shape) for shape in shapes)


@pytest.mark.parametrize("name", SAMPLE_MAPS)
def test_no_shape_of_a_flow_leaves_the_area_whose_cards_are_looked_at(name: str) -> None:
    one = SAMPLE_MAPS[name]
    found = lay_out(one)
    boxes = {i: (p.x, p.y, p.right, p.bottom) for i, p in found.steps.items()}
    for flow in one.flows:
        wish = Wish(flow.id, flow.source, flow.target, True, True, False, 30.0)
        a, b = boxes[flow.source], boxes[flow.target]
        left, low = min(a[0], b[0]) - FAR + CLEAR, min(a[1], b[1]) - FAR + CLEAR
        right, high = max(a[2], b[2]) + FAR - CLEAR, max(a[3], b[3]) + FAR - CLEAR
        ends = Ends(wish, a, b, found.height, [], list(boxes.values()))
        shapes = [shape for stage in (direct, bent) for _, shape in cheapest(stage(ends))]
        assert all(left <= x <= right and low <= y <= high for shape in shapes for x, y in shape)


def test_a_drag_leaves_the_routes_elsewhere_alone() -> None:
    one = SAMPLE_MAPS["campaign as-is"]
    before = lay_out(one)
    frozen = freeze(one, before)
    start = positions(before, one)["c29"]
    dragged = move(frozen, "c29", "an", start.x + 40, start.y)
    after = lay_out(dragged, before, frozenset({"c29"}))
    touching = {f.id for f in one.flows if "c29" in (f.source, f.target)}
    assert after.steps["c29"].x == before.steps["c29"].x + 40
    for flow in one.flows:
        same = after.routes[flow.id].points == before.routes[flow.id].points
        assert same == (flow.id not in touching)


def test_a_flow_gives_way_to_a_card_dragged_onto_it() -> None:
    one = a_map("1a 2a 3a 9b", "1>2", "2>3")
    before = lay_out(one)
    frozen = move(freeze(one, before), "3", "a", 700, 8)
    wide = lay_out(frozen, before, frozenset({"3"}))
    after = lay_out(move(frozen, "9", "a", 480, 8), wide, frozenset({"9"}))
    assert len(wide.routes["f1"].points) == 2
    assert len(after.routes["f1"].points) > 2
    assert not through(after)


def test_lines_keep_clear_of_cards_when_their_lane_becomes_lower() -> None:
    one = a_map("1a 2a 3a 9a 4b", "1>3")
    for step, role, x, y in (
        *(("1", "a", 40, 8), ("2", "a", 240, 8), ("3", "a", 440, 8)),
        *(("9", "a", 700, 104), ("4", "b", 40, 8)),
    ):
        one = move(one, step, role, x, y)
    before = lay_out(one)
    lanes = before.lanes[0].height, before.lanes[1].height
    after = lay_out(move(one, "9", "b", 700, 8), before, frozenset({"9"}))
    assert (after.lanes[0].height, after.lanes[1].height) == (lanes[1], lanes[1])
    assert lanes[0] > lanes[1]
    level = [a[1] for a, b in pairwise(after.routes["f0"].points) if a[1] == b[1]]
    assert all(abs(y - edge) >= 8 for y in level[1:-1] or level for edge in (8, 88))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(SAMPLE_MAPS)), st.integers(0, 2**32))
def test_no_flow_runs_through_a_card_after_wild_drags(name: str, seed: int) -> None:
    pick = random.Random(seed)
    one = SAMPLE_MAPS[name]
    found = lay_out(one)
    one = freeze(one, found)
    for _ in range(3):
        step = pick.choice(one.steps)
        role = pick.choice(one.roles).id
        x, y = 4.0 * pick.randrange(600), 8.0
        taken = [s for s in one.steps if s.role == role and s.id != step.id and s.position]
        while any(s.position and abs(s.position.x - x) < 136 for s in taken):
            x += 136
        one = move(one, step.id, role, x, y)
        found = lay_out(one, found, frozenset({step.id}))
        check_lines(one, found)
        assert not through(found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_drawing_is_laid_out(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    roles = data.draw(st.integers(0, 3))
    ids = [str(i) for i in range(count)]
    step_roles = st.sampled_from([None, *(f"r{i}" for i in range(roles))])
    kinds = st.sampled_from(["start", "step", "decision", "end"])
    spots = st.none() | st.builds(Position, x=st.floats(-500, 2000), y=st.floats(-200, 600))
    one = ValueStreamMap(
        id="m",
        roles=tuple(Role(id=f"r{i}") for i in range(roles)),
        steps=tuple(
            Step(id=i, role=data.draw(step_roles), kind=data.draw(kinds), position=data.draw(spots))
            for i in ids
        ),
        flows=tuple(
            Flow(id=f"f{n}", source=a, target=b, kind=kind)
            for n, (a, b, kind) in enumerate(
                data.draw(
                    st.lists(
                        st.tuples(
                            st.sampled_from(ids),
                            st.sampled_from(ids),
                            st.sampled_from(["forward", "rework", "information"]),
                        ),
                        max_size=12,
                    )
                )
            )
        ),
    )
    found = lay_out(one)
    assert set(found.steps) == set(ids)
    assert set(found.routes) == {f.id for f in one.flows}
    tops = {lane.role: lane.top for lane in found.lanes}
    fixed = {s.id for s in one.steps if s.position is not None}
    for step in one.steps:
        if step.position is not None:
            placed = found.steps[step.id]
            assert placed.x == step.position.x
            assert placed.y == pytest.approx(tops[step.role] + step.position.y)
    assert not [pair for pair in overlapping(found) if not fixed & set(pair)]


def test_a_map_of_ten_thousand_steps_is_laid_out() -> None:
    count = 10_000
    one = ValueStreamMap(
        id="m",
        roles=tuple(Role(id=f"r{i}") for i in range(8)),
        steps=tuple(Step(id=f"s{i}", role=f"r{i % 8}") for i in range(count)),
        flows=tuple(Flow(id=f"f{i}", source=f"s{i}", target=f"s{i + 1}") for i in range(count - 1)),
    )
    found = lay_out(one)
    assert len(found.steps) == count
    assert len(found.routes) == count - 1
    assert found.steps["s9999"].x > found.steps["s0"].x


def test_lane_at_finds_the_lane_under_a_point() -> None:
    found = lay_out(a_map("1a 2b 3", "1>2"))
    assert lane_at(found, -50) == "a"
    assert lane_at(found, found.lanes[1].top) == "b"
    assert lane_at(found, found.lanes[2].top + 1) == "c"
    assert lane_at(found, found.height + 500) is None
    assert lane_at(lay_out(a_map("", roles="")), 10) is None


def test_snapping_goes_to_the_nearest_grid_point() -> None:
    assert snap(13, 30.5) == (12, 32)
    assert snap(-5, 2) == (-4, 0)


def test_a_label_names_the_answer_and_the_share_unless_all_take_it() -> None:
    flow = Flow(id="f", source="1", target="2", label="approved")
    assert layout.label_text(flow, 0.7) == "approved 70\u202f%"
    assert layout.label_text(flow, 1.0) == "approved"
    assert layout.label_text(flow.replace(label=""), None) == ""


def _wish(flow: str, label: float) -> Wish:
    return Wish(flow, "a", "b", back=False, joins=False, parallel=False, label=label)


@pytest.mark.parametrize("gap", [12.0, 30.0, 60.0])
def test_a_label_gives_way_to_a_line_that_runs_beside_its_own(gap: float) -> None:
    boxes = {"a": (144.0, 0.0, 256.0, 80.0), "b": (294.0, 500.0, 406.0, 580.0)}
    router = Router(boxes, 600.0)
    points = ((200.0, 80.0), (200.0, 540.0), (294.0, 540.0))
    wish = _wish("ab", 90.0)
    router.add(wish, points)
    router.add(_wish("x", 0.0), ((200.0 + gap, -50.0), (200.0 + gap, 700.0)))
    spot = Marks(router).label(wish, points)
    assert spot is not None
    x, y = spot
    assert x + 45 <= 200 + gap - 2
    assert x - 45 + 8 <= 200 <= x + 45 - 8
    assert 80 < y < 540


def test_a_label_keeps_its_distance_where_its_line_has_such_a_place() -> None:
    router = Router({"a": (0.0, 0.0, 112.0, 80.0), "b": (800.0, 0.0, 912.0, 80.0)}, 600.0)
    wish = _wish("ab", 60.0)
    points = ((112.0, 40.0), (800.0, 40.0))
    router.add(wish, points)
    router.add(_wish("x", 0.0), ((420.0, 52.0), (500.0, 52.0)))
    spot = Marks(router).label(wish, points)
    assert spot is not None
    assert spot[0] + 30 <= 412 or spot[0] - 30 >= 508
