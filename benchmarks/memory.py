"""The memory of a window with the largest sample, all figures shown, beside a bare window."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.startup import SAMPLE, start
from mopsmap import storage

GOAL = 3.0
"""How many bare windows it may take."""


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured, in bytes; `goal` is None where there is none."""

    what: str
    size: float
    goal: float | None = None

    def __str__(self) -> str:
        goal, ratio = "\u2013", "\u2013"
        if self.goal is not None:
            goal, ratio = f"{self.goal / 1e6:,.0f} MB", f"{self.size / self.goal:.2f}"
        return f"{self.what:<52}{self.size / 1e6:>9,.1f} MB{goal:>12}{ratio:>11}"


def figures() -> Iterator[Size]:
    """Resident memory of both; nothing where the system does not say it."""
    sample = max(SAMPLE.parent.glob("*.mopsmap"), key=_steps)
    with tempfile.TemporaryDirectory(prefix="mopsmap-bench-") as folder:
        bare = start("bare", folder).get("memory")
        program = start("program", folder, sample).get("memory")
    if bare is not None and program is not None:
        yield Size("memory: bare window", bare)
        yield Size(f"memory: all of {sample.stem} (goal 3 bare windows)", program, GOAL * bare)


def _steps(sample: Path) -> int:
    return max(len(one.steps) for one in storage.load(sample).project.maps)
