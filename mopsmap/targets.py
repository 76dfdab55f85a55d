"""Targets of a charter: free texts of which those that name a figure and a limit are understood.

"Lead time at most 6 weeks" is a limit of the expected lead time; "Nobody works at night" stays a
text. This module alone knows how people write such limits, how they are written back, and which
number of an analysis each of them is held against.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from mopsmap.currency import currency_decimals, currency_sign, hidden_amount
from mopsmap.language import to_translate, translated
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.numerals import PLAIN, exact_number, shown, thousands_apart, using
from mopsmap.units import (
    Calendar,
    Duration,
    Quantity,
    Unit,
    UnitError,
    read_duration,
)

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed

Direction = Literal["at_most", "at_least"]
SIGNS: dict[Direction, str] = {"at_most": "\u2264", "at_least": "\u2265"}
MOST_SNAPSHOTS = 6
"""So many earlier states of a map are drawn beside its figures."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a map that can have a target.

    `key` is its metric; `path` leads to it in the headline of an analysis; `unit` is what a bare
    number means where the figure is known already; `names` are spellings beside the label.
    """

    key: str
    label: str
    quantity: Quantity
    wanted: Direction
    path: str
    names: tuple[str, ...] = ()
    unit: Unit = "h"


_TABLE = (
    Figure(
        "lead_time_expected",
        to_translate("Lead time"),
        "days",
        "at_most",
        "lead_time_hours.expected",
        ("expected lead time", "turnaround", "turnaround time", "throughput time"),
        "d",
    ),
    Figure(
        "process_time_hours",
        to_translate("Process time"),
        "hours",
        "at_most",
        "process_time_hours",
        ("processing time",),
    ),
    Figure(
        "wait_time_hours",
        to_translate("Wait time"),
        "days",
        "at_most",
        "wait_time_hours",
        ("waiting time", "wait"),
        "d",
    ),
    Figure(
        "effort_hours_per_item",
        to_translate("Effort per {item}"),
        "hours",
        "at_most",
        "effort_hours_per_item",
        ("effort",),
    ),
    Figure(
        "process_cycle_efficiency",
        to_translate("Process cycle efficiency"),
        "fraction",
        "at_least",
        "process_cycle_efficiency",
        ("pce",),
    ),
    Figure(
        "activity_ratio", to_translate("Activity ratio"), "fraction", "at_least", "activity_ratio"
    ),
    Figure(
        "rolled_complete_accurate",
        to_translate("Rolled %C&A"),
        "fraction",
        "at_least",
        "rolled_complete_accurate",
        ("rolled c&a", "rolled yield", "first pass yield", "fpy"),
    ),
    Figure(
        "first_time_right",
        to_translate("First time right"),
        "fraction",
        "at_least",
        "first_time_right",
        ("right first time",),
    ),
    Figure(
        "cost_per_item",
        to_translate("Cost per {item}"),
        "money",
        "at_most",
        "cost_per_item",
        ("cost",),
    ),
    Figure(
        "cost_per_year",
        to_translate("Cost per year"),
        "money",
        "at_most",
        "cost_per_year",
        ("yearly cost", "annual cost", "cost a year"),
    ),
    Figure(
        "highest_load",
        to_translate("Capacity vs demand"),
        "percent",
        "at_most",
        "",
        ("capacity", "load", "highest load", "utilization", "utilisation"),
    ),
    Figure("handoffs", to_translate("Handoffs"), "count", "at_most", "handoffs", ("hand offs",)),
    Figure("tool_switches", to_translate("Tool switches"), "count", "at_most", "tool_switches"),
)
FIGURES: Mapping[str, Figure] = {figure.key: figure for figure in _TABLE}
"""Figures that can have a target, by the key of their metric."""


@dataclass(frozen=True, slots=True)
class Target:
    """A limit of a figure, as somebody typed it: a time with its unit, percent, money, a count."""

    metric: str
    direction: Direction
    amount: Duration | float

    def value(self, calendar: Calendar) -> float:
        """The limit as analyses count: hours, a share of 1, money, a count."""
        if isinstance(self.amount, Duration):
            return self.amount.hours(calendar)
        quantity = FIGURES[self.metric].quantity
        return self.amount / 100 if quantity in ("fraction", "percent") else self.amount

    def reached(self, value: float, calendar: Calendar) -> bool:
        """Whether a figure keeps the limit, which itself is allowed."""
        limit = self.value(calendar)
        if math.isclose(value, limit, rel_tol=1e-9, abs_tol=1e-12):
            return True
        return (value < limit) == (self.direction == "at_most")


_RELATIONS: tuple[tuple[Direction | None, str], ...] = (
    ("at_most", r"<=|=<|\u2264|<"),
    ("at_least", r">=|=>|\u2265|>"),
    ("at_most", r"(?:no|not) (?:more|longer|higher) than|less than|shorter than|lower than"),
    ("at_least", r"(?:no|not) (?:less|lower|fewer) than|more than|higher than"),
    ("at_most", r"(?:at most|up to|maximum|max|under|below|within)\b\.?"),
    ("at_least", r"(?:at least|minimum|min|above|over)\b\.?"),
    (None, r"[:=]|(?:of|is|to)\b"),
)
_BEHIND: tuple[tuple[Direction, str], ...] = (
    ("at_most", r"(?:or (?:less|fewer|shorter)|at (?:the )?most|maximum|max)\.?"),
    ("at_least", r"(?:or (?:more|higher)|at (?:the )?least|minimum|min)\.?"),
)
_WANTED = re.compile(r"(?:reduce|cut|lower|shorten|bring|raise|increase|lift|target)(?: the)?[: ]+")
_WITHIN = re.compile(r"(?:stay |keep )?(?:with)?in capacity")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?P<sign>[,. \u00a0\u202f'])\d{3})(?:(?P=sign)\d{3})*")
_LARGE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}


def read_target(text: str, project: Project) -> Target | None:
    """What a text says of a figure; None where it says something else. Never raises.

    >>> read_target("Lead time at most 6 weeks", Project())
    Target(metric='lead_time_expected', direction='at_most', amount=Duration(value=6.0, unit='w'))
    """
    said = _plain(text)
    if _WITHIN.fullmatch(said) or said == "capacity":
        return Target("highest_load", "at_most", 100.0)
    said = _WANTED.sub("", said, count=1) if _WANTED.match(said) else said
    for name, figure in _spellings(project):
        rest = said.removeprefix(name)
        if rest == said or rest[:1].isalnum():
            continue
        try:
            return _limit(rest.strip(" ,"), figure, project, known=False)
        except UnitError:
            return None
    return None


def read_limit(text: str, metric: str, project: Project) -> Target | None:
    """A limit typed where the figure is known, such as "<= 45 d" or "45"; None for nothing.

    The name of the figure may stand before it. Raises UnitError with one sentence.
    """
    named = read_target(text, project)
    if named is not None and named.metric == metric:
        return named
    said = _plain(text)
    if said in ("", "-", "\u2013", "?"):
        return None
    return _limit(said, FIGURES[metric], project, known=True)


def write_target(target: Target, project: Project) -> str:
    """The text of a target, which `read_target` reads back as the same.

    >>> write_target(Target("lead_time_expected", "at_most", Duration(45, "d")), Project())
    'Lead time \u2264 45 d'
    """
    with using(PLAIN):
        return f"{_in_english(FIGURES[target.metric], project)} {write_limit(target, project)}"


def write_limit(target: Target, project: Project) -> str:
    """A target without the name of its figure, as it is shown.

    >>> write_limit(Target("process_cycle_efficiency", "at_least", 20.0), Project())
    '\u2265 20 %'
    """
    amount, quantity = target.amount, FIGURES[target.metric].quantity
    if isinstance(amount, Duration):
        number, _, unit = shown(amount).rpartition(" ")
        return f"{SIGNS[target.direction]} {number} {unit}"
    number = thousands_apart(shown(exact_number(amount)))
    if quantity == "money":
        number = (
            hidden_amount(project.currency) or f"{currency_sign(project.currency)} {number}".strip()
        )
    elif quantity != "count":
        number = f"{number} %"
    return f"{SIGNS[target.direction]} {number}"


def label_of(metric: str, project: Project) -> str:
    """The name of a figure in the project's word for its items."""
    return project.per_item(translated(FIGURES[metric].label))


