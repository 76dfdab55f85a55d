"""Two maps side by side: how the figures change, and which steps and flows do.

Steps are matched by id, then by the `replaces` of a step of the later map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mopsmap.analysis import analyze
from mopsmap.analysis.business_case import business_case
from mopsmap.analysis.result import Analyzed, Metric
from mopsmap.diff import changed_fields
from mopsmap.model import Flow, Project, Step, ValueStreamMap

_NOT_A_CHANGE = ("id", "position", "replaces")
_SAME = 1e-9


@dataclass(slots=True)
class Match:
    """Which steps of two maps are the same. `pairs` maps ids of the later map to the earlier.

    `merged` are steps that take the place of several, `split` steps whose place several take.
    """

    pairs: dict[str, str] = field(default_factory=dict)
    merged: dict[str, list[str]] = field(default_factory=dict)
    split: dict[str, list[str]] = field(default_factory=dict)

    def touched(self) -> tuple[set[str], set[str]]:
        """Ids of the (earlier, later) map that have a counterpart of any kind."""
        earlier, later = set(self.pairs.values()), set(self.pairs)
        for step, replaced in self.merged.items():
            later.add(step)
            earlier.update(replaced)
        for step, successors in self.split.items():
            earlier.add(step)
            later.update(successors)
        return earlier, later

    def places(self) -> dict[str, str]:
        """By id of the later map, the earlier step whose place it takes: of a merged step the first
        that no other step has, of split ones the first. No two have the same."""
        found = dict(self.pairs)
        taken = set(found.values())
        wishes = [(step, old) for step, olds in self.merged.items() for old in olds]
        wishes += [(steps[0], old) for old, steps in self.split.items()]
        for step, old in wishes:
            if step not in found and old not in taken:
                found[step] = old
                taken.add(old)
        return found


def compare_maps(project: Project, from_id: str, to_id: str) -> dict[str, Any]:
    """The `compare --json` answer. Raises KeyError for an unknown map.

    Steps and flows are those of `compare_drawings`.
    """
    old, new = analyze(project, from_id), analyze(project, to_id)
    return {
        "from": from_id,
        "to": to_id,
        "metrics": compare_metrics(old, new),
        **compare_drawings(project, from_id, to_id),
        "business_case": business_case(old, new)._asdict(),
    }


def compare_drawings(project: Project, from_id: str, to_id: str) -> dict[str, Any]:
    """The steps and flows that changed, without a figure. Raises KeyError for an unknown map.

    `steps` also has `merged` (later id: earlier ids), `split` (earlier id: later ids) and
    `removed_by` (earlier id: countermeasures); a changed step that took another's place has `was`.
    """
    before, after = project.map_by_id[from_id], project.map_by_id[to_id]
    match = match_steps(before, after)
    return {
        "steps": _steps(before, after, match),
        "flows": _flows(before, after, match.pairs),
    }


def compare_metrics(before: Analyzed, after: Analyzed) -> list[dict[str, Any]]:
    """Change of every metric that both have at once, without sampling: change = to - from,
    change_percent = change / from x 100; `better` is None where nothing changes, or where neither
    way is better."""
    others = {m.key: m for result in after.results if not result.slow for m in result.metrics}
    return [
        _change(metric, others[metric.key])
        for result in before.results
        if not result.slow
        for metric in result.metrics
        if metric.key in others
    ]


def _change(old: Metric, new: Metric) -> dict[str, Any]:
    change = percent = better = None
    if old.value is not None and new.value is not None:
        change = new.value - old.value
        small = abs(change) <= _SAME * max(1.0, abs(old.value))
        percent = change / old.value * 100 if old.value else (0.0 if small else None)
        if old.better is not None and not small:
            better = (change < 0) == (old.better == "lower")
    return {
        "name": old.key,
        "from": old.value,
        "to": new.value,
        "change": change,
        "change_percent": percent,
        "better": better,
    }


def match_steps(before: ValueStreamMap, after: ValueStreamMap) -> Match:
    """Match by id; then by `replaces`: one to one, several to one (merged), one to several (split).

    A step that names an earlier step still there by its id does not take its place.
    """
    match = Match({s.id: s.id for s in after.steps if s.id in before.step_by_id})
    gone = {s.id for s in before.steps if s.id not in match.pairs}
    named = {
        s.id: [old for old in dict.fromkeys(s.replaces) if old in gone]
        for s in after.steps
        if s.id not in match.pairs
    }
    namers: dict[str, list[str]] = {}
    for step, replaced in named.items():
        for old in replaced:
            namers.setdefault(old, []).append(step)
    for step, replaced in named.items():
        if len(replaced) > 1:
            match.merged[step] = replaced
        elif replaced and len(namers[replaced[0]]) == 1:
            match.pairs[step] = replaced[0]
    match.split = {old: steps for old, steps in namers.items() if len(steps) > 1}
    return match


def _steps(before: ValueStreamMap, after: ValueStreamMap, match: Match) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    unchanged = []
    for step in after.steps:
        old_id = match.pairs.get(step.id)
        if old_id is None:
            continue
        fields = _field_changes(before.step_by_id[old_id], step)
        if old_id != step.id:
            changed[step.id] = {"was": old_id, **fields}
        elif fields:
            changed[step.id] = fields
        else:
            unchanged.append(step.id)
    earlier, later = match.touched()
    removed = [s.id for s in before.steps if s.id not in earlier]
    removed_by = {
        old: measures
        for old in removed
        if (measures := [k.id for k in after.countermeasures if old in k.removes])
    }
    return {
        "added": [s.id for s in after.steps if s.id not in later],
        "removed": removed,
        "changed": changed,
        "unchanged": unchanged,
        "merged": match.merged,
        "split": match.split,
        "removed_by": removed_by,
    }


def _field_changes(
    old: Step | Flow, new: Step | Flow, leave_out: Sequence[str] = _NOT_A_CHANGE
) -> dict[str, list[Any]]:
    """[old, new] of every field that differs, as stored in files."""
    names = changed_fields(old, new, leave_out)
    if not names:
        return {}
    was, now = (r.model_dump(mode="json", include=set(names)) for r in (old, new))
    return {name: [was[name], now[name]] for name in names}


def _flows(
    before: ValueStreamMap, after: ValueStreamMap, pairs: Mapping[str, str]
) -> dict[str, Any]:
    """Flows matched by id, then by the steps they join; a matched step is the same step."""
    found = {f.id: f.id for f in after.flows if f.id in before.flow_by_id}
    joining: dict[tuple[str, str, str], list[str]] = {}
    for flow in before.flows:
        if flow.id not in found:
            joining.setdefault((flow.source, flow.target, flow.kind), []).append(flow.id)
    for flow in after.flows:
        ends = pairs.get(flow.source), pairs.get(flow.target)
        if flow.id not in found and None not in ends:
            waiting = joining.get((str(ends[0]), str(ends[1]), flow.kind))
            if waiting:
                found[flow.id] = waiting.pop(0)
    changed, unchanged = {}, []
    for flow in after.flows:
        if flow.id not in found:
            continue
        fields = _flow_changes(before.flow_by_id[found[flow.id]], flow, pairs)
        if fields:
            changed[flow.id] = fields
        else:
            unchanged.append(flow.id)
    kept = set(found.values())
    return {
        "added": [f.id for f in after.flows if f.id not in found],
        "removed": [f.id for f in before.flows if f.id not in kept],
        "changed": changed,
        "unchanged": unchanged,
    }


def _flow_changes(old: Flow, new: Flow, pairs: Mapping[str, str]) -> dict[str, list[Any]]:
    same = [
        name
        for name in ("source", "target")
        if pairs.get(getattr(new, name), getattr(new, name)) == getattr(old, name)
    ]
    return _field_changes(old, new, ("id", *same))
