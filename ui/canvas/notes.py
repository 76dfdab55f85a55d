"""Remarks on the canvas: sticky notes that stand by themselves, and the tag at a step with some.

A tag says what the waste burst does not count: questions and the like, and the dots given.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from mopsmap.language import counted
from mopsmap.language import translated as _
from mopsmap.model import Note, NoteKind, ValueStreamMap
from mopsmap.record import choice_label
from ui.canvas.marks import NOTE_ICONS, NOTE_TONES, StepLook
from ui.canvas.paint import FAR, TITLES_FROM, draw_text, level_of_detail, readable, wrapped
from ui.look.lettering import text_width, write_centered
from ui.look.theme import Theme, font, paint_icon

WIDTH = 132.0
HEAD, LINE, EDGE, FOLD = 22.0, 15.0, 8.0, 11.0
MOST_LINES = 6
MOST_DOTS = 5
"""More votes than these are a number."""
Z_NOTE = 5.5
FARTHEST = 1e7
"""No note stands further away, scene pixels."""
TAG_INSIDE = 3.0
"""So far a tag reaches into its card, clear of the title."""
TAG_HEIGHT, TAG_PAD, TAG_ICON, TAG_DOT = 15.0, 4.0, 10.0, 6.0


@dataclass(frozen=True, slots=True)
class NoteLook:
    """Everything a sticky note shows."""

    kind: NoteKind
    text: str
    votes: int

    @property
    def spoken(self) -> str:
        """The note as a screen reader says it."""
        votes = counted(self.votes, "{n} vote", "{n} votes")
        return f"{choice_label(self.kind)}: {self.text or _('no text')}, {votes}"


def note_size(text: str) -> tuple[float, float]:
    """Width and height of a sticky note with this text, scene pixels."""
    rows = wrapped(text, "label", 1.0, WIDTH - 2 * EDGE, MOST_LINES)
    return WIDTH, HEAD + LINE * max(3, len(rows)) + EDGE


class NoteItem(QGraphicsItem):
    """A sticky note with its kind, its text and its votes."""

    def __init__(self, note: Note, theme: Theme) -> None:
        super().__init__()
        self.note_id = note.id
        self.chosen = False
        self.hovered = False
        self.setZValue(Z_NOTE)
        self.show_note(note, theme)

    def show_note(self, note: Note, theme: Theme) -> None:
        """Show what the note says, where it stands."""
        self.prepareGeometryChange()
        self.theme = theme
        self.look = NoteLook(note.kind, note.text, note.votes)
        if note.position is not None:
            self.setPos(note.position.x, note.position.y)
        self.rect = QRectF(0, 0, *note_size(note.text))
        self.update()

    def set_state(self, *, chosen: bool) -> None:
        """Be selected."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()

    @property
    def tip(self) -> str:
        """Kind and whole text, for whoever points at it."""
        return f"<b>{choice_label(self.look.kind)}</b><br>{self.look.text}"

    def boundingRect(self) -> QRectF:
        """The note and its ring."""
        return self.rect.adjusted(-5, -5, 5, 5)

    def shape(self) -> QPainterPath:
        """Where the pointer meets it."""
        path = QPainterPath()
        path.addRect(self.rect)
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw as much of it as its size on screen can carry."""
        zoom = level_of_detail(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.chosen or self.hovered:
            tone = "accent.base" if self.chosen else "text.secondary"
            out, width = (3.0, 2.0) if self.chosen else (0.0, 1.0)
            painter.setPen(QPen(self.theme.color(tone), width))
            painter.setBrush(self.theme.color("surface.laneA"))
            painter.drawRoundedRect(self.rect.adjusted(-out, -out, out, out), 4, 4)
        draw_note(painter, self.theme, self.look, self.rect, zoom)


def draw_note(painter: QPainter, theme: Theme, look: NoteLook, rect: QRectF, zoom: float) -> None:
    """A sticky note with a folded corner; its kind is told by icon, word and color."""
    tone = NOTE_TONES[look.kind]
    mark, ink = theme.color(f"{tone}.mark"), theme.color(f"{tone}.text")
    if zoom < FAR:
        painter.fillRect(rect, mark)
        return
    _draw_paper(painter, rect, theme.color(f"{tone}.soft"), mark, max(1.0, 1 / zoom))
    if zoom < TITLES_FROM:
        side = min(14 / zoom, rect.height() - EDGE)
        box = QRectF(0, 0, side, side)
        box.moveCenter(rect.center())
        paint_icon(painter, NOTE_ICONS[look.kind], box, ink)
        return
    scale = readable(11, zoom)
    side = 12 * scale
    top = rect.y() + 5
    paint_icon(painter, NOTE_ICONS[look.kind], QRectF(rect.x() + EDGE, top, side, side), ink)
    end = _draw_votes(painter, look.votes, rect.right() - EDGE, top + side / 2, scale, ink)
    left = rect.x() + EDGE + side + 4
    for row in wrapped(choice_label(look.kind), "caption", scale, end - left - 4, 1):
        draw_text(painter, QPointF(left, top + side - 2 * scale), row, "caption", ink, scale)
    _draw_words(painter, theme, look.text, rect, top + side + 4, zoom)


def _draw_words(
    painter: QPainter, theme: Theme, text: str, rect: QRectF, top: float, zoom: float
) -> None:
    scale = readable(12, zoom)
    room = rect.bottom() - EDGE / 2 - top
    lines = max(1, min(MOST_LINES, int(room / (LINE * scale) + 0.05)))
    fold = tuple(0.0 for _line in range(lines - 1))
    rows = wrapped(text, "label", scale, rect.width() - 2 * EDGE, lines, (*fold, FOLD))
    for number, row in enumerate(rows):
        at = QPointF(rect.x() + EDGE, top + (11 + number * LINE) * scale)
        draw_text(painter, at, row, "label", theme.color("text.primary"), scale)


def _draw_paper(painter: QPainter, rect: QRectF, fill: QColor, edge: QColor, width: float) -> None:
    corner = rect.bottomRight()
    paper = QPainterPath(rect.topLeft())
    for x, y in (
        (rect.right(), rect.top()),
        (corner.x(), corner.y() - FOLD),
        (corner.x() - FOLD, corner.y()),
        (rect.left(), rect.bottom()),
    ):
        paper.lineTo(x, y)
    paper.closeSubpath()
    painter.setPen(QPen(edge, width))
    painter.setBrush(fill)
    painter.drawPath(paper)
    fold = QPainterPath(QPointF(corner.x(), corner.y() - FOLD))
    fold.lineTo(corner.x() - FOLD, corner.y() - FOLD)
    fold.lineTo(corner.x() - FOLD, corner.y())
    fold.closeSubpath()
    painter.setBrush(edge)
    painter.drawPath(fold)


def _draw_votes(
    painter: QPainter, votes: int, right: float, middle: float, scale: float, ink: QColor
) -> float:
    """A dot for each vote, or a dot and their number; returns where they begin."""
    if not votes:
        return right
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    radius = 2.5 * scale
    if votes <= MOST_DOTS and scale == 1.0:
        for number in range(votes):
            painter.drawEllipse(QPointF(right - radius - number * 7, middle), radius, radius)
        return right - votes * 7
    text = str(votes)
    width = text_width(font("caption", scale), text)
    at = QPointF(right - width, middle + 4 * scale)
    left = at.x() - 3 * scale - 2 * radius
    painter.drawEllipse(QPointF(left + radius, middle), radius, radius)
    draw_text(painter, at, text, "caption", ink, scale)
    return left


def tag_of(look: StepLook, rect: QRectF, zoom: float) -> QRectF | None:
    """The ground of the tag on the top left of a card; None where it has nothing to say."""
    if zoom < TITLES_FROM or look.heat is not None or not (look.remarks or look.votes):
        return None
    scale = readable(11, zoom) if zoom < 1.75 else 0.62
    width = sum(width for width, _text in _tag_parts(look)) + 2 * TAG_PAD - 3
    height = TAG_HEIGHT * scale
    return QRectF(rect.x() + 8, rect.y() + TAG_INSIDE - height, width * scale, height)


def _tag_parts(look: StepLook) -> list[tuple[float, str]]:
    """(width, words) of the parts: the icon and how many remarks, the dot and how many votes."""
    parts = []
    for number, sign in ((look.remarks, TAG_ICON), (look.votes, TAG_DOT)):
        if number:
            words = "" if sign == TAG_ICON and number == 1 else str(number)
            wide = text_width(font("caption"), words) + 2 if words else 0.0
            parts.append((sign + wide + 3, words))
    return parts


def draw_tag(painter: QPainter, theme: Theme, look: StepLook, rect: QRectF, zoom: float) -> None:
    """What is asked or remarked at a step, and the votes its notes have."""
    box = tag_of(look, rect, zoom)
    if box is None:
        return
    painter.save()
    painter.translate(box.topLeft())
    scale = box.height() / TAG_HEIGHT
    painter.scale(scale, scale)
    tone = NOTE_TONES[look.remark] if look.remark else "valueClass.BNVA"
    ink = theme.color(f"{tone}.text")
    painter.setPen(QPen(theme.color(f"{tone}.mark"), 1))
    painter.setBrush(theme.color(f"{tone}.soft"))
    whole = QRectF(0, 0, box.width() / scale, TAG_HEIGHT)
    painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    x, parts = TAG_PAD, _tag_parts(look)
    if look.remark and look.remarks:
        paint_icon(painter, NOTE_ICONS[look.remark], QRectF(x, 2.5, TAG_ICON, TAG_ICON), ink)
        _tag_words(painter, parts[0][1], x + TAG_ICON + 2, ink)
        x += parts[0][0]
    if look.votes:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(x + 2.5, TAG_HEIGHT / 2), 2.5, 2.5)
        _tag_words(painter, parts[-1][1], x + TAG_DOT + 1, ink)
    painter.restore()


def _tag_words(painter: QPainter, words: str, left: float, ink: QColor) -> None:
    if words:
        width = text_width(font("caption"), words)
        write_centered(painter, QRectF(left, 0, width, TAG_HEIGHT), words, font("caption"), ink)


class NoteItems(dict[str, NoteItem]):
    """The sticky notes of a scene by id: those of the map that stand by themselves."""

    def __init__(self, scene: QGraphicsScene) -> None:
        super().__init__()
        self._scene = scene
        self._shown: tuple[tuple[Note, ...], Theme] | None = None

    def mirror(self, one: ValueStreamMap, theme: Theme) -> None:
        """Show the notes of a map."""
        before = self._shown
        if before is not None and before[0] is one.notes and before[1] is theme:
            return
        known = {} if before is None or before[1] is not theme else {n.id: n for n in before[0]}
        self._shown = one.notes, theme
        loose = {note.id: note for note in one.notes if note.loose}
        for gone in [i for i in self if i not in loose]:
            self._scene.removeItem(self.pop(gone))
        for note_id, note in loose.items():
            item = self.get(note_id)
            if item is None:
                self[note_id] = item = NoteItem(note, theme)
                self._scene.addItem(item)
            elif known.get(note_id) != note:
                item.show_note(note, theme)

    def choose(self, chosen: Collection[str]) -> None:
        """Mark those selected."""
        for note_id, item in self.items():
            item.set_state(chosen=note_id in chosen)

    def box(self) -> QRectF:
        """The ground of all of them, from the top of the map down."""
        found = QRectF()
        for item in self.values():
            found = found.united(item.rect.translated(item.pos()))
        return found.intersected(QRectF(-FARTHEST, 0, 2 * FARTHEST, FARTHEST))
