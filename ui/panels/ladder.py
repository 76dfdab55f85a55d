"""The lead-time ladder: the critical path of one case with its headline, its cases and its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
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
    QVBoxLayout,
    QWidget,
)

from mopsmap import units
from mopsmap.diff import MapDiff
from mopsmap.language import translated as _
from ui.look.lettering import RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, font, token
from ui.panels.drawing import rule
from ui.panels.elided import ElidedLabel
from ui.panels.refresh import Refresh
from ui.panels.rungs import LINE, Levels, Rungs
from ui.session import Session

if TYPE_CHECKING:
    from mopsmap.analysis.result import CaseName, Ladder

EMPTY = _("Times on the critical path appear here.")
CASES: dict[CaseName, str] = {"typical": _("Typical"), "best": _("Best"), "worst": _("Worst")}
TIPS = {
    "typical": _("Show the critical path of the typical case"),
    "best": _("Show the critical path of the best case"),
    "worst": _("Show the critical path of the worst case"),
}
LEAD_TIMES = {
    "typical": _("Lead time, typical"),
    "best": _("Lead time, best"),
    "worst": _("Lead time, worst"),
}


class _Axis(QWidget):
    """The names of the rows, with their units, which stay while the ladder scrolls."""

    def __init__(self, appearance: Appearance, large: float) -> None:
        super().__init__()
        self._appearance, self._large = appearance, large
        self.rows: tuple[str, ...] = ()
        self.room_below = 0
        self.setFixedWidth(token("ladder.axisLabelWidth"))

    def show_rows(self, rows: tuple[str, ...]) -> None:
        """Name the rows of a ladder, or be empty."""
        if rows != self.rows:
            self.rows = rows
            made = font("caption", self._large)
            needed = max((text_width(made, row) for row in rows), default=0.0)
            self.setFixedWidth(max(token("ladder.axisLabelWidth"), round(needed) + 18))
            self.update()

    def keep_below(self, room: int) -> None:
        """Stand beside a ladder with so many pixels below it."""
        if room != self.room_below:
            self.room_below = room
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.rows:
            return
        theme = self._appearance.theme
        painter = QPainter(self)
        levels = Levels.of(self.height() - self.room_below, self._large)
        width = self.width() - 12
        tertiary, secondary = theme.color("text.tertiary"), theme.color("text.secondary")
        made, high = font("caption", self._large), LINE * self._large
        tops = (levels.label, levels.process, levels.step)
        for row, top, color in zip(self.rows, tops, (secondary, secondary, tertiary), strict=True):
            draw_text(painter, QRectF(12, top, width, high), row, made, color)


class _Totals(QWidget):
    """The sums beside the ladder: the first three add up to the lead time."""

    def __init__(self, appearance: Appearance, large: float) -> None:
        super().__init__()
        self._appearance, self._large = appearance, large
        self.rows: tuple[tuple[str, str], ...] = ()
        self.setFixedWidth(token("layout.ladderTotalsBox"))
        self.setToolTip(
            _(
                "The critical path of one case; the tiles above count rework into process time\n"
                "and weigh all cases into the expected lead time.\n"
                "Activity ratio: process time divided by lead time.\n"
                "PCE, process cycle efficiency: value-adding process time divided by lead time."
            )
        )

    def show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Show other sums; a row without a name is a line, below which the total stands."""
        if rows != self.rows:
            self.rows = rows
            made = strong("label", self._large)
            needed = max((text_width(made, a) + text_width(made, b) for a, b in rows), default=0.0)
            self.setFixedWidth(
                max(token("layout.ladderTotalsBox"), round(needed + 32 + 16 * self._large))
            )
            self.setAccessibleName(", ".join(f"{a} {b}" for a, b in rows if a))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        painter.fillRect(QRectF(0, 0, 1, self.height()), theme.color("border.default"))
        pitch = max(16.0 * self._large, min(20.0 * self._large, (self.height() - 21) / 6))
        plain, bold = font("label", self._large), strong("label", self._large)
        y, total = 6.0, False
        for label, value in self.rows:
            rect = QRectF(16, y, self.width() - 32, pitch)
            if not label:
                middle = round(y + 4) + 0.5
                ends = QPointF(rect.left(), middle), QPointF(rect.right(), middle)
                rule(painter, *ends, theme.color("border.default"))
                y, total = y + 9, True
                continue
            color = theme.color("text.primary" if total else "text.secondary")
            made = bold if total else plain
            draw_text(painter, rect, label, made, color)
            draw_text(painter, rect, value, made, theme.color("text.primary"), RIGHT)
            y, total = y + pitch, False


