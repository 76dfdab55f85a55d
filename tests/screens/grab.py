"""Renders the screens in one theme and size: `python -m tests.screens.grab light 1440x900`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.screens.screens import SCREENS, STATES, Screen
from tests.screens.states import states
from tests.ui.hand import Hand
from ui.app import dress, make_application
from ui.look.motion import motion
from ui.look.theme import Appearance, ThemeSetting
from ui.main_window import MainWindow

OUT = Path(__file__).resolve().parents[2] / "out" / "screens"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"

LEAST = (1100, 700)
"""The least size of the window, in which only a few screens differ."""


def pause(milliseconds: int) -> None:
    """Let the event loop run; unlike qWait it leaves threads their turn."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(window: MainWindow) -> None:
    """Wait until everything is computed and painted."""
    for _ in range(3):
        pause(30)
        window.session.wait()


def grab(screen: Screen, appearance: Appearance, size: tuple[int, int], folder: Path) -> None:
    """Render one screen in a window of its own."""
    window = MainWindow(appearance)
    window.resize(*size)
    window.show()
    QTest.qWaitForWindowExposed(window)
    if screen.sample == STATES:
        window.session.load(states())
    elif screen.sample:
        window.files.open(SAMPLES / f"{screen.sample}.mopsmap", as_copy=True)
    settle(window)
    if screen.map_id:
        window.session.show_map(screen.map_id)
        settle(window)
    hand = Hand(window)
    hand.activate()
    screen.prepare(hand)
    settle(window)
    picture = window.grab()
    painter = QPainter(picture)
    painter.setPen(appearance.theme.color("border.strong"))
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            at = QRect(window.mapFromGlobal(other.pos()), other.size())
            painter.drawPixmap(at.topLeft(), other.grab())
            painter.drawRect(at)  # the frame that a window system draws
            other.close()
    painter.end()
    picture.save(str(folder / f"{screen.name}.png"))
    window.hide()
    window.session.close()
    window.deleteLater()
    pause(10)


def main(theme: ThemeSetting, size: tuple[int, int], words: list[str]) -> None:
    """Render every screen whose name has one of the words, or all."""
    application = make_application(["mopsmap"])
    appearance = Appearance(theme)
    dress(application, appearance)
    motion.reduce(True)  # else a picture may show a card on its way
    folder = OUT / f"{theme}-{size[0]}x{size[1]}"
    folder.mkdir(parents=True, exist_ok=True)
    for screen in SCREENS:
        if size == LEAST and not screen.small:
            continue
        if not words or any(word in screen.name for word in words):
            print(folder.name, screen.name, flush=True)
            grab(screen, appearance, size, folder)


if __name__ == "__main__":
    width, height = (int(part) for part in sys.argv[2].split("x"))
    main(sys.argv[1], (width, height), sys.argv[3:])  # type: ignore[arg-type]
    sys.stdout.flush()
    os._exit(0)  # windows are still open
