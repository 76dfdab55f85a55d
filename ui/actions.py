"""Every command of the window as one table: words, keys, icon, menu, and when it can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QKeySequence

Needs = Literal[
    "", "step", "one_step", "note", "any", "undo", "redo", "history", "steps_exist", "to_be"
]
Scope = Literal["window", "canvas"]


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is the method of the window that does it. `needs` says when it can be used; a
    command that `edits` cannot be used where the document is open for reading only.

    Keys of the scope "canvas" act only while the canvas has the focus, so that letters can be typed
    everywhere else.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    needs: Needs = ""
    scope: Scope = "window"
    checkable: bool = False
    edits: bool = False


COMMANDS: tuple[Command, ...] = (
    Command("new_file", "New", ("Ctrl+N",), "file-plus", "Start an empty value stream"),
    Command("open_file", "Open\u2026", ("Ctrl+O",), "folder-open", "Open a value stream"),
    Command("save", "Save", ("Ctrl+S",), "device-floppy", "Save this value stream"),
    Command("save_as", "Save as\u2026", ("Ctrl+Shift+S",), "", "Save under another name"),
    Command(
        "import_table",
        "Import steps\u2026",
        ("Ctrl+I",),
        "table-import",
        "Read steps from an Excel or CSV table",
    ),
    Command(
        "export_workbook",
        "Excel workbook\u2026",
        ("Ctrl+E",),
        "file-export",
        "Export both maps, their figures and the comparison as a workbook",
    ),
    Command(
        "export_picture",
        "Picture of this map\u2026",
        (),
        "external-link",
        "Export the map shown as PNG, SVG or PDF",
    ),
    Command("new_window", "New window", ("Ctrl+Shift+N",), "app-window", "Open another window"),
    Command("close_window", "Close", ("Ctrl+W",), "", "Close this window"),
    Command("quit", "Quit", ("Ctrl+Q",), "", "Close MOPsMap"),
    Command("undo", "Undo", ("Ctrl+Z",), "arrow-back-up", "Take the last change back", "undo"),
    Command(
        "redo",
        "Redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "arrow-forward-up",
        "Make the change again",
        "redo",
    ),
    Command(
        "history",
        "History\u2026",
        ("Ctrl+Shift+H",),
        "",
        "Go to an earlier state of the work, or back",
        "history",
    ),
    Command(
        "cut", "Cut", ("Ctrl+X",), "cut", "Cut the selected steps", "step", "canvas", edits=True
    ),
    Command("copy", "Copy", ("Ctrl+C",), "copy", "Copy the selected steps", "step", "canvas"),
    Command(
        "paste", "Paste", ("Ctrl+V",), "clipboard", "Paste steps here", scope="canvas", edits=True
    ),
    Command(
        "paste_cells",
        "Paste cells or outline",
        ("Ctrl+Shift+V",),
        "table-import",
        "Make steps of cells from a spreadsheet, or of lines of text",
        edits=True,
    ),
    Command(
        "duplicate",
        "Duplicate",
        ("Ctrl+D",),
        "",
        "Copy the selected steps beside them",
        "step",
        "canvas",
        edits=True,
    ),
    Command(
        "delete",
        "Delete",
        ("Del", "Backspace"),
        "trash",
        "Delete the selection; neighbors in a chain are connected",
        "any",
        "canvas",
        edits=True,
    ),
    Command(
        "select_all", "Select all", ("Ctrl+A",), "", "Select every step", "steps_exist", "canvas"
    ),
    Command(
        "rename",
        "Rename",
        ("F2",),
        "pencil",
        "Type a name on the card",
        "any",
        "canvas",
        edits=True,
    ),
    Command("find_step", "Find step", ("Ctrl+F",), "search", "Filter the list of steps"),
    Command(
        "add_step", "Step", ("S",), "square-rounded-plus", "Add a step", scope="canvas", edits=True
    ),
    Command(
        "add_next",
        "Next step",
        ("Return", "Enter"),
        "arrow-right",
        "Add a step behind the selected one, connected",
        scope="canvas",
        edits=True,
    ),
    Command(
        "add_decision",
        "Decision",
        ("D",),
        "square-rotated",
        "Add a decision",
        scope="canvas",
        edits=True,
    ),
    Command("add_start", "Start", (), "flag", "Add a start", edits=True),
    Command("add_end", "End", (), "player-stop", "Add an end", edits=True),
    Command(
        "add_note",
        "Note",
        ("N",),
        "note",
        "Write a note on the selected step, or on the map",
        scope="canvas",
        edits=True,
    ),
    Command("vote_up", "Vote for the note", ("+",), "", "", "note", "canvas", edits=True),
    Command("vote_down", "Take a vote back", ("-",), "", "", "note", "canvas", edits=True),
    Command("add_lane", "Lane", (), "layout-rows", "Add a lane for a role", edits=True),
    Command(
        "class_value_adding",
        "Value-adding",
        ("1",),
        "",
        "The customer gains from it",
        "step",
        "canvas",
        edits=True,
    ),
    Command(
        "class_necessary",
        "Necessary",
        ("2",),
        "",
        "Needed for the business, no gain",
        "step",
        "canvas",
        edits=True,
    ),
    Command(
        "class_waste",
        "Waste",
        ("3",),
        "",
        "Neither gained from nor needed",
        "step",
        "canvas",
        edits=True,
    ),
    Command("lane_up", "Move to the lane above", ("Alt+Up",), "", "", "step", "canvas", edits=True),
    Command(
        "lane_down", "Move to the lane below", ("Alt+Down",), "", "", "step", "canvas", edits=True
    ),
    Command(
        "tidy",
        "Tidy up",
        (),
        "wand",
        "Place all steps again by themselves",
        "steps_exist",
        edits=True,
    ),
    Command(
        "snapshot",
        "Snapshot",
        ("Ctrl+Shift+K",),
        "camera",
        "Keep this map as it is now, to come back to and compare with",
        "steps_exist",
        edits=True,
    ),
    Command(
        "new_to_be",
        "New to-be from this map",
        (),
        "git-branch",
        "Make a copy to design the to-be in",
        "steps_exist",
        edits=True,
    ),
    Command("view_map", "Map", ("Ctrl+1",), "sitemap", "Draw and annotate", checkable=True),
    Command(
        "view_compare", "Compare", ("Ctrl+2",), "layout-rows", "As-is against to-be", checkable=True
    ),
    Command("view_table", "Table", ("Ctrl+3",), "table", "All steps as a table", checkable=True),
    Command(
        "critical_path",
        "Critical path",
        ("P",),
        "route",
        "Emphasize the critical path",
        scope="canvas",
        checkable=True,
    ),
    Command(
        "show_changes",
        "Changes",
        ("C",),
        "versions",
        "Mark what changed against the map it was made from",
        "to_be",
        "canvas",
        True,
    ),
    Command(
        "toggle_phases",
        "Collapse to phases",
        ("G",),
        "layout-columns",
        "Show each phase as one block, or all steps again",
        "steps_exist",
        "canvas",
    ),
    Command(
        "next_overlay",
        "Next overlay",
        ("O",),
        "",
        "Lay the next overlay over the map",
        "",
        "canvas",
    ),
    Command(
        "no_overlay", "No overlay", ("Shift+O",), "", "Show the map without overlay", "", "canvas"
    ),
    Command("zoom_in", "Zoom in", ("Ctrl++", "Ctrl+="), "zoom-in", ""),
    Command("zoom_out", "Zoom out", ("Ctrl+-",), "zoom-out", ""),
    Command("zoom_100", "Zoom to 100 %", ("Ctrl+0",), "", ""),
    Command("fit", "Fit map", ("Shift+1",), "focus-centered", "Show the whole map", scope="canvas"),
    Command(
        "fit_selection",
        "Fit selection",
        ("Shift+2",),
        "",
        "Show the selected steps",
        "step",
        "canvas",
    ),
    Command("next_problem", "Next problem", ("F8",), "", "Select what the next problem concerns"),
    Command("previous_problem", "Previous problem", ("Shift+F8",), "", ""),
    Command("toggle_outline", "Outline", ("Ctrl+B",), "list-tree", "", checkable=True),
    Command("toggle_inspector", "Inspector", ("F4",), "adjustments-horizontal", "", checkable=True),
    Command("toggle_bottom", "Bottom panel", ("Ctrl+J",), "chart-bar", "", checkable=True),
    Command("next_pane", "Next pane", ("F6",), "", "Move the keyboard to the next pane"),
    Command("previous_pane", "Previous pane", ("Shift+F6",), "", ""),
    Command("full_screen", "Full screen", ("F11",), "maximize", "", checkable=True),
    Command("theme_system", "Like the system", (), "", "", checkable=True),
    Command("theme_light", "Light", (), "sun", "", checkable=True),
    Command("theme_dark", "Dark", (), "moon", "", checkable=True),
    Command("reduce_motion", "Reduce motion", (), "", "Show changes at once", checkable=True),
    Command("minimize", "Minimize", ("Ctrl+M",), "", "Put this window into the task bar"),
    Command("next_window", "Next window", ("Ctrl+F6",), "", "Bring the next window to the front"),
    Command("all_to_front", "Bring all to front", (), "", "Show every window of MOPsMap"),
    Command("welcome", "Welcome", (), "", "Begin, go on with a file, or look at a sample"),
    Command("guide", "First value stream in 15 minutes", ("F1",), "book", "How to begin"),
    Command("numbers", "What the numbers mean", (), "help", "Every figure with its definition"),
    Command("shortcuts", "Keyboard shortcuts", ("Ctrl+/", "?"), "keyboard", ""),
    Command("about", "About MOPsMap", (), "info-circle", ""),
)

CONTEXT_COMMANDS: tuple[Command, ...] = (
    Command("insert_here", "Insert step", (), "square-rounded-plus", "", "any", edits=True),
    Command("flow_forward", "Forward", (), "", "The item goes on", "any", edits=True),
    Command("flow_rework", "Rework", (), "repeat", "The item goes back", "any", edits=True),
    Command(
        "flow_information", "Information only", (), "", "Drawn, never analyzed", "any", edits=True
    ),
)


def key_text(command: Command) -> str:
    """The keys of a command as this system writes them."""
    return ", ".join(
        QKeySequence(k).toString(QKeySequence.SequenceFormat.NativeText) for k in command.keys
    )
