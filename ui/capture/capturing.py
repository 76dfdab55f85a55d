"""Commands of the capture line, and what it has to do with the canvas above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mopsmap import edits
from mopsmap.language import translated as _
from ui.capture.following import Following
from ui.capture.line import CaptureLine

if TYPE_CHECKING:
    from ui.main_window import MainWindow

PRESSED_MS = 30
"""How often to look whether the pointer is released."""


class Capturing(QObject):
    """The capture line of one window, by the names in the table of commands.

    `page` holds the canvas with the line along its bottom edge.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._view, self._session = window, window.view, window.session
        self.page = QWidget()
        self.line = CaptureLine(self._session, window.appearance, window)
        self._column = column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._view, 1)
        column.addWidget(self.line)
        self.page.setFocusProxy(self._view)
        self._again, self._later = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._again, 0), (self._later, PRESSED_MS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
            timer.timeout.connect(self._renew)
        self._folding = window.view.map_scene.folding
        self._shown: tuple[object, ...] = ()
        self._following = Following(self._view, self)
        self._seen = self._session.committed
        self.place: str | None = None  # the step to go on from where none is selected any more
        self.line.left.connect(self.leave)
        self.line.left.connect(self._following.give_up)
        self.line.walked.connect(self._walk)
        self.line.entered.connect(self._follow)
        self.line.pasted.connect(lambda _text: window.pasting.paste_cells())
        self.line.draft.changed.connect(self._show_proposal)
        self._view.line_asked.connect(self.open)
        self._view.let_go.connect(self._keep_place)
        self._session.loaded.connect(self._forget)
        self._session.changed.connect(self._lose_sight)
        self._session.project_changed.connect(self._again.start)
        self._session.selection_changed.connect(self._again.start)
        self._session.selection_changed.connect(self._choose_place)

    @property
    def active(self) -> bool:
        """Whether the line is open."""
        return not self.line.isHidden()

    def add_next(self) -> None:
        """Say the step behind the selected one; a collapsed phase is expanded, a note typed."""
        chosen = self._session.selection
        if chosen.notes and not chosen.steps:
            self._view.rename()
        elif not self._view.expand_chosen():
            self.open("after")

    def add_branch(self) -> None:
        """Say a step beside the selected one."""
        self.open("beside")

    def add_before(self) -> None:
        """Say a step before the selected one."""
        self.open("before")

    def change_line(self) -> None:
        """Say the selected step again."""
        step = next(reversed(self._session.selection.steps), None)
        if step is not None and self._names_money(step):
            said = _("The line of this step names an amount, and amounts are hidden.")
            self._session.said.emit(said)
            return
        self.open("after")
        if step is not None and self.active:
            self.line.change(step)

    def _names_money(self, step: str) -> bool:
        """Whether the line of a step would show an amount that is hidden now."""
        session = self._session
        true = session.committed.map_by_id[session.map_id].step_by_id[step]
        shown = session.map.step_by_id[step]
        return session.veil.on and bool(true.fixed_cost or true.name != shown.name)

    def open(self, place: edits.Place) -> None:
        """Open the line with what was typed before and not entered."""
        if self._session.refuses():
            return
        self._view.settle()
        self._view.needed.emit()
        if self.place is not None and not self._session.selection:
            self._session.select((self.place,))
        self._view.setFocusProxy(self.line.field)
        anchor = self.line.draft.anchor
        self.line.open(place)
        self._make_room()
        if anchor is not None:
            self._view.bring(anchor)

    def _make_room(self) -> None:
        """What the line stands in place of is gone before the canvas is looked at."""
        around: list[QWidget] = []
        widget: QWidget | None = self.page
        while widget is not None and not widget.isWindow():
            around.append(widget)
            widget = widget.parentWidget()
        for outer in reversed(around):
            layout = outer.layout()
            if layout is not None:
                layout.activate()

    def look(self, elsewhere: Callable[[], None]) -> None:
        """Select something to look at; what is typed stays where it was begun, and is scrolled to
        again as one types on."""
        if not self.active:
            elsewhere()
            return
        self.line.draft.look(elsewhere)
        self._shown = ()

    def leave(self) -> None:
        """Close the line and give the keyboard back to the canvas."""
        self._view.setFocusProxy(None)  # type: ignore[arg-type]
        self.line.close_line()
        self._column.activate()  # the canvas has its room back before anybody asks for a view of it
        self._view.setFocus()

    def _keep_place(self, step_id: str | None) -> None:
        """Esc deselects, Delete takes away: the next line and the arrows still go on from there."""
        self._go_on_from(step_id or self.line.draft.anchor or self.place)

    def _choose_place(self) -> None:
        chosen = self._session.selection
        if chosen.steps or chosen.role:
            self._go_on_from(None)

    def _go_on_from(self, step_id: str | None) -> None:
        self.place = step_id
        self._view.map_scene.mark_place(step_id)

    def _walk(self, way: str) -> None:
        anchor = self.line.draft.anchor
        if anchor is not None:
            self._session.select((anchor,))
        self._window.actions_by_name[f"go_{way}"].trigger()

    def _follow(self, done: edits.Captured) -> None:
        self._seen = self._session.committed
        self._following.rest()
        shown = [step for step in (*done.steps[-1:], self.line.draft.anchor) if step is not None]
        self._view.bring(*shown)

    def _show_proposal(self) -> None:
        """Expand the phases it concerns, and scroll just enough to see what is proposed, where
        that is elsewhere than before."""
        proposal, draft, folding = self._session.proposal, self.line.draft, self._folding
        if proposal is not None and folding.collapsed:
            folding.reveal((draft.anchor or "", *proposal.steps, *draft.said.named))
        last = proposal.steps[-1] if proposal is not None and proposal.steps else None
        shown = (last, folding.layout.steps.get(last)) if last is not None else ()
        if shown:
            self._following.come(
                str(last), shown != self._shown, draft.names_role(self.line.field.at)
            )
        elif draft.empty:
            self._following.give_up()
        else:
            self._following.rest()
        self._shown = shown

    def _lose_sight(self, _touched: object) -> None:
        """What is proposed again after a while is looked for again."""
        if self._session.proposal is None:
            self._shown = ()

    def _forget(self) -> None:
        """Another document is shown: nothing is being said there."""
        if self.active:
            self.leave()
        self.line.forget()
        self._go_on_from(None)

    def _renew(self) -> None:
        """The map or the selection is another one: the line means something else there."""
        if self._view.pressed:
            self._later.start()  # nothing moves under a pressed pointer
            return
        self._stand_again()
        if self.active:
            self.line.renew()

    def _stand_again(self) -> None:
        """After undo and redo the next line goes on from where it did then."""
        session, seen = self._session, self._seen
        self._seen = session.committed
        step = self.line.draft.stood() if session.committed is not seen else None
        if step is not None and (self.active or not session.selection):
            session.select((step,))
            self._view.bring(step)
