"""Routing: rework chains with published numbers, ends, exact variances, and all that can happen."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import Analyzed, Table, analyze
from mopsmap.analysis.network.chain import Chain, Spread, leaving, times, visits
from mopsmap.analysis.routing import end_shares, lead_time_variance, times_to_ends
from mopsmap.analysis.study import Study, study_of
from mopsmap.model import ValueStreamMap
from mopsmap.units import Duration, ThreePoint
from tests.core.drawing import draw, project
from tests.core.walking import Everything


def study(one: ValueStreamMap) -> Study:
    return study_of(project(one), "map")


def analyzed(one: ValueStreamMap) -> Analyzed:
    return analyze(project(one), "map")


def variance(one: ValueStreamMap, spread: Mapping[str, float] | None = None) -> float | None:
    return lead_time_variance(study(one), spread)


def table(found: Analyzed, key: str) -> Table:
    return next(t for result in found.results for t in result.tables if t.key == key)


def codes(one: ValueStreamMap) -> set[str]:
    return {p.code for p in analyzed(one).problems}


def drunkard(home: float) -> Chain:
    """Corners 1 to 3 between bar and home (Grinstead & Snell 11.2)."""
    bar = 1 - home
    return Chain([{1: home}, {0: bar, 2: home}, {1: bar}], [{"bar": bar}, {}, {"home": home}])


def test_a_drunkard_between_bar_and_home() -> None:
    walk = drunkard(0.5)
    assert visits(walk) == [
        pytest.approx([1.5, 1, 0.5]), pytest.approx([1, 2, 1]), pytest.approx([0.5, 1, 1.5])
    ]  # fmt: skip
    steps = times(walk, [Spread(1, 0)] * 3)
    assert [s.mean for s in steps] == pytest.approx([3, 4, 3])
    assert [s.variance for s in steps] == pytest.approx([8, 8, 8])
    assert leaving(walk, "bar") == pytest.approx([0.75, 0.5, 0.25])
    assert leaving(walk, "home") == pytest.approx([0.25, 0.5, 0.75])


def test_a_drunkard_who_knows_the_way() -> None:
    steps = times(drunkard(2 / 3), [Spread(1, 0)] * 3)
    assert [s.mean for s in steps] == pytest.approx([3.4, 3.6, 2.2])
    assert [s.variance for s in steps] == pytest.approx([6.72, 5.76, 4.8])
    assert visits(drunkard(2 / 3))[0] == pytest.approx([1.4, 1.2, 0.8])


MARKETING = draw(
    "brief>design, design>review, review>legal .7, review~design .25, review~brief .05, "
    "legal>publish .9, legal~design .1",
    {"brief": 4, "design": 16, "review": 2, "legal": 3, "publish": 1},
)


def test_rework_of_marketing_has_an_exact_spread() -> None:
    spread = {"brief": 1.0, "design": 64.0, "review": 1.0, "legal": 4.0}
    assert variance(MARKETING, spread) == pytest.approx(450.6208, abs=1e-3)
    rows = {row[0]: row[1:4] for row in table(analyzed(MARKETING), "executions").rows}
    assert rows["design"] == pytest.approx((1.587302, 1, 0.587302), abs=1e-6)


def test_a_credit_application_with_loop_parallel_work_and_alternatives() -> None:
    # Dumas et al., chapter 7, in days: 1.25 x .25 from the loop, .24 from the alternatives.
    one = draw(
        "check>history, check>income, history>assess, income>assess, check~check .2, "
        "assess>offer .6, assess>reject .4",
        {"check": 1, "history": 1, "income": 3, "assess": 3, "offer": 1, "reject": 2},
    )
    assert variance(one) == pytest.approx(0.5525)
    assert "approximate_parallel_rework" not in codes(one)
    assert analyzed(one).metric("lead_time_sd").value == pytest.approx(math.sqrt(0.5525))


def test_a_loop_around_parallel_work_repeats_its_spread() -> None:
    one = draw(
        "t>a, t>b, a>x .5, a>y .5, x>u, y>u, b>u, u>e, u~t .5",
        {"x": 1, "y": 5, "b": 3, "t": 1},
    )
    # a pass takes 4 or 6 hours; a geometric sum of passes: E[N] s^2 + Var(N) m^2
    assert variance(one) == pytest.approx(2 * 1 + 2 * 25)


def test_several_starts_wait_for_each_other() -> None:
    one = draw("a>c, b>x .5, b>y .5, x>c, y>c, c~c .5", {"a": 3, "x": 1, "y": 5, "c": 1})
    assert variance(one) == pytest.approx(1 + 2)


@pytest.mark.parametrize(
    "one",
    [
        draw("s>a, s>b, a>e, b>e, a~a .5", {"a": 1, "b": 1}),
        draw("t>a, t>side, a>u, side>end, u>end, u~t .5", {"a": 1, "side": 4}),
        draw("a>b, b~a 1", {"a": 1}),
        draw("s>a", {"s": {"kind": "start"}, "x": 1}, goal="x"),
        draw(""),
    ],
    ids=["loop in a branch", "branch leaves a loop", "endless", "goal not reached", "empty"],
)
def test_a_variance_that_cannot_be_known_is_not_told(one: ValueStreamMap) -> None:
    assert variance(one) is None
    for result in analyzed(one).results:
        result.make()


def test_estimates_spread_the_lead_time() -> None:
    points = ThreePoint(min=Duration(1), likely=Duration(2), max=Duration(9))
    one = draw("a>b, b~a .5", {"a": {"process_time": points}, "b": 1})
    # two passes of a mean 3 + 1 on average, of variance 12 / 7 each
    assert variance(one) == pytest.approx(2 * 12 / 7 + 2 * 16)


def test_uncertain_times_spread_unless_work_is_parallel() -> None:
    series = draw("a>b", {"a": 2, "b": 3})
    assert variance(series, {"a": 4.0, "b": 1.0}) == pytest.approx(5)
    parallel = draw("s>a, s>b, a>e, b>e", {"a": 2, "b": 3, "e": 1})
    assert variance(parallel) == 0
    assert variance(parallel, {"e": 2.0}) == pytest.approx(2)
    assert variance(parallel, {"a": 1.0}) is None


def test_ends_have_their_shares_and_times() -> None:
    one = draw("t>d, d>e .4, d>u .6, u>f, u~t .5", {"t": 1, "d": 1, "u": 2, "e": 1, "f": 3})
    shares, times_to = end_shares(study(one)), times_to_ends(study(one))
    rounds = 1 / (1 - 0.3)
    assert shares == pytest.approx({"e": 0.4 * rounds, "f": 0.3 * rounds})
    # every round before the last one takes t, d and u: 0.3 of them lead to another
    again = 0.3 / 0.7 * 4
    assert times_to == pytest.approx({"e": again + 3, "f": again + 7})


def test_the_lead_time_to_a_goal_is_that_of_the_items_that_get_there() -> None:
    flows = "t>d, d>a .5, d>b .5, a>won, b>lost, a~t .5, b~t .5"
    times_of = {"t": 1, "a": 1, "b": 9}
    won = analyzed(draw(flows, times_of, goal="won"))
    # one round before the last on average, half of them by way of b
    assert won.figures["lead_time_hours"]["expected"] == pytest.approx(2 + 1.5 * 1 + 0.5 * 9)
    assert "approximate_cases" in {p.code for p in won.problems}
    ends = table(won, "ends").rows
    assert [row[0] for row in ends] == ["won", "lost"]
    assert [row[1] for row in ends] == pytest.approx([0.5, 0.5])
    assert [row[2] for row in ends] == pytest.approx([8, 16])


def test_a_join_is_reached_once() -> None:
    found = analyzed(draw("s>a, s>b, a>j, b>j, j>t"))
    assert {row[0]: row[1] for row in table(found, "executions").rows} == dict.fromkeys("sabjt", 1)
    assert table(found, "ends").rows == (("t", 1, 0),)


def test_return_steps_are_rework_in_full() -> None:
    one = draw("a>b, b>c, b~fix .2, fix~a", {"a": 1, "b": 1, "fix": 2, "c": 1})
    rows = {row[0]: row[1:4] for row in table(analyzed(one), "executions").rows}
    assert rows["fix"] == pytest.approx((0.25, 0, 0.25))
    assert rows["b"] == pytest.approx((1.25, 1, 0.25))
    # 0.25 rounds of 4 hours, with the variance of a geometric number
    assert variance(one) == pytest.approx(0.25 * 1.25 * 16)


def test_sampled_cases_of_a_map_in_series_do_not_blur_its_lead_time() -> None:
    flows = ", ".join(
        f"d{i}>a{i} .3, d{i}>b{i} .7, a{i}>d{i + 1}, b{i}>d{i + 1}" for i in range(60)
    )
    one = draw(flows, {f"a{i}": 10 for i in range(60)})
    lead = analyzed(one).figures["lead_time_hours"]["expected"]
    assert lead == pytest.approx(60 * 3)
    assert variance(one) == pytest.approx(60 * 0.3 * 0.7 * 100)


def test_almost_endless_rework_has_finite_figures() -> None:
    one = draw("a>b, b>c, b~a .999999", {"a": 1, "b": 1, "c": 1})
    assert variance(one) == pytest.approx(4 * 0.999999 / 1e-12, rel=1e-6)
    flows = ", ".join(f"s{i}>s{i + 1}" for i in range(25))
    loops = ", ".join(f"s{13 + i}~s{12 - i} .3" for i in range(12))
    nested = draw(f"{flows}, {loops}", {f"s{i}": 1 for i in range(26)})
    assert math.isfinite(variance(nested) or math.nan)


CHOICES = ", ".join(f"d{i}>a{i} .3, d{i}>b{i} .7, a{i}>d{i + 1}, b{i}>d{i + 1}" for i in range(60))
NESTED = (
    ", ".join(f"s{i}>s{i + 1}" for i in range(25))
    + ", "
    + ", ".join(f"s{13 + i}~s{12 - i} .35" for i in range(12))
)


@pytest.mark.parametrize(
    "one",
    [
        draw(f"{CHOICES}, s>d0, s>x, x>e, d60>e, d9~d3 .3", {"a1": 2, "x": 4}),
        draw(f"{NESTED}, s>s0, s>x, x>s25", {f"s{i}": 1 for i in range(26)} | {"x": 1}),
        draw("s>a, s>b, a>e, b>e, a~a .999999", {"a": 1, "b": 1}),
        draw("a>b, c>d, c~c .2, x>y .5, x>z .5", {"a": 1, "c": 2}),
        draw(NESTED),
    ],
    ids=["60 decisions", "12 nested loops", "almost endless", "disconnected", "no times"],
)
def test_odd_maps_beside_other_work_have_finite_figures(one: ValueStreamMap) -> None:
    found = analyzed(one)
    json.dumps(found.figures, allow_nan=False)
    assert math.isfinite(found.figures["lead_time_hours"]["expected"])
    for result in found.results:
        if result.key in ("routing", "critical_path"):
            result.make()
            assert all(m.value is None or math.isfinite(m.value) for m in result.metrics)


HOURS = st.sampled_from([0, 1, 2, 3, 5])


@st.composite
def mixed_maps(pick: st.DrawFn) -> ValueStreamMap:
    """Small maps of anything: parallel work, choices, loops and return steps, several starts."""
    count = pick(st.integers(2, 6))
    before: dict[int, set[int]] = {0: {0}}
    out: dict[int, list[int]] = {}
    for target in range(1, count):
        sources = pick(st.sets(st.integers(0, target - 1), max_size=3))
        before[target] = {target}.union(*(before[s] for s in sources))
        for source in sorted(sources):
            out.setdefault(source, []).append(target)
    rework = {}
    for source in sorted(pick(st.sets(st.integers(0, count - 1), max_size=2))):
        target = pick(st.sampled_from(sorted(before[source])))
        rework[source] = target, pick(st.sampled_from([0.1, 0.2])), pick(st.booleans())
    flows = []
    for source, targets in out.items():
        chosen = len(targets) > 1 and pick(st.booleans())
        left = 1 - (rework[source][1] if source in rework else 0.0)
        weights = [pick(st.integers(1, 3)) for _ in targets]
        for target, weight in zip(targets, weights, strict=True):
            share = f" {left * weight / sum(weights)!r}" if chosen else ""
            flows.append(f"s{source}>s{target}{share}")
    steps: dict[str, Any] = {f"s{i}": pick(HOURS) for i in range(count)}
    for source, (target, share, returns) in rework.items():
        if returns:
            flows += [f"s{source}~back{source} {share}", f"back{source}~s{target}"]
            steps[f"back{source}"] = 1
        else:
            flows.append(f"s{source}~s{target} {share}")
    ends = [f"s{i}" for i in range(count) if i not in out]
    goal = pick(st.none() | st.sampled_from(ends))
    return draw(", ".join(flows), steps, goal=goal)


@settings(max_examples=120, deadline=None)
@given(mixed_maps())
def test_variances_agree_with_all_that_can_happen(one: ValueStreamMap) -> None:
    found = variance(one)
    if found is None:
        return
    hours = {s.id: float(s.process_time.value) for s in one.steps}  # type: ignore[union-attr]
    lead_times = Everything(study(one).reading, hours).lead_times(one.goal)
    mean = sum(h * p for h, p in lead_times.items())
    spread = sum((h - mean) ** 2 * p for h, p in lead_times.items())
    assert analyzed(one).figures["lead_time_hours"]["expected"] == pytest.approx(mean, abs=1e-5)
    assert found == pytest.approx(spread, abs=1e-3)


APPROXIMATE = {"approximate_parallel_rework", "approximate_cases"}


def expected(one: ValueStreamMap) -> float | None:
    lead: float | None = analyzed(one).figures["lead_time_hours"]["expected"]
    return lead


def test_rework_beside_shorter_work_is_exact() -> None:
    flows = "s>a, s>b, a>e, b>e, a~a .5"
    shorter = draw(flows, {"a": 3, "b": 2})
    assert expected(shorter) == pytest.approx(6)
    assert not codes(shorter) & APPROXIMATE
    longer = draw(flows, {"a": 3, "b": 4})
    assert "approximate_parallel_rework" in codes(longer)


def test_loops_side_by_side_are_approximate_and_one_after_the_other_are_not() -> None:
    flows = "s>a, s>b, a>e, b>e, a~a .5"
    assert "approximate_parallel_rework" in codes(draw(f"{flows}, b~b .5", {"a": 1, "b": 1}))
    series = draw(f"{flows}, e~s .5", {"a": 1, "b": 1, "s": 1, "e": 1})
    assert expected(series) == pytest.approx(2 * (1 + 2 + 1))
    assert not codes(series) & APPROXIMATE


def test_a_second_pass_that_does_not_wait_for_what_came_from_outside_is_approximate() -> None:
    one = draw("s>t, s>side, t>j, side>j, j~t .5", {"t": 1, "side": 5, "j": 1})
    assert "approximate_parallel_rework" in codes(one)


def test_work_that_a_loop_leaves_behind_is_exact_while_it_is_shorter() -> None:
    flows = "t>a, t>side, a>u, side>e, u>e, u~t .5"
    one = draw(flows, {"t": 1, "a": 2, "side": 1, "u": 1, "e": 1})
    assert expected(one) == pytest.approx(2 * 4 + 1)
    assert "approximate_parallel_rework" in codes(draw(flows, {"a": 2, "side": 9, "u": 1}))


def test_a_goal_beside_other_work_counts_the_rework_on_the_way_to_it() -> None:
    flows = "s>a, s>b, a>won, b>other, a~a .5, b~b .5"
    one = draw(flows, {"a": 1, "b": 9}, goal="won")
    assert expected(one) == pytest.approx(2)
    assert not codes(one) & APPROXIMATE


@settings(max_examples=120, deadline=None)
@given(mixed_maps())
def test_lead_times_without_a_flag_are_those_of_all_that_can_happen(one: ValueStreamMap) -> None:
    if codes(one) & APPROXIMATE:
        return
    hours = {s.id: float(s.process_time.value) for s in one.steps}  # type: ignore[union-attr]
    everything = Everything(study(one).reading, hours)
    lead_times = everything.lead_times(one.goal)
    mean = sum(h * p for h, p in lead_times.items())
    assert expected(one) == (pytest.approx(mean, abs=1e-5) if lead_times else None)


def leaves_a_loop(found: Study) -> bool:
    """Whether a choice leads out of a loop before its last step."""
    shape = found.shape
    return any(
        step in found.reading.chooses and not loop.body >> shape.place[flow.target] & 1
        for loop in shape.loops
        for step in shape.steps_of(loop.body)
        if step != loop.source
        for flow in shape.after.get(step, ())
    )


@settings(max_examples=120, deadline=None)
@given(mixed_maps())
def test_executions_are_those_of_all_that_can_happen(one: ValueStreamMap) -> None:
    found = study(one)
    assert found.probable is not None
    if leaves_a_loop(found) and codes(one) & APPROXIMATE:
        return
    everything = Everything(found.reading, dict.fromkeys(found.map.step_by_id, 0.0))
    for step, times_done in found.probable.executions.items():
        assert times_done == pytest.approx(everything.executions.get(step, 0.0), abs=1e-6)
