"""The forward map with the loops of rework around it, how often each step is done per item, and the
steps and flows of a case as a NetworkX graph.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import chain
from typing import TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from mopsmap.model import Flow
from mopsmap.reading import Reading, ancestor_masks, topological_order

V = TypeVar("V", float, NDArray[np.float64])

_SINGULAR = 1e-12
_NEGLIGIBLE = 1e-15
_FOR_EVER = 1e12


class EndlessError(ArithmeticError):
    """The item goes round for ever, or a trillion times, so that there is nothing to compute."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Rework from `source` back to `target`: `share` of the executions of `source` take it.

    `body` are the places in the forward order, as bits, of the steps done again.
    """

    source: str
    target: str
    share: float
    flow: str
    body: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What follows from a reading alone: in-flows, ways out; and where there is rework, the bits of
    parallel splits, ancestors and descendants.

    `conditional` is, by forward flow, the share of those executions of its source that do not end
    in rework. `entries` says for each return step where it leads back to, with shares.
    """

    reading: Reading
    place: Mapping[str, int]
    before: Mapping[str, tuple[Flow, ...]]
    after: Mapping[str, tuple[Flow, ...]]
    conditional: Mapping[str, float]
    rework_share: Mapping[str, float]
    entries: Mapping[str, Mapping[str, float]]
    loops: tuple[Loop, ...]
    splits: int
    ancestors: Mapping[str, int]
    descendants: Mapping[str, int]

    def steps_of(self, body: int) -> list[str]:
        """The steps of a bit mask, in topological order."""
        order = self.reading.order
        found = []
        while body:
            lowest = body & -body
            found.append(order[lowest.bit_length() - 1])
            body ^= lowest
        return found


def network_of(steps: Iterable[str], flows: Iterable[Flow]) -> nx.DiGraph[str]:
    """Steps as nodes, in the order given, and an edge where one or more flows lead from one to
    another."""
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_nodes_from(steps)
    network.add_edges_from((flow.source, flow.target) for flow in flows)
    return network


def shape_of(reading: Reading) -> Shape:
    """Everything about the structure that analyses share."""
    place = {step: i for i, step in enumerate(reading.order)}
    before = _grouped(reading.forward, by_target=True)
    after = _grouped(reading.forward, by_target=False)
    rework_share = reading.rework_share()
    conditional = {}
    for flow in reading.forward:
        rest = 1 - rework_share.get(flow.source, 0.0)
        conditional[flow.id] = min(1.0, reading.shares[flow.id] / rest) if rest > 0 else 0.0
    entries = _all_entries(reading)
    ancestors: Mapping[str, int] = {}
    descendants: Mapping[str, int] = {}
    if reading.rework:
        ancestors = ancestor_masks(reading.order, reading.forward)
        descendants = _descendant_masks(reading.order, after)
    return Shape(
        reading=reading,
        place=place,
        before=before,
        after=after,
        conditional=conditional,
        rework_share=rework_share,
        entries=entries,
        loops=_loops(reading, entries, ancestors, descendants),
        splits=sum(1 << place[step] for step in reading.parallel_splits) if reading.rework else 0,
        ancestors=ancestors,
        descendants=descendants,
    )


def _grouped(flows: Iterable[Flow], *, by_target: bool) -> dict[str, tuple[Flow, ...]]:
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(flow.target if by_target else flow.source, []).append(flow)
    return {step: tuple(of_step) for step, of_step in found.items()}


def _descendant_masks(order: Sequence[str], after: Mapping[str, Sequence[Flow]]) -> dict[str, int]:
    masks = {step: 1 << i for i, step in enumerate(order)}
    for step in reversed(order):
        mask = masks[step]
        for flow in after.get(step, ()):
            mask |= masks[flow.target]
        masks[step] = mask
    return masks


def _all_entries(reading: Reading) -> dict[str, Mapping[str, float]]:
    """By return step, where the return through it re-enters the forward map, with shares that add
    up to 1."""
    if not reading.return_steps:
        return {}
    back = _grouped(reading.rework, by_target=False)
    steps = (step for step in reading.drawn_order if step in reading.return_steps)
    return {step: _entries(step, reading, back) for step in steps}


