"""How long tasks wait until somebody of their role is free, estimated from the load alone."""

from __future__ import annotations

import math
from typing import NamedTuple

from mopsmap.analysis.estimates import variance_hours
from mopsmap.analysis.queueing import Tasks, many_server_wait, mixture
from mopsmap.analysis.result import RoleFigures
from mopsmap.analysis.study import Study
from mopsmap.analysis.workload import Task
from mopsmap.language import translated as _
from mopsmap.model import Role, Step

_FULL = _("Full: the queue grows for ever")


class QueueWait(NamedTuple):
    """What a role's load makes its tasks wait, in working hours.

    `wait` is the estimated mean per task, None where there is none, and `note` says why.
    `per_item` is what an item waits in all its tasks. `interruption` is by how much a task takes
    longer than its process time, because the role is not there or does other work in between;
    `spread` is the variance of the tasks' times / their mean squared. `entered` is the mean wait
    for a person that the map states before the role's own steps, None where it states none,
    `entered_per_item` its sum over an item.
    """

    tasks_per_item: float
    interruption: float | None
    spread: float | None
    wait: float | None
    per_item: float | None
    entered: float | None
    entered_per_item: float | None
    note: str = ""


def queue_wait(
    study: Study,
    role: Role,
    load: RoleFigures,
    tasks: tuple[Task, ...],
    demand_per_year: float | None,
    headcount: float | None,
) -> QueueWait:
    """The queue of one role at a demand and a headcount: the multi-class M/G/c approximation of
    methods 4.1.

    Servers = max(1, whole people of the headcount); each works at such a pace that together they
    do (available - other hours) a year. Never a number at utilization >= 1, without demand, or for
    a role that is never short of hands.
    """
    per_item = sum(task.executions for task in tasks)
    entered, entered_per_item = _entered(study, role.id)
    note = _refusal(role, load, demand_per_year, headcount, bool(per_item))
    if note or demand_per_year is None or headcount is None or not per_item:
        return QueueWait(per_item, None, None, None, None, entered, entered_per_item, note)
    year = study.calendar.hours_per_year
    servers = max(1, math.floor(headcount))
    supplied = (load.available_hours_per_year or 0.0) - role.other_hours_per_year
    pace = supplied / (servers * year)
    kinds = mixture(_timed(study, task, pace) for task in tasks)
    arriving = kinds._replace(rate=kinds.rate * demand_per_year / year)
    try:
        regular = study.map.arrivals == "regular"
        wait = _finite(many_server_wait(arriving, servers, 0.0 if regular else 1.0))
    except ValueError:  # full but for rounding
        wait = None
    hours = sum(task.executions * task.hours for task in tasks) / per_item
    return QueueWait(
        per_item,
        _finite(max(0.0, 1 / pace - 1) * hours),
        kinds.scv,
        wait,
        None if wait is None else _finite(wait * per_item),
        entered,
        entered_per_item,
        _FULL if wait is None else "",
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _refusal(
    role: Role,
    load: RoleFigures,
    demand_per_year: float | None,
    headcount: float | None,
    works: bool,
) -> str:
    if load.hours_per_item is None:
        return _("The rework never ends")
    if not works:
        return _("No work on this map")
    if role.kind == "system":
        return _("Systems are never short of hands")
    if headcount is None:
        return _("Add a headcount")
    if demand_per_year is None:
        return _("Add the items a year")
    if not load.available_hours_per_year:
        return _("No available hours")
    if load.utilization is None or load.utilization >= 1:
        return _FULL
    return ""


def _timed(study: Study, task: Task, pace: float) -> Tasks:
    mean, people = task.work / pace, task.people / pace
    estimate = study.map.step_by_id[task.step].process_time
    variance = variance_hours(estimate, study.calendar, study.distribution) * people * people
    return Tasks(task.executions, mean, variance + mean * mean)


def _entered(study: Study, role: str) -> tuple[float | None, float | None]:
    """(mean per execution, sum per item) of the waits for a person before the role's own steps."""
    if study.probable is None:
        return None, None
    known = [
        (study.probable.executions[step.id], study.means[step.id].wait)
        for step in study.counted
        if step.role == role and _waits_for_people(step)
    ]
    times = sum(executions for executions, _ in known)
    hours = sum(executions * wait for executions, wait in known)
    return (hours / times, hours) if times else (None, None)


def _waits_for_people(step: Step) -> bool:
    return step.wait_time is not None and step.wait_reason == "person"
