"""What the marks and fills of the cards mean, as the status bar explains them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASSES
from mopsmap.record import choice_label
from ui.canvas.overlay import Scale, draw_scale, scale_width
from ui.look.theme import Appearance, font
from ui.panels.look import paint_class_mark

CRITICAL = _("Critical path")


class Legend(QWidget):
    """What the marks or the fills of the cards and the thick line mean."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.scale: Scale | None = None
        self._computing = ""
        self._fit()
        appearance.changed.connect(self.update)

    def show_scale(self, scale: Scale | None, computing: str = "") -> None:
        """Explain the scale of an overlay, or say that it is computed; None explains the value
        classes."""
        said = _("{overlay}: computing\u2026").format(overlay=computing) if computing else ""
        if (scale, said) != (self.scale, self._computing):
            self.scale, self._computing = scale, said
            self._fit()
            self.update()

    @property
    def words(self) -> list[str]:
        """What stands beside the scale, or without one."""
        if self._computing:
            return [self._computing, CRITICAL]
        return [CRITICAL] if self.scale else [*map(choice_label, VALUE_CLASSES), CRITICAL]

    def _fit(self) -> None:
        metrics = QFontMetricsF(font("label"))
        words = self.words
        width = sum(metrics.horizontalAdvance(word) + 28 for word in words) + 24
        if self.scale is not None:
            width += scale_width(self.scale, "label") + 18
        self.setFixedSize(round(width), 20)
        said = [self.scale.spoken, *words] if self.scale else words
        self.setAccessibleName(_("Legend: {words}").format(words=", ".join(said)))
        self.setToolTip(self.scale.spoken if self.scale else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Marks with their words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._appearance.theme
        painter.setFont(font("label"))
        metrics = painter.fontMetrics()
        x = 4.0

        def say(word: str) -> None:
            nonlocal x
            painter.setPen(theme.color("text.secondary"))
            painter.drawText(QRectF(x, 0, 200, 20), Qt.AlignmentFlag.AlignVCenter, word)
            x += metrics.horizontalAdvance(word) + 14

        if self.scale is not None:
            x = draw_scale(painter, theme, self.scale, x, 10, whole=False) + 18
        if self._computing:
            say(self._computing)
        elif self.scale is None:
            for value_class in VALUE_CLASSES:
                paint_class_mark(painter, theme, value_class, QRectF(x, 2, 4, 16))
                x += 10
                say(choice_label(value_class))
        painter.fillRect(QRectF(x, 9, 18, 3), theme.color("critical.line"))
        x += 24
        say(CRITICAL)
