"""Where the files are that come with the program: fonts, icons, translations, samples."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def shared_folder(name: str) -> Path:
    """The folder `resources` or `samples`: inside this package, else beside it."""
    here = Path(__file__).resolve().parent
    inside = here / name
    return inside if inside.is_dir() else here.parent / name
