"""The project file: what it looks like, how it is read without trust and replaced without risk.

Reading: text -> JSON -> migrations -> records; everything that can be wrong becomes one sentence
with the file and the place. Writing: a temporary file beside the old one, which then takes its
place. The recovery journal lives in a folder of its own and never touches the user's file.
"""

from __future__ import annotations

import json
import os
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mopsmap.complaints import (
    deep_line,
    first_complaint,
    long_number_line,
    member_words,
    place_words,
    sentence,
    system_reason,
    unwritable,
    values,
)
from mopsmap.disk import (
    clear_leftovers,
    held,
    hold_new,
    replace_file,
    stamp,
    stamp_of,
    temporary_beside,
)
from mopsmap.file_text import as_json, fields_of, laid_out
from mopsmap.language import Sentence
from mopsmap.language import translated as _
from mopsmap.migrations import CURRENT_VERSION, upgrade
from mopsmap.model import Project
from mopsmap.record import Record
from mopsmap.refusals import printable, short

FORMAT = "mopsmap"
SUFFIX = ".mopsmap"
MAX_BYTES = 100_000_000
_JOURNAL, _TEMPORARY, _LOCK = ".journal", ".tmp", ".lock"


class StorageError(Sentence):
    """A file that cannot be read or written, in one sentence that names file and place."""


class ChangedError(StorageError):
    """A file that is not saved over, as it no longer holds what was read from it or saved."""


def _not_ours(name: str, reason: str) -> StorageError:
    return StorageError(_("{name} is not a MOPsMap file: {reason}."), name=name, reason=reason)


def _in_line(name: str, line: int, reason: str) -> StorageError:
    return StorageError(_("{name}: line {line}: {reason}."), name=name, line=line, reason=reason)


def _unsaved(name: str, reason: str) -> StorageError:
    return StorageError(_("{name} cannot be saved: {reason}."), name=name, reason=reason)


@dataclass(frozen=True, slots=True)
class Loaded:
    """An opened file. `remarks` are sentences for the user; `read_only` forbids saving over it.

    `stamp` tells what the file held from anything that is put into it later.
    """

    project: Project
    path: Path
    read_only: bool
    remarks: tuple[str, ...]
    stamp: str


def load(path: str | os.PathLike[str], shown: str | None = None) -> Loaded:
    """Read a .mopsmap file. Raises StorageError with one sentence; the file is never touched.

    `shown` is what sentences call the file; by default its name, and the whole path of what is not
    recognized by its name.
    """
    place = Path(path)
    name = shown or _file_name(place)
    content = _read_bytes(place, name)
    project, newer, remarks = _read_project(_text(content, name), name)
    return Loaded(project, place, newer, remarks, stamp_of(content))


def _file_name(path: Path) -> str:
    """What to call a file, printable whatever bytes its name holds."""
    shown = path.name if path.is_absolute() and path.suffix else str(path)
    return shown.encode("utf-8", "replace").decode("utf-8")


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        kind = path.stat()
        if stat.S_ISDIR(kind.st_mode):
            raise StorageError(_("{name} is a folder, not a file."), name=name)
        if not stat.S_ISREG(kind.st_mode):
            raise StorageError(_("{name} is not an ordinary file."), name=name)
        _refuse_size(kind.st_size, name)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise StorageError(
            _("{name} cannot be opened: {reason}."), name=name, reason=system_reason(error)
        ) from error
    _refuse_size(len(content), name)  # it may have grown meanwhile
    return content


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_ours(
            name, _("it is not UTF-8 text (byte {number})").format(number=error.start + 1)
        ) from error


def _refuse_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise StorageError(
            _("{name} is too large ({size} MB); a MOPsMap file has at most {most} MB."),
            name=name,
            size=f"{size / 1000000.0:.0f}",
            most=f"{MAX_BYTES / 1000000.0:.0f}",
        )


def _read_project(text: str, name: str) -> tuple[Project, bool, tuple[str, ...]]:
    """(project, written by a newer version, remarks)."""
    raw = _parse(text, name)
    version = _version(raw, name)
    newer = version > CURRENT_VERSION
    content = {key: value for key, value in raw.items() if key not in ("format", "version")}
    try:
        content = upgrade(content, version)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise StorageError(
            _("{name}: the version {version} file is damaged."), name=name, version=version
        ) from error
    try:
        project = _validated(content, name)
    except StorageError as error:
        if not newer:
            raise
        raise StorageError(
            _(
                "{name} was written by a newer MOPsMap (file version {version}) and cannot be "
                "read by this one: update MOPsMap."
            ),
            name=name,
            version=short(version),
        ) from error
    remarks = []
    if newer:
        said = _(
            "{name} was written by a newer MOPsMap (file version {version}), so it can be looked "
            "at but not saved over."
        )
        remarks.append(said.format(name=name, version=short(version)))
    unknown = list(_unknown_keys(project, ()))
    if unknown:
        shown = "; ".join(unknown[:5]) + ("; ..." if len(unknown) > 5 else "")
        said = _("{name} holds keys unknown here, which are kept: {keys}.")
        remarks.append(said.format(name=name, keys=shown))
    return project, newer, tuple(remarks)


