"""Looks in which the screens are rendered: theme, contrast, size of screen and interface."""

from __future__ import annotations

from dataclasses import dataclass

from ui.look.theme import ThemeSetting


@dataclass(frozen=True)
class Look:
    """A theme on a screen of so many pixels.

    `strong` is high contrast, `percent` the size of the interface. Not `whole`: only the screens
    that differ most are rendered.
    """

    theme: ThemeSetting
    width: int = 1440
    height: int = 900
    strong: bool = False
    percent: int = 100
    whole: bool = False


LOOKS = {
    "light-1440x900": Look("light", whole=True),
    "dark-1440x900": Look("dark", whole=True),
    "light-1920x1080": Look("light", 1920, 1080, whole=True),
    "dark-1920x1080": Look("dark", 1920, 1080, whole=True),
    "light-1100x700": Look("light", 1100, 700),
    "dark-1100x700": Look("dark", 1100, 700),
    "light-strong": Look("light", strong=True),
    "dark-strong": Look("dark", strong=True),
    "light-150": Look("light", 1920, 1080, percent=150),
    "dark-200": Look("dark", 1920, 1080, percent=200),
}
"""By the names of their folders."""
