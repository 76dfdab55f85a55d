"""What stands beside and below the line in words: where it goes, what it means, which keys."""

from __future__ import annotations

from dataclasses import dataclass

from mopsmap import edits
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import ValueStreamMap
from mopsmap.units import format_percent
from ui.capture.draft import Draft, lines_in

PLACEHOLDER = _("For example: Write copy @content 4h w2d 80%")


@dataclass(frozen=True, slots=True)
class Hint:
    """Keys to press, or signs to type, and what they do."""

    keys: tuple[str, ...]
    words: str
    sign: str = ""


HINTS = (
    Hint((_("Enter"),), _("add after")),
    Hint((_("Shift"), _("Enter")), _("branch")),
    Hint((_("Ctrl"), _("Enter")), _("before")),
    Hint((), _("who"), "@" + _("role")),
    Hint((), _("process"), "2h"),
    Hint((), _("wait"), "w3d"),
    Hint((), _("C&A"), "80%"),
    Hint((), _("decision"), "?"),
    Hint((), _("rework"), "back to 2 30%"),
)
PLACED: dict[edits.Place, tuple[Hint, ...]] = {
    "after": HINTS,
    "beside": (Hint((_("Enter"),), _("branch")), *HINTS[2:]),
    "before": (Hint((_("Enter"),), _("before")), HINTS[1], *HINTS[3:]),
}
"""The keys where the line was opened for a step after the selected one, beside or before it."""
CHOOSING = (
    Hint((_("Tab"),), _("complete")),
    Hint(("\u2191", "\u2193"), _("choose")),
    Hint((_("Esc"),), _("close the list")),
)
LEAVE = Hint((_("Esc"),), _("leave"))
LEAVE_UNCHANGED = Hint((_("Esc"),), _("leave as it is"))


def place_words(draft: Draft, one: ValueStreamMap) -> tuple[str, str, str]:
    """Where the line goes: words, the name of the step in the middle, words."""
    changed = one.step_by_id.get(draft.changed_step or "")
    if changed is not None:
        left, _step, right = _("changes {step}").partition("{step}")
        return left, changed.called, right
    anchor = one.step_by_id.get(draft.anchor or "")
    if anchor is None:
        return (_("first step") if not one.steps else _("on its own"), "", "")
    texts = {
        "after": _("after {step}"),
        "beside": _("branch beside {step}"),
        "before": _("before {step}"),
    }
    left, _step, right = texts[draft.place].partition("{step}")
    answer = draft.answer
    if answer is not None:
        said = "" if answer.share is None else format_percent(answer.share)
        right += ": " + " ".join(part for part in (answer.label, said) if part)
    return left, anchor.called, right


def meaning(draft: Draft) -> tuple[str, bool]:
    """What the line means in words, and whether something of it cannot be done."""
    if draft.refusal and not draft.empty and draft.refusal not in draft.said.problems:
        return draft.refusal, True
    if draft.outline:
        number = lines_in(draft.outline)
        return counted(number, "Enter adds {n} line", "Enter adds {n} lines"), False
    said = draft.said
    if said.problems:
        more = len(said.unread) - 1
        words = counted(more, "{n} more is not understood.", "{n} more are not understood.")
        return said.problems[0] + (f" {words}" if more > 0 else ""), True
    parts = [t.meaning for t in said.tokens if t.kind not in ("title", "unread") and t.meaning]
    return " \u00b7 ".join(dict.fromkeys(parts)), False
