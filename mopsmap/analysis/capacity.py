"""How much each role is loaded, how many items a year it could do, and which role is full first."""

from __future__ import annotations

from collections.abc import Mapping

from mopsmap.analysis.cost import role_work
from mopsmap.analysis.result import Column, Mark, Metric, Overlay, Result, RoleFigures, Table, Tone
from mopsmap.analysis.study import Study
from mopsmap.model import Role
from mopsmap.reading import Problem
from mopsmap.units import format_percent


def role_figures(study: Study) -> dict[str, RoleFigures]:
    """Load of every role in lane order.

    Available hours = headcount x availability x hours per day x days per year; utilization =
    (demand + other hours) / available; capacity = (available - other) / hours per item. Systems
    and roles of unknown headcount are unlimited.
    """
    hours, costs = role_work(study)
    known = study.probable is not None
    found = {}
    for role in study.map.roles:
        per_item, cost = (hours[role.id], costs[role.id]) if known else (None, None)
        found[role.id] = _load(study, role, per_item, cost)
    return found


def _load(study: Study, role: Role, per_item: float | None, cost: float | None) -> RoleFigures:
    items = study.map.demand_per_year
    demand = None if per_item is None or items is None else per_item * items
    available = utilization = capacity = None
    if role.headcount is not None and role.kind != "system":
        available = role.headcount * role.availability * study.calendar.hours_per_year
        if available > 0 and demand is not None:
            utilization = (demand + role.other_hours_per_year) / available
        if per_item:
            capacity = max(0.0, available - role.other_hours_per_year) / per_item
    return RoleFigures(demand, available, utilization, capacity, per_item, cost)


def bottleneck(loads: Mapping[str, RoleFigures]) -> str | None:
    """The role that is full first: lowest capacity, ties by lane order; None if none is limited."""
    limited = [(load.capacity_per_year, role) for role, load in loads.items()]
    known = [(capacity, role) for capacity, role in limited if capacity is not None]
    return min(known, key=lambda pair: pair[0])[1] if known else None


def busiest(loads: Mapping[str, RoleFigures]) -> str | None:
    """The role with the highest load, ties by lane order; it need not be full first."""
    known = [(load.utilization, role) for role, load in loads.items()]
    return max(
        ((load, role) for load, role in known if load is not None),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )[1]


def run(study: Study) -> Result:
    """Load by role, bottleneck, capacity, takt; roles that are full."""
    loads = role_figures(study)
    narrow = bottleneck(loads)
    capacity = None if narrow is None else loads[narrow].capacity_per_year
    most = busiest(loads)
    demand = study.map.demand_per_year
    takt = study.calendar.hours_per_year / demand if demand else None
    named = "" if narrow is None else study.role_name(narrow)
    return Result(
        "capacity",
        "Capacity",
        make_metrics=lambda: (
            Metric(
                "capacity_per_year",
                "Capacity",
                capacity,
                "per_year",
                "Items per year at which the first role is full: "
                "(available - other hours) / hours per item",
                "higher",
                named,
            ),
            Metric(
                "highest_load",
                "Highest load",
                None if most is None else loads[most].utilization,
                "percent",
                "(Demanded + other hours) / available hours of the busiest role",
                "lower",
                "" if most is None else study.role_name(most),
            ),
            Metric(
                "takt_hours",
                "Takt",
                takt,
                "hours",
                "Working hours per year / items per year: an item must leave every so often",
            ),
        ),
        make_tables=lambda: (_table(study, loads),),
        overlays=(
            Overlay("load", "Load of the role", "percent", lambda: _marks(study, loads, narrow)),
        ),
        figures={
            "bottleneck": narrow,
            "capacity_per_year": capacity,
            "takt_hours": takt,
        },
        problems=_saturated(study, loads),
        roles=loads,
    )


def _table(study: Study, loads: Mapping[str, RoleFigures]) -> Table:
    columns = (
        Column("role", "Role", "text"),
        Column("hours_per_item", "Hours per item", "hours"),
        Column("demand", "Demand per year", "hours"),
        Column("other", "Other work per year", "hours"),
        Column("available", "Available per year", "hours"),
        Column("utilization", "Utilization", "percent"),
        Column("capacity", "Capacity", "per_year"),
    )
    rows = tuple(
        (
            study.role_name(role.id),
            loads[role.id].hours_per_item,
            loads[role.id].demand_hours_per_year,
            role.other_hours_per_year,
            loads[role.id].available_hours_per_year,
            loads[role.id].utilization,
            loads[role.id].capacity_per_year,
        )
        for role in study.map.roles
    )
    ids = tuple(role.id for role in study.map.roles)
    return Table("roles", "Load by role", columns, rows, ids, chart="bars")


def _marks(study: Study, loads: Mapping[str, RoleFigures], narrow: str | None) -> tuple[Mark, ...]:
    """Utilization of the role on each step: its own, or the fullest of its helpers."""
    marks = []
    for step in study.counted:
        known = [
            (load, role)
            for role, people in study.means[step.id].crew
            if role is not None and people
            for load in (loads[role].utilization,)
            if load is not None
        ]
        if known:
            load, role = max(known, key=lambda pair: pair[0])
            tone: Tone = "alarm" if load >= 1 else "scale"
            badge = "Bottleneck" if role == narrow else ""
            marks.append(Mark(step.id, tone, badge, study.role_name(role), load))
    return tuple(marks)


def _saturated(study: Study, loads: Mapping[str, RoleFigures]) -> tuple[Problem, ...]:
    found = []
    for role in study.map.roles:
        load = loads[role.id]
        nobody = load.available_hours_per_year == 0 and bool(load.hours_per_item)
        if nobody:
            text = "has work but no available hours"
        elif load.utilization is not None and load.utilization >= 1:
            text = f"is loaded to {format_percent(load.utilization)}, so work piles up"
        else:
            continue
        found.append(
            Problem(
                "saturated_role",
                "warning",
                (role.id,),
                f"'{study.role_name(role.id)}' {text}. Take work off the role, add people, "
                "or plan for fewer items.",
            )
        )
    return tuple(found)
