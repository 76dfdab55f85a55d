"""What the cells of a step table mean: times, shares, amounts, choices, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any, get_args

from pydantic import ValidationError

from mopsmap.exchange.headers import UNIT_WORDS, plain
from mopsmap.exchange.sheet import Cell, Copied, Percent
from mopsmap.language import translated as _
from mopsmap.numerals import shown, typed
from mopsmap.record import attribute_of, choice_title
from mopsmap.units import (
    MAX_HOURS,
    Calendar,
    Duration,
    Estimate,
    Spread,
    SpreadShape,
    Unit,
    UnitError,
    durations_of,
    mean_hours,
    plain_number,
    read_duration,
    read_estimate,
)

_ERRORS = ("#N/A", "#DIV", "#VALUE", "#REF", "#NAME", "#NUM", "#NULL")
_UNKNOWN = {"", "?", "-", "–", "—", "n/a", "na", "k.a.", "n. a.", "tbd", "tbc", "unknown", "none"}
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = re.compile(r"([^\W\d_]+)\.(?!\.)")
"""A word that a point shortens, as in "2 Std."."""
_ABOUT = re.compile(r"^(?:~|≈|ca\.?|approx\.?|about|env\.?|etwa)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=[\d\w])\s+(?:bis|to|à|a|hasta)\s+(?=\d)", re.IGNORECASE)
_SPREAD = re.compile(
    r"^(?P<mean>[^()±]+?)\s*(?:±\s*(?P<sd>[^()±]+?)\s*)?"
    rf"\((?P<shape>{'|'.join(get_args(SpreadShape))})\)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?\d[\d\s\u00a0\u202f'’.,]*")

VALUE_WORDS: Mapping[str, str | None] = {
    word: value
    for value, words in {
        "value_adding": "va, v, value adding, value added, value add, yes, wertschopfend, "
        "valeur ajoutee, a valeur ajoutee, valor anadido, agrega valor, valor agregado",
        "necessary": "bnva, nnva, bva, enva, rnva, necessary, business necessary, business value, "
        "business value adding, necessary non value adding, notwendig, necessaire, necesario",
        "waste": "nva, unva, waste, non value adding, no value, non value added, no, "
        "verschwendung, nicht wertschopfend, gaspillage, sans valeur ajoutee, desperdicio, "
        "no agrega valor",
        None: "unset, not set, unclassified",
    }.items()
    for word in (plain(w) for w in words.split(","))
}

KIND_WORDS: Mapping[str, str] = {
    word: value
    for value, words in {
        "start": "start, begin, anfang, beginn, debut, inicio, trigger, start event",
        "step": "step, task, activity, process, schritt, aufgabe, etape, tache, paso, tarea",
        "decision": "decision, gateway, choice, branch, entscheidung, decision point, decisión",
        "end": "end, stop, finish, ende, fin, final, end event",
    }.items()
    for word in (plain(w) for w in words.split(","))
}


class CellError(ValueError):
    """A cell that cannot be read; the sentence lacks only the place."""


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without ".0", blanks trimmed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return plain_number(float(cell)) if abs(cell) < 1e15 else str(cell)
    return str(cell).strip()


def is_unknown(cell: Cell) -> bool:
    """Whether a cell says that nobody knows: empty, "?", a dash, "n/a" or a spreadsheet error."""
    return cell is None or (
        isinstance(cell, str) and (cell.strip().lower() in _UNKNOWN or is_error(cell))
    )


def is_error(cell: Cell) -> bool:
    """Whether a cell holds what a spreadsheet writes where a formula failed, such as #REF!."""
    return isinstance(cell, str) and cell.startswith(_ERRORS)


