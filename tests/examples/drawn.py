"""Maps of examples, analyzed: what the files that work examples out draw alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from mopsmap.analysis import Analyzed, analyze
from mopsmap.analysis.sampling import Sample, sample
from mopsmap.model import ValueStreamMap
from mopsmap.units import Duration
from tests.core.drawing import draw, project


def chain(steps: Iterable[str]) -> str:
    """Flows of steps in a row."""
    return ", ".join(f"{one}>{other}" for one, other in pairwise(steps))


def row(steps: Mapping[str, Any], **fields: Any) -> ValueStreamMap:
    """A map of steps in a row."""
    return draw(chain(steps), steps, **fields)


def minutes(process: float, whole: float | None = None) -> dict[str, Duration]:
    """Times of a step by its process time and the time from its being there to its end."""
    times = {"process_time": Duration(process, "min")}
    return times if whole is None else times | {"wait_time": Duration(whole - process, "min")}


def analyzed(one: ValueStreamMap, **of_project: Any) -> Analyzed:
    """Everything known about a map."""
    return analyze(project(one, **of_project), one.id)


def figures(one: ValueStreamMap, **of_project: Any) -> Mapping[str, Any]:
    """What `analyze --json` answers."""
    return analyzed(one, **of_project).figures


def expected(one: ValueStreamMap, **of_project: Any) -> float:
    """The expected lead time in hours."""
    return float(figures(one, **of_project)["lead_time_hours"]["expected"])


def walked(found: Analyzed, runs: int = 400_000) -> Sample:
    """Many items walked through a map, with all that is random."""
    sampled = sample(found.study, runs)
    assert sampled is not None
    return sampled


def without_waits(one: ValueStreamMap) -> ValueStreamMap:
    """The same map where no item ever waits."""
    return one.replace(steps=tuple(step.replace(wait_time=None) for step in one.steps))
