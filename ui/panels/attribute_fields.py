"""Which field an attribute gets, and what it offers: made from the attribute's kind alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mopsmap.currency import currency_sign
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.reading import read_map
from mopsmap.record import Attribute, Record
from ui.look.theme import Appearance
from ui.panels.chips import ChipsField
from ui.panels.entry import checked, known_map, measures, read, step_title, unit_of, written
from ui.panels.estimate import EstimateField
from ui.panels.fields import (
    ChoiceField,
    Field,
    LeverField,
    LineField,
    LongTextField,
    Options,
    Reader,
    ShareField,
    TextField,
)
from ui.panels.helper_rows import HelpersField
from ui.session import Session

NUMBERS = ("number", "whole", "money")
COMPLETED = ("phase",)
"""Texts that repeat: typed in one line that offers what other records hold."""
LONG_CHOICE = 20
Records = Callable[[], tuple[Record, ...]]


def make_field(
    attribute: Attribute, session: Session, look: Appearance, records: Records
) -> Field | None:
    """The field of an attribute of the `records` selected; None where it has none here."""
    label, options = attribute.label, options_for(attribute, session)
    match attribute.kind:
        case "estimate":
            return EstimateField(attribute, session)
        case "long_text":
            return LongTextField(label)
        case "text" if attribute.name not in COMPLETED:
            return TextField(label, _reader(attribute, session, records))
        case "choice" if attribute.name == "lever":
            return LeverField(label, attribute.choices, look)
        case "choice" | "role" | "step":
            long = any(len(name) > LONG_CHOICE for _, name in attribute.choices)
            return ChoiceField(label, options, wide=long)
        case "choices":
            return ChipsField(label, options, look, tone="waste")
        case "names":
            return ChipsField(label, options, look, free=True)
        case "steps" | "countermeasures":
            return ChipsField(label, options, look)
        case "records":
            return HelpersField(label, options, look) if attribute.name == "helpers" else None
        case "hidden":
            return None
    return _line(attribute, session, records)


def _reader(attribute: Attribute, session: Session, records: Records) -> Reader:
    def reader(text: str) -> Any:
        value = read(attribute, text, session.project, session.map)
        chosen = records()
        return checked(chosen[0], attribute, value) if chosen else value

    return reader


def _line(attribute: Attribute, session: Session, records: Records) -> LineField:
    reader = _reader(attribute, session, records)

    def writer(value: Any) -> str:
        return written(attribute, value, session.project, session.map)

    if attribute.kind == "fraction":
        return ShareField(attribute.label, reader, writer)
    return LineField(attribute.label, reader, writer, number=attribute.kind in NUMBERS)


def show_unit(field: Field, attribute: Attribute, project: Project) -> None:
    """Show the currency sign before and the unit after the number of a field."""
    if isinstance(field, LineField) and attribute.kind in NUMBERS:
        unit = unit_of(attribute, project)
        sign = currency_sign(project.currency) if attribute.kind == "money" else ""
        field.entry.set_marks(sign, unit.removeprefix(sign) if sign else unit)


def options_for(attribute: Attribute, session: Session) -> Options:
    """(value, label) of everything an attribute can hold or usually holds."""
    unset = [(None, _("Not set"))] if attribute.optional else []

    def steps_here() -> list[tuple[Any, str]]:
        one = session.map
        if attribute.name == "goal":
            ends = [*read_map(one).ends]
            ends += [one.goal] if one.goal and one.goal not in ends else []
            return unset + [(i, step_title(one, i)) for i in ends]
        return unset + [(s.id, s.name or s.id) for s in one.steps]

    match attribute.kind:
        case "choice":
            return lambda: unset + list(attribute.choices)
        case "choices":
            return lambda: list(attribute.choices)
        case "role" | "records":
            return lambda: [
                (None, _("No role")),
                *((r.id, r.name or r.id) for r in session.map.roles),
            ]
        case "step":
            return steps_here
        case "steps":
            return lambda: _steps(attribute, session.project, session.map)
        case "countermeasures":
            return lambda: list(measures(session.map).items())
        case "names" if attribute.name == "tools":
            return lambda: [(tool, tool) for tool in tools_of(session.project)]
    return list


def _steps(attribute: Attribute, project: Project, one: ValueStreamMap) -> list[tuple[Any, str]]:
    source: ValueStreamMap | None = one
    if attribute.name in ("replaces", "removes"):
        source = project.map_by_id.get(one.based_on) if one.based_on else None
    found = [(s.id, s.name or s.id) for s in source.steps] if source else []
    known = {step for step, _ in found}
    for step in one.steps:
        for old in step.replaces if attribute.name == "replaces" else ():
            if old not in known:
                known.add(old)
                found.append((old, step_title(known_map(project, one, old), old)))
    return found


def tools_of(project: Project) -> list[str]:
    """Every tool named in the project, in alphabetical order."""
    return sorted({t for m in project.maps for s in m.steps for t in s.tools}, key=str.casefold)


def phases_of(one: ValueStreamMap) -> list[str]:
    """The phases of a map in file order."""
    return list(dict.fromkeys(s.phase for s in one.steps if s.phase))
