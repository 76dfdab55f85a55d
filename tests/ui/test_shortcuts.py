"""The sheet of shortcuts holds all keys, is seen whole and is searched by typing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.ui.hand import Hand, Key, Mod
from ui.commands.actions import COMMANDS
from ui.commands.command import keys_shown
from ui.commands.menus import SUBMENUS
from ui.commands.shortcuts import FAMILIES, FEW_KEYS, ShortcutSheet


@pytest.fixture
def sheet(hand: Hand) -> Iterator[ShortcutSheet]:
    hand.key(Key.Key_Slash, Mod.ControlModifier)
    (found,) = hand.window.findChildren(ShortcutSheet)
    hand.settle()
    yield found
    found.reject()


def words(sheet: ShortcutSheet) -> set[str]:
    return {label.text() for label in sheet.findChildren(QLabel) if label.isVisible()}


def test_it_is_seen_whole_on_a_screen_of_1440_by_900(sheet: ShortcutSheet) -> None:
    assert sheet.width() <= 1400
    assert sheet.height() <= 820
    columns = sheet.area.widget()
    assert columns is not None
    inside, shown = columns.sizeHint(), sheet.area.viewport().size()
    assert inside.width() <= shown.width()
    assert inside.height() <= shown.height()
    for label in sheet.findChildren(QLabel):
        assert label.width() >= label.minimumSizeHint().width() or label.isHidden(), label.text()


@pytest.mark.parametrize("room", [QSize(1100, 700), QSize(1366, 768), QSize(1024, 768)])
def test_on_a_small_screen_every_row_is_reached_by_keys(hand: Hand, room: QSize) -> None:
    sheet = ShortcutSheet(hand.window, room)
    sheet.show()
    hand.settle()
    area = sheet.area
    columns = area.widget()
    assert columns is not None
    assert sheet.width() <= room.width()
    assert sheet.height() <= room.height()
    assert area.horizontalScrollBar().maximum() == 0
    for label in sheet.findChildren(QLabel):
        assert label.width() >= label.minimumSizeHint().width() or label.isHidden(), label.text()
    assert sheet.filter.hasFocus()
    QTest.keyClick(sheet.filter, Key.Key_Down)
    assert area.verticalScrollBar().value() > 0
    for _page in range(4):
        QTest.keyClick(sheet.filter, Key.Key_PageDown)
    assert columns.visibleRegion().boundingRect().bottom() == columns.rect().bottom()
    for _page in range(4):
        QTest.keyClick(sheet.filter, Key.Key_PageUp)
    assert area.verticalScrollBar().value() == 0
    sheet.reject()


def test_it_holds_every_command_with_keys(sheet: ShortcutSheet) -> None:
    shown = words(sheet)
    together = {name for menu in FAMILIES for name in SUBMENUS[menu][1]}
    for menu in FAMILIES:
        assert {SUBMENUS[menu][0], *FAMILIES[menu]} <= shown
    for command in (one for one in COMMANDS if one.name not in together):
        for keys in keys_shown(command)[:FEW_KEYS]:
            assert keys in shown
            assert command.words in shown


def test_typing_leaves_what_contains_it(sheet: ShortcutSheet) -> None:
    before = sheet.size()
    QTest.keyClicks(sheet.filter, "overlay")
    left = words(sheet)
    assert {"Next overlay", "No overlay", "O", "Shift+O"} <= left
    assert "Undo" not in left
    sheet.filter.setText("f8")
    assert {"Next problem", "Previous problem"} <= words(sheet)
    sheet.filter.setText("xyzq")
    assert "No shortcut contains 'xyzq'" in words(sheet)
    assert sheet.size() == before
    sheet.filter.clear()
    assert "Undo" in words(sheet)
