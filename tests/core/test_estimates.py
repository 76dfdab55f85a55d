"""Times that spread: published moments, and draws that keep the mean and variance promised."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis.estimates import (
    chance_all_on_time,
    chance_by_normal,
    classic_pert_variance,
    drawn,
    longest_of_two,
    pert_variance,
    triangular_variance,
    variance_hours,
)
from mopsmap.units import Calendar, Duration, Estimate, Spread, ThreePoint, mean_hours

CALENDAR = Calendar()


def three(low: float, likely: float, high: float, unit: Any = "h") -> ThreePoint:
    return ThreePoint(
        min=Duration(low, unit), likely=Duration(likely, unit), max=Duration(high, unit)
    )


def spread(shape: Any, mean: float, sd: float | None) -> Spread:
    deviation = None if shape == "exponential" or sd is None else Duration(sd)
    return Spread(distribution=shape, mean=Duration(mean), sd=deviation)


def test_pert_and_classic_variance_differ() -> None:
    assert pert_variance(1, 2, 9) == pytest.approx(1.714286, abs=1e-6)
    assert classic_pert_variance(1, 9) == pytest.approx(1.777778, abs=1e-6)
    assert variance_hours(three(1, 2, 9, "d"), CALENDAR) == pytest.approx(1.7142857 * 64)


def test_triangular_variance() -> None:
    # (a^2 + m^2 + b^2 - ab - am - bm) / 18
    assert triangular_variance(1, 2, 9) == pytest.approx((1 + 4 + 81 - 9 - 2 - 18) / 18)
    assert variance_hours(three(1, 2, 9), CALENDAR, "triangular") == pytest.approx(57 / 18)


def test_pert_probability_of_chase_and_jacobs() -> None:
    path = [(3, 15), (6, 30), (5, 17), (1, 7), (4, 28)]
    variance = sum(classic_pert_variance(a, b) for a, b in path)
    assert variance == pytest.approx(41)
    assert chance_by_normal(54, variance, 53) == pytest.approx(0.437948, abs=1e-4)


def test_pert_probability_of_a_path_of_four() -> None:
    path = [(5, 8, 17), (3, 5, 7), (4, 6, 8), (3, 4, 5)]
    mean = sum(mean_hours(three(*points), CALENDAR) for points in path)
    variance = sum(classic_pert_variance(a, b) for a, _, b in path)
    assert (mean, variance) == pytest.approx((24, 5.0))
    assert chance_by_normal(mean, variance, 28) == pytest.approx(0.963181, abs=2e-4)


@pytest.mark.parametrize(("x", "chance"), [(25, 0.310913), (30, 0.975755)])
def test_pert_probability_of_poseidon(x: float, chance: float) -> None:
    assert chance_by_normal(26, 4.11, x) == pytest.approx(chance, abs=1e-6)


def test_pert_probability_of_what_is_certain() -> None:
    assert [chance_by_normal(5, 0, x) for x in (4.9, 5, 5.1)] == [0, 1, 1]


def test_two_independent_branches_are_rarely_both_on_time() -> None:
    assert chance_all_on_time([1 - 0.25, 1 - 0.3]) == pytest.approx(0.525, abs=1e-6)


def test_the_longest_of_two_normal_times() -> None:
    mean, variance, _ = longest_of_two((0, 1), (0, 1))
    assert (mean, math.sqrt(variance)) == pytest.approx((0.5641896, 0.8256453), abs=1e-6)
    found = longest_of_two((10, 2), (9, 3))
    assert found == pytest.approx((10.993378, 3.9736, 0.609244), abs=1e-5)


def test_the_longest_of_two_that_move_together_is_the_one_with_the_larger_mean() -> None:
    assert longest_of_two((5, 2), (3, 2), 1.0) == (5, 4, 1)
    assert longest_of_two((3, 2), (5, 2), 1.0) == (5, 4, 0)
    assert longest_of_two((4, 0), (4, 0)) == (4, 0, 0.5)


@pytest.mark.parametrize("correlation", [-0.8, 0.0, 0.6])
def test_the_longest_of_two_correlated_times_agrees_with_draws(correlation: float) -> None:
    random = np.random.default_rng(5)
    a, b = random.standard_normal((2, 200_000))
    first, second = 10 + 2 * a, 9 + 3 * (correlation * a + math.sqrt(1 - correlation**2) * b)
    mean, variance, chance = longest_of_two((10, 2), (9, 3), correlation)
    longest = np.maximum(first, second)
    assert longest.mean() == pytest.approx(mean, abs=0.025)
    assert longest.var() == pytest.approx(variance, rel=0.02)
    assert (first >= second).mean() == pytest.approx(chance, abs=0.005)


ESTIMATES = [
    three(1, 2, 9),
    three(1, 1, 9),
    three(0, 9, 9),
    *(
        spread(shape, 4, sd)
        for shape in ("uniform", "normal", "lognormal", "gamma")
        for sd in (0.5, 2, 3.5, 3.99, 6)
    ),
    spread("exponential", 4, None),
]


@pytest.mark.parametrize("shape", ["pert", "triangular"])
@pytest.mark.parametrize("estimate", ESTIMATES, ids=str)
def test_draws_keep_the_mean_and_the_variance(estimate: Estimate, shape: Any) -> None:
    draw = drawn(estimate, CALENDAR, shape)
    assert callable(draw)
    hours = draw(np.random.default_rng(1), 60_000)
    assert hours.min() >= 0
    variance = variance_hours(estimate, CALENDAR, shape)
    error = math.sqrt(variance / hours.size)
    assert hours.mean() == pytest.approx(mean_hours(estimate, CALENDAR, shape), abs=4.5 * error)
    fourth = float(((hours - hours.mean()) ** 4).mean())
    assert hours.var() == pytest.approx(variance, abs=5 * math.sqrt(fourth / hours.size))


def test_a_normal_time_is_cut_at_zero_and_keeps_mean_and_sd() -> None:
    far = drawn(spread("normal", 10, 1), CALENDAR)
    assert callable(far)
    hours = np.sort(far(np.random.default_rng(2), 50_000))
    normal = NormalDist(10, 1)
    assert (hours <= 11).mean() == pytest.approx(normal.cdf(11), abs=0.008)
    assert variance_hours(spread("normal", 10, 9), CALENDAR) == 81
    assert variance_hours(spread("normal", 10, 10), CALENDAR) == 100, "as the exponential one"
    assert variance_hours(spread("normal", 10, 30), CALENDAR) == 100
    assert variance_hours(spread("uniform", 10, 30), CALENDAR) == pytest.approx(100 / 3), "0 to 20"


CERTAIN = [None, Duration(4.0), three(4, 4, 4), spread("exponential", 0, None)] + [
    spread(shape, mean, sd)
    for shape in ("uniform", "normal", "lognormal", "gamma")
    for mean, sd in ((4, 0), (0, 0), (0, 2))
]


@pytest.mark.parametrize("estimate", CERTAIN, ids=str)
def test_what_cannot_spread_is_certain(estimate: Estimate | None) -> None:
    assert drawn(estimate, CALENDAR) == mean_hours(estimate, CALENDAR)
    assert variance_hours(estimate, CALENDAR) == 0


HOURS = st.floats(0, 1e6)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(["uniform", "normal", "lognormal", "gamma"]), HOURS, HOURS)
def test_any_spread_can_be_drawn(shape: str, mean: float, sd: float) -> None:
    estimate = spread(shape, mean, sd)
    variance = variance_hours(estimate, CALENDAR)
    assert math.isfinite(variance)
    assert variance <= max(mean, sd) ** 2 * (1 + 1e-9)
    draw = drawn(estimate, CALENDAR)
    if callable(draw):
        hours = draw(np.random.default_rng(3), 20)
        assert np.isfinite(hours).all()
        assert (hours >= 0).all()
