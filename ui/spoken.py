"""Figures as they are read aloud: "9 h" is "9 hours", "80 %" is "80 percent"."""

from __future__ import annotations

import re

from mopsmap.language import counted
from mopsmap.units import NARROW_SPACE

_FIGURE = re.compile(rf"(\d(?:[\d.,\u2019{NARROW_SPACE}]*\d)?){NARROW_SPACE}(s|min|h|d|w|%)(?!\w)")


def in_words(text: str) -> str:
    """A text with the units of its figures in words.

    >>> in_words(f"process 9{NARROW_SPACE}h, wait 1{NARROW_SPACE}d")
    'process 9 hours, wait 1 day'
    """
    return _FIGURE.sub(lambda found: _said(found[1], found[2]), text)


def _said(number: str, unit: str) -> str:
    many = 1 if number == "1" else 2
    words = {
        "s": counted(many, "{amount} second", "{amount} seconds", amount=number),
        "min": counted(many, "{amount} minute", "{amount} minutes", amount=number),
        "h": counted(many, "{amount} hour", "{amount} hours", amount=number),
        "d": counted(many, "{amount} day", "{amount} days", amount=number),
        "w": counted(many, "{amount} week", "{amount} weeks", amount=number),
        "%": counted(many, "{amount} percent", "{amount} percent", amount=number),
    }
    return words[unit]
