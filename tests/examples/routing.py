"""Flow analysis and rework chains: alternatives, parallel work, loops, shares of several ends."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mopsmap.analysis.routing import lead_time_variance
from mopsmap.analysis.study import study_of
from mopsmap.model import Role, ValueStreamMap
from mopsmap.units import Calendar, Duration, Spread
from tests.core.drawing import draw, project
from tests.examples.drawn import analyzed, chain, expected, figures, minutes, walked, without_waits
from tests.examples.published import Sampled, worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]


def credit(given: Given, *, rework: bool = True) -> ValueStreamMap:
    """Check with rework, two inquiries side by side, assessment, offer or rejection."""
    day = given["hours_per_day"]
    check, assess = given["check"], given["assess"]
    named = {
        "check": check,
        "assess": assess,
        **{part["name"]: part for part in (*given["AND"], *given["XOR"])},
    }
    steps = {
        name: {
            "process_time": Duration(part["pt_h"]),
            "wait_time": Duration(part["ct_d"] * day - part["pt_h"]),
        }
        for name, part in named.items()
    }
    flows = [f"check>{part['name']}, {part['name']}>assess" for part in given["AND"]]
    flows += [f"assess>{part['name']} {part['p']}" for part in given["XOR"]]
    if rework:
        flows.append(f"check~check {check['rework']}")
    return draw(", ".join(flows), steps)


@worked("flow-dumas-credit")
def credit_application(given: Given) -> Found:
    day = given["hours_per_day"]
    calendar = Calendar(hours_per_day=day)
    one = credit(given)
    whole = expected(one, calendar=calendar)
    work = expected(without_waits(one), calendar=calendar)
    return {
        "ct_days": whole / day,
        "theoretical_ct_h": work,
        "cte": work / whole,
        "ct_variance_days2": variance(one, calendar) / day**2,
        "ct_without_rework": expected(credit(given, rework=False), calendar=calendar) / day,
        "elasticity": {step: row["elasticity"] for step, row in answers(one, calendar).items()},
        "dCT_dr": answers(one, calendar)["check"]["per_rework"] * 100 / day,
    }


def variance(one: ValueStreamMap, calendar: Calendar | None = None) -> float:
    """Exact variance of the lead time (h^2)."""
    settings = {} if calendar is None else {"calendar": calendar}
    found = lead_time_variance(study_of(project(one, **settings), one.id))
    assert found is not None
    return found


def answers(one: ValueStreamMap, calendar: Calendar) -> dict[str, dict[str, Any]]:
    """By step, how the lead time answers to its time and rework."""
    found = analyzed(one, calendar=calendar).results
    table = next(t for r in found for t in r.tables if t.key == "sensitivity")
    keys = [column.key for column in table.columns]
    return {row[0]: dict(zip(keys, row, strict=True)) for row in table.rows}


@worked("sens-credit-elasticity")
def credit_sensitivity(given: Given) -> Found:
    found = answers(credit(given), Calendar(hours_per_day=given["hours_per_day"]))
    return {
        "dCT_dT": {step: row["per_hour"] for step, row in found.items()},
        "elasticity_sum": sum(row["elasticity"] for row in found.values()),
    }


@worked("flow-slide-basics")
def four_patterns(given: Given) -> Found:
    numbers = [[float(n) for n in re.findall(r"\d+\.?\d*", text)] for text in given["cases"]]
    (first, p, a, q, b), *loops, (before, one, other) = numbers
    drawn = [draw(f"s>a {p}, s>b {q}", {"s": first, "a": a, "b": b})]
    drawn += [draw(f"a>b, b~b {r}", {"a": t, "b": u}) for t, u, r in loops]
    drawn.append(draw("s>a, s>b", {"s": before, "a": one, "b": other}))
    return {"ct": [expected(one) for one in drawn]}


@worked("flow-laguna-5.7")
def rework_once_or_again(given: Given) -> Found:
    """The source reworks at most once: drawn as a second pass in steps of its own."""
    block, after = given["block"], given["AND"]
    times = {"A": given["A"], "B": given["XOR_B"]["B"], "C": given["C"], "H": given["H"]}
    times |= {name: block[name] for name in ("D", "E", "Insp")} | after
    again = {f"{name}2": block[name] for name in ("D", "E", "Insp")}
    p, r = given["XOR_B"]["p"], block["r"]
    flows = f"A>B {p}, A>C {1 - p}, B>C, C>D, D>E, E>Insp"
    ends = ", ".join(f"both>{step}, {step}>H" for step in after)
    second = chain(again)
    steps = {name: minutes(process, whole) for name, (whole, process) in (times | again).items()}
    loop = draw(f"{flows}, Insp>both, Insp~D {r}, {ends}", {n: steps[n] for n in times})
    once = draw(f"{flows}, Insp>both {1 - r}, Insp>D2 {r}, {second}, Insp2>both, {ends}", steps)

    def of(one: ValueStreamMap) -> tuple[float, float]:
        return expected(one) * 60, expected(without_waits(one)) * 60

    (whole, work), (geometric, geometric_work) = of(once), of(loop)
    return {
        "one_pass_ct": whole,
        "one_pass_pt": work,
        "one_pass_cte": work / whole,
        "geometric_ct": geometric,
        "geometric_pt": geometric_work,
    }


@worked("flow-coursehero-and-loop")
def alternatives_beside_a_loop(given: Given) -> Found:
    day = given["hours_per_day"]
    calendar = Calendar(hours_per_day=day)
    parts = {f"x{i}": times for i, (_, *times) in enumerate(given["XOR"])}
    parts |= {"t": given["loop"]["t"], "T3": given["T3"]}
    steps = {
        name: {
            "process_time": Duration(hours),
            "wait_time": Duration(days * day - hours),
        }
        for name, (days, hours) in parts.items()
    }
    choices = ", ".join(f"x>x{i} {p}, x{i}>end" for i, (p, *_) in enumerate(given["XOR"]))
    one = draw(
        f"start>x, {choices}, start>t, t~t {given['loop']['r']}, t>T3, T3>end",
        {"start": {}, **steps, "end": {}},
    )
    whole, work = (expected(m, calendar=calendar) for m in (one, without_waits(one)))
    return {"ct_days": whole / day, "tct_h": work, "cte": work / whole}


@worked("flow-inclusive-or")
def some_of_the_branches(given: Given) -> Found:
    """Every combination of branches is an alternative of its own, with its parallel work."""
    steps: dict[str, Any] = {"pre": float(given["pre"])}
    flows = []
    for i, (chance, hours) in enumerate(given["cases"]):
        flows.append(f"pre>c{i} {chance}")
        steps[f"c{i}"] = {}
        for k, time in enumerate(hours):
            steps[f"c{i}b{k}"] = float(time)
            flows.append(f"c{i}>c{i}b{k}, c{i}b{k}>post")
    return {"ct_h": expected(draw(", ".join(flows), steps | {"post": float(given["post"])}))}


@worked("flow-viettel")
def parcel_service(given: Given) -> Found:
    loop, (first, *others) = given["loop"], given["XOR"]
    times = dict(loop["steps"]) | loop["back"] | given["seq1"]
    times |= {str(7 + i): pair for i, pair in enumerate(first["seq"])}
    (p_b, *time_b), (p_a, *time_a) = first["xor"]
    times |= {"11a": time_a, "11b": time_b, "12": first["then"]}
    times |= {str(13 + i): other["t"] for i, other in enumerate(others)}
    times |= {str(15 + i): pair for i, pair in enumerate(given["seq2"])}
    steps = {
        name: minutes(*pair) | {"fixed_cost": float(given["costs_vnd"].get(name, 0))}
        for name, pair in times.items()
    }
    block = f"{chain(loop['steps'])}, 4~2 {loop['r']}, 2~1"
    branch = f"7>8, 8>9, 9>10, 10>11a {p_a}, 10>11b {p_b}, 11a>12, 11b>12"
    chances = [way["p"] for way in given["XOR"]]
    choice = ", ".join(f"6>{step} {p}" for step, p in zip((7, 13, 14), chances, strict=True))
    flows = f"{block}, 4>5, 5>6, {choice}, {branch}, 12>15, 13>15, 14>15, 15>16, 16>17"
    one = draw(flows, steps, roles=(Role(id="team", hourly_cost=0.0),))
    loop_only = draw(block, {n: steps[n] for n in (*loop["steps"], *loop["back"])})
    branch_only = draw(branch, {n: steps[n] for n in ("7", "8", "9", "10", "11a", "11b", "12")})
    found = figures(one)
    whole, work = expected(one) * 60, expected(without_waits(one)) * 60
    return {
        "block1_pt": expected(without_waits(loop_only)) * 60,
        "block1_ct": expected(loop_only) * 60,
        "branch1_pt": expected(without_waits(branch_only)) * 60,
        "branch1_ct": expected(branch_only) * 60,
        "pt": found["total_process_time_hours"] * 60,
        "ct": whole,
        "wait": whole - work,
        "cte": work / whole,
        "visits": {name: step["executions"] for name, step in found["steps"].items()},
        "expected_cost_vnd": found["cost_per_item"],
    }


@worked("flow-and-of-xor-bias")
def mean_of_the_longer_one(given: Given) -> Found:
    flows, steps = [], {"start": {}, "end": {}}
    for i, ways in enumerate(given["AND"]):
        flows.append(f"start>d{i}")
        for k, (chance, hours) in enumerate(ways):
            steps[f"d{i}w{k}"] = {"process_time": Duration(hours)}
            flows.append(f"d{i}>d{i}w{k} {chance}, d{i}w{k}>end")
    return {"true_E": expected(draw(", ".join(flows), steps))}


@worked("flow-and-of-rework-bias")
def loops_side_by_side(given: Given) -> Found:
    """The figure is a lower bound, and flagged as approximate; walking the items gives the mean."""
    flows, steps = [], {"start": {}, "end": {}}
    for i, block in enumerate(given["AND"]):
        steps[f"s{i}"] = {"process_time": Duration(block["t"])}
        flows.append(f"start>s{i}, s{i}~s{i} {block['r']}, s{i}>end")
    found = analyzed(draw(", ".join(flows), steps))
    assert found.figures["approximate"] is True
    return {
        "true_E": Sampled(float(walked(found).lead_time.mean())),
        "flow_analysis": found.figures["lead_time_hours"]["expected"],
    }


@worked("flow-traffic-and-join")
def a_join_happens_once(given: Given) -> Found:
    found = figures(draw(", ".join(f"{one}>{other}" for one, other, _ in given["edges"])))
    return {"visits": {name: step["executions"] for name, step in found["steps"].items()}}


@worked("markov-drunkard")
@worked("markov-drunkard-23")
def random_walk(given: Given) -> Found:
    """The way home from each corner: a map of its own whose flows back are rework."""
    maps = [_walk(given["Q"], given["R"], start) for start in range(len(given["Q"]))]
    walks = [figures(one) for one in maps]
    corners, ends = range(len(given["Q"])), range(len(given["R"][0]))
    return {
        "N": [[walk["steps"][f"s{i}"]["executions"] for i in corners] for walk in walks],
        "t": [walk["lead_time_hours"]["expected"] for walk in walks],
        "var": [variance(one) for one in maps],
        "B": [[walk["steps"][f"end{i}"]["executions"] for i in ends] for walk in walks],
    }


def _walk(inner: Sequence[Sequence[float]], out: Sequence[Sequence[float]], start: int) -> Any:
    """Steps of an hour each; from a corner the walk leads forward to those further away from the
    start, and back to the others."""
    away = [abs(i - start) for i in range(len(inner))]
    flows = [
        f"s{i}{'>' if away[k] > away[i] else '~'}s{k} {share}"
        for i, shares in enumerate(inner)
        for k, share in enumerate(shares)
        if share
    ]
    flows += [
        f"s{i}>end{k} {share}"
        for i, shares in enumerate(out)
        for k, share in enumerate(shares)
        if share
    ]
    steps: dict[str, Any] = {f"s{i}": 1.0 for i in range(len(inner))}
    return draw(", ".join(flows), steps | {f"end{k}": {"kind": "end"} for k in range(len(out[0]))})


def _gamma(mean: float, sd: float) -> Duration | Spread:
    hours = Duration(mean)
    return Spread(distribution="gamma", mean=hours, sd=Duration(sd)) if sd else hours


def marketing(given: Given) -> ValueStreamMap:
    """Brief, design, review, legal check and publishing, with rework."""
    order = given["steps"]
    flows = []
    for step, ways in given["routing"].items():
        for target, share in ways.items():
            if target != "END":
                back = order.index(target) < order.index(step)
                flows.append(f"{step}{'~' if back else '>'}{target} {share}")
    moments = zip(order, given["mean_h"], given["sd_h"], strict=True)
    steps = {step: {"process_time": _gamma(mean, sd), "role": step} for step, mean, sd in moments}
    costs = zip(order, given["cost_per_h"], strict=True)
    roles = tuple(Role(id=step, hourly_cost=float(cost)) for step, cost in costs)
    return draw(", ".join(flows), steps, roles=roles)


@worked("markov-marketing-rework")
def marketing_rework(given: Given) -> Found:
    whole, squared = analyzed(marketing(given)), variance(marketing(given))
    found, times = whole.figures, walked(whole).lead_time
    return {
        **{f"mc_p{p}": Sampled(float(np.percentile(times, p))) for p in (50, 85, 95)},
        "visits": [found["steps"][step]["executions"] for step in given["steps"]],
        "mean_h": found["lead_time_hours"]["expected"],
        "var_h2": squared,
        "sd_h": math.sqrt(squared),
        "cost": found["cost_per_item"],
        "P_first_time_right": found["first_time_right"],
    }
