"""Colors for what stands back while somebody tells of something else: the same map, in grays."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor

from ui.theme import Theme

_GRAYS = {
    "text": "text.disabled",
    "alarm": "text.disabled",
    "positive": "text.disabled",
    "negative": "text.disabled",
    "note": "text.disabled",
    "critical": "border.default",
    "valueClass": "border.default",
    "flow": "border.default",
    "border": "border.subtle",
    "accent": "border.default",
}
"""By group of the theme, the color that stands in for all of them."""


class _Quiet(Theme):
    def color(self, path: str) -> QColor:
        if path == "surface.card":
            return super().color("surface.canvas")
        return super().color(_GRAYS.get(path.partition(".")[0], path))

    def ramp(self, overlay: str) -> list[tuple[QColor, QColor]]:
        fill, ink = self.color("surface.card"), self.color("text.primary")
        return [(fill, ink)] * len(super().ramp(overlay))


@cache
def quiet(theme: Theme) -> Theme:
    """The theme as grays: no meaning gets lost, for patterns, icons and words stay."""
    return _Quiet(theme.name)
