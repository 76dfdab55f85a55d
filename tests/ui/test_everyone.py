"""Every view by keyboard and ear: names, reach, visible focus, sizes of targets and of texts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontInfo, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from mopsmap.model import new_project
from tests.ui.hand import Hand, Key
from ui.canvas.focus_ring import FocusRing
from ui.panels.chips import Chip
from ui.panes import give_keyboard
from ui.workshop.bar import QuietBar

PEOPLE_USE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)
TEXT, TARGET = 11.0, 24
VIEWS = (
    "map",
    "step",
    "flow",
    "lane",
    "results",
    "priorities",
    "grid",
    "problems",
    "notes",
    "compare",
    "table",
    "charter",
    "paste",
    "welcome",
    "history",
    "palette",
    "what_if",
    "workshop",
)


def _open(hand: Hand, view: str) -> QWidget:
    """Show a view; returns the window that it is in."""
    window = hand.window
    if view != "welcome":
        hand.open("campaign")
    step = hand.map.steps[3].id if hand.map.steps else ""
    match view:
        case "step":
            hand.session.select((step,))
        case "flow":
            hand.session.select((), (hand.map.flows[2].id,))
        case "lane":
            hand.session.select((), (), hand.map.roles[1].id)
        case "results" | "priorities" | "grid" | "problems" | "notes":
            window.show_bottom(view)
        case "compare" | "table" | "charter":
            window.actions_by_name[f"view_{view}"].trigger()
        case "paste":
            QGuiApplication.clipboard().setText("Step\tTime\nE-mail\t4 h\nCheck\t1,5 h\n")
            window.actions_by_name["paste_cells"].trigger()
        case "welcome":
            window.actions_by_name["welcome"].trigger()
        case "history":
            hand.session.edit("Nothing", lambda p: p.replace(title="Other"))
            window.actions_by_name["history"].trigger()
        case "palette" | "workshop":
            window.actions_by_name[view].trigger()
        case "what_if":
            window.show_bottom("results")
            window.results.trying.click()
    hand.settle()
    popup = QApplication.activePopupWidget()
    return popup if popup is not None else window


@pytest.fixture(params=VIEWS)
def shown(hand: Hand, request: pytest.FixtureRequest) -> Iterator[QWidget]:
    yield _open(hand, request.param)
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()
    hand.esc()
    hand.window.workshop.leave()
    hand.window.show_bottom("ladder")
    hand.window.actions_by_name["view_map"].trigger()
    hand.settle()


def usable(root: QWidget) -> list[QWidget]:
    """What a person can use now, but for scroll bars and what belongs to a larger control."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if isinstance(widget, PEOPLE_USE)
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, QScrollBar | QHeaderView)
        and not isinstance(widget.parent(), QComboBox | QAbstractSpinBox | QTabBar | QLineEdit)
        and widget.objectName() != "qt_menubar_ext_button"
    ]


def expect_none(found: list[str]) -> None:
    """Fail and name all that was found."""
    if found:
        pytest.fail("\n".join(found))


def told(widget: QWidget) -> str:
    """A widget as a report names it."""
    parents = []
    at: QWidget | None = widget
    while at is not None and len(parents) < 3:
        parents.append(f"{type(at).__name__}#{at.objectName()}")
        at = at.parentWidget()
    return " < ".join(parents)


def test_everything_that_can_be_used_has_a_name(shown: QWidget) -> None:
    found = usable(shown)
    assert found
    nameless = [
        told(widget)
        for widget in found
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
    ]
    expect_none(nameless)


MUST_SPEAK = {
    QAccessible.Role.StaticText,
    QAccessible.Role.MenuBar,
    QAccessible.Role.ColumnHeader,
    QAccessible.Role.RowHeader,
    QAccessible.Role.PageTab,
}
"""What has to have a name though the keyboard does not come to it."""


def heard(of: QAccessibleInterface, above: str = "") -> Iterator[tuple[str, QAccessibleInterface]]:
    """All that a screen reader comes upon, each with its way from the window."""
    for number in range(of.childCount()):
        child = of.child(number)
        if child is None or not child.isValid() or child.state().invisible:
            continue
        way = f"{above} > {type(child.object()).__name__}"
        yield way, child
        yield from heard(child, way)


