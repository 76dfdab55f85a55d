"""What every record of a project is: frozen, strictly typed, keeping keys it does not know.

A record's fields are declared with `attribute(...)`: label, unit and help stand beside the type, so
that inspector, tables, workbook and messages are made from one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from mopsmap.language import to_translate, translated

AttributeKind = Literal[
    "text",
    "long_text",
    "estimate",
    "fraction",
    "number",
    "whole",
    "money",
    "choice",
    "choices",
    "names",
    "role",
    "step",
    "steps",
    "countermeasures",
    "records",
    "flows",
    "hidden",
]

CHOICE_LABELS = {
    "as_is": to_translate("As-is"),
    "to_be": to_translate("To-be"),
    "variant": to_translate("Variant"),
    "random": to_translate("Random"),
    "regular": to_translate("Regular"),
    "start": to_translate("Start"),
    "step": to_translate("Step"),
    "decision": to_translate("Decision"),
    "end": to_translate("End"),
    "forward": to_translate("Forward"),
    "rework": to_translate("Rework"),
    "information": to_translate("Information"),
    "internal": to_translate("Internal"),
    "external": to_translate("External"),
    "system": to_translate("System"),
    "customer": to_translate("Customer"),
    "issue": to_translate("Issue"),
    "idea": to_translate("Idea"),
    "question": to_translate("Question"),
    "parking_lot": to_translate("Parking lot"),
    "comment": to_translate("Comment"),
    "value_adding": to_translate("Value-adding"),
    "necessary": to_translate("Necessary"),
    "waste": to_translate("Waste"),
    "person": to_translate("Person"),
    "approval": to_translate("Approval"),
    "input": to_translate("Input"),
    "calendar": to_translate("Calendar"),
    "batch": to_translate("Batch"),
    "planned": to_translate("Planned"),
    "other": to_translate("Other"),
    "defects": to_translate("Defects"),
    "overproduction": to_translate("Overproduction"),
    "waiting": to_translate("Waiting"),
    "non_used_talent": to_translate("Non-used talent"),
    "transportation": to_translate("Transportation"),
    "inventory": to_translate("Inventory"),
    "motion": to_translate("Motion"),
    "extra_processing": to_translate("Extra processing"),
    "drop": to_translate("Drop"),
    "combine": to_translate("Combine"),
    "parallelize": to_translate("Parallelize"),
    "simplify": to_translate("Simplify"),
    "delegate": to_translate("Delegate"),
    "outsource": to_translate("Outsource"),
    "automate": to_translate("Automate"),
    "guess": to_translate("Guess"),
    "estimate": to_translate("Estimate"),
    "measured": to_translate("Measured"),
    "low": to_translate("Low"),
    "medium": to_translate("Medium"),
    "high": to_translate("High"),
    "pert": to_translate("PERT (a + 4m + b) / 6"),
    "triangular": to_translate("Triangular (a + m + b) / 3"),
}
"""What people read for the choices of all records, in English."""


class Record(BaseModel):
    """Base of all records. Construction validates; `replace` copies through construction."""

    model_config = ConfigDict(
        frozen=True, extra="allow", strict=True, allow_inf_nan=False, validate_default=False
    )

    def replace(self, **changes: Any) -> Self:
        """A validated copy with `changes`; raises pydantic.ValidationError as construction does.

        Raises TypeError for a field that the record does not have.
        """
        known = self.__dict__
        values = {name: known[name] for name in type(self).__pydantic_fields__}
        values.update(self.model_extra or {})
        if unknown := changes.keys() - values:
            raise TypeError(f"a {type(self).__name__} has no field {', '.join(sorted(unknown))}")
        values.update(changes)
        found = type(self).model_validate(values)
        made = found.__dict__
        for name, value in values.items():  # what holds the same records is the very same
            if type(value) is tuple and made.get(name) == value:
                made[name] = value
        return found


@dataclass(frozen=True, slots=True)
class Attribute:
    """One field of a record as people see it.

    `unit` is the unit in which it is shown and typed ("h", "d", "%", "h/year", "" for none);
    `choices` pairs each allowed value with its label; `optional` says that None is allowed.
    `title` is the label in English, as tables and workbooks hold it.
    """

    name: str
    label: str
    help: str
    kind: AttributeKind
    unit: str
    default: Any
    choices: tuple[tuple[str, str], ...]
    optional: bool
    title: str


def attribute(
    label: str,
    explanation: str,
    kind: AttributeKind,
    default: Any = ...,
    unit: str = "",
    **limits: Any,
) -> Any:
    """Declare a field with what people read about it; `limits` go to pydantic."""
    return Field(
        default,
        title=label,
        description=explanation,
        json_schema_extra={"kind": kind, "unit": unit},
        **limits,
    )


def choice_label(value: str | None) -> str:
    """The words people see for a stored choice; None is "Not set".

    >>> choice_label("extra_processing"), choice_label("parallelize")
    ('Extra processing', 'Parallelize')
    """
    return translated(choice_title(value))


def choice_title(value: str | None) -> str:
    """The English words for a stored choice, as tables and workbooks hold them."""
    return (
        to_translate("Not set") if value is None else CHOICE_LABELS.get(value, value.capitalize())
    )


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_args(annotation):
        for part in get_args(annotation):
            yield from _literals(part)


@cache
def attributes(record_type: type[Record]) -> tuple[Attribute, ...]:
    """The fields of a record type in file order, as people see them."""
    found = []
    for name, info in record_type.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        union = get_origin(info.annotation) in (Union, UnionType)
        kind: Any = extra.get("kind", "hidden")
        choices = tuple((value, choice_label(value)) for value in _literals(info.annotation))
        found.append(
            Attribute(
                name=name,
                label=translated(info.title or name),
                help=translated(info.description or ""),
                kind=kind,
                unit=str(extra.get("unit", "")),
                default=None if info.is_required() else info.get_default(call_default_factory=True),
                choices=choices if kind in ("choice", "choices") else (),
                optional=union and NoneType in get_args(info.annotation),
                title=info.title or name,
            )
        )
    return tuple(found)


def attribute_of(record_type: type[Record], name: str) -> Attribute:
    """The attribute called `name`; raises KeyError where there is none."""
    for item in attributes(record_type):
        if item.name == name:
            return item
    raise KeyError(name)
