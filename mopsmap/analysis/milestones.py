"""When work on a milestone step first begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mopsmap.analysis.network.cases import Cases, cases_of, sweep, weighted
from mopsmap.analysis.network.chain import Chain, Spread, given_left, leaving, times
from mopsmap.analysis.network.executions import expected_executions
from mopsmap.analysis.network.graph import Shape
from mopsmap.analysis.network.serial import Block, Serial, block_network, serial
from mopsmap.analysis.steps import StepMeans, step_times
from mopsmap.model import ValueStreamMap

_THERE = "\0there"


def reaching_times(
    one: ValueStreamMap,
    shape: Shape,
    means: Mapping[str, StepMeans],
    cases: Cases,
    weights: Mapping[str, float],
    passes: Mapping[int, Mapping[str, float]],
    active: Mapping[str, float],
) -> dict[str, float | None]:
    """By milestone, expected hours until work on it first begins, of the items that come there;
    None where none do.

    Exact where the map is a chain (`serial`); otherwise over the cases that meet the step.
    """
    if not one.milestones:
        return {}
    hours = {step: mean.wait + mean.process for step, mean in means.items()}
    chain = None
    if shape.loops or cases.sampled:
        chain = serial(shape, {step: Spread(time, 0.0) for step, time in hours.items()})
    found: dict[str, float | None] = {}
    for step in one.milestones:
        if chain is not None and _stands_in(chain, step):
            begun = _begun_in_chain(shape, chain, hours, step)
        elif step in cases.active and cases.chance(step) > 0:
            begun = _begun_in_cases(one, shape, means, cases, weights, passes, active, step)
        else:
            begun = None
        found[step] = None if begun is None else begun + means[step].wait
    return found


def _stands_in(known: Serial, step: str) -> bool:
    return step in known.states or any(step in block.steps for block in known.blocks.values())


def _begun_in_chain(
    shape: Shape, known: Serial, hours: Mapping[str, float], milestone: str
) -> float | None:
    """The chain is left at the milestone: rework that would come later does not count, rework that
    sends an item there which took another way at first does."""
    moves, exits = list(known.chain.moves), list(known.chain.exits)
    spent = list(known.spent)
    in_block = next((s for s, b in known.blocks.items() if milestone in b.steps), None)
    if in_block is None:
        at = known.states.index(milestone)
        moves[at], exits[at], spent[at] = {}, {_THERE: 1.0}, Spread(0.0, 0.0)
    else:
        at = known.states.index(in_block)
        chance, begun, passed_by = _within(shape, known.blocks[in_block], hours, milestone)
        moves += [{}, moves[at]]
        exits += [{_THERE: 1.0}, exits[at]]
        spent += [Spread(begun, 0.0), Spread(passed_by, 0.0)]
        moves[at] = {len(moves) - 2: chance, len(moves) - 1: 1 - chance}
        exits[at], spent[at] = {}, Spread(0.0, 0.0)
    chain = Chain(moves, exits)
    if leaving(chain, _THERE)[known.first] <= 0:
        return None
    return times(given_left(chain, _THERE), spent)[known.first].mean


def _within(
    shape: Shape, block: Block, hours: Mapping[str, float], milestone: str
) -> tuple[float, float, float]:
    """(chance that an item in the block comes to the milestone, hours until it does, hours of the
    block where it does not)."""
    cases = cases_of(block_network(shape, block))
    begun: float | np.ndarray = 0.0
    longest = np.zeros(cases.count)
    for step, start, finish in sweep(cases, {step: hours[step] for step in block.steps}):
        begun = start if step == milestone else begun
        longest = np.maximum(longest, finish)
    met = np.where(cases.active[milestone], cases.weight, 0.0)
    return (
        float(met.sum()),
        _mean(met, np.broadcast_to(begun, cases.count)),
        _mean(cases.weight - met, longest),
    )


def _mean(weight: np.ndarray, values: np.ndarray) -> float:
    whole = float(weight.sum())
    return weighted(weight, values) / whole if whole > 0 else 0.0


def _begun_in_cases(
    one: ValueStreamMap,
    shape: Shape,
    means: Mapping[str, StepMeans],
    cases: Cases,
    weights: Mapping[str, float],
    passes: Mapping[int, Mapping[str, float]],
    active: Mapping[str, float],
    milestone: str,
) -> float | None:
    """Rework that starts at the step or after it comes too late to matter."""
    before: Sequence[str] = shape.steps_of(shape.ancestors[milestone]) if shape.ancestors else ()
    earlier = set(before) - {milestone}
    executions = expected_executions(shape, weights, passes, earlier)
    spent = step_times(one, shape, means, active, executions)
    for step, start, _ in sweep(cases, {step: time.total for step, time in spent.items()}):
        if step == milestone:
            met = np.where(cases.active[step], cases.weight, 0.0)
            return _mean(met, np.broadcast_to(start, cases.count))
    return None
