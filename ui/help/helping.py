"""Commands of help, and the welcome screen that lies over a window until there is a document."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from mopsmap import __version__
from mopsmap.diff import MapDiff
from ui.accessible import cover, tell_children
from ui.commands.actions import COMMANDS
from ui.documents.files import samples
from ui.settings import SETTINGS

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.welcome.screen import Welcome

ON_WELCOME = {
    *("new_file", "new_window", "open_file", "import_table", "paste_cells"),
    *("close_window", "quit", "minimize", "next_window", "all_to_front", "full_screen"),
    *("next_pane", "previous_pane"),
    *(command.name for command in SETTINGS),
    *("welcome", "guide", "numbers", "shortcuts", "about"),
}
"""Commands that can be used while the welcome screen hides the document."""

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class Helping(QObject):
    """The commands of help of one window, by the names in the table of commands.

    changed: the welcome screen came or went.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.welcoming = False
        """Whether the welcome screen hides the document."""
        window.view.needed.connect(lambda: self.leave(begin=False))
        cover(window, self._covered)

    def covers(self, top: QWidget) -> None:
        """Under the welcome screen lies also what this row of the window holds."""
        cover(top, self._covered)
        self.changed.connect(lambda: tell_children(self._window))
        self.changed.connect(lambda: tell_children(top))

    def _covered(self) -> list[QWidget]:
        """What the welcome screen hides from eyes, and so from screen readers."""
        window = self._window
        if not self.welcoming:
            return []
        seen = (window.menuWidget(), self.screen)
        beneath = window.findChildren(QWidget, options=DIRECT)
        return [window.toolbar, window.kpis, *(part for part in beneath if part not in seen)]

    @cached_property
    def screen(self) -> Welcome:
        """The welcome screen; made when it is first shown."""
        from ui.welcome.screen import Welcome

        window = self._window
        commands = {command.name: command for command in COMMANDS}
        known = window.windows.known
        screen = Welcome(window.appearance, commands, samples(), known, window)
        screen.asked.connect(self._do)
        screen.opened.connect(lambda path: window.filing.open_path(path))
        screen.copied.connect(lambda path: window.filing.open_path(path, as_copy=True))
        screen.left.connect(lambda: self.leave())
        window.session.changed.connect(self._another_document)
        for said in (window.session.said, window.files.remarked):
            said.connect(screen.beginnings.say)
        screen.beside = window.recovery.bar.buttons
        for watched in (window, window.recovery.bar):
            watched.installEventFilter(self)
        return screen

    def welcome(self) -> None:
        """Begin, go on with a recent file, or look at a sample."""
        screen, window = self.screen, self._window
        window.view.settle()
        self.welcoming = True
        window.view.setEnabled(False)
        window.menu_row.show_document(False)
        self._place()
        screen.renew()
        screen.raise_()
        screen.show()
        screen.take_focus()
        self.changed.emit()

    def guide(self) -> None:
        """How to make a first value stream."""
        self._show_page("guide")

    def numbers(self) -> None:
        """What each figure means."""
        self._show_page("numbers")

    def shortcuts(self) -> None:
        """All keys on one sheet."""
        from ui.commands.shortcuts import ShortcutSheet

        ShortcutSheet(self._window).open()

    def about(self) -> None:
        """Name, version and license."""
        from ui.help.about import about

        about(self._window, __version__)

    def _show_page(self, topic: str) -> None:
        from ui.help.pages import HelpPages

        window = self._window
        pages = next(iter(window.findChildren(HelpPages)), None)
        pages = pages or HelpPages(window.session, window.appearance, window)
        pages.show_topic(topic)
        pages.show()
        pages.raise_()
        pages.activateWindow()

    def leave(self, begin: bool = True) -> None:
        """Show the document; on an empty map `begin` by asking for the first step."""
        if not self.welcoming:
            return
        view = self._window.view
        self.welcoming = False
        self.screen.hide()
        view.setEnabled(True)
        self._window.menu_row.show_document(True)
        self.changed.emit()
        view.setFocus()
        if begin:
            view.begin()

    def _another_document(self, touched: MapDiff | None) -> None:
        if touched is None:
            self.leave()

    def _do(self, name: str) -> None:
        self._window.actions_by_name[name].trigger()

    def _place(self) -> None:
        window, bar = self._window, self._window.recovery.bar
        top = window.menu_row.height() + (0 if bar.isHidden() else bar.height())
        self.screen.setGeometry(0, top, window.width(), window.height() - top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The screen keeps the size of the window."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False
