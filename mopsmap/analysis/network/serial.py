"""Maps whose parallel work stands in blocks that nothing else touches: a chain with exact moments.

An item is then in one place at a time, a step or a block, so that loops, alternatives and ends are
those of a Markov chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from mopsmap.analysis.network.cases import Network, cases_of, part_network, sweep, weighted
from mopsmap.analysis.network.chain import (
    Chain,
    Spread,
    given_left,
    leaving,
    mean_times,
    times,
    visits_from,
)
from mopsmap.analysis.network.graph import Shape, network_of
from mopsmap.model import Flow

_OUT = "\0out"
_BEFORE = "\0before"


@dataclass(frozen=True, slots=True)
class Block:
    """Parallel work after a split, or from several starts, until it joins again or, at None, each
    branch ends on its own."""

    steps: Sequence[str]
    starts: Sequence[str]
    join: str | None


@dataclass(frozen=True, slots=True)
class Serial:
    """A map as a chain. `first` is the state an item starts in, `spent` the times at each visit of
    a state; `certain` says whether their variances are exact too. `states` are steps, and names of
    `blocks`."""

    chain: Chain
    spent: Sequence[Spread]
    first: int
    certain: bool
    states: Sequence[str]
    blocks: Mapping[str, Block]

    def time(self, end: str | None = None) -> Spread | None:
        """Lead time of the items that are left at an end, or of all; None where none are.

        Its variance is exact where the map is `certain`.
        """
        chain = self._toward(end)
        return None if chain is None else times(chain, self.spent)[self.first]

    def mean_time(self, end: str | None = None) -> float | None:
        """The mean of `time`."""
        chain = self._toward(end)
        return None if chain is None else mean_times(chain, self.spent)[self.first]

    def _toward(self, end: str | None) -> Chain | None:
        if end is None:
            return self.chain
        reached = leaving(self.chain, end)[self.first] > 0
        return given_left(self.chain, end) if reached else None

    def visited(self, end: str | None = None) -> dict[str, float]:
        """By state, how often an item that is left at an end meets it, or any item."""
        chain = self.chain if end is None else given_left(self.chain, end)
        return dict(zip(self.states, visits_from(chain, self.first), strict=True))

    def with_shares(self, shape: Shape, steps: Iterable[str]) -> Serial:
        """The same chain with the shares of another shape at some steps that lead back."""
        number = {state: at for at, state in enumerate(self.states)}
        moves, exits = list(self.chain.moves), list(self.chain.exits)
        back = _rework_by_source(shape)
        for step in steps:
            at = number[step]
            moves[at], exits[at] = _ways_out(shape, step, number, back.get(step, []))
        return replace(self, chain=Chain(moves, exits))

    def knows(self, end: str) -> bool:
        """Whether the chain tells which items are left at an end."""
        return any(end in ways for ways in self.chain.exits)


def serial(shape: Shape, spent: Mapping[str, Spread]) -> Serial | None:
    """The map as a chain; None where parallel work is entered, left or reworked on its way, or has
    too many cases.

    `spent` are the times of one execution of every step. A block takes as long as its longest
    branch, over all cases of the choices in it; where times in it are uncertain its mean is that
    of the mean times, and its variance is not exact.
    """
    reading = shape.reading
    blocks = _blocks(shape)
    if blocks is None or not reading.order:
        return None
    inside = {step for block in blocks.values() for step in block.steps}
    states = [_BEFORE] if _BEFORE in blocks else []
    for step in reading.order:
        if step not in inside:
            states += [step, _block_after(step)] if step in blocks else [step]
    states += [s for s in reading.drawn_order if s in reading.return_steps]
    number = {state: at for at, state in enumerate(states)}
    moves: dict[str, Mapping[int, float]] = {}
    exits: dict[str, Mapping[str, float]] = {}
    back = _rework_by_source(shape)
    hours = dict(spent)
    certain = True
    for step in states:
        if step in spent:
            moves[step], exits[step] = _ways_out(shape, step, number, back.get(step, []))
    for split, block in blocks.items():
        state = split if split == _BEFORE else _block_after(split)
        took = _block_time(shape, block, spent)
        if took is None:
            return None
        hours[state] = took
        certain = certain and not any(spent[step].variance for step in block.steps)
        moves[state] = {} if block.join is None else {number[block.join]: 1.0}
        exits[state] = {_OUT: 1.0} if block.join is None else {}
    chain = Chain([moves[s] for s in states], [exits[s] for s in states])
    first = number[_BEFORE if _BEFORE in blocks else reading.starts[0]]
    named = {s if s == _BEFORE else _block_after(s): block for s, block in blocks.items()}
    return Serial(chain, [hours[s] for s in states], first, certain, states, named)


def _block_after(split: str) -> str:
    return f"{split}\0"


def _rework_by_source(shape: Shape) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in shape.reading.rework:
        found.setdefault(flow.source, []).append(flow)
    return found


def _ways_out(
    shape: Shape, step: str, number: Mapping[str, int], back: Sequence[Flow]
) -> tuple[Mapping[int, float], Mapping[str, float]]:
    """(chances to go on by state, to be left there) of a step with the rework that leaves it."""
    reading, going = shape.reading, dict[int, float]()
    rest = 1 - shape.rework_share.get(step, 0.0)
    block = number.get(_block_after(step))
    flows = [*back]
    if block is not None:
        going[block] = rest
    else:
        flows += shape.after.get(step, ())
    for flow in flows:
        if reading.shares[flow.id] > 0:
            to = number[flow.target]
            going[to] = going.get(to, 0.0) + reading.shares[flow.id]
    left = step not in shape.after and step not in reading.return_steps
    return going, {step: rest} if left else {}


def _blocks(shape: Shape) -> dict[str, Block] | None:
    """Blocks by the split that they follow; None where one is not closed."""
    reading = shape.reading
    several = len(reading.starts) > 1
    if not reading.parallel_splits and not several:
        return {}
    network = network_of(reading.order, reading.forward)
    network.add_edges_from((step, _OUT) for step in reading.order if step not in shape.after)
    if several:
        network.add_edges_from((_BEFORE, start) for start in reading.starts)
    joins = nx.immediate_dominators(network.reverse(copy=False), _OUT)
    touched = {end for f in reading.rework if reading.shares[f.id] for end in (f.source, f.target)}
    inside: set[str] = set()
    found = {}
    for split in ([_BEFORE] if several else []) + list(reading.order):
        if split in inside or (split != _BEFORE and split not in reading.parallel_splits):
            continue
        steps: set[str] = set()
        ahead = [split]
        while ahead:
            for target in network.succ[ahead.pop()]:
                if target != joins[split] and target not in steps:
                    steps.add(target)
                    ahead.append(target)
        entered = {source for step in steps for source in network.pred[step]}
        if entered - steps - {split} or steps & touched:
            return None
        inside |= steps
        join = joins[split] if joins[split] != _OUT else None
        starts = [s for s in network.succ[split] if s in steps]
        found[split] = Block(sorted(steps, key=shape.place.__getitem__), starts, join)
    return found


def block_network(shape: Shape, block: Block) -> Network:
    """The steps of a block, entered where its branches begin."""
    return part_network(shape, block.steps, block.starts)


def _block_time(shape: Shape, block: Block, spent: Mapping[str, Spread]) -> Spread | None:
    """Mean and variance of the longest branch over the cases; None where they are sampled."""
    cases = cases_of(block_network(shape, block))
    if cases.sampled:
        return None
    longest = np.zeros(cases.count)
    for _, _, finish in sweep(cases, {step: spent[step].mean for step in block.steps}):
        longest = np.maximum(longest, finish)
    mean = weighted(cases.weight, longest)
    return Spread(mean, weighted(cases.weight, (longest - mean) ** 2))
