"""Steps put behind one of the map: how they are led to, and who makes room for them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import edits
from mopsmap.edits import Fragment
from mopsmap.model import Flow, Position, Project, Step
from tests.core.drawing import draw

MAP = "map"


def drawn(flows: str, steps: str = "", **places: float) -> Project:
    one = draw(flows, steps)
    placed = [
        s.replace(
            name=s.id.upper(),
            position=Position(x=places[s.id], y=8.0) if s.id in places else None,
        )
        for s in one.steps
    ]
    return Project(maps=(one.replace(steps=tuple(placed)),))


def chain(*xs: float | None) -> Fragment:
    steps = tuple(
        Step(id=f"s{n}", name=f"S{n}", position=None if x is None else Position(x=x, y=8.0))
        for n, x in enumerate(xs)
    )
    flows = tuple(Flow(id=f"f{n}", source=f"s{n}", target=f"s{n + 1}") for n in range(len(xs) - 1))
    return Fragment(steps=steps, flows=flows)


def flows(project: Project) -> set[tuple[str, str]]:
    one = project.map_by_id[MAP]
    names = {s.id: s.name or s.id for s in one.steps}
    return {(names[f.source], names[f.target]) for f in one.flows}


def xs(project: Project) -> dict[str, float]:
    one = project.map_by_id[MAP]
    return {s.name or s.id: s.position.x for s in one.steps if s.position is not None}


def test_steps_go_into_the_only_flow_that_leaves_a_step() -> None:
    project = drawn("a>b", a=0, b=130)
    pasted = edits.paste_behind(project, MAP, chain(0, 130), "a")
    assert flows(pasted.project) == {("A", "S0"), ("S0", "S1"), ("S1", "B")}
    assert [s.name for s in pasted.project.maps[0].steps] == ["A", "S0", "S1", "B"]
    assert xs(pasted.project) == {"A": 0, "S0": 130, "S1": 260, "B": 390}


def test_behind_a_choice_or_a_split_they_are_one_more_branch() -> None:
    pasted = edits.paste_behind(drawn("a>b, a>c"), MAP, chain(None), "a")
    assert flows(pasted.project) == {("A", "B"), ("A", "C"), ("A", "S0")}


def test_branches_of_the_fragment_are_all_led_to_and_all_lead_on() -> None:
    branched = Fragment(steps=chain(0, 0).steps)
    pasted = edits.paste_behind(drawn("a>b"), MAP, branched, "a")
    assert flows(pasted.project) == {("A", "S0"), ("A", "S1"), ("S0", "B"), ("S1", "B")}


def test_nothing_leaves_an_end_and_nothing_enters_a_start() -> None:
    project = Project(maps=(draw("").replace(steps=(Step(id="a", kind="end"),)),))
    assert flows(edits.paste_behind(project, MAP, chain(0, 130), "a").project) == {("S0", "S1")}
    start = chain(0, 130)
    started = start.replace(steps=(start.steps[0].replace(kind="start"), start.steps[1]))
    assert flows(edits.paste_behind(drawn("a>b"), MAP, started, "a").project) == {
        ("A", "B"),
        ("S0", "S1"),
    }


def test_probability_and_label_stay_with_the_way_in() -> None:
    project = drawn("a>b")
    (way,) = project.maps[0].flows
    named = edits.set_flows(project, MAP, [way.id], label="Yes", probability=0.5)
    one = edits.paste_behind(named, MAP, chain(None), "a").project.maps[0]
    assert (one.flow_by_id[way.id].source, one.flow_by_id[way.id].label) == ("a", "Yes")
    assert [f.probability for f in one.flows] == [0.5, None]


def test_room_is_made_only_where_it_is_missing() -> None:
    far = edits.paste_behind(drawn("a>b", a=0, b=900), MAP, chain(0, 130), "a")
    assert xs(far.project)["B"] == 900


def test_without_a_step_they_stand_right_of_everything() -> None:
    pasted = edits.paste_behind(drawn("a>b", a=0, b=130), MAP, chain(40, 170))
    assert flows(pasted.project) == {("A", "B"), ("S0", "S1")}
    assert xs(pasted.project) == {"A": 0, "B": 130, "S0": 260, "S1": 390}
    assert len(edits.paste_behind(drawn("", ""), MAP, chain(0)).steps) == 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5),
    st.sampled_from(["a", "c", None]),
)
def test_whatever_is_pasted_the_map_stays_sound(
    there: list[tuple[int, int]], pairs: list[tuple[int, int]], after: str | None
) -> None:
    ways = {("abcde"[a], "abcde"[b]) for a, b in there if a < b}
    project = drawn(", ".join(f"{a}>{b}" for a, b in sorted(ways)), "a b c d e")
    inner = {(a, b) for a, b in pairs if a < b}
    fragment = Fragment(
        steps=chain(0, 130, 260, 390).steps,
        flows=tuple(Flow(id=f"{a}{b}", source=f"s{a}", target=f"s{b}") for a, b in sorted(inner)),
    )
    pasted = edits.paste_behind(project, MAP, fragment, after)
    one = pasted.project.maps[0]
    assert len(one.steps) == 9
    assert len(one.flows) >= len(ways) + len(inner)
    assert set(pasted.steps) == {s.id for s in one.steps} - set("abcde")
