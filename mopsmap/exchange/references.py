"""Which step follows which: references in a step table and the flows they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from mopsmap.exchange.cells import CellError, is_unknown, names_of, share_of, text_of
from mopsmap.exchange.headers import key_of
from mopsmap.exchange.sheet import Cell
from mopsmap.language import translated as _
from mopsmap.model import Flow, FlowKind, Step

T = TypeVar("T")


class Rows(Protocol):
    """What is needed of a table: its cells by row number and field name."""

    remarks: list[str]

    def has(self, name: str) -> bool: ...
    def cell(self, number: int, name: str) -> Cell: ...
    def read(self, number: int, name: str, reader: Callable[[Cell], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Reference:
    """A step named in a cell: `to` as written, with the flow's kind, share and label."""

    to: str
    kind: FlowKind = "forward"
    share: float | None = None
    label: str = ""


_KINDS: Mapping[str, FlowKind] = {"rework": "rework", "information": "information"}
_REFERENCE = re.compile(
    r"^(?:(?P<kind>rework|information)\s*:?\s+(?:to\s+)?)?(?P<to>.*?)"
    r"(?:\s*[\(\[:]\s*(?P<share>\d+(?:[.,]\d+)?)\s*%\s*[\)\]]?)?"
    r"(?:\s*\[(?P<label>[^\[\]]*)\])?$",
    re.IGNORECASE | re.DOTALL,
)


def references_of(cell: Cell, known: Callable[[str], bool]) -> tuple[Reference, ...]:
    """The steps that a predecessor or next cell names, such as "4", "3; 7 (60 %)" or "rework 3".

    A cell that is itself the name of a step is one reference; commas divide only where the parts
    are known.
    """
    whole = text_of(cell)
    if is_unknown(whole):
        return ()
    if known(whole):
        return (Reference(whole),)
    found: list[Reference] = []
    for part in re.split(r"[;\n]", whole):
        pieces = [part.strip()]
        if not known(_reference(part).to) and "," in part:
            pieces = [p.strip() for p in re.split(r",(?!\d+\s*%)", part)]
        found += [_reference(piece) for piece in pieces if piece]
    return tuple(found)


def _reference(text: str) -> Reference:
    match = _REFERENCE.match(text.strip())
    if match is None:
        return Reference(text.strip())
    share = match["share"]
    return Reference(
        match["to"].strip(),
        _KINDS.get((match["kind"] or "").lower(), "forward"),
        None if share is None else round(float(share.replace(",", ".")) / 100, 12),
        (match["label"] or "").strip(),
    )


def flows_of(table: Rows, numbers: Sequence[int], steps: Sequence[Step]) -> tuple[Flow, ...]:
    """The flows that predecessor and next columns name; without any, the rows are a chain."""
    known = _ids(table, numbers, steps)
    links: dict[tuple[str, str, FlowKind], Reference] = {}
    for number, step in zip(numbers, steps, strict=True):
        for name in ("previous", "next"):
            for found in table.read(number, name, lambda cell: _found(cell, known)):
                other = known[key_of(found.to)]
                ends = (other, step.id) if name == "previous" else (step.id, other)
                links.setdefault((*ends, found.kind), found)
        _add_shares(table, number, step, links)
    if not links:
        if len(steps) > 1:
            table.remarks.append(_("No column names predecessors: the steps follow one another."))
        pairs = pairwise(steps)
        links = {(a.id, b.id, "forward"): Reference(b.id) for a, b in pairs}
    flows: dict[str, Flow] = {}
    for (a, b, kind), r in links.items():
        identity = _fresh(f"{a}-{b}", flows)
        flows[identity] = Flow(
            id=identity, source=a, target=b, kind=kind, probability=r.share, label=r.label
        )
    return tuple(flows.values())


def _fresh(wanted: str, taken: Container[str]) -> str:
    """An id that is the same for the same steps, so that flows of two maps can be compared."""
    wanted = wanted[:190]
    number, identity = 2, wanted
    while identity in taken:
        identity, number = f"{wanted}-{number}", number + 1
    return identity


def _ids(table: Rows, numbers: Sequence[int], steps: Sequence[Step]) -> Mapping[str, str]:
    """Step ids by everything a cell may call a step: number, id, name."""
    found: dict[str, str] = {}
    for name in ("number", "id", "name"):
        for number, step in zip(numbers, steps, strict=True):
            called = text_of(table.cell(number, name))
            if called:
                found.setdefault(key_of(called), step.id)
    if not table.has("number") and not table.has("id"):
        for place, step in enumerate(steps, 1):
            found.setdefault(str(place), step.id)
    return found


def _found(cell: Cell, known: Mapping[str, str]) -> tuple[Reference, ...]:
    references = references_of(cell, lambda text: key_of(text) in known)
    for one in references:
        if key_of(one.to) not in known:
            raise CellError(
                _("names the step '{step}', which is not in the table").format(step=one.to[:60])
            )
        if one.share is not None and not 0 <= one.share <= 1:
            raise CellError(
                _("holds a share of {share}, not one from 0 to 100 %").format(
                    share=f"{one.share:.0%}"
                )
            )
    return references


def _add_shares(
    table: Rows,
    number: int,
    step: Step,
    links: dict[tuple[str, str, FlowKind], Reference],
) -> None:
    """Give the shares of the probability column to the flows of this row, in their order."""
    cell = table.cell(number, "probability")
    if is_unknown(cell):
        return
    ways = "next" if not is_unknown(table.cell(number, "next")) else "previous"
    end = 0 if ways == "next" else 1
    keys = [key for key in links if key[end] == step.id and links[key].share is None]
    parts: Sequence[Cell] = names_of(cell) if isinstance(cell, str) and ";" in cell else (cell,)
    for key, part in zip(keys, parts, strict=False):

        def share(cell: Cell, part: Cell = part) -> float | None:
            if cell is None:
                return None
            percents = isinstance(part, int | float) and part > 1
            return share_of(part, percents or (isinstance(part, str) and _is_percent(part)))

        value = table.read(number, "probability", share)
        links[key] = Reference(links[key].to, key[2], value, links[key].label)


def _is_percent(text: str) -> bool:
    try:
        return float(text.replace(",", ".")) > 1
    except ValueError:
        return False
