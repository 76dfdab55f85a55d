"""The lane headers at the left of the canvas: names, load, and editing lanes in place."""

from __future__ import annotations

from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTransform,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QToolTip, QWidget

from mopsmap import edits, units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.layout import Lane
from mopsmap.model import Project
from ui.canvas.lane_heads import UNNAMED_ROLE, Head, draw_heads, heads_of
from ui.canvas.naming import Making, belongs_to_line, left_for_good
from ui.look.theme import font, paint_icon
from ui.session import Selection

if TYPE_CHECKING:
    from ui.canvas.view import MapView

ADD_HEIGHT = 32
TAG_ROOM = 9
"""Pixels that the first lane has more above its cards: as far as their tags stick out."""


class LaneHeaders(QWidget):
    """Click selects a role, double-click renames it, dragging reorders, the last row adds one."""

    WIDTH = 112
    scale = 1.0
    """How much larger than usual all that is painted is."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._drag: str | None = None
        self._pressed: QPoint | None = None
        self._drop: int | None = None
        self._shown: tuple[object, ...] = ()
        self._editor: QLineEdit | None = None
        self._edited: str | None = None
        self._making: Making | None = None
        self._chosen_before = Selection()
        self.setAccessibleName(_("Lanes"))
        self.setMouseTracking(True)

    def enlarge(self, width: int, scale: float) -> None:
        """Be wider, and write larger."""
        self.WIDTH, self.scale = width, scale
        self._view.leave_room(self._view.viewportMargins().top())
        self.update()

    def renew(self) -> None:
        """Paint again where names, loads, places or the role selected are other ones."""
        session, scene = self._view.session, self._view.map_scene
        theme = self._view.appearance.theme
        shown = (scene.folding.layout.lanes, scene.lanes, session.selection.role, theme)
        if shown != self._shown:
            self._shown = shown
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as the names need."""
        return QSize(self.WIDTH, 200)

    def _lanes(self) -> list[tuple[Lane, QRectF]]:
        """The lanes with their headers, in whole pixels."""
        to, found = self._view.viewportTransform(), []
        for lane in self._view.map_scene.folding.layout.lanes:
            top, end = (
                floor(to.m22() * y + to.dy() + 0.5) for y in (lane.top, lane.top + lane.height)
            )
            top -= 0 if lane.top else TAG_ROOM
            found.append((lane, QRectF(0, top, self.width(), end - top)))
        return found

    def heads(self) -> list[Head]:
        """What the headers of all lanes show, in widget coordinates."""
        busy = {step.role for step in self._view.map_scene.folding.map.steps}
        return heads_of(self._lanes(), self._view.map_scene.lanes, busy)

    def _drawn_heads(self) -> list[Head]:
        """The headers as they are before they are enlarged."""
        small = QTransform.fromScale(1 / self.scale, 1 / self.scale)
        return [replace(head, rect=small.mapRect(head.rect)) for head in self.heads()]

    def _lane_at(self, at: QPointF) -> tuple[Lane, QRectF] | None:
        return next(((lane, r) for lane, r in self._lanes() if r.contains(at)), None)

    def _add_rect(self) -> QRectF:
        lanes = self._lanes()
        top = lanes[-1][1].bottom() if lanes else 0.0
        return QRectF(0, top, self.width(), ADD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names, loads and the row that adds a lane."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._view.appearance.theme
        painter.fillRect(self.rect(), theme.color("surface.laneHead"))
        painter.save()
        painter.scale(self.scale, self.scale)
        shown = self.height() / self.scale
        draw_heads(painter, theme, self._drawn_heads(), self._view.session.selection.role, shown)
        painter.restore()
        self._paint_add(painter)
        painter.setPen(theme.color("border.default"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        if self._drop is not None:
            self._paint_drop(painter)

    def _paint_add(self, painter: QPainter) -> None:
        theme = self._view.appearance.theme
        rect, large = self._add_rect(), self.scale
        painter.fillRect(rect, theme.color("surface.laneHead"))
        sign = QRectF(9 * large, rect.center().y() - 7 * large, 14 * large, 14 * large)
        paint_icon(painter, "plus", sign, theme.color("text.tertiary"))
        painter.setFont(font("label", large))
        painter.setPen(theme.color("text.tertiary"))
        words = rect.adjusted(28 * large, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, _("Add lane"))

    def _paint_drop(self, painter: QPainter) -> None:
        theme = self._view.appearance.theme
        lanes = [r for lane, r in self._lanes() if lane.role is not None]
        assert self._drop is not None
        y = lanes[self._drop].top() if self._drop < len(lanes) else lanes[-1].bottom()
        painter.fillRect(QRectF(0, y - 1, self.width(), 2), theme.color("accent.base"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the role; the last row adds a lane."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._view.setFocus()
        self._view.settle()
        if self._add_rect().contains(event.position()):
            self.add_lane()
            return
        found = self._lane_at(event.position())
        if found is not None and found[0].role is not None:
            self._chosen_before = self._view.session.selection
            self._view.session.select(role=found[0].role)
            self._drag = found[0].role
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a lane to another place."""
        over = self._add_rect().contains(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        if self._drag is None or self._pressed is None or self._view.session.read_only:
            return
        if self._view.map_scene.folding.collapsed:
            return
        if abs(event.position().y() - self._pressed.y()) < 6 and self._drop is None:
            return
        middles = [r.center().y() for lane, r in self._lanes() if lane.role is not None]
        self._drop = sum(event.position().y() > middle for middle in middles)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop the lane."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        role, drop = self._drag, self._drop
        self._drag = self._drop = self._pressed = None
        session = self._view.session
        if role is None or drop is None or role not in session.map.role_by_id:
            return
        at = [r.id for r in session.map.roles].index(role)
        index, map_id = drop - (1 if drop > at else 0), session.map_id
        if index != at:
            session.edit(_("Move lane"), lambda p: edits.move_role(p, map_id, role, index))
        self.update()

    def cancel_drag(self) -> bool:
        """Esc: the lane stays where it is; False where none is dragged."""
        if self._drag is None:
            return False
        self._drag = self._drop = self._pressed = None
        chosen = self._chosen_before
        self._view.session.choose(chosen)
        self.update()
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename a lane in place."""
        self._drag = self._drop = self._pressed = None
        found = self._lane_at(event.position())
        if found is not None and found[0].role is not None:
            self.rename(found[0].role)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Rename, move, add and delete."""
        found = self._lane_at(QPointF(event.pos()))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        icon = self._view.appearance.theme.icon
        if found is not None and found[0].role is not None:
            role = found[0].role
            self._view.session.select(role=role)
            menu.addAction(icon("pencil"), _("Rename lane"), lambda: self.rename(role))
            menu.addAction(icon("arrow-move-up"), _("Move up"), lambda: self.shift(role, -1))
            menu.addAction(icon("arrow-move-down"), _("Move down"), lambda: self.shift(role, 1))
            menu.addSeparator()
            menu.addAction(icon("layout-rows"), _("Add lane below"), lambda: self.add_lane(role))
            menu.addAction(icon("trash"), _("Delete lane"), lambda: self.delete(role))
        else:
            menu.addAction(icon("layout-rows"), _("Add lane"), self.add_lane)
        menu.popup(event.globalPos())

    def add_lane(self, below: str | None = None) -> None:
        """Add a lane, at the bottom or below another, and open its name, which Esc gives up."""
        self._view.settle()
        self._view.map_scene.folding.expand_all()
        session = self._view.session
        ids = [r.id for r in session.map.roles]
        index = ids.index(below) + 1 if below in ids else len(ids)
        role, map_id = edits.fresh_id(session.project, "role"), session.map_id

        def change(project: Project) -> Project:
            return edits.add_role(project, map_id, role, _("New role"), index)

        making = Making(_("Add lane"), change, session.selection)
        if session.preview(change):
            session.select(role=role)
            self._open(role, making)

    def shift(self, role: str, by: int) -> None:
        """Move a lane up or down by one."""
        session = self._view.session
        at, map_id = [r.id for r in session.map.roles].index(role), session.map_id
        session.edit(_("Move lane"), lambda p: edits.move_role(p, map_id, role, max(0, at + by)))

    def delete(self, role: str) -> None:
        """Delete a lane; undo brings it back."""
        session, map_id = self._view.session, self._view.session.map_id
        left = sum(step.role == role for step in session.map.steps)
        name = session.map.role_by_id[role].name
        if session.edit(_("Delete lane"), lambda p: edits.delete_role(p, map_id, role)):
            said = _("The lane '{name}' was deleted.").format(name=name)
            now = counted(left, "Its {n} step has no role now.", "Its {n} steps have no role now.")
            session.done.emit(f"{said} {now}" if left else said)

    def rename(self, role: str) -> None:
        """Open a lane's name for typing."""
        session = self._view.session
        if role in session.map.role_by_id and not session.refuses():
            self._view.settle()
            self._open(role)

    def show_lane(self, role: str) -> None:
        """Scroll just enough to see a lane."""
        for lane in self._view.map_scene.folding.layout.lanes:
            if lane.role == role:
                left = self._view.mapToScene(self._view.viewport().rect().center()).x()
                self._view.ensureVisible(QRectF(left, lane.top, 1, lane.height), 0, 8)

    def _open(self, role: str, making: Making | None = None) -> None:
        self._view.needed.emit()
        self.show_lane(role)
        editor = QLineEdit(self._view.session.map.role_by_id[role].name, self)
        editor.setAccessibleName(_("Name of the lane"))
        made = font("laneName", self.scale)
        editor.setFont(made)
        editor.setStyleSheet(f"QLineEdit {{ font-size: {made.pixelSize()}px; }}")
        editor.selectAll()
        editor.installEventFilter(self)
        self._editor, self._edited, self._making = editor, role, making
        self.follow()
        editor.show()
        editor.setFocus()

    def follow(self) -> None:
        """Keep names, and the one being typed, beside their lanes."""
        self.update()
        for lane, rect in self._lanes() if self._editor is not None else ():
            if lane.role == self._edited and self._editor is not None:
                top = round(max(rect.top(), 0) + 2)
                self._editor.setGeometry(4, top, self.width() - 8, round(28 * self.scale))

    def close_editor(self, keep: bool) -> bool:
        """End typing a lane's name; `keep` stores it. True where a new lane was given up."""
        editor, role, making = self._editor, self._edited, self._making
        if editor is None or role is None:
            return False
        self.forget()
        session = self._view.session
        known = session.map.role_by_id.get(role)
        if known is None:
            return False
        text, map_id = " ".join(editor.text().split()), session.map_id

        def named(project: Project) -> Project:
            return edits.set_roles(project, map_id, (role,), name=text)

        if making is not None:
            return making.end(session, named if keep and text else None)
        if keep and text and text != known.name:
            session.edit(_("Rename lane"), named)
        return False

    def forget(self) -> None:
        """End typing and dragging without a word, as when another map is shown."""
        editor = self._editor
        self._editor = self._edited = self._making = None
        self._drag = self._drop = self._pressed = None
        if editor is not None:
            if editor.hasFocus():
                self._view.setFocus()
            editor.hide()
            editor.deleteLater()

    def event(self, event: QEvent) -> bool:
        """The whole name of a lane and its load, as its header may be too low for them."""
        if not isinstance(event, QHelpEvent):
            return super().event(event)
        found = self._lane_at(QPointF(event.pos()))
        look = self._view.map_scene.lanes.get(found[0].role) if found is not None else None
        if found is None or look is None:
            QToolTip.hideText()
            return True
        text = look.name or UNNAMED_ROLE
        if look.load is not None:
            load = units.format_percent(look.load)
            text = _("{role}, load {percent}").format(role=text, percent=load)
        QToolTip.showText(event.globalPos(), text, self, found[1].toRect())
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps the name, Esc does not."""
        if watched is not self._editor:
            return False
        if isinstance(event, QFocusEvent) and event.lostFocus() and left_for_good(event):
            self.close_editor(keep=True)
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and belongs_to_line(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                self.close_editor(keep=True)
            elif event.key() == Qt.Key.Key_Escape:
                self.close_editor(keep=False)
            else:
                return False
            return True
        return False
