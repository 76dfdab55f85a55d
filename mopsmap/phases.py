"""The phases of a map: how far each reaches above the lanes, and the map with some of them drawn as
one block each. A way of looking: nothing here changes the map.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from mopsmap.layout import Layout
from mopsmap.model import Flow, FlowKind, Role, Step, ValueStreamMap
from mopsmap.reading import Reading, read_map

GAP, OVERLAP = 4.0, 60.0
"""Between the brackets of two phases, and what of both may lie side by side in one row."""
FAR = 240.0
"""Between steps further apart than this, about two columns, a phase may be interrupted."""
BLOCKS = "phases"
"""Id of the lane that blocks stand in; longer where a role of the map has it."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """Where a phase stands, from its first step to its last, scene pixels; `row` from the top.

    Phases one after the other share a row, those beside each other do not. Where others stand
    between its steps far apart, it is where most of them are.
    """

    name: str
    left: float
    right: float
    row: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A map with phases collapsed.

    `map` is what to draw: each of `blocks`, by id the name of its phase, is a step of it, and
    stands for its `members`. `flows` are, by the id of a flow drawn, those it stands for. Blocks
    stand in the lane `lane`.
    """

    map: ValueStreamMap
    lane: str
    blocks: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    flows: Mapping[str, tuple[str, ...]]

    def shown(self, step_id: str) -> str:
        """What stands for a step: its block, or itself."""
        return next((i for i, steps in self.members.items() if step_id in steps), step_id)

    def drawn_flows(self, flows: Collection[str]) -> frozenset[str]:
        """The flows drawn that stand for any of these."""
        return frozenset(i for i, inner in self.flows.items() if any(f in flows for f in inner))


def phase_of(step: Step) -> str:
    """The phase of a step as groups know it; "" for none."""
    return step.phase.strip()


def phases_in(one: ValueStreamMap) -> tuple[str, ...]:
    """The phases of a map in file order."""
    return tuple(dict.fromkeys(name for step in one.steps if (name := phase_of(step))))


def brackets(one: ValueStreamMap, layout: Layout) -> tuple[Bracket, ...]:
    """Where the phases of a map stand, from left to right; the longest come first into the top row.

    Cards that change lane overlap in x: where a phase begins half a card before the one before it
    ends, both meet in the middle.
    """
    cards: dict[str, list[tuple[float, float]]] = {}
    for step in one.steps:
        name, placed = phase_of(step), layout.steps.get(step.id)
        if name and placed is not None:
            cards.setdefault(name, []).append((placed.x, placed.right))
    begins = sorted(x for spans in cards.values() for x, _ in spans)
    reach = {name: _main_run(sorted(spans), begins) for name, spans in cards.items()}
    rows: list[list[tuple[float, float, str]]] = []
    for name, (low, high) in sorted(reach.items(), key=lambda one: one[1][0] - one[1][1]):
        free = (row for row in rows if all(_in_turn(low, high, *other) for other in row))
        row = next(free, None)
        if row is None:
            rows.append(row := [])
        row.append((low, high, name))
    found: list[Bracket] = []
    for number, row in enumerate(rows):
        row.sort()
        for i, (low, high, name) in enumerate(row):
            if i and row[i - 1][1] > low:
                low = (row[i - 1][1] + low + GAP) / 2
            if i + 1 < len(row) and row[i + 1][0] < high:
                high = (row[i + 1][0] + high - GAP) / 2
            found.append(Bracket(name, low, high, number))
    return tuple(sorted(found, key=lambda bracket: (bracket.left, bracket.row)))


def _main_run(spans: Sequence[tuple[float, float]], begins: Sequence[float]) -> tuple[float, float]:
    """The stretch that most of a phase's steps stand on; `begins` of all, to see who is between."""
    runs: list[tuple[float, float, int]] = []
    for low, high in spans:
        if runs:
            left, right, count = runs[-1]
            between = bisect_left(begins, low) - bisect_left(begins, right)
            if low - right <= FAR or between <= 0:
                runs[-1] = (left, max(right, high), count + 1)
                continue
        runs.append((low, high, 1))
    low, high, _count = max(runs, key=lambda run: (run[2], run[1] - run[0]))
    return low, high


def _in_turn(low: float, high: float, before: float, after: float, _name: str) -> bool:
    """Whether two stretches come one after the other, hardly overlapping."""
    together = min(high, after) - max(low, before)
    return together <= min(OVERLAP, (high - low) / 2, (after - before) / 2)


