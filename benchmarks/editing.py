"""From an edit to everything repainted: map, figures, panels, nothing left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.maps import large_project
from benchmarks.timing import Figure, typical
from benchmarks.window import close_window, open_window, settle
from mopsmap import edits, storage
from mopsmap.model import Project
from mopsmap.units import Duration
from ui.main_window import MainWindow

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "campaign.mopsmap"
GOALS = {30: 0.016, 1_000: 0.1}
"""By number of steps, in seconds: one frame, and what still feels immediate."""

Change = Callable[[Project, int], Project]


def figures() -> Iterator[Figure]:
    """Times of typical edits of the sample, as-is and to-be compared, and of a large map."""
    sample = storage.load(SAMPLE).project
    for steps, project in ((30, sample), (1_000, large_project(1_000))):
        window = open_window(project)
        window.session.select(steps=[_middle(project)])
        settle()
        for what, change, structural in (
            ("rename a step", _rename, False),
            ("change a process time", _retime, False),
            ("add a step", _grow, True),
        ):
            seconds = _edit(window, change, structural)
            yield Figure(f"{what}, all repainted, {steps:,} steps", seconds, GOALS[steps])
        close_window(window)


def _edit(window: MainWindow, change: Change, structural: bool) -> float:
    """The median time of an edit, another value each time."""
    session = window.session
    numbers = iter(range(1, 1_000))

    def act() -> None:
        number = next(numbers)
        done = session.edit("Edit", lambda p: change(p, number), structural=structural)
        assert done, "an edit that changes nothing measures nothing"
        settle()
        while session.stale:
            settle()

    return typical(act, 7)


def _middle(project: Project) -> str:
    steps = project.maps[0].steps
    return steps[len(steps) // 2].id


def _rename(project: Project, number: int) -> Project:
    return edits.set_steps(project, project.maps[0].id, (_middle(project),), name=f"Name {number}")


def _retime(project: Project, number: int) -> Project:
    time = Duration(float(number))
    return edits.set_steps(project, project.maps[0].id, (_middle(project),), process_time=time)


def _grow(project: Project, number: int) -> Project:
    after, new = _middle(project), f"new-{number}"
    role = project.maps[0].step_by_id[after].role
    return edits.add_step(project, project.maps[0].id, new, role=role, after=after)
