"""What an overlay fills the cards with, and its legend: values in six steps of a ramp, or tones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from mopsmap import units
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.reading import read_map
from mopsmap.units import DASH, NARROW_SPACE
from ui.look.theme import Theme, font

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed, Mark, Overlay, Result, Tone
    from ui.session import Session

FIRST = ("value_class", "wait", "cost", "load", "rework", "criticality", "evidence")
"""The overlays that people look for first."""
_RAMPS = {
    "wait": "wait",
    "process": "process",
    "effort": "process",
    "rework": "errorRate",
    "accurate": "errorRate",
    "wastes": "errorRate",
    "float": "errorRate",
    "critical": "errorRate",
}
"""By a part of the overlay's key; all others have the ramp of cost."""
ADDING = ("wait", "process", "cost", "effort", "wastes", "rework")
"""Overlays whose values can be added up over steps."""
_FALLING = ("complete_accurate", "float")
"""Where the least value asks for attention, and so has the last step of the ramp."""
_TONES: dict[Tone, str] = {
    "value_adding": "valueClass.VA",
    "necessary": "valueClass.BNVA",
    "waste": "valueClass.NVA",
    "neutral": "valueClass.BNVA",
    "critical": "critical",
    "alarm": "alarm",
    "unset": "valueClass.unset",
}
"""Where the theme has the fill ("soft") and the ink ("text") of a tone; in the legend's order."""
_DAY_BREAKS = (0.0, 1.0, 2.0, 4.0, 6.0)
_DAY_RANGES = ("0", "0\u20131", "1\u20132", "2\u20134", "4\u20136", _("over 6"))
NOT_COUNTED = _("not counted")
SWATCH, HEIGHT = 18.0, 12.0


@dataclass(frozen=True, slots=True)
class Heat:
    """The fill of a card under an overlay: a step 0..5 of a ramp, or a tone (its place in the
    theme), and the value as text.

    Without both the value is not known; a card that is not `counted` has none at all.
    """

    ramp: str
    bin: int | None
    text: str
    counted: bool = True
    tone: str = ""
    share: str = ""
    """Of the whole map, where the values of steps add up."""


@dataclass(frozen=True, slots=True)
class LaneSum:
    """What the values of a lane's steps add up to, as text, and its part of the largest lane's."""

    text: str
    part: float
    ramp: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What the fills of an overlay mean: (step of the ramp, its range as text) from low to high,
    then (tone, its meaning)."""

    label: str
    ramp: str
    ranges: tuple[tuple[int, str], ...]
    tones: tuple[tuple[str, str], ...]
    heats: Mapping[str, Heat]
    flows: Mapping[str, str] = field(default_factory=dict)
    """The tone of each flow that the overlay marks."""
    lanes: Mapping[str | None, LaneSum] = field(default_factory=dict)
    """By role, where the values of steps add up."""
    unit: str = ""
    """Of all ranges, where they do not carry it themselves."""

    @property
    def title(self) -> str:
        """What the ranges are of, with their unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def spoken(self) -> str:
        """The scale as a screen reader says it."""
        return f"{self.title}: " + ", ".join(text for _, text in (*self.ranges, *self.tones))


class Laid:
    """The overlay that lies over the map shown, or none."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.key: str | None = None
        self.still = False
        """Whether steps are only moved in their lanes, which changes no value."""
        self._scaled: tuple[tuple[object, ...], tuple[str, str], Scale | None] = (
            (),
            ("", ""),
            None,
        )

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(key, label) of the overlays of the map shown, under the title of their analysis; those
        that people look for first stand before them, without a title."""
        named = self._session.project.per_item
        return [
            (title, [(overlay.key, named(overlay.label)) for overlay in overlays])
            for title, overlays in overlay_groups(self._session.analysis)
        ]

    def labels(self) -> dict[str, str]:
        """The label of each overlay by its key, in the order of their groups."""
        return {key: label for _title, pairs in self.groups() for key, label in pairs}

    def lay(self, key: str | None) -> bool:
        """Lay an overlay over the map, or none; False where there is no such overlay."""
        if key is not None and key not in self.labels():
            return False
        self.key = key
        return True

    def scale(self) -> Scale | None:
        """What the fills mean, one scale for all maps.

        While that of a slow analysis is made, it is the one before, of the same map.
        """
        session = self._session
        if self.key is None:
            return None
        others = session.others_analyzed()
        pending = unmade((session.analysis, *others), self.key)
        for result in pending:
            session.making.ask(result)
        inputs = (session.project, session.analysis, self.key, *others)
        about = (self.key, session.map_id)
        if pending:
            return self._scaled[2] if self._scaled[1] == about else None
        before = self._scaled[0]
        moved = self.still and self._scaled[1] == about and identical(inputs[1:], before[1:])
        if not (moved or identical(inputs, before)):
            found = overlay_scale(session.analysis, self.key, session.project, others)
            self._scaled = (inputs, about, found)
        return self._scaled[2]

    def computing(self) -> str:
        """The label of the overlay whose values are computed now; "" for none."""
        session = self._session
        making = unmade((session.analysis, *session.others_analyzed()), self.key)
        if self.key is None or all(session.making.failed(result) for result in making):
            return ""
        return self.labels().get(self.key, "")


