"""Where time and money go: split by value class, wastes named, Pareto of time not adding value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mopsmap.analysis.grouping import DIMENSIONS, Dimension, Group, Spent, spent_by, spent_in_all
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table, Tone, ratio
from mopsmap.analysis.study import Study
from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASS_SHORT, VALUE_CLASSES, ValueClass
from mopsmap.record import choice_label

_CLASSES: tuple[ValueClass | None, ...] = (*VALUE_CLASSES, None)
_COSTS: Mapping[ValueClass | None, tuple[str, str]] = {
    "value_adding": (
        _("Cost, value-adding"),
        _("Sum of the costs per {item} of the steps that are value-adding, rework included"),
    ),
    "necessary": (
        _("Cost, necessary"),
        _("Sum of the costs per {item} of the steps that are necessary, rework included"),
    ),
    "waste": (
        _("Cost, waste"),
        _("Sum of the costs per {item} of the steps that are waste, rework included"),
    ),
    None: (
        _("Cost, unclassified"),
        _("Sum of the costs per {item} of the steps that are unclassified, rework included"),
    ),
}
"""What the steps of a class cost: its label and its definition."""
_PARETOS: tuple[tuple[Dimension, str], ...] = (
    ("role", _("Time without value by role")),
    ("phase", _("Time without value by phase")),
    ("tool", _("Time without value by tool (several share equally)")),
)


def run(study: Study) -> Result:
    """Time and cost by value class, Pareto of time without value, wastes, overlays of both."""
    cost = dict.fromkeys(_CLASSES, 0.0)
    for step in study.counted:
        cost[step.value_class] += study.steps[step.id].cost or 0.0
    known = study.probable is not None
    return Result(
        "waste",
        _("Value and waste"),
        make_metrics=lambda: _metrics(study, {c: cost[c] if known else None for c in _CLASSES}),
        make_tables=lambda: _tables(study) if known else (),
        overlays=(
            Overlay("value_class", _("Value class"), "text", lambda: _class_marks(study)),
            Overlay("wastes", _("Wastes"), "count", lambda: _waste_marks(study)),
        ),
        figures={
            "cost_by_value_class": {
                c or "unclassified": cost[c] if known else None for c in _CLASSES
            }
        },
    )


def _label(value_class: ValueClass | None) -> str:
    return _("Unclassified") if value_class is None else choice_label(value_class)


def _metrics(study: Study, cost: dict[ValueClass | None, float | None]) -> tuple[Metric, ...]:
    whole = spent_in_all(study) if study.probable else None
    per_item = None if None in cost.values() else sum(c or 0.0 for c in cost.values())
    return (*_time_metrics(whole), *(_cost_metric(c, cost[c], per_item) for c in _CLASSES))


def _time_metrics(whole: Spent | None) -> tuple[Metric, ...]:
    time = wait = process = idle = adding = None
    if whole is not None:
        time, wait, process, idle = whole.time, whole.wait, whole.process, whole.without_value
        adding = time - idle
    waiting = Input(_("Wait time of all steps"), wait, "days")
    worked = Input(_("Process time of all steps"), process, "hours")
    return (
        Metric(
            "step_time_per_item",
            _("Time in all steps"),
            time,
            "days",
            _(
                "Sum over all steps of executions × (wait + process time); parallel steps all "
                "count, so it can be longer than the lead time"
            ),
            "lower",
            inputs=(waiting, worked),
            table="value_classes",
        ),
        Metric(
            "time_without_value",
            _("Time without value"),
            idle,
            "days",
            _(
                "Sum over all steps of executions × (wait time + process time of steps that "
                "are not value-adding)"
            ),
            "lower",
            inputs=(
                waiting,
                worked,
                Input(_("Process time of value-adding steps"), adding, "hours"),
            ),
            table="time_pareto",
        ),
        Metric(
            "time_without_value_share",
            _("Share of time without value"),
            None if idle is None or not time else idle / time,
            "fraction",
            _("Time without value / time in all steps"),
            "lower",
            inputs=(
                Input(_("Time without value"), idle, "days"),
                Input(_("Time in all steps"), time, "days"),
            ),
            table="time_pareto",
        ),
    )


def _cost_metric(
    value_class: ValueClass | None, cost: float | None, per_item: float | None
) -> Metric:
    label, definition = _COSTS[value_class]
    return Metric(
        f"cost_{value_class or 'unclassified'}",
        label,
        cost,
        "money",
        definition,
        "lower" if value_class == "waste" else None,
        inputs=(Input(_("Cost per {item} of all steps"), per_item, "money"),),
        table="value_classes",
    )


def _tables(study: Study) -> tuple[Table, ...]:
    found = [_class_table(study), _step_pareto(study)]
    for dimension, title in _PARETOS:
        groups = spent_by(study, dimension)
        if any(group.key is not None for group in groups):
            found.append(_time_pareto(dimension, title, groups))
    return (*found, *_waste_tables(study))


def _class_table(study: Study) -> Table:
    groups, whole = spent_by(study, "value_class"), spent_in_all(study)
    rows = tuple(
        (
            group.label,
            group.spent.process,
            ratio(group.spent.process, whole.process),
            group.spent.wait,
            group.spent.cost,
            ratio(group.spent.cost, whole.cost),
            len(group.steps),
        )
        for group in groups
    )
    columns = (
        Column("value_class", _("Value class"), "text"),
        Column("process_time", _("Process time per {item}"), "hours"),
        Column("time_share", _("Share of process time"), "fraction"),
        Column("wait", _("Wait before per {item}"), "days"),
        Column("cost", _("Cost per {item}"), "money"),
        Column("cost_share", _("Share of cost"), "fraction"),
        Column("steps", _("Steps"), "count"),
    )
    return Table("value_classes", _("By value class"), columns, rows, chart="bars")


def _step_pareto(study: Study) -> Table:
    classes = study.map.step_by_id
    found = _time_pareto("step", _("Time without value by step"), spent_by(study, "step"))
    rows = tuple(
        (*row, VALUE_CLASS_SHORT[classes[step or ""].value_class])
        for row, step in zip(found.rows, found.ids, strict=True)
    )
    columns = (*found.columns, Column("value_class", _("Value class"), "text"))
    return Table("time_pareto", found.title, columns, rows, found.ids, chart="pareto")


def _time_pareto(dimension: Dimension, title: str, groups: Sequence[Group]) -> Table:
    """Groups by the time an item spends in them without value being added, the longest first."""
    ranked = sorted(groups, key=lambda group: -group.spent.without_value)
    ranked = [group for group in ranked if group.spent.without_value > 0]
    whole = sum(group.spent.without_value for group in ranked)
    rows, together = [], 0.0
    for group in ranked:
        spent = group.spent
        together += spent.without_value
        rows.append(
            (
                group.label,
                spent.without_value,
                spent.wait,
                spent.time,
                spent.without_value / whole,
                min(1.0, together / whole),
            )
        )
    columns = (
        Column(dimension, DIMENSIONS[dimension], "text"),
        Column("time", _("Time without value per {item}"), "days", _("Time without value")),
        Column("wait", _("Of it waiting"), "days"),
        Column("all_time", _("Wait + process per {item}"), "days"),
        Column("share", _("Share"), "fraction"),
        Column("together", _("Together"), "fraction"),
    )
    ids = tuple(group.key for group in ranked) if dimension in ("step", "role") else ()
    return Table(f"time_by_{dimension}", title, columns, tuple(rows), ids, chart="pareto")


def _waste_tables(study: Study) -> tuple[Table, ...]:
    """Wastes by cost and by time of the steps that name them; a step may name several."""
    groups, whole = spent_by(study, "waste"), spent_in_all(study)
    order = sorted(groups, key=lambda g: (-g.spent.cost, -len(g.steps), g.label))
    name, steps = Column("waste", _("Waste"), "text"), Column("steps", _("Steps"), "count")
    by_cost = Table(
        "waste_pareto",
        _("Wastes by cost (steps count in full for each)"),
        (
            name,
            Column("cost", _("Cost of the steps"), "money"),
            Column("cost_share", _("Share of cost per {item}"), "fraction"),
            Column("process_time", _("Process time of the steps"), "hours"),
            steps,
        ),
        tuple(
            (
                g.label,
                g.spent.cost,
                ratio(g.spent.cost, whole.cost),
                g.spent.process,
                len(g.steps),
            )
            for g in order
        ),
        chart="bars",
    )
    order = sorted(groups, key=lambda g: (-g.spent.without_value, -len(g.steps), g.label))
    by_time = Table(
        "time_by_waste",
        _("Wastes by time without value (steps count in full for each)"),
        (
            name,
            Column("time", _("Time without value per {item}"), "days", _("Time without value")),
            Column("share", _("Share of all time without value"), "fraction"),
            Column("wait", _("Of it waiting"), "days"),
            steps,
        ),
        tuple(
            (
                g.label,
                g.spent.without_value,
                ratio(g.spent.without_value, whole.without_value),
                g.spent.wait,
                len(g.steps),
            )
            for g in order
        ),
        chart="bars",
    )
    return by_cost, by_time


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
