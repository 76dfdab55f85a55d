"""The step table in the window: its filter, and beside the map that it is one with."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint
from PySide6.QtWidgets import QApplication, QLineEdit

from mopsmap import edits
from mopsmap.units import Duration
from tests.ui.hand import Hand, Key, Mod, check_mirror
from ui.panels.table_page import TablePage

CTRL = Mod.ControlModifier


@pytest.fixture
def page(small: Hand) -> TablePage:
    """The table below the map."""
    small.window.show_bottom("grid")
    QApplication.processEvents()
    found = small.window.grid
    assert found.isVisible()
    return found


def _shown(page: TablePage) -> list[str]:
    steps = page.table.steps
    return [steps.step(row).name for row in range(len(steps.ids))]


def _go(page: TablePage, row: int, name: str) -> None:
    column = [a.name for a in page.table.steps.attributes].index(name) + 1
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.steps.index(row, column))


def test_the_filter_shows_that_it_searches_in_both_themes(small: Hand, page: TablePage) -> None:
    for theme in ("dark", "light"):
        small.window.actions_by_name[f"theme_{theme}"].trigger()
        QApplication.processEvents()
        assert [a.objectName() for a in page.filter.actions()].count("search") == 1
        assert page.filter.textMargins().left() == 0


def test_a_time_typed_beside_the_map_is_on_its_card_at_once(small: Hand, page: TablePage) -> None:
    _go(page, 0, "process_time")
    assert small.session.selection.steps == (page.table.steps.ids[0],)
    small.type("30m")
    small.key(Key.Key_Return)
    assert str(small.map.step_by_id[page.table.steps.ids[0]].process_time) == "30 min"
    assert page.table.currentIndex().row() == 1
    small.type("2-4d")
    small.key(Key.Key_Return)
    assert str(small.map.step_by_id[page.table.steps.ids[1]].process_time) == "2-3-4 d"
    check_mirror(small)


def test_a_time_is_on_its_card_and_in_the_figures_while_it_is_typed(
    small: Hand, page: TablePage
) -> None:
    before, row = small.project, page.table.steps.rows["write"]
    _go(page, row, "process_time")
    small.type("30")
    small.settle()
    assert small.map.step_by_id["write"].process_time == Duration(30, "h")
    assert small.session.foresight.analysis is not None
    assert small.session.committed == before
    small.key(Key.Key_Escape)
    small.settle()
    assert small.project == before
    assert small.session.foresight.analysis is None
    assert page.table.hasFocus()


def test_what_is_done_on_the_map_is_in_the_table_at_once(small: Hand, page: TablePage) -> None:
    small.click("check")
    row = page.table.steps.rows["check"]
    assert {i.row() for i in page.table.selectionModel().selectedRows()} == {row}
    small.key(Key.Key_Delete)
    assert "Check" not in _shown(page)
    small.undo()
    assert "Check" in _shown(page)


def test_a_step_typed_below_the_last_one_is_on_the_map(small: Hand, page: TablePage) -> None:
    _go(page, 5, "name")
    small.type("Learn")
    small.key(Key.Key_Return)
    QApplication.processEvents()
    assert small.step("Learn").id in small.session.layout.steps
    check_mirror(small)


def test_the_filter_shows_rows_and_leaves_the_map(small: Hand, page: TablePage) -> None:
    before = small.project
    _go(page, 0, "name")
    small.key(Key.Key_F, CTRL)
    assert page.filter.hasFocus()
    small.type("legal")
    assert sorted(_shown(page)) == ["Check", "Loose"]
    assert page.count.text() == "2 of 5 steps"
    small.type("x")
    assert _shown(page) == []
    assert page.nothing.isVisible()
    small.esc()
    assert len(_shown(page)) == 5
    assert page.table.hasFocus()
    assert small.project is before


def test_an_edit_leaves_a_filtered_row_in_sight(small: Hand, page: TablePage) -> None:
    page.filter.setText("loose")
    _go(page, 0, "name")
    small.type("Free")
    small.key(Key.Key_Return)
    assert _shown(page) == ["Free"]
    page.filter.clear()


def test_undo_takes_back_what_was_typed_in_the_table(small: Hand, page: TablePage) -> None:
    before = small.project
    _go(page, 0, "phase")
    small.type("Plan")
    small.key(Key.Key_Return)
    assert "Plan" in {s.phase for s in small.map.steps}
    small.undo()
    assert small.project == before


def _values(hand: Hand, page: TablePage, name: str) -> list[Any]:
    return [getattr(hand.map.step_by_id[i], name) for i in page.table.steps.ids]


def _select(page: TablePage, rows: range, first: str, last: str) -> None:
    steps, names = page.table.steps, [a.name for a in page.table.steps.attributes]
    _go(page, rows[0], first)
    chosen = QItemSelection(
        steps.index(rows[0], names.index(first) + 1), steps.index(rows[-1], names.index(last) + 1)
    )
    page.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _on_row(page: TablePage, row: int) -> QPoint:
    table, spot = page.table, page.table.handle.spot
    assert spot is not None
    return QPoint(spot.x() - 20, table.rowViewportPosition(row) + table.rowHeight(row) // 2)


def _drag_handle(hand: Hand, page: TablePage, row: int) -> None:
    spot, view = page.table.handle.spot, page.table.viewport()
    assert spot is not None
    to = _on_row(page, row)
    hand.press(hand.on(view, spot))
    hand.move(hand.on(view, to))


def test_the_square_at_the_corner_of_the_selection_fills_down(small: Hand, page: TablePage) -> None:
    small.window.actions_by_name["view_table"].trigger()
    page = small.window.table
    _go(page, 0, "process_time")
    small.type("30m")
    small.key(Key.Key_Return)
    _go(page, 1, "process_time")
    small.type("7h")
    small.key(Key.Key_Return)
    before = small.project
    _select(page, range(2), "process_time", "process_time")
    _drag_handle(small, page, 4)
    small.release()
    filled = [str(value) for value in _values(small, page, "process_time")]
    assert filled == ["30 min", "7 h", "30 min", "7 h", "30 min"]
    assert small.session.undo_label == "Fill 3 cells"
    assert {i.row() for i in page.table.chosen()} == set(range(5))
    small.undo()
    assert small.project == before


def test_esc_takes_the_drag_of_the_square_back(small: Hand) -> None:
    small.window.actions_by_name["view_table"].trigger()
    page = small.window.table
    before = small.project
    _select(page, range(1), "process_time", "wait_time")
    _drag_handle(small, page, 3)
    small.esc()
    small.release()
    assert small.project == before
    assert small.window.views.currentWidget() is page


def test_whole_rows_and_cells_apart_have_no_square(small: Hand) -> None:
    small.window.actions_by_name["view_table"].trigger()
    page = small.window.table
    small.session.select(("brief",))
    assert page.table.handle.spot is None
    _select(page, range(5), "process_time", "process_time")
    assert page.table.handle.spot is None, "nothing lies below"
    _select(page, range(1), "process_time", "process_time")
    assert page.table.handle.spot is not None
    small.session.read_only = True
    assert page.table.handle.spot is None
    small.session.read_only = False


def _line(page: TablePage) -> QLineEdit | None:
    lines = page.table.viewport().findChildren(QLineEdit)
    return next((line for line in lines if line.isVisible()), None)


def test_a_choice_is_typed_under_the_list_of_choices(small: Hand) -> None:
    small.window.actions_by_name["view_table"].trigger()
    page = small.window.table
    for typed, kind in (("End", "end"), ("dec", "decision"), ("start", "start")):
        _go(page, 1, "kind")
        step = page.table.steps.ids[1]
        small.type(typed)
        line = _line(page)
        assert line is not None
        assert not line.property("invalid")
        for _list_then_line in range(2):
            if _line(page) is not None:
                small.key(Key.Key_Return)
                QApplication.processEvents()
        assert small.map.step_by_id[step].kind == kind
        assert _line(page) is None


def test_a_row_deleted_elsewhere_while_it_is_typed_in_says_what_was_lost(
    small: Hand, page: TablePage
) -> None:
    map_id = small.session.map_id
    _go(page, page.table.steps.rows["check"], "process_time")
    small.type("5")
    small.session.edit("Delete", lambda p: edits.delete(p, map_id, ("check",)))
    QApplication.processEvents()
    assert _line(page) is None
    assert "'5' was not entered" in small.window.status.said
    assert page.table.hasFocus()
    small.undo()
    assert small.step("Check").process_time == Duration(2, "h")


def test_a_row_deleted_above_leaves_what_is_typed(small: Hand, page: TablePage) -> None:
    map_id = small.session.map_id
    _go(page, page.table.steps.rows["check"], "process_time")
    small.type("5")
    small.session.edit("Delete", lambda p: edits.delete(p, map_id, ("brief",)))
    QApplication.processEvents()
    line = _line(page)
    assert line is not None
    assert line.text() == "5"
    small.type("m")
    small.key(Key.Key_Return)
    assert small.step("Check").process_time == Duration(5, "min")


def test_another_map_does_not_get_what_was_typed_for_the_one_before(
    small: Hand, page: TablePage
) -> None:
    small.window.actions_by_name["new_to_be"].trigger()
    first, second = (one.id for one in small.project.maps)
    small.session.show_map(first)
    small.settle()
    _go(page, page.table.steps.rows["check"], "process_time")
    small.type("5")
    before = small.session.committed
    small.session.show_map(second)
    small.settle()
    assert _line(page) is None
    assert small.project == before
    assert "'5' was not entered" in small.window.status.said


def test_a_step_deleted_on_the_canvas_takes_its_row_along_after_what_was_typed(
    small: Hand, page: TablePage
) -> None:
    _go(page, page.table.steps.rows["check"], "process_time")
    small.type("5")
    small.click("check")
    small.key(Key.Key_Delete)
    assert "check" not in page.table.steps.rows
    small.undo()
    assert small.step("Check").process_time == Duration(5, "h")
    small.undo()
    assert small.step("Check").process_time == Duration(2, "h")


def test_a_block_with_numbers_of_both_kinds_goes_in_out_and_back(small: Hand) -> None:
    small.window.actions_by_name["view_table"].trigger()
    page, before = small.window.table, small.project
    _go(page, 0, "process_time")
    QApplication.clipboard().setText(
        "1,5 h\t2 d\tPerson\t80 %\r\n0.5 h\t1,5-2-4 d\t\t75%\r\n"
        "1.500,5 min\t30 min\tApproval\t90\r\n"
    )
    small.key(Key.Key_V, CTRL)
    assert [str(v) for v in _values(small, page, "process_time")[:3]] == [
        "1.5 h",
        "0.5 h",
        "1500.5 min",
    ]
    assert _values(small, page, "complete_accurate")[:3] == pytest.approx([0.8, 0.75, 0.9])
    pasted = small.project
    _select(page, range(3), "process_time", "complete_accurate")
    small.key(Key.Key_C, CTRL)
    small.key(Key.Key_V, CTRL)
    assert small.project == pasted
    small.key(Key.Key_Delete)
    assert _values(small, page, "process_time")[:3] == [None] * 3
    small.undo()
    assert small.project == pasted
    small.undo()
    assert small.project == before
