"""What the canvas draws at which size: cards, steps that are gone, arrow heads, first view."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from mopsmap import edits
from mopsmap.model import Project
from tests.ui.hand import Hand, Key, Mod
from ui.canvas.cards import card
from ui.canvas.items import FlowItem, GhostItem, HeadsItem, StepItem
from ui.canvas.marks import Chip, StepLook
from ui.canvas.paint import FIGURES_FROM, NORMAL_FROM, TITLES_FROM
from ui.theme import Appearance

pytestmark = pytest.mark.usefixtures("qapp")  # no font can be measured without an application

LOOK = StepLook(
    12,
    "Review concept with experts",
    "step",
    "waste",
    "45 min",
    "40 min",
    "90 %",
    "€ 614",
    "1+4",
    "Product marketing",
    "Jira",
    bursts=3,
    state="changed",
    chips=(Chip("hourglass-low", "−1.1 d", True), Chip("clock", "+2 h", False)),
)


def _drawn(look: StepLook, zoom: float) -> list[tuple[str, float]]:
    """(text, size on screen) of all that a card says at a zoom."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    painter = QPainter(generator)
    painter.scale(zoom, zoom)
    card(painter, Appearance("light").theme, look, QRectF(0, 0, 112, 80), zoom)
    painter.end()
    picture = bytes(buffer.data().data()).decode()
    found = []
    for group, body in re.findall(r"<g ([^>]*)>\s*(<text.*?</text>)", picture, re.DOTALL):
        scale = re.search(r"matrix\(([-\d.]+)", group)
        size = re.search(r'font-size="([\d.]+)', body)
        assert scale is not None
        assert size is not None
        words = re.sub(r"<[^>]*>", "", body).strip()
        found.append((words, float(scale[1]) * float(size[1])))
    return found


@pytest.mark.parametrize("zoom", [0.25, 0.4, 0.51, 0.6, 0.68, 0.75, 0.83, 0.9, 1.0, 1.5, 1.8, 2.5])
@pytest.mark.parametrize("state", ["changed", "removed"])
def test_no_text_on_a_card_is_too_small_to_read(zoom: float, state: str) -> None:
    look = LOOK if state == "changed" else replace(LOOK, state="removed", chips=(), bursts=0)
    drawn = _drawn(look, zoom)
    assert drawn or state == "removed"
    assert all(size >= 10.49 for _, size in drawn), drawn


def test_a_card_says_more_the_larger_it_is() -> None:
    def words(zoom: float) -> set[str]:
        return {text for text, _ in _drawn(LOOK, zoom)}

    assert words(TITLES_FROM - 0.01) == {"12"}
    assert "3" in words(TITLES_FROM)
    assert not {"45 min", "40 min"} & words(TITLES_FROM)
    assert {"45 min", "40 min", "3"} <= words(FIGURES_FROM)
    assert {"45 min", "40 min", "90 %", "€ 614", "1+4"} <= words(NORMAL_FROM)


def test_a_title_is_cut_after_a_whole_word() -> None:
    look = replace(LOOK, title="Review in parallel, forty-eight hours at most", crew="", chips=())
    rows = [text for text, _ in _drawn(look, 0.75)][:2]
    assert rows == ["Review in", "parallel…"]


def _ghosts(hand: Hand) -> dict[str, QRectF]:
    items = hand.view.map_scene.items()
    return {i.look.title: i.sceneRect() for i in items if isinstance(i, GhostItem)}


def test_every_step_that_is_gone_stands_at_a_free_place(hand: Hand) -> None:
    hand.open("campaign")
    as_is = hand.map
    gone = [s.id for s in as_is.steps if s.role in ("bo", "pr", "mo", "cm")]

    def change(project: Project) -> Project:
        fewer = edits.delete(project, "copy", gone)
        for role in {s.role for s in as_is.steps if s.id in gone}:
            fewer = edits.delete_role(fewer, "copy", role or "")
        return fewer

    hand.session.edit("New to-be", lambda p: edits.copy_map(p, as_is.id, "copy", "To-be", "to_be"))
    hand.session.show_map("copy")
    hand.session.edit("Delete", change, structural=True)
    hand.settle()
    found = _ghosts(hand)
    assert sorted(found) == sorted(as_is.step_by_id[i].name for i in gone)
    steps = [QRectF(p.x, p.y, p.width, p.height) for p in hand.session.layout.steps.values()]
    assert not any(ghost.intersects(box) for ghost in found.values() for box in steps)
    assert not any(a.intersects(b) for a, b in combinations(found.values(), 2))
    assert all(hand.view.map_scene.sceneRect().contains(ghost) for ghost in found.values())


def test_steps_that_are_gone_stay_shown_while_another_is_dragged(hand: Hand) -> None:
    hand.open("campaign")
    hand.session.show_map("to-be")
    hand.settle()
    before = set(_ghosts(hand))
    assert before == {"Raise order and contract"}
    hand.press("t02")
    hand.move(hand.pixel("t02") + QPoint(40, 0))
    assert hand.session.previewing
    assert set(_ghosts(hand)) == before
    hand.esc()
    hand.release()


def test_no_line_covers_an_arrow_head(hand: Hand) -> None:
    hand.open("campaign")
    hand.settle()
    hand.session.select(flows=(hand.map.flows[0].id,))
    items = hand.view.map_scene.items()
    heads = [i.zValue() for i in items if isinstance(i, HeadsItem)]
    lines = [i.zValue() for i in items if isinstance(i, FlowItem)]
    cards = [i.zValue() for i in items if isinstance(i, StepItem)]
    assert max(lines) < heads[0] < min(cards)


def test_a_map_just_opened_shows_times(hand: Hand) -> None:
    hand.open("campaign")
    hand.view.first_view()
    assert FIGURES_FROM <= hand.view.zoom <= 1
    hand.key(Key.Key_1, Mod.ShiftModifier)
    assert hand.view.zoom < FIGURES_FROM
