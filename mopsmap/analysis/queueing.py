"""Waiting lines in formulas: how long work waits for people who are busy.

Rates are per unit of time, loads are rate x service time, times come in the same unit. All hold in
steady state, so each refuses a utilization of 1 or more, where a line grows without end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

from mopsmap.analysis.network.graph import EndlessError, solve

_MANY = 10_000
"""So many servers are counted one by one; of more, the limit for many servers is exact enough."""
_NORMAL = NormalDist()


def erlang_b(load: float, servers: int) -> float:
    """Share of arrivals that find all servers busy where nobody waits.

    B(n) = load x B(n-1) / (n + load x B(n-1)), B(0) = 1 (methods 4.1; Erlang 1917).

    >>> round(erlang_b(2.0, 3), 6)
    0.210526
    """
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Probability that an arrival has to wait in M/M/c: C = B / (1 - rho x (1 - B)).

    Above 10,000 servers the limit of Halfin and Whitt (1981). Raises ValueError at load >= servers.

    >>> round(erlang_c(6.0, 10), 6)
    0.101299
    """
    utilization = _steady(load, servers)
    if servers > _MANY:
        spare = (servers - load) / math.sqrt(load) if load > 0 else math.inf
        return _waits_with(spare)
    blocked = erlang_b(load, servers)
    return blocked / (1 - utilization * (1 - blocked))


def _waits_with(spare: float) -> float:
    """Probability of waiting with load + spare x sqrt(load) of very many servers."""
    density = _NORMAL.pdf(spare) if spare < 38 else 0.0
    return density / (density + spare * _NORMAL.cdf(spare)) if density else 0.0


def _steady(load: float, servers: float) -> float:
    """The utilization; raises ValueError where there is no steady state, or no such queue."""
    if not (load >= 0 and servers >= 1):
        raise ValueError("A queue needs a load of 0 or more and at least one server.")
    utilization = load / servers
    if not utilization < 1:
        raise ValueError(
            f"The load of {utilization:.0%} leaves no time to work off a queue: it grows for ever."
        )
    return utilization


@dataclass(frozen=True, slots=True)
class Queue:
    """M/M/c: random arrivals at `rate`, `servers` who each finish `service_rate` per unit of time.

    Raises ValueError at utilization >= 1 (methods 4.1).

    >>> two = Queue(rate=2.0, service_rate=3.0, servers=2)
    >>> round(two.in_queue, 6), two.in_system, two.time_in_system
    (0.083333, 0.75, 0.375)
    """

    rate: float
    service_rate: float
    servers: int = 1

    def __post_init__(self) -> None:
        if not self.service_rate > 0:
            raise ValueError("The servers of a queue need a service rate above 0.")
        _steady(self.load, self.servers)

    @property
    def load(self) -> float:
        """Servers busy on average: rate / service rate."""
        return self.rate / self.service_rate

    @property
    def utilization(self) -> float:
        """Share of time in which a server is busy."""
        return self.load / self.servers

    @property
    def waits(self) -> float:
        """Probability that an arrival has to wait (Erlang C)."""
        return erlang_c(self.load, self.servers)

    @property
    def wait(self) -> float:
        """Mean time in the queue: Wq = C / (c x service rate - rate)."""
        return self.waits / (self.servers * self.service_rate - self.rate)

    @property
    def in_queue(self) -> float:
        """Mean number in the queue: Lq = rate x Wq = C x rho / (1 - rho)."""
        return self.rate * self.wait

    @property
    def time_in_system(self) -> float:
        """Mean time in queue and service: W = Wq + 1 / service rate."""
        return self.wait + 1 / self.service_rate

    @property
    def in_system(self) -> float:
        """Mean number in queue and service: L = rate x W (Little 1961)."""
        return self.in_queue + self.load

    @property
    def empty(self) -> float:
        """Probability that nobody is there: 1 / P0 = sum of load^n / n! for n < c, and
        load^c / (c! x (1 - rho))."""
        if self.load == 0:
            return 1.0
        log = math.log(self.load)
        sizes = [n * log - math.lgamma(n + 1) for n in range(self.servers + 1)]
        sizes[-1] -= math.log(1 - self.utilization)
        largest = max(sizes)
        return math.exp(-largest) / math.fsum(math.exp(size - largest) for size in sizes)

    def at_least(self, number: int) -> float:
        """Probability that so many or more are there: C x rho^(n - c) from n = c on.

        >>> round(Queue(0.5, 1 / 1.75, 2).at_least(4), 6)
        0.050972
        """
        if number >= self.servers:
            return self.waits * self.utilization ** (number - self.servers)
        term, below = self.empty, 0.0
        for n in range(number):
            below += term
            term *= self.load / (n + 1)
        return max(0.0, 1 - below)

    def waits_longer(self, time: float) -> float:
        """Probability of a longer time in the queue: C x exp(-(c x service rate - rate) x t)."""
        return self.waits * math.exp(-(self.servers * self.service_rate - self.rate) * time)


