"""The command palette: one field over every command, step, map, overlay and file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.ranking import SCATTERED, Fit, ranked
from ui.canvas.naming import left_for_good
from ui.commands.actions import COMMANDS, Command, key_text
from ui.commands.conditions import REASONS
from ui.commands.menus import group_of
from ui.documents.files import samples
from ui.look.lettering import draw_text
from ui.look.theme import Appearance, font, paint_icon, token
from ui.panels.look import fill_round, panel_sheet

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDTH, ROWS, ROW_HEIGHT = 560, 8, 36
FIELD, EMPTY = 36, 48
"""Height of the field, and of the words where nothing is found."""
GAP = 12
"""Pixels between the palette and the upper edge of the canvas."""
MOST = 200
"""So many rows are shown; whoever looks for something else types one letter more."""
RECENT = 5
GOOD = SCATTERED
"""Where anything fits better than scattered letters, these are left out."""
_CHOSEN = QStyle.StateFlag.State_Selected.value


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to find: `run` does it unless `reason` says why it cannot be done now."""

    title: str
    group: str
    run: Callable[[], object]
    icon: str = ""
    keys: str = ""
    reason: str = ""

    @property
    def spoken(self) -> str:
        """All of it in one sentence."""
        return ", ".join(part for part in (self.title, self.group, self.keys, self.reason) if part)


def entries_of(window: MainWindow) -> list[Entry]:
    """Everything that can be found in a window, commands first."""
    session = window.session
    found = [_command(window, command) for command in COMMANDS if command.name != "palette"]
    one, numbers = session.map, window.view.map_scene.numbers
    for step_id, number in numbers.items():
        step = one.step_by_id[step_id]
        role = one.role_by_id[step.role].name if step.role else _("No role")
        icon = "square-rotated" if step.kind == "decision" else "square-rounded"
        go = _caller(window.walking.show, step_id)
        found.append(Entry(f"{number}  {step.called}", role, go, icon))
    for shown in session.project.maps:
        go = _caller(session.show_map, shown.id)
        found.append(Entry(shown.name or shown.id, _("Map"), go, "sitemap"))
    for key, label in window.view.map_scene.overlay_labels():
        found.append(Entry(label, _("Overlay"), _caller(window.choose_overlay, key), "stack-2"))
    for path in window.files.recent():
        go = _caller(window.filing.open_path, path)
        found.append(Entry(path.name, _("Recent file"), go, "file"))
    for title, path in samples():
        found.append(Entry(title, _("Sample"), _caller(_open_copy, window, path), "map"))
    return found


def _caller(done: Callable[..., object], *values: Any) -> Callable[[], object]:
    return lambda: done(*values)


def _open_copy(window: MainWindow, path: Any) -> None:
    window.filing.open_path(path, as_copy=True)


def _command(window: MainWindow, command: Command) -> Entry:
    action = window.actions_by_name[command.name]
    reason = ""
    if not action.isEnabled():
        reason = REASONS.get(command.needs, _("Not possible now"))
        if command.edits and window.session.read_only:
            reason = _("Open for reading only")
    title = command.words
    if command.name in ("undo", "redo"):
        title = action.text().replace("&", "")
    icon = command.icon
    return Entry(title, group_of(command.name), action.trigger, icon, key_text(command), reason)


class Palette(QFrame):
    """A field and the rows that fit: arrows choose, Enter does it, Esc gives up.

    It lies over the window without stopping it and goes when the keyboard goes elsewhere.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self._used: list[str] = []
        self.setObjectName("palette")
        self.setAccessibleName(_("Search steps and commands"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Search steps and commands"))
        self.line.setAccessibleName(_("Search steps and commands"))
        self.line.setFixedHeight(FIELD)
        self._icon = self.line.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._icon.setText(_("Search"))
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._search)
        self.rows = _Rows(window.appearance, self)
        self.rows.clicked.connect(lambda index: self._run(index.row()))
        self.empty = QLabel()
        self.empty.setProperty("tone", "empty")
        self.empty.setFixedHeight(EMPTY)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 9, 9, 9)
        column.setSpacing(6)
        for part in (self.line, self.rows, self.empty):
            column.addWidget(part)
        window.appearance.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def open(self) -> None:
        """Show everything anew, with the keyboard in the field."""
        self._before = QApplication.focusWidget()
        self._entries = entries_of(self._window)
        self._titles = [f"{entry.title} \u00b7 {entry.group}" for entry in self._entries]
        self.line.clear()
        self._search("")
        self.raise_()
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        """Go, with the keyboard where it was before."""
        if self.isHidden():
            return
        back = self._before if self._before is not None else self._window.view
        self._before = None
        mine = self.isAncestorOf(QApplication.focusWidget() or self._window)
        self.hide()
        if mine:
            (back if back.isVisible() else self._window.view).setFocus()

    @property
    def shown(self) -> list[Entry]:
        """The rows that fit what is typed, the best first."""
        return [entry for entry, _fit in self.rows.found]

    def _search(self, typed: str) -> None:
        if typed.strip():
            best = ranked(typed, self._titles)[:MOST]
            good = [pair for pair in best if pair[1].score > GOOD]
            pairs = [(self._entries[index], one) for index, one in good or best]
            found = sorted(pairs, key=lambda pair: bool(pair[0].reason))  # what can be done first
        else:
            found = [(entry, Fit(0.0)) for entry in self._first()]
        self.rows.show_found(found)
        self.rows.setVisible(bool(found))
        words = _("No step or command contains '{text}'").format(text=typed.strip())
        self.empty.setText(words)
        self.empty.setVisible(not found)
        self._place()

    def _first(self) -> Iterable[Entry]:
        """What is offered before anything is typed: what was used last, then what can be done."""
        by_title = {entry.title: entry for entry in self._entries if not entry.reason}
        used = [by_title[title] for title in self._used if title in by_title]
        rest = (entry for entry in by_title.values() if entry not in used)
        return [*used, *rest][:MOST]

    def _place(self) -> None:
        """In the middle over the canvas, at its top."""
        over = self._window.views
        corner = over.mapTo(self._window, QPoint(0, 0))
        width = min(WIDTH, over.width() - 2 * GAP)
        shown = min(ROWS, len(self.rows.found))
        self.rows.setFixedHeight(shown * ROW_HEIGHT)
        self.rows.setVisible(shown > 0)
        below = shown * ROW_HEIGHT if shown else EMPTY
        height = 9 + FIELD + 6 + below + 9
        self.setGeometry(corner.x() + (over.width() - width) // 2, corner.y() + GAP, width, height)

    def _run(self, row: int) -> None:
        if not 0 <= row < len(self.rows.found):
            return
        entry = self.rows.found[row][0]
        if entry.reason:
            return
        self._used = [entry.title, *(t for t in self._used if t != entry.title)][:RECENT]
        self.close_palette()
        entry.run()

    def _restyle(self) -> None:
        theme = self._window.appearance.theme
        self.setStyleSheet(panel_sheet(theme))
        self._icon.setIcon(theme.icon("search", "text.secondary", 16))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc in the field; elsewhere the keyboard goes, the palette goes."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and left_for_good(event):
            self.close_palette()
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _MINE:
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_palette()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.rows.currentIndex().row())
        elif key in _STEPS:
            self.rows.go(_STEPS[Qt.Key(key)])
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and border."""
        theme = self._window.appearance.theme
        ground, border = theme.color("surface.panel"), theme.color("border.strong")
        painter = QPainter(self)
        fill_round(painter, QRectF(self.rect()), token("radius.panel"), ground, border)


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS,
    Qt.Key.Key_PageUp: -ROWS,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
}
"""By key, how many rows further."""
_MINE = {*_STEPS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}


