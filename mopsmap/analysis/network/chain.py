"""An item on its way as a Markov chain: how often it is everywhere, where it leaves, how long it
takes. Chances and times are exact (methods 3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mopsmap.analysis.network.graph import solve


class Spread(NamedTuple):
    """Mean (h) and variance (h^2) of a time."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Chain:
    """States by number, mostly in the order they are met. `moves[i]` are the chances to go on from
    state i to others; what is missing to 1 leaves the chain, by `exits[i]` in all."""

    moves: Sequence[Mapping[int, float]]
    exits: Sequence[Mapping[str, float]]


def visits(chain: Chain) -> list[list[float]]:
    """By state, how often each state is met on the way from it: N = (1 - Q)^-1 (Grinstead & Snell
    11.2).

    >>> visits(Chain([{1: 0.5}, {0: 0.5}], [{"left": 0.5}, {"right": 0.5}]))[0][0].__round__(6)
    1.333333
    """
    count = len(chain.moves)
    columns = [_on_the_way(chain, [float(i == j) for i in range(count)]) for j in range(count)]
    return [list(row) for row in zip(*columns, strict=True)]


def visits_from(chain: Chain, first: int) -> list[float]:
    """How often each state is met by an item that starts in one: a row of N.

    >>> [round(x, 6) for x in visits_from(Chain([{1: 0.5}, {0: 0.5}], [{}, {}]), 0)]
    [1.333333, 0.666667]
    """
    rows: list[dict[int, float]] = [{} for _ in chain.moves]
    for i, moves in enumerate(chain.moves):
        for j, share in moves.items():
            rows[j][i] = share
    return solve(rows, [float(i == first) for i in range(len(rows))])


def leaving(chain: Chain, way: str) -> list[float]:
    """By state, the probability to leave by a way: a column of B = N R."""
    return _on_the_way(chain, [ways.get(way, 0.0) for ways in chain.exits])


def mean_times(chain: Chain, spent: Sequence[Spread]) -> list[float]:
    """By state, the mean time until the chain is left: tau = m + Q tau."""
    return _on_the_way(chain, [own.mean for own in spent])


def times(chain: Chain, spent: Sequence[Spread]) -> list[Spread]:
    """By state, the time until the chain is left, for `spent` at each visit of a state.

    tau = m + Q tau; variance = s^2 + Q variance + variance of tau over where it goes next, which is
    the second moment s^2 + m^2 + 2 m Q tau + Q m2 less tau^2, without loss of digits.
    With m = 1 and s = 0 it is the number of steps and its variance (2 N - 1) t - t^2.
    """
    mean = mean_times(chain, spent)
    scatter = []
    for own, whole, moves in zip(spent, mean, chain.moves, strict=True):
        after = whole - own.mean
        apart = sum([chance * (mean[j] - after) ** 2 for j, chance in moves.items()])
        leaves = max(0.0, 1 - sum(moves.values()))
        scatter.append(own.variance + apart + leaves * after**2)
    variance = _on_the_way(chain, scatter)
    return [Spread(m, v) for m, v in zip(mean, variance, strict=True)]


def given_left(chain: Chain, way: str) -> Chain:
    """The chain of the items that leave it by one way: Q_ij h_j / h_i with h = `leaving`; states
    from which none does are left at once."""
    chance = leaving(chain, way)
    moves: list[Mapping[int, float]] = []
    exits: list[Mapping[str, float]] = []
    for i, mine in enumerate(chance):
        if mine <= 0:
            moves.append({})
            exits.append({way: 1.0})
            continue
        moves.append({j: share * chance[j] / mine for j, share in chain.moves[i].items()})
        exits.append({way: chain.exits[i].get(way, 0.0) / mine})
    return Chain(moves, exits)


def _on_the_way(chain: Chain, gain: Sequence[float]) -> list[float]:
    """x = gain + Q x: what is gained on the way out. Raises EndlessError where there is none."""
    last, scale = len(gain) - 1, max(gain, default=0.0)
    if scale <= 0:
        return [0.0] * len(gain)
    rows = [{last - j: share for j, share in moves.items()} for moves in reversed(chain.moves)]
    found = solve(rows, [value / scale for value in reversed(gain)])
    return [value * scale for value in reversed(found)]
