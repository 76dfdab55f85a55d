"""The inspector: every field of what is selected, made from the model's own description of it.

A new attribute of a record appears here by itself, under "More" where no section names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.reading import step_numbers
from mopsmap.record import Attribute, Record, attributes
from ui.panels import readout
from ui.panels.attribute_fields import make_field, phases_of, show_unit
from ui.panels.entry import act, step_title
from ui.panels.estimate import EstimateCaptions, EstimateField
from ui.panels.fields import Field, LineField, ShareField, TitleField
from ui.panels.look import panel_sheet
from ui.panels.sections import MARGIN, FindingBox, Section, ValueClassField
from ui.panels.target import RECORD_TYPES, Kind, Source, Target
from ui.session import Session
from ui.theme import Appearance, token

REST: tuple[str, ...] = ()
"""Every attribute that no other section of the page names."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page: its title, whose attributes it shows, and which."""

    title: str
    source: Source
    names: tuple[str, ...] = REST
    opened: bool = True


PAGES: dict[Kind, tuple[Part, ...]] = {
    "steps": (
        Part("Time", "steps", ("process_time", "wait_time", "wait_reason", "evidence")),
        Part("Cost", "steps", ("fixed_cost",)),
        Part("Quality", "steps", ("complete_accurate",)),
        Part("People and tools", "steps", ("role", "people", "helpers", "tools")),
        Part("Waste and ideas", "steps", ("wastes", "lever", "countermeasures")),
        Part("More", "steps"),
    ),
    "flows": (
        Part("Flow", "flows", ("source", "target", "kind", "probability", "label")),
        Part("More", "flows"),
    ),
    "role": (Part("Role", "role"),),
    "map": (
        Part("Map", "map"),
        Part("Charter", "charter", opened=False),
        Part("Project", "project"),
        Part("Calendar", "calendar", opened=False),
    ),
}
HEADER: dict[Kind, tuple[Source, str] | None] = {
    "steps": ("steps", "name"),
    "flows": None,
    "role": ("role", "name"),
    "map": ("map", "name"),
}


@dataclass(frozen=True, slots=True)
class Binding:
    """A field and the attribute it stands for."""

    source: Source
    attribute: Attribute
    field: Field
    label: QLabel | None = None


