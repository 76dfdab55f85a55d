"""What each card, flow and lane shows: texts and states gathered from map, figures, comparison.

The painters draw these records and know nothing of analysis; meaning turns into color there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from mopsmap import units
from mopsmap.edits import Captured
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.layout import label_text, share_text
from mopsmap.model import UNNAMED, Flow, Note, NoteKind, Project, Step, ValueClass, ValueStreamMap
from mopsmap.numerals import Numerals, in_use, shown_number
from mopsmap.phases import phase_of
from mopsmap.reading import Reading
from mopsmap.record import choice_label
from ui.canvas.changes import ORIGINS as ORIGINS
from ui.canvas.changes import ChangeState, changed_words, changes_of
from ui.canvas.changes import Chip as Chip
from ui.canvas.overlay import Heat as Heat
from ui.canvas.overlay import LaneSum, Scale
from ui.spoken import in_words

if TYPE_CHECKING:
    from mopsmap.analysis.blocks import BlockFigures
    from mopsmap.analysis.result import Analyzed

NOTE_ICONS: dict[NoteKind, str] = {
    "issue": "alert-circle",
    "idea": "bulb",
    "question": "help",
    "parking_lot": "parking",
    "comment": "message",
}
NOTE_TONES: dict[NoteKind, str] = {
    "issue": "valueClass.NVA",
    "idea": "valueClass.VA",
    "question": "valueClass.BNVA",
    "parking_lot": "valueClass.unset",
    "comment": "valueClass.unset",
}
"""Where the theme has the fill ("soft"), edge ("mark") and ink ("text") of a kind of note."""
BURSTING: tuple[NoteKind, ...] = ("issue", "idea")
"""Notes that the waste burst of their step counts."""


@dataclass(frozen=True, slots=True)
class StepLook:
    """Everything a step card shows."""

    number: int
    title: str
    kind: str
    value_class: ValueClass | None
    process: str
    wait: str
    quality: str
    cost: str
    crew: str
    role: str
    tools: str
    bursts: int = 0
    remarks: int = 0
    """How many notes the burst does not count; the first of them is a `remark` of this kind."""
    remark: NoteKind | None = None
    votes: int = 0
    critical: bool = False
    problem: str = ""
    missing: bool = False
    state: ChangeState = ""
    chips: tuple[Chip, ...] = ()
    heat: Heat | None = None
    origin: str = ""
    """The icon of how several steps became this one, or one became several."""
    away: str = ""
    """Initials of its role, where it stands in the lane of another one."""

    @property
    def spoken(self) -> str:
        """The card as a screen reader says it."""
        classes = {
            "value_adding": _("value-adding"),
            "necessary": _("necessary"),
            "waste": _("waste"),
            None: _("not classified"),
        }
        parts = [_("Step {number}").format(number=self.number), self.title or within(UNNAMED)]
        parts += [self.role or _("no role")]
        if self.kind in ("step", "decision"):
            parts += [_("process {time}").format(time=_known(self.process))]
            parts += [_("wait {time}").format(time=_known(self.wait))]
            known = self.quality not in ("", units.DASH)
            said = _("{percent} complete and accurate").format(percent=self.quality)
            parts += [said] if known else []
        parts += [classes[self.value_class]]
        parts += [_("on the critical path")] if self.critical else []
        if self.bursts:
            parts += [counted(self.bursts, "{n} waste or idea", "{n} wastes and ideas")]
        if self.remark is not None:
            parts += [f"{within(choice_label(self.remark))}, {self.remarks}"]
        parts += [counted(self.votes, "{n} vote", "{n} votes")] if self.votes else []
        parts += [self.problem] if self.problem else []
        parts += changed_words(self.state, self.origin, self.chips)
        return in_words(", ".join(parts))


def _known(time: str) -> str:
    return _("not known") if time in ("", units.DASH) else time


@dataclass(frozen=True, slots=True)
class FlowLook:
    """Everything a flow shows."""

    kind: str
    text: str
    critical: bool
    share: str = ""
    tone: str = ""
    """What an overlay says of it, as a place in the theme."""
    proposed: bool = False
    """Whether it is said but not yet entered."""

    @property
    def short(self) -> FlowLook:
        """The same with its share alone, where it has one."""
        return replace(self, text=self.share or self.text)


@dataclass(frozen=True, slots=True)
class BlockLook:
    """Everything a phase shows, as a block and above the lanes; `classes` are shares of its process
    time by value class, `problems` and `bursts` how many its steps have."""

    title: str
    steps: int
    process: str = units.DASH
    wait: str = units.DASH
    quality: str = ""
    cost: str = ""
    share: str = ""
    classes: tuple[tuple[ValueClass | None, float], ...] = ()
    loops: int = 0
    critical: bool = False
    problems: int = 0
    bursts: int = 0


@dataclass(frozen=True, slots=True)
class LaneLook:
    """Everything a lane header shows; `load` is None where it is not known."""

    role: str | None
    name: str
    load: float | None
    bottleneck: bool
    total: LaneSum | None = None
    """Under an overlay that adds up, what its steps come to."""


def _cost(facts: Facts, currency: str) -> str:
    """A cost that rests on nothing is unknown, not free."""
    if facts.cost is None:
        return ""
    return units.format_money(facts.cost, currency, short=True) if facts.costed else units.DASH


def _people(step: Step) -> str:
    extra = sum(h.people for h in step.helpers)
    if extra:
        return f"{shown_number(step.people)}+{shown_number(extra)}"
    return shown_number(step.people) if step.people != 1 else ""


class NoteFacts(NamedTuple):
    """What a step's notes come to: see the fields of StepLook."""

    bursts: int = 0
    remarks: int = 0
    remark: NoteKind | None = None
    votes: int = 0


