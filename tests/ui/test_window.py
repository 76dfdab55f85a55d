"""The window as a whole: commands, views, maps, menus, theme, what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QToolButton

from mopsmap.model import Flow, Project, new_project
from mopsmap.storage import load
from tests.ui.hand import SAMPLES, Hand, Key, Mod, check_mirror, small_project
from ui.commands.actions import COMMANDS
from ui.commands.command import plain
from ui.commands.editing import Editing
from ui.panels.fields import LongTextField
from ui.remembering import restore_shape
from ui.settings import NUMERALS

CTRL = Mod.ControlModifier

CONVENTIONAL = {
    "new_file": "Ctrl+N",
    "open_file": "Ctrl+O",
    "save": "Ctrl+S",
    "save_as": "Ctrl+Shift+S",
    "close_window": "Ctrl+W",
    "quit": "Ctrl+Q",
    "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z",
    "cut": "Ctrl+X",
    "copy": "Ctrl+C",
    "paste": "Ctrl+V",
    "duplicate": "Ctrl+D",
    "delete": "Del",
    "select_all": "Ctrl+A",
    "rename": "F2",
    "find_step": "Ctrl+F",
    "zoom_100": "Ctrl+0",
    "full_screen": "F11",
}


def test_shortcuts_are_conventional_and_each_has_one_meaning() -> None:
    keys = {c.name: c.keys for c in COMMANDS}
    assert {name: keys[name][0] for name in CONVENTIONAL} == CONVENTIONAL
    sequences = [QKeySequence(k).toString() for c in COMMANDS for k in c.keys]
    assert len(sequences) == len(set(sequences))
    assert all(QKeySequence(k).toString() == k for c in COMMANDS for k in c.keys)


def test_letters_in_fields_are_letters(small: Hand) -> None:
    words = "s d p c t w q r l . , 1 2 3 ? bksp"
    fields = [
        w
        for w in small.window.findChildren(QLineEdit)
        if w.isVisibleTo(small.window) and w.isVisible() and not w.isReadOnly()
    ]
    filter_field = small.window.outline.filter
    assert filter_field in fields
    small.click("write")
    before = small.state()
    filter_field.setFocus()
    small.type(words)
    assert filter_field.text() == words
    small.key(Key.Key_Backspace)
    small.key(Key.Key_Delete)
    assert filter_field.text() == words[:-1]
    filter_field.clear()
    assert small.state() == before
    assert small.window.view.map_scene.show_critical


def test_ctrl_s_and_its_like_work_while_a_name_is_typed(
    small: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "kept.mopsmap"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    small.click(small.in_lane("web", 500))
    small.key(Key.Key_S)
    small.type("Kept")
    small.key(Key.Key_S, CTRL)
    assert load(path).project.maps[0].steps[-1].name == "Kept"
    assert not small.session.modified


def test_nothing_to_undo_is_nothing_to_click(small: Hand) -> None:
    actions = small.window.actions_by_name
    assert not actions["undo"].isEnabled()
    assert not actions["redo"].isEnabled()
    assert not actions["delete"].isEnabled()
    small.click("write")
    assert actions["delete"].isEnabled()
    small.key(Key.Key_Delete)
    assert actions["undo"].isEnabled()
    assert actions["undo"].text() == "Undo delete step"
    small.undo()
    assert not actions["undo"].isEnabled()
    assert actions["redo"].text() == "Redo delete step"


def test_the_title_says_what_is_open_and_whether_it_is_saved(small: Hand) -> None:
    assert small.window.windowTitle().startswith("Small stream[*]")
    assert not small.window.isWindowModified()
    small.click("write")
    small.key(Key.Key_3)
    assert small.window.isWindowModified()
    small.undo()
    assert not small.window.isWindowModified()


def test_a_new_to_be_map_and_undo(small: Hand) -> None:
    small.window.actions_by_name["new_to_be"].trigger()
    assert [m.kind for m in small.project.maps] == ["as_is", "to_be"]
    assert small.map.kind == "to_be"
    assert small.map.based_on == "as-is"
    assert set(small.map.step_by_id) == set(small_project().maps[0].step_by_id)
    small.settle()
    small.click("write")
    small.key(Key.Key_Delete)
    check_mirror(small)
    small.session.show_map("as-is")
    assert "Write" in small.names
    small.undo()
    assert small.map.kind == "to_be"
    assert small.session.selection.steps == ("write",)
    small.undo()
    assert small.project == small_project()
    assert small.session.map_id == "as-is"
    check_mirror(small)
    small.redo()
    assert small.map.kind == "to_be"
    check_mirror(small)


def test_undo_of_a_map_goes_back_to_the_map_before(small: Hand) -> None:
    new = small.window.actions_by_name["new_to_be"]
    new.trigger()
    first = small.session.map_id
    new.trigger()
    assert len(small.project.maps) == 3
    small.undo()
    assert small.session.map_id == first


def test_deleting_the_map_shown_and_its_return(small: Hand) -> None:
    small.window.actions_by_name["new_to_be"].trigger()
    small.settle()
    outline = small.window.outline
    outline.ask = lambda question: True
    shown = small.session.map_id
    outline.delete_map(shown)
    assert small.session.map_id == "as-is"
    check_mirror(small)
    small.undo()
    assert small.session.map_id == shown
    check_mirror(small)


def test_switching_maps_keeps_the_selection_of_the_same_steps(hand: Hand) -> None:
    hand.show(small_project())
    hand.window.actions_by_name["new_to_be"].trigger()
    hand.settle()
    as_is, to_be = hand.project.maps
    hand.click("write")
    hand.key(Key.Key_Delete)
    hand.session.show_map(as_is.id)
    hand.session.select(("write", "check"))
    hand.session.show_map(to_be.id)
    hand.settle()
    assert hand.session.selection.steps == ("check",)
    check_mirror(hand)
    menu = _submenu(hand, "Show map")
    menu.aboutToShow.emit()
    action = next(a for a in menu.actions() if a.text() == as_is.name)
    assert not action.isChecked()
    action.trigger()
    assert hand.session.map_id == as_is.id


def _submenu(hand: Hand, title: str) -> QMenu:
    found = [m for m in hand.window.menu_bar.findChildren(QMenu) if plain(m.title()) == title]
    assert len(found) == 1
    return found[0]


def test_typing_a_name_in_another_view_comes_back_to_the_map(small: Hand) -> None:
    for view, command in (("view_compare", "add_step"), ("view_table", "add_lane")):
        small.window.actions_by_name[view].trigger()
        assert not small.view.isVisible()
        small.window.actions_by_name[command].trigger()
        assert small.view.isVisible()
        small.type("Named")
        small.key(Key.Key_Tab)
    assert small.names[-1] == "Named"
    assert small.map.roles[-1].name == "Named"


def test_views_switch_by_key_and_take_the_keyboard(small: Hand) -> None:
    for key, widget in (
        (Key.Key_2, small.window.comparison),
        (Key.Key_3, small.window.table),
        (Key.Key_1, small.view),
    ):
        small.key(key, CTRL)
        shown = small.window.views.currentWidget()
        assert shown is widget or shown.isAncestorOf(widget)
        focus = QApplication.focusWidget()
        assert focus is widget or (focus is not None and widget.isAncestorOf(focus))


def test_panes_are_reached_by_key(small: Hand) -> None:
    small.view.setFocus()
    seen = []
    for _ in range(6):
        small.key(Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert len(set(map(id, seen))) >= 4
    small.view.setFocus()
    small.key(Key.Key_F6)
    there = QApplication.focusWidget()
    small.key(Key.Key_F6, Mod.ShiftModifier)
    focus = QApplication.focusWidget()
    assert focus is not there
    assert focus is not None


def test_ctrl_f_filters_the_steps(small: Hand) -> None:
    small.key(Key.Key_B, CTRL)
    assert not small.window.outline_dock.isVisible()
    small.key(Key.Key_F, CTRL)
    assert small.window.outline_dock.isVisible()
    assert QApplication.focusWidget() is small.window.outline.filter


@pytest.mark.parametrize(
    ("keys", "dock"),
    [
        ((Key.Key_B, CTRL), "outline_dock"),
        ((Key.Key_F4, Mod.NoModifier), "inspector_dock"),
        ((Key.Key_J, CTRL), "bottom_dock"),
    ],
)
def test_docks_are_shown_and_hidden(small: Hand, keys: tuple[Key, Mod], dock: str) -> None:
    widget = getattr(small.window, dock)
    small.key(*keys)
    assert not widget.isVisible()
    small.key(*keys)
    assert widget.isVisible()


def _menu_on(hand: Hand, at: QPointF) -> QMenu:
    area = hand.view.viewport()
    place = hand.view.mapFromScene(at)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, area.mapToGlobal(place), Mod.NoModifier
    )
    QApplication.sendEvent(area, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def _texts(menu: QMenu) -> list[str]:
    return [a.text() for a in menu.actions() if not a.isSeparator()]


def _choose(hand: Hand, menu: QMenu, text: str) -> None:
    action = next(a for a in menu.actions() if a.text() == text)
    menu.setActiveAction(action)
    handle = menu.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Return)
    hand.activate()


def test_the_menu_of_a_step(small: Hand) -> None:
    menu = _menu_on(small, small.point("write"))
    assert small.session.selection.steps == ("write",)
    assert {"Rename", "Next step", "Waste", "Cut", "Duplicate", "Delete"} <= set(_texts(menu))
    _choose(small, menu, "Waste")
    assert small.step("Write").value_class == "waste"


def test_the_menu_of_many_steps_keeps_them(small: Hand) -> None:
    small.click("brief")
    small.click("write", CTRL)
    menu = _menu_on(small, small.point("write"))
    _choose(small, menu, "Delete")
    assert small.names == ["Check", "Done", "Loose"]


def test_the_menu_of_a_flow(small: Hand) -> None:
    (ax, ay), (bx, by) = small.session.layout.routes["brief-write"].points[:2]
    on_flow = QPointF((ax + bx) / 2, (ay + by) / 2)
    menu = _menu_on(small, on_flow)
    assert small.session.selection.flows == ("brief-write",)
    _choose(small, menu, "Information flow")
    assert small.map.flow_by_id["brief-write"].kind == "information"
    _choose(small, _menu_on(small, on_flow), "Forward flow")
    _choose(small, _menu_on(small, on_flow), "Insert step into the flow")
    small.type("Between")
    small.key(Key.Key_Tab)
    assert {("Brief", "Between"), ("Between", "Write")} <= small.flows


def test_the_menu_of_empty_ground_adds_where_it_was_asked(small: Hand) -> None:
    _choose(small, _menu_on(small, small.in_lane("web", 500)), "Step")
    small.type("Here")
    small.key(Key.Key_Tab)
    assert small.step("Here").role == "web"
    assert abs(small.point(small.step("Here").id).x() - 500) <= 4


def test_the_critical_path_is_emphasized_or_not(hand: Hand) -> None:
    hand.open("campaign")
    hand.key(Key.Key_P)
    assert not any(look.critical for look in hand.view.map_scene.looks().values())
    hand.key(Key.Key_P)
    assert any(look.critical for look in hand.view.map_scene.looks().values())


def test_overlays_come_from_the_analyses(hand: Hand) -> None:
    hand.open("campaign")
    labels = hand.view.map_scene.overlay_labels()
    assert labels
    menu = _submenu(hand, "Overlay")
    menu.aboutToShow.emit()
    names = [a.text() for a in menu.actions() if a.isEnabled() and not a.isSeparator()]
    assert names == ["None", *(label.replace("&", "&&") for _, label in labels)]
    assert any("&&" in name for name in names)
    next(a for a in menu.actions() if a.text() == labels[0][1]).trigger()
    assert hand.view.map_scene.overlay == labels[0][0]
    hand.window.choose_overlay(None)
    assert hand.view.map_scene.overlay is None


def test_overlays_go_by_key_one_after_the_other(hand: Hand) -> None:
    hand.open("webinar")
    hand.activate()
    keys = [key for key, _label in hand.view.map_scene.overlay_labels()]
    for wanted in (*keys, None, keys[0]):
        hand.key(Key.Key_O)
        assert hand.view.map_scene.overlay == wanted
    hand.key(Key.Key_O, Mod.ShiftModifier)
    assert hand.view.map_scene.overlay is None


def test_tidy_up_is_one_undo_step(small: Hand) -> None:
    small.window.actions_by_name["tidy"].trigger()
    assert all(s.position is None for s in small.map.steps)
    check_mirror(small)
    small.undo()
    assert small.project == small_project()
    check_mirror(small)


def test_the_theme_switches_and_is_remembered(open_window: Callable[[], Hand]) -> None:
    hand = open_window()
    role = QPalette.ColorRole.Window
    light = QApplication.palette().color(role)
    hand.window.actions_by_name["theme_dark"].trigger()
    dark = QApplication.palette().color(role)
    assert dark.lightness() < 100 < light.lightness()
    assert QSettings().value("theme") == "dark"
    hand.window.menu_row._theme.click()
    assert QApplication.palette().color(role) == light
    assert QSettings().value("theme") == "light"
    checked = [n for n in ("system", "light", "dark") if _checked(hand, f"theme_{n}")]
    assert checked == ["light"]


def test_the_menus_mark_what_is_shown(hand: Hand) -> None:
    hand.open("webinar")
    hand.session.show_map("to-be")
    hand.settle()

    def marked() -> set[str]:
        """Entries with a tick, or with a frame around their icon."""
        menus = hand.window.menu_bar.findChildren(QMenu)
        for menu in menus:
            menu.aboutToShow.emit()
            menu.aboutToHide.emit()
        found = [a for menu in menus for a in menu.actions() if a.isCheckable() and a.isChecked()]
        return {plain(a.text()).replace("&", "&&") for a in found}

    panels = {"Outline", "Inspector", "Bottom panel"}
    before = marked()
    assert before >= {"Map", "Critical path", "Changes", "None", "Light", *panels}
    hand.key(Key.Key_B, Mod.ControlModifier)
    hand.window.bottom_dock.hide()
    hand.key(Key.Key_P)
    hand.key(Key.Key_C)
    key, label = hand.view.map_scene.overlay_labels()[0]
    hand.window.choose_overlay(key)
    gone = {"Outline", "Bottom panel", "Critical path", "Changes", "None"}
    assert marked() == before - gone | {label.replace("&", "&&")}
    hand.key(Key.Key_F8)
    assert "Bottom panel" in marked()
    hand.window.choose_overlay(None)
    hand.key(Key.Key_P)
    hand.key(Key.Key_C)


def test_deleting_a_map_keeps_the_map_shown(small: Hand) -> None:
    outline, session = small.window.outline, small.session
    outline.ask = lambda question: True
    for kind in ("to_be", "variant", "variant"):
        outline.new_map(kind)
    first, second, third, last = (one.id for one in small.project.maps)
    assert small.project.map_by_id[third].based_on == second
    session.show_map(first)
    outline.delete_map(second)
    assert session.map_id == first
    session.show_map(last)
    session.show_map(third)
    outline.delete_map(third)
    assert session.map_id == first
    assert [one.id for one in small.project.maps] == [first, last]
    small.undo()
    assert session.map_id == third


def test_a_long_remark_leaves_zoom_and_fit_where_they_are(open_window: Callable[[], Hand]) -> None:
    hand = open_window()
    hand.window.resize(1100, 700)
    hand.settle()
    status = hand.window.status
    buttons = [b for b in status.findChildren(QToolButton) if b.text() == "Fit"]
    assert len(buttons) == 1
    before = buttons[0].geometry()
    assert status.rect().contains(before)
    hand.session.said.emit("Nothing can be drawn from here to there. " * 8)
    hand.settle()
    assert hand.window.width() == 1100
    assert buttons[0].geometry() == before


@pytest.mark.parametrize("sample", ["lead", "whitepaper"])
def test_the_facts_of_a_map_are_seen_whole_where_there_is_room(hand: Hand, sample: str) -> None:
    hand.open(sample)
    facts = hand.window.status.facts
    for one in hand.project.maps:
        hand.session.show_map(one.id)
        hand.settle()
        assert facts.text().startswith(f"{len(one.steps)} steps")
        assert facts.shown == facts.text()


def test_a_name_of_two_lines_is_seen_whole_after_many_steps_were_selected(hand: Hand) -> None:
    hand.open("campaign")
    session = hand.session
    name = "Develop concept and messages"
    step = next(s.id for s in hand.map.steps if s.name == name)
    for chosen in ([], [s.id for s in hand.map.steps], [step]):
        session.select(chosen)
        hand.settle()
    field = hand.window.inspector.page.field("name")
    assert isinstance(field, LongTextField)
    lines = round(field.edit.document().size().height())
    assert field.edit.toPlainText() == name
    assert field.edit.viewport().height() >= lines * field.edit.fontMetrics().lineSpacing()


def test_a_narrow_window_gives_the_room_of_the_inspector_to_the_map(
    open_window: Callable[[], Hand],
) -> None:
    window, inspector = (hand := open_window()).window, hand.window.inspector_dock

    def widen(width: int) -> None:
        window.resize(width, 700)
        hand.settle()

    widen(1100)
    assert not inspector.isVisible()
    widen(1400)
    assert inspector.isVisible()
    widen(1100)
    hand.key(Key.Key_F4)
    assert inspector.isVisible()
    widen(1150)
    assert inspector.isVisible()
    hand.key(Key.Key_F4)
    widen(1400)
    assert not inspector.isVisible()


def test_deleting_a_step_tells_of_the_rework_that_goes_with_it(small: Hand) -> None:
    one = small.map
    back = Flow(id="back", source="done", target="check", kind="rework")
    small.show(Project(maps=(one.replace(flows=(*one.flows, back)),)))
    small.click("write")
    small.key(Key.Key_Delete)
    said = small.window.toasts.shown
    assert said[-1].sentence == "'Write' was deleted."
    small.click("check")
    small.key(Key.Key_Delete)
    assert said[-1].sentence == "'Check' was deleted. 1 rework flow went with it."
    small.undo()
    assert "back" in small.map.flow_by_id


def test_a_remark_goes_with_the_next_change(small: Hand, tmp_path: Path) -> None:
    status, session = small.window.status, small.session

    def remark() -> None:
        session.said.emit("Something is so.")
        assert status.said == "Something is so."
        session.select(("brief",))
        session.project_changed.emit()
        assert status.said == "Something is so."

    remark()
    small.view.setFocus()
    small.key(Key.Key_3)
    assert status.said == ""
    remark()
    small.undo()
    assert status.said == ""
    small.redo()
    remark()
    assert small.window.files.save(tmp_path / "x.mopsmap")
    assert status.said == ""
    small.window.keeping.new_to_be()
    assert "was made from the map shown" in status.said
    session.show_map("as-is")
    assert status.said == ""
    small.undo()
    remark()
    small.window.files.new(new_project())
    assert status.said == ""


def test_a_new_value_stream_shows_no_steps_of_the_old_one(small: Hand) -> None:
    tree = small.window.outline.tree
    assert tree.isVisible()
    small.window.files.new(new_project())
    assert small.window.capturing.active
    assert not tree.isVisible()
    assert tree.topLevelItemCount() == 0
    assert small.window.outline.nothing.text() == "No steps yet."


def _checked(hand: Hand, name: str) -> bool:
    action: QAction = hand.window.actions_by_name[name]
    return action.isChecked()


def test_the_window_comes_back_as_it_was_left(open_window: Callable[[], Hand]) -> None:
    first = open_window().window
    first.resize(1300, 800)
    first.outline_dock.hide()
    QApplication.processEvents()
    first.close()
    settings = {k: QSettings().value(k) for k in QSettings().allKeys()}
    assert not first.isVisible()
    second = open_window().window
    for key, value in settings.items():
        QSettings().setValue(key, value)
    restore_shape(second)
    assert (second.width(), second.height()) == (1300, 800)
    assert not second.outline_dock.isVisible()
    assert not second.actions_by_name["toggle_outline"].isChecked()
    assert second.inspector_dock.isVisible()


def test_the_first_window_fits_the_screen(open_window: Callable[[], Hand]) -> None:
    window = open_window().window
    restore_shape(window)
    room = window.screen().availableSize()
    assert window.width() <= max(room.width(), window.minimumWidth())
    assert window.height() <= max(room.height(), window.minimumHeight())


@pytest.mark.parametrize(
    ("screen", "whole"),
    [((1366, 768), True), ((1440, 900), True), ((1440, 948), True), ((1456, 948), False)],
)
def test_the_first_window_fits_with_its_frame_or_takes_the_whole_screen(
    open_window: Callable[[], Hand],
    monkeypatch: pytest.MonkeyPatch,
    screen: tuple[int, int],
    whole: bool,
) -> None:
    window = open_window().window
    small = SimpleNamespace(availableSize=lambda: QSize(*screen))
    monkeypatch.setattr(window, "screen", lambda: small)
    restore_shape(window)
    assert window.isMaximized() == whole
    normal = window.normalGeometry() if whole else window.geometry()
    assert normal.width() + 16 <= screen[0]
    assert normal.height() + 48 <= screen[1]


def test_fields_of_the_project_do_not_move_the_view(hand: Hand) -> None:
    hand.open("campaign")
    hand.view.set_zoom(1.3)
    bar = hand.view.horizontalScrollBar()
    bar.setValue(200)
    hand.session.edit("Rename", lambda p: p.replace(title="Other words"))
    hand.settle()
    assert (hand.view.zoom, bar.value()) == (pytest.approx(1.3), 200)
    hand.session.edit(
        "Change hours", lambda p: p.replace(calendar=p.calendar.replace(hours_per_day=7.0))
    )
    hand.settle()
    assert (hand.view.zoom, bar.value()) == (pytest.approx(1.3), 200)
    assert hand.window.windowTitle().startswith("Other words")


def test_help_opens(small: Hand) -> None:
    small.key(Key.Key_Slash, CTRL)
    QApplication.processEvents()
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    sheet.close()
    small.activate()
    small.window.actions_by_name["about"].trigger()
    box = QApplication.activeModalWidget()
    assert box is not None
    box.close()


def test_every_command_can_be_done_on_any_map(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command raises, whatever is selected and whatever the map holds."""
    asking = {"open_file", "save", "save_as", "import_table", "export_workbook", "export_picture"}
    leaving = {"close_window", "quit", "new_file", "new_window", "minimize", "full_screen"}
    leaving |= {"shortcuts", "about", "welcome", "guide", "numbers"}
    kept = {"theme_system", "theme_light", "theme_dark", "reduce_motion", *NUMERALS}
    names = {c.name for c in COMMANDS} - asking - leaving - kept
    for project, chosen in ((new_project(), ()), (small_project(), ("write", "check"))):
        for name in sorted(names):
            hand.session.load(project)
            hand.session.select(chosen)
            hand.window.actions_by_name[name].trigger()
            hand.view.settle()
            check_mirror(hand)


