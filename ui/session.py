"""The open document as the window sees it: what is shown, selected and computed.

Canvas and panels speak to the session alone, and the session alone touches the Document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from mopsmap import edits
from mopsmap.diff import MapDiff, ProjectDiff
from mopsmap.document import Document
from mopsmap.language import translated as _
from mopsmap.layout import Layout, positions
from mopsmap.model import Position, Project, ValueStreamMap, new_project
from mopsmap.refusals import refusal
from mopsmap.targets import is_snapshot
from ui.computing import SMALL_MAP as SMALL_MAP
from ui.computing import Figures, Ground
from ui.foresight import Foresight
from ui.selection import Selection as Selection
from ui.selection import changed_between, neighbor
from ui.standing import Standing
from ui.veil import Veil

if TYPE_CHECKING:
    from mopsmap.analysis.result import Analyzed


class Session(QObject):
    """One open document.

    changed: a MapDiff of the map shown (an empty one where only the project's own fields changed,
    such as its calendar), or None when another map is shown.
    project_changed: title, maps, history or saved state may have changed.
    selection_changed, analyzed, said(text): as named; `said` is one sentence for the person.
    done(text): one sentence on an edit that may be regretted: undo is offered with it.
    loaded: another document is about to be shown.
    released: the map is painted, and what stands beside it may follow.
    """

    changed = Signal(object)
    project_changed = Signal()
    selection_changed = Signal()
    analyzed = Signal()
    said = Signal(str)
    done = Signal(str)
    loaded = Signal()
    released = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.read_only = False
        self._proposed: edits.Captured | None = None
        self._map_id = self._map_before = ""
        self.veil = Veil(lambda: self._document.current, self._on_document)
        self.path: str | None = None
        self.selection = Selection()
        self.figures = Figures(self._ground, self)
        self.figures.analyzed.connect(self.analyzed)
        self.figures.said.connect(self.said)
        self.making = self.figures.making
        self.foresight = Foresight(self, SMALL_MAP)
        self.load(new_project())

    def load(self, project: Project, path: str | None = None, read_only: bool = False) -> None:
        """Show another document; its first map."""
        self.loaded.emit()
        if not project.maps:
            project = project.replace(maps=new_project().maps)
        self._document = Document(project)
        self._document.listen(self._on_document)
        self.path, self.read_only = path, read_only
        self.figures.forget()
        self._standing = Standing()
        self._show_only(project.maps[0].id)

    @property
    def project(self) -> Project:
        """The project shown, a preview included."""
        return self.veil.over(self._document.current)

    @property
    def committed(self) -> Project:
        """The project without the gesture going on: what is saved."""
        return self._document.committed

    @property
    def map_id(self) -> str:
        """Id of the map shown."""
        return self._map_id

    @property
    def map(self) -> ValueStreamMap:
        """The map shown."""
        return self.project.map_by_id[self._map_id]

    @property
    def modified(self) -> bool:
        """Whether there is unsaved work."""
        return self._document.modified

    @property
    def previewing(self) -> bool:
        """Whether a gesture is going on."""
        return self._document.previewing

    @property
    def undo_label(self) -> str | None:
        """What undo would take back."""
        return self._document.undo_label

    @property
    def redo_label(self) -> str | None:
        """What redo would do again."""
        return self._document.redo_label

    def edit(
        self,
        label: str,
        change: Callable[[Project], Project],
        *,
        merge_key: str | None = None,
        structural: bool = False,
    ) -> bool:
        """Make one change as one undo entry; False, with a sentence said, where it cannot be. A
        structural change first keeps every step where it stands, so that nothing jumps."""
        after = None if self.refuses() else self._changed(change, structural)
        if after is None:
            self.cancel()
            return False
        if self._map_id not in after.map_by_id:
            self._map_before = neighbor(self.committed, after, self._map_id)
        return self._document.commit(label, after, merge_key)

    def preview(self, change: Callable[[Project], Project], structural: bool = False) -> bool:
        """Show what a gesture would do, always from the state at its beginning; False, with a
        sentence said, where it cannot be done."""
        after = None if self.refuses() else self._changed(change, structural)
        if after is None:
            self.cancel()
            return False
        self._document.preview(after)
        return True

    def propose(self, draw: Callable[[Project], edits.Captured]) -> edits.Captured:
        """Show what is typed but not yet entered, all steps kept in their places; the figures stay
        those without it. Raises what `draw` raises."""
        found = draw(self._standing.frozen(self._document.committed, self._map_id))
        self._proposed = found
        self._document.preview(found.project)
        return found

    @property
    def proposal(self) -> edits.Captured | None:
        """What is said but not yet entered, while it is shown."""
        found, document = self._proposed, self._document
        shown = found is not None and document.previewing and document.current is found.project
        return found if shown else None

    @property
    def counted(self) -> Project:
        """The project of the figures: what is only proposed does not count."""
        return self.veil.over(self.committed) if self.proposal is not None else self.project

    def refuses(self) -> bool:
        """Whether nothing may be changed here; the sentence that says why is said."""
        if self.read_only:
            said = _("This file is open for reading only. Save it under another name first.")
            self.said.emit(said)
        return self.read_only

    def _changed(self, change: Callable[[Project], Project], structural: bool) -> Project | None:
        before = self._document.committed
        base = self._standing.frozen(before, self._map_id) if structural else before
        try:
            after = self.veil.beneath(change(base), base)
        except (edits.EditError, ValidationError) as error:
            self.said.emit(refusal(error))
            return None
        return before if after == base else after

    def cancel(self) -> None:
        """End a gesture without trace."""
        if self._document.previewing:
            self._document.cancel()

    def end_merging(self) -> None:
        """Leaving a field: the next change of it is an undo entry of its own."""
        self._document.end_merging()

    def undo(self) -> None:
        """Show the state before and select what changed."""
        self._travel(self._document.undo)

    def redo(self) -> None:
        """The same of the state after."""
        self._travel(self._document.redo)

    @property
    def history(self) -> tuple[tuple[str, ...], int]:
        """What led to each state that is kept, in the order of the work, and which one is shown."""
        return self._document.labels, self._document.at

    def go_to(self, index: int) -> None:
        """Show one of the states of the history and select what changed."""
        self._travel(lambda: self._document.go_to(index))

    def mark_saved(self, project: Project, path: str) -> None:
        """The file `path` now holds `project`."""
        self.path = path
        self.read_only = False
        self._document.mark_saved(project)
        self.project_changed.emit()

    def mark_unsaved(self) -> None:
        """No file holds this work."""
        self._document.mark_unsaved()
        self.project_changed.emit()

    def show_map(self, map_id: str) -> None:
        """Show another map; steps of the same id stay selected."""
        if map_id == self._map_id or map_id not in self.project.map_by_id:
            return
        self.cancel()
        self._map_before, self._map_id = self._map_id, map_id
        self._standing.show(self.map, None)
        known = self.map.step_by_id
        self.selection = Selection(tuple(s for s in self.selection.steps if s in known))
        self._tell_everything()

    def select(
        self,
        steps: Iterable[str] = (),
        flows: Iterable[str] = (),
        role: str | None = None,
        notes: Iterable[str] = (),
    ) -> None:
        """Select steps, flows and notes, or one role."""
        self.choose(Selection(tuple(steps), tuple(flows), role, tuple(notes)))

    def choose(self, wanted: Selection) -> None:
        """Select what of it the map shown has."""
        chosen = wanted.within(self.map)
        if chosen != self.selection:
            self._document.end_merging()
            self.selection = chosen
            self.selection_changed.emit()

    @property
    def analysis(self) -> Analyzed | None:
        """Figures of the map shown; older ones while new ones are computed, None before any."""
        return self.analysis_of(self._map_id)

    def analysis_of(self, map_id: str) -> Analyzed | None:
        """The newest figures of a map, or None."""
        return self.figures.of(map_id)

    def others_analyzed(self) -> tuple[Analyzed, ...]:
        """The newest figures of all maps but the one shown."""
        ids = (one.id for one in self.project.maps if one.id != self._map_id)
        return tuple(found for i in ids if (found := self.analysis_of(i)) is not None)

    @property
    def stale(self) -> bool:
        """Whether the figures shown belong to an earlier state of the map."""
        return self.figures.stale(self._map_id)

    def compared_with(self) -> str | None:
        """Id of the map that the map shown is compared with: what it was made from."""
        one = self.map
        if one.based_on in self.project.map_by_id:
            return one.based_on
        as_is = self.project.first_map("as_is")
        return as_is.id if as_is is not None and one.kind != "as_is" else None

    @property
    def comparison(self) -> dict[str, Any] | None:
        """What changed on the map shown since the one it was made from, where it is known."""
        return self.figures.comparison

    @property
    def layout(self) -> Layout:
        """Where everything of the map shown stands."""
        return self._standing.layout

    def layout_of(self, one: ValueStreamMap) -> Layout:
        """Where everything of a map stands."""
        return self._standing.layout_of(one)

    def positions(self) -> dict[str, Position]:
        """Where every step of the map shown stands, relative to its lane."""
        return positions(self.layout, self.map)

    def hold(self) -> None:
        """Compute nothing until `release`: at the start, the map is painted before all else."""
        self.figures.hold(True)

    def release(self) -> None:
        """Compute what was held."""
        self.figures.hold(False)
        self.released.emit()

    def wait(self) -> None:
        """Finish all computing now, for pictures and at the end."""
        self.figures.finish()
        self.foresight.finish()

    def close(self) -> None:
        """End all computing."""
        self.figures.close()
        self.foresight.close()

    def _travel(self, go: Callable[[], bool]) -> None:
        if self.proposal is not None:
            self.cancel()
        before, stood = self.project, {self._map_id: self.positions()}
        if not go():
            return
        after = self.project
        came = (m.id for m in after.maps if m.id not in before.map_by_id and not is_snapshot(m))
        back = next(came, self._map_id)
        self.show_map(back)
        if back not in before.map_by_id:
            return
        old, new = before.map_by_id[back], after.map_by_id[back]
        places = stood.get(back) or positions(self.layout_of(old), old)
        changed = changed_between(old, new, places, self.positions())
        if changed:
            self.choose(changed)

    def _on_document(self, found: ProjectDiff) -> None:
        if self._map_id not in self.project.map_by_id:
            there = self._map_before in self.project.map_by_id
            self._show_only(self._map_before if there else self.project.maps[0].id)
            return
        # where maps come or go, others only lose or regain what they are based on
        elsewhere = [] if found.added or found.removed else [*found.maps]
        if elsewhere and self._map_id not in found.maps and not self._document.previewing:
            self.show_map(elsewhere[0])
            return
        touched = found.maps.get(self._map_id) or (MapDiff() if found.fields else None)
        dragged = self._document.previewing and self.proposal is None
        dropped = self.layout.rough and not dragged
        differs = self._standing.drop(self.map) if dropped else touched
        touched = touched or differs
        at_once = not self._document.previewing and self.figures.made_at_once()
        if touched is not None or self.map is not self._standing.shown:
            self._standing.show(self.map, differs or MapDiff(), dragged)
        if touched is not None:
            self._forget_gone()
            self.changed.emit(touched)
        self.project_changed.emit()
        if at_once:
            self.analyzed.emit()
        elif not self._document.previewing or (
            touched and touched.redraws and self.proposal is None
        ):
            self.figures.ask()

    def _forget_gone(self) -> None:
        kept = self.selection.within(self.map)
        if kept != self.selection:
            self.selection = kept
            self.selection_changed.emit()

    def _show_only(self, map_id: str) -> None:
        self._map_id = map_id
        self.selection = Selection()
        self._standing.show(self.map, None)
        self._tell_everything()

    def _tell_everything(self) -> None:
        self.changed.emit(None)
        self.project_changed.emit()
        self.selection_changed.emit()
        self.figures.ask()

    def _ground(self) -> Ground:
        return self.counted, self._map_id, self.compared_with()
