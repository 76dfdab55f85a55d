"""How times that are not certain spread: variances, random draws, and the longest of two.

Every draw keeps the mean that all analyses use (`units.mean_hours`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from mopsmap.units import Calendar, Duration, Estimate, EstimateShape, Spread, ThreePoint

Floats = NDArray[np.float64]
Random = np.random.Generator
Draw = Callable[[Random, int], Floats]
"""So many random hours."""

_NORMAL = NormalDist()
_DEEPEST_CUT = 30.0
_NEGLIGIBLE = 1e-9


def pert_variance(low: float, likely: float, high: float) -> float:
    """Variance of the beta distribution of a PERT estimate, exact: (mean - a)(b - mean) / 7.

    It differs from the classic approximation (methods 2.1).

    >>> round(pert_variance(1, 2, 9), 6), round(classic_pert_variance(1, 9), 6)
    (1.714286, 1.777778)
    """
    mean = (low + 4 * likely + high) / 6
    return (mean - low) * (high - mean) / 7


def classic_pert_variance(low: float, high: float) -> float:
    """The classic PERT variance ((b - a) / 6)^2, whatever is most likely (Malcolm et al. 1959)."""
    return ((high - low) / 6) ** 2


def triangular_variance(low: float, likely: float, high: float) -> float:
    """(a^2 + m^2 + b^2 - ab - am - bm) / 18, in a form that never falls below 0.

    >>> triangular_variance(0, 0, 6)
    2.0
    """
    return ((likely - low) ** 2 + (high - likely) ** 2 + (likely - low) * (high - likely)) / 18


def variance_hours(
    estimate: Estimate | None, calendar: Calendar, shape: EstimateShape = "pert"
) -> float:
    """Exact variance (h^2) of what `drawn` draws; 0 for a fixed or an unknown time.

    Of spreads it is sd^2, but for shapes that cannot spread so wide above 0 around their mean:
    the uniform one reaches at most from 0 to 2 x mean, the normal one cut at 0 comes to the
    exponential one, whose sd is its mean. An exponential sd is the mean.
    """
    match estimate:
        case ThreePoint():
            points = estimate.hours(calendar)
            return pert_variance(*points) if shape == "pert" else triangular_variance(*points)
        case Spread():
            mean, sd = _moments(estimate, calendar)
            if sd == 0:
                return 0.0
            match estimate.distribution:
                case "uniform":
                    return min(math.sqrt(3) * sd, mean) ** 2 / 3
                case "normal" if _cut_normal(sd / mean) is None:
                    return mean**2
                case _:
                    return sd**2
        case _:
            return 0.0


def drawn(
    estimate: Estimate | None, calendar: Calendar, shape: EstimateShape = "pert"
) -> float | Draw:
    """How to draw random hours of an estimate, or its hours where they are certain.

    A normal spread is the normal distribution cut at 0 that has the given mean and sd after the
    cut; `variance_hours` says what becomes of an sd that cannot be.
    """
    match estimate:
        case None:
            return 0.0
        case Duration():
            return estimate.hours(calendar)
        case ThreePoint():
            low, likely, high = estimate.hours(calendar)
            return low if high <= low else _three_point(low, likely, high, shape)
        case Spread():
            mean, sd = _moments(estimate, calendar)
            if sd == 0:
                return mean
            return _spread(estimate, mean, sd)


def _moments(spread: Spread, calendar: Calendar) -> tuple[float, float]:
    """(mean, sd) in hours; no sd where it is nothing beside the mean, or the mean beside it."""
    mean = spread.mean.hours(calendar)
    sd = mean if spread.sd is None else spread.sd.hours(calendar)
    return mean, sd if sd > mean * _NEGLIGIBLE and mean > sd * _NEGLIGIBLE else 0.0


def _three_point(low: float, likely: float, high: float, shape: EstimateShape) -> Draw:
    if shape == "triangular":
        return lambda random, count: random.triangular(low, likely, high, count)
    width = high - low
    first, second = 1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width
    return lambda random, count: low + width * random.beta(first, second, count)


def _spread(spread: Spread, mean: float, sd: float) -> Draw:
    match spread.distribution:
        case "exponential":
            return lambda random, count: random.exponential(mean, count)
        case "uniform":
            half = min(math.sqrt(3) * sd, mean)
            return lambda random, count: random.uniform(mean - half, mean + half, count)
        case "gamma":
            return lambda random, count: random.gamma((mean / sd) ** 2, sd * (sd / mean), count)
        case "lognormal":
            squared = math.log1p((sd / mean) ** 2)
            center, width = math.log(mean) - squared / 2, math.sqrt(squared)
            return lambda random, count: random.lognormal(center, width, count)
        case "normal":
            cut = _cut_normal(sd / mean)
            if cut is None:
                return lambda random, count: random.exponential(mean, count)
            return lambda random, count: mean * _above(cut[0], random, count) * cut[1]


@lru_cache(maxsize=256)
def _cut_normal(variation: float) -> tuple[float, float] | None:
    """(place of the cut at 0 in standard deviations from the center of the uncut distribution,
    sd of the uncut one) of the normal distribution that has mean 1 and sd `variation` after it is
    cut; None where there is none: an sd as large as the mean or larger.

    With the hazard h = phi(a) / (1 - Phi(a)) of the cut at a: mean = sd (h - a), variance =
    sd^2 (1 - h (h - a)); their ratio rises with a, so that halving finds it.
    """

    def moments(cut: float) -> tuple[float, float]:
        hazard = _density(cut) / (math.erfc(cut / math.sqrt(2)) / 2)
        above = hazard - cut
        return above, 1 - hazard * above

    low, high = -1 / variation - 1, _DEEPEST_CUT
    above, variance = moments(high)
    if variation**2 * above**2 >= variance:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        above, variance = moments(middle)
        if variance < variation**2 * above**2:
            low = middle
        else:
            high = middle
    return high, 1 / moments(high)[0]


def _density(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _above(cut: float, random: Random, count: int) -> Floats:
    """Standard normal draws above `cut`, less `cut`: drawn again until they are; far out from
    exponential ones, of which those are kept that fit (Robert 1995)."""
    rate = (cut + math.sqrt(cut * cut + 4)) / 2
    found = np.empty(count)
    missing = np.arange(count)
    while missing.size:
        if cut <= 0:
            above = random.standard_normal(missing.size) - cut
            fits = above >= 0
        else:
            above = random.exponential(1 / rate, missing.size)
            fits = random.random(missing.size) <= np.exp(-((above + cut - rate) ** 2) / 2)
        found[missing[fits]] = above[fits]
        missing = missing[~fits]
    return found


def chance_by_normal(mean: float, variance: float, x: float) -> float:
    """P(T <= x) of a path by PERT: Phi((x - sum of means) / sqrt(sum of variances)).

    Too optimistic where paths merge, because the others are left out (methods 2.1).

    >>> round(chance_by_normal(24, 5, 28), 4)
    0.9632
    """
    if variance <= 0:
        return float(x >= mean)
    return _NORMAL.cdf((x - mean) / math.sqrt(variance))


def chance_all_on_time(chances: Iterable[float]) -> float:
    """Chance that everything is there where independent branches merge: the product of theirs.

    >>> round(chance_all_on_time([0.75, 0.7]), 3)
    0.525
    """
    return math.prod(chances)


def longest_of_two(
    first: tuple[float, float], second: tuple[float, float], correlation: float = 0.0
) -> tuple[float, float, float]:
    """(mean, variance, chance that the first is the longer) of the longer of two normal times,
    given as (mean, sd), exact (Clark 1961, methods 2.1).

    >>> [round(x, 4) for x in longest_of_two((0, 1), (0, 1))]
    [0.5642, 0.6817, 0.5]
    """
    (mean1, sd1), (mean2, sd2) = first, second
    apart = math.sqrt(max(0.0, sd1**2 + sd2**2 - 2 * correlation * sd1 * sd2))
    if apart == 0:
        mean, sd = max(first, second)
        return mean, sd**2, 0.5 if mean1 == mean2 else float(mean1 > mean2)
    alpha = (mean1 - mean2) / apart
    chance, density = _NORMAL.cdf(alpha), _density(alpha)
    # moments around the second mean lose no digits where both means are large
    above = apart * (alpha * chance + density)
    squared = (
        ((mean1 - mean2) ** 2 + sd1**2) * chance
        + sd2**2 * (1 - chance)
        + (mean1 - mean2) * apart * density
    )
    return mean2 + above, max(0.0, squared - above**2), chance
