"""From an edit to everything repainted: map, figures, panels, nothing left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from benchmarks.maps import large_project
from benchmarks.timing import Figure, typical
from benchmarks.window import close_window, open_window, settle, settle_figures
from mopsmap import edits, storage
from mopsmap.model import Project
from mopsmap.units import Duration
from ui.main_window import MainWindow
from ui.session import SMALL_MAP, Session

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "campaign.mopsmap"
GOALS = {30: 0.016, 1_000: 0.1}
"""By number of steps, in seconds: one frame, and what still feels immediate."""

Change = Callable[[Project, int], Project]


def figures() -> Iterator[Figure]:
    """Times of typical edits of the sample, as-is and to-be compared, and of a large map."""
    sample = storage.load(SAMPLE).project
    for steps, project in ((30, sample), (1_000, large_project(1_000))):
        window = open_window(project)
        session = window.session
        session.select(steps=[_middle(project)])
        session.edit("Begin", _frozen(session))  # as the first step added does, once
        settle_figures(window)
        for what, change, structural in (
            ("rename a step", _rename, False),
            ("change a process time", _retime, False),
            ("add a step", _grow, True),
        ):
            if steps > SMALL_MAP:
                seconds = _edit(window, change, structural, figures=False)
                yield Figure(f"{what}, map repainted, {steps:,} steps", seconds, GOALS[steps])
            seconds = _edit(window, change, structural, figures=True)
            yield Figure(f"{what}, all repainted, {steps:,} steps", seconds, GOALS[steps])
        close_window(window)


_numbers = count(1)


def _edit(window: MainWindow, change: Change, structural: bool, *, figures: bool) -> float:
    """The median time of an edit, another one each time, with or without waiting for figures.

    Each is taken back, so that all begin with the same map.
    """
    session = window.session
    finish = (lambda: settle_figures(window)) if figures else settle

    def act() -> None:
        number = next(_numbers)
        done = session.edit("Edit", lambda p: change(p, number), structural=structural)
        assert done, "an edit that changes nothing measures nothing"
        finish()

    chosen = session.selection.steps

    def undo() -> None:
        session.undo()
        session.select(steps=chosen)
        settle_figures(window)

    return typical(act, 9, undo)


def _frozen(session: Session) -> Callable[[Project], Project]:
    return lambda project: edits.freeze(project, session.map_id, session.positions())


def _middle(project: Project) -> str:
    steps = project.maps[0].steps
    return steps[len(steps) // 2].id


def _rename(project: Project, number: int) -> Project:
    return edits.set_steps(project, project.maps[0].id, (_middle(project),), name=f"Name {number}")


def _retime(project: Project, number: int) -> Project:
    time = Duration(float(number))
    return edits.set_steps(project, project.maps[0].id, (_middle(project),), process_time=time)


def _grow(project: Project, number: int) -> Project:
    """A step after another one each time, so that new ones do not pile up."""
    one = project.maps[0]
    after = one.steps[number * 7 % len(one.steps)]
    return edits.add_step(project, one.id, f"new-{number}", role=after.role, after=after.id)
