"""A map is told in the order of the work, with every parting of ways."""

from __future__ import annotations

from pathlib import Path

from mopsmap.model import Flow, Step, ValueStreamMap
from mopsmap.reading import step_numbers
from mopsmap.storage import load
from mopsmap.walkthrough import Way, chapters, walkthrough

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
    on, back = stops["b"].ways
    assert back == Way("loop", "a", "no", 0.3, True)
    assert (on.step, on.share, on.back) == ("c", 0.7, False)
    assert stops["b"].parts == ""


def test_a_step_that_does_not_follow_the_one_told_before_says_where_it_comes_from() -> None:
    one = _map("a-d d-b d-c", d="decision")
    flows = tuple(
        flow.replace(
            probability={"d-b": 0.7, "d-c": 0.3}.get(flow.id), label={"d-c": "no"}.get(flow.id, "")
        )
        for flow in one.flows
    )
    stops = {stop.step: stop for stop in walkthrough(one.replace(flows=flows))}
    assert [stops[step].comes_from for step in "adb"] == [(), (), ()]
    assert stops["c"].comes_from == (Way("d-c", "d", "no", 0.3, False),)


def test_a_step_done_only_on_the_way_back_says_who_sends_the_item_there() -> None:
    one = _map("a-b b-c")
    away = Flow(id="away", source="b", target="fix", kind="rework", probability=0.3, label="no")
    home = Flow(id="home", source="fix", target="a", kind="rework")
    drawn = one.replace(steps=(*one.steps, Step(id="fix")), flows=(*one.flows, away, home))
    last = walkthrough(drawn)[-1]
    assert (last.step, last.comes_from) == ("fix", (Way("away", "b", "no", 0.3, True),))
    assert [(way.step, way.back) for way in last.ways] == [("a", True)]


def test_chapters_are_phases_else_where_ways_part() -> None:
    one = _map("a-b b-c b-d c-e d-e")
    assert chapters(one, walkthrough(one)) == (0, 1)
    phases = dict(zip("abcde", ("", "Plan", "Make", "Plan", "Make"), strict=True))
    phased = one.replace(steps=tuple(s.replace(phase=phases[s.id]) for s in one.steps))
    stops = walkthrough(phased)
    assert [stops[at].step for at in chapters(phased, stops)] == ["a", "b", "c"]
    assert chapters(one, ()) == ()


def test_every_sample_is_told_whole_and_in_order() -> None:
    for path in sorted(SAMPLES.glob("*.mopsmap")):
        for one in load(path).project.maps:
            told, numbers = [stop.step for stop in walkthrough(one)], step_numbers(one)
            assert sorted(told) == sorted(one.step_by_id)
            assert [numbers[step] for step in told] == sorted(numbers[step] for step in told)
    assert walkthrough(ValueStreamMap(id="empty")) == ()
