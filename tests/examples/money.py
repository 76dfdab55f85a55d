"""Cost of work and of capacity, savings, business cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap.analysis import compare
from mopsmap.analysis.business_case import (
    internal_rate,
    net_present_value,
    payback,
    return_on,
    steady_payback,
)
from mopsmap.analysis.capacity_cost import activity_rates, capacity_costs
from mopsmap.model import Project, Role
from mopsmap.units import Calendar
from tests.core.drawing import draw
from tests.examples.drawn import analyzed, minutes, row
from tests.examples.published import worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]


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


def _worth(given: Given, rate: float, calendar: Calendar) -> Mapping[str, float]:
    """The business case of a step that gets shorter."""
    roles = (Role(id="team", hourly_cost=rate),)
    maps = tuple(
        row(
            {"work": minutes(given[key])},
            roles=roles,
            demand_per_year=float(given["runs"]),
        ).replace(id=key)
        for key in ("pt_old_min", "pt_new_min")
    )
    found = compare(Project(maps=maps, calendar=calendar), "pt_old_min", "pt_new_min")
    case: Mapping[str, float] = found["business_case"]
    return case


@worked("cost-saving-cve")
def savings(given: Given) -> Found:
    worth = _worth(given, float(given["rate"]), Calendar())
    return {
        "hours_per_run": worth["freed_hours_per_year"] / worth["items_per_year"],
        "annual_hours": worth["freed_hours_per_year"],
        "annual_savings": worth["savings_per_year"],
    }


@worked("freed-capacity")
def freed_people(given: Given) -> Found:
    year = Calendar(days_per_year=given["hours_per_fte"] / Calendar().hours_per_day)
    worth = _worth(given, 1.0, year)
    return {"freed_hours": worth["freed_hours_per_year"], "fte": worth["freed_people"]}


@worked("npv-95k")
def uneven_savings(given: Given) -> Found:
    flows = given["cf"]
    return {
        "npv": net_present_value(given["rate"], flows),
        "irr": internal_rate(flows),
        "payback_years": payback(flows),
    }


@worked("npv-2m")
def steady_savings(given: Given) -> Found:
    paid, yearly, years = given["investment"], given["annual"], given["years"]
    whole = return_on(paid, yearly * years)
    assert whole is not None
    return {
        "npv": net_present_value(given["rate"], [-paid, *[yearly] * years]),
        "payback_years": steady_payback(paid, yearly),
        "arr_on_initial_after_depreciation": whole / years,
    }
