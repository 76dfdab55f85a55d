"""The list of completions above the line; the keyboard stays in the line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from mopsmap.capture import Completion
from mopsmap.language import translated as _

MOST_WIDE = 420


class Choices(QListWidget):
    """What could be completed, best first; `chosen` is emitted on a click.

    The first one is offered; once the person goes up or down, one is `picked`.
    """

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("captureChoices")
        self.setAccessibleName(_("Completions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self._found: tuple[Completion, ...] = ()
        self.picked = False
        self.itemClicked.connect(lambda item: self.chosen.emit(self._found[self.row(item)]))
        self.hide()

    @property
    def current(self) -> Completion | None:
        """What Tab would take."""
        return self._found[self.currentRow()] if self._found and self.isVisible() else None

    def offer(self, found: Sequence[Completion], above: QPoint, made: QFont, high: int) -> None:
        """Show what could be completed, its lower left corner at a point of the window; nothing
        where there is nothing."""
        if not found:
            self.close_list()
            return
        if tuple(found) != self._found:
            self._found, self.picked = tuple(found), False
            self.clear()
            for one in found:
                item = QListWidgetItem(one.label)
                item.setToolTip(one.text)
                item.setFont(made)
                item.setSizeHint(QSize(0, high))
                self.addItem(item)
            self.setCurrentRow(0)
        widest = max(QFontMetrics(made).horizontalAdvance(one.label) for one in found)
        width = min(MOST_WIDE, max(160, widest + 48))
        height = high * len(found) + 10
        room = self.window().width() - width - 8
        self.setGeometry(min(above.x(), room), above.y() - height, width, height)
        self.show()
        self.raise_()

    def go(self, by: int) -> None:
        """Pick the next or the one before, around the ends."""
        self.picked = True
        self.setCurrentRow((self.currentRow() + by) % self.count())

    def close_list(self) -> None:
        """Offer nothing."""
        self._found, self.picked = (), False
        self.hide()
