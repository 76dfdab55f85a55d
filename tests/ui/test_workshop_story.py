"""The map is told step by step with the keys of a clicker; what is not told of stands back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mopsmap import edits
from mopsmap.model import Project
from mopsmap.walkthrough import walkthrough
from tests.ui.hand import Hand, Key, Mod, small_project
from ui.workshop.story import Story
from ui.workshop.timeline import Timeline


@pytest.fixture
def told(hand: Hand) -> Iterator[Hand]:
    """A sample that is being told."""
    hand.open("nurture")
    hand.key(Key.Key_F5, Mod.ShiftModifier)
    hand.settle()
    yield hand
    hand.window.workshop.leave()
    hand.settle()


def story(hand: Hand) -> Story:
    found = hand.window.workshop.stage(Story)
    assert isinstance(found, Story)
    return found


def empty_of_times() -> Project:
    """The small project with no time known."""
    project = small_project()
    one = project.maps[0]
    ids = [step.id for step in one.steps]
    return edits.set_steps(project, one.id, ids, process_time=None, wait_time=None)


def in_sight(hand: Hand, step: str) -> bool:
    return hand.view.sight().contains(QPointF(hand.point(step)))


def test_it_goes_through_all_steps_in_the_order_of_the_work(told: Hand) -> None:
    order = [stop.step for stop in walkthrough(told.map)]
    seen = []
    for _ in order:
        stop = story(told).stop
        assert stop is not None
        assert told.session.selection.steps == (stop.step,)
        assert in_sight(told, stop.step)
        assert stop.step in told.view.map_scene.manner.told
        seen.append(stop.step)
        told.key(Key.Key_Right)
    assert seen == order


def test_behind_the_last_step_the_ladder_sums_it_up(told: Hand) -> None:
    told.key(Key.Key_End)
    told.key(Key.Key_PageDown)
    assert told.window.workshop.stage(Timeline).isVisible()
    assert not told.view.map_scene.manner.told
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    told.key(Key.Key_F5, Mod.ShiftModifier)
    assert story(told).at == len(story(told).stops) - 1
    told.window.workshop.leave()
    told.show(empty_of_times())
    told.session.select(("brief",))
    told.key(Key.Key_F5, Mod.ShiftModifier)
    told.key(Key.Key_End)
    told.key(Key.Key_Right)
    assert story(told).isVisible()
    assert story(told).at == len(story(told).stops) - 1


def test_it_goes_back_to_the_ends_and_with_a_clicker(told: Hand) -> None:
    last = len(story(told).stops) - 1
    for key, at in (
        (Key.Key_Space, 1),
        (Key.Key_PageDown, 2),
        (Key.Key_Left, 1),
        (Key.Key_PageUp, 0),
        (Key.Key_Left, 0),
        (Key.Key_End, last),
        (Key.Key_Home, 0),
    ):
        told.key(key)
        assert story(told).at == at


def test_esc_ends_it_and_all_steps_are_drawn_alike(told: Hand) -> None:
    told.key(Key.Key_Right)
    chosen = told.session.selection
    told.esc()
    assert not told.view.map_scene.manner.told
    assert not story(told).isVisible()
    assert told.session.selection == chosen
    assert told.window.workshop.on
    told.key(Key.Key_Right)
    assert not story(told).on


def test_it_begins_at_the_selected_step_and_follows_a_click(told: Hand) -> None:
    told.esc()
    order = [stop.step for stop in walkthrough(told.map)]
    told.session.select((order[4],))
    told.key(Key.Key_F5, Mod.ShiftModifier)
    assert story(told).at == 4
    told.key(Key.Key_Right)
    told.click(order[4])
    assert story(told).at == 4


def test_ways_that_part_are_announced(told: Hand) -> None:
    stops = story(told).stops
    parting = next(i for i, stop in enumerate(stops) if any(way.back for way in stop.ways))
    story(told).go(parting)
    way = next(way for way in stops[parting].ways if way.back)
    words = story(told).ways
    assert "Back: " in words
    assert told.map.step_by_id[way.step].name in words
    split = next((i for i, stop in enumerate(stops) if stop.parts == "all"), None)
    if split is not None:
        story(told).go(split)
        assert story(told).ways.count("Side by side: ") == 1


def test_up_and_down_go_from_phase_to_phase(told: Hand) -> None:
    phases = [told.map.step_by_id[stop.step].phase for stop in story(told).stops]
    begins = [phases.index(name) for name in dict.fromkeys(phases) if name]
    assert len(begins) > 2
    for at in sorted({*begins} - {0}):
        told.key(Key.Key_Down)
        assert story(told).at == at
    told.key(Key.Key_Down)
    assert story(told).at == len(phases) - 1
    told.key(Key.Key_Up)
    assert story(told).at == sorted(begins)[-1]


def test_a_check_tells_the_way_on_and_the_way_back(told: Hand) -> None:
    stops = story(told).stops
    at = next(i for i, s in enumerate(stops) if not s.parts and len(s.ways) == 2)
    story(told).go(at)
    on, back = stops[at].ways
    assert on.share is not None
    assert back.share is not None
    assert on.share + back.share == pytest.approx(1)
    assert story(told).ways.index("On: ") < story(told).ways.index("Back: ")


def test_ways_too_long_for_the_line_are_told_by_numbers(told: Hand) -> None:
    stops = story(told).stops
    at = next(i for i, s in enumerate(stops) if len(s.ways) == 2)
    story(told).go(at)
    numbers = told.view.map_scene.numbers
    short = story(told)._fitting(120.0)
    assert short != story(told).ways == story(told)._fitting(4000.0)
    for way in stops[at].ways:
        assert str(numbers[way.step]) in short
        assert told.map.step_by_id[way.step].name not in short


def test_what_is_not_known_is_not_told(small: Hand) -> None:
    small.session.select(("brief",))
    small.key(Key.Key_F5, Mod.ShiftModifier)
    assert [icon for icon, _text in story(small).figures] == ["clock"]
    small.window.workshop.leave()


def test_a_step_found_by_name_is_told(told: Hand) -> None:
    wanted = story(told).stops[7].step
    name = told.map.step_by_id[wanted].name
    told.key(Key.Key_K, Mod.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), name)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    told.settle()
    assert story(told).at == 7
    assert story(told).on


def test_other_keys_work_while_it_is_told(told: Hand) -> None:
    step = story(told).stops[0].step
    told.key(Key.Key_3)
    assert told.map.step_by_id[step].value_class == "waste"
    assert story(told).on
    told.key(Key.Key_G)
    assert told.view.map_scene.folding.collapsed
    told.key(Key.Key_Right)
    assert story(told).at == 1
    told.key(Key.Key_G)
    told.undo()
    assert story(told).on


def test_a_deleted_step_does_not_end_it(told: Hand) -> None:
    first = story(told).stops[0].step
    map_id = told.session.map_id
    told.session.edit("Delete", lambda p: edits.delete(p, map_id, (first,)))
    stop = story(told).stop
    assert stop is not None
    assert stop.step != first
    assert story(told).on


def test_leaving_the_workshop_ends_it(told: Hand) -> None:
    told.key(Key.Key_F5)
    assert not told.view.map_scene.manner.told
    assert not told.window.workshop.on
    told.key(Key.Key_F5)
    assert not story(told).isVisible()


def test_a_map_without_steps_has_no_story(hand: Hand) -> None:
    assert not hand.window.actions_by_name["present"].isEnabled()
