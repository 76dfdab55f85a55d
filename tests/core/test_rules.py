"""What may be drawn, and which kind a new flow gets."""

from __future__ import annotations

import pytest

from mopsmap.rules import kind_between, leads_to, may_connect
from tests.core.drawing import draw

MAP = draw(
    "go>a, a>b, b>c, c>end, c~a .2, b-x",
    {"go": {"kind": "start"}, "end": {"kind": "end", "name": "Done"}},
)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("a", "c", None),
        ("c", "b", None),
        ("x", "a", None),
        ("b", "end", None),
        ("a", "a", "A flow needs two different steps."),
        ("end", "a", "Nothing flows on from an end."),
        ("a", "go", "Nothing flows into a start."),
        ("a", "b", "These steps are already connected."),
        ("c", "a", "These steps are already connected."),
        ("b", "x", "These steps are already connected."),
        ("a", "nowhere", "Drop the flow on a step."),
        ("nowhere", "a", "Drop the flow on a step."),
    ],
)
def test_what_may_be_connected(source: str, target: str, reason: str | None) -> None:
    assert may_connect(MAP, source, target) == reason


def test_forward_flows_lead_on_and_no_others() -> None:
    assert leads_to(MAP, "go", "end")
    assert leads_to(MAP, "a", "a")
    assert not leads_to(MAP, "c", "a"), "rework leads back, not on"
    assert not leads_to(MAP, "b", "x"), "information is no work"
    assert not leads_to(MAP, "x", "a")


def test_a_flow_to_earlier_work_is_rework() -> None:
    assert kind_between(MAP, "c", "b") == "rework"
    assert kind_between(MAP, "a", "c") == "forward"
    assert kind_between(MAP, "x", "a") == "forward"


def test_a_drawing_with_a_circle_is_walked_once() -> None:
    circle = draw("a>b, b>c, c>a, c>d")
    assert leads_to(circle, "b", "d")
    assert not leads_to(circle, "d", "a")
    assert kind_between(circle, "d", "a") == "rework"
