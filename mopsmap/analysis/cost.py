"""What an item costs: per step, role, phase, tool, class and year; rework, and money paid outside.

Hours that are set free are not money: what is paid outside stands apart from the work of people.
"""

from __future__ import annotations

from collections.abc import Iterable

from mopsmap.analysis.capacity_cost import capacity_cost_metrics, capacity_cost_table
from mopsmap.analysis.grouping import DIMENSIONS, Dimension, Spent, spent_by, spent_in_all
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.study import Probable, Study
from mopsmap.analysis.unknown import cost_is_known, rated_roles

_NOISE = 1e-12
_OVER = "over all steps, cases and rework"
_OUTSIDE = (
    "Sum of executions x (fixed cost + process time x people x hourly cost of external roles) "
    f"{_OVER}: saved as soon as it is not spent"
)
_INSIDE = (
    "Sum of executions x process time x people x hourly cost of the roles that are not external "
    f"{_OVER}: hours set free are money only where spending falls"
)
_TABLES: tuple[tuple[Dimension, str, str], ...] = (
    ("step", "cost_pareto", "Cost by step"),
    ("value_class", "cost_by_value_class", "Cost by value class"),
    ("role", "cost_by_role", "Cost by role"),
    ("phase", "cost_by_phase", "Cost by phase"),
    ("tool", "cost_by_tool", "Cost by tool (a step with several in equal parts)"),
)


def run(study: Study) -> Result:
    """Cost and effort per item and year, paid outside and worked inside; rework; used capacity."""
    demand = study.map.demand_per_year
    cost = effort = process = rework = None
    if study.probable is not None:
        cost = effort = process = rework = 0.0
        for step in study.counted:
            figures = study.steps[step.id]
            cost += figures.cost or 0.0
            effort += figures.effort_hours or 0.0
            process += (figures.executions or 0.0) * figures.process_hours
            rework += rework_executions(study.probable, step.id) * figures.execution_cost
    yearly = _times(cost, demand)
    return Result(
        "cost",
        "Cost and effort",
        make_metrics=lambda: _metrics(study, cost, yearly, effort, process, rework),
        make_tables=lambda: _tables(study),
        overlays=_overlays(study),
        figures={
            "total_process_time_hours": process,
            "effort_hours_per_item": effort,
            "cost_per_item": cost,
            "cost_per_year": yearly,
            "rework_cost_per_item": rework,
        },
    )


def rework_executions(found: Probable, step: str) -> float:
    """Executions beyond the first pass: executions - P(active); return steps count in full.

    Below 0 where rework sends items another way than they took at first.
    """
    executions = found.executions[step]
    beyond = executions - found.active.get(step, 0.0)
    return beyond if abs(beyond) > _NOISE * max(1.0, executions) else 0.0


def _times(value: float | None, demand: float | None) -> float | None:
    return None if value is None or demand is None else value * demand


def _metrics(
    study: Study,
    cost: float | None,
    yearly: float | None,
    effort: float | None,
    process: float | None,
    rework: float | None,
) -> tuple[Metric, ...]:
    spent = spent_in_all(study) if study.probable is not None else None
    return (
        *_cost_metrics(study, spent, cost, yearly),
        *_effort_metrics(study, spent, effort, process),
        _rework_metric(cost, rework),
        *capacity_cost_metrics(study),
    )


def _cost_metrics(
    study: Study, spent: Spent | None, cost: float | None, yearly: float | None
) -> tuple[Metric, ...]:
    inside, outside = (None, None) if spent is None else (spent.labor, spent.external)
    parts = (
        Input("Cost of own work per item", inside, "money"),
        Input("Paid outside per item", outside, "money"),
    )
    return (
        Metric(
            "cost_per_item",
            "Cost per item",
            cost,
            "money",
            f"Sum of executions x (process time x people x hourly cost + fixed cost) {_OVER}",
            "lower",
            inputs=parts,
            table="cost_pareto",
        ),
        Metric(
            "cost_per_year",
            "Cost per year",
            yearly,
            "money",
            "Cost per item x items per year",
            "lower",
            inputs=(Input("Cost per item", cost, "money"), _items(study)),
            table="cost_pareto",
        ),
        *_part_metrics(study, "external_spend", "Paid outside", outside, _OUTSIDE),
        *_part_metrics(study, "internal_cost", "Cost of own work", inside, _INSIDE),
    )


