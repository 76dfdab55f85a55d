"""Writes the steps of a project as a table: Excel or CSV, readable again by `table`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mopsmap.exchange.settings import (
    HEADING,
    left_behind,
    left_behind_by_rows,
    map_labels,
    settings_of,
)
from mopsmap.exchange.sheet import column_letter
from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASS_SHORT, Flow, Project, Step, ValueStreamMap
from mopsmap.record import choice_title
from mopsmap.units import plain_number

Value = str | float | None

_FORMULA = re.compile(r"['=+\-@\t\r]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")

STEP_TITLES = (
    "Map", "Id", "Step", "Kind", "Phase", "Role", "People", "Helpers", "Process time", "Wait time",
    "Wait reason", "Value class", "%C&A", "Fixed cost", "Tools", "Wastes", "Lever", "Evidence",
    "Next", "Replaces", "Description",
)  # fmt: skip
ROLE_TITLES = (
    "Map", "Role", "Id", "Kind", "Headcount", "Hourly cost", "Availability",
    "Other hours per year",
)  # fmt: skip


def _list(parts: Iterator[str]) -> str:
    return "; ".join(part.replace(";", ",") for part in parts)


def _next(one: ValueStreamMap) -> Callable[[Step], str]:
    def text(flow: Flow) -> str:
        kind = "" if flow.kind == "forward" else f"{flow.kind} "
        share = "" if flow.probability is None else f" ({plain_number(flow.probability * 100)} %)"
        label = f" [{re.sub(r'[][;]', ' ', flow.label)}]" if flow.label else ""
        return f"{kind}{flow.target}{share}{label}"

    ways: dict[str, list[str]] = {}
    for flow in one.flows:
        ways.setdefault(flow.source, []).append(text(flow))
    return lambda step: "; ".join(ways.get(step.id, ()))


def _step_rows(project: Project) -> Iterator[tuple[Value, ...]]:
    for one, label in zip(project.maps, map_labels(project.maps), strict=True):
        names = {role.id: role.name or role.id for role in one.roles}
        following = _next(one)
        for step in one.steps:
            helpers = (f"{names[h.role]} x {plain_number(h.people)}" for h in step.helpers)
            yield (
                label, step.id, step.name or step.id, choice_title(step.kind), step.phase,
                names.get(step.role or "", ""), step.people, _list(helpers),
                "?" if step.process_time is None else str(step.process_time),
                "?" if step.wait_time is None else str(step.wait_time),
                choice_title(step.wait_reason), VALUE_CLASS_SHORT[step.value_class],
                None if step.complete_accurate is None
                else f"{plain_number(step.complete_accurate * 100)} %",
                step.fixed_cost or None, _list(iter(step.tools)),
                _list(choice_title(waste) for waste in step.wastes),
                choice_title(step.lever) if step.lever else "", choice_title(step.evidence),
                following(step), _list(iter(step.replaces)), step.description,
            )  # fmt: skip


def _role_rows(project: Project) -> Iterator[tuple[Value, ...]]:
    for one, label in zip(project.maps, map_labels(project.maps), strict=True):
        for role in one.roles:
            yield (
                label, role.name or role.id, role.id, choice_title(role.kind), role.headcount,
                role.hourly_cost, f"{plain_number(role.availability * 100)} %",
                role.other_hours_per_year,
            )  # fmt: skip


def guarded(value: Value) -> str:
    """Text for a cell of text: spreadsheets would run what starts like a formula."""
    if value is None:
        return ""
    if isinstance(value, float | int):
        return plain_number(value)
    return "'" + value if _FORMULA.match(value) else value


def write_csv(project: Project, path: Path) -> tuple[str, ...]:
    """Write the steps of all maps as CSV (UTF-8 with a byte order mark); returns remarks.

    Raises OSError. Text that a spreadsheet would run as a formula is guarded by an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(STEP_TITLES)
    writer.writerows([guarded(value) for value in row] for row in _step_rows(project))
    path.write_bytes(text.getvalue().encode("utf-8-sig", "replace"))
    return _remark(_("A CSV table does not hold: {entries}."), left_behind_by_rows(project))


def write_workbook(project: Project, path: Path) -> tuple[str, ...]:
    """Write the steps and roles of all maps as an Excel table; returns remarks. Raises OSError."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Steps"
    settings = settings_of(project, project.maps, map_labels(project.maps))
    tables: tuple[tuple[Worksheet, tuple[str, ...], Iterator[tuple[Value, ...]]], ...] = (
        (first, STEP_TITLES, _step_rows(project)),
        (book.create_sheet("Roles"), ROLE_TITLES, _role_rows(project)),
        (book.create_sheet("Project"), (HEADING, ""), ((s.label, s.value) for s in settings)),
    )
    for sheet, titles, rows in tables:
        sheet.append(titles)
        for number, row in enumerate(rows, 2):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column)
                if isinstance(value, str):
                    cell.value = _ILLEGAL.sub("\ufffd", value)[:32_767]
                    cell.data_type = "s"  # text stays text, also when it starts with "="
                else:
                    cell.value = value
        for column, title in enumerate(titles, 1):
            sheet.cell(1, column).font = Font(bold=True)
            sheet.column_dimensions[column_letter(column - 1)].width = (
                32 if title in ("Step", "Next", HEADING) else 16
            )
        sheet.freeze_panes = "A2"
    package = io.BytesIO()  # a zip file that a full disk cuts short complains when it is collected
    book.save(package)
    path.write_bytes(package.getvalue())
    return _remark(_("A step table does not hold: {entries}."), left_behind(project, project.maps))


def _remark(what: str, left: Sequence[str]) -> tuple[str, ...]:
    return (what.format(entries=", ".join(left)),) if left else ()
