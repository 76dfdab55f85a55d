"""What the terminal shows where nothing is known yet."""

from __future__ import annotations

from typing import Any

import pytest

from mopsmap.analysis import analyze, compare
from mopsmap.model import Project, ValueStreamMap
from mopsmap.printout import analysis_page, comparison_page
from mopsmap.units import NARROW_SPACE
from tests.core.drawing import draw, project


def rows(capsys: pytest.CaptureFixture[str], one: ValueStreamMap) -> dict[str, list[str]]:
    """The words of the lines, by the first ones."""
    whole = project(one)
    analysis_page(whole, one, analyze(whole, one.id)).show()
    return lines_of(capsys)


def lines_of(capsys: Any) -> dict[str, list[str]]:
    out = capsys.readouterr().out.replace(NARROW_SPACE, " ")
    lines = [line.split("  ") for line in out.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    return {line[0]: line[1:] for line in cells if line}


def test_a_map_without_times_has_dashes_and_says_what_to_add(capsys: Any) -> None:
    blank = {"process_time": None, "wait_time": None, "complete_accurate": None}
    one = draw("a>b, b>c", {"a": blank, "b": blank, "c": blank}, milestones=("c",))
    shown = rows(capsys, one)
    for figure in ("Lead time, expected", "Process time", "Largest drag", "Time to 'c'"):
        assert shown[figure] == ["–", "Add a process time to see this"], figure
    assert shown["Wait time"] == ["–", "Add a wait time to see this"]
    assert shown["Rolled %C&A"] == ["–", "Add a %C&A to see this"]
    assert shown["First time right"] == ["100.0 %"]


def test_the_changes_that_give_most_are_listed(capsys: Any) -> None:
    steps = {"make": {"process_time": 8.0, "value_class": "value_adding"}, "check": 2.0}
    one = draw("make>check", steps, demand_per_year=10.0)
    whole = project(one)
    analysis_page(whole, one, analyze(whole, one.id)).show()
    out = capsys.readouterr().out.replace(NARROW_SPACE, " ")
    listed = out.split("the changes that give most")[1].split("Steps in order")[0]
    first = [line.split() for line in listed.splitlines() if line.strip()][2]
    assert first[:4] == ["make", "automate", "−1", "d"]


def test_an_unknown_time_of_a_step_is_a_dash_beside_those_that_are_known(capsys: Any) -> None:
    known = {"process_time": 1.0, "wait_time": 0.0}
    one = draw("a>b", {"a": known, "b": {"process_time": None, "wait_time": 0.0}})
    shown = rows(capsys, one)
    _number, *cells = shown["●"]
    assert cells[:5] == ["b", "Team", "–", "–", "0 d"]
    assert cells[-1] == "–"


def test_a_comparison_with_a_map_without_times_shows_no_change(capsys: Any) -> None:
    before = draw("a>b", {"a": 4, "b": 1}).replace(id="before")
    after = draw("a>b", {"a": {"process_time": None}, "b": {"process_time": None}}).replace(
        id="after"
    )
    whole = Project(maps=(before, after))
    comparison_page(whole, before, after, compare(whole, "before", "after")).show()
    shown = lines_of(capsys)
    assert shown["Process time"] == ["5 h", "–", "–", "–"]
    assert shown["Handoffs"] == ["0", "0", "0", "0 %"]
