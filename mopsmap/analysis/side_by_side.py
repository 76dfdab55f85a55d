"""Loops that run side by side with other work, or start on other work the first time than later:
there the stretched times of the steps only come near the lead time."""

from __future__ import annotations

from collections.abc import Mapping

from mopsmap.analysis.cases import Bools, Cases
from mopsmap.analysis.graph import Loop, Shape

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

    return [
        loop
        for loop in shape.loops
        if any(beside(step, loop.body) for step in shape.steps_of(loop.body))
        or _passed_by_below(cases, shape, loop)
        or _passed_by_above(cases, shape, loop)
    ]


def _passed_by_below(cases: Cases, shape: Shape, loop: Loop) -> bool:
    """Whether a step that other ways lead to as well is met in a case in which the item does not
    come there from the loop: then it is done beside the loop."""
    below = shape.descendants[loop.target]
    steps = shape.steps_of(below)[1:]
    if all(below >> shape.place[f.source] & 1 for s in steps for f in shape.before[s]):
        return False
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


def _passed_by_above(cases: Cases, shape: Shape, loop: Loop) -> bool:
    """Whether a step that leads to the loop is met beside it in a case in which the item takes
    another way from there."""
    above = shape.ancestors[loop.target]
    steps = shape.steps_of(above)[-2::-1]
    choosing = shape.reading.chooses
    if all(
        above >> shape.place[f.target] & 1 for s in steps if s in choosing for f in shape.after[s]
    ):
        return False
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
