"""How sure the ranking is when times are drawn from their estimates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from mopsmap.analysis import Result, analyze
from mopsmap.analysis.priorities.robust_rank import Ranking, Standing, robust_ranking
from mopsmap.analysis.study import study_of
from mopsmap.model import ValueStreamMap
from mopsmap.units import Duration, Spread, ThreePoint
from tests.core.drawing import draw, project
from tests.core.test_what_if import changes_of, maps


def evenly(low: float, high: float) -> dict[str, Any]:
    """A wait that is anything between two times."""
    mean, sd = Duration((low + high) / 2), Duration((high - low) / 12**0.5)
    return {"wait_time": Spread(distribution="uniform", mean=mean, sd=sd)}


def ranking(one: ValueStreamMap, draws: int = 4_000) -> Ranking:
    found = robust_ranking(study_of(project(one), "map"), draws)
    assert found is not None
    return found


def standings(one: ValueStreamMap) -> dict[tuple[str, str], Standing]:
    """By step and kind of change."""
    return {(s.effect.variant.step, s.effect.variant.kind): s for s in ranking(one).standings}


def result(one: ValueStreamMap) -> Result:
    return next(r for r in analyze(project(one), "map").results if r.key == "robust_rank")


def near(chance: float) -> Any:
    """A probability, within five standard errors of 4,000 draws."""
    return pytest.approx(chance, abs=5 * (chance * (1 - chance) / 4_000) ** 0.5)


def test_the_longer_of_two_waits_in_a_row_is_first_as_often_as_it_is_the_longer() -> None:
    one = draw("a>b", {"a": evenly(4, 12), "b": {"wait_time": 6.0, "wait_reason": "batch"}})
    found = standings(one.replace(steps=tuple(s.replace(wait_reason="batch") for s in one.steps)))
    assert found["a", "remove"].first == near(0.75)
    assert found["b", "remove"].first == near(0.25)
    assert (found["a", "wait"].first, found["b", "wait"].first) == (0, 0)
    assert found["a", "remove"].gain == pytest.approx(8, abs=0.2)
    assert found["a", "remove"].tied
    assert not found["b", "remove"].tied
    places = [of.place for of in found.values()]
    assert sum(places) == pytest.approx(len(places) * (len(places) + 1) / 2)


def test_beside_other_work_only_what_is_longer_gains() -> None:
    one = draw("s>a, s>b, a>e, b>e", {"s": 0, "a": evenly(4, 12), "b": 6, "e": 0})
    found = standings(one)
    assert found["a", "remove"].gain == pytest.approx(36 / 16, abs=0.15)
    assert found["b", "remove"].gain == pytest.approx(4 / 16, abs=0.05)


def test_two_alike_are_tied() -> None:
    found = standings(draw("a>b", {"a": evenly(4, 12), "b": evenly(4, 12)}))
    assert found["a", "remove"].first == near(0.5)
    assert found["a", "remove"].tied
    assert found["b", "remove"].tied
    assert not found["a", "wait"].tied


@settings(max_examples=40, deadline=None)
@given(maps())
def test_without_spread_every_draw_is_the_map_itself(one: ValueStreamMap) -> None:
    found = robust_ranking(study_of(project(one), "map"), 3)
    shorter = {
        (e.variant.step, e.variant.change): -e.lead_time
        for e in changes_of(one).effects
        if (e.lead_time or 0.0) < 0 and e.lead_time is not None
    }
    if not shorter:
        assert found is None
        return
    assert found is not None
    for of in found.standings:
        name = of.effect.variant.step, of.effect.variant.change
        assert of.gain == pytest.approx(shorter[name], abs=1e-8)
        assert of.first == (of.gain > max(shorter.values()) - 1e-8)


def test_the_result_is_slow_and_says_how_sure_the_first_is() -> None:
    estimate = ThreePoint(min=Duration(1.0), likely=Duration(6.0), max=Duration(20.0))
    found = result(draw("a>b", {"a": {"process_time": estimate}, "b": 7}))
    assert found.slow
    chance, tied = found.metrics
    assert 0.3 < (chance.value or 0) < 0.7
    assert tied.value is not None
    (table,) = found.tables
    assert len(table.rows) == len(table.ids)
    assert table.rows[0][2] == chance.value


@pytest.mark.parametrize(
    "one",
    [
        ValueStreamMap(id="map"),
        draw("a>b", {"a": 1, "b": 2}),
        draw("a>b, b~a 1", {"a": evenly(1, 2), "b": 2}),
        draw("a>b", {"a": evenly(1, 2), "c": 2}, goal="c"),
        draw("a>b", {"a": evenly(0, 0), "b": 0}),
    ],
    ids=["nothing", "certain", "endless", "goal not reached", "no time"],
)
def test_nothing_is_said_where_there_is_nothing_to_rank(one: ValueStreamMap) -> None:
    found = result(one)
    assert found.metrics == ()
    assert found.tables == ()


def test_very_many_cases_are_thinned_out() -> None:
    flows = ", ".join(
        f"d{i}>a{i} .3, d{i}>b{i} .7, a{i}>d{i + 1}, b{i}>d{i + 1}" for i in range(60)
    )
    times: dict[str, Any] = {f"a{i}": 10 for i in range(60)} | {f"b{i}": 1 for i in range(60)}
    found = ranking(draw(flows, times | {"d0": evenly(4, 12)}))
    assert found.standings[0].effect.variant.step == "d0"
