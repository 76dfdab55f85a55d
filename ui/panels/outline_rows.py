"""The rows of the outline: what maps, phases and steps show, how they are painted and renamed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mopsmap import units
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED, MapKind, Project, Step, ValueClass, ValueStreamMap
from mopsmap.numerals import in_use
from mopsmap.reading import step_numbers
from mopsmap.record import choice_label
from mopsmap.targets import is_snapshot, snapshots
from ui.look.lettering import RIGHT, draw_text
from ui.look.theme import Appearance, font, paint_icon, token
from ui.panels.look import paint_class_mark, paint_focus

ROW = Qt.ItemDataRole.UserRole
SIDE = 12
FEW, INDENT = 3, 16
"""Snapshots of a map that are always listed, and pixels that they stand behind it."""
MAP_ICONS: dict[MapKind, str] = {"as_is": "map", "to_be": "git-branch", "variant": "versions"}
Index = QModelIndex | QPersistentModelIndex
_CHOSEN = QStyle.StateFlag.State_Selected.value
_UNDER_MOUSE = QStyle.StateFlag.State_MouseOver.value
_OPEN = QStyle.StateFlag.State_Open.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value


@dataclass(frozen=True, slots=True)
class StepRow:
    """What the row of a step shows."""

    step: str
    number: int
    name: str
    wait: str
    value_class: ValueClass | None

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        said = within(choice_label(self.value_class))
        name = self.name or within(UNNAMED)
        return _("Step {number}, {name}, wait {wait}, value class {value_class}").format(
            number=self.number, name=name, wait=self.wait, value_class=said
        )


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A phase or lane with the sum of its waits and the ids of its steps in order."""

    name: str
    wait: str
    steps: tuple[StepRow, ...]

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        return _("{name}, wait {wait}").format(name=self.name, wait=self.wait)


@dataclass(frozen=True, slots=True)
class MapRow:
    """What the row of a map shows."""

    map_id: str
    name: str
    kind: MapKind
    lead_time: str
    shown: bool
    depth: int = 0

    @property
    def title(self) -> str:
        """The name as it is listed: a snapshot is known by its sign, its time has to be seen."""
        before = _("Snapshot {time}").partition("{")[0]
        return (self.name.removeprefix(before) if self.depth else self.name) or _("No name")


@dataclass(frozen=True, slots=True)
class FoldRow:
    """Stands for the snapshots of a map, which it hides or shows."""

    map_id: str
    number: int
    opened: bool
    depth: int = 1

    @property
    def name(self) -> str:
        """What the row says."""
        return counted(self.number, "{n} snapshot", "{n} snapshots")


def map_tree(project: Project) -> list[tuple[ValueStreamMap, int]]:
    """Every map and how deep it is listed: snapshots below the map they are of, else in order."""
    found: list[tuple[ValueStreamMap, int]] = []

    def add(one: ValueStreamMap, depth: int) -> None:
        found.append((one, depth))
        for kept in snapshots(project, one.id):
            add(kept, depth + 1)

    for one in project.maps:
        if not is_snapshot(one):
            add(one, 0)
    listed = {one.id for one, _depth in found}
    return found + [(one, 0) for one in project.maps if one.id not in listed]


def map_rows(
    project: Project, shown: str, lead_time: Callable[[str], str], opened: Collection[str]
) -> list[MapRow | FoldRow]:
    """The rows of all maps. More than a few snapshots of one map hide behind a row, unless that
    is `opened` or one of them is `shown`."""
    rows: list[MapRow | FoldRow] = []
    hidden = -1
    for one, depth in map_tree(project):
        if -1 < hidden < depth:
            continue
        hidden = -1
        deep = min(depth, 1)
        rows.append(MapRow(one.id, one.name, one.kind, lead_time(one.id), one.id == shown, deep))
        kept = snapshots(project, one.id)
        if len(kept) > FEW:
            is_open = one.id in opened or any(each.id == shown for each in kept)
            rows.append(FoldRow(one.id, len(kept), is_open))
            hidden = -1 if is_open else depth
    return rows


