"""The phases above the lanes: brackets with names and times, which collapse and expand them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QToolTip, QWidget

from mopsmap import units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.phases import Bracket, brackets, phases_in
from ui.canvas.marks import BlockLook
from ui.look.lettering import draw_text, elided, text_width
from ui.look.theme import Theme, font, paint_icon, token

if TYPE_CHECKING:
    from ui.canvas.view import MapView

ROW, PADDING = 22.0, 4.0
"""Height of a bracket and the room around it, screen pixels."""
MOST_ROWS = 4
"""More brackets beside each other than this are not drawn: they would say nothing."""
ICON = 11.0


@dataclass(frozen=True, slots=True)
class PhaseHead:
    """A phase above the lanes, on screen."""

    name: str
    rect: QRectF
    collapsed: bool
    look: BlockLook


def height_of(rows: int) -> float:
    """How high the header of so many rows is, screen pixels; 0 where there are none."""
    return rows * (ROW + PADDING) + PADDING if rows else 0.0


def draw_head(
    painter: QPainter, theme: Theme, head: PhaseHead, hovered: bool, sight: tuple[float, float]
) -> None:
    """A bracket: name, wait and process time as far as they fit in sight, between two x."""
    rect = head.rect
    painter.setPen(QPen(theme.color("border.default"), 1))
    painter.setBrush(theme.color("surface.hover" if hovered else "surface.card"))
    radius = token("radius.chip")
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    room = QRectF(rect)
    room.setLeft(max(rect.left(), sight[0]) + 6)
    room.setRight(min(rect.right(), sight[1]) - 7)
    if room.width() < ICON:
        return
    pale, ink = theme.color("text.secondary"), theme.color("text.primary")
    icon = "chevron-right" if head.collapsed else "chevron-down"
    if head.collapsed or text_width(font("laneName"), head.name) + ICON + 4 <= room.width():
        paint_icon(painter, icon, _beside(room.left(), room), pale)
        room.setLeft(room.left() + ICON + 4)
    if head.collapsed:
        steps = counted(head.look.steps, "{n} step", "{n} steps")
        draw_text(painter, room, steps, font("caption"), pale)
        return
    name = font("laneName")
    wide = text_width(name, head.name)
    figures = _figures(head.look)
    while figures and wide + 10 + sum(_width(text) for _, text in figures) > room.width():
        figures.pop()
    end = room.right()
    for sign, text in reversed(figures):
        end -= _width(text) - 8
        paint_icon(painter, sign, _beside(end, room), pale)
        box = QRectF(end + ICON + 2, room.top(), room.right(), room.height())
        draw_text(painter, box, text, font("cardMetric"), pale)
        end -= 8
    if wide > room.width():
        draw_text(painter, room, elided(name, head.name, room.width()), name, ink)
    else:
        draw_text(painter, room, head.name, name, ink)


def _figures(look: BlockLook) -> list[tuple[str, str]]:
    """Icon and text of the times; the more telling first, for the other gives way."""
    pairs = (("hourglass-low", look.wait), ("clock", look.process))
    return [(icon, text) for icon, text in pairs if text not in ("", units.DASH)]


def _width(text: str) -> float:
    return ICON + 2 + text_width(font("cardMetric"), text) + 8


def _beside(left: float, room: QRectF) -> QRectF:
    return QRectF(left, room.center().y() - ICON / 2, ICON, ICON)


class PhaseHeaders(QWidget):
    """A strip above the canvas that stays there while it scrolls; empty without phases.

    A click collapses a phase to a block or expands it; the corner does so with all of them.
    """

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._brackets: tuple[Bracket, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._hovered: str | None = None
        self._held: str | None = None
        self._before: tuple[str, float, int, int] | None = None
        self.setAccessibleName(_("Phases"))
        self.setMouseTracking(True)

    @property
    def needed_height(self) -> int:
        """How high the strip has to be for the map shown."""
        rows = max((b.row + 1 for b in self._brackets), default=0)
        return round(height_of(rows) * self._scale)

    @property
    def _scale(self) -> float:
        """As large as the headers beside it."""
        return self._view.headers.scale

    def renew(self) -> None:
        """Take the phases of what is drawn and make room for them."""
        scene = self._view.map_scene
        session, folded = self._view.session, scene.folding.folded
        if folded is None:
            found = brackets(session.map, session.layout)
        else:
            named = folded.map.replace(
                steps=tuple(
                    s.replace(phase=folded.blocks[s.id]) if s.id in folded.blocks else s
                    for s in folded.map.steps
                )
            )
            found = brackets(named, scene.folding.layout)
        self._brackets = tuple(b for b in found if b.row < MOST_ROWS)
        self._view.leave_room(self.needed_height)
        collapsed, theme = frozenset(scene.folding.collapsed), self._view.appearance.theme
        shown = (self._brackets, scene.phases, collapsed, self._scale, theme)
        if shown != self._shown:
            self._shown = shown
            self.update()

    def toggle_all(self) -> None:
        """Collapse all phases and show the whole map, or come back to where one was before."""
        self._view.settle()
        self._view.fade.along(self._toggle_all)

    def _toggle_all(self) -> None:
        view, folding = self._view, self._view.map_scene.folding
        bars = view.horizontalScrollBar(), view.verticalScrollBar()
        if folding.collapsed:
            folding.expand_all()
            if self._before is not None and self._before[0] == view.session.map_id:
                _, zoom, across, down = self._before
                view.set_zoom(zoom)
                bars[0].setValue(across)
                bars[1].setValue(down)
            self._before = None
        elif phases_in(view.session.map):
            self._before = (view.session.map_id, view.zoom, bars[0].value(), bars[1].value())
            folding.toggle_all()
            view.fit()

    def toggle(self, phase: str) -> None:
        """Collapse a phase or expand it; it begins at the same place on screen."""
        self._view.settle()
        self._view.fade.along(lambda: self._toggle(phase))

    def _toggle(self, phase: str) -> None:
        view, before = self._view, self._left_of(phase)
        view.map_scene.folding.toggle(phase)
        bar = view.horizontalScrollBar()
        bar.setValue(bar.value() + round(self._left_of(phase) - before))

    def _left_of(self, phase: str) -> float:
        return next((head.rect.left() for head in self.heads() if head.name == phase), 0.0)

    def heads(self) -> list[PhaseHead]:
        """The brackets in widget coordinates."""
        view, collapsed = self._view, self._view.map_scene.folding.collapsed
        left = view.headers.WIDTH
        found = []
        for bracket in self._brackets:
            start, end = (
                view.mapFromScene(QPointF(x, 0)).x() + left for x in (bracket.left, bracket.right)
            )
            top = (PADDING + bracket.row * (ROW + PADDING)) * self._scale
            rect = QRectF(start, top, max(end - start, 4.0), ROW * self._scale)
            look = view.map_scene.phases.get(bracket.name)
            if look is not None:
                found.append(PhaseHead(bracket.name, rect, bracket.name in collapsed, look))
        return found

    def head_at(self, at: QPointF) -> PhaseHead | None:
        """The bracket at a place; None in the corner and between brackets."""
        if at.x() < self._view.headers.WIDTH:
            return None
        return next((head for head in self.heads() if head.rect.contains(at)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Brackets on the ground of the lane headers, and the corner that names them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, left = self._view.appearance.theme, float(self._view.headers.WIDTH)
        painter.fillRect(self.rect(), theme.color("surface.laneHead"))
        scale = self._scale
        sight = left / scale, (left + self._view.viewport().width()) / scale
        small = QTransform.fromScale(1 / scale, 1 / scale)
        painter.save()
        painter.setClipRect(QRectF(left, 0, self.width() - left, self.height()))
        painter.scale(scale, scale)
        for head in self.heads():
            if head.rect.right() > left and head.rect.left() < self.width():
                shown = replace(head, rect=small.mapRect(head.rect))
                draw_head(painter, theme, shown, head.name == self._hovered, sight)
        painter.restore()
        painter.save()
        painter.scale(scale, scale)
        corner = QRectF(8, PADDING, sight[0] - 12, ROW)
        folded = bool(self._view.map_scene.folding.collapsed)
        pale = theme.color("text.tertiary")
        paint_icon(
            painter, "chevron-right" if folded else "chevron-down", _beside(10, corner), pale
        )
        box = corner.adjusted(ICON + 6, 0, 0, 0)
        text = _("Expand all") if folded else _("Collapse all")
        draw_text(painter, box, text, font("caption"), pale)
        painter.restore()
        painter.setPen(theme.color("border.default"))
        painter.drawLine(QPointF(left - 0.5, 0), QPointF(left - 0.5, self.height()))
        painter.drawLine(
            QPointF(0, self.height() - 0.5), QPointF(self.width(), self.height() - 0.5)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._view.setFocus()
            self._held = self._under(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Collapse or expand what was taken, if the pointer is still there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        held, self._held = self._held, None
        if held is None or held != self._under(event.position()):
            return
        if held:
            self.toggle(held)
        else:
            self.toggle_all()

    def _under(self, at: QPointF) -> str | None:
        """The phase whose head is there, "" for all of them."""
        head = self.head_at(at)
        if head is not None:
            return head.name
        return "" if at.x() < self._view.headers.WIDTH else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would take."""
        head = self.head_at(event.position())
        hovered = head.name if head is not None else None
        corner = event.position().x() < self._view.headers.WIDTH
        hand = hovered is not None or corner
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """The whole name of a phase and its figures, as its bracket may be too narrow for them."""
        if not isinstance(event, QHelpEvent):
            return super().event(event)
        head = self.head_at(QPointF(event.pos()))
        if head is None:
            QToolTip.hideText()
            return True
        QToolTip.showText(event.globalPos(), tip_of(head.look), self, head.rect.toRect())
        return True


def tip_of(look: BlockLook) -> str:
    """A phase in words."""
    steps = counted(look.steps, "{n} step", "{n} steps")
    rows = [f"<b>{look.title}</b>", steps]
    rows.append(_("Wait {wait}, process {process}").format(wait=look.wait, process=look.process))
    if look.share:
        rows.append(_("{share} of all wait and process time").format(share=look.share))
    return "<br>".join(rows)
