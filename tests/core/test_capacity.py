"""Load, headcount, queues and what-if: published figures and roles that cannot do their work."""

from __future__ import annotations

import json
import math
import random
from heapq import heapreplace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import Analyzed, analyze
from mopsmap.analysis.capacity import Capacity, capacity_if
from mopsmap.analysis.study import study_of
from mopsmap.model import Role, ValueStreamMap
from mopsmap.units import Calendar, Duration, Spread, ThreePoint
from tests.core.drawing import draw, project

YEAR = Calendar().hours_per_year


def exponential(hours: float) -> Spread:
    return Spread(distribution="exponential", mean=Duration(hours))


def capacity(one: ValueStreamMap, what: dict[str, Any] | None = None, **fields: Any) -> Capacity:
    return capacity_if(study_of(project(one, **fields), "map"), **(what or {}))


def metric(found: Analyzed, key: str) -> float | None:
    return found.metric(key).value


def shared_role(**fields: Any) -> ValueStreamMap:
    """One person who does two kinds of tasks of 10 and 30 hours, 4 of 5 the short one."""
    steps = {
        "a": {"role": None},
        "short": {"process_time": exponential(10), "wait_time": 8.0},
        "long": {"process_time": exponential(30), "wait_time": 100.0},
    }
    roles = (Role(id="team", headcount=1.0),)
    what: dict[str, Any] = {"roles": roles, "demand_per_year": 0.05 * YEAR} | fields
    return draw("a>short .8, a>long .2", steps, **what)


def test_a_role_with_two_kinds_of_tasks_waits_by_their_mixture() -> None:
    found = capacity(shared_role())
    wait = found.queues["team"]
    assert found.roles["team"].utilization == pytest.approx(0.7)
    assert wait.wait == pytest.approx(43.333333, abs=1e-6)
    assert wait.per_item == pytest.approx(43.333333, abs=1e-6)
    assert wait.spread == pytest.approx(520 / 14**2 - 1)
    assert wait.entered == pytest.approx(0.8 * 8 + 0.2 * 100)


def test_steps_of_a_loan_application_wait_for_one_person_each() -> None:
    # Dumas et al., with both checks one after the other.
    minutes = {"CT1": 5, "CT2": 4, "AC": 3, "AW": 3}
    steps = {
        name: {"process_time": exponential(m / 60), "role": name} for name, m in minutes.items()
    }
    one = draw(
        "CT1>CT2 .8, CT1>AW .2, CT2>AC .7, CT2>AW .3",
        steps,
        roles=tuple(Role(id=name, headcount=1.0) for name in minutes),
        demand_per_year=5 * YEAR,
    )
    analyzed = analyze(project(one), "map")
    loads = {role: load.utilization for role, load in analyzed.roles.items()}
    expected = {"CT1": 0.416667, "CT2": 0.266667, "AC": 0.14, "AW": 0.11}
    assert loads == pytest.approx(expected, abs=1e-6)
    queues = capacity(one).queues
    inside = {"CT1": 8.571429, "CT2": 5.454545, "AC": 3.488372, "AW": 3.370787}
    assert {r: (q.wait or 0.0) * 60 + minutes[r] for r, q in queues.items()} == pytest.approx(
        inside, abs=1e-6
    )
    worked = metric(analyzed, "total_process_time_hours") or 0.0
    waited = metric(analyzed, "queue_wait_per_item") or 0.0
    assert worked * 60 == pytest.approx(11.2)
    assert (worked + waited) * 60 == pytest.approx(16.371699, abs=1e-6)
    assert worked / (worked + waited) == pytest.approx(0.684108, abs=1e-6)
    assert 5 * (worked + waited) == pytest.approx(1.364308, abs=1e-6)


