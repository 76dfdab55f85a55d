"""Lists in a panel as chips that can be added and removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QLayout,
    QLayoutItem,
    QMenu,
    QSizePolicy,
    QWidget,
)

from mopsmap.language import translated as _
from ui.look.theme import Appearance, font, paint_icon
from ui.panels.fields import MIXED, Field, Options
from ui.panels.inputs import TextEntry, word_completer
from ui.panels.look import fill_round, paint_focus

CHIP_HEIGHT = 24
MENU_LIMIT = 14
"""More options than this are typed and completed rather than listed."""


class WrapLayout(QLayout):
    """Puts widgets in rows, as many as fit."""

    def __init__(self, parent: QWidget | None = None, gap: int = 4) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        return QSize(60, CHIP_HEIGHT)

    def _place(self, rect: QRect, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), rect.width())
            if x > rect.x() and x + width > rect.x() + rect.width():
                x, y, height = rect.x(), y + height + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += width + self._gap
            height = max(height, size.height())
        return y + height - rect.y()


class Chip(QAbstractButton):
    """A pill. Its cross, Delete and Backspace remove it; the one that adds has a dashed edge."""

    removed = Signal()
    left = Signal()

    def __init__(
        self, text: str, look: Appearance, tone: str = "plain", removable: bool = True
    ) -> None:
        super().__init__()
        self.setText(text)
        self._appearance, self.tone, self._removable = look, tone, removable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            _("{text}, Delete removes it").format(text=text) if removable else text
        )
        self.setToolTip(text)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(font("label")).horizontalAdvance(self.text()) + 20
        return QSize(width + (16 if self._removable or self.tone == "add" else 0), CHIP_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._removable:
            self.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._removable and inside and event.position().x() > self.width() - 22:
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        rect = QRectF(self.rect())
        hot = self.underMouse() or self.isDown()
        fills = {"waste": "valueClass.NVA.soft", "plain": "surface.hover"}
        inks = {"waste": "valueClass.NVA.text", "plain": "text.primary"}
        fill = theme.color(fills[self.tone]) if self.tone in fills else None
        if self.tone in ("add", "mixed"):
            fill = theme.color("surface.hover") if hot and self.tone == "add" else None
            fill_round(painter, rect, 12, fill, theme.color("border.strong"), dashed=True)
        else:
            edge = theme.color("border.default") if hot else None
            fill_round(painter, rect, 12, fill, edge)
        ink = theme.color(inks.get(self.tone, "text.secondary"))
        painter.setPen(ink)
        painter.setFont(font("label"))
        text = rect.adjusted(10, 0, -10, 0)
        if self.tone == "add":
            paint_icon(painter, "plus", QRectF(8, rect.center().y() - 7, 14, 14), ink)
            text.setLeft(26)
        if self._removable:
            text.setRight(rect.right() - 22)
            faint = ink if hot or self.hasFocus() else theme.color("text.tertiary")
            cross = QRectF(rect.right() - 20, rect.center().y() - 6, 12, 12)
            paint_icon(painter, "x", cross, faint)
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(text.width()) + 1
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            paint_focus(painter, theme, rect, 11)
        painter.end()


class ChipsField(Field):
    """A list of values as chips. What is added or removed changes each record's own list.

    `options` gives (value, label) of what can be added; `free` takes any text as well.
    """

    wide = True

    def __init__(
        self,
        label: str,
        options: Options,
        look: Appearance,
        *,
        free: bool = False,
        tone: str = "plain",
    ) -> None:
        super().__init__()
        self._label, self._options, self._appearance = label, options, look
        self._free, self._tone = free, tone
        self._shown: tuple[Any, ...] = ()
        self._mixed = False
        self.chips: dict[Any, Chip] = {}
        self._row = WrapLayout(self)
        self.add = Chip(_("Add"), look, "add", removable=False)
        self.add.setAccessibleName(_("{field}: add").format(field=label))
        self.add.setToolTip(_("Add to {field}").format(field=label))
        self.add.clicked.connect(self._start_adding)
        self.add.left.connect(self.left)
        self.entry = TextEntry(self)
        self.entry.setAccessibleName(_("{field}: type what to add").format(field=label))
        self.entry.setFixedSize(150, 26)
        self.entry.hide()
        self.entry.submitted.connect(self.settle)
        self.entry.cancelled.connect(self._stop_adding)
        self.entry.left.connect(self._leave_entry)
        self._mixed_chip = Chip(MIXED, look, "mixed", removable=False)
        self._mixed_chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mixed_chip.setToolTip(
            _("The selected records differ; what is shown is common to all.")
        )
        for widget in (self._mixed_chip, self.entry, self.add):
            self._row.addWidget(widget)
        self._mixed_chip.hide()
        self.setFocusProxy(self.add)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to show and nothing to add."""
        return not self._shown and not self._free and not self._options()

    @property
    def offered(self) -> Sequence[tuple[Any, str]]:
        return () if self._free else self._options()

    def show_value(self, value: Any, mixed: bool = False) -> None:
        values = tuple(value or ())
        self._mixed_chip.setVisible(mixed)
        labels = dict(self.offered)
        state = tuple((v, labels.get(v, str(v))) for v in values)
        if state == self._shown:
            return
        self._shown = state
        had_focus = any(chip.hasFocus() for chip in self.chips.values())
        for chip in self.chips.values():
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        rest = [self._row.takeAt(0) for _ in range(self._row.count())]
        self.chips = {v: self._chip(v, text) for v, text in state}
        for item in rest:
            if item is not None:
                self._row.addItem(item)
        self._order_tabs()
        if had_focus:
            self.add.setFocus()
        self._row.invalidate()
        self.updateGeometry()

    def _order_tabs(self) -> None:
        for part in (self.entry, *self.chips.values(), self.add):
            part.raise_()  # Tab goes in the order of the tree of widgets

    def _chip(self, value: Any, text: str) -> Chip:
        chip = Chip(text, self._appearance, self._tone)
        chip.removed.connect(lambda: self._remove(value))
        chip.left.connect(self.left)
        self._row.addWidget(chip)
        chip.show()
        return chip

    def _remove(self, value: Any) -> None:
        self.entered.emit(lambda old: tuple(v for v in old if v != value))

    def _append(self, value: Any) -> None:
        self.entered.emit(lambda old: old if value in old else (*old, value))

    def _open_options(self) -> list[tuple[Any, str]]:
        return [(v, text) for v, text in self._options() if v not in self.chips]

    def _start_adding(self) -> None:
        options = self._open_options()
        if self._free or len(options) > MENU_LIMIT:
            self.entry.setCompleter(word_completer([text for _, text in options], self.entry))
            self.entry.show()
            self.add.hide()
            self.entry.setFocus()
            return
        self.menu().popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def menu(self) -> QMenu:
        """What can be added, as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, text in self._open_options():
            action = QAction(self._appearance.theme.icon("plus"), text, menu)
            action.triggered.connect(lambda _on=False, v=value: self._append(v))
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction(_("Nothing more to add")).setEnabled(False)
        return menu

    def settle(self) -> None:
        text = self.entry.text().strip()
        if self.entry.isHidden() or not text:
            return
        options = {label.casefold(): value for value, label in self._options()}
        value = options.get(text.casefold(), text if self._free else None)
        if value is None:
            sentence = _("There is no '{text}' to add to {field}.").format(
                text=text, field=self._label
            )
            self.entry.say_invalid(sentence)
            self.refused.emit(sentence)
            return
        self._clear_entry()
        self._append(value)

    def drop(self) -> None:
        self._clear_entry()
        self._stop_adding()

    def _clear_entry(self) -> None:
        self.entry.setText("")
        self.entry.take()
        self.entry.say_invalid("")
        self.refused.emit("")

    def _leave_entry(self) -> None:
        if not self.entry.property("invalid"):
            self._stop_adding()
        self.left.emit()

    def _stop_adding(self) -> None:
        self.refused.emit("")
        self.entry.hide()
        self.add.show()
