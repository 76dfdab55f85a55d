"""Every command stands in a menu, with words for the status bar."""

from __future__ import annotations

from ui.actions import COMMANDS
from ui.menus import MENUS, SUBMENUS


def in_menus() -> list[str]:
    """The names in all menus, those of their submenus in place."""
    names = [name for _title, inside in MENUS for name in inside]
    below = [name for one in names if one in SUBMENUS for name in SUBMENUS[one][1]]
    return [name for name in (*names, *below) if name and not name.startswith("@")]


def test_every_command_is_in_one_menu() -> None:
    assert sorted(in_menus()) == sorted(command.name for command in COMMANDS)
