"""Standard changes to single steps, and what each of them gives, without drawing the map again.

A change is a variant of the study: other times of one step, other shares of rework, or two steps
side by side. Executions, times and lead times come from where those of the map itself come from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mopsmap.analysis.capacity import capacity_if
from mopsmap.analysis.network.cases import mean_received
from mopsmap.analysis.network.graph import EndlessError
from mopsmap.analysis.priorities.lead_times import Alteration, Executions, Hours, lead_times
from mopsmap.analysis.quality import gates
from mopsmap.analysis.steps import StepMeans
from mopsmap.analysis.study import Probable, Study
from mopsmap.language import translated as _
from mopsmap.model import Step

_SAME = 1e-9
_NOISE = 1e-12
_POINTS = 0.1
_SOLVED = 40_000
"""Steps x gates whose rework is varied: on maps of many hundreds of steps not all gates are."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One change to one step: its kind and its name in the answer.

    `wait`, `work` and `fixed` are the factors on its wait time, its process time (with effort and
    labor cost) and its fixed cost; `rework` those on the rework shares of gates; `beside` is the
    next step, where the two run side by side.
    """

    step: str
    kind: str
    change: str
    wait: float = 1.0
    work: float = 1.0
    fixed: float = 1.0
    rework: Mapping[str, float] = field(default_factory=dict)
    beside: str | None = None


class Effect(NamedTuple):
    """What a variant gives, after minus before: expected lead time (h), cost per item and year,
    items per year that can be done. None where the map does not tell; capacity is infinite where
    no role limits it any more."""

    variant: Variant
    lead_time: float | None
    cost_per_item: float
    cost_per_year: float | None
    capacity: float | None

    @property
    def capacity_per_year(self) -> float | None:
        """The change in capacity; None also where no role limits it any more."""
        return None if self.capacity is None or math.isinf(self.capacity) else self.capacity

    @property
    def gains(self) -> bool:
        """Whether anything gets better."""
        return (self.lead_time or 0.0) < 0 or self.cost_per_item < 0 or (self.capacity or 0.0) > 0


class Change(NamedTuple):
    """A standard change: its key, its name, what it is, how it varies a step (None: not at all)."""

    kind: str
    label: str
    definition: str
    vary: Callable[[WhatIf, Step], Variant | None]


def _less_wait(base: WhatIf, step: Step) -> Variant | None:
    return Variant(step.id, "wait", _("wait -50 %"), wait=0.5) if base.means[step.id].wait else None


def _less_work(base: WhatIf, step: Step) -> Variant | None:
    return (
        Variant(step.id, "work", _("work -50 %"), work=0.5) if base.means[step.id].process else None
    )


def _less_rework(base: WhatIf, step: Step) -> Variant | None:
    if step.id not in base.gates:
        return None
    return Variant(step.id, "rework", _("rework -50 %"), rework={step.id: 0.5})


def _better_quality(base: WhatIf, step: Step) -> Variant | None:
    quality = step.complete_accurate
    if quality is None or quality >= 1:
        return None
    better = min(1.0, quality + _POINTS)
    rework = {}
    for flow in base.shape.after.get(step.id, ()):
        received = base.received.get(flow.target)
        if received is not None and received < 1 and flow.target in base.gates:
            before = base.handed_over(flow.target) | {step.id: better}
            after = mean_received(base.found.cases, flow.target, before)
            if after > received:
                rework[flow.target] = max(0.0, 1 - after) / (1 - received)
    return Variant(step.id, "quality", _("%C&A +10 points"), rework=rework) if rework else None


def _removed(base: WhatIf, step: Step) -> Variant | None:
    mean, own = base.means[step.id], step.id in base.sends_back
    if step.id in base.outer and not (mean.wait or mean.process):
        return None
    if not (mean.wait or mean.process or mean.cost or own) or (own and step.id not in base.gates):
        return None
    rework = {step.id: 0.0} if own else {}
    return Variant(step.id, "remove", _("remove"), wait=0.0, work=0.0, fixed=0.0, rework=rework)


def _automated(base: WhatIf, step: Step) -> Variant | None:
    mean, roles = base.means[step.id], base.study.map.role_by_id
    crew = [role for role, people in mean.crew if people and role is not None]
    queued = bool(mean.wait) and step.wait_reason == "person"
    if crew and all(roles[role].kind == "system" for role in crew):
        return None
    if not (mean.process or queued):
        return None
    return Variant(step.id, "automate", _("automate"), wait=0.0 if queued else 1.0, work=0.0)


def _side_by_side(base: WhatIf, step: Step) -> Variant | None:
    """The two are a piece of a chain: nothing else leaves the first or enters the second."""
    shape, steps, goal = base.shape, base.study.map.step_by_id, base.study.map.goal
    onward = shape.after.get(step.id, ())
    if len(onward) != 1 or step.id in shape.reading.chooses:
        return None
    following = steps[onward[0].target]
    if len(shape.before[following.id]) != 1 or following.id in shape.reading.chooses:
        return None
    for one in (step, following):
        mean = base.means[one.id]
        if one.kind != "step" or one.id in base.sends_back or one.id == goal:
            return None
        if not (mean.wait or mean.process):
            return None
    first, second = (base.found.executions[one.id] for one in (step, following))
    if abs(first - second) > _SAME * max(1.0, first):
        return None
    change = _("run in parallel with '{step}'").format(step=following.called)
    return Variant(step.id, "parallel", change, beside=following.id)


CHANGES = (
    Change("wait", _("wait -50 %"), _("The wait before the step halves"), _less_wait),
    Change(
        "work",
        _("work -50 %"),
        _("Process time, effort and labor cost of the step halve; its fixed cost stays"),
        _less_work,
    ),
    Change(
        "rework",
        _("rework -50 %"),
        _("The step sends back half as much; its ways on take the rest in proportion"),
        _less_rework,
    ),
    Change(
        "quality",
        _("%C&A +10 points"),
        _(
            "The step hands over 10 points more complete and accurate (100 % at most), so "
            "the next step sends back less: rework × (1 - %C&A received after) / (1 - "
            "before)"
        ),
        _better_quality,
    ),
    Change(
        "remove",
        _("remove"),
        _(
            "Time, cost and rework of the step go to nothing and the items pass through; "
            "not advised for a step that adds value"
        ),
        _removed,
    ),
    Change(
        "automate",
        _("automate"),
        _(
            "Process time, effort, labor cost and the wait for a person go; fixed cost and "
            "other waits stay"
        ),
        _automated,
    ),
    Change(
        "parallel",
        _("run in parallel"),
        _("The next step starts together with this one, and both must be done before what follows"),
        _side_by_side,
    ),
)
"""The standard changes, in the order in which they are listed."""


class WhatIf:
    """What can be changed in one map, and what it gives.

    `gates` are the steps whose rework is varied, of those that send work back. `cost` is that of
    an item, `capacity` in items per year, None where no role limits it; `loads` are (hours per
    item, capacity) of the roles that do.
    """

    def __init__(self, study: Study, found: Probable) -> None:
        self.study, self.found = study, found
        self.shape, self.means = study.shape, study.means
        reading = study.reading
        self.outer = frozenset((*reading.starts, *reading.ends))
        self.sends_back = {gate for gate, share in self.shape.rework_share.items() if share > 0}
        self.gates = _varied_gates(study, found, self.sends_back)
        self.received = {gate: of for gate, _, of in gates(study) if of is not None}
        self.executions = Executions(study, found)
        self._fixed = {step.id: step.fixed_cost for step in study.map.steps}
        roles = capacity_if(study).roles
        self.loads = {
            role: (load.hours_per_item, load.capacity_per_year)
            for role, load in roles.items()
            if load.capacity_per_year is not None and load.hours_per_item
        }
        self.capacity = min((capacity for _, capacity in self.loads.values()), default=None)
        self.cost = sum(found.executions[s.id] * self.means[s.id].cost for s in study.counted)
        self._effects: tuple[Effect, ...] | None = None

    def handed_over(self, gate: str) -> dict[str, float]:
        """%C&A of the steps that hand over to a gate, where all are known."""
        steps = self.study.map.step_by_id
        known = ((f.source, steps[f.source].complete_accurate) for f in self.shape.before[gate])
        return {step: quality for step, quality in known if quality is not None}

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What every standard change gives, by step in file order."""
        if self._effects is None:
            self._effects = tuple(_effects(self))
        return self._effects

    def variants(self) -> list[Variant]:
        """Every change that applies, by step in file order."""
        found = [change.vary(self, step) for step in self.study.counted for change in CHANGES]
        return [variant for variant in found if variant is not None and self._can_be(variant)]

    def _can_be(self, variant: Variant) -> bool:
        try:
            self.executions.after(variant.rework)
        except EndlessError:
            return False
        return True

    def once(self) -> dict[str, Hours]:
        """Mean hours of one execution, wait and process, by step."""
        return {step: mean.wait + mean.process for step, mean in self.means.items()}

    def alteration(
        self, variant: Variant, wait: Mapping[str, Hours], process: Mapping[str, Hours]
    ) -> Alteration:
        """What a variant does to hours of one execution, which are these as the map has them."""
        step, following = variant.step, variant.beside
        own = wait[step] * variant.wait + process[step] * variant.work
        if following is not None:
            both = np.maximum(own, wait[following] + process[following])
            return Alteration({step: both, following: both * 0.0}, {})
        unchanged = variant.wait == variant.work == 1.0
        return Alteration({} if unchanged else {step: own}, variant.rework)

    def once_changed(self, variant: Variant) -> StepMeans:
        """The means of one execution of the step, changed."""
        mean, fixed = self.means[variant.step], self._fixed[variant.step]
        return StepMeans(
            mean.process * variant.work,
            mean.wait * variant.wait,
            mean.effort * variant.work,
            (mean.cost - fixed) * variant.work + fixed * variant.fixed,
            mean.crew,
        )


