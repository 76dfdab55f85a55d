"""What an edit repaints: no more than it changed, and nothing less."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from mopsmap import edits
from mopsmap.units import Duration
from tests.ui.hand import Hand

FAINT = 60
"""Differences of a color that nobody sees: smoothed edges depend a little on what is repainted."""


class _Watch(QObject):
    """Notes which part of each widget is painted."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.painted: dict[QWidget, QRegion] = {}
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Note a painting, and let it happen."""
        if isinstance(watched, QWidget) and isinstance(event, QPaintEvent):
            before = self.painted.get(watched, QRegion())
            self.painted[watched] = before.united(event.region())
        return False


def test_a_new_name_repaints_its_card_and_nothing_else(small: Hand) -> None:
    small.click("write")
    small.session.wait()
    small.settle()
    viewport = small.view.viewport()
    watch = _Watch(viewport, small.window.ladder.rungs)
    one = small.session.map_id
    small.session.edit("Rename", lambda p: edits.set_steps(p, one, ["write"], name="Text"))
    small.settle()
    assert list(watch.painted) == [viewport]
    places = {step: small.view.mapFromScene(small.point(step)) for step in small.map.step_by_id}
    assert {s for s, at in places.items() if watch.painted[viewport].contains(at)} == {"write"}


def test_results_of_sections_that_stay_the_same_are_not_painted_again(small: Hand) -> None:
    small.click("write")
    small.session.wait()
    small.settle()
    sections = small.window.inspector.page.sections
    assert sections["Time"].header.result
    watch = _Watch(sections["Time"].header)
    one = small.session.map_id
    small.session.edit("Rename", lambda p: edits.set_steps(p, one, ["write"], name="Text"))
    small.settle()
    assert not watch.painted


def _stale(hand: Hand) -> list[tuple[int, int]]:
    """Pixels of the window on the screen that a whole repaint would show in another color."""
    hand.settle()
    window = hand.window
    seen = window.screen().grabWindow(window.winId()).toImage()
    kind = QImage.Format.Format_RGB32
    seen, whole = seen.convertToFormat(kind), window.grab().toImage().convertToFormat(kind)
    if seen == whole:
        return []
    return [
        (x, y)
        for y in range(whole.height())
        for x in range(whole.width())
        if seen.pixel(x, y) != whole.pixel(x, y)
        and _apart(seen.pixelColor(x, y), whole.pixelColor(x, y)) > FAINT
    ]


def _apart(a: QColor, b: QColor) -> int:
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return max(abs(x - y) for x, y in pairs)


def test_the_screen_always_shows_what_a_whole_repaint_would(hand: Hand) -> None:
    hand.open("campaign")
    hand.session.wait()
    session, step = hand.session, hand.map.steps[2]
    one = session.map_id
    other = next(m.id for m in hand.project.maps if m.id != one)
    acts = (
        lambda: session.select(steps=[step.id]),
        lambda: session.edit("a", lambda p: edits.set_steps(p, one, [step.id], name="Other")),
        lambda: session.edit(
            "b", lambda p: edits.set_steps(p, one, [step.id], process_time=Duration(40.0))
        ),
        lambda: session.edit(
            "c",
            lambda p: edits.add_step(p, one, "new", role=step.role, after=step.id),
            structural=True,
        ),
        lambda: session.select(role=step.role),
        session.undo,
        lambda: session.show_map(other),
        hand.window.viewing.theme_dark,
        hand.window.viewing.theme_light,
        lambda: session.show_map(one),
    )
    for act in acts:
        act()
        session.wait()
        assert _stale(hand) == []


def test_a_step_changed_out_of_sight_shows_the_change_when_it_comes_into_sight(hand: Hand) -> None:
    hand.open("campaign")
    hand.session.wait()
    view, session = hand.view, hand.session
    far = max(session.layout.steps.values(), key=lambda placed: placed.x).step
    assert not view.viewport().rect().contains(view.mapFromScene(hand.point(far)))
    for name in ("Hand over", "Hand it all over"):
        session.edit("a", lambda p, name=name: edits.set_steps(p, session.map_id, [far], name=name))
        session.wait()
        assert view.map_scene.steps[far].look.title == name
    session.undo()
    view.show_step(far)
    assert view.map_scene.steps[far].look.title == "Hand over"
    assert _stale(hand) == []


def test_a_step_added_below_what_is_seen_repaints_nothing_of_the_map(hand: Hand) -> None:
    hand.open("campaign")
    session, viewport = hand.session, hand.view.viewport()
    one = session.map_id
    low = max(session.layout.steps.values(), key=lambda placed: placed.y).step
    role = hand.map.step_by_id[low].role
    for number in ("first", "second"):  # the first one keeps all steps where they stand
        session.wait()
        hand.settle()
        assert not viewport.rect().contains(hand.view.mapFromScene(hand.point(low)))
        watch = _Watch(viewport)
        session.edit(
            "Add",
            lambda p, number=number: edits.add_step(p, one, number, role=role, after=low),
            structural=True,
        )
        hand.settle()
    seen = watch.painted.get(viewport, QRegion()).boundingRect()
    assert seen.height() < viewport.height() / 4