def identical(these: tuple[object, ...], those: tuple[object, ...]) -> bool:
    """Whether both hold the very same things."""
    return len(these) == len(those) and all(a is b for a, b in zip(these, those, strict=True))


def overlay_groups(analyzed: Analyzed | None) -> list[tuple[str, list[Overlay]]]:
    """The overlays under the title of their analysis; before them, without one, those that people
    look for first."""
    if analyzed is None:
        return []
    known = {overlay.key: overlay for result in analyzed.results for overlay in result.overlays}
    groups = [("", [known[key] for key in FIRST if key in known])]
    groups += [
        (result.title, [overlay for overlay in result.overlays if overlay.key not in FIRST])
        for result in analyzed.results
    ]
    return [(title, overlays) for title, overlays in groups if overlays]


def unmade(analyses: Iterable[Analyzed | None], key: str | None) -> list[Result]:
    """The slow results that have to be made before their overlay can be shown."""
    return [
        result
        for analyzed in analyses
        for result in (analyzed.results if analyzed is not None else ())
        if not result.made and any(overlay.key == key for overlay in result.overlays)
    ]


def overlay_scale(
    analyzed: Analyzed | None, key: str | None, project: Project, others: Iterable[Analyzed] = ()
) -> Scale | None:
    """The scale of an overlay: fixed breaks for days, else up to six bins with as
    many different values each. An overlay of words has tones instead, and so has what is alarming.

    The values of `others`, the maps it is compared with, are on the scale too, so that a color
    means the same on all. None where there is no such overlay or it marks no step.
    """
    chosen = _overlay(analyzed, key)
    if analyzed is None or chosen is None:
        return None
    one = project.map_by_id.get(analyzed.map_id)
    beside = [found for other in others if (found := _overlay(other, key)) is not None]
    if chosen.quantity == "text":
        return _toned(chosen, beside, one, project)
    values = _values(chosen)
    ordered = sorted({v for o in (chosen, *beside) for v in _values(o).values()})
    over = sorted({v for o in (chosen, *beside) for v in _values(o, alarming=True).values()})
    if not ordered and not over:
        return None
    ramp = next((ramp for part, ramp in _RAMPS.items() if part in chosen.key), "cost")

    def text(value: float) -> str:
        return units.format_value(value, chosen.quantity, project.calendar, project.currency)

    def number(value: float) -> int:
        return 5 - steps(value) if chosen.key in _FALLING else steps(value)

    if chosen.quantity == "days":
        breaks = [b * project.calendar.hours_per_day for b in _DAY_BREAKS]
        steps = lambda value: sum(value > at for at in breaks)  # noqa: E731
        ranges = [
            (5 - i if chosen.key in _FALLING else i, word) for i, word in enumerate(_DAY_RANGES)
        ]
    else:
        ranks = {value: _step(rank, len(ordered)) for rank, value in enumerate(ordered)}
        steps = ranks.__getitem__
        inside: dict[int, list[float]] = {}
        for value in ordered:
            inside.setdefault(number(value), []).append(value)
        ranges = [(n, _range(text(found[0]), text(found[-1]))) for n, found in inside.items()]
    heats = _without_value(one, ramp)
    heats |= {record: Heat(ramp, number(v), text(v)) for record, v in values.items()}
    alarm = _TONES["alarm"]
    loud = _values(chosen, alarming=True)
    heats |= {record: Heat(ramp, None, text(v), tone=alarm) for record, v in loud.items()}
    lanes: dict[str | None, LaneSum] = {}
    if chosen.key in ADDING and one is not None and (total := sum(values.values())) > 0:
        for step, value in values.items():
            heats[step] = replace(heats[step], share=units.format_percent(value / total))
        lanes = _lane_sums(one, values, total, ramp, text)
    tones = ((alarm, _range(text(over[0]), text(over[-1]))),) if over else ()
    label = project.per_item(chosen.label)
    known = tuple(ranges) if ordered else ()
    unit = _("working days") if known and chosen.quantity == "days" else ""
    return Scale(label, ramp, known, tones, heats, lanes=lanes, unit=unit)


