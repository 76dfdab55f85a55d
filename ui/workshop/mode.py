"""The window as a workshop: the whole screen for the map, and back to exactly what was there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QGridLayout, QWidget

from ui.capture import line
from ui.commands.command import plain
from ui.commands.viewing import VIEWS
from ui.look.theme import token
from ui.panels import kpis
from ui.selection import Selection
from ui.workshop.ballot import Ballot
from ui.workshop.bar import QuietBar
from ui.workshop.desk import Desk
from ui.workshop.idle import Idle
from ui.workshop.prompt import Prompt
from ui.workshop.stage import Stage
from ui.workshop.story import Story
from ui.workshop.timeline import Timeline
from ui.workshop.values import Values

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SCALE = token("typography.scale.workshopLane.size") / token("typography.scale.laneName.size")
"""How much larger lane headers and phases are."""
FINEST = 1.5
"""However large they are, cards show what they show up to this zoom, larger."""
LATE_MS = 600
"""How long after leaving the window system may still change the size of the window."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What the window looked like."""

    docks: QByteArray
    shown: tuple[QWidget, ...]
    state: Qt.WindowState
    view: str
    zoom: float
    sight: QRectF


class Workshop(QObject):
    """The commands of the workshop of one window, by the names in the table of commands.

    `page` holds the views of the window, and in a workshop what stands beside and below them.
    changed: the workshop was opened or left.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self._view = window, window.view
        self.desk = Desk(self)
        self._before: _Before | None = None
        self._back: _Before | None = None
        self._zoom = float(token("workshop.zoom"))
        self.page = QWidget()
        grid = self._grid = QGridLayout(self.page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(window.views, 0, 0)
        self._stages: dict[type[Stage], Stage] = {}
        self._stage: Stage | None = None
        self._bar: QuietBar | None = None
        self._asked_from: QWidget | None = None
        """What had the keyboard when a line was asked for."""
        self._typing: Selection | None = None
        """Where the capture line goes on when what is shown now is done, if it is to come back."""
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(self._settled)

    @property
    def owners(self) -> tuple[QObject, ...]:
        """What does the commands of the workshop."""
        return self, self.desk

    @property
    def on(self) -> bool:
        """Whether the window is a workshop now."""
        return self._before is not None

    def workshop(self) -> None:
        """The whole screen for the map and the room, or the window as it was."""
        if self.on:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Be a workshop; on an empty map the capture line waits for the first step."""
        window, view = self.window, self._view
        if self.on:
            return
        view.glide.finish()
        self._settled()
        self._before = self._seen()
        window.actions_by_name["view_map"].trigger()
        for part in self._before.shown:
            part.hide()
        self._enlarge(True)
        self.show(Idle)
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        self._look_closer()
        self._watch(True)
        self._tell()
        if window.session.map.steps:
            view.setFocus()
        elif not window.session.read_only:
            window.capturing.open("after")

    def leave(self) -> None:
        """Be the window that was there before."""
        before, window = self._before, self.window
        if before is None:
            return
        self._zoom = self._view.zoom
        self._watch(False)
        if self._stage is not None:
            self._stage.end()
            self._stage.hide()
        self.desk.close_wall()
        self._before, self._back = None, before
        self._enlarge(False)
        for part in before.shown:
            part.show()
        window.setWindowState(before.state)
        window.actions_by_name[before.view].trigger()
        window.restoreState(before.docks)
        self._look_back()
        self._late.start()
        self._tell()

    def _seen(self) -> _Before:
        window, view = self.window, self._view
        chrome = (window.menu_row, window.toolbar, window.status, window.recovery.bar)
        docks = window.findChildren(QDockWidget)
        name = next(n for n in VIEWS if window.actions_by_name[n].isChecked())
        return _Before(
            window.saveState(),
            tuple(part for part in (*chrome, *docks) if not part.isHidden()),
            window.windowState(),
            name,
            view.zoom,
            view.sight(),
        )

    def _look_back(self) -> None:
        """Show the part of the map that was seen before, in the size the window has now."""
        before, view = self._back, self._view
        if before is None:
            return
        view.set_zoom(before.zoom)
        self._scroll_to(before.sight.topLeft())

    def resized(self) -> bool:
        """The window has another size; whether that is a matter of the workshop alone."""
        if self._back is not None:
            self._look_back()
        return self.on

    def _settled(self) -> None:
        self._back = None

    def _enlarge(self, on: bool) -> None:
        window, view = self.window, self._view
        self._show_bar(on)
        window.kpis.set_size(kpis.LARGE if on else kpis.NORMAL)
        window.capturing.line.set_size(line.WORKSHOP if on else line.NORMAL)
        width = token("workshop.laneHeader") if on else type(view.headers).WIDTH
        view.headers.enlarge(width, SCALE if on else 1.0)
        view.phases.renew()
        view.legend.place()
        top, layout = window.menuWidget(), window.layout()
        if top is not None and layout is not None:
            top.updateGeometry()
            layout.activate()
        policy = Qt.ScrollBarPolicy
        wanted = policy.ScrollBarAlwaysOff if on else policy.ScrollBarAsNeeded
        view.setHorizontalScrollBarPolicy(wanted)
        view.setVerticalScrollBarPolicy(wanted)
        view.draw_coarsely(FINEST if on else None)

    def _look_closer(self) -> None:
        """Show the step selected, else the first one that was in sight."""
        view, before = self._view, self._before
        assert before is not None
        scene = view.map_scene
        items = {i: scene.steps[i] for i in scene.drawn.numbers if i in scene.steps}
        chosen = self.window.session.selection.steps
        inside = (i for i, item in items.items() if before.sight.contains(item.scenePos()))
        first = chosen[-1] if chosen else next(inside, None)
        view.set_zoom(self._zoom)
        self._scroll_to(before.sight.topLeft())
        if first is not None:
            view.show_step(first)

    def _scroll_to(self, corner: QPointF) -> None:
        view = self._view
        moved = view.viewportTransform().map(corner)
        for bar, by in (
            (view.horizontalScrollBar(), moved.x()),
            (view.verticalScrollBar(), moved.y()),
        ):
            bar.setValue(round(bar.value() + by))

    def _watch(self, on: bool) -> None:
        for watched in (self._view, self.window.capturing.line, self.window):
            if on:
                watched.installEventFilter(self)
            else:
                watched.removeEventFilter(self)
        turned = self.window.views.currentChanged
        if on:
            turned.connect(self._turn_page)
        else:
            turned.disconnect(self._turn_page)
            self._page("")

    @property
    def _on_map(self) -> bool:
        return self.window.views.currentWidget() is self.window.map_page

    def _to_map(self) -> None:
        if not self._on_map:
            self.window.actions_by_name["view_map"].trigger()

    def _turn_page(self) -> None:
        """Another page stands where the map was: what goes on with the map ends."""
        names = (
            n for n in VIEWS if getattr(self.window, VIEWS[n]) is self.window.views.currentWidget()
        )
        self._page("" if self._on_map else plain(self.window.actions_by_name[next(names)].text()))
        if not self._on_map and not isinstance(self._stage, Idle | Prompt):
            self.desk.close_wall()
            self.show(Idle)

    def _page(self, name: str) -> None:
        idle = self.stage(Idle)
        assert isinstance(idle, Idle)
        idle.show_page(name)

    def _tell(self) -> None:
        self.window.actions_by_name["workshop"].setChecked(self.on)
        self.changed.emit()

    def stage(self, kind: type[Stage]) -> Stage:
        """A stage, made when it is first asked for."""
        found = self._stages.get(kind)
        if found is None:
            found = self._stages[kind] = self._made(kind)
            found.hide()
            found.left.connect(self.rest)
            self._grid.addWidget(found, 1, 0, 1, 2)
        return found

    def show(self, kind: type[Stage]) -> Stage:
        """Let a stage stand at the foot; what is being typed in the capture line waits for it."""
        found, before = self.stage(kind), self._stage
        if kind is Prompt and not isinstance(before, Prompt):
            self._asked_from = self.window.focusWidget()
        elif kind not in (Prompt, Idle):
            self._to_map()
        self._stage = found
        if before is not None and before is not found:
            before.end()
            before.hide()
        if kind is not Idle and self.window.capturing.active:
            self._typing = self.window.session.selection
            self.window.capturing.leave()
        found.setVisible(not self.window.capturing.active)
        return found

    def rest(self) -> None:
        """Nothing special goes on: back to the capture line, if it waits, else to the map."""
        if not self.on or isinstance(self._stage, Idle):
            return
        typing, self._typing = self._typing, None
        self.show(Idle)
        back, self._asked_from = self._asked_from, None
        if typing is not None:
            self.window.session.choose(typing)
            self.window.capturing.open("after")
        elif self._on_map or back is None:
            self._view.setFocus()
        else:
            back.setFocus()

    def _take_turns(self) -> None:
        """The capture line was opened by its key: what stood there is done."""
        if not isinstance(self._stage, Idle):
            self._typing = None
            if self._stage is not None:
                self._stage.end()
            self._stage = self.stage(Idle)

    def put_beside(self, widget: QWidget) -> None:
        """Let something stand at the right of the map."""
        self._grid.addWidget(widget, 0, 1)

    def show_time(self) -> None:
        """The timer was touched."""
        if self._bar is not None:
            self._bar.show_time()

    def ask(self, attribute: str) -> bool:
        """Ask for a value of the step selected; False where there is no workshop, or no such."""
        return self.on and self.desk.ask(attribute)

    def _made(self, kind: type[Stage]) -> Stage:
        session, appearance = self.window.session, self.window.appearance
        if kind is Prompt:
            return Prompt(appearance)
        if kind is Values:
            return Values(session, appearance, self._order, self._view.show_step)
        if kind is Story:
            story = Story(session, appearance, self._view)
            story.told_all.connect(self.desk.large_ladder)
            return story
        if kind is Timeline:
            return Timeline(session, appearance, self._view)
        if kind is Ballot:
            return Ballot(session, appearance)
        return Idle(session, appearance)

    def _order(self) -> list[str]:
        """The steps in the order of the work."""
        numbers = self._view.map_scene.numbers
        return sorted(numbers, key=lambda step: numbers[step])

    def _show_bar(self, on: bool) -> None:
        if self._bar is None:
            top, window = self.window.menuWidget(), self.window
            assert top is not None
            actions, clock = window.actions_by_name, self.desk.countdown
            self._bar = QuietBar(window.session, window.appearance, actions, clock, top)
            layout = top.layout()
            assert layout is not None
            layout.addWidget(self._bar)
            window.files.saved.connect(self._bar.say_saved)
            window.files.remarked.connect(self._bar.say)
        self._bar.setVisible(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc with nothing selected leaves, from elsewhere it goes to the map; the capture line
        takes the place of the stage."""
        if watched is self.window.capturing.line:
            if self._stage is not None and event.type() in (QEvent.Type.Hide, QEvent.Type.Show):
                self._stage.setVisible(event.type() == QEvent.Type.Hide)
                if event.type() == QEvent.Type.Show:
                    self._take_turns()
            return False
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        if watched is self.window:  # nobody else wanted it
            self._to_map()
            self._view.setFocus()
            return True
        if self.window.session.selection:
            return False
        if self._view.cancel_gesture():
            return True
        if isinstance(self._stage, Idle):
            self.leave()
        else:
            self.rest()
        return True
