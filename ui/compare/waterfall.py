"""The lead time before, what each change takes from it or adds, and what is left: a waterfall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)

from mopsmap import units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from ui.accessible import Part, tell_focus
from ui.look.lettering import CENTER, draw_text, strong, text_width
from ui.look.theme import Appearance, Theme, font, paint_icon
from ui.panels.bar_chart import BarChart
from ui.panels.drawing import wrapped
from ui.panels.figures import names_sentence, unit_shown
from ui.panels.look import LEVER_ICONS
from ui.spoken import in_words

if TYPE_CHECKING:
    from mopsmap.analysis.contributions import Contribution, Contributions

LEAST_PITCH, NAMED_PITCH, WIDEST = 30.0, 44.0, 64.0
SIDE = 8.0
VALUE_HEIGHT = 16.0
LINES = 3
"""Of the name of a change."""
BELOW = 22.0
"""From the axis to the first line of a name: the icon stands there."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a lead time, or a change from the bar before; both in hours. `value` is the number
    as text, `unit` its unit."""

    name: str
    hours: float
    value: str
    unit: str
    icon: str = ""
    note: str = ""
    steps: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    is_change: bool = True

    @property
    def said(self) -> str:
        """The bar in words."""
        value = f"{self.value}{units.NARROW_SPACE}{self.unit}"
        return f"{self.name}: {value}" + (f", {self.note}" if self.note else "")


@dataclass(frozen=True, slots=True)
class Fall:
    """All bars from left to right."""

    bars: tuple[Bar, ...]
    subtitle: str = ""
    hour: float = 1.0
    digits: int = 1
    """Hours that one of the unit has, and decimals that it is shown with."""

    def text(self, hours: float, signed: bool = True) -> str:
        """Hours as a number; a change that is not too small for it has a sign."""
        shown = units.grouped(abs(hours) / self.hour, self.digits)
        if not (signed and _some(shown)):
            return shown
        return f"{'+' if hours > 0 else units.MINUS}{shown}"

    def within(self, most: int) -> tuple[Bar, ...]:
        """At most so many bars: the smallest changes become one."""
        changes = sorted(self.bars[1:-1], key=lambda bar: -abs(bar.hours))
        if len(self.bars) <= max(4, most):
            return self.bars
        kept, others = changes[: max(4, most) - 3], changes[max(4, most) - 3 :]
        ids = {id(bar) for bar in kept}
        hours = sum(bar.hours for bar in others)
        said = counted(len(others), "{n} other change", "{n} other changes")
        first, last = self.bars[0], self.bars[-1]
        sum_of = Bar(said, hours, self.text(hours), first.unit, "dots")
        return (first, *(bar for bar in self.bars if id(bar) in ids), sum_of, last)


def fall_of(found: Contributions, project: Project, ids: tuple[str, str]) -> Fall:
    """The bars from the lead time of a map to that of another one."""
    one, other = (project.map_by_id[i] for i in ids)
    unit = unit_shown(max(found.before, found.after), "days", project)
    hour = project.calendar.unit_hours(unit)
    digits = 1 if max(found.before, found.after) / hour >= 10 else 2
    said = _("working days") if unit == "d" else _("hours") if unit == "h" else unit
    empty = Fall((), said, hour, digits)

    def change(part: Contribution) -> Bar:
        name, icon = _named(part, one, other)
        touched = part.steps or part.gone
        note = "" if not part.off_path else _("off path") if touched else _("no step")
        value = empty.text(part.hours)
        return Bar(name, part.hours, value, unit, icon, note, part.steps, part.gone)

    def end(hours: float, at: ValueStreamMap) -> Bar:
        return Bar(at.name or _("Map"), hours, empty.text(hours, False), unit, is_change=False)

    bars = (end(found.before, one), *map(change, found.parts), end(found.after, other))
    return replace(empty, bars=bars)


def _some(shown: str) -> bool:
    """Whether a number as it is shown is more than nothing."""
    return any(sign in "123456789" for sign in shown)


def _named(part: Contribution, one: ValueStreamMap, other: ValueStreamMap) -> tuple[str, str]:
    """Name and icon of a change."""
    for measure in other.countermeasures:
        if measure.id == part.measure:
            return measure.name or measure.id, LEVER_ICONS.get(measure.lever or "", "bulb")
    names = [other.step_by_id[i].called for i in part.steps]
    if not names:
        gone = names_sentence([one.step_by_id[i].called for i in part.gone], 2)
        return (gone, "circle-minus") if gone else (_("Other changes"), "dots")
    return names_sentence(names, 2), "pencil" if part.gone else "square-rounded-plus"


class Waterfall(BarChart):
    """The chart. Left and Right go from bar to bar; `chosen(steps, gone)` tells of what a change is
    about: steps of the later map, and of the earlier one; `pointed` that another bar is `told`."""

    chosen = Signal(tuple, tuple)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.fall = Fall(())
        self.at = -1
        self.setAccessibleName(_("Lead time by change"))

    def show_fall(self, fall: Fall) -> None:
        """Show other bars."""
        if fall != self.fall:
            self.fall, self.at = fall, -1
            said = ", ".join(bar.said for bar in fall.bars)
            self.setAccessibleDescription(in_words(said))
            self.update()

    def accessible_parts(self) -> BarParts:
        """The bars, for screen readers."""
        return BarParts(self)

    def sizeHint(self) -> QSize:
        """Room for a few bars with their names."""
        return QSize(480, 190)

    def minimumSizeHint(self) -> QSize:
        """As low as numbers and icons need."""
        return QSize(200, 96)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars that there is room for."""
        return self.fall.within(int((self.width() - 2 * SIDE) // LEAST_PITCH))

    def room_of(self, number: int) -> QRectF:
        """The room of one bar, its name included."""
        pitch = (self.width() - 2 * SIDE) / max(1, len(self.bars))
        return QRectF(SIDE + number * pitch, 0, pitch, self.height())

    @property
    def _named(self) -> bool:
        return self.room_of(0).width() >= NAMED_PITCH and self.height() > 130

    @property
    def _plot(self) -> QRectF:
        under = BELOW + (13 * LINES + 2 if self._named else 2)
        top = VALUE_HEIGHT + 2
        return QRectF(SIDE, top, self.width() - 2 * SIDE, self.height() - top - under)

    def rects(self) -> list[QRectF]:
        """Where the bars stand."""
        plot, bars = self._plot, self.bars
        levels = [*_levels(bars)]
        top = max((max(pair) for pair in levels), default=0.0) or 1.0
        low = min((min(pair) for pair in levels), default=0.0)
        scale = plot.height() / (top - min(0.0, low))
        found = []
        for number, (start, end) in enumerate(levels):
            room = self.room_of(number)
            width = min(WIDEST, room.width() * 0.72)
            y = plot.bottom() - (max(start, end) - min(0.0, low)) * scale
            high = max(1.5, abs(end - start) * scale)
            found.append(QRectF(room.center().x() - width / 2, y, width, high))
        return found

    def bar_at(self, point: QPointF) -> int:
        """The number of the bar at a point, -1 for none."""
        inside = (n for n in range(len(self.bars)) if self.room_of(n).contains(point))
        return next(inside, -1)

    def describe(self, number: int) -> str:
        """A bar in words."""
        return self.bars[number].said

    @property
    def told(self) -> Bar | None:
        """The bar that the pointer or the keyboard is at."""
        number = self.hovered if self.hovered >= 0 else self.at if self.hasFocus() else -1
        bars = self.bars
        return bars[number] if 0 <= number < len(bars) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what a change is about."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.go(self.bar_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar."""
        last = len(self.bars) - 1
        wanted = {
            Qt.Key.Key_Left: max(0, self.at - 1),
            Qt.Key.Key_Right: min(last, self.at + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if wanted is not None and last >= 0:
            self.go(wanted)
        else:
            super().keyPressEvent(event)

    def go(self, number: int) -> None:
        """Be at a bar, -1 for none, and select what it is about."""
        self.at = number
        if number >= 0:
            bar = self.bars[number]
            self.chosen.emit(bar.steps, bar.gone)
        tell_focus(self)
        self.pointed.emit()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is at the first bar, or where it was."""
        super().focusInEvent(event)
        self.at = max(0, self.at)
        tell_focus(self)
        self.pointed.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.pointed.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axis, bars, numbers, icons and names."""
        theme, painter, rects = self._appearance.theme, QPainter(self), self.rects()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot, bars = self._plot, self.bars
        self._paint_levels(painter, theme, rects)
        for number, (bar, rect) in enumerate(zip(bars, rects, strict=True)):
            tone = "chart.bar" if number == 0 else "chart.barTarget"
            if bar.is_change:
                tone = "chart.gain" if bar.hours < 0 else "chart.loss"
                tone = tone if _some(bar.value) else "chart.axis"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tone))
            round_by = 1.5 if rect.height() > 3 else 0.5
            painter.drawRoundedRect(rect, round_by, round_by)
            self._paint_value(painter, theme, number, bar, rect)
            self._paint_name(painter, theme, number, bar)
        line = QRectF(plot.left(), plot.bottom(), plot.width(), 1)
        painter.fillRect(line, theme.color("chart.axis"))
        for number, tone in ((self.hovered, "border.strong"), (self.at, "border.focus")):
            focused = self.hasFocus() or tone == "border.strong"
            if 0 <= number < len(bars) and focused:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.color(tone), 2 if tone == "border.focus" else 1))
                painter.drawRoundedRect(self.room_of(number).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_levels(self, painter: QPainter, theme: Theme, rects: list[QRectF]) -> None:
        """Dotted lines from where one bar ends to where the next begins."""
        pen = QPen(theme.color("chart.axis"), 1)
        pen.setDashPattern([1, 2])
        painter.setPen(pen)
        bars = self.bars
        for number in range(len(bars) - 1):
            rect, then = rects[number], rects[number + 1]
            falls = bars[number].is_change and bars[number].hours < 0
            y = rect.bottom() if falls else rect.top()
            painter.drawLine(QPointF(rect.right() + 1, y), QPointF(then.left() - 1, y))

    def _paint_value(
        self, painter: QPainter, theme: Theme, number: int, bar: Bar, rect: QRectF
    ) -> None:
        """Below a bar that falls, where there is room, else above it."""
        room = self.room_of(number)
        made, falls = font("caption"), bar.is_change and bar.hours <= 0
        notes = wrapped(bar.note, made, room.width(), 2) if bar.note else []
        deep = 14 * len(notes)
        under = falls and rect.bottom() + 14 + deep + 2 < self._plot.bottom()
        y = rect.bottom() + 1 if under else rect.top() - VALUE_HEIGHT - deep
        tone = "text.primary"
        if bar.is_change:
            moved = _some(bar.value)
            way = "positive.text" if bar.hours < 0 else "negative.text"
            tone = way if moved else "text.secondary"
        box = QRectF(room.left(), y, room.width(), VALUE_HEIGHT)
        draw_text(painter, box, bar.value, strong("label"), theme.color(tone), CENTER)
        for note in notes:
            box.translate(0, 14)
            draw_text(painter, box, note, made, theme.color("text.secondary"), CENTER)

    def _paint_name(self, painter: QPainter, theme: Theme, number: int, bar: Bar) -> None:
        room, top = self.room_of(number), self._plot.bottom() + 5
        ink = theme.color("chart.label")
        if bar.icon:
            box = QRectF(room.center().x() - 7, top, 14, 14)
            paint_icon(painter, bar.icon, box, ink)
        if not (self._named or not bar.is_change):
            return
        made = font("caption") if bar.is_change else strong("caption")
        tone = ink if bar.is_change else theme.color("text.primary")
        y = top + (17 if bar.is_change else 1)
        place = room.adjusted(2, 0, -2, 0) if self._named else self.end_place(number)
        lines = wrapped(bar.name, made, place.width(), LINES if self._named else 1)
        for line in lines:
            box = QRectF(place.left(), y, place.width(), 14)
            draw_text(painter, box, line, made, tone, CENTER)
            y += 13

    def end_place(self, number: int) -> QRectF:
        """Where the name of a map stands if changes have none: as wide as needed, up to the next
        icon and the edge of the chart."""
        room, name, made = self.room_of(number), self.bars[number].name, strong("caption")
        wide = min(text_width(made, name) + 2, 1.5 * room.width() - 12)
        place = QRectF(room.center().x() - wide / 2, 0, max(wide, room.width() - 4), 14)
        place.moveCenter(room.center())
        place.moveLeft(max(0.0, min(place.left(), self.width() - place.width())))
        return place


def _levels(bars: tuple[Bar, ...]) -> Iterator[tuple[float, float]]:
    """Where each bar begins and ends, in hours."""
    level = 0.0
    for bar in bars:
        start = level if bar.is_change else 0.0
        level = start + bar.hours
        yield start, level


class BarParts:
    """What a screen reader is told of the chart: its bars from left to right."""

    role = QAccessible.Role.List

    def __init__(self, chart: Waterfall) -> None:
        self._chart = chart
        self._shown: tuple[Bar, ...] = ()
        self._order: tuple[Part, ...] = ()

    def order(self) -> tuple[Part, ...]:
        """From left to right."""
        bars = self._chart.bars
        if bars != self._shown or not self._order:
            self._shown = bars
            self._order = tuple(Part("bar", str(number)) for number in range(len(bars)))
        return self._order

    def name(self, part: Part) -> str:
        """Change and value."""
        return in_words(self._chart.bars[int(part.id)].said)

    def role_of(self, part: Part) -> QAccessible.Role:
        """Items of a list."""
        return QAccessible.Role.ListItem

    def place(self, part: Part) -> QRect:
        """Where it is drawn."""
        rect = self._chart.room_of(int(part.id)).toRect()
        return QRect(self._chart.mapToGlobal(rect.topLeft()), rect.size())

    def chosen(self, part: Part) -> bool:
        """Whether the keyboard is there."""
        return part.id == str(self._chart.at)

    def current(self) -> Part | None:
        """The bar that the keyboard is at."""
        order = self.order()
        return order[self._chart.at] if 0 <= self._chart.at < len(order) else None

    def at(self, point: QPoint) -> Part | None:
        """The bar at a pixel of the screen."""
        number = self._chart.bar_at(QPointF(self._chart.mapFromGlobal(point)))
        return Part("bar", str(number)) if number >= 0 else None
