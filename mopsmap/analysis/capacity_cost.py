"""What the people of each role cost a year, and how much of that the work uses: time-driven
activity-based costing (Kaplan and Anderson 2003)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mopsmap.analysis.capacity import capacity_if
from mopsmap.analysis.result import Column, Input, Metric, Table
from mopsmap.analysis.study import Study
from mopsmap.language import translated as _


class CapacityCost(NamedTuple):
    """Money a year for the time of people: `supplied` = available hours x hourly cost, the same
    for the hours `used` by this map and by `other` work; None where the demand is unknown.

    The hourly cost is the capacity cost rate: cost of capacity supplied / practical capacity, which
    is what availability leaves.
    """

    supplied: float
    used: float | None
    other: float

    @property
    def unused(self) -> float | None:
        """What is paid for and not worked: supplied - used - other; below 0 is overload."""
        return None if self.used is None else self.supplied - self.used - self.other

    @property
    def utilization(self) -> float | None:
        """(Used + other) / supplied."""
        if self.used is None or not self.supplied:
            return None
        return (self.used + self.other) / self.supplied


def capacity_costs(study: Study) -> dict[str, CapacityCost]:
    """By role in lane order, for roles of known headcount and hourly cost that are not external."""
    loads, found = capacity_if(study).roles, {}
    for role in study.map.roles:
        load, rate = loads[role.id], role.hourly_cost
        available = load.available_hours_per_year
        if rate is None or available is None or role.kind == "external":
            continue
        hours = load.demand_hours_per_year
        found[role.id] = CapacityCost(
            available * rate,
            None if hours is None else hours * rate,
            role.other_hours_per_year * rate,
        )
    return found


def in_all(costs: Sequence[CapacityCost]) -> CapacityCost | None:
    """All roles together; None for none."""
    if not costs:
        return None
    used = [cost.used for cost in costs]
    known = [part for part in used if part is not None]
    return CapacityCost(
        sum(cost.supplied for cost in costs),
        sum(known) if len(known) == len(used) else None,
        sum(cost.other for cost in costs),
    )


def activity_rates(
    cost: float, shares: Sequence[float], quantities: Sequence[float]
) -> tuple[float, ...]:
    """Cost of one of each activity by conventional activity-based costing, where people say how
    they share out their time: cost x share / quantity (Kaplan and Anderson 2004).

    It spreads all cost and so hides capacity that nobody uses; no figure of a map rests on it.
    Raises ValueError for a quantity of 0.

    >>> activity_rates(560_000, (0.7, 0.1, 0.2), (49_000, 1_400, 2_500))
    (8.0, 40.0, 44.8)
    """
    if not all(quantity > 0 for quantity in quantities):
        raise ValueError("An activity that is never done has no cost of its own.")
    return tuple(cost * s / q for s, q in zip(shares, quantities, strict=True))


def capacity_cost_metrics(study: Study) -> tuple[Metric, ...]:
    """Capacity cost of a year: supplied, used, for other work and unused."""
    whole = in_all(tuple(capacity_costs(study).values()))
    parts = (
        Input(_("Capacity cost per year"), whole and whole.supplied, "money"),
        Input(_("Used by this map"), whole and whole.used, "money"),
        Input(_("Other work"), whole and whole.other, "money"),
    )
    table = "capacity_cost"
    return (
        Metric(
            "capacity_cost_supplied",
            _("Capacity cost per year"),
            whole and whole.supplied,
            "money",
            _(
                "Sum of available hours × hourly cost of the roles that are not external and "
                "have a headcount and an hourly cost"
            ),
            table=table,
        ),
        Metric(
            "capacity_cost_used",
            _("Capacity cost, used by this map"),
            whole and whole.used,
            "money",
            _(
                "Sum of hours per {item} × items per year × hourly cost of the roles that are "
                "not external and have a headcount and an hourly cost"
            ),
            table=table,
        ),
        Metric(
            "capacity_cost_unused",
            _("Capacity cost, unused"),
            whole and whole.unused,
            "money",
            _(
                "Capacity cost - used by this map - other work, of the roles that are not "
                "external and have a headcount and an hourly cost; below 0 is overload"
            ),
            inputs=parts,
            table=table,
        ),
        Metric(
            "capacity_cost_utilization",
            _("Capacity cost, share in use"),
            whole and whole.utilization,
            "percent",
            _(
                "(Used by this map + other work) / capacity cost of the roles that are not "
                "external and have a headcount and an hourly cost"
            ),
            inputs=parts,
            table=table,
        ),
    )


def capacity_cost_table(study: Study) -> Table:
    """By role: hourly cost, supplied, used, other work, unused."""
    costs, roles = capacity_costs(study), study.map.role_by_id
    columns = (
        Column("role", _("Role"), "text"),
        Column("supplied", _("Supplied per year"), "money"),
        Column("used", _("Used by this map"), "money"),
        Column("other", _("Other work"), "money"),
        Column("unused", _("Unused"), "money"),
        Column("utilization", _("In use"), "percent"),
        Column("rate", _("Hourly cost"), "money"),
    )
    rows = tuple(
        (
            study.role_name(role),
            cost.supplied,
            cost.used,
            cost.other,
            cost.unused,
            cost.utilization,
            roles[role].hourly_cost,
        )
        for role, cost in costs.items()
    )
    return Table("capacity_cost", _("Capacity cost, used and unused"), columns, rows, tuple(costs))
