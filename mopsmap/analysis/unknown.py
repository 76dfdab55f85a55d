"""Which figures of a map rest on nothing at all: people are shown a dash, not the 0 of the format.

A figure that rests on some of the data it needs is a figure; its gaps are listed as problems.
"""

from __future__ import annotations

from mopsmap.model import ValueStreamMap

NO_PROCESS = "Add a process time to see this"
NO_WAIT = "Add a wait time to see this"
NO_CLASS = "Choose value classes to see this"
NO_COST = "Add an hourly cost to see this"
NO_QUALITY = "Add a %C&A to see this"

_LEAD = tuple(f"lead_time_{case}" for case in ("expected", "typical", "best", "worst"))
_COST = ("cost_per_item", "cost_per_year", "rework_cost_per_item")
_COST_OF_CLASS = ("cost_value_adding", "cost_necessary", "cost_waste", "cost_unclassified")


def unknown_figures(one: ValueStreamMap) -> dict[str, str]:
    """Key of every metric that rests on nothing, with the sentence that says what to add."""
    steps, roles = one.steps, one.role_by_id
    worked = [s for s in steps if s.process_time is not None]
    waited = any(s.wait_time is not None for s in steps)
    found: dict[str, str] = {}
    if not any(s.complete_accurate is not None for s in steps):
        found["rolled_complete_accurate"] = NO_QUALITY
    if not any(s.value_class is not None for s in steps):
        found |= dict.fromkeys(("value_adding_hours", "process_cycle_efficiency"), NO_CLASS)
    rated = any(
        roles[role].hourly_cost is not None
        for s in steps
        for role, people in s.crew
        if role is not None and people
    )
    if not any(s.fixed_cost for s in steps) and not (rated and worked):
        missing = NO_PROCESS if rated else NO_COST
        found |= dict.fromkeys((*_COST, *_COST_OF_CLASS), missing)
    if not worked:
        hours = ("process_time_hours", "total_process_time_hours", "effort_hours_per_item")
        ratios = ("value_adding_hours", "activity_ratio", "process_cycle_efficiency")
        found |= dict.fromkeys((*hours, *ratios), NO_PROCESS)
    if not waited:
        found["wait_time_hours"] = NO_WAIT
    if not worked and not waited:
        found |= dict.fromkeys((*_LEAD, "critical_paths_count", "critical_steps_count"), NO_PROCESS)
    return found
