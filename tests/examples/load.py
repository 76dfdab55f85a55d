"""Load, capacity and queues of roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap.model import Role
from mopsmap.units import Calendar
from tests.examples.drawn import analyzed, minutes, row
from tests.examples.published import worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]


@worked("flow-laguna-5.11")
def pools(given: Given) -> Found:
    units = given["units"]
    one = row(
        {role: minutes(load) | {"role": role} for role, load in given["unit_load_min"].items()},
        roles=tuple(Role(id=role, headcount=float(count)) for role, count in units.items()),
    )
    found = analyzed(one)
    hours = Calendar().hours_per_year
    capacity = {role: load.capacity_per_year or 0.0 for role, load in found.roles.items()}
    return {
        "capacity_per_min": {role: each / hours / 60 for role, each in capacity.items()},
        "bottleneck": found.figures["bottleneck"],
        "process_capacity_per_h": found.figures["capacity_per_year"] / hours,
    }
