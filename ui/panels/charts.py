"""A Pareto chart: bars from large to small, the share they add up to, the few that make half."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)

from mopsmap.currency import currency_sign, hidden_amount
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import Project
from mopsmap.units import NARROW_SPACE, SHARES
from ui.look.lettering import CENTER, RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, font
from ui.panels.bar_chart import BarChart
from ui.panels.drawing import wrapped
from ui.panels.figures import names_sentence, short_number, value_text

if TYPE_CHECKING:
    from mopsmap.analysis.result import Quantity, Table

LEFT_AXIS, RIGHT_AXIS = 60.0, 52.0
LEAST_PITCH, NAME_PITCH, WIDEST = 15.0, 62.0, 72.0
SHORT_NAME_PITCH, SHORT_NAME = 38.0, 34.0
"""Of names no wider than a short one, such as shares, more find room."""
VALUE_HEIGHT = 17.0
HALO = 1.5
"""How far the ground's color stands around the line and its points, which run over the bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is about, its value and the share of all up to and with it."""

    name: str
    value: float
    share: float
    record: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Pareto:
    """Bars from large to small; the first `half` of them make half of the whole. Bars that are
    not about records, such as value classes, stand in the order of their table."""

    bars: tuple[Bar, ...]
    half: int
    quantity: Quantity
    label: str
    cumulative: bool = True
    title: str = ""
    said: str = ""
    """The finding in the words of the analysis, where it has its own."""
    is_load: bool = False

    def finding(self, project: Project, names: int = 2) -> str:
        """The finding in one sentence that names about so many bars."""
        inner = within(project.per_item(self.label))
        if not self.bars:
            return _("Nothing to show for {figure} yet.").format(figure=inner)
        if self.said:
            return project.per_item(self.said)
        if not self.cumulative:
            said = _("{title}: most for {names}, {value}.") if names > 1 else ""
            said = said or _("Most for {names}, {value}.")
            who, most = self._who_has_most(project, names)
            return said.format(title=project.per_item(self.title), names=who, value=most)
        who = names_sentence([bar.name for bar in self.bars[: self.half]], names)
        return counted(
            self.half,
            "{names} makes half of the {figure} ({n} of {all}).",
            "{names} make half of the {figure} ({n} of {all}).",
            names=who,
            figure=inner,
            all=len(self.bars),
        )

    def _who_has_most(self, project: Project, names: int) -> tuple[str, str]:
        """Who has most, and how much; several may share that."""
        greatest = max(bar.value for bar in self.bars)
        most = value_text(greatest, self.quantity, project)
        who = dict.fromkeys(
            b.name for b in self.bars if value_text(b.value, self.quantity, project) == most
        )
        return names_sentence([*who], names), most


def pareto(table: Table, numbers: Mapping[str, int]) -> Pareto:
    """The chart of a table: its first text column names, its first number column counts."""
    kinds = [column.quantity for column in table.columns]
    name_at = next((i for i, kind in enumerate(kinds) if kind == "text"), 0)
    numeric = [i for i, kind in enumerate(kinds) if kind != "text"]
    loads = [i for i in numeric if table.columns[i].key == "utilization"]
    value_at = (loads + numeric + [0])[0]
    ids = table.ids or (None,) * len(table.rows)
    found = [
        (float(value), str(row[name_at]), record)
        for row, record in zip(table.rows, ids, strict=True)
        if isinstance(value := row[value_at], int | float) and value > 0
    ]
    if table.chart == "pareto" or any(table.ids):
        found.sort(key=lambda each: -each[0])
    total = sum(value for value, _, _ in found)
    bars, run = [], 0.0
    for value, name, record in found:
        run += value
        bars.append(Bar(name, value, run / total, record, numbers.get(record or "")))
    half = next((i + 1 for i, bar in enumerate(bars) if bar.share >= 0.5 - 1e-9), 0)
    column = table.columns[value_at]
    return Pareto(
        tuple(bars),
        half,
        column.quantity,
        column.short or column.label,
        cumulative=table.chart == "pareto",
        title=table.title,
        said=table.finding,
        is_load=value_at in loads,
    )


