"""The rules that keep the rooms apart: who may know whom, who owns which library, how big is big.

Read from the sources, so a forbidden import is found also where no test runs it.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
BANNED_NAMES = {
    "utils", "helpers", "common", "misc", "manager", "handler", "data", "info", "base"
}  # fmt: skip
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 500, 60

CORE: dict[str, str] = {
    "language": "",
    "numerals": "",
    "record": "",
    "currency": "",
    "units": "record currency",
    "model": "record units",
    "diff": "record model",
    "hiding": "record currency model",
    "rules": "model",
    "ranking": "",
    "reading": "units model",
    "capture": "record currency units model reading rules",
    "edits": "record units model rules capture layout refusals",
    "document": "model diff",
    "refusals": "",
    "complaints": "refusals",
    "migrations": "",
    "disk": "",
    "file_text": "record units",
    "storage": "record units model refusals complaints migrations disk file_text",
    "layout": "units model reading",
    "phases": "model reading layout",
    "completeness": "model units",
    "walkthrough": "model reading",
    "analysis": "record units model diff reading",
    "targets": "currency units model analysis",
    "picture": "model",
    "exchange": "record units model capture reading complaints refusals",
    "report": "record currency units model reading analysis picture exchange",
    "terminal": "",
    "printout": "record units model reading analysis terminal",
    "cli": "record units model reading analysis storage disk exchange report picture printout "
    "terminal",
}
"""Each room of the core (a module or a package) and the rooms it may know, beside `EVERYWHERE`."""

EVERYWHERE = ("", "language", "numerals")
"""What all of the core knows: how texts and numbers are written for who reads them."""

OWNERS: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui",),
    "shiboken6": ("ui",),
    "networkx": ("mopsmap.analysis",),
    "numpy": ("mopsmap.analysis",),
    "scipy": ("mopsmap.analysis",),
    "xlsxwriter": ("mopsmap.report.excel",),
    "openpyxl": ("mopsmap.exchange",),
    "click": ("mopsmap.cli",),
    "rich": ("mopsmap.terminal",),
    "pydantic": ("mopsmap", "ui"),
}
"""Each library and the modules or packages that may import it."""

LONG_FILES = {
    "mopsmap/reading.py": "one meaning of a drawing, read in one pass and shared by everything",
    "ui/canvas/view.py": "one widget: pointer, keys, zoom and what they do on the map",
}
LONG_FUNCTIONS = {
    "mopsmap/report/sheets.py:_step_columns": "the columns of one sheet, a line or two each",
}


@dataclass(frozen=True)
class Import:
    """One import: who imports what where, and whether it runs when the module is loaded."""

    module: str
    target: str
    place: str
    at_start: bool


def sources() -> list[Path]:
    return sorted(p for room in ("mopsmap", "ui") for p in (HERE / room).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


def module_of(path: Path) -> str:
    parts = path.relative_to(HERE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), shown(path))


def is_typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def statements(node: ast.AST, at_start: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """Every import statement within, and whether it runs when the module is loaded."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            yield inner, at_start
        deferred = isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from statements(inner, at_start and not deferred and not is_typing_only(inner))


@cache
def imports() -> tuple[Import, ...]:
    modules = {module_of(p) for p in sources()}
    found = []
    for path in sources():
        for statement, at_start in statements(tree(path), True):
            if isinstance(statement, ast.Import):
                targets = [name.name for name in statement.names]
            else:
                assert isinstance(statement, ast.ImportFrom)
                assert statement.level == 0, f"{shown(path)}: write imports in full"
                whole = str(statement.module)
                inner = [f"{whole}.{name.name}" for name in statement.names]
                targets = [name if name in modules else whole for name in inner]
            place = f"{shown(path)}:{statement.lineno}"
            found += [Import(module_of(path), t, place, at_start) for t in dict.fromkeys(targets)]
    return tuple(found)


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def core_room(module: str) -> str:
    """ "analysis" of "mopsmap.analysis.cost"; "" of the package itself, which holds the version."""
    return [*module.split("."), ""][1]