def _items(study: Study) -> Input:
    return Input("Items per year", study.map.demand_per_year, "per_year")


def _part_metrics(
    study: Study, key: str, label: str, value: float | None, definition: str
) -> tuple[Metric, Metric]:
    """A part of the cost, per item and per year."""
    yearly = _times(value, study.map.demand_per_year)
    per_item, table = f"{label} per item", "cost_pareto"
    return (
        Metric(f"{key}_per_item", per_item, value, "money", definition, "lower", table=table),
        Metric(
            f"{key}_per_year",
            f"{label} per year",
            yearly,
            "money",
            f"{per_item} x items per year",
            "lower",
            inputs=(Input(per_item, value, "money"), _items(study)),
            table=table,
        ),
    )


def _effort_metrics(
    study: Study, spent: Spent | None, effort: float | None, process: float | None
) -> tuple[Metric, ...]:
    own = None if spent is None else spent.own_effort
    return (
        Metric(
            "effort_hours_per_item",
            "Effort per item",
            effort,
            "hours",
            f"Person-hours: sum of executions x process time x people {_OVER}",
            "lower",
            inputs=(Input("Of it own people", own, "hours"),),
            table="cost_pareto",
        ),
        Metric(
            "own_effort_per_year",
            "Effort of own people per year",
            _times(own, study.map.demand_per_year),
            "hours",
            "Effort per item of internal roles and of work without a role x items per year",
            "lower",
            inputs=(
                Input("Effort of own people per item", own, "hours"),
                _items(study),
            ),
            table="cost_by_role",
        ),
        Metric(
            "total_process_time_hours",
            "Total process time per item",
            process,
            "hours",
            f"Sum of executions x process time {_OVER}",
            "lower",
            table="cost_pareto",
        ),
    )


def _rework_metric(cost: float | None, rework: float | None) -> Metric:
    first = None if cost is None or rework is None else cost - rework
    return Metric(
        "rework_cost_per_item",
        "Rework cost per item",
        rework,
        "money",
        "Sum of (executions - probability of the first pass) x cost per execution",
        "lower",
        inputs=(
            Input("Cost per item", cost, "money"),
            Input("Cost of the first pass", first, "money"),
        ),
        table="cost_pareto",
    )


def _tables(study: Study) -> tuple[Table, ...]:
    found = []
    for dimension, key, title in _TABLES:
        table = _cost_table(study, dimension, key, title)
        if dimension not in ("phase", "tool") or table.rows:
            found.append(table)
    return (*found, capacity_cost_table(study))


def _cost_table(study: Study, dimension: Dimension, key: str, title: str) -> Table:
    """What steps with something in common cost, the most costly first; roles also without a cost,
    because their effort counts."""
    demand = study.map.demand_per_year
    groups = sorted(spent_by(study, dimension), key=lambda g: (-g.spent.cost, -g.spent.effort))
    groups = [g for g in groups if g.spent.cost or (dimension == "role" and g.spent.effort)]
    whole = sum(group.spent.cost for group in groups)
    columns = (
        Column(dimension, DIMENSIONS[dimension], "text"),
        Column("cost", "Cost per item", "money"),
        Column("effort", "Effort per item", "hours"),
        Column("external", "Paid outside per item", "money"),
        Column("year", "Cost per year", "money"),
        Column("share", "Share of cost", "fraction"),
    )
    rows = tuple(
        (
            group.label,
            group.spent.cost,
            group.spent.effort,
            group.spent.external,
            _times(group.spent.cost, demand),
            group.spent.cost / whole if whole else None,
        )
        for group in groups
    )
    ids = tuple(group.key for group in groups) if dimension in ("step", "role") else ()
    return Table(key, title, columns, rows, ids, chart="pareto")


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
        return marks((s.id, rework_executions(found, s.id)) for s in study.counted if found)

    return (
        Overlay("cost", "Cost per item", "money", cost),
        Overlay("effort", "Effort per item", "hours", effort),
        Overlay("rework", "Rework per item", "count", rework),
    )