def _lane_sums(
    one: ValueStreamMap,
    values: Mapping[str, float],
    total: float,
    ramp: str,
    text: Callable[[float], str],
) -> dict[str | None, LaneSum]:
    sums: dict[str | None, float] = dict.fromkeys([role.id for role in one.roles], 0.0)
    for step in one.steps:
        sums[step.role] = sums.get(step.role, 0.0) + values.get(step.id, 0.0)
    most = max(sums.values())
    return {
        role: LaneSum(f"{text(v)}, {units.format_percent(v / total)}", v / most, ramp)
        for role, v in sums.items()
    }


def _toned(
    chosen: Overlay, beside: list[Overlay], one: ValueStreamMap | None, project: Project
) -> Scale | None:
    """The legend of an overlay of words: what each tone means. It marks steps, or flows."""
    steps, flows = (one.step_by_id, one.flow_by_id) if one is not None else ({}, {})
    toned = {mark.record: _TONES.get(mark.tone, "") for mark in chosen.marks}
    if not toned:
        return None
    said: dict[str, list[Mark]] = {}
    for mark in (mark for overlay in (chosen, *beside) for mark in overlay.marks):
        said.setdefault(_TONES.get(mark.tone, ""), []).append(mark)
    tones = {tone: _meaning(said[tone]) for tone in _TONES.values() if tone in said}
    marked = [mark for mark in chosen.marks if mark.record in steps]
    heats = _without_value(one, "cost") if marked else {}
    heats |= {
        mark.record: Heat("cost", None, mark.badge or mark.text, tone=toned[mark.record])
        for mark in marked
    }
    lines = {record: tone for record, tone in toned.items() if record in flows}
    label = project.per_item(chosen.label)
    return Scale(label, "cost", (), tuple(tones.items()), heats, lines)


def _meaning(marks: list[Mark]) -> str:
    """What a tone means: what all its marks say, or else what they have in common."""
    if marks[0].tone == "alarm":
        return _("Missing")
    texts = {mark.text for mark in marks}
    return texts.pop() if len(texts) == 1 and marks[0].text else marks[0].badge.partition(",")[0]


def _overlay(analyzed: Analyzed | None, key: str | None) -> Overlay | None:
    overlays = [o for r in analyzed.ready for o in r.overlays] if analyzed else []
    return next((o for o in overlays if o.key == key), None)


def _values(overlay: Overlay, alarming: bool = False) -> dict[str, float]:
    return {
        mark.record: mark.value
        for mark in overlay.marks
        if mark.value is not None and (mark.tone == "alarm") == alarming
    }


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

    `whole`: every range beside its color; else only the lowest and the highest range.
    """
    metrics, x = painter.fontMetrics(), left
    secondary, colors = theme.color("text.secondary"), theme.ramp(scale.ramp)

    def say(text: str, gap: float) -> None:
        nonlocal x
        painter.setPen(secondary)
        painter.drawText(QPointF(x, middle + 4), text)
        x += metrics.horizontalAdvance(text) + gap

    def swatch(color: QColor, border: QColor) -> None:
        nonlocal x
        painter.setPen(border)
        painter.setBrush(color)
        painter.drawRect(QRectF(x, middle - HEIGHT / 2, SWATCH, HEIGHT))
        x += SWATCH

    say(scale.title, 12)
    if scale.ranges and not whole:
        say(scale.ranges[0][1], 6)
    for number, text in scale.ranges:
        swatch(colors[number][0], theme.color("border.default"))
        if whole:
            x += 6
            say(text, 14)
    if scale.ranges and not whole:
        x += 6
        say(scale.ranges[-1][1], 14 if scale.tones else 0)
    for tone, text in scale.tones:
        swatch(theme.color(f"{tone}.soft"), theme.color(f"{tone}.text"))
        x += 6
        say(text, 14)
    return x


def scale_width(scale: Scale, style: str) -> float:
    """How wide the scale is where it names only the ends of its ranges."""
    metrics = QFontMetricsF(font(style))
    ends = [text for _, text in (*scale.ranges[:1], *scale.ranges[-1:])]
    words = [scale.title, *ends, *(text for _, text in scale.tones)]
    width = sum(metrics.horizontalAdvance(word) for word in words) + 24
    return width + SWATCH * len(scale.ranges) + (SWATCH + 20) * len(scale.tones)
