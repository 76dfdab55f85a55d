"""Captured lines drawn on a map: where the step stands, what flows change, where the next goes."""

from __future__ import annotations

from typing import Any

import pytest

from mopsmap import edits
from mopsmap.capture import line_of, read
from mopsmap.edits import Captured, EditError, Place, capture
from mopsmap.layout import lay_out, positions
from mopsmap.model import Project, Role, new_project
from mopsmap.reading import read_map
from mopsmap.units import Duration, Spread
from tests.core.drawing import draw

MAP = "map"
SIGNS = {"forward": ">", "rework": "~", "information": "-"}


class Hand:
    """Types line after line, each going on where the last one ended."""

    def __init__(self, project: Project, anchor: str | None = None) -> None:
        self.project, self.anchor = project, anchor
        self.map_id = project.maps[0].id
        self.asked: Any = {}

    @property
    def map(self) -> Any:
        return self.project.map_by_id[self.map_id]

    def type(self, text: str, place: Place = "after") -> Captured:
        said = read(text, self.map, self.project)
        done = capture(self.project, self.map_id, said, self.anchor, place, self.asked)
        self.project, self.anchor, self.asked = done.project, done.next_anchor, done.asked
        return done

    def at(self, name: str) -> Hand:
        self.anchor = next(s.id for s in self.map.steps if s.called == name)
        return self

    @property
    def flows(self) -> list[str]:
        """Flows by the names of their steps, as "Brief>Copy yes 0.65"."""
        names = {s.id: s.called for s in self.map.steps}
        return [
            names[f.source]
            + SIGNS[f.kind]
            + names[f.target]
            + (f" {f.label}" if f.label else "")
            + ("" if f.probability is None else f" {f.probability:g}")
            for f in self.map.flows
        ]


def empty() -> Hand:
    return Hand(new_project())


def test_enter_chains() -> None:
    hand = empty()
    for line in ("Brief", "Write copy @marketing 4h", "Publish"):
        hand.type(line)
    assert hand.flows == ["Brief>Write copy", "Write copy>Publish"]
    assert [s.role for s in hand.map.steps] == ["role-1", "role-2", "role-2"]


def test_a_decision_takes_its_answers_and_the_next_step_the_open_one() -> None:
    hand = empty()
    for line in ("Brief", "Approved? yes 65% no back to Brief", "Publish"):
        hand.type(line)
    assert hand.flows == [
        "Brief>Approved?",
        "Approved?~Brief no 0.35",
        "Approved?>Publish yes 0.65",
    ]


def test_branches_side_by_side_are_joined_by_a_plus() -> None:
    hand = empty()
    hand.type("Brief")
    hand.type("Copy")
    hand.type("Design", "beside")
    hand.type("Assemble +")
    assert hand.flows == ["Brief>Copy", "Brief>Design", "Design>Assemble", "Copy>Assemble"]


def test_rework_is_said_alone_or_with_the_step() -> None:
    hand = empty()
    for line in ("Brief", "Copy", "Check back to Brief 30%", "back to Copy 10%"):
        hand.type(line)
    assert hand.flows == ["Brief>Copy", "Copy>Check", "Check~Brief 0.3", "Check~Copy 0.1"]


def test_a_role_nobody_heard_of_becomes_a_lane() -> None:
    hand = empty()
    hand.type("Check @legal")
    assert hand.map.roles[-1] == Role(id="role-4", name="Legal")
    assert hand.map.steps[0].role == "role-4"


def test_a_line_that_says_nothing_is_refused() -> None:
    project = Project(maps=(draw("a>b"),))
    for text, anchor in (("", "a"), ("   ", "a"), ("4h", None), ("@team", "a")):
        with pytest.raises(EditError, match="Type what is done"):
            capture(project, MAP, read(text, project.maps[0], project), anchor)


def drawn(flows: str, steps: Any = "", **fields: Any) -> Hand:
    return Hand(Project(maps=(draw(flows, steps, **fields),)))


def test_a_step_goes_into_the_only_way_on() -> None:
    hand = drawn("a>b .4", "a b").at("a")
    done = hand.type("New")
    assert hand.flows == ["a>New 0.4", "New>b"]
    assert (done.flows[0], len(done.flows)) == ("a>b", 2)
    assert hand.anchor == done.steps[0]


