"""The outline: the maps of the project and the steps of the map shown, by phase or by lane."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStyledItemDelegate,
    QToolButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mopsmap import edits
from mopsmap.language import translated as _
from mopsmap.model import MapKind, ValueStreamMap
from mopsmap.numerals import in_use
from mopsmap.record import choice_label
from ui.look.theme import Appearance, font, token
from ui.panels.look import mark_search, panel_sheet
from ui.panels.outline_rows import (
    ROW,
    SIDE,
    FoldRow,
    GroupRow,
    MapRow,
    RowDelegate,
    StepRow,
    Waits,
    group_rows,
    map_rows,
)
from ui.panels.outline_tree import StepTree
from ui.panels.readout import map_lead_time
from ui.session import Session


class MapList(QListWidget):
    """The maps; the one shown is highlighted, Enter or a click shows another."""

    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem():
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)


class Outline(QWidget):
    """The maps and the steps of the project.

    step_activated(id): the canvas should show the step. delete_requested: the selected steps
    should be deleted.
    """

    step_activated = Signal(str)
    delete_requested = Signal()

    def __init__(
        self, session: Session, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.appearance = session, appearance
        self.setObjectName("panel")
        self.setAccessibleName(_("Outline"))
        self.setMinimumWidth(token("layout.outlineDock.min"))
        self._syncing = False
        self._built: tuple[ValueStreamMap, *tuple[Any, ...]] | None = None
        self._waits = Waits()
        self._opened: set[str] = set()
        self.maps = self._make_maps()
        self.filter = self._make_filter()
        self.tree = self._make_tree()
        self.nothing = QLabel()
        self.clear = QPushButton(_("Clear"))
        self.add = QToolButton()
        self._assemble()
        self._connect()
        self._restyle()
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(token("layout.outlineDock.width"), 600)

    def found(self) -> list[str]:
        """The steps that the filter finds, in their order; none without a filter."""
        if not self.filter.text().strip():
            return []
        return [step for step, item in self.tree.items.items() if not item.isHidden()]

    def focus_filter(self) -> None:
        """Put the keyboard into the filter field."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _delegate(self, view: QAbstractItemView) -> RowDelegate:
        made = RowDelegate(self.appearance, view)
        made.renamed.connect(self._rename)
        return made

    def _make_maps(self) -> MapList:
        made = MapList()
        made.setObjectName("maps")
        made.setAccessibleName(_("Maps"))
        made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        _prepare(made, self._delegate(made))
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return made

    def _make_tree(self) -> StepTree:
        made = StepTree()
        made.setObjectName("steps")
        made.setAccessibleName(_("Steps"))
        made.setHeaderHidden(True)
        made.setIndentation(0)
        made.setRootIsDecorated(False)
        made.setExpandsOnDoubleClick(False)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        _prepare(made, self._delegate(made))
        return made

    def _make_filter(self) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(_("Filter steps"))
        made.setAccessibleName(_("Filter steps"))
        made.setClearButtonEnabled(True)
        made.setFixedHeight(28)
        return made

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = _head(_("Maps"), self.add)
        self.add.setToolTip(_("New map"))
        self.add.setAccessibleName(_("New map"))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setObjectName("bare")
        self.add.setFixedSize(26, 26)
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        wait = QLabel(_("wait"))
        wait.setProperty("tone", "caption")
        wait.setContentsMargins(0, 0, 4, 0)
        steps = _head(_("Steps"), wait)
        field = QVBoxLayout()
        field.setContentsMargins(8, 0, 8, 6)
        field.addWidget(self.filter)
        self.nothing.setProperty("tone", "empty")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for part in (head, self.maps, line, steps, field, self.nothing):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.tree, 1)
        column.addStretch(0)

    def _connect(self) -> None:
        session = self.session
        session.project_changed.connect(self.refresh)
        session.analyzed.connect(self._show_maps)
        session.selection_changed.connect(self._show_selection)
        self.appearance.changed.connect(self._restyle)
        self.filter.textChanged.connect(self._filter)
        self.filter.installEventFilter(self)
        self.clear.clicked.connect(self.filter.clear)
        self.tree.itemSelectionChanged.connect(self._select)
        self.tree.itemClicked.connect(self._clicked)
        self.tree.itemActivated.connect(self._activated)
        self.tree.deleted.connect(self.delete_requested)
        self.maps.itemClicked.connect(self._show_map)
        self.maps.itemActivated.connect(self._show_map)
        self.maps.deleted.connect(self._delete_current)
        self.maps.customContextMenuRequested.connect(self._context_menu)
        self.add.setMenu(self._new_menu())

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.filter.clear()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
                self._enter_tree()
                return True
        return super().eventFilter(watched, event)

    def _enter_tree(self) -> None:
        first = next((i for i in self.tree.items.values() if not i.isHidden()), None)
        if first is not None:
            self.tree.setCurrentItem(first)
            self.tree.setFocus()

    def _restyle(self) -> None:
        theme = self.appearance.theme
        self.setStyleSheet(panel_sheet(theme))
        self.add.setIcon(theme.icon("plus", "text.secondary", 16))
        mark_search(self.filter, theme)
        self.update()

    def refresh(self) -> None:
        """Show the maps and steps as they are now."""
        project = self.session.veil.over(self.session.committed)
        one = project.map_by_id[self.session.map_id]
        if self.session.previewing and self._built is not None and self._built[0] is one:
            return
        self._show_maps()
        state = (one, project.calendar, project.distribution, in_use())
        if self._built is not None and self._built[0] is one and self._built[1:] == state[1:]:
            return
        self._built = state
        groups = group_rows(project, one, self._waits)
        if groups != self.tree.groups or not groups:
            self._show_groups(groups)

    def _show_maps(self) -> None:
        self.add.setEnabled(not self.session.read_only)
        session = self.session

        def lead_time(map_id: str) -> str:
            return map_lead_time(session.project, session.analysis_of(map_id))

        rows = map_rows(session.project, session.map_id, lead_time, self._opened)
        if rows == [self.maps.item(i).data(ROW) for i in range(self.maps.count())]:
            return
        self.maps.setUpdatesEnabled(False)
        while self.maps.count() > len(rows):
            self.maps.takeItem(self.maps.count() - 1)
        while self.maps.count() < len(rows):
            QListWidgetItem(self.maps)
        for number, row in enumerate(rows):
            item = self.maps.item(number)
            item.setData(ROW, row)
            if isinstance(row, FoldRow):
                self._show_fold(item, row)
                continue
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            kind = choice_label(row.kind)
            told = _("{kind}, expected lead time {time}").format(kind=kind, time=row.lead_time)
            item.setToolTip(f"{row.name}\n{told}")
            said = _("{map}, {kind}, lead time {time}")
            said = said.format(map=row.name, kind=kind, time=row.lead_time)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            if row.shown and not self.maps.hasFocus():
                self.maps.setCurrentItem(item)
        self.maps.setFixedHeight(min(len(rows), 6) * token("control.mapRow") + 6)
        self.maps.setUpdatesEnabled(True)

    def _show_fold(self, item: QListWidgetItem, row: FoldRow) -> None:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        item.setToolTip("")
        state = _("open") if row.opened else _("closed")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.name}, {state}")

    def _show_groups(self, groups: tuple[GroupRow, ...]) -> None:
        self._syncing = True
        settled = self.tree.show_groups(groups)
        self._syncing = False
        self._show_selection()
        if self.filter.text() or not settled:
            self._filter(self.filter.text())

    def _show_selection(self) -> None:
        if self._syncing:
            return
        wanted = set(self.session.selection.steps) & set(self.tree.items)
        shown = {item.data(0, ROW).step for item in self.tree.selectedItems()}
        if wanted == shown:
            return
        self._syncing = True
        model = self.tree.selectionModel()
        chosen = QItemSelection()
        for step in wanted:
            at = self.tree.indexFromItem(self.tree.items[step])
            chosen.select(at, at)
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        first = next((s for s in self.session.selection.steps if s in wanted), None)
        if first is not None:
            index = self.tree.indexFromItem(self.tree.items[first])
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.tree.scrollTo(index)
        self._syncing = False

    def _select(self) -> None:
        if not self._syncing:
            chosen = {item.data(0, ROW).step for item in self.tree.selectedItems()}
            self._syncing = True
            self.session.select(step for step in self.tree.items if step in chosen)
            self._syncing = False

    def _clicked(self, item: QTreeWidgetItem) -> None:
        row = item.data(0, ROW)
        if isinstance(row, GroupRow):
            item.setExpanded(not item.isExpanded())
        else:
            self.step_activated.emit(row.step)

    def _activated(self, item: QTreeWidgetItem) -> None:
        row = item.data(0, ROW)
        if isinstance(row, StepRow):
            self.step_activated.emit(row.step)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        hits = 0
        for number, group in enumerate(self.tree.groups):
            found = 0
            for row in group.steps:
                hit = wanted in row.name.casefold() or wanted == str(row.number)
                self.tree.items[row.step].setHidden(not hit)
                found += hit
            top = self.tree.topLevelItem(number)
            if top is not None:
                top.setHidden(not found)
                if wanted and found:
                    top.setExpanded(True)
            hits += found
        empty = not hits
        said = _("No step contains '{text}'").format(text=text.strip())
        if not wanted:
            said = _("No steps yet.")
        self.nothing.setText(said)
        self.nothing.setVisible(empty)
        self.clear.setVisible(empty and bool(wanted))
        self.tree.setVisible(not empty)

    def _rename(self, record: str, name: str) -> None:
        map_id = self.session.map_id
        if record in self.session.project.map_by_id and record not in self.tree.items:
            self.session.edit(_("Rename map"), lambda p: edits.set_map(p, record, name=name))
        else:
            change = _("Rename step")
            self.session.edit(change, lambda p: edits.set_steps(p, map_id, [record], name=name))

    def _show_map(self, item: QListWidgetItem) -> None:
        row = item.data(ROW)
        if isinstance(row, FoldRow):
            self._opened ^= {row.map_id}
            self._show_maps()
        else:
            self.session.show_map(row.map_id)

    def rename_map(self, map_id: str) -> None:
        """Open the name of a map for typing."""
        for number in range(self.maps.count()):
            item = self.maps.item(number)
            if isinstance(item.data(ROW), MapRow) and item.data(ROW).map_id == map_id:
                self.maps.setCurrentItem(item)
                self.maps.editItem(item)

    def new_map(self, kind: MapKind, source: str | None = None) -> None:
        """Make a map from another (by default the one shown) and show it."""
        session = self.session
        made_from = session.project.map_by_id[source or session.map_id]
        name = edits.free_name(
            session.project,
            _("To-be") if kind == "to_be" else _("{map} copy").format(map=made_from.name),
        )
        new = edits.fresh_id(session.project, "map")
        label = _("New to-be map") if kind == "to_be" else _("Copy map")
        if session.edit(label, lambda p: edits.copy_map(p, made_from.id, new, name, kind)):
            session.show_map(new)

    def new_empty_map(self) -> None:
        """Make a map with the lanes of the one shown and no steps, and show it."""
        session = self.session
        new = edits.fresh_id(session.project, "map")
        roles = session.map.roles
        one = ValueStreamMap(
            id=new, name=edits.free_name(session.project, _("Map")), kind="variant", roles=roles
        )
        if session.edit(_("New map"), lambda p: edits.add_map(p, one)):
            session.show_map(new)

    def _delete_current(self) -> None:
        item = self.maps.currentItem()
        if item is not None and isinstance(item.data(ROW), MapRow):
            self.delete_map(item.data(ROW).map_id)

    def delete_map(self, map_id: str) -> None:
        """Delete a map; undo brings it back."""
        name = self.session.project.map_by_id[map_id].name
        if self.session.edit(_("Delete map"), lambda p: edits.delete_map(p, map_id)):
            said = _("The map '{name}' was deleted.")
            self.session.done.emit(said.format(name=name))

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        for icon, words, act in (
            ("git-branch", _("New to-be from this map"), lambda: self.new_map("to_be")),
            ("copy-plus", _("Copy of this map as a variant"), lambda: self.new_map("variant")),
            ("file-plus", _("Empty map"), self.new_empty_map),
        ):
            action = menu.addAction(words, act)
            menu.aboutToShow.connect(
                lambda action=action, icon=icon: action.setIcon(self.appearance.theme.icon(icon))
            )
        return menu

    def map_menu(self, map_id: str) -> QMenu:
        """What can be done with a map."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        icon = self.appearance.theme.icon
        menu.addAction(icon("pencil"), _("Rename"), lambda: self.rename_map(map_id))
        menu.addAction(icon("copy-plus"), _("Duplicate"), lambda: self.new_map("variant", map_id))
        delete = menu.addAction(icon("trash"), _("Delete"), lambda: self.delete_map(map_id))
        delete.setEnabled(len(self.session.project.maps) > 1)
        return menu

    def _context_menu(self, at: QPoint) -> None:
        item = self.maps.itemAt(at)
        if item is not None and isinstance(item.data(ROW), MapRow):
            self.map_menu(item.data(ROW).map_id).popup(self.maps.mapToGlobal(at))


def _prepare(view: QAbstractItemView, delegate: QStyledItemDelegate) -> None:
    view.setItemDelegate(delegate)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setMouseTracking(True)
    view.setEditTriggers(
        QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
    )


def _head(title: str, beside: QWidget) -> QWidget:
    """A section title with something at its right."""
    head = QWidget()
    row = QHBoxLayout(head)
    row.setContentsMargins(SIDE, 5, 8, 3)
    label = QLabel(title)
    label.setProperty("tone", "section")
    label.setFont(font("section"))
    label.setFixedHeight(QFontMetrics(font("section")).height() + 8)
    row.addWidget(label)
    row.addStretch(1)
    row.addWidget(beside)
    return head
