"""The step table in the window: its filter, and beside the map that it is one with."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

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
