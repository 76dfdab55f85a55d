"""An exact oracle for small maps: everything that can happen to an item, with its probability.

By the words of the reading only: a step waits for what is still coming; after a step the item may
go back, then everything between is done again within that part of the map, decisions afresh;
parallel flows that leave the part fire the first time only, chosen ones always do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from mopsmap.reading import Reading

_NEGLIGIBLE = 1e-11

Arrivals = tuple[tuple[str, float], ...]


class Left(NamedTuple):
    """How a step is left: hours after it was first done, whether by its own flows, and at what
    times the item has come out of parts gone through again."""

    hours: float
    onward: bool
    outside: Arrivals


class Passed(NamedTuple):
    """How a part of the map was gone through: when its last step was done (None: it was not), when
    the item came out elsewhere, when it was done with each end."""

    last: float | None
    outside: Arrivals
    ended: Arrivals


@dataclass
class Everything:
    """All ways through a map whose steps take fixed hours, up to a negligible probability."""

    reading: Reading
    hours: Mapping[str, float]
    _left: dict[str, tuple[dict[Left, float], dict[str, float]]] = field(default_factory=dict)

    @cached_property
    def whole(self) -> tuple[dict[Passed, float], dict[str, float]]:
        """(outcomes with probability, executions) of the whole map."""
        reading = self.reading
        return self.through(dict.fromkeys(reading.starts, 0.0), set(reading.order), None)

    @property
    def executions(self) -> dict[str, float]:
        """Expected executions of every step."""
        return self.whole[1]

    def lead_times(self, goal: str | None = None) -> dict[float, float]:
        """Lead times with probability; conditional on reaching the goal where there is one."""
        found: dict[float, float] = {}
        for outcome, chance in self.whole[0].items():
            ends = dict(outcome.ended)
            if goal is None or goal in ends:
                hours = max(ends.values(), default=0.0) if goal is None else ends[goal]
                found[hours] = found.get(hours, 0.0) + chance
        total = sum(found.values())
        return {hours: chance / total for hours, chance in found.items()}

    def between(self, first: str, last: str) -> set[str]:
        """Steps on the forward ways from one step to another."""
        links = [(f.source, f.target) for f in self.reading.forward]
        after, before = {first}, {last}
        for step in self.reading.order:
            after |= {t for s, t in links if s == step and s in after}
        for step in reversed(self.reading.order):
            before |= {s for s, t in links if t == step and t in before}
        return after & before

    def through(
        self, entered: Mapping[str, float], inside: set[str], last: str | None
    ) -> tuple[dict[Passed, float], dict[str, float]]:
        """All ways through a part of the map, from the steps entered at their times."""
        place = {s: at for at, s in enumerate(self.reading.order)}
        states = {(tuple(sorted(entered.items())), Passed(None, (), ())): 1.0}
        counts: dict[str, float] = {}
        found: dict[Passed, float] = {}
        while states:
            following: dict[tuple[Arrivals, Passed], float] = {}
            for (arrivals, passed), chance in states.items():
                if chance < _NEGLIGIBLE:
                    continue
                if not arrivals:
                    found[passed] = found.get(passed, 0.0) + chance
                    continue
                coming = dict(arrivals)
                step = min(coming, key=place.__getitem__)
                done = coming.pop(step) + self.hours[step]
                counts[step] = counts.get(step, 0.0) + chance
                if step == last:
                    state = tuple(sorted(coming.items())), passed._replace(last=done)
                    following[state] = following.get(state, 0.0) + chance
                    continue
                ways, again = self.leave(step)
                for other, times in again.items():
                    counts[other] = counts.get(other, 0.0) + chance * times
                for left, part in ways.items():
                    for targets, share in self.onward(step) if left.onward else [((), 1.0)]:
                        state = _after(step, done, left, targets, inside, coming, passed, self)
                        following[state] = following.get(state, 0.0) + chance * part * share
            states = following
        return found, counts

    def onward(self, step: str) -> list[tuple[tuple[str, ...], float]]:
        """Which steps follow together, with probability, once an item goes on."""
        ways = [f for f in self.reading.forward if f.source == step]
        if step not in self.reading.chooses:
            return [(tuple(f.target for f in ways), 1.0)]
        total = sum(self.reading.shares[f.id] for f in ways)
        return [((f.target,), self.reading.shares[f.id] / total) for f in ways]

    def back(self, step: str) -> dict[tuple[str, float, tuple[str, ...]], float]:
        """(where the item goes back to, hours on the way, return steps) with probability."""
        found: dict[tuple[str, float, tuple[str, ...]], float] = {}
        going = [
            (f, self.reading.shares[f.id], ()) for f in self.reading.rework if f.source == step
        ]
        while going:
            flow, chance, by = going.pop()
            if flow.target in self.reading.return_steps:
                going += [
                    (f, chance * self.reading.shares[f.id], (*by, flow.target))
                    for f in self.reading.rework
                    if f.source == flow.target
                ]
            elif chance > 0:
                key = flow.target, sum(self.hours[s] for s in by), by
                found[key] = found.get(key, 0.0) + chance
        return found

    def leave(self, step: str) -> tuple[dict[Left, float], dict[str, float]]:
        """(how a step is left once it was done, executions until then)."""
        if step in self._left:
            return self._left[step]
        found: dict[Left, float] = {}
        counts: dict[str, float] = {}
        back = self.back(step)
        stay = 1 - sum(back.values())
        going = {Left(0.0, True, ()): 1.0}
        while going:
            again: dict[Left, float] = {}
            for left, chance in going.items():
                found[left] = found.get(left, 0.0) + chance * stay
                for (target, hours, by), share in back.items():
                    part = self.between(target, step)
                    outcomes, inside = self.through({target: left.hours + hours}, part, step)
                    for other, times in [*inside.items(), *((s, 1.0) for s in by)]:
                        counts[other] = counts.get(other, 0.0) + chance * share * times
                    for passed, likely in outcomes.items():
                        outside = _latest(left.outside, passed.outside)
                        come = chance * share * likely
                        if passed.last is None:
                            out = Left(0.0, False, outside)
                            found[out] = found.get(out, 0.0) + come
                        elif come > _NEGLIGIBLE:
                            on = Left(passed.last, True, outside)
                            again[on] = again.get(on, 0.0) + come
            going = again
        self._left[step] = found, counts
        return found, counts


def _latest(one: Arrivals, other: Arrivals) -> Arrivals:
    found = dict(one)
    for step, hours in other:
        found[step] = max(found.get(step, 0.0), hours)
    return tuple(sorted(found.items()))


def _after(
    step: str,
    done: float,
    left: Left,
    targets: tuple[str, ...],
    inside: set[str],
    coming: Mapping[str, float],
    passed: Passed,
    everything: Everything,
) -> tuple[Arrivals, Passed]:
    """What is coming, and what became of the pass, once a step is left."""
    arrivals, outside, ended = dict(coming), passed.outside, passed.ended
    always = step in everything.reading.chooses
    begun = [(t, done + left.hours, always) for t in targets]
    begun += [(t, done + hours, True) for t, hours in left.outside]
    for target, hours, chosen in begun:
        if target in inside:
            arrivals[target] = max(arrivals.get(target, 0.0), hours)
        elif chosen:
            outside = _latest(outside, ((target, hours),))
    if left.onward and not targets:
        ended = _latest(ended, ((step, round(done + left.hours, 9)),))
    arrivals = {s: round(hours, 9) for s, hours in arrivals.items()}
    return tuple(sorted(arrivals.items())), Passed(passed.last, outside, ended)
