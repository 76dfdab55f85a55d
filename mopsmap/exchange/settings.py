"""What a step table cannot hold in its rows: the project and its maps, as lines of label and value.

The lines follow a heading by which they are found again, in the workbook of a report too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from mopsmap.exchange.cells import CellError, choice_of, is_unknown, number_of, text_of
from mopsmap.exchange.format import ExchangeError, at_place
from mopsmap.exchange.headers import key_of
from mopsmap.exchange.sheet import Cell, Sheet
from mopsmap.language import to_translate, translated, within
from mopsmap.language import translated as _
from mopsmap.model import Project, Role, ValueStreamMap
from mopsmap.numerals import shown
from mopsmap.record import Record, attribute_of, choice_title
from mopsmap.units import Calendar, ThreePoint

HEADING = "Project and maps"
LEFT_BEHIND = "Not in this workbook"
LONGEST = 32_000
_BETWEEN = "; "

ProjectField = Literal["title", "description", "item", "currency", "distribution"]
CalendarField = Literal["hours_per_day", "days_per_week", "days_per_year"]
MapField = Literal[
    "id", "name", "kind", "based_on", "demand_per_year", "arrivals", "goal", "milestones"
]
_RECORDS: tuple[tuple[type[Record], tuple[str, ...]], ...] = (
    (Project, get_args(ProjectField)),
    (Calendar, get_args(CalendarField)),
)
_CHOICES = ("distribution", "kind", "arrivals")


@dataclass(frozen=True, slots=True)
class Setting:
    """One line: its label, the value of `field` (of the map labeled `map`, else of the project)."""

    label: str
    value: str | float | None
    field: str
    map: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings read back: fields of the project, its calendar and its maps by label."""

    project: Mapping[str, Any] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    maps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    left_behind: str = ""


def map_labels(maps: Sequence[ValueStreamMap], longest: int = 10_000) -> list[str]:
    """The maps' names, at most `longest` characters and different from one another."""
    labels: list[str] = []
    taken: set[str] = set()
    for one in maps:
        name = " ".join((one.name.strip() or one.id).split())[:longest]
        label, number = name, 2
        while key_of(label) in taken:
            label, number = f"{name} {number}", number + 1
        taken.add(key_of(label))
        labels.append(label)
    return labels


def settings_of(
    project: Project, maps: Sequence[ValueStreamMap], labels: Sequence[str]
) -> tuple[Setting, ...]:
    """The lines for `project` and those of its `maps` that are written under `labels`."""
    lines = []
    for record, (kind, names) in zip((project, project.calendar), _RECORDS, strict=True):
        lines += [Setting(attribute_of(kind, n).title, _value(record, n), n) for n in names]
    for one, label in zip(maps, labels, strict=True):
        for name in get_args(MapField):
            if name not in ("based_on", "goal", "milestones") or getattr(one, name):
                said = f"{label}: {attribute_of(ValueStreamMap, name).title}"
                lines.append(Setting(said, _value(one, name), name, label))
    left = ", ".join(left_behind(project, maps, str))
    return (*lines, Setting(LEFT_BEHIND, left, "left_behind")) if left else tuple(lines)


def _value(record: Record, name: str) -> str | float | None:
    value = getattr(record, name)
    if name in _CHOICES:
        return choice_title(value)
    if isinstance(value, tuple):
        return _BETWEEN.join(value)
    return "" if value is None and name != "demand_per_year" else value


def left_behind(
    project: Project, maps: Sequence[ValueStreamMap], say: Callable[[str], str] = translated
) -> tuple[str, ...]:
    """What the steps, roles and settings of `maps` cannot hold and the project has.

    `say` gives the texts in a language; files hold them in English.
    """
    return tuple(dict.fromkeys(_left_behind(project, maps, say)))


def _left_behind(
    project: Project, maps: Sequence[ValueStreamMap], say: Callable[[str], str]
) -> Iterator[str]:
    for one in project.maps:
        if one not in maps:
            yield say(to_translate("the map '{name}'")).format(name=one.name or one.id)
    for one in maps:
        if one.notes:
            yield say(to_translate("notes"))
        if one.charter != type(one.charter)():
            yield say(to_translate("charter"))
        if one.countermeasures:
            yield say(to_translate("countermeasures"))
        if any(step.position for step in one.steps):
            yield say(to_translate("positions"))
        if any(len(step.name + step.description) > LONGEST for step in one.steps):
            yield say(to_translate("the end of texts over {most} characters")).format(
                most=shown(f"{LONGEST:,}")
            )
        if len({key_of(role.name or role.id) for role in one.roles}) < len(one.roles):
            yield say(to_translate("the difference between roles of the same name"))
        if len({(f.source, f.target, f.kind) for f in one.flows}) < len(one.flows):
            yield say(to_translate("second flows between the same two steps"))
    if _has_unknown_keys(project):
        yield say(to_translate("unknown keys"))


def _has_unknown_keys(record: object) -> bool:
    if isinstance(record, Record):
        return bool(record.model_extra) or any(
            _has_unknown_keys(value) for value in record.__dict__.values()
        )
    return isinstance(record, tuple) and any(_has_unknown_keys(one) for one in record)


