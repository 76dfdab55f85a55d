"""What if there were another demand or other people? Numbers to try; the map stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap import edits, units
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.numerals import shown_number
from mopsmap.units import UnitError
from ui.look.theme import Appearance
from ui.panels.elided import ElidedLabel
from ui.panels.entry import read_number
from ui.panels.fields import LineField
from ui.panels.look import panel_sheet
from ui.session import Session

if TYPE_CHECKING:
    from mopsmap.analysis.result import RoleFigures

DEMAND = ""
"""Key of the demand among the numbers; the others are ids of roles."""
Number = float | None
LABEL, FIELD, LOAD = 104, 56, 40
_LOW = "QLineEdit, QLineEdit:focus { min-height: 18px; padding: 1px 5px; }"
"""Fields of 24 pixels, the least that a pointer needs."""


class WhatIf(QWidget):
    """Demand and headcount to try. `changed` when the numbers to try are others, `closed` when
    nobody wants to try any more."""

    changed = Signal()
    closed = Signal()
    WIDTH = LABEL + FIELD + LOAD + 40

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._appearance = session, appearance
        self._tried: dict[str, Number] = {}
        self._rows: dict[str, tuple[ElidedLabel, LineField, QLabel]] = {}
        self._offered: tuple[tuple[str, str], ...] = ()
        self.setFixedWidth(self.WIDTH)
        self.setAccessibleName(_("What if"))
        self._title = QLabel(_("What if"))
        self.reset = self._button(_("Reset"), _("Back to the numbers of the map (Esc)"))
        self.apply = self._button(_("Apply"), _("Change the map to these numbers"))
        self.close_button = self._button("", _("Close"))
        self.close_button.setAccessibleName(_("Close what if"))
        self.reset.clicked.connect(self.clear)
        self.close_button.clicked.connect(self.closed)
        self.apply.clicked.connect(self._apply)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 4, 2)
        head.setSpacing(0)
        head.addWidget(self._title, 1)
        head.addWidget(self.reset)
        head.addWidget(self.apply)
        head.addWidget(self.close_button)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._area, 1)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(f"{text}: {tip}")
        return button

    def _restyle(self) -> None:
        theme = self._appearance.theme
        self.setStyleSheet(panel_sheet(theme) + _LOW)
        self.close_button.setIcon(theme.icon("x", "text.secondary", 14))

    @property
    def tried(self) -> tuple[Number, Mapping[str, Number]] | None:
        """The demand (None: that of the map) and the headcounts to try; None if there are none."""
        people = {role: count for role, count in self._tried.items() if role != DEMAND}
        return (self._tried.get(DEMAND), people) if self._tried else None

    def clear(self) -> None:
        """Try nothing, and forget what is being typed."""
        for _label, field, _load in self._rows.values():
            field.drop()
        if self._tried:
            self._tried.clear()
            self.changed.emit()

    def begin(self) -> None:
        """Put the keyboard where the first number is typed."""
        for _label, field, _load in self._rows.values():
            field.entry.setFocus()
            field.entry.selectAll()
            return

    def show_loads(self, loads: Mapping[str, RoleFigures]) -> None:
        """Show the numbers that are tried, beside the load that each role then has."""
        one, project = self._session.map, self._session.project
        mapped = _mapped(one)
        self._tried = {
            key: value
            for key, value in self._tried.items()
            if key in mapped and value != mapped[key]
        }
        self._offer(one, project)
        for key, (label, field, load) in self._rows.items():
            tried = key in self._tried
            if not field.entry.dirty:
                field.show_value(self._tried.get(key, mapped[key]))
            _set_tone(label, "changed" if tried else "label")
            figures = loads.get(key)
            share = figures.utilization if figures is not None else None
            load.setText(_("a year") if key == DEMAND else units.format_percent(share))
            _set_tone(load, "alarmed" if share is not None and share >= 1 else "value")
        _set_tone(self._title, "changed" if self._tried else "section")
        for button in (self.reset, self.apply):
            button.setEnabled(bool(self._tried))

    def _offer(self, one: ValueStreamMap, project: Project) -> None:
        """A row for the demand and for every role that has people."""
        items = project.many_items
        rows = [(DEMAND, items[:1].upper() + items[1:])]
        rows += [(role.id, role.name or role.id) for role in one.roles if role.kind != "system"]
        if tuple(rows) == self._offered:
            return
        self._offered, self._rows = tuple(rows), {}
        inside = QWidget()
        inside.setObjectName("page")
        grid = QGridLayout(inside)
        grid.setContentsMargins(12, 2, 12, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        for column, text in ((1, _("people")), (2, _("load"))):
            caption = QLabel(text)
            caption.setProperty("tone", "caption")
            caption.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(caption, 1, column)
        for number, (key, name) in enumerate(rows):
            label, load = ElidedLabel(), QLabel()
            label.setText(name)
            load.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            said = _("Headcount of {role}").format(role=name)
            if key == DEMAND:
                said = _("{items} a year").format(items=name)
            field = LineField(said, _read, _write, number=True)
            field.entry.setFixedHeight(24)
            field.setFixedWidth(FIELD)
            field.entered.connect(lambda value, key=key: self._enter(key, value))
            field.entry.textEdited.connect(lambda text, key=key: self._try_text(key, text))
            field.entry.cancelled.connect(lambda key=key: self._give_up(key))
            for column, widget in enumerate((label, field, load)):
                grid.addWidget(widget, number + (key != DEMAND), column)
            self._rows[key] = label, field, load
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(2, LOAD)
        grid.setRowStretch(len(rows) + 1, 1)
        self._area.setWidget(inside)

    def _enter(self, key: str, value: Number) -> None:
        self._try(key, value)
        self._rows[key][1].show_value(self._tried.get(key, _mapped(self._session.map)[key]))

    def _try(self, key: str, value: Number) -> None:
        mapped = _mapped(self._session.map)
        before = dict(self._tried)
        self._tried.pop(key, None)
        if value != mapped.get(key) and not (key == DEMAND and value is None):
            self._tried[key] = value
        if self._tried != before:
            self.changed.emit()

    def _try_text(self, key: str, text: str) -> None:
        """Follow what is typed while it is a number, and mark it while it is none."""
        entry = self._rows[key][1].entry
        try:
            self._try(key, _read(text))
        except UnitError as error:
            entry.say_invalid(str(error))
        else:
            entry.say_invalid("")

    def _give_up(self, key: str) -> None:
        """Esc takes back what is typed; where nothing is, everything that is tried."""
        before = dict(self._tried)
        self._try_text(key, self._rows[key][1].entry.text())
        if self._tried == before:
            self.clear()

    def _apply(self) -> None:
        tried, map_id = dict(self._tried), self._session.map_id

        def change(project: Project) -> Project:
            for key, value in tried.items():
                if key == DEMAND:
                    project = edits.set_map(project, map_id, demand_per_year=value)
                else:
                    project = edits.set_roles(project, map_id, [key], headcount=value)
            return project

        if tried and self._session.edit(_("Apply what-if"), change):
            self.clear()


def _mapped(one: ValueStreamMap) -> dict[str, Number]:
    """The numbers of the map."""
    return {DEMAND: one.demand_per_year} | {role.id: role.headcount for role in one.roles}


def _read(text: str) -> Number:
    return read_number(text) if text.strip() else None


def _write(value: Number) -> str:
    return "" if value is None else shown_number(value, 4)


def _set_tone(widget: QWidget, tone: str) -> None:
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
