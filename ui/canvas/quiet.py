"""Colors for what stands back while somebody tells of something else: the same map, in grays."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor

from ui.look.theme import Theme

_GRAYS = {
    "text": "text.disabled",
    "alarm": "text.disabled",
    "positive": "text.disabled",
    "negative": "text.disabled",
    "critical": "border.default",
    "valueClass": "border.default",
    "flow": "border.default",
    "border": "border.subtle",
    "accent": "border.default",
}
"""By group of the theme, the color that stands in for all of them."""


class _Quiet(Theme):
    def color(self, path: str) -> QColor:
        group, _point, kind = path.partition(".")
        if path == "surface.card" or (kind.endswith("soft") and group in _GRAYS):
            return super().color("surface.canvas")
        if kind.endswith("text"):
            return super().color("text.disabled")
        return super().color(_GRAYS.get(group, path))

    def ramp(self, overlay: str) -> list[tuple[QColor, QColor]]:
        fill, ink = self.color("surface.card"), self.color("text.primary")
        return [(fill, ink)] * len(super().ramp(overlay))


@cache
def quiet(theme: Theme) -> Theme:
    """The theme as grays: no meaning gets lost, for patterns, icons and words stay."""
    return _Quiet(theme.name)
