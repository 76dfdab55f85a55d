"""What a result reads like: its figures as rows, where one of them comes from, its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mopsmap.language import translated as _
from mopsmap.model import Project
from ui.panels.figures import column_texts, value_text
from ui.panels.rows import Row
from ui.panels.tables import Cell, Contents, Heading

if TYPE_CHECKING:
    from mopsmap.analysis.result import Metric, Result, Table


def metric_rows(
    result: Result,
    project: Project,
    unknown: Mapping[str, str] | None = None,
    mapped: Result | None = None,
) -> tuple[Row, ...]:
    """The metrics of an analysis as label and value, the definition as tool tip.

    Those `unknown`, which rest on nothing, are a dash with what to add as tool tip. Values that are
    not `mapped`, but what if, say what they are on the map.
    """
    missing = unknown or {}
    before = {m.key: m for m in mapped.metrics} if mapped is not None else {}
    rows = []
    for metric in result.metrics:
        told = (project.per_item(metric.definition), missing.get(metric.key))
        number = None if metric.key in missing else metric.value
        text = value_text(number, metric.quantity, project)
        details = [metric.note] if metric.note else []
        old = before.get(metric.key, metric)
        was = value_text(old.value, old.quantity, project)
        if was != text and metric.key not in missing:
            details.append(_("{value} on the map").format(value=was))
        rows.append(
            Row(
                project.per_item(metric.label),
                text,
                tuple(details),
                ids=(metric.key,),
                tip=". ".join(filter(None, told)),
                tried=metric.key in before and (was, old.note) != (text, metric.note),
            )
        )
    return tuple(rows)


def origin_rows(metric: Metric, project: Project, missing: str = "") -> tuple[Row, ...]:
    """Where a metric comes from: its definition, what is `missing`, the numbers it is made of."""
    said = [project.per_item(metric.definition), *filter(None, (metric.note, missing))]
    prose = [Row(f"{text.rstrip('.')}.", prose=True) for text in said]
    inputs = [
        Row(project.per_item(each.label), value_text(each.value, each.quantity, project))
        for each in metric.inputs
    ]
    return (*prose, *inputs)


def table_contents(table: Table, project: Project) -> Contents:
    """A table of an analysis, each column in one unit."""
    columns = [
        column_texts([row[i] for row in table.rows], column.quantity, project)
        for i, column in enumerate(table.columns)
    ]
    return Contents(
        tuple(Heading(project.per_item(c.label), c.quantity != "text") for c in table.columns),
        tuple(
            tuple(
                Cell(columns[i][at], value, tip=value if isinstance(value, str) else "")
                for i, value in enumerate(row)
            )
            for at, row in enumerate(table.rows)
        ),
        table.ids,
    )
