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
    "hidden",
]

CHOICE_LABELS = {
    "as_is": "As-is",
    "to_be": "To-be",
    "value_adding": "Value-adding",
    "waste": "Waste",
    "non_used_talent": "Non-used talent",
    "extra_processing": "Extra processing",
    "parking_lot": "Parking lot",
    "pert": "PERT (a + 4m + b) / 6",
    "triangular": "Triangular (a + m + b) / 3",
}


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
    """

    name: str
    label: str
    help: str
    kind: AttributeKind
    unit: str
    default: Any
    choices: tuple[tuple[str, str], ...]
    optional: bool


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
    if value is None:
        return "Not set"
    return CHOICE_LABELS.get(value, value.replace("_", " ").capitalize())


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
                label=info.title or name,
                help=info.description or "",
                kind=kind,
                unit=str(extra.get("unit", "")),
                default=None if info.is_required() else info.get_default(call_default_factory=True),
                choices=choices if kind in ("choice", "choices") else (),
                optional=union and NoneType in get_args(info.annotation),
            )
        )
    return tuple(found)


def attribute_of(record_type: type[Record], name: str) -> Attribute:
    """The attribute called `name`; raises KeyError where there is none."""
    for item in attributes(record_type):
        if item.name == name:
            return item
    raise KeyError(name)