def test_a_step_before_the_selected_one_goes_into_every_way_to_it() -> None:
    hand = drawn("a>c .3, b>c, c~a .2").at("c")
    hand.type("New", "before")
    assert hand.flows == ["a>New 0.3", "New>c", "b>New", "c~a 0.2"]


def test_a_step_before_the_first_one_leads_to_it() -> None:
    hand = drawn("a>b").at("a")
    hand.type("New", "before")
    assert hand.flows == ["a>b", "New>a"]
    hand.type("Then")
    assert hand.flows == ["a>b", "New>Then", "Then>a"]


def test_a_branch_beside_a_step_begins_and_ends_with_it() -> None:
    hand = drawn("a>b, b>c, b~a .1").at("b")
    hand.type("New", "beside")
    assert hand.flows == ["a>b", "b>c", "b~a 0.1", "a>New", "New>c"]


def test_a_branch_beside_the_first_step_is_another_first_step() -> None:
    hand = drawn("a>b").at("a")
    hand.type("New", "beside")
    assert hand.flows == ["a>b", "New>b"]


def test_a_branch_beside_a_start_leaves_it() -> None:
    hand = drawn("a>b", {"a": {"kind": "start"}}).at("a")
    hand.type("New", "beside")
    assert hand.flows == ["a>b", "a>New"]


def test_a_branch_beside_an_answer_is_the_next_answer() -> None:
    hand = empty()
    for line in ("Brief", "Approved? yes 65% no 35%", "Publish"):
        hand.type(line)
    hand.type("Rewrite", "beside")
    assert hand.flows[1:] == ["Approved?>Publish yes 0.65", "Approved?>Rewrite no 0.35"]


def test_a_decision_put_between_gives_the_way_on_its_first_answer() -> None:
    hand = drawn("a>b").at("a")
    hand.type("Approved? yes 65% no 35%")
    hand.type("Rewrite")
    assert hand.flows == ["a>Approved?", "Approved?>b yes 0.65", "Approved?>Rewrite no 0.35"]
    hand.at("Approved?").type("Discuss")
    assert hand.flows[-1] == "Approved?>Discuss", "no answer is open anymore: one more way"


def test_the_other_answer_is_open_where_only_no_was_said() -> None:
    hand = drawn("a>b", {"b": {"name": "Approved?", "kind": "decision"}}).at("Approved?")
    hand.project = edits.connect(hand.project, MAP, "b", "a")
    hand.project = edits.set_flows(
        hand.project, MAP, [hand.map.flows[-1].id], label="no", probability=0.35
    )
    hand.type("Publish")
    assert hand.flows[-1] == "Approved?>Publish yes 0.65"


def test_a_step_that_leads_only_back_is_drawn_on_the_way_back() -> None:
    hand = empty()
    for line in ("Brief", "Copy", "Approved? yes 65% no 35%"):
        hand.type(line)
    done = hand.type("Fix copy >Copy")
    assert hand.flows[2:] == ["Approved?~Fix copy no 0.35", "Fix copy~Copy"]
    assert read_map(hand.map).return_steps == set(done.steps)
    hand.type("Publish")
    assert hand.flows[-1] == "Approved?>Publish yes 0.65"


@pytest.mark.parametrize("line", ["back to Brief", ">Brief", "back to Brief 35%"])
def test_a_way_back_said_alone_is_the_answer_the_line_goes_on_from(line: str) -> None:
    hand = empty()
    for said in ("Brief", "Approved? yes 65% no 35%", "Publish", "end: Live", line):
        hand.type(said)
    assert hand.flows[-1] == "Approved?~Brief no 0.35"
    again = empty()
    for said in ("Brief", "Approved? yes 65% no 35%", line, "Publish"):
        again.type(said)
    assert again.flows[1:] == ["Approved?~Brief no 0.35", "Approved?>Publish yes 0.65"]


