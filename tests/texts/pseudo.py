"""A language made for tests: every text stands between ⟦ and ⟧, with its values in place."""

from __future__ import annotations

import struct
from pathlib import Path

from resources.setup.texts import gather

OPEN, CLOSE = "⟦", "⟧"
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


def _said(text: str) -> str:
    return f"{OPEN}{text}{CLOSE}"


def left_in_english(text: str, allowed: frozenset[str] = frozenset()) -> str:
    """What of a text stands outside of the brackets and holds a word; "" where nothing does.

    Values within a text, such as names and figures, are no matter: they stand inside.
    """
    rest, depth = "", 0
    for sign in text:
        depth += sign == OPEN
        rest += sign if depth == 0 else ""
        depth -= sign == CLOSE
        if depth < 0:  # the end of a text that was cut into lines
            rest, depth = "", 0
    rest = rest.strip()
    if not any(sign.isalpha() for sign in rest) or rest in allowed:
        return ""
    return rest
