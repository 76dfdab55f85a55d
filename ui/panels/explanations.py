"""What explains a key figure: its definition, the numbers beside it, its largest contributors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mopsmap import units
from mopsmap.language import translated as _
from ui.panels.figures import value_text
from ui.panels.key_figures import METRICS, Key, Sources

if TYPE_CHECKING:
    from mopsmap.analysis.result import Metric, Rung

Rows = tuple[tuple[str, str], ...]
Ranking = tuple[Rows, str]
MOST = 3
"""Contributors that are named."""
_BESIDE: dict[Key, tuple[str, ...]] = {"quality": ("first_time_right",)}
"""Metrics that the tile names beside it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands behind a key figure; `ranking` is the title of the contributors."""

    definition: str
    inputs: Rows
    contributors: Rows
    ranking: str = _("Largest contributors")


def explain(key: Key, of: Sources) -> Explanation:
    """What explains a key figure of a map: its metric, and what contributes most to it."""
    metric = _metrics(of).get(METRICS[key])
    inputs = metric.inputs if metric is not None and METRICS[key] not in of.unknown else ()
    contributors, ranking = _RANKINGS[key](of)
    return Explanation(
        _defined(of, METRICS[key], *_BESIDE.get(key, ())),
        tuple(
            (of.project.per_item(label), value_text(value, quantity, of.project))
            for label, value, quantity in inputs
        ),
        contributors,
        ranking,
    )


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


def _longest(of: Sources) -> Ranking:
    """The rungs of the ladder that take the most time."""
    steps, calendar = of.one.step_by_id, of.project.calendar
    hours = [(r.wait + r.process + r.rework, steps[r.step].name) for r in _rungs(of)]
    hours.sort(key=lambda pair: -pair[0])
    named = tuple((name, units.format_days(time, calendar)) for time, name in hours[:MOST])
    return named, _("Largest contributors")


def _most_work(of: Sources) -> Ranking:
    steps = of.one.step_by_id
    rungs = sorted(_rungs(of), key=lambda r: -r.process)[:MOST]
    named = tuple((steps[r.step].name, units.format_hours(r.process)) for r in rungs if r.process)
    return named, _("Largest in the first pass")


def _least_accurate(of: Sources) -> Ranking:
    rated = [(s.complete_accurate, s.name) for s in of.one.steps if s.complete_accurate is not None]
    rated.sort(key=lambda pair: pair[0])
    named = tuple((name, units.format_percent(least)) for least, name in rated[:MOST])
    return named, _("Least complete and accurate")


def _dearest(of: Sources) -> Ranking:
    steps = of.one.step_by_id
    costs = [
        (figures.cost, steps[step].name)
        for step, figures in of.analyzed.steps.items()
        if figures.cost and step in steps
    ]
    costs.sort(key=lambda pair: -pair[0])
    named = tuple((name, value_text(cost, "money", of.project)) for cost, name in costs[:MOST])
    return named, _("Largest contributors")


def _busiest(of: Sources) -> Ranking:
    roles = of.one.role_by_id
    loads = [
        (found.utilization, roles[i].name)
        for i, found in of.analyzed.roles.items()
        if found.utilization is not None and i in roles
    ]
    loads.sort(key=lambda pair: -pair[0])
    named = tuple((name, units.format_percent(share)) for share, name in loads[:MOST])
    return named, _("Busiest roles")


_RANKINGS: dict[Key, Callable[[Sources], Ranking]] = {
    "lead_time": _longest,
    "process_time": _most_work,
    "efficiency": _longest,
    "quality": _least_accurate,
    "cost": _dearest,
    "capacity": _busiest,
}
