"""The language of the window: chosen once, without Qt, before modules with texts are loaded.

The environment variable MOPSMAP_LANGUAGE decides, else the choice stored beside the settings, else
the languages of the system.
"""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from mopsmap.language import speak
from ui.shared import shared_folder

ENGLISH = "en"
VARIABLE = "MOPSMAP_LANGUAGE"


def choose(folder: Path | None = None) -> str:
    """Speak the language that is wanted, and say which: English where there is no other.

    `folder` holds the catalogs, one <language>.mo each. A damaged one is told on standard error.
    """
    folder = folder or shared_folder("resources") / "translations"
    catalogs = {path.stem: path for path in folder.glob("*.mo")}
    for code in _codes() if catalogs else ():
        if code == ENGLISH:
            break
        if code in catalogs:
            try:
                speak(catalogs[code])
            except (OSError, ValueError) as error:
                print(f"The texts stay English: {error}", file=sys.stderr)
                break
            return code
    speak(None)
    return ENGLISH


def _codes() -> Iterator[str]:
    """What is wanted, best first: de_AT, then de."""
    for name in _wanted():
        code = name.partition(".")[0].partition("@")[0].replace("-", "_").strip()
        yield code
        if "_" in code:
            yield code.partition("_")[0]


def _wanted() -> list[str]:
    if said := os.environ.get(VARIABLE):
        return [said]
    try:
        if stored := stored_choice().read_text(encoding="utf-8").strip():
            return [stored]
    except (OSError, UnicodeDecodeError):
        pass
    return _of_the_system()


def stored_choice() -> Path:
    """The file with the code of the language somebody chose, in the folder of our settings."""
    home = Path.home()
    if sys.platform == "win32":
        top = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        top = home / "Library" / "Preferences"
    else:
        top = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return top / "MOPsMap" / "MOPsMap" / "language"


def _of_the_system() -> list[str]:
    if sys.platform == "win32":
        import ctypes

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return [locale.windows_locale.get(number, ENGLISH)]
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if code := os.environ.get(name):
            if code.partition(".")[0] in ("C", "POSIX"):
                return [ENGLISH]
            return [*os.environ.get("LANGUAGE", "").split(":"), code]
    return _of_macos() if sys.platform == "darwin" else []


def _of_macos() -> list[str]:
    """Programs that are started from the desktop get no locale in their environment."""
    import plistlib

    settings = Path.home() / "Library" / "Preferences" / ".GlobalPreferences.plist"
    try:
        found = plistlib.loads(settings.read_bytes()).get("AppleLanguages", [])
    except (OSError, plistlib.InvalidFileException):
        return []
    return [code for code in found if isinstance(code, str)]
