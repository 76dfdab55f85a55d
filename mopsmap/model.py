"""The records of a value-stream map: what they hold, what they are called, what can never be.

A map that exists is sound: ids are unique, references resolve, numbers are finite and in range.
What is merely unfinished or odd (no times, shares of 130 %) is allowed here and reported elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import Field, model_validator

from mopsmap.language import plural
from mopsmap.language import translated as _
from mopsmap.numerals import shown
from mopsmap.record import Record, attribute
from mopsmap.units import MAX_HOURS, Calendar, Duration, Estimate, EstimateShape, durations_of

MapKind = Literal["as_is", "to_be", "variant"]
Arrivals = Literal["random", "regular"]
StepKind = Literal["start", "step", "decision", "end"]
FlowKind = Literal["forward", "rework", "information"]
RoleKind = Literal["internal", "external", "system", "customer"]
NoteKind = Literal["issue", "idea", "question", "parking_lot", "comment"]
ValueClass = Literal["value_adding", "necessary", "waste"]
WaitReason = Literal["person", "approval", "input", "calendar", "batch", "planned", "other"]
Waste = Literal[
    "defects",
    "overproduction",
    "waiting",
    "non_used_talent",
    "transportation",
    "inventory",
    "motion",
    "extra_processing",
]
Lever = Literal["drop", "combine", "parallelize", "simplify", "delegate", "outsource", "automate"]
Evidence = Literal["guess", "estimate", "measured"]
Level = Literal["low", "medium", "high"]

UNNAMED = _("Unnamed step")
"""What a step without a name is called on the map."""
LONG = 5_000.0
"""In whatever unit, no calendar stretches a shorter time over the limit."""
_MADE_ID = re.compile(r"step-\d+")
VALUE_CLASSES: tuple[ValueClass, ...] = get_args(ValueClass)
VALUE_CLASS_SHORT: dict[ValueClass | None, str] = {
    "value_adding": "VA",
    "necessary": "BNVA",
    "waste": "NVA",
    None: "",
}

Id = Annotated[str, Field(min_length=1, max_length=200)]
OwnId = Annotated[
    Id,
    Field(
        title="Id",
        description="The record's own name in the file; maps are compared by it.",
        json_schema_extra={"kind": "hidden", "unit": ""},
    ),
]
Fraction = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Coordinate = Annotated[float, Field(ge=-1e7, le=1e7)]
Names = tuple[str, ...]
MOST_VOTES = 100_000


class Position(Record):
    """Where a step stands: x = left edge, y = offset from the top of its lane, scene pixels."""

    x: Coordinate = attribute("Left", "Left edge of the step.", "hidden", unit="px")
    y: Coordinate = attribute("Top", "Offset from the top of its lane.", "hidden", unit="px")


class Helper(Record):
    """People of another role who work on a step beside the step's own role."""

    role: Id = attribute("Role", "Who helps.", "role")
    people: Amount = attribute("People", "People of the role who help.", "number", 1.0)


