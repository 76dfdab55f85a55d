"""Lead time as the first pass through the map and the passes of rework after it: exact where all
rework of a case lies on one of its longest ways, because then it delays the item in full, and work
beside it is the shorter.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mopsmap.analysis.network.cases import (
    Bools,
    Cases,
    body_network,
    cases_of,
    longest_times,
    weighted,
)
from mopsmap.analysis.network.chain import Chain, Spread, times
from mopsmap.analysis.network.graph import Loop, Shape

_BONUS = 1e-7
_SAME = 1e-9


def time_by_passes(
    shape: Shape, cases: Cases, hours: Mapping[str, float], goal: str | None
) -> float | None:
    """Expected lead time (h) of the items that reach the goal, from the hours of one execution of
    every step: longest way of the first pass + sum of P(step is met) x time of the rework that
    starts there. None where other work can outlast rework, where a choice leaves a loop before its
    end, or where there are too many cases."""
    if _mean(cases, hours, dict.fromkeys((loop.source for loop in shape.loops), 1.0), goal) is None:
        return None
    again = _rework_times(shape, hours)
    return None if again is None else _mean(cases, hours, again, goal)


def _rework_times(shape: Shape, hours: Mapping[str, float]) -> dict[str, float] | None:
    """By step that sends work back, expected hours of all passes of rework after one execution:
    (sum of r x time of a pass) / (1 - sum of r)."""
    reading, bodies = shape.reading, _bodies(shape)
    returning = _return_times(shape, hours)
    loops: dict[str, list[Loop]] = {}
    for loop in shape.loops:
        loops.setdefault(loop.source, []).append(loop)
    found: dict[str, float] = {}
    for step in sorted(loops, key=shape.place.__getitem__):
        mine = loops[step]
        share = sum(loop.share for loop in mine)
        if abs(share - shape.rework_share[step]) > _SAME:
            return None
        spent = sum(
            reading.shares[f.id] * returning.get(f.target, 0.0)
            for f in reading.rework
            if f.source == step
        )
        for loop in mine:
            inside = bodies[loop]
            if inside is None:
                return None
            earlier = {s: found[s] for s in inside.network.order if s in found}
            time = _mean(inside, hours, earlier, step)
            if time is None:
                return None
            spent += loop.share * time
        found[step] = spent / (1 - share)
    return found


_kept: tuple[tuple[Shape, Mapping[Loop, Cases | None]], ...] = ()


def _bodies(shape: Shape) -> Mapping[Loop, Cases | None]:
    """The cases of one pass of each loop, None where a choice leads out of it before its end; those
    of the last drawings are kept, as most edits leave the drawing as it is."""
    global _kept
    for known, bodies in _kept:
        if known is shape:
            return bodies
    found: dict[Loop, Cases | None] = {}
    for loop in shape.loops:
        steps = shape.steps_of(loop.body)
        leaves = any(_leaves(shape, s, loop.body) for s in steps if s != loop.source)
        found[loop] = None if leaves else cases_of(body_network(shape, loop))
    _kept = ((shape, found), *_kept[:3])
    return found


def _leaves(shape: Shape, step: str, body: int) -> bool:
    """Whether a choice at a step leads out of a loop."""
    return step in shape.reading.chooses and any(
        shape.conditional[f.id] > 0 and not body >> shape.place[f.target] & 1
        for f in shape.after[step]
    )


def _return_times(shape: Shape, hours: Mapping[str, float]) -> dict[str, float]:
    """By return step, expected hours until the way back ends."""
    reading = shape.reading
    back = [step for step in reading.drawn_order if step in reading.return_steps]
    number = {step: at for at, step in enumerate(back)}
    moves: list[dict[int, float]] = [{} for _ in back]
    for flow in reading.rework:
        if flow.source in number and flow.target in number:
            going, to = moves[number[flow.source]], number[flow.target]
            going[to] = going.get(to, 0.0) + reading.shares[flow.id]
    spent = [Spread(hours[step], 0.0) for step in back]
    known = times(Chain(moves, [{} for _ in back]), spent)
    return {step: time.mean for step, time in zip(back, known, strict=True)}


def _mean(
    cases: Cases, hours: Mapping[str, float], again: Mapping[str, float], goal: str | None
) -> float | None:
    """Mean over the cases that reach the goal of the longest way + `again`, the hours that steps
    add; None where these steps are not all on one longest way of each case.

    A way is the longest and has all of them if a small bonus for each comes to it in full.
    """
    weight = cases.weight if goal is None else np.where(cases.active[goal], cases.weight, 0.0)
    reached = float(weight.sum())
    if cases.sampled or reached <= 0:
        return None
    lead = longest_times(cases, hours, goal)
    sources = {step: spent for step, spent in again.items() if spent > 0 and step in cases.active}
    if not sources:
        return weighted(weight, lead) / reached
    leading = cases.active if goal is None else _leading(cases, goal)
    number, added = np.zeros(cases.count), np.zeros(cases.count)
    for step, spent in sources.items():
        if step in leading:
            number += leading[step]
            added += leading[step] * spent
    bonus = _BONUS * max(1.0, float(lead.max()))
    favored = {s: hours[s] + bonus if s in sources else hours[s] for s in cases.network.order}
    least = lead + bonus * (number - 0.5)
    if (longest_times(cases, favored, goal) < least)[weight > 0].any():
        return None
    return weighted(weight, lead + added) / reached


def _leading(cases: Cases, goal: str) -> dict[str, Bools]:
    """In which cases the steps lead to the goal."""
    found = {goal: cases.active[goal]}
    for step in reversed(cases.network.order):
        if step not in found:
            continue
        for flow in cases.network.before.get(step, ()):
            row = found[step] & cases.takes(flow)
            found[flow.source] = found[flow.source] | row if flow.source in found else row
    return found
