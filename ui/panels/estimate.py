"""The row of an estimate: minimum, likely, maximum and unit, and the mean that counts."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mopsmap import numerals, units
from mopsmap.language import translated as _
from mopsmap.language import within
from mopsmap.numerals import shown, shown_number, thousands_apart
from mopsmap.record import Attribute, choice_label
from mopsmap.units import Duration, Estimate, Spread, ThreePoint, Unit, UnitError
from ui.look.theme import figures, font
from ui.panels.elided import ElidedLabel
from ui.panels.fields import MIXED, UNKNOWN, Field
from ui.panels.inputs import Combo, TextEntry
from ui.session import Session

UNIT_CHOICES = tuple((unit, "m" if unit == "min" else unit) for unit in units.UNITS)
POINTS = (_("minimum"), _("likely"), _("maximum"))
GAP = 3
UNIT_WIDTH = 42
NARROW, BROAD = 20, 78
SIDES = 9
"""Border, padding and margins of a field, both sides."""


class EstimateField(Field):
    """Three points and a unit. The likely one alone is a plain time; a text such as "2-4 d" or
    "1h 30m" typed anywhere is read as a whole."""

    def __init__(self, attribute: Attribute, session: Session) -> None:
        super().__init__()
        self._session = session
        self._default: Any = attribute.unit or "h"
        self._value: Estimate | None = None
        self._mixed = self._differing = False
        self._picked: Unit | None = None
        self.entries = tuple(TextEntry(self, steps=True) for _point in POINTS)
        self.unit = Combo(self)
        self.unit.offer(UNIT_CHOICES)
        self.unit.setProperty("narrow", True)
        self.unit.setFixedWidth(UNIT_WIDTH)
        self.unit.setAccessibleName(_("{field}, unit").format(field=attribute.label))
        self.note = QLabel()
        self.note.setProperty("tone", "caption")
        self.note.setWordWrap(True)
        # its line is always there, heard of or not: no field may move while one types
        self.note.setMinimumHeight(QFontMetrics(font("caption")).height())
        keeps = self.note.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.note.setSizePolicy(keeps)
        self.note.hide()
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for index, (entry, point) in enumerate(zip(self.entries, POINTS, strict=True)):
            entry.setAccessibleName(f"{attribute.label}, {point}")
            entry.setProperty("narrow", True)
            entry.setProperty("strong", index == 1)
            entry.setProperty("help", attribute.help)
            entry.setToolTip(attribute.help)
            entry.setAlignment(Qt.AlignmentFlag.AlignRight)
            entry.setFont(figures("control"))
            entry.setFixedHeight(28)
            entry.setMinimumWidth(NARROW)
            entry.textEdited.connect(lambda _text, i=index: self._try(i))
            entry.submitted.connect(lambda i=index: self._enter(i))
            entry.cancelled.connect(self._give_up)
            entry.mended.connect(lambda: self.refused.emit(""))
            entry.left.connect(self.left)
            entry.textChanged.connect(lambda _text, e=entry: _give_room(e))
            entry.stepped.connect(lambda by, i=index: self._step(i, by))
            row.addWidget(entry, 1)
        row.addWidget(self.unit)
        self.unit.activated.connect(self._change_unit)
        self.unit.left.connect(self.left)
        self.setFocusProxy(self.entries[1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.note)

    def show_value(self, value: Estimate | None, mixed: bool = False) -> None:
        self._value, self._mixed = (None if mixed else value), mixed
        if mixed or value is not None:
            self._picked = None
        unit = self._unit_of(self._value)
        if not any(entry.dirty for entry in self.entries):  # what is typed means the old ones
            self.unit.choose(None if mixed else unit)
            self._differing = mixed
        self.entries[1].setPlaceholderText(UNKNOWN if value is None and not mixed else "")
        for entry, number in zip(self.entries, self._numbers(unit), strict=True):
            if number is None:
                entry.show_text("")
            else:
                entry.show_text(shown_number(number), thousands_apart(_short(number)))
        self._tell()

    def settle(self) -> None:
        for index in range(3):
            self._enter(index)

    def drop(self) -> None:
        self._picked = None
        for entry in self.entries:
            entry.revert()
        self.refused.emit("")

    def _unit_of(self, value: Estimate | None) -> Unit:
        match value:
            case Duration():
                return value.unit
            case ThreePoint():
                return value.likely.unit
            case Spread():
                return value.mean.unit
        return self._picked or self._default

    def _numbers(self, unit: Unit) -> tuple[float | None, float | None, float | None]:
        match self._value:
            case Duration(value=value):
                return None, value, None
            case Spread(mean=mean):
                return None, mean.value, None
            case ThreePoint(min=low, likely=mid, max=high):
                return self._in(low, unit), self._in(mid, unit), self._in(high, unit)
        return None, None, None

    def _in(self, duration: Duration, unit: Unit) -> float:
        calendar = self._session.project.calendar
        if duration.unit == unit:
            return duration.value
        return round(duration.hours(calendar) / calendar.unit_hours(unit), 6)

    def _tell(self) -> None:
        project, value = self._session.project, self._value
        text = MIXED if self._mixed else ""
        if isinstance(value, ThreePoint | Spread):
            hours = units.mean_hours(value, project.calendar, project.distribution)
            unit = self._unit_of(value)
            mean = shown_number(hours / project.calendar.unit_hours(unit), 2)
            text = _("mean {time}").format(time=f"{mean}{units.NARROW_SPACE}{unit}")
        if isinstance(value, Spread):
            sd = f" ± {shown(value.sd)}" if value.sd is not None else ""
            text = f"{within(choice_label(value.distribution))}, {text}{sd}"
        if isinstance(value, ThreePoint):
            points = [d.hours(project.calendar) for d in (value.min, value.likely, value.max)]
            if points != sorted(points):
                text = _("{time}, read in rising order").format(time=text)
        if text != self.note.text():
            self.note.setText(text)
            self.note.setVisible(bool(text))

    def _chosen_unit(self) -> Unit:
        at = self.unit.currentIndex()
        unit: Unit = self.unit.value_at(at) if at >= 0 else self._default
        return unit

    def _enter(self, index: int) -> None:
        entry = self.entries[index]
        if not entry.dirty:
            return
        try:
            typed = self._read(index)
        except UnitError as error:
            entry.say_invalid(str(error))
            self.refused.emit(str(error))
            self.dropped.emit()
            return
        for each in self.entries:
            each.say_invalid("")
            if each.dirty:
                each.take()
        self.refused.emit("")
        self.entered.emit(typed)

    def _try(self, index: int) -> None:
        """Say what is typed so far; what cannot be read yet changes nothing."""
        if not self.entries[index].dirty:
            self._give_up()
            return
        try:
            typed = self._read(index)
        except UnitError:
            return
        self.tried.emit(typed)

    def _give_up(self) -> None:
        self.refused.emit("")
        self.dropped.emit()

    def _read(self, index: int) -> Any:
        """What is typed: a whole estimate, or a change of one point of the old one."""
        text, unit = numerals.typed(self.entries[index].text()), self._chosen_unit()
        typed = units.read_estimate(text, unit, self._session.project.calendar)
        if isinstance(typed, ThreePoint) or (typed is None and index == 1) or self._differing:
            return typed
        return lambda old: _with_point(old, index, typed)

    def _change_unit(self, index: int) -> None:
        self.settle()
        unit: Unit = self.unit.value_at(index)

        def turned(old: Estimate | None) -> Estimate | None:
            match old:
                case Duration():
                    return Duration(old.value, unit)
                case ThreePoint(min=low, likely=mid, max=high):
                    same = [Duration(self._in(d, mid.unit), unit) for d in (low, mid, high)]
                    return ThreePoint(min=same[0], likely=same[1], max=same[2])
            return old

        if self._mixed or self._value is not None:
            self.entered.emit(turned)
        else:
            self._picked = unit

    def _step(self, index: int, by: int) -> None:
        entry = self.entries[index]
        try:
            said = numerals.typed(entry.text()) or "0"
            typed = units.read_duration(said, self._chosen_unit(), self._session.project.calendar)
            stepped = Duration(max(0.0, round(typed.value + by, 6)), typed.unit)
        except UnitError:
            return
        same = stepped.unit == self._chosen_unit()
        entry.setText(shown_number(stepped.value) if same else shown(stepped))
        self._enter(index)


def _with_point(old: Estimate | None, index: int, typed: Any) -> Estimate | None:
    """An estimate with one of its points typed anew; None takes an outer point away."""
    if isinstance(old, ThreePoint):
        points = [old.min, old.likely, old.max]
    elif isinstance(old, Duration) and index != 1:
        points = [old, old, old]
    else:
        return cast("Estimate | None", typed)
    points[index] = points[1] if typed is None else typed
    if points[0] == points[1] == points[2]:
        return points[1]
    return ThreePoint(min=points[0], likely=points[1], max=points[2])


def _give_room(entry: TextEntry) -> None:
    """A field takes room from its neighbors for a long number, and more while one is typed."""
    wanted = entry.fontMetrics().horizontalAdvance(entry.text()) + (16 if entry.dirty else SIDES)
    entry.setMinimumWidth(max(NARROW, min(BROAD, wanted)))


def _short(number: float) -> str:
    """As many digits as fit a narrow field; the field shows all of them while it is edited."""
    digits = 1 if number >= 10 else 2
    return shown_number(number, digits if number >= 0.005 else 6)


class EstimateCaptions(QWidget):
    """The words min, likely, max above the fields of estimates."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for word in (_("min"), _("likely"), _("max")):
            label = ElidedLabel()
            label.setText(word)
            label.setProperty("tone", "caption")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMinimumWidth(NARROW)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(label, 1)
        over_unit = QWidget()
        over_unit.setFixedWidth(UNIT_WIDTH)
        row.addWidget(over_unit)
