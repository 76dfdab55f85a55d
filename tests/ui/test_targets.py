"""Targets and earlier states beside the key figures, typed and read with real keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mopsmap import edits
from mopsmap.model import Project
from mopsmap.units import NARROW_SPACE, Duration
from tests.ui.hand import Hand
from ui.look.lettering import strong, text_width
from ui.look.theme import font
from ui.panels.kpi_popover import KpiPopover
from ui.panels.kpis import KpiTile
from ui.panels.sparkline import LEAST_TILE, Progress

Key = Qt.Key


def _tile(hand: Hand, key: str) -> KpiTile:
    return next(t for t in hand.window.kpis.tiles if t.kpi is not None and t.kpi.key == key)


def _open(hand: Hand, key: str) -> KpiPopover:
    hand.click(hand.on(_tile(hand, key)))
    popover = hand.window.kpis.popover
    assert popover is not None
    return popover


def _plain(text: str) -> str:
    return text.replace(NARROW_SPACE, " ")


def _with_snapshots(project: Project, number: int) -> Project:
    for i in range(number):
        project = edits.copy_map(project, "as-is", f"s{i}", f"Snapshot {i}", "variant")
        later = Duration(i + 1, "d")
        project = edits.set_steps(project, f"s{i}", ["brief"], wait_time=later)
    return project


@pytest.mark.qt_log_ignore("grabbing the keyboard")
def test_a_target_typed_at_a_tile_stands_in_the_charter(small: Hand) -> None:
    popover = _open(small, "lead_time")
    QTest.keyClicks(popover.target.entry, "at most 3 days")
    QTest.keyClick(popover.target.entry, Key.Key_Return)
    small.settle()
    assert small.map.charter.targets == ("Lead time \u2264 3 d",)
    assert small.window.kpis.popover is None
    tile = _tile(small, "lead_time")
    assert _plain(tile.progress.target) == "\u2264 3 d"
    assert tile.progress.reached
    assert tile.accessibleName().endswith("target at most 3 d reached")
    assert small.session.undo_label == "Change target"
    small.activate()
    small.undo()
    small.settle()
    assert small.map.charter.targets == ()
    assert not _tile(small, "lead_time").progress.shown


@pytest.mark.qt_log_ignore("grabbing the keyboard")
def test_a_target_is_changed_in_its_place_and_taken_out(small: Hand) -> None:
    texts = ("Be calm", "Lead time under 1 h", "PCE 20 %")
    small.session.edit("x", lambda p: edits.set_charter(p, "as-is", targets=texts))
    small.settle()
    popover = _open(small, "lead_time")
    assert popover.target.entry.text() == "\u2264 1 h"
    assert "to go" in popover.target.state.text()
    popover.target.entry.selectAll()
    QTest.keyClicks(popover.target.entry, "2")
    QTest.keyClick(popover.target.entry, Key.Key_Return)
    small.settle()
    assert small.map.charter.targets == ("Be calm", "Lead time \u2264 2 d", "PCE 20 %")
    popover = _open(small, "lead_time")
    QTest.mouseClick(popover.target.clear, Qt.MouseButton.LeftButton)
    small.settle()
    assert small.map.charter.targets == ("Be calm", "PCE 20 %")


@pytest.mark.qt_log_ignore("grabbing the keyboard")
def test_what_is_no_target_is_said_and_stays_typed(small: Hand) -> None:
    popover = _open(small, "lead_time")
    QTest.keyClicks(popover.target.entry, "soon")
    QTest.keyClick(popover.target.entry, Key.Key_Return)
    assert popover.isVisible()
    assert popover.target.entry.text() == "soon"
    assert popover.target.state.text().startswith("'soon' is not a time.")
    QTest.keyClick(popover.target.entry, Key.Key_Escape)
    assert small.window.kpis.popover is None
    assert small.map.charter.targets == ()
    assert small.session.undo_label is None


def test_the_last_six_snapshots_and_now_make_the_line(small: Hand) -> None:
    small.session.edit("x", lambda p: _with_snapshots(p, 8))
    small.settle()
    progress = _tile(small, "lead_time").progress
    assert progress.points == (32.0, 40.0, 48.0, 56.0, 64.0, 72.0, 8.0)
    assert progress.shown
    assert progress.target == ""
    assert _tile(small, "cost").progress.points == (None,) * 7
    assert not _tile(small, "cost").progress.shown


def test_without_target_and_snapshot_there_is_nothing(small: Hand) -> None:
    assert all(tile.progress == Progress() for tile in small.window.kpis.tiles)
    tile = small.window.kpis.tiles[0]
    assert tile.inside.right() > tile.width() - 20


def test_a_missed_target_is_no_alarm(small: Hand) -> None:
    texts = ("Lead time 1 h",)
    small.session.edit("x", lambda p: edits.set_charter(p, "as-is", targets=texts))
    small.settle()
    tile = _tile(small, "lead_time")
    assert tile.progress.reached is False
    assert tile.kpi is not None
    assert not tile.kpi.alarm
    assert tile.accessibleName().endswith("target at most 1 h not reached")


@pytest.mark.parametrize("width", [1100, 1200, 1280, 1440, 1600, 1920])
@pytest.mark.parametrize("shown", ["as-is", "to-be"])
def test_labels_and_numbers_fit_beside_the_line(hand: Hand, width: int, shown: str) -> None:
    hand.open("campaign")
    targets = ("Lead time 45 d", "PCE 20 %", "Rolled %C&A 10 %", "Cost 6,000", "Capacity 100 %")

    def change(project: Project) -> Project:
        project = edits.copy_map(project, shown, "s", "Snapshot", "variant")
        return edits.set_charter(project, shown, targets=(*targets, "Process time 48 h"))

    hand.session.edit("x", change)
    hand.session.show_map(shown)
    size = hand.window.size()
    hand.window.resize(width, 800)
    hand.settle()
    for tile in hand.window.kpis.tiles:
        kpi, inside = tile.kpi, tile.inside
        assert kpi is not None
        assert (inside.right() < tile.width() - 70) == (tile.width() >= LEAST_TILE)
        above, right = tile.room(inside, kpi)
        label = strong("label") if kpi.alarm else font("label")
        mark = 19 if kpi.alarm else 0
        assert text_width(label, kpi.short_label) + mark <= above - inside.left(), kpi.label
        assert text_width(font("kpi"), kpi.value) <= right - inside.left(), kpi.label
    hand.window.resize(size)
