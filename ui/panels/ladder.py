"""The lead-time ladder: the critical path of one case on one linear scale of time, with its sums.

Plateaus are wait, the base is process time, hatched plateaus are rework.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from mopsmap import units
from mopsmap.model import Project, Step
from mopsmap.reading import step_numbers
from mopsmap.units import DASH
from ui.panels.drawing import (
    CENTER,
    RIGHT,
    draw_class_bar,
    draw_text,
    rule,
    strong,
    text_width,
)
from ui.panels.figures import estimate_text, short_number
from ui.panels.refresh import Refresh
from ui.session import Session
from ui.theme import Appearance, Theme, font, token

if TYPE_CHECKING:
    from mopsmap.analysis.result import Ladder, Rung

MIN_PROCESS = token("ladder.minProcessWidth")
MOST_FIXED = 0.4
"""Share of the width that segments of the least width may take; beyond it the ladder scrolls."""
SIDE = 8.0
EMPTY = "Times on the critical path appear here."
CASES = {"typical": "Typical", "best": "Best", "worst": "Worst"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rung stands: x of wait, process and rework, and of its end, in pixels."""

    step: str
    wait: float
    process: float
    rework: float
    end: float


def places(rungs: Sequence[Rung], width: float) -> tuple[Place, ...]:
    """Rungs side by side on one scale that fills `width`; wider where they would be too narrow.

    Process segments are at least `MIN_PROCESS` wide and take no part in the scale where they are
    raised to it.
    """
    if not rungs:
        return ()
    width = max(width, MIN_PROCESS * len(rungs) / MOST_FIXED)
    scale = _scale(rungs, width)
    found, x = [], 0.0
    for rung in rungs:
        process = x + rung.wait * scale
        least = MIN_PROCESS if scale else width / len(rungs)
        rework = process + max(least, rung.process * scale)
        end = rework + rung.rework * scale
        found.append(Place(rung.step, x, process, rework, end))
        x = end
    return tuple(found)


def _scale(rungs: Sequence[Rung], width: float) -> float:
    """Pixels per hour. Raising short segments shrinks the scale, which may shorten others."""
    raised: set[int] = set()
    while True:
        hours = sum(r.wait + r.rework for r in rungs)
        hours += sum(r.process for i, r in enumerate(rungs) if i not in raised)
        scale = (width - MIN_PROCESS * len(raised)) / hours if hours > 0 else 0.0
        short = {i for i, r in enumerate(rungs) if r.process * scale < MIN_PROCESS}
        if short <= raised:
            return scale
        raised |= short