class Tasks(NamedTuple):
    """What arrives at a server: `rate`, mean and second moment of the service time."""

    rate: float
    mean: float
    second: float

    @property
    def scv(self) -> float:
        """Variance of the service time / its mean squared."""
        square = self.mean * self.mean
        return max(0.0, self.second / square - 1) if square > 0 else 0.0


def mixture(classes: Iterable[Tasks]) -> Tasks:
    """Several kinds of tasks as one: moments weighted by rate, never the mean of means alone.

    >>> both = mixture([Tasks(0.04, 10, 200), Tasks(0.01, 30, 1800)])
    >>> both.rate, round(both.mean, 9), both.second
    (0.05, 14.0, 520.0)
    """
    kinds = [one for one in classes if one.rate > 0]
    rate = math.fsum(one.rate for one in kinds)
    if not rate:
        return Tasks(0.0, 0.0, 0.0)
    mean = math.fsum(one.rate * one.mean for one in kinds) / rate
    return Tasks(rate, mean, math.fsum(one.rate * one.second for one in kinds) / rate)


def one_server_wait(tasks: Tasks) -> float:
    """Mean time in the queue of M/G/1, exact: rate x E[S^2] / (2 x (1 - rho)).

    Pollaczek (1930), Khinchine (1932). Raises ValueError at utilization >= 1.

    >>> round(one_server_wait(Tasks(0.05, 14, 520)), 6)
    43.333333
    """
    utilization = _steady(tasks.rate * tasks.mean, 1)
    return tasks.rate * tasks.second / (2 * (1 - utilization))


def many_server_wait(tasks: Tasks, servers: int, arrivals_scv: float = 1.0) -> float:
    """Mean time in the queue of G/G/c: (ca2 + cs2) / 2 x Wq of M/M/c (Allen and Cunneen 1990).

    An approximation; exact for M/M/c and for M/G/1. `arrivals_scv` is variance / mean squared of
    the times between arrivals: 1 at random, 0 regular. Raises ValueError at utilization >= 1.

    >>> round(many_server_wait(Tasks(0.05, 14, 520), servers=1), 6)
    43.333333
    """
    load = tasks.rate * tasks.mean
    if load == 0:
        return 0.0
    spread = (arrivals_scv + tasks.scv) / 2
    return spread * erlang_c(load, servers) * tasks.mean / (servers - load)


def heavy_traffic_wait(tasks: Tasks, servers: int, arrivals_scv: float = 1.0) -> float:
    """Mean time in the queue of G/G/c after Sakasegawa (1977), good near utilization 1 only.

    (ca2 + cs2) / 2 x rho^(sqrt(2 x (c + 1)) - 1) / (c x (1 - rho)) x mean. No figure rests on it:
    it stands here to show by how much it errs (+7 % at 67 %, +28 % at 50 %).
    """
    utilization = _steady(tasks.rate * tasks.mean, servers)
    crowd = utilization ** (math.sqrt(2 * (servers + 1)) - 1) / (servers * (1 - utilization))
    return float((arrivals_scv + tasks.scv) / 2 * crowd * tasks.mean)


