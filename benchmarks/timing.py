"""Measuring: medians, a reference of the same run, and one line per figure.

A time says little without the machine, so each is also given as a ratio to its goal and to a fixed
Python loop timed on the same machine in the same run.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from statistics import median
from time import perf_counter

HEAD = f"{'time':>12}{'goal':>12}{'time/goal':>11}{'time/loop':>11}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in seconds; `goal` is None where there is none."""

    what: str
    seconds: float
    goal: float | None = None

    def __str__(self) -> str:
        goal, ratio = "\u2013", "\u2013"
        if self.goal is not None:
            goal, ratio = f"{self.goal * 1e3:,.0f} ms", f"{self.seconds / self.goal:.2f}"
        loops = f"{self.seconds / loop_seconds():.2f}"
        return f"{self.what:<52}{self.seconds * 1e3:>9,.1f} ms{goal:>12}{ratio:>11}{loops:>11}"


def fixed_loop() -> int:
    """The reference: 100,000 rounds of plain Python."""
    total = 0
    for number in range(100_000):
        total += number % 7
    return total


@cache
def loop_seconds() -> float:
    """What the reference takes on this machine, once per run."""
    return typical(fixed_loop, 15)


def typical(
    act: Callable[[], object], times: int, undo: Callable[[], object] = lambda: None
) -> float:
    """The median of so many calls of `act`, in seconds, after one call that does not count.

    `undo` follows each call and does not count either.
    """
    act()
    undo()
    found = []
    with no_collection():
        for _ in range(times):
            began = perf_counter()
            act()
            found.append(perf_counter() - began)
            undo()
    return median(found)


@contextmanager
def no_collection() -> Iterator[None]:
    """Without pauses of the garbage collector that earlier benchmarks would cause."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
