"""What a person can read in a window, gathered from everything that shows anything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from tests.ui.hand import Hand, Key
from ui.look import lettering
from ui.main_window import BELOW

TOLD = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is painted from now on."""
    found: list[str] = []
    shaped, plain = lettering._shaped, QPainter.drawText

    def keep(face: object, text: str) -> object:
        found.append(text)
        return shaped(face, text)  # type: ignore[arg-type]

    def draw(painter: QPainter, *words: object) -> object:
        found.extend(word for word in words if isinstance(word, str))
        return plain(painter, *words)  # type: ignore[call-overload]

    monkeypatch.setattr(lettering, "_shaped", keep)
    monkeypatch.setattr(QPainter, "drawText", draw)
    return found


def texts(window: QWidget) -> set[str]:
    """What widgets in sight hold: labels, fields, buttons, cells, tips, accessible names."""
    found: set[str] = set()
    for widget in (w for w in window.findChildren(QWidget) if w.isVisible()):
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
            found.add(widget.text())
        if isinstance(widget, QTableView):
            model = widget.model()
            rows, columns = range(model.rowCount()), range(model.columnCount())
            cells = [model.index(row, column) for row in rows for column in columns]
            found |= {str(cell.data(role) or "") for cell in cells for role in TOLD}
        if hasattr(widget, "accessible_parts"):
            parts = widget.accessible_parts()
            found |= {parts.name(part) for part in parts.order()}
        found |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
    return found


def look_everywhere(hand: Hand) -> set[str]:
    """Show every view, page, overlay and kind of selection; what widgets hold then."""
    window, found = hand.window, set[str]()

    def look() -> None:
        hand.settle()
        window.grab()
        found.update(texts(window))

    step = hand.view.map_scene.reading.order[3]
    role = hand.map.step_by_id[step].role
    for chosen in ({"steps": (step,)}, {"role": role}, {}):
        hand.session.select(**chosen)  # type: ignore[arg-type]
        look()
    for page in BELOW:
        window.show_bottom(page)
        look()
    for key, _label in hand.view.map_scene.overlay_labels():
        window.choose_overlay(key)
        look()
    window.choose_overlay(None)
    for tile in window.kpis.tiles:
        tile.click()
        if window.kpis.popover is not None:
            window.kpis.popover.grab()
            found.update(texts(window.kpis.popover))
            window.kpis.popover.close()
    for view in ("view_table", "view_compare", "view_map"):
        window.actions_by_name[view].trigger()
        look()
    hand.key(Key.Key_G)
    look()
    hand.key(Key.Key_G)
    return found