def test_what_is_missing_in_a_first_step_is_a_hint_everywhere(hand: Hand) -> None:
    hand.view.setFocus()
    hand.key(Key.Key_S)
    hand.type("Write copy")
    hand.key(Key.Key_Return)
    hand.key(Key.Key_Escape)
    hand.session.select(hand.map.step_by_id)
    hand.settle()
    assert hand.session.analysis is not None
    problems = hand.session.analysis.problems
    about = [p for p in problems if {*p.ids} & {*hand.map.step_by_id}]
    assert hand.window.status._problems.text() == f"No problems, {len(problems)} hints"
    assert hand.window.inspector.page.link.text() == f"{len(about)} findings"
    hand.window.show_bottom("problems")
    hand.settle()
    assert hand.window.problems.list.rows[0].text == "Hints"


def test_a_read_only_file_refuses_every_edit_with_a_sentence(hand: Hand) -> None:
    hand.show(small_project())
    hand.session.load(small_project(), str(SAMPLES / "webinar.mopsmap"), read_only=True)
    hand.settle()
    hand.view.set_zoom(1.0)
    before = hand.project
    acts: dict[str, Callable[[], object]] = {
        "double-click": lambda: hand.double_click(hand.in_lane("web", 500)),
        "rename": lambda: hand.double_click("write"),
        "flow": lambda: hand.double_click(QPointF(200, hand.point("brief").y())),
        "drag": lambda: hand.drag("write", hand.in_lane("web", 500)),
        "delete": lambda: (hand.click("write"), hand.key(Key.Key_Delete)),
        "cut": lambda: (hand.click("write"), hand.key(Key.Key_X, CTRL)),
        "duplicate": lambda: (hand.click("write"), hand.key(Key.Key_D, CTRL)),
        "class": lambda: (hand.click("write"), hand.key(Key.Key_1)),
        "f2": lambda: (hand.click("write"), hand.key(Key.Key_F2)),
    }
    for name, act in acts.items():
        hand.window.status.say("")
        act()
        assert "reading only" in hand.window.status.said, name
        assert hand.project == before, name
        assert hand.view.gesture is None
        assert hand.view.naming.step is None
    assert not hand.session.modified
    hand.click("write")
    enabled = {name for name, a in hand.window.actions_by_name.items() if a.isEnabled()}
    for command in COMMANDS:
        alters = hasattr(Editing, command.name) and command.name not in ("copy", "select_all")
        assert (command.name in enabled) <= (not alters), command.name
    assert {"copy", "select_all", "fit", "export_workbook", "save_as", "new_file"} <= enabled
    assert not {"tidy", "new_to_be"} & enabled
    assert not hand.window.outline.add.isEnabled()
    assert hand.on(hand.view.headers, QPoint(1, 1)) is not None
