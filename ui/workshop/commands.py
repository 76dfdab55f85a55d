"""The commands of the workshop."""

from __future__ import annotations

from mopsmap.language import translated as _
from ui.commands.command import Command

WORKSHOP: tuple[Command, ...] = (
    Command(
        "workshop",
        _("Workshop"),
        ("F5",),
        "presentation",
        _("Show the map on the whole screen, large enough for a room"),
        checkable=True,
    ),
    Command(
        "present",
        _("Present step by step"),
        ("Shift+F5",),
        "player-track-next",
        _("Tell of the map step by step, in the order of the work"),
        "steps_exist",
    ),
    Command(
        "large_ladder",
        _("Lead-time ladder"),
        ("Shift+T",),
        "stairs",
        _("Show the lead-time ladder below the map, large enough for a room"),
        "workshop",
        "canvas",
    ),
    Command(
        "next_missing",
        _("Next missing value"),
        ("F9",),
        "list-check",
        _("Ask for the next value that a step lacks"),
        "workshop",
        edits=True,
    ),
    Command(
        "park",
        _("Park a remark"),
        ("F7",),
        "parking",
        _("Write down what is to be spoken of later"),
        "workshop",
        edits=True,
    ),
    Command(
        "parking_list",
        _("Parking lot"),
        ("Shift+F7",),
        "list-details",
        _("Show or hide what is parked"),
        "workshop",
    ),
    Command(
        "issue_burst",
        _("Issue at the step"),
        ("I",),
        "alert-circle",
        _("Pick a waste by its digit, or write an issue, at the selected step"),
        "step_in_workshop",
        "canvas",
        edits=True,
    ),
    Command(
        "dot_votes",
        _("Dot votes"),
        ("Shift+V",),
        "chart-dots",
        _("Give dots to issues and ideas"),
        "workshop",
        "canvas",
        edits=True,
    ),
    Command(
        "timer_pause",
        _("Timer"),
        ("F12",),
        "player-pause",
        _("Start the timer, pause it or go on"),
        "workshop",
    ),
    Command(
        "timer_set",
        _("Set the timer"),
        ("Shift+F12",),
        "hourglass-empty",
        _("Type how long the timer runs"),
        "workshop",
    ),
    Command(
        "timer_more",
        _("One minute more"),
        ("Ctrl+F12",),
        "clock-plus",
        _("Let the timer run a minute longer"),
        "workshop",
    ),
    Command(
        "hide_money",
        _("Hide rates and costs"),
        ("Ctrl+Shift+M",),
        "eye-off",
        _(
            "Show no hourly costs and no other money in this window, nor amounts in texts that "
            "name a currency"
        ),
        checkable=True,
    ),
)
"""Rows of the table of commands."""
