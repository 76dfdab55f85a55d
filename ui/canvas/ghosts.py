"""Steps that a map no longer has: where they stand, in their lane, beside what took their room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import inf

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mopsmap.layout import CARD_HEIGHT, CARD_WIDTH, LANE_HEIGHT, Lane, Layout, Placed
from mopsmap.model import UNNAMED, ValueStreamMap
from ui.canvas import paint
from ui.canvas.items import Z_GHOST, Manner
from ui.canvas.marks import StepLook
from ui.look.theme import Theme

GAP = 10.0
EDGE = 8.0
CROSSED = 400.0
"""How far a ghost rather moves away than stands behind a flow, scene pixels."""
PILL_ROOM = (120.0, 22.0)
JUNCTION_ROOM = 24.0


class GhostItem(QGraphicsItem):
    """A step that the map no longer has, where it stood in the map it was made from."""

    def __init__(
        self, look: StepLook, rect: QRectF, theme: Theme, manner: Manner | None = None
    ) -> None:
        super().__init__()
        self.look = look
        self.theme = theme
        self._manner = manner or Manner()
        self.rect = QRectF(0, 0, rect.width(), rect.height())
        self.setPos(rect.topLeft())
        self.setZValue(Z_GHOST)
        self.setToolTip(f"{look.title or UNNAMED}: {look.tools}")

    def sceneRect(self) -> QRectF:
        """Where the dashed card stands."""
        return self.rect.translated(self.pos())

    def boundingRect(self) -> QRectF:
        """The dashed card."""
        return self.rect.adjusted(-5, -5, 5, 5)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the ghost."""
        zoom = paint.level_of_detail(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= paint.TITLES_FROM)
        self._manner.draw(painter, self.theme, self.look, self.rect, zoom)


def ghost_places(
    gone: Sequence[str], source: ValueStreamMap, before: Layout, one: ValueStreamMap, now: Layout
) -> dict[str, QRectF]:
    """A free rectangle for each step of `gone`, which `source`, laid out as `before`, still has.

    It stands in the lane of its role, else in the lane nearest to that one, as far from the steps
    that are still there as it used to be, and moves aside from cards, marks and other ghosts. A
    lane too flat for a card gets a flat one.
    """
    stays = _counterparts(source, one)
    cards = [_ground(placed) for placed in now.steps.values()]
    marks, lines = _marks(now), _lines(now)
    found: dict[str, QRectF] = {}
    for step in sorted(gone, key=lambda s: (before.steps[s].x, before.steps[s].y)):
        old = before.steps[step]
        home = _home(source.step_by_id[step].role, before.lanes, now.lanes)
        old_top = next(x.top for x in before.lanes if x.role == source.step_by_id[step].role)
        left = old.center[0] - CARD_WIDTH / 2 + _shift(old, before, now, stays)
        height = min(CARD_HEIGHT, home.height - EDGE)
        rest = max(home.height - height - EDGE, EDGE / 2)
        inside = min(max(old.center[1] - height / 2 - old_top, EDGE / 2), rest)
        wish = QRectF(max(left, EDGE), home.top + inside, CARD_WIDTH, height)
        found[step] = _free(wish, [*cards, *marks, *found.values()], lines)
    return found


def _counterparts(source: ValueStreamMap, one: ValueStreamMap) -> dict[str, str]:
    """By id of an earlier step, the step that is it or took its place."""
    found = {old: step.id for step in one.steps for old in step.replaces}
    return found | {step.id: step.id for step in one.steps if step.id in source.step_by_id}


def _home(role: str | None, before: Sequence[Lane], now: Sequence[Lane]) -> Lane:
    """The lane of a role, else of the role that stood nearest to it, the upper one of two."""
    there = {lane.role: lane for lane in now}
    order = [lane.role for lane in before]
    at = order.index(role)
    near = sorted(range(len(order)), key=lambda i: (abs(i - at), i))
    nearest = next((there[order[i]] for i in near if order[i] in there), None)
    return nearest or (now[0] if now else Lane(None, 0.0, LANE_HEIGHT))


def _shift(old: Placed, before: Layout, now: Layout, stays: Mapping[str, str]) -> float:
    """How far the step nearest to `old` of those still there has moved to the right."""

    def far(step: str) -> float:
        (ax, ay), (bx, by) = old.center, before.steps[step].center
        return abs(ax - bx) + abs(ay - by) / 4

    nearest = min(stays.keys() & before.steps.keys(), key=far, default=None)
    return 0.0 if nearest is None else now.steps[stays[nearest]].x - before.steps[nearest].x


def _free(wish: QRectF, taken: Iterable[QRectF], lines: Iterable[QRectF]) -> QRectF:
    """The rectangle nearest to `wish` at its height that touches nothing, best no flow either."""
    row = wish.adjusted(-1e6, -GAP / 2, 1e6, GAP / 2)
    blocks = [box for box in taken if box.intersects(row)]
    crossed = [box for box in lines if box.intersects(row)]
    sides = [x for box in (*blocks, *crossed) for x in (box.left() - wish.width(), box.right())]
    beside = [x + (GAP if i % 2 else -GAP) for i, x in enumerate(sides)]

    def stands(x: float) -> QRectF:
        return QRectF(x, wish.y(), wish.width(), wish.height())

    best, least = wish.x(), inf
    for x in sorted((wish.x(), *beside), key=lambda x: abs(x - wish.x())):
        if abs(x - wish.x()) >= least:
            break
        room = stands(x).adjusted(-EDGE, -EDGE / 2, EDGE, EDGE / 2)
        if x < EDGE or any(box.intersects(room) for box in blocks):
            continue
        behind = any(box.intersects(stands(x)) for box in crossed)
        cost = abs(x - wish.x()) + CROSSED * behind
        if cost < least:
            best, least = x, cost
    return stands(best)


def _ground(placed: Placed) -> QRectF:
    """A step with its caption and badges."""
    rect = QRectF(placed.x, placed.y, placed.width, placed.height)
    return rect if placed.shape == "card" else rect.adjusted(-48, -2, 48, 36)


def _marks(now: Layout) -> list[QRectF]:
    width, height = PILL_ROOM
    pills = [route.label for route in now.routes.values() if route.label is not None]
    size = JUNCTION_ROOM
    return [QRectF(x - width / 2, y - height / 2, width, height) for x, y in pills] + [
        QRectF(j.x - size / 2, j.y - size / 2, size, size) for j in now.junctions
    ]


def _lines(now: Layout) -> list[QRectF]:
    return [
        QRectF(min(ax, bx) - 1, min(ay, by) - 1, abs(ax - bx) + 2, abs(ay - by) + 2)
        for route in now.routes.values()
        for (ax, ay), (bx, by) in pairwise(route.points)
    ]
