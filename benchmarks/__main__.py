"""Runs the benchmarks: all of them, or those named, as in `python -m benchmarks startup files`."""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.timing import HEAD, loop_seconds

PARTS = ("startup", "memory", "editing", "canvas", "files", "layout", "analysis", "capture")


def main(names: list[str]) -> int:
    """Print the figures of the parts named, or of all; returns the exit status."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no benchmark '{unknown[0]}'. There are: {', '.join(PARTS)}.")
        return 2
    print(f"The loop of 'time/loop' takes {loop_seconds() * 1e3:.2f} ms here.")
    for name in names or PARTS:
        print(f"\n{name:<52}{HEAD}")
        for figure in import_module(f"benchmarks.{name}").figures():
            print(figure, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
