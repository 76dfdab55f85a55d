"""The window: menu row, toolbar, key figures, canvas, docks and status bar around one session."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from ui.bars import MenuRow, StatusBar
from ui.canvas.overview import Overview
from ui.canvas.view import MapView
from ui.capture.capturing import Capturing
from ui.commands.actions import COMMANDS, Command
from ui.commands.conditions import met
from ui.commands.editing import Editing
from ui.commands.filing import Filing
from ui.commands.keeping import Keeping
from ui.commands.menus import Menus, undo_text
from ui.commands.noting import Noting
from ui.commands.pasting import Pasting
from ui.commands.viewing import VIEWS, Viewing
from ui.commands.visiting import Visiting
from ui.commands.walking import Walking
from ui.documents.files import Files, document_name
from ui.documents.recovery import Recovery
from ui.help.helping import ON_WELCOME, Helping
from ui.look.theme import Appearance, token
from ui.panels.inspector import Inspector
from ui.panels.kpis import KpiStrip
from ui.panels.ladder import LadderPanel
from ui.panels.outline import Outline
from ui.panels.problems import ProblemsPanel
from ui.panes import Panes
from ui.remembering import keep_look, keep_shape, restore_columns, restore_look
from ui.room import Room, least_size
from ui.session import Session
from ui.settings import Settings
from ui.toast import Toasts
from ui.toolbar import Toolbar
from ui.windows import Windowing, Windows
from ui.workshop.mode import Workshop

if TYPE_CHECKING:
    from ui.commands.palette import Palette
    from ui.compare.page import ComparePage
    from ui.panels.charter import CharterPage
    from ui.panels.notes import NotesPanel
    from ui.panels.results import ResultsPanel
    from ui.panels.table_page import TablePage

BELOW = {
    "ladder": _("Lead-time ladder"),
    "results": _("Where the time goes"),
    "priorities": _("Fix this first"),
    "grid": _("Step table"),
    "problems": _("Problems"),
    "notes": _("Notes"),
}
"""By attribute that holds it, the title of each page below the canvas."""


class MainWindow(QMainWindow):
    """One window with one document."""

    def __init__(self, appearance: Appearance, windows: Windows | None = None) -> None:
        super().__init__()
        self.appearance = appearance
        self.windows = windows or Windows(appearance)
        self.windows.opened.append(self)
        self.session = Session(self)
        self.files = Files(self.session, self)
        self.view = MapView(self.session, appearance)
        self.editing = Editing(self.session, self.view)
        self.noting = Noting(self.session, self.view)
        self.filing = Filing(self.session, self.files, self)
        self.viewing = Viewing(self)
        self.walking = Walking(self)
        self.actions_by_name: dict[str, QAction] = {}
        self.windowing = Windowing(self)
        self.keeping = Keeping(self)
        self.helping = Helping(self)
        self._asked = False
        self.going = Panes(self)
        self.settings = Settings(self)
        self.setMinimumSize(least_size(self))
        self.pasting = Pasting(self)
        self._make_panels()
        self.visiting = Visiting(self)
        self._make_actions()
        self._make_frame()
        self._make_docks()
        undo = self.actions_by_name["undo"].trigger
        self.toasts = Toasts(self.session, self.views, self.capturing.line, undo, self)
        self._connect()
        self._restyle()
        self._show_document()

    def _make_panels(self) -> None:
        session, appearance = self.session, self.appearance
        self.outline = Outline(session, appearance)
        self.inspector = Inspector(session, appearance)
        self.kpis = KpiStrip(session, appearance)
        self.ladder = LadderPanel(session, appearance)
        self.problems = ProblemsPanel(session, appearance)
        self.views = QStackedWidget()
        self.capturing = Capturing(self)
        self.map_page = self.capturing.page
        self.views.addWidget(self.map_page)
        self.workshop = Workshop(self)
        self.setCentralWidget(self.workshop.page)

    @cached_property
    def comparison(self) -> ComparePage:
        """As-is against to-be; made when it is first shown, as the start has no need of it."""
        from ui.compare.page import make_page

        return make_page(self)

    @cached_property
    def palette_field(self) -> Palette:
        """The command palette; made when it is first asked for."""
        from ui.commands.palette import Palette

        return Palette(self)

    @cached_property
    def table(self) -> TablePage:
        """The steps as a table; made when it is first shown."""
        return self._make_table(self.views)

    @cached_property
    def grid(self) -> TablePage:
        """The same table below the canvas."""
        return self._make_table(self.pages)

    def _make_table(self, stack: QStackedWidget) -> TablePage:
        from ui.panels.table_page import TablePage

        stack.addWidget(page := TablePage(self.session, self.appearance))
        restore_columns(page.table)
        return page

    @cached_property
    def charter(self) -> CharterPage:
        """What the team agreed on; made when it is first shown."""
        from ui.panels.charter import CharterPage

        page = CharterPage(self.session, self.appearance)
        self.views.addWidget(page)
        return page

    @cached_property
    def results(self) -> ResultsPanel:
        """Where the time goes; made when it is first shown."""
        from ui.panels.results import FIX_FIRST, ResultsPanel

        return self._add_results(ResultsPanel(self.session, self.appearance, without=FIX_FIRST))

    @cached_property
    def priorities(self) -> ResultsPanel:
        """What to fix first; made when it is first shown."""
        from ui.panels.results import FIX_FIRST, ResultsPanel

        return self._add_results(ResultsPanel(self.session, self.appearance, only=FIX_FIRST))

    @cached_property
    def notes(self) -> NotesPanel:
        """What was remarked; made when it is first shown."""
        from ui.panels.notes import NotesPanel

        panel = NotesPanel(self.session, self.appearance)
        panel.step_activated.connect(self.show_step)
        panel.note_activated.connect(self._show_note)
        self.pages.addWidget(panel)
        return panel

    def _show_note(self, note: str) -> None:
        self.actions_by_name["view_map"].trigger()
        self.view.show_note(note)

    def _add_results(self, panel: ResultsPanel) -> ResultsPanel:
        panel.step_activated.connect(self.show_step)
        self.pages.addWidget(panel)
        return panel

    def _make_actions(self) -> None:
        for command in COMMANDS:
            action = QAction(command.text, self)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setStatusTip(command.tip)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            words = command.tip or command.text.rstrip("\u2026")
            action.setToolTip(f"{words} ({keys})" if keys else words)
            action.setCheckable(command.checkable)
            action.triggered.connect(self._handler(command))
            if command.scope == "canvas":
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                self.view.addAction(action)
            else:
                self.addAction(action)
            self.actions_by_name[command.name] = action
        themes = QActionGroup(self)
        for name in ("theme_system", "theme_light", "theme_dark"):
            themes.addAction(self.actions_by_name[name])
        shown = QActionGroup(self)
        for name in VIEWS:
            shown.addAction(self.actions_by_name[name])
        tools = QActionGroup(self)
        for name in ("tool_select", "tool_hand"):
            tools.addAction(self.actions_by_name[name])
        self.actions_by_name["tool_select"].setChecked(True)
        self.viewing.mark(self.actions_by_name)
        self.settings.mark(self.actions_by_name)

    def _handler(self, command: Command) -> Callable[[], object]:
        owners = (
            self.editing,
            self.capturing,
            self.pasting,
            self.noting,
            self.filing,
            self.viewing,
            self.walking,
            self.visiting,
            self.windowing,
            self.keeping,
            self.helping,
            *self.workshop.owners,
            self.settings,
            self,
        )
        for owner in owners:
            found = getattr(type(owner), command.name, None)
            if found is not None:
                return lambda *_, owner=owner, found=found: self._do(command, owner, found)
        raise AttributeError(f"nothing does '{command.name}'")

    def _do(self, command: Command, owner: object, found: Callable[[Any], object]) -> None:
        """Do a command. What the pointer is at is given up first, what is typed is kept; where
        that took something back, undo has done its work."""
        given_up = self.view.cancel_gesture() or self.view.settle()
        if not (given_up and command.name in ("undo", "redo")):
            found(owner)

    def _make_frame(self) -> None:
        self.menu_bar = QMenuBar()
        self.menus = Menus(self)
        self.menus.fill_bar(self.menu_bar)
        present = self.actions_by_name["workshop"]
        self.menu_row = MenuRow(self.menu_bar, present, self.session, self.appearance)
        overlays = self.view.map_scene.overlay_groups
        self.toolbar = Toolbar(self.actions_by_name, overlays, self.appearance)
        self.toolbar.overlay_chosen.connect(self.choose_overlay)
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.recovery = Recovery(self)
        for widget in (self.menu_row, self.recovery.bar, self.toolbar, self.kpis):
            column.addWidget(widget)
        self.helping.covers(top)
        self.setMenuWidget(top)
        self.status = StatusBar(self.session, self.appearance, self.view)
        self.setStatusBar(self.status)
        self.status.problems_asked.connect(lambda: self.show_bottom("problems"))

    def _make_docks(self) -> None:
        side, bottom = Qt.DockWidgetArea, Qt.Corner
        self.outline_dock = self._dock("Outline", self._left(), side.LeftDockWidgetArea)
        self.inspector_dock = self._dock("Inspector", self.inspector, side.RightDockWidgetArea)
        self.tabs = QTabBar()
        self.tabs.setObjectName("bottom-tabs")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for title in BELOW.values():
            self.tabs.addTab(title)
        self.pages = QStackedWidget()
        for page in (self.ladder, self.problems):
            self.pages.addWidget(page)
        self.tabs.currentChanged.connect(self._show_page)
        below = QWidget()
        below.setObjectName("panel")
        column = QVBoxLayout(below)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self.bottom_dock = self._dock("Analysis", below, side.BottomDockWidgetArea)
        self.room = Room(self, self.inspector_dock, self.bottom_dock)
        self.setCorner(bottom.BottomLeftCorner, side.LeftDockWidgetArea)
        self.setCorner(bottom.BottomRightCorner, side.RightDockWidgetArea)
        widths = [token("layout.outlineDock.width"), token("layout.inspectorDock.width")]
        docks = [self.outline_dock, self.inspector_dock]
        self.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        self.resizeDocks([self.bottom_dock], [212], Qt.Orientation.Vertical)

    def _left(self) -> QWidget:
        """The outline above the overview."""
        left = QWidget()
        left.setObjectName("panel")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.outline, 1)
        self.overview = Overview(self.view, left)  # the keyboard comes there after the outline
        column.addWidget(self.overview)
        return left

    def _dock(self, name: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        titles = {"Outline": _("Outline"), "Inspector": _("Inspector"), "Analysis": _("Analysis")}
        dock = QDockWidget(titles[name], self)
        dock.setObjectName(name)  # the shape of the window is stored by it
        dock.setTitleBarWidget(QWidget())
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _connect(self) -> None:
        session = self.session
        session.project_changed.connect(self._show_document)
        session.changed.connect(self._count_notes)
        for told in (session.selection_changed, self.helping.changed, self.workshop.changed):
            told.connect(self._enable)
        session.said.connect(self.status.say)
        self.workshop.changed.connect(lambda: self.toasts.enlarge(self.workshop.on))
        self.files.remarked.connect(self.status.say)
        self.files.taken.connect(lambda: restore_look(self))
        self.appearance.changed.connect(self._restyle)
        self.appearance.changed.connect(self.keep_theme)
        self.view.menu_asked.connect(self.menus.show_context_menu)
        self.view.needed.connect(self.actions_by_name["view_map"].trigger)
        self.problems.count_changed.connect(self._count_problems)
        for panel in (self.ladder, self.outline):
            panel.step_activated.connect(self.show_step)
        self.problems.record_activated.connect(self.show_step)
        self.outline.delete_requested.connect(self.editing.delete)
        for name, dock in (
            ("toggle_outline", self.outline_dock),
            ("toggle_inspector", self.inspector_dock),
            ("toggle_bottom", self.bottom_dock),
        ):
            dock.visibilityChanged.connect(self.actions_by_name[name].setChecked)
            self.actions_by_name[name].setChecked(True)

    def _restyle(self) -> None:
        theme = self.appearance.theme
        for command in COMMANDS:
            if command.icon:
                self.actions_by_name[command.name].setIcon(theme.icon(command.icon))

    def _show_document(self) -> None:
        session = self.session
        self.setWindowTitle(f"{document_name(session)}[*] \u2013 MOPsMap")
        self.setWindowFilePath(session.path or "")
        self.setWindowModified(session.modified)
        self._enable()

    def _enable(self) -> None:
        session, usable = self.session, met(self.session, self.workshop.on)
        for command in COMMANDS:
            forbidden = command.edits and session.read_only
            forbidden |= self.helping.welcoming and command.name not in ON_WELCOME
            self.actions_by_name[command.name].setEnabled(usable[command.needs] and not forbidden)
        for name, label in (("undo", session.undo_label), ("redo", session.redo_label)):
            self.actions_by_name[name].setText(undo_text(name, label))

    def _count_problems(self, number: int, hints: int) -> None:
        self._count("problems", number)
        self.status.count_problems(number, hints)

    def _count_notes(self) -> None:
        self._count("notes", len(self.session.map.notes))

    def _count(self, page: str, number: int) -> None:
        title = f"{BELOW[page]} {number}" if number else BELOW[page]
        at = [*BELOW].index(page)
        if self.tabs.tabText(at) != title:
            self.tabs.setTabText(at, title)

    def show_step(self, record: str) -> None:
        """Show a step or flow on the canvas."""
        self.actions_by_name["view_map"].trigger()
        flow = self.session.map.flow_by_id.get(record)
        self.view.show_step(flow.source if flow is not None else record)

    def show_bottom(self, page: str) -> None:
        """Show one of the pages below the canvas, a key of `BELOW`."""
        self.room.show(self.bottom_dock, not self.workshop.on)
        self.tabs.setCurrentIndex([*BELOW].index(page))

    def choose_overlay(self, key: str | None) -> None:
        """Lay an overlay over the map, or none."""
        self.view.fade.over("overlay", lambda: self.view.map_scene.set_overlay(key))
        self.toolbar.show_overlay(key)
        self.status.show_overlay()
        self.filing.overlay = key

    def come_forward(self) -> None:
        """Bring the window to the front, with the keyboard."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def may_close(self) -> bool:
        """Whether the window may go: its work is saved, or given up on purpose."""
        self.view.cancel_gesture()
        self.view.settle()
        return self.filing.may_leave()

    def end(self) -> None:
        """Close the window, which has asked already."""
        self._asked = True
        self.close()

    def _show_page(self, number: int) -> None:
        self.pages.setCurrentWidget(getattr(self, [*BELOW][number]))

    def keep_theme(self) -> None:
        """Remember the theme and mark it in the menu."""
        setting = self.appearance.setting
        self.actions_by_name[f"theme_{setting}"].setChecked(True)
        self.actions_by_name["high_contrast"].setChecked(self.appearance.strong)
        QSettings().setValue("theme", setting)
        QSettings().setValue("contrast", self.appearance.strong)

    def show_inspector(self, on: bool) -> None:
        """Show or hide the inspector, also where a narrow window had taken its room."""
        self.room.show(self.inspector_dock, on)

    def panes(self) -> tuple[QWidget, ...]:
        """What the keyboard goes round, hidden ones too."""
        if self.helping.welcoming:
            return self.helping.screen.panes()
        left, below = self.outline_dock.widget(), self.bottom_dock.widget()
        panes = (self.menu_row, self.toolbar, self.kpis, left, self.views, below)
        return (*panes, self.inspector, self.status, self.toasts)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from part to part and pane to pane, to nothing that the welcome screen hides."""
        if self.helping.welcoming:
            return self.helping.screen.focusNextPrevChild(forward)
        return self.going.tab(forward) or super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A small window gives the room of docks to the map, and a large one gives it back."""
        super().resizeEvent(event)
        if not self.workshop.resized():
            self.room.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key of a command that only reading forbids: say so."""
        pressed = QKeySequence(event.keyCombination())
        if any(c.edits and pressed in self.actions_by_name[c.name].shortcuts() for c in COMMANDS):
            self.session.refuses()
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the full-screen mark true."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and "full_screen" in self.actions_by_name:
            self.actions_by_name["full_screen"].setChecked(self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for unsaved work, remember the window, end all background work."""
        if not self._asked and not self.may_close():
            event.ignore()
            return
        self.workshop.leave()
        self.viewing.make_room()
        self.room.give_back()
        keep_shape(self)
        keep_look(self)
        self.files.close()
        self.pasting.close()
        self.session.close()
        self.windows.closed(self)
        event.accept()
