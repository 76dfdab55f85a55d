"""The map, the ladder and the key figures as a screen reader finds them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

import ui.accessible
from mopsmap import edits
from mopsmap.model import Flow, Position, Project
from mopsmap.units import read_duration
from tests.ui.hand import Hand, Key
from ui.accessible import HostInterface, PartInterface
from ui.panels.kpi_news import REST_MS

Name = QAccessible.Text.Name


@pytest.fixture
def listening(hand: Hand) -> Iterator[None]:
    """A screen reader is there."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)
    hand.window.kpis.news.rest.stop()


def _names(interface: QAccessibleInterface) -> list[str]:
    """Of all that can be come upon in a window."""
    found = [interface.text(Name)]
    for at in range(interface.childCount()):
        child = interface.child(at)
        assert interface.indexOfChild(child) == at
        if not child.state().invisible:
            found += _names(child)
    return found


def test_under_the_welcome_screen_nothing_is_come_upon(hand: Hand, listening: None) -> None:
    window = QAccessible.queryAccessibleInterface(hand.window)
    beneath = {"Key figures", "Undo", "Step table", "Status", "Inspector", "Lead-time ladder"}
    assert {"File", *beneath} - {"Step table"} <= {*_names(window)}
    hand.key(Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    there = {*_names(window)}
    assert {"File", "Welcome", "Recent files", "Samples"} <= there
    assert not there & beneath
    hand.esc()
    assert "Key figures" in _names(window)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[QAccessible.Event, str]]:
    """What is told: kind and, of a part, its name; of an announcement its words."""
    found: list[tuple[QAccessible.Event, str]] = []

    def hear(interface: QAccessibleInterface, event: QAccessible.Event) -> None:
        found.append((event, interface.text(Name)))

    monkeypatch.setattr(ui.accessible, "_tell", hear)
    return found


def asked(widget: QWidget) -> HostInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert isinstance(found, HostInterface)
    return found


def parts(host: HostInterface) -> list[PartInterface]:
    children = [host.child(n) for n in range(host.childCount())]
    return [child for child in children if isinstance(child, PartInterface)]


def names(host: HostInterface, kind: str = "step") -> list[str]:
    return [part.text(Name) for part in parts(host) if part.part.kind == kind]


def test_steps_are_children_of_the_map_in_the_order_of_work(small: Hand) -> None:
    host = asked(small.view)
    assert host.role() == QAccessible.Role.List
    assert host.text(Name) == "Value-stream map"
    found = names(host)
    assert [name.split(", ")[1] for name in found][:4] == ["Brief", "Write", "Check", "Done"]
    assert found[1] == (
        "Step 2, Write, Marketing, process 2 hours, wait not known, value-adding, "
        "on the critical path"
    )


def test_a_card_says_everything_it_shows(hand: Hand) -> None:
    hand.open("campaign")
    found = names(asked(hand.view))
    assert len(found) == len(hand.map.steps) == 29
    full = next(name for name in found if "complete and accurate" in name)
    assert "percent complete and accurate" in full
    assert " hours" in full
    assert any("wastes and ideas" in name for name in found)
    assert not any("\u202f" in name for name in found)


def test_flows_lanes_and_notes_are_parts_too(small: Hand) -> None:
    one = small.map
    back = Flow(id="back", source="check", target="write", kind="rework", probability=0.3)
    small.show(Project(maps=(one.replace(flows=(*one.flows, back)),)))
    place = Position(x=40, y=16)
    small.session.edit("n", lambda p: edits.add_note(p, "as-is", "Templates", "idea", None, place))
    small.settle()
    host = asked(small.view)
    flows = names(host, "flow")
    assert "Flow from Brief to Write, forward, on the critical path" in flows
    assert any(n.startswith("Flow from Check to Write, rework, 30 percent") for n in flows)
    assert "Lane Marketing, 3 steps" in [n.partition(", load")[0] for n in names(host, "lane")]
    assert names(host, "note") == ["Note, Idea: Templates, 0 votes"]
    roles = {part.part.kind: part.role() for part in parts(host)}
    assert len(set(roles.values())) == 4


def test_parts_lie_where_they_are_drawn(small: Hand) -> None:
    host = asked(small.view)
    for part in parts(host):
        if part.part.kind != "step":
            continue
        middle = part.rect().center()
        assert host.childAt(middle.x(), middle.y()) is part
        on_window = small.window.mapFromGlobal(middle)
        assert (on_window - small.pixel(part.part.id)).manhattanLength() <= 2
    assert not isinstance(host.childAt(-5, -5), PartInterface)


def test_parent_index_and_child_agree(small: Hand) -> None:
    host = asked(small.view)
    for number in range(host.childCount()):
        child = host.child(number)
        assert child.isValid()
        if isinstance(child, PartInterface):
            assert host.indexOfChild(child) == number
            assert child.parent() is host


def test_what_is_typed_on_the_map_can_be_reached(small: Hand) -> None:
    small.session.select(("brief",))
    small.key(Key.Key_F2)
    host = asked(small.view)
    fields = [host.child(n).object() for n in range(host.childCount())]
    assert any(isinstance(f, QLineEdit | QWidget) and f.isVisible() for f in fields if f)
    small.esc()


