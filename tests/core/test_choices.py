"""What people read for the choices that records store."""

from __future__ import annotations

from typing import get_args

from mopsmap.model import (
    Arrivals,
    Calendar,
    Charter,
    Countermeasure,
    Evidence,
    Flow,
    Lever,
    Note,
    Project,
    Role,
    Step,
    ValueStreamMap,
    Waste,
)
from mopsmap.record import CHOICE_LABELS, attributes, choice_title

RECORDS = (Project, Calendar, ValueStreamMap, Charter, Step, Flow, Role, Note, Countermeasure)


def test_every_choice_has_its_words_for_translators() -> None:
    stored = {value for kind in RECORDS for a in attributes(kind) for value, _label in a.choices}
    assert {*get_args(Waste), *get_args(Lever), *get_args(Evidence), *get_args(Arrivals)} <= stored
    assert stored <= {*CHOICE_LABELS}
    assert {*CHOICE_LABELS} <= stored, "choices that no record knows any more"


def test_files_hold_the_english_words() -> None:
    assert choice_title("non_used_talent") == "Non-used talent"
    assert choice_title(None) == "Not set"
    for kind in RECORDS:
        for attribute in attributes(kind):
            assert attribute.label == attribute.title, "English is spoken where nobody chose"