def _entries(step: str, reading: Reading, back: Mapping[str, Sequence[Flow]]) -> dict[str, float]:
    found: dict[str, float] = {}
    going = {step: 1.0}
    while going:
        here, mass = going.popitem()
        for flow in back.get(here, ()):
            part = mass * reading.shares[flow.id]
            if flow.target in reading.active_steps:
                found[flow.target] = found.get(flow.target, 0.0) + part
            elif part > _NEGLIGIBLE:
                going[flow.target] = going.get(flow.target, 0.0) + part
    total = sum(found.values())
    return {target: part / total for target, part in found.items()} if total else {}


def _loops(
    reading: Reading,
    entries: Mapping[str, Mapping[str, float]],
    ancestors: Mapping[str, int],
    descendants: Mapping[str, int],
) -> tuple[Loop, ...]:
    found = []
    for flow in reading.rework:
        if flow.source in reading.return_steps:
            continue
        ways = {flow.target: 1.0} if flow.target in descendants else entries[flow.target]
        for target, part in ways.items():
            share = reading.shares[flow.id] * part
            body = descendants[target] & ancestors[flow.source]
            if share > 0 and body:
                found.append(Loop(flow.source, target, share, flow.id, body))
    return tuple(found)


def leaving_flows(shape: Shape, loop: Loop) -> list[Flow]:
    """Parallel flows that leave the body of a loop before its last step."""
    return [
        flow
        for step in shape.steps_of(loop.body & shape.splits)
        if step != loop.source
        for flow in shape.after[step]
        if not loop.body >> shape.place[flow.target] & 1
    ]


def joins_entered(shape: Shape, loop: Loop, joins: int) -> bool:
    """Whether a join within the body also waits for flows from outside the body.

    `joins` are the places of the joins as bits.
    """
    return any(
        any(not loop.body >> shape.place[f.source] & 1 for f in shape.before[step])
        for step in shape.steps_of(loop.body & joins)
        if step != loop.target
    )


def waiting_order(shape: Shape) -> Sequence[str]:
    """A topological order in which a step that a choice within a loop leads out to comes after the
    loop: the next round may send the item there too, so the step waits until the loop is over.

    Where loops wait for one another, those that come first in the order do not.
    """
    reading = shape.reading
    if not shape.loops or not (reading.parallel_splits or len(reading.starts) > 1):
        return reading.order
    waits = [flows for flows in _led_out(shape) if flows]
    known = [*reading.forward]
    found = topological_order(reading.order, [*known, *chain.from_iterable(waits)])
    if len(found) == len(reading.order):
        return found
    found = reading.order
    for flows in waits:
        attempt = topological_order(reading.order, [*known, *flows])
        if len(attempt) == len(reading.order):
            found, known = attempt, [*known, *flows]
    return found


def _led_out(shape: Shape) -> Iterator[list[Flow]]:
    """By step that sends items back, flows to the steps that wait for its loops: what a choice
    within leads to, or one within a loop that starts there."""
    bodies: dict[str, int] = {}
    for loop in shape.loops:
        bodies[loop.source] = bodies.get(loop.source, 0) | loop.body
    for source, inside in bodies.items():
        grown = 0
        while grown != inside:
            grown = inside
            for other, body in bodies.items():
                if inside >> shape.place[other] & 1:
                    inside |= body
        yield [
            flow.replace(source=source)
            for step in shape.steps_of(inside)
            if step in shape.reading.chooses and step != source
            for flow in shape.after[step]
            if not shape.ancestors[source] >> shape.place[flow.target] & 1
        ]


def active_probabilities(shape: Shape, weights: Mapping[str, float]) -> dict[str, float]:
    """By step, the probability that an item passes it at all, rework left aside.

    P(j) = w_j x sum over flows i -> j of P(i) x conditional share, where w_j is 1 for a merge of
    alternatives, 1/k for a join of k certain flows, and the ratio of the cases in between.
    """
    found: dict[str, float] = {}
    starts, conditional = set(shape.reading.starts), shape.conditional
    for step in shape.reading.order:
        chance = 1.0
        if step not in starts:
            coming = sum([found[f.source] * conditional[f.id] for f in shape.before[step]])
            chance = min(1.0, weights.get(step, 1.0) * coming)
        found[step] = chance
    return found


