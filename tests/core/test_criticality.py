"""Criticality over all cases, against all paths of all cases one by one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from mopsmap.analysis import criticality
from mopsmap.analysis.criticality import criticality_of_cases, longest_paths
from mopsmap.analysis.study import study_of
from mopsmap.model import ValueStreamMap
from mopsmap.reading import read_map
from tests.core.drawing import draw, project
from tests.core.test_analysis_oracle import all_cases, all_paths, forward_maps


def indices(one: ValueStreamMap) -> dict[str, float]:
    return dict(criticality_of_cases(study_of(project(one), "map")))


def test_a_branch_is_critical_in_the_cases_where_it_is_the_longest() -> None:
    one = draw(
        "s>a, s>b, a>x .25, a>y .75, x>j, y>j, b>j",
        {"a": 1, "x": 9, "y": 1, "b": 4, "j": 1},
    )
    assert indices(one) == pytest.approx({"s": 1, "a": 0.25, "x": 0.25, "y": 0, "b": 0.75, "j": 1})


def test_ties_count_for_all_of_their_paths() -> None:
    assert indices(draw("s>a, s>b, s>c, a>j, b>j, c>j", {"a": 2, "b": 2, "c": 1})) == {
        "s": 1, "a": 1, "b": 1, "c": 0, "j": 1,
    }  # fmt: skip


def test_only_the_cases_that_reach_the_goal_count() -> None:
    one = draw("a>win .2, a>b .8, b>win .5, b>lose .5", {"a": 1, "b": 10}, goal="win")
    found = indices(one)
    assert found == pytest.approx({"a": 1, "b": 0.4 / 0.6, "win": 1, "lose": 0})


def test_nothing_is_critical_without_times_goal_or_end() -> None:
    assert set(indices(draw("a>b, a>c")).values()) == {0}
    assert indices(draw("s>a", {"s": {"kind": "start"}, "x": 1}, goal="x")) == {}
    assert indices(draw("a>b, b~a 1", {"a": 1})) == {}
    assert indices(draw("")) == {}


@settings(max_examples=100, deadline=None)
@given(forward_maps())
def test_criticality_agrees_with_all_paths_of_all_cases(one: ValueStreamMap) -> None:
    study, reading = study_of(project(one), "map"), read_map(one)
    hours = {s: study.means[s].process for s in reading.order}
    ids = {(f.source, f.target): f.id for f in reading.forward}
    goal, reached = one.goal, 0.0
    steps, flows = dict.fromkeys(reading.order, 0.0), dict.fromkeys(ids.values(), 0.0)
    paths: dict[tuple[str, ...], float] = {}
    for case in all_cases(reading):
        if goal is not None and goal not in case.met:
            continue
        reached += case.probability
        ways = all_paths(case, reading.starts)
        if goal is not None:
            ways = (path[: path.index(goal) + 1] for path in ways if goal in path)
        lengths = {path: sum(hours[s] for s in path) for path in ways}
        longest = [p for p, length in lengths.items() if length > max(lengths.values()) - 1e-9]
        if max(lengths.values()) == 0:
            continue
        for path in set(longest):
            paths[path] = paths.get(path, 0.0) + case.probability
        for step in {step for path in longest for step in path}:
            steps[step] += case.probability
        for pair in {pair for path in longest for pair in pairwise(path)}:
            flows[ids[pair]] += case.probability
    found = criticality.criticality(study)
    if reached == 0:
        assert not found.steps
        return
    assert found.steps == pytest.approx({s: p / reached for s, p in steps.items()})
    assert found.flows == pytest.approx({f: p / reached for f, p in flows.items()})
    listed = longest_paths(study)
    assert listed.number == len(paths)
    assert listed.complete
    assert dict(listed.listed) == pytest.approx({path: p / reached for path, p in paths.items()})
    chances = [p for _, p in listed.listed]
    assert chances == pytest.approx(sorted(chances, reverse=True))


def test_cases_in_parts_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = ", ".join(
        f"d{i}>a{i} .3, d{i}>b{i} .7, a{i}>d{i + 1}, b{i}>d{i + 1}, d{i}>c{i} .0" for i in range(6)
    )
    one = draw(f"{drawing}, s>d0, s>x, x>e, d6>e", {"a2": 5, "b3": 4, "x": 4.5})
    whole = indices(one)
    monkeypatch.setattr(criticality, "_CELLS", 100)
    monkeypatch.setattr(criticality, "_kept", ())
    assert indices(one) == pytest.approx(whole)
    assert 0 < whole["x"] < 1
