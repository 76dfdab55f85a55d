"""Below two maps, what the change comes to: key figures, lead time by change, business case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mopsmap.language import translated as _
from mopsmap.model import Project
from mopsmap.units import NARROW_SPACE
from ui.bars import Line
from ui.compare.waterfall import Fall, Waterfall, fall_of
from ui.compare.worth import WorthCard, lines_of, worth_of
from ui.look.theme import Appearance, font
from ui.panels.comparison import metric_contents
from ui.panels.elided import ElidedLabel
from ui.panels.key_figures import METRICS
from ui.panels.rows import Row
from ui.panels.tables import FigureTable, Heading

if TYPE_CHECKING:
    from mopsmap.analysis.contributions import Contributions
    from mopsmap.analysis.result import Analyzed

HEIGHT, LOW_HEIGHT = 236, 208
LOW, NARROW = 700, 1240
"""Of a page lower or narrower than so, the row is lower, and without key figures: they are in the
table too."""
FIGURES = 412
"""Pixels that the key figures need."""
NOT_KNOWN = _("The lead time of both maps has to be known for this.")


class Summary(QFrame):
    """The row below two maps; `chosen(steps, gone)` tells what a change is about: steps of the
    later map, and of the earlier one."""

    chosen = Signal(tuple, tuple)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.figures = FigureTable(appearance, sortable=False)
        self.figures.setAccessibleName(_("Key figures"))
        self.figures.setMinimumWidth(FIGURES)
        self.waterfall = Waterfall(appearance)
        self.waterfall.chosen.connect(self.chosen)
        self.waterfall.pointed.connect(self._tell)
        self.missing = QLabel(NOT_KNOWN)
        self.missing.setProperty("tone", "tertiary")
        self.missing.hide()
        self.worth = WorthCard(appearance)
        self._unit = ElidedLabel()
        self._unit.setProperty("tone", "tertiary")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Line(appearance))
        self._row = row = QHBoxLayout()
        row.setSpacing(14)
        whole.addLayout(row, 1)
        self._key_figures = QWidget()
        self._key_figures.setLayout(_part(_("Key figures"), self.figures, indent=8))
        row.addWidget(self._key_figures, 25)
        fall = _part(_("Lead time by change"), self.waterfall, beside=self._unit)
        fall.addWidget(self.missing)
        row.addLayout(fall, 60)
        line = Line(appearance, upright=True)
        row.addWidget(line)
        row.addLayout(_part(_("Business case"), self.worth), 17)

    def fit(self, size: QSize) -> None:
        """Take what a page so large can give."""
        self.setFixedHeight(HEIGHT if size.height() >= LOW else LOW_HEIGHT)
        wide = size.width() >= NARROW
        self._key_figures.setVisible(wide)
        self._row.setContentsMargins(4 if wide else 12, 6, 14, 6)

    def show_figures(
        self, found: Mapping[str, Any], project: Project, analyzed: Analyzed | None
    ) -> None:
        """Show what the answer of `compare` says; `analyzed` says what each figure is."""
        known = {entry["name"]: entry for entry in found["metrics"]}
        chosen = [known[name] for name in METRICS.values() if name in known]
        shown = metric_contents({**found, "metrics": chosen}, project, analyzed)
        first = Heading(_("Figure"), number=False)
        headings = (first, *shown.headings[1:])
        self.figures.set_contents(type(shown)(headings, shown.rows, shown.ids))
        self.worth.show_worth(worth_of(found["business_case"], project))

    def show_changes(
        self, found: Contributions | None, project: Project, ids: tuple[str, str]
    ) -> None:
        """Show which change gives how much; None where nobody knows."""
        fall = Fall(()) if found is None else fall_of(found, project, ids)
        self.waterfall.setVisible(found is not None)
        self.missing.setVisible(found is None)
        self.waterfall.show_fall(fall)
        self._tell()

    def rows(self, found: Mapping[str, Any], project: Project) -> tuple[Row, ...]:
        """Which change gives how much, and the whole business case, as rows of a list."""
        rows = [Row(_("Lead time by change"), heading=True)] if self.waterfall.fall.bars else []
        for bar in self.waterfall.fall.bars[1:-1]:
            value = f"{bar.value}{NARROW_SPACE}{bar.unit}"
            details = (bar.note[:1].upper() + bar.note[1:],) if bar.note else ()
            ids = bar.steps or bar.gone
            rows.append(Row(bar.name, value, details, bar.icon, ids=ids))
        rows.append(Row(_("Business case"), heading=True))
        rows += [
            Row(x.label, x.value, tip=x.tip) for x in lines_of(found["business_case"], project)
        ]
        return tuple(rows)

    def _tell(self) -> None:
        """The unit of the bars, or what the one is that somebody points at."""
        bar = self.waterfall.told
        self._unit.setText(bar.said if bar is not None else self.waterfall.fall.subtitle)


def _part(
    title: str, content: QWidget, beside: QWidget | None = None, indent: int = 0
) -> QVBoxLayout:
    """A part of the row under its title."""
    head = QLabel(title)
    head.setFont(font("section"))
    head.setProperty("tone", "section")
    row = QHBoxLayout()
    row.setContentsMargins(indent, 0, 0, 2)
    row.setSpacing(8)
    row.addWidget(head)
    if beside is None:
        row.addStretch(1)
    else:
        row.addWidget(beside, 1)
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addLayout(row)
    column.addWidget(content, 1)
    return column
