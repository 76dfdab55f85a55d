"""The line being said: what it means where it goes, shown on the map and entered as one edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from mopsmap import edits
from mopsmap.capture import Answer, Completion, Said, completions, line_of, read
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Project, ValueStreamMap
from mopsmap.numerals import Numerals, in_use
from ui.session import Selection, Session

KEPT = 200
"""How many lines are remembered."""


class Draft(QObject):
    """What is typed and not yet entered, at the selected step.

    changed: what it means, or where it goes, may have changed.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._asked: edits.Asked = {}
        self._shown: tuple[object, ...] = ()
        self._drawn: tuple[Project, tuple[object, ...], edits.Captured] | None = None
        self._read: tuple[tuple[str, Numerals], ValueStreamMap, Said] | None = None
        self._stood: list[tuple[Project, str | None]] = []
        self.text = ""
        self.changing: str | None = None
        """The step whose line is typed again, in the place of a new one."""
        self.outline = ""
        """Several lines, which were pasted, in the place of `text`."""
        self.looked: tuple[Selection, Selection] | None = None
        """What was selected where it was begun, and what was selected since only to look at it."""
        self.place: edits.Place = "after"
        self.refusal = ""
        """Why it cannot be drawn, in one sentence."""
        self.stuck = False
        """Enter was pressed in vain since it was last empty."""
        self.lines: list[str] = []
        """What was entered before, the newest last."""

    @property
    def said(self) -> Said:
        """The line as understood on the map without it."""
        one = self._map
        typed = self.text, in_use()
        if self._read is None or self._read[0] != typed or self._read[1] is not one:
            self._read = typed, one, read(self.text, one, self._session.committed)
        return self._read[2]

    def look(self, elsewhere: Callable[[], None]) -> None:
        """Select something to look at: what is typed stays for the step that it was begun at."""
        begun = self._begun
        elsewhere()
        self.looked = None if self.empty else (begun, self._session.selection)

    @property
    def _begun(self) -> Selection:
        """What is selected; while one only looks at that, what was selected before."""
        chosen = self._session.selection
        looked = self.looked if self.looked is not None and not self.empty else None
        return looked[0] if looked is not None and looked[1] is chosen else chosen

    def names_role(self, at: int) -> bool:
        """Whether who does it is being typed there, so that the lane may still be another."""
        tokens = () if self.outline else self.said.tokens
        return any(token.kind == "role" and token.end == at for token in tokens)

    @property
    def anchor(self) -> str | None:
        """The step it goes on from: the one selected last."""
        chosen = self._begun.steps
        return next((s for s in reversed(chosen) if s in self._map.step_by_id), None)

    @property
    def answer(self) -> Answer | None:
        """The answer of the decision it goes on from that the next step takes."""
        if self.anchor is None or self.place != "after" or self.changed_step is not None:
            return None
        return next(iter(edits.open_answers(self._map, self.anchor, self._asked)), None)

    @property
    def changed_step(self) -> str | None:
        """The step that Enter would change, where it would add none."""
        if self.outline:
            return None
        return self.changing or (self.anchor if self.said.amends else None)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to enter."""
        return not (self.text.strip() or self.outline)

    @property
    def _map(self) -> ValueStreamMap:
        return self._session.committed.map_by_id[self._session.map_id]

    def say(self, text: str) -> None:
        """Something else is typed."""
        self.text, self.outline = text, ""
        self.stuck = self.stuck and not self.empty
        self.show()

    def say_lines(self, outline: str) -> None:
        """Several lines are pasted."""
        self.text, self.outline = "", outline
        self.show()

    def change(self, step: str | None) -> str:
        """Say a step of the map again, or a new one; the line as it is to be changed."""
        self.changing, self.stuck = step, False
        one = self._map
        text = line_of(one.step_by_id[step], one, self._session.committed) if step else ""
        self.say(text)
        return text

    def put(self, place: edits.Place) -> None:
        """It goes elsewhere at the step."""
        if place != self.place:
            self.place = place
            self.show()

    def show(self) -> None:
        """Show on the map what it means, where it does not yet."""
        session = self._session
        if session.previewing and session.proposal is None:
            return  # a gesture goes on
        wanted = self._wanted
        if session.proposal is not None and wanted == self._shown:
            return
        self._shown = wanted
        self.refusal = ""
        if self.empty or session.read_only:
            self.withdraw()
        else:
            try:
                session.propose(self._draw)
            except edits.EditError as error:
                self.refusal = str(error)
                self.withdraw()
        self.changed.emit()

    def _advised(self, refusal: str) -> str:
        """Why it cannot be drawn, and which key draws it where it is behind an end or a start."""
        anchor = self._map.step_by_id.get(self.anchor or "")
        ends = anchor is not None and (anchor.kind == "end" or self.said.kind == "start")
        if not ends or self.place != "after":
            return refusal
        if not self.said.makes_step:
            return refusal
        return f"{refusal} {_('Ctrl+Enter puts the step before it.')}"

    def withdraw(self) -> None:
        """Show the map without it."""
        if self._session.proposal is not None:
            self._session.cancel()

    def enter(self) -> edits.Captured | None:
        """Make it part of the map as one undo entry and go on behind it; None, with the reason
        said, where that cannot be."""
        session, drawn = self._session, list[edits.Captured]()
        label = self._label()

        def change(project: Project) -> Project:
            drawn.append(self._draw(project))
            return drawn[-1].project

        stood, said = (session.committed, self.anchor), self.said
        self.stuck = not self.empty
        if self.empty or not session.edit(label, change, structural=True):
            return None
        done = drawn[-1]
        self._asked, self._drawn = done.asked, None
        if self.text.strip():
            self.lines = [line for line in self.lines if line != self.text][1 - KEPT :]
            self.lines.append(self.text)
        self.text = self.outline = self.refusal = ""
        self.place, self.changing, self.stuck = "after", None, False
        goes_on = done.next_anchor or next(reversed(done.steps), None)
        if goes_on is not None:
            session.select((goes_on,))
        self._stood = [*self._stood, stood, (session.committed, self.anchor)][-2 * KEPT :]
        if done.refused:
            session.said.emit(done.refused[0])
        elif said.unread:
            session.said.emit(_kept_words(said))
        self.changed.emit()
        return done

    def stood(self) -> str | None:
        """The step that lines went on from when the project was as it is now: after undo and redo
        they go on from there again."""
        now = self._session.committed
        return next((step for project, step in reversed(self._stood) if project is now), None)

    def forget(self) -> None:
        """Another document is shown: what was said and asked there says nothing here."""
        self._asked, self._read, self._stood = {}, None, []
        self.text = self.outline = self.refusal = ""
        self.place, self.changing, self.stuck = "after", None, False

    def completions(self, cursor: int) -> tuple[Completion, ...]:
        """How the word at the cursor could go on, unless it is already all of that."""
        session = self._session
        found = completions(self.text, cursor, session.committed, session.map_id, self.anchor)
        whole = len(found) == 1 and _same(self.text[found[0].start : found[0].end], found[0].text)
        return () if whole else found

    @property
    def _wanted(self) -> tuple[object, ...]:
        """All that decides what is drawn."""
        session = self._session
        where = session.committed, session.map_id, self.anchor, self._begun.role, self.place
        return (*where, session.read_only, self.text, self.outline, self.changing, in_use())

    def _draw(self, project: Project) -> edits.Captured:
        """The line drawn on the map; entered as it was shown."""
        wanted = self._wanted
        if self._drawn is None or self._drawn[0] is not project or self._drawn[1] != wanted:
            self._drawn = project, wanted, self._captured(project)
        return self._drawn[2]

    def _captured(self, project: Project) -> edits.Captured:
        session = self._session
        lane, map_id = self._begun.role, session.map_id
        if self.outline:
            asked = self._asked
            return edits.capture_lines(project, map_id, self.outline, self.anchor, asked, lane=lane)
        if self.changing is not None:
            return edits.restate(project, map_id, self.changing, self.said)
        place: edits.Place = self.place if self.anchor is not None else "after"
        try:
            return edits.capture(
                project, map_id, self.said, self.anchor, place, self._asked, lane=lane
            )
        except edits.EditError as error:
            raise edits.EditError(self._advised(str(error))) from error

    def _label(self) -> str:
        if self.outline:
            return counted(lines_in(self.outline), "Add {n} line", "Add {n} lines")
        changed = self._map.step_by_id.get(self.changed_step or "")
        if changed is not None:
            name = changed.called
            return _("Change step '{name}'").format(name=name)
        said = self.said
        if said.makes_step:
            return _("Add step '{name}'").format(name=said.name) if said.name else _("Add step")
        return _("Connect steps")


def lines_in(outline: str) -> int:
    """How many lines say something."""
    return sum(1 for line in outline.splitlines() if line.strip())


def _kept_words(said: Said) -> str:
    """What stays in the title of an entered line because it could not be read."""
    parts = ", ".join(f"'{part}'" for part in said.unread)
    return counted(
        len(said.unread),
        "{parts} is not understood and stays in the title.",
        "{parts} are not understood and stay in the title.",
        parts=parts,
    )


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
