"""Targets as charters say them: what is understood, what stays a text, and writing them back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis import analyze
from mopsmap.model import Charter, Flow, Project, Role, Step, ValueStreamMap
from mopsmap.targets import (
    FIGURES,
    Target,
    figure_of,
    read_limit,
    read_target,
    snapshots,
    targets_of,
    with_target,
    write_limit,
    write_target,
)
from mopsmap.units import UNITS, Calendar, Duration, UnitError

CAMPAIGN = Project(item="campaign")
DAY = Calendar()


@pytest.mark.parametrize(
    ("text", "metric", "direction", "amount"),
    [
        ("Lead time <= 45 d", "lead_time_expected", "at_most", Duration(45, "d")),
        ("lead time at most 6 weeks", "lead_time_expected", "at_most", Duration(6, "w")),
        ("Lead time within 30 business days.", "lead_time_expected", "at_most", Duration(30, "d")),
        ("LEAD-TIME: 1,5 w", "lead_time_expected", "at_most", Duration(1.5, "w")),
        ("Reduce lead time to 45 days", "lead_time_expected", "at_most", Duration(45, "d")),
        ("Lead time 45 days or less", "lead_time_expected", "at_most", Duration(45, "d")),
        ("Process time max. 48 h", "process_time_hours", "at_most", Duration(48, "h")),
        ("Effort per campaign \u2264 120 h", "effort_hours_per_item", "at_most", Duration(120)),
        ("PCE >= 20 %", "process_cycle_efficiency", "at_least", 20.0),
        ("Process cycle efficiency 12,5 %", "process_cycle_efficiency", "at_least", 12.5),
        ("Rolled %C&A above 10%", "rolled_complete_accurate", "at_least", 10.0),
        ("first time right 50 %", "first_time_right", "at_least", 50.0),
        ("Right first time at least 85 percent", "first_time_right", "at_least", 85.0),
        ("Cost per campaign under 6,000", "cost_per_item", "at_most", 6000.0),
        ("Cost per item < \u20ac 6.000", "cost_per_item", "at_most", 6000.0),
        ("Cost \u20ac 6 000.50", "cost_per_item", "at_most", 6000.5),
        ("Cost per campaign 6.5k", "cost_per_item", "at_most", 6500.0),
        ("Cost per year not more than 1,250,000 EUR", "cost_per_year", "at_most", 1_250_000.0),
        ("Capacity at most 90 %", "highest_load", "at_most", 90.0),
        ("capacity", "highest_load", "at_most", 100.0),
        ("Within capacity", "highest_load", "at_most", 100.0),
        ("Hand-offs under 12", "handoffs", "at_most", 12.0),
    ],
)
def test_limits_of_figures_are_understood(
    text: str, metric: str, direction: str, amount: Duration | float
) -> None:
    assert read_target(text, CAMPAIGN) == Target(metric, direction, amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lead time",
        "Lead time 45",
        "Lead time -60 %",
        "Lead time +10 d",
        "Lead time of the launch 45 d",
        "Lead times 45 d",
        "Effort per campaign -50 %",
        "Right first time at final QA 55 % -> 85 %",
        "First time right 55 % -> 85 %",
        "PCE >= 120 %",
        "PCE 0.2",
        "Capacity 30 a year",
        "Cost per webinar under 6000",
        "Cost $ 6000",
        "Hot leads contacted within 15 minutes",
        "MQL to SQL 20 % -> 30 %",
        "Follow-up within 2 hours",
        "Handoffs 2.5",
        "lead time 1e5 d",
        "cost 9" + "9" * 400,
        "\u0000 \u202f %",
    ],
)
def test_everything_else_stays_a_text(text: str) -> None:
    assert read_target(text, CAMPAIGN) is None


def test_all_targets_of_the_samples_are_texts_that_nothing_misreads() -> None:
    for text in ("MOps hours per program -70 %", "No manual list handling in MOps"):
        assert read_target(text, CAMPAIGN) is None


@pytest.mark.parametrize(
    ("text", "metric", "written"),
    [
        ("45", "lead_time_expected", "\u2264 45 d"),
        ("<= 6 weeks", "lead_time_expected", "\u2264 6 w"),
        ("lead time at most 45 d", "lead_time_expected", "\u2264 45 d"),
        ("48", "process_time_hours", "\u2264 48 h"),
        ("20", "process_cycle_efficiency", "\u2265 20 %"),
        ("6000", "cost_per_item", "\u2264 \u20ac 6\u202f000"),
        ("90", "highest_load", "\u2264 90 %"),
    ],
)
def test_where_the_figure_is_known_a_number_is_enough(text: str, metric: str, written: str) -> None:
    target = read_limit(text, metric, CAMPAIGN)
    assert target is not None
    assert write_limit(target, CAMPAIGN) == written


def test_nothing_typed_is_no_target_and_nonsense_is_said() -> None:
    assert read_limit("  ", "lead_time_expected", CAMPAIGN) is None
    with pytest.raises(UnitError, match="'soon' is not a time"):
        read_limit("soon", "lead_time_expected", CAMPAIGN)
    with pytest.raises(UnitError, match="over 100 %"):
        read_limit("120", "first_time_right", CAMPAIGN)


_PERCENT = st.floats(0, 100)
_AMOUNTS = {
    "days": st.builds(Duration, st.floats(0, 1000), st.sampled_from(UNITS)),
    "hours": st.builds(Duration, st.floats(0, 1000), st.sampled_from(UNITS)),
    "fraction": _PERCENT,
    "percent": st.floats(0, 900),
    "money": st.floats(0, 1e12).map(lambda value: round(value, 2)),
    "count": st.integers(0, 10**9).map(float),
}
_TARGETS = st.sampled_from([*FIGURES]).flatmap(
    lambda key: st.builds(
        Target,
        st.just(key),
        st.sampled_from(["at_most", "at_least"]),
        _AMOUNTS[FIGURES[key].quantity],
    )
)
_PROJECTS = st.builds(
    lambda item, currency: Project(item=item, currency=currency),
    st.sampled_from(["", "campaign", "inquiry"]),
    st.sampled_from(["EUR", "USD", "JPY", "SEK", "KWD"]),
)


@settings(max_examples=120, deadline=None)
@given(_TARGETS, _PROJECTS)
def test_what_is_written_is_read_back(target: Target, project: Project) -> None:
    assert read_target(write_target(target, project), project) == target
    assert read_limit(write_limit(target, project), target.metric, project) == target


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.tuples(
            st.sampled_from(["Lead time", "PCE", "Cost", "Capacity", "Handoffs"]),
            st.text("0123456789.,%<>=kdhw \u20ac\u202f-", max_size=20),
        ).map(" ".join),
    )
)
def test_reading_never_fails(text: str) -> None:
    read_target(text, CAMPAIGN)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=20), _TARGETS), max_size=6), _TARGETS)
def test_setting_a_target_leaves_all_other_texts(parts: list[str | Target], target: Target) -> None:
    texts = [p if isinstance(p, str) else write_target(p, CAMPAIGN) for p in parts]
    others = [
        t for t in texts if (r := read_target(t, CAMPAIGN)) is None or r.metric != target.metric
    ]
    changed = with_target(texts, target.metric, target, CAMPAIGN)
    assert [t for t in changed if read_target(t, CAMPAIGN) != target] == others
    assert sum(read_target(t, CAMPAIGN) == target for t in changed) == 1
    assert with_target(changed, target.metric, None, CAMPAIGN) == tuple(others)


def _map() -> ValueStreamMap:
    """1 d + 4 h + 5 d + 12 h = 8 d; 16 h of 50 EUR; 1600 of 880 hours a year."""
    return ValueStreamMap(
        id="as-is",
        name="As-is",
        demand_per_year=100.0,
        roles=(Role(id="mo", name="Marketing ops", headcount=0.5, hourly_cost=50.0),),
        steps=(
            Step(
                id="a",
                role="mo",
                process_time=Duration(4, "h"),
                wait_time=Duration(1, "d"),
                value_class="value_adding",
            ),
            Step(id="b", role="mo", process_time=Duration(12, "h"), wait_time=Duration(5, "d")),
        ),
        flows=(Flow(id="f", source="a", target="b"),),
        charter=Charter(targets=("Lead time 8 d", "PCE 5 %", "Lead time 2 d", "Be calm")),
    )


def test_targets_are_held_against_the_figures_of_the_analysis() -> None:
    one = _map()
    project = Project(item="mailing", maps=(one,))
    analyzed = analyze(project, "as-is")
    found = {key: figure_of(key, one, analyzed) for key in FIGURES}
    assert found["lead_time_expected"] == pytest.approx(64)
    assert found["process_cycle_efficiency"] == pytest.approx(4 / 64)
    assert found["cost_per_item"] == pytest.approx(800)
    assert found["highest_load"] == pytest.approx(1600 / 880)
    assert found["rolled_complete_accurate"] is None  # no step has a %C&A
    for key in FIGURES.keys() - {"rolled_complete_accurate"}:
        assert found[key] == analyzed.metric(key).value, key
    targets = targets_of(one, project)
    assert [*targets] == ["lead_time_expected", "process_cycle_efficiency"]
    assert targets["lead_time_expected"].amount == Duration(8, "d")
    assert targets["lead_time_expected"].reached(64, project.calendar)
    assert not targets["lead_time_expected"].reached(64.1, project.calendar)
    assert targets["process_cycle_efficiency"].reached(0.0625, project.calendar)
    assert not targets["process_cycle_efficiency"].reached(0.0499, project.calendar)


def test_days_of_a_target_are_those_of_the_calendar() -> None:
    target = Target("lead_time_expected", "at_most", Duration(2, "d"))
    assert target.value(DAY) == 16
    assert target.value(Calendar(hours_per_day=4)) == 8


def test_snapshots_are_the_variants_of_a_map() -> None:
    one = _map()
    kept = [one.replace(id=f"s{i}", kind="variant", based_on="as-is") for i in range(3)]
    to_be = one.replace(id="to-be", kind="to_be", based_on="as-is")
    project = Project(maps=(one, kept[0], to_be, *kept[1:]))
    assert [m.id for m in snapshots(project, "as-is")] == ["s0", "s1", "s2"]
    assert snapshots(project, "to-be") == ()
