"""What stands in which menu, and filling menus with the commands of a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QMenu, QMenuBar

from mopsmap.language import translated as _
from mopsmap.language import within
from ui.bars import fill_overlays
from ui.canvas.naming import belongs_to_line
from ui.commands.command import plain
from ui.documents.files import samples
from ui.panels.outline_rows import map_tree
from ui.settings import NUMERALS, SIZES

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        _("&File"),
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
        _("&Edit"),
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
            "change_line",
        ),
    ),
    (
        _("&Insert"),
        (
            "add_next",
            "add_branch",
            "add_before",
            "add_step",
            "add_decision",
            "add_flow",
            "",
            "add_start",
            "add_end",
            "",
            "add_lane",
            "",
            "add_note",
        ),
    ),
    (
        _("&Map"),
        (
            "@maps",
            "new_to_be",
            "snapshot",
            "",
            "class_value_adding",
            "class_necessary",
            "class_waste",
            "",
            "field_time",
            "field_wait",
            "field_quality",
            "field_role",
            "@flow",
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
        _("&View"),
        (
            "view_map",
            "view_compare",
            "view_table",
            "view_charter",
            "",
            "tool_select",
            "tool_hand",
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
            "hide_money",
            "",
            "@theme",
            "@size",
            "@numerals",
        ),
    ),
    (
        _("&Go"),
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
            "next_note",
            "",
            "palette",
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
    (
        _("Wor&kshop"),
        (
            "workshop",
            "present",
            "large_ladder",
            "",
            "next_missing",
            "",
            "park",
            "parking_list",
            "issue_burst",
            "dot_votes",
            "",
            "timer_pause",
            "timer_set",
            "timer_more",
        ),
    ),
    (_("&Window"), ("minimize", "next_window", "all_to_front", "", "@windows")),
    (_("&Help"), ("welcome", "", "guide", "numbers", "shortcuts", "explain", "", "about")),
)
"""Menus by command name; "" is a line, "@word" a submenu that the window fills, and "@windows"
the open windows in the menu itself."""

SUBMENUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "@extend": (
        _("Extend the selection"),
        ("extend_next", "extend_before", "extend_up", "extend_down"),
    ),
    "@flow": (
        _("Selected flow"),
        ("insert_here", "", "flow_forward", "flow_rework", "flow_information"),
    ),
    "@theme": (
        _("Theme and motion"),
        ("theme_system", "theme_light", "theme_dark", "", "high_contrast", "reduce_motion"),
    ),
    "@size": (
        _("Interface size from the next start"),
        tuple(f"size_{percent}" for percent in SIZES),
    ),
    "@numerals": (_("Numbers"), tuple(NUMERALS)),
}
"""Title and commands of the submenus that are always the same."""

SUBMENU_ICONS = {
    "@recent": "clock",
    "@samples": "map",
    "@maps": "sitemap",
    "@overlays": "stack-2",
    "@extend": "plus",
    "@flow": "vector-spline",
    "@theme": "palette",
    "@size": "text-size",
    "@numerals": "numbers",
}
"""By submenu, what stands before its title, and before each entry that the window fills in."""

CONTEXT_MENUS: dict[str, tuple[str, ...]] = {
    "step": (
        "rename",
        "change_line",
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
    "note": ("rename", "", "vote_up", "vote_down", "", "cut", "copy", "duplicate", "delete"),
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


def group_of(name: str) -> str:
    """The menu that a command stands in."""
    for title, names in MENUS:
        if name in names or any(n in SUBMENUS and name in SUBMENUS[n][1] for n in names):
            return plain(title)
    return ""


def undo_text(name: str, label: str | None) -> str:
    """What "undo" or "redo" reads like, with what it takes back or makes again."""
    if not label:
        return _("Undo") if name == "undo" else _("Redo")
    said = _("Undo {change}") if name == "undo" else _("Redo {change}")
    return said.format(change=within(label)).replace("&", "&&")


class Menus(QObject):
    """Fills the menus of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._below: list[tuple[str, QMenu]] = []
        window.appearance.changed.connect(self._restyle)

    def _restyle(self) -> None:
        theme = self._window.appearance.theme
        for name, menu in self._below:
            menu.setIcon(theme.icon(SUBMENU_ICONS[name]))

    def fill_bar(self, bar: QMenuBar) -> None:
        """All menus of the table."""
        for title, names in MENUS:
            menu = bar.addMenu(title)
            self._fill(menu, names)
            _give_letters(menu)
            menu.installEventFilter(self)
        self._restyle()

    def show_context_menu(self, at: QPoint) -> None:
        """The menu of what is selected, at a point of the screen."""
        chosen = self._window.session.selection
        kinds = {"step": chosen.steps, "flow": chosen.flows, "note": chosen.notes}
        lane = "lane" if chosen.role else ""
        kind = next((kind for kind, ids in kinds.items() if ids), lane)
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.installEventFilter(self)
        self._fill(menu, CONTEXT_MENUS[kind])
        menu.popup(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters typed in an open menu are for the menu, not for the canvas below it."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and belongs_to_line(event):
            event.accept()
            return True
        return False

    def _fill(self, menu: QMenu, names: tuple[str, ...]) -> None:
        fillers: dict[str, tuple[str, Callable[[QMenu], None]]] = {
            "@recent": (_("Open recent"), self._fill_recent),
            "@samples": (_("Open a sample"), self._fill_samples),
            "@maps": (_("Show map"), self._fill_maps),
            "@overlays": (_("Overlay"), self._fill_overlays),
        }
        for name in names:
            if not name:
                menu.addSeparator()
            elif name == "@windows":
                self._window.windowing.list_in(menu)
            elif name in SUBMENUS:
                title, inside = SUBMENUS[name]
                below = self._add_below(menu, name, title)
                self._fill(below, inside)
                _give_letters(below)
                below.installEventFilter(self)
            elif name in fillers:
                title, fill = fillers[name]
                below = self._add_below(menu, name, title)
                below.aboutToShow.connect(lambda below=below, fill=fill: _refill(below, fill))
                _refill(below, fill)
            else:
                menu.addAction(self._window.actions_by_name[name])

    def _add_below(self, menu: QMenu, name: str, title: str) -> QMenu:
        below = menu.addMenu(title)
        self._below.append((name, below))
        return below

    def _icon(self, name: str) -> QIcon:
        return self._window.appearance.theme.icon(SUBMENU_ICONS[name])

    def _fill_recent(self, menu: QMenu) -> None:
        window = self._window
        for path in window.files.recent():
            action = menu.addAction(self._icon("@recent"), path.name.replace("&", "&&"))
            action.setStatusTip(str(path))
            action.triggered.connect(lambda *_, path=path: window.filing.open_path(path))
        if menu.isEmpty():
            menu.addAction(_("No recent files")).setEnabled(False)

    def _fill_samples(self, menu: QMenu) -> None:
        filing = self._window.filing
        for title, path in samples():
            action = menu.addAction(self._icon("@samples"), title)
            action.setStatusTip(_("Open a copy of this sample"))
            action.triggered.connect(lambda *_, p=path: filing.open_path(p, as_copy=True))

    def _fill_maps(self, menu: QMenu) -> None:
        session = self._window.session
        for one, depth in map_tree(session.project):
            name = "    " * depth + (one.name or one.id).replace("&", "&&")
            action = menu.addAction(self._icon("@maps"), name)
            action.setStatusTip(_("Show this map"))
            action.setCheckable(True)
            action.setChecked(one.id == session.map_id)
            action.triggered.connect(lambda *_, i=one.id: session.show_map(i))

    def _fill_overlays(self, menu: QMenu) -> None:
        window = self._window
        scene, theme = window.view.map_scene, window.appearance.theme
        fill_overlays(menu, scene.overlay_groups(), scene.overlay, window.choose_overlay, theme)


def _refill(menu: QMenu, fill: Callable[[QMenu], None]) -> None:
    menu.clear()
    fill(menu)


def _give_letters(menu: QMenu) -> None:
    """Each entry has a letter of its own while the menu is open."""

    def mark() -> None:
        actions = [action for action in menu.actions() if not action.isSeparator()]
        for action, text in zip(actions, marked([a.text() for a in actions]), strict=True):
            action.setText(text)

    def unmark() -> None:
        for action in menu.actions():
            action.setText(plain(action.text()).replace("&", "&&"))

    menu.aboutToShow.connect(mark)
    menu.aboutToHide.connect(unmark)


def marked(texts: Sequence[str]) -> list[str]:
    """Texts of a menu, each with a mark before a letter that no other has: of a word's beginning
    where one is free. A text that has a mark keeps it.

    >>> marked(["Save", "Save as", "&Step", "%C&&A"])
    ['Sa&ve', 'Save &as', '&Step', '%&C&&A']
    """
    bare = [plain(text) for text in texts]
    given = [_marked_letter(text) for text in texts]
    used = {letter for letter in given if letter}
    at: dict[int, int] = {}
    for places in (_beginnings, _all):  # a beginning for all that can have one, then any letter
        for number, words in enumerate(bare):
            if given[number] or number in at:
                continue
            free = (n for n in places(words) if words[n].isalnum())
            place = next((n for n in free if words[n].casefold() not in used), None)
            if place is not None:
                at[number] = place
                used.add(words[place].casefold())
    return [
        _with_mark(words, at[number]) if number in at else texts[number]
        for number, words in enumerate(bare)
    ]


def _beginnings(words: str) -> list[int]:
    return [n for n in range(len(words)) if n == 0 or words[n - 1] == " "]


def _all(words: str) -> list[int]:
    return [*range(len(words))]


def _with_mark(words: str, at: int) -> str:
    return f"{words[:at].replace('&', '&&')}&{words[at:].replace('&', '&&')}"


def _marked_letter(text: str) -> str:
    """The letter behind the mark of a text, "" where it has none."""
    rest = text.replace("&&", "")
    at = rest.find("&")
    return rest[at + 1 : at + 2].casefold() if at >= 0 else ""
