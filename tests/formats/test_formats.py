"""A file of every released version: it opens for ever and nothing in it is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mopsmap.migrations import CURRENT_VERSION
from mopsmap.model import (
    Charter,
    Countermeasure,
    Flow,
    Helper,
    Note,
    Position,
    Project,
    Role,
    Step,
    ValueStreamMap,
)
from mopsmap.record import Record
from mopsmap.storage import dump, load
from mopsmap.units import Calendar, Duration, Spread, ThreePoint

FOLDER = Path(__file__).parent
FILES = {f"version-{number}.mopsmap": number for number in range(1, CURRENT_VERSION + 1)}
RECORDS: tuple[type[Record], ...] = (
    Project,
    Calendar,
    ValueStreamMap,
    Charter,
    Role,
    Step,
    Helper,
    ThreePoint,
    Spread,
    Flow,
    Countermeasure,
    Note,
    Position,
)


def used_keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(used_keys, value.values()))
    return set().union(*map(used_keys, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("name", FILES)
def test_every_version_opens_and_survives_saving(name: str, tmp_path: Path) -> None:
    loaded = load(FOLDER / name)
    assert (loaded.read_only, loaded.remarks) == (False, ())
    again = tmp_path / name
    again.write_text(dump(loaded.project), encoding="utf-8", newline="\n")
    assert load(again).project == loaded.project


def test_the_file_of_this_version_uses_every_field_and_is_written_as_it_is() -> None:
    file = FOLDER / f"version-{CURRENT_VERSION}.mopsmap"
    text = file.read_text(encoding="utf-8")
    fields = {field for record in RECORDS for field in record.model_fields}
    assert fields - used_keys(json.loads(text)) == set()
    assert dump(load(file).project) == text


def test_what_version_1_means() -> None:
    project = load(FOLDER / "version-1.mopsmap").project
    assert project.calendar == Calendar(hours_per_day=7.5, days_per_week=4.0, days_per_year=210.0)
    today, tomorrow = project.maps
    assert (today.kind, tomorrow.kind, tomorrow.based_on) == ("as_is", "to_be", "as-is")
    assert tomorrow.step_by_id["write"] == Step(
        id="write",
        name="Write issue",
        phase="Draft",
        role="editor",
        people=2.0,
        helpers=(Helper(role="mailer", people=0.5),),
        process_time=ThreePoint(min=Duration(2), likely=Duration(3.5), max=Duration(8)),
        wait_time=Spread(distribution="gamma", mean=Duration(1.5, "d"), sd=Duration(4)),
        wait_reason="calendar",
        value_class="value_adding",
        complete_accurate=0.85,
        fixed_cost=120.5,
        tools=("Word", "CMS"),
        wastes=("non_used_talent", "extra_processing"),
        lever="parallelize",
        evidence="measured",
        replaces=("old",),
        countermeasures=("k1",),
        description="One page, three links",
        position=Position(x=480.0, y=12.5),
    )
    assert tomorrow.flow_by_id["f3"] == Flow(
        id="f3", source="check", target="write", kind="rework", probability=0.25, label="no"
    )
    assert tomorrow.role_by_id["editor"] == Role(
        id="editor",
        name="Editor",
        headcount=1.5,
        hourly_cost=62.5,
        availability=0.8,
        other_hours_per_year=300.0,
        kind="external",
    )
