"""How the expected lead time answers to small changes of every time and of every rework share."""

from __future__ import annotations

from typing import NamedTuple

from mopsmap.analysis.priorities.lead_times import Alteration, LeadTimes, lead_times
from mopsmap.analysis.priorities.what_if import WhatIf

_SMALL = 1e-4


class Sensitivity(NamedTuple):
    """Of one step: `hours` of one execution (wait + process), hours of expected lead time for each
    hour of that, its elasticity, and hours of lead time for the whole of its rework share (what a
    point changes, times 100); None where it sends nothing back."""

    step: str
    hours: float
    per_hour: float
    elasticity: float | None
    per_rework: float | None


def sensitivities(base: WhatIf) -> tuple[Sensitivity, ...]:
    """By step that counts; empty where no item reaches the goal.

    dE/dT = executions in a case that meets the step x probability that the longest way leads
    through it, where ways that tie share it; elasticity = dE/dT x T / E. E is homogeneous in the
    times, so that the elasticities add up to 1 (Euler; methods 7).
    """
    once = base.once()
    lines = lead_times(base.study, base.executions, once)
    if lines is None:
        return ()
    lead, per_hour = float(lines.before), lines.per_hour()
    found = []
    for step in (step.id for step in base.study.counted):
        hours, slope = float(once[step]), per_hour.get(step, 0.0)
        found.append(
            Sensitivity(
                step,
                hours,
                slope,
                slope * hours / lead if lead > 0 else None,
                _per_rework(base, lines, step) if step in base.gates else None,
            )
        )
    return tuple(found)


def _per_rework(base: WhatIf, lines: LeadTimes, gate: str) -> float:
    """dE/dr of the rework share r of a gate, its ways on taking the rest in proportion, as a small
    central difference. Of a step of time T that is repeated alone it is T / (1 - r)^2."""
    share = base.shape.rework_share[gate]
    small = _SMALL * (1 - share)
    more, less = lines.after([Alteration({}, {gate: 1 + change}) for change in (small, -small)])
    return float(more - less) / (2 * small * share)
