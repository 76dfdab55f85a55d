"""What an analysis hands out: metrics, tables, marks, figures of steps and roles, problems.

Nothing here knows colors, widgets or file formats; marks carry a tone, values carry a unit.
Metrics, tables and marks are made when first asked for: after most edits nobody looks at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from mopsmap.numerals import Numerals, in_use, using
from mopsmap.reading import Problem
from mopsmap.units import Quantity as Quantity

if TYPE_CHECKING:
    from mopsmap.analysis.study import Study

CaseName = Literal["typical", "worst", "best"]
Tone = Literal[
    "neutral", "value_adding", "necessary", "waste", "unset", "critical", "alarm", "scale"
]
T = TypeVar("T")


def _kept(holder: Overlay | Result, name: str, make: Callable[[], T]) -> T:
    """What `make` makes, once, with numbers in texts as its holder has them. Unlike
    `cached_property` of Python 3.11 it locks nothing: a thread that makes a slow result would else
    hold up whoever asks any other result."""
    known: dict[str, Any] = vars(holder)
    if name not in known:
        with using(holder.numerals):
            known[name] = make()
    found: T = known[name]
    return found


def ratio(part: float | None, whole: float | None) -> float | None:
    """Part / whole; None where one is unknown or the whole is 0."""
    return None if part is None or not whole else part / whole


class Input(NamedTuple):
    """A named number that a metric is computed from."""

    label: str
    value: float | str | None
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Metric:
    """One number with its one definition, a line that holds the formula.

    `value` None means it cannot be known. `inputs` are the few numbers it is computed from, `table`
    is the key of the table of the same result whose rows make it up.
    """

    key: str
    label: str
    value: float | None
    quantity: Quantity
    definition: str
    better: Literal["lower", "higher"] | None = None
    note: str = ""
    inputs: tuple[Input, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `short` is its label in a sentence, where that may say less."""

    key: str
    label: str
    quantity: Quantity
    short: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under columns; `ids[i]` is the step, role or flow that row i is about.

    `finding` is what the chart shows in one sentence, where that is not simply who is greatest.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[float | str | None, ...], ...]
    ids: tuple[str | None, ...] = ()
    chart: Literal["pareto", "bars"] | None = None
    finding: str = ""


class Mark(NamedTuple):
    """Something to show on one record: a tone, a short badge, an explanation, a scale value."""

    record: str
    tone: Tone
    badge: str = ""
    text: str = ""
    value: float | None = None


@dataclass(frozen=True)
class Overlay:
    """A named set of marks that can be laid over the map."""

    key: str
    label: str
    quantity: Quantity
    make_marks: Callable[[], tuple[Mark, ...]]
    numerals: Numerals = field(default_factory=in_use)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What it shows on which records."""
        return _kept(self, "_marks", self.make_marks)

    @property
    def made(self) -> bool:
        """Whether the marks have been made."""
        return "_marks" in vars(self)


@dataclass(frozen=True)
class Result:
    """What one analysis found. `figures` are its keys of the `analyze --json` answer; `ladder` and
    `roles` are found by one analysis each.

    A `slow` result rests on sampling: its metrics, tables and marks take up to half a second, so a
    window has them made in a thread (`make`) before it asks for them. `what_if(demand, headcount)`
    is the same at another demand (None: as mapped) and other headcounts, by role.
    """

    key: str
    title: str
    make_metrics: Callable[[], tuple[Metric, ...]] = tuple
    make_tables: Callable[[], tuple[Table, ...]] = tuple
    overlays: tuple[Overlay, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    ladder: Ladder | None = None
    roles: Mapping[str, RoleFigures] = field(default_factory=dict)
    slow: bool = False
    what_if: WhatIf | None = None
    numerals: Numerals = field(default_factory=in_use)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Its numbers."""
        return _kept(self, "_metrics", self.make_metrics)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its figures in detail."""
        return _kept(self, "_tables", self.make_tables)

    def make(self) -> None:
        """Make everything that is made when first asked for."""
        for _done in self.making():
            pass

    def making(self) -> Iterator[float]:
        """Make it part by part; yields the share done, so that a thread can stop between them."""
        parts = ((self, "metrics"), (self, "tables"), *((o, "marks") for o in self.overlays))
        for number, (owner, name) in enumerate(parts, 1):
            getattr(owner, name)
            yield number / len(parts)

    @property
    def made(self) -> bool:
        """Whether nothing slow is left to be made."""
        numbers = {"_metrics", "_tables"} <= vars(self).keys()
        return not self.slow or (numbers and all(o.made for o in self.overlays))


WhatIf = Callable[[float | None, Mapping[str, float | None]], Result]


class StepFigures(NamedTuple):
    """Figures of one step. Times in hours from the start of the chosen case, floats and drag (what
    the step adds to the lead time) in hours, None where the step is inactive in it; executions,
    effort (h) and cost are expected per item over all cases; the last three are the means of one
    execution."""

    executions: float | None
    early_start: float | None
    early_finish: float | None
    late_start: float | None
    late_finish: float | None
    total_float: float | None
    free_float: float | None
    drag: float | None
    critical: bool
    effort_hours: float | None
    cost: float | None
    process_hours: float
    wait_hours: float
    execution_cost: float


class RoleFigures(NamedTuple):
    """Load of one role over a year. None where headcount or demand is unknown.

    `headcount_needed` are the people who could just do the work: nobody would ever be free.
    """

    demand_hours_per_year: float | None
    available_hours_per_year: float | None
    utilization: float | None
    capacity_per_year: float | None
    hours_per_item: float | None
    cost_per_item: float | None
    headcount_needed: float | None = None


class Rung(NamedTuple):
    """One step of the lead-time ladder: first-pass wait and process hours, and what rework adds."""

    step: str
    wait: float
    process: float
    rework: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """The critical path of the case shown, in the order worked; the parts add up to `lead_time`."""

    case: CaseName
    probability: float
    rungs: tuple[Rung, ...]
    wait: float
    process: float
    rework: float
    lead_time: float
    expected_lead_time: float


@dataclass(frozen=True)
class Analyzed:
    """Everything known about one map in one case. `headline` are the figures of the map as a whole,
    by their keys of the `analyze --json` answer; `study` is the ground of further questions, such
    as `capacity.capacity_if`."""

    map_id: str
    case: CaseName
    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    steps: Mapping[str, StepFigures]
    roles: Mapping[str, RoleFigures]
    ladder: Ladder | None
    critical_steps: frozenset[str]
    critical_flows: frozenset[str]
    headline: Mapping[str, Any]
    make_figures: Callable[[], Mapping[str, Any]]
    study: Study = field(repr=False, compare=False)

    @cached_property
    def figures(self) -> Mapping[str, Any]:
        """The `analyze --json` answer: the headline, cases, steps, roles and problems."""
        return self.make_figures()

    @property
    def ready(self) -> tuple[Result, ...]:
        """The results whose numbers are there without waiting, in their order."""
        return tuple(result for result in self.results if result.made)

    def metric(self, key: str) -> Metric:
        """The metric called `key`, sought in slow results last; raises KeyError."""
        for result in sorted(self.results, key=lambda result: result.slow):
            for metric in result.metrics:
                if metric.key == key:
                    return metric
        raise KeyError(key)
