"""A page of the inspector: the fields of one kind of selection, section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mopsmap.language import to_translate
from mopsmap.language import translated as _
from mopsmap.model import Project, Step
from mopsmap.numerals import in_use
from mopsmap.record import Attribute, attributes
from ui.panels.attribute_fields import make_field, phases_of, show_unit
from ui.panels.estimate import EstimateCaptions, EstimateField
from ui.panels.fields import Field, LineField, ShareField, TitleField
from ui.panels.sections import MARGIN, FindingBox, FindingsLink, Section, ValueClassField
from ui.panels.step_notes import StepNotes
from ui.panels.target import RECORD_TYPES, Kind, Source, Target

if TYPE_CHECKING:
    from ui.panels.inspector import Inspector

RING = 6
"""Pixels that the ring of the title keeps from its words, which stand at the margin."""
REST: tuple[str, ...] = ()
"""Every attribute that no other section of the page names."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page: its title in English, whose attributes it shows, and which."""

    title: str
    source: Source
    names: tuple[str, ...] = REST
    opened: bool = True


PAGES: dict[Kind, tuple[Part, ...]] = {
    "steps": (
        Part(
            to_translate("Time"), "steps", ("process_time", "wait_time", "wait_reason", "evidence")
        ),
        Part(to_translate("Cost"), "steps", ("fixed_cost",)),
        Part(to_translate("Quality"), "steps", ("complete_accurate",)),
        Part(to_translate("People and tools"), "steps", ("role", "people", "helpers", "tools")),
        Part(to_translate("Waste and ideas"), "steps", ("wastes", "lever", "countermeasures")),
        Part(to_translate("More"), "steps"),
    ),
    "flows": (
        Part(to_translate("Flow"), "flows", ("source", "target", "kind", "probability", "label")),
        Part(to_translate("More"), "flows"),
    ),
    "notes": (Part(to_translate("Note"), "notes", ("kind", "text", "votes", "step")),),
    "role": (Part(to_translate("Role"), "role"),),
    "map": (
        Part(to_translate("Map"), "map"),
        Part(to_translate("Charter"), "charter", opened=False),
        Part(to_translate("Project"), "project"),
        Part(to_translate("Calendar"), "calendar", opened=False),
    ),
}
HEADER: dict[Kind, tuple[Source, str] | None] = {
    "steps": ("steps", "name"),
    "flows": None,
    "notes": None,
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
        self._shown_of: Target | None = None
        self._shown: dict[int, object] = {}
        self.sections: dict[str, Section] = {}
        self.facts: dict[str, QLabel] = {}
        self.fact_names: dict[str, QLabel] = {}
        self.fact_labels: dict[str, str] = {}
        self.caption = QLabel()
        self.caption.setProperty("tone", "caption")
        self.caption.setWordWrap(True)
        self.heading = QLabel()
        self.heading.setProperty("tone", "heading")
        self.heading.setWordWrap(True)
        self.boxes = (FindingBox(self._look), FindingBox(self._look))
        self.link = FindingsLink(self._look)
        self.link.setParent(self)
        self.link.clicked.connect(self.show_findings)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._build_header()
        self.notes: StepNotes | None = None
        for part in PAGES[kind]:
            if (kind, part.title) == ("steps", "More"):
                self.notes = StepNotes(inspector.session, self._look, settings)
                self._column.addWidget(self.notes)
            self._build_section(part, settings)
        # Below the fields: what is found changes while one types, and no field may move then.
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 12)
        foot.setSpacing(4)
        for box in self.boxes:
            foot.addWidget(box)
        self._column.addLayout(foot)
        self._column.addStretch(1)

    def _build_header(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, 10, MARGIN, 12)
        head.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.caption, 1)
        if self.kind != "map":
            top.addWidget(self.link)
        head.addLayout(top)
        head.addWidget(self.heading)
        named = HEADER[self.kind]
        if named is not None:
            source, name = named
            attribute = next(a for a in attributes(RECORD_TYPES[source]) if a.name == name)
            title = TitleField(attribute.label, _("No name yet"))
            title.setToolTip(attribute.help)
            self._bind(source, attribute, title)
            row = QHBoxLayout()
            row.addSpacing(-RING)
            row.addWidget(title)
            row.addSpacing(-RING)
            head.addLayout(row)
        if self.kind == "steps":
            value_class = next(a for a in attributes(Step) if a.name == "value_class")
            switch = ValueClassField(self._look, value_class.help)
            self._bind("steps", value_class, switch)
            head.addSpacing(2)
            head.addWidget(switch)
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
        for key, label, explanation in FACTS.get((self.kind, part.title), ()):
            self.fact_labels[key] = label
            self.fact_names[key], self.facts[key] = section.add_fact(label, explanation)
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
        field.tried.connect(lambda value: inspector.preview(source, attribute, value))
        field.dropped.connect(inspector.give_up)

    def tell_findings(self, *said: tuple[str, bool]) -> None:
        """Show what is found about the selection: (rich text, whether it is an alarm) a box."""
        for box, (sentence, alarm) in zip(self.boxes, (*said, ("", False)), strict=False):
            box.say(sentence, alarm)
        found = [box for box in self.boxes if box.sentence]
        number = sum(box.sentence.count("<br>") + 1 for box in found)
        self.link.say(number, any(box.alarm for box in found))

    def show_findings(self) -> None:
        """Scroll to what is found about the selection."""
        area: QWidget | None = self
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            bar = area.verticalScrollBar()
            bar.setValue(bar.maximum())

    def field(self, name: str, source: Source | None = None) -> Field:
        """The field of an attribute; raises KeyError where the page has none."""
        for binding in self.bindings:
            if binding.attribute.name == name and source in (None, binding.source):
                return binding.field
        raise KeyError(name)

    def unfold(self, field: Field) -> None:
        """Open the section that holds a field."""
        for section in self.sections.values():
            if section.isAncestorOf(field):
                section.header.setChecked(True)

    def show_assumed(self, name: str, share: float) -> None:
        """Show faintly the share that counts where none is given."""
        field = self.field(name)
        if isinstance(field, ShareField):
            field.show_assumed(share)

    def show_values(self, target: Target, project: Project, anew: bool = False) -> None:
        """Show what the records hold: their common value, or that they differ.

        A field that shows it already is left alone, unless `anew`: what it refused has to go.
        """
        many = len(target.ids) > 1
        if anew or target != self._shown_of:
            self._shown_of = target
            self._shown.clear()
        setting = (project.calendar, project.distribution, project.currency, project.item, in_use())
        for number, binding in enumerate(self.bindings):
            records = target.records(binding.source, project)
            if not records:
                continue
            name = binding.attribute.name
            if name == "phase" and isinstance(binding.field, LineField):
                binding.field.complete_from(phases_of(project.map_by_id[target.map_id]))
            value, mixed = common([getattr(r, name) for r in records])
            state = (value, mixed, setting, binding.field.offered)
            if state == self._shown.get(number):
                continue
            self._shown[number] = state
            show_unit(binding.field, binding.attribute, project)
            binding.field.show_value(value, mixed)
            self._set_shown(binding, many)
        if self.notes is not None:
            self.notes.show_notes(None if many else target.ids[0])
        self.heading.setVisible(many or self.kind == "flows")

    def _set_shown(self, binding: Binding, many: bool) -> None:
        field = binding.field
        hidden = many if isinstance(field, TitleField) else getattr(field, "idle", False)
        for part in (field, binding.label):
            if part is not None and part.isHidden() != hidden:
                part.setHidden(hidden)

    def settle(self) -> None:
        """Enter whatever is being typed."""
        for field in self._fields():
            field.settle()

    def drop(self) -> None:
        """Forget whatever is being typed."""
        for field in self._fields():
            field.drop()

    def _fields(self) -> list[Field]:
        own = self.notes.fields if self.notes is not None else []
        return [*(binding.field for binding in self.bindings), *own]


FACTS: dict[tuple[Kind, str], tuple[tuple[str, str, str], ...]] = {
    ("steps", "Time"): (
        (
            "float",
            _("Float"),
            _("How much later the step could finish without delaying the item."),
        ),
    ),
    ("steps", "Cost"): (
        ("rate", _("Hourly cost"), _("Of the step's role; change it at the role.")),
    ),
    ("steps", "Quality"): (
        ("done", _("Done per {item}"), _("Expected executions for one item, rework included.")),
    ),
    ("role", "Role"): (
        ("load", _("Utilization"), _("Demanded hours / available hours of the role.")),
        ("capacity", _("Capacity"), _("Items a year at which the role is full.")),
        ("hours", _("Hours per {item}"), _("Expected effort of the role for one item.")),
        ("cost", _("Cost per {item}"), _("Expected cost of the role for one item.")),
    ),
}
"""By kind and section: (key, name, what it means) of what is told there beside the fields."""


def common(values: Sequence[Any]) -> tuple[Any, bool]:
    """(the value all share, False), or (what lists have in common, True) where they differ."""
    first = values[0]
    if all(value == first for value in values[1:]):
        return first, False
    if isinstance(first, tuple):
        return tuple(v for v in first if all(v in value for value in values)), True
    return None, True
