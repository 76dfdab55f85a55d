"""Every key of the window does what its command says, sent as a person presses it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QToolTip

from mopsmap import edits
from mopsmap.model import Flow, Position, Project
from mopsmap.numerals import PLAIN, grouped, use
from mopsmap.units import Duration
from tests.ui.hand import Hand, Key, Mod, small_project
from ui.commands.actions import COMMANDS
from ui.commands.shortcuts import ShortcutSheet
from ui.help.pages import HelpPages
from ui.look.motion import motion
from ui.settings import interface_size
from ui.workshop.ballot import Ballot
from ui.workshop.commands import WORKSHOP
from ui.workshop.prompt import Prompt
from ui.workshop.stage import Stage
from ui.workshop.story import Story
from ui.workshop.timeline import Timeline
from ui.workshop.values import Values

BRANCHES: tuple[tuple[str, str, str], ...] = (
    ("brief", "check", "forward"),
    ("check", "write", "rework"),
)


def branching() -> Project:
    """The small map where Brief leads to Check too and Check sends back to Write."""
    project = small_project()
    one = project.maps[0]
    more = (
        Flow(id=f"{a}-{b}", source=a, target=b, kind=kind)  # type: ignore[arg-type]
        for a, b, kind in BRANCHES
    )
    return project.replace(maps=(one.replace(flows=(*one.flows, *more)),))


def press(hand: Hand, keys: str) -> None:
    """Press what a shortcut is written as, stroke by stroke."""
    strokes = QKeySequence(keys)
    for at in range(strokes.count()):
        combination: QKeyCombination = strokes[at]
        key, mod = combination.key(), combination.keyboardModifiers()
        if keys == "Shift+Tab":
            key = Key.Key_Backtab
        hand.key(Key(key), Mod(mod))


Check = Callable[[Hand], bool]
"""Whether the key has done its work."""


def chosen(*steps: str) -> Check:
    return lambda hand: hand.session.selection.steps == steps


def flow_chosen(flow: str) -> Check:
    return lambda hand: hand.session.selection.flows == (flow,)


def lane_chosen(role: str) -> Check:
    return lambda hand: hand.session.selection.role == role


def on_field(name: str) -> Check:
    def check(hand: Hand) -> bool:
        field = hand.window.inspector.page.field(name)
        return QApplication.focusWidget() is (field.focusProxy() or field)

    return check


def undone(label: str) -> Check:
    return lambda hand: hand.session.undo_label == label


def shown(what: str, on: bool) -> Check:
    return lambda hand: getattr(hand.window, what).isVisible() == on


def at_foot(kind: type[Stage]) -> Check:
    return lambda hand: hand.window.workshop.stage(kind).isVisible()


Setup = Callable[[Hand], object]


def nothing(hand: Hand) -> None:
    """Pressed as it is."""


def pressed(*keys: str) -> Setup:
    """Other keys before."""

    def press_all(hand: Hand) -> None:
        for one in keys:
            press(hand, one)
            hand.settle()

    return press_all


def filtered(hand: Hand) -> None:
    hand.window.outline.filter.setText("e")


def copied(hand: Hand) -> None:
    press(hand, "Ctrl+C")


def noted(hand: Hand) -> None:
    map_id = hand.session.map_id
    hand.session.edit("Note", lambda p: edits.add_note(p, map_id, "Late", step="write"))
    (note,) = hand.map.notes
    hand.session.edit("Vote", lambda p: edits.vote(p, map_id, (note.id,), 3))
    hand.session.select(notes=(note.id,))


def stuck(hand: Hand) -> None:
    map_id = hand.session.map_id
    for x in (600.0, 200.0):
        place = Position(x=x, y=240.0)
        hand.session.edit("Note", lambda p, at=place: edits.add_note(p, map_id, "x", position=at))


def phased(hand: Hand) -> None:
    map_id = hand.session.map_id
    ids = ("brief", "write")
    hand.session.edit("Phase", lambda p: edits.set_steps(p, map_id, ids, phase="Start"))


def listed(hand: Hand) -> bool:
    shown = hand.window.keeping.listed
    return shown is not None and shown.isVisible()


def _pages(hand: Hand) -> list[HelpPages]:
    return hand.window.findChildren(HelpPages)


def votes(more: int) -> Check:
    return lambda hand: [note.votes for note in hand.map.notes] == [3 + more]


def on_flow(flow: str) -> Setup:
    return lambda hand: hand.session.select(flows=(flow,))


def kind_of(flow: str, kind: str) -> Check:
    return lambda hand: hand.map.flow_by_id[flow].kind == kind


def with_another_window(hand: Hand) -> None:
    hand.window.windowing.new_window()
    for window in hand.window.windows.opened:
        window.installEventFilter(RAISED)
    hand.activate()
    RAISED.windows.clear()


def themed(setting: str) -> Check:
    return lambda hand: hand.window.appearance.setting == setting


def moving(hand: Hand) -> None:
    motion.reduce(False)
    hand.window.actions_by_name["reduce_motion"].setChecked(False)


def sized(percent: int) -> Check:
    return lambda hand: interface_size() == percent


def written(number: str) -> Check:
    return lambda hand: grouped(1234.5, 1) == number


def outlined(hand: Hand) -> None:
    QApplication.clipboard().setText("Plan\nWrite\nSend")


def turned(name: str) -> Check:
    """A command that is on or off is now off."""
    return lambda hand: not hand.window.actions_by_name[name].isChecked()


def zoomed(factor: float) -> Check:
    return lambda hand: hand.view.zoom == pytest.approx(factor)


def view_shown(name: str) -> Check:
    return lambda hand: hand.window.views.currentWidget() is getattr(hand.window, name)


def popped_up(hand: Hand) -> bool:
    return QApplication.activePopupWidget() is not None


def naming(hand: Hand) -> bool:
    return hand.view.naming.step is not None


def saying(place: str) -> Check:
    def check(hand: Hand) -> bool:
        line = hand.window.capturing.line
        return line.field.hasFocus() and line.draft.place == place

    return check


def file_asked(hand: Hand) -> bool:
    return bool(ASKED)


def closed(hand: Hand) -> bool:
    return not hand.window.isVisible()


def beside(hand: Hand) -> bool:
    """Another window is open."""
    return len(hand.window.windows.opened) > 1


def overlaid(on: bool) -> Check:
    return lambda hand: (hand.view.map_scene.overlay is not None) == on


class Raised(QObject):
    """The windows that were raised."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ZOrderChange:
            self.windows.append(watched)
        return False


