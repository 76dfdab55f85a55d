"""Opening, saving, importing and exporting from the window, and what happens when it fails."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from mopsmap import storage
from mopsmap.model import new_project
from tests.ui.hand import SAMPLES, Hand, Key, Mod, small_project

CTRL = Mod.ControlModifier
Answer = QMessageBox.StandardButton


@pytest.fixture
def saved(small: Hand, tmp_path: Path) -> Path:
    """A file with the small map, open in the window."""
    path = tmp_path / "small.mopsmap"
    storage.save(small_project(), path)
    assert small.window.files.open(path)
    small.settle()
    small.view.set_zoom(1.0)
    return path


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], list[str]]:
    """Answers the next questions; the list gets what was asked."""

    def given(button: Answer) -> list[str]:
        asked: list[str] = []

        def question(_window: object, _title: str, text: str, *_: object) -> Answer:
            asked.append(text)
            return button

        monkeypatch.setattr(QMessageBox, "question", question)
        return asked

    return given


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Chooses a file in the next dialogs."""

    def chosen(path: Path | None, kind: str = "") -> None:
        name = "" if path is None else str(path)
        for dialog in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, dialog, lambda *_: (name, kind))

    return chosen


def _edit(hand: Hand) -> None:
    hand.session.select(("write",))
    hand.view.setFocus()
    hand.key(Key.Key_3)