class Page(QWidget):
    """The fields of one kind of selection."""

    def __init__(self, kind: Kind, inspector: Inspector, settings: QSettings) -> None:
        super().__init__()
        self.setObjectName("page")
        self.kind = kind
        self._inspector = inspector
        self._look = inspector.appearance
        self.bindings: list[Binding] = []
        self.sections: dict[str, Section] = {}
        self.facts: dict[str, QLabel] = {}
        self.caption = QLabel()
        self.caption.setProperty("tone", "caption")
        self.caption.setWordWrap(True)
        self.heading = QLabel()
        self.heading.setProperty("tone", "heading")
        self.heading.setWordWrap(True)
        self.boxes = (FindingBox(self._look), FindingBox(self._look))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._build_header()
        for part in PAGES[kind]:
            self._build_section(part, settings)
        self._column.addStretch(1)

    def _build_header(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, 10, MARGIN, 12)
        head.setSpacing(4)
        head.addWidget(self.caption)
        head.addWidget(self.heading)
        named = HEADER[self.kind]
        if named is not None:
            source, name = named
            attribute = next(a for a in attributes(RECORD_TYPES[source]) if a.name == name)
            title = TitleField(attribute.label, "No name yet")
            title.setToolTip(attribute.help)
            self._bind(source, attribute, title)
            head.addWidget(title)
        if self.kind == "steps":
            value_class = next(a for a in attributes(Step) if a.name == "value_class")
            switch = ValueClassField(self._look, value_class.help)
            self._bind("steps", value_class, switch)
            head.addSpacing(2)
            head.addWidget(switch)
        for box in self.boxes:
            head.addWidget(box)
        self._column.addLayout(head)

    def _build_section(self, part: Part, settings: QSettings) -> None:
        fields = [a for a in self._attributes(part) if a.kind != "hidden"]
        made = [(a, self._make(part.source, a)) for a in fields]
        if not any(field for _, field in made):
            return
        section = Section(part.title, self._look, settings, part.opened)
        self.sections[part.title] = section
        captioned = False
        for attribute, field in made:
            if field is None:
                continue
            if isinstance(field, EstimateField) and not captioned:
                section.add_wide(EstimateCaptions())
                captioned = True
            name = section.add_field(attribute.label, attribute.help, field)
            self._bind(part.source, attribute, field, name)
        for label, explanation in FACTS.get((self.kind, part.title), ()):
            self.facts[label] = section.add_fact(label, explanation)
        self._column.addWidget(section)

    def _attributes(self, part: Part) -> list[Attribute]:
        found = {a.name: a for a in attributes(RECORD_TYPES[part.source])}
        if part.names != REST:
            return [found[name] for name in part.names if name in found]
        named = {n for p in PAGES[self.kind] if p.source == part.source for n in p.names}
        named |= {b.attribute.name for b in self.bindings if b.source == part.source}
        return [a for name, a in found.items() if name not in named]

    def _make(self, source: Source, attribute: Attribute) -> Field | None:
        inspector = self._inspector
        return make_field(
            attribute, inspector.session, self._look, lambda: inspector.records(source)
        )

    def _bind(
        self, source: Source, attribute: Attribute, field: Field, label: QLabel | None = None
    ) -> None:
        self.bindings.append(Binding(source, attribute, field, label))
        inspector = self._inspector
        field.entered.connect(lambda value: inspector.enter(source, attribute, value))
        field.left.connect(inspector.session.end_merging)
        if isinstance(field, ShareField):
            field.dragged.connect(lambda value: inspector.preview(source, attribute, value))

    def field(self, name: str, source: Source | None = None) -> Field:
        """The field of an attribute; raises KeyError where the page has none."""
        for binding in self.bindings:
            if binding.attribute.name == name and source in (None, binding.source):
                return binding.field
        raise KeyError(name)

    def show_values(self, target: Target, project: Project) -> None:
        """Show what the records hold: their common value, or that they differ."""
        many = len(target.ids) > 1
        for binding in self.bindings:
            records = target.records(binding.source, project)
            if not records:
                continue
            name = binding.attribute.name
            show_unit(binding.field, binding.attribute, project)
            if name == "phase" and isinstance(binding.field, LineField):
                binding.field.complete_from(phases_of(project.map_by_id[target.map_id]))
            value, mixed = common([getattr(r, name) for r in records])
            binding.field.show_value(value, mixed)
            self._set_shown(binding, many)
        self.heading.setVisible(many or self.kind == "flows")

    def _set_shown(self, binding: Binding, many: bool) -> None:
        field = binding.field
        hidden = many if isinstance(field, TitleField) else getattr(field, "idle", False)
        for part in (field, binding.label):
            if part is not None and part.isHidden() != hidden:
                part.setHidden(hidden)

    def settle(self) -> None:
        """Enter whatever is being typed."""
        for binding in self.bindings:
            binding.field.settle()

    def drop(self) -> None:
        """Forget whatever is being typed."""
        for binding in self.bindings:
            binding.field.drop()


FACTS: dict[tuple[Kind, str], tuple[tuple[str, str], ...]] = {
    ("steps", "Time"): (
        ("Float", "How much later the step could finish without delaying the item."),
    ),
    ("steps", "Cost"): (("Hourly cost", "Of the step's role; change it at the role."),),
    ("steps", "Quality"): (("Done per item", "Expected executions per item, rework included."),),
    ("role", "Role"): (
        ("Utilization", "Demanded hours / available hours of the role."),
        ("Capacity", "Items a year at which the role is full."),
        ("Hours per item", "Expected effort of the role for one item."),
        ("Cost per item", "Expected cost of the role for one item."),
    ),
}


