"""How sure the lead time is: percentiles, chances, merge bias, and what decides it.

Exact over the cases where no time has a spread and nothing is done again; else sampled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from mopsmap.analysis import let_others_run
from mopsmap.analysis.criticality import criticality_of_cases
from mopsmap.analysis.estimates import variance_hours
from mopsmap.analysis.network.cases import Floats
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.routing import lead_time_variance
from mopsmap.analysis.sampling import Sample, sample, together
from mopsmap.analysis.study import Study
from mopsmap.language import translated as _
from mopsmap.model import ValueStreamMap
from mopsmap.units import Calendar, EstimateShape, format_days, grouped

_SAME = 1e-9
_WIDTH = 1.959964
"""Standard errors on each side of a 95 % interval."""
_DECILES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)
_TOO_MUCH = _("The item goes round too often to be sampled; lower the rework to see this")
_HOW = _("unlimited people; choices, rework and times as they may fall")
_NO_LEAD_TIME = _("No item gets to the end that counts")


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """Lead times (h) in rising order with the shares of the items that take them; `runs` is how
    many were sampled, None where they are exact."""

    hours: Floats
    shares: Floats
    runs: int | None

    @property
    def mean(self) -> float:
        """Mean in hours."""
        return float((self.hours * self.shares).sum())

    @property
    def variance(self) -> float:
        """Variance in h^2; of runs with n - 1."""
        apart = self.hours - self.mean
        whole = 1.0 if self.runs is None else self.runs / max(1, self.runs - 1)
        return float((apart * apart * self.shares).sum()) * whole

    def percentile(self, share: float) -> float:
        """The shortest time within which at least this share of the items is done."""
        at = int(np.searchsorted(np.cumsum(self.shares), share - _SAME))
        return float(self.hours[min(at, self.hours.size - 1)])

    def interval(self, share: float) -> tuple[float, float] | None:
        """95 % interval of a percentile from order statistics: the runs at np +- 1.96 sqrt(np(1 -
        p)); None where it is exact."""
        if self.runs is None:
            return None
        middle = self.runs * share
        reach = _WIDTH * math.sqrt(middle * (1 - share))
        low, high = math.floor(middle - reach), math.ceil(middle + reach)
        last = self.hours.size - 1
        return float(self.hours[max(0, low - 1)]), float(self.hours[min(last, high)])

    def chance(self, hours: float) -> float:
        """Share of the items that are done within so many hours."""
        within = self.hours <= hours + _SAME * max(1.0, hours)
        return min(1.0, float(self.shares[within].sum()))


_kept: tuple[tuple[ValueStreamMap, Calendar, EstimateShape, Sample | None], ...] = ()


def sampled(study: Study) -> Sample | None:
    """The runs of a map, whatever case is shown; those of the last maps are kept. None where they
    cannot be made."""
    global _kept
    for one, calendar, shape, known in _kept:
        same = one is study.map and calendar == study.calendar and shape == study.distribution
        if same:
            return known
    found = sample(study, pulse=let_others_run)
    _kept = ((study.map, study.calendar, study.distribution, found), *_kept[:3])
    return found


def has_spread(study: Study) -> bool:
    """Whether any time that counts is uncertain."""
    return any(
        variance_hours(estimate, study.calendar, study.distribution) > 0
        for step in study.counted
        for estimate in (step.process_time, step.wait_time)
    )


def criticality_index(study: Study) -> Mapping[str, float]:
    """By forward step, the probability that it lies on a longest path to the end that counts.

    Over all cases by their mean times; where a time has a spread, over realized choices and
    durations by Monte Carlo, with the standard error sqrt(CI (1 - CI) / n) (methods 2.1, Van Slyke
    1963). Empty where it cannot be known.
    """
    if not has_spread(study):
        return criticality_of_cases(study)
    found = sampled(study)
    if found is None or not found.lead_time.size:
        return {}
    return {step: found.critical[step] for step in study.reading.order}


def lead_times(study: Study) -> LeadTimes | None:
    """The lead times of the items that reach the goal, with unlimited people; None where there are
    none or they cannot be sampled."""
    found = study.probable
    if found is None or found.lead_time is None:
        return None
    if not _exact(study):
        runs = sampled(study)
        if runs is None or not runs.lead_time.size:
            return None
        count = runs.lead_time.size
        return LeadTimes(np.sort(runs.lead_time), np.full(count, 1 / count), count)
    reaches = found.outcomes.reaches
    hours, shares = found.outcomes.lead_time[reaches], found.cases.weight[reaches]
    order = np.argsort(hours, kind="stable")
    return LeadTimes(hours[order], shares[order] / shares.sum(), None)


def _exact(study: Study) -> bool:
    """Whether the cases say all: certain times, no rework, every case counted."""
    found = study.probable
    certain = found is not None and not found.cases.sampled and not study.shape.loops
    return certain and not has_spread(study)


def run(study: Study) -> Result:
    """Percentiles and spread of the lead time, and how often each step decides it."""
    return Result(
        "uncertainty",
        _("Uncertainty"),
        make_metrics=partial(_metrics, study),
        make_tables=lambda: (_distribution_table(study), _criticality_table(study)),
        overlays=(Overlay("criticality", _("Criticality"), "percent", partial(_marks, study)),),
        slow=True,
    )


def _metrics(study: Study) -> tuple[Metric, ...]:
    times = lead_times(study)
    missing = ""
    if times is None:
        found = study.probable
        missing = _TOO_MUCH if found and found.lead_time is not None else _NO_LEAD_TIME
    moments = _moments_of(study, times, missing)
    return (
        *(_percentile(study, times, share, missing) for share in (0.5, 0.85, 0.95)),
        *_mean_and_sd(study, moments),
        _merge_bias(study, moments),
        *_chances(study, times, missing),
    )


def _how(definition: str) -> str:
    return f"{definition}; {_HOW}"


def _of_items(study: Study, all_of_them: str, of_the_goal: str, **values: object) -> str:
    """A sentence about all items, or about those that reach the goal where there is one."""
    if study.map.goal:
        return of_the_goal.format(goal=study.name(study.map.goal), **values)
    return all_of_them.format(**values)


def _runs_input(times: LeadTimes | None) -> tuple[Input, ...]:
    return () if times is None or times.runs is None else (Input(_("Runs"), times.runs, "count"),)


def _from_runs(times: LeadTimes) -> str:
    if times.runs is None:
        return _("exact, over all cases")
    return _("from {runs} runs").format(runs=grouped(times.runs))


def _percentile(study: Study, times: LeadTimes | None, share: float, missing: str) -> Metric:
    percent = round(share * 100)
    note, inputs = missing, _runs_input(times)
    if times is not None:
        note, interval = _from_runs(times), times.interval(share)
        if interval is not None:
            low, high = (format_days(x, study.calendar) for x in interval)
            note = _("95 % interval {low} to {high}, {note}").format(low=low, high=high, note=note)
            inputs = (
                Input(_("95 % interval from"), interval[0], "days"),
                Input(_("95 % interval to"), interval[1], "days"),
                *inputs,
            )
    return Metric(
        f"lead_time_p{percent}",
        _("Lead time, P{percent}").format(percent=percent),
        None if times is None else times.percentile(share),
        "days",
        _how(
            _of_items(
                study,
                _("Shortest time within which {percent} % of the items are done"),
                _(
                    "Shortest time within which {percent} % of the items that reach the goal "
                    "'{goal}' are done"
                ),
                percent=percent,
            )
        ),
        "lower",
        note,
        inputs,
        "lead_time_distribution",
    )


class _Moments(NamedTuple):
    """Mean and standard deviation (h) of the lead time, and the standard error of the mean: 0 where
    they are exact; all None where nothing is known. `note` says what they rest on."""

    mean: float | None
    sd: float | None
    error: float | None
    note: str
    inputs: tuple[Input, ...] = ()


def _moments_of(study: Study, times: LeadTimes | None, missing: str) -> _Moments:
    """Exact wherever they can be (`routing.lead_time_variance`), else those of the runs."""
    variance = lead_time_variance(study)
    if variance is not None and study.probable is not None:
        return _Moments(study.probable.lead_time, math.sqrt(variance), 0.0, _("exact"))
    if times is None:
        return _Moments(None, None, None, missing)
    sd = math.sqrt(times.variance)
    error = 0.0 if times.runs is None else sd / math.sqrt(times.runs)
    return _Moments(times.mean, sd, error, _from_runs(times), _runs_input(times))


def _with_error(study: Study, moments: _Moments) -> str:
    if not moments.error:
        return moments.note
    error = format_days(moments.error, study.calendar, 2)
    return _("standard error {error}, {note}").format(error=error, note=moments.note)


def _mean_and_sd(study: Study, moments: _Moments) -> tuple[Metric, Metric]:
    return (
        Metric(
            "lead_time_mean",
            _("Lead time, mean"),
            moments.mean,
            "days",
            _how(
                _of_items(
                    study,
                    _("Sum of the lead times of the items / their number"),
                    _(
                        "Sum of the lead times of the items that reach the goal '{goal}' / "
                        "their number"
                    ),
                )
            ),
            "lower",
            _with_error(study, moments),
            moments.inputs,
            "lead_time_distribution",
        ),
        Metric(
            "lead_time_sd",
            _("Lead time, standard deviation"),
            moments.sd,
            "days",
            _how(_("Square root of the mean squared distance of lead times from their mean")),
            "lower",
            moments.note,
            moments.inputs,
            "lead_time_distribution",
        ),
    )


def _merge_bias(study: Study, moments: _Moments) -> Metric:
    """Mean of maxima against maximum of means (methods 2.1)."""
    expected = study.probable.lead_time if study.probable else None
    bias, note = None, _with_error(study, moments)
    if moments.mean is not None and moments.error is not None and expected is not None:
        bias = moments.mean - expected
        if 0 < abs(bias) <= _WIDTH * moments.error:
            note = _("no bias can be told from 0; {note}").format(note=note)
    return Metric(
        "merge_bias",
        _("Merge bias"),
        bias,
        "days",
        _(
            "Mean lead time - lead time expected from mean times: where branches merge the "
            "latest counts, and the mean of the latest is later than the latest mean"
        ),
        None,
        note,
        (
            Input(_("Mean lead time"), moments.mean, "days"),
            Input(_("Lead time, expected"), expected, "days"),
            *moments.inputs,
        ),
    )


class _Within(NamedTuple):
    """What people read about the chance to be done within a lead time, and its name."""

    label: str
    limit: str
    definition: str
    of_the_goal: str


_WITHIN = {
    "typical": _Within(
        _("Done within the typical lead time"),
        _("Typical lead time"),
        _("The items done within the typical lead time / all of them"),
        _("The items that reach the goal '{goal}' done within the typical lead time / all of them"),
    ),
    "best": _Within(
        _("Done within the best lead time"),
        _("Best lead time"),
        _("The items done within the best lead time / all of them"),
        _("The items that reach the goal '{goal}' done within the best lead time / all of them"),
    ),
    "worst": _Within(
        _("Done within the worst lead time"),
        _("Worst lead time"),
        _("The items done within the worst lead time / all of them"),
        _("The items that reach the goal '{goal}' done within the worst lead time / all of them"),
    ),
    "expected": _Within(
        _("Done within the expected lead time"),
        _("Expected lead time"),
        _("The items done within the expected lead time / all of them"),
        _(
            "The items that reach the goal '{goal}' done within the expected lead time / all "
            "of them"
        ),
    ),
}


def _chances(study: Study, times: LeadTimes | None, missing: str) -> tuple[Metric, ...]:
    found = study.probable
    shown = None
    if found is not None and found.chosen is not None:
        shown = float(found.outcomes.lead_time[found.chosen])
    expected = found.lead_time if found is not None else None
    made = []
    for key, hours in ((study.case, shown), ("expected", expected)):
        texts = _WITHIN[key]
        chance, note = None, missing
        if times is not None and hours is not None:
            chance, note = times.chance(hours), _from_runs(times)
            if times.runs is not None:
                error = math.sqrt(chance * (1 - chance) / times.runs) * 100
                note = _("standard error {error} percentage points, {note}").format(
                    error=grouped(error, 2), note=note
                )
        made.append(
            Metric(
                "chance_expected" if key == "expected" else "chance_shown",
                texts.label,
                chance,
                "fraction",
                _how(_of_items(study, texts.definition, texts.of_the_goal)),
                "higher",
                note,
                (Input(texts.limit, hours, "days"), *_runs_input(times)),
                "lead_time_distribution",
            )
        )
    return tuple(made)


def _distribution_table(study: Study) -> Table:
    times = lead_times(study)
    rows = tuple(
        (
            f"{round(share * 100)} %",
            times.percentile(share),
            *(times.interval(share) or (None,) * 2),
        )
        for share in (_DECILES if times is not None else ())
        if times is not None
    )
    columns = (
        Column("share", _("Items done"), "text"),
        Column("lead_time", _("Lead time"), "days"),
        Column("low", _("95 % interval from"), "days"),
        Column("high", _("95 % interval to"), "days"),
    )
    title = _("Lead time by the share of the items that are done")
    return Table(
        "lead_time_distribution", title, columns, rows, chart="bars", finding=_finding(study, times)
    )


def _finding(study: Study, times: LeadTimes | None) -> str:
    if times is None:
        return ""
    half, most = (format_days(times.percentile(share), study.calendar) for share in (0.5, 0.95))
    return _of_items(
        study,
        _("Half of the items are done within {half}, 95 % within {most}."),
        _(
            "Half of the items that reach the goal '{goal}' are done within {half}, 95 % "
            "within {most}."
        ),
        half=half,
        most=most,
    )


def _criticality_table(study: Study) -> Table:
    index, times = criticality_index(study), lead_times(study)
    spreads = _spreads(study)
    runs = times.runs if times is not None and has_spread(study) else None
    whole = _moments_of(study, times, "").sd or 0.0
    place = study.shape.place
    rows, ids = [], []
    for step in sorted(index, key=lambda s: (-index[s], place[s])):
        share = index[step]
        sd, cruciality = spreads.get(step, (None, None))
        error = None if runs is None else math.sqrt(share * (1 - share) / runs)
        weight = share * sd / whole if sd is not None and whole > 0 else None
        rows.append((study.name(step), share, error, sd, cruciality, weight))
        ids.append(step)
    columns = (
        Column("step", _("Step"), "text"),
        Column("criticality_index", _("Criticality index"), "fraction"),
        Column("standard_error", _("Standard error"), "fraction"),
        Column("sd", _("Standard deviation"), "days"),
        Column("cruciality", _("Cruciality"), "fraction"),
        Column("schedule_sensitivity", _("Schedule sensitivity"), "fraction"),
    )
    title = _("How often each step decides the lead time, and how its time moves with it")
    return Table("criticality", title, columns, tuple(rows), tuple(ids), chart="bars")


def _spreads(study: Study) -> dict[str, tuple[float, float | None]]:
    """By step, the standard deviation of the hours an item spends in it and their correlation with
    the lead time: the cruciality (Williams 1992)."""
    found = study.probable
    if found is None or found.lead_time is None:
        return {}
    if not _exact(study):
        runs = sampled(study)
        return (
            {} if runs is None else {s: (runs.spread[s], runs.cruciality[s]) for s in runs.spread}
        )
    reaches = found.outcomes.reaches
    lead, weight = found.outcomes.lead_time[reaches], found.cases.weight[reaches]
    return {
        step: together(
            np.where(found.cases.active[step][reaches], found.times[step].total, 0.0), lead, weight
        )
        for step in study.reading.order
    }


def _marks(study: Study) -> tuple[Mark, ...]:
    index = criticality_index(study)
    return tuple(
        Mark(
            step,
            "critical" if share > 1 - _SAME else "scale",
            text=_("decides the lead time of {percent} % of the items").format(
                percent=grouped(share * 100)
            ),
            value=share,
        )
        for step, share in index.items()
    )