def linear_executions(
    shape: Shape,
    weights: Mapping[str, float],
    passes: Mapping[int, Mapping[str, float]],
    going_back: Container[str] | None = None,
) -> dict[str, float]:
    """Expected executions per item of every step, return steps included.

    Linear system (methods 3.2 with joins): x_j = [j starts] + w_j x sum of the forward flows into
    j + rework into j. `passes` gives, for the loops (by place in `shape.loops`) that cross a
    parallel split or join, the probability of each step in one pass: a parallel flow that leaves
    the body does not fire again, and a join does not wait for what came before. With `going_back`
    only the rework that leaves these steps counts.

    Raises EndlessError where the item can go round for ever.
    """
    order, rows = _system(shape, weights, passes, going_back)
    starts = set(shape.reading.starts)
    constants = [1.0 if step in starts else 0.0 for step in order]
    return dict(zip(order, solve(rows, constants), strict=True))


def _system(
    shape: Shape,
    weights: Mapping[str, float],
    passes: Mapping[int, Mapping[str, float]],
    going_back: Container[str] | None,
) -> tuple[list[str], list[dict[int, float]]]:
    """(steps, rows of the coefficients by place) of the system of the executions."""
    reading, shares = shape.reading, shape.reading.shares
    order = [*reading.order, *(s for s in reading.drawn_order if s in reading.return_steps)]
    place = {step: i for i, step in enumerate(order)}
    rows: list[dict[int, float]] = [{} for _ in order]

    def add(row: str, column: str, value: float) -> None:
        if value:
            cells, at = rows[place[row]], place[column]
            cells[at] = cells.get(at, 0.0) + value

    starts = set(reading.starts)
    for flow in reading.forward:
        if flow.target not in starts:
            add(flow.target, flow.source, weights.get(flow.target, 1.0) * shares[flow.id])
    for flow in reading.rework:
        if going_back is None or flow.source in going_back or flow.source in reading.return_steps:
            add(flow.target, flow.source, shares[flow.id])
    for at, chances in passes.items():
        loop = shape.loops[at]
        if going_back is not None and loop.source not in going_back:
            continue
        for step, change in _pass_corrections(shape, loop, weights, chances):
            add(step, loop.source, loop.share * change)
    return order, rows


