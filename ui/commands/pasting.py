"""The commands that paste: steps at once, anything else through the pane of copied cells."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ui import clipboard

if TYPE_CHECKING:
    from ui.commands.pasted_cells import PastedCells
    from ui.main_window import MainWindow


class Pasting:
    """The pasting commands of one window, by the names in the table of commands."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    @cached_property
    def cells(self) -> PastedCells:
        """What was copied elsewhere; made when it is first pasted: the start has no need of it."""
        from ui.commands.pasted_cells import PastedCells

        return PastedCells(self._window)

    def paste(self) -> None:
        """Paste steps of a map; anything else that was copied is shown as cells first."""
        data = clipboard.copied()
        if data.hasFormat(clipboard.STEPS):
            self._window.editing.paste_steps(data)
        else:
            self.paste_cells()

    def paste_cells(self) -> None:
        """Show what was copied as cells, and what each column would be."""
        self.cells.show()

    def close(self) -> None:
        """End all work."""
        if "cells" in vars(self):
            self.cells.close()
