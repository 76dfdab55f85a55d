"""The sheets that list what a map holds: steps, flows, ladder, critical path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mopsmap.analysis.result import Ladder, Rung, StepFigures
from mopsmap.currency import currency_sign
from mopsmap.language import to_translate
from mopsmap.language import translated as _
from mopsmap.model import Flow, Step, ValueClass
from mopsmap.record import choice_label, choice_title
from mopsmap.report.book import (
    CRITICAL_SOFT,
    SECONDARY,
    UNKNOWN,
    WAIT_BAR,
    Book,
    Column,
    Formula,
    Placed,
    Sheet,
    Value,
    at,
    body_style,
    decimals,
    largest,
)
from mopsmap.report.charts import dress_columns
from mopsmap.report.content import Report, Side, case_word
from mopsmap.units import format_percent

VALUE_SIGNS: Mapping[ValueClass | None, str] = {
    "value_adding": "■ VA",
    "necessary": "◫ BNVA",
    "waste": "▨ NVA",
    None: "",
}
VALUE_INK: Mapping[str, str] = {"■ VA": "#00704F", "◫ BNVA": "#4C6182", "▨ NVA": "#8A4F00"}


@dataclass(frozen=True, slots=True)
class Row:
    """A step of one side with its figures."""

    side: Side
    step: Step
    figures: StepFigures | None

    @property
    def crew(self) -> float:
        """People who work on the step, helpers included."""
        return float(sum(people for _role, people in self.step.crew))

    @property
    def crew_cost(self) -> float:
        """What one hour of the whole crew costs; roles without a rate count 0."""
        roles = self.side.map.role_by_id
        return float(
            sum(
                people * (roles[role].hourly_cost or 0.0)
                for role, people in self.step.crew
                if role is not None
            )
        )


@dataclass
class Links:
    """Where figures stand, so that other sheets can refer to them: (key, side key) -> formula
    without "=" and its value."""

    sources: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    def add(self, key: str, side: Side, formula: str, value: float | None) -> None:
        """Remember a source; unknown values have none."""
        if value is not None:
            self.sources[key, side.key] = (formula, value)


def sign_of(step: Step) -> str:
    """A step's value class as the workbook writes it."""
    return VALUE_SIGNS[step.value_class]


def rows_of(side: Side) -> list[Row]:
    """The steps of a side in the order of their numbers."""
    return [Row(side, step, side.found.steps.get(step.id)) for step in side.steps]


def total_where(table: Placed, key: str, label: str) -> str:
    """The sum of a column over the rows of one map; text and blanks count 0.

    SUMPRODUCT compares the label as it stands, where SUMIFS would read * and < as patterns.
    """
    return f"SUMPRODUCT(--({table.cells('map')}={label}),{table.cells(key)})"


def close(a: float, b: float | None) -> bool:
    """Whether a formula gives the figure of the analysis but for the last digits."""
    return b is not None and abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def _times(hours: float | None, factor: float) -> float | None:
    return None if hours is None else hours / factor


def _known(estimate: object, hours: float, factor: float = 1.0) -> float | None:
    return None if estimate is None else hours / factor


def _figure(row: Row, name: str) -> Any:
    return None if row.figures is None else getattr(row.figures, name)


