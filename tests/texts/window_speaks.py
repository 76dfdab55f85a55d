"""Lists what the window leaves in English in the made-up language, by the file that says it.

`python -m tests.texts.window_speaks [words of screens]` goes through the screens of `tests.screens`
without painting them into files. Names of samples are no texts of ours and left out.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from mopsmap import language
from tests.texts.pseudo import left_in_english, write_catalog

HERE = Path(__file__).resolve().parents[2]
KEYS = {"Ctrl", "Shift", "Alt", "Enter", "Esc", "Del", "Space", "Tab", "Home", "End", "Up", "Down",
        "Left", "Right", "PgUp", "PgDown", "Return", "Backspace", "Meta", "Ins"}  # fmt: skip
SAME = {"VA", "BNVA", "NVA", "MOPsMap", "Excel", "CSV", "PNG", "SVG", "PDF", "xlsx", "csv",
        "mopsmap", "EUR", "USD", "min", "VSM", "ID", *KEYS}  # fmt: skip
"""Words that are the same in every language."""
ASKED = ("text", "title", "placeholderText", "windowTitle", "accessibleName", "toolTip",
         "accessibleDescription", "statusTip", "whatsThis", "toPlainText")  # fmt: skip
"""What widgets and actions are asked for."""
LEAST = 3
"""Letters of a word; shorter ones are units and signs."""


def texts_of(widget: object) -> Iterator[str]:
    """Every text that one widget or action shows or tells."""
    for name in ASKED:
        ask = getattr(widget, name, None)
        if callable(ask):
            try:
                said = ask()
            except TypeError:  # wants to be asked about an item
                continue
            if isinstance(said, str):
                yield re.sub(r"<[^>]*>", " ", said)
    for number, one in (("count", "itemText"), ("count", "tabText")):
        if hasattr(widget, one):
            yield from (getattr(widget, one)(i) for i in range(getattr(widget, number)()))


def heads_of(model: object) -> Iterator[str]:
    """The titles of a table's columns."""
    from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt

    if isinstance(model, QAbstractItemModel) and not isinstance(model, QAbstractListModel):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                said = model.headerData(column, Qt.Orientation.Horizontal, role)
                if isinstance(said, str):
                    yield said


class Names:
    """Names of samples, which are no texts of ours: whole, cut into lines or with an ellipsis."""

    def __init__(self, names: set[str]) -> None:
        from mopsmap.record import CHOICE_LABELS

        known = {name.strip() for name in names - {*CHOICE_LABELS} if len(name) >= LEAST}
        longest = sorted(known, key=len, reverse=True)
        self._whole = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.I)
        self._all = "\n".join(longest).casefold()

    def without(self, text: str) -> str:
        """The words of a text that are left in English, "" for none."""
        rest = left_in_english(text.replace("&", "")).strip()
        if rest.rstrip("\u2026 ").casefold() in self._all:
            return ""
        rest = self._whole.sub(" ", rest)
        words = (w for w in re.findall(r"[^\W\d_]+", rest) if len(w) >= LEAST)
        return rest.strip() if {*words} - SAME else ""


@cache
def written() -> tuple[tuple[str, str], ...]:
    """Texts of the sources, the longest first, with the file that holds them."""
    found = {
        (node.value, path.relative_to(HERE).as_posix())
        for path in (HERE / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if len(node.value.strip()) >= LEAST
    }
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[1])))


def said_by(text: str) -> str:
    """The source file with the longest text that is part of this one."""
    return next((file for said, file in written() if said.strip() in text), "?")


def names_of(value: object) -> set[str]:
    """Every text of a project."""
    if isinstance(value, str):
        return {value}
    parts = (
        value.values()
        if isinstance(value, dict)
        else value
        if isinstance(value, list | tuple)
        else ()
    )
    return {text for part in parts for text in names_of(part)}


def painted() -> list[str]:
    """A list that gets every text that is painted from now on."""
    from PySide6.QtGui import QPainter

    from ui.look import lettering

    found: list[str] = []
    shaped, draw = lettering._shaped, QPainter.drawText

    def shape(face: object, text: str) -> object:
        found.append(text)
        return shaped(face, text)

    def paint(painter: QPainter, *what: object) -> object:
        found.extend(part for part in what if isinstance(part, str))
        return draw(painter, *what)

    lettering._shaped = shape
    QPainter.drawText = paint
    return found


def look(wanted: list[str]) -> dict[str, set[str]]:
    """Texts left in English by file, on the screens whose names hold one of the words, or all."""
    from PySide6.QtGui import QAction

    from tests.screens import grab
    from tests.screens.screens import SCREENS
    from tests.screens.states import states
    from ui.app import dress, make_application
    from ui.look.motion import motion
    from ui.look.theme import Appearance
    from ui.main_window import MainWindow

    application = make_application(["mopsmap"])
    appearance = Appearance("light")
    dress(application, appearance)
    motion.reduce(True)
    texts = painted()
    names = names_of(states().model_dump())
    for path in (HERE / "samples").glob("*.mopsmap"):
        names |= names_of(json.loads(path.read_text(encoding="utf-8")))

    settle = grab.settle

    def collect(window: MainWindow) -> None:
        """What all widgets tell, each time that a screen has come to rest."""
        settle(window)
        for widget in application.allWidgets():
            for one in (widget, *widget.findChildren(QAction)):
                texts.extend(texts_of(one))
            model = getattr(widget, "model", None)
            texts.extend(heads_of(model() if callable(model) else model))

    grab.settle = collect
    for screen in SCREENS:
        if not wanted or any(word in screen.name for word in wanted):
            try:
                with TemporaryDirectory() as folder:
                    grab.grab(screen, appearance, (1440, 900), Path(folder))
            except (AssertionError, LookupError, StopIteration) as error:
                print(f"{screen.name} looks for a text in English: {error!r}", file=sys.stderr)
    known = Names(names)
    found: dict[str, set[str]] = {}
    for text in dict.fromkeys(texts):
        if rest := known.without(text):
            found.setdefault(said_by(rest), set()).add(rest[:100])
    return found


def main(wanted: list[str]) -> None:
    """Choose the language before anything with texts is loaded, look, and list."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with TemporaryDirectory() as home:
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = home
        language.speak(write_catalog(Path(home) / "made_up.mo"))
        found = look(wanted)
    for file, left in sorted(found.items(), key=lambda pair: -len(pair[1])):
        print(f"{file}: {len(left)}")
        for text in sorted(left):
            print(f"    {text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
