"""What a to-be map is worth: investment, savings, payback, return, net present value.

Timing everywhere: the investment at time 0, savings at the end of each year, starting when the
countermeasures are in place. Hours set free are no cash: both lines are given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from mopsmap.analysis.grouping import Spent, spent_in_all
from mopsmap.analysis.result import Analyzed, Input, Metric, Quantity
from mopsmap.analysis.unknown import unknown_figures
from mopsmap.language import translated as _

DISCOUNT_RATE = 0.08
"""What money costs a year, where nobody says otherwise."""
HORIZON = 3
"""Years over which return and net present value are taken."""


def net_present_value(rate: float, flows: Sequence[float]) -> float:
    """Sum of flow_t / (1 + rate)^t, the first flow now, each other at the end of its year.

    Raises ValueError at a rate of -100 % or less (methods 5).

    >>> round(net_present_value(0.05, (-95_000, 30_000, *(4 * [20_000]))), 2)
    1113.34
    """
    if not rate > -1:
        raise ValueError("A discount rate is more than -100 %.")
    return _at(1 / (1 + rate), flows)


def _at(factor: float, flows: Sequence[float]) -> float:
    total = 0.0
    for flow in reversed(flows):
        total = total * factor + flow
    return total


def internal_rate(flows: Sequence[float]) -> float | None:
    """The rate at which the net present value is 0; None where there is none, or more than one.

    With a single change of sign there is exactly one discount factor above 0 (Descartes' rule); it
    is found by bisection.

    >>> round(internal_rate((-95_000, 30_000, *(4 * [20_000]))), 6)
    0.054525
    """
    signs = [flow > 0 for flow in flows if flow]
    if sum(a != b for a, b in pairwise(signs)) != 1:
        return None
    low, high = 0.0, 1.0
    while (_at(high, flows) > 0) == signs[0]:
        low, high = high, high * 2
        if high > 2.0**64:
            return None
    for _turn in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (_at(middle, flows) > 0) == signs[0] else (low, middle)
    return _finite(1 / high - 1)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def payback(flows: Sequence[float]) -> float | None:
    """Years until what came back covers what was paid, a year's flow coming in evenly; None where
    it never does.

    >>> payback((-95_000, 30_000, *(4 * [20_000])))
    4.25
    """
    total = 0.0
    for year, flow in enumerate(flows):
        if total + flow >= 0:
            return 0.0 if year == 0 else year - 1 + -total / flow
        total += flow
    return None


def steady_payback(investment: float, yearly: float) -> float | None:
    """Years until the same savings every year cover the investment; None where there are none.

    >>> round(steady_payback(2_000_000, 520_000), 6)
    3.846154
    """
    return _finite(investment / yearly) if yearly > 0 else None


def return_on(investment: float, benefit: float) -> float | None:
    """(Benefit - investment) / investment over the time in which the benefit comes; None without
    an investment.

    >>> return_on(2_000_000, 10 * 520_000)
    1.6
    """
    return _finite((benefit - investment) / investment) if investment > 0 else None


class BusinessCase(NamedTuple):
    """The `business_case` of the `compare --json` answer: money and hours a year at the demand of
    the to-be map, None where unknown.

    `savings_per_year` is the reduction of cost: `cash_savings_per_year`, money no longer paid
    outside, and `capacity_savings_per_year`, hours of people set free at their hourly cost, which
    are money only where spending falls. `freed_own_hours_per_year` are those of the freed hours
    that own people work, `freed_people` all of them / working hours a year.
    """

    savings_per_year: float | None
    cash_savings_per_year: float | None
    capacity_savings_per_year: float | None
    freed_hours_per_year: float | None
    freed_own_hours_per_year: float | None
    freed_people: float | None
    investment: float
    implementation_weeks: float
    payback_months: float | None
    roi_3_years: float | None
    npv_3_years: float | None
    irr_3_years: float | None
    cash_payback_months: float | None
    cash_npv_3_years: float | None
    discount_rate: float
    items_per_year: float | None


def business_case(
    before: Analyzed, after: Analyzed, discount_rate: float = DISCOUNT_RATE
) -> BusinessCase:
    """What it gives to go from one map to the other, and what that costs.

    Investment = one-off costs of the countermeasures of the later map; savings per year =
    (cost per item before - after) x items per year; freed hours = (effort per item before -
    after) x items per year (methods 1.2). Both maps are taken at the same number of items, the
    demand of the later map or, where that is unknown, of the earlier one: more work is no loss.
    Implementation time is that of the longest countermeasure, all begun at once.
    """
    later = after.study.map
    items = later.demand_per_year
    if items is None:
        items = before.study.map.demand_per_year
    cost = _saved(before, after, items, "cost_per_item", lambda spent: spent.cost)
    cash = _saved(before, after, items, "external_spend_per_item", lambda spent: spent.external)
    hours, own = (
        _saved(before, after, items, "effort_hours_per_item", what)
        for what in (lambda spent: spent.effort, lambda spent: spent.own_effort)
    )
    measures = later.countermeasures
    investment = sum((measure.one_off_cost for measure in measures), 0.0)
    year = after.study.calendar.hours_per_year
    return BusinessCase(
        savings_per_year=cost,
        cash_savings_per_year=cash,
        capacity_savings_per_year=None if cost is None or cash is None else cost - cash,
        freed_hours_per_year=hours,
        freed_own_hours_per_year=own,
        freed_people=None if hours is None else hours / year,
        investment=investment,
        implementation_weeks=max((measure.weeks for measure in measures), default=0.0),
        payback_months=_months(investment, cost),
        roi_3_years=None if cost is None else return_on(investment, HORIZON * cost),
        npv_3_years=None if cost is None else _present_value(discount_rate, investment, cost),
        irr_3_years=None if cost is None else internal_rate(_flows(investment, cost)),
        cash_payback_months=_months(investment, cash),
        cash_npv_3_years=None if cash is None else _present_value(discount_rate, investment, cash),
        discount_rate=discount_rate,
        items_per_year=items,
    )


def _flows(investment: float, yearly: float) -> tuple[float, ...]:
    return (-investment, *[yearly] * HORIZON)


def _present_value(rate: float, investment: float, yearly: float) -> float:
    return net_present_value(rate, _flows(investment, yearly))


def _months(investment: float, yearly: float | None) -> float | None:
    years = None if yearly is None else steady_payback(investment, yearly)
    return None if years is None else 12 * years


def _saved(
    before: Analyzed,
    after: Analyzed,
    items: float | None,
    figure: str,
    what: Callable[[Spent], float],
) -> float | None:
    """How much less is spent a year; None where the figure of one of the maps rests on nothing."""
    studies = before.study, after.study
    if items is None or any(
        s.probable is None or figure in unknown_figures(s.map) for s in studies
    ):
        return None
    old, new = (what(spent_in_all(study)) for study in studies)
    return (old - new) * items


def business_metrics(case: BusinessCase) -> tuple[Metric, ...]:
    """The business case as figures with their definitions, in the order they are read."""
    values = case._asdict()
    return tuple(
        Metric(
            line.key,
            line.label,
            values[line.key],
            line.quantity,
            line.definition,
            "lower" if line.key in _LOWER else "higher",
            inputs=tuple(
                Input(label, values[key], quantity)
                for key in line.inputs
                for label, quantity in (_INPUTS[key],)
            ),
        )
        for line in _LINES
    )


class _Line(NamedTuple):
    key: str
    label: str
    quantity: Quantity
    definition: str
    inputs: tuple[str, ...] = ()


_LOWER = ("investment", "payback_months", "cash_payback_months", "implementation_weeks")
_LINES = (
    _Line(
        "savings_per_year",
        _("Savings per year"),
        "money",
        _("(Cost per {item} before - after) × items per year, both maps at the same demand"),
        ("items_per_year",),
    ),
    _Line(
        "cash_savings_per_year",
        _("Savings no longer paid outside"),
        "money",
        _("(Paid outside per {item} before - after) × items per year: cash"),
        ("items_per_year",),
    ),
    _Line(
        "capacity_savings_per_year",
        _("Savings as hours set free"),
        "money",
        _(
            "Savings - what is no longer paid outside: money only where spending falls or "
            "the freed hours are used"
        ),
        ("savings_per_year", "cash_savings_per_year"),
    ),
    _Line(
        "freed_hours_per_year",
        _("Freed hours per year"),
        "hours",
        _("(Effort per {item} before - after) × items per year, all roles"),
        ("items_per_year",),
    ),
    _Line(
        "freed_own_hours_per_year",
        _("Freed hours of own people per year"),
        "hours",
        _("(Effort of internal roles per {item} before - after) × items per year"),
        ("items_per_year",),
    ),
    _Line(
        "freed_people",
        _("Freed hours in full-time people"),
        "count",
        _("Freed hours per year / working hours per year"),
        ("freed_hours_per_year",),
    ),
    _Line(
        "investment",
        _("Investment"),
        "money",
        _("Sum of the one-off costs of the countermeasures"),
    ),
    _Line(
        "payback_months",
        _("Payback in months"),
        "count",
        _("Investment / savings per year × 12, from when the countermeasures are in place"),
        ("investment", "savings_per_year"),
    ),
    _Line(
        "roi_3_years",
        _("Return over {years} years").format(years=HORIZON),
        "percent",
        _("({years} × savings per year - investment) / investment").format(years=HORIZON),
        ("investment", "savings_per_year"),
    ),
    _Line(
        "npv_3_years",
        _("Net present value over {years} years").format(years=HORIZON),
        "money",
        _(
            "Sum of flow / (1 + discount rate)^year: investment now, {years} years of "
            "savings, each at the end of its year"
        ).format(years=HORIZON),
        ("investment", "savings_per_year", "discount_rate"),
    ),
    _Line(
        "irr_3_years",
        _("Internal rate of return over {years} years").format(years=HORIZON),
        "percent",
        _(
            "Rate at which the net present value is 0: investment now, {years} years of "
            "savings, each at the end of its year"
        ).format(years=HORIZON),
        ("investment", "savings_per_year"),
    ),
    _Line(
        "cash_payback_months",
        _("Payback in months, cash alone"),
        "count",
        _("Investment / what is no longer paid outside per year × 12"),
        ("investment", "cash_savings_per_year"),
    ),
    _Line(
        "cash_npv_3_years",
        _("Net present value over {years} years, cash alone").format(years=HORIZON),
        "money",
        _("As the other net present value, what is no longer paid outside as the savings"),
        ("investment", "cash_savings_per_year", "discount_rate"),
    ),
    _Line(
        "implementation_weeks",
        _("Weeks until all is in place"),
        "count",
        _("Weeks of the longest countermeasure, all begun at once; savings count from then on"),
    ),
)
_INPUTS: Mapping[str, tuple[str, Quantity]] = {
    "items_per_year": (_("Items per year, before and after"), "per_year"),
    "discount_rate": (_("Discount rate per year"), "percent"),
    **{line.key: (line.label, line.quantity) for line in _LINES},
}
