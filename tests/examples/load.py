"""Load, capacity and waiting lines of roles: from maps where a map can say it, else by formula."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

from mopsmap.analysis import Analyzed
from mopsmap.analysis.capacity import capacity_if
from mopsmap.analysis.queueing import (
    Queue,
    Tasks,
    batch_wait,
    crowding,
    erlang_c,
    gate_wait,
    heavy_traffic_wait,
    mixture,
    open_network,
    servers_for,
    two_branch_time,
)
from mopsmap.model import Role
from mopsmap.units import Calendar, Duration, Spread, ThreePoint
from tests.core.drawing import draw
from tests.examples.drawn import analyzed, minutes, row
from tests.examples.published import worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]

YEAR = Calendar().hours_per_year


def random_time(hours: float) -> dict[str, Any]:
    """A step whose process time is exponential."""
    return {"process_time": Spread(distribution="exponential", mean=Duration(hours))}


def staffed(steps: Mapping[str, Any], people: Mapping[str, int]) -> dict[str, Any]:
    """Each step for a role of its own name, with so many people."""
    return {
        "steps": {name: {**step, "role": name} for name, step in steps.items()},
        "roles": tuple(Role(id=name, headcount=float(count)) for name, count in people.items()),
    }


def waits(found: Analyzed) -> dict[str, float]:
    """Hours that a task waits for each role."""
    queues = capacity_if(found.study).queues
    return {role: queue.wait for role, queue in queues.items() if queue.wait is not None}


def line(rate: float, service_rate: float, servers: int) -> float:
    """Wait of one random task for one role, by a map of one step; `rate` is per hour."""
    one = staffed({"task": random_time(1 / service_rate)}, {"task": servers})
    found = analyzed(draw("", one["steps"], roles=one["roles"], demand_per_year=rate * YEAR))
    return waits(found)["task"]


def whole_time(found: Analyzed) -> float:
    """Hours from arrival to end, queues included."""
    queues = found.metric("queue_wait_per_item").value
    assert queues is not None
    return float(found.figures["lead_time_hours"]["expected"]) + queues


@worked("little-drive-through")
def drive_through(given: Given) -> Found:
    stations = {f"s{i}": minutes(time) for i, time in enumerate(given["times_min"])}
    return {"wip": _in_progress(given["customers"] / given["hours"], stations)}


@worked("little-restaurant")
def restaurant(given: Given) -> Found:
    """Who stays for one hour makes so many guests: the guests there have stayed for their share."""

    def stay(given: Given) -> float:
        hourly = _in_progress(given["customers"] / given["hours"], {"stay": minutes(60)})
        return 60 * float(given["wip"]) / hourly

    return {"peak_min": stay(given["peak"]), "offpeak_min": stay(given["offpeak"])}


def _in_progress(per_hour: float, steps: Mapping[str, Any]) -> float:
    found = analyzed(row(steps, demand_per_year=per_hour * YEAR))
    return float(found.metric("items_in_progress").value or 0.0)


@worked("flow-laguna-5.11")
def pools(given: Given) -> Found:
    one = staffed({role: minutes(m) for role, m in given["unit_load_min"].items()}, given["units"])
    found = analyzed(row(one["steps"], roles=one["roles"]))
    capacity = {role: load.capacity_per_year or 0.0 for role, load in found.roles.items()}
    return {
        "capacity_per_min": {role: each / YEAR / 60 for role, each in capacity.items()},
        "bottleneck": found.figures["bottleneck"],
        "process_capacity_per_h": found.figures["capacity_per_year"] / YEAR,
    }


@worked("toc-pq")
def two_products(given: Given) -> Found:
    """Either product goes over all machines: the item chooses by the demand for each."""
    demand, work = given["demand"], given["minutes"]
    flows, steps = [], {"order": {"role": None}}
    for at, wanted in enumerate(demand):
        before, share = "order", f" {wanted / sum(demand)!r}"
        for machine, needed in work.items():
            steps[f"{machine}{at}"] = minutes(needed[at]) | {"role": machine}
            flows.append(f"{before}>{machine}{at}{share}")
            before, share = f"{machine}{at}", ""
    machines = tuple(Role(id=machine, headcount=1.0) for machine in work)
    one = draw(", ".join(flows), steps, roles=machines, demand_per_year=float(sum(demand)))
    return {"load_B": 60 * (analyzed(one).roles["B"].demand_hours_per_year or 0.0)}


@worked("flow-mortgage")
def mortgage(given: Given) -> Found:
    work, reject = given["mean_min"], (given["reject1"], given["reject2"])
    one = staffed(
        {name: random_time(m / 60) for name, m in work.items()},
        dict.fromkeys(work, given["servers"]),
    )
    routes = {"CT1": {"AW": reject[0], "CT2": 1 - reject[0]}}
    routes["CT2"] = {"AW": reject[1], "AC": 1 - reject[1]}
    flows = [f"{a}>{b} {share}" for a, ways in routes.items() for b, share in ways.items()]
    found = analyzed(
        draw(
            ", ".join(flows),
            one["steps"],
            roles=one["roles"],
            demand_per_year=given["lambda_per_h"] * YEAR,
        )
    )
    queues, work_time = waits(found), found.figures["lead_time_hours"]["expected"]
    network = open_network(
        [given["lambda_per_h"] if name == "CT1" else 0.0 for name in work],
        [[routes.get(a, {}).get(b, 0.0) for b in work] for a in work],
        [60 / m for m in work.values()],
        [given["servers"]] * len(work),
    )
    return {
        "utilisation": {role: load.utilization for role, load in found.roles.items()},
        "W_min": {name: queues[name] * 60 + m for name, m in work.items()},
        "ct_min": whole_time(found) * 60,
        "pt_min": work_time * 60,
        "cte": work_time / whole_time(found),
        "wip": sum(queue.in_system for queue in network.queues),
    }


@worked("q-er-mm1-mm2")
def emergency_room(given: Given) -> Found:
    rate, service = given["lambda"], given["mu"]
    lines = [Queue(rate, service, servers) for servers in given["c"]]
    return {
        "rho": [one.utilization for one in lines],
        "Lq": [one.in_queue for one in lines],
        "L": [one.in_system for one in lines],
        "Wq_h": [line(rate, service, servers) for servers in given["c"]],
        "W_h": [one.time_in_system for one in lines],
    }


@worked("q-pharmacy-mm3")
def pharmacy(given: Given) -> Found:
    one = Queue(given["lambda"], given["mu"], given["c"])
    return {
        "rho": one.utilization,
        "p0": one.empty,
        "C": one.waits,
        "Lq": one.in_queue,
        "L": one.in_system,
        "Wq": line(given["lambda"], given["mu"], given["c"]),
        "W": one.time_in_system,
        "P_gt_3": one.at_least(4),
    }


@worked("q-rossetti-mm1")
def drive_through_pharmacy(given: Given) -> Found:
    one = Queue(given["lambda"], given["mu"])
    return {
        "L": one.in_system,
        "Lq": one.in_queue,
        "Wq_min": line(given["lambda"], given["mu"], 1) * 60,
        "W_min": one.time_in_system * 60,
        "P_N_le_2": 1 - one.at_least(3),
        "P_wait": one.waits,
    }


@worked("q-rossetti-copiers")
def copiers(given: Given) -> Found:
    load = given["lambda"] * given["mean_service"]
    lines = [Queue(given["lambda"], 1 / given["mean_service"], c) for c in given["c"]]
    return {
        "P_N_ge_4": [one.at_least(4) for one in lines],
        "ErlangC": [erlang_c(load, servers) for servers in given["c"]],
        "sqrt_staffing_c_for_alpha_0.1": servers_for(load, 0.1),
    }


@worked("q-bank-lunch")
def bank(given: Given) -> Found:
    mean = 1 / given["mu"]
    tasks = Tasks(given["lambda"], mean, 2 * mean**2)
    return {
        "Wq_exact_min": [line(given["lambda"], given["mu"], m) * 60 for m in given["m"]],
        "Wq_sakasegawa_min": [heavy_traffic_wait(tasks, m) * 60 for m in given["m"]],
    }


@worked("q-erlangC-10-6")
def ten_lines(given: Given) -> Found:
    return {"C": erlang_c(given["offered_load"], given["servers"])}


@worked("q-mm1-table")
def busier_and_busier(given: Given) -> Found:
    return {"Wq": [line(rate, given["mu"], 1) for rate in given["lambda"]]}


@worked("q-rossetti-mm1-des")
def seven_tenths(given: Given) -> Found:
    one = Queue(given["lambda"], 1 / given["mean_service"])
    return {
        "Wq": line(given["lambda"], 1 / given["mean_service"], 1),
        "Lq": one.in_queue,
        "rho": one.utilization,
    }


@worked("q-vut-utilisation")
def crowded(given: Given) -> Found:
    before, after = (crowding(rho) for rho in given["rho"])
    return {"multiplier": [before, after], "reduction": 1 - after / before}


@worked("q-jackson-3")
def three_queues(given: Given) -> Found:
    found = open_network(given["a"], given["P"], given["mu"], given["servers"])
    return {
        "lambda": [queue.rate for queue in found.queues],
        "L": [queue.in_system for queue in found.queues],
        "L_total": sum(queue.in_system for queue in found.queues),
        "W": found.time_in_system,
    }


@worked("q-fork-join-2")
def two_branches(given: Given) -> Found:
    return {"R": two_branch_time(given["lambda"], given["mu"])}


@worked("q-shared-role-mg1")
def one_role_two_tasks(given: Given) -> Found:
    first, second = given["tasks"]
    means = [task["exp_mean"] for task in given["tasks"]]
    both = mixture(
        Tasks(t["lambda"], t["exp_mean"], 2 * t["exp_mean"] ** 2) for t in given["tasks"]
    )
    share = second["lambda"] / first["lambda"]
    found = analyzed(
        draw(
            f"a>b {share}, a>end {1 - share}",
            {"a": random_time(means[0]), "b": random_time(means[1])},
            roles=(Role(id="team", headcount=1.0),),
            demand_per_year=first["lambda"] * YEAR,
        )
    )
    return {
        "ES": both.mean,
        "ES2": both.second,
        "rho": found.roles["team"].utilization,
        "Wq": waits(found)["team"],
    }


@worked("q-feedback-mm1")
def rework_in_a_queue(given: Given) -> Found:
    rate, r = given["lambda"], given["p_rework"]
    found = analyzed(
        draw(
            f"task~task {r}",
            {"task": random_time(1 / given["mu"])},
            roles=(Role(id="team", headcount=1.0),),
            demand_per_year=rate * YEAR,
        )
    )
    network = open_network([rate], [[r]], [given["mu"]], [1])
    return {
        "visit_rate": rate * (found.steps["task"].executions or 0.0),
        "rho": found.roles["team"].utilization,
        "L": network.queues[0].in_system,
        "sojourn": whole_time(found),
        "flow_analysis_no_queue": found.figures["lead_time_hours"]["expected"],
    }


@worked("q-batch-gate-wait")
def batches_and_meetings(given: Given) -> Found:
    batch = given["batch"]
    return {
        "batch_mean_wait_min": batch_wait(batch["k"], 1 / batch["ia_min"]),
        "weekly_mean_wait_days": gate_wait([given["weekly_gate_workdays"]]),
        "alternating_mean_wait_days": gate_wait(given["alternating_gates_days"]),
    }


@worked("q-rossetti-mfg")
def small_factory(given: Given) -> Found:
    """Hours stand for minutes. One item in ten closes a pallet."""
    numbers = {name: part for name, part in given.items() if isinstance(part, Mapping)}
    random, (low, high) = 2.0, (1.0, 2.0)
    assert numbers["pack"]["time"] == f"exp({random:.0f})+U({low:.0f},{high:.0f})"
    spread = sqrt(random**2 + (high - low) ** 2 / 12)
    packing = Spread(
        distribution="gamma",
        mean=Duration(random + (low + high) / 2),
        sd=Duration(spread),
    )
    lines = {
        name: {"process_time": ThreePoint(min=Duration(a), likely=Duration(m), max=Duration(b))}
        for name in ("line1", "line2")
        for a, m, b in (numbers[name]["tria"],)
    }
    one = staffed(
        {
            "prep": random_time(numbers["prep"]["exp"]),
            **lines,
            "pack": {"process_time": packing},
            "pallet": {"process_time": Duration(numbers["pallet"]["time"])},
        },
        {name: part.get("c", 1) for name, part in numbers.items()},
    )
    arriving = YEAR / float(given["arrival"].split()[-2])
    first, second = given["xor"]
    made = f"prep>line1 {first}, prep>line2 {second}, line1>pack, line2>pack"
    closing = 1 / numbers["pallet"]["batch"]
    steps, roles = one["steps"] | {"end": {"role": None}}, one["roles"]

    def of(flows: str, *names: str) -> Analyzed:
        drawn = draw(flows, {n: steps[n] for n in names}, roles=roles, demand_per_year=arriving)
        return analyzed(drawn, distribution="triangular")

    packed = ("prep", "line1", "line2", "pack")
    whole = of(f"{made}, pack>pallet {closing}, pack>end {1 - closing}", *packed, "pallet", "end")
    return {
        "util": {role: load.utilization for role, load in whole.roles.items()},
        "Wq_approx": waits(whole),
        "system_time_before_pallet_approx": whole_time(of(made, *packed)),
    }
