"""Every command stands in a menu, with an icon, a letter and words for the status bar."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.hand import Hand, Key, Mod
from ui.commands.actions import COMMANDS
from ui.commands.command import plain
from ui.commands.menus import CONTEXT_MENUS, MENUS, SUBMENUS, marked
from ui.documents.recent import remember
from ui.settings import LOOK_KEY


def in_menus() -> list[str]:
    """The names in all menus, those of their submenus in place."""
    names = [name for _title, inside in MENUS for name in inside]
    below = [name for one in names if one in SUBMENUS for name in SUBMENUS[one][1]]
    return [name for name in (*names, *below) if name and not name.startswith("@")]


def letters(texts: Sequence[str]) -> list[str]:
    """The letter behind the mark of each text."""
    bare = [text.replace("&&", "") for text in texts]
    return [text[text.index("&") + 1].casefold() for text in bare if "&" in text]


def test_every_command_is_in_one_menu() -> None:
    assert sorted(in_menus()) == sorted(command.name for command in COMMANDS)


def test_every_command_has_an_icon_a_tip_and_a_key() -> None:
    for command in COMMANDS:
        assert command.icon, command.name
        assert command.tip, command.name
        assert command.keys, command.name


def test_no_key_is_the_first_stroke_of_another() -> None:
    keys = [QKeySequence(key) for command in COMMANDS for key in command.keys]
    firsts = {QKeySequence(key[0]).toString() for key in keys if key.count() > 1}
    assert firsts == {LOOK_KEY}
    assert not firsts & {key.toString() for key in keys}


def test_no_key_is_given_twice() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


def test_menus_name_only_commands() -> None:
    known = {command.name for command in COMMANDS}
    named = {name for names in CONTEXT_MENUS.values() for name in names if name}
    assert named <= known


def test_groups_of_a_menu_are_divided_by_single_lines() -> None:
    for title, names in MENUS:
        assert names[0], title
        assert names[-1], title
        assert all(a or b for a, b in itertools.pairwise(names)), title


def test_each_entry_of_an_open_menu_has_a_letter_of_its_own(hand: Hand) -> None:
    bar = hand.window.menu_bar
    titles = letters([action.text() for action in bar.actions()])
    assert len(titles) == len(set(titles)) == len(bar.actions())
    for menu in (m for m in bar.findChildren(QMenu) if m.parent() is bar):
        menu.aboutToShow.emit()
        entries = [action for action in menu.actions() if not action.isSeparator()]
        given = letters([action.text() for action in entries])
        assert len(given) == len(set(given)), menu.title()
        assert len(given) >= len(entries) * 0.8, menu.title()
        menu.aboutToHide.emit()
        assert not letters([action.text() for action in entries])


def test_each_entry_of_a_menu_that_is_filled_says_what_it_does(hand: Hand) -> None:
    hand.open("campaign")
    for menu in hand.window.menu_bar.findChildren(QMenu):
        menu.aboutToShow.emit()
        entries = [a for a in menu.actions() if a.isEnabled() and a.text() and not a.menu()]
        assert all(entry.statusTip() for entry in entries), menu.title()
        menu.aboutToHide.emit()


def test_each_entry_and_each_submenu_shows_an_icon(hand: Hand, tmp_path: Path) -> None:
    hand.open("campaign")
    remember(tmp_path / "kept.mopsmap")
    menus = hand.window.menu_bar.findChildren(QMenu)
    for menu in menus:
        menu.aboutToShow.emit()
        entries = [a for a in menu.actions() if a.isEnabled() and not a.isSeparator()]
        assert entries or menu.title() == "Selected flow"
        for entry in entries:
            assert not entry.icon().isNull(), entry.text()
            assert entry.isIconVisibleInMenu(), entry.text()
        menu.aboutToHide.emit()
    assert {"Open recent", "Theme and motion", "Numbers", "Overlay"} <= {
        plain(m.title()) for m in menus
    }


def test_a_letter_does_the_command(small: Hand) -> None:
    small.session.select(("check",))
    small.key(Key.Key_M, Mod.AltModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    waste = next(a for a in menu.actions() if plain(a.text()) == "Waste")
    QTest.keyClicks(menu, letters([waste.text()])[0])
    assert small.step("Check").value_class == "waste"
    action: QAction = small.window.actions_by_name["class_waste"]
    assert action.text() == "Waste"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("abcAB &-12", max_size=8).map(lambda t: t.replace("&", "&&")), max_size=8))
def test_marks_are_of_one_letter_each_and_change_no_words(texts: list[str]) -> None:
    found = marked(texts)
    assert [plain(text) for text in found] == [plain(text) for text in texts]
    given_letters = letters(found)
    assert len(given_letters) == len(set(given_letters))


def test_letters_in_an_open_menu_do_nothing_on_the_canvas(small: Hand) -> None:
    small.session.select(("check",))
    small.window.menus.show_context_menu(small.view.menu_place())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClicks(menu, "t3h")
    assert menu.isVisible()
    menu.close()
    assert not small.session.modified
    assert small.session.selection.steps == ("check",)


def test_menus_of_lists_and_heads_show_icons_too(small: Hand) -> None:
    outline, map_id = small.window.outline, small.session.map_id
    small.session.select(("write",))
    small.window.show_bottom("grid")
    table = small.window.grid.table
    table.selectAll()
    new = outline.add.menu()
    new.aboutToShow.emit()
    heads, lane = small.view.headers, QPoint(10, small.head("legal").y() - small.head("mo").y())
    menus = [new, outline.map_menu(map_id)]
    for asked, at in ((table, QPoint(20, 20)), (heads, lane)):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, asked.mapToGlobal(at))
        asked.contextMenuEvent(event)
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        menus.append(popup)
    for menu in menus:
        entries = [entry for entry in menu.actions() if not entry.isSeparator()]
        assert entries
        assert all(not entry.icon().isNull() for entry in entries)
        menu.close()
    small.window.show_bottom("ladder")


def test_every_menu_stands_in_one_column_on_a_small_screen(hand: Hand) -> None:
    low = 1080 / 1.5
    for action in hand.window.menu_bar.actions():
        assert action.menu().sizeHint().height() <= low, action.text()
