"""The headers of the lanes: one style per view, and no name where there is no room for it."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRectF

from mopsmap.units import NARROW_SPACE
from tests.ui.hand import Hand
from tests.ui.written import drawing
from ui.canvas.lane_heads import Head, draw_heads
from ui.canvas.marks import LaneLook
from ui.look.theme import Appearance

pytestmark = pytest.mark.usefixtures("qapp")  # no font can be measured without an application

NAMES = ("Marketing operations", "Legal and privacy", "Brand", "Sales development", "Web team")


def _heads(*heights: float, busy: int, load: float | None = 0.41) -> list[Head]:
    """Lanes from top to bottom, the first `busy` of them with steps and a load."""
    found, top = [], 0.0
    for number, height in enumerate(heights):
        on = number < busy
        look = LaneLook(f"r{number}", NAMES[number], load if on else None, False)
        found.append(Head(look, QRectF(0, top, 112, height), on))
        top += height
    return found


def _drawn(heads: list[Head]) -> dict[str, tuple[float, str]]:
    """(base of the line, weight of its font) of every line of text in the headers."""
    theme = Appearance("light").theme
    picture = drawing(lambda painter: draw_heads(painter, theme, heads))
    found = {}
    for body in re.findall(r"<text.*?</text>", picture, re.DOTALL):
        y = re.search(r' y="([-\d.]+)"', body)
        weight = re.search(r'font-weight="(\d+)"', body)
        assert y is not None
        assert weight is not None
        words = re.sub(r"<[^>]*>", "", body).strip()
        found[words] = float(y[1]), weight[1]
    return found


def test_flat_lanes_too_low_for_a_name_say_how_many_they_are() -> None:
    drawn = _drawn(_heads(40, 40, 9, 9, 9, busy=2))
    assert set(drawn) == {"Marketing", "operations", "Legal and", "privacy", "3 empty lanes"}
    assert 80 + 9 < drawn["3 empty lanes"][0] < 80 + 27 - 3


def test_a_single_flat_lane_too_low_for_its_name_is_left_without() -> None:
    drawn = _drawn(_heads(40, 9, 40, busy=1))
    assert "Legal and privacy" not in drawn
    assert "Brand" in drawn


def test_flat_lanes_high_enough_have_their_names_between_their_lines() -> None:
    drawn = _drawn(_heads(60, 15, 15, busy=1))
    assert 60 + 10 < drawn["Legal and privacy"][0] < 60 + 15 - 2
    assert 75 + 10 < drawn["Brand"][0] < 75 + 15 - 2


@pytest.mark.parametrize("lowest", [20.0, 34.0, 50.0, 72.0, 96.0])
def test_lanes_with_steps_have_one_style_whatever_their_heights(lowest: float) -> None:
    heads = _heads(lowest, 120, 200, busy=3, load=1.08)
    drawn = _drawn(heads)
    loads = [text for text in drawn if text.endswith("%")]
    assert loads == ([f"108{NARROW_SPACE}%"] if lowest >= 46 else [])
    names = [weight for text, (_, weight) in drawn.items() if not text.endswith("%")]
    assert len(set(names)) == 1


@pytest.mark.parametrize("height", [46.0, 58.0, 75.0, 76.0, 96.0, 130.0])
def test_a_load_stands_clear_of_the_name_above_it(height: float) -> None:
    drawn = _drawn(_heads(height, busy=1))
    name, load = drawn["operations"][0], drawn[f"41{NARROW_SPACE}%"][0]
    descends, rises = 3, 8
    assert load - rises - (name + descends) >= 2
    assert load <= height - 2


@pytest.mark.parametrize("zoom", [0.6, 0.75, 1.0])
def test_the_bars_of_all_lanes_have_one_length_and_place(hand: Hand, zoom: float) -> None:
    hand.open("campaign")
    hand.session.wait()
    hand.settle()
    hand.view.set_zoom(zoom)
    hand.settle()
    headers, theme = hand.view.headers, hand.view.appearance.theme
    picture = headers.grab().toImage()
    colors = {theme.color(c).rgb() for c in ("border.subtle", "chart.bar", "alarm.mark")}
    found = set()
    for head in headers.heads():
        bottom = round(head.rect.bottom())
        if head.look.load is None or not 0 < head.rect.top() < bottom < picture.height():
            continue
        rows = {
            below: [x for x in range(8, 110) if picture.pixel(x, bottom - below) in colors]
            for below in range(4, 17)
        }
        below, widest = max(rows.items(), key=lambda row: len(row[1]))
        found.add((below, widest[0], widest[-1]))
    assert len(found) == 1