def _parse(text: str, name: str) -> dict[str, Any]:
    if not text.strip("\0\t\r\n "):
        raise StorageError(_("{name} is empty."), name=name)
    doubled: list[tuple[dict[str, Any], str]] = []

    def record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _value in pairs)
            doubled.append((found, next(key for key in counts if counts[key] > 1)))
        return found

    try:
        raw = json.loads(text, object_pairs_hook=record)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            raise _not_ours(name, _("it is not JSON text")) from error
        raise StorageError(
            _("{name}: line {line}, column {column}: the JSON text is damaged ({reason})."),
            name=name,
            line=error.lineno,
            column=error.colno,
            reason=printable(error.msg),
        ) from error
    except RecursionError as error:
        raise _in_line(name, deep_line(text), _("it is nested too deeply")) from error
    except ValueError as error:
        reason = _("a number has thousands of digits")
        raise _in_line(name, long_number_line(text), reason) from error
    if not isinstance(raw, dict):
        raise _not_ours(name, _("it does not hold a project"))
    if doubled:
        target, key = doubled[0]
        loc = next((loc for loc, value in values(raw) if value is target), ())
        place = place_words(raw, loc)
        raise StorageError(
            sentence(name, place, _("the key '{key}' occurs twice").format(key=short(key)))
        )
    return raw


def _version(raw: dict[str, Any], name: str) -> int:
    if raw.get("format") != FORMAT:
        raise _not_ours(name, _('its "format" is not "{format}"').format(format=FORMAT))
    version = raw.get("version")
    if type(version) is not int or version < 1:
        raise StorageError(_("{name}: version: a whole number from 1 is needed here."), name=name)
    return version


def _validated(content: dict[str, Any], name: str) -> Project:
    # The records are strict, and lists become tuples only where pydantic reads JSON itself.
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
        return Project.model_validate_json(text)
    except ValidationError as error:
        raise StorageError(first_complaint(content, name, error)) from error
    except (RecursionError, UnicodeEncodeError, ValueError) as error:
        raise StorageError(unwritable(content, name, error)) from error


def _unknown_keys(record: Record, place: tuple[str, ...]) -> Iterator[str]:
    for key in record.model_extra or {}:
        where = f" ({', '.join(place)})" if place else ""
        yield f"'{short(key)}'{where}"
    for key, _default in fields_of(type(record)):
        value = getattr(record, key)
        if isinstance(value, Record):
            yield from _unknown_keys(value, (*place, key))
        elif isinstance(value, tuple):
            for number, member in enumerate(value):
                if isinstance(member, Record):
                    yield from _unknown_keys(member, (*place, _record_place(key, number, member)))


def _record_place(key: str, number: int, record: Record) -> str:
    known = {"id": getattr(record, "id", None), "name": getattr(record, "name", None)}
    return member_words(key, number, known)


def dump(project: Project) -> str:
    """The project as the text of a file: JSON in stable order, one record a line where it fits."""
    lines = laid_out(_document(project), 0, 0)
    return lines + "\n"


def _document(project: Project) -> dict[str, Any]:
    return {"format": FORMAT, "version": CURRENT_VERSION, **as_json(project)}


def save(
    project: Project,
    path: str | os.PathLike[str],
    known: str | None = None,
    shown: str | None = None,
) -> str:
    """Write a .mopsmap file in one piece; what was there before stays beside it as `*.bak`.

    Returns the stamp of what was written. With `known`, the stamp of what the file should hold, a
    file that holds something else raises ChangedError; None means that anything may be replaced
    but a file of a newer version. Links are followed and the permissions of an existing file kept.
    Raises StorageError with one sentence, in which the file is called `shown` as in `load`; then
    the old file is untouched and nothing else is left behind.
    """
    shown = shown or _file_name(Path(path))
    try:
        content = dump(project).encode()
        target = Path(os.path.realpath(path))
        _check_target(target, shown)
        _check_content(target, shown, known)
        clear_leftovers(target)
        with temporary_beside(target) as fresh:
            replace_file(target, content, fresh, keep_previous=True)
        return stamp_of(content)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise _unsaved(shown, _("its folder does not exist")) from error
        raise _unsaved(shown, system_reason(error)) from error
    except (ValueError, RecursionError) as error:
        raise _unsaved(shown, system_reason(error)) from error


def clear_unfinished(path: str | os.PathLike[str]) -> None:
    """Remove the temporary files that saves of this file left when their process was killed."""
    with suppress(OSError, ValueError):
        clear_leftovers(Path(os.path.realpath(path)))


