"""Under an overlay: shares on cards, totals of lanes, and the card that says what colors mean."""

from __future__ import annotations

import pytest

from tests.ui.hand import Hand, Key, Mod
from ui.canvas.cards import small_words
from ui.canvas.legend import LEAST_CANVAS, OUTSIDE, LegendCard, row_width, strip_of
from ui.canvas.paint import READABLE


@pytest.fixture
def heated(hand: Hand) -> Hand:
    """A sample under the overlay of waits, the pointer in the middle."""
    hand.open("campaign")
    hand.move(hand.on(hand.view.viewport()))
    hand.settle()
    hand.window.choose_overlay("wait")
    hand.settle()
    return hand


def legend(hand: Hand) -> LegendCard:
    return hand.view.legend


def test_cards_tell_their_share_and_lanes_their_total(heated: Hand) -> None:
    heats = [item.look.heat for item in heated.view.map_scene.steps.values()]
    shares = [float(h.share.split("\u202f")[0]) for h in heats if h is not None and h.share]
    assert sum(shares) == pytest.approx(100, abs=2)
    totals = {i: lane.total for i, lane in heated.view.map_scene.lanes.items() if lane.total}
    assert set(totals) >= {role.id for role in heated.map.roles}
    assert max(total.part for total in totals.values() if total) == 1.0
    assert all("%" in total.text for total in totals.values() if total)


def test_small_cards_print_their_value_too(heated: Hand) -> None:
    scene, theme = heated.view.map_scene, heated.view.appearance.theme
    items = [item for item in scene.steps.values() if item.look.heat is not None]
    for zoom in (0.38, 0.45, 0.55):
        said = [small_words(theme, i.look, i.rect.size(), zoom, zoom) for i in items]
        assert [words and words[0] for words in said] == [
            item.look.heat and item.look.heat.text for item in items
        ]
        assert min(words[1].pixelSize() for words in said if words) >= READABLE


def test_what_does_not_add_up_has_neither_shares_nor_totals(heated: Hand) -> None:
    for key in ("load", "value_class", "float", None):
        heated.window.choose_overlay(key)
        heated.settle()
        scene = heated.view.map_scene
        assert not any(i.look.heat and i.look.heat.share for i in scene.steps.values())
        assert not any(lane.total for lane in scene.lanes.values())


def test_bursts_and_tags_make_way_for_the_value(heated: Hand) -> None:
    from ui.canvas.badges import burst_of
    from ui.canvas.notes import tag_of

    item = next(i for i in heated.view.map_scene.steps.values() if i.look.bursts)
    assert burst_of(item.look, item.rect, 1.0) is None
    assert tag_of(item.look, item.rect, 1.0) is None
    heated.window.choose_overlay(None)
    assert burst_of(item.look, item.rect, 1.0) is not None


def test_the_legend_stands_in_the_corner_while_there_is_an_overlay(heated: Hand) -> None:
    card = legend(heated)
    assert card.isVisible()
    assert heated.view.viewport().geometry().contains(card.geometry())
    assert card.scale is heated.view.map_scene.scale()
    assert "Wait before" in card.accessibleName()
    heated.window.choose_overlay("value_class")
    heated.settle()
    assert card.isVisible()
    assert "Value-adding" in card.accessibleName()
    heated.window.choose_overlay(None)
    assert not card.isVisible()


def test_the_legend_gives_way_to_the_pointer_and_lets_it_through(heated: Hand) -> None:
    card = legend(heated)
    middle = heated.on(card)
    heated.move(heated.on(heated.view.viewport()))
    heated.move(middle)
    assert not card.isVisible()
    heated.move(heated.on(heated.view.viewport()))
    assert card.isVisible()


def test_in_a_map_seen_whole_the_legend_stands_where_it_covers_fewest_cards(
    heated: Hand,
) -> None:
    card, view = legend(heated), heated.view
    right = view.viewport().geometry().right() - card.geometry().right()
    assert card.geometry().top() - view.viewport().geometry().top() == right == OUTSIDE
    heated.key(Key.Key_1, Mod.ShiftModifier)
    heated.settle()
    boxes = [item.mapRectToScene(item.rect) for item in view.map_scene.steps.values()]
    at = view.viewport().pos()
    cards = [view.mapFromScene(box).boundingRect().translated(at) for box in boxes]
    assert all(view.geometry().contains(box) for box in cards)
    assert not any(card.geometry().intersects(box) for box in cards)
    heated.key(Key.Key_0, Mod.ControlModifier)
    heated.settle()
    assert view.viewport().geometry().right() - card.geometry().right() == right


def shown(hand: Hand) -> tuple[int, list[str]]:
    """How many colors the strip shows, and its words."""
    entries = [entry for row in legend(hand).strip for entry in row]
    words = [word for entry in entries for word in (entry.before, entry.after) if word]
    return sum(len(entry.swatches) for entry in entries), words


def test_on_a_narrow_canvas_a_strip_says_what_the_colors_mean(heated: Hand) -> None:
    window, card = heated.window, legend(heated)
    before, high = window.size(), card.height()
    assert not card.strip
    window.resize(window.minimumSize())
    window.show_inspector(True)
    window.outline_dock.show()
    heated.settle()
    try:
        area = heated.view.viewport()
        assert area.width() < LEAST_CANVAS
        assert card.isVisible()
        assert card.height() < high / 2
        assert area.geometry().contains(card.geometry())
        assert area.geometry().bottom() - card.geometry().bottom() == OUTSIDE
        assert shown(heated) == (6, ["Wait before", "working days", "0", "over 6"])
        heated.window.choose_overlay("value_class")
        heated.settle()
        assert shown(heated) == (3, ["Value class", "Value-adding", "Necessary", "Waste"])
        assert area.geometry().contains(card.geometry())
    finally:
        window.resize(before)
        heated.settle()
    assert card.isVisible()
    assert not card.strip


def test_the_strip_has_all_its_colors_in_any_width(heated: Hand) -> None:
    for key, _label in heated.view.map_scene.overlay_labels():
        heated.window.choose_overlay(key)
        heated.settle()
        scale = heated.view.map_scene.scale()
        assert scale is not None
        for room in (150, 300, 500, 3000):
            rows = strip_of(scale, room)
            colors = [color for row in rows for entry in row for color in entry.swatches]
            named = [number for number, _ in scale.ranges] + [tone for tone, _ in scale.tones]
            assert colors == named
            assert all(len(row) == 1 or row_width(row) <= room for row in rows)
        assert len(strip_of(scale, 3000)) == 1


def test_a_screen_too_narrow_for_the_strip_has_it_in_the_status_bar(
    heated: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.canvas.legend.LEAST_STRIP", 5000)
    legend(heated).place()
    assert not legend(heated).isVisible()
    assert "Wait before, working days: 0, " in heated.window.status.legend.accessibleName()
    monkeypatch.undo()
    legend(heated).place()
    assert legend(heated).isVisible()
    assert "Wait before" not in heated.window.status.legend.accessibleName()


def test_the_ranges_are_told_once(heated: Hand) -> None:
    beside = heated.window.status.legend
    assert legend(heated).isVisible()
    assert beside.accessibleName().startswith("Legend: Value-adding")
    heated.move(heated.on(heated.view.viewport()))
    heated.move(heated.on(legend(heated)))
    assert not legend(heated).isVisible()
    assert beside.accessibleName().startswith("Legend: Value-adding")
