"""What a facilitator does to see each state of the workshop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from mopsmap import edits
from mopsmap.model import Project
from tests.ui.hand import Hand, Key, Mod

Prepare = Callable[[Hand], None]


def _workshop(hand: Hand) -> None:
    """The whole of a screen as large as the window was, with a step selected."""
    size = hand.window.size()
    hand.window.actions_by_name["workshop"].trigger()
    hand.window.setWindowState(Qt.WindowState.WindowNoState)
    hand.window.resize(size)
    hand.settle()
    step = hand.view.map_scene.reading.order[10]
    hand.session.select((step,))
    hand.view.show_step(step)


def _pressed(*keys: tuple[Key, Mod] | str) -> Prepare:
    """Keys pressed and texts typed in a workshop."""

    def prepare(hand: Hand) -> None:
        _workshop(hand)
        for one in keys:
            if isinstance(one, str):
                hand.type(one)
            else:
                hand.key(*one)
            hand.settle()

    return prepare


def _missing(hand: Hand) -> None:
    """Values asked round the table while some are not known, a timer running."""

    def without(project: Project) -> Project:
        half = [step for at, step in enumerate(hand.map.step_by_id) if at % 2]
        nothing = {"wait_time": None, "complete_accurate": None}
        return edits.set_steps(project, "as-is", half, **nothing)

    hand.session.edit("Half known", without)
    _pressed((Key.Key_F12, Mod.NoModifier), "50", (Key.Key_Return, Mod.NoModifier))(hand)
    countdown = hand.window.workshop.desk.countdown
    now = countdown.clock()
    countdown.clock = lambda: now
    hand.key(Key.Key_F9)
    hand.key(Key.Key_Tab)


def _parked(hand: Hand) -> None:
    """Two remarks in the parking lot."""
    _workshop(hand)
    for text in ("Who pays for the translation?", "Templates for regional events"):
        hand.key(Key.Key_F7)
        hand.type(text)
        hand.key(Key.Key_Return)
    hand.key(Key.Key_F7, Mod.ShiftModifier)


PLAIN, SHIFT = Mod.NoModifier, Mod.ShiftModifier
STATES: dict[str, Prepare] = {
    "workshop": _workshop,
    "workshop-typing": _pressed(
        (Key.Key_Return, PLAIN), "Set up tracking @marketing operations 1h w1d"
    ),
    "workshop-values": _missing,
    "workshop-issue": _pressed((Key.Key_I, PLAIN)),
    "workshop-votes": _pressed((Key.Key_V, SHIFT), (Key.Key_Plus, PLAIN), (Key.Key_Plus, PLAIN)),
    "workshop-parked": _parked,
    "workshop-ladder": _pressed((Key.Key_T, SHIFT)),
    "workshop-presenting": _pressed((Key.Key_F5, SHIFT)),
    "workshop-hidden-rates": _pressed((Key.Key_M, Mod.ControlModifier | SHIFT)),
}
"""By name of the screen."""


def hidden_rates(hand: Hand) -> None:
    """The window itself while rates and costs are hidden, a lane selected."""
    hand.window.actions_by_name["hide_money"].trigger()
    hand.session.select(role=hand.map.roles[0].id)