def _check_target(target: Path, shown: str) -> None:
    if target.is_dir():
        raise _unsaved(shown, _("it is a folder"))
    if target.exists():
        if not target.is_file():
            raise _unsaved(shown, _("it is not an ordinary file"))
        if not os.access(target, os.W_OK):
            raise _unsaved(shown, _("you have no right to"))


def _check_content(target: Path, shown: str, known: str | None) -> None:
    holds = stamp(target)
    if holds in ("", known):
        return
    try:
        version = _version(_parse(_text(_read_bytes(target, shown), shown), shown), shown)
    except StorageError:
        version = 0  # no project at all
    if version > CURRENT_VERSION:
        raise StorageError(
            _(
                "{shown} was written by a newer MOPsMap (file version {version}) and is not "
                "saved over: choose another name."
            ),
            shown=shown,
            version=short(version),
        )
    if known is not None:
        raise ChangedError(
            _(
                "{shown} was changed by another window or program since it was opened or saved "
                "here."
            ),
            shown=shown,
        )


class Journal:
    """What keeps the unsaved work of one open document safe from a crash.

    The lock belongs to the process and dies with it: a journal that nobody holds is offered by
    `recoverable`, whatever process numbers are used again. Safe to call from several threads.
    """

    def __init__(self, folder: str | os.PathLike[str], pid: int | None = None) -> None:
        """Raises StorageError where the folder cannot be used."""
        number = os.getpid() if pid is None else pid
        self._one_at_a_time = threading.Lock()
        self._file = Path(folder) / f"{number}-{os.urandom(8).hex()}{_JOURNAL}"
        self._lock: int | None = None
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = hold_new(self._file.with_suffix(_LOCK))
        except OSError as error:
            raise StorageError(
                _("No recovery journal can be kept: {reason}."), reason=system_reason(error)
            ) from error

    def write(
        self, project: Project, path: str | os.PathLike[str] | None = None, label: str = ""
    ) -> None:
        """Keep this state; `path` is the user's file if there is one, `label` the last edit.

        Raises StorageError. After `close` nothing is written.
        """
        head = {"path": None if path is None else os.fspath(path), "label": label}
        try:
            lines = [json.dumps(head), json.dumps(_document(project), ensure_ascii=False)]
            content = "\n".join(lines).encode()
            with self._one_at_a_time:
                if self._lock is not None:
                    replace_file(self._file, content, self._file.with_suffix(_TEMPORARY))
        except (OSError, ValueError, RecursionError) as error:
            raise StorageError(
                _("The recovery journal cannot be kept: {reason}."), reason=system_reason(error)
            ) from error

    def discard(self) -> None:
        """Forget what was written, because it is saved or was given up; writing may go on."""
        with self._one_at_a_time, suppress(OSError):
            self._file.unlink(missing_ok=True)

    def close(self) -> None:
        """Forget what was written and end this journal, as when its document is closed."""
        self.discard()
        with self._one_at_a_time:
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None
                with suppress(OSError):
                    self._file.with_suffix(_LOCK).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Recovered:
    """Work that a crash left behind: `path` is the user's file, None where there was none yet."""

    project: Project
    path: Path | None
    label: str
    time: datetime
    journal: Path

    @property
    def title(self) -> str:
        """What to call it when asking the user."""
        return self.path.name if self.path is not None else self.project.title or "Untitled"

    @property
    def known(self) -> str:
        """The stamp of the user's file; "" where it is gone or was changed after this work."""
        try:
            if self.path is None or self.path.stat().st_mtime > self.time.timestamp():
                return ""
            return stamp(self.path)
        except OSError:
            return ""

    def discard(self) -> None:
        """Forget it, once it is recovered and kept elsewhere, or not wanted."""
        for suffix in (_JOURNAL, _TEMPORARY, _LOCK):
            with suppress(OSError):
                self.journal.with_suffix(suffix).unlink(missing_ok=True)


def recoverable(folder: str | os.PathLike[str]) -> tuple[Recovered, ...]:
    """The journals whose process is gone, latest first. Damaged ones are skipped. Never raises."""
    found = []
    try:
        files = sorted(Path(folder).glob(f"*{_JOURNAL}"))
    except (OSError, ValueError):
        return ()
    for file in files:
        with suppress(OSError, StorageError):
            if not held(file.with_suffix(_LOCK)):
                found.append(_recovered(file))
    return tuple(sorted(found, key=lambda one: one.time, reverse=True))


def _recovered(file: Path) -> Recovered:
    head_text, _, text = _text(_read_bytes(file, file.name), file.name).partition("\n")
    head = _parse(head_text, file.name)
    path, label = head.get("path"), head.get("label")
    project, _newer, _remarks = _read_project(text, file.name)
    return Recovered(
        project=project,
        path=Path(path) if isinstance(path, str) else None,
        label=label if isinstance(label, str) else "",
        time=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        journal=file,
    )
