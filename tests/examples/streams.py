"""Value-stream maps: timelines, takt, ratios, rolled %C&A, parallel work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mopsmap import edits
from mopsmap.analysis import analyze
from mopsmap.model import Role
from mopsmap.units import Calendar, Duration, format_days
from tests.core.drawing import draw, project
from tests.examples.drawn import analyzed, expected, figures, minutes, row
from tests.examples.published import worked

Given = Mapping[str, Any]
Found = Mapping[str, Any]

ADDING = {"value_class": "value_adding"}


@worked("vsm-acme-current")
def acme_stamping(given: Given) -> Found:
    per_day = given["demand_per_day"]
    stock = [given["first_inventory_days"] * per_day, *given["inventories_pcs"]]
    work = [*given["cycle_times_s"], 0]
    steps = {
        f"s{i}": {
            "wait_time": Duration(pieces / per_day, "d"),
            "process_time": Duration(seconds, "s"),
            **ADDING,
        }
        for i, (pieces, seconds) in enumerate(zip(stock, work, strict=True))
    }
    days = 12 * given["days_per_month"]
    one = row(steps, demand_per_year=12.0 * given["monthly_demand"])
    hours = given["shifts"] * (given["hours_per_shift"] - given["break_min_per_shift"] / 60)
    working = Calendar(hours_per_day=hours, days_per_year=days)
    found = analyzed(one, calendar=working)
    around = figures(one, calendar=Calendar(hours_per_day=24.0, days_per_year=days))
    assert found.ladder is not None
    wait = found.figures["wait_time_hours"]
    return {
        "takt_s": found.figures["takt_hours"] * 3600,
        "inventory_days": [rung.wait / hours for rung in found.ladder.rungs],
        "lead_time_days": wait / hours,
        "lead_time_days_display": float(format_days(wait, working).split()[0]),
        "processing_time_s": found.figures["process_time_hours"] * 3600,
        "va_ratio_vs_working_time": found.figures["value_adding_hours"] / wait,
        "va_ratio_vs_24h_days": around["value_adding_hours"] / around["wait_time_hours"],
    }


@worked("vsm-martin-refrigeration")
def refrigeration(given: Given) -> Found:
    steps: dict[str, Any] = {
        f"s{i}": {"process_time": Duration(m, "min")}
        for i, m in enumerate(given["process_times_min"])
    }
    work = expected(row(steps))
    steps["s0"] |= {"wait_time": Duration(given["lead_time_to_invoice_h"] - work)}
    found = figures(row(steps))
    return {
        "sum_pt_min": found["process_time_hours"] * 60,
        "sum_pt_h": found["process_time_hours"],
        "activity_ratio": found["activity_ratio"],
    }


@worked("vsm-six-step-rolled")
def six_steps(given: Given) -> Found:
    dropped, shortened = given["what_if"]
    design, review = shortened["step"], dropped["drop_step"]
    idle = shortened["lt"] - shortened["pt"]
    days = given["total_lt_days"] - sum(part["wait"] + part["lt"] for part in given["what_if"])
    work = given["total_pt_days"] - shortened["pt"]
    before = row(
        {
            design: _days(shortened["wait"] + idle, shortened["pt"]),
            review: _days(dropped["wait"] + dropped["lt"]),
            "rest": _days(days - work, work),
        }
    )
    now = project(before)
    later = edits.delete(now, "map", steps=(review,))
    left = Duration((1 - shortened["wait_reduction"]) * (shortened["wait"] + idle), "d")
    later = edits.set_steps(later, "map", (design,), wait_time=left)
    lead = analyze(later, "map").figures["lead_time_hours"]["expected"]
    shares = {f"s{i}": {"complete_accurate": share} for i, share in enumerate(given["pca"])}
    return {
        "rolled_pca": figures(row(shares))["rolled_complete_accurate"],
        "activity_ratio": analyze(now, "map").figures["activity_ratio"],
        "future_total_lt_days": lead / now.calendar.hours_per_day,
        "design_wait_share": 1
        - figures(row({design: _days(idle, shortened["pt"])}))["activity_ratio"],
        "design_50pct_reduction": _half_the_wait(shortened["wait"], idle, shortened["pt"]),
    }


def _days(wait: float, process: float = 0.0) -> dict[str, Duration]:
    return {"wait_time": Duration(wait, "d"), "process_time": Duration(process, "d")}


def _half_the_wait(before: float, within: float, work: float) -> dict[str, float]:
    """Days in front of a block and within it, which this source tells apart."""
    found = analyzed(row({"queue": _days(before / 2), "block": _days(within / 2, work)}))
    assert found.ladder is not None
    day = Calendar().hours_per_day
    queue, block = found.ladder.rungs
    return {"wait": queue.wait / day, "lt": (block.wait + block.process) / day}


@worked("vsm-mapvs-loan")
def loan_approval(given: Given) -> Found:
    parts = zip(given["cycle_h"], given["wait_h"], given["defect"], strict=True)
    steps = {
        f"step {i}": {
            "process_time": Duration(work),
            "wait_time": Duration(wait),
            "complete_accurate": 1 - defect,
            **ADDING,
        }
        for i, (work, wait, defect) in enumerate(parts, 1)
    }
    found = analyzed(row_of_named(steps))
    waits = next(t for r in found.results for t in r.tables if t.key == "wait_pareto")
    return {
        "lead_time_h": found.figures["lead_time_hours"]["expected"],
        "cycle_h": found.figures["process_time_hours"],
        "wait_h": found.figures["wait_time_hours"],
        "pce": found.figures["process_cycle_efficiency"],
        "step_efficiency": [
            figures(row_of_named({name: step}))["activity_ratio"] for name, step in steps.items()
        ],
        "bottleneck_by_wait": waits.rows[0][0],
        "rolled_yield": found.figures["rolled_complete_accurate"],
    }


def row_of_named(steps: Mapping[str, Any]) -> Any:
    """A row of steps whose names hold spaces, which flows in few words cannot have."""
    return row({f"s{i}": {"name": name, **step} for i, (name, step) in enumerate(steps.items())})


@worked("vsm-units-4act")
def mixed_units(given: Given) -> Found:
    classes = {"VA": "value_adding", "NVA": "waste"}
    steps = {
        name: {"process_time": Duration(time, unit), "value_class": classes[value]}
        for name, time, unit, value in given["steps"]
    }
    found = figures(row(steps), calendar=Calendar(hours_per_day=given["hours_per_day"]))
    return {
        "va_min": found["value_adding_hours"] * 60,
        "total_min": found["lead_time_hours"]["expected"] * 60,
        "pce": found["process_cycle_efficiency"],
    }


@worked("vsm-insurer-inconsistent")
def insurer(given: Given) -> Found:
    steps: dict[str, Any] = {f"w{i}": _days(wait) for i, wait in enumerate(given["waits_days"])}
    steps |= {f"v{i}": _days(0, work) | ADDING for i, work in enumerate(given["va_days"])}
    found = figures(row(steps))
    return {
        "sum_days": found["lead_time_hours"]["expected"] / Calendar().hours_per_day,
        "pce_if_sum": found["process_cycle_efficiency"],
    }


@worked("vsm-rolled-small")
def rolled(given: Given) -> Found:
    def of(shares: list[float]) -> float:
        one = row({f"s{i}": {"complete_accurate": share} for i, share in enumerate(shares)})
        return float(figures(one)["rolled_complete_accurate"])

    return {"rolled": [of(shares) for shares in given["cases"]]}


@worked("vsm-vitalo-parallel")
def value_side_by_side(given: Given) -> Found:
    both = {
        f"s{i}": {"process_time": Duration(b["va_h"]), **ADDING}
        for i, b in enumerate(given["and_split"])
    }
    rest = Duration(given["lead_time_h"] - max(b["va_h"] for b in given["and_split"]))
    flows = ", ".join(f"start>{step}, {step}>end" for step in both)
    found = figures(draw(flows, {"start": {}, **both, "end": {"wait_time": rest}}))
    return {
        "critical_path_pce": found["process_cycle_efficiency"],
        "labour_va_h": found["effort_hours_per_item"],
    }


@worked("vsm-igrafx-column-max")
def columns(given: Given) -> Found:
    flows = "start>A0, A0>A1, A1>end, start>B0, B0>B1, B1>end"
    steps = {
        f"{lane}{i}": float(time) for lane in "AB" for i, time in enumerate(given[f"lane_{lane}"])
    }
    return {"lead_time": expected(draw(flows, {"start": {}, **hours_of(steps), "end": {}}))}


def hours_of(times: Mapping[str, float]) -> dict[str, Any]:
    """Steps by their process hours."""
    return {name: {"process_time": Duration(hours)} for name, hours in times.items()}


@worked("takt-flow-loans")
def loans(given: Given) -> Found:
    minutes_off = given["lunch_min"] + given["breaks"] * given["break_min"]
    hours = (given["shift_h"] - minutes_off / 60) * given["uptime"]
    week = Calendar(hours_per_day=hours, days_per_year=given["days"])
    roles = tuple(
        Role(id=f"r{i}", headcount=float(people)) for i, people in enumerate(given["people"])
    )
    steps = {
        f"s{i}": minutes(60 / rate) | {"role": f"r{i}"}
        for i, rate in enumerate(given["rates_per_person_h"])
    }
    one = row(steps, roles=roles, demand_per_year=float(given["demand_per_week"]))
    found = analyzed(one, calendar=week)
    open_hours = week.hours_per_year
    per_hour = [(load.capacity_per_year or 0.0) / open_hours for load in found.roles.values()]
    return {
        "net_min_per_week": open_hours * 60,
        "takt_rate_per_h": 1 / found.figures["takt_hours"],
        "takt_min": found.figures["takt_hours"] * 60,
        "step_capacity_per_h": per_hour,
        "bottleneck_index": list(found.roles).index(found.figures["bottleneck"]),
        "capacity_per_h": found.figures["capacity_per_year"] / open_hours,
    }
