"""How long things move: as the design tokens say, and not at all where a person or the system wants
no motion. Nothing moves by itself while a pointer is pressed."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QSettings, QVariantAnimation, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle

from ui.look.theme import token

_KEY = "motion/reduced"
_ANIMATE_CONTENT = 0x1042
"""The question of Windows whether what is inside of windows may move."""


class Motion(QObject):
    """Whether things move; `changed` tells whether the person wants no motion from now on."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._reduced: bool | None = None

    @property
    def reduced(self) -> bool:
        """Whether the person wants no motion."""
        if self._reduced is None:
            self._reduced = bool(QSettings().value(_KEY, False, type=bool))
        return self._reduced

    def reduce(self, on: bool) -> None:
        """Move nothing from now on, or as the system wants; remembered."""
        QSettings().setValue(_KEY, on)
        if on != self._reduced:
            self._reduced = on
            self.changed.emit(on)

    def duration(self, what: str) -> int:
        """Milliseconds that `what` ("zoom", "layout") takes, 0 where nothing moves now."""
        pressed = QGuiApplication.mouseButtons()
        if self.reduced or pressed.value or _system_wants_none():
            return 0
        return int(token(f"motion.durationMs.{what}"))


motion = Motion()


class Move(QVariantAnimation):
    """Something on its way: `show` gets 0 to 1, then `arrive` is called, once."""

    def __init__(
        self,
        what: str,
        show: Callable[[float], None],
        arrive: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        easing = token("motion.easing")
        curve = easing["layout" if what == "layout" else "standard"]
        self._arrive: Callable[[], None] | None = arrive
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.setDuration(motion.duration(what))
        self.setEasingCurve(getattr(QEasingCurve.Type, curve))
        self.valueChanged.connect(lambda value: show(float(value)))
        self.finished.connect(self.finish)

    def finish(self) -> None:
        """Be there now."""
        arrive = self._arrive
        if arrive is not None:
            self.drop()
            arrive()

    def drop(self) -> None:
        """Stop where it is; nothing arrives."""
        self._arrive = None
        self.stop()
        self.deleteLater()


def _system_wants_none() -> bool:
    if sys.platform == "win32":
        import ctypes

        moving = ctypes.c_int(1)
        ask = ctypes.windll.user32.SystemParametersInfoW
        return bool(ask(_ANIMATE_CONTENT, 0, ctypes.byref(moving), 0)) and not moving.value
    if sys.platform == "darwin":
        return bool(QSettings("com.apple", "universalaccess").value("reduceMotion", 0, type=int))
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return QApplication.style().styleHint(hint) == 0
