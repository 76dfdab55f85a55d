"""Time and cost by value class, and where an item spends time without value."""

from __future__ import annotations

import pytest

from mopsmap.analysis import Analyzed, Table, analyze
from mopsmap.model import ValueStreamMap
from mopsmap.units import Duration
from tests.core.drawing import draw, project


def analyzed(one: ValueStreamMap) -> Analyzed:
    return analyze(project(one), "map")


def tables(one: ValueStreamMap) -> dict[str, Table]:
    return {t.key: t for t in next(r for r in analyzed(one).results if r.key == "waste").tables}


STREAM = draw(
    "a>b, b>c, c>d",
    {
        "a": {"process_time": 2.0, "wait_time": 8.0, "value_class": "value_adding"},
        "b": {"process_time": 4.0, "value_class": "necessary", "phase": "Review"},
        "c": {"process_time": 1.0, "wait_time": 3.0, "value_class": "waste", "phase": "Review"},
        "d": {"process_time": 2.0, "tools": ("Word", "Jira")},
    },
)


def test_time_without_value_is_waiting_and_work_that_adds_none() -> None:
    found = analyzed(STREAM)
    assert found.metric("step_time_per_item").value == 20
    assert found.metric("time_without_value").value == 18
    assert found.metric("time_without_value_share").value == pytest.approx(0.9)
    assert {i.label: i.value for i in found.metric("time_without_value").inputs} == {
        "Wait time of all steps": 11,
        "Process time of all steps": 9,
        "Process time of value-adding steps": 2,
    }


def test_steps_with_the_most_time_without_value_come_first_with_their_running_share() -> None:
    rows = tables(STREAM)["time_pareto"].rows
    assert [row[0] for row in rows] == ["a", "b", "c", "d"]
    assert [row[1] for row in rows] == [8, 4, 4, 2]
    assert [row[5] for row in rows] == pytest.approx([8 / 18, 12 / 18, 16 / 18, 1])
    assert [row[6] for row in rows] == ["VA", "BNVA", "NVA", ""]


def test_groups_are_listed_where_a_step_belongs_to_one() -> None:
    found = tables(STREAM)
    assert [row[:2] for row in found["time_by_phase"].rows] == [("No phase", 10), ("Review", 8)]
    assert [row[:2] for row in found["time_by_tool"].rows] == [
        ("No tool", 16), ("Word", 1), ("Jira", 1)
    ]  # fmt: skip
    plain = tables(draw("a>b", {"a": 1}))
    assert "time_by_phase" not in plain
    assert "time_by_tool" not in plain


def test_value_classes_add_up_to_the_whole() -> None:
    rows = tables(STREAM)["value_classes"].rows
    assert [row[1] for row in rows] == [2, 4, 1, 2]
    assert [row[3] for row in rows] == [8, 0, 3, 0]
    assert [row[4] for row in rows] == [20, 40, 10, 20]
    assert sum(float(row[5] or 0) for row in rows) == pytest.approx(1)


def test_a_step_counts_in_full_for_each_waste_it_names() -> None:
    both = {"process_time": 2.0, "wastes": ("waiting", "motion")}
    one = draw("a>b", {"a": both, "b": {"process_time": 6.0, "wait_time": 2.0}})
    cost, time = tables(one)["waste_pareto"], tables(one)["time_by_waste"]
    assert [row[:3] for row in cost.rows] == [("Motion", 20, 0.25), ("Waiting", 20, 0.25)]
    assert [row[:3] for row in time.rows] == [("Motion", 2, 0.2), ("Waiting", 2, 0.2)]


def test_lead_time_is_wait_and_work_and_of_parallel_steps_the_longer_but_the_cost_of_both() -> None:
    # Martin's lead time of a block begins when work is made available.
    steps = {
        "s": {"process_time": 1.0, "wait_time": 2.0},
        "a": {"process_time": 6.0, "wait_time": 2.0, "value_class": "value_adding"},
        "b": {"process_time": 3.0, "wait_time": 1.0, "value_class": "value_adding"},
    }
    found = analyzed(draw("s>a, s>b", steps)).figures
    assert found["lead_time_hours"]["expected"] == 3 + 8
    assert found["process_time_hours"] == 1 + 6
    assert found["process_cycle_efficiency"] == pytest.approx(6 / 11)
    assert found["cost_per_item"] == (1 + 6 + 3) * 10
    assert analyzed(draw("s>a, s>b", steps)).metric("step_time_per_item").value == 3 + 8 + 4


def test_a_lead_time_below_the_process_time_cannot_be_entered() -> None:
    with pytest.raises(ValueError, match="-1"):
        Duration(-1.0)


def test_maps_with_nothing_to_say() -> None:
    empty = analyzed(draw(""))
    assert empty.metric("time_without_value").value == 0
    assert empty.metric("time_without_value_share").value is None
    endless = draw("a>b, b~a 1", {"a": 1})
    assert analyzed(endless).metric("time_without_value").value is None
    assert tables(endless) == {}
