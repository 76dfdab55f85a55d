"""As-is against to-be: which steps are the same, what changed, and what it gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mopsmap.analysis import compare
from mopsmap.model import Countermeasure, Position, Project, ValueStreamMap
from mopsmap.units import Duration
from tests.core.drawing import draw


def compared(before: ValueStreamMap, after: ValueStreamMap) -> dict[str, Any]:
    maps = (before.replace(id="as-is"), after.replace(id="to-be", kind="to_be"))
    found = compare(Project(maps=maps), "as-is", "to-be")
    json.dumps(found, allow_nan=False)
    return found


def metric(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(m for m in found["metrics"] if m["name"] == name)


def test_a_copy_has_no_changes() -> None:
    one = draw("a>b, b>c", {"a": 1, "b": 2})
    found = compared(one, one)
    assert found["steps"]["unchanged"] == ["a", "b", "c"]
    assert found["flows"]["unchanged"] == ["a>b", "b>c"]
    assert not any(found["steps"][k] for k in ("added", "removed", "changed", "merged", "split"))
    assert all(m["better"] is None and m["change"] in (0, None) for m in found["metrics"])


def test_steps_are_matched_by_id_and_their_fields_compared() -> None:
    before = draw("a>b, b>c", {"a": 4, "b": {"process_time": 2.0, "wait_time": Duration(2, "d")}})
    after = draw("a>b, b>d", {"a": 4, "b": {"process_time": 1.0, "wait_time": Duration(1, "d")}})
    found = compared(before, after)["steps"]
    assert found["unchanged"] == ["a"]
    assert found["added"] == ["d"]
    assert found["removed"] == ["c"]
    assert found["changed"] == {"b": {"process_time": ["2 h", "1 h"], "wait_time": ["2 d", "1 d"]}}


def test_position_is_never_a_change() -> None:
    before = draw("a>b", {"a": {"position": Position(x=1, y=1)}})
    after = draw("a>b", {"a": {"position": Position(x=9, y=9)}})
    assert compared(before, after)["steps"]["unchanged"] == ["a", "b"]


def test_a_step_that_takes_the_place_of_one_other_is_changed() -> None:
    before = draw("a>b, b>c", {"a": 1, "b": 2, "c": 3})
    after = draw("a>x, x>c", {"a": 1, "x": {"process_time": 1.0, "replaces": ("b",)}, "c": 3})
    found = compared(before, after)
    assert found["steps"]["changed"] == {"x": {"was": "b", "process_time": ["2 h", "1 h"]}}
    assert (found["steps"]["added"], found["steps"]["removed"]) == ([], [])
    assert found["flows"]["unchanged"] == ["a>x", "x>c"]


def test_one_for_several_is_merged_and_several_for_one_is_split() -> None:
    before = draw("a>b, b>c, c>d", "a b c d")
    after = draw(
        "x>y, y>z",
        {"x": {"replaces": ("a", "b")}, "y": {"replaces": ("c",)}, "z": {"replaces": ("c",)}},
    )
    found = compared(before, after)["steps"]
    assert found["merged"] == {"x": ["a", "b"]}
    assert found["split"] == {"c": ["y", "z"]}
    assert found["changed"] == {}
    assert (found["added"], found["removed"]) == ([], ["d"])


def test_a_step_still_there_is_not_replaced() -> None:
    before = draw("a>b", "a b")
    after = draw("a>b, b>x", {"a": {}, "b": {}, "x": {"replaces": ("b", "nobody")}})
    assert compared(before, after)["steps"]["added"] == ["x"]


def test_countermeasures_say_what_dropped_a_step() -> None:
    measures = (Countermeasure(id="k1", removes=("b",)),)
    found = compared(draw("a>b, b>c"), draw("a>c", countermeasures=measures))["steps"]
    assert found["removed"] == ["b"]
    assert found["removed_by"] == {"b": ["k1"]}


def test_a_flow_with_another_probability_is_changed() -> None:
    found = compared(draw("a>b, b~a .4"), draw("a>b, b~a .1"))["flows"]
    assert found["changed"] == {"b~a": {"probability": [0.4, 0.1]}}
    assert found["unchanged"] == ["a>b"]


def test_metrics_say_by_how_much_and_whether_it_is_better() -> None:
    adding = {"process_time": 2.0, "value_class": "value_adding"}
    before = draw("a>b, b~a .5", {"a": adding, "b": {"wait_time": 8.0}})
    after = draw("a>b", {"a": adding, "b": {"wait_time": 2.0}})
    found = compared(before, after)
    lead = metric(found, "lead_time_expected")
    assert (lead["from"], lead["to"], lead["change"]) == (20, 4, -16)
    assert lead["change_percent"] == pytest.approx(-80)
    assert lead["better"] is True
    assert metric(found, "first_time_right")["better"] is True
    assert metric(found, "process_cycle_efficiency")["better"] is True
    assert metric(found, "cost_value_adding")["better"] is None
    assert metric(compared(after, before), "lead_time_expected")["better"] is False


def test_what_cannot_be_known_has_no_change() -> None:
    found = compared(draw("a>b", {"a": 1}), draw("a>b, b~a 1", {"a": 1}))
    lead = metric(found, "lead_time_expected")
    assert lead["from"] == 1
    assert (lead["to"], lead["change"], lead["change_percent"], lead["better"]) == (None,) * 4


def test_an_unknown_map_is_refused() -> None:
    with pytest.raises(KeyError):
        compare(Project(), "as-is", "to-be")