def _complaint(hand: Hand) -> str:
    """The message shown, closed again."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    text = box.text()
    box.close()
    hand.activate()
    return text


def test_save_writes_what_is_shown(small: Hand, saved: Path) -> None:
    _edit(small)
    assert small.session.modified
    small.key(Key.Key_S, CTRL)
    assert not small.session.modified
    assert storage.load(saved).project == small.project
    assert storage.load(saved.with_name("small.mopsmap.bak")).project == small_project()
    small.undo()
    assert small.session.modified
    small.redo()
    assert not small.session.modified


def test_a_new_document_asks_for_a_name(
    small: Hand, tmp_path: Path, choose: Callable[..., None]
) -> None:
    choose(tmp_path / "Q3 v1.2")
    small.key(Key.Key_S, CTRL)
    path = tmp_path / "Q3 v1.2.mopsmap"
    assert storage.load(path).project == small_project()
    assert small.session.path == str(path)
    assert small.window.files.recent()[0] == path
    choose(None)
    small.key(Key.Key_S, CTRL | Mod.ShiftModifier)
    assert small.session.path == str(path)


def test_a_name_that_gets_its_ending_later_replaces_nothing_unasked(
    small: Hand,
    tmp_path: Path,
    choose: Callable[..., None],
    answer: Callable[[Answer], list[str]],
) -> None:
    taken = tmp_path / "taken.mopsmap"
    taken.write_text("precious")
    choose(tmp_path / "taken")
    asked = answer(Answer.No)
    small.key(Key.Key_S, CTRL)
    assert asked == ["Replace taken.mopsmap?"]
    assert taken.read_text() == "precious"
    assert small.session.path is None
    answer(Answer.Yes)
    small.key(Key.Key_S, CTRL)
    assert storage.load(taken).project == small_project()


def test_open_by_key_and_by_recent(
    small: Hand, saved: Path, tmp_path: Path, choose: Callable[..., None]
) -> None:
    other = tmp_path / "other.mopsmap"
    storage.save(new_project("Other"), other)
    choose(other)
    small.show(new_project())
    small.key(Key.Key_O, CTRL)
    assert small.project.title == "Other"
    assert small.window.files.recent() == [other, saved]
    small.show(new_project())
    small.window.filing.open_path(saved)
    assert small.project == small_project()
    assert small.window.files.recent() == [saved, other]


def test_a_sample_opens_as_a_copy(hand: Hand) -> None:
    hand.window.filing.open_path(SAMPLES / "webinar.mopsmap", as_copy=True)
    assert len(hand.project.maps) == 2
    assert hand.session.path is None
    assert not hand.session.modified
    assert hand.window.files.recent() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x00\xff\xfe binary", ""),
        (b'{"format": "mopsmap", "version": 1, "maps": [{"id": 3}]}', "id"),
        (b'{"format": "mopsmap", "version": 1, "maps": [', "line"),
        (None, ""),
    ],
)
def test_a_damaged_file_is_refused_and_the_open_document_untouched(
    small: Hand, saved: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    _edit(small)
    before = small.state()
    bad = tmp_path / "bad.mopsmap"
    if content is None:
        bad.mkdir()
    else:
        bad.write_bytes(content)
    assert not small.window.files.open(bad)
    text = _complaint(small)
    assert text.startswith("bad.mopsmap")
    assert words in text
    assert "Traceback" not in text
    assert small.state() == before
    assert small.session.path == str(saved)
    assert bad.is_dir() or bad.read_bytes() == content
    assert bad not in small.window.files.recent()


def test_a_newer_file_with_unknown_keys_says_both_the_worse_first(
    small: Hand, tmp_path: Path
) -> None:
    path = tmp_path / "newer.mopsmap"
    raw: dict[str, Any] = json.loads(storage.dump(small_project()))
    path.write_text(json.dumps({**raw, "version": 999, "mood": "x" * 900, "m" * 300: 1}))
    width = small.window.minimumSizeHint().width()
    assert small.window.files.open(path)
    newer, _, unknown = small.window.status.said.partition(". ")
    assert "newer MOPsMap" in newer
    assert "'mood'" in unknown
    assert small.window.minimumSizeHint().width() <= width
    assert not small.window.status.legend.isVisible()
    small.window.status.say("Short.")
    assert small.window.status.legend.isVisible()


def test_a_newer_file_is_read_only_and_never_overwritten(
    small: Hand, tmp_path: Path, choose: Callable[..., None]
) -> None:
    path = tmp_path / "newer.mopsmap"
    raw: dict[str, Any] = json.loads(storage.dump(small_project()))
    path.write_text(json.dumps({**raw, "version": 999}))
    content = path.read_bytes()
    assert small.window.files.open(path)
    assert small.session.read_only
    _edit(small)
    assert "reading only" in small.window.status.said
    assert not small.session.modified
    choose(path)
    small.key(Key.Key_S, CTRL)
    assert "reading only" in _complaint(small)
    assert path.read_bytes() == content
    choose(tmp_path / "mine.mopsmap")
    small.key(Key.Key_S, CTRL)
    assert not small.session.read_only
    _edit(small)
    assert small.session.modified


def test_a_failed_save_says_so_and_keeps_the_work(
    small: Hand, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit(small)
    content = saved.read_bytes()

    def full(*_: object) -> None:
        raise storage.StorageError("small.mopsmap cannot be saved: the drive is full.")

    monkeypatch.setattr(storage, "save", full)
    small.key(Key.Key_S, CTRL)
    text = _complaint(small)
    assert "full" in text
    assert "recovery" in text
    assert small.session.modified
    assert saved.read_bytes() == content
    small.window.files.keep_now()
    assert small.window.files._journal is not None
    assert small.window.files._journal._file.is_file()


def test_after_a_failed_save_the_work_can_be_saved_elsewhere(
    small: Hand, saved: Path, tmp_path: Path, choose: Callable[..., None]
) -> None:
    _edit(small)
    shown = small.project
    saved.unlink()
    saved.mkdir()
    elsewhere = tmp_path / "elsewhere.mopsmap"
    choose(elsewhere)
    small.key(Key.Key_S, CTRL)
    assert small.session.modified
    _press(small, "Save elsewhere\u2026")
    assert storage.load(elsewhere).project == shown
    assert small.session.path == str(elsewhere)
    assert not small.session.modified


@pytest.fixture
def reply(small: Hand) -> Iterator[Callable[[str], list[str]]]:
    """Presses a button of the next message that waits; the list gets what the message said."""
    clock = QTimer(interval=1)
    waiting: list[tuple[str, list[str]]] = []

    def look() -> None:
        if waiting and isinstance(QApplication.activeModalWidget(), QMessageBox):
            button, asked = waiting.pop()
            asked.append(_press(small, button))

    def given(button: str) -> list[str]:
        waiting[:] = [(button, [])]
        return waiting[0][1]

    clock.timeout.connect(look)
    clock.start()
    yield given
    clock.stop()


def _press(hand: Hand, button: str) -> str:
    """Press a button of the message shown; returns what it said."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    text = box.text()
    wanted = next(b for b in box.buttons() if b.text().replace("&", "") == button)
    QTest.mouseClick(wanted, Qt.MouseButton.LeftButton)
    hand.window.activateWindow()
    return text


