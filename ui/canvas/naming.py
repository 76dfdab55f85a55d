"""Typing a step's name on its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from mopsmap import edits
from ui.theme import font

if TYPE_CHECKING:
    from ui.canvas.view import MapView


class NameEditor(QLineEdit):
    """A line over the card: Enter keeps the name and, on a new step, goes on; Esc gives it up."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._step: str | None = None
        self._fresh = False
        self.setPlaceholderText("Name of the step")
        self.setAccessibleName("Name of the step")
        self.hide()
        self.installEventFilter(self)

    @property
    def step(self) -> str | None:
        """The step whose name is open."""
        return self._step

    def open(self, step_id: str, fresh: bool = False) -> None:
        """Open a step's name; `fresh` is a step just made, which Esc takes back."""
        if self._view.session.read_only:
            return
        self.close_editor(keep=True)
        self._step, self._fresh = step_id, fresh
        self.setText(self._view.session.map.step_by_id[step_id].name)
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
        top = card.top() + 3 if item.placed.shape == "card" else box.center().y()
        self.setGeometry(round(card.left() - 4), round(top), round(width), round(30 * scale))

    def close_editor(self, keep: bool) -> None:
        """End typing; `keep` stores the name."""
        step, self._step = self._step, None
        if step is None:
            return
        text, session = " ".join(self.text().split()), self._view.session
        self.hide()
        fresh, self._fresh = self._fresh, False
        if step not in session.map.step_by_id:
            return
        if keep and text != session.map.step_by_id[step].name:
            map_id = session.map_id
            session.edit("Rename step", lambda p: edits.set_steps(p, map_id, (step,), name=text))
        elif fresh and not text:
            session.undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Tab and Esc belong to the line, whatever shortcuts the window has."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut and self._step is not None:
            self.close_editor(keep=True)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_editor(keep=False)
            self._view.setFocus()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            go_on = self._fresh and bool(self.text().strip())
            self.close_editor(keep=True)
            self._view.setFocus()
            if go_on:
                self._view.add_next()
            return True
        if key == Qt.Key.Key_Tab:
            self.close_editor(keep=True)
            self._view.setFocus()
            return True
        return False
