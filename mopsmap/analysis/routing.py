"""Where an item goes: how often steps are done, where items end, how long it takes to get there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mopsmap.analysis.cost import rework_executions
from mopsmap.analysis.estimates import variance_hours
from mopsmap.analysis.network.cases import sweep, weighted
from mopsmap.analysis.network.graph import EndlessError
from mopsmap.analysis.network.serial import serial
from mopsmap.analysis.result import Column, Input, Metric, Result, Table
from mopsmap.analysis.steps import times_once
from mopsmap.analysis.study import Study
from mopsmap.language import translated as _


def run(study: Study) -> Result:
    """Executions of every step, shares of the ends, time to each end."""
    return Result(
        "routing",
        _("Routing"),
        make_metrics=lambda: _metrics(study),
        make_tables=lambda: (_executions_table(study), _ends_table(study)),
    )


def end_shares(study: Study) -> dict[str, float]:
    """By end, the share of items that are left there: executions x (1 - share sent back).

    Alternative ends add up to 1; ends of branches side by side count each. Empty where an item can
    go round for ever.
    """
    found, shape = study.probable, study.shape
    if found is None:
        return {}
    return {
        end: found.executions[end] * (1 - shape.rework_share.get(end, 0.0))
        for end in study.reading.ends
        if end not in shape.after
    }


def times_to_ends(study: Study) -> dict[str, float | None]:
    """By end, expected hours until it is done, of the items that get there; None where none do.

    Exact where parallel work stands in closed blocks (`serial`), otherwise over the cases that
    meet the end.
    """
    found = study.probable
    if found is None:
        return {}
    known = serial(study.shape, times_once(study.means))
    times: dict[str, float | None] = {}
    hours = {step: found.times[step].total for step in study.reading.order}
    for step, _start, finish in sweep(found.cases, hours):
        if step in study.shape.after:
            continue
        if step == study.map.goal:
            times[step] = found.lead_time
        elif known is not None and known.knows(step):
            times[step] = known.mean_time(step)
        else:
            chances = np.where(found.cases.active[step], found.cases.weight, 0.0)
            met = float(chances.sum())
            times[step] = weighted(chances, finish) / met if met > 0 else None
    return times


def lead_time_variance(study: Study, variances: Mapping[str, float] | None = None) -> float | None:
    """Variance (h^2) of the lead time of the items that reach the goal; None where it cannot be
    computed exactly.

    Exact with any loops, alternatives and ends where parallel work stands in closed blocks of
    fixed times (`serial`): the second moment of a step is s^2 + m^2 + 2 m sum of q tau + sum of
    q m2 (methods 3.2). Exact over all cases where nothing is reworked and all times are fixed.
    `variances` of one execution of a step are those of its estimates, or given; 0 for steps left
    out.
    """
    found = study.probable
    if found is None or found.lead_time is None or not study.reading.order:
        return None
    spread = _variances(study) if variances is None else variances
    if not study.shape.loops and not found.cases.sampled and not any(spread.values()):
        weight = np.where(found.outcomes.reaches, found.cases.weight, 0.0)
        apart = (found.outcomes.lead_time - found.lead_time) ** 2
        return weighted(weight, apart) / float(weight.sum())
    goal = study.map.goal
    known = serial(study.shape, times_once(study.means, spread))
    if known is None or not known.certain or (goal is not None and not known.knows(goal)):
        return None
    try:
        time = known.time(goal)
    except EndlessError:
        return None
    return None if time is None else time.variance


def _variances(study: Study) -> dict[str, float]:
    """Variance (h^2) of one execution of every step that counts, wait and process independent."""
    calendar, shape = study.calendar, study.distribution
    return {
        step.id: variance_hours(step.wait_time, calendar, shape)
        + variance_hours(step.process_time, calendar, shape)
        for step in study.counted
    }


def _metrics(study: Study) -> tuple[Metric, ...]:
    found = study.probable
    steps = [step.id for step in study.counted] if found else []
    executions = sum(found.executions[step] for step in steps) if found else None
    again = sum(rework_executions(found, step) for step in steps) if found else None
    first = executions - again if executions is not None and again is not None else None
    return (
        Metric(
            "executions_per_item",
            _("Steps done per {item}"),
            executions,
            "count",
            _("Sum of the expected executions of all steps, rework included"),
            "lower",
            inputs=(
                Input(_("In the first pass"), first, "count"),
                Input(_("Again"), again, "count"),
            ),
            table="executions",
        ),
    )


def _executions_table(study: Study) -> Table:
    columns = (
        Column("step", _("Step"), "text"),
        Column("executions", _("Executions per {item}"), "count"),
        Column("first", _("In the first pass"), "count"),
        Column("again", _("Again"), "count"),
        Column("active", _("Met, rework left aside"), "fraction"),
    )
    found = study.probable
    rows, ids = [], []
    for step in study.counted if found else ():
        assert found is not None
        times, again = found.executions[step.id], rework_executions(found, step.id)
        met = found.active.get(step.id, 0.0)
        rows.append((study.name(step.id), times, times - again, again, met))
        ids.append(step.id)
    return Table("executions", _("How often each step is done"), columns, tuple(rows), tuple(ids))


def _ends_table(study: Study) -> Table:
    columns = (
        Column("end", _("End"), "text"),
        Column("share", _("Share of the items"), "fraction"),
        Column("lead_time", _("Lead time to it"), "days"),
    )
    shares, times = end_shares(study), times_to_ends(study)
    rows = tuple((study.name(end), share, times.get(end)) for end, share in shares.items())
    return Table("ends", _("Where items end"), columns, rows, tuple(shares))
