"""The program's own window for benchmarks: offscreen, with settings of this run only."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication

from mopsmap.model import Project
from ui.app import dress, make_application
from ui.look.motion import motion
from ui.look.theme import Appearance
from ui.main_window import MainWindow

_HOME = tempfile.TemporaryDirectory(prefix="mopsmap-bench-")


@cache
def application() -> tuple[QApplication, Appearance]:
    """The application as the program makes it; its settings are gone at the end."""
    QStandardPaths.setTestModeEnabled(True)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, _HOME.name)
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{kind}_HOME"] = str(Path(_HOME.name) / kind.lower())
    app = make_application(["mopsmap"])
    motion.reduce(True)
    appearance = Appearance("light")
    dress(app, appearance)
    return app, appearance


def open_window(project: Project) -> MainWindow:
    """A shown window of 1440 x 900 with a project, all figures computed and painted."""
    _, appearance = application()
    window = MainWindow(appearance)
    window.resize(1440, 900)
    window.show()
    window.session.load(project)
    settle()
    window.session.wait()
    settle()
    return window


def close_window(window: MainWindow) -> None:
    """End a window without asking for unsaved work."""
    window.files.close()
    window.session.close()
    window.hide()
    window.deleteLater()
    settle()


def settle() -> None:
    """Process events until nothing is left to do: timers of 0 ms and the paintings they ask for.

    An edit needs at most four rounds: recompute, panels, layouts of widgets, painting.
    """
    for _ in range(6):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()


def settle_figures(window: MainWindow) -> None:
    """The same, and wait for figures that a thread computes, as idle as the program itself."""
    settle()
    while window.session.stale:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    settle()
