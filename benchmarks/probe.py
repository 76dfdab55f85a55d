"""One start, in a process of its own: prints the seconds from its launch to each mark, and at the
end the bytes of memory that it takes.

Imports nothing that a bare window would not, and watches only the end of the first painting.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _mark(name: str, began: float) -> None:
    print(name, time.time() - began, flush=True)


def _memory() -> None:
    """What is resident, where the system says it as Linux does."""
    try:
        with open("/proc/self/status") as told:  # noqa: PTH123 - a bare window needs no pathlib
            for line in told:
                if line.startswith("VmRSS:"):
                    print("memory", 1024 * int(line.split()[1]), flush=True)
    except OSError:
        pass


def _bare(began: float) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication([])

    class Bare(QMainWindow):
        def paintEvent(self, event: Any) -> None:  # noqa: N802
            super().paintEvent(event)
            _mark("painted", began)
            QTimer.singleShot(0, app.quit)

    window = Bare()
    window.setCentralWidget(QLabel("MOPsMap"))
    window.resize(1440, 900)
    window.show()
    app.exec()
    _memory()


def _program(began: float, sample: str) -> None:
    from ui import launch

    launch.hasten()
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
    launch.main([sample])


def _welcome(began: float) -> None:
    from ui import launch

    launch.hasten()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.documents.glance import Glances

    def seen(*_: Any) -> None:
        _mark("painted", began)
        # as a person ends it: windows that are still open do not outlive the application well
        QTimer.singleShot(0, QApplication.closeAllWindows)

    Glances.ask = seen  # type: ignore[method-assign]
    launch.main([])


def _figures_came(session: Any, began: float) -> None:
    """All is shown when nothing is to be painted any more."""
    from PySide6.QtWidgets import QApplication

    from benchmarks.window import settle

    if session.stale or (session.compared_with() and session.comparison is None):
        return
    settle()
    _mark("figures", began)
    _memory()
    QApplication.exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        _bare(float(sys.argv[2]))
    elif sys.argv[1] == "welcome":
        _welcome(float(sys.argv[2]))
    else:
        _program(float(sys.argv[2]), sys.argv[3])
