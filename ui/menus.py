"""What stands in which menu, and filling menus with the commands of a window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QMenuBar

from mopsmap.language import translated as _
from ui.bars import fill_overlays
from ui.files import samples
from ui.panels.outline_rows import map_tree

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "&File",
        (
            "new_file",
            "new_window",
            "open_file",
            "@recent",
            "@samples",
            "",
            "save",
            "save_as",
            "",
            "import_table",
            "export_workbook",
            "export_picture",
            "",
            "close_window",
            "quit",
        ),
    ),
    (
        "&Edit",
        (
            "undo",
            "redo",
            "history",
            "",
            "cut",
            "copy",
            "paste",
            "paste_cells",
            "duplicate",
            "delete",
            "",
            "select_all",
            "@extend",
            "rename",
        ),
    ),
    (
        "&Insert",
        (
            "add_next",
            "add_step",
            "add_decision",
            "add_start",
            "add_end",
            "",
            "add_lane",
            "",
            "add_note",
        ),
    ),
    (
        "&Map",
        (
            "@maps",
            "new_to_be",
            "snapshot",
            "view_charter",
            "",
            "class_value_adding",
            "class_necessary",
            "class_waste",
            "",
            "field_time",
            "field_wait",
            "field_quality",
            "field_role",
            "",
            "shift_left",
            "shift_right",
            "lane_up",
            "lane_down",
            "",
            "vote_up",
            "vote_down",
            "",
            "tidy",
        ),
    ),
    (
        "&View",
        (
            "view_map",
            "view_compare",
            "view_table",
            "",
            "critical_path",
            "show_changes",
            "toggle_phases",
            "@overlays",
            "next_overlay",
            "no_overlay",
            "",
            "zoom_in",
            "zoom_out",
            "zoom_100",
            "fit",
            "fit_selection",
            "",
            "toggle_outline",
            "toggle_inspector",
            "toggle_bottom",
            "full_screen",
            "",
            "@theme",
            "reduce_motion",
        ),
    ),
    (
        "&Go",
        (
            "go_next",
            "go_before",
            "go_up",
            "go_down",
            "go_first",
            "go_last",
            "",
            "go_on",
            "go_back",
            "",
            "next_flow",
            "previous_flow",
            "choose_lane",
            "",
            "find_step",
            "next_found",
            "previous_found",
            "",
            "next_problem",
            "previous_problem",
            "",
            "next_pane",
            "previous_pane",
        ),
    ),
    ("&Window", ("minimize", "next_window", "all_to_front", "", "@windows")),
    ("&Help", ("welcome", "", "guide", "numbers", "shortcuts", "", "about")),
)
"""Menus by command name; "" is a line, "@word" a submenu that the window fills, and "@windows"
the open windows in the menu itself."""

SUBMENUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "@extend": (
        _("Extend the selection"),
        ("extend_next", "extend_before", "extend_up", "extend_down"),
    ),
    "@theme": (_("Theme"), ("theme_system", "theme_light", "theme_dark")),
}
"""Title and commands of the submenus that are always the same."""

CONTEXT_MENUS: dict[str, tuple[str, ...]] = {
    "step": (
        "rename",
        "add_next",
        "add_note",
        "",
        "class_value_adding",
        "class_necessary",
        "class_waste",
        "",
        "cut",
        "copy",
        "duplicate",
        "delete",
    ),
    "lane": ("rename", "lane_up", "lane_down", "", "add_lane", "delete"),
    "flow": ("insert_here", "", "flow_forward", "flow_rework", "flow_information", "", "delete"),
    "note": ("rename", "", "vote_up", "vote_down", "", "delete"),
    "": (
        "add_step",
        "add_decision",
        "add_lane",
        "add_note",
        "",
        "paste",
        "select_all",
        "tidy",
        "fit",
    ),
}


class Menus(QObject):
    """Fills the menus of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def fill_bar(self, bar: QMenuBar) -> None:
        """All menus of the table."""
        for title, names in MENUS:
            self._fill(bar.addMenu(title), names)

    def show_context_menu(self, at: QPoint) -> None:
        """The menu of what is selected, at a point of the screen."""
        chosen = self._window.session.selection
        kinds = {"step": chosen.steps, "flow": chosen.flows, "note": chosen.notes}
        lane = "lane" if chosen.role else ""
        kind = next((kind for kind, ids in kinds.items() if ids), lane)
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, CONTEXT_MENUS[kind])
        menu.popup(at)

    def _fill(self, menu: QMenu, names: tuple[str, ...]) -> None:
        fillers: dict[str, tuple[str, Callable[[QMenu], None]]] = {
            "@recent": ("Open recent", self._fill_recent),
            "@samples": ("Open a sample", self._fill_samples),
            "@maps": ("Show map", self._fill_maps),
            "@overlays": ("Overlay", self._fill_overlays),
        }
        for name in names:
            if not name:
                menu.addSeparator()
            elif name == "@windows":
                self._window.windowing.list_in(menu)
            elif name in SUBMENUS:
                title, inside = SUBMENUS[name]
                self._fill(menu.addMenu(title), inside)
            elif name in fillers:
                title, fill = fillers[name]
                below = menu.addMenu(title)
                below.aboutToShow.connect(lambda below=below, fill=fill: _refill(below, fill))
                _refill(below, fill)
            else:
                menu.addAction(self._window.actions_by_name[name])

    def _fill_recent(self, menu: QMenu) -> None:
        window = self._window
        for path in window.files.recent():
            action = menu.addAction(path.name)
            action.setStatusTip(str(path))
            action.triggered.connect(lambda *_, path=path: window.filing.open_path(path))
        if menu.isEmpty():
            menu.addAction("No recent files").setEnabled(False)

    def _fill_samples(self, menu: QMenu) -> None:
        filing = self._window.filing
        for title, path in samples():
            action = menu.addAction(title)
            action.triggered.connect(lambda *_, p=path: filing.open_path(p, as_copy=True))

    def _fill_maps(self, menu: QMenu) -> None:
        session = self._window.session
        for one, depth in map_tree(session.project):
            action = menu.addAction("    " * depth + (one.name or one.id).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(one.id == session.map_id)
            action.triggered.connect(lambda *_, i=one.id: session.show_map(i))

    def _fill_overlays(self, menu: QMenu) -> None:
        window = self._window
        scene = window.view.map_scene
        fill_overlays(menu, scene.overlay_groups(), scene.overlay, window.choose_overlay)


def _refill(menu: QMenu, fill: Callable[[QMenu], None]) -> None:
    menu.clear()
    fill(menu)
