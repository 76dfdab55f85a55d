"""What a captured line says: its parts and what each was read as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mopsmap.model import Lever, Role, StepKind, ValueClass, Waste
from mopsmap.units import Estimate

TokenKind = Literal[
    "title",
    "role",
    "phase",
    "process_time",
    "wait_time",
    "quality",
    "cost",
    "people",
    "tool",
    "value_class",
    "waste",
    "lever",
    "start",
    "end",
    "decision",
    "step",
    "answer",
    "share",
    "join",
    "rework",
    "after",
    "unread",
]
"""What a stretch of the line was read as. "join" goes on at an existing step, "rework" goes back to
one, "after" begins after one; "step" says that it is a plain step; "unread" stays in the title."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the line and what it was read as; `meaning` says it in words for the person."""

    kind: TokenKind
    start: int
    end: int
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Who:
    """A role that works on the step.

    `role` is one of the map's own (`here`) or of another map of the project; None is a new role
    called `name`. `also` are the names of other roles that fit as well as the one taken.
    """

    name: str
    role: Role | None
    here: bool
    people: float = 1.0
    also: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Way:
    """A flow to an existing step: `back` where it was said to be rework; `share` is 0..1."""

    step: str
    back: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A way out of a decision; `to` is None where the next captured step is meant."""

    label: str
    share: float | None = None
    to: Way | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The whole line as understood. None and () say nothing; `people` None is one person.

    `ways` lead on from the step, or from the selected one where the line has no `name`.
    `starts_after` are the steps it follows in place of the selected one, `also_after` those it
    follows too; `joins` says that it follows every open branch beside the selected step. `unread`
    are the stretches that could not be read, and `problems` says why, and what else is amiss.
    """

    text: str
    tokens: tuple[Token, ...] = ()
    name: str = ""
    kind: StepKind = "step"
    role: Who | None = None
    helpers: tuple[Who, ...] = ()
    people: float | None = None
    phase: str | None = None
    process_time: Estimate | None = None
    wait_time: Estimate | None = None
    complete_accurate: float | None = None
    fixed_cost: float | None = None
    tools: tuple[str, ...] = ()
    value_class: ValueClass | None = None
    wastes: tuple[Waste, ...] = ()
    lever: Lever | None = None
    answers: tuple[Answer, ...] = ()
    ways: tuple[Way, ...] = ()
    starts_after: tuple[str, ...] = ()
    also_after: tuple[str, ...] = ()
    joins: bool = False
    unread: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def makes_step(self) -> bool:
        """Whether capturing the line makes a step; else it connects existing ones, or nothing."""
        return bool(self.name) or (self.kind != "step" and not self.unread)

    @property
    def named(self) -> tuple[str, ...]:
        """The existing steps that the line names: where it leads, and what it begins after."""
        answered = (answer.to for answer in self.answers if answer.to is not None)
        ways = (*self.ways, *answered)
        return (*(way.step for way in ways), *self.starts_after, *self.also_after)

    @property
    def amends(self) -> bool:
        """Whether the line only says more about the selected step: times, costs, quality, class.

        A role or a phase alone is what a line begins with whose title comes last.
        """
        told = (self.process_time, self.wait_time, self.complete_accurate, self.fixed_cost)
        more = (self.value_class, self.lever, self.people, self.tools or None, self.wastes or None)
        if self.makes_step or self.role or self.phase or self.unread:
            return False
        return any(value is not None for value in (*told, *more))
