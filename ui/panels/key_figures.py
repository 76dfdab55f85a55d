"""The six key figures of a map: which numbers and how they read.

All of them come from an analysis; a figure that rests on nothing says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from mopsmap import units
from mopsmap.currency import hidden_amount
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.units import DASH, NARROW_SPACE
from ui.panels.figures import compared_texts, value_text

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, Quantity

Key = Literal["lead_time", "process_time", "efficiency", "quality", "cost", "capacity"]
MINUS = "\u2212"
METRICS: dict[Key, str] = {
    "lead_time": "lead_time_expected",
    "process_time": "process_time_hours",
    "efficiency": "process_cycle_efficiency",
    "quality": "rolled_complete_accurate",
    "cost": "cost_per_item",
    "capacity": "highest_load",
}
"""The metric that a key figure is."""
SHORT_LABELS: dict[Key, str] = {
    # Translators: process cycle efficiency, in as little room.
    "efficiency": _("PCE"),
    "cost": _("Cost"),
    "capacity": _("Capacity"),
}
"""What stands in for a label where room is short."""
CASES = {"typical": _("typical"), "best": _("best"), "worst": _("worst")}
WHOLE_CASES = {
    "typical": _("typical case"),
    "best": _("best case"),
    "worst": _("worst case"),
}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure as a tile shows it; `value` is a dash where it is not known."""

    key: Key
    label: str
    value: str = DASH
    unit: str = ""
    short_unit: str = ""
    """What stands in for `unit` where room is short."""
    sign: str = ""
    """What stands in for both where there is hardly any room: a number is never without a unit."""
    alarm: bool = False
    change: str = ""
    direction: float = 0.0
    better: bool | None = None
    against: str = ""
    foreseen: bool = False
    """Whether `change` is what a change that is only proposed would bring."""

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.value != DASH

    @property
    def short_label(self) -> str:
        """The label where room is short."""
        return SHORT_LABELS.get(self.key, self.label)

    @property
    def spoken(self) -> str:
        """The tile as a screen reader says it."""
        number = f"{self.value} {self.unit}"
        if not self.known:
            number = _("not known. {missing}").format(missing=self.unit)
        parts = [f"{self.label} {number}".replace(NARROW_SPACE, " ").strip()]
        parts += [_("over the limit")] if self.alarm else []
        if self.foreseen:
            parts.append(_("would change: {change}").format(change=self.change))
        elif self.change:
            said = _("{change} against {map}")
            if self.direction:
                down = self.direction < 0
                said = _("down {change} against {map}") if down else _("up {change} against {map}")
            size = self.change.replace(NARROW_SPACE, " ")
            parts.append(said.format(change=size, map=self.against))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the figures of a map are read from."""

    project: Project
    one: ValueStreamMap
    analyzed: Analyzed
    base: Analyzed | None
    against: str
    unknown: Mapping[str, str]
    """Figures that rest on nothing, with what to add."""
    unknown_before: Mapping[str, str]

    def number(self, path: str) -> float | None:
        return None if _key(path) in self.unknown else _number(self.analyzed.headline, path)

    @property
    def case(self) -> str:
        """The case that the figures of the critical path are taken from."""
        return self.analyzed.case

    @property
    def reworks(self) -> bool:
        """Whether the map has rework that figures can hold."""
        return bool(self.analyzed.study.shape.rework_share)

    def missing(self, path: str) -> str:
        """What to add where a figure rests on nothing."""
        return self.unknown.get(_key(path), "")

    def percent(self, path: str) -> str:
        return units.format_percent(self.number(path), 1)

    def kpi(
        self,
        key: Key,
        now: float | None,
        before: float | None,
        quantity: Quantity,
        wanted: Literal["lower", "higher"],
        **more: Any,
    ) -> Kpi:
        """A figure with its change from the map compared with."""
        label = _labels(self.project)[key]
        if now is None or before is None:
            return Kpi(key, label, **more)
        _before, _now, change = compared_texts(before, now, quantity, self.project)
        if not change:
            return Kpi(key, label, change=_("no change"), against=self.against, **more)
        return Kpi(
            key,
            label,
            change=change,
            direction=now - before,
            better=(now < before) == (wanted == "lower"),
            against=self.against,
            **more,
        )

    def before(self, path: str) -> float | None:
        if self.base is None or _key(path) in self.unknown_before:
            return None
        return _number(self.base.headline, path)


def sources_of(
    project: Project,
    one: ValueStreamMap,
    analyzed: Analyzed,
    base: Analyzed | None = None,
    against: str = "",
) -> Sources:
    """What the figures of a map, and what explains them, are read from."""
    from mopsmap.analysis.unknown import unknown_figures

    earlier = project.map_by_id.get(base.map_id) if base is not None else None
    before = unknown_figures(earlier) if earlier is not None else {}
    return Sources(project, one, analyzed, base, against, unknown_figures(one), before)


def key_figures(
    project: Project,
    one: ValueStreamMap,
    analyzed: Analyzed | None,
    base: Analyzed | None = None,
    against: str = "",
) -> tuple[Kpi, ...]:
    """The six key figures of a map, with the change from `base`, the map it is compared with."""
    if analyzed is None:
        return tuple(Kpi(key, label) for key, label in _labels(project).items())
    sources = sources_of(project, one, analyzed, base, against)
    makers = (_lead_time, _process_time, _efficiency, _quality, _cost, _capacity)
    return tuple(make(sources) for make in makers)


def foreseen(now: tuple[Kpi, ...], ahead: tuple[Kpi, ...]) -> tuple[Kpi, ...]:
    """The figures of now, each with what a proposed change would bring; `ahead` are the figures
    with it, compared with those of now."""
    return tuple(_foreseen(*pair) for pair in zip(now, ahead, strict=True))


def _foreseen(now: Kpi, ahead: Kpi) -> Kpi:
    elsewhere = ahead.key == "capacity" and ahead.unit != now.unit
    if (elsewhere or not now.known) and ahead.known:
        text = f"\u2192{NARROW_SPACE}{ahead.value}"
        text += f"{NARROW_SPACE}{ahead.short_unit}" if ahead.key != "capacity" else ""
    elif not (now.known and ahead.known and ahead.direction):
        return now
    else:
        text = f"{'+' if ahead.direction > 0 else MINUS}{ahead.change}"
    return replace(now, change=text.strip(), direction=0.0, better=None, foreseen=True)


def _labels(project: Project) -> dict[Key, str]:
    return {
        "lead_time": _("Lead time"),
        "process_time": _("Process time"),
        "efficiency": _("Process cycle efficiency"),
        "quality": _("Rolled %C&A"),
        "cost": project.per_item(_("Cost per {item}")),
        "capacity": _("Capacity vs demand"),
    }


def _number(figures: Mapping[str, Any], path: str) -> float | None:
    found: Any = figures
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return None if found is None else float(found)


def _key(path: str) -> str:
    """The key of the metric that a figure of the answer is."""
    whole, _dot, part = path.partition(".")
    match whole:
        case "lead_time_hours":
            return f"lead_time_{part}"
        case "cost_by_value_class":
            return f"cost_{part}"
    return path


def _split(text: str) -> tuple[str, str]:
    number, _space, unit = text.rpartition(NARROW_SPACE)
    return (number, unit) if number else (text, "")


def _lead_time(of: Sources) -> Kpi:
    path = "lead_time_hours.expected"
    hours = of.number(path)
    number, sign = _split(units.format_days(hours, of.project.calendar))
    unit = sign
    if sign == "d" and hours is not None:
        unit = counted(round(hours / of.project.calendar.hours_per_day, 1), "day", "days")
    return of.kpi(
        "lead_time",
        hours,
        of.before(path),
        "days",
        "lower",
        value=number,
        unit=of.missing(path) if hours is None else _("{unit}, expected").format(unit=unit),
        short_unit="" if hours is None else unit,
        sign=sign,
    )


def _process_time(of: Sources) -> Kpi:
    path = "process_time_hours"
    hours = of.number(path)
    number, unit = _split(units.format_hours(hours))
    said = _("{unit}, {case}, with rework") if of.reworks else "{unit}, {case}"
    return of.kpi(
        "process_time",
        hours,
        of.before(path),
        "hours",
        "lower",
        value=number,
        unit=of.missing(path) if hours is None else said.format(unit=unit, case=CASES[of.case]),
        short_unit="" if hours is None else f"{unit}, {CASES[of.case]}",
    )


def _efficiency(of: Sources) -> Kpi:
    path = "process_cycle_efficiency"
    share = of.number(path)
    number, unit = _split(units.format_percent(share, 1))
    return of.kpi(
        "efficiency",
        share,
        of.before(path),
        "fraction",
        "higher",
        value=number,
        unit=of.missing(path) if share is None else f"{unit}, {WHOLE_CASES[of.case]}",
        short_unit="" if share is None else f"{unit}, {CASES[of.case]}",
    )


def _quality(of: Sources) -> Kpi:
    path = "rolled_complete_accurate"
    share = of.number(path)
    first = of.percent("first_time_right")
    number, unit = _split(units.format_percent(share, 1))
    missing = of.missing(path)
    return of.kpi(
        "quality",
        share,
        of.before(path),
        "fraction",
        "higher",
        value=number,
        unit=missing or _("{unit}, first time right {share}").format(unit=unit, share=first),
        short_unit="" if missing else unit,
    )


def _cost(of: Sources) -> Kpi:
    path = "cost_per_item"
    amount, hidden = of.number(path), hidden_amount(of.project.currency)
    if hidden and amount is not None:
        return Kpi("cost", _labels(of.project)["cost"], hidden)
    return of.kpi(
        "cost",
        amount,
        of.before(path),
        "money",
        "lower",
        value=value_text(amount, "money", of.project),
        unit=of.missing(path),
    )


def busiest(analyzed: Analyzed | None) -> tuple[str | None, float | None]:
    """Id and load of the role with the highest load; None for what is not known."""
    if analyzed is None:
        return None, None
    from mopsmap.analysis import capacity

    role = capacity.busiest(analyzed.roles)
    return role, analyzed.roles[role].utilization if role is not None else None


def _capacity(of: Sources) -> Kpi:
    role_id, share = busiest(of.analyzed)
    role = of.one.role_by_id.get(role_id) if role_id else None
    before_id, before = busiest(of.base)
    other = of.base is not None and before_id != role_id
    change: dict[str, Any] = {}
    if other and share is not None and before is not None:
        # Two different roles: a difference would mean nothing.
        change = {
            "change": _("from {value}").format(value=units.format_percent(before)),
            "direction": share - before,
            "better": share < before,
            "against": of.against,
        }
    missing = _("Add headcount and demand to see this")
    return of.kpi(
        "capacity",
        share,
        None if other else before,
        "percent",
        "lower",
        **change,
        value=units.format_percent(share),
        unit=role.name if role is not None and share is not None else missing,
        short_unit="" if share is not None else _("Add headcount and demand"),
        alarm=share is not None and share >= 1,
    )
