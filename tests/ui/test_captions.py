"""The names of bare decisions, starts and ends: readable, and clear of what stands beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPathStroker

from mopsmap.layout import Placed
from mopsmap.model import Flow, Position, Project, Role, Step, ValueStreamMap
from mopsmap.units import Duration
from tests.ui.hand import Hand
from ui.canvas import captions
from ui.canvas.badges import sign_room
from ui.canvas.captions import Beside, caption_rows
from ui.canvas.items import WIDEST_RING, PillItem, StepItem
from ui.canvas.marks import FlowLook, StepLook
from ui.canvas.paint import pill_size
from ui.look.theme import Appearance

pytestmark = pytest.mark.usefixtures("qapp")
ZOOMS = (0.6, 1.0, 1.5, 1.75, 2.0)
SHAPE = QRectF(0, 0, 32, 32)


def _look(title: str, kind: str = "decision") -> StepLook:
    return StepLook(1, title, kind, None, "", "", "", "", "", "", "")


def _ground(look: StepLook, zoom: float, beside: Beside) -> QRectF:
    rows = caption_rows(look, SHAPE, zoom, beside)
    assert "".join(row for row, _at in rows)
    return captions._Name(look, zoom).box(rows)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_question_stands_below_its_diamond_at_the_left(zoom: float) -> None:
    ground = _ground(_look("Ok?"), zoom, Beside())
    assert ground.right() < SHAPE.center().x()
    assert ground.bottom() > SHAPE.bottom()


@pytest.mark.parametrize("zoom", ZOOMS)
def test_names_keep_clear_of_cards_lines_and_labels(zoom: float) -> None:
    card = QRectF(-130, -24, 112, 80)
    line = QRectF(14, 30, 4, 36)
    beside = Beside((card, line), ((90.0, 16.0, FlowLook("forward", "no 60 %", False, "60 %")),))
    ground = _ground(_look("Complete?"), zoom, beside)
    assert not any(ground.intersects(box) for box in beside.boxes(zoom))


def test_where_nothing_is_free_a_name_is_still_told() -> None:
    walls = tuple(QRectF(x, y, 60, 60) for x in (-120, -60, 0, 60) for y in (-90, -30, 32, 92))
    assert caption_rows(_look("Complete?"), SHAPE, 1.0, Beside(walls))


@pytest.mark.parametrize("kind", ["decision", "start", "end"])
def test_among_cards_that_say_everything_names_are_no_larger_than_titles(kind: str) -> None:
    look = _look("Campaign request", kind)
    sizes = [captions._Name(look, zoom).font.pixelSize() * zoom for zoom in (1.5, 1.75, 2.0)]
    assert max(sizes[1:]) <= 16
    assert sizes[1] <= sizes[0]


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("kind", ["decision", "start", "end"])
def test_names_keep_clear_of_the_ring_of_a_selected_shape(kind: str, zoom: float) -> None:
    placed = Placed("a", 0, 0, 32, 32, "diamond" if kind == "decision" else "event")
    item = StepItem(placed, Appearance("light").theme, lambda _step: _look("Ready to send?", kind))
    item.set_state(chosen=True)
    picture = QImage(600, 600, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.translate(300, 300)
    painter.scale(zoom, zoom)
    item.paint_ring(painter, zoom)
    painter.end()
    name = captions._Name(item.look, zoom)
    for rows in name.places(item.rect, []):
        ground = name.box(rows).adjusted(captions.CLEAR, 1, -captions.CLEAR, -1)
        box = QRectF(ground.topLeft() * zoom, ground.size() * zoom).translated(300, 300)
        part = picture.copy(box.toAlignedRect())
        inside = {part.pixel(x, y) for x in range(part.width()) for y in range(part.height())}
        assert inside == {0xFFFFFFFF}, (rows, zoom)


def test_a_name_shut_in_by_lines_stands_beyond_them() -> None:
    around = (QRectF(-80, 36, 190, 4), QRectF(-80, -26, 190, 12), QRectF(46, -26, 4, 66))
    around = (*around, QRectF(-24, -26, 4, 66))
    ground = _ground(_look("Recycled", "end"), 1.0, Beside(around))
    assert not any(ground.intersects(wall) for wall in around)


def _asking() -> Project:
    steps = [
        Step(id="write", name="Write", role="mo", position=Position(x=70, y=8)),
        Step(
            id="ask", name="Complete?", kind="decision", role="mo", position=Position(x=200, y=32)
        ),
        Step(id="chase", name="Chase", role="mo", position=Position(x=330, y=8)),
        Step(id="meet", name="Meet", role="mo", position=Position(x=460, y=8)),
    ]
    hours = Duration(1, "h")
    steps = [s if s.id == "ask" else s.model_copy(update={"process_time": hours}) for s in steps]
    flows = (
        Flow(id="a", source="write", target="ask"),
        Flow(id="b", source="ask", target="chase", label="no", probability=0.6),
        Flow(id="c", source="ask", target="meet", label="yes", probability=0.4),
        Flow(id="d", source="chase", target="meet"),
    )
    one = ValueStreamMap(
        id="as-is", name="As-is", roles=(Role(id="mo", name="M"),), steps=tuple(steps), flows=flows
    )
    return Project(title="Asking", maps=(one,))


@pytest.mark.parametrize("zoom", ZOOMS)
def test_on_the_map_a_question_touches_nothing(hand: Hand, zoom: float) -> None:
    hand.show(_asking())
    scene = hand.view.map_scene
    item = scene.steps["ask"]
    rows = caption_rows(item.look, item.rect, zoom, item._beside)
    ground = item.mapRectToScene(captions._Name(item.look, zoom).box(rows))
    assert item.sceneBoundingRect().contains(ground)
    for other in scene.items():
        if isinstance(other, StepItem) and other is not item:
            ring = other.rect + QMarginsF(*[WIDEST_RING] * 4)
            assert not ground.intersects(other.mapRectToScene(ring))
        elif isinstance(other, PillItem):
            width, height = pill_size(other.look, zoom)
            box = QRectF(0, 0, width, height)
            box.moveCenter(other.pos())
            assert not ground.intersects(box)
    for flow in scene.flows.values():
        assert not QPainterPathStroker().createStroke(flow.path).intersects(ground)


@pytest.mark.parametrize(("state", "problem"), [("new", ""), ("", "x"), ("new", "x")])
def test_titles_and_crews_keep_clear_of_the_signs_on_their_corner(state: str, problem: str) -> None:
    plain = _look("QA emails and links", "step")
    marked = replace(plain, state=state, problem=problem)  # type: ignore[arg-type]
    assert sign_room(plain) == 0
    assert sign_room(marked) >= 8 * ((state == "new") + bool(problem))
