"""Cost of work and of capacity, savings, business cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap.analysis import compare
from mopsmap.model import Project, Role
from tests.examples.drawn import minutes, row
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