def test_rework_fills_the_queue_before_it_lengthens_the_wait() -> None:
    one = draw(
        "a>b, a~a .25",
        {"a": {"process_time": exponential(0.1)}},
        roles=(Role(id="team", headcount=1.0),),
        demand_per_year=3 * YEAR,
    )
    found = capacity(one)
    assert found.roles["team"].utilization == pytest.approx(0.4)
    wait = found.queues["team"]
    assert wait.tasks_per_item == pytest.approx(4 / 3)
    assert (wait.per_item or 0.0) + 4 / 3 * 0.1 == pytest.approx(0.2222222, abs=1e-7)


def test_two_doctors_of_laguna_and_marklund() -> None:
    waits = []
    for doctors in (1.0, 2.0):
        one = draw(
            "",
            {"treat": {"process_time": exponential(1 / 3)}},
            roles=(Role(id="team", headcount=doctors),),
            demand_per_year=2 * YEAR,
        )
        waits.append(capacity(one).queues["team"].wait)
    assert waits == pytest.approx([2 / 3, 2.5 / 60])


def test_takt_and_capacity_of_flow_loans() -> None:
    # Nine hours less lunch and two breaks, 95 % of them; the published 3.92 min forgets a break.
    calendar = Calendar(hours_per_day=8 * 0.95, days_per_year=250)
    rates, people = (2, 1.5, 0.5, 1), (8, 12, 24, 16)
    one = draw(
        "s0>s1, s1>s2, s2>s3",
        {f"s{i}": {"process_time": 1 / r, "role": f"r{i}"} for i, r in enumerate(rates)},
        roles=tuple(Role(id=f"r{i}", headcount=float(n)) for i, n in enumerate(people)),
        demand_per_year=600.0 * 50,
    )
    found = capacity(one, calendar=calendar)
    assert (found.takt_hours or 0.0) * 60 == pytest.approx(3.8)
    hourly = [(load.capacity_per_year or 0.0) / (7.6 * 250) for load in found.roles.values()]
    assert hourly == pytest.approx([16, 18, 12, 16])
    assert found.bottleneck == "r2"
    assert found.roles["r0"].headcount_needed == pytest.approx(600 / 38 / 2)
    assert found.people_to_add["r2"] == math.ceil(600 / 38 / 0.5 - 24) == 8


@pytest.mark.parametrize(("per_hour", "inside"), [(150, 90), (50, 30)], ids=["peak", "off peak"])
def test_guests_of_a_restaurant(per_hour: float, inside: float) -> None:
    one = draw("", {"eat": {"wait_time": 36 / 60}}, demand_per_year=per_hour * YEAR)
    assert metric(analyze(project(one), "map"), "items_in_progress") == pytest.approx(inside)


def test_cars_of_a_drive_through() -> None:
    steps = {f"s{m}": {"process_time": m / 60} for m in (2.0, 3.0, 5.0)}
    one = draw("s2.0>s3.0, s3.0>s5.0", steps, demand_per_year=30 * YEAR)
    assert metric(analyze(project(one), "map"), "items_in_progress") == pytest.approx(5)


def test_items_in_progress_to_a_goal_are_those_that_get_there() -> None:
    one = draw(
        "a>won .25, a>lost .75",
        {"a": 1, "won": 3, "lost": 0},
        goal="won",
        demand_per_year=YEAR,
    )
    found = analyze(project(one), "map").metric("items_in_progress")
    assert found.value == pytest.approx(0.25 * 4)
    assert "goal" in found.definition


def test_headcount_needed_counts_availability_other_work_and_helpers() -> None:
    one = draw(
        "a>b",
        {
            "a": {"process_time": 8.0},
            "b": {"process_time": 4.0, "helpers": ({"role": "team", "people": 3.0},)},
        },
        roles=(Role(id="team", headcount=1.5, availability=0.5, other_hours_per_year=200.0),),
        demand_per_year=100.0,
    )
    found = capacity(one)
    load = found.roles["team"]
    assert load.hours_per_item == 8 + 4 * 4
    assert load.headcount_needed == pytest.approx((2400 + 200) / 880)
    assert found.people_to_add == {"team": math.ceil(2600 / 880 - 1.5)}
    enough = capacity(one, {"headcount": {"team": load.headcount_needed}})
    assert enough.roles["team"].utilization == pytest.approx(1)
    assert enough.people_to_add == {"team": 0}


