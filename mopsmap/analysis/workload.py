"""What an item makes each role do: its tasks, hours and labor cost. The one definition of load."""

from __future__ import annotations

from typing import NamedTuple

from mopsmap.analysis.study import Study


class Task(NamedTuple):
    """A role's part in a step: how often an item brings it, and how many hours `people` work side
    by side on it once."""

    step: str
    executions: float
    hours: float
    people: float

    @property
    def work(self) -> float:
        """Person-hours of one execution."""
        return self.hours * self.people


def role_tasks(study: Study) -> dict[str, tuple[Task, ...]]:
    """Tasks by role in lane order, as own role of a step or as helper; none where it cannot be
    known how often a step is done. What takes no time is no task."""
    found: dict[str, list[Task]] = {role.id: [] for role in study.map.roles}
    executions = study.probable.executions if study.probable else {}
    for step in study.counted if study.probable else ():
        mean, times = study.means[step.id], executions[step.id]
        if not mean.process:
            continue
        people: dict[str, float] = {}
        for role, count in mean.crew:
            if role is not None and count:
                people[role] = people.get(role, 0.0) + count
        for role, count in people.items():
            found[role].append(Task(step.id, times, mean.process, count))
    return {role: tuple(tasks) for role, tasks in found.items()}


def role_work(study: Study) -> tuple[dict[str, float], dict[str, float]]:
    """(hours, labor cost without fixed cost) per item by role in lane order; zeros where they
    cannot be known."""
    tasks = role_tasks(study)
    hours = {role: sum((t.executions * t.work for t in of), 0.0) for role, of in tasks.items()}
    rates = {role.id: role.hourly_cost or 0.0 for role in study.map.roles}
    return hours, {role: worked * rates[role] for role, worked in hours.items()}