def test_an_arrow_back_from_where_nothing_is_chosen_is_the_answer_still_open() -> None:
    hand = empty()
    for line in ("Request", "Complete? yes 40% no 60%", "Schedule", "Ask again >Schedule", "Plan"):
        hand.type(line)
    assert hand.flows[1:] == [
        "Complete?>Schedule yes 0.4",
        "Complete?>Ask again no 0.6",
        "Ask again>Schedule",
        "Schedule>Plan",
    ]
    hand = empty()
    for line in ("Copy", "Approved? yes 65% no 35%", "Publish", "Fix copy >Copy", "Report"):
        hand.type(line)
    assert hand.flows[1:] == [
        "Approved?>Publish yes 0.65",
        "Approved?~Fix copy no 0.35",
        "Fix copy~Copy",
        "Publish>Report",
    ]


def test_the_way_back_is_gone_on_with() -> None:
    hand = drawn("a>b, b~x .3, x~a, b>c", "a b x c").at("x")
    done = hand.type("Then")
    assert hand.flows == ["a>b", "b~x 0.3", "x~Then", "Then~a", "b>c"]
    hand.at("x").type("First", "before")
    assert read_map(hand.map).return_steps == {"x", *done.steps, hand.map.steps[2].id}
    with pytest.raises(EditError, match="'x' is on the way back"):
        hand.at("x").type("New", "beside")


def test_answers_of_a_decision_that_was_undone_are_forgotten() -> None:
    hand = empty()
    hand.type("Brief")
    before, anchor = hand.project, hand.anchor
    done = hand.type("Approved? yes 65% no 35%")
    hand.project, hand.anchor = before, anchor
    assert hand.type("Ready?").steps == done.steps, "the same id"
    hand.type("Publish")
    assert hand.flows[-1] == "Ready?>Publish"


def test_a_branch_goes_on_at_an_existing_step() -> None:
    hand = drawn("a>b, b>c, c>d").at("a")
    hand.type("Short cut >d")
    assert hand.flows[3:] == ["a>Short cut", "Short cut>d"]
    assert hand.anchor == "d"


def test_an_arrow_to_the_next_step_is_the_way_between() -> None:
    hand = drawn("a>b").at("a")
    hand.type("New >b 40%")
    assert hand.flows == ["a>New", "New>b 0.4"]


def test_existing_steps_are_connected_without_a_new_one() -> None:
    hand = drawn("a>b, a>c, c>d", "a b c d").at("b")
    done = hand.type(">d 20%")
    assert (hand.flows[-1], done.steps, hand.anchor) == ("b>d 0.2", (), "d")
    with pytest.raises(EditError, match="already connected"):
        hand.at("b").type(">d")


def test_a_step_named_by_a_plus_is_joined_into_the_selected_one() -> None:
    hand = drawn("a>b, a>c", "a b c").at("c")
    hand.type("+b")
    assert hand.flows[-1] == "b>c"


def test_a_step_after_several_goes_where_all_of_them_lead() -> None:
    hand = drawn("a>b, a>c, b>d, c>d").at("a")
    hand.type("Check both <b +c")
    assert hand.flows == ["a>b", "a>c", "b>Check both", "Check both>d", "c>Check both"]


def test_a_plus_joins_the_branches_that_are_open_beside_this_one_only() -> None:
    hand = drawn("a>b, a>c, c>d, x>y", "a b c d x y").at("b")
    hand.type("Both +")
    assert hand.flows[-2:] == ["b>Both", "d>Both"]
    hand = drawn("a>b, b>c", "a b c").at("a")
    hand.type("Alone +")
    assert hand.flows == ["a>Alone", "Alone>b", "b>c"]


def test_a_step_after_others_of_one_way_leaves_that_way_as_it_is() -> None:
    hand = drawn("a>b, b>c, b>d").at("d")
    hand.type("Late +a +b +c")
    late = ["a>Late", "b>Late", "c>Late", "d>Late"]
    assert sorted(hand.flows) == sorted(["a>b", "b>c", "b>d", *late])
    hand = drawn("a>b, b>c").at("c")
    hand.type("Late <a +b")
    assert sorted(hand.flows) == ["Late>c", "a>Late", "a>b", "b>Late"]


def test_first_steps_side_by_side_are_joined() -> None:
    hand = empty()
    hand.type("Brief")
    hand.type("Budget", "beside")
    hand.type("Kick-off +")
    assert hand.flows == ["Budget>Kick-off", "Brief>Kick-off"]


