"""Drawing a flow by keyboard: from the selected step to one chosen by number, name or arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStyleOptionGraphicsItem,
    QVBoxLayout,
    QWidget,
)

from mopsmap import edits
from mopsmap.diff import MapDiff
from mopsmap.language import translated as _
from mopsmap.ranking import ranked
from mopsmap.rules import kind_between, may_connect, may_leave
from ui.canvas import paint
from ui.canvas.naming import left_for_good
from ui.canvas.spots import card_in_view
from ui.canvas.walking import Way, step_from
from ui.look.theme import Theme, token

if TYPE_CHECKING:
    from ui.canvas.view import MapView

WIDTH, GAP = 300, 10
DEPTH = 14.0
"""Scene pixels that a flow back runs below the cards."""
ARROWS: dict[int, Way] = {
    Qt.Key.Key_Right.value: "next",
    Qt.Key.Key_Left.value: "before",
    Qt.Key.Key_Up.value: "up",
    Qt.Key.Key_Down.value: "down",
    Qt.Key.Key_Tab.value: "on",
    Qt.Key.Key_Backtab.value: "back",
}


class LinkLine(QFrame):
    """A line beside the step that a flow is to leave: what is typed or walked to is where it goes.

    Enter draws the flow, Esc gives it up. Nothing changes before that.
    """

    def __init__(self, view: MapView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.source: str | None = None
        self.target: str | None = None
        self.reason: str | None = None
        self._drawn: _Dashes | None = None
        self.setAccessibleName(_("Draw a flow"))
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(_("To which step? Number, name or arrows"))
        self.line.setAccessibleName(_("Where the flow goes"))
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._typed)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(18)
        row = QHBoxLayout()
        row.addWidget(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.said)
        self.setFixedWidth(WIDTH)
        self.hide()
        view.moved.connect(self.follow)
        view.session.changed.connect(self._on_changed)

    def begin(self, source: str) -> None:
        """Ask where a flow from a step goes."""
        view = self._view
        reason = may_leave(view.session.map, source)
        if reason is not None:
            view.session.said.emit(reason)
            return
        self.end()
        view.map_scene.folding.expand_all()
        self.source = source
        self._drawn = _Dashes(view)
        view.map_scene.addItem(self._drawn)
        view.show_step(source)
        self.line.clear()
        self._aim(None)
        self.follow()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def end(self) -> None:
        """Go without a trace."""
        if self.source is None:
            return
        self.source = self.target = None
        self._view.highlight_target(None, True)
        if self._drawn is not None:
            self._view.map_scene.removeItem(self._drawn)
            self._drawn = None
        if self.line.hasFocus():
            self._view.setFocus()
        self.hide()

    def follow(self) -> None:
        """Stay below the step as long as it is in sight, and off the step aimed at."""
        if self.source is None:
            return
        self.adjustSize()
        area = self._view.viewport().rect().adjusted(8, 8, -8, -8)
        card = card_in_view(self._view, self.source)
        deep = round(DEPTH * self._view.zoom) + GAP
        box = QRect(card.left(), card.bottom() + deep, self.width(), self.height())
        box = _within(box, area)
        aimed = card_in_view(self._view, self.target) if self.target is not None else QRect()
        for inside in (card, aimed):
            if box.intersects(inside):
                below = inside.bottom() + deep
                room = below + box.height() <= area.bottom()
                box.moveTop(below if room else inside.top() - GAP - box.height())
        self.move(_within(box, area).topLeft())

    def _on_changed(self, touched: MapDiff | None) -> None:
        if touched is None or self.source not in self._view.session.layout.steps:
            self.end()
        else:
            self.follow()

    def _typed(self, text: str) -> None:
        self._aim(self._meant(text))

    def _meant(self, text: str) -> str | None:
        """The step that a number or the letters of a name mean best."""
        wanted = text.strip()
        if not wanted:
            return None
        one, numbers = self._view.session.map, self._view.map_scene.numbers
        others = [step for step in numbers if step != self.source]
        if wanted.isdigit():
            return next((step for step in others if str(numbers[step]) == wanted), None)
        best = ranked(wanted, [one.step_by_id[step].called for step in others])
        return others[best[0][0]] if best else None

    def _aim(self, target: str | None) -> None:
        """Show the flow as it would be, and whether it may."""
        view, source = self._view, self.source
        assert source is not None
        one, numbers = view.session.map, view.map_scene.numbers
        self.target, self.reason = target, None
        if target is None:
            typed = self.line.text().strip()
            words = _("No step is meant by '{text}'.").format(text=typed) if typed else ""
            self._say(words or _("Enter connects, Esc gives up"), bool(words))
        else:
            self.reason = may_connect(one, source, target)
            named = f"{numbers[target]}  {one.step_by_id[target].called}"
            back = kind_between(one, source, target) == "rework"
            fits = _("{step}, as rework") if back else "{step}"
            self._say(self.reason or fits.format(step=named), self.reason is not None)
            view.show_step(target)
        view.highlight_target(target, self.reason is None)
        if self._drawn is not None:
            self._drawn.aim(source, target, self.reason is None)
        self.follow()

    def _say(self, words: str, refused: bool) -> None:
        self.said.setText(words)
        theme = self._view.appearance.theme
        tone = "alarm.text" if refused else "text.secondary"
        self.said.setStyleSheet(f"color: {theme.value(tone)}; font-size: 12px;")

    def _walk(self, way: Way) -> None:
        """Go on from where the flow goes now."""
        scene = self._view.map_scene
        found = step_from(scene, self.target or self.source, way)
        if found == self.source:
            found = step_from(scene, found, way)
        if found is not None and found != self.source:
            self.line.setText(str(scene.numbers[found]))
            self.line.selectAll()
            self._aim(found)

    def _connect(self) -> None:
        source, target, session = self.source, self.target, self._view.session
        if source is None or target is None:
            return
        if self.reason is not None:
            session.said.emit(self.reason)
            return
        self.end()
        map_id = session.map_id
        if session.edit(
            _("Connect steps"), lambda p: edits.connect(p, map_id, source, target), structural=True
        ):
            self._view.show_step(source)
            self._view.ask_how_often(source, target)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk, Enter draws, Esc gives up; so does going elsewhere."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and left_for_good(event):
            self.end()
        if not isinstance(event, QKeyEvent):
            return False
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.type() == QEvent.Type.ShortcutOverride and plain:
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and plain and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._connect()
        elif event.key() in ARROWS:
            self._walk(ARROWS[event.key()])
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and border."""
        theme = self._view.appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("border.strong"))
        painter.setBrush(theme.color("surface.panel"))
        radius = token("radius.panel")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _within(box: QRect, area: QRect) -> QRect:
    """A rectangle moved into another one."""
    left = max(area.left(), min(box.left(), area.right() - box.width()))
    top = max(area.top(), min(box.top(), area.bottom() - box.height()))
    return QRect(left, top, box.width(), box.height())


