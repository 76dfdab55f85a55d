"""Maps whose figures were worked out by hand, written as files and asked of the command line.

The arithmetic is in fractions and follows the textbook, not the program: sums along the longest
way, systems of linear equations for rework, products for quality.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.examples.files import Desk, one_map, step

F, near = Fraction, pytest.approx


@pytest.fixture
def desk(tmp_path: Path, capsys: Any) -> Desk:
    return Desk(tmp_path, capsys)


def solved(rows: Mapping[str, Mapping[str, F]], start: str) -> dict[str, F]:
    """Visits per item: x = [start] + what comes from the others, by Gauss in fractions."""
    names = list(rows)
    system = [[F(a == b) - rows[b].get(a, F(0)) for b in names] + [F(a == start)] for a in names]
    for i in range(len(names)):
        pivot = system[i][i]
        system[i] = [cell / pivot for cell in system[i]]
        for k in range(len(names)):
            if k != i:
                factor = system[k][i]
                system[k] = [x - factor * y for x, y in zip(system[k], system[i], strict=True)]
    return {name: row[-1] for name, row in zip(names, system, strict=True)}


def codes(found: Mapping[str, Any]) -> set[str]:
    return {problem["code"] for problem in found["problems"]}


def of_steps(found: Mapping[str, Any], figure: str) -> dict[str, Any]:
    return {name: figures[figure] for name, figures in found["steps"].items()}


def test_mixed_units_in_a_calendar_of_short_weeks(desk: Desk) -> None:
    one = one_map(
        [
            step("a", "45 min", "2 d", value_class="value_adding", role="r"),
            step("b", "1.5 d", "1 w", value_class="necessary", role="r", people=2),
            step("c", "90 s", "3 h", value_class="waste", role="r"),
            step(
                "d",
                {"min": "1 h", "likely": "0.5 d", "max": "1 d"},
                "30 min",
                value_class="value_adding",
                role="r",
            ),
        ],
        "a > b, b > c, c > d",
        demand_per_year=84,
        roles=[{"id": "r", "hourly_cost": 40, "headcount": 3, "availability": 0.8}],
    )
    calendar = {"hours_per_day": 7.5, "days_per_week": 4, "days_per_year": 210}
    found = desk.analyze(one, calendar=calendar)
    day = F(15, 2)
    pert = (1 + 4 * day / 2 + day) / 6
    a, b, c = F(3, 4), day * 3 / 2, F(90, 3600)
    wait = 2 * day + 4 * day + 3 + F(1, 2)
    work = a + b + c + pert
    assert found["process_time_hours"] == near(float(work))
    assert found["wait_time_hours"] == near(float(wait))
    cases = ("expected", "typical", "best", "worst")
    assert found["lead_time_hours"] == near(dict.fromkeys(cases, float(work + wait)))
    assert found["value_adding_hours"] == near(float(a + pert))
    assert found["activity_ratio"] == near(float(work / (work + wait)))
    assert found["process_cycle_efficiency"] == near(float((a + pert) / (work + wait)))
    effort = work + b
    assert found["effort_hours_per_item"] == near(float(effort))
    assert found["cost_per_year"] == near(float(effort * 40 * 84))
    assert found["takt_hours"] == near(float(day * 210 / 84))
    assert found["capacity_per_year"] == near(float(3 * F(4, 5) * day * 210 / effort))
    assert found["roles"]["r"]["utilization"] == near(
        float(effort * 84 / (3 * F(4, 5) * day * 210))
    )
    even = desk.analyze(one, calendar=calendar, distribution="triangular")
    assert even["process_time_hours"] == near(float(work - pert + (1 + day / 2 + day) / 3))


def test_a_building_of_fourteen_activities(desk: Desk) -> None:
    # Hillier and Lieberman, Reliable Construction: 44 weeks, path A-B-C-E-F-J-L-N.
    estimates = {
        "A": (1, 2, 3), "B": (2, 3.5, 8), "C": (6, 9, 18), "D": (4, 5.5, 10), "E": (1, 4.5, 5),
        "F": (4, 4, 10), "G": (5, 6.5, 11), "H": (5, 8, 17), "I": (3, 7.5, 9), "J": (3, 9, 9),
        "K": (4, 4, 4), "L": (1, 5.5, 7), "M": (1, 2, 3), "N": (5, 5.5, 9),
    }  # fmt: skip
    steps = [
        step(name, {"min": f"{low} w", "likely": f"{mid} w", "max": f"{high} w"})
        for name, (low, mid, high) in estimates.items()
    ]
    flows = (
        "A > B, B > C, C > D, C > E, E > F, D > G, E > H, G > H, C > I, F > J, I > J, J > K, "
        "J > L, H > M, K > N, L > N"
    )
    found = desk.analyze(one_map(steps, flows))
    week = 40
    assert found["lead_time_hours"]["expected"] == near(44 * week)
    assert found["critical_path"] == list("ABCEFJLN")
    floats = {name: hours / week for name, hours in of_steps(found, "total_float").items()}
    assert floats == near(
        {**dict.fromkeys("ABCEFJLN", 0), **dict.fromkeys("DGHM", 4), "I": 2, "K": 1}
    )
    early = {name: hours / week for name, hours in of_steps(found, "early_start").items()}
    late = {name: hours / week for name, hours in of_steps(found, "late_start").items()}
    assert early == near(
        {"A": 0, "B": 2, "C": 6, "D": 16, "E": 16, "F": 20, "G": 22, "H": 29, "I": 16, "J": 25}
        | {"K": 33, "L": 33, "M": 38, "N": 38}
    )
    assert late == near(
        {
            "A": 0,
            "B": 2,
            "C": 6,
            "D": 20,
            "E": 16,
            "F": 20,
            "G": 26,
            "H": 33,
            "I": 18,
            "J": 25,
        }
        | {"K": 34, "L": 33, "M": 42, "N": 38}
    )
    drags = {name: hours / week for name, hours in of_steps(found, "drag").items() if hours}
    assert drags == near({"A": 2, "B": 4, "C": 10, "E": 2, "F": 2, "J": 4, "L": 1, "N": 4})


def test_alternatives_beside_work_inside_a_loop(desk: Desk) -> None:
    one = one_map(
        [
            step("s", "1 h", role="r"),
            step("x", kind="decision"),
            step("short", "4 h", role="r"),
            step("long", "8 h", role="r", fixed_cost=30),
            step("y", "6 h", role="r", value_class="waste"),
            step("u", "2 h", "3 h", role="r"),
            step("end", kind="end"),
        ],
        "s > x, s > y, x > short 0.25, x > long 0.75, short > u, long > u, y > u, u ~ s 0.2, "
        "u > end",
        roles=[{"id": "r", "hourly_cost": 10}],
    )
    found = desk.analyze(one)
    rounds = 1 / (1 - F(1, 5))
    once = {"typical": 1 + 8 + 5, "worst": 1 + 8 + 5, "best": 1 + 6 + 5}
    expected = 1 + F(1, 4) * 6 + F(3, 4) * 8 + 5
    lead = found["lead_time_hours"]
    assert lead["expected"] == near(float(expected * rounds))
    assert {case: lead[case] for case in once} == near(
        {c: t * float(rounds) for c, t in once.items()}
    )
    assert found["critical_path"] == ["s", "x", "long", "u", "end"]
    assert of_steps(found, "executions") == near(
        {"s": 1.25, "x": 1.25, "short": 0.3125, "long": 0.9375, "y": 1.25, "u": 1.25, "end": 1}
    )
    work = 1 + F(1, 4) * 4 + F(3, 4) * 8 + 6 + 2
    cost = (work * 10 + F(3, 4) * 30) * rounds
    assert found["total_process_time_hours"] == near(float(work * rounds))
    assert found["cost_per_item"] == near(float(cost))
    assert found["rework_cost_per_item"] == near(float(cost * (1 - 1 / rounds)))
    assert found["cost_by_value_class"] == near(
        {"value_adding": 0, "necessary": 0, "waste": 75, "unclassified": float(cost) - 75}
    )
    assert found["first_time_right"] == near(0.8)
    assert found["approximate"] is False
    best = desk.analyze(one, "best")
    assert best["critical_path"] == ["s", "y", "u", "end"]
    assert best["process_time_hours"] == near(9 * 1.25)
    assert best["wait_time_hours"] == near(3 * 1.25)
    assert best["steps"]["long"]["early_start"] is None
    assert best["steps"]["short"]["total_float"] == near(2 * 1.25)


def test_loops_that_overlap_and_a_way_back_through_two_steps(desk: Desk) -> None:
    hours = {"a": 2, "b": 3, "c": 5, "d": 7, "e": 1, "fix": 4, "again": 6}
    one = one_map(
        [
            step(name, f"{time} h", "1 h" if name == "again" else None)
            for name, time in hours.items()
        ],
        "a > b, b > c, c > d, d > e, c ~ a 0.2, d ~ b 0.3, e ~ fix 0.25, fix ~ again, again ~ c",
    )
    found = desk.analyze(one)
    visits = solved(
        {
            "a": {"b": F(1)},
            "b": {"c": F(1)},
            "c": {"d": F(4, 5), "a": F(1, 5)},
            "d": {"e": F(7, 10), "b": F(3, 10)},
            "e": {"fix": F(1, 4)},
            "fix": {"again": F(1)},
            "again": {"c": F(1)},
        },
        "a",
    )
    exact = {name: float(times) for name, times in visits.items()}
    assert of_steps(found, "executions") == near(exact)
    total = sum(visits[name] * time for name, time in hours.items())
    assert found["total_process_time_hours"] == near(float(total))
    assert found["lead_time_hours"]["expected"] == near(float(total + visits["again"]))
    assert found["wait_time_hours"] == near(exact["again"])
    assert found["first_time_right"] == near(0.8 * 0.7 * 0.75)
    assert found["critical_path"] == list("abcde")
    assert found["steps"]["fix"]["early_start"] is None
    assert found["steps"]["again"]["critical"] is False
    assert found["steps"]["e"]["executions"] == near(4 / 3)
    assert found["approximate"] is False


def test_ends_and_their_shares_where_rework_takes_the_choice_again(desk: Desk) -> None:
    one = one_map(
        [
            step("triage", "1 h"),
            step("quick", "2 h"),
            step("deep", "10 h"),
            step("Q", kind="end"),
            step("D", kind="end"),
        ],
        "triage > quick 0.5, triage > deep 0.5, quick > Q, deep > D 0.6, deep ~ triage 0.4",
    )
    found = desk.analyze(one)
    visits = solved(
        {
            "triage": {"quick": F(1, 2), "deep": F(1, 2)},
            "quick": {"Q": F(1)},
            "deep": {"D": F(3, 5), "triage": F(2, 5)},
            "Q": {},
            "D": {},
        },
        "triage",
    )
    assert of_steps(found, "executions") == near({k: float(v) for k, v in visits.items()})
    assert (visits["Q"], visits["D"]) == (F(5, 8), F(3, 8))
    lead = visits["triage"] + visits["quick"] * 2 + visits["deep"] * 10
    assert found["lead_time_hours"]["expected"] == near(float(lead))
    assert codes(found) >= {"several_ends", "approximate_cases"}
    assert found["approximate"] is True
    goal = desk.analyze({**one, "goal": "D"})
    # Whoever ends in D has gone round 1/4 times on average, each time through the deep work.
    assert goal["lead_time_hours"]["expected"] == near(float(F(5, 4) * 11))
    assert goal["effort_hours_per_item"] == found["effort_hours_per_item"]
    assert [case["lead_time_hours"] for case in goal["cases"]].count(None) == 1
    # Whoever ends in Q has been sent back from the deep work as often, and then is done quickly.
    other = desk.analyze({**one, "goal": "Q"})
    assert other["lead_time_hours"]["expected"] == near(float(F(1, 4) * 11 + 1 + 2))
    assert "several_ends" not in codes(goal)


def test_cost_and_load_of_roles_that_work_together(desk: Desk) -> None:
    one = one_map(
        [
            step("plan", "4 h", role="mops", helpers=[{"role": "agency", "people": 2}]),
            step(
                "make", "6 h", role="agency", people=1.5, fixed_cost=100, value_class="value_adding"
            ),
            step("check", "1 h", role="boss", value_class="necessary"),
            step("load", "3 h", role="robot", value_class="waste"),
        ],
        "plan > make, make > check, check ~ make 0.5, check > load",
        demand_per_year=50,
        roles=[
            {"id": "mops", "headcount": 2, "hourly_cost": 60, "availability": 0.5},
            {"id": "agency", "hourly_cost": 90, "kind": "external"},
            {"id": "boss", "headcount": 1, "availability": 0.1, "other_hours_per_year": 80},
            {"id": "robot", "headcount": 1, "kind": "system", "hourly_cost": 5},
        ],
    )
    found = desk.analyze(one)
    agency = 2 * 4 + F(3, 2) * 6 * 2
    cost = {
        "value_adding": 2 * (6 * F(3, 2) * 90 + 100),
        "necessary": F(0),
        "waste": F(15),
        "unclassified": F(4 * 60 + 8 * 90),
    }
    assert found["cost_by_value_class"] == near({k: float(v) for k, v in cost.items()})
    assert found["cost_per_item"] == near(float(sum(cost.values())))
    assert found["cost_per_year"] == near(float(50 * sum(cost.values())))
    assert found["rework_cost_per_item"] == near(float(cost["value_adding"] / 2))
    assert found["effort_hours_per_item"] == near(float(4 + agency + 2 + 3))
    assert found["total_process_time_hours"] == near(4 + 12 + 2 + 3)
    year = 8 * 220
    assert found["roles"]["mops"] == near(
        {
            "demand_hours_per_year": 200,
            "available_hours_per_year": year,
            "utilization": 200 / year,
            "capacity_per_year": year / 4,
        }
    )
    assert found["roles"]["agency"]["demand_hours_per_year"] == near(float(50 * agency))
    boss = found["roles"]["boss"]
    assert boss["available_hours_per_year"] == near(176)
    assert boss["utilization"] == near((100 + 80) / 176)
    assert boss["capacity_per_year"] == near((176 - 80) / 2)
    for name in ("agency", "robot"):
        known = found["roles"][name]
        limits = ("available_hours_per_year", "utilization", "capacity_per_year")
        assert [known[limit] for limit in limits] == [None] * 3
    assert (found["bottleneck"], found["capacity_per_year"]) == ("boss", near(48))
    assert found["handoffs"] == 3
    assert codes(found) >= {"saturated_role", "missing_rate"}


def test_quality_of_alternatives_and_of_work_side_by_side(desk: Desk) -> None:
    one = one_map(
        [
            step("a", complete_accurate=0.95, tools=["Mail"]),
            step("b", complete_accurate=0.9, tools=["Word"]),
            step("c", complete_accurate=0.8, tools=["Mail", "Word"]),
            step("join", kind="decision"),
            step("d", complete_accurate=0.5, tools=["CRM"]),
            step("e", tools=["crm", "BI"]),
            step("redo", complete_accurate=0.1, tools=["Fax"]),
        ],
        "a > b, a > c, b > join, c > join, join > d 0.3, join > e 0.7, d ~ redo 0.2, redo ~ a, "
        "b ~ a 0.1",
    )
    found = desk.analyze(one)
    assert found["rolled_complete_accurate"] == near(0.95 * 0.9 * 0.8 * (0.3 * 0.5 + 0.7))
    assert found["first_time_right"] == near(0.9 * (0.3 * 0.8 + 0.7))
    assert found["tool_switches"] == 1
    assert found["handoffs"] == 0


def test_two_starts_loose_ends_and_what_is_only_told(desk: Desk) -> None:
    one = one_map(
        [
            step("s1", kind="start"),
            step("s2", kind="start"),
            step("a", "2 h"),
            step("b", "5 h"),
            step("c", "1 h"),
            step("side", "4 h"),
            step("e", kind="end"),
            step("lost", "99 h"),
        ],
        "s1 > a, s2 > b, a > c, b > c, b > side, c > e, a - b, side - lost",
    )
    found = desk.analyze(one)
    assert set(found["lead_time_hours"].values()) == {9.0}
    assert found["critical_path"] == ["s2", "b", "side"]
    assert of_steps(found, "total_float") == near(
        {"s1": 6, "s2": 0, "a": 6, "b": 0, "c": 3, "side": 0, "e": 3, "lost": None}
    )
    assert of_steps(found, "free_float") == near(
        {"s1": 0, "s2": 0, "a": 3, "b": 0, "c": 0, "side": 0, "e": 3, "lost": None}
    )
    assert found["steps"]["lost"]["executions"] == 0
    assert found["effort_hours_per_item"] == 12
    assert "disconnected" in codes(found)


def test_cases_list_every_choice_that_is_met(desk: Desk) -> None:
    one = one_map(
        [
            step("first", "1 h", role="r"),
            step("yes", "2 h", role="r"),
            step("ask", kind="decision"),
            step("big", "20 h", role="r"),
            step("small", "3 h", role="r"),
            step("no", "4 h", role="r"),
        ],
        "first > yes 0.4, first > no, yes > ask, ask > big, ask > small",
        roles=[{"id": "r", "hourly_cost": 2}],
    )
    found = desk.analyze(one)
    assert found["cases"] == [
        {
            "probability": near(0.6),
            "lead_time_hours": 5,
            "cost": 10,
            "choices": {"first": "first>no"},
        },
        {
            "probability": near(0.2),
            "lead_time_hours": 23,
            "cost": 46,
            "choices": {"first": "first>yes", "ask": "ask>big"},
        },
        {
            "probability": near(0.2),
            "lead_time_hours": 6,
            "cost": 12,
            "choices": {"first": "first>yes", "ask": "ask>small"},
        },
    ]
    lead = found["lead_time_hours"]
    assert lead == near({"expected": 0.6 * 5 + 0.2 * 29, "typical": 5, "best": 5, "worst": 23})
    assert "assumed_equal" in codes(found)


def test_a_goal_inside_the_map_and_the_work_that_goes_on_after_it(desk: Desk) -> None:
    one = one_map(
        [
            step("a", "1 d"),
            step("b", "2 d"),
            step("goal", "1 d", kind="end"),
            step("c", "10 d"),
            step("lost", kind="end"),
        ],
        "a > b 0.5, a > lost 0.5, b > goal, b > c",
        goal="goal",
    )
    found = desk.analyze(one)
    assert set(found["lead_time_hours"].values()) == {32.0}
    assert found["critical_path"] == ["a", "b", "goal"]
    assert of_steps(found, "executions") == {"a": 1, "b": 0.5, "goal": 0.5, "c": 0.5, "lost": 0.5}
    assert found["total_process_time_hours"] == near(8 * (1 + 0.5 * 13))
    assert found["steps"]["c"]["critical"] is False
    assert {case["lead_time_hours"] for case in found["cases"]} == {32.0, None}


def test_measured_times_count_by_their_means(desk: Desk) -> None:
    measured = {"distribution": "lognormal", "mean": "6 h", "sd": "9 h"}
    random = {"distribution": "exponential", "mean": "1 d"}
    found = desk.analyze(one_map([step("a", measured, random)]))
    assert found["lead_time_hours"]["expected"] == 14
    assert found["activity_ratio"] == near(6 / 14)


def test_what_each_change_gives(desk: Desk) -> None:
    one = one_map(
        [
            step("write", "4 h", role="r", complete_accurate=0.8),
            step("check", "1 h", "10 h", role="r", wait_reason="approval"),
        ],
        "write > check, check ~ write 0.2",
        demand_per_year=100,
        roles=[{"id": "r", "headcount": 1, "hourly_cost": 50}],
    )
    found = desk.analyze(one)

    def state(work: F, wait: F, r: F) -> tuple[F, F, F]:
        """(lead time, cost a year, capacity a year) of a loop around both steps."""
        rounds = 1 / (1 - r)
        return rounds * (work + wait), rounds * work * 50 * 100, 1760 / (rounds * work)

    now = state(F(5), F(10), F(1, 5))
    assert found["lead_time_hours"]["expected"] == near(float(now[0]))
    changed = {
        ("write", "work -50 %"): state(F(3), F(10), F(1, 5)),
        ("write", "%C&A +10 points"): state(F(5), F(10), F(1, 10)),
        ("write", "remove"): state(F(1), F(10), F(1, 5)),
        ("write", "automate"): state(F(1), F(10), F(1, 5)),
        ("check", "wait -50 %"): state(F(5), F(5), F(1, 5)),
        ("check", "work -50 %"): state(F(9, 2), F(10), F(1, 5)),
        ("check", "rework -50 %"): state(F(5), F(10), F(1, 10)),
        ("check", "remove"): state(F(4), F(0), F(0)),
        ("check", "automate"): state(F(4), F(10), F(1, 5)),
    }
    answers = {(gain["step"], gain["change"]): gain for gain in found["priorities"]}
    assert set(answers) == set(changed)
    keys = ("lead_time_hours", "cost_per_year", "capacity_per_year")
    for change, after in changed.items():
        gains = [float(b - a) for a, b in zip(now, after, strict=True)]
        assert [answers[change][key] for key in keys] == near(gains), change
    assert next(iter(answers)) == ("check", "remove")
    leads = [gain["lead_time_hours"] for gain in found["priorities"]]
    assert leads == sorted(leads)


def test_half_a_project_is_compared_with_the_other_half(desk: Desk) -> None:
    roles = [{"id": "r", "hourly_cost": 50, "headcount": 1}]
    before = one_map(
        [
            step("brief", "2 h", "8 h", role="r", complete_accurate=0.8),
            step("sign", "1 h", "40 h", role="r"),
            step("make", "10 h", role="r"),
        ],
        "brief > sign, sign > make",
        demand_per_year=100,
        roles=roles,
    )
    after = one_map(
        [
            step("brief", "3 h", "8 h", role="r", complete_accurate=0.9),
            step("make2", "8 h", role="r", replaces=["make"]),
        ],
        "brief > make2",
        demand_per_year=100,
        roles=roles,
        countermeasures=[{"id": "k", "removes": ["sign"], "one_off_cost": 5000}],
    )
    desk.write({**before, "id": "now", "kind": "as_is"}, {**after, "id": "then", "kind": "to_be"})
    found = desk.ask("compare")
    of = {metric["name"]: metric for metric in found["metrics"]}
    assert of["lead_time_expected"] == {
        "name": "lead_time_expected",
        "from": 61,
        "to": 19,
        "change": -42,
        "change_percent": near(-4200 / 61),
        "better": True,
    }
    assert of["cost_per_year"]["change"] == near(-2 * 50 * 100)
    assert of["rolled_complete_accurate"]["change_percent"] == near(12.5)
    assert of["activity_ratio"]["to"] == near(11 / 19)
    yearly = 2 * 50 * 100
    growth = F(108, 100)
    worth = sum(yearly / growth**year for year in (1, 2, 3)) - 5000
    case = found["business_case"]
    money = ("savings_per_year", "cash_savings_per_year", "capacity_savings_per_year")
    assert [case[key] for key in money] == near([yearly, 0, yearly])
    assert case["freed_hours_per_year"] == near(200)
    assert (case["investment"], case["payback_months"]) == (5000, near(6))
    assert case["roi_3_years"] == near((3 * yearly - 5000) / 5000)
    assert (case["discount_rate"], case["npv_3_years"]) == (0.08, near(float(worth)))
    steps = found["steps"]
    assert (steps["added"], steps["removed"], steps["unchanged"]) == ([], ["sign"], [])
    assert set(steps["changed"]) == {"brief", "make2"}
    assert steps["changed"]["brief"]["process_time"] == ["2 h", "3 h"]
    assert steps["changed"]["make2"]["was"] == "make"
