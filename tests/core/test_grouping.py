"""What an item spends, grouped by everything a step has."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import analyze
from mopsmap.analysis.grouping import DIMENSIONS, Dimension, spent_by, spent_in_all
from mopsmap.analysis.study import Study, study_of
from mopsmap.model import Helper, Role, ValueStreamMap
from tests.core.drawing import draw, project

ROLES = (
    Role(id="team", name="Team", hourly_cost=10.0),
    Role(id="law", name="Legal", hourly_cost=30.0),
    Role(id="free", name="Nobody pays"),
)


def study(one: ValueStreamMap) -> Study:
    return study_of(project(one), "map")


def money(one: ValueStreamMap, by: Dimension) -> dict[str, float]:
    return {group.label: group.spent.cost for group in spent_by(study(one), by)}


def test_a_step_with_two_tools_has_half_in_each() -> None:
    one = draw("a>b", {"a": {"process_time": 4.0, "tools": ("Excel", " Word")}, "b": 1})
    assert money(one, "tool") == {"Excel": 20, "Word": 20, "No tool": 10}


def test_one_tool_in_two_spellings_is_one_tool() -> None:
    tools = {"a": ("Word", "word "), "b": (" WORD", "")}
    steps = {s: {"process_time": 1.0, "tools": names} for s, names in tools.items()}
    assert money(draw("a>b", steps), "tool") == {"Word": 20}


def test_roles_have_their_own_hours_and_rates_and_fixed_cost_goes_with_the_lane() -> None:
    step = {
        "process_time": 4.0,
        "wait_time": 8.0,
        "people": 3.0,
        "helpers": (Helper(role="law", people=1.0),),
        "fixed_cost": 7.0,
    }
    groups = {g.label: g.spent for g in spent_by(study(draw("", {"a": step}, roles=ROLES)), "role")}
    assert groups["Team"].cost == 4 * 3 * 10 + 7
    assert groups["Team"].external == 7
    assert groups["Legal"].cost == 4 * 30
    assert (groups["Team"].wait, groups["Legal"].wait) == (6, 2)
    assert (groups["Team"].effort, groups["Legal"].effort) == (12, 4)


def test_a_step_counts_in_full_for_each_waste_it_names() -> None:
    steps = {
        "a": {"process_time": 1.0, "wastes": ("waiting", "motion")},
        "b": {"process_time": 2.0, "wastes": ("motion",)},
        "c": 3,
    }
    assert money(draw("a>b, b>c", steps), "waste") == {"Waiting": 10, "Motion": 30}


def test_steps_without_phase_or_role_have_a_row_of_their_own() -> None:
    one = draw("a>b", {"a": {"process_time": 1.0, "phase": "Plan", "fixed_cost": 5.0}, "b": 1})
    assert money(one, "phase") == {"Plan": 15, "No phase": 10}
    alone = draw("", {"a": {"process_time": 1.0, "role": None, "fixed_cost": 5.0}})
    assert money(alone, "role") == {"Unassigned": 5}


def test_executions_of_rework_and_choices_count() -> None:
    one = draw("a>b .5, a>c .5, c~a .5, c>d", {"a": 1, "b": 4, "c": 1, "d": 0})
    # Of the items, half go to c; half of those come back: 1 / (1 - .25) rounds.
    assert money(one, "step") == pytest.approx({"a": 40 / 3, "b": 80 / 3, "c": 20 / 3, "d": 0})


def test_time_without_value_is_all_waiting_and_all_work_that_adds_none() -> None:
    steps = {
        "a": {"process_time": 1.0, "wait_time": 2.0, "value_class": "value_adding"},
        "b": {"process_time": 4.0, "wait_time": 8.0, "value_class": "necessary"},
    }
    groups = spent_by(study(draw("a>b", steps)), "step")
    assert [g.spent.without_value for g in groups] == [2, 12]
    assert [g.spent.time for g in groups] == [3, 12]


def test_nothing_is_known_of_endless_rework() -> None:
    endless = study(draw("a>b, b~a 1", {"a": 1, "b": 1}))
    assert all(spent_by(endless, by) == [] for by in DIMENSIONS)
    assert spent_in_all(endless).time == 0


@st.composite
def described_maps(pick: st.DrawFn) -> ValueStreamMap:
    """Small maps whose steps have any people, tools, phases and value classes."""
    count = pick(st.integers(1, 5))
    roles = st.sampled_from(["team", "law", "free"])
    steps = {}
    for i in range(count):
        helpers = pick(st.lists(st.builds(Helper, role=roles, people=st.sampled_from([0, 2.0]))))
        steps[f"s{i}"] = {
            "process_time": pick(st.sampled_from([0.0, 1.5, 3.0])),
            "wait_time": pick(st.sampled_from([0.0, 8.0])),
            "role": pick(st.none() | roles),
            "people": pick(st.sampled_from([0.0, 1.0, 0.5])),
            "helpers": tuple(helpers[:2]),
            "fixed_cost": pick(st.sampled_from([0.0, 12.0])),
            "tools": tuple(pick(st.lists(st.sampled_from(["A", "a ", "B", "C"]), max_size=3))),
            "phase": pick(st.sampled_from(["", "Plan", "Do"])),
            "value_class": pick(st.sampled_from([None, "value_adding", "waste"])),
        }
    flows = [f"s{i}>s{i + 1}" for i in range(count - 1)]
    back = [f"s{count - 1}~s0 .25"] if count > 1 and pick(st.booleans()) else []
    return draw(", ".join(flows + back), steps, roles=ROLES)


@settings(max_examples=80, deadline=None)
@given(described_maps())
def test_the_parts_add_up_to_what_an_item_spends(one: ValueStreamMap) -> None:
    found = analyze(project(one), "map").figures
    for by in DIMENSIONS:
        if by == "waste":
            continue
        groups = [group.spent for group in spent_by(study(one), by)]
        assert sum(g.cost for g in groups) == pytest.approx(found["cost_per_item"])
        assert sum(g.effort for g in groups) == pytest.approx(found["effort_hours_per_item"])
        assert sum(g.process for g in groups) == pytest.approx(found["total_process_time_hours"])
        whole = spent_in_all(study(one))
        assert sum(g.time for g in groups) == pytest.approx(whole.time)
        assert sum(g.without_value for g in groups) == pytest.approx(whole.without_value)
