"""What a facilitator has at hand: missing values, parked remarks, issues, dots, a timer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from mopsmap import edits
from mopsmap.model import Project
from mopsmap.units import Duration
from tests.ui.hand import Hand, Key, Mod
from ui.workshop.ballot import Ballot
from ui.workshop.bar import QuietBar
from ui.workshop.countdown import Countdown, read_minutes
from ui.workshop.desk import Desk
from ui.workshop.idle import Idle
from ui.workshop.prompt import Prompt
from ui.workshop.values import Values


@pytest.fixture
def room(small: Hand) -> Iterator[Hand]:
    """A window with a small map as a workshop."""
    small.key(Key.Key_F5)
    small.settle()
    yield small
    desk(small).countdown.put_away()
    small.window.workshop.leave()
    small.settle()


def desk(hand: Hand) -> Desk:
    return hand.window.workshop.desk


def bar(hand: Hand) -> QuietBar:
    (found,) = hand.window.findChildren(QuietBar)
    return found


def values(hand: Hand) -> Values:
    found = hand.window.workshop.stage(Values)
    assert isinstance(found, Values)
    return found


def prompt(hand: Hand) -> Prompt:
    found = hand.window.workshop.stage(Prompt)
    assert isinstance(found, Prompt)
    return found


def rests(hand: Hand) -> bool:
    """Whether nothing special goes on and the keyboard is on the map."""
    idle = hand.window.workshop.stage(Idle)
    return idle.isVisible() and hand.view.hasFocus()


def test_the_bar_counts_what_is_complete(room: Hand) -> None:
    assert bar(room).progress.text().strip().startswith("0 of 5 complete, missing: 5 wait, 3 %C&&A")
    known = {"wait_time": Duration(1, "d"), "complete_accurate": 0.9, "value_class": "necessary"}
    room.session.edit("Known", lambda p: edits.set_steps(p, "as-is", ("brief",), **known))
    assert bar(room).progress.text().strip().startswith("1 of 5 complete")


def test_the_values_of_a_row_of_steps_are_typed_without_a_mouse(room: Hand) -> None:
    room.session.select(("brief",))
    room.key(Key.Key_F9)
    assert (values(room).step, values(room).current) == ("brief", "wait_time")
    for text in ("2-4d", "80", "n"):
        room.type(text)
        room.key(Key.Key_Return)
    brief = room.step("Brief")
    assert str(brief.wait_time) == "2-3-4 d"
    assert brief.complete_accurate == pytest.approx(0.8)
    assert brief.value_class == "necessary"
    following = (values(room).step, values(room).current)
    assert following == ("write", "wait_time")
    assert room.session.selection.steps == ("write",)
    room.esc()
    assert rests(room)


def test_a_value_is_on_the_map_and_in_the_figures_while_it_is_typed(room: Hand) -> None:
    before = room.project
    room.session.select(("brief",))
    room.key(Key.Key_T)
    room.type("30")
    room.settle()
    assert room.step("Brief").process_time == Duration(30, "h")
    assert room.session.committed == before
    assert room.session.foresight.analysis is not None
    room.type(" bananas")
    room.key(Key.Key_Return)
    assert room.project == before
    assert values(room).refusal
    room.esc()
    assert room.project == before
    room.type("20")
    room.key(Key.Key_Return)
    assert room.session.committed.maps[0].step_by_id["brief"].process_time == Duration(20, "h")
    assert not room.session.previewing
    room.session.undo()
    assert room.project == before


def test_a_sign_says_what_a_value_rests_on(room: Hand) -> None:
    room.session.select(("write",))
    room.key(Key.Key_W)
    room.type("3d?")
    room.key(Key.Key_Tab)
    assert (str(room.step("Write").wait_time), room.step("Write").evidence) == ("3 d", "guess")
    room.type("75!")
    room.key(Key.Key_Tab)
    assert room.step("Write").evidence == "measured"
    room.key(Key.Key_Tab)
    assert values(room).current == "evidence"
    room.type("e")
    room.key(Key.Key_Down)
    assert room.step("Write").evidence == "estimate"
    assert (values(room).step, values(room).current) == ("check", "evidence")


def test_what_nobody_knows_is_passed_over(room: Hand) -> None:
    room.session.select(("brief",))
    room.key(Key.Key_F9)
    room.type("?")
    room.key(Key.Key_Return)
    assert room.step("Brief").wait_time is None
    assert (values(room).step, values(room).current) == ("brief", "complete_accurate")
    assert values(room).remark == "Ask Marketing: how much could be used as received?"


def test_nonsense_stays_and_is_explained(room: Hand) -> None:
    room.session.select(("brief",))
    room.key(Key.Key_F9)
    room.type("soon")
    room.key(Key.Key_Return)
    cells = values(room)
    assert cells.cells["wait_time"].text() == "soon"
    assert cells.refusal
    assert cells.current == "wait_time"
    room.esc()
    assert cells.cells["wait_time"].text() == ""
    assert not cells.refusal
    room.esc()
    assert rests(room)


def test_what_was_refused_at_a_step_is_no_value_of_another(room: Hand) -> None:
    room.session.select(("brief",))
    room.key(Key.Key_F9)
    room.type("soon")
    room.key(Key.Key_Return)
    cells = values(room)
    assert cells.refusal
    room.click("write")
    assert cells.step == "write"
    assert cells.cells["wait_time"].text() == ""
    assert not cells.refusal


@pytest.mark.parametrize("text", ["30m", "sloth", "wax"])
def test_a_class_that_nobody_knows_keeps_all_that_was_typed_and_is_refused(
    room: Hand, text: str
) -> None:
    room.session.select(("brief",))
    room.key(Key.Key_F9)
    cells = values(room)
    cells.cells["value_class"].setFocus()
    room.type(text)
    room.key(Key.Key_Return)
    assert cells.cells["value_class"].text() == text
    assert cells.refusal == f"'{text}' is not one of Value-adding, Necessary, Waste."
    assert room.step("Brief").value_class is None
    assert room.session.committed == room.project
    room.esc()
    assert cells.cells["value_class"].text() == ""


@pytest.mark.parametrize(
    ("typed", "value"),
    [("w", "waste"), ("waste", "waste"), ("bnva", "necessary"), ("nva", "waste"),
     ("va", "value_adding"), ("value", "value_adding"), ("vw", "waste"), ("12", "necessary"),
     ("necessary", "necessary"), ("1", "value_adding")],
)  # fmt: skip
def test_a_class_is_typed_by_a_letter_a_digit_or_its_word(
    room: Hand, typed: str, value: str
) -> None:
    room.session.select(("brief",))
    room.key(Key.Key_F9)
    values(room).cells["value_class"].setFocus()
    room.type(typed)
    room.key(Key.Key_Return)
    assert room.step("Brief").value_class == value


def test_a_full_map_says_so(room: Hand) -> None:
    known = {"wait_time": Duration(1, "d"), "complete_accurate": 0.9, "value_class": "waste"}
    every = tuple(room.map.step_by_id)
    room.session.edit("Known", lambda p: edits.set_steps(p, "as-is", every, **known))
    room.key(Key.Key_F9)
    assert rests(room)
    assert bar(room).said.text() == "Every value of this map is known."
    assert bar(room).progress.text().strip() == "5 of 5 complete"


def test_a_step_that_is_only_typed_does_not_count(room: Hand) -> None:
    room.session.select(("write",))
    room.key(Key.Key_Return)
    room.type("Set up tracking")
    assert room.session.proposal is not None
    assert bar(room).progress.text().strip().startswith("0 of 5 complete")
    room.key(Key.Key_Return)
    assert bar(room).progress.text().strip().startswith("0 of 6 complete")


def test_each_value_is_an_undo_entry_of_its_own(room: Hand) -> None:
    room.session.select(("brief",))
    room.key(Key.Key_F9)
    room.type("1d")
    room.key(Key.Key_Return)
    room.type("90")
    room.key(Key.Key_Return)
    room.esc()
    room.undo()
    assert room.step("Brief").complete_accurate is None
    assert str(room.step("Brief").wait_time) == "1 d"


def test_a_line_given_up_is_not_said_again_by_leaving(room: Hand) -> None:
    room.session.select(("write",))
    room.key(Key.Key_Return)
    room.type("Set up tracking")
    for _ in range(3):
        room.esc()
        room.settle()
    assert not room.window.workshop.on
    assert room.session.proposal is None
    assert not room.session.previewing
    room.window.capturing.line.forget()


def test_a_remark_is_parked_with_one_key_also_while_a_step_is_typed(room: Hand) -> None:
    room.session.select(("write",))
    room.key(Key.Key_Return)
    room.type("Set up tra")
    room.key(Key.Key_F7)
    room.type("Who pays the agency?")
    room.key(Key.Key_Return)
    (note,) = room.map.notes
    assert (note.kind, note.text, note.step) == ("parking_lot", "Who pays the agency?", None)
    assert bar(room).parked.text().strip() == "1"
    line = room.window.capturing.line
    assert line.isVisible()
    room.type("cking")
    assert line.field.text == "Set up tracking"
    line.forget()


def test_a_line_waits_where_it_was_begun_while_values_are_asked_for(room: Hand) -> None:
    room.session.select(("check",))
    room.key(Key.Key_Return)
    line = room.window.capturing.line
    room.type("Proofread")
    room.key(Key.Key_F9)
    room.key(Key.Key_Up)
    assert room.session.selection.steps == ("write",)
    room.esc()
    assert line.field.hasFocus()
    assert line.field.text == "Proofread"
    room.key(Key.Key_Return)
    room.settle()
    assert ("Check", "Proofread") in room.flows
    room.esc()


def test_a_field_of_the_inspector_stands_in_a_workshop_only_while_it_is_asked_for(
    room: Hand,
) -> None:
    room.session.select(("write",))
    dock = room.window.inspector_dock
    for last in (Key.Key_Return, Key.Key_Escape):
        room.key(Key.Key_R)
        room.settle()
        assert dock.isVisible()
        popup = QApplication.focusWidget()
        assert popup is not None
        QTest.keyClick(popup, last)
        room.settle()
        assert not dock.isVisible()
        assert room.view.hasFocus()
    room.session.select(flows=("write-check",))
    room.key(Key.Key_Q)
    room.type("30")
    room.key(Key.Key_Return)
    room.settle()
    assert room.map.flow_by_id["write-check"].probability == pytest.approx(0.3)
    assert not dock.isVisible()
    assert room.view.hasFocus()


def test_the_parking_lot_is_read_beside_the_map(room: Hand) -> None:
    for text in ("One", "Two"):
        room.key(Key.Key_F7)
        room.type(text)
        room.key(Key.Key_Return)
    room.key(Key.Key_F7, Mod.ShiftModifier)
    wall = desk(room).wall
    assert wall.isVisible()
    assert [row.text for row in wall.list.rows] == ["One", "Two"]
    room.key(Key.Key_Delete)
    assert [note.text for note in room.map.notes] == ["Two"]
    room.key(Key.Key_F7, Mod.ShiftModifier)
    assert not wall.isVisible()
    assert room.view.hasFocus()


def test_who_looked_at_what_is_parked_goes_on_at_the_step(room: Hand) -> None:
    room.session.select(("write",))
    room.key(Key.Key_F7)
    room.type("Who owns the form?")
    room.key(Key.Key_Return)
    assert bar(room).said.text() == "Parked."
    room.key(Key.Key_F7, Mod.ShiftModifier)
    ballot = room.window.workshop.stage(Ballot)
    assert isinstance(ballot, Ballot)
    assert ballot.isVisible()
    assert ballot.note is not None
    assert (ballot.note.text, ballot.beside) == ("Who owns the form?", "1 parked")
    room.esc()
    assert rests(room)
    assert room.session.selection.steps == ("write",)


def test_the_foot_names_what_is_selected(room: Hand) -> None:
    idle = room.window.workshop.stage(Idle)
    assert isinstance(idle, Idle)
    note = room.session.project
    room.session.edit("Note", lambda p: edits.add_note(p, "as-is", "Why?", "question"))
    assert room.session.project is not note
    for chosen, words in (
        ({"steps": ("write",)}, ("Write", "Marketing")),
        ({"steps": ("brief", "write")}, ("2 steps selected", "")),
        ({"role": "web"}, ("Web", "Lane")),
        ({"notes": (room.map.notes[0].id,)}, ("Why?", "Question")),
        ({"flows": ("brief-write",)}, ("Brief \u2192 Write", "")),
        ({}, ("", "")),
    ):
        room.session.select(**chosen)  # type: ignore[arg-type]
        assert (idle.title, idle.beside) == words


def test_a_page_in_place_of_the_map_has_its_own_foot_and_esc_goes_back(room: Hand) -> None:
    room.session.select(("write",))
    room.key(Key.Key_4, Mod.ControlModifier)
    idle = room.window.workshop.stage(Idle)
    assert isinstance(idle, Idle)
    page = room.window.charter
    assert page.isVisible()
    assert (idle.title, idle.leave.words) == ("Charter", "map")
    assert page.fields["problem"].edit.hasFocus()  # type: ignore[attr-defined]
    room.type("Slow")
    room.key(Key.Key_F7)
    room.type("Later")
    room.key(Key.Key_Return)
    assert page.fields["problem"].edit.hasFocus()  # type: ignore[attr-defined]
    assert room.map.charter.problem == "Slow"
    room.esc()
    room.esc()
    assert room.window.workshop.on
    assert not page.isVisible()
    assert rests(room)
    assert (idle.title, idle.leave.words) == ("Write", "deselect")
    room.esc()
    assert idle.leave.words == "leave"


def test_the_foot_names_no_key_that_does_nothing_there(room: Hand) -> None:
    room.session.select(("write",))
    room.key(Key.Key_Return)
    room.type("end: Live")
    room.key(Key.Key_Return)
    room.esc()
    room.session.select((room.step("Live").id,))
    idle = room.window.workshop.stage(Idle)
    words = {hint.words: hint.keys for hint in idle.hints}
    assert "value class" not in words
    assert words["step before"] == ("Ctrl", "Enter")
    room.key(Key.Key_1)
    assert room.step("Live").value_class is None
    (quiet,) = room.window.findChildren(QuietBar)
    assert quiet.said.text() == "A start or an end has no value class."
    room.session.select(("write", room.step("Live").id))
    room.key(Key.Key_2)
    assert room.step("Write").value_class == "necessary"
    assert room.step("Live").value_class is None


def test_what_is_said_has_room_beside_what_is_missing(room: Hand) -> None:
    (quiet,) = room.window.findChildren(QuietBar)
    whole = quiet.progress.text()
    assert ", missing: " in whole
    room.session.said.emit("Parked.")
    room.settle()
    assert quiet.progress.text() == whole
    said = "A sentence as long as the row is wide. "
    while quiet.fontMetrics().horizontalAdvance(said) < quiet.width():
        said += said
    room.session.said.emit(said)
    room.settle()
    assert quiet.progress.text() == whole.split(",")[0]
    room.session.said.emit("")
    assert quiet.progress.text() == whole


def test_values_are_asked_beside_the_map_whatever_is_shown(room: Hand) -> None:
    room.key(Key.Key_4, Mod.ControlModifier)
    room.key(Key.Key_F9)
    assert room.view.isVisible()
    assert values(room).current == "wait_time"
    room.key(Key.Key_4, Mod.ControlModifier)
    assert not values(room).isVisible()


def test_esc_on_a_tile_gives_the_keyboard_back_to_the_map(room: Hand) -> None:
    room.window.kpis.tiles[2].setFocus()
    room.esc()
    assert room.view.hasFocus()
    assert room.window.workshop.on


def test_names_and_notes_are_typed_as_large_as_the_room_needs(small: Hand) -> None:
    small.session.select(("write",))
    small.key(Key.Key_N)
    sheet = small.view.note_typing
    plain = sheet.height(), sheet.line.fontInfo().pixelSize()
    small.esc()
    small.key(Key.Key_F5)
    small.session.select(("write",))
    small.key(Key.Key_N)
    large = sheet.height(), sheet.line.fontInfo().pixelSize()
    assert large[0] > 1.5 * plain[0]
    assert large[1] > 1.5 * plain[1]
    small.esc()
    small.session.select(role="web")
    small.key(Key.Key_F2)
    line = small.view.headers.findChild(QLineEdit)
    assert line is not None
    assert line.fontInfo().pixelSize() >= 20
    small.esc()
    small.window.workshop.leave()


def test_a_waste_is_one_digit(room: Hand) -> None:
    room.session.select(("check",))
    room.key(Key.Key_I)
    assert prompt(room).words == "Issue at 3  Check"
    room.key(Key.Key_3)
    assert room.step("Check").wastes == ("waiting",)
    assert bar(room).said.text() == "Waste 'waiting' at Check."
    assert rests(room)
    room.key(Key.Key_I)
    room.key(Key.Key_3)
    assert room.step("Check").wastes == ()


@pytest.mark.parametrize(
    ("tabs", "text", "kind"),
    [(0, "Legal waits for the form", "issue"), (1, "One form", "idea"), (0, "Why?", "question")],
)
def test_an_issue_idea_or_question_is_typed_at_the_step(
    room: Hand, tabs: int, text: str, kind: str
) -> None:
    room.session.select(("check",))
    room.key(Key.Key_I)
    for _ in range(tabs):
        room.key(Key.Key_Tab)
    room.type(text)
    room.key(Key.Key_Return)
    (note,) = room.map.notes
    assert (note.kind, note.text, note.step) == (kind, text, "check")
    assert rests(room)


def test_a_line_given_up_leaves_nothing(room: Hand) -> None:
    room.session.select(("check",))
    before = room.project
    room.key(Key.Key_I)
    room.type("Never mind")
    room.esc()
    assert room.project is before
    assert rests(room)
    assert room.session.selection.steps == ("check",)


def test_dots_are_given_and_sort_the_list(room: Hand) -> None:
    def with_notes(project: Project) -> Project:
        project = edits.add_note(project, "as-is", "Slow", "issue", "write")
        project = edits.add_note(project, "as-is", "Later", "parking_lot")
        return edits.add_note(project, "as-is", "Form", "idea", "check")

    room.session.edit("Notes", with_notes)
    room.session.edit("Team", lambda p: edits.set_charter(p, "as-is", team=("Ann", "Ben")))
    room.key(Key.Key_V, Mod.ShiftModifier)
    wall, ballot = desk(room).wall, room.window.workshop.stage(Ballot)
    assert isinstance(ballot, Ballot)
    assert [row.text for row in wall.list.rows] == ["Slow", "Form"]
    assert ballot.beside == "0 of 6 dots given, 3 each"
    room.key(Key.Key_Down)
    room.key(Key.Key_Plus)
    room.key(Key.Key_Plus)
    assert [row.text for row in wall.list.rows] == ["Form", "Slow"]
    assert ballot.words == "2 dots"
    assert ballot.beside == "2 of 6 dots given, 3 each"
    assert room.session.selection.steps == ("check",)
    room.key(Key.Key_Minus)
    room.key(Key.Key_5)
    assert ballot.beside == "1 of 10 dots given, 5 each"
    room.esc()
    assert not wall.isVisible()
    assert rests(room)


def test_the_timer_is_set_paused_prolonged_and_ends(room: Hand) -> None:
    now = [100.0]
    clock, quiet = desk(room).countdown, bar(room)
    clock.clock = lambda: now[0]
    room.key(Key.Key_F12)
    room.type("15")
    room.key(Key.Key_Return)
    assert (quiet.timer.text().strip(), clock.running) == ("15:00", True)
    assert rests(room)
    now[0] += 60
    quiet.show_time()
    assert quiet.timer.text().strip() == "14:00"
    room.key(Key.Key_F12)
    now[0] += 600
    quiet.show_time()
    assert (quiet.timer.text().strip(), clock.running) == ("14:00", False)
    room.key(Key.Key_F12)
    room.key(Key.Key_F12, Mod.ControlModifier)
    assert quiet.timer.text().strip() == "15:00"
    now[0] += 900
    quiet.show_time()
    assert quiet.timer.text().strip() == "Time is up"
    assert quiet.timer.property("alarm")
    assert quiet.said.text() == "F12 puts the timer away."
    assert not clock.running
    room.key(Key.Key_F12)
    assert quiet.timer.text().strip() == ""


def test_minutes_that_cannot_be_read_are_explained(room: Hand) -> None:
    room.key(Key.Key_F12, Mod.ShiftModifier)
    room.type("soon")
    room.key(Key.Key_Return)
    assert prompt(room).refusal
    assert prompt(room).entry.text() == "soon"
    assert not desk(room).countdown.set
    room.esc()


@pytest.mark.parametrize("text", ["", "0", "-3", "x", "1:2:3", "99999", "25h"])
def test_other_minutes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Type"):
        read_minutes(text)


def test_a_countdown_that_is_over_can_be_prolonged() -> None:
    now = [0.0]
    clock = Countdown(lambda: now[0])
    clock.start(1)
    now[0] = 90.0
    assert clock.over
    clock.add(1)
    assert (clock.text, clock.running) == ("1:00", True)
    clock.toggle()
    now[0] = 500.0
    assert (clock.text, clock.running) == ("1:00", False)
    clock.start(61)
    assert clock.text == "1:01:00"


def test_what_was_done_is_said_once_and_for_the_whole_room(room: Hand) -> None:
    room.session.select(("loose",))
    bar(room).say("")
    room.key(Key.Key_Delete)
    room.settle()
    (toast,) = room.window.toasts.shown
    assert "Loose" in toast.sentence
    assert bar(room).said.text() == ""
    for part in (toast.label, toast.button):
        assert QFontInfo(part.font()).pixelSize() >= 20
        assert part.height() >= part.fontMetrics().height()
    assert toast.label.shown == toast.sentence
    room.key(Key.Key_F5)
    assert QFontInfo(toast.label.font()).pixelSize() < 20
    room.undo()
