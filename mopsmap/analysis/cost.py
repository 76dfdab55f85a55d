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
from mopsmap.language import translated as _

_NOISE = 1e-12
_TABLES: tuple[tuple[Dimension, str, str], ...] = (
    ("step", "cost_pareto", _("Cost by step")),
    ("value_class", "cost_by_value_class", _("Cost by value class")),
    ("role", "cost_by_role", _("Cost by role")),
    ("phase", "cost_by_phase", _("Cost by phase")),
    ("tool", "cost_by_tool", _("Cost by tool (a step with several in equal parts)")),
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
        _("Cost and effort"),
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
        Input(_("Cost of own work per {item}"), inside, "money"),
        Input(_("Paid outside per {item}"), outside, "money"),
    )
    return (
        Metric(
            "cost_per_item",
            _("Cost per {item}"),
            cost,
            "money",
            _(
                "Sum of executions × (process time × people × hourly cost + fixed cost) over "
                "all steps, cases and rework"
            ),
            "lower",
            inputs=parts,
            table="cost_pareto",
        ),
        Metric(
            "cost_per_year",
            _("Cost per year"),
            yearly,
            "money",
            _("Cost per {item} × items per year"),
            "lower",
            inputs=(Input(_("Cost per {item}"), cost, "money"), _items(study)),
            table="cost_pareto",
        ),
        *_paid_outside(study, outside),
        *_own_work(study, inside),
    )


def _items(study: Study) -> Input:
    return Input(_("Items per year"), study.map.demand_per_year, "per_year")


def _paid_outside(study: Study, value: float | None) -> tuple[Metric, Metric]:
    per_item = Input(_("Paid outside per {item}"), value, "money")
    return (
        Metric(
            "external_spend_per_item",
            per_item.label,
            value,
            "money",
            _(
                "Sum of executions × (fixed cost + process time × people × hourly cost of "
                "external roles) over all steps, cases and rework: saved as soon as it is not "
                "spent"
            ),
            "lower",
            table="cost_pareto",
        ),
        Metric(
            "external_spend_per_year",
            _("Paid outside per year"),
            _times(value, study.map.demand_per_year),
            "money",
            _("Paid outside per {item} × items per year"),
            "lower",
            inputs=(per_item, _items(study)),
            table="cost_pareto",
        ),
    )


def _own_work(study: Study, value: float | None) -> tuple[Metric, Metric]:
    per_item = Input(_("Cost of own work per {item}"), value, "money")
    return (
        Metric(
            "internal_cost_per_item",
            per_item.label,
            value,
            "money",
            _(
                "Sum of executions × process time × people × hourly cost of the roles that are "
                "not external over all steps, cases and rework: hours set free are money only "
                "where spending falls"
            ),
            "lower",
            table="cost_pareto",
        ),
        Metric(
            "internal_cost_per_year",
            _("Cost of own work per year"),
            _times(value, study.map.demand_per_year),
            "money",
            _("Cost of own work per {item} × items per year"),
            "lower",
            inputs=(per_item, _items(study)),
            table="cost_pareto",
        ),
    )


def _effort_metrics(
    study: Study, spent: Spent | None, effort: float | None, process: float | None
) -> tuple[Metric, ...]:
    own = None if spent is None else spent.own_effort
    return (
        Metric(
            "effort_hours_per_item",
            _("Effort per {item}"),
            effort,
            "hours",
            _(
                "Person-hours: sum of executions × process time × people over all steps, cases "
                "and rework"
            ),
            "lower",
            inputs=(Input(_("Of it own people"), own, "hours"),),
            table="cost_pareto",
        ),
        Metric(
            "own_effort_per_year",
            _("Effort of own people per year"),
            _times(own, study.map.demand_per_year),
            "hours",
            _("Effort per {item} of internal roles and of work without a role × items per year"),
            "lower",
            inputs=(
                Input(_("Effort of own people per {item}"), own, "hours"),
                _items(study),
            ),
            table="cost_by_role",
        ),
        Metric(
            "total_process_time_hours",
            _("Total process time per {item}"),
            process,
            "hours",
            _("Sum of executions × process time over all steps, cases and rework"),
            "lower",
            table="cost_pareto",
        ),
    )


def _rework_metric(cost: float | None, rework: float | None) -> Metric:
    first = None if cost is None or rework is None else cost - rework
    return Metric(
        "rework_cost_per_item",
        _("Rework cost per {item}"),
        rework,
        "money",
        _("Sum of (executions - probability of the first pass) × cost per execution"),
        "lower",
        inputs=(
            Input(_("Cost per {item}"), cost, "money"),
            Input(_("Cost of the first pass"), first, "money"),
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
        Column("cost", _("Cost per {item}"), "money", _("Cost")),
        Column("effort", _("Effort per {item}"), "hours"),
        Column("external", _("Paid outside per {item}"), "money"),
        Column("year", _("Cost per year"), "money"),
        Column("share", _("Share of cost"), "fraction"),
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
        Overlay("cost", _("Cost per {item}"), "money", cost),
        Overlay("effort", _("Effort per {item}"), "hours", effort),
        Overlay("rework", _("Rework per {item}"), "count", rework),
    )
