"""What work costs: published activity costs, who is paid, and capacity that nobody uses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import Analyzed, analyze
from mopsmap.analysis.capacity_cost import activity_rates, capacity_costs
from mopsmap.analysis.result import Table
from mopsmap.analysis.study import study_of
from mopsmap.model import Role, ValueStreamMap
from mopsmap.units import Calendar, Duration
from tests.core.drawing import draw, project


def analyzed(one: ValueStreamMap, **fields: Any) -> Analyzed:
    return analyze(project(one, **fields), "map")


def value(found: Analyzed, key: str) -> float | None:
    return found.metric(key).value


def table(found: Analyzed, key: str) -> Table:
    return next(t for r in found.results for t in r.tables if t.key == key)


def test_customer_service_of_kaplan_and_anderson() -> None:
    # $560,000 for 700,000 minutes of practical capacity; the text calls 121,400 minutes hours.
    minutes, quantities = (40, 220, 250), (9_800, 280, 500)
    every = sum(quantities)
    steps: dict[str, Any] = {"choose": {"role": None, "kind": "decision"}} | {
        f"s{m}": {"process_time": Duration(m, "min"), "role": "service"} for m in minutes
    }
    flows = ", ".join(
        f"choose>s{m} {q / every!r}" for m, q in zip(minutes, quantities, strict=True)
    )
    service = Role(id="service", headcount=28.0, availability=5 / 6, hourly_cost=0.8 * 60)
    one = draw(flows, steps, roles=(service,), demand_per_year=float(every))
    calendar = Calendar(hours_per_day=2.5, days_per_year=200)
    found = analyzed(one, calendar=calendar)
    cost = capacity_costs(study_of(project(one, calendar=calendar), "map"))["service"]
    assert cost.supplied == pytest.approx(560_000)
    assert cost.used == pytest.approx(462_880)
    assert cost.unused == pytest.approx(97_120)
    assert cost.utilization == pytest.approx(0.826571, abs=1e-6)
    assert value(found, "capacity_cost_unused") == pytest.approx(97_120)
    assert [found.steps[f"s{m}"].execution_cost for m in minutes] == pytest.approx([32, 176, 200])
    load = found.roles["service"]
    assert (load.demand_hours_per_year or 0.0) * 60 == pytest.approx(578_600)
    assert ((load.available_hours_per_year or 0.0) * 60) == pytest.approx(700_000)
    yearly = {row[0]: row[4] for row in table(found, "cost_pareto").rows}
    assert yearly == pytest.approx({"s40": 313_600, "s220": 49_280, "s250": 100_000})


def test_conventional_rates_hide_what_nobody_uses() -> None:
    assert activity_rates(560_000, (0.7, 0.1, 0.2), (49_000, 1_400, 2_500)) == pytest.approx(
        (8, 40, 44.8)
    )
    with pytest.raises(ValueError, match="never done"):
        activity_rates(1, (1,), (0,))


def agency(**fields: Any) -> ValueStreamMap:
    steps = {
        "plan": {"process_time": 2.0, "phase": "Plan", "tools": ("Word", "Excel")},
        "make": {
            "process_time": 4.0,
            "role": "agency",
            "helpers": ({"role": "team"},),
            "fixed_cost": 100.0,
            "phase": "Make",
        },
        "approve": {"process_time": 1.0, "role": "client"},
        "send": {"process_time": 3.0, "role": "robot"},
        "file": {"process_time": 5.0, "role": None},
    }
    roles = (
        Role(id="team", name="Team", hourly_cost=10.0, headcount=1.0),
        Role(id="agency", name="Agency", hourly_cost=50.0, kind="external", headcount=9.0),
        Role(id="client", name="Client", hourly_cost=80.0, kind="customer"),
        Role(id="robot", name="Robot", hourly_cost=1.0, kind="system"),
    )
    what: dict[str, Any] = {"roles": roles, "demand_per_year": 10.0} | fields
    return draw("plan>make, make>approve, approve>send, send>file, make~make .5", steps, **what)


def test_money_paid_outside_stands_apart_from_the_work_of_people() -> None:
    found = analyzed(agency())
    outside, inside = 2 * (100 + 4 * 50), 2 * 10 + 2 * 4 * 10 + 80 + 3
    assert value(found, "external_spend_per_item") == pytest.approx(outside)
    assert value(found, "internal_cost_per_item") == pytest.approx(inside)
    assert value(found, "cost_per_item") == pytest.approx(outside + inside)
    assert value(found, "external_spend_per_year") == pytest.approx(10 * outside)
    assert value(found, "internal_cost_per_year") == pytest.approx(10 * inside)
    assert value(found, "own_effort_per_year") == pytest.approx(10 * (2 + 2 * 4 + 5))
    assert value(found, "effort_hours_per_item") == pytest.approx(2 + 2 * 8 + 1 + 3 + 5)


def test_only_people_of_the_house_are_capacity() -> None:
    found = analyzed(agency())
    rows = table(found, "capacity_cost").rows
    assert [row[0] for row in rows] == ["Team"]
    assert value(found, "capacity_cost_supplied") == 17_600
    assert value(found, "capacity_cost_used") == pytest.approx(10 * 10 * 10)


def test_cost_by_everything_a_step_has() -> None:
    found = analyzed(agency())
    cost = {
        by: {row[0]: row[1] for row in table(found, f"cost_by_{by}").rows}
        for by in ("phase", "tool", "role", "value_class")
    }
    assert cost["phase"] == pytest.approx({"Plan": 20, "Make": 680, "No phase": 83})
    assert cost["tool"] == pytest.approx({"Word": 10, "Excel": 10, "No tool": 763})
    by_role = {"Team": 100, "Agency": 600, "Client": 80, "Robot": 3, "Unassigned": 0}
    assert cost["role"] == pytest.approx(by_role)
    assert cost["value_class"] == pytest.approx({"Unclassified": 783})
    shares = [row[5] for row in table(found, "cost_by_tool").rows]
    assert sum(float(share or 0) for share in shares) == pytest.approx(1)


def test_people_without_a_rate_still_work() -> None:
    roles = (Role(id="team", name="Team", hourly_cost=10.0), Role(id="law", name="Legal"))
    steps = {"a": 1, "b": {"process_time": 4.0, "role": "law"}}
    found = analyzed(draw("a>b", steps, roles=roles, demand_per_year=10.0))
    assert [row[:3] for row in table(found, "cost_by_role").rows] == [
        ("Team", 10, 1),
        ("Legal", 0, 4),
    ]
    assert [row[0] for row in table(found, "cost_pareto").rows] == ["a"]
    assert value(found, "own_effort_per_year") == 50


def test_overload_is_negative_unused_capacity() -> None:
    role = Role(id="team", hourly_cost=10.0, headcount=1.0, other_hours_per_year=1000.0)
    found = analyzed(draw("", {"a": 10}, roles=(role,), demand_per_year=100.0))
    assert value(found, "capacity_cost_unused") == 17_600 - 10_000 - 10_000
    assert value(found, "capacity_cost_utilization") == pytest.approx(20_000 / 17_600)


def test_what_is_not_known_is_not_a_number() -> None:
    without_demand = analyzed(agency(demand_per_year=None))
    assert value(without_demand, "external_spend_per_year") is None
    assert value(without_demand, "capacity_cost_used") is None
    assert value(without_demand, "capacity_cost_supplied") == 17_600
    endless = analyzed(draw("a>b, b~a 1", {"a": 1}))
    for key in ("cost_per_item", "external_spend_per_item", "own_effort_per_year"):
        assert value(endless, key) is None
    empty = analyzed(ValueStreamMap(id="map"))
    assert value(empty, "external_spend_per_item") == 0
    assert value(empty, "capacity_cost_utilization") is None
    idle = analyzed(draw("", {"a": 1}, roles=(Role(id="team", headcount=0.0, hourly_cost=5.0),)))
    assert value(idle, "capacity_cost_supplied") == 0
    assert value(idle, "capacity_cost_utilization") is None


KINDS = st.sampled_from(["internal", "external", "system", "customer"])


@settings(max_examples=50, deadline=None)
@given(
    kinds=st.lists(KINDS, min_size=3, max_size=3),
    rework=st.sampled_from([0.0, 0.25]),
    fixed=st.sampled_from([0.0, 7.0]),
)
def test_parts_of_the_cost_add_up(kinds: list[str], rework: float, fixed: float) -> None:
    roles = tuple(
        Role(id=f"r{i}", kind=kind, hourly_cost=10.0 + i, headcount=2.0)
        for i, kind in enumerate(kinds)
    )
    steps = {
        f"s{i}": {
            "process_time": 1.0 + i,
            "role": f"r{i}",
            "helpers": ({"role": f"r{(i + 1) % 3}", "people": 0.5},),
            "fixed_cost": fixed,
        }
        for i in range(3)
    }
    one = draw(f"s0>s1, s1>s2, s2~s1 {rework}", steps, roles=roles, demand_per_year=7.0)
    found = analyzed(one)
    outside = value(found, "external_spend_per_item") or 0.0
    inside = value(found, "internal_cost_per_item") or 0.0
    assert outside + inside == pytest.approx(found.figures["cost_per_item"])
    paid = fixed * sum(s.executions or 0.0 for s in found.steps.values())
    paid += sum(found.roles[r.id].cost_per_item or 0.0 for r in roles if r.kind == "external")
    assert outside == pytest.approx(paid)
    own = sum(found.roles[r.id].hours_per_item or 0.0 for r in roles if r.kind == "internal")
    assert value(found, "own_effort_per_year") == pytest.approx(7 * own)
