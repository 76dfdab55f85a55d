"""What every foreign format offers: read a file into a project, write a project into a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mopsmap.language import translated as _
from mopsmap.model import Project


class ExchangeError(ValueError):
    """A file that cannot be read or written, naming it, the place and a cure."""


def at_place(place: str, fault: object) -> str:
    """A sentence of a place in a file and what is wrong there, such as "holds 'x', not a time"."""
    return _("{place} {fault}.").format(place=place, fault=fault)


@dataclass(frozen=True, slots=True)
class Imported:
    """A project read from a foreign file, and what a person should know about the reading."""

    project: Project
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A foreign format: `suffixes` in lower case with their dot; None where a direction is missing.

    `read` raises ExchangeError; `write` returns remarks on what the format cannot hold and may
    raise OSError. Neither loads a library before it is called.
    """

    key: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Imported] | None = None
    write: Callable[[Project, Path], tuple[str, ...]] | None = None