def _step_columns(report: Report) -> list[Column[Row]]:
    day, sign = report.hours_per_day, currency_sign(report.project.currency)

    def lead(row: Row) -> float | None:
        if row.figures is None:
            return None
        return row.figures.wait_hours / day + row.figures.process_hours / day

    def effort(row: Row) -> Value:
        found = row.figures
        if found is None or found.executions is None or found.effort_hours is None:
            return None
        exact = close(found.executions * found.process_hours * row.crew, found.effort_hours)
        text = "={times}*{process}*{crew}"
        return Formula(text, found.effort_hours) if exact else found.effort_hours

    def cost(row: Row) -> Value:
        found = row.figures
        if found is None or found.executions is None or found.cost is None:
            return None
        once = found.process_hours * row.crew_cost + row.step.fixed_cost
        text = "={times}*({process}*{rate}+{fixed})"
        return (
            Formula(text, found.cost) if close(found.executions * once, found.cost) else found.cost
        )

    return [
        Column("map", "Map", 9, "text", lambda r: r.side.label),
        Column("number", "#", 5, "count", lambda r: r.side.numbers[r.step.id]),
        Column("name", "Step", 34, "text", lambda r: r.step.name or r.step.id),
        Column("kind", "Kind", 9, "text", lambda r: choice_title(r.step.kind)),
        Column("phase", "Phase", 18, "text", lambda r: r.step.phase),
        Column("role", "Role", 24, "text", lambda r: r.side.role_name(r.step.role)),
        Column("value", "Value class", 10, "text", lambda r: sign_of(r.step)),
        Column("people", "People", 8, "people", lambda r: r.step.people),
        Column("crew", "Crew with helpers", 9, "people", lambda r: r.crew),
        Column(
            "process", "Process (h)", 9, "hours",
            lambda r: _known(r.step.process_time, r.figures.process_hours if r.figures else 0.0),
        ),
        Column(
            "wait", "Wait (d)", 8, "days",
            lambda r: _known(r.step.wait_time, r.figures.wait_hours if r.figures else 0.0, day),
        ),
        Column("lead", "Lead time (d)", 8, "days", lead, "={wait}+{process}/HoursPerDay"),
        Column("ca", "%C&A", 8, "percent", lambda r: r.step.complete_accurate),
        Column("times", "Times per item", 9, "times", lambda r: _figure(r, "executions")),
        Column("effort", "Effort per item (h)", 10, "hours", effort),
        Column("rate", f"Crew per hour ({sign})", 9, "money", lambda r: r.crew_cost),
        Column("fixed", f"Fixed cost ({sign})", 9, "money", lambda r: r.step.fixed_cost or None),
        Column("cost", f"Cost per item ({sign})", 10, "money", cost),
        Column("critical", "On critical path", 9, "mark", _critical_mark),
        Column("next", "Next", 48, "text", lambda r: r.side.next_steps(r.step.id)),
        Column("helpers", "Helpers", 44, "text", _helpers),
        Column("typed", "Process as entered", 22, "text", lambda r: _said(r.step.process_time)),
        Column("typed_wait", "Wait as entered", 22, "text", lambda r: _said(r.step.wait_time)),
        Column("reason", "Wait reason", 11, "text", lambda r: choice_title(r.step.wait_reason)),
        Column("tools", "Tools", 24, "text", lambda r: ", ".join(r.step.tools)),
        Column("wastes", "Wastes", 26, "text", lambda r: _labels(r.step.wastes)),
        Column("lever", "Lever", 12, "text", lambda r: _labels((r.step.lever,))),
        Column("evidence", "Evidence", 10, "text", lambda r: choice_title(r.step.evidence)),
        Column("replaces", "Replaces", 14, "text", lambda r: "; ".join(r.step.replaces)),
        Column("id", "Id", 10, "text", lambda r: r.step.id),
        Column("description", "Description", 40, "text", lambda r: r.step.description),
    ]  # fmt: skip


def _helpers(row: Row) -> str:
    return "; ".join(f"{row.side.role_name(h.role)} x {h.people:g}" for h in row.step.helpers)


def _said(estimate: object) -> str:
    return "?" if estimate is None else str(estimate)


def _labels(choices: Iterable[str | None]) -> str:
    return ", ".join(choice_title(choice) for choice in choices if choice)


def _critical_mark(row: Row) -> str:
    return "●" if _figure(row, "critical") else ""


def steps_sheet(book: Book, report: Report, links: Links) -> None:
    """All steps of all maps, their times and cost, and the totals of each map."""
    sheet = book.fixed(to_translate("Steps"))
    sheet.title(
        _("Steps"),
        _(
            "Means of estimates; lead time = wait + process. Times per item and cost "
            "count rework and branches."
        ),
    )
    rows = [row for side in report.sides for row in rows_of(side)]
    columns = _step_columns(report)
    table = sheet.table(3, 0, columns, rows, lambda r: {"bold": bool(_figure(r, "critical"))})
    _color_values(sheet, table, "value")
    _totals(sheet, table, report, links, {"effort": "hours", "cost": "money"})
    _parts(table, report, links)
    sheet.raw.conditional_format(
        table.first, table.columns["wait"], table.last, table.columns["wait"],
        {"type": "data_bar", "bar_color": WAIT_BAR, "bar_solid": True,
         "min_type": "num", "min_value": 0},
    )  # fmt: skip
    sheet.raw.autofilter(table.header, 0, table.last, len(columns) - 1)
    sheet.finish(None)
    sheet.raw.freeze_panes(table.first, 3)
    sheet.raw.repeat_rows(table.header)
    # the figures are printed, what lies right of them is for the screen
    sheet.raw.print_area(0, 0, table.last + 1 + len(report.sides), table.columns["critical"])


