"""What a change is worth: published present values and paybacks, and one map against another."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import analyze
from mopsmap.analysis.business_case import (
    BusinessCase,
    business_case,
    business_metrics,
    internal_rate,
    net_present_value,
    payback,
    return_on,
    steady_payback,
)
from mopsmap.model import Countermeasure, Project, Role, ValueStreamMap
from mopsmap.units import Calendar, Duration
from tests.core.drawing import draw

FIVE_YEARS = (-95_000, 30_000, 20_000, 20_000, 20_000, 20_000)


def case(before: ValueStreamMap, after: ValueStreamMap, **fields: Any) -> BusinessCase:
    maps = (before.replace(id="as-is"), after.replace(id="to-be"))
    project = Project(maps=maps, **fields)
    return business_case(analyze(project, "as-is"), analyze(project, "to-be"))


def work(minutes: float, demand: float | None = 100.0, **fields: Any) -> ValueStreamMap:
    rate = Role(id="team", hourly_cost=75.0)
    step = {"process_time": Duration(minutes, "min")}
    return draw("", {"a": step}, **{"roles": (rate,), "demand_per_year": demand, **fields})


def test_five_years_of_savings() -> None:
    assert net_present_value(0.05, FIVE_YEARS) == pytest.approx(1113.3429, abs=1e-3)
    assert internal_rate(FIVE_YEARS) == pytest.approx(0.054525, abs=1e-6)
    assert payback(FIVE_YEARS) == 4.25
    # A year without savings, while it is put in place, turns it into a loss.
    assert net_present_value(0.05, (-95_000, 0, *FIVE_YEARS[1:])) == pytest.approx(-3463, abs=1)


def test_ten_equal_years() -> None:
    # The source takes a rounded table factor (712,320) and a return of 260 % without depreciation.
    flows = (-2_000_000, *[520_000] * 10)
    assert net_present_value(0.14, flows) == pytest.approx(712_380.14, abs=0.01)
    assert payback(flows) == pytest.approx(3.846154, abs=1e-6)
    assert steady_payback(2_000_000, 520_000) == pytest.approx(3.846154, abs=1e-6)
    assert (return_on(2_000_000, 5_200_000) or 0.0) / 10 == pytest.approx(0.16)


def test_a_report_of_66_minutes_saved_in_50_runs() -> None:
    found = case(work(95, 50.0), work(29, 50.0))
    assert found.freed_hours_per_year == pytest.approx(55)
    assert found.savings_per_year == pytest.approx(4125)
    assert (found.cash_savings_per_year, found.capacity_savings_per_year) == (0, 4125)
    assert (found.investment, found.payback_months, found.roi_3_years) == (0, 0, None)
    assert (found.cash_payback_months, found.irr_3_years) == (None, None)


def test_freed_capacity_in_people() -> None:
    calendar = Calendar(hours_per_day=8.5, days_per_year=200)
    found = case(work(95, 2400.0), work(29, 2400.0), calendar=calendar)
    assert found.freed_hours_per_year == pytest.approx(2640)
    assert found.freed_people == pytest.approx(1.552941, abs=1e-6)


def test_cash_and_freed_hours_are_two_lines() -> None:
    roles = (Role(id="team", hourly_cost=10.0), Role(id="ag", hourly_cost=50.0, kind="external"))

    def one(hours: float, agency: float, fixed: float, **fields: Any) -> ValueStreamMap:
        steps = {
            "a": {"process_time": hours},
            "b": {"process_time": agency, "role": "ag", "fixed_cost": fixed},
        }
        return draw("a>b", steps, roles=roles, demand_per_year=20.0, **fields)

    measures = (
        Countermeasure(id="k1", one_off_cost=4000.0, weeks=3.0),
        Countermeasure(id="k2", one_off_cost=2000.0, weeks=8.0),
    )
    found = case(one(8.0, 4.0, 30.0), one(3.0, 2.0, 10.0, countermeasures=measures))
    assert found.cash_savings_per_year == pytest.approx(20 * (2 * 50 + 20))
    assert found.capacity_savings_per_year == pytest.approx(20 * 5 * 10)
    assert found.savings_per_year == pytest.approx(3400)
    assert found.freed_hours_per_year == pytest.approx(20 * (5 + 2))
    assert found.freed_own_hours_per_year == pytest.approx(20 * 5)
    assert (found.investment, found.implementation_weeks) == (6000, 8)
    assert found.payback_months == pytest.approx(6000 / 3400 * 12)
    assert found.cash_payback_months == pytest.approx(6000 / 2400 * 12)
    assert found.roi_3_years == pytest.approx((3 * 3400 - 6000) / 6000)
    yearly = [-6000, 3400, 3400, 3400]
    by_hand = sum(flow / 1.08**year for year, flow in enumerate(yearly))
    assert found.npv_3_years == pytest.approx(by_hand)
    assert net_present_value(found.irr_3_years or 0.0, yearly) == pytest.approx(0, abs=1e-6)
    assert found.discount_rate == 0.08


def test_more_items_are_no_loss() -> None:
    found = case(work(95, 24.0), work(29, 48.0))
    assert found.items_per_year == 48
    assert found.savings_per_year == pytest.approx(48 * 1.1 * 75)
    assert case(work(95, 24.0), work(29, None)).items_per_year == 24


def test_what_is_not_known_has_no_worth() -> None:
    nameless = draw("", {"a": {}}, demand_per_year=10.0)
    endless = draw("a>b, b~a 1", {"a": 1}, demand_per_year=10.0)
    unpaid = work(10, roles=(Role(id="team"),))
    for before, after in (
        (work(95, None), work(29, None)),
        (nameless, work(29)),
        (work(95), endless),
        (ValueStreamMap(id="map"), ValueStreamMap(id="map")),
    ):
        found = case(before, after)
        assert found.savings_per_year is None
        assert found.freed_hours_per_year is None
        assert found.npv_3_years is None
        assert found.payback_months is None
    found = case(work(95, roles=(Role(id="team"),)), unpaid)
    assert found.savings_per_year is None
    assert found.freed_hours_per_year == pytest.approx(100 * 85 / 60)


def test_a_map_that_costs_more_never_pays_back() -> None:
    measure = Countermeasure(id="k", one_off_cost=1000.0)
    found = case(work(29), work(95, countermeasures=(measure,)))
    assert found.savings_per_year is not None
    assert found.savings_per_year < 0
    assert (found.payback_months, found.irr_3_years) == (None, None)
    assert found.npv_3_years is not None
    assert found.npv_3_years < -1000


def test_every_figure_of_the_business_case_is_defined() -> None:
    found = case(work(95), work(29))
    metrics = business_metrics(found)
    assert {m.key: m.value for m in metrics} == {
        key: value
        for key, value in found._asdict().items()
        if key not in ("discount_rate", "items_per_year")
    }
    assert all(m.definition for m in metrics)


def test_returns_that_cannot_be_are_none() -> None:
    assert internal_rate((1.0, 2.0)) is None
    assert internal_rate((-1.0, 5.0, -6.0)) is None
    assert internal_rate(()) is None
    assert payback((-1.0, 0.5)) is None
    assert payback((0.0, -1.0)) == 0
    assert return_on(0, 5) is None
    with pytest.raises(ValueError, match="rate"):
        net_present_value(-1, (1.0,))


@settings(max_examples=60, deadline=None)
@given(
    st.floats(1, 1e9),
    st.lists(st.floats(0, 1e9), min_size=1, max_size=12),
    st.floats(-0.5, 2),
)
def test_present_values_are_sums_of_discounted_flows(
    paid: float, back: list[float], rate: float
) -> None:
    flows = (-paid, *back)
    plain = sum(flow / (1 + rate) ** year for year, flow in enumerate(flows))
    assert net_present_value(rate, flows) == pytest.approx(plain, rel=1e-9, abs=1e-6 * paid)
    found = internal_rate(flows)
    if sum(back) > paid / 100:
        assert found is not None
        worth = sum(flow / (1 + found) ** year for year, flow in enumerate(flows))
        assert abs(worth) <= 1e-6 * paid
    years = payback(flows)
    assert (years is None) == (all(total < 0 for total in accumulate(flows)))
