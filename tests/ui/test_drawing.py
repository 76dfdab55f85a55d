"""Drawing steps on the canvas with mouse and keyboard, and typing their names."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from mopsmap import edits
from mopsmap.model import Position, Project, new_project
from tests.ui.hand import Button, Hand, Key, Mod, check_mirror, small_project


def _typing(hand: Hand) -> str | None:
    """The step whose name is open and has the keyboard."""
    naming = hand.view.naming
    assert naming.isVisible() == (naming.step is not None)
    assert naming.step is None or naming.hasFocus()
    return naming.step


def test_double_click_in_a_lane_makes_a_step_to_be_named(small: Hand) -> None:
    small.double_click(small.in_lane("web", 780))
    assert _typing(small) is not None
    small.type("Publish page")
    small.key(Key.Key_Return)
    step = small.step("Publish page")
    assert step.role == "web"
    assert small.session.selection.steps == () or _typing(small) != step.id
    small.esc()
    assert small.session.undo_label == "Add step"
    placed = small.session.layout.steps[step.id]
    assert abs(placed.center[0] - 780) <= 4
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


@pytest.mark.parametrize("way", ["S", "double-click", "flow", "port"])
def test_esc_in_a_fresh_name_leaves_no_trace(small: Hand, way: str) -> None:
    small.click("write")
    before = small.state()
    ways: dict[str, Callable[[], object]] = {
        "S": lambda: small.key(Key.Key_S),
        "double-click": lambda: small.double_click(small.in_lane("web", 780)),
        "flow": lambda: small.double_click(_on_flow(small, "brief-write")),
        "port": lambda: small.drag(small.port("write"), small.pixel(small.in_lane("web", 700))),
    }
    ways[way]()
    assert _typing(small) is not None
    assert len(small.map.steps) == 6
    small.type("Half a na")
    small.esc()
    assert small.state() == before
    assert _typing(small) is None
    assert not small.session.modified
    assert small.view.hasFocus()
    check_mirror(small)


def _on_flow(hand: Hand, flow: str) -> QPointF:
    """The middle of the longest straight part of a flow."""
    points = hand.session.layout.routes[flow].points
    (ax, ay), (bx, by) = max(
        pairwise(points),
        key=lambda p: abs(p[0][0] - p[1][0]) + abs(p[0][1] - p[1][1]),
    )
    return QPointF((ax + bx) / 2, (ay + by) / 2)


def test_redo_survives_a_step_given_up(small: Hand) -> None:
    small.click("loose")
    small.key(Key.Key_Delete)
    small.undo()
    small.key(Key.Key_S)
    small.esc()
    assert small.session.redo_label == "Delete step"
    small.redo()
    assert "Loose" not in small.names


def test_names_and_enter_draw_a_chain(hand: Hand) -> None:
    hand.show(new_project())
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_S)
    for name in ("Ask", "Do it", "s d 1 2 3 p c"):
        hand.type(name)
        hand.key(Key.Key_Return)
    hand.key(Key.Key_Return)
    assert hand.names == ["Ask", "Do it", "s d 1 2 3 p c"]
    assert hand.flows == {("Ask", "Do it"), ("Do it", "s d 1 2 3 p c")}
    assert _typing(hand) is None
    assert len({s.role for s in hand.map.steps}) == 1
    assert len({p.x for p in hand.session.layout.steps.values()}) == 3
    check_mirror(hand)
    for _ in range(3):
        hand.undo()
    assert hand.project == new_project()


def test_enter_inserts_into_a_chain_and_makes_room(small: Hand) -> None:
    small.click("brief")
    small.key(Key.Key_Return)
    small.type("Gather")
    small.key(Key.Key_Return)
    small.esc()
    assert {("Brief", "Gather"), ("Gather", "Write")} <= small.flows
    assert ("Brief", "Write") not in small.flows
    assert small.step("Gather").role == "mo"
    steps = small.session.layout.steps
    row = [steps[i].x for i in ("brief", small.step("Gather").id, "write")]
    assert row == sorted(row)
    assert row[1] - row[0] >= steps["brief"].width
    assert row[2] - row[1] >= steps["brief"].width
    small.undo()
    assert small.project == small_project()


def test_enter_behind_an_end_says_why_not(small: Hand) -> None:
    small.click("done")
    small.window.actions_by_name["add_end"].trigger()
    small.type("Over")
    small.key(Key.Key_Return)
    assert _typing(small) is None
    end = small.step("Over")
    assert (end.kind, small.session.selection.steps) == ("end", (end.id,))
    small.key(Key.Key_Return)
    small.type("More")
    small.key(Key.Key_Return)
    assert len(small.map.steps) == 6
    assert small.window.capturing.line.field.text == "More"
    assert "end" in small.window.status.said


def test_f2_renames(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_F2)
    assert small.view.naming.selectedText() == "Write"
    small.type("Write copy")
    small.key(Key.Key_Return)
    assert small.step("Write copy").id == "write"
    assert small.session.undo_label == "Rename step"
    assert small.session.selection.steps == ("write",)
    small.key(Key.Key_F2)
    small.type("Nothing of this")
    small.esc()
    assert small.map.step_by_id["write"].name == "Write copy"
    small.undo()
    assert small.project == small_project()


def test_double_click_on_a_step_renames_it(small: Hand) -> None:
    small.double_click("check")
    assert _typing(small) == "check"
    small.type("Check facts")
    small.click(small.in_lane("web", 780))
    assert small.map.step_by_id["check"].name == "Check facts"
    assert small.session.selection.steps == ()


def test_a_name_being_typed_is_kept_by_whatever_comes_next(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_F2)
    small.type("Write all")
    small.key(Key.Key_D, Mod.ControlModifier)
    assert "Write all" in small.names
    assert len(small.map.steps) == 6
    small.key(Key.Key_S)
    small.type("Next thing")
    small.window.actions_by_name["add_decision"].trigger()
    small.type("Good?")
    small.window.actions_by_name["view_table"].trigger()
    assert {"Next thing", "Good?"} <= set(small.names)
    assert small.step("Good?").kind == "decision"


def test_undo_while_naming_takes_the_unnamed_step_back_and_nothing_else(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_3)
    small.key(Key.Key_S)
    small.window.actions_by_name["undo"].trigger()
    assert small.session.undo_label == "Change value class of 'Write'"
    assert len(small.map.steps) == 5
    small.undo()
    assert small.project == small_project()


def test_ctrl_z_in_a_name_is_for_the_name(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_3)
    small.key(Key.Key_F2)
    small.type("x")
    small.undo()
    assert small.view.naming.text() == "Write"
    assert small.session.undo_label == "Change value class of 'Write'"


def test_the_menu_of_a_name_does_not_end_it(small: Hand) -> None:
    small.key(Key.Key_S)
    small.type("Half")
    naming = small.view.naming
    place = naming.rect().center()
    QApplication.postEvent(
        naming,
        QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, naming.mapToGlobal(place), Mod.NoModifier
        ),
    )
    QApplication.processEvents()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert naming.isVisible()
    menu.close()
    QApplication.processEvents()
    small.type(" done")
    small.key(Key.Key_Return)
    small.esc()
    assert "Half done" in small.names


def test_the_menu_of_the_window_keeps_a_name(small: Hand) -> None:
    small.key(Key.Key_S)
    small.type("Kept")
    small.window.menu_bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
    assert "Kept" in small.names
    assert not small.session.previewing


def test_the_first_step_goes_where_the_pointer_rests_only_over_the_canvas(hand: Hand) -> None:
    last = hand.map.roles[-1].id
    over = hand.in_lane(last, 300)
    for rest, role in ((over, last), (None, hand.map.roles[0].id)):
        hand.move(over)
        if rest is None:
            hand.pointer_over_nothing()
        hand.key(Key.Key_N, Mod.ControlModifier)
        hand.esc()
        hand.key(Key.Key_S)
        hand.type("First")
        hand.key(Key.Key_Tab)
        assert hand.step("First").role == role
        hand.undo()


def test_a_pointer_in_a_menu_is_not_over_the_canvas(hand: Hand) -> None:
    hand.move(hand.in_lane(hand.map.roles[-1].id, 300))
    menu = hand.window.menu_bar.findChildren(QMenu)[0]
    menu.popup(hand.window.mapToGlobal(QPoint(0, 30)))
    hand.pointer_over_nothing()
    menu.close()
    hand.window.filing.new_file()
    hand.activate()
    hand.esc()
    hand.key(Key.Key_S)
    hand.type("First")
    hand.key(Key.Key_Tab)
    assert hand.step("First").role == hand.map.roles[0].id


def test_s_makes_a_step_where_the_pointer_rests(small: Hand) -> None:
    small.click(small.in_lane("web", 500))
    small.key(Key.Key_S)
    small.type("Here")
    small.key(Key.Key_Tab)
    step = small.step("Here")
    assert step.role == "web"
    assert abs(small.session.layout.steps[step.id].center[0] - 500) <= 4


def test_d_makes_a_decision_beside_the_selected_step(small: Hand) -> None:
    small.click("check")
    small.key(Key.Key_D)
    small.type("Approved?")
    small.key(Key.Key_Tab)
    step = small.step("Approved?")
    assert (step.kind, step.role) == ("decision", "legal")


def test_new_steps_land_on_the_grid_and_inside_their_lane(small: Hand) -> None:
    lane = small.lane("legal")
    for number, y in enumerate((1, lane.height / 2, lane.height - 2)):
        small.double_click(QPointF(443.7 + 140 * number, lane.top + y))
        small.type(f"Step {number}")
        small.key(Key.Key_Tab)
        position = small.step(f"Step {number}").position
        assert position is not None
        assert (position.x % 4, position.y % 4) == (0, 0)
    assert all(small.step(f"Step {n}").role == "legal" for n in range(3))
    top, bottom = small.lane("legal").top, small.lane("legal").top + small.lane("legal").height
    for number in range(3):
        placed = small.session.layout.steps[small.step(f"Step {number}").id]
        assert top <= placed.y
        assert placed.bottom <= bottom


def _below(hand: Hand, x: float) -> QPointF:
    """A point on the empty ground below the last lane."""
    lane = hand.session.layout.lanes[-1]
    return QPointF(x, lane.top + lane.height + 40)


@pytest.mark.parametrize("way", ["double-click", "S"])
def test_steps_added_close_together_cover_no_card(small: Hand, way: str) -> None:
    def add(at: QPointF) -> None:
        if way == "S":
            small.click(at)
            small.key(Key.Key_S)
        else:
            small.double_click(at)
        small.type("x")
        small.key(Key.Key_Tab)
        small.esc()

    for x in (200, 288):
        add(small.in_lane("web", x))
    add(_below(small, 200))
    add(QPointF(340, small.lane("legal").top + 4))
    add(QPointF(430, small.lane("legal").top + 4))
    new = [step for step in small.map.steps if step.name == "x"]
    assert [step.role for step in new] == ["web"] * 3 + ["legal"] * 2
    assert all(step.position and step.position.x % 4 == 0 for step in new)
    layout = small.session.layout
    for a, b in combinations(layout.steps.values(), 2):
        beside = max(a.x, b.x) - min(a.right, b.right)
        assert beside >= 18 or max(a.y, b.y) >= min(a.bottom, b.bottom), (a.step, b.step)
    first, second, below = (layout.steps[step.id] for step in new[:3])
    assert (first.x, second.x) == (144, 276)
    assert (below.x, below.y) == (12, first.y)
    check_mirror(small)


def test_a_step_added_where_its_row_is_full_goes_to_the_row_below(small: Hand) -> None:
    for x in (100, 240, 380, 520):
        small.double_click(small.in_lane("web", x))
        small.key(Key.Key_X)
        small.key(Key.Key_Tab)
        small.esc()
    small.double_click(_below(small, 100))
    small.type("Lower")
    small.key(Key.Key_Tab)
    step = small.step("Lower")
    placed = small.session.layout.steps[step.id]
    lane = small.lane("web")
    assert step.role == "web"
    assert placed.x == 44
    assert placed.bottom <= lane.top + lane.height
    upper = [
        p for i, p in small.session.layout.steps.items() if small.map.step_by_id[i].name == "x"
    ]
    assert max(p.bottom for p in upper) <= placed.y


def test_double_click_on_a_flow_puts_a_step_into_it(small: Hand) -> None:
    small.double_click(_on_flow(small, "write-check"))
    small.type("Proofread")
    small.key(Key.Key_Tab)
    assert {("Write", "Proofread"), ("Proofread", "Check")} <= small.flows
    assert ("Write", "Check") not in small.flows
    assert small.session.undo_label == "Insert step into flow"
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_delete_connects_the_neighbors_and_undo_selects_what_came_back(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_Delete)
    assert ("Brief", "Check") in small.flows
    assert "Write" not in small.names
    assert small.session.selection.steps == ()
    small.undo()
    assert small.project == small_project()
    assert small.session.selection.steps == ("write",)
    small.redo()
    assert "Write" not in small.names
    check_mirror(small)


def test_arrows_and_lines_go_on_beside_what_was_deleted(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_Delete)
    small.key(Key.Key_Right)
    assert small.session.selection.steps == ("check",)
    small.key(Key.Key_Period)
    small.key(Key.Key_Delete)
    assert small.session.selection.flows == ()
    small.key(Key.Key_Return)
    small.type("Proofread")
    small.key(Key.Key_Return)
    small.settle()
    assert ("Check", "Proofread") in small.flows
    small.esc()


def test_arrows_go_on_from_where_esc_deselected(small: Hand) -> None:
    small.click("write")
    small.esc()
    assert small.session.selection.steps == ()
    small.key(Key.Key_Right)
    assert small.session.selection.steps == ("check",)
    small.key(Key.Key_Right)
    small.esc()
    small.key(Key.Key_Right)
    assert small.session.selection.steps == ("done",), "nothing follows: the same step again"


def test_delete_many_and_flows(small: Hand) -> None:
    small.click("write")
    small.click("check", Mod.ControlModifier)
    small.key(Key.Key_Backspace)
    assert small.flows == {("Brief", "Done")}
    assert small.session.undo_label == "Delete 2 steps"
    small.undo()
    small.click(_on_flow(small, "write-check"))
    assert small.session.selection.flows == ("write-check",)
    small.key(Key.Key_Delete)
    assert small.flows == {("Brief", "Write"), ("Check", "Done")}
    small.undo()
    assert small.session.selection.flows == ("write-check",)


def test_undo_selects_only_what_a_person_sees_change(hand: Hand) -> None:
    """The first edit keeps all steps still where they were; that is no change to be shown."""
    hand.open("campaign")
    step = hand.map.steps[2].id
    assert all(s.position is None for s in hand.map.steps)
    hand.session.select((step,))
    hand.key(Key.Key_Delete)
    assert all(s.position is not None for s in hand.map.steps)
    hand.undo()
    assert hand.session.selection.steps == (step,)


def test_undo_of_what_moves_the_whole_map_keeps_the_selection(hand: Hand) -> None:
    hand.open("campaign")
    map_id, spread = hand.session.map_id, {s.id: i for i, s in enumerate(hand.map.steps)}

    def scattered(project: Project) -> Project:
        for step, number in spread.items():
            at = Position(x=200.0 * number, y=8.0)
            project = edits.set_steps(project, map_id, (step,), position=at)
        return project

    hand.session.edit("Scatter", scattered)
    hand.session.select((hand.map.steps[2].id,))
    hand.window.editing.tidy()
    hand.undo()
    assert hand.session.selection.steps == (hand.map.steps[2].id,)


def test_value_class_keys_and_again_to_take_it_back(small: Hand) -> None:
    small.click("check")
    small.key(Key.Key_3)
    assert small.step("Check").value_class == "waste"
    small.key(Key.Key_3)
    assert small.step("Check").value_class is None
    small.undo()
    small.undo()
    assert small.project == small_project()


def test_a_kept_name_has_no_stray_spaces(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_F2)
    small.type("  Write   it ")
    small.key(Key.Key_Return)
    assert small.map.step_by_id["write"].name == "Write it"


def test_an_empty_map_greets_with_the_capture_line(hand: Hand) -> None:
    assert hand.session.committed == new_project()
    assert hand.window.capturing.line.field.hasFocus()
    hand.type("sorting")
    hand.key(Key.Key_Return)
    hand.esc()
    assert hand.names == ["sorting"]


def test_a_map_without_lanes_takes_steps(hand: Hand) -> None:
    empty: Project = new_project()
    hand.show(empty.replace(maps=(empty.maps[0].replace(roles=()),)))
    hand.double_click(QPointF(200, 40))
    hand.type("Alone")
    hand.key(Key.Key_Tab)
    assert hand.step("Alone").role is None
    check_mirror(hand)


def test_right_button_draws_nothing(small: Hand) -> None:
    small.drag("write", small.in_lane("web", 500), button=Button.RightButton)
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()
    assert small.project == small_project()
