"""The rungs of the lead-time ladder, painted on one linear scale of time.

Plateaus are wait, the base is process time, hatched plateaus are rework.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QLineF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QToolTip,
    QWidget,
)

from mopsmap import units
from mopsmap.language import translated as _
from mopsmap.model import Project, Step
from mopsmap.reading import step_numbers
from mopsmap.units import DASH, Unit
from ui.accessible import tell_focus
from ui.look.lettering import draw_text, strong, text_width
from ui.look.theme import Appearance, Theme, font, token
from ui.panels.drawing import draw_class_bar
from ui.panels.figures import estimate_text, readings, unit_shown
from ui.panels.rung_parts import RungParts
from ui.session import Session

if TYPE_CHECKING:
    from mopsmap.analysis.result import Ladder, Rung

MIN_PROCESS = token("ladder.minProcessWidth")
MOST_FIXED = 0.4
"""Share of the width that segments of the least width may take; beyond it the ladder scrolls."""
SIDE = 8.0
NOTHING = 1e-6
"""Pixels below which a wait or rework is none: what is left of computing."""
PLATEAU = token("stroke.ladder") + 1
"""Pixels from which a wait or rework has a plateau; below it is a spike of one stroke."""
LINE = 14.0
"""Height of a label."""
CLEAR = 2.0
"""Pixels that a label keeps from the next rung, whose fill may be that of the selection."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rung stands: x of wait, process and rework, and of its end, in pixels."""

    step: str
    wait: float
    process: float
    rework: float
    end: float

    def label_middle(self, width: float) -> float | None:
        """The middle of a label of so many pixels below the base; None where there is no room.

        It is that of the process, and the label reaches beyond it only over the rung's own time.
        """
        first, last = self.wait + CLEAR + width / 2, self.end - CLEAR - width / 2
        middle = (self.process + self.rework) / 2
        return min(max(first, middle), last) if first <= last else None


def places(rungs: Sequence[Rung], width: float, minimum: float = MIN_PROCESS) -> tuple[Place, ...]:
    """Rungs side by side on one scale that fills `width`; wider where they would be too narrow.

    Process segments are at least `minimum` wide and take no part in the scale where they are
    raised to it.
    """
    if not rungs:
        return ()
    width = max(width, minimum * len(rungs) / MOST_FIXED)
    scale = _scale(rungs, width, minimum)
    found, x = [], 0.0
    for rung in rungs:
        process = x + rung.wait * scale
        least = minimum if scale else width / len(rungs)
        rework = process + max(least, rung.process * scale)
        end = rework + rung.rework * scale
        found.append(Place(rung.step, x, process, rework, end))
        x = end
    return tuple(found)


def _scale(rungs: Sequence[Rung], width: float, minimum: float) -> float:
    """Pixels per hour. Raising short segments shrinks the scale, which may shorten others."""
    raised: set[int] = set()
    while True:
        hours = sum(r.wait + r.rework for r in rungs)
        hours += sum(r.process for i, r in enumerate(rungs) if i not in raised)
        scale = (width - minimum * len(raised)) / hours if hours > 0 else 0.0
        short = {i for i, r in enumerate(rungs) if r.process * scale < minimum}
        if short <= raised:
            return scale
        raised |= short


