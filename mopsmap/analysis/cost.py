"""What an item costs: per step, role and year, and how much of it is rework."""

from __future__ import annotations

from collections.abc import Iterable

from mopsmap.analysis.result import Column, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.study import Probable, Study
from mopsmap.analysis.unknown import cost_is_known, rated_roles
from mopsmap.analysis.workload import role_work


def run(study: Study) -> Result:
    """Cost and effort per item and year, rework cost, Pareto of cost, cost by role."""
    demand = study.map.demand_per_year
    cost = effort = process = rework = None
    if study.probable is not None:
        cost = effort = process = rework = 0.0
        for step in study.counted:
            figures = study.steps[step.id]
            cost += figures.cost or 0.0
            effort += figures.effort_hours or 0.0
            process += (figures.executions or 0.0) * figures.process_hours
            rework += _rework_executions(study.probable, step.id) * figures.execution_cost
    yearly = None if cost is None or demand is None else cost * demand
    return Result(
        "cost",
        "Cost and effort",
        make_metrics=lambda: _metrics(cost, yearly, effort, process, rework),
        make_tables=lambda: (_step_table(study), _role_table(study)),
        overlays=_overlays(study),
        figures={
            "total_process_time_hours": process,
            "effort_hours_per_item": effort,
            "cost_per_item": cost,
            "cost_per_year": yearly,
            "rework_cost_per_item": rework,
        },
    )


def _rework_executions(found: Probable, step: str) -> float:
    """Executions beyond the first pass: executions - P(active); return steps count in full."""
    return max(0.0, found.executions[step] - found.active.get(step, 0.0))


def _metrics(
    cost: float | None,
    yearly: float | None,
    effort: float | None,
    process: float | None,
    rework: float | None,
) -> tuple[Metric, ...]:
    over = "over all steps, cases and rework"
    return (
        Metric(
            "cost_per_item",
            "Cost per item",
            cost,
            "money",
            f"Sum of executions x (process time x people x hourly cost + fixed cost) {over}",
            "lower",
        ),
        Metric(
            "cost_per_year",
            "Cost per year",
            yearly,
            "money",
            "Cost per item x items per year",
            "lower",
        ),
        Metric(
            "effort_hours_per_item",
            "Effort per item",
            effort,
            "hours",
            f"Person-hours: sum of executions x process time x people {over}",
            "lower",
        ),
        Metric(
            "total_process_time_hours",
            "Total process time per item",
            process,
            "hours",
            f"Sum of executions x process time {over}",
            "lower",
        ),
        Metric(
            "rework_cost_per_item",
            "Rework cost per item",
            rework,
            "money",
            "Sum of (executions - probability of the first pass) x cost per execution",
            "lower",
        ),
    )


def _step_table(study: Study) -> Table:
    figures = ((step.id, study.steps[step.id]) for step in study.counted)
    rows = [(step, of.cost, of.effort_hours) for step, of in figures if of.cost]
    rows.sort(key=lambda row: -row[1])
    return Table(
        "cost_pareto",
        "Cost per item by step",
        (
            Column("step", "Step", "text"),
            Column("cost", "Cost per item", "money"),
            Column("effort", "Effort per item", "hours"),
        ),
        tuple((study.name(s), cost, effort) for s, cost, effort in rows),
        tuple(s for s, _, _ in rows),
        chart="pareto",
    )


def _role_table(study: Study) -> Table:
    _, costs = role_work(study)
    ranked = sorted(costs.items(), key=lambda pair: -pair[1])
    ranked = [(role, cost) for role, cost in ranked if cost > 0]
    return Table(
        "cost_by_role",
        "Labor cost per item by role",
        (Column("role", "Role", "text"), Column("cost", "Labor cost per item", "money")),
        tuple((study.role_name(role), cost) for role, cost in ranked),
        tuple(role for role, _ in ranked),
        chart="bars",
    )


def _overlays(study: Study) -> tuple[Overlay, ...]:
    def marks(values: Iterable[tuple[str, float | None]]) -> tuple[Mark, ...]:
        return tuple(Mark(s, "scale", value=v) for s, v in values if v is not None)

    def cost() -> tuple[Mark, ...]:
        rated = rated_roles(study.map)
        known = (s.id for s in study.counted if cost_is_known(s, rated))
        return marks((s, study.steps[s].cost) for s in known)

    def effort() -> tuple[Mark, ...]:
        timed = (s.id for s in study.counted if s.process_time is not None)
        return marks((s, study.steps[s].effort_hours) for s in timed)

    def rework() -> tuple[Mark, ...]:
        found = study.probable
        return marks((s.id, _rework_executions(found, s.id)) for s in study.counted if found)

    return (
        Overlay("cost", "Cost per item", "money", cost),
        Overlay("effort", "Effort per item", "hours", effort),
        Overlay("rework", "Rework per item", "count", rework),
    )
