"""Waiting lines that textbooks have worked out, and birth-death chains solved state by state."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis.queueing import (
    Queue,
    Tasks,
    batch_wait,
    crowding,
    erlang_b,
    erlang_c,
    gate_wait,
    heavy_traffic_wait,
    many_server_wait,
    mixture,
    one_server_wait,
    open_network,
    servers_for,
    two_branch_time,
)


def exponential(rate: float, mean: float) -> Tasks:
    return Tasks(rate, mean, 2 * mean * mean)


def test_an_emergency_room_with_one_and_two_doctors() -> None:
    # Laguna and Marklund: Lq 4/3 and 1/12, 1 hour and 22.5 minutes in all.
    one, two = Queue(2, 3, 1), Queue(2, 3, 2)
    assert (one.in_queue, two.in_queue) == pytest.approx((4 / 3, 1 / 12))
    assert (one.in_system, two.in_system) == pytest.approx((2, 0.75))
    assert (one.wait * 60, two.wait * 60) == pytest.approx((40, 2.5))
    assert (one.time_in_system, two.time_in_system) == pytest.approx((1, 0.375))


def test_a_pharmacy_with_three_counters_waits_longer_than_was_published() -> None:
    # The published 0.71 in the queue misses the square of (1 - rho).
    found = Queue(40, 15, 3)
    assert found.utilization == pytest.approx(0.888889, abs=1e-6)
    assert found.empty == pytest.approx(0.0280374, abs=1e-7)
    assert found.waits == pytest.approx(0.797508, abs=1e-6)
    assert found.in_queue == pytest.approx(6.380062, abs=1e-6)
    assert found.in_system == pytest.approx(9.046729, abs=1e-6)
    assert found.time_in_system == pytest.approx(0.2261682, abs=1e-7)
    assert found.at_least(4) == pytest.approx(0.708896, abs=1e-6)


def test_a_counter_of_rossetti() -> None:
    found = Queue(10, 12)
    assert found.wait * 60 == pytest.approx(25)
    assert 1 - found.at_least(3) == pytest.approx(0.421296, abs=1e-6)
    assert found.waits == pytest.approx(0.833333, abs=1e-6)
    assert found.waits_longer(0) == found.waits
    assert found.waits_longer(0.5) == pytest.approx(10 / 12 * math.exp(-1))


def test_copiers_of_rossetti() -> None:
    queues = [Queue(0.5, 1 / 1.75, c) for c in (1, 2, 3, 4)]
    crowded = [0.586182, 0.050972, 0.019034, 0.013022]
    assert [q.at_least(4) for q in queues] == pytest.approx(crowded, abs=1e-6)
    waiting = [0.875, 0.266304, 0.065259, 0.013022]
    assert [q.waits for q in queues] == pytest.approx(waiting, abs=1e-6)
    assert servers_for(0.875, 0.1) == 3


def test_the_heavy_traffic_formula_errs_where_the_bank_is_not_crowded() -> None:
    tasks = exponential(6, 1 / 3)
    exact = [many_server_wait(tasks, m) * 60 for m in (3, 4)]
    rough = [heavy_traffic_wait(tasks, m) * 60 for m in (3, 4)]
    assert exact == pytest.approx([8.888889, 1.73913], abs=1e-6)
    assert rough == pytest.approx([9.529277, 2.234033], abs=1e-6)


def test_waits_grow_as_free_time_shrinks() -> None:
    assert [Queue(rate, 10).wait for rate in (7, 8, 9, 9.5)] == pytest.approx(
        [0.233333, 0.4, 0.9, 1.9], abs=1e-6
    )
    assert 1 - crowding(0.85) / crowding(0.95) == pytest.approx(0.701754, abs=1e-6)


def test_a_role_with_two_kinds_of_tasks_waits_by_their_mixture() -> None:
    tasks = mixture([exponential(0.04, 10), exponential(0.01, 30)])
    assert (tasks.mean, tasks.second) == pytest.approx((14, 520))
    assert one_server_wait(tasks) == pytest.approx(130 / 3)
    assert many_server_wait(exponential(0.05, 14), 1) == pytest.approx(32.666667, abs=1e-6)


def test_three_stations_that_send_work_to_each_other() -> None:
    routing = [[0, 0.6, 0.3], [0.1, 0, 0.3], [0.4, 0.4, 0]]
    found = open_network([1, 4, 3], routing, [10, 10, 10], [1, 2, 1])
    assert [q.rate for q in found.queues] == pytest.approx([5, 10, 7.5])
    assert [q.in_system for q in found.queues] == pytest.approx([1, 4 / 3, 3])
    assert found.time_in_system == pytest.approx(2 / 3)


def test_stations_of_a_small_factory_wait_by_their_own_rate() -> None:
    # Rossetti; the book takes the rate of the whole system for the two lines.
    def line(low: float, mode: float, high: float, rate: float) -> Tasks:
        mean = (low + mode + high) / 3
        variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
        return Tasks(rate, mean, variance + mean**2)

    pack = Tasks(0.2, 2 + 1.5, 4 + 1 / 12 + 3.5**2)
    assert many_server_wait(exponential(0.2, 8), 2) == pytest.approx(14.2222, abs=1e-4)
    assert many_server_wait(line(2, 6, 8, 0.06), 2) == pytest.approx(0.07389, abs=1e-5)
    assert many_server_wait(line(3, 6, 7, 0.14), 3) == pytest.approx(0.05293, abs=1e-5)
    assert many_server_wait(pack, 2) == pytest.approx(0.32574, abs=1e-5)


def test_two_branches_take_longer_than_the_longer_mean() -> None:
    assert two_branch_time(0.5, 1) == 2.875 > Queue(0.5, 1).time_in_system
    assert two_branch_time(0.8, 1) == pytest.approx(7)


def test_gates_and_batches() -> None:
    assert gate_wait([2, 8]) == 3.4
    assert batch_wait(10, 1 / 5) == 22.5
    assert batch_wait(1, 1) == 0


@settings(max_examples=60, deadline=None)
@given(servers=st.integers(1, 12), busy=st.floats(0.01, 0.95))
def test_queues_are_what_their_chain_of_states_says(servers: int, busy: float) -> None:
    queue = Queue(busy * servers, 1.0, servers)
    shares = [1.0]
    while shares[-1] > 1e-14 * max(shares) or len(shares) <= servers:
        shares.append(shares[-1] * queue.rate / min(len(shares), servers))
    total = sum(shares)
    states = [share / total for share in shares]
    assert queue.empty == pytest.approx(states[0], rel=1e-9)
    assert queue.waits == pytest.approx(sum(states[servers:]), rel=1e-9)
    assert queue.at_least(2) == pytest.approx(sum(states[2:]), rel=1e-9)
    in_queue = sum((n - servers) * p for n, p in enumerate(states) if n > servers)
    assert queue.in_queue == pytest.approx(in_queue, rel=1e-9, abs=1e-12)
    lost = shares[servers] / sum(shares[: servers + 1])
    assert erlang_b(queue.load, servers) == pytest.approx(lost, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    rates=st.lists(st.floats(0.01, 2), min_size=1, max_size=4),
    moments=st.lists(st.tuples(st.floats(0.1, 2), st.floats(0, 3)), min_size=4, max_size=4),
)
def test_one_server_needs_no_approximation(
    rates: list[float], moments: list[tuple[float, float]]
) -> None:
    kinds = [Tasks(r, m, m * m * (1 + v)) for r, (m, v) in zip(rates, moments, strict=False)]
    load = sum(k.rate * k.mean for k in kinds)
    kinds = [Tasks(k.rate * 0.9 / max(1.0, load), k.mean, k.second) for k in kinds]
    all_of_them = mixture(kinds)
    assert many_server_wait(all_of_them, 1) == pytest.approx(one_server_wait(all_of_them))


def test_very_many_servers_are_as_good_as_counted() -> None:
    counted = erlang_c(9_900, 10_000)
    assert erlang_c(9_900.99, 10_001) == pytest.approx(counted, rel=0.02)
    assert erlang_c(5e8, 10**9) == 0
    assert erlang_c(0, 10**9) == 0


@pytest.mark.parametrize(
    "refused",
    [
        lambda: Queue(3, 3),
        lambda: Queue(1, 0),
        lambda: Queue(-1, 1),
        lambda: Queue(1, 2, 0),
        lambda: Queue(math.nan, 1),
        lambda: erlang_c(2, 2),
        lambda: one_server_wait(Tasks(1, 1, 1)),
        lambda: many_server_wait(Tasks(2, 1, 1), 2),
        lambda: heavy_traffic_wait(Tasks(2, 1, 1), 2),
        lambda: crowding(1),
        lambda: two_branch_time(1, 1),
        lambda: open_network([1], [[1.0]], [5], [1]),
        lambda: open_network([1], [[0.5]], [2], [1]),
        lambda: gate_wait([]),
        lambda: batch_wait(0, 1),
        lambda: servers_for(1, 0),
    ],
)
def test_what_has_no_steady_state_is_refused_with_a_sentence(refused: object) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        refused()  # type: ignore[operator]


def test_nobody_waits_where_nothing_arrives() -> None:
    idle = Queue(0, 1, 2)
    assert (idle.wait, idle.in_system, idle.empty, idle.at_least(1)) == (0, 0, 1, 0)
    assert many_server_wait(mixture([]), 3) == 0