def test_what_if_never_touches_the_map() -> None:
    one = shared_role()
    study = study_of(project(one), "map")
    now, more = capacity_if(study), capacity_if(study, demand=100.0, headcount={"team": 2.0})
    redrawn = one.replace(demand_per_year=100.0, roles=(Role(id="team", headcount=2.0),))
    assert more.roles == capacity(redrawn).roles
    assert more.queues == capacity(redrawn).queues
    assert (more.bottleneck, more.capacity_per_year) == ("team", pytest.approx(2 * YEAR / 14))
    assert capacity_if(study).roles == now.roles == analyze(project(one), "map").roles
    unlimited = capacity_if(study, headcount={"team": None})
    assert (unlimited.bottleneck, unlimited.roles["team"].utilization) == (None, None)
    assert unlimited.queues["team"].wait is None


@pytest.mark.parametrize("wrong", [{"demand": -1.0}, {"headcount": {"team": math.nan}}])
def test_what_if_with_numbers_that_mean_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        capacity(shared_role(), wrong)
    with pytest.raises(KeyError):
        capacity(shared_role(), {"headcount": {"nobody": 1.0}})


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"demand_per_year": None}, "Add the items a year"),
        ({"roles": (Role(id="team"),)}, "Add a headcount"),
        ({"roles": (Role(id="team", headcount=0.0),)}, "No available hours"),
        ({"roles": (Role(id="team", headcount=9.0, kind="system"),)}, "Systems"),
        ({"demand_per_year": YEAR / 14}, "Full"),
        ({"demand_per_year": 1e11}, "Full"),
    ],
)
def test_a_queue_that_cannot_be_known_says_why(fields: dict[str, Any], note: str) -> None:
    one = shared_role(**fields)
    wait = capacity(one).queues["team"]
    assert (wait.wait, wait.per_item) == (None, None)
    assert wait.note.startswith(note)
    found = analyze(project(one), "map")
    assert metric(found, "queue_wait_per_item") is None
    table = next(t for r in found.results for t in r.tables if t.key == "queues")
    assert table.rows[0][1] is None
    assert wait.note in table.rows[0]


def test_regular_arrivals_of_equal_work_do_not_queue() -> None:
    one = draw(
        "",
        {"a": 8},
        roles=(Role(id="team", headcount=1.0),),
        demand_per_year=200.0,
        arrivals="regular",
    )
    assert capacity(one).queues["team"].wait == 0
    random = capacity(one.replace(arrivals="random")).queues["team"].wait
    assert random == pytest.approx(200 / YEAR * 64 / (2 * (1 - 1600 / YEAR)))


def test_three_point_estimates_spread_the_queue() -> None:
    time = ThreePoint(min=Duration(2), likely=Duration(4), max=Duration(12))
    one = draw(
        "",
        {"a": {"process_time": time}},
        roles=(Role(id="team", headcount=1.0),),
        demand_per_year=YEAR / 10,
    )
    pert, even = capacity(one), capacity(one, distribution="triangular")
    assert pert.queues["team"].spread == pytest.approx(3 * 7 / 7 / 25)
    variance = (4 + 16 + 144 - 8 - 24 - 48) / 18
    assert even.queues["team"].spread == pytest.approx(variance / 36)


def test_people_who_are_half_away_are_interrupted() -> None:
    one = draw(
        "",
        {"a": 8},
        roles=(Role(id="team", headcount=2.0, availability=0.5),),
        demand_per_year=1.0,
    )
    assert capacity(one).queues["team"].interruption == pytest.approx(8)


