"""Pasted outlines whose lines say more than names: read and drawn by the grammar of capture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mopsmap import edits
from mopsmap.capture import read
from mopsmap.exchange.outline import Line, has_phases, outline_sheet
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap

Manner = Literal["phases", "branches", "row"]
"""What lines are that stand below others: steps of a phase, branches, or steps like all."""
MOST = edits.MOST_LINES
"""Lines that the grammar reads at once; of more, only names are taken."""
_INDENT = "    "


@dataclass(frozen=True)
class PastedLines:
    """Lines as they are drawn, what each was understood as, and what this makes.

    `unread` says by row and column what was not understood.
    """

    lines: tuple[str, ...]
    meanings: tuple[str, ...]
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict)
    steps: int = 0
    roles: int = 0
    new_roles: int = 0

    def draw(self, project: Project, map_id: str, after: str | None) -> edits.Pasted:
        """Draw the lines behind a step. Raises EditError where there is nothing to draw."""
        done = edits.capture_lines(project, map_id, "\n".join(self.lines), after)
        return edits.Pasted(done.project, done.steps)


def manners(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """(manner, words) of the ways to take an outline; none where all lines stand alike."""
    if not has_phases(lines):
        return []
    return [
        ("phases", _("First level: phases")),
        ("branches", _("Indented lines: branches")),
        ("row", _("Every line: a step in a row")),
    ]


def usual(lines: Sequence[Line]) -> Manner:
    """How an outline is most likely meant: phases where nothing of the first level stands alone."""
    if not has_phases(lines):
        return "row"
    following = [*lines[1:], None]
    alone = any(
        line.level == 0 and not line.heading and (after is None or after.level == 0)
        for line, after in zip(lines, following, strict=True)
    )
    return "branches" if alone and not any(line.heading for line in lines) else "phases"


def understood(
    lines: Sequence[Line], manner: Manner, project: Project, map_id: str, after: str | None
) -> PastedLines | None:
    """The lines as the grammar draws them; None where they are names alone, or too many."""
    one = project.map_by_id[map_id]
    if len(lines) > MOST:
        return None
    if manner != "branches" and not any(_says_more(line.text, one, project) for line in lines):
        return None
    drawn = _drawn(lines, manner)
    try:
        done = edits.capture_lines(project, map_id, "\n".join(drawn), after)
    except edits.EditError as error:
        meanings, unread = _meanings(drawn, one, project)
        return PastedLines(drawn, meanings, {**unread, (0, 1): str(error)})
    meanings, unread = _meanings(drawn, one, project, done.project)
    for refused in done.refused:
        number, _sep, problem = refused.partition(": ")
        digits = "".join(c for c in number if c.isdigit())
        unread[int(digits or 1) - 1, 1] = problem or refused
    grown = done.project.map_by_id[map_id]
    crews = {r for s in done.steps for r, _people in grown.step_by_id[s].crew if r is not None}
    new = sum(role not in one.role_by_id for role in crews)
    return PastedLines(drawn, meanings, unread, len(done.steps), len(crews), new)


def _says_more(text: str, one: ValueStreamMap, project: Project) -> bool:
    return any(token.kind not in ("title", "unread") for token in read(text, one, project).tokens)


def _meanings(
    lines: Sequence[str], one: ValueStreamMap, project: Project, grown: Project | None = None
) -> tuple[tuple[str, ...], dict[tuple[int, int], str]]:
    """What each line says beside its name, and what of it is not understood.

    A line may name a step of one before it: that is known once they are drawn, in `grown`, and the
    name that it drew does not hold it.
    """
    names = {step.name for step in grown.map_by_id[one.id].steps} if grown is not None else set()
    meanings: list[str] = []
    unread: dict[tuple[int, int], str] = {}
    for row, line in enumerate(lines):
        if line.startswith("# "):
            meanings.append(_("phase"))
            continue
        said = read(line.strip(), one, project)
        if said.problems and grown is not None:
            later = read(line.strip(), grown.map_by_id[one.id], grown)
            said = later if not later.name or later.name in names else said
        known = [t.meaning for t in said.tokens if t.kind not in ("title", "unread")]
        meanings.append(" · ".join(known))
        if said.problems:
            unread[row, 1] = said.problems[0]
    return tuple(meanings), unread


def _drawn(lines: Sequence[Line], manner: Manner) -> tuple[str, ...]:
    """The lines as the grammar takes an outline: "# " before phases, branches indented."""
    if manner == "row":
        return tuple(line.text for line in lines)
    if manner == "phases":
        return _with_phases(lines)
    found: list[str] = []
    below = 0
    for line in lines:
        if line.heading:
            found.append(f"# {line.text}")
            below = line.level + 1
        else:
            found.append(_INDENT * max(0, line.level - below) + line.text)
    return tuple(found)


def _with_phases(lines: Sequence[Line]) -> tuple[str, ...]:
    found: list[str] = []
    shown: str | None = None
    for phase, name, below in (row[:3] for row in outline_sheet(lines, phases=True).rows):
        if phase and phase != shown:
            found.append(f"# {phase}")
            shown = str(phase)
        if name:
            found.append(str(name))
        found += [_INDENT + line for line in str(below).splitlines() if below]
    return tuple(found)
