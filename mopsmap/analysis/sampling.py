"""Monte Carlo of single items with unlimited people, walked through the map step by step.

Many runs go side by side, as columns of numpy arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mopsmap.analysis.estimates import Draw, drawn
from mopsmap.analysis.network.cases import Bools, Floats
from mopsmap.analysis.network.graph import Shape, leaving_flows, waiting_order
from mopsmap.analysis.study import Study
from mopsmap.model import Flow
from mopsmap.units import Estimate

RUNS = 20_000
FEWEST_RUNS = 500
_SEED = 20_231
_MOST_EXECUTIONS = 2_000_000
_MOST_TURNS = 12_000
_BITS = 64
_RELATIVE = 1e-9
_NOT_THERE = -1.0

Places = NDArray[np.intp]
Masks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the runs came to. `lead_time` (h) are the runs that reach the goal, in no order.

    By step, return steps included: `executions` is the mean number per item over all runs,
    `critical` the share of `lead_time` in which it lies on a longest path, `spread` the standard
    deviation of the hours an item spends in it, `cruciality` their correlation with the lead time
    (None where one of them never changes).
    """

    runs: int
    lead_time: Floats
    executions: Mapping[str, float]
    critical: Mapping[str, float]
    spread: Mapping[str, float]
    cruciality: Mapping[str, float | None]


