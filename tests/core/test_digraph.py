"""What a graph without loops says of its ways, compared with trying them out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis.network.digraph import Digraph

EDGES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda e: e[0] < e[1]))


def ways(graph: Digraph[int], start: int, end: int) -> list[list[int]]:
    """All ways from one node to another."""
    if start == end:
        return [[end]]
    return [[start, *rest] for node in graph.after(start) for rest in ways(graph, node, end)]


@settings(deadline=None)
@given(EDGES)
def test_the_last_node_that_every_way_passes_is_found(edges: list[tuple[int, int]]) -> None:
    graph = Digraph(range(9), edges)
    passed = graph.passed(0)
    assert passed.keys() == graph.reached(0) - {0}
    for node, last in passed.items():
        every = set.intersection(*(set(way) for way in ways(graph, 0, node))) - {node}
        assert last == max(every)


@settings(deadline=None)
@given(EDGES)
def test_a_way_of_fewest_edges_is_found_where_there_is_one(edges: list[tuple[int, int]]) -> None:
    graph = Digraph(range(9), edges)
    for end in graph:
        found, all_ways = graph.path(0, end), ways(graph, 0, end)
        assert (found in all_ways) if all_ways else found is None
        assert found is None or len(found) == min(map(len, all_ways))
        assert (end in graph.reached(0)) == bool(all_ways)


@settings(deadline=None)
@given(EDGES)
def test_a_graph_turned_round_or_without_a_node_has_the_other_edges(
    edges: list[tuple[int, int]],
) -> None:
    graph = Digraph(range(9), edges)
    assert {(a, b) for a in graph for b in graph.after(a)} == set(edges)
    back = graph.reversed()
    assert {(b, a) for a in back for b in back.after(a)} == set(edges)
    assert {(a, b) for b in graph for a in graph.before(b)} == set(edges)
    rest = graph.without(4)
    assert {(a, b) for a in rest for b in rest.after(a)} == {e for e in edges if 4 not in e}
    assert set(rest) == set(range(9)) - {4}
    assert graph.firsts == [n for n in range(9) if n not in {b for _, b in edges}]
    assert graph.lasts == [n for n in range(9) if n not in {a for a, _ in edges}]


def test_a_chain_of_any_length_is_gone_along() -> None:
    graph = Digraph(edges=[(n, n + 1) for n in range(50_000)])
    assert graph.passed(0)[50_000] == 49_999
    assert len(graph.path(0, 50_000) or ()) == 50_001
