"""What a report says: one map or two, their analyses, pictures and what changed between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mopsmap.analysis.result import Analyzed, CaseName, Metric
from mopsmap.analysis.unknown import told
from mopsmap.language import translated as _
from mopsmap.model import Project, Step, ValueStreamMap


def case_word(case: CaseName) -> str:
    """What people read for a case of the timeline."""
    return {"typical": _("typical"), "best": _("best"), "worst": _("worst")}[case]


@dataclass(frozen=True, slots=True)
class Side:
    """One map of a report. `label` is unique in the report; `key` ends the names of its cells;
    `numbers` are the step numbers that the map shows."""

    label: str
    key: str
    map: ValueStreamMap
    found: Analyzed
    numbers: Mapping[str, int]
    picture: Path | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in the order of their numbers."""
        return tuple(sorted(self.map.steps, key=lambda step: self.numbers[step.id]))

    def role_name(self, role: str | None) -> str:
        """A role's name; empty for none."""
        found = self.map.role_by_id.get(role or "")
        return "" if found is None else found.name or found.id

    def step_name(self, step: str) -> str:
        """A step's name, or its id where it has none or is not in this map."""
        found = self.map.step_by_id.get(step)
        return step if found is None else found.name or found.id

    def next_steps(self, step: str) -> str:
        """Where the item goes next, by step number: "3; 7 (60 %) [yes]; rework 2 (40 %)"."""
        ways = []
        for flow in self.map.flows:
            if flow.source == step:
                kind = "" if flow.kind == "forward" else f"{flow.kind} "
                share = "" if flow.probability is None else f" ({flow.probability * 100:.10g} %)"
                label = f" [{re.sub(r'[][;]', ' ', flow.label)}]" if flow.label else ""
                ways.append(f"{kind}{self.numbers[flow.target]}{share}{label}")
        return "; ".join(ways)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All metrics as people are told them, in the order of the analyses."""
        found = (metric for result in self.found.results for metric in result.metrics)
        return told(found, self.map)


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the steps from the first map to the second, by step id.

    `merged` names the earlier steps of a later one, `split` the later steps of an earlier one,
    `changed` (old, new) texts by field label, `reasons` what removed a step.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, Mapping[str, tuple[str, str]]]
    merged: Mapping[str, tuple[str, ...]]
    split: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a writer needs: one side, or the as-is and the to-be side, what changed and what
    that gives (`business`)."""

    project: Project
    sides: tuple[Side, ...]
    changes: Changes | None = None
    business: tuple[Metric, ...] = ()
    exported: date | None = None

    @property
    def hours_per_day(self) -> float:
        """Working hours of one day."""
        return self.project.calendar.hours_per_day
