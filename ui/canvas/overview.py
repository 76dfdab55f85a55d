"""The whole map as a small picture, with what the canvas shows of it as a frame to drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollBar, QToolButton, QVBoxLayout, QWidget

from mopsmap.language import translated as _
from mopsmap.layout import Route
from ui.canvas.overlay import identical
from ui.look.theme import font

if TYPE_CHECKING:
    from ui.canvas.view import MapView

LEAST, MOST = 48, 116
"""Height of the picture, pixels."""
LEAST_FRAME = 9.0
"""So wide and high at least is the frame, to be found and taken, on a map of any size."""
MARGIN = 8
MOST_LINES = 400
"""Of maps with more flows no lines are drawn."""
REST = 120
"""Milliseconds without a change after which the picture is drawn again."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


LOW = 400
"""Where the outline has less height than this it needs all of it."""


class Overview(QWidget):
    """A title that opens and closes the picture; nothing while the canvas shows the whole map."""

    def __init__(self, view: MapView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.setObjectName("panel")
        self.title = QToolButton()
        self.title.setText(_("Overview"))
        self.title.setAccessibleName(_("Overview"))
        self.title.setFont(font("section"))
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setIconSize(QSize(14, 14))
        self.title.setCheckable(True)
        self.title.setChecked(bool(QSettings().value("overview/open", True, type=bool)))
        self.title.toggled.connect(self._open)
        self.picture = Picture(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 8)
        column.setSpacing(2)
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.picture)
        self.picture.setVisible(self.title.isChecked())
        view.moved.connect(self._follow)
        view.session.selection_changed.connect(self.picture.update)
        for signal in (view.map_scene.sceneRectChanged, view.session.analyzed):
            signal.connect(self._renew)
        view.session.changed.connect(self._renew)
        view.map_scene.folding.changed.connect(self._renew)
        view.appearance.changed.connect(self._restyle)
        self._restyle()
        self._follow()

    def _open(self, on: bool) -> None:
        self.picture.setVisible(on)
        QSettings().setValue("overview/open", on)
        self._restyle()

    def _restyle(self) -> None:
        theme = self._view.appearance.theme
        chevron = "chevron-down" if self.title.isChecked() else "chevron-right"
        self.title.setIcon(theme.icon(chevron, "text.secondary", 14))
        ink = theme.color("text.primary").name()
        plain = f"{{ background: transparent; color: {ink}; }}"
        self.title.setStyleSheet(
            f"QToolButton {plain} QToolButton:checked {plain}"
            " QToolButton:checked:!focus { border-color: transparent; }"
        )
        self._renew()

    def _renew(self) -> None:
        self.picture.renew()
        self._follow()

    def _follow(self) -> None:
        """Show the frame where the view is now; hide where it would hold the whole map."""
        layout = self._view.map_scene.folding.layout
        whole = QRectF(0, 0, layout.width, layout.height)
        needed = bool(layout.steps) and not self._view.sight().contains(whole)
        left = self.parentWidget()
        needed &= left is None or left.height() >= LOW
        if needed == self.isHidden():
            self.setVisible(needed)
        self.picture.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line above."""
        line = QRectF(0, 0, self.width(), 1)
        QPainter(self).fillRect(line, self._view.appearance.theme.color("border.subtle"))


class Picture(QWidget):
    """The steps as rectangles; a press or a drag moves the view, and so do the arrow keys."""

    def __init__(self, view: MapView) -> None:
        super().__init__()
        self._view = view
        self._drawn: tuple[tuple[object, ...], tuple[object, ...], QPixmap] | None = None
        self._asked: tuple[object, ...] = ()
        self._held: QPointF | None = None
        self._before = (0, 0)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.update)
        self.setAccessibleName(_("Overview of the map"))
        self.setAccessibleDescription(_("Arrow keys move the part of the map that is shown"))
        self.setToolTip(_("Drag to show another part of the map"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As the dock is wide, as high as the map's shape asks for."""
        return QSize(160, LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has another height."""
        super().resizeEvent(event)
        self.fit()

    def renew(self) -> None:
        """Draw the map again once no more of it changes."""
        self.fit()
        shown = self._shown()
        if not identical(shown, self._asked):
            self._asked = shown
            self._rest.start()

    def _shown(self) -> tuple[object, ...]:
        scene, view = self._view.map_scene, self._view
        analyzed, theme = view.session.analysis, view.appearance.theme
        return scene.folding.layout, analyzed, theme, scene.show_critical

    def fit(self) -> None:
        """Be as high as the map is in this width."""
        paper = self._view.map_scene.sceneRect()
        wanted = round((self.width() - 2 * MARGIN) * paper.height() / max(1.0, paper.width()))
        height = min(MOST, max(LEAST, wanted + 6))
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    @property
    def scale(self) -> float:
        """Pixels of the picture per scene pixel."""
        paper = self._view.map_scene.sceneRect()
        wide = (self.width() - 2 * MARGIN) / max(1.0, paper.width())
        return max(1e-6, min(wide, (self.height() - 6) / max(1.0, paper.height())))

    def pixel(self, point: QPointF) -> QPointF:
        """Where a scene point is on the picture."""
        corner = self._view.map_scene.sceneRect().topLeft()
        return QPointF(MARGIN, 3) + (point - corner) * self.scale

    def point(self, pixel: QPointF) -> QPointF:
        """The scene point of a pixel of the picture."""
        corner = self._view.map_scene.sceneRect().topLeft()
        return corner + (pixel - QPointF(MARGIN, 3)) / self.scale

    def frame(self) -> QRectF:
        """What the canvas shows, on the picture."""
        sight = self._view.sight().intersected(self._view.map_scene.sceneRect())
        box = QRectF(self.pixel(sight.topLeft()), self.pixel(sight.bottomRight()))
        wide, high = (max(0.0, LEAST_FRAME - side) / 2 for side in (box.width(), box.height()))
        box.adjust(-wide, -high, wide, high)
        return box.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the frame, or bring it here."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._view.glide.finish()
        across, down = self._bars()
        self._before = across.value(), down.value()
        inside = self.frame().contains(event.position())
        middle = self.frame().center()
        self._held = middle - event.position() if inside else QPointF()
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The frame goes along."""
        if self._held is not None:
            self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the frame go."""
        self._held = None

    def _go(self, pixel: QPointF) -> None:
        assert self._held is not None
        self._view.centerOn(self.point(pixel + self._held))

    def _bars(self) -> tuple[QScrollBar, QScrollBar]:
        return self._view.horizontalScrollBar(), self._view.verticalScrollBar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the view by a quarter of what it shows; Esc puts a frame that is held back."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is not None:
            for bar, by in zip(self._bars(), way, strict=True):
                bar.setValue(bar.value() + by * bar.pageStep() // 4)
        elif event.key() == Qt.Key.Key_Escape and self._held is not None:
            self._held = None
            for bar, value in zip(self._bars(), self._before, strict=True):
                bar.setValue(value)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, kept until the map changes, below the selected steps and the frame."""
        theme = self._view.appearance.theme
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._map())
        steps = self._view.map_scene.folding.layout.steps
        chosen = [i for i in self._view.session.selection.steps if i in steps]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent.base"))
        origin, scale = self.pixel(QPointF()), self.scale
        rects = []
        for at in (steps[step] for step in chosen):
            wide, high = max(1.0, at.width * scale), max(1.0, at.height * scale)
            x, y = origin.x() + at.x * scale, origin.y() + at.y * scale
            rects.append(QRectF(x - 0.5, y - 0.5, wide + 1, high + 1))
        painter.drawRects(rects)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent.base"), 1.5))
        painter.drawRect(self.frame())
        if self.hasFocus():
            painter.setPen(QPen(theme.color("border.focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _map(self) -> QPixmap:
        scene, shown = self._view.map_scene, self._shown()
        size = (self.size(), scene.sceneRect(), self.devicePixelRatioF())
        known = self._drawn
        if known is not None and identical(known[0], shown) and known[1] == size:
            return known[2]
        if known is None or known[1][0] != size[0] or not self._rest.isActive():
            self._drawn = known = shown, size, self._draw()
        return known[2]

    def _draw(self) -> QPixmap:
        scene, analyzed = self._view.map_scene, self._view.session.analysis
        theme, layout = self._view.appearance.theme, scene.folding.layout
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(theme.color("surface.panel"))
        known = analyzed is not None and scene.show_critical
        flows = analyzed.critical_flows if analyzed and known else frozenset[str]()
        steps = analyzed.critical_steps if analyzed and known else frozenset[str]()
        painter = QPainter(made)
        painter.fillRect(self._paper(), theme.color("surface.canvas"))
        origin, scale = self.pixel(QPointF()), self.scale
        painter.translate(origin)
        painter.scale(scale, scale)
        if len(layout.routes) <= MOST_LINES:
            others = [r for i, r in layout.routes.items() if i not in flows]
            _draw_lines(painter, others, theme.color("border.default"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            critical = [r for i, r in layout.routes.items() if i in flows]
            _draw_lines(painter, critical, theme.color("critical.line"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(layout.steps) <= MOST_LINES)
        least = 1.5 / scale
        found: dict[bool, list[QRectF]] = {False: [], True: []}
        for step, at in layout.steps.items():
            rect = QRectF(at.x, at.y, max(at.width, least), max(at.height, least))
            found[step in steps].append(rect)
        for is_critical, tone in ((False, "chart.bar"), (True, "critical.line")):
            painter.setBrush(theme.color(tone))
            painter.drawRects(found[is_critical])
        painter.end()
        return made

    def _paper(self) -> QRectF:
        paper = self._view.map_scene.sceneRect()
        return QRectF(self.pixel(paper.topLeft()), self.pixel(paper.bottomRight()))


def _draw_lines(painter: QPainter, routes: list[Route], color: QColor) -> None:
    painter.setPen(QPen(color, 0))
    for route in routes:
        painter.drawPolyline([QPointF(x, y) for x, y in route.points])
