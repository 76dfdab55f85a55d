"""How far steps give way to a new one: only those right of it, and none further than needed.

They keep their order, and no two of them come nearer than they were or need to be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import ceil

from mopsmap.layout.placement import GAP, Board
from mopsmap.layout.swimlanes import Card
from mopsmap.model import Flow

ORDER = 18.0
"""What is seen to be further right stays so by this much at least."""
KEPT = 12
"""So many cards of a lane are looked back at: no more stand one below the other."""


def pushed(board: Board, new: str | None, grown: Collection[str] = ()) -> dict[str, float]:
    """The new left edges of steps that give way to the step `new` and to the labels of the flows
    `grown`, by id."""
    others = [step for step, card in board.cards.items() if card.fixed and step != new]
    after = board.after.get(new, ()) if new is not None else ()
    later = _reached(board, (flow.target for flow in after))
    board.take_fixed(away=later)
    if new is not None and board.cards[new].fixed is None:
        spot = board.find(new)
        board.x[new], board.rows[new] = round(spot.x), spot.row
    push = _Push(board, new, grown)
    for step in sorted(others, key=lambda one: (board.x[one], one)):
        push.step(step, later)
    return push.moved


def _reached(board: Board, steps: Iterable[str]) -> set[str]:
    """These steps and all that follow them."""
    found: set[str] = set()
    waiting = list(steps)
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += [flow.target for flow in board.after.get(step, ())]
    return found


class _Push:
    """The steps that moved so far, from left to right, and what the next one has to keep."""

    def __init__(self, board: Board, new: str | None, grown: Collection[str]) -> None:
        self.board, self.new, self.grown = board, new, grown
        self.was = dict(board.x)
        self.moved: dict[str, float] = {}
        self._lead: tuple[float, float] | None = None
        self._lanes: dict[int, list[str]] = {}

    def step(self, step: str, later: set[str]) -> None:
        """Move a step as far as those left of it ask for."""
        board, was = self.board, self.was[step]
        wanted = max(was, self._behind(step), self._beside(step, later), self._in_order(step))
        wanted = ceil(wanted)
        if wanted > was:
            board.x[step] = self.moved[step] = wanted
            if self._lead is None or wanted > self._lead[1]:
                self._lead = was, wanted
        lane = self._lanes.setdefault(board.cards[step].lane, [])
        lane.append(step)
        del lane[:-KEPT]

    def _behind(self, step: str) -> float:
        """Clear of the steps that lead to it."""
        board, found = self.board, 0.0
        flows = board.before.get(step, ())
        for flow in flows:
            source = flow.source
            tight = source != self.new and self._tight(flow)
            if source != self.new and source not in self.moved and not tight:
                continue
            need = board.need(step, board.rows[step], flow, merging=len(flows) > 1)
            if source != self.new and not tight:
                need = min(need, board.x[source] + self.was[step] - self.was[source])
            found = max(found, need)
        return found

    def _tight(self, flow: Flow) -> bool:
        """Whether a flow between steps that stood before has a label that grew, and leads on to
        the right."""
        if flow.id not in self.grown or not {flow.source, flow.target} <= self.was.keys():
            return False
        middle = self.was[flow.source] + self.board.cards[flow.source].width / 2
        return self.was[flow.target] > middle

    def _beside(self, step: str, later: set[str]) -> float:
        """Right of the cards of its lane that it stood right of."""
        board, card = self.board, self.board.cards[step]
        found = 0.0
        if self.new is not None and step in later:
            here = board.cards[self.new]
            if card.lane == here.lane and board.rows[step] == board.rows[self.new]:
                found = board.x[self.new] + here.width + GAP
        for other in self._lanes.get(card.lane, ()):
            if other in self.moved and _level(card, board.cards[other]):
                apart = self.was[step] - self.was[other]
                apart = min(apart, max(board.cards[other].width + GAP, 0.0))
                found = max(found, board.x[other] + apart)
        return found

    def _in_order(self, step: str) -> float:
        """Not left of anything that it stood right of."""
        if self._lead is None:
            return 0.0
        was, now = self._lead
        return now + min(self.was[step] - was, ORDER)


def _level(one: Card, other: Card) -> bool:
    """Whether two fixed cards stand beside each other."""
    if one.fixed is None or other.fixed is None:
        return False
    return (
        one.fixed[1] < other.fixed[1] + other.height and other.fixed[1] < one.fixed[1] + one.height
    )
