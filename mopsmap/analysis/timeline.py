"""Lead time over all cases, and the lead-time ladder of the case shown."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from mopsmap.analysis.network.cases import case_sums
from mopsmap.analysis.result import (
    Column,
    Input,
    Ladder,
    Mark,
    Metric,
    Overlay,
    Quantity,
    Result,
    Rung,
    Table,
    ratio,
)
from mopsmap.analysis.steps import step_costs
from mopsmap.analysis.study import MOST_CASES_LISTED, Probable, Study
from mopsmap.language import translated as _


def run(study: Study) -> Result:
    """Lead times, ladder, activity ratio and process cycle efficiency, cases and milestones."""
    found = study.probable
    lead = lead_times(found)
    rungs = ladder(study)
    process, wait, value = _path_hours(study)
    total = rungs.lead_time if rungs else None
    activity = ratio(process, total)
    efficiency = ratio(value, total)
    return Result(
        "timeline",
        _("Timeline"),
        make_metrics=lambda: (
            *_lead_metrics(study, lead),
            *_path_metrics(rungs, (process, wait, value), (activity, efficiency)),
            *_milestone_metrics(study),
        ),
        make_tables=lambda: _tables(study, rungs),
        overlays=_overlays(study),
        figures={
            "lead_time_hours": lead,
            "process_time_hours": process,
            "wait_time_hours": wait,
            "value_adding_hours": value,
            "activity_ratio": activity,
            "process_cycle_efficiency": efficiency,
        },
        ladder=rungs,
    )


def lead_times(found: Probable | None) -> dict[str, float | None]:
    """Expected, typical, best and worst lead time (h), None where it cannot be known."""
    if found is None:
        return dict.fromkeys(("expected", "typical", "best", "worst"))

    def of(case: int | None) -> float | None:
        return None if case is None else float(found.outcomes.lead_time[case])

    return {
        "expected": found.lead_time,
        "typical": of(found.typical),
        "best": of(found.best),
        "worst": of(found.worst),
    }


def ladder(study: Study) -> Ladder | None:
    """The ladder of the case shown; None where nothing takes time or no case reaches the goal."""
    found = study.probable
    if found is None or found.schedule is None or not found.schedule.paths:
        return None
    if found.chosen is None or found.lead_time is None:
        return None
    rungs = tuple(
        Rung(step, study.means[step].wait, study.means[step].process, found.times[step].rework)
        for step in found.schedule.paths[0]
    )
    return Ladder(
        case=study.case,
        probability=case_share(found, found.chosen),
        rungs=rungs,
        wait=sum(r.wait for r in rungs),
        process=sum(r.process for r in rungs),
        rework=sum(r.rework for r in rungs),
        lead_time=found.schedule.lead_time,
        expected_lead_time=found.lead_time,
    )


def case_share(found: Probable, case: int) -> float:
    """Share of the items that reach the goal (or any end) in this case."""
    reached = float(found.cases.weight[found.outcomes.reaches].sum())
    return float(found.cases.probability[case]) / reached if reached > 0 else 0.0


def case_figures(study: Study) -> list[dict[str, Any]]:
    """Every case, most probable first: probability, lead time (None off the goal), cost, choices.

    Of sampled cases the most probable ones only.
    """
    found = study.probable
    if found is None or not study.reading.order:
        return []
    cases = found.cases
    chances = cases.probability.tolist()
    lead, reaches = found.outcomes.lead_time.tolist(), found.outcomes.reaches.tolist()
    costs = step_costs(study.shape, study.means, found.active, found.executions)
    cost = case_sums(cases, costs).tolist()
    names = {step: [flow.id for flow in ways] for step, ways in cases.network.ways.items()}
    rows = np.array([cases.choices[step] for step in names], dtype=np.int16)
    taken = rows.reshape(len(names), cases.count).T
    order = sorted(range(cases.count), key=lambda i: -chances[i])
    listed = []
    seen = set()
    for i in order:
        if cases.sampled:
            key = taken[i].tobytes()
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MOST_CASES_LISTED:
                break
        ways = zip(names.items(), taken[i].tolist(), strict=True)
        choices = {step: flows[way] for (step, flows), way in ways if way >= 0}
        listed.append(
            {
                "probability": chances[i],
                "lead_time_hours": lead[i] if reaches[i] else None,
                "cost": cost[i],
                "choices": choices,
            }
        )
    return listed


def _path_hours(study: Study) -> tuple[float | None, float | None, float | None]:
    """(process, wait, value-adding) hours on the timeline path; zeros where nothing takes time."""
    found = study.probable
    if found is None or found.schedule is None:
        return None, None, None
    path = [found.times[s] for s in (found.schedule.paths or ((),))[0]]
    return (
        sum((t.process for t in path), 0.0),
        sum((t.wait for t in path), 0.0),
        sum((t.value_adding for t in path), 0.0),
    )


class _Case(NamedTuple):
    """A case with a name of its own: what it and its lead time are called, how that is defined."""

    name: str
    named: str
    label: str
    definition: str
    to_the_goal: str


_CASES = (
    _Case(
        "typical",
        _("Typical case"),
        _("Lead time, typical"),
        _("Wait + process time along the longest path of the most probable case, rework included"),
        _(
            "Wait + process time along the longest path to the goal '{goal}' of the most probable "
            "case, rework included"
        ),
    ),
    _Case(
        "best",
        _("Best case"),
        _("Lead time, best"),
        _("Wait + process time along the longest path of the shortest case, rework included"),
        _(
            "Wait + process time along the longest path to the goal '{goal}' of the shortest "
            "case, rework included"
        ),
    ),
    _Case(
        "worst",
        _("Worst case"),
        _("Lead time, worst"),
        _("Wait + process time along the longest path of the longest case, rework included"),
        _(
            "Wait + process time along the longest path to the goal '{goal}' of the longest "
            "case, rework included"
        ),
    ),
)


def _to_the_goal(study: Study, anywhere: str, named: str) -> str:
    goal = study.map.goal
    return named.format(goal=study.name(goal)) if goal else anywhere


def _lead_metrics(study: Study, lead: dict[str, float | None]) -> tuple[Metric, ...]:
    found = study.probable
    table = "cases" if _listed(found) else ""
    count = 0 if found is None else int(found.outcomes.reaches.sum())
    metrics = [
        Metric(
            "lead_time_expected",
            _("Lead time, expected"),
            lead["expected"],
            "days",
            _to_the_goal(
                study,
                _("Sum of probability × lead time over all cases, rework included"),
                _(
                    "Sum of probability × lead time to the goal '{goal}' over all cases, rework "
                    "included"
                ),
            ),
            "lower",
            inputs=(
                Input(_("Cases"), count, "count"),
                *(Input(case.named, lead[case.name], "days") for case in _CASES),
            ),
            table=table,
        )
    ]
    for one in _CASES:
        case = None if found is None else getattr(found, one.name)
        share = None if found is None or case is None else case_share(found, case)
        metrics.append(
            Metric(
                f"lead_time_{one.name}",
                one.label,
                lead[one.name],
                "days",
                _to_the_goal(study, one.definition, one.to_the_goal),
                "lower",
                inputs=(Input(_("Share of the items"), share, "fraction"),),
                table=table,
            )
        )
    return tuple(metrics)


def _path_metrics(
    rungs: Ladder | None,
    hours: tuple[float | None, float | None, float | None],
    ratios: tuple[float | None, float | None],
) -> tuple[Metric, ...]:
    """Process, wait and value-adding time of the ladder, and their shares of its lead time."""
    process, wait, value = hours
    worked = _passes(rungs.process if rungs else None, process, "hours")
    waited = _passes(rungs.wait if rungs else None, wait, "days")
    return (
        Metric(
            "process_time_hours",
            _("Process time"),
            process,
            "hours",
            _(
                "Sum of the process times on the timeline (the critical path of the case "
                "shown), rework included"
            ),
            "lower",
            inputs=worked,
            table="ladder",
        ),
        Metric(
            "wait_time_hours",
            _("Wait time"),
            wait,
            "days",
            _(
                "Sum of the wait times on the timeline (the critical path of the case shown), "
                "rework included"
            ),
            "lower",
            inputs=waited,
            table="ladder",
        ),
        Metric(
            "value_adding_hours",
            _("Value-adding time"),
            value,
            "hours",
            _(
                "Sum of the process times of value-adding steps on the timeline (the critical "
                "path of the case shown), rework included"
            ),
            inputs=(Input(_("Process time"), process, "hours"),),
            table="ladder",
        ),
        *_ratio_metrics(rungs, process, value, ratios),
    )


def _ratio_metrics(
    rungs: Ladder | None,
    process: float | None,
    value: float | None,
    ratios: tuple[float | None, float | None],
) -> tuple[Metric, Metric]:
    of_lead = Input(_("Lead time of the case shown"), rungs.lead_time if rungs else None, "days")
    return (
        Metric(
            "activity_ratio",
            _("Activity ratio"),
            ratios[0],
            "fraction",
            _("Process time / lead time, both on the timeline"),
            "higher",
            inputs=(Input(_("Process time"), process, "hours"), of_lead),
        ),
        Metric(
            "process_cycle_efficiency",
            _("Process cycle efficiency"),
            ratios[1],
            "fraction",
            _("Value-adding process time / lead time, both on the timeline"),
            "higher",
            inputs=(Input(_("Value-adding time"), value, "hours"), of_lead),
        ),
    )


def _passes(first: float | None, whole: float | None, unit: Quantity) -> tuple[Input, Input]:
    """A time on the timeline, first pass and what rework adds."""
    more = None if whole is None or first is None else whole - first
    return Input(_("First pass"), first, unit), Input(_("In rework"), more, unit)


def _listed(found: Probable | None) -> bool:
    """Whether all cases are known, so that they can be listed and added up."""
    return found is not None and not found.cases.sampled and found.lead_time is not None


def _case_table(study: Study) -> Table:
    """What each case adds to the expected lead time, the most probable first."""
    found, flows = study.probable, study.map.flow_by_id
    assert found is not None
    reached = float(found.cases.weight[found.outcomes.reaches].sum())
    rows: list[tuple[str, float, float | None, float]] = []
    for case in case_figures(study)[:MOST_CASES_LISTED]:
        if case["lead_time_hours"] is None:
            continue
        ways = [
            flows[flow].label or study.name(flows[flow].target) for flow in case["choices"].values()
        ]
        share, hours = case["probability"] / reached, case["lead_time_hours"]
        rows.append((", ".join(ways) or _("The only case"), share, hours, share * hours))
    told = sum(row[3] for row in rows)
    if (found.lead_time or 0.0) - told > 1e-6:
        others = 1 - sum(row[1] for row in rows)
        rows.append((_("All other cases"), others, None, (found.lead_time or 0.0) - told))
    columns = (
        Column("case", _("Case"), "text"),
        Column("probability", _("Share of the items"), "fraction"),
        Column("lead_time", _("Lead time"), "days"),
        Column("part", _("Share × lead time"), "days"),
    )
    return Table("cases", _("Cases"), columns, tuple(rows))


def _milestone_metrics(study: Study) -> tuple[Metric, ...]:
    known = study.probable.milestones if study.probable else {}
    return tuple(
        Metric(
            f"milestone_{step}",
            _("Time to '{step}'").format(step=study.name(step)),
            known.get(step),
            "days",
            _(
                "Expected working time until work on the step first begins, of the items that "
                "reach it"
            ),
            "lower",
        )
        for step in study.map.milestones
    )


def _tables(study: Study, rungs: Ladder | None) -> tuple[Table, ...]:
    found = _wait_table(study), _ladder_table(study, rungs)
    return (*found, _case_table(study)) if _listed(study.probable) else found


def _ladder_table(study: Study, rungs: Ladder | None) -> Table:
    columns = (
        Column("step", _("Step"), "text"),
        Column("wait", _("Wait"), "days"),
        Column("process", _("Process"), "hours"),
        Column("rework", _("Rework"), "days"),
        Column("lead_time", _("Lead time so far"), "days"),
    )
    rows, ids, so_far = [], [], 0.0
    for rung in rungs.rungs if rungs else ():
        so_far += rung.wait + rung.process + rung.rework
        rows.append((study.name(rung.step), rung.wait, rung.process, rung.rework, so_far))
        ids.append(rung.step)
    return Table("ladder", _("Lead-time ladder"), columns, tuple(rows), tuple(ids))


def _wait_table(study: Study) -> Table:
    waits = sorted(
        (
            (step.id, (study.steps[step.id].executions or 0.0) * study.means[step.id].wait)
            for step in study.counted
        ),
        key=lambda pair: -pair[1],
    )
    waits = [(step, hours) for step, hours in waits if hours > 0]
    return Table(
        "wait_pareto",
        _("Waiting per {item}"),
        (
            Column("step", _("Step"), "text"),
            Column("wait", _("Wait per {item}"), "days", _("Wait")),
        ),
        tuple((study.name(step), hours) for step, hours in waits),
        tuple(step for step, _hours in waits),
        chart="pareto",
    )


def _overlays(study: Study) -> tuple[Overlay, ...]:
    steps, means = study.counted, study.means

    def waits() -> tuple[Mark, ...]:
        known = (s.id for s in steps if s.wait_time is not None)
        return tuple(Mark(step, "scale", value=means[step].wait) for step in known)

    def times() -> tuple[Mark, ...]:
        known = (s.id for s in steps if s.process_time is not None)
        return tuple(Mark(step, "scale", value=means[step].process) for step in known)

    return (
        Overlay("wait", _("Wait before"), "days", waits),
        Overlay("process", _("Process time"), "hours", times),
    )
