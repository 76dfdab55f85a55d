"""Which steps and flows decide the lead time, over all cases, and every longest path there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from mopsmap.analysis.network.cases import Bools, Cases, Floats, part_of, sweep
from mopsmap.analysis.network.graph import network_of
from mopsmap.analysis.network.schedule import paths_through
from mopsmap.model import Flow

if TYPE_CHECKING:
    from mopsmap.analysis.study import Probable, Study

_CELLS = 1_000_000
_RELATIVE = 1e-9
_NEVER = -1e18
MOST_PATHS_LISTED = 100
_MOST_TIED = 2_000


_Record = TypeVar("_Record")


class LongestWays(NamedTuple):
    """By step and by flow, in which cases it lies on a longest way."""

    steps: Mapping[str, Bools]
    flows: Mapping[str, Bools]


class Criticality(NamedTuple):
    """By forward step and by forward flow, the probability of lying on a longest way, 0..1."""

    steps: Mapping[str, float]
    flows: Mapping[str, float]


class LongestPaths(NamedTuple):
    """`listed` are paths with the probability of the cases that they are the longest in, most
    probable first. `number` is that of all; of those looked at, where so many are tied that the
    rest were left out (`complete` is False)."""

    listed: tuple[tuple[tuple[str, ...], float], ...]
    number: int
    complete: bool


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
    steps = dict.fromkeys(study.reading.order, 0.0)
    flows = dict.fromkeys([f.id for f in study.reading.forward], 0.0)
    reached = 0.0
    for weight, ways in _ways(study, found):
        reached += float(weight.sum())
        for step, row in ways.steps.items():
            steps[step] += float((weight * row).sum())
        for flow, row in ways.flows.items():
            flows[flow] += float((weight * row).sum())
    return Criticality(
        {step: min(1.0, value / reached) for step, value in steps.items()},
        {flow: min(1.0, value / reached) for flow, value in flows.items()},
    )


def _ways(study: Study, found: Probable) -> Iterator[tuple[Floats, LongestWays]]:
    """(weight, longest ways) of the cases, part by part; weight is 0 off the goal."""
    hours = {step: found.times[step].total for step in study.reading.order}
    for part, cases in parts(found.cases):
        weight = np.where(found.outcomes.reaches[part], cases.weight, 0.0)
        yield weight, longest_ways(cases, hours, found.outcomes.lead_time[part], study.map.goal)


def parts(cases: Cases) -> Iterator[tuple[slice, Cases]]:
    """The cases in parts whose times by step take a few megabytes, so that ten thousand cases of a
    thousand steps do too."""
    size = max(1, _CELLS // max(1, len(cases.network.order)))
    if cases.count <= size:
        yield slice(None), cases
        return
    for first in range(0, cases.count, size):
        part = slice(first, first + size)
        yield part, part_of(cases, part)


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
        for flow, target in onward[step]:
            after = rest[target] if step != goal else never
            chosen = cases.taken.get(flow, row)
            on_flow[flow] = (done + after >= least) & chosen
            if flow in cases.taken:
                further = after * chosen + (nothing if further is None else further)
            else:
                further = after if further is None else np.maximum(further, after)
        if step == goal or further is None:
            further = nothing if goal is None or step == goal else never
        on_way[step] = (done + further >= least) & row
        rest[step] = further + hours[step]
    return LongestWays(on_way, on_flow)


def longest_paths(study: Study) -> LongestPaths:
    """Every path that is a longest one in some case, with the weight of these cases among those
    that reach the goal; at most MOST_PATHS_LISTED. Tied paths have the weight of the case each, so
    that all together may come to more than 1."""
    found = study.probable
    if found is None or found.lead_time is None:
        return LongestPaths((), 0, True)
    order, forward = study.reading.order, study.reading.forward
    chances: dict[bytes, float] = {}
    tied: dict[tuple[bytes, bytes], float] = {}
    reached = 0.0
    for weight, ways in _ways(study, found):
        reached += float(weight.sum())
        steps = _packed([ways.steps[step] for step in order], len(weight))
        flows = _packed([ways.flows[flow.id] for flow in forward], len(weight))
        single = _counted(order, forward, ways) == 1
        for at in np.flatnonzero((weight > 0) & steps.any(axis=1)).tolist():
            key, chance = steps[at].tobytes(), float(weight[at])
            if single[at]:
                chances[key] = chances.get(key, 0.0) + chance
            else:
                both = key, flows[at].tobytes()
                tied[both] = tied.get(both, 0.0) + chance
    complete = _spread(order, forward, tied, chances)
    likely = sorted(chances.items(), key=lambda pair: -round(pair[1], 12))[:MOST_PATHS_LISTED]
    listed = tuple((tuple(_unpacked(key, order)), chance / reached) for key, chance in likely)
    return LongestPaths(listed, len(chances), complete)


def _packed(rows: Sequence[Bools], count: int) -> NDArray[np.uint8]:
    """Rows over `count` cases as bits, one line a case."""
    lines = np.array(rows, dtype=np.bool_).reshape(len(rows), count)
    return np.ascontiguousarray(np.packbits(lines, axis=0).T)


def _unpacked(key: bytes, records: Sequence[_Record]) -> list[_Record]:
    bits = np.unpackbits(np.frombuffer(key, dtype=np.uint8))
    return [records[at] for at in np.flatnonzero(bits).tolist()]


def _counted(order: Sequence[str], forward: Sequence[Flow], ways: LongestWays) -> Floats:
    """Number of longest paths of every case: of a step, the sum over the steps that follow."""
    between: dict[tuple[str, str], Bools] = {}
    for flow in forward:
        ends, row = (flow.source, flow.target), ways.flows[flow.id]
        between[ends] = between[ends] | row if ends in between else row
    onward: dict[str, list[str]] = {}
    entered: dict[str, Bools] = {}
    for (source, target), row in between.items():
        onward.setdefault(source, []).append(target)
        entered[target] = entered[target] | row if target in entered else row
    count: dict[str, Floats] = {}
    total = np.zeros(len(next(iter(ways.steps.values()), ())))
    for step in reversed(order):
        row = ways.steps[step]
        number = np.zeros(len(row))
        for target in onward.get(step, ()):
            number += count[target] * between[step, target]
        count[step] = np.maximum(number, 1.0) * row
        total += count[step] * ~entered[step] if step in entered else count[step]
    return total


def _spread(
    order: Sequence[str],
    forward: Sequence[Flow],
    tied: Mapping[tuple[bytes, bytes], float],
    chances: dict[bytes, float],
) -> bool:
    """Add the paths of cases that have several; False where there are too many to look at all."""
    place = {step: at for at, step in enumerate(order)}
    left = _MOST_TIED
    for (steps, flows), chance in sorted(tied.items(), key=lambda pair: -pair[1]):
        if not left:
            return False
        network = network_of(_unpacked(steps, order), _unpacked(flows, forward))
        paths, count = paths_through(network, left)
        for path in paths:
            met = np.zeros(len(order), dtype=np.bool_)
            met[[place[step] for step in path]] = True
            key = np.packbits(met).tobytes()
            chances[key] = chances.get(key, 0.0) + chance
        left -= len(paths)
        if count > len(paths):
            return False
    return True