def common(values: Sequence[Any]) -> tuple[Any, bool]:
    """(the value all share, False), or (what lists have in common, True) where they differ."""
    first = values[0]
    if all(value == first for value in values[1:]):
        return first, False
    if isinstance(first, tuple):
        return tuple(v for v in first if all(v in value for value in values)), True
    return None, True


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
        self.setAccessibleName("Inspector")
        self._settings = settings or QSettings()
        self._pages: dict[Kind, Page] = {}
        self._stale = True
        self._numbers: tuple[ValueStreamMap | None, dict[str, int]] = (None, {})
        self._seen = session.project
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
        session.analyzed.connect(self._tell)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(token("layout.inspectorDock.width"), 600)

    @property
    def page(self) -> Page:
        """The fields shown."""
        if self.target.kind not in self._pages:
            self._pages[self.target.kind] = Page(self.target.kind, self, self._settings)
        return self._pages[self.target.kind]

    def records(self, source: Source) -> tuple[Record, ...]:
        """The records that the fields of a source stand for."""
        return self.target.records(source, self.session.project)

    def refresh(self) -> None:
        """Show what is selected now; what is being typed is entered first when that changes."""
        wanted = self._selected()
        if wanted != self.target:
            if self.session.project is self._seen:
                self.page.settle()
            self.page.drop()
            self.target = wanted
        self._seen = self.session.project
        self._stale = self.session.held or not self.isVisible()
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
        page.show_values(self.target, self.session.project)
        self._tell()

    def enter(self, source: Source, attribute: Attribute, value: Any) -> None:
        """Give an attribute of everything selected a value, as one undo entry a visit."""
        key = f"{source}.{attribute.name}:{self.target.map_id}:{','.join(self.target.ids)}"
        done = self.session.edit(
            act(attribute),
            self.target.change(source, attribute, value),
            merge_key=key,
            structural=source == "steps" and attribute.kind == "role",
        )
        if not done:
            self.refresh()

    def preview(self, source: Source, attribute: Attribute, value: Any) -> None:
        """Show what a value would do while a slider is dragged."""
        self.session.preview(self.target.change(source, attribute, value))

    def _selected(self) -> Target:
        chosen, map_id = self.session.selection, self.session.map_id
        if chosen.steps:
            return Target("steps", map_id, chosen.steps)
        if chosen.flows:
            return Target("flows", map_id, chosen.flows)
        if chosen.role:
            return Target("role", map_id, (chosen.role,))
        return Target("map", map_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _restyle(self) -> None:
        self.setStyleSheet(panel_sheet(self.appearance.theme))

    def _tell(self) -> None:
        if self._stale:
            return
        project, one = self.session.project, self.session.map
        match self.target.kind:
            case "steps":
                self._tell_steps(project, one)
            case "flows":
                self._tell_flows(one)
            case "role":
                self._tell_role(project)
            case "map":
                self.page.caption.setText(f"{project.title or 'Project'} \u00b7 nothing selected")
                found = self.session.analysis
                lead = readout.map_lead_time(project, found)
                self._result("Map", f"{lead} lead time" if found else "")

    def _result(self, section: str, text: str) -> None:
        if section in self.page.sections:
            self.page.sections[section].header.result = text

    def _number(self, one: ValueStreamMap, step: str) -> int:
        if self._numbers[0] is not one:
            self._numbers = (one, step_numbers(one))
        return self._numbers[1].get(step, 0)

    def _tell_steps(self, project: Project, one: ValueStreamMap) -> None:
        page, found = self.page, self.session.analysis
        steps = [one.step_by_id[i] for i in self.target.ids if i in one.step_by_id]
        if not steps:
            return
        alone = steps[0] if len(steps) == 1 else None
        lanes = {one.role_by_id[s.role].name if s.role else "No role" for s in steps}
        lane = lanes.pop() if len(lanes) == 1 else f"{len(lanes)} roles"
        what = f"Step {self._number(one, steps[0].id)}" if alone else "Selection"
        page.caption.setText(f"{what} \u00b7 {lane}")
        page.heading.setText(f"{len(steps)} steps")
        for title in ("Time", "Cost", "Quality"):
            self._result(title, "")
        said = [("", False), ("", False)]
        if alone:
            self._result("Time", readout.lead_time(project, alone))
            self._result("Cost", readout.step_cost(project, alone, found))
            self._result("Quality", readout.step_quality(alone))
            said = [
                readout.bottleneck(one, alone, found),
                readout.problems_of(alone.id, found),
            ]
        for box, (sentence, alarm) in zip(page.boxes, said, strict=True):
            box.say(sentence, alarm)
        role = one.role_by_id.get(alone.role) if alone and alone.role else None
        self._fact("Float", readout.float_text(project, alone, found) if alone else "\u2013")
        self._fact("Hourly cost", readout.hourly_cost(project, role) if alone else "\u2013")
        done = readout.executions_text(alone, found) if alone else "\u2013"
        self._fact("Done per item", done)

    def _tell_flows(self, one: ValueStreamMap) -> None:
        flows = [one.flow_by_id[i] for i in self.target.ids if i in one.flow_by_id]
        if not flows:
            return
        flow = flows[0]
        ends = f"{step_title(one, flow.source)} \u2192 {step_title(one, flow.target)}"
        alone = len(flows) == 1
        self.page.caption.setText("Flow" if alone else "Selection")
        self.page.heading.setText(ends if alone else f"{len(flows)} flows")
        found = self.session.analysis
        said = readout.problems_of(flow.id, found) if alone else ("", False)
        self.page.boxes[0].say(*said)

    def _tell_role(self, project: Project) -> None:
        role, found = self.target.ids[0], self.session.analysis
        self.page.caption.setText("Role")
        figures = found.roles.get(role) if found else None
        for label, text in readout.role_facts(project, figures).items():
            self._fact(label, text)
        full = figures is not None and figures.utilization is not None
        self._result("Role", self.page.facts["Utilization"].text() + " utilized" if full else "")
        self.page.boxes[0].say(*readout.problems_of(role, found))

    def _fact(self, label: str, text: str) -> None:
        if label in self.page.facts and self.page.facts[label].text() != text:
            self.page.facts[label].setText(text)
