"""The column of the step table that says where each step leads: typed, copied, pasted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from mopsmap.exchange.clipboard import read_clip
from mopsmap.exchange.draft import Draft, read_draft
from mopsmap.exchange.recognition import recognize
from mopsmap.model import ValueStreamMap
from mopsmap.storage import load
from mopsmap.units import Calendar
from tests.core.pasting import done
from tests.ui.hand import Hand, Mod
from ui.look.theme import Appearance
from ui.panels.table import StepTable
from ui.session import Session

Key = Qt.Key
SAMPLES = sorted(p for p in Path("samples").glob("*.mopsmap"))


def _facts(one: ValueStreamMap | Draft) -> Any:
    """What a table can hold of a map, without ids."""
    roles = {role.id: role.name or role.id for role in one.roles}
    names = {step.id: (number, step.name) for number, step in enumerate(one.steps)}
    steps = [
        (
            step.replace(
                id="x",
                role=None,
                helpers=(),
                position=None,
                replaces=(),
                countermeasures=(),
            ),
            roles.get(step.role or ""),
            [(roles[h.role], h.people) for h in step.helpers],
        )
        for step in one.steps
    ]
    flows = [(names[f.source], names[f.target], f.kind, f.probability, f.label) for f in one.flows]
    return steps, sorted(flows, key=str)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_copied_out_of_the_table_and_pasted_is_the_same_map(
    qtbot: Any, path: Path
) -> None:
    session = Session()
    session.load(load(path).project)
    table = StepTable(session, Appearance("light"))
    qtbot.addWidget(table)
    table.show()
    table.selectAll()
    table.copy_cells()
    board = QGuiApplication.clipboard().mimeData()
    one, empty = session.map, ValueStreamMap(id="empty")
    for text, html in ((board.text(), board.html()), (board.text(), "")):
        sheet = done(read_clip(text, html)).sheet
        draft = done(read_draft(sheet, recognize(sheet, empty), Calendar(), empty))
        assert not draft.unread
        order = {name: place for place, name in enumerate(table.steps.ids)}
        ordered = one.replace(steps=tuple(sorted(one.steps, key=lambda s: order[s.id])))
        assert _facts(draft) == _facts(ordered)
    session.wait()
    session.deleteLater()


@pytest.fixture
def table(small: Hand) -> StepTable:
    """The table below the map."""
    small.window.show_bottom("grid")
    QApplication.processEvents()
    found = small.window.grid.table
    found.setFocus()
    return found


def _at(table: StepTable, step: str) -> Any:
    column = [a.name for a in table.steps.attributes].index("next") + 1
    return table.steps.index(table.steps.rows[step], column)


def _shown(table: StepTable, step: str) -> str:
    return str(_at(table, step).data())


def _line(table: StepTable) -> QLineEdit:
    return next(e for e in table.viewport().findChildren(QLineEdit) if e.isVisible())


def _number(table: StepTable, step: str) -> str:
    return table.steps.text(table.steps.rows[step], 0)


def _type(small: Hand, table: StepTable, step: str, text: str) -> None:
    table.setCurrentIndex(_at(table, step))
    small.type(text)
    small.key(Key.Key_Return)


def test_steps_typed_into_the_cell_are_flows_as_one_undo_entry(
    small: Hand, table: StepTable
) -> None:
    before = small.project
    last = table.steps.ids[-1]
    _type(small, table, "brief", f"yes 80% >{_number(table, 'write')}, {_number(table, last)}")
    ways = {(f.target, f.probability, f.label) for f in small.map.flows if f.source == "brief"}
    assert ways == {("write", 0.8, "yes"), (last, None, "")}
    assert table.currentIndex() == _at(table, "brief").siblingAtRow(table.steps.rows["brief"] + 1)
    assert small.session.undo_label == "Change flows of 'Brief'"
    small.undo()
    assert small.project == before


def test_what_cannot_be_keeps_the_line_open_and_says_why(small: Hand, table: StepTable) -> None:
    said: list[str] = []
    small.session.said.connect(said.append)
    before = small.project
    _type(small, table, "brief", "77")
    assert said[-1] == "There is no step 77."
    assert _line(table).text() == "77"
    _line(table).clear()
    small.type(_number(table, "brief"))
    small.key(Key.Key_Return)
    assert said[-1] == "A flow needs two different steps."
    small.key(Key.Key_Escape)
    assert small.project == before


def test_a_flow_drawn_on_the_map_is_in_the_cell_at_once(small: Hand, table: StepTable) -> None:
    flow = next(f for f in small.map.flows if f.source == "brief")
    small.session.select(flows=[flow.id])
    small.view.setFocus()
    small.key(Key.Key_Delete)
    assert _number(table, flow.target) not in _shown(table, "brief").split(", ")


def test_delete_takes_the_flows_and_filling_down_gives_them(small: Hand, table: StepTable) -> None:
    table.setCurrentIndex(_at(table, "brief"))
    small.key(Key.Key_Delete)
    assert not [f for f in small.map.flows if f.source == "brief"]
    _type(small, table, "brief", _number(table, "done"))
    below = table.steps.ids[table.steps.rows["brief"] + 1]
    table.setCurrentIndex(_at(table, below))
    small.key(Key.Key_D, Mod.ControlModifier)
    assert [f.target for f in small.map.flows if f.source == below] == ["done"]
    small.undo()
    small.undo()
    assert small.session.undo_label == "Clear 1 cell"


def test_the_whole_table_pasted_as_steps_brings_its_flows_along(
    small: Hand, table: StepTable
) -> None:
    there = small.map
    table.selectAll()
    small.key(Key.Key_C, Mod.ControlModifier)
    small.window.actions_by_name["paste_cells"].trigger()
    QApplication.processEvents()
    pane = small.window.pasting.cells.pane
    assert pane is not None
    assert "next" in pane.model.cells.fields
    small.key(Key.Key_Return)
    one = small.map
    assert len(one.steps) == 2 * len(there.steps)
    new = {step.id for step in one.steps} - set(there.step_by_id)
    pasted = [f for f in one.flows if f.source in new and f.target in new]
    assert sorted((f.kind, f.probability or 0, f.label) for f in pasted) == sorted(
        (f.kind, f.probability or 0, f.label) for f in there.flows
    )


def test_emptying_a_whole_row_leaves_its_flows(small: Hand, table: StepTable) -> None:
    small.click("write")
    table.setFocus()
    flows = small.map.flows
    small.key(Key.Key_Delete)
    assert small.map.flows == flows


def test_the_cells_selected_stay_so_where_rows_change_their_order(
    small: Hand, table: StepTable
) -> None:
    _type(small, table, table.steps.ids[-1], _number(table, "brief"))
    at = table.currentIndex()
    assert table.steps.attribute(at.column()).name == "next"  # type: ignore[union-attr]
    assert [i.column() for i in table.selectionModel().selectedIndexes()] == [at.column()]
    assert table.hasFocus()


def test_flows_are_on_the_map_while_they_are_typed(small: Hand, table: StepTable) -> None:
    before = small.project
    table.setCurrentIndex(_at(table, "brief"))
    small.type(_number(table, "done"))
    assert small.session.previewing
    assert ("Brief", "Done") in small.flows
    (drawn,) = (f for f in small.map.flows if (f.source, f.target) == ("brief", "done"))
    assert small.session.proposal is not None
    assert drawn.id in small.session.proposal.flows
    small.type("7")
    assert small.project == before
    small.esc()
    assert small.project == before
    assert table.hasFocus()


def test_a_line_of_many_flows_reaches_over_the_cells_beside_it(
    small: Hand, table: StepTable
) -> None:
    table.setCurrentIndex(_at(table, "brief"))
    narrow = table.visualRect(_at(table, "brief")).width()
    small.type("2")
    assert _line(table).width() <= narrow
    small.type(", yes 80% >3, no 20% >4")
    line = _line(table)
    assert line.width() > line.fontMetrics().horizontalAdvance(line.text())
    assert line.geometry().right() <= table.viewport().width()
    small.esc()


def test_what_is_no_text_is_not_put_into_cells(small: Hand, table: StepTable) -> None:
    said: list[str] = []
    small.session.said.connect(said.append)
    before = small.project
    table.setCurrentIndex(_at(table, "brief").siblingAtColumn(1))
    QGuiApplication.clipboard().setText("\x01\x02\x7f\x1f" * 9 + "\tx\n" + "\x03\x04" * 40)
    small.key(Key.Key_V, Mod.ControlModifier)
    assert said == ["The clipboard holds no text that can be read. Copy cells or lines of text."]
    assert small.project == before
