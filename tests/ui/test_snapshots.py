"""Snapshots of a map: taken with one key, listed below it, shown, compared and deleted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidgetItem

from mopsmap import edits
from mopsmap.units import Duration
from tests.ui.hand import Hand, Mod
from ui.panels.outline_rows import FEW, ROW, FoldRow, MapRow, map_tree

Key = Qt.Key


def _take(hand: Hand, times: int = 1) -> None:
    for _ in range(times):
        hand.activate()
        hand.key(Key.Key_K, Mod.ControlModifier | Mod.ShiftModifier)
    hand.settle()


def _rows(hand: Hand) -> list[MapRow | FoldRow]:
    maps = hand.window.outline.maps
    return [maps.item(i).data(ROW) for i in range(maps.count())]


def _item(hand: Hand, name: str) -> QListWidgetItem:
    maps = hand.window.outline.maps
    items = [maps.item(i) for i in range(maps.count())]
    return next(item for item in items if item.data(ROW).name == name)


def _click(hand: Hand, name: str) -> None:
    maps = hand.window.outline.maps
    hand.click(hand.on(maps.viewport(), maps.visualItemRect(_item(hand, name)).center()))


def test_a_key_keeps_the_map_as_it_is_and_shows_no_other(small: Hand) -> None:
    before = small.map
    _take(small)
    kept = small.project.maps[1]
    assert small.session.map_id == "as-is"
    assert kept.name.startswith("Snapshot ")
    row = _rows(small)[1]
    assert isinstance(row, MapRow)
    assert f"Snapshot {row.title}" == kept.name, "the sign says the word, the time has to be seen"
    assert kept.replace(id="as-is", name="As-is", kind="as_is", based_on=None) == before
    assert (kept.kind, kept.based_on) == ("variant", "as-is")
    toast = small.window.toasts.shown[-1]
    assert toast.sentence == "Snapshot taken."
    small.click(small.on(toast.button))
    assert len(small.project.maps) == 1
    small.redo()
    assert len(small.project.maps) == 2
    assert small.session.map_id == "as-is"


def test_snapshots_of_one_minute_have_names_of_their_own(small: Hand) -> None:
    _take(small, 4)
    assert len({one.name for one in small.project.maps}) == 5


def test_they_stand_below_their_map_before_the_next_one(small: Hand) -> None:
    small.window.keeping.new_to_be()
    _take(small)
    small.session.show_map("as-is")
    _take(small)
    kinds = [(row.map_id, row.depth) for row in _rows(small)]
    assert kinds == [("as-is", 0), ("snapshot-2", 1), ("to-be", 0), ("snapshot-1", 1)]
    assert [one.id for one, _depth in map_tree(small.project)] == [i for i, _depth in kinds]


def test_many_hide_behind_one_row_until_they_are_asked_for(small: Hand) -> None:
    _take(small, FEW + 1)
    fold = f"{FEW + 1} snapshots"
    assert [row.name for row in _rows(small)] == ["As-is", fold]
    _click(small, fold)
    assert len(_rows(small)) == FEW + 3
    last = small.project.maps[-1]
    _click(small, last.name)
    assert small.session.map_id == last.id
    _click(small, fold)
    assert len(_rows(small)) == FEW + 3, "the map shown is never hidden"
    small.session.show_map("as-is")
    assert [row.name for row in _rows(small)] == ["As-is", fold]


def test_delete_on_the_row_of_all_snapshots_deletes_nothing(small: Hand) -> None:
    _take(small, FEW + 1)
    maps = small.window.outline.maps
    maps.setCurrentItem(_item(small, f"{FEW + 1} snapshots"))
    QTest.keyClick(maps, Key.Key_Delete)
    assert len(small.project.maps) == FEW + 2


def test_one_is_shown_compared_and_deleted(small: Hand) -> None:
    _take(small)
    later = Duration(3, "d")
    small.session.edit("x", lambda p: edits.set_steps(p, "as-is", ["brief"], wait_time=later))
    name = small.project.maps[1].name
    _click(small, name)
    small.settle()
    assert small.map.step_by_id["brief"].wait_time is None
    assert small.session.compared_with() == "as-is"
    lead_time = small.window.kpis.tiles[0].kpi
    assert lead_time is not None
    assert lead_time.change.startswith("3")
    QTest.keyClick(small.window.outline.maps, Key.Key_Delete)
    assert len(small.project.maps) == 1
    assert small.session.map_id == "as-is"
    small.session.undo()
    assert [one.name for one in small.project.maps] == ["As-is", name]
