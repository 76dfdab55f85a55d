"""What is loaded when: the first painted map does not wait for libraries that it does not need.

Each case is a process of its own, because a module once loaded stays loaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
SAMPLE = HERE / "samples" / "campaign.mopsmap"
FIGURES = ("networkx", "numpy", "scipy", "numba")
FILES = ("openpyxl", "xlsxwriter", "lxml")
TERMINAL = ("click", "rich")
QT = ("PySide6", "shiboken6")

LOADED = "print('loaded', *sorted({name.split('.')[0] for name in sys.modules}))"


def loaded(script: str, home: Path) -> set[str]:
    """The modules that a script has loaded where it says so."""
    folders = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "CACHE")}
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{script}"],
        cwd=HERE,
        env={**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    said = [line.split() for line in done.stdout.splitlines() if line.startswith("loaded ")]
    assert len(said) == 1, done.stdout + done.stderr
    return set(said[0][1:])


def test_the_window_is_loaded_without_what_only_figures_and_files_need(tmp_path: Path) -> None:
    found = loaded(f"import ui.app\n{LOADED}", tmp_path)
    assert {"PySide6", "pydantic", "mopsmap", "ui"} <= found
    assert not found & {*FIGURES, *FILES, *TERMINAL}


def test_the_window_is_loaded_without_what_reads_tables_and_the_clipboard(tmp_path: Path) -> None:
    found = loaded("import ui.app\nprint('loaded', *sys.modules)", tmp_path)
    assert "ui.commands.pasting" in found
    assert not found & {"mopsmap.exchange", "html.parser", "ui.panels.paste_pane"}


FIRST_PAINT = f"""
import os
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from ui import app
from ui.canvas.view import MapView
from ui.session import Session

paint, painting = MapView.paintEvent, []

def watched(view, event):
    painting.append(view)
    paint(view, event)
    painting.pop()

def painted(session):
    QTimer.singleShot(0, QApplication.quit)
    assert not painting, "nothing is seen before the painting has ended"
    assert len(session.map.steps) > 20, session.project.title
    {LOADED}

MapView.paintEvent = watched
Session.release = painted
QSettings.setDefaultFormat(QSettings.Format.IniFormat)
QSettings.setPath(
    QSettings.Format.IniFormat, QSettings.Scope.UserScope, os.environ["XDG_CONFIG_HOME"]
)
assert app.run(Path({str(SAMPLE)!r})) == 0
"""


def test_a_sample_is_painted_before_the_libraries_of_its_figures_are_loaded(
    tmp_path: Path,
) -> None:
    found = loaded(FIRST_PAINT, tmp_path)
    assert not found & {*FIGURES, *FILES, *TERMINAL}


WELCOME = f"""
import os
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from ui import app
from ui.documents import glance
from ui.session import Session
from ui.welcome.screen import Welcome

paint, painted = Welcome.paintEvent, []

def watched(screen, event):
    paint(screen, event)
    painted.append(screen)

def look(*_):
    assert painted, "no file is read before the window is seen"
    {LOADED}
    QTimer.singleShot(0, QApplication.quit)

Welcome.paintEvent = watched
glance.Glances.ask = look
QSettings.setDefaultFormat(QSettings.Format.IniFormat)
QSettings.setPath(
    QSettings.Format.IniFormat, QSettings.Scope.UserScope, os.environ["XDG_CONFIG_HOME"]
)
assert app.run(None) == 0
"""


def test_the_welcome_screen_is_painted_before_any_file_is_read(tmp_path: Path) -> None:
    found = loaded(WELCOME, tmp_path)
    assert not found & {*FIGURES, *FILES, *TERMINAL}


COMMANDS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "help": (["--help"], (*QT, *FIGURES, *FILES)),
    "check": (["check", str(SAMPLE)], (*QT, *FILES)),
    "analyze": (["analyze", str(SAMPLE), "--json"], (*QT, *FILES)),
    "convert": (["convert", str(SAMPLE), "OUT/steps.csv"], (*QT, *FIGURES, "xlsxwriter")),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_load_no_qt_and_only_what_they_use(command: str, tmp_path: Path) -> None:
    words, unneeded = COMMANDS[command]
    arguments = [word.replace("OUT", str(tmp_path)) for word in words]
    script = (
        "from ui.launch import main\n"
        "try:\n"
        f"    status = main({arguments!r})\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
        "assert not status, status\n"
        "print()\n"
        f"{LOADED}"
    )
    found = loaded(script, tmp_path)
    assert "click" in found
    assert not found & set(unneeded)


VOID_CALLS = f"""
from PySide6.QtCore import QObject
before = sys.getrefcount(None)
thing = QObject()
for _ in range(100_000):
    thing.setObjectName("x")
lost = before - sys.getrefcount(None)
assert lost < 1000, f"{{lost}} references to None are lost"
{LOADED}
"""


def test_qt_calls_that_return_nothing_lose_nothing(tmp_path: Path) -> None:
    """A binding that gives away a reference to None a call ends the process sooner or later."""
    assert "PySide6" in loaded(VOID_CALLS, tmp_path)
