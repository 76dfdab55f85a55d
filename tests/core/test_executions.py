"""How often each step is done where rework, alternatives and parallel work come together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.analysis.network.executions import executions_added, executions_by_states
from mopsmap.analysis.network.graph import EndlessError, linear_executions, shape_of, with_rework
from mopsmap.analysis.sampling import sample
from mopsmap.analysis.study import Study, study_of
from mopsmap.model import ValueStreamMap
from mopsmap.reading import read_map
from tests.core.drawing import draw, project
from tests.core.test_analysis_oracle import rework_maps

# One branch of a choice goes on in parallel, the other meets it there; the first is often redone.
UNEQUAL = "t>a .5, t>b .5, a~t .4, a>x, a>y, b>y, x>e, y>e"
# What work in a loop hands over at once, a choice at its beginning leads to as well.
TWICE = "s>a .3, s>c .3, s~s .4, a>b, a>c, b>c, b~s .4"


def study(flows: str) -> Study:
    return study_of(project(draw(flows)), "map")


def executions(flows: str) -> dict[str, float]:
    found = study(flows).probable
    assert found is not None
    return dict(found.executions)


def test_a_join_of_both_kinds_is_done_once_however_the_choice_falls_in_the_end() -> None:
    # In the end the item goes through a with .5 x .6 / (1 - .5 x .4), else through b.
    assert executions(UNEQUAL) == pytest.approx(
        {"t": 1.25, "a": 0.625, "b": 0.625, "x": 0.375, "y": 1, "e": 1}
    )


def test_what_work_in_a_loop_hands_over_waits_until_the_loop_is_left() -> None:
    found = executions(TWICE)
    assert found["c"] == pytest.approx(1)
    # A pass after b ends in a with 1/2: s is done 5/3 times for each pass, b once for each a.
    passes = 0.5 / (1 - 0.4 * 0.5)
    assert found["a"] == found["b"] == pytest.approx(passes)
    assert found["s"] == pytest.approx((1 + 0.4 * passes) / 0.6)


@pytest.mark.parametrize("flows", [UNEQUAL, TWICE])
def test_items_walked_by_dice_are_done_as_often(flows: str) -> None:
    walked = sample(study(flows), 40_000)
    assert walked is not None
    assert walked.executions == pytest.approx(executions(flows), abs=0.02)


@pytest.mark.parametrize("parallel", [True, False], ids=["parallel", "choices"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_states_and_linear_system_agree_where_both_are_exact(
    parallel: bool, data: st.DataObject
) -> None:
    one: ValueStreamMap = data.draw(rework_maps(parallel))
    made = study_of(project(one), "map")
    found = made.probable
    assert found is not None
    linear = linear_executions(made.shape, found.weights, found.passes)
    assert executions_by_states(made.shape) == pytest.approx(linear)


def test_what_a_gate_adds_is_what_there_would_not_be_without_it() -> None:
    made = study(UNEQUAL)
    found = made.probable
    assert found is not None
    added = executions_added(made.shape, found.weights, found.passes, found.executions)
    without = executions_by_states(with_rework(made.shape, {"a": 0.0}))
    assert without is not None
    assert without == pytest.approx({"t": 1, "a": 0.5, "b": 0.5, "x": 0.5, "y": 1, "e": 1})
    assert {s: found.executions[s] - x for s, x in added["a"].items()} == pytest.approx(without)


def test_return_steps_are_done_as_often_as_work_is_sent_back() -> None:
    found = executions(UNEQUAL.replace("a~t .4", "a~f .4, f~g, g~t"))
    assert found["f"] == found["g"] == pytest.approx(0.25)


def test_an_item_that_never_leaves_a_loop_is_refused() -> None:
    shape = shape_of(read_map(draw("a>b, b>c, b>d, b~a 1")))
    with pytest.raises(EndlessError):
        executions_by_states(shape)


def test_of_too_many_states_at_once_the_linear_system_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = executions(f"{UNEQUAL}, e>z")
    monkeypatch.setattr("mopsmap.analysis.network.executions._MOST_STATES", 1)
    made = study(f"{UNEQUAL}, e>zz")
    assert executions_by_states(made.shape) is None
    assert made.probable is not None
    near = dict(made.probable.executions)
    assert near["zz"] != pytest.approx(exact["z"], abs=0.01)
    assert near["zz"] == pytest.approx(exact["z"], abs=0.1)
