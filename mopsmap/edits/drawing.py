"""A line while it is drawn on a map: new steps with their flows, existing steps connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mopsmap.capture import REFUSALS, Answer, Said, Way, Who
from mopsmap.edits.flows import split_flow
from mopsmap.edits.ground import EditError, change_map, fresh_id, fresh_ids, put
from mopsmap.edits.places import make_room_since, stand
from mopsmap.language import translated as _
from mopsmap.model import Flow, FlowKind, Helper, Project, Role, Step, ValueStreamMap
from mopsmap.rules import kind_between, leads_to, may_connect
from mopsmap.units import Duration

Place = Literal["after", "beside", "before"]
"""Where a new step goes: on the way on, as a parallel branch, or on the way to the selected one."""

Asked = Mapping[str, tuple[Answer, ...]]
"""By decision, the answers that were said for it: those without a flow yet are open."""


@dataclass(frozen=True, slots=True)
class Captured:
    """The project with a line captured.

    `steps` are the ids of new steps, `flows` of new or changed flows. `next_anchor` is where the
    next line goes on, None where nothing is left to go on from. `asked` is handed to the next
    `capture`, so that the next steps take the open answers of a decision. `refused` says which
    lines of an outline could not be drawn, and why.
    """

    project: Project
    steps: tuple[str, ...]
    flows: tuple[str, ...]
    next_anchor: str | None
    asked: Asked = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def open_answers(
    one: ValueStreamMap, decision: str, asked: Asked | None = None
) -> tuple[Answer, ...]:
    """The answers of a decision that lead nowhere yet, in the order said.

    Of a decision with one known answer, such as "no 35 %", the other one is open: "yes 65 %".
    """
    step = one.step_by_id.get(decision)
    if step is None or step.kind != "decision":
        return ()
    ways = [f for f in one.flows if f.source == decision and f.kind != "information"]
    labels = [f.label.casefold() for f in ways]
    said = (asked or {}).get(decision)
    if said is not None:
        return tuple(a for a in said if a.label.casefold() not in labels)
    if len(ways) == 1 and labels[0] in _OPPOSITE and ways[0].kind == "rework":
        share = ways[0].probability
        rest = None if share is None else round(1 - share, 12)
        return (Answer(_OPPOSITE[labels[0]], rest),)
    return ()


_PAIRS = (("yes", "no"), ("ja", "nein"), ("oui", "non"), ("s\u00ed", "no"))
_OPPOSITE = {a: b for pair in reversed(_PAIRS) for a, b in (pair, pair[::-1])}
_PLAIN = Answer("")


class Drawing:
    """The map while one line is drawn on it."""

    def __init__(
        self,
        project: Project,
        map_id: str,
        asked: dict[str, tuple[Answer, ...]] | None = None,
        lane: str | None = None,
        branch: bool = False,
    ) -> None:
        self.before = project.map_by_id[map_id]
        self.project, self.map_id, self.asked = project, map_id, asked or {}
        self.lane, self.branch = lane, branch

    @property
    def map(self) -> ValueStreamMap:
        return self.project.map_by_id[self.map_id]

    def with_flows(self, said: Said, anchor: str | None) -> Captured:
        """Connect existing steps: the anchor with those named."""
        if said.unread:
            raise EditError(said.problems[0])
        if not (said.ways or said.starts_after or said.also_after):
            raise EditError(_("Type what is done, for example: Write copy @content 4h."))
        if anchor is None:
            raise EditError(_("Select the step to connect first."))
        for source in (*said.starts_after, *said.also_after):
            self.connect(source, anchor)
        goes_on: str | None = anchor
        for way in said.ways:
            answer = self.taken(anchor, way)
            share = answer.share if way.share is None else way.share
            flow = self.way(anchor, way, answer.label, share)
            goes_on = self.next_open(anchor) if flow.kind == "rework" else way.step
        return self.done(goes_on)

    def taken(self, source: str, way: Way) -> Answer:
        """The open answer that leads to an existing step: the one of its share, back rather one
        that refuses, else the first."""
        answers = self.open(source)
        same = (a for a in answers if way.share is not None and a.share == way.share)
        back = way.back or kind_between(self.map, source, way.step) == "rework"
        refusing = (a for a in answers if back and a.label.casefold() in REFUSALS)
        return (*same, *refusing, *answers, _PLAIN)[0]

    def with_step(self, said: Said, anchor: str | None, place: Place) -> Captured:
        """Add the step of the line, with its flows and answers."""
        step = self.step(said, anchor)
        sources = self.sources(said, anchor, place)
        self.add(step, anchor, place)
        returns = place == "after" and self.is_return(said, sources)
        here = next(iter(sources), None)
        if returns and here and not self.chooses(here):
            # nothing goes back always: meant is the answer that leads nowhere yet
            sources = [self.next_open(here) or here]
            returns = self.is_return(said, sources)
        if returns:
            self.return_step(step, sources[0], said)
        elif place == "before" and anchor is not None:
            self.before_anchor(step, anchor)
            self.after_all(step, sources, said)
        elif place == "beside" and anchor is not None:
            self.beside(step, anchor, sources, said)
        else:
            self.after_all(step, sources, said)
        self.answer(step, said.answers)
        back = self.next_open(sources[0]) or here if returns else None
        goes_on = back if returns else self.ways_on(step, said, place)
        near = anchor or next(iter(sources), None)
        if near is not None:
            below = returns or place == "beside"
            self.project = stand(self.project, self.map_id, step.id, near, below)
        return self.done(goes_on)

    def ways_on(self, step: Step, said: Said, place: Place) -> str | None:
        """Draw the flows to existing steps; where the next line goes on."""
        goes_on: str | None = step.id
        for way in said.ways:
            drawn = next((f for f in self._out(step.id) if f.target == way.step), None)
            if drawn is None or way.back:
                drawn = self.way(step.id, way)
            elif way.share is not None:
                self.relabel(drawn, Answer("", way.share))
            if drawn.kind == "forward" and place == "after" and not said.answers:
                goes_on = self.next_open(step.id) or way.step
        return self.next_open(step.id) if step.kind == "end" else goes_on

    def done(self, goes_on: str | None) -> Captured:
        self.project = make_room_since(self.project, self.map_id, self.before)
        steps = tuple(i for i in self.map.step_by_id if i not in self.before.step_by_id)
        old = self.before.flow_by_id
        flows = tuple(f.id for f in self.map.flows if old.get(f.id) is not f)
        return Captured(self.project, steps, flows, goes_on, self.asked)

    def step(self, said: Said, anchor: str | None) -> Step:
        """The step of the line; role and phase are those of the anchor unless said."""
        near = self.map.step_by_id[anchor] if anchor else None
        role = self.role(said.role) if said.role else near.role if near else self.first_role()
        helpers = {self.role(who): who.people for who in said.helpers}
        helpers.pop(role or "", None)
        phase = said.phase if said.phase is not None else near.phase if near else ""
        return Step(
            id=fresh_id(self.project, "step"),
            name=said.name,
            kind=said.kind,
            phase=phase,
            role=role,
            people=1.0 if said.people is None else said.people,
            helpers=tuple(Helper(role=r, people=n) for r, n in helpers.items()),
            process_time=said.process_time,
            wait_time=said.wait_time,
            value_class=said.value_class,
            complete_accurate=said.complete_accurate,
            fixed_cost=said.fixed_cost or 0.0,
            tools=said.tools,
            wastes=said.wastes,
            lever=said.lever,
        )

    def first_role(self) -> str | None:
        if self.lane in self.map.role_by_id:
            return self.lane
        return self.map.roles[0].id if self.map.roles else None

    def role(self, who: Who) -> str:
        """The id of a role; one that is not of this map yet becomes its last lane."""
        roles = self.map.roles
        if who.role is not None and who.role.id in self.map.role_by_id and who.here:
            return who.role.id
        for role in roles:
            if role.name.casefold() == who.name.casefold():
                return role.id
        new = who.role
        if new is None or new.id in self.map.role_by_id:
            new_id = fresh_id(self.project, "role")
            new = Role(id=new_id, name=who.name) if new is None else new.replace(id=new_id)
        self.change(roles=(*roles, new))
        return new.id

    def change(self, **changes: Any) -> None:
        self.project = change_map(self.project, self.map_id, **changes)

    def put(self, step: Step) -> None:
        """Put a changed step in its place."""
        self.change(steps=put(self.map.steps, {step.id}, lambda _step: step))

    def sources(self, said: Said, anchor: str | None, place: Place) -> list[str]:
        """The steps that the new one follows, the one it stands behind first."""
        first = said.starts_after or ((anchor,) if anchor and place == "after" else ())
        joined = self.open_branches(anchor) if said.joins and anchor else ()
        return list(dict.fromkeys((*first, *said.also_after, *joined)))

    def open_branches(self, anchor: str) -> tuple[str, ...]:
        """The steps that end the branches beside the anchor, from the nearest fork on."""
        one = self.map
        into: dict[str, list[str]] = {}
        for flow in one.flows:
            if flow.kind == "forward":
                into.setdefault(flow.target, []).append(flow.source)
        entered = {f.target for f in one.flows if f.kind == "rework"}
        below = _reached(one, anchor)
        tails = [
            s.id
            for s in one.steps
            if s.kind != "end" and s.id not in one.forward_by_source and s.id not in below
            if s.id in into or s.id not in entered
        ]
        above, seen = [anchor], {anchor}
        for fork in above if tails else ():
            reached = _reached(one, fork)
            if found := tuple(t for t in tails if t in reached):
                return found
            new = [s for s in dict.fromkeys(into.get(fork, ())) if s not in seen]
            seen.update(new)
            above += new
        return tuple(tails)

    def add(self, step: Step, anchor: str | None, place: Place) -> None:
        steps = self.map.steps
        at = len(steps)
        if anchor is not None:
            at = [s.id for s in steps].index(anchor) + (place != "before")
        self.asked.pop(step.id, None)  # the id of a step that was undone
        self.change(steps=(*steps[:at], step, *steps[at:]))

    def connect(
        self,
        source: str,
        target: str,
        answer: Answer = _PLAIN,
        kind: FlowKind | None = None,
    ) -> Flow:
        """A new flow; one that leads back becomes rework unless `kind` says so."""
        reason = may_connect(self.map, source, target)
        if reason:
            raise EditError(reason)
        flow = Flow(
            id=next(fresh_ids(self.project, "flow")),
            source=source,
            target=target,
            kind=kind or kind_between(self.map, source, target),
            probability=answer.share,
            label=answer.label,
        )
        self.change(flows=(*self.map.flows, flow))
        return flow

    def way(self, source: str, way: Way, label: str = "", share: float | None = None) -> Flow:
        """The flow to an existing step that a line names."""
        answer = Answer(label, way.share if share is None else share)
        return self.connect(source, way.step, answer, "rework" if way.back else None)

    def is_return(self, said: Said, sources: Sequence[str]) -> bool:
        """Whether the step exists only on the way back: it leads nowhere but back, always."""
        return (
            len(sources) == 1
            and bool(said.ways)
            and said.kind == "step"
            and all(
                way.share is None and leads_to(self.map, way.step, sources[0]) for way in said.ways
            )
        )

    def return_step(self, step: Step, source: str, said: Said) -> None:
        answers = self.open(source)
        refusing = (a for a in answers if a.label.casefold() in REFUSALS)
        answer = next(refusing, answers[-1] if answers else _PLAIN)
        self.connect(source, step.id, answer, "rework")
        for way in said.ways:
            self.connect(step.id, way.step, kind="rework")

    def after_all(self, step: Step, sources: Sequence[str], said: Said) -> None:
        """Put the step behind all sources, into their common way on where they have one."""
        target: str | None = None
        leads = any(not w.back and w.share is None for w in said.ways) or step.kind == "end"
        for source in sources:
            ways = self.map.forward_by_source.get(source) or self.ways_back(source)
            answers = self.open(source)
            into = ways[0] if len(ways) == 1 and not answers and not self.branch else None
            named = source != sources[0] or said.starts_after
            if named and into and any(leads_to(self.map, into.target, s) for s in sources):
                into = None  # it leads to another source: no way on behind all of them
            if into is None or (leads and not self.named(into, said)):
                self.forward(source, step.id, next(iter(answers), _PLAIN))
            elif target is None or into.target == target:
                target = into.target
                self.put_into(into, step.id)
            else:
                self.forward(source, step.id)

    @staticmethod
    def named(flow: Flow, said: Said) -> bool:
        return any(way.step == flow.target for way in said.ways)

    def ways_back(self, step_id: str, incoming: bool = False) -> list[Flow]:
        """The rework flows that leave a step which exists only on the way back, or lead to it."""
        touching = [
            f for f in self.map.flows if step_id in (f.source, f.target) and f.kind != "information"
        ]
        into = [f for f in touching if f.target == step_id]
        out = [f for f in touching if f.source == step_id and f.probability is None]
        only_back = bool(into and out) and all(f.kind == "rework" for f in touching)
        return (into if incoming else out) if only_back else []

    def forward(self, source: str, target: str, answer: Answer = _PLAIN) -> None:
        if leads_to(self.map, target, source):
            name = self.map.step_by_id[source].called
            raise EditError(
                _("'{name}' comes later; this step cannot begin after it.").format(name=name)
            )
        self.connect(source, target, answer, "forward")

    def put_into(self, flow: Flow, step_id: str) -> None:
        """Lead a flow through the new step."""
        self.project = split_flow(self.project, self.map_id, flow.id, step_id)

    def before_anchor(self, step: Step, anchor: str) -> None:
        ways = [f for f in self.map.flows if f.target == anchor and f.kind == "forward"]
        ways = ways or self.ways_back(anchor, incoming=True)
        if step.kind == "start" or not ways:
            self.connect(step.id, anchor, kind="forward")
            return
        for flow in ways:
            self.put_into(flow, step.id)

    def beside(self, step: Step, anchor: str, sources: Sequence[str], said: Said) -> None:
        """Draw the step from where the anchor comes from and to where it goes."""
        near = self.map.step_by_id[anchor]
        if self.ways_back(anchor):
            problem = _("'{name}' is on the way back, where only one thing is done at a time.")
            raise EditError(problem.format(name=near.called))
        into = [f for f in self.map.flows if f.target == anchor and f.kind == "forward"]
        begins = list(sources)
        if near.kind == "start":
            begins.append(anchor)
        elif step.kind != "start" and not said.starts_after:
            begins += [self.fork(flow) for flow in into]
        for source in dict.fromkeys(begins):
            self.forward(source, step.id, next(iter(self.open(source)), _PLAIN))
        out = [] if near.kind == "start" else self.map.forward_by_source.get(anchor, [])
        goes_on = any(not way.back for way in said.ways)
        if step.kind == "end" or goes_on or (len(out) > 1 and self.chooses(anchor)):
            return
        for flow in out:
            self.connect(step.id, flow.target, kind="forward")

    def chooses(self, step_id: str) -> bool:
        """Whether only one of the ways on from a step is taken."""
        ways = self.map.forward_by_source.get(step_id, ())
        decides = self.map.step_by_id[step_id].kind == "decision"
        return decides or any(f.probability is not None for f in ways)

    def fork(self, flow: Flow) -> str:
        """Where a branch beside the target of a flow begins: the flow's source.

        Only one way is taken from a step that chooses. If all its answers are given, a step
        without work is put behind it, from which both branches begin.
        """
        if not self.chooses(flow.source) or self.open(flow.source):
            return flow.source
        source = self.map.step_by_id[flow.source]
        fork = Step(
            id=fresh_id(self.project, "step"),
            name=_("Begin side by side"),
            role=source.role,
            phase=source.phase,
            process_time=Duration(0.0),
        )
        self.add(fork, source.id, "after")
        self.put_into(flow, fork.id)
        self.project = stand(self.project, self.map_id, fork.id, source.id)
        self.leave_room(flow.id)
        return fork.id

    def leave_room(self, flow_id: str) -> None:
        """Let what a flow says have its place between the steps that it connects now."""
        flows = put(self.map.flows, {flow_id}, lambda f: f.replace(label="", probability=None))
        unsaid = self.map.replace(flows=flows)
        self.project = make_room_since(self.project, self.map_id, unsaid)

    def open(self, source: str) -> tuple[Answer, ...]:
        return open_answers(self.map, source, self.asked)

    def next_open(self, step_id: str) -> str | None:
        """The nearest decision before a step, or itself, that has an open answer."""
        one = self.map
        wanted = {s.id for s in one.steps if s.kind == "decision" and self.open(s.id)}
        if not wanted:
            return None
        into: dict[str, list[str]] = {}
        for flow in one.flows:
            if flow.kind != "information":
                into.setdefault(flow.target, []).append(flow.source)
        seen, waiting = {step_id}, [step_id]
        for at in waiting:
            if at in wanted:
                return at
            new = [s for s in dict.fromkeys(into.get(at, ())) if s not in seen]
            seen.update(new)
            waiting += new
        return None

    def answer(self, step: Step, answers: Sequence[Answer]) -> None:
        """Draw the answers that lead somewhere; a way on takes the first of the others.

        A flow that has an answer, or leads where it leads, gets its share; an answer that is said
        to lead elsewhere leads there alone.
        """
        if not answers:
            return
        self.asked[step.id] = tuple(replace(a, to=None) for a in answers)
        waiting = [a for a in answers if a.to is None]
        for answer in answers:
            if answer.to is None:
                continue
            drawn = next((f for f in self._out(step.id) if f.target == answer.to.step), None)
            if drawn is not None:
                self.relabel(drawn, answer)
                continue
            label = answer.label.casefold()
            old = {f.id for f in self._out(step.id) if label and f.label.casefold() == label}
            self.change(flows=tuple(f for f in self.map.flows if f.id not in old))
            self.way(step.id, answer.to, answer.label, answer.share)
        for flow in self._out(step.id):
            again = next((a for a in waiting if a.label == flow.label), None)
            if again is not None:
                waiting.remove(again)
                self.relabel(flow, again)
        for flow in self._out(step.id):
            if waiting and flow.kind == "forward" and not flow.label and flow.probability is None:
                self.relabel(flow, waiting.pop(0))

    def _out(self, step_id: str) -> list[Flow]:
        return [f for f in self.map.flows if f.source == step_id]

    def relabel(self, flow: Flow, answer: Answer) -> None:
        share = flow.probability if answer.share is None else answer.share
        changed = flow.replace(label=answer.label or flow.label, probability=share)
        self.change(flows=put(self.map.flows, {flow.id}, lambda _flow: changed))


def _reached(one: ValueStreamMap, step: str) -> set[str]:
    """The steps that forward flows lead to from a step, with itself."""
    seen, waiting = {step}, [step]
    for at in waiting:
        new = [f.target for f in one.forward_by_source.get(at, ()) if f.target not in seen]
        seen.update(new)
        waiting += new
    return seen