def _in_english(figure: Figure, project: Project) -> str:
    """As charters hold it, whatever the language of the window."""
    return figure.label.replace("{item}", project.item or "item")


def targets_of(one: ValueStreamMap, project: Project) -> dict[str, Target]:
    """The targets that the charter of a map sets, by metric; of two for one figure the first."""
    found: dict[str, Target] = {}
    for text in one.charter.targets:
        target = read_target(text, project)
        if target is not None:
            found.setdefault(target.metric, target)
    return found


def with_target(
    texts: Iterable[str], metric: str, target: Target | None, project: Project
) -> tuple[str, ...]:
    """The texts of a charter with another target of a figure, in the place of the one it had;
    None takes it out. All other texts stay as they are."""
    new = [] if target is None else [write_target(target, project)]
    found: list[str] = []
    for text in texts:
        read = read_target(text, project)
        if read is None or read.metric != metric:
            found.append(text)
        else:
            found += new
            new = []
    return (*found, *new)


def figure_of(metric: str, one: ValueStreamMap, analyzed: Analyzed) -> float | None:
    """The number that targets of a figure are held against; None where it rests on nothing."""
    from mopsmap.analysis import capacity
    from mopsmap.analysis.unknown import unknown_figures

    if metric == "highest_load":
        role = capacity.busiest(analyzed.roles)
        return analyzed.roles[role].utilization if role is not None else None
    if metric in unknown_figures(one):
        return None
    found: Any = analyzed.headline
    for part in FIGURES[metric].path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return None if found is None else float(found)


