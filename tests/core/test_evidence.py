"""What a map does not say yet, and what its times rest on."""

from __future__ import annotations

import pytest

from mopsmap.analysis import Analyzed, Result, Table, analyze
from mopsmap.model import Role, ValueStreamMap
from tests.core.drawing import draw, project

FULL = {
    "process_time": 1.0,
    "wait_time": 3.0,
    "value_class": "value_adding",
    "complete_accurate": 0.9,
}
TEAM = (Role(id="team", name="Team", hourly_cost=10.0, headcount=2.0),)


def analyzed(one: ValueStreamMap) -> Analyzed:
    return analyze(project(one), "map")


def evidence(one: ValueStreamMap) -> Result:
    return next(r for r in analyzed(one).results if r.key == "evidence")


def table(one: ValueStreamMap, key: str) -> Table:
    return next(t for t in evidence(one).tables if t.key == key)


def missing(one: ValueStreamMap) -> dict[str, tuple[int, int]]:
    """(missing, needed) by what is missing, for what is."""
    rows = table(one, "gaps").rows
    return {str(row[0]): (int(row[1] or 0), int(row[2] or 0)) for row in rows if row[1]}


def test_a_map_that_says_everything_has_no_gaps() -> None:
    one = draw("a>b", {"a": FULL, "b": FULL}, roles=TEAM, demand_per_year=12.0)
    assert missing(one) == {}
    assert analyzed(one).metric("data_complete").value == 1
    assert table(one, "gaps_by_record").rows == ()


def test_gaps_are_counted_per_step_role_and_map() -> None:
    steps = {"a": FULL, "b": {**FULL, "wait_time": None}, "c": {"role": None}}
    one = draw("a>b, b>c", steps, roles=(Role(id="team", hourly_cost=10.0),))
    assert missing(one) == {
        "Process time": (1, 3),
        "Wait time": (2, 3),
        "Value class": (1, 3),
        "Role": (1, 3),
        "%C&A": (1, 3),
        "Headcount": (1, 1),
        "Demand": (1, 1),
    }
    # 5 x 3 of steps, 2 of the role, the demand; nothing is chosen
    assert analyzed(one).metric("data_complete").value == pytest.approx(1 - 8 / 18)
    where = {row[0]: row[2] for row in table(one, "gaps_by_record").rows}
    assert where["c"] == "Process time, Wait time, Value class, Role, %C&A"
    assert (where["b"], where["The map"], where["Role team"]) == (
        "Wait time",
        "Demand",
        "Headcount",
    )


def test_starts_decisions_systems_and_idle_roles_need_not_say_anything() -> None:
    roles = (*TEAM, Role(id="crm", kind="system"), Role(id="idle"))
    steps = {
        "s": {"kind": "start"},
        "d": {"kind": "decision"},
        "a": {**FULL, "role": "crm"},
        "b": FULL,
    }
    one = draw("s>d, d>a .5, d>b .5", steps, roles=roles, demand_per_year=1.0)
    assert missing(one) == {}


def test_probabilities_that_are_assumed_are_gaps() -> None:
    steps = {"d": {"kind": "decision"}, "a": FULL, "b": FULL}
    equal = draw("d>a, d>b, b>c, b~d", {**steps, "c": FULL}, roles=TEAM, demand_per_year=1.0)
    assert missing(equal) == {"Probability": (2, 2)}
    given = draw("d>a .5, d>b .5", steps, roles=TEAM, demand_per_year=1.0)
    assert missing(given) == {}


def test_time_is_shared_by_what_it_rests_on() -> None:
    steps = {
        "a": {**FULL, "evidence": "measured"},
        "b": {**FULL, "evidence": "guess", "wait_time": 11.0},
    }
    one = draw("a>b", steps)
    assert analyzed(one).metric("time_measured").value == pytest.approx(0.25)
    assert analyzed(one).metric("time_guessed").value == pytest.approx(0.75)
    shares = {row[0]: row[2] for row in table(one, "time_by_evidence").rows}
    assert shares == {"Measured": 0.25, "Estimate": 0, "Guess": 0.75}


def test_the_overlay_shows_evidence_and_what_is_missing() -> None:
    steps = {
        "a": {**FULL, "evidence": "guess"},
        "b": {**FULL, "complete_accurate": None},
        "c": {**FULL, "wait_time": None, "evidence": "measured"},
    }
    marks = {m.record: m for m in evidence(draw("a>b, b>c", steps)).overlays[0].marks}
    assert (marks["a"].tone, marks["a"].badge, marks["a"].text) == ("waste", "Guess", "")
    assert (marks["b"].tone, marks["b"].badge) == ("neutral", "Estimate, 1 missing")
    assert marks["b"].text == "Missing: %C&A"
    assert (marks["c"].tone, marks["c"].badge) == ("alarm", "Measured, 1 missing")


def test_an_empty_map_misses_its_demand_alone() -> None:
    assert missing(draw("", roles=())) == {"Demand": (1, 1)}
    assert analyzed(draw("")).metric("time_measured").value is None


def test_gaps_are_found_where_nothing_can_be_computed() -> None:
    endless = draw("a>b, b~a 1", {"a": FULL, "b": {**FULL, "wait_time": None}})
    assert missing(endless)["Wait time"] == (1, 2)
    assert analyzed(endless).metric("time_measured").value is None
