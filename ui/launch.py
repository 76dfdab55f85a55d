"""The way in: a command goes to the core without loading Qt, anything else opens the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mopsmap.picture import PictureError, PictureMaker, Theme
from ui import languages

if TYPE_CHECKING:
    from mopsmap.model import Project


def main(argv: Sequence[str] | None = None) -> int:
    """Run MOPsMap with the arguments of the command line; returns the exit status.

    A word that is a command is the command, also where a file has that name: such a file opens
    as ./analyze.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments:
        return _window(None)
    first = arguments[0]
    if len(arguments) == 1 and first.endswith(".mopsmap") and Path(first).exists():
        return _window(Path(first))
    from mopsmap import cli

    if first in cli.COMMANDS or first.startswith("-"):
        return cli.run(arguments, picture_maker())
    path = Path(first)
    if len(arguments) == 1 and path.exists():
        return _window(path)
    if len(arguments) == 1 and (path.suffix or os.sep in first):
        return _refuse(f"{_shown(first)}: there is no such file. Check the name and the folder.")
    return cli.run(arguments, picture_maker())


def has_display() -> bool:
    """Whether a window can be shown: QGuiApplication aborts the process where it cannot."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith(("linux", "freebsd")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def picture_maker() -> PictureMaker | None:
    """The picture maker, or None where Qt is not installed. Loads Qt at its first picture only."""
    return _draw if _has_qt() else None


def _has_qt() -> bool:
    try:
        return find_spec("PySide6") is not None
    except (ImportError, ValueError):
        return False


def _draw(
    project: Project, map_id: str, path: Path, *, theme: Theme = "light", overlay: str | None = None
) -> None:
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from ui.canvas.picture import make_picture
    except ImportError as error:
        raise PictureError(f"Pictures cannot be drawn here: {error}.") from error
    make_picture(project, map_id, path, theme=theme, overlay=overlay)


def _window(path: Path | None) -> int:
    if not has_display():
        if not _has_qt():  # first what no display would mend
            return _refuse(
                "The window needs the library PySide6, which is not installed. "
                "The commands work without it: mopsmap --help"
            )
        return _refuse(
            "There is no display to open a window on. The commands work without one: mopsmap --help"
        )
    language = languages.choose()
    hasten()
    try:
        from ui.app import run
    except ImportError as error:
        return _refuse(
            f"The window cannot be opened: {error}. The commands work without it: mopsmap --help"
        )
    return run(path, language)


def hasten() -> None:
    """Begin the start of the window as quickly as it can be.

    Until the map is painted nobody looks for garbage, nobody seeks plugins of pydantic among all
    packages installed, and the core is imported before Qt, whose hook slows down every later
    import.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from mopsmap import edits, layout, storage  # noqa: F401


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _shown(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