def _change_outside(path: Path) -> None:
    storage.save(new_project("Theirs"), path)


def test_saving_over_a_file_that_others_changed_asks_first(
    small: Hand,
    saved: Path,
    tmp_path: Path,
    choose: Callable[..., None],
    reply: Callable[[str], list[str]],
) -> None:
    small.key(Key.Key_S, CTRL)
    _edit(small)
    ours = small.project
    _change_outside(saved)
    for _ in range(2):
        asked = reply("Cancel")
        small.key(Key.Key_S, CTRL)
        assert "small.mopsmap was changed by another window or program" in asked[0]
        assert storage.load(saved).project.title == "Theirs"
        assert small.session.modified
    mine = tmp_path / "mine.mopsmap"
    choose(mine)
    reply("Save as\u2026")
    small.key(Key.Key_S, CTRL)
    assert storage.load(mine).project == ours
    assert storage.load(saved).project.title == "Theirs"
    assert (small.session.path, small.session.modified) == (str(mine), False)


def test_overwriting_the_work_of_others_keeps_it_as_the_backup(
    small: Hand, saved: Path, reply: Callable[[str], list[str]]
) -> None:
    _edit(small)
    _change_outside(saved)
    reply("Overwrite")
    small.key(Key.Key_S, CTRL)
    assert storage.load(saved).project == small.project
    assert storage.load(saved.with_name("small.mopsmap.bak")).project.title == "Theirs"
    assert not small.session.modified
    small.undo()
    small.key(Key.Key_S, CTRL)
    assert storage.load(saved).project == small_project()


def test_reloading_shows_what_others_saved(
    small: Hand, saved: Path, reply: Callable[[str], list[str]]
) -> None:
    _edit(small)
    _change_outside(saved)
    reply("Reload")
    small.key(Key.Key_S, CTRL)
    assert small.project.title == "Theirs"
    assert not small.session.modified
    assert small.session.path == str(saved)


def test_leaving_waits_until_a_file_that_others_changed_is_settled(
    small: Hand,
    saved: Path,
    answer: Callable[[Answer], list[str]],
    reply: Callable[[str], list[str]],
) -> None:
    _edit(small)
    _change_outside(saved)
    answer(Answer.Save)
    reply("Cancel")
    small.key(Key.Key_W, CTRL)
    assert small.window.isVisible()
    assert small.session.modified
    reply("Overwrite")
    assert small.window.may_close()
    assert storage.load(saved).project.title == "Small stream"


def test_a_file_deleted_meanwhile_is_saved_again(small: Hand, saved: Path) -> None:
    _edit(small)
    saved.unlink()
    small.key(Key.Key_S, CTRL)
    assert storage.load(saved).project == small.project


def test_a_folder_without_rights_is_named(
    small: Hand, tmp_path: Path, choose: Callable[..., None]
) -> None:
    choose(tmp_path / "nowhere" / "x.mopsmap")
    small.key(Key.Key_S, CTRL)
    assert "folder does not exist" in _complaint(small)
    assert small.session.path is None


def test_leaving_unsaved_work_asks(
    small: Hand, saved: Path, tmp_path: Path, answer: Callable[[Answer], list[str]]
) -> None:
    _edit(small)
    asked = answer(Answer.Cancel)
    for key in (Key.Key_W, Key.Key_Q):
        small.key(key, CTRL)
    assert asked == ["Save the changes to Small stream?"] * 2
    assert small.window.isVisible()
    assert small.session.path == str(saved)
    answer(Answer.Save)
    assert small.window.may_close()
    assert storage.load(saved).project.maps[0].step_by_id["write"].value_class == "waste"


def test_closing_saves_or_gives_up(
    open_window: Callable[[], Hand], tmp_path: Path, answer: Callable[[Answer], list[str]]
) -> None:
    for button in (Answer.Save, Answer.Discard):
        hand = open_window()
        path = tmp_path / f"{button.name}.mopsmap"
        storage.save(small_project(), path)
        hand.window.files.open(path)
        hand.settle()
        _edit(hand)
        asked = answer(button)
        hand.key(Key.Key_W, CTRL)
        assert len(asked) == 1
        assert not hand.window.isVisible()
        stored = storage.load(path).project.maps[0].step_by_id["write"].value_class
        assert stored == ("waste" if button == Answer.Save else "value_adding")
        assert hand.window.files.left_behind() == ()


