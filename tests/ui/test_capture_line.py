"""The capture line: steps said with the keyboard alone, and what the map shows meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.brief import BRIEF
from mopsmap import edits
from mopsmap.model import new_project
from mopsmap.units import DASH, Duration
from tests.ui.hand import Button, Hand, Key, Mod, check_mirror, small_project
from ui.capture.field import LONGEST, CaptureField
from ui.capture.line import HELD_MS, NORMAL, WORKSHOP, CaptureLine
from ui.capture.words import meaning

CTRL, SHIFT, ALT = Mod.ControlModifier, Mod.ShiftModifier, Mod.AltModifier


def line_of(hand: Hand) -> CaptureLine:
    return hand.window.capturing.line


def field_of(hand: Hand) -> CaptureField:
    return line_of(hand).field


def say(hand: Hand, text: str, mod: Mod = Mod.NoModifier) -> None:
    """Type a line and enter it."""
    hand.type(text)
    hand.key(Key.Key_Return, mod)
    QApplication.processEvents()


def open_at(hand: Hand, step: str, mod: Mod = Mod.NoModifier) -> None:
    hand.click(step)
    hand.key(Key.Key_Return, mod)
    assert field_of(hand).hasFocus()


def proposed(hand: Hand) -> set[str]:
    """Names of the steps that are shown but not entered."""
    steps, shown = hand.map.step_by_id, hand.view.map_scene.looks()
    return {steps[i].name for i, look in shown.items() if look.state == "proposed"}


def look_at_loose(hand: Hand) -> None:
    """Go through the problems until that of the step without flows."""
    hand.settle()
    for _problem in range(9):
        hand.key(Key.Key_F8)
        if hand.session.selection.steps == ("loose",):
            return
    raise AssertionError("no problem says that the step is loose")


@pytest.fixture
def at_write(small: Hand) -> Hand:
    """The small map with the line open behind "Write"."""
    open_at(small, "write")
    return small


def test_a_brief_of_25_steps_is_said_by_keys_alone(hand: Hand) -> None:
    assert field_of(hand).hasFocus()
    for text, held in BRIEF:
        say(hand, text, SHIFT if held == "Shift" else Mod.NoModifier)
        assert field_of(hand).text == "", text
    hand.settle()
    assert len(hand.map.steps) == 25
    assert all(s.process_time is not None for s in hand.map.steps)
    assert [s.name for s in hand.map.steps if s.kind == "decision"] == [
        "Brief complete?",
        "Legal OK?",
    ]
    back = [f for f in hand.map.flows if f.kind == "rework"]
    names = hand.map.step_by_id
    assert {(names[f.source].name, names[f.target].name) for f in back} == {
        ("Brief complete?", "Receive request"),
        ("Legal OK?", "Write copy"),
    }
    for fork, branches, join in (
        (
            "Review concept",
            {"Write copy", "Design banners", "Build landing page"},
            "Assemble e-mail",
        ),
        ("Set up tracking", {"Configure ads", "Prepare sales kit"}, "Brief sales"),
    ):
        assert {(fork, b) for b in branches} <= hand.flows
        assert {(b, join) for b in branches} <= hand.flows
    assert ("Report results", "Archive campaign") in hand.flows
    assert {r.name for r in hand.map.roles} >= {"Content", "Design", "Legal", "Media", "Sales"}
    check_mirror(hand)
    for _line in BRIEF:
        hand.undo()
    assert hand.project == new_project()


def test_enter_adds_behind_and_chains_on(at_write: Hand) -> None:
    say(at_write, "Proofread @legal 2h w1d 90%")
    new = at_write.step("Proofread")
    assert (new.role, new.process_time, new.complete_accurate) == ("legal", Duration(2, "h"), 0.9)
    assert {("Write", "Proofread"), ("Proofread", "Check")} <= at_write.flows
    assert at_write.session.selection.steps == (new.id,)
    assert at_write.session.undo_label == "Add step 'Proofread'"
    say(at_write, "Translate")
    assert ("Proofread", "Translate") in at_write.flows
    check_mirror(at_write)
    at_write.esc()
    at_write.undo()
    at_write.undo()
    assert at_write.project == small_project()


def test_after_undo_the_line_goes_on_from_where_it_did(hand: Hand) -> None:
    for line in ("Brief", "Write", "Check"):
        say(hand, line)
    hand.undo()
    say(hand, "Review")
    assert hand.flows == {("Brief", "Write"), ("Write", "Review")}
    hand.undo()
    hand.undo()
    hand.redo()
    say(hand, "Publish")
    assert hand.flows == {("Brief", "Write"), ("Write", "Publish")}
    hand.esc()
    hand.undo()
    QApplication.processEvents()
    hand.key(Key.Key_Return)
    say(hand, "Print")
    assert hand.flows == {("Brief", "Write"), ("Write", "Print")}


def test_undo_of_a_step_between_goes_on_from_the_step_before_it(at_write: Hand) -> None:
    say(at_write, "Proofread")
    at_write.undo()
    say(at_write, "Translate")
    assert {("Write", "Translate"), ("Translate", "Check")} <= at_write.flows


def test_shift_enter_in_the_line_makes_a_branch(at_write: Hand) -> None:
    say(at_write, "Design", SHIFT)
    assert {("Brief", "Design"), ("Design", "Check"), ("Brief", "Write")} <= at_write.flows


def test_ctrl_enter_in_the_line_inserts_before(at_write: Hand) -> None:
    say(at_write, "Research", CTRL)
    assert {("Brief", "Research"), ("Research", "Write")} <= at_write.flows
    assert ("Brief", "Write") not in at_write.flows


@pytest.mark.parametrize(
    ("mod", "words", "flow"),
    [
        (SHIFT, "branch beside Write", ("New", "Check")),
        (CTRL, "before Write", ("New", "Write")),
        (Mod.NoModifier, "after Write", ("Write", "New")),
    ],
)
def test_the_canvas_opens_it_with_its_place(
    small: Hand, mod: Mod, words: str, flow: tuple[str, str]
) -> None:
    open_at(small, "write", mod)
    assert field_of(small).accessibleDescription().startswith(words)
    say(small, "New")
    assert flow in small.flows
    assert line_of(small).draft.place == "after"


@pytest.mark.parametrize(("key", "place"), [(Key.Key_Shift, "beside"), (Key.Key_Control, "before")])
def test_a_key_held_shows_what_enter_would_do(at_write: Hand, key: Key, place: str) -> None:
    at_write.type("Design")
    at_write.hold(key)
    assert line_of(at_write).draft.place == "after"
    QTest.qWait(HELD_MS + 80)
    assert line_of(at_write).draft.place == place
    flows = {("Brief", "Design")}
    assert flows <= at_write.flows
    at_write.let_go(key)
    assert line_of(at_write).draft.place == "after"
    assert ("Write", "Design") in at_write.flows


def test_values_are_said_later_of_the_selected_step(at_write: Hand) -> None:
    at_write.type("5h 80%")
    assert field_of(at_write).accessibleDescription().startswith("changes Write.")
    assert at_write.step("Write").complete_accurate == 0.8
    assert at_write.session.committed == small_project()
    at_write.key(Key.Key_Return)
    write = at_write.step("Write")
    assert (write.process_time, write.complete_accurate) == (Duration(5, "h"), 0.8)
    assert at_write.session.undo_label == "Change step 'Write'"
    assert at_write.session.selection.steps == ("write",)
    at_write.key(Key.Key_Right)
    say(at_write, "=b w1d")
    assert at_write.step("Check").value_class == "necessary"
    at_write.undo()
    at_write.undo()
    assert at_write.project == small_project()


def test_a_step_is_changed_by_its_line(at_write: Hand) -> None:
    at_write.type("Half a line")
    at_write.key(Key.Key_F2, SHIFT)
    assert field_of(at_write).text == "Write @Marketing 2h =va"
    assert field_of(at_write).accessibleDescription().startswith("changes Write.")
    assert at_write.names == [s.name for s in small_project().maps[0].steps]
    line_of(at_write).draft.lines = ["Typed before"]
    at_write.key(Key.Key_Up)
    assert field_of(at_write).text == "Write @Marketing 2h =va"
    at_write.esc()
    assert field_of(at_write).text == "Half a line"
    at_write.key(Key.Key_F2, SHIFT)
    at_write.type(" w3d back to Brief 10%")
    assert at_write.session.committed == small_project()
    at_write.key(Key.Key_Return)
    write = at_write.step("Write")
    assert (write.id, write.wait_time, write.value_class) == (
        "write",
        Duration(3, "d"),
        "value_adding",
    )
    assert ("Write", "Brief") in at_write.flows
    assert at_write.session.undo_label == "Change step 'Write'"
    say(at_write, "Next")
    assert ("Write", "Next") in at_write.flows
    at_write.undo()
    at_write.undo()
    assert at_write.project == small_project()


def test_from_the_canvas_the_line_of_the_selected_step_opens(small: Hand) -> None:
    small.click("check")
    small.key(Key.Key_F2, SHIFT)
    assert field_of(small).text == "Check @Legal 2h"
    field_of(small).selectAll()
    say(small, "Proofread @web 1h")
    assert (small.step("Proofread").id, small.step("Proofread").role) == ("check", "web")
    check_mirror(small)


def test_cells_divided_by_semicolons_are_shown_first(at_write: Hand) -> None:
    QGuiApplication.clipboard().setText("Schritt;Rolle;Dauer\nText;Inhalt;2,5 h\nRecht;Jura;1 h\n")
    at_write.key(Key.Key_V, CTRL)
    at_write.settle()
    assert field_of(at_write).text == ""
    assert {"Text", "Recht"} <= set(at_write.names)
    at_write.esc()
    assert at_write.session.committed == small_project()


def test_the_line_names_the_answer_that_the_next_step_takes(hand: Hand) -> None:
    for line in ("Request", "Complete? yes 40% no"):
        say(hand, line)
    assert field_of(hand).accessibleDescription().startswith("after Complete?: yes 40\u202f%")
    say(hand, "end: Done")
    assert field_of(hand).accessibleDescription().startswith("after Complete?: no 60\u202f%")


def test_capitals_do_not_show_a_branch(at_write: Hand) -> None:
    at_write.hold(Key.Key_Shift)
    at_write.key(Key.Key_D, SHIFT)
    QTest.qWait(HELD_MS + 80)
    assert line_of(at_write).draft.place == "after"
    at_write.let_go(Key.Key_Shift)


def test_what_is_typed_is_shown_and_not_made(at_write: Hand) -> None:
    at_write.type("Proofread @legal 2h")
    assert proposed(at_write) == {"Proofread"}
    assert at_write.step("Proofread").role == "legal"
    assert at_write.session.committed == small_project()
    assert at_write.session.undo_label is None
    assert at_write.session.selection.steps == ("write",)
    lines = at_write.view.map_scene.flows.values()
    assert len([line for line in lines if line.look.proposed]) == 2
    check_mirror(at_write)
    at_write.key(Key.Key_Return)
    assert proposed(at_write) == set()
    assert not any(f.look.proposed for f in at_write.view.map_scene.flows.values())


def test_under_an_overlay_too_what_is_typed_is_shown_as_not_made(at_write: Hand) -> None:
    at_write.window.choose_overlay("value_class")
    at_write.type("Proofread w2d")
    at_write.settle()
    shown = at_write.view.map_scene.looks()
    new = at_write.step("Proofread").id
    assert (shown[new].state, shown[new].heat) == ("proposed", None)
    assert shown["write"].heat is not None
    at_write.key(Key.Key_Return)
    at_write.settle()
    assert at_write.view.map_scene.looks()[new].heat is not None


def test_a_line_not_entered_is_kept_for_the_next_opening(at_write: Hand) -> None:
    before = at_write.session.project
    at_write.type("Half a line @leg")
    at_write.esc()  # the list of completions
    at_write.esc()
    assert not line_of(at_write).isVisible()
    assert at_write.view.hasFocus()
    assert at_write.session.project == before
    at_write.click("check")
    at_write.key(Key.Key_Return)
    assert field_of(at_write).text == "Half a line @leg"
    assert ("Check", "Half a line") in at_write.flows


def test_figures_foresee_what_the_line_would_bring(at_write: Hand) -> None:
    at_write.settle()
    tile = at_write.window.kpis.tiles[1]
    assert tile.kpi is not None
    now = tile.kpi.value
    at_write.type("Proofread 3h")
    at_write.settle()
    assert (tile.kpi.value, tile.kpi.change, tile.kpi.foreseen) == (now, "+3\u202fh", True)
    new = at_write.step("Proofread")
    before = at_write.view.map_scene.looks()[new.id].cost
    at_write.type(" 420 EUR")
    at_write.settle()
    assert (before, at_write.view.map_scene.looks()[new.id].cost) == (DASH, "\u20ac\u202f420")
    at_write.key(Key.Key_Return)
    at_write.settle()
    assert not tile.kpi.foreseen
    assert tile.kpi.value != now


def test_tokens_turn_into_boxes(at_write: Hand) -> None:
    at_write.type("Proofread @legal 2h w1d")
    text = field_of(at_write).text
    kinds = {text[t.start : t.end]: t.kind for t in field_of(at_write).boxes}
    assert kinds == {"@legal": "role", "2h": "process_time", "w1d": "wait_time"}
    assert field_of(at_write).x_of(len("Proofread ")) > field_of(at_write).x_of(9) + 8


class Paintings(QObject):
    """Whether a line was painted beyond its field since it was last asked."""

    def __init__(self, line: CaptureLine) -> None:
        super().__init__()
        self._line, self._beyond = line, False
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self._beyond |= not self._line.field.geometry().contains(event.rect())
        return False

    def beyond_field(self) -> bool:
        found, self._beyond = self._beyond, False
        return found


def test_letters_of_a_title_leave_what_stands_beside_them_as_it_is(at_write: Hand) -> None:
    at_write.type("Zz")
    at_write.settle()
    seen = Paintings(line_of(at_write))
    at_write.type("zz")
    at_write.settle()
    assert not seen.beyond_field()
    for text in (" 4h", " @zz"):
        at_write.type(text)
        at_write.settle()
        assert seen.beyond_field(), text


def test_undo_and_selection_within_the_line(at_write: Hand) -> None:
    at_write.type("Proofread")
    at_write.undo()
    assert field_of(at_write).text != "Proofread"
    at_write.redo()
    assert field_of(at_write).text == "Proofread"
    at_write.key(Key.Key_A, CTRL)
    at_write.type("X")
    assert field_of(at_write).text == "X"
    assert at_write.session.committed == small_project()


def test_undo_of_an_empty_line_is_that_of_the_map(at_write: Hand) -> None:
    say(at_write, "Proofread")
    at_write.undo()
    assert at_write.project == small_project()
    assert field_of(at_write).hasFocus()
    at_write.redo()
    assert "Proofread" in at_write.names


def test_undo_of_the_map_while_something_is_said_keeps_it(at_write: Hand) -> None:
    say(at_write, "Proofread")
    at_write.type("More")
    at_write.window.actions_by_name["undo"].trigger()
    QApplication.processEvents()
    assert "Proofread" not in {s.name for s in at_write.session.committed.maps[0].steps}
    assert field_of(at_write).text == "More"
    assert proposed(at_write) == {"More"}


def test_completing_with_tab_and_with_the_list(at_write: Hand) -> None:
    choices = line_of(at_write).choices
    at_write.type("Proofread @mark")
    assert choices.isVisible()
    assert field_of(at_write).hasFocus()
    at_write.key(Key.Key_Tab)
    assert not choices.isVisible()
    assert field_of(at_write).text == "Proofread @Marketing "
    at_write.type("back to ")
    assert choices.isVisible()
    assert choices.count() > 1
    at_write.key(Key.Key_Down)
    second = choices.current
    assert second is not None
    at_write.key(Key.Key_Return)
    assert field_of(at_write).text.endswith(second.text + " ")
    assert at_write.session.committed == small_project()


def test_enter_captures_where_nobody_went_into_the_list(at_write: Hand) -> None:
    at_write.type("Proofread @leg")
    assert line_of(at_write).choices.isVisible()
    at_write.key(Key.Key_Return)
    assert at_write.step("Proofread").role == "legal"
    assert not line_of(at_write).choices.isVisible()


def test_a_click_completes(at_write: Hand) -> None:
    at_write.type("Proofread @leg")
    choices = line_of(at_write).choices
    row = choices.visualItemRect(choices.item(0)).center()
    at = choices.viewport().mapTo(at_write.window, row)
    at_write.press(at)
    at_write.release()
    assert field_of(at_write).text == "Proofread @Legal "
    assert field_of(at_write).hasFocus()


def test_up_and_down_recall_what_was_entered(at_write: Hand) -> None:
    line_of(at_write).draft.lines.clear()
    say(at_write, "One 1h")
    say(at_write, "Two 2h")
    at_write.type("Thr")
    at_write.key(Key.Key_Up)
    assert field_of(at_write).text == "Two 2h"
    at_write.key(Key.Key_Up)
    at_write.key(Key.Key_Up)
    assert field_of(at_write).text == "One 1h"
    assert proposed(at_write) == {"One"}
    at_write.key(Key.Key_Down)
    at_write.key(Key.Key_Down)
    assert field_of(at_write).text == "Thr"


def paste(hand: Hand, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    hand.key(Key.Key_V, CTRL)


def test_several_pasted_lines_are_several_steps(at_write: Hand) -> None:
    paste(at_write, "Proof 1h\nTranslate 2h @web\n\nLay out 3h\n")
    assert field_of(at_write).text == "3 lines"
    assert proposed(at_write) == {"Proof", "Translate", "Lay out"}
    at_write.key(Key.Key_Return)
    assert {("Write", "Proof"), ("Proof", "Translate"), ("Lay out", "Check")} <= at_write.flows
    assert at_write.session.undo_label == "Add 3 lines"
    at_write.undo()
    assert at_write.project == small_project()


def test_esc_and_typing_give_pasted_lines_up(at_write: Hand) -> None:
    for give_up in (lambda: at_write.esc(), lambda: at_write.type("x")):
        paste(at_write, "Proof\nTranslate")
        give_up()
        assert field_of(at_write).text in ("", "x")
        assert "Translate" not in at_write.names
        assert field_of(at_write).hasFocus()


def test_one_pasted_line_is_text(at_write: Hand) -> None:
    paste(at_write, "Proof 1h\n")
    assert field_of(at_write).text == "Proof 1h"


@pytest.mark.parametrize("text", ["Step\tTime\nProof\t2\n", "Step\n" * 100_000, "\x00\x01" * 900])
def test_whatever_is_pasted_loses_nothing(at_write: Hand, text: str) -> None:
    paste(at_write, text)
    at_write.settle()
    at_write.window.pasting.cells.cancel()
    assert at_write.session.committed == small_project()


def test_alt_and_arrows_move_the_place(at_write: Hand) -> None:
    at_write.type("New")
    at_write.key(Key.Key_Right, ALT)
    assert at_write.session.selection.steps == ("check",)
    assert ("Check", "New") in at_write.flows
    at_write.key(Key.Key_Left, ALT)
    at_write.key(Key.Key_Left, ALT)
    assert at_write.session.selection.steps == ("brief",)
    assert field_of(at_write).text == "New"
    assert field_of(at_write).hasFocus()
    assert {("Brief", "New"), ("New", "Write")} <= at_write.flows


def test_a_click_moves_the_place_and_leaves_the_keyboard(at_write: Hand) -> None:
    at_write.type("New")
    at_write.click("check")
    QTest.qWait(80)
    at_write.type("er")
    assert field_of(at_write).text == "Newer"
    assert ("Check", "Newer") in at_write.flows
    assert at_write.session.selection.steps == ("check",)


def test_esc_closes_one_thing_at_a_time_and_keeps_the_place(at_write: Hand) -> None:
    at_write.type("Proofread @le")
    assert line_of(at_write).choices.isVisible()
    at_write.esc()
    assert not line_of(at_write).choices.isVisible()
    assert field_of(at_write).hasFocus()
    at_write.esc()
    assert at_write.view.hasFocus()
    assert at_write.session.selection.steps == ("write",)
    at_write.esc()
    assert not at_write.session.selection
    card = at_write.view.map_scene.steps["write"]
    assert card.focused
    at_write.key(Key.Key_Return)
    assert card.chosen
    assert not card.focused
    assert field_of(at_write).text == "Proofread @le"
    assert field_of(at_write).accessibleDescription().startswith("after Write")
    at_write.key(Key.Key_Return)
    QApplication.processEvents()
    assert {("Write", "Proofread"), ("Proofread", "Check")} <= at_write.flows


def test_after_a_click_beside_all_steps_the_next_one_stands_alone(small: Hand) -> None:
    small.click("write")
    small.esc()
    small.click("loose")
    small.click(small.in_lane("web", 300))
    small.key(Key.Key_Return)
    assert line_of(small).draft.anchor is None


def test_a_place_that_is_deleted_after_esc_is_no_place(small: Hand) -> None:
    small.click("loose")
    small.esc()
    map_id = small.session.map_id
    small.session.edit("Delete", lambda p: edits.delete(p, map_id, ("loose",)))
    small.key(Key.Key_Return)
    assert line_of(small).draft.anchor is None


def put_in(hand: Hand, **holds: object) -> list[str]:
    """Paste what the clipboard then holds; what was said."""
    said: list[str] = []
    hand.session.said.connect(said.append)
    data = QMimeData()
    for kind, what in holds.items():
        getattr(data, f"set{kind[0].upper()}{kind[1:]}")(what)
    QGuiApplication.clipboard().setMimeData(data)
    hand.key(Key.Key_V, CTRL)
    QApplication.processEvents()
    hand.session.said.disconnect(said.append)
    return said


def test_what_is_no_text_is_named_and_changes_nothing(at_write: Hand) -> None:
    at_write.type("Proofread")
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0)
    for holds, word in (
        ({"imageData": picture}, "picture"),
        ({"urls": [QUrl.fromLocalFile("/tmp/a b.xlsx")]}, "file"),
        ({"urls": [QUrl.fromLocalFile("/tmp/b.csv")], "text": "file:///tmp/b.csv"}, "file"),
        ({"text": "\x00\x01\x02"}, "Nothing"),
    ):
        said = put_in(at_write, **holds)
        assert len(said) == 1, word
        assert word in said[0]
        assert field_of(at_write).text == "Proofread"
        assert field_of(at_write).hasFocus()


def test_bytes_that_are_no_text_are_named(at_write: Hand) -> None:
    data = QMimeData()
    data.setData("application/octet-stream", bytes(range(256)) * 1000)
    QGuiApplication.clipboard().setMimeData(data)
    at_write.key(Key.Key_V, CTRL)
    assert "Nothing was copied" in at_write.window.status.said
    assert field_of(at_write).text == ""


def test_a_line_that_is_too_long_is_cut_and_that_is_said(at_write: Hand) -> None:
    said = put_in(at_write, text="word " * 2000)
    assert said == ["A line holds 2,000 characters; the rest was left out."]
    assert len(field_of(at_write).text) == LONGEST
    at_write.key(Key.Key_Return)
    assert at_write.session.undo_label is not None


def test_a_table_without_text_is_shown_as_cells(at_write: Hand) -> None:
    page = "<table><tr><th>Step</th><th>Time</th></tr><tr><td>A</td><td>4 h</td></tr></table>"
    put_in(at_write, html=page)
    at_write.settle()
    assert at_write.window.pasting.cells.reading is not None
    at_write.esc()
    assert at_write.project == small_project()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a\x00b\x07 4h", "ab"),
        ("\u202eWrite\u202c copy 4h", "Write copy"),
        (
            "\U0001f642 Write \U0001f469\u200d\U0001f467 4h",
            "\U0001f642 Write \U0001f469\u200d\U0001f467",
        ),
        ("\u05db\u05ea\u05d5\u05d1 4h", "\u05db\u05ea\u05d5\u05d1"),
    ],
)
def test_signs_of_any_script_are_kept_and_unseen_ones_left_out(
    at_write: Hand, text: str, name: str
) -> None:
    put_in(at_write, text=text)
    at_write.key(Key.Key_Return)
    assert at_write.step(name).process_time == Duration(4, "h")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Test back to Nowhere 30%", "No step is called 'Nowhere'."),
        ("Test 150%", "'150%' is over 100 %."),
        ("OK? yes 80% no 40%", "The answers add up to 120\u202f%."),
        ("Test 99999999999h", "A time of 99,999,999,999 h is over 1,000,000 h."),
        (">99999", "There is no step 99999."),
        ("@", "Type the role after @."),
        ("@legal", "Type what is done, for example: Write copy @content 4h."),
    ],
)
def test_what_cannot_be_meant_is_said_while_it_is_typed(
    at_write: Hand, text: str, said: str
) -> None:
    put_in(at_write, text=text)
    assert meaning(line_of(at_write).draft) == (said, True)
    assert field_of(at_write).text == text


def test_thousands_of_lines_are_shown_in_the_pane_and_given_up_with_esc(at_write: Hand) -> None:
    put_in(at_write, text="\n".join(f"Step {i} 4h" for i in range(5000)))
    at_write.window.pasting.cells.close()
    at_write.settle()
    assert at_write.window.pasting.cells.pane is not None
    assert at_write.window.pasting.cells.pane.isVisible()
    at_write.esc()
    assert at_write.project == small_project()


@pytest.mark.parametrize("look", ["F8", "F3", "Ctrl+K"])
def test_what_is_typed_stays_for_its_place_while_one_looks_elsewhere(
    at_write: Hand, look: str
) -> None:
    hand = at_write
    hand.type("Proofread 2h")
    hand.settle()
    if look == "F8":
        look_at_loose(hand)
    elif look == "F3":
        hand.window.outline.filter.setText("loose")
        hand.key(Key.Key_F3)
    else:
        hand.key(Key.Key_K, CTRL)
        hand.type("loose")
        hand.key(Key.Key_Return)
    QApplication.processEvents()
    assert hand.session.selection.steps == ("loose",)
    assert line_of(hand).draft.anchor == "write"
    assert field_of(hand).hasFocus()
    assert field_of(hand).accessibleDescription().startswith("after Write")
    hand.type(" 80%")
    assert proposed(hand) == {"Proofread"}
    hand.key(Key.Key_Return)
    assert {("Write", "Proofread"), ("Proofread", "Check")} <= hand.flows
    assert hand.session.selection.steps == (hand.step("Proofread").id,)


def test_looking_elsewhere_with_nothing_typed_moves_the_place(at_write: Hand) -> None:
    look_at_loose(at_write)
    say(at_write, "Archive")
    assert ("Loose", "Archive") in at_write.flows


def test_a_click_after_looking_elsewhere_moves_the_place(at_write: Hand) -> None:
    at_write.type("Archive")
    look_at_loose(at_write)
    at_write.click("done")
    QApplication.processEvents()
    assert line_of(at_write).draft.anchor == "done"
    at_write.key(Key.Key_Right, ALT)
    at_write.key(Key.Key_Left, ALT)
    assert line_of(at_write).draft.anchor == "check"


def test_alt_and_arrows_go_on_from_the_place_after_looking_elsewhere(at_write: Hand) -> None:
    at_write.type("Archive")
    look_at_loose(at_write)
    at_write.key(Key.Key_Right, ALT)
    assert line_of(at_write).draft.anchor == "check"
    assert at_write.session.selection.steps == ("check",)


def test_who_leaves_the_line_after_looking_elsewhere_goes_on_from_there(at_write: Hand) -> None:
    at_write.type("Archive")
    look_at_loose(at_write)
    at_write.esc()
    at_write.key(Key.Key_Return)
    assert line_of(at_write).draft.anchor == "loose"
    assert field_of(at_write).text == "Archive"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (">99", "There is no step 99."),
        ("250%", "'250%' is over 100 %."),
        ("1e400h", "'1e400h' is not a time. Write for example 2h or 1h30."),
        ("back to Nowhere", "No step is called 'Nowhere'."),
        ("4h -80%", "'-80%' is below zero. Write 80%."),
        ("?", "Type the question before the ?, as in 'Approved?'."),
        ("@ # [ = ~ ! >", "Type the role after @. 6 more are not understood."),
    ],
)
def test_nonsense_adds_no_step_keeps_the_text_and_says_so(
    at_write: Hand, text: str, said: str
) -> None:
    put_in(at_write, text=text)
    at_write.key(Key.Key_Escape)  # a list of completions
    at_write.key(Key.Key_Return)
    at_write.key(Key.Key_Return)
    QApplication.processEvents()
    assert at_write.project == small_project()
    assert field_of(at_write).hasFocus()
    assert field_of(at_write).text == text
    assert meaning(line_of(at_write).draft) == (said, True)
    assert said.startswith(at_write.window.status.said)
    unread = [t.text for t in line_of(at_write).draft.said.tokens if t.kind == "unread"]
    assert unread
    assert {t.text for t in field_of(at_write).boxes} == {*text.split()} - {
        *" ".join(unread).split()
    }


def test_a_line_that_enter_could_not_add_shows_it_until_it_can_be_added(at_write: Hand) -> None:
    line = line_of(at_write)
    at_write.key(Key.Key_Return)
    at_write.type("-2d")
    assert not line.stuck
    at_write.key(Key.Key_Return)
    assert line.stuck
    at_write.type(" 300%")
    assert line.stuck
    at_write.key(Key.Key_A, CTRL)
    at_write.type("Check copy")
    assert not line.stuck
    at_write.key(Key.Key_Return)
    assert "Check copy" in at_write.names
    assert not line.stuck


def test_what_is_not_understood_beside_a_title_is_added_with_it_and_said(at_write: Hand) -> None:
    at_write.type("Wait -2d 4h")
    assert meaning(line_of(at_write).draft) == ("'-2d' is below zero. Write 2d.", True)
    at_write.key(Key.Key_Return)
    assert at_write.step("Wait -2d").process_time == Duration(4, "h")
    assert at_write.window.status.said == "'-2d' is not understood and stays in the title."


def test_values_said_twice_without_a_title_are_those_of_the_selected_step(at_write: Hand) -> None:
    say(at_write, "80% 90% 4h 4h 4h")
    step = at_write.step("Write")
    assert (step.complete_accurate, step.process_time) == (0.9, Duration(4, "h"))
    assert at_write.names == [s.name for s in small_project().maps[0].steps]


def test_a_step_said_again_with_nonsense_alone_keeps_what_it_has(at_write: Hand) -> None:
    at_write.key(Key.Key_F2, SHIFT)
    at_write.key(Key.Key_A, CTRL)
    say(at_write, "250%")
    assert at_write.project == small_project()
    assert field_of(at_write).text == "250%"


def test_undo_takes_back_what_is_typed_behind_a_completion_and_then_the_completion(
    at_write: Hand,
) -> None:
    at_write.type("Proofread @mark")
    at_write.key(Key.Key_Tab)
    at_write.type("4h w2d")
    assert field_of(at_write).text == "Proofread @Marketing 4h w2d"
    at_write.undo()
    assert field_of(at_write).text == "Proofread @Marketing "
    at_write.undo()
    assert field_of(at_write).text == "Proofread @mark"
    at_write.redo()
    at_write.redo()
    assert field_of(at_write).text == "Proofread @Marketing 4h w2d"


def test_what_cannot_be_drawn_is_said_and_kept(small: Hand) -> None:
    small.click("done")
    small.window.actions_by_name["add_end"].trigger()
    say(small, "Over")
    small.key(Key.Key_Return)
    say(small, "More")
    assert field_of(small).text == "More"
    assert line_of(small).draft.refusal
    assert small.window.status.said == line_of(small).draft.refusal
    assert "More" not in small.names


def test_a_read_only_file_says_so_in_the_line(hand: Hand) -> None:
    hand.session.load(small_project(), read_only=True)
    hand.settle()
    hand.click("write")
    hand.key(Key.Key_Return)
    assert not line_of(hand).isVisible()
    assert "reading only" in hand.window.status.said
    hand.session.load(small_project())
    hand.settle()
    open_at(hand, "write")
    hand.type("New")
    hand.session.read_only = True
    hand.session.project_changed.emit()
    QApplication.processEvents()
    assert field_of(hand).isReadOnly()
    assert "New" not in hand.names
    hand.session.read_only = False
    hand.session.project_changed.emit()
    QApplication.processEvents()
    assert proposed(hand) == {"New"}


def test_a_step_deleted_under_the_line(at_write: Hand) -> None:
    at_write.type("New")
    at_write.window.actions_by_name["delete"].trigger()
    QApplication.processEvents()
    assert "Write" not in at_write.names
    assert field_of(at_write).text == "New"
    at_write.key(Key.Key_Return)
    assert at_write.step("New").role == "mo"
    check_mirror(at_write)


def test_another_map_and_back_lose_nothing(at_write: Hand) -> None:
    at_write.window.keeping.new_to_be()
    QApplication.processEvents()
    new = at_write.session.map_id
    field_of(at_write).setFocus()
    at_write.type("New")
    at_write.session.show_map("as-is")
    QApplication.processEvents()
    assert field_of(at_write).text == "New"
    assert "New" not in {s.name for s in at_write.session.committed.map_by_id[new].steps}
    at_write.key(Key.Key_Return)
    assert "New" in at_write.names


def test_another_document_closes_it_empty(at_write: Hand) -> None:
    at_write.type("Half")
    at_write.show(small_project())
    assert not line_of(at_write).isVisible()
    open_at(at_write, "brief")
    assert field_of(at_write).text == ""


def test_leaving_the_line_shows_the_map_without_it(at_write: Hand) -> None:
    at_write.type("New")
    at_write.window.outline.focus_filter()
    assert "New" not in at_write.names
    field_of(at_write).setFocus()
    assert proposed(at_write) == {"New"}


def test_an_edit_meanwhile_stays_and_the_line_with_it(at_write: Hand) -> None:
    at_write.type("New")
    at_write.window.actions_by_name["class_waste"].trigger()
    QApplication.processEvents()
    assert at_write.step("Write").value_class == "waste"
    assert proposed(at_write) == {"New"}


def test_nothing_moves_while_the_pointer_is_pressed(at_write: Hand) -> None:
    at_write.type("New")
    place = at_write.point("check")
    at_write.press("check")
    at_write.settle()
    assert at_write.point("check") == place
    at_write.release()
    QTest.qWait(80)
    assert ("Check", "New") in at_write.flows


def test_another_window_in_front_loses_nothing(at_write: Hand) -> None:
    at_write.type("New")
    other = QWidget()
    other.show()
    other.activateWindow()
    assert QTest.qWaitForWindowActive(other)
    assert at_write.session.committed == small_project()
    other.close()
    at_write.activate()
    assert proposed(at_write) == {"New"}
    at_write.type("er")
    assert field_of(at_write).text == "Newer"
    other.deleteLater()


def test_the_menu_names_the_step_as_it_is_written(at_write: Hand) -> None:
    say(at_write, "Tell PR")
    assert at_write.window.actions_by_name["undo"].text() == "Undo add step 'Tell PR'"


def test_a_drag_meanwhile(at_write: Hand) -> None:
    at_write.type("New")
    at_write.drag("loose", at_write.in_lane("web", 300))
    QTest.qWait(80)
    assert at_write.step("Loose").role == "web"
    assert proposed(at_write) == {"New"}
    assert at_write.session.committed.maps[0].step_by_id["loose"].role == "web"
    check_mirror(at_write)


def test_a_step_typed_on_its_card_goes_on_in_the_line(small: Hand) -> None:
    small.double_click(small.in_lane("web", 780))
    say(small, "Publish")
    assert field_of(small).hasFocus()
    say(small, "Announce")
    assert ("Publish", "Announce") in small.flows
    assert small.step("Announce").role == "web"


def test_a_right_click_menu_leaves_the_line_as_it_is(at_write: Hand) -> None:
    at_write.type("New")
    at_write.click("check", button=Button.RightButton)
    assert field_of(at_write).text == "New"
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def test_on_a_wall_it_is_larger(at_write: Hand) -> None:
    line = line_of(at_write)
    try:
        line.set_size(WORKSHOP)
        at_write.type("Set up tracking @mo 1h w1d")
        assert line.height() == 172
        assert [made.pixelSize() for made in line._place_fonts] == [20, 20]
        assert field_of(at_write).document().defaultFont().pixelSize() == 30
        frame = line.rect().adjusted(0, 22, 0, -(172 - 22 - 76))
        assert frame.contains(field_of(at_write).geometry())
    finally:
        line.set_size(NORMAL)
    assert line.height() < 64


def test_lines_are_read_at_the_map_as_it_is(hand: Hand) -> None:
    hand.show(new_project())
    hand.settle()
    say(hand, "A")
    say(hand, "B")
    say(hand, "C back to 1 20%")
    back = [f for f in hand.map.flows if f.kind == "rework"]
    assert [(f.probability, hand.map.step_by_id[f.target].name) for f in back] == [(0.2, "A")]


def test_the_step_selected_last_is_where_it_goes(small: Hand) -> None:
    small.click("brief")
    small.click("check", SHIFT)
    small.key(Key.Key_Return)
    assert field_of(small).accessibleDescription().startswith("after Check")


def test_typing_a_name_is_as_quick_as_ever(hand: Hand) -> None:
    for name in ("Ask", "Do", "Tell"):
        say(hand, name)
    assert hand.flows == {("Ask", "Do"), ("Do", "Tell")}
    assert {s.role for s in hand.map.steps} == {hand.map.roles[0].id}


def test_behind_an_end_the_line_says_which_key_draws_the_step(small: Hand) -> None:
    small.session.edit("End", lambda p: edits.set_steps(p, "as-is", ("done",), kind="end"))
    small.settle()
    open_at(small, "done")
    small.type("Report")
    QApplication.processEvents()
    assert "Ctrl+Enter" in line_of(small).draft.refusal
    assert "Ctrl+Enter" in field_of(small).accessibleDescription()
    small.key(Key.Key_Return)
    assert field_of(small).text == "Report"
    small.key(Key.Key_Return, CTRL)
    QApplication.processEvents()
    assert {("Check", "Report"), ("Report", "Done")} <= small.flows
    small.esc()


def test_a_start_behind_a_step_names_the_key_that_puts_it_before(small: Hand) -> None:
    open_at(small, "brief")
    small.type("start: Request")
    words, problem = meaning(line_of(small).draft)
    assert problem
    assert words.endswith("Ctrl+Enter puts the step before it.")
    small.key(Key.Key_Return, CTRL)
    assert ("Request", "Brief") in small.flows