class Waits:
    """The mean waits of steps in hours and in words; a step that stays is not asked again."""

    def __init__(self) -> None:
        self._setting: object = None
        self._known: dict[str, tuple[Step, float, str]] = {}

    def of(self, project: Project, step: Step) -> tuple[float, str]:
        """Hours, 0 where they are unknown, and what is shown."""
        setting = (project.calendar, project.distribution)
        if (setting, in_use()) != self._setting:
            self._setting = setting, in_use()
            self._known.clear()
        found = self._known.get(step.id)
        if found is None or found[0] is not step:
            hours = units.mean_hours(step.wait_time, *setting)
            text = units.DASH if step.wait_time is None else _days(hours, project)
            found = self._known[step.id] = (step, hours, text)
        return found[1:]


def group_rows(
    project: Project, one: ValueStreamMap, waits: Waits | None = None
) -> tuple[GroupRow, ...]:
    """The steps in the order of the work, by phase, or by lane where no step has a phase."""
    waits = waits or Waits()
    by_phase = any(step.phase for step in one.steps)
    rest = _("No phase") if by_phase else _("No role")
    groups: dict[str, list[StepRow]] = {}
    hours: dict[str, float] = {}
    timed: set[str] = set()
    lanes = {role.id: role.name for role in one.roles}
    steps = one.step_by_id
    for step_id, number in step_numbers(one).items():
        step = steps[step_id]
        group = (step.phase if by_phase else lanes.get(step.role or "", "")) or rest
        wait, shown = waits.of(project, step)
        hours[group] = hours.get(group, 0.0) + wait
        if step.wait_time is not None:
            timed.add(group)
        row = StepRow(step_id, number, step.name, shown, step.value_class)
        groups.setdefault(group, []).append(row)
    order = [*(g for g in groups if g != rest), *(g for g in groups if g == rest)]
    sums = {g: _days(hours[g], project) if g in timed else units.DASH for g in order}
    return tuple(GroupRow(g, sums[g], tuple(groups[g])) for g in order)


def only_come_or_gone(before: Sequence[GroupRow], after: Sequence[GroupRow]) -> bool:
    """Whether groups and steps only came or went, and all that stayed keep group and order."""

    def kept(groups: Sequence[GroupRow], others: Sequence[GroupRow]) -> list[object]:
        names = {group.name for group in others}
        steps = {row.step for group in others for row in group.steps}
        found = [(g.name, [row.step for row in g.steps if row.step in steps]) for g in groups]
        return [(name, stayed) for name, stayed in found if stayed or name in names]

    return bool(before and after) and kept(before, after) == kept(after, before)


def _days(hours: float, project: Project) -> str:
    """A wait as short as on the cards."""
    return units.format_days(hours, project.calendar, short=True)


