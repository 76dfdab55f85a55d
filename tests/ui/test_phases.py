"""Phases above the lanes, and collapsing them to blocks and back, by a real hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor

from mopsmap import edits
from mopsmap.language import translated as _
from mopsmap.phases import phases_in
from tests.ui.hand import Hand, Key, small_project
from tests.ui.written import written
from ui.canvas.blocks import block
from ui.canvas.marks import BlockLook
from ui.look.lettering import text_width
from ui.look.theme import Appearance, font

PLAN, BUILD = "Plan", "Build"


def heads(hand: Hand) -> dict[str, tuple[float, float]]:
    return {h.name: (h.rect.left(), h.rect.right()) for h in hand.view.phases.heads()}


def click_head(hand: Hand, name: str) -> None:
    head = next(h for h in hand.view.phases.heads() if h.name == name)
    at = QPoint(round(max(head.rect.left(), hand.view.headers.WIDTH)) + 12, 0)
    hand.click(hand.on(hand.view.phases, at + QPoint(0, round(head.rect.center().y()))))
    hand.settle()


def blocks(hand: Hand) -> dict[str, str]:
    """Id of the block by phase."""
    return {item.look.title: i for i, item in hand.view.map_scene.blocks.items.items()}


def block_pixel(hand: Hand, phase: str) -> QPoint:
    item = hand.view.map_scene.blocks.items[blocks(hand)[phase]]
    return hand.pixel(item.sceneBoundingRect().center())


def test_only_a_map_with_phases_has_them_above_the_lanes(hand: Hand) -> None:
    assert hand.view.phases.height() == 0
    hand.open("webinar")
    assert set(heads(hand)) == set(phases_in(hand.map))
    view = hand.view
    assert view.phases.height() == view.viewport().y() == view.headers.y() > 0
    placed = hand.session.layout.steps
    first = min(placed[s.id].x for s in hand.map.steps if s.phase == PLAN)
    left = view.headers.WIDTH + view.mapFromScene(first, 0).x()
    assert heads(hand)[PLAN][0] == left


def test_a_phase_given_to_a_step_makes_room_for_the_header(hand: Hand) -> None:
    hand.show(small_project())
    map_id = hand.session.map_id
    hand.session.edit(
        "Change step", lambda p: edits.set_steps(p, map_id, ("brief",), phase="Start")
    )
    hand.settle()
    assert list(heads(hand)) == ["Start"]
    assert hand.view.phases.height() > 0
    hand.session.undo()
    assert hand.view.phases.height() == 0


def test_one_key_collapses_all_phases_and_brings_everything_back(hand: Hand) -> None:
    hand.open("webinar")
    view, before = hand.view, hand.session.layout
    view.horizontalScrollBar().setValue(300)
    looked = view.zoom, view.horizontalScrollBar().value(), view.verticalScrollBar().value()
    hand.key(Key.Key_G)
    hand.settle()
    assert set(blocks(hand)) == set(phases_in(hand.map))
    assert not view.map_scene.steps
    assert hand.session.layout is before
    assert not hand.session.modified
    hand.key(Key.Key_G)
    hand.settle()
    assert not blocks(hand)
    assert {i: item.placed for i, item in view.map_scene.steps.items()} == dict(before.steps)
    assert {i: item.route for i, item in view.map_scene.flows.items()} == dict(before.routes)
    after = view.zoom, view.horizontalScrollBar().value(), view.verticalScrollBar().value()
    assert after == looked


def test_a_click_collapses_one_phase_where_it_is_and_another_expands_it(hand: Hand) -> None:
    hand.open("webinar")
    hand.view.horizontalScrollBar().setValue(500)
    before = heads(hand)[BUILD][0]
    click_head(hand, BUILD)
    assert list(blocks(hand)) == [BUILD]
    assert abs(heads(hand)[BUILD][0] - before) <= 1
    assert len(hand.view.map_scene.steps) == sum(s.phase != BUILD for s in hand.map.steps)
    click_head(hand, BUILD)
    assert not blocks(hand)


def test_a_block_is_selected_as_its_steps_and_enter_expands_it(hand: Hand) -> None:
    hand.open("webinar")
    hand.key(Key.Key_G)
    hand.settle()
    hand.click(block_pixel(hand, BUILD))
    inside = {s.id for s in hand.map.steps if s.phase == BUILD}
    assert set(hand.session.selection.steps) == inside
    item = hand.view.map_scene.blocks.items[blocks(hand)[BUILD]]
    assert item.chosen
    hand.key(Key.Key_Right)
    assert {hand.map.step_by_id[s].phase for s in hand.session.selection.steps} == {"Promote"}
    hand.key(Key.Key_Left)
    hand.key(Key.Key_Return)
    hand.settle()
    assert BUILD not in blocks(hand)
    assert len(blocks(hand)) == len(phases_in(hand.map)) - 1
    assert not hand.session.modified


def test_the_ring_of_a_block_covers_neither_arrow_heads_nor_the_block_below(hand: Hand) -> None:
    hand.open("campaign")
    hand.key(Key.Key_G)
    hand.settle()
    hand.click(block_pixel(hand, "Content"))
    hand.pointer_over_nothing()
    hand.settle()
    theme, items = hand.view.appearance.theme, hand.view.map_scene.blocks.items
    picture = hand.view.viewport().grab().toImage()

    def seen(at: QPointF) -> QColor:
        return picture.pixelColor(hand.view.mapFromScene(at))

    rect = items[blocks(hand)["Content"]].sceneBoundingRect().adjusted(8, 12, -16, -16)
    tip = QPointF(rect.left(), rect.center().y())
    assert abs(seen(tip - QPointF(4, 0)).red() - theme.color("critical.line").red()) < 20
    assert seen(tip - QPointF(4, 25)) == theme.color("accent.base")
    below = items[blocks(hand)["Audience and media"]]
    top = below.mapRectToScene(below.rect).top()
    assert seen(QPointF(rect.center().x() - 20, top + 4)) == theme.color("surface.card")


def test_the_legend_goes_where_no_card_is_filled(hand: Hand) -> None:
    hand.open("campaign")
    hand.window.choose_overlay("wait")
    hand.settle()
    legend = hand.view.legend
    assert legend.isVisible()
    hand.key(Key.Key_G)
    hand.settle()
    assert not legend.isVisible()
    hand.view.phases.toggle("Build")
    hand.settle()
    assert legend.isVisible()
    hand.window.choose_overlay(None)
    assert not legend.isVisible()


def test_a_double_click_expands_a_block(hand: Hand) -> None:
    hand.open("webinar")
    hand.key(Key.Key_G)
    hand.settle()
    hand.double_click(block_pixel(hand, PLAN))
    hand.settle()
    assert PLAN not in blocks(hand)


def test_cards_beside_blocks_are_not_moved_and_it_is_said_why(hand: Hand) -> None:
    hand.open("webinar")
    click_head(hand, BUILD)
    said: list[str] = []
    hand.session.said.connect(said.append)
    item = next(iter(hand.view.map_scene.steps.values()))
    at = hand.pixel(item.mapToScene(item.rect.center()))
    hand.press(at)
    hand.move(at + QPoint(60, 30))
    hand.release()
    assert not hand.session.modified
    assert said == [_("Phases are collapsed. Press G to see the steps and draw on.")]


def test_a_step_added_stands_beside_the_blocks(hand: Hand) -> None:
    hand.open("webinar")
    hand.key(Key.Key_G)
    hand.settle()
    hand.key(Key.Key_S)
    assert set(blocks(hand)) == set(phases_in(hand.map))
    assert hand.view.naming.step in hand.view.map_scene.steps
    hand.type("Say thanks")
    hand.key(Key.Key_Return)
    assert "Say thanks" in hand.names


def test_the_line_expands_only_the_phases_that_it_concerns(hand: Hand) -> None:
    hand.open("webinar")
    hand.key(Key.Key_G)
    hand.settle()
    every = set(phases_in(hand.map))
    hand.click(block_pixel(hand, BUILD))
    hand.key(Key.Key_Return)
    hand.settle()
    assert set(blocks(hand)) == every - {BUILD}
    shown = hand.view.map_scene.steps
    card = shown[next(s.id for s in hand.map.steps if s.phase == BUILD)]
    hand.view.show_step(card.step_id)
    hand.click(card.sceneBoundingRect().center())
    hand.key(Key.Key_Return)
    hand.type("Proofread slides 2h")
    hand.settle()
    assert set(blocks(hand)) == every - {BUILD}
    assert "Proofread slides" in {item.look.title for item in shown.values()}
    target = next(s for s in hand.map.steps if s.phase == PLAN)
    hand.type(f" back to {target.name} 10%")
    hand.settle()
    assert set(blocks(hand)) == every - {BUILD, PLAN}
    assert target.id in shown
    hand.key(Key.Key_Return)
    hand.settle()
    assert set(blocks(hand)) == every - {BUILD, PLAN}
    assert hand.step("Proofread slides").phase == BUILD
    hand.undo()
    hand.settle()
    assert set(blocks(hand)) == every - {BUILD, PLAN}


def test_a_note_expands_the_phase_of_its_step(hand: Hand) -> None:
    hand.open("webinar")
    hand.key(Key.Key_G)
    hand.settle()
    hand.click(block_pixel(hand, BUILD))
    hand.key(Key.Key_N)
    hand.type("Too late")
    hand.key(Key.Key_Return)
    hand.settle()
    assert set(blocks(hand)) == set(phases_in(hand.map)) - {BUILD}


def test_a_flow_between_blocks_is_selected_with_all_it_stands_for(hand: Hand) -> None:
    hand.open("whitepaper")
    hand.key(Key.Key_G)
    hand.settle()
    folded = hand.view.map_scene.folding.folded
    assert folded is not None
    drawn, flows = next((i, f) for i, f in folded.flows.items() if len(f) > 1)
    points = hand.view.map_scene.flows[drawn].route.points
    (ax, ay), (bx, by) = points[len(points) // 2 - 1 : len(points) // 2 + 1]
    hand.click(hand.pixel(QPointF((ax + bx) / 2, (ay + by) / 2)))
    assert set(hand.session.selection.flows) == set(flows)


def test_all_phases_stay_collapsed_on_the_next_map(hand: Hand) -> None:
    hand.open("webinar")
    hand.key(Key.Key_G)
    hand.settle()
    hand.session.show_map("to-be")
    hand.settle()
    assert set(blocks(hand)) == set(phases_in(hand.map))


def test_renaming_a_step_within_a_block_shows_it(hand: Hand) -> None:
    hand.open("webinar")
    hand.key(Key.Key_G)
    hand.settle()
    inside = next(s.id for s in hand.map.steps if s.phase == BUILD)
    hand.session.select((inside,))
    hand.key(Key.Key_F2)
    assert hand.view.naming.step == inside
    hand.key(Key.Key_Escape)
    assert BUILD not in blocks(hand)


def test_a_map_without_phases_says_so(hand: Hand) -> None:
    hand.show(small_project())
    said: list[str] = []
    hand.session.said.connect(said.append)
    hand.key(Key.Key_G)
    assert said == [_("No step of this map has a phase.")]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("zoom", [0.25, 0.3, 0.4, 0.49, 0.6, 0.7, 0.75, 1.0])
def test_a_collapsed_phase_shows_its_name_and_times_wherever_a_card_shows_its_number(
    zoom: float,
) -> None:
    look = BlockLook("Test", 4, process="19\u202fh", wait="10.9\u202fd")
    room, theme = QRectF(0, 0, 184, 112), Appearance("light").theme
    found = written(lambda painter: block(painter, theme, look, room, zoom), zoom)
    assert {"Test", look.wait} <= {words.text for words in found}
    assert zoom < 0.49 or look.process in {words.text for words in found}
    assert all(words.size >= 10.49 for words in found)
    for words in found:
        size = words.size / zoom
        width = text_width(font("cardMetric", 10), words.text) / 110 * size
        assert 0 < words.x < words.x + width < room.width()
        assert 0 < words.base - 0.72 * size < words.base < room.height()
