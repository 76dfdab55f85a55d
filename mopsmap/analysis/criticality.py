"""Which steps and flows decide the lead time, over all cases, and every longest path there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mopsmap.analysis.cases import Bools, Cases, Floats, sweep

if TYPE_CHECKING:
    from mopsmap.analysis.study import Probable, Study

_CELLS = 1_000_000
_RELATIVE = 1e-9
_NEVER = -1e18


class LongestWays(NamedTuple):
    """By step and by flow, in which cases it lies on a longest way."""

    steps: Mapping[str, Bools]
    flows: Mapping[str, Bools]


class Criticality(NamedTuple):
    """By forward step and by forward flow, the probability of lying on a longest way, 0..1."""

    steps: Mapping[str, float]
    flows: Mapping[str, float]


def criticality_of_cases(study: Study) -> Mapping[str, float]:
    """By forward step, its criticality index over the cases: the weight of the cases in which it
    lies on a longest path, of those that reach the goal (methods 2.1, Van Slyke 1963).

    Durations count by their means. Ties count for all of their paths, so that the indices of
    parallel steps may add up to more than 1. Empty where no case reaches the goal.

    The sum of index x hours is the expected lead time where no case has a tie.
    """
    return criticality(study).steps


_kept: tuple[tuple[Probable, str | None, Criticality], ...] = ()


def criticality(study: Study) -> Criticality:
    """Criticality of steps and flows over the cases; the last ones are kept."""
    global _kept
    found, goal = study.probable, study.map.goal
    if found is None or found.lead_time is None:
        return Criticality({}, {})
    for known, known_goal, known_result in _kept:
        if known is found and known_goal == goal:
            return known_result
    result = _criticality(study, found)
    _kept = ((found, goal, result), *_kept[:1])
    return result


def _criticality(study: Study, found: Probable) -> Criticality:
    goal = study.map.goal
    hours = {step: found.times[step].total for step in study.reading.order}
    steps = dict.fromkeys(study.reading.order, 0.0)
    flows = dict.fromkeys([f.id for f in study.reading.forward], 0.0)
    reached = 0.0
    for part, cases in parts(found.cases):
        weight = np.where(found.outcomes.reaches[part], cases.weight, 0.0)
        reached += float(weight.sum())
        ways = longest_ways(cases, hours, found.outcomes.lead_time[part], goal)
        for step, row in ways.steps.items():
            steps[step] += float((weight * row).sum())
        for flow, row in ways.flows.items():
            flows[flow] += float((weight * row).sum())
    return Criticality(
        {step: min(1.0, value / reached) for step, value in steps.items()},
        {flow: min(1.0, value / reached) for flow, value in flows.items()},
    )


def parts(cases: Cases) -> Iterator[tuple[slice, Cases]]:
    """The cases in parts whose times by step take a few megabytes, so that ten thousand cases of a
    thousand steps do too."""
    size = max(1, _CELLS // max(1, len(cases.network.order)))
    if cases.count <= size:
        yield slice(None), cases
        return
    for first in range(0, cases.count, size):
        part = slice(first, first + size)
        yield part, _part(cases, part)


def _part(cases: Cases, part: slice) -> Cases:
    always = cases.always[part]

    def cut(rows: Mapping[str, Bools]) -> dict[str, Bools]:
        return {key: always if row is cases.always else row[part] for key, row in rows.items()}

    return replace(
        cases,
        probability=cases.probability[part],
        weight=cases.weight[part],
        choices={step: ways[part] for step, ways in cases.choices.items()},
        active=cut(cases.active),
        taken=cut(cases.taken),
        always=always,
        _weights={},
    )


def longest_ways(
    cases: Cases, hours: Mapping[str, float | Floats], lead: Floats, goal: str | None
) -> LongestWays:
    """Which steps and flows lie on a longest way, in all cases at once.

    `hours` of a step are one number or an array over the cases, `lead` the lead times of the
    cases. A step lies on one where finish + longest way on = lead time, a flow where finish of its
    source + longest way from the start of its target on = lead time; nothing does where the lead
    time is 0.
    """
    network = cases.network
    finish = {step: done for step, _, done in sweep(cases, hours)}
    least = np.where(lead > 0, lead - _RELATIVE * np.maximum(1.0, lead), np.inf)
    onward: dict[str, list[tuple[str, str]]] = {step: [] for step in network.order}
    for step, entering in network.before.items():
        for each in entering:
            onward[each.source].append((each.id, step))
    on_way: dict[str, Bools] = {}
    on_flow: dict[str, Bools] = {}
    rest: dict[str, Floats] = {}
    nothing, never = np.zeros(cases.count), np.full(cases.count, _NEVER)
    for step in reversed(network.order):
        row, done = cases.active[step], finish.pop(step)
        further: Floats | None = None
        for flow, target in onward[step] if step != goal else ():
            after = rest[target]
            chosen = cases.taken.get(flow, row)
            on_flow[flow] = (done + after >= least) & chosen
            if flow in cases.taken:
                further = after * chosen + (nothing if further is None else further)
            else:
                further = after if further is None else np.maximum(further, after)
        if further is None:
            further = nothing if goal is None or step == goal else never
        on_way[step] = (done + further >= least) & row
        rest[step] = further + hours[step]
    return LongestWays(on_way, on_flow)
