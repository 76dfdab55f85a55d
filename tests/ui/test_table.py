"""The step table, worked by keyboard, mouse and clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu

from mopsmap import edits
from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.record import attributes
from mopsmap.units import Duration, ThreePoint
from ui.look.lettering import text_width
from ui.look.theme import Appearance, font
from ui.panels.table import StepTable
from ui.session import Session

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
    return [table.steps.index(r, column).data(shown) for r in range(len(table.steps.ids))]


def _editor(table: StepTable) -> QLineEdit:
    return next(e for e in table.viewport().findChildren(QLineEdit) if e.isVisible())


def _editing(table: StepTable) -> bool:
    return any(e.isVisible() for e in table.viewport().findChildren(QLineEdit))


def _choose_row(table: StepTable, row: int) -> None:
    """As a click on its number: whatever keys the test before has left down."""
    flag = QItemSelectionModel.SelectionFlag
    at = table.steps.index(row, 0)
    table.selectionModel().setCurrentIndex(at, flag.ClearAndSelect | flag.Rows)


def _settle() -> None:
    QApplication.processEvents()
    QApplication.processEvents()


def test_every_visible_attribute_has_a_column(table: StepTable) -> None:
    names = {a.name for a in table.steps.attributes}
    assert names == {a.name for a in attributes(Step) if a.kind != "hidden"} | {"next"}
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
    assert session.undo_label == "Change process time of 'Write brief'"
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


def test_a_block_is_pasted_from_the_first_of_the_selected_cells_on(
    table: StepTable, session: Session
) -> None:
    before = session.map
    _go(table, 0, "process_time")
    for key in (Key.Key_Down, Key.Key_Right):
        QTest.keyClick(table, key, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Key.Key_C, CONTROL)
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert session.map == before
    QGuiApplication.clipboard().setText("1 h\t2 d\n3 h\t4 d")
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert _cells(table, "process_time") == ["1 h", "3 h", "30 min"]
    assert _cells(table, "wait_time") == ["2 d", "4 d", "\u2013"]


def test_one_value_is_pasted_into_all_selected_cells(table: StepTable, session: Session) -> None:
    QGuiApplication.clipboard().setText("Operations")
    model, column = table.selectionModel(), _column("role", table)
    table.setCurrentIndex(table.steps.index(0, column))
    model.select(table.steps.index(2, column), QItemSelectionModel.SelectionFlag.Select)
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert [s.role for s in session.map.steps] == ["mo", "mo", "mo"]


def test_cells_that_cannot_be_read_are_named_and_left_as_they_were(
    table: StepTable, session: Session, qtbot: Any
) -> None:
    QGuiApplication.clipboard().setText("5 h\t2 d\nsoon\t3 d")
    _go(table, 0, "process_time")
    with qtbot.waitSignal(session.said) as said:
        QTest.keyClick(table, Key.Key_V, CONTROL)
    assert said.args[0].startswith("1 cell was left as it was. Process time of 'Build': 'soon'")
    assert _cells(table, "process_time") == ["5 h", "1\u20132\u20134 d", "30 min"]
    assert _cells(table, "wait_time") == ["2 d", "3 d", "\u2013"]
    assert session.undo_label == "Paste 3 cells"


def test_copied_cells_paste_back_unchanged(table: StepTable, session: Session) -> None:
    before = session.map
    table.selectAll()
    QTest.keyClick(table, Key.Key_C, CONTROL)
    table.setCurrentIndex(table.steps.index(0, 0))
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert session.map == before


def test_delete_empties_cells_that_may_be_empty(table: StepTable, session: Session) -> None:
    _choose_row(table, 0)
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


def _fill_of(table: StepTable, name: str) -> list[str]:
    return [getattr(table.steps.step(r), name) for r in range(len(table.steps.ids))]


def _select(table: StepTable, rows: range, *names: str) -> None:
    """Select cells as a person does: a click, then Shift and a click."""
    header = table.horizontalHeader()
    columns = sorted((_column(n, table) for n in names), key=header.visualIndex)
    for row, column, mod in (
        (rows[0], columns[0], Qt.KeyboardModifier.NoModifier),
        (rows[-1], columns[-1], Qt.KeyboardModifier.ShiftModifier),
    ):
        at = table.visualRect(table.steps.index(row, column)).center()
        QTest.mouseClick(table.viewport(), LEFT, mod, at)


def test_fill_down_puts_the_first_cell_into_those_below(table: StepTable, session: Session) -> None:
    _select(table, range(3), "process_time", "wait_time")
    QTest.keyClick(table, Key.Key_D, CONTROL)
    assert _fill_of(table, "process_time") == [Duration(4, "h")] * 3
    assert _fill_of(table, "wait_time") == [Duration(1, "d")] * 3
    assert session.undo_label == "Fill 4 cells"
    session.undo()
    assert _cells(table, "wait_time") == ["1 d", "\u2013", "\u2013"]


def test_fill_down_of_one_cell_takes_what_stands_above(table: StepTable) -> None:
    _go(table, 1, "phase")
    _go(table, 1, "complete_accurate")
    QTest.keyClick(table, Key.Key_D, CONTROL)
    assert _fill_of(table, "complete_accurate") == [0.7, 0.7, None]
    _go(table, 0, "role")
    QTest.keyClick(table, Key.Key_D, CONTROL)
    assert _fill_of(table, "role") == ["cm", "mo", None]


def test_ctrl_enter_puts_what_is_typed_into_all_selected_cells(
    table: StepTable, session: Session
) -> None:
    _select(table, range(3), "process_time", "wait_time")
    QTest.keyClicks(table, "9")
    QTest.keyClicks(_editor(table), " h")
    QTest.keyClick(_editor(table), Key.Key_Return, CONTROL)
    _settle()
    assert _fill_of(table, "process_time") == [Duration(9, "h")] * 3
    assert _fill_of(table, "wait_time") == [Duration(9, "h")] * 3
    assert session.undo_label == "Fill 6 cells"
    assert not _editing(table)


def test_ctrl_enter_gives_a_choice_to_its_column_only(table: StepTable, session: Session) -> None:
    _select(table, range(3), "role", "phase")
    _index = table.currentIndex().siblingAtColumn(_column("role", table))
    table.selectionModel().setCurrentIndex(_index, QItemSelectionModel.SelectionFlag.NoUpdate)
    QTest.keyClicks(table, "o")
    QTest.keyClick(_editor(table), Key.Key_Return, CONTROL)
    _settle()
    assert _fill_of(table, "role") == ["mo"] * 3
    assert _fill_of(table, "phase") == [""] * 3


@pytest.mark.parametrize("typed", ["oper", "ops"])
def test_a_choice_can_be_typed(table: StepTable, session: Session, typed: str) -> None:
    _go(table, 2, "role")
    QTest.keyClicks(table, typed[0])
    QTest.keyClicks(_editor(table), typed[1:])
    QTest.keyClick(_editor(table), Key.Key_Return)
    _settle()
    assert session.map.step_by_id["c"].role == "mo"


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [("role", "oper", "mo"), ("value_class", "was", "waste"), ("phase", "Bui", "Build phase")],
)
def test_enter_over_the_list_of_words_takes_word_and_cell_at_once(
    table: StepTable, session: Session, name: str, typed: str, value: str
) -> None:
    session.edit("Phase", lambda p: edits.set_steps(p, "as-is", ("b",), phase="Build phase"))
    _go(table, 2, name)
    QTest.keyClicks(table, typed[0])
    QTest.keyClicks(_editor(table), typed[1:])
    popup = QApplication.activePopupWidget()
    assert popup is not None
    if name == "phase":
        QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    _settle()
    assert getattr(session.map.step_by_id["c"], name) == value
    assert not _editing(table)


def test_nonsense_over_the_list_of_words_stays_open_and_is_said(
    table: StepTable, session: Session
) -> None:
    said: list[str] = []
    session.said.connect(said.append)
    _go(table, 2, "value_class")
    QTest.keyClicks(table, "3")
    QTest.keyClicks(_editor(table), "0m")
    QTest.keyClick(_editor(table), Key.Key_Return)
    _settle()
    assert _editor(table).text() == "30m"
    assert session.map.step_by_id["c"].value_class is None
    assert said == ["'30m' is not one of Value-adding, Necessary, Waste."]
    QTest.keyClick(_editor(table), Key.Key_Escape)


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("0.9", 0.9),
        ("0,9", 0.9),
        (".5", 0.5),
        ("1.0", 1.0),
        ("1", 0.01),
        ("0.9%", 0.009),
        ("90", 0.9),
    ],
)
def test_a_share_is_percent_or_a_number_with_decimals_up_to_1(
    table: StepTable, session: Session, typed: str, share: float
) -> None:
    _go(table, 0, "complete_accurate")
    QTest.keyClicks(table, typed[0])
    QTest.keyClicks(_editor(table), typed[1:])
    QTest.keyClick(_editor(table), Key.Key_Return)
    _settle()
    assert session.map.step_by_id["a"].complete_accurate == pytest.approx(share)
    text = table.steps.text(0, _column("complete_accurate", table))
    attribute = table.steps.attributes[_column("complete_accurate", table) - 1]
    assert table.steps.read_cell(0, attribute, text) == pytest.approx(share), "reads back"


def test_a_number_is_shown_while_it_is_typed_and_esc_takes_it_back(
    table: StepTable, session: Session
) -> None:
    before = session.committed
    _go(table, 0, "process_time")
    QTest.keyClicks(table, "9")
    assert session.map.step_by_id["a"].process_time == Duration(9, "h")
    QTest.keyClicks(_editor(table), "d")
    assert session.map.step_by_id["a"].process_time == Duration(9, "d")
    QTest.keyClicks(_editor(table), "oubtful")
    assert session.map.step_by_id["a"].process_time == Duration(9, "d"), "nothing else is read"
    assert session.committed == before
    QTest.keyClick(_editor(table), Key.Key_Escape)
    _settle()
    assert (session.project, session.previewing, _editing(table)) == (before, False, False)
    QTest.keyClicks(table, "5")
    QTest.keyClick(_editor(table), Key.Key_Return)
    _settle()
    assert session.committed.maps[0].step_by_id["a"].process_time == Duration(5, "h")
    assert not session.previewing
    session.undo()
    assert session.project == before


def test_enter_goes_down_and_up_where_nothing_is_typed(table: StepTable) -> None:
    _go(table, 0, "phase")
    QTest.keyClick(table, Key.Key_Return)
    assert table.currentIndex().row() == 1
    QTest.keyClick(table, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert table.currentIndex().row() == 0
    assert not _editing(table)


def test_a_click_elsewhere_does_not_lose_what_cannot_be_read(table: StepTable) -> None:
    _go(table, 0, "process_time")
    QTest.keyClicks(table, "s")
    QTest.keyClicks(_editor(table), "oon")
    at = table.visualRect(table.steps.index(2, _column("wait_time", table))).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=at)
    _settle()
    assert _editor(table).text() == "soon"
    assert _editor(table).hasFocus()
    assert table.currentIndex().row() == 0
    QTest.keyClick(_editor(table), Key.Key_Escape)
    _settle()
    assert not _editing(table)


def test_a_name_in_the_last_row_makes_a_step(table: StepTable, session: Session) -> None:
    _go(table, 3, "name")
    assert table.currentIndex().data() == "New step"
    for name in ("Report", "Learn"):
        QTest.keyClicks(table, name[0])
        QTest.keyClicks(_editor(table), name[1:])
        QTest.keyClick(_editor(table), Key.Key_Return)
        _settle()
    assert [s.name for s in session.map.steps] == [
        *("Write brief", "Build", "Launch", "Report", "Learn"),
    ]
    names = {s.id: s.name for s in session.map.steps}
    flows = {(names[f.source], names[f.target]) for f in session.map.flows}
    assert {("Launch", "Report"), ("Report", "Learn")} <= flows
    assert table.currentIndex().row() == 5
    session.undo()
    session.undo()
    assert len(session.map.steps) == 3


def test_an_empty_name_makes_no_step(table: StepTable, session: Session) -> None:
    _go(table, 3, "name")
    QTest.keyClick(table, Key.Key_F2)
    QTest.keyClick(_editor(table), Key.Key_Return)
    _settle()
    assert session.undo_label is None
    QTest.keyClick(table, Key.Key_Delete)
    table.selectAll()
    assert session.selection.steps == ("a", "b", "c")


def test_a_map_for_reading_only_has_no_row_for_a_step(session: Session, table: StepTable) -> None:
    session.load(_project(), "x.mopsmap", read_only=True)
    _settle()
    assert table.steps.rowCount() == 3


def test_whole_rows_are_copied_with_titles_and_as_a_page(table: StepTable) -> None:
    _choose_row(table, 2)
    QTest.keyClick(table, Key.Key_C, CONTROL)
    data = QGuiApplication.clipboard().mimeData()
    head, row = (line.split("\t") for line in data.text().splitlines())
    assert head[:2] == ["#", "Name"]
    found = dict(zip(head, row, strict=True))
    assert (found["Name"], found["Process time"], found["Fixed cost, \u20ac"]) == (
        *("Launch", "30 min", "250"),
    )
    assert '<td x:num="250">250</td>' in data.html()


def test_shares_are_copied_with_their_sign(table: StepTable) -> None:
    _go(table, 0, "complete_accurate")
    QTest.keyClick(table, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "70%"


def test_what_a_spreadsheet_would_run_is_guarded_and_read_back(
    table: StepTable, session: Session
) -> None:
    session.edit("Name", lambda p: edits.set_steps(p, "as-is", ["a"], name='=A1\n"x"'))
    _go(table, 0, "name")
    QTest.keyClick(table, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().startswith("\"'=A1")
    _go(table, 1, "name")
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert session.map.step_by_id["b"].name == '=A1\n"x"'


def test_rows_with_titles_fall_into_their_columns(table: StepTable, session: Session) -> None:
    QGuiApplication.clipboard().setText("Wait before\tPhase\n3 d\tPlan\n4 d\tMake\n")
    _go(table, 0, "name")
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert _fill_of(table, "wait_time") == [Duration(3, "d"), Duration(4, "d"), None]
    assert _fill_of(table, "phase") == ["Plan", "Make", ""]
    assert session.map.step_by_id["a"].name == "Write brief"


def test_more_rows_than_there_are_end_with_the_table(
    table: StepTable, session: Session, qtbot: Any
) -> None:
    QGuiApplication.clipboard().setText("\n".join(["1 h"] * 50_000))
    _go(table, 1, "process_time")
    with qtbot.waitSignal(session.said) as said:
        QTest.keyClick(table, Key.Key_V, CONTROL)
    assert "More rows were copied" in said.args[0]
    assert _fill_of(table, "process_time") == [Duration(4, "h"), Duration(1, "h"), Duration(1, "h")]


def test_columns_are_hidden_and_stay_so(table: StepTable, session: Session, qtbot: Any) -> None:
    menu = QMenu()
    table.columns.fill(menu)
    next(a for a in menu.actions() if a.text() == "Phase").trigger()
    assert table.isColumnHidden(_column("phase", table))
    again = StepTable(session, Appearance("light"))
    qtbot.addWidget(again)
    assert again.isColumnHidden(_column("phase", again))
    _choose_row(table, 0)
    QTest.keyClick(table, Key.Key_C, CONTROL)
    assert "Phase" not in QGuiApplication.clipboard().text().splitlines()[0].split("\t")
    table.columns.show("phase", on=True)
    assert not table.isColumnHidden(_column("phase", table))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(
    st.lists(
        st.builds(
            dict,
            name=st.one_of(TEXTS, st.sampled_from(["=1+1", "'=1", "a\tb", 'a\n"b"', "-", "@x"])),
            phase=TEXTS.map(str.strip),
            complete_accurate=st.none() | st.integers(0, 100).map(lambda n: n / 100),
            process_time=st.none() | st.integers(0, 99).map(lambda n: Duration(n / 4, "h")),
            people=st.integers(0, 40).map(lambda n: n / 4),
            value_class=st.sampled_from([None, "value_adding", "necessary", "waste"]),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_copied_out_reads_back_equal(
    table: StepTable, session: Session, rows: list[dict[str, Any]]
) -> None:
    rows = [{**row, "name": row["name"].strip()} for row in rows]
    steps = tuple(Step(id=f"s{n}", **row) for n, row in enumerate(rows))
    session.load(Project(maps=(ValueStreamMap(id="m", steps=steps),)))
    table.selectAll()
    QTest.keyClick(table, Key.Key_C, CONTROL)
    bare = tuple(Step(id=step.id, name="?") for step in steps)
    session.load(Project(maps=(ValueStreamMap(id="m", steps=bare),)))
    table.setCurrentIndex(table.steps.index(0, 0))
    QTest.keyClick(table, Key.Key_V, CONTROL)
    assert session.map.steps == steps