def left_behind_by_rows(project: Project) -> tuple[str, ...]:
    """What a table of nothing but steps leaves behind: settings and figures of roles as well."""
    found = [
        attribute_of(kind, name).label.lower()
        for record, (kind, names) in zip((project, project.calendar), _RECORDS, strict=True)
        for name in names
        if getattr(record, name) != attribute_of(kind, name).default
        and (name != "distribution" or _has_three_points(project.maps))
    ]
    groups: tuple[tuple[type[Record], tuple[str, ...], list[Any]], ...] = (
        (ValueStreamMap, ("demand_per_year", "arrivals", "goal", "milestones"), [*project.maps]),
        (
            Role,
            ("headcount", "hourly_cost", "availability", "other_hours_per_year", "kind"),
            [role for one in project.maps for role in one.roles],
        ),
    )
    for kind, names, records in groups:
        for name in names:
            known = attribute_of(kind, name)
            if any(getattr(record, name) != known.default for record in records):
                said = _("{field} of roles") if kind is Role else "{field}"
                found.append(said.format(field=within(known.label)))
    if any(not one.steps for one in project.maps):
        found.append(_("maps without steps"))
    return (*found, *left_behind(project, project.maps))


def _has_three_points(maps: Sequence[ValueStreamMap]) -> bool:
    return any(
        isinstance(estimate, ThreePoint)
        for one in maps
        for step in one.steps
        for estimate in (step.process_time, step.wait_time)
    )


def assumed(maps: Sequence[ValueStreamMap], roles_known: bool) -> str:
    """The remark on what a table without settings leaves open."""
    shaped = _has_three_points(maps)
    if roles_known and shaped:
        return _(
            "The table holds no demand, and 1 d counts 8 h; three-point estimates are read as PERT."
        )
    if roles_known:
        return _("The table holds no demand, and 1 d counts 8 h.")
    if shaped:
        return _(
            "The table holds no demand, headcount or rates of roles, and 1 d counts 8 h; "
            "three-point estimates are read as PERT."
        )
    return _("The table holds no demand, headcount or rates of roles, and 1 d counts 8 h.")


def read_settings(file: str, sheets: Sequence[Sheet]) -> Settings | None:
    """The settings below their heading on one of the sheets; None where there are none.

    Raises ExchangeError naming the line that cannot be read.
    """
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:10]):
            if row and row[0] == HEADING:
                return _Lines(file, sheet, number + 1).read()
    return None


@dataclass
class _Lines:
    file: str
    sheet: Sheet
    first: int

    def read(self) -> Settings:
        found: dict[str, Any] = {}
        maps: dict[str, dict[str, Any]] = {}
        known = {
            attribute_of(kind, name).title: (kind, name)
            for kind, names in _RECORDS
            for name in names
        }
        of_map = {attribute_of(ValueStreamMap, n).title: n for n in get_args(MapField)}
        for number in range(self.first, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            label = text_of(row[0]) if row else ""
            if not label:
                break
            cell = row[1] if len(row) > 1 else None
            label_of_map, _colon, last = label.rpartition(": ")
            if label == LEFT_BEHIND:
                found["left_behind"] = text_of(cell)
            elif label in known:
                kind, name = known[label]
                self._keep(found, kind, name, cell, number)
            elif last in of_map:
                mine = maps.setdefault(label_of_map, {})
                self._keep(mine, ValueStreamMap, of_map[last], cell, number)
        left = found.pop("left_behind", "")
        days = {n: found.pop(n) for n in get_args(CalendarField) if n in found}
        return Settings(found, Calendar(**days), maps, left)

    def _keep(
        self, found: dict[str, Any], kind: type[Record], name: str, cell: Cell, number: int
    ) -> None:
        if cell is None or (is_unknown(cell) and name == "demand_per_year"):
            return
        try:
            found[name] = _read(kind, name, cell)
        except CellError as error:
            place = _("{file}, sheet '{sheet}', row {row}, column {column}").format(
                file=self.file, sheet=self.sheet.name, row=number + 1, column="B"
            )
            raise ExchangeError(at_place(place, error)) from None


def _read(kind: type[Record], name: str, cell: Cell) -> Any:
    if name in _CHOICES:
        return choice_of(cell, kind, name)
    if name == "milestones":
        return tuple(part for part in text_of(cell).split(_BETWEEN) if part)
    if name in get_args(CalendarField) or name == "demand_per_year":
        value = number_of(cell)
        highest = {"hours_per_day": 24, "days_per_week": 7, "days_per_year": 366}.get(name)
        if value is None or value < 0 or (highest and not 0 < value <= highest) or value > 1e12:
            if highest:
                text = _("holds '{cell}', not a number between 0 and {highest}")
                raise CellError(text.format(cell=cell, highest=highest))
            raise CellError(
                _("holds '{cell}', not a number between 0 and a trillion").format(cell=cell)
            )
        return value
    return text_of(cell)
