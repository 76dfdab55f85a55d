"""The sample files: built from their source, complete, sound and true to it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from mopsmap.analysis import analyze
from mopsmap.model import Project, ValueStreamMap
from mopsmap.storage import dump, load
from mopsmap.units import mean_hours
from samples import build

FOLDER = Path(build.__file__).parent
KEYS = ("campaign", "nurture", "whitepaper", "webinar", "lead")
SOURCE: dict[str, Any] = yaml.safe_load(
    (FOLDER / "source" / "samples.yaml").read_text(encoding="utf-8")
)
PAIRS = {pair["key"]: pair for pair in SOURCE["pairs"]}
STATES = ("as_is", "to_be")
BOTH = [(key, state) for key in KEYS for state in STATES]
MOPS_UTILIZATION = {"as_is": 1.08, "to_be": 0.50}


def sample(key: str) -> Project:
    return load(FOLDER / f"{key}.mopsmap").project


def drawn(key: str, state: str) -> ValueStreamMap:
    found = next((one for one in sample(key).maps if one.kind == state), None)
    assert found is not None
    return found


def test_building_again_gives_the_same_files() -> None:
    built = build.texts()
    assert set(built) == {file.name for file in FOLDER.glob("*.mopsmap")}
    for name, text in built.items():
        assert (FOLDER / name).read_bytes() == text.encode()


@pytest.mark.parametrize("key", KEYS)
def test_samples_open_without_remarks_and_survive_saving(key: str, tmp_path: Path) -> None:
    loaded = load(FOLDER / f"{key}.mopsmap")
    assert (loaded.read_only, loaded.remarks) == (False, ())
    again = tmp_path / "again.mopsmap"
    again.write_text(dump(loaded.project), encoding="utf-8")
    assert load(again).project == loaded.project


@pytest.mark.parametrize(("key", "state"), BOTH)
def test_every_step_keeps_its_means_and_people(key: str, state: str) -> None:
    project, one = sample(key), drawn(key, state)
    roles = SOURCE["roles"]
    for step in PAIRS[key][state]["steps"]:
        ours = one.step_by_id[step["id"].lower()]
        for hours, estimate in ((step["pt"], ours.process_time), (step["wait"], ours.wait_time)):
            mean = mean_hours(estimate, project.calendar, project.distribution)
            assert mean == pytest.approx(sum(hours) / 3, rel=1e-9)
        crew = {role: people for role, people in ours.crew if role is not None}
        assert crew == (step.get("crew") or {step["lane"]: step["people"]})
        assert ours.fixed_cost == step["fixed"]
        for role in crew:
            assert one.role_by_id[role].hourly_cost == roles[role]["eur"]


@pytest.mark.parametrize(("key", "state"), BOTH)
def test_analysis_finds_no_errors(key: str, state: str) -> None:
    project, one = sample(key), drawn(key, state)
    found = analyze(project, one.id).problems
    assert [problem for problem in found if problem.severity == "error"] == []


@pytest.mark.parametrize(("key", "state"), BOTH)
def test_figures_agree_with_the_reference_simulation(key: str, state: str) -> None:
    project, one = sample(key), drawn(key, state)
    found = analyze(project, one.id)
    expected = PAIRS[key]["expected"][state]
    simulated = expected["simulated"]
    for step, visits in expected["visits"].items():
        # The source rounds visits to three decimals.
        assert found.steps[step.lower()].executions == pytest.approx(visits, rel=0.01, abs=5e-4)
    figures = found.figures
    assert figures["effort_hours_per_item"] == pytest.approx(simulated["effort_h"], rel=0.01)
    assert figures["cost_per_item"] == pytest.approx(simulated["cost_eur"], rel=0.01)
    assert figures["lead_time_hours"]["expected"] == pytest.approx(
        simulated["lead_time_mean_h"], rel=0.04
    )


@pytest.mark.parametrize(("key", "state"), BOTH)
def test_every_file_shows_the_same_load_of_marketing_operations(key: str, state: str) -> None:
    project, one = sample(key), drawn(key, state)
    load_of_mops = analyze(project, one.id).roles["mo"].utilization
    assert load_of_mops == pytest.approx(MOPS_UTILIZATION[state], abs=0.01)


@pytest.mark.parametrize("key", KEYS)
def test_the_to_be_map_accounts_for_every_as_is_step(key: str) -> None:
    before, after = drawn(key, "as_is"), drawn(key, "to_be")
    replaced = {step for s in after.steps for step in s.replaces}
    removed = {step for measure in after.countermeasures for step in measure.removes}
    assert replaced | removed <= set(before.step_by_id)
    kept = {s.id for s in before.steps} & {s.id for s in after.steps}
    assert set(before.step_by_id) - replaced - removed - kept == set()


def test_the_lead_map_has_its_start_ends_and_goal() -> None:
    for state, milestones in (("as_is", ("l11",)), ("to_be", ("q06", "q07"))):
        one = drawn("lead", state)
        assert [s.id for s in one.steps if s.kind == "start"] == ["start"]
        assert {s.name for s in one.steps if s.kind == "end"} == {
            "Opportunity",
            "Back to nurture",
            "Recycled",
            "Disqualified",
            "Rejected by sales",
        }
        assert one.goal is not None
        assert one.step_by_id[one.goal].name == "Opportunity"
        assert one.milestones == milestones


def test_a_split_is_all_of_the_flows_without_probability() -> None:
    one = drawn("campaign", "as_is")
    ways = [(f.target, f.kind, f.probability) for f in one.flows if f.source == "c09"]
    assert ways == [
        ("c08", "rework", 0.4),
        ("c10", "forward", None),
        ("c15", "forward", None),
        ("c17", "forward", None),
    ]


@pytest.mark.parametrize("british", build.AMERICAN)
def test_spelling_is_american(british: str) -> None:
    for file in FOLDER.glob("*.mopsmap"):
        assert british not in file.read_text(encoding="utf-8").lower()


def test_what_is_installed_holds_every_sample_and_no_tools() -> None:
    root = FOLDER.parent
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    placed = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    places = [root / name for name in placed]
    files = {f for p in places for f in ([p] if p.is_file() else p.iterdir())}
    assert {f for f in files if f.suffix == ".mopsmap"} == {*FOLDER.glob("*.mopsmap")}
    assert {f.suffix for f in files} == {".mopsmap", ".svg", ".ttf", ".txt", ".json", ".md", ".pot"}
    assert all(inside == f"ui/{name}" for name, inside in placed.items())
