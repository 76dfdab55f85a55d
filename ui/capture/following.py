"""The view follows what is typed: no further than needed, and back from where it did not belong."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.canvas.moving import scrolled
from ui.canvas.view import MapView

WORD_MS = 300
"""How long a word that says where a step stands may still be typed before the view goes there."""


class Following(QObject):
    """Brings the step that a line proposes into sight, from where the view was when the line was
    begun: what a word half typed means for a moment leaves no trace."""

    def __init__(self, view: MapView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._home: tuple[int, int] | None = None
        self._there: tuple[int, int] | None = None  # where the view was brought last
        self._step = ""
        self._word = QTimer(self)
        self._word.setSingleShot(True)
        self._word.setInterval(WORD_MS)
        self._word.timeout.connect(self._come)

    def come(self, step: str, half_typed: bool) -> None:
        """Bring a proposed step into sight, soon where the word that places it is half typed."""
        self._step = step
        if half_typed:
            self._word.start()
        else:
            self._come()

    def rest(self) -> None:
        """The line was entered or given up: the next one begins where the view is then."""
        self._word.stop()
        self._home = None

    def _come(self) -> None:
        self._word.stop()
        view = self._view
        view.glide.finish()
        now = scrolled(view)
        if self._home is None or now != self._there:  # somebody scrolled meanwhile
            self._home = now
        if now != self._home or view.hides(self._step):
            view.glide.to(self._jump)
        else:
            self._there = now

    def _jump(self) -> None:
        view = self._view
        if self._home is not None:
            view.horizontalScrollBar().setValue(self._home[0])
            view.verticalScrollBar().setValue(self._home[1])
        view.show_step(self._step)
        self._there = scrolled(view)
