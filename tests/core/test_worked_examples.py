"""Figures that textbooks, talks and reports have published, drawn and analyzed again."""

from __future__ import annotations

from typing import Any

import pytest

from mopsmap.analysis import Analyzed, analyze
from mopsmap.analysis.comparison import compare_maps
from mopsmap.model import Project, Role, ValueStreamMap
from mopsmap.units import Calendar, Duration, ThreePoint
from tests.core.drawing import draw, project


def chain(count: int) -> str:
    """Flows of steps s0, s1, ... in a row."""
    return ", ".join(f"s{i}>s{i + 1}" for i in range(count - 1))


def figures(one: ValueStreamMap, **of_project: Any) -> dict[str, Any]:
    return dict(analyze(project(one, **of_project), "map").figures)


def expected(one: ValueStreamMap, **of_project: Any) -> float:
    """The expected lead time in hours."""
    return float(figures(one, **of_project)["lead_time_hours"]["expected"])


def minutes(process: float, whole: float | None = None) -> dict[str, Duration]:
    """A step by its process time and, where given, the time from its being there to its end."""
    times = {"process_time": Duration(process, "min")}
    return times if whole is None else times | {"wait_time": Duration(whole - process, "min")}


def test_acme_stamping() -> None:
    # Rother and Shook, Learning to See: 23.6 days, 188 seconds, takt 60 s at 920 pieces a day.
    stock = [5 * 920, 7000, 1700, 2450, 1840, 4140]
    seconds = [1, 39, 46, 62, 40, 0]
    day = 2 * (8 - 20 / 60)
    steps = {
        f"s{i}": {
            "wait_time": Duration(pieces / 920, "d"),
            "process_time": Duration(work / 3600, "h"),
            "value_class": "value_adding",
        }
        for i, (pieces, work) in enumerate(zip(stock, seconds, strict=True))
    }
    found = figures(
        draw(chain(6), steps, demand_per_year=920.0 * 240),
        calendar=Calendar(hours_per_day=day, days_per_year=240),
    )
    waiting = found["lead_time_hours"]["expected"] - found["process_time_hours"]
    assert waiting / day == pytest.approx(23.6196, abs=1e-4)
    assert found["process_time_hours"] * 3600 == pytest.approx(188)
    assert found["takt_hours"] * 3600 == pytest.approx(60)
    assert found["process_time_hours"] / waiting == pytest.approx(0.00014419, abs=1e-8)


def test_activity_ratio_is_never_of_rounded_numbers() -> None:
    # Karen Martin's refrigeration map prints 5.9 h and 6.8 %; its steps add up to 349 minutes.
    work = [2, 5, 90, 75, 120, 5, 10, 25, 3, 10, 4]
    wait = Duration(86.2 - sum(work) / 60)
    steps: dict[str, Any] = {f"s{i}": minutes(m) for i, m in enumerate(work)}
    steps["s3"] |= {"wait_time": wait}
    found = figures(draw(chain(len(work)), steps))
    assert found["process_time_hours"] == pytest.approx(5.81667, abs=1e-5)
    assert found["activity_ratio"] == pytest.approx(0.067479, abs=1e-6)


def test_process_cycle_efficiency_of_mixed_units() -> None:
    steps = {
        "a": {"process_time": Duration(5, "min"), "value_class": "value_adding"},
        "b": {"process_time": Duration(5, "d"), "value_class": "waste"},
        "c": {"process_time": Duration(1, "h"), "value_class": "value_adding"},
        "d": {"process_time": Duration(1, "d"), "value_class": "waste"},
    }
    found = figures(draw("a>b, b>c, c>d", steps))
    assert found["lead_time_hours"]["expected"] * 60 == pytest.approx(2945)
    assert found["process_cycle_efficiency"] == pytest.approx(0.0220713, abs=1e-6)


def three_points(tasks: dict[str, tuple[float, float, float]], flows: str) -> Analyzed:
    steps = {
        name: {"process_time": ThreePoint(min=Duration(a), likely=Duration(m), max=Duration(b))}
        for name, (a, m, b) in tasks.items()
    }
    return analyze(project(draw(flows, steps)), "map")


def test_three_point_estimates_of_chase_and_jacobs() -> None:
    found = three_points(
        {"A": (3, 6, 15), "B": (2, 4, 14), "C": (6, 12, 30), "D": (2, 5, 8), "E": (5, 11, 17)}
        | {"F": (3, 6, 15), "G": (3, 9, 27), "H": (1, 4, 7), "I": (4, 19, 28)},
        "A>C, A>D, C>E, D>F, B>G, E>H, F>H, G>I, H>I",
    )
    assert found.figures["lead_time_hours"]["typical"] == pytest.approx(54)
    assert found.figures["critical_path"] == list("ACEHI")
    floats = {name: found.steps[name].total_float for name in "BDFG"}
    assert floats == pytest.approx({"B": 19.6667, "D": 13, "F": 13, "G": 19.6667}, abs=1e-4)


def test_three_point_estimates_of_heizer_and_render() -> None:
    found = three_points(
        {"A": (1, 2, 3), "B": (2, 3, 4), "C": (1, 2, 3), "D": (2, 4, 6)}
        | {"E": (1, 4, 7), "F": (1, 2, 9), "G": (3, 4, 11), "H": (1, 2, 3)},
        "A>C, B>D, C>E, C>F, D>G, E>G, F>H, G>H",
    )
    assert found.figures["lead_time_hours"]["typical"] == pytest.approx(15)
    assert found.figures["critical_path"] == list("ACEGH")


