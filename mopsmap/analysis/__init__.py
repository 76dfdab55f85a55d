"""The analyses of a map, and the one study they share.

Importing this package is cheap: graph and array libraries are loaded by the first analysis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from threading import current_thread, main_thread
from time import sleep
from typing import TYPE_CHECKING, Any

from mopsmap.analysis.result import (
    Analyzed,
    CaseName,
    Column,
    Ladder,
    Mark,
    Metric,
    Overlay,
    Result,
    RoleFigures,
    Rung,
    StepFigures,
    Table,
)
from mopsmap.model import Project, ValueStreamMap
from mopsmap.numerals import in_use
from mopsmap.reading import Problem

if TYPE_CHECKING:
    from mopsmap.analysis.study import Study

ANALYSES = (
    "timeline",
    "priorities",
    "critical_path",
    "routing",
    "waste",
    "cost",
    "capacity",
    "quality",
    "handoffs",
    "evidence",
    "uncertainty",
    "priorities.robust_rank",
)
"""Modules of this package with `run(study) -> Result`, in the order they are shown."""

__all__ = [
    "ANALYSES",
    "Analyzed",
    "CaseName",
    "Column",
    "Ladder",
    "Mark",
    "Metric",
    "Overlay",
    "Result",
    "RoleFigures",
    "Rung",
    "StepFigures",
    "Table",
    "analyze",
    "compare",
    "compare_drawings",
]

_APPROXIMATIONS = {"sampled_cases", "approximate_parallel_rework", "approximate_cases"}


_KEPT = 4
_kept: tuple[tuple[ValueStreamMap, object, Analyzed], ...] = ()


def analyze(project: Project, map_id: str, case: CaseName = "typical") -> Analyzed:
    """All figures of one map, with times of the chosen case. Raises KeyError for an unknown map.

    A map never changes, so the figures of the last maps are kept, with the numbers in their texts
    as they were written: to compare two maps asks for both again. A background thread lets the
    others run between the analyses.
    """
    global _kept
    one = project.map_by_id[map_id]
    setting = (project.calendar, project.distribution, case, in_use())
    for known, known_setting, found in _kept:
        if known is one and known_setting == setting:
            return found
    found = _analyze(project, map_id, case)
    _kept = ((one, setting, found), *_kept[: _KEPT - 1])
    return found


def _analyze(project: Project, map_id: str, case: CaseName) -> Analyzed:
    from mopsmap.analysis.study import study_of

    study = study_of(project, map_id, case)
    results = []
    for name in ANALYSES:
        let_others_run()
        results.append(import_module(f"mopsmap.analysis.{name}").run(study))
    let_others_run()
    return _analyzed(study, tuple(results))


def let_others_run() -> None:
    """In a background thread, give the window a turn."""
    if current_thread() is not main_thread():
        sleep(0)


def compare(project: Project, from_id: str, to_id: str) -> dict[str, Any]:
    """What changed between two maps and what it gives: the `compare --json` answer.

    Raises KeyError for an unknown map.
    """
    from mopsmap.analysis.comparison import compare_maps

    return compare_maps(project, from_id, to_id)


def compare_drawings(project: Project, from_id: str, to_id: str) -> dict[str, Any]:
    """The `steps` and `flows` of the `compare --json` answer, which need no figures.

    Raises KeyError for an unknown map.
    """
    from mopsmap.analysis.comparison import compare_drawings

    return compare_drawings(project, from_id, to_id)


def _analyzed(study: Study, results: tuple[Result, ...]) -> Analyzed:
    found = study.probable
    plan = found.schedule if found else None
    problems = [*study.problems, *(p for r in results for p in r.problems)]
    rank = {"error": 0, "warning": 1, "info": 2}
    problems.sort(key=lambda p: rank[p.severity])
    headline = {key: value for result in results for key, value in result.figures.items()}
    roles = {role: load for result in results for role, load in result.roles.items()}
    return Analyzed(
        map_id=study.map.id,
        case=study.case,
        results=results,
        problems=tuple(problems),
        steps=study.steps,
        roles=roles,
        ladder=next((r.ladder for r in results if r.ladder is not None), None),
        critical_steps=plan.critical_steps if plan else frozenset(),
        critical_flows=plan.critical_flows if plan else frozenset(),
        headline=headline,
        make_figures=lambda: _figures(study, headline, roles, problems),
        study=study,
    )


_FIGURES = (
    "lead_time_hours",
    "process_time_hours",
    "wait_time_hours",
    "value_adding_hours",
    "activity_ratio",
    "process_cycle_efficiency",
    "rolled_complete_accurate",
    "total_process_time_hours",
    "effort_hours_per_item",
    "cost_per_item",
    "cost_per_year",
    "cost_by_value_class",
    "rework_cost_per_item",
    "handoffs",
    "tool_switches",
    "first_time_right",
    "critical_path",
    "critical_paths_count",
)
_STEP_FIGURES = (
    "executions",
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_float",
    "free_float",
    "drag",
    "critical",
    "criticality_index",
    "effort_hours",
    "cost",
)
_ROLE_FIGURES = (
    "demand_hours_per_year",
    "available_hours_per_year",
    "utilization",
    "capacity_per_year",
)


def _figures(
    study: Study,
    headline: Mapping[str, Any],
    roles: Mapping[str, RoleFigures],
    problems: Sequence[Problem],
) -> dict[str, Any]:
    """The `analyze --json` answer, keys in the order of the format."""
    from mopsmap.analysis.priorities import priority_figures
    from mopsmap.analysis.timeline import case_figures
    from mopsmap.analysis.uncertainty import criticality_index

    index = criticality_index(study)
    steps = {
        step: {**found._asdict(), "criticality_index": index.get(step)}
        for step, found in study.steps.items()
    }
    return {
        "map": study.map.id,
        "case": study.case,
        "approximate": any(p.code in _APPROXIMATIONS for p in problems),
        **{key: headline[key] for key in _FIGURES},
        "cases": case_figures(study),
        "steps": {i: {k: step[k] for k in _STEP_FIGURES} for i, step in steps.items()},
        "roles": {i: {k: getattr(role, k) for k in _ROLE_FIGURES} for i, role in roles.items()},
        "bottleneck": headline["bottleneck"],
        "capacity_per_year": headline["capacity_per_year"],
        "takt_hours": headline["takt_hours"],
        "priorities": priority_figures(study),
        "problems": [
            {"code": p.code, "severity": p.severity, "ids": list(p.ids), "text": p.text}
            for p in problems
        ],
    }
