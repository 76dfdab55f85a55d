"""Where time and money go: split by value class, wastes named, Pareto of time not adding value."""

from __future__ import annotations

from mopsmap.analysis.result import Column, Mark, Metric, Overlay, Result, Table, Tone
from mopsmap.analysis.study import Study
from mopsmap.model import VALUE_CLASS_SHORT, VALUE_CLASSES, ValueClass
from mopsmap.record import choice_label

_CLASSES: tuple[ValueClass | None, ...] = (*VALUE_CLASSES, None)


def run(study: Study) -> Result:
    """Process time, effort and cost by value class; wastes; overlay of the value classes."""
    time = dict.fromkeys(_CLASSES, 0.0)
    cost = dict.fromkeys(_CLASSES, 0.0)
    for step in study.counted:
        figures = study.steps[step.id]
        time[step.value_class] += (figures.executions or 0.0) * figures.process_hours
        cost[step.value_class] += figures.cost or 0.0
    known = study.probable is not None
    return Result(
        "waste",
        "Value and waste",
        make_metrics=lambda: tuple(_metric(c, cost[c] if known else None) for c in _CLASSES),
        make_tables=lambda: (
            (_class_table(time, cost), _time_pareto(study), _waste_table(study)) if known else ()
        ),
        overlays=(
            Overlay("value_class", "Value class", "text", lambda: _class_marks(study)),
            Overlay("wastes", "Wastes", "count", lambda: _waste_marks(study)),
        ),
        figures={
            "cost_by_value_class": {
                c or "unclassified": cost[c] if known else None for c in _CLASSES
            }
        },
    )


def _label(value_class: ValueClass | None) -> str:
    return "Unclassified" if value_class is None else choice_label(value_class)


def _metric(value_class: ValueClass | None, cost: float | None) -> Metric:
    return Metric(
        f"cost_{value_class or 'unclassified'}",
        f"Cost, {_label(value_class).lower()}",
        cost,
        "money",
        f"Expected cost per item of the steps that are {_label(value_class).lower()}, with rework",
        "lower" if value_class == "waste" else None,
    )


def _class_table(
    time: dict[ValueClass | None, float], cost: dict[ValueClass | None, float]
) -> Table:
    all_time, all_cost = sum(time.values()), sum(cost.values())
    rows = tuple(
        (
            _label(c),
            time[c],
            time[c] / all_time if all_time else None,
            cost[c],
            cost[c] / all_cost if all_cost else None,
        )
        for c in _CLASSES
    )
    columns = (
        Column("value_class", "Value class", "text"),
        Column("process_time", "Process time per item", "hours"),
        Column("time_share", "Share of time", "fraction"),
        Column("cost", "Cost per item", "money"),
        Column("cost_share", "Share of cost", "fraction"),
    )
    return Table("value_classes", "By value class", columns, rows, chart="bars")


def _time_pareto(study: Study) -> Table:
    """Steps by the time an item spends in them without value being added."""
    found = []
    for step in study.counted:
        mean, executions = study.means[step.id], study.steps[step.id].executions or 0.0
        wasted = mean.wait if step.value_class == "value_adding" else mean.wait + mean.process
        hours = executions * wasted
        if hours > 0:
            found.append((step, hours, executions * mean.wait))
    found.sort(key=lambda row: -row[1])
    columns = (
        Column("step", "Step", "text"),
        Column("time", "Time without value per item", "days"),
        Column("wait", "of it waiting", "days"),
        Column("value_class", "Value class", "text"),
    )
    rows = tuple(
        (study.name(step.id), hours, wait, VALUE_CLASS_SHORT[step.value_class])
        for step, hours, wait in found
    )
    ids = tuple(step.id for step, _, _ in found)
    return Table("time_pareto", "Time without value by step", columns, rows, ids, chart="pareto")


def _waste_table(study: Study) -> Table:
    """Wastes by the cost and process time of the steps that name them (a step may name several)."""
    steps: dict[str, int] = {}
    hours: dict[str, float] = {}
    cost: dict[str, float] = {}
    for step in study.counted:
        figures = study.steps[step.id]
        for waste in step.wastes:
            worked = (figures.executions or 0.0) * figures.process_hours
            steps[waste] = steps.get(waste, 0) + 1
            hours[waste] = hours.get(waste, 0.0) + worked
            cost[waste] = cost.get(waste, 0.0) + (figures.cost or 0.0)
    ranked = sorted(steps, key=lambda w: (-cost[w], -steps[w], w))
    columns = (
        Column("waste", "Waste", "text"),
        Column("cost", "Cost of the steps", "money"),
        Column("process_time", "Process time of the steps", "hours"),
        Column("steps", "Steps", "count"),
    )
    rows = tuple((choice_label(w), cost[w], hours[w], steps[w]) for w in ranked)
    return Table("waste_pareto", "Wastes", columns, rows, chart="pareto")


def _class_marks(study: Study) -> tuple[Mark, ...]:
    tones: dict[ValueClass | None, Tone] = {
        "value_adding": "value_adding",
        "necessary": "necessary",
        "waste": "waste",
        None: "unset",
    }
    return tuple(
        Mark(
            step.id,
            tones[step.value_class],
            VALUE_CLASS_SHORT[step.value_class],
            _label(step.value_class),
        )
        for step in study.map.steps
    )


def _waste_marks(study: Study) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            step.id,
            "waste",
            str(len(step.wastes)),
            ", ".join(choice_label(w) for w in step.wastes),
            len(step.wastes),
        )
        for step in study.counted
        if step.wastes
    )
