"""The foot of the workshop while nothing is typed: what is selected, and what can be pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED
from mopsmap.record import choice_label
from ui.capture.words import LEAVE, Hint
from ui.look.lettering import draw_text
from ui.look.theme import Appearance, font
from ui.session import Session
from ui.workshop.stage import Stage, key

CLASS = Hint(("1", "2", "3"), _("value class"))
KEYS: tuple[Hint, ...] = (
    key("Enter", _("next step")),
    CLASS,
    key("F9", _("next missing value")),
    key("I", _("issue")),
    key("F7", _("park")),
    key("Shift+V", _("votes")),
    key("F12", _("timer")),
    key("Shift+F5", _("present")),
    key("Shift+T", _("ladder")),
)
OF_START = tuple(hint for hint in KEYS if hint is not CLASS)
OF_END = (key("Ctrl+Enter", _("step before")), *OF_START[1:])
OF_MAP = (
    key("Enter", _("new step")),
    Hint(("\u2190", "\u2192"), _("go along the map")),
    key("L", _("lanes")),
    *(hint for hint in KEYS[2:] if hint.keys != ("I",)),
)
OF_STEPS = (
    CLASS,
    Hint((_("Alt"), "\u2191", "\u2193"), _("other lane")),
    key("Ctrl+D", _("duplicate")),
    key("Del", _("delete")),
)
OF_LANE = (
    key("F2", _("rename")),
    Hint((_("Alt"), "\u2191", "\u2193"), _("move")),
    Hint(("\u2191", "\u2193"), _("other lane")),
    key("Shift+L", _("new lane below")),
    key("Del", _("delete")),
)
OF_NOTHING = (
    key("Enter", _("first step")),
    key("L", _("lanes")),
    key("Shift+L", _("new lane")),
    key("F7", _("park")),
    key("F12", _("timer")),
)
OF_NOTE = (key("F2", _("change")), Hint(("+",), _("give a dot")), key("Del", _("delete")))
OF_FLOW = (key("Q", _("share")), key("R", _("kind")), key("Del", _("delete")))
OF_PAGE = (key("Tab", _("next field")), key("F7", _("park")), key("F12", _("timer")))
"""By what is selected or shown, the keys that belong to it."""
TO_MAP, DESELECT = key("Esc", _("map")), key("Esc", _("deselect"))


class Idle(Stage):
    """Number and name of the step selected last, its role beside them; or what else is selected,
    or the page shown in place of the map."""

    icon = "square-rounded"

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, parent)
        self._session = session
        self.page = ""
        session.selection_changed.connect(self.renew)
        session.changed.connect(self.renew)
        self.renew()

    def show_page(self, name: str) -> None:
        """A page stands in place of the map; "" where it is the map."""
        self.page = name
        self.renew()

    def renew(self, *_touched: object) -> None:
        """Something else is selected, or it is called otherwise."""
        chosen = DESELECT if self._session.selection else LEAVE
        self.leave = TO_MAP if self.page else chosen
        self.title, self.beside, self.hints = self.page, "", OF_PAGE
        if not self.page:
            self.title, self.beside, self.hints = self._selected()
        self.update()

    def _selected(self) -> tuple[str, str, tuple[Hint, ...]]:
        """Name, words beside it and keys of what is selected."""
        one, chosen = self._session.map, self._session.selection
        step = one.step_by_id.get(chosen.steps[-1]) if chosen.steps else None
        if len(chosen.steps) > 1:
            many = counted(len(chosen.steps), "{n} step selected", "{n} steps selected")
            return many, "", OF_STEPS
        if step is not None:
            role = one.role_by_id.get(step.role or "")
            keys = {"start": OF_START, "end": OF_END}.get(step.kind, KEYS)
            return step.name or UNNAMED, role.name if role is not None else "", keys
        lane = one.role_by_id.get(chosen.role or "")
        if lane is not None:
            return lane.name or UNNAMED, _("Lane"), OF_LANE
        note = one.note_by_id.get(chosen.notes[-1]) if chosen.notes else None
        if note is not None:
            return note.text, choice_label(note.kind), OF_NOTE
        flow = one.flow_by_id.get(chosen.flows[-1]) if chosen.flows else None
        if flow is not None:
            ends = (one.step_by_id[end].name or UNNAMED for end in (flow.source, flow.target))
            return " \u2192 ".join(ends), flow.label, OF_FLOW
        return "", "", OF_MAP if one.steps else OF_NOTHING

    def draw(self, painter: QPainter, room: QRectF) -> None:
        theme = self._appearance.theme
        empty = _("No step yet. Enter types the first one.")
        if self._session.map.steps:
            empty = _("Nothing selected. Arrow keys go along the map.")
        tone = "text.primary" if self.title else "text.tertiary"
        made = font("workshopInput", 1.0 if self.title else 0.8)
        draw_text(painter, room, self.title or empty, made, theme.color(tone))
