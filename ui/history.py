"""The list of all that was done: where the document stands in it, and going there in one go."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from ui.look.lettering import draw_text, strong
from ui.look.theme import Appearance, font, paint_icon, token
from ui.panels.look import fill_round, panel_sheet
from ui.panels.popover import Popover
from ui.session import Session

MOST = 50
"""So many states are listed around the newest one."""
WIDTH, ROWS = 360, 14
INDEX = Qt.ItemDataRole.UserRole
STATE = Qt.ItemDataRole.UserRole + 1
"""-1 what was done before the current state, 0 the current state, 1 what was undone."""
_CHOSEN = QStyle.StateFlag.State_Selected.value | QStyle.StateFlag.State_MouseOver.value


class HistoryList(Popover):
    """The last states of the document, the newest first; Enter or a click goes to one."""

    chosen = Signal(int)

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent, token("radius.panel"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setStyleSheet(panel_sheet(appearance.theme))
        self._appearance = appearance
        title = QLabel(_("History, newest first"))
        title.setProperty("tone", "caption")
        title.setContentsMargins(11, 4, 8, 4)
        self.rows = _Rows()
        self.rows.setItemDelegate(_Row(appearance, self.rows))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 5, 1, 5)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(self.rows)
        self._fill(session)
        shown = min(self.rows.count(), ROWS)
        self.rows.setFixedHeight(shown * token("control.mapRow") + 2)
        self.setFixedWidth(WIDTH)
        self.adjustSize()
        self.rows.itemClicked.connect(self._choose)
        self.rows.itemActivated.connect(self._choose)
        self.rows.setFocus()

    def _fill(self, session: Session) -> None:
        labels, at = session.history
        first = max(0, min(at, len(labels) - MOST))
        for index in range(min(len(labels), first + MOST) - 1, first - 1, -1):
            state = (index > at) - (index < at)
            label = labels[index]
            item = QListWidgetItem(label)
            item.setData(INDEX, index)
            item.setData(STATE, state)
            spoken = {-1: "{label}", 0: _("{label}, shown now"), 1: _("{label}, undone")}[state]
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken.format(label=label))
            self.rows.addItem(item)
            if state == 0:
                self.rows.setCurrentItem(item)

    def _choose(self, item: QListWidgetItem) -> None:
        self.close()
        self.chosen.emit(item.data(INDEX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and border."""
        theme = self._appearance.theme
        ground, border = theme.color("surface.panel"), theme.color("border.default")
        fill_round(QPainter(self), QRectF(self.rect()), token("radius.panel"), ground, border)


class _Rows(QListWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("History"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and chosen:
            self.itemActivated.emit(chosen)
        else:
            super().keyPressEvent(event)


class _Row(QStyledItemDelegate):
    """A state: done with a plain label, the current one with a check, what was undone paler."""

    def __init__(self, look: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = look

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, token("control.mapRow"))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, rect, state = self._appearance.theme, QRectF(option.rect), index.data(STATE)
        painter.save()
        if option.state.value & _CHOSEN:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill_round(painter, rect.adjusted(4, 0, -4, 0), 4, theme.color("surface.selected"))
        ink = theme.color("text.tertiary" if state > 0 else "text.primary")
        icon = {0: "circle-check", 1: "arrow-forward-up"}.get(state)
        if icon is not None:
            place = QRectF(rect.left() + 11, rect.center().y() - 7, 14, 14)
            paint_icon(painter, icon, place, ink)
        room = rect.adjusted(32, 0, -12, 0)
        draw_text(painter, room, index.data(), font("label") if state else strong("label"), ink)
        painter.restore()


def open_history(session: Session, appearance: Appearance, below: QWidget) -> HistoryList:
    """Open the list below a button."""
    made = HistoryList(session, appearance, below)
    made.chosen.connect(session.go_to)
    corner = below.mapToGlobal(QPoint(0, below.height() + 2))
    room = below.screen().availableGeometry()
    x = max(room.left(), min(corner.x(), room.right() - made.width()))
    made.move(x, max(room.top(), min(corner.y(), room.bottom() - made.height())))
    made.show()
    return made
