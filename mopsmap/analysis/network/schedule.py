"""The activity network of one case: early and late times, floats, drag, all critical paths."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice
from typing import NamedTuple

import networkx as nx

from mopsmap.analysis.network.graph import network_of
from mopsmap.model import Flow

MOST_PATHS_LISTED = 20
_RELATIVE = 1e-9


class Slot(NamedTuple):
    """Early and late times of one step in one case, hours from the start of the item, and what
    there is to spare: total float without delaying the item, free float without delaying any step
    after it, independent float not even if all before it is late. `drag` is what the step adds to
    the lead time."""

    early_start: float
    early_finish: float
    late_start: float
    late_finish: float
    total_float: float
    free_float: float
    independent_float: float
    drag: float

    @property
    def interfering_float(self) -> float:
        """The part of the total float that the steps after it lose when it is used."""
        return self.total_float - self.free_float


@dataclass(frozen=True, slots=True)
class Schedule:
    """One case as an activity network.

    `paths` are critical paths in order (at most MOST_PATHS_LISTED), `paths_count` is exact.
    Nothing is critical where the lead time is 0.
    """

    lead_time: float
    slots: Mapping[str, Slot]
    critical_steps: frozenset[str]
    critical_flows: frozenset[str]
    paths: tuple[tuple[str, ...], ...]
    paths_count: int


class _Times(NamedTuple):
    """Both passes: hours by step, in topological order. `following` is when the first step after
    it could start, `onward` the steps after it that count for its late times, `toward` the steps
    on a way to where the lead time ends."""

    hours: Mapping[str, float]
    early_start: Mapping[str, float]
    early_finish: Mapping[str, float]
    late_start: Mapping[str, float]
    late_finish: Mapping[str, float]
    following: Mapping[str, float]
    onward: Mapping[str, Sequence[str]]
    toward: Collection[str]
    lead: float
    slack: float


def schedule(
    order: Sequence[str],
    flows: Sequence[Flow],
    hours: Mapping[str, float],
    goal: str | None,
) -> Schedule:
    """Forward and backward pass over the steps, in topological order, and flows of one case
    (critical path method, methods 2.1).

    ES = max EF of predecessors, LF = min LS of successors, total float = LS - ES, free float =
    min ES of successors - EF, independent float = max(0, min ES of successors - max LF of
    predecessors - hours). Drag = lead time - lead time if the step took no time (Devaux). The lead
    time ends at the goal where there is one: for steps on a way to it only what leads to the goal
    counts; the others are late when the last branch ends. A step is critical at total float 0, a
    flow where both its ends are and the one starts as the other finishes.
    """
    network = network_of(order, flows)
    times = _both_passes(network, order, hours, goal)
    early, finish, late = times.early_start, times.early_finish, times.late_finish
    slack, lead = times.slack, times.lead
    critical: set[str] = set()
    if lead > 0:
        critical = {step for step in order if step in times.toward and late[step] == finish[step]}
    drags = _drags(times, order, network, critical)
    slots: dict[str, Slot] = {}
    for step in order:
        free = times.following[step] - finish[step]
        latest = max([late[s] for s in network.pred[step]], default=0.0)
        independent = times.following[step] - latest - hours[step]
        slots[step] = Slot(
            early[step],
            finish[step],
            times.late_start[step],
            late[step],
            late[step] - finish[step],
            free if abs(free) > slack else 0.0,
            independent if independent > slack else 0.0,
            drags.get(step, 0.0),
        )
    if lead <= 0:
        return Schedule(lead, slots, frozenset(), frozenset(), (), 0)
    tight = [
        flow
        for flow in flows
        if flow.source in critical
        and flow.target in critical
        and flow.source != goal
        and abs(finish[flow.source] - early[flow.target]) <= slack
    ]
    network = network_of((s for s in order if s in critical), tight)
    paths, count = paths_through(network, MOST_PATHS_LISTED)
    return Schedule(lead, slots, frozenset(critical), frozenset(f.id for f in tight), paths, count)


def _both_passes(
    network: nx.DiGraph[str], order: Sequence[str], hours: Mapping[str, float], goal: str | None
) -> _Times:
    onward = {step: list(targets) for step, targets in network.adjacency()}
    early, finish = _early(order, onward, hours)
    last = max(finish.values(), default=0.0)
    lead = last if goal is None else finish[goal]
    toward: Collection[str] = early
    if goal is not None:
        toward = {goal, *nx.ancestors(network, goal)}
        onward |= {step: [t for t in onward[step] if t in toward] for step in toward}
        onward[goal] = []
    slack = _RELATIVE * max(1.0, last)
    late_start: dict[str, float] = {}
    late_finish: dict[str, float] = {}
    following: dict[str, float] = {}
    for step in reversed(order):
        after, done = onward[step], finish[step]
        late = following[step] = lead if step in toward else last
        if after:
            late = min([late_start[t] for t in after])
            following[step] = min([early[t] for t in after])
        # sums forward and backward differ in their last digits; without float they are one
        tied = abs(late - done) <= slack
        late_start[step] = early[step] if tied else late - hours[step]
        late_finish[step] = done if tied else late
    return _Times(
        hours, early, finish, late_start, late_finish, following, onward, toward, lead, slack
    )


def _drags(
    times: _Times, order: Sequence[str], network: nx.DiGraph[str], critical: Collection[str]
) -> dict[str, float]:
    """Drag of the critical steps: min(hours, least slack of what passes them by).

    A path without a step goes over its place in the order by one flow, or starts after it, or ends
    before it. The longest path by a flow is shorter than the lead time by LS of its target - EF of
    its source, so that one sweep finds the least slack over every place.
    """
    if not critical:
        return {}
    place = {step: at for at, step in enumerate(order)}
    over: list[tuple[float, int]] = []
    found = {}
    for step in times.toward:
        if not network.pred[step] and place[step]:
            heappush(over, (times.late_start[step], place[step]))
    for at, step in enumerate(order):
        if step in critical:
            while over and over[0][1] <= at:
                heappop(over)
            drag = min(times.hours[step], over[0][0] if over else times.lead)
            found[step] = drag if drag > times.slack else 0.0
        if step not in times.toward:
            continue
        done = times.early_finish[step]
        for target in times.onward[step]:
            if place[target] > at + 1:
                heappush(over, (times.late_start[target] - done, place[target]))
        if not times.onward[step]:
            heappush(over, (times.lead - done, len(order)))
    return found


def _early(
    order: Sequence[str], onward: Mapping[str, Sequence[str]], hours: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """(early start, early finish) of every step."""
    early = dict.fromkeys(order, 0.0)
    finish: dict[str, float] = {}
    for step in order:
        done = finish[step] = early[step] + hours[step]
        for target in onward[step]:
            if done > early[target]:
                early[target] = done
    return early, finish


def paths_through(critical: nx.DiGraph[str], most: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    """(the first `most` paths in order, exact number of all) from end to end of a critical network
    whose nodes are in topological order."""
    place = {step: i for i, step in enumerate(critical)}
    onward = {
        step: sorted(targets, key=place.__getitem__) for step, targets in critical.adjacency()
    }
    ways: dict[str, int] = {}
    for step in reversed(onward):
        ways[step] = sum([ways[t] for t in onward[step]]) or 1
    firsts = [step for step, entering in critical.in_degree() if not entering]
    count = sum(ways[step] for step in firsts)

    def walk(first: str) -> Iterator[tuple[str, ...]]:
        path, rest = [first], [iter(onward[first])]
        while path:
            following = next(rest[-1], None)
            if following is not None:
                path.append(following)
                rest.append(iter(onward[following]))
                continue
            if not onward[path[-1]]:
                yield tuple(path)
            path.pop()
            rest.pop()

    listed = (path for first in firsts for path in walk(first))
    return tuple(islice(listed, most)), count
