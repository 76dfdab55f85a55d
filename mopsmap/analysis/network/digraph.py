"""A directed graph without loops: what leads where, what is reached, what every way passes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)


class Digraph(Generic[N]):
    """Nodes and the edges between them, at most one from each to each, in the order given."""

    def __init__(self, nodes: Iterable[N] = (), edges: Iterable[tuple[N, N]] = ()) -> None:
        self._after: dict[N, dict[N, None]] = {node: {} for node in nodes}
        self._before: dict[N, dict[N, None]] = {node: {} for node in self._after}
        self.link(edges)

    def link(self, edges: Iterable[tuple[N, N]]) -> None:
        """Add edges, and their ends where they are new."""
        for source, target in edges:
            for node in (source, target):
                self._after.setdefault(node, {})
                self._before.setdefault(node, {})
            self._after[source][target] = self._before[target][source] = None

    def __iter__(self) -> Iterator[N]:
        return iter(self._after)

    def __len__(self) -> int:
        return len(self._after)

    def after(self, node: N) -> Iterable[N]:
        """Where the edges of a node lead."""
        return self._after[node]

    def before(self, node: N) -> Iterable[N]:
        """Where the edges into a node come from."""
        return self._before[node]

    @property
    def firsts(self) -> list[N]:
        """The nodes that nothing leads to."""
        return [node for node, sources in self._before.items() if not sources]

    @property
    def lasts(self) -> list[N]:
        """The nodes that lead nowhere."""
        return [node for node, targets in self._after.items() if not targets]

    def reversed(self) -> Digraph[N]:
        """The same with every edge the other way round."""
        found: Digraph[N] = Digraph()
        found._after, found._before = self._before, self._after
        return found

    def without(self, gone: N) -> Digraph[N]:
        """The graph without one node."""
        edges = ((a, b) for a, targets in self._after.items() for b in targets)
        nodes = (node for node in self._after if node != gone)
        return Digraph(nodes, (edge for edge in edges if gone not in edge))

    def reached(self, start: N) -> set[N]:
        """All that a node leads to, itself included."""
        return set(self._reached(start))

    def path(self, start: N, end: N) -> list[N] | None:
        """A way of fewest edges; None where there is none."""
        came = self._reached(start)
        if end not in came:
            return None
        found = [end]
        while found[-1] != start:
            found.append(came[found[-1]])
        return found[::-1]

    def _reached(self, start: N) -> dict[N, N]:
        """All that a node leads to, the nearest first, by where each is reached from."""
        came, near = {start: start}, [start]
        for node in near:
            for target in self._after[node]:
                if target not in came:
                    came[target] = node
                    near.append(target)
        return came

    def passed(self, start: N) -> dict[N, N]:
        """By node that is reached from `start`, the last one before it that every way passes: its
        immediate dominator (Cooper, Harvey and Kennedy 2001; one sweep, as there are no loops)."""
        order = self._sorted(start)
        rank = {node: number for number, node in enumerate(order)}
        found = {start: start}
        for node in order[1:]:
            sources = (source for source in self._before[node] if source in rank)
            nearest = next(sources)
            for source in sources:
                while nearest != source:
                    if rank[nearest] > rank[source]:
                        nearest = found[nearest]
                    else:
                        source = found[source]
            found[node] = nearest
        del found[start]
        return found

    def _sorted(self, start: N) -> list[N]:
        """All that a node leads to, each before what it leads to."""
        found: list[N] = []
        seen = {start}
        stack = [(start, iter(self._after[start]))]
        while stack:
            node, rest = stack[-1]
            following = next((target for target in rest if target not in seen), None)
            if following is None:
                found.append(node)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(self._after[following])))
        return found[::-1]
