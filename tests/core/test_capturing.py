"""Captured lines drawn on a map: where the step stands, what flows change, where the next goes."""

from __future__ import annotations

from typing import Any

import pytest

from mopsmap.capture import read
from mopsmap.edits import Captured, EditError, Place, capture
from mopsmap.model import Project, Role, new_project
from tests.core.drawing import draw

MAP = "map"
SIGNS = {"forward": ">", "rework": "~", "information": "-"}


class Hand:
    """Types line after line, each going on where the last one ended."""

    def __init__(self, project: Project, anchor: str | None = None) -> None:
        self.project, self.anchor = project, anchor
        self.map_id = project.maps[0].id
        self.asked: Any = {}

    @property
    def map(self) -> Any:
        return self.project.map_by_id[self.map_id]

    def type(self, text: str, place: Place = "after") -> Captured:
        said = read(text, self.map, self.project)
        done = capture(self.project, self.map_id, said, self.anchor, place, self.asked)
        self.project, self.anchor, self.asked = done.project, done.next_anchor, done.asked
        return done

    def at(self, name: str) -> Hand:
        self.anchor = next(s.id for s in self.map.steps if s.called == name)
        return self

    @property
    def flows(self) -> list[str]:
        """Flows by the names of their steps, as "Brief>Copy yes 0.65"."""
        names = {s.id: s.called for s in self.map.steps}
        return [
            names[f.source]
            + SIGNS[f.kind]
            + names[f.target]
            + (f" {f.label}" if f.label else "")
            + ("" if f.probability is None else f" {f.probability:g}")
            for f in self.map.flows
        ]


def empty() -> Hand:
    return Hand(new_project())


def test_enter_chains() -> None:
    hand = empty()
    for line in ("Brief", "Write copy @marketing 4h", "Publish"):
        hand.type(line)
    assert hand.flows == ["Brief>Write copy", "Write copy>Publish"]
    assert [s.role for s in hand.map.steps] == ["role-1", "role-2", "role-2"]


def test_a_decision_takes_its_answers_and_the_next_step_the_open_one() -> None:
    hand = empty()
    for line in ("Brief", "Approved? yes 65% no back to Brief", "Publish"):
        hand.type(line)
    assert hand.flows == [
        "Brief>Approved?",
        "Approved?~Brief no 0.35",
        "Approved?>Publish yes 0.65",
    ]


def test_branches_side_by_side_are_joined_by_a_plus() -> None:
    hand = empty()
    hand.type("Brief")
    hand.type("Copy")
    hand.type("Design", "beside")
    hand.type("Assemble +")
    assert hand.flows == ["Brief>Copy", "Brief>Design", "Design>Assemble", "Copy>Assemble"]


def test_rework_is_said_alone_or_with_the_step() -> None:
    hand = empty()
    for line in ("Brief", "Copy", "Check back to Brief 30%", "back to Copy 10%"):
        hand.type(line)
    assert hand.flows == ["Brief>Copy", "Copy>Check", "Check~Brief 0.3", "Check~Copy 0.1"]


def test_a_role_nobody_heard_of_becomes_a_lane() -> None:
    hand = empty()
    hand.type("Check @legal")
    assert hand.map.roles[-1] == Role(id="role-4", name="Legal")
    assert hand.map.steps[0].role == "role-4"


def test_a_line_that_says_nothing_is_refused() -> None:
    project = Project(maps=(draw("a>b"),))
    for text in ("", "   ", "4h", "@team"):
        with pytest.raises(EditError, match="Type what is done"):
            capture(project, MAP, read(text, project.maps[0], project), "a")
