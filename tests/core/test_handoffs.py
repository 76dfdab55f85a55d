"""Handoffs and tool switches: how many, how often per item, and the wait behind them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import Analyzed, Table, analyze
from mopsmap.analysis.grouping import spent_in_all
from mopsmap.analysis.handoffs import handoffs, passages
from mopsmap.analysis.study import study_of
from mopsmap.model import Role, ValueStreamMap
from tests.core.drawing import draw, project

TWO = (Role(id="x", name="Studio"), Role(id="y", name="Legal"))


def analyzed(one: ValueStreamMap) -> Analyzed:
    return analyze(project(one), "map")


def table(one: ValueStreamMap, key: str) -> Table:
    return next(t for r in analyzed(one).results for t in r.tables if t.key == key)


def step(role: str | None, wait: float = 0.0, **more: Any) -> dict[str, Any]:
    return {"role": role, "wait_time": wait, **more}


def drawn(flows: str, steps: dict[str, Any]) -> ValueStreamMap:
    return draw(flows, steps, roles=TWO)


def test_a_handoff_in_a_loop_is_met_as_often_as_the_item_comes_by() -> None:
    one = drawn("a>b, b>c, b~a .5", {"a": step("x"), "b": step("y", 8.0), "c": step("y", 4.0)})
    found = analyzed(one)
    assert found.metric("handoffs").value == 1
    assert found.metric("handoffs_per_item").value == pytest.approx(2)
    assert found.metric("handoff_wait").value == pytest.approx(16)
    assert found.metric("handoff_wait_share").value == pytest.approx(16 / 20)
    row = table(one, "handoffs").rows[0]
    assert row[:4] == ("a", "b", "Studio", "Legal")
    assert row[4:] == pytest.approx((2, 16, 0))


def test_the_wait_after_a_return_is_not_a_handoff_of_the_way_there() -> None:
    one = drawn("a>b, b>c, c~b .5", {"a": step("x"), "b": step("y", 8.0), "c": step("y")})
    found = analyzed(one)
    assert found.metric("handoffs_per_item").value == pytest.approx(1)
    assert found.metric("handoff_wait").value == pytest.approx(8)
    assert found.metric("handoff_wait_share").value == pytest.approx(0.5)


def test_a_join_waits_once_and_alternatives_by_their_share() -> None:
    steps = {"s": step("x"), "a": step("x"), "b": step("y"), "e": step("x", 6.0)}
    joined = passages(study_of(project(drawn("s>a, s>b, a>e, b>e", steps)), "map"))
    assert (joined["a>e"].wait, joined["b>e"].wait) == pytest.approx((3, 3))
    either = passages(study_of(project(drawn("s>a .75, s>b .25, a>e, b>e", steps)), "map"))
    assert (either["a>e"].times, either["b>e"].times) == pytest.approx((0.75, 0.25))
    assert (either["a>e"].wait, either["b>e"].wait) == pytest.approx((4.5, 1.5))


def test_a_parallel_flow_that_leaves_a_loop_is_taken_once() -> None:
    one = drawn("a>b, a>c, b~a .5", {"a": step("x"), "b": step("x"), "c": step("y", 8.0)})
    found = analyzed(one)
    assert found.metric("handoffs_per_item").value == pytest.approx(1)
    assert found.metric("handoff_wait").value == pytest.approx(8)


def test_a_start_of_another_role_hands_over_and_steps_without_role_do_not() -> None:
    begun = {"a": step("x", kind="start"), "b": step("y", 8.0), "c": step(None), "d": step("y")}
    found = analyzed(drawn("a>b, b>c, c>d", begun))
    assert found.metric("handoffs").value == 1
    assert found.metric("handoff_wait").value == 8


def test_pairs_of_roles_with_the_longest_wait_come_first() -> None:
    steps = {"a": step("x"), "b": step("y", 1.0), "c": step("x", 6.0), "d": step("y", 1.0)}
    rows = table(drawn("a>b, b>c, c>d", steps), "handoffs_by_roles").rows
    assert rows == (
        ("Legal → Studio", 6, 0.75, 0.75, 1, 1),
        ("Studio → Legal", 2, 0.25, 1, 2, 2),
    )


def test_tools_switch_where_both_steps_name_some_and_share_none() -> None:
    steps = {
        "a": step("x", tools=("Word", "Jira")),
        "b": step("x", 8.0, tools=("jira ",)),
        "c": step("x", 4.0, tools=("Miro",)),
        "d": step("x", 2.0, tools=(" ",)),
    }
    one = drawn("a>b, b>c, c>d", steps)
    found = analyzed(one)
    assert found.metric("tool_switches").value == 1
    assert found.metric("tool_switch_wait").value == 4
    assert table(one, "tool_switches").rows[0][:4] == ("b", "c", "jira", "Miro")
    assert table(one, "switches_by_tools").rows[0][0] == "jira → Miro"


def test_maps_without_waits_handoffs_or_figures() -> None:
    for one in (draw(""), draw("a>b"), drawn("a>b", {"a": step("x"), "b": step("y")})):
        found = analyzed(one)
        assert found.metric("handoff_wait").value == 0
        assert found.metric("handoff_wait_share").value is None
    endless = analyzed(drawn("a>b, b~a 1", {"a": step("x"), "b": step("y", 1.0)}))
    assert endless.metric("handoffs").value == 1
    assert endless.metric("handoffs_per_item").value is None
    assert next(r for r in endless.results if r.key == "handoffs").tables == ()


@st.composite
def parted_maps(pick: st.DrawFn) -> ValueStreamMap:
    """Small maps with choices, parallel work and rework anywhere; every step another role."""
    count = pick(st.integers(2, 7))
    out: dict[int, list[int]] = {}
    for target in range(1, count):
        for source in sorted(pick(st.sets(st.integers(0, target - 1), min_size=1, max_size=2))):
            out.setdefault(source, []).append(target)
    flows = []
    for source, targets in out.items():
        back = pick(st.sampled_from([0.0, 0.0, 0.4])) if source else 0.0
        if back:
            flows.append(f"s{source}~s{pick(st.integers(0, source))} {back}")
        chosen = len(targets) > 1 and pick(st.booleans())
        share = f" {(1 - back) / len(targets)!r}" if chosen else ""
        flows += [f"s{source}>s{target}{share}" for target in targets]
    roles = tuple(Role(id=f"r{i}") for i in range(count))
    steps = {f"s{i}": step(f"r{i}", pick(st.sampled_from([0.0, 1.0, 3.0]))) for i in range(count)}
    return draw(", ".join(flows), steps, roles=roles)


@settings(max_examples=150, deadline=None)
@given(parted_maps())
def test_waits_at_flows_starts_and_returns_are_all_the_waiting(one: ValueStreamMap) -> None:
    study = study_of(project(one), "map")
    found, reading = study.probable, study.reading
    assert found is not None
    passed = passages(study)
    at_flows = sum(p.wait for p in passed.values())
    begun = sum(study.means[s].wait for s in reading.starts)
    returned = sum(
        found.executions[f.source] * reading.shares[f.id] * study.means[f.target].wait
        for f in reading.rework
    )
    assert at_flows + begun + returned == pytest.approx(spent_in_all(study).wait)
    assert {f.id for f in handoffs(study)} == {f.id for f in reading.forward}
    firsts = {f.target for f in reading.rework}
    for target in reading.order:
        coming = [f for f in reading.forward if f.target == target]
        if len(coming) == 1 and target not in firsts:
            assert passed[coming[0].id].times == pytest.approx(found.executions[target])