def test_a_step_cannot_begin_after_what_comes_later() -> None:
    hand = drawn("a>b, b>c").at("a")
    with pytest.raises(EditError, match="'c' comes later"):
        hand.type("New +c")


def test_starts_and_ends() -> None:
    hand = empty()
    hand.type("start: Request")
    hand.type("Brief")
    hand.type("end")
    assert [(s.name, s.kind) for s in hand.map.steps] == [
        ("Request", "start"), ("Brief", "step"), ("End", "end")
    ]  # fmt: skip
    assert hand.anchor is None
    with pytest.raises(EditError, match="Nothing flows on from an end"):
        hand.at("End").type("More")
    hand.at("Brief").type("More")
    assert hand.flows == ["Request>Brief", "Brief>More", "More>End"]


def test_role_and_phase_are_those_of_the_selected_step_unless_said() -> None:
    hand = drawn("", {"a": {"phase": "Plan"}}, roles=(Role(id="team"), Role(id="ops"))).at("a")
    hand.type("B")
    hand.type("C @ops #Build")
    hand.type("D")
    assert [(s.role, s.phase) for s in hand.map.steps] == [
        ("team", "Plan"), ("team", "Plan"), ("ops", "Build"), ("ops", "Build")
    ]  # fmt: skip


def test_a_role_of_another_map_comes_with_its_costs() -> None:
    legal = Role(id="lg", name="Legal", hourly_cost=90.0)
    other = draw("", "x", roles=(legal, Role(id="team"))).replace(id="other")
    hand = Hand(Project(maps=(draw("", "a"), other)), "a")
    hand.type("Check @legal")
    assert hand.map.roles[-1] == legal


def test_a_role_named_twice_is_one_lane() -> None:
    hand = empty()
    hand.type("Check @privacy")
    hand.type("Check again @Privacy @dpo x3")
    assert [r.name for r in hand.map.roles[3:]] == ["Privacy", "Dpo"]
    (helper,) = hand.map.steps[-1].helpers
    assert (helper.role, helper.people) == (hand.map.roles[-1].id, 3.0)


def test_without_a_selected_step_the_lane_says_whose_it_is() -> None:
    project = new_project()
    said = read("Brief", project.maps[0], project)
    done = capture(project, "as-is", said, None, lane="role-3")
    assert done.project.maps[0].steps[0].role == "role-3"


def test_a_step_that_is_gone_is_no_anchor() -> None:
    project = new_project()
    with pytest.raises(EditError, match="no longer there"):
        capture(project, "as-is", read("Brief", project.maps[0]), "gone")


def frozen(hand: Hand) -> Hand:
    hand.project = edits.freeze(hand.project, MAP, positions(lay_out(hand.map), hand.map))
    return hand


def where(hand: Hand) -> dict[str, tuple[float, float]]:
    return {s.called: (s.position.x, s.position.y) for s in hand.map.steps if s.position}


def test_placed_steps_make_room_for_one_between_and_nothing_else_moves() -> None:
    hand = frozen(drawn("a>b, b>c")).at("b")
    before = where(hand)
    hand.type("New")
    now = where(hand)
    assert now["a"] == before["a"]
    assert now["b"] == before["b"]
    assert now["New"] == (before["b"][0] + edits.PITCH, before["b"][1])
    assert now["c"] == (now["New"][0] + edits.PITCH, before["c"][1])


def test_a_branch_stands_under_the_step_beside_it_and_pushes_nothing_aside() -> None:
    hand = frozen(drawn("a>b, b>c")).at("b")
    before = where(hand)
    hand.type("New", "beside")
    now = where(hand)
    assert {name: now[name] for name in before} == before
    assert now["New"][0] == before["b"][0]
    assert now["New"][1] > before["b"][1]


def test_where_steps_place_themselves_new_ones_do_too() -> None:
    hand = drawn("a>b").at("a")
    hand.type("New")
    assert where(hand) == {}


