"""What an item spends, in time, effort and money, by step, role, phase, tool, waste or value class.

The one place where figures of steps are added up by something; waste, cost and quality use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mopsmap.analysis.study import Study
from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASSES, Step
from mopsmap.record import choice_label

Dimension = Literal["step", "role", "phase", "tool", "waste", "value_class"]

DIMENSIONS: Mapping[Dimension, str] = {
    "step": _("Step"),
    "role": _("Role"),
    "phase": _("Phase"),
    "tool": _("Tool"),
    "waste": _("Waste"),
    "value_class": _("Value class"),
}
"""What can be grouped by, with its label."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Expected per item over all cases and rework: hours of wait, process and effort, and money.

    `without_value` is the part of wait + process in which no value is added: the wait, and the
    process time of steps that are not value-adding. `own_effort` is the part of `effort` that the
    organization's own people work: roles of kind internal and work without a role. `external` is
    money that is paid outside: fixed cost and the work of roles of kind external; `labor` is the
    work of all others. Parallel work is added up, so `time` can exceed the lead time.

    >>> (Spent(wait=6.0, process=2.0, labor=100.0) + Spent(process=1.0, external=50.0)).cost
    150.0
    """

    wait: float = 0.0
    process: float = 0.0
    without_value: float = 0.0
    effort: float = 0.0
    own_effort: float = 0.0
    labor: float = 0.0
    external: float = 0.0

    @property
    def time(self) -> float:
        """Wait + process hours."""
        return self.wait + self.process

    @property
    def cost(self) -> float:
        """Labor + external."""
        return self.labor + self.external

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.wait + other.wait,
            self.process + other.process,
            self.without_value + other.without_value,
            self.effort + other.effort,
            self.own_effort + other.own_effort,
            self.labor + other.labor,
            self.external + other.external,
        )

    def part(self, share: float) -> Spent:
        """A share of all of it."""
        return Spent(
            self.wait * share,
            self.process * share,
            self.without_value * share,
            self.effort * share,
            self.own_effort * share,
            self.labor * share,
            self.external * share,
        )


class Group(NamedTuple):
    """What steps with something in common spend together.

    `key` is the id of the step or role, the name of the rest, None for steps that have none;
    `steps` are the ids of the steps that have a part in it.
    """

    key: str | None
    label: str
    spent: Spent
    steps: tuple[str, ...]


_Part = tuple[str | None, str, Spent]


def spent_by(study: Study, dimension: Dimension) -> list[Group]:
    """Groups of the steps that count, in the order first met; value classes in their own order.

    Figure of a group = sum over its steps of expected executions x mean of one execution x share.
    A step with several tools has an equal share in each. Time is shared by the roles of a step by
    the people they bring, which is by their effort; each role's labor is its own hours x its own
    hourly cost, and fixed cost goes with the step's own role. Only wastes do not share: a step
    counts in full for each waste it names, so they can add up to more than the whole, and steps
    that name none are left out. All other groups add up to what an item spends (`spent_in_all`).
    Empty where executions cannot be known.
    """
    if study.probable is None:
        return []
    parts = _PARTS[dimension]
    found: dict[str | None, tuple[str, Spent, list[str]]] = {}
    if dimension == "value_class":
        for value_class in (*VALUE_CLASSES, None):
            found[value_class] = (_class_label(value_class), Spent(), [])
    for step in study.counted:
        for key, label, spent in parts(study, step):
            first, so_far, steps = found.get(key, (label, Spent(), []))
            if step.id not in steps[-1:]:
                steps.append(step.id)
            found[key] = (first, so_far + spent, steps)
    return [Group(key, label, spent, tuple(steps)) for key, (label, spent, steps) in found.items()]


def spent_in_all(study: Study) -> Spent:
    """What an item spends in all steps together; zeros where executions cannot be known."""
    total = Spent()
    for step in study.counted if study.probable else ():
        total += spent_on(study, step)
    return total


def spent_on(study: Study, step: Step) -> Spent:
    """What an item spends in one step: executions x the means of one execution."""
    spent, process = _time_on(study, step), _times(study, step) * study.means[step.id].process
    for role, people in study.means[step.id].crew:
        spent += _work(study, role, process * people)
    return spent + Spent(external=_times(study, step) * step.fixed_cost)


def _times(study: Study, step: Step) -> float:
    return study.steps[step.id].executions or 0.0


def _time_on(study: Study, step: Step) -> Spent:
    mean, times = study.means[step.id], _times(study, step)
    wait, process = times * mean.wait, times * mean.process
    adds = step.value_class == "value_adding"
    return Spent(wait=wait, process=process, without_value=wait if adds else wait + process)


def _work(study: Study, role: str | None, hours: float) -> Spent:
    """What person-hours of a role cost, and who pays them."""
    if role is None:
        return Spent(effort=hours, own_effort=hours)
    who = study.map.role_by_id[role]
    cost = hours * (who.hourly_cost or 0.0)
    if who.kind == "external":
        return Spent(effort=hours, external=cost)
    return Spent(effort=hours, own_effort=hours if who.kind == "internal" else 0.0, labor=cost)


def tools_of(names: Iterable[str]) -> dict[str, str]:
    """Tools as first written, by a key that ignores case and spaces around."""
    found: dict[str, str] = {}
    for name in names:
        if name.strip():
            found.setdefault(name.strip().casefold(), name.strip())
    return found


def _class_label(value_class: str | None) -> str:
    return _("Unclassified") if value_class is None else choice_label(value_class)


def _one(key: str | None, label: str, spent: Spent) -> tuple[_Part, ...]:
    return ((key, label, spent),)


def _by_phase(study: Study, step: Step) -> Iterable[_Part]:
    phase = step.phase.strip()
    return _one(phase or None, phase or _("No phase"), spent_on(study, step))


def _by_tool(study: Study, step: Step) -> Iterable[_Part]:
    tools, spent = tools_of(step.tools), spent_on(study, step)
    if not tools:
        return _one(None, _("No tool"), spent)
    part = spent.part(1 / len(tools))
    return [(key, name, part) for key, name in tools.items()]


def _by_waste(study: Study, step: Step) -> Iterable[_Part]:
    spent = spent_on(study, step)
    return [(w, choice_label(w), spent) for w in dict.fromkeys(step.wastes)]


def _by_role(study: Study, step: Step) -> Iterable[_Part]:
    time, mean = _time_on(study, step), study.means[step.id]
    fixed = Spent(external=_times(study, step) * step.fixed_cost)
    everybody = sum(people for _, people in mean.crew)
    if not everybody:
        return _one(step.role, study.role_name(step.role), time + fixed)
    found: list[_Part] = []
    for role, people in mean.crew:
        if people:
            part = time.part(people / everybody) + _work(study, role, time.process * people)
            found.append((role, study.role_name(role), part))
    if fixed.external:
        found.append((step.role, study.role_name(step.role), fixed))
    return found


_PARTS: Mapping[Dimension, Callable[[Study, Step], Iterable[_Part]]] = {
    "step": lambda study, step: _one(step.id, study.name(step.id), spent_on(study, step)),
    "role": _by_role,
    "phase": _by_phase,
    "tool": _by_tool,
    "waste": _by_waste,
    "value_class": lambda study, step: _one(
        step.value_class, _class_label(step.value_class), spent_on(study, step)
    ),
}
