"""The files opened last, as rows: title, place, steps, lead time and when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from mopsmap.language import counted
from mopsmap.language import translated as _
from ui.documents.glance import Glance
from ui.documents.recent import Recent, when_text
from ui.look.lettering import LEFT, RIGHT, draw_text, strong
from ui.look.theme import Appearance, font, paint_icon, token
from ui.panels.look import fill_round
from ui.welcome.actions import LARGER
from ui.welcome.pressable import Pressable

SHOWN = 5
WIDE = 760
"""From this width on there is room for the folder beside the title."""
WHEN, LEAD, STEPS, EDGE = 116.0, 90.0, 86.0, 18.0
EMPTY_HEIGHT = 88


def place_text(path: Path) -> str:
    """Where a file is, from the person's own folder on."""
    try:
        parts = path.relative_to(Path.home()).parts
    except (ValueError, RuntimeError):
        parts = path.parts[1:] if path.is_absolute() else path.parts
    return " / ".join(parts)


class RecentRow(Pressable):
    """One file. removed: it is to be taken out of the list."""

    removed = Signal()

    def __init__(self, appearance: Appearance, recent: Recent, parent: QWidget) -> None:
        super().__init__(appearance, recent.path.stem, parent)
        self.recent = recent
        self.glance = Glance(title=recent.path.stem)
        self.first = self.last = False
        self._when = when_text(recent.opened, datetime.now().astimezone().date())
        self._tell()

    def show_glance(self, glance: Glance) -> None:
        """Show what is known of the file."""
        self.glance = glance
        self._tell()
        self.update()

    @property
    def title(self) -> str:
        """The title of the value stream, else the name of the file."""
        return self.glance.title or self.recent.path.stem

    @property
    def facts(self) -> tuple[str, str]:
        """Steps and lead time, or what is wrong with the file."""
        known = self.glance
        words = {
            "missing": _("Not found"),
            "unreadable": _("Cannot be read"),
            "large": _("Large file"),
        }
        if known.state:
            return words[known.state], ""
        steps = counted(known.steps, "{n} step", "{n} steps") if known.drawing or known.lead else ""
        return steps, known.lead

    def _tell(self) -> None:
        lead = _("lead time {time}").format(time=self.facts[1]) if self.facts[1] else ""
        parts = (self.title, self.facts[0], lead, self._when)
        self.setAccessibleName(", ".join(part for part in parts if part))
        place = str(self.recent.path)
        more = _("Not found. Delete takes it out of the list.")
        self.setToolTip(f"{place}\n{more}" if self.glance.state == "missing" else place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the file out of the list; the file itself stays."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open it or take it out of the list."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        middle = self.mapToGlobal(self.rect().center())
        self.make_menu().popup(middle if by_key else event.globalPos() + QPoint(1, 1))

    def make_menu(self) -> QMenu:
        """What can be done with the file."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.theme.icon("folder-open"), _("Open")).triggered.connect(self.click)
        remove = menu.addAction(self.theme.icon("x"), _("Remove from this list"))
        remove.triggered.connect(self.removed)
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon and the columns."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, box = self.theme, QRectF(self.rect())
        self._paint_ground(painter, box)
        gone = self.glance.state == "missing"
        ink = theme.color("text.tertiary" if gone else "text.primary")
        faint = theme.color("text.tertiary" if gone else "text.secondary")
        icon = "file-x" if self.glance.state in ("missing", "unreadable") else "sitemap"
        paint_icon(painter, icon, QRectF(EDGE, (box.height() - 17) / 2, 17, 17), faint)
        right = box.right() - EDGE
        for text, width, strongly in (
            (self._when, WHEN, False),
            (self.facts[1], LEAD, True),
            (self.facts[0], STEPS, False),
        ):
            column = QRectF(right - width, 0, width, box.height())
            made, color = (strong("body"), ink) if strongly else (font("body"), faint)
            draw_text(painter, column, text, made, color, RIGHT)
            right -= width
        left = EDGE + 36
        wide = box.width() >= WIDE
        room = (right - left - 24) * (0.44 if wide else 1.0)
        title = QRectF(left, 0, room, box.height())
        draw_text(painter, title, self.title, strong("body", LARGER), ink, LEFT)
        if wide:
            place = QRectF(left + room + 16, 0, right - left - room - 40, box.height())
            made = font("label")
            text = QFontMetricsF(made).elidedText(
                place_text(self.recent.path), Qt.TextElideMode.ElideMiddle, place.width()
            )
            draw_text(painter, place, text, made, faint, LEFT)

    def _paint_ground(self, painter: QPainter, box: QRectF) -> None:
        theme, radius = self.theme, token("radius.card") - 1
        ground = self.ground("surface.selected" if self.hasFocus() else "surface.panel")
        above, below = (0 if self.first else 9), (0 if self.last else 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box.adjusted(0, -above, 0, below), radius, radius)
        if not self.last:
            line = QRectF(0, box.height() - 1, box.width(), 1)
            painter.fillRect(line, theme.color("border.subtle"))
        self.ring(painter, box, radius if self.first or self.last else 2)


class RecentList(QWidget):
    """The rows in one frame. opened, removed: the path of a row."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.rows: list[RecentRow] = []
        self.setAccessibleName(_("Recent files"))
        appearance.changed.connect(self.update)

    def show_files(self, files: list[Recent]) -> None:
        """Show these files."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [RecentRow(self._appearance, one, self) for one in files[:SHOWN]]
        for number, row in enumerate(self.rows):
            row.first, row.last = number == 0, number == len(self.rows) - 1
            path = row.recent.path
            row.clicked.connect(lambda *_, path=path: self.opened.emit(path))
            row.removed.connect(lambda path=path: self.removed.emit(path))
            row.show()

    def show_glance(self, path: Path, glance: Glance) -> None:
        """Show what is known of a file, if it is one of these."""
        for row in self.rows:
            if row.recent.path == path:
                row.show_glance(glance)

    def arrange(self, width: int, row_height: int) -> int:
        """Place the rows; returns the height of the whole."""
        for number, row in enumerate(self.rows):
            row.setGeometry(1, 1 + number * row_height, width - 2, row_height)
        return len(self.rows) * row_height + 2 if self.rows else EMPTY_HEIGHT

    def sizeHint(self) -> QSize:
        """It is placed by what holds it."""
        return QSize(400, EMPTY_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame; without files, what will stand here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, box = self._appearance.theme, QRectF(self.rect())
        ground, border = theme.color("surface.panel"), theme.color("border.default")
        fill_round(painter, box, token("radius.card"), ground, border)
        if not self.rows:
            painter.setFont(font("body"))
            painter.setPen(theme.color("text.tertiary"))
            words = _("Value streams you open or save appear here.")
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