RAISED = Raised()
ASKED: list[str] = []
"""What was asked of a file in this test."""

Row = tuple[str, Check] | tuple[str, Check, Setup]
KEYS: dict[str, Row] = {
    "new_file": ("write", beside),
    "new_window": ("write", beside),
    "minimize": ("write", lambda hand: hand.window.isMinimized()),
    "next_window": (
        "write",
        lambda hand: not hand.window.isActiveWindow(),
        lambda hand: (hand.window.windowing.new_window(), hand.activate()),
    ),
    "open_file": ("write", file_asked),
    "save": ("write", file_asked, pressed("3")),
    "save_as": ("write", file_asked),
    "import_table": ("write", file_asked),
    "export_workbook": ("write", file_asked),
    "export_picture": ("write", file_asked),
    "close_window": ("write", closed),
    "quit": ("write", closed),
    "undo": ("write", lambda hand: hand.session.undo_label is None, pressed("3")),
    "redo": ("write", undone("Change value class of 'Write'"), pressed("3", "Ctrl+Z")),
    "history": ("write", listed, pressed("3")),
    "cut": ("write", lambda hand: "Write" not in hand.names),
    "copy": ("write", lambda hand: QApplication.clipboard().text() == "Write"),
    "paste": ("write", lambda hand: hand.names.count("Write") == 2, copied),
    "paste_cells": ("write", lambda hand: hand.session.previewing, outlined),
    "duplicate": ("write", lambda hand: hand.names.count("Write") == 2),
    "delete": ("write", lambda hand: "Write" not in hand.names),
    "select_all": ("write", lambda hand: len(hand.session.selection.steps) == 5),
    "rename": ("write", naming),
    "change_line": ("write", lambda hand: hand.window.capturing.line.draft.changing == "write"),
    "workshop": ("write", lambda hand: hand.window.workshop.on),
    "find_step": (
        "write",
        lambda hand: QApplication.focusWidget() is hand.window.outline.filter,
        pressed("Ctrl+B"),
    ),
    "add_step": ("write", naming),
    "add_next": ("write", saying("after")),
    "add_branch": ("write", saying("beside")),
    "add_before": ("write", saying("before")),
    "add_decision": ("write", naming),
    "add_flow": ("write", lambda hand: hand.view.linking.isVisible()),
    "palette": ("write", lambda hand: hand.window.palette_field.isVisible()),
    "tool_select": ("write", lambda hand: not hand.view.hand, pressed("H")),
    "tool_hand": ("write", lambda hand: hand.view.hand),
    "explain": ("write", lambda hand: "Write" in QToolTip.text()),
    "add_start": ("write", naming),
    "add_end": ("write", naming),
    "add_note": ("write", lambda hand: hand.view.note_typing.isVisible()),
    "vote_up": ("write", votes(1), noted),
    "vote_down": ("write", votes(-1), noted),
    "add_lane": ("write", lambda hand: len(hand.map.roles) == 4),
    "class_value_adding": ("check", lambda hand: hand.step("Check").value_class == "value_adding"),
    "class_necessary": ("write", lambda hand: hand.step("Write").value_class == "necessary"),
    "class_waste": ("write", lambda hand: hand.step("Write").value_class == "waste"),
    "insert_here": ("write", lambda hand: len(hand.map.steps) == 6, on_flow("brief-write")),
    "flow_forward": ("write", kind_of("check-write", "forward"), on_flow("check-write")),
    "flow_rework": ("write", kind_of("brief-write", "rework"), on_flow("brief-write")),
    "flow_information": ("write", kind_of("brief-write", "information"), on_flow("brief-write")),
    "go_next": ("write", chosen("check")),
    "go_before": ("write", chosen("brief")),
    "go_up": ("check", chosen("write")),
    "go_down": ("write", chosen("check")),
    "go_first": ("check", chosen("brief")),
    "go_last": ("brief", chosen("loose")),
    "next_note": (
        "write",
        lambda hand: (
            [hand.map.note_by_id[i].position.x for i in hand.session.selection.notes] == [200.0]
        ),
        stuck,
    ),
    "go_on": ("check", chosen("done")),
    "go_back": ("check", chosen("write")),
    "extend_next": ("write", chosen("write", "check")),
    "extend_before": ("write", chosen("write", "brief")),
    "extend_up": ("check", chosen("check", "write")),
    "extend_down": ("brief", chosen("brief", "loose")),
    "next_flow": ("brief", flow_chosen("brief-write")),
    "previous_flow": ("brief", flow_chosen("brief-check")),
    "choose_lane": ("check", lane_chosen("legal")),
    "next_found": ("write", chosen("done"), filtered),
    "previous_found": ("done", chosen("write"), filtered),
    "field_time": ("write", on_field("process_time")),
    "field_wait": ("write", on_field("wait_time")),
    "field_quality": ("write", on_field("complete_accurate")),
    "field_role": ("write", popped_up),
    "lane_up": ("check", lambda hand: hand.step("Check").role == "mo"),
    "lane_down": ("write", lambda hand: hand.step("Write").role == "legal"),
    "shift_left": ("check", undone("Move step")),
    "shift_right": ("check", undone("Move step")),
    "tidy": ("write", undone("Tidy up"), pressed("Alt+Right")),
    "snapshot": ("write", lambda hand: len(hand.project.maps) == 2),
    "new_to_be": ("write", lambda hand: len(hand.project.maps) == 2),
    "view_map": ("write", view_shown("map_page"), pressed("Ctrl+3")),
    "view_compare": ("write", view_shown("comparison")),
    "view_table": ("write", view_shown("table")),
    "view_charter": ("write", view_shown("charter")),
    "critical_path": ("write", turned("critical_path")),
    "show_changes": (
        "write",
        turned("show_changes"),
        lambda hand: hand.window.actions_by_name["new_to_be"].trigger(),
    ),
    "toggle_phases": (
        "write",
        lambda hand: bool(hand.view.map_scene.folding.collapsed),
        phased,
    ),
    "next_overlay": ("write", overlaid(True)),
    "no_overlay": ("write", overlaid(False), pressed("O")),
    "zoom_in": ("write", zoomed(1.25)),
    "zoom_out": ("write", zoomed(0.8)),
    "zoom_100": ("write", zoomed(1.0), pressed("Ctrl+-")),
    "fit": ("write", lambda hand: hand.view.zoom != 2.0, lambda hand: hand.view.set_zoom(2.0)),
    "fit_selection": ("write", lambda hand: hand.view.zoom > 1),
    "next_problem": ("write", lambda hand: hand.window.problems.isVisible()),
    "previous_problem": ("write", lambda hand: hand.window.problems.isVisible()),
    "toggle_outline": ("write", shown("outline_dock", False)),
    "toggle_inspector": ("write", shown("inspector_dock", False)),
    "toggle_bottom": ("write", shown("bottom_dock", False)),
    "next_pane": ("write", lambda hand: not hand.view.hasFocus()),
    "previous_pane": ("write", lambda hand: not hand.view.hasFocus()),
    "full_screen": ("write", lambda hand: hand.window.isFullScreen()),
    "present": ("write", at_foot(Story)),
    "next_missing": ("write", at_foot(Values), pressed("F5")),
    "park": ("write", at_foot(Prompt), pressed("F5")),
    "parking_list": (
        "write",
        lambda hand: hand.window.workshop.desk.wall.isVisible(),
        pressed("F5"),
    ),
    "issue_burst": ("write", at_foot(Prompt), pressed("F5")),
    "dot_votes": ("write", at_foot(Ballot), pressed("F5")),
    "large_ladder": ("write", at_foot(Timeline), pressed("F5")),
    "timer_pause": ("write", at_foot(Prompt), pressed("F5")),
    "timer_set": ("write", at_foot(Prompt), pressed("F5")),
    "timer_more": ("write", at_foot(Prompt), pressed("F5")),
    "hide_money": ("write", lambda hand: hand.session.veil.on),
    "theme_system": ("write", themed("system")),
    "theme_light": ("write", themed("light"), pressed("Ctrl+L, D")),
    "theme_dark": ("write", themed("dark")),
    "high_contrast": ("write", lambda hand: hand.window.appearance.strong),
    "reduce_motion": ("write", lambda hand: motion.reduced, moving),
    "size_100": ("write", sized(100), pressed("Ctrl+L, 2")),
    "size_125": ("write", sized(125)),
    "size_150": ("write", sized(150)),
    "size_175": ("write", sized(175)),
    "size_200": ("write", sized(200)),
    "numerals_system": (
        "write",
        lambda hand: hand.window.actions_by_name["numerals_system"].isChecked(),
        pressed("Ctrl+L, 9"),
    ),
    "numerals_comma": ("write", written("1,234.5"), pressed("Ctrl+L, 9")),
    "numerals_space": ("write", written("1\u202f234.5"), pressed("Ctrl+L, 9")),
    "numerals_point": ("write", written("1.234,5")),
    "numerals_space_comma": ("write", written("1\u202f234,5")),
    "all_to_front": ("write", lambda hand: len(RAISED.windows) >= 2, with_another_window),
    "welcome": ("write", lambda hand: hand.window.helping.welcoming),
    "numbers": ("write", lambda hand: any(p.isVisible() for p in _pages(hand))),
    "about": ("write", lambda hand: QApplication.activeModalWidget() is not None),
    "guide": ("write", lambda hand: any(p.isVisible() for p in _pages(hand))),
    "shortcuts": ("write", lambda hand: bool(hand.window.findChildren(ShortcutSheet))),
}
"""By command, the step selected before its keys are pressed, what is then so, and what is done
before. Every command belongs here."""

