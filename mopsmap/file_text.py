"""The text of a file: records as JSON holds them, one record a line where it fits.

What a record does not say beyond its defaults is left out; keys not known here are kept.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from mopsmap.record import Record
from mopsmap.units import Duration

LINE_WIDTH = 160
"""Signs up to which a value stays on its line."""


@cache
def fields_of(record_type: type[Record]) -> tuple[tuple[str, Any], ...]:
    """(name, default) of each field; a field without default has the ellipsis."""
    return tuple(
        (name, ... if field.is_required() else field.get_default())
        for name, field in record_type.model_fields.items()
    )


def as_json(value: Any) -> Any:
    """A record as JSON holds it: defaults left out, times as exact text, unknown keys last."""
    if isinstance(value, Record):
        content = {
            name: as_json(inner)
            for name, default in fields_of(type(value))
            if (inner := getattr(value, name)) != default
        }
        return {**content, **(value.model_extra or {})}
    if isinstance(value, tuple):
        return [as_json(member) for member in value]
    if isinstance(value, Duration):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def laid_out(value: Any, depth: int, lead: int) -> str:
    """JSON text; `lead` is what already stands on the line. Depth 0 is the document, 1 the list of
    maps, 2 a map, 3 its lists of records: those are always broken up."""
    broken_up = (isinstance(value, dict) and depth in (0, 2)) or (
        isinstance(value, list) and depth in (1, 3) and any(isinstance(v, dict) for v in value)
    )
    if not broken_up or not value:
        line = json.dumps(value, ensure_ascii=False, allow_nan=False)
        if not isinstance(value, dict | list) or not value or lead + len(line) <= LINE_WIDTH:
            return line
    inner = "  " * (depth + 1)
    if isinstance(value, dict):
        members = []
        for key, member in value.items():
            start = f"{inner}{json.dumps(key, ensure_ascii=False)}: "
            members.append(start + laid_out(member, depth + 1, len(start) + 1))
        opening, closing = "{", "}"
    else:
        members = [inner + laid_out(member, depth + 1, len(inner) + 1) for member in value]
        opening, closing = "[", "]"
    return opening + "\n" + ",\n".join(members) + "\n" + "  " * depth + closing
