"""Monte Carlo of single items against published figures, closed forms and items walked plainly."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mopsmap.analysis.sampling import RUNS, Sample, runs_for, sample
from mopsmap.analysis.study import study_of
from mopsmap.model import ValueStreamMap
from mopsmap.units import Duration, Spread, ThreePoint
from tests.core.drawing import draw, project
from tests.core.walker import Walker


def walked(one: ValueStreamMap, runs: int | None = None) -> Sample:
    found = sample(study_of(project(one), "map"), runs)
    assert found is not None
    return found


def three(low: float, likely: float, high: float) -> dict[str, Any]:
    points = ThreePoint(min=Duration(low), likely=Duration(likely), max=Duration(high))
    return {"process_time": points}


def spread(shape: Any, mean: float, sd: float | None = None) -> dict[str, Any]:
    deviation = None if sd is None else Duration(sd)
    return {"process_time": Spread(distribution=shape, mean=Duration(mean), sd=deviation)}


def error(found: Sample) -> float:
    """Standard error of the mean lead time."""
    return float(found.lead_time.std()) / math.sqrt(found.lead_time.size)


def test_general_foundry() -> None:
    # Heizer and Render; criticality by a larger simulation.
    tasks = {"A": (1, 2, 3), "B": (2, 3, 4), "C": (1, 2, 3), "D": (2, 4, 6)}
    tasks |= {"E": (1, 4, 7), "F": (1, 2, 9), "G": (3, 4, 11), "H": (1, 2, 3)}
    steps = {name: three(*points) for name, points in tasks.items()}
    found = walked(draw("A>C, B>D, C>E, C>F, D>G, E>G, F>H, G>H", steps))
    assert found.lead_time.mean() == pytest.approx(15.23, abs=3 * error(found))
    assert (found.lead_time <= 16).mean() == pytest.approx(0.691, abs=0.006)
    assert found.critical == pytest.approx(
        {"A": 0.739, "C": 0.739, "E": 0.737, "B": 0.261, "D": 0.261}
        | {"F": 0.0014, "G": 0.9986, "H": 1.0},
        abs=0.006,
    )


def test_chase_and_jacobs() -> None:
    tasks = {"A": (3, 6, 15), "B": (2, 4, 14), "C": (6, 12, 30), "D": (2, 5, 8), "E": (5, 11, 17)}
    tasks |= {"F": (3, 6, 15), "G": (3, 9, 27), "H": (1, 4, 7), "I": (4, 19, 28)}
    steps = {name: three(*points) for name, points in tasks.items()}
    found = walked(draw("A>C, A>D, C>E, D>F, B>G, E>H, F>H, G>I, H>I", steps))
    assert found.lead_time.mean() == pytest.approx(54.02, abs=4 * error(found))
    assert found.lead_time.std() == pytest.approx(7.0, abs=0.1)
    assert found.critical["I"] == 1
    assert found.critical["C"] == pytest.approx(0.994, abs=0.004)


def test_two_exponential_times_side_by_side() -> None:
    steps = {"s": 0, "a": spread("exponential", 4), "b": spread("exponential", 6), "j": 0}
    found = walked(draw("s>a, s>b, a>j, b>j", steps))
    assert found.lead_time.mean() == pytest.approx(7.6, abs=4 * error(found))
    assert found.critical == pytest.approx({"s": 1, "a": 0.4, "b": 0.6, "j": 1}, abs=0.01)


def test_a_marketing_stream_with_loops() -> None:
    steps = {
        name: spread("gamma", mean, sd)
        for name, mean, sd in (
            ("brief", 4, 1),
            ("design", 16, 8),
            ("review", 2, 1),
            ("legal", 3, 2),
        )
    }
    found = walked(
        draw(
            "brief>design, design>review, review>legal .7, review~design .25, review~brief .05, "
            "legal>publish .9, legal~design .1",
            {**steps, "publish": 1},
        )
    )
    assert found.lead_time.mean() == pytest.approx(37.2222, abs=4 * error(found))
    assert found.lead_time.std() == pytest.approx(21.2278, rel=0.02)
    assert np.quantile(found.lead_time, [0.5, 0.85, 0.95]) == pytest.approx(
        [31.0, 56.2, 79.3], rel=0.015
    )
    visits = {"brief": 1.079365, "design": 1.587302, "review": 1.587302, "legal": 1.111111}
    assert found.executions == pytest.approx(visits | {"publish": 1}, abs=0.02)


def test_the_longest_of_two_random_ways_is_longer_than_the_longest_mean() -> None:
    choices = "s>p, s>q, p>p1 .5, p>p9 .5, q>q1 .5, q>q9 .5, p1>e, p9>e, q1>e, q9>e"
    found = walked(draw(choices, {"s": 0, "p1": 1, "p9": 9, "q1": 1, "q9": 9, "e": 0}))
    assert found.lead_time.mean() == pytest.approx(7.0, abs=4 * error(found))
    loops = draw("s>a, s>b, a~a .5, b~b .5, a>e, b>e", {"s": 0, "a": 1, "b": 1, "e": 0})
    found = walked(loops)
    assert found.lead_time.mean() == pytest.approx(8 / 3, abs=4 * error(found))


def test_the_credit_application() -> None:
    # Dumas et al., with times that are certain: mean 8.65 d, variance .5525 d^2.
    one = draw(
        "check~check .2, check>history, check>income, history>assess, income>assess, "
        "assess>offer .6, assess>reject .4",
        {"check": 1, "history": 1, "income": 3, "assess": 3, "offer": 1, "reject": 2},
    )
    found = walked(one)
    assert found.lead_time.mean() == pytest.approx(8.65, abs=4 * error(found))
    assert found.lead_time.var() == pytest.approx(0.5525, abs=0.02)


def test_one_step_and_none() -> None:
    assert sample(study_of(project(draw("")), "map")) is None
    found = walked(draw("", {"a": 2.0}))
    assert set(found.lead_time) == {2.0}
    assert found.critical == {"a": 1}
    assert found.cruciality == {"a": None}


def test_two_starts_begin_together_and_all_branches_end() -> None:
    found = walked(draw("a>c, b>c, c>d, b>e", {"a": 1, "b": 2, "c": 1, "d": 1, "e": 5}))
    assert set(found.lead_time) == {7.0}
    assert found.critical == {"a": 0, "b": 1, "c": 0, "d": 0, "e": 1}


def test_ways_of_the_same_length_are_all_longest() -> None:
    found = walked(draw("s>a, s>b, a>c, b>e, c>e", {"s": 0, "a": 0.1, "c": 0.2, "b": 0.3, "e": 1}))
    assert found.critical == dict.fromkeys("sacbe", 1)


def test_only_what_reaches_the_goal_counts() -> None:
    one = draw("a>b .25, a>c .75, b>d", {"a": 1, "b": 2, "c": 9, "d": 4}, goal="b")
    found = walked(one)
    assert set(found.lead_time) == {3.0}
    assert found.lead_time.size == pytest.approx(RUNS / 4, rel=0.05)
    assert found.critical == {"a": 1, "b": 1, "c": 0, "d": 0}
    assert walked(draw("a>b, c-d", {"a": 1}, goal="d")).lead_time.size == 0


def test_a_parallel_flow_that_leaves_the_loop_fires_the_first_time_only() -> None:
    one = draw("s>a, s>x, a>j, j~s .5, j>e, x>e", {"s": 1, "a": 1, "x": 1, "j": 1, "e": 1})
    found = walked(one)
    done = {"s": 2, "a": 2, "x": 1, "j": 2, "e": 1}
    assert found.executions == pytest.approx(done, abs=0.06)
    assert found.executions["x"] == found.executions["e"] == 1


def test_a_choice_that_leaves_the_loop_ends_it() -> None:
    one = draw("s>a, a>j .5, a>x .5, j~s .5, j>e, x>e", {"s": 1, "a": 1, "j": 1, "x": 1, "e": 1})
    found = walked(one)
    done = {"s": 4 / 3, "a": 4 / 3, "j": 2 / 3, "x": 2 / 3, "e": 1}
    assert found.executions == pytest.approx(done, abs=0.02)


def test_a_step_outside_a_loop_waits_until_the_loop_is_over() -> None:
    flows = "s>a, s>b, a>x .5, a>j .5, b>j, j~s .5, j>e"
    for steps in ("s a b x j e", "s a b j e x"):
        one = draw(flows, dict.fromkeys(steps.split(), 1))
        found = walked(one)
        assert found.executions["x"] == pytest.approx(2 / 3, abs=0.02), (
            "at least once in some round"
        )
        assert found.executions["e"] == 1


def test_large_and_endless_maps_get_fewer_runs_or_none() -> None:
    often = draw("a>b, b~b .999999", {"a": 1, "b": 1})
    assert sample(study_of(project(often), "map")) is None
    nested = ", ".join(f"s{i}>s{i + 1}" for i in range(23))
    loops = ", ".join(f"s{12 + i}~s{11 - i} .3" for i in range(12))
    found = study_of(project(draw(f"{nested}, {loops}")), "map").probable
    assert found is not None
    assert 500 < runs_for(found.executions, found.active) < RUNS


def test_the_runs_can_be_stopped_and_are_the_same_each_time() -> None:
    one = draw("a>b, b~a .5", {"a": three(1, 2, 9), "b": 1})
    assert walked(one, 100).lead_time.tolist() == walked(one, 100).lead_time.tolist()

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        sample(study_of(project(one), "map"), pulse=stop)


@st.composite
def any_maps(pick: st.DrawFn) -> ValueStreamMap:
    """Small maps with anything: choices and parallel work, nested and overlapping loops, return
    steps, several starts and ends, a goal."""
    count = pick(st.integers(3, 8))
    out: dict[int, list[int]] = {}
    before: dict[int, set[int]] = {0: {0}}
    for target in range(1, count):
        sources = pick(st.sets(st.integers(0, target - 1), min_size=int(target > 1), max_size=2))
        before[target] = {target}.union(*(before[s] for s in sources))
        for source in sorted(sources):
            out.setdefault(source, []).append(target)
    rework = {}
    for source in sorted(pick(st.sets(st.integers(0, count - 1), min_size=1, max_size=3))):
        rework[source] = pick(st.sampled_from(sorted(before[source])))
    flows = []
    for source, targets in out.items():
        left = 0.6 if source in rework else 1.0
        chosen = len(targets) > 1 and pick(st.booleans())
        share = f" {left / len(targets)!r}" if chosen else ""
        flows += [f"s{source}>s{target}{share}" for target in targets]
    names = [f"s{i}" for i in range(count)]
    for source, target in rework.items():
        if pick(st.booleans()):
            flows.append(f"s{source}~s{target} .4")
        else:
            names.append(f"back{source}")
            flows += [f"s{source}~back{source} .4", f"back{source}~s{target}"]
    hours = st.sampled_from([0.0, 1.0, 3.0]) | st.just(spread("exponential", 2.0))
    goal = pick(st.none() | st.sampled_from([f"s{i}" for i in range(count)]))
    order = pick(st.permutations(names))
    return draw(", ".join(flows), {name: pick(hours) for name in order}, goal=goal)


def plainly(one: ValueStreamMap, items: int) -> dict[str, list[float]]:
    """Samples of executions, lead time and way by single items, by what they are about."""

    def hours(step: str, dice: random.Random) -> float:
        time = one.step_by_id[step].process_time
        if isinstance(time, Spread):
            return dice.expovariate(1 / time.mean.value)
        assert isinstance(time, Duration)
        return time.value

    walker = Walker(one, hours)
    found: dict[str, list[float]] = {"lead time": []}
    for _ in range(items):
        item = walker.walk()
        for step in one.step_by_id:
            found.setdefault(f"done {step}", []).append(item.done.get(step, 0))
        if item.end is not None:
            found["lead time"].append(item.end[0])
            for step in one.step_by_id:
                longest = step in item.end[1] and item.end[0] > 0
                found.setdefault(f"way {step}", []).append(longest)
    return found


@settings(max_examples=28, deadline=None, derandomize=True)
@given(any_maps())
def test_runs_agree_with_items_walked_one_at_a_time(one: ValueStreamMap) -> None:
    assume(study_of(project(one), "map").probable is not None)
    try:
        slow = plainly(one, 700)
    except NotImplementedError:
        assume(False)
    found = walked(one, 4000)
    fast = {f"done {step}": count for step, count in found.executions.items()}
    if found.lead_time.size > 40:
        fast["lead time"] = float(found.lead_time.mean())
        fast |= {f"way {step}": share for step, share in found.critical.items()}
    for about, value in fast.items():
        values = slow[about]
        mean = sum(values) / len(values)
        deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
        allowed = 5.5 * deviation / math.sqrt(len(values)) + 6 / len(values) * (deviation > 0)
        assert value == pytest.approx(mean, abs=allowed + 1e-9), about
