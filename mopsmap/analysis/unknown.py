"""Which figures of a map rest on nothing at all: people are shown a dash, not the 0 of the format.

A figure that rests on some of the data it needs is a figure; its gaps are listed as problems.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from mopsmap.analysis.result import Metric
from mopsmap.language import translated as _
from mopsmap.model import Step, ValueStreamMap

NO_PROCESS = _("Add a process time to see this")
NO_WAIT = _("Add a wait time to see this")
NO_CLASS = _("Choose value classes to see this")
NO_COST = _("Add an hourly cost to see this")
NO_QUALITY = _("Add a %C&A to see this")

_LEAD = (
    *(f"lead_time_{case}" for case in ("expected", "typical", "best", "worst")),
    *(f"lead_time_{what}" for what in ("p50", "p85", "p95", "mean", "sd", "sd_exact")),
    *("merge_bias", "chance_shown", "chance_expected"),
)
_COST = (
    *("cost_per_item", "cost_per_year", "rework_cost_per_item"),
    *("external_spend_per_item", "external_spend_per_year"),
    *("internal_cost_per_item", "internal_cost_per_year", "greatest_cost_saving"),
)
_COST_OF_CLASS = ("cost_value_adding", "cost_necessary", "cost_waste", "cost_unclassified")
_VALUE = (
    "value_adding_hours",
    "process_cycle_efficiency",
    "time_without_value",
    "time_without_value_share",
)
_WORKED = (
    "process_time_hours",
    "total_process_time_hours",
    "effort_hours_per_item",
    "rework_effort",
    "activity_ratio",
    "value_adding_hours",
    "process_cycle_efficiency",
    "own_effort_per_year",
    "capacity_cost_used",
    "capacity_cost_unused",
    "capacity_cost_utilization",
    "greatest_capacity_gain",
)
_WAITED = (
    "wait_time_hours",
    "handoff_wait",
    "handoff_wait_share",
    "tool_switch_wait",
    "tool_switch_wait_share",
)
_TIMED = (
    "critical_paths_count",
    "critical_steps_count",
    "near_critical_steps_count",
    "largest_drag",
    "items_in_progress",
    "greatest_lead_time_gain",
    "changes_without_gain",
    "rework_time",
    "step_time_per_item",
    "time_without_value",
    "time_without_value_share",
)


def rated_roles(one: ValueStreamMap) -> frozenset[str]:
    """Ids of the roles with an hourly cost."""
    return frozenset(role.id for role in one.roles if role.hourly_cost is not None)


def cost_is_known(step: Step, rated: Collection[str]) -> bool:
    """Whether the cost of a step rests on anything: a fixed cost, or a time of a rated role."""
    return bool(step.fixed_cost) or (step.process_time is not None and _rated(step, rated))


def _rated(step: Step, rated: Collection[str]) -> bool:
    return bool(step.people and step.role in rated) or any(
        helper.people and helper.role in rated for helper in step.helpers
    )


def unknown_figures(one: ValueStreamMap) -> dict[str, str]:
    """Key of every metric that rests on nothing, with the sentence that says what to add."""
    steps, rated = one.steps, rated_roles(one)
    worked = [s for s in steps if s.process_time is not None]
    waited = any(s.wait_time is not None for s in steps)
    found: dict[str, str] = {}
    if not any(s.complete_accurate is not None for s in steps):
        found |= dict.fromkeys(("rolled_complete_accurate", "unreturned_defects"), NO_QUALITY)
    if not any(s.value_class is not None for s in steps):
        found |= dict.fromkeys(_VALUE, NO_CLASS)
    if not any(cost_is_known(s, rated) for s in steps):
        missing = NO_PROCESS if any(_rated(s, rated) for s in steps) else NO_COST
        found |= dict.fromkeys((*_COST, *_COST_OF_CLASS), missing)
    if not worked:
        found |= dict.fromkeys(_WORKED, NO_PROCESS)
    if not waited:
        found |= dict.fromkeys(_WAITED, NO_WAIT)
    if not worked and not waited:
        reached = (f"milestone_{step}" for step in one.milestones)
        found |= dict.fromkeys((*_LEAD, *_TIMED, *reached), NO_PROCESS)
    return found


def told(metrics: Iterable[Metric], one: ValueStreamMap) -> tuple[Metric, ...]:
    """Metrics as people are told them: what rests on nothing has no value, and its note says what
    to add."""
    missing = unknown_figures(one)
    return tuple(
        replace(metric, value=None, note=missing[metric.key]) if metric.key in missing else metric
        for metric in metrics
    )


def without_unknown(entry: Mapping[str, Any], missing: Mapping[str, str]) -> Mapping[str, Any]:
    """A figure of the comparison, None at the ends where it rests on nothing."""
    if not any(missing.values()):
        return entry
    ends = {end: None for end, reason in missing.items() if reason}
    return {**entry, **ends, "change": None, "change_percent": None, "better": None}
