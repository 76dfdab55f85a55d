"""The lead-time ladder in large type below the map: where the time goes, for the whole room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from mopsmap.language import translated as _
from ui.canvas.view import MapView
from ui.capture.line import WORKSHOP as SIZE
from ui.capture.words import Hint
from ui.look.theme import Appearance
from ui.panels.ladder import CASES, LadderPanel
from ui.session import Session
from ui.workshop.stage import Stage, key

LARGE = 20 / 11
"""Of its smallest letters, against those of the panel."""
HEIGHT, LEAST, KEYS, SIDE = 336, 256, 56, 16
"""Of all of it where there is room and where there is little, of the row of keys at its foot, and
of the edge at its left; pixels."""
MAP = 120
"""Pixels that the map above it keeps."""
HINTS = (
    Hint(("\u2190", "\u2192"), _("step")),
    Hint(("\u2191", "\u2193"), _("case")),
    key("F6", _("key figures")),
)


class Timeline(Stage):
    """The ladder. Left and Right go along it, and the map follows."""

    framed = False

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        view: MapView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self._session, self._view = session, view
        self.hints, self.leave = HINTS, key("Esc", _("map"))
        self.setFixedHeight(HEIGHT)
        self.ladder = LadderPanel(session, appearance, self, LARGE)
        self.ladder.step_activated.connect(view.show_step)
        self.ladder.rungs.chosen.connect(view.show_step)
        for part in (self.ladder.rungs, *self.ladder.case_buttons.values()):
            part.installEventFilter(self)
        self.setFocusProxy(self.ladder)

    @property
    def frame(self) -> QRectF:
        return QRectF(SIZE.side, 1, self.width() - 2 * SIZE.side, self.height() - KEYS)

    def begin(self) -> None:
        """Take the keyboard; the step selected stays in sight."""
        page = self.parentWidget()
        assert page is not None
        self.setFixedHeight(max(LEAST, min(HEIGHT, page.height() - MAP)))
        self.ladder.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._session.selection.steps:
            self._view.show_step(self._session.selection.steps[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.ladder.setGeometry(SIDE, 1, self.width() - SIDE, self.height() - KEYS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc goes back to the map, Up and Down to another case."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            cases, by = list(CASES), 1 if event.key() == Qt.Key.Key_Down else -1
            at = cases.index(self._session.figures.case) + by
            self._session.figures.show_case(cases[at % len(cases)])
        else:
            return False
        return True
