"""Where critical paths tie: the smallest sets of steps that shorten the lead time only together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import networkx as nx

from mopsmap.analysis.priorities.lead_times import Alteration, lead_times
from mopsmap.analysis.priorities.what_if import WhatIf, changed_by

MOST_SETS = 10
_LARGEST = 3
_LOOKS = 40_000

_FIRST, _LAST = -1, -2


class Together(NamedTuple):
    """Steps, and how their times halved at once change the expected lead time (h)."""

    steps: tuple[str, ...]
    lead_time: float


def gains_together(base: WhatIf) -> tuple[Together, ...]:
    """Pairs, then triples of steps that cut all critical paths of the case shown, of which no part
    does: at most MOST_SETS, those that gain most first among the pairs and among the triples.

    Empty where there is one critical path, whose steps gain alone.
    """
    sets, once = _sets(base), base.once()
    lines = lead_times(base.study, base.executions, once) if sets else None
    if lines is None:
        return ()
    halved = [Alteration({step: once[step] / 2 for step in steps}, {}) for steps in sets]
    found = [
        Together(steps, changed_by(float(lead), float(lines.before)))
        for steps, lead in zip(sets, lines.after(halved), strict=True)
    ]
    gaining = [each for each in found if each.lead_time < 0]
    return tuple(sorted(gaining, key=lambda each: (len(each.steps), round(each.lead_time, 6))))


def _sets(base: WhatIf) -> list[tuple[str, ...]]:
    """The sets as minimal cuts of the critical network, whose nodes are places in the order."""
    plan, order = base.found.schedule, base.study.reading.order
    if plan is None or plan.paths_count < 2:
        return []
    place = base.shape.place
    network: nx.DiGraph[int] = nx.DiGraph()
    network.add_nodes_from(place[step] for step in order if step in plan.critical_steps)
    network.add_edges_from(
        (place[flow.source], place[flow.target])
        for flow in base.study.reading.forward
        if flow.id in plan.critical_flows
    )
    firsts = [node for node, entering in network.in_degree() if not entering]
    lasts = [node for node, leaving in network.out_degree() if not leaving]
    network.add_edges_from((_FIRST, node) for node in firsts)
    network.add_edges_from((node, _LAST) for node in lasts)
    alone = set(_on_all_paths(network))
    able = {
        node
        for node in network
        if node >= 0 and node not in alone and _takes_time(base, order[node])
    }
    looks = iter(range(max(20, _LOOKS // len(network))))
    found: list[frozenset[int]] = []
    for size in range(2, _LARGEST + 1):
        for cut in _cuts(network, size, able, looks):
            if not any(known <= cut for known in found):
                found.append(cut)
            if len(found) == MOST_SETS:
                break
        if len(found) == MOST_SETS:
            break
    return [tuple(order[node] for node in sorted(cut)) for cut in found]


def _takes_time(base: WhatIf, step: str) -> bool:
    return base.means[step].wait + base.means[step].process > 0


def _on_all_paths(network: nx.DiGraph[int]) -> Iterator[int]:
    """The nodes that every path from first to last passes: the dominators of the last."""
    parent = nx.immediate_dominators(network, _FIRST)
    node = parent[_LAST]
    while node is not None and node != _FIRST:
        yield node
        node = parent[node]


def _cuts(
    network: nx.DiGraph[int], size: int, able: Collection[int], looks: Iterator[int]
) -> Iterator[frozenset[int]]:
    """Sets of so many able nodes that every path meets. Each has a node on any one path; without
    it the others cut what is left. It stops when `looks` are used up."""
    if next(looks, None) is None:
        return
    if size == 1:
        yield from (frozenset({node}) for node in _on_all_paths(network) if node in able)
        return
    path = nx.shortest_path(network, _FIRST, _LAST)
    for node in sorted(set(path) & set(able)):
        rest = network.copy()
        rest.remove_node(node)
        if nx.has_path(rest, _FIRST, _LAST):
            for cut in _cuts(rest, size - 1, able, looks):
                yield cut | {node}