def test_a_workshop_of_an_hour() -> None:
    hand = empty()
    for line in (
        "start: Request received", "Brief campaign 4h w2d @campaign #Plan",
        "Approve brief? yes 70% no back to Brief campaign @lead 20m w3d",
        "Write copy @content 2d #Make",
    ):  # fmt: skip
        hand.type(line)
    hand.type("Design banner @design 3d", "beside")
    hand.type("Build page @mo 6h w2-4-8d", "beside")
    hand.type("Assemble + @mo 4h")
    hand.type("Check ok? yes 65% no 35% @legal 1h w5d")
    hand.type("Fix defects >Assemble 2h @mo")
    hand.type("Launch @mo 1h")
    hand.type("end: Campaign live")
    assert hand.flows == [
        "Request received>Brief campaign",
        "Brief campaign>Approve brief?",
        "Approve brief?~Brief campaign no 0.3",
        "Approve brief?>Begin side by side yes 0.7",
        "Begin side by side>Write copy",
        "Begin side by side>Design banner",
        "Begin side by side>Build page",
        "Build page>Assemble", "Write copy>Assemble", "Design banner>Assemble",
        "Assemble>Check ok?",
        "Check ok?~Fix defects no 0.35", "Fix defects~Assemble",
        "Check ok?>Launch yes 0.65", "Launch>Campaign live",
    ]  # fmt: skip
    found = read_map(hand.map)
    assert {p.severity for p in found.problems} <= {"info"}
    assert len(found.parallel_splits) == len(found.joins) == 1
    assert [r.name for r in hand.map.roles[3:]] == [
        "Campaign", "Lead", "Content", "Design", "Legal"
    ]  # fmt: skip


def test_a_branch_beside_the_last_answer_begins_with_it() -> None:
    hand = frozen(drawn("a>b", {"a": {"name": "Ok?", "kind": "decision"}})).at("b")
    done = hand.type("New", "beside")
    assert hand.flows == [
        "Ok?>Begin side by side", "Begin side by side>b", "Begin side by side>New"
    ]  # fmt: skip
    assert len(done.steps) == 2
    now = where(hand)
    assert now["Ok?"][0] < now["Begin side by side"][0] < now["b"][0] == now["New"][0]


def test_the_answer_before_branches_that_begin_together_keeps_its_room() -> None:
    hand = frozen(drawn("a>b")).at("b")
    hand.type("Ok? yes 70% no back to a 1h")
    hand.type("Left")
    room = where(hand)["Left"][0] - where(hand)["Ok?"][0]
    hand.type("Right", "beside")
    now = where(hand)
    assert now["Begin side by side"][0] - now["Ok?"][0] == room
    assert now["Left"][0] == now["Right"][0] > now["Begin side by side"][0]


def test_an_outline_draws_branches_and_joins_them() -> None:
    hand = drawn("a>z").at("a")
    done = edits.capture_lines(hand.project, MAP, "B\n  C\n\n  D 2h\n    E\nF\n", "a")
    hand = Hand(done.project)
    assert sorted(hand.flows) == sorted(["a>B", "B>C", "B>D", "D>E", "C>F", "E>F", "F>z"])
    assert done.next_anchor == done.steps[-1]


def test_branches_left_open_at_the_end_of_an_outline_go_on_together() -> None:
    hand = drawn("a>z").at("a")
    done = edits.capture_lines(hand.project, MAP, "B\n\tC\n\tD", "a")
    assert sorted(Hand(done.project).flows) == sorted(["a>B", "B>C", "C>z", "B>D", "D>z"])


def test_lines_that_cannot_be_drawn_are_named_and_the_others_drawn() -> None:
    hand = drawn("", "a").at("a")
    done = edits.capture_lines(hand.project, MAP, "- B\n- back to Nope 3%\n- C", "a")
    assert Hand(done.project).flows == ["a>B", "B>C"]
    assert done.refused == ("Line 2: No step is called 'Nope'.",)


def test_an_outline_that_is_empty_or_endless_is_refused() -> None:
    project = new_project()
    with pytest.raises(EditError, match="nothing to draw"):
        edits.capture_lines(project, "as-is", "\n# Phase\n", None)
    with pytest.raises(EditError, match="too many"):
        edits.capture_lines(project, "as-is", "x\n" * 10_000, None)