def crowding(utilization: float) -> float:
    """How many service times one waits at one server with random times: rho / (1 - rho).

    The U of Kingman's VUT (1961).

    >>> round(crowding(0.95), 6), round(crowding(0.85), 6)
    (19.0, 5.666667)
    """
    return utilization / (1 - _steady(utilization, 1))


class Network(NamedTuple):
    """An open network of queues; `time_in_system` is the mean time from entering to leaving."""

    queues: tuple[Queue, ...]
    time_in_system: float


def open_network(
    arrivals: Sequence[float],
    routing: Sequence[Sequence[float]],
    service_rates: Sequence[float],
    servers: Sequence[int],
) -> Network:
    """Queues that send work to each other: each is M/M/c at its own rate (Jackson 1957).

    rate_j = arrivals_j + sum over i of rate_i x routing_ij; W = sum of L / sum of arrivals.
    Raises ValueError where a queue has utilization >= 1 or work never leaves.

    >>> visits = open_network([3.0], [[0.25]], [10.0], [1])
    >>> visits.queues[0].rate, round(visits.time_in_system, 6)
    (4.0, 0.222222)
    """
    places = range(len(arrivals))
    rows = [{i: routing[i][j] for i in places if routing[i][j]} for j in places]
    try:
        rates = solve(rows, arrivals)
    except EndlessError as error:
        raise ValueError("Work goes round in this network for ever; let some of it leave.") from (
            error
        )
    queues = tuple(map(Queue, rates, service_rates, servers))
    entering = sum(arrivals)
    inside = sum(queue.in_system for queue in queues)
    return Network(queues, inside / entering if entering > 0 else 0.0)


def two_branch_time(rate: float, service_rate: float) -> float:
    """Mean time until both of two parallel M/M/1 branches are done, exact (Flatto, Hahn 1984).

    (12 - rho) / 8 / (service rate - rate): more than the longer of two means.

    >>> two_branch_time(0.5, 1.0)
    2.875
    """
    alone = Queue(rate, service_rate)
    return (12 - alone.utilization) / 8 * alone.time_in_system


def gate_wait(intervals: Sequence[float]) -> float:
    """Mean wait for the next gate, such as a meeting: E[T^2] / (2 x E[T]), not half the mean.

    >>> gate_wait([5.0]), gate_wait([2.0, 8.0])
    (2.5, 3.4)
    """
    if not intervals or min(intervals) < 0 or sum(intervals) == 0:
        raise ValueError("A gate needs the times between its openings, longer than 0.")
    return sum(t * t for t in intervals) / (2 * sum(intervals))


def batch_wait(size: int, rate: float) -> float:
    """Mean wait until a batch is full: (k - 1) / (2 x rate).

    >>> batch_wait(10, 1 / 5)
    22.5
    """
    if size < 1 or not rate > 0:
        raise ValueError("A batch needs at least one item and items that arrive.")
    return (size - 1) / (2 * rate)


def servers_for(load: float, waits: float) -> int:
    """Servers at which at most a share `waits` has to wait, by square-root staffing.

    load + g x sqrt(load), rounded up, with g x Phi(g) / phi(g) = (1 - waits) / waits (Halfin and
    Whitt 1981); an approximation that is close from a few servers on.

    >>> servers_for(0.875, 0.1)
    3
    """
    if not (load >= 0 and 0 < waits < 1):
        raise ValueError("Staffing needs a load of 0 or more and a share of waits between 0 and 1.")
    low, high = 0.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _waits_with(middle) > waits else (low, middle)
    return math.ceil(load + high * math.sqrt(load) - 1e-9)