PRESSES = [(c.name, keys) for c in COMMANDS for keys in c.keys if c.name in KEYS]
LEAVING = {
    "close_window",
    "quit",
    "full_screen",
    "new_file",
    "new_window",
    "minimize",
    "next_window",
    "all_to_front",
    "welcome",
    *(command.name for command in WORKSHOP),
}


def test_every_key_of_a_command_is_pressed_here() -> None:
    assert {c.name for c in COMMANDS} == set(KEYS), "give the command a row in KEYS"


@pytest.mark.parametrize(("name", "keys"), PRESSES, ids=[f"{n}-{k}" for n, k in PRESSES])
def test_a_key_does_what_its_command_says(
    name: str, keys: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ASKED.clear()

    def ask(_parent: object, title: str, *_more: object) -> tuple[str, str]:
        ASKED.append(title)
        return "", ""

    for asked in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, asked, ask)
    hand: Hand = (
        request.getfixturevalue("open_window")()
        if name in LEAVING
        else request.getfixturevalue("hand")
    )
    hand.show(branching())
    hand.window.outline.filter.clear()
    hand.session.select((KEYS[name][0],))
    _step, check, *before = KEYS[name]
    for prepare in before:
        prepare(hand)
        hand.settle()
    assert not check(hand), "so it was before"
    press(hand, keys)
    hand.settle()
    assert check(hand)
    _tidy_away(hand)


