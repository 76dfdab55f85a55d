"""Which change gives how much: the difference of two expected lead times, by countermeasure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mopsmap.analysis.comparison import Match, match_steps
from mopsmap.analysis.priorities.lead_times import Executions, LeadTimes, lead_times
from mopsmap.analysis.result import Analyzed
from mopsmap.analysis.study import Study
from mopsmap.diff import changed_fields
from mopsmap.model import ValueStreamMap

_SAME = 1e-9
_STRAIGHT = 1e-6
"""How far the lead time may be from a straight line, as a share of it, to be taken as one."""
_DEEPEST = 6
"""How often a stretch that is not straight is halved at most."""
_TIMED = ("process_time", "wait_time", "kind")
"""Fields of a step that its lead time answers to."""


class Contribution(NamedTuple):
    """What one change does to the expected lead time (h).

    It is a countermeasure of the later map (`measure`), else a change that none names, of the
    `steps` of the later map that stand for the steps `gone` of the earlier one; without any of them
    it is all the rest. It is `off_path` where no step of it is on a longest way in either map.
    """

    measure: str | None
    hours: float
    off_path: bool
    steps: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Contributions(NamedTuple):
    """Expected lead times (h) of two maps, and the changes that lead from one to the other in the
    order of the countermeasures, then of the work: `before` + all their hours = `after`."""

    before: float
    after: float
    parts: tuple[Contribution, ...]


class _Group(NamedTuple):
    """Steps of the earlier map, those of the later one that stand for them, what changed them."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    measures: tuple[str, ...]


def contributions(before: Analyzed, after: Analyzed) -> Contributions | None:
    """The difference of the expected lead times of two maps by change; None where one of them is
    not known.

    Steps that are the same, or took each other's place, make a group. First times change: those of
    every group from what its steps take in the earlier map to what they take in the later one, all
    groups at the same pace, on the earlier drawing. What a group gives is its change x hours of
    lead time per hour, summed over the way there (the value of Shapley for changes made little by
    little, after Aumann and Shapley): where another branch becomes the longest, the gain ends. Then
    the drawing changes, with its flows and rework; what a group gives is what its steps take of the
    lead time then, less what they took. Both add up to the whole. The countermeasures that the
    steps of a group name, or that removed one of them, share it alike.
    """
    old, new = (_Drawing.of(analyzed.study) for analyzed in (before, after))
    if old is None or new is None:
        return None
    one, other = before.study.map, after.study.map
    groups = _groups(one, other, match_steps(one, other))
    ready = dict(old.hours)
    for group in groups:
        ready |= _reached(group, old.hours, new.hours)
    gained = [0.0] * len(groups)
    for way in _along(old, ready):
        for number, group in enumerate(groups):
            gained[number] += sum(way.get(step, 0.0) for step in group.before)
    first, early, late = old.taken(old.hours), old.taken(ready), new.taken(new.hours)
    on_path = set[int]()
    for number, (was, now, _) in enumerate(groups):
        gained[number] += sum(late.get(s, 0.0) for s in now) - sum(early.get(s, 0.0) for s in was)
        if any(first.get(s) or early.get(s) for s in was) or any(late.get(s) for s in now):
            on_path.add(number)
    parts = _parts(one, other, groups, gained, on_path)
    return Contributions(old.lead(old.hours), new.lead(new.hours), parts)


class _Drawing:
    """Lead times of one map with any times of its steps."""

    def __init__(self, study: Study, executions: Executions) -> None:
        self._study, self._executions = study, executions
        self.hours = {
            s.id: study.means[s.id].wait + study.means[s.id].process for s in study.counted
        }

    @classmethod
    def of(cls, study: Study) -> _Drawing | None:
        """None where no item reaches the goal, or some go round for ever."""
        found = study.probable
        if found is None or found.lead_time is None or not study.reading.order:
            return None
        return cls(study, Executions(study, found))

    def solved(self, hours: Mapping[str, float]) -> LeadTimes:
        """With these hours of one execution, by step."""
        found = lead_times(self._study, self._executions, hours)
        assert found is not None, "the drawing does not change"
        return found

    def lead(self, hours: Mapping[str, float]) -> float:
        """The lead time."""
        return float(self.solved(hours).before)

    def taken(self, hours: Mapping[str, float]) -> dict[str, float]:
        """By step, what it takes of the lead time: they add up to it."""
        slopes = self.solved(hours).per_hour()
        return {step: slopes.get(step, 0.0) * of for step, of in hours.items()}


