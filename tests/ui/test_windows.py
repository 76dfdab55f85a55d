"""Several windows: which one takes a document, what closing and quitting ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox

from mopsmap import storage
from mopsmap.model import new_project
from tests.ui.hand import Hand, Key, Mod, small_project
from ui.app import Opener
from ui.documents.files import document_name
from ui.main_window import MainWindow

CTRL = Mod.ControlModifier
Answer = QMessageBox.StandardButton


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "small.mopsmap"
    storage.save(small_project(), path)
    return path


@pytest.fixture
def opened(open_window: Callable[[], Hand], stored: Path) -> Hand:
    """A window with a file of its own."""
    hand = open_window()
    hand.window.files.open(stored)
    hand.settle()
    return hand


def _other(hand: Hand) -> Hand:
    """The window that was opened last, ready for keys."""
    window = hand.window.windows.opened[-1]
    assert window is not hand.window
    other = Hand(window)
    other.activate()
    return other


def _titles(hand: Hand) -> list[str]:
    return [document_name(window.session) for window in hand.window.windows.opened]


def _edit(hand: Hand) -> None:
    hand.activate()
    hand.session.select(("write",))
    hand.view.setFocus()
    hand.key(Key.Key_3)
    assert hand.session.modified


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers the next questions one by one; the list gets what was asked."""

    def given(*buttons: Answer) -> list[str]:
        asked: list[str] = []

        def question(_window: object, _title: str, text: str, *_: object) -> Answer:
            asked.append(text)
            return buttons[len(asked) - 1]

        monkeypatch.setattr(QMessageBox, "question", question)
        return asked

    return given


def test_new_leaves_the_open_document_alone(opened: Hand) -> None:
    _edit(opened)
    before = opened.state()
    opened.key(Key.Key_N, CTRL)
    other = _other(opened)
    assert other.session.committed == new_project()
    assert opened.state() == before
    other.session.edit("Title", lambda p: p.replace(title="Second"))
    assert _titles(opened) == ["Small stream", "Second"]
    assert opened.window.windowTitle().startswith("Small stream[*]")


def test_an_untouched_window_takes_the_document(
    open_window: Callable[[], Hand], stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = open_window()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(stored), ""))
    hand.key(Key.Key_O, CTRL)
    assert _titles(hand) == ["Small stream"]
    assert hand.session.path == str(stored)


def test_opening_from_a_used_window_opens_another_a_little_off(
    opened: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.mopsmap"
    storage.save(new_project("Other"), path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    opened.key(Key.Key_O, CTRL)
    assert _titles(opened) == ["Small stream", "Other"]
    other = _other(opened)
    assert other.window.pos() != opened.window.pos()
    assert other.window.screen().availableGeometry().contains(other.window.geometry())


def test_a_file_that_is_open_already_brings_its_window_to_the_front(
    opened: Hand, stored: Path, tmp_path: Path
) -> None:
    opened.key(Key.Key_N, CTRL | Mod.ShiftModifier)
    other = _other(opened)
    assert other.window.isActiveWindow()
    link = tmp_path / "link.mopsmap"
    link.symlink_to(stored)
    for path in (stored, link):
        other.activate()
        other.window.filing.open_path(path)
        assert QTest.qWaitForWindowActive(opened.window)
    assert _titles(opened) == ["Small stream", "Untitled value stream"]
    assert other.window.files.untouched


def test_a_file_that_cannot_be_read_opens_no_window(opened: Hand, tmp_path: Path) -> None:
    opened.window.filing.open_path(tmp_path / "none.mopsmap")
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.close()
    assert _titles(opened) == ["Small stream"]


def test_windows_do_not_share_undo_selection_or_journal(opened: Hand) -> None:
    opened.key(Key.Key_N, CTRL)
    other = _other(opened)
    other.show(small_project())
    _edit(other)
    assert not opened.session.modified
    assert opened.session.undo_label is None
    assert not opened.session.selection
    opened.window.files.keep_now()
    other.window.files.keep_now()
    assert opened.window.files._journal is None
    assert other.window.files._journal is not None


def test_closing_one_window_leaves_the_other_alive(opened: Hand) -> None:
    opened.key(Key.Key_N, CTRL)
    other = _other(opened)
    other.key(Key.Key_W, CTRL)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert opened.window.windows.opened == [opened.window]
    opened.activate()
    opened.window.appearance.choose("dark")
    opened.window.appearance.choose("light")
    _edit(opened)
    opened.undo()
    assert not opened.session.modified


def test_quitting_asks_for_each_and_stops_at_the_first_no(
    opened: Hand, stored: Path, answers: Callable[..., list[str]]
) -> None:
    opened.key(Key.Key_N, CTRL)
    other = _other(opened)
    other.session.edit("Title", lambda p: p.replace(title="Second"))
    _edit(opened)
    windows = opened.window.windows
    asked = answers(Answer.Discard, Answer.Cancel)
    other.key(Key.Key_Q, CTRL)
    questions = ["Save the changes to Small stream?", "Save the changes to Second?"]
    assert asked == questions
    assert len(windows.opened) == 2
    assert opened.session.modified
    asked = answers(Answer.Save, Answer.Discard)
    other.key(Key.Key_Q, CTRL)
    assert asked == questions
    assert windows.opened == []
    assert not opened.window.isVisible()
    assert storage.load(stored).project.maps[0].step_by_id["write"].value_class == "waste"


def _window_menu(window: MainWindow) -> QMenu:
    action = next(a for a in window.menu_bar.actions() if a.text() == "&Window")
    menu = action.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu


def test_the_window_menu_lists_all_and_shows_the_one_chosen(opened: Hand) -> None:
    opened.key(Key.Key_N, CTRL)
    other = _other(opened)
    other.session.edit("Title", lambda p: p.replace(title="R&D"))
    entries = [a for a in _window_menu(other.window).actions() if a.isCheckable()]
    assert [a.text() for a in entries] == ["&1 Small stream", "&2 R&&D, not saved"]
    assert [a.isChecked() for a in entries] == [False, True]
    entries[0].trigger()
    assert QTest.qWaitForWindowActive(opened.window)
    opened.key(Key.Key_F6, CTRL)
    assert QTest.qWaitForWindowActive(other.window)
    entries = [a for a in _window_menu(other.window).actions() if a.isCheckable()]
    assert len(entries) == 2


def test_a_file_open_elsewhere_is_not_saved_over(
    opened: Hand, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored.read_bytes()
    opened.key(Key.Key_N, CTRL)
    other = _other(opened)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(stored), ""))
    other.key(Key.Key_S, CTRL)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert box.text() == "small.mopsmap is open in another window."
    box.close()
    assert stored.read_bytes() == before
    assert other.session.path is None


def test_a_file_that_the_system_hands_over_is_opened(
    open_window: Callable[[], Hand], stored: Path, qapp: QApplication
) -> None:
    hand = open_window()
    opener = Opener(hand.window.windows)
    qapp.installEventFilter(opener)
    QApplication.sendEvent(qapp, QFileOpenEvent(str(stored)))
    qapp.removeEventFilter(opener)
    assert hand.session.path == str(stored)


def test_the_title_names_the_file_whole(opened: Hand, stored: Path) -> None:
    assert opened.window.windowFilePath() == str(stored)
    assert opened.window.menu_row.title.toolTip() == str(stored)
    _edit(opened)
    assert opened.window.isWindowModified()
