"""The strip of six tiles above the map; a click on a tile explains its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from mopsmap.language import translated as _
from ui.look.lettering import RIGHT, draw_text, metrics, strong, text_width
from ui.look.theme import Appearance, font, paint_icon, token
from ui.panels.drawing import wrapped
from ui.panels.figures import arrow
from ui.panels.key_figures import Kpi, foreseen, key_figures, sources_of
from ui.panels.kpi_news import KpiNews
from ui.panels.refresh import Refresh
from ui.panels.sparkline import LEAST_TILE, WIDTH, Progress, draw_progress, progress_of
from ui.session import Session

if TYPE_CHECKING:
    from ui.panels.kpi_popover import KpiPopover

GAP = 8
"""The least between a label and the change beside it, pixels."""
LACK_LINES = 2
"""In which a large tile says at most what its number lacks."""
STALE_AFTER_MS = 150
"""Figures that follow within this time never look out of date."""


@dataclass(frozen=True, slots=True)
class TileSize:
    """Measures of a tile in pixels, and its fonts: of the label and of the number."""

    high: int
    side: int
    top: int
    label: int
    number: int
    icon: int
    least_unit: int
    """From here on the beginning of a unit, such as the name of a role, says anything."""
    words: str
    value: str
    explained: float = 1.0
    """How much larger what explains the number is than in the window."""


NORMAL = TileSize(token("layout.kpiStrip"), 12, 9, 16, 26, 14, 40, "label", "kpi")
LARGE = TileSize(
    token("workshop.kpiStrip"), 22, 16, 24, 50, 20, 120, "workshopHint", "workshopKpi", 20 / 12
)
"""For reading from the last row of a room."""


def fitted(style: str, number: str, room: float) -> QFont:
    """The style in the largest size, at most its own, in which a number is not cut."""
    sizes = [font(style, part) for part in (1, 0.75, 0.6, 0.5)]
    return next((one for one in sizes if text_width(one, number) <= room), sizes[-1])


class KpiTile(QAbstractButton):
    """One key figure."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._kpi: Kpi | None = None
        self.progress = Progress()
        self.pale = False
        self.last = False
        self.size_of = NORMAL
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def kpi(self) -> Kpi | None:
        """What the tile shows."""
        return self._kpi

    def show_kpi(self, kpi: Kpi, pale: bool, progress: Progress) -> None:
        """Show another number, and how it went."""
        if (kpi, pale, progress) == (self._kpi, self.pale, self.progress):
            return
        self._kpi, self.pale, self.progress = kpi, pale, progress
        self.setAccessibleName(", ".join(filter(None, (kpi.spoken, progress.spoken))))
        self.setToolTip(_("Out of date") if pale else "")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.size_of.high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        hovered = self.underMouse() or self.isDown()
        painter.fillRect(rect, theme.color("surface.hover" if hovered else "surface.panel"))
        line = theme.color("border.default")
        painter.fillRect(QRectF(0, rect.height() - 1, rect.width(), 1), line)
        if not self.last:
            painter.fillRect(
                QRectF(rect.width() - 1, 0, 1, rect.height()), theme.color("border.subtle")
            )
        if self._kpi is not None:
            self._paint_progress(painter, self._kpi)
            self._paint_kpi(painter, self.inside, self._kpi)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("border.focus"), 2))
            painter.drawRoundedRect(rect.adjusted(2, 2, -3, -3), 5, 5)

    @property
    def inside(self) -> QRectF:
        """The room for label and number: beside the line that shows how it went, if any."""
        beside = WIDTH + GAP if self._draws_progress else 0
        size = self.size_of
        return QRectF(self.rect()).adjusted(size.side, size.top, -size.side - beside, 0)

    @property
    def _draws_progress(self) -> bool:
        small = self.size_of is NORMAL
        return small and self.progress.shown and self.width() >= LEAST_TILE

    def _paint_progress(self, painter: QPainter, kpi: Kpi) -> None:
        if not self._draws_progress:
            return
        theme = self._appearance.theme
        quiet = theme.color("text.disabled" if self.pale else "text.secondary")
        line = theme.color("alarm.mark") if kpi.alarm and not self.pale else quiet
        corner = QPointF(self.width() - self.size_of.side, 8)
        draw_progress(painter, theme, corner, self.progress, line, quiet)

    def _paint_kpi(self, painter: QPainter, rect: QRectF, kpi: Kpi) -> None:
        theme = self._appearance.theme
        alarm = kpi.alarm and not self.pale
        quiet = theme.color("text.disabled" if self.pale else "text.secondary")
        label_color = theme.color("alarm.text") if alarm else quiet
        value_color = label_color if alarm else theme.color("text.primary")
        if self.pale:
            value_color = quiet
        self._paint_change(painter, rect, kpi, quiet)
        size, (above, right) = self.size_of, self.room(rect, kpi)
        label = QRectF(rect.left(), rect.top(), above - rect.left(), size.label)
        if kpi.alarm:
            top = label.center().y() - size.icon / 2
            sign = QRectF(label.left(), top, size.icon, size.icon)
            paint_icon(painter, "alert-triangle", sign, label_color)
            label.setLeft(label.left() + size.icon + 5)
        style = strong(size.words) if alarm else font(size.words)
        whole = text_width(style, kpi.label) <= label.width()
        draw_text(painter, label, kpi.label if whole else kpi.short_label, style, label_color)
        small = font(size.words)
        value = QRectF(rect.left(), label.bottom() + 2, right - rect.left(), size.number)
        if self._foretells(kpi):
            coming = fitted(size.value, _change_text(kpi), value.width())
            draw_text(painter, value, _change_text(kpi), coming, theme.color("accent.base"))
            return
        if size is LARGE and not kpi.known:
            self._paint_lack(painter, value, kpi, quiet)
            return
        big = fitted(size.value, kpi.value, value.width())
        width = draw_text(painter, value, kpi.value, big, value_color)
        # One baseline for number and unit.
        down = (metrics(big).ascent() - metrics(big).descent()) / 2
        down -= (metrics(small).ascent() - metrics(small).descent()) / 2
        unit = QRectF(value.left() + width + 6, value.top() + down, 0, size.number)
        unit.setRight(right)
        ink = label_color if alarm else quiet
        texts = (kpi.unit, kpi.short_unit, kpi.short_unit.partition(",")[0], kpi.sign)
        fitting = (text for text in texts if text and text_width(small, text) <= unit.width())
        text = next(fitting, kpi.short_unit or kpi.unit if unit.width() >= size.least_unit else "")
        draw_text(painter, unit, text, small, ink)

    def _foretells(self, kpi: Kpi) -> bool:
        """Whether what a number is about to be stands in the place of what it lacks."""
        return self.size_of is LARGE and not kpi.known and kpi.foreseen and bool(kpi.change)

    def _paint_lack(self, painter: QPainter, room: QRectF, kpi: Kpi, ink: QColor) -> None:
        """What to add to see the number: beside its dash, or in its place for want of room."""
        made, big = font(self.size_of.words), font(self.size_of.value)
        beside = room.adjusted(text_width(big, kpi.value) + 8, 0, 0, 0)
        rows = wrapped(kpi.unit, made, beside.width())
        if len(rows) > LACK_LINES:
            beside, rows = room, wrapped(kpi.unit, made, room.width(), LACK_LINES)
        else:
            draw_text(painter, room, kpi.value, big, ink)
        high = self.size_of.label - 2
        line = QRectF(beside.left(), 0, beside.width(), high)
        line.moveTop(room.center().y() - high * len(rows) / 2)
        for row in rows:
            draw_text(painter, line, row, made, ink)
            line.translate(0, high)

    def room(self, rect: QRectF, kpi: Kpi) -> tuple[float, float]:
        """The x where the room for the label and for the number ends.

        The change stands beside the label, if need be the short one, and leaves the line of the
        number to its unit; where the label is too long it stands beside the number, and where that
        is too long it is left out.
        """
        right, size = rect.right(), self.size_of
        if not kpi.change or self._foretells(kpi):
            return right, right
        change = text_width(strong(size.words), _change_text(kpi))
        named = strong(size.words) if kpi.alarm else font(size.words)
        for text in (kpi.label, kpi.short_label):
            label = text_width(named, text) + (size.icon + 5 if kpi.alarm else 0)
            if label + change + GAP <= rect.width():
                return right - change - GAP, right
        if text_width(font(size.value), kpi.value) + change + 12 <= rect.width():
            return right, right - change - 10
        return right, right

    def _paint_change(self, painter: QPainter, rect: QRectF, kpi: Kpi, quiet: QColor) -> None:
        above, beside = self.room(rect, kpi)
        if above == beside:
            return
        tone = {True: "positive.text", False: "negative.text", None: "text.tertiary"}[kpi.better]
        tone = "accent.base" if kpi.foreseen else tone
        color = quiet if self.pale else self._appearance.theme.color(tone)
        size = self.size_of
        top, height = (0, size.label) if above < beside else (size.label + 5, size.number - 4)
        line = QRectF(rect.left(), rect.top() + top, rect.width(), height)
        draw_text(painter, line, _change_text(kpi), strong(size.words), color, RIGHT)


