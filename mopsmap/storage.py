"""The project file: what it looks like, how it is read without trust and replaced without risk.

Reading: text -> JSON -> migrations -> records; everything that can be wrong becomes one sentence
with the file and the place. Writing: a temporary file beside the old one, which then takes its
place. The recovery journal lives in a folder of its own and never touches the user's file.
"""

from __future__ import annotations

import errno
import json
import math
import os
import secrets
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mopsmap.migrations import CURRENT_VERSION, upgrade
from mopsmap.model import Project
from mopsmap.record import Record
from mopsmap.units import Duration

FORMAT = "mopsmap"
SUFFIX = ".mopsmap"
MAX_BYTES = 100_000_000
LINE_WIDTH = 160
_ESTIMATE_TAGS = {"Duration", "ThreePoint", "Spread"}
_RECORD_WORDS = {
    "maps": "map",
    "roles": "role",
    "steps": "step",
    "flows": "flow",
    "countermeasures": "countermeasure",
    "notes": "note",
}


class StorageError(Exception):
    """A file that cannot be read or written, in one sentence that names file and place."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An opened file. `remarks` are sentences for the user; `read_only` forbids saving over it."""

    project: Project
    path: Path
    read_only: bool
    remarks: tuple[str, ...]


def load(path: str | os.PathLike[str]) -> Loaded:
    """Read a .mopsmap file. Raises StorageError with one sentence; the file is never touched."""
    place = Path(path)
    name = _file_name(place)
    project, newer, remarks = _read_project(_read_text(place, name), name)
    return Loaded(project, place, newer, remarks)


def _file_name(path: Path) -> str:
    """A file's name that can be printed, whatever bytes it holds."""
    shown = path.name or str(path)
    return shown.encode("utf-8", "replace").decode("utf-8")


