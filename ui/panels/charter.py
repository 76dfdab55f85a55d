"""The charter of the map shown on one page: what a team agrees on before it draws.

The same fields as in the inspector, large enough to be read from the last row.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.model import Charter, Project
from mopsmap.record import Attribute, attributes
from mopsmap.targets import FIGURES, figure_of, label_of, targets_of, write_limit
from mopsmap.units import DASH
from ui.look.theme import Appearance, Theme, icon_pixmap
from ui.panels.entry import act
from ui.panels.fields import Field, LongTextField
from ui.panels.figures import compared_texts, value_text
from ui.panels.refresh import Refresh
from ui.panels.target import Target
from ui.session import Session

PLACES: dict[str, tuple[int, int, int]] = {
    "problem": (0, 0, 2),
    "trigger": (1, 0, 1),
    "done": (1, 1, 1),
    "customer": (2, 0, 1),
    "out_of_scope": (2, 1, 1),
    "targets": (3, 0, 1),
    "team": (3, 1, 1),
}
"""Row, column and columns taken of each field."""
EXAMPLES = {
    "problem": _("What hurts, and whom"),
    "trigger": _("The first step: what starts the stream"),
    "done": _("The last step: what ends the stream"),
    "customer": _("Who receives the result"),
    "out_of_scope": _("What is left aside"),
    "targets": _("One a line, such as: Lead time at most 45 d"),
    "team": _("One name or role a line"),
}
"""What stands in an empty field."""
WIDEST, ROOMY = 1180, 1240
"""Pixels that the page is wide at most, and from which on its letters are larger."""

_SHEET = """
QWidget#charterPage, QScrollArea#charter {{ background: {panel}; border: none; }}
QLabel#charterMap {{ color: {tertiary}; font-size: {small}px; font-weight: 500; }}
QLabel#charterTitle {{ color: {primary}; font-size: {title}px; font-weight: 600; }}
QLabel#charterHint {{ color: {secondary}; font-size: {label}px; }}
QLabel#charterLabel {{ color: {secondary}; font-size: {label}px; font-weight: 600; }}
QLabel#charterState {{ color: {secondary}; font-size: {small}px; font-weight: 500; }}
QPlainTextEdit {{ font-size: {text}px; font-weight: 400; padding: 3px 5px; }}
QPlainTextEdit:focus {{ padding: 2px 4px; }}
"""


class PlainField(LongTextField):
    """Text as high as its lines."""

    lines = (1, 14)

    def __init__(self, label: str, example: str) -> None:
        super().__init__(label, self._read_text)
        self._hint = example
        self._around = 16

    def _read_text(self, text: str) -> Any:
        return text.strip()


class ListField(PlainField):
    """Several texts, each on a line of its own."""

    lines = (3, 14)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show each text on a line."""
        super().show_value("\n".join(value or ()), mixed)

    def _read_text(self, text: str) -> Any:
        return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class CharterPage(QScrollArea):
    """Reads and edits the charter of the map shown."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to what can be written
        self.session, self.appearance = session, appearance
        self.setObjectName("charter")
        self.setAccessibleName(_("Charter"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._of = Target("map", session.map_id)
        self._seen = session.project
        self._styled: tuple[Theme, bool] | None = None
        self.fields: dict[str, Field] = {}
        self.map, self.title, self.hint = QLabel(), QLabel(), QLabel()
        self.states = QVBoxLayout()
        self._told: list[tuple[str, str]] = []
        self._build()
        self._refresh = Refresh(self, self.refresh, session.project_changed, session.analyzed)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        page, inner = QWidget(), QWidget()
        page.setObjectName("charterPage")
        inner.setMaximumWidth(WIDEST)
        row = QHBoxLayout(page)
        row.setContentsMargins(32, 24, 32, 24)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for label, name in ((self.map, "Map"), (self.title, "Title"), (self.hint, "Hint")):
            label.setObjectName(f"charter{name}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        self.hint.hide()
        grid = QGridLayout()
        grid.setContentsMargins(0, 16, 0, 0)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(18)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for attribute in attributes(Charter):
            if attribute.name in PLACES:
                down, across, wide = PLACES[attribute.name]
                grid.addLayout(self._cell(attribute), down, across, 1, wide)
        column.addLayout(grid)
        column.addStretch(1)
        self.setWidget(page)

    def _cell(self, attribute: Attribute) -> QVBoxLayout:
        made = ListField if attribute.kind == "names" else PlainField
        field = made(attribute.label, EXAMPLES[attribute.name])
        field.entered.connect(lambda value: self._enter(attribute, value))
        field.left.connect(self.session.end_merging)
        field.edit.cancelled.connect(lambda: self.setFocus(Qt.FocusReason.ActiveWindowFocusReason))
        self.fields[attribute.name] = field
        label = QLabel(attribute.label)
        label.setObjectName("charterLabel")
        label.setToolTip(attribute.help)
        label.setBuddy(field)
        cell = QVBoxLayout()
        cell.setSpacing(6)
        cell.addWidget(label)
        cell.addWidget(field)
        if attribute.name == "targets":
            self.states.setSpacing(4)
            cell.addLayout(self.states)
        cell.addStretch(1)
        return cell

    def _enter(self, attribute: Attribute, value: Any) -> None:
        key = f"charter.{attribute.name}:{self._of.map_id}"
        change = self._of.change("charter", attribute, value)
        if not self.session.edit(act(attribute), change, merge_key=key):
            self.refresh()

    def refresh(self) -> None:
        """Show the charter of the map shown; what is being typed is entered first."""
        session = self.session
        if self._of.map_id != session.map_id:
            for field in self.fields.values():
                if session.project is self._seen:
                    field.settle()
                field.drop()
            self._of = Target("map", session.map_id)
        project = self._seen = session.project
        charter = session.map.charter
        self.map.setText(session.map.name)
        self.title.setText(project.title or _("Charter"))
        empty = charter == Charter()
        read = self.isVisible() and not self.hint.isHidden()
        self.hint.setVisible(empty or read)  # nothing moves up while somebody writes below
        self.hint.setText(_("Agree on this before the first step. One line each is enough."))
        for name, field in self.fields.items():
            field.show_value(getattr(charter, name))
            field.setDisabled(session.read_only)
        self._tell(project)

    def _tell(self, project: Project) -> None:
        """Say of each target that names a figure whether it is reached."""
        one, analyzed = self.session.map, self.session.analysis
        told = []
        for metric, target in targets_of(one, project).items():
            now = figure_of(metric, one, analyzed) if analyzed is not None else None
            quantity, label = FIGURES[metric].quantity, label_of(metric, project)
            limit = f"{label} {write_limit(target, project)}"
            if now is None:
                told.append(("info-circle", f"{limit}: {DASH}"))
                continue
            texts = compared_texts(now, target.value(project.calendar), quantity, project)
            reached = target.reached(now, project.calendar)
            said = _("{limit}: reached, now {now}") if reached else _("{limit}: {gap} to go")
            now_text = value_text(now, quantity, project)
            icon = "circle-check" if reached else "arrow-right"
            told.append((icon, said.format(limit=limit, now=now_text, gap=texts[2])))
        if told != self._told:
            self._told = told
            self._show_states()

    def _show_states(self) -> None:
        theme = self.appearance.theme
        while (item := self.states.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for icon, text in self._told:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(2, 0, 0, 0)
            row.setSpacing(6)
            sign, said = QLabel(), QLabel(text)
            tone = "positive.text" if icon == "circle-check" else "text.secondary"
            sign.setPixmap(icon_pixmap(icon, theme.color(tone), 16))
            said.setObjectName("charterState")
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setWordWrap(True)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(said, 1)
            self.states.addWidget(line)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what changed meanwhile."""
        self._refresh.catch_up()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The next time, what was advised is said again only where nothing is written."""
        super().hideEvent(event)
        self.hint.setVisible(self.session.map.charter == Charter())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard scrolls the page; an empty charter is typed at once, but not after Esc."""
        super().focusInEvent(event)
        back = event.reason() == Qt.FocusReason.ActiveWindowFocusReason
        if not back and self.session.map.charter == Charter():
            self.fields["problem"].setFocus()

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Larger letters where there is room."""
        super().resizeEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        theme, large = self.appearance.theme, self.width() >= ROOMY
        if self._styled == (theme, large):
            return
        self._styled = theme, large
        self.setStyleSheet(
            _SHEET.format(
                panel=theme.value("surface.panel"),
                primary=theme.value("text.primary"),
                secondary=theme.value("text.secondary"),
                tertiary=theme.value("text.tertiary"),
                small=16 if large else 14,
                label=18 if large else 15,
                text=24 if large else 18,
                title=34 if large else 26,
            )
        )
        self._show_states()
