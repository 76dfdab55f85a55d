"""Two maps in numbers: key figures with their change, and which steps were changed and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from mopsmap import units
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.reading import step_numbers
from mopsmap.record import attribute_of
from ui.look.theme import Appearance
from ui.panels.figures import (
    arrow,
    compared_texts,
    field_text,
    names_sentence,
)
from ui.panels.rows import Row, RowList
from ui.panels.sentence import Line
from ui.panels.tables import Cell, Contents, FigureTable, Heading

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, Metric, Quantity

NARROW = 640
"""Below this width the lists stand below each other."""


def metric_contents(
    found: Mapping[str, Any], project: Project, analyzed: Analyzed | None
) -> Contents:
    """The table of key figures: before, after and the change with arrow, sign and tone."""
    from mopsmap.analysis.unknown import unknown_figures, without_unknown

    unknown = {end: unknown_figures(project.map_by_id[found[end]]) for end in ("from", "to")}
    names = [project.map_by_id[found[end]].name for end in ("from", "to")]
    known = {m.key: m for r in analyzed.ready for m in r.metrics} if analyzed else {}
    rows = []
    for entry in found["metrics"]:
        missing = {end: reasons.get(entry["name"], "") for end, reasons in unknown.items()}
        entry = without_unknown(entry, missing)
        metric = known.get(entry["name"])
        quantity = metric.quantity if metric else _quantity(entry["name"])
        old, new, size = compared_texts(entry["from"], entry["to"], quantity, project)
        rows.append(
            (
                _named(entry["name"], metric, project),
                Cell(old, tone="text.secondary", tip=missing["from"]),
                Cell(new, strong=True, tip=missing["to"]),
                _change(entry, size, quantity),
            )
        )
    headings = (
        Heading(_("Figure, typical case unless said"), number=False),
        *(Heading(name or _("Map")) for name in names),
        Heading(_("Change")),
    )
    return Contents(headings, tuple(rows))


def _named(name: str, metric: Metric | None, project: Project) -> Cell:
    if metric is None:
        label = name.replace("_", " ").removesuffix(" hours").capitalize()
        return Cell(project.per_item(label))
    label = project.per_item(metric.label)
    return Cell(label, tip=f"{label}: {project.per_item(metric.definition)}")


def _quantity(name: str) -> Quantity:
    if "cost" in name:
        return "money"
    if "lead_time" in name or "wait" in name:
        return "days"
    return "hours" if "hours" in name else "count"


def _change(entry: Mapping[str, Any], size: str, quantity: Quantity) -> Cell:
    change = entry.get("change")
    if change is None:
        return Cell(size, tone="text.tertiary")
    if not size:
        return Cell(_("no change"), tone="text.tertiary")
    tone = {True: "positive.text", False: "negative.text", None: "text.secondary"}
    share = entry.get("change_percent")
    told = share is not None and quantity not in units.SHARES
    percent = _("{percent} of before").format(percent=units.format_change(share)) if told else ""
    return Cell(
        f"{arrow(change)} {size}",
        tone=tone[entry.get("better")],
        strong=True,
        tip=percent,
    )


def change_rows(found: Mapping[str, Any], project: Project) -> tuple[Row, ...]:
    """The steps added, removed, merged, split and changed, each kind under its heading."""
    before, after = (project.map_by_id[found[end]] for end in ("from", "to"))
    old, new, steps = step_numbers(before), step_numbers(after), found["steps"]
    measures = {c.id: c.name or c.id for c in after.countermeasures}

    def former(ids: Iterable[str]) -> str:
        return names_sentence([_title(before, i, old) for i in ids], 4)

    def later(ids: Iterable[str]) -> str:
        return names_sentence([_title(after, i, new) for i in ids], 4)

    def dropped(step: str) -> tuple[str, ...]:
        by = [measures.get(i, i) for i in steps.get("removed_by", {}).get(step, ())]
        return (_("Dropped by: {names}").format(names=names_sentence(by)),) if by else ()

    def changed(fields: Mapping[str, Any]) -> tuple[str, ...]:
        told = _details(fields, project, after)
        if "was" in fields:
            told = (_("Takes the place of {step}").format(step=former([fields["was"]])), *told)
        return told

    def row(name: str, details: tuple[str, ...], sign: str, *ids: str) -> Row:
        tone = "positive.text" if sign == "square-rounded-plus" else "text.secondary"
        return Row(name, "", details, sign, tone, ids)

    gone, come = partial(_title, before, numbers=old), partial(_title, after, numbers=new)
    split, merged = _("Into {steps}"), _("From {steps}")
    parts = (
        (_("Added"), [row(come(i), (), "square-rounded-plus", i) for i in steps["added"]]),
        (_("Removed"), [row(gone(i), dropped(i), "circle-minus", i) for i in steps["removed"]]),
        (
            _("Merged"),
            [
                row(come(i), (merged.format(steps=former(was)),), "arrows-join-2", i)
                for i, was in steps.get("merged", {}).items()
            ],
        ),
        (
            _("Split"),
            [
                row(gone(i), (split.format(steps=later(now)),), "arrows-split-2", *now)
                for i, now in steps.get("split", {}).items()
            ],
        ),
        (
            _("Changed"),
            [row(come(i), changed(fields), "pencil", i) for i, fields in steps["changed"].items()],
        ),
    )
    rows: list[Row] = []
    for title, entries in parts:
        if entries:
            rows += [Row(title, str(len(entries)), heading=True), *entries]
    return tuple(rows)


def _title(one: ValueStreamMap, step: str, numbers: Mapping[str, int]) -> str:
    known = one.step_by_id.get(step)
    return f"{numbers.get(step, '')} {known.name if known and known.name else step}".strip()


def _details(fields: Mapping[str, Any], project: Project, one: ValueStreamMap) -> tuple[str, ...]:
    found = []
    for name, pair in fields.items():
        if name not in Step.model_fields or not isinstance(pair, list | tuple):
            continue
        if name in ("replaces", "countermeasures", "description"):
            continue
        old, new = (field_text(name, value, project, one) for value in pair)
        found.append(f"{attribute_of(Step, name).label}: {old} → {new}")
    return tuple(found)


def counts(found: Mapping[str, Any]) -> str:
    """How many steps were added, removed and changed, in words."""
    steps = found["steps"]
    sizes = {kind: len(steps.get(kind, ())) for kind in _COUNTS}
    return ", ".join(
        say(sizes[kind])
        for kind, say in _COUNTS.items()
        if sizes[kind] or kind in ("added", "removed", "changed")
    )


_COUNTS: dict[str, Callable[[int], str]] = {
    "added": lambda n: counted(n, "{n} added", "{n} added"),
    "removed": lambda n: counted(n, "{n} removed", "{n} removed"),
    "merged": lambda n: counted(n, "{n} merged", "{n} merged"),
    "split": lambda n: counted(n, "{n} split", "{n} split"),
    "changed": lambda n: counted(n, "{n} changed", "{n} changed"),
}
"""How many steps changed in each way, in words."""


class ComparisonTables(QWidget):
    """The figures of two maps with their change, and the steps that changed. `chosen(step)` and
    `opened(step)` tell of a step of the list."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.table = FigureTable(appearance, sortable=False)
        self.table.setAccessibleName(_("Key figures"))
        self.changes = RowList(appearance)
        self.changes.setAccessibleName(_("Changed steps"))
        self.setFocusProxy(self.table)
        self._line = Line(appearance)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(self.table, 5)
        self._body.addWidget(self._line)
        self._body.addWidget(self.changes, 4)
        for told, tell in ((self.changes.chosen, self.chosen), (self.changes.opened, self.opened)):
            told.connect(lambda row, tell=tell: tell.emit(row.ids[0]) if row.ids else None)

    def show_comparison(
        self, found: Mapping[str, Any], project: Project, analyzed: Analyzed | None
    ) -> None:
        """Show the answer of `compare`; `analyzed` says what each figure is."""
        self.table.set_contents(metric_contents(found, project, analyzed))

    def show_changes(
        self, found: Mapping[str, Any], project: Project, more: tuple[Row, ...]
    ) -> None:
        """Show the steps that changed, and more below them."""
        self.changes.set_rows((*change_rows(found, project), *more))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the lists stand below each other."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._body.direction() != way:
            self._body.setDirection(way)
            self._line.setFixedSize(*((16777215, 1) if narrow else (1, 16777215)))