def test_endless_rework_and_empty_maps_have_no_queues() -> None:
    endless = draw(
        "a>b, b~a 1", {"a": 1}, roles=(Role(id="team", headcount=1.0),), demand_per_year=1.0
    )
    found = capacity(endless)
    assert found.roles["team"].headcount_needed is None
    assert found.queues["team"].note == "The rework never ends"
    for one in (endless, ValueStreamMap(id="map"), draw("a>b")):
        analyzed = analyze(project(one), "map")
        assert metric(analyzed, "queue_wait_per_item") is None
        assert [t.key for r in analyzed.results if r.key == "capacity" for t in r.tables] == [
            "roles",
            "headcount",
            "queues",
        ]


HEADCOUNTS = st.sampled_from([None, 0.0, 0.5, 1.0, 2.5, 7.0, 1e12])


@settings(max_examples=60, deadline=None)
@given(
    heads=st.lists(HEADCOUNTS, min_size=2, max_size=2),
    hours=st.lists(
        st.sampled_from([0.0, 5e-324, 1e-200, 0.1, 3.0, 900_000.0]), min_size=3, max_size=3
    ),
    rework=st.sampled_from([0.0, 0.3, 0.999999]),
    demand=st.sampled_from([None, 0.0, 5e-324, 1e-300, 0.5, 40.0, 1e12]),
    availability=st.sampled_from([0.0, 1e-310, 0.5, 1.0]),
    day=st.sampled_from([1e-300, 8.0]),
    other=st.sampled_from([0.0, 1000.0, 1e12]),
)
def test_loads_are_sums_over_steps_and_queues_only_where_there_is_time_left(
    heads: list[float | None],
    hours: list[float],
    rework: float,
    demand: float | None,
    availability: float,
    day: float,
    other: float,
) -> None:
    one = draw(
        f"a>b, b>c, b~a {rework}",
        {
            "a": {"process_time": hours[0], "role": "x", "people": 2.0},
            "b": {"process_time": hours[1], "role": "y", "helpers": ({"role": "x"},)},
            "c": {"process_time": hours[2], "role": "x"},
        },
        roles=tuple(
            Role(id=r, headcount=n, availability=availability, other_hours_per_year=other)
            for r, n in zip("xy", heads, strict=True)
        ),
        demand_per_year=demand,
    )
    calendar = Calendar(hours_per_day=day)
    found = capacity(one, calendar=calendar)
    times = 1 / (1 - rework)
    work = {"x": times * (2 * hours[0] + hours[1]) + hours[2], "y": times * hours[1]}
    for role, load in found.roles.items():
        assert load.hours_per_item == pytest.approx(work[role], rel=1e-6)
        wait = found.queues[role].wait
        free = load.utilization is not None and load.utilization < 1 and work[role] > 0
        assert (wait is not None) == free
        needed = load.headcount_needed
        if needed is not None:
            need = (work[role] * (demand or 0.0) + other) / (availability * 220 * day)
            assert needed == pytest.approx(need, rel=1e-6)
    analyzed = analyze(project(one, calendar=calendar), "map")
    json.dumps(analyzed.figures, allow_nan=False)
    shown = [m.value for r in analyzed.results for m in r.metrics if r.key == "capacity"]
    tables = [t for r in analyzed.results for t in r.tables if r.key == "capacity"]
    shown += [cell for t in tables for row in t.rows for cell in row]
    assert all(math.isfinite(x) for x in shown if isinstance(x, float))


def test_two_people_with_two_kinds_of_tasks_wait_as_in_a_simulation() -> None:
    wait = capacity(shared_role(roles=(Role(id="team", headcount=2.0),)), {"demand": 0.1 * YEAR})
    dice = random.Random(7)
    now, free, waited, count = 0.0, [0.0, 0.0], 0.0, 150_000
    for _ in range(count):
        now += dice.expovariate(0.1)
        begun = max(now, free[0])
        waited += begun - now
        heapreplace(free, begun + dice.expovariate(1 / (10 if dice.random() < 0.8 else 30)))
    assert wait.queues["team"].wait == pytest.approx(waited / count, rel=0.05)