def _tidy_away(hand: Hand) -> None:
    """Leave the window that tests share as it was."""
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()
    for sheet in hand.window.findChildren(QDialog):
        sheet.close()
    hand.window.pasting.cells.cancel()
    hand.view.settle()
    hand.window.actions_by_name["tool_select"].trigger()
    hand.window.palette_field.close_palette()
    QToolTip.hideText()
    for pages in _pages(hand):
        pages.close()
    for name in ("critical_path", "show_changes"):
        if hand.window.isVisible() and not hand.window.actions_by_name[name].isChecked():
            hand.window.actions_by_name[name].trigger()
    hand.window.choose_overlay(None)
    hand.view.map_scene.folding.expand_all()
    hand.window.outline.filter.clear()
    hand.window.show_bottom("ladder")
    hand.window.appearance.choose("light")
    hand.window.appearance.strengthen(False)
    motion.reduce(True)
    use(PLAIN)


@pytest.mark.parametrize("at", ["canvas", "field", "line"])
def test_two_strokes_are_a_key_wherever_the_keyboard_is(small: Hand, at: str) -> None:
    small.session.select(("write",))
    typed = small.window.outline.filter
    if at == "field":
        typed.setFocus()
    elif at == "line":
        press(small, "A")
    press(small, "Ctrl+L, D")
    assert small.window.appearance.setting == "dark"
    assert typed.text() == ""
    assert small.window.capturing.line.field.text == ""
    press(small, "Ctrl+L, L")
    assert small.window.appearance.setting == "light"


