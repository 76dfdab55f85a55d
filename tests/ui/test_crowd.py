"""Lines and small cards that are drawn together look as each would by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tests.ui.hand import Hand
from ui.canvas import bodies
from ui.look.theme import theme


def _on_screen(hand: Hand) -> QImage:
    hand.settle()
    return hand.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _one_by_one(hand: Hand) -> QImage:
    """What the view shows, drawn as a file is: no pictures, no lines of whole pixels."""
    view = hand.view
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    area = QRectF(view.viewport().rect())
    seen = view.viewportTransform().inverted()[0].mapRect(area)
    view.map_scene.render(painter, area, seen)
    painter.end()
    return image


def _unlike(one: QImage, other: QImage) -> float:
    """The share of pixels that anybody could tell apart."""
    if one.size() != other.size():
        return 1.0
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return sum(abs(a - b) > 96 for a, b in pairs) / len(bytes(one.constBits()))


@pytest.mark.parametrize("zoom", [0.27, 0.4, 0.55, 0.62])
def test_what_is_drawn_together_looks_as_it_does_one_by_one(hand: Hand, zoom: float) -> None:
    hand.open("campaign")
    hand.session.select((), (hand.map.flows[2].id,))
    hand.view.set_zoom(zoom)
    shown = _on_screen(hand)
    assert _unlike(shown, _one_by_one(hand)) < 0.004
    hand.view.set_zoom(zoom * 1.02)
    assert _unlike(shown, _on_screen(hand)) > 0.004


def test_a_small_card_is_drawn_anew_when_it_looks_otherwise(hand: Hand) -> None:
    hand.open("campaign")
    hand.view.set_zoom(0.4)
    step = hand.map.steps[1].id
    before = _on_screen(hand)
    hand.session.select((step,))
    marked = _on_screen(hand)
    assert marked != before
    hand.session.select()
    assert _on_screen(hand) == before
    hand.view.appearance.choose("dark")
    assert _unlike(before, _on_screen(hand)) > 0.5


def test_nothing_waits_to_be_drawn_after_a_painting(hand: Hand) -> None:
    hand.open("campaign")
    manner = hand.view.map_scene.manner
    for zoom in (1.0, 0.4, 0.2):
        hand.view.set_zoom(zoom)
        _on_screen(hand)
        assert (manner.flows, manner.cards) == ([], [])


def test_pictures_of_cards_are_kept_for_one_zoom(hand: Hand) -> None:
    hand.open("campaign")
    kept = []
    for zoom in (0.3, 0.4, 0.5):
        hand.view.set_zoom(zoom)
        _on_screen(hand)
        assert list(bodies._PICTURES) == [pytest.approx(zoom)]
        kept.append(len(bodies._PICTURES[hand.view.zoom]))
    assert all(0 < number < bodies.KEPT for number in kept)


def test_the_colors_of_an_overlay_are_made_once() -> None:
    light, dark = theme("light"), theme("dark")
    assert light.ramp("wait") is light.ramp("wait")
    assert light.ramp("wait") != dark.ramp("wait")
