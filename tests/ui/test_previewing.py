"""Numbers typed in the inspector show what they do before they are entered."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mopsmap import edits
from mopsmap.model import Helper, Project
from mopsmap.units import Duration, Estimate, ThreePoint
from tests.ui.hand import Hand, Key, Mod, small_project
from ui.panels.estimate import EstimateField
from ui.panels.fields import LineField
from ui.panels.helper_rows import HelpersField
from ui.panels.inputs import TextEntry
from ui.panels.page import Binding

SELECTIONS: dict[str, dict[str, Any]] = {
    "steps": {"steps": ("write",)},
    "flows": {"flows": ("write-check",)},
    "role": {"role": "mo"},
    "map": {},
}


def project() -> Project:
    helped = edits.set_steps(
        small_project(), "as-is", ("write",), helpers=(Helper(role="web", people=2),)
    )
    return edits.set_map(helped, "as-is", demand_per_year=24.0)


@pytest.fixture
def typing(hand: Hand) -> Hand:
    hand.show(project())
    return hand


def numbers(hand: Hand) -> list[Binding]:
    """The fields of the page shown that take a number."""
    return [
        binding
        for binding in hand.window.inspector.page.bindings
        if isinstance(binding.field, EstimateField | HelpersField)
        or (isinstance(binding.field, LineField) and binding.attribute.kind != "text")
    ]


def entry_of(binding: Binding) -> TextEntry:
    field = binding.field
    if isinstance(field, HelpersField):
        return field.rows[0].people
    if isinstance(field, EstimateField):
        return field.entries[1]
    assert isinstance(field, LineField)
    return field.entry


def go_to(hand: Hand, name: str) -> TextEntry:
    """Put the keyboard into the field of an attribute, all of it selected."""
    binding = next(b for b in numbers(hand) if b.attribute.name == name)
    hand.window.inspector.page.unfold(binding.field)
    entry = entry_of(binding)
    entry.setFocus()
    entry.selectAll()
    assert entry.hasFocus()
    return entry


def held(hand: Hand, binding: Binding) -> Any:
    (record,) = hand.window.inspector.target.records(binding.source, hand.project)
    return getattr(record, binding.attribute.name)


@pytest.mark.parametrize("kind", SELECTIONS)
def test_every_number_shows_what_it_does_while_it_is_typed(typing: Hand, kind: str) -> None:
    typing.session.select(**SELECTIONS[kind])
    typing.settle()
    found = numbers(typing)
    assert found
    for binding in found:
        name, before, shown = binding.attribute.name, typing.state(), held(typing, binding)
        entry = go_to(typing, name)
        was = entry.text()
        typing.type("7")
        assert held(typing, binding) != shown, name
        assert typing.session.committed == before[1], name
        assert entry.text() == "7", name
        typing.esc()
        assert typing.state() == before, name
        assert entry.text().replace(" ", "") == was.replace(" ", ""), name
        go_to(typing, name)
        typing.type("7")
        typing.key(Key.Key_Return)
        assert not typing.session.previewing, name
        assert held(typing, binding) != shown, name
        typing.session.undo()
        assert typing.project == before[0], name
        typing.session.select(**SELECTIONS[kind])


def test_a_time_is_on_the_card_and_in_the_key_figures_while_it_is_typed(typing: Hand) -> None:
    typing.click("write")
    typing.settle()
    shown = [tile.kpi for tile in typing.window.kpis.tiles]
    typing.key(Key.Key_T)
    entry = QApplication.focusWidget()
    assert isinstance(entry, TextEntry)
    entry.selectAll()
    typing.type("40")
    typing.settle()
    assert typing.view.map_scene.looks()["write"].process == "40\u202fh"
    ahead = [tile.kpi for tile in typing.window.kpis.tiles]
    assert any(kpi is not None and kpi.foreseen for kpi in ahead)
    typing.esc()
    typing.settle()
    assert typing.view.hasFocus()
    assert typing.view.map_scene.looks()["write"].process == "2\u202fh"
    assert [tile.kpi for tile in typing.window.kpis.tiles] == shown


def test_what_cannot_be_read_yet_changes_nothing(typing: Hand) -> None:
    typing.session.select(("write",))
    typing.settle()
    entry = go_to(typing, "process_time")

    def write() -> Estimate | None:
        return typing.map.step_by_id["write"].process_time

    typing.type("15mi")
    assert write() == Duration(15, "min")
    typing.type("x")
    assert write() == Duration(15, "min")
    for _letter in range(3):
        typing.key(Key.Key_Backspace)
    assert entry.text() == "15"
    assert write() == Duration(15, "h")
    typing.type(" bananas")
    typing.key(Key.Key_Return)
    assert entry.property("invalid")
    assert write() == Duration(2, "h")
    assert entry.text() == "15 bananas"
    typing.esc()
    assert typing.project == project()


def test_a_share_is_typed_as_percent_or_with_decimals_up_to_1_and_steps_by_percent(
    typing: Hand,
) -> None:
    typing.session.select(("write",))
    typing.settle()

    def share() -> float | None:
        return typing.map.step_by_id["write"].complete_accurate

    for text, value, shown in (("0.9", 0.9, "90"), ("0.5%", 0.005, "0.5%"), ("1", 0.01, "1")):
        entry = go_to(typing, "complete_accurate")
        typing.type(text)
        assert share() == pytest.approx(value), "while it is typed"
        typing.key(Key.Key_Return)
        assert share() == pytest.approx(value)
        assert entry.text() == shown
    entry = go_to(typing, "complete_accurate")
    typing.type("0")
    typing.key(Key.Key_Return)
    typing.key(Key.Key_Up)
    assert share() == pytest.approx(0.01)
    assert entry.text() == "1"
    typing.key(Key.Key_Up)
    assert share() == pytest.approx(0.02)


def test_points_are_those_of_the_estimate_that_was_there(typing: Hand) -> None:
    map_id = typing.session.map_id
    wide = ThreePoint(min=Duration(2, "h"), likely=Duration(4, "h"), max=Duration(6, "h"))
    typing.session.edit("Time", lambda p: edits.set_steps(p, map_id, ("write",), process_time=wide))
    typing.session.select(("write",))
    typing.settle()
    entry = go_to(typing, "process_time")
    typing.type("3-5")
    assert typing.map.step_by_id["write"].process_time != wide
    typing.key(Key.Key_A, Mod.ControlModifier)
    typing.type("5")
    typing.key(Key.Key_Return)
    assert typing.map.step_by_id["write"].process_time == wide.replace(likely=Duration(5, "h"))
    assert entry.text() == "5"


def test_another_selection_and_another_map_enter_what_was_typed_or_leave_no_trace(
    typing: Hand,
) -> None:
    typing.session.select(("write",))
    typing.settle()
    go_to(typing, "fixed_cost")
    typing.type("90")
    typing.click("check")
    assert typing.session.committed.maps[0].step_by_id["write"].fixed_cost == 90
    assert not typing.session.previewing
    typing.undo()
    typing.session.select(("write",))
    typing.settle()
    go_to(typing, "fixed_cost")
    typing.type("9abc")
    typing.click("check")
    assert not typing.session.previewing
    assert typing.project == project()


def test_of_several_steps_all_get_what_is_typed(typing: Hand) -> None:
    map_id = typing.session.map_id
    typing.session.edit(
        "Time", lambda p: edits.set_steps(p, map_id, ("brief",), process_time=Duration(9, "h"))
    )
    typing.session.select(("brief", "write"))
    typing.settle()
    entry = go_to(typing, "process_time")
    assert entry.text() == ""
    typing.type("3")
    typing.type("0m")
    steps = typing.map.step_by_id
    assert steps["brief"].process_time == steps["write"].process_time == Duration(30, "min")
    QTest.keyClick(entry, Key.Key_Return)
    steps = typing.session.committed.maps[0].step_by_id
    assert steps["brief"].process_time == steps["write"].process_time == Duration(30, "min")


def test_dragging_a_share_shows_the_figures_it_leads_to(typing: Hand) -> None:
    typing.session.select(("write",))
    typing.settle()
    binding = next(b for b in numbers(typing) if b.attribute.name == "complete_accurate")
    slider = binding.field.slider  # type: ignore[attr-defined]
    middle = slider.rect().center()
    typing.press(typing.on(slider, middle))
    typing.move(typing.on(slider, middle) + middle * 0.2)
    typing.settle()
    assert typing.session.proposal is not None
    assert typing.session.foresight.analysis is not None
    typing.release()
    assert not typing.session.previewing
    assert typing.session.undo_label == "Change %C&A of 'Write'"
