"""What the panels add to the application's look: style rules, value-class marks, focus rings."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from mopsmap.language import translated as _
from mopsmap.model import ValueClass
from ui.look.theme import Theme, icon_pixmap

CLASS_TOKENS: dict[ValueClass | None, str] = {
    "value_adding": "valueClass.VA",
    "necessary": "valueClass.BNVA",
    "waste": "valueClass.NVA",
    None: "valueClass.unset",
}
_BLOCKS: dict[ValueClass | None, int] = {"value_adding": 1, "necessary": 2, "waste": 3}

SEARCH = "search"

LEVER_ICONS = {
    "drop": "trash",
    "combine": "arrows-join-2",
    "parallelize": "arrows-split-2",
    "simplify": "feather",
    "delegate": "user-share",
    "outsource": "package-export",
    "automate": "robot",
}

_SHEET = """
QWidget#page, QScrollArea {{ background: {panel}; border: none; }}
QFrame#line {{ background: {border}; }}
QLabel {{ font-size: 12px; }}
QLabel[tone="caption"] {{ color: {tertiary}; font-size: 11px; }}
QLabel[tone="label"] {{ color: {secondary}; font-size: 12px; }}
QLabel[tone="value"] {{ color: {primary}; font-size: 12px; font-weight: 500; }}
QLabel[tone="changed"] {{ color: {accent}; font-size: 12px; font-weight: 600; }}
QLabel[tone="alarmed"] {{ color: {alarm}; font-size: 12px; font-weight: 600; }}
QLabel[tone="refused"] {{ color: {alarm}; font-size: 11px; }}
QLabel[tone="heading"] {{ color: {primary}; font-size: 16px; font-weight: 600; }}
QLineEdit, QComboBox, QPlainTextEdit {{ font-size: 12px; font-weight: 500; }}
QLineEdit, QComboBox {{ padding: 3px 6px; }}
QLineEdit:focus, QComboBox:focus {{ padding: 2px 5px; }}
QLineEdit[narrow="true"] {{ padding: 3px 1px; }}
QLineEdit[narrow="true"]:focus, QLineEdit[narrow="true"][invalid="true"] {{ padding: 2px 0; }}
QLineEdit[strong="true"] {{ font-weight: 600; }}
QComboBox[narrow="true"] {{ padding: 3px 0 3px 4px; }}
QComboBox[narrow="true"]:focus {{ padding: 2px 0 2px 3px; }}
QComboBox[narrow="true"]::drop-down {{ width: 15px; }}
QPlainTextEdit {{ padding: 2px 3px; }}
QPlainTextEdit:focus, QPlainTextEdit[invalid="true"] {{ padding: 1px 2px; }}
QPlainTextEdit[invalid="true"] {{ border: 2px solid {alarm_mark}; }}
QToolButton#bare, QToolButton#bare:focus {{ padding: 0; }}
QToolButton[lever="true"] {{ padding: 0; border: 1px solid {border}; background: {field}; }}
QToolButton[lever="true"]:hover {{ background: {hover}; }}
QToolButton[lever="true"]:checked {{ background: {accent}; border-color: {accent}; }}
QToolButton[lever="true"]:focus {{ border: 2px solid {focus}; }}
QToolButton[lever="true"]:checked:focus {{ border-color: {primary}; }}
QPlainTextEdit#title {{ font-size: 16px; font-weight: 600; background: transparent;
  border: 1px solid transparent; padding: 0 5px; }}
QPlainTextEdit#title:hover {{ border: 1px solid {border}; }}
QPlainTextEdit#title:focus {{ border: 2px solid {focus}; background: {field}; padding: 0 4px; }}
"""


def panel_sheet(theme: Theme) -> str:
    """Style rules of the panels, on top of the application's."""
    return _SHEET.format(
        panel=theme.value("surface.panel"),
        field=theme.value("surface.field"),
        primary=theme.value("text.primary"),
        secondary=theme.value("text.secondary"),
        tertiary=theme.value("text.tertiary"),
        alarm=theme.value("alarm.text"),
        alarm_mark=theme.value("alarm.mark"),
        hover=theme.value("surface.hover"),
        accent=theme.value("accent.base"),
        border=theme.value("border.default"),
        focus=theme.value("border.focus"),
    )


def paint_class_mark(
    painter: QPainter, theme: Theme, value_class: ValueClass | None, rect: QRectF
) -> None:
    """The small mark of a value class: one block, two, three, or a dashed outline."""
    color = theme.color(f"{CLASS_TOKENS[value_class]}.mark")
    blocks = _BLOCKS.get(value_class, 0)
    if not blocks:
        painter.setPen(QPen(color, 1, Qt.PenStyle.CustomDashLine))
        pen = painter.pen()
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        return
    height = (rect.height() - 2 * (blocks - 1)) / blocks
    for number in range(blocks):
        top = rect.top() + number * (height + 2)
        painter.fillRect(QRectF(rect.left(), top, rect.width(), height), color)


def paint_focus(painter: QPainter, theme: Theme, rect: QRectF, radius: float = 5.0) -> None:
    """The 2 px ring around whatever has the keyboard."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("border.focus"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


def fill_round(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    dashed: bool = False,
) -> None:
    """A rounded rectangle with a hairline border."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    pen = QPen(border, 1)
    if dashed:
        pen.setDashPattern([2, 2])
    painter.setPen(pen)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def restyle(widget: QWidget, name: str, value: bool | str) -> None:
    """Set a flag that the style sheet looks at; a word, or "" for none, is one too."""
    if bool(widget.property(name)) != bool(value):
        widget.setProperty(name, value)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def mark_search(field: QLineEdit, theme: Theme) -> None:
    """Put the sign of searching before what is typed in a field; screen readers get the name of it
    and of the sign that clears the field."""
    for action in field.findChildren(QAction, "_q_qlineeditclearaction"):
        action.setText(_("Clear"))
    for action in field.actions():
        if action.objectName() == SEARCH:
            field.removeAction(action)
    picture = icon_pixmap("search", theme.color("text.tertiary"), 14)
    sign = field.addAction(picture, QLineEdit.ActionPosition.LeadingPosition)
    sign.setObjectName(SEARCH)
    sign.setText(_("Search"))  # as a screen reader says it
