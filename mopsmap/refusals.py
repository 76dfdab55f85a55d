"""What pydantic finds wrong with a value, in plain words."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from mopsmap.language import translated as _
from mopsmap.language import within
from mopsmap.numerals import shown


def refusal(error: Exception) -> str:
    """Why a record or an edit cannot be, as one sentence."""
    if not isinstance(error, ValidationError):
        return str(error)
    what = found_wrong(error.errors()[0]).rstrip(".")
    return f"{what[:1].upper()}{what[1:]}."


def found_wrong(found: Any) -> str:
    """One finding of pydantic, as the end of a sentence."""
    limits = found.get("ctx", {})
    given = found["input"]
    value = f"'{short(given)}'" if isinstance(given, str) else short(given)
    bounds = (limits[key] for key in ("gt", "ge", "lt", "le") if key in limits)
    limit = next((shown(f"{bound:,g}") for bound in bounds), "")
    match found["type"]:
        case "missing":
            return _("'{key}' is missing").format(key=found["loc"][-1])
        case "value_error":
            return within(str(limits["error"]))
        case "string_type":
            return _("text in quotes is needed here, not {value}").format(value=value)
        case "string_too_short":
            return _("a text is needed here, not an empty one")
        case "string_too_long":
            return _("the text is longer than {most} characters").format(most=limits["max_length"])
        case "float_type":
            return _("a number is needed here, not {value}").format(value=value)
        case "int_type" | "int_from_float":
            return _("a whole number is needed here, not {value}").format(value=value)
        case "finite_number" | "int_parsing_size":
            return _("the number is too large")
        case "greater_than":
            return _("{value} must be more than {limit}").format(value=value, limit=limit)
        case "greater_than_equal":
            return _("{value} must be at least {limit}").format(value=value, limit=limit)
        case "less_than":
            return _("{value} must be less than {limit}").format(value=value, limit=limit)
        case "less_than_equal":
            return _("{value} must be at most {limit}").format(value=value, limit=limit)
        case "literal_error":
            return _("{value} is none of {expected}").format(
                value=value, expected=limits["expected"]
            )
        case "tuple_type":
            return _("a list in brackets is needed here, not {value}").format(value=value)
        case "model_type" | "dict_type":
            return _("a record in braces is needed here, not {value}").format(value=value)
        case "json_invalid":
            return _("it is nested too deeply or damaged")
    return str(found["msg"])


def printable(text: str) -> str:
    """The text on one line, without signs that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def short(value: object) -> str:
    """A value short enough to stand in a sentence."""
    text = printable(value if isinstance(value, str) else json.dumps(value, default=str)[:200])
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= 40 else text[:39] + "\u2026"
