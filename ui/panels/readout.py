"""What the inspector tells beside the fields: results of sections and findings, in words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from mopsmap import units
from mopsmap.currency import hidden_amount
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Project, Role, Step, ValueStreamMap
from mopsmap.numerals import shown_number
from mopsmap.reading import Problem, Severity

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, RoleFigures

_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_MANY = 3
_BUSY = 0.8
"""From this load on the role that is full first is called the bottleneck."""


def lead_time(project: Project, step: Step) -> str:
    """Mean wait and process time of one execution; a dash where neither is known."""
    if step.process_time is None and step.wait_time is None:
        return units.DASH
    shape = project.distribution
    hours = sum(
        units.mean_hours(e, project.calendar, shape) for e in (step.process_time, step.wait_time)
    )
    return _("{time} lead time").format(time=units.format_days(hours, project.calendar))


def step_cost(project: Project, step: Step, found: Analyzed | None) -> str:
    """Expected cost of a step per item; a dash where it rests on nothing."""
    figures = found.steps.get(step.id) if found else None
    if figures is None or figures.cost is None:
        return ""
    from mopsmap.analysis.unknown import cost_is_known, rated_roles

    if found is not None and not cost_is_known(step, rated_roles(project.map_by_id[found.map_id])):
        return units.DASH
    cost = units.format_money(figures.cost, project.currency)
    return _("{cost} per {item}").format(cost=cost, item=project.one_item)


def step_quality(step: Step) -> str:
    """%C&A of a step."""
    if step.complete_accurate is None:
        return units.DASH
    return _("{share} C&A").format(share=units.format_percent(step.complete_accurate))


def float_text(project: Project, step: Step, found: Analyzed | None) -> str:
    """How much later a step could finish without delaying the item."""
    figures = found.steps.get(step.id) if found else None
    if figures is None or found is None:
        return units.DASH
    if step.id in found.critical_steps:
        return _("0, on the critical path")
    if figures.total_float is None:
        return _("not in this case")
    return units.format_days(figures.total_float, project.calendar)


def executions_text(step: Step, found: Analyzed | None) -> str:
    """How often a step is done per item, rework included."""
    figures = found.steps.get(step.id) if found else None
    if figures is None or figures.executions is None:
        return units.DASH
    return f"{shown_number(figures.executions, 2)}\u00d7"


def hourly_cost(project: Project, role: Role | None) -> str:
    """The hourly cost of a step's role."""
    if role is None or role.hourly_cost is None:
        return units.DASH
    hidden = hidden_amount(project.currency)
    return hidden or f"{units.format_money(role.hourly_cost, project.currency)}/h"


def bottleneck(one: ValueStreamMap, step: Step, found: Analyzed | None) -> tuple[str, bool]:
    """(rich text, whether it is over capacity) where the step's role is the bottleneck."""
    if found is None or step.role is None or found.headline.get("bottleneck") != step.role:
        return "", False
    load = found.roles.get(step.role)
    if load is None or load.utilization is None:
        return "", False
    name = escape(one.role_by_id[step.role].name, quote=False)
    share = units.format_percent(load.utilization)
    title = _("Bottleneck.") if load.utilization >= _BUSY else _("First to fill up.")
    text, spent, available = _("{role} is busy {share} of its time."), "", ""
    figures = found.steps.get(step.id)
    if one.demand_per_year and figures is not None and figures.effort_hours:
        spent = _hours(figures.effort_hours * one.demand_per_year)
        text = _("{role} is busy {share} of its time; this step takes {spent} a year.")
        if load.available_hours_per_year:
            available = _hours(load.available_hours_per_year)
            text = _(
                "{role} is busy {share} of its time; this step takes {spent} of {available} a year."
            )
    said = text.format(role=name, share=share, spent=spent, available=available)
    return f"<b>{title}</b> {said}", load.utilization >= 1


def _hours(hours: float) -> str:
    return f"{units.grouped(hours)}{units.NARROW_SPACE}h"


def problems_of(record: str, found: Analyzed | None) -> tuple[str, bool]:
    """(rich text, whether one is a warning or an error) of the problems that name a record."""
    if found is None:
        return "", False
    named = [p for p in found.problems if record in p.ids]
    named.sort(key=lambda p: _RANK[p.severity])
    lines = [_sentence(p) for p in named[:_MANY]]
    if len(named) > _MANY:
        more = len(named) - _MANY
        lines.append(counted(more, "And {n} more under Problems.", "And {n} more under Problems."))
    return "<br>".join(lines), any(p.severity != "info" for p in named)


def _sentence(problem: Problem) -> str:
    """What a problem says of the record selected, without the names of the others it is about."""
    return escape(problem.said or problem.text, quote=False)


def role_facts(project: Project, figures: RoleFigures | None) -> dict[str, str]:
    """Load of a role, by the key of each fact."""
    if figures is None:
        return dict.fromkeys(("load", "capacity", "hours", "cost"), units.DASH)
    capacity, hours = figures.capacity_per_year, figures.hours_per_item
    full = units.DASH
    if capacity is not None:
        items = project.many_items
        full = _("{n} {items}/year").format(n=units.grouped(capacity), items=items)
    return {
        "load": units.format_percent(figures.utilization),
        "capacity": full,
        "hours": units.format_hours(hours),
        "cost": units.format_money(figures.cost_per_item, project.currency),
    }


def map_lead_time(project: Project, found: Analyzed | None) -> str:
    """Expected lead time of a map; not known where no step has a time."""
    times = found.headline.get("lead_time_hours") if found and found.ladder else None
    expected = times.get("expected") if times else None
    return units.DASH if expected is None else units.format_days(expected, project.calendar)
