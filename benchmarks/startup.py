"""From the start of the program to the painted sample and to all figures, beside a bare window.

Each start is a process of its own; bare window and program take turns, so that whatever else the
machine does meets both. In the process itself, only the end of the first painting is watched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.timing import Figure

ROUNDS = 7
SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "campaign.mopsmap"
PAINTED_GOAL, FIGURES_GOAL = 4.0, 10.0
"""How many bare windows the painted sample and all figures may take."""


def figures() -> Iterator[Figure]:
    """Bare window, painted sample, all figures shown: medians over turns."""
    with tempfile.TemporaryDirectory(prefix="mopsmap-bench-") as folder:
        rounds = [(_start("bare", folder), _start("program", folder)) for _ in range(ROUNDS + 1)]
    bare = median(times["painted"] for times, _ in rounds[1:])
    yield Figure("start: bare window painted", bare)
    for what, mark, goal in (
        ("start: sample painted (goal 4 bare windows)", "painted", PAINTED_GOAL),
        ("start: all figures shown (goal 10)", "figures", FIGURES_GOAL),
    ):
        yield Figure(what, median(times[mark] for _, times in rounds[1:]), goal * bare)


def _start(kind: str, folder: str) -> dict[str, float]:
    """Seconds from starting a process to each of its marks.

    Settings and compiled modules are kept in `folder`; the first round, which fills it, is no
    measurement.
    """
    own = {f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    own |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": folder}
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", __name__, kind, str(time.time())],
        env=kept | own,
        cwd=SAMPLE.parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    lines = (line.split() for line in done.stdout.splitlines())
    return {mark: float(seconds) for mark, seconds in lines}


def _mark(name: str, began: float) -> None:
    print(name, time.time() - began, flush=True)


def _bare(began: float) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])

    class Bare(QMainWindow):
        def paintEvent(self, event: Any) -> None:  # noqa: N802
            super().paintEvent(event)
            _mark("painted", began)
            QTimer.singleShot(0, app.quit)

    window = Bare()
    window.resize(1440, 900)
    window.show()
    app.exec()


def _program(began: float) -> None:
    from ui import launch
    from ui.canvas.view import MapView

    paint: Callable[[Any, Any], None] = MapView.paintEvent
    seen = []

    def painted(view: Any, event: Any) -> None:
        paint(view, event)
        if not seen and view.session.map.steps:
            seen.append(view)
            _mark("painted", began)
            view.session.analyzed.connect(lambda: _figures_came(view.session, began))

    MapView.paintEvent = painted  # type: ignore[method-assign]
    launch.main([str(SAMPLE)])


def _figures_came(session: Any, began: float) -> None:
    """All is shown when nothing is to be painted any more."""
    from PySide6.QtWidgets import QApplication

    from benchmarks.window import settle

    if session.stale or (session.compared_with() and session.comparison is None):
        return
    settle()
    _mark("figures", began)
    QApplication.exit(0)


if __name__ == "__main__":
    {"bare": _bare, "program": _program}[sys.argv[1]](float(sys.argv[2]))
