"""The toolbar: views, undo, tools, what is marked on the map, search and the one filled button."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetricsF,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from mopsmap.language import translated as _
from mopsmap.language import within
from ui.bars import Bar, Line, OverlayGroups, fill_overlays
from ui.look.lettering import draw_text, strong
from ui.look.theme import Appearance, font, paint_icon, token
from ui.panels.look import fill_round, paint_focus, restyle

PRIMARY = "primary"
WIDE_SEARCH, SEARCH, SMALL_SEARCH = 280, 190, 96
GIVES_WAY: tuple[tuple[str, ...], ...] = (
    ("add_branch", "add_flow", "add_note"),
    ("search",),
    ("show_changes",),
    ("add_decision", "add_step"),
    ("overlay",),
    ("view_map", "view_compare", "view_table"),
    ("critical_path",),
    ("history",),
    ("keys",),
)
"""What loses its words, or some of its width, where room is short: the first row first."""


class Toolbar(Bar):
    """What is used most, in the order of work; words give way where the window is narrow."""

    overlay_chosen = Signal(object)

    def __init__(
        self,
        actions: Mapping[str, QAction],
        overlays: Callable[[], OverlayGroups],
        appearance: Appearance,
    ) -> None:
        super().__init__(appearance, token("layout.toolbar"))
        self._overlays = overlays
        self._shown: str | None = None
        self.buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 7)
        row.setSpacing(4)
        row.addWidget(self._segments(actions, ("view_map", "view_compare", "view_table")))
        self._gap(row)
        self.undo = self._button(actions, "undo", words=False)
        self.history = _arrow(actions["history"])
        for button in (self.undo, self.history, self._button(actions, "redo", words=False)):
            row.addWidget(button)
        self._gap(row)
        for name in ("tool_select", "tool_hand"):
            row.addWidget(self._button(actions, name, words=False))
        for name in ("add_step", "add_decision", "add_branch", "add_flow", "add_note"):
            row.addWidget(self._button(actions, name))
        row.addWidget(self._button(actions, "tidy", words=False))
        self._gap(row)
        for name in ("critical_path", "show_changes"):
            row.addWidget(self._button(actions, name))
        row.addWidget(self._make_overlay())
        row.addStretch(1)
        self.search = SearchButton(actions["palette"], appearance)
        row.addWidget(self.search)
        row.addSpacing(4)
        row.addWidget(self._make_export(actions))
        self._compared = actions["show_changes"]
        self._compared.enabledChanged.connect(self._show_changes)
        self._show_changes()
        appearance.changed.connect(self._restyle)
        self._restyle()

    def _make_overlay(self) -> QToolButton:
        self._overlay = QToolButton()
        self._overlay.setObjectName("overlay")
        self._overlay.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._overlay.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._overlay.setText(_("Overlay"))
        self._overlay.setIconSize(QSize(17, 17))
        self._overlay_menu = QMenu(self._overlay)
        self._overlay_menu.aboutToShow.connect(self._fill_overlays)
        self._overlay.setMenu(self._overlay_menu)
        return self._overlay

    def _make_export(self, actions: Mapping[str, QAction]) -> QPushButton:
        self._export = QPushButton(_("Export"))
        restyle(self._export, "kind", PRIMARY)
        self._export.setIconSize(QSize(16, 16))
        self._export.setAccessibleName(_("Export as Excel workbook or picture"))
        menu = QMenu(self._export)
        for name in ("export_workbook", "export_picture"):
            menu.addAction(actions[name])
        self._export.setMenu(menu)
        return self._export

    def fill_export(self, on: bool) -> None:
        """Fill the button, unless there is another one that the person is asked to press."""
        restyle(self._export, "kind", PRIMARY if on else "")
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give away as few words as the width asks for."""
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """What was hidden until now, as behind the welcome screen, is measured only here."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show all words, then take away row by row until everything fits."""
        layout = self.layout()
        assert layout is not None
        for given in range(len(GIVES_WAY) + 1):
            self._give_way({name for row in GIVES_WAY[:given] for name in row})
            layout.invalidate()
            if layout.sizeHint().width() <= self.width():
                return

    def _give_way(self, gone: set[str]) -> None:
        style = Qt.ToolButtonStyle
        worded = {name for row in GIVES_WAY for name in row}
        buttons = {**self.buttons, "overlay": self._overlay}
        for name, button in buttons.items():
            if name in worded:
                beside = (
                    style.ToolButtonIconOnly if name in gone else style.ToolButtonTextBesideIcon
                )
                button.setToolButtonStyle(beside)
                restyle(button, "worded", name not in gone)
        small = SMALL_SEARCH if "keys" in gone else SEARCH
        self.search.setFixedWidth(small if "search" in gone else WIDE_SEARCH)
        self.history.setVisible("history" not in gone)

    def _show_changes(self) -> None:
        """Where there is nothing to compare with, changes need no room."""
        self.buttons["show_changes"].setVisible(self._compared.isEnabled())
        self.fit()

    def _button(self, actions: Mapping[str, QAction], name: str, words: bool = True) -> QToolButton:
        made = self.buttons[name] = _button(actions[name], words)
        return made

    def _segments(self, actions: Mapping[str, QAction], names: tuple[str, ...]) -> QWidget:
        box = QFrame()
        box.setObjectName("segments")
        row = QHBoxLayout(box)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for name in names:
            button = self._button(actions, name)
            button.setObjectName("segment")
            row.addWidget(button)
        return box

    def _gap(self, row: QHBoxLayout) -> None:
        line = Line(self.appearance, upright=True)
        line.setFixedHeight(20)
        row.addSpacing(6)
        row.addWidget(line)
        row.addSpacing(6)

    def _restyle(self) -> None:
        theme = self.appearance.theme
        laid = self._shown is not None
        self.history.setIcon(theme.icon("chevron-down", "text.secondary", 12))
        self._overlay.setIcon(theme.icon("stack-2", "accent.base" if laid else "text.primary"))
        filled = self._export.property("kind") == PRIMARY
        ink = "text.onAccent" if filled else "text.primary"
        self._export.setIcon(theme.icon("file-export", ink, 16))

    def _fill_overlays(self) -> None:
        self._overlay_menu.clear()
        choose, theme = self.overlay_chosen.emit, self.appearance.theme
        fill_overlays(self._overlay_menu, self._overlays(), self._shown, choose, theme)

    def show_overlay(self, key: str | None) -> None:
        """Name the overlay that is shown."""
        self._shown = key
        labels = {key: label for _title, pairs in self._overlays() for key, label in pairs}
        label = labels.get(key or "", "")
        said = _("Overlay: {name}").format(name=within(label)) if label else _("Overlay")
        self._overlay.setText(said.replace("&", "&&"))
        self._overlay.setToolTip(said)
        restyle(self._overlay, "laid", key is not None)
        self._restyle()
        self.fit()