def complain(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_every_room_of_the_core_has_its_place() -> None:
    rooms = {core_room(module_of(p)) for p in sources() if within(module_of(p), "mopsmap")} - {""}
    complain([f"mopsmap/{r} is in no rule: say in CORE whom it may know" for r in rooms - {*CORE}])
    complain([f"CORE has a rule for mopsmap/{r}, which is gone" for r in {*CORE} - rooms])
    order = {room: set(known.split()) for room, known in CORE.items()}
    assert [*TopologicalSorter(order).static_order()], "rooms know each other in one direction"


def test_rooms_of_the_core_know_only_those_below() -> None:
    complain(
        [
            f"{i.place}: mopsmap/{core_room(i.module)} may not know mopsmap/{core_room(i.target)}"
            for i in imports()
            if within(i.module, "mopsmap") and within(i.target, "mopsmap")
            if core_room(i.target)
            not in (*EVERYWHERE, core_room(i.module), *CORE[core_room(i.module)].split())
        ]
    )


def test_the_window_writes_numbers_with_the_signs_of_the_place() -> None:
    complain(
        [
            f"{path}: {name} is for files; what is seen goes through shown_number or grouped"
            for path in sources()
            if within(module_of(path), "ui")
            for name in ("plain_number", "exact_number")
            if name in path.read_text(encoding="utf-8")
        ]
    )


def test_the_core_knows_nothing_of_the_window() -> None:
    complain(
        [
            f"{i.place}: the core may not import {i.target}"
            for i in imports()
            if within(i.module, "mopsmap")
            if i.target.split(".")[0] in ("ui", "PySide6", "shiboken6", "main")
        ]
    )


def test_every_library_has_one_owner() -> None:
    found = []
    for i in imports():
        library = i.target.split(".")[0]
        if library in ("mopsmap", "ui") or library in sys.stdlib_module_names:
            continue
        if library not in OWNERS:
            found.append(f"{i.place}: {library} has no owner; name it in OWNERS if it is needed")
        elif not any(within(i.module, owner) for owner in OWNERS[library]):
            found.append(f"{i.place}: {library} belongs to {' and '.join(OWNERS[library])}")
    complain(found)


def test_only_the_session_touches_the_document() -> None:
    complain(
        [
            f"{i.place}: only ui/session.py may import mopsmap.document"
            for i in imports()
            if i.target == "mopsmap.document" and i.module != "ui.session"
        ]
    )


def test_panels_and_canvas_speak_to_the_session_only() -> None:
    below = (
        *("ui.session", "ui.look.theme", "ui.look.lettering", "ui.background", "ui.look.motion"),
        *("ui.clipboard", "ui.accessible", "ui.spoken"),
    )
    shared = ("ui.canvas.paint", "ui.canvas.marks")  # the same marks on cards and in panels
    allowed = {
        "ui.panels": ("ui.panels", *below, *shared),
        "ui.canvas": ("ui.canvas", *below),
    }
    files = ("storage", "disk", "exchange", "report", "cli", "complaints", "migrations")
    found = []
    for i in imports():
        room = next((r for r in allowed if within(i.module, r)), None)
        if room is None:
            continue
        if within(i.target, "ui") and not any(within(i.target, a) for a in allowed[room]):
            found.append(f"{i.place}: {room} may not know {i.target}, only the session")
        if within(i.target, "mopsmap") and core_room(i.target) in files:
            found.append(
                f"{i.place}: {room} may not know {i.target}; files are of ui/documents/files.py"
            )
    complain(found)


def test_the_session_and_the_theme_know_no_part_of_the_window() -> None:
    low = (
        "ui.session",
        "ui.look.theme",
        "ui.look.lettering",
        "ui.background",
        "ui.computing",
        "ui.foresight",
        "ui.making",
        "ui.look.motion",
        "ui.selection",
        "ui.shared",
        "ui.standing",
        "ui.look.style",
        "ui.veil",
    )
    complain(
        [
            f"{i.place}: {i.module} may not know {i.target}"
            for i in imports()
            if i.module in low and within(i.target, "ui") and i.target not in low
        ]
    )


def test_no_module_needs_itself_to_be_loaded() -> None:
    needs: dict[str, set[str]] = {}
    for i in imports():
        if i.at_start and i.target.split(".")[0] in ("mopsmap", "ui"):
            needs.setdefault(i.module, set()).add(i.target)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(f"cyclic imports: {' <- '.join(error.args[1])}", pytrace=False)


def test_the_core_runs_where_qt_is_not_installed() -> None:
    modules = [module_of(p) for p in sources() if within(module_of(p), "mopsmap")]
    script = (
        "import importlib, sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('PySide6', 'shiboken6', 'ui'):\n"
        "            raise ImportError(name + ' is blocked')\n"
        "sys.meta_path.insert(0, Blocked())\n"
        f"for name in {modules!r}:\n"
        "    importlib.import_module(name)\n"
        "print('all', len([m for m in sys.modules if m.split('.')[0] == 'mopsmap']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["all", str(len(modules))]


def test_names_say_what_a_module_knows() -> None:
    complain(
        [
            f"{shown(path)}: '{part}' says nothing; name what it knows"
            for top in ("mopsmap", "ui", "tests", "benchmarks", "samples")
            for path in (HERE / top).rglob("*.py")
            for part in path.relative_to(HERE).with_suffix("").parts
            if part.removeprefix("test_") in BANNED_NAMES
        ]
    )


def test_every_module_says_in_a_few_lines_what_it_knows() -> None:
    found = []
    for path in sources():
        said = ast.get_docstring(tree(path)) or ""
        if tree(path).body and not 1 <= len(said.splitlines()) <= 5:
            found.append(f"{shown(path)}: begin with a docstring of one to five lines")
    complain(found)


def complain_of_length(
    lengths: dict[str, int], most: int, reasons: str, excused: dict[str, str]
) -> None:
    """Complain of what is longer than `most` and not `excused`, and of excuses not needed."""
    complain(
        [
            f"{name}: {lines} lines; divide it, or give the reason in {reasons}"
            for name, lines in lengths.items()
            if lines > most and name not in excused
        ]
    )
    complain(
        [
            f"{reasons} excuses {name}, which is gone or short"
            for name in excused
            if lengths.get(name, 0) <= most
        ]
    )


def test_files_are_of_a_size_to_read() -> None:
    lengths = {shown(p): len(p.read_text(encoding="utf-8").splitlines()) for p in sources()}
    complain_of_length(lengths, MOST_LINES, "LONG_FILES", LONG_FILES)


def test_functions_are_of_a_size_to_read() -> None:
    lengths = {
        f"{shown(path)}:{node.name}": int(node.end_lineno or 0) - node.lineno + 1
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    complain_of_length(lengths, MOST_LINES_OF_A_FUNCTION, "LONG_FUNCTIONS", LONG_FUNCTIONS)


def test_the_icons_shipped_are_the_icons_used() -> None:
    shipped = {path.stem for path in (HERE / "resources" / "icons").glob("*.svg")}
    texts = {
        node.value
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    complain([f"resources/icons/{name}.svg is used nowhere" for name in shipped - texts])
    complain([f"there is no icon {name}" for name in icons_named() - shipped])


def icons_named() -> set[str]:
    """Icons by name in calls that draw one, in tables called ICONS, and of commands."""
    from ui.commands.actions import COMMANDS
    from ui.panels.problems import SEVERITIES

    found = {command.icon for command in COMMANDS if command.icon}
    found |= {icon for _title, icon, _tone in SEVERITIES.values()}
    for node in (node for path in sources() for node in ast.walk(tree(path))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            parts = (
                node.args if called in ("icon", "paint_icon", "icon_pixmap", "draw_metric") else []
            )
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            parts = node.value.values if ast.unparse(target).endswith("ICONS") else []
        else:
            continue
        texts = [
            w.value for part in parts[:3] for w in ast.walk(part) if isinstance(w, ast.Constant)
        ]
        found |= {text for text in texts if isinstance(text, str) and "." not in text}
    return found


@pytest.mark.parametrize(
    "module",
    [module_of(p) for p in sources() if ">>> " in p.read_text(encoding="utf-8")],
)
def test_examples_in_the_sources_are_true(module: str) -> None:
    done = doctest.testmod(importlib.import_module(module))
    assert done.attempted > 0
    assert done.failed == 0