class Exit(NamedTuple):
    """One way out of a step: a rework flow, a chosen flow, or all parallel flows together.

    `targets` are places; the way out of the last step of a branch leads nowhere.
    """

    targets: tuple[int, ...]
    back: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A map made ready for runs. Steps are places: return steps first, then in the order of work.

    `shares` are those of the ways out of each step. `frames` are the loop bodies by (source,
    target) of the rework, where parallel flows leave one of them; `inside` says which places are
    in the body of each, `last` its source, both led by the whole map.
    """

    steps: tuple[str, ...]
    returns: int
    starts: tuple[int, ...]
    goal: int | None
    hours: tuple[tuple[float, tuple[Draw, ...]], ...]
    exits: tuple[tuple[Exit, ...], ...]
    shares: tuple[tuple[float, ...], ...]
    frames: Mapping[tuple[int, int], int]
    inside: Bools
    last: NDArray[np.intp]


def runs_for(executions: Mapping[str, float], active: Mapping[str, float]) -> int:
    """How many runs are made of a map: fewer where it is large or an item is worked on very often,
    and none where even few would take too long.

    Runs go round together, so that the longest of them counts: the number of rounds of the one
    that has most grows with the logarithm of their number.
    """
    total = sum(executions.values())
    runs = min(RUNS, int(_MOST_EXECUTIONS / (max(1.0, total) * (1 + len(executions) / 2000))))
    again = total - sum(active.values())
    if runs < FEWEST_RUNS or again * math.log(runs) > _MOST_TURNS:
        return 0
    return runs


def sample(
    study: Study,
    runs: int | None = None,
    seed: int = _SEED,
    pulse: Callable[[], None] = lambda: None,
) -> Sample | None:
    """Walk many items through the map; None where that cannot be or would take too long.

    Choices, rework and durations are drawn anew at each execution, wait and process time
    independently. `pulse` is called every few milliseconds: it may let others run, and raise
    whatever is to stop the runs.
    """
    found = study.probable
    if found is None or not study.reading.order:
        return None
    count = runs_for(found.executions, found.active) if runs is None else runs
    return _Walk(plan_of(study), count, seed).sample(pulse) if count else None


def plan_of(study: Study) -> Plan:
    """What the runs need to know of a map."""
    shape, reading = study.shape, study.reading
    steps = (*(s for s in reading.drawn_order if s in reading.return_steps), *waiting_order(shape))
    place = {step: at for at, step in enumerate(steps)}
    ways = [_ways_out(shape, step) for step in steps]
    times = study.map.step_by_id
    frames, inside, last = _frames(shape, place)
    goal = study.map.goal
    return Plan(
        steps=steps,
        returns=len(reading.return_steps),
        starts=tuple(place[step] for step in reading.starts),
        goal=None if goal is None else place.get(goal, -1),
        hours=tuple(
            _hours(study, times[step].wait_time, times[step].process_time) for step in steps
        ),
        exits=tuple(
            tuple(Exit(tuple(place[f.target] for f in flows), back) for _, flows, back in out)
            for out in ways
        ),
        shares=tuple(tuple(share for share, _, _ in out) for out in ways),
        frames=frames,
        inside=inside,
        last=last,
    )


def _ways_out(shape: Shape, step: str) -> list[tuple[float, Sequence[Flow], bool]]:
    """(share of the executions, flows taken together, whether they lead back) of each way out."""
    reading = shape.reading
    back = [
        (reading.shares[f.id], (f,), True)
        for f in reading.rework
        if f.source == step and reading.shares[f.id] > 0
    ]
    if step in reading.return_steps:
        return [*back]
    rest, after = 1 - shape.rework_share.get(step, 0.0), shape.after.get(step, ())
    if step not in reading.chooses:
        return [*back, (rest, after, False)]
    chosen = [(rest * shape.conditional[f.id], (f,), False) for f in after]
    return [*back, *(way for way in chosen if way[0] > 0)]


def _hours(study: Study, *estimates: Estimate | None) -> tuple[float, tuple[Draw, ...]]:
    """(certain hours, draws of the others) whose sum is one execution."""
    found = [drawn(e, study.calendar, study.distribution) for e in estimates]
    certain = sum((hours for hours in found if isinstance(hours, float)), 0.0)
    return certain, tuple(draw for draw in found if not isinstance(draw, float))


def _frames(
    shape: Shape, place: Mapping[str, int]
) -> tuple[dict[tuple[int, int], int], Bools, NDArray[np.intp]]:
    loops = shape.loops if any(leaving_flows(shape, loop) for loop in shape.loops) else ()
    bodies = {(place[loop.source], place[loop.target]): loop.body for loop in loops}
    inside = np.zeros((len(bodies) + 1, len(place)), dtype=np.bool_)
    inside[0] = True
    last = np.full(len(bodies) + 1, -1, dtype=np.intp)
    for at, ((source, _), body) in enumerate(bodies.items(), 1):
        last[at] = source
        inside[at, [place[step] for step in shape.steps_of(body)]] = True
    return {ends: at for at, ends in enumerate(bodies, 1)}, inside, last


class _Walk:
    """All runs on their way. A run is at a step when something has come for it there and it has
    nothing to do before: steps take their turns in order, and a run that goes back is held until
    the next round, which takes all that went back through the loops together.

    `there[v]` is, by run, the latest time that something came to v, -1 where nothing has; `ways[v]`
    the longest way to there as bits of the steps, the union of ways of the same length. The place
    behind the last step is where items are done.
    """

    def __init__(self, plan: Plan, runs: int, seed: int) -> None:
        count = len(plan.steps)
        self.plan, self.runs = plan, runs
        self.random = np.random.default_rng(seed)
        self.words = -(-count // _BITS)
        self.there: list[Floats | None] = [None] * (count + 1)
        self.ways: list[Masks | None] = [None] * (count + 1)
        self.coming = [0] * (count + 1)
        self.held = np.zeros(runs, dtype=np.bool_)
        self.spent = np.zeros((count, runs))
        self.done = [0] * count
        self.frames = _Frames(plan, runs) if plan.frames else None

    def sample(self, pulse: Callable[[], None]) -> Sample:
        """Go until every item is done."""
        everyone = np.arange(self.runs)
        for place in self.plan.starts:
            nothing = np.zeros((self.words, self.runs), dtype=np.uint64)
            self._come(place, everyone, np.zeros(self.runs), nothing)
        count = len(self.plan.steps)
        while any(self.coming[:count]):
            self.held[:] = False
            for place in range(count):
                if self.coming[place]:
                    self._turn(place)
                    pulse()
        return self._result()

    def _turn(self, place: int) -> None:
        """The step takes up everything that is ready, and sends it on."""
        there, ways = self.there[place], self.ways[place]
        assert there is not None
        assert ways is not None
        who = np.flatnonzero((there >= 0) & ~self.held)
        if not who.size:
            return
        certain, draws = self.plan.hours[place]
        spent = np.full(who.size, certain)
        for draw in draws:
            spent += draw(self.random, who.size)
        finish, way = there[who] + spent, ways[:, who]
        way[place // _BITS] |= np.uint64(1 << place % _BITS)
        self.spent[place, who] += spent
        self.done[place] += who.size
        self.coming[place] -= who.size
        if self.coming[place]:
            there[who] = _NOT_THERE
        else:
            self.there[place] = self.ways[place] = None
        if place == self.plan.goal:
            self._come(len(self.plan.steps), who, finish, way)
        if self.frames and place >= self.plan.returns:
            self.frames.enter(place, who)
        for way_out, part in self._parted(place, who.size):
            if part is None:
                self._leave(place, way_out, who, finish, way)
            elif part.size:
                self._leave(place, way_out, who[part], finish[part], way[:, part])

    def _parted(self, place: int, count: int) -> Iterator[tuple[Exit, Places | None]]:
        """Which of so many take each way out; None is all."""
        exits = self.plan.exits[place]
        if len(exits) == 1:
            yield exits[0], None
            return
        throw = self.random.random(count)
        below = np.zeros(count, dtype=np.intp)
        for bound in list(accumulate(self.plan.shares[place]))[:-1]:
            below += throw >= bound
        for at, way_out in enumerate(exits):
            yield way_out, np.flatnonzero(below == at)

    def _leave(self, place: int, way_out: Exit, who: Places, finish: Floats, way: Masks) -> None:
        if not way_out.targets and self.plan.goal is None:
            self._come(len(self.plan.steps), who, finish, way)
        for target in way_out.targets:
            if target <= place:
                self.held[who] = True
            if self.frames and way_out.back:
                self.frames.go_back(place, target, who)
            elif self.frames and len(way_out.targets) > 1:
                fires = self.frames.fires(target, who)
                self._come(target, who[fires], finish[fires], way[:, fires])
                continue
            self._come(target, who, finish, way)

    def _come(self, place: int, who: Places, time: Floats, way: Masks) -> None:
        """Something comes to a step: the step waits for the latest."""
        there, ways = self.there[place], self.ways[place]
        if there is None or ways is None:
            there = self.there[place] = np.full(self.runs, _NOT_THERE)
            ways = self.ways[place] = np.zeros((self.words, self.runs), dtype=np.uint64)
        before = there[who]
        first = before < 0
        if first.all():
            there[who], ways[:, who] = time, way
            self.coming[place] += who.size
            return
        slack = _RELATIVE * np.maximum(1.0, time)
        later, as_late = time > before + slack, time >= before - slack
        zero = np.uint64(0)
        ways[:, who] = np.where(later, zero, ways[:, who]) | np.where(as_late, way, zero)
        there[who] = np.maximum(before, time)
        self.coming[place] += int(np.count_nonzero(first))

    def _result(self) -> Sample:
        steps, end = self.plan.steps, len(self.plan.steps)
        lead, ways = self.there[end], self.ways[end]
        if lead is None or ways is None:
            lead = np.full(self.runs, _NOT_THERE)
            ways = np.zeros((self.words, self.runs), dtype=np.uint64)
        reached = np.flatnonzero(lead >= 0)
        took_time = ways[:, lead > 0]
        lead = lead[reached]
        spreads, shares = [], []
        for place in range(end):
            spread, cruciality = together(self.spent[place, reached], lead)
            spreads.append(spread)
            shares.append(cruciality)
        critical = [
            int(np.count_nonzero(took_time[at // _BITS] & np.uint64(1 << at % _BITS)))
            for at in range(end)
        ]
        return Sample(
            runs=self.runs,
            lead_time=lead,
            executions={s: n / self.runs for s, n in zip(steps, self.done, strict=True)},
            critical={s: n / max(1, lead.size) for s, n in zip(steps, critical, strict=True)},
            spread=dict(zip(steps, spreads, strict=True)),
            cruciality=dict(zip(steps, shares, strict=True)),
        )


def together(
    spent: Floats, lead: Floats, weight: Floats | None = None
) -> tuple[float, float | None]:
    """(standard deviation of the hours spent, their correlation with the lead time), of runs or of
    weighted cases; no correlation where one of them never changes."""

    def mean(values: Floats) -> float:
        return float(values.mean() if weight is None else (values * weight).sum() / weight.sum())

    if spent.size < 2:
        return 0.0, None
    means = mean(spent), mean(lead)
    spent, lead = spent - means[0], lead - means[1]
    sd, lead_sd = math.sqrt(mean(spent * spent)), math.sqrt(mean(lead * lead))
    if sd <= _RELATIVE * max(1.0, means[0]):
        return 0.0, None
    if lead_sd <= _RELATIVE * max(1.0, means[1]):
        return sd, None
    return sd, max(-1.0, min(1.0, mean(spent * lead) / (sd * lead_sd)))


class _Frames:
    """Which loop body each run is going through again, by run a stack of them: a parallel flow that
    leaves the body does not fire there."""

    def __init__(self, plan: Plan, runs: int) -> None:
        count = len(plan.steps)
        self.plan = plan
        self.of = np.zeros((count, count), dtype=np.int16)
        for (source, target), frame in plan.frames.items():
            self.of[source, target] = frame
        self.depth = np.zeros(runs, dtype=np.intp)
        self.stack = np.zeros((runs, len({s for s, _ in plan.frames}) + 1), dtype=np.int16)
        self.origin = np.zeros(runs, dtype=np.intp)

    def top(self, who: Places) -> NDArray[np.int16]:
        """The innermost body that each run goes through."""
        return self.stack[who, self.depth[who]]

    def enter(self, place: int, who: Places) -> None:
        """A body is over where its last step is reached, or where the item has left it."""
        while who.size:
            top = self.top(who)
            who = who[(self.plan.last[top] == place) | ~self.plan.inside[top, place]]
            self.depth[who] -= 1

    def go_back(self, place: int, target: int, who: Places) -> None:
        """Runs go back from a step, or on through return steps."""
        if place >= self.plan.returns:
            self.origin[who] = place
        if target >= self.plan.returns:
            self.depth[who] += 1
            self.stack[who, self.depth[who]] = self.of[self.origin[who], target]

    def fires(self, target: int, who: Places) -> Bools:
        """For which runs a parallel flow to a step fires."""
        fires: Bools = self.plan.inside[self.top(who), target]
        return fires
