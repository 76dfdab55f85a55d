"""What a screen reader is told of the lead-time ladder: its rungs in the order of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible

from mopsmap.language import translated as _
from ui.accessible import Part
from ui.spoken import in_words

if TYPE_CHECKING:
    from ui.panels.rungs import Rungs


class RungParts:
    """The rungs of a ladder."""

    role = QAccessible.Role.List

    def __init__(self, rungs: Rungs) -> None:
        self._rungs = rungs
        self._places: object = None
        self._order: tuple[Part, ...] = ()

    def order(self) -> tuple[Part, ...]:
        """From left to right."""
        if self._rungs.places is not self._places:
            self._places = self._rungs.places
            self._order = tuple(Part("rung", place.step) for place in self._rungs.places)
        return self._order

    def name(self, part: Part) -> str:
        """Step and times."""
        lines = self._rungs.describe(part.id).splitlines()
        return in_words(_("Step {step}").format(step=", ".join(lines)))

    def role_of(self, part: Part) -> QAccessible.Role:
        """Items of a list."""
        return QAccessible.Role.ListItem

    def place(self, part: Part) -> QRect:
        """Where it is drawn."""
        found = next((p for p in self._rungs.places if p.step == part.id), None)
        if found is None:
            return QRect()
        rect = self._rungs.rect_of(found).toRect()
        return QRect(self._rungs.mapToGlobal(rect.topLeft()), rect.size())

    def chosen(self, part: Part) -> bool:
        """Whether its step is selected."""
        return part.id in self._rungs.selected

    def current(self) -> Part | None:
        """The rung that the keyboard is at."""
        order = self.order()
        return order[self._rungs.at] if self._rungs.at < len(order) else None

    def at(self, point: QPoint) -> Part | None:
        """The rung at a pixel of the screen."""
        pixel = self._rungs.mapFromGlobal(point)
        inside = self._rungs.rect().contains(pixel)
        found = self._rungs.place_at(pixel.x()) if inside else None
        return Part("rung", found.step) if found is not None else None
