"""Where the keyboard goes on the map as it is drawn: along flows, over lanes, in order of work.

Ids are those of what is drawn: of steps, and of the blocks of collapsed phases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mopsmap.layout import CARD_WIDTH, Placed
from ui.canvas.scene import MapScene

Way = Literal["next", "before", "up", "down", "first", "last", "on", "back"]
"""Along the flows, to the lane above or below, to an end of the map, and in order of work."""


def step_from(scene: MapScene, here: str | None, way: Way) -> str | None:
    """What lies that way from `here`; without one the first, None where there is none."""
    order = [*scene.drawn.numbers]
    if not order:
        return None
    if way in ("first", "last"):
        return order[0 if way == "first" else -1]
    if here is None or here not in scene.drawn.numbers:
        return order[0]
    if way in ("on", "back"):
        at = order.index(here) + (1 if way == "on" else -1)
        return order[at] if 0 <= at < len(order) else None
    if way in ("next", "before"):
        return _along(scene, here, way == "next")
    return _across(scene, here, 1 if way == "down" else -1)


def _along(scene: MapScene, here: str, onward: bool) -> str | None:
    """The next or previous step: on the critical path where it goes there, else the first."""
    flows = scene.drawn.forward
    near = [
        f.target if onward else f.source
        for f in flows
        if here == (f.source if onward else f.target)
    ]
    critical = [s for s in near if scene.is_critical(s)]
    return min(critical or near, key=lambda s: scene.drawn.numbers[s], default=None)


def _across(scene: MapScene, here: str, sign: int) -> str | None:
    """The nearest step of a row above or below in the same lane, else of the next lane with any."""
    layout = scene.folding.layout
    roles = {step.id: step.role for step in scene.folding.map.steps}
    x, y = layout.steps[here].center

    def beside(placed: Placed) -> float:
        return abs(placed.center[0] - x)

    own = [
        p
        for p in layout.steps.values()
        if roles[p.step] == roles[here] and (p.center[1] - y) * sign > 4 and beside(p) < CARD_WIDTH
    ]
    if own:
        return min(own, key=lambda p: (abs(p.center[1] - y), beside(p))).step
    lanes = [lane.role for lane in layout.lanes]
    at = lanes.index(roles[here])
    for lane in lanes[at + 1 :] if sign > 0 else lanes[:at][::-1]:
        there = [p for p in layout.steps.values() if roles[p.step] == lane]
        if there:
            return min(there, key=lambda p: (beside(p), abs(p.center[1] - y))).step
    return None


def note_from(scene: MapScene, here: str | None, by: int) -> str | None:
    """The sticky note next to `here`, from left to right; without one the first or the last, None
    beyond the ends."""
    notes = sorted(scene.notes, key=lambda note: (scene.notes[note].x(), scene.notes[note].y()))
    at = notes.index(here) + by if here in notes else min(by, 0) % max(1, len(notes))
    return notes[at] if 0 <= at < len(notes) else None


def flows_from(scene: MapScene, step: str) -> Sequence[str]:
    """The flows that leave a step: onward first, then back, then information, by their targets."""
    kinds = ("forward", "rework", "information")
    leaving = [f for f in scene.folding.map.flows if f.source == step]
    leaving.sort(key=lambda f: (kinds.index(f.kind), scene.drawn.numbers.get(f.target, 0)))
    return [f.id for f in leaving]
