"""The study of one map, built once for all analyses: reading, hours, cases, executions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mopsmap.analysis.milestones import reaching_times
from mopsmap.analysis.network.cases import (
    LIMIT,
    Cases,
    Inputs,
    Outcomes,
    body_network,
    cases_of,
    join_weights,
    outcomes,
    weighted,
    whole_network,
)
from mopsmap.analysis.network.executions import expected_executions
from mopsmap.analysis.network.graph import (
    EndlessError,
    Shape,
    active_probabilities,
    joins_entered,
    leaving_flows,
    shape_of,
)
from mopsmap.analysis.network.passes import time_by_passes
from mopsmap.analysis.network.schedule import Schedule, schedule
from mopsmap.analysis.network.serial import Serial, serial
from mopsmap.analysis.network.side_by_side import loops_beside_other_work, starts_otherwise
from mopsmap.analysis.result import CaseName, StepFigures
from mopsmap.analysis.steps import (
    StepMeans,
    StepTime,
    step_figures,
    step_means,
    step_times,
    times_once,
)
from mopsmap.language import translated as _
from mopsmap.model import Flow, Project, Step, ValueStreamMap
from mopsmap.numerals import shown
from mopsmap.reading import Problem, Reading, read_map
from mopsmap.units import Calendar, EstimateShape

_SAME = 1e-6
MOST_CASES_LISTED = 100


@dataclass(frozen=True, slots=True)
class Probable:
    """What rests on probabilities; missing as a whole where an item can go round for ever.

    `active` is P(an item meets the step at all), `executions` the expected number per item, return
    steps included, `weights` and `passes` what they are computed with (`expected_executions`).
    `typical`, `best` and `worst` are places of cases that reach the goal, `chosen` the one asked
    for; None where no case does. `schedule` belongs to the chosen case. `lead_time` is that of the
    `chain` where there is one, else the mean of the cases that reach the goal. `approximate` are
    rework flows side by side with work that can outlast them.
    """

    cases: Cases
    weights: Mapping[str, float]
    passes: Mapping[int, Mapping[str, float]]
    outcomes: Outcomes
    active: Mapping[str, float]
    executions: Mapping[str, float]
    times: Mapping[str, StepTime]
    lead_time: float | None
    mean_of_cases: float | None
    chain: Serial | None
    approximate: tuple[str, ...]
    milestones: Mapping[str, float | None]
    typical: int | None
    best: int | None
    worst: int | None
    chosen: int | None
    schedule: Schedule | None


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that all analyses of one map in one case share.

    `counted` are the steps that count, in file order: on a way from a start, or return steps.
    """

    calendar: Calendar
    distribution: EstimateShape
    map: ValueStreamMap
    case: CaseName
    reading: Reading
    shape: Shape
    means: Mapping[str, StepMeans]
    steps: Mapping[str, StepFigures]
    counted: tuple[Step, ...]
    probable: Probable | None
    problems: tuple[Problem, ...]

    def name(self, step: str) -> str:
        """What a step is called."""
        return self.map.step_by_id[step].called

    def role_name(self, role: str | None) -> str:
        """A role's name, or its id; "Unassigned" for none."""
        return _("Unassigned") if role is None else self.map.role_by_id[role].name or role


@dataclass(frozen=True, slots=True)
class _Counts:
    """What rests on the drawing alone, not on times: cases and how often each step is done.

    `passes` and `executions` are None where an item can go round for ever. `approximate` are the
    rework flows that run side by side with other work, however long.
    """

    shape: Shape
    cases: Cases
    weights: Mapping[str, float]
    active: Mapping[str, float]
    passes: Mapping[int, Mapping[str, float]] | None
    executions: Mapping[str, float] | None
    approximate: tuple[str, ...]


_KEPT = 4
_counted: tuple[_Counts, ...] = ()
_known: tuple[tuple[ValueStreamMap, CaseName, Mapping[str, StepMeans], Probable], ...] = ()


def study_of(project: Project, map_id: str, case: CaseName = "typical") -> Study:
    """Read a map and compute what all analyses share. Raises KeyError for an unknown map.

    Most edits leave the drawing or all numbers as they are, so the last ones are kept.
    """
    one = project.map_by_id[map_id]
    reading = read_map(one, project.calendar)
    means = step_means(project, one)
    problems, probable = list(reading.problems), None
    if reading.endless:
        shape = shape_of(reading)
    else:
        counts = _counts(reading, one.goal, means)
        if counts.executions is None:
            problems.insert(0, _endless(counts.shape))
        else:
            probable = _probable(one, counts, means, case)
            problems += _approximations(one, counts, probable)
        shape = replace(counts.shape, reading=reading)
    return Study(
        project.calendar,
        project.distribution,
        one,
        case,
        reading,
        shape,
        means,
        step_figures(
            means,
            probable.executions if probable else None,
            probable.schedule if probable else None,
        ),
        _counted_steps(one, reading),
        probable,
        tuple(problems),
    )