def _change_text(kpi: Kpi) -> str:
    return f"{arrow(kpi.direction)} {kpi.change}".strip()


class KpiStrip(QWidget):
    """Six key figures of the map shown: time, efficiency, quality, cost, capacity."""

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self.setObjectName("kpiStrip")
        self.setAccessibleName(_("Key figures"))
        self.setFixedHeight(NORMAL.high)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.tiles = [KpiTile(appearance, self) for _number in range(6)]
        self.tiles[-1].last = True
        for tile in self.tiles:
            row.addWidget(tile, 1)
            tile.clicked.connect(lambda _checked=False, tile=tile: self._explain(tile))
        self._popover: KpiPopover | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(STALE_AFTER_MS)
        self._late.timeout.connect(self._show)
        session.changed.connect(lambda _touched: self._late.start())
        told = (session.analyzed, session.project_changed, session.foresight.changed)
        self._refresh = Refresh(self, self._show, *told)
        self.news = KpiNews(session, self)
        appearance.changed.connect(self.update)

    def set_size(self, size: TileSize) -> None:
        """Be as large as in the window or as on a wall."""
        self.setFixedHeight(size.high)
        for tile in self.tiles:
            tile.size_of = size
            tile.updateGeometry()
            tile.update()

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh.catch_up()
        super().showEvent(event)

    def _show(self) -> None:
        session = self._session
        base_id = session.compared_with()
        base = session.analysis_of(base_id) if base_id is not None else None
        against = session.project.map_by_id[base_id].name if base_id is not None else ""
        pale = (
            session.analysis is not None
            and session.stale
            and not session.previewing
            and not self._late.isActive()
        )
        one = session.counted.map_by_id[session.map_id]
        kpis = key_figures(session.counted, one, session.analysis, base, against)
        proposal, ahead = session.proposal, session.foresight.analysis
        if proposal is not None and ahead is not None and session.analysis is not None:
            one = proposal.project.map_by_id[session.map_id]
            kpis = foreseen(kpis, key_figures(proposal.project, one, ahead, session.analysis))
        progress = progress_of(session.counted, session.map, session.analysis_of)
        for tile, kpi in zip(self.tiles, kpis, strict=True):
            tile.show_kpi(kpi, pale, progress[kpi.key])

    def _explain(self, tile: KpiTile) -> None:
        if tile.kpi is None:
            return
        from ui.panels.explanations import Explanation, explain  # not needed to start
        from ui.panels.kpi_popover import KpiPopover

        session, said = self._session, Explanation("", (), ())
        if session.analysis is not None:
            sources = sources_of(session.project, session.map, session.analysis)
            said = explain(tile.kpi.key, sources)
        below = tile.mapToGlobal(QPoint(8, tile.height() - 2))
        screen, size = self.screen().availableGeometry(), tile.size_of
        self._popover = KpiPopover(
            tile.kpi,
            tile.progress,
            said,
            session,
            self._appearance,
            self,
            size.explained,
            screen.bottom() - below.y(),
        )
        x = max(screen.left(), min(below.x(), screen.right() - self._popover.width()))
        self._popover.move(x, below.y())
        self._popover.show()

    @property
    def popover(self) -> KpiPopover | None:
        """The explanation that is open, or None."""
        if self._popover is not None and self._popover.isVisible():
            return self._popover
        return None
