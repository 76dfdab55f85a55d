"""The welcome screen: begin, go on with a recent file, or look at a sample.

It lies over everything below the menu row; the window beneath is ready all the while.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from mopsmap.language import translated as _
from ui.commands.actions import Command
from ui.documents.glance import Glance, Glances, Known
from ui.documents.recent import forget, recent_files
from ui.look.theme import Appearance, font
from ui.welcome.actions import Beginnings
from ui.welcome.files import RecentList
from ui.welcome.gallery import Gallery
from ui.welcome.pressable import ARROWS

MARGIN, NARROW_MARGIN, NARROW = 48, 32, 860
WIDEST = 1480
TOP, BOTTOM, HEAD, BETWEEN = 40, 32, 36, 28
ROW, LOW_ROW, LOW = 46, 40, 780
"""Height of a row, and of one in a window lower than `LOW`."""


class Shelf(QWidget):
    """The right side: recent files above samples."""

    def __init__(self, appearance: Appearance, samples: Sequence[tuple[str, Path]]) -> None:
        super().__init__()
        self.recent = RecentList(appearance)
        self.gallery = Gallery(appearance, samples)
        self._heads = (_head(_("Recent")), _head(_("Samples")))
        self._words = QLabel(_("Opens as a copy"))
        self._words.setProperty("tone", "secondary")
        for part in (*self._heads, self._words, self.recent, self.gallery):
            part.setParent(self)

    def arrange(self, width: int, height: int) -> None:
        """Place everything within a width; in a height of this much nothing needs to scroll."""
        margin = MARGIN if width >= NARROW else NARROW_MARGIN
        inner = min(width - 2 * margin, WIDEST)
        y = TOP if height >= LOW else TOP - 12
        first, second = self._heads
        first.move(margin, y)
        y += HEAD
        deep = self.recent.arrange(inner, ROW if height >= LOW else LOW_ROW)
        self.recent.setGeometry(margin, y, inner, deep)
        y += deep + BETWEEN
        second.move(margin, y)
        beside = margin + second.sizeHint().width() + 10
        self._words.move(
            beside, y + second.sizeHint().height() - self._words.sizeHint().height() - 1
        )
        y += HEAD
        deep = self.gallery.arrange(inner, height - y - BOTTOM)
        self.gallery.setGeometry(margin, y, inner, deep)
        self.setFixedHeight(max(height, y + deep + BOTTOM))


def _head(words: str) -> QLabel:
    head = QLabel(words)
    head.setProperty("tone", "title")
    head.setFont(font("stepTitle"))
    return head


class _Area(QScrollArea):
    """Scrolls by wheel and focus alone: the arrow keys go from part to part."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class Welcome(QWidget):
    """The screen over a window.

    asked(name): a command; opened(path), copied(path): a file and a sample to open; left: the
    person wants to see the window; painted: once, after the first painting.
    """

    asked = Signal(str)
    opened = Signal(object)
    copied = Signal(object)
    left = Signal()
    painted = Signal()

    def __init__(
        self,
        appearance: Appearance,
        commands: Mapping[str, Command],
        samples: Sequence[tuple[str, Path]],
        known: Known,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._painted = False
        self.beside: Sequence[QWidget] = ()
        """What Tab goes to as well where it is shown, above the screen."""
        self._glances = Glances(known, self)
        self._glances.seen.connect(self._show_glance)
        self.setAccessibleName(_("Welcome"))
        self.beginnings = Beginnings(appearance, commands)
        self.shelf = Shelf(appearance, samples)
        self.area = _Area()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setWidget(self.shelf)
        self.shelf.setAutoFillBackground(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.beginnings)
        row.addWidget(self.area, 1)
        self.beginnings.asked.connect(self.asked)
        self.shelf.recent.opened.connect(self._open)
        self.shelf.recent.removed.connect(self._remove)
        self.shelf.gallery.opened.connect(self.copied)
        appearance.changed.connect(self.update)

    def renew(self) -> None:
        """Show the recent files as they are now."""
        self.shelf.recent.show_files(recent_files())
        self._arrange()
        if self._painted:
            self._look()

    def take_focus(self) -> None:
        """Give the keyboard to the first recent file, else to what begins a new one."""
        rows = self.shelf.recent.rows
        first: QWidget = rows[0] if rows else self.beginnings.buttons["new_file"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, path: Path) -> None:
        """Open a file, or look for one that was not there again."""
        row = next(row for row in self.shelf.recent.rows if row.recent.path == path)
        if row.glance.state == "missing":
            self._look()
        else:
            self.opened.emit(path)

    def _remove(self, path: Path) -> None:
        rows = self.shelf.recent.rows
        at = next((n for n, row in enumerate(rows) if row.recent.path == path), 0)
        forget(path)
        self.renew()
        rows = self.shelf.recent.rows
        if rows:
            rows[min(at, len(rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.take_focus()

    def _look(self) -> None:
        """Look into the files; their facts come one by one."""
        recent = [row.recent.path for row in self.shelf.recent.rows]
        self._glances.ask([*recent, *(tile.path for tile in self.shelf.gallery.tiles)])

    def _show_glance(self, path: Path, glance: Glance) -> None:
        self.shelf.recent.show_glance(path, glance)
        self.shelf.gallery.show_glance(path, glance)

    def _arrange(self) -> None:
        area = self.area.viewport()
        self.shelf.arrange(area.width(), area.height())

    def _parts(self) -> list[QWidget]:
        """All that can have the keyboard, in the order of the Tab key."""
        left = self.beginnings
        return [
            *(part for part in self.beside if part.isVisible()),
            *left.buttons.values(),
            left.theme_switch,
            *self.shelf.recent.rows,
            *self.shelf.gallery.tiles,
        ]

    def panes(self) -> tuple[QWidget, ...]:
        """What F6 goes round."""
        above = {part.parentWidget() for part in self.beside if part.isVisible()}
        shown = (part for part in above if part is not None)
        return (*shown, self.beginnings, self.shelf.recent, self.shelf.gallery)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays on this screen: what lies beneath cannot be seen."""
        parts = self._parts()
        here = QApplication.focusWidget()
        at = parts.index(here) if here in parts else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        self._go(parts[(at + (1 if forward else -1)) % len(parts)], reason)
        return True

    def _go(self, part: QWidget, reason: Qt.FocusReason) -> None:
        part.setFocus(reason)
        if self.shelf.isAncestorOf(part):
            self.area.ensureWidgetVisible(part, 0, 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the nearest on that side, Esc to the window."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in ARROWS:
            found = self._nearest(event.key())
            if found is not None:
                self._go(found, Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _nearest(self, way: int) -> QWidget | None:
        here = self.focusWidget()
        if here is None:
            return None
        start = self._place(here)
        found = ((_distance(start, self._place(part), way), part) for part in self._parts())
        near = [(far, part) for far, part in found if part is not here and far is not None]
        return min(near, key=lambda pair: pair[0], default=(0, None))[1]

    def _place(self, part: QWidget) -> QRect:
        return QRect(part.mapTo(self, QPoint()), part.size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """The files may have changed meanwhile."""
        super().showEvent(event)
        self.renew()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read while nobody looks."""
        super().hideEvent(event)
        self._glances.stop(wait=not self.window().isVisible())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; files are looked into only once something is seen."""
        QPainter(self).fillRect(self.rect(), self._appearance.theme.color("surface.canvas"))
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._first_look)

    def _first_look(self) -> None:
        self.painted.emit()
        if self.isVisible():
            self._look()


def _distance(start: QRect, there: QRect, way: int) -> float | None:
    """How far a place is on one side; None where it lies elsewhere. Beside the way counts more."""
    if way in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        sign = 1 if way == Qt.Key.Key_Down else -1
        along = (there.center().y() - start.center().y()) * sign
        clear = there.top() > start.bottom() if sign > 0 else there.bottom() < start.top()
        aside = max(0, there.left() - start.right(), start.left() - there.right())
    else:
        sign = 1 if way == Qt.Key.Key_Right else -1
        along = (there.center().x() - start.center().x()) * sign
        clear = there.left() > start.right() if sign > 0 else there.right() < start.left()
        aside = max(0, there.top() - start.bottom(), start.top() - there.bottom())
    return along + 3.0 * aside if clear else None
