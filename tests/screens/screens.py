"""Every screen of the interface: its name, its sample, and what a person does to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, QPoint, QTimer

from mopsmap import edits
from mopsmap.model import Project
from mopsmap.storage import Recovered
from mopsmap.units import Duration
from tests.ui.hand import SAMPLES, Hand, Key, Mod
from ui.recent import remember

MAPS = tuple(
    (sample, map_id)
    for sample in ("campaign", "lead", "nurture", "webinar", "whitepaper")
    for map_id in ("as-is", "to-be")
)


@dataclass(frozen=True)
class Screen:
    """A screen by name; `sample` "" is an empty document, `map_id` "" its first map."""

    name: str
    sample: str
    map_id: str
    prepare: Callable[[Hand], object]


def _trigger(*names: str) -> Callable[[Hand], None]:
    def prepare(hand: Hand) -> None:
        for name in names:
            hand.window.actions_by_name[name].trigger()

    return prepare


def _step(index: int, zoom: float, *names: str) -> Callable[[Hand], None]:
    """Select a step by its place in the work, at a zoom, and trigger commands."""

    def prepare(hand: Hand) -> None:
        step = hand.view.map_scene.reading.order[index]
        hand.session.select((step,))
        hand.view.set_zoom(zoom)
        hand.view.centerOn(hand.point(step))
        _trigger(*names)(hand)

    return prepare


def _zoom(zoom: float) -> Callable[[Hand], None]:
    def prepare(hand: Hand) -> None:
        hand.view.set_zoom(zoom)
        hand.view.centerOn(hand.view.map_scene.sceneRect().center())

    return prepare


def _below(page: str) -> Callable[[Hand], None]:
    return lambda hand: hand.window.show_bottom(page)


def _overlay(key: str) -> Callable[[Hand], None]:
    def prepare(hand: Hand) -> None:
        hand.window.choose_overlay(key)
        for name in ("toggle_outline", "toggle_inspector"):
            hand.window.actions_by_name[name].trigger()
        hand.settle()
        hand.view.fit()

    return prepare


def _hover(hand: Hand) -> None:
    hand.view.set_zoom(1.5)
    step = hand.view.map_scene.reading.order[2]
    hand.view.centerOn(hand.point(step))
    hand.port(step)


def _drag(hand: Hand) -> None:
    hand.view.set_zoom(1.0)
    step = hand.view.map_scene.reading.order[2]
    hand.view.centerOn(hand.point(step))
    start = hand.pixel(step)
    hand.press(start)
    hand.move(start + QPoint(150, 40))


def _no_times(hand: Hand) -> None:
    def without(project: Project) -> Project:
        nothing = {"process_time": None, "wait_time": None, "complete_accurate": None}
        return edits.set_steps(project, "as-is", hand.map.step_by_id, **nothing)

    hand.session.edit("No times", without)


def _nothing_found(hand: Hand) -> None:
    hand.key(Key.Key_F, Mod.ControlModifier)
    hand.type("xyz")


def _typed(text: str) -> Callable[[Hand], None]:
    """Enter behind the second step, and a line typed."""

    def prepare(hand: Hand) -> None:
        _step(1, 1.0)(hand)
        hand.view.setFocus()
        hand.key(Key.Key_Return)
        hand.type(text)

    return prepare


def _welcome(hand: Hand) -> None:
    """With files opened lately, one of them gone, looked into for a while."""
    with TemporaryDirectory() as folder:
        gone = Path(folder) / "Partner summit.mopsmap"
        for path in (gone, *(SAMPLES / f"{name}.mopsmap" for name in ("webinar", "campaign"))):
            remember(path)
    hand.window.helping.welcome()
    loop = QEventLoop()
    QTimer.singleShot(1500, loop.quit)
    loop.exec()


def _help(topic: str) -> Callable[[Hand], None]:
    def prepare(hand: Hand) -> None:
        hand.window.actions_by_name[topic].trigger()

    return prepare


def _recovered(hand: Hand) -> None:
    """The bar that offers work after a crash."""
    work = Recovered(hand.project, None, "Rename step", datetime.now(UTC), Path("none.journal"))
    hand.window.recovery.bar.offer((work,))


def _kept(hand: Hand) -> None:
    """Some targets, reached and not, and snapshots of a map that became quicker."""
    texts = ("Lead time at most 45 d", "PCE >= 15 %", "Cost under 25,000", "Within capacity")
    session, map_id = hand.session, hand.session.map_id
    names = ("Snapshot 14:33 after layout", "Snapshot 15:10", "Snapshot 15:48")

    def keep(project: Project) -> Project:
        project = edits.set_charter(project, map_id, targets=texts)
        steps = [step.id for step in project.map_by_id[map_id].steps]
        for number, name in enumerate(names):
            new = f"snapshot-{number}"
            project = edits.copy_map(project, map_id, new, name, "variant")
            late = steps[number :: len(names) + 1]
            project = edits.set_steps(project, new, late, wait_time=Duration(4 - number, "d"))
        return project

    session.edit("Snapshot", keep)
    hand.settle()


def _target(hand: Hand) -> None:
    _kept(hand)
    hand.window.kpis.tiles[0].click()


def _deleted(hand: Hand) -> None:
    """Two cards at the foot of the canvas."""
    order = hand.view.map_scene.reading.order
    for steps in (order[4:5], order[6:8]):
        hand.session.select(steps)
        hand.window.editing.delete()


def _history(hand: Hand) -> None:
    _deleted(hand)
    _trigger("tidy", "undo", "history")(hand)


def _nothing(_hand: Hand) -> None: ...


SCREENS: tuple[Screen, ...] = (
    *(Screen(f"map-{s}-{m}", s, m, _nothing) for s, m in MAPS),
    *(Screen(f"fit-{s}-{m}", s, m, _trigger("fit")) for s, m in MAPS),
    *(
        Screen(f"compare-{s}", s, "to-be", _trigger("view_compare"))
        for s, m in MAPS
        if m == "to-be"
    ),
    Screen("new-map", "", "", _nothing),
    Screen("step-selected", "campaign", "as-is", _step(14, 1.0)),
    Screen("step-detail", "campaign", "as-is", _step(14, 2.0)),
    Screen("step-of-to-be", "campaign", "to-be", _step(5, 1.2)),
    Screen("decision-selected", "lead", "as-is", _step(6, 1.2)),
    Screen("flow-hover", "nurture", "as-is", _hover),
    Screen("dragging", "nurture", "as-is", _drag),
    Screen("everything-selected", "nurture", "as-is", _trigger("fit", "select_all")),
    *(
        Screen(f"zoom-{round(z * 100)}", "campaign", "as-is", _zoom(z))
        for z in (0.2, 0.4, 0.6, 1.6)
    ),
    *(
        Screen(f"heat-{key}", "campaign", "as-is", _overlay(key))
        for key in ("wait", "cost", "load", "criticality")
    ),
    *(
        Screen(f"below-{page}", "campaign", "as-is", _below(page))
        for page in ("ladder", "results", "priorities", "problems")
    ),
    Screen("table", "campaign", "as-is", _trigger("view_table")),
    Screen("no-to-be", "", "", _trigger("view_compare")),
    Screen("no-steps-table", "", "", _trigger("view_table")),
    Screen("no-times", "nurture", "as-is", _no_times),
    Screen("nothing-found", "nurture", "as-is", _nothing_found),
    Screen("typed-name", "nurture", "as-is", _typed("Write copy")),
    Screen("welcome", "", "", _welcome),
    Screen("welcome-first", "", "", _trigger("welcome")),
    Screen("help-guide", "nurture", "as-is", _help("guide")),
    Screen("help-numbers", "nurture", "as-is", _help("numbers")),
    Screen("recovery", "nurture", "as-is", _recovered),
    Screen("charter", "campaign", "as-is", _trigger("view_charter")),
    Screen("charter-empty", "", "", _trigger("view_charter")),
    Screen("targets", "campaign", "as-is", _kept),
    Screen("target-typed", "campaign", "as-is", _target),
    Screen("deleted", "campaign", "as-is", _deleted),
    Screen("history", "campaign", "as-is", _history),
    Screen("shortcuts", "nurture", "as-is", _trigger("shortcuts")),
)
