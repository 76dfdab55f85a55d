"""The map told step by step: the step spoken of in large type, all others standing back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mopsmap import units
from mopsmap.language import translated as _
from mopsmap.model import UNNAMED, Step
from mopsmap.record import choice_label
from mopsmap.walkthrough import Stop, walkthrough
from ui.canvas.marks import StepLook
from ui.canvas.paint import class_mark
from ui.canvas.view import MapView
from ui.capture.hints import HintPainter
from ui.capture.line import WORKSHOP as SIZE
from ui.look.lettering import RIGHT, draw_text, text_width
from ui.look.theme import Appearance, font, paint_icon
from ui.session import Session
from ui.workshop.stage import Stage, key

_ON = (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp)
KEYS = (*_ON, *_BACK, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Escape)
"""Keys of the map that tell the story while it is told."""
LARGER = 20 / 17
"""Of the words told, against those of hints."""
END = key("Esc", _("end"))


class Story(Stage):
    """Where the story is, and what is told there. Right and Left tell on and back.

    told: another step is spoken of.
    """

    told = Signal()

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
        self.stops = walkthrough(self._session.map)
        chosen, known = self._session.selection.steps, [s.step for s in self.stops]
        self.at = known.index(chosen[-1]) if chosen and chosen[-1] in known else 0
        self.on = True
        self._view.installEventFilter(self)
        self._tell()

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
        before, self.stops = self.stop, walkthrough(self._session.map)
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
        elif pressed in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if pressed == Qt.Key.Key_Home else len(self.stops) - 1)
        else:
            self.go(self.at + (1 if pressed in _ON else -1))
        return True

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
        quality = _("{share} complete and accurate").format(share=look.quality)
        found = [("clock", look.process), ("hourglass-low", look.wait)]
        found += [("circle-check", quality)] if look.quality else []
        return tuple(pair for pair in found if pair[1] != units.DASH)

    @property
    def ways(self) -> str:
        """Where the ways part at the step, and what it waits for, in words."""
        stop = self.stop
        if stop is None:
            return ""
        found = []
        if stop.waits_for:
            names = ", ".join(map(self._name, stop.waits_for))
            found.append(_("Waits for {steps}.").format(steps=names))
        one_of = stop.parts == "one"
        on = [
            self._way(way.step, way.label if one_of else "", way.share)
            for way in stop.ways
            if not way.back
        ]
        if on:
            words = _("One of: {ways}.") if one_of else _("Side by side: {ways}.")
            found.append(words.format(ways="; ".join(on)))
        back = [self._way(way.step, way.label, way.share) for way in stop.ways if way.back]
        if back:
            found.append(_("Back: {ways}.").format(ways="; ".join(back)))
        return " ".join(found)

    def _way(self, step: str, label: str, share: float | None) -> str:
        words = " ".join(filter(None, (label, units.format_percent(share) if share else "")))
        name = self._name(step)
        return f"{words} \u2192 {name}" if words else name

    def _name(self, step: str) -> str:
        numbers = self._view.map_scene.numbers
        name = self._session.map.step_by_id[step].name or UNNAMED
        return f"{numbers[step]} {name}" if step in numbers else name

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
        hints = HintPainter(theme, SIZE.hint)
        end = right - hints.width(END)
        hints.paint(painter, QPointF(end, self.height() - 36), END)
        words = QRectF(room.left(), 96, end - room.left() - 24, 34)
        if self.ways:
            sign = QRectF(words.left(), words.center().y() - 11, 22, 22)
            paint_icon(painter, "arrows-split-2", sign, theme.color("accent.base"))
            line, ink = words.adjusted(32, 0, 0, 0), theme.color("text.primary")
            draw_text(painter, line, self.ways, font("workshopHint", LARGER), ink)
            words.translate(0, 32)
        if self.issues:
            sign = QRectF(words.left(), words.center().y() - 11, 22, 22)
            paint_icon(painter, "alert-circle", sign, theme.color("valueClass.NVA.text"))
            line, ink = words.adjusted(32, 0, 0, 0), theme.color("text.primary")
            draw_text(painter, line, self.issues, font("workshopHint", LARGER), ink)

    def _paint_title(self, painter: QPainter, room: QRectF, look: StepLook) -> None:
        theme, number = self._appearance.theme, self.title[0]
        quiet, ink = theme.color("text.secondary"), theme.color("text.primary")
        place = _("{at} of {all}").format(at=self.at + 1, all=len(self.stops))
        beside = "  \u00b7  ".join(filter(None, (look.role, place)))
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
        words += [_("on the critical path")] if look.critical else []
        if words and x < room.right() - 100:
            box = QRectF(x, room.top(), room.right() - x, room.height())
            tone = theme.color("critical.text" if look.critical else "text.secondary")
            text = ", ".join(words)
            draw_text(painter, box, text[:1].upper() + text[1:], font("workshopHint"), tone)