def restated(hand: Hand, step: str, text: str) -> None:
    said = read(text, hand.map, hand.project)
    hand.project = edits.restate(hand.project, MAP, step, said).project


def test_a_line_without_a_title_says_more_of_the_selected_step() -> None:
    hand = empty()
    hand.type("Brief")
    hand.type("Copy @x 2h w1d [Word] ~errors")
    before = hand.map
    done = hand.type("4h 80% €20 =va [Excel] ~queue")
    step = hand.map.steps[-1]
    assert (done.steps, done.flows, done.next_anchor) == ((), (), step.id)
    assert (step.process_time, step.wait_time) == (Duration(4, "h"), Duration(1, "d"))
    assert (step.complete_accurate, step.fixed_cost, step.value_class) == (0.8, 20, "value_adding")
    assert (step.tools, step.wastes) == (("Word", "Excel"), ("defects", "waiting"))
    same = {"name", "role", "kind", "phase", "people", "position", "id"}
    assert all(getattr(step, name) == getattr(before.steps[-1], name) for name in same)
    assert (hand.map.steps[0], hand.map.flows) == (before.steps[0], before.flows)
    hand.type("1h >Brief")
    assert hand.map.steps[-1].process_time == Duration(1, "h")
    assert hand.flows[-1] == "Copy~Brief"


@pytest.mark.parametrize("line", ["@x", "@x 2h", "#Plan", "#Plan 2h w1d"])
def test_a_line_that_begins_with_whose_it_is_waits_for_its_title(line: str) -> None:
    hand = drawn("a>b", "a b").at("b")
    with pytest.raises(EditError, match="Type what is done"):
        hand.type(line)


def test_a_step_is_changed_by_typing_its_line_again() -> None:
    spread = Spread(distribution="exponential", mean=Duration(2.0))
    known = {"process_time": spread, "wait_time": "2 d", "people": 2.0, "tools": ("Word",)}
    hand = drawn("", {"a": {"name": "Copy", "evidence": "measured", "description": "x", **known}})
    line = line_of(hand.map.steps[0], hand.map, hand.project)
    before = hand.project
    restated(hand, "a", line)
    assert hand.project == before, "the same line changes nothing"
    line = line.replace("Copy", "Write copy").replace(" w2d", "").replace("@Team", "@new 80%")
    restated(hand, "a", line)
    step = hand.map.steps[0]
    assert (step.name, step.wait_time, step.complete_accurate) == ("Write copy", None, 0.8)
    assert (step.process_time, step.tools, step.people) == (spread, ("Word",), 2.0)
    assert (step.evidence, step.description) == ("measured", "x")
    assert hand.map.role_by_id[step.role].name == "New"
    restated(hand, "a", "Write copy 4h")
    step = hand.map.steps[0]
    assert (step.process_time, step.tools, step.people) == (Duration(4.0), (), 1.0)


def test_an_answer_said_again_to_lead_elsewhere_leads_there_alone() -> None:
    hand = drawn("a>b, b>c, c>d", {"c": {"name": "Faults?", "kind": "decision"}})
    restated(hand, "c", "Faults? @team yes 30% back to a, no")
    assert hand.flows == ["a>b", "b>Faults?", "Faults?>d no 0.7", "Faults?~a yes 0.3"]
    restated(hand, "c", "Faults? @team yes 20% back to b, no")
    assert hand.flows == ["a>b", "b>Faults?", "Faults?>d no 0.8", "Faults?~b yes 0.2"]


def test_a_step_said_again_may_get_answers_and_ways() -> None:
    hand = drawn("a>b, b>c", {"b": {"name": "Ok?", "kind": "decision"}})
    restated(hand, "b", "Ok? @team yes 65% no back to a")
    assert hand.flows == ["a>Ok?", "Ok?>c yes 0.65", "Ok?~a no 0.35"]
    restated(hand, "b", "Ok? @team yes 80% no")
    assert hand.flows == ["a>Ok?", "Ok?>c yes 0.8", "Ok?~a no 0.2"]
    with pytest.raises(EditError, match="already connected"):
        restated(hand, "a", "a @team >b")
    with pytest.raises(EditError, match="no longer there"):
        restated(hand, "gone", "x")
