"""The values of one step in a row, to be asked round the table: both times, %C&A, class, source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from mopsmap import edits
from mopsmap.completeness import VALUES, completeness, next_missing, receivers
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED, VALUE_CLASS_SHORT, Evidence, Step
from mopsmap.record import attribute_of, choice_label
from mopsmap.units import UnitError
from ui.capture.words import Hint
from ui.look.lettering import draw_text
from ui.look.theme import Appearance, font
from ui.panels.entry import act, checked, read, written
from ui.panels.trying import Trial
from ui.session import Session
from ui.workshop.prompt import line_edit
from ui.workshop.stage import Stage, key

CELLS = (*VALUES, "evidence")
LABELS = {
    "process_time": _("Process time"),
    "wait_time": _("Wait before"),
    "complete_accurate": _("%C&A"),
    "value_class": _("Value class"),
    "evidence": _("Rests on"),
}
WIDTHS = {
    "process_time": 138,
    "wait_time": 138,
    "complete_accurate": 96,
    "value_class": 158,
    "evidence": 122,
}
LETTERS: dict[str, dict[str, str]] = {
    "value_class": {
        **dict.fromkeys("v1", "value_adding"),
        **dict.fromkeys("nb2", "necessary"),
        **dict.fromkeys("w3", "waste"),
    },
    "evidence": {"g": "guess", "e": "estimate", "m": "measured"},
}
"""By cell, what one letter stands for."""
WORDS = {
    "value_class": [
        *(label.casefold() for _value, label in attribute_of(Step, "value_class").choices),
        *(short.casefold() for value, short in VALUE_CLASS_SHORT.items() if value),
    ],
    "evidence": [label.casefold() for _value, label in attribute_of(Step, "evidence").choices],
}
"""By cell, the words that a choice is known by."""
SOURCES: dict[str, Evidence] = {"?": "guess", "!": "measured"}
"""What a sign behind a value says of all the values of its step."""
TYPED: dict[str, tuple[Hint, ...]] = {
    "": (
        Hint((), _("guess"), "2d?"),
        Hint((), _("measured"), "2d!"),
        Hint((), _("range"), "2-4d"),
        Hint((), _("not known, go on"), "?"),
    ),
    "complete_accurate": (
        Hint((), _("guess"), "80?"),
        Hint((), _("measured"), "80!"),
        Hint((), _("not known, go on"), "?"),
    ),
    "value_class": (
        Hint((), _("value-adding"), "v"),
        Hint((), _("necessary"), "n"),
        Hint((), _("waste"), "w"),
    ),
    "evidence": (
        Hint((), _("guess"), "g"),
        Hint((), _("estimate"), "e"),
        Hint((), _("measured"), "m"),
    ),
}
ALWAYS = (key("Enter", _("next missing")), key("Tab", _("next value")), key("\u2193", _("step")))


class Values(Stage):
    """One cell for each value of the step selected. Enter goes to the next value that is missing,
    Up and Down to the same value of the steps before and behind. `show` brings a step into sight.
    """

    icon = ""

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        order: Callable[[], list[str]],
        show: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self._session, self._order, self._show = session, order, show
        self._trial = Trial(session)
        self.step: str | None = None
        self._letter = ""  # that was typed for the choice shown now
        self.cells: dict[str, QLineEdit] = {}
        for name in CELLS:
            cell = self.cells[name] = line_edit("workshopLane", self)
            cell.setPlaceholderText("\u2013")
            cell.setAccessibleName(LABELS[name])
            cell.setMaxLength(200)
            cell.textEdited.connect(lambda text, name=name: self._typed(name, text))
            cell.installEventFilter(self)
        session.changed.connect(self._renew)
        session.selection_changed.connect(self._follow)

    @property
    def active(self) -> bool:
        return self.current is not None

    @property
    def current(self) -> str | None:
        """The cell that has the keyboard."""
        return next((name for name, cell in self.cells.items() if cell.hasFocus()), None)

    def ask(self, step: str, name: str) -> None:
        """Ask for one value of a step."""
        self._turn_to(step)
        if self._session.selection.steps != (step,):
            self._session.select((step,))
        self._show(step)
        self._renew()
        cell = self.cells[name]
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        cell.selectAll()
        self._explain()

    def _turn_to(self, step: str) -> None:
        """Speak of another step: what was refused at the one before is none of its values."""
        if step != self.step:
            self.step = step
            for cell in self.cells.values():
                cell.setModified(False)

    def ask_next(self, after: str | None, name: str | None = None) -> bool:
        """Ask for the next value that is missing behind a value of a step; False where none is."""
        missing = completeness(self._session.map).missing
        known: Any = name if name in VALUES else None
        found = next_missing(missing, self._order(), after, known)
        if found is not None:
            self.ask(*found)
        return found is not None

    def _step(self) -> Step | None:
        return self._session.map.step_by_id.get(self.step or "")

    def _follow(self) -> None:
        chosen = self._session.selection.steps
        if self.isVisible() and chosen and chosen[-1] != self.step:
            self._turn_to(chosen[-1])
            self._renew()
            self._explain()
        elif self.isVisible() and not chosen:
            self.left.emit()

    def _renew(self, *_touched: object) -> None:
        """Show the values as they are; what is being typed stays."""
        step, session = self._step(), self._session
        if step is None:
            if self.isVisible():
                self.left.emit()
            return
        number = session.map.steps and self._order().index(step.id) + 1
        self.words = f"{number}  {step.name or UNNAMED}"
        for name, cell in self.cells.items():
            if not cell.isModified():
                cell.setText(self._text(name, step))
        self.say("")
        self._arrange()
        self.update()

    def _text(self, name: str, step: Step) -> str:
        value = getattr(step, name)
        text = written(attribute_of(Step, name), value, self._session.project, self._session.map)
        share = text and name == "complete_accurate"
        return f"{text.removesuffix('%')} %" if share else text

    def _explain(self) -> None:
        """Say of the value asked for whom to ask, and which signs can be typed."""
        name = self.current or ""
        self.remark = ""
        if name == "complete_accurate" and self.step is not None:
            whom = receivers(self._session.map, self.step)
            names = ", ".join(whom) or _("who receives it")
            self.remark = _("Ask {role}: how much could be used as received?").format(role=names)
        self.hints = (*TYPED.get(name, TYPED[""]), *(() if self.remark else ALWAYS))
        self.update()

    def _typed(self, name: str, text: str) -> None:
        """One letter is enough for a choice; what can be read is shown on the map."""
        self.say("")
        self._choose(name, text)
        step = self._step()
        if step is None:
            return
        try:
            changes = self._changes(name, step)
        except UnitError:
            return
        map_id = self._session.map_id
        self._trial.show(lambda p: edits.set_steps(p, map_id, (step.id,), **changes))

    def _choose(self, name: str, text: str) -> None:
        """Show the choice of a letter, selected: the next letter goes on with the word, or is that
        of another choice, or is put behind it, so that nothing typed is lost."""
        letters, cell = LETTERS.get(name, {}), self.cells[name]
        if not letters:
            return
        typed, self._letter = (self._letter + text if len(text) == 1 else text), ""
        longer = len(typed) > 1 and any(word.startswith(typed.casefold()) for word in WORDS[name])
        found = None if longer else letters.get(text.casefold())
        if found is not None:
            cell.setText(choice_label(found))
            cell.setModified(True)
            cell.selectAll()
            self._letter = text
        elif typed != text:
            cell.setText(typed)
            cell.setModified(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Tab and arrows go from value to value; leaving one takes what was typed."""
        name = next((n for n, cell in self.cells.items() if cell is watched), None)
        if name is None:
            return False
        if event.type() == QEvent.Type.FocusIn:
            self._explain()
        elif event.type() == QEvent.Type.FocusOut:
            self._take(name)
            self.update()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter(name)
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                by = 1 if event.key() == Qt.Key.Key_Tab else -1
                self._go(name, CELLS[(CELLS.index(name) + by) % len(CELLS)], 0)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._go(name, name, 1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Escape:
                self._escape(name)
            case _:
                return False
        return True

    def _enter(self, name: str) -> None:
        if not self._take(name):
            return
        if not self.ask_next(self.step, name):
            self._session.said.emit(_("Every value of this map is known."))
            self.left.emit()

    def _go(self, name: str, to: str, by: int) -> None:
        order = self._order()
        if not self._take(name) or self.step not in order:
            return
        at = min(max(order.index(self.step) + by, 0), len(order) - 1)
        self.ask(order[at], to)

    def _escape(self, name: str) -> None:
        self._trial.end()
        self._letter = ""
        cell, step = self.cells[name], self._step()
        if cell.isModified() and step is not None:
            cell.setText(self._text(name, step))
            cell.selectAll()
            self.say("")
        else:
            self.left.emit()

    def _take(self, name: str) -> bool:
        """Enter what was typed into a cell; False, with the reason said, where that cannot be."""
        cell, step, session = self.cells[name], self._step(), self._session
        self._letter = ""
        if not cell.isModified() or step is None:
            self._trial.end()
            return True
        try:
            changes = self._changes(name, step)
        except UnitError as error:
            self._trial.end()
            self.say(str(error))
            return False
        cell.setModified(False)
        map_id, words = session.map_id, act(attribute_of(Step, name), [step])
        done = session.edit(words, lambda p: edits.set_steps(p, map_id, (step.id,), **changes))
        self._trial.end()
        now = self._step()
        if now is not None:
            cell.setText(self._text(name, now))
        return done or now == step

    def _changes(self, name: str, step: Step) -> dict[str, Any]:
        """What is typed into a cell, and what it rests on. Raises UnitError."""
        attribute, text = attribute_of(Step, name), self.cells[name].text().strip()
        found: dict[str, Any] = {}
        source = SOURCES.get(text[-1:]) if len(text) > 1 and name not in LETTERS else None
        if source is not None:
            text, found["evidence"] = text[:-1], source
        value = read(attribute, text, self._session.project, self._session.map)
        found[name] = checked(step, attribute, value)
        return found

    def _arrange(self) -> None:
        for name, box in self._boxes().items():
            self.cells[name].setGeometry(box.adjusted(12, 30, -6, -8).toRect())

    def _boxes(self) -> dict[str, QRectF]:
        frame = self.frame
        room = frame.width() - 0.3 * frame.width()
        factor = min(1.25, room / sum(WIDTHS.values()))
        x, found = frame.right() - factor * sum(WIDTHS.values()), {}
        for name, width in WIDTHS.items():
            found[name] = QRectF(x, frame.top(), width * factor, frame.height())
            x += width * factor
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _words_width(self) -> float:
        left = next(iter(self._boxes().values())).left()
        return left - self.frame.left() - 40

    def draw(self, painter: QPainter, room: QRectF) -> None:
        theme, now, step = self._appearance.theme, self.current, self._step()
        for name, box in self._boxes().items():
            painter.fillRect(
                QRectF(box.left(), box.top() + 1, 1, box.height() - 2),
                theme.color("border.default"),
            )
            if name == now:
                painter.setPen(QPen(theme.color("border.focus"), 3))
                painter.drawLine(
                    box.bottomLeft() + QRectF(8, -3, 0, 0).topLeft(),
                    box.bottomRight() + QRectF(-8, -3, 0, 0).topLeft(),
                )
            lacks = step is not None and name != "evidence" and getattr(step, name) is None
            tone = "accent.base" if name == now else "alarm.text" if lacks else "text.secondary"
            label = QRectF(box.left() + 12, box.top() + 8, box.width() - 14, 22)
            draw_text(painter, label, LABELS[name], font("workshopHint"), theme.color(tone))
