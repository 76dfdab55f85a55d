"""What each flow says finds its place; where its line has none, lines run elsewhere.

A label touches no card, circle, other label or other line wherever its own line, or another one
that costs little more, has such a place; else it covers cards and marks last of all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from mopsmap.layout.lines import Box, Point, Wish, leads_through, runs_through
from mopsmap.layout.marking import GAP, Marks, longest
from mopsmap.layout.plan import Plan

DETOUR, TRIED, ROUNDS = 240.0, 40, 3
"""How much more a line may cost that leaves room for a label, and so many are looked at; how often
others are asked to make way."""


def label_places(
    plan: Plan, marks: Marks, wishes: Iterable[Wish], kept: Collection[str]
) -> dict[str, Point]:
    """The centers of labels by flow, where there is a place; those with little choice are placed
    first. Lines that are `kept` stay as they are where their own labels have places."""
    return _Labels(plan, marks, kept).of(wishes)


class _Labels:
    """The labels placed so far."""

    def __init__(self, plan: Plan, marks: Marks, kept: Collection[str]) -> None:
        self._plan, self._marks, self._kept = plan, marks, kept
        self._drawn = marks.router.drawn
        self._places: dict[str, Point] = {}

    def of(self, wishes: Iterable[Wish]) -> dict[str, Point]:
        """Place these."""
        ordered = sorted(wishes, key=lambda w: longest(self._drawn[w.flow]))
        lost = [w for w in ordered if not self._label(w, self._drawn[w.flow])]
        for wish in [w for w in lost if not self._elsewhere(w)]:
            self._squeeze(wish)
        return self._places

    def _together(self, wish: Wish) -> frozenset[str]:
        """The flows that share a label."""
        return frozenset(self._plan.forks.get(wish.source, ()))

    def _label(self, wish: Wish, points: Sequence[Point]) -> bool:
        spot = self._marks.label(wish, points, self._together(wish))
        if spot is not None:
            self._places[wish.flow] = spot
        return spot is not None

    def _elsewhere(self, wish: Wish) -> bool:
        """Draw another line for a flow, on which its label has a place."""
        return self._redraw(wish, (), lambda points: self._label(wish, points))

    def _squeeze(self, wish: Wish) -> None:
        """Place a label among other lines, which make way where they can."""
        points = self._drawn[wish.flow]
        if self._make_room(wish) and self._label(wish, points):
            return
        spot = self._marks.squeezed(wish, points, self._together(wish))
        if spot is not None:
            self._places[wish.flow] = spot

    def _make_room(self, wish: Wish) -> bool:
        """Draw the lines elsewhere that keep a label from its line, where all of them can."""
        marks, points = self._marks, self._drawn[wish.flow]
        own = self._together(wish) | {wish.flow}
        stay: set[str] = set()
        for _ in range(ROUNDS):
            spot = marks.label(wish, points, frozenset(self._drawn.keys() - stay))
            if spot is None:
                break
            box = marks.release(spot, wish)
            around = (box[0] - GAP, box[1] - GAP, box[2] + GAP, box[3] + GAP)
            near = {line.flow for line, _ in marks.router.lines_near(around)} - own
            before = {flow: self._drawn[flow] for flow in near}, [*marks.taken], {**self._places}
            gone = {flow for flow in sorted(near) if self._make_way(flow, around)}
            if gone == near:
                return True
            stay |= near - gone
            for flow in gone:
                marks.router.remove(self._plan.wishes[flow])
                marks.router.add(self._plan.wishes[flow], before[0][flow])
            marks.taken, self._places = before[1:]
        return False

    def _make_way(self, flow: str, box: Box) -> bool:
        """Draw another line for a flow, with its label, that leaves a box free."""
        wish, spot, marks = self._plan.wishes[flow], self._places.get(flow), self._marks
        if flow in self._kept:
            return False
        if spot is None:
            return not wish.label and self._redraw(wish, (box,), lambda _points: True)
        label = marks.release(spot, wish)
        if self._redraw(wish, (box,), lambda points: self._label(wish, points)):
            return True
        marks.taken.append(label)
        return False

    def _redraw(
        self, wish: Wish, free: Collection[Box], good: Callable[[Sequence[Point]], bool]
    ) -> bool:
        """Draw the best line of a flow that is `good`, or the one that it had.

        It goes through the same circles, and through nothing else that stands on the lines nor
        through boxes to be kept `free`.
        """
        if wish.flow in self._together(wish):
            return False
        router, marks = self._marks.router, self._marks
        before = router.drawn[wish.flow]
        circles = [box for box in marks.circles if leads_through(before, _middle(box))]
        others = [*(box for box in marks.taken if box not in circles), *free]
        router.remove(wish)
        for points in router.ways(wish, DETOUR)[:TRIED]:
            if any(runs_through(points, box) for box in others):
                continue
            if all(leads_through(points, _middle(box)) for box in circles) and good(points):
                router.add(wish, points)
                return True
        router.add(wish, before)
        return False


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