def test_nothing_that_can_be_heard_is_nameless(shown: QWidget) -> None:
    """Whatever takes the keyboard or is a text, a menu or a head; cells may be empty."""
    nameless = {
        f"{one.role().name}: {way}"
        for way, one in heard(QAccessible.queryAccessibleInterface(shown))
        if not one.text(QAccessible.Text.Name).strip()
        and (one.state().focusable or one.role() in MUST_SPEAK)
        and one.role() != QAccessible.Role.Cell
    }
    expect_none(sorted(nameless))


def filled(root: QWidget) -> list[str]:
    """Names of the filled buttons that a person sees."""
    return [
        button.accessibleName() or button.text()
        for button in root.window().findChildren(QAbstractButton)
        if button.property("kind") == "primary" or getattr(button, "primary", False)
        if button.isVisible()
        and root.window().childAt(button.mapTo(root.window(), button.rect().center())) is button
    ]


def test_one_button_is_filled(shown: QWidget, hand: Hand) -> None:
    assert len(filled(hand.window)) == (0 if hand.window.workshop.on else 1)


def test_a_filled_button_is_the_one_that_is_asked_for(hand: Hand) -> None:
    window = hand.window
    assert filled(window) == ["Export as Excel workbook or picture"]
    _open(hand, "paste")
    assert filled(window) == ["Insert"]
    hand.esc()
    assert filled(window) == ["Export as Excel workbook or picture"]
    window.actions_by_name["view_compare"].trigger()
    hand.show(new_project())
    assert len(filled(window)) == 1
    window.actions_by_name["view_map"].trigger()
    window.actions_by_name["workshop"].trigger()
    hand.settle()
    assert len(filled(window)) <= 1
    window.actions_by_name["workshop"].trigger()
    hand.settle()
    assert filled(window) == ["Export as Excel workbook or picture"]


def test_targets_are_large_enough_to_be_hit(shown: QWidget) -> None:
    small = [
        f"{widget.width()} x {widget.height()}: {told(widget)}"
        for widget in usable(shown)
        if isinstance(widget, QAbstractButton | QComboBox)
        and (widget.width() < TARGET or widget.height() < TARGET)
    ]
    expect_none(small)


def test_no_text_is_smaller_than_can_be_read(shown: QWidget) -> None:
    tiny = {
        f"{QFontInfo(widget.font()).pixelSize()}: {told(widget)}"
        for widget in shown.findChildren(QWidget)
        if widget.isVisible() and QFontInfo(widget.font()).pixelSize() < TEXT
    }
    expect_none(sorted(tiny))


def _picture(widget: QWidget, around: QWidget) -> QImage:
    place = QRect(widget.mapTo(around, QPoint()), widget.size()).adjusted(-3, -3, 3, 3)
    return around.grab(place.intersected(around.rect())).toImage()


def test_the_keyboard_comes_to_everything_shows_where_it_is_and_is_nowhere_trapped(
    hand: Hand, shown: QWidget
) -> None:
    window = hand.window
    if shown is not window:
        pytest.skip("a pop-up is gone through with the arrows")
    if window.helping.welcoming:
        pytest.skip("its own test goes round the welcome screen")
    visited: list[QWidget] = []
    unseen: list[str] = []
    shown.setFocus()
    for number in range(1, len(window.panes()) + 1):
        window.views.currentWidget().setFocus()
        for _ in range(number):
            hand.key(Key.Key_F6)
        start, last = QApplication.focusWidget(), None
        for _tab in range(200):
            focus = QApplication.focusWidget()
            assert focus is not None
            if focus is last or (focus is start and last is not None):
                break
            last = focus
            if focus not in visited:
                visited.append(focus)
            if focus is window.view:
                break  # there Tab goes from step to step
            hand.key(Key.Key_Tab)
    visited = [widget for widget in visited if isValid(widget)]  # some went with the focus
    assert len(visited) > 6
    around = {id(widget) for widget in visited}
    missed = [
        told(widget)
        for widget in usable(window)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and id(widget) not in around
        and id(widget.focusProxy()) not in around
    ]
    expect_none(missed)
    mouse_only = [
        told(widget)
        for widget in usable(window)
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _reached_otherwise(widget)
    ]
    expect_none(mouse_only)
    for widget in visited:
        if not (isValid(widget) and widget.isVisible()) or widget is window.view:
            continue
        give_keyboard(widget, Qt.FocusReason.TabFocusReason)
        hand.settle()
        if not (isValid(widget) and widget.hasFocus()):
            continue
        widget.clearFocus()
        QApplication.processEvents()
        before = _picture(widget, window)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if widget.hasFocus() and _picture(widget, window) == before:
            unseen.append(told(widget))
    expect_none(unseen)


