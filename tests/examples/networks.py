"""Activity networks: critical paths, float, drag, three-point estimates, merging branches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap.analysis import Analyzed
from mopsmap.model import ValueStreamMap
from mopsmap.units import Duration, ThreePoint
from tests.core.drawing import draw
from tests.examples.drawn import analyzed
from tests.examples.published import worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]


def network(tasks: Mapping[str, list[Any]]) -> ValueStreamMap:
    """A map of tasks: [hours, predecessors] or [least, likely, most, predecessors]."""
    flows = ", ".join(f"{first}>{task}" for task, (*_, before) in tasks.items() for first in before)
    return draw(
        flows, {task: {"process_time": _time(times)} for task, (*times, _) in tasks.items()}
    )


def _time(hours: list[float]) -> Duration | ThreePoint:
    if len(hours) == 1:
        return Duration(hours[0])
    low, mid, high = (Duration(h) for h in hours)
    return ThreePoint(min=low, likely=mid, max=high)


def total_float(found: Analyzed) -> dict[str, float | None]:
    """Total float of every step."""
    return {name: step.total_float for name, step in found.steps.items()}


def free_float(found: Analyzed) -> dict[str, float | None]:
    """Free float of every step."""
    return {name: step.free_float for name, step in found.steps.items()}


def drag(found: Analyzed) -> dict[str, float | None]:
    """Drag of every step."""
    return {name: step.drag for name, step in found.steps.items()}


def all_paths(found: Analyzed) -> list[list[str]]:
    """The critical paths, as the results list them."""
    table = next(t for r in found.results for t in r.tables if t.key == "critical_paths")
    path = [column.key for column in table.columns].index("path")
    return [str(line[path]).split(" \u2192 ") for line in table.rows]


@worked("cpm-projmanr-two-cp")
def two_critical_paths(given: Given) -> Found:
    one = network(given["tasks"])
    found = analyzed(one)
    joining = [
        [flow.source, flow.target]
        for flow in one.flows
        if {flow.source, flow.target} <= found.critical_steps
        and flow.id not in found.critical_flows
    ]
    drags = {name: step.drag or 0.0 for name, step in found.steps.items()}
    return {
        "duration": found.figures["lead_time_hours"]["expected"],
        "critical_paths": all_paths(found),
        "TF": total_float(found),
        "FF": free_float(found),
        "drag": {"J": drags.pop("J"), "others": max(drags.values())},
        "critical_edges_excluded": joining,
    }


@worked("cpm-studylib")
def early_and_late(given: Given) -> Found:
    found = analyzed(network(given["tasks"]))
    return {
        "duration": found.figures["lead_time_hours"]["expected"],
        "critical_path": found.figures["critical_path"],
        "ES": {name: step.early_start for name, step in found.steps.items()},
        "LF": {name: step.late_finish for name, step in found.steps.items()},
        "TF": total_float(found),
        "FF": free_float(found),
        "drag": drag(found),
    }


@worked("drag-definition")
def drag_of_a_table(given: Given) -> Found:
    return {"drag": drag(analyzed(network(given["tasks"])))}


@worked("pert-chase-9")
def nine_tasks(given: Given) -> Found:
    found = analyzed(network(given["tasks"]))
    return {
        "te": {name: step.process_hours for name, step in found.steps.items()},
        "duration": found.figures["lead_time_hours"]["expected"],
        "critical_path": found.figures["critical_path"],
        "TF": total_float(found),
    }


@worked("pert-heizer-foundry")
def foundry(given: Given) -> Found:
    found = analyzed(network(given["tasks"]))
    return {
        "duration": found.figures["lead_time_hours"]["expected"],
        "critical_path": found.figures["critical_path"],
    }


@worked("pert-wikipedia-7")
def seven_tasks(given: Given) -> Found:
    found = analyzed(network(given["tasks"]))
    return {
        "duration": found.figures["lead_time_hours"]["expected"],
        "critical_path": found.figures["critical_path"],
        "TF": total_float(found),
    }


@worked("pert-beta-variance")
def moments(given: Given) -> Found:
    found = analyzed(network({"a": [given["a"], given["m"], given["b"], []]}))
    return {"mean": found.steps["a"].process_hours}
