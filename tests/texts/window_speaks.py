"""Lists what the window leaves in English in the made-up language, by the file that says it.

`python -m tests.texts.window_speaks [names of screens]` goes through the screens of `tests.screens`
without painting them into files. Names of the document and what is typed are no texts of ours.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from mopsmap import language
from resources.setup.texts import gather
from tests.screens.__main__ import LOOKS, desk
from tests.texts.pseudo import left_in_english, write_catalog

HERE = Path(__file__).resolve().parents[2]
SAME = {"VA", "BNVA", "NVA", "MOPsMap", "Excel", "CSV", "PNG", "SVG", "PDF", "xlsx", "csv", "png",
        "svg", "pdf", "mopsmap", "EUR", "USD", "min", "VSM", "ID", "Ctrl", "Shift", "Alt", "Enter",
        "Esc", "Del", "Space", "Tab", "Home", "End", "Up", "Down", "Left", "Right", "PgUp",
        "PgDown", "Return", "Backspace", "Meta", "Ins", "back"}  # fmt: skip
"""Words that are the same in every language; keys are said by Qt, "back to" is of the line."""
OF_QT = ("qt_", "Scroll")
"""How the names of widgets begin that are made by Qt, which has translations of its own."""
ASKED = ("text", "title", "placeholderText", "windowTitle", "accessibleName", "toolTip",
         "accessibleDescription", "statusTip", "whatsThis", "toPlainText")  # fmt: skip
"""What widgets and actions are asked for."""
WRITTEN = ("text", "toPlainText")
"""What of it a person writes, in fields."""
SIGNS = r"[\n\u00b7\u2192:,/(]"
"""What stands between names."""
AROUND = "\u2026 .:;'()%0123456789"
"""What may stand around a name."""
LEAST = 2
"""Letters of a word; shorter ones are units and signs."""


def texts_of(widget: object, asked: tuple[str, ...]) -> Iterator[str]:
    """Every text that one widget or action shows or tells."""
    for name in asked:
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
    """What people wrote, which is no text of ours: whole, cut into lines or with an ellipsis."""

    def __init__(self, names: set[str]) -> None:
        known = {" ".join(name.split()) for name in names if len(name.strip()) >= LEAST}
        longest = sorted(known, key=len, reverse=True)
        self._whole = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.I)
        self._all = "\n".join(["", *longest, ""]).casefold()

    def english(self, text: str) -> str:
        """The first part of a text that is left in English, "" for none."""
        flat = " ".join(text.replace("&&", "&").split())
        said = flat.rstrip("\u2026 ").casefold()
        if re.search(rf"\n{re.escape(said)}[\n ]", self._all):
            return ""  # a name, or its first line
        if said in self._all and not _is_ours(flat):
            return ""  # another line
        return next((part for part in left_in_english(flat) if not self._known(part)), "")

    def _known(self, part: str) -> bool:
        """Whether nothing but names stands there, whole ones, or such as are cut short."""
        if not _words(self._whole.sub(" ", part)):
            return True
        pieces = re.split(SIGNS, part)
        return all(self._is_name(p) or not _words(self._whole.sub(" ", p)) for p in pieces)

    def _is_name(self, text: str) -> bool:
        said = text.strip(AROUND).casefold()
        return f"\n{said}" in self._all if text.rstrip().endswith("\u2026") else not said


def _words(text: str) -> bool:
    words = {w for w in re.findall(r"[^\W\d_]+", text) if len(w) >= LEAST}
    return bool(words - SAME)


def _is_ours(text: str) -> bool:
    return text[:1].isupper() and text in {found.one for found in gather()}


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


@cache
def written_fields() -> frozenset[str]:
    """The fields of records that people write."""
    from mopsmap import model
    from mopsmap.record import attributes

    kinds = (model.Project, model.ValueStreamMap, model.Charter, model.Step, model.Flow,
             model.Role, model.Note, model.Countermeasure)  # fmt: skip
    free = ("text", "long_text", "names")
    return frozenset(a.name for kind in kinds for a in attributes(kind) if a.kind in free)


def names_of(value: object, written: bool = False) -> set[str]:
    """Every text of a project that a person wrote."""
    if isinstance(value, str):
        return {value} if written else set()
    if isinstance(value, dict):
        parts = [(part, key in written_fields()) for key, part in value.items()]
    else:
        parts = [(part, written) for part in value] if isinstance(value, list | tuple) else []
    return {text for part, mine in parts for text in names_of(part, mine)}


def by_the_screens() -> set[str]:
    """What the screens themselves write: names of several words in their sources."""
    sources = (HERE / "tests" / "screens").glob("*.py")
    trees = [ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in sources]
    written = (node.value for tree in trees for node in tree if isinstance(node, ast.Constant))
    return {text for text in written if isinstance(text, str) and " " in text.strip()}


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


def is_written(widget: object) -> bool:
    """Whether a widget holds what a person writes, or a page of help."""
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

    return isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit)


def told(texts: list[str], names: set[str]) -> None:
    """Take what all widgets tell just now, and what people wrote into them."""
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QApplication

    for widget in QApplication.allWidgets():
        if widget.objectName().startswith(OF_QT):
            continue
        for one in (widget, *(widget.findChildren(QAction) if widget.isWindow() else ())):
            mine = WRITTEN if is_written(one) else ()
            names.update(texts_of(one, mine))
            texts.extend(texts_of(one, tuple(name for name in ASKED if name not in mine)))
        model = getattr(widget, "model", None)
        texts.extend(heads_of(model() if callable(model) else model))


def look(wanted: Sequence[str]) -> dict[str, set[str]]:
    """Texts left in English by file, on the screens of these names, or on all."""
    from PySide6.QtWidgets import QApplication

    from tests.screens import grab
    from tests.screens.screens import SCREENS
    from tests.ui.hand import Hand
    from ui.app import dress, make_application
    from ui.capture.words import HINTS
    from ui.documents.recent import recent_files
    from ui.look.motion import motion
    from ui.look.theme import Appearance
    from ui.main_window import MainWindow

    application = make_application(["mopsmap"])
    appearance = Appearance("light")
    dress(application, appearance)
    motion.reduce(True)
    texts, names = painted(), {*by_the_screens(), *(hint.sign for hint in HINTS)}
    for path in (HERE / "samples").glob("*.mopsmap"):
        names |= names_of(json.loads(path.read_text(encoding="utf-8")))
    type_ = Hand.type

    def typed(hand: Hand, text: str) -> None:
        names.add(text)
        type_(hand, text)

    def settle(window: MainWindow) -> None:
        for _turn in range(3):
            grab.pause(1)
            window.session.wait()
        names.update(names_of(window.session.project.model_dump()))
        names.update(p for one in recent_files() for p in (one.path.stem, *one.path.parts))

    def take(window: MainWindow) -> None:
        told(texts, names)
        window.grab()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.grab()

    grab.settle, Hand.type = settle, typed
    for screen in SCREENS:
        if not wanted or screen.name in wanted:
            grab.visit(screen, appearance, take)
    print(len({*texts}))
    known = Names(names)
    found: dict[str, set[str]] = {}
    for text in dict.fromkeys(texts):
        if rest := known.english(text):
            found.setdefault(said_by(rest), set()).add(f"{rest[:100]}  in  {text[:200]}")
    return found


def main(wanted: list[str]) -> None:
    """Choose the language before anything with texts is loaded, look, and list."""
    with TemporaryDirectory() as home:
        os.environ.update(desk(next(iter(LOOKS.values())), home))
        language.speak(write_catalog(Path(home) / "made_up.mo"))
        found = look(wanted)
    for file, left in sorted(found.items(), key=lambda pair: -len(pair[1])):
        print(f"{file}: {len(left)}")
        for text in sorted(left):
            print(f"    {text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # Qt has still something to put away
