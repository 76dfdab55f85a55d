"""How the expected lead time answers to small changes of every time and of every rework share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mopsmap.analysis.what_if import WhatIf, retiming


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
    """By step that counts; empty where no case reaches the goal.

    dE/dT = executions in a case that meets the step x probability that the longest way leads
    through it, where ways that tie share it; elasticity = dE/dT x T / E. E is homogeneous in the
    times, so that the elasticities add up to 1 (Euler; methods 7).
    """
    lines, lead = retiming(base.study, base.found), base.found.mean_of_cases
    if lines is None or lead is None:
        return ()
    carried = lines.carried()
    once = {step: mean.wait + mean.process for step, mean in base.means.items()}
    per_hour = dict.fromkeys((step.id for step in base.study.counted), 0.0)
    for step, parts in base.repeats.items():
        for part, count in parts:
            per_hour[part] += carried[step] * count
    return tuple(
        Sensitivity(
            step,
            once[step],
            slope,
            slope * once[step] / lead if lead > 0 else None,
            _per_rework(base, carried, once, step) if step in base.gates else None,
        )
        for step, slope in per_hour.items()
    )


def _per_rework(
    base: WhatIf, carried: Mapping[str, float], once: Mapping[str, float], gate: str
) -> float:
    """dE/dr of the rework share r of a gate, its ways on taking the rest in proportion.

    Only one column of the linear system changes with r, so that every count of executions is
    (a + b r) / (1 + d r). From its values x0, x1, x2 at 0, r/2 and r follows its slope at r:
    (x2 - x0)(x2 - x1) / (r (x1 - x0)).

    For a step of time T that is repeated alone this is T / (1 - r)^2 (methods 7).
    """
    share = base.shape.rework_share[gate]
    none, half = (base.after({gate: factor}).repeats for factor in (0.0, 0.5))
    total = 0.0
    for step, parts in base.repeats.items():
        for (part, x2), (_, x1), (_, x0) in zip(parts, half[step], none[step], strict=True):
            if x1 != x0 and carried[step]:
                slope = (x2 - x0) * (x2 - x1) / (share * (x1 - x0))
                total += carried[step] * once[part] * slope
    return total
