"""A figure that rests on nothing is unknown to people, whatever number the format gives it."""

from __future__ import annotations

from mopsmap.analysis.unknown import NO_CLASS, NO_COST, NO_PROCESS, NO_WAIT, unknown_figures
from mopsmap.model import Role, Step, ValueStreamMap
from mopsmap.units import Duration


def _map(hourly_cost: float | None = None, **step: object) -> ValueStreamMap:
    return ValueStreamMap(
        id="m",
        roles=(Role(id="mo", hourly_cost=hourly_cost),),
        steps=(Step(id="a", role="mo", **step),),
    )


def test_nothing_is_known_of_a_step_that_only_has_a_name() -> None:
    unknown = unknown_figures(_map())
    assert unknown["process_time_hours"] == NO_PROCESS
    assert {"lead_time_expected", "wait_time_hours", "rolled_complete_accurate"} <= set(unknown)
    assert unknown["cost_per_item"] == NO_COST
    assert {"critical_paths_count", "critical_steps_count"} <= set(unknown)


def test_without_value_classes_the_efficiency_is_unknown_and_the_lead_time_known() -> None:
    unknown = unknown_figures(_map(process_time=Duration(2, "h")))
    assert unknown["process_cycle_efficiency"] == NO_CLASS
    assert unknown["time_without_value"] == NO_CLASS
    assert unknown["handoff_wait"] == NO_WAIT
    assert "lead_time_expected" not in unknown
    assert "activity_ratio" not in unknown


def test_a_cost_rests_on_a_fixed_cost_or_on_a_rate_with_a_time() -> None:
    assert unknown_figures(_map(50.0))["cost_per_item"] == NO_PROCESS
    assert "cost_per_item" not in unknown_figures(_map(50.0, process_time=Duration(2, "h")))
    assert "cost_per_item" not in unknown_figures(_map(0.0, process_time=Duration(2, "h")))
    assert "cost_per_item" not in unknown_figures(_map(fixed_cost=10.0))
