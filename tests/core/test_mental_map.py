"""Steps already seen move as little as possible when a map changes, and keep their order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import edits, storage
from mopsmap.layout import CARD_WIDTH, FEW_LANES, Layout, lay_out, positions, row_top
from mopsmap.layout.placement import GAP
from mopsmap.model import Flow, Position, Project, Role, Step, ValueStreamMap
from tests.core.test_drags import check

NEW = "new"
SAMPLES = {
    f"{path.stem} {one.id}": (project, one.id)
    for path in sorted((Path(__file__).parents[2] / "samples").glob("*.mopsmap"))
    for project in (storage.load(path).project,)
    for one in project.maps
}
Change = tuple[str, str, Project]
"""What is done, the step or flow it is done to, and the project afterwards."""


def frozen(name: str) -> tuple[Project, str, Layout]:
    """A sample with every step kept where it stands, as before any structural edit."""
    project, map_id = SAMPLES[name]
    one = project.map_by_id[map_id]
    found = lay_out(one)
    return edits.freeze(project, map_id, positions(found, one)), map_id, found


def after(project: Project, map_id: str, before: Layout, old: ValueStreamMap) -> Layout:
    one = project.map_by_id[map_id]
    steps = {s.id for s in one.steps if old.step_by_id.get(s.id) is not s}
    flows = {f.id for f in one.flows if old.flow_by_id.get(f.id) is not f}
    return lay_out(one, before, frozenset(steps | flows))


def sideways(before: Layout, now: Layout) -> float:
    return sum(abs(now.steps[s].x - p.x) for s, p in before.steps.items() if s in now.steps)


def turned(before: Layout, now: Layout) -> list[tuple[str, str]]:
    """Pairs of old steps of which the other one is now further left."""
    kept = [s for s in before.steps if s in now.steps]
    return [
        (a, b)
        for a, b in combinations(kept, 2)
        if (before.steps[a].x - before.steps[b].x) * (now.steps[a].x - now.steps[b].x) < 0
    ]


def overlapping(found: Layout) -> list[tuple[str, str]]:
    return [
        (a.step, b.step)
        for a, b in combinations(found.steps.values(), 2)
        if a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
    ]


def inserted(project: Project, map_id: str, flow: Flow) -> Project:
    role = project.map_by_id[map_id].step_by_id[flow.source].role
    grown = edits.add_step(project, map_id, NEW, role=role)
    return edits.make_room_for(edits.split_flow(grown, map_id, flow.id, NEW), map_id, NEW)


def appended(project: Project, map_id: str, step: Step) -> Project:
    grown = edits.add_step(project, map_id, NEW, role=step.role, after=step.id)
    return edits.make_room_for(grown, map_id, NEW)


def branched(project: Project, map_id: str, step: Step) -> Project:
    grown = edits.add_step(project, map_id, NEW, role=step.role)
    grown = edits.connect(grown, map_id, step.id, NEW)
    return edits.make_room_for(grown, map_id, NEW)


def growths(project: Project, map_id: str) -> Iterator[Change]:
    one = project.map_by_id[map_id]
    for flow in one.flows:
        if flow.kind == "forward":
            yield "insert", flow.source, inserted(project, map_id, flow)
    for step in one.steps:
        if step.kind != "end":
            yield "append", step.id, appended(project, map_id, step)
            yield "branch", step.id, branched(project, map_id, step)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_new_step_pushes_little_and_never_changes_the_order(name: str) -> None:
    project, map_id, before = frozen(name)
    old = project.map_by_id[map_id]
    counts = {"insert": 0, "append": 0, "branch": 0}
    ways = dict.fromkeys(counts, 0.0)
    for kind, source, grown in growths(project, map_id):
        now = after(grown, map_id, before, old)
        assert not turned(before, now), (kind, source)
        assert not overlapping(now), (kind, source)
        new = now.steps[NEW]
        assert new.x > now.steps[source].x, (kind, source)
        ends = [f.target for f in grown.map_by_id[map_id].flows if f.source == NEW]
        assert all(now.steps[end].x > new.x for end in ends), (kind, source)
        counts[kind] += 1
        ways[kind] += sideways(before, now)
    assert ways["branch"] == 0
    # a step and its gap into each column right of the middle would be over twice as much
    least = (CARD_WIDTH + GAP) * len(old.steps) / 3
    assert ways["insert"] / counts["insert"] < least
    assert ways["append"] / counts["append"] < least


def together(before: Layout, now: Layout, flow: Flow) -> tuple[float, float] | None:
    """How far both ends of a flow moved, where that is the same and nothing else is near."""
    if before.lanes != now.lanes or flow.source not in before.steps:
        return None
    ways = {
        s: (p.x - before.steps[s].x, p.y - before.steps[s].y)
        for s, p in now.steps.items()
        if s in before.steps
    }
    way, route = ways[flow.source], now.routes[flow.id]
    near = (s for s, p in now.steps.items() if p.right + 40 > route.left and p.x < route.right + 40)
    return way if {ways.get(s) for s in near} == {way} else None


@pytest.mark.parametrize("name", SAMPLES)
def test_lines_go_along_with_steps_that_are_pushed_alike(name: str) -> None:
    project, map_id, before = frozen(name)
    old = project.map_by_id[map_id]
    seen = 0
    for _kind, _source, grown in growths(project, map_id):
        one = grown.map_by_id[map_id]
        now = after(grown, map_id, before, old)
        check(one, now)
        for flow in old.flows:
            way = together(before, now, flow) if one.flow_by_id.get(flow.id) is flow else None
            if way is None or way == (0.0, 0.0):
                continue
            seen += 1
            was = before.routes[flow.id].points
            assert now.routes[flow.id].points == tuple((x + way[0], y + way[1]) for x, y in was)
    assert seen


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_moves_sideways_when_a_step_goes_or_a_lane_comes(name: str) -> None:
    project, map_id, before = frozen(name)
    old = project.map_by_id[map_id]
    for step in old.steps:
        left = edits.delete(project, map_id, steps=(step.id,))
        assert sideways(before, after(left, map_id, before, old)) == 0
    grown = edits.add_role(project, map_id, NEW, "Printer", 1)
    now = after(grown, map_id, before, old)
    assert sideways(before, now) == 0
    above = {s.id for s in old.steps if s.role == old.roles[0].id}
    assert all(now.steps[s].y == before.steps[s].y for s in above)


@pytest.mark.parametrize("name", SAMPLES)
def test_lines_stay_when_a_lane_comes_or_goes(name: str) -> None:
    project, map_id, before = frozen(name)
    old = project.map_by_id[map_id]
    for at in range(len(old.roles) + 1):
        project = edits.add_role(project, map_id, NEW, "Printer", at)
        now = after(project, map_id, before, old)
        check(project.map_by_id[map_id], now)
        for flow, was in before.routes.items():
            assert [x for x, _ in now.routes[flow].points] == [x for x, _ in was.points]
        if at == len(old.roles) and len(old.roles) > FEW_LANES:
            assert now.routes == before.routes
        taken = edits.delete_role(project, map_id, NEW)
        back = after(taken, map_id, now, project.map_by_id[map_id])
        assert {f: r.points for f, r in back.routes.items()} == {
            f: r.points for f, r in before.routes.items()
        }
        project = taken


def test_lines_in_a_lane_that_goes_are_drawn_elsewhere() -> None:
    rows = (("1a", 24), ("2b", 154), ("3b", 284), ("4a", 414))
    project = chain(*rows, flows="1>2 2>3 3>4")
    old = project.map_by_id["m"]
    before = lay_out(old)
    places = {s: ("a", Position(x=x, y=8.0)) for s, x in (("2", 154.0), ("3", 284.0))}
    project = edits.delete_role(edits.place(project, "m", places), "m", "b")
    one = project.map_by_id["m"]
    now = after(project, "m", before, old)
    check(one, now)
    assert all(y < now.height for route in now.routes.values() for _, y in route.points)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_step_that_changes_lane_moves_alone_and_lands_on_nobody(name: str) -> None:
    project, map_id, before = frozen(name)
    old = project.map_by_id[map_id]
    for number, step in enumerate(old.steps):
        role, placed = old.roles[number % len(old.roles)].id, before.steps[step.id]
        there = Position(x=placed.x, y=row_top(before, role, placed.height))
        for moved in (
            edits.place_beside(project, map_id, {step.id: (role, there)}),
            edits.set_steps(project, map_id, (step.id,), role=role),
        ):
            now = after(moved, map_id, before, old)
            assert not overlapping(now)
            others = {s: p for s, p in before.steps.items() if s != step.id}
            assert all(now.steps[s].x == p.x for s, p in others.items())
            assert abs(now.steps[step.id].x - placed.x) <= edits.PITCH


def chain(*places: tuple[str, float], flows: str = "") -> Project:
    """Steps such as ("1a", 24) in lanes a and b, connected as in "1>2 2>3"."""
    one = ValueStreamMap(
        id="m",
        roles=(Role(id="a"), Role(id="b")),
        steps=tuple(
            Step(id=name[0], role=name[1], position=Position(x=x, y=8)) for name, x in places
        ),
        flows=tuple(Flow(id=pair, source=pair[0], target=pair[2]) for pair in flows.split()),
    )
    return Project(maps=(one,))


def lefts(project: Project) -> dict[str, float]:
    placed = lay_out(project.map_by_id["m"]).steps
    return {step: placed[step].x for step in placed}


def put_into(project: Project, flow: str) -> dict[str, float]:
    return lefts(inserted(project, "m", project.map_by_id["m"].flow_by_id[flow]))


def test_a_step_put_where_there_is_room_pushes_nobody() -> None:
    project = chain(("1a", 24), ("2a", 400), ("3a", 530), flows="1>2 2>3")
    assert put_into(project, "1>2") == {"1": 24, NEW: 154, "2": 400, "3": 530}


def test_what_follows_is_pushed_only_until_the_gap_is_used_up() -> None:
    project = chain(("1a", 24), ("2a", 200), ("3a", 330), ("4a", 700), flows="1>2 2>3 3>4")
    assert put_into(project, "1>2") == {"1": 24, NEW: 154, "2": 284, "3": 414, "4": 700}


def test_what_stands_elsewhere_stays_unless_the_order_would_change() -> None:
    project = chain(("1a", 24), ("2a", 154), ("7b", 60), ("8b", 200), ("9b", 600), flows="1>2")
    found = put_into(project, "1>2")
    assert found == {"1": 24, NEW: 154, "2": 284, "7": 60, "8": 302, "9": 600}


def test_columns_stay_columns() -> None:
    project = chain(("1a", 24), ("2a", 154), ("3b", 154), flows="1>2 1>3")
    found = put_into(project, "1>2")
    assert found["2"] == found["3"]


def test_maps_placed_by_themselves_are_left_to_it() -> None:
    one = chain(("1a", 24), ("2a", 154), flows="1>2").map_by_id["m"]
    loose = one.replace(steps=tuple(s.replace(position=None) for s in one.steps))
    project = Project(maps=(loose,))
    grown = inserted(project, "m", loose.flow_by_id["1>2"])
    assert all(step.position is None for step in grown.map_by_id["m"].steps)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_any_row_of_insertions_keeps_order_and_room(seed: int) -> None:
    pick = random.Random(seed)
    name = pick.choice(sorted(SAMPLES))
    project, map_id, before = frozen(name)
    for number in range(3):
        old = project.map_by_id[map_id]
        flow = pick.choice([f for f in old.flows if f.kind == "forward"])
        new = f"new{number}"
        role = pick.choice(old.roles).id
        grown = edits.add_step(project, map_id, new, role=role)
        grown = edits.split_flow(grown, map_id, flow.id, new)
        project = edits.make_room_for(grown, map_id, new)
        now = after(project, map_id, before, old)
        assert not turned(before, now)
        assert not overlapping(now)
        project = edits.freeze(project, map_id, positions(now, project.map_by_id[map_id]))
        before = lay_out(project.map_by_id[map_id], now, frozenset())


def labeled(found: Layout) -> dict[str, bool]:
    """Whether each flow that says something has a place for it."""
    assert found.plan is not None
    return {flow: found.routes[flow].label is not None for flow in found.plan.widths}


def test_what_a_flow_says_finds_room_in_a_chain_that_had_none() -> None:
    project = chain(("1a", 24), ("2a", 154), ("3a", 284), ("8b", 700), flows="1>2 2>3 3>8")
    said = edits.set_flows(project, "m", ("2>3",), label="approved", probability=0.65)
    said = edits.set_flows(said, "m", ("2>3",), label="approved", probability=0.65)
    found = lay_out(said.map_by_id["m"])
    assert labeled(found) == {"2>3": True}
    assert [found.steps[s].x for s in "128"] == [24, 154, 700]
    assert 284 < found.steps["3"].x < 400


def test_a_branch_drawn_later_leaves_the_answers_readable() -> None:
    project = chain(("1a", 24), ("2a", 154), ("3a", 284), ("4a", 414), flows="1>2 2>3 3>4")
    project = edits.add_step(project, "m", NEW, role="a")
    project = edits.connect(project, "m", "2", NEW)
    one = project.map_by_id["m"]
    project = edits.freeze(project, "m", positions(lay_out(one), one))
    ids = {f.target: f.id for f in one.flows}
    project = edits.set_flows(project, "m", (ids["3"],), label="yes", probability=0.65)
    project = edits.set_flows(project, "m", (ids[NEW],), label="no", probability=0.35)
    found = lay_out(project.map_by_id["m"])
    assert labeled(found) == {ids["3"]: True, ids[NEW]: True}
    assert not overlapping(found)


def test_a_share_that_has_room_moves_nobody() -> None:
    project = chain(("1a", 24), ("2a", 400), ("3b", 228), flows="1>2 1>3")
    said = edits.set_flows(project, "m", ("1>2",), probability=0.5)
    said = edits.set_flows(said, "m", ("1>3",), probability=0.5)
    assert lefts(said) == lefts(project)


def test_steps_put_left_of_what_leads_to_them_stay_there() -> None:
    project = chain(("1a", 400), ("2a", 24), flows="1>2")
    said = edits.set_flows(project, "m", ("1>2",), probability=0.5, label="late answer")
    assert lefts(said) == lefts(project)


def far(before: Layout, now: Layout) -> float:
    return sum(
        abs(now.steps[s].x - p.x) + abs(now.steps[s].y - p.y) for s, p in before.steps.items()
    )


def tidied(project: Project, map_id: str) -> tuple[Project, Layout]:
    after = edits.tidy(project, map_id)
    return after, lay_out(after.map_by_id[map_id])


def forked(order: str) -> Project:
    """A step with branches in its lane, in the file in this order, from top to bottom by letter."""
    names = ("start", *order, "end")
    rows = {name: 8.0 + 88 * row for row, name in enumerate(sorted(order))}
    steps = [
        Step(id=s, name=s, role="team", position=Position(x=x, y=rows.get(s, 8.0)))
        for s in names
        for x in ({"start": 24.0, "end": 400.0}.get(s, 200.0),)
    ]
    ways = [(a, b) for s in order for a, b in (("start", s), (s, "end"))]
    flows = [Flow(id=f"{a}-{b}", source=a, target=b) for a, b in ways]
    roles = (Role(id="team", name="Team"),)
    one = ValueStreamMap(id="m", name="M", roles=roles, steps=tuple(steps), flows=tuple(flows))
    return Project(title="Branches", maps=(one,))


@pytest.mark.parametrize("order", ["abc", "cba", "bca"])
def test_branches_that_are_tidied_up_stay_in_the_order_seen(order: str) -> None:
    project = forked(order)
    after, now = tidied(project, "m")
    assert sorted(order, key=lambda s: now.steps[s].y) == sorted(order)
    assert all(step.position is None for step in after.maps[0].steps)
    assert edits.tidy(after, "m") == after


@st.composite
def arranged(draw: st.DrawFn) -> Project:
    """A map with rows changed by hand, its steps in an order of their own in the file."""
    number, rng = draw(st.integers(3, 10)), random.Random(draw(st.integers(0, 10_000)))
    steps = [Step(id=f"s{i}", name=f"s{i}", role=f"r{rng.randrange(2)}") for i in range(number)]
    ways = {(rng.randrange(max(0, i - 4), i), i) for i in range(1, number) for _ in range(2)}
    flows = [Flow(id=f"{a}-{b}", source=f"s{a}", target=f"s{b}") for a, b in sorted(ways)]
    roles = tuple(Role(id=f"r{i}", name=f"R{i}") for i in range(2))
    one = ValueStreamMap(id="m", name="M", roles=roles, steps=tuple(steps), flows=tuple(flows))
    places = positions(lay_out(one), one)
    a, b = rng.sample(steps, 2)
    if a.role == b.role:
        places[a.id], places[b.id] = places[b.id], places[a.id]
    rng.shuffle(steps)
    project = Project(title="Arranged", maps=(one.replace(steps=tuple(steps)),))
    return edits.freeze(project, "m", places)


@settings(deadline=None, max_examples=25)
@given(project=arranged())
def test_tidying_up_moves_no_further_than_the_order_of_the_file_and_ends(project: Project) -> None:
    one = project.maps[0]
    before = lay_out(one)
    after, now = tidied(project, "m")
    plain = one.replace(steps=tuple(s.replace(position=None) for s in one.steps))
    assert far(before, now) <= far(before, lay_out(plain))
    assert set(after.maps[0].steps) == set(plain.steps)
    again, same = tidied(edits.freeze(after, "m", positions(now, after.maps[0])), "m")
    assert again == after
    assert same == now
