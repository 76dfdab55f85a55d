"""What is remembered from one time to the next: the shape of the window, the look at each file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication

from ui.commands.viewing import VIEWS
from ui.room import FRAME

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.panels.table import StepTable

FIRST_SIZE = QSize(1440, 900)
GRIP = QSize(120, 24)
"""As much of a window's upper edge has to be on a screen, to take hold of it."""
LOOKS = 20
"""Files whose last look is kept."""


def restore_shape(window: MainWindow) -> None:
    """Size, place and docks of the last time.

    The first time a sensible size, or the whole screen where that and its frame do not fit. A
    window whose screen is gone comes to one that is there.
    """
    settings = QSettings()
    shape = settings.value("window/geometry")
    if not (isinstance(shape, QByteArray) and window.restoreGeometry(shape)):
        room = window.screen().availableSize() - FRAME
        window.resize(FIRST_SIZE.boundedTo(room))
        if window.size() != FIRST_SIZE:
            window.setWindowState(Qt.WindowState.WindowMaximized)
    elif not reachable(window.geometry(), _screens()):
        place = QGuiApplication.primaryScreen().availableGeometry()
        size = window.size().boundedTo(place.size() - FRAME)
        window.setGeometry(QRect(place.topLeft() + QPoint(FRAME.width(), FRAME.height()), size))
    docks = settings.value("window/docks")
    if isinstance(docks, QByteArray):
        window.restoreState(docks)


def keep_shape(window: MainWindow) -> None:
    """Keep size, place, docks and columns for the next time."""
    QSettings().setValue("window/geometry", window.saveGeometry())
    QSettings().setValue("window/docks", window.saveState())

    # where no table was made, nobody changed its columns
    made = [vars(window)[name] for name in ("grid", "table") if name in vars(window)]
    widths = {name: wide for page in made for name, wide in page.table.columns.widths().items()}
    if made:
        QSettings().setValue("table/widths", json.dumps(widths))


def restore_columns(table: StepTable) -> None:
    """Give the columns of the table of steps the widths that a person gave them."""
    try:
        found = json.loads(str(QSettings().value("table/widths", "")))
    except ValueError:
        return
    if isinstance(found, dict):
        table.columns.set_widths({name: wide for name, wide in found.items() if type(wide) is int})


def reachable(shape: QRect, screens: list[QRect]) -> bool:
    """Whether enough of the upper edge of a window is on one of the screens."""
    edge = QRect(shape.left(), shape.top(), shape.width(), GRIP.height())
    shown = [edge.intersected(screen) for screen in screens]
    return any(s.width() >= GRIP.width() and s.height() >= GRIP.height() // 2 for s in shown)


def _screens() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def keep_look(window: MainWindow) -> None:
    """Keep how the file of a window is looked at: map, view, zoom and place."""
    path, view = window.session.path, window.view
    if path is None:
        return
    middle = view.mapToScene(view.viewport().rect().center())
    shown = window.views.currentWidget()
    made = {**vars(window), "view": view}  # a view that was never shown is not made for this
    look = {
        "path": path,
        "map": window.session.map_id,
        "view": next((n for n, name in VIEWS.items() if made.get(name) is shown), "view_map"),
        "zoom": view.zoom,
        "x": middle.x(),
        "y": middle.y(),
    }
    kept = [look, *(one for one in _looks() if one.get("path") != path)]
    QSettings().setValue("looks", json.dumps(kept[:LOOKS]))


def restore_look(window: MainWindow) -> None:
    """Show the file of a window as it was looked at last."""
    path = window.session.path
    look = next((one for one in _looks() if one.get("path") == path), None)
    if path is None or look is None:
        return
    try:
        name, zoom = look["view"], float(look["zoom"])
        middle = QPointF(float(look["x"]), float(look["y"]))
    except (KeyError, TypeError, ValueError):
        return
    window.session.show_map(str(look.get("map")))
    window.view.return_to(zoom, middle)
    if name in VIEWS:
        window.actions_by_name[name].trigger()


def _looks() -> list[dict[str, Any]]:
    try:
        found = json.loads(str(QSettings().value("looks", "")))
    except ValueError:
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
