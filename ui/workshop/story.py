"""The map told step by step: the step spoken of in large type, all others standing back."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mopsmap import units
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED, Step
from mopsmap.record import choice_label
from mopsmap.walkthrough import Stop, Way, chapters, walkthrough
from ui.canvas.marks import StepLook
from ui.canvas.paint import class_mark
from ui.canvas.view import MapView
from ui.capture.hints import HintPainter
from ui.capture.line import WORKSHOP as SIZE
from ui.capture.words import Hint
from ui.look.lettering import RIGHT, draw_text, text_width
from ui.look.theme import Appearance, font, paint_icon
from ui.session import Session
from ui.workshop.stage import Stage, key

_ON = (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp)
_FAR = (Qt.Key.Key_Down, Qt.Key.Key_Up)
KEYS = (*_ON, *_BACK, *_FAR, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Escape)
"""Keys of the map that tell the story while it is told."""
LARGER = 20 / 17
"""Of the words told, against those of hints."""
END = key("Esc", _("end"))
HINTS = (
    Hint(("\u2190", "\u2192"), _("step")),
    Hint(("\u2191", "\u2193"), _("phase")),
    key("Ctrl+K", _("find")),
)
TO_LADDER, BACK = Hint(("\u2192",), _("ladder")), Hint(("\u2190",), _("step"))
WITHOUT_PHASES = (HINTS[0], Hint(("\u2191", "\u2193"), _("where ways part")), HINTS[2])
ARROW = " \u2192 "
BAR = 5
"""Height of the line that says how far the story is, pixels."""


class Story(Stage):
    """Where the story is, and what is told there. Right and Left tell on and back.

    told: another step is spoken of. told_all: behind the last step, where the ladder sums it up.
    """

    told = Signal()
    told_all = Signal()

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        view: MapView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self._session, self._view = session, view
        self.stops: tuple[Stop, ...] = ()
        self.chapters: tuple[int, ...] = ()
        self.at = 0
        self.on = False
        session.changed.connect(self._renew)
        session.selection_changed.connect(self._follow)

    @property
    def stop(self) -> Stop | None:
        """The step spoken of, None where there is none."""
        return self.stops[self.at] if self.at < len(self.stops) else None

    def begin(self) -> None:
        """Tell from the step selected, or from the beginning."""
        self._read()
        chosen, known = self._session.selection.steps, [s.step for s in self.stops]
        self.at = known.index(chosen[-1]) if chosen and chosen[-1] in known else 0
        self.on = True
        self._view.installEventFilter(self)
        self._tell()

    def _read(self) -> None:
        one = self._session.map
        self.stops = walkthrough(one)
        self.chapters = chapters(one, self.stops)
        self.hints = HINTS if any(step.phase.strip() for step in one.steps) else WITHOUT_PHASES

    def end(self) -> None:
        """All of the map is shown alike again."""
        if self.on:
            self.on = False
            self._view.removeEventFilter(self)
            self._view.tell_of(())

    def go(self, to: int) -> None:
        """Speak of another step, by its place in the story."""
        to = max(0, min(to, len(self.stops) - 1))
        if to != self.at:
            self.at = to
            self._tell()
        elif to == len(self.stops) - 1:
            self._session.said.emit(_("This is the last step. Esc ends."))

    def go_far(self, by: int) -> None:
        """Speak of the first step of the phase behind this one, or of the one before."""
        ahead = [at for at in self.chapters if at > self.at]
        behind = [at for at in self.chapters if at < self.at]
        if by > 0:
            self.go(ahead[0] if ahead else len(self.stops) - 1)
        else:
            self.go(behind[-1] if behind else 0)

    def _tell(self) -> None:
        stop = self.stop
        if stop is None:
            self.left.emit()
            return
        one = self._session.map
        flows = [f.id for f in one.flows if stop.step in (f.source, f.target)]
        self._view.tell_of((stop.step, *flows))
        self._session.select((stop.step,))
        self._view.glide_to(stop.step)
        self.setAccessibleName(" ".join((*self.title, self.ways, self.issues)))
        self.told.emit()
        self.update()

    def _renew(self, touched: object) -> None:
        """The map changed while it is told: the story goes on at the same step, if it is there."""
        if not self.on:
            return
        before = self.stop
        self._read()
        known = [stop.step for stop in self.stops]
        if before is not None and before.step in known:
            self.at = known.index(before.step)
            self.update()
        else:
            self.at = min(self.at, max(0, len(known) - 1))
            self._tell()

    def _follow(self) -> None:
        chosen, known = self._session.selection.steps, [s.step for s in self.stops]
        if self.on and chosen and chosen[-1] in known and chosen[-1] != known[self.at]:
            self.at = known.index(chosen[-1])
            self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that tell on and back are not those of the map meanwhile."""
        if (
            not isinstance(event, QKeyEvent)
            or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            return False
        pressed = Qt.Key(event.key())
        if pressed not in KEYS:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if pressed == Qt.Key.Key_Escape:
            self.left.emit()
        elif pressed in _FAR:
            self.go_far(1 if pressed == Qt.Key.Key_Down else -1)
        elif pressed in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if pressed == Qt.Key.Key_Home else len(self.stops) - 1)
        elif pressed in _ON and self._sums_up:
            if not event.isAutoRepeat():
                self.told_all.emit()
        else:
            self.go(self.at + (1 if pressed in _ON else -1))
        return True

    @property
    def _sums_up(self) -> bool:
        """Whether the last step is told and there are times that a ladder can be drawn of."""
        timed = any(s.process_time or s.wait_time for s in self._session.map.steps)
        return timed and self.at == len(self.stops) - 1

    @property
    def _told(self) -> tuple[Step, StepLook] | None:
        stop, looks = self.stop, self._view.map_scene.steps
        if stop is None or stop.step not in looks:
            return None
        return self._session.map.step_by_id[stop.step], looks[stop.step].look

    @property
    def title(self) -> tuple[str, str]:
        """Number and name of the step spoken of."""
        told = self._told
        if told is None:
            return "", ""
        return str(told[1].number or ""), told[0].name or UNNAMED

    @property
    def figures(self) -> tuple[tuple[str, str], ...]:
        """Icon and text of what is known of the step."""
        told = self._told
        if told is None or told[0].kind in ("start", "end"):
            return ()
        look = told[1]
        found = [("clock", look.process), ("hourglass-low", look.wait)]
        if told[0].complete_accurate is not None:
            quality = _("{share} complete and accurate").format(share=look.quality)
            found.append(("circle-check", quality))
        return tuple(pair for pair in found if pair[1] not in ("", units.DASH))

    @property
    def ways(self) -> str:
        """Where the item comes from and what the step waits for, and where the ways part, in
        words."""
        return self._ways(self._name)

    def _ways(self, name: Callable[[str], str]) -> str:
        stop = self.stop
        if stop is None:
            return ""
        found = []
        if stop.comes_from:
            froms = "; ".join(
                _joined(name(way.step), ": ", _answer(way)) for way in stop.comes_from
            )
            found.append(_("From {steps}.").format(steps=froms))
        if stop.waits_for:
            order = self._view.map_scene.numbers
            waited = sorted(stop.waits_for, key=lambda step: order.get(step, 0))
            names = ", ".join(map(name, waited))
            found.append(_("Waits for {steps}.").format(steps=names))
        all_of = stop.parts == "all"
        ways = [
            (
                way.back,
                _joined("" if all_of and not way.back else _answer(way), ARROW, name(way.step)),
            )
            for way in stop.ways
        ]
        on = [words for back, words in ways if not back]
        if on:
            words = {"one": _("One of: {ways}."), "all": _("Side by side: {ways}.")}
            found.append(words.get(stop.parts, _("On: {ways}.")).format(ways="; ".join(on)))
        again = [words for back, words in ways if back]
        if again:
            found.append(_("Back: {ways}.").format(ways="; ".join(again)))
        return " ".join(found)

    def _name(self, step: str) -> str:
        numbers = self._view.map_scene.numbers
        name = self._session.map.step_by_id[step].name or UNNAMED
        return f"{numbers[step]} {name}" if step in numbers else name

    def _number(self, step: str) -> str:
        return str(self._view.map_scene.numbers.get(step, "")) or self._name(step)

    @property
    def issues(self) -> str:
        """Wastes and remarks of the step in words."""
        told = self._told
        if told is None:
            return ""
        notes = [n.text for n in self._session.map.notes if n.step == told[0].id and n.text]
        wastes = ", ".join(choice_label(waste) for waste in told[0].wastes)
        return "  \u00b7  ".join(filter(None, (*notes, wastes)))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface.panel"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("border.default"))
        told = self._told
        if told is None:
            return
        left, right = SIZE.side + 4.0, self.width() - SIZE.side - 4.0
        class_mark(painter, theme, told[0].value_class, QRectF(left, 18, 8, self.height() - 36))
        room = QRectF(left + 24, 10, right - left - 24, 50)
        self._paint_title(painter, room, told[1])
        self._paint_figures(
            painter, room.translated(0, 48).adjusted(0, 0, 0, -12), told[0], told[1]
        )
        end = self._paint_hints(painter, right)
        self._paint_progress(painter)
        rows = QRectF(room.left(), 96, right - room.left(), 34)
        for icon, tone, text in (
            ("arrows-split-2", "accent.base", self._fitting(right - room.left() - 32)),
            ("alert-circle", "valueClass.NVA.text", self.issues),
        ):
            if text:
                rows.setRight(end if rows.bottom() > self.height() - 40 else right)
                self._paint_words(painter, rows, icon, tone, text)
                rows.translate(0, 32)

    def _fitting(self, wide: float) -> str:
        """The ways with the names of the steps, or their numbers alone where that is too long."""
        whole = self.ways
        fits = text_width(font("workshopHint", LARGER), whole) <= wide
        return whole if fits else self._ways(self._number)

    def _paint_words(self, painter: QPainter, row: QRectF, icon: str, tone: str, text: str) -> None:
        theme = self._appearance.theme
        sign = QRectF(row.left(), row.center().y() - 11, 22, 22)
        paint_icon(painter, icon, sign, theme.color(tone))
        line, ink = row.adjusted(32, 0, 0, 0), theme.color("text.primary")
        draw_text(painter, line, text, font("workshopHint", LARGER), ink)

    def _paint_hints(self, painter: QPainter, right: float) -> float:
        """The keys, from the right; where they begin. What is told has the room before them."""
        hints, x = HintPainter(self._appearance.theme, SIZE.hint), right
        keys = (TO_LADDER, BACK, *self.hints[1:]) if self._sums_up else self.hints
        for hint in (END, *reversed(keys)):
            x -= hints.width(hint)
            hints.paint(painter, QPointF(x, self.height() - 24), hint)
            x -= 1.5 * hints.size
        return x

    def _paint_progress(self, painter: QPainter) -> None:
        """How much is told, a gap before every phase."""
        theme, all_of = self._appearance.theme, max(1, len(self.stops))
        wide = self.width() / all_of
        for at, to in itertools.pairwise((*self.chapters, len(self.stops))):
            told = min(max(self.at + 1 - at, 0), to - at)
            whole = QRectF(at * wide, 0, (to - at) * wide - 2, BAR)
            painter.fillRect(whole, theme.color("border.default"))
            painter.fillRect(
                QRectF(whole.left(), 0, min(told * wide, whole.width()), BAR),
                theme.color("accent.base"),
            )

    def _paint_title(self, painter: QPainter, room: QRectF, look: StepLook) -> None:
        theme, number = self._appearance.theme, self.title[0]
        quiet, ink = theme.color("text.secondary"), theme.color("text.primary")
        place = _("{at} of {all}").format(at=self.at + 1, all=len(self.stops))
        phase = self._told[0].phase.strip() if self._told is not None else ""
        beside = "  \u00b7  ".join(filter(None, (phase, look.role, place)))
        draw_text(painter, room, beside, font("workshopHint"), quiet, RIGHT)
        room = room.adjusted(0, 0, -text_width(font("workshopHint"), beside) - 24, 0)
        made = font("workshopInput")
        wide = draw_text(painter, room, number, made, quiet)
        draw_text(painter, room.adjusted(wide + 16, 0, 0, 0), self.title[1], made, ink)

    def _paint_figures(self, painter: QPainter, room: QRectF, step: Step, look: StepLook) -> None:
        theme, x = self._appearance.theme, room.left()
        made, ink = font("workshopLane"), theme.color("text.primary")
        for icon, text in self.figures:
            sign = QRectF(x, room.center().y() - 11, 22, 22)
            paint_icon(painter, icon, sign, theme.color("text.secondary"))
            box = QRectF(x + 30, room.top(), max(0.0, room.right() - x - 30), room.height())
            x += 30 + draw_text(painter, box, text, made, ink) + 32
        words = [choice_label(step.value_class)] if step.value_class else []
        if look.critical:
            words.append(_("on the critical path") if words else _("On the critical path"))
        if words and x < room.right() - 100:
            box = QRectF(x, room.top(), room.right() - x, room.height())
            tone = theme.color("critical.text" if look.critical else "text.secondary")
            draw_text(painter, box, ", ".join(words), font("workshopHint"), tone)


def _answer(way: Way) -> str:
    """The answer that a way stands for, and its share where not all items take it."""
    part = units.format_percent(way.share) if way.share and way.share < 0.9995 else ""
    return " ".join(filter(None, (way.label, part)))


def _joined(one: str, sign: str, other: str) -> str:
    return sign.join(filter(None, (one, other)))
