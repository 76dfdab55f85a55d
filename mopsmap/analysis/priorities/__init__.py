"""What to fix first: what the standard changes to every step give, ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mopsmap import numerals
from mopsmap.analysis.priorities.sensitivity import sensitivities
from mopsmap.analysis.priorities.tied_paths import MOST_SETS, gains_together
from mopsmap.analysis.priorities.what_if import CHANGES, Effect, WhatIf, what_if
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.study import Study
from mopsmap.language import translated as _
from mopsmap.units import Quantity

_AT_ONCE = 120_000
"""Steps x (cases + 500): more than about a twentieth of a second."""
_ROUNDING = 6
MOST_ROWS = 200


def run(study: Study) -> Result:
    """Standard changes ranked by what they give, how lead time answers to every time, ties.

    On large maps it takes up to a second or so, and counts as slow.
    """
    found = study.probable
    cases = found.cases.count if found else 0
    return Result(
        "priorities",
        _("Fix this first"),
        make_metrics=lambda: _metrics(study),
        make_tables=lambda: _tables(study),
        overlays=(Overlay("gain", _("Lead time to gain"), "days", lambda: _marks(study)),),
        slow=len(study.counted) * (cases + 500) > _AT_ONCE,
    )


def ranked(effects: Iterable[Effect]) -> list[Effect]:
    """Most lead time gained first, then cost, then capacity, then in file order."""

    def rank(effect: Effect) -> tuple[float, float, float]:
        return (
            round(effect.lead_time or 0.0, _ROUNDING),
            round(effect.cost_per_item, _ROUNDING),
            -round(effect.capacity or 0.0, _ROUNDING),
        )

    return sorted(effects, key=rank)


def advised(base: WhatIf) -> list[Effect]:
    """The changes that people are shown: nobody is told to remove a step that adds value."""
    steps = base.study.map.step_by_id
    return [
        effect
        for effect in base.effects
        if effect.variant.kind != "remove"
        or steps[effect.variant.step].value_class != "value_adding"
    ]


def gaining(effects: Iterable[Effect]) -> list[Effect]:
    """The changes that make anything better, ranked."""
    return ranked(effect for effect in effects if effect.gains)


def priority_figures(study: Study) -> list[dict[str, Any]]:
    """The `priorities` of the `analyze --json` answer: every change that makes anything better,
    after minus before."""
    base = what_if(study)
    return [
        {
            "step": effect.variant.step,
            "change": effect.variant.change,
            "lead_time_hours": effect.lead_time,
            "cost_per_year": effect.cost_per_year,
            "capacity_per_year": effect.capacity_per_year,
        }
        for effect in gaining(base.effects if base else ())
    ]


_LEAD_TIMES = (_("Expected lead time now"), _("Expected lead time after the change"))
_COSTS = (_("Cost per year now"), _("Cost per year after the change"))
_CAPACITIES = (_("Capacity now"), _("Capacity after the change"))


def _metrics(study: Study) -> tuple[Metric, ...]:
    base = what_if(study)
    effects = advised(base) if base else ()
    lead = study.probable.lead_time if study.probable else None
    demand = study.map.demand_per_year
    cost = None if base is None or demand is None else base.cost * demand
    capacity = base.capacity if base else None
    best = (
        _best(study, effects, lambda e: e.lead_time, -1.0),
        _best(study, effects, lambda e: e.cost_per_year, -1.0),
        _best(study, effects, lambda e: e.capacity_per_year, 1.0),
    )
    return (
        Metric(
            "greatest_lead_time_gain",
            _("Greatest lead time gain"),
            None if lead is None else best[0][0],
            "days",
            _(
                "Expected lead time - expected lead time after the one standard change to a "
                "step that shortens it most"
            ),
            note=best[0][1],
            inputs=_inputs(_LEAD_TIMES, lead, -best[0][0], "days"),
            table="priorities",
        ),
        Metric(
            "greatest_cost_saving",
            _("Greatest cost saving per year"),
            None if cost is None else best[1][0],
            "money",
            _(
                "Cost per year - cost per year after the one standard change to a step that "
                "saves most"
            ),
            note=best[1][1],
            inputs=_inputs(_COSTS, cost, -best[1][0], "money"),
            table="priorities",
        ),
        Metric(
            "greatest_capacity_gain",
            _("Greatest capacity gain"),
            None if capacity is None else best[2][0],
            "per_year",
            _(
                "Capacity after the one standard change to a step that adds most - capacity; "
                "the bottleneck may be another role then"
            ),
            note=best[2][1],
            inputs=_inputs(_CAPACITIES, capacity, best[2][0], "per_year"),
            table="priorities",
        ),
        _without_gain(effects if base else None),
    )


def _best(
    study: Study,
    effects: Iterable[Effect],
    value: Callable[[Effect], float | None],
    sign: float,
) -> tuple[float, str]:
    """(the greatest gain, which change gives it); 0 where none gives any."""
    most, named = 0.0, ""
    for effect in effects:
        gain = sign * (value(effect) or 0.0)
        if round(gain, _ROUNDING) > round(most, _ROUNDING):
            most, named = gain, f"{study.name(effect.variant.step)}: {effect.variant.change}"
    return most, named


def _inputs(
    labels: tuple[str, str], before: float | None, change: float, quantity: Quantity
) -> tuple[Input, ...]:
    if before is None:
        return ()
    return (
        Input(labels[0], before, quantity),
        Input(labels[1], before + change, quantity),
    )


def _without_gain(effects: Sequence[Effect] | None) -> Metric:
    tried = None if effects is None else len(effects)
    gaining = None if effects is None else sum(effect.gains for effect in effects)
    return Metric(
        "changes_without_gain",
        _("Changes that gain nothing"),
        None if tried is None or gaining is None else tried - gaining,
        "count",
        _(
            "Standard changes looked at - those that alone shorten, save or free anything: "
            "other work takes as long, or the item hardly gets there"
        ),
        inputs=(
            Input(_("Changes looked at"), tried, "count"),
            Input(_("Changes that gain"), gaining, "count"),
        ),
    )


def _tables(study: Study) -> tuple[Table, ...]:
    base = what_if(study)
    if base is None:
        return ()
    return (
        _priority_table(study, gaining(advised(base))),
        _step_table(study, base),
        _together_table(study, base),
        _sensitivity_table(study, base),
        _definitions(),
    )


def _priority_table(study: Study, rows: list[Effect]) -> Table:
    shown = rows[:MOST_ROWS]
    title = _("What each change gives")
    if len(rows) > len(shown):
        title = _("What each change gives (the first {most} of {total})").format(
            most=MOST_ROWS, total=numerals.shown(f"{len(rows):,}")
        )
    columns = (
        Column("step", _("Step"), "text"),
        Column("change", _("Change"), "text"),
        Column("lead_time", _("Lead time"), "days"),
        Column("cost_per_year", _("Cost per year"), "money"),
        Column("capacity", _("Capacity per year"), "count"),
    )
    return Table(
        "priorities",
        title,
        columns,
        tuple(
            (
                study.name(effect.variant.step),
                effect.variant.change,
                effect.lead_time,
                effect.cost_per_year,
                effect.capacity_per_year,
            )
            for effect in shown
        ),
        tuple(effect.variant.step for effect in shown),
    )


def _step_table(study: Study, base: WhatIf) -> Table:
    """Lead time gained by each change to each step, steps that gain most first."""
    kinds = [change.kind for change in CHANGES]
    gains: dict[str, dict[str, float]] = {}
    for effect in advised(base):
        if effect.lead_time is not None:
            of = gains.setdefault(effect.variant.step, {})
            of[effect.variant.kind] = 0.0 - effect.lead_time
    most = {step: max(of.values()) for step, of in gains.items()}
    steps = sorted(gains, key=lambda step: -round(most[step], _ROUNDING))
    columns = (
        Column("step", _("Step"), "text"),
        Column("most", _("Most gained"), "days"),
        *(Column(change.kind, change.label, "days") for change in CHANGES),
    )
    return Table(
        "gain_by_step",
        _("Lead time gained by step and change"),
        columns,
        tuple((study.name(s), most[s], *(gains[s].get(kind) for kind in kinds)) for s in steps),
        tuple(steps),
        chart="bars",
    )


def _together_table(study: Study, base: WhatIf) -> Table:
    rows = tuple(
        (" + ".join(study.name(step) for step in of.steps), len(of.steps), of.lead_time)
        for of in gains_together(base)
    )
    columns = (
        Column("steps", _("Steps"), "text"),
        Column("number", _("Number"), "count"),
        Column("lead_time", _("Lead time if their times halve"), "days"),
    )
    title = _("Critical paths tie: steps that gain only together")
    if len(rows) == MOST_SETS:
        title = _("Critical paths tie: steps that gain only together (the first {most})")
        title = title.format(most=MOST_SETS)
    return Table("together", title, columns, rows)


def _sensitivity_table(study: Study, base: WhatIf) -> Table:
    found = [s for s in sensitivities(base) if s.hours > 0 or s.per_rework is not None]
    found.sort(key=lambda s: -round(s.elasticity or 0.0, 9))
    columns = (
        Column("step", _("Step"), "text"),
        Column("elasticity", _("Elasticity"), "fraction"),
        Column("per_hour", _("Lead time per hour of the step"), "hours"),
        Column("hours", _("Wait + process time, once"), "days"),
        Column("per_rework", _("Lead time per point of rework"), "days"),
    )
    return Table(
        "sensitivity",
        _("Elasticity: percent of lead time per percent of the step's time"),
        columns,
        tuple(
            (
                study.name(s.step),
                s.elasticity,
                s.per_hour,
                s.hours,
                None if s.per_rework is None else s.per_rework / 100,
            )
            for s in found
        ),
        tuple(s.step for s in found),
        chart="pareto",
    )


def _definitions() -> Table:
    columns = (
        Column("change", _("Change"), "text"),
        Column("definition", _("What it does"), "text"),
    )
    rows = tuple((change.label, change.definition) for change in CHANGES)
    return Table("standard_changes", _("The standard changes"), columns, rows)


def _marks(study: Study) -> tuple[Mark, ...]:
    """The most that one change to each step gains."""
    base = what_if(study)
    best: dict[str, tuple[float, str]] = {}
    for effect in advised(base) if base else ():
        if effect.lead_time is not None:
            gain = max(0.0, -effect.lead_time), effect.variant.change
            known = best.get(effect.variant.step)
            if known is None or gain[0] > known[0]:
                best[effect.variant.step] = gain
    return tuple(
        Mark(step, "scale", text=change if gain else _("gains nothing alone"), value=gain)
        for step, (gain, change) in best.items()
    )