def is_snapshot(one: ValueStreamMap) -> bool:
    """Whether a map is a state of another one that was kept: a variant made from it."""
    return one.kind == "variant" and one.based_on is not None


def snapshots(project: Project, map_id: str) -> tuple[ValueStreamMap, ...]:
    """The states of a map that were kept, in the order of the file."""
    return tuple(m for m in project.maps if is_snapshot(m) and m.based_on == map_id)


def _plain(text: str) -> str:
    """A text in small letters with single blanks, narrow spaces between digits kept."""
    return re.sub(r"[ \t\r\n\u00a0]+", " ", text).strip().rstrip(".").casefold()


def _spellings(project: Project) -> tuple[tuple[str, Figure], ...]:
    """Names of figures as `_plain` leaves them, the longest first."""
    labels = ((key, label_of(key, project), _in_english(f, project)) for key, f in FIGURES.items())
    return _ordered(tuple(labels))


@lru_cache(maxsize=16)
def _ordered(labels: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, Figure], ...]:
    """The same for the labels shown, which hardly ever change, and those that charters hold."""
    found = {}
    for key, label, english in labels:
        figure = FIGURES[key]
        plain = figure.label.replace("{item}", "item")
        for name in (plain, english, label, *figure.names):
            found[_plain(name)] = figure
    found |= {name.replace(" ", "-"): figure for name, figure in found.items()}
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _limit(said: str, figure: Figure, project: Project, known: bool) -> Target:
    """The limit that stands behind the name of a figure. Raises UnitError."""
    direction: Direction | None = None
    for way, words in _RELATIONS:
        match = re.match(words, said)
        if match is not None:
            direction, said = way, said[match.end() :].strip()
            break
    if direction is None:
        for way, words in _BEHIND:
            match = re.search(rf"\s{words}$", said)
            if match is not None:
                direction, said = way, said[: match.start()].strip()
                break
    return Target(figure.key, direction or figure.wanted, _amount(said, figure, project, known))


def _amount(said: str, figure: Figure, project: Project, known: bool) -> Duration | float:
    match figure.quantity:
        case "days" | "hours":
            said = re.sub(r"\b(?:business|working|work) (?=days?\b)", "", said)
            return read_duration(said, figure.unit if known else None, project.calendar)
        case "fraction" | "percent":
            share = said.removesuffix("%").removesuffix("percent").strip()
            if not known and share == said:
                raise UnitError(_("'{said}' has no percent sign."), said=said)
            return _share(share, figure)
        case "money":
            return _money(said, project.currency)
    count = _number(said)
    if count != int(count):
        raise UnitError(_("'{said}' is not a whole number."), said=said)
    return count


def _share(said: str, figure: Figure) -> float:
    percent = _number(said)
    if figure.quantity == "fraction" and percent > 100:
        raise UnitError(_("'{said}' is over 100 %. Write a share from 0 to 100 %."), said=said)
    return percent


def _money(said: str, currency: str) -> float:
    """An amount of the project's currency. Three digits behind a comma or point are thousands."""
    for mark in dict.fromkeys((currency_sign(currency).casefold(), currency.strip().casefold())):
        if mark:
            said = said.removeprefix(mark).removesuffix(mark).strip()
    factor = 1.0
    for word, large in _LARGE.items():
        if re.search(rf"[\d ]{word}$", said):
            said, factor = said.removesuffix(word).strip(), large
            break
    whole, decimals = said, ""
    if currency_decimals(currency) < 3:
        match = _THOUSANDS.match(said)
        if match is not None:
            rest = said[match.end() :]
            if not rest or re.fullmatch(r"[.,]\d+", rest):
                whole, decimals = re.sub(r"\D", "", match[0]), rest
    return _number(whole + decimals) * factor


def _number(said: str) -> float:
    """A finite number without a sign. Raises UnitError."""
    grouped = re.fullmatch(r"\d{1,3}(?:[ \u202f]\d{3})+(?:[.,]\d+)?", said)
    digits = re.sub(r"[ \u202f]", "", said) if grouped else said
    if not _NUMBER.fullmatch(digits) or len(digits) > 400:
        raise UnitError(_("'{said}' is not a number."), said=said[:40])
    value = float(digits.replace(",", "."))
    if not math.isfinite(value):
        raise UnitError(_("'{said}' is not a number."), said=said[:40])
    return value