def _color_values(sheet: Sheet, table: Placed, key: str) -> None:
    column = table.columns[key]
    for sign, ink in VALUE_INK.items():
        sheet.raw.conditional_format(
            table.first, column, table.last, column,
            {"type": "cell", "criteria": "==", "value": f'"{sign}"',
             "format": sheet.book.raw.add_format({"font_color": ink})},
        )  # fmt: skip


def _totals(
    sheet: Sheet, table: Placed, report: Report, links: Links, keys: Mapping[str, Any]
) -> None:
    """A total line for each map below a table that has a map column."""
    for number, side in enumerate(report.sides):
        row = table.last + 2 + number
        top = {"bold": True, "top": 1} if number == 0 else {"bold": True}
        sheet.put(row, table.columns["map"], side.label, indent=1, **top)
        for column in range(1, max(table.columns[k] for k in keys) + 1):
            sheet.put(row, column, _("Total") if column == 2 else None, **top)
        for key, kind in keys.items():
            column = table.columns[key]
            value = sum(
                getattr(found, "effort_hours" if key == "effort" else key) or 0.0
                for found in side.found.steps.values()
            )
            text = f"={total_where(table, key, at(row, table.columns['map'], True))}"
            look = {**body_style(kind), "bottom": 0, **top}
            look["num_format"] = "#,##0" + decimals(kind, value, sheet.book.cents)
            sheet.put(row, column, Formula(text, value), **look)
            figure = "cost_per_item" if key == "cost" else "effort_hours_per_item"
            links.add(figure, side, sheet.place(row, column), value)


def _parts(table: Placed, report: Report, links: Links) -> None:
    """Sources of the sums over steps that have no total line of their own."""
    for side in report.sides:
        rows = [r for r in rows_of(side) if r.figures is not None]
        mine = f'--({table.cells("map")}="{side.label.replace(chr(34), chr(34) * 2)}")'
        process = sum(
            (r.figures.executions or 0.0) * r.figures.process_hours for r in rows if r.figures
        )
        text = f"SUMPRODUCT({mine},{table.cells('times')},{table.cells('process')})"
        links.add("total_process_time_hours", side, text, process)
        for value_class, sign in VALUE_SIGNS.items():
            cost = sum(
                r.figures.cost or 0.0
                for r in rows
                if r.figures and r.step.value_class == value_class
            )
            here = f'--({table.cells("value")}="{sign}")'
            text = f"SUMPRODUCT({mine},{here},{table.cells('cost')})"
            links.add(f"cost_{value_class or 'unclassified'}", side, text, cost)


def flows_sheet(book: Book, report: Report, links: Links) -> None:
    """All flows of all maps; a handoff is a forward flow between steps of two roles."""
    sheet = book.fixed(to_translate("Flows"))
    sheet.title(
        _("Flows"),
        _(
            "A handoff is a forward flow between steps of two roles. "
            "Probability = share of all executions of the step it leaves."
        ),
    )
    rows = [(side, flow) for side in report.sides for flow in side.map.flows]

    def role(side: Side, step: str) -> str:
        return side.role_name(side.map.step_by_id[step].role)

    def handoff(row: tuple[Side, Flow]) -> int | None:
        side, flow = row
        ends = {side.map.step_by_id[s].role for s in (flow.source, flow.target)} - {None}
        return 1 if flow.kind == "forward" and len(ends) == 2 else None

    columns: list[Column[tuple[Side, Flow]]] = [
        Column("map", _("Map"), 9, "text", lambda r: r[0].label),
        Column("from_number", _("From #"), 7, "count", lambda r: r[0].numbers[r[1].source]),
        Column("source", _("From"), 34, "text", lambda r: r[0].step_name(r[1].source)),
        Column("to_number", _("To #"), 7, "count", lambda r: r[0].numbers[r[1].target]),
        Column("target", _("To"), 34, "text", lambda r: r[0].step_name(r[1].target)),
        Column("kind", _("Kind"), 12, "text", lambda r: choice_label(r[1].kind)),
        Column("share", _("Probability"), 11, "percent", lambda r: r[1].probability),
        Column("label", _("Label"), 22, "text", lambda r: r[1].label),
        Column("from_role", _("From role"), 24, "text", lambda r: role(r[0], r[1].source)),
        Column("to_role", _("To role"), 24, "text", lambda r: role(r[0], r[1].target)),
        Column("handoff", _("Handoff"), 9, "count", handoff),
        Column("critical", _("On critical path"), 9, "mark",
               lambda r: "●" if r[1].id in r[0].found.critical_flows else ""),
    ]  # fmt: skip
    table = sheet.table(
        3, 0, columns, rows, lambda r: {"font_color": SECONDARY} if r[1].kind != "forward" else {}
    )
    for number, side in enumerate(report.sides):
        row = table.last + 2 + number
        sheet.put(row, 0, side.label, bold=True, indent=1)
        sheet.put(row, 2, _("Handoffs"), bold=True, indent=1)
        value = float(sum(handoff(r) or 0 for r in rows if r[0] is side))
        column = table.columns["handoff"]
        text = f"={total_where(table, 'handoff', at(row, 0, True))}"
        sheet.put(row, column, Formula(text, value), bold=True, num_format="#,##0")
        links.add("handoffs", side, sheet.place(row, column), value)
    sheet.raw.autofilter(table.header, 0, table.last, len(columns) - 1)
    sheet.finish(table.header)


