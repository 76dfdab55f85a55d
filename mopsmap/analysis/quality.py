"""How often work is right the first time, and what each gate that sends work back costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mopsmap.analysis.cost import rework_executions
from mopsmap.analysis.network.cases import mean_received, weighted
from mopsmap.analysis.network.executions import executions_added
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.study import Study
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.numerals import shown
from mopsmap.reading import Problem
from mopsmap.units import format_percent

_FAR_APART = 0.05
_ALIKE = 0.005


class Gate(NamedTuple):
    """A step that sends work back: share of its executions that go on, and %C&A of what it
    receives, None where a step before it has no %C&A."""

    step: str
    passes: float
    received: float | None

    @property
    def apart(self) -> float | None:
        """What it lets pass less what it receives complete and accurate."""
        return None if self.received is None else self.passes - self.received


class Rework(NamedTuple):
    """What rework adds to an item: executions, hours of wait + process, person-hours, money."""

    executions: float
    time: float
    effort: float
    cost: float


def run(study: Study) -> Result:
    """Rolled %C&A, first time right and why they differ; rework per gate; disagreeing gates."""
    rolled = first_time = None
    found = study.probable
    if found is not None and study.reading.order:
        weight = found.cases.weight
        rolled = min(1.0, weighted(weight, found.outcomes.rolled))
        first_time = min(1.0, weighted(weight, found.outcomes.first_time))
    passed = gates(study)
    return Result(
        "quality",
        _("Quality"),
        make_metrics=lambda: (
            *_right_metrics(study, passed, rolled, first_time),
            *_rework_metrics(study),
        ),
        make_tables=lambda: (_gate_table(study, passed), _step_table(study, passed)),
        overlays=(Overlay("complete_accurate", _("%C&A"), "percent", lambda: _marks(study)),),
        figures={"rolled_complete_accurate": rolled, "first_time_right": first_time},
        problems=_mismatches(study, passed),
    )


def gates(study: Study) -> list[Gate]:
    """Every step that sends work back.

    The received %C&A is the product over the steps that hand over to the gate (all branches that
    join there), averaged over the cases that meet it (methods 1.2).
    """
    if study.probable is None:
        return []
    shares = study.shape.rework_share.items()
    return [Gate(gate, 1 - share, received(study, gate)) for gate, share in shares if share > 0]


def received(study: Study, step: str) -> float | None:
    """%C&A of what a step receives; None where one of the steps before it has none."""
    found, steps = study.probable, study.map.step_by_id
    before = study.shape.before.get(step, ())
    quality = {f.source: steps[f.source].complete_accurate for f in before}
    known = {source: value for source, value in quality.items() if value is not None}
    if found is None or not known or len(known) < len(quality) or found.cases.chance(step) <= 0:
        return None
    return mean_received(found.cases, step, known)


def rework_in_all(study: Study) -> Rework | None:
    """What all rework adds to an item: (executions - P(first pass)) x the means of one execution;
    return steps count in full."""
    found = study.probable
    if found is None:
        return None
    return _added(study, {s.id: rework_executions(found, s.id) for s in study.counted})


def rework_by_gate(study: Study) -> dict[str, Rework]:
    """What the rework of each gate adds to an item: executions as they are, less those of the map
    where this gate alone lets everything pass. Exact for the gate, but the parts of gates whose
    loops touch need not add up to the whole: a round of one makes rounds of the other."""
    found = study.probable
    if found is None:
        return {}
    added = executions_added(study.shape, found.weights, found.passes, found.executions)
    return {gate: _added(study, extra) for gate, extra in added.items()}


def _added(study: Study, extra: Mapping[str, float]) -> Rework:
    means = study.means
    return Rework(
        sum(extra.values()),
        sum(times * (means[step].wait + means[step].process) for step, times in extra.items()),
        sum(times * means[step].effort for step, times in extra.items()),
        sum(times * means[step].cost for step, times in extra.items()),
    )


def _right_metrics(
    study: Study, passed: Sequence[Gate], rolled: float | None, first_time: float | None
) -> tuple[Metric, ...]:
    steps = [study.map.step_by_id[step] for step in study.reading.order]
    judged = sum(step.complete_accurate is not None for step in steps)
    gap = None if rolled is None or first_time is None else first_time - rolled
    return (
        Metric(
            "rolled_complete_accurate",
            _("Rolled %C&A"),
            rolled,
            "fraction",
            _(
                "Probability that an item passes every step complete and accurate: product of "
                "%C&A over the steps of a case, weighted over cases; unknown counts 100 %"
            ),
            "higher",
            inputs=(
                Input(_("Steps with a %C&A"), judged, "count"),
                Input(_("Steps without"), len(steps) - judged, "count"),
            ),
            table="step_quality",
        ),
        Metric(
            "first_time_right",
            _("First time right"),
            first_time,
            "fraction",
            _(
                "Share of items that pass every gate without rework: product of (1 - rework "
                "probability) over the steps of a case, weighted over cases"
            ),
            "higher",
            inputs=(Input(_("Gates that send work back"), len(passed), "count"),),
            table="gates",
        ),
        Metric(
            "unreturned_defects",
            _("First time right less rolled %C&A"),
            gap,
            "fraction",
            _("First time right - rolled %C&A: defects that receivers see and no gate sends back"),
            "lower",
            note="" if gap is None else _difference(study, gap, len(passed)),
            inputs=(
                Input(_("First time right"), first_time, "fraction"),
                Input(_("Rolled %C&A"), rolled, "fraction"),
            ),
            table="step_quality",
        ),
    )


def _difference(study: Study, gap: float, passed: int) -> str:
    """Why first time right and rolled %C&A differ, in a sentence."""
    steps = study.map.step_by_id
    judged = [s for s in study.reading.order if steps[s].complete_accurate is not None]
    unseen = [step for step in judged if not _next_gates(study, step)]
    if passed:
        said = counted(
            passed,
            "{n} gate sends work back; {unseen} of {judged} steps with a %C&A hand over to none.",
            "{n} gates send work back; {unseen} of {judged} steps with a %C&A hand over to none.",
            unseen=len(unseen),
            judged=len(judged),
        )
    else:
        said = _(
            "No gates send work back; {unseen} of {judged} steps with a %C&A hand over to none."
        ).format(unseen=len(unseen), judged=len(judged))
    if abs(gap) < _ALIKE:
        why = _("Both say the same.")
    elif gap > 0:
        why = _("{points} points are defects that travel on, or rework that is not drawn.")
    else:
        why = _("{points} points more go back than %C&A says: ask the gates for %C&A.")
    return f"{said} {why.format(points=shown(f'{abs(gap) * 100:.1f}'))}"


def _next_gates(study: Study, step: str) -> list[str]:
    """The gates that a step hands over to."""
    shares = study.shape.rework_share
    targets = (flow.target for flow in study.shape.after.get(step, ()))
    return [study.name(target) for target in targets if shares.get(target)]


def _rework_metrics(study: Study) -> tuple[Metric, ...]:
    extra = rework_in_all(study)
    whole = sum(study.probable.executions[s.id] for s in study.counted) if study.probable else None
    first = None if extra is None or whole is None else whole - extra.executions
    visits = (
        Input(_("Executions of all steps"), whole, "count"),
        Input(_("Of it first passes"), first, "count"),
    )
    return (
        Metric(
            "rework_executions",
            _("Executions beyond the first"),
            extra and extra.executions,
            "count",
            _(
                "How many steps an item goes through again: sum over all steps of (executions "
                "- probability of the first pass); steps on the way back in full"
            ),
            "lower",
            inputs=visits,
            table="step_quality",
        ),
        Metric(
            "rework_time",
            _("Time in rework"),
            extra and extra.time,
            "days",
            _(
                "Sum over all steps of (executions - probability of the first pass) × (wait + "
                "process time)"
            ),
            "lower",
            inputs=visits,
            table="gates",
        ),
        Metric(
            "rework_effort",
            _("Effort in rework"),
            extra and extra.effort,
            "hours",
            _(
                "Person-hours: sum over all steps of (executions - probability of the first "
                "pass) × process time × people"
            ),
            "lower",
            inputs=visits,
            table="gates",
        ),
    )


def _gate_table(study: Study, passed: Sequence[Gate]) -> Table:
    """Gates, the costliest rework first."""
    added = rework_by_gate(study)
    found = sorted(
        ((gate, added[gate.step]) for gate in passed), key=lambda row: (-row[1].cost, -row[1].time)
    )
    executions = study.probable.executions if study.probable else {}
    rows = tuple(
        (
            study.name(gate.step),
            rework.cost,
            rework.time,
            rework.effort,
            rework.executions,
            (1 - gate.passes) * executions[gate.step],
            gate.passes,
            gate.received,
            gate.apart,
        )
        for gate, rework in found
    )
    columns = (
        Column("step", _("Gate"), "text"),
        Column("cost", _("Rework cost per {item}"), "money"),
        Column("time", _("Time in rework per {item}"), "days"),
        Column("effort", _("Effort in rework per {item}"), "hours"),
        Column("executions", _("Executions it adds"), "count"),
        Column("returns", _("Times it sends back per {item}"), "count"),
        Column("passes", _("Goes on"), "fraction"),
        Column("received", _("%C&A received"), "fraction"),
        Column("apart", _("Goes on less received"), "fraction"),
    )
    title = _("Gates that send work back (gates in each other's loops do not add up)")
    ids = tuple(gate.step for gate, _rework in found)
    return Table("gates", title, columns, rows, ids, chart="bars")


def _step_table(study: Study, passed: Sequence[Gate]) -> Table:
    """Every step with a %C&A, rework or repetition, in the order worked."""
    found, gate_of = study.probable, {gate.step: gate for gate in passed}
    rows, ids = [], []
    for step in study.reading.order if found else ():
        quality, gate = study.map.step_by_id[step].complete_accurate, gate_of.get(step)
        extra = rework_executions(found, step) if found else 0.0
        if quality is None and gate is None and not extra:
            continue
        ids.append(step)
        rows.append(
            (
                study.name(step),
                quality,
                received(study, step),
                1.0 if gate is None else gate.passes,
                found.active[step] if found else None,
                extra,
                ", ".join(_next_gates(study, step)),
            )
        )
    columns = (
        Column("step", _("Step"), "text"),
        Column("complete_accurate", _("%C&A"), "fraction"),
        Column("received", _("%C&A received"), "fraction"),
        Column("passes", _("Goes on"), "fraction"),
        Column("active", _("Items that meet it"), "fraction"),
        Column("extra", _("Executions beyond the first"), "count"),
        Column("gates", _("Hands over to gate"), "text"),
    )
    return Table("step_quality", _("Quality of every step"), columns, tuple(rows), tuple(ids))


def _mismatches(study: Study, passed: Sequence[Gate]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            "quality_mismatch",
            "warning",
            (gate.step,),
            _(
                "'{step}' lets {passing} pass, but the work it receives is {received} complete "
                "and accurate. Ask both sides and correct %C&A or the rework probability."
            ).format(
                step=study.name(gate.step),
                passing=format_percent(gate.passes),
                received=format_percent(gate.received),
            ),
        )
        for gate in passed
        if gate.apart is not None and abs(gate.apart) > _FAR_APART + 1e-9
    )


def _marks(study: Study) -> tuple[Mark, ...]:
    known = [(s.id, s.complete_accurate) for s in study.counted]
    return tuple(Mark(s, "scale", value=v) for s, v in known if v is not None)
