"""Outlines: indented, bulleted or numbered lines of text, read as phases and steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mopsmap.exchange.sheet import Sheet

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"(?:[-*+•◦▪‣·–—○●→]|o(?=\s))\s+(?:\[[ xX]\]\s+)?")
_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3}){0,5})(?:[.)]\s+|(?<=\.\d)\s+)")
_LETTER = re.compile(r"\(?[a-zA-Z][.)]\s+")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an outline without its mark; `level` counts from 0."""

    level: int
    text: str
    heading: bool = False


def lines_of(texts: Iterable[str]) -> tuple[Line, ...]:
    """The lines that say something, with their levels by indent, numbering or heading.

    >>> [(line.level, line.text) for line in lines_of(["# Plan", "- Brief", "  - Write"])]
    [(0, 'Plan'), (1, 'Brief'), (2, 'Write')]
    """
    found: list[Line] = []
    indents: list[int] = []
    below = 0
    for raw in texts:
        text = raw.expandtabs(_TAB).rstrip()
        said = text.lstrip()
        if not said.strip("-=_*·. "):
            continue
        heading = _HEADING.fullmatch(said)
        if heading:
            level = len(heading[1]) - 1
            below, indents = level + 1, []
            found.append(Line(level, heading[2].strip("# "), heading=True))
            continue
        indent = len(text) - len(said)
        while indents and indents[-1] > indent:
            indents.pop()
        if not indents or indents[-1] < indent:
            indents.append(indent)
        number = _NUMBER.match(said)
        dots = number[1].count(".") if number and len(indents) == 1 else 0
        mark = number or _BULLET.match(said) or _LETTER.match(said)
        words = said[mark.end() :].strip() if mark else said
        if words:
            found.append(Line(below + len(indents) - 1 + dots, words))
    first = min((line.level for line in found), default=0)
    return tuple(Line(line.level - first, line.text, line.heading) for line in found)


def has_phases(lines: Sequence[Line]) -> bool:
    """Whether lines stand below others, which can then be the phases."""
    return any(line.level for line in lines) and lines[0].level == 0


def outline_sheet(lines: Sequence[Line], phases: bool) -> Sheet:
    """The lines as rows of phase, step and description.

    Where the first level holds `phases`, lines below a step are its description, and a phase
    without a step is a row of its own; else every line is a step.
    """
    rows: list[list[str | None]] = []
    phase: str | None = None
    depth = 0
    for number, line in enumerate(lines):
        following = lines[number + 1].level if number + 1 < len(lines) else 0
        if not phases:
            rows.append([None, line.text, None])
        elif line.heading or (line.level == 0 and following > 0):
            phase, depth = line.text.rstrip(": "), max(1, following)
            if following <= line.level or lines[number + 1].heading:
                rows.append([phase, None, None])
        elif line.level == 0:
            phase = None
            rows.append([None, line.text, None])
        elif line.level <= depth:
            rows.append([phase, line.text, None])
        else:
            rows[-1][2] = f"{rows[-1][2]}\n{line.text}" if rows[-1][2] else line.text
    return Sheet("", tuple(tuple(row) for row in rows))