def ladder_sheet(book: Book, report: Report, links: Links) -> None:
    """The lead-time ladder of each map: wait, process and rework of the steps on its path."""
    sheet = book.fixed(to_translate("Ladder"))
    sheet.title(
        _("Lead-time ladder"),
        _(
            "The critical path of the case shown, in the order worked. "
            "Wait, process and rework add up to the lead time."
        ),
    )
    row, day = 4, report.hours_per_day
    sheet.titles(3, 0, _ladder_columns(report.sides[0], day))
    for side in report.sides:
        sheet.raw.set_row(row, 24)
        ladder = side.found.ladder
        if ladder is None or not ladder.rungs:
            sheet.heading(row, 0, 8, side.label, _("no step has a time yet"))
            row += 3
            continue
        note = _("{case} case, {percent} of items").format(
            case=case_word(ladder.case), percent=format_percent(ladder.probability, 0)
        )
        sheet.heading(row, 0, 8, side.label, note)
        columns = _ladder_columns(side, day)
        table = sheet.table(row, 0, columns, list(ladder.rungs), titled=False)
        _color_values(sheet, table, "value")
        total = _ladder_total(sheet, table, ladder, day)
        lead = sheet.place(total, table.columns["lead"])
        links.add("lead_time_" + ladder.case, side, lead, ladder.lead_time / day)
        _ladder_chart(sheet, table, side, row)
        row = max(total + 3, row + 20)
    sheet.finish(3)


def _ladder_total(sheet: Sheet, table: Placed, ladder: Ladder, day: float) -> int:
    """The line of sums below a ladder, with the decimals of its columns; returns its row."""
    row = table.last + 1
    for column in range(9):
        sheet.put(row, column, _("Total") if column == 1 else None, bold=True, top=1, indent=1)
    rungs = ladder.rungs
    sums = {
        "wait": ([r.wait / day for r in rungs], ladder.wait / day),
        "process": ([r.process for r in rungs], ladder.process),
        "process_days": ([r.process / day for r in rungs], ladder.process / day),
        "rework": ([r.rework / day for r in rungs], ladder.rework / day),
        "lead": ([(r.wait + r.process + r.rework) / day for r in rungs], ladder.lead_time / day),
    }
    for key, (parts, value) in sums.items():
        shape = "#,##0" + decimals("days", largest(parts))
        text = f"=SUM({table.cells(key, elsewhere=False)})"
        cell = Formula(text, value)
        sheet.put(row, table.columns[key], cell, bold=True, top=1, num_format=shape)
    return row


def _ladder_columns(side: Side, day: float) -> list[Column[Rung]]:
    steps = side.map.step_by_id
    return [
        Column("number", "#", 5, "count", lambda r: side.numbers[r.step]),
        Column("name", _("Step"), 34, "text", lambda r: steps[r.step].name or r.step),
        Column("role", _("Role"), 24, "text", lambda r: side.role_name(steps[r.step].role)),
        Column("value", _("Value class"), 10, "text", lambda r: sign_of(steps[r.step])),
        Column("wait", _("Wait (d)"), 9, "days", lambda r: r.wait / day),
        Column("process", _("Process (h)"), 9, "hours", lambda r: r.process),
        Column("process_days", _("Process (d)"), 9, "days", lambda r: r.process / day,
               "={process}/HoursPerDay"),
        Column("rework", _("Rework (d)"), 9, "days", lambda r: r.rework / day),
        Column(
            "lead", _("Lead time (d)"), 9, "days",
            lambda r: (r.wait + r.process + r.rework) / day,
            "={wait}+{process_days}+{rework}",
        ),
    ]  # fmt: skip


