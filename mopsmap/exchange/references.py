"""Which step follows which: references in a step table and the flows they make."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Protocol, TypeVar

from mopsmap.capture.ways import Reference, references_of
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


def flows_of(table: Rows, numbers: Sequence[int], steps: Sequence[Step]) -> tuple[Flow, ...]:
    """The flows that predecessor and next columns name.

    Without such a column, or where it names no step at all, the rows are a chain; where it is
    empty, there are none.
    """
    known = _ids(table, numbers, steps)
    links: dict[tuple[str, str, FlowKind], Reference] = {}
    for number, step in zip(numbers, steps, strict=True):
        for name in ("previous", "next"):
            for found in _named(table.cell(number, name), known):
                other = table.read(number, name, partial(_known, one=found, known=known))
                if other is None:
                    continue
                ends = (other, step.id) if name == "previous" else (step.id, other)
                links.setdefault((*ends, found.kind), found)
        _add_shares(table, number, step, links)
    if not links and _says_nothing(table, numbers):
        if len(steps) > 1:
            said = _("The column of flows is empty: nothing leads from step to step.")
            table.remarks.append(said)
    elif not links:
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


def _says_nothing(table: Rows, numbers: Sequence[int]) -> bool:
    """Whether there is a column of flows and nothing in it."""
    columns = [name for name in ("previous", "next") if table.has(name)]
    return bool(columns) and all(
        is_unknown(text_of(table.cell(number, name))) for name in columns for number in numbers
    )


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


def _named(cell: Cell, known: Container[str]) -> tuple[Reference, ...]:
    """The steps that a cell names, whether they are in the table or not."""
    text = text_of(cell)
    return () if is_unknown(text) else references_of(text, lambda said: key_of(said) in known)


def _known(cell: Cell, one: Reference, known: Mapping[str, str]) -> str | None:
    """The id of the step that a cell names; None where the cell cannot be read."""
    if cell is None:
        return None
    if key_of(one.to) not in known:
        raise CellError(
            _("names the step '{step}', which is not in the table").format(step=one.to[:60])
        )
    if one.share is not None and not 0 <= one.share <= 1:
        raise CellError(
            _("holds a share of {share}, not one from 0 to 100 %").format(share=f"{one.share:.0%}")
        )
    return known[key_of(one.to)]


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