def _read_text(path: Path, name: str) -> str:
    try:
        kind = path.stat()
        if stat.S_ISDIR(kind.st_mode):
            raise StorageError(f"{name} is a folder, not a file.")
        if not stat.S_ISREG(kind.st_mode):
            raise StorageError(f"{name} is not an ordinary file.")
        with path.open("rb") as file:
            content = b"" if kind.st_size > MAX_BYTES else file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise StorageError(f"{name} cannot be opened: {_reason(error)}.") from error
    if max(kind.st_size, len(content)) > MAX_BYTES:
        size = f"{max(kind.st_size, len(content)) / 1e6:.0f} MB"
        raise StorageError(
            f"{name} is too large ({size}); a MOPsMap file has at most {MAX_BYTES / 1e6:.0f} MB."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StorageError(
            f"{name} is not a MOPsMap file: it is not UTF-8 text (byte {error.start + 1})."
        ) from error


def _reason(error: Exception) -> str:
    """Why the system refused, as the end of a sentence."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeError):
        return "a text holds half a character"
    if not isinstance(error, OSError):
        return "its name cannot be used"
    match error.errno:
        case errno.ENOENT:
            return "it does not exist"
        case errno.EACCES | errno.EPERM:
            return "you have no right to"
        case errno.EROFS:
            return "the disk can only be read"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case errno.ENAMETOOLONG:
            return "its name is too long"
        case errno.ENOTDIR:
            return "a part of its path is not a folder"
        case errno.ELOOP:
            return "its links go round in circles"
    return (error.strerror or "the system refused").lower()


def _read_project(text: str, name: str) -> tuple[Project, bool, tuple[str, ...]]:
    """(project, written by a newer version, remarks)."""
    raw = _parse(text, name)
    version = _version(raw, name)
    newer = version > CURRENT_VERSION
    content = {key: value for key, value in raw.items() if key not in ("format", "version")}
    try:
        content = upgrade(content, version)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise StorageError(f"{name}: the version {version} file is damaged.") from error
    try:
        project = _validated(content, name)
    except StorageError as error:
        if not newer:
            raise
        raise StorageError(
            f"{name} was written by a newer MOPsMap (file version {version}) "
            "and cannot be read by this one: update MOPsMap."
        ) from error
    remarks = []
    if newer:
        remarks.append(
            f"{name} was written by a newer MOPsMap (file version {version}), "
            "so it can be looked at but not saved over."
        )
    unknown = list(_unknown_keys(project, ()))
    if unknown:
        shown = "; ".join(unknown[:5]) + ("; ..." if len(unknown) > 5 else "")
        remarks.append(f"{name} holds keys unknown here, which are kept: {shown}.")
    return project, newer, tuple(remarks)


def _parse(text: str, name: str) -> dict[str, Any]:
    if not text.strip("\0\t\r\n "):
        raise StorageError(f"{name} is empty.")
    doubled: list[tuple[dict[str, Any], str]] = []

    def record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            doubled.append((found, next(key for key in keys if keys.count(key) > 1)))
        return found

    try:
        raw = json.loads(text, object_pairs_hook=record)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            raise StorageError(f"{name} is not a MOPsMap file: it is not JSON text.") from error
        raise StorageError(
            f"{name}: line {error.lineno}, column {error.colno}: "
            f"the JSON text is damaged ({_printable(error.msg)})."
        ) from error
    except RecursionError as error:
        raise StorageError(f"{name} is nested too deeply.") from error
    except ValueError as error:
        raise StorageError(f"{name} holds a number with thousands of digits.") from error
    if not isinstance(raw, dict):
        raise StorageError(f"{name} is not a MOPsMap file: it does not hold a project.")
    if doubled:
        target, key = doubled[0]
        loc = next((loc for loc, value in _values(raw) if value is target), ())
        place = _place(raw, loc)
        raise StorageError(_sentence(name, place, f"the key '{_shown(key)}' occurs twice"))
    return raw


def _version(raw: dict[str, Any], name: str) -> int:
    if raw.get("format") != FORMAT:
        raise StorageError(f'{name} is not a MOPsMap file: its "format" is not "{FORMAT}".')
    version = raw.get("version")
    if type(version) is not int or version < 1:
        raise StorageError(f"{name}: version: a whole number from 1 is needed here.")
    return version


def _validated(content: dict[str, Any], name: str) -> Project:
    # The records are strict, and lists become tuples only where pydantic reads JSON itself.
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
        return Project.model_validate_json(text)
    except ValidationError as error:
        raise StorageError(_first_complaint(content, name, error)) from error
    except (RecursionError, UnicodeEncodeError, ValueError) as error:
        raise StorageError(_unwritable(content, name, error)) from error


def _unwritable(content: dict[str, Any], name: str, error: Exception) -> str:
    """Why a value is no JSON: too deep, half a character, not a finite number."""
    if isinstance(error, RecursionError):
        return f"{name} is nested too deeply."
    for loc, value in _values(content):
        if isinstance(value, float) and not math.isfinite(value):
            return _sentence(name, _place(content, loc), "the number is not finite")
        texts = [value] if isinstance(value, str) else list(value) if type(value) is dict else []
        if any(_broken(text) for text in texts):
            return _sentence(name, _place(content, loc), "the text holds half a character")
    return f"{name} holds a value that cannot be read."


def _broken(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _values(raw: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value of a JSON tree with its place, without recursion, in file order."""
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), raw)]
    while todo:
        loc, value = todo.pop()
        yield loc, value
        if isinstance(value, dict):
            todo.extend(((*loc, key), inner) for key, inner in reversed(value.items()))
        elif isinstance(value, list):
            count = range(len(value) - 1, -1, -1)
            todo.extend(((*loc, number), value[number]) for number in count)


def _sentence(name: str, place: str, what: str) -> str:
    ending = "" if what.endswith((".", "?", "!")) else "."
    return f"{name}: {place}: {what}{ending}" if place else f"{name}: {what}{ending}"


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _shown(value: object) -> str:
    """A value short enough to stand in a sentence."""
    text = _printable(value if isinstance(value, str) else json.dumps(value, default=str)[:200])
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= 40 else text[:39] + "\u2026"


def _place(raw: Any, loc: tuple[str | int, ...]) -> str:
    """Where in the file, as people look for it: map 'as-is', step 'build' (Build e-mails), ..."""
    words: list[str] = []
    current, key = raw, ""
    for part in loc:
        if isinstance(part, int) and isinstance(current, list):
            current = current[part]
            words[-1:] = [_member(key, part, current)]
        elif part not in _ESTIMATE_TAGS:
            key = str(part)
            current = current.get(part) if isinstance(current, dict) else None
            words.append(_shown(key))
    return ", ".join(words)


def _member(key: str, number: int, value: Any) -> str:
    word = _RECORD_WORDS.get(key)
    if word is None or not isinstance(value, dict):
        return f"{_shown(key)}[{number}]"
    called = value.get("name")
    name = f" ({_shown(called)})" if isinstance(called, str) and called else ""
    known = value.get("id")
    if isinstance(known, str) and known:
        return f"{word} '{_shown(known)}'{name}"
    return f"{word} number {number + 1}{name}"


