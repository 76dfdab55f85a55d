"""Overlays: the scale of their colors, in the window and in pictures."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSizeF
from PySide6.QtGui import QFontInfo
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from mopsmap import analysis, edits
from mopsmap.analysis.result import Mark, Overlay, Result
from mopsmap.model import Project
from mopsmap.storage import load
from mopsmap.units import Duration
from tests.ui.hand import SAMPLES, Hand, Key, small_project
from ui.canvas.cards import small_words
from ui.canvas.overlay import overlay_scale
from ui.canvas.picture import make_picture
from ui.commands.command import plain
from ui.panels.readout import step_cost


def test_days_have_fixed_ranges_and_other_scales_those_of_the_values(hand: Hand) -> None:
    hand.open("webinar")
    session = hand.session
    wait = overlay_scale(session.analysis, "wait", session.project)
    cost = overlay_scale(session.analysis, "cost", session.project)
    assert wait is not None
    assert cost is not None
    assert [text for _bin, text in wait.ranges][1:3] == ["0–1", "1–2"]
    assert wait.unit == "working days"
    assert {heat.bin for heat in cost.heats.values()} == {number for number, _ in cost.ranges}
    assert overlay_scale(session.analysis, "no such overlay", session.project) is None


def test_few_different_values_have_different_colors(small: Hand) -> None:
    def price(project: Project) -> Project:
        costs = {"brief": 10.0, "write": 900.0, "check": 900.0, "done": 900.0}
        for step, cost in costs.items():
            project = edits.set_steps(project, "as-is", [step], fixed_cost=cost)
        return project

    small.session.edit("Price", price)
    small.settle()
    scale = overlay_scale(small.session.analysis, "cost", small.project)
    assert scale is not None
    assert scale.heats["brief"].bin < scale.heats["write"].bin == scale.heats["done"].bin


def test_the_legend_explains_the_overlay_in_use(hand: Hand) -> None:
    hand.open("webinar")
    legend = hand.view.legend
    hand.window.choose_overlay("cost")
    assert legend.accessibleName().startswith("Legend: Cost per webinar: ")
    costs = legend.accessibleName()
    hand.session.show_map("to-be")
    hand.settle()
    assert legend.accessibleName() == costs
    hand.window.choose_overlay(None)
    assert not legend.isVisible()


def test_the_toolbar_names_the_overlay_in_its_own_letters(hand: Hand) -> None:
    hand.open("webinar")
    hand.window.choose_overlay("complete_accurate")
    words = [b.text().replace("&&", "&") for b in hand.window.toolbar.findChildren(QToolButton)]
    assert "Overlay: %C&A" in words
    hand.window.choose_overlay(None)


def test_both_overlay_menus_mark_the_overlay_in_use(hand: Hand) -> None:
    hand.open("webinar")
    (button,) = (
        b for b in hand.window.toolbar.findChildren(QToolButton) if b.text().startswith("Overlay")
    )
    (submenu,) = (m for m in hand.window.findChildren(QMenu) if plain(m.title()) == "Overlay")
    for key in ("cost", None):
        hand.window.choose_overlay(key)
        for menu in (button.menu(), submenu):
            menu.aboutToShow.emit()
            marks = {a.text(): a.isChecked() for a in menu.actions() if a.isCheckable()}
            assert sum(marks.values()) == 1
            assert marks["Cost per webinar" if key else "None"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_names_its_overlay_and_explains_its_colors(
    hand: Hand, tmp_path: Path, theme: str
) -> None:
    project, plain, laid = (
        load(SAMPLES / "webinar.mopsmap").project,
        tmp_path / "a.svg",
        tmp_path / "b.svg",
    )
    make_picture(project, "as-is", plain, theme=theme)  # type: ignore[arg-type]
    make_picture(project, "as-is", laid, theme=theme, overlay="wait")  # type: ignore[arg-type]
    words = laid.read_text(encoding="utf-8")
    assert "overlay: Wait before" in words
    assert "over 6" in words
    assert "Critical path" in words
    assert "overlay" not in plain.read_text(encoding="utf-8")
    heights = [QSvgRenderer(str(path)).defaultSize().height() for path in (plain, laid)]
    assert heights[1] > heights[0]


def test_a_picture_from_the_window_shows_the_overlay_in_use(hand: Hand, tmp_path: Path) -> None:
    hand.open("webinar")
    hand.window.choose_overlay("wait")
    hand.window.filing.picture_to(tmp_path / "laid.svg")
    hand.window.choose_overlay(None)
    hand.window.filing.picture_to(tmp_path / "plain.svg")
    assert "overlay: Wait before" in (tmp_path / "laid.svg").read_text(encoding="utf-8")
    assert "overlay" not in (tmp_path / "plain.svg").read_text(encoding="utf-8")


def _later(project: Project) -> Project:
    """The small map with a wait before one step, and a faster to-be of it."""
    slow = edits.set_steps(project, "as-is", ["write"], wait_time=Duration(5, "d"))
    slow = edits.set_steps(slow, "as-is", ["write"], fixed_cost=900.0)
    slow = edits.set_steps(slow, "as-is", ["check"], fixed_cost=100.0)
    both = edits.copy_map(slow, "as-is", "to-be", "To-be", "to_be")
    return edits.set_steps(both, "to-be", ["write"], fixed_cost=100.0)


def test_an_unknown_value_is_a_dash_without_color_and_a_step_apart_is_not_counted(
    small: Hand,
) -> None:
    small.session.edit("Wait", _later)
    small.settle()
    for overlay in ("wait", "cost"):
        small.window.choose_overlay(overlay)
        heats = {i: look.heat for i, look in small.view.map_scene.looks().items()}
        assert (heats["brief"].bin, heats["brief"].text) == (None, "\u2013")
        assert heats["write"].bin is not None
        assert (heats["loose"].bin, heats["loose"].text) == (None, "not counted")
        assert not heats["loose"].counted
    small.window.choose_overlay(None)


def test_a_color_means_the_same_on_both_maps(small: Hand) -> None:
    small.session.edit("Wait", _later)
    small.settle()
    small.window.choose_overlay("cost")
    before = small.view.map_scene.looks()["write"].heat
    said = small.view.legend.accessibleName()
    small.session.show_map("to-be")
    small.settle()
    after = small.view.map_scene.looks()["write"].heat
    assert small.view.legend.accessibleName() == said
    assert after.bin < before.bin
    small.window.choose_overlay(None)


def test_a_cost_without_any_hourly_cost_is_unknown_on_cards_and_in_the_inspector(
    small: Hand,
) -> None:
    assert {look.cost for look in small.view.map_scene.looks().values()} == {"\u2013"}
    step = small.map.step_by_id["write"]
    assert step_cost(small.project, step, small.session.analysis) == "\u2013"
    small.session.edit("x", lambda p: edits.set_steps(p, "as-is", ["write"], fixed_cost=9.0))
    small.settle()
    assert small.view.map_scene.looks()["write"].cost.endswith("9")


def test_the_overlays_that_people_look_for_stand_first(hand: Hand) -> None:
    hand.open("webinar")
    groups = hand.view.map_scene.overlay_groups()
    keys = [key for key, _label in groups[0][1]]
    assert keys[:5] == ["value_class", "wait", "cost", "load", "rework"]
    titles = [title for title, _pairs in groups]
    assert titles[0] == ""
    assert all(titles[1:])
    every = [key for _title, pairs in groups for key, _label in pairs]
    assert len(every) == len(set(every))
    hand.activate()
    seen = []
    for _ in range(len(every) + 1):
        hand.key(Key.Key_O)
        seen.append(hand.view.map_scene.overlay)
    assert seen == [*every, None]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_value_classes_are_tones_that_the_legend_names(hand: Hand, theme: str) -> None:
    hand.open("webinar")
    hand.window.appearance.choose(theme)  # type: ignore[arg-type]
    hand.window.choose_overlay("value_class")
    said = hand.view.legend.accessibleName()
    assert said.startswith("Legend: Value class: Value-adding, Necessary, Waste")
    classes = {s.id: s.value_class for s in hand.map.steps}
    heats = {i: look.heat for i, look in hand.view.map_scene.looks().items()}
    words = {"value_adding": "VA", "necessary": "BNVA", "waste": "NVA"}
    for step, value_class in classes.items():
        if value_class is not None:
            assert (heats[step].text, heats[step].bin) == (words[value_class], None)
            assert heats[step].tone == f"valueClass.{words[value_class]}"
    hand.window.choose_overlay(None)
    hand.window.appearance.choose("light")


def test_a_full_role_is_alarming_on_the_map_and_in_the_legend(hand: Hand) -> None:
    hand.open("campaign")
    hand.window.choose_overlay("load")
    scale = hand.view.map_scene.scale()
    assert scale is not None
    full = {i for i, heat in scale.heats.items() if heat.tone == "alarm"}
    crews = {s.id: (s.role, *(helper.role for helper in s.helpers)) for s in hand.map.steps}
    assert full == {step for step, crew in crews.items() if "mo" in crew}
    assert [tone for tone, _text in scale.tones] == ["alarm"]
    assert "108" in scale.spoken
    hand.window.choose_overlay(None)


def test_where_little_is_bad_the_least_is_the_darkest(hand: Hand) -> None:
    hand.open("campaign")
    scale = overlay_scale(hand.session.analysis, "complete_accurate", hand.project)
    assert scale is not None
    quality = {s.id: s.complete_accurate for s in hand.map.steps if s.complete_accurate is not None}
    least, most = min(quality, key=quality.__getitem__), max(quality, key=quality.__getitem__)
    assert (scale.heats[least].bin, scale.heats[most].bin) == (5, 0)
    assert [number for number, _text in scale.ranges] == sorted(
        (number for number, _text in scale.ranges), reverse=True
    )


def _with_overlay(monkeypatch: pytest.MonkeyPatch, overlay: Overlay, *, slow: bool = False) -> None:
    """One more analysis with this overlay."""
    real = analysis._analyzed
    more = Result("more", "More", overlays=(overlay,), slow=slow)
    monkeypatch.setattr(
        analysis, "_analyzed", lambda study, results: real(study, (*results, replace(more)))
    )
    monkeypatch.setattr(analysis, "_kept", ())


def test_an_overlay_can_be_about_flows(small: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = (Mark("write-check", "waste", "Handoff"), Mark("check-done", "neutral", "Switch"))
    _with_overlay(monkeypatch, Overlay("lines", "Lines", "text", lambda: marks))
    small.show(small_project())
    small.window.choose_overlay("lines")
    said = small.view.legend.accessibleName()
    assert said == "Legend: Lines: Switch, Handoff"
    scene = small.view.map_scene
    tones = {i: item.look.tone for i, item in scene.flows.items()}
    assert tones == {
        "brief-write": "",
        "write-check": "valueClass.NVA",
        "check-done": "valueClass.BNVA",
    }
    assert {look.heat for look in scene.looks().values()} == {None}
    small.window.choose_overlay(None)
    assert {item.look.tone for item in scene.flows.values()} == {""}


def test_a_slow_overlay_is_computed_in_a_thread_and_fills_when_it_is_made(
    small: Hand, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    gate, threads = threading.Event(), list[str]()

    def marks() -> tuple[Mark, ...]:
        threads.append(threading.current_thread().name)
        assert gate.wait(10)
        return (Mark("write", "scale", value=0.25), Mark("check", "scale", value=0.75))

    _with_overlay(monkeypatch, Overlay("sampled", "Sampled", "fraction", marks), slow=True)
    small.show(small_project())
    small.window.choose_overlay("sampled")
    scene, legend = small.view.map_scene, small.window.status.legend
    assert legend.accessibleName() == "Legend: Sampled: computing\u2026, Critical path"
    assert {look.heat for look in scene.looks().values()} == {None}
    gate.set()
    qtbot.waitUntil(lambda: scene.looks()["write"].heat is not None)
    assert small.view.legend.accessibleName().startswith("Legend: Sampled: 25")
    assert set(threads) == {"mopsmap-work"}
    gate.clear()
    small.session.edit("x", lambda p: edits.set_steps(p, "as-is", ["done"], name="Else"))
    QApplication.processEvents()
    assert scene.looks()["write"].heat is not None
    assert "computing" in legend.accessibleName()
    gate.set()
    qtbot.waitUntil(lambda: "computing" not in legend.accessibleName())
    assert set(threads) == {"mopsmap-work"}
    small.window.choose_overlay(None)


def test_a_drag_keeps_the_scale_of_the_overlay_until_a_step_changes_its_lane(hand: Hand) -> None:
    hand.open("webinar")
    hand.window.choose_overlay("wait")
    scene, layout = hand.view.map_scene, hand.session.layout
    first, other = layout.lanes[0], layout.lanes[1]
    step = next(s for s in hand.map.steps if s.role == first.role)
    hand.view.show_step(step.id)
    before = scene.scale()
    assert before is not None
    start = hand.pixel(step.id)
    hand.press(step.id)
    hand.move(start + QPoint(24, 0))
    assert hand.session.previewing
    assert scene.scale() is before
    hand.move(start + QPoint(24, round(first.height * hand.view.zoom)))
    assert hand.map.step_by_id[step.id].role == other.role
    there = scene.scale()
    assert there is not None
    assert there.lanes[other.role] != before.lanes[other.role]
    hand.esc()
    hand.release()
    assert scene.scale() == before
    hand.window.choose_overlay(None)


def test_small_cards_print_their_values_in_letters_that_can_be_read(hand: Hand) -> None:
    hand.open("campaign")
    hand.window.choose_overlay("cost")
    hand.settle()
    theme, zoom = hand.view.appearance.theme, 0.4
    looks = [item.look for item in hand.view.map_scene.steps.values()]
    card = QSizeF(112, 80)
    said = [small_words(theme, look, card, zoom, zoom) for look in looks]
    assert sum(words is not None for words in said) > len(said) * 0.8
    assert all(QFontInfo(words[1]).pixelSize() >= 11 for words in said if words)
    hand.window.choose_overlay(None)
