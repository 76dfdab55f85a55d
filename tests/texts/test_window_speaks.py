"""In a made-up language the window says nothing in English but what people wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.texts.window_speaks import Names, names_of

HERE = Path(__file__).parents[2]
SCREENS = (
    *("new-map", "compare-campaign", "menu-of-step", "menu-of-overlays", "palette", "paste-table"),
    *("step-detail", "flow-selected", "lane-selected", "everything-selected", "heat-cost"),
    *("below-results", "below-priorities", "below-problems", "below-notes", "table", "typed-role"),
    *("welcome", "recovery", "charter", "target-typed", "deleted", "history", "workshop-values"),
    *("workshop-votes", "workshop-presenting", "hidden-rates", "shortcuts"),
)
"""Screens of `tests.screens` that show each part of the window."""


def test_the_window_leaves_nothing_in_english() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.texts.window_speaks", *SCREENS],
        cwd=HERE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    number, _line, left = done.stdout.partition("\n")
    assert int(number) > 2_000, "texts of menus, fields, tables, cards, lines and messages"
    assert not left, left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Brief", ""),
        ("Ŵāīţ: Write a lo…", ""),
        ("Ŵāīţ &for: Brief", "for"),
        ("Brief of ŵāīţ", "of"),
        ("2 people", "people"),
        ("Ċōšţ ƥēŗ {item}", "item"),
    ],
)
def test_only_what_a_person_wrote_may_be_english(text: str, left: str) -> None:
    found = Names({"Brief", "Write a long text"}).english(text)
    assert left in found if left else not found


def test_names_are_what_people_write_in_a_project() -> None:
    found = names_of({"title": "A b", "currency": "EUR", "maps": [{"id": "no", "name": "As-is"}]})
    assert {"A b", "As-is"} <= found
    assert "no" not in found
