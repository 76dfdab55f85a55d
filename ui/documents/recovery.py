"""Work that a crash left behind, offered in a bar below the menus: nothing stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.storage import Recovered
from ui.documents.recent import when_text
from ui.look.theme import Appearance
from ui.panels.elided import ElidedLabel

if TYPE_CHECKING:
    from ui.main_window import MainWindow

HEIGHT = 44


class RecoveryBar(QWidget):
    """One work at a time, the latest first; shown only while there is any.

    opened(Recovered): the work is wanted.
    """

    opened = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._found: list[Recovered] = []
        self.setFixedHeight(HEIGHT)
        self.hide()
        self._icon, self.words = QLabel(), ElidedLabel()
        self.open_button = QPushButton(_("&Open it"))
        self.forget_button = QPushButton(_("Fo&rget it"))
        self.forget_button.setToolTip(_("Delete this work for good"))
        self.later_button = QPushButton(_("&Not now"))
        self.later_button.setToolTip(_("Offer it again at the next start"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 1)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        for button, act in (
            (self.later_button, self.hide),
            (self.forget_button, self._forget),
            (self.open_button, self._open),
        ):
            button.clicked.connect(act)
            row.addWidget(button)
        appearance.changed.connect(self._restyle)
        self._restyle()

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """What can have the keyboard, from left to right."""
        return self.later_button, self.forget_button, self.open_button

    def offer(self, found: Sequence[Recovered]) -> None:
        """Offer this work, or none any more."""
        self._found = list(found)
        if not found:
            self.hide()
            return
        work = self._found[0]
        when = when_text(work.time.astimezone(), datetime.now().astimezone().date())
        words = _("{name} was not saved when MOPsMap ended ({when}).")
        said = [words.format(name=work.title, when=when)]
        if work.label:
            said.append(_("Last edit: {label}.").format(label=within(work.label)))
        if len(found) > 1:
            said.append(counted(len(found) - 1, "{n} more follows.", "{n} more follow."))
        self.words.setText(" ".join(said))
        self.show()

    def _open(self) -> None:
        work = self._found[0]
        self.offer(self._found[1:])
        self.opened.emit(work)

    def _forget(self) -> None:
        self._found[0].discard()
        self.offer(self._found[1:])

    def _restyle(self) -> None:
        icon = self._appearance.theme.icon("info-circle", "accent.base")
        self._icon.setPixmap(icon.pixmap(QSize(17, 17)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft ground with a line below."""
        painter, theme = QPainter(self), self._appearance.theme
        painter.fillRect(self.rect(), theme.color("accent.soft"))
        line = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, theme.color("border.default"))


class Recovery(QObject):
    """Offers and opens work that a crash left behind."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.bar = RecoveryBar(window.appearance)
        self.bar.opened.connect(self._open)

    def offer(self) -> None:
        """Look for such work and offer it."""
        self.bar.offer(self._window.files.left_behind())

    def _open(self, work: Recovered) -> None:
        windows = self._window.windows
        there = windows.holding(work.path) if work.path is not None else None
        if there is None or there.session.modified:
            there = windows.taking(self._window)
        there.files.recover(work)
        there.come_forward()
        words = _("'{name}' is back as it was. Save it to keep it.")
        there.status.say(words.format(name=work.title))
