"""Where lines of strangers cross, and which of the two hops."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import storage
from mopsmap.layout import Layout, hops, lay_out, positions
from mopsmap.layout.hops import TOUCH, Crossing, crossings
from mopsmap.layout.lines import Wish
from mopsmap.model import Position, ValueStreamMap

SAMPLES = {
    f"{path.stem} {one.id}": one
    for path in sorted((Path(__file__).parents[2] / "samples").glob("*.mopsmap"))
    for one in storage.load(path).project.maps
}
LEVEL = ((0.0, 50.0), (100.0, 50.0))
UPRIGHT = ((40.0, 0.0), (40.0, 100.0))


def wish(flow: str, source: str = "", target: str = "") -> Wish:
    return Wish(flow, source or f"{flow}1", target or f"{flow}2", False, False, False, 0.0)


def two(
    level: tuple[tuple[float, float], ...],
    upright: tuple[tuple[float, float], ...],
    *wishes: Wish,
) -> tuple[Crossing, ...]:
    known = wishes or (wish("a"), wish("b"))
    return crossings({"a": level, "b": upright}, {w.flow: w for w in known})


def test_strangers_that_cross_do_so_once() -> None:
    assert two(LEVEL, UPRIGHT) == (Crossing("a", "b", 40.0, 50.0),)
    assert two(LEVEL[::-1], UPRIGHT[::-1]) == (Crossing("a", "b", 40.0, 50.0),)
    assert two(UPRIGHT, LEVEL) == (Crossing("b", "a", 40.0, 50.0),)


def test_flows_of_one_step_share_a_line_and_do_not_hop() -> None:
    assert two(LEVEL, UPRIGHT, wish("a", "s"), wish("b", "s")) == ()
    assert two(LEVEL, UPRIGHT, wish("a", "", "t"), wish("b", "", "t")) == ()


def test_lines_that_only_touch_do_not_cross() -> None:
    assert two(LEVEL, ((40.0, 50.0), (40.0, 100.0))) == ()
    assert two(LEVEL, ((100.0, 0.0), (100.0, 100.0))) == ()
    assert two(LEVEL, ((0.0, 60.0), (100.0, 60.0))) == ()


def test_the_level_line_hops_unless_it_alone_is_critical() -> None:
    found = [Crossing("a", "b", 40.0, 50.0)]
    assert hops(found, ()) == {"a": ((40.0, 50.0),)}
    assert hops(found, {"b"}) == {"a": ((40.0, 50.0),)}
    assert hops(found, {"a", "b"}) == {"a": ((40.0, 50.0),)}
    assert hops(found, {"a"}) == {"b": ((40.0, 50.0),)}


def by_hand(one: ValueStreamMap, found: Layout) -> set[Crossing]:
    """Every pair of pieces looked at."""
    ends = {f.id: (f.source, f.target) for f in one.flows}
    cross = set()
    for a, first in found.routes.items():
        for b, second in found.routes.items():
            if ends[a][0] == ends[b][0] or ends[a][1] == ends[b][1]:
                continue
            for (ax, ay), (bx, by) in pairwise(first.points):
                for (cx, cy), (dx, dy) in pairwise(second.points):
                    if ay != by or cx != dx or ax == bx or cy == dy:
                        continue
                    inside = min(ax, bx) + TOUCH <= cx <= max(ax, bx) - TOUCH
                    if inside and min(cy, dy) + TOUCH <= ay <= max(cy, dy) - TOUCH:
                        cross.add(Crossing(a, b, cx, ay))
    return cross


@pytest.mark.parametrize("name", SAMPLES)
def test_all_crossings_of_the_samples_are_found(name: str) -> None:
    one = SAMPLES[name]
    found = lay_out(one)
    assert set(found.crossings) == by_hand(one, found)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 2**32))
def test_crossings_are_kept_up_with_while_steps_are_dragged(name: str, seed: int) -> None:
    pick = random.Random(seed)
    one = SAMPLES[name]
    found = lay_out(one)
    at = positions(found, one)
    one = one.replace(steps=tuple(s.replace(position=at[s.id]) for s in one.steps))
    for _ in range(3):
        step = pick.choice(one.steps)
        spot = Position(x=4.0 * pick.randrange(600), y=8.0)
        one = one.replace(
            steps=tuple(s.replace(position=spot) if s.id == step.id else s for s in one.steps)
        )
        found = lay_out(one, found, frozenset((step.id,)))
        assert set(found.crossings) == by_hand(one, found)
    gone = pick.choice(one.flows).id
    one = one.replace(flows=tuple(f for f in one.flows if f.id != gone))
    found = lay_out(one, found, frozenset((gone,)))
    assert set(found.crossings) == by_hand(one, found)
