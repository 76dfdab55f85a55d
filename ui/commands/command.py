"""What a command of the window is: its words, keys and icon, and when it can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QKeySequence

Needs = Literal[
    "",
    "step",
    "one_step",
    "flow",
    "flow_or_step",
    "step_or_lane",
    "step_or_note",
    "note",
    "any",
    "undo",
    "redo",
    "history",
    "steps_exist",
    "to_be",
    "workshop",
    "step_in_workshop",
]
Scope = Literal["window", "canvas"]


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is the method of the window that does it. `needs` says when it can be used; a
    command that `edits` cannot be used where the document is open for reading only.

    Keys of the scope "canvas" act only while the canvas has the focus, so that letters can be typed
    everywhere else.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    needs: Needs = ""
    scope: Scope = "window"
    checkable: bool = False
    edits: bool = False

    @property
    def words(self) -> str:
        """The text as it is read: no mark of a menu's letter, no dots."""
        return plain(self.text).rstrip("\u2026")


def plain(text: str) -> str:
    """The text of a menu without the marks of letters.

    >>> plain("&File"), plain("%C&&A")
    ('File', '%C&A')
    """
    return "&".join(part.replace("&", "") for part in text.split("&&"))


def keys_shown(command: Command) -> tuple[str, ...]:
    """The keys of a command as this system writes them; of Return and Enter only the latter."""
    enters = {key.replace("Enter", "Return") for key in command.keys if "Enter" in key}
    shown = (key for key in command.keys if key not in enters)
    return tuple(QKeySequence(k).toString(QKeySequence.SequenceFormat.NativeText) for k in shown)


def key_text(command: Command) -> str:
    """The keys of a command in one line."""
    return ", ".join(keys_shown(command))
