"""The recovery journal: what a crash leaves behind is offered, what is alive is not."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mopsmap.model import Project, new_project
from mopsmap.storage import Journal, StorageError, recoverable

WRITER = """
import sys
from mopsmap.model import new_project
from mopsmap.storage import Journal

journal = Journal(sys.argv[1])
for number in range(1_000_000):
    journal.write(new_project(f"edit {number}"), "/maps/a.mopsmap", f"Edit {number}")
    print(number, flush=True)
"""


def crash(journal: Journal) -> None:
    """What the end of a process does to a journal: its lock is gone, its files stay."""
    assert journal._lock is not None
    os.close(journal._lock)
    journal._lock = None


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_after_kill_9_at_most_the_last_edit_is_lost(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == 20:
                break
        assert recoverable(tmp_path) == ()
        os.kill(process.pid, signal.SIGKILL)
        last = [20, *(int(line) for line in process.stdout if line.endswith("\n"))][-1]
    (found,) = recoverable(tmp_path)
    assert found.label in (f"Edit {last}", f"Edit {last + 1}")
    assert found.project == new_project(found.label.lower())
    assert found.path == Path("/maps/a.mopsmap")
    assert found.title == "a.mopsmap"
    found.discard()
    assert recoverable(tmp_path) == ()


def test_a_living_journal_is_not_offered(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(new_project(), None, "Add step")
    assert recoverable(tmp_path) == ()
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_a_process_number_used_again_does_not_hide_a_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path, pid=os.getpid())
    journal.write(Project(title="Launch"), None, "Rename")
    crash(journal)
    (found,) = recoverable(tmp_path)
    assert (found.title, found.path, found.label) == ("Launch", None, "Rename")
    assert found.time.tzinfo is not None


def test_two_documents_keep_two_journals_and_the_latest_comes_first(tmp_path: Path) -> None:
    for age, title in enumerate(("new", "old")):
        journal = Journal(tmp_path)
        journal.write(Project(title=title), None, "")
        crash(journal)
        os.utime(journal._file, (1_000_000 - age, 1_000_000 - age))
    assert [found.title for found in recoverable(tmp_path)] == ["new", "old"]


def test_saved_work_is_not_offered_and_later_work_is(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(Project(title="saved"), None, "")
    journal.discard()
    journal.discard()
    crash(journal)
    assert recoverable(tmp_path) == ()

    journal = Journal(tmp_path)
    journal.write(Project(title="saved"), None, "")
    journal.discard()
    journal.write(Project(title="edited"), None, "")
    crash(journal)
    assert [found.title for found in recoverable(tmp_path)] == ["edited"]


def test_a_late_write_of_a_closed_document_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.close()
    journal.write(new_project(), None, "")
    assert list(tmp_path.iterdir()) == []
    journal.close()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"{}\n{}", b"\xff\xfe", b"[" * 100_000, b'{"path": 5}\nnull']
)
def test_damaged_journals_are_skipped(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "1-bad.journal").write_bytes(content)
    (tmp_path / "2-folder.journal").mkdir()
    good = Journal(tmp_path)
    good.write(Project(title="good"), None, "")
    crash(good)
    assert [found.title for found in recoverable(tmp_path)] == ["good"]


def test_no_folder_no_journals(tmp_path: Path) -> None:
    assert recoverable(tmp_path / "gone") == ()
    (tmp_path / "file").touch()
    assert recoverable(tmp_path / "file") == ()
    with pytest.raises(StorageError, match="No recovery journal can be kept"):
        Journal(tmp_path / "file")


def test_a_full_disk_keeps_the_journal_written_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    journal.write(Project(title="before"), None, "")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="cannot be kept: the disk is full"):
        journal.write(Project(title="after"), None, "")
    monkeypatch.undo()
    crash(journal)
    assert [found.title for found in recoverable(tmp_path)] == ["before"]
