"""The activity network of one case: early and late times, float, all critical paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from mopsmap.analysis.graph import network_of
from mopsmap.analysis.result import Column, Mark, Metric, Overlay, Result, Table
from mopsmap.model import Flow

if TYPE_CHECKING:
    from mopsmap.analysis.study import Study

MOST_PATHS_LISTED = 20
_RELATIVE = 1e-9


class Slot(NamedTuple):
    """Early and late times of one step in one case, hours from the start of the item."""

    early_start: float
    early_finish: float
    late_start: float
    late_finish: float
    total_float: float
    free_float: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """One case as an activity network.

    `paths` are critical paths in order (at most MOST_PATHS_LISTED), `paths_count` is exact.
    Nothing is critical where the lead time is 0.
    """

    lead_time: float
    slots: Mapping[str, Slot]
    critical_steps: frozenset[str]
    critical_flows: frozenset[str]
    paths: tuple[tuple[str, ...], ...]
    paths_count: int


def schedule(
    order: Sequence[str],
    flows: Sequence[Flow],
    hours: Mapping[str, float],
    goal: str | None,
) -> Schedule:
    """Forward and backward pass over the steps, in topological order, and flows of one case
    (critical path method).

    ES = max EF of predecessors, LF = min LS of successors, total float = LS - ES, free float =
    min ES of successors - EF. The lead time ends at the goal where there is one: for steps on a
    way to it only what leads to the goal counts; the others are late when the last branch ends.
    A step is critical at total float 0, a flow where both its ends are and the one starts as the
    other finishes (methods 2.1).
    """
    network = network_of(order, flows)
    onward = {step: list(targets) for step, targets in network.adjacency()}
    early, finish = _early(order, onward, hours)
    last = max(finish.values(), default=0.0)
    lead = last if goal is None else finish[goal]
    toward = set(order) if goal is None else {goal, *nx.ancestors(network, goal)}
    slack = _RELATIVE * max(1.0, last)
    slots: dict[str, Slot] = {}
    late_start: dict[str, float] = {}
    for step in reversed(order):
        start, done = early[step], finish[step]
        late = following = lead if step in toward else last
        after = onward[step]
        if goal is not None and step in toward:
            after = [t for t in after if t in toward and step != goal]
        if after:
            late = min([late_start[t] for t in after])
            following = min([early[t] for t in after])
        # sums forward and backward differ in their last digits; without float they are one
        tied = abs(late - done) <= slack
        late_start[step] = start if tied else late - hours[step]
        slots[step] = Slot(
            early_start=start,
            early_finish=done,
            late_start=late_start[step],
            late_finish=done if tied else late,
            total_float=0.0 if tied else late - done,
            free_float=0.0 if abs(following - done) <= slack else following - done,
        )
    slots = {step: slots[step] for step in order}
    if lead <= 0:
        return Schedule(lead, slots, frozenset(), frozenset(), (), 0)
    critical = {s for s in order if s in toward and slots[s].total_float == 0.0}
    tight = [
        flow
        for flow in flows
        if flow.source in critical
        and flow.target in critical
        and flow.source != goal
        and abs(finish[flow.source] - early[flow.target]) <= slack
    ]
    paths, count = _critical_paths(network_of((s for s in order if s in critical), tight))
    return Schedule(lead, slots, frozenset(critical), frozenset(f.id for f in tight), paths, count)


def _early(
    order: Sequence[str], onward: Mapping[str, Sequence[str]], hours: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """(early start, early finish) of every step."""
    early = dict.fromkeys(order, 0.0)
    finish: dict[str, float] = {}
    for step in order:
        done = finish[step] = early[step] + hours[step]
        for target in onward[step]:
            if done > early[target]:
                early[target] = done
    return early, finish


def _critical_paths(critical: nx.DiGraph[str]) -> tuple[tuple[tuple[str, ...], ...], int]:
    """(the first paths in order, exact number of all) from end to end of the critical network,
    whose nodes are in topological order."""
    place = {step: i for i, step in enumerate(critical)}
    onward = {
        step: sorted(targets, key=place.__getitem__) for step, targets in critical.adjacency()
    }
    ways: dict[str, int] = {}
    for step in reversed(onward):
        ways[step] = sum([ways[t] for t in onward[step]]) or 1
    firsts = [step for step, entering in critical.in_degree() if not entering]
    count = sum(ways[step] for step in firsts)

    def walk(first: str) -> Iterator[tuple[str, ...]]:
        path, rest = [first], [iter(onward[first])]
        while path:
            following = next(rest[-1], None)
            if following is not None:
                path.append(following)
                rest.append(iter(onward[following]))
                continue
            if not onward[path[-1]]:
                yield tuple(path)
            path.pop()
            rest.pop()

    listed = (path for first in firsts for path in walk(first))
    return tuple(islice(listed, MOST_PATHS_LISTED)), count


def run(study: Study) -> Result:
    """Critical paths of the chosen case, float of every step, near-critical ones first."""
    plan = study.probable.schedule if study.probable else None
    if plan is None:
        return Result("critical_path", "Critical path", figures=_figures((), 0))
    path = plan.paths[0] if plan.paths else ()
    return Result(
        "critical_path",
        "Critical path",
        make_metrics=lambda: (
            Metric(
                "critical_paths_count",
                "Critical paths",
                plan.paths_count,
                "count",
                "Number of longest ways through the case shown; to shorten the lead time all of "
                "them must get shorter",
            ),
            Metric(
                "critical_steps_count",
                "Critical steps",
                len(plan.critical_steps),
                "count",
                "Steps with total float 0 (late start = early start) in the case shown",
            ),
        ),
        make_tables=lambda: (_float_table(study, plan), _paths_table(study, plan)),
        overlays=(Overlay("float", "Float", "days", lambda: _float_marks(plan)),),
        figures=_figures(path, plan.paths_count),
    )


def _figures(path: Sequence[str], count: int) -> dict[str, object]:
    return {"critical_path": list(path), "critical_paths_count": count}


def _float_table(study: Study, plan: Schedule) -> Table:
    rows, ids = [], []
    for step in sorted(plan.slots, key=lambda s: (plan.slots[s].total_float, study.shape.place[s])):
        slot = plan.slots[step]
        ids.append(step)
        rows.append(
            (
                study.name(step),
                slot.early_start,
                slot.early_finish,
                slot.late_start,
                slot.late_finish,
                slot.total_float,
                slot.free_float,
            )
        )
    columns = (
        Column("step", "Step", "text"),
        Column("early_start", "Early start", "days"),
        Column("early_finish", "Early finish", "days"),
        Column("late_start", "Late start", "days"),
        Column("late_finish", "Late finish", "days"),
        Column("total_float", "Total float", "days"),
        Column("free_float", "Free float", "days"),
    )
    return Table("float", "Float of every step", columns, tuple(rows), tuple(ids))


def _paths_table(study: Study, plan: Schedule) -> Table:
    rows = tuple(
        (i, len(path), " \u2192 ".join(study.name(step) for step in path))
        for i, path in enumerate(plan.paths, 1)
    )
    columns = (
        Column("number", "No.", "count"),
        Column("steps", "Steps", "count"),
        Column("path", "Path", "text"),
    )
    more = plan.paths_count - len(plan.paths)
    title = f"Critical paths (the first {len(plan.paths)} of {plan.paths_count})" if more else ""
    return Table("critical_paths", title or "Critical paths", columns, rows)


def _float_marks(plan: Schedule) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            step,
            "critical" if step in plan.critical_steps else "scale",
            text="on the critical path" if step in plan.critical_steps else "",
            value=slot.total_float,
        )
        for step, slot in plan.slots.items()
    )
