"""Pasting what was copied elsewhere: cells and outlines become steps, confirmed in a pane."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from mopsmap import edits
from mopsmap.exchange.clipboard import Clip, read_clip
from mopsmap.exchange.draft import Draft, read_draft
from mopsmap.exchange.format import ExchangeError
from mopsmap.exchange.outline import outline_sheet
from mopsmap.exchange.recognition import (
    FIELDS,
    TIMES,
    Choice,
    bare_times,
    outline_columns,
    recognize,
)
from mopsmap.exchange.sheet import Sheet
from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.layout import lay_out, positions
from mopsmap.model import Project, Step, ValueStreamMap
from mopsmap.record import attributes
from ui import clipboard
from ui.background import Job
from ui.commands.pasted_lines import Manner, PastedLines, manners, understood, usual
from ui.panels.paste_pane import Cells, PastePane
from ui.session import SMALL_MAP

if TYPE_CHECKING:
    from ui.main_window import MainWindow

AT_ONCE = 100_000
"""Up to this many characters are read before the next frame; more in the background."""
FEW_ROWS = 300
Work = Generator[float, None, Any]


@dataclass(frozen=True)
class Reading:
    """Copied cells, what the columns are taken for, and the steps this makes."""

    clip: Clip
    sheet: Sheet
    choice: Choice
    manner: Manner = "row"
    draft: Draft = field(default_factory=Draft)
    lines: PastedLines | None = None

    @property
    def steps(self) -> int:
        """How many steps this makes."""
        return self.lines.steps if self.lines is not None else len(self.draft.steps)


def field_options() -> list[tuple[str, str]]:
    """(field, words) of everything a column can be."""
    labels = {one.name: one.label for one in attributes(Step)}
    labels |= {
        "name": _("Step"),
        "lead_time": _("Lead time"),
        "hourly_cost": _("Hourly cost"),
        "next": _("Next"),
        "previous": _("Comes after"),
        "probability": _("Share"),
        "number": _("Number"),
        "id": _("Id"),
    }
    return [("", _("Leave out")), *((field, labels[field]) for field in FIELDS)]


class PastedCells(QObject):
    """What is pasted into one window from elsewhere, from the clipboard to the steps it makes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._job: Job | None = None
        self._number = 0
        self._done: Callable[[Any], None] = lambda _found: None
        self.reading: Reading | None = None
        self.pane: PastePane | None = None
        self._after: str | None = None
        self._chosen = self._session.selection
        self._dock_shown = self._showing = False
        self._committed: Project | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._preview)
        self._session.changed.connect(self._give_way)
        self._session.project_changed.connect(self._follow)
        self._session.selection_changed.connect(self._follow_selection)

    def show(self) -> None:
        """Show what was copied as cells, and what each column would be."""
        session, refusal = self._session, clipboard.refusal()
        if session.refuses():
            return
        text, html = clipboard.copied_text()
        if refusal:
            session.said.emit(refusal)
            return
        self.cancel()
        self._window.view.settle()
        self._window.view.needed.emit()
        self._chosen = session.selection
        self._after = session.selection.steps[-1] if session.selection.steps else None
        small = len(text) + len(html) <= AT_ONCE
        self._run(lambda: read_clip(text, html), self._take_clip, small)

    def _run(self, work: Callable[[], Work], done: Callable[[Any], None], small: bool) -> None:
        """Do work at once where it is small, else in the background with its progress shown."""
        self._stop()
        if small:
            try:
                done(_finished(work()))
            except ExchangeError as error:
                self._fail(error)
            return
        self._open().show_progress(0.0)
        self._number += 1
        number, self._done = self._number, done

        def numbered() -> Work:
            try:
                found = yield from work()
            except Exception as error:  # noqa: BLE001 - told on the thread of the window
                return number, error
            return number, found

        self._job = Job(numbered, self)
        self._job.progressed.connect(self._show_progress)
        self._job.succeeded.connect(self._end_job)
        self._job.start()

    def _show_progress(self, share: float) -> None:
        if self.pane is not None and self._job is not None:
            self.pane.show_progress(share)

    def _end_job(self, ended: tuple[int, Any]) -> None:
        number, found = ended
        if self._job is None or number != self._number:
            return  # given up when it had just ended
        self._job = None
        if isinstance(found, Exception):
            self._fail(found)
        else:
            self._done(found)

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self.cancel()
        told = isinstance(error, ExchangeError)
        self._session.said.emit(str(error) if told else _("What was copied cannot be read."))

    def _take_clip(self, clip: Clip) -> None:
        manner = usual(clip.outline)
        self._read(_recognized(clip, manner, self._session.map))

    def _read(self, reading: Reading) -> None:
        """Make steps of the cells, as the columns are now taken for."""
        session = self._session
        project, after = session.committed, self._after
        calendar, one = project.calendar, project.map_by_id[session.map_id]
        outline = reading.clip.outline
        if outline:
            lines = understood(outline, reading.manner, project, session.map_id, after)
            reading = replace(reading, lines=lines)

        def done(draft: Draft) -> None:
            self.reading = replace(reading, draft=draft)
            self._open().show_progress(None)
            self._show()
            self._preview()

        self._run(
            lambda: read_draft(reading.sheet, reading.choice, calendar, one),
            done,
            len(reading.sheet.rows) <= FEW_ROWS,
        )

    def choose_field(self, column: int, name: str) -> None:
        """A column is something else, or left out."""
        if self.reading is not None:
            choice = self.reading.choice.with_field(column, name)
            self._read(replace(self.reading, choice=choice))

    def choose_unit(self, column: int, unit: Any) -> None:
        """The bare numbers of a column are in another unit."""
        if self.reading is not None:
            choice = self.reading.choice.with_unit(column, unit)
            self._read(replace(self.reading, choice=choice))

    def choose_titles(self, on: bool) -> None:
        """The first row holds titles or not."""
        found = self.reading
        if found is not None:
            titles = max(0, recognize(found.sheet, self._session.map).titles)
            self._read(replace(found, choice=replace(found.choice, titles=titles if on else -1)))

    def choose_manner(self, manner: Any) -> None:
        """Lines that stand below others are meant in another way."""
        if self.reading is not None:
            self._read(_recognized(self.reading.clip, manner, self._session.map))

    def insert(self) -> None:
        """Make the steps, as one undo entry, and select them."""
        session, found = self._session, self.reading
        if found is None or not found.steps:
            return
        made: list[str] = []
        change, number = self._change(found, made), found.steps
        self._close()
        label = counted(number, "Paste {n} step", "Paste {n} steps")
        if session.edit(label, change, structural=True):
            session.select(made)
            self._window.view.show_step(made[0])
            said = counted(number, "{n} step was pasted.", "{n} steps were pasted.")
            session.done.emit(said)
        self._window.view.setFocus()

    def cancel(self) -> None:
        """Close the pane without trace."""
        self._stop()
        if self.reading is None and not self._is_open:
            return
        self._close()
        self._session.cancel()
        chosen = self._chosen
        self._session.select(chosen.steps, chosen.flows, chosen.role)
        self._window.view.setFocus()

    def close(self) -> None:
        """End all work."""
        job = self._job
        self._stop()
        if job is not None:
            job.wait()

    @property
    def _is_open(self) -> bool:
        return self.pane is not None and not self.pane.isHidden()

    def _open(self) -> PastePane:
        """The pane, in the place of the panel below the canvas."""
        if self.pane is None:
            self.pane = self._make_pane()
        if not self._is_open:
            dock = self._window.bottom_dock
            self._below, self._dock_shown = dock.widget(), not dock.isHidden()
            self._below.hide()
            dock.setWidget(self.pane)
            self.pane.show()
            dock.show()
            self._window.toolbar.fill_export(False)
            self.pane.begin()
        return self.pane

    def _make_pane(self) -> PastePane:
        units = [(unit, unit) for unit in ("min", "h", "d", "w")]
        pane = PastePane(self._window.appearance, field_options(), units)
        pane.hide()
        pane.field_chosen.connect(self.choose_field)
        pane.unit_chosen.connect(self.choose_unit)
        pane.choice_made.connect(self.choose_titles)
        pane.manner_chosen.connect(self.choose_manner)
        pane.inserted.connect(self.insert)
        pane.cancelled.connect(self.cancel)
        return pane

    def _close(self) -> None:
        self.reading = self._committed = None
        self._again.stop()
        if self.pane is None or not self._is_open:
            return
        dock = self._window.bottom_dock
        self.pane.blockSignals(True)
        self.pane.hide()
        self.pane.blockSignals(False)
        dock.setWidget(self._below)
        self._below.show()
        dock.setVisible(self._dock_shown)
        self._window.toolbar.fill_export(True)

    def _show(self) -> None:
        assert self.reading is not None
        if self.pane is not None:
            self.pane.show_cells(_cells(self.reading, self._place()))

    def _place(self) -> str:
        """Where the steps go, in a sentence."""
        one = self._session.committed.map_by_id[self._session.map_id]
        if self._after in one.step_by_id:
            name = one.step_by_id[self._after].called
            return _("They go behind '{name}'.").format(name=name)
        return _("They stand right of the map.") if one.steps else ""

    def _preview(self) -> None:
        """Show on the canvas what Insert would do, where the map is small."""
        session, found = self._session, self.reading
        if found is None or self._job is not None:
            return
        self._committed = session.committed
        there = len(session.committed.map_by_id[session.map_id].steps)
        if not found.steps or there + found.steps > SMALL_MAP:
            session.cancel()
            return
        made: list[str] = []
        self._showing = True
        if session.preview(self._change(found, made), structural=True):
            session.select(made)
            self._window.view.show_step(made[0])
        self._showing = False

    def _change(self, reading: Reading, made: list[str]) -> Callable[[Project], Project]:
        map_id, after = self._session.map_id, self._after

        def change(project: Project) -> Project:
            one = project.map_by_id[map_id]
            behind = after if after in one.step_by_id else None
            if reading.lines is not None:
                found = reading.lines.draw(project, map_id, behind)
            else:
                draft = (
                    _in_lane(reading.draft, one, behind) if reading.clip.outline else reading.draft
                )
                found = edits.paste_behind(project, map_id, _placed(draft, one), behind)
            made[:] = found.steps
            return found.project

        return change

    def _give_way(self, touched: object) -> None:
        """Another map is shown."""
        if touched is None:
            self.cancel()

    def _follow(self) -> None:
        """After another edit the preview is shown anew; given up elsewhere, the pane is too."""
        session = self._session
        if self.reading is None or self._showing or session.previewing or self._committed is None:
            return
        if session.committed is not self._committed:
            self._again.start()

    def _follow_selection(self) -> None:
        """Steps go behind the one that is selected meanwhile."""
        if self.reading is None or self._showing:
            return
        one = self._session.committed.map_by_id[self._session.map_id]
        chosen = [s for s in self._session.selection.steps if s in one.step_by_id]
        if chosen and chosen[-1] != self._after:
            self._after, self._chosen = chosen[-1], self._session.selection
            self._show()
            self._again.start()