def _first_complaint(content: dict[str, Any], name: str, error: ValidationError) -> str:
    complaints = error.errors(include_url=False)
    first = complaints[0]
    loc = first["loc"]
    if first["type"] == "missing":
        loc = loc[:-1]
    what = _complaint(first)
    more = len(complaints) - 1
    if more:
        what = f"{what.rstrip('.')} (and {more} more {'fault' if more == 1 else 'faults'})"
    return _sentence(name, _place(content, loc), what)


def _complaint(found: Any) -> str:
    """What pydantic found, in plain words."""
    limits = found.get("ctx", {})
    value = _shown(found["input"])
    limit = next((f"{limits[key]:,g}" for key in ("gt", "ge", "lt", "le") if key in limits), "")
    match found["type"]:
        case "missing":
            return f"'{found['loc'][-1]}' is missing"
        case "value_error":
            text = str(limits["error"])
            return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
        case "string_type":
            return f"text in quotes is needed here, not {value}"
        case "string_too_short":
            return "a text is needed here, not an empty one"
        case "string_too_long":
            return f"the text is longer than {limits['max_length']} characters"
        case "float_type":
            return f"a number is needed here, not {value}"
        case "int_type" | "int_from_float":
            return f"a whole number is needed here, not {value}"
        case "finite_number" | "int_parsing_size":
            return "the number is too large"
        case "greater_than":
            return f"{value} must be more than {limit}"
        case "greater_than_equal":
            return f"{value} must be at least {limit}"
        case "less_than":
            return f"{value} must be less than {limit}"
        case "less_than_equal":
            return f"{value} must be at most {limit}"
        case "literal_error":
            return f"'{value}' is none of {limits['expected']}"
        case "tuple_type":
            return f"a list in brackets is needed here, not {value}"
        case "model_type" | "dict_type":
            return f"a record in braces is needed here, not {value}"
        case "json_invalid":
            return "it is nested too deeply or damaged"
    return str(found["msg"])


def _unknown_keys(record: Record, place: tuple[str, ...]) -> Iterator[str]:
    for key in record.model_extra or {}:
        where = f" ({', '.join(place)})" if place else ""
        yield f"'{_shown(key)}'{where}"
    for key, _default in _fields(type(record)):
        value = getattr(record, key)
        if isinstance(value, Record):
            yield from _unknown_keys(value, (*place, key))
        elif isinstance(value, tuple):
            for number, member in enumerate(value):
                if isinstance(member, Record):
                    yield from _unknown_keys(member, (*place, _record_place(key, number, member)))


def _record_place(key: str, number: int, record: Record) -> str:
    known = {"id": getattr(record, "id", None), "name": getattr(record, "name", None)}
    return _member(key, number, known)


@cache
def _fields(record_type: type[Record]) -> tuple[tuple[str, Any], ...]:
    """(name, default) of each field; a field without default has the ellipsis."""
    return tuple(
        (name, ... if field.is_required() else field.get_default())
        for name, field in record_type.model_fields.items()
    )


def dump(project: Project) -> str:
    """The project as the text of a file: JSON in stable order, one record a line where it fits."""
    lines = _formatted(_document(project), 0, 0)
    return lines + "\n"


def _document(project: Project) -> dict[str, Any]:
    return {"format": FORMAT, "version": CURRENT_VERSION, **_plain(project)}


def _plain(value: Any) -> Any:
    """A record as JSON holds it: defaults left out, times as exact text, unknown keys last."""
    if isinstance(value, Record):
        content = {
            name: _plain(inner)
            for name, default in _fields(type(value))
            if (inner := getattr(value, name)) != default
        }
        return {**content, **(value.model_extra or {})}
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, Duration):
        return f"{_plain_text(value.value)} {value.unit}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _plain_text(number: float) -> str:
    """The shortest decimal text that gives back the same number, without an exponent."""
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(float(number))), "f")


