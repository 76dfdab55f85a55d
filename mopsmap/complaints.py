"""What people read about a wrong file: where in it, as they would look for it, and what is wrong.

Turns places in raw JSON, the findings of pydantic and refusals of the system into plain words.
"""

from __future__ import annotations

import errno
import math
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.refusals import found_wrong, short

Place = tuple[str | int, ...]
"""Keys and list positions from the outside in."""

_ESTIMATE_TAGS = {"Duration", "ThreePoint", "Spread"}
_RECORD_WORDS = {
    "maps": (_("map '{id}'"), _("map number {number}")),
    "roles": (_("role '{id}'"), _("role number {number}")),
    "steps": (_("step '{id}'"), _("step number {number}")),
    "flows": (_("flow '{id}'"), _("flow number {number}")),
    "countermeasures": (_("countermeasure '{id}'"), _("countermeasure number {number}")),
    "notes": (_("note '{id}'"), _("note number {number}")),
}
"""A record by its id, and one that has none by its place in the list."""


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{\]}]|\d{1000,}', re.DOTALL)
"""Of JSON text: a text, a bracket, or a number with too many digits."""


def deep_line(text: str) -> int:
    """The line of JSON text at which the most brackets and braces are open."""
    depth = most = at = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > most:
            most, at = depth, token.start()
    return text.count("\n", 0, at) + 1


def long_number_line(text: str) -> int:
    """The line of JSON text with the first number of a thousand digits or more."""
    found = (token.start() for token in _TOKEN.finditer(text) if token[0][0].isdigit())
    return text.count("\n", 0, next(found, 0)) + 1


def unwritable(content: dict[str, Any], name: str, error: Exception) -> str:
    """Why a value cannot be JSON: too deep, half a character, not a finite number."""
    if isinstance(error, RecursionError):
        return _("{name} is nested too deeply.").format(name=name)
    for loc, value in values(content):
        if isinstance(value, float) and not math.isfinite(value):
            return sentence(name, place_words(content, loc), _("the number is not finite"))
        texts = [value] if isinstance(value, str) else list(value) if type(value) is dict else []
        if any(_broken(text) for text in texts):
            return sentence(name, place_words(content, loc), _("the text holds half a character"))
    return _("{name} holds a value that cannot be read.").format(name=name)


def _broken(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def values(raw: Any) -> Iterator[tuple[Place, Any]]:
    """Every value of a JSON tree with its place, without recursion, in file order."""
    todo: list[tuple[Place, Any]] = [((), raw)]
    while todo:
        loc, value = todo.pop()
        yield loc, value
        if isinstance(value, dict):
            todo.extend(((*loc, key), inner) for key, inner in reversed(value.items()))
        elif isinstance(value, list):
            count = range(len(value) - 1, -1, -1)
            todo.extend(((*loc, number), value[number]) for number in count)


def sentence(name: str, place: str, what: str) -> str:
    """File, place and fault as one sentence; `place` may be empty."""
    ending = "" if what.endswith((".", "?", "!")) else "."
    return f"{name}: {place}: {what}{ending}" if place else f"{name}: {what}{ending}"


def place_words(raw: Any, loc: Place) -> str:
    """Where in the file, as people look for it: map 'as-is', step 'build' (Build e-mails), ..."""
    words: list[str] = []
    current, key = raw, ""
    for part in loc:
        if isinstance(part, int) and isinstance(current, list):
            current = current[part]
            words[-1:] = [member_words(key, part, current)]
        elif part not in _ESTIMATE_TAGS:
            key = str(part)
            current = current.get(part) if isinstance(current, dict) else None
            words.append(short(key))
    return ", ".join(words)


def member_words(key: str, number: int, value: Any) -> str:
    """One member of a list: a record by its kind, id and name, else by key and number."""
    words = _RECORD_WORDS.get(key)
    if words is None or not isinstance(value, dict):
        return f"{short(key)}[{number}]"
    called = value.get("name")
    name = f" ({short(called)})" if isinstance(called, str) and called else ""
    known = value.get("id")
    if isinstance(known, str) and known:
        return words[0].format(id=short(known)) + name
    return words[1].format(number=number + 1) + name


def first_complaint(content: dict[str, Any], name: str, error: ValidationError) -> str:
    """The first fault pydantic found in `content`, and how many more there are."""
    complaints = error.errors(include_url=False)
    first = complaints[0]
    loc = first["loc"]
    if first["type"] == "missing":
        loc = loc[:-1]
    what = found_wrong(first)
    more = len(complaints) - 1
    if more:
        what = counted(
            more,
            "{what} (and {n} more fault)",
            "{what} (and {n} more faults)",
            what=what.rstrip("."),
        )
    return sentence(name, place_words(content, loc), what)


def system_reason(error: Exception) -> str:
    """Why the system refused, as the end of a sentence."""
    if isinstance(error, RecursionError):
        return _("it is nested too deeply")
    if isinstance(error, UnicodeError):
        return _("a text holds half a character")
    if not isinstance(error, OSError):
        return _("its name cannot be used")
    match error.errno:
        case errno.ENOENT:
            return _("it does not exist")
        case errno.EACCES | errno.EPERM:
            return _("you have no right to")
        case errno.EROFS:
            return _("the disk can only be read")
        case errno.ENOSPC | errno.EDQUOT:
            return _("the disk is full")
        case errno.ENAMETOOLONG:
            return _("its name is too long")
        case errno.ENOTDIR:
            return _("a part of its path is not a folder")
        case errno.ELOOP:
            return _("its links go round in circles")
    return error.strerror.lower() if error.strerror else _("the system refused")
