"""The quiet row below the key figures: missing values, what was said, what is parked, time."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from mopsmap.completeness import completeness
from mopsmap.language import translated as _
from ui.bars import Bar
from ui.look.theme import Appearance
from ui.panels.elided import ElidedLabel
from ui.panels.look import restyle
from ui.session import Session
from ui.workshop.countdown import Countdown

HEIGHT = 48
SAID_MS = 8_000
TICK_MS = 200
GAP = " "
"""Between an icon and its words."""
ICON = 24


class QuietBar(Bar):
    """Each part is a button that does what its key does."""

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        actions: dict[str, QAction],
        countdown: Countdown,
        parent: QWidget,
    ) -> None:
        super().__init__(appearance, HEIGHT)
        self.setParent(parent)
        self._session, self._countdown = session, countdown
        self._icons: dict[QToolButton, tuple[str, str]] = {}
        self.progress = self._button(actions["next_missing"])
        self.said = ElidedLabel()
        self.said.setObjectName("quietSaid")
        self.said.setAccessibleName(_("What was said last"))
        self.hidden = self._button(actions["hide_money"])
        self.hidden.setText(GAP + _("Rates and costs hidden"))
        self.hidden.hide()
        self.parked = self._button(actions["parking_list"])
        self.timer = self._button(actions["timer_pause"])
        self.timer.setObjectName("quietTimer")
        self.timer.setAccessibleName(_("Timer"))
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(12)
        row.addWidget(self.progress)
        row.addWidget(self.said, 1)
        for button in (self.hidden, self.parked, self.timer):
            row.addWidget(button)
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(SAID_MS)
        self._forget.timeout.connect(lambda: self._show_said(""))
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.show_time)
        session.said.connect(self.say)  # what was done is said by a card with its undo
        for changed in (session.changed, session.project_changed):
            changed.connect(self.renew)
        appearance.changed.connect(self._restyle)
        self._alarm = False
        self.renew()
        self.show_time()

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("quiet")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(ICON, ICON))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        return button

    def _show_icon(self, button: QToolButton, icon: str, tone: str) -> None:
        self._icons[button] = icon, tone
        button.setIcon(self.appearance.theme.icon(icon, tone, ICON))

    def _restyle(self) -> None:
        for button, (icon, tone) in self._icons.items():
            button.setIcon(self.appearance.theme.icon(icon, tone, ICON))

    def say(self, sentence: str) -> None:
        """Say one sentence for a few seconds."""
        self._show_said(sentence)
        self._forget.start()

    def _show_said(self, sentence: str) -> None:
        self.said.setText(sentence)
        self._share_room()

    def _share_room(self) -> None:
        """What is missing is not counted one by one while that leaves no room for what is said."""
        self.progress.setText(GAP + self._counted[-1])
        parts = (self.progress, self.hidden, self.parked, self.timer)
        shown = [part.sizeHint().width() for part in (*parts, self.said) if not part.isHidden()]
        margins, gaps = self._row.contentsMargins(), self._row.spacing() * (len(shown) - 1)
        wide = sum(shown) + gaps + margins.left() + margins.right()
        if self.said.text() and wide > self.width():
            self.progress.setText(GAP + self._counted[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def say_saved(self, name: str) -> None:
        """Say that the file of a name was saved: the bar that tells so else is not in sight."""
        self.say(_("{name} is saved.").format(name=name))

    def renew(self, *_touched: object) -> None:
        """Count anew what is missing and what is parked."""
        session = self._session
        one = session.counted.map_by_id.get(session.map_id) or session.map
        found = completeness(one)
        text = _("{complete} of {total} complete").format(
            complete=found.complete, total=found.total
        )
        whole = found.complete == found.total
        lacking = {
            _("process time"): found.lacking("process_time"),
            _("wait"): found.lacking("wait_time"),
            _("%C&A"): found.lacking("complete_accurate"),
            _("class"): found.lacking("value_class"),
        }
        missing = ", ".join(f"{number} {name}" for name, number in lacking.items() if number)
        words = (
            text
            if whole
            else _("{complete}, missing: {missing}").format(complete=text, missing=missing)
        )
        self._counted = text, words.replace("&", "&&")
        self.progress.setAccessibleName(words)
        self.progress.setVisible(bool(found.total))
        icon, tone = ("circle-check", "positive.text") if whole else ("list-check", "text.primary")
        self._show_icon(self.progress, icon, tone)
        self.hidden.setVisible(self._session.veil.on)
        parked = sum(note.kind == "parking_lot" for note in one.notes)
        self.parked.setText(f"{GAP}{parked}")
        self.parked.setAccessibleName(_("{n} parked").format(n=parked))
        self._show_icon(self.parked, "parking", "text.primary")
        self._show_icon(self.hidden, "eye-off", "accent.base")
        self._share_room()

    def show_time(self) -> None:
        """Show what is left of the timer; it stands still where nothing runs."""
        clock = self._countdown
        over = clock.over
        if not clock.set:
            text, icon = "", "hourglass-empty"
        elif over:
            text, icon = _("Time is up"), "bell"
        else:
            text, icon = clock.text, "hourglass-empty" if clock.running else "player-pause"
        if text != self.timer.text().strip():
            self.timer.setText(GAP + text if text else "")
            self.timer.setAccessibleName(text or _("Timer"))
        self._show_icon(self.timer, icon, "alarm.text" if over else "text.primary")
        if over != self._alarm:
            self._alarm = over
            restyle(self.timer, "alarm", over)
            if over:
                self._session.said.emit(_("Time is up."))
                self.say(_("F12 puts the timer away."))  # the timer itself shows that it is up
        if clock.running != self._tick.isActive():
            self._tick.start() if clock.running else self._tick.stop()