class _Found(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[tuple[Entry, Fit]] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        entry = self.found[index.row()][0]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken
        return None


class _Rows(QListView):
    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Found"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._found = _Found(self)
        self.setModel(self._found)
        self.setItemDelegate(_Row(appearance, self))

    @property
    def found(self) -> Sequence[tuple[Entry, Fit]]:
        """What is listed, and how well it fits."""
        return self._found.found

    def show_found(self, found: list[tuple[Entry, Fit]]) -> None:
        """List these, with the first chosen."""
        self._found.beginResetModel()
        self._found.found = found
        self._found.endResetModel()
        if found:
            self.setCurrentIndex(self._found.index(0))

    def go(self, by: int) -> None:
        """Choose a row further on; over the end a single step goes on at the other end."""
        number = len(self.found)
        if not number:
            return
        at = self.currentIndex().row() + by
        at = at % number if abs(by) == 1 else max(0, min(at, number - 1))
        self.setCurrentIndex(self._found.index(at))


class _Row(QStyledItemDelegate):
    """Icon, title with the letters that fit, and at the right group and keys, or the reason."""

    def __init__(self, look: Appearance, parent: _Rows) -> None:
        super().__init__(parent)
        self._look, self._rows = look, parent

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, rect = self._look.theme, QRectF(option.rect)
        entry, fit = self._rows.found[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state.value & _CHOSEN:
            fill_round(painter, rect.adjusted(0, 1, 0, -1), 5, theme.color("surface.selected"))
        ink = theme.color("text.disabled" if entry.reason else "text.primary")
        if entry.icon:
            place = QRectF(rect.left() + 9, rect.center().y() - 8, 16, 16)
            paint_icon(painter, entry.icon, place, theme.color("text.secondary"))
        right = rect.right() - 10
        faint = theme.color("text.disabled" if entry.reason else "text.secondary")
        if entry.keys and not entry.reason:
            right = self._paint_keys(painter, entry.keys, right, rect) - 12
        aside = entry.reason or entry.group
        wide = QFontMetricsF(font("label")).horizontalAdvance(aside)
        room = QRectF(right - wide - 1, rect.top(), wide + 1, rect.height())
        draw_text(painter, room, aside, font("label"), faint)
        title = QRectF(rect.left() + 34, rect.top(), room.left() - rect.left() - 46, rect.height())
        self._paint_title(painter, title, entry.title, fit, ink)
        painter.restore()

    def _paint_keys(self, painter: QPainter, keys: str, right: float, rect: QRectF) -> float:
        """The first way to press it, as a key; where it begins."""
        theme, text = self._look.theme, keys.partition(", ")[0]
        wide = max(20.0, QFontMetricsF(font("caption")).horizontalAdvance(text) + 12)
        key = QRectF(right - wide, rect.center().y() - 10, wide, 20)
        fill_round(painter, key, 4, theme.color("surface.panelAlt"), theme.color("border.default"))
        painter.setFont(font("caption"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, text)
        return key.left()

    def _paint_title(
        self, painter: QPainter, room: QRectF, title: str, fit: Fit, ink: QColor
    ) -> None:
        """The title; letters that were typed are underlined in the accent color."""
        draw_text(painter, room, title, font("body"), ink)
        metrics = QFontMetricsF(font("body"))
        accent = self._look.theme.color("accent.base")
        y = room.center().y() + metrics.height() / 2 - 1
        for at in fit.at:
            if at < len(title) and title[at] != " ":
                left = room.left() + metrics.horizontalAdvance(title[:at])
                wide = metrics.horizontalAdvance(title[at])
                if left + wide <= room.right():
                    painter.fillRect(QRectF(left, y, wide, 1.5), accent)
