"""The samples as tiles, each with a picture drawn from its own map."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from mopsmap.language import counted
from mopsmap.language import translated as _
from ui.canvas.thumbnail import paint_thumbnail
from ui.documents.glance import Glance
from ui.look.lettering import LEFT, RIGHT, draw_text, strong
from ui.look.theme import Appearance, font, token
from ui.welcome.actions import LARGER
from ui.welcome.pressable import Pressable

FOOT = 60
GAP = 20
LEAST_PICTURE, HIGHEST = 104, 0.62
"""Height of a picture: at least, and at most as a share of its width."""
TWO_COLUMNS = 700
"""Below this width there are two columns."""


class SampleTile(Pressable):
    """A sample: its map, title, size and lead time."""

    def __init__(self, appearance: Appearance, title: str, path: Path, parent: QWidget) -> None:
        super().__init__(appearance, title, parent)
        self.path = path
        self.glance = Glance(title=title)
        self.setToolTip(_("Open a copy of this sample"))
        self._picture: tuple[tuple[object, ...], QPixmap] | None = None

    def show_glance(self, glance: Glance) -> None:
        """Show what is known of the sample."""
        self.glance = glance
        lead = _("lead time {time}").format(time=glance.lead) if glance.lead else ""
        parts = (glance.title, self._size(), lead, _("sample, opens as a copy"))
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.update()

    def _size(self) -> str:
        known = self.glance
        if known.drawing is None:
            return ""
        steps = counted(known.steps, "{n} step", "{n} steps")
        return f"{steps}, {counted(known.roles, '{n} role', '{n} roles')}"

    @property
    def drawn(self) -> bool:
        """Whether its map has been drawn."""
        return self._picture is not None

    def _map(self, size: QSize) -> QPixmap | None:
        """The map as a picture of a size, drawn anew only where it would be another one."""
        drawing, ratio = self.glance.drawing, self.devicePixelRatioF()
        if drawing is None:
            return None
        key = (drawing, self.theme, size.width(), size.height(), ratio)
        if self._picture is None or self._picture[0] != key:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(self.theme.color("surface.canvas"))  # also a last row cut by the ratio
            painter = QPainter(picture)
            box = QRectF(0, 0, size.width(), size.height())
            paint_thumbnail(painter, box, self.theme, drawing.one, drawing.layout, drawing.critical)
            painter.end()
            self._picture = key, picture
        return self._picture[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture above, words below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, box = self.theme, QRectF(self.rect())
        radius = token("radius.card")
        frame = QPainterPath()
        frame.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(frame, theme.color(self.ground()))
        high = self.height() - FOOT
        painter.save()
        painter.setClipPath(frame)
        painter.fillRect(QRectF(0, 0, box.width(), high), theme.color("surface.canvas"))
        picture = self._map(QSize(self.width(), high))
        if picture is not None:
            painter.drawPixmap(0, 0, picture)
        painter.fillRect(QRectF(0, high, box.width(), 1), theme.color("border.default"))
        painter.restore()
        self._paint_words(painter, QRectF(16, high + 1, box.width() - 32, FOOT - 1))
        here = self.underMouse() or self.isDown()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("border.strong" if here else "border.default"), 1))
        painter.drawPath(frame)
        self.ring(painter, box, radius)

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        ink, faint = theme.color("text.primary"), theme.color("text.secondary")
        upper = QRectF(box.left(), box.center().y() - 20, box.width(), 21)
        lower = QRectF(box.left(), box.center().y() + 1, box.width(), 18)
        used = draw_text(painter, upper, self.glance.lead, strong("panelTitle"), ink, RIGHT)
        if self.glance.lead:
            words = _("lead time")
            used = max(used, draw_text(painter, lower, words, font("label"), faint, RIGHT))
        left = upper.adjusted(0, 0, -used - 12, 0)
        draw_text(painter, left, self.glance.title, strong("body", LARGER), ink, LEFT)
        below = lower.adjusted(0, 0, -used - 12, 0)
        draw_text(painter, below, self._size(), font("label"), faint, LEFT)


class Gallery(QWidget):
    """The tiles in columns. opened: the path of one."""

    opened = Signal(object)

    def __init__(self, appearance: Appearance, samples: Sequence[tuple[str, Path]]) -> None:
        super().__init__()
        self.setAccessibleName(_("Samples"))
        self.tiles = [SampleTile(appearance, title, path, self) for title, path in samples]
        for tile in self.tiles:
            tile.clicked.connect(lambda *_, path=tile.path: self.opened.emit(path))

    def show_glance(self, path: Path, glance: Glance) -> None:
        """Show what is known of a sample, if it is one of these."""
        for tile in self.tiles:
            if tile.path == path:
                tile.show_glance(glance)

    def arrange(self, width: int, height: int) -> int:
        """Place the tiles, best within `height`; returns the height of the whole."""
        columns = 2 if width < TWO_COLUMNS else 3
        rows = ceil(len(self.tiles) / columns)
        if not rows:
            return 0
        wide = (width - (columns - 1) * GAP) / columns
        high = (height - (rows - 1) * GAP) // rows
        high = FOOT + min(max(high - FOOT, LEAST_PICTURE), round(wide * HIGHEST))
        for number, tile in enumerate(self.tiles):
            row, column = divmod(number, columns)
            left, right = round(column * (wide + GAP)), round(column * (wide + GAP) + wide)
            tile.setGeometry(left, row * (high + GAP), right - left, high)
        return rows * high + (rows - 1) * GAP