def linear_executions_added(
    shape: Shape,
    weights: Mapping[str, float],
    passes: Mapping[int, Mapping[str, float]],
    executions: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """By gate, the executions of every step that there were not, had this gate alone let everything
    pass: its other ways out share what is left as before (see `with_rework`).

    Only the column of the gate g in the linear system x = s + A x changes, by d. With y = d + A y
    the executions then are x + y x_g / (1 - y_g) (Sherman and Morrison 1950), so that one
    elimination serves all gates.
    """
    gates = [gate for gate, share in shape.rework_share.items() if share > 0]
    order, rows = _system(shape, weights, passes, None)
    place = {step: i for i, step in enumerate(order)}
    changes = np.zeros((len(order), len(gates)))
    starts = set(shape.reading.starts)
    for column, gate in enumerate(gates):
        for flow in shape.after.get(gate, ()):
            if flow.target not in starts:
                more = shape.conditional[flow.id] - shape.reading.shares[flow.id]
                changes[place[flow.target], column] += weights.get(flow.target, 1.0) * more
    columns = {gate: column for column, gate in enumerate(gates)}
    for flow in shape.reading.rework:
        if flow.source in columns:
            changes[place[flow.target], columns[flow.source]] -= shape.reading.shares[flow.id]
    for at, chances in passes.items():
        loop = shape.loops[at]
        for step, change in _pass_corrections(shape, loop, weights, chances):
            changes[place[step], columns[loop.source]] -= loop.share * change
    found = np.array(_eliminated(rows, list(changes)))
    return {
        gate: dict(zip(order, (-found[:, i] * rest).tolist(), strict=True))
        for i, gate in enumerate(gates)
        for rest in (executions[gate] / (1 - found[place[gate], i]),)
    }


def expected_flows(
    shape: Shape, passes: Mapping[int, Mapping[str, float]], executions: Mapping[str, float]
) -> dict[str, float]:
    """Expected times per item that each forward flow is taken: executions of its source x share.

    Parallel flows that leave the body of a loop are taken the first time only (see `passes` of
    `linear_executions`).
    """
    shares = shape.reading.shares
    found = {f.id: executions[f.source] * shares[f.id] for f in shape.reading.forward}
    for at, chances in passes.items():
        loop = shape.loops[at]
        for flow in leaving_flows(shape, loop):
            again = executions[loop.source] * loop.share * chances.get(flow.source, 0.0)
            found[flow.id] = max(0.0, found[flow.id] - again)
    return found


def with_rework(shape: Shape, factors: Mapping[str, float]) -> Shape:
    """The same map, had some steps sent back so many times as much, by step: 0 is never. Their
    other ways out share what is left as before, so that cases, passes and join weights of the map
    hold for it too."""
    reading, before = shape.reading, shape.rework_share
    shares = dict(reading.shares)
    for gate, factor in factors.items():
        for flow in shape.after.get(gate, ()):
            shares[flow.id] *= (1 - before[gate] * factor) / (1 - before[gate])
    for flow in reading.rework:
        shares[flow.id] *= factors.get(flow.source, 1.0)
    return replace(
        shape,
        reading=replace(reading, shares=shares),
        rework_share={step: share * factors.get(step, 1.0) for step, share in before.items()},
        loops=tuple(
            replace(loop, share=loop.share * factors[loop.source])
            if loop.source in factors
            else loop
            for loop in shape.loops
        ),
    )


def _pass_corrections(
    shape: Shape, loop: Loop, weights: Mapping[str, float], chances: Mapping[str, float]
) -> list[tuple[str, float]]:
    """(step, executions by which one pass of the loop differs from the first-pass weights)."""
    starts = set(shape.reading.starts)
    found = []
    for flow in leaving_flows(shape, loop):
        if flow.target not in starts:
            weight = weights.get(flow.target, 1.0)
            found.append((flow.target, -weight * chances.get(flow.source, 0.0)))
    for step in shape.steps_of(loop.body):
        if step == loop.target or step in starts:
            continue
        coming = sum(
            chances.get(f.source, 0.0) * shape.conditional[f.id] for f in shape.before[step]
        )
        found.append((step, chances.get(step, 0.0) - weights.get(step, 1.0) * coming))
    return found


def solve(rows: list[dict[int, float]], constants: Sequence[float]) -> list[float]:
    """Solve x = constants + rows x, x >= 0; uses up `rows`. Raises EndlessError where x is
    practically endless."""
    found = _eliminated(rows, constants)
    if not all(value < _FOR_EVER for value in found):
        raise EndlessError
    return [max(0.0, value) for value in found]


def _eliminated(rows: list[dict[int, float]], constants: Sequence[V]) -> list[V]:
    """Solve x = constants + rows x by elimination in the given order; uses up `rows`. Constants
    are numbers, or arrays with a number for each of several systems.

    Along a topological order each step depends on the one before and on the few later steps whose
    rework is open there, so that the rows stay short.
    """
    found: list[V] = []
    for at, (constant, terms) in enumerate(zip(constants, rows, strict=True)):
        earlier = [i for i in terms if i < at]
        heapify(earlier)
        while earlier:
            i = heappop(earlier)
            factor = terms.pop(i)
            constant += factor * found[i]
            for j, value in rows[i].items():
                if j in terms:
                    terms[j] += factor * value
                else:
                    terms[j] = factor * value
                    if j < at:
                        heappush(earlier, j)
        if terms:
            own = 1 - terms.pop(at, 0.0)
            if own < _SINGULAR:
                raise EndlessError
            constant /= own
            for j in terms:
                terms[j] /= own
        found.append(constant)
    for at in range(len(rows) - 1, -1, -1):
        for j, value in rows[at].items():
            found[at] += value * found[j]
    return found
