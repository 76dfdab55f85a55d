"""Critical paths of the case shown and of all cases: floats, drag, what is nearly critical."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mopsmap.analysis.criticality import longest_paths
from mopsmap.analysis.network.schedule import Schedule
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.steps import step_costs
from mopsmap.analysis.timeline import case_share
from mopsmap.language import translated as _
from mopsmap.numerals import shown

if TYPE_CHECKING:
    from mopsmap.analysis.study import Probable, Study

_NEAR_SHARE = 0.1
_NEAR_HOURS = 1.0
_ARROW = " \u2192 "


def run(study: Study) -> Result:
    """Critical paths of the chosen case with floats and drag of every step, and the longest paths
    of all cases."""
    found = study.probable
    plan = found.schedule if found else None
    if found is None or plan is None:
        return Result("critical_path", _("Critical path"), figures=_figures((), 0))
    return Result(
        "critical_path",
        _("Critical path"),
        make_metrics=lambda: _metrics(study, plan),
        make_tables=lambda: (
            _drag_table(study, plan),
            _float_table(study, plan),
            _paths_table(study, found, plan),
            _all_paths_table(study, found),
        ),
        overlays=(Overlay("float", _("Float"), "days", lambda: _float_marks(plan)),),
        figures=_figures(plan.paths[0] if plan.paths else (), plan.paths_count),
    )


def _figures(path: Sequence[str], count: int) -> dict[str, object]:
    return {"critical_path": list(path), "critical_paths_count": count}


def near_limit(plan: Schedule) -> float:
    """Total float (h) up to which a step counts as nearly critical: 10 % of the lead time or one
    hour, whichever is larger (methods 2.1)."""
    return max(_NEAR_SHARE * plan.lead_time, _NEAR_HOURS)


def near_critical(plan: Schedule) -> list[str]:
    """Steps that are not critical, with a total float up to `near_limit`, in the order worked.

    Empty where nothing is critical.
    """
    limit = near_limit(plan) if plan.critical_steps else 0.0
    return [step for step, slot in plan.slots.items() if 0 < slot.total_float <= limit]


_TIED = _("Critical paths are tied: only steps of all of them together shorten the lead time")


def _metrics(study: Study, plan: Schedule) -> tuple[Metric, ...]:
    lead = Input(_("Lead time of the case shown"), plan.lead_time, "days")
    near = near_critical(plan)
    most = max(plan.slots, key=lambda step: plan.slots[step].drag, default=None)
    drag = plan.slots[most].drag if most is not None else 0.0
    tied = plan.paths_count > 1 and drag == 0
    return (
        Metric(
            "critical_paths_count",
            _("Critical paths"),
            plan.paths_count,
            "count",
            _(
                "Number of longest ways through the case shown; to shorten the lead time all "
                "of them must get shorter"
            ),
            inputs=(lead,),
            table="critical_paths",
        ),
        Metric(
            "critical_steps_count",
            _("Critical steps"),
            len(plan.critical_steps),
            "count",
            _("Steps with total float 0 (late start = early start) in the case shown"),
            inputs=(lead,),
            table="float",
        ),
        Metric(
            "near_critical_steps_count",
            _("Nearly critical steps"),
            len(near),
            "count",
            _(
                "Steps whose total float in the case shown is above 0 and at most 10 % of the "
                "lead time or 1 hour, whichever is larger"
            ),
            inputs=(lead, Input(_("Total float at most"), near_limit(plan), "days")),
            table="float",
        ),
        Metric(
            "largest_drag",
            _("Largest drag"),
            drag,
            "days",
            _(
                "Most that one step adds to the lead time of the case shown: lead time - lead "
                "time if the step took no time"
            ),
            note=_TIED if tied else "",
            inputs=(
                lead,
                Input(_("Step"), study.name(most) if most and drag > 0 else None, "text"),
            ),
            table="drag",
        ),
    )


def _float_table(study: Study, plan: Schedule) -> Table:
    rows, ids = [], []
    for step in sorted(plan.slots, key=lambda s: (plan.slots[s].total_float, study.shape.place[s])):
        slot = plan.slots[step]
        ids.append(step)
        rows.append(
            (
                study.name(step),
                slot.early_start,
                slot.early_finish,
                slot.late_start,
                slot.late_finish,
                slot.total_float,
                slot.free_float,
                slot.independent_float,
                slot.interfering_float,
            )
        )
    columns = (
        Column("step", _("Step"), "text"),
        Column("early_start", _("Early start"), "days"),
        Column("early_finish", _("Early finish"), "days"),
        Column("late_start", _("Late start"), "days"),
        Column("late_finish", _("Late finish"), "days"),
        Column("total_float", _("Total float"), "days"),
        Column("free_float", _("Free float"), "days"),
        Column("independent_float", _("Independent float"), "days"),
        Column("interfering_float", _("Interfering float"), "days"),
    )
    return Table("float", _("Float of every step"), columns, tuple(rows), tuple(ids))


def _drag_table(study: Study, plan: Schedule) -> Table:
    drags = sorted(
        ((slot.drag, step) for step, slot in plan.slots.items() if slot.drag > 0),
        key=lambda pair: -pair[0],
    )
    columns = (Column("step", _("Step"), "text"), Column("drag", _("Drag"), "days"))
    rows = tuple((study.name(step), drag) for drag, step in drags)
    ids = tuple(step for _drag, step in drags)
    return Table("drag", _("What each step adds to the lead time"), columns, rows, ids, "pareto")


_PATH_COLUMNS = (
    Column("number", _("No."), "count"),
    Column("probability", _("Probability"), "fraction"),
    Column("lead_time", _("Lead time"), "days"),
    Column("cost", _("Cost of its steps"), "money"),
    Column("steps", _("Steps"), "count"),
    Column("path", _("Path"), "text"),
)


def _path_rows(
    study: Study, found: Probable, paths: Sequence[tuple[Sequence[str], float]]
) -> tuple[tuple[float | str | None, ...], ...]:
    costs = step_costs(study.shape, study.means, found.active, found.executions)
    return tuple(
        (
            number,
            chance,
            sum(found.times[step].total for step in path),
            sum(costs[step] for step in path),
            len(path),
            _ARROW.join(study.name(step) for step in path),
        )
        for number, (path, chance) in enumerate(paths, 1)
    )


def _paths_table(study: Study, found: Probable, plan: Schedule) -> Table:
    share = 0.0 if found.chosen is None else case_share(found, found.chosen)
    rows = _path_rows(study, found, [(path, share) for path in plan.paths])
    title = _("Critical paths")
    if plan.paths_count > len(plan.paths):
        title = _("Critical paths (the first {first} of {total})").format(
            first=len(plan.paths), total=shown(f"{plan.paths_count:,}")
        )
    return Table("critical_paths", title, _PATH_COLUMNS, rows)


def _all_paths_table(study: Study, found: Probable) -> Table:
    paths = longest_paths(study)
    rows = _path_rows(study, found, paths.listed)
    listed, total = len(paths.listed), shown(f"{paths.number:,}")
    title = _("Paths over all cases")
    if not paths.complete:
        title = _("Paths over all cases (the {listed} most probable of at least {total})")
    elif paths.number > listed:
        title = _("Paths over all cases (the {listed} most probable of {total})")
    title = title.format(listed=listed, total=total)
    return Table("paths_of_cases", title, _PATH_COLUMNS, rows)


def _float_marks(plan: Schedule) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            step,
            "critical" if step in plan.critical_steps else "scale",
            text=_("on the critical path") if step in plan.critical_steps else "",
            value=slot.total_float,
        )
        for step, slot in plan.slots.items()
    )
