"""What an item costs: per step, role and year, and how much of it is rework."""

from __future__ import annotations

from mopsmap.analysis.result import Column, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.study import Study
from mopsmap.analysis.unknown import cost_is_known, rated_roles


def step_cost(study: Study, step: str) -> float | None:
    """Expected cost of a step per item: executions x (process time x people x rate + fixed)."""
    executions = study.executions(step)
    return None if executions is None else executions * study.means[step].cost


def step_effort(study: Study, step: str) -> float | None:
    """Expected person-hours of a step per item: executions x process time x people."""
    executions = study.executions(step)
    return None if executions is None else executions * study.means[step].effort


def rework_executions(study: Study, step: str) -> float | None:
    """Executions beyond the first pass: executions - P(active); return steps count in full."""
    executions = study.executions(step)
    return None if executions is None else max(0.0, executions - study.active(step))


def role_costs(study: Study) -> dict[str, float] | None:
    """Labor cost per item by role in lane order, without fixed cost."""
    if study.probable is None:
        return None
    found = {role.id: 0.0 for role in study.map.roles}
    roles = study.map.role_by_id
    for step in study.counted:
        hours = study.probable.executions[step.id] * study.means[step.id].process
        for role, people in step.crew:
            if role is not None:
                found[role] += hours * people * (roles[role].hourly_cost or 0.0)
    return found


def run(study: Study) -> Result:
    """Cost and effort per item and year, rework cost, Pareto of cost, cost by role."""
    steps = [s.id for s in study.counted]
    demand = study.map.demand_per_year
    cost = effort = process = rework = None
    if study.probable is not None:
        executions = study.probable.executions
        cost = sum((executions[s] * study.means[s].cost for s in steps), 0.0)
        effort = sum((executions[s] * study.means[s].effort for s in steps), 0.0)
        process = sum((executions[s] * study.means[s].process for s in steps), 0.0)
        rework = sum(
            ((rework_executions(study, s) or 0.0) * study.means[s].cost for s in steps), 0.0
        )
    yearly = None if cost is None or demand is None else cost * demand
    return Result(
        "cost",
        "Cost and effort",
        metrics=_metrics(cost, yearly, effort, process, rework),
        tables=(_step_table(study, steps), _role_table(study)),
        overlays=_overlays(study, steps),
        figures={
            "total_process_time_hours": process,
            "effort_hours_per_item": effort,
            "cost_per_item": cost,
            "cost_per_year": yearly,
            "rework_cost_per_item": rework,
        },
    )


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


def _step_table(study: Study, steps: list[str]) -> Table:
    rows = sorted(
        ((s, step_cost(study, s) or 0.0, step_effort(study, s)) for s in steps),
        key=lambda row: -row[1],
    )
    rows = [row for row in rows if row[1] > 0]
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
    costs = role_costs(study)
    ranked = sorted((costs or {}).items(), key=lambda pair: -pair[1])
    ranked = [(role, cost) for role, cost in ranked if cost > 0]
    return Table(
        "cost_by_role",
        "Labor cost per item by role",
        (Column("role", "Role", "text"), Column("cost", "Labor cost per item", "money")),
        tuple((study.role_name(role), cost) for role, cost in ranked),
        tuple(role for role, _ in ranked),
        chart="bars",
    )


def _overlays(study: Study, steps: list[str]) -> tuple[Overlay, ...]:
    def marks(values: dict[str, float | None]) -> tuple[Mark, ...]:
        return tuple(Mark(s, "scale", value=v) for s, v in values.items() if v is not None)

    known, rated = study.map.step_by_id, rated_roles(study.map)
    costed = [s for s in steps if cost_is_known(known[s], rated)]
    timed = [s for s in steps if known[s].process_time is not None]
    return (
        Overlay("cost", "Cost per item", "money", marks({s: step_cost(study, s) for s in costed})),
        Overlay(
            "effort", "Effort per item", "hours", marks({s: step_effort(study, s) for s in timed})
        ),
        Overlay(
            "rework",
            "Rework per item",
            "count",
            marks({s: rework_executions(study, s) for s in steps}),
        ),
    )
