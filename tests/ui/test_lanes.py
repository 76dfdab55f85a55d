"""Lanes: added, renamed, reordered and deleted in place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QWidget

from mopsmap.model import new_project
from tests.ui.hand import SAMPLES, Hand, Key, Mod, check_mirror, small_project
from ui.canvas.headers import ADD_HEIGHT


def _lanes(hand: Hand) -> list[str]:
    return [role.name for role in hand.map.roles]


def _add_row(hand: Hand) -> QPoint:
    """The row below the lanes that adds one."""
    headers, bar = hand.view.headers, hand.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    lane = hand.session.layout.lanes[-1]
    bottom = hand.view.mapFromScene(0, lane.top + lane.height).y()
    assert bottom + ADD_HEIGHT <= headers.height()
    return hand.on(headers, QPoint(40, bottom + 10))


def _line(hand: Hand) -> QLineEdit:
    """The open name of a lane."""
    focus = hand.window.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.parent() is hand.view.headers
    return focus


def test_the_last_row_adds_a_lane_to_be_named(small: Hand) -> None:
    small.click(_add_row(small))
    assert _line(small).selectedText() == "New role"
    small.type("Agency s d 1")
    small.key(Key.Key_Return)
    assert _lanes(small) == ["Marketing", "Legal", "Web", "Agency s d 1"]
    assert small.session.undo_label == "Add lane"
    assert small.view.hasFocus()
    small.undo()
    assert small.project == small_project()


@pytest.mark.parametrize("way", ["row", "command"])
def test_esc_gives_a_fresh_lane_up(small: Hand, way: str) -> None:
    small.click("write")
    before = small.state()
    if way == "row":
        small.click(_add_row(small))
    else:
        small.window.actions_by_name["add_lane"].trigger()
    assert len(small.map.roles) == 4
    small.type("Half")
    small.esc()
    assert small.state() == before
    assert small.view.hasFocus()


def test_a_lane_whose_default_name_is_kept_stays(small: Hand) -> None:
    small.click(_add_row(small))
    small.click("write")
    assert _lanes(small)[-1] == "New role"


def test_double_click_renames_a_lane(small: Hand) -> None:
    small.double_click(small.head("legal"))
    assert _line(small).text() == "Legal"
    small.type("Legal and privacy")
    small.key(Key.Key_Return)
    assert _lanes(small)[1] == "Legal and privacy"
    assert small.session.undo_label == "Rename lane"
    small.key(Key.Key_F2)
    small.type("No")
    small.esc()
    assert _lanes(small)[1] == "Legal and privacy"
    small.undo()
    assert small.project == small_project()


def test_a_lane_without_a_name_keeps_the_old_one(small: Hand) -> None:
    small.double_click(small.head("legal"))
    small.key(Key.Key_Delete)
    small.key(Key.Key_Return)
    assert small.project == small_project()


def test_a_click_selects_the_role_and_f2_renames_it(small: Hand) -> None:
    small.click(small.head("web"))
    assert small.session.selection.role == "web"
    small.key(Key.Key_F2)
    small.type("Web team")
    small.click(small.in_lane("mo", 760))
    assert _lanes(small)[2] == "Web team"


@pytest.mark.parametrize(
    ("role", "onto", "shift", "order"),
    [
        ("web", "mo", -30, ["Web", "Marketing", "Legal"]),
        ("mo", "web", 10, ["Legal", "Web", "Marketing"]),
        ("mo", "legal", -30, ["Marketing", "Legal", "Web"]),
    ],
)
def test_dragging_a_header_reorders(
    small: Hand, role: str, onto: str, shift: int, order: list[str]
) -> None:
    small.drag(small.head(role), small.head(onto) + QPoint(0, shift))
    assert _lanes(small) == order
    moved = order != ["Marketing", "Legal", "Web"]
    assert small.session.undo_label == ("Move lane" if moved else None)
    check_mirror(small)
    small.undo()
    assert small.project == small_project()


def test_delete_removes_the_lane_and_keeps_its_steps(small: Hand) -> None:
    small.click(small.head("legal"))
    small.key(Key.Key_Delete)
    assert _lanes(small) == ["Marketing", "Web"]
    assert small.step("Check").role is None
    said = [toast.sentence for toast in small.window.toasts.shown]
    assert said[-1].endswith("Its 2 steps have no role now.")
    assert small.session.layout.lanes[-1].role is None
    check_mirror(small)
    small.drag("check", small.in_lane("web", 480))
    assert small.step("Check").role == "web"
    small.undo()
    small.undo()
    assert small.project == small_project()


def _menu_at(hand: Hand, at: QPoint) -> QMenu:
    """The menu of the headers at a point of the window."""
    headers = hand.view.headers
    place = headers.mapFrom(hand.window, at)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, headers.mapToGlobal(place), Mod.NoModifier
    )
    QApplication.sendEvent(headers, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def _choose(hand: Hand, at: QPoint, text: str) -> None:
    menu = _menu_at(hand, at)
    action = next(a for a in menu.actions() if a.text() == text)
    menu.setActiveAction(action)
    handle = menu.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Return)
    hand.window.activateWindow()  # no window system does it here when a menu closes
    assert QTest.qWaitForWindowActive(hand.window)


def test_the_menu_of_a_lane(small: Hand) -> None:
    _choose(small, small.head("legal"), "Move up")
    assert _lanes(small) == ["Legal", "Marketing", "Web"]
    _choose(small, small.head("legal"), "Add lane below")
    small.type("Privacy")
    small.key(Key.Key_Return)
    assert _lanes(small) == ["Legal", "Privacy", "Marketing", "Web"]
    _choose(small, small.head("legal"), "Delete lane")
    assert _lanes(small) == ["Privacy", "Marketing", "Web"]
    _choose(small, small.head("web"), "Rename lane")
    assert _line(small).text() == "Web"
    small.esc()
    for _ in range(3):
        small.undo()
    assert small.project == small_project()


def test_double_click_on_the_row_that_adds_renames_no_other_lane(hand: Hand) -> None:
    hand.open("campaign")
    before = _lanes(hand)
    hand.double_click(_add_row(hand))
    hand.esc()
    hand.esc()
    assert [name for name in _lanes(hand) if name != "New role"] == before
    assert hand.session.undo_label in (None, "Add lane")


def test_the_open_name_of_a_lane_follows_the_map(hand: Hand) -> None:
    hand.open("campaign")
    hand.double_click(hand.head(hand.map.roles[1].id))
    line = _line(hand)
    top = line.y()
    hand.view.verticalScrollBar().setValue(30)
    assert line.y() == max(top - 30, 2)


def test_lanes_of_a_read_only_file_stay(hand: Hand) -> None:
    assert hand.window.files.open(SAMPLES / "webinar.mopsmap")
    hand.session.read_only = True
    hand.settle()
    before = hand.project
    hand.view.verticalScrollBar().setValue(0)
    first, second = (role.id for role in hand.map.roles[:2])
    hand.double_click(hand.head(first))
    hand.drag(hand.head(first), hand.head(second) + QPoint(0, 20))
    hand.click(_add_row(hand))
    hand.key(Key.Key_Delete)
    assert "reading only" in hand.window.status.said
    assert hand.project == before


def test_an_empty_map_has_three_lanes(hand: Hand) -> None:
    assert _lanes(hand) == [role.name for role in new_project().maps[0].roles]
    hand.click(hand.head("role-2"))
    hand.type("Here")
    hand.key(Key.Key_Return)
    assert hand.step("Here").role == "role-2"


def _tip_at(hand: Hand, widget: QWidget, at: QPoint) -> QRect:
    """Where the tip that belongs to a point of a widget stands, on the screen."""
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    QTest.qWait(10)
    tips = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel") and w.isVisible()]
    assert len(tips) == 1
    return tips[0].geometry()


def test_a_low_header_tells_its_whole_name_and_load(hand: Hand) -> None:
    hand.open("campaign")
    hand.view.fit()
    at = hand.view.headers.mapFrom(hand.window, hand.head("mo"))
    _tip_at(hand, hand.view.headers, at)
    assert QToolTip.text().replace("\u202f", " ") == "Marketing operations, load 108 %"
    QToolTip.hideText()


def test_the_tip_of_a_card_leaves_its_lower_port_free(small: Hand) -> None:
    area = small.view.viewport()
    middle = small.view.mapFromScene(small.point("write"))
    tip = _tip_at(small, area, middle)
    card = small.view.map_scene.steps["write"]
    port = small.view.mapFromScene(card.mapToScene(card.ports()[1]))
    assert tip.top() > area.mapToGlobal(port).y() + 5
    QToolTip.hideText()
