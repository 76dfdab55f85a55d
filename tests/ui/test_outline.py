"""The outline, worked by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from mopsmap import edits
from mopsmap.model import Flow, Project, Role, Step, ValueStreamMap
from mopsmap.units import Duration
from ui.look.theme import Appearance
from ui.panels.outline import Outline
from ui.panels.outline_rows import ROW, group_rows
from ui.session import Session

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def _map(map_id: str = "as-is", phases: bool = True) -> ValueStreamMap:
    steps = (
        ("d", "Launch", "Run", "mo", None),
        ("a", "Receive request", "Intake", "cm", 2),
        ("b", "Write brief", "Intake", "cm", 3),
        ("c", "Review brief", "", "mo", 1),
    )
    return ValueStreamMap(
        id=map_id,
        name="As-is",
        roles=(Role(id="cm", name="Campaigns"), Role(id="mo", name="Operations")),
        steps=tuple(
            Step(
                id=i,
                name=name,
                phase=phase if phases else "",
                role=role,
                wait_time=Duration(wait, "d") if wait else None,
            )
            for i, name, phase, role, wait in steps
        ),
        flows=(
            Flow(id="f1", source="a", target="b"),
            Flow(id="f2", source="b", target="c"),
            Flow(id="f3", source="c", target="d"),
        ),
    )


@pytest.fixture
def session(qtbot: Any) -> Iterator[Session]:
    made = Session()
    made.load(Project(maps=(_map(),)))
    made.wait()
    yield made
    made.wait()
    made.deleteLater()


@pytest.fixture
def outline(qtbot: Any, session: Session) -> Outline:
    made = Outline(session, Appearance("light"))
    qtbot.addWidget(made)
    made.resize(200, 700)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def _at(outline: Outline, step: str) -> QPoint:
    return outline.tree.visualItemRect(outline.tree.items[step]).center()


def _click(outline: Outline, step: str, keys: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(outline.tree.viewport(), LEFT, keys, _at(outline, step))


def _editor(view: Any) -> QLineEdit:
    return next(e for e in view.viewport().findChildren(QLineEdit) if e.isVisible())


def _shown(outline: Outline) -> list[str]:
    return [i for i, item in outline.tree.items.items() if not item.isHidden()]


def test_steps_stand_under_their_phases_in_the_order_of_the_work() -> None:
    one = _map()
    groups = group_rows(Project(maps=(one,)), one)
    found = [(g.name, g.wait, [(r.number, r.step) for r in g.steps]) for g in groups]
    assert found == [
        ("Intake", "5\u202fd", [(1, "a"), (2, "b")]),
        ("Run", "\u2013", [(4, "d")]),
        ("No phase", "1\u202fd", [(3, "c")]),
    ]


def test_without_phases_steps_stand_under_their_lanes() -> None:
    one = _map(phases=False)
    groups = group_rows(Project(maps=(one,)), one)
    assert [(g.name, [r.step for r in g.steps]) for g in groups] == [
        ("Campaigns", ["a", "b"]),
        ("Operations", ["c", "d"]),
    ]


def test_the_sum_of_a_group_without_waits_is_not_known() -> None:
    steps = (Step(id="a", role="r"), Step(id="b", role="r", wait_time=Duration(0, "d")))
    roles = (Role(id="r", name="R"),)
    for number, wait in ((1, "\u2013"), (2, "0\u202fd")):
        one = ValueStreamMap(id="m", roles=roles, steps=steps[:number])
        (group,) = group_rows(Project(maps=(one,)), one)
        assert (group.wait, group.steps[-1].wait) == (wait, wait)


@pytest.mark.parametrize(("minutes", "shown"), [(340, "5.7\u202fh"), (25.8, "26\u202fmin")])
def test_a_wait_reads_as_on_its_card(minutes: float, shown: str) -> None:
    step = Step(id="a", role="r", wait_time=Duration(minutes, "min"))
    one = ValueStreamMap(id="m", roles=(Role(id="r", name="R"),), steps=(step,))
    (group,) = group_rows(Project(maps=(one,)), one)
    assert (group.wait, group.steps[0].wait) == (shown, shown)


def test_a_click_selects_the_step_and_asks_to_show_it(
    outline: Outline, session: Session, qtbot: Any
) -> None:
    with qtbot.waitSignal(outline.step_activated) as asked:
        _click(outline, "b")
    assert asked.args == ["b"]
    assert session.selection.steps == ("b",)


def test_control_and_shift_select_several(outline: Outline, session: Session) -> None:
    _click(outline, "a")
    _click(outline, "d", Qt.KeyboardModifier.ControlModifier)
    assert session.selection.steps == ("a", "d")
    _click(outline, "a")
    QTest.keyClick(outline.tree, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert session.selection.steps == ("a", "b")


def test_the_session_selects_here_too(outline: Outline, session: Session) -> None:
    session.select(steps=["c", "a"])
    assert {i.data(0, ROW).step for i in outline.tree.selectedItems()} == {"a", "c"}
    session.select()
    assert outline.tree.selectedItems() == []


def test_f2_renames_in_place_as_one_undo_entry(outline: Outline, session: Session) -> None:
    _click(outline, "b")
    QTest.keyClick(outline.tree, Key.Key_F2)
    editor = _editor(outline.tree)
    assert editor.text() == "Write brief"
    QTest.keyClicks(editor, "Draft brief")
    QTest.keyClick(editor, Key.Key_Return)
    QApplication.processEvents()
    assert session.map.step_by_id["b"].name == "Draft brief"
    session.undo()
    assert session.map.step_by_id["b"].name == "Write brief"
    assert outline.tree.items["b"].data(0, ROW).name == "Write brief"


def test_escape_leaves_the_name_as_it_was(outline: Outline, session: Session) -> None:
    _click(outline, "b")
    QTest.keyClick(outline.tree, Key.Key_F2)
    editor = _editor(outline.tree)
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Escape)
    QApplication.processEvents()
    assert session.map.step_by_id["b"].name == "Write brief"


def test_delete_asks_for_deleting_the_selected_steps(outline: Outline, qtbot: Any) -> None:
    _click(outline, "b")
    with qtbot.waitSignal(outline.delete_requested):
        QTest.keyClick(outline.tree, Key.Key_Delete)


def test_a_click_on_a_phase_closes_and_opens_it(outline: Outline) -> None:
    top = outline.tree.topLevelItem(0)
    assert top is not None
    at = outline.tree.visualItemRect(top).center()
    QTest.mouseClick(outline.tree.viewport(), LEFT, pos=at)
    assert not top.isExpanded()
    QTest.mouseClick(outline.tree.viewport(), LEFT, pos=at)
    assert top.isExpanded()


def test_a_closed_phase_stays_closed_when_steps_are_added(
    outline: Outline, session: Session
) -> None:
    top = outline.tree.topLevelItem(0)
    assert top is not None
    top.setExpanded(False)
    session.edit("Add", lambda p: edits.add_step(p, "as-is", "e", name="Check", after="d"))
    first, second = (outline.tree.topLevelItem(i) for i in (0, 1))
    assert first is not None
    assert second is not None
    assert (first.isExpanded(), second.isExpanded()) == (False, True)
    assert "e" in outline.tree.items


def test_rows_of_other_steps_stay_when_steps_come_and_go(
    outline: Outline, session: Session
) -> None:
    before = dict(outline.tree.items)

    def grown(project: Project) -> Project:
        more = edits.add_step(project, "as-is", "e", role="cm", after="a")
        return edits.set_steps(more, "as-is", ["e"], phase="Intake")

    session.edit("Add", grown)
    session.edit("Delete", lambda p: edits.delete(p, "as-is", ["b"]))
    top = outline.tree.topLevelItem(0)
    assert top is not None
    shown = [top.child(i) for i in range(top.childCount())]
    assert [(i.data(0, ROW).number, i.data(0, ROW).step) for i in shown if i] == [
        (1, "a"),
        (2, "e"),
    ]
    assert _shown(outline) == ["a", "e", "d", "c"]
    session.undo()
    assert _shown(outline) == ["a", "e", "b", "d", "c"]
    assert all(outline.tree.items[step] is before[step] for step in ("a", "d"))


def test_a_phase_comes_and_goes_with_its_only_step(outline: Outline, session: Session) -> None:
    before, names = dict(outline.tree.items), [g.name for g in outline.tree.groups]
    first = outline.tree.topLevelItem(0)
    assert first is not None
    first.setExpanded(False)

    def grown(project: Project) -> Project:
        more = edits.add_step(project, "as-is", "e", role="cm", after="a")
        return edits.set_steps(more, "as-is", ["e"], phase="Kick-off")

    def tops() -> list[str]:
        found = [outline.tree.topLevelItem(i) for i in range(outline.tree.topLevelItemCount())]
        return [item.data(0, ROW).name for item in found if item is not None]

    session.edit("Add", grown)
    assert tops() == [g.name for g in outline.tree.groups]
    assert sorted(tops()) == sorted([*names, "Kick-off"])
    come = outline.tree.items["e"].parent()
    assert come is not None
    assert (come.data(0, ROW).name, come.isExpanded()) == ("Kick-off", True)
    assert all(outline.tree.items[step] is before[step] for step in before)
    assert not first.isExpanded()
    session.undo()
    assert tops() == names
    assert all(outline.tree.items[step] is before[step] for step in before)


def test_the_first_steps_take_the_place_of_the_words_that_there_are_none(
    outline: Outline, session: Session
) -> None:
    steps = tuple(session.map.steps)
    session.edit("Delete", lambda p: edits.delete(p, "as-is", [s.id for s in steps]))
    assert (outline.nothing.isVisible(), outline.tree.isVisible()) == (True, False)
    session.undo()
    assert (outline.nothing.isVisible(), outline.tree.isVisible()) == (False, True)
    session.load(Project(title="Other", maps=(_map("other"),)))
    assert (outline.nothing.isVisible(), outline.tree.isVisible()) == (False, True)


def test_the_steps_of_a_lane_follow_its_new_name(outline: Outline, session: Session) -> None:
    session.load(Project(title="Lanes", maps=(_map("lanes", phases=False),)))
    session.select(["a"])
    session.edit("Rename", lambda p: edits.set_roles(p, "lanes", ["cm"], name="Campaigns"))
    assert "Campaigns" in [group.name for group in outline.tree.groups]
    assert outline.tree.items["a"].parent() is not None
    assert outline.tree.items["a"].isSelected()
    session.edit("Delete", lambda p: edits.delete_role(p, "lanes", "cm"))
    session.select(["b"])
    assert outline.tree.items["b"].isSelected()


def test_the_filter_shows_hits_and_says_when_there_are_none(outline: Outline) -> None:
    outline.focus_filter()
    QTest.keyClicks(outline.filter, "BRIEF")
    assert _shown(outline) == ["b", "c"]
    QTest.keyClicks(outline.filter, "xyz")
    assert outline.nothing.text() == "No step contains 'BRIEFxyz'"
    assert outline.nothing.isVisible()
    assert not outline.tree.isVisible()
    QTest.mouseClick(outline.clear, LEFT)
    assert _shown(outline) == ["a", "b", "d", "c"]
    assert outline.tree.isVisible()


def test_the_filter_finds_numbers_and_leads_into_the_list(
    outline: Outline, session: Session
) -> None:
    outline.focus_filter()
    QTest.keyClicks(outline.filter, "3")
    assert _shown(outline) == ["c"]
    QTest.keyClick(outline.filter, Key.Key_Down)
    assert session.selection.steps == ("c",)
    QTest.keyClick(outline.filter, Key.Key_Escape)
    assert outline.filter.text() == ""


def test_the_row_of_a_step_follows_its_wait_time(outline: Outline, session: Session) -> None:
    session.edit("Wait", lambda p: edits.set_steps(p, "as-is", ["a"], wait_time=Duration(4, "d")))
    assert outline.tree.items["a"].data(0, ROW).wait == "4\u202fd"
    top = outline.tree.topLevelItem(0)
    assert top is not None
    assert top.data(0, ROW).wait == "7\u202fd"


def test_a_new_to_be_is_made_from_the_map_shown_and_shown(
    outline: Outline, session: Session
) -> None:
    menu = outline.add.menu()
    next(a for a in menu.actions() if a.text() == "New to-be from this map").trigger()
    assert (session.map.name, session.map.kind, session.map.based_on) == ("To-be", "to_be", "as-is")
    rows = [outline.maps.item(i).data(ROW) for i in range(outline.maps.count())]
    assert [(r.name, r.shown) for r in rows] == [("As-is", False), ("To-be", True)]
    session.undo()
    assert session.map_id == "as-is"
    assert outline.maps.count() == 1


def test_an_empty_map_keeps_the_lanes(outline: Outline, session: Session) -> None:
    menu = outline.add.menu()
    next(a for a in menu.actions() if a.text() == "Empty map").trigger()
    assert [r.name for r in session.map.roles] == ["Campaigns", "Operations"]
    assert session.map.steps == ()
    assert outline.nothing.text() == "No steps yet."


def test_a_click_shows_another_map(outline: Outline, session: Session) -> None:
    outline.new_map("variant")
    at = outline.maps.visualItemRect(outline.maps.item(0)).center()
    QTest.mouseClick(outline.maps.viewport(), LEFT, pos=at)
    assert session.map_id == "as-is"


def test_a_map_is_renamed_in_place(outline: Outline, session: Session) -> None:
    outline.rename_map("as-is")
    editor = _editor(outline.maps)
    QTest.keyClicks(editor, "Today")
    QTest.keyClick(editor, Key.Key_Return)
    QApplication.processEvents()
    assert session.map.name == "Today"
    assert session.undo_label == "Rename map"


def test_a_map_is_deleted_without_a_question_and_comes_back(
    outline: Outline, session: Session
) -> None:
    outline.new_map("to_be")
    told: list[str] = []
    session.done.connect(told.append)
    outline.maps.setCurrentRow(1)
    QTest.keyClick(outline.maps, Key.Key_Delete)
    assert [m.id for m in session.project.maps] == ["as-is"]
    assert told == ["The map 'To-be' was deleted."]
    QTest.keyClick(outline.maps, Key.Key_Delete)
    assert len(session.project.maps) == 1
    assert len(told) == 1
    session.undo()
    assert len(session.project.maps) == 2


def test_the_last_map_cannot_be_deleted(outline: Outline) -> None:
    actions = {a.text(): a for a in outline.map_menu("as-is").actions()}
    assert not actions["Delete"].isEnabled()


def test_lead_times_stand_beside_the_maps(outline: Outline, session: Session) -> None:
    session.wait()
    assert outline.maps.item(0).data(ROW).lead_time == "6\u202fd"


def test_rows_are_spoken(outline: Outline) -> None:
    said = outline.tree.items["a"].data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Step 1, Receive request, wait 2\u202fd, value class not set"
