"""The inspector, worked by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from mopsmap import edits
from mopsmap.model import Flow, Helper, Project, Role, Step, ValueStreamMap
from mopsmap.record import attribute, attribute_of, attributes
from mopsmap.units import Duration, ThreePoint, UnitError
from ui.look.theme import Appearance
from ui.panels import target as target_module
from ui.panels.chips import ChipsField
from ui.panels.entry import checked
from ui.panels.estimate import EstimateField
from ui.panels.fields import ChoiceField, LeverField, LineField, ShareField, TextField
from ui.panels.helper_rows import HelpersField
from ui.panels.inputs import TextEntry
from ui.panels.inspector import Inspector
from ui.panels.sections import Section, ValueClassField
from ui.session import Session

Key = Qt.Key


def _project() -> Project:
    one = ValueStreamMap(
        id="as-is",
        name="As-is",
        demand_per_year=24.0,
        roles=(
            Role(id="mo", name="Marketing operations", headcount=1.0, hourly_cost=60.0),
            Role(id="web", name="Web team"),
        ),
        steps=(
            Step(
                id="a",
                name="Write brief",
                role="mo",
                phase="Intake",
                process_time=ThreePoint(
                    min=Duration(6, "h"), likely=Duration(9, "h"), max=Duration(14, "h")
                ),
                wait_time=Duration(2, "d"),
                tools=("Marketo", "Jira"),
                value_class="value_adding",
            ),
            Step(id="b", name="Approve brief", role="web", tools=("Jira",), fixed_cost=100.0),
            Step(id="c", name="Launch", role="mo"),
        ),
        flows=(
            Flow(id="f1", source="a", target="b"),
            Flow(id="f2", source="b", target="c"),
        ),
    )
    return Project(title="Campaign", maps=(one,))


@pytest.fixture
def session(qtbot: Any) -> Iterator[Session]:
    made = Session()
    made.load(_project())
    made.wait()
    yield made
    made.wait()
    made.deleteLater()


@pytest.fixture
def inspector(qtbot: Any, session: Session, tmp_path: Path) -> Inspector:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = Inspector(session, Appearance("light"), settings=settings)
    qtbot.addWidget(made)
    made.resize(272, 900)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def _entry(inspector: Inspector, name: str) -> TextEntry:
    field = inspector.page.field(name)
    assert isinstance(field, LineField)
    return field.entry


def _points(inspector: Inspector, name: str) -> tuple[Any, Any, Any]:
    field = inspector.page.field(name)
    assert isinstance(field, EstimateField)
    return field.entries


def _type(entry: QLineEdit, text: str, key: Key | None = Key.Key_Return) -> None:
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, text)
    if key is not None:
        QTest.keyClick(entry, key)


def _step(session: Session, step: str = "a") -> Step:
    return session.map.step_by_id[step]


def test_every_visible_attribute_of_a_step_has_a_field(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    shown = {b.attribute.name for b in inspector.page.bindings}
    assert shown == {a.name for a in attributes(Step) if a.kind != "hidden"}


def test_a_new_attribute_of_the_model_appears_by_itself(
    inspector: Inspector, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Extended(Step):
        channel: str = attribute("Channel", "Where it runs.", "text", "")

    monkeypatch.setitem(target_module.RECORD_TYPES, "steps", Extended)
    monkeypatch.setattr(
        target_module.Target,
        "records",
        lambda self, source, project: (Extended(id="a", channel="E-mail"),),
    )
    session.select(steps=["a"])
    field = inspector.page.field("channel")
    assert isinstance(field, TextField)
    assert field.edit.toPlainText() == "E-mail"


def test_likely_alone_is_a_plain_time(inspector: Inspector, session: Session) -> None:
    session.select(steps=["b"])
    _type(_points(inspector, "process_time")[1], "1,5")
    assert _step(session, "b").process_time == Duration(1.5, "h")


def test_three_values_are_a_three_point_estimate_with_its_mean(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["b"])
    low, likely, high = _points(inspector, "process_time")
    _type(likely, "4")
    _type(low, "2", Key.Key_Tab)
    _type(high, "12", Key.Key_Tab)
    assert str(_step(session, "b").process_time) == "2-4-12 h"
    field = inspector.page.field("process_time")
    assert isinstance(field, EstimateField)
    assert field.note.text() == "mean 5\u202fh"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2-4 d", "2-3-4 d"),
        ("1,5 d", "1.5 d"),
        ("1h 30m", "1.5 h"),
        ("2-4-8h", "2-4-8 h"),
        ("30m", "30 min"),
    ],
)
def test_every_way_to_write_a_time_is_read_in_the_likely_field(
    inspector: Inspector, session: Session, typed: str, stored: str
) -> None:
    session.select(steps=["b"])
    _type(_points(inspector, "process_time")[1], typed)
    assert str(_step(session, "b").process_time) == stored


def test_a_range_is_read_in_any_field(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    _type(_points(inspector, "process_time")[0], "2-4-8 d")
    assert str(_step(session).process_time) == "2-4-8 d"


def test_a_number_of_three_digits_and_a_point_is_seen_whole(
    inspector: Inspector, session: Session
) -> None:
    """At the width that the inspector has at first; one pixel of padding, three around the text."""
    times = ThreePoint(min=Duration(0.25), likely=Duration(12.5), max=Duration(37.5))
    session.edit("a", lambda p: edits.set_steps(p, "as-is", ["a"], process_time=times))
    session.select(["a"])
    QTest.qWait(1)
    for entry in _points(inspector, "process_time"):
        assert entry.fontMetrics().horizontalAdvance(entry.text()) + 8 <= entry.width()


def test_a_question_mark_is_unknown(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    _type(_points(inspector, "process_time")[1], "?")
    assert _step(session).process_time is None


def test_clearing_both_outer_points_leaves_a_plain_time(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    low, _, high = _points(inspector, "process_time")
    for entry in (low, high):
        entry.setFocus()
        entry.selectAll()
        QTest.keyClick(entry, Key.Key_Delete)
        QTest.keyClick(entry, Key.Key_Return)
    assert _step(session).process_time == Duration(9, "h")


def test_the_unit_can_be_chosen(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    field = inspector.page.field("wait_time")
    assert isinstance(field, EstimateField)
    field.unit.setFocus()
    QTest.keyClick(field.unit, Key.Key_Up)
    assert _step(session).wait_time == Duration(2, "h")


def test_unreadable_text_stays_with_a_red_edge_and_a_sentence(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    likely = _points(inspector, "process_time")[1]
    _type(likely, "soon")
    assert likely.property("invalid") is True
    assert "'soon' is not a time" in likely.toolTip()
    assert likely.text() == "soon"
    assert str(_step(session).process_time) == "6-9-14 h"
    session.edit("Rename", lambda p: edits.set_steps(p, "as-is", ["a"], name="Other"))
    assert likely.text() == "soon"
    QTest.keyClick(likely, Key.Key_Escape)
    assert likely.text() == "9"
    assert likely.property("invalid") is False


def test_escape_takes_back_what_was_typed_and_leaves_the_field(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    entry = _entry(inspector, "fixed_cost")
    _type(entry, "55", Key.Key_Escape)
    assert (_step(session).fixed_cost, entry.text()) == (0.0, "0")
    assert not entry.hasFocus()


def test_leaving_a_field_enters_it(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    _type(_entry(inspector, "fixed_cost"), "EUR 1.2k", Key.Key_Tab)
    assert _step(session).fixed_cost == 1200.0
    assert session.undo_label == "Change fixed cost of 'Write brief'"


def test_arrow_keys_change_numbers_by_one_and_ten(inspector: Inspector, session: Session) -> None:
    session.select(steps=["b"])
    entry = _entry(inspector, "fixed_cost")
    entry.setFocus()
    QTest.keyClick(entry, Key.Key_Up)
    QTest.keyClick(entry, Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(entry, Key.Key_Down)
    assert _step(session, "b").fixed_cost == 110.0
    for _ in range(20):
        QTest.keyClick(entry, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert _step(session, "b").fixed_cost == 0.0


def test_one_visit_to_a_field_is_one_undo_entry(inspector: Inspector, session: Session) -> None:
    session.select(steps=["b"])
    entry = _entry(inspector, "fixed_cost")
    for _ in range(3):
        entry.setFocus()
        QTest.keyClick(entry, Key.Key_Up)
    session.undo()
    assert _step(session, "b").fixed_cost == 100.0
    assert entry.text() == "100"


def test_two_visits_are_two_undo_entries(inspector: Inspector, session: Session) -> None:
    session.select(steps=["b"])
    entry = _entry(inspector, "fixed_cost")
    _type(entry, "1", Key.Key_Tab)
    _type(entry, "2", Key.Key_Tab)
    session.undo()
    assert _step(session, "b").fixed_cost == 1.0


def test_undo_in_a_field_goes_to_the_document_unless_something_is_typed(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["b"])
    entry = _entry(inspector, "fixed_cost")
    heard = []
    shortcut = inspector.addAction("Undo", lambda: heard.append(1))
    shortcut.setShortcut("Ctrl+Z")
    entry.setFocus()
    QTest.keyClick(entry, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard == [1]
    QTest.keyClicks(entry, "7")
    QTest.keyClick(entry, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard == [1]
    QTest.keyClick(entry, Key.Key_Escape)


def test_choosing_another_step_enters_what_is_being_typed_into_the_first(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    _type(_entry(inspector, "fixed_cost"), "12", None)
    session.select(steps=["b"])
    assert _step(session).fixed_cost == 12.0
    assert _step(session, "b").fixed_cost == 100.0
    assert _entry(inspector, "fixed_cost").text() == "100"


def test_what_is_being_typed_never_reaches_another_document(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["b"])
    _type(_entry(inspector, "fixed_cost"), "12", None)
    session.load(_project())
    assert _step(session, "b").fixed_cost == 100.0


def test_many_steps_show_what_they_share_and_mixed_for_the_rest(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a", "b"])
    entry = _entry(inspector, "fixed_cost")
    assert (entry.text(), entry.placeholderText()) == ("", "mixed")
    assert _entry(inspector, "people").text() == "1"
    tools = inspector.page.field("tools")
    assert isinstance(tools, ChipsField)
    assert list(tools.chips) == ["Jira"]
    assert inspector.page.heading.text() == "2 steps"


def test_editing_many_steps_sets_all_as_one_entry(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a", "b"])
    _type(_entry(inspector, "fixed_cost"), "30")
    assert [_step(session, i).fixed_cost for i in "abc"] == [30.0, 30.0, 0.0]
    session.undo()
    assert [_step(session, i).fixed_cost for i in "abc"] == [0.0, 100.0, 0.0]


def test_a_chip_added_to_many_steps_keeps_what_each_has(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a", "b"])
    tools = inspector.page.field("tools")
    assert isinstance(tools, ChipsField)
    tools.add.setFocus()
    QTest.keyClick(tools.add, Key.Key_Return)
    QTest.keyClicks(tools.entry, "Figma")
    QTest.keyClick(tools.entry, Key.Key_Return)
    assert _step(session).tools == ("Marketo", "Jira", "Figma")
    assert _step(session, "b").tools == ("Jira", "Figma")


def test_a_chip_is_removed_by_its_cross_and_by_delete(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    tools = inspector.page.field("tools")
    assert isinstance(tools, ChipsField)
    chip = tools.chips["Jira"]
    at = QPoint(chip.width() - 10, chip.height() // 2)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=at)
    assert _step(session).tools == ("Marketo",)
    QTest.keyClick(tools.chips["Marketo"], Key.Key_Delete)
    assert _step(session).tools == ()


def test_tools_of_the_whole_map_are_offered(inspector: Inspector, session: Session) -> None:
    session.select(steps=["c"])
    tools = inspector.page.field("tools")
    assert isinstance(tools, ChipsField)
    QTest.mouseClick(tools.add, Qt.MouseButton.LeftButton)
    completer = tools.entry.completer()
    offered = completer.model()
    found = {offered.data(offered.index(i, 0)) for i in range(offered.rowCount())}
    assert found == {"Jira", "Marketo"}


def test_wastes_are_added_from_a_menu(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    wastes = inspector.page.field("wastes")
    assert isinstance(wastes, ChipsField)
    menu = wastes.menu()
    next(a for a in menu.actions() if a.text() == "Extra processing").trigger()
    assert _step(session).wastes == ("extra_processing",)
    assert "Extra processing" not in [a.text() for a in wastes.menu().actions()]


def test_the_value_class_is_set_and_taken_away_by_clicks(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    switch = inspector.page.field("value_class")
    assert isinstance(switch, ValueClassField)
    QTest.mouseClick(switch.segments["waste"], Qt.MouseButton.LeftButton)
    assert _step(session).value_class == "waste"
    QTest.mouseClick(switch.segments["waste"], Qt.MouseButton.LeftButton)
    assert _step(session).value_class is None
    assert not any(s.isChecked() for s in switch.segments.values())


def test_the_lever_is_set_and_taken_away(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    lever = inspector.page.field("lever")
    assert isinstance(lever, LeverField)
    QTest.mouseClick(lever.buttons["automate"], Qt.MouseButton.LeftButton)
    assert _step(session).lever == "automate"
    QTest.mouseClick(lever.buttons["automate"], Qt.MouseButton.LeftButton)
    assert _step(session).lever is None


def test_percent_is_typed_with_or_without_its_sign(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    _type(_entry(inspector, "complete_accurate"), "82,5 %")
    assert _step(session).complete_accurate == 0.825
    _type(_entry(inspector, "complete_accurate"), "130")
    assert _step(session).complete_accurate == 0.825
    assert "over 100 %" in _entry(inspector, "complete_accurate").toolTip()


def test_the_slider_changes_the_share(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    field = inspector.page.field("complete_accurate")
    assert isinstance(field, ShareField)
    field.slider.setFocus()
    QTest.keyClick(field.slider, Key.Key_Left)
    QTest.keyClick(field.slider, Key.Key_Left)
    assert _step(session).complete_accurate == 0.98
    assert field.entry.text() == "98"
    session.undo()
    assert _step(session).complete_accurate is None


def test_an_unknown_share_shows_no_value_until_a_press_gives_it_one(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    field = inspector.page.field("complete_accurate")
    assert isinstance(field, ShareField)
    assert (field.entry.text(), field.entry.placeholderText()) == ("", "?")
    assert not field.slider.known
    groove = field.slider.grab().toImage()
    middle = {groove.pixel(x, groove.height() // 2) for x in range(2, groove.width() - 2)}
    assert len(middle) == 1
    assert middle != {groove.pixel(0, 0)}
    at = QPoint(field.slider.width() // 4, field.slider.height() // 2)
    QTest.mouseClick(field.slider, Qt.MouseButton.LeftButton, pos=at)
    given = _step(session).complete_accurate
    assert given is not None
    assert 0.15 < given < 0.35
    assert field.slider.known
    _type(field.entry, "?")
    assert not field.slider.known


def test_a_flow_without_probability_shows_the_share_that_counts(
    inspector: Inspector, session: Session
) -> None:
    session.select(flows=["f1"])
    field = inspector.page.field("probability")
    assert isinstance(field, ShareField)
    assert (field.entry.text(), field.entry.placeholderText()) == ("", "100")
    assert not field.slider.known


def test_dragging_the_slider_shows_its_effect_and_releasing_enters_it(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    field = inspector.page.field("complete_accurate")
    assert isinstance(field, ShareField)
    slider = field.slider
    right, middle = slider.rect().center(), slider.rect().center()
    right.setX(slider.width() - 7)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=right)
    QTest.mouseMove(slider, middle)
    assert session.previewing
    assert session.undo_label is None
    shown = _step(session).complete_accurate
    assert shown is not None
    assert 0.3 < shown < 0.7
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle)
    assert not session.previewing
    assert _step(session).complete_accurate == shown
    session.undo()
    assert _step(session).complete_accurate is None


def test_another_role_is_one_structural_entry(inspector: Inspector, session: Session) -> None:
    session.edit(
        "Help", lambda p: edits.set_steps(p, "as-is", ["a"], helpers=(Helper(role="web"),))
    )
    session.select(steps=["a"])
    field = inspector.page.field("role")
    assert isinstance(field, ChoiceField)
    field.combo.setFocus()
    QTest.keyClick(field.combo, Key.Key_Down)
    assert _step(session).role == "web"
    assert _step(session).helpers == ()
    assert all(s.position is not None for s in session.map.steps)
    session.undo()
    assert _step(session).role == "mo"
    assert all(s.position is None for s in session.map.steps)


def test_helpers_come_with_a_number_of_people(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    helpers = inspector.page.field("helpers")
    assert isinstance(helpers, HelpersField)
    next(a for a in helpers.menu().actions() if a.text() == "Web team").trigger()
    _type(helpers.rows[0].people, "2,5")
    assert _step(session).helpers == (Helper(role="web", people=2.5),)
    QTest.mouseClick(helpers.rows[0].remove, Qt.MouseButton.LeftButton)
    assert _step(session).helpers == ()


def test_the_name_is_edited_in_place(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    title = inspector.page.field("name")
    assert isinstance(title, TextField)
    title.edit.selectAll()
    QTest.keyClicks(title.edit, "Write the brief")
    QTest.keyClick(title.edit, Key.Key_Return)
    assert _step(session).name == "Write the brief"
    assert session.undo_label == "Change name of 'Write brief'"


def test_a_flow_is_edited(inspector: Inspector, session: Session) -> None:
    session.select(flows=["f2"])
    assert inspector.page.heading.text() == "Approve brief \u2192 Launch"
    _type(_entry(inspector, "probability"), "40")
    assert session.map.flow_by_id["f2"].probability == 0.4


def test_a_flow_may_not_end_where_it_begins(
    inspector: Inspector, session: Session, qtbot: Any
) -> None:
    session.select(flows=["f2"])
    field = inspector.page.field("target")
    assert isinstance(field, ChoiceField)
    field.combo.setFocus()
    with qtbot.waitSignal(session.said) as said:
        QTest.keyClick(field.combo, Key.Key_Up)
    assert said.args == ["A flow needs two different steps."]
    assert session.map.flow_by_id["f2"].target == "c"
    assert field.combo.currentText() == "Launch"


def test_a_role_is_edited_and_shows_its_load(inspector: Inspector, session: Session) -> None:
    session.select(role="mo")
    entry = _entry(inspector, "headcount")
    _type(entry, "0,5")
    assert session.map.role_by_id["mo"].headcount == 0.5
    session.wait()
    assert inspector.page.facts["load"].text().endswith("%")
    session.edit("x", lambda p: edits.set_project(p, item="mailing"))
    session.wait()
    assert inspector.page.fact_names["cost"].text() == "Cost per mailing"
    _type(entry, "")
    QTest.keyClick(entry, Key.Key_Delete)
    QTest.keyClick(entry, Key.Key_Return)
    assert session.map.role_by_id["mo"].headcount is None


def test_with_nothing_selected_map_charter_project_and_calendar_are_edited(
    inspector: Inspector, session: Session
) -> None:
    page = inspector.page
    hours, demand = page.field("hours_per_day"), page.field("demand_per_year")
    trigger, currency = page.field("trigger"), page.field("currency")
    assert isinstance(hours, LineField)
    assert isinstance(demand, LineField)
    assert isinstance(trigger, TextField)
    assert isinstance(currency, TextField)
    _type(demand.entry, "48")
    _type(hours.entry, "7,5")
    QTest.keyClicks(trigger.edit, "A request")
    QTest.keyClick(trigger.edit, Key.Key_Return)
    currency.edit.selectAll()
    QTest.keyClicks(currency.edit, "USD")
    QTest.keyClick(currency.edit, Key.Key_Return)
    assert session.map.demand_per_year == 48.0
    assert session.project.calendar.hours_per_day == 7.5
    assert session.map.charter.trigger == "A request"
    assert session.project.currency == "USD"


def test_a_number_with_two_meanings_is_refused_and_both_are_offered(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["b"])
    _type(_entry(inspector, "fixed_cost"), "12,500")
    assert _step(session, "b").fixed_cost == 100.0
    assert "12500 or 12.5" in _entry(inspector, "fixed_cost").toolTip()
    entry = _points(inspector, "process_time")[1]
    _type(entry, "1,000 h")
    assert _step(session, "b").process_time is None
    assert "1000 h or 1.0 h" in entry.toolTip()


def test_thousands_stand_apart_while_nobody_edits(inspector: Inspector, session: Session) -> None:
    session.select(steps=["b"])
    entry = _entry(inspector, "fixed_cost")
    _type(entry, "12500.5")
    assert _step(session, "b").fixed_cost == 12500.5
    inspector.page.sections["Time"].header.setFocus()
    assert entry.text() == "12\u202f500.5"
    entry.setFocus()
    assert entry.text() == "12500.5"


def test_demand_is_counted_in_items_of_the_project(inspector: Inspector, session: Session) -> None:
    session.edit("Name", lambda p: edits.set_project(p, item="inquiry"))
    assert _entry(inspector, "demand_per_year").unit == "inquiries/year"


def test_a_long_unit_widens_no_field(inspector: Inspector, session: Session) -> None:
    session.edit("Name", lambda p: edits.set_project(p, item="integrated nurture program"))
    QApplication.processEvents()
    assert inspector.page.minimumSizeHint().width() <= inspector.width()
    entry = _entry(inspector, "demand_per_year")
    assert entry.unit == "integrated nurture programs/year"
    assert entry.textMargins().right() < entry.width() / 2


def test_a_limit_is_told_in_the_unit_that_is_typed() -> None:
    share = attribute_of(Step, "complete_accurate")
    with pytest.raises(UnitError) as refused:
        checked(Step(id="a"), share, 1.5)
    assert str(refused.value) == "%C&A must be at most 100\u202f%."


def test_limits_of_the_model_are_told_at_the_field(inspector: Inspector, session: Session) -> None:
    hours = inspector.page.field("hours_per_day")
    assert isinstance(hours, LineField)
    _type(hours.entry, "25")
    assert "must be at most 24." in hours.entry.toolTip()
    assert session.project.calendar.hours_per_day == 8.0


def test_the_bottleneck_is_told_with_its_numbers(inspector: Inspector, session: Session) -> None:
    session.edit("Ask more", lambda p: edits.set_map(p, "as-is", demand_per_year=400.0))
    session.wait()
    session.select(steps=["a"])
    said = inspector.page.boxes[0].sentence
    assert said.startswith("<b>Bottleneck.</b> Marketing operations")
    assert "%" in said
    session.select(steps=["b"])
    assert inspector.page.boxes[0].sentence == ""


def test_the_role_full_first_is_no_bottleneck_while_it_has_time_to_spare(
    inspector: Inspector, session: Session
) -> None:
    session.select(steps=["a"])
    session.wait()
    assert inspector.page.boxes[0].sentence.startswith("<b>First to fill up.</b> Marketing")


def test_a_finding_speaks_only_of_the_step_selected(inspector: Inspector, session: Session) -> None:
    session.select(steps=["b"])
    said = " ".join(box.sentence for box in inspector.page.boxes)
    assert "No value class" in said
    assert "Launch" not in said
    assert inspector.page.link.text() == "2 findings"


def test_no_field_moves_while_findings_come_and_go(inspector: Inspector, session: Session) -> None:
    session.select(steps=["c"])
    session.wait()
    QApplication.processEvents()

    def places() -> list[QPoint]:
        return [
            _points(inspector, name)[1].mapTo(inspector, QPoint(0, 0))
            for name in ("process_time", "wait_time")
        ]

    before, told = places(), inspector.page.link.text()
    _type(_points(inspector, "process_time")[1], "2 h")
    _type(_points(inspector, "wait_time")[1], "2 h")
    _type(_points(inspector, "process_time")[1], "1-2-6 h")
    field = inspector.page.field("process_time")
    assert isinstance(field, EstimateField)
    assert field.note.text().startswith("mean")
    session.wait()
    QApplication.processEvents()
    assert inspector.page.link.text() != told
    assert places() == before


def test_sections_remember_whether_they_are_open(
    inspector: Inspector, session: Session, qtbot: Any, tmp_path: Path
) -> None:
    session.select(steps=["a"])
    header = inspector.page.sections["Cost"].header
    assert isinstance(header, QAbstractButton)
    QTest.mouseClick(header, Qt.MouseButton.LeftButton)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    again = Inspector(session, Appearance("dark"), settings=settings)
    qtbot.addWidget(again)
    again.show()
    assert not again.page.sections["Cost"].header.isChecked()
    assert again.page.sections["Time"].header.isChecked()


def test_a_read_only_document_keeps_its_values(inspector: Inspector, session: Session) -> None:
    session.load(_project(), read_only=True)
    session.select(steps=["b"])
    _type(_entry(inspector, "fixed_cost"), "12")
    assert _entry(inspector, "fixed_cost").text() == "100"


def test_the_keyboard_reaches_every_field_once(inspector: Inspector, session: Session) -> None:
    session.select(steps=["a"])
    start = inspector.page.field("value_class").findChildren(QAbstractButton)[0]
    start.setFocus()
    seen = [start]
    while True:
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now is start or len(seen) > 200:
            break
        seen.append(now)
    assert now is start
    assert len(seen) == len(set(seen))
    names = {w.accessibleName() for w in seen}
    assert "" not in names
    assert {"Process time, likely", "%C&A", "Role", "Tools: add", "Description"} <= names


def test_nothing_is_wider_than_the_narrowest_dock(inspector: Inspector, session: Session) -> None:
    inspector.resize(256, 900)
    for chosen in ({"steps": ["a"]}, {"flows": ["f1"]}, {"role": "mo"}, {}):
        session.select(**chosen)  # type: ignore[arg-type]
        assert inspector.page.minimumSizeHint().width() <= 246


def test_escape_gives_up_the_drag_of_a_slider(inspector: Inspector, session: Session) -> None:
    session.edit("q", lambda p: edits.set_steps(p, "as-is", ["a"], complete_accurate=0.9))
    session.select(["a"])
    before = session.project
    field = inspector.page.field("complete_accurate")
    assert isinstance(field, ShareField)
    slider = field.slider
    middle, hand = slider.rect().center(), slider.width() * 9 // 10
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(hand, middle.y()))
    QTest.mouseMove(slider, QPoint(slider.width() // 3, middle.y()))
    assert session.previewing
    QTest.keyClick(slider, Key.Key_Escape)
    assert not session.previewing
    QTest.mouseMove(slider, QPoint(slider.width() // 5, middle.y()))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, middle.y()))
    assert session.project is before
    assert (slider.value(), field.entry.text()) == (90, "90")


def test_a_refused_value_that_is_taken_back_leaves_no_mark(
    inspector: Inspector, session: Session
) -> None:
    session.select(["a"])
    said: list[str] = []
    field = inspector.page.field("people")
    field.refused.connect(said.append)
    entry = _entry(inspector, "people")
    shown = entry.text()
    _type(entry, "abc")
    assert entry.property("invalid")
    _type(entry, shown)
    assert not entry.property("invalid")
    assert said[-1] == ""


def test_long_words_of_another_language_are_not_cut_off(qtbot: QtBot) -> None:
    look = Appearance("light")
    section = Section("Time", look, QSettings())
    qtbot.addWidget(section)
    short = section.add_field("Wait before", "", ChoiceField("Wait", ()))
    long = section.add_field("Bearbeitungszeit", "", ChoiceField("Zeit", ()))
    section.resize(272, 200)
    section.show()
    QApplication.processEvents()
    for name in (short, long):
        longest = max(name.text().split(), key=len)
        assert name.width() >= name.fontMetrics().horizontalAdvance(longest)
    assert long.buddy().y() >= long.geometry().bottom()
    assert long.buddy().x() == short.buddy().x()


def test_value_classes_too_long_for_their_switch_are_said_by_their_signs(qtbot: QtBot) -> None:
    switch = ValueClassField(Appearance("light"), "")
    qtbot.addWidget(switch)
    switch.resize(230, 30)
    switch.show()
    QApplication.processEvents()
    segments = switch.segments
    assert [one.said() for one in segments.values()] == ["Value-adding", "Necessary", "Waste"]
    for value, said in zip(segments, ("Wertschöpfend", "Notwendig", "Verschwendung"), strict=True):
        segments[value].setText(said)
    switch.resize(229, 30)
    QApplication.processEvents()
    assert [one.said() for one in segments.values()] == ["VA", "BNVA", "NVA"]
    switch.resize(400, 30)
    QApplication.processEvents()
    assert segments["waste"].said() == "Verschwendung"
