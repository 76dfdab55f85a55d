"""Themes and high contrast: chosen in the menu, remembered, seen at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings

from tests.ui.hand import Hand
from ui.look.theme import Appearance, ThemeSetting


@pytest.mark.parametrize("base", ["light", "dark"])
def test_high_contrast_goes_with_both_themes(small: Hand, base: ThemeSetting) -> None:
    window = small.window
    window.actions_by_name[f"theme_{base}"].trigger()
    soft = window.appearance.theme.color("alarm.soft")
    window.actions_by_name["high_contrast"].trigger()
    theme = window.appearance.theme
    assert theme.name == base
    assert theme.color("alarm.soft") == theme.color("surface.panel") != soft
    assert theme.color("border.default") != Appearance(base).theme.color("border.default")
    window.actions_by_name["high_contrast"].trigger()
    assert window.appearance.theme.color("alarm.soft") == soft
    window.actions_by_name["theme_light"].trigger()


def test_high_contrast_is_remembered_and_marked_in_the_menu(small: Hand) -> None:
    action = small.window.actions_by_name["high_contrast"]
    assert not action.isChecked()
    action.trigger()
    assert QSettings().value("contrast", False, type=bool)
    small.window.appearance.choose("dark")  # by the switch beside the title
    assert action.isChecked()
    action.trigger()
    assert not QSettings().value("contrast", True, type=bool)
    small.window.appearance.choose("light")