class Step(Record):
    """Something somebody does to the item; start, end and decision are kinds of step."""

    id: OwnId
    name: str = attribute("Name", "What is done: verb and noun.", "text", "")
    kind: StepKind = attribute(
        "Kind", "A decision takes exactly one of its flows.", "choice", "step"
    )
    phase: str = attribute("Phase", "The part of the stream this step belongs to.", "text", "")
    role: Id | None = attribute("Role", "Who does the work: the lane.", "role", None)
    people: Amount = attribute("People", "People of the role who work side by side.", "number", 1.0)
    helpers: tuple[Helper, ...] = attribute(
        "Helpers", "People of other roles who work on this step too.", "records", ()
    )
    process_time: Estimate | None = attribute(
        "Process time", "Hands-on time for one item, once.", "estimate", None, "h"
    )
    wait_time: Estimate | None = attribute(
        "Wait before", "Time the item lies idle before the step starts.", "estimate", None, "d"
    )
    wait_reason: WaitReason = attribute(
        "Wait reason", "What the item waits for.", "choice", "person"
    )
    value_class: ValueClass | None = attribute(
        "Value class", "Does the customer gain from this step?", "choice", None
    )
    complete_accurate: Fraction | None = attribute(
        "%C&A",
        "Share of items the next step can use as received, judged by the receiver.",
        "fraction",
        None,
        "%",
    )
    fixed_cost: Amount = attribute(
        "Fixed cost", "External spend each time the step is done.", "money", 0.0, "currency"
    )
    tools: Names = attribute("Tools", "Applications used in this step.", "names", ())
    wastes: tuple[Waste, ...] = attribute("Wastes", "Wastes seen in this step.", "choices", ())
    lever: Lever | None = attribute("Lever", "How this step could be improved.", "choice", None)
    evidence: Evidence = attribute(
        "Evidence", "What the times and cost rest on.", "choice", "estimate"
    )
    replaces: tuple[Id, ...] = attribute(
        "Replaces", "Steps of the as-is map whose place this step takes.", "steps", ()
    )
    countermeasures: tuple[Id, ...] = attribute(
        "Countermeasures", "What changed this step.", "countermeasures", ()
    )
    description: str = attribute("Description", "Anything worth knowing.", "long_text", "")
    position: Position | None = attribute("Position", "Empty: placed by itself.", "hidden", None)

    @property
    def called(self) -> str:
        """The name, else the id, unless the program made it: such an id says nothing."""
        return self.name or (UNNAMED if _MADE_ID.fullmatch(self.id) else self.id)

    @property
    def crew(self) -> tuple[tuple[str | None, float], ...]:
        """(role id or None, people) of everyone who works on the step, its own role first."""
        return ((self.role, self.people), *((h.role, h.people) for h in self.helpers))


class Flow(Record):
    """The item goes from one step to the next; a rework flow sends it back."""

    id: OwnId
    source: Id = attribute("From", "The step the item leaves.", "step")
    target: Id = attribute("To", "The step the item goes to.", "step")
    kind: FlowKind = attribute("Kind", "Rework sends the item back.", "choice", "forward")
    probability: Fraction | None = attribute(
        "Probability", "Share of all executions of the step it leaves.", "fraction", None, "%"
    )
    label: str = attribute("Label", "The answer or reason.", "text", "")


class Role(Record):
    """Who does the work: a lane of the map. Unknown headcount (None) counts as unlimited."""

    id: OwnId
    name: str = attribute("Name", "The lane's title.", "text", "")
    headcount: Amount | None = attribute("Headcount", "People in this role.", "number", None)
    hourly_cost: Amount | None = attribute(
        "Hourly cost", "Fully loaded cost of one hour.", "money", None, "currency/h"
    )
    availability: Fraction = attribute(
        "Availability", "Share of working time that is left for project work.", "fraction", 1.0, "%"
    )
    other_hours_per_year: Amount = attribute(
        "Other work", "Hours a year that the role works outside this map.", "number", 0.0, "h/year"
    )
    kind: RoleKind = attribute("Kind", "Systems are never short of hands.", "choice", "internal")


class Countermeasure(Record):
    """A change that makes the to-be map: what it costs and which steps it removes."""

    id: OwnId
    name: str = attribute("Name", "What will be done.", "text", "")
    lever: Lever | None = attribute("Lever", "The kind of change.", "choice", None)
    effort: Level = attribute("Effort", "How hard it is.", "choice", "medium")
    weeks: Amount = attribute("Weeks", "Time to put it in place.", "number", 0.0, "w")
    one_off_cost: Amount = attribute(
        "One-off cost", "Investment to put it in place.", "money", 0.0, "currency"
    )
    owner: str = attribute("Owner", "A role or a person.", "text", "")
    removes: tuple[Id, ...] = attribute(
        "Removes", "Steps of the as-is map that are dropped.", "steps", ()
    )


class Note(Record):
    """A remark on a step or on the map."""

    id: OwnId
    kind: NoteKind = attribute("Kind", "What kind of remark.", "choice", "issue")
    step: Id | None = attribute("Step", "The step it concerns.", "step", None)
    text: str = attribute("Text", "The remark.", "long_text", "")
    votes: int = attribute("Votes", "Dots given in the workshop.", "whole", 0, ge=0, le=MOST_VOTES)
    position: Position | None = attribute(
        "Position", "From the corner of the map; empty: at its step or in the list.", "hidden", None
    )

    @property
    def loose(self) -> bool:
        """Whether it stands on the map by itself."""
        return self.step is None and self.position is not None