def _counted_steps(one: ValueStreamMap, reading: Reading) -> tuple[Step, ...]:
    inside = reading.active_steps | reading.return_steps
    return tuple(step for step in one.steps if step.id in inside)


def _counts(reading: Reading, goal: str | None, means: Mapping[str, StepMeans]) -> _Counts:
    """The counts of a drawing; `goal` and times only choose which cases lead sampled ones."""
    global _counted
    hours = {s: means[s].process + means[s].wait for s in reading.order}
    same = [known for known in _counted if known.shape.reading.shares is reading.shares]
    for known in same:
        if known.cases.led_by(goal, hours):
            return known
    shape = same[0].shape if same else shape_of(reading)
    found = _count(shape, cases_of(whole_network(shape), goal, hours))
    _counted = (found, *_counted[: _KEPT - 1])
    return found


def _count(shape: Shape, cases: Cases) -> _Counts:
    weights = join_weights(cases)
    active = active_probabilities(shape, weights)
    passes, executions = None, None
    try:
        passes = _passes(shape, weights)
        executions = expected_executions(shape, weights, passes)
    except EndlessError:
        return _Counts(shape, cases, weights, active, None, None, ())
    beside = {loop.flow for loop in loops_beside_other_work(cases, shape)}
    loops = [
        loop.flow
        for at, loop in enumerate(shape.loops)
        if loop.flow in beside
        or leaving_flows(shape, loop)
        or (at in passes and starts_otherwise(cases, loop, passes[at]))
    ]
    approximate = tuple(dict.fromkeys(loops))
    return _Counts(shape, cases, weights, active, passes, executions, approximate)


def _probable(
    one: ValueStreamMap, counts: _Counts, means: Mapping[str, StepMeans], case: CaseName
) -> Probable:
    """Times and costs of the counted cases; kept while no number that they rest on changes."""
    global _known
    for known_one, known_case, known_means, known in _known:
        if (
            known.cases is counts.cases
            and known_case == case
            and known_means == means
            and _facts(known_one) == _facts(one)
        ):
            return known
    found = _timed(one, counts, means, case)
    _known = ((one, case, means, found), *_known[: _KEPT - 1])
    return found


def _facts(one: ValueStreamMap) -> tuple[object, ...]:
    steps = {s.id: (s.value_class == "value_adding", s.complete_accurate) for s in one.steps}
    return one.goal, one.milestones, steps


def _timed(
    one: ValueStreamMap, counts: _Counts, means: Mapping[str, StepMeans], case: CaseName
) -> Probable:
    shape, cases, active = counts.shape, counts.cases, counts.active
    assert counts.executions is not None
    assert counts.passes is not None
    executions, passes = counts.executions, counts.passes
    times = step_times(one, shape, means, active, executions)
    inputs = _inputs(one, shape, times)
    found = outcomes(cases, inputs)
    weight = np.where(found.reaches, cases.weight, 0.0)
    reached = float(weight.sum())
    of_cases = weighted(weight, found.lead_time) / reached if reached > 0 else None
    chain, time = (None, None) if of_cases is None else _exact(one.goal, shape, means, cases)
    expected = of_cases if time is None else time
    typical, best, worst = _named_cases(cases, found)
    chosen = {"typical": typical, "best": best, "worst": worst}[case]
    plan = None
    if chosen is not None:
        met = _met(cases, chosen)
        flows = _met_flows(shape, cases, chosen, met)
        order = [step for step in shape.reading.order if step in met]
        plan = schedule(order, flows, inputs.hours, one.goal)
    return Probable(
        cases=cases,
        weights=counts.weights,
        passes=passes,
        outcomes=found,
        active=active,
        executions=executions,
        times=times,
        lead_time=expected,
        mean_of_cases=of_cases,
        chain=chain,
        approximate=_outlasted(one.goal, counts, means, of_cases),
        milestones=reaching_times(one, shape, means, cases, counts.weights, passes, active),
        typical=typical,
        best=best,
        worst=worst,
        chosen=chosen,
        schedule=plan,
    )


def _exact(
    goal: str | None, shape: Shape, means: Mapping[str, StepMeans], cases: Cases
) -> tuple[Serial, float] | tuple[None, None]:
    """(the map as a chain, its lead time in hours), where sampled cases only come near that, or
    where rework sends other items to the goal than those that get there in the cases; None where
    it is no chain."""
    if not cases.sampled and (goal is None or not shape.loops):
        return None, None
    known = serial(shape, times_once(means))
    if known is None or (goal is not None and not known.knows(goal)):
        return None, None
    time = known.mean_time(goal)
    return (None, None) if time is None else (known, time)


def _outlasted(
    goal: str | None, counts: _Counts, means: Mapping[str, StepMeans], of_cases: float | None
) -> tuple[str, ...]:
    """The rework flows side by side with other work, unless that is too short to matter: no lead
    time is approximate then. Where no time is known yet, it may matter."""
    if counts.approximate and of_cases and goal not in counts.shape.after:
        hours = {step: mean.wait + mean.process for step, mean in means.items()}
        time = time_by_passes(counts.shape, counts.cases, hours, goal)
        if time is not None and abs(time - of_cases) <= _SAME * max(1.0, of_cases):
            return ()
    return counts.approximate


