"""The values of an overlay in six steps of a ramp: fills of the cards, scale of the legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from mopsmap import units
from mopsmap.model import Project, ValueStreamMap
from mopsmap.reading import read_map
from mopsmap.units import DASH, NARROW_SPACE
from ui.theme import Theme, font

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, Overlay

_RAMPS = {"wait": "wait", "process": "process", "rework": "errorRate", "quality": "errorRate"}
_DAY_BREAKS = (0.0, 1.0, 2.0, 4.0, 6.0)
_DAY_RANGES = ("0", "0\u20131", "1\u20132", "2\u20134", "4\u20136", "over 6")
NOT_COUNTED = "not counted"
SWATCH, HEIGHT = 18.0, 12.0


@dataclass(frozen=True, slots=True)
class Heat:
    """The fill of a card under an overlay: a step 0..5 of a ramp and the value as text.

    Without a step the value is not known; a card that is not `counted` has none at all.
    """

    ramp: str
    bin: int | None
    text: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    """What the fills of an overlay mean: (step of the ramp, its range as text) from low to high."""

    label: str
    ramp: str
    ranges: tuple[tuple[int, str], ...]
    ends: tuple[str, str]
    """The lowest and the highest value."""
    heats: Mapping[str, Heat]

    @property
    def spoken(self) -> str:
        """The scale as a screen reader says it."""
        return f"{self.label}: " + ", ".join(text for _bin, text in self.ranges)


def overlay_scale(
    analyzed: Analyzed | None, key: str | None, project: Project, others: Iterable[Analyzed] = ()
) -> Scale | None:
    """The scale of an overlay: fixed breaks for days, else up to six bins with as
    many different values each.

    The values of `others`, the maps it is compared with, are on the scale too, so that a color
    means the same on all. None where there is no such overlay or nothing has a value.
    """
    chosen = _overlay(analyzed, key)
    if analyzed is None or chosen is None:
        return None
    values = _values(chosen)
    beside = [found for other in others if (found := _overlay(other, key)) is not None]
    ordered = sorted({v for o in (chosen, *beside) for v in _values(o).values()})
    if not ordered:
        return None
    in_days = chosen.quantity == "days"
    if in_days:
        breaks = [b * project.calendar.hours_per_day for b in _DAY_BREAKS]
        bins = {record: sum(value > at for at in breaks) for record, value in values.items()}
    else:
        steps = {value: _step(rank, len(ordered)) for rank, value in enumerate(ordered)}
        bins = {record: steps[value] for record, value in values.items()}
    ramp = next((ramp for word, ramp in _RAMPS.items() if word in chosen.key), "cost")

    def text(value: float) -> str:
        return units.format_value(value, chosen.quantity, project.calendar, project.currency)

    if in_days:
        ranges = tuple((i, f"{words}{NARROW_SPACE}d") for i, words in enumerate(_DAY_RANGES))
    else:
        inside: dict[int, list[float]] = {}
        for value, number in steps.items():
            inside.setdefault(number, []).append(value)
        ranges = tuple(
            (number, _range(text(min(found)), text(max(found))))
            for number, found in sorted(inside.items())
        )
    heats = _without_value(project.map_by_id.get(analyzed.map_id), ramp)
    heats |= {record: Heat(ramp, bins[record], text(value)) for record, value in values.items()}
    return Scale(
        project.per_item(chosen.label), ramp, ranges, (text(ordered[0]), text(ordered[-1])), heats
    )


def _overlay(analyzed: Analyzed | None, key: str | None) -> Overlay | None:
    overlays = [o for r in analyzed.results for o in r.overlays] if analyzed else []
    return next((o for o in overlays if o.key == key), None)


def _values(overlay: Overlay) -> dict[str, float]:
    return {mark.record: mark.value for mark in overlay.marks if mark.value is not None}


def _without_value(one: ValueStreamMap | None, ramp: str) -> dict[str, Heat]:
    """What every step shows that an overlay has no value for."""
    if one is None:
        return {}
    apart = set(read_map(one).disconnected)
    unknown, left_out = Heat(ramp, None, DASH), Heat(ramp, None, NOT_COUNTED, counted=False)
    return {step.id: left_out if step.id in apart else unknown for step in one.steps}


def _step(rank: int, count: int) -> int:
    """The step of the ramp for one of `count` different values: few are spread over all of it."""
    return rank * 6 // count if count >= 6 else rank * 5 // max(1, count - 1)


def _range(low: str, high: str) -> str:
    """Two values as a range, with a unit they share once."""
    if low == high:
        return low
    number, _, unit = low.rpartition(NARROW_SPACE)
    if number and not unit[0].isdigit() and high.endswith(NARROW_SPACE + unit):
        return f"{number}{DASH}{high}"
    sign, _, _ = low.partition(NARROW_SPACE)
    shared = sign + NARROW_SPACE if sign and not sign[-1].isdigit() else ""
    return f"{low}{DASH}{high.removeprefix(shared)}"


def draw_scale(
    painter: QPainter, theme: Theme, scale: Scale, left: float, middle: float, whole: bool
) -> float:
    """Draw the scale in a row from `left`; the x where it ends.

    `whole`: every range beside its color; else only the lowest and the highest value.
    """
    metrics, x = painter.fontMetrics(), left
    secondary, colors = theme.color("text.secondary"), theme.ramp(scale.ramp)

    def say(text: str, gap: float) -> None:
        nonlocal x
        painter.setPen(secondary)
        painter.drawText(QPointF(x, middle + 4), text)
        x += metrics.horizontalAdvance(text) + gap

    def swatch(number: int) -> None:
        nonlocal x
        painter.setPen(theme.color("border.default"))
        painter.setBrush(colors[number][0])
        painter.drawRect(QRectF(x, middle - HEIGHT / 2, SWATCH, HEIGHT))
        x += SWATCH

    say(scale.label, 12)
    if not whole:
        say(scale.ends[0], 6)
    for number, text in scale.ranges:
        swatch(number)
        if whole:
            x += 6
            say(text, 14)
    if not whole:
        x += 6
        say(scale.ends[1], 0)
    return x


def scale_width(scale: Scale, style: str) -> float:
    """How wide the scale is where it names only its ends."""
    metrics = QFontMetricsF(font(style))
    words = sum(metrics.horizontalAdvance(t) for t in (scale.label, *scale.ends))
    return words + 24 + SWATCH * len(scale.ranges)
