"""Cells and outlines copied elsewhere: shown in a pane, drawn before they are made, one undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap.model import new_project
from mopsmap.units import Duration
from tests.ui.hand import Hand, Key, Mod, check_mirror, small_project
from ui.panels.paste_pane import PastePane

CTRL, SHIFT = Mod.ControlModifier, Mod.ShiftModifier
TABLE = "Step\tWho\tProcess (h)\tWait (d)\nDraft\tMarketing\t4\t1\nProof\tAgency\t2,5\tsoon\n"


def copy(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def paste(hand: Hand) -> None:
    hand.key(Key.Key_V, CTRL | SHIFT)


def pane(hand: Hand) -> PastePane:
    found = hand.window.pasting.cells.pane
    assert found is not None
    assert found.isVisible()
    return found


def closed(hand: Hand) -> bool:
    found = hand.window.pasting.cells.pane
    return found is None or not found.isVisible()


def choose(hand: Hand, column: int, words: str) -> None:
    """Choose what a column is."""
    combo = pane(hand).heads.lists[column]
    combo.setFocus()
    combo.setCurrentIndex(combo.findText(words))
    combo.activated.emit(combo.currentIndex())


def take(hand: Hand, words: str) -> None:
    """Choose what indented lines are."""
    combo = pane(hand).manner
    combo.setFocus()
    combo.setCurrentIndex(combo.findText(words))
    combo.activated.emit(combo.currentIndex())


def test_cells_are_shown_drawn_and_inserted_as_one_undo_entry(small: Hand) -> None:
    small.click("write")
    copy(TABLE)
    small.key(Key.Key_V, CTRL)
    shown = pane(small)
    assert shown.summary.text() == "2 steps, 2 roles (1 new)"
    assert "behind 'Write'" in shown.notes.text()
    assert [c.currentText() for c in shown.heads.lists] == [
        *("Step", "Role", "Process time", "Wait before"),
    ]
    assert {"Draft", "Proof"} <= set(small.names)
    assert small.session.previewing
    assert small.session.undo_label is None
    check_mirror(small)
    small.key(Key.Key_Return)
    assert closed(small)
    assert ("Write", "Draft") in small.flows
    assert ("Draft", "Proof") in small.flows
    assert ("Proof", "Check") in small.flows
    assert small.step("Proof").process_time == Duration(2.5, "h")
    chosen = [small.map.step_by_id[s].name for s in small.session.selection.steps]
    assert chosen == ["Draft", "Proof"]
    assert small.session.undo_label == "Paste 2 steps"
    assert small.view.hasFocus()
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_escape_leaves_no_trace(small: Hand) -> None:
    small.click("write")
    before = small.state()
    dock = small.window.bottom_dock
    below, high = dock.widget(), dock.height()
    copy(TABLE)
    paste(small)
    assert dock.widget() is pane(small)
    assert dock.height() == high
    small.esc()
    assert closed(small)
    assert small.state() == before
    assert dock.widget() is below
    assert below.isVisible()
    assert small.view.hasFocus()


def test_the_panel_below_is_hidden_again_where_it_was(small: Hand) -> None:
    small.key(Key.Key_J, CTRL)
    copy(TABLE)
    paste(small)
    assert pane(small).isVisible()
    small.esc()
    assert not small.window.bottom_dock.isVisible()
    small.key(Key.Key_J, CTRL)


def test_cells_not_understood_are_named_and_gone_through_by_key(small: Hand) -> None:
    copy(TABLE)
    paste(small)
    shown = pane(small)
    assert shown.unread.text() == "1 cell not understood"
    shown.unread.setFocus()
    small.key(Key.Key_Return)
    at = shown.table.currentIndex()
    assert (at.row(), at.column()) == (2, 3)
    assert shown.notes.text().startswith("Row 3, Wait before holds 'soon', not a time")
    assert not closed(small)


def test_another_meaning_of_a_column_is_seen_at_once(small: Hand) -> None:
    copy("Draft\tmuch\tAgency\nProof\tmore\tAgency\n")
    paste(small)
    choose(small, 1, "Phase")
    assert small.step("Draft").phase == "much"
    choose(small, 0, "Leave out")
    shown = pane(small)
    assert shown.summary.text() == "Say which column holds the steps."
    assert not shown.insert.isEnabled()
    small.key(Key.Key_Return)
    assert not closed(small)
    assert small.project == small_project()
    choose(small, 1, "Step")
    assert {"much", "more"} <= set(small.names)


def test_bare_times_take_the_unit_that_is_chosen(small: Hand) -> None:
    copy("Step\tProcess\nDraft\t4\nProof\t30 min\n")
    paste(small)
    unit = pane(small).heads.unit_lists[1]
    assert unit.currentText() == "h"
    unit.setFocus()
    small.key(Key.Key_Up)
    assert small.step("Draft").process_time == Duration(4, "min")
    assert small.step("Proof").process_time == Duration(30, "min")


def test_whether_the_first_row_holds_titles_can_be_said(small: Hand) -> None:
    copy("Step\tWho\nDraft\tAgency\n")
    paste(small)
    shown = pane(small)
    assert shown.choice.isChecked()
    shown.choice.setFocus()
    small.key(Key.Key_Space)
    assert shown.summary.text().startswith("2 steps")
    small.key(Key.Key_Return)
    assert {"Step", "Draft"} <= set(small.names)


def test_an_outline_is_phases_and_steps_or_steps_alone(hand: Hand) -> None:
    copy("- Plan\n  - Draft\n  - Proof\n- Build\n  - Print")
    hand.key(Key.Key_V, CTRL)
    assert [(s.phase, s.name) for s in hand.map.steps] == [
        *(("Plan", "Draft"), ("Plan", "Proof"), ("Build", "Print"))
    ]
    take(hand, "Every line: a step in a row")
    assert hand.names == ["Plan", "Draft", "Proof", "Build", "Print"]
    hand.key(Key.Key_Return)
    assert hand.session.undo_label == "Paste 5 steps"
    check_mirror(hand)


def test_a_step_selected_meanwhile_is_where_they_go(small: Hand) -> None:
    copy(TABLE)
    small.click("write")
    paste(small)
    small.click("loose")
    QApplication.processEvents()
    assert "behind 'Loose'" in pane(small).notes.text()
    assert ("Loose", "Draft") in small.flows
    assert ("Write", "Check") in small.flows
    small.window.pasting.cells.insert()
    assert ("Loose", "Draft") in small.flows


def test_an_edit_meanwhile_stays_and_the_preview_with_it(small: Hand) -> None:
    copy(TABLE)
    small.click("write")
    paste(small)
    small.session.edit("Rename", lambda p: p.replace(title="Other"))
    QApplication.processEvents()
    assert "Draft" in small.names
    assert small.project.title == "Other"
    pane(small).setFocus()
    small.window.pasting.cells.insert()
    assert small.project.title == "Other"
    assert "Draft" in small.names


def test_showing_another_map_gives_the_paste_up(small: Hand) -> None:
    copy(TABLE)
    paste(small)
    small.show(small_project())
    assert closed(small)
    assert small.project == small_project()


def test_own_steps_are_pasted_at_once_and_as_lines_where_that_is_asked(small: Hand) -> None:
    small.click("brief")
    small.key(Key.Key_C, CTRL)
    small.key(Key.Key_V, CTRL)
    assert closed(small)
    assert small.names.count("Brief") == 2
    paste(small)
    assert pane(small).summary.text() == "1 step"


def test_a_table_of_a_page_keeps_merged_cells(hand: Hand) -> None:
    html = (
        "<table><tr><th>Phase</th><th>Step</th></tr><tr><td rowspan=2>Plan</td><td>Draft</td></tr>"
        "<tr><td>Proof</td></tr></table>"
    )
    copy("", html)
    paste(hand)
    assert [(s.phase, s.name) for s in hand.map.steps] == [("Plan", "Draft"), ("Plan", "Proof")]


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        (lambda d: None, "Nothing was copied"),
        (lambda d: d.setText("  \n"), "Nothing was copied"),
        (lambda d: d.setText("PK\x03\x04\0\0"), "no text that can be read"),
        (lambda d: d.setImageData(QImage(8, 8, QImage.Format.Format_RGB32)), "A picture"),
        (lambda d: d.setUrls([QUrl.fromLocalFile("/a.xlsx")]), "A file was copied"),
    ],
)
def test_what_holds_no_cells_is_said_in_one_sentence(
    small: Hand, fill: Callable[[QMimeData], None], said: str
) -> None:
    before = small.state()
    data = QMimeData()
    fill(data)
    QGuiApplication.clipboard().setMimeData(data)
    small.key(Key.Key_V, CTRL)
    assert said in small.window.status.said
    assert closed(small)
    assert small.state() == before


def test_a_hundred_thousand_rows_are_read_in_the_background_and_cut(
    small: Hand, qtbot: QtBot
) -> None:
    copy("Step\tPT\n" + "\n".join(f"Step {n}\t2 h" for n in range(100_000)))
    paste(small)
    shown = pane(small)
    assert shown.progress.isVisible()
    assert not shown.insert.isEnabled()
    qtbot.waitUntil(lambda: not shown.progress.isVisible())
    assert shown.summary.text().startswith("1999 steps")
    assert "Only the first 2\u202f000 of 100\u202f001 rows" in shown.notes.text()
    assert not small.session.previewing
    small.esc()
    assert small.project == small_project()


def test_reading_can_be_given_up(small: Hand) -> None:
    copy("Step\tPT\n" + "\n".join(f"Step {n}\t2 h" for n in range(100_000)))
    paste(small)
    small.esc()
    assert closed(small)
    QTest.qWait(20)
    small.settle()
    assert closed(small)
    assert small.window.pasting.cells.reading is None


def test_many_steps_are_inserted_without_being_drawn_before(small: Hand) -> None:
    copy("Step\n" + "\n".join(f"Step {n}" for n in range(180)))
    paste(small)
    assert pane(small).summary.text() == "180 steps"
    assert not small.session.previewing
    small.key(Key.Key_Return)
    small.settle()
    assert len(small.map.steps) == 185
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_a_document_for_reading_only_takes_nothing(small: Hand) -> None:
    small.session.load(small_project(), "file.mopsmap", read_only=True)
    copy(TABLE)
    paste(small)
    assert closed(small)
    assert "reading only" in small.window.status.said


def test_lines_say_as_much_as_the_capture_line(small: Hand) -> None:
    small.click("write")
    copy("- Draft @legal 4h w2d 80%\n- Proof @agency ~sloth\n- back to Brief 10%")
    small.key(Key.Key_V, CTRL)
    shown = pane(small)
    assert shown.summary.text() == "2 steps, 2 roles (1 new)"
    understood = shown.model.index(0, 1).data().replace("\u202f", " ").split(" · ")
    assert understood == [
        *("role Legal", "process time 4 h", "wait time 2 d", "80 % complete and accurate"),
    ]
    assert shown.unread.text() == "1 line not understood"
    small.key(Key.Key_Return)
    draft = small.step("Draft")
    assert (draft.role, draft.complete_accurate) == ("legal", 0.8)
    back = [f for f in small.map.flows if f.kind == "rework"]
    assert [(small.map.step_by_id[f.target].name, f.probability) for f in back] == [("Brief", 0.1)]
    assert {("Write", "Draft"), ("Proof ~sloth", "Check")} <= small.flows
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_lines_may_name_steps_of_each_other(small: Hand) -> None:
    copy("- Draft 4h\n- Ok? yes 80% no back to Draft\n- Print >Bind\n- Bind\n- Send >Nowhere")
    paste(small)
    shown = pane(small)
    assert shown.unread.text() == "2 lines not understood"  # a line names only those before it
    assert shown.model.cells.unread.keys() == {(2, 1), (4, 1)}
    assert "Draft" in shown.model.index(1, 1).data()
    small.key(Key.Key_Return)
    assert {("Ok?", "Draft"), ("Ok?", "Print >Bind")} <= small.flows


def test_indented_lines_are_branches_where_other_lines_stand_alone(hand: Hand) -> None:
    copy("Draft\n    Text\n    Picture\nPrint")
    paste(hand)
    assert pane(hand).manner.currentText() == "Indented lines: branches"
    branched = {("Draft", "Text"), ("Draft", "Picture"), ("Text", "Print"), ("Picture", "Print")}
    assert hand.flows == branched
    take(hand, "First level: phases")
    assert [s.phase for s in hand.map.steps] == ["Draft", "Draft", ""]


def test_more_lines_than_the_grammar_reads_are_names(small: Hand) -> None:
    copy("\n".join(f"Step {n} 4h" for n in range(201)))
    paste(small)
    assert pane(small).summary.text() == "201 steps"
    small.key(Key.Key_Return)
    assert "Step 7 4h" in small.names


def test_lines_pasted_into_a_name_are_steps_and_a_word_is_a_name(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_F2)
    copy("Text")
    small.key(Key.Key_V, CTRL)
    assert closed(small)
    assert small.view.naming.text() == "Text"
    copy("Draft\nProof")
    small.key(Key.Key_V, CTRL)
    assert pane(small).summary.text() == "2 steps"
    assert ("Text", "Draft") in small.flows
    small.esc()


def test_the_ring_of_the_keyboard_goes_all_around_the_cells(small: Hand) -> None:
    copy(TABLE)
    paste(small)
    small.settle()
    table = pane(small).table
    assert table.hasFocus()
    color = pane(small)._appearance.theme.color("border.focus").rgb()
    seen = table.grab().toImage()
    right, below = seen.width() - 1, seen.height() - 1
    middle = (right // 2, below // 2)
    edges = ((0, middle[1]), (right, middle[1]), (middle[0], 0), (middle[0], below))
    assert [seen.pixel(*at) == color for at in edges] == [True] * 4


def test_names_stand_in_the_lane_of_the_step_before_or_the_first(hand: Hand) -> None:
    hand.show(small_project())
    hand.click("check")
    copy("1. Proof\n2. Print")
    paste(hand)
    hand.key(Key.Key_Return)
    assert [hand.step(name).role for name in ("Proof", "Print")] == ["legal", "legal"]
    assert {("Check", "Proof"), ("Proof", "Print"), ("Print", "Done")} <= hand.flows
    hand.show(new_project())
    hand.activate()
    paste(hand)
    hand.key(Key.Key_Return)
    assert {hand.step(name).role for name in ("Proof", "Print")} == {hand.map.roles[0].id}
    check_mirror(hand)


def test_names_alone_are_one_column(small: Hand) -> None:
    copy("Step\nProof\nPrint")
    paste(small)
    assert pane(small).model.cells.fields == ("name",)
    small.esc()
    copy("1. Proof\n2. Print")
    paste(small)
    assert pane(small).model.cells.fields == ("name",)
    assert len(pane(small).heads.lists) == 1


def test_tab_goes_from_each_column_to_its_unit_and_on(small: Hand) -> None:
    copy("Step\tDuration\tWait\nProof\t1\t2\nPrint\t2\t3")
    paste(small)
    small.settle()
    assert pane(small).table.hasFocus()

    def gone_over(keys: int) -> list[str]:
        found = []
        for _key in range(keys):
            small.key(Key.Key_Tab)
            focus = QApplication.focusWidget()
            found.append(focus.accessibleName() if focus is not None else "")
        return found

    named = ["Column 1 is", "Column 2 is", "Unit of column 2", "Column 3 is", "Unit of column 3"]
    assert gone_over(5) == named
    pane(small).field_chosen.emit(2, "")
    pane(small).table.setFocus()
    assert gone_over(4) == named[:4]
    pane(small).field_chosen.emit(2, "wait_time")
    pane(small).table.setFocus()
    assert gone_over(5) == named