def _formatted(value: Any, depth: int, lead: int) -> str:
    """JSON text; `lead` is what already stands on the line. Depth 0 is the document, 1 the list of
    maps, 2 a map, 3 its lists of records: those are always broken up."""
    broken_up = (isinstance(value, dict) and depth in (0, 2)) or (
        isinstance(value, list) and depth in (1, 3) and any(isinstance(v, dict) for v in value)
    )
    if not broken_up or not value:
        line = json.dumps(value, ensure_ascii=False, allow_nan=False)
        if not isinstance(value, dict | list) or not value or lead + len(line) <= LINE_WIDTH:
            return line
    inner = "  " * (depth + 1)
    if isinstance(value, dict):
        members = []
        for key, member in value.items():
            start = f"{inner}{json.dumps(key, ensure_ascii=False)}: "
            members.append(start + _formatted(member, depth + 1, len(start) + 1))
        opening, closing = "{", "}"
    else:
        members = [inner + _formatted(member, depth + 1, len(inner) + 1) for member in value]
        opening, closing = "[", "]"
    return opening + "\n" + ",\n".join(members) + "\n" + "  " * depth + closing


def save(project: Project, path: str | os.PathLike[str]) -> None:
    """Write a .mopsmap file in one piece; what was there before stays beside it as `*.bak`.

    Links are followed and the permissions of an existing file kept. Raises StorageError with one
    sentence, and then the old file is untouched and nothing else is left behind.
    """
    shown = _file_name(Path(path))
    try:
        content = dump(project).encode()
        target = Path(os.path.realpath(path))
        _check_target(target, shown)
        _replace(target, content, keep_previous=True)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise StorageError(f"{shown} cannot be saved: its folder does not exist.") from error
        raise StorageError(f"{shown} cannot be saved: {_reason(error)}.") from error
    except (ValueError, RecursionError) as error:
        raise StorageError(f"{shown} cannot be saved: {_reason(error)}.") from error


def _check_target(target: Path, shown: str) -> None:
    if target.is_dir():
        raise StorageError(f"{shown} cannot be saved: it is a folder.")
    if target.exists():
        if not target.is_file():
            raise StorageError(f"{shown} cannot be saved: it is not an ordinary file.")
        if not os.access(target, os.W_OK):
            raise StorageError(f"{shown} cannot be saved: you have no right to.")


def _replace(target: Path, content: bytes, keep_previous: bool) -> None:
    """Put `content` in the place of `target`, all of it or nothing. Raises OSError."""
    token = secrets.token_hex(6)
    fresh = target.with_name(f".mopsmap-{token}.tmp")
    previous = target.with_name(f".mopsmap-{token}.bak")
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


class Journal:
    """What keeps the unsaved work of one open document safe from a crash.

    The lock belongs to the process and dies with it: a journal that nobody holds is offered by
    `recoverable`, whatever process numbers are used again. Safe to call from several threads.
    """

    def __init__(self, folder: str | os.PathLike[str], pid: int | None = None) -> None:
        """Raises StorageError where the folder cannot be used."""
        number = os.getpid() if pid is None else pid
        self._one_at_a_time = threading.Lock()
        self._file = Path(folder) / f"{number}-{secrets.token_hex(8)}{_JOURNAL}"
        self._lock: int | None = None
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _hold_new(self._file.with_suffix(_LOCK))
        except OSError as error:
            raise StorageError(f"No recovery journal can be kept: {_reason(error)}.") from error

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
                    _replace(self._file, content, keep_previous=False)
        except (OSError, ValueError, RecursionError) as error:
            raise StorageError(f"The recovery journal cannot be kept: {_reason(error)}.") from error

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

    def discard(self) -> None:
        """Forget it, once it is recovered and kept elsewhere, or not wanted."""
        for file in (self.journal, self.journal.with_suffix(_LOCK)):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def recoverable(folder: str | os.PathLike[str]) -> tuple[Recovered, ...]:
    """The journals whose process is gone, latest first. Damaged ones are skipped. Never raises."""
    found = []
    try:
        files = sorted(Path(folder).glob(f"*{_JOURNAL}"))
    except (OSError, ValueError):
        return ()
    for file in files:
        with suppress(OSError, StorageError):
            if not _held(file.with_suffix(_LOCK)):
                found.append(_recovered(file))
    return tuple(sorted(found, key=lambda one: one.time, reverse=True))


def _recovered(file: Path) -> Recovered:
    head_text, _, text = _read_text(file, file.name).partition("\n")
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


_JOURNAL = ".journal"
_LOCK = ".lock"


def _hold_new(path: Path) -> int:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        _lock(handle)
    except OSError:
        os.close(handle)
        raise
    return handle


def _held(path: Path) -> bool:
    """Whether a living process holds this lock."""
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