def _ladder_chart(sheet: Sheet, table: Placed, side: Side, row: int) -> None:
    chart = sheet.book.raw.add_chart({"type": "column", "subtype": "stacked"})
    for name, values, color in (
        (_("Wait"), table.series("wait"), WAIT_BAR),
        (_("Process"), table.series("process_days"), "#0F8162"),
        (_("Rework"), table.series("rework"), "#CC7414"),
    ):
        chart.add_series({"name": name, "categories": table.series("name"), "values": values,
                          "fill": {"color": color}, "gap": 40})  # fmt: skip
    dress_columns(chart, _("Where the time goes, {map}").format(map=side.label), _("Working days"))
    chart.set_size({"width": 860, "height": 360})
    sheet.raw.insert_chart(row, 10, chart)


def critical_sheet(book: Book, report: Report) -> None:
    """Early and late times, floats and drag of every step in the case shown."""
    sheet = book.fixed(to_translate("Critical path"))
    case = report.sides[0].found.case
    sheet.title(
        _("Critical path"),
        _(
            "Times from the start of the {case} case, in working days. Float = how much later a "
            "step could finish without delaying the item (free: any step after it; independent: "
            "even if all before it is late); drag = what it adds to the lead time."
        ).format(case=case_word(case)),
    )

    def start(row: Row) -> float:
        found = row.figures
        return float("inf") if found is None or found.early_start is None else found.early_start

    rows = [r for side in report.sides for r in sorted(rows_of(side), key=start)]
    columns = _critical_columns(report.hours_per_day)
    table = sheet.table(
        3, 0, columns, rows, lambda r: {"bold": True} if _figure(r, "critical") else {}
    )
    sheet.raw.conditional_format(
        table.first, 0, table.last, len(columns) - 1,
        {"type": "formula", "criteria": f'=$B{table.first + 1}="●"',
         "format": book.raw.add_format({"bg_color": CRITICAL_SOFT, "font_color": "#97205F"})},
    )  # fmt: skip
    sheet.raw.autofilter(table.header, 0, table.last, len(columns) - 1)
    sheet.finish(table.header)


def _critical_columns(day: float) -> list[Column[Row]]:
    def days(name: str) -> Callable[[Row], Value]:
        def value(row: Row) -> Value:
            found = _figure(row, name)
            return UNKNOWN if found is None else found / day

        return value

    def spare(name: str) -> Callable[[Row], Value]:
        def value(row: Row) -> Value:
            found = row.side.found.study.probable
            slots = found.schedule.slots if found and found.schedule else {}
            slot = slots.get(row.step.id)
            return UNKNOWN if slot is None else getattr(slot, name) / day

        return value

    return [
        Column("map", _("Map"), 9, "text", lambda r: r.side.label),
        Column("critical", _("On path"), 7, "mark", _critical_mark),
        Column("number", "#", 5, "count", lambda r: r.side.numbers[r.step.id]),
        Column("name", _("Step"), 34, "text", lambda r: r.step.name or r.step.id),
        Column("role", _("Role"), 24, "text", lambda r: r.side.role_name(r.step.role)),
        Column("early_start", _("Early start (d)"), 10, "days", days("early_start")),
        Column("early_finish", _("Early finish (d)"), 10, "days", days("early_finish")),
        Column("late_start", _("Late start (d)"), 10, "days", days("late_start")),
        Column("late_finish", _("Late finish (d)"), 10, "days", days("late_finish")),
        Column("total_float", _("Float (d)"), 9, "days", lambda r: _total_float(r, day)),
        Column("free_float", _("Free float (d)"), 9, "days", days("free_float")),
        Column("independent", _("Independent float (d)"), 12, "days", spare("independent_float")),
        Column("interfering", _("Interfering float (d)"), 12, "days", spare("interfering_float"),
               "={total_float}-{free_float}"),
        Column("drag", _("Drag (d)"), 9, "days", days("drag")),
    ]  # fmt: skip


def _total_float(row: Row, day: float) -> Value:
    found = row.figures
    if found is None or found.total_float is None:
        return UNKNOWN
    late, early = found.late_start, found.early_start
    if late is None or early is None or not close(late - early, found.total_float):
        return found.total_float / day
    return Formula("={late_start}-{early_start}", found.total_float / day)
