"""All analyses of one map, from the project to the figures."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.editing import SAMPLE
from benchmarks.maps import large_project
from benchmarks.timing import Figure, typical
from mopsmap import storage
from mopsmap.analysis import analyze, compare


def figures() -> Iterator[Figure]:
    """Times to analyze the sample and large maps, and to compare the sample's two maps."""
    sample = storage.load(SAMPLE).project
    before, after = (one.id for one in sample.maps)
    yield Figure("analyze the sample", typical(lambda: analyze(sample, before), 7))
    yield Figure("compare its two maps", typical(lambda: compare(sample, before, after), 7))
    for steps in (300, 1_000, 2_000):
        project = large_project(steps)
        only = project.maps[0].id
        yield Figure(
            f"analyze {steps:,} steps", typical(lambda p=project, i=only: analyze(p, i), 3)
        )
