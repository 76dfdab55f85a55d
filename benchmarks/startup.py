"""From the start of the program to the painted sample, to all figures and to the welcome screen,
beside a bare window.

Each start is a process of its own; bare window and program take turns, so that whatever else the
machine does meets both. What the process itself does is in `probe`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.timing import Figure

ROUNDS = 7
SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "campaign.mopsmap"
PAINTED_GOAL, FIGURES_GOAL = 4.0, 10.0
"""How many bare windows the painted sample and all figures may take."""


def figures() -> Iterator[Figure]:
    """Bare window, welcome screen, painted sample, all figures shown: medians over turns."""
    with tempfile.TemporaryDirectory(prefix="mopsmap-bench-") as folder:
        kinds = ("bare", "welcome", "program")
        turns = [[start(kind, folder) for kind in kinds] for _ in range(ROUNDS + 1)]
    rounds = turns[1:]
    bare, welcome = (median(turn[number]["painted"] for turn in rounds) for number in (0, 1))
    yield Figure("start: bare window painted", bare)
    yield Figure("start: welcome painted (goal 4 bare windows)", welcome, PAINTED_GOAL * bare)
    for what, mark, goal in (
        ("start: sample painted (goal 4 bare windows)", "painted", PAINTED_GOAL),
        ("start: all figures shown (goal 10)", "figures", FIGURES_GOAL),
    ):
        yield Figure(what, median(times[mark] for *_, times in rounds), goal * bare)


def start(kind: str, folder: str, sample: Path = SAMPLE) -> dict[str, float]:
    """Seconds from starting a process to each of its marks, and its bytes of "memory".

    Settings and compiled modules are kept in `folder`; the first round, which fills it, is no
    measurement.
    """
    own = {f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    own |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": folder}
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.probe", kind, str(time.time()), str(sample)],
        env=kept | own,
        cwd=SAMPLE.parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    lines = (line.split() for line in done.stdout.splitlines())
    return {mark: float(seconds) for mark, seconds in lines}
