"""The ten sample maps against the simulated figures that their source names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mopsmap.analysis import Analyzed, analyze
from mopsmap.analysis.business_case import business_case
from mopsmap.storage import load

FOLDER = Path(__file__).parents[2] / "samples"
SOURCE: dict[str, Any] = yaml.safe_load(
    (FOLDER / "source" / "samples.yaml").read_text(encoding="utf-8")
)
MAPS = [
    (pair["key"], kind, pair["expected"][kind])
    for pair in SOURCE["pairs"]
    for kind in ("as_is", "to_be")
]


def analyzed(key: str, kind: str) -> Analyzed:
    project = load(FOLDER / f"{key}.mopsmap").project
    one = next(m for m in project.maps if m.kind == kind)
    return analyze(project, one.id)


@pytest.mark.parametrize(("key", "kind", "expected"), MAPS)
def test_executions_effort_cost_and_lead_time(
    key: str, kind: str, expected: dict[str, Any]
) -> None:
    found = analyzed(key, kind)
    simulated = expected["simulated"]
    for step, visits in expected["visits"].items():
        assert found.steps[step.lower()].executions == pytest.approx(visits, rel=0.01, abs=6e-4)
    assert found.figures["effort_hours_per_item"] == pytest.approx(simulated["effort_h"], rel=0.01)
    assert found.figures["cost_per_item"] == pytest.approx(simulated["cost_eur"], rel=0.01)
    lead = found.figures["lead_time_hours"]["expected"]
    assert lead == pytest.approx(simulated["lead_time_mean_h"], rel=0.04)


@pytest.mark.parametrize(("key", "kind", "expected"), MAPS)
def test_effort_by_role(key: str, kind: str, expected: dict[str, Any]) -> None:
    roles = analyzed(key, kind).roles
    for role, hours in expected["effort_by_role"].items():
        assert roles[role].hours_per_item == pytest.approx(hours, rel=0.02, abs=6e-3)


def test_the_webinar_shows_the_bias_of_merging_branches_and_says_so() -> None:
    found = analyzed("webinar", "as_is")
    lead = found.figures["lead_time_hours"]["expected"]
    assert lead == pytest.approx(460.9 * (1 - 0.033), rel=0.002)
    assert found.figures["approximate"] is True


def test_lead_management_is_timed_to_its_goal_and_ends_are_shared_as_simulated() -> None:
    project = load(FOLDER / "lead.mopsmap").project
    for kind, milestones in (("as_is", ("l11",)), ("to_be", ("q06", "q07"))):
        one = next(m for m in project.maps if m.kind == kind)
        found = analyze(project, one.id)
        simulated = next(e for k, m, e in MAPS if (k, m) == ("lead", kind))["simulated"]
        for end, share in simulated["ends"].items():
            assert found.steps[end.lower()].executions == pytest.approx(share, abs=0.005)
        contact = [found.metric(f"milestone_{step}").value or 0.0 for step in milestones]
        reached = [found.steps[step].executions or 0.0 for step in milestones]
        mean = sum(c * r for c, r in zip(contact, reached, strict=True)) / sum(reached)
        assert mean == pytest.approx(simulated["milestone_mean_h"], rel=0.02)


def test_without_its_goal_lead_management_takes_45_hours() -> None:
    project = load(FOLDER / "lead.mopsmap").project
    maps = tuple(one.replace(goal=None) for one in project.maps)
    found = analyze(project.replace(maps=maps), maps[0].id)
    assert found.figures["lead_time_hours"]["expected"] == pytest.approx(45, rel=0.01)
    assert "several_ends" in {p.code for p in found.problems}


@pytest.mark.parametrize(("key", "kind", "_expected"), MAPS)
def test_steps_without_float_are_as_late_as_they_are_early_to_the_last_digit(
    key: str, kind: str, _expected: dict[str, Any]
) -> None:
    project = load(FOLDER / f"{key}.mopsmap").project
    one = next(m for m in project.maps if m.kind == kind)
    for case in ("typical", "worst", "best"):
        steps = analyze(project, one.id, case).steps.values()
        tied = [step for step in steps if step.total_float == 0]
        assert tied
        for step in tied:
            assert (step.late_start, step.late_finish) == (step.early_start, step.early_finish)


@pytest.mark.parametrize("pair", SOURCE["pairs"], ids=lambda pair: str(pair["key"]))
def test_what_the_to_be_map_is_worth(pair: dict[str, Any]) -> None:
    delta = pair["expected"]["delta"]
    case = business_case(analyzed(pair["key"], "as_is"), analyzed(pair["key"], "to_be"))
    rounding = 0.01 * (case.items_per_year or 0.0)  # the source takes hours of two digits per item
    assert case.freed_hours_per_year == pytest.approx(
        delta["released_hours_per_year"], rel=0.01, abs=rounding
    )
    assert case.savings_per_year == pytest.approx(delta["released_cost_eur_per_year"], rel=0.01)
    assert case.investment == delta["one_off_eur"]
    assert case.payback_months == pytest.approx(delta["payback_months"], rel=0.01, abs=0.05)
