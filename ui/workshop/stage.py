"""What stands at the foot of the workshop: a frame as high as the capture line, keys below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.capture.hints import HintPainter
from ui.capture.line import WORKSHOP as SIZE
from ui.capture.words import LEAVE, Hint
from ui.look.lettering import draw_text, strong, text_width
from ui.look.theme import Appearance, font, paint_icon

LINE = 34
"""From one row of keys to the next, pixels."""


class Stage(QWidget):
    """A frame with an icon, words before what stands in it, and keys in one or two rows below.

    left: it has done its work, or was given up.
    """

    left = Signal()
    icon = ""
    framed = True

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.words = ""
        self.beside = ""
        """What stands at the right end of the frame."""
        self.hints: Sequence[Hint] = ()
        self.leave = LEAVE
        self.refusal = ""
        """Why what is typed cannot be taken; it stands in place of the keys."""
        self.remark = ""
        """What stands before the keys."""
        self.setFixedHeight(SIZE.bar)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(600, SIZE.bar)

    @property
    def frame(self) -> QRectF:
        """Where the frame stands."""
        return QRectF(SIZE.side, SIZE.top, self.width() - 2 * SIZE.side, SIZE.field)

    @property
    def inside(self) -> QRectF:
        """The room in the frame between the words at its ends."""
        room = self.frame.adjusted(SIZE.field * 0.35, 0, -SIZE.field * 0.35, 0)
        if self.icon:
            room.setLeft(room.left() + SIZE.field * 0.6)
        if self.words:
            room.setLeft(room.left() + self._words_width() + 20)
        if self.beside:
            room.setRight(room.right() - text_width(font("workshopHint"), self.beside) - 16)
        return room

    @property
    def active(self) -> bool:
        """Whether the keyboard is in it."""
        return False

    def end(self) -> None:
        """Something else stands at the foot from now on."""

    def say(self, refusal: str) -> None:
        """Say why what is typed cannot be taken; "" once it can."""
        if refusal != self.refusal:
            self.refusal = refusal
            self.update()

    def _words_width(self) -> float:
        return min(text_width(font("workshopLane"), self.words), self.frame.width() * 0.42)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, frame = self._appearance.theme, self.frame
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("border.default"))
        if self.framed:
            on = self.active
            pen = QPen(theme.color("border.focus" if on else "border.default"), 2 if on else 1)
            painter.setPen(pen)
            painter.setBrush(theme.color("surface.field" if on else "surface.panelAlt"))
            edge = frame.adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(edge, SIZE.radius, SIZE.radius)
        x = frame.left() + SIZE.field * 0.35
        tone = theme.color("accent.base" if self.active else "text.secondary")
        if self.icon:
            box = QRectF(x, frame.center().y() - 16, 32, 32)
            paint_icon(painter, self.icon, box, tone)
            x += SIZE.field * 0.6
        if self.words:
            room = QRectF(x, frame.top(), self._words_width() + 1, frame.height())
            ink = theme.color("text.primary")
            draw_text(painter, room, self.words, font("workshopLane"), ink)
        if self.beside:
            made, inside = font("workshopHint"), self.inside
            room = QRectF(inside.right() + 16, frame.top(), frame.right(), frame.height())
            draw_text(painter, room, self.beside, made, theme.color("text.secondary"))
        self.draw(painter, self.inside)
        self._paint_keys(painter)

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Paint what stands in the frame."""

    def _paint_keys(self, painter: QPainter) -> None:
        theme, frame = self._appearance.theme, self.frame
        hints = HintPainter(theme, SIZE.hint)
        rows = QRectF(frame.left() + 4, frame.bottom(), frame.width() - 8, 0)
        rows.setBottom(self.height())
        end = rows.right() - hints.width(self.leave)
        middle = rows.center().y()
        hints.paint(painter, QPointF(end, middle), self.leave)
        rows.setRight(end - 2 * hints.size)
        if self.refusal:
            box = QRectF(rows.left(), middle - 10, 20, 20)
            paint_icon(painter, "info-circle", box, theme.color("alarm.mark"))
            room = rows.adjusted(28, 0, 0, 0)
            ink = theme.color("text.primary")
            draw_text(painter, room, self.refusal, font("workshopHint"), ink)
            return
        if self.remark:
            made, ink = strong("workshopHint"), theme.color("text.primary")
            wide = draw_text(painter, rows.adjusted(0, 0, 0, 0), self.remark, made, ink)
            rows.setLeft(rows.left() + wide + 2 * hints.size)
        wide = sum(hints.width(hint) + 1.5 * hints.size for hint in self.hints)
        if wide - 1.5 * hints.size <= rows.width():
            hints.row(painter, rows, self.hints)
            return
        first = QRectF(rows.left(), middle - LINE + 1, rows.width(), LINE)
        done = hints.row(painter, first, self.hints)
        hints.row(painter, first.translated(0, LINE - 2), self.hints[done:])


def key(keys: str, words: str) -> Hint:
    """Keys such as "Shift+F7" and what they do."""
    return Hint(tuple(keys.split("+")), words)
