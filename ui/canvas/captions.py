"""The name beside a bare decision, a start or an end: where it touches no card, line or label.

A question stands below its diamond at the left, other names below their circle in the middle, and
both elsewhere where something is in the way. They leave room for the ring of a selected shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.canvas.marks import FlowLook, StepLook
from ui.canvas.paint import DETAIL_FROM, ELLIPSIS, SMALL_IN_DETAIL, pill_size, readable, wrapped
from ui.look.lettering import strong, text_width, write
from ui.look.theme import Theme, font

WIDTH, ASIDE = 108.0, 72.0
"""Of a name in the middle and of one that stands aside, scene pixels."""
CAP, PITCH, CLEAR = 9.0, 13.0, 3.0
"""Height of the letters, distance of the rows, and the least between a name and a card."""
RING = 7.0
"""Between a shape and a name above or below it: the ring of a selected one has room."""
LEVEL = 10.0
"""Between a shape and a name at its right or left."""
REACH = 70.0
"""How far names stick out of their shapes at either side."""

Rows = tuple[tuple[str, QPointF], ...]
"""The lines of a name, each with its base point."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What names keep clear of, in coordinates of their shape."""

    solid: tuple[QRectF, ...] = ()
    """Cards, circles and pieces of lines."""
    pills: tuple[tuple[float, float, FlowLook], ...] = ()
    """Centers and looks of labels, which are of another size at each zoom."""

    def boxes(self, zoom: float) -> list[QRectF]:
        """All of it as it is at a zoom."""
        sizes = [(x, y, *pill_size(look, zoom)) for x, y, look in self.pills]
        return [*self.solid, *(QRectF(x - w / 2, y - h / 2, w, h) for x, y, w, h in sizes)]


FREE = Beside()


def ground(rect: QRectF) -> QRectF:
    """All that the name of a shape may take at any zoom."""
    return rect.adjusted(-REACH, -54, REACH, 58)


def caption(
    painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float, beside: Beside
) -> None:
    """Draw the name of a shape."""
    made, ink = _Name(look, zoom).font, theme.color("text.primary")
    for row, at in caption_rows(look, rect, zoom, beside):
        write(painter, at, row, made, ink)


def caption_rows(look: StepLook, rect: QRectF, zoom: float, beside: Beside = FREE) -> Rows:
    """The lines of the name of a shape: in the first place that is free, else where they cover
    least."""
    name, boxes = _Name(look, zoom), beside.boxes(zoom)
    best: tuple[float, Rows] | None = None
    for rows in name.places(rect, boxes):
        box = name.box(rows)
        parts = [box & other for other in boxes if box.intersects(other)]
        covered = sum(part.width() * part.height() for part in parts)
        if best is None or covered < best[0]:
            best = covered, rows
        if not covered:
            break
    return best[1] if best is not None else ()


class _Name:
    """A name as it is lettered at a zoom."""

    def __init__(self, look: StepLook, zoom: float) -> None:
        self._title, self._question = look.title, look.kind == "decision"
        self._scale = SMALL_IN_DETAIL if zoom >= DETAIL_FROM else readable(11, zoom)
        self.font = (strong if self._question else font)("caption", self._scale)

    def places(self, rect: QRectF, boxes: list[QRectF]) -> Iterator[Rows]:
        """Where it may stand beside a shape, the best place first."""
        scale, middle = self._scale, rect.center().x()
        ring = RING * max(1.0, scale)
        out, off = (10.0, -3.0) if self._question else (12.0, 2.0)
        wide, slim = (wrapped(self._title, "caption", scale, w, 2) for w in (WIDTH, ASIDE))
        if any(row.endswith(ELLIPSIS) for row in slim):
            slim = ()
        corner = rect.bottom() + off + CAP * scale
        below = self._set(wide, middle, rect.bottom() + ring + CAP * scale, 0.5)
        top = rect.top() - ring - (2 + PITCH * (len(wide) - 1)) * scale
        aside = [
            self._set(slim, middle + side * out, base, share)
            for base in (corner, rect.top() - off - (2 + PITCH * (len(slim) - 1)) * scale)
            for side, share in ((-1, 1.0), (1, 0.0))
            if slim
        ]
        slimmer = wrapped(self._title, "caption", scale, REACH - LEVEL, 2)
        base = rect.center().y() + (CAP - PITCH * (len(slimmer) - 1)) * scale / 2
        level = [
            self._set(slimmer, rect.right() + LEVEL, base, 0.0),
            self._set(slimmer, rect.left() - LEVEL, base, 1.0),
        ]
        if self._question:
            yield from aside[:1]
        yield below
        if self._question:
            yield from aside[1:2]
        above = self._set(wide, middle, top, 0.5)
        for rows in (below, above):
            yield rows
            for way in self._ways(self.box(rows), rect, boxes):
                yield tuple((row, at + QPointF(way, 0)) for row, at in rows)
        yield from aside
        yield from level
        for rows, down in ((below, True), (above, False)):
            for way in self._steps(self.box(rows), rect, boxes, down):
                yield tuple((row, at + QPointF(0, way)) for row, at in rows)

    def _ways(self, box: QRectF, shape: QRectF, boxes: list[QRectF]) -> list[float]:
        """How far a name in the middle has to go aside to be clear, the shortest way first."""
        found = []
        for other in boxes:
            if box.intersects(other):
                found.append(other.left() - 1 - box.right())
                found.append(other.right() + 1 - box.left())
        left, right = shape.left() - REACH - box.left(), shape.right() + REACH - box.right()
        most = box.width() / 2
        return sorted((w for w in found if left <= w <= right and abs(w) <= most), key=abs)

    def _steps(self, box: QRectF, shape: QRectF, boxes: list[QRectF], down: bool) -> list[float]:
        """How far a name has to go `down` or up past what is in its way, the shortest way first."""
        if down:
            ways = [other.bottom() + 1 - box.top() for other in boxes]
        else:
            ways = [other.top() - 1 - box.bottom() for other in boxes]
        room = ground(shape)
        return sorted(
            (w for w in ways if (w > 0) == down and room.contains(box.translated(0, w))), key=abs
        )

    def _set(self, rows: tuple[str, ...], x: float, base: float, share: float) -> Rows:
        """Rows of which `share` of each stands left of `x`, the first on the line `base`."""
        pitch = PITCH * self._scale
        return tuple(
            (row, QPointF(x - share * text_width(self.font, row), base + number * pitch))
            for number, row in enumerate(rows)
        )

    def box(self, rows: Rows) -> QRectF:
        """The ground that the letters keep for themselves."""
        if not rows:
            return QRectF()
        left = min(at.x() for _row, at in rows)
        right = max(at.x() + text_width(self.font, row) for row, at in rows)
        top, bottom = rows[0][1].y() - CAP * self._scale - 1, rows[-1][1].y() + 2 * self._scale + 1
        return QRectF(left - CLEAR, top, right - left + 2 * CLEAR, bottom - top)
