"""The one line of text; what was recognized in it stands in gray boxes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from mopsmap import edits
from mopsmap.capture import Token
from mopsmap.language import translated as _
from ui.clipboard import legible, refusal
from ui.look.lettering import LEFT, draw_text, metrics, text_width
from ui.look.theme import Appearance

LONGEST = 2_000
"""Characters that one line may hold."""
HIGH = 2.0
"""Of the field, in heights of the letters."""
PAD, BETWEEN, RADIUS = 0.38, 0.42, 0.28
"""Beside the text of a box, between boxes, and its corners, in heights of the letters."""


class CaptureField(QTextEdit):
    """One line of text with undo, input methods and boxes behind what `read` recognizes.

    typed: the text changed, by whomever. lines_pasted(text): several lines, which it does not take.
    cells_pasted: cells without any text. refused(sentence): why it does not take all of it.
    """

    typed = Signal()
    lines_pasted = Signal(str)
    cells_pasted = Signal()
    refused = Signal(str)

    def __init__(
        self, read: Callable[[str], Sequence[Token]], appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._tokens: Sequence[Token] = ()
        self._read = read
        self._made = QFont()
        self.hint = ""
        self.setObjectName("captureField")
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._boxes = _Boxes(self)
        self.textChanged.connect(self.typed)

    def letter(self, made: QFont) -> None:
        """Write in this font."""
        self._made = made
        self.document().setDefaultFont(made)
        self.setFixedHeight(round(made.pixelSize() * HIGH))
        self.document().setDocumentMargin(int((self.height() - metrics(made).height()) / 2))
        self._boxes.rehighlight()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    @property
    def at(self) -> int:
        """Where the next letter goes."""
        return self.textCursor().position()

    def write(self, text: str) -> None:
        """Say something else, which undo within the line takes back."""
        self.replace(0, len(self.text), text)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put text in the place of another; undo takes it back apart from what is typed behind."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.document().setModified(False)  # typing is merged into changes since then only

    def x_of(self, position: int) -> float:
        """Where a letter begins, from the left edge of the field."""
        line = self.document().firstBlock().layout().lineAt(0)
        at: Any = line.cursorToX(position)  # PySide gives the place of the letter back too
        return float(at[0] if isinstance(at, tuple) else at) + self._origin.x()

    @property
    def _origin(self) -> QPointF:
        layout = self.document().documentLayout()
        corner = layout.blockBoundingRect(self.document().firstBlock()).topLeft()
        scrolled = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return corner - QPointF(*scrolled)

    @property
    def boxes(self) -> tuple[Token, ...]:
        """What was recognized."""
        return tuple(t for t in self._tokens if t.kind != "unread")

    @property
    def pad(self) -> float:
        """Pixels beside the text of a box."""
        return self._made.pixelSize() * PAD

    def formats(self, text: str) -> list[tuple[int, int, QTextCharFormat]]:
        """(start, length, look) of the stretches that do not look like plain text."""
        self._tokens = [t for t in self._read(text) if t.kind != "title" and t.end <= len(text)]
        unread = QTextCharFormat()
        unread.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        unread.setUnderlineColor(self._appearance.theme.color("text.tertiary"))
        beside = Counter(
            at
            for token in self._tokens
            if token.kind != "unread"
            for at in (token.start - 1, token.end)
            if 0 <= at < len(text) and text[at].isspace()
        )
        found = [(at, 1, self._space(boxes)) for at, boxes in beside.items()]
        found += [(t.start, t.end - t.start, unread) for t in self._tokens if t.kind == "unread"]
        return found

    def _space(self, boxes: int) -> QTextCharFormat:
        """A space with room for the edges of one or two boxes beside it."""
        wide = QTextCharFormat()
        room = self._made.pixelSize() * (boxes * PAD + BETWEEN)
        wide.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        wide.setFontLetterSpacing(max(0.0, room - text_width(self._made, " ")))
        return wide

    def paintEvent(self, event: QPaintEvent) -> None:
        """Boxes, then the text above them."""
        theme = self._appearance.theme
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._made.pixelSize()
        if not self.text and self.hint:
            room = QRectF(self.viewport().rect()).adjusted(self._origin.x(), 0, 0, 0)
            draw_text(painter, room, self.hint, self._made, theme.color("text.tertiary"), LEFT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface.pressed"))
        high, middle = 1.72 * size, self.viewport().height() / 2
        for token in self._tokens:
            if token.kind != "unread" and token.end <= len(self.text):
                left, right = self.x_of(token.start), self.x_of(token.end)
                box = QRectF(left, middle - high / 2, right - left, high)
                painter.drawRoundedRect(
                    box.adjusted(-self.pad, 0, self.pad, 0), RADIUS * size, RADIUS * size
                )
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A style sheet does not change the font of the line."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.document().setDefaultFont(self._made)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(source.formats())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """One line is inserted, several are handed on; of anything else it is said what it is."""
        reason = refusal(source)
        if reason:
            self.refused.emit(reason)
            return
        text = legible(source.text()).strip("\r\n")
        if not text.strip():
            self.cells_pasted.emit()
        elif "\n" in text or "\t" in text or len(text.splitlines()) > 1:
            self.lines_pasted.emit(text)
        else:
            room = LONGEST - len(self.text)
            self.textCursor().insertText(text[: max(0, room)])
            if len(text) > room:
                said = _("A line holds {n} characters; the rest was left out.")
                self.refused.emit(said.format(n=f"{LONGEST:,}"))


class _Boxes(QSyntaxHighlighter):
    """Reads the line whenever it changes."""

    def __init__(self, field: CaptureField) -> None:
        super().__init__(field.document())
        self._field = field

    def highlightBlock(self, text: str) -> None:
        for start, length, look in self._field.formats(text):
            self.setFormat(start, length, look)


def needs_pane(text: str) -> bool:
    """Whether pasted lines are to be looked at first: cells, an outline, or very many."""
    from mopsmap.exchange.clipboard import holds_cells

    indented = re.search(r"^[ \t]+\S", text, re.MULTILINE)
    many = text.count("\n") >= edits.MOST_LINES
    return "\t" in text or indented is not None or many or holds_cells(text)
