"""Which phases are collapsed, and the map as it is then drawn. A way of looking: never an edit."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from mopsmap.diff import MapDiff
from mopsmap.layout import Layout, lay_out
from mopsmap.model import ValueStreamMap
from mopsmap.phases import Folded, fold, phase_of, phases_in
from ui.session import Session


class Folding(QObject):
    """The collapsed phases of the map shown; `changed` when other ones are collapsed.

    All phases stay collapsed on the next map. A phase that gets a step or a note is expanded.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._whole = False
        self._names: frozenset[str] = frozenset()
        self._made: tuple[ValueStreamMap, frozenset[str], Folded, Layout] | None = None
        session.changed.connect(self._on_changed)
        session.loaded.connect(self._forget)

    @property
    def collapsed(self) -> frozenset[str]:
        """The phases of the map shown that are collapsed."""
        known = phases_in(self._session.map)
        return frozenset(known) if self._whole else self._names & frozenset(known)

    @property
    def folded(self) -> Folded | None:
        """The map as it is drawn; None while nothing is collapsed."""
        made = self._renewed()
        return made[2] if made is not None else None

    @property
    def map(self) -> ValueStreamMap:
        """The map drawn: that of the session while nothing is collapsed."""
        made = self._renewed()
        return made[2].map if made is not None else self._session.map

    @property
    def layout(self) -> Layout:
        """Where everything drawn stands."""
        made = self._renewed()
        return made[3] if made is not None else self._session.layout

    def shown(self, step_id: str) -> str:
        """Id of what stands for a step: its block, or itself."""
        folded = self.folded
        return folded.shown(step_id) if folded is not None else step_id

    def members(self, shown_id: str) -> tuple[str, ...]:
        """The steps that a block stands for; a step stands for itself."""
        folded = self.folded
        return folded.members.get(shown_id, (shown_id,)) if folded is not None else (shown_id,)

    def flows_of(self, flow_id: str) -> tuple[str, ...]:
        """The flows that a drawn one stands for."""
        folded = self.folded
        return folded.flows.get(flow_id, (flow_id,)) if folded is not None else (flow_id,)

    def toggle_all(self) -> None:
        """Collapse every phase, or expand all of them where any is collapsed."""
        if self.collapsed:
            self.expand_all()
        elif phases_in(self._session.map):
            self._set(True, frozenset())

    def expand_all(self) -> None:
        """Show every step."""
        if self._whole or self._names:
            self._set(False, frozenset())

    def toggle(self, phase: str) -> None:
        """Collapse one phase or show its steps."""
        now = self.collapsed
        self._set(False, now - {phase} if phase in now else now | {phase})

    def reveal(self, steps: Iterable[str]) -> None:
        """Show these steps: expand the phases that they are in."""
        if self._open(steps):
            self.changed.emit()

    def _open(self, steps: Iterable[str]) -> bool:
        known, collapsed = self._session.map.step_by_id, self.collapsed
        phases = {phase_of(known[step]) for step in steps if step in known} & collapsed
        if phases:
            self._whole, self._names = False, collapsed - phases
        return bool(phases)

    def _set(self, whole: bool, names: frozenset[str]) -> None:
        self._whole, self._names = whole, names
        self.changed.emit()

    def _forget(self) -> None:
        """Another document is about to be shown."""
        self._whole, self._names = False, frozenset()

    def _on_changed(self, touched: MapDiff | None) -> None:
        if touched is None or not (self._whole or self._names):
            return
        notes = [self._session.map.note_by_id[note] for note in touched.notes.added]
        if any(note.loose for note in notes):  # it stands between the steps
            self._whole, self._names = False, frozenset()
        else:
            self._open((*touched.steps.added, *(note.step or "" for note in notes)))

    def _renewed(self) -> tuple[ValueStreamMap, frozenset[str], Folded, Layout] | None:
        one, collapsed = self._session.map, self.collapsed if self._whole or self._names else None
        if not collapsed:
            self._made = None
        elif self._made is None or self._made[0] is not one or self._made[1] != collapsed:
            folded = fold(one, collapsed)
            found = lay_out(folded.map, blocks=frozenset(folded.blocks))
            self._made = one, collapsed, folded, found
        return self._made