class _Rungs(QWidget):
    """The painted rungs. Left and Right go from step to step, Enter opens one."""

    chosen = Signal(str)
    activated = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._project: Project | None = None
        self._ladder: Ladder | None = None
        self._steps: Mapping[str, Step] = {}
        self._numbers: Mapping[str, int] = {}
        self._figures: Mapping[str, Any] = {}
        self._hovered: str | None = None
        self._seen = QRectF()
        self.selected: frozenset[str] = frozenset()
        self.places: tuple[Place, ...] = ()
        self.at = 0
        self.room = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Lead-time ladder")

    def show_ladder(self, project: Project, session: Session, ladder: Ladder | None) -> None:
        """Show another path."""
        self._project, self._ladder = project, ladder
        self._steps = session.map.step_by_id
        self._numbers = step_numbers(session.map)
        self.selected = frozenset(session.selection.steps)
        self.fit(self.room)
        for i, place in enumerate(self.places):
            if place.step in self.selected:
                self.at = i
        self.at = max(0, min(self.at, len(self.places) - 1))

    def fit(self, room: int) -> None:
        """Fill `room` pixels or more."""
        self.room = room
        known = self._ladder.rungs if self._ladder else ()
        rungs = [r for r in known if r.step in self._steps]
        self.places = places(rungs, max(0.0, room - 2 * SIDE))
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
        step, project, rung = self._steps[step_id], self._project, self._rung(step_id)
        assert project is not None
        lines = [f"{self._numbers.get(step_id, DASH)} {step.name}"]
        wait, process = units.format_days(rung.wait, project.calendar), rung.process
        lines.append(f"Wait before: mean {wait}{_points(step.wait_time)}")
        lines.append(
            f"Process time: mean {units.format_hours(process)}{_points(step.process_time)}"
        )
        if rung.rework:
            lines.append(f"Rework adds {units.format_days(rung.rework, project.calendar)}")
        return "\n".join(lines)

    def _rung(self, step_id: str) -> Rung:
        assert self._ladder is not None
        return next(r for r in self._ladder.rungs if r.step == step_id)

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
            self._speak()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.places[self.at].step)
        else:
            super().keyPressEvent(event)

    def _speak(self) -> None:
        text = self.describe(self.places[self.at].step).replace("\n", ", ")
        self.setAccessibleDescription(f"Step {text}")
        change = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(change)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
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
        levels = Levels.of(self.height())
        painter.translate(SIDE, 0)
        self._seen = QRectF(self.visibleRegion().boundingRect()).translated(-SIDE, 0)
        for number, place in enumerate(self.places):
            self._paint_back(painter, place, number == self.at)
        for number, place in enumerate(self.places):
            self._paint_rung(painter, place, levels, self._slack(number))
        self._paint_line(painter, levels)

    def _slack(self, number: int) -> float:
        """How much wider than its segment a label under the base may be: beside it is nothing."""
        place = self.places[number]
        last = number == len(self.places) - 1
        left = place.process - (self.places[number - 1].rework if number else 0.0)
        right = place.end - place.rework if last else self.places[number + 1].process - place.rework
        return max(0.0, min(left, right) - 6)

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

    def _paint_line(self, painter: QPainter, levels: Levels) -> None:
        """The line in whole pixels: sharper than a path, and twenty times as quick."""
        color, width = self._appearance.theme.color("ladder.line"), token("stroke.ladder")
        top, base = round(levels.top), round(levels.base)

        def level(start: int, end: int, y: int) -> None:
            painter.fillRect(QRect(start, y, end - start + width, width), color)

        def upright(x: int) -> None:
            painter.fillRect(QRect(x, top, width, base - top + width), color)

        for place in self.places:
            wait, process, rework, end = (
                round(x) for x in (place.wait, place.process, place.rework, place.end)
            )
            level(process, rework, base)
            for start, stop in ((wait, process), (rework, end)):
                if stop > start:
                    upright(start)
                    level(start, stop, top)
                    upright(stop)

    def _paint_rung(self, painter: QPainter, place: Place, levels: Levels, slack: float) -> None:
        theme, project, rung = self._appearance.theme, self._project, self._rung(place.step)
        assert project is not None
        days = 1 / project.calendar.hours_per_day
        chosen = place.step in self.selected
        high = levels.base - levels.top
        primary = theme.color("text.primary")
        if place.process > place.wait:
            rect = QRectF(place.wait, levels.top, place.process - place.wait, high)
            painter.fillRect(rect, _fill(theme, rung.wait * days))
            label = QRectF(rect.left(), levels.label, rect.width(), 16)
            _fitting(
                painter,
                self._seen,
                label,
                (short_number(rung.wait * days),),
                strong("caption"),
                primary,
            )
        if place.end > place.rework:
            rect = QRectF(place.rework, levels.top, place.end - place.rework, high)
            self._hatch(painter, rect)
            number = short_number(rung.rework * days)
            label = QRectF(rect.left(), levels.label, rect.width(), 16)
            _fitting(
                painter, self._seen, label, (f"rework {number}", number), strong("caption"), primary
            )
        base = QRectF(place.process, levels.base + 4, place.rework - place.process, 5)
        step = self._steps[place.step]
        draw_class_bar(painter, base.adjusted(1, 0, -1, 0), step.value_class, theme)
        made = strong("caption") if chosen else font("caption")
        under = QRectF(base.left(), levels.process, base.width(), 14).adjusted(
            -slack / 2, 0, slack / 2, 0
        )
        color = primary if chosen else theme.color("text.secondary")
        _fitting(painter, self._seen, under, (short_number(rung.process),), made, color)
        under.moveTop(levels.step)
        color = primary if chosen else theme.color("text.tertiary")
        _fitting(painter, self._seen, under, (str(self._numbers.get(place.step, "")),), made, color)

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


