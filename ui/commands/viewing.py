"""Commands of looking: views, zoom, overlays, problems, docks, panes and theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from mopsmap.language import translated as _
from ui.look.motion import motion
from ui.look.theme import ThemeSetting

if TYPE_CHECKING:
    from ui.canvas.view import MapView
    from ui.compare.pane import Pane
    from ui.main_window import MainWindow

VIEWS = {
    "view_map": "map_page",
    "view_compare": "comparison",
    "view_table": "table",
    "view_charter": "charter",
}
"""By action, the attribute of the window that holds what it shows in the middle."""
READ_ALONE = {
    "view_compare": ("kpis", "outline_dock", "inspector_dock", "bottom_dock"),
    "view_charter": ("inspector_dock", "bottom_dock"),
}
"""By action, what stands beside and below the page and gives way to it."""


class Viewing(QObject):
    """The viewing commands of one window, by the names in the table of commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._hidden: list[QWidget] = []

    def mark(self, actions: Mapping[str, QAction]) -> None:
        """Check the actions of what is on in a new window."""
        theme = f"theme_{self._window.appearance.setting}"
        for name in ("view_map", "critical_path", "show_changes", theme):
            actions[name].setChecked(True)
        actions["high_contrast"].setChecked(self._window.appearance.strong)
        reduced = actions["reduce_motion"]
        reduced.setChecked(motion.reduced)
        motion.changed.connect(reduced.setChecked)

    def next_overlay(self) -> None:
        """The next overlay of the menu; behind the last one none."""
        scene = self._window.view.map_scene
        keys = [None, *dict(scene.overlay_labels())]
        at = keys.index(scene.overlay) if scene.overlay in keys else 0
        self._window.choose_overlay(keys[(at + 1) % len(keys)])

    def no_overlay(self) -> None:
        """The map without overlay."""
        self._window.choose_overlay(None)

    def find_step(self) -> None:
        """Put the keyboard into the filter of the outline."""
        self._window.outline_dock.show()
        self._window.outline.focus_filter()

    def view_map(self) -> None:
        """Draw and annotate."""
        self._show_view("view_map")

    def view_compare(self) -> None:
        """As-is against to-be."""
        self._show_view("view_compare")

    def view_table(self) -> None:
        """All steps as a table."""
        self._show_view("view_table")

    def view_charter(self) -> None:
        """What the team agreed on."""
        self._show_view("view_charter")

    def _show_view(self, name: str) -> None:
        self._window.actions_by_name[name].setChecked(True)
        shown: QWidget = getattr(self._window, VIEWS[name])
        self._window.views.setCurrentWidget(shown)
        self.make_room(name)
        self._window.status.zooms(self.looked_at)
        shown.setFocus()

    def make_room(self, view: str = "") -> None:
        """Hide what stands around a page that is read alone, and show again what was hidden."""
        wanted = [getattr(self._window, name) for name in READ_ALONE.get(view, ())]
        for part in self._hidden:
            if part not in wanted:
                part.show()
        hidden = [part for part in wanted if part in self._hidden or not part.isHidden()]
        for part in hidden:
            part.hide()
        self._hidden = hidden

    def critical_path(self) -> None:
        """Emphasize the critical path or not."""
        on = self._window.actions_by_name["critical_path"].isChecked()
        self._window.view.map_scene.set_overlays(critical=on)

    def show_changes(self) -> None:
        """Mark changes or not."""
        on = self._window.actions_by_name["show_changes"].isChecked()
        self._window.view.map_scene.set_overlays(changes=on)

    def toggle_phases(self) -> None:
        """All phases as blocks, or all steps."""
        self._window.view.toggle_phases()

    def zoom_in(self) -> None:
        """A quarter larger."""
        self._zoom_by(1.25)

    def zoom_out(self) -> None:
        """A fifth smaller."""
        self._zoom_by(0.8)

    def zoom_100(self) -> None:
        """One scene pixel is one screen pixel."""
        view = self.looked_at
        view.glide.to(lambda: view.set_zoom(1.0))

    def _zoom_by(self, factor: float) -> None:
        view = self.looked_at
        view.glide.to(lambda: view.set_zoom(view.zoom * factor))

    def fit(self) -> None:
        """Show the whole map."""
        self.looked_at.glide.to(self.looked_at.fit)

    def fit_selection(self) -> None:
        """Show the selected steps."""
        self.looked_at.glide.to(self.looked_at.fit_selection)

    @property
    def looked_at(self) -> MapView | Pane:
        """What zooms: one of the maps compared, which takes the other along, else the canvas."""
        window = self._window
        compares = window.views.currentWidget() is vars(window).get("comparison")
        return window.comparison.maps.panes[1] if compares else window.view

    def next_problem(self) -> None:
        """Select what the next problem concerns."""
        self._window.show_bottom("problems")
        self._window.capturing.look(self._window.problems.next)

    def previous_problem(self) -> None:
        """Select what the problem before concerns."""
        self._window.show_bottom("problems")
        self._window.capturing.look(self._window.problems.previous)

    def toggle_outline(self) -> None:
        """Show or hide the outline."""
        self._window.outline_dock.setVisible(not self._window.outline_dock.isVisible())

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self._window.show_inspector(not self._window.inspector_dock.isVisible())

    def toggle_bottom(self) -> None:
        """Show or hide the panel below the canvas."""
        dock = self._window.bottom_dock
        self._window.room.show(dock, not dock.isVisible())

    def tool_select(self) -> None:
        """A drag selects and moves."""
        self._take_tool("tool_select")

    def tool_hand(self) -> None:
        """A drag moves the paper."""
        self._take_tool("tool_hand")

    def _take_tool(self, name: str) -> None:
        self._window.actions_by_name[name].setChecked(True)
        self._window.view.take_hand(name == "tool_hand")

    def palette(self) -> None:
        """Show the field over everything, or put it away."""
        palette = self._window.palette_field
        if palette.isVisible():
            palette.close_palette()
        else:
            palette.open()

    def explain(self) -> None:
        """Say what has the keyboard, in a tip beside it."""
        focus = QApplication.focusWidget()
        if focus is None:
            return
        view = self._window.view
        if focus is view and view.session.selection.steps:
            at, words = view.menu_place(), view.tip_of_selection()
        else:
            at = focus.mapToGlobal(focus.rect().bottomLeft())
            words = focus.toolTip() or focus.statusTip() or focus.accessibleName()
        QToolTip.showText(at, words or _("F1 opens the help."), focus)

    def next_pane(self) -> None:
        """Move the keyboard to the next pane."""
        self._window.going.go(1)

    def previous_pane(self) -> None:
        """Move the keyboard to the pane before."""
        self._window.going.go(-1)

    def full_screen(self) -> None:
        """The whole screen or a window."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def reduce_motion(self) -> None:
        """Move nothing, or as the system wants."""
        motion.reduce(self._window.actions_by_name["reduce_motion"].isChecked())

    def theme_system(self) -> None:
        """Follow the desktop."""
        self._choose_theme("system")

    def theme_light(self) -> None:
        """Light."""
        self._choose_theme("light")

    def theme_dark(self) -> None:
        """Dark."""
        self._choose_theme("dark")

    def high_contrast(self) -> None:
        """Strong lines and texts, or only where the desktop asks for them."""
        on = self._window.actions_by_name["high_contrast"].isChecked()
        self._window.appearance.strengthen(on)
        self._window.keep_theme()

    def _choose_theme(self, setting: ThemeSetting) -> None:
        self._window.appearance.choose(setting)
        self._window.keep_theme()