class RowDelegate(QStyledItemDelegate):
    """Paints rows of maps, groups and steps; edits names in place."""

    renamed = Signal(str, str)

    def __init__(self, look: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW)
        names = {MapRow: "mapRow", FoldRow: "mapRow", GroupRow: "treeGroupRow"}
        return QSize(80, token(f"control.{names.get(type(row), 'treeRow')}"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme = index.data(ROW), self._appearance.theme
        rect = QRectF(option.rect)
        state = option.state.value  # flags of Python's own are ten times as slow to test
        chosen = row.shown if isinstance(row, MapRow) else bool(state & _CHOSEN)
        painter.save()
        if chosen:
            painter.fillRect(rect, theme.color("surface.selected"))
        elif state & _UNDER_MOUSE:
            painter.fillRect(rect, theme.color("surface.hover"))
        if isinstance(row, MapRow):
            self._paint_map(painter, rect, row)
        elif isinstance(row, FoldRow):
            self._paint_fold(painter, rect, row)
        elif isinstance(row, GroupRow):
            self._paint_group(painter, rect, row, bool(state & _OPEN))
        else:
            self._paint_step(painter, rect, row, chosen)
        if state & _FOCUSED:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_focus(painter, theme, rect.adjusted(2, 0, -2, 0), 4)
        painter.restore()

    def _texts(
        self, painter: QPainter, room: QRectF, left: str, right: str, style: str, tone: str
    ) -> None:
        theme = self._appearance.theme
        quiet = theme.color("text.secondary")
        used = draw_text(painter, room, right, font("label"), quiet, RIGHT) + 6
        beside = room.adjusted(0, 0, -used, 0)
        draw_text(painter, beside, left, font(style), theme.color(tone))

    def _paint_map(self, painter: QPainter, rect: QRectF, row: MapRow) -> None:
        theme = self._appearance.theme
        ink = theme.color("text.primary" if row.shown else "text.secondary")
        icon = "camera" if row.depth else MAP_ICONS[row.kind]
        left = SIDE + row.depth * INDENT
        paint_icon(painter, icon, QRectF(left, rect.center().y() - 7, 14, 14), ink)
        style = ("cardTitle" if row.depth else "section") if row.shown else ""
        style = style or ("label" if row.depth else "control")
        room = rect.adjusted(left + 21, 0, -SIDE, 0)
        self._texts(painter, room, row.title, row.lead_time, style, "text.primary")

    def _paint_fold(self, painter: QPainter, rect: QRectF, row: FoldRow) -> None:
        ink = self._appearance.theme.color("text.secondary")
        chevron = "chevron-down" if row.opened else "chevron-right"
        paint_icon(painter, chevron, QRectF(SIDE + INDENT, rect.center().y() - 7, 14, 14), ink)
        room = rect.adjusted(SIDE + INDENT + 21, 0, -SIDE, 0)
        self._texts(painter, room, row.name, "", "label", "text.secondary")

    def _paint_group(self, painter: QPainter, rect: QRectF, row: GroupRow, opened: bool) -> None:
        ink = self._appearance.theme.color("text.secondary")
        chevron = "chevron-down" if opened else "chevron-right"
        paint_icon(painter, chevron, QRectF(SIDE - 4, rect.center().y() - 7, 14, 14), ink)
        room = rect.adjusted(SIDE + 14, 0, -8, 0)
        self._texts(painter, room, row.name, row.wait, "label", "text.primary")

    def _paint_step(self, painter: QPainter, rect: QRectF, row: StepRow, chosen: bool) -> None:
        theme = self._appearance.theme
        mark = QRectF(SIDE + 2, round(rect.center().y() - 6), 4, 13)
        paint_class_mark(painter, theme, row.value_class, mark)
        place = QRectF(SIDE + 10, rect.top(), 20, rect.height())
        quiet = theme.color("text.secondary")
        draw_text(painter, place, str(row.number), font("label"), quiet, RIGHT)
        room = QRectF(rect)
        room.setLeft(self.name_left(row))
        room.setRight(rect.right() - 8)
        style = "section" if chosen else "label"
        tone = "text.primary" if row.name else "text.tertiary"
        self._texts(painter, room, row.name or UNNAMED, row.wait, style, tone)

    def name_left(self, row: Any) -> int:
        """Where the name begins, pixels from the left edge."""
        return SIDE + (21 + row.depth * INDENT if isinstance(row, MapRow) else 38)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(font("label"))
        editor.setAccessibleName(_("Name"))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(self.name_left(index.data(ROW)) - 6, 0, -6, 0))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data(ROW).name)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        row = index.data(ROW)
        if isinstance(editor, QLineEdit):
            name = editor.text().strip()
            if name != row.name:
                self.renamed.emit(row.map_id if isinstance(row, MapRow) else row.step, name)
