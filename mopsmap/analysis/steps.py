"""What a step takes: once, in a case that meets it, and per item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mopsmap.analysis.network.chain import Spread
from mopsmap.analysis.network.graph import Shape
from mopsmap.analysis.network.schedule import Schedule
from mopsmap.analysis.result import StepFigures
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.units import mean_hours


@dataclass(frozen=True, slots=True)
class StepMeans:
    """Means of one execution: hours and money. `effort` is process time x people of all roles.

    `crew` are (role id or None, people) of everyone who works on the step.
    """

    process: float
    wait: float
    effort: float
    cost: float
    crew: tuple[tuple[str | None, float], ...]


class StepTime(NamedTuple):
    """Expected hours of a step in a case that meets it: rework and returns into it included.

    `first` is wait + process of one execution, `value_adding` a part of `process`.
    """

    wait: float
    process: float
    value_adding: float
    first: float

    @property
    def total(self) -> float:
        """Wait + process."""
        return self.wait + self.process

    @property
    def rework(self) -> float:
        """What rework adds to one execution."""
        return self.total - self.first


_meant: tuple[object, Mapping[str, tuple[Step, StepMeans]]] = None, {}


def step_means(project: Project, one: ValueStreamMap) -> dict[str, StepMeans]:
    """By step; steps that are the same as last time, in the same setting, keep their means."""
    global _meant
    setting = (project.calendar, project.distribution, one.roles)
    last, known = _meant
    if last != setting:
        known = {}
    found = {}
    for step in one.steps:
        before = known.get(step.id)
        if before is None or before[0] is not step:
            before = step, _means(project, one, step)
        found[step.id] = before
    _meant = setting, found
    return {step: mean for step, (_, mean) in found.items()}


def _means(project: Project, one: ValueStreamMap, step: Step) -> StepMeans:
    process = mean_hours(step.process_time, project.calendar, project.distribution)
    wait = mean_hours(step.wait_time, project.calendar, project.distribution)
    roles, crew = one.role_by_id, step.crew
    hourly = sum(
        people * (roles[role].hourly_cost or 0.0) for role, people in crew if role is not None
    )
    people = sum(count for _, count in crew)
    return StepMeans(process, wait, process * people, process * hourly + step.fixed_cost, crew)


def repeats(
    shape: Shape, active: Mapping[str, float], executions: Mapping[str, float]
) -> dict[str, tuple[tuple[str, float], ...]]:
    """By step, what is done in a case that meets it: (step, how often), itself first with
    executions / P(active), then the return steps that lead back into it."""
    returns: dict[str, list[tuple[str, float]]] = {}
    for back, entries in shape.entries.items():
        for target, part in entries.items():
            if active[target] > 0:
                count = executions[back] * part / active[target]
                returns.setdefault(target, []).append((back, count))
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for step in shape.reading.order:
        chance = active[step]
        own = step, executions[step] / chance if chance > 0 else 1.0
        found[step] = (own, *returns[step]) if step in returns else (own,)
    return found


def step_times(
    one: ValueStreamMap,
    shape: Shape,
    means: Mapping[str, StepMeans],
    active: Mapping[str, float],
    executions: Mapping[str, float],
) -> dict[str, StepTime]:
    """Times in a case that meets the step: rework and returns into it included."""
    adding = {s.id for s in one.steps if s.value_class == "value_adding"}
    found = {}
    for step, parts in repeats(shape, active, executions).items():
        wait = process = value = 0.0
        for part, count in parts:
            mean = means[part]
            wait += mean.wait * count
            process += mean.process * count
            if part in adding:
                value += mean.process * count
        first = means[step]
        found[step] = StepTime(wait, process, value, first.wait + first.process)
    return found


def step_costs(
    shape: Shape,
    means: Mapping[str, StepMeans],
    active: Mapping[str, float],
    executions: Mapping[str, float],
) -> dict[str, float]:
    """Cost in a case that meets the step: rework and returns into it included."""
    return {
        step: sum([means[part].cost * count for part, count in parts])
        for step, parts in repeats(shape, active, executions).items()
    }


def times_once(
    means: Mapping[str, StepMeans], variances: Mapping[str, float] | None = None
) -> dict[str, Spread]:
    """Wait + process time of one execution by step; without a variance it is certain."""
    known = variances or {}
    return {s: Spread(mean.wait + mean.process, known.get(s, 0.0)) for s, mean in means.items()}


def step_figures(
    means: Mapping[str, StepMeans],
    executions: Mapping[str, float] | None,
    plan: Schedule | None,
) -> dict[str, StepFigures]:
    """By step, in the order of `means`; executions, effort and cost are None where it cannot be
    known how often a step is done, and 0 for what is not connected."""
    slots = plan.slots if plan else {}
    critical = plan.critical_steps if plan else ()
    found = {}
    for step, mean in means.items():
        times, slot = None if executions is None else executions.get(step, 0.0), slots.get(step)
        found[step] = StepFigures(
            times,
            slot and slot.early_start,
            slot and slot.early_finish,
            slot and slot.late_start,
            slot and slot.late_finish,
            slot and slot.total_float,
            slot and slot.free_float,
            slot and slot.drag,
            step in critical,
            None if times is None else times * mean.effort,
            None if times is None else times * mean.cost,
            mean.process,
            mean.wait,
            mean.cost,
        )
    return found
