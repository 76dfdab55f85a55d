"""Quiet cards at the foot of the canvas: a sentence on what was done, and a button that undoes it.

They stand in for questions before a deletion. A card goes by itself, but not while the pointer or
the keyboard is on it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.model import Project
from ui.panels.elided import ElidedLabel
from ui.panels.look import restyle
from ui.session import Session

STAYS_MS = 6000
MOST = 2
"""Cards shown at once; the oldest gives way."""
WIDEST, HEIGHT, ABOVE = 520, 44, 24
"""Pixels that a card is wide at most, and high, and that the lowest one keeps from the edge of the
canvas."""
LARGE_WIDEST, LARGE_HEIGHT = 960, 60
"""The same where a whole room reads it."""


class Toast(QFrame):
    """One sentence and, as long as that takes back what it speaks of, a button for undo."""

    over = Signal()
    undo_asked = Signal()
    focused = Signal(bool)

    def __init__(self, sentence: str, index: int, state: Project) -> None:
        super().__init__()
        self.sentence, self._index, self._state = sentence, index, state
        self.setObjectName("toast")
        self.setAccessibleName(sentence)
        label = self.label = ElidedLabel()
        label.setObjectName("toastText")
        label.setText(sentence)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(_("Undo"))
        self.button.setObjectName("toastUndo")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setAccessibleName(_("Undo: {sentence}").format(sentence=sentence))
        native = QKeySequence.SequenceFormat.NativeText
        self.button.setToolTip(QKeySequence("Ctrl+Z").toString(native))
        self.button.setAutoDefault(True)
        self.button.clicked.connect(self.undo_asked)
        self.button.installEventFilter(self)
        row = self._row = QHBoxLayout(self)
        row.setSpacing(16)
        row.addWidget(label)
        row.addWidget(self.button)
        self.setMaximumWidth(WIDEST)
        self.setFixedHeight(HEIGHT)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAYS_MS)
        self.timer.timeout.connect(self.over)

    def enlarge(self, on: bool) -> None:
        """Be read by a room, or by one person."""
        self.setFixedHeight(LARGE_HEIGHT if on else HEIGHT)
        for part in (self.label, self.button):
            restyle(part, "large", on)

    def follow(self, at: int, committed: Project) -> bool:
        """Whether what it speaks of still stands; undo is offered while it is the newest act."""
        newest = at == self._index
        self.button.setVisible(newest)
        self._row.setContentsMargins(16, 8, 8 if newest else 16, 8)
        return at > self._index or (at == self._index and committed is self._state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard comes to the button or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focused.emit(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.over.emit()
        else:
            super().keyPressEvent(event)


_PLACED = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class Toasts(QWidget):
    """The cards of one window, the newest at the bottom, in the middle of `above`, clear of the
    line `line` at its foot."""

    def __init__(
        self,
        session: Session,
        above: QStackedWidget,
        line: QWidget,
        undo: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._above, self._line, self._undo = session, above, line, undo
        self.setAccessibleName(_("Done just now"))
        self.shown: list[Toast] = []
        self._large = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.hide()
        above.installEventFilter(self)
        line.installEventFilter(self)
        session.done.connect(self.say)
        session.project_changed.connect(self._follow)

    def say(self, sentence: str) -> None:
        """Say what was just done."""
        at = self._session.history[1]
        toast = Toast(sentence, at, self._session.committed)
        toast.over.connect(lambda: self._close(toast))
        toast.undo_asked.connect(self._undo)
        toast.focused.connect(self._pause)
        while len(self.shown) >= MOST:
            self._close(self.shown[0])
        self.shown.append(toast)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(toast)
        toast.enlarge(self._large)
        layout.setAlignment(toast, Qt.AlignmentFlag.AlignHCenter)
        toast.show()
        self._follow()
        self.show()
        self.raise_()
        if not self.underMouse():
            toast.timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def enlarge(self, on: bool) -> None:
        """Show cards that a whole room can read, or those of a desk."""
        self._large = on
        for toast in self.shown:
            toast.enlarge(on)
        self._place()

    def enterEvent(self, event: QEnterEvent) -> None:
        """What the pointer is on stays."""
        self._pause(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Its time begins anew."""
        self._pause(False)
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the canvas."""
        if event.type() in _PLACED:
            self._place()
        return super().eventFilter(watched, event)

    def _pause(self, on: bool) -> None:
        for toast in self.shown:
            if on:
                toast.timer.stop()
            else:
                toast.timer.start()

    def _follow(self) -> None:
        """Close what was undone, and offer undo for the newest act only."""
        at, committed = self._session.history[1], self._session.committed
        for toast in tuple(self.shown):
            held = toast.button.hasFocus()
            if not toast.follow(at, committed):
                self._close(toast)
            if held and not toast.button.hasFocus():  # hidden: Qt would go on to any other part
                self._leave()
        self._place()

    def _leave(self) -> None:
        """Give the keyboard back to the canvas."""
        canvas = self._above.currentWidget()
        assert canvas is not None
        canvas.setFocus()

    def _close(self, toast: Toast) -> None:
        if toast not in self.shown:
            return
        self.shown.remove(toast)
        if toast.button.hasFocus():
            self._leave()
        toast.timer.stop()
        toast.hide()
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(toast)
        toast.deleteLater()
        self.setVisible(bool(self.shown))
        self._place()

    def _place(self) -> None:
        if not self.shown:
            return
        room = self._above
        for toast in self.shown:
            widest = LARGE_WIDEST if self._large else WIDEST
            toast.setMaximumWidth(max(0, min(widest, room.width() - 2 * ABOVE)))
        self.adjustSize()
        free = room.height() - (self._line.height() if self._line.isVisible() else 0)
        foot = room.mapTo(self.window(), QPoint(room.width() // 2, free - ABOVE))
        self.move(foot.x() - self.width() // 2, foot.y() - self.height())
