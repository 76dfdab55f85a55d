"""How much each role is loaded, how many items a year it could do, and which role is full first.

Also for another demand or headcount, without touching the map (`capacity_if`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mopsmap.analysis.queue_waits import QueueWait, queue_wait
from mopsmap.analysis.result import (
    Column,
    Input,
    Mark,
    Metric,
    Overlay,
    Result,
    RoleFigures,
    Table,
    Tone,
)
from mopsmap.analysis.study import Study
from mopsmap.analysis.workload import role_tasks, role_work
from mopsmap.language import translated as _
from mopsmap.model import Role
from mopsmap.reading import Problem
from mopsmap.units import format_percent


@dataclass(frozen=True)
class Capacity:
    """What the roles of a map can do at one demand and one staffing.

    `headcount` is by role, None where unknown. `bottleneck` is full first, `busiest` has the
    highest load now. `queues` are estimated when first asked for.
    """

    demand_per_year: float | None
    headcount: Mapping[str, float | None]
    roles: Mapping[str, RoleFigures]
    takt_hours: float | None
    make_queues: Callable[[], Mapping[str, QueueWait]]

    @property
    def bottleneck(self) -> str | None:
        """The role with the lowest capacity, ties by lane order; None if none is limited."""
        return bottleneck(self.roles)

    @property
    def capacity_per_year(self) -> float | None:
        """Items a year at which the first role is full; None if none is limited."""
        narrow = self.bottleneck
        return None if narrow is None else self.roles[narrow].capacity_per_year

    @property
    def busiest(self) -> str | None:
        """The role with the highest load, ties by lane order."""
        return busiest(self.roles)

    @property
    def people_to_add(self) -> Mapping[str, int]:
        """Whole people to add so that each role of known headcount can do its work; 0 or more."""
        found = {}
        for role, load in self.roles.items():
            people = self.headcount[role]
            if people is not None and load.headcount_needed is not None:
                found[role] = max(0, _whole(load.headcount_needed - people))
        return found

    @cached_property
    def queues(self) -> Mapping[str, QueueWait]:
        """How long tasks wait for each role: an approximation."""
        return self.make_queues()


def capacity_if(
    study: Study,
    demand: float | None = None,
    headcount: Mapping[str, float | None] | None = None,
) -> Capacity:
    """Load, bottleneck, capacity and queue waits, as the map stands or at another `demand` (items
    a year) and `headcount` (by role id; None makes it unknown, so unlimited).

    Available hours = headcount x availability x hours per day x days per year; utilization =
    (demand + other hours) / available; capacity = (available - other) / hours per item; headcount
    needed = (demand + other hours) / (availability x hours per year). Systems and roles of unknown
    headcount are unlimited. Executions and times are those of the map.

    Raises KeyError for an unknown role, ValueError for a number below 0 or not finite.
    """
    people = {role.id: role.headcount for role in study.map.roles}
    for role, count in (headcount or {}).items():
        if role not in people:
            raise KeyError(role)
        people[role] = _checked(count, "A headcount")
    items = study.map.demand_per_year if demand is None else _checked(demand, "A demand")
    hours, costs = role_work(study)
    known = study.probable is not None
    loads = {
        role.id: _load(
            study,
            role,
            items,
            people[role.id],
            hours[role.id] if known else None,
            costs[role.id] if known else None,
        )
        for role in study.map.roles
    }

    def queues() -> dict[str, QueueWait]:
        tasks = role_tasks(study)
        return {
            role.id: queue_wait(study, role, loads[role.id], tasks[role.id], items, people[role.id])
            for role in study.map.roles
        }

    takt = _known(study.calendar.hours_per_year / items) if items else None
    return Capacity(items, people, loads, takt, queues)


def _checked(value: float | None, what: str) -> float | None:
    if value is not None and not 0 <= value < math.inf:
        raise ValueError(f"{what} is a number of 0 or more.")
    return value


def _whole(people: float) -> int:
    """People in whole numbers; what is over by less than rounding does not count."""
    return math.ceil(people - 1e-9)


def _some(hours: float) -> float:
    """Hours a year; less than any work takes counts as none, so that nothing overflows."""
    return hours if hours > 1e-9 else 0.0


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _load(
    study: Study,
    role: Role,
    items: float | None,
    people: float | None,
    per_item: float | None,
    cost: float | None,
) -> RoleFigures:
    demand = None if per_item is None or items is None else per_item * items
    available = utilization = capacity = needed = None
    person = _some(role.availability * study.calendar.hours_per_year)
    if demand is not None and person and role.kind != "system":
        needed = (demand + role.other_hours_per_year) / person
    if people is not None and role.kind != "system":
        available = _some(people * person)
        if available and demand is not None:
            utilization = (demand + role.other_hours_per_year) / available
        if per_item:
            capacity = _known(max(0.0, available - role.other_hours_per_year) / per_item)
    return RoleFigures(demand, available, utilization, capacity, per_item, cost, needed)


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
    """Load by role, bottleneck, capacity, takt, headcount needed, queues; roles that are full."""
    return _result(study, capacity_if(study))


def _result(study: Study, now: Capacity) -> Result:
    return Result(
        "capacity",
        _("Capacity"),
        make_metrics=lambda: (*_load_metrics(study, now), *_flow_metrics(study, now)),
        make_tables=lambda: (
            _load_table(study, now),
            _headcount_table(study, now),
            _queue_table(study, now),
        ),
        overlays=(Overlay("load", _("Load of the role"), "percent", lambda: _marks(study, now)),),
        figures={
            "bottleneck": now.bottleneck,
            "capacity_per_year": now.capacity_per_year,
            "takt_hours": now.takt_hours,
        },
        problems=_saturated(study, now.roles),
        roles=now.roles,
        what_if=lambda demand, headcount: _result(study, capacity_if(study, demand, headcount)),
    )


def _load_metrics(study: Study, now: Capacity) -> tuple[Metric, ...]:
    narrow, most = now.bottleneck, now.busiest
    first = _role_inputs(study, now, narrow)
    return (
        Metric(
            "capacity_per_year",
            _("Capacity"),
            now.capacity_per_year,
            "per_year",
            _(
                "Items per year at which the first role is full: (available - other hours) / "
                "hours per {item}"
            ),
            "higher",
            "" if narrow is None else study.role_name(narrow),
            inputs=(first["available"], first["other"], first["per_item"]) if first else (),
            table="roles",
        ),
        _highest_load(study, now, most),
        Metric(
            "takt_hours",
            _("Takt"),
            now.takt_hours,
            "hours",
            _("Working hours per year / items per year: an item must leave every so often"),
            inputs=_rate_inputs(study, now),
        ),
        _people_to_add(study, now),
    )


def _highest_load(study: Study, now: Capacity, most: str | None) -> Metric:
    its = _role_inputs(study, now, most)
    return Metric(
        "highest_load",
        _("Highest load"),
        None if most is None else now.roles[most].utilization,
        "percent",
        _("(Demanded + other hours) / available hours of the busiest role"),
        "lower",
        "" if most is None else study.role_name(most),
        inputs=(its["demand"], its["other"], its["available"]) if its else (),
        table="roles",
    )


def _people_to_add(study: Study, now: Capacity) -> Metric:
    missing = {role: count for role, count in now.people_to_add.items() if count}
    known = now.people_to_add
    return Metric(
        "people_to_add",
        _("People to add"),
        sum(known.values()) if known else None,
        "count",
        _(
            "Sum over the roles of (demanded + other hours) / (availability × hours per "
            "year) - headcount, rounded up where above 0; with just these people the roles "
            "are full"
        ),
        "lower",
        ", ".join(f"{study.role_name(role)} {count}" for role, count in missing.items()),
        table="headcount",
    )


def _role_inputs(study: Study, now: Capacity, role: str | None) -> dict[str, Input]:
    if role is None:
        return {}
    load, other = now.roles[role], study.map.role_by_id[role].other_hours_per_year
    return {
        "demand": Input(_("Demanded hours per year"), load.demand_hours_per_year, "hours"),
        "other": Input(_("Other hours per year"), other, "hours"),
        "available": Input(_("Available hours per year"), load.available_hours_per_year, "hours"),
        "per_item": Input(_("Hours per {item}"), load.hours_per_item, "hours"),
    }


def _rate_inputs(study: Study, now: Capacity) -> tuple[Input, ...]:
    return (
        Input(_("Working hours per year"), study.calendar.hours_per_year, "hours"),
        Input(_("Items per year"), now.demand_per_year, "per_year"),
    )


def _flow_metrics(study: Study, now: Capacity) -> tuple[Metric, ...]:
    """Items in progress, and what an item waits for busy people: estimated and as entered."""
    roles = [
        role.id
        for role in study.map.roles
        if role.kind != "system"
        and now.headcount[role.id] is not None
        and now.roles[role.id].hours_per_item
    ]
    waits = [now.queues[role].per_item for role in roles]
    known = [wait for wait in waits if wait is not None]
    estimated = sum(known) if known and len(known) == len(waits) else None
    entered = [w for role in roles if (w := now.queues[role].entered_per_item) is not None]
    full = [role for role in roles if (now.roles[role].utilization or 0.0) >= 1]
    return (
        _items_in_progress(study, now),
        Metric(
            "queue_wait_per_item",
            _("Wait for busy people, estimated"),
            estimated,
            "days",
            _(
                "Sum over the roles with known headcount of tasks per {item} × queue wait per "
                "task = (ca² + cs²) / 2 × wait of M/M/c over all tasks of the role (an "
                "approximation, Allen-Cunneen; ca² = 1 for arrivals at random, 0 for regular "
                "ones)"
            ),
            "lower",
            _("{role} is full: the queue grows for ever").format(role=study.role_name(full[0]))
            if full
            else "",
            table="queues",
        ),
        Metric(
            "person_wait_per_item",
            _("Wait for busy people, as entered"),
            sum(entered) if entered else None,
            "days",
            _(
                "Sum of executions × wait time of the steps that wait for a person, for the "
                "same roles: far more than estimated means that load alone does not explain "
                "the waits"
            ),
            "lower",
            table="queues",
        ),
    )


def _items_in_progress(study: Study, now: Capacity) -> Metric:
    found = study.probable
    lead = found.lead_time if found else None
    share, items = 1.0, now.demand_per_year
    if found is not None:
        share = min(1.0, float(found.cases.weight[found.outcomes.reaches].sum()))
    inside = None
    if lead is not None and items is not None:
        inside = _known(items * share / study.calendar.hours_per_year * lead)
    goal = study.map.goal is not None
    return Metric(
        "items_in_progress",
        _("Items in progress"),
        inside,
        "count",
        _(
            "Items per year / working hours per year × expected lead time (Little's law), of "
            "the items that reach the goal"
        )
        if goal
        else _("Items per year / working hours per year × expected lead time (Little's law)"),
        "lower",
        inputs=(
            *_rate_inputs(study, now),
            Input(_("Expected lead time"), lead, "days"),
            *((Input(_("Share that reaches the goal"), share, "fraction"),) if goal else ()),
        ),
    )


def _load_table(study: Study, now: Capacity) -> Table:
    columns = (
        Column("role", _("Role"), "text"),
        Column("hours_per_item", _("Hours per {item}"), "hours"),
        Column("demand", _("Demand per year"), "hours"),
        Column("other", _("Other work per year"), "hours"),
        Column("available", _("Available per year"), "hours"),
        Column("utilization", _("Utilization"), "percent"),
        Column("capacity", _("Capacity"), "per_year"),
    )
    rows = tuple(
        (
            study.role_name(role.id),
            load.hours_per_item,
            load.demand_hours_per_year,
            role.other_hours_per_year,
            load.available_hours_per_year,
            load.utilization,
            load.capacity_per_year,
        )
        for role in study.map.roles
        for load in (now.roles[role.id],)
    )
    return Table("roles", _("Load by role"), columns, rows, _role_ids(study), chart="bars")


def _headcount_table(study: Study, now: Capacity) -> Table:
    """People there and people needed; the gap is negative where people are missing."""
    columns = (
        Column("role", _("Role"), "text"),
        Column("needed", _("Headcount needed"), "count"),
        Column("whole", _("Rounded up"), "count"),
        Column("headcount", _("Headcount"), "count"),
        Column("gap", _("Gap"), "count"),
    )
    rows = []
    for role in study.map.roles:
        needed, people = now.roles[role.id].headcount_needed, now.headcount[role.id]
        gap = None if needed is None or people is None else people - needed
        whole = None if needed is None else _whole(needed)
        rows.append((study.role_name(role.id), needed, whole, people, gap))
    title = _("Headcount needed for the demand")
    return Table("headcount", title, columns, tuple(rows), _role_ids(study))


def _queue_table(study: Study, now: Capacity) -> Table:
    """The estimate beside what the map states, so that people see what load explains."""
    columns = (
        Column("role", _("Role"), "text"),
        Column("wait", _("Queue wait per task (approximation)"), "days"),
        Column("entered", _("Wait for a person, as entered"), "days"),
        Column("tasks", _("Tasks per {item}"), "count"),
        Column("interruption", _("Interruption per task"), "days"),
        Column("spread", _("Variance / mean squared of tasks"), "count"),
        Column("utilization", _("Utilization"), "percent"),
        Column("why", _("Why there is none"), "text"),
    )
    rows = tuple(
        (
            study.role_name(role),
            wait.wait,
            wait.entered,
            wait.tasks_per_item,
            wait.interruption,
            wait.spread,
            now.roles[role].utilization,
            wait.note,
        )
        for role, wait in now.queues.items()
    )
    return Table("queues", _("Queue waits by role"), columns, rows, _role_ids(study))


def _role_ids(study: Study) -> tuple[str, ...]:
    return tuple(role.id for role in study.map.roles)


def _marks(study: Study, now: Capacity) -> tuple[Mark, ...]:
    """Utilization of the role on each step: its own, or the fullest of its helpers."""
    loads, narrow, marks = now.roles, now.bottleneck, []
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
            badge = _("Bottleneck") if role == narrow else ""
            marks.append(Mark(step.id, tone, badge, study.role_name(role), load))
    return tuple(marks)


def _saturated(study: Study, loads: Mapping[str, RoleFigures]) -> tuple[Problem, ...]:
    found = []
    for role in study.map.roles:
        load = loads[role.id]
        name = study.role_name(role.id)
        if load.available_hours_per_year == 0 and load.hours_per_item:
            text = _(
                "'{role}' has work but no available hours. Take work off the role, add people, "
                "or plan for fewer items."
            ).format(role=name)
        elif load.utilization is not None and load.utilization >= 1:
            text = _(
                "'{role}' is loaded to {load}, so work piles up. Take work off the role, add "
                "people, "
                "or plan for fewer items."
            ).format(role=name, load=format_percent(load.utilization))
        else:
            continue
        found.append(
            Problem(
                "saturated_role",
                "warning",
                (role.id,),
                text,
            )
        )
    return tuple(found)
