"""The expected lead time of a map after changes to a few times and rework shares.

It is asked where the map's own comes from: the cases, or a chain where cases only come near it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np

from mopsmap.analysis.network.cases import Cases, Floats, cases_of, part_of
from mopsmap.analysis.network.executions import expected_executions
from mopsmap.analysis.network.graph import with_rework
from mopsmap.analysis.network.serial import Serial, block_network
from mopsmap.analysis.priorities.retiming import Retiming
from mopsmap.analysis.steps import repeats
from mopsmap.analysis.study import Probable, Study

_NOISE = 1e-12

Hours = float | Floats
"""One number, or one for each draw."""


class Alteration(NamedTuple):
    """`once` are other hours (wait + process) of one execution, by step; `rework` factors on the
    rework shares, by gate."""

    once: Mapping[str, Hours]
    rework: Mapping[str, float]


class Counts(NamedTuple):
    """How often steps are done: per item, in a case that meets them (`steps.repeats`), and which
    steps that changes."""

    executions: Mapping[str, float]
    repeats: Mapping[str, Sequence[tuple[str, float]]]
    changed: tuple[str, ...]


class Executions:
    """How often the steps of a study are done, with its rework shares or with others."""

    def __init__(self, study: Study, found: Probable) -> None:
        self._study, self._found = study, found
        known = repeats(study.shape, found.active, found.executions)
        self.as_is = Counts(found.executions, known, ())
        self.within: dict[str, list[str]] = {}
        for step, parts in known.items():
            for part, _ in parts:
                self.within.setdefault(part, []).append(step)
        self._solved: dict[tuple[tuple[str, float], ...], Counts] = {}

    def after(self, rework: Mapping[str, float]) -> Counts:
        """With the rework shares of gates times their factors.

        Raises EndlessError where an item could go round for ever.
        """
        if not rework:
            return self.as_is
        key = tuple(sorted(rework.items()))
        if key not in self._solved:
            found = self._found
            shape = with_rework(self._study.shape, rework)
            times = expected_executions(shape, found.weights, found.passes)
            changed = [s for s, x in found.executions.items() if abs(times[s] - x) > _NOISE * x]
            self._solved[key] = Counts(times, repeats(shape, found.active, times), tuple(changed))
        return self._solved[key]


class LeadTimes(Protocol):
    """Expected lead times (h); arrays of one for each draw where the hours are."""

    before: Floats

    def after(self, alterations: Sequence[Alteration]) -> list[Floats]:
        """The lead time of every alteration."""

    def per_hour(self) -> dict[str, float]:
        """By step, hours of lead time for each hour of one execution; ways that tie share it.
        Only without draws."""


def lead_times(
    study: Study,
    executions: Executions,
    once: Mapping[str, Hours],
    most_cases: int | None = None,
) -> LeadTimes | None:
    """Lead times for these hours of one execution of every step; None where no item reaches the
    goal, or there is no step. Of more than `most_cases` cases so many are taken, evenly."""
    found = study.probable
    if found is None or found.lead_time is None or not study.reading.order:
        return None
    if found.chain is not None:
        return _OfChain(study, found.chain, once, most_cases)
    kept = np.flatnonzero(found.outcomes.reaches & (found.cases.weight > 0))
    cases = found.cases if len(kept) == found.cases.count else part_of(found.cases, kept)
    return _OverCases(executions, once, _thinned(cases, most_cases), study.map.goal)


def _thinned(cases: Cases, most: int | None) -> Cases:
    """At most so many cases, taken at even steps of their summed weights."""
    if most is None or cases.count <= most:
        return cases
    summed = np.cumsum(cases.weight)
    kept = np.searchsorted(summed / summed[-1], (np.arange(most) + 0.5) / most)
    return replace(part_of(cases, kept), weight=np.full(most, 1 / most))


class _OverCases:
    """The mean over the cases: times in a case are stretched by how often steps are done."""

    def __init__(
        self,
        executions: Executions,
        once: Mapping[str, Hours],
        cases: Cases,
        goal: str | None,
    ) -> None:
        self._executions, self._once = executions, once
        as_is = executions.as_is.repeats
        hours = {step: np.asarray(self._hours(parts, once)) for step, parts in as_is.items()}
        self._lines = Retiming(cases, hours, goal)
        self.before = self._lines.lead_time()

    def _hours(self, parts: Sequence[tuple[str, float]], once: Mapping[str, Hours]) -> Hours:
        found: Hours = 0.0
        for part, count in parts:
            found = found + (once[part] if part in once else self._once[part]) * count
        return found

    def after(self, alterations: Sequence[Alteration]) -> list[Floats]:
        """Those that change the same steps go through the map side by side."""
        alike: dict[tuple[str, ...], list[tuple[int, list[Hours]]]] = {}
        for at, (once, rework) in enumerate(alterations):
            counts = self._executions.after(rework)
            parts = (*once, *counts.changed)
            steps = tuple(
                dict.fromkeys(s for part in parts for s in self._executions.within.get(part, ()))
            )
            hours = [self._hours(counts.repeats[step], once) for step in steps]
            alike.setdefault(steps, []).append((at, hours))
        found = [self.before] * len(alterations)
        for steps, group in alike.items():
            if steps:
                hours_of = zip(*(hours for _, hours in group), strict=True)
                changed = {s: np.array(hours) for s, hours in zip(steps, hours_of, strict=True)}
                for (at, _), lead in zip(group, self._lines.lead_times(changed), strict=True):
                    found[at] = lead
        return found

    def per_hour(self) -> dict[str, float]:
        """Executions in a case that meets the step x probability that the longest way leads
        through it."""
        carried = self._lines.carried()
        found: dict[str, float] = {}
        for step, parts in self._executions.as_is.repeats.items():
            for part, count in parts:
                found[part] = found.get(part, 0.0) + carried[step] * count
        return found


class _OfChain:
    """The sum of visits x time over the places of a chain: steps, and blocks of parallel work."""

    def __init__(
        self, study: Study, chain: Serial, once: Mapping[str, Hours], most_cases: int | None
    ) -> None:
        self._shape, self._goal, self._once = study.shape, study.map.goal, once
        self._chain, self._visits = chain, chain.visited(self._goal)
        self._solved: dict[tuple[tuple[str, float], ...], Mapping[str, float]] = {}
        self._blocks: dict[str, Retiming] = {}
        self._block_of: dict[str, str] = {}
        self._took: dict[str, Floats] = {}
        for state, block in chain.blocks.items():
            self._took[state] = np.zeros(())
            if not block.steps:
                continue
            cases = _thinned(cases_of(block_network(study.shape, block)), most_cases)
            hours = {step: np.asarray(once[step]) for step in block.steps}
            self._blocks[state] = Retiming(cases, hours, None)
            self._took[state] = self._blocks[state].lead_time()
            self._block_of |= dict.fromkeys(block.steps, state)
        self.before = self._sum(self._visits, {})

    def _sum(self, visits: Mapping[str, float], once: Mapping[str, Hours]) -> Floats:
        total: Hours = 0.0
        for state, count in visits.items():
            if state in self._took:
                mine = {s: of for s, of in once.items() if self._block_of.get(s) == state}
                total = total + count * self._block_time(state, mine)
            else:
                total = total + count * (once[state] if state in once else self._once[state])
        return np.asarray(total)

    def _block_time(self, state: str, once: Mapping[str, Hours]) -> Floats:
        if not once:
            return self._took[state]
        changed = {step: np.asarray(hours)[None] for step, hours in once.items()}
        return np.asarray(self._blocks[state].lead_times(changed)[0])

    def after(self, alterations: Sequence[Alteration]) -> list[Floats]:
        """Other times change terms of the sum; other rework shares change the visits."""
        return list(self._each(alterations))

    def _each(self, alterations: Sequence[Alteration]) -> Iterator[Floats]:
        for once, rework in alterations:
            if rework:
                yield self._sum(self._visits_after(rework), once)
                continue
            states = {self._block_of.get(step, step): None for step in once}
            part = {state: self._visits.get(state, 0.0) for state in states}
            yield self.before + self._sum(part, once) - self._sum(part, {})

    def _visits_after(self, rework: Mapping[str, float]) -> Mapping[str, float]:
        key = tuple(sorted(rework.items()))
        if key not in self._solved:
            shape = with_rework(self._shape, rework)
            self._solved[key] = self._chain.with_shares(shape, rework).visited(self._goal)
        return self._solved[key]

    def per_hour(self) -> dict[str, float]:
        """Visits of the step; within a block, of the block x probability that its longest way
        leads through the step."""
        found = {step: self._visits.get(step, 0.0) for step in self._once}
        for state, lines in self._blocks.items():
            for step, share in lines.carried().items():
                found[step] = self._visits.get(state, 0.0) * share
        return found
