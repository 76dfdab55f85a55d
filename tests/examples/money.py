"""Cost of work and of capacity, savings, business cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap.analysis import compare
from mopsmap.analysis.capacity_cost import activity_rates, capacity_costs
from mopsmap.model import Project, Role
from mopsmap.units import Calendar
from tests.core.drawing import draw
from tests.examples.drawn import analyzed, minutes, row
from tests.examples.published import worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]


def _saved(given: Given, rate: float) -> tuple[dict[str, Any], float]:
    """(change by metric, items a year) of a step that gets shorter."""
    roles = (Role(id="team", hourly_cost=rate, headcount=1.0),)
    runs = float(given["runs"])
    maps = tuple(
        row({"work": minutes(given[key])}, roles=roles, demand_per_year=runs).replace(id=key)
        for key in ("pt_old_min", "pt_new_min")
    )
    found = compare(Project(maps=maps), "pt_old_min", "pt_new_min")
    return {metric["name"]: metric["change"] for metric in found["metrics"]}, runs


@worked("tdabc-kaplan-2003")
def customer_service(given: Given) -> Found:
    """Orders, inquiries and credit checks as alternatives for one department."""
    hours = given["capacity_min"] / 60
    rate, people = given["cost"] / hours, hours / Calendar().hours_per_year
    every = sum(given["qty"])
    steps = {f"s{i}": minutes(m) for i, m in enumerate(given["unit_min"])}
    flows = ", ".join(f"in>s{i} {quantity / every}" for i, quantity in enumerate(given["qty"]))
    found = analyzed(
        draw(
            flows,
            {"in": {}, **steps},
            roles=(Role(id="team", headcount=people, hourly_cost=rate),),
            demand_per_year=float(every),
        )
    )
    cost, load = capacity_costs(found.study)["team"], found.roles["team"]
    assert cost.used is not None
    done = [found.steps[step] for step in steps]
    available, used = load.available_hours_per_year or 0.0, load.demand_hours_per_year or 0.0
    return {
        "rate": cost.supplied / available / 60,
        "unit_cost": [step.execution_cost for step in done],
        "minutes": [(step.effort_hours or 0.0) * every * 60 for step in done],
        "used_min": used * 60,
        "assigned": cost.used,
        "utilisation": cost.utilization,
        "unused_min": (available - used) * 60,
        "unused_cost": cost.unused,
    }


@worked("abc-kaplan-2004")
def surveyed_shares(given: Given) -> Found:
    return {"abc_rate": list(activity_rates(given["cost"], given["share"], given["qty"]))}


@worked("cost-saving-cve")
def savings(given: Given) -> Found:
    change, runs = _saved(given, float(given["rate"]))
    return {
        "hours_per_run": -change["effort_hours_per_item"],
        "annual_hours": -change["effort_hours_per_item"] * runs,
        "annual_savings": -change["cost_per_year"],
    }


@worked("freed-capacity")
def freed_hours(given: Given) -> Found:
    change, runs = _saved(given, 1.0)
    hours = -change["effort_hours_per_item"] * runs
    return {"freed_hours": hours, "fte": hours / given["hours_per_fte"]}
