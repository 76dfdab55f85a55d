"""Two maps, one above or beside the other, that scroll, zoom and select as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.numerals import in_use
from ui.bars import Line
from ui.canvas.overlay import identical
from ui.compare.heads import MapHead, lanes_of_both
from ui.compare.pane import Pane
from ui.compare.side import Pair, Side, pair_of
from ui.look.theme import Appearance
from ui.session import Selection, Session

if TYPE_CHECKING:
    from collections.abc import Callable

ABOVE, BELOW = 8.0, 20.0
"""Scene pixels above the first lane, as far as signs stick out of its cards, and below the last
one, as far as names hang out of its shapes."""


class TwoMaps(QWidget):
    """The earlier map and the later one. `opened(step)` when one is to be seen on the canvas."""

    opened = Signal(str)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session = session
        self._pair: Pair | None = None
        self._shown: tuple[object, ...] = ()
        self._fresh = self._busy = False
        self.sides = Side(self), Side(self)
        self.panes = Pane(self.sides[0], appearance), Pane(self.sides[1], appearance)
        self.heads = MapHead(appearance), MapHead(appearance)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._line = Line(appearance, upright=True)
        self._line.hide()
        for number, (head, pane) in enumerate(zip(self.heads, self.panes, strict=True)):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(head)
            column.addWidget(pane, 1)
            if number:
                self._row.addWidget(self._line)
            self._row.addLayout(column, 1)
            pane.opened.connect(self.opened)
            pane.moved.connect(self._follower(number))
            pane.map_scene.sceneRectChanged.connect(self._spread)
            self.sides[number].selection_changed.connect(self._chooser(number))
        session.selection_changed.connect(self._take_selection)
        session.loaded.connect(self._forget)
        self.setFocusProxy(self.panes[1])

    @property
    def pair(self) -> Pair | None:
        """The two maps shown."""
        return self._pair

    @property
    def stacked(self) -> bool:
        """Whether one map stands above the other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def stack(self, stacked: bool) -> None:
        """Put one map above the other, or beside it."""
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        self._line.setVisible(not stacked)

    def show_maps(self, from_id: str, to_id: str) -> None:
        """Show two maps of the document as they are now."""
        project = self._session.project
        one, other = project.map_by_id[from_id], project.map_by_id[to_id]
        setting = (project.calendar, project.distribution, project.currency, in_use())
        shown = (one, other, *setting)
        if not identical(shown, self._shown):
            before, self._shown = self._shown, shown
            another = [m.id for m in before[:2] if isinstance(m, ValueStreamMap)] != [
                from_id,
                to_id,
            ]
            self._take(project, pair_of(project, from_id, to_id))
            self._fresh |= another
            if another and self.isVisible():
                self._begin()
        for side, map_id in zip(self.sides, (from_id, to_id), strict=True):
            side.show_figures(self._session.analysis_of(map_id))
        scenes = [pane.map_scene for pane in self.panes]
        for scene, beside in (scenes, scenes[::-1]):
            scene.other_lanes = lanes_of_both(scene.lanes, beside.lanes)

    def _forget(self) -> None:
        """Another document is about to be shown."""
        self._shown = ()

    def _take(self, project: Project, pair: Pair) -> None:
        self._pair, self._busy = pair, True
        before, after = self.sides
        before.take(project, pair.before, pair.layouts[0])
        after.take(project, pair.after, pair.layouts[1], pair.changes, pair.ghosts)
        names = _("As-is map: {name}"), _("To-be map: {name}")
        for pane, name, one in zip(self.panes, names, (pair.before, pair.after), strict=True):
            pane.setAccessibleName(name.format(name=one.name or _("No name")))
            pane.viewport().setAccessibleName(pane.accessibleName())
        self._busy = False
        self._spread()
        self._take_selection()

    def show_critical(self, on: bool) -> None:
        """Emphasize the critical paths or not."""
        for pane in self.panes:
            pane.map_scene.set_overlays(critical=on)

    def showEvent(self, event: QShowEvent) -> None:
        """A pair not seen before is seen from its beginning, once there is a size."""
        super().showEvent(event)
        QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        if self._fresh and self.isVisible():
            self._fresh = False
            self.panes[0].first_view()

    def _spread(self) -> None:
        """Both views have the same paper."""
        boxes = [pane.map_scene.sceneRect() for pane in self.panes]
        paper = boxes[0].united(boxes[1]).adjusted(0, -ABOVE, 0, BELOW)
        for pane in self.panes:
            pane.setSceneRect(paper)

    def _follower(self, number: int) -> Callable[[], None]:
        def follow() -> None:
            if not self._busy:
                self._busy = True
                self.panes[1 - number].follow(self.panes[number])
                self._busy = False

        return follow

    def _chooser(self, number: int) -> Callable[[], None]:
        """What is selected in a map is selected in the other and on the canvas."""

        def choose() -> None:
            pair, session = self._pair, self._session
            if self._busy or pair is None:
                return
            self._busy = True
            chosen = self.sides[number].selection
            ids = pair.before.id, pair.after.id
            across = Selection(pair.across(chosen.steps, onward=not number))
            self.sides[1 - number].choose(across)
            if session.map_id == ids[number]:
                session.choose(chosen)
            elif session.map_id == ids[1 - number]:
                session.choose(across)
            self._busy = False

        return choose

    def choose(self, steps: tuple[str, ...], gone: tuple[str, ...]) -> None:
        """Select steps of the later map, and of the earlier one, and see the first of them."""
        ids = [side.map_id for side in self.sides]
        self._busy = True
        for side, chosen in zip(self.sides, (gone, steps), strict=True):
            side.select(chosen)
        if self._session.map_id in ids:
            self._session.select((gone, steps)[ids.index(self._session.map_id)])
        self._busy = False
        pane, first = (self.panes[1], steps) if steps else (self.panes[0], gone)
        if first:
            pane.show_step(first[0])

    def _take_selection(self) -> None:
        """What is selected on the canvas is selected in both maps."""
        pair, session = self._pair, self._session
        if self._busy or pair is None:
            return
        ids = pair.before.id, pair.after.id
        if session.map_id not in ids:
            return
        self._busy = True
        number = ids.index(session.map_id)
        chosen = session.selection
        self.sides[number].choose(Selection(chosen.steps, chosen.flows))
        self.sides[1 - number].choose(Selection(pair.across(chosen.steps, onward=not number)))
        self._busy = False
