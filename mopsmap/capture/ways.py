"""What a cell says of where a step leads: "4, 7", "yes 65% >12, no 35% back to 8".

The ways are those of a line of capture; tables of others write them as "7 (60 %)" or "rework 3".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mopsmap.capture.names import steps_of
from mopsmap.language import translated as _
from mopsmap.model import FlowKind, ValueStreamMap
from mopsmap.numerals import shown_number
from mopsmap.rules import may_lead
from mopsmap.units import UnitError, format_percent

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Reference:
    """A step named in a cell: `to` as written, or its id, with the flow's kind, share and label."""

    to: str
    kind: FlowKind = "forward"
    share: float | None = None
    label: str = ""


_LEADS: dict[FlowKind, str] = {
    "forward": ">",
    "rework": "back to ",
    "information": "information to ",
}
_BACK = "rework|nacharbeit|retouche|reprise|retrabajo"
"""What rework is called in tables of others, in English, German, French and Spanish."""
_SHARE = r"\d+(?:[.,]\d+)?"
_QUOTED = r'"(?:[^"]|"")*"'
_TABLED = re.compile(
    rf"(?:(?P<kind>{_BACK}|information)\s*:?\s+(?:to\s+)?)?(?P<to>.*?)"
    rf"(?:\s*[\(\[:]\s*(?P<share>{_SHARE})\s*%\s*[\)\]]?)?"
    r"(?:\s*\[(?P<label>[^\[\]]*)\])?",
    re.IGNORECASE | re.DOTALL,
)
_SAID = re.compile(
    rf'(?P<label>{_QUOTED}|[^",;>]*?)\s*(?:(?P<share>{_SHARE})\s*%)?\s*'
    r"(?P<lead>->|>|\b(?:join|back\s+to|zurück\s+zu|retour\s+à|volver\s+a|(?:rework|information)"
    r"\s+to)\b)\s*"
    rf"(?P<to>.+?)(?:\s+(?P<late>{_SHARE})\s*%)?",
    re.IGNORECASE | re.DOTALL,
)
_LISTED = re.compile(
    rf"(?P<to>.+?)(?:\s+(?P<share>{_SHARE})\s*%)?"
    rf"(?:\s*\(\s*(?P<kind>{_BACK}|information)\s*\))?",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = re.compile(rf'(?:{_QUOTED}|[^;\n"]|")+')
_PIECES = re.compile(rf'(?:{_QUOTED}|,(?=\d+\s*%)|[^,"]|")+')
_NOTHING = " ?-\u2013\u2014"
_LONGEST = 400
"""Characters of one way: more is a name."""


def references_of(text: str, known: Known) -> tuple[Reference, ...]:
    """The steps that a cell names, such as "4", "3; 7 (60 %)", "rework 3" or "yes 65% >12".

    A cell that is itself the name of a step is one reference; commas divide only where the parts
    are known.
    """
    return tuple(_references(text, known))


def _references(text: str, known: Known) -> Iterator[Reference]:
    whole = _reference(text, known)
    if known(whole.to):
        yield whole
        return
    for part in _PARTS.findall(text):
        alone = _reference(part, known)
        divided = "," in part and not known(alone.to)
        for piece in _PIECES.findall(part) if divided else (part,):
            if piece.strip():
                yield _reference(piece, known)


def _reference(written: str, known: Known) -> Reference:
    """One way: said as in a line where it names a number, else as it names a step at all."""
    text = " ".join(written.split())
    said = _read(_SAID, text)
    if said is not None and said.to.isdecimal() and known(said.to):
        return said
    tabled = _read(_TABLED, text)
    for found in (Reference(text), tabled, said, _read(_LISTED, text)):
        if found is not None and known(found.to):
            return found
    unsure = said if said is not None and (">" in text or said.to.isdecimal()) else tabled
    return unsure or Reference(text)


def _read(form: re.Pattern[str], text: str) -> Reference | None:
    match = form.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    parts: dict[str, Any] = {"kind": "", "label": "", "lead": "", "late": None}
    parts |= match.groupdict()
    kind = f"{parts['kind'] or parts['lead'] or ''}".casefold()
    label = (parts["label"] or "").strip()
    if label[:1] == '"' == label[-1:] and len(label) > 1:
        label = label[1:-1].replace('""', '"')
    share = parts["share"] or parts["late"]
    onward = kind in ("", "join", ">", "->")
    return Reference(
        parts["to"].strip(),
        "forward" if onward else "information" if kind[:1] == "i" else "rework",
        None if share is None else round(float(share.replace(",", ".")) / 100, 12),
        label,
    )


def said_ways(ways: Sequence[Reference], one: ValueStreamMap) -> str:
    """Ways, which lead to ids of steps of a map, as a cell says them; `read_ways` reads it."""
    return ", ".join(_said(way, str(steps_of(one).number(way.to))) for way in ways)


def _said(way: Reference, number: str) -> str:
    if way.kind == "forward" and way.share is None and not way.label:
        return number
    share = "" if way.share is None else f"{shown_number(way.share * 100, 4)}%"
    label = " ".join(way.label.split())
    quoted = '"' + label.replace('"', '""') + '"'
    lead = _LEADS[way.kind] + number
    for title in (label, quoted) if label else ("",):
        text = " ".join(filter(None, (title, share, lead)))
        if references_of(text, number.__eq__)[0].label == label:
            return text
    return lead


def read_ways(text: str, one: ValueStreamMap, step: str) -> tuple[Reference, ...]:
    """The ways on from a step that a cell says, which lead to ids of steps of the map.

    A way that does not say its kind is "forward". Raises UnitError with one sentence.
    """
    if not text.strip(_NOTHING):
        return ()
    steps = steps_of(one)
    found = references_of(text, lambda said: steps.meant(said, "whole") is not None)
    ways = tuple(replace(way, to=_meant(way.to, one)) for way in found)
    return checked_ways(ways, one, step)


def checked_ways(
    ways: tuple[Reference, ...], one: ValueStreamMap, step: str
) -> tuple[Reference, ...]:
    """Ways, by step id, that may lead on from a step; raises UnitError with one sentence."""
    for way in ways:
        if reason := may_lead(one, step, way.to):
            raise UnitError(reason)
        if sum(way.to == other.to for other in ways) > 1:
            said = _("Step {number} is named twice.")
            raise UnitError(said.format(number=steps_of(one).number(way.to)))
    total = sum(way.share or 0.0 for way in ways)
    if total > 1 + 1e-6:
        said = _("The shares add up to {share}, over 100 %.")
        raise UnitError(said.format(share=format_percent(total)))
    return ways


def _meant(name: str, one: ValueStreamMap) -> str:
    found = steps_of(one).meant(name)
    if found is not None:
        return found
    number = name.isdecimal()
    said = _("There is no step {name}.") if number else _("No step is called '{name}'.")
    raise UnitError(said.format(name=name if len(name) <= 40 else f"{name[:40]}…"))