def _passes(shape: Shape, weights: Mapping[str, float]) -> dict[int, dict[str, float]]:
    """Chances of the steps in one pass of each loop that crosses a parallel split or join."""
    found = {}
    if not shape.reading.parallel_splits and len(shape.reading.starts) < 2:
        return {}
    place = shape.place
    joins = sum(1 << place[step] for step, weight in weights.items() if weight < 1 - 1e-12)
    for at, loop in enumerate(shape.loops):
        if leaving_flows(shape, loop) or joins_entered(shape, loop, joins):
            cases = cases_of(body_network(shape, loop))
            found[at] = {step: cases.chance(step) for step in cases.network.order}
    return found


def _inputs(one: ValueStreamMap, shape: Shape, times: Mapping[str, StepTime]) -> Inputs:
    quality = {s.id: s.complete_accurate for s in one.steps}
    return Inputs(
        hours={step: times[step].total for step in shape.reading.order},
        complete_accurate={s: 1.0 if v is None else v for s, v in quality.items()},
        first_time={s: 1 - shape.rework_share.get(s, 0.0) for s in shape.reading.order},
        goal=one.goal,
    )


def _met(cases: Cases, case: int) -> set[str]:
    always = cases.always
    return {step for step, row in cases.active.items() if row is always or row[case]}


def _met_flows(shape: Shape, cases: Cases, case: int, met: Collection[str]) -> list[Flow]:
    taken = cases.taken
    return [
        flow
        for flow in shape.reading.forward
        if flow.source in met and (flow.id not in taken or taken[flow.id][case])
    ]


def _named_cases(cases: Cases, found: Outcomes) -> tuple[int | None, int | None, int | None]:
    """(typical, best, worst): most probable (ties: longer, then first), shortest, longest."""
    candidates = np.flatnonzero(found.reaches)
    if not len(candidates):
        return None, None, None
    lead, chance = found.lead_time[candidates], cases.probability[candidates]
    likely = chance >= chance.max() * (1 - 1e-9)
    rounded = np.round(lead, 9)

    def pick(keep: np.ndarray, value: np.ndarray) -> int:
        places = np.flatnonzero(keep)
        return int(candidates[places[int(np.argmax(value[places]))]])

    return (
        pick(likely, rounded),
        pick(rounded == rounded.min(), chance),
        pick(rounded == rounded.max(), chance),
    )


def _endless(shape: Shape) -> Problem:
    ids = tuple(f.id for f in shape.reading.rework)
    return Problem(
        "endless_rework",
        "error",
        ids,
        _(
            "The item goes round in rework practically for ever, so nothing can be "
            "computed. Lower the rework probabilities or add a way out."
        ),
    )


def _approximations(one: ValueStreamMap, counts: _Counts, probable: Probable) -> list[Problem]:
    cases = counts.cases
    found = []
    if cases.sampled:
        found.append(
            Problem(
                "sampled_cases",
                "warning",
                tuple(cases.network.ways),
                _(
                    "There are more than {limit} combinations of choices, so lead times are taken "
                    "from a sample with a fixed seed. Split the map where you need exact figures."
                ).format(limit=shown(f"{LIMIT:,}")),
            )
        )
    if probable.approximate:
        found.append(
            Problem(
                "approximate_parallel_rework",
                "warning",
                probable.approximate,
                _(
                    "Rework runs side by side with other work, so lead times are approximate, "
                    "mostly a little short. Draw the rework around all of the work it repeats if "
                    "that is what happens."
                ),
            )
        )
    if other := _changed_ends(one, counts, probable):
        names = ", ".join(f"'{one.step_by_id[e].called}'" for e in other[:5])
        found.append(
            Problem(
                "approximate_cases",
                "warning",
                other,
                _(
                    "Rework changes how often the item ends in {names}, or on which way, so lead "
                    "times weigh the cases only approximately. Shares of the ends are exact."
                ).format(names=names),
            )
        )
    return found


def _changed_ends(one: ValueStreamMap, counts: _Counts, probable: Probable) -> tuple[str, ...]:
    """Ends that rework makes more or less frequent than the cases say; the goal, where rework makes
    the items that get there take other ways."""
    shape, active, executions = counts.shape, counts.active, probable.executions
    other = tuple(
        end
        for end in shape.reading.ends
        if abs(executions[end] * (1 - shape.rework_share.get(end, 0.0)) - active[end]) > _SAME
    )
    exact, known = probable.lead_time, probable.mean_of_cases
    if other or counts.cases.sampled or one.goal is None or exact is None or known is None:
        return other
    return (one.goal,) if abs(exact - known) > _SAME * max(1.0, exact) else ()
