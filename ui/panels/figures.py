"""How a number of an analysis reads: unit and digits by its quantity, changes with their sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from mopsmap import units
from mopsmap.currency import currency_decimals, currency_sign, hidden_amount
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.numerals import decimals, reads_zero, shown, shown_number, trimmed
from mopsmap.record import attribute_of, choice_label
from mopsmap.units import DASH, NARROW_SPACE, SHARES, Unit

if TYPE_CHECKING:
    from mopsmap.analysis.result import Quantity

LEAST_CHANGE = 1e-6
"""Hours below which two times are the same: what is left of computing."""


def value_text(value: float | str | None, quantity: Quantity, project: Project) -> str:
    """One value with its unit; a dash where it is not known."""
    return units.format_value(value, quantity, project.calendar, project.currency)


def column_texts(
    values: Sequence[float | str | None], quantity: Quantity, project: Project
) -> list[str]:
    """A column of values in one unit with one number of digits, so that the points line up."""
    hidden = hidden_amount(project.currency) if quantity == "money" else ""
    if hidden:
        return [DASH if v is None else v if isinstance(v, str) else hidden for v in values]
    numbers = [v for v in values if isinstance(v, (int, float))]
    factor = 1 / project.calendar.hours_per_day if quantity == "days" else 1.0
    factor = 100.0 if quantity in SHARES else factor
    sizes = [v * factor for v in numbers]
    fine = quantity == "hours" and max(map(abs, sizes), default=0) < 10
    most = currency_decimals(project.currency) if quantity == "money" else 2 if fine else 1
    digits = 1 if quantity == "fraction" else _digits(sizes, most)
    before = f"{currency_sign(project.currency)}{NARROW_SPACE}" if quantity == "money" else ""
    sign = {"hours": "h", "days": "d", "per_year": f"/{NARROW_SPACE}{_('year')}"}
    sign |= dict.fromkeys(SHARES, "%")
    after = NARROW_SPACE + sign[quantity] if quantity in sign else ""
    found = []
    for value in values:
        if value is None:
            found.append(DASH)
        elif isinstance(value, str):
            found.append(value)
        else:
            text = units.grouped(value * factor, digits)
            minus = units.MINUS if before and text.startswith(units.MINUS) else ""
            found.append(f"{minus}{before}{text.removeprefix(minus)}{after}")
    return found


def compared_texts(
    old: float | None, new: float | None, quantity: Quantity, project: Project
) -> tuple[str, str, str]:
    """Two values and the size of their change, "" where there is none, a dash where it is unknown.

    Times in one unit have the same digits, and a change is in the unit of the new value. Shares
    change by percentage points.
    """
    first, second = value_text(old, quantity, project), value_text(new, quantity, project)
    if old is None or new is None:
        return first, second, DASH
    if quantity in ("hours", "days"):
        return _compared_times((old, first), (new, second), project)
    size = abs(new - old)
    if quantity in SHARES:
        tried = (units.grouped(size * 100, n) for n in (_decimals(second), 1))
        points = next((text for text in tried if not reads_zero(text)), "")
        # Translators: percentage points.
        return first, second, points and f"{points}{NARROW_SPACE}{_('pp')}"
    change = value_text(size, quantity, project)
    return first, second, "" if change == value_text(0.0, quantity, project) else change


def _compared_times(
    old: tuple[float, str], new: tuple[float, str], project: Project
) -> tuple[str, str, str]:
    """Two times, in hours and as they are shown, and the size of their change."""
    size = abs(new[0] - old[0])
    if size < LEAST_CHANGE:
        return old[1], new[1], ""
    some = [text for hours, text in (old, new) if hours]
    unit, digits = _unit(some[-1]), 1
    texts = [old[1], new[1]]
    if len(set(map(_unit, some))) == 1:
        digits = max(map(_decimals, some))
        texts = [_time(hours, unit, digits, project) if hours else t for hours, t in (old, new)]
    return texts[0], texts[1], _time(size, unit, digits, project)


def unit_shown(hours: float, quantity: Quantity, project: Project) -> Unit:
    """The unit that a time is shown in."""
    return _unit(value_text(hours, quantity, project))


def _unit(text: str) -> Unit:
    """The unit of a time as it is shown."""
    return cast("Unit", text.rpartition(NARROW_SPACE)[2])


def _decimals(text: str) -> int:
    """How many digits stand after the point of a number with its unit."""
    return decimals(text.rpartition(NARROW_SPACE)[0])


def _time(hours: float, unit: Unit, digits: int, project: Project) -> str:
    """A time in a unit, never 0 where there is some."""
    amount = hours / project.calendar.unit_hours(unit)
    number = units.grouped(amount, digits)
    return f"{short_number(amount) if reads_zero(number) else number}{NARROW_SPACE}{unit}"


def _digits(values: Iterable[float], most: int) -> int:
    sizes = [abs(v) for v in values]
    if not sizes:
        return 0
    if all(abs(v - round(v)) < 0.5 * 10**-most for v in sizes) or max(sizes) >= 1000:
        return 0
    return most


def short_number(value: float) -> str:
    """At most one digit after the point, two below one; what is not 0 never reads 0.

    >>> short_number(14.67), short_number(0.25), short_number(0.003)
    ('14.7', '0.25', '<0.01')
    """
    if 0 < value < 0.005:
        return f"<{shown('0.01')}"
    return trimmed(value, 1 if abs(value) >= 1 else 2)


def readings(value: float) -> tuple[str, ...]:
    """A number that is not negative as short as room needs it, never 0 where it is not.

    >>> readings(14.67), readings(0.26), readings(0.003)
    (('14.7', '15'), ('0.26', '0.3'), ('<0.01', '<0.1', '<1'))
    """
    if value >= 0.05 or value == 0:
        return short_number(value), trimmed(value, 0 if value >= 9.95 else 1)
    return short_number(value), f"<{shown('0.1')}", "<1"


def arrow(change: float) -> str:
    """The arrow before a change."""
    return "↓" if change < 0 else "↑" if change > 0 else ""


def names_sentence(names: Sequence[str], most: int = 3) -> str:
    """Names as a person lists them: "A, B and C", "A, B, C and 4 others"."""
    if len(names) > most + 1:
        others, first = len(names) - most, ", ".join(names[:most])
        return counted(others, "{names} and {n} other", "{names} and {n} others", names=first)
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def field_text(name: str, value: Any, project: Project, one: ValueStreamMap) -> str:
    """A stored or living value of a step's field, in words with its unit."""
    found = attribute_of(Step, name)
    if value is None:
        return within(choice_label(None)) if found.kind == "choice" else DASH
    match found.kind:
        case "estimate":
            return estimate_text(value)
        case "fraction":
            return units.format_percent(value)
        case "money":
            return units.format_money(value, project.currency)
        case "number":
            return shown_number(value)
        case "choice":
            return within(choice_label(value))
        case "choices":
            return ", ".join(within(choice_label(v)) for v in value) or _("none")
        case "role":
            return _role_name(value, project, one)
        case "steps":
            return ", ".join(_step_name(v, project, one) for v in value) or _("none")
        case "countermeasures":
            known = {c.id: c.name for c in one.countermeasures}
            return ", ".join(known.get(v, v) for v in value) or _("none")
        case "records":
            return ", ".join(_helper_text(v, project, one) for v in value) or _("none")
        case "names":
            return ", ".join(value) or _("none")
        case _:
            return f"“{value}”" if value else _("empty")


def estimate_text(value: Any) -> str:
    """A time as typed, of a stored or a living estimate, with a narrow space before its unit."""
    estimate = units.stored_estimate(value) if isinstance(value, str | dict) else value
    if estimate is None:
        return DASH
    number, _, unit = shown(estimate).rpartition(" ")
    return f"{number.replace('-', DASH)}{NARROW_SPACE}{unit}" if number else shown(estimate)


def _role_name(role: str, project: Project, one: ValueStreamMap) -> str:
    for candidate in (one, *project.maps):
        if role in candidate.role_by_id:
            return candidate.role_by_id[role].name or role
    return role


def _step_name(step: str, project: Project, one: ValueStreamMap) -> str:
    for candidate in (one, *project.maps):
        if step in candidate.step_by_id:
            return candidate.step_by_id[step].name or step
    return step


def _helper_text(helper: Any, project: Project, one: ValueStreamMap) -> str:
    table: Mapping[str, Any] = helper if isinstance(helper, Mapping) else dict(helper)
    people = shown_number(table.get("people", 1.0))
    return f"{people} {_role_name(table['role'], project, one)}"
