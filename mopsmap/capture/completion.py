"""How the word at the cursor of a captured line could go on, best first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

from mopsmap.capture.choices import CLASSES, LEVERS, WASTES
from mopsmap.capture.names import abbreviates, folded, initials, key_of, phases, steps_of
from mopsmap.capture.said import TokenKind
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASS_SHORT, Project, Role, ValueStreamMap
from mopsmap.numerals import shown_number
from mopsmap.record import choice_label

MOST = 8
_TYPED = re.compile(
    r"""(?:(?<=^)|(?<=\s))
    (?P<sign>@|\#|~|!|=|\[|->|>|\u2192|[+<]|(?i:back\ to\s)|(?i:join\s))
    (?P<typed>[^@\#~!=\[\]<>+\\]*)$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Completion:
    """Text that may stand in place of the line from `start` to `end`; `label` says more."""

    start: int
    end: int
    text: str
    label: str
    kind: TokenKind


@dataclass(frozen=True, slots=True)
class _Offer:
    """Something to choose: what is typed, what it is called by (`key_of`), and what is shown."""

    text: str
    key: str
    label: str


def completions(
    text: str, cursor: int, project: Project, map_id: str, anchor: str | None = None
) -> tuple[Completion, ...]:
    """What the word that ends at the cursor could become: at most eight, best first.

    Offered are roles after @, phases after #, tools after [, steps after >, +, < and "back to",
    wastes after ~, levers after ! and value classes after =. Of steps that fit alike those nearest
    to `anchor` come first.
    """
    before = text[max(0, cursor - 200) : cursor]
    words = (_TYPED.match(before, word.start()) for word in re.finditer(r"(?<!\S)\S", before))
    found = next(reversed([word for word in words if word]), None)
    one = project.map_by_id.get(map_id)
    if found is None or one is None:
        return ()
    sign, typed = found["sign"], found["typed"]
    wanted = folded(typed.strip('"')) + (" " if typed[-1:].isspace() and typed.strip() else "")
    kind = _kind(sign)
    offers = _offers(kind, project, one, wanted, anchor)
    ranked = sorted(
        (
            (rank, i, offer)
            for i, offer in enumerate(offers)
            if (rank := _rank(wanted, offer.key)) < 9
        ),
        key=lambda r: r[:2],
    )
    start, end = cursor - len(sign) - len(typed), cursor
    if sign == "[" and text[cursor : cursor + 1] == "]":
        end += 1
    return tuple(
        Completion(start, end, sign + offer.text, offer.label, kind)
        for _rank_, _i, offer in ranked[:MOST]
    )


def _kind(sign: str) -> TokenKind:
    signs: dict[str, TokenKind] = {
        "@": "role",
        "#": "phase",
        "[": "tool",
        "~": "waste",
        "!": "lever",
        "=": "value_class",
        "+": "after",
        "<": "after",
    }
    return signs.get(sign, "rework" if sign[:1] in "bB" else "join")


def _rank(wanted: str, key: str) -> int:
    """How well what is typed fits what something is called by: 0 is best, 9 not at all."""
    if not wanted:
        return 3
    if wanted not in key:
        return 9
    if f"\n{wanted}\n" in key:
        return 0
    if f"\n{wanted}" in key:
        return 1
    return 2 if f" {wanted}" in key else 4 if len(wanted) > 2 else 9


def _offers(
    kind: TokenKind, project: Project, one: ValueStreamMap, wanted: str, anchor: str | None
) -> Iterable[_Offer]:
    match kind:
        case "role":
            return _roles(project, one, wanted)
        case "phase":
            return (_Offer(_in_quotes(p), key_of(p), p) for p in phases(one))
        case "tool":
            return _tools(project, one)
        case "waste":
            return (
                _Offer(w.replace("_", "-"), key_of(*words.split()), choice_label(w))
                for w, words in WASTES.items()
            )
        case "lever":
            return (
                _Offer(v, key_of(*words.split()), choice_label(v)) for v, words in LEVERS.items()
            )
        case "value_class":
            return (
                _Offer(VALUE_CLASS_SHORT[c].lower(), key_of(*words.split()), choice_label(c))
                for c, words in CLASSES.items()
            )
        case _:
            return _steps(one, wanted, anchor, back=kind == "rework")


def _in_quotes(name: str) -> str:
    plain = re.fullmatch(r"[\w&.'-]+", name)
    return name if plain else f"[{name}]" if '"' in name else f'"{name}"'


def _roles(project: Project, one: ValueStreamMap, wanted: str) -> Iterator[_Offer]:
    seen = set[str]()
    for each in (one, *(m for m in project.maps if m.id != one.id)):
        for role in each.roles:
            name = role.name or role.id
            if folded(name) not in seen:
                seen.add(folded(name))
                key = key_of(name, role.id, *initials(name))
                if wanted not in key and wanted == wanted.strip() and abbreviates(wanted, name):
                    key += f" {wanted}\n"  # as the start of a word, behind names that begin so
                yield _Offer(_in_quotes(name), key, _role_label(role, name, each, one))


def _role_label(role: Role, name: str, home: ValueStreamMap, one: ValueStreamMap) -> str:
    parts = [name]
    if role.headcount is not None:
        people = shown_number(role.headcount)
        parts.append(counted(role.headcount, "{amount} person", "{amount} people", amount=people))
    if home is not one:
        parts.append(_("from {map}").format(map=home.name or home.id))
    return ", ".join(parts)


def _tools(project: Project, one: ValueStreamMap) -> Iterator[_Offer]:
    """Tools used anywhere in the project, those used most first, those of this map before all."""
    uses: dict[str, int] = {}
    for each in project.maps:
        weight = 1000 if each is one else 1
        for step in each.steps:
            for tool in step.tools:
                uses[tool] = uses.get(tool, 0) + weight
    for tool in sorted(uses, key=lambda t: -uses[t]):
        yield _Offer(f"{tool}]", key_of(tool), tool)


def _steps(one: ValueStreamMap, wanted: str, anchor: str | None, back: bool) -> Iterator[_Offer]:
    """Steps by number, near the anchor first; rework goes back, anything else to another step."""
    steps = steps_of(one)
    here = steps.number(anchor) if anchor in one.step_by_id else None
    fitting: list[tuple[int, bool, int, int]] = []
    for number, (_step, key) in steps.rows.items():
        if (rank := _rank(wanted, key)) < 9:
            off = here is not None and (number > here if back else number == here)
            fitting.append((rank, off, 0 if here is None else abs(number - here), number))
    for *_order, number in nsmallest(MOST, fitting):
        step_id, key = steps.rows[number]
        yield _Offer(str(number), key, f"{number} {one.step_by_id[step_id].called}")
