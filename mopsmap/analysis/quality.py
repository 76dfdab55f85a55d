"""How often work is right the first time, and where it changes hands and tools."""

from __future__ import annotations

from collections.abc import Sequence

from mopsmap.analysis.cases import mean_received, weighted
from mopsmap.analysis.result import Column, Mark, Metric, Overlay, Result, Table, Tone
from mopsmap.analysis.study import Study
from mopsmap.model import Evidence, Flow
from mopsmap.reading import Problem
from mopsmap.units import format_percent

_FAR_APART = 0.05
_EVIDENCE: dict[Evidence, Tone] = {
    "measured": "value_adding",
    "estimate": "neutral",
    "guess": "waste",
}

_Gate = tuple[str, float, float | None]


def handoffs(study: Study) -> list[Flow]:
    """Forward flows between steps of two roles."""
    steps = study.map.step_by_id
    return [
        f
        for f in study.reading.forward
        for one, other in ((steps[f.source].role, steps[f.target].role),)
        if one is not None and other is not None and one != other
    ]


def tool_switches(study: Study) -> list[Flow]:
    """Forward flows whose two steps both name tools and share none."""
    named = {
        tools: {t.strip().casefold() for t in tools if t.strip()}
        for tools in {s.tools for s in study.map.steps}
    }
    tools = {s.id: named[s.tools] for s in study.map.steps}
    return [
        f
        for f in study.reading.forward
        if tools[f.source] and tools[f.target] and not tools[f.source] & tools[f.target]
    ]


def run(study: Study) -> Result:
    """Rolled %C&A, first time right, handoffs, tool switches, gates whose figures disagree."""
    rolled = first_time = None
    found = study.probable
    if found is not None and study.reading.order:
        weight = found.cases.weight
        rolled = min(1.0, weighted(weight, found.outcomes.rolled))
        first_time = min(1.0, weighted(weight, found.outcomes.first_time))
    changes, switches, passed = handoffs(study), tool_switches(study), gates(study)
    return Result(
        "quality",
        "Quality",
        make_metrics=lambda: (
            Metric(
                "rolled_complete_accurate",
                "Rolled %C&A",
                rolled,
                "fraction",
                "Probability that an item passes every step complete and accurate: product of "
                "%C&A over the steps of a case, weighted over cases; unknown counts 100 %",
                "higher",
            ),
            Metric(
                "first_time_right",
                "First time right",
                first_time,
                "fraction",
                "Share of items that pass every gate without rework: product of "
                "(1 - rework probability) over the steps of a case, weighted over cases",
                "higher",
            ),
            Metric(
                "handoffs",
                "Handoffs",
                len(changes),
                "count",
                "Number of forward flows between two roles",
                "lower",
            ),
            Metric(
                "tool_switches",
                "Tool switches",
                len(switches),
                "count",
                "Number of forward flows between steps that share no tool",
                "lower",
            ),
        ),
        make_tables=lambda: (_gate_table(study, passed),),
        overlays=_overlays(study, changes, switches),
        figures={
            "rolled_complete_accurate": rolled,
            "first_time_right": first_time,
            "handoffs": len(changes),
            "tool_switches": len(switches),
        },
        problems=_mismatches(study, passed),
    )


def gates(study: Study) -> list[_Gate]:
    """(step, share that goes on, %C&A of what it receives) of every step that sends work back.

    The received %C&A is the product over the steps that hand over to the gate, averaged over the
    cases that meet it; None where a step before it has no %C&A.
    """
    found = study.probable
    if found is None:
        return []
    quality = {s.id: s.complete_accurate for s in study.map.steps}
    rows: list[_Gate] = []
    for gate, share in study.shape.rework_share.items():
        if share <= 0:
            continue
        received = None
        before = {f.source: quality[f.source] for f in study.shape.before.get(gate, ())}
        known = {step: value for step, value in before.items() if value is not None}
        if known and len(known) == len(before) and found.cases.chance(gate) > 0:
            received = mean_received(found.cases, gate, known)
        rows.append((gate, 1 - share, received))
    return rows


def _gate_table(study: Study, rows: Sequence[_Gate]) -> Table:
    columns = (
        Column("step", "Gate", "text"),
        Column("passes", "Goes on", "fraction"),
        Column("received", "%C&A received", "fraction"),
    )
    return Table(
        "gates",
        "Gates that send work back",
        columns,
        tuple((study.name(step), passes, received) for step, passes, received in rows),
        tuple(step for step, _, _ in rows),
    )


def _mismatches(study: Study, rows: Sequence[_Gate]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            "quality_mismatch",
            "warning",
            (step,),
            f"'{study.name(step)}' lets {format_percent(passes)} pass, but the work it receives "
            f"is {format_percent(received)} complete and accurate. Ask both sides and correct "
            "%C&A or the rework probability.",
        )
        for step, passes, received in rows
        if received is not None and abs(passes - received) > _FAR_APART + 1e-9
    )


def _overlays(
    study: Study, changes: Sequence[Flow], switches: Sequence[Flow]
) -> tuple[Overlay, ...]:
    def quality() -> tuple[Mark, ...]:
        known = [(s.id, s.complete_accurate) for s in study.counted]
        return tuple(Mark(s, "scale", value=v) for s, v in known if v is not None)

    return (
        Overlay("complete_accurate", "%C&A", "percent", quality),
        Overlay("evidence", "Data quality", "text", lambda: _evidence_marks(study)),
        Overlay(
            "handoffs",
            "Handoffs and tool switches",
            "text",
            lambda: _handoff_marks(study, changes, switches),
        ),
    )


def _evidence_marks(study: Study) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            s.id,
            _EVIDENCE[s.evidence],
            s.evidence.capitalize(),
            "No process or wait time" if s.process_time is None or s.wait_time is None else "",
        )
        for s in study.counted
        if s.kind == "step"
    )


def _handoff_marks(
    study: Study, changes: Sequence[Flow], switches: Sequence[Flow]
) -> tuple[Mark, ...]:
    switched = {f.id for f in switches}
    handed = {f.id for f in changes}
    return tuple(
        Mark(
            f.id,
            "waste" if f.id in handed else "neutral",
            "Handoff" if f.id in handed else "Tool switch",
            "Handoff and tool switch" if f.id in handed and f.id in switched else "",
        )
        for f in study.reading.forward
        if f.id in handed or f.id in switched
    )
