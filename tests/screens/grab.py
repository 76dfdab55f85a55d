"""Renders the screens in one look: `python -m tests.screens.grab light-1440x900 [word ...]`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.screens.looks import LOOKS
from tests.screens.screens import SCREENS, STATES, Screen
from tests.screens.states import states
from tests.ui.hand import Hand
from ui.app import dress, make_application
from ui.look.motion import motion
from ui.look.theme import Appearance
from ui.main_window import MainWindow

OUT = Path(__file__).resolve().parents[2] / "out" / "screens"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


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


def visit(screen: Screen, appearance: Appearance, look: Callable[[MainWindow], object]) -> None:
    """Show one screen in a window of its own, `look` at it, and put it away."""
    window = MainWindow(appearance)
    window.resize(QGuiApplication.primaryScreen().size())
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
    look(window)
    hand.let_all_go()  # else the next screen is seen with a button held
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            other.close()
    window.hide()
    window.session.close()
    window.deleteLater()
    pause(10)


def grab(screen: Screen, appearance: Appearance, folder: Path) -> None:
    """Render one screen into a file, with the menus and windows above it."""

    def render(window: MainWindow) -> None:
        picture = window.grab()
        painter = QPainter(picture)
        painter.setPen(appearance.theme.color("border.strong"))
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                at = QRect(window.mapFromGlobal(other.pos()), other.size())
                painter.drawPixmap(at.topLeft(), other.grab())
                painter.drawRect(at)  # the frame that a window system draws
        painter.end()
        picture.save(str(folder / f"{screen.name}.png"))

    visit(screen, appearance, render)


def main(name: str, words: list[str]) -> None:
    """Render every screen of a look whose name has one of the words, or all."""
    look = LOOKS[name]
    application = make_application(["mopsmap"])
    appearance = Appearance(look.theme)
    appearance.strengthen(look.strong)
    dress(application, appearance)
    motion.reduce(True)  # else a picture may show a card on its way
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    for screen in SCREENS:
        if not look.whole and not screen.everywhere:
            continue
        if not words or any(word in screen.name for word in words):
            print(name, screen.name, flush=True)
            grab(screen, appearance, folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
    sys.stdout.flush()
    os._exit(0)  # windows are still open
