"""What explains a key figure: its definition, the numbers beside it, its largest contributors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mopsmap import units
from mopsmap.units import DASH
from ui.panels.figures import value_text
from ui.panels.key_figures import Key, Sources, busiest

if TYPE_CHECKING:
    from mopsmap.analysis.result import Metric, Rung

Rows = tuple[tuple[str, str], ...]
MOST = 3
"""Contributors that are named."""
METRICS: dict[Key, str] = {
    "lead_time": "lead_time_expected",
    "process_time": "process_time_hours",
    "efficiency": "process_cycle_efficiency",
    "quality": "rolled_complete_accurate",
    "cost": "cost_per_item",
    "capacity": "highest_load",
}
"""The metric that a key figure is."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands behind a key figure; `ranking` is the title of the contributors."""

    definition: str
    inputs: Rows
    contributors: Rows
    ranking: str = "Largest contributors"


def explain(key: Key, of: Sources) -> Explanation:
    """What explains a key figure of a map; its inputs are those of the metric, if it has any."""
    said = _MAKERS[key](of)
    metric = _metrics(of).get(METRICS[key])
    if metric is None or not metric.inputs or METRICS[key] in of.unknown:
        return said
    inputs = tuple(
        (of.project.per_item(label), value_text(value, quantity, of.project))
        for label, value, quantity in metric.inputs
    )
    return replace(said, inputs=inputs)


def _metrics(of: Sources) -> dict[str, Metric]:
    return {m.key: m for r in of.analyzed.ready for m in r.metrics}


def _defined(of: Sources, *keys: str) -> str:
    """What figures mean, in the words of their analysis."""
    known = _metrics(of)
    found = [known[key] for key in keys if key in known]
    texts = [f"{m.label}: {m.definition}" if m is not found[0] else m.definition for m in found]
    return " ".join(of.project.per_item(text).rstrip(".") + "." for text in texts)


def _rungs(of: Sources) -> list[Rung]:
    ladder, known = of.analyzed.ladder, of.one.step_by_id
    return [r for r in ladder.rungs if r.step in known] if ladder else []


def _longest(of: Sources) -> Rows:
    """The rungs of the ladder that take the most time."""
    steps, calendar = of.one.step_by_id, of.project.calendar
    hours = [(r.wait + r.process + r.rework, steps[r.step].name) for r in _rungs(of)]
    hours.sort(key=lambda pair: -pair[0])
    return tuple((name, units.format_days(time, calendar)) for time, name in hours[:MOST])


def _lead_time(of: Sources) -> Explanation:
    cases = ("typical", "best", "worst")
    return Explanation(
        _defined(of, "lead_time_expected"),
        tuple((f"{c.capitalize()} case", of.days(f"lead_time_hours.{c}")) for c in cases),
        _longest(of),
    )


def _process_time(of: Sources) -> Explanation:
    ladder, steps = of.analyzed.ladder, of.one.step_by_id
    rungs = sorted(_rungs(of), key=lambda r: -r.process)[:MOST]
    return Explanation(
        _defined(of, "process_time_hours"),
        (
            ("First pass", units.format_hours(ladder.process if ladder else None)),
            ("Value-adding, with rework", of.hours("value_adding_hours")),
            ("All steps, expected", of.hours("total_process_time_hours")),
            (of.project.per_item("Effort per item"), of.hours("effort_hours_per_item")),
        ),
        tuple((steps[r.step].name, units.format_hours(r.process)) for r in rungs if r.process),
        "Largest in the first pass",
    )


def _efficiency(of: Sources) -> Explanation:
    return Explanation(
        _defined(of, "process_cycle_efficiency"),
        (
            ("Value-adding process time", of.hours("value_adding_hours")),
            ("Wait time", of.days("wait_time_hours")),
            ("Activity ratio", of.percent("activity_ratio")),
        ),
        _longest(of),
    )


def _quality(of: Sources) -> Explanation:
    rated = [(s.complete_accurate, s.name) for s in of.one.steps if s.complete_accurate is not None]
    rated.sort(key=lambda pair: pair[0])
    return Explanation(
        _defined(of, "rolled_complete_accurate", "first_time_right"),
        (
            ("First time right", of.percent("first_time_right")),
            ("Steps with %C&A", str(len(rated))),
        ),
        tuple((name, units.format_percent(least)) for least, name in rated[:MOST]),
        "Least complete and accurate",
    )


def _cost(of: Sources) -> Explanation:
    steps, named = of.one.step_by_id, of.project.per_item
    costs = [
        (figures.cost, steps[step].name)
        for step, figures in of.analyzed.steps.items()
        if figures.cost and step in steps
    ]
    costs.sort(key=lambda pair: -pair[0])
    return Explanation(
        _defined(of, "cost_per_item"),
        (
            ("Cost per year", of.money("cost_per_year")),
            (named("In waste steps, per item"), of.money("cost_by_value_class.waste")),
            (named("For rework, per item"), of.money("rework_cost_per_item")),
        ),
        tuple((name, value_text(cost, "money", of.project)) for cost, name in costs[:MOST]),
    )


def _capacity(of: Sources) -> Explanation:
    roles, figures = of.one.role_by_id, of.analyzed.roles
    busiest_role, _share = busiest(of.analyzed)
    role = roles.get(busiest_role) if busiest_role else None
    load = figures.get(busiest_role) if busiest_role else None
    first = roles.get(of.analyzed.headline.get("bottleneck") or "")
    loads = [
        (found.utilization, roles[i].name)
        for i, found in figures.items()
        if found.utilization is not None and i in roles
    ]
    loads.sort(key=lambda pair: -pair[0])
    return Explanation(
        _defined(of, "highest_load"),
        (
            ("Demand per year", _count(of.one.demand_per_year)),
            ("Capacity per year", _count(of.number("capacity_per_year"))),
            ("First role to be full", first.name if first is not None else DASH),
            (
                "Hours demanded per year",
                units.format_hours(load.demand_hours_per_year if load else None),
            ),
            (
                "Other work per year",
                units.format_hours(role.other_hours_per_year if role else None),
            ),
            (
                "Hours available per year",
                units.format_hours(load.available_hours_per_year if load else None),
            ),
        ),
        tuple((name, units.format_percent(share)) for share, name in loads[:MOST]),
        "Busiest roles",
    )


def _count(value: float | None) -> str:
    return DASH if value is None else units.grouped(value)


_MAKERS: dict[Key, Callable[[Sources], Explanation]] = {
    "lead_time": _lead_time,
    "process_time": _process_time,
    "efficiency": _efficiency,
    "quality": _quality,
    "cost": _cost,
    "capacity": _capacity,
}
