"""The people of other roles who help with a step: a role and a number of people in each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from mopsmap.language import translated as _
from mopsmap.model import Helper
from mopsmap.numerals import shown_number
from mopsmap.units import UnitError
from ui.look.theme import Appearance
from ui.panels.chips import Chip
from ui.panels.entry import read_number
from ui.panels.fields import Field, Options
from ui.panels.inputs import Combo, TextEntry


class HelpersField(Field):
    """People of other roles on a step: a role and a number of people in each row."""

    wide = True

    def __init__(self, label: str, roles: Options, look: Appearance) -> None:
        super().__init__()
        self._label, self._roles, self._appearance = label, roles, look
        self._value: tuple[Helper, ...] = ()
        self._shown: object = None
        self.rows: list[_HelperRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.add = Chip(_("Add"), look, "add", removable=False)
        self.add.setAccessibleName(_("{field}: add").format(field=label))
        self.add.setToolTip(_("Add to {field}").format(field=label))
        self.add.clicked.connect(self._popup)
        self.add.left.connect(self.left)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)

    @property
    def offered(self) -> Sequence[tuple[Any, str]]:
        return self._roles()

    def show_value(self, value: Any, mixed: bool = False) -> None:
        self._value = () if mixed else tuple(value)
        self.add.setText(_("mixed: add to all") if mixed else _("Add"))
        self.add.updateGeometry()
        options = tuple(self.offered)
        state = (tuple(h.role for h in self._value), options)
        if state != self._shown:
            self._shown = state
            for row in self.rows:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = [self._row(i, options) for i in range(len(self._value))]
        for row, helper in zip(self.rows, self._value, strict=True):
            row.role.choose(helper.role)
            row.people.show_text(shown_number(helper.people))

    def _row(self, index: int, options: Sequence[tuple[Any, str]]) -> _HelperRow:
        row = _HelperRow(options, self._appearance)
        row.role.activated.connect(lambda at: self._put(index, role=row.role.value_at(at)))
        row.people.textEdited.connect(lambda _text: self._try_people(index))
        row.people.submitted.connect(lambda: self._enter_people(index))
        row.people.cancelled.connect(self.dropped)
        row.people.stepped.connect(lambda by: self._step(index, by))
        row.remove.clicked.connect(lambda: self._remove(index))
        for part in (row.role, row.people):
            part.left.connect(self.left)
        self._column.insertWidget(index, row)
        return row

    def settle(self) -> None:
        for index in range(len(self.rows)):
            self._enter_people(index)

    def drop(self) -> None:
        for row in self.rows:
            row.people.revert()

    def _put(self, index: int, **changes: Any) -> None:
        changed = self._with(index, **changes)
        if changed != self._value:
            self.entered.emit(changed)

    def _with(self, index: int, **changes: Any) -> tuple[Helper, ...]:
        """The helpers, one of them changed."""
        changed = self._value[index].replace(**changes)
        return (*self._value[:index], changed, *self._value[index + 1 :])

    def _remove(self, index: int) -> None:
        self.add.setFocus()
        self.entered.emit((*self._value[:index], *self._value[index + 1 :]))

    def _enter_people(self, index: int) -> None:
        entry = self.rows[index].people
        if not entry.dirty:
            return
        try:
            people = read_number(entry.text())
        except UnitError as error:
            entry.say_invalid(str(error))
            self.refused.emit(str(error))
            self.dropped.emit()
            return
        self.refused.emit("")
        entry.say_invalid("")
        entry.take()
        self.entered.emit(self._with(index, people=people))

    def _try_people(self, index: int) -> None:
        entry = self.rows[index].people
        if not entry.dirty:
            self.dropped.emit()
            return
        try:
            people = read_number(entry.text())
        except UnitError:
            return
        self.tried.emit(self._with(index, people=people))

    def _step(self, index: int, by: int) -> None:
        self._put(index, people=max(0.0, self._value[index].people + by))

    def _popup(self) -> None:
        self.menu().popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def menu(self) -> QMenu:
        """The roles that can help, as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        taken = {h.role for h in self._value}
        for role, name in self._roles():
            if role is not None and role not in taken:
                action = QAction(self._appearance.theme.icon("users"), name, menu)
                action.triggered.connect(lambda _on=False, r=role: self._append(Helper(role=r)))
                menu.addAction(action)
        if menu.isEmpty():
            menu.addAction(_("Nothing more to add")).setEnabled(False)
        return menu

    def _append(self, helper: Helper) -> None:
        def grown(old: tuple[Helper, ...]) -> tuple[Helper, ...]:
            return old if any(h.role == helper.role for h in old) else (*old, helper)

        self.entered.emit(grown)


class _HelperRow(QWidget):
    def __init__(self, roles: Sequence[tuple[Any, str]], look: Appearance) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.role = Combo(self)
        self.role.offer([pair for pair in roles if pair[0] is not None])
        self.role.setAccessibleName(_("Helping role"))
        self.people = TextEntry(self, steps=True)
        self.people.setAccessibleName(_("Helping people"))
        self.people.setToolTip(_("People of this role"))
        self.people.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.people.setFixedSize(44, 28)
        self.remove = QToolButton(self)
        self.remove.setIcon(look.theme.icon("x", "text.secondary", 14))
        self.remove.setObjectName("bare")
        self.remove.setAccessibleName(_("Remove helper"))
        self.remove.setToolTip(_("Remove"))
        self.remove.setFixedSize(26, 28)
        row.addWidget(self.role, 1)
        row.addWidget(self.people)
        row.addWidget(self.remove)
