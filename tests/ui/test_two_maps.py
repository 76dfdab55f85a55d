"""Two maps in one frame: the same step at the same place, scrolled, zoomed and selected as one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mopsmap import edits
from mopsmap.layout.beside import FLAT_HEIGHT, FLAT_WIDTH
from mopsmap.model import Project
from tests.ui.hand import Button, Hand, Key, Mod, small_project
from tests.ui.test_comparison import _project
from ui.canvas.flat_cards import title_room
from ui.compare.page import ComparePage
from ui.compare.pane import Pane
from ui.compare.summary import Summary
from ui.compare.waterfall import SIDE, Fall, Waterfall
from ui.look.lettering import strong, text_width


@pytest.fixture
def page(hand: Hand) -> ComparePage:
    hand.show(_project())
    hand.session.show_map("to-be")
    return _compare(hand)


def _compare(hand: Hand) -> ComparePage:
    hand.key(Key.Key_2, Mod.ControlModifier)
    hand.settle()
    page = hand.window.comparison
    page.as_table.setChecked(False)
    page.maps.stack(True)
    hand.settle()
    return page


def _middle(hand: Hand, pane: Pane, step: str) -> QPoint:
    item = pane.map_scene.steps[step]
    at = pane.mapFromScene(item.mapToScene(item.rect.center()))
    return hand.on(pane.viewport(), at)


def _chosen(page: ComparePage) -> list[set[str]]:
    return [
        {i for i, item in pane.map_scene.steps.items() if item.chosen} for pane in page.maps.panes
    ]


def test_the_same_step_stands_at_the_same_place(page: ComparePage) -> None:
    first, second = (pane.map_scene.steps for pane in page.maps.panes)
    assert {*first} == {"brief", "build", "sign"}
    assert {*second} == {"brief", "kit", "build"}
    for step in ("brief", "build"):
        assert first[step].pos() == second[step].pos()
    card = first["build"].rect
    assert (card.width(), card.height()) == (FLAT_WIDTH, FLAT_HEIGHT)


def test_what_was_removed_is_a_ghost_where_it_stood(page: ComparePage) -> None:
    first, second = (pane.map_scene for pane in page.maps.panes)
    assert first.ghosts(None) == []
    [(look, place)] = second.ghosts(second.session.comparison)
    stood = first.steps["sign"]
    assert (look.title, look.state, look.tools) == ("Sign off", "removed", "removed")
    assert place == stood.mapRectToScene(stood.rect)


def test_cards_of_the_later_map_say_what_changed(page: ComparePage) -> None:
    first, second = (pane.map_scene.looks() for pane in page.maps.panes)
    assert second["kit"].state == "new"
    assert [chip.text.replace("\u202f", " ") for chip in second["build"].chips] == [
        "−4 d",
        "+20 pp",
    ]
    assert {look.state for look in first.values()} == {""}


def test_the_heading_is_the_legend_and_counts(page: ComparePage) -> None:
    before, after = page.maps.heads
    assert (before.heading.name, after.heading.name) == ("Today", "Next year")
    assert after.heading.figure.replace("\u202f", " ") == "Lead time 4.1 d"
    assert after.heading.change.replace("\u202f", " ") == "↓ 62 %"
    assert [(c.mark, c.text) for c in after.legend] == [
        ("ghost", "1 removed"),
        ("new", "1 added"),
        ("chip", "1 changed"),
    ]
    assert "1 removed" in after.accessibleName()
    assert [c.text for c in before.legend] == ["Scroll and zoom linked"]


def test_what_is_clicked_in_one_map_is_selected_in_both_and_on_the_canvas(
    hand: Hand, page: ComparePage
) -> None:
    hand.click(_middle(hand, page.maps.panes[0], "build"))
    assert _chosen(page) == [{"build"}, {"build"}]
    assert hand.session.selection.steps == ("build",)
    hand.click(_middle(hand, page.maps.panes[0], "sign"))
    assert _chosen(page) == [{"sign"}, set()]
    hand.session.select(["brief"])
    assert _chosen(page) == [{"brief"}, {"brief"}]


def test_arrows_walk_the_steps_of_the_map_that_has_the_keyboard(
    hand: Hand, page: ComparePage
) -> None:
    earlier, later = page.maps.panes
    later.setFocus()
    hand.key(Key.Key_Home)
    assert _chosen(page) == [{"brief"}, {"brief"}]
    hand.key(Key.Key_Right)
    assert _chosen(page) == [set(), {"kit"}]
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Left)
    assert later.session.selection.steps == ("kit",)
    hand.esc()
    assert _chosen(page) == [set(), set()]
    earlier.setFocus()
    hand.key(Key.Key_End)
    assert earlier.session.selection.steps == ("sign",)


def test_tab_and_f6_reach_both_maps(hand: Hand, page: ComparePage) -> None:
    reached = []
    hand.window.menu_row.setFocus()
    for _ in range(60):
        hand.key(Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert [pane for pane in page.maps.panes if pane in reached] == [*page.maps.panes]
    assert page.maps.panes[0].accessibleName() == "As-is map: Today"
    assert page.maps.panes[1].accessibleName() == "To-be map: Next year"
    panes = []
    for _ in range(8):
        hand.key(Key.Key_F6)
        panes.append(QApplication.focusWidget())
    assert any(page.isAncestorOf(part) for part in panes if part is not None)


def test_scrolling_and_zooming_one_map_takes_the_other_along(hand: Hand) -> None:
    hand.open("campaign")
    hand.session.show_map("to-be")
    page = _compare(hand)
    first, second = page.maps.panes
    assert first.sceneRect() == second.sceneRect()
    first.horizontalScrollBar().setValue(400)
    second.verticalScrollBar().setValue(60)
    assert first.sight().topLeft() == second.sight().topLeft()
    at = QPointF(hand.on(second.viewport()))
    handle = hand.window.windowHandle()
    assert handle is not None
    turn = QPoint(0, 240)
    QTest.wheelEvent(handle, at, turn, QPoint(), Mod.ControlModifier, Qt.ScrollPhase(0))
    assert first.zoom == second.zoom > 1.2
    assert first.sight().topLeft() == second.sight().topLeft()
    hand.key(Key.Key_0, Mod.ControlModifier)
    assert first.zoom == second.zoom == 1.0
    assert hand.window.status._percent.text().startswith("100")
    page.maps.stack(False)
    hand.settle()
    assert first.sight().topLeft() == second.sight().topLeft()


def test_every_step_of_the_samples_stands_where_the_one_it_came_from_stood(hand: Hand) -> None:
    for sample in ("campaign", "lead", "nurture", "webinar", "whitepaper"):
        hand.open(sample)
        hand.session.show_map("to-be")
        page = _compare(hand)
        pair = page.maps.pair
        assert pair is not None
        first, second = (pane.map_scene.steps for pane in page.maps.panes)
        for new, old in pair.places.items():
            a, b = first[old], second[new]
            middles = [i.mapToScene(i.rect.center()) for i in (a, b)]
            assert middles[0] == middles[1]


def test_dragging_the_paper_scrolls_both(hand: Hand) -> None:
    hand.open("campaign")
    page = _compare(hand)
    first, second = page.maps.panes
    start = hand.on(first.viewport(), QPoint(600, 6))
    hand.drag(start, start - QPoint(200, 0))
    assert first.horizontalScrollBar().value() == second.horizontalScrollBar().value() == 200


def test_a_map_without_to_be_offers_to_make_one(hand: Hand) -> None:
    hand.show(small_project())
    page = _compare(hand)
    assert page.create_button.isVisible()
    hand.click(hand.on(page.create_button))
    hand.settle()
    assert [one.kind for one in hand.project.maps] == ["as_is", "to_be"]


def test_the_room_of_the_docks_comes_back_with_the_map(hand: Hand, page: ComparePage) -> None:
    window = hand.window
    around = (window.kpis, window.outline_dock, window.inspector_dock, window.bottom_dock)
    assert not any(part.isVisible() for part in around)
    hand.key(Key.Key_1, Mod.ControlModifier)
    assert all(part.isVisible() for part in around)


def test_an_edit_shows_in_the_comparison(hand: Hand, page: ComparePage) -> None:
    def drop(project: Project) -> Project:
        return edits.delete(project, "to-be", ["kit"])

    hand.session.edit("Delete", drop)
    hand.settle()
    assert {*page.maps.panes[1].map_scene.steps} == {"brief", "build"}
    assert page.maps.heads[1].legend[1].text == "0 added"


def test_enter_and_a_double_click_show_the_step_on_the_canvas(
    hand: Hand, page: ComparePage
) -> None:
    hand.double_click(_middle(hand, page.maps.panes[0], "sign"))
    hand.settle()
    assert hand.window.views.currentWidget() is hand.window.map_page
    assert hand.session.map_id == "as-is"
    assert hand.session.selection.steps == ("sign",)


def test_a_flow_can_be_selected(hand: Hand, page: ComparePage) -> None:
    pane = page.maps.panes[1]
    route = pane.map_scene.flows["brief-kit"].route.points
    middle = (QPointF(*route[0]) + QPointF(*route[1])) / 2
    hand.click(hand.on(pane.viewport(), pane.mapFromScene(middle)), button=Button.LeftButton)
    assert hand.session.selection.flows == ("brief-kit",)


def _summary(hand: Hand, sample: str = "campaign") -> Summary:
    hand.open(sample)
    hand.session.show_map("to-be")
    return _compare(hand).summary


def test_bars_lead_from_one_lead_time_to_the_other(hand: Hand) -> None:
    summary = _summary(hand)
    bars = summary.waterfall.bars
    assert [(bar.name, bar.value) for bar in (bars[0], bars[-1])] == [
        ("As-is", "88.2"),
        ("To-be", "28.7"),
    ]
    assert sum(bar.hours for bar in bars[:-1]) == pytest.approx(bars[-1].hours)
    measures = hand.project.map_by_id["to-be"].countermeasures
    assert [bar.name for bar in bars[1:-1]] == [measure.name for measure in measures]
    assert bars[1].icon == "feather"


def test_a_change_off_the_path_is_shown_with_nothing(hand: Hand) -> None:
    bars = _summary(hand).waterfall.bars
    assert [(bar.value, bar.note) for bar in bars if bar.note] == [("0.0", "off path")]


def test_bars_stand_where_those_before_them_end(hand: Hand) -> None:
    chart = _summary(hand).waterfall
    rects = chart.rects()
    assert rects[0].bottom() == pytest.approx(rects[-1].bottom())
    for before, after in pairwise(rects[:-1]):
        level = before.bottom() if before is not rects[0] else before.top()
        assert after.top() == pytest.approx(level, abs=1.6)


def test_keys_go_from_bar_to_bar_and_select_what_a_change_is_about(hand: Hand) -> None:
    summary = _summary(hand)
    summary.waterfall.setFocus()
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Right)
    told = summary.waterfall.told
    assert told is not None
    assert told.steps
    page = hand.window.comparison
    assert _chosen(page) == [{*told.gone}, {*told.steps}]
    assert {*hand.session.selection.steps} == {*told.steps}
    assert told.name in summary._unit.text()
    hand.key(Key.Key_Home)
    assert _chosen(page) == [set(), set()]


def test_where_there_is_little_room_the_smallest_changes_are_one_bar(hand: Hand) -> None:
    fall = _summary(hand).waterfall.fall
    few = fall.within(8)
    assert len(few) == 8
    assert few[-2].name == "8 other changes"
    assert sum(bar.hours for bar in few[:-1]) == pytest.approx(few[-1].hours)
    assert fall.within(99) == fall.bars


def test_the_names_of_the_maps_stand_whole_under_narrow_bars(hand: Hand) -> None:
    fall = Waterfall(hand.window.appearance)
    first, *between, last = _summary(hand).waterfall.fall.bars
    ends = [replace(bar, name=name) for bar, name in ((first, "Today"), (last, "March"))]
    fall.show_fall(Fall((ends[0], *between, ends[1])))
    fall.resize(round(len(fall.fall.bars) * 31 + 2 * SIDE), 110)
    made = strong("caption")
    for number, bar in ((0, ends[0]), (len(fall.bars) - 1, ends[1])):
        assert fall.room_of(number).width() - 4 < text_width(made, bar.name)
        place = fall.end_place(number)
        assert place.width() > text_width(made, bar.name)
        assert QRectF(fall.rect()).contains(place)


def test_changes_without_countermeasure_stand_for_themselves(page: ComparePage) -> None:
    bars = page.summary.waterfall.bars[1:-1]
    shown = [(bar.name, bar.icon, bar.value.replace("\u202f", " ")) for bar in bars]
    assert shown == [
        ("Trust the team", "bulb", "−3.0"),
        ("Build e-mail", "pencil", "−4.0"),
        ("Pick template", "square-rounded-plus", "+0.1"),
    ]


def test_the_six_key_figures_are_those_of_the_table(page: ComparePage) -> None:
    shown = {row[0].text: row for row in page.summary.figures.contents.rows}
    whole = {row[0].text: row for row in page.tables.table.contents.rows}
    assert len(shown) == 6
    assert all(whole[name] == row for name, row in shown.items())


def test_the_business_case_says_when_it_has_paid_for_itself(hand: Hand) -> None:
    summary = _summary(hand)
    worth, found = summary.worth.worth, hand.window.comparison.found
    assert found is not None
    months = found["business_case"]["payback_months"]
    assert worth.payback == months
    assert worth.said == "Payback after 6.5 months"
    (start, paid), (end, gained) = worth.curve
    assert (start, paid) == (0, -found["business_case"]["investment"])
    assert paid + (gained - paid) * months / end == pytest.approx(0, abs=1e-6)
    assert [line.label for line in worth.lines][-1] == "Net present value over 3 years"


def test_without_investment_there_is_no_curve(page: ComparePage) -> None:
    worth = page.summary.worth.worth
    assert worth.curve == ()
    assert worth.said


def test_hidden_money_stays_hidden_in_the_business_case(hand: Hand) -> None:
    summary = _summary(hand)
    hand.session.veil.hide(True)
    hand.settle()
    worth = summary.worth.worth
    assert all("€" not in line.value for line in worth.lines)
    assert "€" not in worth.begins + worth.ends
    hand.session.veil.hide(False)


def test_a_lead_time_that_is_not_known_has_no_bars(hand: Hand, page: ComparePage) -> None:
    steps = ["brief", "kit", "build"]
    hand.session.edit("Delete", lambda p: edits.delete(p, "to-be", steps))
    hand.settle()
    assert page.summary.missing.isVisible()
    assert not page.summary.waterfall.isVisible()


def test_every_part_of_the_row_has_a_name(page: ComparePage) -> None:
    summary = page.summary
    names = [part.accessibleName() for part in (summary.figures, summary.waterfall, summary.worth)]
    assert names == ["Key figures", "Lead time by change", "Business case"]
    parts = summary.waterfall.accessible_parts()
    assert parts.name(parts.order()[0]).startswith("Today: 11")
    assert not parts.place(parts.order()[0]).isEmpty()


def test_bars_and_business_case_are_in_the_table_too(page: ComparePage) -> None:
    shown = {row.text: row.value.replace("\u202f", " ") for row in page.tables.changes.rows}
    assert shown["Trust the team"] == "−3.0 d"
    assert shown["Build e-mail"] == "−4.0 d"
    assert {"Investment", "Payback in months", "Freed hours per year"} <= set(shown)


def test_merged_and_split_steps_carry_a_sign_and_say_so(hand: Hand) -> None:
    _summary(hand)
    page = hand.window.comparison
    assert page.maps.pair is not None
    steps = page.maps.pair.changes["steps"]
    looks = page.maps.panes[1].map_scene.looks()
    assert {i for i, look in looks.items() if look.origin == "arrows-join-2"} == {*steps["merged"]}
    merged = looks[next(iter(steps["merged"]))]
    assert "merged from several steps" in merged.spoken
    ghost = page.maps.panes[1].map_scene.ghosts(page.maps.pair.changes)[0][0]
    assert ghost.tools == "merged into 1"


def test_cards_say_what_changed(page: ComparePage) -> None:
    looks = page.maps.panes[1].map_scene.looks()
    assert looks["kit"].spoken.endswith("new")
    assert "changed, wait" in looks["build"].spoken


def test_titles_of_flat_cards_end_before_the_signs_on_their_edge(page: ComparePage) -> None:
    item = page.maps.panes[1].map_scene.steps["build"]
    plain = title_room(item.look, item.rect)
    decision = title_room(replace(item.look, kind="decision"), item.rect)
    both = title_room(replace(item.look, kind="decision", problem="no time"), item.rect)
    assert plain > decision > both > 60


def test_another_document_is_seen_from_its_beginning(hand: Hand) -> None:
    hand.open("campaign")
    page = _compare(hand)
    page.maps.panes[0].horizontalScrollBar().setValue(400)
    page.maps.panes[0].set_zoom(2.0)
    hand.open("webinar")
    hand.settle()
    bars = [pane.horizontalScrollBar() for pane in page.maps.panes]
    assert all(bar.value() == bar.minimum() for bar in bars)
    assert page.maps.panes[1].zoom == 1.0


def test_a_step_in_the_lane_of_another_role_says_whose_it_is(hand: Hand) -> None:
    hand.open("nurture")
    hand.session.show_map("to-be")
    page = _compare(hand)
    items = page.maps.panes[0].map_scene.steps
    assert items["n02"].look.away == "MO"
    assert items["n02"].look.role == "Marketing operations"
    assert items["n01"].look.away == ""


def test_how_the_maps_stand_is_remembered(hand: Hand, page: ComparePage) -> None:
    page.side_by_side()
    again = ComparePage(hand.session, hand.view.appearance)
    assert not again.maps.stacked
    assert [again._way.button(n).isChecked() for n in (0, 1)] == [False, True]
    page._way.button(0).click()
    assert page.maps.stacked
    assert ComparePage(hand.session, hand.view.appearance).maps.stacked