def _reached_otherwise(widget: QWidget) -> bool:
    """Whether the arrows go there, as of buttons that exclude each other Tab goes to one, or all
    that it does has keys, as on the bar of the workshop."""
    arrows = isinstance(widget, QAbstractButton) and widget.isCheckable()
    return arrows or isinstance(widget.parentWidget(), QuietBar)


def test_hints_in_fields_are_as_dark_as_small_print(shown: QWidget, hand: Hand) -> None:
    ink = hand.view.appearance.theme.color("text.tertiary")
    pale = [
        told(field)
        for field in usable(shown)
        if isinstance(field, QLineEdit | QPlainTextEdit)
        and field.placeholderText()
        and field.palette().placeholderText().color() != ink
    ]
    expect_none(pale)


def test_signs_in_fields_and_lanes_of_the_other_map_have_names(shown: QWidget) -> None:
    signs = [
        sign
        for field in usable(shown)
        if isinstance(field, QLineEdit)
        for sign in field.findChildren(QAbstractButton)
    ]
    canvases = [canvas for canvas in shown.findChildren(QGraphicsView) if canvas.isVisible()]
    asked = [QAccessible.queryAccessibleInterface(one) for one in (*signs, *canvases)]
    lanes = [
        part
        for one in asked[len(signs) :]
        for part in (one.child(at) for at in range(one.childCount()))
        if part is not None and part.role() == QAccessible.Role.RowHeader
    ]
    nameless = [one for one in (*asked, *lanes) if not one.text(QAccessible.Text.Name).strip()]
    assert nameless == []


def test_the_keyboard_comes_to_the_maps_and_steps_before_the_overview(hand: Hand) -> None:
    hand.open("campaign")
    window = hand.window
    left = window.outline_dock.widget()
    window.kpis.tiles[0].setFocus()
    hand.key(Key.Key_F6)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.outline.isAncestorOf(focus)
    seen = []
    while focus is not None and left.isAncestorOf(focus):
        seen.append(focus)
        hand.key(Key.Key_Tab)
        focus = QApplication.focusWidget()
    inside = [window.outline.isAncestorOf(widget) for widget in seen]
    assert inside == sorted(inside, reverse=True)
    assert window.outline.tree in seen
    assert window.overview.isAncestorOf(seen[-1])


def test_tab_goes_over_the_chips_before_the_button_that_adds_one(hand: Hand) -> None:
    hand.open("nurture")
    hand.session.select(("n06",))
    hand.settle()
    hand.window.actions_by_name["field_time"].trigger()
    reached: list[Chip] = []
    for _ in range(40):
        hand.key(Key.Key_Tab)
        part = QApplication.focusWidget()
        if isinstance(part, Chip):
            reached.append(part)
    tools = next(chip.parentWidget() for chip in reached if chip.text() == "Word")
    found = [chip.text() for chip in reached if chip.parentWidget() is tools]
    assert found[:3] == ["Word", "Outlook", "Add"]


def test_the_canvas_has_a_frame_when_one_goes_there_round_the_window(small: Hand) -> None:
    ring = small.view.findChild(FocusRing)
    assert ring is not None
    small.window.kpis.tiles[0].setFocus()
    small.click(small.in_lane("web", 500))
    assert small.view.hasFocus()
    assert not ring.isVisible()
    small.window.kpis.tiles[0].setFocus()
    for _ in range(2):
        small.key(Key.Key_F6)
    assert small.view.hasFocus()
    assert ring.isVisible()
    assert ring.geometry() == small.view.rect()
    small.key(Key.Key_F6)
    assert not ring.isVisible()
    small.window.kpis.tiles[0].setFocus()
    small.key(Key.Key_F5)
    small.settle()
    assert not ring.isVisible()
    small.window.workshop.leave()


def test_the_page_that_has_the_keyboard_is_framed(hand: Hand) -> None:
    tabs = hand.window.tabs
    tabs.clearFocus()
    place = tabs.tabRect(tabs.currentIndex())
    middle = QPoint(place.center().x(), place.top())
    accent = hand.view.appearance.theme.color("border.focus")
    assert tabs.grab().toImage().pixelColor(middle) != accent
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    assert tabs.grab().toImage().pixelColor(middle) == accent
