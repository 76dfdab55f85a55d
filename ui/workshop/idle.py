"""The foot of the workshop while nothing is typed: the step selected, and what can be pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from mopsmap.language import translated as _
from mopsmap.model import UNNAMED
from ui.capture.words import Hint
from ui.look.lettering import draw_text
from ui.look.theme import Appearance, font
from ui.session import Session
from ui.workshop.stage import Stage, key

KEYS: tuple[Hint, ...] = (
    key("Enter", _("next step")),
    key("F9", _("next missing value")),
    key("I", _("issue")),
    key("F7", _("park")),
    key("Shift+V", _("votes")),
    key("F12", _("timer")),
    key("Shift+F5", _("present")),
)


class Idle(Stage):
    """Number and name of the step selected last, its role beside them."""

    icon = "square-rounded"

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, parent)
        self._session = session
        self.hints = KEYS
        session.selection_changed.connect(self.renew)
        session.changed.connect(self.renew)
        self.renew()

    def renew(self, *_touched: object) -> None:
        """Another step is selected, or it is called otherwise."""
        one, chosen = self._session.map, self._session.selection.steps
        step = one.step_by_id.get(chosen[-1]) if chosen else None
        role = one.role_by_id.get(step.role or "") if step is not None else None
        self.beside = role.name if role is not None else ""
        self.title = (step.name or UNNAMED) if step is not None else ""
        self.update()

    def draw(self, painter: QPainter, room: QRectF) -> None:
        theme = self._appearance.theme
        empty = _("No step yet. Enter types the first one.")
        if self._session.map.steps:
            empty = _("Nothing selected. Arrow keys go along the map.")
        tone = "text.primary" if self.title else "text.tertiary"
        made = font("workshopInput", 1.0 if self.title else 0.8)
        draw_text(painter, room, self.title or empty, made, theme.color(tone))
