"""What looks like more than words of a title and cannot be read, and why, in one sentence."""

from __future__ import annotations

import re
import unicodedata

from mopsmap.capture.values import END, GAP, NUMBER, UNIT, Piece
from mopsmap.language import translated as _

_STEP = _("Type a step's number or name here.")
_ALONE = {
    "@": _("Type the role after @."),
    "#": _("Type the phase after #."),
    "[": _("Type the tool after [."),
    "~": _("Type the waste after ~, for example ~waiting."),
    "!": _("Type the lever after !, for example !automate."),
    "=": _("Type the value class after =: va, bnva or nva."),
    ">": _STEP,
    "<": _STEP,
    "+": _STEP,
}
"""What a sign waits for that stands alone."""
_SIGNS = re.compile(r"[@#\[\]~!=<>+]+(?=[\s,;.:]|$)")
_MONEY = re.compile(rf"[€$£¥](?:-?{GAP}[\d.,]+)?{END}")
_LESS = re.compile(
    rf"(?P<lead>w?)[-\u2010-\u2014\u2212]"
    rf"(?P<rest>{NUMBER}(?:{GAP}(?:%|{UNIT})|{GAP}[€$£¥])|[€$£¥]{GAP}{NUMBER}){END}"
)
_TIME = re.compile(
    r"(?=\S*[\d.,½¼¾∞](?:min|[smhdw]))[-+]?[\d.,½¼¾∞]"
    r"(?:[\d.,:;%/'+½¼¾∞\-\u2010-\u2014\u2212]|[eE](?=[-+\d])|(?:min|[smhdw])(?![^\W\d_]))*" + END
)
_SHARE = re.compile(rf"(?=\S*\d)[-+~]?[\d.,](?:[\d.,:/eE+\-\u2010-\u2014\u2212])*%+{END}")


def unread_piece(text: str, at: int) -> Piece | None:
    """A sign that stands alone, or a value that is none, where nothing else was read.

    Between words of the title it is one of them.
    """
    if found := _SIGNS.match(text, at):
        return _piece(at, found[0], _ALONE.get(found[0][0], _ALONE["["]))
    if found := _LESS.match(text, at):
        problem = _("'{text}' is below zero. Write {value}.")
        value = found["lead"] + found["rest"]
        return _piece(at, found[0], problem.format(text=found[0], value=value))
    for pattern, problem in (
        (_TIME, _("'{text}' is not a time. Write for example 2h or 1h30.")),
        (_SHARE, _("'{text}' is not a share. Write for example 80%.")),
        (_MONEY, _("'{text}' is not an amount. Write for example {sign}420.")),
    ):
        if found := pattern.match(text, at):
            return _piece(at, found[0], problem.format(text=found[0], sign=found[0][0]))
    return None


def untitled(piece: Piece) -> Piece:
    """A word that nobody could read as the title of a step."""
    if set(piece.plain) == {"?"}:
        problem = _("Type the question before the ?, as in 'Approved?'.")
    else:
        problem = _("'{text}' is no title. Type what is done, for example: Write copy @content 4h.")
    return _piece(piece.start, piece.plain, problem.format(text=piece.plain), piece.end)


def _piece(at: int, said: str, problem: str, end: int | None = None) -> Piece:
    return Piece("unread", at, end or at + len(said), said, problem=problem)


def legible(text: str) -> bool:
    """Whether a title can be told from signs: it has a letter, a digit or a picture."""
    kinds = (unicodedata.category(sign) for sign in text)
    return any(kind[0] in "LMN" or kind == "So" for kind in kinds)