class ParetoChart(BarChart):
    """The chart. Left and Right go from bar to bar, Enter or a click opens what it is about."""

    opened = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._project = Project()
        self.pareto: Pareto | None = None
        self.selected: frozenset[str] = frozenset()
        self._at = 0

    def show_pareto(self, found: Pareto, project: Project, selected: Sequence[str]) -> None:
        """Show other bars."""
        self.pareto, self._project = found, project
        self.selected = frozenset(selected)
        self._at = max(0, min(self._at, len(found.bars) - 1))
        self.setAccessibleName(found.finding(project))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 84)

    def _plot(self) -> QRectF:
        under = 32.0 if self._named() else 18.0
        return QRectF(
            LEFT_AXIS, 8, self.width() - LEFT_AXIS - RIGHT_AXIS, self.height() - 8 - under
        )

    def _shown(self) -> int:
        bars = len(self.pareto.bars) if self.pareto else 0
        numbered = bars and self.pareto and all(bar.number for bar in self.pareto.bars)
        pitch = self._number_pitch() if numbered else self._name_pitch()
        return min(bars, max(1, int((self.width() - LEFT_AXIS - RIGHT_AXIS) // pitch)))

    def _number_pitch(self) -> float:
        """The room of a bar with the number of its step: a large map has long ones."""
        greatest = (
            max((bar.number or 0 for bar in self.pareto.bars), default=0) if self.pareto else 0
        )
        return max(LEAST_PITCH, text_width(strong("caption"), str(greatest)) + 3)

    def _name_pitch(self) -> float:
        names = [bar.name for bar in self.pareto.bars] if self.pareto else []
        short = all(text_width(font("caption"), name) <= SHORT_NAME for name in names)
        return SHORT_NAME_PITCH if short else NAME_PITCH

    def _named(self) -> bool:
        count = max(1, self._shown())
        return (self.width() - LEFT_AXIS - RIGHT_AXIS) / count >= self._name_pitch()

    @property
    def left_out(self) -> int:
        """How many bars there is no room for."""
        return len(self.pareto.bars) - self._shown() if self.pareto else 0

    def bar_rect(self, number: int) -> QRectF:
        """The room of one bar, its label included."""
        plot = self._plot()
        pitch = plot.width() / max(1, self._shown())
        return QRectF(plot.left() + number * pitch, 0, pitch, self.height())

    def bars(self) -> tuple[QRectF, ...]:
        """Where the bars stand."""
        plot, top, found = self._plot(), self._top(), []
        for number, bar in enumerate(self.pareto.bars[: self._shown()] if self.pareto else ()):
            room = self.bar_rect(number)
            high = max(1.0, bar.value * self._factor() / top * plot.height())
            width = min(WIDEST, room.width() - (4 if room.width() > 20 else 2))
            left = room.center().x() - width / 2
            found.append(QRectF(left, plot.bottom() - high, width, high))
        return tuple(found)

    def values(self) -> tuple[tuple[QRectF, str], ...]:
        """The value of every bar and its place at the foot of it; none where one has no room."""
        assert self.pareto is not None
        found, high = [], self._plot().height()
        for rect, bar in zip(self.bars(), self.pareto.bars, strict=False):
            text = short_number(bar.value * self._factor())
            if self.pareto.quantity in SHARES:
                text = value_text(bar.value, self.pareto.quantity, self._project)
            room = min(rect.height(), bar.share * high - 5 if self.pareto.cumulative else high)
            if room < VALUE_HEIGHT or rect.width() < text_width(strong("caption"), text) + 2:
                return ()
            area = QRectF(rect.left(), rect.bottom() - VALUE_HEIGHT, rect.width(), 16)
            found.append((area, text))
        return tuple(found)

    def _top(self) -> float:
        """The value at the upper end of the axis."""
        bars = self.pareto.bars if self.pareto else ()
        return _nice_top(self._factor() * max(bar.value for bar in bars)) if bars else 1.0

    def bar_at(self, point: QPointF) -> int:
        plot = self._plot()
        if not self._shown() or not plot.left() <= point.x() < plot.right():
            return -1
        return int((point.x() - plot.left()) // (plot.width() / self._shown()))

    def describe(self, number: int) -> str:
        """A bar in words."""
        assert self.pareto is not None
        bar = self.pareto.bars[number]
        value = value_text(bar.value, self.pareto.quantity, self._project)
        share = value_text(bar.share, "fraction", self._project)
        if not self.pareto.cumulative:
            return f"{bar.name}: {value}"
        return f"{bar.name}: {value}\n" + _("{share} of all together with the larger ones").format(
            share=share
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.bar_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self._at = number
            self._open(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._shown():
            self._at = max(0, min(self._shown() - 1, self._at + step))
            self.setAccessibleDescription(self.describe(self._at).replace("\n", ", "))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown():
            self._open(self._at)
        else:
            super().keyPressEvent(event)

    def _open(self, number: int) -> None:
        record = self.pareto.bars[number].record if self.pareto else None
        if record is not None:
            self.opened.emit(record)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        if self.pareto is None or not self.pareto.bars:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot, bars = self._plot(), self.bars()
        if self.pareto.cumulative:
            self._paint_half(painter, plot)
        self._paint_axes(painter, plot, self._top())
        for number, rect in enumerate(bars):
            self._paint_bar(painter, plot, rect, number)
        for area, text in self.values():
            draw_text(painter, area, text, strong("caption"), theme.color("surface.panel"), CENTER)
        if self.pareto.cumulative:
            self._paint_line(painter, plot)
        if self.left_out:
            area = QRectF(plot.right(), self.height() - 15, RIGHT_AXIS - 12, 14)
            said = f"+{NARROW_SPACE}{self.left_out}"
            draw_text(painter, area, said, font("caption"), theme.color("chart.label"), RIGHT)

    def _factor(self) -> float:
        quantity = self.pareto.quantity if self.pareto else "count"
        if quantity == "days":
            return 1 / self._project.calendar.hours_per_day
        return 100.0 if quantity in SHARES else 1.0

    def _paint_half(self, painter: QPainter, plot: QRectF) -> None:
        assert self.pareto is not None
        theme = self._appearance.theme
        right = self.bar_rect(min(self.pareto.half, self._shown()) - 1).right()
        area = QRectF(plot.left(), plot.top() - 6, right - plot.left(), plot.height() + 6)
        painter.fillRect(area, theme.color("accent.soft"))

    def _paint_axes(self, painter: QPainter, plot: QRectF, top: float) -> None:
        assert self.pareto is not None
        theme, made = self._appearance.theme, font("caption")
        label = theme.color("chart.label")
        sign = {"hours": "h", "days": "d", **dict.fromkeys(SHARES, "%")}
        unit = sign.get(self.pareto.quantity, "")
        money = self.pareto.quantity == "money"
        hidden = money and hidden_amount(self._project.currency)
        before = currency_sign(self._project.currency) if money else ""
        for part in (0.0, 0.5, 1.0):
            y = round(plot.bottom() - part * plot.height()) + 0.5
            painter.setPen(QPen(theme.color("chart.grid" if part else "chart.axis"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            text = "" if hidden else short_number(part * top)
            if part == 1:
                text = NARROW_SPACE.join(filter(None, (before, text, unit)))
            draw_text(painter, QRectF(0, y - 8, LEFT_AXIS - 8, 16), text, made, label, RIGHT)
            text = f"{part * 100:.0f}\u202f%" if self.pareto.cumulative else ""
            draw_text(painter, QRectF(plot.right() + 8, y - 8, 40, 16), text, made, label)

    def _paint_bar(self, painter: QPainter, plot: QRectF, rect: QRectF, number: int) -> None:
        assert self.pareto is not None
        theme, bar, room = self._appearance.theme, self.pareto.bars[number], self.bar_rect(number)
        chosen = bar.record in self.selected
        full = self.pareto.is_load and bar.value >= 1
        tone = "alarm.mark" if full else "chart.barTarget" if chosen else "chart.bar"
        if number == self.hovered and tone == "chart.bar":
            tone = "text.secondary"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tone))
        painter.drawRoundedRect(rect, 2, 2)
        self._paint_name(painter, plot, number, chosen)
        if self.hasFocus() and number == self._at:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("border.focus"), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 3, 3)

    def _paint_name(self, painter: QPainter, plot: QRectF, number: int, chosen: bool) -> None:
        assert self.pareto is not None
        theme, bar, room = self._appearance.theme, self.pareto.bars[number], self.bar_rect(number)
        made = strong("caption") if chosen else font("caption")
        color = theme.color("text.primary" if chosen else "chart.label")
        lines = [str(bar.number)] if bar.number else [bar.name]
        if self._named():
            lines = wrapped(bar.name, made, room.width() - 6, 2)
        for i, line in enumerate(lines):
            edge = 2 if self._named() else 0
            area = QRectF(room.left(), plot.bottom() + 3 + 13 * i, room.width(), 14)
            area.adjust(edge, 0, -edge, 0)
            draw_text(painter, area, line, made, color, CENTER)

    def _paint_line(self, painter: QPainter, plot: QRectF) -> None:
        assert self.pareto is not None
        theme = self._appearance.theme
        points = [
            QPointF(self.bar_rect(i).center().x(), plot.bottom() - bar.share * plot.height())
            for i, bar in enumerate(self.pareto.bars[: self._shown()])
        ]
        ground, line = theme.color("surface.panel"), theme.color("chart.line")
        for color, width in ((ground, 1.5 + 2 * HALO), (line, 1.5)):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color, width))
            painter.drawPolyline(QPolygonF(points))
        for number, point in enumerate(points):
            last = number == self.pareto.half - 1
            size = 3.5 if last else 2.5
            color = theme.color("accent.base") if last else line
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(point, size + HALO + 0.75, size + HALO + 0.75)
            painter.setPen(QPen(color, 1.5))
            painter.setBrush(color if last else ground)
            painter.drawEllipse(point, size, size)


def _nice_top(value: float) -> float:
    """The least of 1, 1.2, 1.6, 2, 2.5, 3 ... 10 times a power of ten that is not below `value`."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(
        power * n for n in (1, 1.2, 1.6, 2, 2.5, 3, 4, 5, 6, 8, 10) if power * n >= value - 1e-12
    )