def test_closing_keeps_the_name_being_typed(
    open_window: Callable[[], Hand], tmp_path: Path, answer: Callable[[Answer], list[str]]
) -> None:
    hand = open_window()
    path = tmp_path / "typed.mopsmap"
    storage.save(small_project(), path)
    hand.window.files.open(path)
    hand.settle()
    hand.key(Key.Key_S)
    hand.type("At the last moment")
    asked = answer(Answer.Save)
    hand.window.close()
    assert len(asked) == 1
    assert storage.load(path).project.maps[0].steps[-1].name == "At the last moment"


def test_a_save_that_fails_while_closing_keeps_the_window(
    small: Hand,
    saved: Path,
    answer: Callable[[Answer], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _edit(small)
    answer(Answer.Save)

    def full(*_: object) -> None:
        raise storage.StorageError("small.mopsmap cannot be saved: the drive is full.")

    monkeypatch.setattr(storage, "save", full)
    small.window.close()
    assert small.window.isVisible()
    _complaint(small)


def test_importing_a_table(hand: Hand, tmp_path: Path, choose: Callable[..., None]) -> None:
    small = hand
    table = tmp_path / "steps.csv"
    table.write_text("Step,Role,Process time,Next\nAsk,Sales,2h,Answer\nAnswer,Legal,1d,\n")
    choose(table)
    small.key(Key.Key_I, CTRL)
    small.settle()
    assert small.names == ["Ask", "Answer"]
    assert small.session.modified
    assert small.session.path is None
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    small.session.mark_saved(small.project, str(tmp_path / "x.mopsmap"))
    choose(bad)
    small.key(Key.Key_I, CTRL)
    assert _complaint(small).startswith("bad.csv")
    assert small.names == ["Ask", "Answer"]


def test_exporting_the_workbook(hand: Hand, tmp_path: Path, choose: Callable[..., None]) -> None:
    hand.open("webinar")
    choose(tmp_path / "webinar", "Excel workbook (*.xlsx)")
    hand.key(Key.Key_E, CTRL)
    path = tmp_path / "webinar.xlsx"
    assert zipfile.is_zipfile(path)
    assert str(path) in hand.window.status.said
    assert hand.window.cursor().shape().name == "ArrowCursor"


@pytest.mark.parametrize(
    ("name", "kind", "ending", "start"),
    [
        ("map", "SVG drawing (*.svg)", ".svg", b"<?xml"),
        ("map", "PDF (*.pdf)", ".pdf", b"%PDF"),
        ("map.png", "PDF (*.pdf)", ".png", b"\x89PNG"),
    ],
)
def test_exporting_a_picture(
    small: Hand,
    tmp_path: Path,
    choose: Callable[..., None],
    name: str,
    kind: str,
    ending: str,
    start: bytes,
) -> None:
    choose(tmp_path / name, kind)
    small.window.actions_by_name["export_picture"].trigger()
    path = (tmp_path / "map").with_suffix(ending)
    assert path.read_bytes().startswith(start)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert small.project == small_project()


def test_an_export_that_fails_says_why(
    small: Hand, tmp_path: Path, choose: Callable[..., None]
) -> None:
    for command, name in (("export_picture", "x.png"), ("export_workbook", "x.xlsx")):
        choose(tmp_path / "nowhere" / name)
        small.window.actions_by_name[command].trigger()
        text = _complaint(small)
        assert text.startswith(name)
        assert text.endswith(".")


def test_a_file_named_in_short_is_found_again_from_everywhere(
    small: Hand, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert not small.window.files.open(Path("sub/none.mopsmap"))
    assert _complaint(small).startswith("sub/none.mopsmap")
    assert small.window.files.open(Path("small.mopsmap"))
    monkeypatch.chdir("/")
    assert small.window.files.recent() == [saved]
    _edit(small)
    small.key(Key.Key_S, CTRL)
    assert storage.load(saved).project == small.project


def test_a_file_named_on_the_command_line_that_is_damaged(small: Hand, tmp_path: Path) -> None:
    assert not small.window.files.open(tmp_path / "none.mopsmap")
    assert "none.mopsmap" in _complaint(small)
