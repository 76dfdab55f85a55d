"""The left side of the welcome screen: what one can begin with, help, version and theme."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap import __version__
from mopsmap.language import translated as _
from ui.bars import Mark
from ui.commands.actions import Command, key_text
from ui.look.lettering import LEFT, RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, font, paint_icon, token
from ui.welcome.pressable import Pressable

WIDTH, MARGIN = 384, 32
ACTION_HEIGHT, LINK_HEIGHT = 68, 32
LOW, LOW_ACTION, LOW_GAP = 660, 42, 8
"""Below this height buttons are no higher than their words and gaps give way."""
LARGER = 14 / 13
"""Text of the welcome screen is a little larger than that of panels."""
BEGINNINGS: tuple[tuple[str, str, str, str], ...] = (
    ("new_file", "square-rounded-plus", _("New value stream"), _("Start with lanes and one step")),
    ("paste_cells", "table-import", _("Paste from Excel"), _("One row becomes one step")),
    ("import_table", "file-import", _("Import steps\u2026"), ".xlsx, .csv"),
    ("open_file", "folder-open", _("Open file"), ".mopsmap"),
)
"""Command, icon, title and what it means; the first one is filled."""
HELP: tuple[tuple[str, str, str], ...] = (
    ("guide", "book", _("First value stream in 15 minutes")),
    ("shortcuts", "keyboard", _("Keyboard shortcuts")),
    ("numbers", "help", _("What the numbers mean")),
)
MESSAGE_TIME = 8000
"""Milliseconds that a sentence stays."""


class Beginning(Pressable):
    """A large button with icon, title, a line on what it means, and its key."""

    def __init__(
        self, appearance: Appearance, icon: str, title: str, words: str, keys: str, primary: bool
    ) -> None:
        super().__init__(appearance, ", ".join(w for w in (title.rstrip("\u2026"), words) if w))
        self._icon, self._title, self._words, self._keys = icon, title, words, keys
        self.primary = primary
        self.setFixedHeight(ACTION_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{title} ({keys})" if keys else title)

    def sizeHint(self) -> QSize:
        """As wide as the column."""
        return QSize(WIDTH - 2 * MARGIN, ACTION_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, box = self.theme, QRectF(self.rect())
        radius = token("radius.button")
        if self.primary:
            ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "base"
            ground, border, ink, faint = f"accent.{ground}", "", "text.onAccent", "text.onAccent"
        else:
            ground, border = self.ground(), "border.default"
            ink, faint = "text.primary", "text.secondary"
        painter.setBrush(theme.color(ground))
        painter.setPen(theme.color(border) if border else Qt.PenStyle.NoPen)
        inset = 0.5 if border else 0.0
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)
        size = token("icon.sizes.welcome")
        at = QRectF(16, (box.height() - size) / 2, size, size)
        paint_icon(painter, self._icon, at, theme.color(ink if self.primary else "accent.base"))
        left, keys = 56.0, font("label")
        right = box.width() - 16
        draw_text(
            painter, QRectF(left, 0, right - left, box.height()), self._keys, keys,
            theme.color(faint), RIGHT,
        )  # fmt: skip
        room = right - left - (text_width(keys, self._keys) + 12 if self._keys else 0)
        middle = box.height() / 2
        large = strong("body", LARGER)
        draw_text(
            painter, QRectF(left, middle - 22, room, 22), self._title, large, theme.color(ink)
        )
        below = QRectF(left, middle + 1, room, 20)
        draw_text(painter, below, self._words, font("label"), theme.color(faint), LEFT)
        if self.primary and self.hasFocus():  # the ring of the accent would not show on it
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("text.onAccent"))
            painter.drawRoundedRect(box.adjusted(3.5, 3.5, -3.5, -3.5), radius - 2, radius - 2)
        self.ring(painter, box, radius)


class Link(Pressable):
    """A line with an icon that opens help."""

    def __init__(self, appearance: Appearance, icon: str, words: str) -> None:
        super().__init__(appearance, words)
        self._icon, self._words = icon, words
        self.setFixedHeight(LINK_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(round(text_width(font("body"), self._words)) + 46, LINK_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon and words on a ground that shows only under the pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, box = self.theme, QRectF(self.rect())
        radius = token("radius.button")
        ground = self.ground()
        if ground != "surface.panel":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(box, radius, radius)
        ink = theme.color("text.secondary")
        paint_icon(painter, self._icon, QRectF(8, (box.height() - 17) / 2, 17, 17), ink)
        words = QRectF(34, 0, box.width() - 38, box.height())
        draw_text(painter, words, self._words, font("body"), ink)
        self.ring(painter, box, radius)


class Beginnings(QWidget):
    """The left column. asked(name): a command of the table of commands."""

    asked = Signal(str)

    def __init__(self, appearance: Appearance, commands: Mapping[str, Command]) -> None:
        super().__init__()
        self._appearance = appearance
        self.setFixedWidth(WIDTH)
        self._gaps: list[QSpacerItem] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 36, MARGIN + 1, 16)
        column.setSpacing(8)
        self._head(column)
        self.buttons: dict[str, Pressable] = {}
        for number, (name, icon, title, words) in enumerate(BEGINNINGS):
            keys = key_text(commands[name]).partition(", ")[0]
            button = Beginning(appearance, icon, title, words, keys, number == 0)
            self._add(column, name, button)
        self._gaps.append(_gap(column, 20))
        for name, icon, title in HELP:
            self._add(column, name, Link(appearance, icon, title))
        column.addStretch(1)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setProperty("tone", "said")
        column.addWidget(self.said)
        self.said.hide()
        column.addSpacing(8)
        self._clear = QTimer(self)
        self._clear.setSingleShot(True)
        self._clear.setInterval(MESSAGE_TIME)
        self._clear.timeout.connect(self.said.hide)
        self._foot(column)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def _add(self, column: QVBoxLayout, name: str, button: Pressable) -> None:
        self.buttons[name] = button
        button.clicked.connect(lambda *_: self.asked.emit(name))
        if isinstance(button, Link):
            row = QHBoxLayout()
            row.setContentsMargins(0, 0, 0, 0)
            row.addSpacing(-8)  # its icon stands below the edge of the buttons
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
            column.addSpacing(-8)
        else:
            column.addWidget(button)

    def say(self, sentence: str) -> None:
        """Say one sentence for a few seconds."""
        self.said.setText(sentence)
        self.said.show()
        self._clear.start()

    def _head(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addSpacing(-8)  # the mark has room around its line
        row.addWidget(Mark(self._appearance, 1.5))
        name = QLabel("MOPsMap")
        name.setFont(font("tile"))
        name.setStyleSheet(f"font-size: {token('typography.scale.tile.size')}px; font-weight: 600;")
        row.addWidget(name)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(2)
        words = QLabel(_("See where campaign time goes, then agree how to get it back."))
        words.setWordWrap(True)
        words.setProperty("tone", "secondary")
        words.setStyleSheet("font-size: 14px;")
        words.setMaximumWidth(240)
        column.addWidget(words)
        self._gaps.append(_gap(column, 20))

    def _foot(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        version = QLabel(_("Version {number}, open source").format(number=__version__))
        version.setProperty("tone", "tertiary")
        self.theme_switch = QToolButton()
        words = _("Switch between light and dark")
        self.theme_switch.setAccessibleName(words)
        self.theme_switch.setToolTip(words)
        self.theme_switch.clicked.connect(self._switch)
        row.addWidget(version)
        row.addStretch(1)
        row.addWidget(self.theme_switch)
        row.addSpacing(-14)
        column.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window everything stands closer together."""
        super().resizeEvent(event)
        low, column = self.height() < LOW, self.layout()
        assert column is not None
        for button in self.buttons.values():
            if isinstance(button, Beginning):
                button.setFixedHeight(LOW_ACTION if low else ACTION_HEIGHT)
        for gap in self._gaps:
            gap.changeSize(0, LOW_GAP if low else 20)
        column.setContentsMargins(MARGIN, 12 if low else 36, MARGIN + 1, 8 if low else 16)
        column.invalidate()

    def _switch(self) -> None:
        self._appearance.choose("light" if self._appearance.theme.dark else "dark")

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self.theme_switch.setIcon(theme.icon("sun" if theme.dark else "moon"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Panel ground with a line at the right."""
        painter = QPainter(self)
        theme = self._appearance.theme
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        line = theme.color("border.default")
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), line)


def _gap(column: QVBoxLayout, height: int) -> QSpacerItem:
    gap = QSpacerItem(0, height)
    column.addItem(gap)
    return gap
