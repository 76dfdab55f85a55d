"""What changed from the map compared with: the states of cards, and their chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mopsmap import units
from mopsmap.language import translated as _
from mopsmap.model import Project

ChangeState = Literal["", "new", "changed", "removed", "proposed"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A difference to the map compared with: icon of the figure, text, and whether it is better."""

    icon: str
    text: str
    better: bool


ORIGINS = {"merged": "arrows-join-2", "split": "arrows-split-2"}
"""Icons of steps that came from several, and of those that one became."""


def changed_words(state: ChangeState, origin: str, chips: Sequence[Chip]) -> list[str]:
    """What changed from the map compared with, in words."""
    figures = {
        "hourglass-low": _("wait {change}"),
        "clock": _("process {change}"),
        "circle-check": _("complete and accurate {change}"),
    }
    words = {
        "new": _("new"),
        "changed": _("changed"),
        ORIGINS["merged"]: _("merged from several steps"),
        ORIGINS["split"]: _("split off a step"),
    }
    found = [words[key] for key in (state, origin) if key in words]
    return found + [figures[c.icon].format(change=c.text) for c in chips if c.icon in figures]


def changes_of(
    comparison: Mapping[str, Any] | None, project: Project
) -> dict[str, tuple[ChangeState, tuple[Chip, ...]]]:
    """By step that is new or changed, what of it changed."""
    if not comparison:
        return {}
    found: dict[str, tuple[ChangeState, tuple[Chip, ...]]] = {}
    for step in comparison["steps"].get("added", ()):
        found[step] = ("new", ())
    for step, fields in comparison["steps"].get("changed", {}).items():
        found[step] = ("changed", tuple(_chips(fields, project)))
    return found


def _chips(fields: Mapping[str, Any], project: Project) -> list[Chip]:
    """What changed, the larger effect on time first, then quality; at most two."""
    found: list[tuple[float, Chip]] = []
    for name, icon in (("wait_time", "hourglass-low"), ("process_time", "clock")):
        pair = fields.get(name)
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            continue
        old, new = (_hours(value, project) for value in pair)
        if old is None or new is None or abs(new - old) < 1e-9:
            continue
        change = abs(new - old)
        if name == "wait_time":
            text = units.format_days(change, project.calendar, short=True)
        else:
            text = units.format_hours(change, short=True)
        sign = units.MINUS if new < old else "+"
        found.append((change, Chip(icon, sign + text, new < old)))
    chips = [chip for _, chip in sorted(found, key=lambda one: -one[0])]
    quality = fields.get("complete_accurate")
    if len(chips) < 2 and isinstance(quality, list | tuple) and None not in quality:
        points = (quality[1] - quality[0]) * 100
        if abs(points) >= 0.5:
            sign = "+" if points > 0 else units.MINUS
            text = f"{sign}{abs(points):.0f}{units.NARROW_SPACE}pp"
            chips.append(Chip("circle-check", text, points > 0))
    return chips


def _hours(value: Any, project: Project) -> float | None:
    if value is None:
        return None
    if isinstance(value, str | dict):
        value = units.stored_estimate(value)
    return units.mean_hours(value, project.calendar, project.distribution)
