"""Starts the application: settings, fonts, theme, the first window."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QSettings, QTimer, QTranslator
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.accessible import install
from ui.background import Collector
from ui.languages import ENGLISH
from ui.look.style import style_sheet
from ui.look.theme import Appearance, ThemeSetting, font
from ui.main_window import MainWindow
from ui.remembering import restore_shape
from ui.settings import scaled, use_numerals
from ui.windows import Windows

ORGANIZATION, NAME = "MOPsMap", "MOPsMap"


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The Qt application with our name, font and style."""
    QApplication.setOrganizationName(ORGANIZATION)
    QApplication.setApplicationName(NAME)
    with scaled():
        app = QApplication(arguments or ["mopsmap"])
    install()
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font("body"))
    Collector(app)
    return app


def dress(app: QApplication, appearance: Appearance) -> None:
    """Give the application palette and style sheet of the theme, now and whenever it changes."""

    def restyle() -> None:
        theme = appearance.theme
        app.setPalette(theme.palette())
        app.setStyleSheet(style_sheet(theme))

    appearance.changed.connect(restyle)
    restyle()


class Opener(QObject):
    """Opens files that the system hands over, such as those double-clicked on macOS."""

    def __init__(self, windows: Windows) -> None:
        super().__init__(windows)
        self._windows = windows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the file of a file-open event in the window it belongs to."""
        if isinstance(event, QFileOpenEvent) and event.file() and self._windows.opened:
            self._windows.opened[-1].filing.open_path(Path(event.file()))
            return True
        return False


def translate_qt(app: QApplication, language: str) -> None:
    """Let Qt's own texts, as in menus of fields and file dialogs, be in the language too."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)


def run(path: Path | None, language: str = ENGLISH) -> int:
    """Open the window, with a file if one is named; returns the exit status."""
    app = make_application(sys.argv[:1])
    translate_qt(app, language)
    use_numerals()
    stored = QSettings().value("theme", "system")
    setting: ThemeSetting = stored if stored in ("light", "dark", "system") else "system"
    strong = bool(QSettings().value("contrast", False, type=bool))
    appearance = Appearance(setting, strong=strong)
    window = MainWindow(appearance)
    window.session.hold()
    restore_shape(window)
    if path is None or not window.files.open(path):
        window.helping.welcome()
        window.helping.screen.painted.connect(lambda: _soon(window))
    elif window.views.currentWidget() is window.view:
        window.view.painted.connect(lambda: _soon(window))
    else:
        _soon(window)
    opener = Opener(window.windows)
    app.installEventFilter(opener)
    dress(app, appearance)  # last: styling all widgets once is quicker than each as it is made
    window.show()
    return app.exec()


def _soon(window: MainWindow) -> None:
    """Not within the painting itself: the window would be seen only when all the rest is done."""
    QTimer.singleShot(0, window, lambda: _go_on(window))


def _go_on(window: MainWindow) -> None:
    """The map is painted; what was made so far lives as long as the window and is no garbage."""
    gc.freeze()
    window.session.release()
    window.recovery.offer()
