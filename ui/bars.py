"""The rows around the canvas: menu row with the document's name, toolbar, status bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QSizePolicy,
    QSlider,
    QStatusBar,
    QToolButton,
    QWidget,
)

from mopsmap import units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Project
from mopsmap.numerals import shown_number
from ui.canvas.view import MapView
from ui.documents.files import document_name
from ui.legend import Legend
from ui.look.theme import Appearance, Theme, font, token
from ui.panels.elided import ElidedLabel
from ui.session import Session

if TYPE_CHECKING:
    from ui.compare.pane import Pane

MESSAGE_TIME = 8000
GAP = 14
"""Pixels that what is said of the file keeps from what is said of the map, beside the usual."""
LEAST_FACTS = 120
"""Pixels that the facts of the map have beside the legend, which gives way to them."""
MANY_OVERLAYS = 10
OverlayGroups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Title and (key, label) of overlays that belong together; the first group has no title."""


class Mark(QWidget):
    """The product's mark: a castle-wall line that reads as an M."""

    def __init__(self, appearance: Appearance, scale: float = 1.0) -> None:
        super().__init__()
        self._appearance = appearance
        self._scale = scale
        self.setFixedSize(round(28 * scale), round(20 * scale))
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        pen = QPen(self._appearance.theme.color("accent.base"), 2.4)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        path = QPainterPath()
        path.moveTo(6, 16)
        for x, y in ((6, 4), (11, 4), (11, 13), (16, 13), (16, 4), (21, 4), (21, 16)):
            path.lineTo(x, y)
        painter.drawPath(path)


class Line(QFrame):
    """A line of one pixel between two rows."""

    def __init__(self, appearance: Appearance, upright: bool = False) -> None:
        super().__init__()
        self._appearance = appearance
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill with the border color."""
        QPainter(self).fillRect(self.rect(), self._appearance.theme.color("border.default"))


class Bar(QWidget):
    """A row of fixed height on panel ground with a line below."""

    def __init__(self, appearance: Appearance, height: int) -> None:
        super().__init__()
        self.appearance = appearance
        self.setFixedHeight(height)
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and lower line."""
        painter = QPainter(self)
        theme = self.appearance.theme
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        line = theme.color("border.default")
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), line)


