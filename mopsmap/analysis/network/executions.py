"""How often each step is done per item: by a linear system, or from all that can happen to an item
where rework comes with alternatives and parallel work that meet: no weight of such a join holds for
all passes. Sets of steps are bits by place.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mopsmap.analysis.network.graph import (
    EndlessError,
    Loop,
    Shape,
    leaving_flows,
    linear_executions,
    linear_executions_added,
    solve,
    waiting_order,
    with_rework,
)

_MOST_STATES = 2_000
_MOST_TURNS = 100
_NEGLIGIBLE = 1e-14
_SINGULAR = 1e-12
_SAME = 1e-9


def expected_executions(
    shape: Shape,
    weights: Mapping[str, float],
    passes: Mapping[int, Mapping[str, float]],
    going_back: Container[str] | None = None,
) -> dict[str, float]:
    """Expected executions per item of every step, return steps included. With `going_back` only the
    rework that leaves these steps counts; `weights` and `passes` are those of `linear_executions`.

    Raises EndlessError where the item can go round for ever.
    """
    found = executions_by_states(shape, going_back) if _needs_states(shape, weights) else None
    return linear_executions(shape, weights, passes, going_back) if found is None else found


def executions_added(
    shape: Shape,
    weights: Mapping[str, float],
    passes: Mapping[int, Mapping[str, float]],
    executions: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """By gate, the executions of every step that there were not, had this gate alone let everything
    pass: its other ways out share what is left as before (see `with_rework`)."""
    if not _needs_states(shape, weights):
        return linear_executions_added(shape, weights, passes, executions)
    gates = [gate for gate, share in shape.rework_share.items() if share > 0]
    left = {g: expected_executions(with_rework(shape, {g: 0.0}), weights, passes) for g in gates}
    return {g: {s: executions[s] - times for s, times in left[g].items()} for g in gates}


def _needs_states(shape: Shape, weights: Mapping[str, float]) -> bool:
    """Whether rework comes with a join whose flows are neither alternatives nor all parallel, or
    both parallel work and choices lead out of loops."""
    if not shape.loops:
        return False
    if any(1 / len(shape.before[s]) + _SAME < w < 1 - _SAME for s, w in weights.items()):
        return True
    beside = any(leaving_flows(shape, loop) for loop in shape.loops)
    return beside and any(_led_out(shape, loop) for loop in shape.loops)


def _led_out(shape: Shape, loop: Loop) -> bool:
    """Whether a choice within a loop leads out of it."""
    chooses = shape.reading.chooses
    return any(
        not loop.body >> shape.place[flow.target] & 1
        for step in shape.steps_of(loop.body)
        if step in chooses and step != loop.source
        for flow in shape.after[step]
    )


class _TooManyError(Exception):
    """More states than can be gone through in no time."""


class _Left(NamedTuple):
    """How a step is left once it was done, rework over: chances by (whether by its own flows, where
    choices within its loops led out to); `again` are the executions until then."""

    ways: Mapping[tuple[bool, int], float]
    again: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class _Walk:
    """All ways through a map; `onward` are the ways out of each step: targets, share, and whether
    the way is chosen. `rank` is its turn: a step waits for all that may still come."""

    rank: tuple[int, ...]
    onward: tuple[tuple[tuple[int, float, bool], ...], ...]
    loops: Mapping[int, tuple[Loop, ...]]
    place: Mapping[str, int]
    known: dict[int, _Left] = field(default_factory=dict)

    def through(
        self, entered: int, inside: int, last: int | None
    ) -> tuple[dict[tuple[bool, int], float], dict[int, float]]:
        """(chances by (whether the last step was met, where choices led out to), executions) of one
        pass through a part of the map. Steps take turns, so that states that wait for the same
        steps become one."""
        states = {(entered, 0): 1.0}
        counts: dict[int, float] = {}

        def count(places: Mapping[int, float], times: float) -> None:
            for at, number in places.items():
                counts[at] = counts.get(at, 0.0) + number * times

        rest = inside if last is None else inside & ~(1 << last)
        turns = 0
        while (at := self._next(states, rest)) is not None:
            turns += 1
            here = [(state, chance) for state, chance in states.items() if state[0] >> at & 1]
            met = sum(chance for _, chance in here)
            left = self.leave(at)
            count({at: 1.0}, met)
            count(left.again, met)
            for state, chance in here:
                del states[state]
                for key, part in self._following(at, left, state, inside):
                    if chance * part > _NEGLIGIBLE:
                        states[key] = states.get(key, 0.0) + chance * part
            if len(states) > _MOST_STATES or turns > _MOST_TURNS * inside.bit_count():
                raise _TooManyError
        if last is not None:
            count({last: 1.0}, sum(chance for (waiting, _), chance in states.items() if waiting))
        found: dict[tuple[bool, int], float] = {}
        for (waiting, outside), chance in states.items():
            key = bool(waiting), outside
            found[key] = found.get(key, 0.0) + chance
        return found, counts

    def _next(self, states: Mapping[tuple[int, int], float], steps: int) -> int | None:
        """The place of the step whose turn it is, of those that any state waits for."""
        waiting = 0
        for coming, _ in states:
            waiting |= coming
        waiting &= steps
        found = None
        while waiting:
            at = waiting.bit_length() - 1
            waiting ^= 1 << at
            if found is None or self.rank[at] < self.rank[found]:
                found = at
        return found

    def _following(
        self, at: int, left: _Left, state: tuple[int, int], inside: int
    ) -> Iterator[tuple[tuple[int, int], float]]:
        waiting, outside = state[0] & ~(1 << at), state[1]
        for (own, out), chance in left.ways.items():
            for targets, share, chosen in self.onward[at] if own else ((0, 1.0, True),):
                led = out | targets if chosen else out
                come = waiting | (out | targets) & inside
                yield (come, outside | led & ~inside), chance * share

    def leave(self, at: int) -> _Left:
        """How a step is left. Raises EndlessError where it never is."""
        if at not in self.known:
            loops = self.loops.get(at, ())
            self.known[at] = self._rounds(at, loops) if loops else _Left({(True, 0): 1.0}, {})
        return self.known[at]

    def _rounds(self, at: int, loops: tuple[Loop, ...]) -> _Left:
        passes = [(x.share, *self.through(1 << self.place[x.target], x.body, at)) for x in loops]
        stay = 1 - sum(share for share, _, _ in passes)
        going, ways, rounds = {0: 1.0}, {}, 0.0
        while going:
            out = min(going, key=int.bit_count)
            chance = going.pop(out)
            onward: dict[tuple[bool, int], float] = {}
            for share, outcomes, _ in passes:
                for (met, more), part in outcomes.items():
                    key = met, out | more
                    onward[key] = onward.get(key, 0.0) + share * part
            rest = 1 - onward.pop((True, out), 0.0)
            if rest < _SINGULAR:
                raise EndlessError
            chance /= rest
            rounds += chance
            ways[True, out] = chance * stay
            for (met, led), part in onward.items():
                if met:
                    going[led] = going.get(led, 0.0) + chance * part
                else:
                    ways[False, led] = ways.get((False, led), 0.0) + chance * part
            if len(going) > _MOST_STATES:
                raise _TooManyError
        again: dict[int, float] = {}
        for share, _, counts in passes:
            for place, number in counts.items():
                again[place] = again.get(place, 0.0) + rounds * share * number
        return _Left(ways, again)


def executions_by_states(
    shape: Shape, going_back: Container[str] | None = None
) -> dict[str, float] | None:
    """Expected executions per item of every step, return steps included; None where an item can be
    in too many states at once. With `going_back` only the rework that leaves these steps counts.

    Raises EndlessError where the item can go round for ever.
    """
    reading, place = shape.reading, shape.place
    counting = [x for x in shape.loops if going_back is None or x.source in going_back]
    loops: dict[int, tuple[Loop, ...]] = {}
    for loop in counting:
        loops[place[loop.source]] = (*loops.get(place[loop.source], ()), loop)
    turns = {step: rank for rank, step in enumerate(waiting_order(shape))}
    order = reading.order
    walk = _Walk(
        tuple(turns[step] for step in order), tuple(_onward(shape, s) for s in order), loops, place
    )
    entered = sum(1 << place[step] for step in reading.starts)
    try:
        _, counts = walk.through(entered, (1 << len(order)) - 1, None)
    except _TooManyError:
        return None
    found = {step: counts.get(at, 0.0) for step, at in place.items()}
    return found | _returns(shape, found, going_back)


def _onward(shape: Shape, step: str) -> tuple[tuple[int, float, bool], ...]:
    flows = shape.after.get(step, ())
    if step not in shape.reading.chooses:
        return ((sum({1 << shape.place[flow.target] for flow in flows}), 1.0, False),)
    ways = [(1 << shape.place[f.target], shape.conditional[f.id], True) for f in flows]
    total = sum(share for _, share, _ in ways)
    return tuple((bit, share / total, True) for bit, share, _ in ways if share > 0)


def _returns(
    shape: Shape, executions: Mapping[str, float], going_back: Container[str] | None
) -> dict[str, float]:
    """Executions of the return steps, from those of the steps that send work back."""
    reading = shape.reading
    back = [step for step in reading.drawn_order if step in reading.return_steps]
    place = {step: at for at, step in enumerate(back)}
    rows: list[dict[int, float]] = [{} for _ in back]
    entering = [0.0] * len(back)
    for flow in reading.rework:
        to = place.get(flow.target)
        if to is None:
            continue
        share = reading.shares[flow.id]
        if flow.source in place:
            rows[to][place[flow.source]] = rows[to].get(place[flow.source], 0.0) + share
        elif going_back is None or flow.source in going_back:
            entering[to] += executions[flow.source] * share
    return dict(zip(back, solve(rows, entering), strict=True))