def _varied_gates(study: Study, found: Probable, gates: Collection[str]) -> frozenset[str]:
    """The steps that send work back; of very many those that do it most often."""
    most = max(20, _SOLVED // max(1, len(study.counted)))
    back = {gate: found.executions[gate] * study.shape.rework_share[gate] for gate in gates}
    ranked = sorted(gates, key=lambda gate: (-back[gate], study.shape.place[gate]))
    return frozenset(ranked[:most])


_KEPT = 2
_known: tuple[WhatIf, ...] = ()


def what_if(study: Study) -> WhatIf | None:
    """The changes of a study; None where it cannot be known how often a step is done. Those of the
    last studies are kept, with everything that was found out about them."""
    global _known
    if study.probable is None:
        return None
    for known in _known:
        if known.study is study:
            return known
    found = WhatIf(study, study.probable)
    _known = (found, *_known[: _KEPT - 1])
    return found


def _effects(base: WhatIf) -> Iterator[Effect]:
    variants = base.variants()
    leads = _lead_time_changes(base, variants)
    demand = base.study.map.demand_per_year
    for variant, lead in zip(variants, leads, strict=True):
        cost, hours = (0.0, {}) if variant.beside else _work_changes(base, variant)
        yearly = None if demand is None else cost * demand
        yield Effect(variant, lead, cost, yearly, _capacity_change(base, hours))


def _lead_time_changes(base: WhatIf, variants: Sequence[Variant]) -> list[float | None]:
    """Expected lead time (h) of every variant, after minus before."""
    lines = lead_times(base.study, base.executions, base.once())
    if lines is None:
        return [None] * len(variants)
    wait = {step: mean.wait for step, mean in base.means.items()}
    process = {step: mean.process for step, mean in base.means.items()}
    leads = lines.after([base.alteration(variant, wait, process) for variant in variants])
    return [changed_by(float(lead), float(lines.before)) for lead in leads]


def changed_by(after: float, before: float) -> float:
    """After minus before; sums in another order differ in their last digits."""
    return 0.0 if abs(after - before) <= _SAME * max(1.0, abs(before)) else after - before


def _work_changes(base: WhatIf, variant: Variant) -> tuple[float, dict[str, float]]:
    """(change of the cost per item, change of the hours per item by role that they change)."""
    before, counts = base.found.executions, base.executions.after(variant.rework)
    after = counts.executions
    cost, hours = 0.0, dict[str, float]()
    for step in dict.fromkeys((variant.step, *counts.changed)):
        mean = base.means[step]
        new = base.once_changed(variant) if step == variant.step else mean
        cost += after[step] * new.cost - before[step] * mean.cost
        worked = after[step] * new.process - before[step] * mean.process
        for role, people in mean.crew if worked else ():
            if role is not None:
                hours[role] = hours.get(role, 0.0) + worked * people
    return (0.0 if abs(cost) <= _SAME * base.cost else cost), hours


def _capacity_change(base: WhatIf, hours: Mapping[str, float]) -> float | None:
    """Items a year, after minus before, when the hours per item of roles change by so much:
    the capacity of each role goes with 1 / its hours, and the lowest counts. Infinite where no
    role limits any more."""
    if base.capacity is None:
        return None
    if base.loads.keys().isdisjoint(hours):
        return 0.0
    lowest = math.inf
    for role, (before, capacity) in base.loads.items():
        after = before + hours.get(role, 0.0)
        if after > _NOISE * before:
            lowest = min(lowest, capacity * before / after)
    return changed_by(lowest, base.capacity)
