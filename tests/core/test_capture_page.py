"""The page that explains the capture line is true: every example on it is read here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mopsmap.capture import Said, read
from mopsmap.edits import capture_lines
from mopsmap.model import Project, Role, ValueStreamMap
from tests.core.drawing import draw

PAGE = (Path(__file__).parents[2] / "docs" / "capture.md").read_text(encoding="utf-8")
ROLES = {
    "cm": "Campaign manager",
    "con": "Content",
    "ds": "Design studio",
    "ops": "Marketing operations",
    "lg": "Legal and privacy",
}
ONE = draw(
    "a>b, a>c, b>d, c>d, d>e",
    {
        "a": {"name": "Brief", "role": "cm", "phase": "Plan"},
        "b": {"name": "Write copy", "role": "con"},
        "c": {"name": "Design banner", "role": "ds"},
        "d": {"name": "Check copy", "role": "lg", "phase": "Test and approve"},
        "e": {"name": "Publish", "role": "ops"},
    },
    roles=tuple(Role(id=i, name=name) for i, name in ROLES.items()),
)
PROJECT = Project(maps=(ONE,))
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|\n "))]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]


def in_words(said: Said) -> str:
    """The line as the page writes it: the title and every meaning once."""
    first = said.name or "(the selected step)"
    meanings = dict.fromkeys(t.meaning for t in said.tokens if t.kind not in ("title", "unread"))
    return re.sub(r"[\u00a0\u202f]", " ", " · ".join((first, *meanings)))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_an_example_means_what_the_page_says(row: list[str]) -> None:
    said = read(row[0].strip("`"), ONE, PROJECT)
    assert in_words(said) == row[1]
    assert [re.sub(r"\u202f", " ", p) for p in said.problems] == row[2:3]


def test_the_page_has_its_examples() -> None:
    assert len(ROWS) > 80


def test_the_outline_of_the_page_is_drawn_as_it_says() -> None:
    outline, flows = (re.search(rf"```{k}\n(.*?)```", PAGE, re.S) for k in ("outline", "flows"))
    assert outline
    assert flows
    project = Project(maps=(ValueStreamMap(id="map", roles=ONE.roles),))
    done = capture_lines(project, "map", outline[1], None)
    one = done.project.map_by_id["map"]
    names = {s.id: s.name for s in one.steps}
    drawn = {
        f"{names[f.source]} {'~' if f.kind == 'rework' else '>'} {names[f.target]}"
        + (f" {f.label}" if f.label else "")
        + ("" if f.probability is None else f" {f.probability:.0%}".replace("%", " %"))
        for f in one.flows
    }
    assert drawn == set(flows[1].strip().splitlines())
    assert {s.phase for s in one.steps} == {"Content"}
    assert done.refused == ()