class _Dashes(QGraphicsItem):
    """The flow that is not yet there: a dashed line between two cards."""

    def __init__(self, view: MapView) -> None:
        super().__init__()
        self._view = view
        self._points: list[QPointF] = []
        self._fits = True
        self.setZValue(1000)

    def aim(self, source: str, target: str | None, fits: bool) -> None:
        """From a step to another, or nowhere."""
        self.prepareGeometryChange()
        self._fits, self._points = fits, []
        placed = self._view.session.layout.steps
        if target is not None:
            a, b = placed[source], placed[target]
            if b.x > a.x + a.width:
                self._points = [QPointF(a.x + a.width, a.center[1]), QPointF(b.x, b.center[1])]
            else:  # below both, and up again
                below = max(a.bottom, b.bottom) + DEPTH
                (ax, _ay), (bx, _by) = a.center, b.center
                way = ((ax, a.bottom), (ax, below), (bx, below), (bx, b.bottom))
                self._points = [QPointF(*point) for point in way]
        self.update()

    def boundingRect(self) -> QRectF:
        """Around the line and its arrow head."""
        return QPolygonF(self._points).boundingRect().adjusted(-12, -12, 12, 12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Dashes in the accent color; in that of alarms where the flow may not be."""
        if not self._points:
            return
        theme: Theme = self._view.appearance.theme
        color = theme.color("accent.base" if self._fits else "alarm.mark")
        pen = QPen(color, 1.75)
        pen.setDashPattern([4, 3])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(self._points))
        paint.arrow(painter, self._points[-2], self._points[-1], 8, 4, color)
