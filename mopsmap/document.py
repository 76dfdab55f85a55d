"""The open document: one current project, its history, and whoever wants to know of changes.

Undo is showing the earlier value again; no edit knows how to undo itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mopsmap.diff import ProjectDiff, diff
from mopsmap.language import translated as _
from mopsmap.model import Project

HISTORY_LIMIT = 500

Listener = Callable[[ProjectDiff], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One state of the project and the label of the act that led to it."""

    label: str
    project: Project
    merge_key: str | None = None


class Document:
    """The current project with preview, commit, undo and redo.

    `current` is what is shown: a preview while a gesture goes on, else the last committed state.
    Listeners get the diff from what was shown before to what is shown now.
    """

    def __init__(self, project: Project) -> None:
        self._history = [Entry(_("As opened"), project)]
        self._at = 0
        self._saved: Project | None = project
        self._preview: Project | None = None
        self._listeners: list[Listener] = []

    @property
    def current(self) -> Project:
        """What is shown now, a preview included."""
        return self._preview if self._preview is not None else self.committed

    @property
    def committed(self) -> Project:
        """The last committed state."""
        return self._history[self._at].project

    @property
    def previewing(self) -> bool:
        """Whether a gesture is going on."""
        return self._preview is not None

    @property
    def modified(self) -> bool:
        """Whether the committed state differs from the saved one."""
        return self._saved is None or self.committed != self._saved

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the diff after each change of what is shown."""
        self._listeners.append(listener)

    def preview(self, project: Project) -> None:
        """Show `project` while a gesture goes on; nothing enters the history."""
        before = self.current
        self._preview = project
        self._tell(before)

    def cancel(self) -> None:
        """End a preview without trace."""
        before = self.current
        self._preview = None
        self._tell(before)

    def commit(self, label: str, project: Project, merge_key: str | None = None) -> bool:
        """Make `project` the current state as one undo entry; False where nothing changed.

        Successive commits with the same merge key become one entry, such as typing in one field.
        """
        before = self.current
        self._preview = None
        if project == self.committed:
            self._tell(before)
            return False
        last = self._history[self._at]
        merged = merge_key is not None and last.merge_key == merge_key and self._at > 0
        del self._history[self._at + 1 :]
        if merged:
            self._history.pop()
            if self._history[-1].project == project:
                self._at = len(self._history) - 1
                self._tell(before)
                return True
        self._history.append(Entry(label, project, merge_key))
        del self._history[: max(0, len(self._history) - HISTORY_LIMIT)]
        self._at = len(self._history) - 1
        self._tell(before)
        return True

    def end_merging(self) -> None:
        """Let the next commit be an entry of its own, whatever its merge key."""
        last = self._history[self._at]
        self._history[self._at] = Entry(last.label, last.project)

    @property
    def undo_label(self) -> str | None:
        """What undo would take back."""
        return self._history[self._at].label if self._at > 0 else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again."""
        following = self._at + 1
        return self._history[following].label if following < len(self._history) else None

    @property
    def labels(self) -> tuple[str, ...]:
        """What led to each state that is kept, in the order of the work."""
        return tuple(entry.label for entry in self._history)

    @property
    def at(self) -> int:
        """Which of these states is the current one."""
        return self._at

    def undo(self) -> bool:
        """Show the state before; a preview going on is cancelled instead."""
        return self._go(-1)

    def redo(self) -> bool:
        """Show the state after; a preview going on is cancelled instead."""
        return self._go(1)

    def mark_saved(self, project: Project | None = None) -> None:
        """Remember that `project` (by default the committed state) is what the file holds."""
        self._saved = self.committed if project is None else project

    def mark_unsaved(self) -> None:
        """No file holds this state, as after recovering work."""
        self._saved = None

    def go_to(self, index: int) -> bool:
        """Show one of the states of `labels` in one go, ending a preview; False where it is the
        current one or there is none."""
        before, there = self.current, 0 <= index < len(self._history) and index != self._at
        if not there:
            if self._preview is not None:
                self.cancel()
            return False
        self._preview = None
        self._at = index
        self.end_merging()
        self._tell(before)
        return True

    def _go(self, by: int) -> bool:
        if self._preview is not None:
            self.cancel()
            return False
        return self.go_to(self._at + by)

    def _tell(self, before: Project) -> None:
        found = diff(before, self.current)
        if found or self._preview is None:
            for listener in tuple(self._listeners):
                listener(found)