class Charter(Record):
    """The frame of a mapping workshop."""

    problem: str = attribute("Problem", "What hurts.", "long_text", "")
    trigger: str = attribute("Trigger", "What starts the stream.", "text", "")
    done: str = attribute("Done when", "What ends the stream.", "text", "")
    customer: str = attribute("Customer", "Who receives the result.", "text", "")
    out_of_scope: str = attribute("Out of scope", "What is left aside.", "long_text", "")
    targets: Names = attribute("Targets", "What is to be reached.", "names", ())
    team: Names = attribute("Team", "Who maps.", "names", ())


R = TypeVar("R", Step, Flow, Role, Countermeasure, Note, "ValueStreamMap")


_TWICE = {
    "map": _("two maps have the id '{id}'"),
    "role": _("two roles have the id '{id}'"),
    "step": _("two steps have the id '{id}'"),
    "flow": _("two flows have the id '{id}'"),
    "countermeasure": _("two countermeasures have the id '{id}'"),
    "note": _("two notes have the id '{id}'"),
}
_MISSING = {
    "role": _("{place} names the role '{id}', which does not exist"),
    "step": _("{place} names the step '{id}', which does not exist"),
    "countermeasure": _("{place} names the countermeasure '{id}', which does not exist"),
}


def _by_id(records: Collection[R], what: str) -> dict[str, R]:
    found = {record.id: record for record in records}
    if len(found) < len(records):
        seen: set[str] = set()
        for record in records:
            if record.id in seen:
                raise ValueError(_TWICE[what].format(id=record.id))
            seen.add(record.id)
    return found


class ValueStreamMap(Record):
    """One state of the value stream. Ids are unique per kind of record; references resolve."""

    id: OwnId
    name: str = attribute("Name", "The map's title.", "text", "")
    kind: MapKind = attribute("Kind", "As-is, to-be or another variant.", "choice", "as_is")
    based_on: Id | None = attribute("Based on", "The map it was made from.", "hidden", None)
    demand_per_year: Amount | None = attribute(
        "Demand", "Items a year.", "number", None, "items/year"
    )
    arrivals: Arrivals = attribute(
        "Arrivals", "How items arrive: at random or evenly.", "choice", "random"
    )
    goal: Id | None = attribute(
        "Goal", "The end that counts for lead time, where there are several.", "step", None
    )
    milestones: tuple[Id, ...] = attribute(
        "Milestones", "Steps whose reaching time is reported.", "steps", ()
    )
    charter: Charter = attribute("Charter", "The frame of the workshop.", "records", Charter())
    roles: tuple[Role, ...] = attribute("Roles", "The lanes, top to bottom.", "records", ())
    steps: tuple[Step, ...] = attribute("Steps", "What is done to the item.", "records", ())
    flows: tuple[Flow, ...] = attribute(
        "Flows", "Where the item goes from each step.", "records", ()
    )
    countermeasures: tuple[Countermeasure, ...] = attribute(
        "Countermeasures", "Changes that make the to-be map.", "records", ()
    )
    notes: tuple[Note, ...] = attribute("Notes", "Remarks from the workshop.", "records", ())

    @cached_property
    def step_by_id(self) -> dict[str, Step]:
        """Steps by id, in file order."""
        return _by_id(self.steps, "step")

    @cached_property
    def flow_by_id(self) -> dict[str, Flow]:
        """Flows by id, in file order."""
        return _by_id(self.flows, "flow")

    @cached_property
    def note_by_id(self) -> dict[str, Note]:
        """Notes by id, in file order."""
        return _by_id(self.notes, "note")

    @cached_property
    def role_by_id(self) -> dict[str, Role]:
        """Roles by id, in lane order."""
        return _by_id(self.roles, "role")

    @cached_property
    def forward_by_source(self) -> dict[str, list[Flow]]:
        """By step that has any, the forward flows that leave it, in file order."""
        found: dict[str, list[Flow]] = {}
        for flow in self.flows:
            if flow.kind == "forward":
                found.setdefault(flow.source, []).append(flow)
        return found

    @cached_property
    def flows_by_source(self) -> dict[str, list[Flow]]:
        """By step that has any, all flows that leave it, in file order."""
        found: dict[str, list[Flow]] = {}
        for flow in self.flows:
            found.setdefault(flow.source, []).append(flow)
        return found

    @cached_property
    def long_times(self) -> tuple[tuple[str, Duration], ...]:
        """The times, with their steps, that some calendar stretches over the limit of a time."""
        found: list[tuple[str, Duration]] = []
        for step in self.steps:
            for estimate in (step.process_time, step.wait_time):
                if estimate is None or (isinstance(estimate, Duration) and estimate.value <= LONG):
                    continue
                found += ((step.id, d) for d in durations_of(estimate) if d.value > LONG)
        return tuple(found)

    def model_post_init(self, _context: Any, /) -> None:
        """Check references once, when the map is made, not again in each project that holds it."""
        steps, roles = self.step_by_id, self.role_by_id
        measures = _by_id(self.countermeasures, "countermeasure")
        notes = self.note_by_id

        def need(
            known: Container[str], wanted: str | None, what: str, place: str, where: str = ""
        ) -> None:
            if wanted is not None and wanted not in known:
                raise ValueError(_MISSING[what].format(place=place.format(id=where), id=wanted))

        for flow in self.flow_by_id.values():
            if flow.source not in steps or flow.target not in steps:
                missing = flow.source if flow.source not in steps else flow.target
                need(steps, missing, "step", _("flow '{id}'"), flow.id)
        for step in self.steps:
            if step.role is not None and step.role not in roles:
                need(roles, step.role, "role", _("step '{id}'"), step.id)
            for helper in step.helpers:
                need(roles, helper.role, "role", _("step '{id}'"), step.id)
            for measure in step.countermeasures:
                need(measures, measure, "countermeasure", _("step '{id}'"), step.id)
        for note in notes.values():
            need(steps, note.step, "step", _("note '{id}'"), note.id)
        need(steps, self.goal, "step", _("the goal"))
        for milestone in self.milestones:
            need(steps, milestone, "step", _("a milestone"))


