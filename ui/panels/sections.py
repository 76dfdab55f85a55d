"""The building blocks of the inspector: collapsible sections, the value-class switch, findings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSettings, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import counted, translated
from mopsmap.language import translated as _
from mopsmap.model import VALUE_CLASS_SHORT, VALUE_CLASSES, ValueClass
from mopsmap.record import choice_label
from ui.look.lettering import draw_text, text_width
from ui.look.theme import Appearance, figures, font, icon_pixmap, paint_icon
from ui.panels.fields import MIXED, Field
from ui.panels.look import fill_round, paint_class_mark, paint_focus

MARGIN = 12
LABEL_WIDTH = 76


class SectionHeader(QAbstractButton):
    """A section's title with its result at the right; a click opens or closes the section."""

    def __init__(self, title: str, look: Appearance) -> None:
        super().__init__()
        self._appearance = look
        self._result = ""
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFixedHeight(34)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self.update)

    @property
    def result(self) -> str:
        """What the section comes to, such as "€ 630"."""
        return self._result

    @result.setter
    def result(self, text: str) -> None:
        if text != self._result:
            self._result = text
            self.setAccessibleDescription(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 34)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ink = theme.color("text.primary")
        if self.underMouse():
            painter.fillRect(rect, theme.color("surface.hover"))
        chevron = "chevron-down" if self.isChecked() else "chevron-right"
        secondary = theme.color("text.secondary")
        paint_icon(painter, chevron, QRectF(MARGIN - 2, rect.center().y() - 7, 14, 14), secondary)
        painter.setFont(font("section"))
        painter.setPen(ink)
        left = MARGIN + 18
        painter.drawText(
            rect.adjusted(left, 0, -MARGIN, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        used = left + painter.fontMetrics().horizontalAdvance(self.text()) + 12
        painter.setFont(font("label"))
        painter.setPen(secondary)
        room = rect.adjusted(used, 0, -MARGIN, 0)
        text = painter.fontMetrics().elidedText(
            self._result, Qt.TextElideMode.ElideRight, int(room.width())
        )
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(room, right, text)
        if self.hasFocus():
            paint_focus(painter, theme, rect.adjusted(2, 2, -2, -2))
        painter.end()


class Section(QWidget):
    """Rows of labels and fields under a header with a title given in English; whether it is open
    is remembered."""

    def __init__(
        self, title: str, look: Appearance, settings: QSettings, opened: bool = True
    ) -> None:
        super().__init__()
        self._settings, self._key = settings, f"inspector/{title}"  # in English
        self._row = 0
        self.header = SectionHeader(translated(title), look)
        self.body = QWidget()
        self.grid = QGridLayout(self.body)
        self.grid.setContentsMargins(MARGIN, 0, MARGIN, 12)
        self.grid.setHorizontalSpacing(4)
        self.grid.setVerticalSpacing(5)
        self.grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self.grid.setColumnStretch(1, 1)
        line = QFrame()
        line.setFixedHeight(1)
        line.setObjectName("line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (line, self.header, self.body):
            column.addWidget(part)
        self.header.setChecked(bool(settings.value(self._key, opened, type=bool)))
        self.body.setVisible(self.header.isChecked())
        self.header.toggled.connect(self._toggle)

    def _toggle(self, opened: bool) -> None:
        self.body.setVisible(opened)
        self._settings.setValue(self._key, opened)

    def add_field(self, label: str, explanation: str, field: Field) -> QLabel:
        """A row with a field; wide fields stand under their label. Returns the label."""
        name = QLabel(label.replace("&", "&&"))
        name.setProperty("tone", "label")
        name.setWordWrap(True)
        name.setToolTip(explanation)
        name.setBuddy(field)
        refused = QLabel()
        refused.setProperty("tone", "refused")
        refused.setWordWrap(True)
        refused.hide()
        top = Qt.AlignmentFlag.AlignTop
        if field.wide:
            self.grid.addWidget(name, self._row, 0, 1, 2)
            self.grid.addWidget(field, self._row + 1, 0, 1, 2)
        elif max(text_width(font("label"), word) for word in label.split()) > LABEL_WIDTH:
            self.grid.addWidget(name, self._row, 0, 1, 2)  # a word of another language
            self.grid.addWidget(field, self._row + 1, 1)
        else:
            name.setMinimumHeight(28)
            name.setMaximumWidth(LABEL_WIDTH)
            self.grid.addWidget(name, self._row, 0, top)
            self.grid.addWidget(field, self._row, 1)
        self.grid.addWidget(refused, self._row + 2, 0, 1, 2)
        self._row += 3

        def say(sentence: str) -> None:
            refused.setText(sentence)
            refused.setVisible(bool(sentence))

        field.refused.connect(say)
        return name

    def add_wide(self, widget: QWidget) -> None:
        """A row of its own beside an empty label."""
        self.grid.addWidget(widget, self._row, 1)
        self._row += 1

    def add_fact(self, label: str, explanation: str) -> tuple[QLabel, QLabel]:
        """A row that only tells something; returns the labels of its name and of what it tells."""
        name, value = QLabel(label), QLabel()
        name.setProperty("tone", "label")
        name.setToolTip(explanation)
        value.setProperty("tone", "value")
        value.setToolTip(explanation)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setFont(figures("control"))
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(name)
        row.addWidget(value, 1)
        self.grid.addLayout(row, self._row, 0, 1, 2)
        self._row += 1
        return name, value


AROUND_WORDS = 16
"""What the words of a segment need beside themselves, in pixels."""


class _Segment(QAbstractButton):
    left = Signal()

    def __init__(self, value: ValueClass, look: Appearance) -> None:
        super().__init__()
        self.value, self._appearance = value, look
        self.short = False
        """Whether there is room for the sign of the class alone."""
        self.setText(choice_label(value))
        self.setAccessibleName(_("Value class: {value}").format(value=choice_label(value)))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font("label")).horizontalAdvance(self.text()) + 18, 26)

    def said(self) -> str:
        """The words of the class, or its sign."""
        return VALUE_CLASS_SHORT[self.value] if self.short else self.text()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.isChecked():
            fill = theme.color("surface.card")
            fill_round(painter, rect, 5, fill, theme.color("border.strong"))
        elif self.underMouse():
            fill_round(painter, rect, 5, theme.color("surface.pressed"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        made, said = font("label"), self.said()
        width = text_width(made, said)
        left = max(3.0, (rect.width() - width - 9) / 2)
        mark = QRectF(round(left), round(rect.center().y() - 7), 4, 14)
        paint_class_mark(painter, theme, self.value, mark)
        ink = theme.color("text.primary" if self.isChecked() else "text.secondary")
        draw_text(painter, rect.adjusted(left + 9, 0, -2, 0), said, made, ink)
        if self.hasFocus():
            paint_focus(painter, theme, rect, 5)
        painter.end()


class ValueClassField(Field):
    """Value-adding, necessary or waste; clicking the chosen one takes it away."""

    def __init__(self, look: Appearance, explanation: str) -> None:
        super().__init__()
        self._appearance = look
        self._mixed = False
        self._value: ValueClass | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self.segments = {value: _Segment(value, look) for value in VALUE_CLASSES}
        for segment in self.segments.values():
            row.addWidget(segment, segment.sizeHint().width())
            segment.setToolTip(explanation)
            segment.clicked.connect(lambda _on=False, v=segment.value: self._clicked(v))
            segment.left.connect(self.left)
        self.setFixedHeight(30)
        look.changed.connect(self.update)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        self._value, self._mixed = (None if mixed else value), mixed
        for known, segment in self.segments.items():
            segment.setChecked(known == self._value)
        said = MIXED if mixed else choice_label(self._value)
        self.setAccessibleName(_("Value class: {value}").format(value=said))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        segments = self.segments.values()
        words = sum(text_width(font("label"), one.text()) + AROUND_WORDS for one in segments)
        for segment in segments:
            segment.short = words > self.width()
            segment.update()

    def _clicked(self, value: ValueClass) -> None:
        chosen = None if value == self._value else value
        self.segments[value].setChecked(chosen is not None)
        self.entered.emit(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        buttons = list(self.segments.values())
        at = next((i for i, b in enumerate(buttons) if b.hasFocus()), None)
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if at is not None and event.key() in moves:
            buttons[(at + moves[Qt.Key(event.key())]) % len(buttons)].setFocus()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill_round(painter, QRectF(self.rect()), 7, self._appearance.theme.color("surface.hover"))
        painter.end()


class FindingsLink(QToolButton):
    """How many findings there are about the selection, in a line that is always there."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._appearance = look
        self._alarm = False
        self.setObjectName("bare")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(13, 13))
        self.setToolTip(_("Show what was found, below the fields"))
        self.setFixedHeight(18)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def say(self, number: int, alarm: bool) -> None:
        """Show a number of findings, one of them an alarm or not; none hides it."""
        if alarm != self._alarm:
            self._alarm = alarm
            self._restyle()
        self.setText(counted(number, "{n} finding", "{n} findings"))
        self.setAccessibleName(
            counted(number, "{n} finding, below the fields", "{n} findings, below the fields")
        )
        self.setVisible(number > 0)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        ink = theme.color("alarm.text" if self._alarm else "text.secondary")
        sign = "alert-triangle" if self._alarm else "info-circle"
        self.setIcon(QIcon(icon_pixmap(sign, ink, 13)))
        self.setStyleSheet(f"QToolButton {{ color: {ink.name()}; font-size: 11px; padding: 0; }}")


class FindingBox(QFrame):
    """One sentence about what is wrong, or worth knowing, with its sign."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._appearance = look
        self._alarm = True
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 8, 9, 8)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        look.changed.connect(self._restyle)
        self.hide()

    @property
    def sentence(self) -> str:
        """What the box says; "" where it is hidden."""
        return self._text.text()

    @property
    def alarm(self) -> bool:
        """Whether it warns."""
        return self._alarm

    def say(self, sentence: str, alarm: bool) -> None:
        """Show a sentence (rich text); "" hides the box."""
        if (sentence, alarm) == (self.sentence, self._alarm):
            return
        self._alarm = alarm
        self._text.setText(sentence)
        self.setVisible(bool(sentence))
        self._restyle()

    def _restyle(self) -> None:
        theme = self._appearance.theme
        ink = theme.color("alarm.text" if self._alarm else "text.secondary")
        sign = "alert-triangle" if self._alarm else "info-circle"
        self._sign.setPixmap(icon_pixmap(sign, ink, 15))
        self._text.setStyleSheet(f"color: {ink.name()}; font-size: 12px;")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        fill = theme.color("alarm.soft" if self._alarm else "surface.hover")
        fill_round(painter, QRectF(self.rect()), 6, fill)
        painter.end()