class LadderPanel(QWidget):
    """The ladder with its headline, the choice of case and the sums.

    On a wall its letters are so much larger as `large` says, and all of it is in sight.
    """

    step_activated = Signal(str)

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
        large: float = 1.0,
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance, self._large = session, appearance, large
        self.setObjectName("panel")
        self.rungs = Rungs(appearance, large=large)
        self.totals = _Totals(appearance, large)
        self.axis = _Axis(appearance, large)
        self._anew = False
        self.headline = ElidedLabel()
        self.headline.setProperty("tone", "tertiary")
        keeps = self.headline.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.headline.setSizePolicy(keeps)
        self._empty = QLabel(EMPTY)
        self._empty.setProperty("tone", "empty")
        if large > 1:
            for label in (self.headline, self._empty):
                label.setStyleSheet(f"font-size: {round(12 * large)}px;")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.rungs)
        self._scroll.setFocusProxy(self.rungs)
        self._scroll.setAccessibleName(_("Lead-time ladder"))
        appearance.changed.connect(self.update)
        self._scroll.horizontalScrollBar().valueChanged.connect(lambda _at: self.rungs.update())
        self.setFocusProxy(self.rungs)
        self._arrange()
        self.rungs.chosen.connect(self._choose)
        self.rungs.activated.connect(self.step_activated)
        self.rungs.focused.connect(self._show_current)
        self._refresh = Refresh(
            self,
            self._show,
            session.analyzed,
            session.selection_changed,
            appearance.changed,
        )
        session.changed.connect(self._follow)

    def _show_current(self) -> None:
        """The keyboard came to the ladder: scroll to the rung that it is at."""
        if self.rungs.at < len(self.rungs.places):
            rect = self.rungs.rect_of(self.rungs.places[self.rungs.at])
            self._scroll.ensureVisible(round(rect.center().x()), 0, 80, 0)

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
            button.setToolTip(TIPS[case])
            button.setStyleSheet(
                f"QToolButton {{ font-size: {round(12 * self._large)}px; padding: 2px 7px; "
                f"min-height: {round(18 * self._large)}px; }}"
            )
            button.clicked.connect(
                lambda _on=False, case=case: self._session.figures.show_case(case)
            )
            self.cases.addButton(button)
            self.case_buttons[case] = button
            header.addWidget(button)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for widget in (self.axis, self._scroll, self._empty):
            body.addWidget(widget, 0 if widget is self.axis else 1)
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
        layout = self.layout()
        assert layout is not None
        layout.activate()  # what was shown or hidden just now takes its room
        self.rungs.fit(self._scroll.width())
        bar = self._scroll.horizontalScrollBar()
        over = self.rungs.width() > self._scroll.width()
        self.axis.keep_below(bar.sizeHint().height() if over else 0)

    def _choose(self, step: str) -> None:
        self._session.select([step])

    def _follow(self, touched: MapDiff | None) -> None:
        """Another map is shown at once and from its start; after an edit the figures tell."""
        self._anew = self._anew or touched is None
        if touched is None or not self._session.stale:
            self._refresh.ask()

    def _show(self) -> None:
        session = self._session
        analyzed = session.analysis
        ladder = analyzed.ladder if analyzed else None
        if ladder is not None and not (ladder.rungs and ladder.lead_time):
            ladder = None
        self._empty.setVisible(ladder is None)
        self._scroll.setVisible(ladder is not None)
        self.rungs.show_ladder(session.project, session, ladder)
        wait, process = self.rungs.units
        rows = (
            _("Wait, {unit}").format(unit=wait),
            _("Process, {unit}").format(unit=process),
            _("Step"),
        )
        self.axis.show_rows(rows if ladder else ())
        self.totals.show_rows(self._sums(ladder))
        self.totals.setVisible(ladder is not None)
        self.headline.setText(self._headline(ladder))
        self.headline.setVisible(bool(self.headline.text()))
        for case, button in self.case_buttons.items():
            button.setChecked(case == session.figures.case)
            button.setVisible(ladder is not None)
        self._fit()
        if self._anew and ladder is not None:
            self._anew = False
            self._scroll.horizontalScrollBar().setValue(0)
        self._follow_selection()

    def _headline(self, ladder: Ladder | None) -> str:
        if ladder is None:
            return ""
        calendar = self._session.project.calendar
        share = units.format_percent(ladder.probability)
        expected = units.format_days(ladder.expected_lead_time, calendar)
        return _("{case}, {share} of {items}: {time}; expected {expected}").format(
            case=CASES[ladder.case],
            share=share,
            items=self._session.project.many_items,
            time=units.format_days(ladder.lead_time, calendar),
            expected=expected,
        )

    def _sums(self, ladder: Ladder | None) -> tuple[tuple[str, str], ...]:
        if ladder is None:
            return ()
        from mopsmap.analysis.unknown import unknown_figures

        analyzed, calendar = self._session.analysis, self._session.project.calendar
        figures = analyzed.headline if analyzed else {}
        unknown = unknown_figures(self._session.map)

        def share(key: str) -> str:
            return units.format_percent(None if key in unknown else figures.get(key), 1)

        return (
            (_("Wait, first pass"), units.format_days(ladder.wait, calendar)),
            (_("Process, first pass"), units.format_hours(ladder.process)),
            (_("Rework"), units.format_days(ladder.rework, calendar)),
            ("", ""),
            (LEAD_TIMES[ladder.case], units.format_days(ladder.lead_time, calendar)),
            (_("Activity ratio"), share("activity_ratio")),
            (_("PCE"), share("process_cycle_efficiency")),
        )

    def _follow_selection(self) -> None:
        for place in self.rungs.places:
            if place.step in self.rungs.selected:
                middle = round(self.rungs.rect_of(place).center().x())
                self._scroll.ensureVisible(middle, 0, 80, 0)
                return
