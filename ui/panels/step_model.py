"""The steps of the map shown as rows and cells: what cells say, how they sort, how they change.

The row below the last step is for a new one, whose name makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from mopsmap import edits, units
from mopsmap.capture.ways import checked_ways, read_ways
from mopsmap.language import translated as _
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.numerals import in_use
from mopsmap.reading import step_numbers
from mopsmap.record import Attribute, attributes
from ui.panels.entry import checked, read, unit_of, written
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
Values = dict[str, dict[str, Any]]
"""New values by step and attribute."""

LEFT_OUT = ("hidden",)
RIGHT = ("estimate", "fraction", "number", "whole", "money")
LISTS = ("choice", "role")
SOUGHT = ("text", "long_text", "role", "names", "choice", "choices")
"""What is looked through for a text that is sought."""
KEPT = ("name", "kind")
"""Attributes that Delete leaves alone."""

FIRST = (
    *("name", "role", "next", "phase", "value_class", "process_time", "wait_time", "wait_reason"),
    *("complete_accurate", "people", "helpers", "fixed_cost", "tools", "wastes", "lever"),
)
STEP, ATTRIBUTE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


NEXT = Attribute(
    name="next",
    label=_("Next"),
    help=_("The steps it leads to, by number: 4, 7, or yes 65% >12, no 35% back to 8."),
    kind="flows",
    unit="",
    default=(),
    choices=(),
    optional=False,
    title="Next",
)
"""The flows that leave a step: no field of it, but a column."""


def columns() -> tuple[Attribute, ...]:
    """What has a column, attributes of a step and its flows: what people look for first, then the
    rest."""
    shown = [*(a for a in attributes(Step) if a.kind not in LEFT_OUT), NEXT]
    first = [a for name in FIRST for a in shown if a.name == name]
    return (*first, *(a for a in shown if a not in first))


class StepModel(QAbstractTableModel):
    """The steps of the map shown as rows. Sorting orders the rows and never touches the map."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.attributes = columns()
        self.ids: list[str] = []
        self.rows: dict[str, int] = {}
        self._steps: dict[str, Step] = {}
        self._numbers: Mapping[str, int] = {}
        self._one: ValueStreamMap | None = None
        self._map_id = ""
        self._settings: tuple[Any, ...] = ()
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._sought = ""

    def refresh(self) -> None:
        """Show the map as it is now, with as few changes as possible."""
        project, one = self.session.project, self.session.map
        settings = (project.calendar, project.distribution, project.currency, in_use())
        if one is self._one and settings == self._settings:
            return
        numbers = step_numbers(one)
        ids = list(numbers)
        kept = self._sorted is not None or self._sought
        if kept and self._map_id == one.id:
            known = set(self.ids)
            new = (i for i in ids if i not in known and i not in self._steps)
            ids = [i for i in self.ids if i in numbers] + [*new]
        old = self._one
        headers = settings != self._settings
        self._one, self._map_id, self._settings = one, one.id, settings
        if old is not None and ids[: len(self.ids)] == self.ids and len(ids) == len(self.ids) + 1:
            # the row for a new step is that step now, and there is another one below
            self.beginInsertRows(QModelIndex(), len(ids), len(ids))
            self._take(ids, numbers, one)
            self.endInsertRows()
            self.dataChanged.emit(self.index(0, 0), self.index(len(ids), self.columnCount() - 1))
            return
        if ids != self.ids:
            self.beginResetModel()
            self._take(ids, numbers, one)
            self.endResetModel()
            return
        named = old is not None and (old.roles, old.flows) == (one.roles, one.flows)
        names_differ = not named or headers or numbers != self._numbers
        changed = [
            row
            for row, step in enumerate(ids)
            if names_differ or self._steps.get(step) is not one.step_by_id[step]
        ]
        self._take(ids, numbers, one)
        if changed:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))
        if headers:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def _take(self, ids: list[str], numbers: Mapping[str, int], one: ValueStreamMap) -> None:
        self.ids, self._numbers, self._steps = ids, numbers, one.step_by_id
        self.rows = {step: row for row, step in enumerate(ids)}

    @property
    def _map(self) -> ValueStreamMap:
        """The map whose steps are the rows, without what is only tried."""
        return self._one if self._one is not None else self.session.map

    def step(self, row: int) -> Step:
        """The step of a row."""
        return self._steps[self.ids[row]]

    def value(self, step: Step, attribute: Attribute) -> Any:
        """What a step has in a column."""
        if attribute is NEXT:
            return edits.ways_of(self._map, step.id)
        return getattr(step, attribute.name)

    def attribute(self, column: int) -> Attribute | None:
        """The attribute of a column; None for the number."""
        return self.attributes[column - 1] if column else None

    def is_new(self, row: int) -> bool:
        """Whether a row is the one for a new step."""
        return row >= len(self.ids)

    def title(self, column: int) -> str:
        """What stands over a column."""
        return str(self.headerData(column, Qt.Orientation.Horizontal))

    def copied(self, row: int, column: int) -> str:
        """What a cell says elsewhere: as it would be typed, shares with their sign."""
        text, attribute = self.text(row, column), self.attribute(column)
        share = attribute is not None and attribute.kind == "fraction"
        return f"{text.removesuffix('%')}%" if text and share else text

    def text(self, row: int, column: int) -> str:
        """What a cell shows, as it would be typed."""
        if self.is_new(row):
            return ""
        attribute = self.attribute(column)
        if attribute is None:
            return str(self._numbers.get(self.ids[row], ""))
        value = self.value(self.step(row), attribute)
        return written(attribute, value, self.session.project, self._map)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.ids) + self._adds

    @property
    def _adds(self) -> int:
        """The rows for new steps: one where the map may be changed and all of it is shown."""
        return int(not self.session.read_only and not self._sought and self._one is not None)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.attributes) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if self.is_new(index.row()) and self.attribute(index.column()) != self.attributes[0]:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        attribute = self.attribute(column)
        if self.is_new(row):
            return self._new_data(column, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = self.text(row, column)
                unknown = attribute is not None and not text and attribute.optional
                if attribute is not None and attribute.kind == "estimate":
                    text = text.replace("-", units.DASH)
                return units.DASH if unknown else text.replace("\n", " ")
            case Qt.ItemDataRole.EditRole:
                return self.text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                text = self.text(row, column)
                return text if len(text) > 14 else attribute.help if attribute else None
            case Qt.ItemDataRole.TextAlignmentRole:
                right = attribute is None or attribute.kind in RIGHT
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole:
                label = attribute.label if attribute else _("Number")
                unset = _("not set")
                return f"{label}: {self.text(row, column) or unset}"
        if role == STEP:
            return self.step(row)
        return attribute if role == ATTRIBUTE else None

    def _new_data(self, column: int, role: int) -> Any:
        """What the row for a new step shows and says."""
        attribute = self.attribute(column)
        if role == ATTRIBUTE and attribute == self.attributes[0]:
            return attribute
        if attribute != self.attributes[0]:
            return "" if role == Qt.ItemDataRole.DisplayRole else None
        words = _("New step")
        told = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return words if role in told else "" if role == Qt.ItemDataRole.EditRole else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        attribute = self.attribute(section)
        if role == Qt.ItemDataRole.DisplayRole:
            if attribute is None:
                return "#"
            unit = unit_of(attribute, self.session.project)
            own = attribute.kind == "estimate" or unit in attribute.label
            return f"{attribute.label}, {unit}" if unit and not own else attribute.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return attribute.help if attribute else _("Place in the order of the work.")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = attribute is None or attribute.kind in RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def seek(self, text: str) -> None:
        """Show only the rows that hold a text in one of their cells."""
        self._sought = text.strip().casefold()
        self.beginResetModel()
        self._sort(*(self._sorted or (-1, Qt.SortOrder.AscendingOrder)))
        self.endResetModel()

    def _holds(self, step: Step) -> bool:
        project, one = self.session.project, self.session.map
        return not self._sought or any(
            self._sought in written(a, getattr(step, a.name), project, one).casefold()
            for a in self.attributes
            if a.kind in SOUGHT
        )

    @property
    def total(self) -> int:
        """How many steps the map has, shown here or not."""
        return len(self._numbers)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; unknown values come last; -1 is the order of the work."""
        self._sorted = (column, order) if column > 0 else None
        self.layoutAboutToBeChanged.emit()
        before = [
            "" if self.is_new(i.row()) else self.ids[i.row()] for i in self.persistentIndexList()
        ]
        old = self.persistentIndexList()
        self._sort(column, order)
        rows = {**self.rows, "": len(self.ids)}
        moved = [self.index(rows[s], i.column()) for s, i in zip(before, old, strict=True)]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        down = order == Qt.SortOrder.DescendingOrder
        ids = sorted(self._numbers, key=self._numbers.__getitem__, reverse=down and column == 0)
        ids = [i for i in ids if self._holds(self._steps[i])]
        if column > 0:
            keys = {i: self._key(self._steps[i], column) for i in ids}
            known = sorted((i for i in ids if keys[i] is not None), key=keys.__getitem__)
            rest = [i for i in ids if keys[i] is None]
            ids = [*(reversed(known) if down else known), *rest]
        self._take(ids, self._numbers, self.session.map)

    def _key(self, step: Step, column: int) -> Any:
        attribute = self.attributes[column - 1]
        value = self.value(step, attribute)
        project = self.session.project
        if value is None or value in ("", ()):
            return None
        if attribute.kind == "estimate":
            return units.mean_hours(value, project.calendar, project.distribution)
        if attribute.kind in RIGHT:
            return value
        if attribute is NEXT:
            return [self._numbers.get(way.to, 0) for way in value]
        if attribute.kind == "choice":
            return [known for known, _ in attribute.choices].index(value)
        return written(attribute, value, project, self._map).casefold()

    def read_cell(self, row: int, attribute: Attribute, text: str) -> Any:
        """The value a text gives to a cell; raises UnitError with one sentence."""
        step, one = self.step(row), self._map
        if attribute is NEXT:
            return read_ways(text, one, step.id)
        return self.checked(step, attribute, read(attribute, text, self.session.project, one))

    def checked(self, step: Step, attribute: Attribute, value: Any) -> Any:
        """A value, or UnitError with one sentence where the step cannot have it."""
        if attribute is NEXT:
            return checked_ways(value, self._map, step.id)
        return checked(step, attribute, value)

    def add(self, name: str) -> str | None:
        """Make a step behind the last one shown; its id, None where it was not made."""
        session, map_id = self.session, self.session.map_id
        new_id = edits.fresh_id(session.project, "step")
        last = max(self.ids, key=self._numbers.__getitem__, default=None)
        near = self._steps[last] if last is not None else None
        roles = session.map.roles
        role = near.role if near is not None else roles[0].id if roles else None
        after = None if near is None or near.kind == "end" else near.id

        def change(project: Project) -> Project:
            return edits.add_step(project, map_id, new_id, name=name, role=role, after=after)

        return new_id if session.edit(_("Add step"), change, structural=True) else None

    def may_empty(self, attribute: Attribute, whole: bool) -> bool:
        """Whether Delete empties a cell; of a row selected as a `whole`, the flows stay."""
        if attribute.name in KEPT or (attribute is NEXT and whole):
            return False
        return attribute.optional or attribute.default in ("", (), 0.0)

    def put(self, label: str, values: Values) -> bool:
        """Change cells as one undo entry; False where nothing changed."""
        map_id = self.session.map_id
        drawn = any(changes.keys() & {"role", "next"} for changes in values.values())
        return self.session.edit(label, lambda p: changed(p, map_id, values), structural=drawn)


def changed(project: Project, map_id: str, values: Values) -> Project:
    """The project with new values of steps and the flows that leave them."""
    one = project.map_by_id[map_id]
    ways = {step: changes["next"] for step, changes in values.items() if "next" in changes}
    fields = {
        step: {name: value for name, value in changes.items() if name != "next"}
        for step, changes in values.items()
    }
    steps = tuple(s.replace(**fields[s.id]) if fields.get(s.id) else s for s in one.steps)
    made = edits.set_map(project, map_id, steps=steps)
    return edits.set_ways(made, map_id, ways) if ways else made