class SearchButton(QAbstractButton):
    """Looks like a field and opens the command palette."""

    def __init__(self, action: QAction, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        native = QKeySequence.SequenceFormat.NativeText
        self._keys = action.shortcut().toString(native).replace("+", " ")
        self.setAccessibleName(action.text())
        self.setToolTip(action.toolTip())
        self.setFixedSize(WIDE_SEARCH, 28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(action.trigger)
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, border, icon, words and the key."""
        painter, theme = QPainter(self), self._appearance.theme
        rect = QRectF(self.rect())
        ground = theme.color("surface.hover" if self.underMouse() else "surface.field")
        fill_round(painter, rect, token("radius.button"), ground, theme.color("border.default"))
        ink = theme.color("text.tertiary")
        paint_icon(painter, "search", QRectF(8, rect.center().y() - 8, 16, 16), ink)
        said = self._keys if self.width() >= SEARCH else ""
        wide = QFontMetricsF(strong("caption")).horizontalAdvance(said)
        keys = QRectF(rect.right() - wide - 10, rect.top(), wide + 1, rect.height())
        draw_text(painter, keys, said, strong("caption"), ink)
        words = _("Search steps and commands")
        room = QRectF(31, rect.top(), keys.left() - 39, rect.height())
        if QFontMetricsF(font("body")).horizontalAdvance(words) > room.width():
            words = _("Search")
        draw_text(painter, room, words, font("body"), ink)
        if self.hasFocus():
            paint_focus(painter, theme, rect, token("radius.button"))


def _button(action: QAction, words: bool = True) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(17, 17))
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly)
    button.setAccessibleName(action.text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _arrow(action: QAction) -> QToolButton:
    """A narrow button that opens a list beside the button before it."""
    button = QToolButton()
    button.setObjectName("arrow")
    button.setIconSize(QSize(12, 12))
    button.setFixedWidth(18)
    button.setAccessibleName(action.text().rstrip("\u2026"))
    button.setToolTip(action.toolTip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    return button