def test_a_second_stroke_that_means_nothing_does_nothing(small: Hand) -> None:
    small.session.select(("write",))
    before = small.state()
    press(small, "Ctrl+L, T")
    assert small.view.hasFocus()
    assert small.state() == before
    press(small, "3")
    assert small.step("Write").value_class == "waste"


@pytest.mark.parametrize("second", ["D", "L", "T"])
def test_after_the_first_stroke_it_is_said_what_can_follow(small: Hand, second: str) -> None:
    status = small.window.status
    press(small, "Ctrl+L")
    assert status.said.startswith("Ctrl+L, and now 1 to 5 for the size")
    press(small, second)
    assert status.said == ""
    press(small, "Ctrl+L, L")


def test_the_end_of_the_map_says_how_to_go_on(small: Hand) -> None:
    small.session.select(("loose",))
    press(small, "Tab")
    assert small.session.selection.steps == ("loose",)
    assert small.window.status.said == "This is the last step. F6 goes to the next pane."
    press(small, "F6")
    assert not small.view.hasFocus()


def test_extending_back_lets_go(small: Hand) -> None:
    small.session.select(("brief",))
    for keys in ("Shift+Right", "Shift+Right"):
        press(small, keys)
    assert small.session.selection.steps == ("brief", "write", "check")
    press(small, "Shift+Left")
    assert small.session.selection.steps == ("brief", "write")


def test_flows_are_walked_and_edited_without_a_mouse(hand: Hand) -> None:
    hand.show(branching())
    hand.session.select(("brief",))
    press(hand, ".")
    press(hand, "Down")
    assert hand.session.selection.flows == ("brief-check",)
    press(hand, ".")
    assert hand.session.selection.flows == ("brief-write",)
    press(hand, "Q")
    hand.type("60")
    press(hand, "Return")
    assert hand.map.flow_by_id["brief-write"].probability == 0.6
    assert hand.view.hasFocus()
    press(hand, "Right")
    assert hand.session.selection.steps == ("write",)
    press(hand, ",")
    press(hand, "Left")
    assert hand.session.selection.steps == ("write",)


