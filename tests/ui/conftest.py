"""Windows of tests are never shown on a screen, and never touch the settings of who runs them."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QEvent, QSettings, QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from mopsmap.model import new_project
from tests.ui.hand import Hand, small_project
from ui.app import dress, make_application
from ui.look.motion import motion
from ui.look.theme import Appearance
from ui.main_window import MainWindow

_HOME = tempfile.TemporaryDirectory(prefix="mopsmap-tests-")
_SCREEN = Path(_HOME.name) / "screen.json"
_SCREEN.write_text(
    json.dumps({"screens": [{"name": "desk", "x": 0, "y": 0, "width": 1920, "height": 1080}]})
)
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREEN}"
for _kind in ("CONFIG", "DATA", "CACHE", "STATE"):
    os.environ[f"XDG_{_kind}_HOME"] = str(Path(_HOME.name) / _kind.lower())


def pytest_configure(config: pytest.Config) -> None:
    """The plugin without a screen says this of every menu."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """The application as the program makes it; settings go to a folder of this run."""
    if not sys.platform.startswith("linux"):  # elsewhere no environment names these folders
        QStandardPaths.setTestModeEnabled(True)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, _HOME.name)
    motion.reduce(True)  # what is tested is there at once, but in the tests of motion
    yield make_application(["mopsmap"])
    QGuiApplication.clipboard().clear()  # without a screen what was copied would outlive Python
    _HOME.cleanup()


@pytest.fixture(autouse=True)
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that no test expects would wait for ever."""

    def ask(*words: object, **more: object) -> NoReturn:
        raise AssertionError(f"nobody is there to answer: {words[1:]}")

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, ask)
    monkeypatch.setattr(QMessageBox, "question", ask)


def _open(qapp: QApplication) -> Hand:
    QSettings().clear()
    appearance = Appearance("light")
    dress(qapp, appearance)
    window = MainWindow(appearance)
    window.resize(1440, 900)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    hand = Hand(window)
    hand.activate()
    return hand


def _shut(hands: list[Hand]) -> None:
    """Close windows whatever they hold; no work of theirs may go on."""
    for window in {window for hand in hands for window in (hand.window, *_beside(hand))}:
        window.files.close()
        window.session.close()
        window.hide()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [t for t in threading.enumerate() if t.name == "mopsmap-work"]
    for thread in left:
        thread.join(0.2)  # one that has told its result may still be on its way out
    assert not any(t.is_alive() for t in left), "work goes on after the window is closed"


def _beside(hand: Hand) -> list[MainWindow]:
    """The other windows of the same program that are open."""
    return [window for window in hand.window.windows.opened if window is not hand.window]


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[], Hand]]:
    """Makes windows of 1440 x 900 with an empty document."""
    hands: list[Hand] = []

    def make() -> Hand:
        hands.append(_open(qapp))
        return hands[-1]

    yield make
    _shut(hands)


@pytest.fixture(scope="module")
def _window_of_module(qapp: QApplication) -> Iterator[Hand]:
    hand = _open(qapp)
    yield hand
    _shut([hand])


@pytest.fixture
def hand(_window_of_module: Hand, qtbot: QtBot) -> Hand:
    """A window with an empty document, as if just opened; the tests of a module share it."""
    hand = _window_of_module
    for window in _beside(hand):
        window.end()
    hand.let_all_go()
    QSettings().clear()
    QGuiApplication.clipboard().clear()
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()
    for dock in hand.window.findChildren(QDockWidget):
        dock.show()
    hand.window.actions_by_name["view_map"].trigger()
    hand.window.choose_overlay(None)
    hand.show(new_project())
    hand.activate()
    hand.pointer_over_nothing()
    return hand


@pytest.fixture
def small(hand: Hand) -> Hand:
    """The same window with a small map."""
    hand.show(small_project())
    return hand
