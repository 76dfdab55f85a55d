"""Two maps laid out in one frame: one place for a step, all lanes of both, nothing covered."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis.comparison import match_steps
from mopsmap.layout import Layout
from mopsmap.layout.beside import FLAT_HEIGHT, lay_out_beside
from mopsmap.model import Flow, Position, Role, Step, ValueStreamMap
from mopsmap.storage import load

ROLES = tuple(Role(id=i, name=i) for i in ("a", "b", "c"))


def _map(name: str, *steps: Step, roles: tuple[Role, ...] = ROLES) -> ValueStreamMap:
    ids = [step.id for step in steps]
    flows = [Flow(id=f"{x}-{y}", source=x, target=y) for x, y in pairwise(ids)]
    return ValueStreamMap(id=name, roles=roles, steps=steps, flows=tuple(flows))


def _step(name: str, role: str | None = "a", **more: object) -> Step:
    return Step.model_validate({"id": name, "role": role, **more})


def _beside(before: ValueStreamMap, after: ValueStreamMap) -> tuple[Layout, Layout]:
    return lay_out_beside(before, after, match_steps(before, after).places())


def test_a_step_has_one_place_and_what_only_one_map_has_stands_between() -> None:
    before = _map("x", _step("p"), _step("q"), _step("r", "b"))
    after = _map("y", _step("p"), _step("n"), _step("r", "b"))
    first, second = _beside(before, after)
    assert first.lanes == second.lanes
    assert first.steps["p"] == second.steps["p"]
    assert first.steps["r"] == second.steps["r"]
    assert {*first.steps} == {"p", "q", "r"}
    assert first.steps["q"].center not in {placed.center for placed in second.steps.values()}
    assert {*second.steps} == {"p", "n", "r"}
    assert {*second.routes} == {"p-n", "n-r"}


def test_lanes_without_steps_are_left_out_and_those_of_both_maps_stay_in_order() -> None:
    other = (*ROLES[:1], Role(id="new", name="new"), *ROLES[1:])
    before = _map("x", _step("p"), _step("q", "c"))
    after = _map("y", _step("p"), _step("n", "new"), roles=other)
    first, _second = _beside(before, after)
    assert [lane.role for lane in first.lanes] == ["a", "new", "c"]
    assert {lane.height for lane in first.lanes} == {FLAT_HEIGHT + 6}


def test_a_step_that_takes_the_place_of_others_stands_where_the_first_of_them_stood() -> None:
    before = _map("x", _step("p"), _step("q"), _step("r"), _step("s"))
    after = _map("y", _step("m", replaces=("p", "q")), _step("n", replaces=("r",)), _step("s"))
    places = match_steps(before, after).places()
    assert places == {"m": "p", "n": "r", "s": "s"}
    first, second = lay_out_beside(before, after, places)
    assert second.steps["m"].center == first.steps["p"].center


def test_split_steps_share_a_place_only_with_the_first() -> None:
    before = _map("x", _step("p"), _step("q"))
    after = _map("y", _step("k", replaces=("p",)), _step("l", replaces=("p",)), _step("q"))
    assert match_steps(before, after).places() == {"k": "p", "q": "q"}


def test_places_of_a_person_are_kept_as_flat_as_the_lanes() -> None:
    high, low = Position(x=200, y=8), Position(x=200, y=96)
    before = _map("x", _step("p"), _step("q"))
    after = _map("y", _step("p", position=high), _step("q", position=low), _step("r", None))
    first, second = _beside(before, after)
    upper, lower = second.steps["p"], second.steps["q"]
    assert (upper.x, lower.x) == (204, 204)
    assert upper.bottom < lower.y < upper.bottom + FLAT_HEIGHT
    assert first.steps["p"] == upper


def test_where_a_label_has_no_room_both_maps_become_wider() -> None:
    before = _map("x", _step("p"), _step("q"), _step("r"))
    said = before.flows[1].replace(label="needs a second look")
    after = before.replace(id="y", flows=(before.flows[0], said))
    plain, _ = _beside(before, before)
    first, second = _beside(before, after)
    assert second.routes["q-r"].label is not None
    assert first.steps == second.steps
    assert first.steps["r"].x > plain.steps["r"].x


def test_labels_of_the_samples_find_room() -> None:
    for path in sorted((Path(__file__).parents[2] / "samples").glob("*.mopsmap")):
        before, after = load(path).project.maps[:2]
        for layout in _beside(before, after):
            assert layout.plan is not None
            wishes = layout.plan.wishes
            lost = [f for f in wishes if wishes[f].label and layout.routes[f].label is None]
            assert len(lost) <= 1


steps = st.lists(st.sampled_from("pqrstu"), unique=True, max_size=6)
placed = st.one_of(st.none(), st.builds(Position, x=st.integers(0, 900), y=st.integers(0, 200)))


@settings(deadline=None, max_examples=60)
@given(steps, steps, placed)
def test_every_step_stands_once_and_covers_no_step_of_its_map(
    before: list[str], after: list[str], at: Position | None
) -> None:
    one = _map("x", *(_step(name, "abc"[ord(name) % 3]) for name in before))
    two = _map("y", *(_step(name, "abc"[ord(name) % 3]) for name in after))
    if after and at is not None:
        moved = two.steps[0].replace(position=at)
        two = two.replace(steps=(moved, *two.steps[1:]))
    first, second = _beside(one, two)
    assert ({*first.steps}, {*second.steps}) == ({*before}, {*after})
    assert all(first.steps[step] == second.steps[step] for step in {*before} & {*after})
    for layout in (first, second):
        for a, b in combinations(layout.steps.values(), 2):
            apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
            assert apart
