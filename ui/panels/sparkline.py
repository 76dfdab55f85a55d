"""How a key figure went: its last snapshots as a small line, and its target as a dashed one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.targets import (
    MOST_SNAPSHOTS,
    SIGNS,
    figure_of,
    snapshots,
    targets_of,
    write_limit,
)
from mopsmap.units import NARROW_SPACE
from ui.look.lettering import RIGHT, draw_text, text_width
from ui.look.theme import Theme, font
from ui.panels.key_figures import METRICS, Key

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed

WIDTH, HEIGHT = 64, 24
LEAST_TILE = 200
"""A tile narrower than this shows its number alone."""
_DASH, _INSET = 14, 3


@dataclass(frozen=True, slots=True)
class Progress:
    """The values of a figure in the last snapshots and now, and the limit it is held against.

    `points` are in the order of time, None where a figure is not known; the last one is now.
    """

    points: tuple[float | None, ...] = ()
    limit: float | None = None
    target: str = ""
    reached: bool | None = None

    @property
    def shown(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.target) or sum(point is not None for point in self.points) > 1

    @property
    def spoken(self) -> str:
        """The target as a screen reader says it; "" without one."""
        if not self.target:
            return ""
        limit = self.target.replace(NARROW_SPACE, " ")
        words = {SIGNS["at_most"]: _("at most"), SIGNS["at_least"]: _("at least")}
        for sign, word in words.items():
            limit = limit.replace(sign, word)
        said = {
            True: _("target {limit} reached"),
            False: _("target {limit} not reached"),
            None: _("target {limit}"),
        }
        return said[self.reached].format(limit=limit)


def progress_of(
    project: Project, one: ValueStreamMap, analysis_of: Callable[[str], Analyzed | None]
) -> dict[Key, Progress]:
    """How each key figure of a map went and where it should go."""
    targets = targets_of(one, project)
    maps = (*snapshots(project, one.id)[-MOST_SNAPSHOTS:], one)
    analyzed = [(each, analysis_of(each.id)) for each in maps]
    found: dict[Key, Progress] = {}
    for key, metric in METRICS.items():
        target = targets.get(metric)
        if target is None and len(maps) == 1:
            found[key] = Progress()
            continue
        points = tuple(figure_of(metric, each, a) if a else None for each, a in analyzed)
        now, calendar = points[-1], project.calendar
        found[key] = Progress(
            points,
            target.value(calendar) if target else None,
            _narrow(write_limit(target, project)) if target else "",
            target.reached(now, calendar) if target and now is not None else None,
        )
    return found


def _narrow(limit: str) -> str:
    """A limit as figures are shown: a narrow space before its unit."""
    sign, _space, rest = limit.partition(" ")
    return f"{sign} {rest.replace(' ', NARROW_SPACE)}"


def draw_progress(
    painter: QPainter,
    theme: Theme,
    corner: QPointF,
    progress: Progress,
    line: QColor,
    quiet: QColor,
) -> None:
    """Draw the line and the target below it, their right upper corner at `corner`."""
    area = QRectF(corner.x() - WIDTH, corner.y(), WIDTH, HEIGHT)
    marks = [point for point in progress.points if point is not None]
    if progress.limit is not None:
        marks.append(progress.limit)
    low, high = min(marks, default=0.0), max(marks, default=0.0)

    def height(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return area.bottom() - _INSET - share * (HEIGHT - 2 * _INSET)

    dashed = _dashed(theme)
    if progress.limit is not None:
        y = round(height(progress.limit)) + 0.5
        painter.setPen(dashed)
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    _draw_line(painter, area, [None if p is None else height(p) for p in progress.points], line)
    if progress.target:
        below = QRectF(area.left() - 40, area.bottom() + 3, WIDTH + 40, 16)
        draw_text(painter, below, progress.target, font("caption"), quiet, RIGHT)
        left = below.right() - text_width(font("caption"), progress.target) - _DASH - 4
        y = round(below.center().y()) + 0.5
        painter.setPen(dashed)
        painter.drawLine(QPointF(left, y), QPointF(left + _DASH, y))


def _dashed(theme: Theme) -> QPen:
    pen = QPen(theme.color("chart.axis"), 1.2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([3, 2.2])
    return pen


def _draw_line(painter: QPainter, area: QRectF, heights: list[float | None], color: QColor) -> None:
    """A line through the heights that are known, with a dot where it is now."""
    room = area.adjusted(_INSET, 0, -_INSET, 0)
    step = room.width() / max(1, len(heights) - 1)
    start = room.right() - step * (len(heights) - 1)
    points = [QPointF(start + i * step, y) for i, y in enumerate(heights) if y is not None]
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    if heights and heights[-1] is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(points[-1], 2.5, 2.5)
