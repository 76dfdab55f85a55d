"""A map is told in the order of the work, with every parting of ways."""

from __future__ import annotations

from pathlib import Path

from mopsmap.model import Flow, Step, ValueStreamMap
from mopsmap.reading import step_numbers
from mopsmap.storage import load
from mopsmap.walkthrough import Way, walkthrough

SAMPLES = Path(__file__).parents[2] / "samples"


def _map(flows: str, **kinds: str) -> ValueStreamMap:
    pairs = [pair.split("-") for pair in flows.split()]
    steps = dict.fromkeys(step for pair in pairs for step in pair)
    return ValueStreamMap(
        id="m",
        steps=tuple(Step(id=i, kind=kinds.get(i, "step")) for i in steps),  # type: ignore[arg-type]
        flows=tuple(Flow(id=f"{a}-{b}", source=a, target=b) for a, b in pairs),
    )


def test_side_by_side_and_waiting_for_each_other() -> None:
    split, left, right, join = walkthrough(_map("a-b a-c b-d c-d"))
    assert (split.parts, [way.step for way in split.ways]) == ("all", ["b", "c"])
    assert all(way.share is None for way in split.ways)
    assert (left.parts, left.ways, right.waits_for) == ("", (), ())
    assert join.waits_for == ("b", "c")


def test_a_decision_takes_one_way_and_the_ways_meet_without_waiting() -> None:
    one = _map("a-d d-b d-c b-e c-e", d="decision")
    flows = tuple(
        flow.replace(probability={"d-b": 0.7}.get(flow.id), label={"d-b": "yes"}.get(flow.id, ""))
        for flow in one.flows
    )
    stops = {stop.step: stop for stop in walkthrough(one.replace(flows=flows))}
    assert stops["d"].parts == "one"
    assert stops["d"].ways[0] == Way("d-b", "b", "yes", 0.7, False)
    assert stops["e"].waits_for == ()


def test_ways_back_are_told_at_the_step_they_leave() -> None:
    one = _map("a-b b-c")
    loop = Flow(id="loop", source="b", target="a", kind="rework", probability=0.3, label="no")
    stops = {s.step: s for s in walkthrough(one.replace(flows=(*one.flows, loop)))}
    assert stops["b"].ways == (Way("loop", "a", "no", 0.3, True),)
    assert stops["b"].parts == ""


def test_every_sample_is_told_whole_and_in_order() -> None:
    for path in sorted(SAMPLES.glob("*.mopsmap")):
        for one in load(path).project.maps:
            told, numbers = [stop.step for stop in walkthrough(one)], step_numbers(one)
            assert sorted(told) == sorted(one.step_by_id)
            assert [numbers[step] for step in told] == sorted(numbers[step] for step in told)
    assert walkthrough(ValueStreamMap(id="empty")) == ()
