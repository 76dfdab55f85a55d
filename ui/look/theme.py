"""Colors, fonts and icons of the light and the dark theme, from one file of design tokens."""

from __future__ import annotations

import json
from functools import cache
from math import ceil
from typing import Any, Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer

from ui.shared import shared_folder

ThemeName = Literal["light", "dark"]
ThemeSetting = Literal["system", "light", "dark"]


@cache
def _tokens() -> dict[str, Any]:
    text = (shared_folder("resources") / "styles" / "tokens.json").read_text(encoding="utf-8")
    tokens: dict[str, Any] = json.loads(text)
    return tokens


class Theme:
    """One theme: `color("text.primary")`, `ramp("wait")`, `icon("search", ...)`."""

    def __init__(self, name: ThemeName, strong: bool = False) -> None:
        self.name = name
        self._table = _tokens()["theme"][name]
        if strong:
            self._table = _merged(self._table, _tokens()["highContrast"][name])
        self._colors: dict[str, QColor] = {}
        self._ramps: dict[str, list[tuple[QColor, QColor]]] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}

    @property
    def dark(self) -> bool:
        """Whether this is the dark theme."""
        return self.name == "dark"

    def value(self, path: str) -> Any:
        """Any value of the theme's table by its dotted path."""
        found: Any = self._table
        for part in path.split("."):
            found = found[part]
        return found

    def color(self, path: str) -> QColor:
        """A color by its dotted path, such as "valueClass.VA.mark"."""
        known = self._colors.get(path)
        if known is None:
            known = self._colors[path] = QColor(self.value(path))
        return known

    def ramp(self, overlay: str) -> list[tuple[QColor, QColor]]:
        """(fill, ink) of the six steps of an overlay's ramp."""
        if overlay not in self._ramps:
            table = self.value(f"overlay.{overlay}")
            pairs = zip(table["fill"], table["ink"], strict=True)
            self._ramps[overlay] = [(QColor(fill), QColor(ink)) for fill, ink in pairs]
        return self._ramps[overlay]

    def icon(self, name: str, path: str = "text.primary", size: int = 17) -> QIcon:
        """A Tabler icon in a color of this theme, paler when disabled."""
        key = name, path, size
        if key not in self._icons:
            normal = icon_pixmap(name, self.color(path), size)
            icon = self._icons[key] = QIcon(normal)
            icon.addPixmap(_tinted(normal, self.color("text.disabled")), QIcon.Mode.Disabled)
        return self._icons[key]

    def palette(self) -> QPalette:
        """The Qt palette of this theme, for everything the style sheet does not name."""
        palette = QPalette()
        for role, path in {
            QPalette.ColorRole.Window: "surface.panel",
            QPalette.ColorRole.WindowText: "text.primary",
            QPalette.ColorRole.Base: "surface.field",
            QPalette.ColorRole.AlternateBase: "surface.panelAlt",
            QPalette.ColorRole.Text: "text.primary",
            QPalette.ColorRole.Button: "surface.panel",
            QPalette.ColorRole.ButtonText: "text.primary",
            QPalette.ColorRole.BrightText: "alarm.text",
            QPalette.ColorRole.Highlight: "accent.base",
            QPalette.ColorRole.HighlightedText: "text.onAccent",
            QPalette.ColorRole.ToolTipBase: "surface.tooltip",
            QPalette.ColorRole.ToolTipText: "text.onTooltip",
            QPalette.ColorRole.PlaceholderText: "text.tertiary",
            QPalette.ColorRole.Link: "accent.base",
            QPalette.ColorRole.Mid: "border.default",
        }.items():
            palette.setColor(role, self.color(path))
        for role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
            QPalette.ColorRole.WindowText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text.disabled"))
        return palette


@cache
def theme(name: ThemeName, strong: bool = False) -> Theme:
    """The light or the dark theme; `strong` in high contrast."""
    return Theme(name, strong)


def _merged(table: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A table with the values of another one in their places."""
    deep = {k: _merged(table[k], v) if isinstance(v, dict) else v for k, v in over.items()}
    return {**table, **deep}


class Appearance(QObject):
    """The theme in use; `changed` is emitted when it is another one."""

    changed = Signal()

    def __init__(
        self,
        setting: ThemeSetting = "system",
        parent: QObject | None = None,
        *,
        strong: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setting: ThemeSetting = setting
        self.strong = strong
        self.theme = self._resolved()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        if hasattr(hints, "accessibility"):  # since Qt 6.10
            hints.accessibility().contrastPreferenceChanged.connect(self._follow)

    def choose(self, setting: ThemeSetting) -> None:
        """Use light, dark or whatever the desktop uses."""
        self.setting = setting
        self._follow()

    def strengthen(self, on: bool) -> None:
        """Use high contrast from now on, or only where the desktop asks for it."""
        self.strong = on
        self._follow()

    def _resolved(self) -> Theme:
        strong = self.strong or _desktop_wants_contrast()
        if self.setting != "system":
            return theme(self.setting, strong)
        scheme = QGuiApplication.styleHints().colorScheme()
        return theme("dark" if scheme == Qt.ColorScheme.Dark else "light", strong)

    def _follow(self) -> None:
        found = self._resolved()
        if found is not self.theme:
            self.theme = found
            self.changed.emit()


def _desktop_wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def token(path: str) -> Any:
    """A value that both themes share, such as "card.normal.width"."""
    found: Any = _tokens()
    for part in path.split("."):
        found = found[part]
    return found


@cache
def _family() -> str:
    families = []
    for file in sorted((shared_folder("resources") / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else QGuiApplication.font().family()


@cache
def font(style: str, scale: float = 1.0) -> QFont:
    """The font of a style of the type scale ("kpi", "cardTitle")."""
    table = token(f"typography.scale.{style}")
    made = QFont(_family())
    made.setPixelSize(max(1, round(table["size"] * scale)))
    if scale != 1.0 or table["size"] != int(table["size"]):
        made.setPointSizeF(table["size"] * scale * 72 / 96)
        made.setPixelSize(max(1, round(table["size"] * scale)))
    made.setWeight(QFont.Weight(table["weight"]))
    if "tracking" in table:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, table["tracking"] * scale)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@cache
def figures(style: str, scale: float = 1.0) -> QFont:
    """The font of a style with figures of equal width, which widen the hyphens of names too."""
    return in_columns(font(style, scale))


def in_columns(made: QFont) -> QFont:
    """A font like the one given, with figures of equal width."""
    equal = QFont(made)
    equal.setFeature(QFont.Tag("tnum"), 1)
    return equal


@cache
def _svg(name: str) -> str:
    return (shared_folder("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, color: str, width: float) -> QSvgRenderer:
    text = (
        _svg(name)
        .replace("currentColor", color)
        .replace('stroke-width="2"', f'stroke-width="{width}"')
    )
    return QSvgRenderer(QByteArray(text.encode()))


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Paint an icon into a rectangle."""
    _renderer(name, color.name(), token("stroke.icon")).render(painter, rect)


def icon_pixmap(name: str, color: QColor, size: int) -> QPixmap:
    """An icon as a pixmap of `size` logical pixels, sharp on every screen there is."""
    ratio = max(2.0, *(ceil(s.devicePixelRatio()) for s in QGuiApplication.screens()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, QRectF(0, 0, size, size), color)
    painter.end()
    return pixmap


def _tinted(picture: QPixmap, color: QColor) -> QPixmap:
    """A picture of one color in another one."""
    copied = QPixmap(picture)
    painter = QPainter(copied)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(copied.rect(), color)
    painter.end()
    return copied
