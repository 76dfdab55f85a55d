"""Figures of random maps against slow, plain counting: all cases one by one, all paths one by one,
and items walked through the map with dice."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mopsmap.analysis import CaseName, analyze
from mopsmap.analysis.study import study_of
from mopsmap.model import ValueStreamMap
from mopsmap.reading import Reading, read_map
from tests.core.drawing import draw, project

HOURS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 0.1, 0.2, 0.3])


@st.composite
def forward_maps(pick: st.DrawFn) -> ValueStreamMap:
    """Small maps without rework: any flows from earlier to later steps, some of them choices."""
    count = pick(st.integers(1, 7))
    out: dict[int, list[int]] = {}
    for target in range(1, count):
        sources = pick(st.sets(st.integers(0, target - 1), max_size=3))
        for source in sorted(sources):
            out.setdefault(source, []).append(target)
    flows = []
    for source, targets in out.items():
        chosen = len(targets) > 1 and pick(st.booleans())
        weights = [pick(st.integers(1, 4)) for _ in targets] if chosen else []
        for at, target in enumerate(targets):
            share = f" {weights[at] / sum(weights)!r}" if chosen else ""
            flows.append(f"s{source}>s{target}{share}")
    steps = {f"s{i}": pick(HOURS) for i in range(count)}
    goal = pick(st.none() | st.sampled_from(sorted(steps)))
    return draw(", ".join(flows), steps, goal=goal)


@dataclass
class Case:
    """One combination of choices, with the flows taken."""

    probability: float
    met: set[str] = field(default_factory=set)
    flows: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)


def all_cases(reading: Reading) -> Iterator[Case]:
    """Every case by plain recursion over the steps in their order."""

    def walk(rest: tuple[str, ...], case: Case) -> Iterator[Case]:
        if not rest:
            yield case
            return
        step = rest[0]
        entered = step in reading.starts or any(target == step for _, target in case.flows)
        if not entered:
            yield from walk(rest[1:], case)
            return
        ways = [f for f in reading.forward if f.source == step]
        if step not in reading.chooses:
            taken = [(step, f.target) for f in ways]
            met = case.met | {step}
            flows = case.flows + taken
            yield from walk(rest[1:], Case(case.probability, met, flows, case.choices))
            return
        for flow in ways:
            chance = case.probability * reading.shares[flow.id]
            taken = [*case.flows, (step, flow.target)]
            choices = {**case.choices, step: flow.id}
            yield from walk(rest[1:], Case(chance, case.met | {step}, taken, choices))

    yield from walk(reading.order, Case(1.0))


def all_paths(case: Case, starts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every path of a case from a start to where nothing follows, prefixes not repeated."""

    def walk(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        following = sorted({t for s, t in case.flows if s == path[-1]})
        if not following:
            yield path
        for target in following:
            yield from walk((*path, target))

    for start in starts:
        yield from walk((start,))


def longest(case: Case, reading: Reading, hours: Mapping[str, float], goal: str | None) -> float:
    """Length of the longest path, up to the goal where there is one."""
    found = 0.0
    for path in all_paths(case, reading.starts):
        if goal is None:
            found = max(found, sum(hours[s] for s in path))
        elif goal in path:
            found = max(found, sum(hours[s] for s in path[: path.index(goal) + 1]))
    return found


@settings(max_examples=120, deadline=None)
@given(forward_maps())
def test_lead_times_agree_with_all_cases_and_all_paths(one: ValueStreamMap) -> None:
    reading = read_map(one)
    found = analyze(project(one), "map")
    hours = {s: found.steps[s].process_hours for s in found.steps}
    cases = list(all_cases(reading))
    reaching = [c for c in cases if one.goal is None or one.goal in c.met]
    lead = found.figures["lead_time_hours"]
    assert len(found.figures["cases"]) == len(cases)
    assert sum(c["probability"] for c in found.figures["cases"]) == pytest.approx(1)
    for step, figures in found.steps.items():
        met = sum(c.probability for c in cases if step in c.met)
        assert figures.executions == pytest.approx(met)
    if not reaching:
        assert lead["expected"] is None
        return
    times = [longest(c, reading, hours, one.goal) for c in reaching]
    weights = [c.probability for c in reaching]
    mean = math.fsum(w * t for w, t in zip(weights, times, strict=True)) / sum(weights)
    assert lead["expected"] == pytest.approx(mean)
    assert lead["best"] == pytest.approx(min(times))
    assert lead["worst"] == pytest.approx(max(times))
    likely = [t for w, t in zip(weights, times, strict=True) if w > max(weights) - 1e-9]
    assert lead["typical"] == pytest.approx(max(likely))


@settings(max_examples=80, deadline=None)
@given(forward_maps())
def test_critical_paths_and_floats_agree_with_all_paths(one: ValueStreamMap) -> None:
    one = one.replace(goal=None)
    reading = read_map(one)
    found = analyze(project(one), "map")
    active = {s for s, figures in found.steps.items() if figures.early_start is not None}
    shown = choices_shown(one)
    case = next(c for c in all_cases(reading) if c.choices == shown)
    assert case.met == active
    hours = {s: found.steps[s].process_hours for s in found.steps}
    paths = {path: sum(hours[s] for s in path) for path in all_paths(case, reading.starts)}
    length = max(paths.values())
    critical = [path for path, hours_of in paths.items() if hours_of > length - 1e-9]
    if length == 0:
        assert found.figures["critical_paths_count"] == 0
        return
    assert found.figures["critical_paths_count"] == len(critical)
    assert tuple(found.figures["critical_path"]) in critical
    assert found.critical_steps == {step for path in critical for step in path}
    pairs = {pair for path in critical for pair in pairwise(path)}
    ends = {f.id: (f.source, f.target) for f in one.flows}
    assert {ends[flow] for flow in found.critical_flows} == pairs
    for step in active:
        through = max(hours_of for path, hours_of in paths.items() if step in path)
        assert found.steps[step].total_float == pytest.approx(length - through, abs=1e-9)


def choices_shown(one: ValueStreamMap) -> dict[str, str]:
    """The flow that each choosing step takes in the case shown."""
    found = study_of(project(one), "map").probable
    assert found is not None
    assert found.chosen is not None
    ways = found.cases.network.ways
    taken = {step: int(found.cases.choices[step][found.chosen]) for step in ways}
    return {step: ways[step][at].id for step, at in taken.items() if at >= 0}


def blocks(depth: int) -> st.SearchStrategy[tuple]:
    """Structured streams: work, one after the other, side by side, either or, and repeated."""
    work = st.tuples(st.just("work"), HOURS)
    if depth == 0:
        return work
    inner = blocks(depth - 1)
    return st.one_of(
        work,
        st.tuples(st.just("series"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("parallel"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("either"), st.lists(inner, min_size=2, max_size=2)),
        st.tuples(st.just("again"), inner, st.sampled_from([0.1, 0.25, 0.5])),
    )


class Builder:
    """Draws a structured stream and computes by recursion what is expected of it."""

    def __init__(self) -> None:
        self.hours: dict[str, float] = {}
        self.flows: list[str] = []
        self.executions: dict[str, float] = {}

    def step(self, hours: float, executions: float) -> str:
        name = f"s{len(self.hours)}"
        self.hours[name], self.executions[name] = hours, executions
        return name

    def build(self, block: tuple, times: float) -> tuple[str, str, dict[float, float] | None]:
        """(first step, last step, lead times with probabilities, None where not exact)."""
        kind = block[0]
        if kind == "work":
            name = self.step(block[1], times)
            return name, name, {block[1]: 1.0}
        if kind == "series":
            parts = [self.build(b, times) for b in block[1]]
            for before, after in pairwise(parts):
                self.flows.append(f"{before[1]}>{after[0]}")
            return parts[0][0], parts[-1][1], combined([p[2] for p in parts], sum)
        if kind == "again":
            rounds = times / (1 - block[2])
            first, last = self.step(0.0, rounds), self.step(0.0, rounds)
            inside = self.build(block[1], rounds)
            self.flows += [f"{first}>{inside[0]}", f"{inside[1]}>{last}"]
            self.flows.append(f"{last}~{first} {block[2]}")
            found = inside[2] and {t / (1 - block[2]): p for t, p in inside[2].items()}
            return first, last, found
        shares = [""] * len(block[1]) if kind == "parallel" else [" .25", " .75"]
        first = self.step(0.0, times)
        ends = []
        for inner, share in zip(block[1], shares, strict=True):
            part = self.build(inner, times * float(share or 1))
            self.flows.append(f"{first}>{part[0]}{share}")
            ends.append(part)
        last = self.step(0.0, times)
        self.flows += [f"{part[1]}>{last}" for part in ends]
        leads = [p[2] for p in ends]
        if kind == "parallel":
            return first, last, combined(leads, max)
        if None in leads:
            return first, last, None
        mixed: dict[float, float] = {}
        for lead, share in zip(leads, shares, strict=True):
            for hours, chance in (lead or {}).items():
                mixed[hours] = mixed.get(hours, 0.0) + chance * float(share)
        return first, last, mixed


def combined(leads: list[dict[float, float] | None], how: object) -> dict[float, float] | None:
    """Distribution of the sum or the maximum of independent lead times."""
    found: dict[float, float] = {0.0: 1.0}
    for lead in leads:
        if lead is None:
            return None
        joined: dict[float, float] = {}
        for a, p in found.items():
            for b, q in lead.items():
                both = round(a + b if how is sum else max(a, b), 9)
                joined[both] = joined.get(both, 0.0) + p * q
        found = joined
    return found


@settings(max_examples=120, deadline=None)
@given(blocks(3))
def test_structured_streams_agree_with_recursion(block: tuple) -> None:
    builder = Builder()
    _, _, lead = builder.build(block, 1.0)
    assume(len(builder.hours) <= 40)
    one = draw(", ".join(builder.flows), builder.hours)
    found = analyze(project(one), "map")
    assume(not any(p.code == "sampled_cases" for p in found.problems))
    for step, executions in builder.executions.items():
        assert found.steps[step].executions == pytest.approx(executions)
    effort = sum(builder.executions[s] * h for s, h in builder.hours.items())
    assert found.figures["effort_hours_per_item"] == pytest.approx(effort)
    if not found.figures["approximate"] and lead is not None:
        expected = sum(hours * chance for hours, chance in lead.items())
        assert found.figures["lead_time_hours"]["expected"] == pytest.approx(expected)


class Walk:
    """Items walked through a map with dice, by the words of the reading: after a step the item may
    go back, and then everything between is done again, within that part of the map only."""

    def __init__(self, reading: Reading, seed: int) -> None:
        self.reading, self.dice = reading, random.Random(seed)
        self.place = {s: i for i, s in enumerate(reading.order)}
        self.done: dict[str, int] = {}

    def between(self, first: str, last: str) -> set[str]:
        """Steps on the forward ways from one step to another."""
        links = [(f.source, f.target) for f in self.reading.forward]
        after, before = {first}, {last}
        for step in self.reading.order:
            after |= {t for s, t in links if s == step and s in after}
        for step in reversed(self.reading.order):
            before |= {s for s, t in links if t == step and t in before}
        return after & before

    def back_from(self, step: str) -> str | None:
        """Where the item goes back to after a step, through return steps; None if it does not."""
        shares, throw, target = self.reading.shares, self.dice.random(), None
        for flow in self.reading.rework:
            if flow.source == step:
                throw -= shares[flow.id]
                if throw < 0:
                    target = flow.target
                    break
        while target is not None and target not in self.place:
            self.done[target] = self.done.get(target, 0) + 1
            target = next(f.target for f in self.reading.rework if f.source == target)
        return target

    def go(self, entered: set[str], inside: set[str], last: str | None) -> tuple[bool, list[str]]:
        """One pass through a part of the map: (was `last` reached, steps chosen outside)."""
        waiting, met, outside = set(entered), set(entered), []
        reached = False
        while waiting:
            step = min(waiting, key=self.place.__getitem__)
            waiting.remove(step)
            self.done[step] = self.done.get(step, 0) + 1
            if step == last:
                reached = True
                continue
            following, outer = self.leave(step)
            for target in following:
                if target in inside and target not in met:
                    met.add(target)
                    waiting.add(target)
                elif target not in inside and target in outer:
                    outside.append(target)
        return reached, outside

    def leave(self, step: str) -> tuple[list[str], set[str]]:
        """(steps that follow, those of them that may lie outside the part gone through)."""
        while (target := self.back_from(step)) is not None:
            again, outside = self.go({target}, self.between(target, step), step)
            if not again:
                return outside, set(outside)
        ways = [f for f in self.reading.forward if f.source == step]
        if step in self.reading.chooses:
            weights = [self.reading.shares[f.id] for f in ways]
            chosen = self.dice.choices(ways, weights)[0].target
            return [chosen], {chosen}
        return [f.target for f in ways], set()


def walked(reading: Reading, items: int, seed: int) -> dict[str, tuple[float, float]]:
    """(mean, standard error) of the executions per item of every step."""
    walk = Walk(reading, seed)
    sums = {s: [0.0, 0.0] for s in (*reading.order, *reading.return_steps)}
    for _ in range(items):
        walk.done = {}
        walk.go(set(reading.starts), set(reading.order), None)
        for step, total in sums.items():
            count = walk.done.get(step, 0)
            total[0] += count
            total[1] += count * count
    return {
        step: (a / items, math.sqrt(max(0.0, b / items - (a / items) ** 2) / items))
        for step, (a, b) in sums.items()
    }


@st.composite
def rework_maps(pick: st.DrawFn, parallel: bool) -> ValueStreamMap:
    """Small maps with rework anywhere; either parallel work or choices, not both."""
    count = pick(st.integers(3, 7))
    out: dict[int, list[int]] = {}
    before: dict[int, set[int]] = {0: {0}}
    for target in range(1, count):
        sources = pick(st.sets(st.integers(0, target - 1), min_size=1, max_size=2))
        before[target] = {target}.union(*(before[s] for s in sources))
        for source in sorted(sources):
            out.setdefault(source, []).append(target)
    flows = []
    rework = {}
    for source in sorted(pick(st.sets(st.integers(0, count - 1), min_size=1, max_size=2))):
        rework[source] = pick(st.sampled_from(sorted(before[source])))
    for source, targets in out.items():
        left = 0.6 if source in rework else 1.0
        share = "" if parallel or len(targets) == 1 else f" {left / len(targets)!r}"
        flows += [f"s{source}>s{target}{share}" for target in targets]
    for source, target in rework.items():
        if pick(st.booleans()):
            flows.append(f"s{source}~s{target} .4")
        else:
            flows += [f"s{source}~back{source} .4", f"back{source}~s{target}"]
    steps = {f"s{i}": pick(HOURS) for i in range(count)}
    steps |= {f"back{source}": 1.0 for source in rework if f"back{source}" in " ".join(flows)}
    return draw(", ".join(flows), steps)


@pytest.mark.parametrize("parallel", [True, False], ids=["parallel", "choices"])
@settings(max_examples=25, deadline=None, derandomize=True)
@given(data=st.data())
def test_executions_agree_with_items_walked_by_dice(parallel: bool, data: st.DataObject) -> None:
    one = data.draw(rework_maps(parallel))
    reading = read_map(one)
    found = study_of(project(one), "map").probable
    assert found is not None
    for step, (mean, error) in walked(reading, 800, 11).items():
        assert found.executions[step] == pytest.approx(mean, abs=6 * error + 1e-9)


@settings(max_examples=60, deadline=None)
@given(rework_maps(parallel=False))
def test_in_series_lead_time_is_the_sum_of_all_executions(one: ValueStreamMap) -> None:
    found = analyze(project(one), "map")
    total = sum((s.executions or 0) * s.process_hours for s in found.steps.values())
    assert found.figures["lead_time_hours"]["expected"] == pytest.approx(total)
    assert "approximate_parallel_rework" not in {p.code for p in found.problems}


@settings(max_examples=60, deadline=None)
@given(rework_maps(parallel=True))
def test_without_choices_each_step_is_done_first_once_and_then_again(one: ValueStreamMap) -> None:
    found = analyze(project(one), "map")
    reading = read_map(one)
    for step in reading.active_steps:
        executions = found.steps[step].executions
        assert executions is not None
        assert executions >= 1 - 1e-9
    lead = found.figures["lead_time_hours"]
    assert lead["expected"] == lead["best"] == lead["worst"] == lead["typical"]


ANY_STEP = st.fixed_dictionaries(
    {
        "process_time": HOURS,
        "wait_time": st.sampled_from([None, 0.0, 8.0]),
        "kind": st.sampled_from(["step", "step", "step", "decision", "start", "end"]),
        "complete_accurate": st.sampled_from([None, 0.5, 1.0]),
        "value_class": st.sampled_from([None, "waste", "value_adding"]),
    }
)
ANY_FLOW = st.tuples(
    st.integers(0, 6),
    st.sampled_from(">>>~-"),
    st.integers(0, 6),
    st.sampled_from(["", " .5", " 1"]),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(ANY_STEP, min_size=7, max_size=7),
    st.lists(ANY_FLOW, max_size=14, unique_by=lambda f: f[:3]),
    st.none() | st.integers(0, 6),
    st.sampled_from(["typical", "best", "worst"]),
)
def test_whatever_is_drawn_has_figures_that_fit_together(
    steps: list[dict], flows: list[tuple], goal: int | None, case: CaseName
) -> None:
    one = draw(
        ", ".join(f"s{a}{sign}s{b}{share}" for a, sign, b, share in flows),
        {f"s{i}": step for i, step in enumerate(steps)},
        goal=None if goal is None else f"s{goal}",
        milestones=("s3",),
        demand_per_year=5.0,
    )
    found = analyze(project(one), "map", case)
    figures = found.figures
    json.dumps(figures, allow_nan=False)
    lead = figures["lead_time_hours"]
    if figures["cost_per_item"] is None:
        assert set(lead.values()) == {None}
        assert any(p.code == "endless_rework" for p in found.problems)
        return
    parts = figures["cost_by_value_class"].values()
    assert sum(parts) == pytest.approx(figures["cost_per_item"])
    assert figures["effort_hours_per_item"] == pytest.approx(
        sum(s.effort_hours or 0 for s in found.steps.values())
    )
    if lead["expected"] is not None:
        assert lead["best"] - 1e-9 <= lead["expected"] <= lead["worst"] + 1e-9
    if found.ladder is not None:
        ladder = found.ladder
        assert ladder.lead_time == pytest.approx(lead[case])
        assert ladder.wait + ladder.process + ladder.rework == pytest.approx(ladder.lead_time)
        together = figures["process_time_hours"] + figures["wait_time_hours"]
        assert together == pytest.approx(ladder.lead_time)
        assert found.critical_steps >= {rung.step for rung in ladder.rungs}
    for step in found.steps.values():
        if step.total_float is not None and step.free_float is not None:
            assert -1e-9 <= step.free_float <= step.total_float + 1e-9
