"""The inspector: every field of what is selected, made from the model's own description of it.

A new attribute of a record appears here by itself, under "More" where no section names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.reading import read_map, step_numbers
from mopsmap.record import Attribute, Record
from mopsmap.units import DASH
from ui.look.theme import Appearance, token
from ui.panels import readout
from ui.panels.entry import act, step_title
from ui.panels.look import panel_sheet
from ui.panels.target import Kind, Source, Target
from ui.panels.trying import Trial
from ui.session import Session

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed
    from ui.panels.page import Page


class Inspector(QWidget):
    """Shows and edits what is selected: steps, flows, a role, or else the map and the project."""

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        parent: QWidget | None = None,
        settings: QSettings | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.appearance = session, appearance
        self.setObjectName("panel")
        self.setAccessibleName(_("Inspector"))
        self._settings = settings or QSettings()
        self._pages: dict[Kind, Page] = {}
        self._stale = True
        self._trial = Trial(session)
        self._seen = session.project
        self._told: Analyzed | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setObjectName("panel")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.setMinimumWidth(token("layout.inspectorDock.min"))
        self.target = self._selected()
        session.selection_changed.connect(self.refresh)
        session.project_changed.connect(self.refresh)
        session.released.connect(self.refresh)
        session.analyzed.connect(self._tell_news)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(token("layout.inspectorDock.width"), 600)

    @property
    def page(self) -> Page:
        """The fields shown."""
        found = self._pages.get(self.target.kind)
        if found is None:
            # after the first painting, as it needs every kind of field
            from ui.panels.page import Page

            found = self._pages[self.target.kind] = Page(self.target.kind, self, self._settings)
        return found

    def records(self, source: Source) -> tuple[Record, ...]:
        """The records that the fields of a source stand for."""
        return self.target.records(source, self.session.project)

    def refresh(self, anew: bool = False) -> None:
        """Show what is selected now; what is being typed is entered first when that changes.

        `anew` also where the fields should show it already: one of them was refused.
        """
        wanted = self._selected()
        if wanted != self.target:
            if self.session.project is self._seen:
                self.page.settle()
            self.page.drop()
            self._trial.end()
            self.target = wanted
        self._seen = self.session.project
        self._stale = self.session.figures.held or not self.isVisible()
        if self._stale:
            return
        page = self.page
        if self._scroll.widget() is not page:
            shown = self._scroll.takeWidget()
            if shown is not None:
                shown.setParent(self)
                shown.hide()
            self._scroll.setWidget(page)
            page.show()
        page.show_values(self.target, self.session.project, anew)
        self._tell()

    def ask(self, name: str) -> QWidget | None:
        """Put the keyboard into the field of an attribute; None where the page has none."""
        self.refresh()
        try:
            field = self.page.field(name)
        except KeyError:
            return None
        self.page.unfold(field)
        entry = field.focusProxy() or field
        entry.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(field, 0, 40)
        return entry

    def enter(self, source: Source, attribute: Attribute, value: Any) -> None:
        """Give an attribute of everything selected a value, as one undo entry a visit."""
        key = f"{source}.{attribute.name}:{self.target.map_id}:{','.join(self.target.ids)}"
        found = self.target.records(source, self.session.project)
        steps = [step for step in found if isinstance(step, Step)]
        done = self.session.edit(
            act(attribute, steps),
            self.target.change(source, attribute, value),
            merge_key=key,
            structural=source == "steps" and attribute.kind == "role",
        )
        if self._trial.end() or not done:
            self.refresh(anew=True)

    def preview(self, source: Source, attribute: Attribute, value: Any) -> None:
        """Show what a value would do while it is typed or a slider is dragged."""
        self._trial.show(self.target.change(source, attribute, value))

    def give_up(self) -> None:
        """End typing a value or dragging a slider without trace."""
        if self._trial.end():
            self.refresh(anew=True)

    def _selected(self) -> Target:
        chosen, map_id = self.session.selection, self.session.map_id
        if chosen.steps:
            return Target("steps", map_id, chosen.steps)
        if chosen.flows:
            return Target("flows", map_id, chosen.flows)
        if chosen.notes:
            return Target("notes", map_id, chosen.notes)
        if chosen.role:
            return Target("role", map_id, (chosen.role,))
        return Target("map", map_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _restyle(self) -> None:
        self.setStyleSheet(panel_sheet(self.appearance.theme))

    def _tell_news(self) -> None:
        if self.session.analysis is not self._told:
            self._tell()

    def _tell(self) -> None:
        """What is known of the selection beside its own values."""
        if self._stale:
            return
        self._told = self.session.analysis
        project, one = self.session.project, self.session.map
        match self.target.kind:
            case "steps":
                self._tell_steps(project, one)
            case "flows":
                self._tell_flows(one)
            case "notes":
                number = len(self.target.ids)
                self.page.caption.setText(counted(number, "Note", "Notes"))
                self.page.heading.setText(counted(number, "{n} note", "{n} notes"))
            case "role":
                self._tell_role(project)
            case "map":
                self.page.caption.setText(
                    _("{project} \u00b7 nothing selected").format(
                        project=project.title or _("Project")
                    )
                )
                found = self.session.analysis
                lead = readout.map_lead_time(project, found)
                self._result("Map", "" if lead == DASH else _("{time} lead time").format(time=lead))

    def _result(self, section: str, text: str) -> None:
        if section in self.page.sections:
            self.page.sections[section].header.result = text

    def _tell_steps(self, project: Project, one: ValueStreamMap) -> None:
        page, found = self.page, self.session.analysis
        steps = [one.step_by_id[i] for i in self.target.ids if i in one.step_by_id]
        if not steps:
            return
        alone = steps[0] if len(steps) == 1 else None
        lanes = {one.role_by_id[s.role].name if s.role else _("No role") for s in steps}
        lane = lanes.pop() if len(lanes) == 1 else counted(len(lanes), "{n} role", "{n} roles")
        what = _("Selection")
        if alone:
            what = _("Step {number}").format(number=step_numbers(one).get(alone.id, 0))
        page.caption.setText(f"{what} \u00b7 {lane}")
        page.heading.setText(counted(len(steps), "{n} step", "{n} steps"))
        said = [("", False), ("", False)]
        self._result("Time", readout.lead_time(project, alone) if alone else "")
        self._result("Cost", readout.step_cost(project, alone, found) if alone else "")
        self._result("Quality", readout.step_quality(alone) if alone else "")
        if alone:
            said = [
                readout.bottleneck(one, alone, found),
                readout.problems_of(alone.id, found),
            ]
        page.tell_findings(*said)
        role = one.role_by_id.get(alone.role) if alone and alone.role else None
        self._fact("float", readout.float_text(project, alone, found) if alone else "\u2013")
        self._fact("rate", readout.hourly_cost(project, role) if alone else "\u2013")
        done = readout.executions_text(alone, found) if alone else "\u2013"
        self._fact("done", done)

    def _tell_flows(self, one: ValueStreamMap) -> None:
        flows = [one.flow_by_id[i] for i in self.target.ids if i in one.flow_by_id]
        if not flows:
            return
        flow = flows[0]
        ends = f"{step_title(one, flow.source)} \u2192 {step_title(one, flow.target)}"
        alone = len(flows) == 1
        self.page.caption.setText(_("Flow") if alone else _("Selection"))
        self.page.heading.setText(ends if alone else counted(len(flows), "{n} flow", "{n} flows"))
        share = read_map(one).shares.get(flow.id) if alone else None
        if share is not None and flow.probability is None:
            self.page.show_assumed("probability", share)
        found = self.session.analysis
        said = readout.problems_of(flow.id, found) if alone else ("", False)
        self.page.tell_findings(said)

    def _tell_role(self, project: Project) -> None:
        role, found = self.target.ids[0], self.session.analysis
        self.page.caption.setText(_("Role"))
        figures = found.roles.get(role) if found else None
        facts = readout.role_facts(project, figures)
        for key, text in facts.items():
            self._fact(key, text)
        full = figures is not None and figures.utilization is not None
        said = _("{share} utilized").format(share=facts["load"])
        self._result("Role", said if full else "")
        self.page.tell_findings(readout.problems_of(role, found))

    def _fact(self, key: str, text: str) -> None:
        if key in self.page.facts:
            name = self.session.project.per_item(self.page.fact_labels[key])
            for part, words in ((self.page.fact_names, name), (self.page.facts, text)):
                if part[key].text() != words:
                    part[key].setText(words)
