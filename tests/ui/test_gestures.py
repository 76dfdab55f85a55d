"""Moving, connecting, selecting, panning and zooming with the pointer; Esc leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF

from mopsmap.model import Flow
from tests.ui.hand import Button, Hand, Key, Mod, check_mirror, small_project
from ui.canvas.headers import ADD_HEIGHT, TAG_ROOM
from ui.canvas.tools import Connect, MoveSteps, Pan, RubberBand


def _places(hand: Hand) -> dict[str, tuple[str | None, float, float]]:
    """Lane, x and height within the lane of every step."""
    tops = {lane.role: lane.top for lane in hand.session.layout.lanes}
    placed = hand.session.layout.steps
    return {s.id: (s.role, placed[s.id].x, placed[s.id].y - tops[s.role]) for s in hand.map.steps}


def _on_flow(hand: Hand, flow: str) -> QPointF:
    points = hand.session.layout.routes[flow].points
    (ax, ay), (bx, by) = max(
        pairwise(points), key=lambda p: abs(p[0][0] - p[1][0]) + abs(p[0][1] - p[1][1])
    )
    return QPointF((ax + bx) / 2, (ay + by) / 2)


def test_dragging_a_step_to_another_lane_changes_its_role(small: Hand) -> None:
    before = _places(small)
    small.drag("check", small.in_lane("web", small.point("check").x()))
    after = _places(small)
    assert after["check"][0] == "web"
    assert after["check"][1] == before["check"][1]
    assert {i: p for i, p in after.items() if i != "check"} == {
        i: p for i, p in before.items() if i != "check"
    }
    assert small.session.undo_label == "Move step"
    assert small.session.selection.steps == ("check",)
    check_mirror(small)
    small.undo()
    assert small.project == small_project()
    assert small.session.selection.steps == ("check",)
    small.redo()
    assert _places(small) == after


def test_the_first_drag_on_a_map_placed_by_itself_moves_nothing_else(hand: Hand) -> None:
    hand.open("campaign")
    start = hand.project
    before = _places(hand)
    step = hand.map.steps[0]
    role = hand.map.roles[2].id
    hand.drag(step.id, hand.in_lane(role, hand.point(step.id).x()))
    after = _places(hand)
    assert after.pop(step.id)[0] == role
    del before[step.id]
    assert after == before
    check_mirror(hand)
    hand.undo()
    assert hand.project == start
    assert hand.session.undo_label is None


def test_a_moved_step_snaps_to_the_grid_and_stays_on_the_map(small: Hand) -> None:
    off_guides = small.point("write") + QPointF(37.3, -3.4)
    small.drag("write", off_guides, Mod.AltModifier)
    position = small.step("Write").position
    assert position is not None
    assert (position.x, position.y) == (276, 12)
    small.drag("write", QPointF(2, 2))
    position = small.step("Write").position
    assert position is not None
    assert position.x >= 0
    assert position.y >= 0
    assert small.step("Write").role == "mo"


def test_shift_drags_along_one_axis(small: Hand) -> None:
    before = _places(small)["write"]
    small.drag("write", small.point("write") + QPointF(60, 8), Mod.ShiftModifier)
    assert _places(small)["write"] == (before[0], before[1] + 60, before[2])


def test_many_steps_move_together_as_one_entry(small: Hand) -> None:
    small.click("brief")
    small.click("write", Mod.ShiftModifier)
    before = _places(small)
    small.drag("write", small.point("write") + QPointF(80, 0))
    after = _places(small)
    assert {i for i in after if after[i] != before[i]} == {"brief", "write"}
    assert after["brief"][1] - before["brief"][1] == after["write"][1] - before["write"][1] == 80
    assert small.session.undo_label == "Move 2 steps"
    small.undo()
    assert small.project == small_project()
    assert set(small.session.selection.steps) == {"brief", "write"}


def test_a_step_put_back_where_it_was_is_no_change(small: Hand) -> None:
    small.press("write")
    start = small.pixel("write")
    small.move(small.in_lane("web", 500))
    small.move(start)
    small.release()
    assert small.project == small_project()
    assert small.session.undo_label is None


def test_connecting_by_a_port(small: Hand) -> None:
    small.press(small.port("loose"))
    small.move("done")
    gesture = small.view.gesture
    assert isinstance(gesture, Connect)
    assert gesture.hint == "Release to connect"
    assert small.view.map_scene.steps["done"].target == "yes"
    small.release()
    assert ("Loose", "Done") in small.flows
    assert small.session.undo_label == "Connect steps"
    assert small.view.map_scene.steps["done"].target == ""
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_a_flow_that_leads_back_is_rework(small: Hand) -> None:
    small.drag(small.port("check"), small.pixel("brief"))
    flow = next(f for f in small.map.flows if f.target == "brief")
    assert (flow.source, flow.kind) == ("check", "rework")
    assert small.session.selection.flows == (flow.id,)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("brief", "write", "already connected"),
        ("write", "write", "two different steps"),
        ("loose", "brief", "into a start"),
    ],
)
def test_the_hint_says_why_not(small: Hand, source: str, target: str, reason: str) -> None:
    project = small_project()
    one = project.maps[0]
    steps = tuple(s.replace(kind="start") if s.id == "brief" else s for s in one.steps)
    small.show(project.replace(maps=(one.replace(steps=steps),)))
    before = small.state()
    small.press(small.port(source))
    small.move(QPoint(small.at.x() + 30, small.at.y() + 60) if small.at else QPoint())
    small.move(target)
    gesture = small.view.gesture
    assert isinstance(gesture, Connect)
    assert reason in gesture.hint
    assert small.view.map_scene.steps[target].target == "no"
    small.release()
    assert small.state() == before
    assert reason in small.window.status.said


def test_nothing_flows_out_of_an_end(small: Hand) -> None:
    project = small_project()
    one = project.maps[0]
    steps = tuple(s.replace(kind="end") if s.id == "done" else s for s in one.steps)
    small.show(project.replace(maps=(one.replace(steps=steps),)))
    before = small.state()
    small.press(small.port("done"))
    for place in ("loose", small.in_lane("web", 300)):
        small.move(place)
        assert small.view.gesture is not None
        assert "end" in small.view.gesture.hint
    small.release()
    assert small.state() == before


def test_a_flow_dropped_on_empty_ground_makes_a_step_as_one_more_branch(small: Hand) -> None:
    small.drag(small.port("brief"), small.pixel(small.in_lane("web", 500)))
    small.type("Book page")
    small.key(Key.Key_Tab)
    assert {("Brief", "Write"), ("Brief", "Book page")} <= small.flows
    assert small.step("Book page").role == "web"
    assert abs(small.point(small.step("Book page").id).x() - 500) <= 4
    small.undo()
    assert small.project == small_project()


def test_a_short_pull_at_a_port_does_nothing(small: Hand) -> None:
    before = small.state()
    port = small.port("done")
    small.drag(port, port + QPoint(25, 10))
    assert small.state() == before


def test_dropping_a_step_on_a_flow_puts_it_in(small: Hand) -> None:
    place = _on_flow(small, "brief-write")
    small.press("loose")
    small.move(place, steps=30)
    assert small.view.gesture is not None
    assert "insert" in small.view.gesture.hint
    assert small.view.map_scene.flows["brief-write"].hovered
    small.release()
    assert {("Brief", "Loose"), ("Loose", "Write")} <= small.flows
    assert ("Brief", "Write") not in small.flows
    assert small.step("Loose").role == "mo"
    assert small.session.undo_label == "Insert step into flow"
    assert not any(item.hovered for item in small.view.map_scene.flows.values())
    small.undo()
    assert small.project == small_project()


def test_a_connected_step_dropped_on_a_flow_only_moves(small: Hand) -> None:
    small.drag("done", _on_flow(small, "brief-write"))
    assert small.flows == {("Brief", "Write"), ("Write", "Check"), ("Check", "Done")}


def test_rubber_band(small: Hand) -> None:
    small.drag(QPointF(230, 4), QPointF(700, 60))
    assert set(small.session.selection.steps) == {"write", "done"}
    small.drag(QPointF(4, 4), QPointF(100, 60), Mod.ShiftModifier)
    assert set(small.session.selection.steps) == {"brief", "write", "done"}
    assert small.session.undo_label is None


def test_clicks_with_shift_and_ctrl_add_and_take_away(small: Hand) -> None:
    small.click("brief")
    small.click("write", Mod.ControlModifier)
    small.click("check", Mod.ShiftModifier)
    small.click("brief", Mod.ControlModifier)
    assert small.session.selection.steps == ("write", "check")
    flow = _on_flow(small, "check-done")
    small.click(flow, Mod.ControlModifier)
    assert small.session.selection == replace(small.session.selection, flows=("check-done",))
    assert small.session.selection.steps == ("write", "check")
    small.click(flow, Mod.ControlModifier)
    assert small.session.selection.flows == ()
    small.click("write")
    assert small.session.selection.steps == ("write",)
    small.click(small.in_lane("web", 500))
    assert not small.session.selection


def test_a_step_just_taken_out_of_the_selection_is_not_dragged(small: Hand) -> None:
    small.click("brief")
    small.click("write", Mod.ControlModifier)
    small.drag("write", small.in_lane("web", 300), Mod.ControlModifier)
    assert small.project == small_project()


def test_select_all_and_esc(small: Hand) -> None:
    small.key(Key.Key_A, Mod.ControlModifier)
    assert len(small.session.selection.steps) == 5
    small.esc()
    assert not small.session.selection


Begin = Callable[[Hand], None]


def _begin_move(hand: Hand) -> None:
    hand.press("write")
    hand.move(hand.in_lane("web", 500))
    assert isinstance(hand.view.gesture, MoveSteps)
    assert hand.session.previewing


def _begin_connect(hand: Hand) -> None:
    hand.press(hand.port("loose"))
    hand.move("done")
    assert isinstance(hand.view.gesture, Connect)


def _begin_rubber_band(hand: Hand) -> None:
    hand.press(QPointF(230, 4))
    hand.move(QPointF(700, 60))
    assert isinstance(hand.view.gesture, RubberBand)
    assert set(hand.session.selection.steps) == {"write", "done"}


def _begin_pan(hand: Hand) -> None:
    hand.press(hand.in_lane("web", 500), button=Button.MiddleButton)
    hand.move(hand.in_lane("web", 440))
    assert isinstance(hand.view.gesture, Pan)


def _begin_space_pan(hand: Hand) -> None:
    hand.hold(Key.Key_Space)
    hand.press("write")
    hand.move("brief")
    assert isinstance(hand.view.gesture, Pan)


def _begin_lane(hand: Hand) -> None:
    hand.press(hand.head("web"))
    hand.move(hand.head("mo") - QPoint(0, 30))
    assert hand.session.selection.role == "web"


@pytest.mark.parametrize("by", ["Esc", "undo", "command"])
@pytest.mark.parametrize(
    "begin",
    [_begin_move, _begin_connect, _begin_rubber_band, _begin_pan, _begin_space_pan, _begin_lane],
)
def test_a_gesture_given_up_leaves_no_trace(small: Hand, begin: Begin, by: str) -> None:
    small.click("write")
    small.key(Key.Key_3)
    small.click("check")
    before = small.state()
    bars = (small.view.horizontalScrollBar(), small.view.verticalScrollBar())
    scrolled = [bar.value() for bar in bars]
    begin(small)
    if by == "Esc":
        small.esc()
    elif by == "undo":
        small.undo()
    else:
        small.key(Key.Key_F2)
        small.esc()
    assert small.state() == before
    assert [bar.value() for bar in bars] == scrolled
    small.move(small.in_lane("legal", 300))
    small.release(button=Button.MiddleButton if begin is _begin_pan else Button.LeftButton)
    small.let_go(Key.Key_Space)
    assert small.state() == before
    assert small.view.gesture is None
    check_mirror(small)


def test_delete_during_a_drag_deletes_and_ends_the_drag(small: Hand) -> None:
    small.click("write")
    _begin_move(small)
    small.key(Key.Key_Delete)
    assert "Write" not in small.names
    small.move(small.in_lane("legal", 300))
    small.release()
    assert small.session.undo_label == "Delete step"
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_a_second_button_means_nothing_during_a_drag(small: Hand) -> None:
    _begin_move(small)
    small.press(small.in_lane("web", 500), button=Button.MiddleButton)
    small.press(small.in_lane("web", 500), button=Button.RightButton)
    small.release(button=Button.RightButton)
    small.release(button=Button.MiddleButton)
    assert isinstance(small.view.gesture, MoveSteps)
    small.move(small.in_lane("web", 520))
    small.release()
    assert small.step("Write").role == "web"
    small.undo()
    assert small.project == small_project()


def _small_room(hand: Hand) -> None:
    """A map larger than the canvas, scrolled to its middle."""
    hand.open("campaign")
    hand.view.set_zoom(1.5)
    for bar in (hand.view.horizontalScrollBar(), hand.view.verticalScrollBar()):
        assert bar.maximum() > 200
        bar.setValue(bar.maximum() // 2)


@pytest.mark.parametrize("way", ["middle", "space"])
def test_pan(hand: Hand, way: str) -> None:
    _small_room(hand)
    area = hand.view.viewport()
    start, end = (hand.on(area, QPoint(*xy)) for xy in ((400, 150), (330, 110)))
    anchor = hand.view.mapToScene(QPoint(400, 150))
    before = hand.state()
    if way == "space":
        hand.hold(Key.Key_Space)
    button = Button.MiddleButton if way == "middle" else Button.LeftButton
    hand.drag(start, end, button=button)
    if way == "space":
        hand.let_go(Key.Key_Space)
    assert hand.view.mapFromScene(anchor) == QPoint(330, 110)
    assert hand.state() == before


@pytest.mark.parametrize("at", [(30, 30), (700, 60), (400, 300)])
@pytest.mark.parametrize("notch", [120, -120, 15])
def test_ctrl_wheel_zooms_to_the_pointer(hand: Hand, at: tuple[int, int], notch: int) -> None:
    _small_room(hand)
    area = hand.view.viewport()
    spot = QPoint(*at)
    point = hand.view.mapToScene(spot)
    before = hand.view.zoom
    for _ in range(3):
        hand.wheel(point, QPoint(0, notch), Mod.ControlModifier)
        moved = QPointF(hand.view.viewportTransform().map(point)) - QPointF(spot)
        assert abs(moved.x()) <= 1
        assert abs(moved.y()) <= 1
    assert (hand.view.zoom > before) == (notch > 0)
    assert area.rect().contains(spot)


@pytest.mark.parametrize("at", [(60, 40), (700, 50), (420, 250)])
def test_a_small_map_zooms_to_the_pointer_and_back(small: Hand, at: tuple[int, int]) -> None:
    spot = QPointF(*at)
    point = small.view.mapToScene(spot.toPoint())
    corner = small.view.mapToScene(QPoint(0, 0))
    for notch in (120, 120, 120, -120, -120, -120, -120, 120):
        small.wheel(point, QPoint(0, notch), Mod.ControlModifier)
        moved = small.view.viewportTransform().map(point) - spot
        assert max(abs(moved.x()), abs(moved.y())) <= 1
    assert small.view.zoom == pytest.approx(1.0)
    back = small.view.mapToScene(QPoint(0, 0)) - corner
    assert max(abs(back.x()), abs(back.y())) <= 1
    small.key(Key.Key_1, Mod.ShiftModifier)
    row = ADD_HEIGHT / small.view.zoom
    paper = small.view.map_scene.sceneRect()
    assert small.view.sceneRect() == paper.adjusted(0, -TAG_ROOM / small.view.zoom, 0, row)


def test_zoom_has_ends(hand: Hand) -> None:
    hand.open("campaign")
    for notch, end in ((1200, 4.0), (-1200, 0.1)):
        for _ in range(8):
            hand.wheel(
                hand.view.mapToScene(QPoint(200, 100)), QPoint(0, notch), Mod.ControlModifier
            )
        assert hand.view.zoom == pytest.approx(end)
    hand.key(Key.Key_0, Mod.ControlModifier)
    assert hand.view.zoom == 1.0


def test_the_wheel_scrolls(hand: Hand) -> None:
    _small_room(hand)
    across, down = hand.view.horizontalScrollBar(), hand.view.verticalScrollBar()
    x, y = across.value(), down.value()
    middle = hand.view.mapToScene(QPoint(200, 100))
    hand.wheel(middle, QPoint(0, -120))
    assert (across.value(), down.value() > y) == (x, True)
    y = down.value()
    hand.wheel(hand.view.mapToScene(QPoint(200, 100)), QPoint(0, -120), Mod.ShiftModifier)
    assert (across.value() > x, down.value()) == (True, y)


def test_fit_shows_everything(hand: Hand) -> None:
    hand.open("campaign")
    hand.key(Key.Key_1, Mod.ShiftModifier)
    area = hand.view.viewport().rect()
    for placed in hand.session.layout.steps.values():
        for x, y in ((placed.x, placed.y), (placed.right, placed.bottom)):
            assert area.contains(hand.view.mapFromScene(QPointF(x, y)))
    seen = hand.view.viewportTransform()
    hand.key(Key.Key_1, Mod.ShiftModifier)
    assert hand.view.viewportTransform() == seen
    step = hand.map.steps[5].id
    hand.session.select((step,))
    hand.key(Key.Key_2, Mod.ShiftModifier)
    assert hand.view.zoom > 1
    assert area.contains(hand.view.mapFromScene(hand.point(step)))


def test_arrows_walk_along_the_map(small: Hand) -> None:
    small.click("brief")
    seen = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Down, Key.Key_Up):
        small.key(key)
        seen.append(small.session.selection.steps[0])
    assert seen[:3] == ["write", "check", "write"]
    assert small.map.step_by_id[seen[3]].role == "legal"
    assert small.map.step_by_id[seen[4]].role == "mo"
    assert small.project == small_project()


def test_moving_to_the_lane_below_by_keyboard(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_Down, Mod.AltModifier)
    assert small.step("Write").role == "legal"
    small.key(Key.Key_Up, Mod.AltModifier)
    assert small.step("Write").role == "mo"
    small.undo()
    small.undo()
    assert small.project == small_project()


def test_a_drag_is_computed_from_its_beginning(small: Hand) -> None:
    """However the pointer wanders, only where it is at the end counts."""
    small.press("write")
    for x in (700, 60, 420, 300):
        small.move(small.in_lane("web", x))
    target = small.pixel(small.point("check") + QPointF(0, 0))
    small.move(small.in_lane("legal", 300))
    assert small.at != target
    small.release()
    wandered = small.project
    small.undo()
    small.drag("write", small.in_lane("legal", 300))
    assert _rounded(small, "write") == _rounded_of(wandered.maps[0].step_by_id["write"].position)


def _rounded(hand: Hand, step: str) -> tuple[int, int]:
    return _rounded_of(hand.map.step_by_id[step].position)


def _rounded_of(position: object) -> tuple[int, int]:
    return round(getattr(position, "x", 0)), round(getattr(position, "y", 0))


def test_flows_keep_their_ids_through_moves(small: Hand) -> None:
    flows: tuple[Flow, ...] = small.map.flows
    small.drag("write", small.in_lane("web", 300))
    assert small.map.flows == flows


def test_a_step_dropped_on_another_stands_beside_it(small: Hand) -> None:
    before = _places(small)
    for step, other in (("loose", "check"), ("brief", "write")):
        small.drag(step, other)
        placed, kept = small.session.layout.steps[step], small.session.layout.steps[other]
        aside = placed.x >= kept.right or placed.right <= kept.x
        assert aside or placed.y >= kept.bottom or placed.bottom <= kept.y
        assert abs(placed.x - kept.x) < 2 * placed.width
        after = _places(small)
        assert {i: p for i, p in after.items() if i != step} == {
            i: p for i, p in before.items() if i != step
        }
        check_mirror(small)
        small.undo()
        assert small.project == small_project()
