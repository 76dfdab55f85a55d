"""How the keyboard goes round the window: F6 from pane to pane, Tab through all that a pane holds
and on to the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from ui.canvas.focus_ring import BY_KEY

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Panes:
    """The panes of one window, in the order of the window's own list."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def go(self, by: int) -> None:
        """Move the keyboard to the next pane (1) or the one before (-1), to its first part."""
        panes = self._shown()
        at = self._index(panes)
        for _pane in panes:
            at = (at + by) % len(panes)
            first = _first(panes[at])
            if first is not None:
                self._give(first, Qt.FocusReason.TabFocusReason)
                return

    def tab(self, forward: bool) -> bool:
        """Move the keyboard to the next part, beyond the last one to the next pane; False where it
        is in no pane."""
        panes, here = self._shown(), QApplication.focusWidget()
        at = self._index(panes)
        if here is None or at < 0 or not panes[at].isAncestorOf(here):
            return False
        parts = list(_parts(panes[at]))
        place = parts.index(here) if here in parts else -1
        place += 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        for _pane in panes:
            if 0 <= place < len(parts):
                self._give(parts[place], reason)
                return True
            at = (at + (1 if forward else -1)) % len(panes)
            parts = list(_parts(panes[at]))
            place = 0 if forward else len(parts) - 1
        return True

    def _give(self, part: QWidget, reason: Qt.FocusReason) -> None:
        """Move the keyboard; the canvas is told that a person came to it on the way round, and
        not Qt, which goes on where what had the keyboard is hidden."""
        here = QApplication.focusWidget()
        went = here is not None and here.isVisible()
        give_keyboard(part, BY_KEY if went and part is self._window.view else reason)

    def _shown(self) -> list[QWidget]:
        return [pane for pane in self._window.panes() if pane.isVisible()]

    def _index(self, panes: list[QWidget]) -> int:
        focus = QApplication.focusWidget()
        inside = (i for i, pane in enumerate(panes) if focus and pane.isAncestorOf(focus))
        return next(inside, -1)


def give_keyboard(widget: QWidget, reason: Qt.FocusReason) -> None:
    """Move the keyboard to a widget and scroll it into sight."""
    widget.setFocus(reason)
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and above.viewport().width() >= widget.width():
            above.ensureWidgetVisible(widget, 0, 16)
        above = above.parentWidget()


def _takes(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _first(pane: QWidget) -> QWidget | None:
    return next(_parts(pane), None)


def _parts(pane: QWidget) -> Iterator[QWidget]:
    """What takes the keyboard in a pane, in the order of the tree of widgets.

    Qt's own chain is not asked: PySide takes what `nextInFocusChain` gives for a child of the
    widget asked, and forgets the one with the other.
    """
    return (widget for widget in (pane, *pane.findChildren(QWidget)) if _takes(widget))
