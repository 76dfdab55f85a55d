"""What if: another demand or other people are tried beside the figures, and the map stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from mopsmap.analysis.capacity import capacity_if
from mopsmap.analysis.study import study_of
from tests.ui.hand import Hand, Key, Mod
from ui.panels.results import ResultsPanel
from ui.panels.rows import Row
from ui.panels.what_if import DEMAND


@pytest.fixture
def panel(hand: Hand) -> ResultsPanel:
    """The capacity of a campaign, with what can be tried beside it."""
    hand.open("campaign")
    hand.window.show_bottom("results")
    found = hand.window.results
    number = next(i for i, row in enumerate(found.subjects.rows) if row.ids == ("capacity",))
    found.subjects.choose(number)
    hand.settle()
    if found.trying.isChecked():
        found.trying.click()
    hand.settle()
    hand.click(hand.on(found.trying))
    hand.settle()
    assert found.what_if.isVisible()
    return found


def _field(panel: ResultsPanel, key: str) -> QWidget:
    return panel.what_if._rows[key][1].entry


def _write(hand: Hand, panel: ResultsPanel, key: str, text: str) -> None:
    """Click into a field and type another number."""
    field = _field(panel, key)
    panel.what_if._area.ensureWidgetVisible(field)
    hand.settle()
    hand.double_click(hand.on(field, QPoint(12, field.height() // 2)))
    field.selectAll()  # type: ignore[attr-defined]
    hand.type(text)


def test_tab_goes_over_the_buttons_and_then_from_number_to_number(
    hand: Hand, panel: ResultsPanel
) -> None:
    fields = [field.entry for _label, field, _load in panel.what_if._rows.values()]
    panel.what_if.close_button.setFocus()
    for field in fields:
        hand.key(Key.Key_Tab)
        assert QApplication.focusWidget() is field
    for field in reversed(fields[:-1]):
        hand.key(Key.Key_Backtab, Mod.ShiftModifier)
        assert QApplication.focusWidget() is field


def _row(panel: ResultsPanel, key: str) -> Row:
    return next(row for row in panel.metrics.rows if row.ids == (key,))


def test_figures_follow_what_is_typed_and_the_map_stays(hand: Hand, panel: ResultsPanel) -> None:
    before = hand.state()
    _write(hand, panel, DEMAND, "48")
    hand.settle()
    study = study_of(hand.project, hand.map.id, "typical")
    expected = capacity_if(study, demand=48.0)
    result = panel.shown
    assert result is not None
    assert {i: r.utilization for i, r in result.roles.items()} == {
        i: r.utilization for i, r in expected.roles.items()
    }
    row = _row(panel, "highest_load")
    assert row.tried
    assert row.value.replace("\u202f", " ") == "131 %"
    assert any("on the map" in detail for detail in row.details)
    assert not _row(panel, "capacity_per_year").tried
    assert panel.finding.text.startswith("What if: ")
    assert hand.state() == before
    tile = hand.window.kpis.tiles[5].kpi
    assert tile is not None
    assert tile.value.replace("\u202f", " ") == "108 %"


def test_people_are_tried_role_by_role(hand: Hand, panel: ResultsPanel) -> None:
    count = hand.map.role_by_id["mo"].headcount
    assert count is not None
    _write(hand, panel, "mo", f"{2 * count:g}")
    hand.key(Key.Key_Return)
    load = panel.what_if._rows["mo"][2].text()
    assert load.replace("\u202f", " ") == "54 %"
    hand.key(Key.Key_Up)
    assert panel.what_if.tried == (None, {"mo": 2 * count + 1})
    _write(hand, panel, "mo", f"{count:g}")
    assert panel.what_if.tried is None


def test_esc_and_reset_go_back_to_the_map(hand: Hand, panel: ResultsPanel) -> None:
    _write(hand, panel, DEMAND, "48")
    hand.key(Key.Key_Return)
    _write(hand, panel, DEMAND, "99")
    hand.esc()
    assert panel.what_if.tried == (48.0, {})
    panel.metrics.setFocus()
    hand.esc()
    assert panel.what_if.tried is None
    assert not any(row.tried for row in panel.metrics.rows)
    assert panel.what_if._rows[DEMAND][1].entry.text() == "24"
    _write(hand, panel, DEMAND, "48")
    hand.click(hand.on(panel.what_if.reset))
    assert panel.what_if.tried is None
    assert not panel.what_if.reset.isEnabled()


def test_a_figure_tried_shows_where_it_comes_from(hand: Hand, panel: ResultsPanel) -> None:
    _write(hand, panel, DEMAND, "48")
    hand.key(Key.Key_Return)
    number = next(i for i, row in enumerate(panel.metrics.rows) if row.ids == ("takt_hours",))
    index = panel.metrics.model().index(number, 0)
    panel.metrics.scrollTo(index)
    hand.settle()
    at = panel.metrics.visualRect(index).center()
    hand.click(hand.on(panel.metrics.viewport(), at))
    said = {row.text: row.value.replace("\u202f", " ") for row in panel.origin.rows}
    assert said["Campaigns per year" if "Campaigns per year" in said else "Items per year"] == (
        "48 / year"
    )
    panel.metrics.setFocus()
    hand.esc()
    assert panel.opened is None
    assert panel.what_if.tried == (48.0, {})


def test_apply_is_one_change_that_undo_takes_back(hand: Hand, panel: ResultsPanel) -> None:
    before = hand.project
    _write(hand, panel, DEMAND, "48")
    hand.key(Key.Key_Return)
    _write(hand, panel, "mo", "9")
    hand.key(Key.Key_Return)
    hand.click(hand.on(panel.what_if.apply))
    assert hand.map.demand_per_year == 48.0
    assert hand.map.role_by_id["mo"].headcount == 9.0
    assert hand.session.undo_label == "Apply what-if"
    assert panel.what_if.tried is None
    hand.settle()
    assert not any(row.tried for row in panel.metrics.rows)
    hand.session.undo()
    assert hand.project == before


def test_another_map_and_closing_try_nothing(hand: Hand, panel: ResultsPanel) -> None:
    _write(hand, panel, DEMAND, "48")
    hand.session.show_map("to-be")
    hand.settle()
    assert panel.what_if.tried is None
    _write(hand, panel, DEMAND, "48")
    hand.click(hand.on(panel.what_if.close_button))
    hand.settle()
    assert panel.what_if.tried is None
    assert not panel.what_if.isVisible()
    assert panel.trying.isVisible()


def test_what_cannot_be_read_changes_nothing(hand: Hand, panel: ResultsPanel) -> None:
    _write(hand, panel, DEMAND, "many")
    assert _field(panel, DEMAND).property("invalid")
    hand.key(Key.Key_Return)
    QApplication.processEvents()
    assert panel.what_if.tried is None
    hand.esc()
    assert panel.what_if._rows[DEMAND][1].entry.text() == "24"
    assert not _field(panel, DEMAND).property("invalid")


def test_only_what_rests_on_demand_and_people_can_be_tried(hand: Hand, panel: ResultsPanel) -> None:
    panel.subjects.choose(0)
    hand.settle()
    assert not panel.what_if.isVisible()
    assert not panel.trying.isVisible()
    assert all(row[1].entry.accessibleName() for row in panel.what_if._rows.values())


def test_the_keyboard_goes_to_the_numbers_and_from_one_to_the_next(
    hand: Hand, panel: ResultsPanel
) -> None:
    assert QApplication.focusWidget() is _field(panel, DEMAND)
    numbers = [row.entry for _label, row, _load in panel.what_if._rows.values()]
    for number in numbers:
        assert QApplication.focusWidget() is number
        hand.key(Key.Key_Tab)
    assert QApplication.focusWidget() is panel.tables
