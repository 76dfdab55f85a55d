"""Steps moved along their lanes by one place."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import edits
from mopsmap.edits.places import COLUMN, EDGE, PITCH, ROW
from mopsmap.model import Position, Project, Role, Step, ValueStreamMap

ROLES = ("mo", "legal")


def drawn(places: list[tuple[int, str]]) -> Project:
    """Steps named by their order, at columns of lanes."""
    steps = tuple(
        Step(id=f"s{n}", role=role, position=Position(x=EDGE + column * PITCH, y=8))
        for n, (column, role) in enumerate(places)
    )
    one = ValueStreamMap(id="m", roles=tuple(Role(id=r, name=r) for r in ROLES), steps=steps)
    return Project(maps=(one,))


def columns(project: Project) -> list[float]:
    return [(s.position.x - EDGE) / PITCH for s in project.maps[0].steps if s.position]


def test_a_step_goes_on_to_the_next_free_place() -> None:
    project = drawn([(0, "mo"), (1, "legal")])
    assert columns(edits.shift(project, "m", ["s0"], 1)) == [1, 1]


def test_a_step_changes_places_with_its_neighbor() -> None:
    project = drawn([(0, "mo"), (1, "mo"), (2, "mo")])
    assert columns(edits.shift(project, "m", ["s0"], 1)) == [1, 0, 2]
    assert columns(edits.shift(project, "m", ["s2"], -1)) == [0, 2, 1]


def test_several_steps_go_past_what_stands_in_their_way() -> None:
    project = drawn([(0, "mo"), (1, "mo"), (2, "mo")])
    assert columns(edits.shift(project, "m", ["s0", "s1"], 1)) == [3, 4, 2]


def test_nothing_goes_over_the_left_edge() -> None:
    project = drawn([(0, "mo"), (3, "mo")])
    assert edits.shift(project, "m", ["s0"], -1) is project


def test_steps_with_no_free_place_before_them_stay() -> None:
    project = drawn([(0, "mo"), (1, "mo"), (1, "legal")])
    assert edits.shift(project, "m", ["s1", "s2"], -1) is project


def test_steps_without_a_place_stay() -> None:
    project = drawn([(0, "mo")])
    free = edits.tidy(project, "m")
    assert edits.shift(free, "m", ["s0"], 1) is free


PLACES = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(ROLES)), min_size=1, max_size=8, unique=True
)


@settings(max_examples=80, deadline=None)
@given(PLACES, st.sets(st.integers(0, 7), min_size=1), st.sampled_from([1, -1]))
def test_no_card_comes_to_lie_on_another_and_nothing_else_changes(
    places: list[tuple[int, str]], numbers: set[int], by: int
) -> None:
    project = drawn(places)
    ids = [f"s{n}" for n in numbers if n < len(places)]
    after = edits.shift(project, "m", ids, by).maps[0]
    for a, b in combinations(after.steps, 2):
        assert a.position is not None
        assert b.position is not None
        near = abs(a.position.x - b.position.x) < COLUMN and abs(a.position.y - b.position.y) < ROW
        assert a.role != b.role or not near
    before = project.maps[0]
    assert [s.replace(position=None) for s in after.steps] == [
        s.replace(position=None) for s in before.steps
    ]
    assert all(s.position is not None and s.position.x >= EDGE for s in after.steps)
