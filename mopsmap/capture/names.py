"""Which role, step, phase or choice is meant by the few letters that somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mopsmap.capture.said import Who
from mopsmap.model import Project, Role, Step, ValueStreamMap
from mopsmap.reading import step_numbers

MOST_WORDS = 10
"""How many words of a line are looked at to find the name of a step, role or phase."""

MOST_KEPT = 2000
_SMALL = {"and", "of", "the", "for", "to", "in", "on", "a", "an", "&", "und", "et", "y", "de"}
_BREAKS = re.compile(r"[\s\-_/().]+")

Fit = Literal["whole", "beginning"]


def folded(text: str) -> str:
    """A name as names are compared: case and the number of blanks do not matter."""
    return " ".join(text.casefold().split())


def initials(name: str) -> tuple[str, ...]:
    """The first letters of the words of a name, with and without small words.

    >>> initials("Legal and privacy")
    ('lap', 'lp')
    """
    words = [w for w in _BREAKS.split(folded(name)) if w]
    if len(words) < 2:
        return ()
    found = ("".join(w[0] for w in words), "".join(w[0] for w in words if w not in _SMALL))
    return tuple(dict.fromkeys(i for i in found if len(i) > 1))


def key_of(*names: str) -> str:
    """Names to be searched together: each folded, between line feeds."""
    return "\n" + "\n".join(folded(name) for name in names) + "\n"


def _spelled(text: str) -> str:
    return folded(text.replace("_", " ").replace("-", " "))


def abbreviates(text: str, name: str) -> bool:
    """Whether a text is short for a word of a name, or the initials of its first words and what is
    short for the next one.

    >>> [abbreviates(text, "Marketing operations") for text in ("ops", "mops", "mktg", "mo", "map")]
    [True, True, True, True, False]
    """
    wanted = "".join(folded(text).split())
    lead = ""
    for word in (w for w in _BREAKS.split(folded(name)) if w and w not in _SMALL):
        rest = wanted.removeprefix(lead) if wanted.startswith(lead) else ""
        if _short_for(word, wanted) or _short_for(word, rest):
            return True
        lead += word[0]
    return False


def _short_for(word: str, text: str) -> bool:
    """Whether a text is how a word begins, or its first, some and its last consonants: "mktg"."""
    if len(text) < 3 or text[0] != word[0] or text[-1] != word[-1] or {*text[1:]} & {*"aeiou"}:
        return bool(text) and word.startswith(text)
    letters = iter(word)
    return all(letter in letters for letter in text)


def roles_meant(text: str, roles: Iterable[Role]) -> tuple[Role, ...]:
    """The roles that a text fits best, in their order: by id or name, by id or initials in any
    spelling, by how the name, or a word of it, begins, or by an abbreviation of the name.

    "_" and "-" stand for blanks.
    """
    ranked = [(_fit(text, role), role) for role in roles]
    best = min((rank for rank, _role in ranked), default=_NO_FIT)
    return tuple(role for rank, role in ranked if rank == best) if best < _NO_FIT else ()


_NO_FIT = 9


def _fit(text: str, role: Role) -> int:
    """How well a text fits a role: 0 is best, `_NO_FIT` not at all."""
    wanted, name = _spelled(text), _spelled(role.name)
    if not wanted:
        return _NO_FIT
    if wanted == name or text == role.id:
        return 0
    if wanted == _spelled(role.id) or wanted.replace(" ", "") in initials(role.name):
        return 1
    if name.startswith(wanted):
        return 2
    if f" {wanted}" in name:
        return 3
    return 4 if abbreviates(wanted, name) else _NO_FIT


def who_meant(text: str, one: ValueStreamMap, project: Project | None) -> Who:
    """Who is meant: a role of the map, else of another map of the project, else a new one."""
    others = () if project is None else project.maps
    elsewhere = [r for m in others if m.id != one.id for r in m.roles]
    for roles, here in ((one.roles, True), (elsewhere, False)):
        first, *rest = roles_meant(text, roles) or (None,)
        if first is not None:
            name = first.name or first.id
            names = (r.name or r.id for r in rest if r is not None)
            also = tuple(dict.fromkeys(n for n in names if n != name))
            return Who(name, first, here=here, also=also)
    name = " ".join(text.replace("_", " ").split())
    return Who(name[:1].upper() + name[1:] if name.islower() else name, None, here=False)


@dataclass(frozen=True)
class Steps:
    """The steps of a map by everything that a line may call them."""

    one: ValueStreamMap

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Step ids by folded name; of several steps of one name the first."""
        found: dict[str, str] = {}
        for step in self.one.steps:
            found.setdefault(folded(step.name), step.id)
        found.pop("", None)
        return found

    @cached_property
    def rows(self) -> Mapping[int, tuple[str, str]]:
        """By number, in rising order, the step's id and what it is called by (`key_of`)."""
        called = self.one.step_by_id
        return {
            number: (
                step,
                key_of(str(number), called[step].called, f"{number} {called[step].called}"),
            )
            for number, step in sorted(self.by_number.items())
        }

    @cached_property
    def by_number(self) -> Mapping[int, str]:
        """Step ids by the number that all screens show."""
        return {number: step for step, number in step_numbers(self.one).items()}

    def number(self, step_id: str) -> int:
        """The number that all screens show."""
        return step_numbers(self.one)[step_id]

    def shown(self, step_id: str) -> str:
        """Number and name, as in "12 Check copy"."""
        return f"{self.number(step_id)} {self.one.step_by_id[step_id].called}"

    @cached_property
    def asked(self) -> dict[tuple[str, Fit], str | None]:
        """What was asked for before: every key pressed asks for most of it again."""
        return {}

    def meant(self, text: str, fit: Fit = "beginning") -> str | None:
        """The step of this number, id, name, or number and name; else whose name begins so.

        With `fit` "whole" a beginning is not enough.
        """
        if (text, fit) not in self.asked:
            if len(self.asked) >= MOST_KEPT:
                self.asked.clear()
            self.asked[text, fit] = self._meant(text, fit)
        return self.asked[text, fit]

    def _meant(self, text: str, fit: Fit) -> str | None:
        wanted = folded(text)
        if not wanted:
            return None
        head, _, rest = wanted.partition(" ")
        if head.isascii() and head.isdecimal() and len(head) < 8:
            numbered = self.by_number.get(int(head))
            if numbered and (not rest or rest == folded(self.one.step_by_id[numbered].called)):
                return numbered
        if found := self.names.get(wanted):
            return found
        if text in self.one.step_by_id:
            return text
        if fit == "whole" or not any(c.isalpha() for c in wanted):
            return None
        starts = (s for n, s in self.names.items() if n.startswith(wanted))
        inside = (s for n, s in self.names.items() if f" {wanted}" in n)
        return next(starts, None) or next(inside, None)


_kept: tuple[Steps, ...] = ()


def steps_of(one: ValueStreamMap) -> Steps:
    """The steps of a map, to be asked for by name; those of the last maps are kept."""
    global _kept
    for known in _kept:
        if known.one is one:
            return known
    found = Steps(one)
    _kept = (found, *_kept[:3])
    return found


def phases(one: ValueStreamMap) -> tuple[str, ...]:
    """The phases of a map in the order of its steps."""
    return tuple(dict.fromkeys(step.phase for step in one.steps if step.phase))


def phase_meant(text: str, known: Iterable[str]) -> str | None:
    """The phase called so, else the first that begins so."""
    wanted, names = _spelled(text), tuple(known)
    same = (name for name in names if _spelled(name) == wanted)
    starts = (name for name in names if wanted and _spelled(name).startswith(wanted))
    return next(same, None) or next(starts, None)


def named(step: Step) -> str:
    """What a step is called in a sentence."""
    return f"'{step.called}'"
