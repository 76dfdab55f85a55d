"""Loops that run side by side with other work, or start on other work the first time than later:
there the stretched times of the steps only come near the lead time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from mopsmap.analysis.network.cases import Bools, Cases
from mopsmap.analysis.network.graph import Loop, Shape
from mopsmap.model import Flow

_SAME = 1e-9


def loops_beside_other_work(cases: Cases, shape: Shape) -> list[Loop]:
    """Loops of which, in some case, a part goes on side by side with work outside their body."""
    reading = shape.reading
    if not reading.parallel_splits and len(reading.starts) < 2:
        return []
    everything = (1 << len(reading.order)) - 1
    alike: dict[int, int] = {}
    for step, at in shape.place.items():
        row = id(cases.active[step])
        alike[row] = alike.get(row, 0) | 1 << at

    def beside(step: str, body: int) -> bool:
        others = everything & ~(shape.ancestors[step] | shape.descendants[step] | body)
        mine = cases.active[step]
        while others:
            row = cases.active[reading.order[others.bit_length() - 1]]
            if (row & mine).any():
                return True
            others &= ~alike[id(row)]
        return False

    joins = _several_ends(shape, shape.before, shape.reading.order)
    splits = _several_ends(shape, shape.after, shape.reading.chooses)
    alone = _alone(shape)
    return [
        loop
        for loop in shape.loops
        if any(beside(step, loop.body) for step in shape.steps_of(loop.body))
        or (
            not alone >> shape.place[loop.target] & 1
            and (
                _passed_by_below(cases, shape, loop, joins)
                or _passed_by_above(cases, shape, loop, splits)
            )
        )
    ]


def _alone(shape: Shape) -> int:
    """Places, as bits, of the steps that all others lead to or come from, and that no flow passes
    by: nothing goes round a loop that begins there."""
    place, everything, passed = shape.place, (1 << len(shape.place)) - 1, 0
    for flow in shape.reading.forward:
        passed |= (1 << place[flow.target]) - (1 << place[flow.source] + 1)
    found = 0
    for step in {loop.target for loop in shape.loops}:
        if shape.ancestors[step] | shape.descendants[step] == everything:
            found |= 1 << place[step]
    return found & ~passed


_Ends = list[tuple[int, int]]


def _several_ends(
    shape: Shape, flows: Mapping[str, Sequence[Flow]], steps: Collection[str]
) -> _Ends:
    """(bit of the step, bits of the steps at the other ends) of the steps with several flows of
    these, so that single bits tell whether one of them comes from or leads elsewhere."""
    return [
        (
            1 << shape.place[step],
            sum({1 << shape.place[f.target if f.source == step else f.source] for f in of_step}),
        )
        for step, of_step in flows.items()
        if len(of_step) > 1 and step in steps
    ]


def _passed_by_below(cases: Cases, shape: Shape, loop: Loop, joins: _Ends) -> bool:
    """Whether a step that other ways lead to as well is met in a case in which the item does not
    come there from the loop: then it is done beside the loop."""
    below = shape.descendants[loop.target]
    after = below & ~(1 << shape.place[loop.target])
    if not any(step & after and sources & ~below for step, sources in joins):
        return False
    steps = shape.steps_of(after)
    met = cases.active[loop.target]
    come: dict[str, Bools] = {loop.target: met}
    for step in steps:
        row = ~cases.always
        for flow in shape.before[step]:
            if flow.source in come:
                row = row | come[flow.source] & cases.takes(flow)
        come[step] = row
        outside = not loop.body >> shape.place[step] & 1
        if outside and (cases.active[step] & met & ~row).any():
            return True
    return False


def _passed_by_above(cases: Cases, shape: Shape, loop: Loop, splits: _Ends) -> bool:
    """Whether a step that leads to the loop is met beside it in a case in which the item takes
    another way from there."""
    above = shape.ancestors[loop.target]
    before = above & ~(1 << shape.place[loop.target])
    if not any(step & before and targets & ~above for step, targets in splits):
        return False
    steps = shape.steps_of(before)[::-1]
    met = cases.active[loop.target]
    lead: dict[str, Bools] = {loop.target: met}
    for step in steps:
        row = ~cases.always
        for flow in shape.after[step]:
            if flow.target in lead:
                row = row | lead[flow.target] & cases.takes(flow)
        lead[step] = row
        if (cases.active[step] & met & ~row).any():
            return True
    return False


def starts_otherwise(cases: Cases, loop: Loop, chances: Mapping[str, float]) -> bool:
    """Whether an item meets other steps of a loop's body the first time than when it comes back.

    `chances` are those of the steps in one pass of the loop. Never of sampled cases, which differ
    by chance.
    """
    met = cases.active[loop.target]
    reached = float(cases.weight[met].sum())
    if cases.sampled or reached <= 0:
        return False
    return any(
        abs(float(cases.weight[cases.active[step] & met].sum()) / reached - chance) > _SAME
        for step, chance in chances.items()
    )
