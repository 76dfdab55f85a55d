"""A list of sentences under headings: icon, text, detail lines, a value.

Problems, changes and figures are lists of this kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.look.lettering import RIGHT, draw_text, strong, text_width
from ui.look.theme import Appearance, font, paint_icon
from ui.panels.drawing import wrapped
from ui.panels.look import paint_focus

AnyIndex = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
PAD = 12
LINE = 18


@dataclass(frozen=True, slots=True)
class Row:
    """One entry; a `heading` cannot be chosen, nor can `prose`, whose text is whole in as many
    lines as it needs. Tones are paths of the theme."""

    text: str
    value: str = ""
    details: tuple[str, ...] = ()
    icon: str = ""
    tone: str = "text.secondary"
    ids: tuple[str, ...] = ()
    tip: str = ""
    heading: bool = False
    prose: bool = False
    tried: bool = False
    """Whether the value is not that of the map but what if."""

    @property
    def fixed(self) -> bool:
        """Whether it cannot be chosen."""
        return self.heading or self.prose

    def is_like(self, other: Row) -> bool:
        """Whether both say the same of the same records, maybe with another value."""
        return (self.text, self.ids) == (other.text, other.ids)

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        return ", ".join(part for part in (self.text, self.value, *self.details) if part)


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or None
        return row if role == ROW else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.rows[index.row()].fixed:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def replace(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, view: RowList, appearance: Appearance) -> None:
        super().__init__(view)
        self._view, self._appearance = view, appearance
        self._wrapped: dict[tuple[Row, int], tuple[list[str], list[str]]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row: Row = index.data(ROW)
        if row.heading:
            return QSize(60, 26) * self._view.scale
        text, details = self._lines(row)
        lines = len(text) + self._below(row)
        return QSize(60, LINE * lines + 16 * len(details) + 6) * self._view.scale

    @property
    def _width(self) -> int:
        """Of a row, before it is enlarged."""
        return int(self._view.viewport().width() / self._view.scale)

    def _lines(self, row: Row) -> tuple[list[str], list[str]]:
        width = self._width - 2 * PAD - self._indent(row)
        known = self._wrapped.get((row, width))
        if known is not None:
            return known
        room = 0 if self._below(row) else self._value_room(row)
        most = 99 if row.prose else 3
        text = wrapped(row.text, font("label"), max(80, width - room), most)
        details = [line for part in row.details for line in wrapped(part, font("label"), width, 3)]
        if len(self._wrapped) > 1000:
            self._wrapped.clear()
        self._wrapped[row, width] = text, details
        return text, details

    def _value_room(self, row: Row) -> float:
        return text_width(strong("label"), row.value) + 12 if row.value else 0

    def _below(self, row: Row) -> bool:
        """Whether the value has a line of its own, as it leaves no room for words beside it."""
        width = self._width - 2 * PAD - self._indent(row)
        words = min(80, text_width(font("label"), row.text))
        return bool(row.value) and width - self._value_room(row) < words

    def _indent(self, row: Row) -> int:
        return 22 if row.icon else 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: Row = index.data(ROW)
        theme = self._appearance.theme
        scale = self._view.scale
        rect = QTransform.fromScale(1 / scale, 1 / scale).mapRect(QRectF(option.rect))
        painter.save()
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            area = rect.adjusted(PAD, 4, -PAD, 0)
            draw_text(painter, area, row.text, strong("label"), theme.color("text.primary"))
            draw_text(painter, area, row.value, font("label"), theme.color("text.tertiary"), RIGHT)
            painter.restore()
            return
        if not row.prose:
            self._paint_back(painter, rect, option)
        if row.icon:
            paint_icon(
                painter,
                row.icon,
                QRectF(rect.left() + PAD, rect.top() + 5, 14, 14),
                theme.color(row.tone),
            )
        text, details = self._lines(row)
        left = rect.left() + PAD + self._indent(row)
        line = QRectF(left, rect.top() + 3, rect.right() - PAD - left, LINE)
        tone = "accent.base" if row.tried else "text.primary"
        tone = "text.disabled" if self._view.pale else tone
        below = self._below(row)
        value = line.translated(0, LINE * len(text) if below else 0)
        draw_text(painter, value, row.value, strong("label"), theme.color(tone), RIGHT)
        color = theme.color("text.secondary" if row.prose else "text.primary")
        for part in text:
            draw_text(painter, line, part, font("label"), color)
            line.translate(0, LINE)
        line.translate(0, LINE if below else 0)
        line.setHeight(16)
        for part in details:
            draw_text(painter, line, part, font("caption"), theme.color("text.tertiary"))
            line.translate(0, 16)
        painter.restore()

    def _paint_back(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem) -> None:
        theme = self._appearance.theme
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            painter.fillRect(rect, theme.color("surface.selected" if chosen else "surface.hover"))
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("border.focus"), 2))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 4, 4)


class RowList(QListView):
    """The list. `chosen` follows a click or an arrow key, `moved` an arrow key alone, `opened` a
    click or Enter."""

    chosen = Signal(object)
    moved = Signal(object)
    opened = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._appearance = appearance
        self._pale = False
        self.scale = 1.0
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self, appearance))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._click)
        appearance.changed.connect(self.viewport().update)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What the list shows."""
        return self._model.rows

    @property
    def pale(self) -> bool:
        """Whether the values are out of date and painted so."""
        return self._pale

    @pale.setter
    def pale(self, pale: bool) -> None:
        if pale != self._pale:
            self._pale = pale
            self.viewport().update()

    @property
    def current(self) -> Row | None:
        """The row chosen."""
        found = self.currentIndex()
        return self.rows[found.row()] if found.isValid() else None

    def enlarge(self, scale: float) -> None:
        """Write larger than usual, to be read from afar."""
        self.scale = scale
        self.scheduleDelayedItemsLayout()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows; the one chosen stays chosen where it is still there."""
        if rows == self.rows:
            return
        kept, offset = self.current, self.verticalScrollBar().value()
        self._model.replace(rows)
        if kept is not None:
            at = next((i for i, row in enumerate(rows) if row.is_like(kept)), None)
            if at is not None:
                self.setCurrentIndex(self._model.index(rows.index(kept) if kept in rows else at))
        self.verticalScrollBar().setValue(offset)

    def choose(self, number: int) -> None:
        """Make a row the current one and tell."""
        self.setCurrentIndex(self._model.index(number))
        self.chosen.emit(self.rows[number])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the row that the keyboard is at."""
        super().focusInEvent(event)
        self.scrollTo(self.currentIndex())
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring around the whole list while no row has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus() and (self.current is None or self.current.fixed):
            painter = QPainter(self.viewport())
            paint_focus(painter, self._appearance.theme, QRectF(self.viewport().rect()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
            return
        super().keyPressEvent(event)
        now = self.currentIndex()
        if now != before and now.isValid() and not self.rows[now.row()].fixed:
            self.chosen.emit(self.rows[now.row()])
            self.moved.emit(self.rows[now.row()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _click(self, index: QModelIndex) -> None:
        row = self.rows[index.row()]
        if not row.fixed:
            self.chosen.emit(row)
            self.opened.emit(row)
