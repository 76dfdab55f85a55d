"""The JSON answers, key by key, for ordinary and for odd maps.

Other programs rely on them: keys, types, what may be null, units, and that the figures of one
answer fit together.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mopsmap import cli
from tests.examples.files import Desk, one_map, step

near = pytest.approx

# What ends with "?" may be null.
ANALYZE: dict[str, Any] = {
    "map": str,
    "case": str,
    "approximate": bool,
    "lead_time_hours": dict.fromkeys(("expected", "typical", "best", "worst"), "number?"),
    "process_time_hours": "number?",
    "wait_time_hours": "number?",
    "value_adding_hours": "number?",
    "activity_ratio": "share?",
    "process_cycle_efficiency": "share?",
    "rolled_complete_accurate": "share?",
    "total_process_time_hours": "number?",
    "effort_hours_per_item": "number?",
    "cost_per_item": "number?",
    "cost_per_year": "number?",
    "cost_by_value_class": dict.fromkeys(
        ("value_adding", "necessary", "waste", "unclassified"), "number?"
    ),
    "rework_cost_per_item": "number?",
    "handoffs": int,
    "tool_switches": int,
    "first_time_right": "share?",
    "critical_path": "step ids",
    "critical_paths_count": int,
    "bottleneck": "role id?",
    "capacity_per_year": "number?",
    "takt_hours": "number?",
}
CASE: dict[str, Any] = {
    "probability": "share",
    "lead_time_hours": "number?",
    "cost": "number",
    "choices": dict,
}
STEP: dict[str, Any] = {
    "executions": "number?",
    "early_start": "number?",
    "early_finish": "number?",
    "late_start": "number?",
    "late_finish": "number?",
    "total_float": "number?",
    "free_float": "number?",
    "drag": "number?",
    "critical": bool,
    "criticality_index": "share?",
    "effort_hours": "number?",
    "cost": "number?",
}
ROLE: dict[str, Any] = {
    "demand_hours_per_year": "number?",
    "available_hours_per_year": "number?",
    "utilization": "number?",
    "capacity_per_year": "number?",
}
PROBLEM: dict[str, Any] = {"code": str, "severity": str, "ids": list, "text": str}
BUSINESS_CASE = {
    "savings_per_year", "freed_hours_per_year", "investment", "payback_months", "roi_3_years",
    "npv_3_years", "discount_rate",
}  # fmt: skip
CASES = ("typical", "best", "worst")
PRIORITY: dict[str, Any] = {
    "step": "step id",
    "change": str,
    "lead_time_hours": "change?",
    "cost_per_year": "change?",
    "capacity_per_year": "change?",
}
LISTS = {"cases", "steps", "roles", "priorities", "problems"}

r = {"id": "r", "headcount": 2, "hourly_cost": 10}
ODD: dict[str, dict[str, Any]] = {
    "nothing": one_map([]),
    "one step": one_map([step("a", "2 h")]),
    "only a start and an end": one_map(
        [step("s", kind="start"), step("e", kind="end")], "s > e", demand_per_year=3
    ),
    "no flows": one_map([step("a", "1 h"), step("b", "2 h")]),
    "in two pieces": one_map(
        [step("s", kind="start"), step("a", "1 h"), step("x", "5 h"), step("y", "1 h")],
        "s > a, x > y, y ~ x 0.1",
    ),
    "no times": one_map([step("a"), step("b"), step("c")], "a > b, a > c, b ~ a 0.2"),
    "zero hours": one_map([step("a", "0 h", "0 d"), step("b", "0 min")], "a > b"),
    "a decision without ways out": one_map([step("d", "1 h", kind="decision")]),
    "a decision with one way": one_map([step("d", kind="decision"), step("b", "1 h")], "d > b 0.3"),
    "too much": one_map([step("a"), step("b", "1 h"), step("c", "3 h")], "a > b 0.9, a > c 0.9"),
    "nothing to share": one_map([step("a"), step("b", "1 h"), step("c")], "a > b 0, a > c 0"),
    "some shares": one_map(
        [step("a"), step("b", "1 h"), step("c"), step("d")], "a > b 0.5, a > c, a > d"
    ),
    "never taken": one_map([step("a"), step("b", "1 h"), step("c", "9 h")], "a > b 1, a > c 0"),
    "rework without a share": one_map([step("a", "1 h"), step("b", "1 h")], "a > b, b ~ a"),
    "endless": one_map(
        [step("a", "1 h", role="r"), step("b", "1 h")],
        "a > b, b ~ a 1",
        roles=[r],
        demand_per_year=9,
    ),
    "nearly endless": one_map([step("a", "1 h"), step("b")], "a > b, b ~ a 0.999999"),
    "a ring": one_map([step("a", "1 h"), step("b", "1 h")], "a > b, b > a"),
    "an unmarked loop": one_map(
        [step("a", "1 h"), step("b", "1 h"), step("c", "1 h")], "a > b, b > c, b > a"
    ),
    "to itself": one_map([step("a", "4 h")], "a ~ a 0.75"),
    "rework to nowhere": one_map(
        [step("a", "1 h"), step("b"), step("c")], "a > b, a > c, b ~ c 0.4"
    ),
    "a return that returns": one_map(
        [step("a", "1 h"), step("u", "1 h"), step("f", "1 h"), step("g", "2 h", "1 d")],
        "a > u, u ~ f 0.5, f ~ g, g ~ a",
    ),
    "a goal nobody reaches": one_map(
        [step("s", kind="start"), step("a", "1 h"), step("x", "1 h")], "s > a", goal="x"
    ),
    "a goal that is the start": one_map([step("a", "1 h"), step("b", "9 h")], "a > b", goal="a"),
    "a rare goal": one_map(
        [step("a", "1 h"), step("b", "9 h"), step("c")],
        "a > b 0.001, a > c",
        goal="b",
        milestones=["c", "b"],
    ),
    "nobody there": one_map(
        [step("a", "1 h", role="r"), step("b", "1 h", role="z", people=0), step("c", role="n")],
        "a > b, b > c",
        roles=[
            {"id": "r", "headcount": 0},
            {"id": "z", "headcount": 3, "availability": 0},
            {"id": "n"},
        ],
        demand_per_year=0,
    ),
    "more than there is": one_map(
        [step("a", "100 h", role="r")],
        roles=[{**r, "other_hours_per_year": 1e9}],
        demand_per_year=1000,
    ),
    "a step helped by its own role": one_map(
        [step("a", "1 h", role="r", helpers=[{"role": "r", "people": 2}])],
        roles=[r],
        demand_per_year=10,
    ),
    "estimates": one_map(
        [
            step("a", {"min": "3 h", "likely": "2 h", "max": "1 h"}),
            step("b", {"distribution": "exponential", "mean": "2 d"}),
            step("c", None, {"distribution": "uniform", "mean": "1 w", "sd": "1 d"}),
        ],
        "a > b, b > c",
    ),
    "side by side with rework": one_map(
        [step("s"), step("a", "1 h"), step("b", "1 h"), step("e")],
        "s > a, s > b, a ~ a 0.5, b ~ b 0.5, a > e, b > e",
    ),
    "named alike": one_map(
        [step("a", "1 h", role="a"), step("expected", "1 h", role="steps")],
        "a > expected",
        roles=[{"id": "a"}, {"id": "steps", "headcount": 1}],
        demand_per_year=5,
    ),
    "strange names": one_map(
        [step('"\u00e9\u4e16 \\ \n', "1 h"), step("<b>", "2 h")],
        roles=[{"id": " "}],
    ),
    "thirty ways": one_map(
        [step("d", kind="decision"), *(step(f"w{i}", f"{i} h") for i in range(30))],
        ", ".join(f"d > w{i}" for i in range(30)),
    ),
    "very many cases": one_map(
        [
            step(f"{kind}{i}", f"{hours} h")
            for i in range(16)
            for kind, hours in (("d", 0), ("x", 1), ("y", 2))
        ],
        ", ".join(
            f"d{i} > x{i} 0.25, d{i} > y{i}, x{i} > d{i + 1}, y{i} > d{i + 1}" for i in range(15)
        ),
    ),
}


@pytest.fixture
def desk(tmp_path: Path, capsys: Any) -> Desk:
    return Desk(tmp_path, capsys)


def check(kind: Any, value: Any, one: Mapping[str, Any], place: str) -> None:
    """Fail where a value is not of its kind."""
    if isinstance(kind, dict):
        assert list(value) == list(kind), place
        for key, inner in kind.items():
            check(inner, value[key], one, f"{place}.{key}")
    elif isinstance(kind, type):
        assert type(value) is kind, (place, value)
    elif value is None:
        assert kind.endswith("?"), place
    elif kind == "step ids":
        assert set(value) <= {s["id"] for s in one["steps"]}, place
    elif kind == "step id":
        assert value in {s["id"] for s in one["steps"]}, place
    elif kind == "role id?":
        assert value in {role["id"] for role in one["roles"]}, place
    else:
        assert type(value) in (int, float), (place, value)
        assert value >= 0 or kind == "change?", (place, value)
        assert "share" not in kind or value <= 1, (place, value)


@pytest.mark.parametrize("name", ODD)
def test_answers_have_the_keys_and_types_of_the_format(desk: Desk, name: str) -> None:
    for case in CASES:
        check_answer(ODD[name], desk.analyze(ODD[name], case), name, case)


def check_answer(one: Mapping[str, Any], found: dict[str, Any], name: str, case: str) -> None:
    """Fail where an answer has other keys or types than the format."""
    assert set(found) == {*ANALYZE, *LISTS}
    assert (found["map"], found["case"]) == ("map", case)
    check(ANALYZE, {key: found[key] for key in ANALYZE}, one, name)
    assert list(found["steps"]) == [s["id"] for s in one["steps"]]
    assert list(found["roles"]) == [role["id"] for role in one.get("roles", ())]
    for part, kind in (("steps", STEP), ("roles", ROLE)):
        for key, figures in found[part].items():
            check(kind, figures, one, f"{name}.{part}.{key}")
    for part, kind in (("cases", CASE), ("priorities", PRIORITY), ("problems", PROBLEM)):
        for figures in found[part]:
            check(kind, figures, one, f"{name}.{part}")


@pytest.mark.parametrize("name", ODD)
def test_figures_of_an_answer_fit_together(desk: Desk, name: str) -> None:
    for case in CASES:
        found = desk.analyze(ODD[name], case)
        check_times(found, case)
        check_sums(found)
        check_records(found, ODD[name])


def check_times(found: dict[str, Any], case: str) -> None:
    """Fail where early and late times, path and lead times of a case do not fit together."""
    steps, lead = found["steps"], found["lead_time_hours"]
    known = {s for s, figures in steps.items() if figures["early_start"] is not None}
    for figures in (steps[s] for s in known):
        assert figures["early_start"] <= figures["early_finish"]
        assert figures["late_start"] - figures["early_start"] == near(figures["total_float"])
        assert figures["late_finish"] - figures["early_finish"] == near(figures["total_float"])
        assert figures["free_float"] <= figures["total_float"] + 1e-9
        duration = figures["early_finish"] - figures["early_start"]
        assert figures["drag"] <= (duration if figures["critical"] else 0) + 1e-9
    for figures in (steps[s] for s in steps.keys() - known):
        times = ("early_finish", "late_start", "late_finish", "total_float", "free_float", "drag")
        assert [figures[time] for time in times] == [None] * 6
        assert figures["critical"] is False
    assert all(steps[step]["critical"] for step in found["critical_path"])
    assert bool(found["critical_path"]) == (found["critical_paths_count"] > 0)
    if lead["expected"] is not None:
        assert lead["best"] - 1e-9 <= lead["typical"] <= lead["worst"] + 1e-9
        on_path = found["process_time_hours"] + found["wait_time_hours"]
        assert on_path == near(lead[case] if found["critical_path"] else 0)
        if found["critical_path"]:
            last = found["critical_path"][-1]
            assert steps[last]["early_finish"] == near(lead[case])
    else:
        assert {lead[other] for other in lead} == {None}
        assert (found["process_time_hours"], found["critical_path"]) == (None, [])


def check_sums(found: dict[str, Any]) -> None:
    """Fail where parts do not add up to the whole."""
    steps, cases, lead = found["steps"], found["cases"], found["lead_time_hours"]
    if found["cost_per_item"] is not None:
        assert sum(f["cost"] for f in steps.values()) == near(found["cost_per_item"])
        assert sum(found["cost_by_value_class"].values()) == near(found["cost_per_item"])
        assert sum(f["effort_hours"] for f in steps.values()) == near(
            found["effort_hours_per_item"]
        )
    sampled = "sampled_cases" in {p["code"] for p in found["problems"]}
    if cases and not sampled:
        reached = [c for c in cases if c["lead_time_hours"] is not None]
        share = sum(c["probability"] for c in reached)
        assert sum(c["probability"] for c in cases) == near(1)
        if reached:
            mean = sum(c["probability"] * c["lead_time_hours"] for c in reached) / share
            assert mean == near(lead["expected"])
            assert min(c["lead_time_hours"] for c in reached) == near(lead["best"])
            assert max(c["lead_time_hours"] for c in reached) == near(lead["worst"])


def check_records(found: dict[str, Any], one: Mapping[str, Any]) -> None:
    """Fail where an answer names what the map has not, or in another order."""
    cases = found["cases"]
    chances = [c["probability"] for c in cases]
    assert chances == sorted(chances, reverse=True)
    flows = {f["id"]: f["source"] for f in one["flows"]}
    assert all(flows[way] == s for c in cases for s, way in c["choices"].items())
    rank = ["error", "warning", "info"]
    severities = [rank.index(p["severity"]) for p in found["problems"]]
    assert severities == sorted(severities)
    records = {x["id"] for part in ("steps", "flows", "roles") for x in one.get(part, ())}
    assert {i for p in found["problems"] for i in p["ids"]} <= records
    assert all(p["text"].endswith(".") for p in found["problems"])
    flagged = {"sampled_cases", "approximate_parallel_rework", "approximate_cases"}
    assert found["approximate"] == bool(flagged & {p["code"] for p in found["problems"]})


@pytest.mark.parametrize("name", ODD)
def test_comparing_a_map_with_one_made_from_it(desk: Desk, name: str) -> None:
    one = {key: value for key, value in ODD[name].items() if key != "id"}
    other = {**one, "steps": [*one["steps"][1:], step("new", "3 h", "1 d")], "flows": []}
    other |= {"goal": None, "milestones": []}
    desk.write({**one, "id": "now", "kind": "as_is"}, {**other, "id": "then", "kind": "to_be"})
    found = desk.ask("compare")
    assert (found["from"], found["to"]) == ("now", "then")
    assert len({metric["name"] for metric in found["metrics"]}) == len(found["metrics"])
    for metric in found["metrics"]:
        assert list(metric) == ["name", "from", "to", "change", "change_percent", "better"]
        numbers = [metric[key] for key in ("from", "to", "change", "change_percent")]
        assert all(value is None or type(value) in (int, float) for value in numbers)
        known = None not in (metric["from"], metric["to"])
        assert (metric["change"] is not None) == known
        if known:
            assert metric["to"] - metric["from"] == near(metric["change"])
        if metric["change_percent"] is not None and metric["from"]:
            assert metric["change_percent"] == near(metric["change"] / metric["from"] * 100)
        assert metric["better"] in (True, False, None)
    case = found["business_case"]
    assert set(case) >= BUSINESS_CASE
    assert all(value is None or type(value) in (int, float) for value in case.values())
    assert (case["investment"], case["discount_rate"]) == (0, 0.08)
    first = {s["id"] for s in one["steps"][:1]}
    steps = found["steps"]
    assert (set(steps["added"]), set(steps["removed"])) == ({"new"}, first)
    assert set(steps["unchanged"]) == {s["id"] for s in one["steps"][1:]}
    assert set(found["flows"]["removed"]) == {f["id"] for f in one["flows"]}


@pytest.mark.parametrize("name", ODD)
def test_everything_is_printed_for_people_too(desk: Desk, name: str, capsys: Any) -> None:
    desk.write(ODD[name])
    assert cli.run(["analyze", str(desk.file)]) == 0
    said = capsys.readouterr()
    assert not {"nan", "None", "inf"} & set(said.out.split())
