"""A person's hand at the window: real mouse and key events, sent to the window as a whole.

The window system of Qt then finds the widget, makes double-clicks and matches shortcuts, as it
does for a person. Places are scene points or ids of steps.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mopsmap.layout import Lane
from mopsmap.model import Flow, Position, Project, Role, Step, ValueStreamMap
from mopsmap.units import Duration
from ui.canvas.view import MapView
from ui.main_window import MainWindow
from ui.session import Selection, Session

Key = Qt.Key
Button = Qt.MouseButton
Mod = Qt.KeyboardModifier
Place = QPointF | str

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def small_project() -> Project:
    """Brief -> Write -> Check -> Done in two lanes, with a loose step and an empty third lane."""
    places = {
        "brief": ("Brief", "mo", 40),
        "write": ("Write", "mo", 240),
        "check": ("Check", "legal", 440),
        "done": ("Done", "mo", 640),
        "loose": ("Loose", "legal", 40),
    }
    one = ValueStreamMap(
        id="as-is",
        name="As-is",
        roles=tuple(
            Role(id=i, name=n) for i, n in (("mo", "Marketing"), ("legal", "Legal"), ("web", "Web"))
        ),
        steps=tuple(
            Step(
                id=i,
                name=name,
                role=role,
                position=Position(x=x, y=16),
                process_time=Duration(2, "h"),
                value_class="value_adding" if i == "write" else None,
            )
            for i, (name, role, x) in places.items()
        ),
        flows=tuple(
            Flow(id=f"{a}-{b}", source=a, target=b)
            for a, b in (("brief", "write"), ("write", "check"), ("check", "done"))
        ),
    )
    return Project(title="Small stream", maps=(one,))


class Hand:
    """Works one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.at: QPoint | None = None

    @property
    def session(self) -> Session:
        return self.window.session

    @property
    def view(self) -> MapView:
        return self.window.view

    @property
    def project(self) -> Project:
        return self.session.project

    @property
    def map(self) -> ValueStreamMap:
        return self.session.map

    @property
    def names(self) -> list[str]:
        return [step.name for step in self.map.steps]

    def lane(self, role: str | None) -> Lane:
        """Where a lane is."""
        return next(lane for lane in self.session.layout.lanes if lane.role == role)

    def in_lane(self, role: str | None, x: float) -> QPointF:
        """A point in the middle of a lane's height."""
        lane = self.lane(role)
        return QPointF(x, lane.top + lane.height / 2)

    def head(self, role: str) -> QPoint:
        """The middle of a lane's header on the window."""
        headers = self.view.headers
        middle = self.view.mapFromScene(self.in_lane(role, 0)).y()
        return self.on(headers, QPoint(headers.WIDTH // 2, middle))

    @property
    def flows(self) -> set[tuple[str, str]]:
        """(name, name) of every flow."""
        steps = self.map.step_by_id
        return {(steps[f.source].name, steps[f.target].name) for f in self.map.flows}

    def step(self, name: str) -> Step:
        """The step of that name."""
        found = [s for s in self.map.steps if s.name == name]
        assert len(found) == 1, f"{len(found)} steps are called '{name}'"
        return found[0]

    def activate(self) -> None:
        """Bring the window to the front and the keyboard to the canvas."""
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        self.settle()
        if self.view.naming.step is None:
            self.view.setFocus()

    def settle(self) -> None:
        """Let timers of zero length run and figures be computed."""
        for _ in range(3):
            QApplication.processEvents()
        self.session.wait()
        QApplication.processEvents()

    def open(self, sample: str) -> None:
        """Open a sample as a copy, at 100 %."""
        assert self.window.files.open(SAMPLES / f"{sample}.mopsmap", as_copy=True)
        self._show_corner()

    def show(self, project: Project) -> None:
        """Show a project as if it had just been opened, at 100 %."""
        self.session.load(project)
        self._show_corner()

    def _show_corner(self) -> None:
        self.settle()
        self.view.set_zoom(1.0)
        for bar in (self.view.horizontalScrollBar(), self.view.verticalScrollBar()):
            bar.setValue(0)

    @property
    def _handle(self) -> QWindow:
        handle = self.window.windowHandle()
        assert handle is not None
        return handle

    def point(self, place: Place) -> QPointF:
        """The scene point of a place: the middle of a step."""
        if isinstance(place, QPointF):
            return place
        return QPointF(*self.session.layout.steps[place].center)

    def pixel(self, place: Place) -> QPoint:
        """Where a place is on the window."""
        area = self.view.viewport()
        at = self.view.mapFromScene(self.point(place))
        assert area.rect().contains(at), f"{place} is outside the canvas"
        return area.mapTo(self.window, at)

    def on(self, widget: QWidget, at: QPoint | None = None) -> QPoint:
        """Where a point of a widget (by default its middle) is on the window."""
        return widget.mapTo(self.window, at if at is not None else widget.rect().center())

    def press(
        self, place: Place | QPoint, mod: Mod = Mod.NoModifier, button: Button = Button.LeftButton
    ) -> None:
        self.at = place if isinstance(place, QPoint) else self.pixel(place)
        QTest.mouseMove(self._handle, self.at)
        QTest.mousePress(self._handle, button, mod, self.at)

    def move(self, place: Place | QPoint, mod: Mod = Mod.NoModifier, steps: int = 4) -> None:
        """Move the pointer there in several small moves."""
        to = place if isinstance(place, QPoint) else self.pixel(place)
        start = self.at or to
        for number in range(1, steps + 1):
            share = number / steps
            between = QPointF(start) + (QPointF(to) - QPointF(start)) * share
            self._rest(between.toPoint(), mod)
        self.at = to

    def _rest(self, at: QPoint, mod: Mod = Mod.NoModifier) -> None:
        action = QTest.MouseAction.MouseMove
        QTest.mouseEvent(action, self._handle, Button.NoButton, mod, at)

    def release(self, mod: Mod = Mod.NoModifier, button: Button = Button.LeftButton) -> None:
        assert self.at is not None
        QTest.mouseRelease(self._handle, button, mod, self.at)

    def click(
        self, place: Place | QPoint, mod: Mod = Mod.NoModifier, button: Button = Button.LeftButton
    ) -> None:
        self.press(place, mod, button)
        self.release(mod, button)

    def double_click(self, place: Place | QPoint) -> None:
        self.at = place if isinstance(place, QPoint) else self.pixel(place)
        QTest.mouseMove(self._handle, self.at)
        QTest.mouseDClick(self._handle, Button.LeftButton, Mod.NoModifier, self.at)

    def drag(
        self,
        start: Place | QPoint,
        end: Place | QPoint,
        mod: Mod = Mod.NoModifier,
        button: Button = Button.LeftButton,
    ) -> None:
        """Press, move, release; `end` is where it is before the drag begins."""
        to = end if isinstance(end, QPoint) else self.pixel(end)
        self.press(start, mod, button)
        self.move(to, mod)
        self.release(mod, button)

    def wheel(self, place: Place, delta: QPoint, mod: Mod = Mod.NoModifier) -> None:
        QTest.wheelEvent(
            self._handle, QPointF(self.pixel(place)), delta, QPoint(), mod, Qt.ScrollPhase(0)
        )

    def key(self, key: Key, mod: Mod = Mod.NoModifier) -> None:
        QTest.keyClick(self._handle, key, mod)

    def type(self, text: str) -> None:
        for sign in text:
            QTest.keyClick(self._handle, sign)

    def esc(self) -> None:
        self.key(Key.Key_Escape)

    def hold(self, key: Key) -> None:
        QTest.keyPress(self._handle, key)

    def let_go(self, key: Key) -> None:
        QTest.keyRelease(self._handle, key)

    def undo(self) -> None:
        self.key(Key.Key_Z, Mod.ControlModifier)

    def redo(self) -> None:
        self.key(Key.Key_Z, Mod.ControlModifier | Mod.ShiftModifier)

    def port(self, step: str) -> QPoint:
        """Hover a step and say where its right port is on the window."""
        placed = self.session.layout.steps[step]
        self.at = self.pixel(step)
        QTest.mouseMove(self._handle, self.at)
        return self.pixel(QPointF(placed.x + placed.width, placed.center[1]))

    def state(self) -> tuple[Project, Project, str | None, str | None, Selection, bool]:
        """All that a gesture given up must leave as it was."""
        session = self.session
        history = (session.undo_label, session.redo_label)
        return (session.project, session.committed, *history, session.selection, session.previewing)

    def let_all_go(self) -> None:
        """Release what may have been left pressed."""
        self.at = self.on(self.window.status)
        for button in (Button.LeftButton, Button.MiddleButton, Button.RightButton):
            self.release(button=button)
        self.let_go(Key.Key_Space)

    def pointer_over_nothing(self) -> None:
        """Rest the pointer outside the canvas."""
        self.at = self.on(self.window.status)
        QTest.mouseMove(self._handle, self.at)


def check_mirror(hand: Hand) -> None:
    """The scene shows exactly what the map says."""
    hand.view.mapFromScene(QPointF())
    layout, scene = hand.session.layout, hand.view.map_scene
    assert set(scene.steps) == set(hand.map.step_by_id) == set(layout.steps)
    assert set(scene.flows) == set(hand.map.flow_by_id) == set(layout.routes)
    shown = {i: (item.pos().x(), item.pos().y()) for i, item in scene.steps.items()}
    assert shown == {i: (placed.x, placed.y) for i, placed in layout.steps.items()}
    assert all(item.route == layout.routes[i] for i, item in scene.flows.items())
    assert all(item.scene() is scene for item in (*scene.steps.values(), *scene.flows.values()))
    chosen = hand.session.selection
    assert {i for i, item in scene.steps.items() if item.chosen} == set(chosen.steps)
    assert {i for i, item in scene.flows.items() if item.chosen} == set(chosen.flows)