NO_NOTES = NoteFacts()


def note_facts(notes: Iterable[Note]) -> dict[str, NoteFacts]:
    """By step that has any, what its notes come to."""
    found: dict[str, NoteFacts] = {}
    for note in notes:
        if note.step is None:
            continue
        bursts, remarks, remark, votes = found.get(note.step, NO_NOTES)
        counts = note.kind in BURSTING
        found[note.step] = NoteFacts(
            bursts + counts,
            remarks + (not counts),
            remark if counts or remark else note.kind,
            votes + note.votes,
        )
    return found


PROPOSED: tuple[ChangeState, tuple[Chip, ...]] = ("proposed", ())
"""What is said of a step but not yet entered."""


class Facts(NamedTuple):
    """All that the look of one step is made from; `setting` is calendar, estimates, currency
    and how numbers are written."""

    step: Step
    setting: tuple[units.Calendar, units.EstimateShape, str, Numerals]
    number: int
    role: str
    cost: float | None
    costed: bool
    critical: bool
    notes: NoteFacts
    problem: str
    change: tuple[ChangeState, tuple[Chip, ...]]
    heat: Heat | None


class Looks:
    """The looks of the steps of a map in one state, each made when it is asked for.

    `known` keeps them from state to state: an edit changes the facts of few steps, and the numbers
    of all that follow. Most steps of a large map are out of sight and need none.
    """

    def __init__(
        self,
        project: Project,
        one: ValueStreamMap,
        numbers: Mapping[str, int],
        analyzed: Analyzed | None,
        comparison: Mapping[str, Any] | None,
        scale: Scale | None,
        critical: bool,
        known: dict[str, tuple[Facts, StepLook]],
        proposal: Captured | None = None,
        foreseen: Analyzed | None = None,
    ) -> None:
        from mopsmap.analysis.unknown import cost_is_known, rated_roles

        self._steps, self._numbers, self._known = one.step_by_id, numbers, known
        self._notes = note_facts(one.notes)
        self._problems = _step_problems(one, analyzed)
        proposed = proposal.steps if proposal is not None else ()
        self._changes = changes_of(comparison, project) | dict.fromkeys(proposed, PROPOSED)
        heats = scale.heats if scale is not None else {}
        self._heats = {step: heat for step, heat in heats.items() if step not in proposed}
        self._figures = analyzed.steps if analyzed else {}
        if proposed and foreseen is not None:
            new = {step: foreseen.steps[step] for step in proposed if step in foreseen.steps}
            self._figures = {**self._figures, **new}
        self._critical = analyzed.critical_steps if analyzed and critical else frozenset[str]()
        self._roles: dict[str | None, str] = {role.id: role.name for role in one.roles}
        self._rated, self._costed = rated_roles(one), cost_is_known
        setting = (project.calendar, project.distribution, project.currency)
        self._setting = (*setting, in_use())

    def of(self, step_id: str) -> StepLook:
        """The look of a step; raises KeyError where the map has none of this id."""
        step, figures = self._steps[step_id], self._figures.get(step_id)
        facts = Facts(
            step,
            self._setting,
            self._numbers.get(step_id, 0),
            self._roles.get(step.role, ""),
            figures.execution_cost if figures is not None else None,
            figures is not None and self._costed(step, self._rated),
            step_id in self._critical,
            self._notes.get(step_id, NO_NOTES),
            self._problems.get(step_id, ""),
            self._changes.get(step_id, ("", ())),
            self._heats.get(step_id),
        )
        before = self._known.get(step_id)
        if before is not None and before[0] == facts:
            return before[1]
        if before is not None and before[0]._replace(number=facts.number) == facts:
            look = replace(before[1], number=facts.number)
        else:
            look = _step_look(facts)
        self._known[step_id] = facts, look
        return look


def _step_look(facts: Facts) -> StepLook:
    step, (calendar, shape, currency, _numerals) = facts.step, facts.setting
    process = units.mean_hours(step.process_time, calendar, shape)
    wait = units.mean_hours(step.wait_time, calendar, shape)
    known = step.process_time is not None, step.wait_time is not None
    state, chips = facts.change
    return StepLook(
        number=facts.number,
        title=step.name,
        kind=step.kind,
        value_class=step.value_class,
        process=units.format_hours(process, short=True) if known[0] else units.DASH,
        wait=units.format_days(wait, calendar, short=True) if known[1] else units.DASH,
        quality=units.format_percent(step.complete_accurate),
        cost=_cost(facts, currency),
        crew=_people(step),
        role=facts.role,
        tools=", ".join(step.tools),
        bursts=len(step.wastes) + facts.notes.bursts,
        remarks=facts.notes.remarks,
        remark=facts.notes.remark,
        votes=facts.notes.votes,
        critical=facts.critical,
        problem=facts.problem,
        missing=step.process_time is None and step.kind == "step",
        state=state,
        chips=chips,
        heat=facts.heat,
    )


