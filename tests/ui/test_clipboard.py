"""Copying, cutting, pasting and duplicating steps, also between maps and windows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from PySide6.QtCore import QMimeData, QRectF
from PySide6.QtGui import QGuiApplication

from tests.ui.hand import Hand, Key, Mod, check_mirror, small_project

CTRL = Mod.ControlModifier


def _x(hand: Hand, step: str) -> float:
    return hand.session.layout.steps[step].x


def test_pasting_again_and_again_covers_nothing(small: Hand) -> None:
    small.click("write")
    small.click("check", CTRL)
    small.key(Key.Key_C, CTRL)
    assert small.session.undo_label is None
    for number in (1, 2, 3):
        small.key(Key.Key_V, CTRL)
        chosen = small.session.selection.steps
        assert [small.map.step_by_id[s].name for s in chosen] == ["Write", "Check"]
        assert len(small.map.steps) == 5 + 2 * number
        flows = [f for f in small.map.flows if f.source == chosen[0]]
        assert [f.target for f in flows] == [chosen[1]]
    check_mirror(small)
    boxes = [QRectF(p.x, p.y, p.width, p.height) for p in small.session.layout.steps.values()]
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    for _ in range(3):
        small.undo()
    assert small.project == small_project()


def test_cut_and_paste_is_a_move(small: Hand) -> None:
    small.click("write")
    small.key(Key.Key_X, CTRL)
    assert small.session.undo_label == "Cut step"
    assert ("Brief", "Check") in small.flows
    small.key(Key.Key_V, CTRL)
    copy = small.step("Write")
    original = small_project().maps[0].step_by_id["write"]
    left_out = {"id": copy.id, "position": copy.position}
    assert original.replace(**left_out) == copy
    small.undo()
    small.undo()
    assert small.project == small_project()


def test_duplicate_leaves_the_clipboard_alone(small: Hand) -> None:
    QGuiApplication.clipboard().setText("words")
    small.click("write")
    small.key(Key.Key_D, CTRL)
    assert small.names.count("Write") == 2
    assert small.session.undo_label == "Duplicate steps"
    assert _x(small, small.session.selection.steps[0]) > _x(small, "write")
    assert QGuiApplication.clipboard().text() == "words"


def test_copied_steps_are_text_elsewhere(small: Hand) -> None:
    small.click("brief")
    small.click("write", CTRL)
    small.key(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "Brief\nWrite"


def test_nothing_selected_leaves_the_clipboard_alone(small: Hand) -> None:
    QGuiApplication.clipboard().setText("words")
    small.key(Key.Key_C, CTRL)
    small.key(Key.Key_X, CTRL)
    assert QGuiApplication.clipboard().text() == "words"
    assert small.project == small_project()


def test_every_field_of_a_sample_survives_copying_to_the_other_map(hand: Hand) -> None:
    hand.open("campaign")
    as_is, to_be = hand.project.maps[:2]
    hand.key(Key.Key_A, CTRL)
    hand.key(Key.Key_C, CTRL)
    hand.session.show_map(to_be.id)
    hand.key(Key.Key_V, CTRL)
    pasted = [hand.map.step_by_id[s] for s in hand.session.selection.steps]
    assert len(pasted) == len(as_is.steps)
    names = {r.id: r.name for r in hand.map.roles}
    old_names = {r.id: r.name for r in as_is.roles}
    for old, new in zip(as_is.steps, pasted, strict=True):
        assert names.get(new.role or "") == old_names.get(old.role or "")
        mine = {f: getattr(new, f) for f in ("id", "role", "position")}
        assert [h.people for h in old.helpers] == [h.people for h in new.helpers]
        mine["helpers"] = new.helpers
        assert old.replace(**mine, replaces=(), countermeasures=()) == new
    inner = {s.id for s in pasted}
    assert sum(f.source in inner for f in hand.map.flows) == len(as_is.flows)
    assert hand.project.map_by_id[as_is.id] == as_is
    check_mirror(hand)
    hand.undo()
    assert hand.project.map_by_id[to_be.id] == to_be


def test_pasting_into_another_window_brings_the_roles(open_window: Callable[[], Hand]) -> None:
    one, other = open_window(), open_window()
    one.show(small_project())
    one.activate()
    one.click("check")
    one.key(Key.Key_C, CTRL)
    other.activate()
    other.esc()
    other.key(Key.Key_V, CTRL)
    other.key(Key.Key_V, CTRL)
    assert other.names == ["Check", "Check"]
    roles = [r.name for r in other.map.roles]
    assert roles.count("Legal") == 1
    assert {other.map.role_by_id[s.role or ""].name for s in other.map.steps} == {"Legal"}
    first, second = (_x(other, s.id) for s in other.map.steps)
    assert first < second
    one.activate()
    one.click("write")
    one.key(Key.Key_C, CTRL)
    other.activate()
    other.key(Key.Key_V, CTRL)
    position = other.step("Write").position
    assert position is not None
    assert position.x == _x(one, "write")
    assert one.project == small_project()


def test_a_broken_clipboard_changes_nothing(small: Hand) -> None:
    data = QMimeData()
    data.setData("application/x-mopsmap-steps+json", b'{"steps": [{"id": 7}]}')
    QGuiApplication.clipboard().setMimeData(data)
    small.key(Key.Key_V, CTRL)
    assert "no longer readable" in small.window.status.said
    assert small.project == small_project()
