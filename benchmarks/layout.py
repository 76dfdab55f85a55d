"""Placing and routing: a whole map, and one tick of a drag."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.maps import large_map
from benchmarks.timing import Figure, typical
from mopsmap.layout import Layout, lay_out, positions
from mopsmap.model import ValueStreamMap

GOALS = {30: (0.1, 0.005), 300: (0.3, 0.01), 1_000: (1.0, 0.016), 2_000: (1.0, 0.1)}
"""By number of steps: seconds for the whole map, for one tick of a drag."""


def figures() -> Iterator[Figure]:
    """Times of `lay_out` for maps of rising size."""
    for steps, (whole, tick) in GOALS.items():
        one = large_map(steps)
        yield Figure(f"lay out {steps:,} steps", typical(lambda one=one: lay_out(one), 3), whole)
        yield Figure(f"drag one of {steps:,} steps by a tick", _tick(one), tick)


def _tick(one: ValueStreamMap) -> float:
    """The median time of a drag's tick, from the map and layout of the tick before."""
    found = lay_out(one)
    at = positions(found, one)
    frozen = one.replace(steps=tuple(s.replace(position=at[s.id]) for s in one.steps))
    dragged = one.steps[len(one.steps) // 2].id
    ticks = [_moved(frozen, dragged, 4.0 * number) for number in range(21)]
    state: list[Layout] = [lay_out(frozen, found, frozenset())]
    coming = iter(ticks)

    def tick() -> None:
        state[0] = lay_out(next(coming), state[0], frozenset((dragged,)))

    return typical(tick, len(ticks) - 1)


def _moved(one: ValueStreamMap, step_id: str, by: float) -> ValueStreamMap:
    """The map with one step further right."""
    steps = []
    for step in one.steps:
        if step.id == step_id and step.position is not None:
            step = step.replace(position=step.position.replace(x=step.position.x + by))
        steps.append(step)
    return one.replace(steps=tuple(steps))
