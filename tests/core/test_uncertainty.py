"""How sure the lead time is, and what it rests on."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import Analyzed, Result, analyze
from mopsmap.analysis.criticality import criticality_of_cases
from mopsmap.analysis.evidence import timeline_hours
from mopsmap.analysis.routing import lead_time_variance
from mopsmap.analysis.sampling import sample
from mopsmap.analysis.study import study_of
from mopsmap.analysis.uncertainty import criticality_index, lead_times
from mopsmap.model import ValueStreamMap
from mopsmap.units import Duration, Spread, ThreePoint
from tests.core.drawing import draw, project
from tests.core.test_analysis_oracle import ANY_FLOW, forward_maps, rework_maps


def found(one: ValueStreamMap, **of_project: Any) -> Analyzed:
    return analyze(project(one, **of_project), "map")


def value(one: ValueStreamMap, key: str) -> float | None:
    return found(one).metric(key).value


def result(one: ValueStreamMap, key: str = "uncertainty") -> Result:
    return next(r for r in found(one).results if r.key == key)


def three(low: float, likely: float, high: float) -> dict[str, Any]:
    points = ThreePoint(min=Duration(low), likely=Duration(likely), max=Duration(high))
    return {"process_time": points}


def test_percentiles_of_certain_times_come_from_the_cases() -> None:
    one = draw("a>b .5, a>c .4, a>d .1", {"a": 1, "b": 1, "c": 4, "d": 9})
    percentiles = [value(one, f"lead_time_p{p}") for p in (50, 85, 95)]
    assert percentiles == pytest.approx([2, 5, 10])
    assert value(one, "lead_time_mean") == pytest.approx(0.5 * 2 + 0.4 * 5 + 0.1 * 10)
    assert value(one, "lead_time_sd") == pytest.approx(math.sqrt(0.5 * 4 + 0.4 * 1 + 0.1 * 36))
    assert value(one, "merge_bias") == pytest.approx(0)
    assert value(one, "chance_shown") == pytest.approx(0.5)
    assert value(one, "chance_expected") == pytest.approx(0.5)
    assert found(one).metric("lead_time_p50").note == "exact, over all cases"


def test_merge_bias_of_two_exponential_times() -> None:
    slow, slower = (
        {"process_time": Spread(distribution="exponential", mean=Duration(mean))}
        for mean in (4.0, 6.0)
    )
    one = draw("s>a, s>b, a>e, b>e", {"s": 0, "a": slow, "b": slower, "e": 0})
    metric = found(one).metric("merge_bias")
    assert metric.value == pytest.approx(7.6 - 6, abs=0.2)
    assert [i.label for i in metric.inputs] == ["Mean lead time", "Lead time, expected", "Runs"]
    assert found(one).figures["steps"]["a"]["criticality_index"] == pytest.approx(0.4, abs=0.01)


def test_in_series_there_is_no_merge_bias_and_half_are_late() -> None:
    one = draw("a>b, b>c", {"a": three(1, 2, 3), "b": three(2, 4, 6), "c": three(0, 1, 2)})
    assert value(one, "merge_bias") == 0
    assert value(one, "chance_shown") == pytest.approx(0.5, abs=0.015)
    assert value(one, "lead_time_mean") == pytest.approx(7)
    assert value(one, "lead_time_sd") == pytest.approx(math.sqrt(24 / 28))
    assert found(one).metric("lead_time_sd").note == "exact"
    times = lead_times(study_of(project(one), "map"))
    assert times is not None
    assert times.mean == pytest.approx(7, abs=4 * math.sqrt(24 / 28 / 20_000))
    assert times.variance == pytest.approx(24 / 28, rel=0.03)


def test_the_interval_of_a_percentile_holds_it() -> None:
    one = draw(
        "a>b", {"a": {"process_time": Spread(distribution="exponential", mean=Duration(8.0))}}
    )
    times = lead_times(study_of(project(one), "map"))
    assert times is not None
    for share in (0.5, 0.85, 0.95):
        interval = times.interval(share)
        assert interval is not None
        assert interval[0] < times.percentile(share) < interval[1]
        assert interval[0] < -8 * math.log(1 - share) < interval[1]
        error = 8 * math.sqrt(share / (1 - share) / 20_000)
        assert interval[1] - interval[0] == pytest.approx(2 * 1.96 * error, rel=0.25)


def test_what_moves_the_lead_time_is_crucial() -> None:
    one = draw("s>a, s>b, a>e, b>e", {"s": 1, "a": three(4, 5, 30), "b": three(1, 2, 3), "e": 1})
    tables = {t.key: t for t in result(one).tables}
    criticality = tables["criticality"]
    rows = dict(zip(criticality.ids, criticality.rows, strict=True))
    index, error, _, cruciality, sensitivity = rows["a"][1:]
    assert (index, error) == (1, 0)
    assert (cruciality, sensitivity) == pytest.approx((1, 1), abs=1e-4)
    assert rows["s"][1:] == (1, 0, 0, None, 0)
    assert rows["b"][1:3] == (0, 0)
    assert rows["b"][4] == pytest.approx(0, abs=0.03)
    spread = tables["lead_time_distribution"]
    assert [row[0] for row in spread.rows][:2] == ["10 %", "20 %"]
    assert spread.finding.startswith("Half of the items are done within 1")


@settings(max_examples=40, deadline=None)
@given(forward_maps())
def test_without_spreads_the_criticality_index_is_that_of_the_cases(one: ValueStreamMap) -> None:
    study = study_of(project(one), "map")
    assert criticality_index(study) == criticality_of_cases(study)
    json.dumps(found(one).figures, allow_nan=False)
    for metric in result(one).metrics:
        assert metric.value is None or math.isfinite(metric.value)


def test_sampled_and_counted_criticality_are_about_the_same_thing() -> None:
    flows = "s>a .3, s>b .7, a>c, a>d, c>e, d>e, b>e"
    certain = draw(flows, {"s": 1.0, "a": 2.0, "b": 4.0, "c": 3.0, "d": 5.0, "e": 1.0})
    nearly = draw(
        flows,
        {
            step.id: three(hours * 0.99, hours, hours * 1.01)
            for step in certain.steps
            if isinstance(step.process_time, Duration)
            for hours in (step.process_time.value,)
        },
    )
    counted = criticality_of_cases(study_of(project(certain), "map"))
    assert criticality_index(study_of(project(nearly), "map")) == pytest.approx(counted, abs=0.012)


def test_return_steps_and_what_is_not_connected_have_no_index() -> None:
    one = draw("a>b, b~fix .5, fix~a", {"a": three(1, 2, 3), "b": 1, "fix": 1, "alone": 1})
    steps = found(one).figures["steps"]
    index = {step: figures["criticality_index"] for step, figures in steps.items()}
    assert index == {"a": 1, "b": 1, "fix": None, "alone": None}


@pytest.mark.parametrize(
    ("flows", "steps", "note"),
    [
        ("a>b, b~a 1", {"a": 1}, "No item gets to the end that counts"),
        ("a>b, b~b .999999", {"a": 1}, "lower the rework"),
    ],
    ids=["endless rework", "practically endless rework"],
)
def test_where_nothing_can_be_known(flows: str, steps: dict[str, Any], note: str) -> None:
    one = draw(flows, steps)
    metrics = result(one).metrics
    metrics = tuple(m for m in metrics if m.note != "exact")
    assert len(metrics) >= 5
    assert {m.value for m in metrics} == {None}
    assert all(note in m.note for m in metrics)
    assert [t.rows for t in result(one).tables if t.key == "lead_time_distribution"] == [()]


def test_rework_without_end_in_sight_still_has_mean_and_sd() -> None:
    one = draw("a>b, b~b .999999", {"a": 1, "b": 1})
    assert value(one, "lead_time_mean") == pytest.approx(1_000_001)
    assert value(one, "lead_time_sd") == pytest.approx(1_000_000, rel=1e-5)
    assert value(one, "lead_time_p85") is None


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rework_maps(parallel=False))
def test_runs_agree_with_the_exact_mean_and_variance(one: ValueStreamMap) -> None:
    study = study_of(project(one), "map")
    variance, runs = lead_time_variance(study), sample(study, 6000)
    assert variance is not None
    assert runs is not None
    assert study.probable is not None
    hours = runs.lead_time
    error = math.sqrt(variance / hours.size)
    assert hours.mean() == pytest.approx(study.probable.lead_time, abs=5 * error + 1e-9)
    fourth = float(((hours - hours.mean()) ** 4).mean())
    allowed = 6 * math.sqrt(fourth / hours.size)
    assert hours.var() == pytest.approx(variance, abs=allowed + 1e-9)


def test_a_goal_that_is_never_reached() -> None:
    one = draw("a>b, c-d", {"a": three(1, 2, 3)}, goal="d")
    assert {m.value for m in result(one).metrics} == {None}
    assert result(one).overlays[0].marks == ()


TIMES = st.sampled_from([None, 0.0, 2.0, three(1, 2, 6)["process_time"]])
STEPS = st.fixed_dictionaries(
    {
        "process_time": TIMES,
        "wait_time": TIMES,
        "kind": st.sampled_from(["step", "step", "decision", "start", "end"]),
        "evidence": st.sampled_from(["guess", "measured"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(STEPS, min_size=7, max_size=7),
    st.lists(ANY_FLOW, max_size=14, unique_by=lambda f: f[:3]),
    st.none() | st.integers(0, 6),
)
def test_whatever_is_drawn_has_figures_or_none(
    steps: list[dict[str, Any]], flows: list[tuple[int, str, int, str]], goal: int | None
) -> None:
    one = draw(
        ", ".join(f"s{a}{sign}s{b}{share}" for a, sign, b, share in flows),
        {f"s{i}": step for i, step in enumerate(steps)},
        goal=None if goal is None else f"s{goal}",
    )
    values = {m.key: m.value for m in (*result(one).metrics, *result(one, "evidence").metrics)}
    assert all(v is None or math.isfinite(v) for v in values.values())
    if values["lead_time_p50"] is not None:
        percentiles = [values[f"lead_time_p{p}"] or 0.0 for p in (50, 85, 95)]
        assert percentiles == sorted(percentiles)
    for key in ("chance_shown", "chance_expected", "lead_time_guessed", "cost_guessed"):
        assert values[key] is None or -1e-9 <= (values[key] or 0.0) <= 1 + 1e-9
    index = criticality_index(study_of(project(one), "map"))
    assert all(0 <= share <= 1 for share in index.values())


def test_sixty_decisions_are_sampled() -> None:
    flows = ", ".join(
        f"d{i}>x{i} .5, d{i}>y{i} .5, x{i}>d{i + 1}, y{i}>d{i + 1}" for i in range(60)
    )
    one = draw(flows, {f"x{i}": 2 for i in range(60)})
    assert value(one, "lead_time_mean") == pytest.approx(60, abs=0.3)
    assert value(one, "lead_time_sd") == pytest.approx(math.sqrt(60), rel=0.03)


def test_times_that_nothing_takes() -> None:
    assert value(draw(""), "lead_time_p95") == value(draw(""), "lead_time_expected")
    one = draw("a>b")
    assert value(one, "lead_time_p95") == 0
    assert set(criticality_index(study_of(project(one), "map")).values()) == {0}


def test_marks_and_answer_use_the_same_index() -> None:
    one = draw("s>a, s>b, a>e, b>e", {"s": 1, "a": three(1, 4, 9), "b": three(2, 4, 7)})
    overlay = result(one).overlays[0]
    marks = {mark.record: mark.value for mark in overlay.marks}
    steps = found(one).figures["steps"]
    assert marks == {step: figures["criticality_index"] for step, figures in steps.items()}
    assert {m.tone for m in overlay.marks if m.record in "se"} == {"critical"}


def test_what_rests_on_guesses() -> None:
    steps = {
        "a": {"process_time": 2.0, "wait_time": 8.0, "evidence": "guess"},
        "b": {"process_time": 4.0, "evidence": "measured"},
        "c": {"process_time": 1.0, "wait_time": 0.0, "evidence": "guess"},
    }
    one = draw("a>b, a>c", steps)
    assert value(one, "lead_time_guessed") == pytest.approx(10 / 14)
    assert value(one, "cost_guessed") == pytest.approx(3 / 7)
    assert value(one, "lead_time_unknown") == pytest.approx(1 / 2)
    assert found(one).metric("lead_time_unknown").note == "'b'"
    assert value(one, "cost_unknown") == 0


def test_guesses_of_rework_and_of_return_steps_count_as_often_as_done() -> None:
    steps = {
        "a": {"process_time": 2.0, "evidence": "measured"},
        "b": {"process_time": 1.0, "evidence": "guess"},
        "fix": {"process_time": 4.0, "evidence": "guess"},
    }
    one = draw("a>b, b~fix .5, fix~a", steps)
    assert value(one, "lead_time_typical") == pytest.approx(2 * 2 + 2 * 1 + 4)
    assert value(one, "lead_time_guessed") == pytest.approx((2 + 4) / 10)


def test_shares_of_nothing_are_unknown() -> None:
    for one in (draw(""), draw("a>b"), draw("a>b, b~a 1")):
        assert value(one, "lead_time_guessed") is None
        assert value(one, "cost_guessed") is None


@settings(max_examples=40, deadline=None)
@given(forward_maps())
def test_hours_of_the_timeline_add_up_to_the_lead_time(one: ValueStreamMap) -> None:
    hours, lead = timeline_hours(study_of(project(one), "map")), value(one, "lead_time_typical")
    assert (hours is None) == (lead is None)
    if hours is not None:
        assert sum(hours.values()) == pytest.approx(lead)
