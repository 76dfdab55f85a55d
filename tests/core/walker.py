"""Single items walked through a map with dice, slowly and plainly, by the words of the reading."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mopsmap.model import ValueStreamMap
from mopsmap.reading import read_map

Come = tuple[float, frozenset[str]]
"""When something comes to a step, and the steps of the longest way to there."""


@dataclass
class Item:
    """What became of one item: executions, hours in each step, lead time and longest way to the
    end that counts (None where it does not get there)."""

    done: dict[str, int] = field(default_factory=dict)
    hours: dict[str, float] = field(default_factory=dict)
    end: Come | None = None


def latest(a: Come | None, b: Come) -> Come:
    """The later of two; of two at the same time both ways are longest."""
    if a is None or b[0] > a[0] + 1e-9:
        return b
    return (max(a[0], b[0]), a[1] | b[1]) if b[0] > a[0] - 1e-9 else a


class Walker:
    """Walks items; `draw` gives the hours of an execution of a step."""

    def __init__(
        self, one: ValueStreamMap, draw: Callable[[str, random.Random], float], seed: int = 3
    ) -> None:
        self.reading, self.goal, self.draw = read_map(one), one.goal, draw
        self.dice = random.Random(seed)
        self.out: dict[str, list[str]] = {s: [] for s in self.reading.order}
        for flow in self.reading.forward:
            if flow.target not in self.out[flow.source]:
                self.out[flow.source].append(flow.target)
        self.after = {s: {s} for s in self.reading.order}
        for step in reversed(self.reading.order):
            self.after[step] |= set().union(*(self.after[t] for t in self.out[step]))
        self.bodies = self._bodies()
        self.item = Item()

    def _bodies(self) -> dict[str, list[set[str]]]:
        """By step that sends items back, what may be done again."""
        returning = {
            s: [f.target for f in self.reading.rework if f.source == s]
            for s in (*self.reading.order, *self.reading.return_steps)
        }
        found: dict[str, list[set[str]]] = {}
        for step in self.reading.order:
            seen, todo = set[str](), list(returning[step])
            while todo:
                target = todo.pop()
                if target not in seen:
                    seen.add(target)
                    todo += returning[target] if target in self.reading.return_steps else []
            found[step] = [self.between(t, step) for t in seen if t in self.after]
        return found

    def between(self, first: str, last: str) -> set[str]:
        """Steps on the forward ways from one step to another."""
        return {s for s in self.after[first] if last in self.after[s]}

    def walk(self) -> Item:
        """One item from the starts until all is done."""
        self.item = Item()
        starts = {s: (0.0, frozenset[str]()) for s in self.reading.starts}
        self.go(starts, set(self.reading.order), None)
        return self.item

    def work(self, step: str, come: Come) -> Come:
        hours = self.draw(step, self.dice)
        self.item.done[step] = self.item.done.get(step, 0) + 1
        self.item.hours[step] = self.item.hours.get(step, 0.0) + hours
        left = come[0] + hours, come[1] | {step}
        if step == self.goal or (self.goal is None and step in self.reading.order):
            self.item.end = latest(self.item.end, left)
        return left

    def go(
        self, entered: Mapping[str, Come], inside: set[str], last: str | None
    ) -> tuple[Come | None, dict[str, Come]]:
        """One pass through a part of the map: (when its last step was left, what came to steps
        outside)."""
        waiting, outside, reached = dict(entered), dict[str, Come](), None
        while waiting:
            step = self.following(waiting)
            left = self.work(step, waiting.pop(step))
            if step == last:
                reached = left
                continue
            for target, come in self.leave(step, left, inside).items():
                where = waiting if target in inside else outside
                where[target] = latest(where.get(target), come)
        return reached, outside

    def following(self, waiting: Mapping[str, Come]) -> str:
        """A step to which nothing that waits elsewhere can still come, forward or through a loop
        that a choice leads out of."""

        def can_come(other: str, step: str) -> bool:
            return step in self.after[other] or any(
                source in self.after[other]
                and source not in self.after[step]
                and step in self.led_out(source)
                for source in self.bodies
            )

        for step in waiting:
            if not any(can_come(other, step) for other in waiting if other != step):
                return step
        raise NotImplementedError("loops that wait for one another")

    def led_out(self, source: str) -> set[str]:
        """What choices lead to within the loops of a step and the loops that start in these."""
        inside, todo = set[str](), [source]
        while todo:
            for body in self.bodies[todo.pop()]:
                todo += [s for s in body - inside if self.bodies[s]]
                inside |= body
        return {t for s in inside & self.reading.chooses if s != source for t in self.out[s]}

    def leave(self, step: str, left: Come, inside: set[str]) -> dict[str, Come]:
        """What comes where after a step: back first, as often as it goes back, then onward."""
        found: dict[str, Come] = {}
        shares = self.reading.shares
        while True:
            back = [f for f in self.reading.rework if f.source == step]
            throw, target = self.dice.random(), None
            for flow in back:
                throw -= shares[flow.id]
                if throw < 0:
                    target = flow.target
                    break
            if target is None:
                break
            while target in self.reading.return_steps:
                left = self.work(target, left)
                back = [f for f in self.reading.rework if f.source == target]
                weights = [shares[f.id] for f in back]
                target = self.dice.choices(back, weights)[0].target
            again, out = self.go({target: left}, self.between(target, step), step)
            for other, come in out.items():
                found[other] = latest(found.get(other), come)
            if again is None:
                return found
            left = again
        onward = [f for f in self.reading.forward if f.source == step]
        if step in self.reading.chooses:
            weights = [shares[f.id] for f in onward]
            target = self.dice.choices(onward, weights)[0].target
            found[target] = latest(found.get(target), left)
        else:
            for target in self.out[step]:
                if target in inside:
                    found[target] = latest(found.get(target), left)
        return found
