"""A small stream in which every state of cards, flows and notes occurs once, as-is and to-be."""

from __future__ import annotations

from mopsmap.model import (
    Charter,
    Countermeasure,
    Flow,
    FlowKind,
    Helper,
    Note,
    NoteKind,
    Position,
    Project,
    Role,
    Step,
    ValueStreamMap,
)
from mopsmap.units import Duration, ThreePoint


def _hours(likely: float) -> ThreePoint:
    return ThreePoint(min=Duration(likely / 2), likely=Duration(likely), max=Duration(2 * likely))


def _days(value: float) -> Duration:
    return Duration(value, "d")


ROLES = (
    Role(id="mo", name="Marketing operations", headcount=1, hourly_cost=60, availability=0.5),
    Role(id="content", name="Content", headcount=3, hourly_cost=55),
    Role(id="legal", name="Legal and privacy", headcount=1, hourly_cost=90),
    Role(id="agency", name="Agency", kind="external", hourly_cost=120),
    Role(id="system", name="Automation platform", kind="system"),
)

STEPS = (
    Step(id="asked", kind="start", name="Request received", role="mo"),
    Step(
        id="brief",
        name="Write campaign brief",
        phase="Intake",
        role="mo",
        process_time=_hours(6),
        wait_time=_days(1),
        value_class="value_adding",
        complete_accurate=0.7,
    ),
    Step(
        id="chase",
        name="Chase missing information from every region and product team",
        phase="Intake",
        role="mo",
        process_time=_hours(2),
        wait_time=_days(4),
        value_class="waste",
        complete_accurate=0.9,
        wastes=("defects", "waiting", "motion"),
        lever="drop",
    ),
    Step(
        id="write",
        name="Write e-mail and page copy",
        phase="Create",
        role="content",
        people=2,
        helpers=(Helper(role="mo", people=1),),
        process_time=_hours(12),
        wait_time=_days(1),
        value_class="value_adding",
        complete_accurate=0.75,
        tools=("Office",),
    ),
    Step(
        id="banners",
        name="Design banners",
        phase="Create",
        role="agency",
        process_time=_hours(10),
        wait_time=_days(3),
        value_class="value_adding",
        complete_accurate=0.85,
        fixed_cost=1900,
    ),
    Step(id="list", name="Clean target list", phase="Create", role="mo", wait_time=_days(3)),
    Step(
        id="approved",
        kind="decision",
        name="Claims approved?",
        phase="Check",
        role="legal",
        process_time=_hours(3),
        wait_time=_days(8),
        value_class="necessary",
        complete_accurate=0.75,
    ),
    Step(
        id="assemble",
        name="Assemble in the automation platform",
        phase="Check",
        role="mo",
        process_time=_hours(9),
        wait_time=_days(6),
        value_class="value_adding",
        complete_accurate=0.8,
        wastes=("waiting",),
        lever="automate",
    ),
    Step(id="ready", kind="decision", name="Ready to send?", phase="Check"),
    Step(
        id="send",
        name="Send",
        phase="Launch",
        role="system",
        process_time=Duration(20, "s"),
        wait_time=Duration(12, "min"),
        value_class="value_adding",
        complete_accurate=1.0,
    ),
    Step(id="cancel", name="", phase="Launch", role="mo"),
    Step(id="live", kind="end", name="Campaign live", role="system"),
)

_WAYS: tuple[tuple[str, str, FlowKind, float | None, str], ...] = (
    ("asked", "brief", "forward", None, ""),
    ("brief", "chase", "forward", None, ""),
    ("chase", "write", "forward", None, ""),
    ("chase", "banners", "forward", None, ""),
    ("chase", "list", "forward", None, ""),
    ("write", "approved", "forward", None, ""),
    ("banners", "approved", "forward", None, ""),
    ("approved", "assemble", "forward", 0.65, "yes"),
    ("approved", "write", "rework", 0.35, "no"),
    ("list", "assemble", "forward", None, ""),
    ("assemble", "ready", "forward", None, ""),
    ("ready", "send", "forward", 0.9, "yes"),
    ("ready", "cancel", "forward", 0.1, "no"),
    ("send", "live", "forward", None, ""),
    ("brief", "send", "information", None, "date"),
)
FLOWS = tuple(
    Flow(id=f"{a}-{b}", source=a, target=b, kind=kind, probability=share, label=label)
    for a, b, kind, share, label in _WAYS
)

_SAID: tuple[tuple[NoteKind, str | None, str, int], ...] = (
    ("issue", "chase", "Nobody knows who holds the product facts", 7),
    ("idea", "assemble", "Build from program templates", 4),
    ("question", "approved", "Does every claim need legal?", 2),
    ("parking_lot", None, "Budget for next year", 0),
    ("comment", None, "Seen on the walk of 3 May", 1),
)
NOTES = tuple(
    Note(
        id=f"note-{number}",
        kind=kind,
        step=step,
        text=text,
        votes=votes,
        position=None if step else Position(x=180.0 * number - 400, y=480),
    )
    for number, (kind, step, text, votes) in enumerate(_SAID)
)


def states() -> Project:
    """The stream, and a to-be in which steps are changed, new, merged and removed."""
    as_is = ValueStreamMap(
        id="as-is",
        name="As-is",
        demand_per_year=72,
        charter=Charter(targets=("Lead time at most 20 d",)),
        roles=ROLES,
        steps=STEPS,
        flows=FLOWS,
        notes=NOTES,
    )
    template = Countermeasure(id="template", name="Program templates", lever="automate")
    facts = Countermeasure(id="facts", name="Facts in the form", lever="drop", removes=("chase",))
    better = {
        "assemble": {"process_time": _hours(3), "countermeasures": ("template",)},
        "approved": {"wait_time": _days(12)},
    }
    kept = [step.model_copy(update=better.get(step.id, {})) for step in STEPS if step.id != "chase"]
    check = Step(
        id="precheck",
        name="Pre-check claims",
        phase="Create",
        role="content",
        process_time=_hours(1),
        wait_time=_days(0.5),
        value_class="necessary",
        complete_accurate=0.95,
    )
    ways = [flow for flow in FLOWS if "chase" not in (flow.source, flow.target)]
    ways = [flow for flow in ways if flow.id != "write-approved"]
    ways += [Flow(id=f"brief-{b}", source="brief", target=b) for b in ("write", "banners", "list")]
    ways += [
        Flow(id="write-precheck", source="write", target="precheck"),
        Flow(id="precheck-approved", source="precheck", target="approved"),
    ]
    changes = {"id": "to-be", "name": "To-be", "kind": "to_be", "based_on": "as-is", "notes": ()}
    records = {
        "steps": (*kept[:3], check, *kept[3:]),
        "flows": tuple(ways),
        "countermeasures": (template, facts),
    }
    to_be = ValueStreamMap(**{**dict(as_is), **changes, **records})
    return Project(title="Every state", item="campaign", maps=(as_is, to_be))