def _reached(group: _Group, old: Mapping[str, float], new: Mapping[str, float]) -> dict[str, float]:
    """Hours of the earlier steps when they take together what the later ones take."""
    was = {step: old[step] for step in group.before if step in old}
    before, after = sum(was.values()), sum(new.get(step, 0.0) for step in group.after)
    if before > 0:
        return {step: hours * after / before for step, hours in was.items()}
    return {step: after * (number == 0) for number, step in enumerate(was)}


def _along(drawing: _Drawing, ready: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """Stretch by stretch of the way from the hours of a drawing to others, what the change of each
    step gives; all of them together give the difference of the lead times."""
    start = drawing.hours
    change = {step: ready[step] - hours for step, hours in start.items()}
    moving = {step: by for step, by in change.items() if by}
    if not moving:
        return

    def at(share: float) -> tuple[float, dict[str, float]]:
        found = drawing.solved({s: hours + share * change[s] for s, hours in start.items()})
        return float(found.before), found.per_hour()

    stretches = [(0.0, at(0.0), 1.0, at(1.0), 0)]
    while stretches:
        low, (lead, slopes), high, (lead_then, slopes_then), depth = stretches.pop()
        half = (high - low) / 2
        given = {
            step: half * by * (slopes.get(step, 0.0) + slopes_then.get(step, 0.0))
            for step, by in moving.items()
        }
        missed = lead_then - lead - sum(given.values())
        if abs(missed) > _STRAIGHT * max(lead, lead_then) and depth < _DEEPEST:
            middle = low + half, at(low + half)
            stretches.append((low, (lead, slopes), *middle, depth + 1))
            stretches.append((*middle, high, (lead_then, slopes_then), depth + 1))
            continue
        weights = given if any(given.values()) else moving
        whole = sum(map(abs, weights.values()))
        yield {step: of + missed * abs(weights[step]) / whole for step, of in given.items()}


def _groups(one: ValueStreamMap, other: ValueStreamMap, match: Match) -> list[_Group]:
    """All steps of both maps, in the order of the earlier map, then of the later one."""
    links = [*match.pairs.items()]
    links += [(new, old) for new, olds in match.merged.items() for old in olds]
    links += [(new, old) for old, news in match.split.items() for new in news]
    group: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for side, steps in enumerate((one.steps, other.steps)):
        group |= {(side, step.id): [(side, step.id)] for step in steps}
    for new, old in links:
        mine, theirs = group[0, old], group[1, new]
        if mine is not theirs:
            mine += theirs
            group |= dict.fromkeys(theirs, mine)
    order = {key: at for at, key in enumerate(group)}
    found = []
    for members in {id(members): members for members in group.values()}.values():
        members.sort(key=order.__getitem__)
        was = tuple(step for side, step in members if side == 0)
        now = tuple(step for side, step in members if side == 1)
        named = {measure for step in now for measure in other.step_by_id[step].countermeasures}
        named |= {k.id for k in other.countermeasures if {*k.removes} & {*was}}
        measures = tuple(k.id for k in other.countermeasures if k.id in named)
        found.append(_Group(was, now, measures))
    return found


def _parts(
    one: ValueStreamMap,
    other: ValueStreamMap,
    groups: list[_Group],
    gained: list[float],
    on_path: set[int],
) -> tuple[Contribution, ...]:
    """What each countermeasure gives, then each change that none names, then the rest."""
    parts = []
    for measure in other.countermeasures:
        mine = [n for n, group in enumerate(groups) if measure.id in group.measures]
        hours = sum(gained[n] / len(groups[n].measures) for n in mine)
        steps = tuple(step for n in mine for step in groups[n].after)
        gone = tuple(step for n in mine for step in groups[n].before)
        parts.append(Contribution(measure.id, hours, on_path.isdisjoint(mine), steps, gone))
    rest = 0.0
    for number, group in enumerate(groups):
        if group.measures:
            continue
        if _timed(one, other, group):
            off = number not in on_path
            parts.append(Contribution(None, gained[number], off, group.after, group.before))
        else:
            rest += gained[number]
    if abs(rest) > _SAME:
        parts.append(Contribution(None, rest, False))
    return tuple(parts)


def _timed(one: ValueStreamMap, other: ValueStreamMap, group: _Group) -> bool:
    """Whether steps came or went, or take another time."""
    if (len(group.before), len(group.after)) != (1, 1):
        return True
    old, new = one.step_by_id[group.before[0]], other.step_by_id[group.after[0]]
    return not {*_TIMED}.isdisjoint(changed_fields(old, new))
