"""Flows drawn, branches and decisions added with the keyboard alone."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.ui.hand import Hand, Key, check_mirror, small_project
from ui.canvas.spots import card_in_view


def linking(hand: Hand, source: str) -> None:
    hand.session.select((source,))
    hand.key(Key.Key_F)
    assert hand.view.linking.isVisible()
    assert QApplication.focusWidget() is hand.view.linking.line


def test_a_flow_goes_to_the_step_of_a_number(small: Hand) -> None:
    linking(small, "brief")
    small.type("3")
    assert small.view.linking.said.text() == "3  Check"
    assert small.project == small_project()
    small.key(Key.Key_Return)
    assert ("Brief", "Check") in small.flows
    assert small.session.selection.steps == ("brief",)
    assert small.view.hasFocus()
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_a_flow_goes_to_the_step_of_a_name(small: Hand) -> None:
    linking(small, "brief")
    small.type("loo")
    small.key(Key.Key_Return)
    assert ("Brief", "Loose") in small.flows


def test_a_flow_is_led_by_arrows(small: Hand) -> None:
    linking(small, "brief")
    small.key(Key.Key_Down)
    assert small.view.linking.target == "loose"
    small.key(Key.Key_Return)
    assert ("Brief", "Loose") in small.flows


def test_a_flow_back_is_rework_and_its_share_is_asked_at_once(small: Hand) -> None:
    linking(small, "check")
    small.type("write")
    assert small.view.linking.said.text() == "2  Write, as rework"
    small.key(Key.Key_Return)
    small.settle()
    (back,) = (flow for flow in small.map.flows if flow.kind == "rework")
    assert small.session.selection.flows == (back.id,)
    small.type("30")
    small.key(Key.Key_Return)
    assert small.map.flow_by_id[back.id].probability == 0.3
    assert small.view.hasFocus()


def test_what_may_not_be_drawn_says_why_and_waits(small: Hand) -> None:
    linking(small, "brief")
    small.type("2")
    assert small.view.linking.said.text() == "These steps are already connected."
    small.key(Key.Key_Return)
    assert small.view.linking.isVisible()
    small.key(Key.Key_Backspace)
    small.type("99")
    assert small.view.linking.said.text() == "No step is meant by '99'."
    small.key(Key.Key_Return)
    assert small.view.linking.isVisible()
    small.esc()
    assert not small.view.linking.isVisible()
    assert small.project == small_project()
    assert small.session.selection.steps == ("brief",)
    assert small.view.hasFocus()


def test_the_line_stays_in_sight_and_off_the_steps(hand: Hand) -> None:
    hand.open("campaign")
    ids = [*hand.view.map_scene.numbers]
    hand.session.select((ids[5],))
    hand.view.show_step(ids[5])
    hand.key(Key.Key_F)
    for number in ("1", "3", "7", "29"):
        hand.view.linking.line.selectAll()
        hand.type(number)
        hand.settle()
        line, view = hand.view.linking, hand.view
        assert view.viewport().rect().contains(line.geometry())
        assert not line.geometry().intersects(card_in_view(view, ids[int(number) - 1]))
    hand.esc()


def test_going_elsewhere_gives_it_up(small: Hand) -> None:
    linking(small, "brief")
    small.type("3")
    small.click("done")
    assert not small.view.linking.isVisible()
    assert small.project == small_project()
    check_mirror(small)


def test_a_decision_stands_connected_behind_the_selected_step(small: Hand) -> None:
    small.session.select(("write",))
    small.key(Key.Key_D)
    small.type("Approved?")
    small.key(Key.Key_Tab)
    assert {("Write", "Approved?"), ("Approved?", "Check")} <= small.flows
    assert small.step("Approved?").kind == "decision"
    small.undo()
    assert small.project == small_project()


def test_a_parallel_step_comes_and_goes_where_the_selected_one_does(small: Hand) -> None:
    small.session.select(("write",))
    small.key(Key.Key_A)
    small.type("Draw")
    small.key(Key.Key_Return)
    assert {("Brief", "Draw"), ("Draw", "Check"), ("Brief", "Write"), ("Write", "Check")} <= (
        small.flows
    )
    small.esc()
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_ways_that_become_a_choice_are_no_longer_waited_for(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_F)
    small.type("Done")
    small.key(Key.Key_Return)
    small.settle()
    assert ("join", "done") in {(c.kind, c.step) for c in small.session.layout.junctions}
    small.session.select(flows=("write-check",))
    small.key(Key.Key_Q)
    small.type("30")
    small.key(Key.Key_Return)
    small.settle()
    assert small.session.layout.junctions == ()
