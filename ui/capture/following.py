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
        self._word, self._back = QTimer(self), QTimer(self)
        for timer, milliseconds, then in (
            (self._word, WORD_MS, self._come),
            (self._back, 0, self._go_home),
        ):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
            timer.timeout.connect(then)

    def come(self, step: str, elsewhere: bool, half_typed: bool) -> None:
        """Bring a proposed step that stands `elsewhere` than before into sight, soon where the word
        that places it is half typed."""
        self._step = step
        self._back.stop()
        if half_typed and elsewhere:
            self._word.start()
        elif elsewhere or (self._word.isActive() and not half_typed):
            self._come()

    def rest(self) -> None:
        """The line was entered: the next one begins where the view is then."""
        self._word.stop()
        self._back.stop()
        self._home = None

    def give_up(self) -> None:
        """Nothing is typed any more: back to where the line was begun, unless it was entered."""
        self._word.stop()
        self._back.start()

    def _go_home(self) -> None:
        self._view.glide.finish()
        if self._home is not None and self._stays and self._home != scrolled(self._view):
            self._view.glide.to(self._scroll_home)
        self._home = None

    @property
    def _stays(self) -> bool:
        """Whether nobody scrolled since, as far as the map reaches now."""
        bars = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        return self._there is not None and all(
            bar.value() == max(bar.minimum(), min(at, bar.maximum()))
            for bar, at in zip(bars, self._there, strict=True)
        )

    def _come(self) -> None:
        self._word.stop()
        view = self._view
        view.glide.finish()
        now = scrolled(view)
        if self._home is None or not self._stays:
            self._home = now
        if now != self._home or view.hides(self._step):
            view.glide.to(self._jump)
        else:
            self._there = now

    def _jump(self) -> None:
        self._scroll_home()
        self._view.show_step(self._step)
        self._there = scrolled(self._view)

    def _scroll_home(self) -> None:
        if self._home is not None:
            self._view.horizontalScrollBar().setValue(self._home[0])
            self._view.verticalScrollBar().setValue(self._home[1])