class MenuRow(Bar):
    """Mark, menus, the document and map shown, and the theme switch."""

    def __init__(
        self, menus: QMenuBar, present: QAction, session: Session, appearance: Appearance
    ) -> None:
        super().__init__(appearance, token("layout.menuRow"))
        self._session = session
        self._menus = menus
        self._shown = True
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(font("section"))
        self.title.setParent(self)
        self._theme = QToolButton()
        self._theme.setAccessibleName(_("Switch between light and dark"))
        self._theme.setToolTip(_("Switch between light and dark"))
        self._theme.clicked.connect(self._switch)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 1)
        row.setSpacing(2)
        row.addWidget(Mark(appearance))
        menus.setAccessibleName(_("Menus"))
        menus.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(menus)
        row.addStretch(1)
        row.addWidget(self._theme)
        self._present = QToolButton()
        self._present.setText(_("Present"))
        self._present.setToolTip(present.toolTip())
        self._present.setAccessibleName(_("Present: {tip}").format(tip=present.statusTip()))
        self._present.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._present.setIconSize(QSize(17, 17))
        self._present.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._present.clicked.connect(present.trigger)
        row.addWidget(self._present)
        session.project_changed.connect(self._show)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self._show()

    def _switch(self) -> None:
        self.appearance.choose("light" if self.appearance.theme.dark else "dark")

    def _restyle(self) -> None:
        theme = self.appearance.theme
        self._theme.setIcon(theme.icon("sun" if theme.dark else "moon"))
        self._present.setIcon(theme.icon("presentation"))

    def _show(self) -> None:
        session = self._session
        dot = "" if not session.modified else " \u2022"
        self.title.setToolTip(session.path or "")
        self.title.setText(
            f"{document_name(session)}{dot}  /  {session.map.name or session.map.id}"
        )
        self._place()

    def show_document(self, on: bool) -> None:
        """Name the document, or show the menus alone."""
        self._shown = on
        self._theme.setVisible(on)
        self._present.setVisible(on)
        self._place()

    def _place(self) -> None:
        self.title.adjustSize()
        left = max((self.width() - self.title.width()) // 2, self._menus.geometry().right() + 16)
        self.title.move(left, (self.height() - self.title.height()) // 2)
        self.title.setVisible(self._shown and left + self.title.width() < self.width() - 148)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the title in the middle."""
        super().resizeEvent(event)
        self._place()


def fill_overlays(
    menu: QMenu,
    groups: OverlayGroups,
    shown: str | None,
    choose: Callable[[str | None], object],
    theme: Theme,
) -> None:
    """Offer none, the overlays that people look for first and, behind a line, the others; many of
    them under the titles of their analyses."""
    none: list[tuple[str | None, str]] = [(None, _("None"))]
    many = sum(len(pairs) for title, pairs in groups if title) > MANY_OVERLAYS
    lined = False
    for title, pairs in (("", none), *groups):
        if title and (many or not lined):
            menu.addSeparator()
            lined = True
        if title and many:
            menu.addAction(title.replace("&", "&&")).setEnabled(False)
        for key, label in pairs:
            icon = theme.icon("stack-2" if key else "stack-pop")
            action = menu.addAction(icon, label.replace("&", "&&"))
            tip = _("Fill the cards by {overlay}, with a legend") if key else _("Show plain cards")
            action.setStatusTip(tip.format(overlay=label))
            action.setCheckable(True)
            action.setChecked(key == shown)
            action.triggered.connect(lambda *_, key=key: choose(key))


class StatusBar(QStatusBar):
    """Problems, saved state, the map's facts, legend and zoom."""

    problems_asked = Signal()

    def __init__(self, session: Session, appearance: Appearance, view: MapView) -> None:
        super().__init__()
        self._session = session
        self._appearance = appearance
        self._view = view
        self.setAccessibleName(_("Status"))
        self.setSizeGripEnabled(False)
        self.setFixedHeight(token("layout.statusBar") + 4)
        self._problems = QToolButton()
        self._problems.clicked.connect(self.problems_asked)
        self._said_of = self._state()
        self._sign = "circle-check"
        self._saved, self.facts, self._said = QLabel(), ElidedLabel(), ElidedLabel()
        self._saved.setContentsMargins(0, 0, GAP, 0)
        self._said.setProperty("tone", "said")
        self._said.hide()  # an empty text is nothing to come upon
        self._clear = QTimer(self)
        self._clear.setSingleShot(True)
        self._clear.setInterval(MESSAGE_TIME)
        self._clear.timeout.connect(lambda: self._speak(""))
        parts: tuple[QWidget, ...] = (self._problems, self._saved, self.facts, self._said)
        for part in parts:
            self.addWidget(part, 1 if part is self._said else 0)
        self.legend = Legend(appearance)
        self.addPermanentWidget(self.legend)
        self._zoom = QSlider(Qt.Orientation.Horizontal)
        self._zoom.setRange(10, 300)
        self._zoom.setFixedWidth(96)
        self._zoom.setAccessibleName(_("Zoom"))
        self._zoom.valueChanged.connect(self._zoom_by_hand)
        self._percent = QToolButton()
        self._percent.setToolTip(_("Zoom to 100 %"))
        self._percent.clicked.connect(self._zoom_to_100)
        self._fit = QToolButton()
        self._fit.setText(_("Fit"))
        self._fit.setToolTip(_("Show the whole map (Shift+1 or Z)"))
        self._fit.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fit.clicked.connect(self._zoom_to_all)
        tools: tuple[QWidget, ...] = (self._zoom, self._percent, self._fit)
        for tool in tools:
            self.addPermanentWidget(tool)
        self._zoomed: MapView | Pane = view
        view.zoomed.connect(self._show_zoom)
        session.project_changed.connect(self._show)
        view.legend.placed.connect(self.show_overlay)
        session.analyzed.connect(self.show_overlay)
        session.making.made.connect(self.show_overlay)
        appearance.changed.connect(self._restyle)
        self.count_problems(0, 0)
        self._restyle()
        self._show()
        self._show_zoom(view.zoom)

    def say(self, sentence: str) -> None:
        """Say one sentence for a few seconds, or until the next edit, undo, save or map."""
        self._said_of = self._state()
        self._speak(sentence)
        self._clear.start()

    @property
    def said(self) -> str:
        """The sentence shown now."""
        return self._said.text()

    def _state(self) -> tuple[Project, str, str | None, bool]:
        session = self._session
        return session.committed, session.map_id, session.path, session.modified

    def _speak(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        self.facts.setVisible(not sentence)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """The legend is shown where there is room beside what is said and the zoom."""
        beside = (self._problems, self._saved, self._zoom, self._percent, self._fit)
        taken = sum(part.sizeHint().width() for part in beside) + 6 * GAP
        taken += max(LEAST_FACTS, self._said.sizeHint().width() if self.said else 0)
        self.legend.setVisible(taken + self.legend.width() <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend gives way to what tells of the file."""
        super().resizeEvent(event)
        self._fit_legend()

    def show_overlay(self) -> None:
        """Explain the overlay that has no room for its card on the map, or else the classes."""
        scene, card = self._view.map_scene, self._view.legend
        self.legend.show_scale(None if card.fits else card.scale, scene.computing())
        self._fit_legend()

    def count_problems(self, number: int, hints: int) -> None:
        """Show how many problems there are, and hints on what is missing."""
        words = counted(number, "{n} problem", "{n} problems") if number else _("No problems")
        beside = counted(hints, "{n} hint", "{n} hints")
        self._problems.setText(f"{words}, {beside}" if hints else words)
        self._problems.setToolTip(_("Show the problems (F8 goes to the next)"))
        self._sign = "alert-triangle" if number else "info-circle" if hints else "circle-check"
        self._show_sign()

    def _show(self) -> None:
        session = self._session
        if self.said and self._state() != self._said_of:
            self._speak("")
        if session.read_only:
            state = _("Read only")
        elif session.modified:
            state = _("Edited, kept for recovery")
        else:
            state = _("Saved") if session.path else _("Not saved yet")
        self._saved.setText(state)
        one, project = session.map, session.project
        demand = one.demand_per_year
        facts = [
            counted(len(one.steps), "{n} step", "{n} steps"),
            counted(len(one.roles), "{n} role", "{n} roles"),
        ]
        if demand is not None:
            said = _("{n} {items} a year")
            facts.append(said.format(n=_number(demand), items=project.many_items))
        facts.append(f"1 d = {shown_number(project.calendar.hours_per_day)} h")
        self.facts.setText(", ".join(facts))

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.blockSignals(True)
        self._zoom.setValue(round(zoom * 100))
        self._zoom.blockSignals(False)
        self._percent.setText(f"{round(zoom * 100)}{units.NARROW_SPACE}%")

    def zooms(self, view: MapView | Pane) -> None:
        """Show, and change, how large this map is seen."""
        self._zoomed.zoomed.disconnect(self._show_zoom)
        self._zoomed = view
        view.zoomed.connect(self._show_zoom)
        self._show_zoom(view.zoom)

    def _zoom_by_hand(self, percent: int) -> None:
        self._zoomed.set_zoom(percent / 100)

    def _zoom_to_100(self) -> None:
        self._zoomed.glide.to(lambda: self._zoomed.set_zoom(1.0))

    def _zoom_to_all(self) -> None:
        self._zoomed.glide.to(self._zoomed.fit)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self._fit.setIcon(theme.icon("focus-centered", "text.secondary", 14))
        self._problems.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._show_sign()

    def _show_sign(self) -> None:
        theme = self._appearance.theme
        self._problems.setIcon(theme.icon(self._sign, "text.secondary", 14))


def _number(value: float) -> str:
    return units.grouped(value, 0 if value == round(value) else 1)
