"""What the change is worth: the lines of the business case, and when it has paid for itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mopsmap import units
from mopsmap.currency import hidden_amount
from mopsmap.language import translated as _
from mopsmap.model import Project
from ui.look.lettering import LEFT, RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, Theme, font
from ui.panels.figures import short_number, value_text
from ui.spoken import in_words

SHOWN = (
    "cash_savings_per_year",
    "capacity_savings_per_year",
    "investment",
    "npv_3_years",
)
"""The figures of the business case that are shown, the last one as what they come to."""
ROW, CURVE = 21.0, 74.0
LEAST_MONTHS, MOST_MONTHS = 12, 36
"""Of the curve."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the business case."""

    key: str
    label: str
    value: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Worth:
    """What is shown; `curve` are (months, money gained by then), in a straight line, and `payback`
    the months until nothing is owed."""

    lines: tuple[Line, ...] = ()
    curve: tuple[tuple[float, float], ...] = ()
    payback: float | None = None
    begins: str = ""
    ends: str = ""
    said: str = ""

    @property
    def spoken(self) -> str:
        """All of it in words."""
        lines = [f"{line.label} {line.value}" for line in self.lines]
        return in_words(", ".join((*lines, *filter(None, (self.said, self.ends)))))


def lines_of(case: Mapping[str, Any], project: Project) -> list[Line]:
    """All lines of the `business_case` of a comparison; what is paid is below 0."""
    from mopsmap.analysis.business_case import BusinessCase, business_metrics

    lines = []
    for found in business_metrics(BusinessCase(**case)):
        amount = found.value
        if amount and found.key == "investment":
            amount = -amount
        value = value_text(amount, found.quantity, project)
        lines.append(Line(found.key, found.label, value, found.definition))
    return lines


def worth_of(case: Mapping[str, Any], project: Project) -> Worth:
    """What the `business_case` of a comparison says."""
    known = {line.key: line for line in lines_of(case, project)}
    lines = [known[key] for key in SHOWN]
    yearly, investment, months = (
        case[key] for key in ("savings_per_year", "investment", "payback_months")
    )
    if yearly is None:
        return Worth(tuple(lines), said=_("Savings are not known yet."))
    if not investment:
        return Worth(tuple(lines), said=_("No countermeasure has a one-off cost yet."))
    last = LEAST_MONTHS
    if months is not None and months > LEAST_MONTHS * 0.8:
        last = min(MOST_MONTHS, 12 * math.ceil(months * 1.25 / 12))
    gained = yearly * last / 12 - investment
    said = _("No savings pay for it.")
    if months is not None:
        said = _("Payback after {n} months").format(n=short_number(months))
    money = [_short(amount, project) for amount in (-investment, gained)]
    ends = _("Month {n}: {money}").format(n=last, money=money[1])
    curve = ((0.0, -investment), (float(last), gained))
    shown = months if months is not None and months <= last else None
    return Worth(tuple(lines), curve, shown, money[0], ends, said)


def _short(amount: float, project: Project) -> str:
    if hidden_amount(project.currency):
        return hidden_amount(project.currency)
    return units.format_money(amount, project.currency, short=True)


class WorthCard(QWidget):
    """Lines above, the curve below."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.worth = Worth()
        self.setAccessibleName(_("Business case"))
        appearance.changed.connect(self.update)

    def show_worth(self, worth: Worth) -> None:
        """Show another one."""
        if worth != self.worth:
            self.worth = worth
            self.setAccessibleDescription(worth.spoken)
            tips = [f"{line.label}: {line.tip}" for line in worth.lines]
            self.setToolTip("\n".join((*tips, worth.said)))
            self.update()

    def sizeHint(self) -> QSize:
        """Room for lines and curve."""
        return QSize(280, round(len(SHOWN) * ROW + CURVE + 12))

    def minimumSizeHint(self) -> QSize:
        """Room for the lines."""
        return QSize(268, round(len(SHOWN) * ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Labels at the left, amounts at the right, a line above what they come to."""
        painter, theme = QPainter(self), self._appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = 0.0
        for line in self.worth.lines:
            total = line is self.worth.lines[-1]
            if total:
                painter.fillRect(QRectF(0, y + 1, self.width(), 1), theme.color("border.default"))
                y += 3
            made = strong("label") if total else font("label")
            box = QRectF(0, y, self.width(), ROW)
            tone = "text.primary" if total else "text.secondary"
            wide = text_width(strong("label"), line.value)
            words = box.adjusted(0, 0, -wide - 12, 0)
            draw_text(painter, words, line.label, made, theme.color(tone), LEFT)
            ink = theme.color("text.primary")
            draw_text(painter, box, line.value, strong("label"), ink, RIGHT)
            y += ROW
        room = QRectF(0, y + 8, self.width(), self.height() - y - 10)
        if room.height() >= 40 and self.worth.curve:
            _paint_curve(painter, theme, room, self.worth)
        elif self.worth.said and room.height() >= ROW:
            box = QRectF(0, y + 4, self.width(), ROW)
            ink = theme.color("text.secondary")
            draw_text(painter, box, self.worth.said, font("label"), ink, LEFT)


def _paint_curve(painter: QPainter, theme: Theme, room: QRectF, worth: Worth) -> None:
    """A line from what is paid to what is gained, over the height where both are even."""
    (first, low), (last, high) = worth.curve
    top, bottom = max(0.0, low, high), min(0.0, low, high)
    plot = room.adjusted(2, 18, -2, -18)

    def at(month: float, money: float) -> QPointF:
        x = plot.left() + (month - first) / (last - first) * plot.width()
        return QPointF(x, plot.bottom() - (money - bottom) / (top - bottom) * plot.height())

    pen = QPen(theme.color("chart.axis"), 1)
    pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.drawLine(at(first, 0), at(last, 0))
    painter.setPen(QPen(theme.color("accent.base"), 2))
    painter.drawLine(at(first, low), at(last, high))
    ink, made = theme.color("text.secondary"), font("caption")
    box = QRectF(room.left(), plot.bottom() + 3, room.width(), 14)
    draw_text(painter, box, worth.begins, made, ink, LEFT)
    above = high >= 0
    box = QRectF(room.left(), room.top() if above else plot.bottom() + 3, room.width(), 14)
    draw_text(painter, box, worth.ends, made, ink, RIGHT)
    accent, bold = theme.color("accent.base"), strong("caption")
    if worth.payback is None:
        box = QRectF(room.left(), room.top(), room.width(), 14)
        draw_text(painter, box, worth.said, bold, theme.color("text.secondary"), LEFT)
        return
    point = at(worth.payback, 0)
    painter.setPen(QPen(accent, 2))
    painter.setBrush(theme.color("surface.panel"))
    painter.drawEllipse(point, 4, 4)
    wide = text_width(bold, worth.said) + 1
    right = point.x() + 8 + wide <= room.right()  # below the line, else above it
    x, y = (point.x() + 8, point.y() + 4) if right else (point.x() - 8 - wide, point.y() - 18)
    if x < room.left():
        x, wide = room.left(), point.x() - 8 - room.left()
    draw_text(painter, QRectF(x, y, wide, 14), worth.said, bold, accent, LEFT)
