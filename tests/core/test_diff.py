"""What changed between two states, by id: enough to repaint and to compare, and nothing more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.diff import (
    MapDiff,
    ProjectDiff,
    RecordsDiff,
    changed_fields,
    diff,
    diff_maps,
    diff_records,
    only_moved,
)
from mopsmap.model import Position, Project, Role, Step, ValueStreamMap
from mopsmap.units import Calendar, Duration
from tests.core.drawing import draw


def test_nothing_changed() -> None:
    both = Project(maps=(draw("a>b"),))
    assert not diff(both, both)
    assert not diff(both, Project(maps=(draw("a>b"),))), "equal, not only the same"
    assert not ProjectDiff()
    assert not MapDiff()
    assert not RecordsDiff()


def test_steps_and_flows_by_id() -> None:
    found = diff_maps(draw("a>b, b>c", "a b c"), draw("a>c, a>b .5", {"c": 4.0, "a": 0.0, "d": {}}))
    assert found.steps == RecordsDiff(added=("d",), changed=("c", "a"), moved=True)
    assert found.flows == RecordsDiff(added=("a>c",), removed=("b>c",), changed=("a>b",))
    assert found.flows.ids == ("a>c", "a>b", "b>c")
    assert not found.roles
    assert found.fields == ()


def test_steps_are_only_moved_as_long_as_nothing_else_differs() -> None:
    before = draw("a>b", {"a": {"position": Position(x=1, y=8)}})
    for change, moved in (
        ({"position": Position(x=9, y=8)}, True),
        ({"position": None}, True),
        ({"position": Position(x=9, y=8), "name": "A"}, False),
        ({}, True),
    ):
        steps = tuple(s.replace(**change) if s.id == "a" else s for s in before.steps)
        after = before.replace(steps=steps)
        assert only_moved(before, after) is moved
        assert only_moved(before, after, diff_maps(before, after)) is moved
    assert not only_moved(before, before.replace(flows=()))


def test_order_alone_is_a_change() -> None:
    roles = (Role(id="r1"), Role(id="r2"), Role(id="r3"))
    found = diff_maps(draw("", roles=roles), draw("", roles=roles[::-1]))
    assert found.roles == RecordsDiff(moved=True)
    assert found


def test_adding_and_removing_is_no_change_of_order() -> None:
    before = tuple(Step(id=i) for i in "abc")
    after = tuple(Step(id=i) for i in "xacy")
    assert diff_records(before, after) == RecordsDiff(added=("x", "y"), removed=("b",))


def test_fields_of_map_and_project() -> None:
    before = Project(title="A", maps=(draw("a>b"),))
    after = before.replace(
        title="B",
        calendar=Calendar(hours_per_day=7),
        maps=(before.maps[0].replace(name="Now", goal="b"),),
    )
    found = diff(before, after)
    assert found.fields == ("title", "calendar")
    assert found.maps == {"map": MapDiff(fields=("name", "goal"))}


def test_a_move_is_seen_by_the_canvas() -> None:
    before = draw("", "a")
    moved = before.replace(steps=(before.steps[0].replace(position=Position(x=8.0, y=0.0)),))
    assert diff_maps(before, moved).steps.changed == ("a",)


def test_keys_it_does_not_know_count_too() -> None:
    before = draw("", "a")
    after = before.replace(steps=(Step(id="a", role="team", **{"x-color": "red"}),))
    assert diff_maps(before, after).steps.changed == ("a",)


def test_maps_come_go_and_change_places() -> None:
    one, two, three = (ValueStreamMap(id=i) for i in "123")
    found = diff(Project(maps=(one, two)), Project(maps=(two, three)))
    assert (found.added, found.removed, dict(found.maps)) == (("3",), ("1",), {})
    assert not found.moved
    swapped = diff(Project(maps=(one, two)), Project(maps=(two, one)))
    assert swapped.moved
    assert swapped


def test_changed_fields_show_old_and_new() -> None:
    before = Step(id="a", name="Brief", process_time=Duration(4))
    after = before.replace(name="Write brief", process_time="4 h", people=2.0)
    assert changed_fields(before, after) == {"name": ("Brief", "Write brief"), "people": (1.0, 2.0)}
    assert changed_fields(before, after, ("name",)) == {"people": (1.0, 2.0)}


STEPS = [Step(id=i, people=people) for i in "abcde" for people in (0.0, 1.0, 1.0)]
"""The very same step, an equal one and another."""
lists = st.lists(st.sampled_from(STEPS), max_size=5, unique_by=lambda s: s.id).map(tuple)


@settings(max_examples=150, deadline=None)
@given(lists, lists)
def test_the_later_list_can_be_made_from_the_earlier_and_the_diff(
    before: tuple[Step, ...], after: tuple[Step, ...]
) -> None:
    found = diff_records(before, after)
    new = {step.id: step for step in after}
    made = {step.id: step for step in before if step.id not in found.removed}
    made.update((i, new[i]) for i in found.added + found.changed)
    assert made == new
    assert bool(found) == (before != after)
    if not found.moved and not found.added:
        assert tuple(made.values()) == after
