"""Rolled %C&A against first time right, and what each gate's rework adds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mopsmap.analysis import Analyzed, Metric, Table, analyze
from mopsmap.analysis.quality import gates, rework_by_gate, rework_in_all
from mopsmap.analysis.study import Study, study_of
from mopsmap.model import Flow, ValueStreamMap
from tests.core.drawing import draw, project


def analyzed(one: ValueStreamMap) -> Analyzed:
    return analyze(project(one), "map")


def study(one: ValueStreamMap) -> Study:
    return study_of(project(one), "map")


def metric(one: ValueStreamMap, key: str) -> Metric:
    return analyzed(one).metric(key)


def table(one: ValueStreamMap, key: str) -> Table:
    return next(t for r in analyzed(one).results for t in r.tables if t.key == key)


def judged(*shares: float | None) -> dict[str, Any]:
    return {f"s{i}": {"complete_accurate": share} for i, share in enumerate(shares)}


def test_defects_that_no_gate_sees_are_the_difference() -> None:
    one = draw("s0>s1, s1>s2, s2>s3, s2~s1 .2", judged(0.8, 0.8, 1.0, 1.0))
    gap = metric(one, "unreturned_defects")
    assert gap.value == pytest.approx(0.8 - 0.64)
    assert gap.note == (
        "1 gate sends work back; 3 of 4 steps with a %C&A hand over to none. "
        "16.0 points are defects that travel on, or rework that is not drawn."
    )


def test_gates_that_send_back_more_than_is_wrong_say_so() -> None:
    one = draw("s0>s1, s1>s2, s1~s0 .5", judged(0.9, 1.0, 1.0))
    assert metric(one, "unreturned_defects").value == pytest.approx(-0.4)
    assert "40.0 points more go back" in metric(one, "unreturned_defects").note
    agreed = draw("s0>s1, s1>s2, s1~s0 .1", judged(0.9, 1.0, 1.0))
    assert "Both say the same" in metric(agreed, "unreturned_defects").note


def test_a_gate_after_a_join_receives_the_product_of_all_branches() -> None:
    joined = draw("s0>s1, s0>s2, s1>s3, s2>s3, s3>s4, s3~s0 .28", judged(None, 0.9, 0.8))
    assert gates(study(joined))[0].received == pytest.approx(0.72)
    either = draw("s0>s1 .5, s0>s2 .5, s1>s3, s2>s3, s3>s4, s3~s0 .28", judged(None, 0.9, 0.8))
    assert gates(study(either))[0].received == pytest.approx(0.85)
    row = table(either, "gates").rows[0]
    assert row[6:] == pytest.approx((0.72, 0.85, -0.13))


@pytest.mark.parametrize(("share", "said"), [(0.05, False), (0.0501, True), (0.25, True)])
def test_more_than_five_points_apart_is_a_mismatch(share: float, said: bool) -> None:
    one = draw(f"s0>s1, s1>s2, s1~s0 {share}", judged(1.0))
    codes = {problem.code for problem in analyzed(one).problems}
    assert ("quality_mismatch" in codes) is said


def test_the_only_gate_causes_all_rework() -> None:
    one = draw(
        "a>b, b>gate, gate>d, gate~fix .25, fix~b",
        {"a": 1, "b": {"process_time": 4.0, "wait_time": 8.0}, "gate": 2, "fix": 1, "d": 5},
    )
    again = rework_by_gate(study(one))["gate"]
    # a third more rounds, each of b, the gate and the fix
    assert again == pytest.approx((1.0, (12 + 2 + 1) / 3, (4 + 2 + 1) / 3, 70 / 3))
    assert again == pytest.approx(rework_in_all(study(one)))
    assert metric(one, "rework_time").value == pytest.approx(5)
    assert metric(one, "rework_effort").value == pytest.approx(7 / 3)
    assert metric(one, "rework_executions").value == pytest.approx(1)
    assert table(one, "gates").rows[0][1] == pytest.approx(
        metric(one, "rework_cost_per_item").value
    )


def test_rework_that_sends_items_another_way_saves_the_work_of_the_first() -> None:
    one = draw(
        "a>b .5, a>c .5, b>after, after>d, c>d, b~a .5", {"a": 1, "b": 1, "c": 1, "after": 1}
    )
    # a third item more at a, a sixth more at b and c, a sixth less after b
    assert metric(one, "rework_executions").value == pytest.approx(1 / 3 + 1 / 6 + 1 / 6 - 1 / 6)
    assert metric(one, "rework_cost_per_item").value == pytest.approx(10 / 2)
    assert rework_in_all(study(one)) == pytest.approx(rework_by_gate(study(one))["b"])
    again = {row[0]: row[3] for row in table(one, "executions").rows}
    assert again["after"] == pytest.approx(-1 / 6)
    assert again["d"] == 0


def test_gates_one_after_the_other_share_the_rework() -> None:
    one = draw("a>b, b>c, c>d, b~a .5, d~c .25", {"a": 1, "b": 1, "c": 1, "d": 1})
    first, second = rework_by_gate(study(one))["b"], rework_by_gate(study(one))["d"]
    assert (first.effort, second.effort) == pytest.approx((2, 2 / 3))
    whole = rework_in_all(study(one))
    assert whole is not None
    assert first.cost + second.cost == pytest.approx(whole.cost)


def test_of_loops_around_loops_the_parts_are_more_than_the_whole() -> None:
    one = draw("a>b, b>c, b~a .5, c~a .5", {"a": 1, "b": 1, "c": 1})
    inner, outer, whole = (
        rework_by_gate(study(one))["b"],
        rework_by_gate(study(one))["c"],
        rework_in_all(study(one)),
    )
    # 4 + 4 + 2 hours; without the inner gate 2 + 2 + 2, without the outer one 2 + 2 + 1
    assert whole is not None
    assert (inner.effort, outer.effort, whole.effort) == pytest.approx((4, 5, 7))


def test_a_gate_that_chooses_keeps_the_shares_of_its_ways_out() -> None:
    one = draw("a>b .3, a>c .2, a~a .5", {"a": 0, "b": 10, "c": 5})
    again = rework_by_gate(study(one))["a"]
    assert again == pytest.approx((1, 0, 0, 0))


def test_parallel_work_that_leaves_a_loop_is_not_done_again() -> None:
    one = draw("a>b, a>c, b~a .5", {"a": 1, "b": 1, "c": 100})
    assert rework_by_gate(study(one))["b"] == pytest.approx((2, 2, 2, 20))


@st.composite
def looping_chains(pick: st.DrawFn) -> ValueStreamMap:
    """A row of steps, some of which send back to any earlier one, some after a choice."""
    count = pick(st.integers(2, 6))
    flows = []
    for i in range(count - 1):
        back = pick(st.sampled_from([0.0, 0.2, 0.5]))
        skips = i + 2 < count and pick(st.booleans())
        if back:
            flows.append(f"s{i}~s{pick(st.integers(0, i))} {back}")
        if skips:
            flows += [f"s{i}>s{i + 1} {(1 - back) / 4!r}", f"s{i}>s{i + 2} {(1 - back) * 3 / 4!r}"]
        else:
            flows.append(f"s{i}>s{i + 1}")
    return draw(", ".join(flows), {f"s{i}": float(i + 1) for i in range(count)})


def redrawn_without(one: ValueStreamMap, gate: str) -> ValueStreamMap:
    """The map drawn again, its gate without rework and with its other shares scaled up."""
    gone = sum(f.probability or 0.0 for f in one.flows if f.source == gate and f.kind == "rework")

    def kept(flow: Flow) -> Flow:
        if flow.source != gate or flow.probability is None:
            return flow
        return flow.replace(probability=flow.probability / (1 - gone))

    flows = [f for f in one.flows if f.source != gate or f.kind == "forward"]
    return one.replace(flows=tuple(kept(flow) for flow in flows))


@settings(max_examples=60, deadline=None)
@given(looping_chains())
def test_rework_of_a_gate_is_what_the_map_drawn_without_it_saves(one: ValueStreamMap) -> None:
    passed = gates(study(one))
    assume(passed)
    cost = analyzed(one).figures["cost_per_item"]
    for gate in passed:
        rest = analyzed(redrawn_without(one, gate.step)).figures["cost_per_item"]
        again = rework_by_gate(study(one))[gate.step]
        assert again.cost == pytest.approx(cost - rest, abs=1e-9)


def test_hard_maps_have_quality_or_none() -> None:
    nothing = analyzed(draw(""))
    assert nothing.metric("unreturned_defects").value is None
    assert nothing.metric("rework_time").value == 0
    endless = analyzed(draw("a>b, b~a 1", {"a": 1}))
    assert endless.metric("rework_cost_per_item").value is None
    assert endless.metric("rework_time").value is None
    nearly = draw("a>b, b~a 0.999999", {"a": 1, "b": 1})
    assert metric(nearly, "rework_effort").value == pytest.approx(2 * 999_999, rel=1e-6)
    parts = [f"l{i}>l{i + 1}" for i in range(12)] + [f"l{i + 1}~l0 .5" for i in range(12)]
    nested = draw(", ".join(parts), {f"l{i}": 1 for i in range(13)})
    rows = table(nested, "gates").rows
    assert len(rows) == 12
    assert all(isinstance(row[1], float) and row[1] > 0 for row in rows)
