"""Where work changes hands and tools, how often an item does, and what it waits for there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mopsmap.analysis.grouping import spent_in_all, tools_of
from mopsmap.analysis.network.graph import expected_flows
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table
from mopsmap.analysis.study import Study
from mopsmap.language import translated as _
from mopsmap.model import Flow

_PerItem = Mapping[str, "Passage"]


class Passage(NamedTuple):
    """What an item meets at one forward flow: how often it takes it, and the hours of wait and the
    money of the executions of the next step that this causes."""

    times: float
    wait: float
    cost: float


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
    named = {tools: frozenset(tools_of(tools)) for tools in {s.tools for s in study.map.steps}}
    tools = {s.id: named[s.tools] for s in study.map.steps}
    return [
        f
        for f in study.reading.forward
        if tools[f.source] and tools[f.target] and not tools[f.source] & tools[f.target]
    ]


def passages(study: Study) -> dict[str, Passage]:
    """What an item meets at every forward flow, by flow; empty where it cannot be known.

    A step's wait belongs to the flows that the item comes by. Where several lead into a step, its
    executions (less starts and returns from rework) are shared by how often each is taken, so that
    a join waits once and all parts add up to at most the wait of all steps. A flow that alone
    leads into a step is taken as often as that is begun.
    """
    found = study.probable
    if found is None:
        return {}
    reading, executions = study.reading, found.executions
    times = expected_flows(study.shape, found.passes, executions)
    coming = dict(executions)
    for flow in reading.rework:
        if flow.target in coming:
            coming[flow.target] -= executions[flow.source] * reading.shares[flow.id]
    for start in reading.starts:
        coming[start] = 0.0
    taken: dict[str, float] = {}
    for flow in reading.forward:
        taken[flow.target] = taken.get(flow.target, 0.0) + times[flow.id]
    passed = {}
    for flow in reading.forward:
        mean, all_taken = study.means[flow.target], taken[flow.target]
        caused = max(0.0, coming[flow.target]) * times[flow.id] / all_taken if all_taken else 0.0
        alone = len(study.shape.before[flow.target]) == 1 and flow.target not in reading.starts
        handed_over = caused if alone else times[flow.id]
        passed[flow.id] = Passage(handed_over, caused * mean.wait, caused * mean.cost)
    return passed


def run(study: Study) -> Result:
    """Handoffs and tool switches, per item and with the wait behind them."""
    changes, switches = handoffs(study), tool_switches(study)
    return Result(
        "handoffs",
        _("Handoffs and tools"),
        make_metrics=lambda: _metrics(study, changes, switches),
        make_tables=lambda: _tables(study, changes, switches),
        overlays=(
            Overlay(
                "handoffs",
                _("Handoffs and tool switches"),
                "text",
                lambda: _marks(study, changes, switches),
            ),
        ),
        figures={"handoffs": len(changes), "tool_switches": len(switches)},
    )


class _Kind(NamedTuple):
    """A kind of passage: its keys, and what people read about its figures and tables."""

    key: str
    plural: str
    label: str
    number: str
    per_item: str
    times: str
    drawn: str
    wait: str
    waits: str
    share: str
    shares: str
    pair_table: tuple[str, str]


_HANDOFFS = _Kind(
    "handoff",
    "handoffs",
    _("Handoffs"),
    _("Number of forward flows between two roles"),
    _("Handoffs per {item}"),
    _(
        "Sum over forward flows between two roles of the expected times that an item takes "
        "them, rework included"
    ),
    _("Handoffs drawn"),
    _("Wait at handoffs"),
    _(
        "Sum over forward flows between two roles of executions of the receiving step × its "
        "wait time; where several flows meet, each has its share of the wait"
    ),
    _("Share of waiting at handoffs"),
    _("Wait at handoffs / wait time of all steps per {item}"),
    ("handoffs_by_roles", _("Handoffs by pair of roles")),
)
_SWITCHES = _Kind(
    "tool_switch",
    "tool_switches",
    _("Tool switches"),
    _("Number of forward flows between steps that both name tools and share none"),
    _("Tool switches per {item}"),
    _(
        "Sum over forward flows between steps that both name tools and share none of the "
        "expected times that an item takes them, rework included"
    ),
    _("Tool switches drawn"),
    _("Wait at tool switches"),
    _(
        "Sum over forward flows between steps that both name tools and share none of "
        "executions of the receiving step × its wait time; where several flows meet, each has "
        "its share of the wait"
    ),
    _("Share of waiting at tool switches"),
    _("Wait at tool switches / wait time of all steps per {item}"),
    ("switches_by_tools", _("Tool switches by tools")),
)


def _metrics(study: Study, changes: Sequence[Flow], switches: Sequence[Flow]) -> tuple[Metric, ...]:
    per_item = passages(study)
    waiting = spent_in_all(study).wait if study.probable else None
    return (
        *_kind_metrics(_HANDOFFS, changes, per_item, waiting),
        *_kind_metrics(_SWITCHES, switches, per_item, waiting),
    )


def _kind_metrics(
    kind: _Kind, flows: Sequence[Flow], per_item: _PerItem, waiting: float | None
) -> tuple[Metric, ...]:
    table = kind.plural
    times = sum(per_item[f.id].times for f in flows) if waiting is not None else None
    wait = sum(per_item[f.id].wait for f in flows) if waiting is not None else None
    return (
        Metric(table, kind.label, len(flows), "count", kind.number, "lower", table=table),
        Metric(
            f"{table}_per_item",
            kind.per_item,
            times,
            "count",
            kind.times,
            "lower",
            inputs=(Input(kind.drawn, len(flows), "count"),),
            table=table,
        ),
        Metric(
            f"{kind.key}_wait",
            kind.wait,
            wait,
            "days",
            kind.waits,
            "lower",
            inputs=(Input(kind.per_item, times, "count"),),
            table=table,
        ),
        Metric(
            f"{kind.key}_wait_share",
            kind.share,
            wait / waiting if wait is not None and waiting else None,
            "fraction",
            kind.shares,
            "lower",
            inputs=(
                Input(kind.wait, wait, "days"),
                Input(_("Wait time of all steps"), waiting, "days"),
            ),
            table=table,
        ),
    )


def _tables(study: Study, changes: Sequence[Flow], switches: Sequence[Flow]) -> tuple[Table, ...]:
    per_item = passages(study)
    if not per_item:
        return ()
    steps = study.map.step_by_id

    def role(step: str) -> str:
        return study.role_name(steps[step].role)

    def tools(step: str) -> str:
        return ", ".join(tools_of(steps[step].tools).values())

    by_role = (
        Column("source_role", _("From role"), "text"),
        Column("target_role", _("To role"), "text"),
    )
    by_tools = (
        Column("source_tools", _("From tools"), "text"),
        Column("target_tools", _("To tools"), "text"),
    )
    return (
        _pair_table(*_HANDOFFS.pair_table, changes, per_item, role),
        _flow_table(study, _HANDOFFS, by_role, changes, per_item, role),
        _pair_table(*_SWITCHES.pair_table, switches, per_item, tools),
        _flow_table(study, _SWITCHES, by_tools, switches, per_item, tools),
    )


def _flow_table(
    study: Study,
    kind: _Kind,
    between: Sequence[Column],
    flows: Sequence[Flow],
    per_item: _PerItem,
    name: Callable[[str], str],
) -> Table:
    """Flow by flow, the longest wait first."""
    ranked = sorted(flows, key=lambda f: (-per_item[f.id].wait, -per_item[f.id].times))
    rows = tuple(
        (
            study.name(flow.source),
            study.name(flow.target),
            name(flow.source),
            name(flow.target),
            *per_item[flow.id],
        )
        for flow in ranked
    )
    columns = (
        Column("source", _("From"), "text"),
        Column("target", _("To"), "text"),
        *between,
        Column("times", _("Times per {item}"), "count"),
        Column("wait", _("Wait of the receiving step per {item}"), "days"),
        Column("cost", _("Cost of the receiving step per {item}"), "money"),
    )
    return Table(kind.plural, kind.label, columns, rows, tuple(flow.id for flow in ranked))


def _pair_table(
    key: str, title: str, flows: Sequence[Flow], per_item: _PerItem, name: Callable[[str], str]
) -> Table:
    """Pairs of roles or tools by the wait between them, the longest first."""
    found: dict[str, list[Passage]] = {}
    for flow in flows:
        pair = f"{name(flow.source)} \u2192 {name(flow.target)}"
        found.setdefault(pair, []).append(per_item[flow.id])
    sums = [
        (pair, sum(p.wait for p in of), sum(p.times for p in of), len(of))
        for pair, of in found.items()
    ]
    sums.sort(key=lambda row: (-row[1], -row[2]))
    whole, together, rows = sum(row[1] for row in sums), 0.0, []
    for pair, wait, times, count in sums:
        together += wait
        share = (wait / whole, min(1.0, together / whole)) if whole else (None, None)
        rows.append((pair, wait, *share, times, count))
    columns = (
        Column("pair", _("From → to"), "text"),
        Column("wait", _("Wait per {item}"), "days", _("Wait")),
        Column("share", _("Share"), "fraction"),
        Column("together", _("Together"), "fraction"),
        Column("times", _("Times per {item}"), "count"),
        Column("flows", _("Flows"), "count"),
    )
    return Table(key, title, columns, tuple(rows), chart="pareto")


def _marks(study: Study, changes: Sequence[Flow], switches: Sequence[Flow]) -> tuple[Mark, ...]:
    switched = {f.id for f in switches}
    handed = {f.id for f in changes}
    return tuple(
        Mark(
            f.id,
            "waste" if f.id in handed else "neutral",
            _("Handoff") if f.id in handed else _("Tool switch"),
            _("Handoff and tool switch") if f.id in handed and f.id in switched else "",
        )
        for f in study.reading.forward
        if f.id in handed or f.id in switched
    )
