"""What the core asks of whoever can draw a map; the core itself draws nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from mopsmap.model import Project

PICTURE_SUFFIXES = (".png", ".svg", ".pdf")
Theme = Literal["light", "dark"]


class PictureError(Exception):
    """A picture that cannot be drawn, with one sentence that says why."""


class PictureMaker(Protocol):
    """Draws one map into a file; its suffix decides the format.

    Raises PictureError where nothing can be drawn, OSError where nothing can be written.
    """

    def __call__(
        self,
        project: Project,
        map_id: str,
        path: Path,
        *,
        theme: Theme = "light",
        overlay: str | None = None,
    ) -> None: ...
