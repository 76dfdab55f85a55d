"""What a drawing means: starts, ends, rework, return steps, shares, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.model import ValueStreamMap
from mopsmap.reading import Reading, read_map
from mopsmap.units import Calendar, Duration, ThreePoint
from tests.core.drawing import draw

DATA_GAPS = {"missing_time", "missing_class", "missing_rate", "no_role"}


def codes(reading: Reading) -> list[str]:
    return [p.code for p in reading.problems if p.code not in DATA_GAPS]


def problem(reading: Reading, code: str) -> tuple[str, ...]:
    return next(p.ids for p in reading.problems if p.code == code)


def test_a_map_is_read_once_for_each_calendar() -> None:
    points = ThreePoint(min=Duration(9.0), likely=Duration(1.0, "d"), max=Duration(2.0, "d"))
    one = draw("a>b", {"a": {"process_time": points}, "b": 1.0})
    assert read_map(one) is read_map(one, Calendar())
    longer = read_map(one, Calendar(hours_per_day=12.0))
    assert longer is read_map(one, Calendar(hours_per_day=12.0))
    assert codes(longer) != codes(read_map(one))
    assert read_map(one.replace(flows=())).forward == ()


def test_a_new_name_draws_nothing_but_stands_in_the_problems() -> None:
    one = draw("a>b, a>c, c~a", {"a": {"kind": "decision"}})
    before = read_map(one)
    named = [s.replace(name="{step} or not") if s.id in "ac" else s for s in one.steps]
    after = read_map(one.replace(steps=tuple(named)))
    assert after.shares is before.shares
    assert [p.ids for p in after.problems] == [p.ids for p in before.problems]
    told = {p.code: p.text for p in after.problems}
    assert "'{step} or not' has no probabilities" in told["assumed_equal"]
    assert "'a'" in next(p.text for p in before.problems if p.code == "assumed_equal")


def test_another_kind_of_step_is_another_drawing() -> None:
    one = draw("a>b, a>c")
    assert read_map(one).parallel_splits == {"a"}
    decides = tuple(s.replace(kind="decision") if s.id == "a" else s for s in one.steps)
    assert read_map(one.replace(steps=decides)).chooses == {"a"}


def test_an_empty_map_is_read_without_problems() -> None:
    found = read_map(ValueStreamMap(id="map"))
    assert (found.starts, found.ends, found.order, found.problems) == ((), (), (), ())


def test_one_step_is_start_and_end() -> None:
    found = read_map(draw("", "a"))
    assert (found.starts, found.ends, found.order) == (("a",), ("a",), ("a",))
    assert codes(found) == []


def test_starts_and_ends_are_those_drawn() -> None:
    found = read_map(
        draw("s>a, b>a, a>e, a>c", {"s": {"kind": "start"}, "e": {"kind": "end"}, "b": {}})
    )
    assert found.starts == ("s",)
    assert found.ends == ("e", "c")
    assert found.disconnected == ("b",)
    assert {f.id for f in found.forward} == {"s>a", "a>e", "a>c"}
    assert codes(found) == ["disconnected", "disconnected"]


def test_where_none_is_drawn_first_and_last_steps_are_starts_and_ends() -> None:
    found = read_map(draw("a>c, b>c, c>d, c>e"))
    assert (found.starts, found.ends) == (("a", "b"), ("d", "e"))
    assert found.joins == {"c"}
    assert found.parallel_splits == {"c"}
    assert codes(found) == []


def test_a_step_connected_to_nothing_does_not_count() -> None:
    found = read_map(draw("a>b", "a b x"))
    assert found.disconnected == ("x",)
    assert found.active_steps == {"a", "b"}
    assert problem(found, "disconnected") == ("x",)


def test_steps_not_connected_yet_all_count_side_by_side() -> None:
    found = read_map(draw("", "a b"))
    assert found.active_steps == {"a", "b"}
    assert codes(found) == ["disconnected"]


def test_order_follows_the_flows_and_then_the_file() -> None:
    assert read_map(draw("c>a, c>b, b>d, a>d", "d b a c")).order == ("c", "b", "a", "d")


def test_flows_without_probability_are_all_done_whenever_no_rework_is_taken() -> None:
    found = read_map(draw("a>b, b>c, b>d, b~a .25"))
    assert found.shares == {"a>b": 1.0, "b>c": 0.75, "b>d": 0.75, "b~a": 0.25}
    assert found.chooses == frozenset()


def test_flows_with_probability_are_alternatives_and_one_missing_gets_the_rest() -> None:
    found = read_map(draw("a>b .5, a>c, a~a .2"))
    assert found.chooses == {"a"}
    assert found.shares["a>c"] == pytest.approx(0.3)
    assert codes(found) == ["several_ends"]


def test_a_decision_without_probabilities_shares_the_rest_equally() -> None:
    found = read_map(draw("a>b, a>c, a~a .2", {"a": {"kind": "decision"}}))
    assert found.shares == {"a>b": pytest.approx(0.4), "a>c": pytest.approx(0.4), "a~a": 0.2}
    assert "assumed_equal" in codes(found)


def test_shares_over_100_percent_are_scaled() -> None:
    found = read_map(draw("a>b .8, a>c .5"))
    assert found.shares == {"a>b": pytest.approx(0.8 / 1.3), "a>c": pytest.approx(0.5 / 1.3)}
    assert codes(found)[0] == "probability_sum"
    assert "130 %" in found.problems[0].text


def test_shares_of_zero_percent_become_equal() -> None:
    found = read_map(draw("a>b 0, a>c 0"))
    assert found.shares == {"a>b": 0.5, "a>c": 0.5}
    assert "probability_sum" in codes(found)


def test_several_missing_probabilities_share_the_rest() -> None:
    found = read_map(draw("a>b .6, a>c, a>d"))
    assert found.shares == {"a>b": 0.6, "a>c": pytest.approx(0.2), "a>d": pytest.approx(0.2)}
    assert problem(found, "mixed_probabilities") == ("a", "a>c", "a>d")


def test_alternatives_merge_and_parallel_branches_join() -> None:
    found = read_map(draw("a>b, a>c, b>d, c>d, d>e .5, d>f .5, e>g, f>g"))
    assert found.joins == {"d"}


def test_a_return_step_exists_only_on_the_way_back() -> None:
    found = read_map(draw("make>test, test>ship, test~fix .3, ship~fix .1, fix~test"))
    assert found.return_steps == {"fix"}
    assert found.starts == ("make",)
    assert found.order == ("make", "test", "ship")
    assert [f.id for f in found.rework] == ["test~fix", "ship~fix", "fix~test"]
    assert found.shares["fix~test"] == 1.0
    assert codes(found) == []


def test_a_return_may_pass_several_steps() -> None:
    found = read_map(draw("a>b, b>c, c~x .3, x~y, y~a"))
    assert found.return_steps == {"x", "y"}
    assert codes(found) == []


def test_a_first_step_that_work_comes_back_to_stays_the_start() -> None:
    found = read_map(draw("ask>check, check>do, check~ask .1"))
    assert (found.starts, found.return_steps) == (("ask",), frozenset())


def test_an_unmarked_loop_is_rework_with_an_equal_share() -> None:
    found = read_map(draw("a>b, b>c, c>a, c>d"))
    assert [f.id for f in found.rework] == ["c>a"]
    assert found.shares["c>a"] == found.shares["c>d"] == 0.5
    assert codes(found) == ["unmarked_loop"]


def test_an_unmarked_loop_keeps_its_probability() -> None:
    found = read_map(draw("a>b, b>a .2, b>c"))
    assert found.shares == {"a>b": 1.0, "b>a": 0.2, "b>c": 0.8}


def test_a_circle_without_a_way_out_is_endless() -> None:
    found = read_map(draw("a>b, b>c, c>a"))
    assert found.starts == ("a",)
    assert found.endless
    assert codes(found) == ["endless_rework", "unmarked_loop"]


def test_rework_of_one_hundred_percent_is_endless() -> None:
    assert read_map(draw("a>b, b>c, b~a 1")).endless
    assert read_map(draw("a>b, b>c, b~a .5, b~b .5")).endless
    assert not read_map(draw("a>b, b>c, b~a .999999")).endless


def test_rework_forward_is_ignored() -> None:
    found = read_map(draw("a>b, b>c, b~c .3, a~x .1"))
    assert found.rework == ()
    assert found.shares["b>c"] == 1.0
    assert codes(found) == ["rework_not_back", "rework_not_back", "disconnected"]


def test_rework_without_probability_counts_nothing() -> None:
    found = read_map(draw("a>b, b>c, b~a"))
    assert found.shares == {"a>b": 1.0, "b>c": 1.0, "b~a": 0.0}
    assert codes(found) == ["missing_probability"]


def test_a_step_may_repeat_itself() -> None:
    found = read_map(draw("a>b, a~a .3"))
    assert codes(found) == []
    assert found.shares["a>b"] == pytest.approx(0.7)


def test_information_is_never_read() -> None:
    found = read_map(draw("a>b, b-a, a-x"))
    assert [f.id for f in found.forward] == ["a>b"]
    assert found.rework == ()
    assert found.disconnected == ("x",)


def test_several_ends_are_named_unless_there_is_a_goal_or_all_are_reached() -> None:
    assert "several_ends" in codes(read_map(draw("a>b .5, a>c .5")))
    assert "several_ends" not in codes(read_map(draw("a>b .5, a>c .5", goal="b")))
    assert "several_ends" not in codes(read_map(draw("a>b, a>c")))
    assert "several_ends" not in codes(read_map(draw("a>b .5, a>c .5, b>d, c>d, d>e, d>f")))


def test_data_gaps_are_said_once_for_all_steps() -> None:
    one = draw("a>b", {"a": {"role": None}, "b": {"value_class": "waste"}})
    found = {p.code: p for p in read_map(one).problems}
    assert found["no_role"].ids == ("a",)
    assert found["missing_time"].ids == ("a", "b")
    assert found["missing_class"].ids == ("a",)
    assert "'a', 'b'" in found["missing_time"].text
    assert "missing_rate" not in found


def test_an_estimate_out_of_order_is_named() -> None:
    wrong = ThreePoint(min=Duration(2, "d"), likely=Duration(3), max=Duration(1))
    right = ThreePoint(min=Duration(7), likely=Duration(1, "d"), max=Duration(9))
    one = draw("a>b", {"a": {"process_time": wrong}, "b": {"wait_time": right}})
    assert [p.ids for p in read_map(one).problems if p.code == "estimate_order"] == [("a",)]
    short_days = read_map(one, Calendar(hours_per_day=6.0))
    assert [p.ids for p in short_days.problems if p.code == "estimate_order"] == [("a",), ("b",)]


def test_errors_come_first_and_every_problem_is_a_sentence() -> None:
    found = read_map(draw("a>b .7, a>c .7, b>a, c~d .1, x>x, c~a 1"))
    rank = [("error", "warning", "info").index(p.severity) for p in found.problems]
    assert rank == sorted(rank)
    assert all(p.text.endswith(".") and p.ids for p in found.problems)


def test_a_long_chain_does_not_overflow() -> None:
    flows = ", ".join(f"s{i}>s{i + 1}" for i in range(5_000)) + ", s5000~s0 .5"
    assert len(read_map(draw(flows)).order) == 5_001


STEPS = "abcdef"
ANY_FLOW = st.tuples(
    st.sampled_from(STEPS),
    st.sampled_from(">>>~-"),
    st.sampled_from(STEPS),
    st.sampled_from(["", "", " 0", " .3", " .5", " 1"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_FLOW, max_size=12, unique_by=lambda f: f[:3]))
def test_whatever_is_drawn_is_read_soundly(flows: list[tuple[str, str, str, str]]) -> None:
    one = draw(", ".join("".join(flow) for flow in flows), " ".join(STEPS))
    found = read_map(one)
    place = {step: i for i, step in enumerate(found.order)}
    assert set(found.order) == found.active_steps
    assert all(place[f.source] < place[f.target] for f in found.forward)
    assert found.active_steps | found.return_steps | set(found.disconnected) == set(STEPS)
    assert not found.active_steps & found.return_steps
    assert set(found.shares) == {f.id for f in (*found.forward, *found.rework)}
    assert sorted(found.drawn_order) == list(STEPS)
    for step in found.active_steps:
        ways = [f for f in found.forward if f.source == step]
        back = sum(found.shares[f.id] for f in found.rework if f.source == step)
        if ways and not found.endless:
            on = [found.shares[f.id] for f in ways]
            total = sum(on) if step in found.chooses else on[0]
            assert back + total == pytest.approx(1)


def test_a_part_that_nothing_connects_with_the_rest_is_named() -> None:
    found = read_map(draw("a>b, b>c, x>y"))
    assert codes(found) == ["disconnected"]
    assert found.problems[0].ids == ("x", "y")
    assert "counted as work beside them" in found.problems[0].text
    assert codes(read_map(draw("a>b, b>c, x>y, x>c"))) == []


def test_a_goal_that_no_item_gets_to_is_named() -> None:
    assert "goal_not_reached" in codes(read_map(draw("a>b, c>d", "a b c d g", goal="g")))
    assert "goal_not_reached" in codes(read_map(draw("a>b 1, a>g 0", goal="g")))
    assert "goal_not_reached" not in codes(read_map(draw("a>b .5, a>g .5", goal="g")))


def test_a_step_whose_only_way_out_leads_back_is_told_from_too_much_rework() -> None:
    only_back = read_map(draw("write>check, check>done .5, check>fix .5, fix~write"))
    assert "make the flow into it rework" in only_back.problems[0].text
    too_much = read_map(draw("a>b, b>c, b~a 1"))
    assert "less than 100 %" in too_much.problems[0].text
    assert only_back.endless
    assert too_much.endless
    drawn_back = read_map(draw("write>check, check>done, check~fix .5, fix~write"))
    assert codes(drawn_back) == []
