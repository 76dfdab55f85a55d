"""Windows of tests are never shown on a screen, and never touch the settings of who runs them."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.hand import Hand
from ui.app import dress, make_application
from ui.main_window import MainWindow
from ui.theme import Appearance

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="mopsmap-tests-")
for _kind in ("CONFIG", "DATA", "CACHE", "STATE"):
    os.environ[f"XDG_{_kind}_HOME"] = str(Path(_HOME.name) / _kind.lower())


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """The application as the program makes it; settings go to a folder of this run."""
    if not sys.platform.startswith("linux"):  # elsewhere no environment names these folders
        QStandardPaths.setTestModeEnabled(True)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, _HOME.name)
    yield make_application(["mopsmap"])
    _HOME.cleanup()


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[], Hand]]:
    """Makes windows of 1440 x 900; at the end they are closed and no work of theirs goes on."""
    QSettings().clear()
    appearance = Appearance("light")
    dress(qapp, appearance)
    hands: list[Hand] = []

    def make() -> Hand:
        window = MainWindow(appearance)
        window.resize(1440, 900)
        window.show()
        qtbot.waitExposed(window)
        hand = Hand(window)
        hand.activate()
        hands.append(hand)
        return hand

    yield make
    for hand in hands:
        hand.window.files.close()
        hand.window.session.close()
        hand.window.hide()
        hand.window.deleteLater()
    qapp.processEvents()
    left = [t.name for t in threading.enumerate() if t.name == "mopsmap-work"]
    assert not left, "work goes on after the window is closed"


@pytest.fixture
def hand(open_window: Callable[[], Hand]) -> Hand:
    """One window with an empty document."""
    return open_window()
