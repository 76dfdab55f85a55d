"""The list of what was done, opened and used with real keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mopsmap import edits
from tests.ui.hand import Hand, Mod
from ui.history import MOST, STATE, HistoryList

Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")


def _rename(hand: Hand, *names: str) -> None:
    for name in names:
        hand.session.edit(
            f"Rename to {name}", lambda p, n=name: edits.set_steps(p, "as-is", ["brief"], name=n)
        )


def _list(hand: Hand) -> HistoryList:
    found = hand.window.keeping.listed
    assert found is not None
    assert found.isVisible()
    return found


def _rows(listed: HistoryList) -> list[tuple[str, int]]:
    items = (listed.rows.item(i) for i in range(listed.rows.count()))
    return [(item.text(), item.data(STATE)) for item in items]


def _open(hand: Hand) -> HistoryList:
    hand.key(Key.Key_H, Mod.ControlModifier | Mod.ShiftModifier)
    return _list(hand)


def test_the_newest_is_first_and_the_state_shown_is_marked(small: Hand) -> None:
    _rename(small, "A", "B", "C")
    small.undo()
    listed = _open(small)
    assert _rows(listed) == [
        ("Rename to C", 1),
        ("Rename to B", 0),
        ("Rename to A", -1),
        ("As opened", -1),
    ]
    assert listed.rows.currentItem().text() == "Rename to B"
    QTest.keyClick(listed.rows, Key.Key_Escape)
    assert small.step("B").id == "brief"


def test_choosing_goes_there_in_one_go_and_back(small: Hand) -> None:
    _rename(small, "A", "B", "C")
    listed = _open(small)
    for _ in range(2):
        QTest.keyClick(listed.rows, Key.Key_Down)
    QTest.keyClick(listed.rows, Key.Key_Return)
    assert small.step("A").id == "brief"
    assert small.session.redo_label == "Rename to B"
    assert small.session.selection.steps == ("brief",)
    small.activate()
    listed = _open(small)
    row = listed.rows.visualItemRect(listed.rows.item(0)).center()
    QTest.mouseClick(listed.rows.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert small.step("C").id == "brief"
    assert small.session.redo_label is None


def test_the_arrow_beside_undo_opens_it(small: Hand) -> None:
    arrow = small.window.toolbar.history
    assert not arrow.isEnabled()
    _rename(small, "A")
    assert arrow.isEnabled()
    small.click(small.on(arrow))
    assert len(_rows(_list(small))) == 2
    _list(small).close()


def test_the_last_fifty_are_listed_with_the_current_one(small: Hand) -> None:
    _rename(small, *(f"N{i}" for i in range(70)))
    listed = _open(small)
    assert len(_rows(listed)) == MOST
    assert _rows(listed)[0] == ("Rename to N69", 0)
    listed.close()
    small.session.go_to(5)
    listed = _open(small)
    assert _rows(listed)[-1] == ("Rename to N4", 0)
    listed.close()


def test_a_gesture_going_on_is_given_up_first(small: Hand) -> None:
    _rename(small, "A")
    small.session.preview(lambda p: edits.set_steps(p, "as-is", ["brief"], name="Half"))
    small.session.go_to(0)
    assert not small.session.previewing
    assert small.step("Brief").id == "brief"


def test_entries_made_with_keys_name_their_step_or_say_how_many(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_3)
    small.click("brief", Mod.ControlModifier)
    small.key(Key.Key_2)
    assert _rows(_open(small))[:2] == [
        ("Change value class of 2 steps", 0),
        ("Change value class of 'Write'", -1),
    ]
