"""Phases: where their brackets stand, and maps with phases collapsed to blocks."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap import storage
from mopsmap.analysis import analyze
from mopsmap.analysis.blocks import block_figures
from mopsmap.analysis.grouping import spent_by
from mopsmap.layout import lay_out
from mopsmap.model import Flow, Helper, Position, Project, Role, Step, ValueStreamMap
from mopsmap.phases import GAP, brackets, fold, phase_of, phases_in

SAMPLES = {
    f"{path.stem} {one.id}": (project, one)
    for path in sorted((Path(__file__).parents[2] / "samples").glob("*.mopsmap"))
    for project in (storage.load(path).project,)
    for one in project.maps
}


def a_map(steps: str, *flows: str, at: dict[str, float] | None = None) -> ValueStreamMap:
    """`steps` such as "1P 2P 3Q 4" (id and phase), `flows` such as "1>2" or rework "2~1 25"."""
    found = []
    for text in flows:
        ends, _, share = text.replace("~", ">").partition(" ")
        source, target = ends.split(">")
        found.append(
            Flow(
                id=f"{source}-{target}",
                source=source,
                target=target,
                kind="rework" if "~" in text else "forward",
                probability=float(share) / 100 if share else None,
            )
        )
    return ValueStreamMap(
        id="m",
        roles=(Role(id="r"),),
        steps=tuple(
            Step(
                id=word[0],
                phase=word[1:],
                role="r",
                position=Position(x=at[word[0]], y=8) if at else None,
            )
            for word in steps.split()
        ),
        flows=tuple(found),
    )


def spans(one: ValueStreamMap) -> dict[str, tuple[float, float, int]]:
    return {b.name: (b.left, b.right, b.row) for b in brackets(one, lay_out(one))}


def test_phases_one_after_the_other_share_a_row() -> None:
    one = a_map("1P 2P 3Q", at={"1": 0, "2": 130, "3": 260})
    assert spans(one) == {"P": (0, 242, 0), "Q": (260, 372, 0)}


def test_phases_that_overlap_a_little_meet_in_the_middle() -> None:
    one = a_map("1P 2Q", at={"1": 0, "2": 74})
    assert spans(one) == {"P": (0, 93 - GAP / 2, 0), "Q": (93 + GAP / 2, 186, 0)}


def test_phases_beside_each_other_stand_in_rows_the_longest_on_top() -> None:
    one = a_map("1P 2Q 3Q", at={"1": 60, "2": 0, "3": 130})
    assert spans(one) == {"P": (60, 172, 1), "Q": (0, 242, 0)}


def test_a_phase_that_others_interrupt_is_where_most_of_its_steps_are() -> None:
    one = a_map("1P 2Q 3Q 4P 5P", at={"1": 0, "2": 130, "3": 260, "4": 390, "5": 520})
    assert spans(one)["P"] == (390, 632, 0)


@pytest.mark.parametrize("name", SAMPLES)
def test_brackets_of_a_row_never_overlap(name: str) -> None:
    one = SAMPLES[name][1]
    found = brackets(one, lay_out(one))
    assert {b.name for b in found} == set(phases_in(one))
    for a, b in combinations(found, 2):
        assert a.row != b.row or a.right < b.left or b.right < a.left


def test_a_block_stands_for_its_steps_and_flows_among_them_are_gone() -> None:
    one = a_map("1P 2P 3Q 4", "1>2", "2>3", "3>4", "2~1 30")
    found = fold(one, {"P"})
    (block,) = found.blocks
    assert found.members == {block: ("1", "2")}
    assert [s.id for s in found.map.steps] == [block, "3", "4"]
    assert {(f.source, f.target) for f in found.map.flows} == {(block, "3"), ("3", "4")}
    assert found.shown("2") == block
    assert found.shown("3") == "3"


def test_flows_between_the_same_blocks_are_one_and_rework_is_another() -> None:
    one = a_map("1P 2P 3Q 4Q", "1>3", "2>4", "3~1 50", "4~2 20", "3>4")
    found = fold(one, {"P", "Q"})
    p, q = found.blocks
    forward, back = found.map.flows
    assert (forward.source, forward.target, forward.kind) == (p, q, "forward")
    assert (back.source, back.target, back.kind) == (q, p, "rework")
    assert back.probability == pytest.approx(1 - 0.5 * 0.8)
    assert set(found.flows[forward.id]) == {"1-3", "2-4"}
    assert set(found.flows[back.id]) == {"3-1", "4-2"}
    assert found.drawn_flows({"2-4"}) == {forward.id}


def test_a_step_that_chooses_keeps_its_shares_before_a_block() -> None:
    one = a_map("1 2P 3P 4", "1>2 30", "1>3 20", "1>4 50")
    found = fold(one, {"P"})
    assert {f.target: f.probability for f in found.map.flows}["4"] == 0.5
    assert sorted(f.probability or 0 for f in found.map.flows) == [0.5, 0.5]


def test_what_only_blocks_lead_to_stands_with_them_and_helpers_do_no_harm() -> None:
    one = a_map("1 2P 3 4", "1>2", "2>3", "3>4")
    steps = (
        one.steps[0].replace(kind="start"),
        one.steps[1],
        one.steps[2].replace(role=None, helpers=(Helper(role="r"),)),
        one.steps[3].replace(kind="end", role="r"),
    )
    found = fold(one.replace(steps=steps), {"P"})
    assert [s.role for s in found.map.steps] == [found.lane, found.lane, None, "r"]
    assert [r.id for r in found.map.roles] == [found.lane, "r"]


def test_ids_of_blocks_are_nobodys() -> None:
    one = a_map("1P 2Q").replace(
        steps=(Step(id="block-0", phase="P"), Step(id="phases", phase="Q")),
        roles=(Role(id="block-1"),),
    )
    found = fold(one, {"P", "Q"})
    assert len({s.id for s in found.map.steps} | {r.id for r in found.map.roles}) == 3


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_collapse_to_few_blocks_drawn_clean(name: str) -> None:
    one = SAMPLES[name][1]
    found = fold(one, set(phases_in(one)))
    layout = lay_out(found.map, blocks=frozenset(found.blocks))
    assert 5 <= len(found.blocks) <= 9
    assert len(layout.lanes) == 1
    assert {layout.steps[i].shape for i in found.blocks} == {"block"}
    placed = [*layout.steps.values()]
    for a, b in combinations(placed, 2):
        assert a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
    assert all(p.x >= 0 and p.y >= 0 and p.bottom <= layout.height for p in placed)
    assert not {j.step for j in layout.junctions} & set(found.blocks)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_phase_of_the_samples_collapses_by_itself(name: str) -> None:
    one = SAMPLES[name][1]
    for phase in phases_in(one):
        found = fold(one, {phase})
        assert {*found.blocks.values()} == {phase}
        assert len(found.map.steps) == sum(phase_of(s) != phase for s in one.steps) + 1


@pytest.mark.parametrize("sample", ["campaign as-is", "whitepaper to-be"])
def test_the_figures_of_blocks_are_those_of_their_phases(sample: str) -> None:
    project, one = SAMPLES[sample]
    study = analyze(project, one.id).study
    groups = {group.label: group for group in spent_by(study, "phase")}
    found = block_figures(study, {name: group.steps for name, group in groups.items()})
    assert sum(figures.share or 0 for figures in found.values()) == pytest.approx(1)
    for name, group in groups.items():
        figures = found[name]
        assert figures.wait == pytest.approx(group.spent.wait)
        assert figures.process == pytest.approx(group.spent.process)
        assert figures.cost == pytest.approx(group.spent.cost)
        assert sum(figures.classes.values()) == pytest.approx(group.spent.process)


def test_a_block_of_steps_without_figures_knows_nothing() -> None:
    one = a_map("1P 2P 3Q", "1>2", "2>3", "2~1 10")
    study = analyze(Project(maps=(one,)), "m").study
    figures = block_figures(study, {"P": ("1", "2")})["P"]
    assert (figures.process, figures.wait, figures.cost, figures.quality) == (None,) * 4
    assert (figures.steps, figures.loops) == (2, 1)


def test_the_quality_of_a_block_is_that_of_its_steps_rolled() -> None:
    one = a_map("1P 2P 3P", "1>2", "2>3")
    shares = (0.5, 0.8, None)
    steps = tuple(s.replace(complete_accurate=q) for s, q in zip(one.steps, shares, strict=True))
    project = Project(maps=(one.replace(steps=steps),))
    figures = block_figures(analyze(project, "m").study, {"P": ("1", "2", "3")})["P"]
    assert figures.quality == pytest.approx(0.4)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_map_is_folded(data: st.DataObject) -> None:
    ids = [str(i) for i in range(data.draw(st.integers(1, 8)))]
    phases = data.draw(st.lists(st.sampled_from(["", "P", "Q ", "R"]), min_size=8, max_size=8))
    kinds = st.sampled_from(["start", "step", "decision", "end"])
    ends = st.tuples(
        st.sampled_from(ids),
        st.sampled_from(ids),
        st.sampled_from(["forward", "rework", "information"]),
        st.none() | st.floats(0, 1),
    )
    one = ValueStreamMap(
        id="m",
        steps=tuple(
            Step(id=i, phase=phase, kind=data.draw(kinds))
            for i, phase in zip(ids, phases, strict=False)
        ),
        flows=tuple(
            Flow(id=f"f{n}", source=a, target=b, kind=kind, probability=share)
            for n, (a, b, kind, share) in enumerate(data.draw(st.lists(ends, max_size=10)))
        ),
    )
    collapsed = data.draw(st.sets(st.sampled_from(["P", "Q", "R"])))
    found = fold(one, collapsed)
    inside = [step for steps in found.members.values() for step in steps]
    assert sorted([*inside, *(s.id for s in found.map.steps if s.id not in found.blocks)]) == ids
    assert len(found.map.flows) <= len(one.flows)
    layout = lay_out(found.map, blocks=frozenset(found.blocks))
    assert set(layout.routes) == {f.id for f in found.map.flows}