def number_of(cell: Cell) -> float | None:
    """A number from a cell, with decimal comma or point and grouped thousands; None if unknown."""
    if is_unknown(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise CellError(_("holds {cell}, not a number").format(cell=_shown(cell)))
    if isinstance(cell, int | float):
        return float(cell)
    match = _NUMBER.search(_as_in_files(cell).replace("\u2212", "-"))
    if match is None:
        raise CellError(_("holds {cell}, not a number").format(cell=_shown(cell)))
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", match[0]).rstrip(".,")
    marks = [c for c in digits if c in ".,"]
    if len(set(marks)) == 2:
        decimal = marks[-1]
        digits = digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif len(marks) > 1:
        digits = re.sub(r"[.,]", "", digits)
    else:
        digits = digits.replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        raise CellError(_("holds {cell}, not a number").format(cell=_shown(cell))) from None


def _as_in_files(cell: str) -> str:
    return typed(cell) if isinstance(cell, Copied) else cell


def share_of(cell: Cell, percents: bool) -> float | None:
    """A fraction 0..1 from 0.8, 80, "80 %" or a number shown in percent; `percents`: bare numbers
    are percents, but for tiny ones."""
    value = number_of(cell)
    if value is None:
        return None
    signed = isinstance(cell, str) and "%" in cell
    percents = percents and not isinstance(cell, Percent) and not is_tiny(cell)
    fraction = value / 100 if signed or percents else value
    if not 0 <= fraction <= 1:
        raise CellError(_("holds {cell}, not a share from 0 to 100 %").format(cell=_shown(cell)))
    return round(fraction, 12)


def writes_percents(cells: list[Cell]) -> bool:
    """Whether the bare numbers of a column of shares are percents: one of them is above 1."""
    return any((_bare(cell) or 0.0) > 1 for cell in cells)


def is_tiny(cell: Cell) -> bool:
    """Whether a bare number has decimals and is up to 1: also among percents it is a share of 1, as
    where it is typed."""
    value = _bare(cell) or 0.0
    written = isinstance(cell, str) and re.search(r"\d[.,]\d|^\s*[.,]\d", cell)
    return 0 < value < 1 or bool(value == 1 and written)


def is_one(cell: Cell) -> bool:
    """Whether a bare number is 1 without decimals: among percents it may be meant as all."""
    return _bare(cell) == 1 and not is_tiny(cell)


def _bare(cell: Cell) -> float | None:
    """The number of a cell that does not say itself that it is in percent."""
    if isinstance(cell, bool | Percent) or (isinstance(cell, str) and "%" in cell):
        return None
    try:
        return number_of(cell)
    except CellError:
        return None


def estimate_of(cell: Cell, unit: Unit, calendar: Calendar) -> Estimate | None:
    """A time from a number in `unit`, a text such as "2-4 d" or "3 Tage", or hours:minutes."""
    if is_unknown(cell):
        return None
    if isinstance(cell, timedelta):
        return _limited(Duration(round(cell.total_seconds() / 3600, 6), "h"), calendar)
    if isinstance(cell, time):
        return Duration(round(cell.hour + cell.minute / 60 + cell.second / 3600, 6), "h")
    if isinstance(cell, date):
        raise CellError(
            _(
                "holds the date {cell}, not a time; spreadsheets turn 2-4 into a date, so type "
                "2 to 4 d"
            ).format(cell=f"{cell:%Y-%m-%d}")
        )
    if isinstance(cell, bool):
        raise CellError(_("holds {cell}, not a time").format(cell=_shown(cell)))
    if isinstance(cell, int | float):
        try:
            return _limited(Duration(float(cell), unit), calendar)
        except UnitError as error:
            raise CellError(
                _("cannot be read: {reason}").format(reason=str(error).rstrip("."))
            ) from None
    return _estimate_of_text(cell or "", unit, calendar)


def _estimate_of_text(cell: str, unit: Unit, calendar: Calendar) -> Estimate | None:
    text = _BETWEEN.sub("-", _ABOUT.sub("", text_of(_as_in_files(cell))))
    spread = _SPREAD.match(text)
    if spread:
        return _spread(cell, spread, calendar)
    clock = re.fullmatch(r"(\d{1,4}):([0-5]\d)(?::[0-5]\d)?(?:\s*h)?", text)
    clock = clock or re.fullmatch(r"(\d{1,4})\s?h\s?([0-5]\d)", text, re.IGNORECASE)
    if clock:
        return Duration(round(int(clock[1]) + int(clock[2]) / 60, 6), "h")
    text = _SHORT.sub(lambda word: word[1] if plain(word[1]) in UNIT_WORDS else word[0], text)
    text = _WORD.sub(lambda word: UNIT_WORDS.get(plain(word[0]), word[0]), text)
    try:
        estimate = read_estimate(text, unit, calendar, decimal_comma=True)
    except UnitError:
        raise CellError(
            _("holds {cell}, not a time. Write for example 30 min, 4 h, 2-4 d or ?").format(
                cell=_shown(cell)
            )
        ) from None
    return None if estimate is None else _limited(estimate, calendar)


def _spread(cell: str, parts: re.Match[str], calendar: Calendar) -> Estimate:
    """A distribution as estimates write it: "4 h ± 1 h (normal)"."""
    shape: Any = parts["shape"].lower()
    try:
        mean = read_duration(parts["mean"], None, calendar)
        sd = read_duration(parts["sd"], None, calendar) if parts["sd"] else None
        return _limited(Spread(distribution=shape, mean=mean, sd=sd), calendar)
    except (UnitError, ValidationError):
        raise CellError(
            _("holds {cell}, not a distribution. Write for example 4 h ± 1 h (normal)").format(
                cell=_shown(cell)
            )
        ) from None


def _limited(estimate: Estimate, calendar: Calendar) -> Estimate:
    for duration in durations_of(estimate):
        if duration.hours(calendar) > MAX_HOURS:
            raise CellError(
                _("holds a time over {most} h ({duration})").format(
                    most=shown(f"{MAX_HOURS:,.0f}"), duration=shown(duration)
                )
            )
    return estimate


def lead_minus_process(lead: Estimate, process: Estimate | None, calendar: Calendar) -> Duration:
    """Wait time = lead time - process time (means, not below 0), in the unit of the lead time."""
    hours = max(0.0, mean_hours(lead, calendar) - mean_hours(process, calendar))
    unit = durations_of(lead)[0].unit
    return Duration(round(hours / calendar.unit_hours(unit), 6), unit)


def choice_of(cell: Cell, record: Any, name: str) -> str | None:
    """The stored choice for what a cell says; raises CellError with the words that are known."""
    said = plain(text_of(cell))
    attribute = attribute_of(record, name)
    for value, label in attribute.choices:
        if said in (plain(value), plain(choice_title(value)), plain(label)):
            return value
    words = VALUE_WORDS if name == "value_class" else KIND_WORDS if name == "kind" else {}
    if said in words:
        return words[said]
    first = said.split(" ")[0]
    if name == "value_class" and first in VALUE_WORDS:
        return VALUE_WORDS[first]
    known = ", ".join(label for _value, label in attribute.choices)
    raise CellError(_("says {cell}. Write one of {known}").format(cell=_shown(cell), known=known))


def names_of(cell: Cell) -> tuple[str, ...]:
    """A list in one cell, divided by commas, semicolons, plus signs between blanks or new lines."""
    parts = re.split(r"[;,\n]|\s\+\s|\s/\s", text_of(cell))
    return tuple(dict.fromkeys(p.strip() for p in parts if p.strip() and not is_unknown(p)))


def _shown(cell: Cell) -> str:
    text = str(cell)
    return f"'{text if len(text) <= 40 else text[:40] + '…'}'"
