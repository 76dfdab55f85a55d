"""Every act of a person on a map: what it does, what it refuses, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from mopsmap import edits
from mopsmap.edits import EditError
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
from mopsmap.reading import read_map
from tests.core.drawing import draw

MAP = "map"
TEAM = Role(id="team", name="Team", hourly_cost=10.0)
LEGAL = Role(id="legal", name="Legal", hourly_cost=90.0)


def drawn(flows: str, steps: Any = "", **fields: Any) -> Project:
    return Project(maps=(draw(flows, steps, **fields),))


def flows(project: Project, map_id: str = MAP) -> list[str]:
    """The flows as drawn, such as "a>b .5" or "c~a", in file order."""
    signs = {"forward": ">", "rework": "~", "information": "-"}
    return [
        f.source + signs[f.kind] + f.target + ("" if f.probability is None else f" {f.probability}")
        for f in project.map_by_id[map_id].flows
    ]


def steps(project: Project, map_id: str = MAP) -> list[str]:
    return list(project.map_by_id[map_id].step_by_id)


def step(project: Project, step_id: str, map_id: str = MAP) -> Step:
    return project.map_by_id[map_id].step_by_id[step_id]


def at(x: float, y: float = 0.0) -> Position:
    return Position(x=x, y=y)


def test_a_fresh_id_is_used_by_no_record_of_any_map() -> None:
    as_is = draw("", "step-1 step-2")
    to_be = as_is.replace(
        id="step-7",
        based_on=MAP,
        steps=(Step(id="step-3", replaces=("step-6",)),),
        notes=(Note(id="step-4"),),
        countermeasures=(Countermeasure(id="step-5", removes=("step-8",)),),
    )
    project = Project(maps=(as_is, to_be))
    assert edits.fresh_id(project, "step") == "step-9"
    assert edits.fresh_id(project, "flow") == "flow-1"


def test_a_step_new_on_one_map_gets_no_id_of_another() -> None:
    project = edits.copy_map(drawn("", "step-1"), MAP, "to-be", "To-be", "to_be")
    project = edits.add_step(project, MAP, edits.fresh_id(project, "step"))
    project = edits.add_step(project, "to-be", edits.fresh_id(project, "step"))
    assert (steps(project), steps(project, "to-be")) == (
        ["step-1", "step-2"],
        ["step-1", "step-3"],
    )


def test_setting_fields_of_the_project_the_calendar_the_map_and_the_charter() -> None:
    project = edits.set_project(drawn("a>b"), title="Webinar", currency="CHF")
    project = edits.set_calendar(project, hours_per_day=7.5)
    project = edits.set_map(project, MAP, demand_per_year=24.0, goal="b")
    project = edits.set_charter(project, MAP, problem="Too slow", team=("Ann", "Bo"))
    assert (project.title, project.currency) == ("Webinar", "CHF")
    assert project.calendar.hours_per_day == 7.5
    assert project.calendar.days_per_year == 220
    assert (project.maps[0].demand_per_year, project.maps[0].goal) == (24.0, "b")
    assert project.maps[0].charter == Charter(problem="Too slow", team=("Ann", "Bo"))


def test_setting_many_records_leaves_the_others_the_same() -> None:
    before = drawn("a>b, b>c", roles=(TEAM, LEGAL))
    after = edits.set_steps(before, MAP, ["a", "c"], phase="Plan", process_time="2 h")
    assert [s.phase for s in after.maps[0].steps] == ["Plan", "", "Plan"]
    assert step(after, "b") is step(before, "b")
    after = edits.set_flows(before, MAP, {"b>c"}, label="ok", probability=0.5)
    assert [(f.label, f.probability) for f in after.maps[0].flows] == [("", None), ("ok", 0.5)]
    after = edits.set_roles(before, MAP, ["team", "legal"], headcount=2.0)
    assert [r.headcount for r in after.maps[0].roles] == [2.0, 2.0]
    assert edits.set_steps(before, MAP, ["gone"], name="x") == before


@pytest.mark.parametrize(
    "change",
    [
        lambda p: edits.set_steps(p, MAP, ["a"], people=-1.0),
        lambda p: edits.set_steps(p, MAP, ["a"], role="nobody"),
        lambda p: edits.set_steps(p, MAP, ["a"], id="b"),
        lambda p: edits.set_flows(p, MAP, ["a>b"], probability=7.0),
        lambda p: edits.set_flows(p, MAP, ["a>b"], target="nowhere"),
        lambda p: edits.set_roles(p, MAP, ["team"], hourly_cost=float("nan")),
        lambda p: edits.set_map(p, MAP, goal="nowhere"),
        lambda p: edits.set_project(p, currency="much too long"),
        lambda p: edits.set_calendar(p, hours_per_day=0.0),
        lambda p: edits.set_calendar(p, days_per_week=8.0),
        lambda p: edits.add_step(p, MAP, "a"),
        lambda p: edits.add_role(p, MAP, "team", "Again"),
        lambda p: edits.add_note(p, MAP, "?", step="nowhere"),
        lambda p: edits.copy_map(p, MAP, MAP, "Again", "to_be"),
        lambda p: edits.add_map(p, ValueStreamMap(id=MAP)),
        lambda p: edits.place(p, MAP, {"a": ("nobody", None)}),
        lambda p: edits.make_room(edits.freeze(p, MAP, {"a": at(5)}), MAP, 0, by=1e8),
    ],
)
def test_no_edit_makes_an_unsound_map(change: Callable[[Project], Project]) -> None:
    with pytest.raises(ValidationError):
        change(drawn("a>b"))


def test_a_calendar_that_makes_a_time_too_long_is_refused() -> None:
    project = drawn("", {"a": {"wait_time": "120000 d"}})
    with pytest.raises(ValidationError, match="over 1,000,000 h"):
        edits.set_calendar(project, hours_per_day=10.0)


def test_a_step_stands_alone_or_behind_another() -> None:
    project = edits.add_step(drawn("", "a"), MAP, "b", name="Build", kind="decision", role="team",
                             position=at(5))  # fmt: skip
    assert step(project, "b") == Step(
        id="b", name="Build", kind="decision", role="team", position=at(5)
    )
    assert flows(project) == []
    project = edits.add_step(project, MAP, "c", after="a")
    assert steps(project) == ["a", "c", "b"]
    assert flows(project) == ["a>c"]


def test_a_step_behind_one_with_one_way_out_goes_into_it() -> None:
    project = edits.add_step(drawn("a>b .4, b>c"), MAP, "x", after="a")
    assert flows(project) == ["a>x 0.4", "x>b", "b>c"]
    assert project.maps[0].flows[0].id == "a>b", "the first part keeps its id"


def test_a_step_behind_a_branching_one_is_one_more_branch() -> None:
    assert flows(edits.add_step(drawn("a>b, a>c"), MAP, "x", after="a")) == ["a>b", "a>c", "a>x"]


def test_rework_and_information_are_no_way_on() -> None:
    assert flows(edits.add_step(drawn("a>b, b~a .2, b-c"), MAP, "x", after="b")) == [
        "a>b", "b~a 0.2", "b-c", "b>x"
    ]  # fmt: skip


def test_an_end_behind_a_step_is_a_branch_and_never_in_the_way() -> None:
    assert flows(edits.add_step(drawn("a>b"), MAP, "x", kind="end", after="a")) == ["a>b", "a>x"]


def test_nothing_is_added_behind_an_end_and_no_start_behind_a_step() -> None:
    with pytest.raises(EditError, match="Nothing flows on from an end"):
        edits.add_step(drawn("", {"a": {"kind": "end"}}), MAP, "x", after="a")
    with pytest.raises(EditError, match="Nothing flows into a start"):
        edits.add_step(drawn("", "a"), MAP, "x", kind="start", after="a")
    with pytest.raises(EditError, match="Nothing flows through a start"):
        edits.add_step(drawn("a>b"), MAP, "x", kind="start", after="a")


def test_connecting_forward_and_back() -> None:
    project = edits.connect(drawn("a>b, b>c", "d"), MAP, "c", "d")
    project = edits.connect(project, MAP, "d", "a")
    assert flows(project) == ["a>b", "b>c", "c>d", "d~a"]
    assert len(project.maps[0].flow_by_id) == 4
    with pytest.raises(EditError, match="already connected"):
        edits.connect(project, MAP, "a", "b")
    with pytest.raises(EditError, match="two different steps"):
        edits.connect(project, MAP, "a", "a")


def test_a_flow_is_led_through_a_step() -> None:
    project = edits.set_flows(drawn("a>b .3, a>c .7", "x"), MAP, ["a>b"], label="yes")
    project = edits.split_flow(project, MAP, "a>b", "x")
    assert flows(project) == ["a>x 0.3", "x>b", "a>c 0.7"]
    assert [f.label for f in project.maps[0].flows] == ["yes", "", ""]


def test_a_rework_flow_led_through_a_step_makes_a_return_step() -> None:
    project = edits.split_flow(drawn("a>b, b~a .2", "a b fix"), MAP, "b~a", "fix")
    assert flows(project) == ["a>b", "b~fix 0.2", "fix~a"]
    reading = read_map(project.maps[0])
    assert reading.return_steps == {"fix"}
    assert reading.rework_share() == {"b": 0.2}
    assert not any(p.severity == "error" for p in reading.problems)


def test_flows_that_are_there_are_not_drawn_twice() -> None:
    assert flows(edits.split_flow(drawn("a>x, a>b"), MAP, "a>b", "x")) == ["a>x", "x>b"]
    assert flows(edits.split_flow(drawn("x>b, a>b"), MAP, "a>b", "x")) == ["x>b", "a>x"]
    assert flows(edits.split_flow(drawn("a>x, x>b, a>b"), MAP, "a>b", "x")) == ["a>x", "x>b"]
    assert flows(edits.split_flow(drawn("a-x, a>b"), MAP, "a>b", "x")) == ["a-x", "a>x", "x>b"]


@pytest.mark.parametrize(
    ("drawing", "kind", "reason"),
    [
        ("a>b", "end", "Nothing flows through an end"),
        ("a>b", "start", "Nothing flows through a start"),
        ("x>a, a>b", "step", "in a circle"),
        ("a>b, b>x", "step", "in a circle"),
        ("a>b, b>c, c>x", "step", "in a circle"),
    ],
)
def test_a_flow_is_not_led_where_work_cannot_go(drawing: str, kind: str, reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        edits.split_flow(drawn(drawing, {"x": {"kind": kind}}), MAP, "a>b", "x")


def test_a_step_is_not_put_into_its_own_flow() -> None:
    for end in "ab":
        with pytest.raises(EditError, match="its own flow"):
            edits.split_flow(drawn("a>b"), MAP, "a>b", end)


@pytest.mark.parametrize(
    ("before", "gone", "after"),
    [
        ("a>b, b>c", "b", ["a>c"]),
        ("a>b .4, a>x .6, b>c", "b", ["a>c 0.4", "a>x 0.6"]),
        ("a>b, b>c, c>d", "b c", ["a>d"]),
        ("a>b, b>c, c>d", "c b", ["a>d"]),
        ("a>b, b>c", "a", ["b>c"]),
        ("a>b, b>c", "c", ["a>b"]),
        ("a>b, b>c, b>d", "b", []),
        ("a>c, b>c, c>d", "c", []),
        ("a>b, b>c, a>c", "b", ["a>c"]),
        ("a>b, b>c, c~b .2", "b", ["a>c"]),
        ("a>b, b>c, c~a .2", "b", ["a>c", "c~a 0.2"]),
        ("a>b, b~fix .2, fix~a, b>c", "fix", ["a>b", "b>c"]),
        ("a>b, b>a", "b", []),
        ("a>b, b>b, b>c", "b", ["a>c"]),
        ("a>b, b-x, b>c", "b", ["a>c"]),
        ("a>b, b>c", "a b c", []),
    ],
)
def test_deleting_steps_joins_their_neighbors_in_a_chain(
    before: str, gone: str, after: list[str]
) -> None:
    project = edits.delete(drawn(before), MAP, gone.split())
    assert flows(project) == after
    assert not set(gone.split()) & set(steps(project))


def test_the_joined_flow_keeps_label_and_id_of_the_way_in() -> None:
    project = edits.set_flows(drawn("a>b, b>c"), MAP, ["a>b"], label="yes")
    assert edits.delete(project, MAP, ["b"]).maps[0].flows == (
        Flow(id="a>b", source="a", target="c", label="yes"),
    )


def test_deleting_flows_deletes_no_step_and_joins_nothing() -> None:
    project = edits.delete(drawn("a>b, b>c"), MAP, flows=["a>b"])
    assert (steps(project), flows(project)) == (["a", "b", "c"], ["b>c"])
    project = edits.delete(drawn("a>b, b>c"), MAP, ["b"], ["a>b"])
    assert (steps(project), flows(project)) == (["a", "c"], []), "the way in was cut on purpose"


def test_flows_among_deleted_steps_do_not_part_their_neighbors() -> None:
    assert flows(edits.delete(drawn("a>b, b>c, c>d"), MAP, ["b", "c"], ["b>c"])) == ["a>d"]


def test_deleting_tells_records_of_one_id_apart() -> None:
    one = ValueStreamMap(
        id=MAP,
        steps=(Step(id="1"), Step(id="2"), Step(id="3")),
        flows=(Flow(id="1", source="1", target="2"), Flow(id="2", source="2", target="3")),
        notes=(Note(id="1"), Note(id="2", step="3")),
    )
    project = Project(maps=(one,))
    assert edits.delete(project, MAP, ["1"]).maps[0] == one.replace(
        steps=one.steps[1:], flows=one.flows[1:]
    )
    assert edits.delete(project, MAP, flows=["1"]).maps[0] == one.replace(flows=one.flows[1:])
    assert edits.delete(project, MAP, notes=["1"]).maps[0] == one.replace(notes=one.notes[1:])


def test_what_named_a_deleted_step_lets_go_of_it() -> None:
    notes = (Note(id="n1", step="b"), Note(id="n2", step="a"), Note(id="n3"))
    project = drawn("a>b, b>c", goal="b", milestones=("a", "b"), notes=notes)
    one = edits.delete(project, MAP, ["b"]).maps[0]
    assert one.goal is None
    assert one.milestones == ("a",)
    assert one.notes == notes[1:]


def test_deleting_on_one_map_leaves_the_other() -> None:
    project = edits.copy_map(drawn("a>b, b>c"), MAP, "to-be", "To-be", "to_be")
    after = edits.delete(project, "to-be", ["b"])
    assert after.maps[0] is project.maps[0]
    assert flows(after, "to-be") == ["a>c"]


def test_placing_changes_lane_and_position() -> None:
    helpers = (Helper(role="legal", people=2.0), Helper(role="team"))
    project = drawn("", {"a": {"role": None, "helpers": helpers}, "b": {}}, roles=(TEAM, LEGAL))
    after = edits.place(project, MAP, {"a": ("legal", at(8, 16))})
    assert step(after, "a").role == "legal"
    assert step(after, "a").position == at(8, 16)
    assert step(after, "a").helpers == helpers[1:], "nobody helps in the own lane"
    assert step(after, "b") is step(project, "b")
    assert step(edits.place(after, MAP, {"a": (None, None)}), "a").role is None


def test_freezing_keeps_what_was_placed_and_places_the_rest() -> None:
    project = drawn("", {"a": {"position": at(500)}, "b": {}, "c": {}})
    after = edits.freeze(project, MAP, {"a": at(1), "b": at(2)})
    assert [s.position for s in after.maps[0].steps] == [at(500), at(2), None]
    assert edits.freeze(after, MAP, {"a": at(9)}) is after


def test_making_room_moves_what_stands_at_the_right() -> None:
    project = drawn("", {s: {"position": at(x)} for s, x in zip("abc", (0, 130, 260), strict=True)})
    project = edits.add_step(project, MAP, "free")
    after = edits.make_room(project, MAP, 130)
    assert [s.position for s in after.maps[0].steps] == [at(0), at(260), at(390), None]
    assert edits.make_room(project, MAP, 1000) == project


def test_tidying_up_gives_all_places_back() -> None:
    project = drawn("", {"a": {"position": at(500)}, "b": {}})
    after = edits.tidy(project, MAP)
    assert [s.position for s in after.maps[0].steps] == [None, None]
    assert edits.tidy(after, MAP) == after


def test_lanes_are_added_and_moved() -> None:
    project = edits.add_role(drawn("", roles=(TEAM,)), MAP, "r2", "Agency")
    project = edits.add_role(project, MAP, "r3", "Client", index=0)
    assert [r.name for r in project.maps[0].roles] == ["Client", "Team", "Agency"]

    def moved(role: str, index: int) -> str:
        return " ".join(r.id for r in edits.move_role(project, MAP, role, index).maps[0].roles)

    assert moved("r2", 0) == "r2 r3 team"
    assert moved("r3", 1) == "team r3 r2"
    assert moved("r3", 99) == "team r2 r3"
    assert moved("team", -5) == "team r3 r2"


def test_deleting_a_lane_keeps_its_steps_without_a_role() -> None:
    work = {
        "a": {"role": "legal"},
        "b": {"helpers": (Helper(role="legal"), Helper(role="web"))},
        "c": {},
    }
    project = drawn("a>b, b>c", work, roles=(TEAM, LEGAL, Role(id="web")))
    after = edits.delete_role(project, MAP, "legal")
    assert after.maps[0].roles == (TEAM, Role(id="web"))
    assert step(after, "a").crew == ((None, 1.0),)
    assert step(after, "b").crew == (("team", 1.0), ("web", 1.0))
    assert step(after, "c") is step(project, "c")
    assert flows(after) == ["a>b", "b>c"]


def test_notes_get_ids_of_their_own() -> None:
    project = edits.add_note(drawn("", "a"), MAP, "One team serves five streams", step="a")
    project = edits.add_note(project, MAP, "Why so late?", "question")
    assert project.maps[0].notes == (
        Note(id="note-1", kind="issue", step="a", text="One team serves five streams"),
        Note(id="note-2", kind="question", text="Why so late?"),
    )


def test_a_copied_map_keeps_the_ids_to_be_compared_by() -> None:
    project = drawn("a>b, b~a .1", notes=(Note(id="n"),), demand_per_year=12.0)
    after = edits.copy_map(project, MAP, "to-be", "To-be", "to_be")
    new = after.maps[1]
    assert (new.id, new.name, new.kind, new.based_on) == ("to-be", "To-be", "to_be", MAP)
    assert new.replace(id=MAP, name="", kind="as_is", based_on=None) == project.maps[0]


def test_deleting_a_map_frees_those_made_from_it() -> None:
    project = edits.copy_map(drawn("a>b"), MAP, "to-be", "To-be", "to_be")
    project = edits.copy_map(project, "to-be", "plan-b", "Plan B", "variant")
    after = edits.delete_map(project, MAP)
    assert [(m.id, m.based_on) for m in after.maps] == [("to-be", None), ("plan-b", "to-be")]
    after = edits.delete_map(after, "to-be")
    assert [(m.id, m.based_on) for m in after.maps] == [("plan-b", None)]
    with pytest.raises(EditError, match="at least one map"):
        edits.delete_map(after, "plan-b")


def test_a_map_is_added() -> None:
    assert edits.add_map(drawn(""), ValueStreamMap(id="x")).map_by_id["x"].steps == ()


def test_a_copy_holds_the_steps_the_flows_among_them_and_their_roles() -> None:
    work = {"a": {}, "b": {"helpers": (Helper(role="legal"),)}, "c": {}}
    project = drawn("a>b, b>c, b~a .1", work, roles=(LEGAL, TEAM, Role(id="idle")))
    found = edits.copy(project, MAP, ["b", "a", "gone"])
    assert [s.id for s in found.steps] == ["a", "b"]
    assert [f.id for f in found.flows] == ["a>b", "b~a"]
    assert found.roles == (LEGAL, TEAM)


def test_pasting_beside_gives_new_ids_and_a_free_place() -> None:
    work = {"a": {"position": at(100, 8), "tools": ("CRM",)}, "b": {"process_time": "1,5 h"}}
    project = drawn("a>b .5, b~a .1", work)
    pasted = edits.paste(project, MAP, edits.copy(project, MAP, "ab"))
    assert pasted.steps == ("step-1", "step-2")
    one = pasted.project.maps[0]
    assert one.steps[:2] == project.maps[0].steps
    assert one.steps[2] == one.steps[0].replace(id="step-1", position=at(228, 8))
    assert one.steps[3] == one.steps[1].replace(id="step-2")
    assert flows(pasted.project)[2:] == ["step-1>step-2 0.5", "step-2~step-1 0.1"]
    assert one.roles == (TEAM,)
    again = edits.paste(pasted.project, MAP, edits.copy(project, MAP, "ab"))
    assert again.steps == ("step-3", "step-4")
    assert step(again.project, "step-3").position == at(356, 8)


def test_what_is_pasted_keeps_its_shape_and_covers_nothing() -> None:
    work = {i: {"position": at(x, 8)} for i, x in (("a", 0), ("b", 130), ("c", 400))}
    project = drawn("a>b, b>c", work)
    pasted = edits.paste(project, MAP, edits.copy(project, MAP, "ab"))
    assert [step(pasted.project, s).position for s in pasted.steps] == [at(0, 96), at(130, 96)]
    cut = edits.delete(project, MAP, ("b",))
    back = edits.paste(cut, MAP, edits.copy(project, MAP, "b"))
    assert step(back.project, back.steps[0]).position == at(130, 8)


def test_pasting_on_another_map_leaves_references_to_maps_behind() -> None:
    measures = (Countermeasure(id="k"),)
    project = drawn("", {"a": {"replaces": ("old",), "countermeasures": ("k",)}},
                    countermeasures=measures)  # fmt: skip
    project = edits.copy_map(project, MAP, "to-be", "To-be", "to_be")
    pasted = edits.paste(project, "to-be", edits.copy(project, MAP, "a"))
    new = pasted.project.map_by_id["to-be"].steps[-1]
    assert (new.replaces, new.countermeasures, new.role) == ((), (), "team")
    assert pasted.project.maps[0] is project.maps[0]


def roles_after_pasting(project: Project, *roles: Role) -> tuple[list[tuple[str, str]], list[Any]]:
    """(id, name) of the lanes and the roles of the new steps, one per role pasted."""
    fragment = edits.Fragment(
        steps=tuple(Step(id=f"s{i}", role=r.id) for i, r in enumerate(roles)), roles=roles
    )
    after = edits.paste(project, MAP, fragment)
    one = after.project.map_by_id[MAP]
    return [(r.id, r.name) for r in one.roles], [one.step_by_id[s].role for s in after.steps]


def test_roles_are_found_by_id_and_name_then_by_name_else_added() -> None:
    project = drawn("", roles=(TEAM, LEGAL))
    here = [("team", "Team"), ("legal", "Legal")]
    assert roles_after_pasting(project, LEGAL) == (here, ["legal"])
    assert roles_after_pasting(project, Role(id="x", name="LEGAL")) == (here, ["legal"])
    assert roles_after_pasting(project, Role(id="legal", name="Team")) == (here, ["team"])
    new = Role(id="agency", name="Agency")
    assert roles_after_pasting(project, new) == ([*here, ("agency", "Agency")], ["agency"])


def test_a_pasted_role_never_takes_the_id_of_another() -> None:
    project = drawn("", roles=(TEAM,))
    other = Role(id="team", name="Agency")
    assert roles_after_pasting(project, other) == (
        [("team", "Team"), ("role-1", "Agency")],
        ["role-1"],
    )
    project = edits.add_map(project, ValueStreamMap(id="to-be", roles=(LEGAL,)))
    assert roles_after_pasting(project, Role(id="legal", name="Client"))[1] == ["role-1"]
    assert roles_after_pasting(project, LEGAL)[1] == ["legal"], "the same role of another map"
    both = (Role(id="role-1", name="Print"), Role(id="team", name="Web"))
    assert roles_after_pasting(project, *both)[1] == ["role-1", "role-2"]


def test_lanes_without_a_name_are_not_taken_for_each_other() -> None:
    project = drawn("", roles=(Role(id="r1"),))
    assert roles_after_pasting(project, Role(id="r2"))[0] == [("r1", ""), ("r2", "")]
    assert roles_after_pasting(project, Role(id="r1"))[0] == [("r1", "")]


def test_pasting_between_projects_brings_the_lanes_along() -> None:
    work = {"a": {"role": "legal", "helpers": (Helper(role="team", people=0.5),)}}
    fragment = edits.copy(drawn("a>b", work, roles=(TEAM, LEGAL)), MAP, "ab")
    there = new_project()
    sent = edits.Fragment.model_validate_json(fragment.model_dump_json(exclude_defaults=True))
    assert sent == fragment
    pasted = edits.paste(there, "as-is", sent)
    one = pasted.project.maps[0]
    assert one.roles[:3] == there.maps[0].roles
    assert [(r.id, r.hourly_cost) for r in one.roles[3:]] == [("team", 10.0), ("legal", 90.0)]
    assert one.step_by_id[pasted.steps[0]].crew == (("legal", 1.0), ("team", 0.5))


def test_a_clipboard_in_disorder_is_pasted_as_far_as_it_goes() -> None:
    fragment = edits.Fragment(
        steps=(Step(id="a", role="ghost", helpers=(Helper(role="ghost"),)), Step(id="a", name="A")),
        flows=(Flow(id="f", source="a", target="gone"), Flow(id="f", source="gone", target="a")),
    )
    pasted = edits.paste(drawn("", "x"), MAP, fragment)
    assert pasted.steps == ("step-1",)
    assert step(pasted.project, "step-1") == Step(id="step-1", name="A")
    assert flows(pasted.project) == []


def test_nothing_pasted_nothing_changed() -> None:
    project = drawn("a>b")
    assert edits.paste(project, MAP, edits.copy(project, MAP, ())) == edits.Pasted(project, ())


def test_a_large_map_is_pasted_onto_itself() -> None:
    chain = ", ".join(f"s{i}>s{i + 1}" for i in range(999))
    project = drawn(chain)
    pasted = edits.paste(project, MAP, edits.copy(project, MAP, steps(project)))
    assert len(set(steps(pasted.project))) == 2000
    assert len(pasted.project.maps[0].flow_by_id) == 1998
    reading = read_map(pasted.project.maps[0])
    assert (len(reading.starts), len(reading.ends)) == (2, 2)