def _points(estimate: Any) -> str:
    if estimate is None:
        return ", not known"
    found = getattr(estimate, "likely", None)
    if found is None:
        return ""
    words = ("min", "likely", "max")
    return " (" + ", ".join(f"{w} {estimate_text(getattr(estimate, w))}" for w in words) + ")"


def _fill(theme: Theme, days: float) -> QColor:
    parts = theme.value("ladder.fillByWaitDays")
    found = next(p for p in parts if p["upTo"] is None or days <= p["upTo"])
    return QColor(found["fill"])


def _fitting(
    painter: QPainter,
    seen: QRectF,
    rect: QRectF,
    texts: Sequence[str],
    made: QFont,
    color: QColor,
) -> None:
    """Draw the first of `texts` that fits, unless the edge of what is `seen` would cut it."""
    for text in texts:
        width = text_width(made, text)
        if width <= rect.width() - 2:
            middle = rect.center().x()
            if seen.left() <= middle - width / 2 and middle + width / 2 <= seen.right():
                draw_text(painter, rect, text, made, color, CENTER)
            return


@dataclass(frozen=True, slots=True)
class Levels:
    """Heights within the ladder, in pixels from its top."""

    label: float
    top: float
    base: float
    process: float
    step: float

    @classmethod
    def of(cls, height: int) -> Levels:
        """The plateau takes the room that labels leave, within limits."""
        plateau = max(22.0, min(88.0, height - 68.0))
        top = max(18.0, (height - plateau - 68) / 2 + 19)
        base = round(top + plateau)
        return cls(top - 17, top, base, base + 13, base + 28)


