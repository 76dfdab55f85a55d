"""Lines pasted as an outline: one step a line; indented lines are branches side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mopsmap.capture import Said, read
from mopsmap.edits.capturing import capture
from mopsmap.edits.drawing import Asked, Captured
from mopsmap.edits.flows import connect
from mopsmap.edits.ground import EditError
from mopsmap.language import translated as _
from mopsmap.model import Project

MOST_LINES = 200
_TAB = 4
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_BULLET = re.compile(r"(?:[-*\u2022\u2013\u25aa\u25e6\u00b7]|\d{1,3}[.)])\s+(?=\S)")


@dataclass(slots=True)
class _Line:
    """A line of the outline with the lines indented below it; `phase` is set on headings."""

    number: int
    depth: int
    text: str
    heading: bool
    below: list[_Line] = field(default_factory=list)


def capture_lines(
    project: Project,
    map_id: str,
    text: str,
    anchor: str | None,
    asked: Asked | None = None,
    *,
    lane: str | None = None,
) -> Captured:
    """Draw every line of an outline, going on from a step.

        # Content             a heading: the phase of the steps below
        Brief
            Write copy        two branches that begin after the brief
            Design banner
        Assemble              joins them

    Lines that cannot be drawn are left out and named in `refused`. Raises EditError where there is
    nothing to draw, or too much of it.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise EditError(
            _("{n} lines are too many for the capture line; paste them on the map.").format(
                n=len(lines)
            )
        )
    outline = _Outline(project, map_id, asked or {}, lane)
    ends = outline.row(_tree(lines), (anchor,) if anchor else ())
    if not (outline.steps or outline.flows):
        first = outline.refused[0] if outline.refused else _("There is nothing to draw.")
        raise EditError(first)
    return outline.done(ends)


def _tree(lines: Sequence[str]) -> list[_Line]:
    """The lines, each below the last one that is indented less; steps stand below no heading."""
    top: list[_Line] = []
    above: list[_Line] = []
    for number, text in enumerate(lines, 1):
        plain = text.expandtabs(_TAB)
        words = plain.strip()
        depth = len(plain) - len(plain.lstrip())
        heading = _HEADING.match(words)
        bullet = None if heading else _BULLET.match(words)
        mark = heading or bullet
        line = _Line(number, depth, words[mark.end() :] if mark else words, heading is not None)
        while above and (above[-1].depth >= depth or line.heading):
            above.pop()
        (above[-1].below if above else top).append(line)
        if not line.heading:
            above.append(line)
    return _section(top)


def _section(lines: list[_Line]) -> list[_Line]:
    """A title such as "Content:" with lines below it is a heading, its lines stand in a row."""
    found: list[_Line] = []
    for line in lines:
        titled = line.text.endswith(":") and line.below and len(line.text) > 1
        if titled:
            found.append(replace(line, text=line.text[:-1].rstrip(), heading=True, below=[]))
            found += _section(line.below)
        else:
            found.append(line)
    return found


class _Outline:
    """The project while an outline is drawn on it."""

    def __init__(self, project: Project, map_id: str, asked: Asked, lane: str | None) -> None:
        self.project, self.map_id, self.asked, self.lane = project, map_id, asked, lane
        self.steps: list[str] = []
        self.flows: dict[str, None] = {}
        self.refused: list[str] = []
        self.phase: str | None = None
        self.next: str | None = None

    def row(self, lines: Sequence[_Line], ends: tuple[str, ...]) -> tuple[str, ...]:
        """Draw lines one behind the other; the steps that the next line goes on from."""
        for line in lines:
            if line.heading:
                self.phase = line.text
                continue
            if self.line(line, ends) and self.next is not None:
                on = ends if self.next in ends else (self.next,)
                ends = self.branches(line.below, on)
            else:
                ends = self.row(line.below, ends)
        return ends

    def branches(self, lines: Sequence[_Line], ends: tuple[str, ...]) -> tuple[str, ...]:
        """Draw lines side by side behind a step; the steps that end the branches."""
        found: list[str] = []
        for line in lines:
            if line.heading:
                self.phase = line.text
                continue
            if self.line(line, ends, branch=bool(found)) and self.next in self.steps[-1:]:
                found += self.branches(line.below, (self.steps[-1],))
        return tuple(dict.fromkeys(found)) or ends

    def line(self, line: _Line, ends: tuple[str, ...], branch: bool = False) -> bool:
        """Draw one line behind the steps given; False where that cannot be."""
        said = read(line.text, self.project.map_by_id[self.map_id], self.project)
        anchor = ends[0] if ends else None
        if said.amends and anchor not in self.steps:
            anchor = None  # of what stood there before, pasted lines say nothing
        try:
            done = capture(
                self.project, self.map_id, self.completed(said, ends), anchor, "after", self.asked,
                lane=self.lane, branch=branch,
            )  # fmt: skip
        except EditError as error:
            problem = _("Line {number}: {problem}").format(number=line.number, problem=error)
            self.refused.append(problem)
            return False
        self.project, self.asked, self.next = done.project, done.asked, done.next_anchor
        self.steps += done.steps
        self.flows.update(dict.fromkeys(done.flows))
        return True

    def completed(self, said: Said, ends: tuple[str, ...]) -> Said:
        """The line with the phase of its heading and the branches that it joins."""
        if said.makes_step and self.phase is not None and said.phase is None:
            said = replace(said, phase=self.phase)
        if said.makes_step and not said.starts_after and len(ends) > 1:
            said = replace(said, starts_after=ends)
        return said

    def done(self, ends: tuple[str, ...]) -> Captured:
        """All that was drawn; branches left open go on where the first of them does."""
        goes_on = self.next if len(ends) < 2 else ends[-1]
        ways = self.project.map_by_id[self.map_id].forward_by_source
        on = next((ways[end][0].target for end in ends if len(ways.get(end, ())) == 1), None)
        for end in ends:
            step = self.project.map_by_id[self.map_id].step_by_id[end]
            if on is not None and end not in ways and step.kind != "end":
                self.project = connect(self.project, self.map_id, end, on)
                self.flows[self.project.map_by_id[self.map_id].flows[-1].id] = None
        present = self.project.map_by_id[self.map_id].flow_by_id
        flows = tuple(f for f in self.flows if f in present)
        return Captured(
            self.project, tuple(self.steps), flows, goes_on, self.asked, tuple(self.refused)
        )
