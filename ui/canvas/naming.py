"""Typing a step's name on its card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit

from mopsmap import edits
from mopsmap.language import translated as _
from mopsmap.model import Project
from ui.look.theme import font
from ui.session import Selection, Session

if TYPE_CHECKING:
    from ui.canvas.view import MapView


@dataclass(frozen=True, slots=True)
class Making:
    """A step or lane that is shown but not yet made: the name decides."""

    label: str
    change: Callable[[Project], Project]
    before: Selection

    def end(
        self, session: Session, named: Callable[[Project], Project] | None, structural: bool = False
    ) -> bool:
        """Make it with the name it was given, as one undo entry; give it up where that is None,
        which is True."""
        if named is not None:
            session.edit(self.label, lambda p: named(self.change(p)), structural=structural)
            return False
        session.cancel()
        session.choose(self.before)
        return True


def belongs_to_line(event: QKeyEvent) -> bool:
    """Whether a key is for the line being typed, whatever shortcut the window has for it."""
    shift = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    return not event.modifiers() & ~shift and not function_key


def left_for_good(event: QFocusEvent) -> bool:
    """Whether the keyboard went elsewhere, not only to the line's own menu or another program."""
    popup = QApplication.activePopupWidget()
    if event.reason() == Qt.FocusReason.PopupFocusReason and popup is not None:
        return not isinstance(popup.parent(), QLineEdit)
    return event.reason() != Qt.FocusReason.ActiveWindowFocusReason


def pastes_lines(event: QKeyEvent) -> bool:
    """Whether a key would paste several lines or cells, which are no name but steps."""
    if not event.matches(QKeySequence.StandardKey.Paste):
        return False
    text = QGuiApplication.clipboard().text().strip()
    return "\n" in text or "\t" in text


class NameEditor(QLineEdit):
    """A line over the card: Enter keeps the name and, on a new step, goes on in the capture line;
    Esc gives it up.

    A new step is only shown until it has a name: then making and naming are one undo entry.
    """

    def __init__(self, view: MapView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._step: str | None = None
        self._making: Making | None = None
        self.setAccessibleName(_("Name of the step"))
        self.hide()
        self.installEventFilter(self)

    @property
    def step(self) -> str | None:
        """The step whose name is open."""
        return self._step

    def open(self, step_id: str, making: Making | None = None) -> None:
        """Open a step's name; `making` is the step that will be there once it has one."""
        self.close_editor(keep=True)
        self._step, self._making = step_id, making
        steps = self._view.session.map.step_by_id
        self.setPlaceholderText(_("First step") if len(steps) == 1 else _("Name of the step"))
        self.setText(steps[step_id].name)
        self.selectAll()
        self.follow()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Stay on the card."""
        if self._step is None:
            return
        item = self._view.map_scene.steps.get(self._step)
        if item is None:
            self.close_editor(keep=False)
            return
        zoom = self._view.zoom
        box = QRectF(self._view.mapFromScene(item.sceneBoundingRect()).boundingRect())
        card = QRectF(self._view.mapFromScene(item.mapToScene(item.rect)).boundingRect())
        scale = min(2.0, max(1.0, zoom))
        self.setFont(font("cardTitle", scale))
        width = max(card.width() + 8, 190)
        top = card.top() - 4 if item.placed.shape == "card" else box.center().y()
        self.setGeometry(round(card.left() - 4), round(top), round(width), round(30 * scale))

    def close_editor(self, keep: bool) -> bool:
        """End typing; `keep` stores the name. True where a new step was given up."""
        step, making, session = self._step, self._making, self._view.session
        if step is None:
            return False
        self.forget()
        known = session.map.step_by_id.get(step)
        if known is None:
            return False
        text, map_id = " ".join(self.text().split()), session.map_id

        def named(project: Project) -> Project:
            return edits.set_steps(project, map_id, (step,), name=text)

        if making is not None:
            enough = keep and (text or known.kind in ("start", "end"))
            return making.end(session, named if enough else None, structural=True)
        if keep and text != known.name:
            session.edit(_("Rename step"), named)
        return False

    def forget(self) -> None:
        """End typing without a word, as when another map is shown."""
        self._step = self._making = None
        if self.hasFocus():
            self._view.setFocus()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters, Enter, Tab and Esc belong to the line; Ctrl+S and its like to the window."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                if belongs_to_line(event):
                    event.accept()
                    return True
                return pastes_lines(event)  # left to the command of the window
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        if isinstance(event, QFocusEvent) and event.lostFocus() and left_for_good(event):
            self.close_editor(keep=True)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_editor(keep=False)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            step = self._view.session.map.step_by_id.get(self._step or "")
            chains = step is not None and step.kind != "end" and bool(self.text().strip())
            go_on = self._making is not None and chains
            self.close_editor(keep=True)
            if go_on:
                self._view.line_asked.emit("after")
            return True
        if key == Qt.Key.Key_Tab:
            self.close_editor(keep=True)
            return True
        return False
