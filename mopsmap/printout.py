"""What an analysis, a comparison and a list of problems say in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mopsmap.analysis import analyze
from mopsmap.analysis.result import Analyzed, Metric, Quantity
from mopsmap.analysis.unknown import (
    cost_is_known,
    rated_roles,
    told,
    unknown_figures,
    without_unknown,
)
from mopsmap.model import VALUE_CLASS_SHORT, Project, Step, ValueStreamMap
from mopsmap.reading import Problem, step_numbers
from mopsmap.record import attribute_of
from mopsmap.terminal import Page
from mopsmap.units import (
    DASH,
    MINUS,
    NARROW_SPACE,
    SHARES,
    format_change,
    format_days,
    format_hours,
    format_money,
    format_percent,
    format_value,
    grouped,
)

MOST_PRIORITIES = 10
_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "dim"}


def shown(value: float | str | None, quantity: Quantity, project: Project) -> str:
    """A value as people read it; None is a dash."""
    return format_value(value, quantity, project.calendar, project.currency)


def _title(project: Project, *maps: ValueStreamMap) -> str:
    names = " → ".join(one.name or one.id for one in maps)
    return f"{project.title or 'Untitled'}: {names}"


def analysis_page(project: Project, one: ValueStreamMap, found: Analyzed) -> Page:
    """All figures of one map."""
    page = Page()
    page.line(_title(project, one), "bold")
    page.line(
        f"Case shown: {found.case}. Times are working time, 1 d = "
        f"{project.calendar.hours_per_day:g} h.",
        "dim",
    )
    for result in found.results:
        if result.metrics:
            page.heading(result.title)
            _metrics(page, project, told(result.metrics, one))
    _priorities(page, project, found)
    _steps(page, project, one, found)
    _roles(page, project, one, found)
    page.heading("Problems")
    _problems(page, [(one, problem) for problem in found.problems], named=False)
    return page


def _metrics(page: Page, project: Project, metrics: Sequence[Metric]) -> None:
    """Figures with their notes."""
    named = project.per_item
    rows = [(named(m.label), shown(m.value, m.quantity, project), m.note) for m in metrics]
    if any(note for _, _, note in rows):
        page.table(("Figure", "Value", "Note"), rows, "lrw")
    else:
        page.table(("Figure", "Value"), [row[:2] for row in rows], "lr")


def _priorities(page: Page, project: Project, found: Analyzed) -> None:
    """The first changes of what to fix first."""
    tables = (table for result in found.results for table in result.tables)
    table = next((t for t in tables if t.key == "priorities"), None)
    if table is not None and table.rows:
        page.heading("Fix this first, the changes that give most")
        rows = [
            tuple(
                shown(value, column.quantity, project)
                for value, column in zip(row, table.columns, strict=True)
            )
            for row in table.rows[:MOST_PRIORITIES]
        ]
        page.table(tuple(project.per_item(c.label) for c in table.columns), rows, "wwrrr")


def _steps(page: Page, project: Project, one: ValueStreamMap, found: Analyzed) -> None:
    if not one.steps:
        return
    calendar = project.calendar
    roles = {role.id: role.name or role.id for role in one.roles}
    numbers, rated = step_numbers(one), rated_roles(one)
    order = sorted(
        (step for step in one.steps if step.id in found.steps),
        key=lambda step: (
            found.steps[step.id].early_start is None,
            found.steps[step.id].early_start or 0.0,
        ),
    )
    rows, styles = [], []
    for step in order:
        figures = found.steps[step.id]
        rows.append(
            (
                "●" if figures.critical else "",
                str(numbers[step.id]),
                step.name or step.id,
                roles.get(step.role or "", DASH),
                VALUE_CLASS_SHORT[step.value_class] or DASH,
                DASH if step.process_time is None else format_hours(figures.process_hours),
                DASH if step.wait_time is None else format_days(figures.wait_hours, calendar),
                grouped(figures.executions, 2) if figures.executions is not None else DASH,
                format_days(figures.early_start, calendar),
                format_days(figures.early_finish, calendar),
                format_days(figures.total_float, calendar),
                format_money(figures.cost, project.currency)
                if cost_is_known(step, rated)
                else DASH,
            )
        )
        styles.append("bold" if figures.critical else "")
    page.heading("Steps in order of their start (● on the critical path)")
    page.table(
        (
            "",
            "#",
            "Step",
            "Role",
            "Class",
            "Process",
            "Wait",
            "Times",
            "Start",
            "Finish",
            "Float",
            "Cost",
        ),
        rows,
        "lrwwlrrrrrrr",
        styles,
        spare=("Times", "Class", "Finish", "Cost", "Role"),
    )


def _roles(page: Page, project: Project, one: ValueStreamMap, found: Analyzed) -> None:
    rows = []
    for role in one.roles:
        load = found.roles.get(role.id)
        if load is None or not load.hours_per_item:
            continue
        rows.append(
            (
                role.name or role.id,
                format_hours(load.hours_per_item),
                format_hours(load.demand_hours_per_year),
                format_hours(load.available_hours_per_year),
                format_percent(load.utilization),
                DASH if load.capacity_per_year is None else grouped(load.capacity_per_year, 1),
                format_money(load.cost_per_item, project.currency),
            )
        )
    if rows:
        item = project.one_item
        page.heading("Roles")
        titles = (
            "Role",
            f"Per {item}",
            "Demand/year",
            "Available/year",
            "Load",
            f"{project.many_items}/year",
            "Cost",
        )
        page.table(titles, rows, "wrrrrrr", spare=(titles[1], "Cost", titles[5]))


def comparison_page(
    project: Project, before: ValueStreamMap, after: ValueStreamMap, found: Mapping[str, Any]
) -> Page:
    """As-is against to-be: the change of every figure and what happened to the steps."""
    page = Page()
    page.line(_title(project, before, after), "bold")
    known = {m.key: m for r in analyze(project, before.id).results for m in r.metrics}
    rows, styles = [], []
    gaps = {"from": unknown_figures(before), "to": unknown_figures(after)}
    for entry in found["metrics"]:
        metric = known[entry["name"]]
        line = without_unknown(entry, {end: why.get(metric.key, "") for end, why in gaps.items()})
        rows.append(
            (
                project.per_item(metric.label),
                shown(line["from"], metric.quantity, project),
                shown(line["to"], metric.quantity, project),
                change_text(line["change"], metric.quantity, project),
                format_change(line["change_percent"]),
            )
        )
        styles.append({True: "green", False: "red", None: ""}[line["better"]])
    page.heading("Figures")
    names = (before.name or before.id, after.name or after.id)
    page.table(("Figure", *names, "Change", "Change %"), rows, "wrrrr", styles)
    _business_case(page, project, found["business_case"])
    page.heading("Steps")
    page.table(("Change", "Step", "What"), _step_changes(before, after, found["steps"]), "lww")
    return page


def _business_case(page: Page, project: Project, found: Mapping[str, Any]) -> None:
    from mopsmap.analysis.business_case import HORIZON, BusinessCase, business_metrics

    case = BusinessCase(**found)
    page.heading("Business case")
    rows = [
        (project.per_item(m.label), shown(m.value, m.quantity, project))
        for m in business_metrics(case)
    ]
    page.table(("Figure", "Value"), rows, "lr")
    items = shown(case.items_per_year, "count", project)
    page.line(
        f"Both maps at {items} {project.many_items} a year. Investment now, savings at "
        f"the end of each of {HORIZON} years, discounted at {format_percent(case.discount_rate)}.",
        "dim",
    )


def _step_changes(
    before: ValueStreamMap, after: ValueStreamMap, steps: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    def named(one: ValueStreamMap, ids: Iterable[str]) -> str:
        return ", ".join(one.step_by_id[i].name or i for i in ids)

    measures = {one.id: one.name or one.id for one in after.countermeasures}
    for step in steps["removed"]:
        why = ", ".join(measures[i] for i in steps["removed_by"].get(step, ()))
        yield "removed", named(before, [step]), why
    for step, others in steps["merged"].items():
        yield "merged", named(after, [step]), named(before, others)
    for step, others in steps["split"].items():
        yield "split", named(before, [step]), named(after, others)
    for step in steps["added"]:
        yield "added", named(after, [step]), ""
    for step, fields in steps["changed"].items():
        labels = (attribute_of(Step, name).label for name in fields if name != "was")
        yield "changed", named(after, [step]), ", ".join(labels)
    yield "unchanged", str(len(steps["unchanged"])), ""


def problems_page(project: Project, found: Sequence[tuple[ValueStreamMap, Problem]]) -> Page:
    """The problems of all maps, the worst first."""
    page = Page()
    page.line(f"{project.title or 'Untitled'}", "bold")
    _problems(page, found, named=len(project.maps) > 1)
    return page


def _problems(page: Page, found: Iterable[tuple[ValueStreamMap, Problem]], named: bool) -> None:
    order = {"error": 0, "warning": 1, "info": 2}
    listed = sorted(found, key=lambda pair: order[pair[1].severity])
    if not listed:
        page.line("No problems.")
    for one, problem in listed:
        where = f"{one.name or one.id}: " if named else ""
        page.line(f"{problem.severity}: {where}{problem.text}", _SEVERITY_STYLE[problem.severity])


def change_text(change: float | None, quantity: Quantity, project: Project) -> str:
    """A change with its sign; of shares in percentage points."""
    if change is None:
        return DASH
    sign = MINUS if change < 0 else "+"
    size = shown(abs(change), quantity, project)
    if quantity in SHARES:
        size = f"{grouped(abs(change) * 100, 1 if quantity == 'fraction' else 0)}{NARROW_SPACE}pp"
    nothing = not any(digit in size for digit in "123456789")
    return size if nothing else sign + size
