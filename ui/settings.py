"""What a person sets once for all windows: the look, how large the interface is, how numbers are
written. The keys of all that begin with the same stroke."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, QSettings, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from mopsmap.language import translated as _
from mopsmap.numerals import NARROW_SPACE, PLAIN, Numerals, grouped, numerals_of, use, using
from ui.commands.command import Command

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SIZES = (100, 125, 150, 175, 200)
"""Percent of the size that the system gives to everything."""
_SIZE = "interface/size"
_FACTOR = "QT_SCALE_FACTOR"

NUMERALS: dict[str, Numerals | None] = {
    "numerals_system": None,
    "numerals_comma": Numerals(".", ","),
    "numerals_space": PLAIN,
    "numerals_point": Numerals(",", "."),
    "numerals_space_comma": Numerals(",", NARROW_SPACE),
}
"""How numbers can be written, by command; None is as the system writes them."""
_NUMERALS = "interface/numerals"


def _example(numerals: Numerals | None) -> str:
    if numerals is None:
        return _("As the system writes them")
    with using(numerals):
        return grouped(1234.5, 1)


LOOK_KEY = "Ctrl+L"
"""The first of the two strokes."""
_OF_FIRST = (Qt.Key.Key_L, Qt.Key.Key_Control, Qt.Key.Key_Meta, Qt.Key.Key_Shift)
SIZE_KEYS, NUMERAL_KEYS = "12345", "67890"


def _key(stroke: str) -> tuple[str, ...]:
    return (f"{LOOK_KEY}, {stroke}",)


_SIZES: tuple[Command, ...] = tuple(
    Command(
        f"size_{percent}",
        f"{percent}{NARROW_SPACE}%",
        _key(stroke),
        "text-size",
        _("How large everything is from the next start of MOPsMap"),
        checkable=True,
    )
    for percent, stroke in zip(SIZES, SIZE_KEYS, strict=True)
)
_WRITTEN: tuple[Command, ...] = tuple(
    Command(
        name,
        _example(numerals),
        _key(stroke),
        "numbers",
        _("How numbers are written"),
        checkable=True,
    )
    for (name, numerals), stroke in zip(NUMERALS.items(), NUMERAL_KEYS, strict=True)
)
_LOOKS: tuple[Command, ...] = (
    Command(
        "theme_system",
        _("Like the system"),
        _key("S"),
        "device-desktop",
        _("Light or dark as the system is"),
        checkable=True,
    ),
    Command(
        "theme_light",
        _("Light"),
        _key("L"),
        "sun",
        _("Dark text on light ground"),
        checkable=True,
    ),
    Command(
        "theme_dark",
        _("Dark"),
        _key("D"),
        "moon",
        _("Light text on dark ground"),
        checkable=True,
    ),
    Command(
        "high_contrast",
        _("High contrast"),
        _key("H"),
        "contrast",
        _("Strong lines and texts, no soft fills"),
        checkable=True,
    ),
    Command(
        "reduce_motion",
        _("Reduce motion"),
        _key("M"),
        "ripple-off",
        _("Show changes at once"),
        checkable=True,
    ),
)
SETTINGS = (*_SIZES, *_WRITTEN, *_LOOKS)
"""Rows of the table of commands."""


def interface_size() -> int:
    """The size that the person chose, in percent."""
    stored = str(QSettings().value(_SIZE, 100))
    return next((size for size in SIZES if str(size) == stored), 100)


def _numerals_chosen() -> str:
    """How the person wants numbers to be written: a key of `NUMERALS`."""
    stored = str(QSettings().value(_NUMERALS, ""))
    return stored if stored in NUMERALS else "numerals_system"


def use_numerals() -> None:
    """Write numbers as the person chose, else as the system does."""
    use(NUMERALS[_numerals_chosen()] or _of_system(QLocale.system()))


def _of_system(system: QLocale) -> Numerals:
    if system.language() == QLocale.Language.C:
        return PLAIN
    return numerals_of(system.decimalPoint(), system.groupSeparator())


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
        self._waiting = ""
        """What is said while the second stroke is waited for."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say after the first stroke what the second one can be, until it is made. Qt tells of
        that one only when its key is let go."""
        if isinstance(event, QKeyEvent):
            first = QKeySequence(LOOK_KEY)
            if event.type() == QEvent.Type.ShortcutOverride:
                self._forget_strokes()
                if QKeySequence(event.keyCombination()) == first:
                    self._tell_strokes(first.toString(QKeySequence.SequenceFormat.NativeText))
            elif event.key() not in _OF_FIRST:
                self._forget_strokes()
        return False

    def _tell_strokes(self, key: str) -> None:
        said = _(
            "{key}, and now 1 to 5 for the size, 6 to 0 for numbers, "
            "L, D or S for the theme, H for contrast, M for motion"
        )
        self._waiting = said.format(key=key)
        self._window.session.said.emit(self._waiting)

    def _forget_strokes(self) -> None:
        if self._waiting and self._waiting == self._window.status.said:
            self._window.status.say("")
        self._waiting = ""

    def mark(self, actions: Mapping[str, QAction]) -> None:
        """Check what is set whenever somebody looks."""
        sizes = QActionGroup(self)
        for percent in SIZES:
            sizes.addAction(actions[f"size_{percent}"])
        actions[f"size_{interface_size()}"].setChecked(True)
        written = QActionGroup(self)
        for name in NUMERALS:
            written.addAction(actions[name])
        actions[_numerals_chosen()].setChecked(True)
        for command in SETTINGS:
            actions[command.name].triggered.connect(lambda *_: self._forget_strokes())

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
        self._window.session.said.emit(said.format(percent=percent))

    def numerals_system(self) -> None:
        """As the system writes them."""
        self._renumber("numerals_system")

    def numerals_comma(self) -> None:
        """As in English."""
        self._renumber("numerals_comma")

    def numerals_space(self) -> None:
        """As in files, with thousands apart."""
        self._renumber("numerals_space")

    def numerals_point(self) -> None:
        """As in German and Spanish."""
        self._renumber("numerals_point")

    def numerals_space_comma(self) -> None:
        """As in French and Polish."""
        self._renumber("numerals_space_comma")

    def _renumber(self, name: str) -> None:
        """Write all numbers of all windows anew."""
        QSettings().setValue(_NUMERALS, name)
        use_numerals()
        for window in self._window.windows.opened:
            window.actions_by_name[name].setChecked(True)
            window.session.veil.show_anew()
            for widget in window.findChildren(QWidget):
                widget.update()
            if window.helping.welcoming:
                window.helping.screen.renew()
