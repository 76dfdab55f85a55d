"""Every screen of the interface: its name, its sample, and what a person does to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenuBar, QToolButton

from mopsmap import edits
from mopsmap.model import Project
from mopsmap.storage import Recovered
from mopsmap.units import Duration
from tests.screens import workshop
from tests.ui.hand import SAMPLES, Hand, Key, Mod
from ui.compare.page import ComparePage
from ui.documents.recent import forget, recent_files, remember

MAPS = tuple(
    (sample, map_id)
    for sample in ("campaign", "lead", "nurture", "webinar", "whitepaper")
    for map_id in ("as-is", "to-be")
)


STATES = "states"
"""The stream of `states`, in which every state of a card occurs."""


@dataclass(frozen=True)
class Screen:
    """A screen by name; `sample` "" is an empty document, `map_id` "" its first map.

    Those `everywhere` are rendered in every look, the others in the most usual ones.
    """

    name: str
    sample: str
    map_id: str
    prepare: Callable[[Hand], object]
    everywhere: bool = False


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


def _all(zoom: float) -> Callable[[Hand], None]:
    """Every panel away, so that the whole stream is seen."""

    def prepare(hand: Hand) -> None:
        _trigger("toggle_outline", "toggle_inspector", "toggle_bottom")(hand)
        hand.settle()
        _zoom(zoom)(hand)

    return prepare


def _over(step: str, zoom: float) -> Callable[[Hand], None]:
    """The pointer rests on a step, another one is focused."""

    def prepare(hand: Hand) -> None:
        _all(zoom)(hand)
        hand.view.centerOn(hand.point(step))
        hand.view.setFocus()
        hand.key(Key.Key_Home)
        hand.session.select(())
        hand.settle()
        hand.port(step)

    return prepare


def _chosen(zoom: float, *steps: str) -> Callable[[Hand], None]:
    def prepare(hand: Hand) -> None:
        hand.view.set_zoom(zoom)
        hand.view.centerOn(hand.point(steps[0]))
        hand.session.select(steps)

    return prepare


def _flow(flow: str) -> Callable[[Hand], None]:
    def prepare(hand: Hand) -> None:
        hand.session.select(flows=(flow,))
        hand.view.fit_selection()
        hand.view.set_zoom(1.0)

    return prepare


def _guides(hand: Hand) -> None:
    """A step dragged until it stands nearly in line with another."""
    _all(1.0)(hand)
    layout = hand.session.layout.steps
    dragged, other = layout["banners"], layout["assemble"]
    hand.view.centerOn(other.x, dragged.y)
    start = hand.pixel("banners")
    hand.press(start)
    hand.move(start + QPoint(round(other.x - dragged.x) + 2, 3))


def _link(end: str) -> Callable[[Hand], None]:
    """A flow drawn with the mouse, over the step it is to end at."""

    def prepare(hand: Hand) -> None:
        _all(1.0)(hand)
        hand.view.centerOn(hand.point("write"))
        hand.settle()
        hand.press(hand.port("write"))
        hand.move(hand.pixel(end))

    return prepare


def _menu(number: int) -> Callable[[Hand], None]:
    """A menu of the bar opened."""

    def prepare(hand: Hand) -> None:
        bar = hand.window.findChild(QMenuBar)
        action = bar.actions()[number]
        at = bar.mapToGlobal(bar.actionGeometry(action).bottomLeft())
        action.menu().popup(at)

    return prepare


def _context(zoom: float, *steps: str) -> Callable[[Hand], None]:
    """The menu of what is selected, or of the map."""

    def prepare(hand: Hand) -> None:
        if steps:
            _chosen(zoom, *steps)(hand)
        hand.settle()
        hand.window.menus.show_context_menu(hand.view.menu_place())

    return prepare


def _overlays(hand: Hand) -> None:
    button = hand.window.toolbar.findChild(QToolButton, "overlay")
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))


def _first(kind: str) -> Callable[[Hand], None]:
    """The first flow or role of the map selected."""

    def prepare(hand: Hand) -> None:
        one = hand.session.map
        first = {"flows": (one.flows[0].id,)} if kind == "flows" else {"role": one.roles[0].id}
        hand.session.select(**first)

    return prepare


def _palette(text: str) -> Callable[[Hand], None]:
    def prepare(hand: Hand) -> None:
        hand.key(Key.Key_K, Mod.ControlModifier)
        hand.type(text)

    return prepare


def _paste(text: str) -> Callable[[Hand], None]:
    """What stands on the clipboard, shown before it becomes steps."""

    def prepare(hand: Hand) -> None:
        _step(1, 1.0)(hand)
        hand.view.setFocus()
        QGuiApplication.clipboard().setText(text)
        hand.window.actions_by_name["paste_cells"].trigger()

    return prepare


CELLS = """Step\tWho\tProcess (h)\tWait (d)\tC&A\tTool
Draft the offer\tMarketing operations\t4\t1\t80%\tOffice
Proof the offer\tAgency\t2,5\tsoon\t90%\tAcrobat
Send the offer\tSales\t0.5\t3\t95%\tSalesforce
"""
OUTLINE = """Plan
  Write the brief @content 4h w2d
  Approve the brief 30m w3d