def fold(one: ValueStreamMap, collapsed: Collection[str]) -> Folded:
    """The map with the phases `collapsed` as one block each, in a lane of their own on top.

    Flows between the same two ends become one, rework by itself; it shows the share of the work
    that goes back. Other steps keep their lanes, lanes without steps are left out, and starts and
    ends that only blocks lead to stand with the blocks. All places are automatic.
    """
    reading = read_map(one)
    members: dict[str, list[str]] = {}
    for step in one.steps:
        if phase_of(step) in collapsed and phase_of(step):
            members.setdefault(phase_of(step), []).append(step.id)
    taken = {step.id for step in one.steps} | {role.id for role in one.roles}
    ids = {name: _unused(f"block-{number}", taken) for number, name in enumerate(members)}
    lane = _unused(BLOCKS, taken)
    block_of = {step: ids[name] for name, steps in members.items() for step in steps}
    kept = [s for s in one.steps if s.id not in block_of]
    beside = _beside_blocks(kept, one.flows, block_of)
    drawn = (s.replace(position=None, helpers=(), countermeasures=()) for s in kept)
    rest = [s.replace(role=lane) if s.id in beside else s for s in drawn]
    blocks = [Step(id=ids[name], name=name, role=lane) for name in members]
    flows, stands_for = _merged(one, reading, block_of)
    used = {step.role for step in rest}
    folded = ValueStreamMap(
        id=one.id,
        name=one.name,
        kind=one.kind,
        roles=(
            *([Role(id=lane, name="")] if blocks else []),
            *(role for role in one.roles if role.id in used),
        ),
        steps=tuple(_in_order(one, [*blocks, *rest], block_of)),
        flows=flows,
    )
    return Folded(
        folded,
        lane,
        {ids[name]: name for name in members},
        {ids[name]: tuple(steps) for name, steps in members.items()},
        stands_for,
    )


def _unused(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "'"
    taken.add(wanted)
    return wanted


def _in_order(
    one: ValueStreamMap, steps: Sequence[Step], block_of: Mapping[str, str]
) -> list[Step]:
    """The steps in file order, a block where its first step stands."""
    at: dict[str, int] = {}
    for number, step in enumerate(one.steps):
        at.setdefault(block_of.get(step.id, step.id), number)
    return sorted(steps, key=lambda step: at[step.id])


def _beside_blocks(
    kept: Sequence[Step], flows: Sequence[Flow], block_of: Mapping[str, str]
) -> set[str]:
    """Starts and ends all of whose neighbors are in blocks."""
    near: dict[str, set[str]] = {}
    for flow in flows:
        near.setdefault(flow.source, set()).add(flow.target)
        near.setdefault(flow.target, set()).add(flow.source)
    return {
        step.id
        for step in kept
        if step.kind in ("start", "end")
        and near.get(step.id)
        and all(other in block_of for other in near[step.id])
    }


def _merged(
    one: ValueStreamMap, reading: Reading, block_of: Mapping[str, str]
) -> tuple[tuple[Flow, ...], dict[str, tuple[str, ...]]]:
    """One flow for all between the same two ends, and by its id what it stands for."""
    back = {flow.id for flow in reading.rework}
    groups: dict[tuple[str, str, FlowKind], list[Flow]] = {}
    for flow in one.flows:
        source = block_of.get(flow.source, flow.source)
        target = block_of.get(flow.target, flow.target)
        if source == target and source != flow.source:
            continue
        kind: FlowKind = "rework" if flow.id in back and flow.kind == "forward" else flow.kind
        groups.setdefault((source, target, kind), []).append(flow)
    found = list[Flow]()
    for (source, target, kind), flows in groups.items():
        same = source == flows[0].source and target == flows[0].target
        if same and len(flows) == 1:
            found.append(flows[0])
            continue
        whole = source == flows[0].source  # a step that leads to a block keeps its shares
        share = None
        if kind == "rework":
            share = chance(flows, reading.shares)
        elif whole and all(flow.probability is not None for flow in flows):
            share = min(1.0, sum(flow.probability or 0.0 for flow in flows))
        label = flows[0].label if whole and len(flows) == 1 else ""
        found.append(
            flows[0].replace(
                source=source, target=target, kind=kind, probability=share, label=label
            )
        )
    return tuple(found), {
        drawn.id: tuple(flow.id for flow in flows)
        for drawn, flows in zip(found, groups.values(), strict=True)
    }


def chance(flows: Sequence[Flow], shares: Mapping[str, float]) -> float:
    """The chance that work which takes every source of rework flows once is sent back by any."""
    back: dict[str, float] = {}
    for flow in flows:
        back[flow.source] = back.get(flow.source, 0.0) + shares.get(flow.id, 0.0)
    return 1 - prod(1 - min(1.0, share) for share in back.values())
