"""What of a map decides its layout beside places: shapes and sizes, what stands on the flows, and
what lines there are to draw. It is kept from one layout to the next, as far as it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from mopsmap.layout.lines import Wish
from mopsmap.layout.swimlanes import Card
from mopsmap.model import Flow, FlowKind, Step, ValueStreamMap
from mopsmap.numerals import Numerals, in_use
from mopsmap.reading import Reading, read_map
from mopsmap.units import format_percent

Shape = Literal["card", "diamond", "event", "block"]

CARD_WIDTH, CARD_HEIGHT = 112.0, 80.0
DIAMOND, EVENT = 32.0, 28.0
BLOCK_WIDTH, BLOCK_HEIGHT = 184.0, 112.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the lines need to know of a map beside places; kept from one layout to the next.

    `roles` are the lanes from top to bottom and `cards` what `steps` are placed by.
    """

    roles: tuple[str | None, ...]
    steps: tuple[Step, ...]
    cards: Mapping[str, Card]
    flows: tuple[Flow, ...]
    kinds: tuple[tuple[str, str], ...]
    reading: Reading
    widths: Mapping[str, float]
    wishes: Mapping[str, Wish]
    forks: Mapping[str, tuple[str, ...]]
    joins: Mapping[str, tuple[str, ...]]


def shape_of(step: Step) -> Shape:
    """A start or end is an event, a decision without times a diamond, everything else a card."""
    if step.kind in ("start", "end"):
        return "event"
    timed = step.process_time is not None or step.wait_time is not None
    return "diamond" if step.kind == "decision" and not timed else "card"


def footing(step: Step) -> tuple[object, ...]:
    """All of a step that the layout looks at: while it is the same, the step stands where it is."""
    return step.kind, step.role, step.position, shape_of(step)


def size_of(shape: Shape) -> tuple[float, float]:
    """Width and height of a shape."""
    return _SIZES[shape]


_SIZES: dict[Shape, tuple[float, float]] = {
    "card": (CARD_WIDTH, CARD_HEIGHT),
    "diamond": (DIAMOND, DIAMOND),
    "event": (EVENT, EVENT),
    "block": (BLOCK_WIDTH, BLOCK_HEIGHT),
}


def share_text(kind: FlowKind, share: float | None) -> str:
    """The share of items that take a flow, as it stands on it; "" where all do or none is known."""
    shown = share is not None and kind != "information" and share < 0.9995
    return format_percent(share) if shown else ""


def label_text(flow: Flow, share: float | None) -> str:
    """What stands on a flow: its answer and the share of items that take it, unless all do."""
    return _pill(flow.label, flow.kind, share, in_use())[0]


def label_width(text: str, rework: bool) -> float:
    """Estimated width of a label's pill in 11 px semibold; rework adds its icon."""
    width = sum(_WIDTHS.get(sign, 6.6) for sign in text)
    return width + 16 + (14 if rework else 0)


@lru_cache(4096)
def _pill(
    label: str, kind: FlowKind, share: float | None, _numerals: Numerals
) -> tuple[str, float]:
    """What stands on a flow and how wide its pill is; many flows say the same."""
    text = " ".join(filter(None, (label, share_text(kind, share))))
    return text, label_width(text, kind == "rework")


_WIDTHS = {
    sign: width
    for width, signs in ((3.2, "ijlI\u202f "), (4.2, "frt!'(),./:;"), (9.6, "wmMW%@"))
    for sign in signs
}


def plan_of(one: ValueStreamMap, old: Plan | None, blocks: Collection[str] = frozenset()) -> Plan:
    """The plan of the previous layout where it still holds, else a new one.

    The steps `blocks` stand for several; flows neither fork nor join in parallel at them.
    """
    roles = _lanes(one)
    cards = _cards(one, roles, old, blocks)
    kinds = tuple((step.id, step.kind) for step in one.steps)
    if old is not None and old.flows == one.flows and old.kinds == kinds:
        return replace(old, roles=roles, steps=one.steps, cards=cards)
    reading = read_map(one)
    widths = label_widths(one, reading)
    back = {f.id for f in reading.rework}
    joins_at, splits = reading.joins - set(blocks), reading.parallel_splits - set(blocks)
    wishes: dict[str, Wish] = {}
    for f in one.flows:
        flow, source, target, forward = f.id, f.source, f.target, f.kind == "forward"
        wishes[flow] = Wish(
            flow,
            source,
            target,
            not forward or flow in back,
            target in joins_at,
            forward and source in splits,
            widths.get(flow, 0.0),
        )
    forks: dict[str, tuple[str, ...]] = {}
    joins: dict[str, tuple[str, ...]] = {}
    for f in reading.forward:
        if f.source in splits:
            forks[f.source] = (*forks.get(f.source, ()), f.id)
        if f.target in joins_at:
            joins[f.target] = (*joins.get(f.target, ()), f.id)
    return Plan(roles, one.steps, cards, one.flows, kinds, reading, widths, wishes, forks, joins)


def cards_of(one: ValueStreamMap) -> dict[str, Card]:
    """What each step is placed by."""
    return _cards(one, _lanes(one), None, ())


def _lanes(one: ValueStreamMap) -> tuple[str | None, ...]:
    roles: tuple[str | None, ...] = tuple(role.id for role in one.roles)
    return (*roles, None) if any(step.role is None for step in one.steps) else roles


def _cards(
    one: ValueStreamMap,
    roles: tuple[str | None, ...],
    old: Plan | None,
    blocks: Collection[str],
) -> dict[str, Card]:
    """What each step is placed by, the same as before where lanes and step are the same."""
    known = {id(step) for step in old.steps} if old and old.roles == roles else ()
    before = old.cards if old else {}
    number = {role: i for i, role in enumerate(roles)}
    cards: dict[str, Card] = {}
    for step in one.steps:
        if id(step) in known:
            cards[step.id] = before[step.id]
        else:
            fixed = None if step.position is None else (step.position.x, step.position.y)
            shape = "block" if step.id in blocks else shape_of(step)
            cards[step.id] = Card(number[step.role], *size_of(shape), fixed)
    return cards


def label_widths(one: ValueStreamMap, reading: Reading) -> dict[str, float]:
    """Width of each pill; parallel flows that say the same show it once, on the first."""
    widths: dict[str, float] = {}
    said: set[tuple[str, str]] = set()
    for flow in one.flows:
        text, width = _pill(flow.label, flow.kind, reading.shares.get(flow.id), in_use())
        if flow.kind == "forward" and flow.source in reading.parallel_splits:
            if (flow.source, text) in said:
                continue
            said.add((flow.source, text))
        if text:
            widths[flow.id] = width
    return widths
