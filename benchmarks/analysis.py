"""All analyses of one map, from the project to the figures."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.editing import SAMPLE
from benchmarks.maps import large_project, many_cases_project, uncertain_project
from benchmarks.timing import Figure, typical
from mopsmap import edits, storage
from mopsmap.analysis import Analyzed, Result, analyze, compare, sampling
from mopsmap.analysis.study import study_of
from mopsmap.model import Project


def figures() -> Iterator[Figure]:
    """Times to analyze, to compare, to rank what to fix first, and to sample."""
    sample = storage.load(SAMPLE).project
    before, after = (one.id for one in sample.maps)
    yield Figure("analyze the sample", _analyze(sample, 7))
    others = _drawings(sample, after, 7)
    compared = typical(lambda: compare(next(others), before, after), 7)
    yield Figure("compare its two maps", compared)
    yield Figure("rank what to fix first in the sample", _rank(sample, after, 7), 0.05)
    for steps in (300, 1_000):
        project = large_project(steps)
        yield Figure(f"rank what to fix first in {steps:,} steps", _rank(project, "as-is", 1), 2.0)
    for steps, goal in ((30, 0.005), (300, None), (1_000, 0.1), (2_000, None)):
        yield Figure(f"analyze {steps:,} steps", _analyze(large_project(steps), 5), goal)
    yield Figure("analyze 10,000 cases", _analyze(many_cases_project(4, 10), 5), 0.02)
    yield Figure("sample 20,000 runs of 30 steps", _sample(uncertain_project(30)), 0.3)
    yield Figure("sample fewer runs of 1,000 steps", _sample(uncertain_project(1_000)))


def _analyze(project: Project, times: int) -> float:
    """The median time for another drawing each time."""
    one = project.maps[0].id
    drawings = _drawings(project, one, times)
    return typical(lambda: analyze(next(drawings), one), times)


def _sample(project: Project) -> float:
    """The median time to walk many items through a map."""
    study = study_of(project, project.maps[0].id)
    return typical(lambda: sampling.sample(study), 5)


def _rank(project: Project, map_id: str, times: int) -> float:
    """The median time to make all of "Fix this first" once a map is analyzed."""
    found = iter([analyze(each, map_id) for each in _drawings(project, map_id, times)])
    return typical(lambda: _priorities(next(found)).make(), times)


def _priorities(found: Analyzed) -> Result:
    return next(result for result in found.results if result.key == "priorities")


def _drawings(project: Project, map_id: str, times: int) -> Iterator[Project]:
    """One more than so many drawings of a map, of which nothing is known yet."""
    flow = project.map_by_id[map_id].flows[0].id
    labels = (f"Answer {number}" for number in range(times + 1))
    return iter([edits.set_flows(project, map_id, (flow,), label=label) for label in labels])
