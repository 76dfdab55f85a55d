"""How the value of an attribute is written into a field and read from what people type.

Inspector and step table share these readers, so that a time or a share is read the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from mopsmap.capture.names import roles_meant
from mopsmap.capture.ways import said_ways
from mopsmap.currency import currency_sign, hidden_amount
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASS_SHORT, Helper, Project, Step, ValueStreamMap
from mopsmap.numerals import shown, shown_number, typed
from mopsmap.record import Attribute, Record, choice_label
from mopsmap.refusals import refusal
from mopsmap.units import (
    DASH,
    NARROW_SPACE,
    UnitError,
    format_percent,
    read_estimate,
    refuse_two_meanings,
)

_UNKNOWN = {"", "?", "-", DASH}
_BLANKS = re.compile(rf"[\s\u00a0{NARROW_SPACE}'’]")


_ACTS = {
    "process_time": _("Change process time"),
    "wait_time": _("Change wait time"),
    "next": _("Change flows"),
}
"""What an edit is called whose field is titled in another way."""
_NOT_KNOWN = {
    "role": _("There is no role called '{name}'."),
    "step": _("There is no step called '{name}'."),
    "countermeasure": _("There is no countermeasure called '{name}'."),
}

_LIMITS = {
    "greater_than": _("{field} must be more than {limit}."),
    "greater_than_equal": _("{field} must be at least {limit}."),
    "less_than": _("{field} must be less than {limit}."),
    "less_than_equal": _("{field} must be at most {limit}."),
}
"""What is said of a number beyond a limit of its field, by the type that pydantic gives it."""


def unit_of(attribute: Attribute, project: Project) -> str:
    """The unit a field shows: "%", "h", "€", "€/h", "campaigns/year"; "" for none, and
    where amounts are hidden."""
    if "currency" in attribute.unit and hidden_amount(project.currency):
        return ""
    unit = attribute.unit.replace("currency", currency_sign(project.currency))
    return unit.replace("items", project.many_items).replace("/year", f"/{_('year')}")


def act(attribute: Attribute, steps: Sequence[Step] = ()) -> str:
    """What an edit of the attribute, of these steps, is called in the undo menu.

    >>> from mopsmap.model import Step
    >>> from mopsmap.record import attribute_of
    >>> act(attribute_of(Step, "wait_time")), act(attribute_of(Step, "complete_accurate"))
    ('Change wait time', 'Change %C&A')
    >>> act(attribute_of(Step, "name"), [Step(id="a", name="Write")])
    "Change name of 'Write'"
    """
    said = _("Change {field}").format(field=within(attribute.label))
    said = _ACTS.get(attribute.name, said)
    if not steps:
        return said
    if len(steps) == 1:
        return _("{change} of '{name}'").format(change=said, name=_short(steps[0].called))
    return counted(len(steps), "{change} of {n} step", "{change} of {n} steps", change=said)


def written(attribute: Attribute, value: Any, project: Project, one: ValueStreamMap) -> str:
    """A value as a field shows it for editing; unknown is ""."""
    if value is None:
        return ""
    match attribute.kind:
        case "fraction":
            text = shown_number(value * 100, 4)
            return f"{text}%" if 0 < value < 0.01 else text  # without its sign it is a share of 1
        case "money" if hidden_amount(project.currency):
            return hidden_amount(project.currency)
        case "number" | "money" | "whole":
            return shown_number(value, 4)
        case "choice":
            return dict(attribute.choices).get(value, str(value))
        case "choices":
            labels = dict(attribute.choices)
            return ", ".join(labels.get(v, v) for v in value)
        case "names":
            return ", ".join(value)
        case "role":
            role = one.role_by_id.get(value)
            return role.name if role else str(value)
        case "step":
            return step_title(one, value)
        case "steps":
            return "; ".join(step_title(known_map(project, one, v), v) for v in value)
        case "countermeasures":
            return "; ".join(measures(one).get(v, v) for v in value)
        case "flows":
            return said_ways(value, one)
        case "records":
            return "; ".join(_written_helper(h, one) for h in value if isinstance(h, Helper))
    return shown(value) if attribute.kind == "estimate" else str(value)


def _written_helper(helper: Helper, one: ValueStreamMap) -> str:
    role = one.role_by_id.get(helper.role)
    name = role.name if role else helper.role
    return name if helper.people == 1 else f"{shown_number(helper.people)} {name}"


def step_title(one: ValueStreamMap | None, step_id: str) -> str:
    """What a step is called; its id where it is unknown."""
    step = one.step_by_id.get(step_id) if one else None
    return step.called if step else step_id


def measures(one: ValueStreamMap) -> dict[str, str]:
    """Names of the countermeasures of a map, by id."""
    return {m.id: m.name or m.id for m in one.countermeasures}


def known_map(project: Project, one: ValueStreamMap, step_id: str) -> ValueStreamMap | None:
    """The map a step id belongs to: the map it was made from, this one, any other."""
    base = project.map_by_id.get(one.based_on) if one.based_on else None
    return next((m for m in (base, one, *project.maps) if m and step_id in m.step_by_id), None)


def read(attribute: Attribute, text: str, project: Project, one: ValueStreamMap) -> Any:
    """The value that `text` says; raises UnitError with one sentence."""
    kind, said = attribute.kind, text.strip()
    if kind in ("text", "long_text"):
        return said
    if kind == "estimate":
        unit: Any = attribute.unit or "h"
        return read_estimate(typed(said), unit, project.calendar)
    if kind == "names":
        return tuple(dict.fromkeys(p.strip() for p in re.split(r"[,;\n]", said) if p.strip()))
    if said in _UNKNOWN:
        return None if attribute.optional else attribute.default
    match kind:
        case "fraction":
            return read_share(said)
        case "number":
            return read_number(said)
        case "money":
            return _read_money(said, project.currency)
        case "whole":
            return _read_whole(said)
        case "choice":
            return _read_choice(attribute, said)
        case "choices":
            return tuple(dict.fromkeys(_read_choice(attribute, p) for p in _parts(said)))
        case "role":
            return _role_meant(said, one)
        case "step":
            return _named(said, _step_names((one,)), "step")
        case "steps":
            known = _step_names((one, *project.maps))
            return tuple(dict.fromkeys(_named(p, known, "step") for p in said.split(";")))
        case "countermeasures":
            named = (_named(p, measures(one), "countermeasure") for p in said.split(";"))
            return tuple(dict.fromkeys(named))
        case "records":
            return tuple(_read_helper(p, one) for p in said.split(";"))
    raise UnitError(_("{field} cannot be typed here.").format(field=attribute.label))


def checked(record: Record, attribute: Attribute, value: Any) -> Any:
    """`value`, or UnitError with one sentence where `record` cannot hold it."""
    try:
        record.replace(**{attribute.name: value})
    except ValidationError as error:
        found = error.errors()[0]
        if found["type"] not in _LIMITS:
            said = _("{field}: {reason}").format(field=attribute.label, reason=refusal(error))
            raise UnitError(said) from error
        limit = next(iter(found["ctx"].values()))
        share = attribute.kind == "fraction"
        most = format_percent(limit) if share else shown_number(limit)
        said = _LIMITS[found["type"]].format(field=attribute.label, limit=most)
        raise UnitError(said) from error
    return value


def read_number(text: str) -> float:
    """A number of 0 or more with decimal comma or point, thousands apart or not.

    Raises UnitError with one sentence, also for "1,000" where nobody writes commas in numbers.
    """
    plain = typed(text)
    refuse_two_meanings(plain)
    digits = _BLANKS.sub("", plain)
    if "," in digits and "." in digits:
        decimal = max(digits.rfind(","), digits.rfind("."))
        digits = re.sub("[.,]", "", digits[:decimal]) + "." + digits[decimal + 1 :]
    digits = digits.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", digits):
        raise UnitError(_("'{text}' is not a number.").format(text=_short(text)))
    value = float(digits)
    if value < 0:
        raise UnitError(_("'{text}' is below 0.").format(text=_short(text)))
    return value


def read_share(text: str) -> float:
    """A share 0..1 from percent: "80", "80 %", "2,5". A bare number with decimals up to 1, such as
    "0.9", is a share of 1; "0.9 %" is less than a percent."""
    bare = text.strip().removesuffix("%")
    value = read_number(bare)
    if bare == text.strip() and value <= 1 and re.search("[.,]", bare):
        return round(value, 8)
    if value > 100:
        said = _("'{text}' is over 100 %. Write a share from 0 to 100 %.")
        raise UnitError(said.format(text=_short(text)))
    return round(value / 100, 8)


def _read_money(text: str, currency: str) -> float:
    said = text.strip()
    if hidden_amount(currency):
        raise UnitError(_("Rates and costs are hidden. Ctrl+Shift+M shows them."))
    for mark in (currency, currency_sign(currency)):
        said = re.sub(rf"^{re.escape(mark)}|{re.escape(mark)}$", "", said, flags=re.I).strip()
    factor = 1000.0 if said[-1:] in ("k", "K") else 1.0
    return read_number(said.rstrip("kK")) * factor


def _read_whole(text: str) -> int:
    value = read_number(text)
    if value != int(value):
        raise UnitError(_("'{text}' is not a whole number.").format(text=_short(text)))
    return int(value)


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,;\n]", text) if part.strip()]


def _read_choice(attribute: Attribute, text: str) -> str | None:
    said = text.strip().casefold()
    if said in ("not set", choice_label(None).casefold()) and attribute.optional:
        return None
    known = {word.casefold(): v for v, label in attribute.choices for word in (v, label)}
    if attribute.name == "value_class":
        known |= {short.casefold(): v for v, short in VALUE_CLASS_SHORT.items() if v}
    found = {known[word] for word in known if word == said}
    found = found or {value for word, value in known.items() if word.startswith(said)}
    if len(found) != 1:
        words = ", ".join(label for _value, label in attribute.choices)
        raise UnitError(_("'{text}' is not one of {words}.").format(text=_short(text), words=words))
    return found.pop()


def _step_names(maps: Iterable[ValueStreamMap]) -> dict[str, str]:
    names: dict[str, str] = {}
    for one in maps:
        for step in one.steps:
            names.setdefault(step.id, step.name or step.id)
    return names


def _named(text: str, names: Mapping[str, str], what: str) -> str:
    said = text.strip().casefold()
    exact = [i for i, name in names.items() if said in (name.casefold(), i.casefold())]
    begins = [i for i, name in names.items() if name.casefold().startswith(said)]
    if exact or len(begins) == 1:
        return (exact or begins)[0]
    raise UnitError(_NOT_KNOWN[what].format(name=_short(text)))


def _role_meant(text: str, one: ValueStreamMap) -> str:
    """The id of the role that a name, its beginning, its initials or what is short for it mean, as
    in the line of quick capture; where they fit several, only a whole name is one."""
    meant = roles_meant(text, one.roles)
    whole = {text.strip().casefold()} & {n.casefold() for r in meant[:1] for n in (r.id, r.name)}
    if len(meant) == 1 or whole:
        return meant[0].id
    raise UnitError(_NOT_KNOWN["role"].format(name=_short(text)))


def _read_helper(text: str, one: ValueStreamMap) -> Helper:
    match = re.match(r"\s*(\d+(?:[.,]\d+)?)\s+(.*)", text)
    people, name = (read_number(match[1]), match[2]) if match else (1.0, text)
    return Helper(role=_role_meant(name, one), people=people)


def _short(text: str) -> str:
    said = text.strip()
    return said if len(said) <= 40 else said[:40] + "…"
