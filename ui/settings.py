"""What a person sets once for all windows: how large the interface is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QActionGroup

from mopsmap.language import translated as _
from mopsmap.units import NARROW_SPACE
from ui.commands.command import Command

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SIZES = (100, 125, 150, 175, 200)
"""Percent of the size that the system gives to everything."""
_SIZE = "interface/size"
_FACTOR = "QT_SCALE_FACTOR"

SETTINGS: tuple[Command, ...] = tuple(
    Command(
        f"size_{percent}",
        f"{percent}{NARROW_SPACE}%",
        (),
        "text-size",
        _("How large everything is from the next start of MOPsMap"),
        checkable=True,
    )
    for percent in SIZES
)
"""Rows of the table of commands."""


def interface_size() -> int:
    """The size that the person chose, in percent."""
    stored = str(QSettings().value(_SIZE, 100))
    return next((size for size in SIZES if str(size) == stored), 100)


@contextmanager
def scaled() -> Iterator[None]:
    """The application made in here is as large as the person chose.

    Qt reads the factor once, and programs started later are not to inherit it.
    """
    before, size = os.environ.get(_FACTOR), interface_size()
    if size != 100:
        os.environ[_FACTOR] = str(float(before or 1) * size / 100)
    yield
    if before is None:
        os.environ.pop(_FACTOR, None)
    else:
        os.environ[_FACTOR] = before


class Settings(QObject):
    """The commands of settings of one window, by the names in the table of commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def mark(self, actions: Mapping[str, QAction]) -> None:
        """Check what is set whenever somebody looks."""
        sizes = QActionGroup(self)
        for percent in SIZES:
            sizes.addAction(actions[f"size_{percent}"])
        actions[f"size_{interface_size()}"].setChecked(True)

    def size_100(self) -> None:
        """As the system has it."""
        self._resize(100)

    def size_125(self) -> None:
        """A quarter larger."""
        self._resize(125)

    def size_150(self) -> None:
        """Half as large again."""
        self._resize(150)

    def size_175(self) -> None:
        """Three quarters larger."""
        self._resize(175)

    def size_200(self) -> None:
        """Twice as large."""
        self._resize(200)

    def _resize(self, percent: int) -> None:
        QSettings().setValue(_SIZE, percent)
        said = _("Everything is shown at {percent} % when MOPsMap is started again.")
        self._window.status.say(said.format(percent=percent))
