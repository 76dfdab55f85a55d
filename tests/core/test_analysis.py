"""Figures of a map against published examples, hand calculations and hard cases."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mopsmap import edits
from mopsmap.analysis import ANALYSES, Analyzed, analyze
from mopsmap.model import Project, Role, Step, ValueStreamMap
from mopsmap.units import NARROW_SPACE, Duration, ThreePoint
from tests.core.drawing import draw, project


def figures(one: ValueStreamMap, case: Any = "typical", **of_project: Any) -> dict[str, Any]:
    found = analyze(project(one, **of_project), "map", case).figures
    json.dumps(found, allow_nan=False)
    return dict(found)


def study(one: ValueStreamMap, case: Any = "typical") -> Analyzed:
    return analyze(project(one), "map", case)


def codes(found: dict[str, Any]) -> set[str]:
    return {p["code"] for p in found["problems"]}


# Two critical paths: projmanr issue 9 (github.com/bgreenawald/projmanr).
TWO_PATHS = draw(
    "S>A, S>B, S>C, A>D, B>D, A>E, A>F, B>F, C>G, B>H, E>H, F>I, H>J, I>J, H>K, I>K, "
    "D>L, G>L, J>L, K>L",
    {"S": 0, "A": 8, "B": 14, "C": 15, "D": 17, "E": 10, "F": 7, "G": 18, "H": 5}
    | {"I": 2, "J": 17, "K": 14, "L": 0},
)


def test_two_tied_critical_paths_are_both_found() -> None:
    found = study(TWO_PATHS)
    assert found.figures["lead_time_hours"]["typical"] == 40
    assert found.figures["critical_paths_count"] == 2
    assert found.figures["critical_path"] == list("SAEHJL")
    paths = next(t for r in found.results for t in r.tables if t.key == "critical_paths")
    assert [row[-1] for row in paths.rows] == ["S → A → E → H → J → L", "S → B → F → I → J → L"]
    floats = {name: step.total_float for name, step in found.steps.items()}
    zero = dict.fromkeys("SABEFHIJL", 0)
    assert floats == {**zero, "C": 7, "D": 9, "G": 7, "K": 3}
    free = {name: step.free_float for name, step in found.steps.items()}
    assert (free["C"], free["D"], free["G"], free["K"]) == (0, 9, 7, 3)


def test_a_flow_between_critical_steps_is_critical_only_without_slack() -> None:
    found = study(TWO_PATHS)
    assert {"A", "F", "B", "H"} <= found.critical_steps
    assert not {"A>F", "B>H"} & found.critical_flows
    assert {"A>E", "B>F"} <= found.critical_flows


def test_early_and_late_times_agree_with_the_published_table() -> None:
    # studylib.net 8378728, example 1.
    times = {"A": 6, "B": 2, "C": 2, "D": 3, "F": 2, "E": 4, "G": 1}
    found = study(draw("A>B, A>C, B>D, C>F, D>E, F>E, E>G", times))
    early = {name: step.early_start for name, step in found.steps.items()}
    late = {name: step.late_finish for name, step in found.steps.items()}
    assert early == {"A": 0, "B": 6, "C": 6, "D": 8, "F": 8, "E": 11, "G": 15}
    assert late == {"A": 6, "B": 8, "C": 9, "D": 11, "F": 11, "E": 15, "G": 16}
    assert (found.steps["C"].total_float, found.steps["F"].total_float) == (1, 1)
    assert (found.steps["C"].free_float, found.steps["F"].free_float) == (0, 1)
    assert found.figures["critical_path"] == list("ABDEG")


def test_ties_of_unround_numbers_are_ties() -> None:
    tie = draw("s>a, s>b, a>c, c>e, b>e", {"s": 1, "a": 0.1, "c": 0.2, "b": 0.3, "e": 1})
    assert 0.1 + 0.2 != 0.3
    assert study(tie).figures["critical_paths_count"] == 2


def test_many_tied_paths_are_counted_but_not_all_listed() -> None:
    flows = ", ".join(f"d{i}>a{i}, d{i}>b{i}, a{i}>d{i + 1}, b{i}>d{i + 1}" for i in range(60))
    found = study(draw(flows, {f"d{i}": 1 for i in range(61)}))
    assert found.figures["critical_paths_count"] == 2**60
    paths = next(t for r in found.results for t in r.tables if t.key == "critical_paths")
    assert len(paths.rows) < 100


def test_a_timeline_follows_the_longest_way_not_the_longest_boxes() -> None:
    # Column maxima, as some tools take, would give 20.
    one = draw("s>a, s>c, a>b, c>d, b>e, d>e", {"s": 0, "a": 10, "b": 1, "c": 1, "d": 10, "e": 0})
    assert figures(one)["lead_time_hours"]["typical"] == 11


def test_parallel_value_never_counts_twice() -> None:
    # Vitalo, "Lean Insanity": two parallel steps of 6 h in a lead time of 8 h.
    adding = {"process_time": 6.0, "value_class": "value_adding"}
    one = draw("s>a, s>b, a>e, b>e", {"s": {}, "a": adding, "b": adding, "e": {"wait_time": 2.0}})
    found = figures(one)
    assert found["process_cycle_efficiency"] == 0.75
    assert found["effort_hours_per_item"] == 12
    assert found["total_process_time_hours"] == 12


def test_branches_alternatives_and_rework_of_a_credit_application() -> None:
    # Dumas et al., Fundamentals of Business Process Management, flow analysis.
    days = {"check": 1, "history": 1, "income": 3, "assess": 3, "offer": 1, "reject": 2}
    one = draw(
        "check>history, check>income, check~check .2, history>assess, income>assess, "
        "assess>offer .6, assess>reject .4",
        {name: 8 * d for name, d in days.items()},
    )
    found = figures(one)
    assert found["lead_time_hours"]["expected"] / 8 == pytest.approx(8.65)
    assert found["lead_time_hours"]["typical"] / 8 == pytest.approx(8.25)
    assert found["steps"]["check"]["executions"] == pytest.approx(1.25)


def test_maximum_of_random_branches_is_taken_case_by_case() -> None:
    # The mean of the maximum is 7; the maximum of the means would be 5.
    choose = "a>a1 .5, a>a9 .5, b>b1 .5, b>b9 .5"
    one = draw(
        f"s>a, s>b, {choose}, a1>e, a9>e, b1>e, b9>e",
        {"s": 0, "a": 0, "b": 0, "a1": 1, "a9": 9, "b1": 1, "b9": 9, "e": 0},
    )
    found = figures(one)
    assert found["lead_time_hours"]["expected"] == pytest.approx(7)
    assert [case["probability"] for case in found["cases"]] == [0.25] * 4
    assert found["cases"][0]["choices"] == {"a": "a>a1", "b": "b>b1"}


def test_a_join_happens_once() -> None:
    found = figures(draw("s>a, s>b, a>j, b>j, j>t"))
    assert [step["executions"] for step in found["steps"].values()] == [1, 1, 1, 1, 1]


def test_marketing_rework_as_an_absorbing_chain() -> None:
    # Fundamental matrix of the chain, checked by a simulation of 3 million items.
    rates = {"brief": 60.0, "design": 75.0, "review": 90.0, "legal": 120.0, "publish": 50.0}
    hours = {"brief": 4.0, "design": 16.0, "review": 2.0, "legal": 3.0, "publish": 1.0}
    one = draw(
        "brief>design, design>review, review>legal .7, review~design .25, review~brief .05, "
        "legal>publish .9, legal~design .1",
        {name: {"process_time": h, "role": name} for name, h in hours.items()},
        roles=tuple(Role(id=r, hourly_cost=cost) for r, cost in rates.items()),
    )
    found = figures(one)
    executions = [step["executions"] for step in found["steps"].values()]
    assert executions == pytest.approx([1.079365, 1.587302, 1.587302, 1.111111, 1.0], abs=1e-6)
    assert found["lead_time_hours"]["expected"] == pytest.approx(37.222222, abs=1e-6)
    assert found["cost_per_item"] == pytest.approx(2899.5238, abs=1e-3)
    assert found["first_time_right"] == pytest.approx(0.63)


def test_rolled_complete_and_accurate() -> None:
    shares = [0.8, 0.7, 0.9, 0.6, 0.75, 0.95]
    steps = {f"s{i}": {"complete_accurate": share} for i, share in enumerate(shares)}
    found = figures(draw(", ".join(f"s{i}>s{i + 1}" for i in range(5)), steps))
    assert found["rolled_complete_accurate"] == pytest.approx(0.21546, abs=1e-5)


def test_rolled_complete_and_accurate_weighs_alternatives_and_multiplies_branches() -> None:
    half = {"complete_accurate": 0.5}
    one = draw("a>b .8, a>c .2, b>d, c>d", {"a": {}, "b": half, "c": {}, "d": {}})
    assert figures(one)["rolled_complete_accurate"] == pytest.approx(0.8 * 0.5 + 0.2)
    both = draw("a>b, a>c, b>d, c>d", {"a": {}, "b": half, "c": half, "d": {}})
    assert figures(both)["rolled_complete_accurate"] == pytest.approx(0.25)


def test_a_linear_stream_adds_up() -> None:
    # Loan approval template of mapvs.com.
    work = [0.5, 1, 2, 1, 0.5, 0.25, 0.25]
    wait = [0, 24, 8, 24, 48, 72, 24]
    steps = {
        f"s{i}": {"process_time": float(p), "wait_time": float(w), "value_class": "value_adding"}
        for i, (p, w) in enumerate(zip(work, wait, strict=True))
    }
    found = analyze(project(draw(", ".join(f"s{i}>s{i + 1}" for i in range(6)), steps)), "map")
    assert found.figures["lead_time_hours"]["expected"] == 205.5
    assert found.figures["process_time_hours"] == 5.5
    assert found.figures["process_cycle_efficiency"] == pytest.approx(0.026764, abs=1e-6)
    assert found.ladder is not None
    assert (found.ladder.wait, found.ladder.process, found.ladder.rework) == (200, 5.5, 0)
    assert [rung.step for rung in found.ladder.rungs] == [f"s{i}" for i in range(7)]


def test_return_steps_lengthen_the_step_where_they_lead_back() -> None:
    one = draw(
        "make>test, test>ship, test~fix .2, fix~test",
        {"make": 10, "test": 2, "fix": 4, "ship": 1},
    )
    found = study(one)
    assert found.steps["test"].executions == pytest.approx(1.25)
    assert found.steps["fix"].executions == pytest.approx(0.25)
    assert found.figures["lead_time_hours"]["expected"] == pytest.approx(10 + 2.5 + 1 + 1)
    assert found.steps["fix"].early_start is None
    assert found.steps["fix"].total_float is None
    assert found.ladder is not None
    assert [r.rework for r in found.ladder.rungs] == pytest.approx([0, 0.5 + 1, 0])
    assert found.figures["process_time_hours"] == pytest.approx(14.5)
    assert found.figures["rework_cost_per_item"] == pytest.approx((0.5 + 1) * 10)


def test_time_of_a_return_is_shared_by_those_who_reach_where_it_leads() -> None:
    one = draw("a>t .5, a>e .5, t>e, t~fix .2, fix~t", {"a": 0, "t": 1, "fix": 4, "e": 0})
    found = figures(one)
    assert found["lead_time_hours"]["worst"] == pytest.approx(1.25 + 1)
    assert found["lead_time_hours"]["expected"] == pytest.approx(0.5 * 2.25)


def test_a_loop_around_parallel_work_repeats_all_of_it() -> None:
    one = draw("t>a, t>b, a>u, b>u, u>e, u~t .5", {"t": 1, "a": 2, "b": 5, "u": 1, "e": 3})
    found = figures(one)
    assert found["steps"]["b"]["executions"] == pytest.approx(2)
    assert found["lead_time_hours"]["expected"] == pytest.approx(7 * 2 + 3)
    assert found["approximate"] is False


def test_a_parallel_flow_that_leaves_a_loop_fires_the_first_time_only() -> None:
    found = figures(draw("t>u, t>side, u>e, side>e, u~t .5"))
    executions = {name: step["executions"] for name, step in found["steps"].items()}
    assert executions == pytest.approx({"t": 2, "u": 2, "side": 1, "e": 1})
    assert "approximate_parallel_rework" in codes(found)


def test_a_join_inside_a_loop_does_not_wait_again_for_what_came_before() -> None:
    found = figures(draw("s>t, s>side, t>j, side>j, j>u, u>e, u~t .5"))
    executions = {name: step["executions"] for name, step in found["steps"].items()}
    assert executions == pytest.approx({"s": 1, "t": 2, "side": 1, "j": 2, "u": 2, "e": 1})


def test_a_chosen_way_out_ends_a_loop() -> None:
    one = draw("t>d, d>e .4, d>u .6, u>f, u~t .5", {"t": 1, "d": 1, "u": 1, "e": 1, "f": 1})
    found = figures(one)
    rounds = 1 / (1 - 0.6 * 0.5)
    assert found["steps"]["t"]["executions"] == pytest.approx(rounds)
    assert found["steps"]["e"]["executions"] == pytest.approx(0.4 * rounds)
    assert found["steps"]["f"]["executions"] == pytest.approx(0.3 * rounds)
    assert "approximate_cases" in codes(found)
    assert found["approximate"] is True


def test_rework_beside_other_work_is_approximate() -> None:
    beside = "s>a, s>b, a>e, b>e, a~a .5"
    assert "approximate_parallel_rework" in codes(figures(draw(beside)))
    alternative = "s>a .5, s>b .5, a>e, b>e, a~a .5, e>x, e>y"
    assert "approximate_parallel_rework" not in codes(figures(draw(alternative)))


@pytest.mark.parametrize(
    "flows",
    [
        "s>a, s>b, a>b .3, a>c .3, a~a .4, b>c",
        "s>a, s>b, a>b .5, a>c .5, b>c, c~a .4",
        "s>a, s>b, a>b .5, a>c .5, b>c, c>d .6, c~b .4",
    ],
    ids=["what follows otherwise", "what is done first in any case", "what goes on meanwhile"],
)
def test_work_beside_rework_in_some_cases_alone_makes_it_approximate(flows: str) -> None:
    assert "approximate_parallel_rework" in codes(figures(draw(flows)))


@pytest.mark.parametrize(
    "flows",
    [
        "s>a, s>b, a>b, b>c, c~a .4",
        "s>a .5, s>b .5, a>b, b>c, b~b .4",
        "s>a, s>b, a>c, b>c, c~s .4, c>d .3, c>e .3",
    ],
)
def test_rework_of_all_that_goes_on_is_exact(flows: str) -> None:
    assert "approximate_parallel_rework" not in codes(figures(draw(flows)))


def test_several_starts_begin_together() -> None:
    found = study(draw("a>c, b>c", {"a": 2, "b": 5, "c": 1}))
    assert found.figures["lead_time_hours"]["expected"] == 6
    assert found.figures["critical_path"] == ["b", "c"]
    assert found.steps["a"].total_float == 3


def test_the_item_is_done_when_every_branch_has_ended() -> None:
    found = study(draw("a>b, a>c", {"a": 2, "b": 5, "c": 1}))
    assert found.figures["lead_time_hours"]["expected"] == 7
    assert found.steps["c"].free_float == 4


ENDS = draw(
    "a>win .2, a>b .8, b>win .5, b>lose .5",
    {"a": 1, "b": 10, "win": {"kind": "end"}, "lose": {"kind": "end"}},
)


def test_without_a_goal_every_end_counts() -> None:
    found = figures(ENDS)
    assert found["lead_time_hours"]["expected"] == pytest.approx(0.2 * 1 + 0.8 * 11)
    assert "several_ends" in codes(found)


def test_with_a_goal_lead_times_are_of_the_items_that_reach_it() -> None:
    one = ENDS.replace(goal="win")
    found = analyze(project(one), "map")
    lead = found.figures["lead_time_hours"]
    assert lead["expected"] == pytest.approx((0.2 * 1 + 0.4 * 11) / 0.6)
    assert (lead["best"], lead["worst"], lead["typical"]) == (1, 11, 11)
    assert found.figures["effort_hours_per_item"] == pytest.approx(1 + 0.8 * 10)
    assert sorted(c["lead_time_hours"] or 0 for c in found.figures["cases"]) == [0, 1, 11]
    assert found.ladder is not None
    assert found.ladder.probability == pytest.approx(0.4 / 0.6)


def test_a_goal_nobody_reaches_leaves_lead_times_open() -> None:
    found = figures(draw("s>a", {"s": {"kind": "start"}, "x": 1}, goal="x"))
    assert set(found["lead_time_hours"].values()) == {None}
    assert found["critical_path"] == []
    assert found["effort_hours_per_item"] == 0


def test_work_after_the_goal_is_not_on_the_critical_path() -> None:
    one = draw("a>b, a>c, b>d", {"a": 1, "b": 2, "c": 9, "d": 20}, goal="b")
    found = study(one)
    assert found.figures["lead_time_hours"]["expected"] == 3
    assert found.figures["critical_path"] == ["a", "b"]
    assert found.critical_steps == {"a", "b"}
    assert found.steps["c"].total_float is not None
    assert found.steps["c"].total_float > 0


def test_long_work_that_leads_elsewhere_does_not_make_a_step_critical_for_the_goal() -> None:
    one = draw("a>goal, b>goal, b>other", {"a": 5, "b": 1, "goal": 1, "other": 100}, goal="goal")
    found = study(one)
    assert found.figures["critical_path"] == ["a", "goal"]
    assert found.figures["critical_paths_count"] == 1
    assert found.steps["b"].total_float == 4
    assert found.steps["goal"].free_float == 0


def test_a_milestone_is_reached_when_its_work_first_begins() -> None:
    one = draw(
        "a>b, b>c, c>d, b~a .5, c~b .5, d~a .5",
        {"a": 1, "b": 1, "c": {"process_time": 1.0, "wait_time": 3.0}, "d": 1},
        milestones=("c",),
    )
    found = study(one).metric("milestone_c")
    assert found.value == pytest.approx(2 + 2 + 3)


def test_rework_brings_items_to_a_milestone_that_took_another_way_at_first() -> None:
    one = draw(
        "a>m .5, a>c .5, m>d, c>d, c~a .5",
        {"a": 1, "m": {"process_time": 1.0, "wait_time": 3.0}, "c": 1},
        milestones=("m",),
    )
    # two of three items get there: after a alone, or a and c and a, and so on
    assert study(one).metric("milestone_m").value == pytest.approx(5 / 3 + 3)


def test_a_milestone_within_parallel_work_is_reached_in_the_first_round_that_leads_there() -> None:
    one = draw(
        "s>p, s>q, p>m .5, p>n .5, m>j, n>j, q>j, j>e, j~s .5",
        {"s": 1, "p": 1, "q": 5, "m": {"process_time": 1.0, "wait_time": 2.0}, "n": 1, "j": 1},
        milestones=("m", "q"),
    )
    found = study(one)
    # 2 h in a round that leads there, 7 h in one that does not and half the time has another after
    assert found.metric("milestone_m").value == pytest.approx(13 / 3 + 2)
    assert found.metric("milestone_q").value == pytest.approx(1)


def test_a_step_on_the_way_back_can_be_a_milestone() -> None:
    one = draw("a>b, b>c, b~fix .2, fix~a", {"a": 1, "b": 2, "fix": 4}, milestones=("fix",))
    assert study(one).metric("milestone_fix").value == pytest.approx(3)


def test_best_worst_and_typical_cases_have_their_own_timeline() -> None:
    one = draw("a>b .6, a>c .3, a>d .1, b>e, c>e, d>e", {"a": 1, "b": 5, "c": 1, "d": 9, "e": 1})
    assert figures(one, "typical")["critical_path"] == ["a", "b", "e"]
    assert figures(one, "best")["critical_path"] == ["a", "c", "e"]
    worst = study(one, "worst")
    assert worst.figures["critical_path"] == ["a", "d", "e"]
    assert worst.figures["process_time_hours"] == 11
    assert worst.steps["b"].early_start is None
    assert worst.figures["lead_time_hours"]["typical"] == 7


def test_of_equally_probable_cases_the_longer_is_typical() -> None:
    found = figures(draw("a>b .5, a>c .5", {"a": 0, "b": 1, "c": 2}))
    assert found["critical_path"] == ["a", "c"]


def test_cost_by_value_class_role_and_rework() -> None:
    one = draw(
        "a>b, b>c, b~a .5",
        {
            "a": {"process_time": 2.0, "value_class": "value_adding"},
            "b": {
                "process_time": 1.0,
                "value_class": "waste",
                "people": 2.0,
                "helpers": ({"role": "help", "people": 3.0},),
                "fixed_cost": 7.0,
            },
            "c": {"process_time": 4.0},
        },
        roles=(Role(id="team", hourly_cost=10.0), Role(id="help", hourly_cost=100.0)),
        demand_per_year=50.0,
    )
    found = analyze(project(one), "map")
    by_class = found.figures["cost_by_value_class"]
    assert by_class == {"value_adding": 40, "necessary": 0, "waste": 654, "unclassified": 40}
    assert found.figures["cost_per_item"] == 734
    assert found.figures["cost_per_year"] == 734 * 50
    assert found.figures["effort_hours_per_item"] == 2 * 2 + 2 * 5 + 4
    assert found.figures["rework_cost_per_item"] == 20 + 327
    assert found.roles["help"].cost_per_item == 600
    assert found.roles["help"].hours_per_item == 6


def test_capacity_by_role_and_the_bottleneck() -> None:
    # Laguna and Marklund, unit loads in minutes per job: capacity 7.64 jobs an hour.
    minutes = {"R1": 5.5, "R2": 15.7, "R3": 6.0}
    people = {"R1": 2.0, "R2": 2.0, "R3": 1.0}
    one = draw(
        "R1>R2, R2>R3",
        {r: {"process_time": Duration(m, "min"), "role": r} for r, m in minutes.items()},
        roles=tuple(Role(id=r, headcount=n) for r, n in people.items()),
    )
    found = figures(one)
    assert found["bottleneck"] == "R2"
    assert found["capacity_per_year"] / (8 * 220) == pytest.approx(7.6433, abs=1e-4)
    assert found["takt_hours"] is None
    assert found["roles"]["R2"]["utilization"] is None


def test_load_counts_availability_and_other_work() -> None:
    one = draw(
        "a>b",
        {"a": {"process_time": 8.0, "role": "mops"}, "b": {"process_time": 9.0, "role": "bot"}},
        roles=(
            Role(id="mops", headcount=2.0, availability=0.5, other_hours_per_year=800.0),
            Role(id="bot", headcount=1.0, kind="system"),
            Role(id="agency"),
        ),
        demand_per_year=120.0,
    )
    found = figures(one)
    load = found["roles"]["mops"]
    assert load["demand_hours_per_year"] == 960
    assert load["available_hours_per_year"] == 1760
    assert load["utilization"] == 1
    assert load["capacity_per_year"] == 120
    assert found["roles"]["bot"]["available_hours_per_year"] is None
    assert found["bottleneck"] == "mops"
    assert found["takt_hours"] == pytest.approx(1760 / 120)
    assert "saturated_role" in codes(found)


def test_people_who_are_not_there_are_saturated() -> None:
    one = draw("a>b", {"a": 1}, roles=(Role(id="team", headcount=0.0),), demand_per_year=1.0)
    found = figures(one)
    assert found["capacity_per_year"] == 0
    assert found["roles"]["team"]["utilization"] is None
    assert "saturated_role" in codes(found)


def test_handoffs_and_tool_switches_are_forward_flows() -> None:
    one = draw(
        "a>b, b>c, c>d, d>e, b~a .1",
        {
            "a": {"role": "x", "tools": ("Excel",)},
            "b": {"role": "y", "tools": ("excel ", "Word")},
            "c": {"role": "y", "tools": ("Jira",)},
            "d": {"role": None, "tools": ("Miro",)},
            "e": {"role": "x"},
        },
        roles=(Role(id="x"), Role(id="y")),
    )
    found = figures(one)
    assert found["handoffs"] == 1
    assert found["tool_switches"] == 2


def test_a_gate_that_disagrees_with_what_it_receives_is_named() -> None:
    good, poor = {"complete_accurate": 0.9}, {"complete_accurate": 0.8}
    joined = "s>a, s>b, a>gate, b>gate, gate>e, gate~s .28"
    assert "quality_mismatch" not in codes(figures(draw(joined, {"s": 0, "a": good, "b": poor})))
    alternatives = "s>a .5, s>b .5, a>gate, b>gate, gate>e, gate~s .28"
    found = figures(draw(alternatives, {"s": 0, "a": good, "b": poor}))
    assert "quality_mismatch" in codes(found)
    text = next(p["text"] for p in found["problems"] if p["code"] == "quality_mismatch")
    assert "85 %" in text.replace(NARROW_SPACE, " ")
    unknown = {"s": 0, "a": good, "b": {}}
    assert "quality_mismatch" not in codes(figures(draw(joined, unknown)))


def test_three_point_estimates_count_by_their_mean() -> None:
    estimate = ThreePoint(min=Duration(2), likely=Duration(4), max=Duration(12))
    one = draw("", {"a": {"process_time": estimate}})
    assert figures(one)["lead_time_hours"]["expected"] == 5
    assert figures(one, distribution="triangular")["lead_time_hours"]["expected"] == 6


def test_an_endless_map_has_no_figures_but_keeps_its_structure() -> None:
    one = draw("a>b, b>c, b~a 1", {"a": 1, "b": 1, "c": 1}, demand_per_year=10.0)
    found = figures(one)
    assert set(found["lead_time_hours"].values()) == {None}
    assert found["cost_per_item"] is None
    assert found["steps"]["a"]["executions"] is None
    assert found["cases"] == []
    assert found["takt_hours"] == 176
    assert codes(found) >= {"endless_rework"}


def test_an_empty_map_has_figures_of_nothing() -> None:
    found = study(ValueStreamMap(id="map"))
    assert found.figures["lead_time_hours"]["expected"] == 0
    assert found.figures["activity_ratio"] is None
    assert found.figures["cost_per_item"] == 0
    assert (found.ladder, found.figures["bottleneck"]) == (None, None)


def test_a_map_without_times_has_no_critical_path() -> None:
    found = study(draw("a>b, a>c"))
    assert found.figures["lead_time_hours"]["expected"] == 0
    assert found.critical_steps == frozenset()
    assert found.ladder is None


def test_almost_endless_rework_is_still_computed() -> None:
    found = figures(draw("a>b, b>c, b~a .999999", {"a": 1, "b": 1, "c": 1}))
    assert found["steps"]["a"]["executions"] == pytest.approx(1e6)


def test_rework_that_goes_round_practically_for_ever_has_no_figures() -> None:
    flows = ", ".join(f"s{i}>s{i + 1}" for i in range(25))
    loops = ", ".join(f"s{13 + i}~s{12 - i} .999999" for i in range(12))
    found = figures(draw(f"{flows}, {loops}"))
    assert found["lead_time_hours"]["expected"] is None
    assert "endless_rework" in codes(found)


def test_twelve_nested_loops() -> None:
    flows = ", ".join(f"s{i}>s{i + 1}" for i in range(25))
    loops = ", ".join(f"s{13 + i}~s{12 - i} .3" for i in range(12))
    found = figures(draw(f"{flows}, {loops}"))
    executions = [found["steps"][f"s{i}"]["executions"] for i in range(26)]
    for i in range(12):
        assert executions[13 + i] == pytest.approx((1 / 0.7) ** (12 - i))
        assert executions[12 - i] == pytest.approx((1 / 0.7) ** (12 - i))


DECISIONS = ", ".join(
    f"d{i}>a{i} .3, d{i}>b{i} .7, a{i}>d{i + 1}, b{i}>d{i + 1}" for i in range(60)
)


def test_sixty_decisions_are_sampled_and_executions_stay_exact() -> None:
    times = {f"a{i}": 10 for i in range(60)} | {f"b{i}": 1 for i in range(60)}
    found = figures(draw(DECISIONS, times))
    assert "sampled_cases" in codes(found)
    assert found["steps"]["a7"]["executions"] == pytest.approx(0.3)
    assert found["steps"]["d60"]["executions"] == pytest.approx(1)
    assert found["effort_hours_per_item"] == pytest.approx(60 * 3.7)
    lead = found["lead_time_hours"]
    assert lead["expected"] == pytest.approx(60 * 3.7, rel=0.01)
    assert (lead["typical"], lead["best"], lead["worst"]) == (60, 60, 600)
    assert found["critical_path"][1] == "b0"
    assert found["cases"][0]["probability"] == pytest.approx(0.7**60)


def test_ten_thousand_steps_are_no_problem() -> None:
    flows = ", ".join(f"s{i}>s{i + 1}" for i in range(9_999))
    loops = ", ".join(f"s{i + 5}~s{i} .2" for i in range(0, 9_990, 10))
    found = figures(draw(f"{flows}, {loops}", {f"s{i}": 1 for i in range(10_000)}))
    assert found["lead_time_hours"]["expected"] == pytest.approx(10_000 + 999 * 6 * 0.25)
    assert len(found["critical_path"]) == 10_000


def test_the_answer_has_the_keys_of_the_format_and_no_others() -> None:
    found = figures(draw("a>b .5, a>c .5", {"a": 1}))
    assert set(found) == {
        "map", "case", "approximate", "lead_time_hours", "process_time_hours", "wait_time_hours",
        "value_adding_hours", "activity_ratio", "process_cycle_efficiency",
        "rolled_complete_accurate", "total_process_time_hours", "effort_hours_per_item",
        "cost_per_item", "cost_per_year", "cost_by_value_class", "rework_cost_per_item",
        "handoffs", "tool_switches", "first_time_right", "critical_path", "critical_paths_count",
        "cases", "steps", "roles", "bottleneck", "capacity_per_year", "takt_hours", "priorities",
        "problems",
    }  # fmt: skip
    assert set(found["steps"]["a"]) == {
        "executions", "early_start", "early_finish", "late_start", "late_finish", "total_float",
        "free_float", "drag", "critical", "criticality_index", "effort_hours", "cost",
    }  # fmt: skip


def test_every_analysis_explains_its_numbers() -> None:
    found = study(TWO_PATHS)
    assert [r.key for r in found.results] == [name.rpartition(".")[2] for name in ANALYSES]
    metrics = [m for r in found.results for m in r.metrics]
    assert len({m.key for m in metrics}) == len(metrics)
    assert all(m.label and m.definition for m in metrics)
    tables = [t for r in found.results for t in r.tables]
    assert all(len(row) == len(t.columns) for t in tables for row in t.rows)
    assert all(len(t.ids) in (0, len(t.rows)) for t in tables)
    records = {s.id for s in TWO_PATHS.steps} | {f.id for f in TWO_PATHS.flows}
    overlays = [o for r in found.results for o in r.overlays]
    assert {m.record for o in overlays for m in o.marks} <= records


def test_every_figure_names_what_it_comes_from() -> None:
    for result in study(TWO_PATHS).results:
        tables = {table.key for table in result.tables}
        for metric in result.metrics:
            assert metric.inputs or metric.table, metric.key
            assert not metric.table or metric.table in tables, metric.key


@pytest.mark.parametrize("goal", [None, "win"])
def test_cases_add_up_to_the_expected_lead_time(goal: str | None) -> None:
    found = study(ENDS.replace(goal=goal))
    (cases,) = (t for r in found.results for t in r.tables if t.key == "cases")
    expected = found.metric("lead_time_expected")
    assert sum(row[1] for row in cases.rows) == pytest.approx(1)  # type: ignore[misc]
    assert sum(row[3] for row in cases.rows) == pytest.approx(expected.value)  # type: ignore[misc]
    assert expected.inputs[0].value == len(cases.rows)


def test_a_time_on_the_timeline_is_its_first_pass_and_its_rework() -> None:
    one = draw("a>b, b~a .5", {"a": {"process_time": 1.0, "wait_time": 3.0}, "b": 1})
    found = study(one)
    for key, first, more in (("process_time_hours", 2, 2), ("wait_time_hours", 3, 3)):
        assert [each.value for each in found.metric(key).inputs] == pytest.approx([first, more])


def test_an_unknown_map_is_refused() -> None:
    with pytest.raises(KeyError):
        analyze(Project(), "nowhere")


def test_figures_follow_times_classes_and_goal_of_the_same_drawing() -> None:
    one = draw("a>b .6, a>c .4, b>d, c>d", {"a": 1, "b": 5, "c": 2, "d": 1})

    def changed(step: str, **fields: Any) -> dict[str, Any]:
        steps = tuple(s.replace(**fields) if s.id == step else s for s in one.steps)
        return figures(one.replace(steps=steps))

    assert figures(one)["lead_time_hours"]["expected"] == pytest.approx(2 + 0.6 * 5 + 0.4 * 2)
    longer = changed("c", process_time=Duration(12.0))
    assert longer["lead_time_hours"]["expected"] == pytest.approx(2 + 0.6 * 5 + 0.4 * 12)
    assert changed("b", value_class="value_adding")["value_adding_hours"] > 0
    assert changed("b", complete_accurate=0.5)["rolled_complete_accurate"] == pytest.approx(0.7)
    early = figures(one.replace(goal="b"))
    assert early["lead_time_hours"]["expected"] == pytest.approx(6)
    assert figures(one)["lead_time_hours"]["expected"] == pytest.approx(2 + 0.6 * 5 + 0.4 * 2)


def test_the_longest_of_sampled_cases_follows_the_times() -> None:
    one = draw(DECISIONS, {f"a{i}": 2 for i in range(60)} | {f"b{i}": 1 for i in range(60)})
    assert figures(one)["lead_time_hours"]["worst"] == 120
    slower = tuple(s.replace(process_time=Duration(5.0)) if s.id == "b7" else s for s in one.steps)
    assert figures(one.replace(steps=slower))["lead_time_hours"]["worst"] == 123


def test_a_goal_that_decides_ends_even_a_map_with_very_many_cases() -> None:
    times = {f"a{i}": 2 for i in range(60)} | {f"b{i}": 1 for i in range(60)}
    found = figures(draw(DECISIONS, times, goal="d30"))["lead_time_hours"]
    assert (found["best"], found["worst"]) == (30, 60)


def test_a_new_rate_of_a_role_changes_the_cost_of_steps_that_stay_the_same() -> None:
    write = Step(id="write", role="editor", process_time=Duration(2, "h"))
    one = ValueStreamMap(id="as-is", roles=(Role(id="editor", hourly_cost=50.0),), steps=(write,))
    before = Project(maps=(one,))
    after = edits.set_roles(before, "as-is", ["editor"], hourly_cost=80.0)
    costs = [analyze(p, "as-is").figures["cost_per_item"] for p in (before, after, before)]
    assert costs == [100.0, 160.0, 100.0]


def test_details_asked_for_late_are_those_of_the_map_that_was_analyzed() -> None:
    steps = {"a": {"process_time": 8.0, "wait_time": 1.0}, "b": 3.0}
    before = project(draw("a>b, b>c", steps, demand_per_year=10.0))
    found = analyze(before, "map")
    after = edits.set_steps(before, "map", ("a",), process_time=Duration(1.0), name="Later")
    after = edits.delete(after, "map", steps=("c",))
    analyze(after, "map")
    again = analyze(before, "map")
    assert [r.tables for r in found.results] == [r.tables for r in again.results]
    marks = {o.key: o.marks for r in found.results for o in r.overlays}
    assert marks == {o.key: o.marks for r in again.results for o in r.overlays}
    assert [m.value for m in marks["process"]] == [8, 3]
    costs = next(t for r in found.results for t in r.tables if t.key == "cost_pareto")
    assert [row[:3] for row in costs.rows] == [("a", 80, 8), ("b", 30, 3)]
    assert found.figures == again.figures
    assert list(found.figures["steps"]) == ["a", "b", "c"]


def test_figures_of_the_same_map_follow_calendar_estimates_and_case() -> None:
    steps = {
        "a": {"process_time": ThreePoint(min=Duration(1), likely=Duration(2), max=Duration(9))}
    }
    one = draw("a>b .5, a>c .5", steps | {"b": {"wait_time": Duration(1, "d")}})
    plain = project(one)

    def lead(of: Project, case: Any = "typical") -> float:
        ladder = analyze(of, "map", case).ladder
        assert ladder is not None
        return ladder.lead_time

    short = edits.set_calendar(plain, hours_per_day=6.0)
    even = plain.replace(distribution="triangular")
    assert {of.maps[0] is one for of in (short, even)} == {True}
    assert lead(plain) == 3 + 8
    assert lead(short) == 3 + 6
    assert lead(even) == 4 + 8
    assert lead(plain, "best") == 3
    assert lead(plain) == 3 + 8