class Rungs(QWidget):
    """The painted rungs. Left and Right go from step to step, Enter opens one.

    `large` is how much larger its letters are than those of a panel; then all of it is in sight,
    however narrow its rungs become, and the step chosen always says its times.
    """

    chosen = Signal(str)
    focused = Signal()
    activated = Signal(str)

    def __init__(
        self, appearance: Appearance, parent: QWidget | None = None, large: float = 1.0
    ) -> None:
        super().__init__(parent)
        self._appearance, self.large = appearance, large
        self._project: Project | None = None
        self._ladder: Ladder | None = None
        self._rungs: Mapping[str, Rung] = {}
        self._steps: Mapping[str, Step] = {}
        self._numbers: Mapping[str, int] = {}
        self._figures: Mapping[str, Any] = {}
        self._hovered: str | None = None
        self._seen = QRectF()
        self._seen_as: tuple[object, ...] = ()
        self._kept: tuple[float, float] | None = None
        self._fitted: tuple[int, list[Rung]] | None = None
        self.units: tuple[Unit, Unit] = ("d", "h")
        self.selected: frozenset[str] = frozenset()
        self.places: tuple[Place, ...] = ()
        self.at = 0
        self.room = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Lead-time ladder"))

    def show_ladder(self, project: Project, session: Session, ladder: Ladder | None) -> None:
        """Show another path."""
        self._project, self._ladder = project, ladder
        self.units = _units(ladder, project)
        self._rungs = {r.step: r for r in ladder.rungs} if ladder else {}
        self._steps = session.map.step_by_id
        self._numbers = step_numbers(session.map)
        self.selected = frozenset(session.selection.steps)
        self.fit(self.room)
        classes = [
            (self._numbers.get(p.step), self._steps[p.step].value_class) for p in self.places
        ]
        hours = project.calendar.hours_per_day
        seen = (ladder, self.selected, classes, hours, self._appearance.theme)
        if seen != self._seen_as:
            self._seen_as = seen
            self.update()
        for i, place in enumerate(self.places):
            if place.step in self.selected:
                self.at = i
        self.at = max(0, min(self.at, len(self.places) - 1))

    def fit(self, room: int) -> None:
        """Fill `room` pixels or more."""
        known = self._ladder.rungs if self._ladder else ()
        rungs = [r for r in known if r.step in self._steps]
        if (room, rungs) == self._fitted:
            return
        self.room, self._fitted = room, (room, rungs)
        free = max(0.0, room - 2 * SIDE)
        whole = MOST_FIXED * free / max(1, len(rungs))
        least = min(MIN_PROCESS, whole) if self.large > 1 else MIN_PROCESS
        self.places = places(rungs, free, least)
        wide = round(self.places[-1].end + 2 * SIDE) if self.places else room
        self.setFixedWidth(max(room, wide))
        self.update()

    def rect_of(self, place: Place) -> QRectF:
        """The part of the widget that belongs to a step."""
        return QRectF(place.wait + SIDE, 0, place.end - place.wait, self.height())

    def place_at(self, x: float) -> Place | None:
        """The rung under a point."""
        for place in self.places:
            if place.wait + SIDE <= x < place.end + SIDE:
                return place
        return None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(event.pos().x())
            if place is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.describe(place.step), self)
            return True
        return super().event(event)

    def describe(self, step_id: str) -> str:
        """A step's times in words, line by line."""
        step, project, rung = self._steps[step_id], self._project, self._rungs[step_id]
        assert project is not None
        lines = [f"{self._numbers.get(step_id, DASH)} {step.name}"]
        wait, process = units.format_days(rung.wait, project.calendar), rung.process
        waited = _with_points(wait, step.wait_time)
        worked = _with_points(units.format_hours(process), step.process_time)
        lines.append(_("Wait before: mean {time}").format(time=waited))
        lines.append(_("Process time: mean {time}").format(time=worked))
        if rung.rework:
            again = units.format_days(rung.rework, project.calendar)
            lines.append(_("Rework adds {time}").format(time=again))
        return "\n".join(lines)

    def accessible_parts(self) -> RungParts:
        """The rungs, for screen readers."""
        return RungParts(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().x())
        self._hover(place.step if place else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def _hover(self, step: str | None) -> None:
        if step != self._hovered:
            self._hovered = step
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.at = self.places.index(place)
            self.chosen.emit(place.step)
            self.activated.emit(place.step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.places) - 1
        moves = {
            Qt.Key.Key_Left: self.at - 1,
            Qt.Key.Key_Right: self.at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if not self.places:
            super().keyPressEvent(event)
        elif event.key() in moves:
            self.at = max(0, min(last, moves[Qt.Key(event.key())]))
            self.chosen.emit(self.places[self.at].step)
            tell_focus(self)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.places[self.at].step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("surface.panel"))
        if self._ladder is None or not self.places:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        levels = Levels.of(self.height(), self.large)
        painter.translate(SIDE, 0)
        self._seen = QRectF(self.visibleRegion().boundingRect()).translated(-SIDE, 0)
        within = self._within(event.rect())
        called = next((p for p in self.places if p.step in self.selected), None)
        self._kept = self._room_of(called) if called is not None and self.large > 1 else None
        for number in within:
            self._paint_back(painter, self.places[number], number == self.at)
        for number in within:
            self._paint_rung(painter, self.places[number], levels)
        self._paint_line(painter, levels, [self.places[number] for number in within])
        if called is not None and self._kept is not None:
            middle, self._kept = sum(self._kept) / 2, None
            made, color = strong("caption", self.large), theme.color("text.primary")
            tops = levels.label, levels.process, levels.step
            for top, text in zip(tops, self._words_of(called), strict=True):
                self._label(painter, middle, top, text, made, color)

    def _words_of(self, place: Place) -> tuple[str, str, str]:
        """Wait, process time and number of a step, as they stand above and below its rung."""
        assert self._project is not None
        waits, works = (self._project.calendar.unit_hours(unit) for unit in self.units)
        rung, number = self._rungs[place.step], str(self._numbers.get(place.step, ""))
        return readings(rung.wait / waits)[0], readings(rung.process / works)[0], number

    def _room_of(self, place: Place) -> tuple[float, float]:
        """From where to where the words of a step stand that are written however narrow it is."""
        made = strong("caption", self.large)
        half = max(text_width(made, text) for text in self._words_of(place)) / 2 + CLEAR
        middle = (place.wait + place.end) / 2
        middle = min(max(middle, self._seen.left() + half), self._seen.right() - half)
        return middle - half, middle + half

    def _within(self, rect: QRect) -> range:
        """The rungs that touch a part of the widget, and their neighbors, whose labels may."""
        first = bisect_left(self.places, rect.left() - SIDE, key=lambda p: p.end)
        last = bisect_right(self.places, rect.right() + 1 - SIDE, key=lambda p: p.wait)
        return range(max(0, first - 1), min(len(self.places), last + 1))

    def _paint_back(self, painter: QPainter, place: Place, current: bool) -> None:
        theme = self._appearance.theme
        rect = QRectF(place.wait, 1, place.end - place.wait, self.height() - 2)
        if place.step in self.selected or place.step == self._hovered:
            tone = "selected" if place.step in self.selected else "hover"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(f"surface.{tone}"))
            painter.drawRoundedRect(rect, 3, 3)
        if current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("border.focus"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 0, -1, 0), 3, 3)

    def _paint_line(self, painter: QPainter, levels: Levels, seen: Sequence[Place]) -> None:
        """The line in whole pixels: sharper than a path, and twenty times as quick."""
        color = self._appearance.theme.color("ladder.line")
        width = round(token("stroke.ladder") * self.large)
        top, base = round(levels.top), round(levels.base)

        def level(start: int, end: int, y: int) -> None:
            painter.fillRect(QRect(start, y, end - start + width, width), color)

        def upright(x: int) -> None:
            painter.fillRect(QRect(x, top, width, base - top + width), color)

        for place in seen:
            level(round(place.process), round(place.rework), base)
            for start, stop in ((place.wait, place.process), (place.rework, place.end)):
                if stop - start > NOTHING:
                    upright(round(start))
                if stop - start >= PLATEAU:
                    level(round(start), round(stop), top)
                    upright(round(stop))

    def _paint_rung(self, painter: QPainter, place: Place, levels: Levels) -> None:
        theme, project, rung = self._appearance.theme, self._project, self._rungs[place.step]
        assert project is not None
        waits, works = (project.calendar.unit_hours(unit) for unit in self.units)
        high = levels.base - levels.top
        if place.process - place.wait >= PLATEAU:
            rect = QRectF(place.wait, levels.top, place.process - place.wait, high)
            painter.fillRect(rect, _fill(theme, rung.wait / project.calendar.hours_per_day))
            beside = rect.adjusted(0, 0, CLEAR, 0)
            self._label_above(painter, beside, levels, readings(rung.wait / waits))
        if place.end - place.rework >= PLATEAU:
            rect = QRectF(place.rework, levels.top, place.end - place.rework, high)
            self._hatch(painter, rect)
            numbers = readings(rung.rework / waits)
            self._label_above(
                painter, rect, levels, (_("rework {time}").format(time=numbers[0]), *numbers)
            )
        bar = QRectF(place.process, levels.base + 4, place.rework - place.process, 5)
        base = bar.adjusted(0, self.large - 1, 0, 5 * (self.large - 1))
        step = self._steps[place.step]
        draw_class_bar(painter, base.adjusted(1, 0, -1, 0), step.value_class, theme)
        self._label_below(painter, place, levels, readings(rung.process / works))

    def _label_above(
        self, painter: QPainter, rect: QRectF, levels: Levels, texts: Sequence[str]
    ) -> None:
        """Write the first of `texts` that there is room for, clear of what is beside it."""
        made, color = strong("caption", self.large), self._appearance.theme.color("text.primary")
        for text in texts:
            if text_width(made, text) <= rect.width() - 2 * CLEAR:
                self._label(painter, rect.center().x(), levels.label, text, made, color)
                return

    def _label_below(
        self, painter: QPainter, place: Place, levels: Levels, texts: Sequence[str]
    ) -> None:
        """Write the first of `texts` that a rung has room for, and its number if that fits too."""
        theme, chosen = self._appearance.theme, place.step in self.selected
        made = strong("caption", self.large) if chosen else font("caption", self.large)
        number = str(self._numbers.get(place.step, ""))
        for text in texts:
            alone = place.label_middle(text_width(made, text))
            if alone is not None:
                both = place.label_middle(max(text_width(made, t) for t in (text, number)))
                middle = alone if both is None else both
                color = theme.color("text.primary" if chosen else "text.secondary")
                self._label(painter, middle, levels.process, text, made, color)
                if both is not None:
                    color = theme.color("text.primary" if chosen else "text.tertiary")
                    self._label(painter, both, levels.step, number, made, color)
                return

    def _label(
        self, painter: QPainter, middle: float, top: float, text: str, made: QFont, color: QColor
    ) -> None:
        """Write a text, unless the edge of what is seen or a step chosen would cut it."""
        width = text_width(made, text)
        left = middle - width / 2
        if self._kept is not None and left < self._kept[1] and left + width > self._kept[0]:
            return
        if self._seen.left() <= left and left + width <= self._seen.right():
            draw_text(painter, QRectF(left, top, width, LINE * self.large), text, made, color)

    def _hatch(self, painter: QPainter, rect: QRectF) -> None:
        hatch = self._appearance.theme
        painter.fillRect(rect, hatch.color("ladder.rework.background"))
        pen = QPen(hatch.color("ladder.rework.stripe"), hatch.value("ladder.rework.stripeWidth"))
        painter.setPen(pen)
        apart = hatch.value("ladder.rework.period") * 2**0.5
        high = rect.height()
        painter.save()
        painter.setClipRect(rect)
        painter.drawLines(
            [
                QLineF(
                    rect.left() + apart * i,
                    rect.top(),
                    rect.left() + apart * i - high,
                    rect.bottom(),
                )
                for i in range(int((rect.width() + high) / apart) + 1)
            ]
        )
        painter.restore()