def test_the_selected_step_is_selected_and_has_the_focus(small: Hand) -> None:
    small.session.select(("write",))
    small.view.setFocus()
    found = {part.part.id: part.state() for part in parts(asked(small.view))}
    assert found["write"].selected
    assert found["write"].focused
    assert not found["brief"].selected
    assert not found["brief"].focused
    focus = asked(small.view).focusChild()
    assert isinstance(focus, PartInterface)
    assert focus.part.id == "write"


def test_what_is_out_of_sight_says_so(hand: Hand) -> None:
    hand.open("campaign")
    states = [part.state() for part in parts(asked(hand.view)) if part.part.kind == "step"]
    assert not states[0].offscreen
    assert states[-1].offscreen


def test_a_step_that_is_gone_is_no_part(small: Hand) -> None:
    host = asked(small.view)
    gone = next(part for part in parts(host) if part.part.id == "loose")
    small.session.edit("d", lambda p: edits.delete(p, "as-is", ("loose",)))
    small.settle()
    assert not gone.isValid()
    assert gone.text(Name) == ""
    assert gone.state().invalid
    assert "Loose" not in " ".join(names(host))
    small.undo()
    small.settle()
    assert gone.isValid()


def test_the_keyboard_takes_the_focus_of_the_screen_reader_along(
    small: Hand, listening: None, told: list[tuple[QAccessible.Event, str]]
) -> None:
    small.session.select(("brief",))
    told.clear()
    small.key(Key.Key_Right)
    focus = [name for event, name in told if event == QAccessible.Event.Focus]
    assert [name.split(", ")[1] for name in focus] == ["Write"]


def test_another_name_is_told(
    small: Hand, listening: None, told: list[tuple[QAccessible.Event, str]]
) -> None:
    small.session.select(("brief",))
    small.settle()
    told.clear()
    small.session.edit("r", lambda p: edits.set_steps(p, "as-is", ("brief",), name="Ask"))
    small.settle()
    renamed = [name for event, name in told if event == QAccessible.Event.NameChanged]
    assert renamed
    assert renamed[-1].startswith("Step 1, Ask")


def test_nothing_is_made_while_nobody_listens(small: Hand) -> None:
    before = len(ui.accessible._hosts)
    small.key(Key.Key_Tab)
    small.settle()
    assert len(ui.accessible._hosts) == before
    assert not small.window.kpis.news.rest.isActive()


def test_rungs_of_the_ladder_are_parts(small: Hand) -> None:
    rungs = small.window.ladder.rungs
    host = asked(rungs)
    found = names(host, "rung")
    assert len(found) == len(rungs.places) == 4
    assert found[1].startswith("Step 2 Write, Wait before: mean 0 days")
    first = parts(host)[0]
    assert rungs.rect().contains(rungs.mapFromGlobal(first.rect().center()))


def test_tiles_are_buttons_with_their_figures(small: Hand) -> None:
    tile = small.window.kpis.tiles[0]
    found = QAccessible.queryAccessibleInterface(tile)
    assert found.role() == QAccessible.Role.Button
    assert found.text(Name).startswith("Lead time")


def test_changed_figures_are_announced_after_a_rest(
    small: Hand, listening: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ui.panels.kpi_news.announce", lambda _widget, words: said.append(words))
    change = ("process_time", "16 h")
    small.session.edit("x", lambda p: _timed(p, "4 h"))
    small.settle()
    QTest.qWait(REST_MS + 200)
    said.clear()  # the first look at a map is no news
    for time in ("5 h", "6 h", change[1]):
        small.session.edit("x", lambda p, time=time: _timed(p, time))
        small.settle()
    assert said == []
    QTest.qWait(REST_MS + 200)
    assert len(said) == 1
    assert "Process time 22" in said[0]
    assert "Cost" not in said[0]


def _timed(project: Project, time: str) -> Project:
    return edits.set_steps(project, "as-is", ("brief",), process_time=read_duration(time))


def test_announcements_are_polite(small: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[QAccessibleAnnouncementEvent] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", sent.append)
    ui.accessible.announce(small.window.kpis, "Lead time 3 days")
    assert sent[0].message() == "Lead time 3 days"
    assert sent[0].politeness() == QAccessible.AnnouncementPoliteness.Polite


def test_collapsed_phases_stand_for_their_steps(hand: Hand) -> None:
    hand.open("campaign")
    hand.key(Key.Key_G)
    hand.settle()
    found = names(asked(hand.view))
    assert found
    assert all(name.startswith(("Phase ", "Step ")) for name in found)
    assert any(name.endswith("collapsed") for name in found)
    hand.key(Key.Key_G)
    hand.settle()


def test_places_of_lanes_are_their_heads(small: Hand) -> None:
    host = asked(small.view)
    lane = next(p for p in parts(host) if p.part.kind == "lane" and p.part.id == "legal")
    head = small.window.mapToGlobal(small.head("legal"))
    assert lane.rect().contains(QPoint(head))
