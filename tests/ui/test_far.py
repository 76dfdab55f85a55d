"""A map from far away: cards are rectangles and lines have no heads, however many there are."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from tests.ui.hand import Hand, Mod

FAR = 0.15


def colors_at(hand: Hand, step: str) -> set[str]:
    """The colors within the card of a step, in the middle of its ground."""
    placed = hand.session.layout.steps[step]
    hand.view.viewport().repaint()
    picture = hand.view.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    at = hand.view.mapFromScene(QPointF(*placed.center)) * ratio
    return {QColor(picture.pixel(at.x() + d, at.y())).name() for d in (-2, 0, 2)}


def color(hand: Hand, path: str) -> str:
    return hand.window.appearance.theme.color(path).name()


def test_a_card_has_the_color_of_its_value_class_or_of_the_critical_path(hand: Hand) -> None:
    hand.open("campaign")
    hand.view.set_zoom(FAR)
    looks = hand.view.map_scene.looks()
    critical = next(i for i, look in looks.items() if look.critical)
    waste = next(i for i, s in looks.items() if s.value_class == "waste" and not s.critical)
    assert colors_at(hand, critical) == {color(hand, "critical.line")}
    assert colors_at(hand, waste) == {color(hand, "valueClass.NVA.mark")}


def test_an_overlay_fills_cards_far_away_too(hand: Hand) -> None:
    hand.open("campaign")
    hand.view.set_zoom(FAR)
    before = [colors_at(hand, i) for i in hand.map.step_by_id]
    hand.window.choose_overlay("wait")
    hand.settle()
    after = [colors_at(hand, i) for i in hand.map.step_by_id]
    ramp = {QColor(fill).name() for fill, _ in hand.window.appearance.theme.ramp("wait")}
    assert before != after
    assert set().union(*after) & ramp


def test_what_is_edited_and_undone_far_away_is_painted_anew(hand: Hand) -> None:
    hand.open("campaign")
    hand.view.set_zoom(FAR)
    looks = hand.view.map_scene.looks().items()
    step = next(i for i, s in looks if s.value_class == "value_adding" and not s.critical)
    assert colors_at(hand, step) == {color(hand, "valueClass.VA.mark")}
    hand.session.select((step,))
    hand.window.actions_by_name["class_waste"].trigger()
    hand.settle()
    assert colors_at(hand, step) == {color(hand, "valueClass.NVA.mark")}
    hand.undo()
    hand.settle()
    assert colors_at(hand, step) == {color(hand, "valueClass.VA.mark")}


def test_a_card_is_found_and_dragged_far_away(hand: Hand) -> None:
    hand.open("nurture")
    hand.view.set_zoom(FAR)
    step = hand.map.steps[3].id
    before = hand.session.layout.steps[step].x
    hand.click(step)
    assert hand.session.selection.steps == (step,)
    hand.drag(step, QPointF(*hand.session.layout.steps[step].center) + QPointF(200, 0), Mod(0))
    assert hand.session.layout.steps[step].x > before + 100


def test_coming_near_again_shows_whole_cards(hand: Hand) -> None:
    hand.open("nurture")
    step = hand.map.steps[0].id
    near = colors_at(hand, step)
    hand.view.set_zoom(FAR)
    colors_at(hand, step)
    hand.view.set_zoom(1.0)
    hand.view.show_step(step)
    assert colors_at(hand, step) == near
