"""The lines of flows as paths: hops over other lines, by geometry."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from mopsmap import edits
from mopsmap.layout import Layout, Placed, Route
from mopsmap.model import Flow, Position, Project, Role, Step, ValueStreamMap
from mopsmap.units import Duration
from tests.ui.hand import Hand
from ui.canvas.items import PillItem
from ui.canvas.lines import HOP, dashed_path, hops_on, rounded_path, spare_place

LINE = ((0.0, 50.0), (100.0, 50.0))


def test_a_hop_goes_up_over_an_upright_line_and_comes_back() -> None:
    box = rounded_path(LINE, hops=((40.0, 50.0),)).boundingRect()
    assert box.top() == pytest.approx(50 - HOP)
    assert box.bottom() == 50
    back = rounded_path(LINE[::-1], hops=((40.0, 50.0),)).boundingRect()
    assert back.top() == pytest.approx(50 - HOP)


def test_an_upright_line_hops_to_the_right() -> None:
    box = rounded_path(((50.0, 0.0), (50.0, 100.0)), hops=((50.0, 40.0),)).boundingRect()
    assert (box.left(), box.right()) == (50, pytest.approx(50 + HOP))


def test_hops_close_together_are_one() -> None:
    start, end = (QPointF(*point) for point in LINE)
    near = hops_on(start, end, ((40.0, 50.0), (48.0, 50.0), (80.0, 50.0)))
    assert [(low.x(), high.x()) for low, high in near] == [(35, 53), (75, 85)]


def test_there_is_no_hop_beside_a_line_or_at_its_ends() -> None:
    start, end = (QPointF(*point) for point in LINE)
    assert not hops_on(start, end, ((40.0, 60.0), (3.0, 50.0), (98.0, 50.0), (140.0, 50.0)))
    assert not hops_on(start, QPointF(6, 50), ((3.0, 50.0),))


def test_a_dashed_line_hops_too() -> None:
    path = dashed_path(LINE, hops=((40.0, 50.0),))
    assert path.boundingRect().top() == pytest.approx(50 - HOP)
    flat = [path.elementAt(i) for i in range(path.elementCount())]
    assert not [e for e in flat if 35.5 < e.x < 44.5 and e.y == 50]


def test_flows_of_a_map_hop_where_they_cross_strangers(hand: Hand) -> None:
    hand.open("campaign")
    scene, layout = hand.view.map_scene, hand.session.layout
    places = {(c.x, c.y) for c in layout.crossings}
    hopping = {point for item in scene.flows.values() for point in item.hops}
    assert hopping == places
    assert places
    critical = [item for item in scene.flows.values() if item.look.critical]
    others = {c.level for c in layout.crossings} | {c.upright for c in layout.crossings}
    for item in critical:
        for point in item.hops:
            both = [c for c in layout.crossings if (c.x, c.y) == point]
            assert all(scene.flows[c.upright].look.critical for c in both)
    assert others <= scene.flows.keys()


def test_the_answers_of_a_check_add_up_to_the_whole(small: Hand) -> None:
    map_id = small.session.map_id

    def send_back(project: Project) -> Project:
        back = Flow(
            id="back", source="check", target="write", kind="rework", probability=0.3, label="no"
        )
        drawn = edits.set_flows(project, map_id, ("check-done",), label="yes")
        one = drawn.map_by_id[map_id]
        return drawn.replace(maps=(one.replace(flows=(*one.flows, back)),))

    assert small.session.edit("Send back", send_back)
    small.settle()
    said = {look.text for look in (item.look for item in small.view.map_scene.flows.values())}
    assert {"yes 70\u202f%", "no 30\u202f%"} <= said


def test_a_label_without_room_covers_neither_a_diamond_nor_the_arrow() -> None:
    points = ((16.0, 32.0), (16.0, 40.0), (56.0, 40.0), (56.0, 64.0))
    placed = {
        "ask": Placed("ask", 0.0, 0.0, 32.0, 32.0, "diamond"),
        "fix": Placed("fix", 0.0, 64.0, 112.0, 80.0, "card"),
    }
    route = Route("no", points, None, 16.0, 56.0)
    found = Layout((), placed, (), {"no": route}, 200.0, 200.0)
    spot = spare_place(found, Flow(id="no", source="ask", target="fix"), (72.0, 18.0))
    assert spot is not None
    pill = QRectF(spot[0] - 36, spot[1] - 9, 72, 18)
    assert not any(pill.intersects(QRectF(p.x, p.y, p.width, p.height)) for p in placed.values())
    assert pill.bottom() <= 64 - 5


def test_a_label_without_room_says_its_share_alone(hand: Hand) -> None:
    places = {"ask": (40, 8), "near": (40, 104), "left": (-84, 56), "right": (164, 56)}
    hours = Duration(1, "h")
    one = ValueStreamMap(
        id="as-is",
        name="As-is",
        roles=(Role(id="mo", name="Marketing"),),
        steps=tuple(
            Step(id=i, name=i, role="mo", position=Position(x=x + 90, y=y), process_time=hours)
            for i, (x, y) in places.items()
        ),
        flows=(
            Flow(id="no", source="ask", target="near", label="not complete", probability=0.35),
            Flow(id="yes", source="ask", target="right", label="complete", probability=0.65),
        ),
    )
    hand.show(Project(title="Close", maps=(one,)))
    said = {i.flow_id: i.look for i in hand.view.map_scene.items() if isinstance(i, PillItem)}
    for flow, look in said.items():
        spare = hand.session.layout.routes[flow].label is None
        assert (look.text == look.share) == spare
    assert hand.session.layout.routes["no"].label is None
