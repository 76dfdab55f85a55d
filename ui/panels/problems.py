"""The problems of the map, the worst first, and the way to where each of them is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mopsmap.language import translated as _
from mopsmap.model import ValueStreamMap
from mopsmap.reading import Problem
from ui.look.theme import Appearance
from ui.panels.figures import names_sentence
from ui.panels.refresh import Refresh
from ui.panels.rows import Row, RowList
from ui.session import Session

SEVERITIES = {
    "error": (_("Errors"), "alert-triangle", "alarm.mark"),
    "warning": (_("Warnings"), "alert-triangle", "valueClass.NVA.mark"),
    "info": (_("Hints"), "info-circle", "text.tertiary"),
}
NO_PROBLEMS = _("No problems.")


def problem_rows(problems: tuple[Problem, ...], one: ValueStreamMap) -> tuple[Row, ...]:
    """Problems under a heading for each severity, the worst first."""
    found: list[Row] = []
    for severity, (title, icon, tone) in SEVERITIES.items():
        group = [p for p in problems if p.severity == severity]
        if group:
            found.append(Row(title, str(len(group)), heading=True))
        for problem in group:
            names = names_sentence([n for i in problem.ids if (n := _name(i, one))], 6)
            details = (names,) if names else ()
            found.append(Row(problem.text, "", details, icon, tone, problem.ids))
    return tuple(found)


def _name(record: str, one: ValueStreamMap) -> str:
    if record in one.step_by_id:
        return one.step_by_id[record].name
    if record in one.role_by_id:
        return one.role_by_id[record].name
    flow = one.flow_by_id.get(record)
    if flow is None:
        return ""
    steps = one.step_by_id
    return f"{steps[flow.source].name} → {steps[flow.target].name}"


def select_records(session: Session, ids: tuple[str, ...]) -> None:
    """Select the steps and flows among `ids`, or the role."""
    one = session.map
    steps = [i for i in ids if i in one.step_by_id]
    flows = [i for i in ids if i in one.flow_by_id]
    role = next((i for i in ids if i in one.role_by_id), None)
    if steps or flows:
        session.select(steps, flows)
    elif role is not None:
        session.select(role=role)


class ProblemsPanel(QWidget):
    """What is missing, odd or wrong in the map; a click shows where."""

    record_activated = Signal(str)
    count_changed = Signal(int, int)

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._count = self._hints = 0
        self.setObjectName("panel")
        self.list = RowList(appearance)
        self.list.setAccessibleName(_("Problems"))
        self._empty = QLabel(NO_PROBLEMS)
        self._empty.setProperty("tone", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list, 1)
        box.addWidget(self._empty, 1)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        session.analyzed.connect(self._tally)
        self._refresh = Refresh(self, self._show, session.analyzed, appearance.changed)

    @property
    def count(self) -> int:
        """Errors and warnings, as the tab says it."""
        return self._count

    def next(self) -> None:
        """Show the next problem, after the last the first."""
        self._go(1)

    def previous(self) -> None:
        """Show the problem before, before the first the last."""
        self._go(-1)

    def sizeHint(self) -> QSize:
        return QSize(960, 164)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 96)

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh.catch_up()
        super().showEvent(event)

    def _problems(self) -> tuple[Problem, ...]:
        analyzed = self._session.analysis
        return analyzed.problems if analyzed else ()

    def _tally(self) -> None:
        hints = sum(p.severity == "info" for p in self._problems())
        count = len(self._problems()) - hints
        if (count, hints) != (self._count, self._hints):
            self._count, self._hints = count, hints
            self.count_changed.emit(count, hints)

    def _show(self) -> None:
        rows = problem_rows(self._problems(), self._session.map)
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def _go(self, by: int) -> None:
        self._show()
        rows = self.list.rows
        at = [i for i, row in enumerate(rows) if not row.heading]
        if not at:
            return
        now = self.list.currentIndex().row()
        if by > 0:
            found = next((i for i in at if i > now), at[0])
        else:
            found = next((i for i in reversed(at) if i < now or now < 0), at[-1])
        self.list.choose(found)
        self._open(rows[found])

    def _choose(self, row: Row) -> None:
        select_records(self._session, row.ids)

    def _open(self, row: Row) -> None:
        one = self._session.map
        for known in (one.step_by_id, one.flow_by_id, one.role_by_id):
            for record in row.ids:
                if record in known:
                    self.record_activated.emit(record)
                    return
