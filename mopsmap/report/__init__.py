"""Reports: what one says and the writers by file suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mopsmap import analysis
from mopsmap.analysis.result import Metric
from mopsmap.exchange.settings import map_labels
from mopsmap.language import translated as _
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.numerals import PLAIN, using
from mopsmap.picture import PictureError, PictureMaker
from mopsmap.reading import step_numbers
from mopsmap.record import attribute_of, choice_label
from mopsmap.report.content import Changes, Report, Side


@dataclass(frozen=True, slots=True)
class Writer:
    """A report format: `write` makes the file and raises OSError where it cannot."""

    key: str
    label: str
    suffix: str
    write: Callable[[Report, Path], None]


def _excel(report: Report, path: Path) -> None:
    from mopsmap.report.excel import write_excel

    write_excel(report, path)


WRITERS: tuple[Writer, ...] = (Writer("excel", "Excel workbook", ".xlsx", _excel),)


@using(PLAIN)
def write_report(
    project: Project,
    from_id: str,
    to_id: str | None,
    path: Path,
    picture_maker: PictureMaker | None = None,
    exported: date | None = None,
) -> tuple[str, ...]:
    """Write the report of one map, or of two against each other, by the suffix of `path`.

    Returns remarks, such as why there are no map pictures. `exported` is the date shown. Raises
    KeyError for an unknown map, ValueError for an unknown suffix, OSError where nothing can be
    written.
    """
    writer = next((one for one in WRITERS if one.suffix == path.suffix.lower()), None)
    if writer is None:
        known = ", ".join(one.suffix for one in WRITERS)
        said = _("{name}: reports are written as {kinds}.")
        raise ValueError(said.format(name=path.name, kinds=known))
    maps = [project.map_by_id[one] for one in (from_id, to_id) if one is not None]
    with TemporaryDirectory(prefix="mopsmap-") as folder:
        pictures, remarks = _pictures(project, maps, Path(folder), picture_maker)
        sides = tuple(
            _side(project, one, key, label, pictures.get(one.id))
            for one, key, label in zip(maps, _keys(maps), map_labels(maps, 40), strict=True)
        )
        changes = None if to_id is None else _changes(project, from_id, to_id)
        writer.write(Report(project, sides, changes, _business(sides), exported), path)
    return remarks


def _keys(maps: list[ValueStreamMap]) -> tuple[str, ...]:
    if len(maps) == 1:
        return ("ToBe",) if maps[0].kind == "to_be" else ("AsIs",)
    return ("AsIs", "ToBe")


def _side(
    project: Project, one: ValueStreamMap, key: str, label: str, picture: Path | None
) -> Side:
    found = analysis.analyze(project, one.id)
    return Side(label, key, one, found, step_numbers(one), picture)


def _business(sides: Sequence[Side]) -> tuple[Metric, ...]:
    from mopsmap.analysis.business_case import business_case, business_metrics

    if len(sides) < 2:
        return ()
    before, after = (side.found for side in sides)
    return business_metrics(business_case(before, after))


def _pictures(
    project: Project, maps: list[ValueStreamMap], folder: Path, maker: PictureMaker | None
) -> tuple[Mapping[str, Path], tuple[str, ...]]:
    if maker is None:
        return {}, (
            _("The report has no map pictures: they need PySide6, which is not installed."),
        )
    found: dict[str, Path] = {}
    for number, one in enumerate(maps):
        target = folder / f"map-{number}.png"
        try:
            maker(project, one.id, target)
        except PictureError as error:
            return {}, (_("The report has no map pictures. {reason}").format(reason=error),)
        if target.is_file():
            found[one.id] = target
    return found, ()


def _changes(project: Project, from_id: str, to_id: str) -> Changes:
    steps = analysis.compare(project, from_id, to_id)["steps"]
    before, after = project.map_by_id[from_id], project.map_by_id[to_id]
    measures = {one.id: one.name or one.id for one in after.countermeasures}

    def named(ids: Iterable[str]) -> str:
        return ", ".join(measures.get(one, one) for one in ids)

    return Changes(
        added=tuple(steps["added"]),
        removed=tuple(steps["removed"]),
        changed={
            step: {
                _field_label(name): (_said(pair[0], before, name), _said(pair[1], after, name))
                for name, pair in fields.items()
                if name not in ("was", "countermeasures")
            }
            for step, fields in steps["changed"].items()
        },
        merged={step: tuple(others) for step, others in steps["merged"].items()},
        split={step: tuple(others) for step, others in steps["split"].items()},
        reasons={
            **{step: named(ids) for step, ids in steps["removed_by"].items()},
            **{step.id: named(step.countermeasures) for step in after.steps},
        },
    )


def _field_label(name: str) -> str:
    try:
        return attribute_of(Step, name).label
    except KeyError:
        return name.replace("_", " ").capitalize()


def _said(value: Any, one: ValueStreamMap, name: str) -> str:
    if value is None or value == "" or value == [] or value == ():
        return "–"
    if name == "role":
        role = one.role_by_id.get(str(value))
        return str(value) if role is None else role.name or role.id
    if name in ("value_class", "wait_reason", "lever", "evidence", "kind", "wastes"):
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(choice_label(str(one)) for one in values)
    if name == "helpers" and isinstance(value, list | tuple):
        return ", ".join(f"{_said(h['role'], one, 'role')} x {h['people']:g}" for h in value)
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, Mapping) and {"min", "likely", "max"} <= set(value):
        return f"{value['min']} / {value['likely']} / {value['max']}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {part}" for key, part in value.items() if part is not None)
    if name == "complete_accurate" and isinstance(value, int | float):
        return f"{value * 100:g} %"
    return f"{value:g}" if isinstance(value, float) else str(value)
