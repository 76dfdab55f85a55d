"""What a workshop still has to ask for, of whom, and in which order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mopsmap.completeness import VALUES, asked_of, completeness, next_missing, receivers
from mopsmap.model import Charter, Flow, Role, Step, ValueStreamMap
from mopsmap.reading import read_map
from mopsmap.storage import load
from mopsmap.units import Duration

SAMPLES = Path(__file__).parents[2] / "samples"
HOUR = Duration(1, "h")
FULL: dict[str, Any] = {
    "process_time": HOUR,
    "wait_time": HOUR,
    "complete_accurate": 0.8,
    "value_class": "necessary",
}


def _map(*steps: Step, flows: str = "") -> ValueStreamMap:
    pairs = [pair.split("-") for pair in flows.split()]
    return ValueStreamMap(
        id="m",
        roles=(Role(id="mo", name="Marketing"), Role(id="le", name="Legal")),
        charter=Charter(customer="Sales"),
        steps=steps,
        flows=tuple(Flow(id=f"{a}-{b}", source=a, target=b) for a, b in pairs),
    )


def test_a_step_is_complete_with_both_times_quality_and_value_class() -> None:
    one = _map(
        Step(id="a", role="mo", **FULL),
        Step(id="b", role="le", **{**FULL, "wait_time": None, "value_class": None}),
        Step(id="c", role="mo", **FULL),
        flows="a-b b-c",
    )
    found = completeness(one)
    assert (found.complete, found.total) == (2, 3)
    assert found.missing == {"b": ("wait_time", "value_class")}
    assert (found.lacking("wait_time"), found.lacking("process_time")) == (1, 0)


def test_a_step_of_no_work_that_branches_begin_from_is_asked_for_nothing() -> None:
    nothing = Duration(0, "h")
    one = _map(
        Step(id="a", process_time=nothing),
        Step(id="b", process_time=nothing),
        Step(id="c", **FULL),
        flows="a-b a-c b-c",
    )
    steps = one.step_by_id
    assert asked_of(steps["a"], one) == ()
    assert asked_of(steps["b"], one) == VALUES, "one way on: the wait may be all there is"
    waits = one.replace(steps=(steps["a"].replace(wait_time=HOUR), *one.steps[1:]))
    assert asked_of(waits.step_by_id["a"], waits) == VALUES


def test_starts_ends_and_bare_decisions_are_asked_for_nothing() -> None:
    one = _map(
        Step(id="s", kind="start"),
        Step(id="d", kind="decision"),
        Step(id="t", kind="decision", process_time=HOUR),
        Step(id="e", kind="end"),
        flows="s-d d-t t-e",
    )
    assert completeness(one).missing == {"t": ("wait_time", "complete_accurate", "value_class")}
    assert completeness(one).total == 1


def test_what_nobody_receives_is_not_judged() -> None:
    one = _map(Step(id="a"))
    assert asked_of(one.steps[0], one) == ("process_time", "wait_time", "value_class")


def test_an_empty_map_is_neither_complete_nor_not() -> None:
    assert completeness(_map()) == completeness(ValueStreamMap(id="x"))
    assert completeness(_map()).total == 0


def test_quality_is_asked_of_who_receives() -> None:
    one = _map(
        Step(id="a", role="mo", **FULL),
        Step(id="ok", kind="decision", role="mo"),
        Step(id="b", role="le", **FULL),
        Step(id="e", kind="end"),
        flows="a-ok ok-b ok-e b-e",
    )
    assert receivers(one, "a") == ("Legal", "Sales")
    assert receivers(one, "b") == ("Sales",)
    assert receivers(one, "e") == ()


def test_values_are_asked_for_round_the_map() -> None:
    missing = {"a": ("value_class",), "c": ("process_time", "value_class")}
    order = ["a", "b", "c"]
    assert next_missing(missing, order) == ("a", "value_class")
    assert next_missing(missing, order, "a", "value_class") == ("c", "process_time")
    assert next_missing(missing, order, "c", "process_time") == ("c", "value_class")
    assert next_missing(missing, order, "c", "value_class") == ("a", "value_class")
    assert next_missing({}, order, "a") is None


def test_every_sample_says_what_it_lacks() -> None:
    for path in sorted(SAMPLES.glob("*.mopsmap")):
        for one in load(path).project.maps:
            found = completeness(one)
            assert 0 < found.total <= len(one.steps)
            assert found.complete + len(found.missing) == found.total


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({name: st.booleans() for name in VALUES}), min_size=1, max_size=6
    )
)
def test_who_asks_on_and_on_asks_for_everything_once(given_values: list[dict[str, bool]]) -> None:
    steps = [
        Step(id=f"s{i}", **{name: FULL[name] for name, known in values.items() if known})
        for i, values in enumerate(given_values)
    ]
    chain = " ".join(f"s{i}-s{i + 1}" for i in range(len(steps) - 1))
    one = _map(*steps, flows=chain)
    missing, order = completeness(one).missing, read_map(one).order
    asked: list[tuple[str, str]] = []
    here, value = None, None
    while (found := next_missing(missing, order, here, value)) and found not in asked:
        here, value = found
        asked.append(found)
    assert sorted(asked) == sorted((s, v) for s, values in missing.items() for v in values)
