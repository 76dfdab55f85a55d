"""What to fix first: gains of the standard changes, ties, sensitivities."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings

from mopsmap.analysis import Analyzed, analyze
from mopsmap.analysis.priorities.sensitivity import sensitivities
from mopsmap.analysis.priorities.tied_paths import MOST_SETS, Together, gains_together
from mopsmap.analysis.priorities.what_if import WhatIf, what_if
from mopsmap.analysis.result import Table
from mopsmap.analysis.study import study_of
from mopsmap.model import Role, ValueStreamMap
from mopsmap.units import Duration
from tests.core.drawing import draw, project
from tests.core.test_analysis_oracle import forward_maps
from tests.core.test_what_if import NONE, Edit, maps

CREDIT = (
    "check>history, check>income, history>assess, income>assess, assess>offer .6, "
    "assess>reject .4, check~check .2"
)
DAYS = {"check": 1, "history": 1, "income": 3, "assess": 3, "offer": 1, "reject": 2}
TWO_CRITICAL = (
    "Start>A, Start>B, Start>C, A>D, B>D, A>E, A>F, B>F, C>G, B>H, E>H, F>I, H>J, I>J, "
    "H>K, I>K, D>L, G>L, J>L, K>L"
)
HOURS = {"A": 8, "B": 14, "C": 15, "D": 17, "E": 10, "F": 7, "G": 18, "H": 5, "I": 2, "J": 17}


NESTED = ", ".join(
    [f"s{i}>s{i + 1}" for i in range(24)] + [f"s{24 - i}~s{i} .3" for i in range(12)]
)


def days(value: float) -> Duration:
    return Duration(value, "d")


def base_of(one: ValueStreamMap) -> WhatIf:
    found = what_if(study_of(project(one), "map"))
    assert found is not None
    return found


def priorities(one: ValueStreamMap) -> list[dict[str, Any]]:
    return list(analyze(project(one), "map").figures["priorities"])


def gained(one: ValueStreamMap) -> dict[tuple[str, str], float]:
    """Lead time of every change that gains, by step and change."""
    return {(p["step"], p["change"]): p["lead_time_hours"] for p in priorities(one)}


def table(found: Analyzed, key: str) -> Table:
    return next(t for r in found.results for t in r.tables if t.key == key)


def credit() -> ValueStreamMap:
    """Dumas et al., Fundamentals of Business Process Management, chapter 7: credit application."""
    steps = {step: {"process_time": days(float(time))} for step, time in DAYS.items()}
    return draw(CREDIT, steps)


def test_elasticities_of_the_credit_application() -> None:
    found = {s.step: s for s in sensitivities(base_of(credit()))}
    published = {"check": 0.144509, "history": 0, "income": 0.346821, "assess": 0.346821}
    published |= {"offer": 0.069364, "reject": 0.092486}
    slopes = {"check": 1.25, "history": 0, "income": 1, "assess": 1, "offer": 0.6, "reject": 0.4}
    for step, elasticity in published.items():
        assert found[step].elasticity == pytest.approx(elasticity, abs=1e-6)
        assert found[step].per_hour == pytest.approx(slopes[step])
    assert found["check"].per_rework == pytest.approx(1.5625 * 8)
    assert found["income"].per_rework is None


def test_gains_of_the_credit_application() -> None:
    gains = gained(credit())
    assert gains["check", "work -50 %"] == pytest.approx(-0.625 * 8)
    assert gains["check", "rework -50 %"] == pytest.approx((1 / 0.9 - 1.25) * 8)
    assert gains["check", "remove"] == pytest.approx(-1.25 * 8)
    assert gains["income", "remove"] == pytest.approx(-2 * 8)
    assert gains["assess", "remove"] == pytest.approx(-3 * 8)
    assert gains.get(("history", "remove"), 0.0) == 0
    assert next(iter(gains)) == ("assess", "remove")


@settings(max_examples=40, deadline=None)
@given(maps())
def test_elasticities_add_up_to_one(one: ValueStreamMap) -> None:
    base = base_of(one)
    found = sensitivities(base)
    if base.found.lead_time is None:
        assert found == ()
    elif base.found.lead_time > 0:
        assert sum(s.elasticity or 0.0 for s in found) == pytest.approx(1)
    else:
        assert all(s.elasticity is None for s in found)


@settings(max_examples=30, deadline=None)
@given(maps())
def test_lead_time_answers_as_fast_as_to_small_differences(one: ValueStreamMap) -> None:
    """Where ways tie, more and less time answer differently, and the share lies between."""
    study, small = study_of(project(one), "map"), 1e-5
    for of in sensitivities(base_of(one)):
        if of.hours > 0:
            edit, step = Edit(study, of.step), one.step_by_id[of.step]
            slower, quicker = (
                edit.with_step(
                    one,
                    wait_time=Duration((step.wait_time or NONE).value * (1 + change)),
                    process_time=Duration((step.process_time or NONE).value * (1 + change)),
                )
                for change in (small, -small)
            )
            assert_between(of.per_hour, (one, slower, quicker), small * of.hours)
        if of.per_rework is not None:
            share = study.shape.rework_share[of.step]
            more, less = (
                Edit(study, of.step).with_rework({of.step: 1 + c}) for c in (small, -small)
            )
            assert_between(of.per_rework, (one, more, less), small * share)


def assert_between(
    slope: float, maps: tuple[ValueStreamMap, ValueStreamMap, ValueStreamMap], step: float
) -> None:
    now, above, below = (lead_time(one) for one in maps)
    slopes = sorted([(above - now) / step, (now - below) / step])
    slack = 1e-3 * max(1.0, abs(slope))
    assert slopes[0] - slack <= slope <= slopes[1] + slack


def lead_time(one: ValueStreamMap) -> float:
    found = study_of(project(one), "map").probable
    assert found is not None
    assert found.lead_time is not None
    return found.lead_time


def two_critical() -> ValueStreamMap:
    """Two critical paths that only J lies on both of (a bug report of the tool projmanr)."""
    return draw(TWO_CRITICAL, {"Start": 0, **HOURS, "K": 14, "L": 0})


def test_of_two_critical_paths_only_the_step_on_both_gains_alone() -> None:
    gains = gained(two_critical())
    shorter = {step for (step, _), hours in gains.items() if hours < 0}
    assert shorter == {"J"}
    assert gains["J", "remove"] == gains["J", "work -50 %"] == pytest.approx(-3)


def test_of_two_critical_paths_pairs_gain_together() -> None:
    found = gains_together(base_of(two_critical()))
    pairs = {frozenset(of.steps) for of in found}
    assert pairs == {frozenset((a, b)) for a in "AEH" for b in "BFI"}
    best = {of.steps: of.lead_time for of in found}
    assert best["A", "B"] == pytest.approx(-4)
    assert found[0].lead_time == min(best.values())


def test_of_three_critical_paths_triples_gain_together() -> None:
    one = draw("a>x, a>y, a>z, x>b, y>b, z>b", {"a": 0, "x": 4, "y": 4, "z": 4, "b": 0})
    assert gains_together(base_of(one)) == (Together(("x", "y", "z"), pytest.approx(-2)),)
    assert gained(one).keys() == {
        (s, c) for s in "xyz" for c in ("work -50 %", "remove", "automate")
    }


@settings(max_examples=40, deadline=None)
@given(forward_maps())
def test_sets_that_gain_together_agree_with_all_sets(one: ValueStreamMap) -> None:
    flows = tuple(flow.replace(probability=None) for flow in one.flows)
    one = one.replace(flows=flows, goal=None)
    before = lead_time(one)

    def gain(steps: Iterable[str]) -> float:
        halved = one
        for step in steps:
            halved = Edit(study_of(project(halved), "map"), step).halved("process_time")
        return before - lead_time(halved)

    shorten: list[set[str]] = []
    for size in (1, 2, 3):
        for steps in map(set, combinations([s.id for s in one.steps], size)):
            if not any(known <= steps for known in shorten) and gain(steps) > 1e-9:
                shorten.append(steps)
    found = gains_together(base_of(one))
    several = [steps for steps in shorten if len(steps) > 1]
    assert len(found) == min(MOST_SETS, len(several))
    for of in found:
        assert set(of.steps) in several
        assert -of.lead_time == pytest.approx(gain(of.steps))


def test_one_critical_path_needs_no_sets() -> None:
    assert gains_together(base_of(draw("a>b, a>c", {"a": 1, "b": 3, "c": 2}))) == ()


def test_changes_are_ranked_and_say_which_is_greatest() -> None:
    roles = (Role(id="team", name="Team", headcount=1.0, hourly_cost=10.0),)
    steps = {"a": {"process_time": 2.0, "wait_time": 40.0}, "b": {"process_time": 10.0}}
    one = draw("a>b", steps, roles=roles, demand_per_year=20.0)
    found = analyze(project(one), "map")
    rows = found.figures["priorities"]
    assert rows[0] == {
        "step": "a",
        "change": "remove",
        "lead_time_hours": pytest.approx(-42),
        "cost_per_year": pytest.approx(-400),
        "capacity_per_year": pytest.approx(1760 / 10 - 1760 / 12),
    }
    assert [row["lead_time_hours"] for row in rows] == sorted(r["lead_time_hours"] for r in rows)
    lead, cost = found.metric("greatest_lead_time_gain"), found.metric("greatest_cost_saving")
    assert (lead.value, lead.note) == (pytest.approx(42), "a: remove")
    assert [i.value for i in lead.inputs] == pytest.approx([52, 10])
    assert (cost.value, cost.note) == (pytest.approx(2000), "b: remove")
    assert found.metric("greatest_capacity_gain").note == "b: remove"
    assert table(found, "priorities").ids[0] == "a"
    marks = next(o for r in found.results for o in r.overlays if o.key == "gain").marks
    assert {m.record: m.value for m in marks} == pytest.approx({"a": 42, "b": 10})


def test_nobody_is_told_to_remove_what_adds_value() -> None:
    steps = {
        "make": {"process_time": 8.0, "value_class": "value_adding"},
        "check": {"process_time": 2.0, "value_class": "waste"},
    }
    found = analyze(project(draw("make>check", steps)), "map")
    assert ("make", "remove") in {(p["step"], p["change"]) for p in found.figures["priorities"]}
    shown = {(row[0], row[1]) for row in table(found, "priorities").rows}
    assert ("make", "remove") not in shown
    assert {("check", "remove"), ("make", "automate")} <= shown
    assert found.metric("greatest_lead_time_gain").note == "make: automate"


def test_without_demand_and_headcount_only_lead_time_is_known() -> None:
    row = priorities(draw("a>b", {"a": 1, "b": 2}))[0]
    assert (row["step"], row["cost_per_year"], row["capacity_per_year"]) == ("b", None, None)


def test_capacity_is_unknown_where_no_role_limits_any_more() -> None:
    roles = (Role(id="team", headcount=1.0),)
    found = {p["change"]: p for p in priorities(draw("", {"a": 2}, roles=roles))}
    assert found["remove"]["capacity_per_year"] is None
    assert found["work -50 %"]["capacity_per_year"] == pytest.approx(880)
    one = draw("", {"a": 2}, roles=(Role(id="team", headcount=0.0),))
    assert {p["capacity_per_year"] for p in priorities(one)} == {0.0, None}


@pytest.mark.parametrize(
    "one",
    [
        ValueStreamMap(id="map"),
        draw("", "a"),
        draw("a>b, b>c", {"a": {}, "b": {}, "c": {}}),
        draw("a>b, c>d", {"a": 1, "d": 2}),
        draw("a>b, b>a", {"a": 1, "b": 2}),
        draw("a>b, b~a 1", {"a": 1, "b": 2}),
        draw("a>b, b>c, c~a .999999", {"a": 1, "b": 2}),
        draw("a>b .5, a>c .5", {"a": 1, "b": 2}, goal="c"),
        draw("a>b", {"a": 1, "c": 2}, goal="c"),
        draw(NESTED, {f"s{i}": 1 for i in range(25)}),
    ],
    ids=list("0123456789"),
)
def test_whatever_opens_has_an_answer(one: ValueStreamMap) -> None:
    found = analyze(project(one), "map")
    json.dumps(found.figures["priorities"], allow_nan=False)
    result = next(r for r in found.results if r.key == "priorities")
    result.make()
    assert all(len(row) == len(t.columns) for t in result.tables for row in t.rows)
    for p in found.figures["priorities"]:
        assert p["step"] in one.step_by_id


def test_sixty_decisions_are_ranked_by_the_sampled_cases() -> None:
    flows = ", ".join(
        f"d{i}>a{i} .3, d{i}>b{i} .7, a{i}>d{i + 1}, b{i}>d{i + 1}" for i in range(60)
    )
    times = {f"a{i}": 10 for i in range(60)} | {f"b{i}": 1 for i in range(60)}
    found = priorities(draw(flows, times))
    assert found[0]["lead_time_hours"] == pytest.approx(-3, rel=0.1)
    assert found[0]["change"] == "remove"


def test_a_thousand_steps_are_no_problem() -> None:
    flows = ", ".join(f"s{i}>s{i + 1}" for i in range(999))
    loops = ", ".join(f"s{i + 5}~s{i} .2" for i in range(0, 990, 10))
    one = draw(f"{flows}, {loops}", {f"s{i}": 1 for i in range(1000)})
    found = analyze(project(one), "map")
    result = next(r for r in found.results if r.key == "priorities")
    assert result.slow
    assert found.figures["priorities"][0]["lead_time_hours"] == pytest.approx(-(6 * 0.25 + 1))
    assert table(found, "sensitivity").rows[0][1] == pytest.approx(1.25 / (1000 + 99 * 6 * 0.25))
