"""Opening and saving a large file, with everything the program does for safety."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.maps import large_project
from benchmarks.timing import Figure, typical
from mopsmap import storage

STEPS = 10_000
GOAL = 1.0


def figures() -> Iterator[Figure]:
    """Times to save (written through to the disk, with a backup) and to open a file."""
    project = large_project(STEPS)
    with tempfile.TemporaryDirectory(prefix="mopsmap-bench-") as folder:
        path = Path(folder) / "large.mopsmap"
        saved = typical(lambda: storage.save(project, path), 3)
        yield Figure(f"save {STEPS:,} steps", saved, GOAL)
        opened = typical(lambda: storage.load(path), 3)
        yield Figure(f"open {STEPS:,} steps", opened, GOAL)