Build
  Assemble the page 6h w1d 80%
"""


def _walk(hand: Hand) -> None:
    """A value typed in the inspector, before it is kept."""
    _chosen(1.0, "assemble")(hand)
    hand.settle()
    hand.window.actions_by_name["field_time"].trigger()
    hand.type("7")


def _focused(hand: Hand) -> None:
    """Esc has deselected a step, and the next line still goes on from it."""
    _chosen(1.0, "assemble")(hand)
    hand.view.setFocus()
    hand.esc()


def _explained(number: int) -> Callable[[Hand], None]:
    return lambda hand: hand.window.kpis.tiles[number].click()


def _collapsed(hand: Hand) -> None:
    _trigger("toggle_phases", "fit")(hand)


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


def _welcome_first(hand: Hand) -> None:
    """As it is seen the first time, looked at for a while."""
    for row in recent_files():
        forget(row.path)
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

    session.edit("Keep a state", keep)
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


def _compare(look: Callable[[ComparePage], object]) -> Callable[[Hand], None]:
    """Two maps, looked at in some way."""

    def prepare(hand: Hand) -> None:
        _trigger("view_compare")(hand)
        hand.settle()
        look(hand.window.comparison)

    return prepare


def _nothing(_hand: Hand) -> None: ...


SCREENS: tuple[Screen, ...] = (
    *(Screen(f"map-{s}-{m}", s, m, _nothing, everywhere=s == "campaign") for s, m in MAPS),
    *(Screen(f"fit-{s}-{m}", s, m, _trigger("fit")) for s, m in MAPS),
    *(
        Screen(f"compare-{s}", s, "to-be", _trigger("view_compare"), everywhere=s == "campaign")
        for s, m in MAPS
        if m == "to-be"
    ),
    Screen("new-map", "", "", _nothing, everywhere=True),
    *(
        Screen(f"states-{m}-{round(z * 100)}", STATES, m, _all(z), everywhere=z == 1)
        for m in ("as-is", "to-be")
        for z in (0.2, 0.4, 0.6, 0.75, 1.0, 2.0)
    ),
    Screen("states-changes-alone", STATES, "to-be", _chosen(1.0, "assemble")),
    Screen("states-hover", STATES, "as-is", _over("write", 1.0)),
    Screen("states-hover-detail", STATES, "as-is", _over("write", 2.0)),
    Screen("states-several", STATES, "as-is", _chosen(1.0, "brief", "chase", "write")),
    Screen("states-missing", STATES, "as-is", _chosen(1.0, "list")),
    Screen("states-decision", STATES, "as-is", _chosen(1.0, "ready")),
    Screen("states-rework", STATES, "as-is", _flow("approved-write")),
    Screen("states-information", STATES, "as-is", _flow("brief-send")),
    Screen("states-guides", STATES, "as-is", _guides),
    Screen("states-linking", STATES, "as-is", _link("list")),
    Screen("states-linking-refused", STATES, "as-is", _link("approved")),
    Screen("states-field", STATES, "as-is", _walk),
    Screen("states-focused", STATES, "as-is", _focused, everywhere=True),
    Screen("states-heat", STATES, "as-is", _overlay("wait")),
    Screen("states-notes", STATES, "as-is", _below("notes")),
    Screen("states-compare", STATES, "to-be", _trigger("view_compare")),
    Screen("compare-side-by-side", "campaign", "to-be", _compare(lambda page: page.side_by_side())),
    Screen("compare-all", "campaign", "to-be", _compare(lambda page: page.maps.panes[0].fit())),
    Screen("compare-table", "campaign", "to-be", _compare(lambda page: page.as_table.click())),
    Screen("compare-bar", "nurture", "to-be", _compare(lambda page: page.summary.waterfall.go(2))),
    Screen("phases-collapsed", "campaign", "as-is", _collapsed),
    *(Screen(f"menu-{n}", "campaign", "as-is", _menu(n)) for n in range(9)),
    Screen("menu-of-step", STATES, "as-is", _context(1.0, "write")),
    Screen("menu-of-map", STATES, "as-is", _context(1.0)),
    Screen("menu-of-overlays", "campaign", "as-is", _overlays),
    *(Screen(f"explained-{n}", "campaign", "as-is", _explained(n)) for n in range(6)),
    Screen("palette", "campaign", "as-is", _palette(""), everywhere=True),
    Screen("palette-found", "campaign", "as-is", _palette("brief")),
    Screen("palette-nothing", "campaign", "as-is", _palette("xyz")),
    Screen("paste-table", "nurture", "as-is", _paste(CELLS), everywhere=True),
    Screen("paste-outline", "nurture", "as-is", _paste(OUTLINE)),
    Screen("step-selected", "campaign", "as-is", _step(14, 1.0), everywhere=True),
    Screen("step-detail", "campaign", "as-is", _step(14, 2.0)),
    Screen("step-of-to-be", "campaign", "to-be", _step(5, 1.2)),
    Screen("decision-selected", "lead", "as-is", _step(6, 1.2)),
    Screen("flow-selected", "lead", "as-is", _first("flows")),
    Screen("lane-selected", "campaign", "as-is", _first("role")),
    Screen("flow-hover", "nurture", "as-is", _hover),
    Screen("dragging", "nurture", "as-is", _drag),
    Screen("everything-selected", "nurture", "as-is", _trigger("fit", "select_all")),
    *(
        Screen(f"zoom-{round(z * 100)}", "campaign", "as-is", _zoom(z))
        for z in (0.2, 0.4, 0.6, 1.6)
    ),
    *(
        Screen(f"heat-{key}", "campaign", "as-is", _overlay(key), everywhere=key == "wait")
        for key in ("wait", "cost", "load", "criticality")
    ),
    *(
        Screen(f"below-{page}", "campaign", "as-is", _below(page))
        for page in ("ladder", "results", "priorities", "grid", "problems", "notes")
    ),
    Screen("no-problems", "", "", _below("problems")),
    Screen("no-notes", "", "", _below("notes")),
    Screen("table", "campaign", "as-is", _trigger("view_table"), everywhere=True),
    Screen("no-to-be", "", "", _trigger("view_compare")),
    Screen("no-steps-table", "", "", _trigger("view_table")),
    Screen("no-times", "nurture", "as-is", _no_times),
    Screen("nothing-found", "nurture", "as-is", _nothing_found),
    Screen("typed-nothing", "nurture", "as-is", _typed("")),
    Screen("typed-name", "nurture", "as-is", _typed("Write copy")),
    *(
        Screen(f"typed-{name}", "nurture", "as-is", _typed(text), everywhere=name == "all")
        for name, text in {
            "all": "Write copy @content 4h w2d 80% [Office] ~waiting =va",
            "role": "Write copy @con",
            "new-role": "Write copy @Translators 4h",
            "wrong": "Write copy 4x 180% w2-1d @",
            "decision": "Approved? yes 65% no back to 1",
            "back": "Check copy 1h back to 1 30%",
            "join": "Legal check 2h >6",
        }.items()
    ),
    Screen("welcome", "", "", _welcome, everywhere=True),
    Screen("welcome-first", "", "", _welcome_first),
    Screen("help-guide", "nurture", "as-is", _help("guide")),
    Screen("help-numbers", "nurture", "as-is", _help("numbers")),
    Screen("recovery", "nurture", "as-is", _recovered),
    Screen("charter", "campaign", "as-is", _trigger("view_charter"), everywhere=True),
    Screen("charter-empty", "", "", _trigger("view_charter")),
    Screen("targets", "campaign", "as-is", _kept, everywhere=True),
    Screen("target-typed", "campaign", "as-is", _target),
    Screen("deleted", "campaign", "as-is", _deleted),
    Screen("history", "campaign", "as-is", _history),
    *(
        Screen(name, "campaign", "as-is", prepare, everywhere=name == "workshop-values")
        for name, prepare in workshop.STATES.items()
    ),
    Screen("hidden-rates", "campaign", "as-is", workshop.hidden_rates),
    Screen("shortcuts", "nurture", "as-is", _trigger("shortcuts"), everywhere=True),
)
