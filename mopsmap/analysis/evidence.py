"""What a map does not say yet, which figures rest on that, and what its times rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mopsmap.analysis.grouping import Spent, spent_on
from mopsmap.analysis.result import Column, Input, Mark, Metric, Overlay, Result, Table, Tone, ratio
from mopsmap.analysis.study import Study
from mopsmap.analysis.unknown import cost_is_known, rated_roles
from mopsmap.language import translated as _
from mopsmap.model import Evidence, Role, Step
from mopsmap.record import choice_label

_TONES: Mapping[Evidence, Tone] = {
    "measured": "value_adding",
    "estimate": "neutral",
    "guess": "waste",
}
_ASSUMED = {"assumed_equal", "mixed_probabilities", "missing_probability"}
_PAID = ("internal", "external")


class Gap(NamedTuple):
    """Something that `needed` records should say, the ids of those that do not (None: the map),
    and the figures that rest on it."""

    key: str
    label: str
    missing: tuple[str | None, ...]
    needed: int
    touches: str


_STEP_GAPS: tuple[tuple[str, str, str, Callable[[Step], bool]], ...] = (
    (
        "process_time",
        _("Process time"),
        _("Process time, lead time, effort, cost, load"),
        lambda step: step.process_time is None,
    ),
    (
        "wait_time",
        _("Wait time"),
        _("Wait time, lead time, process cycle efficiency"),
        lambda step: step.wait_time is None,
    ),
    (
        "value_class",
        _("Value class"),
        _("Process cycle efficiency, time without value, cost by value class"),
        lambda step: step.value_class is None,
    ),
    ("role", _("Role"), _("Cost, load, capacity, handoffs"), lambda step: step.role is None),
)
_ROLE_GAPS: tuple[tuple[str, str, str, Callable[[Role], bool]], ...] = (
    ("hourly_cost", _("Hourly cost"), _("Cost"), lambda role: role.hourly_cost is None),
    (
        "headcount",
        _("Headcount"),
        _("Load, capacity, bottleneck"),
        lambda role: role.headcount is None,
    ),
)


def gaps(study: Study) -> list[Gap]:
    """Everything a map can leave open, with the records that do.

    Times, value class, %C&A and role of what is worked on (kind "step"; %C&A not of return
    steps), hourly cost and headcount of the internal and external roles that work, the
    probabilities where the item chooses or goes back, the demand.
    """
    work = [step for step in study.counted if step.kind == "step"]
    judged = [step for step in work if step.id in study.reading.active_steps]
    used = {role for step in study.counted for role, people in study.means[step.id].crew if people}
    roles = [role for role in study.map.roles if role.id in used and role.kind in _PAID]
    found = [
        Gap(key, label, tuple(s.id for s in work if lacks(s)), len(work), touches)
        for key, label, touches, lacks in _STEP_GAPS
    ]
    blind = tuple(step.id for step in judged if step.complete_accurate is None)
    touched = _("Rolled %C&A, what gates receive")
    found.append(Gap("complete_accurate", _("%C&A"), blind, len(judged), touched))
    found += [
        Gap(key, label, tuple(r.id for r in roles if lacks(r)), len(roles), touches)
        for key, label, touches, lacks in _ROLE_GAPS
    ]
    return [*found, _probabilities(study), _demand(study)]


def _probabilities(study: Study) -> Gap:
    problems = [p for p in study.reading.problems if p.code in _ASSUMED]
    assumed = tuple(dict.fromkeys(p.ids[0] for p in problems))
    parting = {*study.reading.chooses, *study.shape.rework_share, *assumed}
    touches = _("Everything expected: lead time, cost, effort, load, first time right")
    return Gap("probability", _("Probability"), assumed, len(parting), touches)


def _demand(study: Study) -> Gap:
    missing = (None,) if study.map.demand_per_year is None else ()
    return Gap("demand", _("Demand"), missing, 1, _("Cost per year, load, takt"))


def run(study: Study) -> Result:
    """Share of the data that is there, its gaps, and time by evidence."""
    return Result(
        "evidence",
        _("Data quality"),
        make_metrics=lambda: _metrics(study),
        make_tables=lambda: _tables(study),
        overlays=(Overlay("evidence", _("Data quality"), "text", lambda: _marks(study)),),
    )


def _time_by_evidence(study: Study) -> dict[Evidence, Spent]:
    found: dict[Evidence, Spent] = {"measured": Spent(), "estimate": Spent(), "guess": Spent()}
    for step in study.counted if study.probable else ():
        found[step.evidence] += spent_on(study, step)
    return found


_TIME_OF: Mapping[Evidence, str] = {
    "measured": _("Time in all steps, measured"),
    "estimate": _("Time in all steps, estimate"),
    "guess": _("Time in all steps, guess"),
}


def _metrics(study: Study) -> tuple[Metric, ...]:
    found = gaps(study)
    needed, missing = sum(gap.needed for gap in found), sum(len(gap.missing) for gap in found)
    by_evidence = _time_by_evidence(study)
    whole = sum(spent.time for spent in by_evidence.values())
    times = tuple(
        Input(_TIME_OF[evidence], spent.time, "days") for evidence, spent in by_evidence.items()
    )
    return (
        Metric(
            "data_complete",
            _("Data entered"),
            1 - missing / needed,
            "fraction",
            _(
                "Entries that are there / entries that the figures need: times, value class, "
                "role and %C&A of steps, hourly cost and headcount of roles, probabilities, "
                "demand"
            ),
            "higher",
            inputs=(
                Input(_("Entries needed"), needed, "count"),
                Input(_("Entries missing"), missing, "count"),
            ),
            table="gaps",
        ),
        Metric(
            "time_measured",
            _("Time that is measured"),
            by_evidence["measured"].time / whole if whole else None,
            "fraction",
            _("Wait + process time per {item} of steps with measured figures / that of all steps"),
            "higher",
            inputs=times,
            table="time_by_evidence",
        ),
        Metric(
            "time_guessed",
            _("Time that is guessed"),
            by_evidence["guess"].time / whole if whole else None,
            "fraction",
            _("Wait + process time per {item} of steps with guessed figures / that of all steps"),
            "lower",
            inputs=times,
            table="time_by_evidence",
        ),
        *_guessed(study, by_evidence),
        *_unknown(study),
    )


def timeline_hours(study: Study) -> dict[str, float] | None:
    """By step, its hours of the lead time shown: steps of the timeline with their rework, and the
    return steps that lead into them. None where there is no lead time."""
    found = study.probable
    if found is None or found.schedule is None:
        return None
    hours: dict[str, float] = {}

    def add(step: str, times: float) -> None:
        mean = study.means[step]
        hours[step] = hours.get(step, 0.0) + times * (mean.wait + mean.process)

    for step in (found.schedule.paths or ((),))[0]:
        chance = found.active[step]
        add(step, found.executions[step] / chance if chance > 0 else 1.0)
        for back, entries in study.shape.entries.items():
            if chance > 0 and step in entries:
                add(back, found.executions[back] * entries[step] / chance)
    return hours


def _guessed(study: Study, by_evidence: Mapping[Evidence, Spent]) -> tuple[Metric, Metric]:
    """Shares of the lead time shown and of the cost that rest on guesses."""
    steps, hours = study.map.step_by_id, timeline_hours(study)
    lead = guessed = cost = on_guesses = None
    if hours is not None:
        lead = sum(hours.values())
        guessed = sum(h for step, h in hours.items() if steps[step].evidence == "guess")
    if study.probable is not None:
        cost = sum(spent.cost for spent in by_evidence.values())
        on_guesses = by_evidence["guess"].cost
    return (
        Metric(
            "lead_time_guessed",
            _("Lead time on guesses"),
            ratio(guessed, lead),
            "fraction",
            _(
                "Hours of the timeline of steps with guessed figures / lead time shown, rework "
                "and return steps included"
            ),
            "lower",
            inputs=(
                Input(_("On guesses"), guessed, "days"),
                Input(_("Lead time shown"), lead, "days"),
            ),
        ),
        Metric(
            "cost_guessed",
            _("Cost on guesses"),
            ratio(on_guesses, cost),
            "fraction",
            _("Cost per {item} of steps with guessed figures / cost per {item}"),
            "lower",
            inputs=(Input(_("On guesses"), on_guesses, "money"), Input(_("Cost"), cost, "money")),
            table="time_by_evidence",
        ),
    )


def _unknown(study: Study) -> tuple[Metric, Metric]:
    """Shares of the steps whose times or cost count as 0 because nobody has entered them."""
    rated, hours = rated_roles(study.map), timeline_hours(study) or {}
    work = [step for step in study.counted if step.kind == "step"]
    timed = [step for step in work if step.id in hours]
    untimed = [s for s in timed if s.process_time is None or s.wait_time is None]
    return (
        _missing(
            "lead_time_unknown",
            _("Timeline without times"),
            _(
                "Steps of the timeline whose process or wait time is unknown and counts as 0 / "
                "steps of the timeline"
            ),
            untimed,
            len(timed),
        ),
        _missing(
            "cost_unknown",
            _("Steps without cost"),
            _(
                "Steps with neither a fixed cost nor process time of a role with an hourly cost / "
                "all steps"
            ),
            [step for step in work if not cost_is_known(step, rated)],
            len(work),
        ),
    )


def _missing(key: str, label: str, definition: str, missing: list[Step], steps: int) -> Metric:
    listed = ", ".join(f"'{step.called}'" for step in missing[:5])
    if len(missing) > 5:
        listed = _("{names} and others").format(names=listed)
    return Metric(
        key,
        label,
        ratio(len(missing), steps),
        "fraction",
        definition,
        "lower",
        note=listed,
        inputs=(Input(_("Unknown"), len(missing), "count"), Input(_("Steps"), steps, "count")),
        table="gaps_by_record",
    )


def _tables(study: Study) -> tuple[Table, ...]:
    found = gaps(study)
    return _gap_table(found), _record_table(study, found), _evidence_table(study)


def _gap_table(found: list[Gap]) -> Table:
    ranked = sorted(found, key=lambda gap: -len(gap.missing))
    rows = tuple(
        (
            gap.label,
            len(gap.missing),
            gap.needed,
            len(gap.missing) / gap.needed if gap.needed else None,
            gap.touches,
        )
        for gap in ranked
    )
    columns = (
        Column("what", _("What"), "text"),
        Column("missing", _("Missing"), "count"),
        Column("needed", _("Needed"), "count"),
        Column("share", _("Share missing"), "fraction"),
        Column("touches", _("What rests on it"), "text"),
    )
    return Table("gaps", _("What is missing"), columns, rows, chart="bars")


def _record_table(study: Study, found: list[Gap]) -> Table:
    """Steps, roles and the map that leave something open, the most first."""
    open_: dict[str | None, list[Gap]] = {}
    for gap in found:
        for record in gap.missing:
            open_.setdefault(record, []).append(gap)
    ranked = sorted(open_, key=lambda record: -len(open_[record]))
    rows = tuple(
        (
            _name(study, record),
            len(open_[record]),
            ", ".join(gap.label for gap in open_[record]),
            "; ".join(dict.fromkeys(gap.touches for gap in open_[record])),
        )
        for record in ranked
    )
    columns = (
        Column("record", _("Where"), "text"),
        Column("missing", _("Missing"), "count"),
        Column("what", _("What is missing"), "text"),
        Column("touches", _("What rests on it"), "text"),
    )
    return Table("gaps_by_record", _("Where something is missing"), columns, rows, tuple(ranked))


def _name(study: Study, record: str | None) -> str:
    if record is None:
        return _("The map")
    if record in study.map.step_by_id:
        return study.name(record)
    return _("Role {role}").format(role=study.role_name(record))


def _evidence_table(study: Study) -> Table:
    by_evidence = _time_by_evidence(study)
    time = sum(spent.time for spent in by_evidence.values())
    cost = sum(spent.cost for spent in by_evidence.values())
    steps = [step.evidence for step in study.counted if step.kind == "step"]
    rows = tuple(
        (
            choice_label(evidence),
            spent.time,
            spent.time / time if time else None,
            spent.cost,
            spent.cost / cost if cost else None,
            steps.count(evidence),
        )
        for evidence, spent in by_evidence.items()
    )
    columns = (
        Column("evidence", _("Evidence"), "text"),
        Column("time", _("Wait + process per {item}"), "days"),
        Column("time_share", _("Share of time"), "fraction"),
        Column("cost", _("Cost per {item}"), "money"),
        Column("cost_share", _("Share of cost"), "fraction"),
        Column("steps", _("Steps"), "count"),
    )
    return Table("time_by_evidence", _("What the figures rest on"), columns, rows, chart="bars")


def _marks(study: Study) -> tuple[Mark, ...]:
    """Evidence of every step that is worked on, and what it does not say."""
    lacking: dict[str | None, list[Gap]] = {}
    for gap in gaps(study):
        for record in gap.missing:
            lacking.setdefault(record, []).append(gap)
    work = (step for step in study.counted if step.kind == "step")
    return tuple(_mark(step, lacking.get(step.id, [])) for step in work)


def _mark(step: Step, lacking: list[Gap]) -> Mark:
    evidence = choice_label(step.evidence)
    if not lacking:
        return Mark(step.id, _TONES[step.evidence], evidence)
    timeless = any(gap.key in ("process_time", "wait_time") for gap in lacking)
    return Mark(
        step.id,
        "alarm" if timeless else _TONES[step.evidence],
        _("{evidence}, {count} missing").format(evidence=evidence, count=len(lacking)),
        _("Missing: {entries}").format(entries=", ".join(gap.label for gap in lacking)),
    )
