"""What opens at a key figure: what it means, what it is made of, and the target it should reach."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShowEvent, QTransform
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from mopsmap import edits
from mopsmap.language import translated as _
from mopsmap.numerals import typed
from mopsmap.targets import FIGURES, read_limit, targets_of, with_target, write_limit
from mopsmap.units import Quantity, UnitError
from ui.look.lettering import RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, font
from ui.panels.drawing import rule, wrapped
from ui.panels.explanations import Explanation
from ui.panels.figures import compared_texts
from ui.panels.inputs import TextEntry
from ui.panels.key_figures import METRICS, Key, Kpi
from ui.panels.look import panel_sheet
from ui.panels.popover import Popover
from ui.panels.sparkline import Progress
from ui.session import Session

EXAMPLES: dict[Quantity, str] = {
    "days": "<= 45 d",
    "hours": "<= 48 h",
    "fraction": ">= 20 %",
    "percent": "<= 90 %",
    "money": "<= 6000",
}
"""What a limit can look like, by what its figure is."""


class TargetEntry(QWidget):
    """The line in which the target of a key figure is typed; below it how far it is.

    done: it was entered, taken out or given up.
    """

    HEIGHT = 54
    done = Signal()

    def __init__(
        self, key: Key, progress: Progress, session: Session, look: Appearance, large: float
    ) -> None:
        super().__init__()
        self._metric, self._session = METRICS[key], session
        self._progress = progress
        sheet = panel_sheet(look.theme)
        if large > 1:
            size = round(12 * large)
            sheet += f"QLabel, QLabel[tone], QLineEdit {{ font-size: {size}px; }}"
        self.setStyleSheet(sheet)
        self.entry = TextEntry(self)
        self.entry.setFixedSize(round(120 * large), round(28 * large))
        self.entry.setAccessibleName(_("Target"))
        self.entry.setPlaceholderText(EXAMPLES[FIGURES[self._metric].quantity])
        self.clear = QToolButton()
        self.clear.setObjectName("bare")
        self.clear.setFixedSize(26, round(28 * large))
        self.clear.setIcon(look.theme.icon("x", "text.secondary", 14))
        self.clear.setToolTip(_("Take the target out"))
        self.clear.setAccessibleName(_("Take the target out"))
        self.state = QLabel()
        name = QLabel(_("Target"))
        name.setProperty("tone", "label")
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(name, 1)
        for part in (self.entry, self.clear):
            line.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.state)
        self.entry.submitted.connect(self.settle)
        self.entry.cancelled.connect(self.done)
        self.entry.mended.connect(self._tell)
        self.clear.clicked.connect(self._clear)
        for part in (self.entry, self.clear):
            part.setDisabled(session.read_only)
        target = targets_of(session.map, session.project).get(self._metric)
        self.clear.setVisible(target is not None)
        self.entry.show_text("" if target is None else write_limit(target, session.project))
        self._tell()

    def _tell(self) -> None:
        """How far the figure is from the target."""
        said, progress, project = "", self._progress, self._session.project
        if progress.reached:
            said = _("Reached.")
        elif progress.reached is False and progress.limit is not None:
            now, quantity = progress.points[-1], FIGURES[self._metric].quantity
            size = compared_texts(now, progress.limit, quantity, project)[2]
            said = _("{change} to go.").format(change=size)
        self._say(said)

    def _say(self, sentence: str, wrong: bool = False) -> None:
        self.state.setProperty("tone", "refused" if wrong else "caption")
        self.state.setText(sentence)
        self.state.style().polish(self.state)

    def settle(self) -> None:
        """Enter what is typed."""
        if not self.entry.dirty:
            if self.entry.hasFocus():
                self.done.emit()
            return
        try:
            self._set(self.entry.text())
        except UnitError as error:
            self.entry.say_invalid(str(error))
            self._say(str(error), wrong=True)
            if not self.isVisible():
                self._session.said.emit(str(error))

    def _clear(self) -> None:
        self._set("")

    def _set(self, text: str) -> None:
        session, metric = self._session, self._metric
        target = read_limit(typed(text), metric, session.project)
        self.entry.take()
        map_id, texts = session.map_id, session.map.charter.targets
        changed = with_target(texts, metric, target, session.project)
        label = _("Change target") if target is not None else _("Remove target")
        session.edit(label, lambda p: edits.set_charter(p, map_id, targets=changed))
        self.done.emit()


class KpiPopover(Popover):
    """What a key figure means: definition, inputs, the three largest contributors, its target.

    Its letters are so much larger as `large` says, or as its height fits into `room` pixels.
    """

    WIDTH, RADIUS = 320, 8

    def __init__(
        self,
        kpi: Kpi,
        progress: Progress,
        said: Explanation,
        session: Session,
        appearance: Appearance,
        parent: QWidget,
        large: float = 1.0,
        room: int = 0,
    ) -> None:
        super().__init__(parent, self.RADIUS)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.kpi = kpi
        self.said = said
        self._appearance = appearance
        self.setAccessibleName(self.text)
        self._definition = wrapped(said.definition, font("label"), self.WIDTH - 32)
        top = self._layout(None)
        whole = QSizeF(self.WIDTH, top + TargetEntry.HEIGHT + 8)
        self.large = max(1.0, min(large, room / whole.height()))
        self.target = TargetEntry(kpi.key, progress, session, appearance, self.large)
        self.target.setParent(self)
        self.target.done.connect(self.close)
        box = QRectF(16, top, self.WIDTH - 32, TargetEntry.HEIGHT)
        self.target.setGeometry(QTransform.fromScale(self.large, self.large).mapRect(box).toRect())
        self.setFixedSize((whole * self.large).toSize())

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard goes to the target."""
        super().showEvent(event)
        self.target.entry.setFocus(Qt.FocusReason.PopupFocusReason)
        self.target.entry.selectAll()

    @property
    def text(self) -> str:
        """Everything it says."""
        rows = [f"{label} {value}" for label, value in self.said.inputs + self.said.contributors]
        return ". ".join([self.kpi.spoken, self.said.definition, *rows])

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("surface.panel"))
        painter.setPen(QPen(theme.color("border.default"), 1))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.RADIUS, self.RADIUS
        )
        painter.scale(self.large, self.large)
        self._layout(painter)

    def _layout(self, painter: QPainter | None) -> int:
        """Paint from top to bottom, or only measure; the height where letters are not larger."""
        theme, kpi, said = self._appearance.theme, self.kpi, self.said
        left, width, y = 16.0, self.WIDTH - 32.0, 14.0

        def line(text: str, made, color: str, height: float, value: str = "") -> None:
            nonlocal y
            if painter is not None:
                rect = QRectF(left, y, width, height)
                room = text_width(strong("label"), value) + 12 if value else 0
                draw_text(painter, rect.adjusted(0, 0, -room, 0), text, made, theme.color(color))
                draw_text(painter, rect, value, strong("label"), theme.color("text.primary"), RIGHT)
            y += height

        unit = kpi.short_unit or (kpi.unit if kpi.key in ("lead_time", "efficiency") else "")
        value = f"{kpi.value} {unit}".strip() if kpi.known else kpi.value
        line(kpi.label, strong("section"), "text.primary", 20, value)
        y += 4
        for text in self._definition:
            line(text, font("label"), "text.secondary", 17)
        for title, rows in (("", said.inputs), (said.ranking, said.contributors)):
            if not rows:
                continue
            y += 8
            if painter is not None:
                color = theme.color("border.subtle")
                rule(painter, QPointF(left, y + 0.5), QPointF(left + width, y + 0.5), color)
            y += 7
            if title:
                line(title, font("caption"), "text.tertiary", 18)
            for label, value in rows:
                line(label, font("label"), "text.secondary", 20, value)
        y += 8
        if painter is not None:
            color = theme.color("border.subtle")
            rule(painter, QPointF(left, y + 0.5), QPointF(left + width, y + 0.5), color)
        return round(y + 8)
