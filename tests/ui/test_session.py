"""The session alone: when figures are computed, and what an edit leaves in place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mopsmap import edits
from mopsmap.layout import lay_out
from mopsmap.model import Position, Project, Role
from mopsmap.storage import load
from mopsmap.units import Duration
from tests.core.drawing import draw
from tests.ui.hand import SAMPLES
from ui.session import Session


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """A session with the chain a, b, c of one hour each, analyzed."""
    made = Session()
    made.load(Project(maps=(draw("a>b, b>c", {"a": 1.0, "b": 1.0, "c": 1.0}),)))
    made.wait()
    yield made
    made.close()


def _longer(project: Project, hours: float) -> Project:
    return edits.set_steps(project, "map", ("b",), process_time=Duration(hours))


def test_an_edit_of_a_small_map_brings_its_figures_along(session: Session) -> None:
    seen: list[bool] = []
    session.changed.connect(lambda _touched: seen.append(session.stale))
    before = session.analysis
    session.edit("Longer", lambda p: _longer(p, 5.0))
    assert seen == [False]
    assert session.analysis is not before


def test_nothing_is_computed_until_the_session_is_released(session: Session, qtbot: QtBot) -> None:
    session.hold()
    session.edit("Longer", lambda p: _longer(p, 5.0))
    QApplication.processEvents()
    assert session.stale
    with qtbot.waitSignals([session.released, session.analyzed]):
        session.release()
    assert not session.stale


def test_a_fault_in_an_analysis_does_not_lose_the_edit(
    session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr("mopsmap.analysis.analyze", broken)
    with qtbot.waitSignals([session.said, session.changed]):
        assert session.edit("Longer", lambda p: _longer(p, 5.0))
    assert session.map.step_by_id["b"].process_time == Duration(5.0)


def test_names_and_times_leave_the_layout_alone(session: Session) -> None:
    before = session.layout
    session.edit("Rename", lambda p: edits.set_steps(p, "map", ("b",), name="Check"))
    session.edit("Longer", lambda p: _longer(p, 5.0))
    assert session.layout is before
    place = Position(x=400.0, y=20.0)
    session.edit("Move", lambda p: edits.set_steps(p, "map", ("b",), position=place))
    assert session.layout.steps["b"] != before.steps["b"]


def test_another_kind_of_step_gets_its_shape(session: Session) -> None:
    before = session.layout.steps["b"].shape
    session.edit("Decide", lambda p: edits.set_steps(p, "map", ("b",), kind="end"))
    assert session.layout.steps["b"].shape != before


def test_every_structural_edit_keeps_the_steps_of_the_map_shown_where_they_stand(
    session: Session,
) -> None:
    session.edit("Copy", lambda p: edits.copy_map(p, "map", "to-be", "To-be", "to_be"))
    stood = session.layout.steps["a"]
    for number, shown in enumerate(("map", "to-be", "map")):
        session.show_map(shown)
        new = f"new-{number}"
        session.edit("Add", lambda p, i=new: edits.add_step(p, session.map_id, i), structural=True)
        assert new in session.map.step_by_id
        assert all(session.map.step_by_id[i].position is not None for i in "abc")
        assert session.layout.steps["a"] == stood
    assert "new-0" in session.map.step_by_id


def test_undo_and_redo_bring_every_flow_back_where_it_ran(session: Session) -> None:
    session.load(load(SAMPLES / "campaign.mopsmap").project)
    one, before = session.map_id, session.layout
    session.edit("Delete step", lambda p: edits.delete(p, one, ("c18",)), structural=True)
    session.edit("Delete step", lambda p: edits.delete(p, one, ("c07",)), structural=True)
    after = session.layout
    session.undo()
    session.undo()
    assert session.layout == before
    session.redo()
    session.redo()
    assert session.layout == after
    session.show_map("to-be")
    session.show_map(one)
    assert session.layout == after


def _aside(project: Project, by: float, below: float = 40.0) -> Project:
    """The steps b and c of the chain moved alike."""
    spots = {i: ("team", Position(x=200 + by + 160 * n, y=below)) for n, i in enumerate("bc")}
    return edits.place(project, "map", spots)


def _teamed() -> Project:
    one = draw("a>b, b>c, c>d", dict.fromkeys("abcd", 1.0))
    placed = tuple(
        step.replace(role="team", position=Position(x=24 + 160 * n, y=40.0))
        for n, step in enumerate(one.steps)
    )
    roles = (Role(id="team", name="Team"),)
    return Project(maps=(one.replace(roles=roles, steps=placed),))


def test_a_line_between_steps_dragged_together_is_taken_along(session: Session) -> None:
    session.load(_teamed())
    one = session.map
    between = next(f.id for f in one.flows if (f.source, f.target) == ("b", "c"))
    session.preview(lambda p: _aside(p, 40))
    before = session.layout.routes[between].points
    session.preview(lambda p: _aside(p, 100))
    now = session.layout.routes[between].points
    assert now == tuple((x + 60, y) for x, y in before)
    assert session.layout.rough
    session.cancel()
    assert not session.layout.rough
    assert session.layout == lay_out(one)


def test_what_was_dragged_together_is_drawn_in_full_when_dropped(session: Session) -> None:
    session.load(_teamed())
    for below in (40.0, 60.0, 120.0):
        session.preview(lambda p, y=below: _aside(p, 100, y))
    assert session.layout.rough
    shown = session.layout
    told: list[object] = []
    session.changed.connect(told.append)
    session.edit("Move", lambda p: _aside(p, 100, 120.0))
    assert told
    assert not session.layout.rough
    assert session.layout.steps == shown.steps
    moved = session.layout
    session.undo()
    session.edit("Move", lambda p: _aside(p, 100, 120.0))
    assert session.layout == moved
