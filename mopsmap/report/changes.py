"""The sheet that lists what happened to each step from the first map to the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mopsmap.language import to_translate
from mopsmap.language import translated as _
from mopsmap.report.book import Book, Column
from mopsmap.report.content import Changes, Report, Side

Line = tuple[str, str, str, str, str, str]


def changes_sheet(book: Book, report: Report) -> None:
    """Removed, merged, split, added and changed steps, field by field; none without a to-be."""
    if report.changes is None:
        return
    before, after = report.sides
    sheet = book.fixed(to_translate("Changes"))
    said = _("What happened to the steps from {old} to {new}.")
    sheet.title(_("Changes"), said.format(old=before.label, new=after.label))
    lines = list(_lines(report.changes, before, after))
    columns: list[Column[Line]] = [
        Column("change", _("Change"), 11, "text", lambda line: line[0]),
        Column("step", _("Step"), 34, "text", lambda line: line[1]),
        Column("field", _("Field"), 18, "text", lambda line: line[2]),
        Column("old", before.label, 48, "wrap", lambda line: line[3]),
        Column("new", after.label, 48, "wrap", lambda line: line[4]),
        Column("reason", _("Countermeasures"), 40, "wrap", lambda line: line[5]),
    ]
    table = sheet.table(3, 0, columns, lines)
    if not lines:
        sheet.put(table.first, 0, _("No step changed."))
    sheet.raw.autofilter(table.header, 0, table.last, len(columns) - 1)
    sheet.finish(table.header)


def _lines(changes: Changes, before: Side, after: Side) -> Iterator[Line]:
    """(change, step, field, old, new, countermeasures)."""
    for step in changes.removed:
        name = before.step_name(step)
        yield _("removed"), name, "", name, "", changes.reasons.get(step, "")
    for step, others in changes.merged.items():
        name = after.step_name(step)
        yield _("merged"), name, "", _named(before, others), name, changes.reasons.get(step, "")
    for step, others in changes.split.items():
        name = before.step_name(step)
        yield _("split"), name, "", name, _named(after, others), changes.reasons.get(step, "")
    for step in changes.added:
        name = after.step_name(step)
        yield _("added"), name, "", "", name, changes.reasons.get(step, "")
    for step, fields in changes.changed.items():
        for label, (old, new) in fields.items():
            reason = changes.reasons.get(step, "")
            yield _("changed"), after.step_name(step), label, old, new, reason


def _named(side: Side, steps: Sequence[str]) -> str:
    return ", ".join(side.step_name(step) for step in steps)
