"""The numbers that canvas, outline, ladder and workbook show for steps."""

from __future__ import annotations

from mopsmap.model import Flow, Step, ValueStreamMap
from mopsmap.reading import step_numbers


def _map(steps: str, *flows: str) -> ValueStreamMap:
    """Flows are written "a>b" for forward and "a<b" for rework from a to b."""
    made = []
    for number, text in enumerate(flows):
        kind = "forward" if ">" in text else "rework"
        source, target = text.replace("<", ">").split(">")
        made.append(Flow(id=f"f{number}", source=source, target=target, kind=kind))
    return ValueStreamMap(id="m", steps=tuple(Step(id=i) for i in steps), flows=tuple(made))


def test_numbers_follow_the_work_not_the_file() -> None:
    assert step_numbers(_map("cab", "a>b", "b>c")) == {"a": 1, "b": 2, "c": 3}


def test_parallel_branches_are_numbered_in_file_order() -> None:
    found = step_numbers(_map("abcd", "a>c", "a>b", "b>d", "c>d"))
    assert list(found) == ["a", "b", "c", "d"]


def test_a_return_step_follows_the_first_step_that_sends_items_to_it() -> None:
    found = step_numbers(_map("arbc", "a>b", "b>c", "b<r", "c<r", "r<a"))
    assert list(found) == ["a", "b", "r", "c"]


def test_unconnected_steps_come_last() -> None:
    assert list(step_numbers(_map("xab", "a>b"))) == ["a", "b", "x"]


def test_an_empty_map_has_no_numbers() -> None:
    assert step_numbers(_map("")) == {}


def test_every_step_of_a_looped_drawing_gets_its_own_number() -> None:
    found = step_numbers(_map("abc", "a>b", "b>c", "c>a"))
    assert sorted(found.values()) == [1, 2, 3]
