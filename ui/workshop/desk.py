"""What a facilitator has at hand: values to ask for, remarks, dots, a timer."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent

from mopsmap import edits
from mopsmap.completeness import VALUES
from mopsmap.language import counted, within
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED, NoteKind, Waste
from mopsmap.record import choice_label
from ui.canvas.marks import NOTE_ICONS
from ui.capture.words import Hint
from ui.selection import Selection
from ui.workshop.ballot import Ballot
from ui.workshop.countdown import Countdown, read_minutes
from ui.workshop.prompt import Prompt, Question
from ui.workshop.stage import key
from ui.workshop.story import Story
from ui.workshop.timeline import Timeline
from ui.workshop.values import Values
from ui.workshop.wall import Wall

if TYPE_CHECKING:
    from ui.workshop.mode import Workshop

WASTES: tuple[Waste, ...] = get_args(Waste)
BURST: tuple[NoteKind, ...] = ("issue", "idea", "question")
"""Kinds of remark that Tab goes through."""


class Desk(QObject):
    """Commands of the workshop that need it to be open, by the names in the table of commands."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop)
        self._workshop, self._window = workshop, workshop.window
        self._session = workshop.window.session
        self.countdown = Countdown()
        self._wall: Wall | None = None
        self._chosen = Selection()

    @property
    def wall(self) -> Wall:
        """The list of remarks beside the map; made when it is first shown."""
        if self._wall is None:
            self._wall = wall = Wall(self._session, self._window.appearance)
            wall.hide()
            self._workshop.put_beside(wall)
            wall.left.connect(self._leave_wall)
            wall.chosen.connect(self._show_chosen)
            wall.list.installEventFilter(self)
        return self._wall

    def close_wall(self) -> None:
        """Show no remarks."""
        if self._wall is not None:
            self._wall.hide()

    def next_missing(self) -> None:
        """Ask for the next value that is missing behind the step selected."""
        values = self._values()
        if values.current is not None:
            step, name = values.step, values.current
        else:
            chosen = self._session.selection.steps
            step, name = (chosen[-1] if chosen else None), None
        if not values.ask_next(step, name):
            self._session.said.emit(_("Every value of this map is known."))
            self._workshop.rest()

    def ask(self, attribute: str) -> bool:
        """Ask for one value of the step selected; False where that is not one of them."""
        chosen = self._session.selection.steps
        if attribute not in VALUES or not chosen:
            return False
        self._values().ask(chosen[-1], attribute)
        return True

    def _values(self) -> Values:
        values = self._workshop.show(Values)
        assert isinstance(values, Values)
        return values

    def park(self) -> None:
        """One line that goes to the parking lot."""
        keys = (key("Enter", _("park")), key("Shift+F7", _("what is parked")))
        words, hint = _("Parking lot"), _("What is to be spoken of later")
        self._ask(Question("parking", words, hint, keys, self._park))

    def _park(self, text: str) -> None:
        map_id = self._session.map_id
        change = _("Park a remark")
        if self._session.edit(change, lambda p: edits.add_note(p, map_id, text, "parking_lot")):
            self._session.said.emit(_("Parked."))

    def parking_list(self) -> None:
        """Show or hide what is parked."""
        wall = self.wall
        if wall.isVisible() and wall.kind == "parking_lot":
            self._leave_wall()
        else:
            self._chosen = self._session.selection
            self._gather("parking_lot")

    def issue_burst(self) -> None:
        """A waste by its digit, or a remark, at the step selected."""
        self._ask(self._burst("issue"))

    def _burst(self, kind: NoteKind) -> Question:
        step_id = self._session.selection.steps[-1]
        step = self._session.map.step_by_id[step_id]
        number = self._window.view.map_scene.numbers.get(step_id, 0)
        where = f"{number}  {step.name or UNNAMED}"
        following = BURST[(BURST.index(kind) + 1) % len(BURST)]
        wastes = (Hint((str(at),), choice_label(waste)) for at, waste in enumerate(WASTES, start=1))
        return Question(
            NOTE_ICONS[kind],
            _("{kind} at {step}").format(kind=choice_label(kind), step=where),
            _("A digit for a waste, or what is wrong here"),
            (*wastes, key("Tab", within(choice_label(following)))),
            lambda text: self._remark(step_id, kind, text),
            lambda sign: self._waste(step_id, sign),
            lambda: self._burst(following),
        )

    def _remark(self, step: str, kind: NoteKind, text: str) -> None:
        asked: NoteKind = "question" if kind == "issue" and text.endswith("?") else kind
        map_id = self._session.map_id
        label = _("Add {kind}").format(kind=within(choice_label(asked)))
        if self._session.edit(label, lambda p: edits.add_note(p, map_id, text, asked, step)):
            name = self._session.map.step_by_id[step].name or UNNAMED
            said = _("{kind} written at {step}.").format(kind=choice_label(asked), step=name)
            self._session.said.emit(said)

    def _waste(self, step_id: str, sign: str) -> bool:
        """Add the waste of a digit, or take it away where the step has it."""
        if sign not in "12345678" or len(sign) != 1:
            return False
        session, map_id = self._session, self._session.map_id
        step, waste = session.map.step_by_id[step_id], WASTES[int(sign) - 1]
        has = waste in step.wastes
        wastes = tuple(w for w in step.wastes if w != waste) if has else (*step.wastes, waste)
        name = within(choice_label(waste))
        label = _("Remove waste '{name}'") if has else _("Add waste '{name}'")
        done = session.edit(
            label.format(name=name),
            lambda p: edits.set_steps(p, map_id, (step_id,), wastes=wastes),
        )
        if done:
            said = _("Waste '{name}' removed at {step}.") if has else _("Waste '{name}' at {step}.")
            session.said.emit(said.format(name=name, step=step.name or UNNAMED))
        self._workshop.rest()
        return True

    def dot_votes(self) -> None:
        """Give dots to the issues and ideas, those with most of them first."""
        wall = self.wall
        if wall.isVisible() and wall.kind is None:
            self._leave_wall()
            return
        self._gather(None)

    def _gather(self, kind: NoteKind | None) -> None:
        """Go through remarks: those of a kind, or all that get dots."""
        wall, ballot = self.wall, self._workshop.show(Ballot)
        assert isinstance(ballot, Ballot)
        ballot.gather(parked=kind is not None)
        wall.show_kind(kind)
        wall.show()
        wall.take_focus()

    def _show_chosen(self) -> None:
        ballot = self._workshop.stage(Ballot)
        note = self.wall.note
        if isinstance(ballot, Ballot):
            ballot.show_note(note)
        if note is not None and note.step is not None:
            self._window.view.show_step(note.step)
        elif note is not None:
            self._window.view.show_note(note.id)

    def _leave_wall(self) -> None:
        """Back to the map; who looked at what is parked goes on where he was."""
        self.wall.hide()
        if self.wall.kind is not None and self._session.selection.notes:
            self._session.choose(self._chosen)
        self._workshop.rest()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit on the list of issues says how many dots each person has."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            ballot, digit = self._workshop.stage(Ballot), event.text()
            if self.wall.kind is None and len(digit) == 1 and digit in "0123456789":
                assert isinstance(ballot, Ballot)
                ballot.give_each(int(digit))
                return True
        return False

    def present(self) -> None:
        """Tell of the map step by step, in a workshop; again to end."""
        story = self._workshop.stage(Story)
        assert isinstance(story, Story)
        if story.on:
            self._workshop.rest()
            return
        self._workshop.enter()
        self.close_wall()
        if self._window.capturing.active:
            self._window.capturing.leave()
        self._workshop.show(Story)
        self._window.view.setFocus()
        story.begin()

    def large_ladder(self) -> None:
        """Show the lead-time ladder in large type, or the map alone again."""
        timeline = self._workshop.stage(Timeline)
        assert isinstance(timeline, Timeline)
        if timeline.isVisible():
            self._workshop.rest()
            return
        self.close_wall()
        self._workshop.show(Timeline)
        timeline.begin()

    def hide_money(self) -> None:
        """Show no rates and costs in this window, or show them again."""
        hidden = self._window.actions_by_name["hide_money"].isChecked()
        self._session.veil.hide(hidden)

    def timer_set(self) -> None:
        """Type how long the timer runs."""
        keys = (key("Enter", _("start")), Hint((), _("minutes"), "15"), Hint((), _("hour"), "1h"))
        hint = _("Minutes, such as 15")
        self._ask(Question("hourglass-empty", _("Timer"), hint, keys, self._start_timer))

    def _start_timer(self, text: str) -> None:
        self.countdown.start(read_minutes(text))
        self._workshop.show_time()

    def timer_pause(self) -> None:
        """Pause the timer or go on; where none is set, type how long it runs; one that ran down
        is put away."""
        if not self.countdown.set:
            self.timer_set()
            return
        if self.countdown.over:
            self.countdown.put_away()
        else:
            self.countdown.toggle()
        self._workshop.show_time()

    def timer_more(self) -> None:
        """One minute more."""
        if self.countdown.set:
            self.countdown.add(1)
            self._workshop.show_time()
            self._session.said.emit(counted(1, "{n} minute more", "{n} minutes more"))
        else:
            self.timer_set()

    def _ask(self, question: Question) -> None:
        prompt = self._workshop.show(Prompt)
        assert isinstance(prompt, Prompt)
        prompt.ask(question)
