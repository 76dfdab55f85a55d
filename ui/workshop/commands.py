"""The commands of the workshop."""

from __future__ import annotations

from mopsmap.language import translated as _
from ui.command import Command

WORKSHOP: tuple[Command, ...] = (
    Command(
        "workshop",
        _("Workshop"),
        ("F5",),
        "presentation",
        _("Show the map on the whole screen, large enough for a room"),
        checkable=True,
    ),
)
"""Rows of the table of commands."""