def _finished(work: Work) -> Any:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def _recognized(clip: Clip, manner: Manner, one: ValueStreamMap) -> Reading:
    if clip.outline:
        sheet = outline_sheet(clip.outline, phases=manner == "phases")
        return Reading(clip, *outline_columns(sheet), manner)
    return Reading(clip, clip.sheet, recognize(clip.sheet, one))


def _in_lane(draft: Draft, one: ValueStreamMap, behind: str | None) -> Draft:
    """Names alone stand in the lane of the step before, else in the first one, as typed ones do."""
    first = one.roles[0].id if one.roles else None
    lane = one.step_by_id[behind].role if behind is not None else first
    if lane is None:
        return draft
    steps = tuple(step.replace(role=step.role or lane) for step in draft.steps)
    return replace(draft, steps=steps, roles=(*draft.roles, one.role_by_id[lane]))


def _placed(draft: Draft, one: ValueStreamMap) -> edits.Fragment:
    """The steps as they would stand alone in the lanes of the map; an empty map places them."""
    fragment = edits.Fragment(steps=draft.steps, flows=draft.flows, roles=draft.roles)
    if not one.steps:
        return fragment
    lanes = {role.id: role for role in draft.roles}
    alone = ValueStreamMap(
        id=one.id, roles=tuple(lanes.values()), steps=draft.steps, flows=draft.flows
    )
    places = positions(lay_out(alone), alone)
    return fragment.replace(
        steps=tuple(step.replace(position=places.get(step.id)) for step in draft.steps)
    )