class Project(Record):
    """The document: one value stream, its maps, calendar and currency."""

    title: str = attribute("Title", "What flows through this value stream.", "text", "")
    description: str = attribute("Description", "Anything worth knowing.", "long_text", "")
    item: str = attribute("Item", "What flows: a campaign, an e-mail, a lead.", "text", "item")
    currency: str = attribute("Currency", "Code such as EUR or USD.", "text", "EUR", max_length=12)
    distribution: EstimateShape = attribute(
        "Three-point estimates", "How minimum, likely and maximum are read.", "choice", "pert"
    )
    calendar: Calendar = attribute("Calendar", "Working time.", "records", Calendar())
    maps: tuple[ValueStreamMap, ...] = attribute(
        "Maps", "As-is, to-be and other variants.", "records", ()
    )

    @cached_property
    def map_by_id(self) -> dict[str, ValueStreamMap]:
        """Maps by id, in file order."""
        return _by_id(self.maps, "map")

    def per_item(self, label: str) -> str:
        """A text of an analysis such as "Cost per {item}" in the project's word for its items."""
        return label.replace("{item}", self.one_item)

    @property
    def one_item(self) -> str:
        """What an item is called: in the project's own word, else in the language in use."""
        return self.item if self.item not in ("", "item") else _("item")

    @property
    def many_items(self) -> str:
        """What several items are called."""
        return plural(self.item) if self.item not in ("", "item") else _("items")

    def first_map(self, kind: MapKind) -> ValueStreamMap | None:
        """The first map of a kind, or None."""
        return next((m for m in self.maps if m.kind == kind), None)

    @model_validator(mode="after")
    def _check_maps(self) -> Self:
        known = self.map_by_id
        for one in self.maps:
            if one.based_on is not None and one.based_on not in known:
                raise ValueError(
                    _("map '{id}' is based on the map '{other}', which does not exist").format(
                        id=one.id, other=one.based_on
                    )
                )
            for step, duration in one.long_times:
                if duration.hours(self.calendar) > MAX_HOURS:
                    raise ValueError(
                        _("step '{id}' has a time over {most} h ({time})").format(
                            id=step, most=shown(f"{MAX_HOURS:,.0f}"), time=shown(duration)
                        )
                    )
        return self


def new_project(title: str = "") -> Project:
    """An empty document: one as-is map with three lanes, ready for the first step."""
    roles = tuple(
        Role(id=f"role-{i}", name=name)
        for i, name in enumerate((_("Requester"), _("Marketing"), _("Marketing operations")), 1)
    )
    return Project(title=title, maps=(ValueStreamMap(id="as-is", name=_("As-is"), roles=roles),))
