"""Activity networks: critical paths, float, drag, three-point estimates, merging branches."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

from mopsmap.analysis import Analyzed
from mopsmap.analysis.estimates import (
    chance_all_on_time,
    chance_by_normal,
    classic_pert_variance,
    longest_of_two,
    variance_hours,
)
from mopsmap.model import ValueStreamMap
from mopsmap.units import Calendar, Duration, Spread, ThreePoint
from tests.core.drawing import draw
from tests.examples.drawn import analyzed, walked
from tests.examples.published import Sampled, worked

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


def classic_variance(tasks: Mapping[str, list[Any]], path: list[str]) -> float:
    """Variance of a path as these books have it."""
    return sum(classic_pert_variance(tasks[step][0], tasks[step][2]) for step in path)


@worked("pert-flylib")
def four_in_a_row(given: Given) -> Found:
    tasks: dict[str, list[Any]] = {}
    for i, times in enumerate(given["critical_path_amb"]):
        tasks[f"s{i}"] = [*times, [f"s{i - 1}"] if i else []]
    found = analyzed(network(tasks))
    mean = found.figures["lead_time_hours"]["expected"]
    variance = classic_variance(tasks, found.figures["critical_path"])
    return {
        "mean": mean,
        "variance": variance,
        "P": chance_by_normal(mean, variance, given["x"]),
    }


@worked("pert-chase-9")
def nine_tasks(given: Given) -> Found:
    found = analyzed(network(given["tasks"]))
    mean = found.figures["lead_time_hours"]["expected"]
    variance = classic_variance(given["tasks"], found.figures["critical_path"])
    return {
        "te": {name: step.process_hours for name, step in found.steps.items()},
        "duration": mean,
        "critical_path": found.figures["critical_path"],
        "variance": variance,
        "P_le_53": chance_by_normal(mean, variance, given["x"]),
        "TF": total_float(found),
    }


@worked("pert-heizer-foundry")
def foundry(given: Given) -> Found:
    found = analyzed(network(given["tasks"]))
    mean = found.figures["lead_time_hours"]["expected"]
    variance = classic_variance(given["tasks"], found.figures["critical_path"])
    runs = walked(found)
    return {
        "duration": mean,
        "critical_path": found.figures["critical_path"],
        "variance": variance,
        "P_le_16": chance_by_normal(mean, variance, given["x"]),
        "mc_mean": Sampled(float(runs.lead_time.mean())),
        "mc_P_le_16": Sampled(float((runs.lead_time <= given["x"]).mean())),
        "criticality_index": {step: Sampled(index) for step, index in runs.critical.items()},
    }


@worked("pert-wikipedia-7")
def seven_tasks(given: Given) -> Found:
    found = analyzed(network(given["tasks"]))
    return {
        "duration": found.figures["lead_time_hours"]["expected"],
        "critical_path": found.figures["critical_path"],
        "TF": total_float(found),
    }


@worked("pert-poseidon")
def late_or_not(given: Given) -> Found:
    return {"P": [chance_by_normal(given["mean"], given["variance"], x) for x in given["x"]]}


@worked("pert-beta-variance")
def two_variances(given: Given) -> Found:
    one = network({"a": [given["a"], given["m"], given["b"], []]})
    return {
        "mean": analyzed(one).steps["a"].process_hours,
        "classic_var": classic_pert_variance(given["a"], given["b"]),
        "beta_pert_var": variance_hours(one.steps[0].process_time, Calendar()),
    }


@worked("merge-goodpasture")
def both_on_time(given: Given) -> Found:
    return {"p_on_time": chance_all_on_time(1 - late for late in given["p_late"])}


@worked("merge-clark-std")
def two_alike(given: Given) -> Found:
    mean, variance, _ = longest_of_two(*map(tuple, given["normals"]), given["rho"])
    return {"E_max": mean, "sd_max": sqrt(variance)}


@worked("merge-clark-general")
def one_longer(given: Given) -> Found:
    mean, variance, first = longest_of_two(*map(tuple, given["normals"]), given["rho"])
    return {"E_max": mean, "var_max": variance, "P_first_critical": first}


@worked("criticality-exp-pair")
def two_random_branches(given: Given) -> Found:
    means = given["parallel_exponential_means"]
    steps = {
        f"s{i}": {"process_time": Spread(distribution="exponential", mean=Duration(mean))}
        for i, mean in enumerate(means)
    }
    found = analyzed(draw("", steps))
    runs = walked(found, 2_000_000)
    return {
        "E_max": Sampled(float(runs.lead_time.mean())),
        "criticality": Sampled([runs.critical[step] for step in steps]),
        "deterministic_cpm": found.figures["lead_time_hours"]["expected"],
    }
