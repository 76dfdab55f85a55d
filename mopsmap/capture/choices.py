"""The words for value classes, wastes, levers and kinds of step, with those of every day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, get_args

from mopsmap.language import translated as _
from mopsmap.model import Lever, StepKind, ValueClass, Waste

T = TypeVar("T", bound=str)

WASTES: Mapping[Waste, str] = {
    "defects": "defects errors mistakes bugs rework corrections incomplete",
    "overproduction": "overproduction unused surplus too-much",
    "waiting": "waiting queue queueing idle delays",
    "non_used_talent": "non-used-talent unused-talent talent skills",
    "transportation": "transportation transport handoffs handovers handover",
    "inventory": "inventory wip stock backlog pile",
    "motion": "motion searching switching chasing copying meetings",
    "extra_processing": "extra-processing overprocessing gold-plating polishing double-checks",
}
"""Wastes with the words they are known by."""
LEVERS: Mapping[Lever, str] = {
    "drop": "drop eliminate remove stop delete",
    "combine": "combine merge bundle",
    "parallelize": "parallelize parallelise side-by-side",
    "simplify": "simplify standardize standardise template",
    "delegate": "delegate",
    "outsource": "outsource buy",
    "automate": "automate robot",
}
CLASSES: Mapping[ValueClass, str] = {
    "value_adding": "va v value-adding value",
    "necessary": "bnva b necessary business",
    "waste": "nva n waste no-value",
}
KINDS: tuple[StepKind, ...] = get_args(StepKind)
KIND_WORDS: Mapping[StepKind, str] = {
    "start": _("a start"),
    "end": _("an end"),
    "decision": _("a decision"),
    "step": _("a plain step"),
}
"""What a line makes, in words."""


def choice_meant(text: str, words: Mapping[T, str]) -> T | None:
    """The choice of this word, else the first that has a word beginning so.

    >>> choice_meant("wait", WASTES), choice_meant("handoff", WASTES)
    ('waiting', 'transportation')
    """
    wanted = text.casefold().replace("_", "-")
    if not wanted:
        return None
    for choice, spellings in words.items():
        if wanted in spellings.split():
            return choice
    for choice, spellings in words.items():
        if any(word.startswith(wanted) for word in spellings.split()):
            return choice
    return None
