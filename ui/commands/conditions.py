"""When a command can be used: what it needs, whether that is there, and what to say if not."""

from __future__ import annotations

from collections.abc import Mapping

from mopsmap.language import translated as _
from ui.commands.command import Needs
from ui.session import Session


def met(session: Session, workshop: bool = False) -> Mapping[Needs, bool]:
    """By what a command may need, whether it is there; `workshop` says whether it is open."""
    chosen = session.selection
    return {
        "": True,
        "step": bool(chosen.steps),
        "one_step": len(chosen.steps) == 1,
        "note": bool(chosen.notes),
        "flow": bool(chosen.flows),
        "flow_or_step": bool(chosen.flows or chosen.steps),
        "step_or_lane": bool(chosen.steps or chosen.role),
        "step_or_note": bool(chosen.steps or chosen.notes),
        "any": bool(chosen),
        "undo": session.undo_label is not None,
        "redo": session.redo_label is not None,
        "history": len(session.history[0]) > 1,
        "steps_exist": bool(session.map.steps),
        "to_be": session.compared_with() is not None,
        "workshop": workshop,
        "step_in_workshop": workshop and bool(chosen.steps),
    }


REASONS: Mapping[Needs, str] = {
    "step": _("Select a step first"),
    "one_step": _("Select one step first"),
    "flow": _("Select a flow first"),
    "note": _("Select a note first"),
    "flow_or_step": _("Select a step first"),
    "step_or_lane": _("Select a step or a lane first"),
    "step_or_note": _("Select a step or a note first"),
    "any": _("Select something first"),
    "undo": _("Nothing to undo"),
    "redo": _("Nothing to redo"),
    "history": _("Nothing was done yet"),
    "steps_exist": _("There is no step yet"),
    "workshop": _("Open the workshop first, with F5"),
    "step_in_workshop": _("Open the workshop first, with F5, and select a step"),
    "to_be": _("There is no map to compare with"),
}
"""By what a command needs, why it cannot be used now."""
