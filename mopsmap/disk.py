"""Files on the disk: replaced in one piece, told apart by what they hold, locked by who lives."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = ".lock"


def stamp_of(content: bytes) -> str:
    """What tells this content from any other."""
    return hashlib.sha256(content).hexdigest()


def stamp(path: Path) -> str:
    """The stamp of what a file holds now; "" where there is no file. Raises OSError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


@contextmanager
def temporary_beside(target: Path) -> Iterator[Path]:
    """A new name in the folder of `target` to write it under, and with other endings.

    Until the end a lock tells that this process lives. Raises OSError.
    """
    fresh = target.with_name(f"{_mark(target)}{os.urandom(6).hex()}.tmp")
    lock = fresh.with_suffix(_LOCK)
    handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with suppress(OSError):  # some disks know no locks: nothing is ever left over there
            _lock(handle)
        yield fresh
    finally:
        os.close(handle)
        with suppress(OSError):
            lock.unlink(missing_ok=True)


def clear_leftovers(target: Path) -> None:
    """Remove what processes that are gone left of `temporary_beside` of this target."""
    with suppress(OSError):
        for file in sorted(target.parent.glob(f"{_mark(target)}*")):
            with suppress(OSError):
                if not held(file.with_suffix(_LOCK)):
                    file.unlink(missing_ok=True)


def _mark(target: Path) -> str:
    # a digest, as the name itself may be as long as names can be
    return f".mopsmap-{stamp_of(os.fsencode(target.name))[:12]}-"


def replace_file(target: Path, content: bytes, fresh: Path, keep_previous: bool = False) -> None:
    """Put `content` in the place of `target`, all of it or nothing. Raises OSError.

    `fresh` is the temporary file, in the same folder and new. What was there before may be kept
    beside it as `*.bak`.
    """
    previous = fresh.with_suffix(".bak")
    try:
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            fresh.chmod(stat.S_IMODE(target.stat().st_mode))
            if keep_previous:
                _second_name(target, previous)
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        previous.unlink(missing_ok=True)
        raise
    # From here on the file is saved: what fails now must not look like a failed save.
    with suppress(OSError):
        if previous.exists():
            previous.replace(target.with_name(target.name + ".bak"))
        _sync_folder(target.parent)
    previous.unlink(missing_ok=True)


def _second_name(target: Path, other: Path) -> None:
    """The same content under another name: a link where the disk knows links, else a copy."""
    try:
        other.hardlink_to(target)
    except OSError:
        shutil.copy2(target, other)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hold_new(path: Path) -> int:
    """Make a lock file and hold it as long as the handle is open. Raises OSError."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        _lock(handle)
    except OSError:
        os.close(handle)
        raise
    return handle


def held(path: Path) -> bool:
    """Whether a living process holds this lock. Raises OSError."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        _lock(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
else:
    import fcntl

    def _lock(handle: int) -> None:
        # flock and not lockf: it also holds against other handles of the same process.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