def _with_points(mean: str, estimate: Any) -> str:
    """A mean with the points of the estimate that it is the mean of."""
    if estimate is None:
        return _("{time}, not known").format(time=mean)
    if getattr(estimate, "likely", None) is None:
        return mean
    points = {name: estimate_text(getattr(estimate, name)) for name in ("min", "likely", "max")}
    return _("{time} (min {min}, likely {likely}, max {max})").format(time=mean, **points)


def _fill(theme: Theme, days: float) -> QColor:
    parts = theme.value("ladder.fillByWaitDays")
    found = next(p for p in parts if p["upTo"] is None or days <= p["upTo"])
    return QColor(found["fill"])


def _units(ladder: Ladder | None, project: Project) -> tuple[Unit, Unit]:
    """The units of all waits and of all process times: those in which the longest is shown."""
    known = ladder.rungs if ladder else ()
    wait = max((max(r.wait, r.rework) for r in known), default=0.0)
    process = max((r.process for r in known), default=0.0)
    return unit_shown(wait, "days", project), unit_shown(process, "hours", project)


@dataclass(frozen=True, slots=True)
class Levels:
    """Heights within the ladder, in pixels from its top."""

    label: float
    top: float
    base: float
    process: float
    step: float

    @classmethod
    def of(cls, height: int, large: float = 1.0) -> Levels:
        """The plateau takes the room that labels leave, within limits; labels are `large`."""
        labels = 68 * large
        plateau = max(22.0, min(88.0 * large, height - labels))
        top = max(18.0 * large, (height - plateau - labels) / 2 + 19 * large)
        base = round(top + plateau)
        return cls(top - 16 * large, top, base, base + 13 * large, base + 28 * large)
