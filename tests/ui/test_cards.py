"""What the canvas draws at which size: cards, steps that are gone, arrow heads, first view."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise, product

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from mopsmap import edits
from mopsmap.model import Flow, Position, Project, Role, Step, ValueStreamMap
from mopsmap.units import Duration
from tests.ui.hand import Hand, Key, Mod
from tests.ui.written import Words, written
from ui.canvas.badges import burst_of, chips_of, draw_badges
from ui.canvas.cards import card
from ui.canvas.crowd import HeadsItem
from ui.canvas.ghosts import GhostItem
from ui.canvas.items import FlowItem, PillItem, StepItem
from ui.canvas.lines import dashed_path
from ui.canvas.marks import Chip, FlowLook, StepLook
from ui.canvas.paint import (
    FIGURES_FROM,
    NORMAL_FROM,
    TITLES_FROM,
    flow,
    pill_size,
    pill_text,
)
from ui.look.lettering import text_width
from ui.look.theme import Appearance, font

pytestmark = pytest.mark.usefixtures("qapp")  # no font can be measured without an application

LOOK = StepLook(
    12,
    "Review concept with experts",
    "step",
    "waste",
    "45\u202fmin",
    "40\u202fmin",
    "90\u202f%",
    "€\u202f614",
    "1+4",
    "Product marketing",
    "Jira",
    bursts=3,
    state="changed",
    chips=(Chip("hourglass-low", "−1.1\u202fd", True), Chip("clock", "+2\u202fh", False)),
)

CARD = QRectF(0, 0, 112, 80)
ZOOMS = (0.6, 0.68, 0.75, 0.83, 0.96, 1.0, 1.5, 1.8, 2.0, 4.0)
TIMES = ("9\u202fh", "45\u202fmin", "23.5\u202fh", "120\u202fd", "1\u202f250\u202fh")


def _written(look: StepLook, zoom: float) -> list[Words]:
    """All that a card says at a zoom."""
    theme = Appearance("light").theme
    return written(lambda painter: card(painter, theme, look, CARD, zoom), zoom)


def _drawn(look: StepLook, zoom: float) -> list[tuple[str, float]]:
    """(text, size on screen) of all that a card says at a zoom."""
    return [(words.text, words.size) for words in _written(look, zoom)]


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
    assert not {"45\u202fmin", "40\u202fmin"} & words(TITLES_FROM)
    assert {"45\u202fmin", "40\u202fmin", "3"} <= words(FIGURES_FROM)
    assert {"45\u202fmin", "40\u202fmin", "90\u202f%", "€\u202f614", "1+4"} <= words(NORMAL_FROM)


def test_a_decision_with_a_problem_shows_both_signs_apart() -> None:
    picture = QImage(140, 40, QImage.Format.Format_ARGB32)
    ground = QColor("#123456")
    picture.fill(ground)
    painter = QPainter(picture)
    painter.translate(8, 12)
    look = replace(LOOK, kind="decision", problem="No times", bursts=0)
    draw_badges(painter, Appearance("light").theme, look, QRectF(0, 0, 112, 80), 1.0)
    painter.end()
    free = [picture.pixelColor(8 + x, 14) == ground for x in range(75, 116)]
    drawn = [x for x, is_ground in enumerate(free, 75) if not is_ground]
    gaps = [right - left for left, right in pairwise(drawn)]
    assert sum(gap > 2 for gap in gaps) == 1, "a diamond, ground, a triangle"


def test_a_title_is_cut_after_a_whole_word() -> None:
    look = replace(LOOK, title="Review in parallel, forty-eight hours at most", crew="", chips=())
    rows = [text for text, _ in _drawn(look, 0.75)][:2]
    assert rows == ["Review in", "parallel…"]


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("bursts", [0, 3])
def test_chips_lie_within_the_width_of_their_card_right_of_its_value_mark(
    zoom: float, bursts: int
) -> None:
    for first, second in product(TIMES, repeat=2):
        chips = (Chip("clock", f"−{first}", True), Chip("hourglass-low", f"+{second}", False))
        placed = chips_of(replace(LOOK, chips=chips, bursts=bursts), CARD, zoom)
        assert placed[0].chip == chips[0]
        assert placed[0].box.left() >= 6
        assert placed[-1].box.right() <= CARD.right()
        assert placed[-1].box.bottom() <= CARD.bottom() + 9
        assert not any(a.box.intersects(b.box) for a, b in combinations(placed, 2))


def test_the_second_chip_is_shown_where_both_fit() -> None:
    short = Chip("hourglass-low", "−1.5\u202fd", True), Chip("clock", "−1.3\u202fh", True)
    long = Chip("hourglass-low", "−47\u202fmin", True), Chip("clock", "−35\u202fmin", True)
    plain = replace(LOOK, bursts=0)
    assert len(chips_of(replace(plain, chips=short), CARD, 1.0)) == 2
    assert len(chips_of(replace(plain, chips=long), CARD, 1.0)) == 1
    assert len(chips_of(replace(LOOK, chips=long), CARD, 2.0)) == 2


@pytest.mark.parametrize("chips", [(), LOOK.chips])
def test_the_burst_sits_on_the_bottom_right_corner(chips: tuple[Chip, ...]) -> None:
    for zoom in (1.0, 1.25, 2.0):
        burst = burst_of(replace(LOOK, chips=chips), CARD, zoom)
        assert burst is not None
        assert burst.center == CARD.bottomRight() - QPointF(3, 3)


@pytest.mark.parametrize("sample", ["campaign", "nurture", "webinar"])
def test_lines_beside_a_card_touch_no_burst(hand: Hand, sample: str) -> None:
    hand.open(sample)
    lines = [line.pieces(QRectF(0, 0, 1e5, 1e5), QPointF()) for line in _flows(hand)]
    for zoom in (0.6, 0.75, 0.9, 1.0):
        for item in hand.view.map_scene.steps.values():
            burst = burst_of(item.look, item.rect, zoom)
            box = item.mapRectToScene(burst.box.adjusted(2, 2, -2, -2)) if burst else QRectF()
            assert not any(piece.intersects(box) for line in lines for piece in line), zoom


@pytest.mark.parametrize("sample", ["campaign", "lead", "nurture", "webinar", "whitepaper"])
def test_shares_cover_no_card_or_burst_at_any_zoom(hand: Hand, sample: str) -> None:
    hand.open(sample)
    items = [i for i in hand.view.map_scene.steps.values() if i.placed.shape == "card"]
    for zoom in (0.6, 0.66, 0.75, 0.9):
        bursts = [(i, burst_of(i.look, i.rect, zoom)) for i in items]
        boxes = [i.mapRectToScene(i.rect) for i in items]
        boxes += [
            i.mapRectToScene(burst.box.adjusted(2, 2, -2, -2)) for i, burst in bursts if burst
        ]
        for pill in (p for p in hand.view.map_scene.items() if isinstance(p, PillItem)):
            box = QRectF(QPointF(), QSizeF(*pill_size(pill.look, zoom)) - QSizeF(2, 2))
            box.moveCenter(pill.pos())
            assert not any(box.intersects(other) for other in boxes), (pill.flow_id, zoom)


def _flows(hand: Hand) -> list[FlowItem]:
    return list(hand.view.map_scene.flows.values())


def test_the_larger_change_of_time_comes_first(hand: Hand) -> None:
    hand.open("webinar")
    hand.session.show_map("to-be")
    hand.settle()
    live, draft = (hand.view.map_scene.steps[step].look.chips for step in ("r12", "r09"))
    assert [chip.text for chip in live] == ["+5.5\u202fd", "+2\u202fpp"]
    assert [chip.text for chip in draft] == ["−1.5\u202fd", "−1.3\u202fh"]
    one = hand.session.map_id

    def slower(project: Project) -> Project:
        return edits.set_steps(project, one, ["r09"], process_time=Duration(90.0))

    hand.session.edit("Slower", slower)
    hand.settle()
    chips = hand.view.map_scene.steps["r09"].look.chips
    assert [(chip.icon, chip.better) for chip in chips] == [
        ("clock", False),
        ("hourglass-low", True),
    ]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_chips_and_bursts_cover_no_text_of_their_card(zoom: float) -> None:
    for time, money in product(TIMES, ("€\u202f8.51", "€\u202f1.9k", "CHF\u202f614")):
        look = replace(LOOK, process=time, wait=time, cost=money)
        burst = burst_of(look, CARD, zoom)
        assert burst is not None
        covers = [burst.box.adjusted(2, 2, -2, -2), *(c.box for c in chips_of(look, CARD, zoom))]
        assert not any(a.intersects(b) for a, b in combinations(covers, 2))
        badges = {str(look.bursts), *(chip.text for chip in look.chips)}
        for words in _written(look, zoom):
            if words.text in badges:
                continue
            size = words.size / zoom
            width = text_width(font("cardMetric", 10), words.text) / 110 * size
            ground = QRectF(words.x, words.base - 0.72 * size, width, 0.72 * size)
            assert not any(ground.intersects(box) for box in covers), words


@pytest.mark.parametrize("bursts", [0, 2])
@pytest.mark.parametrize("chips", [(), LOOK.chips])
def test_figures_never_touch_each_other_or_the_edge_of_their_card(
    bursts: int, chips: tuple[Chip, ...]
) -> None:
    for process, wait, quality in product(TIMES, TIMES, ("", "94\u202f%", "100\u202f%")):
        look = replace(
            LOOK, process=process, wait=wait, quality=quality, bursts=bursts, chips=chips
        )
        figures = {process, wait, quality, look.cost} - {""}
        rows: dict[float, list[tuple[float, float]]] = {}
        said = set()
        for words in _written(look, 1.0):
            if words.text in figures:
                said.add(words.text)
                right = words.x + text_width(font("cardMetric"), words.text)
                rows.setdefault(words.base, []).append((words.x, right))
        assert {process, wait, look.cost} <= said
        for spans in rows.values():
            assert all(right <= CARD.right() - 3 for _, right in spans)
            assert all(b - a >= 3 for (_, a), (b, _) in pairwise(sorted(spans)))


def test_words_of_a_card_seen_from_near_stand_apart_in_a_language_of_longer_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    longer = {"Process time": "Bearbeitungszeit je Stück", "Wait before": "Wartezeit davor davor"}
    monkeypatch.setattr("ui.canvas.cards._", lambda text: longer.get(text, text))
    caption = font("caption", 0.5)
    written = _written(replace(LOOK, state="", chips=()), 2.0)
    labels = [w for w in written if w.text.startswith(("Bearbeitung", "Wartezeit"))]
    assert [label.text for label in labels] != [*longer.values()]
    first, second = labels
    assert first.x + text_width(caption, first.text) < second.x
    assert second.x + text_width(caption, second.text) < CARD.right()


@pytest.mark.parametrize("sample", ["campaign", "lead", "nurture", "webinar", "whitepaper"])
def test_no_label_of_a_flow_covers_a_change_chip(hand: Hand, sample: str) -> None:
    hand.open(sample)
    hand.session.show_map("to-be")
    hand.settle()
    scene, seen = hand.view.map_scene, 0
    pills = [item for item in scene.items() if isinstance(item, PillItem)]
    for zoom in (0.6, 0.75, 1.0, 2.0):
        labels = []
        for pill in pills:
            if pill_text(pill.look, zoom):
                width, height = pill_size(pill.look, zoom)
                at = pill.pos() - QPointF(width / 2, height / 2)
                labels.append(QRectF(at.x(), at.y(), width, height))
        for step in scene.steps.values():
            for placed in chips_of(step.look, step.rect, zoom):
                box = step.mapRectToScene(placed.box)
                seen += 1
                assert not any(box.intersects(label) for label in labels), (zoom, step.look.title)
    assert seen > 0


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


@pytest.mark.parametrize("zoom", [0.6, 0.75, 1.0])
def test_the_name_of_an_end_stands_clear_of_the_cards_beside_it(hand: Hand, zoom: float) -> None:
    hand.open("lead")
    hand.session.show_map("to-be")
    hand.settle()
    steps = hand.view.map_scene.steps
    cards = [s.mapRectToScene(s.rect) for s in steps.values() if s.placed.shape == "card"]
    ends = [step for step in steps.values() if step.placed.shape == "event"]
    assert {step.look.title for step in ends} >= {"Opportunity", "Recycled"}
    for end in ends:
        words = written(lambda painter, e=end: e.paint(painter, QStyleOptionGraphicsItem()), zoom)
        assert words
        for text, size, x, base in words:
            width = text_width(font("caption", 10), text) / 110 * size / zoom
            ground = end.mapRectToScene(QRectF(x, base - size / zoom, width, size / zoom))
            assert not any(ground.intersects(box) for box in cards), text


def _seen(hand: Hand, at: QPointF) -> list[QColor]:
    """The colors around a scene point on the screen."""
    hand.settle()
    picture = hand.view.viewport().grab().toImage()
    middle = hand.view.mapFromScene(at)
    around = [middle + QPoint(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return [picture.pixelColor(point) for point in around if picture.rect().contains(point)]


def _alike(one: QColor, other: QColor) -> bool:
    """The same color, but for what rounding makes of it."""
    pairs = zip(one.getRgb(), other.getRgb(), strict=True)
    return all(abs(a - b) <= 2 for a, b in pairs)  # type: ignore[operator]


@pytest.mark.parametrize("zoom", [0.25, 0.3, 0.4, 0.55])
@pytest.mark.parametrize("theme", ["theme_light", "theme_dark"])
def test_lines_keep_their_color_however_far_away(hand: Hand, zoom: float, theme: str) -> None:
    getattr(hand.window.viewing, theme)()
    hand.open("campaign")
    hand.session.wait()
    hand.view.set_zoom(zoom)
    hand.settle()
    picture, view = hand.view.viewport().grab().toImage(), hand.view
    colors = view.appearance.theme
    kinds = set()
    for line in view.map_scene.flows.values():
        tone = colors.color("critical.line" if line.look.critical else "flow.line")
        length = line.path.length()
        along = [line.path.pointAtPercent(i / length) for i in range(0, int(length), 2)]
        pixels = [view.mapFromScene(point) + QPoint(d, d) for point in along for d in (-1, 0, 1)]
        shown = [p for p in pixels if picture.rect().contains(p)]
        if len(shown) > 60:
            kinds.add((line.look.kind, line.look.critical))
            assert sum(_alike(picture.pixelColor(p), tone) for p in shown) >= 8, line.flow_id
    assert kinds >= {("forward", False), ("forward", True), ("rework", False)}
    hand.window.viewing.theme_light()


def test_arrow_heads_stand_above_the_ring_of_a_selected_step(small: Hand) -> None:
    line = small.view.map_scene.flows["brief-write"]
    tip = line.tip
    small.click("write")
    small.pointer_over_nothing()
    theme = small.view.appearance.theme
    head = theme.color("critical.line" if line.look.critical else "flow.line")
    assert head in _seen(small, tip - QPointF(3, 0))
    assert theme.color("accent.base") in _seen(small, tip - QPointF(3, 20))


def test_rework_flows_on_one_line_have_their_dashes_in_common() -> None:
    near = ((90.0, 80.0), (90.0, 20.0), (10.0, 20.0))
    far = ((193.5, 80.0), (193.5, 20.0), (3.5, 20.0))

    def trunk(*routes: tuple[tuple[float, float], ...]) -> list[bool]:
        picture = QImage(200, 100, QImage.Format.Format_RGB32)
        picture.fill(0xFFFFFF)
        painter = QPainter(picture)
        for points in routes:
            look = FlowLook("rework", "", False)
            flow(painter, Appearance("light").theme, look, dashed_path(points), False)
        painter.end()
        return [picture.pixelColor(x, 20).lightness() < 250 for x in range(11, 80)]

    assert 0.4 < sum(trunk(far)) / 69 < 0.75
    assert trunk(near, far) == trunk(far)


@pytest.mark.parametrize("theme", ["theme_light", "theme_dark"])
def test_the_corner_between_the_scroll_bars_looks_like_their_ground(hand: Hand, theme: str) -> None:
    getattr(hand.window.viewing, theme)()
    hand.open("campaign")
    across, down = hand.view.horizontalScrollBar(), hand.view.verticalScrollBar()
    assert across.isVisible()
    assert down.isVisible()
    picture = hand.view.grab().toImage()
    left, top = picture.width() - down.width(), picture.height() - across.height()
    corner = {
        picture.pixel(x, y)
        for x in range(left, picture.width())
        for y in range(top, picture.height())
    }
    assert corner == {picture.pixel(left, top - 1)}
    hand.window.viewing.theme_light()


def test_lines_beside_the_first_step_are_on_the_paper(hand: Hand) -> None:
    """A forward flow into a card at the left edge runs left of it."""
    steps = (
        Step(id="a", name="A", role="r1", position=Position(x=300.0, y=8.0)),
        Step(id="b", name="B", role="r2", position=Position(x=8.0, y=8.0)),
    )
    roles = (Role(id="r1", name="One"), Role(id="r2", name="Two"))
    one = ValueStreamMap(
        id="as-is", roles=roles, steps=steps, flows=(Flow(id="f", source="a", target="b"),)
    )
    hand.session.load(Project(maps=(one,)))
    route = hand.session.layout.routes["f"]
    assert route.left < 0
    assert hand.view.map_scene.sceneRect().left() < route.left


def test_a_new_step_with_a_problem_is_marked_as_both() -> None:
    look = replace(LOOK, state="new", chips=(), problem="Not connected")
    picture = QImage(160, 120, QImage.Format.Format_RGB32)
    theme = Appearance("light").theme
    picture.fill(theme.color("surface.canvas"))
    painter = QPainter(picture)
    painter.translate(20, 20)
    card(painter, theme, look, CARD, 1.0)
    painter.end()
    seen = {picture.pixelColor(x, y).name() for x in range(160) for y in range(120)}
    assert theme.color("positive.text").name() in seen
    assert theme.color("alarm.mark").name() in seen


@pytest.mark.parametrize("zoom", [0.3, 0.5, 0.7])
def test_the_mark_of_a_card_is_within_it_wherever_it_stands(zoom: float) -> None:
    theme = Appearance("light").theme
    look = replace(LOOK, value_class="value_adding", bursts=0, state="", chips=())
    picture = QImage(200, 160, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    at = CARD.translated(100, 60)
    painter = QPainter(picture)
    painter.scale(zoom, zoom)
    card(painter, theme, look, at, zoom)
    painter.end()
    mark = theme.color("valueClass.VA.mark")
    found = [
        QPointF(x / zoom, y / zoom)
        for x, y in product(range(picture.width()), range(picture.height()))
        if picture.pixelColor(x, y) == mark
    ]
    assert found
    assert all(at.contains(point) and point.x() < at.x() + 14 for point in found)


def test_labels_cover_no_card_while_a_line_is_typed(hand: Hand) -> None:
    hand.open("nurture")
    hand.session.wait()
    scene, session = hand.view.map_scene, hand.session
    session.select((scene.reading.order[1],))
    hand.view.setFocus()
    hand.key(Key.Key_Return)
    hand.type("Write copy @content 4h")
    hand.settle()
    labels = [item for item in scene.items() if isinstance(item, PillItem)]
    assert labels
    for label in labels:
        width, height = pill_size(label.look)
        box = QRectF(-width / 2, -height / 2, width, height).translated(label.pos())
        for placed in session.layout.steps.values():
            card = QRectF(placed.x, placed.y, placed.width, placed.height)
            assert not box.intersects(card), label.look.text