def _step_problems(one: ValueStreamMap, analyzed: Analyzed | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for problem in analyzed.problems if analyzed else ():
        if problem.severity == "info":
            continue
        if problem.severity == "warning" and len(problem.ids) > 3:
            continue
        for record in problem.ids:
            if record in one.step_by_id:
                found.setdefault(record, problem.text)
    return found


def ghost_looks(
    base: ValueStreamMap, one: ValueStreamMap, comparison: Mapping[str, Any]
) -> dict[str, StepLook]:
    """A look for every step of `base` that `one` dropped, with the lever that dropped it."""
    levers = {
        step: within(choice_label(measure.lever))
        for measure in one.countermeasures
        if measure.lever is not None
        for step in measure.removes
    }
    looks = {}
    for step_id in comparison["steps"].get("removed", ()):
        step = base.step_by_id.get(step_id)
        if step is not None:
            lever = levers.get(step_id)
            words = _("removed, {lever}").format(lever=lever) if lever else _("removed")
            looks[step_id] = StepLook(
                0, step.name, step.kind, None, "", "", "", "", "", "", words, state="removed"
            )
    return looks


def flow_look(
    flow: Flow,
    share: float | None,
    critical: bool,
    said: bool = False,
    tone: str = "",
    proposed: bool = False,
) -> FlowLook:
    """The look of a flow; `share` is the share of items that take it, None where all do.

    Where its label is `said` on another flow, it is not repeated, unless a share goes with it.
    """
    percent = share_text(flow.kind, share)
    text = "" if said and not percent else label_text(flow, share)
    return FlowLook(flow.kind, text, critical, percent, tone, proposed)


def flows_with_share(one: ValueStreamMap, reading: Reading) -> set[str]:
    """The flows that say their share: where ways part, back, and all answers of a decision or of
    a step that sends work back."""
    asked = reading.chooses | {step.id for step in one.steps if step.kind == "decision"}
    found = {flow.id for flow in reading.rework}
    for flow in reading.forward:
        if flow.source in asked or (flow.label and flow.source not in reading.parallel_splits):
            found.add(flow.id)
    return found


def block_looks(
    project: Project, one: ValueStreamMap, analyzed: Analyzed | None, critical: bool
) -> dict[str, BlockLook]:
    """A look for every phase of a map; its critical steps mark it where that is shown."""
    members: dict[str, list[Step]] = {}
    for step in one.steps:
        if phase_of(step):
            members.setdefault(phase_of(step), []).append(step)
    if not members:
        return {}
    notes, problems = note_facts(one.notes), _step_problems(one, analyzed)
    found = {}
    for name, steps in members.items():
        ids = {step.id for step in steps}
        found[name] = BlockLook(
            name,
            len(steps),
            problems=len(ids & problems.keys()),
            bursts=sum(len(s.wastes) + notes.get(s.id, NO_NOTES).bursts for s in steps),
            critical=critical and analyzed is not None and bool(ids & analyzed.critical_steps),
        )
    if analyzed is None:
        return found
    from mopsmap.analysis.blocks import block_figures

    ids_of = {name: {step.id for step in steps} for name, steps in members.items()}
    figures = block_figures(analyzed.study, ids_of)
    return {name: _with_figures(look, figures[name], project) for name, look in found.items()}


def _with_figures(look: BlockLook, figures: BlockFigures, project: Project) -> BlockLook:
    worked, cost = sum(figures.classes.values()), figures.cost
    return replace(
        look,
        process=units.format_hours(figures.process, short=True),
        wait=units.format_days(figures.wait, project.calendar, short=True),
        quality=units.format_percent(figures.quality) if figures.quality is not None else "",
        cost=units.format_money(cost, project.currency, short=True) if cost is not None else "",
        share=units.format_percent(figures.share) if figures.share else "",
        classes=tuple((key, hours / worked) for key, hours in figures.classes.items()),
        loops=figures.loops,
    )


def lane_looks(
    one: ValueStreamMap, analyzed: Analyzed | None, scale: Scale | None = None
) -> dict[str | None, LaneLook]:
    """A look for every lane, the lane of steps without a role included."""
    totals = scale.lanes if scale is not None else {}
    bottleneck = analyzed.headline.get("bottleneck") if analyzed else None
    looks: dict[str | None, LaneLook] = {
        None: LaneLook(None, _("Unassigned"), None, False, totals.get(None))
    }
    for role in one.roles:
        figures = analyzed.roles.get(role.id) if analyzed else None
        load = figures.utilization if figures else None
        looks[role.id] = LaneLook(
            role.id,
            role.name,
            load,
            role.id == bottleneck and load is not None and load >= 1,
            totals.get(role.id),
        )
    return looks