class _Axis(QWidget):
    """The names of the rows, with their units, which stay while the ladder scrolls."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.shown = False
        self.room_below = 0
        self.setFixedWidth(token("ladder.axisLabelWidth"))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown:
            return
        theme = self._appearance.theme
        painter = QPainter(self)
        levels = Levels.of(self.height() - self.room_below)
        width = self.width() - 12
        tertiary, secondary = theme.color("text.tertiary"), theme.color("text.secondary")
        made = font("caption")
        draw_text(painter, QRectF(12, levels.label, width, 16), "Wait, d", made, secondary)
        draw_text(painter, QRectF(12, levels.process, width, 14), "Process, h", made, secondary)
        draw_text(painter, QRectF(12, levels.step, width, 14), "Step", made, tertiary)


class _Totals(QWidget):
    """The sums beside the ladder: the first three add up to the lead time."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.rows: tuple[tuple[str, str], ...] = ()
        self.setFixedWidth(token("layout.ladderTotalsBox"))
        self.setToolTip(
            "Activity ratio: process time divided by lead time.\n"
            "PCE, process cycle efficiency: value-adding process time divided by lead time."
        )

    def show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Show other sums; a row without a name is a line."""
        if rows != self.rows:
            self.rows = rows
            self.setAccessibleName(", ".join(f"{a} {b}" for a, b in rows if a))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        painter.fillRect(QRectF(0, 0, 1, self.height()), theme.color("border.default"))
        pitch = max(16.0, min(20.0, (self.height() - 21) / 6))
        y = 6.0
        for label, value in self.rows:
            rect = QRectF(16, y, self.width() - 32, pitch)
            if not label:
                middle = round(y + 4) + 0.5
                ends = QPointF(rect.left(), middle), QPointF(rect.right(), middle)
                rule(painter, *ends, theme.color("border.default"))
                y += 9
                continue
            total = label == "Lead time"
            color = theme.color("text.primary" if total else "text.secondary")
            draw_text(painter, rect, label, strong("label") if total else font("label"), color)
            made = strong("label") if total else font("label")
            draw_text(painter, rect, value, made, theme.color("text.primary"), RIGHT)
            y += pitch


class LadderPanel(QWidget):
    """The ladder with its headline, the choice of case and the sums."""

    step_activated = Signal(str)

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self.setObjectName("panel")
        self.rungs = _Rungs(appearance)
        self.totals = _Totals(appearance)
        self._axis = _Axis(appearance)
        self.headline = QLabel()
        self.headline.setProperty("tone", "tertiary")
        self._empty = QLabel(EMPTY)
        self._empty.setProperty("tone", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.rungs)
        self._scroll.setFocusProxy(self.rungs)
        self._scroll.horizontalScrollBar().valueChanged.connect(lambda _at: self.rungs.update())
        self.setFocusProxy(self.rungs)
        self._arrange()
        self.rungs.chosen.connect(self._choose)
        self.rungs.activated.connect(self.step_activated)
        self._refresh = Refresh(
            self,
            self._show,
            session.analyzed,
            session.changed,
            session.selection_changed,
            appearance.changed,
        )

    def _arrange(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(12, 2, 10, 0)
        header.setSpacing(2)
        header.addWidget(self.headline, 1)
        self.cases = QButtonGroup(self)
        self.case_buttons: dict[str, QToolButton] = {}
        for case, label in CASES.items():
            button = QToolButton()
            button.setText(label)
            button.setCheckable(True)
            button.setToolTip(f"Show the critical path of the {label.lower()} case")
            button.setStyleSheet("QToolButton { font-size: 12px; padding: 1px 7px; }")
            button.clicked.connect(lambda _on=False, case=case: self._session.show_case(case))
            self.cases.addButton(button)
            self.case_buttons[case] = button
            header.addWidget(button)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for widget in (self._axis, self._scroll, self._empty):
            body.addWidget(widget, 0 if widget is self._axis else 1)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(header)
        left.addLayout(body, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self.totals)

    def sizeHint(self) -> QSize:
        return QSize(960, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 116)

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh.catch_up()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.rungs.fit(self._scroll.width())
        bar = self._scroll.horizontalScrollBar()
        over = self.rungs.width() > self._scroll.width()
        self._axis.room_below = bar.sizeHint().height() if over else 0
        self._axis.update()

    def _choose(self, step: str) -> None:
        self._session.select([step])

    def _show(self) -> None:
        session = self._session
        analyzed = session.analysis
        ladder = analyzed.ladder if analyzed else None
        if ladder is not None and not (ladder.rungs and ladder.lead_time):
            ladder = None
        self._empty.setVisible(ladder is None)
        self._scroll.setVisible(ladder is not None)
        self._axis.shown = ladder is not None
        self.rungs.show_ladder(session.project, session, ladder)
        self.totals.show_rows(self._sums(ladder))
        self.headline.setText(self._headline(ladder))
        for case, button in self.case_buttons.items():
            button.setChecked(case == session.case)
            button.setVisible(ladder is not None)
        self._fit()
        self._follow_selection()

    def _headline(self, ladder: Ladder | None) -> str:
        if ladder is None:
            return ""
        calendar = self._session.project.calendar
        share = units.format_percent(ladder.probability)
        expected = units.format_days(ladder.expected_lead_time, calendar)
        item = self._session.project.item
        return (
            f"{CASES[ladder.case]} case, {share} of {units.plural(item)}: "
            f"{units.format_days(ladder.lead_time, calendar)}; expected {expected}"
        )

    def _sums(self, ladder: Ladder | None) -> tuple[tuple[str, str], ...]:
        if ladder is None:
            return ()
        analyzed, calendar = self._session.analysis, self._session.project.calendar
        figures = analyzed.figures if analyzed else {}
        return (
            ("Wait", units.format_days(ladder.wait, calendar)),
            ("Process", units.format_hours(ladder.process)),
            ("Rework", units.format_days(ladder.rework, calendar)),
            ("", ""),
            ("Lead time", units.format_days(ladder.lead_time, calendar)),
            ("Activity ratio", units.format_percent(figures.get("activity_ratio"), 1)),
            ("PCE", units.format_percent(figures.get("process_cycle_efficiency"), 1)),
        )

    def _follow_selection(self) -> None:
        for place in self.rungs.places:
            if place.step in self.rungs.selected:
                middle = round(self.rungs.rect_of(place).center().x())
                self._scroll.ensureVisible(middle, 0, 80, 0)
                return