def test_three_point_estimates_of_seven_tasks() -> None:
    found = three_points(
        {"A": (2, 4, 6), "B": (3, 5, 9), "C": (4, 5, 7), "D": (4, 6, 10)}
        | {"E": (4, 5, 7), "F": (3, 4, 8), "G": (3, 5, 8)},
        "A>C, A>D, B>E, C>E, D>F, E>G",
    )
    assert found.figures["lead_time_hours"]["typical"] == pytest.approx(19.5)
    assert found.figures["critical_path"] == list("ACEG")
    floats = {name: found.steps[name].total_float for name in "BDF"}
    assert floats == pytest.approx({"B": 3.8333, "D": 4.6667, "F": 4.6667}, abs=1e-4)


@pytest.mark.parametrize(
    ("flows", "work", "hours"),
    [
        ("a>b .9, a>c .1", {"a": 10, "b": 20, "c": 10}, 29),
        ("a>b, b~b .2", {"a": 10, "b": 20}, 35),
        ("a>b, b~b .99", {"a": 10, "b": 20}, 2010),
        ("a>b, a>c, b>d, c>d", {"a": 10, "b": 20, "c": 10, "d": 0}, 30),
    ],
    ids=["alternatives", "rework", "much rework", "parallel work"],
)
def test_the_four_patterns_of_flow_analysis(
    flows: str, work: dict[str, float], hours: float
) -> None:
    # Dumas et al., Fundamentals of Business Process Management.
    assert expected(draw(flows, work)) == pytest.approx(hours)


def test_rework_may_be_needed_again() -> None:
    # Laguna and Marklund rework at most once (92.5 minutes); here each time may fail again.
    work = {"A": (2, 10), "B": (5, 20), "C": (8, 23), "D": (3, 10), "E": (4, 20), "N": (4, 5)}
    work |= {"F": (2, 9), "G": (4, 13), "H": (2, 2)}
    steps = {name: minutes(process, whole) for name, (process, whole) in work.items()}
    one = draw("A>B .3, A>C .7, B>C, C>D, D>E, E>N, N~D .1, N>S, S>F, S>G, F>H, G>H", steps)
    assert expected(one) * 60 == pytest.approx(92.888889, abs=1e-5)


def test_alternatives_beside_a_loop() -> None:
    day = 7.5
    steps = {
        "s": {},
        **{
            name: {"process_time": float(hours), "wait_time": days * day - hours}
            for name, days, hours in (("a", 1, 1), ("b", 4, 2), ("t", 2, 2), ("u", 3, 3))
        },
        "e": {},
    }
    one = draw("s>x, x>a .2, x>b .8, s>t, t~t .3, t>u, a>e, b>e, u>e", steps)
    assert expected(one, calendar=Calendar(hours_per_day=day)) / day == pytest.approx(
        5.857143, abs=1e-6
    )


PARCEL: dict[str, tuple[float, float]] = {"1": (5, 5), "2": (10, 130), "3": (3, 18), "4": (5, 15)}
PARCEL |= {"5": (15, 75), "6": (3, 8), "7": (2, 12), "8": (30, 45), "9": (20, 50), "10": (10, 55)}
PARCEL |= {"11a": (15, 45), "11b": (20, 80), "12": (5, 15), "13": (15, 105), "14": (10, 20)}
PARCEL |= {"15": (5, 20), "16": (5, 5), "17": (3, 8)}
COSTS = {"3": 3125, "4": 5208, "5": 15625, "6": 3125, "7": 1458, "8": 21875, "9": 14583}
COSTS |= {"10": 8333, "11a": 12500, "11b": 16667, "12": 4167, "13": 15625, "14": 10417}
COSTS |= {"15": 5208, "17": 3425}


def test_a_parcel_service_with_loop_alternatives_and_cost() -> None:
    # The report prints 114.13 and 395.23 minutes; its cost of 84,500 cannot be had from its parts.
    steps = {
        name: minutes(*times) | {"fixed_cost": float(COSTS.get(name, 0))}
        for name, times in PARCEL.items()
    }
    found = figures(
        draw(
            "1>3, 3>4, 4~2 .2, 2~1, 4>5, 5>6, 6>7 .7, 6>13 .2, 6>14 .1, 7>8, 8>9, 9>10, "
            "10>11a .15, 10>11b .85, 11a>12, 11b>12, 12>15, 13>15, 14>15, 15>16, 16>17",
            steps,
            roles=(Role(id="team", hourly_cost=0.0),),
        )
    )
    assert found["total_process_time_hours"] * 60 == pytest.approx(114.125)
    assert found["lead_time_hours"]["expected"] * 60 == pytest.approx(395.225)
    assert found["cost_per_item"] == pytest.approx(88486.5, abs=0.1)
    done = {name: found["steps"][name]["executions"] for name in ("1", "2", "3", "8", "11a")}
    assert done == pytest.approx({"1": 1.25, "2": 0.25, "3": 1.25, "8": 0.7, "11a": 0.105})


def test_changes_are_relative_and_in_points() -> None:
    before = draw("a>b", {"a": minutes(95, 465) | {"complete_accurate": 0.702}, "b": {}})
    after = draw("a>b", {"a": minutes(29, 84) | {"complete_accurate": 0.927}, "b": {}})
    maps = (before.model_copy(update={"id": "as-is"}), after.model_copy(update={"id": "to-be"}))
    metrics = compare_maps(Project(maps=maps), "as-is", "to-be")["metrics"]
    found = {m["name"]: m for m in metrics}
    assert found["lead_time_expected"]["change_percent"] == pytest.approx(-81.9355, abs=1e-4)
    assert found["process_time_hours"]["change_percent"] == pytest.approx(-69.4737, abs=1e-4)
    assert found["activity_ratio"]["change"] == pytest.approx(0.140937, abs=1e-6)
    assert found["rolled_complete_accurate"]["change"] == pytest.approx(0.225)
