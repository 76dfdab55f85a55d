"""Expected lead time again after the times of a few steps change, without another whole sweep.

A way through the map crosses every place of the topological order once. Where only the steps of
some places change, the longest ways up to the first of them and on from the last stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mopsmap.analysis.network.cases import Bools, Cases, Floats, sweep
from mopsmap.model import Flow

_RELATIVE = 1e-9


class Retiming:
    """The longest ways to and from every step in all cases.

    `hours` are those of each step in a case that meets it: numbers, or arrays of one number for
    each draw; then every result has an axis of draws. All `cases` reach the goal, where there is
    one; ways that do not lead to it do not count.
    """

    def __init__(
        self, cases: Cases, hours: Mapping[str, float] | Mapping[str, Floats], goal: str | None
    ) -> None:
        network = cases.network
        self._cases, self._order = cases, network.order
        self._weight = cases.weight / cases.weight.sum()
        self._place = {step: at for at, step in enumerate(network.order)}
        self._hours = {step: np.asarray(of)[..., None] for step, of in hours.items()}
        self._after: dict[str, list[Flow]] = {}
        for flows in network.before.values():
            for flow in flows:
                self._after.setdefault(flow.source, []).append(flow)
        self._last = {
            s for s in network.order if s == goal or (goal is None and s not in cases.left)
        }
        draws = self._hours[network.order[0]].shape[:-1] if network.order else ()
        self._finish = np.empty((len(network.order), *draws, cases.count))
        for at, (_, _, finish) in enumerate(sweep(cases, self._hours)):
            self._finish[at] = finish
        self._onward = self._longest_onward()
        self._ways = self._all_ways()
        self._crossing = self._ways_by_place()
        self._across = np.empty((len(self._ways), *self._finish.shape[1:]))
        for way in range(len(self._ways)):
            self._across[way] = self._length(way, {})

    def _longest_onward(self) -> Floats:
        """By place, hours from the start of a step to the end; minus infinity on no way to it."""
        cases, found = self._cases, np.empty_like(self._finish)
        for at in range(len(self._order) - 1, -1, -1):
            step = self._order[at]
            ways = [] if step in self._last else self._after.get(step, [])
            longest: Floats | float = 0.0 if step in self._last else -np.inf
            for flow in ways:
                on, taken = found[self._place[flow.target]], cases.taken.get(flow.id)
                if taken is not None and taken is not cases.always:
                    on = np.where(taken, on, -np.inf)
                longest = np.maximum(longest, on)
            found[at] = longest + self._hours[step]
            if not cases.everywhere(step):
                found[at] = np.where(cases.active[step], found[at], -np.inf)
        return found

    def _all_ways(self) -> list[tuple[str | None, str | None, Bools | None]]:
        """Where a way can cross a place: (step before, step after, cases that take the flow).

        A way begins before a start and goes on after a last step.
        """
        found: list[tuple[str | None, str | None, Bools | None]] = []
        for step in self._order:
            if step in self._cases.network.starts:
                found.append((None, step, None))
            if step in self._last:
                found.append((step, None, None))
            for flow in self._after.get(step, ()):
                taken = self._cases.taken.get(flow.id)
                found.append((step, flow.target, None if taken is self._cases.always else taken))
        return found

    def _ways_by_place(self) -> list[Sequence[int]]:
        """By place, which ways cross from it or a place before to a place after it."""
        begin: dict[int, list[int]] = {}
        end: dict[int, list[int]] = {}
        for way, (source, target, _) in enumerate(self._ways):
            begin.setdefault(-1 if source is None else self._place[source], []).append(way)
            if target is not None:
                end.setdefault(self._place[target], []).append(way)
        crossing = dict.fromkeys(begin.get(-1, ()))
        found: list[Sequence[int]] = []
        for at in range(len(self._order)):
            for way in end.get(at, ()):
                del crossing[way]
            crossing |= dict.fromkeys(begin.get(at, ()))
            found.append(tuple(crossing))
        return found

    def lead_time(self) -> Floats:
        """Expected lead time (h) as it is."""
        lead = self._longest_across(len(self._order) - 1, {})
        return np.asarray((lead * self._weight).sum(axis=-1))

    def lead_times(self, changed: Mapping[str, Floats]) -> Floats:
        """Expected lead time (h) of every variant: `changed` are the hours of the steps that
        change, one for each variant along the first axis; the second is that of the draws."""
        places = [self._place[step] for step in changed]
        anew: dict[str, Floats] = {}
        for at in range(min(places), max(places) + 1):
            step = self._order[at]
            before = self._cases.network.before.get(step, ())
            if step in changed or any(flow.source in anew for flow in before):
                anew[step] = self._done(step, before, anew, changed)
        lead = (self._longest_across(max(places), anew) * self._weight).sum(axis=-1)
        return np.broadcast_to(lead, next(iter(changed.values())).shape)

    def _done(
        self,
        step: str,
        before: Sequence[Flow],
        anew: Mapping[str, Floats],
        changed: Mapping[str, Floats],
    ) -> Floats:
        """When a step is done, from what comes before it, changed or not."""
        cases, start = self._cases, np.zeros(())
        row = cases.active[step]
        for flow in before:
            come = anew.get(flow.source)
            come = self._finish[self._place[flow.source]] if come is None else come
            taken = cases.taken.get(flow.id, row)
            start = np.maximum(start, come if taken is row else come * taken)
        done = start + (changed[step][..., None] if step in changed else self._hours[step])
        return done if row is cases.always else done * row

    def _length(self, way: int, anew: Mapping[str, Floats]) -> Floats:
        """Hours of the longest way through the whole map that crosses by this flow."""
        source, target, taken = self._ways[way]
        hours = np.zeros(())
        if source is not None:
            hours = anew[source] if source in anew else self._finish[self._place[source]]
            hours = hours if taken is None else hours * taken
        return hours if target is None else hours + self._onward[self._place[target]]

    def _longest_across(self, at: int, anew: Mapping[str, Floats]) -> Floats:
        """The longest of all ways that cross a place, in every variant and case."""
        ways = self._crossing[at]
        longest = self._across[[way for way in ways if self._ways[way][0] not in anew]]
        found = longest.max(axis=0, initial=-np.inf)
        for way in ways:
            if self._ways[way][0] in anew:
                found = np.maximum(found, self._length(way, anew))
        return np.asarray(found)

    def carried(self) -> dict[str, float]:
        """By step, the probability that the longest way of a case leads through it; ways that tie
        share it equally. Only without draws."""
        cases, finish = self._cases, self._finish
        active = cases.active
        lead = self._longest_across(len(self._order) - 1, {}) if self._order else np.zeros(1)
        slack = _RELATIVE * np.maximum(1.0, lead)
        share = np.zeros_like(finish)
        last = [self._place[step] for step in self._order if step in self._last]
        tight = np.array([(finish[at] >= lead - slack) & active[self._order[at]] for at in last])
        share[last] = tight / np.maximum(1, tight.sum(axis=0))
        for at in range(len(self._order) - 1, -1, -1):
            mine, flows = share[at], cases.network.before.get(self._order[at], ())
            if not flows or not mine.any():
                continue
            come = [
                finish[self._place[f.source]] * cases.taken.get(f.id, active[f.source])
                for f in flows
            ]
            start = np.maximum.reduce(come)
            ties = [(c >= start - slack) & (start > 0) for c in come]
            each = mine / np.maximum(1, np.sum(ties, axis=0))
            for flow, tied in zip(flows, ties, strict=True):
                share[self._place[flow.source]] += each * tied
        return {
            step: float((share[at] * self._weight).sum()) for at, step in enumerate(self._order)
        }
