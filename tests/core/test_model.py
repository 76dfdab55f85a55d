"""What a map may hold, what is refused, and what people read about each field."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from mopsmap import model
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
    new_project,
)
from mopsmap.record import Record, attribute_of, attributes, choice_label
from mopsmap.units import Calendar, Duration, Spread, ThreePoint
from tests.core.drawing import draw, project

FIELDS: dict[type[Record], str] = {
    Project: "title description item currency distribution calendar maps",
    Calendar: "hours_per_day days_per_week days_per_year",
    ValueStreamMap: "id name kind based_on demand_per_year arrivals goal milestones charter roles"
    " steps flows countermeasures notes",
    Charter: "problem trigger done customer out_of_scope targets team",
    Role: "id name headcount hourly_cost availability other_hours_per_year kind",
    Step: "id name kind phase role people helpers process_time wait_time wait_reason value_class"
    " complete_accurate fixed_cost tools wastes lever evidence replaces countermeasures"
    " description position",
    Helper: "role people",
    Position: "x y",
    Flow: "id source target kind probability label",
    Countermeasure: "id name lever effort weeks one_off_cost owner removes",
    Note: "id kind step text votes position",
}
CHOICES = {
    (Project, "distribution"): "pert triangular",
    (ValueStreamMap, "kind"): "as_is to_be variant",
    (ValueStreamMap, "arrivals"): "random regular",
    (Step, "kind"): "start step decision end",
    (Step, "value_class"): "value_adding necessary waste",
    (Step, "wait_reason"): "person approval input calendar batch planned other",
    (Step, "wastes"): "defects overproduction waiting non_used_talent transportation inventory"
    " motion extra_processing",
    (Step, "lever"): "drop combine parallelize simplify delegate outsource automate",
    (Step, "evidence"): "guess estimate measured",
    (Flow, "kind"): "forward rework information",
    (Note, "kind"): "issue idea question parking_lot comment",
    (Countermeasure, "effort"): "low medium high",
    (Countermeasure, "lever"): "drop combine parallelize simplify delegate outsource automate",
    (Role, "kind"): "internal external system customer",
}


@pytest.mark.parametrize("record", FIELDS, ids=lambda r: r.__name__)
def test_every_field_of_the_file_has_a_label_and_help(record: type[Record]) -> None:
    shown = attributes(record)
    assert [a.name for a in shown] == FIELDS[record].split()
    for attribute in shown:
        assert attribute.label[0].isupper() or attribute.label.startswith("%")
        assert attribute.help.endswith((".", "?"))
        assert attribute.kind == "hidden" or not attribute.label.endswith("_")


def test_choices_are_those_of_the_file_each_with_its_own_label() -> None:
    found = {
        (record, a.name): " ".join(value for value, _ in a.choices)
        for record in FIELDS
        for a in attributes(record)
        if a.kind in ("choice", "choices")
    }
    assert found == CHOICES
    for record, name in CHOICES:
        labels = [label for _, label in attribute_of(record, name).choices]
        assert len(set(labels)) == len(labels)
        assert all(label and "_" not in label for label in labels)


@pytest.mark.parametrize(
    ("record", "name", "unit"),
    [
        (Step, "process_time", "h"),
        (Step, "wait_time", "d"),
        (Step, "complete_accurate", "%"),
        (Step, "fixed_cost", "currency"),
        (Flow, "probability", "%"),
        (Role, "hourly_cost", "currency/h"),
        (Role, "availability", "%"),
        (Role, "other_hours_per_year", "h/year"),
        (ValueStreamMap, "demand_per_year", "items/year"),
        (Countermeasure, "weeks", "w"),
        (Calendar, "hours_per_day", "h"),
    ],
)
def test_numbers_say_in_which_unit_they_are_shown(
    record: type[Record], name: str, unit: str
) -> None:
    assert attribute_of(record, name).unit == unit


def test_what_may_be_unknown_is_marked_optional() -> None:
    optional = {a.name for a in attributes(Step) if a.optional}
    assert optional == {
        "role", "process_time", "wait_time", "value_class", "complete_accurate", "lever", "position"
    }  # fmt: skip
    with pytest.raises(KeyError):
        attribute_of(Step, "color")


def test_defaults_shown_are_defaults_taken() -> None:
    step = Step(id="a")
    assert {a.name: a.default for a in attributes(Step) if a.name != "id"} == {
        name: getattr(step, name) for name in FIELDS[Step].split() if name != "id"
    }


def test_words_for_choices() -> None:
    assert choice_label(None) == "Not set"
    assert choice_label("value_adding") == "Value-adding"
    assert choice_label("person") == "Person"


def test_value_classes_have_a_short_form_each() -> None:
    assert set(model.VALUE_CLASS_SHORT) == {None, *get_args(model.ValueClass)}


REFUSED: dict[str, tuple[Any, str]] = {
    "no id": (lambda: Step(id=""), "at least 1 character"),
    "a number as a name": (lambda: Step(id="a", name=5), "valid string"),
    "an unknown kind": (lambda: Step(id="a", kind="gateway"), "'start', 'step'"),
    "a probability of 7": (
        lambda: Flow(id="f", source="a", target="b", probability=7.0),
        "or equal to 1",
    ),
    "a negative probability": (
        lambda: Flow(id="f", source="a", target="b", probability=-0.1),
        "or equal to 0",
    ),
    "a share that is no number": (lambda: Step(id="a", complete_accurate=float("nan")), "finite"),
    "endless cost": (lambda: Step(id="a", fixed_cost=float("inf")), "finite"),
    "negative people": (lambda: Step(id="a", people=-1.0), "or equal to 0"),
    "yes for a number": (lambda: Role(id="r", headcount=True), "valid number"),
    "text for a number": (lambda: Role(id="r", hourly_cost="60"), "valid number"),
    "a time without a unit": (lambda: Step(id="a", process_time="4"), "is not a time"),
    "a negative time": (lambda: Step(id="a", wait_time="-4 h"), "is not a time"),
    "a bare number as a time": (lambda: Step(id="a", wait_time=4), "with its unit"),
    "no hours a day": (lambda: Calendar(hours_per_day=0), "greater than 0"),
    "25 hours a day": (lambda: Calendar(hours_per_day=25), "or equal to 24"),
    "half a vote": (lambda: Note(id="n", votes=0.5), "valid integer"),
    "a place off the paper": (lambda: Position(x=1e8, y=0.0), "10000000"),
    "a long currency": (lambda: Project(currency="E" * 13), "at most 12"),
    "two steps of one id": (
        lambda: draw("", "a").replace(steps=(Step(id="a"), Step(id="a"))),
        "two steps have the id 'a'",
    ),
    "two flows of one id": (lambda: draw("a>b, a>b"), "two flows have the id 'a>b'"),
    "two roles of one id": (
        lambda: draw("", roles=(Role(id="r"), Role(id="r"))),
        "two roles have the id 'r'",
    ),
    "two notes of one id": (
        lambda: draw("", notes=(Note(id="n"), Note(id="n"))),
        "two notes have the id 'n'",
    ),
    "two countermeasures of one id": (
        lambda: draw("", countermeasures=(Countermeasure(id="k"),) * 2),
        "two countermeasures have the id 'k'",
    ),
    "a flow to nowhere": (
        lambda: draw("", "a").replace(flows=(Flow(id="f", source="a", target="b"),)),
        "flow 'f' names the step 'b', which does not exist",
    ),
    "an unknown role": (
        lambda: draw("", {"a": {"role": "x"}}),
        "step 'a' names the role 'x', which does not exist",
    ),
    "an unknown helper": (
        lambda: draw("", {"a": {"helpers": (Helper(role="x"),)}}),
        "step 'a' names the role 'x'",
    ),
    "an unknown countermeasure": (
        lambda: draw("", {"a": {"countermeasures": ("k",)}}),
        "step 'a' names the countermeasure 'k'",
    ),
    "a note on no step": (
        lambda: draw("", notes=(Note(id="n", step="x"),)),
        "note 'n' names the step 'x'",
    ),
    "an unknown goal": (lambda: draw("a>b", goal="x"), "the goal names the step 'x'"),
    "an unknown milestone": (
        lambda: draw("a>b", milestones=("b", "x")),
        "a milestone names the step 'x'",
    ),
    "two maps of one id": (
        lambda: Project(maps=(draw(""), draw(""))),
        "two maps have the id 'map'",
    ),
    "a map based on no map": (
        lambda: project(draw("", based_on="x")),
        "map 'map' is based on the map 'x', which does not exist",
    ),
    "years of days of 24 hours": (
        lambda: project(
            draw("", {"a": {"process_time": "50000 d"}}), calendar=Calendar(hours_per_day=24)
        ),
        "step 'a' has a time over 1,000,000 h (50000 d)",
    ),
    "too many weeks where nobody sleeps": (
        lambda: project(
            draw("", {"a": {"wait_time": "5953 w"}}),
            calendar=Calendar(hours_per_day=24, days_per_week=7),
        ),
        "step 'a' has a time over 1,000,000 h (5953 w)",
    ),
    "a huge point of an estimate": (
        lambda: project(
            draw("", {"a": {"wait_time": {"min": "1 h", "likely": "1 d", "max": "999999 w"}}})
        ),
        "step 'a' has a time over 1,000,000 h (999999 w)",
    ),
    "a spread without sd": (lambda: Spread(distribution="gamma", mean="2 h"), "needs an sd"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str) -> None:
    build, reason = REFUSED[what]
    with pytest.raises(ValidationError) as caught:
        build()
    said = caught.value.errors()[0]
    assert reason in said["msg"] or reason in str(said.get("ctx", {}))


def test_one_id_may_be_used_by_records_of_different_kinds() -> None:
    one = ValueStreamMap(
        id="1",
        roles=(Role(id="1"),),
        steps=(Step(id="1"), Step(id="2")),
        flows=(Flow(id="1", source="1", target="2"),),
        notes=(Note(id="1"),),
    )
    assert one.step_by_id["1"] is one.steps[0]
    assert one.flow_by_id["1"] is one.flows[0]
    assert one.role_by_id["1"] is one.roles[0]


def test_an_unfinished_map_is_allowed() -> None:
    odd = draw("a>b .9, a>c .4, c>a, b>b", {"a": {"role": None, "name": ""}})
    assert project(odd).maps == (odd,)
    assert Project().maps == ()


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Step(id="a").name = "b"  # type: ignore[misc]


def test_replace_validates_and_keeps_what_it_does_not_know() -> None:
    step = Step(id="a", name="Brief", **{"x-color": "red"})
    again = step.replace(name="Write brief", process_time="1,5 h")
    assert again.model_extra == {"x-color": "red"}
    assert (again.name, again.process_time) == ("Write brief", Duration(1.5))
    assert step.name == "Brief"
    with pytest.raises(ValidationError):
        step.replace(people=-1.0)
    with pytest.raises(TypeError, match="a Step has no field nmae"):
        step.replace(nmae="Brief")


def test_equal_records_are_equal_whatever_was_looked_up_before() -> None:
    one, other = draw("a>b"), draw("a>b")
    assert one.step_by_id["a"].id == "a"
    assert one == other
    assert one != draw("a>b", **{"x-owner": "me"})


def test_an_estimate_takes_any_of_its_forms() -> None:
    points = {"min": "2 h", "likely": "4 h", "max": "1 d"}
    step = Step(id="a", process_time=points, wait_time="2 d")
    assert isinstance(step.process_time, ThreePoint)
    assert step.process_time.max == Duration(1, "d")
    assert step.wait_time == Duration(2, "d")
    assert step.replace(wait_time=None).wait_time is None


def test_who_works_on_a_step() -> None:
    step = Step(id="a", role="mops", people=2.0, helpers=(Helper(role="web", people=0.5),))
    assert step.crew == (("mops", 2.0), ("web", 0.5))
    assert Step(id="b").crew == ((None, 1.0),)


def test_finding_maps() -> None:
    both = Project(maps=(draw("", based_on=None), draw("").replace(id="new", kind="to_be")))
    assert both.first_map("to_be") is both.maps[1]
    assert both.first_map("variant") is None
    assert list(both.map_by_id) == ["map", "new"]


def test_a_new_document_is_ready_for_its_first_step() -> None:
    fresh = new_project("Webinar")
    assert fresh.title == "Webinar"
    assert [m.kind for m in fresh.maps] == ["as_is"]
    assert len(fresh.maps[0].roles) == 3
    assert fresh.maps[0].steps == ()
