"""How sure the ranking of "Fix this first" is, where times are estimates.

Uncertain times are drawn many times, and the best changes ranked anew by the lead time they gain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mopsmap.analysis.estimates import drawn
from mopsmap.analysis.network.cases import Bools, Floats
from mopsmap.analysis.priorities import advised, ranked
from mopsmap.analysis.priorities.lead_times import Hours, lead_times
from mopsmap.analysis.priorities.what_if import Effect, WhatIf, what_if
from mopsmap.analysis.result import Column, Input, Metric, Result, Table
from mopsmap.analysis.study import Study
from mopsmap.analysis.uncertainty import has_spread
from mopsmap.language import translated as _
from mopsmap.units import Estimate

DRAWS = 1_000
MOST_CHANGES = 20
_FEWEST_DRAWS = 200
_SEED = 11
_CELLS = 2_000_000
_FEWEST_CASES = 10
_TOP = 3
_SAME = 1e-9


class Standing(NamedTuple):
    """Where one change stands in the draws. `first` is the probability that no other gains more,
    `top` that fewer than three do; `place` is its mean rank, changes that gain the same sharing
    theirs; `gain` the mean lead time gained (h). `tied` says that it cannot be told from the one
    that is most often first."""

    effect: Effect
    first: float
    top: float
    place: float
    gain: float
    tied: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Changes, most often first first, over so many draws."""

    standings: tuple[Standing, ...]
    draws: int


def run(study: Study) -> Result:
    """How often each change comes first when uncertain times fall as they may."""
    if not has_spread(study):
        return Result("robust_rank", _("Robust ranking"))
    known: list[Ranking | None] = []

    def ranking() -> Ranking | None:
        if not known:
            known.append(robust_ranking(study))
        return known[0]

    return Result(
        "robust_rank",
        _("Robust ranking"),
        make_metrics=lambda: _metrics(study, ranking()),
        make_tables=lambda: _tables(study, ranking()),
        slow=True,
    )


def robust_ranking(study: Study, draws: int = DRAWS, seed: int = _SEED) -> Ranking | None:
    """Rank the best changes of "Fix this first" anew in every draw of the uncertain times (methods
    7); fewer draws, of fewer cases, where the map is large. None where no change ever shortens the
    lead time.

    A draw is what the times of the steps come to on average; choices and rework are expected over,
    as ever. Times without a spread stay.
    """
    base = what_if(study)
    if base is None:
        return None
    cells = _CELLS // max(1, len(study.reading.order))
    draws = min(draws, max(_FEWEST_DRAWS, cells // _FEWEST_CASES))
    best = ranked(advised(base))[:MOST_CHANGES]
    gains = _gains(base, best, draws, seed, max(_FEWEST_CASES, cells // draws))
    standings = () if gains is None else _standings(best, gains)
    return Ranking(standings, draws) if standings else None


def _gains(
    base: WhatIf, best: Sequence[Effect], draws: int, seed: int, most_cases: int
) -> Floats | None:
    """Expected lead time gained (h) by change and draw; None where there is none to gain."""
    study, random = base.study, np.random.default_rng(seed)

    def draw(estimate: Estimate | None) -> Floats:
        found = drawn(estimate, study.calendar, study.distribution)
        return np.full(draws, found) if isinstance(found, float) else found(random, draws)

    wait: Mapping[str, Hours] = {s.id: draw(s.wait_time) for s in study.counted}
    process: Mapping[str, Hours] = {s.id: draw(s.process_time) for s in study.counted}
    once = {step: wait[step] + process[step] for step in wait}
    lines = lead_times(study, base.executions, once, most_cases)
    if lines is None or not best:
        return None
    altered = [base.alteration(effect.variant, wait, process) for effect in best]
    return lines.before - np.array(lines.after(altered))


def _standings(best: Sequence[Effect], gains: Floats) -> tuple[Standing, ...]:
    slack = _SAME * np.maximum(1.0, np.abs(gains).max())
    more = np.array([(gains > mine + slack).sum(axis=0) for mine in gains])
    alike = np.array([(abs(gains - mine) <= slack).sum(axis=0) for mine in gains])
    first, top = more == 0, more < _TOP
    leader = int(np.argmax(first.sum(axis=1)))
    found = [
        Standing(
            effect,
            float(first[at].mean()),
            float(top[at].mean()),
            float((1 + more[at] + (alike[at] - 1) / 2).mean()),
            float(gains[at].mean()),
            at == leader or _cannot_be_told(first[leader], first[at]),
        )
        for at, effect in enumerate(best)
        if gains[at].max() > slack
    ]
    return tuple(sorted(found, key=lambda s: (-s.first, -s.top, round(s.place, 9))))


def _cannot_be_told(leader: Bools, other: Bools) -> bool:
    """Whether two probabilities of coming first differ by less than two standard errors of their
    difference, both seen in the same draws."""
    apart: NDArray[np.float64] = leader.astype(float) - other
    error = float(apart.std()) / math.sqrt(len(apart))
    return float(apart.mean()) < 2 * error or not apart.any()


def _metrics(study: Study, found: Ranking | None) -> tuple[Metric, ...]:
    if found is None:
        return ()
    leader, count = found.standings[0], found.draws
    tied = [s for s in found.standings if s.tied]
    error = math.sqrt(leader.first * (1 - leader.first) / count)
    return (
        Metric(
            "chance_of_first",
            _("Chance that the first stays first"),
            leader.first,
            "fraction",
            _(
                "Draws of the uncertain times in which no other change gains more lead time / "
                "all draws, of the change that is first most often"
            ),
            note=_named(study, leader),
            inputs=(
                Input(_("Draws"), count, "count"),
                Input(_("Standard error"), error, "fraction"),
            ),
            table="robust_rank",
        ),
        Metric(
            "changes_tied_first",
            _("Changes that may be first"),
            len(tied),
            "count",
            _(
                "Changes whose chance to be first is less than 2 standard errors below that of "
                "the change that is first most often: the estimates do not tell which is better"
            ),
            inputs=(Input(_("Changes ranked anew"), len(found.standings), "count"),),
            table="robust_rank",
        ),
    )


def _named(study: Study, of: Standing) -> str:
    return f"{study.name(of.effect.variant.step)}: {of.effect.variant.change}"


def _tables(study: Study, found: Ranking | None) -> tuple[Table, ...]:
    if found is None:
        return ()
    columns = (
        Column("step", _("Step"), "text"),
        Column("change", _("Change"), "text"),
        Column("first", _("Chance to be first"), "fraction"),
        Column("top", _("Chance to be among the first {number}").format(number=_TOP), "fraction"),
        Column("place", _("Mean rank"), "count"),
        Column("gain", _("Mean lead time gained"), "days"),
        Column("tied", _("Tied with the first"), "text"),
    )
    rows = tuple(
        (
            study.name(of.effect.variant.step),
            of.effect.variant.change,
            of.first,
            of.top,
            of.place,
            of.gain,
            _("tied") if of.tied else "",
        )
        for of in found.standings
    )
    title = _("How sure the ranking is, over the spread of the estimates")
    ids = tuple(of.effect.variant.step for of in found.standings)
    return (Table("robust_rank", title, columns, rows, ids, chart="bars"),)
