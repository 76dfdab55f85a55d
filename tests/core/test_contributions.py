"""Which change gives how much: parts that add up to the difference of two lead times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import analyze
from mopsmap.analysis.contributions import Contribution, Contributions, contributions
from mopsmap.model import Countermeasure, Project, ValueStreamMap
from mopsmap.storage import load
from tests.core.drawing import draw

SAMPLES = Path(__file__).parents[2] / "samples"


def _between(before: ValueStreamMap, after: ValueStreamMap) -> Contributions | None:
    maps = (before.replace(id="as-is"), after.replace(id="to-be"))
    project = Project(maps=maps)
    return contributions(analyze(project, "as-is"), analyze(project, "to-be"))


def _parts(before: ValueStreamMap, after: ValueStreamMap) -> dict[str | None, Contribution]:
    found = _between(before, after)
    assert found is not None
    assert found.before + sum(p.hours for p in found.parts) == pytest.approx(found.after)
    return {part.measure: part for part in found.parts}


def _later(flows: str, steps: dict[str, Any], **removes: tuple[str, ...]) -> ValueStreamMap:
    measures = tuple(Countermeasure(id=i, name=i, removes=gone) for i, gone in removes.items())
    return draw(flows, steps, countermeasures=measures)


def _by(measures: str, hours: float, *replaces: str) -> dict[str, Any]:
    return {
        "process_time": float(hours),
        "countermeasures": tuple(measures.split()),
        "replaces": replaces,
    }


def test_in_a_row_each_change_gives_what_it_saves() -> None:
    before = draw("a>b, b>c", {"a": 4, "b": 10, "c": 6})
    after = _later("a>c", {"a": _by("k", 1), "c": 6}, k=(), drop=("b",))
    found = _parts(before, after)
    assert found["k"].hours == pytest.approx(-3)
    assert found["drop"].hours == pytest.approx(-10)
    assert (found["drop"].steps, found["drop"].gone) == ((), ("b",))
    assert set(found) == {"k", "drop"}


def test_beside_a_longer_branch_a_change_gives_nothing() -> None:
    flows = "a>b, a>c, b>d, c>d"
    before = draw(flows, {"a": 1, "b": 10, "c": 4, "d": 1})
    after = _later(flows, {"a": 1, "b": 10, "c": _by("k", 2), "d": 1}, k=())
    found = _parts(before, after)
    assert (found["k"].hours, found["k"].off_path) == (0, True)


def test_the_gain_ends_where_another_branch_becomes_the_longest() -> None:
    flows = "a>b, a>c, b>d, c>d"
    before = draw(flows, {"a": 1, "b": 10, "c": 6, "d": 1})
    after = _later(flows, {"a": 1, "b": _by("k", 2), "c": 6, "d": 1}, k=())
    found = _parts(before, after)
    assert found["k"].hours == pytest.approx(-4, abs=0.2)
    assert not found["k"].off_path


def test_two_branches_that_shorten_together_share_the_gain() -> None:
    flows = "a>b, a>c, b>d, c>d"
    before = draw(flows, {"a": 1, "b": 10, "c": 10, "d": 1})
    after = _later(flows, {"a": 1, "b": _by("k", 4), "c": _by("l", 4), "d": 1}, k=(), l=())
    found = _parts(before, after)
    assert found["k"].hours == found["l"].hours == pytest.approx(-3)


def test_work_put_side_by_side_is_the_gain_of_who_put_it_there() -> None:
    before = draw("a>b, b>c, c>d", {"a": 1, "b": 8, "c": 5, "d": 1})
    after = _later("a>b, a>c, b>d, c>d", {"a": 1, "b": 8, "c": _by("k", 5), "d": 1}, k=())
    found = _parts(before, after)
    assert found["k"].hours == pytest.approx(-5)


def test_less_rework_is_the_gain_of_who_changed_the_steps() -> None:
    before = draw("a>b, b~a .5", {"a": 4, "b": 2})
    after = _later("a>b, b~a .2", {"a": _by("k", 4), "b": _by("k", 2)}, k=())
    found = _parts(before, after)
    assert found["k"].hours == pytest.approx(6 / 0.8 - 6 / 0.5)


def test_those_who_changed_steps_together_share_alike() -> None:
    before = draw("a>b, b>c", {"a": 3, "b": 5, "c": 2})
    after = _later("m>c", {"m": _by("k l", 4, "a", "b"), "c": 2}, k=(), l=())
    found = _parts(before, after)
    assert found["k"].hours == found["l"].hours == pytest.approx(-2)
    assert found["k"].gone == ("a", "b")


def test_changes_that_no_countermeasure_names_stand_for_themselves() -> None:
    before = draw("a>b, b>c", {"a": 4, "b": 10, "c": 6})
    after = draw("a>n, n>c", {"a": 4, "n": 3, "c": 5})
    found = _between(before, after)
    assert found is not None
    shown = {(part.steps, part.gone): round(part.hours, 9) for part in found.parts}
    assert shown == {((), ("b",)): -10, (("n",), ()): 3, (("c",), ("c",)): -1}


def test_a_measure_that_changes_no_step_is_not_hidden() -> None:
    one = draw("a>b", {"a": 4, "b": 10})
    found = _parts(one, _later("a>b", {"a": 4, "b": 10}, k=()))
    assert found["k"] == Contribution("k", 0, True)


def test_without_a_lead_time_there_are_no_parts() -> None:
    endless = draw("a>b, b~a 1", {"a": 4, "b": 2})
    assert _between(endless, draw("a>b", {"a": 4, "b": 2})) is None
    assert _between(draw(""), draw("a>b", {"a": 4, "b": 2})) is None


@pytest.mark.parametrize("sample", ["campaign", "lead", "nurture", "webinar", "whitepaper"])
def test_in_every_sample_the_parts_add_up_and_none_is_missing(sample: str) -> None:
    project = load(SAMPLES / f"{sample}.mopsmap").project
    before, after = (analyze(project, map_id) for map_id in ("as-is", "to-be"))
    found = contributions(before, after)
    assert found is not None
    assert found.before == pytest.approx(before.headline["lead_time_hours"]["expected"])
    assert found.after == pytest.approx(after.headline["lead_time_hours"]["expected"])
    assert found.before + sum(p.hours for p in found.parts) == pytest.approx(found.after)
    named = [part.measure for part in found.parts if part.measure]
    assert named == [k.id for k in project.map_by_id["to-be"].countermeasures]


hours = st.integers(0, 12)
shares = st.sampled_from((0.1, 0.4, 0.7))
drawings = st.sampled_from(
    (
        "a>b, b>c, c>d",
        "a>b, a>c, b>d, c>d",
        "a>b, a>c, b>d, c>e, d>e",
        "a>b, b>c, b~a {0}",
        "a>b .5, a>c .5, b>d, c>d, d~a {0}",
    )
)


@st.composite
def maps(draws: st.DrawFn) -> ValueStreamMap:
    flows = draws(drawings).format(draws(shares))
    names = sorted({sign for sign in flows if sign in "abcde"})
    steps = {n: _by(draws(st.sampled_from(("", "k", "l", "k l"))), draws(hours)) for n in names}
    return _later(flows, steps, k=(), l=("e",))


@settings(deadline=None, max_examples=60)
@given(maps(), maps())
def test_the_parts_add_up_whatever_changed(before: ValueStreamMap, after: ValueStreamMap) -> None:
    _parts(before, after)


@settings(deadline=None, max_examples=30)
@given(maps())
def test_where_nothing_changed_nothing_is_gained(one: ValueStreamMap) -> None:
    assert all(abs(part.hours) < 1e-9 for part in _parts(one, one).values())