def _cells(reading: Reading, place: str) -> Cells:
    """What the pane shows of a reading."""
    lines, outline = reading.lines, reading.clip.outline
    shown = _cells_of_lines(lines) if lines is not None else _cells_of_draft(reading)
    return replace(
        shown,
        notes=" ".join(filter(None, (*reading.clip.left_behind, place, shown.notes))),
        manners=manners(outline),
        manner=reading.manner,
        ready=bool(reading.steps),
    )


def _cells_of_lines(lines: PastedLines) -> Cells:
    rows = tuple(zip(lines.lines, lines.meanings, strict=True))
    steps = (row for row, line in enumerate(lines.lines) if not line.startswith("# "))
    return Cells(
        rows=rows,
        fields=("name", "description"),
        steps=frozenset(steps),
        unread={
            place: _("Row {row}: {reason}").format(row=place[0] + 1, reason=reason)
            for place, reason in lines.unread.items()
        },
        heads=False,
        summary=_summary(lines.steps, lines.roles, lines.new_roles),
    )


def _cells_of_draft(reading: Reading) -> Cells:
    draft, choice, sheet = reading.draft, reading.choice, reading.sheet
    labels = dict(field_options())
    named = "name" in choice.fields
    return Cells(
        rows=tuple(tuple("" if c is None else str(c) for c in row) for row in sheet.rows),
        fields=choice.fields,
        units={
            at: choice.units[at] or TIMES[choice.fields[at]] for at in bare_times(sheet, choice)
        },
        steps=frozenset(draft.rows),
        unread={
            (one.row, one.column): _("Row {row}, {column} {reason}.").format(
                row=one.row + 1, column=labels[choice.fields[one.column]], reason=one.reason
            )
            for one in draft.unread
        },
        titles=choice.titles,
        choice="" if reading.clip.outline else _("First row holds titles"),
        chosen=choice.titles >= 0,
        summary=_summary(len(draft.steps), len(draft.roles), draft.new_roles)
        if named
        else _("Say which column holds the steps."),
        notes=" ".join(draft.remarks),
    )


def _summary(steps: int, roles: int, new: int) -> str:
    said = counted(steps, "{n} step", "{n} steps")
    if not roles:
        return said
    people = counted(roles, "{n} role", "{n} roles")
    if new:
        people = _("{roles} ({n} new)").format(roles=people, n=new)
    return f"{said}, {people}"
