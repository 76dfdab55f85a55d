"""What the steps of one phase, drawn as a block, come to together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from mopsmap.analysis.grouping import Spent, spent_on
from mopsmap.analysis.study import Study
from mopsmap.analysis.unknown import cost_is_known, rated_roles
from mopsmap.model import Step, ValueClass
from mopsmap.reading import Reading


@dataclass(frozen=True, slots=True)
class BlockFigures:
    """Sums over steps, per item over all cases and rework.

    `process` and `wait` in hours, `cost` in money; None where no step says anything of it.
    `share` is their part of all wait + process time, 0..1. `quality` is the rolled %C&A: the
    product over the steps that are met on the way forward and have one. `classes` are the hours of
    process time by value class. `loops` counts the rework flows among the steps.
    """

    steps: int
    process: float | None
    wait: float | None
    cost: float | None
    share: float | None
    quality: float | None
    classes: Mapping[ValueClass | None, float]
    loops: int


def block_figures(study: Study, blocks: Mapping[str, Collection[str]]) -> dict[str, BlockFigures]:
    """The figures of blocks, by name; `blocks` are the ids of the steps of each."""
    rated, counted = rated_roles(study.map), {step.id: step for step in study.counted}
    spent = {step.id: spent_on(study, step) for step in study.counted if study.probable}
    whole = sum(own.time for own in spent.values())
    return {
        name: _figures(study, ids, [counted[i] for i in ids if i in counted], spent, rated, whole)
        for name, ids in blocks.items()
    }


def _figures(
    study: Study,
    ids: Collection[str],
    steps: Sequence[Step],
    spent: Mapping[str, Spent],
    rated: Collection[str],
    whole: float,
) -> BlockFigures:
    own = [(step, spent[step.id]) for step in steps if step.id in spent]
    process, wait, cost = (
        sum(getattr(part, field) for _, part in own) for field in ("process", "wait", "cost")
    )
    classes: dict[ValueClass | None, float] = {}
    for step, part in own:
        if part.process:
            classes[step.value_class] = classes.get(step.value_class, 0.0) + part.process
    forward = [s.complete_accurate for s in steps if s.id in study.reading.active_steps]
    given = [quality for quality in forward if quality is not None]
    return BlockFigures(
        steps=len(ids),
        process=process if any(step.process_time is not None for step, _ in own) else None,
        wait=wait if any(step.wait_time is not None for step, _ in own) else None,
        cost=cost if any(cost_is_known(step, rated) for step, _ in own) else None,
        share=(process + wait) / whole if whole else None,
        quality=prod(given) if given else None,
        classes=classes,
        loops=inner_loops(study.reading, ids),
    )


def inner_loops(reading: Reading, ids: Collection[str]) -> int:
    """How many gates among the steps send work back to one of them, not counting ways back."""
    return len(
        {
            flow.source
            for flow in reading.rework
            if flow.source in ids and flow.target in ids and flow.source not in reading.return_steps
        }
    )
