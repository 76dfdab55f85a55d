"""The recovery journal of a window: after kill -9 the next start offers the work back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap import storage
from mopsmap.model import new_project
from tests.ui.hand import Hand, Key, Mod, small_project
from ui.documents import files

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from mopsmap import edits
from ui.app import make_application
from ui.main_window import MainWindow
from ui.look.theme import Appearance

def rest(milliseconds):
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()

app = make_application(["mopsmap"])
window = MainWindow(Appearance("light"))
window.show()
window.files.open(Path(sys.argv[1]))
for name in sys.argv[2:]:
    if name == "rest":
        files, session = window.files, window.session
        while files._job is not None or files._written is not session.committed:
            rest(20)
    else:
        window.session.edit(
            "Rename step", lambda p: edits.set_steps(p, "as-is", ("write",), name=name)
        )
        app.processEvents()
print("ready", flush=True)
rest(60_000)
"""


def _crash(path: Path, home: Path, *acts: str) -> None:
    """Run a window, do things in it, kill it."""
    root = Path(__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    env |= {f"XDG_{kind}_HOME": str(home) for kind in ("CONFIG", "DATA", "CACHE")}
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(path), *acts],
        env=env,
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGKILL)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "small.mopsmap"
    storage.save(small_project(), path)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize(
    ("acts", "names"),
    [
        (("First", "rest", "Second", "rest"), {"Second"}),
        (("First", "rest", "Second"), {"First", "Second"}),
    ],
    ids=["after a rest", "at once"],
)
def test_after_kill_9_the_next_start_offers_the_work(
    open_window: Callable[[], Hand],
    stored: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    acts: tuple[str, ...],
    names: set[str],
) -> None:
    home = tmp_path / "home"
    content = stored.read_bytes()
    _crash(stored, home, *acts)
    assert stored.read_bytes() == content
    folder = next(home.rglob("recovery"))
    monkeypatch.setattr(files, "journal_folder", lambda: folder)
    hand = open_window()
    bar = hand.window.recovery.bar
    assert not bar.isVisible()
    hand.window.recovery.offer()
    hand.settle()
    assert bar.words.text().startswith("small.mopsmap was not saved when MOPsMap ended (Today, ")
    hand.click(hand.on(bar.open_button))
    hand.settle()
    assert not bar.isVisible()
    assert hand.map.step_by_id["write"].name in names
    assert hand.session.modified
    assert hand.session.path == str(stored)
    assert "is back" in hand.window.status.said
    assert hand.window.files.left_behind() == ()
    assert len(list(folder.glob("*.journal"))) <= 1
    hand.activate()
    hand.key(Key.Key_S, Mod.ControlModifier)
    assert storage.load(stored).project.maps[0].step_by_id["write"].name in names
    hand.window.close()
    assert list(folder.iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for journals."""
    made = tmp_path / "recovery"
    monkeypatch.setattr(files, "journal_folder", lambda: made)
    return made


def _written(folder: Path) -> list[Path]:
    return [p for p in folder.iterdir() if p.suffix not in (".lock", ".tmp")]


def test_an_edit_is_in_the_journal_until_it_is_saved(
    open_window: Callable[[], Hand], qtbot: QtBot, stored: Path, folder: Path
) -> None:
    hand = open_window()
    hand.window.files.open(stored)
    hand.settle()
    assert not folder.exists() or _written(folder) == []
    hand.session.select(("write",))
    hand.key(Key.Key_3)
    qtbot.waitUntil(lambda: folder.exists() and len(_written(folder)) == 1, timeout=5000)
    assert stored.parent == folder.parent
    assert sorted(p.name for p in stored.parent.iterdir()) == ["recovery", "small.mopsmap"]
    hand.key(Key.Key_S, Mod.ControlModifier)
    qtbot.waitUntil(lambda: _written(folder) == [], timeout=5000)
    hand.key(Key.Key_3)
    qtbot.waitUntil(lambda: len(_written(folder)) == 1, timeout=5000)
    hand.undo()
    assert not hand.session.modified
    qtbot.waitUntil(lambda: _written(folder) == [], timeout=5000)


def test_the_journal_does_not_wait_for_the_person_to_rest(
    open_window: Callable[[], Hand], qtbot: QtBot, folder: Path
) -> None:
    """A drag that never ends must not keep the edit before it from the journal."""
    hand = open_window()
    hand.show(small_project())
    hand.click("check")
    hand.key(Key.Key_3)
    hand.press("write")
    for number in range(40):
        hand.move(hand.in_lane("web", 300 + number % 2 * 80))
        qtbot.wait(20)
        if folder.exists() and _written(folder):
            break
    assert _written(folder)
    assert hand.session.previewing
    hand.esc()


def test_a_living_window_is_not_offered(open_window: Callable[[], Hand], folder: Path) -> None:
    hand = open_window()
    hand.show(small_project())
    hand.click("write")
    hand.key(Key.Key_3)
    hand.window.files.keep_now()
    assert _written(folder)
    other = open_window()
    assert other.window.files.left_behind() == ()
    other.window.recovery.offer()
    assert not other.window.recovery.bar.isVisible()


@pytest.mark.parametrize("meanwhile", [False, True])
def test_recovered_work_is_saved_unasked_only_over_what_it_was_made_from(
    hand: Hand, folder: Path, stored: Path, meanwhile: bool
) -> None:
    os.utime(stored, (1, 1))
    _leave_behind(folder, stored)
    if meanwhile:
        storage.save(new_project("Theirs"), stored)
        os.utime(stored, (4e9, 4e9))
    (work,) = hand.window.files.left_behind()
    hand.window.files.recover(work)
    if meanwhile:
        with pytest.raises(storage.ChangedError):
            hand.window.files.save(stored)
    else:
        assert hand.window.files.save(stored)
    assert storage.load(stored).project.title == ("Theirs" if meanwhile else "Small stream")


def _leave_behind(folder: Path, file: Path = Path("/somewhere/work.mopsmap")) -> None:
    """A journal whose process is gone: its lock is nobody's."""
    journal = storage.Journal(folder)
    journal.write(small_project(), file, "Rename step")
    assert journal._lock is not None
    os.close(journal._lock)
    journal._lock = None


def test_not_now_keeps_and_forget_forgets(
    open_window: Callable[[], Hand], folder: Path, qtbot: QtBot
) -> None:
    _leave_behind(folder)
    _leave_behind(folder)
    hand = open_window()
    bar = hand.window.recovery.bar
    hand.window.recovery.offer()
    hand.settle()
    assert bar.words.text().endswith("Last edit: rename step. 1 more follows.")
    hand.key(Key.Key_N, Mod.AltModifier)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert len(hand.window.files.left_behind()) == 2
    before = hand.state()
    hand.window.recovery.offer()
    hand.settle()
    for left in (1, 0):
        hand.key(Key.Key_R, Mod.AltModifier)
        qtbot.waitUntil(lambda left=left: len(hand.window.files.left_behind()) == left)
        assert bar.isVisible() == bool(left)
    assert list(folder.iterdir()) == []
    assert hand.state() == before


def test_work_is_offered_above_the_welcome_screen_and_opens_in_its_place(
    open_window: Callable[[], Hand], folder: Path, qtbot: QtBot
) -> None:
    _leave_behind(folder)
    hand = open_window()
    window, bar = hand.window, hand.window.recovery.bar
    window.helping.welcome()
    window.recovery.offer()
    hand.settle()
    assert window.helping.screen.geometry().top() == bar.geometry().bottom() + 1
    seen = set()
    for _ in range(20):
        hand.key(Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert {*bar.buttons} <= seen
    hand.key(Key.Key_O, Mod.AltModifier)
    qtbot.waitUntil(lambda: not bar.isVisible())
    hand.settle()
    assert hand.names == [step.name for step in small_project().maps[0].steps]
    assert hand.session.modified
    assert not window.helping.welcoming
    assert window.windows.opened == [window]


def test_work_does_not_replace_another_document(
    open_window: Callable[[], Hand], stored: Path, folder: Path
) -> None:
    _leave_behind(folder)
    _leave_behind(folder, stored)
    hand = open_window()
    hand.window.files.open(stored)
    hand.settle()
    windows = hand.window.windows
    hand.window.recovery.offer()
    for _ in range(2):
        hand.window.recovery.bar.open_button.click()
    assert sorted(str(w.session.path) for w in windows.opened) == sorted(
        ["/somewhere/work.mopsmap", str(stored)]
    )
    assert all(w.session.modified for w in windows.opened)
