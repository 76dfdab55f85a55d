"""A language made for tests: English in which every letter has a mark, so that what is cut, put
into other words or into small letters is known, too."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from resources.setup.texts import gather

_SMALL = dict(zip("abcdefghijklmnopqrstuvwxyz", "āƀċđēƒğħīĵķľɱñōƥʠŗšţūṽŵẋŷž", strict=True))
_LETTERS = str.maketrans({**_SMALL, **{a.upper(): b.upper() for a, b in _SMALL.items()}})
_MADE_UP = re.compile(rf"[{''.join(map(chr, _LETTERS))}]+".translate(_LETTERS))
"""A made-up word."""
HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def write_catalog(path: Path, entries: dict[str, str] | None = None) -> Path:
    """A compiled catalog of `entries`, else of all texts of the sources in the made-up language."""
    entries = dict(sorted({"": HEAD, **(entries or _all())}.items()))
    texts, places, said, at = b"", b"", b"", b""
    pairs = [(a.encode(), b.encode()) for a, b in entries.items()]
    start = 28 + 16 * len(pairs)
    every = b"".join(a + b"\0" for a, _b in pairs)
    for a, b in pairs:
        places += struct.pack("<II", len(a), start + len(texts))
        texts += a + b"\0"
        at += struct.pack("<II", len(b), start + len(every) + len(said))
        said += b + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path.write_bytes(head + places + at + texts + said)
    return path


def _all() -> dict[str, str]:
    found = {}
    for text in gather():
        if text.many is None:
            found.setdefault(text.one, _said(text.one))
    for text in gather():
        if text.many is not None:
            found.pop(text.one, None)
            found[f"{text.one}\0{text.many}"] = f"{_said(text.one)}\0{_said(text.many)}"
    return found


_KEPT = re.compile(r"(\{[^{}]*\}|<[^>]*>|&\w+;)")
"""Values, tags and named letters of a text."""


def _said(text: str) -> str:
    parts = _KEPT.split(text)
    return "".join(p if place % 2 else p.translate(_LETTERS) for place, p in enumerate(parts))


def left_in_english(text: str) -> list[str]:
    """What stands between the made-up words of a text: values, signs, and what is in English."""
    found = (part.strip() for part in _MADE_UP.split(text))
    return [part for part in found if any("a" <= sign <= "z" for sign in part.casefold())]
