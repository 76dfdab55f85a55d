"""Critical paths, floats and drag: published networks, ties, goals, and the network taken apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import Analyzed, Table, analyze
from mopsmap.analysis.network.schedule import Schedule, schedule
from mopsmap.model import Flow, ValueStreamMap
from tests.core.drawing import draw, project
from tests.core.test_analysis import TWO_PATHS
from tests.core.test_analysis_oracle import HOURS


def study(one: ValueStreamMap, case: Any = "typical") -> Analyzed:
    return analyze(project(one), "map", case)


def table(found: Analyzed, key: str) -> Table:
    return next(t for result in found.results for t in result.tables if t.key == key)


def column(found: Analyzed, key: str, name: str) -> dict[str | None, Any]:
    shown = table(found, key)
    at = [c.key for c in shown.columns].index(name)
    return {step: row[at] for step, row in zip(shown.ids, shown.rows, strict=True)}


def test_of_two_tied_paths_only_what_both_share_adds_to_the_lead_time() -> None:
    found = study(TWO_PATHS)
    assert {s for s, figures in found.steps.items() if figures.drag} == {"J"}
    assert found.steps["J"].drag == pytest.approx(3)
    assert [row[-1] for row in table(found, "critical_paths").rows] == [
        "S \u2192 A \u2192 E \u2192 H \u2192 J \u2192 L",
        "S \u2192 B \u2192 F \u2192 I \u2192 J \u2192 L",
    ]
    assert [row[1:3] for row in table(found, "critical_paths").rows] == [(1, 40), (1, 40)]
    assert found.metric("largest_drag").value == 3
    assert not found.metric("largest_drag").note


STUDYLIB = draw(
    "A>B, A>C, B>D, C>F, D>E, F>E, E>G", {"A": 6, "B": 2, "C": 2, "D": 3, "F": 2, "E": 4, "G": 1}
)


def test_drag_is_what_a_step_adds() -> None:
    found = study(STUDYLIB)
    drags = {step: figures.drag for step, figures in found.steps.items()}
    assert drags == pytest.approx({"A": 6, "B": 1, "C": 0, "D": 1, "F": 0, "E": 4, "G": 1})
    assert column(found, "drag", "drag") == {"A": 6, "E": 4, "B": 1, "D": 1, "G": 1}


def test_total_float_is_shared_along_a_branch_and_free_float_is_not() -> None:
    found = study(STUDYLIB)
    assert column(found, "float", "total_float")["C"] == 1
    assert column(found, "float", "free_float") | {"F": 1} == {**dict.fromkeys("ABCDEG", 0), "F": 1}
    assert column(found, "float", "interfering_float")["C"] == 1
    assert column(found, "float", "independent_float")["F"] == 0


def test_independent_float_is_left_when_all_before_is_as_late_as_can_be() -> None:
    found = study(
        draw("s>a, s>b, a>x, b>x, b>y, x>e, y>e", {"a": 10, "b": 6, "x": 5, "y": 2, "e": 1})
    )
    assert column(found, "float", "total_float")["y"] == 7
    assert column(found, "float", "free_float")["y"] == 7
    assert column(found, "float", "independent_float")["y"] == 3
    assert column(found, "float", "independent_float")["b"] == 0


def test_when_tied_paths_share_nothing_no_single_step_shortens_them() -> None:
    found = study(draw("s>a, s>b, a>e, b>e", {"a": 4, "b": 4}))
    largest = found.metric("largest_drag")
    assert largest.value == 0
    assert "tied" in largest.note
    assert table(found, "drag").rows == ()


def test_drag_is_of_the_way_to_the_goal() -> None:
    one = draw("a>goal, b>goal, b>other", {"a": 5, "b": 2, "goal": 1, "other": 100}, goal="goal")
    drags = {step: figures.drag for step, figures in study(one).steps.items()}
    assert drags == {"a": 3, "b": 0, "goal": 1, "other": 0}


def test_drag_of_a_step_that_the_case_shown_does_not_meet_is_unknown() -> None:
    found = study(draw("a>b .6, a>c .4", {"a": 1, "b": 5, "c": 2}))
    assert found.steps["c"].drag is None
    assert found.figures["steps"]["b"]["drag"] == 5


def test_rework_adds_to_the_drag_of_what_is_done_again() -> None:
    found = study(draw("a>b, b>c, b~a .5", {"a": 2, "b": 1, "c": 1}))
    assert found.steps["a"].drag == pytest.approx(4)


def test_nearly_critical_is_up_to_a_tenth_of_the_lead_time_or_one_hour() -> None:
    long = study(draw("s>a, s>b, s>c, a>e, b>e, c>e", {"a": 100, "b": 91, "c": 89}))
    near = long.metric("near_critical_steps_count")
    assert near.value == 1
    assert near.inputs[-1].value == 10
    short = study(draw("s>a, s>b, s>c, a>e, b>e, c>e", {"a": 3, "b": 2, "c": 1.9}))
    assert short.metric("near_critical_steps_count").value == 1
    assert study(draw("a>b, a>c")).metric("near_critical_steps_count").value == 0


def test_paths_over_all_cases_have_their_probability_time_and_cost() -> None:
    one = draw(
        "s>a, s>b, a>x .25, a>y .75, x>j, y>j, b>j",
        {"a": 1, "x": 9, "y": 1, "b": 4, "j": 1},
    )
    assert table(study(one), "paths_of_cases").rows == (
        (1, 0.75, 5, 50, 3, "s \u2192 b \u2192 j"),
        (2, 0.25, 11, 110, 4, "s \u2192 a \u2192 x \u2192 j"),
    )


def test_very_many_tied_paths_are_listed_in_part() -> None:
    flows = ", ".join(f"d{i}>a{i}, d{i}>b{i}, a{i}>d{i + 1}, b{i}>d{i + 1}" for i in range(20))
    found = study(draw(flows, {f"{s}{i}": 1 for i in range(20) for s in "ab"}))
    assert table(found, "critical_paths").title.endswith("(the first 20 of 1,048,576)")
    assert "at least 2,000" in table(found, "paths_of_cases").title
    assert len(table(found, "paths_of_cases").rows) == 100


@pytest.mark.parametrize(
    "one",
    [
        draw(""),
        draw("a>b, b~a 1", {"a": 1}),
        draw("s>a", {"s": {"kind": "start"}, "x": 1}, goal="x"),
    ],
    ids=["empty", "endless", "goal never reached"],
)
def test_without_a_path_there_is_nothing_to_show(one: ValueStreamMap) -> None:
    found = study(one)
    assert found.figures["critical_path"] == []
    assert {figures.drag for figures in found.steps.values()} <= {None}
    for result in found.results:
        result.make()


@st.composite
def networks(pick: st.DrawFn) -> tuple[list[str], list[Flow], dict[str, float], str | None]:
    count = pick(st.integers(1, 8))
    order = [f"s{i}" for i in range(count)]
    flows = [
        Flow(id=f"{source}>{target}", source=order[source], target=order[target])
        for target in range(count)
        for source in sorted(pick(st.sets(st.integers(0, max(0, target - 1)), max_size=3)))
        if source < target
    ]
    hours = {step: pick(HOURS) for step in order}
    return order, flows, hours, pick(st.none() | st.sampled_from(order))


@settings(max_examples=150, deadline=None)
@given(networks())
def test_drag_is_the_lead_time_without_the_work(
    network: tuple[list[str], list[Flow], dict[str, float], str | None],
) -> None:
    order, flows, hours, goal = network
    plan = schedule(order, flows, hours, goal)
    for step, slot in plan.slots.items():
        rest: Schedule = schedule(order, flows, {**hours, step: 0.0}, goal)
        assert slot.drag == pytest.approx(plan.lead_time - rest.lead_time, abs=1e-9)
        assert 0 <= slot.independent_float <= slot.free_float + 1e-9
        assert slot.interfering_float == pytest.approx(slot.total_float - slot.free_float)
