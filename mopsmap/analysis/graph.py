"""The forward map with the loops of rework around it, and how often each step is done per item."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from mopsmap.model import Flow
from mopsmap.reading import Reading, ancestor_masks

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
    """What follows from a reading alone: in-flows, ways out, bits of ancestors and descendants.

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


def shape_of(reading: Reading) -> Shape:
    """Everything about the structure that analyses share."""
    place = {step: i for i, step in enumerate(reading.order)}
    before = _grouped(reading.forward, by_target=True)
    after = _grouped(reading.forward, by_target=False)
    rework_share = reading.rework_share()
    conditional = {
        f.id: min(1.0, reading.shares[f.id] / (1 - rework_share.get(f.source, 0.0)))
        if rework_share.get(f.source, 0.0) < 1
        else 0.0
        for f in reading.forward
    }
    entries = {step: _entries(step, reading) for step in reading.return_steps}
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


def _entries(step: str, reading: Reading) -> dict[str, float]:
    """Where the return through `step` re-enters the forward map, with shares adding up to 1."""
    found: dict[str, float] = {}
    going = {step: 1.0}
    while going:
        here, mass = going.popitem()
        for flow in reading.rework:
            if flow.source != here:
                continue
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
    reading = shape.reading
    return [
        flow
        for step in shape.steps_of(loop.body)
        if step in reading.parallel_splits and step != loop.source
        for flow in shape.after[step]
        if not loop.body >> shape.place[flow.target] & 1
    ]


def joins_entered(shape: Shape, loop: Loop, weights: Mapping[str, float]) -> bool:
    """Whether a join within the body also waits for flows from outside the body."""
    return any(
        weights.get(step, 1.0) < 1 - 1e-12
        and any(not loop.body >> shape.place[f.source] & 1 for f in shape.before[step])
        for step in shape.steps_of(loop.body)
        if step != loop.target and step in shape.before
    )


def active_probabilities(shape: Shape, weights: Mapping[str, float]) -> dict[str, float]:
    """By step, the probability that an item passes it at all, rework left aside.

    P(j) = w_j x sum over flows i -> j of P(i) x conditional share, where w_j is 1 for a merge of
    alternatives, 1/k for a join of k certain flows, and the ratio of the cases in between.
    """
    found: dict[str, float] = {}
    starts = set(shape.reading.starts)
    for step in shape.reading.order:
        if step in starts:
            found[step] = 1.0
        else:
            coming = sum(found[f.source] * shape.conditional[f.id] for f in shape.before[step])
            found[step] = min(1.0, weights.get(step, 1.0) * coming)
    return found


def expected_executions(
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
    reading = shape.reading
    starts = set(reading.starts)
    rows: dict[str, dict[str, float]] = {}

    def add(row: str, column: str, value: float) -> None:
        if value:
            cells = rows.setdefault(row, {})
            cells[column] = cells.get(column, 0.0) + value

    for flow in reading.forward:
        if flow.target not in starts:
            add(flow.target, flow.source, weights.get(flow.target, 1.0) * reading.shares[flow.id])
    for flow in reading.rework:
        if going_back is None or flow.source in going_back or flow.source in reading.return_steps:
            add(flow.target, flow.source, reading.shares[flow.id])
    for at, chances in passes.items():
        loop = shape.loops[at]
        if going_back is not None and loop.source not in going_back:
            continue
        for step, change in _pass_corrections(shape, loop, weights, chances):
            add(step, loop.source, loop.share * change)
    order = [*reading.order, *(s for s in reading.drawn_order if s in reading.return_steps)]
    return _solve(order, rows, dict.fromkeys(starts, 1.0))


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


def _solve(
    order: Sequence[str],
    rows: Mapping[str, Mapping[str, float]],
    constants: Mapping[str, float],
) -> dict[str, float]:
    """Solve x = constants + rows x by elimination in the given order.

    Along a topological order each step depends on the one before and on the few later steps whose
    rework is open there, so that the rows stay short.
    """
    place = {step: i for i, step in enumerate(order)}
    fixed: list[float] = []
    later: list[dict[int, float]] = []
    for at, step in enumerate(order):
        constant = constants.get(step, 0.0)
        open_terms = {place[s]: value for s, value in rows.get(step, {}).items()}
        earlier = [i for i in open_terms if i < at]
        heapify(earlier)
        while earlier:
            i = heappop(earlier)
            factor = open_terms.pop(i)
            constant += factor * fixed[i]
            for j, value in later[i].items():
                if j in open_terms:
                    open_terms[j] += factor * value
                else:
                    open_terms[j] = factor * value
                    if j < at:
                        heappush(earlier, j)
        own = 1 - open_terms.pop(at, 0.0)
        if own < _SINGULAR:
            raise EndlessError
        fixed.append(constant / own)
        later.append({j: value / own for j, value in open_terms.items()})
    for at in range(len(order) - 1, -1, -1):
        for j, value in later[at].items():
            fixed[at] += value * fixed[j]
        if not fixed[at] < _FOR_EVER:
            raise EndlessError
    return {step: max(0.0, fixed[i]) for i, step in enumerate(order)}