def test_a_time_is_typed_from_the_canvas_and_the_keyboard_comes_back(small: Hand) -> None:
    small.session.select(("write",))
    press(small, "T")
    small.type("3h")
    press(small, "Return")
    assert small.step("Write").process_time == Duration(3, "h")
    assert small.view.hasFocus()
    press(small, "Right")
    press(small, "W")
    small.type("2d")
    press(small, "Escape")
    assert small.step("Check").wait_time is None
    assert small.view.hasFocus()
    press(small, "Q")
    small.type("abc")
    press(small, "Return")
    assert not small.view.hasFocus()
    small.key(Key.Key_A, Mod.ControlModifier)
    small.type("80")
    press(small, "Return")
    assert small.step("Check").complete_accurate == 0.8


def test_tab_goes_on_to_the_next_field_and_enter_still_comes_back(small: Hand) -> None:
    small.session.select(("write",))
    press(small, "T")
    first = QApplication.focusWidget()
    small.type("3h")
    small.key(Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is not first
    assert focus is not None
    assert small.window.inspector.isAncestorOf(focus)
    assert small.session.selection.steps == ("write",)
    press(small, "W")
    assert small.session.selection.steps == ("write",)


def test_a_role_is_chosen_with_keys_alone(small: Hand) -> None:
    small.session.select(("write",))
    press(small, "R")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
    small.settle()
    assert small.step("Write").role == "legal"
    assert small.view.hasFocus()


def test_a_role_is_found_by_what_is_short_for_it(small: Hand) -> None:
    project = small_project()
    one = project.maps[0]
    names = {"mo": "Marketing leadership", "web": "Marketing operations"}
    roles = tuple(r.replace(name=names.get(r.id, r.name)) for r in one.roles)
    small.show(project.replace(maps=(one.replace(roles=roles),)))
    small.session.select(("check",))
    press(small, "R")
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "mops")
    QTest.keyClick(focus, Qt.Key.Key_Return)
    small.settle()
    assert small.step("Check").role == "web"


def test_lanes_are_walked_moved_named_added_and_deleted_by_key(small: Hand) -> None:
    def order() -> list[str]:
        return [role.name for role in small.map.roles]

    small.session.select(("write",))
    press(small, "L")
    press(small, "Down")
    assert small.session.selection.role == "legal"
    press(small, "Alt+Down")
    assert order() == ["Marketing", "Web", "Legal"]
    press(small, "Home")
    press(small, "Shift+L")
    small.type("Design")
    press(small, "Return")
    assert order() == ["Marketing", "Design", "Web", "Legal"]
    press(small, "F2")
    small.type("Studio")
    press(small, "Return")
    assert order()[1] == "Studio"
    press(small, "Del")
    assert order() == ["Marketing", "Web", "Legal"]
    press(small, "L")
    press(small, "End")
    press(small, "Right")
    assert small.session.selection.steps == ("check",)


def test_steps_change_places_along_their_lane(small: Hand) -> None:
    def x(name: str) -> float:
        position = small.step(name).position
        assert position is not None
        return position.x

    small.session.select(("brief",))
    before = x("Brief"), x("Write")
    press(small, "Alt+Right")
    assert (x("Write"), x("Brief")) == before
    small.undo()
    assert (x("Brief"), x("Write")) == before


def test_f3_asks_for_a_filter_where_there_is_none(small: Hand) -> None:
    press(small, "F3")
    assert QApplication.focusWidget() is small.window.outline.filter
    small.type("check")
    press(small, "F3")
    assert small.session.selection.steps == ("check",)


def test_the_menu_key_opens_the_menu_of_what_is_selected(small: Hand) -> None:
    for select, word in (
        (lambda: small.session.select(("check",)), "Waste"),
        (lambda: small.session.select(flows=("brief-write",)), "Rework flow"),
        (lambda: small.session.select(role="web"), "Move down"),
    ):
        select()
        before = small.session.selection
        at = small.view.menu_place()
        assert small.view.viewport().rect().contains(small.view.viewport().mapFromGlobal(at))
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), at)
        QApplication.sendEvent(small.view, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert word in [a.text() for a in menu.actions()]
        assert small.session.selection == before
        assert menu.pos() == at
        menu.close()
