"""The step table, worked by keyboard, mouse and clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from mopsmap import edits
from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.record import attributes
from mopsmap.units import Duration, ThreePoint
from ui.lettering import text_width
from ui.panels.table import StepTable
from ui.session import Session
from ui.theme import Appearance, font

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def _project() -> Project:
    one = ValueStreamMap(
        id="as-is",
        roles=(Role(id="cm", name="Campaigns"), Role(id="mo", name="Operations")),
        steps=(
            Step(
                id="a",
                name="Write brief",
                role="cm",
                process_time=Duration(4, "h"),
                wait_time=Duration(1, "d"),
                complete_accurate=0.7,
                tools=("Word",),
                value_class="necessary",
            ),
            Step(
                id="b",
                name="Build",
                role="mo",
                process_time=ThreePoint(
                    min=Duration(1, "d"), likely=Duration(2, "d"), max=Duration(4, "d")
                ),
            ),
            Step(id="c", name="Launch", process_time=Duration(30, "min"), fixed_cost=250.0),
        ),
        flows=(Flow(id="f1", source="a", target="b"), Flow(id="f2", source="b", target="c")),
    )
    return Project(maps=(one,))


@pytest.fixture
def session(qtbot: Any) -> Iterator[Session]:
    made = Session()
    made.load(_project())
    made.wait()
    yield made
    made.wait()
    made.deleteLater()


@pytest.fixture
def table(qtbot: Any, session: Session) -> StepTable:
    made = StepTable(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(1900, 400)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    return made


def _column(name: str, table: StepTable) -> int:
    return [a.name for a in table.steps.attributes].index(name) + 1


def _go(table: StepTable, row: int, name: str) -> None:
    table.setCurrentIndex(table.steps.index(row, _column(name, table)))


def _cells(table: StepTable, name: str) -> list[str]:
    column = _column(name, table)
    shown = Qt.ItemDataRole.DisplayRole
    return [table.steps.index(r, column).data(shown) for r in range(table.steps.rowCount())]


def _editor(table: StepTable) -> QLineEdit:
    return next(e for e in table.viewport().findChildren(QLineEdit) if e.isVisible())


def _editing(table: StepTable) -> bool:
    return any(e.isVisible() for e in table.viewport().findChildren(QLineEdit))


def _settle() -> None:
    QApplication.processEvents()
    QApplication.processEvents()


def test_every_visible_attribute_has_a_column(table: StepTable) -> None:
    names = {a.name for a in table.steps.attributes}
    assert names == {a.name for a in attributes(Step) if a.kind != "hidden"}
    heads = [
        table.steps.headerData(c, Qt.Orientation.Horizontal)
        for c in range(table.steps.columnCount())
    ]
    assert heads[:3] == ["#", "Name", "Role"]
    assert {"%C&A", "Fixed cost, \u20ac", "Process time"} <= set(heads)


def test_cells_show_values_as_they_are_typed(table: StepTable) -> None:
    assert _cells(table, "process_time") == ["4 h", "1\u20132\u20134 d", "30 min"]
    assert _cells(table, "complete_accurate") == ["70", "\u2013", "\u2013"]
    assert _cells(table, "role") == ["Campaigns", "Operations", "\u2013"]
    assert _cells(table, "value_class") == ["Necessary", "\u2013", "\u2013"]


def test_typing_edits_the_cell_and_enter_moves_down(table: StepTable, session: Session) -> None:
    _go(table, 0, "process_time")
    QTest.keyClicks(table, "2")
    QTest.keyClicks(_editor(table), "-4 d")
    QTest.keyClick(_editor(table), Key.Key_Return)
    _settle()
    assert str(session.map.step_by_id["a"].process_time) == "2-3-4 d"
    assert session.undo_label == "Change process time"
    assert table.currentIndex().row() == 1
    assert not _editing(table)


def test_tab_moves_right_and_goes_on_editing(table: StepTable, session: Session) -> None:
    _go(table, 0, "process_time")
    QTest.keyClick(table, Key.Key_F2)
    QTest.keyClicks(_editor(table), "6")
    QTest.keyClick(_editor(table), Key.Key_Tab)
    _settle()
    assert session.map.step_by_id["a"].process_time == Duration(6, "h")
    assert table.currentIndex().column() == _column("wait_time", table)
    assert _editing(table)
    QTest.keyClick(_editor(table), Key.Key_Escape)


def test_what_cannot_be_read_keeps_the_editor_open_with_a_red_edge(
    table: StepTable, session: Session, qtbot: Any
) -> None:
    _go(table, 0, "process_time")
    QTest.keyClick(table, Key.Key_F2)
    editor = _editor(table)
    QTest.keyClicks(editor, "soon")
    with qtbot.waitSignal(session.said) as said:
        QTest.keyClick(editor, Key.Key_Return)
    _settle()
    assert said.args[0].startswith("'soon' is not a time")
    assert editor.isVisible()
    assert editor.property("invalid") is True
    assert session.map.step_by_id["a"].process_time == Duration(4, "h")
    QTest.keyClick(editor, Key.Key_Escape)
    _settle()
    assert not _editing(table)
    assert session.undo_label is None


def test_leaving_a_cell_that_cannot_be_read_keeps_it_open(
    table: StepTable, session: Session
) -> None:
    _go(table, 0, "complete_accurate")
    QTest.keyClick(table, Key.Key_F2)
    editor = _editor(table)
    QTest.keyClicks(editor, "130")
    table.setFocus()
    _settle()
    assert editor.isVisible()
    assert editor.property("invalid") is True
    assert session.map.step_by_id["a"].complete_accurate == 0.7
    QTest.keyClick(editor, Key.Key_Escape)


def test_choices_and_roles_are_chosen_from_a_list(table: StepTable, session: Session) -> None:
    _go(table, 2, "role")
    QTest.keyClick(table, Key.Key_F2)
    combo = next(c for c in table.viewport().findChildren(QComboBox) if c.isVisible())
    assert [combo.itemText(i) for i in range(combo.count())] == [
        "No role",
        "Campaigns",
        "Operations",
    ]
    QTest.keyClick(combo, Key.Key_End)
    _settle()
    QTest.keyClick(combo, Key.Key_Return)
    _settle()
    assert session.map.step_by_id["c"].role == "mo"


def test_cells_are_copied_as_tab_separated_text(table: StepTable) -> None:
    model = table.selectionModel()
    for row in (0, 1):
        for name in ("process_time", "wait_time"):
            index = table.steps.index(row, _column(name, table))
            model.select(index, QItemSelectionModel.SelectionFlag.Select)
    QTest.keyClick(table, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "4 h\t1 d\n1-2-4 d\t"


def test_pasting_a_block_is_one_undo_entry(table: StepTable, session: Session) -> None:
    before = session.map
    QGuiApplication.clipboard().setText("1,5 h\t2-4 d\n?\t30m\n")
    _go(table, 0, "process_time")
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert _cells(table, "process_time") == ["1.5 h", "\u2013", "30 min"]
    assert _cells(table, "wait_time") == ["2\u20133\u20134 d", "30 min", "\u2013"]
    assert session.undo_label == "Paste 4 cells"
    session.undo()
    assert session.map == before


def test_one_value_is_pasted_into_all_selected_cells(table: StepTable, session: Session) -> None:
    QGuiApplication.clipboard().setText("Operations")
    model, column = table.selectionModel(), _column("role", table)
    table.setCurrentIndex(table.steps.index(0, column))
    model.select(table.steps.index(2, column), QItemSelectionModel.SelectionFlag.Select)
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert [s.role for s in session.map.steps] == ["mo", "mo", "mo"]


def test_one_unreadable_cell_stops_the_whole_paste(
    table: StepTable, session: Session, qtbot: Any
) -> None:
    before = session.map
    QGuiApplication.clipboard().setText("5 h\nsoon")
    _go(table, 0, "process_time")
    with qtbot.waitSignal(session.said) as said:
        QTest.keyClick(table, Key.Key_V, CONTROL)
    assert said.args[0].startswith("Nothing was pasted. Process time of 'Build': 'soon'")
    assert session.map is before


def test_copied_cells_paste_back_unchanged(table: StepTable, session: Session) -> None:
    before = session.map
    table.selectAll()
    QTest.keyClick(table, Key.Key_C, CONTROL)
    table.setCurrentIndex(table.steps.index(0, 0))
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert session.map == before


def test_delete_empties_cells_that_may_be_empty(table: StepTable, session: Session) -> None:
    table.selectRow(0)
    QTest.keyClick(table, Key.Key_Delete)
    step = session.map.step_by_id["a"]
    assert (step.process_time, step.wait_time, step.tools, step.role) == (None, None, (), None)
    assert (step.name, step.kind, step.people) == ("Write brief", "step", 1.0)
    session.undo()
    assert session.map.step_by_id["a"].tools == ("Word",)


def _click_header(table: StepTable, name: str) -> None:
    header = table.horizontalHeader()
    column = _column(name, table)
    at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), LEFT, pos=at)


def test_sorting_orders_the_rows_and_never_the_map(table: StepTable, session: Session) -> None:
    before = session.map
    _click_header(table, "process_time")
    assert table.steps.ids == ["c", "a", "b"]
    _click_header(table, "process_time")
    assert table.steps.ids == ["b", "a", "c"]
    assert session.map is before
    _click_header(table, "process_time")
    assert table.steps.ids == ["a", "b", "c"]


def test_unknown_values_stand_last_in_both_directions(table: StepTable) -> None:
    table.steps.sort(_column("complete_accurate", table), Qt.SortOrder.AscendingOrder)
    assert table.steps.ids[0] == "a"
    table.steps.sort(_column("complete_accurate", table), Qt.SortOrder.DescendingOrder)
    assert table.steps.ids[0] == "a"


def test_a_sorted_table_keeps_its_rows_while_cells_change(
    table: StepTable, session: Session
) -> None:
    _click_header(table, "process_time")
    session.edit(
        "Change", lambda p: edits.set_steps(p, "as-is", ["c"], process_time=Duration(9, "d"))
    )
    assert table.steps.ids == ["c", "a", "b"]
    session.edit("Add", lambda p: edits.add_step(p, "as-is", "d", name="New"))
    assert table.steps.ids == ["c", "a", "b", "d"]


def test_selected_cells_select_their_steps(table: StepTable, session: Session) -> None:
    at = table.visualRect(table.steps.index(1, 1)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=at)
    assert session.selection.steps == ("b",)
    at = table.visualRect(table.steps.index(2, 1)).center()
    QTest.mouseClick(table.viewport(), LEFT, CONTROL, at)
    assert session.selection.steps == ("b", "c")


def test_the_session_selects_rows(table: StepTable, session: Session) -> None:
    session.select(steps=["c"])
    assert {i.row() for i in table.selectionModel().selectedRows()} == {2}
    session.select()
    assert not table.selectionModel().hasSelection()


def test_undo_shows_the_earlier_value(table: StepTable, session: Session) -> None:
    _go(table, 2, "fixed_cost")
    QTest.keyClick(table, Key.Key_F2)
    QTest.keyClicks(_editor(table), "1 900,50")
    QTest.keyClick(_editor(table), Key.Key_Return)
    _settle()
    assert _cells(table, "fixed_cost") == ["0", "0", "1900.5"]
    session.undo()
    assert _cells(table, "fixed_cost") == ["0", "0", "250"]


def _renamed(project: Project, phase: str) -> Project:
    return edits.set_steps(project, "as-is", ["a"], phase=phase)


def test_columns_are_as_wide_as_what_they_hold(table: StepTable, session: Session) -> None:
    narrow = table.columnWidth(_column("phase", table))
    session.load(_renamed(_project(), "Audience and media planning"))
    _settle()
    for name in ("name", "role", "phase", "process_time"):
        widest = max(text_width(font("control"), text) for text in _cells(table, name))
        assert widest + 12 <= table.columnWidth(_column(name, table)) <= max(widest + 30, 160)
    assert table.columnWidth(_column("phase", table)) > narrow


def test_a_column_made_wide_by_hand_stays_so(table: StepTable, session: Session) -> None:
    phase, header = _column("phase", table), table.horizontalHeader()
    edge = header.sectionViewportPosition(phase) + table.columnWidth(phase) - 1
    start = QPoint(edge, header.height() // 2)
    wanted = table.columnWidth(phase) + 50
    QTest.mousePress(header.viewport(), LEFT, pos=start)
    QTest.mouseMove(header.viewport(), start + QPoint(50, 0))
    QTest.mouseRelease(header.viewport(), LEFT, pos=start + QPoint(50, 0))
    assert table.columnWidth(phase) == wanted
    session.load(_renamed(_project(), "Audience and media planning for all of the regions"))
    _settle()
    assert table.columnWidth(phase) == wanted
