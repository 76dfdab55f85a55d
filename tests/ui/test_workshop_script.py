"""A half-day workshop by keys alone: lanes, steps, values, remarks, dots, ladder and export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.ui.hand import Hand, Key, Mod
from ui.workshop.bar import QuietBar
from ui.workshop.story import Story
from ui.workshop.timeline import Timeline

SHIFT, CTRL, ALT = Mod.ShiftModifier, Mod.ControlModifier, Mod.AltModifier


@pytest.fixture
def room(hand: Hand) -> Iterator[Hand]:
    """An empty map as a workshop."""
    hand.key(Key.Key_F5)
    hand.settle()
    yield hand
    hand.window.workshop.desk.countdown.put_away()
    hand.window.workshop.leave()
    hand.settle()


def type_on(text: str, key: Key = Key.Key_Return, mod: Mod = Mod.NoModifier) -> None:
    """Type where the keyboard is, and a key."""
    QTest.keyClicks(QApplication.focusWidget(), text)
    QTest.keyClick(QApplication.focusWidget(), key, mod)


def roles(hand: Hand) -> list[str]:
    return [role.name for role in hand.map.roles]


def said(hand: Hand) -> str:
    (bar,) = hand.window.findChildren(QuietBar)
    return bar.said.text()


def test_lanes_are_named_added_and_moved_by_keys(room: Hand) -> None:
    room.esc()
    before = roles(room)
    room.key(Key.Key_L)
    room.key(Key.Key_F2)
    type_on("Customer")
    room.key(Key.Key_L, SHIFT)
    type_on("Content")
    room.key(Key.Key_L, SHIFT)
    type_on("Legal")
    assert roles(room) == ["Customer", "Content", "Legal", *before[1:]]
    room.key(Key.Key_Up, ALT)
    assert roles(room) == ["Customer", "Legal", "Content", *before[1:]]
    room.key(Key.Key_Down)
    assert room.session.selection.role == room.map.roles[2].id
    room.key(Key.Key_Delete)
    assert roles(room) == ["Customer", "Legal", *before[1:]]


def test_the_script_goes_on_without_a_mouse(
    room: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_on("Write brief @Campaign 2h w1d 80%")
    type_on("Write copy @Content 6h w2d 75%")
    type_on("Check copy @Legal 1h w4d")
    type_on("Approved? yes 70% no back to Write copy")
    type_on("Publish @Campaign 1h w1d 95%")
    assert ("Approved?", "Write copy") in room.flows
    room.esc()
    room.key(Key.Key_Home)
    room.key(Key.Key_Right, SHIFT)
    room.key(Key.Key_1)
    chosen = {step.name for step in room.map.steps if step.value_class == "value_adding"}
    assert chosen == {"Write brief", "Write copy"}

    room.key(Key.Key_F9)
    type_on("90")
    for _value in range(2):
        type_on("n")
    assert said(room) == "Every value of this map is known."
    assert room.step("Check copy").complete_accurate == pytest.approx(0.9)
    assert room.view.hasFocus()

    for text, dots in (("Waits for a lawyer", 1), ("Nobody knows the brand rules", 3)):
        room.key(Key.Key_I)
        type_on(text)
        assert room.map.notes[-1].text == text
        room.key(Key.Key_V, SHIFT)
        wall = room.window.workshop.desk.wall
        at = next(i for i, row in enumerate(wall.list.rows) if row.text == text)
        for _down in range(at):
            QTest.keyClick(QApplication.focusWidget(), Key.Key_Down)
        for _dot in range(dots):
            QTest.keyClick(QApplication.focusWidget(), Key.Key_Plus)
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    room.key(Key.Key_V, SHIFT)
    first, second = room.window.workshop.desk.wall.list.rows
    assert (first.text, second.text) == ("Nobody knows the brand rules", "Waits for a lawyer")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)

    room.key(Key.Key_T, SHIFT)
    timeline = room.window.workshop.stage(Timeline)
    assert timeline.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    room.key(Key.Key_K, CTRL | SHIFT)
    assert len(room.project.maps) == 2
    room.key(Key.Key_F5, SHIFT)
    assert room.window.workshop.stage(Story).isVisible()
    room.esc()

    target = tmp_path / "stream.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    room.key(Key.Key_E, CTRL)
    assert target.stat().st_size > 10_000
    assert "stream.xlsx" in said(room)
    document = tmp_path / "stream.mopsmap"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(document), ""))
    room.key(Key.Key_S, CTRL)
    assert said(room) == "stream.mopsmap is saved."
    room.key(Key.Key_F5)
    assert not room.window.workshop.on
